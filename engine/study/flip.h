/* What would have to be otherwise about one worker for another answer. Exact over conditions that are tables: the fewest
 * fields, then the nearest values; every such way, up to a number. */
#ifndef LD_STUDY_FLIP_H
#define LD_STUDY_FLIP_H

#include "eval/eval.h"

enum ld_flip_goal {
	LD_FLIP_ELIGIBLE, /* no rule refuses and nothing is unknown */
	LD_FLIP_REACH,    /* eligible, accepted, and before the line */
	LD_FLIP_LOSE      /* one of these three no longer */
};

struct ld_flip_in {
	const struct ld_programme *p;
	struct ld_frame *f; /* evaluated; the row is changed while searching and left as it was */
	const struct ld_calls *calls;
	size_t row;
	enum ld_flip_goal goal;
	size_t line;                         /* REACH, LOSE: a row of f to stand before; SIZE_MAX: nobody */
	const struct ld_cond *const *accept; /* [naccept] REACH, LOSE: one of them holds; none: everybody is accepted */
	size_t naccept;
	size_t most; /* ways to list */
};

struct ld_flip_range { /* ends without has_ are those of the field */
	bool has_lo, has_hi, lo_open, hi_open;
	struct ld_value lo, hi;
};

struct ld_flip_change {
	int field;
	struct ld_value from; /* missing: to be looked up */
	struct ld_value to;   /* the nearest value, of a blank the least; missing: it would have to be blank */
	/* All that would do as well, the other changes as they are: of numbers and dates ranges, else values, and texts that no
	 * condition names */
	struct ld_flip_range *ranges;
	size_t nranges;
	struct ld_value *set;
	size_t nset;
	bool others, blank;
	bool refuses; /* of a blank: with another value a rule would refuse */
};

struct ld_flip { /* one way */
	struct ld_flip_change *changes; /* [n] by field */
	size_t n;
	int64_t score_low, score_high; /* then */
};

struct ld_flips {
	struct ld_arena arena;
	struct ld_flip *items; /* [n] of the same number of fields, ordered by fields, then nearness */
	size_t n, more;        /* more: ways that are not listed */
	bool exact; /* no smaller and no nearer way was left out: not so where a function reads what could change, or the search
		       was ended */
	size_t searched; /* every way of so many fields was looked at */
	bool *fixed;   /* [fields] cannot change, and a rule that is not met reads it */
	bool *unseen;  /* [rules] not met and asks a function, which is called with a few values only */
};

/** Errors: NOMEM, and what `call` returns. */
int ld_study_flip(const struct ld_flip_in *in, struct ld_flips **ret, struct lindung_error *err);
void ld_flips_free(struct ld_flips *f);

/** Does the worker of one row stand before that of another in the programme's order? Both evaluated; scores as given. */
bool ld_study_before(const struct ld_programme *p, const struct ld_frame *f, size_t a, int64_t score_a, size_t b,
	int64_t score_b);

#endif
