/*
 * Every mutant of a programme, one after the other. Owns the copying: a mutant shares all but what leads to its change with
 * the programme, and its memory is given back before the next is made, so that a thousand of them cost what one does. Which
 * changes there are is in mutants_cond.c, mutants_score.c and mutants_list.c.
 */
#include "study/mutants.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"

static void *checked(struct ld_maker *k, void *p)
{
	if (!p && k->rc >= 0)
		k->rc = ld_nomem(k->err);
	return p;
}

void *ld_maker_array(struct ld_maker *k, const void *items, size_t n, size_t size, size_t at, const void *item)
{
	char *copy = checked(k, ld_arena_array(&k->arena, n, size));
	const char *from = items;
	if (!copy)
		return NULL;
	if (at)
		memcpy(copy, from, at * size);
	if (item)
		memcpy(copy + at * size, item, size);
	if (n - at > 1)
		memcpy(copy + (at + (item != NULL)) * size, from + (at + 1) * size, (n - at - 1) * size);
	return copy;
}

void *ld_maker_copy(struct ld_maker *k, const void *item, size_t size)
{
	return checked(k, ld_arena_copy(&k->arena, item, size));
}

const char *ld_maker_say(struct ld_maker *k, const char *fmt, ...)
{
	char text[256];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n >= 0 && n < (int)sizeof text)
		return checked(k, ld_arena_strdup(&k->arena, text));
	char *s = n < 0 ? NULL : ld_arena_alloc(&k->arena, (size_t)n + 1);
	if (!s)
		return checked(k, NULL);
	va_start(ap, fmt);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return s;
}

const char *ld_maker_cond(struct ld_maker *k, const struct ld_cond *c)
{
	struct ld_buf b = ld_buf_init(LD_MAX_CELL);
	ld_cond_print(c, &k->p->fields, &b);
	const char *s = b.failed ? NULL : ld_arena_strndup(&k->arena, ld_buf_text(&b), b.len);
	ld_buf_fini(&b);
	return checked(k, (void *)(uintptr_t)s);
}

/* As the right side of a condition is written: 15, "petani". */
const char *ld_maker_value(struct ld_maker *k, int field, const struct ld_value *v)
{
	struct ld_value set = *v;
	const struct ld_cond c = {.kind = LD_COND_EQUAL, .field = field, .func = -1, .set = &set, .nset = 1};
	const char *s = ld_maker_cond(k, &c);
	return s ? strchr(s, '=') + 2 : NULL;
}

struct ld_programme *ld_maker_programme(struct ld_maker *k)
{
	return ld_maker_copy(k, k->p, sizeof *k->p);
}

static bool is_selection(struct ld_maker *k, const struct ld_programme *q)
{
	if (k->m.of == LD_MUTANT_RULE || k->m.of == LD_MUTANT_SCORE)
		return false;
	ld_programme_groups(q, k->changed);
	return memcmp(k->groups, k->changed, k->p->fields.len * sizeof *k->changed) == 0;
}

void ld_maker_emit(struct ld_maker *k, const struct ld_programme *q, const char *from, const char *to)
{
	if (k->rc >= 0) {
		k->m.p = q;
		k->m.from = from;
		k->m.to = to;
		k->m.selects = is_selection(k, q);
		k->rc = k->fn(k->ctx, &k->m, k->err);
	}
	ld_arena_fini(&k->arena);
}

void ld_emit_rule(struct ld_maker *k, const struct ld_rule *r, const char *from, const char *to)
{
	struct ld_programme *q = ld_maker_programme(k);
	if (q) {
		q->rules = ld_maker_array(k, k->p->rules, k->p->nrules, sizeof *q->rules, k->at, r);
		q->nrules -= !r;
	}
	ld_maker_emit(k, q, from, to);
}

void ld_emit_score(struct ld_maker *k, const struct ld_score *s, const char *from, const char *to)
{
	struct ld_programme *q = ld_maker_programme(k);
	if (q) {
		q->scores = ld_maker_array(k, k->p->scores, k->p->nscores, sizeof *q->scores, k->at, s);
		q->nscores -= !s;
	}
	ld_maker_emit(k, q, from, to);
}

void ld_emit_funder(struct ld_maker *k, const struct ld_funder *u, const char *from, const char *to)
{
	struct ld_programme *q = ld_maker_programme(k);
	if (q) {
		q->funders = ld_maker_array(k, k->p->funders, k->p->nfunders, sizeof *q->funders, k->at, u);
		q->nfunders -= !u;
	}
	ld_maker_emit(k, q, from, to);
}

/* ---- the parts ---- */

static bool begin(struct ld_maker *k, enum ld_mutant_of of, const char *owner, struct ld_place place, size_t at)
{
	ld_arena_fini(&k->keep);
	k->m = (struct ld_mutant){.of = of, .owner = owner, .place = place};
	k->at = at;
	return k->rc >= 0;
}

static void each_policy(struct ld_maker *k, const struct ld_rule *r)
{
	static const char *const names[] = {"check", "refuse", "accept"};
	for (int m = LD_MISSING_CHECK; m <= LD_MISSING_ACCEPT && k->rc >= 0; m++) {
		struct ld_rule changed = *r;
		if ((enum ld_missing)m == r->missing)
			continue;
		changed.missing = (enum ld_missing)m;
		const char *from = ld_maker_say(k, "missing = \"%s\"", names[r->missing]);
		ld_emit_rule(k, &changed, from, ld_maker_say(k, "missing = \"%s\"", names[m]));
	}
}

static void each_rule(struct ld_maker *k, size_t i)
{
	const struct ld_rule *r = &k->p->rules[i];
	if (!begin(k, LD_MUTANT_RULE, r->id, r->place, i))
		return;
	ld_emit_rule(k, NULL, NULL, NULL);
	if (ld_study_can_be_unknown(k->p, r->when))
		each_policy(k, r);
	ld_mutants_cond(k, r->when);
}

static void each_score(struct ld_maker *k, size_t i)
{
	const struct ld_score *s = &k->p->scores[i];
	if (!begin(k, LD_MUTANT_SCORE, s->id, s->place, i))
		return;
	ld_emit_score(k, NULL, NULL, NULL);
	ld_mutants_points(k, s);
	if (!s->when || k->rc < 0)
		return;
	struct ld_score always = *s;
	always.when = NULL;
	ld_emit_score(k, &always, ld_maker_cond(k, s->when), NULL);
	ld_mutants_cond(k, s->when);
}

int ld_mutants_visit(const struct ld_programme *p, ld_mutant_fn *fn, void *ctx, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena own = {0};
	struct ld_maker k = {.p = p, .fn = fn, .ctx = ctx, .err = err};
	k.groups = ld_arena_array(&own, p->fields.len, sizeof *k.groups);
	k.changed = ld_arena_array(&own, p->fields.len, sizeof *k.changed);
	if (!k.groups || !k.changed)
		return ld_nomem(err);
	ld_programme_groups(p, k.groups);
	for (size_t i = 0; i < p->nrules; i++)
		each_rule(&k, i);
	for (size_t i = 0; i < p->nscores; i++)
		each_score(&k, i);
	if (begin(&k, LD_MUTANT_ORDER, NULL, (struct ld_place){NULL, 0}, 0))
		ld_mutants_order(&k);
	for (size_t i = 0; i < p->nquotas; i++)
		if (begin(&k, LD_MUTANT_QUOTA, p->quotas[i].id, p->quotas[i].place, i))
			ld_mutants_quota(&k, &p->quotas[i]);
	for (size_t i = 0; i < p->nfunders; i++)
		if (begin(&k, LD_MUTANT_FUNDER, p->funders[i].id, p->funders[i].place, i))
			ld_mutants_funder(&k, &p->funders[i]);
	ld_arena_fini(&k.keep);
	ld_arena_fini(&k.arena); /* of a mutant that memory ran out for */
	return k.rc;
}
