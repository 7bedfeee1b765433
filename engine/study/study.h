/* What can be learnt from rules: without data (check), on cases (test). Reads programmes and
 * outcomes, decides nothing. */
#ifndef LD_STUDY_STUDY_H
#define LD_STUDY_STUDY_H

#include "eval/eval.h"
#include "model/cases.h"
#include "model/finding.h"

/** What a loaded programme can be told without data, beside what loading found: TIES, SEED,
 * NO_BASIS, NO_REASON, UNUSED_SCORES, UNUSED_FUNDER, EMPTY_FUNDER. Warnings and notes only. Errors:
 * NOMEM. */
int ld_study_check(
	const struct ld_programme *p, struct ld_findings *ret, struct lindung_error *err);
/** Do the declared keys decide between any two workers? (A drawn lottery or the nik do.) */
bool ld_study_order_total(const struct ld_programme *p);

/* ---- cases ---- */
struct ld_decided { /* a rule, score or field that made the answer what it is */
	const char *rule;
	enum ld_truth outcome;
	bool failed;
	const char *reason; /* may be NULL */
};

struct ld_case_result {
	const struct ld_case *item;
	bool ok;
	const char *expected, *actual; /* in the words of spreadsheet cases: "layak:15",
					  "tolak:a;b", "periksa:desil" */
	struct ld_decided *decided;    /* [ndecided] failing rules, or unknown and failed ones */
	size_t ndecided;
};

struct ld_coverage {
	const char *rule;
	int64_t seen[3]; /* cases a truth, enum ld_truth */
	bool can_be_unknown;
};

struct ld_test_result {
	struct ld_arena arena;
	struct ld_case_result *items; /* [len] in order of the cases */
	size_t len, failed;
	struct ld_coverage *rules; /* [nrules] */
	size_t nrules;
};

/** Run every case in a world of its own: one worker, so that a field derived from `members` counts
 * nobody else (set it in the case to say otherwise). Errors: NOMEM, and what `call` returns. */
int ld_study_test(const struct ld_cases *cases, const struct ld_calls *calls,
	struct ld_test_result **ret, struct lindung_error *err);
void ld_test_result_free(struct ld_test_result *r);

#endif
