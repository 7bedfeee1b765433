/*
 * Comparisons on random pairs of programmes against plain runs: A and B each decided by themselves on columns of their
 * own say who changes; every programme between them, decided from nothing on fresh columns, says at which step. Nothing
 * of how ld_compare walks, keeps outcomes or asks functions once is used here.
 */
#include <stdlib.h>

#include "../eval/random_programme.h"
#include "base/date.h"
#include "study/compare.h"
#include "study/memo.h"

enum { ROWS = 120, ROUNDS = 60, MOST_FUNDERS = 3 };

static struct lindung_error err;
static const char *const components[] = {"JKK"};
static struct ld_rate_row rate = {.component = "JKK", .from = LD_FIRST_MONTH, .to = INT32_MAX, .amount = 10};
static struct ld_rates rates = {.id = "bpu", .rows = &rate, .nrows = 1};

/* ---- two programmes that have much in common ---- */

static void random_funder(struct world *w, struct ld_funder *f, size_t i)
{
	*f = (struct ld_funder){.id = ld_arena_printf(&w->arena, "dana-%zu", i), .payer = "apbd", .pays = {&rates, components, 1},
		.from = 2025 * 12, .months = 1 + (int)ld_below(&w->rng, 2), .budget = 10 * ld_below(&w->rng, ROWS), .seats = -1,
		.by = -1};
	if (ld_below(&w->rng, 3) == 0)
		f->only = random_cond(w, 1, NFIELDS, ld_below(&w->rng, 2) ? f->id : NULL);
	if (ld_below(&w->rng, 4) == 0)
		f->seats = ld_below(&w->rng, ROWS / 4);
}

static void random_key(struct world *w, struct ld_key *k)
{
	static const int fields[] = {DESIL, UANG, NAMA, UMUR, ANGGOTA, LABEL};
	*k = (struct ld_key){.kind = (enum ld_key_kind)ld_below(&w->rng, 3), .descending = ld_below(&w->rng, 2)};
	k->field = k->kind == LD_KEY_FIELD ? fields[ld_below(&w->rng, COUNT(fields))] : -1;
	k->seed = k->kind == LD_KEY_LOTTERY ? ld_arena_printf(&w->arena, "undian %u", ld_below(&w->rng, 9)) : NULL;
}

static void random_quota(struct world *w, struct ld_quota *q)
{
	q->id = q->id ? q->id : "kelompok";
	q->at_least = (struct ld_bound){.kind = ld_below(&w->rng, 2) ? LD_BOUND_NUMBER : LD_BOUND_NONE, .n = ld_below(&w->rng, 3)};
	q->at_most = (struct ld_bound){.kind = ld_below(&w->rng, 2) ? LD_BOUND_NUMBER : LD_BOUND_NONE, .n = 3 + ld_below(&w->rng, 9)};
}

static void add_money(struct world *w)
{
	w->p.id = "acak";
	w->p.norder = 1 + ld_below(&w->rng, 3);
	w->p.order = ld_arena_array(&w->arena, 4, sizeof *w->p.order);
	for (size_t i = 0; i < w->p.norder; i++)
		random_key(w, &w->p.order[i]);
	for (size_t i = 0; i < w->p.nquotas; i++)
		random_quota(w, &w->p.quotas[i]);
	w->p.nfunders = 1 + ld_below(&w->rng, MOST_FUNDERS);
	w->p.funders = ld_arena_array(&w->arena, MOST_FUNDERS + 1, sizeof *w->p.funders);
	for (size_t i = 0; i < w->p.nfunders; i++)
		random_funder(w, &w->p.funders[i], i);
}

/* What a function answers hangs on its number and range alone, so that is what it is known by. */
static void digest_funcs(struct world *w)
{
	for (size_t i = 0; i < w->p.nfuncs; i++)
		memcpy(w->p.funcs[i].digest, &i, sizeof i);
}

static void drop(void *items, size_t *n, size_t size, size_t i)
{
	memmove((char *)items + i * size, (char *)items + (i + 1) * size, (*n - i - 1) * size);
	(*n)--;
}

/* Change, drop or turn round some elements. */
static void mutate(struct world *w)
{
	struct ld_programme *p = &w->p;
	for (size_t i = 0; i < p->nrules; i++) {
		uint32_t what = ld_below(&w->rng, 8);
		if (what == 0)
			p->rules[i].when = random_cond(w, 2, NFIELDS, p->rules[i].id);
		else if (what == 1)
			p->rules[i].missing = (enum ld_missing)ld_below(&w->rng, 3);
		else if (what == 2 && p->nrules > 1)
			drop(p->rules, &p->nrules, sizeof *p->rules, i);
	}
	for (size_t i = 0; i < p->nscores; i++)
		if (ld_below(&w->rng, 4) == 0)
			random_points(w, &p->scores[i].points, p->scores[i].id);
	if (ld_below(&w->rng, 3) == 0)
		random_key(w, &p->order[0]);
	if (ld_below(&w->rng, 4) == 0)
		p->as_of += 400;
	if (ld_below(&w->rng, 4) == 0)
		p->fields.items[ANGGOTA].when = random_cond(w, 1, ANGGOTA, NULL);
	if (p->nquotas && ld_below(&w->rng, 2))
		random_quota(w, &p->quotas[0]);
	if (ld_below(&w->rng, 3) == 0)
		p->funders[0].budget += 10 * ld_below(&w->rng, ROWS);
	if (ld_below(&w->rng, 4) == 0)
		random_funder(w, &p->funders[0], 0);
	if (p->nfunders > 1 && ld_below(&w->rng, 3) == 0)
		drop(p->funders, &p->nfunders, sizeof *p->funders, ld_below(&w->rng, (uint32_t)p->nfunders));
	if (p->nfunders > 1 && ld_below(&w->rng, 3) == 0) {
		struct ld_funder f = p->funders[0];
		p->funders[0] = p->funders[1];
		p->funders[1] = f;
	}
	if (ld_below(&w->rng, 4) == 0)
		random_funder(w, &p->funders[p->nfunders++], 7);
}

/* ---- plain runs ---- */

struct said { /* of one worker */
	enum ld_status status;
	const char *funder; /* "" */
	int months;
	int64_t cost;
};

struct list {
	int rc;
	struct said said[ROWS];
	uint32_t rank[ROWS];
	int64_t selected, committed;
};

static struct list plain(const struct world *w, const struct ld_programme *p, const struct ld_calls *calls)
{
	struct list l = {0};
	struct ld_frame *f = world_frame(w);
	struct ld_outcomes *o = NULL;
	struct ld_allocation *a = NULL;
	f->fields = &p->fields;
	ld_ok(ld_eval(p, f, calls, 1, &o, &err));
	struct ld_alloc_in in = {.p = p, .f = f, .o = o, .calls = calls};
	l.rc = ld_alloc(&in, &a, &err);
	for (size_t r = 0; r < ROWS && l.rc >= 0; r++) {
		const struct ld_verdict *v = ld_allocation_verdict(a, r);
		bool paid = v->status == LD_SELECTED;
		l.said[r] = (struct said){v->status, paid ? p->funders[v->funder].id : "", paid ? a->funders[v->funder].months : 0,
			v->cost};
		l.rank[r] = ld_allocation_rank(a, r);
	}
	l.selected = l.rc < 0 ? 0 : (int64_t)a->nselected;
	for (size_t i = 0; i < p->nfunders && l.rc >= 0; i++)
		l.committed += a->funders[i].committed;
	ld_allocation_free(a);
	ld_outcomes_free(o);
	ld_frame_free(f);
	return l;
}

static enum ld_change_kind kind_of(const struct said *a, const struct said *b)
{
	bool in_a = a->status == LD_SELECTED, in_b = b->status == LD_SELECTED;
	if (in_a != in_b)
		return in_b ? LD_CHANGE_ENTERS : LD_CHANGE_LEAVES;
	if (!in_a)
		return a->status == b->status ? LD_CHANGE_NONE : LD_CHANGE_STATUS;
	if (strcmp(a->funder, b->funder) != 0)
		return LD_CHANGE_MOVES;
	return a->months == b->months && a->cost == b->cost ? LD_CHANGE_NONE : LD_CHANGE_AMOUNT;
}

/* Is what is said of a worker what B says, as far as their kind of change goes? */
static bool as_in(enum ld_change_kind kind, const struct said *x, const struct said *b)
{
	enum ld_change_kind k = kind_of(x, b);
	if (kind == LD_CHANGE_ENTERS || kind == LD_CHANGE_LEAVES)
		return k != LD_CHANGE_ENTERS && k != LD_CHANGE_LEAVES;
	if (kind == LD_CHANGE_MOVES)
		return k != LD_CHANGE_ENTERS && k != LD_CHANGE_LEAVES && k != LD_CHANGE_MOVES;
	return kind == LD_CHANGE_STATUS ? x->status == b->status : k == LD_CHANGE_NONE;
}

/* ---- one pair ---- */

struct pair {
	struct world a, b;
	struct ld_pair pair;
	struct ld_calls calls_a, calls_b;
	struct ld_comparison *c;
	uint64_t seed;
};

static struct list between(const struct pair *t, const bool *made)
{
	struct ld_arena arena = {0};
	struct ld_programme p;
	ld_ok(ld_pair_between(&t->pair, made, &arena, &p, &err));
	struct world w = t->a;
	w.p.fields = t->pair.fields;
	struct list l = plain(&w, &p, &t->pair.calls);
	ld_arena_fini(&arena);
	return l;
}

static void mark_step(const struct pair *t, const struct ld_step *s, bool *made, bool yes)
{
	for (size_t i = 0; i < s->n; i++)
		made[t->c->made[s->first + i]] = yes;
}

static const struct ld_changed_person *changed(const struct ld_comparison *c, size_t row)
{
	for (size_t i = 0; i < c->nchanged; i++)
		if (c->people[i].person == row)
			return &c->people[i];
	return NULL;
}

/* The last step at which a worker's outcome became what B says, from the lists of all steps. */
static size_t step_of(const struct list *lists, size_t nsteps, size_t row, enum ld_change_kind kind)
{
	size_t k = nsteps;
	while (k && as_in(kind, &lists[k - 1].said[row], &lists[nsteps].said[row]))
		k--;
	return k - 1;
}

static void steps_agree(const struct pair *t, const struct list *a, const struct list *b)
{
	const struct ld_comparison *c = t->c;
	bool *made = calloc(t->pair.len + 1, sizeof *made), *other = calloc(t->pair.len + 1, sizeof *other);
	struct list *lists = calloc(c->nsteps + 1, sizeof *lists);
	int64_t of_steps[LD_CHANGE_KINDS] = {0};
	lists[0] = *a;
	for (size_t k = 0; k < c->nsteps; k++) {
		mark_step(t, &c->steps[k], made, true);
		lists[k + 1] = between(t, made);
		cr_assert_eq(lists[k + 1].rc, 0);
		cr_assert_eq(c->steps[k].selected, lists[k + 1].selected, "step %zu: %zd, not %zd", k, (ssize_t)c->steps[k].selected,
			(ssize_t)lists[k + 1].selected);
		cr_assert_eq(c->steps[k].committed, lists[k + 1].committed);
		for (int i = 1; i < LD_CHANGE_KINDS; i++)
			of_steps[i] += c->steps[k].changes[i];
	}
	for (size_t r = 0; r < ROWS && c->nsteps; r++)
		cr_assert_eq(kind_of(&lists[c->nsteps].said[r], &b->said[r]), LD_CHANGE_NONE, "pair %llu: all differences are not B, row %zu: %d %s %d %zd, %d %s %d %zd", (unsigned long long)t->seed, r, lists[c->nsteps].said[r].status, lists[c->nsteps].said[r].funder, lists[c->nsteps].said[r].months, (ssize_t)lists[c->nsteps].said[r].cost, b->said[r].status, b->said[r].funder, b->said[r].months, (ssize_t)b->said[r].cost);
	for (int i = 1; i < LD_CHANGE_KINDS; i++)
		cr_assert_eq(of_steps[i], c->changes[i]);
	for (size_t k = 0; k < c->nsteps; k++) {
		memset(other, 0, t->pair.len);
		mark_step(t, &c->steps[k], other, true);
		struct list alone = between(t, other);
		memcpy(other, made, t->pair.len);
		mark_step(t, &c->steps[k], other, false);
		struct list without = between(t, other);
		for (size_t i = 0; i < c->nchanged; i++) {
			const struct ld_changed_person *p = &c->people[i];
			enum ld_change_kind kind = (enum ld_change_kind)p->kind;
			if (p->step != k)
				continue;
			cr_assert_eq(step_of(lists, c->nsteps, p->person, kind), k, "person %u", p->person);
			cr_assert_eq(p->alone, alone.rc >= 0 && as_in(kind, &alone.said[p->person], &b->said[p->person]));
			cr_assert_eq(p->needed, without.rc < 0 || !as_in(kind, &without.said[p->person], &b->said[p->person]));
		}
	}
	free(made);
	free(other);
	free(lists);
}

static void changes_agree(const struct pair *t, const struct list *a, const struct list *b)
{
	int64_t n[LD_CHANGE_KINDS] = {0}, up = 0, down = 0, both = 0;
	for (size_t r = 0; r < ROWS; r++) {
		enum ld_change_kind kind = kind_of(&a->said[r], &b->said[r]);
		const struct ld_changed_person *p = changed(t->c, r);
		n[kind]++;
		cr_assert_eq(p ? (enum ld_change_kind)p->kind : LD_CHANGE_NONE, kind, "row %zu", r);
		up += a->rank[r] && b->rank[r] && b->rank[r] < a->rank[r];
		down += a->rank[r] && b->rank[r] && b->rank[r] > a->rank[r];
		both += a->rank[r] && b->rank[r];
		if (!p)
			continue;
		cr_assert_eq(p->a.status, a->said[r].status);
		cr_assert_eq(p->b.status, b->said[r].status);
		cr_assert_eq(p->b.cost, b->said[r].cost);
		cr_assert_eq(p->b.months, b->said[r].months);
		cr_assert_eq(p->a.rank, a->rank[r]);
		cr_assert_eq(p->b.rank, b->rank[r]);
		cr_assert_str_eq(p->b.funder < 0 ? "" : t->c->funders.keys[p->b.funder].text, b->said[r].funder);
	}
	for (int i = 1; i < LD_CHANGE_KINDS; i++)
		cr_assert_eq(t->c->changes[i], n[i]);
	cr_assert_eq(t->c->ranks.up, up);
	cr_assert_eq(t->c->ranks.down, down);
	cr_assert_eq(t->c->ranks.people, both);
}

/* 1 when both could be decided. */
static int one_pair(uint64_t seed, size_t *steps, size_t *people)
{
	struct pair *t = calloc(1, sizeof *t);
	t->seed = seed;
	random_world(&t->a, seed, ROWS);
	add_money(&t->a);
	digest_funcs(&t->a);
	random_world(&t->b, seed, ROWS);
	add_money(&t->b);
	t->b.rng = seed * 31 + 7;
	mutate(&t->b);
	digest_funcs(&t->b);
	t->calls_a = (struct ld_calls){&t->a.p, fake_call};
	t->calls_b = (struct ld_calls){&t->b.p, fake_call};
	struct list *a = malloc(sizeof *a), *b = malloc(sizeof *b);
	*a = plain(&t->a, &t->a.p, &t->calls_a);
	*b = plain(&t->b, &t->b.p, &t->calls_b);
	int both = a->rc >= 0 && b->rc >= 0;
	if (both) {
		struct ld_memo memo;
		struct world w = t->a;
		ld_ok(ld_pair_init(&t->pair, &t->a.p, &t->b.p, &t->calls_a, &t->calls_b, NULL, false, false, &err));
		ld_ok(ld_memo_init(&memo, &t->pair.a, &t->pair.calls, &err));
		w.p.fields = t->pair.fields;
		struct ld_frame *f = world_frame(&w);
		struct ld_compare_in in = {.pair = &t->pair, .frames = {f, f}, .npeople = ROWS, .calls = &memo.calls, .jobs = 1};
		ld_ok(ld_compare(&in, &t->c, &err));
		changes_agree(t, a, b);
		steps_agree(t, a, b);
		*steps += t->c->nsteps;
		*people += t->c->nchanged;
		ld_comparison_free(t->c);
		f->fields = &t->pair.fields;
		ld_frame_free(f);
		ld_memo_fini(&memo);
		ld_pair_fini(&t->pair);
	}
	free(a);
	free(b);
	ld_arena_fini(&t->a.arena);
	ld_arena_fini(&t->b.arena);
	free(t);
	return both;
}

Test(prop_compare, agrees_with_plain_runs)
{
	const char *said = getenv("LINDUNG_PAIRS");
	size_t rounds = said ? (size_t)atol(said) : (size_t)ld_share(ROUNDS), decided = 0, steps = 0, people = 0;
	for (size_t i = 0; i < rounds; i++)
		decided += (size_t)one_pair(1000 + i, &steps, &people);
	cr_assert(decided * 2 > rounds, "of %zu pairs only %zu could be decided", rounds, decided);
	cr_assert(steps > decided && people > decided, "%zu pairs have %zu steps and %zu changes", decided, steps, people);
}
