/*
 * Can the even funders place all of these people together? A flow of people by class through nodes, kept complete: one more
 * person is placed by an augmenting path, that is, by moving one person each along a chain of nodes to a free place.
 *
 * What keeps it fast: every node has a label, a lower bound of its steps to a free place, and people only move to nodes of the
 * next smaller one. While people are only added, steps only grow, so for each label a node looks at its items once and a
 * class at its nodes once. When no node is left of some label, those above it can reach no free place, and never will.
 */
#include <string.h>

#include "alloc/matching.h"
#include "base/error.h"

static int arrays(struct matching *m, struct ld_arena *arena)
{
	const struct payers *y = m->y;
	m->places = ld_arena_array(arena, y->nnodes, sizeof *m->places);
	m->at = ld_arena_array(arena, y->nitems, sizeof *m->at);
	m->list = ld_arena_array(arena, y->nnodes + 2, sizeof *m->list);
	m->way = ld_arena_array(arena, y->nnodes, sizeof *m->way);
	return m->places && m->at && m->list && m->way ? ld_search_new(m, arena, &m->search) : -1;
}

static void sort_items(struct matching *m)
{
	const struct payers *y = m->y;
	size_t first = 0;
	for (size_t i = 0; i < y->nitems; i++)
		m->places[y->items[i].node].n += y->nodes[y->items[i].node].even;
	for (size_t i = 0; i < y->nnodes; i++) {
		m->places[i].first = first;
		first += m->places[i].n;
		m->places[i].n = 0;
	}
	for (uint32_t i = 0; i < y->nitems; i++) {
		struct place *p = &m->places[y->items[i].node];
		if (y->nodes[y->items[i].node].even)
			m->at[p->first + p->n++] = i;
	}
}

/* ---- labels ---- */

static void put(struct matching *m, uint32_t node, uint32_t label)
{
	struct place *p = &m->places[node];
	p->label = label;
	p->before = LD_NOWHERE;
	p->next = m->list[label];
	if (p->next != LD_NOWHERE)
		m->places[p->next].before = node;
	m->list[label] = node;
	m->top = label > m->top ? label : m->top;
}

static void take(struct matching *m, uint32_t node)
{
	struct place *p = &m->places[node];
	if (p->before != LD_NOWHERE)
		m->places[p->before].next = p->next;
	else
		m->list[p->label] = p->next;
	if (p->next != LD_NOWHERE)
		m->places[p->next].before = p->before;
}

/* One step further from a free place; when it was the last of its label, nowhere, with all that are further. */
static void raise_label(struct matching *m, uint32_t node)
{
	uint32_t label = m->places[node].label;
	m->places[node].tried = 0;
	take(m, node);
	put(m, node, label + 1);
	if (m->list[label] != LD_NOWHERE)
		return;
	for (; m->top > label; m->top--) {
		for (uint32_t i = m->list[m->top]; i != LD_NOWHERE; i = m->places[i].next)
			m->places[i].label = LD_NOWHERE;
		m->list[m->top] = LD_NOWHERE;
	}
}

int ld_matching_new(const struct payers *y, struct ld_arena *arena, struct matching **ret, struct lindung_error *err)
{
	struct matching *m = ld_arena_alloc(arena, sizeof *m);
	if (!m)
		return ld_nomem(err);
	m->y = y;
	if (arrays(m, arena))
		return ld_nomem(err);
	sort_items(m);
	memset(m->list, 0xFF, (y->nnodes + 2) * sizeof *m->list);
	for (uint32_t i = 0; i < y->nnodes; i++) {
		struct place *p = &m->places[i];
		p->most = y->nodes[i].even ? y->nodes[i].places : 0;
		if (p->most)
			put(m, i, 0);
		else
			p->label = LD_NOWHERE;
	}
	*ret = m;
	return 0;
}

/* ---- placing one more ---- */

/* The smallest label of a class's nodes; nodes that were passed over have larger ones for good. */
static uint32_t near(const struct matching *m, struct class *c)
{
	const struct item *items = m->y->items + c->first;
	for (; c->nearest < c->n; c->nearest++)
		if (m->places[items[c->nearest].node].label == c->near)
			return c->near;
	c->near = LD_NOWHERE;
	for (uint32_t i = 0; i < c->n; i++) {
		uint32_t label = m->places[items[i].node].label;
		if (label < c->near) {
			c->near = label;
			c->nearest = i;
		}
	}
	return c->near;
}

static uint32_t nearest(const struct class *c)
{
	return (uint32_t)c->first + c->nearest;
}

/* An item whose people could move one step nearer; NULL: none. */
static const uint32_t *onward(struct matching *m, uint32_t node)
{
	struct place *p = &m->places[node];
	for (; p->tried < p->n; p->tried++) {
		const uint32_t *at = &m->at[p->first + p->tried];
		const struct item *it = &m->y->items[*at];
		if (it->flow && near(m, &m->y->classes[it->owner]) + 1 == p->label)
			return at;
	}
	return NULL;
}

/* Moves to a free place from a node that has none; how many, or 0: there is no way of so few steps, and labels grew. */
static uint32_t find_way(struct matching *m, uint32_t node)
{
	uint32_t n = 0;
	while (m->places[node].label) {
		const uint32_t *item = onward(m, node);
		if (item) {
			m->way[n].from = *item;
			m->way[n].to = nearest(&m->y->classes[m->y->items[*item].owner]);
			node = m->y->items[m->way[n++].to].node;
			continue;
		}
		raise_label(m, node);
		if (m->places[node].label == LD_NOWHERE || !n)
			return 0;
		node = m->y->items[m->way[--n].from].node;
	}
	return n;
}

static void move(struct matching *m, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		m->y->items[m->way[i].from].flow--;
		m->y->items[m->way[i].to].flow++;
	}
}

static void fill(struct matching *m, uint32_t node)
{
	struct place *p = &m->places[node];
	if (++p->load == p->most)
		raise_label(m, node);
}

bool ld_matching_add(struct matching *m, uint32_t class)
{
	struct class *c = &m->y->classes[class];
	for (;;) {
		uint32_t label = near(m, c), n = 0;
		if (label == LD_NOWHERE)
			return false;
		uint32_t start = nearest(c), end = m->y->items[start].node;
		if (label) {
			n = find_way(m, end);
			if (!n)
				continue;
			end = m->y->items[m->way[n - 1].to].node;
			move(m, n);
		}
		m->y->items[start].flow++;
		fill(m, end);
		return true;
	}
}
