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
/** One field's value with its place. */
json_t *ld_explain_value(struct why *y, size_t field);
/* Of one in reserve: the last selected above them by what bound; of one selected: the first who waits for their place. */
struct ld_standing {
	char line[LD_NIK + 1]; /* "": nobody */
	int64_t line_rank;
	int64_t above; /* in reserve, bound by a group: the group's eligible above them */
	int64_t ahead; /* in reserve: who is above them and bound by the same */
	bool exact;    /* passing the line changes the answer, and nothing less does */
	bool unaccepted; /* in reserve because no funder accepts: there is a line only where the funders' places are all taken */
};
int ld_explain_standing(struct why *y, int64_t run, const struct ld_decision *d, struct ld_standing *ret);
/** What would flip the answer: sets `would_flip`, `flip` and `standing` of the document. s: NULL where none is asked. */
int ld_explain_flip(struct why *y, const struct ld_run_row *run, const struct ld_decision *d, const struct ld_standing *s,
	json_t *doc);

/** Who covers the worker already: [{run, programme, funder, from, months} or {values}]; empty unless
 * that is the constraint. */
json_t *ld_explain_covered(struct why *y, const char *constraint);

#endif
