/* Allocation on small worlds whose answer can be seen: order, floors and caps, purses, shared costs, months, coverage. */
#include "alloc_world.h"

static const struct ld_group_result *group(const struct ld_allocation *a, size_t quota, const char *name)
{
	for (size_t i = 0; i < a->ngroups; i++)
		if (a->groups[i].quota == quota && strcmp(a->groups[i].group, name) == 0)
			return &a->groups[i];
	cr_assert(false, "no group %s", name);
	return NULL;
}

static void done(struct ld_world *w, struct ld_allocation *a)
{
	ld_allocation_free(a);
	ld_world_free(w);
}

Test(alloc, order_of_keys_blanks_last_both_ways)
{
	for (int descending = 0; descending < 2; descending++) {
		struct ld_world *w = ld_world_new(4);
		ld_world_set(w, 1, F_DESA, ld_s("Wae"));
		ld_world_set(w, 2, F_DESA, ld_s("Ara"));
		ld_world_set(w, 3, F_DESA, ld_s("Ara"));
		w->order[0] = (struct ld_key){.kind = LD_KEY_FIELD, .field = F_DESA, .descending = descending};
		w->p.norder = 1;
		struct ld_allocation *a = ld_world_alloc(w);
		const uint32_t up[] = {2, 3, 1, 0}, down[] = {1, 2, 3, 0};
		for (size_t i = 0; i < 4; i++)
			cr_expect_eq(a->order[i], descending ? down[i] : up[i]);
		cr_expect_str_eq(ld_allocation_verdict(a, 0)->constraint, "no funder accepts");
		done(w, a);
	}
}

Test(alloc, an_undrawn_lottery_sorts_as_if_absent)
{
	struct ld_world *w = ld_world_new(50);
	w->order[0] = (struct ld_key){.kind = LD_KEY_LOTTERY, .seed = ""};
	w->p.norder = 1;
	struct ld_allocation *a = ld_world_alloc(w);
	for (uint32_t i = 0; i < 50; i++)
		cr_expect_eq(a->order[i], i);
	ld_allocation_free(a);
	w->order[0].seed = "undian 2024";
	a = ld_world_alloc(w);
	size_t moved = 0;
	for (uint32_t i = 0; i < 50; i++)
		moved += a->order[i] != i;
	cr_expect_gt(moved, 40);
	done(w, a);
}

Test(alloc, people_move_between_funders_to_make_room)
{
	struct ld_world *w = ld_world_new(2);
	ld_world_set(w, 0, F_TAG, ld_i(1));
	ld_world_set(w, 1, F_TAG, ld_i(0));
	ld_world_earmark(w, ld_world_funder(w, "APBD", 17, 1), 3);
	ld_world_earmark(w, ld_world_funder(w, "CSR", 17, 1), 2);
	struct ld_allocation *a = ld_world_alloc(w);
	cr_expect_eq(a->nselected, 2);
	cr_expect_eq(ld_allocation_verdict(a, 0)->funder, 1);
	cr_expect_eq(ld_allocation_verdict(a, 1)->funder, 0);
	done(w, a);
}

Test(alloc, a_floor_is_served_first_and_a_short_one_says_why)
{
	struct ld_world *w = ld_world_new(6);
	for (size_t i = 0; i < 6; i++)
		ld_world_set(w, i, F_KECAMATAN, ld_i(i < 4 ? 0 : 1));
	ld_world_funder(w, "APBD", 3 * 17, 1);
	struct ld_quota *q = ld_world_quota(w, "kecamatan", F_KECAMATAN);
	struct ld_weight floors[] = {{ld_i(1), 3}};
	q->at_least = (struct ld_bound){.kind = LD_BOUND_TABLE, .groups = floors, .ngroups = 1};
	q->at_most = (struct ld_bound){.kind = LD_BOUND_NUMBER, .n = 4};
	struct ld_allocation *a = ld_world_alloc(w);
	cr_expect_eq(a->nselected, 3);
	cr_expect_eq(ld_allocation_verdict(a, 0)->status, LD_SELECTED);
	cr_expect_eq(ld_allocation_verdict(a, 4)->status, LD_SELECTED);
	cr_expect_eq(ld_allocation_verdict(a, 5)->status, LD_SELECTED);
	cr_expect_str_eq(ld_allocation_verdict(a, 1)->constraint, "money APBD");
	cr_expect_str_eq(group(a, 0, "Boleng")->short_because, "2 eligible");
	cr_expect_null(group(a, 0, "Pacar")->short_because);
	cr_expect_eq(group(a, 0, "Pacar")->at_least, 0);
	ld_allocation_free(a);
	floors[0].n = 2;
	w->funders[0].seats = 1;
	q->at_most = (struct ld_bound){0};
	struct lindung_error err = {0};
	a = NULL;
	ld_fails(QUOTA, ld_alloc(&w->in, &a, &err));
	cr_expect_str_eq(err.rule, "kecamatan");
	w->funders[0].seats = 2;
	struct ld_funder *f = ld_world_funder(w, "lain", 17, 1);
	ld_world_earmark(w, f, 1);
	a = ld_world_alloc(w);
	cr_expect_eq(a->nselected, 2);
	cr_expect_str_eq(ld_allocation_verdict(a, 0)->constraint, "seats APBD");
	done(w, a);
}

Test(alloc, percent_of_places_is_floored)
{
	struct ld_world *w = ld_world_new(20);
	for (size_t i = 0; i < 20; i++)
		ld_world_set(w, i, F_LAKI, ld_i(i < 15));
	ld_world_funder(w, "APBD", 13 * 17, 1);
	ld_world_quota(w, "laki", F_LAKI)->at_most = (struct ld_bound){.kind = LD_BOUND_PERCENT, .n = 15};
	struct ld_allocation *a = ld_world_alloc(w);
	cr_expect_eq(group(a, 0, "ya")->at_most, 1);
	cr_expect_eq(group(a, 0, "ya")->selected, 1);
	cr_expect_eq(group(a, 0, "tidak")->selected, 1);
	cr_expect_str_eq(ld_allocation_verdict(a, 5)->constraint, "cap laki=ya");
	done(w, a);
}

Test(alloc, purses_pay_their_own_group)
{
	struct ld_world *w = ld_world_new(6);
	for (size_t i = 0; i < 6; i++)
		ld_world_set(w, i, F_DESA, ld_s(i < 4 ? "Wae" : "Ara"));
	struct ld_funder *f = ld_world_funder(w, "APBDes", -1, 1);
	*f = (struct ld_funder){.id = f->id, .payer = f->payer, .from = f->from, .months = 1, .budget = -1, .seats = -1,
		.pays = f->pays, .by = F_DESA, .purses = LD_PURSES_SPLIT, .total = 4 * 17 + 3, .unit = 17, .by_eligible = true};
	struct ld_allocation *a = ld_world_alloc(w);
	cr_expect_eq(a->funders[0].npurses, 2);
	cr_expect_str_eq(a->funders[0].purses[0].group, "Ara");
	cr_expect_eq(a->funders[0].purses[0].budget, 17);
	cr_expect_eq(a->funders[0].purses[1].budget, 3 * 17);
	cr_expect_eq(a->funders[0].budget, 4 * 17 + 3);
	cr_expect_eq(a->funders[0].unsplit, 3);
	cr_expect_eq(a->funders[0].remainder, 3);
	cr_expect_eq(a->funders[0].places, 4);
	cr_expect_str_eq(ld_allocation_verdict(a, 3)->constraint, "money APBDes");
	cr_expect_str_eq(ld_allocation_verdict(a, 5)->constraint, "money APBDes");
	done(w, a);
}

Test(alloc, places_of_a_shared_funder_are_the_smallest_of_its_parts)
{
	struct ld_world *w = ld_world_new(6);
	struct ld_part parts[] = {{.id = "provinsi", .percent = 30, .budget = 18}, {.id = "kabupaten", .percent = 70, .budget = 100}};
	struct ld_funder *f = ld_world_funder(w, "bersama", -1, 1);
	f->parts = parts;
	f->nparts = 2;
	struct ld_allocation *a = ld_world_alloc(w);
	cr_expect_eq(a->funders[0].places, 3); /* 17 = 6 + 11; 18 / 6 */
	cr_expect_eq(a->funders[0].parts[0].committed, 18);
	cr_expect_eq(a->funders[0].parts[1].committed, 33);
	cr_expect_eq(a->funders[0].parts[1].remainder, 67);
	done(w, a);
}

Test(alloc, as_many_months_as_pay_for_everyone)
{
	struct ld_world *w = ld_world_new(10);
	ld_world_funder(w, "APBD", 17 * 10 * 7 + 16, 12)->as_many = true;
	struct ld_allocation *a = ld_world_alloc(w);
	cr_expect_eq(a->funders[0].months, 7);
	cr_expect_eq(a->nselected, 10);
	ld_allocation_free(a);
	w->funders[0].budget = 17 * 9;
	a = ld_world_alloc(w);
	cr_expect_eq(a->funders[0].months, 1);
	cr_expect_eq(a->nselected, 9);
	done(w, a);
}

Test(alloc, who_is_covered_takes_no_place)
{
	struct ld_world *w = ld_world_new(3);
	int32_t day;
	w->p.covered_from = F_DARI;
	w->p.covered_to = F_SAMPAI;
	cr_assert(ld_date_make(2024, 3, 20, &day));
	ld_world_set(w, 0, F_DARI, ld_i(day));
	cr_assert(ld_date_make(2023, 12, 31, &day));
	ld_world_set(w, 1, F_SAMPAI, ld_i(day));
	w->covers[w->in.ncovers++] = (struct ld_cover){2, LD_M(2024, 3), LD_M(2024, 3)};
	ld_world_funder(w, "APBD", 1000, 3);
	struct ld_allocation *a = ld_world_alloc(w);
	cr_expect_str_eq(ld_allocation_verdict(a, 0)->constraint, "already covered");
	cr_expect_eq(ld_allocation_verdict(a, 1)->status, LD_SELECTED);
	cr_expect_str_eq(ld_allocation_verdict(a, 2)->constraint, "already covered");
	ld_allocation_free(a);
	w->funders[0].months = 2;
	a = ld_world_alloc(w);
	cr_expect_eq(a->nselected, 3);
	done(w, a);
}

Test(alloc, a_record_the_wrong_way_round_covers_what_lies_between)
{
	struct ld_world *w = ld_world_new(2);
	int32_t day;
	w->p.covered_from = F_DARI;
	w->p.covered_to = F_SAMPAI;
	cr_assert(ld_date_make(2024, 12, 31, &day));
	ld_world_set(w, 0, F_DARI, ld_i(day));
	cr_assert(ld_date_make(2023, 1, 1, &day));
	ld_world_set(w, 0, F_SAMPAI, ld_i(day));
	ld_world_funder(w, "APBD", 1000, 3);
	struct ld_allocation *a = ld_world_alloc(w);
	cr_expect_str_eq(ld_allocation_verdict(a, 0)->constraint, "already covered");
	cr_expect_eq(ld_allocation_verdict(a, 1)->status, LD_SELECTED);
	done(w, a);
}

Test(alloc, an_uneven_funder_closes_below_whom_it_cannot_pay)
{
	for (int overtake = 0; overtake < 2; overtake++) {
		struct ld_world *w = ld_world_new(3);
		w->p.segment = F_SEGMENT;
		w->rows[w->rates.nrows++] = (struct ld_rate_row){.component = "JKK", .to = INT32_MAX, .segment = "transportasi",
			.amount = 3};
		ld_world_set(w, 0, F_SEGMENT, ld_i(0));
		ld_world_set(w, 1, F_SEGMENT, ld_i(0));
		ld_world_set(w, 2, F_SEGMENT, ld_i(1));
		ld_world_funder(w, "APBD", 27, 1)->overtake = overtake;
		struct ld_allocation *a = ld_world_alloc(w);
		cr_expect_eq(a->funders[0].even, false);
		cr_expect_eq(a->funders[0].places, -1);
		cr_expect_str_eq(ld_allocation_verdict(a, 1)->constraint, "money APBD");
		cr_expect_eq(ld_allocation_verdict(a, 2)->status, overtake ? LD_SELECTED : LD_RESERVE);
		done(w, a);
	}
}

/* A few thousand workers and twenty funders against one augmenting path a person, searched person by person. */
enum { MANY = 3000 };
static int paid_by[MANY];
static int64_t left[MAX_FUNDERS];
static bool tried[MAX_FUNDERS];

static bool takes(const struct ld_world *w, size_t funder, size_t row)
{
	struct ld_value tag = ld_frame_get(w->f, F_TAG, row);
	for (size_t i = 0; i < w->only[funder].nset; i++)
		if (w->only[funder].set[i].i == tag.i)
			return true;
	return false;
}

static bool augment(const struct ld_world *w, size_t row)
{
	for (size_t i = 0; i < w->p.nfunders; i++) {
		if (tried[i] || !takes(w, i, row))
			continue;
		tried[i] = true;
		bool room = left[i] > 0;
		left[i] -= room;
		for (size_t other = 0; other < MANY && !room; other++)
			room = paid_by[other] == (int)i && augment(w, other);
		if (room) {
			paid_by[row] = (int)i;
			return true;
		}
	}
	return false;
}

Test(alloc, thousands_agree_with_one_search_a_person)
{
	uint64_t s = 5;
	struct ld_world *w = ld_world_new(MANY);
	static char ids[20][4];
	size_t n = 0;
	for (size_t i = 0; i < MANY; i++) {
		paid_by[i] = -1;
		ld_world_set(w, i, F_TAG, ld_i(ld_below(&s, 8)));
	}
	for (int i = 0; i < 20; i++) {
		snprintf(ids[i], sizeof ids[i], "D%d", i);
		left[i] = 40 + ld_below(&s, 80);
		ld_world_earmark(w, ld_world_funder(w, ids[i], 17 * left[i] + 3, 1), 1u << ld_below(&s, 8) | 1u << ld_below(&s, 8));
	}
	struct ld_allocation *a = ld_world_alloc(w);
	for (size_t row = 0; row < MANY; row++) {
		memset(tried, 0, sizeof tried);
		bool in = augment(w, row);
		n += in;
		cr_assert_eq(ld_allocation_verdict(a, row)->status, in ? LD_SELECTED : LD_RESERVE, "row %zu", row);
	}
	cr_expect_eq(a->nselected, n);
	done(w, a);
}

Test(alloc, a_floor_for_every_group_names_those_without_anyone_eligible)
{
	struct ld_world *w = ld_world_new(4);
	for (size_t i = 0; i < 4; i++)
		ld_world_set(w, i, F_DESA, ld_s(i < 2 ? "Mata" : i < 3 ? "Ara" : "Wae"));
	w->o.fate[2] = LD_FATE_REFUSED;
	w->o.fate[3] = LD_FATE_UNDECIDED;
	ld_world_funder(w, "APBD", 2 * 17, 1);
	ld_world_quota(w, "desa", F_DESA)->at_least = (struct ld_bound){.kind = LD_BOUND_NUMBER, .n = 2};
	struct ld_allocation *a = ld_world_alloc(w); /* three floors of 2 over 2 places: the empty ones do not count */
	cr_assert_eq(a->ngroups, 3);
	cr_expect_str_eq(a->groups[0].group, "Ara");
	cr_expect_str_eq(a->groups[1].group, "Mata");
	cr_expect_eq(group(a, 0, "Ara")->eligible, 0);
	cr_expect_eq(group(a, 0, "Ara")->at_least, 2);
	cr_expect_str_eq(group(a, 0, "Wae")->short_because, "0 eligible");
	cr_expect_null(group(a, 0, "Mata")->short_because);
	cr_expect_eq(a->nselected, 2);
	done(w, a);
}

Test(alloc, a_group_without_anyone_eligible_has_its_cap)
{
	struct ld_weight named[] = {{.group = ld_s("Mata"), .n = 3}};
	const struct {
		struct ld_bound cap;
		int64_t n;
	} cases[] = {
		{{.kind = LD_BOUND_NONE}, -1},
		{{.kind = LD_BOUND_NUMBER, .n = 3}, 3},
		{{.kind = LD_BOUND_PERCENT, .n = 40}, 4},
		{{.kind = LD_BOUND_TABLE, .groups = named, .ngroups = 1}, -1},
		{{.kind = LD_BOUND_TABLE, .groups = named, .ngroups = 1, .has_otherwise = true, .otherwise = 2}, 2},
		{{.kind = LD_BOUND_APPORTION, .n = 10, .by_eligible = true}, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ld_world *w = ld_world_new(2);
		ld_world_set(w, 0, F_DESA, ld_s("Mata"));
		ld_world_set(w, 1, F_DESA, ld_s("Ara"));
		w->o.fate[1] = LD_FATE_REFUSED;
		ld_world_funder(w, "APBD", 10 * 17, 1);
		struct ld_quota *q = ld_world_quota(w, "desa", F_DESA);
		q->at_least = (struct ld_bound){.kind = LD_BOUND_NUMBER, .n = 1};
		q->at_most = cases[i].cap;
		struct ld_allocation *a = ld_world_alloc(w);
		cr_expect_eq(group(a, 0, "Ara")->at_most, cases[i].n, "case %zu", i);
		done(w, a);
	}
}
