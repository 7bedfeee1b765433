/*
 * Which values of a field are worth trying. Every test that reads it (conditions, points, the order against one worker) cuts
 * its values into classes; inside a class no table can tell one value from another, so the nearest stands for all. Numbers and
 * dates are cut at thresholds; words and texts are put together when every test says the same of them.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "study/flip_work.h"

enum { STEPS = 256, SMALL = 64 }; /* steps of points that are tried one by one; values a function is asked about, each */

struct cutter {
	const struct ld_programme *p;
	const struct ld_field *d;
	int field;
	const struct ld_value *line;
	struct ld_arena *arena;
	const struct ld_cond **leaves;
	size_t nleaves, leaves_cap;
	const struct ld_points **points; /* [npoints] that read the field */
	size_t npoints;
	bool by_func, by_line, asks_known, failed;
};

/* ---- what reads the field ---- */

static void add_leaf(struct cutter *c, const struct ld_cond *leaf)
{
	if (c->nleaves == c->leaves_cap) {
		size_t cap = c->leaves_cap ? c->leaves_cap * 2 : 16;
		const struct ld_cond **more = ld_arena_array(c->arena, cap, sizeof *more);
		if (!more) {
			c->failed = true;
			return;
		}
		if (c->nleaves)
			memcpy(more, c->leaves, c->nleaves * sizeof *more);
		c->leaves = more;
		c->leaves_cap = cap;
	}
	c->leaves[c->nleaves++] = leaf;
}

static bool func_reads(const struct cutter *c, int func)
{
	const struct ld_func *fn = &c->p->funcs[func];
	for (size_t i = 0; i < fn->nreads; i++)
		if (fn->reads[i] == c->field)
			return true;
	return false;
}

static void look(struct cutter *c, const struct ld_cond *cond)
{
	for (size_t i = 0; cond && i < cond->nkids; i++)
		look(c, cond->kids[i]);
	if (!cond || cond->nkids)
		return;
	if (cond->kind == LD_COND_FUNC)
		c->by_func |= func_reads(c, cond->func);
	else if (cond->field == c->field && (cond->kind == LD_COND_KNOWN || cond->kind == LD_COND_MISSING))
		c->asks_known = true;
	else if (cond->field == c->field)
		add_leaf(c, cond);
}

static void look_everywhere(struct cutter *c)
{
	const struct ld_programme *p = c->p;
	c->points = ld_arena_array(c->arena, p->nscores, sizeof *c->points);
	c->failed |= !c->points;
	for (size_t i = 0; i < p->nrules; i++)
		look(c, p->rules[i].when);
	for (size_t i = 0; i < p->nfunders; i++)
		look(c, p->funders[i].only);
	for (size_t i = 0; i < p->nscores && !c->failed; i++) {
		const struct ld_points *n = &p->scores[i].points;
		look(c, p->scores[i].when);
		if (n->kind == LD_POINTS_FUNC)
			c->by_func |= func_reads(c, n->func);
		else if (n->kind != LD_POINTS_CONST && n->field == c->field)
			c->points[c->npoints++] = n;
	}
	for (size_t i = 0; i < p->norder && c->line; i++)
		c->by_line |= p->order[i].kind == LD_KEY_FIELD && p->order[i].field == c->field;
	c->by_line &= c->line && c->line->kind != LD_MISSING;
}

/* ---- numbers and dates ---- */

struct cut { /* a class begins at the value, or just after it */
	struct ld_value at;
	bool after;
};

struct cuts {
	struct cut *items;
	size_t n, cap;
	struct cutter *c;
};

static void add_cut(struct cuts *k, struct ld_value at, bool after)
{
	if (after && at.kind == LD_I64) {
		if (at.i == INT64_MAX)
			return;
		at.i++;
		after = false;
	}
	if (at.kind == LD_I64 && at.i == INT64_MIN) /* nothing is before it */
		return;
	if (k->n == k->cap) {
		size_t cap = k->cap ? k->cap * 2 : 32;
		struct cut *more = ld_arena_array(k->c->arena, cap, sizeof *more);
		if (!more) {
			k->c->failed = true;
			return;
		}
		if (k->n)
			memcpy(more, k->items, k->n * sizeof *more);
		k->items = more;
		k->cap = cap;
	}
	k->items[k->n++] = (struct cut){at, after};
}

static void cut_out(struct cuts *k, const struct ld_value *v)
{
	add_cut(k, *v, false);
	add_cut(k, *v, true);
}

static struct ld_value whole(const struct cuts *k, int64_t n)
{
	return k->c->d->type == LD_NUMBER ? (struct ld_value){.kind = LD_F64, .f = (double)n}
					  : (struct ld_value){.kind = LD_I64, .i = n};
}

static bool cut_points(struct cuts *k, const struct ld_points *n)
{
	for (size_t i = 0; n->kind == LD_POINTS_BY && i < n->nrows; i++)
		cut_out(k, &n->rows[i].key);
	for (int64_t i = 1; n->kind == LD_POINTS_PER && i <= n->up_to && i <= STEPS; i++)
		add_cut(k, whole(k, i), false);
	return n->kind != LD_POINTS_PER || n->up_to <= STEPS;
}

static bool cut_all(struct cuts *k)
{
	const struct cutter *c = k->c;
	const struct ld_field *d = c->d;
	bool complete = true, small = d->type != LD_NUMBER && d->has_lo && d->has_hi && (uint64_t)d->hi.i - (uint64_t)d->lo.i < SMALL;
	for (size_t i = 0; i < c->nleaves; i++) {
		const struct ld_cond *leaf = c->leaves[i];
		if (leaf->has_lo)
			add_cut(k, leaf->lo, leaf->lo_open);
		if (leaf->has_hi)
			add_cut(k, leaf->hi, !leaf->hi_open);
		for (size_t s = 0; s < leaf->nset; s++)
			cut_out(k, &leaf->set[s]);
	}
	for (size_t i = 0; i < c->npoints; i++)
		complete &= cut_points(k, c->points[i]);
	if (c->by_line)
		cut_out(k, c->line);
	for (int64_t v = small && c->by_func ? d->lo.i : 1, end = small && c->by_func ? d->hi.i : 0; v <= end; v++)
		add_cut(k, whole(k, v), false);
	return complete && (small || !c->by_func);
}

static int by_cut(const void *a, const void *b)
{
	const struct cut *x = a, *y = b;
	int order = ld_value_cmp(&x->at, &y->at);
	return order ? order : x->after - y->after;
}

/* The first value of a class, and the last of the one before a cut. */
static struct ld_value first_of(const struct cut *k)
{
	struct ld_value v = k->at;
	if (k->after)
		v.f = nextafter(v.f, INFINITY);
	return v;
}

static struct ld_value last_before(const struct cut *k)
{
	struct ld_value v = k->at;
	if (v.kind == LD_I64)
		v.i--;
	else if (!k->after)
		v.f = nextafter(v.f, -INFINITY);
	return v;
}

static uint64_t distance(const struct ld_value *a, const struct ld_value *b)
{
	uint64_t bits;
	double f = fabs(a->f - b->f);
	if (a->kind == LD_I64)
		return a->i > b->i ? (uint64_t)a->i - (uint64_t)b->i : (uint64_t)b->i - (uint64_t)a->i;
	memcpy(&bits, &f, sizeof bits); /* of numbers from 0 on, bits are in their order */
	return bits;
}

/* The class between two cuts, NULL where it has no end; ret unset where the field's range leaves nothing of it. */
static bool class_of(const struct ld_field *d, const struct cut *lo, const struct cut *hi, const struct ld_value *from,
	struct ld_flip_class *ret)
{
	struct ld_flip_class c = {0};
	struct ld_value first = {0}, last = {0};
	if (lo) {
		first = first_of(lo);
		c.range = (struct ld_flip_range){.has_lo = true, .lo_open = lo->after, .lo = lo->at};
	}
	if (hi) {
		last = last_before(hi);
		c.range.has_hi = true;
		c.range.hi_open = last.kind == LD_F64 && !hi->after;
		c.range.hi = c.range.hi_open ? hi->at : last;
	}
	if (d->has_lo && (first.kind == LD_MISSING || ld_value_cmp(&first, &d->lo) <= 0)) {
		first = d->lo;
		c.range.has_lo = false;
	}
	if (d->has_hi && (last.kind == LD_MISSING || ld_value_cmp(&last, &d->hi) >= 0)) {
		last = d->hi;
		c.range.has_hi = false;
	}
	if (first.kind != LD_MISSING && last.kind != LD_MISSING && ld_value_cmp(&first, &last) > 0)
		return false;
	if (from->kind == LD_MISSING) {
		c.v = first.kind != LD_MISSING ? first : last;
		if (c.v.kind == LD_MISSING)
			c.v = d->type == LD_NUMBER ? (struct ld_value){.kind = LD_F64} : (struct ld_value){.kind = LD_I64};
	} else {
		c.v = first.kind != LD_MISSING && ld_value_cmp(from, &first) < 0 ? first
		      : last.kind != LD_MISSING && ld_value_cmp(from, &last) > 0 ? last
										: *from;
		c.now = ld_value_equal(&c.v, from);
		c.dist = distance(&c.v, from);
	}
	*ret = c;
	return true;
}

static void order_classes(struct cutter *c, const struct ld_value *from, struct ld_var *var)
{
	struct cuts k = {.c = c};
	var->ordered = true;
	var->complete = cut_all(&k);
	if (k.n)
		qsort(k.items, k.n, sizeof *k.items, by_cut);
	size_t n = 0;
	for (size_t i = 0; i < k.n; i++)
		if (!n || by_cut(&k.items[n - 1], &k.items[i]))
			k.items[n++] = k.items[i];
	var->classes = ld_arena_array(c->arena, n + 2, sizeof *var->classes);
	c->failed |= !var->classes;
	for (size_t i = 0; i <= n && !c->failed; i++)
		var->n += class_of(
			c->d, i ? &k.items[i - 1] : NULL, i < n ? &k.items[i] : NULL, from, &var->classes[var->n]);
}

/* ---- words and texts ---- */

/* All that any test can say of a value. */
static int64_t *signature(struct cutter *c, const struct ld_value *v)
{
	int64_t *s = ld_arena_array(c->arena, c->nleaves + c->npoints + 2, sizeof *s);
	size_t n = 0;
	if (!s) {
		c->failed = true;
		return NULL;
	}
	for (size_t i = 0; i < c->nleaves; i++)
		s[n++] = ld_leaf_test(c->leaves[i], v);
	for (size_t i = 0; i < c->npoints; i++)
		s[n++] = ld_points_of(c->points[i], v);
	int order = c->by_line ? ld_value_cmp(v, c->line) : 0;
	s[n++] = (order > 0) - (order < 0);
	s[n] = c->by_func && v->kind == LD_I64 ? v->i + 1 : 0;
	return s;
}

struct words {
	struct cutter *c;
	struct ld_var *var;
	int64_t **signs; /* [classes] */
	size_t cap, max; /* max: values a class can have */
};

static void add_word(struct words *w, const struct ld_value *v, bool others, const struct ld_value *from)
{
	struct cutter *c = w->c;
	int64_t *sign = signature(c, v);
	size_t i = 0, size = (c->nleaves + c->npoints + 2) * sizeof *sign;
	if (!sign)
		return;
	while (i < w->var->n && memcmp(w->signs[i], sign, size) != 0)
		i++;
	struct ld_flip_class *k = &w->var->classes[i];
	if (i == w->var->n) {
		ld_assert(i < w->cap);
		w->signs[w->var->n++] = sign;
		k->v = *v;
		k->set = ld_arena_array(c->arena, w->max, sizeof *k->set);
		c->failed |= !k->set;
	}
	int64_t *mine = from->kind == LD_MISSING ? NULL : signature(c, from);
	k->now |= mine && memcmp(mine, sign, size) == 0;
	k->others |= others;
	if (!others && !c->failed)
		k->set[k->nset++] = *v;
}

static bool words_init(struct words *w, struct cutter *c, struct ld_var *var, size_t max)
{
	*w = (struct words){.c = c, .var = var, .cap = max + 1, .max = max + 1};
	var->classes = ld_arena_array(c->arena, w->cap + 1, sizeof *var->classes);
	w->signs = ld_arena_array(c->arena, w->cap, sizeof *w->signs);
	c->failed |= !var->classes || !w->signs;
	return !c->failed;
}

static void word_classes(struct cutter *c, const struct ld_value *from, struct ld_var *var)
{
	struct words w;
	size_t n = c->d->type == LD_BOOLEAN ? 2 : c->d->nchoices;
	if (!words_init(&w, c, var, n))
		return;
	for (size_t i = 0; i < n && !c->failed; i++)
		add_word(&w, &(struct ld_value){.kind = LD_I64, .i = (int64_t)i}, false, from);
}

static int by_value(const void *a, const void *b)
{
	return ld_value_cmp(a, b);
}

/* A text that no test names: the tests are what it must not meet, as far as one short text can. */
static struct ld_value stranger(const struct cutter *c)
{
	static const char *const tries[] = {"-", "?", "lain", "~", "0000000000000000"};
	struct ld_value v = {0};
	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
		bool named = false;
		v = (struct ld_value){.kind = LD_STR, .len = (uint32_t)strlen(tries[i]), .s = tries[i]};
		for (size_t k = 0; k < c->nleaves; k++)
			named |= ld_leaf_test(c->leaves[k], &v) != (c->leaves[k]->kind == LD_COND_NONE_OF);
		if (!named)
			return v;
	}
	return v;
}

static void text_classes(struct cutter *c, const struct ld_value *from, struct ld_var *var)
{
	struct words w;
	size_t max = 0, n = 0, patterns = 0;
	for (size_t i = 0; i < c->nleaves; i++) {
		max += c->leaves[i]->nset;
		patterns += c->leaves[i]->kind == LD_COND_STARTS_WITH || c->leaves[i]->kind == LD_COND_CONTAINS;
	}
	for (size_t i = 0; i < c->npoints; i++)
		max += c->points[i]->nrows;
	struct ld_value *named = ld_arena_array(c->arena, max + 1, sizeof *named), other = stranger(c);
	c->failed |= !named;
	if (c->failed || !words_init(&w, c, var, max))
		return;
	for (size_t i = 0; i < c->nleaves; i++)
		for (size_t s = 0; s < c->leaves[i]->nset; s++)
			named[n++] = c->leaves[i]->set[s];
	for (size_t i = 0; i < c->npoints; i++)
		for (size_t r = 0; r < c->points[i]->nrows; r++)
			named[n++] = c->points[i]->rows[r].key;
	if (n)
		qsort(named, n, sizeof *named, by_value);
	for (size_t i = 0; i < n && !c->failed; i++)
		if (!i || ld_value_cmp(&named[i - 1], &named[i]))
			add_word(&w, &named[i], false, from);
	if (!c->failed)
		add_word(&w, &other, true, from);
	var->complete = !c->by_func && !c->by_line && !patterns;
}

/* ---- a field ---- */

int ld_var_make(const struct ld_programme *p, int field, const struct ld_value *from, const struct ld_value *line, bool group,
	struct ld_arena *arena, struct ld_var *ret, struct lindung_error *err)
{
	struct cutter c = {.p = p, .d = &p->fields.items[field], .field = field, .line = line, .arena = arena};
	struct ld_var var = {.field = field, .complete = true};
	look_everywhere(&c);
	bool read = c.nleaves || c.npoints || c.by_func || c.by_line || c.asks_known || (group && from->kind == LD_MISSING);
	if (!c.failed && read) {
		if (c.d->type == LD_BOOLEAN || c.d->type == LD_CHOICE)
			word_classes(&c, from, &var);
		else if (c.d->type == LD_ID || c.d->type == LD_TEXT)
			text_classes(&c, from, &var);
		else
			order_classes(&c, from, &var);
	}
	if (c.failed)
		return ld_nomem(err);
	if (c.asks_known && from->kind != LD_MISSING && c.d->derive == LD_DERIVE_NONE) /* else it would be computed */
		var.classes[var.n++] = (struct ld_flip_class){.dist = UINT64_MAX};
	*ret = var;
	return 0;
}
