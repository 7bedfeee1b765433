/*
 * Workers by the value of one field: one grouping a field, whoever uses it. Groups are those of the eligible and those that
 * a table of a quota or of purses names, in byte order of their text, so that nothing depends on where a value was seen
 * first. Small codes (choices, dictionary codes) are looked up in an array instead of the map.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc/work.h"
#include "base/error.h"
#include "base/limits.h"

/* The value as bytes that are equal exactly when the values are. */
static uint32_t number_of(struct grouping *g, const struct ld_value *v, bool add)
{
	char bytes[sizeof v->i];
	const char *key = bytes;
	size_t len = sizeof bytes;
	if (v->kind == LD_STR) {
		key = v->s;
		len = v->len;
	} else if (v->kind == LD_F64) {
		double f = v->f + 0.0; /* −0 is 0 */
		memcpy(bytes, &f, sizeof bytes);
	} else {
		memcpy(bytes, &v->i, sizeof bytes);
	}
	return add ? ld_map_add(&g->ids, key, len) : ld_map_find(&g->ids, key, len);
}

static struct ld_value value_of(const struct grouping *g, const struct ld_field *field, uint32_t id)
{
	const struct ld_map_key *k = &g->ids.keys[id];
	struct ld_value v = {.kind = ld_type_kind(field->type)};
	if (v.kind == LD_STR) {
		v.s = k->text;
		v.len = k->len;
	} else if (v.kind == LD_F64) {
		memcpy(&v.f, k->text, sizeof v.f);
	} else {
		memcpy(&v.i, k->text, sizeof v.i);
	}
	return v;
}

uint32_t ld_alloc_group(const struct grouping *g, const struct ld_value *v)
{
	uint32_t id = number_of((struct grouping *)(uintptr_t)g, v, false);
	return id == LD_MAP_NONE ? LD_NO_GROUP : g->place[id];
}

static int name_groups(struct grouping *g, const struct ld_weight *groups, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (number_of(g, &groups[i].group, true) == LD_MAP_NONE)
			return -1;
	return 0;
}

static int named(const struct work *w, struct grouping *g)
{
	int bad = 0;
	for (size_t i = 0; i < w->p->nquotas; i++) {
		const struct ld_quota *q = &w->p->quotas[i];
		if (q->by == g->field)
			bad |= name_groups(g, q->at_least.groups, q->at_least.ngroups) |
			       name_groups(g, q->at_most.groups, q->at_most.ngroups);
	}
	for (size_t i = 0; i < w->p->nfunders; i++) {
		const struct ld_funder *f = &w->p->funders[i];
		if (f->purses != LD_PURSES_NONE && f->by == g->field)
			bad |= name_groups(g, f->groups, f->ngroups);
	}
	return bad;
}

/* Numbers by first sight into g->of. */
static int scan(const struct work *w, struct grouping *g)
{
	const struct ld_frame *f = w->in->f;
	const struct ld_column *c = &f->cols[g->field];
	bool coded = g->field && (c->kind == LD_COL_CODE || (c->kind == LD_COL_WHOLE && c->size == 1));
	size_t ncodes = !coded ? 0 : c->kind == LD_COL_CODE ? c->dict->len : 255;
	uint32_t *known = malloc((ncodes + 1) * sizeof *known);
	if (!known)
		return -1;
	memset(known, 0xFF, (ncodes + 1) * sizeof *known);
	int bad = 0;
	for (size_t e = 0; e < w->ne && !bad; e++) {
		uint32_t row = w->order[e], none = LD_NO_GROUP, *slot = &none;
		if (coded && ld_column_cell(c, row))
			slot = &known[ld_column_cell(c, row)];
		if (*slot == LD_NO_GROUP) {
			struct ld_value v = ld_frame_get(f, (size_t)g->field, row);
			if (v.kind != LD_MISSING) {
				*slot = number_of(g, &v, true);
				bad = *slot == LD_MAP_NONE;
			}
		}
		g->of[e] = *slot;
	}
	free(known);
	return bad ? -1 : 0;
}

struct named_group {
	const char *text;
	uint32_t id;
};

static int by_text(const void *a, const void *b)
{
	const struct named_group *x = a, *y = b;
	return strcmp(x->text, y->text); /* no two values of a field print alike */
}

/* Renumber by text. */
static int settle(const struct work *w, struct grouping *g)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf text = ld_buf_init(LD_MAX_CELL);
	const struct ld_field *field = &w->p->fields.items[g->field];
	g->n = g->ids.len;
	struct named_group *list = ld_arena_array(w->arena, g->n, sizeof *list);
	g->text = ld_arena_array(w->arena, g->n, sizeof *g->text);
	g->eligible = ld_arena_array(w->arena, g->n, sizeof *g->eligible);
	g->place = ld_arena_array(w->arena, g->n, sizeof *g->place);
	if (!list || !g->text || !g->eligible || !g->place)
		return -1;
	for (uint32_t id = 0; id < g->n; id++) {
		struct ld_value v = value_of(g, field, id);
		ld_buf_reset(&text);
		ld_field_print(field, &v, &text);
		list[id] = (struct named_group){ld_arena_strdup(w->arena, ld_buf_text(&text)), id};
		if (text.failed || !list[id].text)
			return -1;
	}
	qsort(list, g->n, sizeof *list, by_text);
	for (uint32_t i = 0; i < g->n; i++) {
		g->text[i] = list[i].text;
		g->place[list[i].id] = i;
	}
	for (size_t e = 0; e < w->ne; e++) {
		if (g->of[e] == LD_NO_GROUP)
			continue;
		g->of[e] = g->place[g->of[e]];
		g->eligible[g->of[e]]++;
	}
	return 0;
}

int ld_alloc_empty_groups(const struct work *w, const struct grouping *g, const bool *named, struct ld_arena *arena,
	const char ***ret, size_t *ret_n)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf text = ld_buf_init(LD_MAX_CELL);
	LD_CLEANUP(ld_map_fini) struct ld_map ids = {0};
	const struct ld_field *field = &w->p->fields.items[g->field];
	struct grouping seen = {.field = g->field};
	bool bad = false;
	for (size_t row = 0; row < w->in->f->nrows && !bad; row++) {
		struct ld_value v = ld_frame_get(w->in->f, (size_t)g->field, row);
		uint32_t group = v.kind == LD_MISSING ? LD_NO_GROUP : ld_alloc_group(g, &v);
		if (v.kind != LD_MISSING && (group == LD_NO_GROUP || !named[group]))
			bad = number_of(&seen, &v, true) == LD_MAP_NONE;
	}
	ids = seen.ids;
	struct named_group *list = ld_arena_array(arena, ids.len, sizeof *list);
	const char **texts = ld_arena_array(arena, ids.len, sizeof *texts);
	for (uint32_t id = 0; list && texts && id < ids.len && !bad; id++) {
		struct ld_value v = value_of(&seen, field, id);
		ld_buf_reset(&text);
		ld_field_print(field, &v, &text);
		list[id] = (struct named_group){ld_arena_strdup(arena, ld_buf_text(&text)), id};
		bad = text.failed || !list[id].text;
	}
	if (bad || !list || !texts)
		return -1;
	qsort(list, ids.len, sizeof *list, by_text);
	for (size_t i = 0; i < ids.len; i++)
		texts[i] = list[i].text;
	*ret = texts;
	*ret_n = ids.len;
	return 0;
}

static int group_by(struct work *w, int field, struct lindung_error *err)
{
	if (w->groupings[field])
		return 0;
	struct grouping *g = ld_arena_alloc(w->arena, sizeof *g);
	if (!g)
		return ld_nomem(err);
	w->groupings[field] = g;
	g->field = field;
	g->of = ld_arena_array(w->arena, w->ne, sizeof *g->of);
	if (!g->of || named(w, g) || scan(w, g) || settle(w, g))
		return ld_nomem(err);
	return 0;
}

int ld_alloc_groupings(struct work *w, struct lindung_error *err)
{
	const struct ld_programme *p = w->p;
	int rc = 0;
	w->groupings = ld_arena_array(w->arena, p->fields.len, sizeof *w->groupings);
	if (!w->groupings)
		return ld_nomem(err);
	for (size_t i = 0; i < p->nquotas && rc >= 0; i++)
		rc = group_by(w, p->quotas[i].by, err);
	for (size_t i = 0; i < p->nfunders && rc >= 0; i++)
		if (p->funders[i].purses != LD_PURSES_NONE)
			rc = group_by(w, p->funders[i].by, err);
	if (rc >= 0 && p->segment >= 0)
		rc = group_by(w, p->segment, err);
	return rc;
}

void ld_alloc_groupings_fini(struct work *w)
{
	for (size_t i = 0; w->groupings && i < w->p->fields.len; i++)
		if (w->groupings[i])
			ld_map_fini(&w->groupings[i]->ids);
}
