/* One programme decided on columns that are in memory, again and again: what one decision found out serves the next. */
#ifndef LD_STUDY_DECIDE_H
#define LD_STUDY_DECIDE_H

#include "alloc/alloc.h"

struct ld_stage { /* the workers: their columns, and the months that are paid already */
	struct ld_frame *f;
	const struct ld_cover *covers; /* [ncovers], sorted by row */
	size_t ncovers;
};

struct ld_decider { /* zeroed but for calls and jobs: ready */
	const struct ld_calls *calls; /* of every programme that is decided */
	unsigned jobs;
	struct ld_outcomes *o; /* of the last evaluation */
	struct ld_alloc_memo *memo; /* what the list made last and the next may share */
	const struct ld_frame *of;
	bool *groups; /* [nfields] fields without which nobody could be placed then */
	size_t nfields;
	int64_t evaluated; /* how many programmes were */
};
void ld_decider_fini(struct ld_decider *d);

struct ld_trial {
	struct ld_allocation *a;
	int64_t counts[4]; /* a status each, enum ld_status */
	int64_t errors, committed;
	bool has_cutoff;
	int64_t cutoff; /* the least score among the selected */
	size_t nfunders;
};

/**
 * Decide. p->fields are numbered as the frame's columns are. alike: everything that outcomes hang on (date, fields, rules,
 * scores, whom funders accept) is as in the programme decided before on this frame, so that its outcomes may serve again.
 * Errors: RATE, QUOTA, FUNDER, OVERFLOW (of this programme), NOMEM, and what a call returns.
 */
int ld_decide(struct ld_decider *d, const struct ld_stage *s, const struct ld_programme *p, bool alike,
	struct ld_trial **ret, struct lindung_error *err);
void ld_trial_free(struct ld_trial *v);
/** Is this the error of a programme that cannot allocate, and not of the machine? */
bool ld_decide_impossible(int code);

#endif
