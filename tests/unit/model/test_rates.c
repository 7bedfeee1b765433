/* Money: dated tables, capacity and cost against the pairs that offices published, shares of a cost. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/error.h"
#include "model/programme.h"

enum { Y = 12 };
#define MONTH(year, month) ((year) * Y + (month) - 1)

/* The table of PP 44/2015 with the halved rows of PP 50/2025, for self-payers alone. */
static struct ld_rate_row rows[] = {
	{.component = "JKK", .from = MONTH(2015, 7), .to = INT32_MAX, .amount = 10000, .basis = "PP 44/2015"},
	{.component = "JKM", .from = MONTH(2015, 7), .to = INT32_MAX, .amount = 6800, .basis = "PP 44/2015"},
	{.component = "JKK", .from = MONTH(2026, 4), .to = MONTH(2026, 12), .payer = "mandiri", .amount = 5000},
	{.component = "JKM", .from = MONTH(2026, 4), .to = MONTH(2026, 12), .payer = "mandiri", .amount = 3400},
	{.component = "JKK", .from = MONTH(2026, 1), .to = MONTH(2027, 3), .payer = "mandiri", .segment = "transportasi",
		.amount = 5000},
	{.component = "JKM", .from = MONTH(2026, 1), .to = MONTH(2027, 3), .payer = "mandiri", .segment = "transportasi",
		.amount = 3400},
};
static const struct ld_rates table = {.id = "bpu", .rows = rows, .nrows = sizeof rows / sizeof *rows,
	.place = {"national/bpu.lua", 3}};
static const char *const both[] = {"JKK", "JKM"};
static const struct ld_pays bpu = {&table, both, 2};

static int64_t cost(int32_t from, int months, const char *payer, const char *segment)
{
	struct lindung_error err = {0};
	int64_t v = -1;
	cr_expect_eq(ld_pays_cost(&bpu, from, months, payer, segment, &v, &err), 0, "%s", err.message);
	return v;
}

static int64_t year_of(int months)
{
	return cost(MONTH(2024, 1), months, "apbd", NULL);
}

Test(rates, a_month_and_a_year)
{
	cr_expect_eq(year_of(1), 16800);
	cr_expect_eq(year_of(12), 201600);
	cr_expect_eq(year_of(0), 0);
}

Test(rates, the_discount_is_for_those_who_pay_themselves)
{
	cr_expect_eq(cost(MONTH(2026, 1), 12, "apbd", NULL), 201600);
	cr_expect_eq(cost(MONTH(2026, 1), 12, "apbd", "transportasi"), 201600);
	cr_expect_eq(cost(MONTH(2026, 1), 12, "mandiri", NULL), 3 * 16800 + 9 * 8400);
	cr_expect_eq(cost(MONTH(2026, 1), 12, "mandiri", "petani"), 3 * 16800 + 9 * 8400);
	cr_expect_eq(cost(MONTH(2026, 1), 12, "mandiri", "transportasi"), 12 * 8400);
	cr_expect_eq(cost(MONTH(2027, 1), 12, "mandiri", "transportasi"), 3 * 8400 + 9 * 16800);
	cr_expect_eq(cost(MONTH(2026, 1), 12, NULL, NULL), 201600);
}

Test(rates, what_a_budget_buys_as_published)
{
	static const struct {
		int64_t budget;
		int months;
		int64_t people, remainder;
	} v[] = {
		{500000000, 12, 2480, 32000},    /* Sorong Selatan */
		{3000000000, 12, 14880, 192000}, /* Timor Tengah Utara */
		{1920000000, 9, 12698, 62400},   /* Lombok Timur 2023 */
		{2600000000, 9, 17195, 116000},  /* Lombok Timur 2024 */
		{1000000000, 12, 4960, 64000},   /* Manggarai Barat 2025 target */
		{201600000, 12, 1000, 0},
		{201599999, 12, 999, 201599},
		{2200000000, 12, 10912, 140800}, /* Kota Sorong */
		{2200000000, 10, 13095, 40000},
		{0, 12, 0, 0},
		{201599, 12, 0, 201599},
	};
	for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
		int64_t c = year_of(v[i].months);
		cr_expect_eq(ld_capacity(v[i].budget, c), v[i].people, "%zu", i);
		cr_expect_eq(v[i].budget - ld_capacity(v[i].budget, c) * c, v[i].remainder, "%zu", i);
	}
	cr_expect_eq(ld_capacity(-5, 1), 0);
}

Test(rates, what_people_cost_as_published)
{
	static const struct {
		int64_t people;
		int months;
		int64_t amount;
	} v[] = {
		{1000, 12, 201600000},   /* Manggarai Barat 2024 */
		{4649, 12, 937238400},   /* Manggarai Barat 2025 target */
		{2829, 12, 570326400},   /* Manggarai Barat 2025 */
		{4982, 6, 502185600},    /* … the province's part */
		{5829, 12, 1175126400},  /* Belu 2023 */
		{5892, 12, 1187827200},  /* … with its digits swapped */
		{6900, 12, 1391040000},  /* … at the circular's minimum */
		{19336, 1, 324844800},   /* Kota Sorong 2024 */
		{19336, 6, 1949068800},
		{19336, 7, 2273913600},
		{19336, 12, 3898137600},
		{1000, 12, 201600000},   /* Manggarai 2025, regency */
		{4280, 6, 431424000},    /* … province */
		{4280, 12, 862848000},
		{100000, 6, 10080000000}, /* the province as a whole */
		{1898, 2, 63772800},     /* Yogyakarta */
		{594, 3, 29937600},      /* Bandung Barat */
		{557, 3, 28072800},
		{1800, 12, 362880000},   /* Mukomuko */
		{2682, 1, 45057600},     /* Bantul */
		{2682, 8, 360460800},
		{100, 12, 20160000},     /* a village of 100, of 50 */
		{50, 12, 10080000},
		{12200, 12, 2459520000}, /* Bengkayang: printed 2,429,520,000 */
		{20000, 3, 1008000000},  /* Sumbawa: printed 1.08 milliard */
		{9016, 8, 1211750400},   /* Sampang: printed 927,000,000 */
		{4399, 10, 739032000},   /* Kotawaringin Timur: printed 739,122,000, for 9 months */
	};
	for (size_t i = 0; i < sizeof v / sizeof *v; i++)
		cr_expect_eq(v[i].people * year_of(v[i].months), v[i].amount, "%zu", i);
}

Test(rates, a_month_without_a_row_names_the_last_version)
{
	static struct ld_rate_row old[] = {
		{.component = "JKK", .from = MONTH(2015, 7), .to = MONTH(2019, 12), .amount = 10000, .basis = "PP 44/2015"},
		{.component = "JKK", .from = MONTH(2020, 1), .to = MONTH(2023, 6), .amount = 10000, .basis = "PP 49/2020"},
	};
	const struct ld_rates t = {.id = "lama", .rows = old, .nrows = 2, .place = {"lama.lua", 7}};
	const struct ld_pays pays = {&t, both, 1};
	struct lindung_error err = {0};
	int64_t v = -7;
	cr_expect_eq(ld_pays_cost(&pays, MONTH(2023, 1), 12, "apbd", NULL, &v, &err), LINDUNG_E_RATE);
	cr_expect_str_eq(err.message,
		"table 'lama' has no row for 'JKK' in 2023-07; the last version in force is PP 49/2020, until 2023-06");
	cr_expect_str_eq(err.file, "lama.lua");
	cr_expect_eq(err.line, 7);
	cr_expect_eq(v, -7);
	cr_expect_eq(ld_pays_cost(&pays, MONTH(2015, 6), 1, "apbd", NULL, &v, &err), LINDUNG_E_RATE);
	cr_expect_str_eq(err.message, "table 'lama' has no row for 'JKK' in 2015-06, and none before that");
	struct ld_rate_row turned[] = {old[1], old[0]};
	turned[0].to = MONTH(2199, 12);
	const struct ld_rates late = {.id = "lama", .rows = turned, .nrows = 2};
	const struct ld_pays past = {&late, both, 1};
	cr_expect_eq(ld_pays_cost(&past, MONTH(2199, 12), 2, "apbd", NULL, &v, &err), LINDUNG_E_RATE);
	cr_expect_str_eq(err.message,
		"table 'lama' has no row for 'JKK' in 2200; the last version in force is PP 49/2020, until 2199-12");
	const struct ld_pays missing = {&t, both, 2};
	cr_expect_eq(ld_pays_cost(&missing, MONTH(2020, 1), 1, "apbd", NULL, &v, NULL), LINDUNG_E_RATE);
}

Test(rates, a_sum_that_does_not_fit_is_an_error)
{
	static struct ld_rate_row huge[] = {{.component = "JKK", .to = INT32_MAX, .amount = INT64_MAX / 2 + 1}};
	const struct ld_rates t = {.id = "x", .rows = huge, .nrows = 1};
	const struct ld_pays pays = {&t, both, 1};
	int64_t v = -7;
	cr_expect_eq(ld_pays_cost(&pays, MONTH(2024, 1), 2, NULL, NULL, &v, NULL), LINDUNG_E_OVERFLOW);
	cr_expect_eq(v, -7);
	cr_expect_eq(ld_pays_cost(&pays, MONTH(2024, 1), 1, NULL, NULL, &v, NULL), 0);
}

static int check(const struct ld_rate_row *r, size_t n, struct lindung_error *err)
{
	struct ld_rate_row copy[5];
	memcpy(copy, r, n * sizeof *r);
	for (size_t i = 0; i < n; i++) { /* rows count months from 2024 */
		copy[i].from += MONTH(2024, 1);
		copy[i].to += copy[i].to == INT32_MAX ? 0 : MONTH(2024, 1);
	}
	const struct ld_rates t = {.id = "t", .rows = copy, .nrows = n};
	return ld_rates_check(&t, err);
}

Test(rates, overlaps_and_equally_good_rows_are_refused)
{
	struct lindung_error err = {0};
	cr_expect_eq(ld_rates_check(&table, &err), 0);
	const struct ld_rate_row overlap[] = {
		{.component = "JKK", .from = 0, .to = 10, .place = {"a.lua", 4}},
		{.component = "JKK", .from = 10, .to = INT32_MAX, .place = {"a.lua", 9}},
	};
	cr_expect_eq(check(overlap, 2, &err), LINDUNG_E_RATE);
	cr_expect_eq(err.line, 9);
	cr_expect(strstr(err.message, "line 4") != NULL, "%s", err.message);
	const struct ld_rate_row follow[] = {
		{.component = "JKK", .from = 0, .to = 9}, {.component = "JKK", .from = 10, .to = INT32_MAX}};
	cr_expect_eq(check(follow, 2, &err), 0);
	const struct ld_rate_row others[] = {{.component = "JKK", .to = 9}, {.component = "JKM", .to = 9},
		{.component = "JKK", .to = 9, .payer = "a"}, {.component = "JKK", .to = 9, .payer = "b"}};
	cr_expect_eq(check(others, 4, &err), 0);
	const struct ld_rate_row narrow[] = {{.component = "JKK", .to = 9, .payer = "a"}, {.component = "JKK", .to = 9, .segment = "s"},
		{.component = "JKM", .to = 9, .payer = "a", .segment = "s"}, {.component = "JKK", .to = 9, .payer = "a", .segment = "s"},
		{.component = "JKK", .to = 9}};
	cr_expect_eq(check(narrow, 5, &err), 0); /* one for everyone behind exceptions is no conflict; JKM's is none of JKK's */
	cr_expect_eq(check(narrow, 3, &err), LINDUNG_E_RATE);
	struct ld_rate_row crossed[] = {
		{.component = "JKK", .from = 0, .to = 9, .payer = "a"},
		{.component = "JKK", .from = 5, .to = 12, .segment = "s"},
		{.component = "JKK", .from = 5, .to = 7, .payer = "a", .segment = "s"},
		{.component = "JKK", .from = 8, .to = 20, .payer = "a", .segment = "s"},
	};
	cr_expect_eq(check(crossed, 2, &err), LINDUNG_E_RATE);
	cr_expect_eq(check(crossed, 3, &err), LINDUNG_E_RATE);
	cr_expect_eq(check(crossed, 4, &err), 0);
	crossed[3].from = 9;
	cr_expect_eq(check(crossed, 4, &err), LINDUNG_E_RATE);
	crossed[3].from = 8;
	struct ld_rate_row first = crossed[0]; /* the same, told the other way round */
	crossed[0] = crossed[1];
	crossed[1] = first;
	cr_expect_eq(check(crossed, 3, &err), LINDUNG_E_RATE);
	cr_expect_eq(check(crossed, 4, &err), 0);
}

Test(rates, equally_good_rows_are_refused_when_asked_too)
{
	static struct ld_rate_row crossed[] = {
		{.component = "JKK", .from = 0, .to = INT32_MAX, .payer = "a", .amount = 1},
		{.component = "JKK", .from = 0, .to = INT32_MAX, .segment = "s", .amount = 2},
	};
	const struct ld_rates t = {.id = "x", .rows = crossed, .nrows = 2};
	const struct ld_pays pays = {&t, both, 1};
	int64_t v = -7;
	cr_expect_eq(ld_pays_cost(&pays, MONTH(2024, 1), 1, "a", "s", &v, NULL), LINDUNG_E_RATE);
	cr_expect_eq(ld_pays_cost(&pays, MONTH(2024, 1), 1, "a", "t", &v, NULL), 0);
	cr_expect_eq(v, 1);
}

Test(rates, parts_floor_and_the_first_takes_the_rest)
{
	struct ld_part parts[] = {{.id = "provinsi", .percent = 33}, {.id = "kabupaten", .percent = 33},
		{.id = "desa", .percent = 34}};
	const struct ld_funder f = {.parts = parts, .nparts = 3};
	cr_expect_eq(ld_part_share(&f, 1, 201601), 66528);
	cr_expect_eq(ld_part_share(&f, 2, 201601), 68544);
	cr_expect_eq(ld_part_share(&f, 0, 201601), 201601 - 66528 - 68544);
	for (int64_t c = 0; c < 1000; c++)
		cr_expect_eq(ld_part_share(&f, 0, c) + ld_part_share(&f, 1, c) + ld_part_share(&f, 2, c), c);
	cr_expect_eq(ld_part_share(&f, 1, INT64_MAX), INT64_MAX / 100 * 33 + INT64_MAX % 100 * 33 / 100);
}
