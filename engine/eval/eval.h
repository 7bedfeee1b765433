/* From columns to answers: every rule's outcome, the scores, and who is refused, undecided or
 * eligible. */
#ifndef LD_EVAL_EVAL_H
#define LD_EVAL_EVAL_H

#include "frame/frame.h"
#include "model/programme.h"

/* ---- the call into the script: the second of its two calls, "function k over rows -> outcomes"
 * ---- */
/* STOPPED: the function will not be called again, on any worker: it did not end, or it ended its
 * process. */
enum ld_answer_kind { LD_ANSWER_VALUE, LD_ANSWER_ERROR, LD_ANSWER_STOPPED };

struct ld_answer {
	enum ld_answer_kind kind;
	struct ld_value value; /* COND: I64 0 or 1; POINTS: I64; FIELD: of the field's type, may be
				  missing */
	int code;              /* ERROR: LINDUNG_E_RULE or LINDUNG_E_INSTRUCTIONS; STOPPED:
				  LINDUNG_E_DEADLINE or LINDUNG_E_KILLED */
	const char *message;   /* ERROR: without place; lives as long as the caller of `call` says
				  (its arena) */
	const char *file;      /* ERROR: where in the rule file, may be NULL */
	int line;
};

/* Tuples on their way to a function and answers on their way back, a batch at a time and in order: while one batch is
 * called the next can be made ready. */
struct ld_feed {
	void *ctx;
	/* The next n tuples, [n][nreads], which stay until the next are asked for; n is 0 when there are no more. */
	int (*next)(void *ctx, const struct ld_value **ret_args, size_t *ret_n);
	/* The answers of the oldest n tuples without one are in `answers`. */
	int (*take)(void *ctx, size_t n);
	struct ld_answer *answers; /* room for those of any batch */
	struct ld_arena *arena;    /* of their strings */
};

struct ld_calls {
	void *ctx;
	/* Call function `func` on n tuples: args is [n][nreads]; answers is [n]. Strings in answers
	 * live in arena. Returns 0, or a negative code when the script as a whole cannot go on. */
	int (*call)(void *ctx, int func, const struct ld_value *args, size_t n,
		struct ld_answer *answers, struct ld_arena *arena, struct lindung_error *err);
	/* The same for all tuples of a feed, until one is STOPPED: no more are asked then. NULL: `call` does it. */
	int (*call_all)(void *ctx, int func, const struct ld_feed *feed, struct lindung_error *err);
};

/** One test of a known value; not for KNOWN, MISSING, FUNC and combinators. */
bool ld_leaf_test(const struct ld_cond *leaf, const struct ld_value *v);
/** PER and BY points of a known value. */
int64_t ld_points_of(const struct ld_points *points, const struct ld_value *v);

/* ---- outcomes ---- */
enum ld_fate { LD_FATE_REFUSED, LD_FATE_UNDECIDED, LD_FATE_ELIGIBLE };

struct ld_failure { /* a rule, score or derived field failed on a worker */
	uint32_t row;
	uint32_t order;    /* of the owner: fields, then rules, then scores, as declared */
	const char *owner; /* id of the rule, score or field */
	int code;
	const char *message, *file;
	int line;
};

struct ld_outcomes {
	struct ld_arena arena;
	size_t nrows, nrules;
	uint8_t **rules; /* [nrules][nrows] enum ld_truth, before the rule's `missing` policy; NULL
			    when they were not to be kept: ld_outcomes_rule */
	uint8_t *kept;   /* what `rules` points into */
	uint8_t *fate;   /* [nrows] enum ld_fate */
	struct ld_column low, high; /* sums of points as whole numbers; 0 for the refused */
	struct ld_failure *failures; /* [nfailures] sorted by row, then order of evaluation; at most
					one a row and owner */
	size_t nfailures;
	/* For ld_outcomes_rule and ld_eval_missing: */
	struct ld_node *nodes; /* [nrules] the conditions, over the frame */
	int *groups; /* [ngroups] as ld_programme_groups marks them */
	size_t ngroups;
	struct ld_called *called; /* [ncalled] what every function answered */
	size_t ncalled;
	struct ld_map texts; /* messages and files of failures */
};

/** Points of a worker: the least they could be, by which workers are ranked, and the most. */
static inline int64_t ld_outcomes_score(const struct ld_outcomes *o, size_t row)
{
	return ld_column_value(&o->low, row);
}
static inline int64_t ld_outcomes_high(const struct ld_outcomes *o, size_t row)
{
	return ld_column_value(&o->high, row);
}

enum { LD_BLOCK = 2048 }; /* rows taken at a time: a few columns of them stay in the first cache */

/** One rule's answers of rows start … start + n − 1 (n ≤ LD_BLOCK), before its `missing` policy. Where
 * they were not kept they are found anew from the frame, which must still be as it was evaluated. */
void ld_outcomes_rule(
	const struct ld_outcomes *o, size_t rule, size_t start, size_t n, uint8_t *out);

/** Compute derived columns (in place in f), rules, fates and scores. Order of failing: an error of
 * any rule, or of a derived field that a rule's answer hangs on, makes the worker undecided,
 * whatever other rules say; else a false rule refuses; else an error of a score, of a field that
 * ranks or places the worker or of a funder's `only`, an unknown rule, or a blank in a field of
 * ld_programme_groups leaves it undecided; else eligible. calls may be NULL when the programme has no functions. jobs ≥ 1;
 * results do not depend on it. Errors: NOMEM, and what `call` returns. */
int ld_eval(const struct ld_programme *p, struct ld_frame *f, const struct ld_calls *calls,
	unsigned jobs, struct ld_outcomes **ret, struct lindung_error *err);
/** The same without keeping every rule's answer: they take a byte a rule and worker. */
int ld_eval_lean(const struct ld_programme *p, struct ld_frame *f, const struct ld_calls *calls,
	unsigned jobs, struct ld_outcomes **ret, struct lindung_error *err);
void ld_outcomes_free(struct ld_outcomes *o);

/** A rule's answer after its `missing` policy. */
enum ld_truth ld_rule_answer(const struct ld_rule *r, enum ld_truth raw);
/** One condition over all rows into out [nrows]: for `only` of funders and for studies. failed is
 * NULL or [nrows], set to 1 where a function failed and the answer hangs on it. */
int ld_eval_cond(const struct ld_programme *p, const struct ld_frame *f, const struct ld_cond *cond,
	const struct ld_calls *calls, uint8_t *out, uint8_t *failed, struct lindung_error *err);

/** The failures of one row: where they begin; ret_n is how many. */
const struct ld_failure *ld_outcomes_failed(const struct ld_outcomes *o, size_t row, size_t *ret_n);

/* ---- one worker, for explanations: the plain tree walk, also the oracle of the kernels ---- */

/** Mark the fields whose blanks leave this worker undecided: for each unknown rule the blank fields
 * its answer hangs on, and blank grouping fields. marks has fields.len entries, cleared first.
 * Returns how many are marked; 0 for workers who are not undecided. */
size_t ld_eval_missing(const struct ld_programme *p, const struct ld_frame *f,
	const struct ld_outcomes *o, size_t row, bool *marks);
/** The rule's reason with {field} replaced by the worker's values ("(kosong)" where blank); falls
 * back to the condition in words when the rule has no reason. */
void ld_eval_reason(const struct ld_programme *p, const struct ld_frame *f, const struct ld_rule *r,
	size_t row, struct ld_buf *out);
/** What one score gives this worker: ret_low, ret_high; equal when known. */
int ld_eval_score(const struct ld_programme *p, const struct ld_frame *f, const struct ld_score *s,
	const struct ld_calls *calls, size_t row, int64_t *ret_low, int64_t *ret_high,
	struct lindung_error *err);

/** One condition on one row, without going over the others: for the `when` of a score and the
 * `only` of a funder. ret_failed (may be NULL): the answer hangs on a failure. */
int ld_eval_row(const struct ld_programme *p, const struct ld_frame *f, const struct ld_cond *cond,
	const struct ld_calls *calls, size_t row, enum ld_truth *ret, bool *ret_failed,
	struct lindung_error *err);

#endif
