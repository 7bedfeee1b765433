/* What is gathered over the test files of one call of lindung_test. */
#ifndef LD_LIB_TEST_H
#define LD_LIB_TEST_H

#include "lib/lib.h"
#include "report/report.h"
#include "study/study.h"

struct ld_seen {
	int64_t seen, possible;
};

struct ld_tests {
	struct lindung *l;
	const struct lindung_test *in;
	json_t *cases, *rules, *conditions, *boundaries;
	int64_t n, failed;
	struct ld_seen of_rules, of_conditions, of_boundaries;
	json_t *missed, *beyond, *untried; /* of mutate */
	int64_t changes, caught;
};

/** Errors: NOMEM, without words; fini is due also then. */
int ld_tests_init(struct ld_tests *t);
void ld_tests_fini(struct ld_tests *t);
/** What the cases of one programme answered. Errors: NOMEM, without words. */
int ld_tests_add(struct ld_tests *t, const struct ld_programme *p, const struct ld_test_result *r);
/** What changes of it the cases noticed. Errors: NOMEM, without words. */
int ld_tests_add_mutation(struct ld_tests *t, const struct ld_programme *p, const struct ld_mutation *m);
/** Its changes were not tried, because some case fails as it is. */
int ld_tests_add_untried(struct ld_tests *t, const struct ld_programme *p);
/** The exit code. */
int ld_tests_exit(const struct ld_tests *t);
/** docs/json.md, "test"; NULL when memory ran out. */
json_t *ld_tests_document(const struct ld_tests *t);

#endif
