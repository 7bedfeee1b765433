/* Rupiah as offices write it, and what must be refused because it could mean two amounts. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/num.h"

static bool reads(const char *s, int64_t want)
{
	int64_t v = -7;
	return ld_rupiah_parse(s, strlen(s), &v) && v == want;
}

static bool refuses(const char *s)
{
	int64_t v = -7;
	return !ld_rupiah_parse(s, strlen(s), &v) && v == -7;
}

Test(money, reads_what_offices_write)
{
	cr_expect(reads("201600000", 201600000));
	cr_expect(reads("201.600.000", 201600000));
	cr_expect(reads("Rp201.600.000", 201600000));
	cr_expect(reads("Rp 16.800,-", 16800));
	cr_expect(reads("Rp. 16.800,00", 16800));
	cr_expect(reads(" 0 ", 0));
	cr_expect(reads("-16.800", -16800));
	cr_expect(reads("\trp 1\t", 1));
	cr_expect(reads("RP1,--", 1));
}

Test(money, refuses_what_could_mean_two_amounts)
{
	cr_expect(refuses("16,800"));
	cr_expect(refuses("19,336"));
	cr_expect(refuses("16.80"));
	cr_expect(refuses("1.6800"));
	cr_expect(refuses("1680.000"));
	cr_expect(refuses("1.000,50"));
	cr_expect(refuses("Rp1,5jt"));
	cr_expect(refuses("1e6"));
	cr_expect(refuses("0x10"));
	cr_expect(refuses(""));
	cr_expect(refuses("Rp"));
	cr_expect(refuses("."));
	cr_expect(refuses("1."));
	cr_expect(refuses("99999999999999999999"));
	cr_expect(refuses("123456789012345678901234"));
	cr_expect(refuses("1.23.456"));
	cr_expect(refuses("Rx5"));
	cr_expect(refuses("Ap5"));
	cr_expect(refuses("R5"));
	cr_expect(refuses("1.000,5"));
	cr_expect(refuses("1.000,-5"));
}

Test(money, formats_in_groups_of_three)
{
	char out[LD_RUPIAH_TEXT];
	cr_expect_str_eq(ld_rupiah_format(201600000, '.', out), "201.600.000");
	cr_expect_str_eq(ld_rupiah_format(0, '.', out), "0");
	cr_expect_str_eq(ld_rupiah_format(-1000, ',', out), "-1,000");
	cr_expect_str_eq(ld_rupiah_format(INT64_MIN, '.', out), "-9.223.372.036.854.775.808");
}

Test(money, whole_numbers_to_the_last_value)
{
	int64_t v;
	cr_expect(ld_int_parse("9223372036854775807", 19, &v) && v == INT64_MAX);
	cr_expect(ld_int_parse("-9223372036854775808", 20, &v) && v == INT64_MIN);
	cr_expect(!ld_int_parse("9223372036854775808", 19, &v));
	cr_expect(!ld_int_parse("-9223372036854775809", 20, &v));
	cr_expect(!ld_int_parse("-", 1, &v));
	cr_expect(!ld_int_parse(" 1", 2, &v));
	cr_expect(!ld_int_parse("", 0, &v));
	cr_expect(ld_int_parse("+7", 2, &v) && v == 7);
}

static bool number(const char *s, double want)
{
	double v = -7;
	return ld_number_parse(s, strlen(s), &v) && v == want;
}

static bool no_number(const char *s)
{
	double v = -7;
	return !ld_number_parse(s, strlen(s), &v) && v == -7;
}

Test(money, numbers_are_digits_with_at_most_one_point_inside)
{
	char long_number[65];
	cr_expect(number("2.5", 2.5));
	cr_expect(number("-0.25", -0.25));
	cr_expect(number("+3", 3));
	static const char *const none[] = {"", "-", ".", ".5", "5.", "1.2.3", "1e6", "0x1", "1-2", "nan", "1,5", "5 "};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		cr_expect(no_number(none[i]), "%s", none[i]);
	memset(long_number, '9', 64);
	long_number[64] = '\0';
	cr_expect(no_number(long_number));
	long_number[63] = '\0'; /* the longest is 10^63 as near as a double comes */
	cr_expect(number(long_number, 1e63));
}
