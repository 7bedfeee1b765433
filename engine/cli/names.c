/*
 * "Did you mean": the nearest of some names. The library has the same for rules, but hides it: the
 * program uses only what every other program can use. Names here are short, so the plain quadratic
 * table is enough.
 */
#include "cli.h"

#include <string.h>

enum { LONGEST = 31 };

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* Edit distance in which a swap of neighbours is one edit. */
static int distance(const char *a, const char *b)
{
	int m = (int)strlen(a), n = (int)strlen(b), d[LONGEST + 1][LONGEST + 1];
	if (m > LONGEST || n > LONGEST)
		return LONGEST;
	for (int i = 0; i <= m; i++)
		d[i][0] = i;
	for (int j = 0; j <= n; j++)
		d[0][j] = j;
	for (int i = 1; i <= m; i++)
		for (int j = 1; j <= n; j++) {
			int swap = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				swap = least(swap, d[i - 2][j - 2] + 1);
			d[i][j] = least(swap, least(d[i - 1][j], d[i][j - 1]) + 1);
		}
	return d[m][n];
}

const char *cli_nearest(
	const char *name, size_t n, const char *(*at)(const void *ctx, size_t i), const void *ctx)
{
	int allowed = (int)strlen(name) / 3, best = (allowed > 1 ? allowed : 1) + 1;
	const char *found = NULL;
	for (size_t i = 0; i < n; i++) {
		const char *candidate = at(ctx, i);
		int d = distance(name, candidate);
		if (d < best) {
			best = d;
			found = candidate;
		}
	}
	return found;
}
