/* Deliveries into a database: what is stored, put aside, unchanged or refused as a whole, and that the three sum up. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "import/import.h"
#include "ld_test.h"
#include "sheet.h"

static char dir[64];
static struct ld_store *db;
static struct ld_source source_;
static struct lindung_error err;
static struct ld_import_result result;

static const char *path_of(const char *name)
{
	static char paths[4][128];
	static int turn;
	char *p = paths[turn++ % 4];
	snprintf(p, sizeof paths[0], "%s/%s", dir, name);
	return p;
}

static void setup(void)
{
	strcpy(dir, "/tmp/lindung_import_XXXXXX");
	cr_assert_not_null(mkdtemp(dir));
	ld_ok(ld_store_open(path_of("t.db"), LD_STORE_CREATE, &db, &err));
	source_ = sheet_source();
}

static void teardown(void)
{
	ld_import_result_fini(&result);
	ld_store_close(db);
	const char *const names[] = {"t.db", "t.db-wal", "t.db-shm", "a.csv", "b.csv"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(path_of(names[i]));
	rmdir(dir);
}

static void write_file(const char *name, const char *text)
{
	FILE *f = fopen(path_of(name), "wb");
	cr_assert_not_null(f);
	fwrite(text, 1, strlen(text), f);
	fclose(f);
}

static int import(const char *name, bool replace)
{
	const char *const paths[] = {path_of(name)};
	struct ld_import_in in = {.source = &source_, .paths = paths, .npaths = 1, .replace = replace,
		.created_at = "2026-11-21T01:02:03Z"};
	ld_import_result_fini(&result);
	return ld_import(db, &in, &result, &err);
}

/* "read=stored+quarantined+unchanged" of the first file. */
static const char *counts(void)
{
	static char out[100];
	const struct ld_import_file *f = &result.files[0];
	snprintf(out, sizeof out, "%lld=%lld+%lld+%lld", (long long)f->read, (long long)f->stored,
		(long long)f->quarantined, (long long)f->unchanged);
	return out;
}

TestSuite(import, .init = setup, .fini = teardown);

Test(import, rows_are_stored_or_put_aside_and_counted)
{
	write_file("a.csv", "DAFTAR\n" HEAD A ",Siti,,P,petani,2\n\n" B ",Budi,,X,,\n,,,,,\n,Jumlah,,,,2\n");
	ld_ok(import("a.csv", false));
	cr_expect_str_eq(counts(), "3=1+2+0");
	cr_expect_eq(result.delivery, 1);
	cr_assert_eq(result.nquarantine, 2);
	const struct ld_quarantine_row *q = &result.quarantine[0];
	cr_expect_eq(q->line, 5);
	cr_expect_str_eq(q->column, "jenis_kelamin");
	cr_expect_str_eq(q->value, "X");
	cr_expect_str_eq(q->code, "CODE");
	cr_expect_str_eq(q->source, "lembar");
	cr_expect_str_eq(result.quarantine[1].code, "KEY");
}

Test(import, F33_the_same_file_is_unchanged_and_a_changed_one_in_its_changed_rows)
{
	write_file("a.csv", HEAD A ",Siti,,P,petani,2\n" B ",Budi,,L,nelayan,1\n");
	ld_ok(import("a.csv", false));
	cr_expect_str_eq(counts(), "2=2+0+0");
	ld_ok(import("a.csv", false));
	cr_expect_str_eq(counts(), "2=0+0+2");
	cr_expect_eq(result.delivery, 0);
	write_file("a.csv", HEAD A ",Siti,,P,petani,2\n" B ",Budi,,L,nelayan,3\n");
	ld_ok(import("a.csv", false));
	cr_expect_str_eq(counts(), "2=1+0+1");
	cr_expect_eq(result.delivery, 2);
}

Test(import, a_replacing_delivery_keeps_all_its_rows)
{
	write_file("a.csv", HEAD A ",Siti,,P,petani,2\n" B ",Budi,,L,nelayan,1\n");
	ld_ok(import("a.csv", false));
	write_file("a.csv", HEAD A ",Siti,,P,petani,2\n");
	ld_ok(import("a.csv", true));
	const bool marks[SHEET_FIELDS] = {[DESIL] = true};
	struct ld_frame *frame;
	ld_ok(ld_store_frame(db, &source_.fields, marks, result.delivery, &frame, &err));
	cr_expect_eq(frame->nrows, 1);
	ld_frame_free(frame);
}

Test(import, F10_a_key_given_twice_counts_once_the_last_row)
{
	write_file("a.csv", HEAD A ",Siti,,P,petani,2\n" A ",Siti,,P,petani,5\n");
	ld_ok(import("a.csv", false));
	cr_expect_str_eq(counts(), "2=2+0+0");
	cr_expect_eq(result.duplicates, 1);
	const bool marks[SHEET_FIELDS] = {[DESIL] = true};
	struct ld_frame *frame;
	ld_ok(ld_store_frame(db, &source_.fields, marks, result.delivery, &frame, &err));
	cr_expect_eq(frame->nrows, 1);
	cr_expect_eq(ld_frame_get(frame, DESIL, 0).i, 5);
	ld_frame_free(frame);
}

/* n rows whose NIKs' last digits are their serial's, or 0 in `zeros` of them. */
static void write_niks(int n, int zeros)
{
	FILE *f = fopen(path_of("a.csv"), "wb");
	fputs(HEAD, f);
	for (int i = 0; i < n; i++)
		fprintf(f, "53159041058%04d%d,S,,,,\n", i + 100, i < zeros ? 0 : 1 + i % 9);
	fclose(f);
}

static void expect_nothing_stored(void)
{
	int64_t last = -1;
	ld_ok(ld_store_last_delivery(db, &last, &err));
	cr_expect_eq(last, 0);
}

Test(import, F01_a_column_of_niks_that_end_in_zero_is_refused)
{
	write_niks(100, 41);
	ld_fails(RUINED, import("a.csv", false));
	cr_expect_str_eq(err.column, "nik");
	expect_nothing_stored();
	write_niks(100, 20);
	ld_ok(import("a.csv", false));
	cr_expect_str_eq(counts(), "100=100+0+0");
}

Test(import, F02_a_column_of_exponents_is_refused)
{
	write_file("a.csv", HEAD "5.31590E+15,S,,,,\n5.31590E+15,S,,,,\nJumlah,,,,,2\n");
	ld_fails(RUINED, import("a.csv", false));
	expect_nothing_stored();
	write_file("a.csv", HEAD "5.31590E+15,S,,,,\n" A ",S,,,,\n");
	ld_ok(import("a.csv", false));
	cr_expect_str_eq(counts(), "2=1+1+0");
}

Test(import, what_cannot_be_read_as_a_whole_leaves_nothing)
{
	write_file("a.csv", HEAD A ",S,,,,\n");
	const char *const bad[] = {"x,y\n1,2\n", "", "\xFF\xFEn", "PK\x03\x04", "nik,nama\n"};
	const int codes[] = {LINDUNG_E_HEADER, LINDUNG_E_CSV, LINDUNG_E_ENCODING, LINDUNG_E_CSV, LINDUNG_E_HEADER};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		write_file("b.csv", bad[i]);
		const char *const paths[] = {path_of("a.csv"), path_of("b.csv")};
		struct ld_import_in in = {.source = &source_, .paths = paths, .npaths = 2, .created_at = "2026-11-21T01:02:03Z"};
		cr_expect_eq(ld_import(db, &in, &result, &err), codes[i], "%zu: %s", i, err.message);
		cr_expect_str_eq(err.file, paths[1]);
		expect_nothing_stored();
	}
	write_file("b.csv", "no,nk,nama\n1,2,3\n");
	ld_fails(HEADER, import("b.csv", false));
	cr_expect_str_eq(err.suggestion, "nk");
	ld_fails(NOT_FOUND, import("none.csv", false));
	cr_assert_eq(mkdir(path_of("b.csv.d"), 0700), 0);
	ld_fails(IO, import("b.csv.d", false));
	rmdir(path_of("b.csv.d"));
}

Test(import, F25_the_header_is_where_the_source_says_or_among_the_first_rows)
{
	struct ld_buf text = ld_buf_init(10000);
	for (int i = 0; i < 12; i++)
		ld_buf_puts(&text, "DAFTAR,,,,,\n");
	ld_buf_puts(&text, HEAD A ",S,,,,\n");
	write_file("a.csv", ld_buf_text(&text));
	ld_ok(import("a.csv", false));
	cr_expect_str_eq(counts(), "1=1+0+0");
	source_.header_row = 13;
	write_file("a.csv", (ld_buf_puts(&text, B ",S,,,,\n"), ld_buf_text(&text)));
	ld_ok(import("a.csv", false));
	cr_expect_str_eq(counts(), "2=1+0+1");
	source_.header_row = 12;
	ld_fails(HEADER, import("a.csv", true));
	source_.header_row = 99;
	ld_fails(HEADER, import("a.csv", true));
	source_.header_row = 0;
	ld_buf_reset(&text);
	for (int i = 0; i < 30; i++)
		ld_buf_puts(&text, "DAFTAR,,,,,\n");
	ld_buf_puts(&text, HEAD A ",S,,,,\n");
	write_file("a.csv", ld_buf_text(&text));
	ld_fails(HEADER, import("a.csv", false));
	ld_buf_fini(&text);
}

Test(import, columns_that_nothing_maps_are_listed_once)
{
	write_file("a.csv", "no,nik,nama,tanggal_lahir,jenis_kelamin,pekerjaan,desil,Keterangan,\n1," A ",S,,,,,x,y\n");
	write_file("b.csv", "no,nik,nama,tanggal_lahir,jenis_kelamin,pekerjaan,desil,RT\n1," B ",S,,,,,1\n");
	const char *const paths[] = {path_of("a.csv"), path_of("b.csv")};
	struct ld_import_in in = {.source = &source_, .paths = paths, .npaths = 2, .created_at = "2026-11-21T01:02:03Z"};
	ld_ok(ld_import(db, &in, &result, &err));
	cr_assert_eq(result.nignored, 3);
	cr_expect_str_eq(result.ignored[0], "no");
	cr_expect_str_eq(result.ignored[1], "Keterangan");
	cr_expect_str_eq(result.ignored[2], "RT");
	cr_expect_eq(result.files[1].stored, 1);
}

static int stop(void *ctx, const char *file, int64_t rows, int64_t bytes, int64_t total)
{
	int *calls = ctx;
	cr_expect(file && rows == 65536 && bytes > 0 && bytes <= total);
	++*calls;
	return 1;
}

Test(import, progress_is_told_and_can_stop)
{
	write_niks(70000, 0);
	int calls = 0;
	const char *const paths[] = {path_of("a.csv")};
	struct ld_import_in in = {.source = &source_, .paths = paths, .npaths = 1, .created_at = "2026-11-21T01:02:03Z",
		.progress = stop, .ctx = &calls};
	ld_fails(CANCELLED, ld_import(db, &in, &result, &err));
	cr_expect_eq(calls, 1);
	expect_nothing_stored();
}

Test(import, a_pipe_is_read_as_a_file_is)
{
	cr_assert_eq(mkfifo(path_of("b.csv"), 0600), 0);
	pid_t child = fork();
	if (!child) {
		write_file("b.csv", HEAD A ",S,,,,\n");
		_exit(0);
	}
	ld_ok(import("b.csv", false));
	cr_expect_str_eq(counts(), "1=1+0+0");
}

Test(import, more_quarantine_than_is_printed_is_counted)
{
	FILE *f = fopen(path_of("a.csv"), "wb");
	fputs(HEAD A ",S,,,,\n", f);
	for (int i = 0; i < 1500; i++)
		fputs("x,S,,,,\n", f);
	fclose(f);
	ld_ok(import("a.csv", false));
	cr_expect_str_eq(counts(), "1501=1+1500+0");
	cr_expect_eq(result.nquarantine, 1000);
}

/* Sheets of random cells, separators and quotes: each ends in counts that sum up or in a refusal that stores nothing. */
Test(import, random_sheets_conserve_rows)
{
	static const char *const pieces[] = {A, B, ",", ",", ",,,,,", "\n", "\n", "\r\n", "\"", "\"", "Siti", "2", "\x92",
		"\xE2\x80\x8B", ",S,,P,petani,2\n", A ",S,,,,\n", HEAD, "Jumlah", " "};
	uint64_t seed = 5;
	for (int round = 0; round < 300; round++) {
		struct ld_buf text = ld_buf_init(1 << 16);
		if (round % 4)
			ld_buf_puts(&text, HEAD);
		for (uint32_t i = ld_below(&seed, 120); i; i--)
			ld_buf_puts(&text, pieces[ld_below(&seed, sizeof pieces / sizeof *pieces)]);
		write_file("a.csv", ld_buf_text(&text));
		ld_buf_fini(&text);
		int64_t before, after;
		ld_ok(ld_store_last_delivery(db, &before, &err));
		int rc = import("a.csv", round % 7 == 0);
		ld_ok(ld_store_last_delivery(db, &after, &err));
		if (rc < 0) {
			cr_assert(rc == LINDUNG_E_HEADER || rc == LINDUNG_E_CSV || rc == LINDUNG_E_RUINED, "%s", err.message);
			cr_assert_eq(before, after);
			continue;
		}
		const struct ld_import_file *f = &result.files[0];
		cr_assert_eq(f->read, f->stored + f->quarantined + f->unchanged);
		cr_assert_eq(result.nquarantine, (size_t)f->quarantined);
		for (size_t i = 1; i < result.nquarantine; i++)
			cr_assert_gt(result.quarantine[i].line, result.quarantine[i - 1].line);
	}
}
