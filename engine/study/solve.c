/*
 * A search over classes of values. Fields that no condition reads together are asked about apart, so ten rules on ten
 * fields are ten small questions and not one of all combinations. Within one, fields are given values one after the
 * other; after each every condition says which answers are still possible, and the branch ends where one of them cannot
 * be met. Possible answers are reckoned as if the tests in a condition did not hang together: that can only be too
 * many, and once every field has a value it is one.
 */
#include "study/solve.h"

#include <string.h>

#include "base/map.h"

struct var { /* a field, or a function that may answer anything */
	int field, func;
	size_t len; /* classes that differ in some test */
	size_t ntests;
	int group; /* lowest variable it hangs together with */
	int at;    /* class, −1: open */
};

struct node {
	const struct ld_cond *cond;
	int var;        /* of a leaf, else −1 */
	size_t test;    /* number of the leaf among its variable's */
	uint8_t *truth; /* [len] by class */
	unsigned any;   /* answers of all classes */
	struct node *kids;
};

struct question {
	struct ld_solver *s;
	struct ld_arena arena;
	const struct ld_need *needs;
	size_t n;
	struct node *roots; /* [n] */
	int *groups;        /* [n] −1 for a need without condition */
	struct var *vars;
	size_t nvars;
	int64_t steps;
	bool partial; /* a domain is not whole */
};

/* ---- making the question ---- */

static int var_of(struct question *q, int field, int func)
{
	for (size_t i = 0; i < q->nvars; i++)
		if (q->vars[i].field == field && q->vars[i].func == func)
			return (int)i;
	q->vars[q->nvars] = (struct var){field, func, 3, 0, (int)q->nvars, -1};
	return (int)q->nvars++;
}

static size_t count_leaves(const struct ld_cond *c)
{
	size_t n = c->nkids == 0;
	for (size_t i = 0; i < c->nkids; i++)
		n += count_leaves(c->kids[i]);
	return n;
}

static int root_group(const struct question *q, int var)
{
	while (q->vars[var].group != var)
		var = q->vars[var].group;
	return var;
}

/* Everything below one root hangs together; *first is a variable of it, −1 at first. */
static int make_node(struct question *q, const struct ld_cond *c, struct node *node, int *first)
{
	*node = (struct node){.cond = c, .var = -1};
	if (c->nkids == 0) {
		node->var = c->kind == LD_COND_FUNC ? var_of(q, -1, c->func) : var_of(q, c->field, -1);
		node->test = q->vars[node->var].ntests++;
		int a = root_group(q, node->var), b = root_group(q, *first < 0 ? node->var : *first);
		*first = a < b ? a : b;
		q->vars[a].group = q->vars[b].group = *first;
		return 0;
	}
	node->kids = ld_arena_array(&q->arena, c->nkids, sizeof *node->kids);
	if (!node->kids)
		return LINDUNG_E_NOMEM;
	for (size_t i = 0; i < c->nkids; i++)
		if (make_node(q, c->kids[i], &node->kids[i], first))
			return LINDUNG_E_NOMEM;
	return 0;
}

/* Call with every leaf of one variable. */
static void leaves_of(struct node *n, int var, struct node **out)
{
	if (n->var == var)
		out[n->test] = n;
	for (size_t i = 0; n->kids && i < n->cond->nkids; i++)
		leaves_of(&n->kids[i], var, out);
}

/* Classes that all tests answer alike are one. */
static int tabulate(struct question *q, struct var *v, struct node **tests, const struct ld_domain *d)
{
	struct ld_map seen = {0};
	uint8_t *row = ld_arena_alloc(&q->arena, v->ntests);
	int rc = row ? 0 : LINDUNG_E_NOMEM;
	v->len = 0;
	for (size_t t = 0; !rc && t < v->ntests; t++)
		if (!(tests[t]->truth = ld_arena_alloc(&q->arena, d->len)))
			rc = LINDUNG_E_NOMEM;
	for (size_t c = 0; !rc && c < d->len; c++) {
		for (size_t t = 0; t < v->ntests; t++)
			row[t] = (uint8_t)ld_class_truth(tests[t]->cond, &d->items[c]);
		q->steps += (int64_t)v->ntests;
		size_t before = seen.len;
		if (ld_map_add(&seen, (const char *)row, v->ntests) == LD_MAP_NONE)
			rc = LINDUNG_E_NOMEM;
		if (rc || seen.len == before)
			continue;
		for (size_t t = 0; t < v->ntests; t++) {
			tests[t]->truth[v->len] = row[t];
			tests[t]->any |= 1u << row[t];
		}
		v->len++;
	}
	ld_map_fini(&seen);
	return rc;
}

static int make_var(struct question *q, size_t var, const struct ld_cond *const *conds, size_t n)
{
	static uint8_t anything[] = {LD_FALSE, LD_UNKNOWN, LD_TRUE};
	struct var *v = &q->vars[var];
	struct ld_domain d;
	struct node **tests = ld_arena_array(&q->arena, v->ntests, sizeof *tests);
	if (!tests)
		return LINDUNG_E_NOMEM;
	for (size_t i = 0; i < q->n; i++)
		if (q->needs[i].cond)
			leaves_of(&q->roots[i], (int)var, tests);
	if (v->func >= 0) {
		for (size_t t = 0; t < v->ntests; t++)
			tests[t]->truth = anything, tests[t]->any = 7;
		return 0;
	}
	int rc = ld_domain_of(q->s->p, v->field, conds, n, &q->arena, &d, NULL);
	if (rc < 0)
		return rc;
	q->partial |= !d.whole;
	return tabulate(q, v, tests, &d);
}

static int make(struct question *q)
{
	size_t leaves = 0, n = 0;
	const struct ld_cond **conds = ld_arena_array(&q->arena, q->n, sizeof *conds);
	q->roots = ld_arena_array(&q->arena, q->n, sizeof *q->roots);
	for (size_t i = 0; i < q->n; i++)
		leaves += q->needs[i].cond ? count_leaves(q->needs[i].cond) : 0;
	q->vars = ld_arena_array(&q->arena, leaves, sizeof *q->vars);
	q->groups = ld_arena_array(&q->arena, q->n, sizeof *q->groups);
	if (!conds || !q->roots || !q->vars || !q->groups)
		return LINDUNG_E_NOMEM;
	for (size_t i = 0; i < q->n; i++) {
		q->groups[i] = -1;
		if (!q->needs[i].cond)
			continue;
		conds[n++] = q->needs[i].cond;
		if (make_node(q, q->needs[i].cond, &q->roots[i], &q->groups[i]))
			return LINDUNG_E_NOMEM;
	}
	/* the number below which variables were joined later too */
	for (size_t i = 0; i < q->nvars; i++)
		q->vars[i].group = root_group(q, (int)i);
	for (size_t i = 0; i < q->n; i++)
		if (q->groups[i] >= 0)
			q->groups[i] = q->vars[q->groups[i]].group;
	for (size_t i = 0; i < q->nvars; i++)
		if (make_var(q, i, conds, n))
			return LINDUNG_E_NOMEM;
	return 0;
}

/* ---- what a condition can still answer ---- */

static unsigned answers(struct question *q, const struct node *n);

/* of two sets of answers, all least (or greatest) of one of each */
static unsigned pairwise(unsigned a, unsigned b, bool least)
{
	unsigned r = 0;
	for (unsigned x = 0; x < 3; x++)
		for (unsigned y = 0; y < 3; y++)
			if (a >> x & 1 && b >> y & 1)
				r |= 1u << ((x < y) == least ? x : y);
	return r;
}

static unsigned counted(struct question *q, const struct node *n)
{
	size_t need = (size_t)n->cond->n, yes = 0, surely = 0, no = 0, surely_no = 0, unknown = 0;
	for (size_t i = 0; i < n->cond->nkids; i++) {
		unsigned a = answers(q, &n->kids[i]);
		yes += (a & LD_CAN_TRUE) != 0;
		surely += a == LD_CAN_TRUE;
		no += (a & LD_CAN_FALSE) != 0;
		surely_no += a == LD_CAN_FALSE;
		unknown += (a & LD_CAN_UNKNOWN) != 0;
	}
	size_t spare = n->cond->nkids - need;
	if (surely >= need)
		return LD_CAN_TRUE;
	if (surely_no > spare)
		return LD_CAN_FALSE;
	return (yes >= need ? LD_CAN_TRUE : 0) | (no > spare ? LD_CAN_FALSE : 0) | (unknown ? LD_CAN_UNKNOWN : 0);
}

static unsigned answers(struct question *q, const struct node *n)
{
	q->steps++;
	if (n->var >= 0) {
		int at = q->vars[n->var].at;
		return at < 0 ? n->any : 1u << n->truth[at];
	}
	if (n->cond->kind == LD_COND_AT_LEAST_OF)
		return counted(q, n);
	bool all = n->cond->kind != LD_COND_ANY;
	unsigned r = all ? LD_CAN_TRUE : LD_CAN_FALSE;
	for (size_t i = 0; i < n->cond->nkids; i++)
		r = pairwise(r, answers(q, &n->kids[i]), all);
	if (n->cond->kind == LD_COND_NOT)
		r = (r & LD_CAN_UNKNOWN) | (r & LD_CAN_TRUE ? LD_CAN_FALSE : 0) | (r & LD_CAN_FALSE ? LD_CAN_TRUE : 0);
	return r;
}

/* ---- the search ---- */

static int open_var(const struct question *q, const struct node *n)
{
	if (n->var >= 0)
		return q->vars[n->var].at < 0 ? n->var : -1;
	for (size_t i = 0; i < n->cond->nkids; i++) {
		int var = open_var(q, &n->kids[i]);
		if (var >= 0)
			return var;
	}
	return -1;
}

static bool spent(const struct question *q)
{
	return q->steps > LD_MAX_STEPS || q->s->steps + q->steps > LD_MAX_ALL_STEPS;
}

/* The needs of one group, with the values given so far. */
static enum ld_found search(struct question *q, int group)
{
	int var = -1;
	for (size_t i = 0; i < q->n; i++) {
		if (q->groups[i] != group)
			continue;
		unsigned a = answers(q, &q->roots[i]);
		if (!(a & q->needs[i].answers))
			return LD_NOBODY;
		if (var < 0 && a & ~q->needs[i].answers)
			var = open_var(q, &q->roots[i]);
	}
	if (var < 0)
		return LD_SOMEBODY;
	enum ld_found found = LD_NOBODY;
	for (size_t c = 0; c < q->vars[var].len && found == LD_NOBODY; c++) {
		q->vars[var].at = (int)c;
		found = spent(q) ? LD_NOT_KNOWN : search(q, group);
	}
	q->vars[var].at = -1;
	return found;
}

/* One group in which nobody is answers for all. */
static enum ld_found search_all(struct question *q)
{
	enum ld_found all = q->partial ? LD_NOT_KNOWN : LD_SOMEBODY;
	for (size_t v = 0; v < q->nvars && !q->partial; v++) {
		if (q->vars[v].group != (int)v)
			continue;
		enum ld_found one = search(q, (int)v);
		if (one == LD_NOBODY)
			return one;
		all = one == LD_NOT_KNOWN ? one : all;
	}
	return all;
}

int ld_solve(struct ld_solver *s, const struct ld_need *needs, size_t n, enum ld_found *ret, struct lindung_error *err)
{
	struct question q = {.s = s, .needs = needs, .n = n};
	int rc = 0;
	for (size_t i = 0; i < n; i++)
		if (!needs[i].cond && !(needs[i].answers & LD_CAN_TRUE)) {
			*ret = LD_NOBODY;
			return 0;
		}
	if (s->steps > LD_MAX_ALL_STEPS) {
		*ret = LD_NOT_KNOWN;
		return 0;
	}
	rc = make(&q);
	if (rc >= 0)
		*ret = search_all(&q);
	s->steps += q.steps;
	ld_arena_fini(&q.arena);
	return rc < 0 ? ld_nomem(err) : 0;
}

unsigned ld_rule_passes(const struct ld_rule *r)
{
	return r->missing == LD_MISSING_ACCEPT ? LD_CAN_TRUE | LD_CAN_UNKNOWN : LD_CAN_TRUE;
}
