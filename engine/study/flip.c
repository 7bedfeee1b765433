/*
 * The search for the smallest change. It goes through one field, then two, …; at each step some rule is not met (or nobody
 * accepts, or the place is not reached), and one of the fields it reads must be among the changes, so only those are tried:
 * nothing smaller is passed over. Of one set of fields a way is kept when no other is nearer in one field and as near in the
 * rest. Every way that is listed was proved by evaluating the changed worker.
 */
#include "study/flip.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "study/flip_work.h"

enum { DEEPEST = 12, FOUND = 1024 }; /* fields of one way; ways that are kept while searching */

struct way {
	int field[DEEPEST];
	uint32_t class[DEEPEST];
	size_t n;
};

struct search {
	const struct ld_flip_in *in;
	struct ld_trial t;
	struct ld_flips *ret;
	struct ld_var *vars; /* [fields]; n 0: not to be changed */
	bool *barred;        /* [fields] assigned, or tried already on this path */
	bool incomplete;     /* a field was tried whose classes are not all known */
	struct way path;
	struct way *found; /* [nfound] */
	size_t nfound;
	struct lindung_error *err;
};

/* ---- which fields ---- */

/* Whoever moves to another household is counted there, with people who are not looked at here. */
static bool counts_households(const struct search *s, size_t key)
{
	const struct ld_fields *fields = &s->in->p->fields;
	for (size_t k = 0; k < fields->len; k++)
		if (fields->items[k].derive == LD_DERIVE_MEMBERS && fields->items[k].from == (int)key &&
			s->in->f->cols[k].kind != LD_COL_NONE)
			return true;
	return false;
}

static bool may_change(const struct search *s, size_t i)
{
	const struct ld_programme *p = s->in->p;
	const struct ld_field *d = &p->fields.items[i];
	bool known = s->t.from[i].kind != LD_MISSING;
	bool places = s->in->goal != LD_FLIP_ELIGIBLE && (s->t.groups[i] || (int)i == p->segment);
	for (size_t k = 0; k < p->nquotas && s->in->goal != LD_FLIP_ELIGIBLE; k++)
		places |= p->quotas[k].by == (int)i;
	return s->in->f->cols[i].kind != LD_COL_NONE && !counts_households(s, i) && !(known && (d->is_fixed || d->is_private || places));
}

static int make_vars(struct search *s)
{
	const struct ld_programme *p = s->in->p;
	int rc = 0;
	s->vars = ld_arena_array(&s->ret->arena, p->fields.len, sizeof *s->vars);
	s->barred = ld_arena_array(&s->ret->arena, p->fields.len, sizeof *s->barred);
	if (!s->vars || !s->barred)
		return ld_nomem(s->err);
	for (size_t i = 1; i < p->fields.len && rc >= 0; i++) {
		struct ld_value line = s->in->line == SIZE_MAX ? (struct ld_value){0} : ld_frame_get(s->in->f, i, s->in->line);
		if (may_change(s, i))
			rc = ld_var_make(p, (int)i, &s->t.from[i], s->in->line == SIZE_MAX ? NULL : &line, s->t.groups[i],
				&s->ret->arena, &s->vars[i], s->err);
	}
	return rc;
}

/* ---- searching ---- */

static void record(struct search *s)
{
	if (s->nfound == FOUND) {
		s->t.tries = -1;
		return;
	}
	struct way *w = &s->found[s->nfound++];
	*w = s->path;
	for (size_t i = 1; i < w->n; i++) /* by field */
		for (size_t k = i; k && w->field[k - 1] > w->field[k]; k--) {
			int field = w->field[k];
			uint32_t class = w->class[k];
			w->field[k] = w->field[k - 1];
			w->class[k] = w->class[k - 1];
			w->field[k - 1] = field;
			w->class[k - 1] = class;
		}
}

/* Mark what the first thing reads that is not as it should be. ret_more: things beside it that share no field with it or each
 * other: so many fields more must change at least; SIZE_MAX where one of them cannot be changed any more. */
static void next_fields(struct search *s, bool *marks, size_t *ret_more)
{
	const struct ld_programme *p = s->in->p;
	size_t n = p->fields.len, unmet = 0;
	bool *taken = marks + n;
	*ret_more = 0;
	for (size_t r = 0; r < p->nrules; r++) {
		if (s->in->goal == LD_FLIP_LOSE || ld_trial_rule(&s->t, r) == LD_TRUE)
			continue;
		const bool *reads = s->t.rule_reads[r];
		bool apart = true, open = false;
		for (size_t i = 0; i < n; i++) {
			apart &= !(reads[i] && taken[i]);
			open |= reads[i] && s->vars[i].n && !s->barred[i];
		}
		if (!open) {
			*ret_more = SIZE_MAX;
			return;
		}
		for (size_t i = 0; i < n && apart; i++) {
			taken[i] |= reads[i];
			marks[i] |= reads[i] && !unmet;
		}
		*ret_more += apart && unmet;
		unmet++;
	}
	for (size_t i = 1; i < n && !unmet; i++) /* a group that is blank */
		if (s->t.groups[i] && ld_frame_get(s->in->f, i, s->in->row).kind == LD_MISSING)
			unmet += marks[i] = true;
	if (unmet)
		return;
	bool accepted = s->in->goal != LD_FLIP_LOSE && ld_trial_accepted(&s->t);
	for (size_t i = 0; i < n; i++)
		marks[i] = s->in->goal == LD_FLIP_LOSE || (accepted ? s->t.rank_reads[i] : s->t.accept_reads[i]);
}

static void deepen(struct search *s, size_t left);

static void try_field(struct search *s, int field, size_t left)
{
	const struct ld_var *var = &s->vars[field];
	s->incomplete |= !var->complete;
	for (size_t i = 0; i < var->n && s->t.tries >= 0 && !s->t.rc; i++) {
		if (var->classes[i].now)
			continue;
		s->path.field[s->path.n] = field;
		s->path.class[s->path.n++] = (uint32_t)i;
		ld_trial_set(&s->t, field, &var->classes[i].v);
		deepen(s, left - 1);
		ld_trial_unset(&s->t, field);
		s->path.n--;
	}
}

static void deepen(struct search *s, size_t left)
{
	size_t n = s->in->p->fields.len, more;
	s->t.tries--;
	if (ld_trial_goal(&s->t)) {
		record(s);
		return;
	}
	if (!left || s->t.tries < 0 || s->t.rc)
		return;
	bool *marks = calloc(2 * n, sizeof *marks);
	if (!marks) {
		s->t.rc = ld_nomem(s->err);
		return;
	}
	next_fields(s, marks, &more);
	for (size_t i = 1; i < n && more < left; i++) {
		marks[i] = marks[i] && s->vars[i].n && !s->barred[i];
		if (marks[i]) {
			s->barred[i] = true; /* below here it is assigned, beside here it was tried */
			try_field(s, (int)i, left);
		}
	}
	for (size_t i = 1; i < n && more < left; i++)
		s->barred[i] = s->barred[i] && !marks[i];
	free(marks);
}

/* ---- which ways to keep ---- */

static uint64_t dist(const struct search *s, const struct way *w, size_t i)
{
	return s->vars[w->field[i]].classes[w->class[i]].dist;
}

static bool same_fields(const struct way *a, const struct way *b)
{
	return a->n == b->n && memcmp(a->field, b->field, a->n * sizeof *a->field) == 0;
}

/* Is a nearer in one field and as near in the rest? */
static bool nearer(const struct search *s, const struct way *a, const struct way *b)
{
	bool some = false;
	for (size_t i = 0; i < a->n; i++) {
		if (dist(s, a, i) > dist(s, b, i))
			return false;
		some |= dist(s, a, i) < dist(s, b, i);
	}
	return some;
}

static void drop_farther(struct search *s)
{
	bool *drop = ld_arena_array(&s->ret->arena, s->nfound, sizeof *drop);
	size_t n = 0;
	if (!drop) {
		s->t.rc = ld_nomem(s->err);
		return;
	}
	for (size_t a = 0; a < s->nfound; a++)
		for (size_t b = 0; b < s->nfound; b++)
			drop[b] |= same_fields(&s->found[a], &s->found[b]) && nearer(s, &s->found[a], &s->found[b]);
	for (size_t i = 0; i < s->nfound; i++)
		if (!drop[i])
			s->found[n++] = s->found[i];
	s->nfound = n;
}

static int compare_ways(const void *a, const void *b, void *ctx)
{
	const struct way *x = a, *y = b;
	const struct search *s = ctx;
	for (size_t i = 0; i < x->n && i < y->n; i++)
		if (x->field[i] != y->field[i])
			return x->field[i] < y->field[i] ? -1 : 1;
	for (size_t i = 0; i < x->n && i < y->n; i++)
		if (dist(s, x, i) != dist(s, y, i))
			return dist(s, x, i) < dist(s, y, i) ? -1 : 1;
	for (size_t i = 0; i < x->n && i < y->n; i++)
		if (x->class[i] != y->class[i])
			return x->class[i] < y->class[i] ? -1 : 1;
	return 0;
}

/* ---- telling a way ---- */

/* Which classes of one changed field would do, the others as they are in the way; its own is set again at the end. */
static void would_do(struct search *s, const struct way *w, size_t i, bool *ret, bool *ret_refuses)
{
	const struct ld_var *var = &s->vars[w->field[i]];
	*ret_refuses = false;
	for (size_t k = 0; k < var->n; k++) {
		ld_trial_unset(&s->t, var->field);
		ld_trial_set(&s->t, var->field, &var->classes[k].v);
		ret[k] = k == w->class[i] || ld_trial_goal(&s->t);
		*ret_refuses |= !ret[k] && s->in->goal != LD_FLIP_LOSE && s->t.from[var->field].kind == LD_MISSING &&
				ld_trial_refused(&s->t);
	}
	ld_trial_unset(&s->t, var->field);
	ld_trial_set(&s->t, var->field, &var->classes[w->class[i]].v);
}

static bool meet(const struct ld_flip_class *a, const struct ld_flip_class *b)
{
	return a->v.kind != LD_MISSING && b->v.kind != LD_MISSING;
}

static int tell_values(struct search *s, const struct ld_var *var, const bool *does, struct ld_flip_change *c)
{
	size_t words = 0;
	for (size_t k = 0; k < var->n; k++)
		words += does[k] ? var->classes[k].nset : 0;
	c->set = ld_arena_array(&s->ret->arena, words, sizeof *c->set);
	c->ranges = ld_arena_array(&s->ret->arena, var->n, sizeof *c->ranges);
	if (!c->set || !c->ranges)
		return ld_nomem(s->err);
	for (size_t k = 0; k < var->n; k++) {
		const struct ld_flip_class *class = &var->classes[k];
		if (!does[k])
			continue;
		for (size_t v = 0; v < class->nset; v++)
			c->set[c->nset++] = class->set[v];
		c->others |= class->others;
		c->blank |= class->v.kind == LD_MISSING;
		if (!var->ordered || class->v.kind == LD_MISSING)
			continue;
		struct ld_flip_range *last = c->nranges ? &c->ranges[c->nranges - 1] : NULL;
		if (last && k && does[k - 1] && meet(class, &var->classes[k - 1])) {
			last->has_hi = class->range.has_hi;
			last->hi_open = class->range.hi_open;
			last->hi = class->range.hi;
		} else {
			c->ranges[c->nranges++] = class->range;
		}
	}
	return 0;
}

static int by_value(const void *a, const void *b)
{
	return ld_value_cmp(a, b);
}

static int tell_change(struct search *s, const struct way *w, size_t i, bool *does, struct ld_flip_change *c)
{
	const struct ld_var *var = &s->vars[w->field[i]];
	would_do(s, w, i, does, &c->refuses);
	c->field = var->field;
	c->from = s->t.from[var->field];
	c->to = var->classes[w->class[i]].v;
	int rc = s->t.rc < 0 ? s->t.rc : tell_values(s, var, does, c);
	if (rc >= 0 && c->nset > 1)
		qsort(c->set, c->nset, sizeof *c->set, by_value);
	return rc;
}

/* Does a way that was listed already say this one too: the same but for one field, of which it names the value? */
static bool is_told(struct search *s, const struct way *told, bool **does, size_t ntold, const struct way *w)
{
	for (size_t a = 0; a < ntold; a++) {
		size_t other = 0, at = 0;
		for (size_t i = 0; i < w->n; i++) {
			other += told[a].class[i] != w->class[i];
			at = told[a].class[i] != w->class[i] ? i : at;
		}
		if (same_fields(&told[a], w) && other == 1 && does[a * DEEPEST + at][w->class[at]])
			return true;
	}
	(void)s;
	return false;
}

static int tell(struct search *s, const struct way *w, bool **does, bool *ret_proved)
{
	struct ld_flips *ret = s->ret;
	struct ld_flip *flip = &ret->items[ret->n];
	int rc = 0;
	flip->changes = ld_arena_array(&ret->arena, w->n, sizeof *flip->changes);
	flip->n = w->n;
	if (!flip->changes)
		return ld_nomem(s->err);
	for (size_t i = 0; i < w->n; i++)
		ld_trial_set(&s->t, w->field[i], &s->vars[w->field[i]].classes[w->class[i]].v);
	*ret_proved = ld_trial_proved(&s->t);
	ld_trial_score(&s->t, &flip->score_low, &flip->score_high);
	for (size_t i = 0; i < w->n && *ret_proved && rc >= 0 && !s->t.rc; i++) {
		does[i] = ld_arena_array(&ret->arena, s->vars[w->field[i]].n, sizeof **does);
		rc = does[i] ? tell_change(s, w, i, does[i], &flip->changes[i]) : ld_nomem(s->err);
	}
	for (size_t i = 0; i < w->n; i++)
		ld_trial_unset(&s->t, w->field[i]);
	return s->t.rc < 0 ? s->t.rc : rc;
}

static int tell_all(struct search *s)
{
	struct ld_flips *ret = s->ret;
	bool **does = ld_arena_array(&ret->arena, s->in->most * DEEPEST, sizeof *does), proved = false;
	struct way *told = ld_arena_array(&ret->arena, s->in->most, sizeof *told);
	ret->items = ld_arena_array(&ret->arena, s->in->most, sizeof *ret->items);
	int rc = does && told && ret->items ? 0 : ld_nomem(s->err);
	for (size_t i = 0; i < s->nfound && rc >= 0; i++) {
		const struct way *w = &s->found[i];
		if (is_told(s, told, does, ret->n, w))
			continue;
		if (ret->n == s->in->most) {
			ret->more++;
			continue;
		}
		rc = tell(s, w, &does[ret->n * DEEPEST], &proved);
		if (rc >= 0 && proved)
			told[ret->n++] = *w;
		else
			ret->exact = false;
	}
	return rc;
}

/* ---- what stands in the way ---- */

static bool asks_function(const struct ld_cond *cond)
{
	bool any = cond->kind == LD_COND_FUNC;
	for (size_t i = 0; i < cond->nkids; i++)
		any |= asks_function(cond->kids[i]);
	return any;
}

static int tell_obstacles(struct search *s)
{
	const struct ld_programme *p = s->in->p;
	s->ret->fixed = ld_arena_array(&s->ret->arena, p->fields.len, sizeof *s->ret->fixed);
	s->ret->unseen = ld_arena_array(&s->ret->arena, p->nrules, sizeof *s->ret->unseen);
	if (!s->ret->fixed || !s->ret->unseen)
		return ld_nomem(s->err);
	for (size_t r = 0; r < p->nrules; r++) {
		if (ld_trial_rule(&s->t, r) == LD_TRUE)
			continue;
		bool whole = true;
		for (size_t i = 0; i < p->fields.len; i++) {
			bool reads = s->t.rule_reads[r][i];
			s->ret->fixed[i] |= reads && p->fields.items[i].is_fixed && s->t.from[i].kind != LD_MISSING;
			whole &= !reads || !s->vars[i].n || s->vars[i].complete;
		}
		s->ret->unseen[r] = asks_function(p->rules[r].when) && !whole;
	}
	return 0;
}

static int search(struct search *s)
{
	struct ld_flips *ret = s->ret;
	int rc = ld_trial_init(&s->t, s->in, &ret->arena, s->err);
	s->found = calloc(FOUND, sizeof *s->found);
	if (rc >= 0)
		rc = s->found ? make_vars(s) : ld_nomem(s->err);
	if (rc >= 0)
		rc = tell_obstacles(s);
	bool there = rc >= 0 && ld_trial_goal(&s->t); /* it needs no change */
	for (size_t n = 1; n <= DEEPEST && rc >= 0 && !there && !s->nfound && s->t.tries >= 0; n++) {
		deepen(s, n);
		rc = s->t.rc;
		ret->searched = s->t.tries >= 0 ? n : ret->searched;
	}
	ret->exact = rc >= 0 && s->t.tries >= 0 && !s->incomplete;
	if (rc >= 0)
		drop_farther(s);
	if (rc >= 0 && s->nfound)
		qsort_r(s->found, s->nfound, sizeof *s->found, compare_ways, s);
	if (rc >= 0 && s->t.rc >= 0)
		rc = tell_all(s);
	int end = ld_trial_fini(&s->t);
	free(s->found);
	return rc < 0 ? rc : end;
}

int ld_study_flip(const struct ld_flip_in *in, struct ld_flips **ret, struct lindung_error *err)
{
	struct ld_flips *flips = calloc(1, sizeof *flips);
	if (!flips)
		return ld_nomem(err);
	struct search s = {.in = in, .ret = flips, .err = err};
	int rc = search(&s);
	if (rc < 0) {
		ld_flips_free(flips);
		return rc;
	}
	*ret = flips;
	return 0;
}

void ld_flips_free(struct ld_flips *f)
{
	if (!f)
		return;
	ld_arena_fini(&f->arena);
	free(f);
}
