/*
 * Random questions about random conditions: the search must find somebody exactly where enumeration of all workers
 * does. And the classes of a field: all of a class answer alike, and every answer there is has its class.
 */
#include <stdlib.h>

#include "small_world.h"
#include "study/solve.h"

struct asking {
	const struct ld_need *needs;
	size_t n;
};

static bool meets(void *ctx, const struct small_worker *x)
{
	const struct asking *q = ctx;
	for (size_t i = 0; i < q->n; i++)
		if (!(q->needs[i].answers >> s_answer(q->needs[i].cond, x) & 1))
			return false;
	return true;
}

static size_t questions(void)
{
	const char *said = getenv("LINDUNG_QUESTIONS");
	return said ? strtoul(said, NULL, 10) : 4000;
}

Test(prop_solve, somebody_exactly_where_enumeration_finds_one)
{
	size_t found[3] = {0}, many = questions();
	struct lindung_error err;
	struct small w = {0};
	small_init(&w);
	for (size_t seed = 1; seed <= many; seed++) {
		struct ld_need needs[3];
		const struct ld_cond *conds[3];
		struct ld_solver s = {.p = &w.p};
		enum ld_found got;
		w.rng = seed * 7919;
		size_t n = 1 + ld_below(&w.rng, 3);
		for (size_t i = 0; i < n; i++) {
			needs[i].cond = conds[i] = s_cond(&w, 2);
			needs[i].answers = 1 + ld_below(&w.rng, 6);
		}
		struct asking q = {needs, n};
		ld_ok(ld_solve(&s, needs, n, &got, &err));
		bool want = s_everyone(&w, conds, n, 1e9, meets, &q) == 1;
		cr_assert(got == (want ? LD_SOMEBODY : LD_NOBODY), "seed %zu: %d, not %d", seed, got, want);
		found[got]++;
	}
	small_fini(&w);
	cr_assert(found[LD_NOBODY] > many / 20 && found[LD_SOMEBODY] > many / 4, "a poor mix: %zu, %zu", found[0],
		found[1]);
}

Test(prop_solve, classes_answer_alike_and_are_all)
{
	struct lindung_error err;
	struct small w = {0};
	small_init(&w);
	for (uint64_t seed = 1; seed <= 300; seed++) {
		const struct ld_cond *conds[8], *tests[200];
		static struct s_cells cells;
		w.rng = seed * 104729;
		for (size_t i = 0; i < 8; i++)
			conds[i] = s_cond(&w, 1);
		for (int f = 0; f < S_FIELDS; f++) {
			LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
			struct ld_domain d;
			size_t n = 0, met = 0;
			for (size_t i = 0; i < 8; i++)
				n += s_tests(conds[i], f, -2, tests + n);
			ld_ok(ld_domain_of(&w.p, f, conds, 8, &a, &d, &err));
			cr_assert(d.whole && d.field == f);
			for (size_t c = 0; c < d.len; c++)
				for (size_t t = 0; t < n; t++) {
					struct small_worker lo = {0}, hi = {0};
					lo.v[f] = d.items[c].lo, hi.v[f] = d.items[c].hi;
					lo.failed[f] = hi.failed[f] = d.items[c].kind == LD_CLASS_FAILED;
					cr_assert_eq(s_answer(tests[t], &lo), s_answer(tests[t], &hi));
					cr_assert_eq(
						(int)ld_class_truth(tests[t], &d.items[c]), s_answer(tests[t], &lo));
				}
			s_cells_of(&w, f, conds, 8, &cells);
			for (size_t k = 0; k < cells.len; k++)
				for (size_t c = 0; c < d.len; c++) {
					struct small_worker x = {0};
					bool same = true;
					x.v[f] = cells.v[k], x.failed[f] = cells.failed[k];
					for (size_t t = 0; t < n; t++)
						same &= s_answer(tests[t], &x) ==
							(int)ld_class_truth(tests[t], &d.items[c]);
					if (same) {
						met++;
						break;
					}
				}
			cr_assert_eq(met, cells.len, "seed %lu field %d", seed, f);
		}
	}
	small_fini(&w);
}

/* Twenty fields that hang together by pairs are within the limit; a knot is not, and is said to be too large. */
Test(prop_solve, what_is_too_large_is_not_decided)
{
	enum { N = 40 };
	struct lindung_error err;
	struct ld_field fields[N] = {{.name = "nik", .type = LD_ID}};
	struct ld_programme p = {.fields = {fields, N}};
	struct ld_value yes = {.kind = LD_I64, .i = 1};
	struct ld_cond leaves[N], *kids[N], pairs[N], *two[N][2],
		knot = {.kind = LD_COND_AT_LEAST_OF, .field = -1, .func = -1};
	struct ld_need needs[N];
	enum ld_found got;
	for (int i = 1; i < N; i++) {
		fields[i] = (struct ld_field){.name = "ya", .type = LD_BOOLEAN};
		leaves[i] = (struct ld_cond){.kind = LD_COND_EQUAL, .field = i, .func = -1, .set = &yes, .nset = 1};
		kids[i - 1] = &leaves[i];
	}
	for (int i = 0; i < N - 2; i++) {
		two[i][0] = &leaves[i + 1], two[i][1] = &leaves[i + 2];
		pairs[i] = (struct ld_cond){.kind = LD_COND_ANY, .field = -1, .func = -1, .kids = two[i], .nkids = 2};
		needs[i] = (struct ld_need){&pairs[i], LD_CAN_TRUE};
	}
	struct ld_solver s = {.p = &p};
	ld_ok(ld_solve(&s, needs, N - 2, &got, &err));
	cr_assert_eq(got, LD_SOMEBODY);
	knot.kids = kids, knot.nkids = N - 1, knot.n = N / 2;
	struct ld_cond other = knot;
	other.n = N / 2 - 1;
	needs[0] = (struct ld_need){&knot, LD_CAN_TRUE};
	needs[1] = (struct ld_need){&other, LD_CAN_FALSE | LD_CAN_UNKNOWN};
	ld_ok(ld_solve(&s, needs, 2, &got, &err));
	cr_assert_eq(got, LD_NOT_KNOWN);
	cr_assert(s.steps >= LD_MAX_STEPS && s.steps < 3 * LD_MAX_STEPS, "%ld", (long)s.steps);
}
