/*
 * Files that appear whole or not at all. A file has no name while it is written (O_TMPFILE), so a program that is killed
 * leaves nothing; it gets one when every byte is on the disk, and what stood there before stands until then. Where the
 * folder's file system has no such files it is written beside its place as ".NAME.lindung-XXXXXX". Devices, pipes and
 * standard output under another name are written as they are. An interrupted write is a failed write.
 */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_SHOWN = 200 }; /* of the file's name in its temporary one; a name has at most 255 bytes */

static int failed(struct lindung_error *err, const char *what, const char *path, const char *cause)
{
	memset(err, 0, sizeof *err);
	if (cli_interrupted()) {
		snprintf(err->message, sizeof err->message, "stopped; '%s' is not written", path);
		return err->code = LINDUNG_E_CANCELLED;
	}
	snprintf(err->message, sizeof err->message, "'%s' cannot be %s: %s", path, what, cause);
	return err->code = LINDUNG_E_IO;
}

static void forget(struct cli_out *out)
{
	free(out->path);
	free(out->temp);
	memset(out, 0, sizeof *out);
}

bool cli_same_file(const char *a, const char *b)
{
	struct stat x, y;
	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* ---- where it goes ---- */

static int folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? (int)(slash - path) + 1 : 0;
}

/* The folder of path, with its slash; "." without one. */
static char *folder_of(const char *path)
{
	int n = folder_length(path);
	return n ? strndup(path, (size_t)n) : strdup(".");
}

/* What stands there? out->file is filled when it is no file to be replaced but can be written as it is. */
static int look(struct cli_out *out, const char *path, struct lindung_error *err)
{
	struct stat there, own;
	if (stat(path, &there) != 0) {
		if (errno != ENOENT)
			return failed(err, "written", path, strerror(errno));
		return lstat(path, &there) == 0 ? failed(err, "written", path, "it is a link to nothing") : 0;
	}
	if (S_ISDIR(there.st_mode))
		return failed(err, "written", path, strerror(EISDIR));
	if (fstat(STDOUT_FILENO, &own) == 0 && own.st_dev == there.st_dev && own.st_ino == there.st_ino) {
		out->file = stdout;
		return 0;
	}
	out->replaces = S_ISREG(there.st_mode);
	if (out->replaces)
		return faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 ? 0 : failed(err, "written", path, strerror(errno));
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	out->path = strdup(path);
	out->file = fd >= 0 && out->path ? fdopen(fd, "w") : NULL;
	if (out->file)
		return 0;
	int cause = errno;
	if (fd >= 0)
		close(fd);
	forget(out);
	return failed(err, "written", path, strerror(cause));
}

/* A file without a name in the folder of out->path; −1 where there is no such thing. */
static int open_unnamed(const struct cli_out *out, mode_t mode)
{
	char proc[40];
	char *folder = folder_of(out->path);
	int fd = folder ? open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, mode) : -1;
	free(folder);
	snprintf(proc, sizeof proc, "/proc/self/fd/%d", fd);
	if (fd >= 0 && access(proc, F_OK) != 0) { /* it could never be named */
		close(fd);
		fd = -1;
	}
	return fd;
}

static int open_named(struct cli_out *out, mode_t mode)
{
	int dir = folder_length(out->path);
	if (asprintf(&out->temp, "%.*s.%.*s.lindung-XXXXXX", dir, out->path, NAME_SHOWN, out->path + dir) < 0) {
		out->temp = NULL;
		return -1;
	}
	int fd = mkostemp(out->temp, O_CLOEXEC);
	mode_t mask = umask(0);
	umask(mask);
	if (fd >= 0)
		fchmod(fd, mode & ~mask); /* mkostemp made it 0600 */
	return fd;
}

static int open_new(struct cli_out *out, const char *path, bool personal, struct lindung_error *err)
{
	struct stat st;
	mode_t mode = personal ? 0600 : 0666;
	bool link = lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
	out->path = link ? realpath(path, NULL) : strdup(path);
	int fd = out->path ? open_unnamed(out, mode) : -1;
	if (fd < 0 && out->path)
		fd = open_named(out, mode);
	out->file = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (out->file)
		return 0;
	int cause = errno;
	if (fd >= 0)
		close(fd);
	if (fd >= 0 && out->temp)
		unlink(out->temp);
	failed(err, "written", path, strerror(cause));
	forget(out);
	return err->code;
}

int cli_out_open(struct cli_out *out, const char *path, bool personal, struct lindung_error *err)
{
	memset(out, 0, sizeof *out);
	if (!path || strcmp(path, "-") == 0) {
		out->file = stdout;
		return 0;
	}
	int rc = look(out, path, err);
	if (rc < 0 || out->file)
		return rc;
	out->whole = true;
	return open_new(out, path, personal, err);
}

int cli_out_write(void *ctx, const char *p, size_t n)
{
	struct cli_out *out = ctx;
	if (!cli_interrupted() && fwrite(p, 1, n, out->file) == n)
		return 0;
	out->refused = true; /* the library only knows that it was */
	out->cause = errno;
	return -1;
}

/* ---- its name ---- */

/* A name for a file without one, beside its place, to be renamed from. */
static bool name_beside(struct cli_out *out, const char *proc)
{
	int dir = folder_length(out->path);
	for (int i = 0; i < 100; i++) {
		if (asprintf(&out->temp, "%.*s.%.*s.lindung-%d-%d", dir, out->path, NAME_SHOWN, out->path + dir, (int)getpid(), i) < 0) {
			out->temp = NULL;
			return false;
		}
		if (linkat(AT_FDCWD, proc, AT_FDCWD, out->temp, AT_SYMLINK_FOLLOW) == 0)
			return true;
		free(out->temp);
		out->temp = NULL;
		if (errno != EEXIST)
			return false;
	}
	return false;
}

/* What came to stand there since the file was opened is not overwritten: it may be the command's own database. */
static bool put_in_place(struct cli_out *out)
{
	char proc[40];
	snprintf(proc, sizeof proc, "/proc/self/fd/%d", fileno(out->file));
	if (!out->temp && !out->replaces)
		return linkat(AT_FDCWD, proc, AT_FDCWD, out->path, AT_SYMLINK_FOLLOW) == 0;
	if (!out->temp && !name_beside(out, proc))
		return false;
	if (out->replaces)
		return rename(out->temp, out->path) == 0;
	if (renameat2(AT_FDCWD, out->temp, AT_FDCWD, out->path, RENAME_NOREPLACE) == 0)
		return true;
	return errno == EINVAL && link(out->temp, out->path) == 0 && unlink(out->temp) == 0;
}

static void sync_folder(const char *path)
{
	char *folder = folder_of(path);
	int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(folder);
}

/* A stream has been written as it came. */
static int close_stream(struct cli_out *out, int rc, struct lindung_error *err)
{
	bool ok = fflush(out->file) == 0 && !ferror(out->file);
	int cause = errno;
	if (out->path)
		ok = fclose(out->file) == 0 && ok;
	if (out->refused || (rc >= 0 && !ok))
		rc = failed(err, "written", out->path ? out->path : "standard output",
			strerror(out->refused ? out->cause : cause));
	forget(out);
	return rc;
}

int cli_out_close(struct cli_out *out, int rc, struct lindung_error *err)
{
	if (!out->file)
		return rc;
	if (!out->whole)
		return close_stream(out, rc, err);
	bool ok = rc >= 0 && fflush(out->file) == 0 && !ferror(out->file) && !cli_interrupted() &&
		fsync(fileno(out->file)) == 0 && put_in_place(out);
	int cause = errno;
	fclose(out->file);
	if (ok)
		sync_folder(out->path);
	else if (out->temp)
		unlink(out->temp);
	if (out->refused || (!ok && rc >= 0))
		rc = failed(err, "written", out->path, strerror(out->refused ? out->cause : cause));
	forget(out);
	return rc;
}
