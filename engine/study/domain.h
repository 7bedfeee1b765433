/*
 * The values of a field that table conditions can tell apart: classes of values that every condition answers alike.
 * Where a check, a search for an example or a list of untested boundaries needs "all workers there can be", one of each
 * class stands for all of it.
 */
#ifndef LD_STUDY_DOMAIN_H
#define LD_STUDY_DOMAIN_H

#include "model/programme.h"

enum ld_class_kind {
	LD_CLASS_VALUES, /* known values */
	LD_CLASS_BLANK,  /* no value; never of the nik */
	LD_CLASS_FAILED /* of a derived field: its computation failed, and no test of it has an answer, not even known()
			 */
};

/* Numbers, money and dates: all from lo to hi, both ends the nearest to a threshold there can be (at_most(2) of an
 * integer from 1 to 10: 1..2 and 3..10). Every choice, yes and no alone: lo = hi. Texts: each text that a condition
 * names alone; the others by a made-up text each, which begins with and contains what the conditions ask for, and need
 * not be an id that exists. */
struct ld_class {
	enum ld_class_kind kind;
	struct ld_value lo, hi; /* VALUES */
	bool made;              /* a text that stands for many */
};

struct ld_domain {
	int field;
	struct ld_class
		*items; /* [len] values in rising order (made-up texts behind those named), then blank, then failed */
	size_t len;
	bool whole; /* false: more than LD_MAX_MADE kinds of text; then only those named are here */
};

enum { LD_MAX_MADE = 1024 }; /* ten texts of contains in one rule */

/** The classes of one field by n conditions (other fields' tests in them are passed over). A field's range counts, and
 *  its choices; a derived age has the range of its dates, a number of members starts at 0, both beside the declared
 *  range, because that does not bind them. All in the arena. Errors: NOMEM. */
int ld_domain_of(const struct ld_programme *p, int field, const struct ld_cond *const *conds, size_t n,
	struct ld_arena *a, struct ld_domain *ret, struct lindung_error *err);
/** The classes of every field by all conditions of a programme: rules, scores, funders, members. ret is [fields.len].
 */
int ld_domains(const struct ld_programme *p, struct ld_arena *a, struct ld_domain **ret, struct lindung_error *err);
/** All conditions of a programme, rules first, in the arena. Errors: NOMEM. */
int ld_programme_conds(const struct ld_programme *p, struct ld_arena *a, const struct ld_cond ***ret, size_t *ret_n,
	struct lindung_error *err);
/** What a table test of one field answers for a class. */
enum ld_truth ld_class_truth(const struct ld_cond *leaf, const struct ld_class *c);

#endif
