/*
 * A programme's elements as lines of path and text: `when/umur` = `between(18, 64)`. Two elements are equal exactly when
 * their lines are, so what a reader is told and what a comparison acts on cannot come apart.
 */
#include "study/lines.h"

#include <inttypes.h>
#include <string.h>

#include "base/date.h"

static const char *field_name(const struct ld_programme *p, int field)
{
	return field < 0 ? "" : p->fields.items[field].name;
}

int ld_lines_programme(const struct ld_programme *p, struct ld_arena *arena, struct ld_lines *ret)
{
	struct ld_says s = ld_lines_begin(p, arena, ret);
	char day[LD_DATE_TEXT];
	ld_lines_text(&s, "id", p->id);
	ld_lines_text(&s, "title", p->title);
	SAY(&s, true, "as_of", "%s", ld_date_format(p->as_of, day));
	const struct {
		const char *path;
		int field;
	} fields[] = {{"segment", p->segment}, {"covered/from", p->covered_from}, {"covered/to", p->covered_to}};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (fields[i].field >= 0)
			ld_lines_add(&s, true, fields[i].path, field_name(p, fields[i].field),
				ld_arena_printf(arena, "@%d", fields[i].field));
	for (size_t i = 0; i < p->nbasis; i++)
		ld_lines_text(&s, "basis", p->basis[i]);
	return ld_lines_end(&s);
}

int ld_lines_field(const struct ld_programme *p, const struct ld_field *f, struct ld_arena *arena, struct ld_lines *ret)
{
	struct ld_says s = ld_lines_begin(p, arena, ret);
	if (f->derive == LD_DERIVE_AGE)
		ld_lines_add(&s, true, "derive", ld_arena_printf(arena, "age \"%s\"", field_name(p, f->from)),
			ld_arena_printf(arena, "age @%d", f->from));
	if (f->derive == LD_DERIVE_MEMBERS) {
		ld_lines_add(&s, true, "derive", ld_arena_printf(arena, "members { key = \"%s\" }", field_name(p, f->from)),
			ld_arena_printf(arena, "members @%d", f->from));
		ld_lines_cond(&s, "derive/when", f->when);
	}
	if (f->derive == LD_DERIVE_FUNC)
		ld_lines_func(&s, "derive", f->func);
	return ld_lines_end(&s);
}

int ld_lines_rule(const struct ld_programme *p, const struct ld_rule *r, struct ld_arena *arena, struct ld_lines *ret)
{
	static const char *const policies[] = {"check", "refuse", "accept"};
	struct ld_says s = ld_lines_begin(p, arena, ret);
	ld_lines_cond(&s, "when", r->when);
	ld_lines_add(&s, true, "missing", policies[r->missing], NULL);
	ld_lines_text(&s, "title", r->title);
	ld_lines_text(&s, "reason", r->reason);
	ld_lines_text(&s, "basis", r->basis);
	return ld_lines_end(&s);
}

static void points(struct ld_says *s, const struct ld_points *q)
{
	switch (q->kind) {
	case LD_POINTS_CONST:
		SAY(s, true, "points", "%" PRId64, q->n);
		break;
	case LD_POINTS_PER:
		ld_lines_add(s, true, "points", ld_arena_printf(s->arena, "per \"%s\"", field_name(s->p, q->field)),
			ld_arena_printf(s->arena, "per @%d", q->field));
		SAY(s, true, "points/each", "%" PRId64, q->each);
		SAY(s, true, "points/up_to", "%" PRId64, q->up_to);
		break;
	case LD_POINTS_BY:
		ld_lines_add(s, true, "points", ld_arena_printf(s->arena, "by \"%s\"", field_name(s->p, q->field)),
			ld_arena_printf(s->arena, "by @%d", q->field));
		for (size_t i = 0; i < q->nrows; i++)
			SAY(s, true, ld_lines_join(s, "points", ld_lines_value(s, q->field, &q->rows[i].key)), "%" PRId64, q->rows[i].points);
		SAY(s, true, "points/otherwise", "%" PRId64, q->otherwise);
		break;
	case LD_POINTS_FUNC:
		ld_lines_func(s, "points", q->func);
		break;
	}
}

int ld_lines_score(const struct ld_programme *p, const struct ld_score *c, struct ld_arena *arena, struct ld_lines *ret)
{
	struct ld_says s = ld_lines_begin(p, arena, ret);
	points(&s, &c->points);
	ld_lines_cond(&s, "when", c->when);
	ld_lines_text(&s, "title", c->title);
	ld_lines_text(&s, "basis", c->basis);
	return ld_lines_end(&s);
}

int ld_lines_order(const struct ld_programme *p, struct ld_arena *arena, struct ld_lines *ret)
{
	struct ld_says s = ld_lines_begin(p, arena, ret);
	for (size_t i = 0; i < p->norder; i++) {
		const struct ld_key *k = &p->order[i];
		const char *path = ld_arena_printf(arena, "%zu", i + 1), *way = k->descending ? "desc" : "asc";
		if (k->kind == LD_KEY_LOTTERY)
			SAY(&s, true, path, "%slottery { seed = \"%s\" }", k->descending ? "desc " : "", k->seed ? k->seed : "");
		else if (k->kind == LD_KEY_SCORE)
			SAY(&s, true, path, "%s \"score\"", way);
		else
			ld_lines_add(&s, true, path, ld_arena_printf(arena, "%s \"%s\"", way, field_name(p, k->field)),
				ld_arena_printf(arena, "%s @%d", way, k->field));
	}
	return ld_lines_end(&s);
}

static void bound(struct ld_says *s, const char *path, int by, const struct ld_bound *b)
{
	switch (b->kind) {
	case LD_BOUND_NUMBER:
		SAY(s, true, path, "%" PRId64, b->n);
		break;
	case LD_BOUND_PERCENT:
		SAY(s, true, path, "percent(%" PRId64 ")", b->n);
		break;
	case LD_BOUND_TABLE:
		ld_lines_groups(s, path, by, b->groups, b->ngroups);
		if (b->has_otherwise)
			SAY(s, true, ld_lines_join(s, path, "otherwise"), "%" PRId64, b->otherwise);
		break;
	case LD_BOUND_APPORTION:
		SAY(s, true, path, "apportion { method = \"%s\"%s }", b->method == LD_HAMILTON ? "hamilton" : "sainte-lague",
			b->by_eligible ? ", by = \"eligible\"" : "");
		if (b->n < 0)
			SAY(s, true, ld_lines_join(s, path, "seats"), "capacity");
		else
			SAY(s, true, ld_lines_join(s, path, "seats"), "%" PRId64, b->n);
		ld_lines_groups(s, ld_lines_join(s, path, "by"), by, b->groups, b->ngroups);
		break;
	case LD_BOUND_NONE:
		break;
	}
}

int ld_lines_quota(const struct ld_programme *p, const struct ld_quota *q, struct ld_arena *arena, struct ld_lines *ret)
{
	struct ld_says s = ld_lines_begin(p, arena, ret);
	ld_lines_add(&s, true, "by", field_name(p, q->by), ld_arena_printf(arena, "@%d", q->by));
	bound(&s, "at_least", q->by, &q->at_least);
	bound(&s, "at_most", q->by, &q->at_most);
	ld_lines_text(&s, "basis", q->basis);
	return ld_lines_end(&s);
}

/* ---- funders ---- */

static bool pays_component(const struct ld_pays *pays, const char *component)
{
	for (size_t i = 0; i < pays->ncomponents; i++)
		if (strcmp(pays->components[i], component) == 0)
			return true;
	return false;
}

static void rate(struct ld_says *s, const struct ld_rate_row *r)
{
	char from[LD_MONTH_TEXT], to[LD_MONTH_TEXT];
	const char *path = ld_arena_printf(s->arena, "pays/%s%s%s%s%s/%s", r->component, r->payer ? "/" : "",
		r->payer ? r->payer : "", r->segment ? "/" : "", r->segment ? r->segment : "", ld_month_format(r->from, from));
	if (r->to == INT32_MAX)
		SAY(s, true, path, "%" PRId64, r->amount);
	else
		SAY(s, true, path, "%" PRId64 " (… %s)", r->amount, ld_month_format(r->to, to));
}

static void price(struct ld_says *s, const struct ld_funder *f)
{
	char from[LD_MONTH_TEXT];
	SAY(s, true, "from", "%s", ld_month_format(f->from, from));
	if (f->as_many)
		SAY(s, true, "months", "as_many_as_fit { up_to = %d }", f->months);
	else
		SAY(s, true, "months", "%d", f->months);
	ld_lines_add(s, true, "payer", f->payer ? f->payer : "", NULL);
	for (size_t i = 0; i < f->pays.ncomponents; i++)
		SAY(s, true, ld_arena_printf(s->arena, "pays/%s", f->pays.components[i]), "%s", f->pays.components[i]);
	for (size_t i = 0; f->pays.table && i < f->pays.table->nrows; i++)
		if (pays_component(&f->pays, f->pays.table->rows[i].component))
			rate(s, &f->pays.table->rows[i]);
}

static void purses(struct ld_says *s, const struct ld_funder *f)
{
	if (f->purses == LD_PURSES_NONE)
		return;
	ld_lines_add(s, true, "by", field_name(s->p, f->by), ld_arena_printf(s->arena, "@%d", f->by));
	if (f->purses == LD_PURSES_EACH)
		SAY(s, true, "budget", "%" PRId64 " (each)", f->each);
	if (f->purses == LD_PURSES_SPLIT) {
		SAY(s, true, "budget/total", "%" PRId64, f->total);
		SAY(s, true, "budget/unit", "%" PRId64, f->unit);
		if (f->by_eligible)
			SAY(s, true, "budget/by", "eligible");
	}
	ld_lines_groups(s, f->purses == LD_PURSES_TABLE ? "budget" : "budget/by", f->by, f->groups, f->ngroups);
}

static void money(struct ld_says *s, const struct ld_funder *f)
{
	if (f->budget >= 0)
		SAY(s, true, "budget", "%" PRId64, f->budget);
	if (f->seats >= 0)
		SAY(s, true, "seats", "%" PRId64, f->seats);
	purses(s, f);
	const char *order = f->nparts ? "" : NULL; /* the first pays what the others' shares leave */
	for (size_t i = 0; order && i < f->nparts; i++)
		order = ld_arena_printf(s->arena, "%s%s%s", order, i ? ", " : "", f->parts[i].id);
	if (f->nparts)
		ld_lines_add(s, true, "parts", order, NULL);
	for (size_t i = 0; i < f->nparts; i++) {
		const char *path = ld_arena_printf(s->arena, "parts/%s", f->parts[i].id);
		SAY(s, true, ld_lines_join(s, path, "percent"), "%d", f->parts[i].percent);
		if (f->parts[i].budget >= 0)
			SAY(s, true, ld_lines_join(s, path, "budget"), "%" PRId64, f->parts[i].budget);
	}
	if (f->overtake)
		SAY(s, true, "overtake", "true");
	ld_lines_text(s, "title", f->title);
	ld_lines_text(s, "basis", f->basis);
}

int ld_lines_funder(const struct ld_programme *p, const struct ld_funder *f, enum ld_element part, struct ld_arena *arena,
	struct ld_lines *ret)
{
	struct ld_says s = ld_lines_begin(p, arena, ret);
	if (part != LD_ELEMENT_PRICE && part != LD_ELEMENT_ONLY)
		money(&s, f);
	if (part != LD_ELEMENT_PRICE && part != LD_ELEMENT_MONEY)
		ld_lines_cond(&s, "only", f->only);
	if (part != LD_ELEMENT_ONLY && part != LD_ELEMENT_MONEY)
		price(&s, f);
	return ld_lines_end(&s);
}
