/* Allocation at its edges: keys, groups and purses that are rare, prices that differ or do not exist, sums that do not fit. */
#include "alloc_world.h"

#include "base/digest.h"
#include "base/limits.h"

static void done(struct ld_world *w, struct ld_allocation *a)
{
	ld_allocation_free(a);
	ld_world_free(w);
}

#define alloc_fails(name, w)                                                                                           \
	do {                                                                                                           \
		struct ld_allocation *none_ = NULL;                                                                    \
		struct lindung_error err;                                                                              \
		ld_ok(ld_frame_seal((w)->f, &err));                                                                    \
		ld_fails(name, ld_alloc(&(w)->in, &none_, &err));                                                      \
		cr_expect_null(none_);                                                                                 \
		snprintf(said, sizeof said, "%s", err.message);                                                        \
	} while (0)
static char said[480];

/* ---- order ---- */

Test(edges, numbers_below_zero_stand_before_those_above)
{
	static const double numbers[] = {0.5, -0.5, -2, 0};
	struct ld_world *w = ld_world_new(4);
	for (size_t i = 0; i < 4; i++)
		ld_world_set(w, i, F_NILAI, (struct ld_value){.kind = LD_F64, .f = numbers[i]});
	w->order[0] = (struct ld_key){.kind = LD_KEY_FIELD, .field = F_NILAI};
	w->p.norder = 1;
	struct ld_allocation *a = ld_world_alloc(w);
	static const uint32_t want[] = {2, 1, 3, 0};
	for (size_t i = 0; i < 4; i++)
		cr_expect_eq(a->order[i], want[i]);
	done(w, a);
}

static void nik_decides(const struct ld_allocation *a, bool descending)
{
	for (uint32_t i = 0; i < 3; i++)
		cr_expect_eq(a->order[i], descending ? 2 - i : i);
	cr_expect_eq(a->ngroups, 3);
	cr_expect_eq(a->nselected, 0);
	cr_expect_str_eq(ld_allocation_verdict(a, 0)->constraint, "cap nik=5315904105800001");
}

Test(edges, the_nik_can_be_a_key_and_a_group)
{
	struct lindung_error err;
	struct ld_alloc_memo *memo;
	struct ld_world *w = ld_world_new(3);
	w->order[0] = (struct ld_key){.kind = LD_KEY_FIELD, .field = F_NIK, .descending = true};
	w->p.norder = 1;
	ld_world_quota(w, "nik", F_NIK)->at_most = (struct ld_bound){.kind = LD_BOUND_NUMBER, .n = 0};
	ld_world_funder(w, "APBD", 1000, 1);
	struct ld_allocation *a = ld_world_alloc(w);
	nik_decides(a, true);
	ld_allocation_free(a);
	ld_ok(ld_alloc_memo_new(&memo, &err));
	for (int descending = 1; descending >= 0; descending--) {
		w->order[0].descending = descending;
		ld_ok(ld_alloc_again(memo, &w->in, &a, &err));
		nik_decides(a, descending);
		ld_allocation_free(a);
	}
	ld_alloc_memo_free(memo);
	ld_world_free(w);
}

Test(edges, a_field_that_was_not_read_covers_nobody)
{
	struct ld_world *w = ld_world_new(2);
	w->p.covered_from = F_NIK; /* has no column */
	ld_world_funder(w, "APBD", 1000, 1);
	struct ld_allocation *a = ld_world_alloc(w);
	cr_expect_eq(a->nselected, 2);
	done(w, a);
}

Test(edges, a_descending_lottery_is_the_other_one_turned_round)
{
	enum { N = 30 };
	struct ld_world *w = ld_world_new(N);
	w->order[0] = (struct ld_key){.kind = LD_KEY_LOTTERY, .seed = "undian"};
	w->p.norder = 1;
	struct ld_allocation *up = ld_world_alloc(w);
	w->order[0].descending = true;
	struct ld_allocation *down = ld_world_alloc(w);
	for (size_t i = 0; i < N; i++)
		cr_expect_eq(up->order[i], down->order[N - 1 - i]);
	ld_allocation_free(up);
	done(w, down);
}

/* ---- groups ---- */

/* Evaluation leaves such workers undecided; if one comes all the same, no group is theirs. */
Test(edges, who_has_no_group_is_under_no_cap_and_in_no_purse)
{
	struct ld_world *w = ld_world_new(3);
	ld_world_set(w, 0, F_DESA, ld_s("Ara"));
	ld_world_set(w, 1, F_DESA, ld_s("Ara"));
	struct ld_quota *q = ld_world_quota(w, "desa", F_DESA);
	q->at_least = q->at_most = (struct ld_bound){.kind = LD_BOUND_NUMBER, .n = 1};
	struct ld_funder *purses = ld_world_funder(w, "desa", -1, 1);
	purses->by = F_DESA;
	purses->purses = LD_PURSES_EACH;
	purses->each = 100;
	struct ld_allocation *a = ld_world_alloc(w);
	cr_expect_eq(a->nselected, 1);
	cr_expect_str_eq(ld_allocation_verdict(a, 1)->constraint, "cap desa=Ara");
	cr_expect_str_eq(ld_allocation_verdict(a, 2)->constraint, "no funder accepts");
	ld_allocation_free(a);
	ld_world_funder(w, "semua", 1000, 1);
	a = ld_world_alloc(w);
	cr_expect_eq(ld_allocation_verdict(a, 2)->funder, 1);
	cr_expect_eq(a->groups[0].selected, 1);
	done(w, a);
}

Test(edges, floors_that_no_number_holds_do_not_fit)
{
	struct ld_world *w = ld_world_new(3);
	for (size_t i = 0; i < 3; i++)
		ld_world_set(w, i, F_KECAMATAN, ld_i((int64_t)i));
	ld_world_funder(w, "APBD", 1000, 1);
	ld_world_quota(w, "kecamatan", F_KECAMATAN)->at_least =
		(struct ld_bound){.kind = LD_BOUND_NUMBER, .n = INT64_MAX / 2};
	alloc_fails(QUOTA, w);
	cr_expect_str_eq(said, "its groups need at least 9223372036854775807 people, but the funders have 58 places");
	ld_world_free(w);
}

/* ---- funders that cannot be ---- */

Test(edges, as_many_months_as_fit_is_for_a_single_funder)
{
	struct ld_world *w = ld_world_new(1);
	ld_world_funder(w, "satu", 100, 2)->as_many = true;
	ld_world_funder(w, "dua", 100, 2);
	alloc_fails(FUNDER, w);
	cr_expect(strstr(said, "'satu'"), "%s", said);
	ld_world_free(w);
}

Test(edges, purses_and_parts_exclude_each_other)
{
	struct ld_world *w = ld_world_new(1);
	struct ld_part parts[] = {{.id = "a", .percent = 100, .budget = -1}};
	struct ld_funder *f = ld_world_funder(w, "dua-dua", -1, 1);
	f->by = F_DESA;
	f->purses = LD_PURSES_EACH;
	f->parts = parts;
	f->nparts = 1;
	alloc_fails(FUNDER, w);
	ld_world_free(w);
}

Test(edges, a_programme_has_a_cap_on_purses)
{
	enum { MANY = LD_MAX_PURSES + LD_MAX_FUNDERS + 1 };
	struct ld_world *w = ld_world_new(1);
	struct ld_weight *groups = calloc(MANY, sizeof *groups);
	struct ld_funder *f = ld_world_funder(w, "banyak", -1, 1);
	f->by = F_TAG;
	f->purses = LD_PURSES_TABLE;
	f->groups = groups;
	for (f->ngroups = 0; f->ngroups < MANY; f->ngroups++)
		groups[f->ngroups] = (struct ld_weight){ld_i((int64_t)f->ngroups), 1};
	alloc_fails(LIMIT, w);
	f->ngroups--;
	struct ld_allocation *a = ld_world_alloc(w);
	cr_expect_eq(a->funders[0].npurses, MANY - 1);
	free(groups);
	done(w, a);
}

/* ---- prices ---- */

static void price(struct ld_world *w, const char *segment, int64_t amount)
{
	w->rows[w->rates.nrows++] = (struct ld_rate_row){.component = "JKK", .to = INT32_MAX, .segment = segment,
		.amount = amount};
}

Test(edges, a_month_without_a_price_pays_for_nobody)
{
	for (int segment = -1; segment <= F_SEGMENT; segment++) {
		if (segment != -1 && segment != F_DESA && segment != F_SEGMENT)
			continue;
		struct ld_world *w = ld_world_new(1);
		ld_world_set(w, 0, F_DESA, ld_s("Ara"));
		ld_world_set(w, 0, F_SEGMENT, ld_i(0));
		w->p.segment = segment; /* none, a text, a choice */
		w->rows[1].to = LD_M(2023, 12);
		ld_world_funder(w, "APBD", 1000, 1);
		alloc_fails(RATE, w);
		cr_expect(strstr(said, "2024-01"), "%s", said);
		ld_world_free(w);
	}
}

Test(edges, a_text_segment_has_the_prices_that_the_table_names)
{
	struct ld_world *w = ld_world_new(4);
	static const char *const desa[] = {"Ara", "Wae", "Golo", "Ara"};
	for (size_t i = 0; i < 4; i++)
		ld_world_set(w, i, F_DESA, ld_s(desa[i]));
	w->p.segment = F_DESA;
	price(w, "Ara", 10); /* what everybody pays */
	ld_world_funder(w, "APBD", 34, 1);
	struct ld_allocation *a = ld_world_alloc(w);
	cr_expect(a->funders[0].even);
	cr_expect_eq(a->funders[0].places, 2);
	ld_allocation_free(a);
	price(w, "Wae", 3);
	a = ld_world_alloc(w);
	cr_expect(!a->funders[0].even);
	cr_expect_eq(ld_allocation_verdict(a, 0)->cost, 17);
	cr_expect_eq(ld_allocation_verdict(a, 1)->cost, 10);
	cr_expect_str_eq(ld_allocation_verdict(a, 2)->constraint, "money APBD");
	done(w, a);
}

/* Only those whom the table names have a price; one whom it does not name is an error when met, and only then. */
Test(edges, a_segment_without_a_price_is_told_when_somebody_has_it)
{
	struct ld_world *w = ld_world_new(2);
	ld_world_set(w, 0, F_DESA, ld_s("Ara"));
	ld_world_set(w, 1, F_DESA, ld_s("Ara"));
	w->p.segment = F_DESA;
	w->rows[0].segment = w->rows[1].segment = "Ara";
	price(w, "Wae", 3); /* of JKK alone: JKM has none */
	ld_world_funder(w, "APBD", 20, 1);
	struct ld_allocation *a = ld_world_alloc(w);
	cr_expect(a->funders[0].even); /* of those it accepts */
	cr_expect_eq(ld_allocation_verdict(a, 0)->cost, 17);
	cr_expect_str_eq(ld_allocation_verdict(a, 1)->constraint, "money APBD");
	ld_allocation_free(a);
	ld_world_set(w, 1, F_DESA, ld_s("Wae"));
	alloc_fails(RATE, w);
	cr_expect(strstr(said, "'JKM'"), "%s", said);
	ld_world_set(w, 1, F_DESA, (struct ld_value){0});
	alloc_fails(RATE, w);
	ld_world_set(w, 0, F_DESA, ld_s("Wae"));
	ld_world_set(w, 1, F_DESA, ld_s("Ara"));
	alloc_fails(RATE, w);
	w->rates.nrows = 1; /* nobody has a whole price any more */
	ld_world_set(w, 0, F_DESA, ld_s("Ara"));
	alloc_fails(RATE, w);
	ld_world_free(w);
}

Test(edges, a_choice_without_a_price_is_told_at_once)
{
	struct ld_world *w = ld_world_new(1);
	ld_world_set(w, 0, F_SEGMENT, ld_i(0));
	w->p.segment = F_SEGMENT;
	w->rows[0].segment = w->rows[1].segment = "umum"; /* nobody is "transportasi", but somebody may be */
	ld_world_funder(w, "APBD", 20, 1);
	alloc_fails(RATE, w);
	ld_world_free(w);
}

Test(edges, what_costs_nothing_has_room_for_all)
{
	struct ld_world *w = ld_world_new(3);
	w->rows[0].amount = w->rows[1].amount = 0;
	ld_world_funder(w, "gratis", 0, 1);
	struct ld_allocation *a = ld_world_alloc(w);
	cr_expect_eq(a->nselected, 3);
	cr_expect_eq(a->funders[0].committed, 0);
	cr_expect_eq(a->funders[0].places, INT64_MAX);
	done(w, a);
}

Test(edges, a_part_that_bears_nothing_binds_nobody)
{
	struct ld_world *w = ld_world_new(3);
	struct ld_part parts[] = {{.id = "kabupaten", .percent = 95, .budget = 34}, {.id = "desa", .percent = 5, .budget = 0}};
	struct ld_funder *f = ld_world_funder(w, "bersama", -1, 1);
	f->parts = parts;
	f->nparts = 2;
	struct ld_allocation *a = ld_world_alloc(w); /* 5 % of 17 is nothing, and the first bears it all */
	cr_expect_eq(a->nselected, 2);
	cr_expect_eq(a->funders[0].budget, 34);
	cr_expect_eq(a->funders[0].parts[0].committed, 34);
	cr_expect_eq(a->funders[0].parts[1].committed, 0);
	done(w, a);
}

/* ---- covered already ---- */

Test(edges, one_end_of_a_record_is_enough)
{
	int32_t day;
	cr_assert(ld_date_make(2024, 2, 10, &day));
	for (int end = 0; end < 2; end++) {
		struct ld_world *w = ld_world_new(2);
		*(end ? &w->p.covered_to : &w->p.covered_from) = end ? F_SAMPAI : F_DARI;
		ld_world_set(w, 0, end ? F_SAMPAI : F_DARI, ld_i(day));
		ld_world_funder(w, "APBD", 1000, 1); /* January: before the record's first month, within one that ends later */
		struct ld_allocation *a = ld_world_alloc(w);
		cr_expect_str_eq(ld_allocation_verdict(a, 0)->constraint, end ? "already covered" : "");
		cr_expect_eq(ld_allocation_verdict(a, 1)->status, LD_SELECTED);
		done(w, a);
	}
}

/* ---- sums ---- */

static struct ld_world *dear(size_t people)
{
	struct ld_world *w = ld_world_new(people);
	w->rows[0].amount = INT64_MAX / 2;
	w->rows[1].amount = 10;
	for (size_t i = 0; i < people; i++)
		ld_world_set(w, i, F_KECAMATAN, ld_i((int64_t)i));
	return w;
}

Test(edges, what_a_funder_pays_must_fit)
{
	struct ld_world *w = dear(2);
	ld_world_funder(w, "satu", -1, 1);
	alloc_fails(OVERFLOW, w);
	cr_expect_str_eq(said, "what 'satu' pays is larger than an amount can be");
	w->p.segment = F_SEGMENT; /* now uneven */
	price(w, "transportasi", INT64_MAX / 2 + 1);
	ld_world_set(w, 0, F_SEGMENT, ld_i(0));
	ld_world_set(w, 1, F_SEGMENT, ld_i(1));
	alloc_fails(OVERFLOW, w);
	struct ld_quota *q = ld_world_quota(w, "laki", F_LAKI); /* in the floor pass already */
	q->at_least = (struct ld_bound){.kind = LD_BOUND_NUMBER, .n = 2};
	for (size_t i = 0; i < 2; i++)
		ld_world_set(w, i, F_LAKI, ld_i(1));
	alloc_fails(OVERFLOW, w);
	cr_expect_str_eq(said, "what 'satu' pays is larger than an amount can be");
	ld_world_free(w);
}

static struct ld_funder *purses_each(struct ld_world *w, int64_t each)
{
	struct ld_funder *f = ld_world_funder(w, "tas", -1, 1);
	f->by = F_KECAMATAN;
	f->purses = LD_PURSES_EACH;
	f->each = each;
	return f;
}

Test(edges, what_the_purses_pay_together_must_fit)
{
	struct ld_world *w = dear(2);
	purses_each(w, -1); /* no limit */
	alloc_fails(OVERFLOW, w);
	cr_expect_str_eq(said, "what 'tas' pays is larger than an amount can be");
	ld_world_free(w);
}

Test(edges, what_purses_and_parts_may_spend_must_fit)
{
	struct ld_world *w = dear(2);
	w->rows[0].amount = 7;
	purses_each(w, INT64_MAX / 2 + 1);
	alloc_fails(OVERFLOW, w);
	cr_expect_str_eq(said, "what 'tas' may spend is larger than an amount can be");
	ld_world_free(w);
	w = ld_world_new(1);
	struct ld_part parts[] = {{.id = "a", .percent = 50, .budget = INT64_MAX / 2 + 1},
		{.id = "b", .percent = 50, .budget = INT64_MAX / 2 + 1}};
	struct ld_funder *f = ld_world_funder(w, "bersama", -1, 1);
	f->parts = parts;
	f->nparts = 2;
	alloc_fails(OVERFLOW, w);
	ld_world_free(w);
}

/* The tickets of these two begin with the same 32 bits, 209ddf88, and 00022645 draws the later one. */
Test(alloc_edges, tickets_are_told_apart_by_all_their_bits)
{
	for (int later = 0; later < 2; later++) {
		struct ld_world *w = ld_world_new(2);
		memcpy(w->f->nik[0], "5315904105822645", LD_NIK);
		memcpy(w->f->nik[1], "5315904105845533", LD_NIK);
		ld_world_funder(w, "APBD", 17, 1);
		w->order[0] = (struct ld_key){.kind = LD_KEY_LOTTERY, .seed = "benih 0", .descending = later};
		w->p.norder = 1;
		struct ld_allocation *a = ld_world_alloc(w);
		cr_expect_eq(a->order[0], later ? 0 : 1);
		done(w, a);
	}
}

/* Keys too wide to stand in one word beside the row's number; the last decides only between equals of the others. */
Test(alloc_edges, keys_wider_than_a_word)
{
	static const double nilai[] = {-1.5, 1e300, -1.5, 1e300};
	struct ld_world *w = ld_world_new(4);
	for (size_t i = 0; i < 4; i++) {
		ld_world_set(w, i, F_NILAI, (struct ld_value){.kind = LD_F64, .f = nilai[i]});
		ld_world_score(w, i, i < 2 ? INT64_MIN : INT64_MAX);
	}
	ld_world_funder(w, "APBD", 17, 1);
	w->order[0] = (struct ld_key){.kind = LD_KEY_FIELD, .field = F_NILAI};
	w->order[1] = (struct ld_key){.kind = LD_KEY_SCORE, .descending = true};
	w->p.norder = 2;
	struct ld_allocation *a = ld_world_alloc(w);
	static const uint32_t order[] = {2, 0, 3, 1};
	cr_expect_arr_eq(a->order, order, sizeof order);
	done(w, a);
}

/* Columns of one, two, four and eight bytes, and of doubles. Blanks stand last in both directions. */
Test(alloc_edges, order_by_columns_of_every_width)
{
	static const int64_t large[] = {200, 60000, 3000000000, 1000000000000, 0};
	static const uint32_t up[] = {2, 3, 0, 1}, down[] = {0, 3, 2, 1};
	for (int i = 0; i < 5; i++) {
		for (int descending = 0; descending < 2; descending++) {
			struct ld_world *w = ld_world_new(4);
			int field = large[i] ? F_TAG : F_NILAI;
			const int64_t cells[] = {large[i], 0, 1, large[i] - 1};
			const double numbers[] = {0.5, 0, -2.5, -0.5};
			for (size_t row = 0; row < 4; row++)
				if (row != 1)
					ld_world_set(w, row, (size_t)field, large[i] ? ld_i(cells[row])
						: (struct ld_value){.kind = LD_F64, .f = numbers[row]});
			ld_world_funder(w, "APBD", 17, 1);
			w->order[0] = (struct ld_key){.kind = LD_KEY_FIELD, .field = field, .descending = descending};
			w->p.norder = 1;
			struct ld_allocation *a = ld_world_alloc(w);
			cr_expect_arr_eq(a->order, descending ? down : up, sizeof up);
			done(w, a);
		}
	}
}

/* Groups of fields whose values are numbered: those of the refused, and their blanks, are no groups of the list. */
Test(alloc_edges, groups_of_wide_columns)
{
	for (int i = 0; i < 2; i++) {
		struct ld_world *w = ld_world_new(5);
		int field = i ? F_NILAI : F_TAG;
		static const int64_t values[] = {1000000000000, 7, 1000000000000, 9};
		for (size_t row = 0; row < 4; row++)
			ld_world_set(w, row, (size_t)field,
				i ? (struct ld_value){.kind = LD_F64, .f = (double)values[row]} : ld_i(values[row]));
		w->o.fate[3] = w->o.fate[4] = LD_FATE_REFUSED; /* the last has a blank */
		ld_world_funder(w, "APBD", 170, 1);
		struct ld_quota *q = ld_world_quota(w, "satu", field);
		q->at_most = (struct ld_bound){.kind = LD_BOUND_NUMBER, .n = 1};
		struct ld_allocation *a = ld_world_alloc(w);
		cr_expect_str_eq(ld_allocation_verdict(a, 2)->constraint, "cap satu=1000000000000");
		cr_expect_eq(a->nselected, 2);
		cr_expect_eq(a->ngroups, 2);
		done(w, a);
	}
}
