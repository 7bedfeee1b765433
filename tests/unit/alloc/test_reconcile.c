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

/* One published figure against the cost of one person. */
static struct ld_reconciled reconcile(struct ld_world *w, struct ld_allocation *a, const struct ld_published *published)
{
	struct ld_arena arena = {0};
	struct ld_reconciled *r = NULL, copy;
	struct lindung_error err = {0};
	w->p.published = (struct ld_published *)(uintptr_t)published;
	w->p.npublished = 1;
	ld_ok(ld_reconcile(&w->p, a, &arena, &r, &err));
	copy = *r;
	ld_arena_fini(&arena);
	return copy;
}

static int wrong(struct ld_world *w, struct ld_allocation *a, const struct ld_published *published)
{
	struct ld_arena arena = {0};
	struct ld_reconciled *r = NULL;
	struct lindung_error err = {0};
	w->p.published = (struct ld_published *)(uintptr_t)published;
	w->p.npublished = 1;
	int rc = ld_reconcile(&w->p, a, &arena, &r, &err);
	cr_expect_null(r);
	ld_arena_fini(&arena);
	return rc;
}

Test(reconcile, segments_that_cost_the_same_are_one_price)
{
	const struct ld_published figure = {.people = 2, .amount = 34};
	struct ld_world *w = ld_world_new(2);
	ld_world_set(w, 0, F_SEGMENT, ld_i(0));
	ld_world_set(w, 1, F_SEGMENT, ld_i(1));
	ld_world_set(w, 0, F_DESA, ld_s("Ara"));
	ld_world_set(w, 1, F_DESA, ld_s("Wae"));
	ld_world_funder(w, "APBD", 100, 1);
	w->rows[w->rates.nrows++] = (struct ld_rate_row){.component = "JKK", .to = INT32_MAX, .segment = "transportasi",
		.amount = 10};
	w->rows[w->rates.nrows++] = (struct ld_rate_row){.component = "JKK", .to = INT32_MAX, .segment = "Wae", .amount = 10};
	static const int segments[] = {F_SEGMENT, F_DESA};
	for (size_t i = 0; i < 2; i++) { /* a choice, a text */
		struct ld_world *v = w;
		v->p.segment = segments[i];
		struct ld_allocation *a = ld_world_alloc(v);
		struct ld_reconciled r = reconcile(v, a, &figure);
		cr_expect_eq(r.cost, 17);
		cr_expect(r.agrees);
		ld_allocation_free(a);
		w->rows[2 + i].amount = 5; /* the one that the segment can be */
		a = ld_world_alloc(v);
		r = reconcile(v, a, &figure);
		cr_expect_eq(r.cost, -1);
		cr_expect(!r.agrees);
		cr_expect_eq(r.amount, 29);
		ld_allocation_free(a);
		w->rows[2 + i].amount = 10;
	}
	ld_world_free(w);
}

Test(reconcile, only_named_segments_may_have_a_price)
{
	const struct ld_published figure = {.people = 1, .amount = 17}, later = {.people = 1, .amount = 17, .months = 2};
	struct ld_world *w = ld_world_new(1);
	ld_world_set(w, 0, F_DESA, ld_s("Ara"));
	w->p.segment = F_DESA;
	w->rows[0].segment = w->rows[1].segment = "Ara";
	ld_world_funder(w, "APBD", 100, 1);
	struct ld_allocation *a = ld_world_alloc(w);
	cr_expect(reconcile(w, a, &figure).agrees);
	w->rows[1].to = LD_M(2024, 1); /* the second month has no price */
	cr_expect_eq(wrong(w, a, &later), LINDUNG_E_RATE);
	w->p.segment = -1;
	cr_expect_eq(wrong(w, a, &figure), LINDUNG_E_RATE); /* nobody without a segment has a price */
	ld_allocation_free(a);
	ld_world_free(w);
}

Test(reconcile, several_funders_have_one_price_when_all_months_have)
{
	const struct ld_published two = {.people = 2, .amount = 68, .months = 2}, far = {.people = 2, .amount = 34, .months = 3},
		people = {.people = 2, .amount = -1, .months = 3},
		more = {.people = 3, .amount = 34, .months = 3};
	struct ld_world *w = ld_world_new(2);
	ld_world_funder(w, "APBD", 17, 1);
	ld_world_funder(w, "CSR", 17, 1);
	struct ld_allocation *a = ld_world_alloc(w);
	struct ld_reconciled r = reconcile(w, a, &two);
	cr_expect_eq(r.cost, 34);
	cr_expect(r.agrees);
	w->rows[0].to = w->rows[1].to = LD_M(2024, 2);
	r = reconcile(w, a, &far); /* no price for March: held against the run */
	cr_expect_eq(r.cost, -1);
	cr_expect(r.agrees);
	cr_expect(reconcile(w, a, &people).agrees);
	cr_expect(!reconcile(w, a, &more).agrees);
	w->p.segment = F_SEGMENT; /* one funder's people differ in price */
	w->rows[w->rates.nrows++] = (struct ld_rate_row){.component = "JKK", .to = INT32_MAX, .segment = "transportasi",
		.amount = 5};
	cr_expect_eq(reconcile(w, a, &two).cost, -1);
	ld_allocation_free(a);
	ld_world_free(w);
}

Test(reconcile, sums_that_do_not_fit_and_funders_that_there_are_not)
{
	const struct ld_published crowd = {.people = INT64_MAX / 16, .amount = -1}, one = {.people = 1, .amount = 17};
	struct ld_world *w = ld_world_new(2);
	struct ld_allocation *a = ld_world_alloc(w);
	cr_expect_eq(wrong(w, a, &one), LINDUNG_E_FUNDER); /* nobody pays */
	ld_allocation_free(a);
	ld_world_funder(w, "APBD", 17, 1);
	ld_world_funder(w, "CSR", 17, 1);
	a = ld_world_alloc(w);
	cr_expect_eq(wrong(w, a, &crowd), LINDUNG_E_OVERFLOW);
	a->funders[0].committed = INT64_MAX - 16;
	cr_expect_eq(wrong(w, a, &one), LINDUNG_E_OVERFLOW);
	ld_allocation_free(a);
	ld_world_free(w);
}
