/* From numbers of 64 bits, pairs of 32 mostly, to numbers 0, 1, 2, … in order of first sight. */
#ifndef LD_ALLOC_PAIRS_H
#define LD_ALLOC_PAIRS_H

#include <stdint.h>
#include <stdlib.h>

#define LD_PAIR_NONE UINT32_MAX

struct ld_pairs { /* zeroed: empty */
	uint64_t *keys;  /* [len] */
	uint32_t *slots; /* number + 1, 0 is free */
	uint32_t len, cap;
	unsigned shift; /* 64 − log₂ of the slots */
};

static inline uint64_t ld_pair(uint32_t a, uint32_t b)
{
	return (uint64_t)a << 32 | b;
}

/** The number of the key, adding it when new. LD_PAIR_NONE when memory ran out. */
uint32_t ld_pairs_add(struct ld_pairs *t, uint64_t key);
void ld_pairs_fini(struct ld_pairs *t);

#endif
