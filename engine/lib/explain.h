/* Between the files that make the answer to one worker. */
#ifndef LD_LIB_EXPLAIN_H
#define LD_LIB_EXPLAIN_H

#include "lib/lib.h"

#include <string.h>

#include "report/report.h"

struct why {
	struct ld_store *store;
	const struct ld_work *w;
	const char *nik;
	size_t row;
	struct ld_arena arena;
	struct lindung_error *err; /* of what failed beside memory */
	int rc;
};

/** The marked fields' values with their places, {field: {value, source, file, line, …}}. */
json_t *ld_explain_values(struct why *y, const bool *marks);
/** Who covers the worker already: [{run, programme, funder, from, months} or {values}]; empty unless
 * that is the constraint. */
json_t *ld_explain_covered(struct why *y, const char *constraint);

#endif
