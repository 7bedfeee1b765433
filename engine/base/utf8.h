/* UTF-8: is it valid, is it text a person can see, how wide is it on a terminal. */
#ifndef LD_BASE_UTF8_H
#define LD_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The next code point and its length in bytes; length 0 at the end or at a byte that is not UTF-8. */
size_t ld_utf8_next(const char *s, size_t n, uint32_t *ret);
bool ld_utf8_valid(const char *s, size_t n);
/** Valid, and free of controls, bidi overrides, zero-width and other invisible characters. */
bool ld_utf8_visible(const char *s, size_t n);
/** Printable ASCII alone: blanks, but no other control. */
bool ld_utf8_plain(const char *s, size_t n);
/** Columns on a terminal: code points but combining marks; enough for Latin text. */
size_t ld_utf8_width(const char *s, size_t n);

#endif
