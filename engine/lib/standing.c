/*
 * Where an eligible worker stands against those next to them: of one in reserve the last who was selected before them by what
 * bound, of one who is selected the first who waits for the same. Read from the stored decisions; the values of a group are
 * read only where a quota or purse bound. That passing this line changes the answer is certain only in programmes of a simple
 * shape, which is said.
 */
#include "lib/explain.h"

#include "base/limits.h"
#include "base/nik.h"

struct scan {
	const struct ld_decision *d;
	const struct ld_frame *groups; /* the column below for all workers; NULL: no group bound */
	int by;
	struct ld_value group; /* of the worker */
	const char **waits; /* [nwaits] constraints of those who wait for the place of one who is selected */
	size_t nwaits;
	struct ld_standing *s;
	size_t at; /* the decision's row of groups: both stand in nik order */
	int64_t best;
};

/* Is the word one of a list joined by ';'? */
static bool in_list(const char *list, const char *word)
{
	size_t n = strlen(word);
	for (const char *s = list; *s; s += strcspn(s, ";"), s += *s == ';')
		if (strncmp(s, word, n) == 0 && (!s[n] || s[n] == ';'))
			return true;
	return false;
}

static bool bound_by_funder(const char *constraint, const char *funder)
{
	char word[2][LD_MAX_NAME + 16];
	snprintf(word[0], sizeof word[0], "money %s", funder);
	snprintf(word[1], sizeof word[1], "seats %s", funder);
	return in_list(constraint, word[0]) || in_list(constraint, word[1]);
}

static bool same_group(struct scan *c, const struct ld_decision *d)
{
	if (!c->groups)
		return true;
	while (c->at < c->groups->nrows && memcmp(c->groups->nik[c->at], d->nik, LD_NIK) < 0)
		c->at++;
	if (c->at == c->groups->nrows || memcmp(c->groups->nik[c->at], d->nik, LD_NIK) != 0)
		return false;
	struct ld_value v = ld_frame_get(c->groups, (size_t)c->by, c->at);
	return v.kind != LD_MISSING && c->group.kind != LD_MISSING && ld_value_equal(&v, &c->group);
}

static void take_line(struct scan *c, const struct ld_decision *d)
{
	c->best = d->rank;
	c->s->line_rank = d->rank;
	memcpy(c->s->line, d->nik, sizeof c->s->line);
}

/* The last selected above the worker by what bound, and who waits above for the same. */
static int above(void *ctx, const struct ld_decision *d)
{
	struct scan *c = ctx;
	if (!d->rank || d->rank >= c->d->rank || !same_group(c, d))
		return 0;
	c->s->above++;
	bool bound = strncmp(c->d->constraint, "cap ", 4) == 0 || bound_by_funder(c->d->constraint, d->funder);
	if (d->status == LD_SELECTED && bound && d->rank > c->best)
		take_line(c, d);
	c->s->ahead += d->status == LD_RESERVE && strcmp(d->constraint, c->d->constraint) == 0;
	return 0;
}

/* The first who waits for what the worker has. */
static int below(void *ctx, const struct ld_decision *d)
{
	struct scan *c = ctx;
	if (d->status != LD_RESERVE || (c->best && d->rank > c->best))
		return 0;
	bool waits = bound_by_funder(d->constraint, c->d->funder) && same_group(c, d);
	for (size_t i = 0; i < c->nwaits; i++)
		waits |= strcmp(d->constraint, c->waits[i]) == 0;
	if (waits)
		take_line(c, d);
	return 0;
}

/* ---- which group bound ---- */

static int purse_of(const struct ld_programme *p, const char *constraint, const char *funder)
{
	for (size_t i = 0; i < p->nfunders; i++)
		if (p->funders[i].purses != LD_PURSES_NONE &&
			(funder ? strcmp(p->funders[i].id, funder) == 0 : bound_by_funder(constraint, p->funders[i].id)))
			return p->funders[i].by;
	return -1;
}

static int cap_of(const struct ld_programme *p, const char *constraint)
{
	size_t n = strcspn(constraint + 4, "=");
	for (size_t i = 0; i < p->nquotas; i++)
		if (strlen(p->quotas[i].id) == n && strncmp(p->quotas[i].id, constraint + 4, n) == 0)
			return p->quotas[i].by;
	return -1;
}

/* A group's column of everyone; the worker's own value out of it. */
static int read_groups(struct why *y, struct scan *c, struct ld_frame **ret)
{
	const struct ld_fields *fields = &y->w->p->fields;
	bool *marks = ld_arena_array(&y->arena, fields->len, sizeof *marks);
	if (!marks)
		return ld_nomem(y->err);
	marks[c->by] = true;
	c->group = ld_frame_get(y->w->f, (size_t)c->by, y->row);
	int rc = ld_store_columns(y->store, fields, marks, y->w->delivery, ret, y->err);
	c->groups = rc < 0 ? NULL : *ret;
	return rc;
}

/* The caps of the groups that a selected worker counts in. */
static int add_caps(struct why *y, struct scan *c)
{
	const struct ld_programme *p = y->w->p;
	c->waits = ld_arena_array(&y->arena, p->nquotas, sizeof *c->waits);
	for (size_t i = 0; i < p->nquotas && c->waits; i++) {
		const struct ld_quota *q = &p->quotas[i];
		LD_CLEANUP(ld_buf_fini) struct ld_buf name = ld_buf_init(LD_MAX_CELL);
		struct ld_value v = ld_frame_get(y->w->f, (size_t)q->by, y->row);
		if (q->at_most.kind == LD_BOUND_NONE || v.kind == LD_MISSING)
			continue;
		ld_field_print(&p->fields.items[q->by], &v, &name);
		const char *word = name.failed ? NULL : ld_arena_printf(&y->arena, "cap %s=%s", q->id, ld_buf_text(&name));
		if (!word)
			return ld_nomem(y->err);
		c->waits[c->nwaits++] = word;
	}
	return c->waits ? 0 : ld_nomem(y->err);
}

/* Certain only where places are one pool in rank order: one funder whom all cost the same, no floors, and no numbers that
 * hang on who is eligible or on the places there are. */
static bool is_simple(const struct ld_programme *p, const char *constraint)
{
	bool cap = strncmp(constraint, "cap ", 4) == 0;
	for (size_t i = 0; i < p->nquotas; i++) {
		enum ld_bound_kind most = p->quotas[i].at_most.kind;
		if (p->quotas[i].at_least.kind != LD_BOUND_NONE || most == LD_BOUND_PERCENT || most == LD_BOUND_APPORTION)
			return false;
	}
	return p->nfunders == 1 && !p->funders[0].as_many && p->funders[0].purses != LD_PURSES_SPLIT && (p->segment < 0 || cap);
}

int ld_explain_standing(struct why *y, int64_t run, const struct ld_decision *d, struct ld_standing *ret)
{
	const struct ld_programme *p = y->w->p;
	struct ld_standing s = {.exact = is_simple(p, d->constraint)};
	struct ld_frame *groups = NULL;
	struct scan c = {.d = d, .s = &s};
	bool in = d->status == LD_SELECTED, cap = strncmp(d->constraint, "cap ", 4) == 0;
	c.by = cap ? cap_of(p, d->constraint) : purse_of(p, d->constraint, in ? d->funder : NULL);
	int rc = in ? add_caps(y, &c) : 0;
	if (rc >= 0 && c.by > 0)
		rc = read_groups(y, &c, &groups);
	if (rc >= 0)
		rc = ld_store_decisions(y->store, run, in ? below : above, &c, y->err);
	ld_frame_free(groups);
	if (rc < 0)
		return rc;
	*ret = s;
	return 0;
}
