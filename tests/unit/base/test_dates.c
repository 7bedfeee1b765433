/* Days, ages and the forms of dates in real files. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/date.h"

static int32_t day(const char *s)
{
	int32_t d = INT32_MIN;
	cr_assert(ld_date_parse(s, strlen(s), &d), "%s", s);
	return d;
}

Test(dates, every_day_of_three_centuries_goes_there_and_back)
{
	int32_t d = day("1900-01-01"), last = day("2199-12-31");
	cr_expect_eq(day("1970-01-01"), 0);
	for (char text[LD_DATE_TEXT]; d <= last; d++)
		cr_assert_eq(day(ld_date_format(d, text)), d);
}

Test(dates, ages_are_completed_years)
{
	cr_expect_eq(ld_age(day("1960-09-03"), day("2024-09-02")), 63);
	cr_expect_eq(ld_age(day("1960-09-03"), day("2024-09-03")), 64);
	cr_expect_eq(ld_age(day("2004-02-29"), day("2022-02-28")), 17);
	cr_expect_eq(ld_age(day("2004-02-29"), day("2022-03-01")), 18);
}

static bool as(const char *s, const char *format, const char *want)
{
	int32_t d;
	return ld_date_parse_as(s, strlen(s), format, &d) && d == day(want);
}

Test(dates, forms_of_real_files)
{
	cr_expect(as("20/05/1970", "dd/mm/yyyy", "1970-05-20"));
	cr_expect(as("20/5/1970 0:00:00", "dd/mm/yyyy", "1970-05-20"));
	cr_expect(as("1970-05-20 00:00:00", "yyyy-mm-dd", "1970-05-20"));
	cr_expect(as("20 Mei 1970", "dd mon yyyy", "1970-05-20"));
	cr_expect(!as("20-05-70", "dd-mm-yyyy", "1970-05-20"));
	int32_t d;
	cr_expect(!ld_date_parse_as("05/20/1970", 10, "dd/mm/yyyy", &d));
	cr_expect(!ld_date_parse_as("20/05/1970 14:30:00", 19, "dd/mm/yyyy", &d));
	cr_expect(!ld_date_parse("00-00-0000", 10, &d));
	cr_expect(!ld_date_parse("2023-02-29", 10, &d));
}

Test(dates, months_have_first_and_last_days)
{
	int32_t m;
	char text[LD_DATE_TEXT];
	cr_assert(ld_month_parse("2024-02", 7, &m));
	cr_expect_str_eq(ld_date_format(ld_month_first_day(m), text), "2024-02-01");
	cr_expect_str_eq(ld_date_format(ld_month_last_day(m), text), "2024-02-29");
	cr_expect_eq(ld_month_of(day("2024-02-29")), m);
	cr_expect(!ld_month_parse("2024-13", 7, &m));
}
