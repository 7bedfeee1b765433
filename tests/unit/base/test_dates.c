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
	cr_expect_eq(ld_age(day("1960-09-03"), day("2024-08-30")), 63);
	cr_expect_eq(ld_age(day("1960-09-03"), day("2024-10-01")), 64);
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
	cr_expect(as("1970-05-20T00:00:00.000", "yyyy-mm-dd", "1970-05-20"));
	cr_expect(as("20 Agu 1970", "dd mon yyyy", "1970-08-20"));
	cr_expect(as("20 December 1970", "dd mon yyyy", "1970-12-20"));
	static const char *const none[][2] = {{"20 Xyz 1970", "dd mon yyyy"}, {"20 Me", "dd mon yyyy"}, {"20", "dd/mm/yyyy"},
		{"1970-05-20x", "yyyy-mm-dd"}, {"1970-05-20 ", "yyyy-mm-dd"}, {"/05/1970", "dd/mm/yyyy"}, {"20-05-1970", "dd/mm/yyyy"}};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		cr_expect(!ld_date_parse_as(none[i][0], strlen(none[i][0]), none[i][1], &d), "%s", none[i][0]);
}

Test(dates, only_days_that_there_are)
{
	static const char *const none[] = {"1899-12-31", "2200-01-01", "2024-00-10", "2024-13-10", "2024-01-00", "2024-01-32",
		"2100-02-29", "x024-01-01", "2024/01-01", "2024-x1-01", "2024-01/01", "2024-01-x1", "2024-1-01", "2024-01-011"};
	int32_t d = -7;
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		cr_expect(!ld_date_parse(none[i], strlen(none[i]), &d), "%s", none[i]);
	cr_expect(!ld_date_make(2024, 4, 31, &d));
	cr_expect_eq(d, -7);
	cr_expect(ld_date_parse("2000-02-29", 10, &d));
}

Test(dates, days_before_the_first_year_count_on)
{
	int y, m, d;
	ld_date_split(-719468, &y, &m, &d); /* 1 March of the year 0; its own February was a leap one */
	cr_expect(y == 0 && m == 3 && d == 1);
	ld_date_split(-719469, &y, &m, &d);
	cr_expect(y == 0 && m == 2 && d == 29);
}

Test(dates, months_have_first_and_last_days)
{
	int32_t m;
	char text[LD_DATE_TEXT];
	cr_assert(ld_month_parse("2024-02", 7, &m));
	cr_expect_str_eq(ld_date_format(ld_month_first_day(m), text), "2024-02-01");
	cr_expect_str_eq(ld_date_format(ld_month_last_day(m), text), "2024-02-29");
	cr_expect_eq(ld_month_of(day("2024-02-29")), m);
	static const char *const none[] = {"2024-13", "2024-00", "1899-12", "2200-01", "x024-02", "2024/02", "2024-x2", "2024-2",
		"2024-022"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		cr_expect(!ld_month_parse(none[i], strlen(none[i]), &m), "%s", none[i]);
}
