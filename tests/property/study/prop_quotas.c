/*
 * What check says of quotas, money and funders' conditions of random programmes, against enumeration: of the workers there can
 * be (what groups the eligible are in, who meets which `only`), and of the ways to fill the places of two quotas. Nothing is
 * told that is not so. What must be told: groups with numbers that nobody is in, places beyond the money, one group beyond
 * another quota's cap, and sums beyond each other where every combination of groups can be.
 */
#include <stdlib.h>

#include "small_world.h"
#include "study/study.h"

enum { QUOTAS = 3, FUNDERS = 2, VALUES = 6, MOST_CONDS = 32, UNBOUND = 1000, COST = 120 };

static const int BY[] = {S_KAYA, S_JENIS, S_DESIL};
static const int LEAST[S_FIELDS] = {[S_DESIL] = 1};
static const int MANY[S_FIELDS] = {[S_KAYA] = 2, [S_JENIS] = 3, [S_DESIL] = 6};

struct office {
	struct small *w;
	struct ld_rule rules[2];
	struct ld_quota quotas[QUOTAS];
	struct ld_funder funders[FUNDERS];
	const struct ld_cond *conds[MOST_CONDS];
	size_t nconds;
	bool in[S_FIELDS][VALUES];                     /* somebody eligible is in the group */
	bool both[S_FIELDS][VALUES][S_FIELDS][VALUES]; /* … in both groups */
	bool pays[FUNDERS];                            /* somebody eligible meets its `only` */
	bool left_out, somebody;
};

/* ---- a random programme ---- */

static const struct ld_cond *use(struct office *f, const struct ld_cond *c)
{
	cr_assert(f->nconds < MOST_CONDS);
	return f->conds[f->nconds++] = c;
}

/* Each value by itself, so that enumeration tells all groups apart. */
static void tell_apart(struct office *f, int field)
{
	for (int i = 0; i < MANY[field]; i++) {
		struct ld_cond *c = ld_arena_alloc(&f->w->arena, sizeof *c);
		*c = (struct ld_cond){.kind = LD_COND_EQUAL, .field = field, .func = -1, .nset = 1};
		c->set = ld_arena_array(&f->w->arena, 1, sizeof *c->set);
		c->set[0] = s_whole(LEAST[field] + i);
		use(f, c);
	}
}

static struct ld_bound random_bound(struct office *f, int field, bool floor)
{
	uint64_t *rng = &f->w->rng;
	struct ld_bound b = {.kind = LD_BOUND_NONE, .n = 0};
	uint32_t what = ld_below(rng, 8);
	if (what < 2)
		return b;
	b.n = ld_below(rng, floor ? 4 : 5);
	b.kind = what < 4 ? LD_BOUND_NUMBER : what == 4 ? LD_BOUND_APPORTION : LD_BOUND_TABLE;
	b.by_eligible = b.kind == LD_BOUND_APPORTION;
	if (b.kind != LD_BOUND_TABLE)
		return b;
	b.groups = ld_arena_array(&f->w->arena, (size_t)MANY[field], sizeof *b.groups);
	for (int i = 0; i < MANY[field]; i++)
		if (ld_below(rng, 3))
			b.groups[b.ngroups++] = (struct ld_weight){s_whole(LEAST[field] + i), ld_below(rng, floor ? 4 : 5)};
	b.has_otherwise = ld_below(rng, 2);
	b.otherwise = ld_below(rng, 4);
	return b;
}

static void make(struct office *f, struct small *w)
{
	static const struct ld_rate_row row = {.component = "JKK", .from = 2024 * 12, .to = INT32_MAX, .amount = COST / 12};
	static const struct ld_rates table = {.id = "tabel", .rows = (struct ld_rate_row *)(uintptr_t)&row, .nrows = 1};
	static const char *const parts[] = {"JKK"}, *const ids[] = {"a", "b", "c"};
	static struct ld_key order = {.kind = LD_KEY_LOTTERY, .seed = "x"};
	memset(f, 0, sizeof *f);
	f->w = w;
	w->p.nrules = 1 + ld_below(&w->rng, 2);
	for (size_t i = 0; i < w->p.nrules; i++) {
		struct ld_cond *when = s_cond(w, 1);
		f->rules[i] = (struct ld_rule){.id = ids[i], .basis = "x", .reason = "x", .when = when, .place = {"acak.lua", (int)i + 1}};
		use(f, when);
	}
	w->p.nquotas = 1 + ld_below(&w->rng, QUOTAS);
	for (size_t i = 0; i < w->p.nquotas; i++) {
		int by = BY[ld_below(&w->rng, 3)];
		f->quotas[i] = (struct ld_quota){.id = ids[i], .basis = "x", .by = by, .at_least = random_bound(f, by, true),
			.at_most = random_bound(f, by, false), .place = {"acak.lua", 10 + (int)i}};
	}
	w->p.nfunders = ld_below(&w->rng, FUNDERS + 1);
	for (size_t i = 0; i < w->p.nfunders; i++) {
		struct ld_cond *only = ld_below(&w->rng, 3) ? s_cond(w, 1) : NULL;
		f->funders[i] = (struct ld_funder){.id = ids[i], .basis = "x", .payer = "apbd", .pays = {&table, parts, 1},
			.from = 2024 * 12, .months = 12, .budget = ld_below(&w->rng, 2) ? (int64_t)ld_below(&w->rng, 8 * COST) : -1,
			.seats = ld_below(&w->rng, 3) ? -1 : (int64_t)ld_below(&w->rng, 8), .by = -1, .only = only,
			.place = {"acak.lua", 20 + (int)i}};
		if (only)
			use(f, only);
	}
	for (int i = 0; i < 3; i++)
		tell_apart(f, BY[i]);
	w->p.rules = f->rules, w->p.quotas = f->quotas, w->p.funders = f->funders;
	w->p.scores = NULL, w->p.nscores = 0, w->p.order = &order, w->p.norder = 1;
	w->p.segment = w->p.covered_from = w->p.covered_to = -1;
}

/* ---- enumeration of workers ---- */

static bool look(void *ctx, const struct small_worker *x)
{
	struct office *f = ctx;
	bool taken = false;
	for (size_t i = 0; i < f->w->p.nrules; i++)
		if (s_answer(f->rules[i].when, x) != S_TRUE)
			return false;
	f->somebody = true;
	for (size_t i = 0; i < f->w->p.nfunders; i++) {
		bool yes = !f->funders[i].only || s_answer(f->funders[i].only, x) == S_TRUE;
		f->pays[i] |= yes;
		taken |= yes;
	}
	f->left_out |= !taken;
	for (int a = 0; a < 3; a++)
		for (int b = 0; b < 3; b++) {
			const struct ld_value *v = &x->v[BY[a]], *u = &x->v[BY[b]];
			if (v->kind == LD_MISSING || u->kind == LD_MISSING)
				continue;
			f->in[BY[a]][v->i - LEAST[BY[a]]] = true;
			f->both[BY[a]][v->i - LEAST[BY[a]]][BY[b]][u->i - LEAST[BY[b]]] = true;
		}
	return false;
}

/* ---- what numbers mean ---- */

static int64_t says(const struct ld_bound *b, int field, int i, int64_t none)
{
	int64_t n = b->kind == LD_BOUND_NUMBER ? b->n : b->kind == LD_BOUND_TABLE && b->has_otherwise ? b->otherwise : none;
	for (size_t k = 0; b->kind == LD_BOUND_TABLE && k < b->ngroups; k++)
		if (b->groups[k].group.i == LEAST[field] + i)
			n = b->groups[k].n;
	return n;
}

/* Places kept whatever the data are. */
static int64_t kept(const struct ld_quota *q)
{
	int64_t n = q->at_least.kind == LD_BOUND_APPORTION ? q->at_least.n : 0;
	for (size_t k = 0; q->at_least.kind == LD_BOUND_TABLE && k < q->at_least.ngroups; k++)
		n += q->at_least.groups[k].n;
	return n;
}

static int64_t places(const struct office *f)
{
	int64_t sum = f->w->p.nfunders ? 0 : UNBOUND;
	for (size_t i = 0; i < f->w->p.nfunders; i++) {
		int64_t n = f->funders[i].seats < 0 ? UNBOUND : f->funders[i].seats, left = f->funders[i].budget, paid = 0;
		for (; f->funders[i].budget >= 0 && left >= COST; left -= COST)
			paid++;
		sum += f->funders[i].budget >= 0 && paid < n ? paid : n;
	}
	return sum;
}

/* A group that is named with a floor and that nobody can be in: its floor holds nothing. */
static bool names_nobody(const struct office *f, const struct ld_quota *q)
{
	for (size_t k = 0; q->at_least.kind == LD_BOUND_TABLE && k < q->at_least.ngroups; k++)
		if (q->at_least.groups[k].n && !f->in[q->by][q->at_least.groups[k].group.i - LEAST[q->by]])
			return true;
	return false;
}

/* Can people of these kinds (n of them, each of a group of q and one of o) fill q's floors and keep o's caps? */
static bool can_hold(const struct ld_quota *q, const struct ld_quota *o, const int kinds[][2], size_t n)
{
	int x[VALUES] = {0};
	for (;;) {
		int64_t in_q[VALUES] = {0}, in_o[VALUES] = {0}, all = 0;
		bool ok = true;
		for (size_t i = 0; i < n; i++)
			in_q[kinds[i][0]] += x[i], in_o[kinds[i][1]] += x[i], all += x[i];
		for (size_t i = 0; i < n; i++)
			ok &= in_q[kinds[i][0]] >= says(&q->at_least, q->by, kinds[i][0], 0) &&
			      in_o[kinds[i][1]] <= says(&o->at_most, o->by, kinds[i][1], UNBOUND);
		ok &= q->at_least.kind != LD_BOUND_APPORTION || all >= q->at_least.n;
		ok &= o->at_most.kind != LD_BOUND_APPORTION || all <= o->at_most.n;
		if (ok)
			return true;
		size_t i = 0;
		while (i < n && ++x[i] > 4)
			x[i++] = 0;
		if (i == n)
			return false;
	}
}

/* The kinds of people two quotas tell apart; 0: too many, or some group of q is only found with a blank beside it. */
static size_t kinds_of(const struct office *f, const struct ld_quota *q, const struct ld_quota *o, int kinds[][2])
{
	size_t n = 0;
	for (int i = 0; i < MANY[q->by]; i++) {
		bool found = false;
		for (int k = 0; k < MANY[o->by]; k++) {
			if (!f->both[q->by][i][o->by][k])
				continue;
			if (n == VALUES)
				return 0;
			kinds[n][0] = i, kinds[n++][1] = k;
			found = true;
		}
		if (f->in[q->by][i] && !found)
			return 0;
	}
	return n;
}

/* ---- the findings ---- */

struct tally {
	size_t checked, groups, pairs, held, clashes, money, each, only, left_out;
};

static size_t told(const struct ld_findings *found, const char *code, int line, const char *form, const char *second)
{
	size_t n = 0;
	for (size_t i = 0; i < found->len; i++) {
		const struct ld_finding *x = &found->items[i];
		bool fits = strcmp(x->code, code) == 0 && x->line == line && x->form && strstr(x->form, form);
		n += fits && (!second || strcmp(x->args[x->nargs - 2], second) == 0);
	}
	return n;
}

/* Of a condition that is never met by itself, its own fault is told, or that of a part of it. */
static bool is_odd(const struct ld_findings *found)
{
	for (size_t i = 0; i < found->len; i++)
		for (int k = 0; k < 3; k++)
			if (strcmp(found->items[i].code, ((const char *[]){"NEVER_TRUE", "ALWAYS_TRUE", "OUTSIDE"})[k]) == 0)
				return true;
	return false;
}

static void check_groups(const struct office *f, const struct ld_findings *found, struct tally *t, unsigned long seed)
{
	for (size_t q = 0; q < f->w->p.nquotas; q++) {
		const struct ld_quota *quota = &f->quotas[q];
		const struct ld_bound *const sides[] = {&quota->at_least, &quota->at_most};
		for (int s = 0; s < 2; s++) {
			size_t nobody = 0;
			for (size_t k = 0; f->somebody && sides[s]->kind == LD_BOUND_TABLE && k < sides[s]->ngroups; k++)
				nobody += sides[s]->groups[k].n && !f->in[quota->by][sides[s]->groups[k].group.i - LEAST[quota->by]];
			size_t said = 0;
			for (size_t i = 0; i < found->len; i++)
				said += strcmp(found->items[i].code, "UNUSED_ROW") == 0 && found->items[i].line == 10 + (int)q &&
					strcmp(found->items[i].args[2], s ? "at_most" : "at_least") == 0;
			cr_assert_eq(said, nobody, "seed %lu quota %zu: %zu groups for nobody, %zu told", seed, q, nobody, said);
			t->groups += nobody;
		}
	}
}

static void check_money(const struct office *f, const struct ld_findings *found, struct tally *t, unsigned long seed)
{
	int64_t most = places(f);
	for (size_t i = 0; i < f->w->p.nquotas; i++) {
		const struct ld_quota *q = &f->quotas[i];
		int64_t groups = 0, n = q->at_least.kind == LD_BOUND_NUMBER ? q->at_least.n : 0;
		for (int k = 0; k < MANY[q->by] && q->by != S_DESIL; k++) /* of a number only the data say which groups there are */
			groups += f->in[q->by][k];
		size_t beyond = told(found, "QUOTA_CLASH", 10 + (int)i, "keeps %s places, the money", NULL),
		       each = told(found, "QUOTA_CLASH", 10 + (int)i, "places for each of", NULL);
		cr_assert_eq(beyond, kept(q) > most, "seed %lu quota %zu keeps %zd of %zd", seed, i, (ssize_t)kept(q), (ssize_t)most);
		cr_assert(!f->somebody || each == (n * groups > most), "seed %lu quota %zu", seed, i);
		t->money += beyond;
		t->each += each;
	}
	for (size_t i = 0; i < f->w->p.nfunders; i++) {
		int line = 20 + (int)i;
		const struct ld_funder *u = &f->funders[i];
		size_t pays_nobody = told(found, "UNUSED_FUNDER", line, "meets its 'only'", NULL);
		cr_assert(!pays_nobody || !f->pays[i], "seed %lu funder %zu", seed, i);
		cr_assert(f->pays[i] || !f->somebody || pays_nobody || is_odd(found), "seed %lu funder %zu pays nobody", seed, i);
		bool empty = u->seats == 0 || (u->budget >= 0 && u->budget < COST);
		cr_assert_eq(told(found, "EMPTY_FUNDER", line, "", NULL), empty, "seed %lu funder %zu", seed, i);
		t->only += pays_nobody;
	}
	bool left_out = f->w->p.nfunders && f->somebody && f->left_out;
	cr_assert_eq(told(found, "UNFUNDED", 20, "", NULL), left_out, "seed %lu", seed);
	t->left_out += left_out;
}

static void check_pairs(const struct office *f, const struct ld_findings *found, struct tally *t, unsigned long seed)
{
	for (size_t i = 0; i < f->w->p.nquotas; i++)
		for (size_t k = 0; k < f->w->p.nquotas && f->somebody; k++) {
			const struct ld_quota *q = &f->quotas[i], *o = &f->quotas[k];
			int kinds[VALUES][2];
			size_t n = kinds_of(f, q, o, kinds), clash = told(found, "QUOTA_CLASH", 10 + (int)i, "lets pass only", o->id);
			if (i == k || !n || names_nobody(f, q))
				continue;
			bool holds = can_hold(q, o, (const int(*)[2])kinds, n);
			cr_assert(!clash || !holds, "seed %lu quotas %s and %s: told of, and can hold", seed, q->id, o->id);
			size_t of_q = 0, of_o = 0;
			for (int v = 0; v < VALUES; v++)
				of_q += f->in[q->by][v], of_o += f->in[o->by][v];
			bool free = of_q * of_o == n && q->by != S_DESIL && o->by != S_DESIL && q->at_least.kind != LD_BOUND_NUMBER &&
			       !q->at_least.has_otherwise;
			if (q->by == o->by && q->at_least.kind != LD_BOUND_APPORTION && o->at_most.kind != LD_BOUND_APPORTION)
				free = true; /* group by group */
			cr_assert(holds || !free || clash, "seed %lu quotas %s and %s: cannot hold, and untold", seed, q->id, o->id);
			t->pairs++;
			t->held += holds;
			t->clashes += clash;
		}
}

static void one(struct small *w, uint64_t seed, struct tally *t)
{
	static struct office f;
	struct lindung_error err;
	struct ld_findings found = {0};
	w->rng = seed * 65537;
	make(&f, w);
	if (s_everyone(w, f.conds, f.nconds, 50000, look, &f) < 0)
		return;
	ld_ok(ld_study_check(&w->p, &found, &err));
	check_groups(&f, &found, t, (unsigned long)seed);
	check_money(&f, &found, t, (unsigned long)seed);
	check_pairs(&f, &found, t, (unsigned long)seed);
	t->checked++;
	ld_findings_fini(&found);
}

Test(prop_quotas, what_is_told_of_quotas_and_money_is_so)
{
	const char *said = getenv("LINDUNG_PROGRAMMES");
	size_t many = said ? strtoul(said, NULL, 10) : 1000;
	struct tally t = {0};
	struct small w = {0};
	small_init(&w);
	for (uint64_t seed = 1; seed <= many; seed++)
		one(&w, seed, &t);
	small_fini(&w);
	cr_log_info("%zu programmes: %zu groups for nobody, %zu pairs of quotas, %zu hold, %zu clashes, money %zu and %zu, only %zu, left out %zu",
		t.checked, t.groups, t.pairs, t.held, t.clashes, t.money, t.each, t.only, t.left_out);
	cr_assert(t.checked > many / 3, "%zu checked", t.checked);
	cr_assert(many < 1000 || (t.groups > 20 && t.held > 20 && t.clashes > 20 && t.money > 20 && t.each > 20 && t.only > 5 && t.left_out > 20),
		"groups %zu, held %zu, clashes %zu, money %zu, each %zu, only %zu, left out %zu", t.groups, t.held, t.clashes, t.money, t.each,
		t.only, t.left_out);
}
