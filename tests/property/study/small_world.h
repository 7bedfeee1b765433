/*
 * Small random conditions, and all workers there can be for them: every value of each field (texts up to a length at
 * which every answer is met), blank and failed, and every answer of each function. Shares nothing with the engine but
 * the structs.
 */
#ifndef SMALL_WORLD_H
#define SMALL_WORLD_H

#include <string.h>

#include "ld_test.h"
#include "model/programme.h"

enum { S_NIK, S_KAYA, S_JENIS, S_DESIL, S_UKURAN, S_NAMA, S_HITUNG, S_FIELDS, S_FUNCS = 2 };
enum { S_FALSE, S_UNKNOWN, S_TRUE };
enum { S_MAX = 10000 };

static const char *const S_CHOICES[] = {"L", "P", "X"};
static const char *const S_WORDS[] = {"a", "b", "ab", "ba", "aa"};

struct small {
	struct ld_arena arena;
	struct ld_field fields[S_FIELDS];
	struct ld_func funcs[S_FUNCS];
	struct ld_programme p;
	uint64_t rng;
	struct ld_value *values[S_FIELDS]; /* known ones */
	size_t nvalues[S_FIELDS];
};

/* One worker: a value of each field, which fields failed, what the functions say. */
struct small_worker {
	struct ld_value v[S_FIELDS];
	bool failed[S_FIELDS];
	int func[S_FUNCS];
};

static inline struct ld_value s_whole(int64_t i)
{
	return (struct ld_value){.kind = LD_I64, .i = i};
}

static inline struct ld_value s_text(const char *s)
{
	return (struct ld_value){.kind = LD_STR, .len = (uint32_t)strlen(s), .s = s};
}

static inline void s_put(struct small *w, int field, struct ld_value v)
{
	if (!w->values[field])
		w->values[field] = ld_arena_array(&w->arena, S_MAX, sizeof v);
	cr_assert(w->nvalues[field] < S_MAX);
	w->values[field][w->nvalues[field]++] = v;
}

/* All texts of a, b and z of up to 8 letters: room for a beginning of two and two words of two, apart. */
static inline void s_put_texts(struct small *w)
{
	char s[9];
	for (int n = 1; n <= 8; n++) {
		int most = 1;
		for (int i = 0; i < n; i++)
			most *= 3;
		for (int k = 0; k < most; k++) {
			for (int i = 0, rest = k; i < n; i++, rest /= 3)
				s[i] = "abz"[rest % 3];
			s[n] = '\0';
			s_put(w, S_NAMA, s_text(ld_arena_strdup(&w->arena, s)));
		}
	}
}

static inline void small_init(struct small *w)
{
	static const struct ld_field fields[S_FIELDS] = {
		[S_NIK] = {.name = "nik", .type = LD_ID, .format = LD_FORMAT_NIK},
		[S_KAYA] = {.name = "kaya", .type = LD_BOOLEAN},
		[S_JENIS] = {.name = "jenis", .type = LD_CHOICE, .choices = S_CHOICES, .nchoices = 3},
		[S_DESIL] = {.name = "desil",
			.type = LD_INTEGER,
			.has_lo = true,
			.has_hi = true,
			.lo = {.kind = LD_I64, .i = 1},
			.hi = {.kind = LD_I64, .i = 6}},
		[S_UKURAN] = {.name = "ukuran",
			.type = LD_NUMBER,
			.has_lo = true,
			.has_hi = true,
			.lo = {.kind = LD_F64, .f = 0},
			.hi = {.kind = LD_F64, .f = 1}},
		[S_NAMA] = {.name = "nama", .type = LD_TEXT},
		[S_HITUNG] = {.name = "hitung",
			.type = LD_INTEGER,
			.derive = LD_DERIVE_FUNC,
			.func = 1,
			.has_lo = true,
			.has_hi = true,
			.lo = {.kind = LD_I64, .i = 0},
			.hi = {.kind = LD_I64, .i = 3}},
	};
	static int reads[S_FUNCS] = {S_KAYA, S_JENIS};
	memcpy(w->fields, fields, sizeof fields);
	for (int i = 0; i < S_FUNCS; i++)
		w->funcs[i] = (struct ld_func){.owner = "f", .place = {"acak.lua", 1}, .reads = &reads[i], .nreads = 1};
	w->p.fields = (struct ld_fields){w->fields, S_FIELDS};
	w->p.funcs = w->funcs;
	w->p.nfuncs = S_FUNCS;
	for (int i = 0; i <= 1; i++)
		s_put(w, S_KAYA, s_whole(i));
	for (int i = 0; i <= 2; i++)
		s_put(w, S_JENIS, s_whole(i));
	for (int i = 1; i <= 6; i++)
		s_put(w, S_DESIL, s_whole(i));
	for (int i = 0; i <= 3; i++)
		s_put(w, S_HITUNG, s_whole(i));
	for (int i = 0; i <= 8; i++)
		s_put(w, S_UKURAN, (struct ld_value){.kind = LD_F64, .f = i / 8.0});
	s_put_texts(w);
	s_put(w, S_NIK, s_text("5315904105800001"));
}

/* ---- random conditions ---- */

/* Values that conditions name: also such as no worker has. Numbers at quarters, so that eighths lie between. */
static inline struct ld_value s_named(struct small *w, int field)
{
	switch (field) {
	case S_KAYA:
		return s_whole(ld_below(&w->rng, 2));
	case S_JENIS:
		return s_whole(ld_below(&w->rng, 3));
	case S_UKURAN:
		return (struct ld_value){.kind = LD_F64, .f = (double)ld_below(&w->rng, 7) / 4 - 0.25};
	case S_NAMA:
		return s_text(S_WORDS[ld_below(&w->rng, 5)]);
	default:
		return s_whole((int64_t)ld_below(&w->rng, 9) - 1);
	}
}

static inline int s_order(const struct ld_value *a, const struct ld_value *b)
{
	if (a->kind == LD_STR)
		return strcmp(a->s, b->s);
	if (a->kind == LD_F64)
		return a->f < b->f ? -1 : a->f > b->f;
	return a->i < b->i ? -1 : a->i > b->i;
}

static inline void s_set(struct small *w, struct ld_cond *c, size_t n)
{
	c->set = ld_arena_array(&w->arena, n, sizeof *c->set);
	for (size_t i = 0; i < n; i++) {
		struct ld_value v = s_named(w, c->field);
		size_t at = c->nset;
		bool twice = false;
		for (size_t k = 0; k < c->nset; k++)
			twice |= s_order(&c->set[k], &v) == 0;
		if (twice)
			continue;
		for (; at > 0 && s_order(&c->set[at - 1], &v) > 0; at--)
			c->set[at] = c->set[at - 1];
		c->set[at] = v;
		c->nset++;
	}
}

static inline void s_leaf(struct small *w, struct ld_cond *c)
{
	static const enum ld_cond_kind kinds[] = {LD_COND_RANGE, LD_COND_RANGE, LD_COND_EQUAL, LD_COND_ONE_OF,
		LD_COND_NONE_OF, LD_COND_KNOWN, LD_COND_MISSING};
	c->field = S_KAYA + (int)ld_below(&w->rng, S_FIELDS - 1);
	c->func = -1;
	c->kind = kinds[ld_below(&w->rng, 7)];
	if (c->kind == LD_COND_RANGE && c->field == S_NAMA)
		c->kind = ld_below(&w->rng, 2) ? LD_COND_STARTS_WITH : LD_COND_CONTAINS;
	if (c->kind == LD_COND_RANGE) {
		uint32_t ends = 1 + ld_below(&w->rng, 3);
		c->has_lo = ends & 1, c->has_hi = ends & 2;
		c->lo_open = ld_below(&w->rng, 2), c->hi_open = ld_below(&w->rng, 2);
		c->lo = s_named(w, c->field), c->hi = s_named(w, c->field);
	} else if (c->kind == LD_COND_ONE_OF || c->kind == LD_COND_NONE_OF) {
		s_set(w, c, 1 + ld_below(&w->rng, 4));
	} else if (c->kind != LD_COND_KNOWN && c->kind != LD_COND_MISSING) {
		s_set(w, c, 1);
	}
}

static inline struct ld_cond *s_cond(struct small *w, int depth)
{
	static const enum ld_cond_kind kinds[] = {LD_COND_ALL, LD_COND_ANY, LD_COND_NOT, LD_COND_AT_LEAST_OF};
	struct ld_cond *c = ld_arena_alloc(&w->arena, sizeof *c);
	c->field = c->func = -1;
	uint32_t what = ld_below(&w->rng, 20);
	if (!depth || what < 6) {
		s_leaf(w, c);
		return c;
	}
	if (what == 19) {
		c->kind = LD_COND_FUNC;
		c->func = (int)ld_below(&w->rng, S_FUNCS);
		return c;
	}
	c->kind = kinds[what % 4];
	c->nkids = c->kind == LD_COND_NOT ? 1 : 1 + ld_below(&w->rng, 3);
	c->kids = ld_arena_array(&w->arena, c->nkids, sizeof *c->kids);
	c->n = 1 + (int)ld_below(&w->rng, (uint32_t)c->nkids);
	for (size_t i = 0; i < c->nkids; i++)
		c->kids[i] = s_cond(w, depth - 1);
	return c;
}

/* ---- answers ---- */

static inline bool s_test(const struct ld_cond *c, const struct ld_value *v)
{
	bool in = false;
	if (c->kind == LD_COND_RANGE)
		return (!c->has_lo || s_order(v, &c->lo) > 0 || (s_order(v, &c->lo) == 0 && !c->lo_open)) &&
		       (!c->has_hi || s_order(v, &c->hi) < 0 || (s_order(v, &c->hi) == 0 && !c->hi_open));
	if (c->kind == LD_COND_STARTS_WITH)
		return strncmp(v->s, c->set[0].s, strlen(c->set[0].s)) == 0;
	if (c->kind == LD_COND_CONTAINS)
		return strstr(v->s, c->set[0].s) != NULL;
	for (size_t i = 0; i < c->nset; i++)
		in |= s_order(v, &c->set[i]) == 0;
	return c->kind == LD_COND_NONE_OF ? !in : in;
}

static inline int s_answer(const struct ld_cond *c, const struct small_worker *x)
{
	size_t yes = 0, no = 0;
	if (c->kind == LD_COND_FUNC)
		return x->func[c->func];
	if (c->field >= 0) {
		bool blank = x->v[c->field].kind == LD_MISSING;
		if (x->failed[c->field])
			return S_UNKNOWN;
		if (c->kind == LD_COND_KNOWN || c->kind == LD_COND_MISSING)
			return blank == (c->kind == LD_COND_MISSING) ? S_TRUE : S_FALSE;
		return blank ? S_UNKNOWN : s_test(c, &x->v[c->field]) ? S_TRUE : S_FALSE;
	}
	for (size_t i = 0; i < c->nkids; i++) {
		int a = s_answer(c->kids[i], x);
		yes += a == S_TRUE;
		no += a == S_FALSE;
	}
	size_t need = c->kind == LD_COND_ANY ? 1 : c->kind == LD_COND_AT_LEAST_OF ? (size_t)c->n : c->nkids;
	int a = yes >= need ? S_TRUE : c->nkids - no < need ? S_FALSE : S_UNKNOWN;
	return c->kind == LD_COND_NOT ? S_TRUE - a : a;
}

/* ---- everyone ---- */

static inline size_t s_tests(const struct ld_cond *c, int field, int func, const struct ld_cond **out)
{
	size_t n = 0;
	if ((c->field >= 0 && c->field == field) || (c->func >= 0 && c->func == func))
		out[n++] = c;
	for (size_t i = 0; i < c->nkids; i++)
		n += s_tests(c->kids[i], field, func, out + n);
	return n;
}

struct s_cells { /* the cells of one field that differ in some test's answer */
	struct ld_value v[600];
	bool failed[600];
	size_t len;
};

static inline void s_cell(struct s_cells *s, char seen[][200], const struct ld_cond **tests, size_t n, int field,
	struct ld_value v, bool failed)
{
	struct small_worker x = {0};
	char key[200] = "";
	x.v[field] = v;
	x.failed[field] = failed;
	cr_assert(n < sizeof key);
	for (size_t i = 0; i < n; i++)
		key[i] = (char)('0' + s_answer(tests[i], &x));
	for (size_t i = 0; i < s->len; i++)
		if (strcmp(seen[i], key) == 0)
			return;
	cr_assert(s->len < 600);
	memcpy(seen[s->len], key, sizeof key);
	s->v[s->len] = v;
	s->failed[s->len++] = failed;
}

static inline void s_cells_of(
	const struct small *w, int field, const struct ld_cond *const *conds, size_t n, struct s_cells *ret)
{
	static char seen[600][200];
	const struct ld_cond *tests[200];
	size_t ntests = 0;
	for (size_t i = 0; i < n; i++)
		ntests += s_tests(conds[i], field, -2, tests + ntests);
	ret->len = 0;
	for (size_t i = 0; i < w->nvalues[field]; i++)
		s_cell(ret, seen, tests, ntests, field, w->values[field][i], false);
	if (field != S_NIK)
		s_cell(ret, seen, tests, ntests, field, (struct ld_value){0}, false);
	if (w->fields[field].derive != LD_DERIVE_NONE)
		s_cell(ret, seen, tests, ntests, field, (struct ld_value){0}, true);
}

/* Call see(ctx, worker) for every worker that the conditions can tell apart, until it returns true. Returns whether it
 * did; −1 without looking when they are more than `most`. */
static inline int s_everyone(const struct small *w, const struct ld_cond *const *conds, size_t n, double most,
	bool (*see)(void *ctx, const struct small_worker *x), void *ctx)
{
	static struct s_cells cells[S_FIELDS];
	size_t at[S_FIELDS + S_FUNCS] = {0}, len[S_FIELDS + S_FUNCS];
	const struct ld_cond *tests[200];
	double many = 1;
	for (int f = 0; f < S_FIELDS; f++) {
		s_cells_of(w, f, conds, n, &cells[f]);
		len[f] = cells[f].len;
	}
	for (int f = 0; f < S_FUNCS; f++) {
		size_t asked = 0;
		for (size_t i = 0; i < n; i++)
			asked += s_tests(conds[i], -2, f, tests);
		len[S_FIELDS + f] = asked ? 3 : 1;
	}
	for (size_t i = 0; i < S_FIELDS + S_FUNCS; i++)
		many *= (double)len[i];
	if (many > most)
		return -1;
	for (;;) {
		struct small_worker x;
		size_t i = 0;
		for (int f = 0; f < S_FIELDS; f++)
			x.v[f] = cells[f].v[at[f]], x.failed[f] = cells[f].failed[at[f]];
		for (int f = 0; f < S_FUNCS; f++)
			x.func[f] = (int)at[S_FIELDS + f];
		if (see(ctx, &x))
			return 1;
		while (i < S_FIELDS + S_FUNCS && ++at[i] == len[i])
			at[i++] = 0;
		if (i == S_FIELDS + S_FUNCS)
			return 0;
	}
}

static inline void small_fini(struct small *w)
{
	ld_arena_fini(&w->arena);
}

#endif
