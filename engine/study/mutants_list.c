/*
 * Changes of what makes a list of the eligible: keys of the order, quotas, funders. A case asks about one worker and cannot
 * tell most of these; they are made all the same, so that an office reads what its cases do not protect. Tables of groups
 * may be long: one copy of a table is changed in place, entry after entry.
 */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "study/mutants.h"

/* ---- order ---- */

static const char *say_key(struct ld_maker *k, const struct ld_key *key)
{
	const char *way = key->descending ? "desc" : "asc";
	if (key->kind == LD_KEY_LOTTERY)
		return ld_maker_say(k, "lottery");
	return ld_maker_say(k, "%s \"%s\"", way, key->kind == LD_KEY_SCORE ? "score" : k->p->fields.items[key->field].name);
}

static void emit_order(struct ld_maker *k, struct ld_key *order, size_t n, const char *from, const char *to)
{
	struct ld_programme *q = ld_maker_programme(k);
	if (q) {
		q->order = order;
		q->norder = n;
	}
	ld_maker_emit(k, q, from, to);
}

static void reverse(struct ld_maker *k, size_t i)
{
	struct ld_key turned = k->p->order[i];
	turned.descending = !turned.descending;
	struct ld_key *order = ld_maker_array(k, k->p->order, k->p->norder, sizeof *order, i, &turned);
	const char *from = say_key(k, &k->p->order[i]);
	emit_order(k, order, k->p->norder, from, say_key(k, &turned));
}

static void swap(struct ld_maker *k, size_t i)
{
	struct ld_key *order = ld_maker_copy(k, k->p->order, k->p->norder * sizeof *order);
	const char *a = say_key(k, &k->p->order[i]), *b = say_key(k, &k->p->order[i + 1]);
	if (!order || !a || !b || strcmp(a, b) == 0)
		return;
	order[i] = k->p->order[i + 1];
	order[i + 1] = k->p->order[i];
	const char *from = ld_maker_say(k, "%s, %s", a, b);
	emit_order(k, order, k->p->norder, from, ld_maker_say(k, "%s, %s", b, a));
}

void ld_mutants_order(struct ld_maker *k)
{
	for (size_t i = 0; i < k->p->norder && k->rc >= 0; i++) {
		k->m.place = k->p->order[i].place;
		struct ld_key *order = ld_maker_array(k, k->p->order, k->p->norder, sizeof *order, i, NULL);
		emit_order(k, order, k->p->norder - 1, say_key(k, &k->p->order[i]), NULL);
		if (k->p->order[i].kind != LD_KEY_LOTTERY && k->rc >= 0)
			reverse(k, i);
		if (i + 1 < k->p->norder && k->rc >= 0)
			swap(k, i);
	}
}

/* ---- numbers of one part ---- */

/* A changed part: the programme with it, and the number in it that is changed. */
struct part {
	struct ld_maker *k;
	struct ld_programme *q; /* NULL: memory ran out */
};

static void emit_step(const struct part *x, const char *what, int64_t was, int64_t now)
{
	const char *from = ld_maker_say(x->k, "%s = %" PRId64, what, was);
	ld_maker_emit(x->k, x->q, from, ld_maker_say(x->k, "%s = %" PRId64, what, now));
}

/* One step both ways within these ends, then as it was. */
static void steps(const struct part *x, int64_t *n, int64_t least, int64_t most, const char *what)
{
	int64_t was = *n;
	for (int way = -1; way <= 1 && x->k->rc >= 0; way += 2) {
		*n = was + way;
		if (*n >= least && *n <= most)
			emit_step(x, what, was, *n);
	}
	*n = was;
}

static void months(const struct part *x, struct ld_funder *u)
{
	int was = u->months;
	for (int way = -1; way <= 1 && x->k->rc >= 0; way += 2) {
		u->months = was + way;
		if (u->months >= 1 && u->months <= LD_MAX_MONTHS)
			emit_step(x, "months", was, u->months);
	}
	u->months = was;
}

static void *kept(struct ld_maker *k, const void *p, size_t n)
{
	void *copy = ld_arena_copy(&k->keep, p, n);
	if (!copy && k->rc >= 0)
		k->rc = ld_nomem(k->err);
	return copy;
}

/* Every number of a table of groups, and the table without each; *groups and *n are the changed programme's. */
static void table(const struct part *x, int field, struct ld_weight **groups, size_t *n, const char *what, bool drop)
{
	struct ld_maker *k = x->k;
	const struct ld_weight *was = *groups;
	size_t len = *n;
	struct ld_weight *copy = kept(k, was, len * sizeof *copy);
	if (!copy)
		return;
	*groups = copy;
	for (size_t i = 0; i < len && k->rc >= 0; i++) {
		char path[256];
		const char *key = ld_maker_value(k, field, &was[i].group);
		if (!key)
			return;
		snprintf(path, sizeof path, "%s[%.200s]", what, key);
		steps(x, &copy[i].n, 0, LD_MAX_MONEY, path);
	}
	if (len)
		memmove(copy, copy + 1, (len - 1) * sizeof *copy);
	*n = len - 1;
	for (size_t i = 0; drop && i < len && k->rc >= 0; i++) { /* copy lacks entry i */
		const char *key = ld_maker_value(k, field, &was[i].group);
		const char *from = key ? ld_maker_say(k, "%s[%s] = %" PRId64, what, key, was[i].n) : NULL;
		ld_maker_emit(k, x->q, from, NULL);
		if (i + 1 < len)
			copy[i] = was[i];
	}
	*groups = (struct ld_weight *)(uintptr_t)was;
	*n = len;
}

/* ---- quotas ---- */

static struct ld_quota *quota_part(struct ld_maker *k, struct part *x)
{
	*x = (struct part){k, kept(k, k->p, sizeof *k->p)};
	struct ld_quota *quotas = kept(k, k->p->quotas, k->p->nquotas * sizeof *quotas);
	if (!x->q || !quotas)
		return NULL;
	x->q->quotas = quotas;
	return &quotas[k->at];
}

static void bound(const struct part *x, int field, struct ld_bound *b, const char *what)
{
	char words[64];
	if (b->kind != LD_BOUND_NONE && b->place.file)
		x->k->m.place = b->place;
	switch (b->kind) {
	case LD_BOUND_NONE:
		break;
	case LD_BOUND_NUMBER:
		steps(x, &b->n, 0, LD_MAX_WORKERS, what);
		break;
	case LD_BOUND_PERCENT:
		snprintf(words, sizeof words, "%s percent", what);
		steps(x, &b->n, 0, 100, words);
		break;
	case LD_BOUND_TABLE:
		table(x, field, &b->groups, &b->ngroups, what, true);
		snprintf(words, sizeof words, "%s otherwise", what);
		if (b->has_otherwise)
			steps(x, &b->otherwise, 0, LD_MAX_WORKERS, words);
		break;
	case LD_BOUND_APPORTION:
		snprintf(words, sizeof words, "%s seats", what);
		if (b->n >= 0)
			steps(x, &b->n, 0, LD_MAX_WORKERS, words);
		if (!b->by_eligible)
			table(x, field, &b->groups, &b->ngroups, what, false);
	}
}

void ld_mutants_quota(struct ld_maker *k, const struct ld_quota *q)
{
	struct part x;
	struct ld_programme *without = ld_maker_programme(k);
	if (without) {
		without->quotas = ld_maker_array(k, k->p->quotas, k->p->nquotas, sizeof *q, k->at, NULL);
		without->nquotas--;
	}
	ld_maker_emit(k, without, NULL, NULL);
	struct ld_quota *changed = quota_part(k, &x);
	if (changed) {
		bound(&x, q->by, &changed->at_least, "at_least");
		bound(&x, q->by, &changed->at_most, "at_most");
	}
}

/* ---- funders ---- */

static struct ld_funder *funder_part(struct ld_maker *k, struct part *x)
{
	*x = (struct part){k, kept(k, k->p, sizeof *k->p)};
	struct ld_funder *funders = kept(k, k->p->funders, k->p->nfunders * sizeof *funders);
	if (!x->q || !funders)
		return NULL;
	x->q->funders = funders;
	return &funders[k->at];
}

static void purses(const struct part *x, struct ld_funder *u)
{
	if (u->purses == LD_PURSES_EACH)
		steps(x, &u->each, 0, LD_MAX_MONEY, "budget");
	if (u->purses == LD_PURSES_SPLIT) {
		steps(x, &u->total, 0, LD_MAX_MONEY, "total");
		steps(x, &u->unit, 1, LD_MAX_MONEY, "unit");
	}
	if (u->purses == LD_PURSES_TABLE || (u->purses == LD_PURSES_SPLIT && !u->by_eligible))
		table(x, u->by, &u->groups, &u->ngroups, u->purses == LD_PURSES_TABLE ? "budget" : "by", true);
}

static void parts(const struct part *x, struct ld_funder *u)
{
	struct ld_part *copy = kept(x->k, u->parts, u->nparts * sizeof *copy);
	if (!copy)
		return;
	u->parts = copy;
	for (size_t i = 0; i < u->nparts && x->k->rc >= 0; i++) {
		char words[LD_MAX_NAME + 32];
		snprintf(words, sizeof words, "part \"%s\" budget", copy[i].id);
		if (copy[i].budget >= 0)
			steps(x, &copy[i].budget, 0, LD_MAX_MONEY, words);
	}
}

static void limits(const struct part *x, struct ld_funder *u)
{
	if (u->budget >= 0)
		steps(x, &u->budget, 0, LD_MAX_MONEY, "budget");
	if (u->seats >= 0)
		steps(x, &u->seats, 0, LD_MAX_WORKERS, "seats");
	months(x, u);
	purses(x, u);
	parts(x, u);
	u->overtake = !u->overtake;
	const char *from = ld_maker_say(x->k, "overtake = %s", u->overtake ? "false" : "true");
	ld_maker_emit(x->k, x->q, from, ld_maker_say(x->k, "overtake = %s", u->overtake ? "true" : "false"));
}

void ld_mutants_funder(struct ld_maker *k, const struct ld_funder *u)
{
	struct part x;
	ld_emit_funder(k, NULL, NULL, NULL);
	struct ld_funder *changed = k->rc < 0 ? NULL : funder_part(k, &x);
	if (changed)
		limits(&x, changed);
	if (!u->only || k->rc < 0)
		return;
	struct ld_funder everyone = *u;
	everyone.only = NULL;
	ld_emit_funder(k, &everyone, ld_maker_cond(k, u->only), NULL);
	ld_mutants_cond(k, u->only);
}
