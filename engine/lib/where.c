/*
 * What a person means by RULES, by a source and by an office: files or names, found in the office's
 * own folder, then in the folders of the handle, then in the installation. Owns the one translation
 * from `x/y/2024.lua` to module `y.2024` of office `y`. Reading the files is the script's; here
 * they are only looked for.
 */
#include "lib/lib.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "csv/csv.h"

static bool has_tail(const char *s, const char *tail)
{
	size_t n = strlen(s), t = strlen(tail);
	return n > t && strcmp(s + n - t, tail) == 0;
}

static bool is_path(const char *name)
{
	return strchr(name, '/') || has_tail(name, ".lua");
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* The folder of a path as written, "." when it has none. */
static char *folder_of(struct ld_arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return ld_arena_strdup(a, ".");
	return ld_arena_strndup(a, path, slash == path ? 1 : (size_t)(slash - path));
}

static char *real(struct ld_arena *a, const char *path)
{
	char whole[PATH_MAX];
	return realpath(path, whole) ? ld_arena_strdup(a, whole) : NULL;
}

/* A folder that names itself: as written, unless it is ".", "..", or ends in them. */
static char *named(struct ld_arena *a, char *folder)
{
	size_t n = folder ? strlen(folder) : 0;
	while (n > 1 && folder[n - 1] == '/')
		folder[--n] = '\0';
	const char *base = folder ? base_of(folder) : "";
	return strcmp(base, ".") == 0 || strcmp(base, "..") == 0 ? real(a, folder) : folder;
}

static bool is_root(const struct lindung *l, const char *folder)
{
	char a[PATH_MAX], b[PATH_MAX];
	if (!realpath(folder, a))
		return false;
	for (size_t i = 0; i < l->nroots; i++)
		if (realpath(l->roots[i], b) && strcmp(a, b) == 0)
			return true;
	return false;
}

static int cannot_read(struct lindung_error *err, const char *what, const char *path)
{
	return ld_fail(
		err, LINDUNG_E_NOT_FOUND, "cannot read %s '%s': %s", what, path, strerror(errno));
}

/* Make the folder the office, unless it is one of the roots. */
static int set_office(
	const struct lindung *l, char *folder, struct ld_where *w, struct lindung_error *err)
{
	w->dirs.roots = l->roots;
	w->dirs.nroots = l->nroots;
	if (folder && !is_root(l, folder)) {
		w->dirs.office_dir = folder = named(&w->arena, folder);
		w->office = folder ? base_of(folder) : NULL;
	}
	w->loader = ld_loader_dirs(&w->dirs);
	return folder ? 0 : ld_nomem(err);
}

/* The template holds marks in place of names: no fault of its reader's. */
static int refuse_template(const char *folder, struct lindung_error *err)
{
	return ld_fail(err, LINDUNG_E_USAGE, "'%s' is the template of new offices, not rules: make an office of it with 'lindung new FOLDER'",
		folder);
}

static int by_file(
	const struct lindung *l, const char *path, struct ld_where *w, struct lindung_error *err)
{
	const char *base = base_of(path);
	if (!has_tail(base, ".lua"))
		return ld_fail(err, LINDUNG_E_NOT_FOUND,
			"'%s' is no rule file: its name does not end in '.lua'", path);
	if (access(path, R_OK) != 0)
		return cannot_read(err, "rules", path);
	w->path = ld_arena_strdup(&w->arena, path);
	int rc = set_office(l, folder_of(&w->arena, path), w, err);
	if (rc >= 0 && w->office && strcmp(w->office, "_template") == 0)
		rc = refuse_template(w->dirs.office_dir, err);
	if (rc < 0)
		return rc;
	int stem = (int)(strlen(base) - strlen(".lua"));
	w->module = w->office ? ld_arena_printf(&w->arena, "%s.%.*s", w->office, stem, base)
			      : ld_arena_printf(&w->arena, "%.*s", stem, base);
	return w->module && w->path ? 0 : ld_nomem(err);
}

/* "a.b" -> "a/b.lua" */
static char *file_of(struct ld_arena *a, const char *module)
{
	char *file = ld_arena_printf(a, "%s.lua", module);
	size_t stem = strlen(module);
	for (size_t i = 0; file && i < stem; i++)
		if (file[i] == '.')
			file[i] = '/';
	return file;
}

int ld_where_root_file(const struct lindung *l, const char *name, struct ld_arena *arena,
	const char **ret, struct lindung_error *err)
{
	*ret = NULL;
	for (size_t i = 0; i < l->nroots; i++) {
		char *path = ld_arena_printf(arena, "%s/%s", l->roots[i], name);
		if (!path)
			return ld_nomem(err);
		if (access(path, R_OK) == 0) {
			*ret = path;
			return 0;
		}
	}
	return 0;
}

static int by_module(
	const struct lindung *l, const char *module, struct ld_where *w, struct lindung_error *err)
{
	const char *file = file_of(&w->arena, module);
	w->module = ld_arena_strdup(&w->arena, module);
	if (!w->module || !file)
		return ld_nomem(err);
	int rc = ld_where_root_file(l, file, &w->arena, &w->path, err);
	if (rc < 0)
		return rc;
	if (!w->path)
		return ld_fail(err, LINDUNG_E_NOT_FOUND,
			"there are no rules '%s': neither a file here nor a module of the "
			"rule folders",
			module);
	return set_office(l, folder_of(&w->arena, w->path), w, err);
}

int ld_where_rules(
	const struct lindung *l, const char *rules, struct ld_where *ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	int rc = 0;
	memset(ret, 0, sizeof *ret);
	if (ld_folder_is(rules))
		rc = ld_folder_programme(l, rules, &a, &rules, err);
	if (rc >= 0)
		rc = ld_bundled_is(rules) ? ld_bundled_rules(rules, ret, err)
		     : is_path(rules)     ? by_file(l, rules, ret, err)
					  : by_module(l, rules, ret, err);
	if (rc >= 0)
		rc = ld_trust_handle(l, ret, err);
	if (rc < 0)
		ld_where_fini(ret);
	return rc;
}

/* dir/sources/NAME.lua: the office is dir. */
static int source_by_file(
	const struct lindung *l, const char *path, struct ld_where *w, struct lindung_error *err)
{
	struct ld_arena *a = &w->arena;
	const char *base = base_of(path);
	char *sources = named(a, folder_of(a, path));
	if (!has_tail(base, ".lua") || access(path, R_OK) != 0)
		return cannot_read(err, "source", path);
	if (!sources || strcmp(base_of(sources), "sources") != 0)
		return ld_fail(err, LINDUNG_E_NOT_FOUND,
			"'%s' is no source: a source stands in a folder 'sources'", path);
	w->path = ld_arena_strdup(a, path);
	w->module = ld_arena_strndup(a, base, strlen(base) - strlen(".lua"));
	char *office = folder_of(a, sources);
	return w->path && w->module ? set_office(l, office, w, err) : ld_nomem(err);
}

static int source_by_name(const struct lindung *l, const char *source, const char *office,
	struct ld_where *w, struct lindung_error *err)
{
	w->module = ld_arena_strdup(&w->arena, source);
	if (!w->module)
		return ld_nomem(err);
	if (office && access(office, R_OK | X_OK) != 0)
		return cannot_read(err, "office", office);
	if (office)
		return set_office(l, ld_arena_strdup(&w->arena, office), w, err);
	w->dirs.roots = l->roots;
	w->dirs.nroots = l->nroots;
	w->loader = ld_loader_dirs(&w->dirs);
	return 0;
}

int ld_where_source(const struct lindung *l, const char *source, const char *office,
	struct ld_where *ret, struct lindung_error *err)
{
	memset(ret, 0, sizeof *ret);
	int rc = office && ld_bundled_is(office) ? ld_bundled_source(source, office, ret, err)
		 : is_path(source)               ? source_by_file(l, source, ret, err)
						 : source_by_name(l, source, office, ret, err);
	if (rc >= 0)
		rc = ld_trust_handle(l, ret, err);
	if (rc < 0)
		ld_where_fini(ret);
	return rc;
}

void ld_where_fini(struct ld_where *w)
{
	ld_bundle_fini(&w->bundle);
	ld_arena_fini(&w->arena);
	memset(w, 0, sizeof *w);
}

/* ---- names of regions ---- */

struct finding {
	const char *code;
	struct ld_arena *arena;
	const char *name;
	bool regency;
};

static int match_region(void *ctx, const struct ld_csv_row *row, struct lindung_error *err)
{
	struct finding *r = ctx;
	if (row->fault || row->ncells < 3 || strcmp(row->cells[0].text, r->code) != 0)
		return 0;
	r->name = ld_arena_strndup(r->arena, row->cells[1].text, row->cells[1].len);
	r->regency = strcmp(row->cells[2].text, "2") == 0;
	return r->name ? ld_fail(err, LINDUNG_E_CANCELLED, "found") : ld_nomem(err);
}

/* Go to the line of the region where it is plain to see; a hundred thousand places stand before it. Without luck the file is
 * read from its beginning. */
static void skip_to(int fd, const char *region)
{
	enum { MOST = 32 << 20 };
	struct stat st;
	char line[32];
	int n = snprintf(line, sizeof line, "\n%s,", region);
	char *text = fstat(fd, &st) == 0 && st.st_size < MOST ? malloc((size_t)st.st_size + 1) : NULL;
	ssize_t got = text ? pread(fd, text, (size_t)st.st_size, 0) : -1;
	const char *at = got > 0 && n < (int)sizeof line ? memmem(text, (size_t)got, line, (size_t)n) : NULL;
	if (at)
		lseek(fd, at + 1 - text, SEEK_SET);
	free(text);
}

int ld_where_regency(const struct lindung *l, const char *region, struct ld_arena *arena,
	struct ld_regency *ret, struct lindung_error *err)
{
	struct ld_csv_options options = {.delimiter = ','};
	struct ld_csv_info info;
	struct lindung_error ignored; /* a name is a courtesy: without it the code stands alone */
	struct finding r = {.code = region, .arena = arena};
	const char *path;
	*ret = (struct ld_regency){.name = NULL};
	int rc = ld_where_root_file(l, "data/wilayah.csv", arena, &path, err);
	int fd = rc >= 0 && path && region ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	if (fd < 0)
		return rc;
	skip_to(fd, region);
	rc = ld_csv_read(fd, path, &options, match_region, &r, &info, &ignored);
	close(fd);
	if (rc == LINDUNG_E_NOMEM)
		return ld_nomem(err);
	*ret = (struct ld_regency){.name = r.name, .unlisted = !r.regency};
	return 0;
}
