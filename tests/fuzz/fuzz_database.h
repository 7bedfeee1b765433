/* A small office with two runs, one of them kept, and what reads a database: for fuzzers that change its file. The office is
 * made by the library itself, once, so its file is always of today's schema. All files stand in one folder of this process,
 * which is removed at its end. */
#ifndef LD_FUZZ_DATABASE_H
#define LD_FUZZ_DATABASE_H

#include <ftw.h>
#include <lindung/lindung.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "fuzz.h"

#define FUZZ_OFFICE LINDUNG_SOURCE "/tests/fuzz/office"
enum { FUZZ_RUNS = 2, FUZZ_FILE = 1 << 20 };

struct fuzz_database {
	char folder[200], path[240];
	uint8_t *bytes; /* of the file as the library made it */
	size_t size;
	struct ld_buf lists[FUZZ_RUNS + 1]; /* the decisions of run 1, run 2 */
};

static struct fuzz_database fuzz_base;

static inline int fuzz_remove(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

static inline void fuzz_clean(void)
{
	nftw(fuzz_base.folder, fuzz_remove, 8, FTW_DEPTH | FTW_PHYS);
	for (int run = 1; run <= FUZZ_RUNS; run++)
		ld_buf_fini(&fuzz_base.lists[run]);
	free(fuzz_base.bytes);
}

static inline int fuzz_collect(void *ctx, const char *p, size_t n)
{
	ld_buf_add(ctx, p, n);
	return 0;
}

static inline struct lindung *fuzz_database_open(void)
{
	struct lindung *l = NULL;
	struct lindung_error err;
	ld_assert(lindung_open(&(struct lindung_options){.database = fuzz_base.path, .rules = FUZZ_OFFICE, .jobs = 1}, &l,
			  &err) == 0);
	return l;
}

/** A call that made the base, or nothing can be tested. */
#define fuzz_must(call)                                                                                                \
	do {                                                                                                           \
		struct lindung_error err;                                                                              \
		struct lindung_result *r = NULL;                                                                       \
		if ((call) < 0)                                                                                        \
			fprintf(stderr, "%s: %s\n", #call, err.message);                                               \
		ld_assert(r);                                                                                          \
		lindung_result_free(r);                                                                                \
	} while (0)

static inline void fuzz_read_base(void)
{
	FILE *f = fopen(fuzz_base.path, "rb");
	fuzz_base.bytes = malloc(FUZZ_FILE);
	ld_assert(f && fuzz_base.bytes);
	fuzz_base.size = fread(fuzz_base.bytes, 1, FUZZ_FILE, f);
	ld_assert(fuzz_base.size > 0 && fuzz_base.size < FUZZ_FILE);
	fclose(f);
}

/* Pages of 512 bytes: a smaller file is written faster, and more of its bytes mean something. */
static inline void fuzz_shrink(void)
{
	sqlite3 *db;
	ld_assert(sqlite3_open(fuzz_base.path, &db) == SQLITE_OK);
	ld_assert(sqlite3_exec(db, "PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM", NULL, NULL, NULL) == SQLITE_OK);
	ld_assert(sqlite3_close(db) == SQLITE_OK);
}

static inline const struct fuzz_database *fuzz_database(void)
{
	const char *memory = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", *tmp = getenv("TMPDIR"), *const files[] = {FUZZ_OFFICE "/orang.csv"};
	if (fuzz_base.bytes)
		return &fuzz_base;
	setenv("SOURCE_DATE_EPOCH", "1732147323", 1);
	snprintf(fuzz_base.folder, sizeof fuzz_base.folder, "%s/lindung-fuzz-XXXXXX", tmp ? tmp : memory);
	ld_assert(mkdtemp(fuzz_base.folder));
	snprintf(fuzz_base.path, sizeof fuzz_base.path, "%s/uji.db", fuzz_base.folder);
	struct lindung *l = fuzz_database_open();
	fuzz_must(lindung_import(l, &(struct lindung_import){.source = "orang", .files = files, .nfiles = 1}, &r, &err));
	fuzz_must(lindung_run(l, &(struct lindung_run){.rules = "uji.2024"}, &r, &err));
	fuzz_must(lindung_keep(l, 1, &r, &err));
	fuzz_must(lindung_run(l, &(struct lindung_run){.rules = "uji.lain"}, &r, &err));
	for (int run = 1; run <= FUZZ_RUNS; run++) {
		fuzz_base.lists[run] = ld_buf_init(FUZZ_FILE);
		fuzz_must(lindung_export(l, run, "decisions", fuzz_collect, &fuzz_base.lists[run], &r, &err));
	}
	lindung_close(l);
	fuzz_shrink();
	fuzz_read_base();
	atexit(fuzz_clean);
	return &fuzz_base;
}

/** Put a file of these bytes in the database's place, nothing beside it. */
static inline void fuzz_database_write(const uint8_t *bytes, size_t size)
{
	char beside[260];
	static const char *const tails[] = {"-wal", "-shm", "-journal"};
	for (size_t i = 0; i < 3; i++) {
		snprintf(beside, sizeof beside, "%s%s", fuzz_base.path, tails[i]);
		unlink(beside);
	}
	FILE *f = fopen(fuzz_base.path, "wb");
	ld_assert(f && fwrite(bytes, 1, size, f) == size);
	fclose(f);
}

/* Written as text and as JSON: no byte a terminal obeys. */
static inline void fuzz_written(int rc, struct lindung_result *r, const struct lindung_error *err)
{
	struct lindung_error failed;
	fuzz_said(rc, err);
	for (int format = LINDUNG_TEXT; rc >= 0 && format <= LINDUNG_JSON; format++) {
		struct ld_buf b = ld_buf_init(1 << 26);
		ld_assert(lindung_result_write(r, &(struct lindung_render){.format = (enum lindung_format)format}, fuzz_collect, &b,
				  &failed) == 0);
		for (const char *s = ld_buf_text(&b); *s; s += strcspn(s, "\n"), s += *s == '\n')
			ld_assert(ld_utf8_visible(s, strcspn(s, "\n")));
		ld_buf_fini(&b);
	}
	lindung_result_free(r);
}

/** Everything that only reads, of one of the runs. A run that verifies has one of the lists that the library made. */
static inline void fuzz_database_read(int64_t run)
{
	struct lindung *l = fuzz_database_open();
	struct lindung_error err;
	struct lindung_result *r = NULL;
#define FUZZ_READ(call) r = NULL, rc = (call), fuzz_written(rc, r, &err)
	int rc;
	FUZZ_READ(lindung_runs(l, &r, &err));
	FUZZ_READ(lindung_quarantine(l, 0, &r, &err));
	FUZZ_READ(lindung_explain(l, "5315904105800001", 0, &r, &err));
	struct ld_buf list = ld_buf_init(FUZZ_FILE);
	FUZZ_READ(lindung_show(l, run, &r, &err));
	FUZZ_READ(lindung_export(l, run, "annex", fuzz_collect, &list, &r, &err));
	ld_buf_reset(&list);
	FUZZ_READ(lindung_export(l, run, "decisions", fuzz_collect, &list, &r, &err));
	bool exported = rc >= 0, same = false;
	for (int k = 1; k <= FUZZ_RUNS; k++)
		same = same || strcmp(ld_buf_text(&list), ld_buf_text(&fuzz_base.lists[k])) == 0;
	ld_buf_fini(&list);
	r = NULL;
	rc = lindung_verify(l, run, &r, &err);
	ld_assert(rc < 0 || lindung_result_exit(r) || (exported && same));
	fuzz_written(rc, r, &err);
	FUZZ_READ(lindung_replay(l, run, &r, &err));
	lindung_close(l);
}

#endif
