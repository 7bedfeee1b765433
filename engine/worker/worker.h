/*
 * The process that runs rules: the same calls as script/script.h, made in a child that holds no database and no file,
 * behind a filter of system calls, with capped memory and a deadline. The engine's side decodes what comes back as
 * hostile bytes. A process serves one load and the calls into it; one that is stopped is started again for the next
 * function, with the same files.
 */
#ifndef LD_WORKER_WORKER_H
#define LD_WORKER_WORKER_H

#include "base/limits.h"
#include "script/script.h"

/* What stands between rules and the machine, as the process proved it when it started. */
struct ld_walls {
	bool seccomp;    /* a filter of system calls that kills */
	int landlock;    /* version of the kernel's interface, 0: none */
	bool caps;       /* resource limits */
	bool sanitizer;  /* a build for tests: no filter, no cap of the address space */
	bool bare;       /* a build for tests: no first wall */
	int syscalls;    /* that the filter lets through */
	bool proved[4];  /* open, socket, fork, exec were tried and killed */
	char lua[32], filter[32]; /* versions */
};

struct ld_worker_options {
	struct ld_limits limits;
	bool uncontained; /* run rules even where the walls do not stand */
	int (*give_up)(void *ctx); /* asked while the process works; nonzero ends it with CANCELLED. NULL: never */
	void *ctx;
};

struct ld_worker;

/** Start the process. The loader is borrowed. Errors: CONTAINED (no process, or its walls do not stand), NOMEM. */
int ld_worker_new(const struct ld_loader *loader, const struct ld_worker_options *options, struct ld_worker **ret,
	struct lindung_error *err);
void ld_worker_free(struct ld_worker *w);
const struct ld_walls *ld_worker_walls(const struct ld_worker *w);
/** Was a function stopped? What hangs on it does so by a clock. */
bool ld_worker_stopped(const struct ld_worker *w);
/** Do all walls stand that this machine can have? */
bool ld_walls_stand(const struct ld_walls *walls);
/** One line for receipts: "seccomp, landlock, limits". */
void ld_walls_print(const struct ld_walls *walls, bool uncontained, struct ld_buf *out);

/* As in script/script.h. A file that does not come to an end is an error LIMIT, one whose process dies LOAD. */
int ld_worker_programme(struct ld_worker *w, const char *module, const char *office, const struct ld_setting *settings,
	size_t nsettings, struct ld_findings *findings, struct ld_programme **ret, struct lindung_error *err);
int ld_worker_source(struct ld_worker *w, const char *name, const char *office, struct ld_findings *findings,
	struct ld_source **ret, struct lindung_error *err);
int ld_worker_cases(struct ld_worker *w, const char *module, const char *office, struct ld_findings *findings,
	struct ld_cases **ret, struct lindung_error *err);
/** The calls of the programme loaded last; ctx is the worker. Answers of a function that was stopped are of kind
 *  LD_ANSWER_STOPPED from the tuple on at which it was. */
struct ld_calls ld_worker_calls(struct ld_worker *w);

#endif
