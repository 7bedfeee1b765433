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
}
