/* Changed programmes: each really is another one, and what is called noticed or not is what the naive oracle says of it. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/buf.h"
#include "ld_test.h"
#include "random_cases.h"

/* ---- a programme in full, as text ---- */

static void put_value(struct ld_buf *b, const struct ld_value *v)
{
	if (v->kind == LD_STR)
		ld_buf_printf(b, "'%s'", v->s);
	else if (v->kind == LD_F64)
		ld_buf_printf(b, "%a", v->f);
	else
		ld_buf_printf(b, "%lld", (long long)v->i);
}

static void put_cond(struct ld_buf *b, const struct ld_cond *c)
{
	ld_buf_printf(b, "(%d f%d %d n%d", c->kind, c->field, c->func, c->kind == LD_COND_AT_LEAST_OF ? c->n : 0);
	if (c->has_lo) {
		ld_buf_printf(b, " lo%d ", c->lo_open);
		put_value(b, &c->lo);
	}
	if (c->has_hi) {
		ld_buf_printf(b, " hi%d ", c->hi_open);
		put_value(b, &c->hi);
	}
	for (size_t i = 0; i < c->nset; i++) {
		ld_buf_puts(b, " =");
		put_value(b, &c->set[i]);
	}
	for (size_t i = 0; i < c->nkids; i++)
		put_cond(b, c->kids[i]);
	ld_buf_addc(b, ')');
}

static void put_points(struct ld_buf *b, const struct ld_points *p)
{
	ld_buf_printf(b, "points%d", p->kind);
	if (p->kind == LD_POINTS_CONST)
		ld_buf_printf(b, " %ld", p->n);
	if (p->kind == LD_POINTS_PER)
		ld_buf_printf(b, " %ld %ld", p->each, p->up_to);
	for (size_t i = 0; p->kind == LD_POINTS_BY && i < p->nrows; i++) {
		put_value(b, &p->rows[i].key);
		ld_buf_printf(b, "=%ld ", p->rows[i].points);
	}
	if (p->kind == LD_POINTS_BY)
		ld_buf_printf(b, " %ld", p->otherwise);
}

static void put_weights(struct ld_buf *b, const struct ld_weight *w, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		put_value(b, &w[i].group);
		ld_buf_printf(b, "=%ld ", w[i].n);
	}
}

static void put_bound(struct ld_buf *b, const struct ld_bound *x)
{
	ld_buf_printf(b, " bound%d %ld %d %ld ", x->kind, x->n, x->has_otherwise, x->otherwise);
	put_weights(b, x->groups, x->ngroups);
}

static char *dump(const struct ld_programme *p)
{
	struct ld_buf b = ld_buf_init(1 << 20);
	for (size_t i = 0; i < p->nrules; i++) {
		ld_buf_printf(&b, "rule %s %d", p->rules[i].id, p->rules[i].missing);
		put_cond(&b, p->rules[i].when);
	}
	for (size_t i = 0; i < p->nscores; i++) {
		ld_buf_printf(&b, "score %s ", p->scores[i].id);
		put_points(&b, &p->scores[i].points);
		if (p->scores[i].when)
			put_cond(&b, p->scores[i].when);
	}
	for (size_t i = 0; i < p->norder; i++)
		ld_buf_printf(&b, "key %d %d %d", p->order[i].kind, p->order[i].descending, p->order[i].field);
	for (size_t i = 0; i < p->nquotas; i++) {
		ld_buf_printf(&b, "quota %s %d", p->quotas[i].id, p->quotas[i].by);
		put_bound(&b, &p->quotas[i].at_least);
		put_bound(&b, &p->quotas[i].at_most);
	}
	for (size_t i = 0; i < p->nfunders; i++) {
		const struct ld_funder *u = &p->funders[i];
		ld_buf_printf(&b, "funder %s %d %ld %ld %ld %ld %ld %d", u->id, u->months, u->budget, u->seats, u->each, u->total,
			u->unit, u->overtake);
		put_weights(&b, u->groups, u->ngroups);
		for (size_t k = 0; k < u->nparts; k++)
			ld_buf_printf(&b, " part %ld", u->parts[k].budget);
		if (u->only)
			put_cond(&b, u->only);
	}
	cr_assert(!b.failed);
	char *s = strdup(ld_buf_text(&b));
	ld_buf_fini(&b);
	return s;
}

/* ---- orders, quotas and funders for a random world ---- */

static struct ld_weight *random_weights(struct world *w, int field, size_t *n)
{
	struct ld_cond set = {.field = field};
	random_set(w, &set, 6);
	struct ld_weight *groups = ld_arena_array(&w->arena, set.nset, sizeof *groups);
	for (size_t i = 0; i < set.nset; i++)
		groups[i] = (struct ld_weight){set.set[i], (int64_t)ld_below(&w->rng, 3)};
	*n = set.nset;
	return groups;
}

static void random_bound(struct world *w, int field, struct ld_bound *b)
{
	b->kind = (enum ld_bound_kind)ld_below(&w->rng, 5);
	b->n = (int64_t)ld_below(&w->rng, 101) - (b->kind == LD_BOUND_APPORTION);
	b->has_otherwise = ld_below(&w->rng, 2);
	b->by_eligible = ld_below(&w->rng, 2);
	if (b->kind >= LD_BOUND_TABLE)
		b->groups = random_weights(w, field, &b->ngroups);
}

static void random_funder(struct world *w, struct ld_funder *u)
{
	*u = (struct ld_funder){.id = "dana", .months = 1 + (int)ld_below(&w->rng, 12), .budget = -1, .seats = -1, .by = -1};
	if (ld_below(&w->rng, 2))
		u->budget = (int64_t)ld_below(&w->rng, 3);
	if (ld_below(&w->rng, 2))
		u->seats = (int64_t)ld_below(&w->rng, 3);
	if (ld_below(&w->rng, 2))
		u->only = random_cond(w, 2, ANGGOTA, NULL);
	u->nparts = ld_below(&w->rng, 3);
	u->parts = ld_arena_array(&w->arena, u->nparts, sizeof *u->parts);
	for (size_t i = 0; i < u->nparts; i++)
		u->parts[i] = (struct ld_part){.id = "bagian", .budget = (int64_t)ld_below(&w->rng, 3) - 1};
	u->overtake = ld_below(&w->rng, 2);
}

static void random_selection(struct world *w)
{
	static const int keys[] = {DESIL, JUMLAH, UANG};
	w->p.norder = ld_below(&w->rng, 4);
	w->p.order = ld_arena_array(&w->arena, w->p.norder, sizeof *w->p.order);
	for (size_t i = 0; i < w->p.norder; i++)
		w->p.order[i] = (struct ld_key){
			.kind = (enum ld_key_kind)ld_below(&w->rng, 3), .descending = i % 2, .field = keys[i], .seed = "x"};
	for (size_t i = 0; i < w->p.nquotas; i++) {
		w->p.quotas[i].id = "kuota";
		random_bound(w, w->p.quotas[i].by, &w->p.quotas[i].at_least);
		random_bound(w, w->p.quotas[i].by, &w->p.quotas[i].at_most);
	}
	w->p.nfunders = ld_below(&w->rng, 3);
	w->p.funders = ld_arena_array(&w->arena, w->p.nfunders, sizeof *w->p.funders);
	for (size_t i = 0; i < w->p.nfunders; i++)
		random_funder(w, &w->p.funders[i]);
}

/* ---- every mutant against the oracle ---- */

struct against {
	const struct world *w;
	const struct case_set *s;
	const struct ld_mutation *got;
	char *original;
	size_t caught, missed, beyond;
	uint64_t seed;
};

static bool same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void is_listed(const struct against *a, const struct ld_missed_list *list, size_t at, const struct ld_mutant *m)
{
	cr_assert_lt(at, list->len, "seed %lu: %s is not listed", a->seed, m->from);
	const struct ld_missed *got = &list->items[at];
	cr_assert(got->of == m->of && same(got->owner, m->owner) && same(got->from, m->from) && same(got->to, m->to),
		"seed %lu: %s, not %s", a->seed, got->from, m->from);
}

static int check_mutant(void *ctx, const struct ld_mutant *m, struct lindung_error *err)
{
	struct against *a = ctx;
	struct world one;
	struct ld_value v[NFIELDS];
	uint64_t fail[NFIELDS];
	struct naive n = {.v = v, .fail = fail};
	bool caught = false;
	(void)err;
	char *text = dump(m->p);
	cr_assert_str_neq(text, a->original, "seed %lu: %s to %s changes nothing", a->seed, m->from, m->to);
	cr_assert(!m->from || !m->to || strcmp(m->from, m->to) != 0, "seed %lu: %s is told as itself", a->seed, m->from);
	free(text);
	for (size_t i = 0; i < a->s->cases.len && !caught; i++) {
		case_world(a->w, m->p, i, &one, &n);
		caught = !naive_holds(&n, &a->s->cases.items[i]);
	}
	if (m->selects) {
		cr_assert(!caught, "seed %lu: a case tells %s to %s", a->seed, m->from, m->to);
		is_listed(a, &a->got->beyond, a->beyond++, m);
	} else if (!caught) {
		is_listed(a, &a->got->missed, a->missed++, m);
	} else {
		a->caught++;
	}
	return 0;
}

/* Cases that hold, with their workers behind one another. */
static void keep_holding(struct world *w, struct case_set *s)
{
	size_t n = 0;
	for (size_t i = 0; i < s->cases.len; i++) {
		if (!s->holds[i])
			continue;
		s->cases.items[n] = s->cases.items[i];
		memmove(&w->cells[n * NFIELDS], &w->cells[i * NFIELDS], NFIELDS * sizeof *w->cells);
		w->family[n++] = w->family[i];
	}
	s->cases.len = n;
}

static void one_world(uint64_t seed, size_t rows, size_t tally[3])
{
	static struct world w;
	struct lindung_error err;
	struct case_set s;
	struct ld_worlds *worlds = NULL;
	struct ld_mutation *m = NULL;
	random_world(&w, seed, rows);
	random_selection(&w);
	random_cases(&w, 0, &s);
	keep_holding(&w, &s);
	struct ld_calls calls = {&w.p, fake_call};
	struct against a = {.w = &w, .s = &s, .original = dump(&w.p), .seed = seed};
	ld_ok(ld_worlds_new(&s.cases, &calls, &worlds, &err));
	ld_ok(ld_study_mutate(worlds, &m, &err));
	char *after = dump(&w.p);
	cr_assert_str_eq(after, a.original, "the programme itself is as it was");
	a.got = m;
	ld_ok(ld_mutants_visit(&w.p, check_mutant, &a, &err));
	cr_assert(a.caught == m->caught && a.caught + a.missed == m->changes, "seed %lu: %zu of %zu, not %zu of %zu", seed,
		m->caught, m->changes, a.caught, a.caught + a.missed);
	cr_assert(a.missed == m->missed.len && a.beyond == m->beyond.len);
	tally[0] += a.caught;
	tally[1] += a.missed;
	tally[2] += a.beyond;
	free(after);
	free(a.original);
	ld_mutation_free(m);
	ld_worlds_free(worlds);
	ld_arena_fini(&w.arena);
}

Test(prop_mutants, noticed_is_what_the_oracle_notices)
{
	size_t tally[3] = {0};
	for (uint64_t seed = 1; seed <= (uint64_t)ld_share(150); seed++)
		one_world(seed * 3571, seed % 25, tally);
	size_t least = (size_t)ld_share(1000);
	cr_assert(tally[0] > least && tally[1] > least && tally[2] > least / 2, "a poor mix: %zu noticed, %zu not, %zu beyond", tally[0],
		tally[1], tally[2]);
}
