/*
 * Points over blocks, always as a range: the least and the most they could be, equal where all is
 * known. A `when` that is unknown widens the range to 0; a blank gives what any value could. Sums
 * cannot overflow: ranges are checked when a programme's scores are prepared.
 */
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#pragma GCC optimize("O3") /* as in kernel.c */
#endif

#include "base/error.h"
#include "base/limits.h"
#include "base/num.h"
#include "eval/plan.h"

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static const struct ld_points_row *find_row(
	const struct ld_points *points, const struct ld_value *v)
{
	size_t lo = 0, hi = points->nrows;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int order = ld_value_cmp(&points->rows[mid].key, v);
		if (!order)
			return &points->rows[mid];
		if (order < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

/* each × min(max(value, 0), up_to); of a number with a fraction only whole units count. */
static int64_t points_per(const struct ld_points *points, const struct ld_value *v)
{
	if (v->kind == LD_F64) {
		double f = v->f < 0 ? 0 : v->f;
		return points->each * (f >= (double)points->up_to ? points->up_to : (int64_t)f);
	}
	return points->each * least(most(v->i, 0), points->up_to);
}

int64_t ld_points_of(const struct ld_points *points, const struct ld_value *v)
{
	if (points->kind == LD_POINTS_PER)
		return points_per(points, v);
	const struct ld_points_row *row = find_row(points, v);
	return row ? row->points : points->otherwise;
}

/* Does the table name every value the field can have? Then `otherwise` is nothing a blank could
 * give. */
static bool is_complete(const struct ld_field *f, const struct ld_points *points)
{
	uint64_t values = 0;
	if (f->type == LD_BOOLEAN)
		values = 2;
	else if (f->type == LD_CHOICE)
		values = f->nchoices;
	else if (f->type == LD_INTEGER && f->has_lo && f->has_hi && f->derive == LD_DERIVE_NONE)
		values = (uint64_t)f->hi.i - (uint64_t)f->lo.i + 1;
	size_t named = 0;
	for (size_t i = 0; i < points->nrows; i++)
		named += f->type != LD_INTEGER || !values ||
			 (points->rows[i].key.i >= f->lo.i && points->rows[i].key.i <= f->hi.i);
	return values && named == values;
}

static void range_by(
	const struct ld_programme *p, const struct ld_points *points, int64_t *lo, int64_t *hi)
{
	bool complete = is_complete(&p->fields.items[points->field], points);
	*lo = *hi = complete ? points->rows[0].points : points->otherwise;
	for (size_t i = 0; i < points->nrows; i++) {
		*lo = least(*lo, points->rows[i].points);
		*hi = most(*hi, points->rows[i].points);
	}
}

/* Points only rise (or fall) with the value, so the ends of the declared range give the ends. */
static void range_per(
	const struct ld_programme *p, const struct ld_points *points, int64_t *lo, int64_t *hi)
{
	const struct ld_field *f = &p->fields.items[points->field];
	bool declared =
		f->derive == LD_DERIVE_NONE; /* computed values are bound by no declared range */
	int64_t a = declared && f->has_lo ? points_per(points, &f->lo) : 0;
	int64_t b = points->each * points->up_to;
	if (f->type == LD_BOOLEAN)
		b = points->each * least(1, points->up_to);
	else if (declared && f->has_hi)
		b = points_per(points, &f->hi);
	*lo = least(a, b);
	*hi = most(a, b);
}

int ld_points_range(const struct ld_programme *p, const struct ld_points *points, int64_t *ret_lo,
	int64_t *ret_hi, struct lindung_error *err)
{
	int64_t lo = points->n, hi = points->n;
	bool fits = true;
	if (points->kind == LD_POINTS_PER) {
		fits = points->up_to >= 0 && ld_mul(points->each, points->up_to, &lo) &&
		       lo <= LD_MAX_POINTS && lo >= -LD_MAX_POINTS;
		if (fits)
			range_per(p, points, &lo, &hi);
	} else if (points->kind == LD_POINTS_BY) {
		range_by(p, points, &lo, &hi);
	} else if (points->kind == LD_POINTS_FUNC) {
		lo = p->funcs[points->func].lo;
		hi = p->funcs[points->func].hi;
	}
	if (!fits || lo < -LD_MAX_POINTS || hi > LD_MAX_POINTS)
		return ld_fail(err, LINDUNG_E_LIMIT, "points are larger than %d", LD_MAX_POINTS);
	*ret_lo = lo;
	*ret_hi = hi;
	return 0;
}

/* Points of every cell a small column can have, so that a block only looks them up. Two bytes have
 * many: a table of them pays for many rows only. */
static int make_table(struct ld_work *w, struct ld_points_plan *plan)
{
	const struct ld_column *c = plan->col;
	bool code = c->kind == LD_COL_CODE;
	if (!code && (c->kind != LD_COL_WHOLE || c->size > 2 || (c->size == 2 && w->f->nrows < UINT16_MAX)))
		return 0;
	size_t len = (code ? c->dict->len : (size_t)ld_column_most(c)) + 1;
	struct ld_points_table *table = ld_arena_array(w->arena, len, sizeof *table);
	if (!table)
		return ld_nomem(w->err);
	table[0] = (struct ld_points_table){plan->lo, plan->hi};
	for (size_t i = 1; i < len; i++) {
		struct ld_value v = {.kind = LD_I64, .i = (int64_t)((uint64_t)c->base + i)};
		if (code)
			v = (struct ld_value){.kind = LD_STR,
				.len = c->dict->keys[i - 1].len,
				.s = c->dict->keys[i - 1].text};
		table[i].lo = table[i].hi = (int32_t)ld_points_of(&plan->score->points, &v);
	}
	plan->table = table;
	return 0;
}

int ld_points_make(struct ld_work *w, const struct ld_score *s, struct ld_points_plan *ret)
{
	struct ld_points_plan plan = {.score = s, .frame = w->f, .has_when = s->when != NULL};
	int64_t lo, hi;
	int rc = ld_points_range(w->p, &s->points, &lo, &hi, w->err);
	if (rc)
		return ld_error_rule(w->err, s->id), rc;
	plan.lo = (int32_t)lo;
	plan.hi = (int32_t)hi;
	if (s->when)
		rc = ld_node_make(w, s->when, &plan.when);
	if (!rc && s->points.kind == LD_POINTS_FUNC) {
		rc = ld_called_make(w, s->points.func, NULL);
		plan.called = &w->called[s->points.func];
	} else if (!rc && s->points.kind != LD_POINTS_CONST) {
		plan.col = &w->f->cols[s->points.field];
		rc = make_table(w, &plan);
	}
	if (!rc)
		*ret = plan;
	return rc;
}

/* ---- blocks ---- */

#define TABLE_LOOP(type)                                                                           \
	for (size_t i = 0; i < n; i++) {                                                           \
		struct ld_points_table t = plan->table[((const type *)c->data)[start + i]];        \
		a[i] = t.lo;                                                                       \
		b[i] = t.hi;                                                                       \
	}

static void points_of_table(const struct ld_points_plan *plan, size_t start, size_t n,
	int32_t *restrict a, int32_t *restrict b)
{
	const struct ld_column *c = plan->col;
	if (c->size == 1) {
		TABLE_LOOP(uint8_t)
	} else if (c->size == 2) {
		TABLE_LOOP(uint16_t)
	} else {
		TABLE_LOOP(uint32_t)
	}
}

static void points_of_field(const struct ld_points_plan *plan, size_t start, size_t n,
	int32_t *restrict a, int32_t *restrict b)
{
	const struct ld_points *points = &plan->score->points;
	for (size_t i = 0; i < n; i++) {
		struct ld_value v = ld_frame_get(plan->frame, (size_t)points->field, start + i);
		bool blank = v.kind == LD_MISSING;
		a[i] = blank ? plan->lo : (int32_t)ld_points_of(points, &v);
		b[i] = blank ? plan->hi : a[i];
	}
}

static void points_of_func(const struct ld_points_plan *plan, size_t start, size_t n,
	int32_t *restrict a, int32_t *restrict b)
{
	for (size_t i = 0; i < n; i++) {
		bool known = plan->called->state[start + i] == LD_TRUE;
		a[i] = known ? (int32_t)plan->called->points[start + i] : plan->lo;
		b[i] = known ? (int32_t)plan->called->points[start + i] : plan->hi;
	}
}

static void points_const(const struct ld_points_plan *plan, size_t n, int32_t *restrict a, int32_t *restrict b)
{
	for (size_t i = 0; i < n; i++) {
		a[i] = plan->lo;
		b[i] = plan->hi;
	}
}

/* Nothing where `when` is false; where it is unknown, nothing is possible too. */
static void apply_when(
	const uint8_t *restrict when, size_t n, int32_t *restrict a, int32_t *restrict b)
{
	for (size_t i = 0; i < n; i++) {
		int32_t some = -(int32_t)(when[i] != LD_FALSE), surely = -(int32_t)(when[i] == LD_TRUE);
		a[i] &= surely | (some & -(int32_t)(a[i] < 0));
		b[i] &= surely | (some & -(int32_t)(b[i] > 0));
	}
}

void ld_points_run(const struct ld_points_plan *plan, size_t start, size_t n, int32_t *restrict low,
	int32_t *restrict high)
{
	uint8_t when[LD_BLOCK];
	if (plan->table)
		points_of_table(plan, start, n, low, high);
	else if (plan->col)
		points_of_field(plan, start, n, low, high);
	else if (plan->called)
		points_of_func(plan, start, n, low, high);
	else
		points_const(plan, n, low, high);
	if (plan->has_when) {
		ld_node_run(&plan->when, start, n, when);
		apply_when(when, n, low, high);
	}
}
