/*
 * Files of an office that stand beside what is read, and are read by nobody. Whoever copies an office's folder and moves
 * a limit moves it in the copy, while `require` still names the folder that it was copied from: the cases pass and never
 * saw the change. So cases of other rules than those beside them are a fault. A programme that reads another folder's
 * module where its own folder has a file of that name is only warned of: an office may build on another's rules.
 */
#include "lib/lib.h"

#include <string.h>
#include <unistd.h>

static bool was_read(const struct ld_programme *p, const char *path)
{
	for (size_t i = 0; i < p->nfiles; i++)
		if (strcmp(p->files[i].path, path) == 0)
			return true;
	return false;
}

static const struct ld_file *file_of(const struct ld_programme *p, const char *module)
{
	for (size_t i = 0; i < p->nfiles; i++)
		if (strcmp(p->files[i].module, module) == 0)
			return &p->files[i];
	return NULL;
}

/* The line on which a text names the module between quotes; 0: nowhere. */
static int named_at(const char *text, const char *module)
{
	size_t n = strlen(module);
	int line = 1;
	for (const char *s = text; *s; s++) {
		line += *s == '\n';
		if ((*s == '"' || *s == '\'') && strncmp(s + 1, module, n) == 0 && s[n + 1] == *s)
			return line;
	}
	return 0;
}

static const char *last_part(const char *module)
{
	const char *dot = strrchr(module, '.');
	return dot ? dot + 1 : module;
}

/* The module that a test file names and that is called as it should be; else the first that it names. */
static const struct ld_file *tested(const struct ld_programme *p, const struct ld_file *test, const char *wanted)
{
	const struct ld_file *first = NULL;
	for (size_t i = 0; test && i < p->nfiles; i++) {
		const struct ld_file *f = &p->files[i];
		int line = named_at(test->text, f->module);
		if (line && strcmp(last_part(f->module), wanted) == 0)
			return f;
		if (line && (!first || line < named_at(test->text, first->module)))
			first = f;
	}
	return first;
}

int ld_beside_cases(const struct ld_where *where, const struct ld_programme *p, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	struct lindung_error none;
	struct ld_file own;
	size_t n = strlen(where->module) - strlen("_test");
	const char *sibling = ld_arena_strndup(&a, where->module, n);
	if (!sibling)
		return ld_nomem(err);
	int rc = where->loader.find(where->loader.ctx, sibling, NULL, &a, &own, &none);
	if (rc < 0 || was_read(p, own.path))
		return rc == LINDUNG_E_NOMEM ? ld_nomem(err) : 0;
	const struct ld_file *test = file_of(p, where->module), *f = tested(p, test, last_part(sibling));
	rc = ld_fail(err, LINDUNG_E_ELSEWHERE, "these cases test '%s', not '%s.lua' beside them", f ? f->module : "other rules",
		last_part(sibling));
	ld_error_suggest(err, sibling);
	ld_error_at(err, test ? test->path : where->path, f ? named_at(test->text, f->module) : 1);
	return rc;
}

/* ---- a programme ---- */

/* FOLDER/a/b.lua for a.b */
static char *path_in(struct ld_arena *a, const char *folder, const char *rest)
{
	char *path = ld_arena_printf(a, "%s/%s.lua", folder, rest);
	for (char *s = path ? path + strlen(folder) : NULL; s && s[4]; s++) /* not the last dot */
		if (*s == '.')
			*s = '/';
	return path;
}

static struct ld_place place_of(const struct ld_programme *p, const char *module)
{
	for (size_t i = 0; i < p->nfiles; i++) {
		int line = named_at(p->files[i].text, module);
		if (line)
			return (struct ld_place){p->files[i].path, line};
	}
	return (struct ld_place){NULL, 0};
}

static int check_file(const struct ld_where *where, const struct ld_programme *p, const struct ld_file *f,
	struct ld_findings *found, struct ld_arena *a)
{
	const char *dot = strchr(f->module, '.'), *folder = where->dirs.office_dir;
	size_t own = strlen(where->office), in = strlen(folder);
	if (!dot || ((size_t)(dot - f->module) == own && strncmp(f->module, where->office, own) == 0) ||
		(strncmp(f->path, folder, in) == 0 && f->path[in] == '/'))
		return 0;
	const char *path = path_in(a, folder, dot + 1), *name = ld_arena_printf(a, "%s.%s", where->office, dot + 1);
	if (!path || !name)
		return LINDUNG_E_NOMEM;
	if (access(path, R_OK) != 0 || was_read(p, path))
		return 0;
	struct ld_place at = place_of(p, f->module);
	return ld_findings_add(found, LD_WARNING, "UNREAD", at.file, at.line, name,
		"'%s' is read, and '%s' of this office is not", f->module, path);
}

int ld_beside_programme(
	const struct ld_where *where, const struct ld_programme *p, struct ld_findings *found, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	for (size_t i = 0; where->dirs.office_dir && i < p->nfiles; i++)
		if (check_file(where, p, &p->files[i], found, &a) < 0)
			return ld_nomem(err);
	return 0;
}
