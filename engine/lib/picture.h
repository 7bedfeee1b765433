/* What a report counts of a run that was decided again, on its way into the document. */
#ifndef LD_LIB_PICTURE_H
#define LD_LIB_PICTURE_H

#include "lib/lib.h"
#include "study/picture.h"

enum { LD_PICTURE_FIELDS = 5 };
/** Fields by which the list is held against the poor, where an office has them. */
extern const char *const ld_picture_fields[];

struct ld_picture {
	struct ld_arena arena;
	struct ld_run_row run;
	struct ld_work w;
	const char *gone; /* what would be needed and was forgotten: "persons"; NULL: nothing, all below is there */
	struct ld_poverty poor;
	struct ld_funnel *funnel;
	struct ld_spread spread;
	struct ld_balance *balance;
};

/** Put "gone", "funnel", "distribution" and "balance" into the document. Negative: out of memory. */
int ld_picture_document(const struct ld_picture *x, json_t *doc);

#endif
