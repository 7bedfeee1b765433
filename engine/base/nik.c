/* The check has no check digit to use: only the parts that cannot be (Permendagri's PPKKCC DDMMYY SSSS). */
#include "base/nik.h"

#include <endian.h>

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

/* Eight digits at once, as the bytes of one number: pairs, fours, all. */
static uint64_t eight(uint64_t d)
{
	d = (d & 0x0f0f0f0f0f0f0f0fu) * 2561 >> 8;
	d = (d & 0x00ff00ff00ff00ffu) * 6553601 >> 16;
	return (d & 0x0000ffff0000ffffu) * 42949672960001u >> 32;
}

static bool all_digits(uint64_t d)
{
	return ((d & 0xf0f0f0f0f0f0f0f0u) | ((d + 0x0606060606060606u) & 0xf0f0f0f0f0f0f0f0u) >> 4) == 0x3333333333333333u;
}

bool ld_nik_number(const char *s, size_t n, uint64_t *ret)
{
	uint64_t high, low;
	if (n != LD_NIK)
		return false;
	memcpy(&high, s, 8);
	memcpy(&low, s + 8, 8);
	high = le64toh(high);
	low = le64toh(low);
	if (!all_digits(high) || !all_digits(low))
		return false;
	*ret = eight(high) * 100000000 + eight(low);
	return true;
}

void ld_nik_digits(uint64_t number, char out[LD_NIK])
{
	static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051"
				    "5253545556575859606162636465666768697071727374757677787980818283848586878889909192939495969798"
				    "99";
	uint32_t halves[2] = {(uint32_t)(number / 100000000), (uint32_t)(number % 100000000)};
	for (int h = 0; h < 2; h++) {
		uint32_t fours[2] = {halves[h] / 10000, halves[h] % 10000};
		for (int i = 0; i < 2; i++) {
			memcpy(out + h * 8 + i * 4, pairs + fours[i] / 100 * 2, 2);
			memcpy(out + h * 8 + i * 4 + 2, pairs + fours[i] % 100 * 2, 2);
		}
	}
}
