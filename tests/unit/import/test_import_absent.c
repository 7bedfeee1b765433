/* Whom a list of participants does not name, and whom it names but badly: only the first may be taken for absent. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "import/import.h"
#include "ld_test.h"
#include "sheet.h"

#define C "5315904105800003"
#define KK1 "5315900507110001"
#define KK2 "5315900507110002"
#define LIST "nik,aktif,dari,sampai\n"

enum { DARI = LAHIR };

static char dir[64];
static struct ld_store *db;
static struct lindung_error err;
static struct ld_import_result result;

static struct ld_mapping workers_maps[] = {{.field = NIK, NAMES("nik")}, {.field = KK, NAMES("no_kk")}};
static struct ld_source workers = {.name = "warga", .adds = LD_ADDS_WORKERS, .key = NIK, .precedence = 1,
	.maps = workers_maps, .nmaps = 2, .fields = {sheet_fields, SHEET_FIELDS}};

static struct ld_mapping list_maps[] = {{.field = NIK, NAMES("nik")}, {.field = LAHIR, NAMES("dari"), .optional = true},
	{.field = AKTIF, NAMES("aktif")}};
static struct ld_mapping list_absent[] = {{.field = AKTIF, .always = true, .value = NUMBER(0)}};
static struct ld_source list = {.name = "peserta", .adds = LD_ADDS_FACTS, .key = NIK, .precedence = 2,
	.maps = list_maps, .nmaps = 3, .absent = list_absent, .nabsent = 1, .fields = {sheet_fields, SHEET_FIELDS}};

static struct ld_mapping family_maps[] = {{.field = KK, NAMES("no_kk")}, {.field = AKTIF, NAMES("aktif")}};
static struct ld_source families = {.name = "keluarga", .adds = LD_ADDS_FACTS, .key = KK, .precedence = 3,
	.maps = family_maps, .nmaps = 2, .absent = list_absent, .nabsent = 1, .fields = {sheet_fields, SHEET_FIELDS}};

static const char *path_of(const char *name)
{
	static char paths[4][128];
	static int turn;
	char *p = paths[turn++ % 4];
	snprintf(p, sizeof paths[0], "%s/%s", dir, name);
	return p;
}

static void import(const struct ld_source *source, const char *name, const char *text)
{
	FILE *f = fopen(path_of(name), "wb");
	cr_assert_not_null(f);
	fputs(text, f);
	fclose(f);
	const char *const paths[] = {path_of(name)};
	struct ld_import_in in = {.source = source, .paths = paths, .npaths = 1, .created_at = "2026-11-21T01:02:03Z"};
	ld_import_result_fini(&result);
	ld_ok(ld_import(db, &in, &result, &err));
	cr_assert_eq(result.files[0].read, result.files[0].stored + result.files[0].quarantined + result.files[0].unchanged);
}

/* Are B, A and C participants: 1, 0 or '?' each; who is neither has no origin of it. */
static const char *active(int64_t delivery)
{
	static char out[8];
	static const char *const niks[] = {B, A, C};
	const bool marks[SHEET_FIELDS] = {[AKTIF] = true};
	struct ld_frame *f;
	struct ld_arena arena = {0};
	ld_ok(ld_store_frame(db, &workers.fields, marks, delivery, &f, &err));
	cr_assert_eq(f->nrows, 3);
	for (size_t i = 0; i < 3; i++) {
		struct ld_value v = ld_frame_get(f, AKTIF, i);
		struct ld_origin origin;
		out[i] = v.kind == LD_MISSING ? '?' : (char)('0' + v.i);
		ld_ok(ld_store_origin(db, niks[i], &workers.fields, AKTIF, delivery, &arena, &origin, &err));
		cr_expect_eq(origin.source == NULL, v.kind == LD_MISSING, "%s", niks[i]);
	}
	ld_frame_free(f);
	ld_arena_fini(&arena);
	return out;
}

static void setup(void)
{
	strcpy(dir, "/tmp/lindung_absent_XXXXXX");
	cr_assert_not_null(mkdtemp(dir));
	ld_ok(ld_store_open(path_of("t.db"), LD_STORE_CREATE, &db, &err));
	import(&workers, "w.csv", "nik,no_kk\n" A "," KK1 "\n" B "," KK2 "\n" C "," KK2 "\n");
}

static void teardown(void)
{
	ld_import_result_fini(&result);
	ld_store_close(db);
	const char *const names[] = {"t.db", "t.db-wal", "t.db-shm", "w.csv", "a.csv", "b.csv", "c.csv"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(path_of(names[i]));
	rmdir(dir);
}

TestSuite(absent, .init = setup, .fini = teardown);

Test(absent, who_stands_in_quarantine_is_not_absent)
{
	import(&list, "a.csv", LIST B ",ya,,\n" A ",ya,31/02/2026,\n");
	cr_expect_eq(result.files[0].quarantined, 1);
	cr_expect_str_eq(active(2), "1?0");
	import(&list, "b.csv", LIST B ",ya,,\n" C ",ya\n");
	cr_expect_str_eq(active(3), "1??", "a row of too few cells has its key all the same");
	import(&list, "a.csv", LIST A ",tidak,,\n");
	cr_expect_str_eq(active(4), "10?", "the file came again, corrected");
	cr_expect_str_eq(active(2), "1?0", "as it was");
}

Test(absent, a_row_before_the_one_in_quarantine_does_not_speak_for_it)
{
	list.once = true;
	import(&list, "a.csv", LIST B ",ya,,\n" A ",tidak,,\n" C ",tidak,,\n");
	cr_expect_str_eq(active(2), "100");
	import(&list, "b.csv", LIST A ",ya,31/02/2026,\n" C ",ya,,\n" C ",tidak,,\n");
	cr_expect_eq(result.files[0].quarantined, 3);
	cr_expect_str_eq(active(3), "1??", "what it said before is not what it says now");
	import(&list, "c.csv", LIST A ",tidak,,\n" B ",ya,,\n");
	cr_expect_eq(result.files[0].stored, 1, "it answers the row in quarantine, though it repeats the one before that");
	cr_expect_eq(result.files[0].unchanged, 1);
	cr_expect_str_eq(active(4), "10?");
	import(&list, "b.csv", LIST C ",tidak,,\n");
	cr_expect_str_eq(active(5), "100", "the file came again, corrected");
	cr_expect_str_eq(active(3), "1??", "as it was");
	list.once = false;
}

Test(absent, of_rows_of_one_file_the_last_counts_also_in_quarantine)
{
	list.once = false;
	import(&list, "a.csv", LIST A ",ya,,\n" C ",ya,,\n");
	import(&list, "b.csv", LIST A ",tidak,31/02/2026,\n" A ",ya,,\n" C ",ya,,\n" C ",tidak,31/02/2026,\n");
	cr_expect_str_eq(active(3), "01?");
}

Test(absent, a_family_whose_newest_row_is_in_quarantine_is_unknown)
{
	import(&families, "a.csv", "no_kk,aktif\n" KK1 ",ya\n" KK2 ",tidak\n");
	cr_expect_str_eq(active(2), "010");
	import(&families, "b.csv", "no_kk,aktif\n" KK2 ",mungkin\n");
	cr_expect_str_eq(active(3), "?1?");
}

Test(absent, a_file_that_came_again_without_the_row_makes_its_worker_absent)
{
	import(&list, "a.csv", LIST B ",ya,,\n" A ",ya,31/02/2026,\n");
	import(&list, "a.csv", LIST B ",tidak,,\n");
	cr_expect_str_eq(active(3), "000");
	cr_expect_str_eq(active(2), "1?0");
}

Test(absent, a_source_without_rows_says_nothing_of_anybody)
{
	import(&list, "a.csv", LIST);
	cr_expect_str_eq(active(2), "???");
	import(&list, "b.csv", LIST "x,ya,,\n");
	cr_expect_str_eq(active(3), "???");
	import(&list, "b.csv", LIST "9999,ya,,\n" B ",ya,,\n");
	cr_expect_str_eq(active(4), "100");
}

Test(absent, a_family_in_quarantine_is_not_absent)
{
	import(&families, "a.csv", "no_kk,aktif\n" KK1 ",ya\n" KK2 ",mungkin\n");
	cr_expect_str_eq(active(2), "?1?");
}

Test(absent, a_key_with_different_rows_in_a_once_source_is_in_doubt_in_all_of_them)
{
	list.once = true;
	import(&list, "a.csv", LIST A ",ya,,\n" B ",ya,,\n" A ",tidak,,\n" B ",ya,,\n" A ",ya,,\n");
	cr_expect_eq(result.files[0].stored, 1);
	cr_expect_eq(result.files[0].unchanged, 1);
	cr_assert_eq(result.nquarantine, 3);
	for (size_t i = 0; i < 3; i++) {
		cr_expect_str_eq(result.quarantine[i].code, "DUPLICATE");
		cr_expect_str_eq(result.quarantine[i].column, "nik");
		cr_expect_str_eq(result.quarantine[i].reason, "the key stands 3 times in this file with different values");
	}
	cr_expect_str_eq(active(2), "1?0");
	import(&list, "b.csv", LIST C ",tidak,,\n" C ",ya,31/02/2026,\n");
	cr_expect_eq(result.files[0].quarantined, 2);
	cr_expect_str_eq(active(3), "1??");
}

Test(absent, without_once_the_last_row_counts)
{
	list.once = false;
	import(&list, "a.csv", LIST A ",ya,,\n" B ",ya,,\n" A ",tidak,,\n");
	cr_expect_eq(result.files[0].stored, 3);
	cr_expect_str_eq(active(2), "100");
}

Test(absent, a_pair_the_wrong_way_round_goes_to_quarantine)
{
	static const size_t pair[] = {1, 3};
	static struct ld_mapping maps[4];
	sheet_fields[JABATAN].type = LD_DATE;
	memcpy(maps, list_maps, sizeof list_maps);
	maps[3] = (struct ld_mapping){.field = JABATAN, NAMES("sampai")};
	list.maps = maps;
	list.nmaps = 4;
	list.in_order = pair;
	list.nin_order = 2;
	import(&list, "a.csv", LIST A ",ya,2026-05-01,2026-01-01\n" B ",ya,2026-05-01,\n" C ",ya,2026-05-01,2026-05-01\n");
	cr_assert_eq(result.nquarantine, 1);
	cr_expect_str_eq(result.quarantine[0].code, "RANGE");
	cr_expect_str_eq(result.quarantine[0].reason,
		"'tanggal_lahir' is more than 'jabatan': the two stand the wrong way round");
	cr_expect_str_eq(active(2), "1?1");
}

Test(absent, keys_in_quarantine_are_in_the_chain_as_rows_are)
{
	uint8_t chain[LD_SHA256], again[LD_SHA256];
	import(&list, "a.csv", LIST B ",ya,,\n" A ",ya,31/02/2026,\n");
	ld_ok(ld_store_data_digest(db, 2, chain, &err));
	ld_ok(ld_store_data_redigest(db, 2, again, &err));
	cr_expect_arr_eq(chain, again, LD_SHA256);
}
