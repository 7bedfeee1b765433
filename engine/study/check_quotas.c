/*
 * Quotas against the rules, against each other and against the money, without data: groups that no eligible worker can be
 * in, floors that caps or places cannot hold. Sums are compared, and group by group where two quotas are by one field;
 * that caps of another field leave too few for one group by way of the rules is not found here, nor is what hangs on
 * numbers of people: that is `run`'s to say.
 */
#include "study/check.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/num.h"

/* How many values the field can have, where they are choices; −1 where only the data say. */
static int64_t values_of(const struct ld_field *f)
{
	return f->type == LD_BOOLEAN ? 2 : f->type == LD_CHOICE ? (int64_t)f->nchoices : -1;
}

/* How many groups eligible workers can be in; −1 where only the data say. Below that: NOMEM. */
static int64_t groups_of(struct ld_checking *c, const struct ld_owner *o, int field)
{
	int64_t n = 0, values = values_of(&c->p->fields.items[field]);
	for (int64_t i = 0; i < values; i++) {
		struct ld_value v = {.kind = LD_I64, .i = i};
		int rc = ld_checking_can_be_in(c, o, field, &v);
		if (rc < 0)
			return INT64_MIN;
		n += rc;
	}
	return values < 0 ? -1 : n;
}

/* Numbers of people, which end at the largest there is. */
static int64_t more(int64_t a, int64_t b)
{
	int64_t sum;
	return ld_add(a, b, &sum) ? sum : INT64_MAX;
}

/* The places that a quota keeps for its groups, whatever the data are. */
static int64_t floors(const struct ld_quota *q)
{
	int64_t sum = 0;
	if (q->at_least.kind == LD_BOUND_APPORTION)
		return q->at_least.n > 0 ? q->at_least.n : 0;
	for (size_t i = 0; q->at_least.kind == LD_BOUND_TABLE && i < q->at_least.ngroups; i++)
		sum = more(sum, q->at_least.groups[i].n);
	return sum;
}

/* What a bound says of a group, whatever the data are; group NULL: of one that it does not name. `none` where it says nothing. */
static int64_t number_of(const struct ld_bound *b, const struct ld_value *group, int64_t none)
{
	if (b->kind == LD_BOUND_NUMBER)
		return b->n;
	if (b->kind != LD_BOUND_TABLE)
		return none;
	for (size_t i = 0; group && i < b->ngroups; i++)
		if (ld_value_equal(&b->groups[i].group, group))
			return b->groups[i].n;
	return b->has_otherwise ? b->otherwise : none;
}

/* The most people it lets pass: of the groups that eligible workers can be in, where the field says what groups there are;
 * INT64_MAX without such a number, negative: NOMEM. */
static int64_t caps(struct ld_checking *c, const struct ld_owner *o, const struct ld_quota *q)
{
	int64_t sum = 0, values = values_of(&c->p->fields.items[q->by]);
	if (q->at_most.kind == LD_BOUND_APPORTION && q->at_most.n >= 0)
		return q->at_most.n;
	for (int64_t i = 0; i < values; i++) {
		struct ld_value v = {.kind = LD_I64, .i = i};
		int rc = ld_checking_can_be_in(c, o, q->by, &v);
		if (rc < 0)
			return rc;
		if (rc)
			sum = more(sum, number_of(&q->at_most, &v, INT64_MAX));
	}
	return values < 0 ? INT64_MAX : sum;
}

/* The most people that the money and seats can pay; INT64_MAX without such a number. */
static int64_t most_places(const struct ld_programme *p)
{
	int64_t sum = 0;
	for (size_t i = 0; i < p->nfunders; i++) {
		const struct ld_funder *u = &p->funders[i];
		int64_t cost = ld_checking_least_cost(p, u), n = u->by < 0 && u->seats >= 0 ? u->seats : INT64_MAX;
		if (u->by < 0 && u->budget >= 0 && cost > 0 && u->budget / cost < n)
			n = u->budget / cost;
		sum = more(sum, n);
	}
	return p->nfunders ? sum : INT64_MAX;
}

/* Can an eligible worker be in a group that is none of these? */
static int can_be_in_another(struct ld_checking *c, const struct ld_owner *o, int field, struct ld_value *named, size_t n)
{
	struct ld_cond is = {.kind = n ? LD_COND_NONE_OF : LD_COND_KNOWN, .field = field, .func = -1, .set = named, .nset = n};
	struct ld_need need = {&is, LD_CAN_TRUE};
	return c->nobody ? 1 : ld_checking_ask(c, o, true, &need, 1);
}

static int say_group(struct ld_checking *c, const struct ld_quota *q, const struct ld_quota *other, const struct ld_value *group)
{
	int64_t kept = number_of(&q->at_least, group, 0), most = number_of(&other->at_most, group, INT64_MAX);
	LD_CLEANUP(ld_buf_fini) struct ld_buf name = ld_buf_init(1 << 20);
	if (!group)
		return LD_SAY(c, LD_WARNING, "QUOTA_CLASH", q->place,
			"quota '%s' keeps %" PRId64 " places for each group, quota '%s' lets pass only %" PRId64, q->id, kept, other->id,
			most);
	ld_field_print(&c->p->fields.items[q->by], group, &name);
	return name.failed ? ld_nomem(c->err) : LD_SAY(c, LD_WARNING, "QUOTA_CLASH", q->place,
		"quota '%s' keeps %" PRId64 " places for '%s', quota '%s' lets pass only %" PRId64, q->id, kept, ld_buf_text(&name),
		other->id, most);
}

static int by_value(const void *a, const void *b)
{
	return ld_value_cmp(a, b);
}

/* The groups that a table of either names, each once and in order. */
static struct ld_value *named_by(struct ld_checking *c, const struct ld_bound *a, const struct ld_bound *b, size_t *ret_n)
{
	const struct ld_bound *const sides[] = {a, b};
	struct ld_value *all = ld_arena_array(&c->arena, a->ngroups + b->ngroups + 1, sizeof *all);
	size_t n = 0, once = 0;
	for (int k = 0; k < 2 && all; k++)
		for (size_t i = 0; sides[k]->kind == LD_BOUND_TABLE && i < sides[k]->ngroups; i++)
			all[n++] = sides[k]->groups[i].group;
	if (n)
		qsort(all, n, sizeof *all, by_value);
	for (size_t i = 0; i < n; i++)
		if (!once || ld_value_cmp(&all[once - 1], &all[i]))
			all[once++] = all[i];
	*ret_n = once;
	return all;
}

/* Two quotas by one field, group by group: those that one of them names, then all others. One group is told of. */
static int check_same_field(struct ld_checking *c, const struct ld_quota *q, const struct ld_quota *other)
{
	struct ld_owner o = {"quota", q->id, q->place};
	size_t n;
	struct ld_value *named = named_by(c, &q->at_least, &other->at_most, &n);
	if (!named)
		return ld_nomem(c->err);
	for (size_t i = 0; i <= n; i++) {
		struct ld_value *group = i < n ? &named[i] : NULL;
		if (number_of(&q->at_least, group, 0) <= number_of(&other->at_most, group, INT64_MAX))
			continue;
		int rc = group ? ld_checking_can_be_in(c, &o, q->by, group) : can_be_in_another(c, &o, q->by, named, n);
		if (rc != 0)
			return rc < 0 ? rc : say_group(c, q, other, group);
	}
	return 0;
}

static int check_pair(struct ld_checking *c, const struct ld_quota *q, const struct ld_quota *other, int64_t kept)
{
	struct ld_owner o = {"quota", q->id, q->place};
	int64_t most = caps(c, &o, other);
	if (most < 0)
		return (int)most;
	if (kept > most)
		return LD_SAY(c, LD_WARNING, "QUOTA_CLASH", q->place,
			"quota '%s' keeps %" PRId64 " places, quota '%s' lets pass only %" PRId64, q->id, kept, other->id, most);
	return other->by == q->by ? check_same_field(c, q, other) : 0;
}

static int check_quota(struct ld_checking *c, const struct ld_quota *q, int64_t places)
{
	struct ld_owner o = {"quota", q->id, q->place};
	int64_t groups = groups_of(c, &o, q->by), kept = floors(q), all;
	int rc = groups == INT64_MIN ? LINDUNG_E_NOMEM : 0;
	if (rc >= 0)
		rc = ld_checking_groups(c, &o, q->by, "at_least", q->at_least.groups, q->at_least.ngroups);
	if (rc >= 0)
		rc = ld_checking_groups(c, &o, q->by, "at_most", q->at_most.groups, q->at_most.ngroups);
	for (size_t i = 0; i < c->p->nquotas && rc >= 0; i++)
		if (&c->p->quotas[i] != q) /* the two sides of one are for loading to compare */
			rc = check_pair(c, q, &c->p->quotas[i], kept);
	if (rc >= 0 && kept > places)
		rc = LD_SAY(c, LD_WARNING, "QUOTA_CLASH", q->place,
			"quota '%s' keeps %" PRId64 " places, the money pays at most %" PRId64, q->id, kept, places);
	if (rc >= 0 && q->at_least.kind == LD_BOUND_NUMBER && groups > 0 && ld_mul(q->at_least.n, groups, &all) &&
		all > places)
		rc = LD_SAY(c, LD_NOTE, "QUOTA_CLASH", q->place,
			"quota '%s' keeps %" PRId64 " places for each of %" PRId64
			" groups, the money pays at most %" PRId64,
			q->id, q->at_least.n, groups, places);
	return rc;
}

int ld_checking_quotas(struct ld_checking *c)
{
	int rc = 0;
	int64_t places = most_places(c->p);
	for (size_t i = 0; i < c->p->nquotas && rc >= 0; i++)
		rc = check_quota(c, &c->p->quotas[i], places);
	return rc;
}
