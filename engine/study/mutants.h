/* Between the files that make mutants. A maker never changes the programme it was given: it copies what leads to the change.
 * When memory runs out `rc` says so, makers answer NULL, and emitting does nothing. */
#ifndef LD_STUDY_MUTANTS_H
#define LD_STUDY_MUTANTS_H

#include <inttypes.h>

#include "base/buf.h"
#include "study/edge.h"
#include "study/mutant.h"
#include "study/study.h"

struct ld_maker {
	const struct ld_programme *p;
	ld_mutant_fn *fn;
	void *ctx;
	struct lindung_error *err;
	int rc;
	struct ld_mutant m;     /* what all mutants of the part at work share */
	size_t at;              /* index of the rule, score, quota or funder */
	struct ld_arena arena;  /* of one mutant, emptied when it was visited */
	struct ld_arena keep;   /* of one part */
	bool *groups, *changed; /* [fields] marks of ld_programme_groups */
};

/** Copy of items with one replaced, or left out where item is NULL. */
void *ld_maker_array(struct ld_maker *k, const void *items, size_t n, size_t size, size_t at, const void *item);
void *ld_maker_copy(struct ld_maker *k, const void *item, size_t size);
/** Words in the arena. */
const char *ld_maker_say(struct ld_maker *k, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
const char *ld_maker_cond(struct ld_maker *k, const struct ld_cond *c);
const char *ld_maker_value(struct ld_maker *k, int field, const struct ld_value *v);
/** A programme of its own, to be changed; NULL when memory ran out. */
struct ld_programme *ld_maker_programme(struct ld_maker *k);
/** Visit q, changed from these words to those; nothing is visited once memory ran out. Empties the arena. */
void ld_maker_emit(struct ld_maker *k, const struct ld_programme *q, const char *from, const char *to);

/** The part at work with another one in its place; NULL: without it. */
void ld_emit_rule(struct ld_maker *k, const struct ld_rule *r, const char *from, const char *to);
void ld_emit_score(struct ld_maker *k, const struct ld_score *s, const char *from, const char *to);
void ld_emit_funder(struct ld_maker *k, const struct ld_funder *u, const char *from, const char *to);

/* mutants_cond.c: every change of the condition of the part at work */
void ld_mutants_cond(struct ld_maker *k, const struct ld_cond *root);
/* mutants_score.c */
void ld_mutants_points(struct ld_maker *k, const struct ld_score *s);
/* mutants_list.c: order, quotas, funders */
void ld_mutants_order(struct ld_maker *k);
void ld_mutants_quota(struct ld_maker *k, const struct ld_quota *q);
void ld_mutants_funder(struct ld_maker *k, const struct ld_funder *u);

#endif
