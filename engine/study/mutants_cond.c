/*
 * Changes of a condition: thresholds by one step both ways, members of lists, yes for no, a test or a group left out. A
 * change that no value of the field can tell from the original is not made: nobody could write a case for it.
 */
#include "eval/plan.h"
#include "study/mutants.h"

struct cond {
	struct ld_maker *k;
	const struct ld_cond *root;
	struct ld_place place; /* of the part, for conditions without one */
};

/* ---- the tree with one node in place of another ---- */

/* new NULL: the node is left out of its parent. A node without change is shared. */
static struct ld_cond *with(
	struct ld_maker *k, const struct ld_cond *c, const struct ld_cond *old, struct ld_cond *new)
{
	if (c == old)
		return new;
	if (!c->nkids)
		return (struct ld_cond *)(uintptr_t)c;
	struct ld_cond *copy = ld_maker_copy(k, c, sizeof *c);
	struct ld_cond **kids = ld_maker_copy(k, c->kids, c->nkids * sizeof *kids);
	if (!copy || !kids)
		return NULL;
	copy->kids = kids;
	copy->nkids = 0;
	for (size_t i = 0; i < c->nkids; i++) {
		struct ld_cond *kid = with(k, c->kids[i], old, new);
		if (kid)
			kids[copy->nkids++] = kid;
	}
	return copy;
}

static void emit(struct cond *x, const struct ld_cond *old, struct ld_cond *new, const char *from, const char *to)
{
	struct ld_maker *k = x->k;
	struct ld_cond *root = with(k, x->root, old, new);
	if (k->rc < 0)
		return;
	k->m.place = old->place.file ? old->place : x->place;
	if (k->m.of == LD_MUTANT_RULE) {
		struct ld_rule r = k->p->rules[k->at];
		r.when = root;
		ld_emit_rule(k, &r, from, to);
	} else if (k->m.of == LD_MUTANT_SCORE) {
		struct ld_score s = k->p->scores[k->at];
		s.when = root;
		ld_emit_score(k, &s, from, to);
	} else {
		struct ld_funder u = k->p->funders[k->at];
		u.only = root;
		ld_emit_funder(k, &u, from, to);
	}
}

/* ---- leaves ---- */

static void change(struct cond *x, const struct ld_cond *old, const struct ld_cond *changed)
{
	struct ld_cond *new = ld_maker_copy(x->k, changed, sizeof *changed);
	const char *from = ld_maker_cond(x->k, old);
	if (new)
		emit(x, old, new, from, ld_maker_cond(x->k, changed));
}

/* Can the field have this value, and do the two answer it differently? */
static bool differ(const struct ld_field *f, const struct ld_cond *a, const struct ld_cond *b, const struct ld_value *v)
{
	return ld_edge_exists(f, v) && ld_leaf_test(a, v) != ld_leaf_test(b, v);
}

static void threshold(struct cond *x, const struct ld_cond *c, bool high, bool up)
{
	const struct ld_field *f = &x->k->p->fields.items[c->field];
	struct ld_cond changed = *c;
	struct ld_value *end = high ? &changed.hi : &changed.lo, at = *end;
	if (!ld_edge_next(&at, up, end))
		return;
	if ((f->type == LD_BOOLEAN || f->type == LD_CHOICE) && !ld_edge_exists(f, end))
		return;
	bool upside_down = c->has_lo && c->has_hi && ld_value_cmp(&changed.lo, &changed.hi) > 0;
	if (!upside_down && (differ(f, c, &changed, &at) || differ(f, c, &changed, end)))
		change(x, c, &changed);
}

static void range(struct cond *x, const struct ld_cond *c)
{
	for (int way = 0; way < 2 && c->has_lo && x->k->rc >= 0; way++)
		threshold(x, c, false, way);
	for (int way = 0; way < 2 && c->has_hi && x->k->rc >= 0; way++)
		threshold(x, c, true, way);
}

/* Anything but the one value. */
static void negate(struct cond *x, const struct ld_cond *c)
{
	struct ld_cond changed = *c;
	changed.kind = c->kind == LD_COND_NONE_OF ? LD_COND_ONE_OF : LD_COND_NONE_OF;
	change(x, c, &changed);
}

/* One value: its neighbours, as those of a threshold; the other boolean; else anything but it. */
static void equal(struct cond *x, const struct ld_cond *c)
{
	const struct ld_field *f = &x->k->p->fields.items[c->field];
	bool ordered = f->type != LD_BOOLEAN && f->type != LD_CHOICE, any = false;
	for (int way = 0; way < 2 && x->k->rc >= 0; way++) {
		struct ld_cond changed = *c;
		struct ld_value v = {.kind = LD_I64, .i = way};
		if (ordered ? !ld_edge_next(&c->set[0], way, &v) : f->type != LD_BOOLEAN || v.i == c->set[0].i)
			continue;
		if (!ld_edge_exists(f, &v))
			continue;
		changed.set = &v;
		change(x, c, &changed);
		any = true;
	}
	if (!any)
		negate(x, c);
}

/* Every member left out, each told by itself: long lists are cut when they are printed. */
static void list(struct cond *x, const struct ld_cond *c)
{
	struct ld_maker *k = x->k;
	struct ld_cond changed = *c, one = *c;
	if (c->nset < 2) {
		negate(x, c);
		return;
	}
	changed.nset = c->nset - 1;
	one.nset = 1;
	for (size_t i = 0; i < c->nset && k->rc >= 0; i++) {
		if (!ld_edge_exists(&k->p->fields.items[c->field], &c->set[i]))
			continue;
		one.set = &c->set[i];
		changed.set = ld_maker_array(k, c->set, c->nset, sizeof *c->set, i, NULL);
		struct ld_cond *new = ld_maker_copy(k, &changed, sizeof changed);
		const char *from = ld_maker_cond(k, &one);
		emit(x, c, new, from, NULL);
	}
}

static void leaf(struct cond *x, const struct ld_cond *c)
{
	struct ld_cond changed = *c;
	switch (c->kind) {
	case LD_COND_RANGE:
		range(x, c);
		break;
	case LD_COND_EQUAL:
		equal(x, c);
		break;
	case LD_COND_ONE_OF:
	case LD_COND_NONE_OF:
		list(x, c);
		break;
	case LD_COND_KNOWN:
	case LD_COND_MISSING:
		changed.kind = c->kind == LD_COND_KNOWN ? LD_COND_MISSING : LD_COND_KNOWN;
		change(x, c, &changed);
		break;
	default: /* texts and functions are changed by leaving them out */
		break;
	}
}

/* ---- groups ---- */

static void at_least_of(struct cond *x, const struct ld_cond *c)
{
	for (int way = -1; way <= 1 && x->k->rc >= 0; way += 2) {
		struct ld_cond changed = *c;
		changed.n += way;
		if (changed.n >= 1 && changed.n <= (int)c->nkids)
			change(x, c, &changed);
	}
}

static void without_kids(struct cond *x, const struct ld_cond *c)
{
	if (c->nkids < 2 || (c->kind == LD_COND_AT_LEAST_OF && c->n >= (int)c->nkids))
		return;
	for (size_t i = 0; i < c->nkids && x->k->rc >= 0; i++)
		emit(x, c->kids[i], NULL, ld_maker_cond(x->k, c->kids[i]), NULL);
}

static void walk(struct cond *x, const struct ld_cond *c)
{
	if (!c->nkids)
		leaf(x, c);
	if (c->kind == LD_COND_AT_LEAST_OF)
		at_least_of(x, c);
	if (c->kind == LD_COND_NOT)
		change(x, c, c->kids[0]);
	without_kids(x, c);
	for (size_t i = 0; i < c->nkids && x->k->rc >= 0; i++)
		walk(x, c->kids[i]);
}

void ld_mutants_cond(struct ld_maker *k, const struct ld_cond *root)
{
	struct cond x = {k, root, k->m.place};
	walk(&x, root);
}
