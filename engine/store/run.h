/* Inside store/: what run.c and seal.c ask of decision.c. */
#ifndef LD_STORE_RUN_H
#define LD_STORE_RUN_H

#include "store/delivery.h"

/** Write the run's decisions; asserts their order and that they are as many as its head counts. */
int ld_decisions_add(struct ld_store *s, int64_t run, const struct ld_run_row *row,
	int (*next)(void *ctx, struct ld_decision *d, struct lindung_error *err), void *ctx, struct lindung_error *err);
/** Bind a number that is known, a text that is not empty; else NULL. SQLite's result. */
int ld_bind_number(sqlite3_stmt *q, int at, bool known, int64_t v);
int ld_bind_text(sqlite3_stmt *q, int at, const char *text);
/** The status of that name; false when there is none. */
bool ld_status_named(const char *name, enum ld_status *ret);

#endif
