/* Changes of points: one more where a number stands, one step of the end of `per`, a key left out of a table. One less would
 * tell nothing that one more does not: a case names the sum. */
#include "base/limits.h"
#include "study/mutants.h"

static void numbers(struct ld_maker *k, const struct ld_score *changed, const char *what, int64_t from, int64_t to)
{
	const char *was = ld_maker_say(k, "%s = %" PRId64, what, from);
	ld_emit_score(k, changed, was, ld_maker_say(k, "%s = %" PRId64, what, to));
}

static int64_t one_more(int64_t n)
{
	return n < LD_MAX_POINTS ? n + 1 : n - 1;
}

/* Can the field be as large as n? */
static bool reaches(const struct ld_field *f, int64_t n)
{
	struct ld_value v = {.kind = ld_type_kind(f->type), .i = n};
	if (v.kind == LD_F64)
		v.f = (double)n;
	return ld_edge_exists(f, &v);
}

static void per(struct ld_maker *k, const struct ld_score *s)
{
	const struct ld_field *f = &k->p->fields.items[s->points.field];
	struct ld_score changed = *s;
	int64_t each = s->points.each, most = s->points.up_to, next = one_more(each);
	if (next * most > LD_MAX_POINTS)
		next = each - 1;
	changed.points.each = next;
	if (most > 0 && reaches(f, 1))
		numbers(k, &changed, "each", each, next);
	changed.points.each = each;
	changed.points.up_to = most - 1;
	if (each && most > 0 && reaches(f, most))
		numbers(k, &changed, "up_to", most, most - 1);
	changed.points.up_to = most + 1;
	int64_t sum = each * (most + 1);
	if (each && reaches(f, most + 1) && sum <= LD_MAX_POINTS && sum >= -LD_MAX_POINTS)
		numbers(k, &changed, "up_to", most, most + 1);
}

static void row(struct ld_maker *k, const struct ld_score *s, size_t i)
{
	const struct ld_points *p = &s->points;
	struct ld_score changed = *s;
	struct ld_points_row r = p->rows[i];
	r.points = one_more(r.points);
	changed.points.rows = ld_maker_array(k, p->rows, p->nrows, sizeof r, i, &r);
	const char *key = ld_maker_value(k, p->field, &r.key);
	if (key)
		numbers(k, &changed, ld_maker_say(k, "points[%s]", key), p->rows[i].points, r.points);
	if (p->rows[i].points == p->otherwise || k->rc < 0)
		return;
	changed.points.rows = ld_maker_array(k, p->rows, p->nrows, sizeof r, i, NULL);
	changed.points.nrows = p->nrows - 1;
	key = ld_maker_value(k, p->field, &r.key);
	const char *from = key ? ld_maker_say(k, "points[%s] = %" PRId64, key, p->rows[i].points) : NULL;
	ld_emit_score(k, &changed, from, NULL);
}

static void by(struct ld_maker *k, const struct ld_score *s)
{
	const struct ld_field *f = &k->p->fields.items[s->points.field];
	struct ld_score changed = *s;
	size_t keys = 0;
	for (size_t i = 0; i < s->points.nrows && k->rc >= 0; i++) {
		if (!ld_edge_exists(f, &s->points.rows[i].key))
			continue;
		keys++;
		row(k, s, i);
	}
	changed.points.otherwise = one_more(s->points.otherwise);
	if (ld_edge_more(f, keys) && k->rc >= 0)
		numbers(k, &changed, "otherwise", s->points.otherwise, changed.points.otherwise);
}

void ld_mutants_points(struct ld_maker *k, const struct ld_score *s)
{
	struct ld_score changed = *s;
	if (k->rc < 0)
		return;
	switch (s->points.kind) {
	case LD_POINTS_CONST:
		changed.points.n = one_more(s->points.n);
		numbers(k, &changed, "points", s->points.n, changed.points.n);
		break;
	case LD_POINTS_PER:
		per(k, s);
		break;
	case LD_POINTS_BY:
		by(k, s);
		break;
	case LD_POINTS_FUNC: /* its inside is the author's */
		break;
	}
}
