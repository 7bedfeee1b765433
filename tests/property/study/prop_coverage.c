/* What cases have tried, and whether they hold, against plain counting over the naive oracle's answers. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "random_cases.h"

struct tally {
	size_t held, failed, leaves, tried, untried;
};

/* ---- the neighbours of a value, once more ---- */

static bool fits(const struct world *w, int field, const struct ld_value *v)
{
	if (field == DESIL)
		return v->i >= 1 && v->i <= 10;
	if (field == JENIS)
		return v->i >= 0 && v->i < 4;
	if (field == KAYA)
		return v->i == 0 || v->i == 1;
	return ld_type_kind(w->p.fields.items[field].type) != LD_STR;
}

/* The pool of numbers has at most one decimal place. */
static bool neighbour(const struct world *w, int field, const struct ld_value *v, int way, struct ld_value *ret)
{
	*ret = *v;
	if (v->kind == LD_F64) {
		double step = v->f == floor(v->f) ? 1 : 0.1;
		ret->f = v->f + way * step == v->f ? nextafter(v->f, way * INFINITY)
						   : (round(v->f * 10) + way * step * 10) / 10;
		return true;
	}
	if (v->kind != LD_I64 || v->i == (way > 0 ? INT64_MAX : INT64_MIN))
		return false;
	ret->i += way;
	return fits(w, field, ret);
}

static bool between(const struct ld_value *v, const struct ld_value *lo, const struct ld_value *hi)
{
	return order_of(v, lo) >= 0 && order_of(v, hi) <= 0;
}

/* ---- expected edges, one after the other as the engine lists them ---- */

struct check {
	const struct world *w;
	const struct case_set *s;
	const struct ld_test_result *r;
	size_t leaf, edge;
	struct tally *tally;
	uint64_t seed;
};

static const struct ld_value *value_of(const struct check *k, size_t i, int field)
{
	return &k->s->n[i].v[field];
}

static void expect_edge(struct check *k, int field, enum ld_edge_kind kind, int64_t low, int64_t high)
{
	cr_assert_lt(k->edge, k->r->nedges, "seed %lu: too few edges", k->seed);
	const struct ld_tried *e = &k->r->edges[k->edge++];
	cr_assert_str_eq(e->field, k->w->p.fields.items[field].name, "seed %lu edge %zu", k->seed, k->edge - 1);
	cr_assert_eq(e->kind, kind, "seed %lu edge %zu", k->seed, k->edge - 1);
	cr_assert(e->seen[0] == low && e->seen[1] == high, "seed %lu edge %zu of %s at %s: %ld and %ld, not %ld and %ld", k->seed,
		k->edge - 1, e->field, e->at, e->seen[0], e->seen[1], low, high);
	k->tally->tried += (low > 0) + (high > 0);
	k->tally->untried += !low;
}

static void expect_step(struct check *k, int field, const struct ld_value *at, bool belongs_below)
{
	struct ld_value next;
	int64_t on = 0, beside = 0;
	if (!fits(k->w, field, at) || !neighbour(k->w, field, at, belongs_below ? 1 : -1, &next))
		return;
	for (size_t i = 0; i < k->s->cases.len; i++) {
		const struct ld_value *v = value_of(k, i, field);
		if (v->kind == LD_MISSING)
			continue;
		if (order_of(v, at) == 0)
			on++;
		else
			beside += belongs_below ? between(v, at, &next) : between(v, &next, at);
	}
	expect_edge(k, field, LD_EDGE_STEP, belongs_below ? on : beside, belongs_below ? beside : on);
}

/* How many values has the field? 0: too many to count. */
static size_t domain(int field)
{
	return field == KAYA ? 2 : field == JENIS ? 4 : field == DESIL ? 10 : 0;
}

/* Keys, and one value that is none; of the cases that `met` marks. */
static void expect_list(struct check *k, int field, const struct ld_value *keys, size_t n, const bool *met,
	enum ld_edge_kind one, enum ld_edge_kind other)
{
	int64_t outside = 0;
	for (size_t m = 0; m < n; m++) {
		int64_t seen = 0;
		for (size_t i = 0; i < k->s->cases.len; i++)
			seen += (!met || met[i]) && value_of(k, i, field)->kind != LD_MISSING &&
				order_of(value_of(k, i, field), &keys[m]) == 0;
		expect_edge(k, field, one, seen, 0);
	}
	for (size_t i = 0; i < k->s->cases.len; i++) {
		bool in = false;
		for (size_t m = 0; m < n; m++)
			in |= value_of(k, i, field)->kind != LD_MISSING && order_of(value_of(k, i, field), &keys[m]) == 0;
		outside += (!met || met[i]) && value_of(k, i, field)->kind != LD_MISSING && !in;
	}
	if (!domain(field) || n < domain(field))
		expect_edge(k, field, other, outside, 0);
}

static void expect_leaf(struct check *k, const struct ld_cond *c)
{
	int64_t seen[3] = {0};
	cr_assert_lt(k->leaf, k->r->nleaves);
	const struct ld_coverage *got = &k->r->leaves[k->leaf++];
	for (size_t i = 0; i < k->s->cases.len; i++)
		seen[naive_cond(&k->s->n[i], 0, c).truth]++;
	for (int t = 0; t < 3; t++)
		cr_assert_eq(got->seen[t], seen[t], "seed %lu leaf %zu %s: %ld of %d, not %ld", k->seed, k->leaf - 1,
			got->words, got->seen[t], t, seen[t]);
	cr_assert(got->can_be_unknown || !seen[1] || c->kind == LD_COND_KNOWN || c->kind == LD_COND_MISSING ||
		c->kind == LD_COND_FUNC, "only a failure makes the others unknown");
	k->tally->leaves++;
	if (c->kind == LD_COND_RANGE && c->has_lo)
		expect_step(k, c->field, &c->lo, c->lo_open);
	if (c->kind == LD_COND_RANGE && c->has_hi)
		expect_step(k, c->field, &c->hi, !c->hi_open);
	if ((c->kind == LD_COND_ONE_OF || c->kind == LD_COND_NONE_OF) && c->nset > 1)
		expect_list(k, c->field, c->set, c->nset, NULL, LD_EDGE_MEMBER, LD_EDGE_OUTSIDE);
}

static void expect_cond(struct check *k, const struct ld_cond *c)
{
	if (!c->nkids)
		expect_leaf(k, c);
	for (size_t i = 0; i < c->nkids; i++)
		expect_cond(k, c->kids[i]);
}

static void expect_most(struct check *k, const struct ld_points *p, const bool *met)
{
	bool number = p->field == ANGKA;
	struct ld_value end = whole(p->up_to), next = whole(p->up_to + 1);
	int64_t at = 0, beyond = 0;
	if (!number && (!fits(k->w, p->field, &end) || !fits(k->w, p->field, &next)))
		return;
	for (size_t i = 0; i < k->s->cases.len; i++) {
		const struct ld_value *v = value_of(k, i, p->field);
		if (v->kind == LD_MISSING || !met[i])
			continue;
		double x = number ? v->f : (double)v->i;
		at += x >= (double)p->up_to && x < (double)p->up_to + 1;
		beyond += x >= (double)p->up_to + 1;
	}
	expect_edge(k, p->field, LD_EDGE_STEP, at, beyond);
}

static void expect_points(struct check *k, const struct ld_score *s)
{
	const struct ld_points *p = &s->points;
	bool *met = calloc(k->s->cases.len + 1, sizeof *met);
	struct ld_value *keys = calloc(p->nrows + 1, sizeof *keys);
	for (size_t i = 0; i < k->s->cases.len; i++)
		met[i] = !s->when || naive_cond(&k->s->n[i], 0, s->when).truth == 2;
	for (size_t i = 0; i < p->nrows; i++)
		keys[i] = p->rows[i].key;
	if (p->kind == LD_POINTS_PER)
		expect_most(k, p, met);
	else if (p->kind == LD_POINTS_BY)
		expect_list(k, p->field, keys, p->nrows, met, LD_EDGE_KEY, LD_EDGE_OTHERWISE);
	free(met);
	free(keys);
}

static void one_world(uint64_t seed, size_t rows, struct tally *tally)
{
	static struct world w;
	struct lindung_error err;
	struct case_set s;
	struct ld_test_result *r = NULL;
	random_world(&w, seed, rows);
	random_cases(&w, 25, &s);
	struct ld_calls calls = {&w.p, fake_call};
	ld_ok(ld_study_test(&s.cases, &calls, &r, &err));
	cr_assert_eq(r->len, rows);
	for (size_t i = 0; i < rows; i++) {
		cr_assert_eq(r->items[i].ok, s.holds[i], "seed %lu case %zu: %s for %s", seed, i, r->items[i].actual,
			r->items[i].expected);
		cr_assert(!s.holds[i] || strncmp(r->items[i].actual, r->items[i].expected, strlen("layak")) == 0);
		tally->held += s.holds[i];
		tally->failed += !s.holds[i];
	}
	struct check k = {&w, &s, r, 0, 0, tally, seed};
	for (size_t i = 0; i < w.p.nrules; i++)
		expect_cond(&k, w.p.rules[i].when);
	for (size_t i = 0; i < w.p.nscores; i++) {
		if (w.p.scores[i].when)
			expect_cond(&k, w.p.scores[i].when);
		expect_points(&k, &w.p.scores[i]);
	}
	cr_assert_eq(k.leaf, r->nleaves);
	cr_assert_eq(k.edge, r->nedges, "seed %lu: %zu edges, not %zu", seed, r->nedges, k.edge);
	ld_test_result_free(r);
	ld_arena_fini(&w.arena);
}

Test(prop_coverage, counts_are_those_of_the_oracle)
{
	struct tally t = {0};
	for (uint64_t seed = 1; seed <= 600; seed++)
		one_world(seed * 6151, seed % 60, &t);
	cr_assert(t.held > 1000 && t.failed > 1000 && t.leaves > 1000 && t.tried > 1000 && t.untried > 1000,
		"a poor mix: %zu hold, %zu do not, %zu leaves, %zu values tried, %zu not", t.held, t.failed, t.leaves,
		t.tried, t.untried);
}
