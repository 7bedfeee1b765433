/*
 * The oracle: one worker after another, straight from the rule language's description. It shares
 * nothing with the engine but the structs and calendar arithmetic.
 */
#ifndef NAIVE_H
#define NAIVE_H

#include "base/date.h"
#include "random_programme.h"

struct naive_answer {
	int truth;     /* 0 no, 1 unknown, 2 yes */
	uint64_t look; /* blank fields it hangs on */
	uint64_t fail; /* failures it hangs on: bit of the field, or OWN */
};
#define OWN (1ull << 63)

struct naive {
	const struct world *w;
	struct ld_value *v; /* [rows][NFIELDS] with derived fields */
	uint64_t *fail;     /* [rows][NFIELDS] whose failure left the cell blank; 0: none */
};

struct called {
	bool blank;
	uint64_t fail;
	struct ld_value value;
};

static struct called naive_call(const struct naive *n, size_t row, int func)
{
	const struct ld_func *fn = &n->w->p.funcs[func];
	struct ld_value args[4];
	struct called c = {0};
	for (size_t i = 0; i < fn->nreads; i++) {
		args[i] = n->v[row * NFIELDS + (size_t)fn->reads[i]];
		c.fail |= n->fail[row * NFIELDS + (size_t)fn->reads[i]];
		c.blank |= args[i].kind == LD_MISSING && !fn->blanks;
	}
	if (c.fail || c.blank)
		return c;
	struct ld_answer a = answer_of(&n->w->p, func, args);
	c.value = a.value;
	if (a.kind == LD_ANSWER_ERROR || (fn->kind == LD_FUNC_COND && a.value.i > 1) ||
		(fn->kind == LD_FUNC_POINTS && a.value.i > fn->hi))
		c.fail = fn->kind == LD_FUNC_FIELD ? 1ull << fn->field : OWN;
	return c;
}

static int order_of(const struct ld_value *a, const struct ld_value *b)
{
	if (a->kind == LD_STR)
		return strcmp(a->s, b->s);
	if (a->kind == LD_F64)
		return a->f < b->f ? -1 : a->f > b->f;
	return a->i < b->i ? -1 : a->i > b->i;
}

static bool naive_test(const struct ld_cond *c, const struct ld_value *v)
{
	bool in = false;
	if (c->kind == LD_COND_RANGE) {
		if (c->has_lo &&
			(order_of(v, &c->lo) < 0 || (c->lo_open && order_of(v, &c->lo) == 0)))
			return false;
		return !c->has_hi || order_of(v, &c->hi) < 0 ||
		       (!c->hi_open && order_of(v, &c->hi) == 0);
	}
	if (c->kind == LD_COND_STARTS_WITH)
		return strncmp(v->s, c->set[0].s, strlen(c->set[0].s)) == 0;
	if (c->kind == LD_COND_CONTAINS)
		return strstr(v->s, c->set[0].s) != NULL;
	for (size_t i = 0; i < c->nset; i++)
		in |= order_of(v, &c->set[i]) == 0;
	return c->kind == LD_COND_NONE_OF ? !in : in;
}

static struct naive_answer naive_leaf(const struct naive *n, size_t row, const struct ld_cond *c)
{
	const struct ld_value *v = &n->v[row * NFIELDS + (size_t)c->field];
	uint64_t fail = n->fail[row * NFIELDS + (size_t)c->field];
	bool blank = v->kind == LD_MISSING;
	if (fail)
		return (struct naive_answer){1, 0, fail};
	if (c->kind == LD_COND_KNOWN || c->kind == LD_COND_MISSING)
		return (struct naive_answer){blank == (c->kind == LD_COND_MISSING) ? 2 : 0, 0, 0};
	if (blank)
		return (struct naive_answer){1, 1ull << c->field, 0};
	return (struct naive_answer){naive_test(c, v) ? 2 : 0, 0, 0};
}

static struct naive_answer naive_func(const struct naive *n, size_t row, int func)
{
	const struct ld_func *fn = &n->w->p.funcs[func];
	struct called c = naive_call(n, row, func);
	struct naive_answer a = {1, 0, c.fail};
	if (c.fail)
		return a;
	if (!c.blank)
		return (struct naive_answer){c.value.i ? 2 : 0, 0, 0};
	for (size_t i = 0; i < fn->nreads; i++)
		if (n->v[row * NFIELDS + (size_t)fn->reads[i]].kind == LD_MISSING)
			a.look |= 1ull << fn->reads[i];
	return a;
}

static struct naive_answer naive_cond(const struct naive *n, size_t row, const struct ld_cond *c)
{
	if (c->kind == LD_COND_FUNC)
		return naive_func(n, row, c->func);
	if (c->field >= 0)
		return naive_leaf(n, row, c);
	struct naive_answer all = {0};
	size_t yes = 0, no = 0;
	for (size_t i = 0; i < c->nkids; i++) {
		struct naive_answer a = naive_cond(n, row, c->kids[i]);
		yes += a.truth == 2;
		no += a.truth == 0;
		all.look |= a.truth == 1 ? a.look : 0;
		all.fail |= a.truth == 1 ? a.fail : 0;
	}
	size_t need = c->kind == LD_COND_ANY           ? 1
		      : c->kind == LD_COND_AT_LEAST_OF ? (size_t)c->n
						       : c->nkids;
	if (yes >= need)
		all = (struct naive_answer){2, 0, 0};
	else if (c->nkids - no < need)
		all = (struct naive_answer){0, 0, 0};
	else
		all.truth = 1;
	if (c->kind == LD_COND_NOT)
		all.truth = 2 - all.truth;
	return all;
}

static void naive_members(struct naive *n)
{
	static struct {
		int64_t count;
		bool unknown, failed;
	} homes[FAMILIES];
	memset(homes, 0, sizeof homes);
	for (size_t r = 0; r < n->w->rows; r++) {
		const struct ld_cond *when = n->w->p.fields.items[ANGGOTA].when;
		struct naive_answer a = {2, 0, 0};
		if (n->w->family[r] < 0)
			continue;
		if (when)
			a = naive_cond(n, r, when);
		homes[n->w->family[r]].count += a.truth == 2;
		homes[n->w->family[r]].unknown |= a.truth == 1;
		homes[n->w->family[r]].failed |= a.fail != 0;
	}
	for (size_t r = 0; r < n->w->rows; r++) {
		size_t at = r * NFIELDS + ANGGOTA;
		if (n->v[at].kind != LD_MISSING || n->w->family[r] < 0)
			continue;
		if (homes[n->w->family[r]].failed)
			n->fail[at] = 1ull << ANGGOTA;
		else if (!homes[n->w->family[r]].unknown)
			n->v[at] = whole(homes[n->w->family[r]].count);
	}
}

static void naive_derive(struct naive *n)
{
	memcpy(n->v, n->w->cells, n->w->rows * NFIELDS * sizeof *n->v);
	for (size_t r = 0; r < n->w->rows; r++) {
		struct ld_value *v = &n->v[r * NFIELDS];
		if (v[UMUR].kind == LD_MISSING && v[LAHIR].kind != LD_MISSING && v[LAHIR].i <= n->w->p.as_of)
			v[UMUR] = whole(ld_age((int32_t)v[LAHIR].i, n->w->p.as_of));
	}
	naive_members(n);
	for (int field = HITUNG; field <= LABEL; field++)
		for (size_t r = 0; r < n->w->rows; r++) {
			size_t at = r * NFIELDS + (size_t)field;
			if (n->v[at].kind != LD_MISSING)
				continue;
			struct called c = naive_call(n, r, n->w->p.fields.items[field].func);
			n->fail[at] = c.fail;
			if (!c.fail && !c.blank)
				n->v[at] = c.value;
		}
}

static int64_t naive_points(const struct ld_points *p, const struct ld_value *v)
{
	if (p->kind == LD_POINTS_PER) {
		double size = v->kind == LD_F64 ? v->f : (double)v->i;
		int64_t units = size < 0 ? 0 : size > (double)p->up_to ? p->up_to : (int64_t)size;
		return p->each * units;
	}
	for (size_t i = 0; i < p->nrows; i++)
		if (order_of(&p->rows[i].key, v) == 0)
			return p->rows[i].points;
	return p->otherwise;
}

struct range {
	int64_t lo, hi;
};

static struct range wider(struct range a, int64_t x)
{
	return (struct range){x < a.lo ? x : a.lo, x > a.hi ? x : a.hi};
}

/* All that a blank could give: every value of a field that has few, else the ends. */
static struct range naive_possible(const struct ld_points *p)
{
	struct range r = {INT64_MAX, INT64_MIN};
	int64_t from = p->field == DESIL ? 1 : 0, to = p->field == DESIL   ? 10
						       : p->field == JENIS ? 3
									   : 1;
	if (p->field == DESIL || p->field == JENIS || p->field == KAYA) {
		for (int64_t i = from; i <= to; i++) {
			struct ld_value v = whole(i);
			r = wider(r, naive_points(p, &v));
		}
		return r;
	}
	if (p->kind == LD_POINTS_PER)
		return wider(wider(r, 0), p->each * p->up_to);
	r = wider(r, p->otherwise);
	for (size_t i = 0; i < p->nrows; i++)
		r = wider(r, p->rows[i].points);
	return r;
}

static struct range naive_score(
	const struct naive *n, size_t row, const struct ld_score *s, uint64_t *fail)
{
	struct naive_answer when = {2, 0, 0};
	const struct ld_points *p = &s->points;
	struct range r = {p->n, p->n};
	if (s->when)
		when = naive_cond(n, row, s->when);
	if (when.truth == 0)
		return (struct range){0, 0};
	*fail |= when.fail;
	if (p->kind == LD_POINTS_FUNC) {
		struct called c = naive_call(n, row, p->func);
		*fail |= c.fail;
		r = (struct range){n->w->p.funcs[p->func].lo, n->w->p.funcs[p->func].hi};
		if (!c.fail && !c.blank)
			r = (struct range){c.value.i, c.value.i};
	} else if (p->kind != LD_POINTS_CONST) {
		size_t at = row * NFIELDS + (size_t)p->field;
		*fail |= n->fail[at];
		r = naive_possible(p);
		if (n->v[at].kind != LD_MISSING)
			r.lo = r.hi = naive_points(p, &n->v[at]);
	}
	return when.truth == 1 ? wider(r, 0) : r;
}

struct expected {
	int fate;
	struct range score;
	uint64_t look;
	uint64_t failures; /* bit of the failing owner's order */
};

/* One worker's answer: the least of the rules' answers, and what hangs on failures. */
static struct expected expect_row(const struct naive *n, size_t row, int *truths)
{
	const struct ld_programme *p = &n->w->p;
	struct expected e = {.fate = 2};
	for (size_t r = 0; r < p->nrules; r++) {
		struct naive_answer a = naive_cond(n, row, p->rules[r].when);
		int answer = a.truth;
		if (a.truth == 1 && p->rules[r].missing != LD_MISSING_CHECK)
			answer = p->rules[r].missing == LD_MISSING_ACCEPT ? 2 : 0;
		else
			e.look |= a.look;
		truths[r] = a.truth;
		e.fate = answer < e.fate ? answer : e.fate;
		e.failures |= a.fail & ~OWN;
		e.failures |= a.fail & OWN ? 1ull << (NFIELDS + r) : 0;
	}
	bool refused = e.fate == 0 && !e.failures; /* nothing after the rules is asked of the refused */
	for (size_t s = 0; s < p->nscores && !refused; s++) {
		uint64_t fail = 0;
		struct range r = naive_score(n, row, &p->scores[s], &fail);
		e.score.lo += r.lo;
		e.score.hi += r.hi;
		e.failures |= fail & ~OWN;
		e.failures |= fail & OWN ? 1ull << (NFIELDS + p->nrules + s) : 0;
	}
	if (p->nquotas && !refused) {
		size_t at = row * NFIELDS + (size_t)p->quotas[0].by;
		bool blank = n->v[at].kind == LD_MISSING;
		if (blank && e.fate == 2)
			e.fate = 1;
		e.look |= blank && !n->fail[at] ? 1ull << p->quotas[0].by : 0;
		e.failures |= n->fail[at];
	}
	if (e.failures)
		e.fate = 1;
	if (e.fate != 1)
		e.look = 0;
	if (e.fate == 0)
		e.score = (struct range){0, 0};
	return e;
}

#endif
