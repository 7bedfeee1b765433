/*
 * Random programmes and workers for the property tests of eval, built as plain structs: fields of
 * every type with blanks, derived fields, nested conditions, rules of each policy, scores of each
 * kind, and functions that answer by arithmetic on what they are given and fail now and then.
 * Values come from small pools, so that conditions are often met.
 */
#ifndef RANDOM_PROGRAMME_H
#define RANDOM_PROGRAMME_H

#include <stdio.h>
#include <string.h>

#include "eval/eval.h"
#include "ld_test.h"

enum {
	NIK,
	KAYA,
	JENIS,
	DESIL,
	JUMLAH,
	UANG,
	ANGKA,
	LAHIR,
	NAMA,
	KELUARGA,
	UMUR,
	ANGGOTA,
	HITUNG,
	LABEL,
	NFIELDS
};
enum { MAX_FUNCS = 40, FAMILIES = 3000 };

static const char *const JENISES[] = {"L", "P", "X", "Y"};
static const char *const TEXTS[] = {"", "a", "ab", "abc", "b", "ba", "petani", "petani penggarap",
	"nelayan", "pekerja lepas", "pekerja", "lepas", "zz", "é", "éa"};
static const int64_t WHOLES[] = {INT64_MIN, INT64_MIN + 1, -3000000000, -1, 0, 1, 2, 3, 4, 7,
	3000000000, INT64_MAX - 1, INT64_MAX};
/* Values whose column is one byte a cell, two, four: at both ends of each, and one more than fits. */
static const int64_t NARROW[][8] = {{-3, 0, 1, 2, 7, 100, 250, 251}, {-3, 0, 1, 2, 7, 200, 251, 252},
	{-3, 0, 1, 2, 7, 300, 65530, 65531}, {-3, 0, 1, 2, 7, 300, 65531, 65532},
	{-3, 0, 1, 2, 7, 300, 70000, 4294967290}, {-3, 0, 1, 2, 7, 300, 70000, 4294967292}};
static const double FLOATS[] = {-1e300, -1.5, -0.0, 0.0, 0.5, 1, 1.5, 2, 3, 1e300};
#define COUNT(a) (sizeof(a) / sizeof *(a))

struct world {
	struct ld_arena arena;
	struct ld_programme p;
	uint64_t rng;
	char families[FAMILIES][24];
	int blanks; /* percent of cells */
	size_t width; /* of JUMLAH's values: an index in NARROW, or past it */
	size_t rows;
	struct ld_value *cells; /* [rows][NFIELDS] as given, before anything is derived */
	int *family;            /* [rows] index in families, −1 when blank */
};

static inline struct ld_value whole(int64_t i)
{
	return (struct ld_value){.kind = LD_I64, .i = i};
}

static inline struct ld_value text(const char *s)
{
	return (struct ld_value){.kind = LD_STR, .len = (uint32_t)strlen(s), .s = s};
}

static struct ld_value random_value(struct world *w, int field)
{
	switch (field) {
	case KAYA:
		return whole(ld_below(&w->rng, 2));
	case JENIS:
		return whole(ld_below(&w->rng, COUNT(JENISES)));
	case DESIL:
		return whole((int64_t)ld_below(&w->rng, 10) + 1);
	case JUMLAH:
		return whole(w->width < COUNT(NARROW) ? NARROW[w->width][ld_below(&w->rng, 8)]
						      : WHOLES[ld_below(&w->rng, COUNT(WHOLES))]);
	case UANG:
		return whole((int64_t)ld_below(&w->rng, 30) * 100000);
	case ANGKA:
		return (struct ld_value){
			.kind = LD_F64, .f = FLOATS[ld_below(&w->rng, COUNT(FLOATS))]};
	case LAHIR:
		return whole((int64_t)ld_below(&w->rng, w->width % 2 ? 30000 : 80000) - 10000);
	case NAMA:
	case LABEL:
		return text(TEXTS[ld_below(&w->rng, COUNT(TEXTS))]);
	case KELUARGA:
		return text(w->families[ld_below(&w->rng, FAMILIES)]);
	case UMUR:
		return whole(ld_below(&w->rng, 100));
	default:
		return whole(ld_below(&w->rng, 6));
	}
}

static int random_func(
	struct world *w, enum ld_func_kind kind, const char *owner, int before, int field)
{
	struct ld_func *fn = &w->p.funcs[w->p.nfuncs];
	cr_assert(w->p.nfuncs < MAX_FUNCS);
	*fn = (struct ld_func){.kind = kind,
		.owner = owner,
		.place = {"acak.lua", (int)w->p.nfuncs + 1},
		.field = field};
	fn->nreads = ld_below(&w->rng, 4);
	fn->reads = ld_arena_array(&w->arena, fn->nreads, sizeof *fn->reads);
	for (size_t i = 0; i < fn->nreads; i++)
		fn->reads[i] = 1 + (int)ld_below(&w->rng, (uint32_t)before - 1);
	fn->blanks = ld_below(&w->rng, 3) == 0;
	fn->lo = -(int64_t)ld_below(&w->rng, 20);
	fn->hi = ld_below(&w->rng, 20);
	return (int)w->p.nfuncs++;
}

static int by_value(const void *a, const void *b)
{
	return ld_value_cmp(a, b);
}

/* Conditions ask also for what no row could have. */
static struct ld_value asked_value(struct world *w, int field)
{
	return field == JUMLAH && ld_below(&w->rng, 4) == 0
		       ? whole(WHOLES[ld_below(&w->rng, COUNT(WHOLES))])
		       : random_value(w, field);
}

static void random_set(struct world *w, struct ld_cond *c, size_t most)
{
	size_t n = 1 + ld_below(&w->rng, (uint32_t)most), len = 0;
	c->set = ld_arena_array(&w->arena, n, sizeof *c->set);
	for (size_t i = 0; i < n; i++)
		c->set[i] = asked_value(w, c->field);
	qsort(c->set, n, sizeof *c->set, by_value);
	for (size_t i = 0; i < n; i++)
		if (!len || ld_value_cmp(&c->set[len - 1], &c->set[i]))
			c->set[len++] = c->set[i];
	c->nset = len;
}

static void random_leaf(struct world *w, struct ld_cond *c, int before)
{
	static const enum ld_cond_kind kinds[] = {LD_COND_EQUAL, LD_COND_ONE_OF, LD_COND_NONE_OF,
		LD_COND_RANGE, LD_COND_RANGE, LD_COND_KNOWN, LD_COND_MISSING, LD_COND_STARTS_WITH,
		LD_COND_CONTAINS};
	c->field = 1 + (int)ld_below(&w->rng, (uint32_t)before - 1);
	bool is_text = ld_type_kind(w->p.fields.items[c->field].type) == LD_STR;
	c->kind = kinds[ld_below(&w->rng, is_text ? 9 : 7)];
	if (c->kind == LD_COND_RANGE) {
		c->has_lo = ld_below(&w->rng, 3) > 0;
		c->has_hi = !c->has_lo || ld_below(&w->rng, 2);
		c->lo_open = ld_below(&w->rng, 2);
		c->hi_open = ld_below(&w->rng, 2);
		c->lo = asked_value(w, c->field);
		c->hi = asked_value(w, c->field);
	} else if (c->kind != LD_COND_KNOWN && c->kind != LD_COND_MISSING) {
		bool many = c->kind == LD_COND_ONE_OF || c->kind == LD_COND_NONE_OF;
		random_set(w, c, many ? (ld_below(&w->rng, 4) ? 5 : 40) : 1);
	}
}

/* A condition over fields before `before`; functions only where an owner is given. */
static struct ld_cond *random_cond(struct world *w, int depth, int before, const char *owner)
{
	struct ld_cond *c = ld_arena_alloc(&w->arena, sizeof *c);
	c->field = c->func = -1;
	c->place = (struct ld_place){"acak.lua", 1};
	if (owner && w->p.nfuncs < MAX_FUNCS / 2 && ld_below(&w->rng, 12) == 0) {
		c->kind = LD_COND_FUNC;
		c->func = random_func(w, LD_FUNC_COND, owner, before, -1);
		return c;
	}
	if (!depth || ld_below(&w->rng, 3) == 0) {
		random_leaf(w, c, before);
		return c;
	}
	c->kind = (enum ld_cond_kind)ld_below(&w->rng, 4);
	c->nkids = c->kind == LD_COND_NOT ? 1 : 1 + ld_below(&w->rng, 4);
	c->n = 1 + (int)ld_below(&w->rng, (uint32_t)c->nkids);
	c->kids = ld_arena_array(&w->arena, c->nkids, sizeof *c->kids);
	for (size_t i = 0; i < c->nkids; i++)
		c->kids[i] = random_cond(w, depth - 1, before, owner);
	return c;
}

static void random_fields(struct world *w)
{
	struct ld_field *f = ld_arena_array(&w->arena, NFIELDS, sizeof *f);
	w->p.fields = (struct ld_fields){f, NFIELDS};
	f[NIK] = (struct ld_field){.name = "nik", .type = LD_ID, .format = LD_FORMAT_NIK};
	f[KAYA] = (struct ld_field){.name = "kaya", .type = LD_BOOLEAN};
	f[JENIS] = (struct ld_field){
		.name = "jenis", .type = LD_CHOICE, .choices = JENISES, .nchoices = COUNT(JENISES)};
	f[DESIL] = (struct ld_field){.name = "desil",
		.type = LD_INTEGER,
		.has_lo = true,
		.has_hi = true,
		.lo = whole(1),
		.hi = whole(10)};
	f[JUMLAH] = (struct ld_field){.name = "jumlah", .type = LD_INTEGER};
	f[UANG] = (struct ld_field){.name = "uang", .type = LD_MONEY};
	f[ANGKA] = (struct ld_field){.name = "angka", .type = LD_NUMBER};
	f[LAHIR] = (struct ld_field){.name = "lahir", .type = LD_DATE};
	f[NAMA] = (struct ld_field){.name = "nama", .type = LD_TEXT};
	f[KELUARGA] = (struct ld_field){.name = "keluarga", .type = LD_ID};
	f[UMUR] = (struct ld_field){
		.name = "umur", .type = LD_INTEGER, .derive = LD_DERIVE_AGE, .from = LAHIR};
	f[ANGGOTA] = (struct ld_field){.name = "anggota",
		.type = LD_INTEGER,
		.derive = LD_DERIVE_MEMBERS,
		.from = KELUARGA};
	f[HITUNG] =
		(struct ld_field){.name = "hitung", .type = LD_INTEGER, .derive = LD_DERIVE_FUNC};
	f[LABEL] = (struct ld_field){.name = "label", .type = LD_TEXT, .derive = LD_DERIVE_FUNC};
	f[ANGGOTA].when = ld_below(&w->rng, 4) ? random_cond(w, 2, ANGGOTA, "anggota") : NULL;
	f[HITUNG].func = random_func(w, LD_FUNC_FIELD, "hitung", HITUNG, HITUNG);
	f[LABEL].func = random_func(w, LD_FUNC_FIELD, "label", LABEL, LABEL);
}

static void random_points(struct world *w, struct ld_points *p, const char *owner)
{
	static const int of[] = {DESIL, JUMLAH, UANG, ANGKA, KAYA, UMUR, ANGGOTA, HITUNG};
	static const int by[] = {KAYA, JENIS, DESIL, JUMLAH, ANGKA, NAMA, UMUR, LABEL};
	p->kind = (enum ld_points_kind)ld_below(&w->rng, 4);
	p->field = p->kind == LD_POINTS_PER ? of[ld_below(&w->rng, COUNT(of))]
					    : by[ld_below(&w->rng, COUNT(by))];
	p->n = (int64_t)ld_below(&w->rng, 60) - 20;
	p->each = (int64_t)ld_below(&w->rng, 9) - 3;
	p->up_to = ld_below(&w->rng, 14);
	p->otherwise = (int64_t)ld_below(&w->rng, 9) - 4;
	if (p->kind == LD_POINTS_FUNC)
		p->func = random_func(w, LD_FUNC_POINTS, owner, NFIELDS, -1);
	struct ld_cond set = {.field = p->field};
	random_set(w, &set, p->field == KAYA || p->field == JENIS ? 8 : 14);
	p->nrows = set.nset;
	p->rows = ld_arena_array(&w->arena, set.nset, sizeof *p->rows);
	for (size_t i = 0; i < set.nset; i++)
		p->rows[i] = (struct ld_points_row){set.set[i], (int64_t)ld_below(&w->rng, 30) - 9};
}

static void random_world(struct world *w, uint64_t seed, size_t rows)
{
	*w = (struct world){.rng = seed, .rows = rows};
	w->blanks = (int[]){0, 5, 30,
		100}[ld_below(&w->rng, 10) < 8 ? 1 + ld_below(&w->rng, 2) : ld_below(&w->rng, 4)];
	w->width = ld_below(&w->rng, 2 * COUNT(NARROW));
	for (int i = 0; i < FAMILIES; i++)
		snprintf(w->families[i], sizeof w->families[i], "K%04d", i);
	w->p.segment = w->p.covered_from = w->p.covered_to = -1;
	w->p.as_of = 20000;
	w->p.funcs = ld_arena_array(&w->arena, MAX_FUNCS, sizeof *w->p.funcs);
	random_fields(w);
	w->p.nrules = 1 + ld_below(&w->rng, 6);
	w->p.rules = ld_arena_array(&w->arena, w->p.nrules, sizeof *w->p.rules);
	for (size_t r = 0; r < w->p.nrules; r++) {
		struct ld_rule *rule = &w->p.rules[r];
		rule->id = ld_arena_printf(&w->arena, "aturan-%zu", r);
		rule->missing = (enum ld_missing)(
			ld_below(&w->rng, 2) ? LD_MISSING_CHECK : ld_below(&w->rng, 3));
		rule->when = random_cond(w, 4, NFIELDS, rule->id);
	}
	w->p.nscores = ld_below(&w->rng, 6);
	w->p.scores = ld_arena_array(&w->arena, w->p.nscores, sizeof *w->p.scores);
	for (size_t s = 0; s < w->p.nscores; s++) {
		struct ld_score *score = &w->p.scores[s];
		score->id = ld_arena_printf(&w->arena, "skor-%zu", s);
		random_points(w, &score->points, score->id);
		score->when = ld_below(&w->rng, 3) ? random_cond(w, 2, NFIELDS, score->id) : NULL;
	}
	if (ld_below(&w->rng, 2)) {
		w->p.nquotas = 1;
		w->p.quotas = ld_arena_array(&w->arena, 1, sizeof *w->p.quotas);
		w->p.quotas[0].by = (int[]){JENIS, NAMA, LABEL, ANGGOTA}[ld_below(&w->rng, 4)];
	}
	w->cells = ld_arena_array(&w->arena, rows * NFIELDS, sizeof *w->cells);
	w->family = ld_arena_array(&w->arena, rows, sizeof *w->family);
	for (size_t r = 0; r < rows; r++) {
		struct ld_value *cell = &w->cells[r * NFIELDS];
		for (int f = 1; f < NFIELDS; f++) {
			bool derived = w->p.fields.items[f].derive != LD_DERIVE_NONE;
			if (derived ? ld_below(&w->rng, 10) == 0
				    : (int)ld_below(&w->rng, 100) >= w->blanks)
				cell[f] = random_value(w, f);
		}
		w->family[r] = cell[KELUARGA].kind == LD_STR ? atoi(cell[KELUARGA].s + 1) : -1;
	}
}

static inline struct ld_frame *world_frame(const struct world *w)
{
	struct lindung_error err;
	struct ld_frame *f = NULL;
	bool marks[NFIELDS];
	memset(marks, 1, sizeof marks);
	ld_ok(ld_frame_new(&w->p.fields, marks, w->rows, &f, &err));
	for (size_t r = 0; r < w->rows; r++) {
		char nik[32];
		snprintf(nik, sizeof nik, "5315904105%06zu", r % 1000000);
		struct ld_value v = text(nik);
		ld_ok(ld_frame_set(f, 0, r, &v, &err));
		for (size_t k = 1; k < NFIELDS; k++)
			ld_ok(ld_frame_set(f, k, r, &w->cells[r * NFIELDS + k], &err));
	}
	ld_ok(ld_frame_seal(f, &err));
	return f;
}

/* What function `func` answers: by arithmetic on its arguments, now and then an error or something
 * it may not return. */
static struct ld_answer answer_of(
	const struct ld_programme *p, int func, const struct ld_value *args)
{
	const struct ld_func *fn = &p->funcs[func];
	uint64_t h = 77 + (uint64_t)func;
	for (size_t i = 0; i < fn->nreads; i++) {
		const struct ld_value *v = &args[i];
		uint64_t bits = 1;
		if (v->kind == LD_I64)
			bits = (uint64_t)v->i * 3 + 5;
		else if (v->kind == LD_F64)
			bits = (uint64_t)(int64_t)(v->f > 1e18 || v->f < -1e18 ? 11 : v->f * 16);
		for (uint32_t k = 0; v->kind == LD_STR && k < v->len; k++)
			bits = bits * 31 + (unsigned char)v->s[k];
		h = (h ^ bits) * 0x9E3779B97F4A7C15u;
	}
	h ^= h >> 29;
	struct ld_answer a = {0};
	if (h % 13 == 0) {
		a = (struct ld_answer){.kind = LD_ANSWER_ERROR,
			.code = LINDUNG_E_RULE,
			.message = "gagal",
			.file = "acak.lua",
			.line = func + 1};
		return a;
	}
	h /= 13;
	if (fn->kind == LD_FUNC_COND)
		a.value =
			whole(h % 17 == 0 ? 2 : (int64_t)(h & 1)); /* 2 is neither true nor false */
	else if (fn->kind == LD_FUNC_POINTS)
		a.value = whole(
			fn->lo + (int64_t)(h % (uint64_t)(fn->hi - fn->lo +
							  2))); /* may pass its range by one */
	else if (h % 7 == 0)
		a.value = (struct ld_value){0};
	else if (p->fields.items[fn->field].type == LD_TEXT)
		a.value = text(TEXTS[h % COUNT(TEXTS)]);
	else
		a.value = whole((int64_t)(h % 12));
	return a;
}

static int fake_call(void *ctx, int func, const struct ld_value *args, size_t n,
	struct ld_answer *answers, struct ld_arena *arena, struct lindung_error *err)
{
	const struct ld_programme *p = ctx;
	(void)arena;
	(void)err;
	for (size_t i = 0; i < n; i++)
		answers[i] = answer_of(p, func, args + i * p->funcs[func].nreads);
	return 0;
}

#endif
