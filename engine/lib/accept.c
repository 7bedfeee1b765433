/*
 * `test --accept`: what came out becomes what spreadsheets of cases expect. Every file is rewritten in memory and read back
 * before the first is given away to be written. A row that two programmes want to end differently is left as it is, and
 * so are cases in Lua, which are an author's text: of those it is said what to write.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "csv/csv.h"
#include "lib/test.h"

struct ld_answer_row {
	const struct ld_accept_file *file;
	int line;
	const char *name, *from, *to; /* to NULL: as it is */
	int64_t times; /* cases that it answers: a row may stand in the tests of several programmes */
	bool clash;    /* another programme wants otherwise */
};

struct ld_accept_file {
	struct ld_accept_file *next;
	const char *path, *text;
	size_t len;
};

/* ---- the bytes that the cases were read from ---- */

static int find(void *ctx, const char *name, const char *beside, struct ld_arena *arena, struct ld_file *ret,
	struct lindung_error *err)
{
	struct ld_accept *a = ctx;
	size_t n = strlen(name);
	int rc = a->inner->find(a->inner->ctx, name, beside, arena, ret, err);
	if (rc < 0 || n < 4 || strcmp(name + n - 4, ".csv") != 0)
		return rc;
	for (const struct ld_accept_file *f = a->files; f; f = f->next)
		if (strcmp(f->path, ret->path) == 0)
			return rc;
	struct ld_accept_file *f = ld_arena_alloc(&a->arena, sizeof *f);
	if (!f || !(f->path = ld_arena_strdup(&a->arena, ret->path)) ||
		!(f->text = ld_arena_strndup(&a->arena, ret->text, ret->len)))
		return ld_nomem(err);
	f->len = ret->len;
	f->next = a->files;
	a->files = f;
	return rc;
}

struct ld_loader ld_accept_loader(struct ld_accept *a, const struct ld_loader *inner)
{
	a->inner = inner;
	return (struct ld_loader){a, find};
}

void ld_accept_fini(struct ld_accept *a)
{
	ld_map_fini(&a->places);
	ld_arena_fini(&a->arena);
	free(a->rows);
	json_decref(a->accepted);
	json_decref(a->left);
}

/* ---- what each row wants ---- */

static const struct ld_accept_file *file_of(const struct ld_accept *a, const char *path)
{
	for (const struct ld_accept_file *f = a->files; f; f = f->next)
		if (path && strcmp(f->path, path) == 0)
			return f;
	return NULL;
}

static struct ld_answer_row *row_at(struct ld_accept *a, const struct ld_accept_file *file, int line)
{
	char key[64];
	int n = snprintf(key, sizeof key, "%p:%d", (const void *)file, line);
	uint32_t at = ld_map_add(&a->places, key, (size_t)n);
	if (at == LD_MAP_NONE)
		return NULL;
	if (at < a->nrows)
		return &a->rows[at];
	if (a->nrows == a->cap) {
		size_t cap = a->cap ? 2 * a->cap : 64;
		struct ld_answer_row *rows = realloc(a->rows, cap * sizeof *rows);
		if (!rows)
			return NULL;
		a->rows = rows;
		a->cap = cap;
	}
	a->rows[a->nrows] = (struct ld_answer_row){.file = file, .line = line};
	return &a->rows[a->nrows++];
}

/* Why a case that fails is left as it is. */
static int leave(struct ld_accept *a, const char *name, const char *path, int line, const char *why, const char *instead)
{
	if (!a->left && !(a->left = json_array()))
		return LINDUNG_E_NOMEM;
	ld_list_add(&a->left, json_pack("{s:o, s:o, s:i, s:s, s:o}", "name", ld_json_text(name), "file", ld_json_text(path),
				      "line", line, "why", why, "instead", ld_json_text(instead)));
	return a->left ? 0 : LINDUNG_E_NOMEM;
}

static int want(struct ld_accept *a, const struct ld_accept_file *file, const struct ld_case_result *r)
{
	struct ld_answer_row *row = row_at(a, file, r->item->place.line);
	if (!row)
		return LINDUNG_E_NOMEM;
	const char *to = r->ok ? NULL : ld_arena_strdup(&a->arena, r->actual);
	if (!r->ok && !to)
		return LINDUNG_E_NOMEM;
	row->times++;
	if (!row->name) {
		row->to = to;
		row->name = ld_arena_strdup(&a->arena, r->item->name ? r->item->name : "");
		row->from = ld_arena_strdup(&a->arena, r->expected);
	} else if (!row->to != !to || (to && strcmp(row->to, to) != 0)) {
		row->clash = true;
	}
	return row->name && row->from ? 0 : LINDUNG_E_NOMEM;
}

int ld_accept_add(struct ld_accept *a, const struct ld_test_result *r)
{
	int rc = 0;
	for (size_t i = 0; i < r->len && rc >= 0; i++) {
		const struct ld_case_result *item = &r->items[i];
		const struct ld_place *at = &item->item->place;
		const struct ld_accept_file *file = file_of(a, at->file);
		if (!item->ok && !item->instead)
			rc = leave(a, item->item->name, at->file, at->line, "error", NULL);
		else if (file)
			rc = want(a, file, item);
		else if (!item->ok)
			rc = leave(a, item->item->name, at->file, at->line, "lua", item->instead);
	}
	return rc;
}

/* ---- rewriting ---- */

struct header {
	size_t cell;
	bool found;
};

static int read_header(void *ctx, const struct ld_csv_row *row, struct lindung_error *err)
{
	struct header *h = ctx;
	for (size_t i = 0; !h->found && i < row->ncells; i++) {
		const char *s = row->cells[i].text + strspn(row->cells[i].text, " \t");
		size_t n = strcspn(s, " \t");
		if ((n == 6 && strncmp(s, "expect", n) == 0) || (n == 7 && strncmp(s, "harapan", n) == 0)) {
			h->found = true;
			h->cell = i;
		}
	}
	return ld_fail(err, LINDUNG_E_CANCELLED, "the first row is enough");
}

static int by_line(const void *a, const void *b)
{
	const struct ld_csv_edit *x = a, *y = b;
	return (x->line > y->line) - (x->line < y->line);
}

/* The changes of one file; the first row has named its columns when the cases were read. */
static int edits_of(struct ld_accept *a, const struct ld_accept_file *f, struct ld_csv_edit **ret, size_t *ret_n,
	struct lindung_error *err)
{
	struct header h = {0};
	struct lindung_error ignored;
	size_t n = 0;
	struct ld_csv_edit *edits = ld_arena_array(&a->arena, a->nrows, sizeof *edits);
	if (!edits || ld_csv_read_mem(f->text, f->len, f->path, &(struct ld_csv_options){0}, read_header, &h, NULL, &ignored) ==
			      LINDUNG_E_NOMEM)
		return ld_nomem(err);
	for (size_t i = 0; i < a->nrows && h.found; i++)
		if (a->rows[i].file == f && a->rows[i].to && !a->rows[i].clash)
			edits[n++] = (struct ld_csv_edit){a->rows[i].line, h.cell, a->rows[i].to};
	qsort(edits, n, sizeof *edits, by_line);
	*ret = edits;
	*ret_n = n;
	return 0;
}

struct rewritten {
	const char *path;
	struct ld_buf text;
};

static int rewrite(struct ld_accept *a, struct rewritten *made, size_t *ret_n, struct lindung_error *err)
{
	int rc = 0;
	for (const struct ld_accept_file *f = a->files; f && rc >= 0; f = f->next) {
		struct ld_csv_edit *edits;
		size_t n = 0;
		rc = edits_of(a, f, &edits, &n, err);
		if (rc < 0 || !n)
			continue;
		struct rewritten *r = &made[(*ret_n)++];
		*r = (struct rewritten){f->path, ld_buf_init(LD_MAX_REWRITTEN)};
		rc = ld_csv_replace(f->text, f->len, f->path, edits, n, &r->text, err);
	}
	return rc;
}

static int tell(struct ld_accept *a, int64_t *ret_accepted)
{
	a->accepted = json_array();
	if (!a->left)
		a->left = json_array();
	for (size_t i = 0; i < a->nrows && a->accepted; i++) {
		const struct ld_answer_row *r = &a->rows[i];
		if (r->clash && leave(a, r->name, r->file->path, r->line, "clash", NULL) < 0)
			return LINDUNG_E_NOMEM;
		if (!r->to || r->clash)
			continue;
		ld_list_add(&a->accepted, json_pack("{s:o, s:o, s:i, s:o, s:o}", "name", ld_json_text(r->name), "file",
						  ld_json_text(r->file->path), "line", r->line, "from",
						  ld_json_text(r->from), "to", ld_json_text(r->to)));
		*ret_accepted += r->times;
	}
	return a->accepted && a->left ? 0 : LINDUNG_E_NOMEM;
}

int ld_accept_write(struct ld_accept *a, const struct lindung_test *in, int64_t *ret_accepted, struct lindung_error *err)
{
	size_t nfiles = 0, n = 0;
	for (const struct ld_accept_file *f = a->files; f; f = f->next)
		nfiles++;
	struct rewritten *made = ld_arena_array(&a->arena, nfiles, sizeof *made);
	int rc = made ? rewrite(a, made, &n, err) : ld_nomem(err);
	if (rc >= 0 && tell(a, ret_accepted) < 0)
		rc = ld_nomem(err);
	for (size_t i = 0; i < n && rc >= 0; i++)
		rc = in->accept(in->accept_ctx, made[i].path, ld_buf_text(&made[i].text), made[i].text.len, err);
	for (size_t i = 0; made && i < n; i++)
		ld_buf_fini(&made[i].text);
	return rc < 0 ? rc : 0;
}
