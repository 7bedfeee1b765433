/* Sources and deliveries written by hand, for the tests of the store. */
#ifndef LD_STORE_TEST_H
#define LD_STORE_TEST_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ld_test.h"
#include "store/store.h"

enum { NIK, KK, NAMA, UMUR, KERJA, UPAH, DIFABEL, LAHIR, SKOR, NFIELDS };

static const char *const jobs[] = {"petani", "nelayan", "buruh"};
static struct ld_field items[NFIELDS] = {
	[NIK] = {.name = "nik", .type = LD_ID, .format = LD_FORMAT_NIK, .is_private = true},
	[KK] = {.name = "id_keluarga", .type = LD_ID},
	[NAMA] = {.name = "nama", .type = LD_TEXT, .is_private = true},
	[UMUR] = {.name = "umur", .type = LD_INTEGER, .has_lo = true, .has_hi = true, .lo = {.kind = LD_I64, .i = 0},
		.hi = {.kind = LD_I64, .i = 150}},
	[KERJA] = {.name = "pekerjaan", .type = LD_CHOICE, .choices = jobs, .nchoices = 3},
	[UPAH] = {.name = "penghasilan", .type = LD_MONEY},
	[DIFABEL] = {.name = "disabilitas", .type = LD_BOOLEAN},
	[LAHIR] = {.name = "tanggal_lahir", .type = LD_DATE},
	[SKOR] = {.name = "skor", .type = LD_NUMBER},
};
static const struct ld_fields fields = {items, NFIELDS};
static const bool all_fields[NFIELDS] = {true, true, true, true, true, true, true, true, true};

struct test_source {
	struct ld_source source;
	struct ld_mapping maps[NFIELDS], absent[NFIELDS];
	struct ld_file file;
};

/* A source over the fields given, ended by −1. */
static inline void source_init(struct test_source *t, const char *name, enum ld_adds adds, int key, int precedence,
	const int *map)
{
	*t = (struct test_source){0};
	for (; *map >= 0; map++)
		t->maps[t->source.nmaps++].field = *map;
	t->file = (struct ld_file){.module = name, .path = name, .text = name, .len = strlen(name)};
	ld_sha256(name, strlen(name), t->file.sha256);
	t->source.name = name;
	t->source.adds = adds;
	t->source.key = key;
	t->source.precedence = precedence;
	t->source.maps = t->maps;
	t->source.absent = t->absent;
	t->source.fields = fields;
	t->source.files = &t->file;
	t->source.nfiles = 1;
	memcpy(t->source.digest, t->file.sha256, LD_SHA256);
}

static inline struct ld_value i64(int64_t v)
{
	return (struct ld_value){.kind = LD_I64, .i = v};
}

static inline struct ld_value f64(double v)
{
	return (struct ld_value){.kind = LD_F64, .f = v};
}

static inline struct ld_value str(const char *s)
{
	return (struct ld_value){.kind = LD_STR, .len = (uint32_t)strlen(s), .s = s};
}

static const struct ld_value none = {0};

struct test_db {
	char dir[64], path[96];
	struct ld_store *s;
};

static inline void db_init(struct test_db *t)
{
	struct lindung_error err;
	strcpy(t->dir, "/tmp/lindung-test-XXXXXX");
	cr_assert(mkdtemp(t->dir));
	snprintf(t->path, sizeof t->path, "%s/a.db", t->dir);
	ld_ok(ld_store_open(t->path, LD_STORE_CREATE, &t->s, &err));
}

static inline void db_fini(struct test_db *t)
{
	char name[128];
	ld_store_close(t->s);
	static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		snprintf(name, sizeof name, "%s%s", t->path, ends[i]);
		unlink(name);
	}
	rmdir(t->dir);
}

static inline bool give_row(struct ld_delivery *d, int64_t line, const struct ld_value *values)
{
	struct lindung_error err;
	struct ld_buf text = ld_buf_init(1 << 20);
	uint8_t digest[LD_ROW_DIGEST];
	bool unchanged;
	ld_ok(ld_store_row_digest(d, values, &text, digest, &err));
	ld_ok(ld_store_row(d, line, values, digest, &unchanged, &err));
	ld_buf_fini(&text);
	return unchanged;
}

/* One delivery of one file of nrows rows, each of source.nmaps values. Returns its number. */
static inline int64_t deliver(struct ld_store *s, const struct ld_source *src, bool replace, const char *file,
	const struct ld_value *rows, size_t nrows, int64_t *ret_stored, int64_t *ret_duplicates)
{
	struct lindung_error err;
	struct ld_delivery *d = NULL;
	struct ld_buf text = ld_buf_init(1 << 20);
	uint8_t sha[LD_SHA256];
	int64_t number, duplicates, stored = 0;
	ld_buf_puts(&text, file);
	for (size_t i = 0; i < nrows * src->nmaps; i++) {
		ld_buf_printf(&text, "|%d %lld ", rows[i].kind, rows[i].kind == LD_I64 ? (long long)rows[i].i : 0);
		if (rows[i].kind == LD_STR)
			ld_buf_puts(&text, rows[i].s);
	}
	ld_sha256(text.data, text.len, sha);
	ld_ok(ld_store_begin(s, &err));
	ld_ok(ld_store_delivery_begin(s, src, replace, "2026-11-21T01:02:03Z", &d, &err));
	bool known;
	int64_t known_rows;
	ld_ok(ld_store_file_known(d, sha, &known, &known_rows, &err));
	if (!known) {
		ld_ok(ld_store_file_begin(d, file, sha, (int64_t)text.len, &err));
		for (size_t i = 0; i < nrows; i++)
			stored += !give_row(d, (int64_t)i + 2, rows + i * src->nmaps);
		ld_ok(ld_store_file_end(d, (int64_t)nrows, stored, 0, (int64_t)nrows - stored, &err));
	}
	ld_ok(ld_store_delivery_end(d, &number, &duplicates, &err));
	ld_ok(ld_store_commit(s, &err));
	ld_buf_fini(&text);
	if (ret_stored)
		*ret_stored = stored;
	if (ret_duplicates)
		*ret_duplicates = duplicates;
	return number;
}

static inline const char *nik_text(int n)
{
	static char out[8][LD_NIK + 1];
	static int at;
	at = (at + 1) % 8;
	snprintf(out[at], sizeof out[at], "53159041058%05d", n);
	return out[at];
}

#endif
