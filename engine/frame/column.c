/*
 * One column. Cells are numbers without sign, as narrow as the values allow, and a blank is the cell
 * 0: a column of a thousand small numbers is a thousand bytes, and nothing marks what is missing. A
 * column is first as wide as its field's declaration needs, grows when a value does not fit, and is
 * narrowed by what it holds when it is sealed. Eight bytes could hold a value for every cell, so
 * there the blank is some value that no row has.
 */
#include "frame/frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

enum { CODE_BASE = -1 };

enum ld_col_kind ld_frame_kind(const struct ld_field *field)
{
	if (field->type == LD_NUMBER)
		return LD_COL_F64;
	return ld_type_kind(field->type) == LD_STR ? LD_COL_CODE : LD_COL_WHOLE;
}

/* The fewest bytes whose cells count that many values beside the blank. */
static uint8_t size_for(uint64_t values)
{
	return values <= UINT8_MAX ? 1 : values <= UINT16_MAX ? 2 : values <= UINT32_MAX ? 4 : 8;
}

/* What a declaration says of the values to come; of computed ones nothing, and most are small. */
static void first_shape(struct ld_column *c, const struct ld_field *f)
{
	uint64_t span = (uint64_t)f->hi.i - (uint64_t)f->lo.i;
	c->size = 1;
	c->base = -1;
	if (c->kind != LD_COL_WHOLE) {
		c->size = c->kind == LD_COL_CODE ? 4 : 8;
	} else if (f->type == LD_DATE) {
		c->size = 4;
		c->base = INT32_MIN;
	} else if ((f->type == LD_INTEGER || f->type == LD_MONEY) && f->derive == LD_DERIVE_NONE) {
		bool known = f->has_lo && f->has_hi && f->lo.i > INT64_MIN && f->lo.i <= f->hi.i;
		c->size = known && span < UINT32_MAX ? size_for(span + 1) : 8;
		c->base = c->size < 8 ? f->lo.i - 1 : INT64_MIN;
	}
}

int ld_column_init(struct ld_column *c, const struct ld_field *field, size_t nrows)
{
	c->kind = ld_frame_kind(field);
	first_shape(c, field);
	c->data = calloc(nrows + 1, c->size);
	if (c->kind == LD_COL_CODE)
		c->dict = calloc(1, sizeof *c->dict);
	if (!c->data || (c->kind == LD_COL_CODE && !c->dict))
		return LINDUNG_E_NOMEM;
	for (size_t r = 0; r < nrows && c->kind == LD_COL_F64; r++)
		ld_column_clear(c, r);
	return 0;
}

void ld_column_fini(struct ld_column *c)
{
	free(c->data);
	free(c->gaps);
	free(c->broken);
	ld_map_fini(c->dict);
	free(c->dict);
}

void ld_column_clear(struct ld_column *c, size_t row)
{
	if (c->kind == LD_COL_F64)
		((double *)c->data)[row] = NAN;
	else
		ld_column_write(c, row, c->base);
}

bool ld_column_any_blank(const struct ld_column *c, size_t nrows)
{
	if (c->kind != LD_COL_NONE && c->size == 1)
		return nrows && memchr(c->data, 0, nrows);
	for (size_t r = 0; r < nrows; r++)
		if (ld_column_blank(c, r))
			return true;
	return false;
}

bool ld_column_all_blank(const struct ld_column *c, size_t nrows)
{
	for (size_t r = 0; r < nrows; r++)
		if (!ld_column_blank(c, r))
			return false;
	return true;
}

static bool holds(const struct ld_column *c, size_t nrows, int64_t value)
{
	uint64_t cell = (uint64_t)value - (uint64_t)c->base;
	for (size_t r = 0; cell && cell <= ld_column_most(c) && r < nrows; r++)
		if (ld_column_cell(c, r) == cell)
			return true;
	return false;
}

/* A value that no row has and none of lo … hi: the least, or when some row is that small, one drawn
 * from all over. */
static int64_t unused(const struct ld_column *c, size_t nrows, int64_t lo, int64_t hi)
{
	int64_t v = INT64_MIN;
	while ((v >= lo && v <= hi) || holds(c, nrows, v)) {
		uint64_t u = (uint64_t)v;
		v = (int64_t)((u ^ u >> 29) * 0xBF58476D1CE4E5B9u + 0x9E3779B97F4A7C15u);
	}
	return v;
}

/* Codes need four bytes at most; every other value fits eight. */
static int widen(struct ld_column *c, size_t nrows, int64_t lo, int64_t hi)
{
	struct ld_column wide = *c;
	wide.size = c->kind == LD_COL_CODE ? 4 : 8;
	wide.base = c->kind == LD_COL_CODE ? CODE_BASE : unused(c, nrows, lo, hi);
	wide.data = calloc(nrows + 1, wide.size);
	if (!wide.data)
		return LINDUNG_E_NOMEM;
	for (size_t r = 0; r < nrows; r++)
		if (ld_column_cell(c, r))
			ld_column_write(&wide, r, ld_column_value(c, r));
	free(c->data);
	*c = wide;
	return 0;
}

int ld_column_fit(struct ld_column *c, size_t nrows, int64_t lo, int64_t hi)
{
	uint64_t first = (uint64_t)lo - (uint64_t)c->base, span = (uint64_t)hi - (uint64_t)lo;
	uint64_t most = ld_column_most(c);
	c->sealed = false;
	return first && first <= most && span <= most - first ? 0 : widen(c, nrows, lo, hi);
}

int ld_column_put(struct ld_column *c, size_t nrows, size_t row, int64_t value)
{
	int rc = ld_column_fit(c, nrows, value, value);
	if (!rc)
		ld_column_write(c, row, value);
	return rc;
}

/* ---- what a column holds ---- */

/* Vector instructions where the compiler would not use them by itself. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#define VECTORS __attribute__((optimize("O3")))
#else
#define VECTORS
#endif

/* The largest cell, and the least that is no blank less one; of none 0 and UINT64_MAX. */
#define ENDS(type)                                                                                 \
	do {                                                                                       \
		type least = (type)-1, most = 0;                                                   \
		for (size_t r = 0; r < nrows; r++) {                                               \
			type cell = ((const type *)c->data)[r], before = (type)(cell - 1);         \
			most = cell > most ? cell : most;                                          \
			least = before < least ? before : least;                                   \
		}                                                                                  \
		*ret_least = least;                                                                \
		*ret_most = most;                                                                  \
	} while (0)

VECTORS static void cell_ends(const struct ld_column *c, size_t nrows, uint64_t *ret_least, uint64_t *ret_most)
{
	if (c->size == 1)
		ENDS(uint8_t);
	else if (c->size == 2)
		ENDS(uint16_t);
	else if (c->size == 4)
		ENDS(uint32_t);
	else
		ENDS(uint64_t);
}

/* Cells of eight bytes wrap: their order is not that of the values. */
static bool wide_ends(const struct ld_column *c, size_t nrows, int64_t *ret_lo, int64_t *ret_hi)
{
	int64_t lo = INT64_MAX, hi = INT64_MIN;
	for (size_t r = 0; r < nrows; r++) {
		int64_t v = ld_column_value(c, r);
		if (v == c->base)
			continue;
		lo = v < lo ? v : lo;
		hi = v > hi ? v : hi;
	}
	*ret_lo = lo;
	*ret_hi = hi;
	return lo <= hi;
}

bool ld_column_ends(const struct ld_column *c, size_t nrows, int64_t *ret_lo, int64_t *ret_hi)
{
	uint64_t least, most;
	if (c->size == 8)
		return wide_ends(c, nrows, ret_lo, ret_hi);
	cell_ends(c, nrows, &least, &most);
	*ret_lo = (int64_t)((uint64_t)c->base + least + 1);
	*ret_hi = (int64_t)((uint64_t)c->base + most);
	return most > 0;
}

/* ---- sealing ---- */

struct entry {
	uint64_t head; /* eight bytes behind those that all have alike, as a number in their order */
	const struct ld_map_key *key;
	uint32_t code;
};

static int by_text(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->head != y->head)
		return x->head < y->head ? -1 : 1;
	return ld_bytes_cmp(x->key->text, x->key->len, y->key->text, y->key->len);
}

/* How many bytes all texts begin with alike. */
static size_t alike(const struct ld_map *dict)
{
	size_t n = dict->keys[0].len;
	for (size_t i = 1; i < dict->len; i++) {
		const struct ld_map_key *key = &dict->keys[i];
		n = key->len < n ? key->len : n;
		while (memcmp(dict->keys[0].text, key->text, n) != 0)
			n--;
	}
	return n;
}

/* What is shorter is filled up with the least byte: then the whole texts decide. */
static uint64_t head_of(const struct ld_map_key *key, size_t from)
{
	uint64_t head = 0;
	for (size_t i = from; i < from + 8; i++)
		head = head << 8 | (i < key->len ? (unsigned char)key->text[i] : 0);
	return head;
}

static bool in_order(const struct ld_map *dict)
{
	for (size_t i = 1; i < dict->len; i++)
		if (ld_bytes_cmp(dict->keys[i - 1].text, dict->keys[i - 1].len, dict->keys[i].text,
			    dict->keys[i].len) > 0)
			return false;
	return true;
}

/* The same texts numbered in byte order; renumbered[old code] = new code. */
static int sort_dict(struct ld_map *dict, uint32_t *renumbered)
{
	struct entry *entries = calloc(dict->len, sizeof *entries);
	struct ld_map_key *keys = calloc(dict->cap, sizeof *keys);
	if (!entries || !keys) {
		free(entries);
		free(keys);
		return LINDUNG_E_NOMEM;
	}
	size_t from = alike(dict);
	for (size_t i = 0; i < dict->len; i++)
		entries[i] = (struct entry){head_of(&dict->keys[i], from), &dict->keys[i], (uint32_t)i};
	qsort(entries, dict->len, sizeof *entries, by_text);
	for (size_t i = 0; i < dict->len; i++) {
		keys[i] = *entries[i].key;
		renumbered[entries[i].code] = (uint32_t)i;
	}
	ld_map_renumber(dict, keys, renumbered);
	free(entries);
	return 0;
}

static int seal_texts(struct ld_column *c, size_t nrows)
{
	if (in_order(c->dict))
		return 0;
	uint32_t *renumbered = calloc(c->dict->len, sizeof *renumbered);
	int rc = renumbered ? sort_dict(c->dict, renumbered) : LINDUNG_E_NOMEM;
	for (size_t r = 0; !rc && r < nrows; r++) {
		uint64_t cell = ld_column_cell(c, r);
		if (cell)
			ld_column_write(c, r, renumbered[cell - 1]);
	}
	free(renumbered);
	return rc;
}

/* In place: a narrower cell is written where everything before it was read. */
static void narrow(struct ld_column *c, size_t nrows, uint8_t size, int64_t base)
{
	struct ld_column wide = *c;
	c->size = size;
	c->base = base;
	for (size_t r = 0; r < nrows; r++) {
		uint64_t cell = ld_column_cell(&wide, r);
		ld_column_write(c, r, cell ? ld_column_value(&wide, r) : base);
	}
	void *data = realloc(c->data, (nrows + 1) * size);
	c->data = data ? data : c->data;
}

int ld_column_seal(struct ld_column *c, size_t nrows)
{
	int64_t lo = 0, hi = 0;
	if (c->sealed || c->kind == LD_COL_NONE)
		return 0;
	if (c->kind == LD_COL_CODE) {
		int rc = seal_texts(c, nrows);
		if (rc)
			return rc;
		if (size_for(c->dict->len) < c->size)
			narrow(c, nrows, size_for(c->dict->len), CODE_BASE);
	} else if (c->kind == LD_COL_WHOLE && c->size > 1) {
		bool any = ld_column_ends(c, nrows, &lo, &hi);
		uint64_t span = any ? (uint64_t)hi - (uint64_t)lo : 0;
		if (!any)
			narrow(c, nrows, 1, -1);
		else if (lo > INT64_MIN && span < UINT32_MAX && size_for(span + 1) < c->size)
			narrow(c, nrows, size_for(span + 1), lo - 1);
	}
	c->sealed = true;
	return 0;
}

/* ---- from outside ---- */

static bool all_finite(const struct ld_column *c, size_t nrows)
{
	for (size_t r = 0; r < nrows; r++)
		if (isinf(((const double *)c->data)[r]))
			return false;
	return true;
}

/* What a type can hold is one range of whole numbers, so the ends of the cells tell of them all. */
static bool in_type(const struct ld_column *c, const struct ld_field *field, size_t nrows)
{
	uint64_t least, most;
	if (c->size == 8) /* cells may wrap; every value of 64 bits is one of these */
		return field->type == LD_INTEGER || field->type == LD_MONEY;
	cell_ends(c, nrows, &least, &most);
	struct ld_value lo = {.kind = LD_I64, .i = (int64_t)((uint64_t)c->base + least + 1)},
			hi = {.kind = LD_I64, .i = (int64_t)((uint64_t)c->base + most)};
	return !most || (lo.i <= hi.i && !ld_field_check(field, &lo, NULL) && !ld_field_check(field, &hi, NULL));
}

static bool codes_known(const struct ld_column *c, size_t nrows)
{
	uint64_t least, most;
	cell_ends(c, nrows, &least, &most);
	return most <= c->dict->len;
}

bool ld_column_sound(const struct ld_column *c, const struct ld_field *field, size_t nrows)
{
	struct ld_field any = *field;
	any.has_lo = any.has_hi = false; /* a declaration may have changed since */
	bool shaped = c->kind == LD_COL_F64    ? c->size == 8
		      : c->kind == LD_COL_CODE ? c->base == CODE_BASE && c->dict && in_order(c->dict)
					       : true;
	if (c->kind != ld_frame_kind(field) || !shaped || c->size > 8 || !(0x116u >> c->size & 1))
		return false;
	return c->kind == LD_COL_F64    ? all_finite(c, nrows)
	       : c->kind == LD_COL_CODE ? codes_known(c, nrows)
					: in_type(c, &any, nrows);
}
