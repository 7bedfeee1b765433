/*
 * Evaluation alone, over columns in memory, by hand. `columns` is the fastest form known: blocks of 1,024 workers, the
 * false and the unknown of every rule as bits, loops that the compiler turns into vectors. `scalar` decides worker after
 * worker from the same columns. Both keep the outcome of every rule; the columns are files that data.py writes.
 */
#include <stdio.h>
#include <time.h>

#include <stdlib.h>
#include <string.h>

#include "rules.h"

enum { BLOCK = 1024, WARMING = 60, ROUNDS = 7 }; /* a round takes so little that the processor is not awake after one */

#define COLUMNS(X)                                                                                                      \
	X(int32_t, birth) X(int32_t, income) X(int32_t, spending) X(int8_t, occupation) X(int8_t, district)             \
	X(int8_t, woman) X(int8_t, covered) X(int8_t, head) X(int8_t, disabled) X(int8_t, verified) X(int8_t, decile)   \
	X(int8_t, dependants) X(int8_t, members) X(int8_t, years)

struct columns {
#define X(type, name) type *name;
	COLUMNS(X)
#undef X
};

struct results {
	uint8_t *fate;
	uint16_t *rules;
	int32_t *score;
};

static void *column(const char *folder, const char *name, size_t each, size_t n)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	void *data = malloc(n * each + 1);
	FILE *f = fopen(path, "rb");
	bool good = data && f && fread(data, each, n, f) == n;
	if (f)
		fclose(f);
	if (good)
		return data;
	free(data);
	return NULL;
}

static bool load(const char *folder, size_t n, struct columns *c)
{
	bool good = true;
#define X(type, name) good = (c->name = column(folder, #name, sizeof(type), n)) && good;
	COLUMNS(X)
#undef X
	return good;
}

static void unload(struct columns *c)
{
#define X(type, name) free(c->name);
	COLUMNS(X)
#undef X
}

static void scalar(const struct columns *c, size_t n, int nrules, struct results *r)
{
	for (size_t i = 0; i < n; i++) {
#define X(type, name) .name = c->name[i],
		const struct worker w = { COLUMNS(X) };
#undef X
		struct verdict v = decide(&w, nrules);
		r->fate[i] = v.fate;
		r->rules[i] = v.rules;
		r->score[i] = v.score;
	}
}

/* One rule over a block, of the first eight or the others: masks as narrow as most columns keep the vectors full. */
#define RULE(bit, answer)                                                                                               \
	for (size_t k = 0; k < BLOCK; k++) {                                                                            \
		const struct at w = AT;                                                                                 \
		uint8_t is = (answer);                                                                                  \
		failed[(bit) / 8][k] |= (uint8_t)((is >> 1 & ~is & 1) << (bit) % 8);                                \
		unknown[(bit) / 8][k] |= (uint8_t)((is >> 1 & is & 1) << (bit) % 8);                             \
	}

struct at {
#define X(type, name) type name;
	COLUMNS(X)
#undef X
};

__attribute__((target_clones("avx2", "default"))) static void block(const struct columns *c, size_t at, int nrules,
	struct results *r)
{
	uint8_t failed[2][BLOCK] = { 0 }, unknown[2][BLOCK] = { 0 };
#define X(type, name) const type *restrict name = c->name + at;
	COLUMNS(X)
#undef X
#define X(type, name) .name = name[k],
#define AT { COLUMNS(X) }
	RULES(RULE, w)
	if (nrules > 7) {
		FURTHER_RULES(RULE, w)
	}
#undef AT
#undef X
	uint8_t *restrict fate = r->fate + at;
	uint16_t *restrict rules = r->rules + at;
	int32_t *restrict score = r->score + at;
	for (size_t k = 0; k < BLOCK; k++) {
		uint16_t f = (uint16_t)(failed[0][k] | failed[1][k] << 8), u = (uint16_t)(unknown[0][k] | unknown[1][k] << 8);
		rules[k] = f ? f : u;
	}
	for (size_t k = 0; k < BLOCK; k++)
		fate[k] = (uint8_t)((failed[0][k] | failed[1][k]) ? REFUSED : (unknown[0][k] | unknown[1][k]) ? UNDECIDED : ELIGIBLE);
	for (size_t k = 0; k < BLOCK; k++) {
		int8_t d = decile[k], few = dependants[k] > 6 ? 6 : dependants[k];
		int8_t own = (int8_t)((few < 0 ? 0 : (int8_t)(few * 5)) + (disabled[k] == 1 ? 30 : 0));
		int8_t sum = (int8_t)((d == 1 ? 15 : 0) + (d == 2 ? 5 : 0) + (head[k] == 1 ? own : 0));
		score[k] = failed[0][k] | failed[1][k] ? 0 : sum;
	}
}

static void columns(const struct columns *c, size_t n, int nrules, struct results *r)
{
	for (size_t at = 0; at < n; at += BLOCK) /* arrays end on a whole block */
		block(c, at, nrules, r);
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool save(const char *path, size_t n, const struct results *r)
{
	FILE *f = fopen(path, "wb");
	bool good = f && fwrite(r->fate, 1, n, f) == n && fwrite(r->rules, 2, n, f) == n && fwrite(r->score, 4, n, f) == n;
	return f && fclose(f) == 0 && good;
}

int main(int argc, char **argv)
{
	if (argc != 6) {
		fprintf(stderr, "usage: %s columns|scalar FOLDER WORKERS RULES RESULT\n", argv[0]);
		return 2;
	}
	size_t n = (size_t)atoll(argv[3]), whole = (n + BLOCK - 1) / BLOCK * BLOCK;
	bool by_columns = strcmp(argv[1], "columns") == 0;
	struct columns c = { 0 };
	struct results r = { calloc(whole, 1), calloc(whole, 2), calloc(whole, 4) };
	bool good = r.fate && r.rules && r.score && load(argv[2], whole, &c);
	printf("[");
	for (int round = -WARMING; round < ROUNDS && good; round++) {
		double start = now();
		(by_columns ? columns : scalar)(&c, n, atoi(argv[4]), &r);
		if (round >= 0)
			printf("%s%.4f", round ? ", " : "", now() - start);
	}
	printf("]\n");
	good = good && save(argv[5], n, &r);
	unload(&c);
	free(r.fate);
	free(r.rules);
	free(r.score);
	return !good;
}
