/* One or two numbers of a programme varied: the values they take, and what of each point follows from its neighbours. */
#ifndef LD_STUDY_SWEEP_H
#define LD_STUDY_SWEEP_H

#include "base/arena.h"
#include "base/error.h"
#include "study/decide.h"

enum { LD_MOST_POINTS = 1000 };

struct ld_over { /* "PATH=FROM..TO:STEP", the range also inside an expression: "at_most(1..5)" */
	const char *path, *before, *after; /* what stands around the range in the value */
	int64_t from, to, step;            /* step > 0; from > to goes down */
	size_t n;                          /* values */
};
/** Numbers as offices write them; step 1 when not given. Texts in arena. Errors: SET, LIMIT (more than LD_MOST_POINTS), NOMEM. */
int ld_over_parse(const char *text, struct ld_arena *arena, struct ld_over *ret, struct lindung_error *err);
/** Value i as --set would have it; NULL: memory ran out. */
const char *ld_over_value(const struct ld_over *o, size_t i, struct ld_arena *arena);
int64_t ld_over_number(const struct ld_over *o, size_t i);

struct ld_point {
	const char *error; /* why this programme cannot be decided; then nothing else is filled */
	int64_t counts[4], errors, committed;
	bool has_cutoff, has_before, has_marginal, has_gain, knee;
	int64_t cutoff;
	int64_t gained, lost; /* people against the point before */
	int64_t marginal;     /* rupiah for each person more than at the point before */
	int64_t gain;         /* people more for each billion rupiah more */
};

/** The point before: along the last number; of the first of a line the first of the line before. SIZE_MAX: none. */
size_t ld_point_before(size_t i, size_t line);
/**
 * Fill marginal, gain and knee of n points, `line` of them to each value of the first number. The knee of a line is the
 * point behind which the gain drops most: the first of equals, none where it never drops.
 */
void ld_points_measure(struct ld_point *points, size_t n, size_t line);

#endif
