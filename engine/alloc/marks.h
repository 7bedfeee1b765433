/* Marks of eligible workers, taken in one after the other: shared by marks.c and cells.c alone. */
#ifndef LD_ALLOC_MARKS_H
#define LD_ALLOC_MARKS_H

#include "alloc/pairs.h"
#include "alloc/work.h"

struct mark { /* a number a worker: an array of its own, or the cells of a column; without either all have 0 */
	uint32_t *own;
	const struct ld_column *c;
	size_t n; /* of a field: one more than the largest */
	struct ld_pairs pairs; /* by cell so far and mark */
};

struct marks {
	const struct ld_alloc_in *in;
	const struct order *order;
	struct mark *list;  /* [n] conditions of funders, cover, fields */
	size_t n, most, nwords, nkind; /* nwords: of conditions; nkind: those that tell kinds apart */
	struct ld_pairs intervals, covers;
};

/** The conditions alone, which tell whether the rest is due. fini is due also after a failure. */
int ld_marks_judge(const struct ld_alloc_in *in, const struct order *o, struct marks *ret, struct lindung_error *err);
/** The rest; covers and fields into c. */
int ld_marks_make(struct marks *m, struct cells *c);
void ld_marks_fini(struct marks *m);

static inline uint32_t ld_mark_of(const struct mark *m, size_t row)
{
	return m->own ? m->own[row] : m->c ? (uint32_t)ld_column_cell(m->c, row) : 0;
}

#endif
