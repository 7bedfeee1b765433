/* Civil dates by the era arithmetic of H. Hinnant's "chrono-compatible low-level date algorithms". */
#include "base/date.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"

static int month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

bool ld_date_make(int year, int month, int day, int32_t *ret)
{
	if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 || day > month_days(year, month))
		return false;
	int y = year - (month <= 2);
	int era = y / 400, yoe = y - era * 400;
	int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	*ret = era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
	return true;
}

void ld_date_split(int32_t date, int *ret_year, int *ret_month, int *ret_day)
{
	int z = date + 719468;
	int era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	*ret_day = doy - (153 * mp + 2) / 5 + 1;
	*ret_month = mp < 10 ? mp + 3 : mp - 9;
	*ret_year = yoe + era * 400 + (*ret_month <= 2);
}

/* Up to `most` digits; returns how many were read. */
static size_t digits(const char *s, size_t n, size_t most, int *ret)
{
	size_t i = 0;
	int v = 0;
	for (; i < n && i < most && s[i] >= '0' && s[i] <= '9'; i++)
		v = v * 10 + (s[i] - '0');
	*ret = v;
	return i;
}

static size_t month_name(const char *s, size_t n, int *ret)
{
	static const char *const names[] = {"januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus",
		"september", "oktober", "november", "desember", "january", "february", "march", "april", "may", "june",
		"july", "august", "september", "october", "november", "december"};
	for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
		size_t full = strlen(names[k]);
		size_t len = n >= full && strncasecmp(s, names[k], full) == 0 ? full : 3;
		if (n >= len && strncasecmp(s, names[k], len) == 0) {
			*ret = (int)(k % 12) + 1;
			return len;
		}
	}
	return 0;
}

static bool midnight_tail(const char *s, size_t n)
{
	if (!n)
		return true;
	if (*s != ' ' && *s != 'T')
		return false;
	for (size_t i = 1; i < n; i++)
		if (s[i] != '0' && s[i] != ':' && s[i] != '.')
			return false;
	return n > 1;
}

bool ld_date_parts_as(const char *s, size_t n, const char *format, int *ret_year, int *ret_month, int *ret_day)
{
	int year = 0, month = 0, day = 0;
	size_t i = 0;
	for (const char *f = format; *f;) {
		size_t took = 1;
		if (strncmp(f, "yyyy", 4) == 0) {
			took = digits(s + i, n - i, 4, &year) == 4 ? 4 : 0;
			f += 4;
		} else if (strncmp(f, "dd", 2) == 0) {
			took = digits(s + i, n - i, 2, &day);
			f += 2;
		} else if (strncmp(f, "mm", 2) == 0) {
			took = digits(s + i, n - i, 2, &month);
			f += 2;
		} else if (strncmp(f, "mon", 3) == 0) {
			took = month_name(s + i, n - i, &month);
			f += 3;
		} else if (i >= n || s[i] != *f++) {
			return false;
		}
		if (!took)
			return false;
		i += took;
	}
	*ret_year = year;
	*ret_month = month;
	*ret_day = day;
	return midnight_tail(s + i, n - i);
}

bool ld_date_parse_as(const char *s, size_t n, const char *format, int32_t *ret)
{
	int year, month, day;
	return ld_date_parts_as(s, n, format, &year, &month, &day) && ld_date_make(year, month, day, ret);
}

bool ld_date_parse(const char *s, size_t n, int32_t *ret)
{
	int y, m, d;
	return n == 10 && digits(s, 4, 4, &y) == 4 && s[4] == '-' && digits(s + 5, 2, 2, &m) == 2 && s[7] == '-' &&
	       digits(s + 8, 2, 2, &d) == 2 && ld_date_make(y, m, d, ret);
}

static void two_digits(char *out, int n)
{
	out[0] = (char)('0' + n / 10);
	out[1] = (char)('0' + n % 10);
}

/* By hand: every record that is stored has dates. */
const char *ld_date_format(int32_t date, char out[LD_DATE_TEXT])
{
	int y, m, d;
	ld_date_split(date, &y, &m, &d);
	ld_assert(y >= 1900 && y <= 2199);
	two_digits(out, y / 100);
	two_digits(out + 2, y % 100);
	two_digits(out + 5, m);
	two_digits(out + 8, d);
	out[4] = out[7] = '-';
	out[10] = '\0';
	return out;
}

int ld_age(int32_t born, int32_t at)
{
	int by, bm, bd, y, m, d;
	ld_date_split(born, &by, &bm, &bd);
	ld_date_split(at, &y, &m, &d);
	return y - by - (m < bm || (m == bm && d < bd));
}

bool ld_month_parse(const char *s, size_t n, int32_t *ret)
{
	int y, m;
	if (n != 7 || digits(s, 4, 4, &y) != 4 || s[4] != '-' || digits(s + 5, 2, 2, &m) != 2)
		return false;
	if (y < 1900 || y > 2199 || m < 1 || m > 12)
		return false;
	*ret = y * 12 + m - 1;
	return true;
}

const char *ld_month_format(int32_t month, char out[LD_MONTH_TEXT])
{
	ld_assert(month >= LD_FIRST_MONTH && month <= LD_LAST_MONTH);
	snprintf(out, LD_MONTH_TEXT, "%04u-%02u", (unsigned)month / 12u % 10000u, (unsigned)month % 12u + 1u);
	return out;
}

int32_t ld_month_of(int32_t date)
{
	int y, m, d;
	ld_date_split(date, &y, &m, &d);
	return y * 12 + m - 1;
}

int32_t ld_month_first_day(int32_t month)
{
	int32_t date = 0;
	ld_assert(ld_date_make(month / 12, month % 12 + 1, 1, &date));
	return date;
}

int32_t ld_month_last_day(int32_t month)
{
	return ld_month_first_day(month) + month_days(month / 12, month % 12 + 1) - 1;
}
