/*
 * Rules beside each other: two that say the same, one that another already contains, one that nobody can fail who
 * passed those before it, an eligibility that nobody can pass. Passing is what a rule's `missing` makes of the answer.
 * A rule that is odd alone is not told of again here.
 */
#include "study/check.h"

#include <string.h>

enum { ALL_ANSWERS = LD_CAN_FALSE | LD_CAN_UNKNOWN | LD_CAN_TRUE };

static struct ld_owner owner(const struct ld_rule *r)
{
	return (struct ld_owner){"rule", r->id, r->place};
}

static bool share_a_field(const bool *a, const bool *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i] && b[i])
			return true;
	return false;
}

/* Is there nobody of whom the two rules' conditions answer like this? */
static int never_both(
	struct ld_checking *c, const struct ld_rule *a, unsigned of_a, const struct ld_rule *b, unsigned of_b)
{
	struct ld_owner o = owner(b);
	struct ld_need needs[2] = {{a->when, of_a}, {b->when, of_b}};
	int can = ld_checking_ask(c, &o, false, needs, 2);
	return can < 0 ? can : !can;
}

static int same(struct ld_checking *c, const struct ld_rule *a, const struct ld_rule *b)
{
	int rc = a->missing == b->missing;
	for (unsigned t = 1; t <= LD_CAN_TRUE && rc > 0; t <<= 1)
		rc = never_both(c, a, t, b, ALL_ANSWERS & ~t);
	return rc;
}

/* Whoever passes a passes b. */
static int implies(struct ld_checking *c, const struct ld_rule *a, const struct ld_rule *b)
{
	return never_both(c, a, ld_rule_passes(a), b, ALL_ANSWERS & ~ld_rule_passes(b));
}

static int check_pair(struct ld_checking *c, const struct ld_rule *a, const struct ld_rule *b, bool *ret_told)
{
	int rc = same(c, a, b);
	if (rc > 0)
		rc = LD_SAY(c, LD_WARNING, "SAME_RULE", b->place, "rule '%s' says the same as rule '%s'", b->id, a->id);
	else if (rc == 0 && (rc = implies(c, a, b)) > 0)
		rc = LD_SAY(c, LD_WARNING, "IMPLIED_RULE", b->place, "whoever passes rule '%s' passes rule '%s' too",
			a->id, b->id);
	else if (rc == 0 && (rc = implies(c, b, a)) > 0)
		rc = LD_SAY(c, LD_WARNING, "IMPLIED_RULE", a->place, "whoever passes rule '%s' passes rule '%s' too",
			b->id, a->id);
	else
		return rc;
	*ret_told = true;
	return rc;
}

static int check_pairs(struct ld_checking *c, bool *told)
{
	const struct ld_programme *p = c->p;
	bool **reads = ld_arena_array(&c->arena, p->nrules, sizeof *reads);
	if (!reads)
		return ld_nomem(c->err);
	for (size_t i = 0; i < p->nrules; i++) {
		reads[i] = ld_arena_array(&c->arena, p->fields.len, sizeof **reads);
		if (!reads[i])
			return ld_nomem(c->err);
		ld_cond_reads(p->rules[i].when, p->funcs, reads[i]);
	}
	for (size_t j = 1; j < p->nrules; j++)
		for (size_t i = 0; i < j && !c->odd[j]; i++) {
			if (c->odd[i] || told[i] || told[j] || !share_a_field(reads[i], reads[j], p->fields.len))
				continue;
			int rc = check_pair(c, &p->rules[i], &p->rules[j], &told[j]);
			if (rc < 0)
				return rc;
		}
	return 0;
}

/* Nobody who passes those before it can fail it. */
static int check_reached(struct ld_checking *c, const bool *told)
{
	const struct ld_programme *p = c->p;
	struct ld_need *needs = ld_arena_array(&c->arena, p->nrules, sizeof *needs);
	if (!needs)
		return ld_nomem(c->err);
	for (size_t i = 2; i < p->nrules; i++) {
		struct ld_owner o = owner(&p->rules[i]);
		memcpy(needs, c->pass, i * sizeof *needs);
		needs[i] = (struct ld_need){p->rules[i].when, ALL_ANSWERS & ~ld_rule_passes(&p->rules[i])};
		int can = c->odd[i] || told[i] ? 1 : ld_checking_ask(c, &o, false, needs, i + 1);
		if (can == 0)
			can = LD_SAY(c, LD_WARNING, "UNREACHED", o.place,
				"rule '%s': all who pass the rules before it pass it too", o.id);
		if (can < 0)
			return can;
	}
	return 0;
}

/* The rules that together let nobody pass, the fewest that come out when they are left away one after the other. */
static int check_somebody(struct ld_checking *c)
{
	const struct ld_programme *p = c->p;
	struct ld_owner o = p->nrules ? owner(&p->rules[0]) : (struct ld_owner){"rule", "", {NULL, 0}};
	struct ld_need *needs = ld_arena_array(&c->arena, p->nrules, sizeof *needs);
	LD_CLEANUP(ld_buf_fini) struct ld_buf ids = ld_buf_init(1 << 20);
	const struct ld_rule *last = NULL;
	int can = needs ? ld_checking_ask(c, &o, true, NULL, 0) : ld_nomem(c->err);
	if (can != 0)
		return can < 0 ? can : 0;
	c->nobody = true;
	memcpy(needs, c->pass, p->nrules * sizeof *needs);
	for (size_t i = p->nrules; i-- > 0;) {
		needs[i].cond = NULL;
		needs[i].answers = LD_CAN_TRUE;
		can = ld_checking_ask(c, &o, false, needs, p->nrules);
		if (can < 0)
			return can;
		if (can)
			needs[i] = c->pass[i];
	}
	size_t n = 0;
	for (size_t i = 0; i < p->nrules; i++) {
		if (!needs[i].cond)
			continue;
		ld_buf_printf(&ids, "%s'%s'", n++ ? ", " : "", p->rules[i].id);
		last = &p->rules[i];
	}
	if (n < 2)
		return 0; /* told of that rule already */
	if (ids.failed)
		return ld_nomem(c->err);
	return LD_SAY(
		c, LD_WARNING, "NOBODY", last->place, "no worker can pass the rules %s together", ld_buf_text(&ids));
}

static int check_function(struct ld_checking *c, const struct ld_func *fn)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf reads = ld_buf_init(1 << 20);
	if (fn->kind == LD_FUNC_FIELD)
		return 0; /* its field is any value of its range */
	for (size_t i = 0; i < fn->nreads; i++)
		ld_buf_printf(&reads, "%s'%s'", i ? ", " : "", c->p->fields.items[fn->reads[i]].name);
	if (reads.failed)
		return ld_nomem(c->err);
	return LD_SAY(c, LD_NOTE, "FUNCTION", fn->place,
		"'%s' is a function of %s: it cannot be analysed, its limits are not tried at both sides, and nobody "
		"is told what would "
		"have to change; it is called once for each combination of their values",
		fn->owner, ld_buf_text(&reads));
}

int ld_checking_rules(struct ld_checking *c)
{
	const struct ld_programme *p = c->p;
	bool *told = ld_arena_array(&c->arena, p->nrules, sizeof *told);
	int rc = told ? 0 : ld_nomem(c->err);
	for (size_t i = 0; i < p->nrules && rc >= 0; i++) {
		struct ld_owner o = owner(&p->rules[i]);
		rc = ld_checking_cond(c, &o, p->rules[i].when, &c->odd[i]);
	}
	for (size_t i = 0; i < p->nfuncs && rc >= 0; i++)
		rc = check_function(c, &p->funcs[i]);
	if (rc >= 0)
		rc = check_pairs(c, told);
	if (rc >= 0)
		rc = check_somebody(c);
	return rc < 0 || c->nobody ? rc : check_reached(c, told);
}
