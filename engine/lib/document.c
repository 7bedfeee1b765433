/*
 * The document of a run: its head, receipt and counts, and the order of its keys. What is stored
 * with the run is exactly this, without number, clock or seconds, so that the same rules on the
 * same data give the same bytes; the head and the seconds are put into their places afterwards.
 */
#include "lib/lib.h"

#include <string.h>

#include "base/date.h"
#include "base/limits.h"
#include "report/report.h"

const char *const ld_document_fields[] = {"kecamatan", NULL};

void ld_list_add(json_t **list, json_t *item)
{
	if (*list && json_array_append_new(*list, item) == 0)
		return;
	if (!*list)
		json_decref(item);
	json_decref(*list);
	*list = NULL;
}

static json_t *date(int32_t day)
{
	char text[LD_DATE_TEXT];
	return json_string(ld_date_format(day, text));
}

static json_t *hash(const uint8_t digest[LD_SHA256])
{
	char text[LD_SHA256_TEXT];
	return json_string(ld_sha256_hex(digest, text));
}

static json_t *texts(const char *const *items, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n && list; i++)
		ld_list_add(&list, ld_json_text(items[i]));
	return list;
}

static json_t *settings(const struct ld_programme *p)
{
	json_t *list = json_array();
	for (size_t i = 0; i < p->nsettings && list; i++) {
		struct ld_buf b = ld_buf_init(LD_MAX_CELL);
		ld_buf_printf(&b, "%s=%s", p->settings[i].path, p->settings[i].value);
		ld_list_add(&list, b.failed ? NULL : ld_json_text(ld_buf_text(&b)));
		ld_buf_fini(&b);
	}
	return list;
}

static json_t *numbers(const int64_t *items, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n && list; i++)
		ld_list_add(&list, json_integer(items[i]));
	return list;
}

static json_t *constants(const struct ld_work *w)
{
	json_t *list = json_array();
	for (size_t i = 0; i < w->nconstants && list; i++) {
		const struct ld_constant *c = &w->constants[i];
		ld_list_add(&list, json_pack("{s:o, s:o, s:o, s:b}", "source",
					   ld_json_text(c->source), "field", ld_json_text(c->field),
					   "value", ld_json_text(c->value), "absent", c->absent));
	}
	return list;
}

static const char *seed(const struct ld_programme *p)
{
	for (size_t i = 0; i < p->norder; i++)
		if (p->order[i].kind == LD_KEY_LOTTERY)
			return p->order[i].seed;
	return NULL;
}

static json_t *changes(const struct ld_programme *p)
{
	json_t *list = json_array();
	for (size_t i = 0; i < p->nchanges && list; i++)
		ld_list_add(&list, json_pack("{s:s, s:o, s:o}", "what", p->changes[i].what, "id",
					   ld_json_text(p->changes[i].id), "basis",
					   ld_json_text_or_null(p->changes[i].basis)));
	return list;
}

static json_t *receipt(const struct ld_work *w)
{
	json_t *r = json_pack("{s:o, s:o, s:s, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "rules",
		hash(w->p->digest), "data", hash(w->data), "engine", LD_ENGINE, "result",
		hash(w->result), "delivery", (json_int_t)w->delivery, "settings", settings(w->p),
		"seed", ld_json_text_or_null(seed(w->p)), "seen", numbers(w->seen, w->nseen),
		"changes", changes(w->p), "constants", constants(w), "limits", ld_json_text_or_null(w->limits));
	if (r && w->signer && json_object_set_new(r, "signer", ld_json_text(w->signer)) < 0) {
		json_decref(r);
		return NULL;
	}
	return r;
}

static json_t *counts(const struct ld_work *w)
{
	const int64_t *n = w->d.counts;
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "workers", (json_int_t)w->f->nrows,
		"eligible", (json_int_t)(n[LD_SELECTED] + n[LD_RESERVE]), "selected",
		(json_int_t)n[LD_SELECTED], "reserve", (json_int_t)n[LD_RESERVE], "refused",
		(json_int_t)n[LD_REFUSED], "undecided", (json_int_t)n[LD_UNDECIDED], "errors",
		(json_int_t)w->d.errors);
}

static json_t *no_seconds(void)
{
	return json_pack("{s:n, s:n, s:n, s:n}", "load", "evaluate", "allocate", "store");
}

static json_t *head(const struct ld_work *w)
{
	const struct ld_programme *p = w->p;
	return json_pack("{s:n, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:n, s:n, s:n, s:o, s:n, s:n}", "run",
		"programme", ld_json_text(p->id), "title", ld_json_text(p->title), "module",
		ld_json_text(p->module), "office", ld_json_text_or_null(w->office), "region", ld_json_text(p->region), "region_name",
		ld_json_text(w->regency.name), "as_of", date(p->as_of),
		"created_at", "kept_at", "superseded_by", "basis", texts(p->basis, p->nbasis), "walls", "stopped");
}

static json_t *whole(const struct ld_work *w, const struct ld_reconciled *r, json_t *missing_by)
{
	json_t *doc = head(w);
	struct {
		const char *key;
		json_t *value;
	} parts[] = {
		{"receipt", receipt(w)},
		{"counts", counts(w)},
		{"funders", ld_document_funders(w)},
		{"groups", ld_document_groups(w)},
		{"table", ld_document_table(w, "kecamatan")},
		{"refused_by", ld_document_refused_by(w)},
		{"missing_by", missing_by},
		{"failures", ld_document_failures(w)},
		{"bound_by", ld_document_bound_by(w)},
		{"cutoff", ld_document_cutoff(w)},
		{"published", ld_document_published(w, r)},
		{"warnings", ld_document_warnings(w, r)},
		{"seconds", no_seconds()},
	};
	bool ok = doc != NULL;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		ok &= json_object_set_new(doc, parts[i].key, parts[i].value) == 0;
	if (ok)
		return doc;
	json_decref(doc);
	return NULL;
}

int ld_document_make(const struct lindung *l, struct ld_store *store, struct ld_work *w,
	json_t **ret, struct lindung_error *err)
{
	struct ld_reconciled *r = NULL;
	json_t *missing_by = NULL;
	int rc = ld_store_constants(
		store, w->delivery, &w->arena, &w->constants, &w->nconstants, err);
	if (rc >= 0)
		rc = ld_store_quarantine_counts(
			store, w->delivery, &w->arena, &w->quarantined, &w->nquarantined, err);
	if (rc >= 0)
		rc = ld_where_regency(l, w->p->region, &w->arena, &w->regency, err);
	if (rc >= 0)
		rc = ld_reconcile(w->p, w->a, &w->arena, &r, err);
	if (rc >= 0)
		rc = ld_document_missing_by(w, &missing_by, err);
	if (rc < 0)
		return rc;
	*ret = whole(w, r, missing_by);
	return *ret ? 0 : ld_nomem(err);
}

struct lines {
	json_t *list;
	int64_t run;
};

static int add_line(void *ctx, const struct ld_log_line *l)
{
	struct lines *n = ctx;
	if (l->run == n->run && strcmp(l->what, "start") != 0)
		ld_list_add(&n->list, json_pack("{s:o, s:I, s:o}", "what", ld_json_text(l->what), "line",
					     (json_int_t)l->line, "hash", hash(l->hash)));
	return n->list ? 0 : 1;
}

int ld_document_head(struct ld_store *store, json_t *doc, const struct ld_run_row *row,
	struct lindung_error *err)
{
	struct lines lines = {.list = json_array(), .run = row->number};
	json_t *receipt = json_object_get(doc, "receipt");
	const char *drawn = json_string_value(json_object_get(receipt, "seed"));
	int rc = lines.list ? ld_store_log(store, add_line, &lines, err) : 0;
	bool ok = json_object_set_new(doc, "log", lines.list) == 0 &&
		  json_object_set_new(doc, "run", json_integer(row->number)) == 0 &&
		  json_object_set_new(doc, "walls", ld_json_text(row->walls)) == 0 &&
		  json_object_set_new(doc, "stopped", json_boolean(row->stopped)) == 0 &&
		  json_object_set_new(doc, "created_at", ld_json_text(row->created_at)) == 0 &&
		  json_object_set_new(doc, "kept_at", ld_json_text(row->kept_at)) == 0 &&
		  json_object_set_new(doc, "superseded_by",
			  row->superseded_by ? json_integer(row->superseded_by) : json_null()) == 0 &&
		  json_object_set_new(doc, "kept_by", ld_json_text(row->kept_by)) == 0 &&
		  json_object_set_new(doc, "forgotten_at", ld_json_text(row->forgotten_at)) == 0;
	if (ok && json_is_object(receipt))
		ok = json_object_set_new(receipt, "seed_source",
			     ld_json_text(ld_receipt_seed_source(row, drawn))) == 0 &&
		     json_object_set_new(receipt, "sealed",
			     row->is_sealed ? hash(row->sealed) : json_null()) == 0;
	return rc < 0 ? rc : ok ? 0 : ld_nomem(err);
}
