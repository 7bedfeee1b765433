/*
 * A programme between two others: of every element the side that its differences ask for. Elements that are equal are
 * A's. Nothing is copied but the lists themselves.
 */
#include "study/pair.h"

#include <string.h>

static bool is_made(const bool *made, size_t difference)
{
	return difference != SIZE_MAX && made[difference];
}

/* The side an element is taken from: its index there, and whether that is B; SIZE_MAX: the element is not there. */
static size_t side(const struct ld_entry *e, const bool *made, bool *ret_b)
{
	*ret_b = e->a == SIZE_MAX || is_made(made, e->differences[0]);
	if (e->a == SIZE_MAX && !is_made(made, e->differences[0]))
		return SIZE_MAX;
	return *ret_b ? e->b : e->a;
}

static void *take(const struct ld_entries *entries, const bool *made, const void *a, const void *b, size_t size,
	struct ld_arena *arena, size_t *ret_n)
{
	char *items = ld_arena_array(arena, entries->len, size);
	size_t n = 0;
	for (size_t i = 0; items && i < entries->len; i++) {
		bool of_b;
		size_t at = side(&entries->items[i], made, &of_b);
		if (at != SIZE_MAX)
			memcpy(items + n++ * size, (const char *)(of_b ? b : a) + at * size, size);
	}
	*ret_n = n;
	return items;
}

static void take_price(struct ld_funder *f, const struct ld_funder *from)
{
	f->pays = from->pays;
	f->payer = from->payer;
	f->from = from->from;
	f->months = from->months;
	f->as_many = from->as_many;
}

/* A funder of both sides: B's, with what is not made taken back. */
static struct ld_funder funder(const struct ld_pair *p, const struct ld_entry *e, const bool *made)
{
	const struct ld_funder *a = &p->a.funders[e->a], *b = &p->b.funders[e->b];
	bool money = is_made(made, e->differences[2]);
	struct ld_funder f = money ? *b : *a;
	take_price(&f, is_made(made, e->differences[0]) ? b : a);
	f.only = is_made(made, e->differences[1]) ? b->only : a->only;
	return f;
}

static bool take_funders(const struct ld_pair *p, const bool *made, struct ld_arena *arena, struct ld_programme *ret)
{
	bool as_b = p->funder_order == SIZE_MAX || made[p->funder_order];
	const struct ld_entries *entries = as_b ? &p->funders : &p->funders_a;
	ret->funders = ld_arena_array(arena, entries->len, sizeof *ret->funders);
	ret->nfunders = 0;
	for (size_t i = 0; ret->funders && i < entries->len; i++) {
		const struct ld_entry *e = &entries->items[i];
		bool of_b, both = e->a != SIZE_MAX && e->b != SIZE_MAX;
		size_t at = both ? 0 : side(e, made, &of_b);
		if (both)
			ret->funders[ret->nfunders++] = funder(p, e, made);
		else if (at != SIZE_MAX)
			ret->funders[ret->nfunders++] = (of_b ? p->b.funders : p->a.funders)[at];
	}
	return ret->funders;
}

static void take_programme(const struct ld_programme *b, struct ld_programme *ret)
{
	ret->as_of = b->as_of;
	ret->segment = b->segment;
	ret->covered_from = b->covered_from;
	ret->covered_to = b->covered_to;
}

int ld_pair_between(const struct ld_pair *p, const bool *made, struct ld_arena *arena, struct ld_programme *ret,
	struct lindung_error *err)
{
	struct ld_programme q = p->a;
	if (is_made(made, p->programme))
		take_programme(&p->b, &q);
	if (is_made(made, p->order)) {
		q.order = p->b.order;
		q.norder = p->b.norder;
	}
	q.fields.items = ld_arena_array(arena, p->fields.len, sizeof *q.fields.items);
	for (size_t i = 0; q.fields.items && i < p->fields.len; i++)
		q.fields.items[i] = (is_made(made, p->fields_of.items[i].differences[0]) ? p->b : p->a).fields.items[i];
	q.rules = take(&p->rules, made, p->a.rules, p->b.rules, sizeof *q.rules, arena, &q.nrules);
	q.scores = take(&p->scores, made, p->a.scores, p->b.scores, sizeof *q.scores, arena, &q.nscores);
	q.quotas = take(&p->quotas, made, p->a.quotas, p->b.quotas, sizeof *q.quotas, arena, &q.nquotas);
	bool ok = take_funders(p, made, arena, &q);
	if (!ok || !q.fields.items || !q.rules || !q.scores || !q.quotas)
		return ld_nomem(err);
	*ret = q;
	return 0;
}
