/* Numbers are read by hand, byte by byte: the C library's readers accept blanks, exponents, hexadecimals and the locale. */
#include "base/num.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

bool ld_int_parse(const char *s, size_t n, int64_t *ret)
{
	bool negative = n && s[0] == '-';
	size_t i = n && (s[0] == '-' || s[0] == '+');
	if (i == n)
		return false;
	int64_t v = 0;
	for (; i < n; i++) {
		if (!digit(s[i]) || __builtin_mul_overflow(v, 10, &v) ||
			__builtin_sub_overflow(v, s[i] - '0', &v))
			return false;
	}
	if (!negative && v == INT64_MIN)
		return false;
	*ret = negative ? v : -v;
	return true;
}

bool ld_number_parse(const char *s, size_t n, double *ret)
{
	char text[64];
	size_t digits = 0, points = 0;
	if (!n || n >= sizeof text)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (digit(s[i]))
			digits++;
		else if (s[i] == '.' && digits && i + 1 < n)
			points++;
		else if (i || (s[i] != '-' && s[i] != '+'))
			return false;
	}
	if (!digits || points > 1)
		return false;
	memcpy(text, s, n);
	text[n] = '\0';
	*ret = strtod(text, NULL); /* finite: no exponent; the program never leaves LC_NUMERIC "C" */
	return true;
}

static void trim(const char **s, size_t *n)
{
	while (*n && (**s == ' ' || **s == '\t'))
		++*s, --*n;
	while (*n && ((*s)[*n - 1] == ' ' || (*s)[*n - 1] == '\t'))
		--*n;
}

/* "201.600.000" -> digits only; a point must be followed by exactly three digits. */
static bool ungroup(const char *s, size_t n, char out[24], size_t *ret_n)
{
	size_t len = 0, run = 0;
	bool grouped = false;
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '.') {
			if (!run || run > 3 || (grouped && run != 3))
				return false;
			grouped = true;
			run = 0;
			continue;
		}
		if (!digit(s[i]) || len == 23)
			return false;
		out[len++] = s[i];
		run++;
	}
	*ret_n = len;
	return len && (!grouped || run == 3);
}

bool ld_rupiah_parse(const char *s, size_t n, int64_t *ret)
{
	trim(&s, &n);
	bool negative = n && *s == '-';
	if (negative)
		s++, n--;
	if (n >= 2 && (s[0] == 'R' || s[0] == 'r') && (s[1] == 'p' || s[1] == 'P')) {
		s += 2, n -= 2;
		if (n && *s == '.')
			s++, n--;
		trim(&s, &n);
	}
	const char *comma = memchr(s, ',', n);
	if (comma) {
		size_t tail = n - (size_t)(comma - s) - 1;
		bool empty_cents = (tail == 1 && comma[1] == '-') || (tail == 2 && memcmp(comma + 1, "--", 2) == 0) ||
				   (tail == 2 && memcmp(comma + 1, "00", 2) == 0);
		if (!empty_cents)
			return false;
		n = (size_t)(comma - s);
	}
	char digits[24];
	size_t len;
	int64_t v;
	if (!ungroup(s, n, digits, &len) || !ld_int_parse(digits, len, &v))
		return false;
	*ret = negative ? -v : v;
	return true;
}

const char *ld_rupiah_format(int64_t amount, char separator, char out[LD_RUPIAH_TEXT])
{
	char digits[24];
	int n = snprintf(digits, sizeof digits, "%llu",
		amount < 0 ? -(unsigned long long)amount : (unsigned long long)amount);
	char *p = out;
	if (amount < 0)
		*p++ = '-';
	for (int i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			*p++ = separator;
		*p++ = digits[i];
	}
	*p = '\0';
	return out;
}

bool ld_add(int64_t a, int64_t b, int64_t *ret)
{
	return !__builtin_add_overflow(a, b, ret);
}

bool ld_mul(int64_t a, int64_t b, int64_t *ret)
{
	return !__builtin_mul_overflow(a, b, ret);
}

int64_t ld_muldiv(int64_t a, int64_t b, int64_t c)
{
	ld_assert(a >= 0 && b >= 0 && c > 0);
	__extension__ typedef __int128 wide;
	wide v = (wide)a * b / c;
	ld_assert(v <= INT64_MAX);
	return (int64_t)v;
}
