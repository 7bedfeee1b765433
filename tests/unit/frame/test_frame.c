/* Columns: setting and reading cells, sealing, finding a worker. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "frame/frame.h"
#include "ld_test.h"

enum { NIK, FLAG, AGE, MONEY, SIZE, NAME, OTHER, N };

static struct ld_field items[N] = {
	[NIK] = {.name = "nik", .type = LD_ID},
	[FLAG] = {.name = "flag", .type = LD_BOOLEAN},
	[AGE] = {.name = "age",
		.type = LD_INTEGER,
		.has_lo = true,
		.has_hi = true,
		.hi = {.kind = LD_I64, .i = 120}},
	[MONEY] = {.name = "money", .type = LD_MONEY},
	[SIZE] = {.name = "size", .type = LD_NUMBER},
	[NAME] = {.name = "name", .type = LD_TEXT},
	[OTHER] = {.name = "other", .type = LD_TEXT},
};
static const struct ld_fields fields = {items, N};
static const bool marks[N] = {true, true, true, true, true, true, false};

static struct ld_frame *frame(size_t nrows)
{
	struct lindung_error err;
	struct ld_frame *f = NULL;
	ld_ok(ld_frame_new(&fields, marks, nrows, &f, &err));
	return f;
}

static void set(struct ld_frame *f, size_t field, size_t row, struct ld_value v)
{
	struct lindung_error err;
	ld_ok(ld_frame_set(f, field, row, &v, &err));
}

static struct ld_value text(const char *s)
{
	return (struct ld_value){.kind = LD_STR, .len = (uint32_t)strlen(s), .s = s};
}

static struct ld_value whole(int64_t i)
{
	return (struct ld_value){.kind = LD_I64, .i = i};
}

Test(frame, kinds_of_columns)
{
	struct ld_field age = items[AGE], date = {.type = LD_DATE}, choice = {.type = LD_CHOICE};
	cr_assert_eq(ld_frame_kind(&age), LD_COL_I32);
	age.derive = LD_DERIVE_AGE; /* what is computed is bound by no declared range */
	cr_assert_eq(ld_frame_kind(&age), LD_COL_I64);
	age.derive = LD_DERIVE_NONE;
	age.hi.i = INT64_MAX;
	cr_assert_eq(ld_frame_kind(&age), LD_COL_I64);
	cr_assert_eq(ld_frame_kind(&date), LD_COL_I32);
	cr_assert_eq(ld_frame_kind(&choice), LD_COL_U8);
}

Test(frame, everything_is_missing_at_first)
{
	struct ld_frame *f = frame(3);
	for (size_t k = 1; k < N; k++)
		for (size_t r = 0; r < 3; r++)
			cr_assert_eq(ld_frame_get(f, k, r).kind, LD_MISSING);
	cr_assert_eq(f->cols[OTHER].kind, LD_COL_NONE);
	ld_frame_free(f);
	ld_frame_free(NULL);
}

Test(frame, what_was_set_is_read)
{
	struct ld_frame *f = frame(2);
	set(f, NIK, 1, text("5315904105800001"));
	set(f, FLAG, 1, whole(1));
	set(f, AGE, 1, whole(64));
	set(f, MONEY, 1, whole(-1000000000000));
	set(f, SIZE, 1, (struct ld_value){.kind = LD_F64, .f = -0.0});
	set(f, NAME, 1, text("Pacar"));
	cr_assert_eq(memcmp(ld_frame_get(f, NIK, 1).s, "5315904105800001", 16), 0);
	cr_assert_eq(ld_frame_get(f, FLAG, 1).i, 1);
	cr_assert_eq(ld_frame_get(f, AGE, 1).i, 64);
	cr_assert_eq(ld_frame_get(f, MONEY, 1).i, -1000000000000);
	cr_assert(!signbit(ld_frame_get(f, SIZE, 1).f), "one zero only");
	cr_assert_str_eq(ld_frame_get(f, NAME, 1).s, "Pacar");
	set(f, NAME, 1, (struct ld_value){0});
	set(f, AGE, 1, (struct ld_value){0});
	cr_assert_eq(ld_frame_get(f, NAME, 1).kind, LD_MISSING);
	cr_assert_eq(((int32_t *)f->cols[AGE].data)[1], 0, "the cell of a missing value is zero");
	ld_frame_free(f);
}

Test(frame, sealed_codes_are_in_byte_order)
{
	static const char *const names[] = {"Welak", "Boleng", "", "Pacar", "Boleng", "Éa", "Bo"};
	struct lindung_error err;
	struct ld_frame *f = frame(8);
	for (size_t r = 0; r < 7; r++)
		set(f, NAME, r, text(names[r]));
	ld_ok(ld_frame_seal(f, &err));
	const uint32_t *code = f->cols[NAME].data;
	for (size_t r = 0; r < 7; r++) {
		cr_assert_str_eq(ld_frame_get(f, NAME, r).s, names[r]);
		for (size_t q = 0; q < 7; q++) {
			int c = strcmp(names[r], names[q]);
			cr_assert_eq((code[r] > code[q]) - (code[r] < code[q]), (c > 0) - (c < 0));
		}
	}
	cr_assert_eq(code[7], 0);
	cr_assert_eq(ld_frame_get(f, NAME, 7).kind, LD_MISSING);
	ld_ok(ld_frame_seal(f, &err)); /* twice is the same */
	cr_assert_str_eq(ld_frame_get(f, NAME, 0).s, "Welak");
	ld_frame_free(f);
}

Test(frame, marks_that_mark_nothing_are_dropped_and_come_back)
{
	struct lindung_error err;
	struct ld_frame *f = frame(2);
	set(f, AGE, 0, whole(1));
	set(f, AGE, 1, whole(2));
	ld_ok(ld_frame_seal(f, &err));
	cr_assert_null(f->cols[AGE].missing);
	cr_assert_not_null(f->cols[FLAG].missing);
	set(f, AGE, 0, (struct ld_value){0});
	cr_assert_eq(ld_frame_get(f, AGE, 0).kind, LD_MISSING);
	cr_assert_eq(ld_frame_get(f, AGE, 1).i, 2);
	ld_frame_free(f);
}

Test(frame, workers_are_found_by_nik)
{
	struct ld_frame *f = frame(1000);
	for (size_t r = 0; r < 1000; r++) {
		char nik[32];
		snprintf(nik, sizeof nik, "531590410580%04zu", r * 3 + 1);
		set(f, NIK, r, text(nik));
	}
	cr_assert_eq(ld_frame_find(f, "5315904105800001"), 0);
	cr_assert_eq(ld_frame_find(f, "5315904105802998"), 999);
	cr_assert_eq(ld_frame_find(f, "5315904105800301"), 100);
	cr_assert_eq(ld_frame_find(f, "5315904105800002"), SIZE_MAX);
	cr_assert_eq(ld_frame_find(f, "53159041058000011"), SIZE_MAX);
	cr_assert_eq(ld_frame_find(f, ""), SIZE_MAX);
	ld_frame_free(f);
	f = frame(0);
	cr_assert_eq(ld_frame_find(f, "5315904105800001"), SIZE_MAX);
	ld_frame_free(f);
}
