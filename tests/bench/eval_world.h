/*
 * The workload of the programs that time evaluation: fourteen rules and three scores over fourteen fields, as a
 * programme of the engine and as plain arrays for the same rules written by hand. Further rules repeat the fourteen
 * with other constants. People are invented by a fixed generator; one cell in thirty-two is blank.
 */
#ifndef EVAL_WORLD_H
#define EVAL_WORLD_H

#include <stdint.h>

#include "eval/eval.h"

enum { JOBS = 30, INFORMAL = 14, DISTRICTS = 12, KINDS = 14 };
enum { NO_DATE = INT32_MIN, NONE = -1 };

struct people {
	size_t n;
	int32_t *birth;            /* days; NO_DATE: blank */
	int32_t *income, *spending; /* rupiah, like all that follows −1 where blank */
	int8_t *job;               /* the informal ones are the odd numbers */
	int8_t *district;
	int8_t *woman, *covered, *head, *disabled, *verified, *decile, *dependants, *members, *years;
};

/* What everybody answers: enum ld_truth a rule, enum ld_fate and points a worker. */
struct answers {
	size_t nrules;
	uint8_t **rules; /* [nrules][n] */
	uint8_t *fate;
	int32_t *score;
};

/* The constants of a rule's repetition. */
struct turn {
	int8_t decile, years, members, dependants;
	int32_t income, spending, oldest, youngest, adult; /* of birth: days */
	int8_t district;
};
struct turn turn_of(size_t rule);

void by_columns(const struct people *p, struct answers *a);
void by_rows(const struct people *p, struct answers *a);

/* eval_world.c */
bool people_init(struct people *p, size_t n);
void people_fini(struct people *p);
struct ld_programme *world_programme(size_t nrules);
struct ld_frame *world_frame(const struct ld_programme *p, const struct people *people);

#endif
