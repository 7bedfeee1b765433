/*
 * The groups of one list: those that workers have, which the cells know, and those that a table of a quota or of purses
 * names besides, all in byte order of their text, so that nothing depends on where a value was seen first. Tables are read
 * here, once: what follows works on numbers of groups.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc/work.h"
#include "base/error.h"
#include "base/limits.h"

struct table { /* entries of a quota or funder, with the text of each group */
	const struct ld_weight *entries;
	size_t n;
	const char **text;
	uint32_t **ret; /* where the groups go */
};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b); /* no two values of a field print alike */
}

static uint32_t find(const char *const *text, size_t n, const char *key)
{
	const char *const *at = n ? bsearch(&key, text, n, sizeof *text, by_text) : NULL;
	return at ? (uint32_t)(at - text) : LD_NO_GROUP;
}

static int read_table(const struct work *w, const struct ld_field *field, struct table *t)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf text = ld_buf_init(LD_MAX_CELL);
	t->text = ld_arena_array(w->arena, t->n, sizeof *t->text);
	*t->ret = ld_arena_array(w->arena, t->n, sizeof **t->ret);
	for (size_t i = 0; t->text && *t->ret && i < t->n; i++) {
		ld_buf_reset(&text);
		ld_field_print(field, &t->entries[i].group, &text);
		t->text[i] = text.failed ? NULL : ld_arena_strdup(w->arena, ld_buf_text(&text));
		if (!t->text[i])
			return -1;
	}
	return t->text && *t->ret ? 0 : -1;
}

/* The tables that name groups of the field. */
static int read_tables(struct work *w, int field, struct table *ret, size_t *ret_n)
{
	size_t n = 0;
	for (size_t i = 0; i < w->p->nquotas; i++) {
		const struct ld_quota *q = &w->p->quotas[i];
		if (q->by != field)
			continue;
		ret[n++] = (struct table){q->at_least.groups, q->at_least.ngroups, NULL, &w->quotas[i].least_of};
		ret[n++] = (struct table){q->at_most.groups, q->at_most.ngroups, NULL, &w->quotas[i].most_of};
	}
	for (size_t i = 0; i < w->p->nfunders; i++) {
		const struct ld_funder *f = &w->p->funders[i];
		if (f->purses != LD_PURSES_NONE && f->by == field)
			ret[n++] = (struct table){f->groups, f->ngroups, NULL, &w->purse_of[i]};
	}
	for (size_t i = 0; i < n; i++)
		if (read_table(w, &w->p->fields.items[field], &ret[i]))
			return -1;
	*ret_n = n;
	return 0;
}

/* The groups that only tables name, each once: how many. */
static size_t unseen(const struct codes *c, const struct table *tables, size_t ntables, const char **ret)
{
	size_t n = 0, unique = 0;
	for (size_t t = 0; t < ntables; t++)
		for (size_t i = 0; i < tables[t].n; i++)
			if (find(c->text, c->n, tables[t].text[i]) == LD_NO_GROUP)
				ret[n++] = tables[t].text[i];
	if (n)
		qsort(ret, n, sizeof *ret, by_text);
	for (size_t i = 0; i < n; i++)
		if (!i || strcmp(ret[i], ret[unique - 1]) != 0)
			ret[unique++] = ret[i];
	return unique;
}

static int merge(const struct work *w, struct grouping *g, const char *const *more, size_t nmore)
{
	const struct codes *c = g->codes;
	const char **text = ld_arena_array(w->arena, g->n, sizeof *text);
	g->place = ld_arena_array(w->arena, c->n, sizeof *g->place);
	if (!text || !g->place)
		return -1;
	for (size_t i = 0, a = 0, b = 0; i < g->n; i++) {
		g->seen[i] = b == nmore || (a < c->n && strcmp(c->text[a], more[b]) < 0);
		if (g->seen[i])
			g->place[a] = (uint32_t)i;
		text[i] = g->seen[i] ? c->text[a++] : more[b++];
	}
	g->text = text;
	return 0;
}

static int arrays(const struct work *w, struct grouping *g)
{
	g->seen = ld_arena_array(w->arena, g->n, sizeof *g->seen);
	g->eligible = ld_arena_array(w->arena, g->n, sizeof *g->eligible);
	g->selected = ld_arena_array(w->arena, g->n, sizeof *g->selected);
	g->least = ld_arena_array(w->arena, g->n, sizeof *g->least);
	g->most = ld_arena_array(w->arena, g->n, sizeof *g->most);
	g->capped_by = ld_arena_array(w->arena, g->n, sizeof *g->capped_by);
	return g->seen && g->eligible && g->selected && g->least && g->most && g->capped_by ? 0 : -1;
}

static int group_by(struct work *w, struct grouping *g, const struct codes *c, struct table *tables)
{
	size_t ntables, entries = 0;
	if (read_tables(w, c->field, tables, &ntables))
		return -1;
	for (size_t i = 0; i < ntables; i++)
		entries += tables[i].n;
	const char **more = ld_arena_array(w->arena, entries, sizeof *more);
	if (!more)
		return -1;
	size_t nmore = unseen(c, tables, ntables, more);
	*g = (struct grouping){.codes = c, .n = c->n + nmore, .text = c->text};
	if (arrays(w, g))
		return -1;
	memset(g->seen, true, g->n * sizeof *g->seen);
	if (nmore && merge(w, g, more, nmore))
		return -1;
	for (size_t t = 0; t < ntables; t++)
		for (size_t i = 0; i < tables[t].n; i++)
			(*tables[t].ret)[i] = find(g->text, g->n, tables[t].text[i]);
	for (uint32_t cell = 0; cell < w->cells->n; cell++) {
		uint32_t group = ld_alloc_group_of(w, g, cell);
		if (group != LD_NO_GROUP)
			g->eligible[group] += w->cells->eligible[cell];
	}
	return 0;
}

struct grouping *ld_alloc_grouping(const struct work *w, int field)
{
	struct grouping *g = w->groupings;
	while (g->codes->field != field)
		g++;
	return g;
}

int ld_alloc_groupings(struct work *w, struct lindung_error *err)
{
	const struct cells *c = w->cells;
	struct table *tables = ld_arena_array(w->arena, 2 * w->p->nquotas + w->p->nfunders, sizeof *tables);
	w->groupings = ld_arena_array(w->arena, c->ncodes, sizeof *w->groupings);
	w->quotas = ld_arena_array(w->arena, w->p->nquotas, sizeof *w->quotas);
	w->purse_of = ld_arena_array(w->arena, w->p->nfunders, sizeof *w->purse_of);
	if (!tables || !w->groupings || !w->quotas || !w->purse_of)
		return ld_nomem(err);
	for (size_t i = 0; i < c->ncodes; i++)
		if (group_by(w, &w->groupings[i], &c->codes[i], tables))
			return ld_nomem(err);
	for (size_t i = 0; i < w->p->nquotas; i++)
		w->quotas[i].by = ld_alloc_grouping(w, w->p->quotas[i].by);
	return 0;
}
