/*
 * Stored runs as they are: the list of them, and one of them. The
 * document is the one that the run stored; only its head (number, clocks, kept or superseded) is
 * read from the row, because that changes afterwards.
 */
#include "lib/lib.h"

#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "report/report.h"

int ld_show_summary(const struct ld_run_row *row, json_t **ret, struct lindung_error *err)
{
	struct lindung_error said = {.message = "it is no object"};
	json_t *doc = NULL;
	if (ld_json_read(row->summary ? row->summary : "", &doc, &said) == LINDUNG_E_NOMEM)
		return ld_nomem(err);
	if (!json_is_object(doc)) {
		json_decref(doc);
		return ld_fail(err, LINDUNG_E_DB_CORRUPT,
			"the summary of run %" PRId64 " cannot be read: %s", row->number,
			said.message);
	}
	*ret = doc;
	return 0;
}

int ld_show_document(struct ld_store *store, const struct ld_run_row *row, json_t **ret,
	struct lindung_error *err)
{
	json_t *doc = NULL;
	int rc = ld_show_summary(row, &doc, err);
	if (rc >= 0)
		rc = ld_document_head(store, doc, row, err);
	if (rc >= 0)
		*ret = doc;
	else
		json_decref(doc);
	return rc;
}

int lindung_show(
	struct lindung *l, int64_t run, struct lindung_result **ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	struct ld_store *store;
	struct ld_run_row row;
	json_t *doc;
	int rc = ld_lib_store(l, LD_STORE_READ, &store, err);
	if (rc >= 0)
		rc = ld_store_run(store, run, false, &a, &row, err);
	if (rc >= 0)
		rc = ld_show_document(store, &row, &doc, err);
	return rc < 0 ? rc : ld_result_new("show", doc, 0, ret, err);
}

static json_t *number_or_null(int64_t n)
{
	return n ? json_integer(n) : json_null();
}

static json_t *line(const struct ld_run_row *r)
{
	char as_of[LD_DATE_TEXT], result[LD_SHA256_TEXT];
	return json_pack("{s:I, s:o, s:o, s:s, s:o, s:o, s:o, s:I, s:I, s:I, s:I, s:s, s:o, s:o}", "run",
		(json_int_t)r->number, "programme", ld_json_text(r->programme), "title",
		ld_json_text(r->title), "as_of", ld_date_format(r->as_of, as_of), "created_at",
		ld_json_text(r->created_at), "kept_at", ld_json_text(r->kept_at), "superseded_by",
		number_or_null(r->superseded_by), "workers", (json_int_t)r->workers, "selected",
		(json_int_t)r->selected, "undecided", (json_int_t)r->undecided, "errors",
		(json_int_t)r->errors, "result", ld_sha256_hex(r->result, result), "kept_by",
		ld_json_text(r->kept_by), "forgotten_at", ld_json_text(r->forgotten_at));
}

int lindung_runs(struct lindung *l, struct lindung_result **ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	struct ld_store *store;
	struct ld_run_row *rows = NULL;
	size_t n = 0;
	int rc = ld_lib_store(l, LD_STORE_READ, &store, err);
	if (rc >= 0)
		rc = ld_store_runs(store, &a, &rows, &n, err);
	if (rc < 0)
		return rc;
	json_t *list = json_array();
	for (size_t i = 0; i < n && list; i++)
		ld_list_add(&list, line(&rows[i]));
	return ld_result_new("runs", json_pack("{s:o}", "runs", list), 0, ret, err);
}
