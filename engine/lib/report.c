/*
 * lindung_report: the document of a stored run, and what a report shows besides: the way from all workers to the list,
 * how scores are spread, and the list beside the poor. None of that is stored, so the run is decided again in memory
 * from the records and rules it saw, and the list must come out as it was stored. Where persons were forgotten the
 * stored document is all there is, and that is said.
 */
#include "lib/picture.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/text.h"
#include "report/report.h"

const char *const ld_picture_fields[] = {"kecamatan", "jenis_kelamin", "disabilitas", "desil", "pekerjaan", NULL};

static const char WELFARE[] = "desil"; /* the field by which somebody is poor unless a rule says it */
enum { POOR = 4 };                     /* the deciles that national programmes serve: docs/balance.md */

/* ---- who counts as poor ---- */

static int poor_by_rule(const struct ld_programme *p, const char *id, struct ld_poverty *ret, struct lindung_error *err)
{
	const char **ids = calloc(p->nrules + 1, sizeof *ids);
	if (!ids)
		return ld_nomem(err);
	for (size_t i = 0; i < p->nrules; i++) {
		ids[i] = p->rules[i].id;
		if (strcmp(id, ids[i]) == 0)
			ret->rule = (int)i;
	}
	const char *near = ret->rule < 0 ? ld_nearest(id, ids, p->nrules) : NULL;
	free(ids);
	if (ret->rule >= 0)
		return 0;
	return ld_fail(err, LINDUNG_E_USAGE,
		"'%.60s' is neither a decile from 1 to 10 nor a rule of this programme%s%.60s%s", id,
		near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static int find_poor(const struct ld_programme *p, const char *text, struct ld_poverty *ret, struct lindung_error *err)
{
	int field = ld_field_find(&p->fields, WELFARE);
	int64_t most = POOR;
	*ret = (struct ld_poverty){.rule = -1, .field = -1};
	if (text && !(ld_int_parse(text, strlen(text), &most) && most >= 1 && most <= 10))
		return poor_by_rule(p, text, ret, err);
	if (field > 0 && p->fields.items[field].type == LD_INTEGER) {
		ret->field = field;
		ret->at_most = most;
		return 0;
	}
	return text ? ld_fail(err, LINDUNG_E_USAGE, "workers have no field '%s': say a rule instead of a decile",
			      WELFARE)
		    : 0;
}

/* ---- the columns ---- */

/* Names of the fields it counts by and of all that those are computed from. Loading them changes no decision. */
static const char **needed(const struct ld_programme *p, struct ld_arena *arena)
{
	bool *marks = ld_arena_array(arena, p->fields.len, sizeof *marks);
	const char **names = ld_arena_array(arena, p->fields.len + 1, sizeof *names);
	size_t n = 0;
	if (!marks || !names)
		return NULL;
	for (const char *const *name = ld_picture_fields; *name; name++) {
		int field = ld_field_find(&p->fields, *name);
		if (field > 0)
			marks[field] = true;
	}
	ld_programme_sources(p, marks);
	for (size_t i = 1; i < p->fields.len; i++)
		if (marks[i])
			names[n++] = p->fields.items[i].name;
	return names;
}

static size_t counted_by(const struct ld_programme *p, int ret[LD_PICTURE_FIELDS])
{
	size_t n = 0;
	for (const char *const *name = ld_picture_fields; *name; name++) {
		int field = ld_field_find(&p->fields, *name);
		if (field > 0 && !p->fields.items[field].is_private)
			ret[n++] = field;
	}
	return n;
}

/* ---- the run, decided again ---- */

static int decide(struct ld_picture *x, struct lindung *l, struct ld_store *store, struct lindung_error *err)
{
	const char **names = needed(x->w.p, &x->w.arena);
	int rc = names ? ld_work_evaluate(&x->w, store, l->jobs, names, err) : ld_nomem(err);
	if (rc >= 0)
		rc = ld_work_allocate(&x->w, store, err);
	if (rc >= 0 && memcmp(x->w.result, x->run.result, LD_SHA256) != 0)
		rc = ld_fail(err, LINDUNG_E_DB_CORRUPT,
			"run %" PRId64 " is not decided again as it was stored; 'lindung replay %" PRId64 "' says more",
			x->run.number, x->run.number);
	return rc;
}

static int study(struct ld_picture *x, struct lindung_error *err)
{
	struct ld_alloc_in in = ld_work_alloc_in(&x->w);
	int fields[LD_PICTURE_FIELDS];
	size_t n = counted_by(x->w.p, fields);
	int rc = ld_study_funnel(&in, x->w.a, &x->funnel, err);
	ld_study_spread(&in, x->w.a, &x->spread);
	return rc < 0 ? rc : ld_study_balance(&in, x->w.a, &x->poor, fields, n, &x->balance, err);
}

static int decide_again(
	struct ld_picture *x, struct lindung *l, struct ld_store *store, const char *poor, struct lindung_error *err)
{
	if (x->run.forgotten_at) {
		x->gone = "persons";
		return 0;
	}
	int rc = ld_work_reload(&x->w, l, &x->run, err);
	if (rc >= 0)
		rc = find_poor(x->w.p, poor, &x->poor, err);
	if (rc >= 0)
		rc = decide(x, l, store, err);
	return rc < 0 || x->gone ? rc : study(x, err);
}

static void picture_fini(struct ld_picture *x)
{
	ld_balance_free(x->balance);
	ld_funnel_free(x->funnel);
	ld_work_fini(&x->w);
	ld_arena_fini(&x->arena);
}

static int report(struct lindung *l, struct ld_store *store, const struct lindung_report *in, json_t **ret,
	struct lindung_error *err)
{
	struct ld_picture *x = calloc(1, sizeof *x);
	json_t *doc = NULL;
	if (!x)
		return ld_nomem(err);
	int rc = ld_store_run(store, in->run, true, &x->arena, &x->run, err);
	if (rc >= 0)
		rc = ld_show_document(store, &x->run, &doc, err);
	if (rc >= 0)
		rc = decide_again(x, l, store, in->poor, err);
	if (rc >= 0 && ld_picture_document(x, doc) < 0)
		rc = ld_nomem(err);
	picture_fini(x);
	free(x);
	if (rc >= 0)
		*ret = doc;
	else
		json_decref(doc);
	return rc;
}

int lindung_report(
	struct lindung *l, const struct lindung_report *in, struct lindung_result **ret, struct lindung_error *err)
{
	struct ld_store *store;
	json_t *doc = NULL;
	int rc = ld_lib_store(l, LD_STORE_READ, &store, err);
	if (rc >= 0)
		rc = ld_store_begin(store, err);
	if (rc >= 0) {
		rc = report(l, store, in, &doc, err);
		ld_store_rollback(store);
	}
	return rc < 0 ? rc : ld_result_new("report", doc, 0, ret, err);
}
