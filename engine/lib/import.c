/*
 * lindung_import and lindung_quarantine: the answer of a delivery, and the rows that were set
 * aside. How rows become records is the importer's; here a source is found and loaded, the delivery
 * is made, and its counts become a document.
 */
#include "lib/lib.h"

#include <string.h>

#include "import/import.h"
#include "report/report.h"

static json_t *files_of(const struct ld_import_result *r)
{
	json_t *list = json_array();
	for (size_t i = 0; i < r->nfiles && list; i++) {
		const struct ld_import_file *f = &r->files[i];
		ld_list_add(
			&list, json_pack("{s:o, s:I, s:I, s:I, s:I}", "file", ld_json_text(f->name),
				       "read", (json_int_t)f->read, "stored", (json_int_t)f->stored,
				       "quarantined", (json_int_t)f->quarantined, "unchanged",
				       (json_int_t)f->unchanged));
	}
	return list;
}

static json_t *bad_row(const struct ld_quarantine_row *q, bool whole)
{
	json_t *row = json_pack("{s:o, s:I, s:o, s:o, s:o, s:o}", "file", ld_json_text(q->file),
		"line", (json_int_t)q->line, "column", ld_json_text(q->column), "value",
		ld_json_text(q->value), "code", ld_json_text(q->code), "reason",
		ld_json_text(q->reason));
	if (!whole || !row)
		return row;
	json_t *head = json_pack("{s:I, s:o}", "delivery", (json_int_t)q->delivery, "source",
		ld_json_text(q->source));
	if (head && json_object_update(head, row) < 0) {
		json_decref(head);
		head = NULL;
	}
	json_decref(row);
	return head;
}

static json_t *quarantine_of(const struct ld_import_result *r)
{
	json_t *list = json_array();
	for (size_t i = 0; i < r->nquarantine && list; i++)
		ld_list_add(&list, bad_row(&r->quarantine[i], false));
	return list;
}

static json_t *repeated_of(const struct ld_import_result *r)
{
	json_t *list = json_array();
	for (size_t i = 0; i < r->nrepeated && list; i++) {
		const struct ld_import_repeat *p = &r->repeated[i];
		ld_list_add(&list,
			json_pack("{s:o, s:o, s:I, s:o, s:I}", "key", ld_json_text(p->key), "file",
				ld_json_text(p->file), "line", (json_int_t)p->line,
				"instead_of_file", ld_json_text(p->instead_of_file),
				"instead_of_line", (json_int_t)p->instead_of_line));
	}
	return list;
}

static json_t *ignored_of(const struct ld_import_result *r)
{
	json_t *list = json_array();
	for (size_t i = 0; i < r->nignored && list; i++)
		ld_list_add(&list, ld_json_text(r->ignored[i]));
	return list;
}

static struct ld_import_file totals(const struct ld_import_result *r)
{
	struct ld_import_file t = {0};
	for (size_t i = 0; i < r->nfiles; i++) {
		t.read += r->files[i].read;
		t.stored += r->files[i].stored;
		t.quarantined += r->files[i].quarantined;
		t.unchanged += r->files[i].unchanged;
	}
	return t;
}

static json_t *document(const struct ld_source *source, const struct ld_import_result *r,
	const struct ld_import_file *t)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:I, s:I, s:I, s:I}", "delivery",
		r->delivery ? json_integer(r->delivery) : json_null(), "files", files_of(r),
		"quarantine", quarantine_of(r), "source", ld_json_text(source->name), "duplicates",
		(json_int_t)r->duplicates, "repeated", repeated_of(r), "ignored_columns", ignored_of(r), "quarantined",
		(json_int_t)t->quarantined, "stored", (json_int_t)t->stored, "read",
		(json_int_t)t->read, "unchanged", (json_int_t)t->unchanged);
}

/* A copied file that still calls itself by the other's name would put its people among the other's, or in their stead. */
static int check_name(const struct ld_source *s, const char *asked, struct lindung_error *err)
{
	if (strcmp(s->name, asked) == 0)
		return 0;
	ld_fail(err, LINDUNG_E_NAME, "the file of source '%s' calls itself '%s'; both need one name", asked, s->name);
	return ld_error_at(err, s->place.file, s->place.line);
}

static int load_source(struct lindung *l, const struct lindung_import *in, struct ld_source **ret,
	struct lindung_error *err)
{
	struct ld_findings findings = {0};
	struct ld_worker *worker = NULL;
	struct ld_store *store;
	struct ld_where where;
	int rc = ld_where_source(l, in->source, in->office, &where, err);
	if (rc < 0)
		return rc;
	rc = ld_worker_new(&where.loader, &l->worker, &worker, err);
	if (rc >= 0)
		rc = ld_worker_source(worker, where.module, where.office, &findings, ret, err);
	if (rc >= 0)
		rc = check_name(*ret, where.module, err);
	ld_worker_free(worker);
	if (rc >= 0)
		rc = ld_lib_store(l, LD_STORE_CREATE, &store, err);
	if (rc >= 0)
		rc = ld_trust_database(store, &where, err);
	ld_findings_fini(&findings);
	ld_where_fini(&where);
	return rc;
}

struct answer {
	struct lindung *l;
	struct ld_store *store;
	const struct lindung_import *in;
	const struct ld_source *source;
	struct lindung_result *result;
};

/* Made before the commit: once the delivery is stored, nothing may fail. A delivery that says something new has its line
 * in the log. */
static int make_answer(void *ctx, const struct ld_import_result *r, struct lindung_error *err)
{
	struct answer *a = ctx;
	struct ld_import_file t = totals(r);
	int rc = r->delivery ? ld_log_import(a->l, a->store, r->delivery, err) : 0;
	return rc < 0 ? rc
		      : ld_result_new("import", document(a->source, r, &t), a->in->strict && t.quarantined ? 1 : 0,
				&a->result, err);
}

static int import(struct lindung *l, struct answer *a, struct ld_import_result *r,
	struct lindung_error *err)
{
	const struct lindung_import *in = a->in;
	char now[24];
	struct ld_import_in work = {.source = a->source,
		.paths = in->files,
		.npaths = in->nfiles,
		.replace = in->replace != 0,
		.created_at = ld_lib_now(now),
		.jobs = l->jobs,
		.progress = l->progress,
		.ctx = l->progress_ctx,
		.ready = make_answer,
		.ready_ctx = a};
	int rc = ld_lib_store(l, LD_STORE_CREATE, &a->store, err);
	return rc < 0 ? rc : ld_import(a->store, &work, r, err);
}

int lindung_import(struct lindung *l, const struct lindung_import *in, struct lindung_result **ret,
	struct lindung_error *err)
{
	struct ld_import_result r = {0};
	struct ld_source *source = NULL;
	if (!in->source || !in->nfiles)
		return ld_fail(err, LINDUNG_E_USAGE, "an import needs a source and a file");
	int rc = load_source(l, in, &source, err);
	struct answer a = {.l = l, .in = in, .source = source};
	if (rc >= 0) {
		rc = import(l, &a, &r, err);
		ld_import_result_fini(&r);
	}
	ld_source_free(source);
	if (rc < 0) {
		lindung_result_free(a.result);
		return rc;
	}
	*ret = a.result;
	return 0;
}

/* ---- quarantine ---- */

static int add_bad_row(void *ctx, const struct ld_quarantine_row *q)
{
	json_t **list = ctx;
	ld_list_add(list, bad_row(q, true));
	return *list ? 0 : -1;
}

int lindung_quarantine(
	struct lindung *l, int64_t delivery, struct lindung_result **ret, struct lindung_error *err)
{
	struct ld_store *store;
	json_t *list = NULL;
	int rc = ld_lib_store(l, LD_STORE_READ, &store, err);
	if (rc < 0)
		return rc;
	list = json_array();
	rc = list ? ld_store_quarantined(store, delivery, add_bad_row, &list, err) : 0;
	if (!list)
		return ld_nomem(err);
	if (rc < 0) {
		json_decref(list);
		return rc;
	}
	return ld_result_new("quarantine", json_pack("{s:o}", "quarantine", list), 0, ret, err);
}
