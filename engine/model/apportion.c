/*
 * Whole seats over weights, exactly: all comparisons are of products of 128 bits, never of quotients. Sainte-Laguë does
 * not hand out seats one by one (a budget in rupiah would be 10^15 of them): it starts from the rounded shares, which are
 * wrong by at most half a seat a group, and then gives or takes single seats by the order of the claims.
 */
#include <stdlib.h>

#include "base/error.h"
#include "base/num.h"
#include "model/programme.h"

__extension__ typedef unsigned __int128 wide;

struct claim {
	uint64_t remainder;
	size_t at;
};

static int larger_first(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;
	if (x->remainder != y->remainder)
		return x->remainder > y->remainder ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static int hamilton(int64_t seats, const int64_t *weights, size_t n, int64_t sum, int64_t *ret, struct lindung_error *err)
{
	struct claim *claims = malloc(n * sizeof *claims);
	if (!claims)
		return ld_nomem(err);
	int64_t left = seats;
	for (size_t i = 0; i < n; i++) {
		wide product = (wide)seats * (uint64_t)weights[i];
		ret[i] = (int64_t)(product / (uint64_t)sum);
		claims[i] = (struct claim){(uint64_t)(product % (uint64_t)sum), i};
		left -= ret[i];
	}
	qsort(claims, n, sizeof *claims, larger_first);
	ld_assert(left >= 0 && (uint64_t)left <= n);
	for (int64_t i = 0; i < left; i++)
		ret[claims[i].at]++;
	free(claims);
	return 0;
}

/* Does the claim w/d of one group stand before the claim v/e of a later one? Equal claims go to the earlier. */
static bool before(int64_t w, wide d, int64_t v, wide e)
{
	return (wide)(uint64_t)w * e >= (wide)(uint64_t)v * d;
}

static void give_one(const int64_t *weights, size_t n, int64_t *ret)
{
	size_t best = 0;
	for (size_t i = 1; i < n; i++)
		if (!before(weights[best], 2 * (wide)ret[best] + 1, weights[i], 2 * (wide)ret[i] + 1))
			best = i;
	ret[best]++;
}

static void take_one(const int64_t *weights, size_t n, int64_t *ret)
{
	size_t worst = n;
	for (size_t i = 0; i < n; i++) {
		if (ret[i] && (worst == n || before(weights[worst], 2 * (wide)ret[worst] - 1, weights[i], 2 * (wide)ret[i] - 1)))
			worst = i;
	}
	ld_assert(worst < n);
	ret[worst]--;
}

static void sainte_lague(int64_t seats, const int64_t *weights, size_t n, int64_t sum, int64_t *ret)
{
	wide given = 0; /* past 2^63 before seats are taken back */
	for (size_t i = 0; i < n; i++) {
		wide twice = 2 * (wide)seats * (uint64_t)weights[i] + (uint64_t)sum;
		ret[i] = weights[i] ? (int64_t)(twice / (2 * (wide)sum)) : 0;
		given += (uint64_t)ret[i];
	}
	for (; given < (uint64_t)seats; given++)
		give_one(weights, n, ret);
	for (; given > (uint64_t)seats; given--)
		take_one(weights, n, ret);
}

int ld_apportion(enum ld_method method, int64_t seats, const int64_t *weights, size_t n, int64_t *ret,
	struct lindung_error *err)
{
	int64_t sum = 0;
	ld_assert(seats >= 0);
	for (size_t i = 0; i < n; i++) {
		ld_assert(weights[i] >= 0);
		if (!ld_add(sum, weights[i], &sum))
			return ld_fail(err, LINDUNG_E_OVERFLOW, "the weights add up to more than a number can be");
	}
	if (!sum) {
		for (size_t i = 0; i < n; i++)
			ret[i] = 0;
		return 0;
	}
	if (method == LD_HAMILTON)
		return hamilton(seats, weights, n, sum, ret, err);
	sainte_lague(seats, weights, n, sum, ret);
	return 0;
}
