/* Columns: setting and reading cells, sealing, finding a worker. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frame/frame.h"
#include "ld_test.h"

enum { NIK, FLAG, AGE, MONEY, SIZE, NAME, COUNT, OTHER, N };

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
	[COUNT] = {.name = "count", .type = LD_INTEGER},
	[OTHER] = {.name = "other", .type = LD_TEXT},
};
static const struct ld_fields fields = {items, N};
static const bool marks[N] = {true, true, true, true, true, true, true, false};

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

Test(frame, kinds_and_first_sizes_of_columns)
{
	struct ld_field age = items[AGE], date = {.type = LD_DATE}, choice = {.type = LD_CHOICE};
	struct ld_field text = {.type = LD_TEXT}, number = {.type = LD_NUMBER};
	const struct {
		struct ld_field *field;
		int64_t hi;
		enum ld_col_kind kind;
		uint8_t size;
	} want[] = {{&age, 254, LD_COL_WHOLE, 1}, {&age, 255, LD_COL_WHOLE, 2},
		{&age, 65534, LD_COL_WHOLE, 2}, {&age, 65535, LD_COL_WHOLE, 4},
		{&age, UINT32_MAX - 1LL, LD_COL_WHOLE, 4}, {&age, UINT32_MAX, LD_COL_WHOLE, 8},
		{&age, INT64_MAX, LD_COL_WHOLE, 8}, {&date, 0, LD_COL_WHOLE, 4},
		{&choice, 0, LD_COL_WHOLE, 1}, {&text, 0, LD_COL_CODE, 4},
		{&number, 0, LD_COL_F64, 8}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		struct ld_column c = {0};
		want[i].field->hi.i = want[i].hi;
		cr_assert_eq(ld_column_init(&c, want[i].field, 3), 0);
		cr_assert(c.kind == want[i].kind && c.size == want[i].size, "%zu: size %d", i, c.size);
		for (size_t r = 0; r < 3; r++)
			cr_assert(ld_column_blank(&c, r));
		ld_column_fini(&c);
	}
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
	const struct ld_column *c = &f->cols[NAME];
	int64_t code[8];
	cr_assert_eq(c->size, 1, "six texts");
	for (size_t r = 0; r < 8; r++)
		code[r] = ld_column_value(c, r);
	for (size_t r = 0; r < 7; r++) {
		cr_assert_str_eq(ld_frame_get(f, NAME, r).s, names[r]);
		for (size_t q = 0; q < 7; q++) {
			int order = strcmp(names[r], names[q]);
			cr_assert_eq((code[r] > code[q]) - (code[r] < code[q]),
				(order > 0) - (order < 0));
		}
	}
	cr_assert_eq(code[7], -1);
	cr_assert_eq(ld_frame_get(f, NAME, 7).kind, LD_MISSING);
	ld_ok(ld_frame_seal(f, &err)); /* twice is the same */
	cr_assert_str_eq(ld_frame_get(f, NAME, 0).s, "Welak");
	ld_frame_free(f);
}

/* Whatever the values, what was set is read: before sealing, after it, and when more is set then. */
static void keep(size_t field, const struct ld_value *v, size_t n, uint8_t size)
{
	struct lindung_error err;
	struct ld_frame *f = frame(n + 1);
	for (int pass = 0; pass < 3; pass++) {
		for (size_t r = 0; r < n; r++)
			set(f, field, pass == 1 ? n - 1 - r : r, v[r]);
		for (int sealed = 0; sealed < 2; sealed++) {
			for (size_t r = 0; r < n; r++) {
				struct ld_value got =
					ld_frame_get(f, field, pass == 1 ? n - 1 - r : r);
				cr_assert(got.kind == v[r].kind && got.i == v[r].i,
					"pass %d, %d: %ld, not %ld", pass, sealed, (long)got.i,
					(long)v[r].i);
			}
			cr_assert_eq(ld_frame_get(f, field, n).kind, LD_MISSING);
			ld_ok(ld_frame_seal(f, &err));
		}
		cr_assert_eq(f->cols[field].size, size, "%d bytes", f->cols[field].size);
		cr_assert(ld_column_sound(&f->cols[field], &items[field], n + 1));
	}
	ld_frame_free(f);
}

Test(frame, columns_are_as_narrow_as_their_values)
{
	const int64_t least = INT64_MIN, most = INT64_MAX;
	const struct {
		int64_t from, to; /* steps to its largest value */
		uint8_t size;
	} want[] = {{0, 0, 1}, {0, 254, 1}, {0, 255, 2}, {-7, 65527, 2}, {-7, 65528, 4},
		{5, UINT32_MAX + 4LL, 4}, {5, UINT32_MAX + 5LL, 8}, {least + 1, least + 255, 1},
		{most - 254, most, 1}, {most - 255, most, 2}, {least + 1, most, 8}, {least, 0, 8},
		{least, most, 8}, {least, least + 2, 8}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		int64_t a = want[i].from, b = want[i].to;
		const struct ld_value v[] = {whole(a), whole(b), {0}, whole((a & b) + ((a ^ b) >> 1)),
			whole(a), {0}};
		keep(COUNT, v, sizeof v / sizeof *v, want[i].size);
	}
}

/* What eight bytes take for a blank is a value that no row has, whatever the rows have. */
Test(frame, a_blank_of_eight_bytes_is_no_value)
{
	struct ld_frame *f = frame(200);
	int64_t taken[200] = {INT64_MIN};
	for (size_t n = 1; n < 200; n++) {
		set(f, COUNT, n - 1, whole(taken[n - 1]));
		for (size_t r = 0; r < n; r++)
			cr_assert(ld_frame_get(f, COUNT, r).kind == LD_I64 &&
				  ld_frame_get(f, COUNT, r).i == taken[r]);
		for (size_t r = n; r < 200; r++)
			cr_assert_eq(ld_frame_get(f, COUNT, r).kind, LD_MISSING);
		taken[n] = f->cols[COUNT].base; /* the worst there is */
	}
	ld_frame_free(f);
}

/* Room for a whole range is room for each of it, and what is blank stays blank. */
Test(frame, room_is_made_for_a_range)
{
	const int64_t ends[][2] = {{0, 254}, {0, 255}, {-1, 3}, {INT64_MIN, -5}, {INT64_MIN + 1, INT64_MAX},
		{INT64_MAX - 3, INT64_MAX}};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct ld_column c = {0};
		struct ld_field derived = {.type = LD_INTEGER, .derive = LD_DERIVE_MEMBERS};
		cr_assert_eq(ld_column_init(&c, &derived, 4), 0);
		cr_assert_eq(ld_column_put(&c, 4, 0, 7), 0);
		cr_assert_eq(ld_column_fit(&c, 4, ends[i][0], ends[i][1]), 0);
		cr_assert_eq(c.size, i ? 8 : 1);
		ld_column_write(&c, 1, ends[i][0]);
		ld_column_write(&c, 2, ends[i][1]);
		cr_assert(ld_column_value(&c, 0) == 7 && ld_column_value(&c, 1) == ends[i][0] &&
			  ld_column_value(&c, 2) == ends[i][1]);
		cr_assert(!ld_column_blank(&c, 1) && !ld_column_blank(&c, 2) && ld_column_blank(&c, 3));
		ld_column_fini(&c);
	}
}

Test(frame, a_declared_range_does_not_bind)
{
	const struct ld_value v[] = {whole(0), whole(300), whole(-5), {0}, whole(120)};
	keep(AGE, v, 5, 2);
}

Test(frame, many_texts_and_a_new_one_after_sealing)
{
	enum { ROWS = 70000 };
	struct lindung_error err;
	char name[16];
	for (int n = 255; n <= ROWS - 2; n = n == 255 ? 256 : n == 256 ? 65535 : n == 65535 ? 65536 : ROWS) {
		struct ld_frame *f = frame(ROWS);
		for (int r = 0; r < n; r++) {
			snprintf(name, sizeof name, "%06d", ROWS - r);
			set(f, NAME, (size_t)r, text(name));
		}
		ld_ok(ld_frame_seal(f, &err));
		cr_assert_eq(f->cols[NAME].size, n < 256 ? 1 : n < 65536 ? 2 : 4);
		set(f, NAME, ROWS - 1, text("000000"));
		cr_assert_str_eq(ld_frame_get(f, NAME, 0).s, "070000");
		ld_ok(ld_frame_seal(f, &err));
		cr_assert_eq(ld_column_value(&f->cols[NAME], ROWS - 1), 0, "the first in byte order");
		for (int r = 0; r < n; r += 100)
			cr_assert_eq(atoi(ld_frame_get(f, NAME, (size_t)r).s), ROWS - r);
		cr_assert_eq(ld_frame_get(f, NAME, ROWS - 2).kind, LD_MISSING);
		cr_assert(ld_column_sound(&f->cols[NAME], &items[NAME], ROWS));
		ld_frame_free(f);
	}
}

Test(frame, a_column_from_outside_is_not_believed)
{
	struct lindung_error err;
	struct ld_frame *f = frame(2);
	set(f, FLAG, 0, whole(1));
	set(f, NAME, 0, text("b"));
	set(f, NAME, 1, text("a"));
	set(f, SIZE, 0, (struct ld_value){.kind = LD_F64, .f = 2});
	struct ld_column *flag = &f->cols[FLAG], *name = &f->cols[NAME], *size = &f->cols[SIZE];
	cr_assert(!ld_column_sound(name, &items[NAME], 2), "texts are not in order");
	ld_ok(ld_frame_seal(f, &err));
	cr_assert(ld_column_sound(flag, &items[FLAG], 2) && ld_column_sound(name, &items[NAME], 2) &&
		  ld_column_sound(size, &items[SIZE], 2));
	cr_assert(!ld_column_sound(flag, &items[NAME], 2) && !ld_column_sound(name, &items[FLAG], 2));
	((uint8_t *)flag->data)[0] = 3; /* 2 is neither true nor false */
	((uint8_t *)name->data)[0] = 3; /* a third text */
	((double *)size->data)[0] = INFINITY;
	cr_assert(!ld_column_sound(flag, &items[FLAG], 2) && !ld_column_sound(name, &items[NAME], 2) &&
		  !ld_column_sound(size, &items[SIZE], 2));
	flag->size = 3;
	cr_assert(!ld_column_sound(flag, &items[FLAG], 2));
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
