/* Inside study: the values worth trying for a field, and one worker's answer under changes. */
#ifndef LD_STUDY_FLIP_WORK_H
#define LD_STUDY_FLIP_WORK_H

#include "study/flip.h"

/* ---- the values of a field in classes between which no table can tell (flip_values.c) ---- */
struct ld_flip_class {
	struct ld_value v; /* the one to try: the nearest to what is; missing: blank */
	uint64_t dist;     /* from what is; of one field these compare. 0 where nothing is near or far */
	bool now;          /* what is */
	struct ld_flip_range range; /* of numbers and dates */
	struct ld_value *set;       /* [nset] the others' */
	size_t nset;
	bool others;
};

struct ld_var {
	int field;
	bool ordered;  /* numbers and dates */
	bool complete; /* false: a function or a pattern of text may tell more apart */
	struct ld_flip_class *classes; /* in order of the values; blank last */
	size_t n;
};

/** The classes of a field, told apart by all that reads it; n is 0 where nothing does. line: value of the one to stand before,
 *  or NULL. group: known is asked of it. Errors: NOMEM. */
int ld_var_make(const struct ld_programme *p, int field, const struct ld_value *from, const struct ld_value *line, bool group,
	struct ld_arena *arena, struct ld_var *ret, struct lindung_error *err);

/* ---- one worker under changes (flip_try.c) ---- */
struct ld_trial {
	const struct ld_flip_in *in;
	struct ld_arena *arena;
	bool **rule_reads, **score_reads; /* [n][fields] */
	bool *accept_reads, *rank_reads, *groups; /* [fields] */
	enum ld_truth *answers; /* [nrules] after the `missing` policy, as it is; unknown where it failed */
	int64_t *lows, *highs;  /* [nscores] */
	struct ld_value *from;  /* [fields] as it is */
	uint8_t *gap, *broken;
	int *changed; /* [nchanged] fields */
	size_t nchanged;
	bool *entangled; /* [fields] a value that is computed hangs on it */
	struct ld_outcomes *o;     /* of the changes at hand, where an entangled field changed; NULL: not asked yet */
	size_t nentangled;         /* changed now */
	bool ever;                 /* the frame was evaluated under a change */
	int64_t line_score;
	int64_t tries; /* left; below 0 the search ends */
	struct lindung_error *err;
	int rc;
};

int ld_trial_init(struct ld_trial *t, const struct ld_flip_in *in, struct ld_arena *arena, struct lindung_error *err);
/** Leaves the row as it was. */
int ld_trial_fini(struct ld_trial *t);
void ld_trial_set(struct ld_trial *t, int field, const struct ld_value *v);
void ld_trial_unset(struct ld_trial *t, int field);
/** A rule's answer under the changes. */
enum ld_truth ld_trial_rule(struct ld_trial *t, size_t rule);
/** No rule says other than yes, and no group is blank. */
bool ld_trial_eligible(struct ld_trial *t);
bool ld_trial_refused(struct ld_trial *t);
bool ld_trial_accepted(struct ld_trial *t);
bool ld_trial_ranks(struct ld_trial *t);
bool ld_trial_goal(struct ld_trial *t);
void ld_trial_score(struct ld_trial *t, int64_t *ret_low, int64_t *ret_high);
/** The goal once more by evaluating everything, failures of scores and funders too. */
bool ld_trial_proved(struct ld_trial *t);

#endif
