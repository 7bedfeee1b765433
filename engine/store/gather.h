/* Inside store/: merged columns from the rows of sources. */
#ifndef LD_STORE_GATHER_H
#define LD_STORE_GATHER_H

#include "store/rank.h"

struct ld_misfit {        /* a cell that counts and does not fit its field */
	bool any, absent; /* absent: it is no row's, but what the source says of whom it does not
			     name */
	size_t source, row;
	int field;
};

/** What all sources say of a field, the best first; households: those too whose key is not the nik.
 * A misfit ends it: that of the best source, in its newest row. Negative: out of memory. */
int ld_gather_column(const struct ld_fields *fields, const struct ld_rows *sources, size_t nsources,
	size_t nworkers, int field, bool households, struct ld_column *to,
	struct ld_misfit *misfit);
/** Of two misfits of different fields, is the first the one to tell? */
bool ld_misfit_before(const struct ld_misfit *a, const struct ld_misfit *b);
/** Tell it: returns the error. */
int ld_gather_misfit(struct ld_store *s, const struct ld_fields *fields,
	const struct ld_rows *sources, const struct ld_misfit *x, struct lindung_error *err);

#endif
