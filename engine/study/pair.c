/*
 * Two programmes numbered alike, and every programme between them. Fields of both stand in one list, a field that both
 * declare alike is one of them, and the functions of B stand behind those of A, so a rule of either can stand beside a
 * rule of the other on one set of columns. A field whose declaration differs in more than how it is computed is two
 * fields of one name: no rule reads the other side's. The one list is ordered so that whatever either side computes a
 * field from stands before it.
 */
#include "study/pair.h"

#include <string.h>

#include "frame/frame.h"

/* ---- fields ---- */

static bool same_range(const struct ld_field *a, const struct ld_field *b)
{
	return a->has_lo == b->has_lo && a->has_hi == b->has_hi && (!a->has_lo || ld_value_equal(&a->lo, &b->lo)) &&
	       (!a->has_hi || ld_value_equal(&a->hi, &b->hi));
}

static bool alike(const struct ld_field *a, const struct ld_field *b)
{
	bool same = a->type == b->type && a->format == b->format && a->nchoices == b->nchoices && same_range(a, b) &&
		    (a->derive == LD_DERIVE_NONE) == (b->derive == LD_DERIVE_NONE);
	for (size_t i = 0; same && i < a->nchoices; i++)
		same = strcmp(a->choices[i], b->choices[i]) == 0;
	return same;
}

struct numbering { /* of one side: its field -> the pair's */
	int *of;
	size_t funcs; /* what is added to the numbers of its functions */
};

/* Mark what a field is computed from, in the numbers of its own programme. */
static void mark_sources(const struct ld_programme *p, size_t field, bool *marks)
{
	const struct ld_field *f = &p->fields.items[field];
	memset(marks, 0, p->fields.len * sizeof *marks);
	if (f->derive == LD_DERIVE_FUNC)
		for (size_t i = 0; i < p->funcs[f->func].nreads; i++)
			marks[p->funcs[f->func].reads[i]] = true;
	else if (f->derive != LD_DERIVE_NONE)
		marks[f->from] = true;
	if (f->derive == LD_DERIVE_MEMBERS && f->when)
		ld_cond_reads(f->when, p->funcs, marks);
}

struct ordering {
	const struct ld_programme *a, *b;
	struct numbering *na, *nb;
	struct ld_entries *all;
	bool *marks; /* as many as the longer list has */
};

/* Does everything one side computes the field from have its number? */
static bool ready(const struct ld_programme *p, const struct numbering *n, size_t field, bool *marks)
{
	if (field == SIZE_MAX)
		return true;
	mark_sources(p, field, marks);
	for (size_t i = 0; i < p->fields.len; i++)
		if (marks[i] && n->of[i] < 0)
			return false;
	return true;
}

/* Give the next number to the first entry from `at` on that is ready; false: none is. */
static bool number_next(struct ordering *o, size_t at)
{
	struct ld_entry *items = o->all->items;
	for (size_t i = at; i < o->all->len; i++) {
		struct ld_entry e = items[i];
		if (!ready(o->a, o->na, e.a, o->marks) || !ready(o->b, o->nb, e.b, o->marks))
			continue;
		memmove(&items[at + 1], &items[at], (i - at) * sizeof e);
		items[at] = e;
		if (e.a != SIZE_MAX)
			o->na->of[e.a] = (int)at;
		if (e.b != SIZE_MAX)
			o->nb->of[e.b] = (int)at;
		return true;
	}
	return false;
}

static void list_fields(const struct ld_programme *a, const struct ld_programme *b, struct ld_entries *all)
{
	for (size_t i = 0; i < a->fields.len; i++) {
		int j = ld_field_find(&b->fields, a->fields.items[i].name);
		bool one = j >= 0 && alike(&a->fields.items[i], &b->fields.items[j]);
		all->items[all->len++] = (struct ld_entry){i, one ? (size_t)j : SIZE_MAX, {SIZE_MAX, SIZE_MAX, SIZE_MAX}};
	}
	for (size_t j = 0; j < b->fields.len; j++) {
		bool taken = false;
		for (size_t i = 0; i < a->fields.len; i++)
			taken |= all->items[i].b == j;
		if (!taken)
			all->items[all->len++] = (struct ld_entry){SIZE_MAX, j, {SIZE_MAX, SIZE_MAX, SIZE_MAX}};
	}
}

static int number_fields(struct ld_pair *p, const struct ld_programme *a, const struct ld_programme *b, struct numbering *na,
	struct numbering *nb, struct lindung_error *err)
{
	size_t most = a->fields.len + b->fields.len;
	struct ordering o = {a, b, na, nb, &p->fields_of, ld_arena_array(&p->arena, most, sizeof(bool))};
	p->fields_of.items = ld_arena_array(&p->arena, most + 1, sizeof *p->fields_of.items);
	na->of = ld_arena_array(&p->arena, a->fields.len, sizeof *na->of);
	nb->of = ld_arena_array(&p->arena, b->fields.len, sizeof *nb->of);
	if (!o.marks || !p->fields_of.items || !na->of || !nb->of)
		return ld_nomem(err);
	memset(na->of, 0xFF, a->fields.len * sizeof *na->of);
	memset(nb->of, 0xFF, b->fields.len * sizeof *nb->of);
	list_fields(a, b, &p->fields_of);
	for (size_t at = 0; at < p->fields_of.len; at++)
		if (!number_next(&o, at))
			return ld_fail(err, LINDUNG_E_FIELD_CHANGED,
				"the two programmes compute '%.60s' and other fields from each other the other way round",
				p->fields_of.items[at].a != SIZE_MAX ? a->fields.items[p->fields_of.items[at].a].name
								     : b->fields.items[p->fields_of.items[at].b].name);
	return 0;
}

/* ---- one side in the numbers of the pair ---- */

struct copying {
	struct ld_arena *arena;
	const struct numbering *n;
	bool failed;
};

static void *copy(struct copying *c, const void *items, size_t n, size_t size)
{
	void *mine = ld_arena_array(c->arena, n, size);
	if (mine && n)
		memcpy(mine, items, n * size);
	c->failed |= !mine;
	return mine;
}

static int field(const struct copying *c, int field)
{
	return field < 0 ? field : c->n->of[field];
}

static struct ld_cond *cond(struct copying *c, const struct ld_cond *old)
{
	struct ld_cond *new = old ? copy(c, old, 1, sizeof *old) : NULL;
	if (!new)
		return NULL;
	new->field = field(c, old->field);
	new->func = old->func < 0 ? old->func : old->func + (int)c->n->funcs;
	new->kids = copy(c, old->kids, old->nkids, sizeof(struct ld_cond *));
	for (size_t i = 0; new->kids && i < old->nkids; i++)
		new->kids[i] = cond(c, old->kids[i]);
	return new;
}

static void copy_lists(struct copying *c, struct ld_programme *p)
{
	p->rules = copy(c, p->rules, p->nrules, sizeof *p->rules);
	p->scores = copy(c, p->scores, p->nscores, sizeof *p->scores);
	p->order = copy(c, p->order, p->norder, sizeof *p->order);
	p->quotas = copy(c, p->quotas, p->nquotas, sizeof *p->quotas);
	p->funders = copy(c, p->funders, p->nfunders, sizeof *p->funders);
}

static void renumber(struct copying *c, struct ld_programme *p)
{
	copy_lists(c, p);
	for (size_t i = 0; i < p->nrules && !c->failed; i++)
		p->rules[i].when = cond(c, p->rules[i].when);
	for (size_t i = 0; i < p->nscores && !c->failed; i++) {
		struct ld_points *q = &p->scores[i].points;
		q->field = q->kind == LD_POINTS_PER || q->kind == LD_POINTS_BY ? field(c, q->field) : -1;
		q->func += q->kind == LD_POINTS_FUNC ? (int)c->n->funcs : 0;
		p->scores[i].when = cond(c, p->scores[i].when);
	}
	for (size_t i = 0; i < p->norder && !c->failed; i++)
		if (p->order[i].kind == LD_KEY_FIELD)
			p->order[i].field = field(c, p->order[i].field);
	for (size_t i = 0; i < p->nquotas && !c->failed; i++)
		p->quotas[i].by = field(c, p->quotas[i].by);
	for (size_t i = 0; i < p->nfunders && !c->failed; i++) {
		p->funders[i].only = cond(c, p->funders[i].only);
		p->funders[i].by = field(c, p->funders[i].by);
	}
	p->segment = field(c, p->segment);
	p->covered_from = field(c, p->covered_from);
	p->covered_to = field(c, p->covered_to);
}

static void renumber_field(struct copying *c, struct ld_field *f)
{
	if (f->derive == LD_DERIVE_AGE || f->derive == LD_DERIVE_MEMBERS)
		f->from = field(c, f->from);
	f->when = cond(c, f->when);
	f->func += f->derive == LD_DERIVE_FUNC ? (int)c->n->funcs : 0;
}

static void renumber_funcs(struct copying *c, const struct ld_programme *from, struct ld_func *to)
{
	for (size_t i = 0; i < from->nfuncs && !c->failed; i++) {
		to[i] = from->funcs[i];
		to[i].field = from->funcs[i].kind == LD_FUNC_FIELD ? field(c, from->funcs[i].field) : -1;
		to[i].reads = copy(c, from->funcs[i].reads, from->funcs[i].nreads, sizeof *to[i].reads);
		for (size_t k = 0; to[i].reads && k < to[i].nreads; k++)
			to[i].reads[k] = field(c, to[i].reads[k]);
	}
}

/* The list as one side declares it; what it does not have as the other does. */
static void make_fields(struct ld_pair *p, struct copying *mine, struct copying *theirs, const struct ld_programme *own,
	const struct ld_programme *other, bool is_a, struct ld_fields *ret)
{
	size_t n = p->fields_of.len;
	struct ld_field *items = ld_arena_array(&p->arena, n, sizeof *items);
	mine->failed |= !items;
	for (size_t i = 0; i < n && !mine->failed && !theirs->failed; i++) {
		const struct ld_entry *e = &p->fields_of.items[i];
		size_t at = is_a ? e->a : e->b, there = is_a ? e->b : e->a;
		items[i] = at != SIZE_MAX ? own->fields.items[at] : other->fields.items[there];
		renumber_field(at != SIZE_MAX ? mine : theirs, &items[i]);
	}
	*ret = (struct ld_fields){items, n};
}

static int renumber_both(struct ld_pair *p, const struct ld_programme *a, const struct ld_programme *b, const struct numbering *na,
	const struct numbering *nb)
{
	struct copying ca = {&p->arena, na, false}, cb = {&p->arena, nb, false};
	struct ld_func *funcs = ld_arena_array(&p->arena, a->nfuncs + b->nfuncs, sizeof *funcs);
	if (!funcs)
		return LINDUNG_E_NOMEM;
	renumber_funcs(&ca, a, funcs);
	renumber_funcs(&cb, b, funcs + a->nfuncs);
	renumber(&ca, &p->a);
	renumber(&cb, &p->b);
	p->a.funcs = p->b.funcs = funcs;
	p->a.nfuncs = p->b.nfuncs = a->nfuncs + b->nfuncs;
	make_fields(p, &ca, &cb, a, b, true, &p->a.fields);
	make_fields(p, &cb, &ca, b, a, false, &p->b.fields);
	return ca.failed || cb.failed ? LINDUNG_E_NOMEM : 0;
}

/* Whatever some programme in between reads: what both read, and what either side computes that from. */
static int mark(struct ld_pair *p, const char *const *also)
{
	size_t n = p->fields.len;
	bool *more = ld_arena_array(&p->arena, n, sizeof *more);
	p->marks = ld_arena_array(&p->arena, n, sizeof *p->marks);
	if (!more || !p->marks)
		return LINDUNG_E_NOMEM;
	ld_programme_uses(&p->a, p->marks);
	ld_programme_uses(&p->b, more);
	for (size_t i = 0; i < n; i++)
		p->marks[i] |= more[i];
	for (; also && *also; also++) {
		int field = ld_field_find(&p->fields, *also);
		if (field > 0)
			p->marks[field] = true;
	}
	for (size_t i = n; i-- > 0;)
		for (int side = 0; side < 2 && p->marks[i]; side++) {
			mark_sources(side ? &p->b : &p->a, i, more);
			for (size_t k = 0; k < i; k++)
				p->marks[k] |= more[k];
		}
	return 0;
}

static int call(void *ctx, int func, const struct ld_value *args, size_t n, struct ld_answer *answers, struct ld_arena *arena,
	struct lindung_error *err)
{
	const struct ld_pair *p = ctx;
	bool of_a = (size_t)func < p->nfuncs_a;
	const struct ld_calls *calls = of_a ? p->calls_a : p->calls_b;
	if (!calls || !calls->call)
		return ld_fail(err, LINDUNG_E_INTERNAL, "function of '%s' without a script", p->a.funcs[func].owner);
	return calls->call(calls->ctx, of_a ? func : func - (int)p->nfuncs_a, args, n, answers, arena, err);
}

int ld_pair_init(struct ld_pair *ret, const struct ld_programme *a, const struct ld_programme *b, const struct ld_calls *calls_a,
	const struct ld_calls *calls_b, const char *const *also, bool data, bool kept, struct lindung_error *err)
{
	struct numbering na = {.funcs = 0}, nb = {.funcs = a->nfuncs};
	*ret = (struct ld_pair){.a = *a, .b = *b, .calls_a = calls_a, .calls_b = calls_b, .nfuncs_a = a->nfuncs};
	ret->calls = (struct ld_calls){ret, call};
	int rc = number_fields(ret, a, b, &na, &nb, err);
	if (rc < 0) {
		ld_pair_fini(ret);
		return rc;
	}
	bool ok = renumber_both(ret, a, b, &na, &nb) >= 0;
	ret->fields = ret->a.fields;
	if (ok && mark(ret, also) >= 0 && ld_pair_differ(ret, data, kept) >= 0)
		return 0;
	ld_pair_fini(ret);
	return ld_nomem(err);
}

void ld_pair_fini(struct ld_pair *p)
{
	ld_arena_fini(&p->arena);
	*p = (struct ld_pair){0};
}
