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

/* Whole or not at all: made under another name, then renamed. */
static int put(const char *folder, const char *name, bool again, const struct ld_buf *b, json_t **files,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	const char *path = ld_arena_printf(&a, "%s/%s", folder, name),
		   *temporary = ld_arena_printf(&a, "%s/%s.lindung-new", folder, name);
	if (!path || !temporary || b->failed)
		return ld_nomem(err);
	if (!again && access(path, F_OK) == 0)
		return 0;
	unlink(temporary);
	int rc = ld_file_make(temporary, b, err);
	if (rc >= 0 && rename(temporary, path) != 0)
		rc = os_error(err, path);
	if (rc < 0) {
		unlink(temporary);
		return rc;
	}
	ld_list_add(files, ld_json_text(name));
	return *files ? 0 : ld_nomem(err);
}

static int make_editor(const char *folder, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	const char *path = ld_arena_printf(&a, "%s/editor", folder);
	if (!path)
		return ld_nomem(err);
	return mkdir(path, 0777) == 0 || errno == EEXIST ? 0 : os_error(err, path);
}

int ld_stubs_write(struct lindung *l, const char *folder, json_t **files, struct lindung_error *err)
{
	struct ld_programme *p = NULL;
	enum { FILES = 4 };
	static const char *const names[FILES] = {
		".luacheckrc", ".luarc.json", "editor/fields.lua", "editor/lindung.lua"};
	struct ld_buf texts[FILES];
	int rc = load(l, folder, &p, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < FILES; i++)
		texts[i] = ld_buf_init(1 << 24);
	ld_stubs_luacheck(&texts[0]);
	ld_stubs_luarc(&texts[1]);
	ld_stubs_fields(&p->fields, &texts[2]);
	ld_stubs_words(&texts[3]);
	rc = make_editor(folder, err);
	for (size_t i = 0; i < FILES && rc >= 0; i++)
		rc = put(folder, names[i], i >= 2, &texts[i], files, err);
	for (size_t i = 0; i < FILES; i++)
		ld_buf_fini(&texts[i]);
	ld_programme_free(p);
	return rc;
}

int lindung_stubs(struct lindung *l, const char *folder, struct lindung_result **ret, struct lindung_error *err)
{
	if (!ld_folder_is(folder))
		return ld_fail(err, LINDUNG_E_NOT_FOUND, "there is no folder '%s'", folder);
	json_t *files = json_array();
	int rc = files ? ld_stubs_write(l, folder, &files, err) : ld_nomem(err);
	if (rc >= 0)
		rc = ld_result_new(
			"stubs", json_pack("{s:o, s:O}", "folder", ld_json_text(folder), "files", files), 0, ret, err);
	json_decref(files);
	return rc;
}
