/*
 * Which failures count: only those that an answer hangs on (ADR 1). Kernels know failures as
 * unknown answers; here the rows whose unknown answer can hang on one are walked again. A failure
 * names what failed, not what read it: a field's function that failed is the field's failure,
 * however many rules read it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "eval/plan.h"

bool ld_fallible(const struct ld_work *w, const struct ld_cond *cond)
{
	if (cond->kind == LD_COND_FUNC)
		return w->called[cond->func].failed;
	if (cond->field >= 0)
		return w->f->cols[cond->field].broken != NULL;
	for (size_t i = 0; i < cond->nkids; i++)
		if (ld_fallible(w, cond->kids[i]))
			return true;
	return false;
}

struct search {
	struct ld_work *w;
	struct ld_outcomes *o;
	struct ld_walk walk;
	const char *owner; /* of the rule or score being searched */
	uint32_t order;
	bool owned; /* the owner's failure on this row is noted */
	size_t cap;
	int rc;
};

static void add(struct search *s, struct ld_failure failure)
{
	struct ld_outcomes *o = s->o;
	if (s->rc)
		return;
	if (o->nfailures == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 64;
		struct ld_failure *grown = realloc(o->failures, cap * sizeof *grown);
		if (!grown) {
			s->rc = ld_nomem(s->w->err);
			return;
		}
		o->failures = grown;
		s->cap = cap;
	}
	o->failures[o->nfailures++] = failure;
}

static void add_fault(
	struct search *s, const char *owner, uint32_t order, const struct ld_fault *fault)
{
	add(s, (struct ld_failure){(uint32_t)s->walk.row, order, owner, fault->code, fault->message,
		       fault->file, fault->line});
}

static void add_field(struct search *s, int field);

/* What a function reads failed, on this row. */
static void add_reads(struct search *s, int func)
{
	const struct ld_func *fn = &s->w->p->funcs[func];
	for (size_t i = 0; i < fn->nreads; i++)
		add_field(s, fn->reads[i]);
}

/* If the field is broken on this row: the failure of the field whose own computation failed first.
 */
static void add_field(struct search *s, int field)
{
	const struct ld_field *f = &s->w->p->fields.items[field];
	const uint8_t *broken = s->w->f->cols[field].broken, *from = NULL;
	const struct ld_fault *fault;
	if (!broken || !broken[s->walk.row])
		return;
	if (f->derive == LD_DERIVE_FUNC) {
		fault = ld_called_fault(&s->w->called[f->func], s->walk.row);
		if (fault)
			add_fault(s, f->name, (uint32_t)field, fault);
		else
			add_reads(s, f->func);
		return;
	}
	from = s->w->f->cols[f->from].broken;
	if (from && from[s->walk.row]) {
		add_field(s, f->from);
		return;
	}
	add(s, (struct ld_failure){(uint32_t)s->walk.row, (uint32_t)field, f->name, LINDUNG_E_RULE,
		       "the condition failed on a worker with the same key", f->place.file,
		       f->place.line});
}

static void add_func(struct search *s, int func)
{
	const struct ld_fault *fault = ld_called_fault(&s->w->called[func], s->walk.row);
	if (!fault) {
		add_reads(s, func);
	} else if (!s->owned) {
		s->owned = true;
		add_fault(s, s->owner, s->order, fault);
	}
}

static void visit(void *ctx, const struct ld_cond *leaf)
{
	struct search *s = ctx;
	if (leaf->kind != LD_COND_FUNC)
		add_field(s, leaf->field);
	else if (s->w->called[leaf->func].state[s->walk.row] == LD_FAILED)
		add_func(s, leaf->func);
}

static void search_rule(struct search *s, size_t r)
{
	const struct ld_rule *rule = &s->w->p->rules[r];
	uint8_t answers[LD_BLOCK];
	if (!ld_fallible(s->w, rule->when))
		return;
	s->owner = rule->id;
	s->order = (uint32_t)(s->w->p->fields.len + r);
	for (size_t start = 0, n; start < s->o->nrows; start += n) {
		n = s->o->nrows - start < LD_BLOCK ? s->o->nrows - start : LD_BLOCK;
		ld_outcomes_rule(s->o, r, start, n, answers);
		for (size_t i = 0; i < n; i++) {
			s->owned = false;
			s->walk.row = start + i;
			if (answers[i] == LD_UNKNOWN)
				ld_walk_hangs(&s->walk, rule->when, visit, s);
		}
	}
}

static bool points_fallible(const struct ld_work *w, const struct ld_points *points)
{
	if (points->kind == LD_POINTS_FUNC)
		return w->called[points->func].failed;
	return points->kind != LD_POINTS_CONST && w->f->cols[points->field].broken;
}

static void search_score(struct search *s, size_t k)
{
	const struct ld_score *score = &s->w->p->scores[k];
	const struct ld_points *points = &score->points;
	bool in_points = points_fallible(s->w, points);
	if (!in_points && !(score->when && ld_fallible(s->w, score->when)))
		return;
	s->owner = score->id;
	s->order = (uint32_t)(s->w->p->fields.len + s->w->p->nrules + k);
	for (s->walk.row = 0; s->walk.row < s->o->nrows; s->walk.row++) {
		if (s->o->fate[s->walk.row] == LD_FATE_REFUSED)
			continue;
		enum ld_truth when = score->when ? ld_walk_cond(&s->walk, score->when) : LD_TRUE;
		s->owned = false;
		if (when == LD_UNKNOWN)
			ld_walk_hangs(&s->walk, score->when, visit, s);
		if (when == LD_FALSE || !in_points)
			continue;
		if (points->kind != LD_POINTS_FUNC)
			add_field(s, points->field);
		else if (s->w->called[points->func].state[s->walk.row] == LD_FAILED)
			add_func(s, points->func);
	}
}

/* Whom a funder accepts is asked of those that no rule refuses. */
static void search_only(struct search *s, size_t i)
{
	const struct ld_funder *f = &s->w->p->funders[i];
	if (!f->only || !ld_fallible(s->w, f->only))
		return;
	s->owner = f->id;
	s->order = (uint32_t)(s->w->p->fields.len + s->w->p->nrules + s->w->p->nscores + i);
	for (s->walk.row = 0; s->walk.row < s->o->nrows; s->walk.row++) {
		s->owned = false;
		if (s->o->fate[s->walk.row] != LD_FATE_REFUSED &&
			ld_walk_cond(&s->walk, f->only) == LD_UNKNOWN)
			ld_walk_hangs(&s->walk, f->only, visit, s);
	}
}

/* Fields that decide without a condition: ranking, grouping, segment and coverage hang on them as
 * they are. */
static void search_field(struct search *s, int field)
{
	if (field < 0 || !s->w->f->cols[field].broken)
		return;
	for (s->walk.row = 0; s->walk.row < s->o->nrows; s->walk.row++)
		if (s->o->fate[s->walk.row] != LD_FATE_REFUSED)
			add_field(s, field);
}

static void search_direct(struct search *s)
{
	const struct ld_programme *p = s->w->p;
	for (size_t i = 0; i < p->norder; i++)
		if (p->order[i].kind == LD_KEY_FIELD)
			search_field(s, p->order[i].field);
	for (size_t i = 0; i < p->nquotas; i++)
		search_field(s, p->quotas[i].by);
	for (size_t i = 0; i < p->nfunders; i++)
		if (p->funders[i].purses != LD_PURSES_NONE)
			search_field(s, p->funders[i].by);
	search_field(s, p->segment);
	search_field(s, p->covered_from);
	search_field(s, p->covered_to);
}

static int by_row(const void *a, const void *b)
{
	const struct ld_failure *x = a, *y = b;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

/* One a row and owner: doubles are equal, since a rule notes its failure once and a field's is the
 * same wherever met. */
static void sort_failures(struct ld_outcomes *o)
{
	size_t len = 0;
	if (o->nfailures)
		qsort(o->failures, o->nfailures, sizeof *o->failures, by_row);
	for (size_t i = 0; i < o->nfailures; i++)
		if (!len || by_row(&o->failures[len - 1], &o->failures[i]))
			o->failures[len++] = o->failures[i];
	o->nfailures = len;
}

int ld_failures_find(struct ld_work *w, struct ld_outcomes *o)
{
	struct search s = {.w = w, .o = o, .walk = {.p = w->p, .f = w->f, .called = w->called}};
	for (size_t r = 0; r < w->p->nrules; r++)
		search_rule(&s, r);
	/* A failing rule leaves the worker undecided even if another refuses; who is refused after
	 * that has no scores and no place that could fail. */
	for (size_t i = 0; i < o->nfailures; i++)
		o->fate[o->failures[i].row] = LD_FATE_UNDECIDED;
	for (size_t k = 0; k < w->p->nscores; k++)
		search_score(&s, k);
	for (size_t i = 0; i < w->p->nfunders; i++)
		search_only(&s, i);
	search_direct(&s);
	if (!s.rc)
		sort_failures(o);
	return s.rc;
}

const struct ld_failure *ld_outcomes_failed(const struct ld_outcomes *o, size_t row, size_t *ret_n)
{
	size_t lo = 0, hi = o->nfailures, n = 0;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (o->failures[mid].row < row)
			lo = mid + 1;
		else
			hi = mid;
	}
	while (lo + n < o->nfailures && o->failures[lo + n].row == row)
		n++;
	*ret_n = n;
	return n ? &o->failures[lo] : NULL;
}
