/* Typed columns with missing marks: the workers of one run, in byte order of their nik. */
#ifndef LD_FRAME_FRAME_H
#define LD_FRAME_FRAME_H

#include "base/map.h"
#include "base/nik.h"
#include "model/field.h"

enum ld_col_kind {
	LD_COL_NONE, /* not loaded */
	LD_COL_U8,   /* boolean (0, 1), choice (index) */
	LD_COL_I32,  /* date (days); integer whose declared range fits */
	LD_COL_I64,  /* money, other integers */
	LD_COL_F64,  /* number */
	LD_COL_CODE  /* id, text: uint32_t into the column's dictionary, whose order is byte order
			once sorted */
};

struct ld_column {
	enum ld_col_kind kind;
	void *data;          /* [nrows] of the kind's type; the cell of a missing value is zero */
	uint8_t *missing;    /* [nrows] 1 = missing; NULL: nothing is missing */
	struct ld_map *dict; /* CODE: text of each code */
	/* Of derived columns, kept by eval: */
	uint8_t *gaps;   /* [nrows] 1 = no source gives the cell, it is computed; NULL: not derived
			    yet, or no gap */
	uint8_t *broken; /* [nrows] 1 = computing it failed: it is missing, and no answer may rest
			    on that; NULL: none */
};

struct ld_frame {
	const struct ld_fields *fields; /* borrowed */
	size_t nrows;
	char (*nik)[LD_NIK];    /* [nrows] ascending, not NUL-terminated */
	struct ld_column *cols; /* [fields->len]; kind NONE where not loaded; cols[0] (nik) is never
				   loaded: see nik */
};

/** Columns for the marked fields (marks has fields->len entries), all values missing, niks zero.
 * nrows may be 0. Errors: NOMEM. */
int ld_frame_new(const struct ld_fields *fields, const bool *marks, size_t nrows,
	struct ld_frame **ret, struct lindung_error *err);
void ld_frame_free(struct ld_frame *f);
/** The kind of column a field gets. */
enum ld_col_kind ld_frame_kind(const struct ld_field *field);
/** Set one cell (field 0: the nik); value must fit the field (asserted for its kind). A missing
 * value marks the cell. Errors: NOMEM. */
int ld_frame_set(struct ld_frame *f, size_t field, size_t row, const struct ld_value *value,
	struct lindung_error *err);
/** Read one cell; text points into the frame. Field 0 is the nik, whose text alone is not
 * NUL-terminated. A column that is not loaded reads as missing. */
struct ld_value ld_frame_get(const struct ld_frame *f, size_t field, size_t row);
/** Renumber the dictionaries so that code order is byte order; drop marks that mark nothing. Call
 * once when filled. */
int ld_frame_seal(struct ld_frame *f, struct lindung_error *err);
/** The row of a nik, or SIZE_MAX. */
size_t ld_frame_find(const struct ld_frame *f, const char *nik);

#endif
