/*
 * The two passes over the order, and the final placing. A worker's constraint is what bound when the second pass came to
 * them: caps are full of those ranked above and of the floor pass, never of those ranked below. Who cannot be paid in the
 * second pass cannot be paid for all of it, and for the same words unless a further uneven funder closes: so each class is
 * asked once, and most of a long reserve costs a look at its caps.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc/work.h"
#include "base/error.h"
#include "base/limits.h"

enum { NOBODY = -1, EVEN = -2 }; /* as said: not come to yet; placed by the even funders, whose people are settled later */

struct passes {
	struct work *w;
	struct payers *y;
	struct matching *m;
	struct selection *s;
	uint32_t **cap_words; /* [ncodes][groups] constraint of the full cap; LD_MAP_NONE: not made yet */
	int64_t wanting;      /* groups whose floor is still short */
	uint32_t closings;    /* of uneven nodes, to all ranked below where the pass stands */
	uint32_t *later;      /* [nlater] places in the order, not come to yet, past which the first pass closed one */
	size_t nlater;
	uint32_t covered;     /* the constraint */
	struct ld_buf text;
};

static struct class *class_of(const struct passes *p, uint32_t cell)
{
	return &p->y->classes[p->y->of[p->w->cells->kind[cell]]];
}

/* ---- quotas ---- */

/* The grouping by which the first declared full cap holds, with the group, or NULL. */
static const struct grouping *full_cap(const struct work *w, uint32_t cell, uint32_t *ret_group)
{
	const struct grouping *full = NULL;
	for (const struct grouping *g = w->groupings; g < w->groupings + w->cells->ncodes; g++) {
		uint32_t group = ld_alloc_group_of(w, g, cell);
		if (group == LD_NO_GROUP || g->selected[group] < g->most[group])
			continue;
		if (full && full->capped_by[*ret_group] < g->capped_by[group])
			continue;
		full = g;
		*ret_group = group;
	}
	return full;
}

static bool lifts(const struct work *w, uint32_t cell)
{
	for (const struct grouping *g = w->groupings; g < w->groupings + w->cells->ncodes; g++) {
		uint32_t group = ld_alloc_group_of(w, g, cell);
		if (group != LD_NO_GROUP && g->selected[group] < g->least[group])
			return true;
	}
	return false;
}

static void count(struct passes *p, uint32_t cell)
{
	for (struct grouping *g = p->w->groupings; g < p->w->groupings + p->w->cells->ncodes; g++) {
		uint32_t group = ld_alloc_group_of(p->w, g, cell);
		if (group != LD_NO_GROUP)
			p->wanting -= ++g->selected[group] == g->least[group];
	}
}

static int64_t wanting(const struct work *w)
{
	int64_t n = 0;
	for (const struct grouping *g = w->groupings; g < w->groupings + w->cells->ncodes; g++)
		for (size_t i = 0; i < g->n; i++)
			n += g->least[i] > 0;
	return n;
}

/* ---- uneven funders ---- */

static bool lacks_money(const struct ld_funder *f, const struct node *n, int64_t cost)
{
	if (n->budget != LD_NO_LIMIT && n->budget - n->spent < cost)
		return true;
	for (size_t i = 0; i < f->nparts; i++)
		if (f->parts[i].budget >= 0 && f->parts[i].budget - n->parts[i] < ld_part_share(f, i, cost))
			return true;
	return false;
}

static int spend(const struct ld_funder *f, struct node *n, int64_t cost, struct lindung_error *err)
{
	if (__builtin_add_overflow(n->spent, cost, &n->spent))
		return ld_fail(err, LINDUNG_E_OVERFLOW, "what '%s' pays is larger than an amount can be", f->id);
	for (size_t i = 0; i < f->nparts; i++)
		n->parts[i] += ld_part_share(f, i, cost);
	n->people++;
	return 1;
}

static int serve_uneven(struct passes *p, size_t e, const struct class *c, struct lindung_error *err)
{
	for (size_t i = c->first; i < c->first + c->n; i++) {
		int64_t cost = p->y->items[i].cost;
		struct node *n = &p->y->nodes[p->y->items[i].node];
		const struct ld_funder *f = &p->w->p->funders[n->funder];
		if (n->even || e > n->closed)
			continue;
		if (lacks_money(f, n, cost)) {
			n->closed = f->overtake ? n->closed : (uint32_t)e;
			p->closings += !f->overtake;
		} else if (n->people < n->seats) {
			p->s->said[e] = (uint32_t)i;
			return spend(f, n, cost, err);
		}
	}
	return 0;
}

static int serve(struct passes *p, size_t e, uint32_t cell, struct lindung_error *err)
{
	struct class *c = class_of(p, cell);
	int rc = ld_matching_add(p->m, (uint32_t)(c - p->y->classes));
	if (rc)
		p->s->said[e] = (uint32_t)EVEN;
	else
		rc = serve_uneven(p, e, c, err);
	if (rc > 0)
		count(p, cell);
	return rc;
}

/* ---- constraints ---- */

static uint32_t keep_word(struct passes *p)
{
	return p->text.failed ? LD_MAP_NONE : ld_map_add(&p->w->words, ld_buf_text(&p->text), p->text.len);
}

static uint32_t cap_word(struct passes *p, const struct grouping *g, uint32_t group)
{
	uint32_t *word = &p->cap_words[g - p->w->groupings][group];
	if (*word == LD_MAP_NONE) {
		ld_buf_reset(&p->text);
		ld_buf_printf(&p->text, "cap %s=%s", p->w->p->quotas[g->capped_by[group]].id, g->text[group]);
		*word = keep_word(p);
	}
	return *word;
}

/* Every accepting funder with what bound it. */
static uint32_t funder_words(struct passes *p, size_t e, const struct class *c)
{
	ld_buf_reset(&p->text);
	for (size_t i = c->first; i < c->first + c->n; i++) {
		const struct node *n = &p->y->nodes[p->y->items[i].node];
		const struct ld_funder *f = &p->w->p->funders[n->funder];
		bool money = n->even ? !n->seats_smaller : e > n->closed || lacks_money(f, n, p->y->items[i].cost);
		ld_buf_printf(&p->text, "%s%s %s", i == c->first ? "" : ";", money ? "money" : "seats", f->id);
		p->s->short_of_money |= money;
	}
	if (!c->n)
		ld_buf_puts(&p->text, "no funder accepts");
	return keep_word(p);
}

static int reserve(struct passes *p, size_t e, uint32_t word, struct lindung_error *err)
{
	if (word == LD_MAP_NONE)
		return ld_nomem(err);
	p->s->said[e] = LD_NOT_PAID | word;
	return 0;
}

/* ---- the passes ---- */

static int pass_one(struct passes *p, struct lindung_error *err)
{
	for (size_t e = 0; e < p->w->order->n && p->wanting; e++) {
		uint32_t cell = p->w->cells->of[e], group;
		if (!lifts(p->w, cell) || full_cap(p->w, cell, &group))
			continue;
		int rc = serve(p, e, cell, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* Where the first pass closed nodes, in rank order. */
static int closed_later(struct passes *p, struct lindung_error *err)
{
	p->later = ld_arena_array(p->w->arena, p->closings, sizeof *p->later);
	if (!p->later)
		return ld_nomem(err);
	for (size_t i = 0; i < p->y->nnodes; i++)
		if (p->y->nodes[i].closed != UINT32_MAX)
			p->later[p->nlater++] = p->y->nodes[i].closed;
	if (p->nlater)
		qsort(p->later, p->nlater, sizeof *p->later, by_number);
	return 0;
}

static int come_to(struct passes *p, size_t e, uint32_t cell, struct lindung_error *err)
{
	struct class *c = class_of(p, cell);
	uint32_t group;
	if (c->covered)
		return reserve(p, e, p->covered, err);
	const struct grouping *full = full_cap(p->w, cell, &group);
	if (full)
		return reserve(p, e, cap_word(p, full, group), err);
	if (c->word == LD_MAP_NONE) {
		int rc = serve(p, e, cell, err);
		if (rc)
			return rc;
	}
	if (c->word == LD_MAP_NONE || c->closings != p->closings) {
		c->word = funder_words(p, e, c);
		c->closings = p->closings;
	}
	return reserve(p, e, c->word, err);
}

static int pass_two(struct passes *p, bool whole, struct lindung_error *err)
{
	int rc = closed_later(p, err);
	for (size_t e = 0, later = 0; e < p->w->order->n && rc >= 0; e++) {
		for (; later < p->nlater && p->later[later] < e; later++)
			p->closings++;
		if (p->s->said[e] != (uint32_t)NOBODY)
			continue;
		rc = come_to(p, e, p->w->cells->of[e], err);
		if (p->s->short_of_money && !whole)
			break;
	}
	return rc;
}

static int settle(struct passes *p, struct lindung_error *err)
{
	for (size_t e = 0; e < p->w->order->n; e++) {
		if (p->s->said[e] != (uint32_t)EVEN)
			continue;
		p->s->said[e] = ld_matching_settle(p->m, (uint32_t)(class_of(p, p->w->cells->of[e]) - p->y->classes));
		struct node *n = &p->y->nodes[p->y->items[p->s->said[e]].node];
		n->people++;
		if (__builtin_add_overflow(n->spent, n->cost, &n->spent))
			return ld_fail(err, LINDUNG_E_OVERFLOW, "what '%s' pays is larger than an amount can be",
				p->w->p->funders[n->funder].id);
	}
	return 0;
}

static int begin(struct passes *p, struct lindung_error *err)
{
	struct work *w = p->w;
	p->s->said = ld_arena_array(w->arena, w->order->n, sizeof *p->s->said);
	p->cap_words = ld_arena_array(w->arena, w->cells->ncodes, sizeof *p->cap_words);
	if (!p->s->said || !p->cap_words)
		return ld_nomem(err);
	memset(p->s->said, NOBODY, w->order->n * sizeof *p->s->said);
	for (size_t i = 0; i < w->cells->ncodes; i++) {
		size_t n = w->groupings[i].n;
		p->cap_words[i] = ld_arena_array(w->arena, n, sizeof **p->cap_words);
		if (!p->cap_words[i])
			return ld_nomem(err);
		memset(p->cap_words[i], 0xFF, n * sizeof **p->cap_words);
	}
	for (size_t i = 0; i < p->y->nnodes; i++) {
		struct node *n = &p->y->nodes[i];
		n->parts = ld_arena_array(w->arena, w->p->funders[n->funder].nparts, sizeof *n->parts);
		if (!n->parts)
			return ld_nomem(err);
	}
	p->wanting = wanting(w);
	p->covered = ld_map_add(&w->words, "already covered", strlen("already covered"));
	return p->covered == LD_MAP_NONE ? ld_nomem(err) : ld_matching_new(p->y, w->arena, &p->m, err);
}

int ld_alloc_select(struct work *w, struct payers *y, bool whole, struct selection *ret, struct lindung_error *err)
{
	struct passes p = {.w = w, .y = y, .s = ret, .text = ld_buf_init(2 * LD_MAX_CELL)};
	int rc = begin(&p, err);
	if (rc >= 0)
		rc = pass_one(&p, err);
	if (rc >= 0)
		rc = pass_two(&p, whole, err);
	if (rc >= 0 && (whole || !ret->short_of_money))
		rc = settle(&p, err);
	ld_buf_fini(&p.text);
	return rc;
}
