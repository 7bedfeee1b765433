/* Synthetic populations: the same bytes for the same arguments, the same people in every shape, no
 * real number. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/nik.h"
#include "sample/sample.h"

#define DATA LINDUNG_SOURCE "/rules/data"

static int collect(void *ctx, const char *p, size_t n)
{
	struct ld_buf *b = ctx;
	ld_buf_add(b, p, n);
	return b->failed;
}

static struct ld_buf make(
	const char *region, int64_t people, uint64_t seed, enum ld_shape shape, bool faults)
{
	struct ld_buf b = ld_buf_init(256u << 20);
	struct ld_sample_in in = {.region = region,
		.people = people,
		.seed = seed,
		.shape = shape,
		.faults = faults,
		.data_dir = DATA};
	struct lindung_error err = {0};
	cr_assert_eq(ld_sample(&in, collect, &b, &err), 0, "%s", err.message);
	return b;
}

static int lines(const struct ld_buf *b)
{
	int n = 0;
	for (size_t i = 0; i < b->len; i++)
		n += b->data[i] == '\n';
	return n;
}

/* The cell `col` of each row but the header into a map; doubles are refused when `unique`. */
static void column(const struct ld_buf *b, char delimiter, int col, bool unique, struct ld_map *ret)
{
	const char *p = strchr(b->data, '\n') + 1, *end = b->data + b->len;
	while (p < end) {
		const char *eol = memchr(p, '\n', (size_t)(end - p)), *cell = p;
		for (int i = 0; i < col; i++)
			cell = (const char *)memchr(cell, delimiter, (size_t)(eol - cell)) + 1;
		const char *stop = memchr(cell, delimiter, (size_t)(eol - cell));
		size_t before = ret->len, n = (size_t)((stop ? stop : eol) - cell);
		cr_assert_neq(ld_map_add(ret, cell, n), LD_MAP_NONE);
		cr_assert(!unique || ret->len == before + 1, "twice: %.*s", (int)n, cell);
		p = eol + 1;
	}
}

Test(sample, same_arguments_same_bytes)
{
	for (int shape = LD_SHAPE_SIMPLE; shape <= LD_SHAPE_DTSEN_FAMILY; shape++) {
		struct ld_buf a = make("53.15", 500, 7, shape, true),
			      b = make("53.15", 500, 7, shape, true);
		struct ld_buf other = make("53.15", 500, 8, shape, true);
		cr_expect_eq(a.len, b.len);
		cr_expect_eq(memcmp(a.data, b.data, a.len), 0);
		cr_expect(a.len != other.len || memcmp(a.data, other.data, a.len) != 0);
		ld_buf_fini(&a);
		ld_buf_fini(&b);
		ld_buf_fini(&other);
	}
}

Test(sample, people_is_the_number_of_rows)
{
	for (int n = 1; n < 40; n++) {
		struct ld_buf simple = make("53.15", n, 1, LD_SHAPE_SIMPLE, false),
			      p3ke = make("53.15", n, 1, LD_SHAPE_P3KE, false);
		struct ld_buf dtsen = make("53.15", n, 1, LD_SHAPE_DTSEN, false);
		cr_expect_eq(lines(&simple), n + 1);
		cr_expect_eq(lines(&p3ke), n + 1);
		cr_expect_eq(lines(&dtsen), n + 1);
		ld_buf_fini(&simple);
		ld_buf_fini(&p3ke);
		ld_buf_fini(&dtsen);
	}
}

static void same_people(const char *region)
{
	struct ld_buf simple = make(region, 3000, 5, LD_SHAPE_SIMPLE, false),
		      p3ke = make(region, 3000, 5, LD_SHAPE_P3KE, false);
	struct ld_buf dtsen = make(region, 3000, 5, LD_SHAPE_DTSEN, false),
		      bpjs = make(region, 3000, 5, LD_SHAPE_BPJS, false);
	struct ld_buf pf = make(region, 3000, 5, LD_SHAPE_P3KE_FAMILY, false);
	struct ld_buf df = make(region, 3000, 5, LD_SHAPE_DTSEN_FAMILY, false);
	struct ld_map niks = {0}, families = {0}, cards = {0};
	column(&simple, ',', 0, true, &niks);
	cr_expect_eq(niks.len, 3000);
	column(&p3ke, ',', 10, false, &niks);
	column(&dtsen, '|', 0, false, &niks);
	column(&bpjs, ',', 0, false, &niks);
	column(&pf, ',', 10, false, &niks);
	cr_expect_eq(niks.len, 3000, "a shape holds someone else");
	column(&pf, ',', 1, true, &families);
	size_t nfamilies = families.len;
	column(&simple, ',', 11, false, &families);
	column(&p3ke, ',', 0, false, &families);
	cr_expect_eq(families.len, nfamilies);
	column(&df, '|', 0, true, &cards);
	column(&dtsen, '|', 1, false, &cards);
	cr_expect_eq(cards.len, nfamilies);
	struct ld_buf *all[] = {&simple, &p3ke, &dtsen, &bpjs, &pf, &df};
	for (int i = 0; i < 6; i++)
		ld_buf_fini(all[i]);
	ld_map_fini(&niks);
	ld_map_fini(&families);
	ld_map_fini(&cards);
}

Test(sample, every_shape_holds_the_same_people)
{
	same_people("53.15");
	same_people("96.71");
}

/* Part CC stands in no code of the region; the day says the sex; the date is the birth date. */
Test(sample, no_number_can_be_a_real_one)
{
	struct ld_buf b = make("53.04", 20000, 3, LD_SHAPE_SIMPLE, false);
	struct ld_map niks = {0};
	column(&b, ',', 0, true, &niks);
	for (size_t i = 0; i < niks.len; i++) {
		const char *nik = niks.keys[i].text;
		cr_assert_null(ld_nik_fault(nik, niks.keys[i].len), "%s", nik);
		cr_assert_eq(strncmp(nik, "53049", 5), 0, "%s", nik);
	}
	ld_map_fini(&niks);
	const char *p = strchr(b.data, '\n') + 1;
	for (int i = 0; i < 20000; i++, p = strchr(p, '\n') + 1) {
		int y, m, d;
		char sex, nik[17];
		if (sscanf(p, "%16[0-9],%*[^,],%4d-%2d-%2d,%c", nik, &y, &m, &d, &sex) != 5)
			continue; /* a birth date left blank */
		char want[16];
		snprintf(want, sizeof(want), "%02d%02d%02d", (d + (sex == 'P' ? 40 : 0)) % 100,
			m % 100, y % 100);
		cr_assert_eq(strncmp(nik + 6, want, 6), 0, "%s %s", nik, want);
	}
	ld_buf_fini(&b);
}

Test(sample, faults_are_there_but_rare)
{
	struct ld_buf clean = make("53.15", 4000, 2, LD_SHAPE_SIMPLE, false),
		      dirty = make("53.15", 4000, 2, LD_SHAPE_SIMPLE, true);
	cr_expect_eq(strncmp(dirty.data,
			     "\xef\xbb\xbf"
			     "DAFTAR",
			     9),
		0);
	cr_expect(strstr(dirty.data, "E+15") != NULL);
	cr_expect(strstr(dirty.data, "\n###\n") != NULL);
	cr_expect(lines(&dirty) < lines(&clean) + 100);
	ld_buf_fini(&clean);
	ld_buf_fini(&dirty);
}

static int fails(const char *region, int64_t people, const char *as_of, const char *dir)
{
	struct ld_buf b = ld_buf_init(1 << 20);
	struct ld_sample_in in = {
		.region = region, .people = people, .as_of = as_of, .data_dir = dir};
	struct lindung_error err = {0};
	int rc = ld_sample(&in, collect, &b, &err);
	cr_expect_eq(rc, err.code);
	ld_buf_fini(&b);
	return rc;
}

Test(sample, wrong_arguments)
{
	cr_expect_eq(fails("53.99", 10, NULL, DATA), LINDUNG_E_NOT_FOUND);
	cr_expect_eq(fails("5315", 10, NULL, DATA), LINDUNG_E_NOT_FOUND);
	cr_expect_eq(fails("53.15", 0, NULL, DATA), LINDUNG_E_USAGE);
	cr_expect_eq(fails("53.15", 10, "2024", DATA), LINDUNG_E_DATE);
	cr_expect_eq(fails("53.15", 10, "1950-01-01", DATA), LINDUNG_E_DATE);
	cr_expect_eq(fails("53.15", 10, NULL, "/nowhere"), LINDUNG_E_IO);
}

static int refuse(void *ctx, const char *p, size_t n)
{
	(void)ctx;
	(void)p;
	(void)n;
	return 1;
}

Test(sample, a_full_disk_is_an_error)
{
	struct ld_sample_in in = {.region = "53.15", .people = 10, .data_dir = DATA};
	struct lindung_error err = {0};
	cr_expect_eq(ld_sample(&in, refuse, NULL, &err), LINDUNG_E_IO);
}
