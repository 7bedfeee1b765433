/* What the parts of allocation hand to each other: one run's working state. Not for other folders. */
#ifndef LD_ALLOC_WORK_H
#define LD_ALLOC_WORK_H

#include "alloc/alloc.h"
#include "alloc/fingerprint.h"
#include "base/buf.h"
#include "base/map.h"

#define LD_NO_GROUP UINT32_MAX
#define LD_NO_LIMIT INT64_MAX

/* Eligible workers are numbered 0, 1, … in rank order: "places in the order", e for short. */

/* ---- what lists of the same workers share ---- */

struct order { /* zeroed: not made yet; so are cells */
	struct ld_arena arena;
	bool made;
	struct ld_fingerprint from;
	uint32_t *rows; /* [n] the eligible in rank order */
	size_t n;
};

struct codes { /* a field by which workers are told apart; groups are in byte order of their text */
	int field;
	size_t n;          /* groups that any worker has, eligible or not */
	const char **text; /* [n] */
};

struct cover { /* months in which a worker is covered, one after the other */
	uint32_t before; /* the others: cover − 1; 0: none */
	int32_t from, to;
};

/* Eligible workers of one cell are the same to a list in all but their rank: same groups, same funders would take them, same
 * months covered. Cells of one kind differ in nothing but groups that only quotas look at. */
struct cells {
	struct ld_arena arena;
	bool made;
	struct ld_fingerprint from;
	size_t n, nkinds;
	uint32_t *of;    /* [order.n] cell of each, in rank order */
	int64_t *eligible; /* [n] how many */
	uint32_t *kind;  /* [n] */
	uint32_t *cell;  /* [nkinds] one of the kind's */
	uint32_t *cover; /* [nkinds] cover + 1; 0: none */
	uint32_t *only;  /* [nkinds][nwords] a bit a funder that has an `only`: it holds */
	size_t nwords;
	struct cover *covers;
	struct codes *codes; /* [ncodes] a field each */
	size_t ncodes;
	uint32_t *group;     /* [n][ncodes] group of each, or LD_NO_GROUP */
};

struct ld_alloc_memo {
	bool once; /* it serves one call, so nothing needs a fingerprint */
	struct order order;
	struct cells cells;
};

/* ---- one list ---- */

struct grouping { /* a field that quotas or purses group by, or that names the segment: also groups that only tables name */
	const struct codes *codes;
	size_t n;
	const char **text; /* [n] in byte order */
	uint32_t *place;   /* [codes.n] number among these, NULL: the same */
	bool *seen;        /* [n] some worker has it, eligible or not */
	int64_t *eligible; /* [n] workers of the group */
	int64_t *selected; /* [n] so far */
	int64_t *least, *most; /* [n] the largest floor and the smallest cap of any quota; 0 and LD_NO_LIMIT: none */
	uint32_t *capped_by;   /* [n] the first quota with that cap */
};

struct limits { /* a quota with its numbers */
	struct grouping *by;
	uint32_t *least_of, *most_of; /* group of each entry of its tables */
	int64_t *at_least, *at_most; /* [by->n]; 0 and LD_NO_LIMIT: none */
	bool *named;                 /* [by->n] the quota has such a group */
	int64_t most_of_others;      /* cap of a group that it does not have: nobody there is eligible */
};

struct node { /* a funder, or one purse of it */
	uint32_t funder, group; /* group in the funder's grouping, or LD_NO_GROUP */
	bool even, seats_smaller;
	int64_t budget, seats; /* LD_NO_LIMIT: none */
	int64_t cost, places;  /* of an even one */
	int64_t *parts;        /* [nparts of the funder] spent by each, of an uneven one */
	int64_t people, spent; /* in the end; of an uneven one while selecting too */
	uint32_t closed;       /* uneven: closed for places in the order past this one */
};

struct item { /* one node that a class may be paid by */
	uint32_t node, owner; /* owner: the class */
	int64_t cost;
	int64_t flow; /* even: people of the class placed there */
};

struct class { /* workers with the same nodes and the same costs */
	size_t first, n;  /* items, in declared order */
	bool covered;     /* already covered everywhere */
	uint32_t near;    /* placing: steps from the nearest of its nodes to a free place, and … */
	uint32_t nearest; /* … the item of that node, counted from the first */
	size_t open;      /* final placing: the first item not ruled out */
	uint32_t word;    /* the constraint of those nobody pays; LD_MAP_NONE: not made yet */
	uint32_t closings; /* how many uneven nodes were closed when it was made */
};

struct payers { /* who may be paid by whom, for one number of months */
	struct node *nodes;
	size_t nnodes;
	size_t *first; /* [nfunders + 1] nodes of each funder */
	int *months;   /* [nfunders] */
	struct class *classes;
	size_t nclasses;
	struct item *items;
	size_t nitems;
	uint32_t *of; /* [cells.nkinds] class of each kind of eligible workers */
	bool flat;    /* every funder is even by its table, whatever the data */
};

struct work {
	const struct ld_alloc_in *in;
	const struct ld_programme *p;
	const struct order *order;
	const struct cells *cells;
	struct ld_arena *arena; /* lives as long as the call, or as one number of months */
	struct grouping *groupings; /* [cells.ncodes] */
	struct limits *quotas;
	uint32_t **purse_of; /* [nfunders] group of each entry of its table */
	struct ld_map words; /* constraints, each once */
};

/* order.c */
/** Make it, unless it was made from the same: 1, or 0 when it stands. */
int ld_alloc_order(const struct ld_alloc_in *in, bool once, struct order *o, struct lindung_error *err);
void ld_alloc_order_fini(struct order *o);

/* cells.c */
/** They stand only as long as the order that they were made of. */
int ld_alloc_cells(const struct ld_alloc_in *in, const struct order *o, bool once, struct cells *c, struct lindung_error *err);
void ld_alloc_cells_fini(struct cells *c);

/* groups.c */
int ld_alloc_groupings(struct work *w, struct lindung_error *err);
struct grouping *ld_alloc_grouping(const struct work *w, int field);

static inline uint32_t ld_alloc_group_of(const struct work *w, const struct grouping *g, uint32_t cell)
{
	uint32_t group = w->cells->group[cell * w->cells->ncodes + (size_t)(g - w->groupings)];
	return group == LD_NO_GROUP || !g->place ? group : g->place[group];
}

/* purses.c, payers.c */
int ld_alloc_nodes(struct work *w, int months, struct ld_arena *arena, struct payers *ret, struct lindung_error *err);
int ld_alloc_payers(struct work *w, int months, struct ld_arena *arena, struct payers *ret, struct lindung_error *err);
/** Places of the programme: the sum over even funders; false when one is uneven. */
bool ld_alloc_places(const struct payers *y, int64_t *ret);

/* bounds.c */
int ld_alloc_bounds(struct work *w, const struct payers *y, struct lindung_error *err);
int ld_alloc_floors_fit(const struct work *w, const struct payers *y, struct lindung_error *err);

/* matching.c, settle.c */
struct matching;
int ld_matching_new(const struct payers *y, struct ld_arena *arena, struct matching **ret, struct lindung_error *err);
/** Place one more of the class, moving others if need be; false: all together cannot be placed, now or later. */
bool ld_matching_add(struct matching *m, uint32_t class);
/** The final placing: the item of one of the class who was added, the first declared one that leaves a place for all who
 *  are not yet settled. */
uint32_t ld_matching_settle(struct matching *m, uint32_t class);

/* select.c */
#define LD_NOT_PAID ((uint32_t)1 << 31)
struct selection {
	uint32_t *said;      /* [order.n] item by which each is paid, or LD_NOT_PAID and the number of the constraint in words */
	bool short_of_money; /* somebody is in reserve for money; then, unless it was asked for, the rest is not made */
};
int ld_alloc_select(struct work *w, struct payers *y, bool whole, struct selection *ret, struct lindung_error *err);

/* result.c */
int ld_alloc_result(struct work *w, const struct payers *y, const struct selection *s, struct ld_allocation *a,
	struct lindung_error *err);

#endif
