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

struct grouping { /* one a field that quotas or purses group by; groups are in byte order of their text */
	int field;
	size_t n;
	const char **text;
	int64_t *eligible; /* [n] workers of the group; 0: only a table names it */
	uint32_t *of;      /* [ne] group of each, or LD_NO_GROUP */
	struct ld_map ids; /* values as bytes -> number at first sight */
	uint32_t *place;   /* [n] number at first sight -> group */
};

struct limits { /* a quota with its numbers */
	const struct grouping *by;
	int64_t *at_least, *at_most; /* [by->n]; 0 and LD_NO_LIMIT: none */
	int64_t *count;              /* [by->n] selected so far */
	bool *named;                 /* [by->n] the quota has such a group */
	bool has_least, has_most;
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
	size_t first, n;    /* items, in declared order */
	bool covered, dead; /* already covered everywhere; no even place can be found any more */
	size_t open;        /* final placing: the first item not ruled out */
	uint32_t word;      /* its constraint, when all its nodes are even; LD_MAP_NONE: not made yet */
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
	uint32_t *of; /* [ne] class of each */
	bool flat;    /* every funder is even by its table, whatever the data */
};

struct work {
	const struct ld_alloc_in *in;
	const struct ld_programme *p;
	struct ld_arena *arena; /* lives as long as the call */
	const uint32_t *order;  /* rows */
	size_t ne;
	struct grouping **groupings; /* [fields.len] NULL where nothing groups by the field */
	struct limits *quotas;
	struct ld_map words; /* constraints, each once */
};

/* order.c */
struct order { /* zeroed: not made yet */
	struct ld_arena arena;
	bool made;
	struct ld_fingerprint from;
	uint32_t *rows; /* [n] the eligible in rank order */
	size_t n;
};
/** Make it, unless it was made from the same: 1, or 0 when it stands. */
int ld_alloc_order(const struct ld_alloc_in *in, struct order *o, struct lindung_error *err);
void ld_alloc_order_fini(struct order *o);

/* What lists of the same workers share. */
struct ld_alloc_memo {
	struct order order;
};

/* groups.c */
int ld_alloc_groupings(struct work *w, struct lindung_error *err);
void ld_alloc_groupings_fini(struct work *w);
/** The group of a value a table names. */
uint32_t ld_alloc_group(const struct grouping *g, const struct ld_value *v);
/** For reports: groups of any worker, eligible or not, that are not among the named; texts in byte order, in arena. */
int ld_alloc_empty_groups(const struct work *w, const struct grouping *g, const bool *named, struct ld_arena *arena,
	const char ***ret, size_t *ret_n);

/* purses.c, payers.c */
int ld_alloc_nodes(struct work *w, int months, struct ld_arena *arena, struct payers *ret, struct lindung_error *err);
int ld_alloc_payers(struct work *w, int months, struct ld_arena *arena, struct payers *ret, struct lindung_error *err);
/** Places of the programme: the sum over even funders; false when one is uneven. */
bool ld_alloc_places(const struct payers *y, int64_t *ret);

/* bounds.c */
int ld_alloc_bounds(struct work *w, const struct payers *y, struct lindung_error *err);
int ld_alloc_floors_fit(const struct work *w, const struct payers *y, struct lindung_error *err);

/* matching.c */
struct matching;
int ld_matching_new(const struct payers *y, struct ld_arena *arena, struct matching **ret, struct lindung_error *err);
void ld_matching_free(struct matching *m);
/** Place one more of the class, moving others if need be: 1, or 0 when all together cannot be placed. */
int ld_matching_add(struct matching *m, uint32_t class, struct lindung_error *err);
/** The final placing: the node of one of the class who was added, the first declared one that leaves a place for all who
 *  are not yet settled. */
int ld_matching_settle(struct matching *m, uint32_t class, uint32_t *ret_node, struct lindung_error *err);

/* select.c */
struct selection {
	uint32_t *node;      /* [ne] who pays, UINT32_MAX: nobody */
	uint32_t *word;      /* [ne] constraint of those nobody pays: number in work.words */
	bool short_of_money; /* somebody is in reserve for money */
};
int ld_alloc_select(struct work *w, struct payers *y, struct ld_arena *arena, struct selection *ret,
	struct lindung_error *err);

/* result.c */
int ld_alloc_result(struct work *w, const struct payers *y, const struct selection *s, struct ld_allocation *a,
	struct lindung_error *err);

#endif
