/* The check has no check digit to use: only the parts that cannot be (Permendagri's PPKKCC DDMMYY SSSS). */
#include "base/nik.h"

#include <string.h>

static int two(const char *s)
{
	return (s[0] - '0') * 10 + (s[1] - '0');
}

static const char *fault(const char *s, size_t n, bool women)
{
	if (n != LD_NIK)
		return n < LD_NIK ? "fewer than 16 digits" : "more than 16 digits";
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return "not digits alone";
	if (s[0] == '0')
		return "begins with 0, as temporary numbers do";
	int day = two(s + 6), month = two(s + 8);
	if (women && day > 40)
		day -= 40;
	if (day < 1 || day > 31)
		return "its day of the month does not exist";
	if (month < 1 || month > 12)
		return "its month does not exist";
	if (memcmp(s + 12, "0000", 4) == 0)
		return "its serial number is 0000";
	return NULL;
}

const char *ld_nik_fault(const char *s, size_t n)
{
	return fault(s, n, true);
}

const char *ld_kk_fault(const char *s, size_t n)
{
	return fault(s, n, false);
}

const char *ld_nik_mask(const char *nik, char out[LD_NIK + 1])
{
	size_t n = strnlen(nik, LD_NIK);
	for (size_t i = 0; i < n; i++)
		out[i] = i < 4 ? nik[i] : '*';
	out[n] = '\0';
	return out;
}

bool ld_nik_number(const char *s, size_t n, uint64_t *ret)
{
	uint64_t v = 0;
	if (n != LD_NIK)
		return false;
	for (int i = 0; i < LD_NIK; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(s[i] - '0');
	}
	*ret = v;
	return true;
}

void ld_nik_digits(uint64_t number, char out[LD_NIK])
{
	for (int i = LD_NIK; i-- > 0; number /= 10)
		out[i] = (char)('0' + number % 10);
}
