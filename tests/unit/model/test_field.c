/* Reading values of fields, refusing what could mean two things, and printing them back. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "ld_test.h"
#include "model/field.h"

static const char *const CHOICES[] = {"petani", "nelayan", "pekerja lepas"};

static struct ld_field field_of(enum ld_type type)
{
	return (struct ld_field){.name = "uji", .type = type, .choices = CHOICES, .nchoices = 3};
}

static struct ld_value parse(const struct ld_field *f, const char *s)
{
	struct lindung_error err;
	struct ld_value v = {0};
	ld_ok(ld_field_parse(f, s, strlen(s), &v, &err));
	return v;
}

static void refuse(const struct ld_field *f, const char *s, int code, const char *says)
{
	struct lindung_error err = {0};
	struct ld_value v = {.kind = LD_I64, .i = 42};
	cr_assert_eq(ld_field_parse(f, s, strlen(s), &v, &err), code, "'%s': %d, %s", s, err.code,
		err.message);
	cr_assert(strstr(err.message, says), "'%s': %s", s, err.message);
	cr_assert_eq(v.i, 42, "untouched on failure");
}

static void print_is(const struct ld_field *f, struct ld_value v, const char *want)
{
	struct ld_buf b = ld_buf_init(1000);
	ld_field_print(f, &v, &b);
	cr_assert_str_eq(ld_buf_text(&b), want);
	ld_buf_fini(&b);
}

Test(field, blanks_are_missing)
{
	for (int t = LD_ID; t <= LD_CHOICE; t++) {
		struct ld_field f = field_of((enum ld_type)t);
		cr_assert_eq(parse(&f, "").kind, LD_MISSING);
		cr_assert_eq(parse(&f, " \t\xC2\xA0 \r\n").kind, LD_MISSING);
		print_is(&f, (struct ld_value){0}, "");
	}
}

Test(field, each_type_is_read_and_printed)
{
	static const struct {
		enum ld_type type;
		const char *text, *printed;
	} rows[] = {{LD_TEXT, "\xC2\xA0 Pacar \xC2\xA0", "Pacar"}, {LD_ID, "K-01", "K-01"},
		{LD_INTEGER, " -12 ", "-12"},
		{LD_INTEGER, "9223372036854775807", "9223372036854775807"},
		{LD_NUMBER, "0.1", "0.1"}, {LD_NUMBER, "-0", "0"},
		{LD_NUMBER, "1234567.25", "1234567.25"}, {LD_NUMBER, "0.00001", "0.00001"},
		{LD_NUMBER, "163471928400448404", "163471928400448416"}, {LD_MONEY, "Rp 1.200.000,-", "1200000"},
		{LD_BOOLEAN, "YA", "ya"}, {LD_BOOLEAN, "0", "tidak"}, {LD_BOOLEAN, "True", "ya"},
		{LD_DATE, "2024-09-03", "2024-09-03"},
		{LD_CHOICE, "pekerja lepas", "pekerja lepas"}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct ld_field f = field_of(rows[i].type);
		print_is(&f, parse(&f, rows[i].text), rows[i].printed);
	}
}

Test(field, wrong_text_is_refused_with_its_code)
{
	static const struct {
		enum ld_type type;
		const char *text;
		int code;
	} rows[] = {{LD_INTEGER, "12.0", LINDUNG_E_INTEGER}, {LD_INTEGER, "1e3", LINDUNG_E_INTEGER},
		{LD_INTEGER, "9223372036854775808", LINDUNG_E_INTEGER},
		{LD_NUMBER, "3,5", LINDUNG_E_NUMBER}, {LD_NUMBER, "nan", LINDUNG_E_NUMBER},
		{LD_MONEY, "1,5jt", LINDUNG_E_MONEY},
		{LD_MONEY, "1000000000000000001", LINDUNG_E_MONEY},
		{LD_BOOLEAN, "y", LINDUNG_E_BOOLEAN}, {LD_DATE, "03/09/2024", LINDUNG_E_DATE},
		{LD_DATE, "2023-02-29", LINDUNG_E_DATE}, {LD_CHOICE, "Petani", LINDUNG_E_CHOICE},
		{LD_TEXT,
			"a\xE2\x80\xAE"
			"b",
			LINDUNG_E_TEXT},
		{LD_TEXT, "\xFF", LINDUNG_E_TEXT}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct ld_field f = field_of(rows[i].type);
		refuse(&f, rows[i].text, rows[i].code, "");
	}
}

Test(field, nul_bytes_are_no_text)
{
	struct lindung_error err;
	struct ld_field f = field_of(LD_TEXT);
	struct ld_value v;
	ld_fails(TEXT, ld_field_parse(&f, "a\0b", 3, &v, &err));
}

Test(field, nearest_choice_is_suggested)
{
	struct lindung_error err = {0};
	struct ld_field f = field_of(LD_CHOICE);
	struct ld_value v;
	ld_fails(CHOICE, ld_field_parse(&f, "petnai", 6, &v, &err));
	cr_assert_str_eq(err.suggestion, "petani");
}

Test(field, ids_of_spreadsheets_are_refused_not_repaired)
{
	struct ld_field f = field_of(LD_ID);
	f.format = LD_FORMAT_NIK;
	cr_assert_eq(parse(&f, "'5315904105800001").len, 16);
	cr_assert_eq(memcmp(parse(&f, " 5315904105800001 ").s, "5315904105800001", 16), 0);
	refuse(&f, "5.31501E+15", LINDUNG_E_NIK, "exponent");
	refuse(&f, "5,31501E+15", LINDUNG_E_NIK, "exponent");
	refuse(&f, "5315904105800001.0", LINDUNG_E_NIK, "decimal");
	refuse(&f, "531590 410580 0001", LINDUNG_E_NIK, "between its digits");
	refuse(&f, "53.15.90.410580.0001", LINDUNG_E_NIK, "between its digits");
	refuse(&f, "531590410580000", LINDUNG_E_NIK, "fewer than 16");
	refuse(&f, "''5315904105800001", LINDUNG_E_NIK, "more than 16");
	refuse(&f, "0315904105800001", LINDUNG_E_NIK, "begins with 0");
	f.format = LD_FORMAT_KK;
	refuse(&f, "5315904105800001", LINDUNG_E_KK, "day");
	cr_assert_eq(parse(&f, "5315900105800001").len, 16);
}

Test(field, messages_mask_what_names_a_person)
{
	struct lindung_error err;
	struct ld_value v;
	struct ld_field nik = field_of(LD_ID), born = field_of(LD_DATE), name = field_of(LD_TEXT);
	nik.format = LD_FORMAT_NIK;
	born.is_private = name.is_private = true;
	ld_fails(NIK, ld_field_parse(&nik, "5315904105809", 13, &v, &err));
	cr_assert(strstr(err.message, "'5315*********'"), "%s", err.message);
	ld_fails(DATE, ld_field_parse(&born, "3-9-1980", 8, &v, &err));
	cr_assert(!strstr(err.message, "1980") && strstr(err.message, "'********'"), "%s",
		err.message);
	ld_fails(TEXT, ld_field_parse(&name, "Maria\x01", 6, &v, &err));
	cr_assert(!strstr(err.message, "Maria"), "%s", err.message);
}

Test(field, ranges_hold_their_ends)
{
	struct ld_field f = field_of(LD_INTEGER);
	f.has_lo = f.has_hi = true;
	f.lo = (struct ld_value){.kind = LD_I64, .i = 0};
	f.hi = (struct ld_value){.kind = LD_I64, .i = 120};
	cr_assert_eq(parse(&f, "0").i, 0);
	cr_assert_eq(parse(&f, "120").i, 120);
	refuse(&f, "121", LINDUNG_E_RANGE, "121 lies outside the range 0..120 of 'uji'");
	refuse(&f, "-1", LINDUNG_E_RANGE, "-1");
	f.is_private = true;
	refuse(&f, "121", LINDUNG_E_RANGE, "*** lies outside");
}

Test(field, values_that_do_not_fit_are_found)
{
	struct lindung_error err;
	struct ld_field f = field_of(LD_CHOICE), number = field_of(LD_NUMBER),
			flag = field_of(LD_BOOLEAN), date = field_of(LD_DATE),
			sum = field_of(LD_INTEGER);
	struct ld_value three = {.kind = LD_I64, .i = 3}, nan = {.kind = LD_F64, .f = NAN};
	ld_fails(CHOICE, ld_field_check(&f, &three, &err));
	ld_fails(BOOLEAN, ld_field_check(&flag, &three, &err));
	ld_fails(NUMBER, ld_field_check(&number, &nan, &err));
	ld_fails(TYPE, ld_field_check(&sum, &nan, &err));
	three.i = 1000000;
	ld_fails(DATE, ld_field_check(&date, &three, &err));
	ld_ok(ld_field_check(&date, &(struct ld_value){0}, &err));
}

Test(field, found_by_name)
{
	struct ld_field items[] = {{.name = "nik"}, {.name = "jenis_kelamin"}, {.name = "umur"}};
	struct ld_fields fields = {items, 3};
	cr_assert_eq(ld_field_find(&fields, "umur"), 2);
	cr_assert_eq(ld_field_find(&fields, "umurr"), -1);
	cr_assert_str_eq(ld_field_nearest(&fields, "umurr"), "umur");
	cr_assert_null(ld_field_nearest(&fields, "pekerjaan"));
}

Test(field, long_text_is_cut_at_a_character)
{
	struct lindung_error err;
	struct ld_field f = field_of(LD_INTEGER);
	struct ld_value v;
	char text[400];
	for (size_t i = 0; i < sizeof text; i += 2)
		memcpy(text + i, "\xC3\xA9", 2);
	ld_fails(INTEGER, ld_field_parse(&f, text, sizeof text, &v, &err));
	cr_assert(strstr(err.message, "\xC3\xA9...'"), "%s", err.message);
}
