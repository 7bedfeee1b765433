/*
 * Four independent lanes, so that the multiplications of one do not wait for another's. Every piece that is added ends with
 * its length, and then the lanes are stirred: no two different lists of pieces feed the same numbers.
 */
#include "alloc/fingerprint.h"

#include <string.h>

static uint64_t stir(uint64_t h, uint64_t word)
{
	h = (h ^ word) * 0x9E3779B97F4A7C15u;
	return h ^ h >> 32;
}

void ld_fingerprint_add(struct ld_fingerprint *f, const void *p, size_t n)
{
	const char *at = p;
	uint64_t h[4], word[4];
	memcpy(h, f->lane, sizeof h);
	for (size_t left = n; left; left -= left < sizeof word ? left : sizeof word) {
		if (left < sizeof word)
			memset(word, 0, sizeof word);
		memcpy(word, at + (n - left), left < sizeof word ? left : sizeof word);
		for (int i = 0; i < 4; i++)
			h[i] = stir(h[i], word[i]);
	}
	for (uint64_t i = 0; i < 4; i++) /* each its own way, or lanes that were swapped would come out the same */
		f->lane[i] = stir(stir(h[i], n << 2 | i), h[(i + 1) % 4]);
}

void ld_fingerprint_number(struct ld_fingerprint *f, int64_t n)
{
	ld_fingerprint_add(f, &n, sizeof n);
}

void ld_fingerprint_column(struct ld_fingerprint *f, const struct ld_column *c, size_t nrows)
{
	ld_fingerprint_number(f, c->kind);
	ld_fingerprint_number(f, c->base);
	ld_fingerprint_add(f, c->data, nrows * c->size);
	for (size_t i = 0; c->dict && i < c->dict->len; i++)
		ld_fingerprint_add(f, c->dict->keys[i].text, c->dict->keys[i].len);
}

bool ld_fingerprint_equal(const struct ld_fingerprint *a, const struct ld_fingerprint *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}
