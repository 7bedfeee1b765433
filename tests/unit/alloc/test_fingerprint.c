/* Fingerprints: equal for equal pieces, and different for all of many lists of pieces that differ little. */
#include "alloc/fingerprint.h"

#include <string.h>

#include "ld_test.h"

enum { MOST = 4096 };

static struct ld_fingerprint seen[MOST];
static size_t nseen;

static void differs_from_all(const struct ld_fingerprint *f)
{
	for (size_t i = 0; i < nseen; i++)
		cr_assert(!ld_fingerprint_equal(&seen[i], f), "%zu and %zu", i, nseen);
	seen[nseen++] = *f;
}

/* What stands in one place of a piece, and in two, at every distance of lanes and words; then another piece. */
Test(fingerprint, tells_small_numbers_and_their_places_apart)
{
	for (int more = 0; more < 2; more++) {
		for (size_t a = 0; a < 24; a++) {
			for (size_t b = a; b < 24; b++) {
				uint32_t piece[24] = {0}, next[2] = {1, 0};
				struct ld_fingerprint f = {0};
				piece[a] = 1;
				piece[b] = 1;
				ld_fingerprint_add(&f, piece, sizeof piece);
				if (more)
					ld_fingerprint_add(&f, next, sizeof next);
				differs_from_all(&f);
			}
		}
	}
}

Test(fingerprint, tells_lengths_and_pieces_apart)
{
	static const char zeros[100];
	nseen = 0;
	for (size_t n = 0; n <= sizeof zeros; n++) {
		struct ld_fingerprint whole = {0}, halves = {0};
		ld_fingerprint_add(&whole, zeros, n);
		differs_from_all(&whole);
		ld_fingerprint_add(&halves, zeros, n / 2);
		ld_fingerprint_add(&halves, zeros, n - n / 2);
		differs_from_all(&halves);
	}
}

Test(fingerprint, is_the_same_for_the_same)
{
	struct ld_fingerprint f = {0}, g = {0};
	const int64_t n = -7;
	ld_fingerprint_number(&f, n);
	ld_fingerprint_add(&g, &n, sizeof n);
	cr_expect(ld_fingerprint_equal(&f, &g));
}
