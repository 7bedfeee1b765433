/* Small helpers for names: the nearest right one, trimming, comparing. */
#ifndef LD_BASE_TEXT_H
#define LD_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/** Edit distance with swaps of neighbours (Damerau, optimal string alignment), cut off above 8. Inputs up to 63 bytes;
 *  longer ones count as far apart. */
int ld_distance(const char *a, const char *b);
/** The candidate nearest to a name, NULL when none is near enough to be meant (a third of its length, at least 1).
 *  Ties go to the first. */
const char *ld_nearest(const char *name, const char *const *candidates, size_t count);
/** [a-z][a-z0-9_]*, at most LD_MAX_NAME bytes, no Lua keyword: the form of a field name. */
bool ld_field_name_valid(const char *name);
/** Letters, digits, '_', '-', '.', at most LD_MAX_NAME bytes: the form of ids. */
bool ld_id_valid(const char *id);
/** Bytes order: as memcmp, the shorter first. */
int ld_bytes_cmp(const char *a, size_t alen, const char *b, size_t blen);

#endif
