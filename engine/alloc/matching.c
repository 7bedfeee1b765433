/*
 * Can the even funders place all of these people together? A flow of people by class through nodes, kept complete: one more
 * person is placed by an augmenting path, that is, by moving one person each along a chain of nodes to a free place.
 *
 * What keeps it fast: an edge between two nodes knows the classes that can move along it (a stack, cleaned when looked at),
 * so a search walks nodes and never classes or people. Where a search fails, all it has seen is full and closed; while
 * people are only added that stays so, and those nodes are dead. In the final placing, where people only settle, a failed
 * search cuts its nodes off from the others for good (a label). Both can happen at most once a node.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc/work.h"
#include "base/error.h"

#define NONE UINT32_MAX

enum { NEAR = 3 };

struct place { /* a node's side of the matching */
	int64_t load, most;
	uint32_t *edges; /* [n] out of this node */
	uint32_t n, cap, hint; /* hint: where the last search was lucky */
	uint32_t seen, parent, tried, depth; /* search: its number; edge it came by; edges looked at; how far */
	uint32_t label;
	bool dead;
};

struct edge {
	uint32_t from, to, head; /* head: cell of an item at `from` whose class can be at `to` */
};

struct cell {
	uint32_t item, next;
};

struct matching {
	const struct payers *y;
	struct place *places;
	uint32_t *found; /* [nnodes] all that a search has seen */
	struct ld_map ids; /* (from, to) -> edge */
	struct edge *edges;
	size_t edges_cap;
	struct cell *cells;
	size_t ncells, cells_cap;
	uint32_t spare; /* cells to use again */
	uint32_t search, labels;
	uint32_t goal; /* a node known to have room now, asked for first; NONE */
	bool settling;
};

int ld_matching_new(const struct payers *y, struct ld_arena *arena, struct matching **ret, struct lindung_error *err)
{
	struct matching *m = ld_arena_alloc(arena, sizeof *m);
	if (!m)
		return ld_nomem(err);
	*m = (struct matching){.y = y, .spare = NONE, .goal = NONE};
	m->places = ld_arena_array(arena, y->nnodes, sizeof *m->places);
	m->found = ld_arena_array(arena, y->nnodes, sizeof *m->found);
	if (!m->places || !m->found)
		return ld_nomem(err);
	for (size_t i = 0; i < y->nnodes; i++)
		m->places[i].most = y->nodes[i].even ? y->nodes[i].places : 0;
	*ret = m;
	return 0;
}

void ld_matching_free(struct matching *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->y->nnodes; i++)
		free(m->places[i].edges);
	ld_map_fini(&m->ids);
	free(m->edges);
	free(m->cells);
}

static bool is_free(const struct matching *m, uint32_t node)
{
	return m->places[node].load < m->places[node].most;
}

/* ---- edges ---- */

static int grow(void **array, size_t *cap, size_t len, size_t size)
{
	if (len < *cap)
		return 0;
	size_t want = *cap ? *cap * 2 : 64;
	ld_assert(want < UINT32_MAX); /* they are numbered by 32 bits, and would be 32 GB */
	void *p = realloc(*array, want * size);
	if (!p)
		return -1;
	*array = p;
	*cap = want;
	return 0;
}

static int add_edge(struct matching *m, uint32_t from, uint32_t to)
{
	struct place *p = &m->places[from];
	if (grow((void **)&m->edges, &m->edges_cap, m->ids.len, sizeof *m->edges))
		return -1;
	m->edges[m->ids.len - 1] = (struct edge){from, to, NONE};
	if (p->n == p->cap) {
		uint32_t cap = p->cap ? p->cap * 2 : 4;
		uint32_t *edges = realloc(p->edges, cap * sizeof *edges);
		if (!edges)
			return -1;
		p->edges = edges;
		p->cap = cap;
	}
	p->edges[p->n++] = (uint32_t)m->ids.len - 1;
	return 0;
}

static int push(struct matching *m, uint32_t item, uint32_t to)
{
	uint32_t key[2] = {m->y->items[item].node, to};
	size_t known = m->ids.len;
	uint32_t id = ld_map_add(&m->ids, (const char *)key, sizeof key), cell = m->spare;
	if (id == LD_MAP_NONE || (id == known && add_edge(m, key[0], to)))
		return -1;
	if (cell != NONE) {
		m->spare = m->cells[cell].next;
	} else {
		if (grow((void **)&m->cells, &m->cells_cap, m->ncells, sizeof *m->cells))
			return -1;
		cell = (uint32_t)m->ncells++;
	}
	m->cells[cell] = (struct cell){item, m->edges[id].head};
	m->edges[id].head = cell;
	return 0;
}

/* One person of the item's class stands at its node now; the first opens the ways to the class's other nodes. */
static int enter(struct matching *m, uint32_t item)
{
	struct item *it = &m->y->items[item];
	const struct class *c = &m->y->classes[it->owner];
	if (it->flow++)
		return 0;
	for (size_t i = c->first; i < c->first + c->n; i++)
		if (i != item && m->y->nodes[m->y->items[i].node].even && push(m, item, m->y->items[i].node))
			return -1;
	return 0;
}

/* Somebody who can move along the edge: an item, or NONE. */
static uint32_t mover(struct matching *m, struct edge *e)
{
	while (e->head != NONE) {
		uint32_t cell = e->head, item = m->cells[cell].item;
		if (m->y->items[item].flow)
			return item;
		e->head = m->cells[cell].next;
		m->cells[cell].next = m->spare;
		m->spare = cell;
	}
	return NONE;
}

static uint32_t item_at(const struct matching *m, uint32_t class, uint32_t node)
{
	const struct class *c = &m->y->classes[class];
	size_t i = c->first;
	while (m->y->items[i].node != node)
		i++;
	return (uint32_t)i;
}

/* ---- searching ---- */

static bool see(struct matching *m, uint32_t node, uint32_t by, uint32_t *nfound)
{
	struct place *p = &m->places[node];
	ld_assert(p->seen != m->search);
	if (p->dead && !m->settling)
		return false;
	p->seen = m->search;
	p->parent = by;
	p->tried = 0;
	p->depth = by == NONE ? 0 : m->places[m->edges[by].from].depth + 1;
	m->found[(*nfound)++] = node;
	return true;
}

/* The way from a node straight to the goal. */
static bool to_goal(struct matching *m, uint32_t from, uint32_t *nfound)
{
	uint32_t key[2] = {from, m->goal};
	uint32_t id = m->goal == NONE ? LD_MAP_NONE : ld_map_find(&m->ids, (const char *)key, sizeof key);
	if (id == LD_MAP_NONE || mover(m, &m->edges[id]) == NONE)
		return false;
	see(m, m->goal, id, nfound);
	return true;
}

/* The next edge of a node that leads somewhere new, beginning where the last search was lucky; NONE at its end. */
static uint32_t step(struct matching *m, uint32_t from, uint32_t *nfound)
{
	struct place *p = &m->places[from];
	if (!p->tried && to_goal(m, from, nfound))
		return m->goal;
	while (p->tried < p->n) {
		uint32_t at = p->hint + p->tried < p->n ? p->hint + p->tried : p->hint + p->tried - p->n;
		struct edge *e = &m->edges[p->edges[at]];
		p->tried++;
		if (m->places[e->to].seen != m->search && mover(m, e) != NONE && see(m, e->to, p->edges[at], nfound)) {
			return e->to;
		}
	}
	return NONE;
}

/* Depth first from the starts found[0 … n), at most `depth` steps far, to a free node: the node, or NONE. */
static uint32_t walk_to(struct matching *m, uint32_t starts, uint32_t depth, uint32_t *nfound)
{
	for (uint32_t i = 0; i < starts; i++) {
		uint32_t node = m->found[i];
		for (;;) {
			struct place *p = &m->places[node];
			uint32_t to = p->depth < depth ? step(m, node, nfound) : NONE;
			if (to != NONE && is_free(m, to))
				return to;
			if (to != NONE)
				node = to;
			else if (p->parent != NONE)
				node = m->edges[p->parent].from;
			else
				break;
		}
	}
	return NONE;
}

/* From the starts found[0 … n) to a free node: the node, or NONE and all that was seen is found[0 … *ret_found). Depth
 * first, because a hub with ten thousand full purses around it mostly needs only the first of them; but not far at first,
 * because every step is a person moved. */
static uint32_t walk(struct matching *m, uint32_t starts, uint32_t *ret_found)
{
	uint32_t nfound = starts;
	for (uint32_t i = 0; i < starts; i++)
		if (is_free(m, m->found[i]))
			return m->found[i];
	uint32_t end = walk_to(m, starts, NEAR, &nfound);
	if (end != NONE)
		return end;
	m->search++;
	nfound = 0;
	for (uint32_t i = 0; i < starts; i++)
		see(m, m->found[i], NONE, &nfound);
	end = walk_to(m, starts, NONE, &nfound);
	*ret_found = nfound;
	return end;
}

/* Move one person along each edge of the way to `end`. Returns the node that has room now, at the way's beginning. */
static int shift(struct matching *m, uint32_t end, uint32_t *ret_begin)
{
	m->places[end].load++;
	while (m->places[end].parent != NONE) {
		struct edge *e = &m->edges[m->places[end].parent];
		uint32_t item = mover(m, e), from = e->from;
		struct place *p = &m->places[from];
		p->hint = p->tried ? (p->hint + p->tried - 1) % p->n : p->hint; /* the edge it went by last */
		m->y->items[item].flow--;
		if (enter(m, item_at(m, m->y->items[item].owner, end)))
			return -1;
		end = from;
	}
	*ret_begin = end;
	return 0;
}

int ld_matching_add(struct matching *m, uint32_t class, struct lindung_error *err)
{
	struct class *c = &m->y->classes[class];
	uint32_t tail = 0, seen = 0, begin;
	if (c->dead)
		return 0;
	m->search++;
	for (size_t i = c->first; i < c->first + c->n; i++) {
		uint32_t node = m->y->items[i].node;
		if (!m->y->nodes[node].even)
			continue;
		if (is_free(m, node)) {
			m->places[node].load++;
			return enter(m, (uint32_t)i) ? ld_nomem(err) : 1;
		}
		see(m, node, NONE, &tail);
	}
	uint32_t end = walk(m, tail, &seen);
	if (end != NONE) {
		if (shift(m, end, &begin) || enter(m, item_at(m, class, begin)))
			return ld_nomem(err);
		return 1;
	}
	for (uint32_t i = 0; i < seen; i++)
		m->places[m->found[i]].dead = true;
	c->dead = true;
	return 0;
}

/* ---- the final placing ---- */

static void settle_at(struct matching *m, uint32_t node)
{
	m->places[node].load--;
	m->places[node].most -= m->places[node].most == LD_NO_LIMIT ? 0 : 1;
}

/* Make room at a node for one who stands at `stands` now; 1 done, 0 impossible. */
static int make_room(struct matching *m, uint32_t node, uint32_t stands, struct lindung_error *err)
{
	uint32_t tail = 0, seen = 0, begin;
	m->y->items[stands].flow--;
	m->places[m->y->items[stands].node].load--;
	m->search++;
	see(m, node, NONE, &tail);
	m->goal = m->y->items[stands].node;
	uint32_t end = walk(m, tail, &seen);
	if (end != NONE)
		return shift(m, end, &begin) ? ld_nomem(err) : 1;
	m->labels++;
	for (uint32_t i = 0; i < seen; i++)
		m->places[m->found[i]].label = m->labels;
	m->places[m->y->items[stands].node].load++;
	return enter(m, stands) ? ld_nomem(err) : 0;
}

static uint32_t standing(const struct matching *m, const struct class *c)
{
	size_t i = c->first;
	for (; !m->y->items[i].flow; i++)
		ld_assert(i + 1 < c->first + c->n);
	return (uint32_t)i;
}

int ld_matching_settle(struct matching *m, uint32_t class, uint32_t *ret_node, struct lindung_error *err)
{
	struct class *c = &m->y->classes[class];
	m->settling = true;
	for (;; c->open++) {
		ld_assert(c->open < c->n); /* everyone who was placed can be settled */
		struct item *it = &m->y->items[c->first + c->open];
		if (!m->y->nodes[it->node].even)
			continue;
		if (it->flow) {
			it->flow--;
		} else {
			uint32_t stands = standing(m, c);
			uint32_t label = m->places[it->node].label;
			if (label && label != m->places[m->y->items[stands].node].label)
				continue;
			int rc = make_room(m, it->node, stands, err);
			if (rc < 0)
				return rc;
			if (!rc)
				continue;
		}
		settle_at(m, it->node);
		*ret_node = it->node;
		return 0;
	}
}
