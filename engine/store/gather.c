/*
 * One merged column from the rows of all sources: of each worker the row of a source that counts is
 * known, and the best source that has a value there gives the cell. Texts are numbered anew as they
 * are met, so that the dictionary holds those alone that some worker has. Where the columns of a
 * source are of the shape of the one that is made, cells are copied as they are.
 */
#include "store/gather.h"

#include <stdlib.h>

/* Of a cell the numbers in the column that is made, + 1, of those of a part; 0: not used yet. */
static int code_of(const struct ld_column *part, struct ld_column *to, uint32_t *codes,
	uint32_t cell, uint32_t *ret)
{
	if (!codes[cell]) {
		const struct ld_map_key *key = &part->dict->keys[cell - 1];
		uint32_t code = ld_map_add(to->dict, key->text, key->len);
		if (code == LD_MAP_NONE)
			return -1;
		codes[cell] = code + 1;
	}
	*ret = codes[cell];
	return 0;
}

static int gather_codes(const struct ld_rows *rows, int field, struct ld_column *to, size_t n)
{
	uint32_t *codes[LD_SCAN_PARTS] = {0}, *cells = to->data;
	int rc = 0;
	for (size_t k = 0; k < rows->nparts && !rc; k++)
		rc = (codes[k] = calloc(rows->parts[k].cols[field].dict->len + 1, sizeof *codes[k]))
			     ? 0
			     : -1;
	for (size_t row = 0; row < n && !rc; row++) {
		size_t i = rows->from[row] - 1u;
		if (i >= rows->n || cells[row])
			continue;
		size_t k = ld_range_of(rows, i);
		const struct ld_column *part = &rows->parts[k].cols[field];
		uint32_t cell = ((const uint32_t *)part->data)[i - rows->starts[k]];
		if (cell)
			rc = code_of(part, to, codes[k], cell, &cells[row]);
	}
	for (size_t k = 0; k < rows->nparts; k++)
		free(codes[k]);
	return rc;
}

/* Cells of one shape: theirs where there is none yet. */
#define GATHER(type)                                                                               \
	for (size_t row = 0; row < n; row++) {                                                     \
		size_t i = rows->from[row] - 1u;                                                   \
		type *cell = &((type *)to->data)[row];                                             \
		if (i >= rows->n)                                                                  \
			continue;                                                                  \
		size_t k = ld_range_of(rows, i);                                                   \
		type other = ((const type *)rows->parts[k].cols[field].data)[i - rows->starts[k]]; \
		*cell = *cell ? *cell : other;                                                     \
	}

static void gather_alike(const struct ld_rows *rows, int field, struct ld_column *to, size_t n)
{
	switch (to->size) {
	case 1:
		GATHER(uint8_t);
		break;
	case 2:
		GATHER(uint16_t);
		break;
	case 4:
		GATHER(uint32_t);
		break;
	default:
		GATHER(uint64_t);
	}
}

static int gather_any(const struct ld_rows *rows, int field, struct ld_column *to, size_t n)
{
	for (size_t row = 0; row < n; row++) {
		size_t i = rows->from[row] - 1u;
		if (i >= rows->n || !ld_column_blank(to, row))
			continue;
		size_t k = ld_range_of(rows, i), at = i - rows->starts[k];
		const struct ld_column *part = &rows->parts[k].cols[field];
		if (ld_column_blank(part, at))
			continue;
		if (to->kind == LD_COL_F64)
			((double *)to->data)[row] = ((const double *)part->data)[at];
		else if (ld_column_put(to, n, row, ld_column_value(part, at)))
			return -1;
	}
	return 0;
}

static bool alike(const struct ld_rows *rows, int field, const struct ld_column *to)
{
	bool same = to->kind == LD_COL_WHOLE;
	for (size_t k = 0; k < rows->nparts; k++)
		same &= rows->parts[k].cols[field].size == to->size &&
			rows->parts[k].cols[field].base == to->base;
	return same;
}

/* The newest row whose broken cell would count. */
static void find_misfit(const struct ld_rows *rows, size_t source, int field,
	const struct ld_column *to, size_t n, struct ld_misfit *ret)
{
	bool any = false;
	for (size_t k = 0; k < rows->nparts; k++)
		any |= rows->parts[k].cols[field].broken != NULL;
	for (size_t row = 0; row < n && any; row++) {
		size_t i = rows->from[row] - 1u;
		if (i >= rows->n || !ld_column_blank(to, row) || (ret->any && i < ret->row))
			continue;
		size_t k = ld_range_of(rows, i);
		const uint8_t *broken = rows->parts[k].cols[field].broken;
		if (broken && broken[i - rows->starts[k]])
			*ret = (struct ld_misfit){
				.any = true, .source = source, .row = i, .field = field};
	}
}

static int give_absent(const struct ld_field *f, const struct ld_rows *rows, size_t source,
	int field, struct ld_column *to, size_t n, struct ld_misfit *misfit)
{
	const struct ld_absent *absent = rows->src->absent;
	struct ld_value v = {0};
	size_t k = 0;
	while (k < rows->src->nabsent && absent[k].field != field)
		k++;
	if (k == rows->src->nabsent)
		return 0;
	bool fits = ld_cell_value(f, &absent[k].value, &v, NULL) >= 0;
	uint32_t code = v.kind == LD_STR ? LD_MAP_NONE : 0;
	for (size_t row = 0; row < n && !misfit->any; row++) {
		if (rows->from[row] != LD_ABSENT || !ld_column_blank(to, row) ||
			(fits && v.kind == LD_MISSING))
			continue;
		if (!fits)
			*misfit = (struct ld_misfit){
				.any = true, .absent = true, .source = source, .field = field};
		else if (to->kind == LD_COL_F64)
			((double *)to->data)[row] = v.f + 0.0;
		else if (code == LD_MAP_NONE &&
			 (code = ld_map_add(to->dict, v.s, v.len)) == LD_MAP_NONE)
			return -1;
		else if (ld_column_put(to, n, row, v.kind == LD_STR ? code : v.i))
			return -1;
	}
	return 0;
}

static bool reads(const struct ld_rows *rows, int field)
{
	for (size_t i = 0; i < rows->nwanted; i++)
		if (rows->wanted[i] == field)
			return true;
	return false;
}

int ld_gather_column(const struct ld_fields *fields, const struct ld_rows *sources, size_t nsources,
	size_t n, int field, bool households, struct ld_column *to, struct ld_misfit *misfit)
{
	int rc = 0;
	for (size_t i = 0; i < nsources && rc >= 0 && !misfit->any; i++) {
		const struct ld_rows *rows = &sources[i];
		if (rows->src->key_field && !households)
			continue;
		if (reads(rows, field)) {
			find_misfit(rows, i, field, to, n, misfit);
			if (to->kind == LD_COL_CODE)
				rc = gather_codes(rows, field, to, n);
			else if (alike(rows, field, to))
				gather_alike(rows, field, to, n);
			else
				rc = gather_any(rows, field, to, n);
		}
		if (rc >= 0 && !misfit->any)
			rc = give_absent(&fields->items[field], rows, i, field, to, n, misfit);
	}
	return rc;
}

bool ld_misfit_before(const struct ld_misfit *a, const struct ld_misfit *b)
{
	if (!a->any || !b->any || a->source != b->source)
		return a->any && (!b->any || a->source < b->source);
	if (a->absent != b->absent || a->row != b->row)
		return a->absent != b->absent ? b->absent : a->row > b->row;
	return a->field < b->field;
}

int ld_gather_misfit(struct ld_store *s, const struct ld_fields *fields,
	const struct ld_rows *sources, const struct ld_misfit *x, struct lindung_error *err)
{
	const struct ld_rows *rows = &sources[x->source];
	struct ld_value v;
	if (!x->absent)
		return ld_scan_misfit(s, fields, rows, x->row, x->field, err);
	for (size_t k = 0; k < rows->src->nabsent; k++)
		if (rows->src->absent[k].field == x->field &&
			ld_cell_value(
				&fields->items[x->field], &rows->src->absent[k].value, &v, err) < 0)
			break;
	return ld_merge_misfit(s, rows->src, 0, err);
}
