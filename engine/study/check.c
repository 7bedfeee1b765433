/*
 * What can be said about a programme before any worker is read. Loading has refused everything that
 * is wrong; here are the things that are allowed and yet should not stand in a decree unnoticed: an
 * order that leaves people to their number, a rule without its article, money that can reach
 * nobody. Nothing here is an error.
 */
#include "study/study.h"

#include <inttypes.h>

#include "base/num.h"

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

static int check_money(
	const struct ld_programme *p, const struct ld_funder *u, struct ld_findings *f)
{
	struct lindung_error ignored; /* a rate that hangs on the segment is judged with the data */
	int64_t cost;
	char a[LD_RUPIAH_TEXT], b[LD_RUPIAH_TEXT];
	if (u->budget < 0 || p->segment >= 0)
		return 0;
	if (ld_pays_cost(&u->pays, u->from, u->as_many ? 1 : u->months, u->payer, NULL, &cost,
		    &ignored) < 0)
		return 0;
	if (u->budget >= cost)
		return 0;
	return WARN(f, "EMPTY_FUNDER", u->place,
		"funder '%s' can pay nobody: its budget is %s, one worker costs %s", u->id,
		ld_rupiah_format(u->budget, '.', a), ld_rupiah_format(cost, '.', b));
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
		if (rc >= 0)
			rc = check_money(p, u, f);
		if (!bottomless && is_bottomless(u))
			bottomless = u;
	}
	return rc;
}

int ld_study_check(const struct ld_programme *p, struct ld_findings *ret, struct lindung_error *err)
{
	if (check_rules(p, ret) < 0 || check_order(p, ret) < 0 || check_funders(p, ret) < 0)
		return ld_nomem(err);
	return 0;
}
