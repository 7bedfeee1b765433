/* The even funders' places while people are placed: shared by matching.c and settle.c alone. */
#ifndef LD_ALLOC_MATCHING_H
#define LD_ALLOC_MATCHING_H

#include "alloc/work.h"

#define LD_NOWHERE UINT32_MAX

struct place { /* a node's side of the matching */
	int64_t load, most;
	size_t first, n;       /* its items, in matching.at */
	uint32_t label;        /* steps to a free place, no fewer; LD_NOWHERE: there is no way */
	uint32_t next, before; /* the nodes of one label, a list */
	size_t tried;          /* items that lead nowhere nearer */
	size_t hint;           /* final placing: the item that led on last */
	uint32_t region;       /* final placing: full, and closed to the outside; 0: not known to be */
};

struct search;

struct matching {
	const struct payers *y;
	struct place *places;
	uint32_t *at;    /* even items by node */
	uint32_t *list;  /* [nnodes + 1] first node of each label */
	uint32_t top;    /* the largest label */
	struct { uint32_t from, to; } *way; /* [nnodes] items along a way: one person each moves */
	struct search *search;
};

static inline bool ld_place_is_free(const struct place *p)
{
	return p->load < p->most;
}

int ld_search_new(const struct matching *m, struct ld_arena *arena, struct search **ret);

#endif
