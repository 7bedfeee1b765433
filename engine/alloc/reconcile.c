/*
 * Published figures against arithmetic: what a number of people costs, what an amount pays, and whether the two are one
 * figure. The run's own people and money stand beside them. Words are made by the report.
 */
#include <string.h>

#include "alloc/alloc.h"
#include "base/error.h"
#include "base/num.h"

/* The funder that is named, or the only one; NULL: all of them. */
static const struct ld_funder *funder_of(const struct ld_programme *p, const struct ld_published *pub)
{
	for (size_t i = 0; pub->funder && i < p->nfunders; i++)
		if (strcmp(p->funders[i].id, pub->funder) == 0)
			return &p->funders[i];
	return p->nfunders == 1 && !pub->funder ? &p->funders[0] : NULL;
}

/* What everybody costs, −1 when that differs: by each choice of the segment field and without one. */
static int cost_of(const struct ld_programme *p, const struct ld_funder *f, int months, int64_t *ret,
	struct lindung_error *err)
{
	const struct ld_field *segment = p->segment < 0 ? NULL : &p->fields.items[p->segment];
	int64_t cost = -1, other;
	int rc = 0;
	if (ld_pays_cost(&f->pays, f->from, months, f->payer, NULL, &other, segment ? NULL : err) >= 0)
		cost = other;
	else if (!segment)
		return LINDUNG_E_RATE;
	size_t n = !segment ? 0 : segment->type == LD_CHOICE ? segment->nchoices : f->pays.table->nrows;
	for (size_t i = 0; i < n; i++) {
		const char *name = segment->type == LD_CHOICE ? segment->choices[i] : f->pays.table->rows[i].segment;
		if (!name)
			continue;
		rc = ld_pays_cost(&f->pays, f->from, months, f->payer, name, &other, err);
		if (rc < 0)
			return rc;
		if (cost >= 0 && other != cost) {
			*ret = -1;
			return 0;
		}
		cost = other;
	}
	*ret = cost;
	return 0;
}

/* What everybody costs whichever funder pays; −1 when that differs, or cannot be said for the published months. */
static int cost_of_all(const struct ld_programme *p, const struct ld_allocation *a, const struct ld_published *pub,
	int64_t *ret)
{
	struct lindung_error ignored;
	int64_t cost = -1, other;
	for (size_t i = 0; i < p->nfunders; i++) {
		int months = pub->months ? pub->months : a->funders[i].months;
		if (cost_of(p, &p->funders[i], months, &other, &ignored) < 0 || other < 0 || (i && other != cost)) {
			*ret = -1;
			return 0;
		}
		cost = other;
	}
	*ret = cost;
	return 0;
}

static int one(const struct ld_programme *p, const struct ld_allocation *a, const struct ld_published *pub,
	struct ld_reconciled *r, struct lindung_error *err)
{
	const struct ld_funder *f = funder_of(p, pub);
	*r = (struct ld_reconciled){.published = pub, .cost = -1, .people_of_amount = -1, .amount_of_people = -1};
	if (!f && (pub->funder || !p->nfunders))
		return ld_fail(err, LINDUNG_E_FUNDER, "published figures name a funder '%s' that there is not",
			pub->funder ? pub->funder : "");
	for (size_t i = 0; i < p->nfunders; i++) {
		if (f && f != &p->funders[i])
			continue;
		r->people += a->funders[i].people;
		if (!ld_add(r->amount, a->funders[i].committed, &r->amount))
			return ld_fail(err, LINDUNG_E_OVERFLOW, "what the funders pay is larger than an amount can be");
	}
	int months = pub->months || !f ? pub->months : a->funders[f - p->funders].months;
	int rc = f ? cost_of(p, f, months, &r->cost, err) : cost_of_all(p, a, pub, &r->cost);
	if (rc < 0)
		return rc;
	if (r->cost < 0)
		r->agrees = (pub->people < 0 || pub->people == r->people) && (pub->amount < 0 || pub->amount == r->amount);
	if (r->cost <= 0)
		return 0;
	if (pub->amount >= 0)
		r->people_of_amount = ld_capacity(pub->amount, r->cost);
	if (pub->people >= 0 && !ld_mul(pub->people, r->cost, &r->amount_of_people))
		return ld_fail(err, LINDUNG_E_OVERFLOW, "what the published people cost is larger than an amount can be");
	r->agrees = pub->amount >= 0 && pub->people >= 0 && r->amount_of_people == pub->amount;
	return 0;
}

int ld_reconcile(const struct ld_programme *p, const struct ld_allocation *a, struct ld_arena *arena,
	struct ld_reconciled **ret, struct lindung_error *err)
{
	struct ld_reconciled *list = ld_arena_array(arena, p->npublished, sizeof *list);
	if (!list)
		return ld_nomem(err);
	for (size_t i = 0; i < p->npublished; i++) {
		int rc = one(p, a, &p->published[i], &list[i], err);
		if (rc < 0)
			return rc;
	}
	*ret = list;
	return 0;
}
