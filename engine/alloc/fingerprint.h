/* What something was made from, as 32 bytes: to see whether it can be used again. No hash against malice: it runs at the speed
 * of memory, and what is compared by it is made by one process for itself. */
#ifndef LD_ALLOC_FINGERPRINT_H
#define LD_ALLOC_FINGERPRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frame/frame.h"

struct ld_fingerprint {
	uint64_t lane[4];
};

void ld_fingerprint_add(struct ld_fingerprint *f, const void *p, size_t n);
void ld_fingerprint_number(struct ld_fingerprint *f, int64_t n);
/** All that a column says, its texts too. */
void ld_fingerprint_column(struct ld_fingerprint *f, const struct ld_column *c, size_t nrows);
bool ld_fingerprint_equal(const struct ld_fingerprint *a, const struct ld_fingerprint *b);

#endif
