/*
 * The final placing: in rank order, each of those who were placed gets the first declared node that leaves a place for all the
 * others. Mostly somebody of their class stands there already; else people are moved in a ring, or towards a free place.
 *
 * A way is looked for from both ends at once, and from all nodes of an end by turns, because a fund around which ten thousand
 * full purses stand mostly needs only one of them. What a search has seen in vain is full and closed to the outside for good,
 * since from now on people only settle: a region. Within one, no free place is looked for any more, and who does not stand in
 * the region of a node cannot have it.
 */
#include "alloc/matching.h"
#include "base/error.h"

struct visit { /* of a node, in one of the two directions */
	uint32_t seen; /* by which search */
	uint32_t tried; /* items looked at, from the hint on */
	uint32_t from, to; /* items: the move by which it was reached, or leads on to where the worker stands */
};

struct side { /* a direction */
	struct visit *visits;  /* [nnodes] */
	uint32_t *seen;        /* [nclasses] by which search */
	uint32_t *queue;       /* [nnodes] nodes with items to look at; a ring */
	size_t first, n;
	uint32_t *found; /* [nnodes] all that were seen */
	size_t nfound;
};

struct search {
	struct side ahead, back;
	uint32_t number, regions, region; /* region: that of both ends */
};

static int side_new(const struct payers *y, struct side *s, struct ld_arena *arena)
{
	s->visits = ld_arena_array(arena, y->nnodes, sizeof *s->visits);
	s->seen = ld_arena_array(arena, y->nclasses, sizeof *s->seen);
	s->queue = ld_arena_array(arena, y->nnodes, sizeof *s->queue);
	s->found = ld_arena_array(arena, y->nnodes, sizeof *s->found);
	return s->visits && s->seen && s->queue && s->found ? 0 : -1;
}

int ld_search_new(const struct matching *m, struct ld_arena *arena, struct search **ret)
{
	struct search *s = ld_arena_alloc(arena, sizeof *s);
	if (!s || side_new(m->y, &s->ahead, arena) || side_new(m->y, &s->back, arena))
		return -1;
	*ret = s;
	return 0;
}

static void push(const struct matching *m, struct side *s, uint32_t node)
{
	size_t at = s->first + s->n++;
	s->queue[at < m->y->nnodes ? at : at - m->y->nnodes] = node;
}

/* Reach a node by a move, unless it was reached before or lies in another region. */
static bool reach(struct matching *m, struct side *s, uint32_t node, uint32_t from, uint32_t to)
{
	struct visit *v = &s->visits[node];
	if (v->seen == m->search->number || m->places[node].region != m->search->region)
		return false;
	*v = (struct visit){m->search->number, 0, from, to};
	s->found[s->nfound++] = node;
	push(m, s, node);
	return true;
}

/* The next item of the first node of the queue whose class is new to this side; LD_NOWHERE when it has no more. The node goes
 * to the end of the queue, or leaves it. */
static uint32_t next_item(struct matching *m, struct side *s)
{
	uint32_t node = s->queue[s->first];
	struct visit *v = &s->visits[node];
	const struct place *p = &m->places[node];
	if (++s->first == m->y->nnodes)
		s->first = 0;
	s->n--;
	if (v->tried == p->n)
		return LD_NOWHERE;
	size_t at = p->hint + v->tried++;
	push(m, s, node);
	return m->at[p->first + (at < p->n ? at : at - p->n)];
}

static bool is_new(const struct matching *m, struct side *s, uint32_t item)
{
	uint32_t class = m->y->items[item].owner;
	if (s->seen[class] == m->search->number)
		return false;
	s->seen[class] = m->search->number;
	return true;
}

/* Where people who stand at the item's node can go: a node that is free or seen from the other end, or LD_NOWHERE. */
static uint32_t step_ahead(struct matching *m, uint32_t item)
{
	const struct class *c = &m->y->classes[m->y->items[item].owner];
	struct search *s = m->search;
	if (!m->y->items[item].flow || !is_new(m, &s->ahead, item))
		return LD_NOWHERE;
	for (uint32_t i = (uint32_t)c->first; i < c->first + c->n; i++) {
		uint32_t node = m->y->items[i].node;
		if (!m->y->nodes[node].even || !reach(m, &s->ahead, node, item, i))
			continue;
		if (ld_place_is_free(&m->places[node]) || s->back.visits[node].seen == s->number)
			return node;
	}
	return LD_NOWHERE;
}

/* Whence people could come to the item's node: a node seen from the other end, or LD_NOWHERE. */
static uint32_t step_back(struct matching *m, uint32_t item)
{
	const struct class *c = &m->y->classes[m->y->items[item].owner];
	struct search *s = m->search;
	if (!is_new(m, &s->back, item))
		return LD_NOWHERE;
	for (uint32_t i = (uint32_t)c->first; i < c->first + c->n; i++) {
		uint32_t node = m->y->items[i].node;
		if (!m->y->items[i].flow || !reach(m, &s->back, node, i, item))
			continue;
		if (s->ahead.visits[node].seen == s->number)
			return node;
	}
	return LD_NOWHERE;
}

static void begin(struct matching *m, struct side *s, uint32_t node)
{
	s->first = s->n = s->nfound = 0;
	reach(m, s, node, LD_NOWHERE, LD_NOWHERE);
}

/* What this side has seen is a region of its own from now on. */
static uint32_t close_region(struct matching *m, const struct side *s)
{
	m->search->regions++;
	for (size_t i = 0; i < s->nfound; i++)
		m->places[s->found[i]].region = m->search->regions;
	return LD_NOWHERE;
}

/* From a full node towards where the worker stands, or to a free place: the node where both ends meet, or LD_NOWHERE. */
static uint32_t meet(struct matching *m, uint32_t node, uint32_t stands)
{
	struct search *s = m->search;
	s->number++;
	s->region = m->places[node].region;
	begin(m, &s->ahead, node);
	begin(m, &s->back, stands);
	for (;;) {
		uint32_t item, end = LD_NOWHERE;
		if (!s->ahead.n)
			return close_region(m, &s->ahead);
		item = next_item(m, &s->ahead);
		if (item != LD_NOWHERE)
			end = step_ahead(m, item);
		if (end != LD_NOWHERE)
			return end;
		if (!s->back.n && s->region)
			return close_region(m, &s->back);
		item = s->back.n ? next_item(m, &s->back) : LD_NOWHERE;
		if (item != LD_NOWHERE)
			end = step_back(m, item);
		if (end != LD_NOWHERE)
			return end;
	}
}

static void move_one(struct matching *m, const struct visit *v)
{
	m->y->items[v->from].flow--;
	m->y->items[v->to].flow++;
}

/* Move one person each along the way through `node`, from its beginning to its end; the node at the end. */
static uint32_t move_all(struct matching *m, uint32_t node)
{
	struct search *s = m->search;
	for (uint32_t at = node; s->ahead.visits[at].from != LD_NOWHERE;) {
		const struct visit *v = &s->ahead.visits[at];
		move_one(m, v);
		at = m->y->items[v->from].node;
		struct place *p = &m->places[at];
		p->hint = (p->hint + s->ahead.visits[at].tried - 1) % p->n;
	}
	if (s->back.visits[node].seen != s->number)
		return node;
	while (s->back.visits[node].from != LD_NOWHERE) {
		const struct visit *v = &s->back.visits[node];
		move_one(m, v);
		node = m->y->items[v->to].node;
	}
	return node;
}

/* Make room at a node for one who stands elsewhere now; false: impossible. */
static bool make_room(struct matching *m, uint32_t node, struct item *stands)
{
	struct place *from = &m->places[stands->node];
	if (m->places[node].region && m->places[node].region != from->region)
		return false;
	if (!ld_place_is_free(&m->places[node])) {
		uint32_t end = meet(m, node, stands->node);
		if (end == LD_NOWHERE)
			return false;
		m->places[move_all(m, end)].load++;
	} else {
		m->places[node].load++;
	}
	stands->flow--;
	from->load--;
	return true;
}

static struct item *standing(const struct matching *m, const struct class *c)
{
	struct item *it = &m->y->items[c->first];
	for (size_t i = 0; !it->flow; i++, it++)
		ld_assert(i + 1 < c->n);
	return it;
}

static void settle_at(struct matching *m, uint32_t node)
{
	m->places[node].load--;
	m->places[node].most -= m->places[node].most == LD_NO_LIMIT ? 0 : 1;
}

uint32_t ld_matching_settle(struct matching *m, uint32_t class)
{
	struct class *c = &m->y->classes[class];
	for (;; c->open++) {
		ld_assert(c->open < c->n); /* everyone who was placed can be settled */
		struct item *it = &m->y->items[c->first + c->open];
		if (!m->y->nodes[it->node].even)
			continue;
		if (it->flow)
			it->flow--;
		else if (!make_room(m, it->node, standing(m, c)))
			continue;
		settle_at(m, it->node);
		return (uint32_t)(c->first + c->open);
	}
}
