/* Whole seats over weights: known divisions, and Sainte-Laguë against the table of quotients it is defined by. */
#include <criterion/criterion.h>

#include "base/error.h"
#include "model/programme.h"

static bool gives(enum ld_method method, int64_t seats, const int64_t *w, size_t n, const int64_t *want)
{
	int64_t out[16];
	bool same = ld_apportion(method, seats, w, n, out, NULL) == 0;
	for (size_t i = 0; i < n; i++)
		same = same && out[i] == want[i];
	return same;
}

Test(apportion, known_divisions)
{
	const int64_t w[] = {47000, 16000, 15900, 12000, 6000, 3100};
	cr_expect(gives(LD_HAMILTON, 10, w, 6, (int64_t[]){5, 2, 1, 1, 1, 0}));
	cr_expect(gives(LD_SAINTE_LAGUE, 10, w, 6, (int64_t[]){4, 2, 2, 1, 1, 0}));
	const int64_t v[] = {53000, 24000, 23000};
	cr_expect(gives(LD_SAINTE_LAGUE, 7, v, 3, (int64_t[]){3, 2, 2}));
	cr_expect(gives(LD_HAMILTON, 7, v, 3, (int64_t[]){4, 2, 1}));
}

Test(apportion, equal_claims_go_to_the_earlier)
{
	const int64_t w[] = {5, 5, 5};
	cr_expect(gives(LD_HAMILTON, 4, w, 3, (int64_t[]){2, 1, 1}));
	cr_expect(gives(LD_SAINTE_LAGUE, 4, w, 3, (int64_t[]){2, 1, 1}));
	cr_expect(gives(LD_HAMILTON, 5, w, 3, (int64_t[]){2, 2, 1}));
	cr_expect(gives(LD_SAINTE_LAGUE, 5, w, 3, (int64_t[]){2, 2, 1}));
	cr_expect(gives(LD_SAINTE_LAGUE, 1, (int64_t[]){3, 1}, 2, (int64_t[]){1, 0}));
	cr_expect(gives(LD_SAINTE_LAGUE, 2, (int64_t[]){3, 1}, 2, (int64_t[]){2, 0}));
	cr_expect(gives(LD_SAINTE_LAGUE, 2, (int64_t[]){1, 3}, 2, (int64_t[]){1, 1}));
}

Test(apportion, nothing_to_divide)
{
	cr_expect(gives(LD_HAMILTON, 7, (int64_t[]){0, 0}, 2, (int64_t[]){0, 0}));
	cr_expect(gives(LD_SAINTE_LAGUE, 7, (int64_t[]){0, 0}, 2, (int64_t[]){0, 0}));
	cr_expect(gives(LD_HAMILTON, 0, (int64_t[]){3, 2}, 2, (int64_t[]){0, 0}));
	cr_expect(gives(LD_SAINTE_LAGUE, 0, (int64_t[]){3, 2}, 2, (int64_t[]){0, 0}));
	cr_expect(gives(LD_HAMILTON, 3, (int64_t[]){0, 1, 0}, 3, (int64_t[]){0, 3, 0}));
	cr_expect(gives(LD_SAINTE_LAGUE, 3, (int64_t[]){0, 1, 0}, 3, (int64_t[]){0, 3, 0}));
	cr_expect(gives(LD_HAMILTON, 3, NULL, 0, NULL));
}

Test(apportion, large_numbers_are_exact)
{
	const int64_t big = INT64_MAX / 2;
	const int64_t w[] = {big, big};
	cr_expect(gives(LD_HAMILTON, INT64_MAX, w, 2, (int64_t[]){big + 1, big}));
	cr_expect(gives(LD_SAINTE_LAGUE, INT64_MAX, w, 2, (int64_t[]){big + 1, big}));
	struct lindung_error err = {0};
	int64_t out[3] = {-7, -7, -7};
	const int64_t over[] = {big, big, big};
	cr_expect_eq(ld_apportion(LD_HAMILTON, 1, over, 3, out, &err), LINDUNG_E_OVERFLOW);
	cr_expect_eq(out[0], -7);
}

static uint64_t next(uint64_t *s)
{
	*s = *s * 6364136223846793005u + 1442695040888963407u;
	return *s >> 33;
}

/* By the definition: the highest quotient w/(2k+1) takes the next seat; the earlier of equals. */
static void quotients(int64_t seats, const int64_t *w, size_t n, int64_t *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = 0;
	for (int64_t s = 0; s < seats; s++) {
		size_t best = 0;
		for (size_t i = 1; i < n; i++)
			if (w[i] * (2 * out[best] + 1) > w[best] * (2 * out[i] + 1))
				best = i;
		out[best]++;
	}
}

Test(apportion, sainte_lague_is_its_table_of_quotients)
{
	uint64_t s = 7;
	for (int round = 0; round < 20000; round++) {
		int64_t w[8], want[8], sum = 0;
		size_t n = 1 + next(&s) % 8;
		int64_t seats = (int64_t)(next(&s) % 40);
		uint64_t top = 1 + next(&s) % 30;
		for (size_t i = 0; i < n; i++)
			sum += w[i] = (int64_t)(next(&s) % top);
		if (!sum)
			continue;
		quotients(seats, w, n, want);
		cr_assert(gives(LD_SAINTE_LAGUE, seats, w, n, want), "round %d", round);
	}
}

Test(apportion, hamilton_keeps_within_one_of_the_share)
{
	uint64_t s = 11;
	for (int round = 0; round < 5000; round++) {
		int64_t w[8], out[8], sum = 0, given = 0;
		size_t n = 1 + next(&s) % 8;
		int64_t seats = (int64_t)(next(&s) % 1000);
		for (size_t i = 0; i < n; i++)
			sum += w[i] = (int64_t)(next(&s) % 50);
		cr_assert_eq(ld_apportion(LD_HAMILTON, seats, w, n, out, NULL), 0);
		for (size_t i = 0; i < n; i++) {
			given += out[i];
			int64_t down = sum ? seats * w[i] / sum : 0;
			cr_assert(out[i] == down || out[i] == down + 1);
		}
		cr_assert_eq(given, sum ? seats : 0);
	}
}
