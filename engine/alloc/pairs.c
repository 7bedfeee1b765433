/* Open addressing with linear probing, grown at one half: a look-up is a multiplication and mostly one comparison. */
#include "alloc/pairs.h"

static uint32_t *slot_of(const struct ld_pairs *t, uint64_t key)
{
	uint32_t mask = (uint32_t)(UINT64_MAX >> t->shift);
	uint32_t i = (uint32_t)(key * 0x9E3779B97F4A7C15u >> t->shift);
	while (t->slots[i] && t->keys[t->slots[i] - 1] != key)
		i = (i + 1) & mask;
	return &t->slots[i];
}

static int grow(struct ld_pairs *t)
{
	unsigned shift = t->cap ? t->shift - 1 : 64 - 8;
	uint32_t cap = (uint32_t)1 << (63 - shift);
	uint32_t *slots = calloc((size_t)cap * 2, sizeof *slots);
	uint64_t *keys = slots ? realloc(t->keys, cap * sizeof *keys) : NULL;
	if (!keys) {
		free(slots);
		return -1;
	}
	free(t->slots);
	t->slots = slots;
	t->keys = keys;
	t->cap = cap;
	t->shift = shift;
	for (uint32_t i = 0; i < t->len; i++)
		*slot_of(t, keys[i]) = i + 1;
	return 0;
}

uint32_t ld_pairs_add(struct ld_pairs *t, uint64_t key)
{
	if (t->len == t->cap && grow(t))
		return LD_PAIR_NONE;
	uint32_t *slot = slot_of(t, key);
	if (!*slot) {
		t->keys[t->len] = key;
		*slot = ++t->len;
	}
	return *slot - 1;
}

void ld_pairs_fini(struct ld_pairs *t)
{
	free(t->keys);
	free(t->slots);
	*t = (struct ld_pairs){0};
}
