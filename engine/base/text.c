/* Names a person mistyped are found by edit distance; the lists are short, so nothing is indexed. */
#include "base/text.h"

#include <string.h>

#include "base/limits.h"

enum { FAR = 9 };

static int least(int a, int b)
{
	return a < b ? a : b;
}

int ld_distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	if (n > LD_MAX_NAME || m > LD_MAX_NAME)
		return FAR;
	int rows[3][LD_MAX_NAME + 1];
	int *before = rows[0], *last = rows[1], *now = rows[2];
	for (size_t j = 0; j <= m; j++)
		last[j] = (int)j;
	memcpy(before, last, sizeof rows[0]);
	for (size_t i = 1; i <= n; i++) {
		now[0] = (int)i;
		for (size_t j = 1; j <= m; j++) {
			int change = last[j - 1] + (a[i - 1] != b[j - 1]);
			now[j] = least(change, 1 + least(last[j], now[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
		int *spare = before;
		before = last, last = now, now = spare;
	}
	return least(last[m], FAR);
}

const char *ld_nearest(const char *name, const char *const *candidates, size_t count)
{
	int most = (int)strlen(name) / 3;
	int best = most < 1 ? 2 : most + 1;
	const char *nearest = NULL;
	for (size_t i = 0; i < count; i++) {
		int d = ld_distance(name, candidates[i]);
		if (d < best) {
			best = d;
			nearest = candidates[i];
		}
	}
	return nearest;
}

bool ld_field_name_valid(const char *name)
{
	static const char *const keywords[] = {"and", "break", "do", "else", "elseif", "end", "false", "for", "function",
		"goto", "if", "in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while"};
	size_t n = strnlen(name, LD_MAX_NAME + 1);
	if (!n || n > LD_MAX_NAME || name[0] < 'a' || name[0] > 'z')
		return false;
	for (size_t i = 0; i < n; i++)
		if (!((name[i] >= 'a' && name[i] <= 'z') || (name[i] >= '0' && name[i] <= '9') || name[i] == '_'))
			return false;
	for (size_t k = 0; k < sizeof keywords / sizeof *keywords; k++)
		if (strcmp(name, keywords[k]) == 0)
			return false;
	return true;
}

bool ld_id_valid(const char *id)
{
	size_t n = strnlen(id, LD_MAX_NAME + 1);
	if (!n || n > LD_MAX_NAME)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = id[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-' && c != '.')
			return false;
	}
	return true;
}

int ld_bytes_cmp(const char *a, size_t alen, const char *b, size_t blen)
{
	size_t n = alen < blen ? alen : blen;
	int c = n ? memcmp(a, b, n) : 0;
	return c ? c : (alen > blen) - (alen < blen);
}
