/* The cases of a programme as rows, each in a world of its own, made once and decided as often as one likes. */
#ifndef LD_STUDY_WORLDS_H
#define LD_STUDY_WORLDS_H

#include "eval/eval.h"
#include "model/cases.h"

struct ld_worlds {
	struct ld_arena arena;
	const struct ld_cases *cases;
	struct ld_calls calls; /* of its functions */
	struct ld_frame **frames; /* [nframes] */
	size_t nframes;
	struct ld_spot {
		uint32_t frame, row;
	} *spots; /* [cases->len] where each case stands */
};

/** Errors: NOMEM. */
int ld_worlds_new(const struct ld_cases *cases, const struct ld_calls *calls, struct ld_worlds **ret,
	struct lindung_error *err);
void ld_worlds_free(struct ld_worlds *w);
/** Decide all cases by p: their own programme, or a changed one with the same fields and functions. o has nframes entries,
 *  all NULL; each is to be freed. Errors: NOMEM, and what `calls` returns. */
int ld_worlds_eval(const struct ld_worlds *w, const struct ld_programme *p, struct ld_outcomes **o,
	struct lindung_error *err);
/** Free the entries and make them NULL again. */
void ld_worlds_drop(const struct ld_worlds *w, struct ld_outcomes **o);

/** Does the programme answer the case as it expects? marks: room for a mark a field. */
bool ld_case_holds(const struct ld_case *c, const struct ld_programme *p, const struct ld_frame *f,
	const struct ld_outcomes *o, size_t row, bool *marks);

#endif
