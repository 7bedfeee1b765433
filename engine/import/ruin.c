/*
 * Spreadsheets keep 15 digits of a number, so the sixteenth of a NIK becomes 0, or the whole an
 * exponent. One such number cannot be told from a true one that ends in 0, a column can: serial
 * numbers end in 0 once in ten at most, so by chance 50 numbers have more than 40 % zeros, or 10
 * numbers zeros only, less than once in a hundred million files.
 */
#include <string.h>

#include "base/nik.h"
#include "import/map.h"

static size_t digits(const char *s, size_t n)
{
	size_t i = 0;
	while (i < n && s[i] >= '0' && s[i] <= '9')
		i++;
	return i;
}

/* "5.31501E+15", "5,31501E15", "5315904105800001.0" */
static bool is_broken(const char *s, size_t n)
{
	size_t whole = digits(s, n);
	if (!whole || whole == n)
		return false;
	s += whole, n -= whole;
	if (*s == '.' || *s == ',') {
		size_t tail = digits(s + 1, n - 1);
		if (whole == LD_NIK && tail == n - 1 && tail && strspn(s + 1, "0") >= tail)
			return true;
		s += tail + 1, n -= tail + 1;
	}
	if (!n || (*s != 'E' && *s != 'e'))
		return false;
	s++, n--;
	if (n && *s == '+')
		s++, n--;
	return n && digits(s, n) == n;
}

void ld_ruin_add(struct ld_ruin *r, const char *text, size_t len)
{
	ld_mapper_trim(&text, &len);
	bool broken = len < sizeof r->last && is_broken(text, len);
	if (!broken && (len != LD_NIK || digits(text, len) != len))
		return;
	if (strlen(r->last) == len && memcmp(r->last, text, len) == 0)
		return;
	memcpy(r->last, text, len);
	r->last[len] = '\0';
	r->numbers++;
	r->broken += broken;
	r->zeros += !broken && text[len - 1] == '0';
}

bool ld_ruin_found(const struct ld_ruin *r)
{
	int64_t suspect = r->zeros + r->broken;
	if (r->numbers && r->broken == r->numbers)
		return true;
	return (r->numbers >= 50 && suspect * 10 > r->numbers * 4) ||
	       (r->numbers >= 10 && suspect == r->numbers);
}
