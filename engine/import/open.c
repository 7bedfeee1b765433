/*
 * Opening one file of a delivery. A file is read twice (its hash decides whether it is known before
 * a row is stored), so what cannot be read again, standard input and pipes, is first copied to
 * memory that has no name on any disk.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/limits.h"
#include "import/file.h"

static int fail_io(const char *name, struct lindung_error *err)
{
	if (errno == ENOENT)
		return ld_fail(err, LINDUNG_E_NOT_FOUND, "there is no file '%s'", name);
	return ld_fail(err, LINDUNG_E_IO, "cannot read '%s': %s", name, strerror(errno));
}

static bool write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t k = write(fd, p, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		p += k, n -= (size_t)k;
	}
	return true;
}

/* Everything from one descriptor to another that can be read again. */
static int spool(int from, int to, const char *name, struct lindung_error *err)
{
	char chunk[64 * 1024];
	int64_t bytes = 0;
	for (;;) {
		ssize_t n = read(from, chunk, sizeof chunk);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_io(name, err);
		if (n == 0)
			break;
		bytes += n;
		if (bytes > LD_MAX_FILE)
			return ld_fail(err, LINDUNG_E_LIMIT, "'%s' is larger than %lld bytes", name,
				LD_MAX_FILE);
		if (!write_all(to, chunk, (size_t)n))
			return ld_nomem(err);
	}
	return lseek(to, 0, SEEK_SET) < 0 ? fail_io(name, err) : 0;
}

int ld_import_open(const char *path, int *ret_fd, struct lindung_error *err)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
			  : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_io(path, err);
	if (!is_stdin && lseek(fd, 0, SEEK_CUR) >= 0) {
		*ret_fd = fd;
		return 0;
	}
	int copy = memfd_create("lindung-import", MFD_CLOEXEC);
	int rc = copy < 0 ? fail_io(path, err) : spool(fd, copy, path, err);
	close(fd);
	if (!rc)
		*ret_fd = copy;
	else if (copy >= 0)
		close(copy);
	return rc;
}
