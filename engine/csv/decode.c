/*
 * Single-byte encodings to UTF-8. Latin-1 is Unicode's first 256 points; Windows-1252 puts letters and quotes where
 * Latin-1 has controls and leaves five bytes without a meaning, which are refused rather than guessed.
 */
#include <stdint.h>
#include <string.h>

#include "csv/internal.h"

/* clang-format off */
static const uint16_t windows1252[32] = {
	0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
	0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
	0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
	0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
};
/* clang-format on */

static size_t encode(uint32_t c, char *out)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	out[0] = (char)(0xE0 | c >> 12);
	out[1] = (char)(0x80 | (c >> 6 & 0x3F));
	out[2] = (char)(0x80 | (c & 0x3F));
	return 3;
}

size_t ld_csv_decode(enum ld_encoding encoding, const char *s, size_t n, char *out)
{
	if (encoding == LD_UTF8) {
		memcpy(out, s, n);
		return n;
	}
	size_t len = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t c = (unsigned char)s[i];
		if (encoding == LD_WINDOWS1252 && c >= 0x80 && c < 0xA0)
			c = windows1252[c - 0x80];
		if (!c)
			return SIZE_MAX;
		len += encode(c, out + len);
	}
	return len;
}
