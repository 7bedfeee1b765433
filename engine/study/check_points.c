/*
 * Scores and the order: points that nobody can get, or all alike; rows of a table for values that no eligible worker
 * has; keys behind one that already tells any two workers apart, keys that are the same for all who can be eligible.
 */
#include "study/check.h"

#include <inttypes.h>

#include "study/study.h"

static struct ld_owner owner(const struct ld_score *s)
{
	return (struct ld_owner){"score", s->id, s->place};
}

/* Can an eligible worker who has the score be such? */
static int can_be(struct ld_checking *c, const struct ld_score *s, const struct ld_cond *cond)
{
	struct ld_owner o = owner(s);
	struct ld_need needs[2] = {{cond, LD_CAN_TRUE}, {s->when, LD_CAN_TRUE | LD_CAN_UNKNOWN}};
	return ld_checking_ask(c, &o, true, needs, 2);
}

/* ---- rows of by ---- */

static int check_row(struct ld_checking *c, const struct ld_score *s, struct ld_points_row *row)
{
	const struct ld_field *f = &c->p->fields.items[s->points.field];
	LD_CLEANUP(ld_buf_fini) struct ld_buf key = ld_buf_init(1 << 20);
	struct ld_cond is = ld_cond_equal(s->points.field, &row->key);
	bool outside = (f->has_lo && ld_value_cmp(&row->key, &f->lo) < 0) ||
		       (f->has_hi && ld_value_cmp(&row->key, &f->hi) > 0);
	int can = outside || c->nobody ? !outside : can_be(c, s, &is);
	if (can)
		return can < 0 ? can : 0;
	ld_field_print(f, &row->key, &key);
	if (key.failed)
		return ld_nomem(c->err);
	if (outside)
		return LD_SAY(c, LD_WARNING, "OUTSIDE", s->place,
			"score '%s' gives points for %s, outside the range of '%s'", s->id, ld_buf_text(&key), f->name);
	return LD_SAY(c, LD_NOTE, "UNUSED_ROW", s->place,
		"score '%s' gives points for '%s' = %s, which nobody who passes the rules can have", s->id, f->name,
		ld_buf_text(&key));
}

/* Whole numbers between two rows that no row names: they get nothing, and it does not say so. */
static int check_gap(
	struct ld_checking *c, const struct ld_score *s, const struct ld_points_row *a, const struct ld_points_row *b)
{
	const struct ld_field *f = &c->p->fields.items[s->points.field];
	struct ld_cond between = {.kind = LD_COND_RANGE,
		.field = s->points.field,
		.func = -1,
		.has_lo = true,
		.has_hi = true,
		.lo_open = true,
		.hi_open = true,
		.lo = a->key,
		.hi = b->key};
	if (f->type != LD_INTEGER || b->key.i - 1 == a->key.i || c->nobody)
		return 0;
	int can = can_be(c, s, &between);
	if (can <= 0)
		return can;
	return LD_SAY(c, LD_NOTE, "GAP", s->place,
		"score '%s' has no row for '%s' between %" PRId64 " and %" PRId64 ": they get 0", s->id, f->name,
		a->key.i, b->key.i);
}

static int check_table(struct ld_checking *c, const struct ld_score *s)
{
	int rc = 0;
	for (size_t i = 0; i < s->points.nrows && rc >= 0; i++) {
		rc = check_row(c, s, &s->points.rows[i]);
		if (rc >= 0 && i && !s->points.otherwise)
			rc = check_gap(c, s, &s->points.rows[i - 1], &s->points.rows[i]);
	}
	return rc;
}

/* ---- what a score can come to ---- */

static bool all_zero(const struct ld_programme *p, const struct ld_points *x)
{
	bool zero = !x->otherwise;
	switch (x->kind) {
	case LD_POINTS_CONST:
		return !x->n;
	case LD_POINTS_PER:
		return !x->each || !x->up_to;
	case LD_POINTS_FUNC:
		return !p->funcs[x->func].lo && !p->funcs[x->func].hi;
	case LD_POINTS_BY:
		for (size_t i = 0; i < x->nrows; i++)
			zero &= !x->rows[i].points;
		return zero;
	}
	return false;
}

/* Can an eligible worker who has the score have a value that counts? */
static int counts(struct ld_checking *c, const struct ld_score *s)
{
	if (s->points.kind == LD_POINTS_PER) {
		bool number = c->p->fields.items[s->points.field].type == LD_NUMBER;
		struct ld_cond above = {.kind = LD_COND_RANGE,
			.field = s->points.field,
			.func = -1,
			.has_lo = true,
			.lo_open = true,
			.lo = {.kind = number ? LD_F64 : LD_I64}};
		return can_be(c, s, &above);
	}
	int can = s->points.kind != LD_POINTS_BY || s->points.otherwise;
	for (size_t i = 0; i < s->points.nrows && !can; i++) {
		struct ld_cond is = ld_cond_equal(s->points.field, &s->points.rows[i].key);
		if (s->points.rows[i].points)
			can = can_be(c, s, &is);
	}
	return can;
}

/* Has every eligible worker the score? */
static int has_everyone(struct ld_checking *c, const struct ld_score *s)
{
	struct ld_owner o = owner(s);
	struct ld_need not = {s->when, LD_CAN_FALSE | LD_CAN_UNKNOWN};
	int can = s->when ? ld_checking_ask(c, &o, true, &not, 1) : 0;
	return can < 0 ? can : !can;
}

/* ret_same: it cannot tell two eligible workers apart. */
static int check_score(struct ld_checking *c, const struct ld_score *s, bool *ret_same)
{
	struct ld_owner o = owner(s);
	bool odd = false;
	int rc = s->when ? ld_checking_cond(c, &o, s->when, &odd) : 0;
	if (rc < 0)
		return rc;
	if (all_zero(c->p, &s->points)) {
		*ret_same = true;
		return LD_SAY(c, LD_WARNING, "CONSTANT_SCORE", s->place, "score '%s' gives nobody points", s->id);
	}
	rc = s->points.kind == LD_POINTS_BY ? check_table(c, s) : 0;
	if (rc < 0 || c->nobody)
		return rc;
	int can = can_be(c, s, NULL);
	if (can > 0)
		can = counts(c, s);
	if (can == 0) {
		*ret_same = true;
		return odd ? 0
			   : LD_SAY(c, LD_WARNING, "CONSTANT_SCORE", s->place,
				     "score '%s' gives points to nobody who passes the rules", s->id);
	}
	int everyone = can > 0 && s->points.kind == LD_POINTS_CONST ? has_everyone(c, s) : 0;
	if (everyone > 0) {
		*ret_same = true;
		return LD_SAY(c, LD_WARNING, "CONSTANT_SCORE", s->place,
			"score '%s' gives all who pass the rules the same %" PRId64 " points", s->id, s->points.n);
	}
	return can < 0 ? can : everyone;
}

static bool scores_same(const struct ld_programme *p, const bool *same)
{
	for (size_t i = 0; i < p->nscores; i++)
		if (!same[i])
			return false;
	return true;
}

/* ---- keys of the order ---- */

/* Is there one value that all eligible workers have? */
static int is_fixed(struct ld_checking *c, const struct ld_key *k)
{
	struct ld_owner o = {"key", c->p->fields.items[k->field].name, k->place};
	struct ld_domain d;
	const struct ld_cond **conds = ld_arena_array(&c->arena, c->p->nrules, sizeof *conds);
	size_t met = 0;
	if (!conds)
		return ld_nomem(c->err);
	for (size_t i = 0; i < c->p->nrules; i++)
		conds[i] = c->p->rules[i].when;
	int rc = ld_domain_of(c->p, k->field, conds, c->p->nrules, &c->arena, &d, c->err);
	if (rc < 0 || !d.whole)
		return rc < 0 ? rc : 0;
	for (size_t i = 0; i < d.len && met < 2; i++) {
		struct ld_class *x = &d.items[i];
		struct ld_cond is = ld_cond_equal(k->field, &x->lo);
		if (x->kind == LD_CLASS_FAILED)
			continue;
		if (x->kind == LD_CLASS_BLANK)
			is.kind = LD_COND_MISSING;
		struct ld_need need = {&is, LD_CAN_TRUE};
		rc = ld_checking_ask(c, &o, true, &need, 1);
		if (rc < 0)
			return rc;
		if (rc)
			met += x->made || (x->kind == LD_CLASS_VALUES && ld_value_cmp(&x->lo, &x->hi)) ? 2 : 1;
	}
	return met < 2;
}

static bool twice(const struct ld_programme *p, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (p->order[i].kind == p->order[at].kind &&
			(p->order[i].kind != LD_KEY_FIELD || p->order[i].field == p->order[at].field))
			return true;
	return false;
}

static int check_key(struct ld_checking *c, size_t at, const struct ld_key *total, bool same)
{
	const struct ld_key *k = &c->p->order[at];
	const char *name = k->kind == LD_KEY_FIELD   ? c->p->fields.items[k->field].name
			   : k->kind == LD_KEY_SCORE ? "score"
						     : "lottery";
	if (total)
		return LD_SAY(c, LD_WARNING, "UNUSED_KEY", k->place,
			"key '%s' of 'order' decides nothing: %s before it leaves no ties", name,
			total->kind == LD_KEY_LOTTERY ? "the lottery" : "'nik'");
	if (twice(c->p, at))
		return LD_SAY(c, LD_WARNING, "UNUSED_KEY", k->place,
			"key '%s' stands twice in 'order'; the second decides nothing", name);
	if (k->kind == LD_KEY_SCORE && same)
		return LD_SAY(c, LD_WARNING, "UNUSED_KEY", k->place, "key 'score' of 'order' decides nothing: %s",
			c->p->nscores ? "all who pass the rules have the same" : "there are no scores");
	int rc = k->kind == LD_KEY_FIELD && !c->nobody ? is_fixed(c, k) : 0;
	if (rc > 0)
		rc = LD_SAY(c, LD_WARNING, "UNUSED_KEY", k->place,
			"key '%s' of 'order' decides nothing: all who pass the rules have the same", name);
	return rc;
}

int ld_checking_scores(struct ld_checking *c)
{
	const struct ld_programme *p = c->p;
	const struct ld_key *total = NULL;
	bool *same = ld_arena_array(&c->arena, p->nscores, sizeof *same);
	int rc = same ? 0 : ld_nomem(c->err);
	for (size_t i = 0; i < p->nscores && rc >= 0; i++)
		rc = check_score(c, &p->scores[i], &same[i]);
	for (size_t i = 0; i < p->norder && rc >= 0; i++) {
		const struct ld_key *k = &p->order[i];
		rc = check_key(c, i, total, scores_same(p, same));
		if (!total && (k->kind == LD_KEY_LOTTERY || (k->kind == LD_KEY_FIELD && k->field == 0)))
			total = k;
	}
	return rc;
}
