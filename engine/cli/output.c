/*
 * What leaves the program. A file named with -o is written under a temporary name in the same
 * folder and renamed when it is complete and on the disk, so that nobody ever sends half a list.
 * Files with personal data are for their owner only (mode 0600). An interrupted write is a failed
 * write.
 */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int failed(struct lindung_error *err, const char *what, const char *path, int cause)
{
	memset(err, 0, sizeof *err);
	if (cli_interrupted()) {
		snprintf(err->message, sizeof err->message, "stopped; '%s' is not written", path);
		return err->code = LINDUNG_E_CANCELLED;
	}
	snprintf(err->message, sizeof err->message, "'%s' cannot be %s: %s", path, what,
		strerror(cause));
	return err->code = LINDUNG_E_IO;
}

static void forget(struct cli_out *out)
{
	free(out->path);
	free(out->temp);
	memset(out, 0, sizeof *out);
}

int cli_out_open(struct cli_out *out, const char *path, bool personal, struct lindung_error *err)
{
	memset(out, 0, sizeof *out);
	if (!path || strcmp(path, "-") == 0) {
		out->file = stdout;
		return 0;
	}
	const char *slash = strrchr(path, '/');
	int dir = slash ? (int)(slash - path) + 1 : 0;
	out->path = strdup(path);
	int fd = -1,
	    n = out->path ? asprintf(&out->temp, "%.*s.%s.XXXXXX", dir, path, path + dir) : -1;
	if (n < 0)
		out->temp = NULL;
	else
		fd = mkostemp(out->temp, O_CLOEXEC);
	if (fd >= 0 && !personal) {
		mode_t mask = umask(0);
		umask(mask);
		fchmod(fd, 0666 & ~mask); /* mkostemp made it 0600 */
	}
	out->file = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (out->file)
		return 0;
	int cause = errno;
	if (fd >= 0) {
		close(fd);
		unlink(out->temp);
	}
	failed(err, "written", path, cause);
	forget(out);
	return err->code;
}

int cli_out_write(void *ctx, const char *p, size_t n)
{
	struct cli_out *out = ctx;
	return cli_interrupted() || fwrite(p, 1, n, out->file) != n;
}

static void sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	int fd = dir ? open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(dir);
}

int cli_out_close(struct cli_out *out, int rc, struct lindung_error *err)
{
	if (!out->file)
		return rc;
	if (!out->temp) {
		if (rc >= 0 && (fflush(out->file) != 0 || ferror(out->file)))
			return failed(err, "written", "standard output", errno);
		return rc;
	}
	bool ok = rc >= 0 && fflush(out->file) == 0 && !ferror(out->file) &&
		  fsync(fileno(out->file)) == 0;
	int cause = errno;
	ok = fclose(out->file) == 0 && ok;
	if (ok && rename(out->temp, out->path) == 0) {
		sync_folder(out->path);
	} else {
		if (ok)
			cause = errno;
		unlink(out->temp);
		if (rc >= 0)
			rc = failed(err, "written", out->path, cause);
	}
	forget(out);
	return rc;
}

static enum lindung_format format_of(const char *name)
{
	if (!name || strcmp(name, "text") == 0)
		return LINDUNG_TEXT;
	if (strcmp(name, "json") == 0)
		return LINDUNG_JSON;
	return strcmp(name, "csv") == 0 ? LINDUNG_CSV : LINDUNG_JUNIT;
}

static bool colour(const struct cli *c, FILE *to)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
	return !c->args.no_color && !(no && *no) && isatty(fileno(to)) && term &&
	       strcmp(term, "dumb") != 0;
}

static int print(struct cli *c, const struct lindung_result *r, struct cli_out *out,
	struct lindung_error *err)
{
	struct lindung_render how = {
		.format = format_of(c->args.format),
		.colour = colour(c, out->file),
		.show_ids = c->args.show_ids,
	};
	cli_progress_end();
	return lindung_result_write(r, &how, cli_out_write, out, err);
}

int cli_print_to(struct cli *c, const struct lindung_result *r, FILE *to, struct lindung_error *err)
{
	return print(c, r, &(struct cli_out){.file = to}, err);
}

int cli_print(struct cli *c, const struct lindung_result *r, struct lindung_error *err)
{
	struct cli_out out;
	int rc = cli_out_open(&out, c->args.output, c->args.show_ids, err);
	if (rc < 0)
		return rc;
	return cli_out_close(&out, print(c, r, &out, err), err);
}

int cli_finish(struct cli *c, int rc, struct lindung_result *r, struct lindung_error *err)
{
	if (rc >= 0)
		rc = cli_print(c, r, err);
	if (rc >= 0)
		rc = lindung_result_exit(r);
	lindung_result_free(r);
	return rc;
}

int cli_finish_stored(struct cli *c, struct cli_out *out, int rc, struct lindung_result *r,
	const char *key, const char *done, struct lindung_error *err)
{
	bool stored = rc >= 0;
	if (rc >= 0)
		rc = print(c, r, out, err);
	rc = cli_out_close(out, rc, err);
	int64_t n = stored ? lindung_result_integer(r, key) : 0;
	if (stored && rc < 0 && n) {
		size_t len = strlen(err->message);
		snprintf(err->message + len, sizeof err->message - len, "; %s %lld is %s", key,
			(long long)n, done);
	}
	if (rc >= 0)
		rc = lindung_result_exit(r);
	lindung_result_free(r);
	return rc;
}
