/*
 * What can be said about a programme before any worker is read. Loading has refused everything that
 * is wrong; here are the things that are allowed and yet should not stand in a decree unnoticed: an
 * order that leaves people to their number, a rule without its article. What follows from the
 * conditions is in check_*.c, called from here. Nothing here is an error.
 */
#include "study/check.h"
#include "study/study.h"

#define WARN(f, code, place, ...)                                                                  \
	ld_findings_add(f, LD_WARNING, code, (place).file, (place).line, NULL, __VA_ARGS__)
#define NOTE(f, code, place, ...)                                                                  \
	ld_findings_add(f, LD_NOTE, code, (place).file, (place).line, NULL, __VA_ARGS__)

bool ld_study_order_total(const struct ld_programme *p)
{
	for (size_t i = 0; i < p->norder; i++) {
		const struct ld_key *k = &p->order[i];
		if (k->kind == LD_KEY_LOTTERY || (k->kind == LD_KEY_FIELD && k->field == 0))
			return true;
	}
	return false;
}

static int check_order(const struct ld_programme *p, struct ld_findings *f)
{
	struct ld_place place = p->norder   ? p->order[0].place
				: p->nrules ? p->rules[0].place
					    : (struct ld_place){NULL, 0};
	bool by_score = false;
	int rc = 0;
	for (size_t i = 0; i < p->norder && rc >= 0; i++) {
		by_score |= p->order[i].kind == LD_KEY_SCORE;
		if (p->order[i].kind == LD_KEY_LOTTERY && (!p->order[i].seed || !*p->order[i].seed))
			rc = NOTE(f, "SEED", p->order[i].place,
				"the lottery has no seed yet: give it with --set "
				"order/lottery/seed=… once the data are frozen; "
				"a run without it cannot be kept");
	}
	if (rc >= 0 && p->nfunders && !ld_study_order_total(p))
		rc = WARN(f, "TIES", place,
			"the order leaves workers who are equal in every key to their nik alone; "
			"end it with a lottery");
	if (rc >= 0 && p->nscores && !by_score)
		rc = WARN(f, "UNUSED_SCORES", place,
			"'priority' gives scores, but 'order' has no key \"score\"");
	return rc;
}

static int check_rules(const struct ld_programme *p, struct ld_findings *f)
{
	int rc = 0;
	for (size_t i = 0; i < p->nrules && rc >= 0; i++) {
		const struct ld_rule *r = &p->rules[i];
		if (!r->basis)
			rc = WARN(f, "NO_BASIS", r->place, "rule '%s' names no legal basis", r->id);
		if (rc >= 0 && !r->reason)
			rc = WARN(f, "NO_REASON", r->place,
				"rule '%s' has no reason to tell those it refuses", r->id);
	}
	for (size_t i = 0; i < p->nscores && rc >= 0; i++)
		if (!p->scores[i].basis)
			rc = NOTE(f, "NO_BASIS", p->scores[i].place,
				"score '%s' names no legal basis", p->scores[i].id);
	for (size_t i = 0; i < p->nquotas && rc >= 0; i++)
		if (!p->quotas[i].basis)
			rc = WARN(f, "NO_BASIS", p->quotas[i].place,
				"quota '%s' names no legal basis", p->quotas[i].id);
	return rc;
}

/* Takes everyone, for ever: no condition, no purses, no end of seats or money. */
static bool is_bottomless(const struct ld_funder *u)
{
	if (u->only || u->by >= 0 || u->seats >= 0 || u->budget >= 0)
		return false;
	for (size_t i = 0; i < u->nparts; i++)
		if (u->parts[i].budget >= 0)
			return false;
	return true;
}

static int check_funders(const struct ld_programme *p, struct ld_findings *f)
{
	const struct ld_funder *bottomless = NULL;
	int rc = 0;
	for (size_t i = 0; i < p->nfunders && rc >= 0; i++) {
		const struct ld_funder *u = &p->funders[i];
		if (!u->basis)
			rc = WARN(
				f, "NO_BASIS", u->place, "funder '%s' names no legal basis", u->id);
		if (rc >= 0 && bottomless)
			rc = WARN(f, "UNUSED_FUNDER", u->place,
				"funder '%s' pays nobody: '%s' before it takes everyone", u->id,
				bottomless->id);
		if (!bottomless && is_bottomless(u))
			bottomless = u;
	}
	return rc;
}

/* Questions that were too large are told of once. */
static int say_open(const struct ld_checking *c)
{
	struct ld_findings *f = c->f;
	return !c->open ? 0 : NOTE(f, "NOT_ANALYSED", c->open_at,
		"%zu questions about conditions were too large to be answered (more than %d tests, or than %d kinds of text), the "
		"first about '%s'", c->open, LD_MAX_STEPS, LD_MAX_MADE, c->open_id);
}

static int check_conditions(struct ld_checking *c)
{
	c->pass = ld_arena_array(&c->arena, c->p->nrules, sizeof *c->pass);
	c->odd = ld_arena_array(&c->arena, c->p->nrules, sizeof *c->odd);
	if (!c->pass || !c->odd)
		return LINDUNG_E_NOMEM;
	for (size_t i = 0; i < c->p->nrules; i++)
		c->pass[i] = (struct ld_need){c->p->rules[i].when, ld_rule_passes(&c->p->rules[i])};
	int (*const looks[])(struct ld_checking *) = {ld_checking_rules, ld_checking_reasons, ld_checking_scores,
		ld_checking_quotas, ld_checking_funders, ld_checking_rates, NULL};
	int rc = 0;
	for (size_t i = 0; looks[i] && rc >= 0; i++)
		rc = looks[i](c);
	return rc < 0 ? rc : say_open(c);
}

int ld_study_check(const struct ld_programme *p, struct ld_findings *ret, struct lindung_error *err)
{
	struct ld_checking c = {.p = p, .f = ret, .solver = {.p = p}, .err = err};
	int rc = check_rules(p, ret);
	if (rc >= 0)
		rc = check_order(p, ret);
	if (rc >= 0)
		rc = check_funders(p, ret);
	if (rc >= 0)
		rc = check_conditions(&c);
	ld_arena_fini(&c.arena);
	return rc < 0 ? ld_nomem(err) : 0;
}
