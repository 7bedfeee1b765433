/* From eligible workers to a list that money can pay: order, quotas, funders, as docs/allocation says. Pure functions. */
#ifndef LD_ALLOC_ALLOC_H
#define LD_ALLOC_ALLOC_H

#include "eval/eval.h"
#include "model/decision.h"

/* Months in which a worker is paid by a kept run of another programme. */
struct ld_cover {
	uint32_t row;
	int32_t from, to; /* months, inclusive */
};

struct ld_alloc_in {
	const struct ld_programme *p;
	const struct ld_frame *f;
	const struct ld_outcomes *o;
	const struct ld_calls *calls;   /* for functions in `only`; NULL without */
	const struct ld_cover *covers;  /* [ncovers], sorted by row */
	size_t ncovers;
};

struct ld_purse_result {
	const char *group; /* as text */
	int64_t budget, people, committed, remainder;
};

struct ld_part_result {
	int64_t committed, remainder; /* remainder −1: no limit */
};

struct ld_funder_result { /* one a declared funder; purses summed */
	int months;     /* as used: what fitted for as_many_as_fit */
	int64_t budget; /* −1: no limit; purses and parts summed; of a split the declared total */
	int64_t unsplit; /* of a split: what its unit does not divide, or no group has weight for; else 0 */
	int64_t people, person_months, committed, remainder; /* remainder −1: no limit */
	bool even;
	int64_t places; /* of an even funder, INT64_MAX without limit; −1 when uneven */
	struct ld_purse_result *purses; /* [npurses] groups in byte order */
	size_t npurses;
	struct ld_part_result *parts; /* [nparts of the funder] */
};

struct ld_group_result { /* one a quota and group, quotas in declared order, groups in byte order */
	size_t quota;
	const char *group;
	int64_t eligible, selected, reserve;
	int64_t at_least, at_most;  /* −1: none */
	const char *short_because;  /* NULL, or what bound a floor left short: "3 eligible", "money APBD", … */
};

struct ld_verdict { /* what a list says of a worker besides their places; few differ, and each is kept once */
	enum ld_status status;
	int funder;             /* index of the declared funder, −1: nobody pays */
	int64_t cost;           /* rupiah; 0 when nobody pays */
	const char *constraint; /* "" unless reserve */
	size_t people;          /* of whom it is said; may be 0 */
};

struct ld_place_result { /* of an eligible worker, and of those who are not: nothing here asks first who a worker is */
	uint32_t position; /* 1-based place among the selected; 0: not selected */
	uint32_t verdict;  /* index */
};

/* The first verdicts, of those who are not eligible. */
enum { LD_VERDICT_REFUSED, LD_VERDICT_UNDECIDED };

struct ld_allocation {
	struct ld_arena arena;
	size_t nrows, neligible, nselected;
	uint32_t *order;                /* [neligible] rows in rank order */
	uint32_t *ranks;                /* [nrows] 1-based place among the eligible; 0: refused; neligible + 1: undecided */
	struct ld_place_result *places; /* [neligible + 2] by these numbers */
	struct ld_verdict *verdicts; /* [nverdicts] */
	size_t nverdicts;
	struct ld_funder_result *funders; /* [p->nfunders] */
	struct ld_group_result *groups;   /* [ngroups] */
	size_t ngroups;
};

/** 0: not eligible. */
static inline uint32_t ld_allocation_rank(const struct ld_allocation *a, size_t row)
{
	return a->ranks[row] > a->neligible ? 0 : a->ranks[row];
}

/** 0: not selected. */
static inline uint32_t ld_allocation_position(const struct ld_allocation *a, size_t row)
{
	return a->places[a->ranks[row]].position;
}

/** Index of what is said of the worker. */
static inline uint32_t ld_allocation_said(const struct ld_allocation *a, size_t row)
{
	return a->places[a->ranks[row]].verdict;
}

static inline const struct ld_verdict *ld_allocation_verdict(const struct ld_allocation *a, size_t row)
{
	return &a->verdicts[ld_allocation_said(a, row)];
}

/** The whole of allocation. Errors: RATE, QUOTA, FUNDER, OVERFLOW, NOMEM. */
int ld_alloc(const struct ld_alloc_in *in, struct ld_allocation **ret, struct lindung_error *err);
void ld_allocation_free(struct ld_allocation *a);

/* ---- deciding again on the same workers ("what if the budget were larger?") ---- */

/* What lists of the same workers share: their order, their groups, who is accepted by whom. It notices by itself what of it
 * can be used again, by fingerprints of all it was made from; so anything may change between two calls, and only the time a
 * call takes hangs on what did. Nothing of it shows in a result. Not for two threads at once. */
struct ld_alloc_memo;
int ld_alloc_memo_new(struct ld_alloc_memo **ret, struct lindung_error *err);
void ld_alloc_memo_free(struct ld_alloc_memo *m);
/** The same list as ld_alloc makes. Cheapest when frame, fates, scores, order, covers, conditions of funders and the fields
 *  that quotas and purses group by stayed the same: then budgets, months, seats, limits and weights cost nothing to change. */
int ld_alloc_again(struct ld_alloc_memo *m, const struct ld_alloc_in *in, struct ld_allocation **ret,
	struct lindung_error *err);

/** What the published figures imply, one struct a p->published entry, in `arena`. */
struct ld_reconciled {
	const struct ld_published *published;
	int64_t cost;             /* of one person over the months, rupiah; −1: people differ in cost */
	int64_t people_of_amount; /* whole people the amount pays; −1 without amount */
	int64_t amount_of_people; /* what the people cost; −1 without people */
	bool agrees;              /* people × cost = amount, to the rupiah; where people differ in cost: both are the run's */
	int64_t people, amount;   /* what the run selected and committed for the same funder(s) */
};
int ld_reconcile(const struct ld_programme *p, const struct ld_allocation *a, struct ld_arena *arena,
	struct ld_reconciled **ret, struct lindung_error *err);

/* ---- certificate: checks of a finished list by code of its own (verify.c shares nothing with the selection) ---- */
struct ld_check {
	const char *id;     /* "eligible", "accepted", "covered", "budgets", "seats", "caps", "floors", "passed-over", "payers",
			       "totals", "order" */
	bool ok;
	const char *detail; /* what was counted, or the first thing that is wrong */
};

/** Check decisions (as stored, one a row of in->f, in nik order) against the definition. ret_checks lives in arena.
 *  Returns the number of checks; the list fails when any is not ok. */
int ld_verify(const struct ld_alloc_in *in, const struct ld_decision *decisions, struct ld_arena *arena,
	struct ld_check **ret_checks, struct lindung_error *err);

#endif
