/*
 * What the loader promises of its result, checked again on the side that trusts nothing: an engine that searches sorted
 * lists, indexes choices and divides money by what it was handed must not take a stranger's word for it. The loader's
 * tests pass through here too, so a promise that this page has wrong shows there.
 */
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/limits.h"
#include "worker/wire.h"

#define MUST(what, holds)                                                                                             \
	do {                                                                                                          \
		if (!(holds))                                                                                         \
			return what;                                                                                  \
	} while (0)
#define SAME(call)                                                                                                    \
	do {                                                                                                          \
		const char *fault = call;                                                                             \
		if (fault)                                                                                            \
			return fault;                                                                                 \
	} while (0)

/* A known value of the field's type, whatever range and form the field asks of given data. */
static bool fits(const struct ld_field *f, const struct ld_value *v)
{
	struct ld_field any = *f;
	any.has_lo = any.has_hi = false;
	any.format = LD_FORMAT_ANY;
	return v->kind != LD_MISSING && ld_field_check(&any, v, NULL) == 0;
}

static bool is_text(const struct ld_field *f)
{
	return f->type == LD_TEXT || f->type == LD_ID;
}

static const char *values(const struct ld_field *f, const struct ld_value *set, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		MUST("a value that does not fit its field", fits(f, &set[i]));
		MUST("a list that is not in order", i == 0 || ld_value_cmp(&set[i - 1], &set[i]) < 0);
	}
	return NULL;
}

static const char *leaf(const struct ld_field *f, const struct ld_cond *c)
{
	bool one = c->kind == LD_COND_EQUAL || c->kind == LD_COND_STARTS_WITH || c->kind == LD_COND_CONTAINS;
	bool many = c->kind == LD_COND_ONE_OF || c->kind == LD_COND_NONE_OF;
	MUST("a condition with members it cannot have", c->nset == 0 || one || many);
	MUST("a condition without a value", one ? c->nset == 1 : !many || c->nset > 0);
	MUST("a text test of another type", (c->kind != LD_COND_STARTS_WITH && c->kind != LD_COND_CONTAINS) || is_text(f));
	if (c->kind == LD_COND_RANGE) {
		MUST("a range without ends", c->has_lo || c->has_hi);
		MUST("a range of texts", !is_text(f) && f->type != LD_CHOICE && f->type != LD_BOOLEAN);
		MUST("an end that does not fit", (!c->has_lo || fits(f, &c->lo)) && (!c->has_hi || fits(f, &c->hi)));
	}
	return values(f, c->set, c->nset);
}

/* before: fields that may be read. funcs is NULL for a source, which calls none. */
static const char *cond(const struct ld_fields *fields, const struct ld_func *funcs, const struct ld_cond *c, int before)
{
	bool group = c->kind <= LD_COND_AT_LEAST_OF;
	MUST("a field that may not be read here", c->field < before);
	MUST("a condition of conditions without any", !group || c->nkids > 0);
	MUST("a negation of many", c->kind != LD_COND_NOT || c->nkids == 1);
	MUST("conditions inside a plain test", group || c->nkids == 0);
	MUST("more members than fit", c->nkids < UINT16_MAX && (!group || c->nset == 0));
	MUST("a function that is no condition", c->kind != LD_COND_FUNC || !funcs || funcs[c->func].kind == LD_FUNC_COND);
	if (c->field >= 0)
		SAME(leaf(&fields->items[c->field], c));
	for (size_t i = 0; i < c->nkids; i++) {
		MUST("a condition that is not there", c->kids[i]);
		SAME(cond(fields, funcs, c->kids[i], before));
	}
	return NULL;
}

static const char *derived(const struct ld_fields *fields, const struct ld_func *funcs, int at)
{
	const struct ld_field *f = &fields->items[at];
	switch (f->derive) {
	case LD_DERIVE_NONE:
		return NULL;
	case LD_DERIVE_AGE:
		MUST("an age of no date", f->from < at && fields->items[f->from].type == LD_DATE && f->type == LD_INTEGER);
		return NULL;
	case LD_DERIVE_MEMBERS:
		MUST("members of no key", f->from < at && f->type == LD_INTEGER);
		return f->when ? cond(fields, funcs, f->when, at) : NULL;
	case LD_DERIVE_FUNC:
		if (!funcs)
			return NULL;
		MUST("a function of another field", funcs[f->func].kind == LD_FUNC_FIELD && funcs[f->func].field == at);
		for (size_t i = 0; i < funcs[f->func].nreads; i++)
			MUST("a field derived from a later one", funcs[f->func].reads[i] < at);
		return NULL;
	}
	return "a field that is derived in no known way";
}

static const char *fields_hold(const struct ld_fields *fields, const struct ld_func *funcs, size_t nfuncs)
{
	MUST("fields without the nik", fields->len && fields->items[0].type == LD_ID &&
		fields->items[0].format == LD_FORMAT_NIK && strcmp(fields->items[0].name, "nik") == 0);
	for (size_t i = 0; i < nfuncs; i++) {
		MUST("a function of no field", funcs[i].field < (int)fields->len);
		MUST("points outside the caps", funcs[i].kind != LD_FUNC_POINTS ||
			(funcs[i].lo <= funcs[i].hi && funcs[i].lo >= -LD_MAX_POINTS && funcs[i].hi <= LD_MAX_POINTS));
		for (size_t k = 0; k < funcs[i].nreads; k++)
			MUST("a function that reads no field", funcs[i].reads[k] < (int)fields->len);
	}
	for (size_t i = 0; i < fields->len; i++) {
		const struct ld_field *f = &fields->items[i];
		MUST("two fields of one name", ld_field_find(fields, f->name) == (int)i);
		MUST("a field's name is none", strlen(f->name) <= LD_MAX_NAME && f->name[strspn(f->name,
			"abcdefghijklmnopqrstuvwxyz0123456789_")] == 0);
		MUST("a choice of nothing", f->type != LD_CHOICE || f->nchoices);
		MUST("a range that does not fit", (!f->has_lo || fits(f, &f->lo)) && (!f->has_hi || fits(f, &f->hi)));
		SAME(derived(fields, funcs, (int)i));
	}
	return NULL;
}

static const char *groups(const struct ld_field *f, const struct ld_weight *g, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		MUST("a group that does not fit its field", fits(f, &g[i].group));
		MUST("groups that are not in order", i == 0 || ld_value_cmp(&g[i - 1].group, &g[i].group) < 0);
		MUST("a group's number outside its caps", g[i].n >= 0 && g[i].n <= LD_MAX_MONEY);
	}
	return NULL;
}

static const char *points(const struct ld_programme *p, const struct ld_points *points)
{
	int64_t most = LD_MAX_POINTS;
	MUST("points outside the caps", points->kind != LD_POINTS_CONST || (points->n >= -most && points->n <= most));
	MUST("points outside the caps", points->otherwise >= -most && points->otherwise <= most);
	if (points->kind == LD_POINTS_FUNC)
		MUST("a function that gives no points", p->funcs[points->func].kind == LD_FUNC_POINTS);
	if (points->kind == LD_POINTS_PER) {
		enum ld_type type = p->fields.items[points->field].type;
		MUST("points for each of no number", type == LD_INTEGER || type == LD_NUMBER || type == LD_MONEY);
		int64_t sum;
		MUST("points outside the caps", points->up_to >= 0 &&
			!__builtin_mul_overflow(points->each, points->up_to, &sum) && sum >= -most && sum <= most);
	}
	MUST("rows of points without a field", points->kind == LD_POINTS_BY || !points->nrows);
	for (size_t i = 0; i < points->nrows; i++) {
		const struct ld_points_row *row = &points->rows[i];
		MUST("points of a value that does not fit", fits(&p->fields.items[points->field], &row->key));
		MUST("points that are not in order", i == 0 || ld_value_cmp(&row[-1].key, &row->key) < 0);
		MUST("points outside the caps", row->points >= -most && row->points <= most);
	}
	return NULL;
}

static const char *bound(const struct ld_field *by, const struct ld_bound *b)
{
	bool table = b->kind == LD_BOUND_TABLE || b->kind == LD_BOUND_APPORTION;
	MUST("a limit outside its caps", b->n >= -1 && b->n <= LD_MAX_MONEY && (b->n >= 0 || b->kind == LD_BOUND_APPORTION));
	MUST("more than a hundred percent", b->kind != LD_BOUND_PERCENT || b->n <= 100);
	MUST("groups of a limit that has none", table || !b->ngroups);
	MUST("a limit outside its caps", b->otherwise >= 0 && b->otherwise <= LD_MAX_MONEY);
	return groups(by, b->groups, b->ngroups);
}

static const char *parts(const struct ld_funder *f)
{
	int sum = 0;
	for (size_t i = 0; i < f->nparts; i++) {
		sum += f->parts[i].percent;
		MUST("a budget outside its caps", f->parts[i].budget >= -1 && f->parts[i].budget <= LD_MAX_MONEY);
	}
	MUST("parts that are no whole", !f->nparts || sum == 100);
	return NULL;
}

static const char *funder(const struct ld_programme *p, const struct ld_funder *f)
{
	int64_t money[] = {f->budget, f->seats, f->each, f->total, f->unit};
	MUST("a funder that pays by no table", f->pays.table && f->pays.ncomponents);
	MUST("a dated table that cannot hold", ld_rates_check(f->pays.table, NULL) == 0);
	for (size_t i = 0; i < f->pays.table->nrows; i++) {
		const struct ld_rate_row *row = &f->pays.table->rows[i];
		MUST("an amount outside its caps", row->amount >= 0 && row->amount <= LD_MAX_MONEY && row->from <= row->to &&
			(row->to <= LD_LAST_MONTH || row->to == INT32_MAX));
	}
	for (size_t i = 0; i < sizeof money / sizeof *money; i++)
		MUST("money outside its caps", money[i] >= -1 && money[i] <= LD_MAX_MONEY);
	MUST("purses of no field", (f->purses == LD_PURSES_NONE) == (f->by < 0));
	MUST("a split in units of nothing", f->purses != LD_PURSES_SPLIT || (f->unit > 0 && f->total >= 0));
	MUST("purses without money", f->purses != LD_PURSES_EACH || f->each >= 0);
	MUST("purses of no field", f->by >= 0 || !f->ngroups);
	if (f->by >= 0)
		SAME(groups(&p->fields.items[f->by], f->groups, f->ngroups));
	SAME(parts(f));
	return f->only ? cond(&p->fields, p->funcs, f->only, (int)p->fields.len) : NULL;
}

static const char *lists(const struct ld_programme *p)
{
	int n = (int)p->fields.len;
	for (size_t i = 0; i < p->nrules; i++) {
		MUST("a rule without a condition", p->rules[i].when);
		SAME(cond(&p->fields, p->funcs, p->rules[i].when, n));
	}
	for (size_t i = 0; i < p->nscores; i++) {
		SAME(points(p, &p->scores[i].points));
		if (p->scores[i].when)
			SAME(cond(&p->fields, p->funcs, p->scores[i].when, n));
	}
	for (size_t i = 0; i < p->nquotas; i++) {
		const struct ld_field *by = &p->fields.items[p->quotas[i].by];
		SAME(bound(by, &p->quotas[i].at_least));
		SAME(bound(by, &p->quotas[i].at_most));
	}
	for (size_t i = 0; i < p->nfunders; i++)
		SAME(funder(p, &p->funders[i]));
	for (size_t i = 0; i < p->npublished; i++)
		MUST("a published figure outside its caps", p->published[i].people >= -1 &&
			p->published[i].people <= LD_MAX_MONEY && p->published[i].amount >= -1 &&
			p->published[i].amount <= LD_MAX_MONEY);
	return NULL;
}

static bool is_date(const struct ld_fields *fields, int field)
{
	return field < 0 || fields->items[field].type == LD_DATE;
}

const char *ld_proof_programme(const struct ld_programme *p)
{
	SAME(fields_hold(&p->fields, p->funcs, p->nfuncs));
	struct ld_field day = {.name = "as_of", .type = LD_DATE};
	MUST("a programme without rules", p->nrules);
	MUST("a programme of no date", fits(&day, &(struct ld_value){.kind = LD_I64, .i = p->as_of}));
	MUST("a segment that is no text", p->segment < 0 || p->fields.items[p->segment].type == LD_TEXT ||
		p->fields.items[p->segment].type == LD_CHOICE);
	MUST("coverage that is no pair of dates", (p->covered_from < 0) == (p->covered_to < 0) &&
		is_date(&p->fields, p->covered_from) && is_date(&p->fields, p->covered_to));
	return lists(p);
}

static const char *mapping(const struct ld_fields *fields, const struct ld_mapping *m)
{
	const struct ld_field *f = &fields->items[m->field];
	struct ld_value known[] = {m->value, m->otherwise};
	for (size_t i = 0; i < 2; i++)
		MUST("a value that does not fit its field", known[i].kind == LD_MISSING || fits(f, &known[i]));
	MUST("a column without a name", m->always || m->ncolumns);
	for (size_t i = 0; i < m->ncodes; i++)
		MUST("a code that does not fit its field", m->codes[i].value.kind == LD_MISSING || fits(f, &m->codes[i].value));
	return NULL;
}

const char *ld_proof_source(const struct ld_source *s)
{
	SAME(fields_hold(&s->fields, NULL, 0));
	MUST("a source without columns", s->nmaps);
	for (size_t i = 0; i < s->nmaps; i++)
		SAME(mapping(&s->fields, &s->maps[i]));
	for (size_t i = 0; i < s->nabsent; i++) {
		const struct ld_value *v = &s->absent[i].value;
		MUST("a value that does not fit its field", v->kind == LD_MISSING ||
			fits(&s->fields.items[s->absent[i].field], v));
	}
	MUST("half a pair", s->nin_order % 2 == 0);
	return NULL;
}

const char *ld_proof_cases(const struct ld_cases *c)
{
	SAME(ld_proof_programme(c->programme));
	for (size_t i = 0; i < c->len; i++)
		for (size_t k = 0; k < c->items[i].nvalues; k++) {
			const struct ld_case_value *v = &c->items[i].values[k];
			MUST("values of a case that are not in order", k == 0 || v[-1].field < v->field);
			MUST("a value that does not fit its field", v->value.kind == LD_MISSING ||
				fits(&c->programme->fields.items[v->field], &v->value));
		}
	return NULL;
}
