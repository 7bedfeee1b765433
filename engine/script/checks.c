/*
 * What can be wrong only between parts of a programme, found before any data: ids given twice, what
 * a funder costs in each month and segment, quotas of places under an uneven funder (structurally:
 * two segments with two prices), floors above all places, as_many_as_fit where it cannot be.
 * Warnings say what is allowed and probably not meant.
 */
#include <stdlib.h>
#include <string.h>

#include "script/internal.h"

static int twice(struct ld_script *s, const char *what, const char *id, struct ld_place second,
	struct ld_place first)
{
	s->owner_what = what;
	s->owner = id;
	int rc = ld_fault(s, second, LINDUNG_E_DUPLICATE, NULL,
		"the id is given twice; first in line %d", first.line);
	s->owner_what = s->owner = NULL;
	return rc;
}

#define CHECK_IDS(s, what, items, n, rc)                                                           \
	for (size_t i_ = 0; i_ < (n); i_++)                                                        \
		for (size_t k_ = 0; k_ < i_; k_++)                                                 \
			if ((items)[i_].id && (items)[k_].id &&                                    \
				strcmp((items)[i_].id, (items)[k_].id) == 0) {                     \
				rc = twice(s, what, (items)[i_].id, (items)[i_].place,             \
					(items)[k_].place);                                        \
				break;                                                             \
			}

static int check_ids(struct ld_script *s, const struct ld_programme *p)
{
	int rc = 0;
	CHECK_IDS(s, "rule", p->rules, p->nrules, rc)
	CHECK_IDS(s, "score", p->scores, p->nscores, rc)
	CHECK_IDS(s, "quota", p->quotas, p->nquotas, rc)
	CHECK_IDS(s, "funder", p->funders, p->nfunders, rc)
	return rc;
}

static bool names_segment(const struct ld_rates *t, const char *segment)
{
	for (size_t i = 0; i < t->nrows; i++)
		if (t->rows[i].segment && strcmp(t->rows[i].segment, segment) == 0)
			return true;
	return false;
}

/* Costs of all segments a worker can have: the unnamed one and those of the table. least = most
 * when all cost the same. */
struct costs {
	int64_t least, most;
	bool some;
};

static int add_cost(
	struct ld_script *s, const struct ld_funder *f, const char *segment, struct costs *c)
{
	struct lindung_error err = {0};
	int64_t cost;
	int rc = ld_pays_cost(&f->pays, f->from, f->months, f->payer, segment, &cost, &err);
	if (rc < 0) {
		s->owner_what = "funder";
		s->owner = f->id;
		err.file[0] =
			'\0'; /* the funder's line, not the table's: the months are the funder's */
		rc = ld_fault_error(s, f->place, &err);
		s->owner_what = s->owner = NULL;
		return rc;
	}
	c->least = !c->some || cost < c->least ? cost : c->least;
	c->most = !c->some || cost > c->most ? cost : c->most;
	c->some = true;
	return 0;
}

/* A programme without a segment field has one price. With one, every segment of the table that the
 * field can name counts; the unnamed price counts where there is one (a blank segment has it) and
 * must be there where a choice has no row. */
static int costs_of(struct ld_script *s, const struct ld_programme *p, const struct ld_funder *f,
	struct costs *ret)
{
	struct costs c = {0};
	const struct ld_rates *t = f->pays.table;
	if (p->segment < 0) {
		int rc = add_cost(s, f, NULL, &c);
		*ret = c;
		return rc;
	}
	const struct ld_field *field = &p->fields.items[p->segment];
	bool others = false;
	for (size_t k = 0; field->type == LD_CHOICE && k < field->nchoices; k++)
		others |= !names_segment(t, field->choices[k]);
	struct lindung_error err;
	int64_t cost;
	bool unnamed = ld_pays_cost(&f->pays, f->from, f->months, f->payer, NULL, &cost, &err) == 0;
	if ((unnamed || (others && field->type == LD_CHOICE)) && add_cost(s, f, NULL, &c) < 0)
		return -1;
	for (size_t i = 0; i < t->nrows; i++) {
		const char *segment = t->rows[i].segment;
		bool seen = !segment;
		for (size_t k = 0; k < i && !seen; k++)
			seen = t->rows[k].segment && strcmp(t->rows[k].segment, segment) == 0;
		bool possible = field->type == LD_TEXT;
		for (size_t k = 0; !seen && field->type == LD_CHOICE && k < field->nchoices; k++)
			possible |= strcmp(field->choices[k], segment) == 0;
		if (!seen && possible && add_cost(s, f, segment, &c) < 0)
			return -1;
	}
	*ret = c;
	return 0;
}

/* Places of a funder that is structurally even; −1 when they hang on the data. */
static int64_t places_of(const struct ld_funder *f, int64_t cost)
{
	int64_t places = INT64_MAX;
	if (f->purses == LD_PURSES_EACH || f->purses == LD_PURSES_SPLIT || cost <= 0)
		return -1;
	if (f->purses == LD_PURSES_TABLE) {
		int64_t sum = 0;
		for (size_t i = 0; i < f->ngroups; i++) {
			int64_t n = ld_capacity(f->groups[i].n, cost);
			sum += f->seats >= 0 && n > f->seats ? f->seats : n;
		}
		return sum;
	}
	if (f->budget >= 0)
		places = ld_capacity(f->budget, cost);
	for (size_t i = 0; i < f->nparts; i++) {
		int64_t share = ld_part_share(f, i, cost);
		int64_t n = f->parts[i].budget < 0 || share <= 0
				    ? INT64_MAX
				    : ld_capacity(f->parts[i].budget, share);
		places = n < places ? n : places;
	}
	if (f->seats >= 0 && f->seats < places)
		places = f->seats;
	return places == INT64_MAX ? -1 : places;
}

static bool of_places(const struct ld_bound *b)
{
	return b->kind == LD_BOUND_PERCENT || (b->kind == LD_BOUND_APPORTION && b->n < 0);
}

static const struct ld_quota *quota_of_places(const struct ld_programme *p)
{
	for (size_t i = 0; i < p->nquotas; i++)
		if (of_places(&p->quotas[i].at_least) || of_places(&p->quotas[i].at_most))
			return &p->quotas[i];
	return NULL;
}

static int check_floor(struct ld_script *s, const struct ld_quota *q, int64_t places)
{
	const struct ld_bound *b = &q->at_least;
	int64_t sum = 0;
	if (b->kind == LD_BOUND_TABLE)
		for (size_t i = 0; i < b->ngroups; i++)
			sum += b->groups[i].n;
	else if (b->kind == LD_BOUND_APPORTION && b->n > 0)
		sum = b->n;
	if (sum <= places)
		return 0;
	s->owner_what = "quota";
	s->owner = q->id;
	int rc = ld_fault(s, q->place, LINDUNG_E_QUOTA, NULL,
		"the floors add up to %lld, above the programme's %lld places", (long long)sum,
		(long long)places);
	s->owner_what = s->owner = NULL;
	return rc;
}

static int check_as_many(struct ld_script *s, const struct ld_programme *p)
{
	for (size_t i = 0; i < p->nfunders; i++) {
		const struct ld_funder *f = &p->funders[i];
		if (!f->as_many || (p->nfunders == 1 && !quota_of_places(p)))
			continue;
		s->owner_what = "funder";
		s->owner = f->id;
		int rc = ld_fault(s, f->place, LINDUNG_E_FUNDER, NULL, "as_many_as_fit needs %s",
			p->nfunders > 1 ? "a programme with one funder"
					: "a programme without percent or capacity quotas");
		s->owner_what = s->owner = NULL;
		return rc;
	}
	return 0;
}

static int check_money(struct ld_script *s, const struct ld_programme *p)
{
	int rc = 0;
	int64_t places = 0;
	bool known = p->nfunders > 0, even = true;
	const struct ld_quota *capacity = quota_of_places(p);
	for (size_t i = 0; i < p->nfunders; i++) {
		struct costs c = {0};
		const struct ld_funder *f = &p->funders[i];
		if (costs_of(s, p, f, &c) < 0) {
			rc = -1;
			known = false;
			continue;
		}
		if (c.least != c.most && capacity) {
			s->owner_what = "quota";
			s->owner = capacity->id;
			rc = ld_fault(s, capacity->place, LINDUNG_E_QUOTA, NULL,
				"percent and capacity need places, but funder '%s' pays %lld to "
				"%lld for a worker, by segment",
				f->id, (long long)c.least, (long long)c.most);
			s->owner_what = s->owner = NULL;
		}
		even &= c.least == c.most;
		int64_t n = c.least == c.most && !f->as_many ? places_of(f, c.least) : -1;
		known &= n >= 0;
		places += n > 0 ? n : 0;
	}
	if (capacity && !p->nfunders) {
		s->owner_what = "quota";
		s->owner = capacity->id;
		rc = ld_fault(s, capacity->place, LINDUNG_E_QUOTA, NULL,
			"percent and capacity need places, but there is no funder");
		s->owner_what = s->owner = NULL;
	}
	for (size_t i = 0; !rc && known && even && i < p->nquotas; i++)
		rc = check_floor(s, &p->quotas[i], places);
	return rc;
}

int ld_check_programme(
	struct ld_script *s, const struct ld_programme *p, struct ld_place at, bool bad)
{
	int rc = check_ids(s, p);
	(void)at;
	if (bad)
		return rc;
	if (check_as_many(s, p) < 0 || check_money(s, p) < 0)
		rc = -1;
	return rc;
}
