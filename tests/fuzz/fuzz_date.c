/* A form of dates, a line break, a text. Forms come from rule files and texts from spreadsheets; every date that is read
 * is a day of 1900 to 2199 that prints and reads back. */
#include "base/date.h"
#include "fuzz.h"

static void check_date(int32_t date)
{
	char text[LD_DATE_TEXT];
	int y, m, d;
	int32_t again;
	ld_date_split(date, &y, &m, &d);
	ld_assert(ld_date_make(y, m, d, &again) && again == date);
	ld_date_format(date, text);
	ld_assert(ld_date_parse(text, strlen(text), &again) && again == date);
	int32_t month = ld_month_of(date);
	ld_assert(ld_month_first_day(month) <= date && date <= ld_month_last_day(month));
	ld_assert(ld_age(date, date) == 0 && ld_age(date, ld_month_last_day(month) + 366) == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), month[LD_MONTH_TEXT];
	char *end = memchr(text, '\n', size);
	if (end) {
		size_t n = size - (size_t)(end + 1 - text);
		char *cell = fuzz_text((const uint8_t *)end + 1, n);
		int32_t date, again;
		*end = '\0';
		if (ld_date_parse_as(cell, n, text, &date))
			check_date(date);
		if (ld_date_parse(cell, n, &date)) {
			check_date(date);
			ld_assert(ld_date_parse_as(cell, n, "yyyy-mm-dd", &again) && again == date);
		}
		if (ld_month_parse(cell, n, &date)) {
			ld_month_format(date, month);
			ld_assert(ld_month_parse(month, strlen(month), &again) && again == date);
		}
		free(cell);
	}
	free(text);
	return 0;
}
