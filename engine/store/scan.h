/* Inside store/: the rows of a source as columns, in the order of their records. */
#ifndef LD_STORE_SCAN_H
#define LD_STORE_SCAN_H

#include "store/merge.h"

enum { LD_SCAN_FIELDS = 96, LD_SCAN_PARTS = 9 }; /* fields of one statement; parts of a source */

struct ld_range { /* the rows that one connection reads */
	bool carried;
	int64_t first, last; /* records it may have; not of carried ones */
	size_t n, cap;
	uint64_t *niks;         /* [n] of sources whose key is the nik */
	struct ld_column key;   /* of others: the key's text */
	struct ld_column *cols; /* [fields->len], NONE where not wanted; broken: a cell that does
				   not fit its field */
};

struct ld_rows { /* the rows of one source that may count, from the oldest on */
	const struct ld_merge_source *src;
	int *wanted; /* [nwanted] fields */
	size_t nwanted;
	struct ld_range parts[LD_SCAN_PARTS];
	size_t starts[LD_SCAN_PARTS]; /* number of the first row of each part */
	size_t nparts, n;
	uint32_t *from; /* [workers] number of the row that counts, + 1; 0: none; LD_ABSENT: the
			   source's absent values count */
};
#define LD_ABSENT UINT32_MAX

/** Read the rows of a source, with the fields that are marked and that it has a column for; on
 * several connections where the store has jobs for them. keys: they are wanted even where it has
 * none of the fields. */
int ld_scan_source(struct ld_store *s, const struct ld_fields *fields, const bool *marks,
	const struct ld_merge_source *src, bool keys, struct ld_rows *ret,
	struct lindung_error *err);
void ld_rows_fini(struct ld_rows *rows, const struct ld_fields *fields);
/** Say what is wrong with a broken cell. */
int ld_scan_misfit(struct ld_store *s, const struct ld_fields *fields, const struct ld_rows *rows,
	size_t row, int field, struct lindung_error *err);

/** Room for about so many rows. */
int ld_range_init(struct ld_range *p, const struct ld_fields *fields, const struct ld_rows *rows,
	size_t cap, struct lindung_error *err);
/** Read all rows of a part; scan.c has what the statement is. */
int ld_scan_part(struct ld_store *s, const struct ld_fields *fields, const struct ld_rows *rows,
	struct ld_range *p, struct lindung_error *err);
int ld_range_sql(struct ld_store *s, const struct ld_merge_source *src, const struct ld_range *p,
	const char *before, const char *fields, const char *after, sqlite3_stmt **ret,
	struct lindung_error *err);

/** The part that holds a row. */
static inline size_t ld_range_of(const struct ld_rows *rows, size_t row)
{
	size_t k = 0;
	for (size_t i = 1; i < rows->nparts; i++)
		k += row >= rows->starts[i];
	return k;
}

/** Make the function known by which statements hand rows over. */
int ld_scan_register(struct ld_store *s, struct lindung_error *err);

#endif
