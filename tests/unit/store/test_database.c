/* Which files are taken for our database, who may write, and that every stored cell is vouched for. */
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "store_test.h"

static struct test_db db;
static struct lindung_error err;

static void setup(void)
{
	db_init(&db);
}

static void teardown(void)
{
	db_fini(&db);
}

TestSuite(database, .init = setup, .fini = teardown);

static void sql(const char *text)
{
	sqlite3 *raw;
	cr_assert_eq(sqlite3_open(db.path, &raw), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(raw, text, NULL, NULL, NULL), SQLITE_OK, "%s: %s", text, sqlite3_errmsg(raw));
	sqlite3_close(raw);
}

static void close_db(void)
{
	ld_store_close(db.s);
	db.s = NULL;
}

static void deliver_some(void)
{
	struct test_source people, facts;
	source_init(&people, "p3ke", LD_ADDS_WORKERS, NIK, 1, (const int[]){NIK, KK, NAMA, UMUR, LAHIR, SKOR, -1});
	source_init(&facts, "bpjs", LD_ADDS_FACTS, NIK, 2, (const int[]){NIK, DIFABEL, -1});
	facts.absent[facts.source.nabsent++] = (struct ld_mapping){.field = DIFABEL, .value = i64(0)};
	struct ld_value a[] = {str("5315904105800001"), str("x"), str("Ina"), i64(30), i64(0), f64(0.5),
		str("5315904105800002"), none, none, none, none, none};
	struct ld_value b[] = {str("5315904105800001"), i64(1)};
	deliver(db.s, &people.source, false, "x.csv", a, 2, NULL, NULL);
	deliver(db.s, &facts.source, false, "b.csv", b, 1, NULL, NULL);
	a[3] = i64(31);
	deliver(db.s, &people.source, true, "y.csv", a, 2, NULL, NULL);
}

Test(database, is_readable_by_its_owner_alone)
{
	struct stat st;
	cr_assert_eq(stat(db.path, &st), 0);
	cr_expect_eq(st.st_mode & 0777, 0600);
}

Test(database, must_exist_unless_it_is_to_be_made)
{
	struct ld_store *s = NULL;
	ld_fails(NOT_FOUND, ld_store_open("/tmp/lindung-test-none/a.db", LD_STORE_READ, &s, &err));
	ld_fails(NOT_FOUND, ld_store_open("/tmp/lindung-test-none.db", LD_STORE_WRITE, &s, &err));
	cr_expect_null(s);
}

Test(database, names_that_mean_something_to_sqlite_are_paths)
{
	struct ld_store *s = NULL;
	cr_assert_eq(chdir(db.dir), 0);
	ld_ok(ld_store_open(":memory:", LD_STORE_CREATE, &s, &err));
	ld_store_close(s);
	cr_expect_eq(access(":memory:", F_OK), 0);
	unlink(":memory:");
	ld_ok(ld_store_open("file:x.db?mode=memory", LD_STORE_CREATE, &s, &err));
	ld_store_close(s);
	cr_expect_eq(unlink("file:x.db?mode=memory"), 0);
}

Test(database, of_another_program_is_refused)
{
	static const char *const changes[] = {"PRAGMA application_id = 7",
		"CREATE TRIGGER t AFTER INSERT ON decision BEGIN DELETE FROM decision; END",
		"CREATE VIEW delivery_view AS SELECT 1", "CREATE TABLE mine(a)", "DROP TABLE run_seen",
		"CREATE TABLE record_x(nik ANY, umur INTEGER GENERATED ALWAYS AS (abs(_x)), _x INTEGER)",
		"CREATE INDEX \"key_p3ke.nik\" ON run(programme)"};
	close_db();
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		unlink(db.path);
		ld_ok(ld_store_open(db.path, LD_STORE_CREATE, &db.s, &err));
		close_db();
		sql(changes[i]);
		ld_fails(DB_FOREIGN, ld_store_open(db.path, LD_STORE_READ, &db.s, &err));
		ld_fails(DB_FOREIGN, ld_store_open(db.path, LD_STORE_CREATE, &db.s, &err));
	}
	cr_expect(strstr(err.message, "key_p3ke.nik"), "it is refused by name: %s", err.message);
}

Test(database, that_is_no_database_is_refused)
{
	close_db();
	FILE *f = fopen(db.path, "w");
	for (int i = 0; i < 1000; i++)
		fputs("nik;nama\n", f);
	fclose(f);
	ld_fails(DB_FOREIGN, ld_store_open(db.path, LD_STORE_WRITE, &db.s, &err));
	ld_fails(DB_FOREIGN, ld_store_open(db.path, LD_STORE_CREATE, &db.s, &err));
	ld_fails(DB_FOREIGN, ld_store_open(db.dir, LD_STORE_READ, &db.s, &err));
	f = fopen(db.path, "w");
	fclose(f);
	ld_fails(DB_FOREIGN, ld_store_open(db.path, LD_STORE_READ, &db.s, &err));
	ld_ok(ld_store_open(db.path, LD_STORE_CREATE, &db.s, &err));
}

Test(database, of_a_newer_version_is_refused)
{
	close_db();
	sql("PRAGMA user_version = 99");
	ld_fails(DB_NEWER, ld_store_open(db.path, LD_STORE_READ, &db.s, &err));
}

Test(database, of_an_older_version_is_brought_up_by_writers)
{
	close_db();
	sql("DROP TABLE draft; DROP TABLE cached; DROP TABLE log; DROP TABLE seal; DROP TABLE sealed; DROP TABLE forgotten; DROP TABLE decision; DROP TABLE run_file;"
	    " DROP TABLE run_seen; DROP TABLE run_window; DROP TABLE run_setting; DROP TABLE run; PRAGMA user_version = 1");
	ld_fails(DB_READONLY, ld_store_open(db.path, LD_STORE_READ, &db.s, &err));
	ld_ok(ld_store_open(db.path, LD_STORE_WRITE, &db.s, &err));
	close_db();
	ld_ok(ld_store_open(db.path, LD_STORE_READ, &db.s, &err));
}

Test(database, that_is_damaged_says_so)
{
	deliver_some();
	close_db();
	struct stat st;
	cr_assert_eq(stat(db.path, &st), 0);
	FILE *f = fopen(db.path, "r+");
	fseek(f, 4096, SEEK_SET);
	for (long i = 4096; i < st.st_size; i++)
		fputc(0x5a, f);
	fclose(f);
	int rc = ld_store_open(db.path, LD_STORE_READ, &db.s, &err);
	struct ld_frame *frame = NULL;
	if (rc >= 0)
		rc = ld_store_frame(db.s, &fields, all_fields, 3, &frame, &err);
	cr_expect_eq(rc, LINDUNG_E_DB_CORRUPT, "%s", err.message);
}

Test(database, one_region)
{
	ld_ok(ld_store_begin(db.s, &err));
	ld_ok(ld_store_region(db.s, "53.15", &err));
	ld_ok(ld_store_region(db.s, "53.15", &err));
	ld_fails(REGION, ld_store_region(db.s, "53.16", &err));
	ld_ok(ld_store_commit(db.s, &err));
}

Test(database, transactions_are_begun_and_ended_by_us)
{
	ld_fails(INTERNAL, ld_store_commit(db.s, &err));
	ld_ok(ld_store_begin(db.s, &err));
	ld_fails(INTERNAL, ld_store_begin(db.s, &err));
	cr_expect(strstr(err.message, "test_database.c:"), "it says where: %s", err.message);
	ld_store_rollback(db.s);
	ld_store_rollback(db.s);
}

Test(database, what_is_rolled_back_is_gone)
{
	struct test_source people;
	struct ld_delivery *d;
	int64_t last;
	uint8_t sha[LD_SHA256] = {0};
	source_init(&people, "p3ke", LD_ADDS_WORKERS, NIK, 1, (const int[]){NIK, UMUR, -1});
	ld_ok(ld_store_begin(db.s, &err));
	ld_ok(ld_store_delivery_begin(db.s, &people.source, false, "2026-11-21T01:02:03Z", &d, &err));
	ld_ok(ld_store_file_begin(d, "x.csv", sha, 1, &err));
	cr_expect(!give_row(d, 2, (struct ld_value[]){str("5315904105800001"), i64(3)}));
	ld_fails(INTERNAL, ld_store_commit(db.s, &err));
	ld_store_rollback(db.s);
	ld_ok(ld_store_last_delivery(db.s, &last, &err));
	cr_expect_eq(last, 0);
	deliver_some();
}

Test(database, a_reader_keeps_its_snapshot_and_a_second_writer_waits_then_stops)
{
	struct ld_store *reader, *writer;
	int64_t last;
	deliver_some();
	ld_ok(ld_store_open(db.path, LD_STORE_READ, &reader, &err));
	ld_ok(ld_store_open(db.path, LD_STORE_WRITE, &writer, &err));
	ld_ok(ld_store_begin(reader, &err));
	deliver_some();
	ld_ok(ld_store_last_delivery(reader, &last, &err));
	cr_expect_eq(last, 3);
	ld_ok(ld_store_commit(reader, &err));
	ld_ok(ld_store_last_delivery(reader, &last, &err));
	cr_expect_gt(last, 3);
	ld_ok(ld_store_begin(db.s, &err));
	ld_fails(DB_BUSY, ld_store_begin(writer, &err));
	ld_store_rollback(db.s);
	ld_ok(ld_store_begin(writer, &err));
	ld_store_close(writer);
	ld_store_close(reader);
}

Test(database, survives_a_writer_killed_in_the_middle)
{
	deliver_some();
	close_db();
	for (int i = 0; i < 5; i++) {
		pid_t child = fork();
		if (!child) {
			if (ld_store_open(db.path, LD_STORE_WRITE, &db.s, &err) >= 0)
				for (;;)
					deliver_some();
			_exit(1);
		}
		usleep(20000 + 13000 * (useconds_t)i);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		uint8_t chain[LD_SHA256], again[LD_SHA256];
		int64_t last;
		ld_ok(ld_store_open(db.path, LD_STORE_WRITE, &db.s, &err));
		ld_ok(ld_store_last_delivery(db.s, &last, &err));
		ld_ok(ld_store_data_digest(db.s, last, chain, &err));
		ld_ok(ld_store_data_redigest(db.s, last, again, &err));
		cr_expect_arr_eq(chain, again, LD_SHA256);
		close_db();
	}
}

/* Root may write anywhere, so a child that is nobody tries. */
static int as_nobody(void)
{
	struct ld_store *s = NULL;
	struct ld_frame *f = NULL;
	if (getuid() == 0 && setuid(65534) != 0)
		return 2;
	if (ld_store_open(db.path, LD_STORE_WRITE, &s, &err) != LINDUNG_E_DB_READONLY)
		return 3;
	if (ld_store_open(db.path, LD_STORE_READ, &s, &err) < 0)
		return 4;
	if (ld_store_begin(s, &err) < 0 || ld_store_frame(s, &fields, all_fields, 3, &f, &err) < 0 || f->nrows != 2)
		return 5;
	ld_frame_free(f);
	ld_store_close(s);
	return 0;
}

Test(database, can_be_read_where_nothing_can_be_written)
{
	int status;
	deliver_some();
	close_db();
	chmod(db.path, 0444);
	chmod(db.dir, 0555);
	pid_t child = fork();
	if (!child) {
		int rc = as_nobody();
		if (rc)
			fprintf(stderr, "%s\n", err.message);
		_exit(rc);
	}
	waitpid(child, &status, 0);
	chmod(db.dir, 0755);
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%d", WEXITSTATUS(status));
}

Test(database, any_changed_cell_changes_the_recomputed_digest)
{
	static const char *const changes[] = {"UPDATE record_p3ke SET umur = 17 WHERE _record = 1",
		"UPDATE record_p3ke SET nama = 'Ani' WHERE _record = 1", "UPDATE record_p3ke SET skor = 0 WHERE _record = 2",
		"UPDATE record_p3ke SET nik = '5315904105800003' WHERE _record = 2",
		"UPDATE record_p3ke SET _line = 9 WHERE _record = 1", "UPDATE record_p3ke SET _delivery = 1",
		"UPDATE record_p3ke SET _file = 1", "UPDATE record_p3ke SET _digest = zeroblob(16)",
		("INSERT INTO record_p3ke SELECT 9, _delivery, _file, _line, _digest, nik, id_keluarga, nama, 18,"
		 " tanggal_lahir, skor FROM record_p3ke WHERE _record = 1"), "DELETE FROM record_p3ke WHERE _record = 2", "DELETE FROM carried",
		"UPDATE delivery SET precedence = 0 WHERE source = 'bpjs'", "UPDATE delivery SET mode = 'add'",
		"UPDATE delivery SET duplicates = 1", "UPDATE delivery SET adds = 'workers'",
		"UPDATE delivery_field SET value = 1 WHERE role = 'absent'", "UPDATE delivery_field SET field = 'skor' WHERE position = 0",
		"UPDATE file SET sha256 = zeroblob(32)", "UPDATE file SET read = read + 1, stored = stored + 1"};
	uint8_t chain[LD_SHA256], again[LD_SHA256];
	deliver_some();
	close_db();
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		char copy[256];
		ld_ok(ld_store_open(db.path, LD_STORE_WRITE, &db.s, &err));
		ld_ok(ld_store_data_digest(db.s, 3, chain, &err));
		ld_ok(ld_store_data_redigest(db.s, 3, again, &err));
		cr_assert_arr_eq(chain, again, LD_SHA256);
		close_db();
		snprintf(copy, sizeof copy, "cp %s %s.copy", db.path, db.path);
		cr_assert_eq(system(copy), 0);
		sql(changes[i]);
		ld_ok(ld_store_open(db.path, LD_STORE_READ, &db.s, &err));
		ld_ok(ld_store_data_redigest(db.s, 3, again, &err));
		cr_expect(memcmp(chain, again, LD_SHA256) != 0, "%s", changes[i]);
		close_db();
		snprintf(copy, sizeof copy, "mv %s.copy %s", db.path, db.path);
		cr_assert_eq(system(copy), 0);
	}
}

Test(database, a_value_that_no_longer_fits_its_field_is_named)
{
	struct ld_frame *f = NULL;
	struct ld_field changed[NFIELDS];
	memcpy(changed, items, sizeof changed);
	changed[UMUR].hi = i64(20);
	deliver_some();
	struct ld_fields now = {changed, NFIELDS};
	ld_fails(FIELD_CHANGED, ld_store_frame(db.s, &now, all_fields, 3, &f, &err));
	cr_expect_str_eq(err.file, "y.csv");
	cr_expect_eq(err.line, 2);
	cr_expect(strstr(err.message, "p3ke"), "%s", err.message);
	changed[UMUR] = (struct ld_field){.name = "umur", .type = LD_NUMBER};
	ld_ok(ld_store_frame(db.s, &now, all_fields, 3, &f, &err));
	cr_expect_eq(ld_frame_get(f, UMUR, 0).f, 31);
	ld_frame_free(f);
}

Test(database, lists_what_definitions_gave)
{
	struct ld_arena arena = {0};
	struct ld_constant *list;
	size_t n;
	deliver_some();
	ld_ok(ld_store_constants(db.s, 3, &arena, &list, &n, &err));
	cr_assert_eq(n, 1);
	cr_expect_str_eq(list[0].source, "bpjs");
	cr_expect_str_eq(list[0].field, "disabilitas");
	cr_expect_str_eq(list[0].value, "tidak");
	cr_expect(list[0].absent);
	ld_arena_fini(&arena);
}
