/* National ids: are the digits possible, and how they are shown. */
#ifndef LD_BASE_NIK_H
#define LD_BASE_NIK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LD_NIK = 16 };

/** Why the text is no NIK, one clause in English, or NULL when it is one: 16 digits PPKKCC DDMMYY SSSS, day 1–31 or
 *  41–71, month 1–12, serial not 0000, province not 00 (a temporary number of village software begins with 0). */
const char *ld_nik_fault(const char *s, size_t n);
/** The same for a family card number: 16 digits, day 1–31 without the +40, month 1–12, serial not 0000. */
const char *ld_kk_fault(const char *s, size_t n);
/** "5315************": the first four digits, the rest hidden. out has 17 bytes. Other texts: all but the first four. */
const char *ld_nik_mask(const char *nik, char out[LD_NIK + 1]);

/** Sixteen digits as a number, which orders as they do; false: they are no sixteen digits. */
bool ld_nik_number(const char *s, size_t n, uint64_t *ret);
/** The number as sixteen digits, without a NUL. */
void ld_nik_digits(uint64_t number, char out[LD_NIK]);

#endif
