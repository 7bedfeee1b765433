/*
 * What differs between two programmes: their elements put side by side by id, and a difference for each whose lines are
 * not the same. Everything is decided by the lines of lines.c; here is only who stands beside whom. An element keeps the
 * place it has in B, and one of A alone stands behind what stands before it in A, so that a programme in between reads
 * like either.
 */
#include <string.h>

#include "base/limits.h"
#include "base/map.h"
#include "study/pair.h"

const char *ld_element_name(enum ld_element part)
{
	static const char *const names[LD_ELEMENTS] = {"data", "kept_runs", "programme", "field", "rule", "score", "order",
		"quota", "funder_order", "funder", "price", "only", "money"};
	return names[part];
}

bool ld_element_evaluated(enum ld_element element)
{
	return element == LD_ELEMENT_PROGRAMME || element == LD_ELEMENT_FIELD || element == LD_ELEMENT_RULE ||
	       element == LD_ELEMENT_SCORE || element == LD_ELEMENT_FUNDER || element == LD_ELEMENT_ONLY;
}

struct differing {
	struct ld_pair *pair;
	size_t cap;
	bool failed;
};

/* ---- side by side ---- */

struct ids { /* the ids of one list: what stands at i */
	const void *items;
	size_t len, size, offset; /* of the id in an item */
};

static const char *id_at(const struct ids *l, size_t i)
{
	const char *const *id = (const void *)((const char *)l->items + i * l->size + l->offset);
	return *id ? *id : "";
}

static size_t find(const struct ids *l, const char *id)
{
	for (size_t i = 0; i < l->len; i++)
		if (strcmp(id_at(l, i), id) == 0)
			return i;
	return SIZE_MAX;
}

/* Items of `other` alone from `at` on, as far as they stand together. */
static size_t alone(const struct ids *other, const struct ids *lead, size_t at)
{
	size_t n = 0;
	while (at + n < other->len && find(lead, id_at(other, at + n)) == SIZE_MAX)
		n++;
	return n;
}

/* In the order of `lead`; swap: lead is A. */
static void merge(struct differing *d, const struct ids *lead, const struct ids *other, bool swap, struct ld_entries *ret)
{
	struct ld_entry *items = ld_arena_array(&d->pair->arena, lead->len + other->len, sizeof *items);
	size_t len = 0;
	for (size_t i = 0; items && i <= lead->len; i++) {
		size_t at = i ? find(other, id_at(lead, i - 1)) : 0;
		if (i)
			items[len++] = (struct ld_entry){.b = i - 1, .a = at};
		size_t from = i ? at + 1 : 0, n = i && at == SIZE_MAX ? 0 : alone(other, lead, from);
		for (size_t k = 0; k < n; k++)
			items[len++] = (struct ld_entry){.b = SIZE_MAX, .a = from + k};
	}
	for (size_t i = 0; i < len; i++) {
		struct ld_entry *e = &items[i];
		if (swap)
			*e = (struct ld_entry){.a = e->b, .b = e->a};
		e->differences[0] = e->differences[1] = e->differences[2] = SIZE_MAX;
	}
	d->failed |= !items;
	*ret = (struct ld_entries){items, items ? len : 0};
}

/* ---- words ---- */

static struct ld_difference *add(struct differing *d, enum ld_element part, enum ld_made made, const char *id)
{
	struct ld_pair *p = d->pair;
	if (p->len == d->cap) {
		size_t cap = d->cap ? 2 * d->cap : 32;
		struct ld_difference *more = ld_arena_array(&p->arena, cap, sizeof *more);
		if (!more) {
			d->failed = true;
			return NULL;
		}
		if (p->len)
			memcpy(more, p->differences, p->len * sizeof *more);
		p->differences = more;
		d->cap = cap;
	}
	struct ld_difference *new = &p->differences[p->len++];
	*new = (struct ld_difference){.element = part, .made = made, .id = id};
	return new;
}

static const char *path_of(struct differing *d, enum ld_element part, const char *id, const char *path)
{
	static const char *const roots[LD_ELEMENTS] = {[LD_ELEMENT_FIELD] = "fields/", [LD_ELEMENT_RULE] = "eligibility/",
		[LD_ELEMENT_SCORE] = "priority/", [LD_ELEMENT_ORDER] = "order", [LD_ELEMENT_QUOTA] = "quotas/",
		[LD_ELEMENT_FUNDER] = "funders/", [LD_ELEMENT_PRICE] = "funders/", [LD_ELEMENT_ONLY] = "funders/",
		[LD_ELEMENT_MONEY] = "funders/"};
	const char *root = roots[part] ? roots[part] : "";
	const char *s = ld_arena_printf(&d->pair->arena, "%s%s%s%s", root, id, *root || *id ? "/" : "", path);
	d->failed |= !s;
	return s;
}

static bool same(const struct ld_line *a, const struct ld_line *b)
{
	return strcmp(a->key ? a->key : a->text, b->key ? b->key : b->text) == 0;
}

static const struct ld_line *line_of(const struct ld_lines *l, const struct ld_map *paths, const char *path)
{
	uint32_t i = ld_map_find(paths, path, strlen(path));
	return i == LD_MAP_NONE ? NULL : &l->items[i];
}

static bool index_paths(const struct ld_lines *l, struct ld_map *ret)
{
	for (size_t i = 0; i < l->len; i++)
		if (ld_map_add(ret, l->items[i].path, strlen(l->items[i].path)) == LD_MAP_NONE)
			return false;
	return true;
}

static struct ld_word word(const struct ld_line *a, const struct ld_line *b)
{
	const struct ld_line *any = a ? a : b;
	return (struct ld_word){any->path, a ? a->text : NULL, b ? b->text : NULL, any->decides};
}

/* Lines that only one side has, or that differ; those of A alone first. */
static size_t words(const struct ld_lines *a, const struct ld_lines *b, const struct ld_map *in_a, const struct ld_map *in_b,
	struct ld_word *ret)
{
	size_t n = 0;
	for (size_t i = 0; i < a->len; i++)
		if (!line_of(b, in_b, a->items[i].path))
			ret[n++] = word(&a->items[i], NULL);
	for (size_t i = 0; i < b->len; i++) {
		const struct ld_line *was = line_of(a, in_a, b->items[i].path);
		if (!was || !same(was, &b->items[i]))
			ret[n++] = word(was, &b->items[i]);
	}
	return n;
}

/* The number of the difference between an element's lines; SIZE_MAX: none. */
static size_t compare(struct differing *d, enum ld_element part, enum ld_made made, const char *id, const struct ld_lines *a,
	const struct ld_lines *b)
{
	LD_CLEANUP(ld_map_fini) struct ld_map in_a = {0}, in_b = {0};
	struct ld_word *list = ld_arena_array(&d->pair->arena, a->len + b->len, sizeof *list);
	d->failed |= !list || !index_paths(a, &in_a) || !index_paths(b, &in_b);
	size_t n = d->failed ? 0 : words(a, b, &in_a, &in_b, list);
	struct ld_difference *new = n || made != LD_CHANGED ? add(d, part, made, id) : NULL;
	if (!new)
		return SIZE_MAX;
	new->words = list;
	new->nwords = n;
	new->decides = made != LD_CHANGED;
	for (size_t i = 0; i < n; i++) {
		list[i].path = path_of(d, part, id, list[i].path);
		new->decides |= list[i].decides;
	}
	return d->pair->len - 1;
}

static enum ld_made made(const struct ld_entry *e)
{
	return e->a == SIZE_MAX ? LD_ADDED : e->b == SIZE_MAX ? LD_REMOVED : LD_CHANGED;
}

/* ---- one kind after the other ---- */

#define IDS(array, n) ((struct ids){(array), (n), sizeof *(array), offsetof(__typeof__(*(array)), id)})

/* One list of the programme, its elements named by `id`: differ_rules and its like. */
#define DIFFER_LIST(list, n, element, say)                                                                            \
	static void differ_##list(struct differing *d)                                                                \
	{                                                                                                             \
		struct ld_pair *p = d->pair;                                                                          \
		struct ids a = IDS(p->a.list, p->a.n), b = IDS(p->b.list, p->b.n);                                    \
		merge(d, &b, &a, false, &p->list);                                                                    \
		for (size_t i = 0; i < p->list.len && !d->failed; i++) {                                              \
			struct ld_entry *e = &p->list.items[i];                                                       \
			bool in_a = e->a != SIZE_MAX, in_b = e->b != SIZE_MAX;                                        \
			struct ld_lines x = {0}, y = {0};                                                             \
			d->failed |= (in_a && say(&p->a, &p->a.list[e->a], &p->arena, &x) < 0) ||                     \
				     (in_b && say(&p->b, &p->b.list[e->b], &p->arena, &y) < 0);                       \
			e->differences[0] =                                                                           \
				compare(d, element, made(e), in_b ? id_at(&b, e->b) : id_at(&a, e->a), &x, &y);       \
		}                                                                                                     \
	}

DIFFER_LIST(rules, nrules, LD_ELEMENT_RULE, ld_lines_rule)
DIFFER_LIST(scores, nscores, LD_ELEMENT_SCORE, ld_lines_score)
DIFFER_LIST(quotas, nquotas, LD_ELEMENT_QUOTA, ld_lines_quota)

static void differ_programme(struct differing *d)
{
	struct ld_lines a = {0}, b = {0};
	d->failed |= ld_lines_programme(&d->pair->a, &d->pair->arena, &a) < 0 ||
		     ld_lines_programme(&d->pair->b, &d->pair->arena, &b) < 0;
	d->pair->programme = compare(d, LD_ELEMENT_PROGRAMME, LD_CHANGED, "", &a, &b);
}

/* Fields are numbered alike on both sides; one that only one side has differs in nothing but the rules that read it. */
static void differ_fields(struct differing *d)
{
	struct ld_pair *p = d->pair;
	for (size_t i = 0; i < p->fields_of.len; i++) {
		struct ld_entry *e = &p->fields_of.items[i];
		struct ld_lines a = {0}, b = {0};
		if (e->a == SIZE_MAX || e->b == SIZE_MAX || !p->marks[i])
			continue;
		d->failed |= ld_lines_field(&p->a, &p->a.fields.items[i], &p->arena, &a) < 0 ||
			     ld_lines_field(&p->b, &p->b.fields.items[i], &p->arena, &b) < 0;
		e->differences[0] = compare(d, LD_ELEMENT_FIELD, LD_CHANGED, p->fields.items[i].name, &a, &b);
	}
}

static void differ_order(struct differing *d)
{
	struct ld_lines a = {0}, b = {0};
	d->failed |= ld_lines_order(&d->pair->a, &d->pair->arena, &a) < 0 ||
		     ld_lines_order(&d->pair->b, &d->pair->arena, &b) < 0;
	d->pair->order = compare(d, LD_ELEMENT_ORDER, LD_CHANGED, "", &a, &b);
}

/* Do the funders of both sides stand in another order? Then the first who can pay is another. */
static void differ_funder_order(struct differing *d, const struct ids *a, const struct ids *b)
{
	struct ld_pair *p = d->pair;
	const char *before = "", *after = "";
	size_t last = 0;
	bool turned = false;
	for (size_t i = 0; i < p->funders.len && before && after; i++) {
		const struct ld_entry *e = &p->funders.items[i], *was = &p->funders_a.items[i];
		if (e->a != SIZE_MAX && e->b != SIZE_MAX) {
			turned |= e->a < last;
			last = e->a;
			after = ld_arena_printf(&p->arena, "%s%s%s", after, *after ? ", " : "", id_at(b, e->b));
		}
		if (was->a != SIZE_MAX && was->b != SIZE_MAX)
			before = ld_arena_printf(&p->arena, "%s%s%s", before, *before ? ", " : "", id_at(a, was->a));
	}
	d->failed |= !before || !after;
	struct ld_line x = {"funders", before, NULL, true}, y = {"funders", after, NULL, true};
	if (turned && !d->failed)
		p->funder_order = compare(d, LD_ELEMENT_FUNDER_ORDER, LD_CHANGED, "", &(struct ld_lines){&x, 1},
			&(struct ld_lines){&y, 1});
}

static void differ_funder(struct differing *d, struct ld_entry *e)
{
	static const enum ld_element parts[] = {LD_ELEMENT_PRICE, LD_ELEMENT_ONLY, LD_ELEMENT_MONEY};
	struct ld_pair *p = d->pair;
	const struct ld_funder *f = e->a != SIZE_MAX ? &p->a.funders[e->a] : NULL, *g = e->b != SIZE_MAX ? &p->b.funders[e->b] : NULL;
	bool both = f && g;
	for (size_t k = 0; k < (both ? 3 : 1) && !d->failed; k++) {
		enum ld_element part = both ? parts[k] : LD_ELEMENT_FUNDER;
		struct ld_lines x = {0}, y = {0};
		d->failed |= (f && ld_lines_funder(&p->a, f, part, &p->arena, &x) < 0) ||
			     (g && ld_lines_funder(&p->b, g, part, &p->arena, &y) < 0);
		e->differences[k] = compare(d, part, made(e), f ? f->id : g->id, &x, &y);
	}
}

static void differ_funders(struct differing *d)
{
	struct ld_pair *p = d->pair;
	struct ids a = IDS(p->a.funders, p->a.nfunders), b = IDS(p->b.funders, p->b.nfunders);
	merge(d, &b, &a, false, &p->funders);
	merge(d, &a, &b, true, &p->funders_a);
	if (d->failed)
		return;
	differ_funder_order(d, &a, &b);
	for (size_t i = 0; i < p->funders.len; i++)
		differ_funder(d, &p->funders.items[i]);
	for (size_t i = 0; i < p->funders_a.len; i++)
		for (size_t k = 0; k < p->funders.len; k++)
			if (p->funders.items[k].a == p->funders_a.items[i].a && p->funders.items[k].b == p->funders_a.items[i].b)
				p->funders_a.items[i] = p->funders.items[k];
}

int ld_pair_differ(struct ld_pair *p, bool data, bool kept)
{
	struct differing d = {.pair = p};
	struct ld_difference *new;
	p->programme = p->order = p->funder_order = SIZE_MAX;
	if (data && (new = add(&d, LD_ELEMENT_DATA, LD_CHANGED, "")))
		new->decides = true;
	if (kept && (new = add(&d, LD_ELEMENT_KEPT, LD_CHANGED, "")))
		new->decides = true;
	differ_programme(&d);
	differ_fields(&d);
	differ_rules(&d);
	differ_scores(&d);
	differ_order(&d);
	differ_quotas(&d);
	differ_funders(&d);
	return d.failed ? LINDUNG_E_NOMEM : 0;
}
