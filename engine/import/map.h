/* Between the files of this folder: a source's mapping bound to one file's header, and what one row
 * becomes. */
#ifndef LD_IMPORT_MAP_H
#define LD_IMPORT_MAP_H

#include "base/map.h"
#include "csv/csv.h"
#include "store/store.h"

enum { LD_BAD_VALUE = 80, LD_BAD_REASON = 640, LD_MAX_CODE = 256 };

struct ld_book { /* a code book by its folded codes */
	struct ld_map codes;
	uint32_t *rows; /* [codes.len] index in the mapping's codes: the first of equal ones */
};

struct ld_mapper {
	const struct ld_source *source;
	struct ld_arena arena;
	struct ld_book *books; /* [nmaps] */
	size_t key;            /* index of the key's mapping */
	int *columns; /* [nmaps] cell of each mapping; −1: constant, or an optional column the file
			 lacks */
	const char **headers; /* [nheaders] as the file has them, visible characters only */
	const char **folded;  /* [nheaders] */
	bool *used;           /* [nheaders] some mapping reads it */
	size_t nheaders;      /* 0: no header yet */
	char *scratch;        /* text that had to be changed, of the current row */
	size_t scratch_len, scratch_cap;
	char value[LD_BAD_VALUE + 1], reason[LD_BAD_REASON]; /* of the last bad row */
};

/** Errors: NOMEM, REQUIRED (the key has no column). */
int ld_mapper_init(struct ld_mapper *m, const struct ld_source *source, struct lindung_error *err);
void ld_mapper_fini(struct ld_mapper *m);
/** Forget the header, for the next file. */
void ld_mapper_reset(struct ld_mapper *m);

/** Is this the header: does it have the key's column? */
bool ld_mapper_is_header(const struct ld_mapper *m, const struct ld_csv_row *row);
/** Bind the mappings to the header's cells. Errors: HEADER (a mapped column is missing or stands
 * twice), NOMEM. */
int ld_mapper_header(struct ld_mapper *m, const struct ld_csv_row *row, struct lindung_error *err);

enum ld_row_kind { LD_ROW_GOOD, LD_ROW_BAD, LD_ROW_BLANK };
/** One row below the header: values ([nmaps]; text lives until the next call) or what is wrong with
 * it (its text too), or nothing at all. Returns an ld_row_kind or NOMEM. */
int ld_mapper_row(struct ld_mapper *m, const struct ld_csv_row *row, struct ld_value *values,
	struct ld_bad_row *bad, struct lindung_error *err);

/** A good row whose key stands `rows` times in the file with different values: what is wrong with it. LD_ROW_BAD. */
int ld_mapper_doubt(struct ld_mapper *m, const struct ld_csv_row *row, const char *key, int64_t rows,
	struct ld_bad_row *bad);

/** One cell by its mapping. Scratch must have room for three times the cell's length + 1. */
int ld_mapper_cell(struct ld_mapper *m, size_t map, const char *text, size_t len,
	struct ld_value *ret, struct lindung_error *err);
/** A code without regard to ASCII case; out has len bytes. Returns len. */
size_t ld_code_fold(const char *text, size_t len, char *out);
/** Without blanks (also no-break ones) around it. */
void ld_mapper_trim(const char **text, size_t *len);
/** Header names are alike without regard to case, blanks, '_' and '.'. out has len + 1 bytes.
 * Returns its length. */
size_t ld_header_fold(const char *text, size_t len, char *out);
/** What can be seen of a text, the rest as '?', cut to size − 1 bytes. */
void ld_visible_copy(const char *text, size_t len, char *out, size_t size);

/* Did a spreadsheet ruin a column of 16-digit numbers? */
struct ld_ruin {
	int64_t numbers; /* cells seen, a run of equal ones once */
	int64_t zeros;   /* 16 digits that end in 0 */
	int64_t broken;  /* written like 5,31501E+15 or with .0: digits are lost for certain */
	char last[24];
};
void ld_ruin_add(struct ld_ruin *r, const char *text, size_t len);
bool ld_ruin_found(const struct ld_ruin *r);

#endif
