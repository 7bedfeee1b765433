/*
 * Where modules come from: directories for a fresh run, files in memory for a replay. A module's
 * name becomes a path only after its letters were checked, so no name leads out of the folders.
 * `fields` is looked up in the roots first, because an office's own fields extend the national ones
 * under the name "OFFICE.fields".
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "script/script.h"

enum { MAX_PATH = 1024 };

bool ld_module_name_valid(const char *name)
{
	size_t n = strnlen(name, 256);
	if (!n || n > 200 || name[0] == '.' || name[n - 1] == '.' || strstr(name, ".."))
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = name[i];
		bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			  (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
		if (!ok)
			return false;
	}
	return true;
}

static bool is_csv(const char *name)
{
	size_t n = strlen(name);
	return n > 4 && strcmp(name + n - 4, ".csv") == 0;
}

/* dir/a/b.lua for a.b; false when it does not fit. */
static bool path_of(char out[MAX_PATH], const char *dir, const char *name)
{
	bool here = strcmp(dir, ".") == 0;
	size_t ndir = here ? 0 : strlen(dir), n = strlen(name);
	while (ndir > 1 && dir[ndir - 1] == '/')
		ndir--;
	if (ndir + n + 6 > MAX_PATH)
		return false;
	memcpy(out, dir, ndir);
	if (ndir && out[ndir - 1] != '/')
		out[ndir++] = '/';
	for (size_t i = 0; i < n; i++)
		out[ndir + i] = name[i] == '.' ? '/' : name[i];
	strcpy(out + ndir + n, ".lua");
	return true;
}

static int read_all(int fd, const char *path, struct ld_arena *arena, struct ld_file *ret,
	struct lindung_error *err)
{
	struct stat st;
	if (fstat(fd, &st))
		return ld_fail(err, LINDUNG_E_IO, "cannot read '%s': %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return ld_fail(err, LINDUNG_E_MODULE, "'%s' is not a file", path);
	if (st.st_size > LD_MAX_SENT_SOURCE)
		return ld_fail(err, LINDUNG_E_LIMIT,
			"'%s' is larger than the %d MB that any rule file may be", path,
			LD_MAX_SENT_SOURCE >> 20);
	char *text = ld_arena_alloc(arena, (size_t)st.st_size + 1);
	if (!text)
		return ld_nomem(err);
	size_t len = 0;
	while (len < (size_t)st.st_size) {
		ssize_t k = read(fd, text + len, (size_t)st.st_size - len);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return ld_fail(
				err, LINDUNG_E_IO, "cannot read '%s': %s", path, strerror(errno));
		if (k == 0)
			break;
		len += (size_t)k;
	}
	text[len] = '\0';
	ret->text = text;
	ret->len = len;
	return 0;
}

/* 1 found, 0 not there. */
static int try_path(const char *path, const char *name, struct ld_arena *arena, struct ld_file *ret,
	struct lindung_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (fd < 0)
		return ld_fail(err, LINDUNG_E_IO, "cannot read '%s': %s", path, strerror(errno));
	struct ld_file f = {0};
	int rc = read_all(fd, path, arena, &f, err);
	close(fd);
	if (rc < 0)
		return rc;
	f.module = ld_arena_strdup(arena, name);
	f.path = ld_arena_strdup(arena, path);
	if (!f.module || !f.path)
		return ld_nomem(err);
	ld_sha256(f.text, f.len, f.sha256);
	*ret = f;
	return 1;
}

/* The last part of a path, without slashes at its end. */
static void base_name(const char *path, char out[256])
{
	size_t n = strlen(path);
	while (n > 1 && path[n - 1] == '/')
		n--;
	size_t start = n;
	while (start > 0 && path[start - 1] != '/')
		start--;
	size_t len = n - start < 255 ? n - start : 255;
	memcpy(out, path + start, len);
	out[len] = '\0';
}

/* The k-th place to look in: 0 is the office's folder under its own name, 1 its bare names, then
 * the roots. */
static bool candidate(const struct ld_dirs *d, const char *name, size_t k, char out[MAX_PATH])
{
	if (k >= 2)
		return path_of(out, d->roots[k - 2], name);
	if (!d->office_dir)
		return false;
	if (k == 1)
		return path_of(out, d->office_dir, name);
	char own[256];
	base_name(d->office_dir, own);
	size_t n = strlen(own);
	return n && strncmp(name, own, n) == 0 && name[n] == '.' &&
	       path_of(out, d->office_dir, name + n + 1);
}

static int find_in_dirs(const struct ld_dirs *d, const char *name, struct ld_arena *arena,
	struct ld_file *ret, struct lindung_error *err)
{
	char path[MAX_PATH];
	bool roots_first = strcmp(name, "fields") == 0;
	size_t n = d->nroots + 2;
	for (size_t i = 0; i < n; i++) {
		size_t k = roots_first ? (i + 2) % n : i;
		if (!candidate(d, name, k, path))
			continue;
		int rc = try_path(path, name, arena, ret, err);
		if (rc)
			return rc < 0 ? rc : 0;
	}
	const char *near = ld_module_nearest(d, name, arena);
	ld_fail(err, LINDUNG_E_MODULE, "there is no module '%s'", name);
	return near ? ld_error_suggest(err, near) : LINDUNG_E_MODULE;
}

/* A spreadsheet stands beside the module that names it. */
static int find_beside(const struct ld_dirs *d, const char *name, const char *beside,
	struct ld_arena *arena, struct ld_file *ret, struct lindung_error *err)
{
	char path[MAX_PATH];
	struct ld_file module;
	int rc = find_in_dirs(d, beside, arena, &module, err);
	if (rc)
		return rc;
	const char *slash = strrchr(module.path, '/');
	size_t dir = slash ? (size_t)(slash - module.path) + 1 : 0;
	if (dir + strlen(name) + 1 > sizeof path)
		return ld_fail(err, LINDUNG_E_LIMIT, "the path of '%s' is too long", name);
	memcpy(path, module.path, dir);
	strcpy(path + dir, name);
	rc = try_path(path, name, arena, ret, err);
	return rc == 0  ? ld_fail(err, LINDUNG_E_MODULE, "there is no file '%s'", path)
	       : rc < 0 ? rc
			: 0;
}

static int dirs_find(void *ctx, const char *name, const char *beside, struct ld_arena *arena,
	struct ld_file *ret, struct lindung_error *err)
{
	if (!ld_module_name_valid(name))
		return ld_fail(err, LINDUNG_E_MODULE, "'%.100s' is not the name of a module", name);
	if (beside && is_csv(name))
		return find_beside(ctx, name, beside, arena, ret, err);
	return find_in_dirs(ctx, name, arena, ret, err);
}

struct ld_loader ld_loader_dirs(const struct ld_dirs *dirs)
{
	union {
		const void *in;
		void *out;
	} ctx = {.in = dirs};
	return (struct ld_loader){.ctx = ctx.out, .find = dirs_find};
}

static int memory_find(void *ctx, const char *name, const char *beside, struct ld_arena *arena,
	struct ld_file *ret, struct lindung_error *err)
{
	const struct ld_memory *m = ctx;
	(void)beside;
	for (size_t i = 0; i < m->nfiles; i++) {
		const struct ld_file *f = &m->files[i];
		if (strcmp(f->module, name) != 0)
			continue;
		struct ld_file copy = *f;
		copy.module = ld_arena_strdup(arena, f->module);
		copy.path = ld_arena_strdup(arena, f->path ? f->path : f->module);
		copy.text = ld_arena_strndup(arena, f->text, f->len);
		if (!copy.module || !copy.path || !copy.text)
			return ld_nomem(err);
		ld_sha256(copy.text, copy.len, copy.sha256);
		*ret = copy;
		return 0;
	}
	return ld_fail(err, LINDUNG_E_MODULE, "there is no module '%s'", name);
}

struct ld_loader ld_loader_memory(const struct ld_memory *memory)
{
	union {
		const void *in;
		void *out;
	} ctx = {.in = memory};
	return (struct ld_loader){.ctx = ctx.out, .find = memory_find};
}

bool ld_script_other(const struct lindung_error *err)
{
	return strncmp(err->message, LD_RETURNS, strlen(LD_RETURNS)) == 0;
}
