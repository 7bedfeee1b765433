/*
 * What one worker costs: dated tables, capacity, shares of a cost. Whole rupiah only; nothing here rounds but the floor of
 * a part's share. The tables come as data; that their text is right (names, months in order) is the loader's work.
 * A row that names payer and segment stands before one that names one of them, and that before one that names none: so
 * one row for everyone and a few exceptions make a whole table.
 */
#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "base/num.h"
#include "model/programme.h"

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool in_force(const struct ld_rate_row *r, int32_t month)
{
	return r->from <= month && month <= r->to;
}

/* How many of payer and segment the row names, or −1 when it is not meant for them. */
static int match(const struct ld_rate_row *r, const char *component, const char *payer, const char *segment)
{
	if (!same(r->component, component) || (r->payer && !same(r->payer, payer)) ||
		(r->segment && !same(r->segment, segment)))
		return -1;
	return (r->payer != NULL) + (r->segment != NULL);
}

/* A programme may run past the years that dates have. */
static const char *month_text(int32_t month, char out[LD_MONTH_TEXT])
{
	return month / 12 > 2199 ? "2200" : ld_month_format(month, out);
}

static int two_rows(const struct ld_rates *t, const struct ld_rate_row *a, const struct ld_rate_row *b, int32_t month,
	struct lindung_error *err)
{
	char text[LD_MONTH_TEXT];
	const struct ld_rate_row *second = a < b ? b : a, *first = a < b ? a : b;
	ld_fail(err, LINDUNG_E_RATE, "table '%s' has two equally good rows for '%s' in %s: the other is at line %d",
		t->id, second->component, month_text(month, text), first->place.line);
	return err ? ld_error_at(err, second->place.file, second->place.line) : LINDUNG_E_RATE;
}

/* The row ended last before the month, for "last version in force". */
static int no_row(const struct ld_rates *t, const char *component, const char *payer, const char *segment,
	int32_t month, struct lindung_error *err)
{
	const struct ld_rate_row *last = NULL;
	char text[LD_MONTH_TEXT], end[LD_MONTH_TEXT];
	for (size_t i = 0; i < t->nrows; i++) {
		const struct ld_rate_row *r = &t->rows[i];
		if (match(r, component, payer, segment) >= 0 && r->to < month && (!last || r->to > last->to))
			last = r;
	}
	if (last)
		ld_fail(err, LINDUNG_E_RATE, "table '%s' has no row for '%s' in %s; the last version in force is %s, until %s",
			t->id, component, month_text(month, text), last->basis ? last->basis : "without a basis",
			ld_month_format(last->to, end));
	else
		ld_fail(err, LINDUNG_E_RATE, "table '%s' has no row for '%s' in %s, and none before that", t->id,
			component, month_text(month, text));
	return err ? ld_error_at(err, t->place.file, t->place.line) : LINDUNG_E_RATE;
}

static int find_row(const struct ld_rates *t, const char *component, const char *payer, const char *segment,
	int32_t month, const struct ld_rate_row **ret, struct lindung_error *err)
{
	const struct ld_rate_row *best = NULL, *equal = NULL;
	int most = -1;
	for (size_t i = 0; i < t->nrows; i++) {
		const struct ld_rate_row *r = &t->rows[i];
		int n = in_force(r, month) ? match(r, component, payer, segment) : -1;
		if (n > most)
			best = r, equal = NULL, most = n;
		else if (n == most && n >= 0)
			equal = r;
	}
	if (equal)
		return two_rows(t, best, equal, month, err);
	if (!best)
		return no_row(t, component, payer, segment, month, err);
	*ret = best;
	return 0;
}

int ld_pays_cost(const struct ld_pays *pays, int32_t from, int months, const char *payer, const char *segment,
	int64_t *ret, struct lindung_error *err)
{
	int64_t sum = 0;
	for (int m = 0; m < months; m++) {
		for (size_t c = 0; c < pays->ncomponents; c++) {
			const struct ld_rate_row *row = NULL;
			int rc = find_row(pays->table, pays->components[c], payer, segment, from + m, &row, err);
			if (rc < 0)
				return rc;
			if (!ld_add(sum, row->amount, &sum))
				return ld_fail(err, LINDUNG_E_OVERFLOW, "the cost of one worker is larger than an amount can be");
		}
	}
	*ret = sum;
	return 0;
}

/* Is there a row for exactly this payer and segment? It then speaks before those that name one of them. */
static const struct ld_rate_row *named_both(const struct ld_rates *t, const char *component, const char *payer,
	const char *segment, int32_t month)
{
	for (size_t i = 0; i < t->nrows; i++) {
		const struct ld_rate_row *r = &t->rows[i];
		if (same(r->component, component) && same(r->payer, payer) && same(r->segment, segment) && in_force(r, month))
			return r;
	}
	return NULL;
}

static int check_pair(const struct ld_rates *t, const struct ld_rate_row *a, const struct ld_rate_row *b,
	struct lindung_error *err)
{
	int32_t month = a->from > b->from ? a->from : b->from, end = a->to < b->to ? a->to : b->to;
	bool twins = same(a->payer, b->payer) && same(a->segment, b->segment);
	bool crossed = (!a->payer && a->segment && b->payer && !b->segment) ||
		       (a->payer && !a->segment && !b->payer && b->segment);
	if (!same(a->component, b->component) || month > end || (!twins && !crossed))
		return 0;
	if (twins)
		return two_rows(t, a, b, month, err);
	for (;;) {
		const struct ld_rate_row *r = named_both(t, a->component, a->payer ? a->payer : b->payer,
			a->segment ? a->segment : b->segment, month);
		if (!r)
			return two_rows(t, a, b, month, err);
		if (r->to >= end)
			return 0;
		month = r->to + 1;
	}
}

int ld_rates_check(const struct ld_rates *table, struct lindung_error *err)
{
	for (size_t i = 1; i < table->nrows; i++) {
		for (size_t j = 0; j < i; j++) {
			int rc = check_pair(table, &table->rows[j], &table->rows[i], err);
			if (rc < 0)
				return rc;
		}
	}
	return 0;
}

int64_t ld_capacity(int64_t budget, int64_t cost)
{
	ld_assert(cost > 0);
	return budget > 0 ? budget / cost : 0;
}

static int64_t floored(const struct ld_part *part, int64_t cost)
{
	return ld_muldiv(cost, part->percent, 100);
}

int64_t ld_part_share(const struct ld_funder *f, size_t part, int64_t cost)
{
	ld_assert(part < f->nparts && cost >= 0);
	if (part)
		return floored(&f->parts[part], cost);
	int64_t rest = cost;
	for (size_t i = 1; i < f->nparts; i++)
		rest -= floored(&f->parts[i], cost);
	ld_assert(rest >= 0);
	return rest;
}
