/*
 * Dated tables: months between two versions of a component that no row covers. Months that a funder pays are an error
 * when the rules are loaded, and so are two equally good rows; a gap beside those months is a slip that shows next
 * year.
 */
#include "study/check.h"

#include "base/date.h"

#include <string.h>

static bool has_row(const struct ld_rates *t, const char *component, int32_t month)
{
	for (size_t i = 0; i < t->nrows; i++)
		if (strcmp(t->rows[i].component, component) == 0 && t->rows[i].from <= month && month <= t->rows[i].to)
			return true;
	return false;
}

/* The first row behind the month; INT32_MAX without one. */
static int32_t next_from(const struct ld_rates *t, const char *component, int32_t month)
{
	int32_t next = INT32_MAX;
	for (size_t i = 0; i < t->nrows; i++)
		if (strcmp(t->rows[i].component, component) == 0 && t->rows[i].from > month && t->rows[i].from < next)
			next = t->rows[i].from;
	return next;
}

static int check_row(struct ld_checking *c, const struct ld_rates *t, const struct ld_rate_row *r)
{
	char from[LD_MONTH_TEXT], to[LD_MONTH_TEXT];
	int32_t next;
	if (r->to == INT32_MAX || has_row(t, r->component, r->to + 1) ||
		(next = next_from(t, r->component, r->to)) == INT32_MAX)
		return 0;
	for (const struct ld_rate_row *x = t->rows; x < r; x++)
		if (x->to == r->to && strcmp(x->component, r->component) == 0)
			return 0; /* told of at that row */
	return LD_SAY(c, LD_NOTE, "GAP", r->place, "table '%s' has no row for '%s' from %s to %s", t->id, r->component,
		ld_month_format(r->to + 1, from), ld_month_format(next - 1, to));
}

int ld_checking_rates(struct ld_checking *c)
{
	const struct ld_programme *p = c->p;
	int rc = 0;
	for (size_t i = 0; i < p->nfunders; i++) {
		const struct ld_rates *t = p->funders[i].pays.table;
		bool seen = false;
		for (size_t k = 0; k < i; k++)
			seen |= p->funders[k].pays.table == t || strcmp(p->funders[k].pays.table->id, t->id) == 0;
		for (size_t r = 0; !seen && rc >= 0 && r < t->nrows; r++)
			rc = check_row(c, t, &t->rows[r]);
	}
	return rc;
}
