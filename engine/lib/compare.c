/*
 * lindung_compare: two programmes on the workers of the database. A side is a rule file, decided on the data of now, or a
 * stored run with the rules, data and kept runs that it saw. The columns are read once for both, unless the sides saw
 * different deliveries. Nothing is written. A run is decided again here, and the list that comes out must be the one that
 * was stored: a comparison with something else than the decree's list would be worse than none.
 */
#include "lib/compare.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "report/report.h"

const char *const ld_compare_fields[] = {"kecamatan", "jenis_kelamin", "pekerjaan", "desil", NULL};

/* ---- sides ---- */

/* "run:3" or "3": its number, 0: it is no run. */
static int64_t run_number(const char *name)
{
	int64_t n;
	const char *digits = strncmp(name, "run:", 4) == 0 ? name + 4 : name;
	return ld_int_parse(digits, strlen(digits), &n) && n > 0 && isdigit((unsigned char)*digits) ? n : 0;
}

static int open_rules(struct lindung *l, struct ld_side *s, const char *const *settings, struct lindung_error *err)
{
	struct ld_findings findings = {0};
	int rc = ld_work_open(&s->w, l, s->name, settings, &s->where, &findings, err);
	ld_findings_fini(&findings);
	return rc;
}

static int open_run(struct lindung *l, struct ld_store *store, struct ld_side *s, int64_t number, const char *const *settings,
	struct lindung_error *err)
{
	if (settings && *settings)
		return ld_fail(err, LINDUNG_E_USAGE, "'%.60s' is a stored run: nothing of it can be set", s->name);
	int rc = ld_store_run(store, number, true, &s->w.arena, &s->run, err);
	if (rc >= 0)
		rc = ld_lib_remembered(&s->run, err);
	return rc < 0 ? rc : ld_work_reload(&s->w, l, &s->run, err);
}

/* Rules are decided on the data of now. Nothing is decided for good, so the database's trusted keys are not asked. */
static int see_now(struct ld_store *store, struct ld_side *s, struct lindung_error *err)
{
	int64_t *seen = NULL;
	int rc = s->w.p->region ? ld_store_region(store, s->w.p->region, err) : 0;
	if (rc >= 0)
		rc = ld_store_last_delivery(store, &s->w.delivery, err);
	if (rc >= 0)
		rc = ld_store_kept(store, s->w.p->id, &s->w.arena, &seen, &s->w.nseen, err);
	s->w.seen = seen;
	return rc;
}

static int open_side(struct lindung *l, struct ld_store *store, struct ld_side *s, const char *const *settings,
	struct lindung_error *err)
{
	int64_t number = run_number(s->name);
	int rc = number ? open_run(l, store, s, number, settings, err) : see_now(store, s, err);
	if (rc >= 0)
		rc = ld_store_data_digest(store, s->w.delivery, s->data, err);
	return rc < 0 ? rc : ld_where_regency(l, s->w.p->region, &s->w.arena, &s->regency, err);
}

/* ---- people of both sides ---- */

static int match_people(struct ld_compared *k, struct lindung_error *err)
{
	const struct ld_frame *a = k->in.frames[0], *b = k->in.frames[1];
	size_t i = 0, j = 0, n = 0;
	if (a == b) {
		k->in.npeople = a->nrows;
		return 0;
	}
	for (int side = 0; side < 2; side++)
		if (!(k->rows[side] = malloc((a->nrows + b->nrows + 1) * sizeof *k->rows[side])))
			return ld_nomem(err);
	while (i < a->nrows || j < b->nrows) {
		int order = i == a->nrows ? 1 : j == b->nrows ? -1 : memcmp(a->nik[i], b->nik[j], LD_NIK);
		k->rows[0][n] = order <= 0 ? (uint32_t)i++ : UINT32_MAX;
		k->rows[1][n++] = order >= 0 ? (uint32_t)j++ : UINT32_MAX;
	}
	k->in.rows[0] = k->rows[0];
	k->in.rows[1] = k->rows[1];
	k->in.npeople = n;
	return 0;
}

const char *ld_compare_nik(const struct ld_compared *k, size_t person)
{
	for (int side = 0; side < 2; side++) {
		uint32_t row = k->rows[side] ? k->rows[side][person] : (uint32_t)person;
		if (row != UINT32_MAX)
			return k->in.frames[side]->nik[row];
	}
	return NULL;
}

/* ---- data ---- */

/* What may be a decree's list is read from the records. */
static int load_frames(struct ld_compared *k, struct ld_store *store, bool same, struct lindung_error *err)
{
	bool runs = k->sides[0].run.number || k->sides[1].run.number;
	for (int side = 0; side < 2; side++) {
		if (side && same) {
			k->in.frames[1] = k->in.frames[0];
			break;
		}
		int rc = (runs ? ld_store_frame : ld_store_columns)(store, &k->pair.fields, k->pair.marks, k->sides[side].w.delivery,
			&k->in.frames[side], err);
		if (rc < 0)
			return rc;
	}
	return match_people(k, err);
}

/* Months paid already, by whose list of kept runs and on whose workers. */
static int load_covers(struct ld_compared *k, struct ld_store *store, bool same_data, bool same_kept, struct lindung_error *err)
{
	for (int whose = 0; whose < (same_kept ? 1 : 2); whose++)
		for (int frame = 0; frame < (same_data ? 1 : 2); frame++) {
			struct ld_work *w = &k->sides[whose].w;
			w->f = k->in.frames[frame];
			w->covers = NULL;
			w->ncovers = 0;
			int rc = ld_work_covers(w, store, err);
			w->f = NULL;
			k->in.covers[whose][frame].items = w->covers;
			k->in.covers[whose][frame].n = w->ncovers;
			w->covers = NULL;
			if (rc < 0)
				return rc;
		}
	if (same_data) {
		k->in.covers[0][1] = k->in.covers[0][0];
		k->in.covers[1][1] = k->in.covers[1][0];
	}
	return 0;
}

static void free_data(struct ld_compared *k)
{
	bool same = k->in.frames[0] == k->in.frames[1];
	for (int whose = 0; whose < 2; whose++)
		for (int frame = 0; frame < (same ? 1 : 2); frame++)
			free((void *)(uintptr_t)k->in.covers[whose][frame].items);
	ld_frame_free(k->in.frames[0]);
	if (!same)
		ld_frame_free(k->in.frames[1]);
	free(k->rows[0]);
	free(k->rows[1]);
}

/* ---- a run must be the one that was stored ---- */

struct checking {
	const struct ld_compared *k;
	const struct ld_allocation *a;
	size_t row;
	bool differs;
};

static int check_row(void *ctx, const struct ld_decision *d)
{
	struct checking *c = ctx;
	size_t row = c->row++;
	if (row >= c->a->nrows)
		return c->differs = true;
	const struct ld_verdict *v = ld_allocation_verdict(c->a, row);
	c->differs |= d->status != v->status || d->cost != v->cost || d->rank != ld_allocation_rank(c->a, row) ||
		      d->position != ld_allocation_position(c->a, row);
	return c->differs;
}

static int check_runs(const struct ld_compared *k, struct ld_store *store, struct lindung_error *err)
{
	for (int side = 0; side < 2; side++) {
		struct checking c = {.k = k, .a = (side ? k->c->b : k->c->a)->a};
		int64_t number = k->sides[side].run.number;
		int rc = number ? ld_store_decisions(store, number, check_row, &c, err) : 0;
		if (rc < 0)
			return rc;
		if (number && (c.differs || c.row != c.a->nrows))
			return ld_fail(err, LINDUNG_E_DB_CORRUPT, "run %" PRId64
				" is not decided again as it was stored; 'lindung replay %" PRId64 "' says more", number, number);
	}
	return 0;
}

/* ---- the whole ---- */

static int tell(void *ctx, size_t decided, size_t of, struct lindung_error *err)
{
	return ld_lib_progress(ctx, "compare", (int64_t)decided, (int64_t)decided, (int64_t)of, err);
}

static int compare(struct ld_compared *k, struct lindung *l, struct ld_store *store, struct lindung_error *err)
{
	const struct ld_work *a = &k->sides[0].w, *b = &k->sides[1].w;
	bool same_data = a->delivery == b->delivery;
	bool same_kept = a->nseen == b->nseen && (!a->nseen || memcmp(a->seen, b->seen, a->nseen * sizeof *a->seen) == 0);
	int rc = ld_pair_init(&k->pair, a->p, b->p, &a->calls, &b->calls, ld_compare_fields, !same_data, !same_kept, err);
	if (rc >= 0)
		rc = ld_memo_init(&k->memo, &k->pair.a, &k->pair.calls, err);
	if (rc >= 0)
		rc = load_frames(k, store, same_data, err);
	if (rc >= 0)
		rc = load_covers(k, store, same_data, same_kept, err);
	k->in.pair = &k->pair;
	k->in.calls = &k->memo.calls;
	k->in.jobs = l->jobs;
	k->in.progress = tell;
	k->in.ctx = l;
	if (rc >= 0)
		rc = ld_compare(&k->in, &k->c, err);
	return rc < 0 ? rc : check_runs(k, store, err);
}

static int compare_in(struct ld_compared *k, struct lindung *l, struct ld_store *store, const struct lindung_compare *in,
	struct lindung_error *err)
{
	int rc = open_side(l, store, &k->sides[0], in->settings_a, err);
	if (rc >= 0)
		rc = open_side(l, store, &k->sides[1], in->settings, err);
	return rc < 0 ? rc : compare(k, l, store, err);
}

static void compared_fini(struct ld_compared *k)
{
	ld_comparison_free(k->c);
	free_data(k);
	ld_memo_fini(&k->memo);
	ld_pair_fini(&k->pair);
	for (int side = 0; side < 2; side++) {
		ld_work_fini(&k->sides[side].w);
		ld_where_fini(&k->sides[side].where);
	}
	ld_arena_fini(&k->arena);
}

int lindung_compare(struct lindung *l, const struct lindung_compare *in, struct lindung_result **ret, struct lindung_error *err)
{
	struct ld_compared *k = calloc(1, sizeof *k);
	struct ld_store *store = NULL;
	json_t *doc = NULL;
	if (!k)
		return ld_nomem(err);
	k->sides[0].name = in->a;
	k->sides[1].name = in->b ? in->b : in->a;
	int rc = ld_lib_progress(l, "load", 0, 0, 0, err);
	for (int side = 0; side < 2 && rc >= 0; side++)
		if (!run_number(k->sides[side].name))
			rc = open_rules(l, &k->sides[side], side ? in->settings : in->settings_a, err);
	if (rc >= 0)
		rc = ld_lib_store(l, LD_STORE_READ, &store, err);
	if (rc >= 0)
		rc = ld_store_begin(store, err);
	if (rc >= 0) {
		rc = compare_in(k, l, store, in, err);
		ld_store_rollback(store);
	}
	if (rc >= 0 && !(doc = ld_compare_document(k, in->people)))
		rc = ld_nomem(err);
	bool changed = rc >= 0 && k->c->nchanged;
	compared_fini(k);
	free(k);
	return rc < 0 ? rc : ld_result_new("compare", doc, in->expect_same && changed ? 1 : 0, ret, err);
}
