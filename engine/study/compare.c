/*
 * The way from one programme to another, decided again after every difference. What is kept of a person on the way is the
 * last step at which their outcome became another: once all steps are made that is the step to which the change belongs,
 * whatever happened before and was undone. A programme in between that cannot allocate (two funders where one gives as
 * many months as fit) is passed over: its difference is made together with the next.
 */
#include "study/compare_work.h"

#include <stdlib.h>
#include <string.h>

const char *ld_change_name(enum ld_change_kind kind)
{
	static const char *const names[] = {"none", "enters", "leaves", "moves", "amount", "status"};
	return names[kind];
}

void ld_view_fini(struct ld_view *v)
{
	ld_trial_free(v->v);
	free(v->of);
	*v = (struct ld_view){0};
}

/* ---- one programme ---- */

static bool alike(const struct ld_comparing *g, int frame)
{
	const struct ld_pair *p = g->in->pair;
	bool same = g->frame_before == frame;
	for (size_t i = 0; i < p->len && same; i++)
		same = !ld_element_evaluated(p->differences[i].element) || g->made[i] == g->before[i];
	return same;
}

static bool has_made(const struct ld_comparing *g, enum ld_element part, bool otherwise)
{
	const struct ld_pair *p = g->in->pair;
	for (size_t i = 0; i < p->len; i++)
		if (p->differences[i].element == part)
			return g->made[i];
	return otherwise;
}

/* Verdicts in numbers that all programmes share. */
static int read_verdicts(struct ld_comparing *g, const struct ld_programme *p, struct ld_view *v)
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

static int name_funders(struct ld_comparing *g, const struct ld_programme *p)
{
	for (size_t i = 0; i < p->nfunders; i++)
		if (ld_map_add(&g->c->funders, p->funders[i].id, strlen(p->funders[i].id)) == LD_MAP_NONE)
			return ld_nomem(g->err);
	return 0;
}

/* B itself is never decided by what was found out for a programme before it: its list stands on nothing but B. */
int ld_compare_decide(struct ld_comparing *g, bool as_b, struct ld_view *ret)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena arena = {0};
	const struct ld_compare_in *in = g->in;
	struct ld_programme p = in->pair->b;
	int frame = has_made(g, LD_ELEMENT_DATA, true) ? 1 : 0, whose = has_made(g, LD_ELEMENT_KEPT, false) ? 1 : 0;
	struct ld_stage stage = {in->frames[frame], in->covers[whose][frame].items, in->covers[whose][frame].n};
	struct ld_view v = {.frame = frame};
	int rc = as_b ? 0 : ld_pair_between(in->pair, g->made, &arena, &p, g->err);
	if (rc >= 0)
		rc = ld_decide(&g->decider, &stage, &p, !as_b && alike(g, frame), &v.v, g->err);
	memcpy(g->before, g->made, in->pair->len * sizeof *g->made);
	g->frame_before = as_b ? -1 : frame;
	g->c->decisions++;
	if (rc >= 0)
		rc = read_verdicts(g, &p, &v);
	if (rc < 0) {
		ld_view_fini(&v);
		return rc;
	}
	*ret = v;
	return 0;
}

/* ---- the way ---- */

static void note_changes(struct ld_comparing *g, const struct ld_view *was, const struct ld_view *now, size_t step)
{
	for (size_t i = 0; i < g->c->npeople; i++) {
		const struct ld_outcome *x = ld_compare_said(g->in, was, i), *y = ld_compare_said(g->in, now, i);
		if (x->status == y->status && x->status != LD_SELECTED)
			continue;
		for (enum ld_matter k = 0; k < LD_MATTERS; k++)
			if (!ld_compare_same(x, y, k))
				g->last[k][i] = (uint16_t)step;
	}
}

int ld_compare_tell(struct ld_comparing *g, size_t done, size_t of)
{
	return g->in->progress ? g->in->progress(g->in->ctx, done, of, g->err) : 0;
}

/* Make differences until there is a programme that can be decided; its view. */
static int next_step(struct ld_comparing *g, size_t from, size_t n, struct ld_step *step, struct ld_view *ret)
{
	int rc = 0;
	*step = (struct ld_step){.first = from};
	do {
		g->made[g->c->made[from + step->n++]] = true;
		if (from + step->n == n) {
			*ret = g->b;
			return 0;
		}
		rc = ld_compare_decide(g, false, ret);
	} while (ld_decide_impossible(rc));
	return rc;
}

static int walk(struct ld_comparing *g, size_t n)
{
	struct ld_view was = g->a;
	int rc = 0;
	for (size_t i = 0; i < n && rc >= 0; i += g->c->steps[g->c->nsteps - 1].n) {
		struct ld_step *step = &g->c->steps[g->c->nsteps++];
		struct ld_view now = {0};
		rc = ld_compare_tell(g, i, n);
		if (rc >= 0)
			rc = next_step(g, i, n, step, &now);
		if (rc < 0)
			break;
		step->selected = (int64_t)now.v->a->nselected;
		step->committed = now.v->committed;
		note_changes(g, &was, &now, g->c->nsteps - 1);
		if (was.v != g->a.v)
			ld_view_fini(&was);
		was = now;
	}
	if (was.v != g->a.v && was.v != g->b.v)
		ld_view_fini(&was);
	return rc;
}

/* ---- the whole ---- */

static int begin(struct ld_comparing *g, size_t *ret_n)
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
	for (enum ld_matter k = 0; k < LD_MATTERS; k++)
		if (!(g->last[k] = calloc(c->npeople + 1, sizeof *g->last[k])))
			return ld_nomem(g->err);
	return 0;
}

/* Without any difference B is A, and still decided by itself: what is not listed must not be hidden. */
static int compare(struct ld_comparing *g)
{
	size_t n = 0;
	int rc = begin(g, &n);
	if (rc >= 0)
		rc = name_funders(g, &g->in->pair->a);
	if (rc >= 0)
		rc = name_funders(g, &g->in->pair->b);
	if (rc >= 0)
		rc = ld_compare_decide(g, false, &g->a);
	for (size_t i = 0; i < n && rc >= 0; i++)
		g->made[g->c->made[i]] = true;
	if (rc >= 0)
		rc = ld_compare_decide(g, true, &g->b);
	if (rc < 0)
		return rc;
	memset(g->made, 0, g->in->pair->len * sizeof *g->made);
	rc = walk(g, n);
	if (rc >= 0)
		rc = ld_compare_collect(g);
	if (g->c->nchanged && !g->c->nsteps)
		g->c->nsteps = 1; /* a step without differences: there is something that the lines do not say */
	if (rc >= 0)
		rc = ld_compare_test(g);
	return rc < 0 ? rc : ld_compare_rank(g);
}

int ld_compare(const struct ld_compare_in *in, struct ld_comparison **ret, struct lindung_error *err)
{
	struct ld_comparison *c = calloc(1, sizeof *c);
	struct ld_comparing g = {.in = in, .c = c, .decider = {.calls = in->calls, .jobs = in->jobs}, .frame_before = -1, .err = err};
	if (!c)
		return ld_nomem(err);
	c->npeople = in->npeople;
	int rc = compare(&g);
	c->a = g.a.v;
	c->b = g.b.v;
	g.a.v = g.b.v = NULL;
	ld_view_fini(&g.a);
	ld_view_fini(&g.b);
	ld_decider_fini(&g.decider);
	for (enum ld_matter k = 0; k < LD_MATTERS; k++)
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
	uint32_t row = in->rows[side] ? in->rows[side][person] : (uint32_t)person;
	return row == UINT32_MAX ? LD_ABSENT : (uint8_t)ld_allocation_verdict((side ? c->b : c->a)->a, row)->status;
}
