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
	const struct ld_programme *p;
	const struct ld_decision *d;
	bool cap;                      /* a cap bound */
	bool behind;                   /* somebody behind the worker is selected */
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

static bool has_purses(const struct ld_programme *p, const char *funder)
{
	for (size_t i = 0; i < p->nfunders; i++)
		if (strcmp(p->funders[i].id, funder) == 0)
			return p->funders[i].purses != LD_PURSES_NONE;
	return false;
}

/* Has who is selected the place that the worker lacks? A group counts where it bound: of a cap, or of a funder's purses. */
static bool holds(const struct scan *c, const struct ld_decision *d, bool same)
{
	if (c->cap || c->s->unaccepted)
		return same;
	return bound_by_funder(c->d->constraint, d->funder) && (same || !has_purses(c->p, d->funder));
}

/* The last selected above the worker by what bound, and who waits above for the same. */
static int above(void *ctx, const struct ld_decision *d)
{
	struct scan *c = ctx;
	c->behind |= d->status == LD_SELECTED && d->rank > c->d->rank;
	if (!d->rank || d->rank >= c->d->rank)
		return 0;
	bool same = same_group(c, d);
	if (d->status == LD_SELECTED && d->rank > c->best && holds(c, d, same))
		take_line(c, d);
	c->s->above += same;
	c->s->ahead += same && d->status == LD_RESERVE && strcmp(d->constraint, c->d->constraint) == 0;
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

/* A group's column of everyone, computed where it is; the worker's own value out of it. */
static int read_groups(struct why *y, struct scan *c, struct ld_frame **ret)
{
	struct ld_programme p = *y->w->p;
	struct ld_quota by = {.id = "", .by = c->by};
	struct ld_outcomes *o = NULL;
	bool *marks = ld_arena_array(&y->arena, p.fields.len, sizeof *marks);
	if (!marks)
		return ld_nomem(y->err);
	p.nrules = p.nscores = p.norder = p.nfunders = 0;
	p.segment = p.covered_from = p.covered_to = -1;
	p.quotas = &by;
	p.nquotas = 1;
	ld_programme_uses(&p, marks);
	c->group = ld_frame_get(y->w->f, (size_t)c->by, y->row);
	int rc = ld_store_columns(y->store, &y->w->p->fields, marks, y->w->delivery, ret, y->err);
	if (rc >= 0 && p.fields.items[c->by].derive != LD_DERIVE_NONE)
		rc = ld_eval_lean(&p, *ret, &y->w->calls, 1, &o, y->err);
	ld_outcomes_free(o);
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

static bool is_unaccepted(const struct ld_decision *d)
{
	return d->status == LD_RESERVE && strcmp(d->constraint, "no funder accepts") == 0;
}

/* Certain only where places are one pool in rank order: one funder whom all cost the same, no floors, and no numbers that
 * hang on who is eligible or on the places there are. Of several caps only the first that is full is known, so with another
 * cap or a purse beside it nobody can say that its place is the one that was lacking; nor is it known of who waits for a cap
 * that the funder accepts them. */
static bool is_simple(const struct ld_programme *p, const struct ld_decision *d)
{
	const struct ld_funder *f = p->funders;
	bool in = d->status == LD_SELECTED, cap = strncmp(d->constraint, "cap ", 4) == 0;
	size_t ncaps = 0;
	for (size_t i = 0; i < p->nquotas; i++) {
		enum ld_bound_kind most = p->quotas[i].at_most.kind;
		ncaps += most != LD_BOUND_NONE;
		if (p->quotas[i].at_least.kind != LD_BOUND_NONE || most == LD_BOUND_PERCENT || most == LD_BOUND_APPORTION)
			return false;
	}
	if (p->nfunders != 1 || f->as_many || f->purses == LD_PURSES_SPLIT || (p->segment >= 0 && !cap))
		return false;
	bool purses = f->purses != LD_PURSES_NONE;
	if (is_unaccepted(d))
		return !ncaps && !purses;
	return !ncaps || (!in && bound_by_funder(d->constraint, f->id)) || (ncaps == 1 && !purses && !(in && f->only));
}

int ld_explain_standing(struct why *y, int64_t run, const struct ld_decision *d, struct ld_standing *ret)
{
	const struct ld_programme *p = y->w->p;
	struct ld_standing s = {.exact = is_simple(p, d), .unaccepted = is_unaccepted(d)};
	struct ld_frame *groups = NULL;
	bool in = d->status == LD_SELECTED, cap = strncmp(d->constraint, "cap ", 4) == 0;
	struct scan c = {.p = p, .d = d, .cap = cap, .s = &s};
	c.by = cap ? cap_of(p, d->constraint) : purse_of(p, d->constraint, in ? d->funder : NULL);
	int rc = in ? add_caps(y, &c) : 0;
	if (rc >= 0 && c.by > 0)
		rc = read_groups(y, &c, &groups);
	if (rc >= 0)
		rc = ld_store_decisions(y->store, run, in ? below : above, &c, y->err);
	ld_frame_free(groups);
	if (rc < 0)
		return rc;
	if (s.unaccepted && c.behind) { /* whom a funder accepts there, it pays */
		*s.line = '\0';
		s.line_rank = 0;
	}
	*ret = s;
	return 0;
}
