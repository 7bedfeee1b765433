/* Inside store/: what run.c asks of decision.c. */
#ifndef LD_STORE_RUN_H
#define LD_STORE_RUN_H

#include "store/delivery.h"

/** Write the run's decisions; asserts their order and that they are as many as its head counts. */
int ld_decisions_add(struct ld_store *s, int64_t run, const struct ld_run_row *row,
	int (*next)(void *ctx, struct ld_decision *d, struct lindung_error *err), void *ctx, struct lindung_error *err);

#endif
