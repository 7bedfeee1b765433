/* Decoding by the well-formed ranges of Unicode table 3-7: no overlong forms, no surrogates. Nearly all text is ASCII, so
 * the two checks pass over it first, eight bytes at a time where they can. */
#include "base/utf8.h"

#include <string.h>

static bool more(const char *s, size_t n, size_t k)
{
	if (n < k)
		return false;
	for (size_t i = 1; i < k; i++)
		if (((unsigned char)s[i] & 0xC0) != 0x80)
			return false;
	return true;
}

size_t ld_utf8_next(const char *s, size_t n, uint32_t *ret)
{
	if (!n)
		return 0;
	const unsigned char *u = (const unsigned char *)s;
	if (u[0] < 0x80) {
		*ret = u[0];
		return 1;
	}
	if (u[0] >= 0xC2 && u[0] <= 0xDF && more(s, n, 2)) {
		*ret = (uint32_t)(u[0] & 0x1F) << 6 | (u[1] & 0x3F);
		return 2;
	}
	if ((u[0] & 0xF0) == 0xE0 && more(s, n, 3)) {
		uint32_t c = (uint32_t)(u[0] & 0x0F) << 12 | (uint32_t)(u[1] & 0x3F) << 6 | (u[2] & 0x3F);
		*ret = c;
		return c < 0x800 || (c >= 0xD800 && c <= 0xDFFF) ? 0 : 3;
	}
	if (u[0] >= 0xF0 && u[0] <= 0xF4 && more(s, n, 4)) {
		uint32_t c = (uint32_t)(u[0] & 0x07) << 18 | (uint32_t)(u[1] & 0x3F) << 12 |
			     (uint32_t)(u[2] & 0x3F) << 6 | (u[3] & 0x3F);
		*ret = c;
		return c < 0x10000 || c > 0x10FFFF ? 0 : 4;
	}
	return 0;
}

static size_t ascii_run(const char *s, size_t n)
{
	size_t i = 0;
	uint64_t eight;
	for (; n - i >= sizeof eight; i += sizeof eight) {
		memcpy(&eight, s + i, sizeof eight);
		if (eight & 0x8080808080808080u)
			break;
	}
	while (i < n && (unsigned char)s[i] < 0x80)
		i++;
	return i;
}

bool ld_utf8_valid(const char *s, size_t n)
{
	uint32_t c;
	for (;;) {
		size_t run = ascii_run(s, n);
		s += run, n -= run;
		if (!n)
			return true;
		size_t k = ld_utf8_next(s, n, &c);
		if (!k)
			return false;
		s += k, n -= k;
	}
}

static bool invisible(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C || c == 0x180E ||
	       (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
	       c == 0xFEFF || (c >= 0xFFF0 && c <= 0xFFFB) || (c & 0xFFFE) == 0xFFFE || (c >= 0xE0000 && c <= 0xE0FFF);
}

bool ld_utf8_plain(const char *s, size_t n)
{
	const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
	size_t i = 0;
	for (uint64_t eight; n - i >= sizeof eight; i += sizeof eight) {
		memcpy(&eight, s + i, sizeof eight);
		/* a byte below 0x20, at 0x7F or above has its high bit in one of the three */
		if (((eight - ones * 0x20) | (eight + ones) | eight) & high)
			return false;
	}
	for (; i < n; i++)
		if (s[i] < 0x20 || s[i] >= 0x7F)
			return false;
	return true;
}

bool ld_utf8_visible(const char *s, size_t n)
{
	uint32_t c;
	if (ld_utf8_plain(s, n))
		return true;
	for (;;) {
		while (n && *s >= 0x20 && *s < 0x7F)
			s++, n--;
		if (!n)
			return true;
		size_t k = ld_utf8_next(s, n, &c);
		if (!k || invisible(c))
			return false;
		s += k, n -= k;
	}
}

size_t ld_utf8_width(const char *s, size_t n)
{
	size_t width = 0;
	uint32_t c;
	while (n) {
		size_t k = ld_utf8_next(s, n, &c);
		if (!k)
			k = 1;
		else if ((c >= 0x300 && c <= 0x36F) || invisible(c))
			width--;
		width++;
		s += k, n -= k;
	}
	return width;
}
