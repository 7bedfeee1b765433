/*
 * Funders against the rules and against each other: purses of groups that no eligible worker can be in, a funder whose
 * condition no eligible worker meets, people whom no funder takes, money below one worker's cost, a payer or segments
 * that the rates do not know. What hangs on numbers of people is `run`'s to say.
 */
#include "study/check.h"

#include <string.h>

#include "base/num.h"
#include "base/text.h"

/* ---- groups ---- */

int ld_checking_can_be_in(struct ld_checking *c, const struct ld_owner *o, int field, struct ld_value *group)
{
	struct ld_cond is = ld_cond_equal(field, group);
	struct ld_need need = {&is, LD_CAN_TRUE};
	return c->nobody ? 1 : ld_checking_ask(c, o, true, &need, 1);
}

int ld_checking_groups(struct ld_checking *c, const struct ld_owner *o, int field, const char *what, struct ld_weight *groups,
	size_t n)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf name = ld_buf_init(1 << 20);
	for (size_t i = 0; i < n; i++) {
		int rc = ld_checking_can_be_in(c, o, field, &groups[i].group);
		if (rc == 0 && groups[i].n) {
			ld_buf_reset(&name);
			ld_field_print(&c->p->fields.items[field], &groups[i].group, &name);
			rc = LD_SAY(c, LD_WARNING, "UNUSED_ROW", o->place,
				"%s '%s': %s names '%s' = %s, which nobody who passes the rules can have", o->what,
				o->id, what, c->p->fields.items[field].name, ld_buf_text(&name));
		}
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* ---- what one worker costs ---- */

static void lower(const struct ld_funder *u, const char *segment, int64_t *least)
{
	struct lindung_error ignored;
	int64_t cost;
	if (ld_pays_cost(&u->pays, u->from, u->as_many ? 1 : u->months, u->payer, segment, &cost, &ignored) == 0 &&
		(*least < 0 || cost < *least))
		*least = cost;
}

int64_t ld_checking_least_cost(const struct ld_programme *p, const struct ld_funder *u)
{
	int64_t least = -1;
	lower(u, NULL, &least);
	for (size_t i = 0; p->segment >= 0 && i < u->pays.table->nrows; i++)
		if (u->pays.table->rows[i].segment)
			lower(u, u->pays.table->rows[i].segment, &least);
	return least;
}

/* part: the purse of a funder in parts, or NULL; group: of a table of purses, or NULL. */
static int say_empty(struct ld_checking *c, const struct ld_funder *u, const char *part, const char *group, int64_t budget,
	int64_t cost)
{
	char has[LD_RUPIAH_TEXT], one[LD_RUPIAH_TEXT];
	ld_rupiah_format(budget, '.', has);
	ld_rupiah_format(cost, '.', one);
	if (part)
		return LD_SAY(c, LD_WARNING, "EMPTY_FUNDER", u->place,
			"funder '%s' can pay nobody, for want of its part '%s': its budget is Rp%s, one worker costs Rp%s", u->id, part,
			has, one);
	if (group)
		return LD_SAY(c, LD_WARNING, "EMPTY_FUNDER", u->place,
			"funder '%s' can pay nobody of '%s': its budget is Rp%s, one worker costs Rp%s", u->id, group, has, one);
	return LD_SAY(c, LD_WARNING, "EMPTY_FUNDER", u->place,
		"funder '%s' can pay nobody: its budget is Rp%s, one worker costs Rp%s", u->id, has, one);
}

static int check_money(struct ld_checking *c, const struct ld_funder *u)
{
	int64_t cost = ld_checking_least_cost(c->p, u);
	int rc = 0;
	LD_CLEANUP(ld_buf_fini) struct ld_buf name = ld_buf_init(1 << 20);
	if (u->seats == 0)
		return LD_SAY(
			c, LD_WARNING, "EMPTY_FUNDER", u->place, "funder '%s' can pay nobody: it has no seats", u->id);
	if (cost < 0)
		return 0;
	if (u->budget >= 0 && u->budget < cost)
		return say_empty(c, u, NULL, NULL, u->budget, cost);
	if (u->purses == LD_PURSES_EACH && u->each < cost)
		return say_empty(c, u, NULL, NULL, u->each, cost);
	if (u->purses == LD_PURSES_SPLIT && u->total < cost)
		return say_empty(c, u, NULL, NULL, u->total, cost);
	for (size_t i = 0; i < u->nparts && rc >= 0; i++)
		if (u->parts[i].budget >= 0 && u->parts[i].budget < ld_part_share(u, i, cost))
			rc = say_empty(c, u, u->parts[i].id, NULL, u->parts[i].budget, ld_part_share(u, i, cost));
	for (size_t i = 0; u->purses == LD_PURSES_TABLE && i < u->ngroups && rc >= 0; i++) {
		if (u->groups[i].n >= cost)
			continue;
		ld_buf_reset(&name);
		ld_field_print(&c->p->fields.items[u->by], &u->groups[i].group, &name);
		rc = name.failed ? ld_nomem(c->err) : say_empty(c, u, NULL, ld_buf_text(&name), u->groups[i].n, cost);
	}
	return rc;
}

/* ---- payers and segments ---- */

/* A word close to one that the rates or another funder use, and used by no row itself. */
static int check_payer(struct ld_checking *c, const struct ld_funder *u)
{
	const struct ld_rates *t = u->pays.table;
	const char **known = ld_arena_array(&c->arena, t->nrows + c->p->nfunders + 4, sizeof *known);
	static const char *const usual[] = {"apbd", "apbn", "donasi", "mandiri"};
	size_t n = 0;
	if (!known)
		return ld_nomem(c->err);
	for (size_t i = 0; i < t->nrows; i++)
		if (t->rows[i].payer)
			known[n++] = t->rows[i].payer;
	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
		known[n++] = usual[i];
	for (size_t i = 0; i < n; i++)
		if (strcmp(known[i], u->payer) == 0)
			return 0;
	for (size_t i = 0; i < c->p->nfunders && c->p->funders[i].payer; i++)
		if (strcmp(c->p->funders[i].payer, u->payer) != 0)
			known[n++] = c->p->funders[i].payer;
	const char *near = ld_nearest(u->payer, known, n);
	if (!near)
		return 0;
	return ld_findings_add(c->f, LD_WARNING, "PAYER_UNKNOWN", u->place.file, u->place.line, near,
		"funder '%s': no row of table '%s' names the payer '%s'", u->id, t->id, u->payer);
}

/* Rows for segments that would hold for this funder's months, but nobody has a segment. */
static int check_segment(struct ld_checking *c, const struct ld_funder *u)
{
	const struct ld_rates *t = u->pays.table;
	for (size_t i = 0; c->p->segment < 0 && i < t->nrows; i++) {
		const struct ld_rate_row *r = &t->rows[i];
		bool used = false;
		for (size_t k = 0; k < u->pays.ncomponents; k++)
			used |= strcmp(u->pays.components[k], r->component) == 0;
		if (!used || !r->segment || (r->payer && strcmp(r->payer, u->payer) != 0) ||
			r->from >= u->from + u->months || r->to < u->from)
			continue;
		return LD_SAY(c, LD_WARNING, "SEGMENT", u->place,
			"funder '%s': table '%s' has rates of '%s' for the segment '%s', but the programme names no "
			"field as 'segment'",
			u->id, t->id, r->component, r->segment);
	}
	return 0;
}

/* ---- funders ---- */

static int check_only(struct ld_checking *c, const struct ld_funder *u, const struct ld_owner *o)
{
	bool odd = false;
	struct ld_need need = {u->only, LD_CAN_TRUE};
	int rc = ld_checking_cond(c, o, u->only, &odd);
	if (rc < 0 || odd || c->nobody)
		return rc;
	rc = ld_checking_ask(c, o, true, &need, 1);
	if (rc == 0)
		rc = LD_SAY(c, LD_WARNING, "UNUSED_FUNDER", u->place,
			"funder '%s' pays nobody: nobody who passes the rules meets its 'only'", u->id);
	return rc;
}

/* Somebody whom every funder's condition leaves out. */
static int check_left_out(struct ld_checking *c)
{
	const struct ld_programme *p = c->p;
	struct ld_need *needs = ld_arena_array(&c->arena, p->nfunders, sizeof *needs);
	if (!needs)
		return ld_nomem(c->err);
	for (size_t i = 0; i < p->nfunders; i++) {
		if (!p->funders[i].only)
			return 0;
		needs[i] = (struct ld_need){p->funders[i].only, LD_CAN_FALSE | LD_CAN_UNKNOWN};
	}
	if (!p->nfunders || c->nobody)
		return 0;
	struct ld_owner o = {"funder", p->funders[0].id, p->funders[0].place};
	size_t open = c->open;
	int rc = ld_checking_ask(c, &o, true, needs, p->nfunders);
	if (rc <= 0 || c->open > open)
		return rc;
	return LD_SAY(c, LD_NOTE, "UNFUNDED", o.place, "workers can pass the rules whom no funder's 'only' takes");
}

int ld_checking_funders(struct ld_checking *c)
{
	int rc = 0;
	for (size_t i = 0; i < c->p->nfunders && rc >= 0; i++) {
		const struct ld_funder *u = &c->p->funders[i];
		struct ld_owner o = {"funder", u->id, u->place};
		rc = check_money(c, u);
		if (rc >= 0 && u->only)
			rc = check_only(c, u, &o);
		if (rc >= 0 && u->by >= 0)
			rc = ld_checking_groups(c, &o, u->by, "budget", u->groups, u->ngroups);
		if (rc >= 0)
			rc = check_payer(c, u);
		if (rc >= 0)
			rc = check_segment(c, u);
	}
	return rc < 0 ? rc : check_left_out(c);
}
