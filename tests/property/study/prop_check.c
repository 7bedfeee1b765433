/*
 * What check says of random programmes, against enumeration of all workers there can be. Every condition stands on a
 * line of its own, so a finding's line says which it means. Nothing is told that is not so, and nothing that is so is
 * left untold: what never or always holds (of such a thing the innermost part is told, or the threshold outside its
 * field's range), what could be left out, rules that contain each other, an eligibility that nobody passes, scores and
 * funders for nobody.
 */
#include <stdlib.h>

#include "small_world.h"
#include "study/study.h"

enum { LINE = 1000, MOST = 6, NODES = 60, SCORE = 3, FUNDER = 4 }; /* owners: rules 0 to 2, then these */

struct entry {
	const struct ld_cond *cond;
	int owner;
	struct entry *up;
	unsigned seen;     /* answers that somebody gives */
	unsigned eligible; /* … that somebody eligible gives */
	bool odd, gone, matters, outside;
};

struct office {
	struct small *w;
	struct ld_rule rules[3];
	struct ld_score score;
	struct ld_funder funder;
	struct entry nodes[NODES];
	size_t n;
	const struct ld_cond *conds[MOST];
	size_t nconds;
	struct entry *roots[MOST];
	bool both[3][3][3][3]; /* [rule][its answer][other rule][its answer]: somebody gives both */
	bool unpassed[3];      /* somebody passes all rules before it and not it */
	bool somebody;
};

static void line_up(struct office *f, struct ld_cond *c, int owner, struct entry *up)
{
	cr_assert(f->n < NODES);
	struct entry *e = &f->nodes[f->n++];
	*e = (struct entry){.cond = c, .owner = owner, .up = up};
	c->place = (struct ld_place){"acak.lua", LINE * (owner + 1) + (int)f->n};
	const struct ld_field *d = c->field >= 0 ? &f->w->fields[c->field] : NULL;
	if (c->kind == LD_COND_RANGE && d->has_lo)
		e->outside = (c->has_lo && (s_order(&c->lo, &d->lo) < 0 || s_order(&c->lo, &d->hi) > 0)) ||
			     (c->has_hi && (s_order(&c->hi, &d->lo) < 0 || s_order(&c->hi, &d->hi) > 0));
	for (size_t i = 0; i < c->nkids; i++)
		line_up(f, c->kids[i], owner, e);
}

static struct ld_cond *root(struct office *f, int owner)
{
	struct ld_cond *c = s_cond(f->w, 2);
	f->roots[owner] = &f->nodes[f->n];
	line_up(f, c, owner, NULL);
	f->conds[f->nconds++] = c;
	return c;
}

static void make(struct office *f, struct small *w)
{
	static const struct ld_rate_row row = {.component = "JKK", .from = 2024 * 12, .to = INT32_MAX, .amount = 10};
	static const struct ld_rates table = {.id = "tabel", .rows = (struct ld_rate_row *)(uintptr_t)&row, .nrows = 1};
	static const char *const parts[] = {"JKK"}, *const ids[] = {"a", "b", "c"};
	static struct ld_key order = {.kind = LD_KEY_SCORE};
	memset(f, 0, sizeof *f);
	f->w = w;
	w->p.nrules = 1 + ld_below(&w->rng, 3);
	uint64_t first = w->rng;
	for (size_t i = 0; i < w->p.nrules; i++) {
		uint64_t after = w->rng;
		if (i && ld_below(&after, 8) == 0)
			w->rng = first; /* the first rule's words again */
		f->rules[i] = (struct ld_rule){.id = ids[i],
			.basis = "x",
			.reason = "x",
			.when = root(f, (int)i),
			.missing = ld_below(&w->rng, 4) ? LD_MISSING_CHECK : LD_MISSING_ACCEPT,
			.place = {"acak.lua", LINE * ((int)i + 1)}};
		w->rng = after + i;
	}
	f->score = (struct ld_score){.id = "s",
		.basis = "x",
		.when = root(f, SCORE),
		.points = {.kind = LD_POINTS_CONST, .n = 5},
		.place = {"acak.lua", LINE * (SCORE + 1)}};
	f->funder = (struct ld_funder){.id = "u",
		.basis = "x",
		.payer = "apbd",
		.pays = {&table, parts, 1},
		.from = 2024 * 12,
		.months = 12,
		.budget = 100000,
		.seats = -1,
		.by = -1,
		.only = root(f, FUNDER),
		.place = {"acak.lua", LINE * (FUNDER + 1)}};
	w->p.rules = f->rules, w->p.scores = &f->score, w->p.nscores = 1;
	w->p.funders = &f->funder, w->p.nfunders = 1, w->p.order = &order, w->p.norder = 1;
	w->p.segment = w->p.covered_from = w->p.covered_to = -1;
}

/* ---- enumeration ---- */

static bool passes(const struct ld_rule *r, int answer)
{
	return answer == S_TRUE || (answer == S_UNKNOWN && r->missing == LD_MISSING_ACCEPT);
}

static bool look(void *ctx, const struct small_worker *x)
{
	struct office *f = ctx;
	int says[3];
	bool before = true;
	for (size_t i = 0; i < f->w->p.nrules; i++) {
		says[i] = s_answer(f->rules[i].when, x);
		f->unpassed[i] |= before && !passes(&f->rules[i], says[i]);
		before &= passes(&f->rules[i], says[i]);
		for (size_t k = 0; k < i; k++)
			f->both[i][says[i]][k][says[k]] = f->both[k][says[k]][i][says[i]] = true;
	}
	f->somebody |= before;
	for (size_t i = 0; i < f->n; i++) {
		int a = s_answer(f->nodes[i].cond, x);
		f->nodes[i].seen |= 1u << a;
		f->nodes[i].eligible |= before ? 1u << a : 0;
	}
	return false;
}

static struct entry *of(struct office *f, const struct ld_cond *c)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->nodes[i].cond == c)
			return &f->nodes[i];
	return NULL;
}

/* The answer without the entries that are gone, and without `skip`. */
static int without(struct office *f, const struct ld_cond *c, const struct ld_cond *skip, const struct small_worker *x)
{
	size_t yes = 0, no = 0, n = 0;
	if (!c->nkids)
		return s_answer(c, x);
	for (size_t i = 0; i < c->nkids; i++) {
		if (c->kids[i] == skip || of(f, c->kids[i])->gone)
			continue;
		int a = without(f, c->kids[i], skip, x);
		yes += a == S_TRUE, no += a == S_FALSE, n++;
	}
	size_t need = c->kind == LD_COND_ANY ? 1 : c->kind == LD_COND_AT_LEAST_OF ? (size_t)c->n : n;
	int a = yes >= need ? S_TRUE : n - no < need ? S_FALSE : S_UNKNOWN;
	return c->kind == LD_COND_NOT ? S_TRUE - a : a;
}

static bool look_again(void *ctx, const struct small_worker *x)
{
	struct office *f = ctx;
	for (size_t i = 0; i < f->nconds; i++)
		if (without(f, f->conds[i], NULL, x) != s_answer(f->conds[i], x))
			return true;
	for (size_t i = 0; i < f->n; i++) {
		struct entry *e = &f->nodes[i];
		if (e->up && !e->matters)
			e->matters = without(f, e->up->cond, e->cond, x) != s_answer(e->up->cond, x);
	}
	return false;
}

/* ---- the findings ---- */

struct tally {
	size_t checked, told[12];
};
static const char *const CODES[] = {"NEVER_TRUE", "ALWAYS_TRUE", "OUTSIDE", "UNREACHED", "SAME_RULE", "IMPLIED_RULE",
	"NOBODY", "CONSTANT_SCORE", "UNUSED_FUNDER", "UNFUNDED", "UNUSED_KEY", "FUNCTION"};

static bool told(const struct ld_findings *found, const char *code, int from, int to)
{
	for (size_t i = 0; i < found->len; i++)
		if (strcmp(found->items[i].code, code) == 0 && found->items[i].line >= from &&
			found->items[i].line <= to)
			return true;
	return false;
}

static bool is(const struct ld_finding *x, const char *code)
{
	return strcmp(x->code, code) == 0;
}

static bool contains(const struct office *f, size_t a, size_t b, bool same)
{
	for (int x = 0; x < 3; x++)
		for (int y = 0; y < 3; y++)
			if (f->both[a][x][b][y] &&
				(same ? x != y : passes(&f->rules[a], x) && !passes(&f->rules[b], y)))
				return false;
	return !same || f->rules[a].missing == f->rules[b].missing;
}

/* Nothing is told that is not so. */
static void sound(struct office *f, const struct ld_finding *x, uint64_t seed)
{
	int owner = x->line / LINE - 1, node = x->line % LINE;
	struct entry *e = node ? &f->nodes[node - 1] : NULL;
	bool ok = true, some = false;
	if (is(x, "NEVER_TRUE"))
		ok = !(e->seen & 1 << S_TRUE);
	else if (is(x, "ALWAYS_TRUE"))
		ok = !(e->seen & 1 << S_FALSE) &&
		     (strstr(x->message, "all workers") != NULL) == (e->seen == 1 << S_TRUE);
	else if (is(x, "OUTSIDE"))
		ok = e->outside;
	else if (is(x, "UNREACHED") && !e)
		ok = !f->unpassed[owner];
	else if (is(x, "NOBODY"))
		ok = !f->somebody;
	else if (is(x, "UNUSED_FUNDER"))
		ok = !(f->roots[FUNDER]->eligible & 1 << S_TRUE);
	else if (is(x, "UNFUNDED"))
		ok = f->roots[FUNDER]->eligible & (1 << S_FALSE | 1 << S_UNKNOWN);
	else if (is(x, "CONSTANT_SCORE"))
		ok = f->roots[SCORE]->eligible == 1 << S_TRUE || f->roots[SCORE]->eligible == 1 << S_FALSE ||
		     !f->somebody;
	for (size_t i = 0; i < f->w->p.nrules && (is(x, "SAME_RULE") || is(x, "IMPLIED_RULE")); i++) {
		some |= (int)i != owner && contains(f, i, (size_t)owner, is(x, "SAME_RULE"));
		ok = some;
	}
	cr_assert(ok, "seed %lu: %s:%d %s", (unsigned long)seed, x->code, x->line, x->message);
}

static bool odd_below(const struct office *f, const struct entry *e)
{
	for (size_t i = 0; i < f->n; i++)
		for (const struct entry *up = &f->nodes[i]; up; up = up->up)
			if (up == e && (f->nodes[i].odd || f->nodes[i].outside))
				return true;
	return false;
}

/* Nothing that is so is left untold. */
static void complete(struct office *f, const struct ld_findings *found, uint64_t seed)
{
	unsigned long s = (unsigned long)seed;
	bool odd[MOST] = {0}, pair[3] = {0};
	for (size_t i = 0; i < f->n; i++) {
		struct entry *e = &f->nodes[i];
		int from = LINE * (e->owner + 1), to = from + LINE - 1;
		e->odd = !(e->seen & 1 << S_TRUE) || !(e->seen & 1 << S_FALSE);
		odd[e->owner] |= e->odd && !e->up;
		cr_assert(!e->odd || told(found, "NEVER_TRUE", from, to) || told(found, "ALWAYS_TRUE", from, to) ||
				  told(found, "OUTSIDE", from, to),
			"seed %lu line %d", s, e->cond->place.line);
	}
	for (size_t i = 0; i < f->n; i++) {
		struct entry *e = &f->nodes[i];
		bool list = e->up && (e->up->cond->kind == LD_COND_ALL || e->up->cond->kind == LD_COND_ANY);
		if (list && !e->gone && e->up->cond->nkids > 1 && !odd_below(f, e->up))
			cr_assert(e->matters || told(found, "UNREACHED", 0, INT32_MAX), "seed %lu line %d", s,
				e->cond->place.line);
	}
	for (size_t j = 0; j < f->w->p.nrules; j++)
		for (size_t i = 0; i < j; i++) {
			bool some = contains(f, i, j, false) || contains(f, j, i, false);
			if (odd[i] || odd[j] || !some)
				continue;
			pair[i] = pair[j] = true;
			cr_assert(told(found, "SAME_RULE", 0, INT32_MAX) || told(found, "IMPLIED_RULE", 0, INT32_MAX),
				"seed %lu", s);
			cr_assert(!contains(f, i, j, true) || f->w->p.nrules > 2 ||
					  told(found, "SAME_RULE", LINE * ((int)j + 1), LINE * ((int)j + 1)),
				"seed %lu", s);
		}
	bool never = told(found, "NEVER_TRUE", 0, LINE * 4) || told(found, "ALWAYS_TRUE", 0, LINE * 4) ||
		     told(found, "OUTSIDE", 0, LINE * 4);
	cr_assert(f->somebody || never || told(found, "NOBODY", 0, INT32_MAX), "seed %lu", s);
	if (!f->somebody)
		return;
	for (size_t i = 2; i < f->w->p.nrules; i++)
		cr_assert(f->unpassed[i] || odd[i] || pair[i] ||
				  told(found, "UNREACHED", LINE * ((int)i + 1), LINE * ((int)i + 1)),
			"seed %lu", s);
	unsigned score = f->roots[SCORE]->eligible, only = f->roots[FUNDER]->eligible;
	int at = LINE * (SCORE + 1), u = LINE * (FUNDER + 1);
	bool same = score == 1 << S_TRUE || score == 1 << S_FALSE;
	cr_assert(!same || told(found, "CONSTANT_SCORE", at, at) || odd[SCORE], "seed %lu", s);
	cr_assert_eq(told(found, "UNUSED_KEY", 0, INT32_MAX), same, "seed %lu", s);
	cr_assert(only & 1 << S_TRUE || told(found, "UNUSED_FUNDER", u, u) || odd[FUNDER], "seed %lu", s);
	cr_assert_eq(told(found, "UNFUNDED", u, u), (only & (1 << S_FALSE | 1 << S_UNKNOWN)) != 0, "seed %lu", s);
}

static void one(struct small *w, uint64_t seed, struct tally *t)
{
	static struct office f;
	struct lindung_error err;
	struct ld_findings found = {0};
	w->rng = seed * 65537;
	make(&f, w);
	if (s_everyone(w, f.conds, f.nconds, 20000, look, &f) < 0)
		return;
	ld_ok(ld_study_check(&w->p, &found, &err));
	cr_assert(!told(&found, "NOT_ANALYSED", 0, INT32_MAX));
	for (size_t i = 0; i < found.len; i++) {
		const struct ld_finding *x = &found.items[i];
		sound(&f, x, seed);
		if (is(x, "UNREACHED") && x->line % LINE)
			f.nodes[x->line % LINE - 1].gone = true;
		for (size_t k = 0; k < sizeof CODES / sizeof *CODES; k++)
			t->told[k] += is(x, CODES[k]);
	}
	cr_assert_eq(s_everyone(w, f.conds, f.nconds, 20000, look_again, &f), 0,
		"seed %lu: left out and it made a difference", (unsigned long)seed);
	complete(&f, &found, seed);
	t->checked++;
	ld_findings_fini(&found);
}

Test(prop_check, tells_what_is_so_and_nothing_else)
{
	const char *said = getenv("LINDUNG_PROGRAMMES");
	size_t many = said ? strtoul(said, NULL, 10) : 1000;
	struct tally t = {0};
	struct small w = {0};
	small_init(&w);
	for (uint64_t seed = 1; seed <= many; seed++)
		one(&w, seed, &t);
	small_fini(&w);
	cr_assert(t.checked > many / 3, "%zu checked", t.checked);
	for (size_t k = 0; k < sizeof CODES / sizeof *CODES; k++)
		cr_assert(many < 1000 || t.told[k] > 5, "%s was told %zu times", CODES[k], t.told[k]);
}
