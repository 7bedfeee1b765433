/*
 * Made-up workers as columns, and whether a programme answers one as its case expects. A case speaks about one worker, and
 * workers of other cases must not be counted as its household: a case whose household would be counted gets a frame of its
 * own, all others share one, so that a programme is decided on a hundred cases in one go.
 */
#include "study/worlds.h"

#include <stdlib.h>
#include <string.h>

static const struct ld_case_value *value_of(const struct ld_case *c, int field)
{
	for (size_t i = 0; i < c->nvalues; i++)
		if (c->values[i].field == field && c->values[i].value.kind != LD_MISSING)
			return &c->values[i];
	return NULL;
}

/* Would the engine count the workers that share a key with this one? */
static bool counts(const struct ld_case *c, const struct ld_fields *fields, const bool *marks)
{
	for (size_t i = 0; i < fields->len; i++) {
		const struct ld_field *f = &fields->items[i];
		if (!marks[i] || f->derive != LD_DERIVE_MEMBERS || value_of(c, (int)i))
			continue;
		if (value_of(c, f->from) || fields->items[f->from].derive != LD_DERIVE_NONE)
			return true;
	}
	return false;
}

static int fill(struct ld_frame *f, size_t row, const struct ld_case *c, struct lindung_error *err)
{
	static const struct ld_value nik = {.kind = LD_STR, .len = LD_NIK, .s = "5315904105800001"};
	int rc = ld_frame_set(f, 0, row, &nik, err);
	for (size_t i = 0; i < c->nvalues && rc >= 0; i++)
		if (c->values[i].field > 0 || c->values[i].value.len == LD_NIK)
			rc = ld_frame_set(f, (size_t)c->values[i].field, row, &c->values[i].value, err);
	return rc;
}

/* Which case stands where: the shared frame is the first, where there is one. Returns its rows. */
static size_t place(struct ld_worlds *w, const bool *marks)
{
	uint32_t shared = 0;
	size_t len = w->cases->len;
	for (size_t i = 0; i < len; i++) {
		bool own = counts(&w->cases->items[i], &w->cases->programme->fields, marks);
		w->spots[i] = (struct ld_spot){own, own ? 0 : shared++};
	}
	w->nframes = shared > 0;
	for (size_t i = 0; i < len; i++)
		if (w->spots[i].frame)
			w->spots[i].frame = (uint32_t)w->nframes++;
	return shared;
}

static int make(struct ld_worlds *w, const bool *marks, size_t shared, struct lindung_error *err)
{
	const struct ld_fields *fields = &w->cases->programme->fields;
	int rc = 0;
	w->frames = ld_arena_array(&w->arena, w->nframes, sizeof *w->frames);
	if (!w->frames)
		return ld_nomem(err);
	for (size_t i = 0; i < w->nframes && rc >= 0; i++)
		rc = ld_frame_new(fields, marks, i == 0 && shared ? shared : 1, &w->frames[i], err);
	for (size_t i = 0; i < w->cases->len && rc >= 0; i++)
		rc = fill(w->frames[w->spots[i].frame], w->spots[i].row, &w->cases->items[i], err);
	for (size_t i = 0; i < w->nframes && rc >= 0; i++)
		rc = ld_frame_seal(w->frames[i], err);
	return rc;
}

int ld_worlds_new(const struct ld_cases *cases, const struct ld_calls *calls, struct ld_worlds **ret,
	struct lindung_error *err)
{
	const struct ld_programme *p = cases->programme;
	struct ld_worlds *w = calloc(1, sizeof *w);
	if (!w)
		return ld_nomem(err);
	w->cases = cases;
	w->calls = *calls;
	w->spots = ld_arena_array(&w->arena, cases->len, sizeof *w->spots);
	bool *marks = ld_arena_array(&w->arena, p->fields.len, sizeof *marks);
	int rc = w->spots && marks ? 0 : ld_nomem(err);
	if (rc >= 0) {
		ld_programme_uses(p, marks);
		for (size_t i = 0; i < cases->len; i++)
			for (size_t k = 0; k < cases->items[i].nvalues; k++)
				marks[cases->items[i].values[k].field] = true;
		rc = make(w, marks, place(w, marks), err);
	}
	if (rc < 0)
		ld_worlds_free(w);
	else
		*ret = w;
	return rc;
}

void ld_worlds_free(struct ld_worlds *w)
{
	if (!w)
		return;
	for (size_t i = 0; w->frames && i < w->nframes; i++)
		ld_frame_free(w->frames[i]);
	ld_arena_fini(&w->arena);
	free(w);
}

int ld_worlds_eval(const struct ld_worlds *w, const struct ld_programme *p, struct ld_outcomes **o,
	struct lindung_error *err)
{
	int rc = 0;
	for (size_t i = 0; i < w->nframes && rc >= 0; i++)
		rc = ld_eval(p, w->frames[i], &w->calls, 1, &o[i], err);
	return rc;
}

void ld_worlds_drop(const struct ld_worlds *w, struct ld_outcomes **o)
{
	for (size_t i = 0; i < w->nframes; i++) {
		ld_outcomes_free(o[i]);
		o[i] = NULL;
	}
}

/* ---- does a case hold? ---- */

static bool has(const struct ld_case *c, const char *name)
{
	for (size_t i = 0; i < c->nnames; i++)
		if (strcmp(c->names[i], name) == 0)
			return true;
	return false;
}

/* Exactly the failing rules are named. */
static bool refused_by(const struct ld_case *c, const struct ld_programme *p, const struct ld_outcomes *o, size_t row)
{
	for (size_t i = 0; i < c->nnames; i++) {
		bool fails = false;
		for (size_t r = 0; r < p->nrules && !fails; r++)
			fails = strcmp(p->rules[r].id, c->names[i]) == 0 &&
				ld_rule_answer(&p->rules[r], o->rules[r][row]) == LD_FALSE;
		if (!fails)
			return false;
	}
	for (size_t r = 0; r < p->nrules; r++)
		if (ld_rule_answer(&p->rules[r], o->rules[r][row]) == LD_FALSE && !has(c, p->rules[r].id))
			return false;
	return true;
}

/* Exactly the fields to look up are named. */
static bool hangs_on(const struct ld_case *c, const struct ld_programme *p, const struct ld_frame *f,
	const struct ld_outcomes *o, size_t row, bool *marks)
{
	ld_eval_missing(p, f, o, row, marks);
	for (size_t i = 0; i < c->nnames; i++) {
		int field = ld_field_find(&p->fields, c->names[i]);
		if (field < 0 || !marks[field])
			return false;
	}
	for (size_t i = 0; i < p->fields.len; i++)
		if (marks[i] && !has(c, p->fields.items[i].name))
			return false;
	return true;
}

bool ld_case_holds(const struct ld_case *c, const struct ld_programme *p, const struct ld_frame *f,
	const struct ld_outcomes *o, size_t row, bool *marks)
{
	size_t failures;
	switch (c->expect) {
	case LD_EXPECT_REFUSED:
		return o->fate[row] == LD_FATE_REFUSED && refused_by(c, p, o, row);
	case LD_EXPECT_UNDECIDED:
		ld_outcomes_failed(o, row, &failures);
		return o->fate[row] == LD_FATE_UNDECIDED && !failures && hangs_on(c, p, f, o, row, marks);
	case LD_EXPECT_ELIGIBLE:
		break;
	}
	return o->fate[row] == LD_FATE_ELIGIBLE && (!c->has_score || ld_outcomes_score(o, row) == c->score);
}
