/* From a file's rows to typed records and quarantine, by a source's mapping. */
#ifndef LD_IMPORT_IMPORT_H
#define LD_IMPORT_IMPORT_H

#include "csv/csv.h"
#include "store/store.h"

struct ld_import_file {
	const char *name; /* as the user gave it: path or "-" */
	const char *called; /* the name it is stored under */
	int64_t read, stored, quarantined, unchanged;
};

struct ld_import_repeat { /* a key that stood in the delivery before; this row counts */
	const char *key, *file, *instead_of_file;
	int64_t line, instead_of_line;
};

struct ld_import_result;

struct ld_import_in {
	const struct ld_source *source;
	const char *const *paths; /* [npaths]; "-" is standard input */
	const char *const *names; /* [npaths] under which they are stored; NULL: as paths */
	size_t npaths;
	bool replace;
	const char *created_at;
	unsigned jobs; /* 1: no second thread, which large files are read by otherwise */
	size_t batch;  /* 0: as many rows at once as pays; else so many, and every file is large */
	/* Progress: rows read so far and bytes of bytes; NULL without. Nonzero return stops the import (CANCELLED). */
	int (*progress)(void *ctx, const char *file, int64_t rows, int64_t bytes, int64_t total);
	void *ctx;
	/* Called with the finished result before the commit, or NULL: what must not fail once the delivery is stored.
	 * Negative fails the import. */
	int (*ready)(void *ctx, const struct ld_import_result *r, struct lindung_error *err);
	void *ready_ctx;
};

struct ld_import_result {
	struct ld_arena arena;
	int64_t delivery;   /* 0: nothing new */
	int64_t duplicates; /* keys given more than once; the last row counts */
	struct ld_import_repeat *repeated; /* [nrepeated] the first of them, at most 100 kept for printing */
	size_t nrepeated;
	struct ld_import_file *files;
	size_t nfiles;
	const char *const *ignored; /* [nignored] header names that the source does not map */
	size_t nignored;
	struct ld_quarantine_row *quarantine; /* [nquarantine] of this delivery, at most 1000 kept for printing */
	size_t nquarantine;
};

/** One delivery in one transaction: all or nothing. A file that cannot be read as a whole (no header, ruined column of
 *  numbers, UTF-16, …) fails the delivery; a bad row goes to quarantine. */
int ld_import(struct ld_store *store, const struct ld_import_in *in, struct ld_import_result *ret,
	struct lindung_error *err);
void ld_import_result_fini(struct ld_import_result *r);

#endif
