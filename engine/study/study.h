/* What can be learnt from rules: without data (check), on cases (test). Reads programmes and
 * outcomes, decides nothing. */
#ifndef LD_STUDY_STUDY_H
#define LD_STUDY_STUDY_H

#include "eval/eval.h"
#include "model/cases.h"
#include "model/finding.h"
#include "study/edge.h"
#include "study/mutant.h"
#include "study/worlds.h"

/** What a loaded programme can be told without data, beside what loading found: TIES, SEED,
 * NO_BASIS, NO_REASON, UNUSED_SCORES, UNUSED_FUNDER, EMPTY_FUNDER. Warnings and notes only. Errors:
 * NOMEM. */
int ld_study_check(
	const struct ld_programme *p, struct ld_findings *ret, struct lindung_error *err);
/** Do the declared keys decide between any two workers? (A drawn lottery or the nik do.) */
bool ld_study_order_total(const struct ld_programme *p);

/* ---- cases ---- */
struct ld_decided { /* a rule, quota or score that made the answer what it is, or that should have */
	const char *rule;
	struct ld_place place;
	enum ld_truth outcome; /* of a rule, before its policy */
	bool failed;
	bool is_score;
	int64_t points;        /* of a score, the least it could be */
	const char *reason;    /* may be NULL */
	struct ld_case_value *values; /* [nvalues] what it read, derived values too */
	size_t nvalues;
};

struct ld_case_result {
	const struct ld_case *item;
	bool ok;
	enum ld_expect actual_kind;
	const char *expected, *actual; /* in the words of spreadsheet cases: "layak:15", "tolak:a;b", "periksa:desil";
					  "galat:rule" where a function failed, which no case can expect */
	const char *instead; /* what a Lua case would have to expect; NULL where it holds or cannot be expected */
	struct ld_decided *decided; /* [ndecided] failing rules, or unknown and failed ones; where the case does not hold
				       also the rules it named, and the scores when another one was expected */
	size_t ndecided;
};

/* How often a rule, or one leaf of the conditions of rules and scores, came out. */
struct ld_coverage {
	const char *owner; /* id of the rule or score */
	bool is_score;
	struct ld_place place;
	const char *words; /* a leaf: as it was written; NULL: the rule as a whole */
	int64_t seen[3];   /* cases a truth, enum ld_truth */
	bool can_be_unknown;
};

/* A value at which the answer changes, and how many cases have it. */
struct ld_tried {
	const char *owner;
	bool is_score;
	struct ld_place place;
	const char *field;
	enum ld_edge_kind kind;
	const char *at;  /* "64|65", "nelayan"; NULL: any value outside, or that is no key */
	const char *sides[2]; /* STEP: "64" and "65" */
	int64_t seen[2]; /* STEP: below and above; else the first */
};

struct ld_test_result {
	struct ld_arena arena;
	struct ld_worlds *worlds;
	struct ld_case_result *items; /* [len] in order of the cases */
	size_t len, failed;
	struct ld_coverage *rules; /* [nrules] */
	size_t nrules;
	struct ld_coverage *leaves; /* [nleaves] of rules, then of scores */
	size_t nleaves;
	struct ld_tried *edges; /* [nedges] in the same order, those of points behind the leaves of their score */
	size_t nedges;
};

/** Run every case in a world of its own: one worker, so that a field derived from `members` counts
 * nobody else (set it in the case to say otherwise). `cases` must outlive the result. Errors: NOMEM, and what `call`
 * returns. */
int ld_study_test(const struct ld_cases *cases, const struct ld_calls *calls,
	struct ld_test_result **ret, struct lindung_error *err);
void ld_test_result_free(struct ld_test_result *r);
/** known() and missing() have two answers, and so has what is made of them alone, or of the nik. */
bool ld_study_can_be_unknown(const struct ld_programme *p, const struct ld_cond *c);
/** Fill leaves and edges; ld_study_test does. o: what its programme answered. Errors as above. */
int ld_study_coverage(struct ld_test_result *r, struct ld_outcomes *const *o, struct lindung_error *err);

/* ---- changes that cases should notice ---- */
struct ld_missed { /* a change, as struct ld_mutant tells it */
	enum ld_mutant_of of;
	const char *owner;
	struct ld_place place;
	const char *from, *to;
};

struct ld_missed_list {
	struct ld_missed *items; /* [len] in order of the programme */
	size_t len, cap;
};

struct ld_mutation {
	struct ld_arena arena;
	size_t changes, caught;       /* that a case could notice; that one did */
	struct ld_missed_list missed; /* that none did */
	struct ld_missed_list beyond; /* that no case of one worker can notice: they change only who is selected */
};

/** Change the programme in one place after the other and decide all cases again, which must hold as it is. Errors: NOMEM,
 *  and what `call` returns. */
int ld_study_mutate(const struct ld_worlds *w, struct ld_mutation **ret, struct lindung_error *err);
void ld_mutation_free(struct ld_mutation *m);

#endif
