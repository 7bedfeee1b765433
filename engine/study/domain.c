/*
 * Classes of one field's values. Numbers, money and dates are cut wherever some test changes its answer: a cut is the
 * least value of the class above it, so that open and closed ends, whole and broken numbers are one thing. Texts are
 * made up: behind each beginning that is asked for, every choice of the texts that are asked to be contained, set apart
 * by a character that stands in none of them; that is every answer a text can give, for whatever a text contains also
 * contains what lies inside it.
 */
#include "study/domain.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/limits.h"
#include "eval/plan.h"

/* A growing list in an arena: the old one stays there, which doubles what is used at most. */
struct list {
	struct ld_arena *arena;
	struct ld_value *items;
	size_t len, cap;
	bool failed;
};

static void push(struct list *l, struct ld_value v)
{
	if (l->len == l->cap) {
		size_t cap = l->cap ? 2 * l->cap : 16;
		struct ld_value *items = ld_arena_array(l->arena, cap, sizeof *items);
		if (!items) {
			l->failed = true;
			return;
		}
		if (l->len)
			memcpy(items, l->items, l->len * sizeof *items);
		l->items = items;
		l->cap = cap;
	}
	l->items[l->len++] = v;
}

static int by_value(const void *a, const void *b)
{
	return ld_value_cmp(a, b);
}

static void sort_once(struct list *l)
{
	size_t n = 0;
	if (l->len)
		qsort(l->items, l->len, sizeof *l->items, by_value);
	for (size_t i = 0; i < l->len; i++)
		if (!n || ld_value_cmp(&l->items[n - 1], &l->items[i]))
			l->items[n++] = l->items[i];
	l->len = n;
}

/* ---- what the conditions ask of the field ---- */

struct asked {
	int field;
	struct list cuts, named, starts, holds; /* cuts of ordered values; texts */
	bool ranges;                            /* a range of something without order */
};

static struct ld_value whole(int64_t i)
{
	return (struct ld_value){.kind = LD_I64, .i = i};
}

static struct ld_value number(double f)
{
	return (struct ld_value){.kind = LD_F64, .f = f + 0.0}; /* no second zero */
}

/* The least value above v; false when there is none. */
static bool next(const struct ld_value *v, struct ld_value *ret)
{
	if (v->kind == LD_I64) {
		*ret = whole(v->i == INT64_MAX ? v->i : v->i + 1);
		return v->i < INT64_MAX;
	}
	*ret = number(nextafter(v->f, INFINITY));
	return isfinite(ret->f);
}

static struct ld_value before(const struct ld_value *v)
{
	return v->kind == LD_I64 ? whole(v->i - 1) : number(nextafter(v->f, -INFINITY));
}

/* The answer changes at v, behind it, or both. */
static void cut(struct asked *q, const struct ld_value *v, bool at, bool behind)
{
	struct ld_value above;
	if (at)
		push(&q->cuts, v->kind == LD_F64 ? number(v->f) : *v);
	if (behind && next(v, &above))
		push(&q->cuts, above);
}

static void ask(struct asked *q, const struct ld_cond *c)
{
	for (size_t i = 0; i < c->nkids; i++)
		ask(q, c->kids[i]);
	if (c->field != q->field)
		return;
	if (c->kind == LD_COND_RANGE) {
		const struct ld_value *end = c->has_lo ? &c->lo : &c->hi;
		q->ranges |= (c->has_lo || c->has_hi) && end->kind == LD_STR;
		if (q->ranges)
			return;
		if (c->has_lo)
			cut(q, &c->lo, !c->lo_open, c->lo_open);
		if (c->has_hi)
			cut(q, &c->hi, c->hi_open, !c->hi_open);
		return;
	}
	for (size_t i = 0; i < c->nset; i++) {
		if (c->kind == LD_COND_STARTS_WITH)
			push(&q->starts, c->set[i]);
		else if (c->kind == LD_COND_CONTAINS)
			push(&q->holds, c->set[i]);
		else if (c->set[i].kind == LD_STR)
			push(&q->named, c->set[i]);
		else
			cut(q, &c->set[i], true, true);
	}
}

/* ---- the values there can be ---- */

static void widen(struct ld_value *lo, struct ld_value *hi, int64_t from, int64_t to)
{
	lo->i = from < lo->i ? from : lo->i;
	hi->i = to > hi->i ? to : hi->i;
}

/* The range of a type. */
static void type_limits(const struct ld_field *f, struct ld_value *lo, struct ld_value *hi)
{
	int32_t first = 0, last = 0;
	*lo = whole(INT64_MIN), *hi = whole(INT64_MAX);
	switch (f->type) {
	case LD_NUMBER:
		*lo = number(-DBL_MAX), *hi = number(DBL_MAX);
		break;
	case LD_MONEY:
		*lo = whole(-LD_MAX_MONEY), *hi = whole(LD_MAX_MONEY);
		break;
	case LD_BOOLEAN:
		*lo = whole(0), *hi = whole(1);
		break;
	case LD_CHOICE:
		*lo = whole(0), *hi = whole((int64_t)f->nchoices - 1);
		break;
	case LD_DATE:
		ld_date_make(1900, 1, 1, &first);
		ld_date_make(2199, 12, 31, &last);
		*lo = whole(first), *hi = whole(last);
		break;
	default:
		break;
	}
}

static void limits(const struct ld_programme *p, const struct ld_field *f, struct ld_value *lo, struct ld_value *hi)
{
	type_limits(f, lo, hi);
	if (f->has_lo)
		*lo = f->lo;
	if (f->has_hi)
		*hi = f->hi;
	if (f->derive == LD_DERIVE_AGE) {
		struct ld_value first, last;
		limits(p, &p->fields.items[f->from], &first, &last);
		int youngest = ld_age((int32_t)last.i, p->as_of), oldest = ld_age((int32_t)first.i, p->as_of);
		if (oldest >= 0)
			widen(lo, hi, youngest < 0 ? 0 : youngest, oldest);
	} else if (f->derive == LD_DERIVE_MEMBERS) {
		widen(lo, hi, 0, LD_MAX_WORKERS);
	}
}

/* ---- classes ---- */

struct classes {
	struct ld_arena *arena;
	struct ld_class *items;
	size_t len, cap;
	bool failed;
};

static void add(struct classes *c, enum ld_class_kind kind, struct ld_value lo, struct ld_value hi)
{
	if (c->len == c->cap) {
		size_t cap = c->cap ? 2 * c->cap : 8;
		struct ld_class *items = ld_arena_array(c->arena, cap, sizeof *items);
		if (!items) {
			c->failed = true;
			return;
		}
		if (c->len)
			memcpy(items, c->items, c->len * sizeof *items);
		c->items = items;
		c->cap = cap;
	}
	c->items[c->len++] = (struct ld_class){.kind = kind, .lo = lo, .hi = hi};
}

static void add_ordered(struct classes *c, struct asked *q, struct ld_value lo, const struct ld_value *hi)
{
	sort_once(&q->cuts);
	if (ld_value_cmp(&lo, hi) > 0)
		return; /* a choice without choices */
	for (size_t i = 0; i < q->cuts.len; i++) {
		const struct ld_value *at = &q->cuts.items[i];
		if (ld_value_cmp(at, &lo) <= 0 || ld_value_cmp(at, hi) > 0)
			continue;
		add(c, LD_CLASS_VALUES, lo, before(at));
		lo = *at;
	}
	add(c, LD_CLASS_VALUES, lo, *hi);
}

static bool stands_in(const struct list *l, const char *s, size_t n)
{
	for (size_t i = 0; i < l->len; i++)
		if (memmem(l->items[i].s, l->items[i].len, s, n))
			return true;
	return false;
}

/* A letter that no condition's text has: a to z, else the first of U+0100 to U+1FFF. */
static size_t letter(const struct asked *q, char out[4])
{
	for (int c = 'a'; c < 0x2000; c = c == 'z' ? 0x100 : c + 1) {
		size_t n = 0;
		if (c < 0x80) {
			out[n++] = (char)c;
		} else if (c < 0x800) {
			out[n++] = (char)(0xC0 | c >> 6);
			out[n++] = (char)(0x80 | (c & 0x3F));
		} else {
			out[n++] = (char)(0xE0 | c >> 12);
			out[n++] = (char)(0x80 | (c >> 6 & 0x3F));
			out[n++] = (char)(0x80 | (c & 0x3F));
		}
		out[n] = '\0';
		if (!stands_in(&q->named, out, n) && !stands_in(&q->starts, out, n) && !stands_in(&q->holds, out, n))
			return n;
	}
	return 0; /* every letter is taken: no text is made, and the domain is not whole */
}

static struct ld_value made(struct classes *c, const struct asked *q, const struct ld_value *start, size_t chosen,
	const char *apart, size_t napart)
{
	size_t n = napart + (start ? start->len : 0);
	for (size_t i = 0; i < q->holds.len; i++)
		n += chosen >> i & 1 ? q->holds.items[i].len + napart : 0;
	char *s = ld_arena_alloc(c->arena, n + 1), *at = s;
	struct ld_value v = {.kind = LD_STR, .len = (uint32_t)n, .s = s};
	if (!s) {
		c->failed = true;
		return v;
	}
	if (start)
		at = (char *)mempcpy(at, start->s, start->len);
	at = (char *)mempcpy(at, apart, napart);
	for (size_t i = 0; i < q->holds.len; i++)
		if (chosen >> i & 1) {
			at = (char *)mempcpy(at, q->holds.items[i].s, q->holds.items[i].len);
			at = (char *)mempcpy(at, apart, napart);
		}
	return v;
}

/* Returns whether every kind of text is here. */
static bool add_texts(struct classes *c, struct asked *q)
{
	char apart[4];
	sort_once(&q->named);
	sort_once(&q->starts);
	sort_once(&q->holds);
	for (size_t i = 0; i < q->named.len; i++)
		add(c, LD_CLASS_VALUES, q->named.items[i], q->named.items[i]);
	size_t napart = letter(q, apart);
	if (q->ranges || !napart || q->holds.len > 10 || (q->starts.len + 1) << q->holds.len > LD_MAX_MADE)
		return false;
	for (size_t s = 0; s <= q->starts.len && !c->failed; s++)
		for (size_t chosen = 0; chosen < (size_t)1 << q->holds.len && !c->failed; chosen++) {
			struct ld_value v = made(c, q, s ? &q->starts.items[s - 1] : NULL, chosen, apart, napart);
			add(c, LD_CLASS_VALUES, v, v);
			if (!c->failed)
				c->items[c->len - 1].made = true;
		}
	return true;
}

int ld_domain_of(const struct ld_programme *p, int field, const struct ld_cond *const *conds, size_t n,
	struct ld_arena *a, struct ld_domain *ret, struct lindung_error *err)
{
	const struct ld_field *f = &p->fields.items[field];
	struct asked q = {.field = field,
		.cuts = {.arena = a},
		.named = {.arena = a},
		.starts = {.arena = a},
		.holds = {.arena = a}};
	struct classes c = {.arena = a};
	struct ld_value lo, hi, blank = {0};
	bool all = true;
	for (size_t i = 0; i < n; i++)
		ask(&q, conds[i]);
	limits(p, f, &lo, &hi);
	if (ld_type_kind(f->type) == LD_STR)
		all = add_texts(&c, &q);
	else if (f->type == LD_CHOICE || f->type == LD_BOOLEAN)
		for (int64_t i = 0; i <= hi.i; i++)
			add(&c, LD_CLASS_VALUES, whole(i), whole(i));
	else
		add_ordered(&c, &q, lo, &hi);
	if (field != 0)
		add(&c, LD_CLASS_BLANK, blank, blank);
	if (f->derive != LD_DERIVE_NONE)
		add(&c, LD_CLASS_FAILED, blank, blank);
	if (c.failed || q.cuts.failed || q.named.failed || q.starts.failed || q.holds.failed)
		return ld_nomem(err);
	*ret = (struct ld_domain){field, c.items, c.len, all};
	return 0;
}

int ld_programme_conds(const struct ld_programme *p, struct ld_arena *a, const struct ld_cond ***ret, size_t *ret_n,
	struct lindung_error *err)
{
	size_t n = 0, most = p->nrules + p->nscores + p->nfunders + p->fields.len;
	const struct ld_cond **conds = ld_arena_array(a, most, sizeof *conds);
	if (!conds)
		return ld_nomem(err);
	for (size_t i = 0; i < p->nrules; i++)
		conds[n++] = p->rules[i].when;
	for (size_t i = 0; i < p->nscores; i++)
		if (p->scores[i].when)
			conds[n++] = p->scores[i].when;
	for (size_t i = 0; i < p->nfunders; i++)
		if (p->funders[i].only)
			conds[n++] = p->funders[i].only;
	for (size_t i = 0; i < p->fields.len; i++)
		if (p->fields.items[i].when)
			conds[n++] = p->fields.items[i].when;
	*ret = conds;
	*ret_n = n;
	return 0;
}

int ld_domains(const struct ld_programme *p, struct ld_arena *a, struct ld_domain **ret, struct lindung_error *err)
{
	const struct ld_cond **conds;
	size_t n;
	struct ld_domain *all = ld_arena_array(a, p->fields.len, sizeof *all);
	int rc = all ? ld_programme_conds(p, a, &conds, &n, err) : ld_nomem(err);
	for (size_t i = 0; rc >= 0 && i < p->fields.len; i++)
		rc = ld_domain_of(p, (int)i, conds, n, a, &all[i], err);
	if (rc >= 0)
		*ret = all;
	return rc;
}

enum ld_truth ld_class_truth(const struct ld_cond *leaf, const struct ld_class *c)
{
	if (c->kind == LD_CLASS_FAILED)
		return LD_UNKNOWN;
	if (leaf->kind == LD_COND_KNOWN || leaf->kind == LD_COND_MISSING)
		return (c->kind == LD_CLASS_BLANK) == (leaf->kind == LD_COND_MISSING) ? LD_TRUE : LD_FALSE;
	if (c->kind == LD_CLASS_BLANK)
		return LD_UNKNOWN;
	return ld_leaf_test(leaf, &c->lo) ? LD_TRUE : LD_FALSE;
}
