/* From verdicts to the list: rank by score, decile and nik, and at most `cap` a district. For rows.c, which holds the
 * workers in nik order, so that a stable sort by the first two keys is the whole order. */
#ifndef BENCH_LIST_H
#define BENCH_LIST_H

#include <stdlib.h>
#include <string.h>

#include "rules.h"

enum status { S_REFUSED, S_UNDECIDED, S_RESERVE, S_SELECTED };
enum { MAX_SCORE = 75, MAX_DECILE = 10, DISTRICTS = 64 };

struct decision {
	struct verdict verdict;
	uint8_t status, decile, district;
	uint32_t rank, position;
};

/** Counting sort over the few keys there are. Returns false without memory. */
static inline bool list(struct decision *all, size_t n, uint32_t cap)
{
	enum { KEYS = (MAX_SCORE + 1) * (MAX_DECILE + 1) };
	size_t at[KEYS + 1] = { 0 };
	uint32_t *order = malloc((n + 1) * sizeof *order), places[DISTRICTS] = { 0 }, position = 0;
	if (!order)
		return false;
#define KEY(d) ((size_t)(MAX_SCORE - (d).verdict.score) * (MAX_DECILE + 1) + (d).decile)
	for (size_t i = 0; i < n; i++)
		if (all[i].verdict.fate == ELIGIBLE)
			at[KEY(all[i]) + 1]++;
	for (size_t k = 1; k <= KEYS; k++)
		at[k] += at[k - 1];
	size_t eligible = at[KEYS];
	for (size_t i = 0; i < n; i++)
		if (all[i].verdict.fate == ELIGIBLE)
			order[at[KEY(all[i])]++] = (uint32_t)i;
		else
			all[i].status = all[i].verdict.fate == REFUSED ? S_REFUSED : S_UNDECIDED;
#undef KEY
	for (size_t r = 0; r < eligible; r++) {
		struct decision *d = &all[order[r]];
		d->rank = (uint32_t)r + 1;
		d->status = places[d->district] < cap ? S_SELECTED : S_RESERVE;
		if (d->status == S_SELECTED) {
			places[d->district]++;
			d->position = ++position;
		}
	}
	free(order);
	return true;
}

#endif
