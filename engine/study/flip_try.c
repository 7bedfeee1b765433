/*
 * One worker's answer under changes of some of its values. Rules and scores that read nothing changed keep the answer they
 * had; the others are walked again on the changed row. Where something that is computed hangs on a change (an age, members of
 * a household, a function's value), the frame is evaluated anew instead: slow, and always right. A value given to a computed
 * field stands, as it would if a source gave it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/error.h"
#include "study/flip_work.h"

enum { TRIES = 20000, EVALUATION = 50 }; /* an evaluation costs as many tries */

/* ---- what reads what ---- */

static void mark_sources(const struct ld_programme *p, const struct ld_field *d, bool *marks)
{
	for (size_t i = 0; d->derive == LD_DERIVE_FUNC && i < p->funcs[d->func].nreads; i++)
		marks[p->funcs[d->func].reads[i]] = true;
	if (d->derive == LD_DERIVE_AGE || d->derive == LD_DERIVE_MEMBERS)
		marks[d->from] = true;
	if (d->derive == LD_DERIVE_MEMBERS && d->when)
		ld_cond_reads(d->when, p->funcs, marks);
}

static bool **matrix(struct ld_trial *t, size_t n)
{
	bool **m = ld_arena_array(t->arena, n, sizeof *m);
	for (size_t i = 0; m && i < n; i++)
		if (!(m[i] = ld_arena_array(t->arena, t->in->p->fields.len, sizeof **m)))
			return NULL;
	return m;
}

static bool mark_all(struct ld_trial *t)
{
	const struct ld_programme *p = t->in->p;
	t->rule_reads = matrix(t, p->nrules);
	t->score_reads = matrix(t, p->nscores);
	bool **sets = matrix(t, 4);
	t->changed = ld_arena_array(t->arena, p->fields.len, sizeof *t->changed);
	if (!t->rule_reads || !t->score_reads || !sets || !t->changed)
		return false;
	t->accept_reads = sets[0];
	t->rank_reads = sets[1];
	t->groups = sets[2];
	t->entangled = sets[3];
	ld_programme_groups(p, t->groups);
	for (size_t i = 0; i < p->nrules; i++)
		ld_cond_reads(p->rules[i].when, p->funcs, t->rule_reads[i]);
	for (size_t i = 0; i < p->nscores; i++) {
		ld_score_reads(p, &p->scores[i], t->score_reads[i]);
		for (size_t k = 0; k < p->fields.len; k++)
			t->rank_reads[k] |= t->score_reads[i][k];
	}
	for (size_t i = 0; i < p->norder; i++)
		if (p->order[i].kind == LD_KEY_FIELD)
			t->rank_reads[p->order[i].field] = true;
	for (size_t i = 0; i < t->in->naccept; i++)
		ld_cond_reads(t->in->accept[i], p->funcs, t->accept_reads);
	return true;
}

/* ---- as it is ---- */

static bool save(struct ld_trial *t)
{
	const struct ld_frame *f = t->in->f;
	size_t n = t->in->p->fields.len, row = t->in->row;
	t->from = ld_arena_array(t->arena, n, sizeof *t->from);
	t->gap = ld_arena_alloc(t->arena, n);
	t->broken = ld_arena_alloc(t->arena, n);
	if (!t->from || !t->gap || !t->broken)
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct ld_column *c = &f->cols[i];
		t->from[i] = ld_frame_get(f, i, row);
		t->gap[i] = i && c->kind != LD_COL_NONE && c->gaps && c->gaps[row];
		t->broken[i] = i && c->kind != LD_COL_NONE && c->broken && c->broken[row];
		/* a later evaluation may renumber the frame's texts */
		if (t->from[i].kind == LD_STR && !(t->from[i].s = ld_arena_strndup(t->arena, t->from[i].s, t->from[i].len)))
			return false;
		if (t->gap[i])
			mark_sources(t->in->p, &t->in->p->fields.items[i], t->entangled);
	}
	return true;
}

static enum ld_truth walk(struct ld_trial *t, const struct ld_cond *cond, bool *ret_failed)
{
	enum ld_truth truth = LD_UNKNOWN;
	*ret_failed = false;
	if (!t->rc)
		t->rc = ld_eval_row(t->in->p, t->in->f, cond, t->in->calls, t->in->row, &truth, ret_failed, t->err);
	t->tries--;
	return truth;
}

static void answer_all(struct ld_trial *t)
{
	const struct ld_programme *p = t->in->p;
	int64_t low, high;
	bool failed;
	for (size_t i = 0; i < p->nrules && !t->rc; i++) {
		enum ld_truth raw = walk(t, p->rules[i].when, &failed);
		t->answers[i] = failed ? LD_UNKNOWN : ld_rule_answer(&p->rules[i], raw);
	}
	for (size_t i = 0; i < p->nscores && !t->rc; i++)
		t->rc = ld_eval_score(p, t->in->f, &p->scores[i], t->in->calls, t->in->row, &t->lows[i], &t->highs[i], t->err);
	for (size_t i = 0; i < p->nscores && !t->rc && t->in->line != SIZE_MAX; i++) {
		t->rc = ld_eval_score(p, t->in->f, &p->scores[i], t->in->calls, t->in->line, &low, &high, t->err);
		t->line_score += low;
	}
}

int ld_trial_init(struct ld_trial *t, const struct ld_flip_in *in, struct ld_arena *arena, struct lindung_error *err)
{
	const struct ld_programme *p = in->p;
	*t = (struct ld_trial){.in = in, .arena = arena, .err = err, .tries = TRIES};
	t->answers = ld_arena_array(arena, p->nrules, sizeof *t->answers);
	t->lows = ld_arena_array(arena, p->nscores, sizeof *t->lows);
	t->highs = ld_arena_array(arena, p->nscores, sizeof *t->highs);
	if (!t->answers || !t->lows || !t->highs || !mark_all(t) || !save(t))
		return ld_nomem(err);
	answer_all(t);
	return t->rc;
}

/* ---- changing ---- */

static void forget_outcomes(struct ld_trial *t)
{
	ld_outcomes_free(t->o);
	t->o = NULL;
}

static void put(struct ld_trial *t, int field, const struct ld_value *v, bool gap, bool broken)
{
	struct ld_column *c = &t->in->f->cols[field];
	int rc = ld_frame_set(t->in->f, (size_t)field, t->in->row, v, t->err);
	if (rc < 0)
		t->rc = rc;
	if (c->gaps)
		c->gaps[t->in->row] = gap;
	if (c->broken)
		c->broken[t->in->row] = broken;
}

static void evaluate(struct ld_trial *t)
{
	forget_outcomes(t);
	t->ever = true;
	t->tries -= EVALUATION;
	int rc = ld_eval(t->in->p, t->in->f, t->in->calls, 1, &t->o, t->err);
	t->rc = rc < 0 ? rc : t->rc;
}

void ld_trial_set(struct ld_trial *t, int field, const struct ld_value *v)
{
	put(t, field, v, false, false);
	forget_outcomes(t);
	t->changed[t->nchanged++] = field;
	t->nentangled += t->entangled[field];
}

void ld_trial_unset(struct ld_trial *t, int field)
{
	put(t, field, &t->from[field], t->gap[field], t->broken[field]);
	forget_outcomes(t);
	size_t at = 0;
	while (t->changed[at] != field)
		at++;
	t->changed[at] = t->changed[--t->nchanged];
	t->nentangled -= t->entangled[field];
	if (t->entangled[field] && !t->nentangled && !t->rc) {
		evaluate(t); /* what was computed from it is again what it was */
		forget_outcomes(t);
	}
}

int ld_trial_fini(struct ld_trial *t)
{
	forget_outcomes(t);
	for (size_t i = 0; i < t->nchanged; i++)
		put(t, t->changed[i], &t->from[t->changed[i]], t->gap[t->changed[i]], t->broken[t->changed[i]]);
	if (t->ever && !t->rc)
		evaluate(t);
	forget_outcomes(t);
	return t->rc;
}

/* ---- asking ---- */

static bool touched(const struct ld_trial *t, const bool *reads)
{
	for (size_t i = 0; i < t->nchanged; i++)
		if (reads[t->changed[i]])
			return true;
	return false;
}

/* Outcomes of everything, where a change reaches what is computed. */
static const struct ld_outcomes *whole(struct ld_trial *t)
{
	if (t->nentangled && !t->o && !t->rc)
		evaluate(t);
	return t->o;
}

static bool has_failed(const struct ld_trial *t, const char *owner)
{
	size_t n;
	const struct ld_failure *f = ld_outcomes_failed(t->o, t->in->row, &n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(f[i].owner, owner) == 0)
			return true;
	return false;
}

enum ld_truth ld_trial_rule(struct ld_trial *t, size_t rule)
{
	const struct ld_rule *r = &t->in->p->rules[rule];
	const struct ld_outcomes *o = whole(t);
	bool failed;
	if (o)
		return has_failed(t, r->id) ? LD_UNKNOWN : ld_rule_answer(r, (enum ld_truth)o->rules[rule][t->in->row]);
	if (!touched(t, t->rule_reads[rule]))
		return t->answers[rule];
	enum ld_truth raw = walk(t, r->when, &failed);
	return failed ? LD_UNKNOWN : ld_rule_answer(r, raw);
}

static bool group_blank(const struct ld_trial *t)
{
	for (size_t i = 1; i < t->in->p->fields.len; i++)
		if (t->groups[i] && ld_frame_get(t->in->f, i, t->in->row).kind == LD_MISSING)
			return true;
	return false;
}

bool ld_trial_eligible(struct ld_trial *t)
{
	for (size_t i = 0; i < t->in->p->nrules; i++)
		if (ld_trial_rule(t, i) != LD_TRUE)
			return false;
	return !group_blank(t);
}

bool ld_trial_refused(struct ld_trial *t)
{
	for (size_t i = 0; i < t->in->p->nrules; i++)
		if (ld_trial_rule(t, i) == LD_FALSE)
			return true;
	return false;
}

bool ld_trial_accepted(struct ld_trial *t)
{
	bool failed;
	for (size_t i = 0; i < t->in->naccept; i++)
		if (whole(t), walk(t, t->in->accept[i], &failed) == LD_TRUE)
			return true;
	return !t->in->naccept;
}

void ld_trial_score(struct ld_trial *t, int64_t *ret_low, int64_t *ret_high)
{
	const struct ld_programme *p = t->in->p;
	whole(t); /* what is computed is computed */
	*ret_low = *ret_high = 0;
	for (size_t i = 0; i < p->nscores; i++) {
		int64_t low = t->lows[i], high = t->highs[i];
		if (!t->rc && (t->nentangled || touched(t, t->score_reads[i]))) {
			t->rc = ld_eval_score(p, t->in->f, &p->scores[i], t->in->calls, t->in->row, &low, &high, t->err);
			t->tries--;
		}
		*ret_low += low;
		*ret_high += high;
	}
}

bool ld_trial_ranks(struct ld_trial *t)
{
	int64_t low, high;
	if (t->in->line == SIZE_MAX)
		return true;
	ld_trial_score(t, &low, &high);
	return ld_study_before(t->in->p, t->in->f, t->in->row, low, t->in->line, t->line_score);
}

bool ld_trial_goal(struct ld_trial *t)
{
	if (t->in->goal == LD_FLIP_ELIGIBLE)
		return ld_trial_eligible(t);
	bool holds = ld_trial_eligible(t) && ld_trial_accepted(t) && ld_trial_ranks(t);
	return holds == (t->in->goal == LD_FLIP_REACH);
}

bool ld_trial_proved(struct ld_trial *t)
{
	size_t row = t->in->row;
	evaluate(t);
	if (t->rc)
		return false;
	bool eligible = t->o->fate[row] == LD_FATE_ELIGIBLE, ranks = true;
	if (t->in->goal == LD_FLIP_ELIGIBLE)
		return eligible;
	if (t->in->line != SIZE_MAX)
		ranks = ld_study_before(t->in->p, t->in->f, row, ld_outcomes_score(t->o, row), t->in->line, t->line_score);
	bool holds = eligible && ld_trial_accepted(t) && ranks;
	return holds == (t->in->goal == LD_FLIP_REACH);
}

/* ---- the order of two workers ---- */

static int by_lottery(const struct ld_frame *f, const char *seed, size_t a, size_t b)
{
	uint8_t hash[2][LD_SHA256];
	for (int i = 0; i < 2; i++) {
		struct ld_sha256 h;
		ld_sha256_init(&h);
		ld_sha256_add(&h, seed, strlen(seed));
		ld_sha256_add(&h, ":", 1);
		ld_sha256_add(&h, f->nik[i ? b : a], LD_NIK);
		ld_sha256_end(&h, hash[i]);
	}
	return memcmp(hash[0], hash[1], LD_SHA256);
}

static int by_field(const struct ld_frame *f, const struct ld_key *k, size_t a, size_t b)
{
	if (!k->field) {
		int order = memcmp(f->nik[a], f->nik[b], LD_NIK);
		return k->descending ? -order : order;
	}
	struct ld_value x = ld_frame_get(f, (size_t)k->field, a), y = ld_frame_get(f, (size_t)k->field, b);
	if (x.kind == LD_MISSING || y.kind == LD_MISSING)
		return (x.kind == LD_MISSING) - (y.kind == LD_MISSING);
	int order = ld_value_cmp(&x, &y);
	return k->descending ? -order : order;
}

bool ld_study_before(const struct ld_programme *p, const struct ld_frame *f, size_t a, int64_t score_a, size_t b,
	int64_t score_b)
{
	for (size_t i = 0; i < p->norder; i++) {
		const struct ld_key *k = &p->order[i];
		int order = 0;
		if (k->kind == LD_KEY_SCORE)
			order = (score_a > score_b) - (score_a < score_b);
		else if (k->kind == LD_KEY_FIELD)
			order = by_field(f, k, a, b);
		else if (k->seed && *k->seed)
			order = by_lottery(f, k->seed, a, b);
		if (order)
			return (order < 0) != (k->descending && k->kind != LD_KEY_FIELD);
	}
	return memcmp(f->nik[a], f->nik[b], LD_NIK) < 0;
}
