/* Kernels, scores, fates and lists of fields to look up against the naive oracle, over random
 * programmes and workers. */
#include <criterion/criterion.h>

#include "eval/plan.h"
#include "naive.h"

static uint64_t failures_of(const struct ld_outcomes *o, size_t row)
{
	size_t n;
	const struct ld_failure *f = ld_outcomes_failed(o, row, &n);
	uint64_t set = 0;
	for (size_t i = 0; i < n; i++) {
		cr_assert(!(set & 1ull << f[i].order), "one failure a row and owner");
		cr_assert(f[i].message && f[i].owner);
		set |= 1ull << f[i].order;
	}
	return set;
}

static void compare_row(const struct naive *n, const struct ld_frame *f,
	const struct ld_outcomes *o, size_t row, uint64_t seed, const struct ld_calls *calls)
{
	const struct ld_programme *p = &n->w->p;
	int truths[8];
	bool marks[NFIELDS];
	uint64_t look = 0;
	struct lindung_error err;
	struct expected e = expect_row(n, row, truths);
	for (size_t r = 0; r < p->nrules; r++)
		if (o->rules)
			cr_assert_eq(o->rules[r][row], truths[r],
				"seed %lu row %zu rule %zu: %d, not %d", seed, row, r,
				o->rules[r][row], truths[r]);
	cr_assert_eq(failures_of(o, row), e.failures, "seed %lu row %zu failures %lx, not %lx",
		seed, row, failures_of(o, row), e.failures);
	cr_assert_eq(o->fate[row], e.fate, "seed %lu row %zu fate %d, not %d", seed, row,
		o->fate[row], e.fate);
	cr_assert_eq(ld_outcomes_score(o, row), e.score.lo, "seed %lu row %zu low %ld, not %ld", seed, row,
		ld_outcomes_score(o, row), e.score.lo);
	cr_assert_eq(ld_outcomes_high(o, row), e.score.hi, "seed %lu row %zu high %ld, not %ld", seed,
		row, ld_outcomes_high(o, row), e.score.hi);
	cr_assert_eq(ld_outcomes_score(o, row), e.score.lo);
	size_t count = ld_eval_missing(p, f, o, row, marks);
	for (size_t i = 0; i < NFIELDS; i++)
		look |= (uint64_t)marks[i] << i;
	cr_assert_eq(
		look, e.look, "seed %lu row %zu look up %lx, not %lx", seed, row, look, e.look);
	cr_assert_eq(count, (size_t)__builtin_popcountll(look));
	if (row % 50 == 0 && e.fate != 0) {
		int64_t lo = 0, hi = 0, a, b;
		for (size_t s = 0; s < p->nscores; s++) {
			ld_ok(ld_eval_score(p, f, &p->scores[s], calls, row, &a, &b, &err));
			lo += a;
			hi += b;
		}
		cr_assert(lo == e.score.lo && hi == e.score.hi, "seed %lu row %zu one by one", seed,
			row);
	}
}

/* The same for any number of jobs, whether or not the answers were kept, and when a frame is evaluated
 * again. */
static void compare_runs(const struct ld_outcomes *a, const struct ld_outcomes *b)
{
	cr_assert(a->rules && !b->rules);
	for (size_t start = 0, n; start < a->nrows; start += n) {
		n = a->nrows - start < LD_BLOCK ? a->nrows - start : LD_BLOCK;
		for (size_t r = 0; r < a->nrules; r++) {
			uint8_t kept[LD_BLOCK], anew[LD_BLOCK];
			ld_outcomes_rule(a, r, start, n, kept);
			ld_outcomes_rule(b, r, start, n, anew);
			cr_assert(memcmp(kept, anew, n) == 0 &&
				  memcmp(kept, a->rules[r] + start, n) == 0);
		}
	}
	cr_assert(memcmp(a->fate, b->fate, a->nrows) == 0);
	for (size_t r = 0; r < a->nrows; r++)
		cr_assert(ld_outcomes_score(a, r) == ld_outcomes_score(b, r) &&
			  ld_outcomes_high(a, r) == ld_outcomes_high(b, r));
	cr_assert_eq(a->nfailures, b->nfailures);
	for (size_t i = 0; i < a->nfailures; i++) {
		cr_assert(a->failures[i].row == b->failures[i].row &&
			  a->failures[i].order == b->failures[i].order);
		cr_assert_str_eq(a->failures[i].message, b->failures[i].message);
	}
}

static void compare_only(const struct naive *n, const struct ld_frame *f, const struct ld_cond *c,
	const struct ld_calls *calls, uint64_t seed)
{
	struct lindung_error err;
	uint8_t *out = malloc(n->w->rows + 1), *failed = malloc(n->w->rows + 1);
	ld_ok(ld_eval_cond(&n->w->p, f, c, calls, out, failed, &err));
	for (size_t r = 0; r < n->w->rows; r++) {
		struct naive_answer a = naive_cond(n, r, c);
		cr_assert(out[r] == a.truth && failed[r] == (a.fail != 0), "seed %lu row %zu only",
			seed, r);
		if (r % 50)
			continue;
		enum ld_truth truth = LD_FALSE;
		bool fails = false;
		ld_ok(ld_eval_row(&n->w->p, f, c, calls, r, &truth, &fails, &err));
		cr_assert((int)truth == a.truth && fails == (a.fail != 0), "seed %lu row %zu alone",
			seed, r);
	}
	free(out);
	free(failed);
}

static bool alike(const struct ld_frame *f, const int *fields, size_t n, size_t a, size_t b)
{
	for (size_t k = 0; k < n; k++) {
		struct ld_value x = ld_frame_get(f, (size_t)fields[k], a), y = ld_frame_get(f, (size_t)fields[k], b);
		if (x.kind != y.kind || (x.kind != LD_MISSING && !ld_value_equal(&x, &y)))
			return false;
	}
	return true;
}

static bool left_out(const struct ld_frame *f, const int *fields, size_t n, bool blanks, size_t row)
{
	for (size_t k = 0; k < n; k++) {
		const struct ld_column *c = &f->cols[fields[k]];
		if ((fields[k] && c->broken && c->broken[row]) ||
			(!blanks && ld_frame_get(f, (size_t)fields[k], row).kind == LD_MISSING))
			return true;
	}
	return false;
}

/* Each row in the group of the first like it, groups in the order of their first rows. */
static void check_groups(const struct ld_groups *g, const struct ld_frame *f, uint64_t *rng)
{
	size_t len = 0;
	for (size_t r = 0; r < f->nrows; r++) {
		uint32_t of = ld_group_of(g, r);
		cr_assert_eq(of == LD_NO_GROUP, left_out(f, g->fields, g->nfields, g->blanks, r));
		if (of == LD_NO_GROUP)
			continue;
		cr_assert(of <= len && of < g->len);
		cr_assert(of < len ? g->first[of] < r : g->first[of] == r);
		cr_assert(alike(f, g->fields, g->nfields, g->first[of], r));
		len += of == len;
	}
	cr_assert_eq(len, g->len);
	bool all = len < 50;
	for (size_t i = 0; len > 1 && i < (all ? len * len : 2000); i++) {
		size_t a = all ? i / len : ld_below(rng, (uint32_t)len), b = all ? i % len : ld_below(rng, (uint32_t)len);
		cr_assert(a == b || !alike(f, g->fields, g->nfields, g->first[a], g->first[b]));
	}
}

/* Groups by index are those that a hash finds, however many are asked for at once; a mark for every row forbids the
 * index. */
static void compare_groups(struct world *w, const struct ld_frame *f, size_t *ret_by_index)
{
	uint8_t *all = malloc(w->rows + 1);
	memset(all, 1, w->rows + 1);
	for (int i = 0; i < 3; i++) {
		struct ld_groups quick, plain;
		int fields[4];
		size_t n = ld_below(&w->rng, 4);
		bool blanks = ld_below(&w->rng, 2);
		for (size_t k = 0; k < n; k++)
			fields[k] = (int)ld_below(&w->rng, 8 * NFIELDS) / 8;
		cr_assert(ld_groups_init(&quick, f, fields, n, blanks, NULL) == 0 &&
			  ld_groups_init(&plain, f, fields, n, blanks, all) == 0);
		cr_assert_eq(ld_groups_find(&plain, SIZE_MAX), 0);
		while (!quick.done) {
			size_t want = quick.len + 1 + ld_below(&w->rng, 50);
			cr_assert_eq(ld_groups_find(&quick, want), 0);
			cr_assert(quick.len >= want || quick.done);
		}
		cr_assert(plain.of && quick.len == plain.len);
		cr_assert(!plain.len || memcmp(quick.first, plain.first, plain.len * sizeof *plain.first) == 0);
		check_groups(&plain, f, &w->rng);
		for (size_t r = 0; r < w->rows; r++)
			cr_assert_eq(ld_group_of(&quick, r), plain.of[r]);
		for (size_t start = 0, m; start < w->rows; start += m) {
			uint32_t of[LD_BLOCK];
			m = w->rows - start < LD_BLOCK ? w->rows - start : LD_BLOCK;
			ld_groups_block(&quick, start, m, of);
			cr_assert(memcmp(of, plain.of + start, m * sizeof *of) == 0);
		}
		*ret_by_index += !quick.of;
		ld_groups_fini(&quick);
		ld_groups_fini(&plain);
	}
	free(all);
}

/* Answers a batch only after the next was asked for, as a process does. */
static int call_late(void *ctx, int func, const struct ld_feed *feed, struct lindung_error *err)
{
	const struct ld_programme *p = ctx;
	const struct ld_value *args;
	struct ld_value *late = NULL;
	size_t n, owed = 0;
	int rc;
	while ((rc = feed->next(feed->ctx, &args, &n)) >= 0) {
		fake_call(ctx, func, late, owed, feed->answers, feed->arena, err);
		if ((owed && (rc = feed->take(feed->ctx, owed)) < 0) || !n)
			break;
		size_t size = n * p->funcs[func].nreads * sizeof *late;
		late = realloc(late, size + 1);
		cr_assert_not_null(late);
		memcpy(late, args, size);
		owed = n;
	}
	free(late);
	return rc;
}

struct tally {
	size_t fates[3], failures, sizes[9], by_index;
};

static void one_world(uint64_t seed, size_t rows, struct tally *tally)
{
	static struct world w;
	struct lindung_error err;
	random_world(&w, seed, rows);
	struct ld_calls calls = {&w.p, fake_call, NULL}, late = {&w.p, fake_call, call_late};
	struct naive n = {&w, calloc(rows * NFIELDS + 1, sizeof *n.v),
		calloc(rows * NFIELDS + 1, sizeof *n.fail)};
	naive_derive(&n);
	struct ld_frame *f = world_frame(&w);
	struct ld_outcomes *one = NULL, *many = NULL;
	ld_ok(ld_eval(&w.p, f, &calls, 1, &one, &err));
	ld_ok(ld_eval_lean(&w.p, f, &late, seed % 2 ? 2 : 7, &many, &err));
	compare_runs(one, many);
	for (size_t r = 0; r < rows; r++) {
		compare_row(&n, f, r % 2 ? one : many, r, seed, &calls);
		tally->fates[many->fate[r]]++;
	}
	compare_groups(&w, f, &tally->by_index);
	tally->failures += many->nfailures;
	tally->sizes[f->cols[JUMLAH].size]++;
	compare_only(&n, f, w.p.rules[0].when, &calls, seed);
	ld_outcomes_free(one);
	ld_outcomes_free(many);
	ld_frame_free(f);
	free(n.v);
	free(n.fail);
	ld_arena_fini(&w.arena);
}

Test(prop_eval, small_worlds)
{
	struct tally t = {0};
	for (uint64_t seed = 1; seed <= 1500; seed++)
		one_world(seed * 7919, seed % 40, &t);
	cr_assert(t.fates[0] && t.fates[1] && t.fates[2] && t.failures);
}

/* The last rows of a block, and the first of the next. */
Test(prop_eval, edges_of_blocks)
{
	struct tally t = {0};
	for (uint64_t seed = 1; seed <= 30; seed++)
		one_world(seed * 15485863, 2045 + seed % 6, &t);
	for (uint64_t seed = 1; seed <= 12; seed++)
		one_world(seed * 32452843, 4094 + seed % 5, &t);
	cr_assert(t.sizes[1] && t.sizes[2] && t.sizes[4] && t.sizes[8]);
	cr_assert(t.by_index > 20 && t.by_index < 3 * 42, "%zu of both ways", t.by_index);
}

Test(prop_eval, twenty_thousand_workers)
{
	struct tally t = {0};
	for (uint64_t seed = 1; seed <= 24; seed++)
		one_world(seed * 104729, 20000, &t);
	cr_assert(
		t.fates[0] > 10000 && t.fates[1] > 10000 && t.fates[2] > 1000 && t.failures > 1000,
		"a poor mix: %zu refused, %zu undecided, %zu eligible, %zu failures", t.fates[0],
		t.fates[1], t.fates[2], t.failures);
}
