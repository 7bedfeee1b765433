/*
 * What a report counts of a decided run beside its document: the way from all workers to the list, how the scores are
 * spread, and who is on the list beside who is poor. Counts alone, exact; shares and measures are made of them where
 * they are shown.
 */
#ifndef LD_STUDY_PICTURE_H
#define LD_STUDY_PICTURE_H

#include "alloc/alloc.h"

/* ---- the way from all workers to the list ---- */

/* What kept an eligible worker in reserve, the first that allocation looks at. */
enum ld_held { LD_HELD_COVERED, LD_HELD_CAP, LD_HELD_MONEY, LD_HELD_SEATS, LD_HELD_UNACCEPTED, LD_HELD_KINDS };
/** "covered", "cap", "money", "seats", "unaccepted". */
const char *ld_held_name(enum ld_held held);

struct ld_funnel_rule {
	int64_t first;     /* refused workers whom this rule refuses before every other */
	int64_t fails;     /* refused workers who fail it, whatever else they fail */
	int64_t only;      /* refused workers who fail nothing else */
	int64_t undecided; /* undecided workers, none of whose rules failed to answer by an error, for whom it has no
			      answer */
};

struct ld_funnel {
	struct ld_arena arena;
	int64_t counts[4];            /* a status each, enum ld_status */
	int64_t errors;               /* undecided because something raised an error on them */
	struct ld_funnel_rule *rules; /* [p->nrules]; their `first` are together counts[LD_REFUSED] */
	int64_t held[LD_HELD_KINDS];  /* together counts[LD_RESERVE] */
};

/** Errors: NOMEM. */
int ld_study_funnel(
	const struct ld_alloc_in *in, const struct ld_allocation *a, struct ld_funnel **ret, struct lindung_error *err);
void ld_funnel_free(struct ld_funnel *f);

/* ---- how the scores are spread ---- */

enum { LD_SPREAD_BINS = 60 };

struct ld_spread_bin {
	int64_t at; /* least score in it; the most is at + width − 1 */
	int64_t selected, reserve, undecided;
};

struct ld_spread {
	int64_t from, to; /* least and most score that somebody has */
	int64_t step;  /* the largest number of which all distances between scores are multiples; 1 where there is one
			  score */
	int64_t width; /* of a bin: 1, 2, 5, 10, … steps; one: each bin is one score */
	struct ld_spread_bin bins[LD_SPREAD_BINS]; /* [n] from the one of `from` to the one of `to`, empty ones too */
	size_t n;
};

/** Scores of all who are not refused; of the undecided the least they could be, by which the eligible are ranked, too.
 */
void ld_study_spread(const struct ld_alloc_in *in, const struct ld_allocation *a, struct ld_spread *ret);

/* ---- the list beside the poor ---- */

struct ld_poverty {      /* who counts as poor; both −1: nobody can say */
	int rule;        /* whoever this rule of the programme lets pass, or −1 */
	int field;       /* whoever's value of this whole field is known and … */
	int64_t at_most; /* … at most this */
};

struct ld_balance_count {
	int64_t workers[3], eligible[3], selected[3]; /* by enum ld_truth: are they poor? */
	int64_t committed[3];                         /* rupiah for the selected */
};

struct ld_balance_group {
	struct ld_value value; /* missing: those whose field is blank */
	struct ld_balance_count n;
};

struct ld_balance_field {
	int field;
	struct ld_balance_group *groups; /* [ngroups] in the order of values, blanks last; none without workers */
	size_t ngroups;
	bool too_many; /* more values than a table can have: not grouped */
};

enum { LD_BALANCE_GROUPS = 20000 }; /* of one field; a field with more groups nobody */

struct ld_balance {
	struct ld_arena arena;
	struct ld_balance_count all;
	struct ld_balance_field *fields; /* [nfields] of those asked for, the ones whose columns are loaded */
	size_t nfields;
};

/** fields: [nfields] indexes. Errors: NOMEM. */
int ld_study_balance(const struct ld_alloc_in *in, const struct ld_allocation *a, const struct ld_poverty *poor,
	const int *fields, size_t nfields, struct ld_balance **ret, struct lindung_error *err);
void ld_balance_free(struct ld_balance *b);

#endif
