/*
 * The handle of the public library: its options, its folders of rules, its database. The database
 * is opened when a call first needs it and in the mode that call needs, so that `check` and `test`
 * work without one and reading works on read-only media. Everything else of the façade is one file
 * a call.
 */
#include "lib/lib.h"

#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/num.h"

enum { MAX_JOBS = 64 };

const char *lindung_version(void)
{
	return LINDUNG_VERSION;
}

/* The folders of options.rules, then the one of the installation. */
static int split_roots(struct lindung *l, const char *rules)
{
	size_t n = 1, len = rules ? strlen(rules) : 0;
	for (size_t i = 0; i < len; i++)
		n += rules[i] == ':';
	l->roots_text = strdup(rules ? rules : "");
	l->roots = calloc(n + 1, sizeof *l->roots);
	if (!l->roots_text || !l->roots)
		return LINDUNG_E_NOMEM;
	for (char *save, *root = strtok_r(l->roots_text, ":", &save); root;
		root = strtok_r(NULL, ":", &save))
		l->roots[l->nroots++] = root;
	l->roots[l->nroots++] = LINDUNG_DATADIR;
	return 0;
}

static unsigned count_jobs(unsigned asked)
{
	long cores = asked ? (long)asked : sysconf(_SC_NPROCESSORS_ONLN);
	return cores < 1 ? 1 : cores > MAX_JOBS ? MAX_JOBS : (unsigned)cores;
}

/* Who works with the program: the name given, else the login name, else the number of the user. */
static char *find_who(const char *given)
{
	char room[4096], *who = NULL;
	struct passwd entry, *found = NULL;
	if (given && *given)
		return strdup(given);
	getpwuid_r(geteuid(), &entry, room, sizeof room, &found);
	if (found)
		return strdup(found->pw_name);
	return asprintf(&who, "uid %u", (unsigned)geteuid()) < 0 ? NULL : who;
}

/* Whoever waits for rules may stop waiting. */
static int give_up(void *ctx)
{
	struct lindung *l = ctx;
	return l->progress ? l->progress(l->progress_ctx, "rules", 0, 0, 0) : 0;
}

int lindung_open(
	const struct lindung_options *options, struct lindung **ret, struct lindung_error *err)
{
	struct lindung *l = calloc(1, sizeof *l);
	if (!l)
		return ld_nomem(err);
	l->jobs = count_jobs(options->jobs);
	l->worker = (struct ld_worker_options){ld_limits_default, options->uncontained != 0, give_up, l};
	l->progress = options->progress;
	l->progress_ctx = options->progress_ctx;
	if (options->database)
		l->database = strdup(options->database);
	l->who = find_who(options->who);
	l->require_signed = options->require_signed != 0;
	for (const char *const *t = options->trust; t && *t; t++) {
		int rc = ld_trust_add(&l->trust, *t, err);
		if (rc < 0) {
			lindung_close(l);
			return rc;
		}
	}
	if ((options->database && !l->database) || !l->who || split_roots(l, options->rules) < 0) {
		lindung_close(l);
		return ld_nomem(err);
	}
	for (size_t i = 0; options->limits && options->limits[i]; i++) {
		int rc = ld_limits_set(&l->worker.limits, options->limits[i], err);
		if (rc < 0) {
			lindung_close(l);
			return rc;
		}
	}
	for (size_t i = 0; i + 1 < l->nroots; i++)
		if (!ld_folder_is(l->roots[i])) {
			int rc = ld_fail(err, LINDUNG_E_NOT_FOUND,
				"there is no folder '%s' of rules", l->roots[i]);
			lindung_close(l);
			return rc;
		}
	*ret = l;
	return 0;
}

void lindung_close(struct lindung *l)
{
	if (!l)
		return;
	ld_store_close(l->store);
	ld_trust_fini(&l->trust);
	free(l->database);
	free(l->who);
	free(l->roots_text);
	free(l->roots);
	free(l);
}

/* A database of an older program is brought up to this one's schema also by who only reads, where it can be written. */
static int open_store(struct lindung *l, enum ld_store_mode mode, struct lindung_error *err)
{
	struct lindung_error ignored;
	struct ld_store *s;
	int rc = ld_store_open(l->database, mode, &l->store, err);
	if (rc != LINDUNG_E_DB_READONLY || mode != LD_STORE_READ || ld_store_open(l->database, LD_STORE_WRITE, &s, &ignored) < 0)
		return rc;
	ld_store_close(s);
	return ld_store_open(l->database, mode, &l->store, err);
}

int ld_lib_store(struct lindung *l, enum ld_store_mode mode, struct ld_store **ret,
	struct lindung_error *err)
{
	if (!l->database)
		return ld_fail(
			err, LINDUNG_E_USAGE, "this call needs a database, and none was named");
	if (l->store && l->mode < mode) {
		ld_store_close(l->store);
		l->store = NULL;
	}
	if (l->store)
		ld_store_rollback(l->store); /* of a call that failed for want of memory and could not even do this */
	if (!l->store) {
		int rc = open_store(l, mode, err);
		if (rc < 0)
			return rc;
		l->mode = mode;
	}
	int idle = ld_store_idle(l->store, err);
	if (idle < 0)
		return idle;
	ld_store_jobs(l->store, l->jobs);
	*ret = l->store;
	return 0;
}

const char *ld_lib_now(char out[24])
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	int64_t fixed;
	struct tm tm;
	time_t now = time(NULL);
	if (epoch && ld_int_parse(epoch, strlen(epoch), &fixed) && fixed >= 0 &&
		fixed < INT64_C(253402300800))
		now = (time_t)fixed;
	gmtime_r(&now, &tm);
	strftime(out, 24, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return out;
}

int ld_lib_remembered(const struct ld_run_row *run, struct lindung_error *err)
{
	if (!run->forgotten_at)
		return 0;
	return ld_fail(err, LINDUNG_E_FORGOTTEN, "the persons of run %" PRId64 " were forgotten on %.10s",
		run->number, run->forgotten_at);
}

int ld_lib_progress(struct lindung *l, const char *what, int64_t rows, int64_t done, int64_t total,
	struct lindung_error *err)
{
	if (l->progress && l->progress(l->progress_ctx, what, rows, done, total) != 0)
		return ld_fail(err, LINDUNG_E_CANCELLED,
			"stopped during '%s'; nothing of it was kept", what);
	return 0;
}
