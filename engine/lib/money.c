/*
 * The parts of a run's document that speak of money and places: funders, quotas' groups, and what
 * published figures imply. Numbers come from the allocation as they are; −1 ("no limit") becomes
 * null. The sentence about published figures is written here so that every form of the report says
 * the same.
 */
#include "lib/lib.h"

#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/num.h"
#include "report/report.h"

static json_t *or_null(int64_t n)
{
	return n < 0 ? json_null() : json_integer(n);
}

static json_t *month(int32_t m)
{
	char text[LD_MONTH_TEXT];
	return json_string(ld_month_format(m, text));
}

/* ---- funders ---- */

static json_t *purses(const struct ld_funder_result *u)
{
	json_t *list = json_array();
	for (size_t i = 0; i < u->npurses && list; i++) {
		const struct ld_purse_result *purse = &u->purses[i];
		ld_list_add(
			&list, json_pack("{s:o, s:o, s:I, s:I, s:o}", "group",
				       ld_json_text(purse->group), "budget", or_null(purse->budget),
				       "people", (json_int_t)purse->people, "committed",
				       (json_int_t)purse->committed, "remainder",
				       or_null(purse->remainder)));
	}
	return list;
}

static json_t *parts(const struct ld_funder *f, const struct ld_funder_result *u)
{
	json_t *list = json_array();
	for (size_t i = 0; i < f->nparts && list; i++)
		ld_list_add(
			&list, json_pack("{s:o, s:i, s:o, s:I, s:o}", "id",
				       ld_json_text(f->parts[i].id), "percent", f->parts[i].percent,
				       "budget", or_null(f->parts[i].budget), "committed",
				       (json_int_t)u->parts[i].committed, "remainder",
				       or_null(u->parts[i].remainder)));
	return list;
}

/* What one worker costs: of those it pays when they all cost the same; of anyone when it pays
 * nobody. */
static int64_t one_cost(const struct ld_work *w, size_t k)
{
	const struct ld_funder *f = &w->p->funders[k];
	struct lindung_error ignored; /* a rate that hangs on the segment has no one price */
	int64_t cost = -1;
	for (const struct ld_verdict *v = w->a->verdicts; v < w->a->verdicts + w->a->nverdicts; v++) {
		if (v->funder != (int)k || !v->people)
			continue;
		if (cost >= 0) /* no two verdicts of a funder are of one cost */
			return -1;
		cost = v->cost;
	}
	if (cost < 0 && ld_pays_cost(&f->pays, f->from, w->a->funders[k].months, f->payer, NULL,
				&cost, &ignored) < 0)
		return -1;
	return cost;
}

static json_t *places(const struct ld_funder_result *u)
{
	return u->places < 0 || u->places == INT64_MAX ? json_null() : json_integer(u->places);
}

static json_t *of_split(const struct ld_funder *f, int64_t n)
{
	return f->purses == LD_PURSES_SPLIT ? json_integer(n) : json_null();
}

static json_t *funder(const struct ld_work *w, size_t k)
{
	const struct ld_funder *f = &w->p->funders[k];
	const struct ld_funder_result *u = &w->a->funders[k];
	return json_pack(
		"{s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:o, s:o, s:i, s:o, s:b, s:o, s:o, s:o, s:o, s:o, "
		"s:o}",
		"id", ld_json_text(f->id), "title", ld_json_text(f->title), "basis",
		ld_json_text(f->basis), "budget", or_null(u->budget), "people",
		(json_int_t)u->people, "person_months", (json_int_t)u->person_months, "committed",
		(json_int_t)u->committed, "remainder", or_null(u->remainder), "from",
		month(f->from), "months", u->months, "cost", or_null(one_cost(w, k)), "even",
		u->even, "seats", or_null(f->seats), "places", places(u), "purses", purses(u),
		"parts", parts(f, u), "unit", of_split(f, f->unit), "unsplit",
		of_split(f, u->unsplit));
}

json_t *ld_document_funders(const struct ld_work *w)
{
	json_t *list = json_array();
	for (size_t k = 0; k < w->p->nfunders && list; k++)
		ld_list_add(&list, funder(w, k));
	return list;
}

/* ---- quotas ---- */

json_t *ld_document_groups(const struct ld_work *w)
{
	json_t *list = json_array();
	for (size_t i = 0; i < w->a->ngroups && list; i++) {
		const struct ld_group_result *g = &w->a->groups[i];
		ld_list_add(
			&list, json_pack("{s:o, s:o, s:I, s:I, s:I, s:o, s:o, s:o}", "quota",
				       ld_json_text(w->p->quotas[g->quota].id), "group",
				       ld_json_text(g->group), "eligible", (json_int_t)g->eligible,
				       "selected", (json_int_t)g->selected, "reserve",
				       (json_int_t)g->reserve, "at_least", or_null(g->at_least),
				       "at_most", or_null(g->at_most), "short_because",
				       ld_json_text(g->short_because)));
	}
	return list;
}

/* ---- published figures ---- */

static const struct ld_funder *funder_of(
	const struct ld_programme *p, const struct ld_published *q, size_t *ret)
{
	for (size_t k = 0; k < p->nfunders; k++) {
		if (q->funder && strcmp(p->funders[k].id, q->funder) != 0)
			continue;
		*ret = k;
		return &p->funders[k];
	}
	return NULL;
}

/* "5,829 × 12 × 16,800", or "5,829 × 201,600" where months differ in price. */
static void put_product(
	struct ld_buf *b, const struct ld_work *w, const struct ld_reconciled *r, int64_t people)
{
	char n[LD_RUPIAH_TEXT], each[LD_RUPIAH_TEXT];
	size_t k = 0;
	const struct ld_funder *f = funder_of(w->p, r->published, &k);
	int64_t months = r->published->months ? r->published->months
			 : f                  ? w->a->funders[k].months
					      : 0;
	ld_rupiah_format(people, ',', n);
	if (months > 0 && r->cost % months == 0)
		ld_buf_printf(b, "%s × %" PRId64 " × %s", n, months,
			ld_rupiah_format(r->cost / months, ',', each));
	else
		ld_buf_printf(b, "%s × %s", n, ld_rupiah_format(r->cost, ',', each));
}

static void put_amount(struct ld_buf *b, const struct ld_work *w, const struct ld_reconciled *r)
{
	char amount[LD_RUPIAH_TEXT], rest[LD_RUPIAH_TEXT];
	int64_t left = r->published->amount - r->people_of_amount * r->cost;
	ld_rupiah_format(r->published->amount, ',', amount);
	ld_buf_printf(b, "%s = ", amount);
	put_product(b, w, r, r->people_of_amount);
	if (left)
		ld_buf_printf(b, " and %s left over", ld_rupiah_format(left, ',', rest));
}

static json_t *published_text(const struct ld_work *w, const struct ld_reconciled *r)
{
	const struct ld_published *q = r->published;
	char people[LD_RUPIAH_TEXT], amount[LD_RUPIAH_TEXT];
	struct ld_buf b = ld_buf_init(1024);
	if (r->cost <= 0)
		ld_buf_printf(&b, "workers differ in cost; the run commits %s for %s people",
			ld_rupiah_format(r->amount, ',', amount), ld_rupiah_format(r->people, ',', people));
	else if (q->amount >= 0)
		put_amount(&b, w, r);
	if (r->cost > 0 && q->people >= 0 && !r->agrees)
		ld_buf_printf(&b, "%s%s people would cost %s", b.len ? "; " : "",
			ld_rupiah_format(q->people, ',', people),
			ld_rupiah_format(r->amount_of_people, ',', amount));
	json_t *text = b.failed ? NULL : ld_json_text(ld_buf_text(&b));
	ld_buf_fini(&b);
	return text;
}

json_t *ld_document_published(const struct ld_work *w, const struct ld_reconciled *r)
{
	json_t *list = json_array();
	for (size_t i = 0; i < w->p->npublished && list; i++, r++) {
		const struct ld_published *q = r->published;
		ld_list_add(&list,
			json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o}", "title",
				ld_json_text(q->title), "people", or_null(q->people), "amount",
				or_null(q->amount), "funder", ld_json_text(q->funder), "cost",
				or_null(r->cost), "people_of_amount", or_null(r->people_of_amount),
				"amount_of_people", or_null(r->amount_of_people), "agrees",
				r->agrees, "text", published_text(w, r)));
	}
	return list;
}
