/*
 * liblindung: an office's rules, run against its worker records, with a list and the reasons for it.
 *
 * A complete program:
 *
 *   struct lindung_options options = { .database = "office.db", .rules = "/usr/share/lindung" };
 *   struct lindung_error err;
 *   struct lindung *l = NULL;
 *   struct lindung_result *run = NULL;
 *   int rc = lindung_open(&options, &l, &err);
 *   if (rc >= 0)
 *           rc = lindung_run(l, &(struct lindung_run){ .rules = "mabar/2024.lua" }, &run, &err);
 *   if (rc >= 0)
 *           printf("%lld people\n", (long long)lindung_result_integer(run, "counts/selected"));
 *   lindung_result_free(run);
 *   lindung_close(l);
 *
 * One struct lindung is used by one thread at a time. No call prints, exits, or touches signal handlers. Rules run in a
 * process of their own, lindung-worker, which each call that needs one starts and ends: a host with a handler of SIGCHLD
 * sees it. Every answer is
 * a struct lindung_result: a document with the same shape as the program's `--format json` (docs/command-line).
 */
#ifndef LINDUNG_LINDUNG_H
#define LINDUNG_LINDUNG_H

#include <stdint.h>

#include <lindung/error.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lindung;
struct lindung_result;

/** The engine's version, "0.1.0". */
LINDUNG_API const char *lindung_version(void);

struct lindung_options {
	const char *database; /* path; NULL: calls that need none (check, test, sample, new) */
	const char *rules;    /* roots for `require`, joined by ':'; NULL: where the library was installed */
	unsigned jobs;        /* threads for evaluation; 0: one a core */
	const char *who;      /* who works with it, for the log; NULL: the login name */
	/* Progress of long work, or NULL: what ("padan.csv"), rows done, bytes done of total (0: not known).
	 * A nonzero return stops the work with LINDUNG_E_CANCELLED; nothing of it is kept. */
	int (*progress)(void *ctx, const char *what, int64_t rows, int64_t done, int64_t total);
	void *progress_ctx;
	const char *const *limits; /* of rules: "instructions=500000" texts, NULL-terminated array or NULL */
	int uncontained; /* 1: run rules even where their process cannot be contained; every run says so */
	/* Rules of every call must come in a bundle signed by one of these keys: files of public keys or folders of "*.pub",
	 * NULL-terminated, or NULL. A database can ask for the same (lindung_trust); neither weakens the other. */
	int require_signed;
	const char *const *trust;
};

LINDUNG_API int lindung_open(const struct lindung_options *options, struct lindung **ret, struct lindung_error *err);
LINDUNG_API void lindung_close(struct lindung *l);

/* ---- results ---- */

/** Integer, text or number of items at a path of keys and indexes joined by '/': "counts/selected", "funders/0/people".
 *  0, "" and 0 where there is nothing of the kind. */
LINDUNG_API int64_t lindung_result_integer(const struct lindung_result *r, const char *path);
LINDUNG_API const char *lindung_result_text(const struct lindung_result *r, const char *path);
LINDUNG_API size_t lindung_result_count(const struct lindung_result *r, const char *path);

enum lindung_format { LINDUNG_TEXT, LINDUNG_JSON, LINDUNG_CSV, LINDUNG_JUNIT, LINDUNG_SARIF, LINDUNG_HTML };

struct lindung_render {
	enum lindung_format format;
	int columns;  /* width of text; 0: 100 */
	int colour;   /* 1: ANSI colours in text */
	int show_ids; /* 1: national ids whole; else "5315************" */
};
/** Write the document: JSON is one line. `write` returns 0 to go on. Errors: USAGE (the result has no such form), IO, NOMEM. */
LINDUNG_API int lindung_result_write(const struct lindung_result *r, const struct lindung_render *how,
	int (*write)(void *ctx, const char *p, size_t n), void *ctx, struct lindung_error *err);
/** What the command means for an exit code: 0 done, 1 the answer is no, 4 a rule failed on some worker. */
LINDUNG_API int lindung_result_exit(const struct lindung_result *r);
LINDUNG_API void lindung_result_free(struct lindung_result *r);

/* ---- work ---- */

struct lindung_import {
	const char *source; /* name or path of a source file */
	const char *office; /* an office folder or a bundle whose sources and fields come first; NULL */
	const char *const *files;
	size_t nfiles;
	int replace; /* 1: a new delivery that older rows do not outlive */
	int strict;  /* 1: rows in quarantine are a "no" (exit 1) */
};
LINDUNG_API int lindung_import(struct lindung *l, const struct lindung_import *in, struct lindung_result **ret,
	struct lindung_error *err);
/** Rows in quarantine of the deliveries that count, or of one delivery. */
LINDUNG_API int lindung_quarantine(struct lindung *l, int64_t delivery, struct lindung_result **ret,
	struct lindung_error *err);

/** rules: a file, a module name, a folder, a bundle, or a file in a bundle ("kantor.bundle/2025.lua"). settings: "path=value" texts, NULL-terminated array or NULL. */
LINDUNG_API int lindung_check(struct lindung *l, const char *rules, const char *const *settings,
	struct lindung_result **ret, struct lindung_error *err);
/** The same of several; rules is a NULL-terminated array. */
LINDUNG_API int lindung_check_all(struct lindung *l, const char *const *rules, const char *const *settings,
	struct lindung_result **ret, struct lindung_error *err);
LINDUNG_API int lindung_test(struct lindung *l, const char *rules, struct lindung_result **ret,
	struct lindung_error *err);

struct lindung_test {
	const char *rules;
	int mutate;     /* 1: which changes of the programme would no case notice? */
	int fail_under; /* with mutate: less than so many percent of them noticed is a "no" (exit 1) */
	/* Make what came out what spreadsheets of cases expect: called with each file to be changed and all its new bytes, when
	 * the whole of all of them is known. Returns 0, or a negative code with err filled. NULL: nothing is changed. */
	int (*accept)(void *ctx, const char *file, const char *text, size_t len, struct lindung_error *err);
	void *accept_ctx;
};
/** The same, with more to do. */
LINDUNG_API int lindung_test_with(struct lindung *l, const struct lindung_test *in, struct lindung_result **ret,
	struct lindung_error *err);

struct lindung_run {
	const char *rules;
	const char *const *settings;
};
/** Evaluate, select and store. Errors of single workers do not fail it: counts/errors, exit 4. */
LINDUNG_API int lindung_run(struct lindung *l, const struct lindung_run *in, struct lindung_result **ret,
	struct lindung_error *err);

struct lindung_compare {
	const char *a, *b; /* rules as above, or a stored run: "run:3" or "3"; b NULL: as a */
	const char *const *settings_a, *const *settings; /* of a and of b, where they are rules */
	int expect_same; /* 1: a changed decision is a "no" (exit 1) */
	int people;      /* 1: with everybody whose decision changes, a few hundred bytes each */
};
/** Two programmes on the same workers: who is decided otherwise, and by which difference. Stores nothing. */
LINDUNG_API int lindung_compare(struct lindung *l, const struct lindung_compare *in, struct lindung_result **ret,
	struct lindung_error *err);

struct lindung_sweep {
	const char *rules;
	const char *const *settings;
	const char *const *over; /* one or two "PATH=FROM..TO:STEP", then NULL; the range may stand in an expression */
	int people;              /* 1: with everybody whom a point gains or loses against the one before */
};
/** A programme at every value of one or two numbers: people, money, cut-off, and where more money reaches fewer. Stores nothing. */
LINDUNG_API int lindung_sweep(struct lindung *l, const struct lindung_sweep *in, struct lindung_result **ret,
	struct lindung_error *err);

/** run 0: the newest. */
LINDUNG_API int lindung_explain(struct lindung *l, const char *nik, int64_t run, struct lindung_result **ret,
	struct lindung_error *err);
/** The same answer, whose text is a letter to the person. */
LINDUNG_API int lindung_letter(struct lindung *l, const char *nik, int64_t run, struct lindung_result **ret,
	struct lindung_error *err);
LINDUNG_API int lindung_runs(struct lindung *l, struct lindung_result **ret, struct lindung_error *err);
LINDUNG_API int lindung_show(struct lindung *l, int64_t run, struct lindung_result **ret, struct lindung_error *err);

struct lindung_report {
	int64_t run;      /* 0: the newest */
	const char *poor; /* who counts as poor: a decile ("2": at most that) or the id of a rule, whom it lets pass; NULL: decile 4 */
};
/** A stored run and what a report shows besides: from all workers to the list, how scores are spread, the list beside the poor. */
LINDUNG_API int lindung_report(struct lindung *l, const struct lindung_report *in, struct lindung_result **ret,
	struct lindung_error *err);
LINDUNG_API int lindung_keep(struct lindung *l, int64_t run, struct lindung_result **ret, struct lindung_error *err);
LINDUNG_API int lindung_verify(struct lindung *l, int64_t run, struct lindung_result **ret, struct lindung_error *err);
/** Decide a run again without its database: its exported receipt, and a folder with the files it names, found by content. */
LINDUNG_API int lindung_verify_with(struct lindung *l, const char *receipt, const char *folder, struct lindung_result **ret,
	struct lindung_error *err);
LINDUNG_API int lindung_replay(struct lindung *l, int64_t run, struct lindung_result **ret, struct lindung_error *err);

/** keep, in somebody's name; by NULL: whoever works with the library. */
LINDUNG_API int lindung_keep_by(struct lindung *l, int64_t run, const char *by, struct lindung_result **ret,
	struct lindung_error *err);
/** The commands that decided something, a line each. */
LINDUNG_API int lindung_log(struct lindung *l, struct lindung_result **ret, struct lindung_error *err);

/** verify, of the run that this receipt is of, and that the database has every line of it. receipt: the bytes of
 *  `export --as receipt`, ended by a zero. */
LINDUNG_API int lindung_verify_receipt(struct lindung *l, const char *receipt, struct lindung_result **ret,
	struct lindung_error *err);

/** Destroy the persons of runs whose last month lies before a day ("2026-01-01") and of data that nothing counts any more;
 *  totals, places, quotas, order and digests stay. dry_run: only say what would go. It cannot be undone. */
LINDUNG_API int lindung_forget(struct lindung *l, const char *before, int dry_run, struct lindung_result **ret,
	struct lindung_error *err);

/** as: "decisions", "annex", "receipt" or "certificate". The file's bytes go through `write`; ret (rows, sha256) may be NULL. */
LINDUNG_API int lindung_export(struct lindung *l, int64_t run, const char *as,
	int (*write)(void *ctx, const char *p, size_t n), void *ctx, struct lindung_result **ret, struct lindung_error *err);

struct lindung_sample {
	const char *region; /* "53.15" */
	int64_t people;
	uint64_t seed;
	const char *shape; /* "simple", "p3ke", "p3ke-family", "bpjs", "dtsen", "dtsen-family" */
	int faults;
	const char *as_of; /* NULL: 2024-01-01 */
};
LINDUNG_API int lindung_sample(struct lindung *l, const struct lindung_sample *in,
	int (*write)(void *ctx, const char *p, size_t n), void *ctx, struct lindung_error *err);
/** Write what editors need to complete and check the rules of an office's folder. */
LINDUNG_API int lindung_stubs(struct lindung *l, const char *folder, struct lindung_result **ret, struct lindung_error *err);
/** Make a regency's starter folder; it must not exist. from: the office that it begins as a copy of, by its folder or its
 *  name among the shared rules, or NULL: the template. */
LINDUNG_API int lindung_new(struct lindung *l, const char *folder, const char *from, struct lindung_result **ret,
	struct lindung_error *err);
/** What contains rules on this machine, their limits, and the versions of everything linked; exit 1 when a wall does not
 *  stand. Errors: CONTAINED (the process cannot be started). */
LINDUNG_API int lindung_doctor(struct lindung *l, struct lindung_result **ret, struct lindung_error *err);
/* ---- bundles ---- */

/** An office's folder (or a bundle) as one file, the same bytes for the same rules. key: a file with a secret key, or NULL:
 *  not signed. */
LINDUNG_API int lindung_bundle(struct lindung *l, const char *office, const char *key,
	int (*write)(void *ctx, const char *p, size_t n), void *ctx, struct lindung_result **ret, struct lindung_error *err);
/** What a bundle holds and who signed it. A bad signature is a "no"; so is, where the handle has trusted keys or requires
 *  signatures, one that is missing or not trusted. */
LINDUNG_API int lindung_bundle_check(struct lindung *l, const char *file, struct lindung_result **ret,
	struct lindung_error *err);
/** A new pair of keys: `file` (secret) and `file`.pub; neither may exist. name: whose they are; NULL: the file's name. */
LINDUNG_API int lindung_key_new(const char *file, const char *name, struct lindung_result **ret, struct lindung_error *err);
/** From now on rules that decide in this database must be signed by one of the keys in these files (n 0 and none: nobody
 *  need sign any more; n 0 alone: only tell). */
LINDUNG_API int lindung_trust(struct lindung *l, const char *const *files, size_t n, int none, struct lindung_result **ret,
	struct lindung_error *err);

/** The words of the rule language as Markdown, from the table the engine itself works with. */
LINDUNG_API int lindung_words(int (*write)(void *ctx, const char *p, size_t n), void *ctx, struct lindung_error *err);

#ifdef __cplusplus
}
#endif
#endif
