/* Inside store/: the decisions of a run, for run.c, keep.c, forget.c and seal.c. */
#ifndef LD_STORE_RUN_H
#define LD_STORE_RUN_H

#include "store/delivery.h"

/** Write the run's decisions; asserts their order and that they are as many as its head counts. */
int ld_decisions_add(struct ld_store *s, int64_t run, const struct ld_run_row *row,
	int (*next)(void *ctx, struct ld_decision *d, struct lindung_error *err), void *ctx, struct lindung_error *err);
/** Write them as rows instead, unless they are. */
int ld_decisions_keep(struct ld_store *s, int64_t run, struct lindung_error *err);
/** A copy with texts in arena; false when memory ran out. */
bool ld_decision_dup(const struct ld_decision *d, struct ld_arena *arena, struct ld_decision *ret);

/* ---- draft.c: decisions as blocks of bytes ---- */
int ld_draft_add(struct ld_store *s, int64_t run, int (*next)(void *ctx, struct ld_decision *d, struct lindung_error *err),
	void *ctx, struct lindung_error *err);
/** In nik order; 1: there are some, 0: the run has none of this form. Text lives until `row` returns. */
int ld_draft_rows(struct ld_store *s, int64_t run, int (*row)(void *ctx, const struct ld_decision *), void *ctx,
	struct lindung_error *err);
/** 1: the worker's, text in arena; 0: there is none of this form. */
int ld_draft_find(struct ld_store *s, int64_t run, const char *nik, struct ld_arena *arena, struct ld_decision *ret,
	struct lindung_error *err);
int ld_draft_delete(struct ld_store *s, int64_t run, struct lindung_error *err);

/** Bind a number that is known, a text that is not empty; else NULL. SQLite's result. */
int ld_bind_number(sqlite3_stmt *q, int at, bool known, int64_t v);
int ld_bind_text(sqlite3_stmt *q, int at, const char *text);
/** The status of that name; false when there is none. */
bool ld_status_named(const char *name, enum ld_status *ret);

#endif
