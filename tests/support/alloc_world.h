/*
 * A small world for tests of allocation: a programme as plain C, a frame of synthetic workers and their fates. Tests fill in
 * what they need, or let ld_world_random fill in everything. Nothing here knows how lists are made.
 */
#ifndef LD_ALLOC_WORLD_H
#define LD_ALLOC_WORLD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/alloc.h"
#include "base/date.h"
#include "ld_test.h"

enum { F_NIK, F_DESA, F_KECAMATAN, F_TAG, F_SEGMENT, F_DARI, F_SAMPAI, F_LAKI, F_NILAI, NFIELDS };
enum { MAX_FUNDERS = 24, MAX_QUOTAS = 8, MAX_GROUPS = 8 };
#define LD_M(year, month) ((year) * 12 + (month) - 1)

struct ld_world {
	struct ld_programme p;
	struct ld_field fields[NFIELDS];
	struct ld_key order[4];
	struct ld_quota quotas[MAX_QUOTAS];
	struct ld_funder funders[MAX_FUNDERS];
	struct ld_weight weights[MAX_QUOTAS * 2 + MAX_FUNDERS][MAX_GROUPS];
	struct ld_part parts[MAX_FUNDERS][3];
	struct ld_cond only[MAX_FUNDERS];
	struct ld_value tags[MAX_FUNDERS][8];
	char ids[MAX_FUNDERS][4];
	struct ld_rates rates;
	struct ld_rate_row rows[8];
	struct ld_frame *f;
	struct ld_outcomes o;
	struct ld_cover covers[16];
	struct ld_alloc_in in;
	char seed[24];
};

static const char *const ld_kecamatan[] = {"Pacar", "Boleng", "Komodo"};
static const char *const ld_segments[] = {"umum", "transportasi"};
static const char *const ld_desa[] = {"Golo", "Ara", "Mata", "Wae"};
static const char *const ld_components[] = {"JKK", "JKM"};

static inline struct ld_value ld_i(int64_t i)
{
	return (struct ld_value){.kind = LD_I64, .i = i};
}

static inline struct ld_value ld_s(const char *s)
{
	return (struct ld_value){.kind = LD_STR, .len = (uint32_t)strlen(s), .s = s};
}

static inline void ld_world_score(struct ld_world *w, size_t row, int64_t points)
{
	cr_assert_eq(ld_column_put(&w->o.low, w->f->nrows, row, points), 0);
}

/* Fields and a table of 10 + 7 rupiah a month; programme without order, quotas and funders. */
static inline struct ld_world *ld_world_new(size_t nrows)
{
	static const struct ld_field fields[NFIELDS] = {
		{.name = "nik", .type = LD_ID, .format = LD_FORMAT_NIK},
		{.name = "desa", .type = LD_TEXT},
		{.name = "kecamatan", .type = LD_CHOICE, .choices = ld_kecamatan, .nchoices = 3},
		{.name = "tag", .type = LD_INTEGER},
		{.name = "segmen", .type = LD_CHOICE, .choices = ld_segments, .nchoices = 2},
		{.name = "dari", .type = LD_DATE},
		{.name = "sampai", .type = LD_DATE},
		{.name = "laki", .type = LD_BOOLEAN},
		{.name = "nilai", .type = LD_NUMBER},
	};
	struct lindung_error err = {0};
	struct ld_world *w = calloc(1, sizeof *w);
	bool marks[NFIELDS];
	memset(marks, true, sizeof marks);
	marks[F_NIK] = false;
	memcpy(w->fields, fields, sizeof fields);
	w->p.id = "uji";
	w->p.fields = (struct ld_fields){w->fields, NFIELDS};
	w->p.order = w->order;
	w->p.quotas = w->quotas;
	w->p.funders = w->funders;
	w->p.segment = w->p.covered_from = w->p.covered_to = -1;
	w->rates = (struct ld_rates){.id = "bpu", .rows = w->rows, .nrows = 2};
	w->rows[0] = (struct ld_rate_row){.component = "JKK", .to = INT32_MAX, .amount = 10};
	w->rows[1] = (struct ld_rate_row){.component = "JKM", .to = INT32_MAX, .amount = 7};
	ld_ok(ld_frame_new(&w->p.fields, marks, nrows, &w->f, &err));
	for (size_t i = 0; i < nrows; i++) {
		char nik[LD_NIK + 1];
		snprintf(nik, sizeof nik, "53159041058%05zu", (i + 1) % 100000);
		memcpy(w->f->nik[i], nik, LD_NIK);
	}
	w->o.nrows = nrows;
	w->o.fate = malloc(nrows + 1);
	cr_assert_eq(ld_column_init(&w->o.low, &(struct ld_field){.type = LD_INTEGER}, nrows), 0);
	for (size_t i = 0; i < nrows; i++)
		ld_world_score(w, i, 0);
	memset(w->o.fate, LD_FATE_ELIGIBLE, nrows + 1);
	w->in = (struct ld_alloc_in){.p = &w->p, .f = w->f, .o = &w->o, .covers = w->covers};
	return w;
}

static inline void ld_world_free(struct ld_world *w)
{
	ld_frame_free(w->f);
	free(w->o.fate);
	ld_column_fini(&w->o.low);
	free(w);
}

static inline void ld_world_set(struct ld_world *w, size_t row, size_t field, struct ld_value v)
{
	struct lindung_error err = {0};
	ld_ok(ld_frame_set(w->f, field, row, &v, &err));
}

/* A funder of `months` months from January 2024 for 17 rupiah a month. */
static inline struct ld_funder *ld_world_funder(struct ld_world *w, const char *id, int64_t budget, int months)
{
	struct ld_funder *f = &w->funders[w->p.nfunders++];
	*f = (struct ld_funder){.id = id, .payer = "apbd", .from = LD_M(2024, 1), .months = months, .budget = budget,
		.seats = -1, .by = -1, .pays = {&w->rates, ld_components, 2}};
	return f;
}

/* Only workers whose tag is in the set of bits. */
static inline void ld_world_earmark(struct ld_world *w, struct ld_funder *f, unsigned tags)
{
	size_t i = (size_t)(f - w->funders), n = 0;
	for (unsigned t = 0; t < 8; t++)
		if (tags >> t & 1)
			w->tags[i][n++] = ld_i(t);
	w->only[i] = (struct ld_cond){.kind = LD_COND_ONE_OF, .field = F_TAG, .func = -1, .set = w->tags[i], .nset = n};
	f->only = &w->only[i];
}

static inline struct ld_quota *ld_world_quota(struct ld_world *w, const char *id, int by)
{
	struct ld_quota *q = &w->quotas[w->p.nquotas++];
	*q = (struct ld_quota){.id = id, .by = by};
	return q;
}

static inline struct ld_allocation *ld_world_alloc(struct ld_world *w)
{
	struct lindung_error err = {0};
	struct ld_allocation *a = NULL;
	ld_ok(ld_frame_seal(w->f, &err));
	ld_ok(ld_alloc(&w->in, &a, &err));
	return a;
}

/* The allocation as decisions, one a row; free() it. */
static inline struct ld_decision *ld_world_decisions(const struct ld_world *w, const struct ld_allocation *a)
{
	struct ld_decision *d = calloc(a->nrows + 1, sizeof *d);
	for (size_t row = 0; row < a->nrows; row++) {
		const struct ld_verdict *v = ld_allocation_verdict(a, row);
		d[row] = (struct ld_decision){.status = v->status, .rank = ld_allocation_rank(a, row),
			.position = ld_allocation_position(a, row), .cost = v->cost, .funder = "", .rules = "", .missing = "",
			.constraint = v->constraint};
		memcpy(d[row].nik, w->f->nik[row], LD_NIK);
		if (v->funder >= 0) {
			d[row].funder = w->funders[v->funder].id;
			d[row].months = a->funders[v->funder].months;
		}
	}
	return d;
}

/* ---- random worlds ---- */

static inline struct ld_value ld_group_value(int field, unsigned k)
{
	if (field == F_DESA)
		return ld_s(ld_desa[k % 4]);
	if (field == F_NILAI)
		return (struct ld_value){.kind = LD_F64, .f = k % 3 * 0.5};
	return ld_i(k % (field == F_LAKI || field == F_SEGMENT ? 2 : field == F_TAG ? 8 : 3));
}

static inline int ld_weight_cmp(const void *a, const void *b)
{
	return ld_value_cmp(&((const struct ld_weight *)a)->group, &((const struct ld_weight *)b)->group);
}

/* Some groups of the field, each with a number below `below`. */
static inline size_t ld_random_table(uint64_t *s, int field, uint32_t below, struct ld_weight *out)
{
	size_t n = 0;
	for (unsigned k = 0; k < 4; k++) {
		struct ld_value v = ld_group_value(field, k);
		bool known = ld_below(s, 4) == 0;
		for (size_t i = 0; i < n; i++)
			known = known || ld_value_equal(&out[i].group, &v);
		if (!known)
			out[n++] = (struct ld_weight){v, ld_below(s, below)};
	}
	qsort(out, n, sizeof *out, ld_weight_cmp);
	return n;
}

static inline void ld_random_rates(struct ld_world *w, uint64_t *s)
{
	if (ld_below(s, 2))
		w->rows[w->rates.nrows++] = (struct ld_rate_row){.component = "JKK", .to = INT32_MAX,
			.segment = "transportasi", .payer = ld_below(s, 2) ? "apbd" : NULL, .amount = ld_below(s, 4) ? 5 : 10};
	if (ld_below(s, 3) == 0)
		w->rows[w->rates.nrows++] = (struct ld_rate_row){.component = "JKM", .to = LD_M(2024, 2), .payer = "donasi",
			.amount = 3};
	if (ld_below(s, 3))
		w->p.segment = F_SEGMENT;
	if (ld_below(s, 3) == 0) {
		w->p.covered_from = F_DARI;
		w->p.covered_to = F_SAMPAI;
	}
}

static inline void ld_random_workers(struct ld_world *w, uint64_t *s)
{
	static const int fields[] = {F_DESA, F_KECAMATAN, F_TAG, F_SEGMENT, F_LAKI, F_NILAI};
	uint32_t spread = 1 + ld_below(s, 6);
	for (size_t row = 0; row < w->f->nrows; row++) {
		w->o.fate[row] = ld_below(s, 8) ? LD_FATE_ELIGIBLE : (uint8_t)ld_below(s, 2);
		ld_world_score(w, row, (int64_t)ld_below(s, spread) - 2);
		for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
			ld_world_set(w, row, (size_t)fields[i], ld_group_value(fields[i], ld_below(s, 8)));
		if (ld_below(s, 10) == 0)
			ld_world_set(w, row, F_SEGMENT, (struct ld_value){0});
		if (ld_below(s, 6) == 0)
			ld_world_set(w, row, F_DARI, ld_i(ld_month_first_day(LD_M(2023, 10) + (int)ld_below(s, 6)) + 9));
		if (ld_below(s, 6) == 0)
			ld_world_set(w, row, F_SAMPAI, ld_i(ld_month_first_day(LD_M(2023, 11) + (int)ld_below(s, 6)) + 9));
	}
	for (size_t row = 0; row < w->f->nrows && row < 8; row++) {
		if (ld_below(s, 9) == 0) {
			int32_t from = LD_M(2023, 11) + (int)ld_below(s, 6);
			w->covers[w->in.ncovers++] = (struct ld_cover){(uint32_t)row, from, from + (int)ld_below(s, 3)};
		}
	}
}

static inline void ld_random_order(struct ld_world *w, uint64_t *s)
{
	static const int fields[] = {F_DESA, F_KECAMATAN, F_DARI, F_LAKI, F_NILAI, F_TAG};
	size_t n = ld_below(s, 4);
	for (size_t i = 0; i < n; i++) {
		struct ld_key *k = &w->order[w->p.norder++];
		*k = (struct ld_key){.kind = LD_KEY_SCORE, .descending = ld_below(s, 2)};
		if (ld_below(s, 2)) {
			k->kind = LD_KEY_FIELD;
			k->field = fields[ld_below(s, 6)];
		} else if (ld_below(s, 4) == 0) {
			snprintf(w->seed, sizeof w->seed, "benih %u", ld_below(s, 100));
			*k = (struct ld_key){.kind = LD_KEY_LOTTERY, .seed = ld_below(s, 3) ? w->seed : ld_below(s, 2) ? "" : NULL};
		}
	}
}

static inline void ld_random_bound(struct ld_world *w, uint64_t *s, int by, uint32_t most, size_t table, struct ld_bound *b)
{
	*b = (struct ld_bound){.kind = (enum ld_bound_kind)ld_below(s, 5), .n = ld_below(s, most)};
	if (b->kind == LD_BOUND_PERCENT)
		b->n = 10 * ld_below(s, 11);
	if (b->kind == LD_BOUND_APPORTION) {
		b->n = ld_below(s, 2 * most);
		if (ld_below(s, 2))
			b->n = -1;
		b->by_eligible = ld_below(s, 2);
		b->method = (enum ld_method)ld_below(s, 2);
	}
	if (b->kind == LD_BOUND_TABLE || (b->kind == LD_BOUND_APPORTION && !b->by_eligible)) {
		b->groups = w->weights[table];
		b->ngroups = ld_random_table(s, by, most, b->groups);
	}
	b->has_otherwise = b->kind == LD_BOUND_TABLE && ld_below(s, 2);
	b->otherwise = ld_below(s, most);
}

static inline void ld_random_quotas(struct ld_world *w, uint64_t *s)
{
	static const int fields[] = {F_KECAMATAN, F_DESA, F_LAKI, F_NILAI, F_TAG};
	static const char *const ids[] = {"satu", "dua", "tiga"};
	size_t n = ld_below(s, 4);
	for (size_t i = 0; i < n; i++) {
		struct ld_quota *q = ld_world_quota(w, ids[i], fields[ld_below(s, 5)]);
		uint32_t kinds = ld_below(s, 8);
		if (kinds < 5)
			ld_random_bound(w, s, q->by, 2 + ld_below(s, 2), i * 2, &q->at_least);
		if (kinds > 2)
			ld_random_bound(w, s, q->by, 6, i * 2 + 1, &q->at_most);
	}
}

static inline void ld_random_purses(struct ld_world *w, uint64_t *s, struct ld_funder *f, int64_t unit)
{
	static const int fields[] = {F_DESA, F_KECAMATAN, F_LAKI};
	f->by = fields[ld_below(s, 3)];
	f->purses = (enum ld_purses)(1 + ld_below(s, 3));
	f->budget = -1;
	f->each = unit * ld_below(s, 3) + ld_below(s, 20);
	f->total = unit * ld_below(s, 6) + ld_below(s, 20);
	f->unit = ld_below(s, 2) ? unit : 1 + ld_below(s, 9);
	f->by_eligible = ld_below(s, 2);
	f->groups = w->weights[MAX_QUOTAS * 2 + (f - w->funders)];
	bool table = f->purses == LD_PURSES_TABLE || (f->purses == LD_PURSES_SPLIT && !f->by_eligible);
	f->ngroups = table ? ld_random_table(s, f->by, f->purses == LD_PURSES_TABLE ? (uint32_t)unit * 3 : 4, f->groups) : 0;
}

static inline void ld_random_funder(struct ld_world *w, uint64_t *s)
{
	static const char *const payers[] = {"apbd", "apbd", "donasi"};
	size_t i = w->p.nfunders;
	snprintf(w->ids[i], sizeof w->ids[i], "D%zu", i + 1);
	struct ld_funder *f = ld_world_funder(w, w->ids[i], 0, 1 + (int)ld_below(s, 3));
	int64_t unit = 17 * f->months;
	f->payer = payers[ld_below(s, 3)];
	f->from += (int)ld_below(s, 3);
	f->budget = ld_below(s, 12) ? unit * ld_below(s, 4) + ld_below(s, (uint32_t)unit) : -1;
	f->overtake = ld_below(s, 2);
	if (ld_below(s, 4) == 0)
		f->seats = ld_below(s, 4);
	if (ld_below(s, 3))
		ld_world_earmark(w, f, (unsigned)(ld_below(s, 256) | ld_below(s, 256)));
	uint32_t kind = ld_below(s, 8);
	if (kind < 2)
		ld_random_purses(w, s, f, unit);
	if (kind == 2) {
		f->budget = -1;
		f->parts = w->parts[i];
		f->nparts = 2 + ld_below(s, 2);
		int left = 100;
		for (size_t k = 0; k < f->nparts; k++) {
			int percent = k + 1 < f->nparts ? 10 + (int)ld_below(s, 30) : left;
			left -= percent;
			f->parts[k] = (struct ld_part){.id = "bagian", .percent = percent,
				.budget = ld_below(s, 5) ? (int64_t)ld_below(s, (uint32_t)(3 * unit)) : -1};
		}
	}
}

/* At most 9 workers, 5 funders, 3 quotas of every kind. */
static inline struct ld_world *ld_world_random(uint64_t *s)
{
	struct ld_world *w = ld_world_new(1 + ld_below(s, 9));
	struct lindung_error err = {0};
	size_t nfunders = ld_below(s, 20) ? 1 + ld_below(s, 5) : 0;
	ld_random_rates(w, s);
	ld_random_workers(w, s);
	ld_random_order(w, s);
	ld_random_quotas(w, s);
	for (size_t i = 0; i < nfunders; i++)
		ld_random_funder(w, s);
	if (nfunders == 1 && ld_below(s, 2))
		w->funders[0].as_many = true;
	ld_ok(ld_frame_seal(w->f, &err));
	return w;
}

#endif
