/*
 * Two programmes on the same workers: who is decided otherwise, and which difference did it. The differences are made one
 * after the other, A first and B last, and everything is decided again after each; a person's change belongs to the step
 * at which it came about for good.
 */
#ifndef LD_STUDY_COMPARE_H
#define LD_STUDY_COMPARE_H

#include "study/decide.h"
#include "study/pair.h"

/* What became of one person, the first that holds. */
enum ld_change_kind {
	LD_CHANGE_NONE,
	LD_CHANGE_ENTERS, /* selected by B alone */
	LD_CHANGE_LEAVES, /* selected by A alone */
	LD_CHANGE_MOVES,  /* selected by both, paid by another */
	LD_CHANGE_AMOUNT, /* selected by both, paid by the same, another amount or other months */
	LD_CHANGE_STATUS, /* selected by neither, another status */
	LD_CHANGE_KINDS
};
/** "enters", "leaves", "moves", "amount", "status". */
const char *ld_change_name(enum ld_change_kind kind);

enum { LD_ABSENT = 4 }; /* beside enum ld_status: not among that side's workers */

struct ld_outcome { /* of one person on one side */
	uint8_t status; /* enum ld_status or LD_ABSENT */
	int funder;     /* number in ld_comparison.funders, −1 */
	int months;
	int64_t cost, rank; /* 0: none */
};

struct ld_changed_person {
	uint32_t person; /* number among the people of both sides */
	uint8_t kind;    /* enum ld_change_kind */
	bool alone;      /* the step's differences on A alone do it, too */
	bool needed;     /* B without the step's differences does not */
	uint16_t step;
	struct ld_outcome a, b;
};

struct ld_step {
	size_t first, n; /* in ld_comparison.made: its differences; more than one: none of the programmes between them can be */
	int64_t changes[LD_CHANGE_KINDS]; /* people whose change it is */
	int64_t together;                 /* of them: the step alone does not do it */
	int64_t also;                     /* of them: they change without the step, too */
	bool tested;                      /* together and also were reckoned */
	int64_t selected, committed;      /* of the programme after it */
};

struct ld_ranks { /* who is eligible on both sides: place in A less place in B; above 0 is up */
	int64_t people, up, down, same, least, quarter, median, three_quarters, most;
};

struct ld_comparison {
	struct ld_arena arena;
	struct ld_map funders; /* ids of both sides */
	struct ld_trial *a, *b;
	size_t npeople; /* of both sides */
	size_t *made;   /* the differences that decide, in the order in which they are made */
	struct ld_step *steps; /* [nsteps] */
	size_t nsteps;
	int64_t changes[LD_CHANGE_KINDS];
	int64_t statuses[5][5]; /* people by status in A and in B */
	struct ld_changed_person *people; /* [nchanged] in the order of their numbers, not in the arena */
	size_t nchanged;
	struct ld_ranks ranks;
	int64_t decisions; /* programmes that were decided */
};

struct ld_compare_in {
	struct ld_pair *pair;
	struct ld_frame *frames[2]; /* A's workers and B's: one frame where the pair has no difference of data */
	struct {
		const struct ld_cover *items; /* [n] sorted by row */
		size_t n;
	} covers[2][2]; /* by whose kept runs, by frame; of A alone where the pair has no difference of kept runs */
	/* person -> row of frames[i], UINT32_MAX: not there; NULL: the same number */
	const uint32_t *rows[2];
	size_t npeople;
	const struct ld_calls *calls; /* of the pair, or a memo over them */
	unsigned jobs;
	int (*progress)(void *ctx, size_t decided, size_t of, struct lindung_error *err); /* negative: stop; NULL: never */
	void *ctx;
};

int ld_compare(const struct ld_compare_in *in, struct ld_comparison **ret, struct lindung_error *err);
void ld_comparison_free(struct ld_comparison *c);
/** What the kept programme of a side (0 A, 1 B) made of a person: a status, or LD_ABSENT. */
uint8_t ld_comparison_status(const struct ld_comparison *c, const struct ld_compare_in *in, int side, size_t person);

#endif
