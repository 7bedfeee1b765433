/*
 * From all workers to the list. A refused worker is counted once as lost at the first rule they fail, so that what is
 * left after each rule can be drawn, and once at every rule they fail, so that a rule's weight does not hang on where
 * it stands. Whoever an error left undecided is lost at no rule, for an error refuses nobody.
 */
#include "study/picture.h"

#include <stdlib.h>
#include <string.h>

const char *ld_held_name(enum ld_held held)
{
	static const char *const names[] = {"covered", "cap", "money", "seats", "unaccepted"};
	return names[held];
}

struct failing {                  /* of the rows of one block */
	uint8_t n[LD_BLOCK];      /* rules that refuse them; no more than 2 are counted */
	uint32_t first[LD_BLOCK]; /* the first of those */
};

struct counting {
	const struct ld_alloc_in *in;
	struct ld_funnel *f;
	uint8_t *fate; /* [nrows] of whom what is counted: enum ld_fate, or OTHER */
	struct failing failing;
	uint8_t answers[LD_BLOCK];
};

enum { OTHER = LD_FATE_ELIGIBLE }; /* nothing of rules is to be said: eligible, or an error */

static void count_rule(struct counting *c, size_t rule, size_t start, size_t n)
{
	const struct ld_rule *r = &c->in->p->rules[rule];
	struct ld_funnel_rule *to = &c->f->rules[rule];
	ld_outcomes_rule(c->in->o, rule, start, n, c->answers);
	for (size_t i = 0; i < n; i++) {
		enum ld_truth answer = ld_rule_answer(r, (enum ld_truth)c->answers[i]);
		uint8_t fate = c->fate[start + i];
		if (fate == LD_FATE_UNDECIDED && answer == LD_UNKNOWN)
			to->undecided++;
		if (fate != LD_FATE_REFUSED || answer != LD_FALSE)
			continue;
		to->fails++;
		if (!c->failing.n[i])
			c->failing.first[i] = (uint32_t)rule;
		c->failing.n[i] = c->failing.n[i] ? 2 : 1;
	}
}

static void count_block(struct counting *c, size_t start, size_t n)
{
	memset(c->failing.n, 0, n);
	for (size_t rule = 0; rule < c->in->p->nrules; rule++)
		count_rule(c, rule, start, n);
	for (size_t i = 0; i < n; i++) {
		if (!c->failing.n[i])
			continue;
		c->f->rules[c->failing.first[i]].first++;
		c->f->rules[c->failing.first[i]].only += c->failing.n[i] == 1;
	}
}

/* Whom an error left undecided is not asked at which rule. */
static void set_errors_apart(struct counting *c)
{
	const struct ld_outcomes *o = c->in->o;
	memcpy(c->fate, o->fate, o->nrows);
	for (size_t i = 0; i < o->nfailures; i++) {
		c->f->errors += !i || o->failures[i].row != o->failures[i - 1].row;
		c->fate[o->failures[i].row] = OTHER;
	}
}

/* A list of constraints names one funder after another: whoever one of them lacked the money for is held by money. */
static enum ld_held held_by(const char *constraint)
{
	if (strcmp(constraint, "already covered") == 0)
		return LD_HELD_COVERED;
	if (strncmp(constraint, "cap ", 4) == 0)
		return LD_HELD_CAP;
	if (strcmp(constraint, "no funder accepts") == 0)
		return LD_HELD_UNACCEPTED;
	return strncmp(constraint, "money ", 6) == 0 || strstr(constraint, ";money ") ? LD_HELD_MONEY : LD_HELD_SEATS;
}

static void count_verdicts(struct ld_funnel *f, const struct ld_allocation *a)
{
	for (size_t i = 0; i < a->nverdicts; i++) {
		const struct ld_verdict *v = &a->verdicts[i];
		f->counts[v->status] += (int64_t)v->people;
		if (v->status == LD_RESERVE)
			f->held[held_by(v->constraint)] += (int64_t)v->people;
	}
}

int ld_study_funnel(
	const struct ld_alloc_in *in, const struct ld_allocation *a, struct ld_funnel **ret, struct lindung_error *err)
{
	struct ld_funnel *f = calloc(1, sizeof *f);
	struct counting *c = calloc(1, sizeof *c);
	size_t rows = in->o->nrows;
	if (f)
		f->rules = ld_arena_array(&f->arena, in->p->nrules, sizeof *f->rules);
	if (c)
		c->fate = malloc(rows + 1);
	if (!f || !c || !f->rules || !c->fate) {
		if (c)
			free(c->fate);
		free(c);
		ld_funnel_free(f);
		return ld_nomem(err);
	}
	c->in = in;
	c->f = f;
	set_errors_apart(c);
	for (size_t start = 0; start < rows; start += LD_BLOCK)
		count_block(c, start, rows - start < LD_BLOCK ? rows - start : LD_BLOCK);
	count_verdicts(f, a);
	free(c->fate);
	free(c);
	*ret = f;
	return 0;
}

void ld_funnel_free(struct ld_funnel *f)
{
	if (!f)
		return;
	ld_arena_fini(&f->arena);
	free(f);
}
