/* The values of a field at which an answer changes: what cases have to try, and by how much a changed rule differs. */
#ifndef LD_STUDY_EDGE_H
#define LD_STUDY_EDGE_H

#include "model/programme.h"

enum ld_edge_kind {
	LD_EDGE_STEP,     /* a threshold: the last value on one side and the first on the other */
	LD_EDGE_MEMBER,   /* one value of a list */
	LD_EDGE_OUTSIDE,  /* some value that is in no list */
	LD_EDGE_KEY,      /* one key of a table of points */
	LD_EDGE_OTHERWISE /* some value that is no key */
};

struct ld_edge {
	enum ld_edge_kind kind;
	struct ld_value at;        /* STEP: the threshold; MEMBER, KEY: the value */
	struct ld_value below, above; /* STEP: the values on its sides; one of them is `at` */
	bool beyond;               /* STEP: every larger value is on the upper side (`up_to`) */
	const struct ld_cond *set; /* OUTSIDE */
	const struct ld_points *table; /* OTHERWISE */
};

/** The neighbour of a number, amount or date: one, a rupiah, a day, or for numbers one unit of the last decimal place they
 *  are written with. up: the larger one. false: there is none. */
bool ld_edge_next(const struct ld_value *v, bool up, struct ld_value *ret);
/** Can the field have this value? */
bool ld_edge_exists(const struct ld_field *field, const struct ld_value *v);
/** Can it have one besides n different ones that it can have? */
bool ld_edge_more(const struct ld_field *field, size_t n);
/** The edges of a condition on one field: at most nset + 2. A threshold on whose other side the field has no value is no
 *  edge, nor is a list of one member (that the condition was met and not met says as much). Returns how many. */
size_t ld_cond_edges(const struct ld_field *field, const struct ld_cond *leaf, struct ld_edge *ret);
/** The edges of points: at most nrows + 1. */
size_t ld_points_edges(const struct ld_field *field, const struct ld_points *points, struct ld_edge *ret);
/** Is a known value the one that this edge asks for? upper: the other side of a STEP. */
bool ld_edge_tried(const struct ld_edge *e, bool upper, const struct ld_value *v);

#endif
