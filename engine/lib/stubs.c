/*
 * lindung_stubs: files beside an office's rules from which editors complete and check them. The fields are those that a
 * programme of the office would have: a programme of one rule is loaded through the same door as any other, from a
 * loader that has it in memory.
 */
#include "lib/stubs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/report.h"

#define MODULE "lindung-stubs"

static int find(void *ctx, const char *name, const char *beside, struct ld_arena *arena, struct ld_file *ret,
	struct lindung_error *err)
{
	static const char text[] = "return programme { id = 'x', title = 'x', region = '53.15', as_of = '2025-01-01', "
				   "basis = { 'x' }, eligibility = { rule { 'x', when = { nik = known() } } } }\n";
	const struct ld_loader *rest = ctx;
	if (strcmp(name, MODULE) != 0)
		return rest->find(rest->ctx, name, beside, arena, ret, err);
	struct ld_file f = {.module = ld_arena_strdup(arena, name),
		.path = ld_arena_strdup(arena, name),
		.text = ld_arena_strdup(arena, text),
		.len = strlen(text)};
	if (!f.module || !f.path || !f.text)
		return ld_nomem(err);
	ld_sha256(f.text, f.len, f.sha256);
	*ret = f;
	return 0;
}

static int load(struct lindung *l, const char *folder, struct ld_programme **ret, struct lindung_error *err)
{
	struct ld_findings findings = {0};
	struct ld_worker *worker = NULL;
	struct ld_where where;
	int rc = ld_where_source(l, "fields", folder, &where, err);
	if (rc < 0)
		return rc;
	struct ld_loader loader = {.ctx = &where.loader, .find = find};
	rc = ld_worker_new(&loader, &l->worker, &worker, err);
	if (rc >= 0)
		rc = ld_worker_programme(worker, MODULE, where.office, NULL, 0, &findings, ret, err);
	ld_worker_free(worker);
	ld_findings_fini(&findings);
	ld_where_fini(&where);
	return rc;
}

static int os_error(struct lindung_error *err, const char *path)
{
	return errno == ENOMEM ? ld_nomem(err)
			       : ld_fail(err, LINDUNG_E_IO, "cannot write '%s': %s", path, strerror(errno));
}

enum { FILES = 4 };

/* All of them are made under other names, then renamed: nothing that can run out is asked for once the first has its place. */
struct stubs {
	struct ld_arena arena;
	struct ld_buf texts[FILES];
	const char *editor, *path[FILES], *temporary[FILES]; /* temporary NULL: it stays as it is */
	bool made_editor;
};

static const char *const names[FILES] = {".luacheckrc", ".luarc.json", "editor/fields.lua", "editor/lindung.lua"};

static int write_texts(struct lindung *l, const char *folder, struct stubs *s, struct lindung_error *err)
{
	struct ld_programme *p = NULL;
	int rc = load(l, folder, &p, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < FILES; i++)
		s->texts[i] = ld_buf_init(1 << 24);
	ld_stubs_luacheck(&s->texts[0]);
	ld_stubs_luarc(&s->texts[1]);
	ld_stubs_fields(&p->fields, &s->texts[2]);
	ld_stubs_words(&s->texts[3]);
	ld_programme_free(p);
	return 0;
}

/* The settings are the office's own once they are there. */
static int prepare_file(struct stubs *s, const char *folder, size_t i, json_t **files, struct lindung_error *err)
{
	char *temporary = ld_arena_printf(&s->arena, "%s/%s.lindung-new", folder, names[i]);
	s->path[i] = ld_arena_printf(&s->arena, "%s/%s", folder, names[i]);
	if (!s->path[i] || !temporary || s->texts[i].failed)
		return ld_nomem(err);
	if (i < 2 && access(s->path[i], F_OK) == 0)
		return 0;
	unlink(temporary);
	s->temporary[i] = temporary;
	ld_list_add(files, ld_json_text(names[i]));
	return *files ? ld_file_make(temporary, &s->texts[i], err) : ld_nomem(err);
}

static int prepare(struct lindung *l, const char *folder, struct stubs *s, json_t **files, struct lindung_error *err)
{
	int rc = write_texts(l, folder, s, err);
	if (rc < 0)
		return rc;
	s->editor = ld_arena_printf(&s->arena, "%s/editor", folder);
	if (!s->editor)
		return ld_nomem(err);
	s->made_editor = mkdir(s->editor, 0777) == 0;
	if (!s->made_editor && errno != EEXIST)
		return os_error(err, s->editor);
	for (size_t i = 0; i < FILES && rc >= 0; i++)
		rc = prepare_file(s, folder, i, files, err);
	return rc;
}

/* Puts them in their places when rc is no error; else nothing of them is left. */
static int place(struct stubs *s, int rc, struct lindung_error *err)
{
	for (size_t i = 0; i < FILES; i++) {
		if (rc >= 0 && s->temporary[i] && rename(s->temporary[i], s->path[i]) != 0)
			rc = os_error(err, s->path[i]);
		if (rc < 0 && s->temporary[i])
			unlink(s->temporary[i]);
		ld_buf_fini(&s->texts[i]);
	}
	if (rc < 0 && s->made_editor)
		rmdir(s->editor);
	ld_arena_fini(&s->arena);
	return rc;
}

int ld_stubs_write(struct lindung *l, const char *folder, json_t **files, struct lindung_error *err)
{
	struct stubs s = {0};
	return place(&s, prepare(l, folder, &s, files, err), err);
}

int lindung_stubs(struct lindung *l, const char *folder, struct lindung_result **ret, struct lindung_error *err)
{
	if (!ld_folder_is(folder))
		return ld_fail(err, LINDUNG_E_NOT_FOUND, "there is no folder '%s'", folder);
	struct stubs s = {0};
	struct lindung_result *r = NULL;
	json_t *files = json_array();
	int rc = files ? prepare(l, folder, &s, &files, err) : ld_nomem(err);
	if (rc >= 0)
		rc = ld_result_new(
			"stubs", json_pack("{s:o, s:O}", "folder", ld_json_text(folder), "files", files), 0, &r, err);
	json_decref(files);
	rc = place(&s, rc, err);
	if (rc >= 0)
		*ret = r;
	else
		lindung_result_free(r);
	return rc;
}
