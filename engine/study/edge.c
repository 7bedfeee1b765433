/*
 * Values at which answers change. A threshold has two sides and cases must try the nearest value on each, because a
 * threshold that is wrong by one is the commonest mistake in a rule; what "nearest" means is here and nowhere else. Values
 * that a field cannot have are no edges, so that nobody is asked for a case that cannot be written. Who tried what is
 * coverage.c's.
 */
#include "study/edge.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"

enum { DECIMALS = 15 };

bool ld_edge_exists(const struct ld_field *field, const struct ld_value *v)
{
	struct lindung_error ignored;
	return ld_field_check(field, v, &ignored) == 0;
}

/* One unit of the last decimal place: 2.5 and 2.6, 2 and 3. */
static double next_number(double x, bool up)
{
	char text[400];
	for (int d = 0; d <= DECIMALS; d++) {
		double back;
		int n = snprintf(text, sizeof text, "%.*f", d, x);
		if (n < 0 || n >= (int)sizeof text || !ld_number_parse(text, (size_t)n, &back) || back != x)
			continue;
		n = snprintf(text, sizeof text, "%.*f", d, x + (up ? 1 : -1) * pow(10, -d));
		if (n > 0 && n < (int)sizeof text && ld_number_parse(text, (size_t)n, &back) && back != x)
			return back;
	}
	return nextafter(x, up ? INFINITY : -INFINITY);
}

bool ld_edge_next(const struct ld_value *v, bool up, struct ld_value *ret)
{
	struct ld_value next = *v;
	if (v->kind == LD_F64)
		next.f = next_number(v->f, up);
	else if (v->kind != LD_I64 || v->i == (up ? INT64_MAX : INT64_MIN))
		return false;
	else
		next.i += up ? 1 : -1;
	*ret = next;
	return true;
}

/* The threshold v belongs to its upper side (up false) or to its lower one (up true). */
static size_t add_step(const struct ld_field *f, const struct ld_value *v, bool up, struct ld_edge *ret)
{
	struct ld_value next;
	if (!ld_edge_exists(f, v) || !ld_edge_next(v, up, &next) || !ld_edge_exists(f, &next))
		return 0;
	*ret = (struct ld_edge){
		.kind = LD_EDGE_STEP, .at = *v, .below = up ? *v : next, .above = up ? next : *v};
	return 1;
}

bool ld_edge_more(const struct ld_field *field, size_t n)
{
	if (field->type == LD_CHOICE)
		return n < field->nchoices;
	if (field->type == LD_BOOLEAN)
		return n < 2;
	if (ld_type_kind(field->type) == LD_I64 && field->has_lo && field->has_hi)
		return (uint64_t)field->hi.i - (uint64_t)field->lo.i >= n;
	return true;
}

size_t ld_cond_edges(const struct ld_field *field, const struct ld_cond *leaf, struct ld_edge *ret)
{
	size_t n = 0;
	if (leaf->kind == LD_COND_RANGE) {
		if (leaf->has_lo)
			n += add_step(field, &leaf->lo, leaf->lo_open, &ret[n]);
		if (leaf->has_hi)
			n += add_step(field, &leaf->hi, !leaf->hi_open, &ret[n]);
		return n;
	}
	if ((leaf->kind != LD_COND_ONE_OF && leaf->kind != LD_COND_NONE_OF) || leaf->nset < 2)
		return 0;
	for (size_t i = 0; i < leaf->nset; i++)
		if (ld_edge_exists(field, &leaf->set[i]))
			ret[n++] = (struct ld_edge){.kind = LD_EDGE_MEMBER, .at = leaf->set[i]};
	if (ld_edge_more(field, n))
		ret[n++] = (struct ld_edge){.kind = LD_EDGE_OUTSIDE, .set = leaf};
	return n;
}

size_t ld_points_edges(const struct ld_field *field, const struct ld_points *points, struct ld_edge *ret)
{
	size_t n = 0;
	if (points->kind == LD_POINTS_PER) {
		struct ld_value most = {.kind = ld_type_kind(field->type), .i = points->up_to}, next = most;
		if (most.kind == LD_F64)
			most.f = (double)points->up_to, next.f = most.f + 1;
		else
			next.i++;
		if (!ld_edge_exists(field, &most) || !ld_edge_exists(field, &next))
			return 0;
		*ret = (struct ld_edge){
			.kind = LD_EDGE_STEP, .at = most, .below = most, .above = next, .beyond = true};
		return 1;
	}
	if (points->kind != LD_POINTS_BY)
		return 0;
	for (size_t i = 0; i < points->nrows; i++)
		if (ld_edge_exists(field, &points->rows[i].key))
			ret[n++] = (struct ld_edge){.kind = LD_EDGE_KEY, .at = points->rows[i].key};
	if (ld_edge_more(field, n))
		ret[n++] = (struct ld_edge){.kind = LD_EDGE_OTHERWISE, .table = points};
	return n;
}

static bool in_set(const struct ld_edge *e, const struct ld_value *v)
{
	for (size_t i = 0; e->kind == LD_EDGE_OUTSIDE && i < e->set->nset; i++)
		if (ld_value_equal(&e->set->set[i], v))
			return true;
	for (size_t i = 0; e->kind == LD_EDGE_OTHERWISE && i < e->table->nrows; i++)
		if (ld_value_equal(&e->table->rows[i].key, v))
			return true;
	return false;
}

bool ld_edge_tried(const struct ld_edge *e, bool upper, const struct ld_value *v)
{
	if (e->kind == LD_EDGE_OUTSIDE || e->kind == LD_EDGE_OTHERWISE)
		return !in_set(e, v);
	if (e->kind != LD_EDGE_STEP)
		return ld_value_equal(&e->at, v);
	int low = ld_value_cmp(v, &e->below), high = ld_value_cmp(v, &e->above);
	if (e->beyond)
		return upper ? high >= 0 : low >= 0 && high < 0;
	bool at_below = ld_value_equal(&e->at, &e->below);
	if (upper)
		return at_below ? low > 0 && high <= 0 : high == 0;
	return at_below ? low == 0 : low >= 0 && high < 0;
}
