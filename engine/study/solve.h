/*
 * Is there a worker of whom these conditions answer like this? Exact over table conditions: each field takes one value
 * of each class (domain.h), each function any answer, and so does each derived field whatever it is derived from. So
 * "nobody" is certain, for all data; "somebody" may ask more of a function or of derived fields than they can give.
 */
#ifndef LD_STUDY_SOLVE_H
#define LD_STUDY_SOLVE_H

#include "study/domain.h"

enum { LD_CAN_FALSE = 1 << LD_FALSE, LD_CAN_UNKNOWN = 1 << LD_UNKNOWN, LD_CAN_TRUE = 1 << LD_TRUE };

struct ld_need {                    /* the condition's answer must be one of these */
	const struct ld_cond *cond; /* NULL: always true */
	unsigned answers;
};

enum ld_found { LD_NOBODY, LD_SOMEBODY, LD_NOT_KNOWN /* over the limit, or over that of texts */ };

enum {
	LD_MAX_STEPS = 1000000,      /* tests of one question: a few milliseconds */
	LD_MAX_ALL_STEPS = 100000000 /* … and of all questions about one programme: less than a second */
};

struct ld_solver { /* {p} is ready */
	const struct ld_programme *p;
	int64_t steps; /* used by all questions so far */
};

/** Errors: NOMEM. */
int ld_solve(struct ld_solver *s, const struct ld_need *needs, size_t n, enum ld_found *ret, struct lindung_error *err);
/** The answers of a rule's condition with which a worker passes it, as its `missing` says. */
unsigned ld_rule_passes(const struct ld_rule *r);

#endif
