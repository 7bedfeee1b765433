/*
 * The two passes over the order, and the final placing. A worker's constraint is what bound when the second pass came to
 * them: caps are full of those ranked above and of the floor pass, never of those ranked below.
 */
#include <string.h>

#include "alloc/work.h"
#include "base/error.h"
#include "base/limits.h"

#define NOBODY UINT32_MAX
#define EVEN (UINT32_MAX - 1)

struct passes {
	struct work *w;
	struct payers *y;
	struct matching *m;
	struct selection *s;
	int64_t wanting; /* groups whose floor is still short */
	struct ld_buf text;
};

/* ---- quotas ---- */

static const struct limits *full_cap(const struct work *w, size_t e)
{
	for (size_t i = 0; i < w->p->nquotas; i++) {
		const struct limits *l = &w->quotas[i];
		uint32_t g = l->has_most ? l->by->of[e] : LD_NO_GROUP;
		if (g != LD_NO_GROUP && l->count[g] >= l->at_most[g])
			return l;
	}
	return NULL;
}

static bool lifts(const struct work *w, size_t e)
{
	for (size_t i = 0; i < w->p->nquotas; i++) {
		const struct limits *l = &w->quotas[i];
		uint32_t g = l->has_least ? l->by->of[e] : LD_NO_GROUP;
		if (g != LD_NO_GROUP && l->count[g] < l->at_least[g])
			return true;
	}
	return false;
}

static void count(struct passes *p, size_t e)
{
	for (size_t i = 0; i < p->w->p->nquotas; i++) {
		struct limits *l = &p->w->quotas[i];
		uint32_t g = l->by->of[e];
		if (g == LD_NO_GROUP)
			continue;
		l->count[g]++;
		p->wanting -= l->has_least && l->count[g] == l->at_least[g];
	}
}

static int64_t wanting(const struct work *w)
{
	int64_t n = 0;
	for (size_t i = 0; i < w->p->nquotas; i++)
		for (uint32_t g = 0; g < w->quotas[i].by->n; g++)
			n += w->quotas[i].at_least[g] > 0;
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

static int serve_uneven(struct passes *p, size_t e, struct lindung_error *err)
{
	const struct class *c = &p->y->classes[p->y->of[e]];
	for (const struct item *it = p->y->items + c->first; it < p->y->items + c->first + c->n; it++) {
		struct node *n = &p->y->nodes[it->node];
		const struct ld_funder *f = &p->w->p->funders[n->funder];
		if (n->even || e > n->closed)
			continue;
		if (lacks_money(f, n, it->cost)) {
			n->closed = f->overtake ? n->closed : (uint32_t)e;
		} else if (n->people < n->seats) {
			p->s->node[e] = it->node;
			return spend(f, n, it->cost, err);
		}
	}
	return 0;
}

static int serve(struct passes *p, size_t e, struct lindung_error *err)
{
	int rc = ld_matching_add(p->m, p->y->of[e], err);
	if (rc > 0)
		p->s->node[e] = EVEN;
	else if (!rc)
		rc = serve_uneven(p, e, err);
	if (rc > 0)
		count(p, e);
	return rc;
}

/* ---- constraints ---- */

static uint32_t keep_word(struct passes *p)
{
	return p->text.failed ? LD_MAP_NONE : ld_map_add(&p->w->words, ld_buf_text(&p->text), p->text.len);
}

/* Every accepting funder with what bound it. */
static uint32_t funder_words(struct passes *p, size_t e)
{
	struct class *c = &p->y->classes[p->y->of[e]];
	bool lasting = true;
	if (c->word != LD_MAP_NONE)
		return c->word;
	ld_buf_reset(&p->text);
	for (size_t i = c->first; i < c->first + c->n; i++) {
		const struct node *n = &p->y->nodes[p->y->items[i].node];
		const struct ld_funder *f = &p->w->p->funders[n->funder];
		bool money = n->even ? !n->seats_smaller : e > n->closed || lacks_money(f, n, p->y->items[i].cost);
		ld_buf_printf(&p->text, "%s%s %s", i == c->first ? "" : ";", money ? "money" : "seats", f->id);
		p->s->short_of_money |= money;
		lasting = lasting && n->even;
	}
	if (!c->n)
		ld_buf_puts(&p->text, "no funder accepts");
	uint32_t word = keep_word(p);
	c->word = lasting ? word : LD_MAP_NONE;
	return word;
}

static uint32_t constraint(struct passes *p, size_t e)
{
	const struct limits *full = full_cap(p->w, e);
	bool covered = p->y->classes[p->y->of[e]].covered;
	if (!full && !covered)
		return funder_words(p, e);
	ld_buf_reset(&p->text);
	if (covered)
		ld_buf_puts(&p->text, "already covered");
	else
		ld_buf_printf(&p->text, "cap %s=%s", p->w->p->quotas[full - p->w->quotas].id, full->by->text[full->by->of[e]]);
	return keep_word(p);
}

/* ---- the passes ---- */

static int pass_one(struct passes *p, struct lindung_error *err)
{
	for (size_t e = 0; e < p->w->ne && p->wanting; e++) {
		if (!lifts(p->w, e) || full_cap(p->w, e))
			continue;
		int rc = serve(p, e, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int pass_two(struct passes *p, struct lindung_error *err)
{
	for (size_t e = 0; e < p->w->ne; e++) {
		if (p->s->node[e] != NOBODY)
			continue;
		int rc = full_cap(p->w, e) ? 0 : serve(p, e, err);
		if (rc < 0)
			return rc;
		if (!rc && (p->s->word[e] = constraint(p, e)) == LD_MAP_NONE)
			return ld_nomem(err);
	}
	return 0;
}

static int settle(struct passes *p, struct lindung_error *err)
{
	for (size_t e = 0; e < p->w->ne; e++) {
		if (p->s->node[e] != EVEN)
			continue;
		int rc = ld_matching_settle(p->m, p->y->of[e], &p->s->node[e], err);
		if (rc < 0)
			return rc;
		struct node *n = &p->y->nodes[p->s->node[e]];
		n->people++;
		if (__builtin_add_overflow(n->spent, n->cost, &n->spent))
			return ld_fail(err, LINDUNG_E_OVERFLOW, "what '%s' pays is larger than an amount can be",
				p->w->p->funders[n->funder].id);
	}
	return 0;
}

static int begin(struct passes *p, struct ld_arena *arena, struct lindung_error *err)
{
	p->s->node = ld_arena_array(arena, p->w->ne, sizeof *p->s->node);
	p->s->word = ld_arena_array(arena, p->w->ne, sizeof *p->s->word);
	if (!p->s->node || !p->s->word)
		return ld_nomem(err);
	memset(p->s->node, 0xFF, p->w->ne * sizeof *p->s->node);
	for (size_t i = 0; i < p->y->nnodes; i++) {
		struct node *n = &p->y->nodes[i];
		n->parts = ld_arena_array(arena, p->w->p->funders[n->funder].nparts, sizeof *n->parts);
		if (!n->parts)
			return ld_nomem(err);
	}
	p->wanting = wanting(p->w);
	return ld_matching_new(p->y, arena, &p->m, err);
}

int ld_alloc_select(struct work *w, struct payers *y, struct ld_arena *arena, struct selection *ret,
	struct lindung_error *err)
{
	struct passes p = {.w = w, .y = y, .s = ret, .text = ld_buf_init(2 * LD_MAX_CELL)};
	int rc = begin(&p, arena, err);
	if (rc >= 0)
		rc = pass_one(&p, err);
	if (rc >= 0)
		rc = pass_two(&p, err);
	if (rc >= 0)
		rc = settle(&p, err);
	ld_matching_free(p.m);
	ld_buf_fini(&p.text);
	return rc;
}
