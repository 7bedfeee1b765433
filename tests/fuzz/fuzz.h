/* What the fuzzers share: libFuzzer's entry point, the input as a text of its own, and its parts. An input that holds
 * several files has a line "--@ NAME" before each but the first. */
#ifndef LD_FUZZ_H
#define LD_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** The bytes in a block of their own with a NUL behind them, so that a sanitizer sees every read past it. free() it. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
	char *s = malloc(size + 1);
	ld_assert(s);
	if (size)
		memcpy(s, data, size);
	s[size] = '\0';
	return s;
}

/** The next part of a text that fuzz_text made, NUL-terminated; *rest goes on behind it and is NULL at the end. */
static inline char *fuzz_part(char **rest, size_t *left, size_t *ret_len)
{
	static const char mark[] = "\n--@ ";
	char *part = *rest, *end = memmem(part, *left, mark, sizeof mark - 1);
	*ret_len = end ? (size_t)(end - part) : *left;
	if (end) {
		*rest = end + sizeof mark - 1;
		*left -= *ret_len + sizeof mark - 1;
		*end = '\0';
	} else {
		*rest = NULL;
	}
	return part;
}

/** A failed call says why: code and message of the same failure, and never the engine's own fault. */
static inline void fuzz_said(int rc, const struct lindung_error *err)
{
	ld_assert(rc >= 0 || (err->code == rc && err->message[0] && rc != LINDUNG_E_INTERNAL));
}

#endif
