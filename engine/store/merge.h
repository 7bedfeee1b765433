/* Inside store/: the sources of a moment and their order. */
#ifndef LD_STORE_MERGE_H
#define LD_STORE_MERGE_H

#include "store/delivery.h"

struct ld_cell { /* as SQLite holds it */
	int kind; /* SQLITE_INTEGER, … */
	int len;
	int64_t i;
	double f;
	const char *text; /* lives until the statement's next step */
};

struct ld_absent { /* what a source says of workers it does not name */
	int field;
	struct ld_cell value;
};

struct ld_merge_source {
	const char *name, *key;
	int key_field; /* in the fields of today; 0 the nik, −1: no such field now */
	bool workers;
	struct ld_set set;
	struct ld_absent *absent; /* [nabsent] of fields that exist today */
	size_t nabsent;
};

/* In order: by precedence, then name. */
struct ld_merge_sources {
	struct ld_arena arena;
	struct ld_merge_source *items;
	size_t len;
};

int ld_merge_load(struct ld_store *s, const struct ld_fields *fields, int64_t delivery, struct ld_merge_sources *ret,
	struct lindung_error *err);
void ld_merge_fini(struct ld_merge_sources *m);

/** The cell of a column. */
int ld_cell_read(sqlite3_stmt *q, int column, struct ld_cell *ret, struct lindung_error *err);
/** A cell as a value of a field of today; text points into the cell. The message says what does not fit. */
int ld_cell_value(const struct ld_field *field, const struct ld_cell *cell, struct ld_value *ret,
	struct lindung_error *err);
/** Of a value that did not fit: add to the error which source, file and line it came from; record 0: no file's. */
int ld_merge_misfit(struct ld_store *s, const struct ld_merge_source *src, int64_t record, struct lindung_error *err);

/** Forget the cached columns of all deliveries but one. */
int ld_cache_drop(struct ld_store *s, int64_t but, struct lindung_error *err);

#endif
