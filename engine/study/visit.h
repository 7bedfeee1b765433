/* Which blanks are worth a visit: whose answer could change the list. */
#ifndef LD_STUDY_VISIT_H
#define LD_STUDY_VISIT_H

#include "alloc/alloc.h"

enum ld_visit {
	LD_VISIT_NONE,  /* nothing hangs on a blank, or a rule failed */
	LD_VISIT_KEEPS, /* whatever is found, nobody's place changes */
	LD_VISIT_COULD  /* the worker could come onto the list */
};

/** Of each row: the undecided by their blanks, and who is in reserve with a score that is not known whole. COULD is an upper
 *  bound, reckoned from the best that the blanks could be, each by itself: no worker of whom some values would select is left
 *  out, while COULD may be said of one whose best values cannot all be true at once. Everybody else's answer and numbers that
 *  hang on who is eligible are taken as they are. ret is [rows]. Errors: NOMEM, and what `call` returns. */
int ld_study_visits(const struct ld_alloc_in *in, const struct ld_allocation *a, uint8_t *ret, struct lindung_error *err);
/** Mark the fields to look up for a row that is not NONE: of the undecided as ld_eval_missing, of the reserve the blanks
 *  behind its score. marks is [fields.len], cleared first. Errors: as above. */
int ld_study_visit_fields(const struct ld_alloc_in *in, const struct ld_allocation *a, size_t row, bool *marks,
	struct lindung_error *err);

#endif
