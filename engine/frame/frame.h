/* Typed columns: the workers of one run, in byte order of their nik. */
#ifndef LD_FRAME_FRAME_H
#define LD_FRAME_FRAME_H

#include "base/map.h"
#include "base/nik.h"
#include "model/field.h"

enum ld_col_kind {
	LD_COL_NONE,  /* not loaded */
	LD_COL_WHOLE, /* boolean (0, 1), choice (index), date (days), integer, money */
	LD_COL_F64,   /* number: doubles, a blank is not a number */
	LD_COL_CODE   /* id, text: the value is a number into the column's dictionary, whose order is byte
			order once sealed */
};

struct ld_column {
	enum ld_col_kind kind;
	bool sealed;         /* as narrow as its values allow */
	uint8_t size;        /* bytes of a cell: 1, 2, 4 or 8 */
	int64_t base;        /* WHOLE, CODE: value = base + cell, by 64 bits that wrap; cell 0 is a blank */
	void *data;          /* [nrows] cells without sign of that size; F64: doubles */
	struct ld_map *dict; /* CODE: text of each value */
	/* Of derived columns, kept by eval: */
	uint8_t *gaps;   /* [nrows] 1 = no source gives the cell, it is computed; NULL: not derived
			    yet, or no gap */
	uint8_t *broken; /* [nrows] 1 = computing it failed: it is blank, and no answer may rest
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
 * value blanks the cell. Errors: NOMEM. */
int ld_frame_set(struct ld_frame *f, size_t field, size_t row, const struct ld_value *value,
	struct lindung_error *err);
/** Read one cell; text points into the frame. Field 0 is the nik, whose text alone is not
 * NUL-terminated. A column that is not loaded reads as missing. */
struct ld_value ld_frame_get(const struct ld_frame *f, size_t field, size_t row);
/** Renumber the dictionaries so that code order is byte order, and make columns as narrow as their
 * values allow. Call when filled; cells may still be set, and then it is due again. */
int ld_frame_seal(struct ld_frame *f, struct lindung_error *err);
/** The row of a nik, or SIZE_MAX. */
size_t ld_frame_find(const struct ld_frame *f, const char *nik);

/* ---- columns (column.c) ---- */
/** All blank, as wide as the field's declaration needs. Errors: NOMEM. */
int ld_column_init(struct ld_column *c, const struct ld_field *field, size_t nrows);
void ld_column_fini(struct ld_column *c);
/** Set a WHOLE or CODE cell; the column grows wider where the value needs it. Errors: NOMEM. */
int ld_column_put(struct ld_column *c, size_t nrows, size_t row, int64_t value);
/** Make the column wide enough for lo … hi, so that ld_column_write can set them. Errors: NOMEM. */
int ld_column_fit(struct ld_column *c, size_t nrows, int64_t lo, int64_t hi);
void ld_column_clear(struct ld_column *c, size_t row);
/** The least and the largest value of a WHOLE or CODE column; false: all is blank. */
bool ld_column_ends(const struct ld_column *c, size_t nrows, int64_t *ret_lo, int64_t *ret_hi);
/** Is any cell blank? */
bool ld_column_any_blank(const struct ld_column *c, size_t nrows);
/** Is every cell? */
bool ld_column_all_blank(const struct ld_column *c, size_t nrows);
int ld_column_seal(struct ld_column *c, size_t nrows);
/** May a column that came from outside (kind, size, base, data, dict) stand for the field? */
bool ld_column_sound(const struct ld_column *c, const struct ld_field *field, size_t nrows);

/** The largest cell of a size. */
static inline uint64_t ld_column_most(const struct ld_column *c)
{
	return UINT64_MAX >> (64 - 8 * c->size);
}

/** The bare cell of a column that is loaded. */
static inline uint64_t ld_column_cell(const struct ld_column *c, size_t row)
{
	switch (c->size) {
	case 1:
		return ((const uint8_t *)c->data)[row];
	case 2:
		return ((const uint16_t *)c->data)[row];
	case 4:
		return ((const uint32_t *)c->data)[row];
	default:
		return ((const uint64_t *)c->data)[row];
	}
}

/** Set a cell to a value that fits: see ld_column_fit. Threads may write rows of their own. */
static inline void ld_column_write(struct ld_column *c, size_t row, int64_t value)
{
	uint64_t cell = (uint64_t)value - (uint64_t)c->base;
	switch (c->size) {
	case 1:
		((uint8_t *)c->data)[row] = (uint8_t)cell;
		break;
	case 2:
		((uint16_t *)c->data)[row] = (uint16_t)cell;
		break;
	case 4:
		((uint32_t *)c->data)[row] = (uint32_t)cell;
		break;
	default:
		((uint64_t *)c->data)[row] = cell;
	}
}

/** Is it blank? What is not loaded is. */
static inline bool ld_column_blank(const struct ld_column *c, size_t row)
{
	if (c->kind == LD_COL_F64)
		return ((const double *)c->data)[row] != ((const double *)c->data)[row];
	return c->kind == LD_COL_NONE || !ld_column_cell(c, row);
}

/** The value of a WHOLE cell or the code of a CODE cell that is not blank; a blank code reads as −1. */
static inline int64_t ld_column_value(const struct ld_column *c, size_t row)
{
	return (int64_t)((uint64_t)c->base + ld_column_cell(c, row));
}

#endif
