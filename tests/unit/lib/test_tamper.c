/* A database edited behind the program's back: whatever is changed, `verify` answers, and says no;
 * `keep` makes no decree of it. */
#include "office.h"

static struct office o;

/* Run 1 is kept, run 2 of another programme saw it. */
static void setup(void)
{
	struct lindung_error err;
	struct lindung_result *r;
	office_open(&o);
	office_second(&o);
	lindung_result_free(office_run(&o, NULL));
	ld_ok(lindung_keep(o.l, 1, &r, &err));
	lindung_result_free(r);
	ld_ok(lindung_run(o.l, &(struct lindung_run){.rules = "uji.lain"}, &r, &err));
	lindung_result_free(r);
}

static void teardown(void)
{
	office_fini(&o);
}

TestSuite(tamper, .init = setup, .fini = teardown);

static void copy(const char *from, const char *to)
{
	char command[300];
	int n = snprintf(command, sizeof command, "cp %s/%s ", o.root, from);
	snprintf(command + n, sizeof command - (size_t)n, "%s/%s", o.root, to);
	cr_assert_eq(system(command), 0);
}

static void restore(void)
{
	lindung_close(o.l);
	copy("bersih.db", "uji.db");
	o.l = office_handle(&o);
}

static void verify_says(int64_t run, int want, const char *why)
{
	struct lindung_error err = {0};
	struct lindung_result *r = NULL;
	bool told = false;
	int rc = lindung_verify(o.l, run, &r, &err);
	cr_expect_eq(rc, 0, "%s: %d %s", why, rc, err.message);
	if (rc < 0)
		return;
	cr_expect_eq(lindung_result_integer(r, "ok"), want, "%s", why);
	cr_expect_eq(lindung_result_exit(r), !want, "%s", why);
	for (size_t i = 0; i < lindung_result_count(r, "checks"); i++) {
		char id[40], ok[40], detail[40];
		snprintf(id, sizeof id, "checks/%zu/id", i);
		snprintf(ok, sizeof ok, "checks/%zu/ok", i);
		snprintf(detail, sizeof detail, "checks/%zu/detail", i);
		bool failed = !lindung_result_integer(r, ok);
		told |= failed && *lindung_result_text(r, detail);
		cr_expect(!want || !failed, "%s: %s: %s", why, lindung_result_text(r, id),
			lindung_result_text(r, detail));
	}
	cr_expect_eq(told, !want, "%s", why);
	lindung_result_free(r);
}

static const char *const edits[] = {
	/* the head */
	"UPDATE run SET as_of = '2024-09-04' WHERE run = 2",
	"UPDATE run SET as_of = '2024-19-39' WHERE run = 2",
	"UPDATE run SET programme = 'uji-2024' WHERE run = 2",
	"UPDATE run SET title = 'Lain' WHERE run = 2",
	"UPDATE run SET title = NULL WHERE run = 2",
	"UPDATE run SET region = '53.10' WHERE run = 2",
	"UPDATE run SET region = NULL WHERE run = 2",
	"UPDATE run SET office = 'lain' WHERE run = 2",
	"UPDATE run SET office = NULL WHERE run = 2",
	"UPDATE run SET module = 'uji.2024' WHERE run = 2",
	"UPDATE run SET module = '' WHERE run = 2",
	"UPDATE run SET engine = 'lindung 9.9.9' WHERE run = 2",
	"UPDATE run SET undrawn = 1 WHERE run = 2",
	"UPDATE run SET delivery = 7 WHERE run = 2",
	"UPDATE run SET rules = zeroblob(32) WHERE run = 2",
	"UPDATE run SET data = zeroblob(32) WHERE run = 2",
	"UPDATE run SET result = zeroblob(32) WHERE run = 2",
	"UPDATE run SET workers = workers + 1 WHERE run = 2",
	"UPDATE run SET eligible = eligible + 1 WHERE run = 2",
	"UPDATE run SET errors = 1 WHERE run = 2",
	/* what people read */
	"UPDATE run SET summary = '' WHERE run = 2",
	"UPDATE run SET summary = '[]' WHERE run = 2",
	"UPDATE run SET summary = summary || ' ' WHERE run = 2",
	"UPDATE run SET summary = replace(summary, '\"budget\":403200', '\"budget\":403201') WHERE run = 2",
	"UPDATE run SET summary = replace(summary, '\"remainder\":0', '\"remainder\":1') WHERE run = 2",
	"UPDATE run SET summary = json_set(summary, '$.groups[0].selected', 9) WHERE run = 2",
	"UPDATE run SET summary = json_set(summary, '$.table.groups[0].workers', 9) WHERE run = 2",
	"UPDATE run SET summary = json_remove(summary, '$.refused_by[0]') WHERE run = 2",
	"UPDATE run SET summary = json_remove(summary, '$.warnings') WHERE run = 2",
	"UPDATE run SET summary = json_set(summary, '$.palsu', 1) WHERE run = 2",
	"UPDATE run SET summary = json_set(summary, '$.region_name', 'Ende') WHERE run = 2",
	/* months paid */
	"DELETE FROM run_window WHERE run = 2",
	"UPDATE run_window SET first = '2030-01' WHERE run = 2",
	"UPDATE run_window SET first = '2024-19' WHERE run = 2",
	"UPDATE run_window SET months = 1 WHERE run = 2",
	"UPDATE run_window SET months = 9223372036854775807 WHERE run = 2",
	"UPDATE run_window SET funder = 'APBN' WHERE run = 2",
	/* the kept run that it saw */
	"DELETE FROM run_seen",
	"DELETE FROM run_window WHERE run = 1",
	"UPDATE run_window SET first = '2030-01' WHERE run = 1",
	"UPDATE run_window SET months = 6 WHERE run = 1",
	"DELETE FROM run WHERE run = 1",
	"DELETE FROM decision WHERE run = 1 AND status = 'selected'",
	"DELETE FROM decision WHERE run = 1 AND status = 'refused'",
	"UPDATE decision SET months = 2147483647 WHERE run = 1 AND status = 'selected'",
	"UPDATE run SET result = zeroblob(32) WHERE run = 1",
	/* rules */
	"DELETE FROM blob",
	"DELETE FROM run_file WHERE run = 2",
	"UPDATE run_file SET module = 'x' WHERE run = 2",
	"UPDATE blob SET content = CAST('return 1' AS BLOB)",
	"INSERT INTO run_setting VALUES (2, 0, 'region', '53.10')",
	"INSERT INTO run_setting VALUES (2, 0, 'title', 'Uji')",
	/* data */
	"DELETE FROM delivery",
	"DELETE FROM delivery_field",
	"DELETE FROM file",
	"DELETE FROM record_orang",
	"DELETE FROM record_orang WHERE nik = '5315904105800004'",
	"UPDATE record_orang SET desil = 'abc'",
	"UPDATE record_orang SET desil = 99 WHERE nik = '5315904105800001'",
	"UPDATE record_orang SET nik = '12' WHERE nik = '5315904105800001'",
	"UPDATE record_orang SET nama = 'Marya' WHERE nik = '5315904105800001'",
	"UPDATE delivery SET source = 'hilang'",
	"UPDATE delivery SET digest = NULL",
	/* decisions */
	"DELETE FROM decision WHERE run = 2",
	"DELETE FROM decision WHERE run = 2 AND status = 'undecided'",
	"UPDATE decision SET rank = NULL WHERE run = 2",
	"UPDATE decision SET cost = 9223372036854775807 WHERE run = 2 AND status = 'selected'",
	"UPDATE decision SET months = -5 WHERE run = 2 AND status = 'selected'",
	"UPDATE decision SET funder = 'APBN' WHERE run = 2 AND status = 'selected'",
	"UPDATE decision SET rules = 'usia' WHERE run = 2 AND status = 'undecided'",
	"UPDATE decision SET \"constraint\" = NULL WHERE run = 2",
	"UPDATE decision SET position = position + 100000 WHERE run = 2",
	"UPDATE decision SET rank = 9223372036854775807 WHERE run = 2 AND status = 'reserve'",
};

Test(tamper, every_edit_shows_in_verify)
{
	lindung_close(o.l);
	copy("uji.db", "bersih.db");
	o.l = office_handle(&o);
	verify_says(1, 1, "untouched");
	verify_says(2, 1, "untouched");
	for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
		office_tamper(&o, edits[i]);
		verify_says(2, 0, edits[i]);
		restore();
	}
}

static int discard(void *ctx, const char *p, size_t n)
{
	(void)ctx, (void)p, (void)n;
	return 0;
}

Test(tamper, no_list_leaves_that_is_not_the_receipts)
{
	static const char *const wrong[] = {
		"UPDATE decision SET nik = '5315904105809999' WHERE run = 1 AND nik = '5315904105800005'",
		"UPDATE decision SET cost = 1 WHERE run = 1 AND nik = '5315904105800005'",
		"UPDATE decision SET rules = 'x' WHERE run = 1 AND status = 'undecided'",
	};
	struct lindung_error err;
	lindung_close(o.l);
	copy("uji.db", "bersih.db");
	o.l = office_handle(&o);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		office_tamper(&o, wrong[i]);
		ld_fails(DB_CORRUPT, lindung_export(o.l, 1, "annex", discard, NULL, NULL, &err));
		ld_fails(DB_CORRUPT, lindung_export(o.l, 1, "decisions", discard, NULL, NULL, &err));
		restore();
	}
	office_tamper(&o, "DELETE FROM record_orang WHERE nik = '5315904105800005'");
	ld_fails(DB_CORRUPT, lindung_export(o.l, 1, "annex", discard, NULL, NULL, &err));
}

Test(tamper, what_the_roots_cannot_name_is_no_fault)
{
	office_write(&o, "rules/data/wilayah.csv", "code,name,level\n");
	verify_says(2, 1, "another list of regions");
}

Test(tamper, keep_makes_no_decree_of_an_edited_run)
{
	static const char *const wrong[] = {
		"UPDATE decision SET cost = 1 WHERE run = 3 AND status = 'selected'",
		"DELETE FROM decision WHERE run = 3 AND status = 'undecided'",
		"UPDATE run SET undrawn = 1 WHERE run = 3",
		"UPDATE run SET programme = 'lain-2024' WHERE run = 3",
		"UPDATE run_window SET months = 1 WHERE run = 3",
		"DELETE FROM run_window WHERE run = 3",
		"DELETE FROM run_file WHERE run = 3",
		"UPDATE run SET summary = '{}' WHERE run = 3",
	};
	struct lindung_error err;
	struct lindung_result *r;
	lindung_result_free(office_run(&o, NULL));
	lindung_result_free(office_run(&o, (const char *const[]){"order/lottery/seed=", NULL}));
	lindung_close(o.l);
	copy("uji.db", "bersih.db");
	o.l = office_handle(&o);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		office_tamper(&o, wrong[i]);
		int rc = lindung_keep(o.l, 3, &r, &err);
		cr_expect_eq(rc, LINDUNG_E_KEEP, "%s: %d %s", wrong[i], rc, err.message);
		restore();
	}
	office_tamper(&o, "UPDATE run SET undrawn = 0 WHERE run = 4");
	ld_fails(KEEP, lindung_keep(o.l, 4, &r, &err));
	office_tamper(&o, "UPDATE run SET summary = 'x' WHERE run = 2");
	ld_fails(DB_CORRUPT, lindung_keep(o.l, 2, &r, &err));
	ld_ok(lindung_runs(o.l, &r, &err));
	cr_expect_str_eq(lindung_result_text(r, "runs/1/kept_at"), "");
	lindung_result_free(r);
	restore();
	ld_ok(lindung_keep(o.l, 3, &r, &err));
	lindung_result_free(r);
}

/* Every cached column backwards, with the checksum that makes it whole: a file of somebody who knows the form. */
static void turn_columns(void)
{
	enum { SHAPE = 40, ROWS_AT = 16, TEXT_BYTES_AT = 32, SIZE_AT = 5 };
	sqlite3 *db;
	sqlite3_stmt *all, *put;
	int turned = 0;
	lindung_close(o.l);
	cr_assert_eq(sqlite3_open(office_path(&o, "uji.db"), &db), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(db, "SELECT cached, content FROM cached ORDER BY cached", -1, &all, NULL), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(db, "UPDATE cached SET content = ?1, checksum = ?2 WHERE cached = ?3", -1, &put, NULL), SQLITE_OK);
	while (sqlite3_step(all) == SQLITE_ROW) {
		uint8_t bytes[1 << 16], cell[8];
		size_t len = (size_t)sqlite3_column_bytes(all, 1);
		uint64_t rows, texts;
		cr_assert(len < sizeof bytes);
		memcpy(bytes, sqlite3_column_blob(all, 1), len);
		memcpy(&rows, bytes + ROWS_AT, sizeof rows);
		memcpy(&texts, bytes + TEXT_BYTES_AT, sizeof texts);
		size_t size = bytes[SIZE_AT];
		uint8_t *cells = bytes + SHAPE + texts;
		if (size == 8)
			continue; /* the niks stay in order */
		for (size_t a = 0, b = rows - 1; a < b; a++, b--) {
			memcpy(cell, cells + a * size, size);
			memmove(cells + a * size, cells + b * size, size);
			memcpy(cells + b * size, cell, size);
		}
		uint64_t sum = ld_checksum(cells, rows * size, ld_checksum(bytes + SHAPE, texts, ld_checksum(bytes, SHAPE, 0)));
		sqlite3_bind_blob(put, 1, bytes, (int)len, SQLITE_STATIC);
		sqlite3_bind_int64(put, 2, (int64_t)sum);
		sqlite3_bind_int64(put, 3, sqlite3_column_int64(all, 0));
		cr_assert_eq(sqlite3_step(put), SQLITE_DONE);
		sqlite3_reset(put);
		turned++;
	}
	sqlite3_finalize(all);
	sqlite3_finalize(put);
	cr_assert_eq(sqlite3_close(db), SQLITE_OK);
	cr_assert(turned > 3);
	o.l = office_handle(&o);
}

Test(tamper, a_false_column_makes_no_decree)
{
	struct lindung_error err;
	struct lindung_result *first = office_run(&o, NULL), *false_one, *r;
	turn_columns();
	false_one = office_run(&o, NULL);
	cr_assert_str_neq(lindung_result_text(first, "receipt/result"), lindung_result_text(false_one, "receipt/result"));
	ld_fails(KEEP, lindung_keep(o.l, lindung_result_integer(false_one, "run"), &r, &err));
	cr_expect(strstr(err.message, "from the records"), "%s", err.message);
	verify_says(lindung_result_integer(false_one, "run"), 0, "a run on false columns");
	verify_says(lindung_result_integer(first, "run"), 1, "the run before");
	ld_ok(lindung_keep(o.l, lindung_result_integer(first, "run"), &r, &err));
	lindung_result_free(r);
	lindung_result_free(first);
	lindung_result_free(false_one);
}
