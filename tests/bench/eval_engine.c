/*
 * Times the engine's evaluation in process, over a frame in memory, beside the same rules by hand: scalar C and C over
 * columns. All three must give the same answer of every rule, fate and score for every worker before anything is timed,
 * and they take turns, so that a busy moment of the machine meets all of them. One line of JSON: nanoseconds a worker,
 * medians; and the bytes of a worker in the frame.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "eval_world.h"

enum { BLOCK = 2048, ROUNDS = 8, MOST_RULES = 200 };

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* The first round warms up. */
static double median(double *times)
{
	qsort(times + 1, ROUNDS - 1, sizeof *times, by_size);
	return times[ROUNDS / 2];
}

static bool answers_init(struct answers *a, size_t nrules, size_t n)
{
	a->nrules = nrules;
	a->rules = calloc(nrules + 1, sizeof *a->rules);
	a->fate = calloc(n + 1, 1);
	a->score = calloc(n + 1, sizeof *a->score);
	bool good = a->rules && a->fate && a->score;
	for (size_t r = 0; r < nrules && good; r++)
		good = (a->rules[r] = calloc(n + 1, 1)) != NULL;
	return good;
}

static void answers_fini(struct answers *a)
{
	for (size_t r = 0; a->rules && r < a->nrules; r++)
		free(a->rules[r]);
	free(a->rules);
	free(a->fate);
	free(a->score);
}

static bool agree(const char *who, const struct answers *a, const struct ld_outcomes *o)
{
	for (size_t i = 0; i < o->nrows; i++) {
		bool same = a->fate[i] == o->fate[i] && a->score[i] == ld_outcomes_score(o, i);
		for (size_t r = 0; r < a->nrules && same; r++)
			same = a->rules[r][i] == o->rules[r][i];
		if (!same) {
			fprintf(stderr, "%s and the engine decide otherwise about worker %zu\n", who, i);
			return false;
		}
	}
	return true;
}

struct bench {
	struct people people;
	struct answers columns, rows;
	struct ld_programme *p;
	struct ld_frame *f;
	unsigned jobs;
};

/* lean: as a run does it, without keeping every answer. */
static bool engine(struct bench *b, bool lean, double *ret)
{
	struct ld_outcomes *o = NULL;
	double start = now();
	int rc = (lean ? ld_eval_lean : ld_eval)(b->p, b->f, NULL, b->jobs, &o, NULL);
	*ret = now() - start;
	ld_outcomes_free(o);
	return rc == 0;
}

static bool check(struct bench *b)
{
	struct ld_outcomes *o = NULL;
	if (ld_eval(b->p, b->f, NULL, b->jobs, &o, NULL))
		return false;
	by_columns(&b->people, &b->columns);
	by_rows(&b->people, &b->rows);
	bool good = agree("columns", &b->columns, o) && agree("rows", &b->rows, o);
	ld_outcomes_free(o);
	return good;
}

/* What a worker's columns and nik take, derived ones and what they keep beside them too. */
static double bytes_of(const struct bench *b)
{
	size_t n = sizeof *b->f->nik;
	for (size_t i = 1; i < b->p->fields.len; i++)
		n += (b->f->cols[i].kind ? b->f->cols[i].size : 0) + (b->f->cols[i].gaps ? 1 : 0);
	return (double)(n * b->f->nrows);
}

static bool measure(struct bench *b, size_t workers)
{
	double columns[ROUNDS], rows[ROUNDS], own[ROUNDS], lean[ROUNDS];
	for (int i = 0; i < ROUNDS; i++) {
		double start = now();
		by_columns(&b->people, &b->columns);
		columns[i] = now() - start;
		start = now();
		by_rows(&b->people, &b->rows);
		rows[i] = now() - start;
		if (!engine(b, false, &own[i]) || !engine(b, true, &lean[i]))
			return false;
	}
	printf("{\"rules\": %zu, \"workers\": %zu, \"jobs\": %u, \"columns\": %.2f, \"scalar\": %.2f, \"engine\": %.2f, "
	       "\"lean\": %.2f, \"bytes\": %.1f}\n",
		b->p->nrules, workers, b->jobs, median(columns) / (double)workers, median(rows) / (double)workers,
		median(own) / (double)workers, median(lean) / (double)workers, bytes_of(b) / (double)workers);
	return true;
}

int main(int argc, char **argv)
{
	size_t nrules = argc > 1 ? (size_t)atoll(argv[1]) : 14, n = argc > 2 ? (size_t)atoll(argv[2]) : 1000000;
	struct bench b = {.jobs = argc > 3 ? (unsigned)atoi(argv[3]) : 1};
	size_t whole = (n + BLOCK - 1) / BLOCK * BLOCK;
	if (argc > 4 || !nrules || nrules > MOST_RULES || !n || !b.jobs) {
		fprintf(stderr, "usage: %s [RULES [WORKERS [JOBS]]]\n", argv[0]);
		return 2;
	}
	b.p = world_programme(nrules);
	bool good = b.p && people_init(&b.people, whole) && answers_init(&b.columns, nrules, whole) &&
		    answers_init(&b.rows, nrules, whole);
	b.people.n = n;
	good = good && (b.f = world_frame(b.p, &b.people)) && check(&b) && measure(&b, n);
	answers_fini(&b.columns);
	answers_fini(&b.rows);
	people_fini(&b.people);
	ld_frame_free(b.f);
	ld_programme_free(b.p);
	return good ? 0 : 1;
}
