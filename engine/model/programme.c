/*
 * What a programme asks of the data: the fields a run loads, and those without which nobody can be
 * placed. Money is reckoned elsewhere in this folder.
 */
#include "model/programme.h"

#include <string.h>

static void mark(bool *marks, int field)
{
	if (field >= 0)
		marks[field] = true;
}

static void mark_cond(const struct ld_programme *p, const struct ld_cond *cond, bool *marks)
{
	if (cond)
		ld_cond_reads(cond, p->funcs, marks);
}

static void mark_func(const struct ld_programme *p, int func, bool *marks)
{
	for (size_t i = 0; i < p->funcs[func].nreads; i++)
		marks[p->funcs[func].reads[i]] = true;
}

/* The {field}s of a reason: an explanation must not call a value blank that was only not loaded. */
static void mark_reason(const struct ld_programme *p, const char *reason, bool *marks)
{
	for (const char *s = reason; s && (s = strchr(s, '{')); s++) {
		size_t n = strcspn(s + 1, "{}");
		for (size_t i = 0; s[n + 1] == '}' && i < p->fields.len; i++) {
			const char *name = p->fields.items[i].name;
			if (strlen(name) == n && memcmp(name, s + 1, n) == 0)
				marks[i] = true;
		}
	}
}

void ld_score_reads(const struct ld_programme *p, const struct ld_score *s, bool *marks)
{
	mark_cond(p, s->when, marks);
	if (s->points.kind == LD_POINTS_PER || s->points.kind == LD_POINTS_BY)
		mark(marks, s->points.field);
	else if (s->points.kind == LD_POINTS_FUNC)
		mark_func(p, s->points.func, marks);
}

void ld_programme_derives(const struct ld_programme *p, size_t field, bool *marks)
{
	const struct ld_field *f = &p->fields.items[field];
	if (f->derive == LD_DERIVE_FUNC)
		mark_func(p, f->func, marks);
	else if (f->derive != LD_DERIVE_NONE)
		mark(marks, f->from);
	if (f->derive == LD_DERIVE_MEMBERS)
		mark_cond(p, f->when, marks);
}

/* A derived field reads only fields before it, so one pass from the last to the first reaches the
 * base fields. */
void ld_programme_sources(const struct ld_programme *p, bool *marks)
{
	for (size_t i = p->fields.len; i-- > 0;)
		if (marks[i])
			ld_programme_derives(p, i, marks);
}

void ld_programme_asks(const struct ld_programme *p, bool *marks)
{
	memset(marks, 0, p->fields.len * sizeof *marks);
	for (size_t i = 0; i < p->nrules; i++) {
		mark_cond(p, p->rules[i].when, marks);
		mark_reason(p, p->rules[i].reason, marks);
	}
	for (size_t i = 0; i < p->nscores; i++)
		ld_score_reads(p, &p->scores[i], marks);
	for (size_t i = 0; i < p->norder; i++)
		if (p->order[i].kind == LD_KEY_FIELD)
			mark(marks, p->order[i].field);
	for (size_t i = 0; i < p->nquotas; i++)
		mark(marks, p->quotas[i].by);
	for (size_t i = 0; i < p->nfunders; i++) {
		mark_cond(p, p->funders[i].only, marks);
		if (p->funders[i].purses != LD_PURSES_NONE)
			mark(marks, p->funders[i].by);
	}
	mark(marks, p->segment);
	mark(marks, p->covered_from);
	mark(marks, p->covered_to);
}

void ld_programme_uses(const struct ld_programme *p, bool *marks)
{
	ld_programme_asks(p, marks);
	ld_programme_sources(p, marks);
}

/* Does some row of the component hold in the month for people without a segment? */
static bool has_unnamed(const struct ld_funder *f, const char *component, int32_t month)
{
	const struct ld_rates *t = f->pays.table;
	for (size_t i = 0; i < t->nrows; i++) {
		const struct ld_rate_row *r = &t->rows[i];
		if (!r->segment && r->from <= month && month <= r->to &&
			strcmp(r->component, component) == 0 &&
			(!r->payer || (f->payer && strcmp(r->payer, f->payer) == 0)))
			return true;
	}
	return false;
}

static bool needs_segment(const struct ld_funder *f)
{
	for (size_t c = 0; f->pays.table && c < f->pays.ncomponents; c++)
		for (int m = 0; m < f->months; m++)
			if (!has_unnamed(f, f->pays.components[c], f->from + m))
				return true;
	return false;
}

void ld_programme_groups(const struct ld_programme *p, bool *marks)
{
	memset(marks, 0, p->fields.len * sizeof *marks);
	for (size_t i = 0; i < p->nquotas; i++)
		mark(marks, p->quotas[i].by);
	for (size_t i = 0; i < p->nfunders; i++) {
		if (p->funders[i].purses != LD_PURSES_NONE)
			mark(marks, p->funders[i].by);
		if (p->segment >= 0 && needs_segment(&p->funders[i]))
			mark(marks, p->segment);
	}
}

bool ld_programme_undrawn(const struct ld_programme *p)
{
	for (size_t i = 0; i < p->norder; i++)
		if (p->order[i].kind == LD_KEY_LOTTERY && (!p->order[i].seed || !*p->order[i].seed))
			return true;
	return false;
}
