/*
 * What the cases of a programme have tried: every rule, every leaf of the conditions of rules and scores, and every value
 * at which an answer changes. A leaf counts as seen whatever the rest of its rule says, decided in the case's own world;
 * a table of points only where its score's condition was met, because elsewhere nobody looks it up. Whether a case would
 * also notice a change is another question, which mutate.c asks.
 */
#include "study/study.h"

#include <stdlib.h>

#include "base/limits.h"

struct cover {
	struct ld_test_result *out;
	const struct ld_programme *p;
	uint8_t *truth; /* [cases] of one condition */
	const char *owner;
	bool is_score;
	struct ld_place place;
	struct lindung_error *err;
};

bool ld_study_can_be_unknown(const struct ld_programme *p, const struct ld_cond *c)
{
	if (c->kind == LD_COND_KNOWN || c->kind == LD_COND_MISSING)
		return false;
	if (c->func >= 0)
		return !p->funcs[c->func].blanks && p->funcs[c->func].nreads;
	if (c->field >= 0)
		return c->field > 0;
	for (size_t i = 0; i < c->nkids; i++)
		if (ld_study_can_be_unknown(p, c->kids[i]))
			return true;
	return false;
}

/* ---- how many there are ---- */

static void count_cond(const struct ld_cond *c, size_t *leaves, size_t *edges)
{
	*leaves += !c->nkids;
	*edges += c->field >= 0 ? c->nset + 2 : 0;
	for (size_t i = 0; i < c->nkids; i++)
		count_cond(c->kids[i], leaves, edges);
}

static int make_room(struct cover *k)
{
	size_t leaves = 0, edges = 0;
	for (size_t i = 0; i < k->p->nrules; i++)
		count_cond(k->p->rules[i].when, &leaves, &edges);
	for (size_t i = 0; i < k->p->nscores; i++) {
		const struct ld_score *s = &k->p->scores[i];
		edges += (s->points.kind == LD_POINTS_BY ? s->points.nrows : 0) + 1;
		if (s->when)
			count_cond(s->when, &leaves, &edges);
	}
	struct ld_arena *a = &k->out->arena;
	k->out->rules = ld_arena_array(a, k->p->nrules, sizeof *k->out->rules);
	k->out->leaves = ld_arena_array(a, leaves, sizeof *k->out->leaves);
	k->out->edges = ld_arena_array(a, edges, sizeof *k->out->edges);
	k->truth = ld_arena_alloc(a, k->out->len + 1);
	return k->out->rules && k->out->leaves && k->out->edges && k->truth ? 0 : ld_nomem(k->err);
}

/* ---- truths ---- */

/* One condition on all cases. */
static int ask(struct cover *k, const struct ld_cond *c)
{
	const struct ld_worlds *w = k->out->worlds;
	LD_CLEANUP(ld_arena_fini) struct ld_arena scratch = {0};
	uint8_t **answers = ld_arena_array(&scratch, w->nframes, sizeof *answers);
	int rc = answers ? 0 : ld_nomem(k->err);
	for (size_t i = 0; i < w->nframes && rc >= 0; i++) {
		answers[i] = ld_arena_alloc(&scratch, w->frames[i]->nrows + 1);
		rc = answers[i] ? ld_eval_cond(k->p, w->frames[i], c, &w->calls, answers[i], NULL, k->err)
				: ld_nomem(k->err);
	}
	for (size_t i = 0; i < k->out->len && rc >= 0; i++)
		k->truth[i] = answers[w->spots[i].frame][w->spots[i].row];
	return rc;
}

static const char *say_cond(struct cover *k, const struct ld_cond *c)
{
	struct ld_buf b = ld_buf_init(LD_MAX_CELL);
	ld_cond_print(c, &k->p->fields, &b);
	const char *s = b.failed ? NULL : ld_arena_strndup(&k->out->arena, ld_buf_text(&b), b.len);
	ld_buf_fini(&b);
	return s;
}

static void tally(const struct cover *k, int64_t seen[3])
{
	for (size_t i = 0; i < k->out->len; i++)
		seen[k->truth[i]]++;
}

/* ---- edges ---- */

static struct ld_value value_in(const struct cover *k, size_t item, int field)
{
	const struct ld_worlds *w = k->out->worlds;
	return ld_frame_get(w->frames[w->spots[item].frame], (size_t)field, w->spots[item].row);
}

static const char *say_value(struct cover *k, const struct ld_field *f, const struct ld_value *v)
{
	struct ld_buf b = ld_buf_init(LD_MAX_CELL);
	ld_field_print(f, v, &b);
	const char *s = b.failed ? NULL : ld_arena_strndup(&k->out->arena, ld_buf_text(&b), b.len);
	ld_buf_fini(&b);
	return s;
}

/* Count the cases that have the value; of points only those whose score is given. */
static int add_edge(struct cover *k, int field, struct ld_place place, const struct ld_edge *e, bool met)
{
	const struct ld_field *f = &k->p->fields.items[field];
	struct ld_tried *t = &k->out->edges[k->out->nedges++];
	*t = (struct ld_tried){
		.owner = k->owner, .is_score = k->is_score, .place = place, .field = f->name, .kind = e->kind};
	for (size_t i = 0; i < k->out->len; i++) {
		struct ld_value v = value_in(k, i, field);
		if (v.kind == LD_MISSING || (met && k->truth[i] != LD_TRUE))
			continue;
		t->seen[0] += ld_edge_tried(e, false, &v);
		t->seen[1] += e->kind == LD_EDGE_STEP && ld_edge_tried(e, true, &v);
	}
	if (e->kind == LD_EDGE_OUTSIDE || e->kind == LD_EDGE_OTHERWISE)
		return 0;
	t->at = t->sides[0] = say_value(k, f, e->kind == LD_EDGE_STEP ? &e->below : &e->at);
	if (e->kind == LD_EDGE_STEP) {
		t->sides[1] = say_value(k, f, &e->above);
		t->at = ld_arena_printf(
			&k->out->arena, "%s|%s", t->sides[0] ? t->sides[0] : "", t->sides[1] ? t->sides[1] : "");
		if (!t->sides[1])
			return ld_nomem(k->err);
	}
	return t->at && t->sides[0] ? 0 : ld_nomem(k->err);
}

static int add_edges(struct cover *k, int field, struct ld_place place, const struct ld_edge *e, size_t n, bool met)
{
	int rc = 0;
	for (size_t i = 0; i < n && rc >= 0; i++)
		rc = add_edge(k, field, place, &e[i], met);
	return rc;
}

/* ---- the programme ---- */

static int cover_leaf(struct cover *k, const struct ld_cond *c)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena scratch = {0};
	struct ld_edge *e = ld_arena_array(&scratch, c->nset + 2, sizeof *e);
	struct ld_coverage *leaf = &k->out->leaves[k->out->nleaves++];
	struct ld_place place = c->place.file ? c->place : k->place;
	*leaf = (struct ld_coverage){.owner = k->owner,
		.is_score = k->is_score,
		.place = place,
		.words = say_cond(k, c),
		.can_be_unknown = ld_study_can_be_unknown(k->p, c)};
	int rc = e && leaf->words ? ask(k, c) : ld_nomem(k->err);
	if (rc < 0)
		return rc;
	tally(k, leaf->seen);
	if (c->field < 0)
		return 0;
	return add_edges(k, c->field, place, e, ld_cond_edges(&k->p->fields.items[c->field], c, e), false);
}

static int cover_cond(struct cover *k, const struct ld_cond *c)
{
	int rc = c->nkids ? 0 : cover_leaf(k, c);
	for (size_t i = 0; i < c->nkids && rc >= 0; i++)
		rc = cover_cond(k, c->kids[i]);
	return rc;
}

static int cover_points(struct cover *k, const struct ld_score *s)
{
	if (s->points.kind != LD_POINTS_PER && s->points.kind != LD_POINTS_BY)
		return 0;
	LD_CLEANUP(ld_arena_fini) struct ld_arena scratch = {0};
	struct ld_edge *e = ld_arena_array(&scratch, s->points.nrows + 1, sizeof *e);
	int rc = e ? 0 : ld_nomem(k->err);
	if (rc >= 0 && s->when)
		rc = ask(k, s->when);
	if (rc < 0)
		return rc;
	size_t n = ld_points_edges(&k->p->fields.items[s->points.field], &s->points, e);
	return add_edges(k, s->points.field, s->place, e, n, s->when != NULL);
}

static int cover_rule(struct cover *k, size_t i, struct ld_outcomes *const *o)
{
	const struct ld_rule *r = &k->p->rules[i];
	const struct ld_worlds *w = k->out->worlds;
	struct ld_coverage *c = &k->out->rules[k->out->nrules++];
	*c = (struct ld_coverage){
		.owner = r->id, .place = r->place, .can_be_unknown = ld_study_can_be_unknown(k->p, r->when)};
	for (size_t n = 0; n < k->out->len; n++)
		c->seen[o[w->spots[n].frame]->rules[i][w->spots[n].row]]++;
	k->owner = r->id;
	k->is_score = false;
	k->place = r->place;
	return cover_cond(k, r->when);
}

int ld_study_coverage(struct ld_test_result *r, struct ld_outcomes *const *o, struct lindung_error *err)
{
	struct cover k = {.out = r, .p = r->worlds->cases->programme, .err = err};
	int rc = make_room(&k);
	for (size_t i = 0; i < k.p->nrules && rc >= 0; i++)
		rc = cover_rule(&k, i, o);
	for (size_t i = 0; i < k.p->nscores && rc >= 0; i++) {
		const struct ld_score *s = &k.p->scores[i];
		k.owner = s->id;
		k.is_score = true;
		k.place = s->place;
		if (s->when)
			rc = cover_cond(&k, s->when);
		if (rc >= 0)
			rc = cover_points(&k, s);
	}
	return rc;
}
