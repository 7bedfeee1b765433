/*
 * The way from one programme to another, decided again after every difference. What is kept of a person on the way is the
 * last step at which their outcome became another: once all steps are made that is the step to which the change belongs,
 * whatever happened before and was undone. A programme in between that cannot allocate (two funders where one gives as
 * many months as fit) is passed over: its difference is made together with the next.
 */
#include "study/compare.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TESTED = 40 }; /* steps of which is asked what they do alone: each costs two more decisions */

const char *ld_change_name(enum ld_change_kind kind)
{
	static const char *const names[] = {"none", "enters", "leaves", "moves", "amount", "status"};
	return names[kind];
}

struct view { /* a decided programme */
	struct ld_trial *v;
	int frame;
	struct ld_outcome *of; /* [nverdicts] what each verdict says; no rank */
};

static const struct ld_outcome absent = {.status = LD_ABSENT, .funder = -1};

enum key { KEY_SELECTED, KEY_FUNDER, KEY_AMOUNT, KEY_STATUS, KEYS };
static const enum key key_of[LD_CHANGE_KINDS] = {KEY_STATUS, KEY_SELECTED, KEY_SELECTED, KEY_FUNDER, KEY_AMOUNT, KEY_STATUS};

struct comparing {
	const struct ld_compare_in *in;
	struct ld_comparison *c;
	struct ld_decider decider;
	bool *made, *before; /* [pair->len]; before: of the programme decided last */
	int frame_before;
	struct view a, b;
	uint16_t *last[KEYS]; /* [npeople] step at which it became what it is */
	struct lindung_error *err;
};

static void view_fini(struct view *v)
{
	ld_trial_free(v->v);
	free(v->of);
	*v = (struct view){0};
}

/* ---- one person ---- */

static inline uint32_t row_of(const struct ld_compare_in *in, int frame, size_t person)
{
	return in->rows[frame] ? in->rows[frame][person] : (uint32_t)person;
}

static const struct ld_outcome *said(const struct ld_compare_in *in, const struct view *v, size_t person)
{
	uint32_t row = row_of(in, v->frame, person);
	return row == UINT32_MAX ? &absent : &v->of[v->v->a->rows[row].verdict];
}

static struct ld_outcome outcome(const struct ld_compare_in *in, const struct view *v, size_t person)
{
	struct ld_outcome o = *said(in, v, person);
	if (o.status != LD_ABSENT)
		o.rank = v->v->a->rows[row_of(in, v->frame, person)].rank;
	return o;
}

/* Are two outcomes the same as far as the key goes? */
static bool same(const struct ld_outcome *x, const struct ld_outcome *y, enum key key)
{
	switch (key) {
	case KEY_SELECTED:
		return (x->status == LD_SELECTED) == (y->status == LD_SELECTED);
	case KEY_FUNDER:
		return x->funder == y->funder;
	case KEY_AMOUNT:
		return x->funder == y->funder && x->months == y->months && x->cost == y->cost;
	default:
		return x->status == y->status;
	}
}

static enum ld_change_kind kind_of(const struct ld_outcome *a, const struct ld_outcome *b)
{
	if (!same(a, b, KEY_SELECTED))
		return b->status == LD_SELECTED ? LD_CHANGE_ENTERS : LD_CHANGE_LEAVES;
	if (a->status != LD_SELECTED)
		return same(a, b, KEY_STATUS) ? LD_CHANGE_NONE : LD_CHANGE_STATUS;
	if (!same(a, b, KEY_FUNDER))
		return LD_CHANGE_MOVES;
	return same(a, b, KEY_AMOUNT) ? LD_CHANGE_NONE : LD_CHANGE_AMOUNT;
}

/* ---- one programme ---- */

static bool alike(const struct comparing *g, int frame)
{
	const struct ld_pair *p = g->in->pair;
	bool same = g->frame_before == frame;
	for (size_t i = 0; i < p->len && same; i++)
		same = !ld_element_evaluated(p->differences[i].element) || g->made[i] == g->before[i];
	return same;
}

static bool has_made(const struct comparing *g, enum ld_element part, bool otherwise)
{
	const struct ld_pair *p = g->in->pair;
	for (size_t i = 0; i < p->len; i++)
		if (p->differences[i].element == part)
			return g->made[i];
	return otherwise;
}

/* Verdicts in numbers that all programmes share. */
static int read_verdicts(struct comparing *g, const struct ld_programme *p, struct view *v)
{
	const struct ld_allocation *a = v->v->a;
	v->of = calloc(a->nverdicts + 1, sizeof *v->of);
	if (!v->of)
		return ld_nomem(g->err);
	for (size_t i = 0; i < a->nverdicts; i++) {
		const struct ld_verdict *d = &a->verdicts[i];
		v->of[i] = (struct ld_outcome){.status = (uint8_t)d->status, .funder = -1};
		if (d->status != LD_SELECTED)
			continue;
		const char *id = p->funders[d->funder].id;
		uint32_t n = ld_map_add(&g->c->funders, id, strlen(id));
		if (n == LD_MAP_NONE)
			return ld_nomem(g->err);
		v->of[i].funder = (int)n;
		v->of[i].months = a->funders[d->funder].months;
		v->of[i].cost = d->cost;
	}
	return 0;
}

static int name_funders(struct comparing *g, const struct ld_programme *p)
{
	for (size_t i = 0; i < p->nfunders; i++)
		if (ld_map_add(&g->c->funders, p->funders[i].id, strlen(p->funders[i].id)) == LD_MAP_NONE)
			return ld_nomem(g->err);
	return 0;
}

/* B itself is never decided by what was found out for a programme before it: its list stands on nothing but B. */
static int decide(struct comparing *g, bool as_b, struct view *ret)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena arena = {0};
	const struct ld_compare_in *in = g->in;
	struct ld_programme p = in->pair->b;
	int frame = has_made(g, LD_ELEMENT_DATA, true) ? 1 : 0, whose = has_made(g, LD_ELEMENT_KEPT, false) ? 1 : 0;
	struct ld_stage stage = {in->frames[frame], in->covers[whose][frame].items, in->covers[whose][frame].n};
	struct view v = {.frame = frame};
	int rc = as_b ? 0 : ld_pair_between(in->pair, g->made, &arena, &p, g->err);
	if (rc >= 0)
		rc = ld_decide(&g->decider, &stage, &p, !as_b && alike(g, frame), &v.v, g->err);
	memcpy(g->before, g->made, in->pair->len * sizeof *g->made);
	g->frame_before = as_b ? -1 : frame;
	g->c->decisions++;
	if (rc >= 0)
		rc = read_verdicts(g, &p, &v);
	if (rc < 0) {
		view_fini(&v);
		return rc;
	}
	*ret = v;
	return 0;
}

/* ---- the way ---- */

static void note_changes(struct comparing *g, const struct view *was, const struct view *now, size_t step)
{
	for (size_t i = 0; i < g->c->npeople; i++) {
		const struct ld_outcome *x = said(g->in, was, i), *y = said(g->in, now, i);
		if (x->status == y->status && x->status != LD_SELECTED)
			continue;
		for (enum key k = 0; k < KEYS; k++)
			if (!same(x, y, k))
				g->last[k][i] = (uint16_t)step;
	}
}

static int tell(struct comparing *g, size_t done, size_t of)
{
	return g->in->progress ? g->in->progress(g->in->ctx, done, of, g->err) : 0;
}

/* Make differences until there is a programme that can be decided; its view. */
static int next_step(struct comparing *g, size_t from, size_t n, struct ld_step *step, struct view *ret)
{
	int rc = 0;
	*step = (struct ld_step){.first = from};
	do {
		g->made[g->c->made[from + step->n++]] = true;
		if (from + step->n == n) {
			*ret = g->b;
			return 0;
		}
		rc = decide(g, false, ret);
	} while (ld_decide_impossible(rc));
	return rc;
}

static int walk(struct comparing *g, size_t n)
{
	struct view was = g->a;
	int rc = 0;
	for (size_t i = 0; i < n && rc >= 0; i += g->c->steps[g->c->nsteps - 1].n) {
		struct ld_step *step = &g->c->steps[g->c->nsteps++];
		struct view now = {0};
		rc = tell(g, i, n);
		if (rc >= 0)
			rc = next_step(g, i, n, step, &now);
		if (rc < 0)
			break;
		step->selected = (int64_t)now.v->a->nselected;
		step->committed = now.v->committed;
		note_changes(g, &was, &now, g->c->nsteps - 1);
		if (was.v != g->a.v)
			view_fini(&was);
		was = now;
	}
	if (was.v != g->a.v && was.v != g->b.v)
		view_fini(&was);
	return rc;
}

/* ---- people ---- */

static int collect(struct comparing *g)
{
	struct ld_comparison *c = g->c;
	size_t cap = 0;
	for (size_t i = 0; i < c->npeople; i++) {
		const struct ld_outcome *a = said(g->in, &g->a, i), *b = said(g->in, &g->b, i);
		enum ld_change_kind kind = kind_of(a, b);
		c->statuses[a->status][b->status]++;
		c->changes[kind]++;
		if (kind == LD_CHANGE_NONE)
			continue;
		if (c->nchanged == cap) {
			cap = cap ? 2 * cap : 1024;
			struct ld_changed_person *more = reallocarray(c->people, cap, sizeof *more);
			if (!more)
				return ld_nomem(g->err);
			c->people = more;
		}
		uint16_t step = g->last[key_of[kind]][i];
		c->people[c->nchanged++] = (struct ld_changed_person){.person = (uint32_t)i, .kind = (uint8_t)kind,
			.alone = true, .needed = true, .step = step, .a = outcome(g->in, &g->a, i), .b = outcome(g->in, &g->b, i)};
		c->steps[step].changes[kind]++;
	}
	return 0;
}

/* What do the step's differences do alone (on A), or B without them? */
static int try(struct comparing *g, size_t k, bool alone)
{
	const struct ld_step *step = &g->c->steps[k];
	struct view v = {0};
	for (size_t i = 0; i < g->c->nsteps; i++)
		for (size_t n = 0; n < g->c->steps[i].n; n++)
			g->made[g->c->made[g->c->steps[i].first + n]] = (i == k) == alone;
	int rc = decide(g, false, &v);
	if (rc < 0 && !ld_decide_impossible(rc))
		return rc;
	for (size_t i = 0; i < g->c->nchanged; i++) {
		struct ld_changed_person *p = &g->c->people[i];
		if (p->step != step - g->c->steps)
			continue;
		bool as_b = v.v && same(said(g->in, &v, p->person), &p->b, key_of[p->kind]);
		if (alone)
			p->alone = as_b;
		else
			p->needed = !as_b;
	}
	view_fini(&v);
	return 0;
}

static int64_t of_step(const struct ld_step *s)
{
	int64_t n = 0;
	for (int k = 0; k < LD_CHANGE_KINDS; k++)
		n += s->changes[k];
	return n;
}

static int test_steps(struct comparing *g)
{
	struct ld_comparison *c = g->c;
	int rc = 0;
	for (size_t k = 0; k < c->nsteps && c->nsteps <= MOST_TESTED && rc >= 0; k++) {
		c->steps[k].tested = true;
		if (c->nsteps == 1 || !of_step(&c->steps[k]))
			continue;
		rc = tell(g, k, c->nsteps);
		if (rc >= 0)
			rc = try(g, k, true);
		if (rc >= 0)
			rc = try(g, k, false);
	}
	for (size_t i = 0; i < c->nchanged && rc >= 0; i++) {
		c->steps[c->people[i].step].together += !c->people[i].alone;
		c->steps[c->people[i].step].also += !c->people[i].needed;
	}
	return rc;
}

/* ---- ranks ---- */

static int64_t at(const uint32_t *count, int64_t least, int64_t place)
{
	while (place >= *count) {
		place -= *count++;
		least++;
	}
	return least;
}

/* Places gained and lost, counted by how many: no sum of them is needed, and no sorting. */
static int rank(struct comparing *g)
{
	struct ld_ranks *r = &g->c->ranks;
	int64_t span = (int64_t)g->c->npeople;
	uint32_t *count = calloc((size_t)(2 * span + 1), sizeof *count);
	if (!count)
		return ld_nomem(g->err);
	for (size_t i = 0; i < g->c->npeople; i++) {
		struct ld_outcome a = outcome(g->in, &g->a, i), b = outcome(g->in, &g->b, i);
		if (!a.rank || !b.rank)
			continue;
		r->people++;
		r->up += a.rank > b.rank;
		r->down += a.rank < b.rank;
		count[a.rank - b.rank + span]++;
	}
	r->same = r->people - r->up - r->down;
	int64_t *const quarters[] = {&r->least, &r->quarter, &r->median, &r->three_quarters, &r->most};
	for (int q = 0; q <= 4 && r->people; q++)
		*quarters[q] = at(count, -span, (r->people - 1) * q / 4);
	free(count);
	return 0;
}

/* ---- the whole ---- */

static int begin(struct comparing *g, size_t *ret_n)
{
	struct ld_comparison *c = g->c;
	const struct ld_pair *p = g->in->pair;
	c->made = ld_arena_array(&c->arena, p->len, sizeof *c->made);
	c->steps = ld_arena_array(&c->arena, p->len + 1, sizeof *c->steps);
	g->made = ld_arena_array(&c->arena, p->len, sizeof *g->made);
	g->before = ld_arena_array(&c->arena, p->len, sizeof *g->before);
	if (!c->made || !c->steps || !g->made || !g->before)
		return ld_nomem(g->err);
	*ret_n = 0;
	for (size_t i = 0; i < p->len; i++)
		if (p->differences[i].decides)
			c->made[(*ret_n)++] = i;
	for (enum key k = 0; k < KEYS; k++)
		if (!(g->last[k] = calloc(c->npeople + 1, sizeof *g->last[k])))
			return ld_nomem(g->err);
	return 0;
}

/* Without any difference B is A, and still decided by itself: what is not listed must not be hidden. */
static int compare(struct comparing *g)
{
	size_t n = 0;
	int rc = begin(g, &n);
	if (rc >= 0)
		rc = name_funders(g, &g->in->pair->a);
	if (rc >= 0)
		rc = name_funders(g, &g->in->pair->b);
	if (rc >= 0)
		rc = decide(g, false, &g->a);
	for (size_t i = 0; i < n && rc >= 0; i++)
		g->made[g->c->made[i]] = true;
	if (rc >= 0)
		rc = decide(g, true, &g->b);
	if (rc < 0)
		return rc;
	memset(g->made, 0, g->in->pair->len * sizeof *g->made);
	rc = walk(g, n);
	if (rc >= 0)
		rc = collect(g);
	if (g->c->nchanged && !g->c->nsteps)
		g->c->nsteps = 1; /* a step without differences: there is something that the lines do not say */
	if (rc >= 0)
		rc = test_steps(g);
	return rc < 0 ? rc : rank(g);
}

int ld_compare(const struct ld_compare_in *in, struct ld_comparison **ret, struct lindung_error *err)
{
	struct ld_comparison *c = calloc(1, sizeof *c);
	struct comparing g = {.in = in, .c = c, .decider = {.calls = in->calls, .jobs = in->jobs}, .frame_before = -1, .err = err};
	if (!c)
		return ld_nomem(err);
	c->npeople = in->npeople;
	int rc = compare(&g);
	c->a = g.a.v;
	c->b = g.b.v;
	g.a.v = g.b.v = NULL;
	view_fini(&g.a);
	view_fini(&g.b);
	ld_decider_fini(&g.decider);
	for (enum key k = 0; k < KEYS; k++)
		free(g.last[k]);
	if (rc < 0) {
		ld_comparison_free(c);
		return rc;
	}
	*ret = c;
	return 0;
}

void ld_comparison_free(struct ld_comparison *c)
{
	if (!c)
		return;
	ld_trial_free(c->a);
	ld_trial_free(c->b);
	free(c->people);
	ld_map_fini(&c->funders);
	ld_arena_fini(&c->arena);
	free(c);
}

uint8_t ld_comparison_status(const struct ld_comparison *c, const struct ld_compare_in *in, int side, size_t person)
{
	uint32_t row = row_of(in, side, person);
	return row == UINT32_MAX ? LD_ABSENT : (uint8_t)ld_allocation_verdict((side ? c->b : c->a)->a, row)->status;
}
