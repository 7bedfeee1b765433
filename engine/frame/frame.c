/*
 * Columns are plain arrays, one a field, with a byte beside each cell that marks it missing. Texts
 * are codes of a dictionary a column; sealing renumbers them so that comparing codes is comparing
 * texts. The nik is kept apart: sixteen bytes a row, because nothing groups by it and a dictionary
 * of a million different texts would only cost.
 */
#include "frame/frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"

enum ld_col_kind ld_frame_kind(const struct ld_field *field)
{
	switch (field->type) {
	case LD_BOOLEAN:
	case LD_CHOICE:
		return LD_COL_U8;
	case LD_DATE:
		return LD_COL_I32;
	case LD_INTEGER:
		return field->has_lo && field->has_hi && field->derive == LD_DERIVE_NONE &&
				       field->lo.i >= INT32_MIN && field->hi.i <= INT32_MAX
			       ? LD_COL_I32
			       : LD_COL_I64;
	case LD_MONEY:
		return LD_COL_I64;
	case LD_NUMBER:
		return LD_COL_F64;
	case LD_ID:
	case LD_TEXT:
		break;
	}
	return LD_COL_CODE;
}

static size_t cell_size(enum ld_col_kind kind)
{
	switch (kind) {
	case LD_COL_U8:
		return 1;
	case LD_COL_I32:
	case LD_COL_CODE:
		return 4;
	default:
		return 8;
	}
}

static int column_init(struct ld_column *c, enum ld_col_kind kind, size_t nrows)
{
	size_t n = nrows ? nrows : 1;
	c->kind = kind;
	c->data = calloc(n, cell_size(kind));
	c->missing = malloc(n);
	if (kind == LD_COL_CODE)
		c->dict = calloc(1, sizeof *c->dict);
	if (!c->data || !c->missing || (kind == LD_COL_CODE && !c->dict))
		return LINDUNG_E_NOMEM;
	memset(c->missing, 1, n);
	return 0;
}

int ld_frame_new(const struct ld_fields *fields, const bool *marks, size_t nrows,
	struct ld_frame **ret, struct lindung_error *err)
{
	if (nrows > LD_MAX_WORKERS)
		return ld_fail(err, LINDUNG_E_LIMIT, "%zu workers are more than %d", nrows,
			LD_MAX_WORKERS);
	struct ld_frame *f = calloc(1, sizeof *f);
	if (!f)
		return ld_nomem(err);
	f->fields = fields;
	f->nrows = nrows;
	f->nik = calloc(nrows ? nrows : 1, sizeof *f->nik);
	f->cols = calloc(fields->len ? fields->len : 1, sizeof *f->cols);
	int rc = f->nik && f->cols ? 0 : LINDUNG_E_NOMEM;
	for (size_t i = 1; !rc && i < fields->len; i++)
		if (marks[i])
			rc = column_init(&f->cols[i], ld_frame_kind(&fields->items[i]), nrows);
	if (rc) {
		ld_frame_free(f);
		return ld_nomem(err);
	}
	*ret = f;
	return 0;
}

void ld_frame_free(struct ld_frame *f)
{
	if (!f)
		return;
	for (size_t i = 0; f->cols && i < f->fields->len; i++) {
		free(f->cols[i].data);
		free(f->cols[i].missing);
		free(f->cols[i].gaps);
		free(f->cols[i].broken);
		ld_map_fini(f->cols[i].dict);
		free(f->cols[i].dict);
	}
	free(f->cols);
	free(f->nik);
	free(f);
}

/* A sealed column may have lost its marks; a blank set later brings them back. */
static int clear_cell(
	struct ld_frame *f, struct ld_column *c, size_t row, struct lindung_error *err)
{
	if (!c->missing) {
		c->missing = calloc(f->nrows, 1);
		if (!c->missing)
			return ld_nomem(err);
	}
	c->missing[row] = 1;
	memset((char *)c->data + row * cell_size(c->kind), 0, cell_size(c->kind));
	return 0;
}

static int set_text(
	struct ld_column *c, size_t row, const struct ld_value *v, struct lindung_error *err)
{
	ld_assert(v->kind == LD_STR);
	uint32_t code = ld_map_add(c->dict, v->s, v->len);
	if (code == LD_MAP_NONE)
		return ld_nomem(err);
	((uint32_t *)c->data)[row] = code;
	return 0;
}

static int set_nik(struct ld_frame *f, size_t row, const struct ld_value *v)
{
	ld_assert(v->kind == LD_STR && v->len == LD_NIK);
	memcpy(f->nik[row], v->s, LD_NIK);
	return 0;
}

int ld_frame_set(struct ld_frame *f, size_t field, size_t row, const struct ld_value *value,
	struct lindung_error *err)
{
	ld_assert(field < f->fields->len && row < f->nrows);
	if (!field)
		return set_nik(f, row, value);
	struct ld_column *c = &f->cols[field];
	ld_assert(c->kind != LD_COL_NONE);
	if (value->kind == LD_MISSING)
		return clear_cell(f, c, row, err);
	switch (c->kind) {
	case LD_COL_U8:
		ld_assert(value->kind == LD_I64 && value->i >= 0 && value->i <= UINT8_MAX);
		((uint8_t *)c->data)[row] = (uint8_t)value->i;
		break;
	case LD_COL_I32:
		ld_assert(value->kind == LD_I64 && value->i >= INT32_MIN && value->i <= INT32_MAX);
		((int32_t *)c->data)[row] = (int32_t)value->i;
		break;
	case LD_COL_I64:
		ld_assert(value->kind == LD_I64);
		((int64_t *)c->data)[row] = value->i;
		break;
	case LD_COL_F64:
		ld_assert(value->kind == LD_F64 && isfinite(value->f));
		((double *)c->data)[row] =
			value->f == 0
				? 0
				: value->f; /* one zero, so that equal cells have equal bits */
		break;
	default: {
		int rc = set_text(c, row, value, err);
		if (rc)
			return rc;
	}
	}
	if (c->missing)
		c->missing[row] = 0;
	return 0;
}

struct ld_value ld_frame_get(const struct ld_frame *f, size_t field, size_t row)
{
	const struct ld_column *c = &f->cols[field];
	if (!field)
		return (struct ld_value){.kind = LD_STR, .len = LD_NIK, .s = f->nik[row]};
	if (c->kind == LD_COL_NONE || (c->missing && c->missing[row]))
		return (struct ld_value){0};
	switch (c->kind) {
	case LD_COL_U8:
		return (struct ld_value){.kind = LD_I64, .i = ((const uint8_t *)c->data)[row]};
	case LD_COL_I32:
		return (struct ld_value){.kind = LD_I64, .i = ((const int32_t *)c->data)[row]};
	case LD_COL_I64:
		return (struct ld_value){.kind = LD_I64, .i = ((const int64_t *)c->data)[row]};
	case LD_COL_F64:
		return (struct ld_value){.kind = LD_F64, .f = ((const double *)c->data)[row]};
	default: {
		const struct ld_map_key *k = &c->dict->keys[((const uint32_t *)c->data)[row]];
		return (struct ld_value){.kind = LD_STR, .len = k->len, .s = k->text};
	}
	}
}

struct entry {
	const struct ld_map_key *key;
	uint32_t code;
};

static int by_text(const void *a, const void *b)
{
	const struct ld_map_key *x = ((const struct entry *)a)->key,
				*y = ((const struct entry *)b)->key;
	return ld_bytes_cmp(x->text, x->len, y->text, y->len);
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
	struct ld_map sorted = {0};
	int rc = entries ? 0 : LINDUNG_E_NOMEM;
	for (size_t i = 0; !rc && i < dict->len; i++)
		entries[i] = (struct entry){&dict->keys[i], (uint32_t)i};
	if (!rc)
		qsort(entries, dict->len, sizeof *entries, by_text);
	for (size_t i = 0; !rc && i < dict->len; i++) {
		uint32_t code = ld_map_add(&sorted, entries[i].key->text, entries[i].key->len);
		if (code == LD_MAP_NONE)
			rc = LINDUNG_E_NOMEM;
		else
			renumbered[entries[i].code] = code;
	}
	free(entries);
	if (rc) {
		ld_map_fini(&sorted);
		return rc;
	}
	ld_map_fini(dict);
	*dict = sorted;
	return 0;
}

static int seal_texts(struct ld_frame *f, struct ld_column *c)
{
	if (in_order(c->dict))
		return 0;
	uint32_t *renumbered = calloc(c->dict->len, sizeof *renumbered), *codes = c->data;
	int rc = renumbered ? sort_dict(c->dict, renumbered) : LINDUNG_E_NOMEM;
	for (size_t r = 0; !rc && r < f->nrows; r++)
		codes[r] = c->missing && c->missing[r] ? 0 : renumbered[codes[r]];
	free(renumbered);
	return rc;
}

int ld_frame_seal(struct ld_frame *f, struct lindung_error *err)
{
	for (size_t i = 1; i < f->fields->len; i++) {
		struct ld_column *c = &f->cols[i];
		if (c->kind == LD_COL_CODE && seal_texts(f, c))
			return ld_nomem(err);
		if (c->missing && !memchr(c->missing, 1, f->nrows)) {
			free(c->missing);
			c->missing = NULL;
		}
	}
	return 0;
}

size_t ld_frame_find(const struct ld_frame *f, const char *nik)
{
	size_t lo = 0, hi = f->nrows;
	if (strnlen(nik, LD_NIK + 1) != LD_NIK)
		return SIZE_MAX;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = memcmp(f->nik[mid], nik, LD_NIK);
		if (!c)
			return mid;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return SIZE_MAX;
}
