/*
 * The workers of one run as columns, one a field. Texts are codes of a dictionary a column; sealing
 * renumbers them so that comparing codes is comparing texts. The nik is kept apart: sixteen bytes a
 * row, because nothing groups by it and a dictionary of a million different texts would only cost.
 * What a cell is stands in column.c.
 */
#include "frame/frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/limits.h"

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
			rc = ld_column_init(&f->cols[i], &fields->items[i], nrows);
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
	for (size_t i = 0; f->cols && i < f->fields->len; i++)
		ld_column_fini(&f->cols[i]);
	free(f->cols);
	free(f->nik);
	free(f);
}

static int set_nik(struct ld_frame *f, size_t row, const struct ld_value *v)
{
	ld_assert(v->kind == LD_STR && v->len == LD_NIK);
	memcpy(f->nik[row], v->s, LD_NIK);
	return 0;
}

static int set_text(struct ld_frame *f, struct ld_column *c, size_t row, const struct ld_value *v)
{
	ld_assert(v->kind == LD_STR);
	uint32_t code = ld_map_add(c->dict, v->s, v->len);
	return code == LD_MAP_NONE ? LINDUNG_E_NOMEM : ld_column_put(c, f->nrows, row, code);
}

int ld_frame_set(struct ld_frame *f, size_t field, size_t row, const struct ld_value *value,
	struct lindung_error *err)
{
	ld_assert(field < f->fields->len && row < f->nrows);
	int rc = 0;
	if (!field)
		return set_nik(f, row, value);
	struct ld_column *c = &f->cols[field];
	ld_assert(c->kind != LD_COL_NONE);
	if (value->kind == LD_MISSING) {
		ld_column_clear(c, row);
	} else if (c->kind == LD_COL_F64) {
		ld_assert(value->kind == LD_F64 && isfinite(value->f));
		/* one zero, so that equal cells have equal bits */
		((double *)c->data)[row] = value->f == 0 ? 0 : value->f;
	} else if (c->kind == LD_COL_CODE) {
		rc = set_text(f, c, row, value);
	} else {
		ld_assert(value->kind == LD_I64);
		rc = ld_column_put(c, f->nrows, row, value->i);
	}
	return rc ? ld_nomem(err) : 0;
}

struct ld_value ld_frame_get(const struct ld_frame *f, size_t field, size_t row)
{
	const struct ld_column *c = &f->cols[field];
	if (!field)
		return (struct ld_value){.kind = LD_STR, .len = LD_NIK, .s = f->nik[row]};
	if (ld_column_blank(c, row))
		return (struct ld_value){0};
	if (c->kind == LD_COL_F64)
		return (struct ld_value){.kind = LD_F64, .f = ((const double *)c->data)[row]};
	int64_t v = ld_column_value(c, row);
	if (c->kind == LD_COL_WHOLE)
		return (struct ld_value){.kind = LD_I64, .i = v};
	const struct ld_map_key *k = &c->dict->keys[v];
	return (struct ld_value){.kind = LD_STR, .len = k->len, .s = k->text};
}

int ld_frame_seal(struct ld_frame *f, struct lindung_error *err)
{
	for (size_t i = 1; i < f->fields->len; i++)
		if (ld_column_seal(&f->cols[i], f->nrows))
			return ld_nomem(err);
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
