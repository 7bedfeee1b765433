/* Published figures, right and wrong, against what they imply. */
#include "alloc_world.h"

Test(reconcile, published_pairs)
{
	static const struct {
		const char *who;
		int64_t people, amount;
		int months;
		int64_t people_of_amount, amount_of_people;
		bool agrees;
	} v[] = {
		{"Belu 2023", 5892, 1175126400, 12, 5829, 1187827200, false},
		{"Belu, a week later", 5829, 1175126400, 12, 5829, 1175126400, true},
		{"Manggarai Barat 2025", 2829, 570326400, 12, 2829, 570326400, true},
		{"Bengkayang", 12200, 2429520000, 12, 12051, 2459520000, false},
		{"Sumbawa", 20000, 1080000000, 3, 21428, 1008000000, false},
		{"Sampang", 9016, 927000000, 8, 6897, 1211750400, false},
		{"Kota Sorong", 19336, 2200000000, 12, 10912, 3898137600, false},
		{"Yogyakarta", 1898, 63772800, 2, 1898, 63772800, true},
		{"a budget alone", -1, 500000000, 12, 2480, -1, false},
		{"people alone", 594, -1, 3, -1, 29937600, false},
	};
	enum { N = sizeof v / sizeof *v };
	struct ld_published published[N];
	struct ld_world *w = ld_world_new(2);
	struct lindung_error err = {0};
	struct ld_arena arena = {0};
	struct ld_reconciled *r = NULL;
	w->rows[0].amount = 10000;
	w->rows[1].amount = 6800;
	ld_world_funder(w, "APBD", 201600, 12);
	for (size_t i = 0; i < N; i++)
		published[i] = (struct ld_published){.title = v[i].who, .people = v[i].people, .amount = v[i].amount,
			.months = v[i].months == 12 ? 0 : v[i].months};
	w->p.published = published;
	w->p.npublished = N;
	struct ld_allocation *a = ld_world_alloc(w);
	ld_ok(ld_reconcile(&w->p, a, &arena, &r, &err));
	for (size_t i = 0; i < N; i++) {
		cr_expect_eq(r[i].cost, 16800 * v[i].months, "%s", v[i].who);
		cr_expect_eq(r[i].people_of_amount, v[i].people_of_amount, "%s: %ld", v[i].who, (long)r[i].people_of_amount);
		cr_expect_eq(r[i].amount_of_people, v[i].amount_of_people, "%s", v[i].who);
		cr_expect_eq(r[i].agrees, v[i].agrees, "%s", v[i].who);
		cr_expect_eq(r[i].people, 1);
		cr_expect_eq(r[i].amount, 201600);
	}
	published[0].funder = "tidak ada";
	ld_fails(FUNDER, ld_reconcile(&w->p, a, &arena, &r, &err));
	ld_arena_fini(&arena);
	ld_allocation_free(a);
	ld_world_free(w);
}

Test(reconcile, several_funders_that_differ_in_cost_are_held_against_the_run)
{
	struct ld_published published[] = {{.people = 2, .amount = 29}, {.people = 2, .amount = 34}, {.people = -1, .amount = 29},
		{.people = 1, .amount = 12, .funder = "donor"}};
	struct ld_world *w = ld_world_new(2);
	struct lindung_error err = {0};
	struct ld_arena arena = {0};
	struct ld_reconciled *r = NULL;
	w->rows[w->rates.nrows++] =
		(struct ld_rate_row){.component = "JKK", .to = INT32_MAX, .amount = 5, .payer = "donasi"};
	ld_world_funder(w, "APBD", 17, 1);
	ld_world_funder(w, "donor", 12, 1)->payer = "donasi";
	w->p.published = published;
	w->p.npublished = 4;
	struct ld_allocation *a = ld_world_alloc(w);
	ld_ok(ld_reconcile(&w->p, a, &arena, &r, &err));
	for (size_t i = 0; i < 3; i++) {
		cr_expect_eq(r[i].cost, -1);
		cr_expect_eq(r[i].people_of_amount, -1);
		cr_expect_eq(r[i].people, 2);
		cr_expect_eq(r[i].amount, 29);
		cr_expect_eq(r[i].agrees, i != 1, "%zu", i);
	}
	cr_expect_eq(r[3].cost, 12);
	cr_expect(r[3].agrees);
	w->funders[1].payer = "apbd";
	w->funders[1].budget = 17;
	ld_allocation_free(a);
	a = ld_world_alloc(w);
	ld_ok(ld_reconcile(&w->p, a, &arena, &r, &err));
	cr_expect_eq(r[1].cost, 17);
	cr_expect_eq(r[1].people, 2);
	cr_expect(r[1].agrees);
	ld_arena_fini(&arena);
	ld_allocation_free(a);
	ld_world_free(w);
}
