/* A programme with one thing changed: what a slip of the pen, or of a later decree, would make of it. */
#ifndef LD_STUDY_MUTANT_H
#define LD_STUDY_MUTANT_H

#include "model/programme.h"

enum ld_mutant_of { LD_MUTANT_RULE, LD_MUTANT_SCORE, LD_MUTANT_ORDER, LD_MUTANT_QUOTA, LD_MUTANT_FUNDER };

struct ld_mutant {
	enum ld_mutant_of of;
	const char *owner; /* id; of a key of order NULL */
	struct ld_place place;
	const char *from, *to; /* in the words of the rule language; from NULL: all of it is removed; to NULL: this is removed */
	bool selects;          /* it changes only who is selected among the eligible, which no case tells */
	const struct ld_programme *p; /* the changed programme; it and the words live as long as the visit */
};

/* 0: go on. A negative code stops. */
typedef int ld_mutant_fn(void *ctx, const struct ld_mutant *m, struct lindung_error *err);

/** Visit every mutant in the order of the programme: rules, scores, order, quotas, funders. Each differs from it in what it
 *  says of some worker or list there can be; the insides of functions and derived fields are never changed. Errors:
 *  NOMEM, and what `fn` returned. */
int ld_mutants_visit(const struct ld_programme *p, ld_mutant_fn *fn, void *ctx, struct lindung_error *err);

#endif
