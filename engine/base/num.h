/* Whole numbers and rupiah: text to value and back, arithmetic that says when it overflows. */
#ifndef LD_BASE_NUM_H
#define LD_BASE_NUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LD_RUPIAH_TEXT = 32 };

/** Decimal digits with an optional sign, nothing else. false: not a whole number of 64 bits. */
bool ld_int_parse(const char *s, size_t n, int64_t *ret);
/** A decimal number with '.' as the point (and an exponent never). Only finite values. */
bool ld_number_parse(const char *s, size_t n, double *ret);
/** An amount as offices write it: "201600000", "201.600.000", "Rp 201.600.000,-", "Rp201.600.000,00". Groups of three
 *  are set off by points; a comma stands only before "-" or zeros; anything that could mean two amounts is refused. */
bool ld_rupiah_parse(const char *s, size_t n, int64_t *ret);
/** "201.600.000" with the separator given ('.' in Indonesian, ',' in English). Returns out. */
const char *ld_rupiah_format(int64_t amount, char separator, char out[LD_RUPIAH_TEXT]);
/** false when the result does not fit. */
bool ld_add(int64_t a, int64_t b, int64_t *ret);
bool ld_mul(int64_t a, int64_t b, int64_t *ret);
/** floor(a × b / c) for a, b ≥ 0 and c > 0 without overflow on the way; the result must fit (asserted). */
int64_t ld_muldiv(int64_t a, int64_t b, int64_t c);

#endif
