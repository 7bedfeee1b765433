/*
 * The smallest change against trying everything: random programmes over fields with small domains, every way of changing one,
 * two and three fields evaluated by the kernels. No smaller way exists, every nearest one is told, every value that is told
 * would do and no other, and the worker is afterwards what it was.
 */
#include <math.h>

#include "ld_test.h"
#include "study/flip.h"

enum { NIK, KAYA, JENIS, DESIL, HARI, UANG, NAMA, ANGKA, UMUR, NFIELDS };
enum { VALUES = 16, DEEP = 3, RULES = 4, SCORES = 3, SCRATCH = 1 << 20 };

static const char *const JENISES[] = {"L", "P", "X", "Y"};
static const char *const NAMES[] = {"a", "ab", "b", "ca", "-"};
static const double NUMBERS[] = {0, 0.5, 1, 1.5, 2};

struct domain {
	struct ld_value v[VALUES];
	size_t n;
};

struct world {
	struct ld_arena arena;
	struct ld_programme p;
	struct ld_field fields[NFIELDS];
	struct ld_key order[3];
	struct ld_funder funder;
	struct ld_quota quota;
	struct domain of[NFIELDS];
	bool asks_known[NFIELDS]; /* a blank may be what is asked for */
	bool named[VALUES];       /* a condition names that text */
	bool patterns;            /* … or a beginning of texts */
	struct ld_value row[2][NFIELDS];
	uint64_t rng;
};

static struct ld_value whole(int64_t i)
{
	return (struct ld_value){.kind = LD_I64, .i = i};
}

static struct ld_value number(double f)
{
	return (struct ld_value){.kind = LD_F64, .f = f};
}

static struct ld_value text(const char *s)
{
	return (struct ld_value){.kind = LD_STR, .len = (uint32_t)strlen(s), .s = s};
}

static bool same(const struct ld_value *a, const struct ld_value *b)
{
	return a->kind == b->kind && (a->kind == LD_MISSING || ld_value_equal(a, b));
}

/* ---- a random programme ---- */

static void ranged(struct world *w, int field, int64_t lo, int64_t hi)
{
	struct ld_field *f = &w->fields[field];
	f->has_lo = f->has_hi = true;
	f->lo = whole(lo);
	f->hi = whole(hi);
	for (int64_t i = lo; i <= hi; i++)
		w->of[field].v[w->of[field].n++] = whole(i);
}

static void make_fields(struct world *w)
{
	static const enum ld_type types[] = {LD_ID, LD_BOOLEAN, LD_CHOICE, LD_INTEGER, LD_DATE, LD_MONEY, LD_TEXT, LD_NUMBER, LD_INTEGER};
	static const char *const names[] = {"nik", "kaya", "jenis", "desil", "hari", "uang", "nama", "angka", "umur"};
	for (int i = 0; i < NFIELDS; i++)
		w->fields[i] = (struct ld_field){.name = names[i], .type = types[i], .from = -1, .func = -1};
	w->fields[JENIS].choices = JENISES;
	w->fields[JENIS].nchoices = 4;
	w->fields[UMUR].is_fixed = true;
	ranged(w, DESIL, 1, 10);
	ranged(w, HARI, 100, 107);
	ranged(w, UANG, 0, 6);
	ranged(w, UMUR, 0, 3);
	w->fields[ANGKA].has_lo = w->fields[ANGKA].has_hi = true;
	w->fields[ANGKA].lo = number(0);
	w->fields[ANGKA].hi = number(2);
	for (int i = 0; i < 4; i++) {
		w->of[KAYA].v[i] = w->of[JENIS].v[i] = whole(i);
		w->of[NAMA].v[i] = text(NAMES[i]);
	}
	w->of[NAMA].v[4] = text("-"); /* what no condition names */
	w->of[KAYA].n = 2;
	w->of[JENIS].n = 4;
	w->of[NAMA].n = 5;
	struct domain *d = &w->of[ANGKA];
	for (int i = 0; i < 5; i++) {
		d->v[d->n++] = number(NUMBERS[i]);
		if (i)
			d->v[d->n++] = number(nextafter(NUMBERS[i], -1));
		if (i < 4)
			d->v[d->n++] = number(nextafter(NUMBERS[i], 3));
	}
	w->p.fields = (struct ld_fields){w->fields, NFIELDS};
}

/* Of numbers only round ones stand in rules and in data. */
static struct ld_value some_value(struct world *w, int field)
{
	if (field == ANGKA)
		return number(NUMBERS[ld_below(&w->rng, 5)]);
	return w->of[field].v[ld_below(&w->rng, (uint32_t)(field == NAMA ? 4 : w->of[field].n))];
}

static int by_value(const void *a, const void *b)
{
	return ld_value_cmp(a, b);
}

static void make_set(struct world *w, struct ld_cond *c, size_t n)
{
	size_t len = 0;
	c->set = ld_arena_array(&w->arena, n, sizeof *c->set);
	for (size_t i = 0; i < n; i++)
		c->set[i] = some_value(w, c->field);
	qsort(c->set, n, sizeof *c->set, by_value);
	for (size_t i = 0; i < n; i++) {
		if (!len || ld_value_cmp(&c->set[len - 1], &c->set[i]))
			c->set[len++] = c->set[i];
		for (int k = 0; k < 5 && c->field == NAMA; k++)
			w->named[k] |= ld_value_equal(&c->set[i], &w->of[NAMA].v[k]);
	}
	c->nset = len;
}

static void make_leaf(struct world *w, struct ld_cond *c)
{
	c->field = 1 + (int)ld_below(&w->rng, NFIELDS - 1);
	enum ld_type type = w->fields[c->field].type;
	uint32_t kind = ld_below(&w->rng, 12);
	if (kind == 0) {
		c->kind = ld_below(&w->rng, 2) ? LD_COND_KNOWN : LD_COND_MISSING;
		w->asks_known[c->field] = true;
	} else if (type == LD_BOOLEAN) {
		c->kind = LD_COND_EQUAL;
		make_set(w, c, 1);
	} else if (type == LD_TEXT && kind < 4) {
		c->kind = LD_COND_STARTS_WITH;
		w->patterns = true;
		make_set(w, c, 1);
	} else if (type == LD_CHOICE || type == LD_TEXT || kind < 3) {
		c->kind = kind < 6 ? LD_COND_ONE_OF : kind < 9 ? LD_COND_NONE_OF : LD_COND_EQUAL;
		make_set(w, c, c->kind == LD_COND_EQUAL ? 1 : 1 + ld_below(&w->rng, 3));
	} else {
		c->kind = LD_COND_RANGE;
		c->has_lo = ld_below(&w->rng, 2);
		c->has_hi = !c->has_lo || ld_below(&w->rng, 3) == 0;
		c->lo_open = ld_below(&w->rng, 2);
		c->hi_open = ld_below(&w->rng, 2);
		c->lo = some_value(w, c->field);
		c->hi = some_value(w, c->field);
	}
}

static struct ld_cond *make_cond(struct world *w, int depth)
{
	struct ld_cond *c = ld_arena_alloc(&w->arena, sizeof *c);
	c->field = c->func = -1;
	if (!depth || ld_below(&w->rng, 2)) {
		make_leaf(w, c);
		return c;
	}
	c->kind = (enum ld_cond_kind)ld_below(&w->rng, 4);
	c->nkids = c->kind == LD_COND_NOT ? 1 : 1 + ld_below(&w->rng, 3);
	c->n = 1 + (int)ld_below(&w->rng, (uint32_t)c->nkids);
	c->kids = ld_arena_array(&w->arena, c->nkids, sizeof *c->kids);
	for (size_t i = 0; i < c->nkids; i++)
		c->kids[i] = make_cond(w, depth - 1);
	return c;
}

static void make_score(struct world *w, struct ld_score *s)
{
	static const int per[] = {DESIL, UANG, ANGKA};
	struct ld_points *n = &s->points;
	n->kind = (enum ld_points_kind)ld_below(&w->rng, 3);
	n->field = n->kind == LD_POINTS_PER ? per[ld_below(&w->rng, 3)] : 1 + (int)ld_below(&w->rng, NFIELDS - 1);
	n->n = (int64_t)ld_below(&w->rng, 9) - 3;
	n->each = (int64_t)ld_below(&w->rng, 7) - 2;
	n->up_to = 1 + ld_below(&w->rng, 6);
	n->otherwise = ld_below(&w->rng, 3);
	struct ld_cond set = {.field = n->field};
	if (n->kind == LD_POINTS_BY)
		make_set(w, &set, 3);
	n->nrows = set.nset;
	n->rows = ld_arena_array(&w->arena, set.nset, sizeof *n->rows);
	for (size_t i = 0; i < set.nset; i++)
		n->rows[i] = (struct ld_points_row){set.set[i], (int64_t)ld_below(&w->rng, 12) - 3};
	s->id = ld_arena_printf(&w->arena, "s%ld", (long)(s - w->p.scores));
	s->when = ld_below(&w->rng, 2) ? make_cond(w, 1) : NULL;
}

static void make_world(struct world *w, uint64_t seed)
{
	static const int keys[] = {DESIL, HARI, ANGKA, JENIS, KAYA};
	*w = (struct world){.rng = seed};
	struct ld_programme *p = &w->p;
	p->segment = p->covered_from = p->covered_to = -1;
	make_fields(w);
	p->nrules = 1 + ld_below(&w->rng, RULES);
	p->rules = ld_arena_array(&w->arena, p->nrules, sizeof *p->rules);
	for (size_t i = 0; i < p->nrules; i++) {
		p->rules[i].id = ld_arena_printf(&w->arena, "r%zu", i);
		p->rules[i].missing = ld_below(&w->rng, 4) ? LD_MISSING_CHECK : (enum ld_missing)ld_below(&w->rng, 3);
		p->rules[i].when = make_cond(w, 2);
	}
	p->nscores = ld_below(&w->rng, SCORES + 1);
	p->scores = ld_arena_array(&w->arena, p->nscores, sizeof *p->scores);
	for (size_t i = 0; i < p->nscores; i++)
		make_score(w, &p->scores[i]);
	p->order = w->order;
	w->order[p->norder++] = (struct ld_key){.kind = LD_KEY_SCORE, .descending = true};
	if (ld_below(&w->rng, 2))
		w->order[p->norder++] = (struct ld_key){.kind = LD_KEY_FIELD, .field = keys[ld_below(&w->rng, 5)],
			.descending = ld_below(&w->rng, 2)};
	if (ld_below(&w->rng, 2))
		w->order[p->norder++] = (struct ld_key){.kind = LD_KEY_LOTTERY, .seed = "undian"};
	p->funders = &w->funder;
	p->nfunders = 1;
	w->funder.by = -1;
	w->funder.only = ld_below(&w->rng, 2) ? make_cond(w, 1) : NULL;
	p->quotas = &w->quota;
	p->nquotas = ld_below(&w->rng, 3) == 0;
	w->quota.by = JENIS;
}

/* ---- evaluating many workers at once ---- */

struct crowd {
	struct ld_frame *f;
	struct ld_outcomes *o;
	uint8_t *accepted;
};

static struct ld_frame *frame_of(const struct world *w, struct ld_value (*rows)[NFIELDS], size_t n)
{
	struct lindung_error err;
	struct ld_frame *f = NULL;
	bool marks[NFIELDS];
	memset(marks, 1, sizeof marks);
	ld_ok(ld_frame_new(&w->p.fields, marks, n, &f, &err));
	for (size_t r = 0; r < n; r++) {
		memcpy(f->nik[r], r + 1 == n ? "5315904105000002" : "5315904105000001", LD_NIK); /* the last is the line's */
		for (size_t k = 1; k < NFIELDS; k++)
			ld_ok(ld_frame_set(f, k, r, &rows[r][k], &err));
	}
	ld_ok(ld_frame_seal(f, &err));
	return f;
}

static struct crowd judge(const struct world *w, struct ld_value (*rows)[NFIELDS], size_t n)
{
	struct lindung_error err;
	struct crowd c = {.f = frame_of(w, rows, n), .accepted = malloc(n)};
	memset(c.accepted, LD_TRUE, n);
	ld_ok(ld_eval(&w->p, c.f, NULL, 1, &c.o, &err));
	if (w->funder.only)
		ld_ok(ld_eval_cond(&w->p, c.f, w->funder.only, NULL, c.accepted, NULL, &err));
	return c;
}

static void crowd_fini(struct crowd *c)
{
	ld_outcomes_free(c->o);
	ld_frame_free(c->f);
	free(c->accepted);
}

/* The worker, one in two eligible where somebody can be, and whom to stand before, who is. false: nobody is. */
static bool make_rows(struct world *w)
{
	enum { TRIED = 100 };
	struct ld_value rows[TRIED][NFIELDS] = {0};
	size_t eligible = TRIED, first = ld_below(&w->rng, 2);
	for (int r = 0; r < TRIED; r++)
		for (int f = 1; f < NFIELDS; f++)
			if (ld_below(&w->rng, 5))
				rows[r][f] = some_value(w, f);
	struct crowd c = judge(w, rows, TRIED);
	memcpy(w->row[0], rows[0], sizeof *rows);
	for (size_t r = 1; r < TRIED; r++) {
		if (c.o->fate[r] != LD_FATE_ELIGIBLE || c.accepted[r] != LD_TRUE)
			continue;
		eligible = r;
		memcpy(w->row[1], rows[r], sizeof *rows);
		if (first)
			memcpy(w->row[0], rows[r], sizeof *rows);
		first = false;
	}
	crowd_fini(&c);
	return eligible < TRIED;
}

/* The order as the documentation says it; the last row is the line. */
static bool before(const struct world *w, const struct crowd *c, size_t a)
{
	size_t b = c->f->nrows - 1;
	for (size_t i = 0; i < w->p.norder; i++) {
		const struct ld_key *k = &w->order[i];
		if (k->kind == LD_KEY_SCORE && ld_outcomes_score(c->o, a) != ld_outcomes_score(c->o, b))
			return ld_outcomes_score(c->o, a) > ld_outcomes_score(c->o, b);
		if (k->kind == LD_KEY_LOTTERY) {
			uint8_t x[LD_SHA256], y[LD_SHA256];
			ld_sha256("undian:5315904105000001", 23, x);
			ld_sha256("undian:5315904105000002", 23, y);
			return memcmp(x, y, LD_SHA256) < 0;
		}
		struct ld_value x = k->kind == LD_KEY_FIELD ? ld_frame_get(c->f, (size_t)k->field, a) : (struct ld_value){0};
		struct ld_value y = k->kind == LD_KEY_FIELD ? ld_frame_get(c->f, (size_t)k->field, b) : (struct ld_value){0};
		if (x.kind != LD_MISSING && y.kind != LD_MISSING && ld_value_cmp(&x, &y))
			return (ld_value_cmp(&x, &y) < 0) != k->descending;
		if (x.kind != y.kind)
			return x.kind != LD_MISSING;
	}
	return true; /* by nik */
}

static bool reached(const struct world *w, const struct crowd *c, size_t row, enum ld_flip_goal goal)
{
	bool eligible = c->o->fate[row] == LD_FATE_ELIGIBLE;
	if (goal == LD_FLIP_ELIGIBLE)
		return eligible;
	bool holds = eligible && c->accepted[row] == LD_TRUE && before(w, c, row);
	return holds == (goal == LD_FLIP_REACH);
}

/* ---- every way ---- */

struct way {
	size_t n;
	int field[DEEP];
	struct ld_value to[DEEP];
	bool works;
};

static bool may_change(const struct world *w, int f, enum ld_flip_goal goal)
{
	bool known = w->row[0][f].kind != LD_MISSING;
	return !(known && (f == UMUR || (f == JENIS && w->p.nquotas && goal != LD_FLIP_ELIGIBLE)));
}

static void add_ways(const struct world *w, enum ld_flip_goal goal, struct way *at, size_t deep, struct way *ways, size_t *n)
{
	if (at->n == deep) {
		cr_assert(*n < SCRATCH);
		ways[(*n)++] = *at;
		return;
	}
	for (int f = at->n ? at->field[at->n - 1] + 1 : 1; f < NFIELDS; f++) {
		const struct domain *d = &w->of[f];
		if (!may_change(w, f, goal))
			continue;
		for (size_t i = 0; i <= d->n; i++) {
			struct ld_value v = i < d->n ? d->v[i] : (struct ld_value){0};
			if (same(&v, &w->row[0][f]) || (i == d->n && !w->asks_known[f]))
				continue;
			at->field[at->n] = f;
			at->to[at->n++] = v;
			add_ways(w, goal, at, deep, ways, n);
			at->n--;
		}
	}
}

static size_t all_ways(const struct world *w, enum ld_flip_goal goal, size_t deep, struct way *ways)
{
	struct way at = {0};
	size_t n = 0, works = 0;
	add_ways(w, goal, &at, deep, ways, &n);
	struct ld_value(*rows)[NFIELDS] = calloc(n + 1, sizeof *rows);
	for (size_t i = 0; i < n; i++) {
		memcpy(rows[i], w->row[0], sizeof *rows);
		for (size_t k = 0; k < deep; k++)
			rows[i][ways[i].field[k]] = ways[i].to[k];
	}
	memcpy(rows[n], w->row[1], sizeof *rows);
	struct crowd c = judge(w, rows, n + 1);
	for (size_t i = 0; i < n; i++)
		works += ways[i].works = reached(w, &c, i, goal);
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (ways[i].works)
			ways[kept++] = ways[i];
	cr_assert_eq(kept, works);
	crowd_fini(&c);
	free(rows);
	return kept;
}

/* ---- what is told against every way ---- */

static double far(const struct world *w, int field, const struct ld_value *to)
{
	const struct ld_value *from = &w->row[0][field];
	enum ld_type type = w->fields[field].type;
	if (to->kind == LD_MISSING)
		return INFINITY;
	if (from->kind == LD_MISSING || type == LD_BOOLEAN || type == LD_CHOICE || type == LD_TEXT)
		return 0;
	return type == LD_NUMBER ? fabs(from->f - to->f) : fabs((double)(from->i - to->i));
}

static bool nearer(const struct world *w, const struct way *a, const struct way *b)
{
	bool some = false;
	for (size_t i = 0; i < a->n; i++) {
		if (a->field[i] != b->field[i] || far(w, a->field[i], &a->to[i]) > far(w, b->field[i], &b->to[i]))
			return false;
		some |= far(w, a->field[i], &a->to[i]) < far(w, b->field[i], &b->to[i]);
	}
	return some;
}

static bool in_range(const struct ld_flip_range *r, const struct ld_value *v)
{
	int lo = r->has_lo ? ld_value_cmp(v, &r->lo) : 1, hi = r->has_hi ? ld_value_cmp(v, &r->hi) : -1;
	return (lo > 0 || (!lo && !r->lo_open)) && (hi < 0 || (!hi && !r->hi_open));
}

static bool says(const struct world *w, const struct ld_flip_change *c, const struct ld_value *v)
{
	if (v->kind == LD_MISSING)
		return c->blank;
	for (size_t i = 0; i < c->nranges; i++)
		if (in_range(&c->ranges[i], v))
			return true;
	for (size_t i = 0; i < c->nset; i++)
		if (ld_value_equal(&c->set[i], v))
			return true;
	for (size_t i = 0; i < 5 && c->others; i++)
		if (!w->named[i] && ld_value_equal(&w->of[NAMA].v[i], v))
			return true;
	return false;
}

/* Is the way told, by its nearest values or by one field's others? Words that every condition treats alike stand in one set. */
static bool is_told(const struct world *w, const struct ld_flips *f, const struct way *way)
{
	for (size_t i = 0; i < f->n; i++) {
		size_t said = 0;
		for (size_t k = 0; k < way->n; k++)
			said += f->items[i].changes[k].field == way->field[k] && says(w, &f->items[i].changes[k], &way->to[k]);
		if (said == way->n)
			return true;
	}
	return false;
}

static void compare_values(const struct world *w, const struct ld_flip *way, enum ld_flip_goal goal, uint64_t seed)
{
	for (size_t k = 0; k < way->n; k++) {
		const struct ld_flip_change *c = &way->changes[k];
		const struct domain *d = &w->of[c->field];
		struct ld_value rows[VALUES + 2][NFIELDS];
		bool refuses = false;
		for (size_t i = 0; i <= d->n + 1; i++) {
			memcpy(rows[i], w->row[i <= d->n ? 0 : 1], sizeof *rows);
			for (size_t m = 0; m < way->n && i <= d->n; m++)
				rows[i][way->changes[m].field] = way->changes[m].to;
			if (i <= d->n)
				rows[i][c->field] = i < d->n ? d->v[i] : (struct ld_value){0};
		}
		struct crowd crowd = judge(w, rows, d->n + 2);
		for (size_t i = 0; i < d->n; i++) {
			bool does = reached(w, &crowd, i, goal);
			cr_assert_eq(says(w, c, &d->v[i]), does, "seed %lu goal %d: value %zu of %s", seed, goal, i, w->fields[c->field].name);
			refuses |= crowd.o->fate[i] == LD_FATE_REFUSED;
		}
		bool was_blank = w->row[0][c->field].kind == LD_MISSING;
		if (goal != LD_FLIP_LOSE)
			cr_assert_eq(c->refuses, was_blank && refuses, "seed %lu goal %d: refuses %s", seed, goal, w->fields[c->field].name);
		if (w->asks_known[c->field] && !was_blank)
			cr_assert_eq(c->blank, reached(w, &crowd, d->n, goal));
		crowd_fini(&crowd);
	}
}

static void compare(const struct world *w, const struct ld_flips *f, const struct way *ways, size_t n, enum ld_flip_goal goal,
	uint64_t seed)
{
	for (size_t i = 0; i < f->n; i++) {
		struct way told = {.n = f->items[i].n};
		bool exists = false;
		for (size_t k = 0; k < told.n; k++) {
			told.field[k] = f->items[i].changes[k].field;
			told.to[k] = f->items[i].changes[k].to;
			cr_assert(same(&f->items[i].changes[k].from, &w->row[0][told.field[k]]));
		}
		for (size_t k = 0; k < n; k++) {
			bool equal = true;
			for (size_t m = 0; m < told.n; m++)
				equal &= ways[k].field[m] == told.field[m] && same(&ways[k].to[m], &told.to[m]);
			exists |= equal;
			cr_assert(!nearer(w, &ways[k], &told), "seed %lu goal %d: a nearer way", seed, goal);
		}
		cr_assert(exists, "seed %lu goal %d: way %zu does not do", seed, goal, i);
		compare_values(w, &f->items[i], goal, seed);
	}
	for (size_t k = 0; k < n && !f->more; k++) {
		bool near = true;
		for (size_t m = 0; m < n && near; m++)
			near = !nearer(w, &ways[m], &ways[k]);
		cr_assert(!near || is_told(w, f, &ways[k]), "seed %lu goal %d: a way of %zu is not told",
			seed, goal, ways[k].n);
	}
}

static size_t check(const struct world *w, enum ld_flip_goal goal, struct way *ways, uint64_t seed)
{
	struct lindung_error err;
	struct ld_value rows[2][NFIELDS];
	memcpy(rows, w->row, sizeof rows);
	struct crowd c = judge(w, rows, 2);
	const struct ld_cond *accept[] = {w->funder.only};
	struct ld_flip_in in = {.p = &w->p, .f = c.f, .row = 0, .line = goal == LD_FLIP_ELIGIBLE ? SIZE_MAX : 1, .goal = goal,
		.accept = accept, .naccept = w->funder.only != NULL, .most = 40};
	struct ld_flips *f = NULL;
	size_t told = 0;
	bool there = reached(w, &c, 0, goal);
	ld_ok(ld_study_flip(&in, &f, &err));
	for (size_t k = 0; k < NFIELDS; k++) {
		struct ld_value v = ld_frame_get(c.f, k, 0);
		cr_assert(!k || same(&v, &w->row[0][k]), "seed %lu goal %d: the worker's %s changed", seed, goal, w->fields[k].name);
	}
	bool done = there;
	cr_assert(!there || !f->n);
	cr_assert(f->exact || w->patterns || (!f->n && f->searched), "seed %lu goal %d: not searched to the end", seed, goal);
	for (size_t deep = 1; deep <= DEEP && !done; deep++) {
		size_t n = all_ways(w, goal, deep, ways);
		done = n > 0;
		cr_assert(w->patterns || f->exact || !n || deep > f->searched, "seed %lu goal %d: %zu fields do", seed, goal, deep);
		if (f->exact && n)
			cr_assert(f->n && f->items[0].n == deep, "seed %lu goal %d: %zu fields, not %zu", seed, goal, deep, f->n ? f->items[0].n : 0);
		if (f->exact && n)
			compare(w, f, ways, n, goal, seed);
		cr_assert(n || !f->n || f->items[0].n > deep, "seed %lu goal %d: %zu fields do not do", seed, goal, deep);
		told += f->exact && n;
	}
	ld_flips_free(f);
	crowd_fini(&c);
	return told;
}

Test(flip, is_the_smallest_and_nearest_of_all_ways)
{
	const char *count = getenv("LINDUNG_FLIPS"), *one = getenv("LD_SEED");
	uint64_t n = count ? strtoull(count, NULL, 10) : 400, told[3] = {0};
	struct way *ways = calloc(SCRATCH, sizeof *ways);
	for (uint64_t seed = 1; seed <= (one ? 1 : n); seed++) {
		struct world w;
		make_world(&w, one ? strtoull(one, NULL, 10) : seed * 7919);
		bool line = make_rows(&w);
		for (int goal = LD_FLIP_ELIGIBLE; goal <= (line ? LD_FLIP_LOSE : LD_FLIP_ELIGIBLE); goal++)
			told[goal] += check(&w, (enum ld_flip_goal)goal, ways, one ? strtoull(one, NULL, 10) : seed * 7919);
		ld_arena_fini(&w.arena);
	}
	free(ways);
	for (int goal = 0; goal < 3 && !one && n >= 100; goal++)
		cr_assert(told[goal] > n / 10, "goal %d was told %lu times of %lu", goal, told[goal], n);
}
