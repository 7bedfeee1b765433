/*
 * Which changes of a programme its cases notice. Each mutant decides all cases anew, on the frames that are there already;
 * it is caught when some case does not hold any more. The changes that only a list of several workers could show are not
 * tried but listed apart: a case asks about one worker, and to call such a change "not noticed" would blame the cases for
 * what they cannot do.
 */
#include <stdlib.h>
#include <string.h>

#include "study/study.h"

struct trial {
	const struct ld_worlds *w;
	struct ld_mutation *out;
	struct ld_outcomes **o; /* [nframes] */
	bool *marks;            /* [fields] */
};

static const char *keep(struct ld_arena *a, const char *s, int *rc)
{
	char *copy = s ? ld_arena_strdup(a, s) : NULL;
	if (s && !copy)
		*rc = LINDUNG_E_NOMEM;
	return copy;
}

/* Ids and files are the programme's; words live no longer than the visit. */
static int add(struct ld_mutation *out, struct ld_missed_list *l, const struct ld_mutant *m, struct lindung_error *err)
{
	int rc = 0;
	if (l->len == l->cap) {
		size_t cap = l->cap ? 2 * l->cap : 16;
		struct ld_missed *items = ld_arena_array(&out->arena, cap, sizeof *items);
		if (!items)
			return ld_nomem(err);
		if (l->len)
			memcpy(items, l->items, l->len * sizeof *items);
		l->items = items;
		l->cap = cap;
	}
	l->items[l->len] = (struct ld_missed){.of = m->of,
		.owner = m->owner,
		.place = m->place,
		.from = keep(&out->arena, m->from, &rc),
		.to = keep(&out->arena, m->to, &rc)};
	l->len += rc >= 0;
	return rc < 0 ? ld_nomem(err) : 0;
}

static bool all_hold(const struct trial *t, const struct ld_programme *p)
{
	const struct ld_cases *cases = t->w->cases;
	for (size_t i = 0; i < cases->len; i++) {
		const struct ld_spot *s = &t->w->spots[i];
		if (!ld_case_holds(&cases->items[i], p, t->w->frames[s->frame], t->o[s->frame], s->row, t->marks))
			return false;
	}
	return true;
}

static int try_mutant(void *ctx, const struct ld_mutant *m, struct lindung_error *err)
{
	struct trial *t = ctx;
	if (m->selects)
		return add(t->out, &t->out->beyond, m, err);
	int rc = ld_worlds_eval(t->w, m->p, t->o, err);
	bool missed = rc >= 0 && all_hold(t, m->p);
	ld_worlds_drop(t->w, t->o);
	t->out->changes++;
	t->out->caught += !missed;
	return missed ? add(t->out, &t->out->missed, m, err) : rc;
}

int ld_study_mutate(const struct ld_worlds *w, struct ld_mutation **ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena own = {0};
	struct ld_mutation *out = calloc(1, sizeof *out);
	struct trial t = {.w = w, .out = out};
	t.o = ld_arena_array(&own, w->nframes, sizeof *t.o);
	t.marks = ld_arena_array(&own, w->cases->programme->fields.len, sizeof *t.marks);
	int rc = out && t.o && t.marks ? 0 : ld_nomem(err);
	if (rc >= 0)
		rc = ld_mutants_visit(w->cases->programme, try_mutant, &t, err);
	if (rc < 0)
		ld_mutation_free(out);
	else
		*ret = out;
	return rc < 0 ? rc : 0;
}

void ld_mutation_free(struct ld_mutation *m)
{
	if (!m)
		return;
	ld_arena_fini(&m->arena);
	free(m);
}
