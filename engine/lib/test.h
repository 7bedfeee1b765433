/* What is gathered over the test files of one call of lindung_test. */
#ifndef LD_LIB_TEST_H
#define LD_LIB_TEST_H

#include "lib/lib.h"
#include "report/report.h"
#include "study/study.h"

struct ld_seen {
	int64_t seen, possible;
};

/* ---- accept.c: what came out as what is expected ---- */
struct ld_accept { /* zeroed: ready */
	struct ld_arena arena;
	const struct ld_loader *inner;
	struct ld_accept_file *files; /* spreadsheets of cases as they were read */
	struct ld_map places;         /* of rows: file and line */
	struct ld_answer_row *rows;   /* [nrows] */
	size_t nrows, cap;
	json_t *accepted, *left; /* NULL until there is something to tell */
};

/** A loader that remembers the spreadsheets it finds; both live as long as it. */
struct ld_loader ld_accept_loader(struct ld_accept *a, const struct ld_loader *inner);
/** What the cases of one programme would have to expect. Errors: NOMEM, without words. */
int ld_accept_add(struct ld_accept *a, const struct ld_test_result *r);
/** Hand every changed spreadsheet to in->accept. ret_accepted: cases that hold now. Errors: CSV, NOMEM, and what it returned. */
int ld_accept_write(struct ld_accept *a, const struct lindung_test *in, int64_t *ret_accepted, struct lindung_error *err);
void ld_accept_fini(struct ld_accept *a);

/* ---- test_document.c ---- */
struct ld_tests {
	struct lindung *l;
	const struct lindung_test *in;
	json_t *cases, *rules, *conditions, *boundaries;
	int64_t n, failed;
	struct ld_seen of_rules, of_conditions, of_boundaries;
	json_t *missed, *beyond, *untried; /* of mutate */
	int64_t changes, caught;
	struct ld_accept accept;
	int64_t accepted;
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
