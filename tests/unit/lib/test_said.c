/* What is said of each worker against a naive reading of the rules' answers; and of more workers than two bytes can number. */
#include <stdlib.h>

#include "ld_test.h"
#include "lib/lib.h"

enum { MOST_RULES = 20, MANY = 17 };

struct world {
	struct ld_programme p;
	struct ld_field nik;
	struct ld_rule rules[MOST_RULES];
	char ids[MOST_RULES][8];
	uint8_t *answers[MOST_RULES]; /* [nrows] before policies */
	uint8_t *fate;
	struct ld_frame *f;
	struct ld_outcomes o;
	struct ld_work w;
};

static void world_init(struct world *x, size_t nrules, size_t nrows)
{
	struct lindung_error err;
	static const bool none[1] = {false};
	*x = (struct world){.nik = {.name = "nik", .type = LD_ID, .format = LD_FORMAT_NIK}};
	x->p = (struct ld_programme){.fields = {&x->nik, 1}, .rules = x->rules, .nrules = nrules};
	for (size_t r = 0; r < nrules; r++) {
		snprintf(x->ids[r], sizeof x->ids[r], "r%zu", r);
		x->rules[r].id = x->ids[r];
		x->answers[r] = calloc(nrows, 1);
	}
	x->fate = calloc(nrows, 1);
	ld_ok(ld_frame_new(&x->p.fields, none, nrows, &x->f, &err));
	x->o = (struct ld_outcomes){.nrows = nrows, .nrules = nrules, .rules = x->answers, .fate = x->fate};
	x->w = (struct ld_work){.p = &x->p, .f = x->f, .o = &x->o};
}

static bool refuses(const struct world *x, size_t rule, size_t row)
{
	return ld_rule_answer(&x->rules[rule], x->answers[rule][row]) == LD_FALSE;
}

/* Fates of what was filled in; a rule without an answer, where nothing else decides, is one that accepts. */
static void settle(struct world *x)
{
	for (size_t row = 0; row < x->f->nrows; row++) {
		x->fate[row] = LD_FATE_ELIGIBLE;
		for (size_t r = 0; r < x->p.nrules; r++)
			if (refuses(x, r, row))
				x->fate[row] = LD_FATE_REFUSED;
		for (size_t r = 0; r < x->p.nrules; r++)
			if (x->fate[row] == LD_FATE_ELIGIBLE)
				x->answers[r][row] = LD_TRUE;
	}
}

static void check(struct world *x)
{
	struct lindung_error err;
	int64_t refused_by[MOST_RULES] = {0};
	const struct ld_alloc_in in = ld_work_alloc_in(&x->w);
	ld_ok(ld_alloc(&in, &x->w.a, &err));
	ld_ok(ld_decisions_init(&x->w.d, &x->w, &err));
	for (size_t row = 0; row < x->f->nrows; row++) {
		char want[MOST_RULES * 9] = "";
		struct ld_decision d;
		for (size_t r = 0; r < x->p.nrules; r++) {
			if (!refuses(x, r, row))
				continue;
			refused_by[r]++;
			strcat(strcat(want, *want ? ";" : ""), x->ids[r]);
		}
		ld_decisions_get(&x->w, row, &d);
		cr_assert(strcmp(d.rules, want) == 0, "row %zu: %s, not %s", row, d.rules, want);
		cr_assert(d.status == (*want ? LD_REFUSED : LD_RESERVE) && !*d.missing);
		cr_assert((d.rank != 0) == !*want && strcmp(d.constraint, *want ? "" : "no funder accepts") == 0);
	}
	for (size_t r = 0; r < x->p.nrules; r++)
		cr_assert_eq(x->w.d.refused_by[r], refused_by[r]);
}

static void world_fini(struct world *x)
{
	ld_decisions_fini(&x->w.d);
	ld_allocation_free(x->w.a);
	ld_frame_free(x->f);
	free(x->fate);
	for (size_t r = 0; r < x->p.nrules; r++)
		free(x->answers[r]);
}

Test(said, is_every_rule_that_refuses)
{
	uint64_t seed = 1;
	for (int round = 0; round < 60; round++) {
		struct world x;
		world_init(&x, ld_below(&seed, MOST_RULES + 1), 1 + ld_below(&seed, 5000));
		uint64_t rarely = 1 + ld_below(&seed, 30);
		for (size_t r = 0; r < x.p.nrules; r++) {
			x.rules[r].missing = (enum ld_missing)ld_below(&seed, 3);
			for (size_t row = 0; row < x.f->nrows; row++)
				x.answers[r][row] = ld_below(&seed, rarely) ? LD_TRUE : (uint8_t)ld_below(&seed, 3);
		}
		settle(&x);
		check(&x);
		world_fini(&x);
	}
}

/* The rules that refuse are the bits of the row's number, so that no two workers are told the same. */
Test(said, more_than_two_bytes_can_number)
{
	struct world x;
	world_init(&x, MANY, (1 << 16) + 4000);
	for (size_t r = 0; r < MANY; r++)
		for (size_t row = 0; row < x.f->nrows; row++)
			x.answers[r][row] = row >> r & 1 ? LD_FALSE : LD_TRUE;
	settle(&x);
	check(&x);
	cr_assert(x.w.d.nsaid > UINT16_MAX + 1);
	world_fini(&x);
}
