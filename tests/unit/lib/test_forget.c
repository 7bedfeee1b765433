/* Persons of closed years are destroyed to the last byte; what is in force stays as it was; and what their decrees added up
 * to can still be checked, and shows every edit. */
#include "office.h"

#include "base/nik.h"

/* 2024: run 1 of uji-2024 kept, run 2 of lain-2024 a draft that saw it. 2025: a new list of people without Maria, in which
 * Yosef moved; run 3 of uji-2025 kept. */
static struct office o;

static const char people_of_2025[] = "nik,nama,tanggal_lahir,kecamatan,desa,pekerjaan,desil,tanggungan\n"
				     "5315900105800002,Yosef,1980-05-01,Boleng,Mbuit,nelayan,1,0\n"
				     "5315904105800004,Agnes,1980-05-01,Boleng,Mbuit,petani,,1\n"
				     "5315900105800006,Blasius,1980-05-01,Komodo,Gorontalo,petani,1,3\n"
				     "5315900105800009,Lukas,1980-05-01,Komodo,Gorontalo,petani,1,3\n";

static void programme(const char *file, const char *id, const char *from, const char *months)
{
	struct ld_buf b = ld_buf_init(1 << 16);
	const char *p = office_programme, *name = strstr(p, "uji-2024"), *month = strstr(p, "from = '2024-01', months = 12");
	ld_buf_add(&b, p, (size_t)(name - p));
	ld_buf_puts(&b, id);
	ld_buf_add(&b, name + 8, (size_t)(month - name - 8));
	ld_buf_printf(&b, "from = '%s', months = %s%s", from, months, month + strlen("from = '2024-01', months = 12"));
	office_write(&o, file, b.data);
	ld_buf_fini(&b);
}

static void at(const char *epoch)
{
	setenv("SOURCE_DATE_EPOCH", epoch, 1);
}

static int64_t run(const char *rules)
{
	struct lindung_error err;
	struct lindung_result *r;
	ld_ok(lindung_run(o.l, &(struct lindung_run){.rules = rules}, &r, &err));
	int64_t n = lindung_result_integer(r, "run");
	lindung_result_free(r);
	return n;
}

static void keep(int64_t n)
{
	struct lindung_error err;
	struct lindung_result *r;
	ld_ok(lindung_keep(o.l, n, &r, &err));
	lindung_result_free(r);
}

static void replace_people(const char *text)
{
	struct lindung_error err;
	struct lindung_result *r;
	office_write(&o, "orang.csv", text);
	const char *const files[] = {office_path(&o, "orang.csv")};
	ld_ok(lindung_import(o.l, &(struct lindung_import){.source = "orang", .files = files, .nfiles = 1, .replace = 1}, &r, &err));
	lindung_result_free(r);
}

static void setup(void)
{
	office_open(&o);
	office_second(&o);
	programme("rules/uji/2025.lua", "uji-2025", "2025-01", "12");
	run("uji.2024");
	keep(1);
	run("uji.lain");
	at("1740000000"); /* February 2025 */
	replace_people(people_of_2025);
	run("uji.2025");
	keep(3);
}

static void teardown(void)
{
	office_fini(&o);
}

TestSuite(forget, .init = setup, .fini = teardown);

static struct lindung_result *forget(const char *before, int dry)
{
	struct lindung_error err;
	struct lindung_result *r = NULL;
	ld_ok(lindung_forget(o.l, before, dry, &r, &err));
	return r;
}

static int verify(int64_t n, char why[400])
{
	struct lindung_error err = {0};
	struct lindung_result *r = NULL;
	strcpy(why, "-");
	int rc = lindung_verify(o.l, n, &r, &err);
	cr_assert_eq(rc, 0, "run %d: %s", (int)n, err.message);
	int ok = (int)lindung_result_integer(r, "ok");
	for (size_t i = 0; i < lindung_result_count(r, "checks"); i++) {
		char path[40], detail[40];
		snprintf(path, sizeof path, "checks/%zu/ok", i);
		snprintf(detail, sizeof detail, "checks/%zu/detail", i);
		if (!lindung_result_integer(r, path) || strncmp(lindung_result_text(r, detail), "not re-decided", 14) == 0)
			snprintf(why, 400, "%s", lindung_result_text(r, detail));
	}
	lindung_result_free(r);
	return ok;
}

static void holds(int64_t n, const char *said)
{
	char why[400];
	cr_expect_eq(verify(n, why), 1, "run %d: %s", (int)n, why);
	cr_expect_str_eq(why, said);
}

static struct ld_buf export(int64_t n, const char *as)
{
	struct lindung_error err;
	struct ld_buf b = ld_buf_init(1 << 20);
	ld_ok(lindung_export(o.l, n, as, office_collect, &b, NULL, &err));
	return b;
}

/* Does the database, or a file beside it, hold these bytes? */
static bool on_disk(const char *bytes)
{
	static const char *const names[] = {"uji.db", "uji.db-wal", "uji.db-journal"};
	bool found = false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		FILE *f = fopen(office_path(&o, names[i]), "r");
		struct ld_buf b = ld_buf_init(64 << 20);
		char block[4096];
		for (size_t n; f && (n = fread(block, 1, sizeof block, f)) > 0;)
			ld_buf_add(&b, block, n);
		found |= b.len && memmem(b.data, b.len, bytes, strlen(bytes));
		ld_buf_fini(&b);
		if (f)
			fclose(f);
	}
	return found;
}

static int64_t count(const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *q;
	cr_assert_eq(sqlite3_open(office_path(&o, "uji.db"), &db), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
	cr_assert_eq(sqlite3_step(q), SQLITE_ROW, "%s", sql);
	int64_t n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	sqlite3_close(db);
	return n;
}

Test(forget, takes_every_byte_of_the_persons_and_no_more)
{
	cr_expect(on_disk("5315904105800001") && on_disk("Maria") && on_disk("Petrus"));
	struct ld_buf list = export(3, "decisions"), receipt = export(1, "receipt");
	struct lindung_result *r = forget("2025-01-01", 0);
	cr_expect_eq(lindung_result_count(r, "runs"), 2);
	cr_expect_eq(lindung_result_integer(r, "runs/0/kept"), 1);
	cr_expect_eq(lindung_result_integer(r, "deliveries"), 1);
	cr_expect_eq(lindung_result_integer(r, "records"), 4, "Maria, Petrus, Ana, and Yosef as he was");
	cr_expect_eq(lindung_result_integer(r, "left"), 2, "Agnes and Blasius are as they were");
	cr_expect_eq(lindung_result_integer(r, "rewritten"), 1);
	lindung_result_free(r);
	cr_expect(!on_disk("5315904105800001") && !on_disk("5315904105800005"), "a nik is left");
	cr_expect(!on_disk("Maria") && !on_disk("Petrus"), "a name is left");
	cr_expect(on_disk("Agnes") && on_disk("Lukas") && on_disk("Yosef"), "the workers of today");
	cr_expect_eq(count("SELECT count(*) FROM seal WHERE run < 3"), 0, "no salt can be made again");
	cr_expect_eq(count("SELECT (SELECT count(*) FROM decision WHERE run < 3) + (SELECT count(*) FROM draft WHERE run < 3)"), 0);
	cr_expect_eq(count("SELECT count(*) FROM cached"), 0, "no column of people is left");
	holds(1, "not re-decided: forgotten");
	holds(2, "not re-decided: forgotten");
	holds(3, "-");
	struct ld_buf list_now = export(3, "decisions"), receipt_now = export(1, "receipt");
	cr_expect_str_eq(ld_buf_text(&list_now), ld_buf_text(&list));
	cr_expect_str_eq(ld_buf_text(&receipt_now), ld_buf_text(&receipt));
	ld_buf_fini(&list);
	ld_buf_fini(&list_now);
	ld_buf_fini(&receipt);
	ld_buf_fini(&receipt_now);
}

Test(forget, what_is_in_force_is_decided_as_before)
{
	struct lindung_error err;
	struct lindung_result *r;
	lindung_result_free(forget("2025-01-01", 0));
	ld_ok(lindung_replay(o.l, 3, &r, &err));
	cr_expect_eq(lindung_result_integer(r, "same"), 1);
	lindung_result_free(r);
	ld_ok(lindung_explain(o.l, "5315900105800006", 3, &r, &err));
	cr_expect_str_eq(lindung_result_text(r, "rules/0/values/umur/derived/tanggal_lahir/file"), office_path(&o, "orang.csv"));
	lindung_result_free(r);
	int64_t again = run("uji.2025");
	struct ld_buf then = export(3, "decisions"), now = export(again, "decisions");
	cr_expect_str_eq(ld_buf_text(&now), ld_buf_text(&then));
	holds(again, "-");
	replace_people(people_of_2025); /* nothing new */
	cr_expect_eq(count("SELECT max(delivery) FROM delivery"), 2);
	ld_buf_fini(&then);
	ld_buf_fini(&now);
}

static int drop(void *ctx, const char *p, size_t n)
{
	(void)ctx, (void)p, (void)n;
	return 0;
}

Test(forget, the_forgotten_are_answered_for_by_a_code)
{
	struct lindung_error err;
	struct lindung_result *r = NULL;
	struct ld_buf none = ld_buf_init(16);
	lindung_result_free(forget("2025-01-01", 0));
	ld_fails(FORGOTTEN, lindung_replay(o.l, 1, &r, &err));
	ld_fails(FORGOTTEN, lindung_explain(o.l, "5315904105800001", 1, &r, &err));
	ld_fails(FORGOTTEN, lindung_export(o.l, 1, "decisions", drop, &none, NULL, &err));
	ld_fails(FORGOTTEN, lindung_export(o.l, 2, "annex", drop, &none, NULL, &err));
	ld_fails(FORGOTTEN, lindung_keep(o.l, 2, &r, &err));
	cr_expect(strstr(err.message, "2025-02-19"), "%s", err.message);
	ld_ok(lindung_runs(o.l, &r, &err));
	cr_expect(*lindung_result_text(r, "runs/1/forgotten_at") && !*lindung_result_text(r, "runs/2/forgotten_at"));
	lindung_result_free(r);
	ld_ok(lindung_show(o.l, 1, &r, &err));
	cr_expect_eq(lindung_result_integer(r, "counts/selected"), 2);
	lindung_result_free(r);
}

/* Not known is not no: who was paid for these months is not known any more. */
Test(forget, months_of_the_forgotten_are_paid_to_nobody)
{
	struct lindung_error err;
	struct lindung_result *r = NULL;
	lindung_result_free(forget("2025-01-01", 0));
	programme("rules/uji/susulan.lua", "susulan", "2024-12", "3");
	ld_fails(FORGOTTEN, lindung_run(o.l, &(struct lindung_run){.rules = "uji.susulan"}, &r, &err));
	cr_expect(strstr(err.message, "'uji-2024'"), "%s", err.message);
	programme("rules/uji/susulan.lua", "susulan", "2025-01", "3");
	run("uji.susulan");
}

Test(forget, a_run_stays_while_an_open_one_needs_its_people)
{
	programme("rules/uji/tengah.lua", "tengah", "2024-07", "12");
	int64_t half = run("uji.tengah");
	struct lindung_result *r = forget("2025-01-01", 0);
	cr_expect_eq(lindung_result_count(r, "runs"), 0);
	cr_expect_eq(lindung_result_count(r, "held"), 2);
	cr_expect_eq(lindung_result_integer(r, "held/0/by"), half);
	cr_expect_eq(lindung_result_integer(r, "records"), 0, "their data are needed as well");
	lindung_result_free(r);
	holds(1, "-");
	holds(half, "-");
	at("1752000000"); /* July 2025: half is over, uji-2025 is not, and pays for some of its months */
	r = forget("2025-07-01", 0);
	cr_expect_eq(lindung_result_count(r, "runs"), 2, "the one that is held holds nobody itself");
	cr_expect_eq(lindung_result_integer(r, "held/0/run"), half);
	cr_expect_eq(lindung_result_integer(r, "held/0/by"), 3);
	lindung_result_free(r);
	holds(1, "not re-decided: forgotten");
	holds(half, "not re-decided: forgotten are those of a run that it saw");
	holds(3, "-");
}

Test(forget, asks_for_a_day_that_is_over)
{
	struct lindung_error err;
	struct lindung_result *r = NULL;
	ld_fails(USAGE, lindung_forget(o.l, "2025-02-20", 0, &r, &err));
	ld_fails(USAGE, lindung_forget(o.l, "2024", 0, &r, &err));
	r = forget("2024-12-31", 0);
	cr_expect_eq(lindung_result_count(r, "runs"), 0, "December is not over on its last day");
	cr_expect_str_eq(lindung_result_text(r, "forgotten_at"), "");
	lindung_result_free(r);
	cr_expect_eq(count("SELECT count(*) FROM log WHERE what = 'forget'"), 0, "what decides nothing has no line");
}

Test(forget, a_dry_run_changes_nothing)
{
	int64_t lines = count("SELECT count(*) FROM log");
	struct lindung_result *r = forget("2025-01-01", 1);
	cr_expect_eq(lindung_result_count(r, "runs"), 2);
	cr_expect_eq(lindung_result_integer(r, "records"), 4);
	cr_expect_eq(lindung_result_integer(r, "rewritten"), 0);
	lindung_result_free(r);
	cr_expect_eq(count("SELECT count(*) FROM log"), lines);
	cr_expect_eq(count("SELECT count(*) FROM setting WHERE name = 'rewrite'"), 0);
	holds(1, "-");
}

Test(forget, all_or_nothing)
{
	struct lindung_error err;
	struct lindung_result *r = NULL;
	office_tamper(&o, "UPDATE decision SET cost = cost + 1 WHERE run = 1 AND status = 'selected'");
	ld_fails(DB_CORRUPT, lindung_forget(o.l, "2025-01-01", 0, &r, &err));
	cr_expect_eq(count("SELECT count(*) FROM decision WHERE run < 3"), 12);
	cr_expect_eq(count("SELECT count(*) FROM record_orang"), 8);
	cr_expect_eq(count("SELECT count(*) FROM run WHERE forgotten_at IS NOT NULL"), 0);
	office_tamper(&o, "UPDATE decision SET cost = cost - 1 WHERE run = 1 AND status = 'selected';"
			  " UPDATE seal SET secret = zeroblob(32)");
	ld_fails(DB_CORRUPT, lindung_forget(o.l, "2025-01-01", 0, &r, &err));
	cr_expect(strstr(err.message, "seal"), "%s", err.message);
	char why[400];
	cr_expect_eq(verify(1, why), 0);
}

/* The machine died between the commit and the writing of the new file. */
Test(forget, the_file_is_written_anew_when_it_was_not)
{
	lindung_result_free(forget("2025-01-01", 0));
	office_tamper(&o, "INSERT INTO setting VALUES ('rewrite', 'due')");
	struct lindung_result *r = forget("2025-01-01", 0);
	cr_expect_eq(lindung_result_count(r, "runs"), 0);
	cr_expect_eq(lindung_result_integer(r, "rewritten"), 1);
	lindung_result_free(r);
	cr_expect_eq(count("SELECT count(*) FROM setting WHERE name = 'rewrite'"), 0);
}

Test(forget, what_was_kept_before_there_were_seals_gets_one)
{
	office_tamper(&o, "DELETE FROM seal; UPDATE run SET sealed = NULL, kept_by = NULL; DELETE FROM log");
	run("uji.2025");
	holds(1, "-");
	lindung_result_free(forget("2025-01-01", 0));
	holds(1, "not re-decided: forgotten");
	cr_expect_eq(count("SELECT count(*) FROM sealed WHERE run = 1"), 6);
}

/* Rows that could not be read are persons too, and so may be the name of a file. */
Test(forget, takes_rows_in_quarantine_and_names_of_files)
{
	struct lindung_error err;
	struct lindung_result *r = NULL;
	static const char bad[] = "nik,nama,tanggal_lahir,kecamatan,desa,pekerjaan,desil,tanggungan\n"
				  "531590410580008,Yohana,1980-05-01,Komodo,Gorontalo,petani,1,2\n"
				  "5315904105800011,Rosa,1980-05-01,Komodo,Gorontalo,penari,1,2\n";
	at("1732147323");
	office_write(&o, "untuk-yohana.csv", bad);
	lindung_result_free(office_import(&o, "untuk-yohana.csv"));
	ld_ok(lindung_quarantine(o.l, 3, &r, &err));
	cr_expect_eq(lindung_result_count(r, "quarantine"), 2);
	lindung_result_free(r);
	at("1740000000");
	lindung_result_free(forget("2025-01-01", 0));
	ld_ok(lindung_quarantine(o.l, 3, &r, &err));
	cr_expect_eq(lindung_result_count(r, "quarantine"), 2, "they count until the source is delivered anew");
	lindung_result_free(r);
	replace_people(people_of_2025);
	r = forget("2025-01-01", 0);
	cr_expect_eq(lindung_result_integer(r, "quarantined"), 2);
	lindung_result_free(r);
	cr_expect(!on_disk("531590410580008") && !on_disk("5315904105800011") && !on_disk("untuk-yohana"));
	ld_fails(FORGOTTEN, lindung_quarantine(o.l, 3, &r, &err));
	ld_ok(lindung_quarantine(o.l, 0, &r, &err));
	cr_expect_eq(lindung_result_count(r, "quarantine"), 0);
	lindung_result_free(r);
	holds(3, "-");
}

/* One of a family: the groups of such a quota are numbers of family cards. */
Test(forget, takes_groups_that_are_ids)
{
	static const char people[] = "nik,nama,kecamatan,pekerjaan,desil,tanggungan,no_kk,tanggal_lahir,desa\n"
				     "5315904105800001,Maria,Komodo,petani,1,2,5315900105200001,1980-05-01,Gorontalo\n"
				     "5315904105800002,Marta,Komodo,petani,1,3,5315900105200001,1980-05-01,Gorontalo\n"
				     "5315904105800003,Lusia,Komodo,petani,1,1,5315900105200002,1980-05-01,Gorontalo\n";
	struct ld_buf b = ld_buf_init(1 << 16);
	at("1732147323");
	ld_buf_add(&b, office_fields, strlen(office_fields) - 2);
	ld_buf_puts(&b, "  field.id 'no_kk' { title = 'Kartu keluarga', format = 'kk' },\n}\n");
	office_write(&o, "rules/fields.lua", b.data);
	ld_buf_reset(&b);
	const char *map = strstr(office_source, "map = { ");
	ld_buf_add(&b, office_source, (size_t)(map - office_source));
	ld_buf_printf(&b, "map = { no_kk = 'no_kk', %s", map + 8);
	office_write(&o, "rules/sources/orang.lua", b.data);
	ld_buf_reset(&b);
	const char *id = strstr(office_programme, "uji-2024"), *quota = strstr(office_programme, "quota { by");
	const char *rest = strstr(quota, " },\n  funders");
	ld_buf_add(&b, office_programme, (size_t)(id - office_programme));
	ld_buf_puts(&b, "keluarga");
	ld_buf_add(&b, id + 8, (size_t)(quota - id - 8));
	ld_buf_printf(&b, "quota { by = 'no_kk', at_most = 1, basis = 'SK' }%s", rest);
	office_write(&o, "rules/uji/keluarga.lua", b.data);
	ld_buf_fini(&b);
	replace_people(people);
	int64_t n = run("uji.keluarga");
	keep(n);
	holds(n, "-");
	cr_expect(count("SELECT summary LIKE '%cap no_kk=5315900105200001%' FROM run ORDER BY run DESC LIMIT 1"));
	at("1740000000");
	office_write(&o, "rules/sources/orang.lua", office_source);
	replace_people(people_of_2025);
	lindung_result_free(forget("2025-01-01", 0));
	cr_expect(!on_disk("5315900105200001") && !on_disk("5315900105200002") && !on_disk("Marta"));
	cr_expect_eq(count("SELECT count(DISTINCT groups) FROM sealed WHERE run = (SELECT max(run) FROM sealed)"), 2);
	holds(n, "not re-decided: forgotten");
	office_tamper(&o, "UPDATE run SET summary = json_set(summary, '$.groups[0].selected', 0) WHERE programme = 'keluarga'");
	char why[400];
	cr_expect_eq(verify(n, why), 0);
}

static const char *const edits[] = {
	"UPDATE sealed SET digest = zeroblob(32) WHERE place = 1",
	"UPDATE sealed SET status = 'refused' WHERE status = 'undecided'",
	"UPDATE sealed SET error = 1 - error WHERE place = 6",
	"UPDATE sealed SET rank = rank + 1 WHERE place = 2",
	"UPDATE sealed SET position = NULL WHERE place = 1",
	"UPDATE sealed SET score = score + 1 WHERE place = 2",
	"UPDATE sealed SET score = NULL WHERE place = 1",
	"UPDATE sealed SET funder = 'APBN' WHERE place = 1",
	"UPDATE sealed SET months = 11 WHERE place = 1",
	"UPDATE sealed SET cost = cost - 1 WHERE place = 1",
	"UPDATE sealed SET \"constraint\" = 'seats APBD' WHERE status = 'reserve'",
	"UPDATE sealed SET groups = '{\"kecamatan\":\"Boleng\"}' WHERE place = 1",
	"UPDATE sealed SET groups = '' WHERE place = 1",
	"UPDATE sealed SET place = CASE place WHEN 1 THEN 12 ELSE 11 END WHERE place < 3; UPDATE sealed SET place = place - 10"
	" WHERE place > 10",
	"DELETE FROM sealed WHERE place = 6",
	"DELETE FROM sealed",
	"INSERT INTO sealed SELECT run, 7, digest, status, error, rank, position, score, funder, months, cost, \"constraint\","
	" groups FROM sealed WHERE place = 6",
	"UPDATE run SET sealed = zeroblob(32) WHERE run = 1",
	"UPDATE run SET sealed = NULL WHERE run = 1",
	"UPDATE run SET selected = 3 WHERE run = 1",
	"UPDATE run SET result = zeroblob(32) WHERE run = 1",
	"UPDATE run SET forgotten_at = '2025-02-20T00:00:00Z' WHERE run = 1",
	"UPDATE run SET forgotten_at = NULL WHERE run = 1",
	"UPDATE run SET forgotten_at = '2025-02-20T00:00:00Z' WHERE run = 3",
	"UPDATE run SET kept_by = 'orang lain' WHERE run = 1",
	"UPDATE run SET summary = json_set(summary, '$.funders[0].people', 1) WHERE run = 1",
	"UPDATE run SET summary = json_set(summary, '$.groups[0].selected', 9) WHERE run = 1",
	"UPDATE run SET summary = json_set(summary, '$.refused_by[0].workers', 9) WHERE run = 1",
	"DELETE FROM run_file WHERE run = 1",
	"UPDATE blob SET content = CAST('return 1' AS BLOB)",
	/* what remains of the data */
	"UPDATE record_orang SET nama = 'Agnesia' WHERE nama = 'Agnes'",
	"DELETE FROM record_orang WHERE nama = 'Agnes'",
	"DELETE FROM forgotten",
	"UPDATE forgotten SET remains = zeroblob(32)",
	"UPDATE file SET bytes = bytes + 1 WHERE delivery = 1",
	"DELETE FROM log WHERE what = 'forget'",
};

/* The digests say nothing any more, and still nothing of what they stand for can be changed. */
Test(forget, every_edit_of_what_is_left_shows)
{
	char command[300], why[400];
	lindung_result_free(forget("2025-01-01", 0));
	lindung_close(o.l);
	snprintf(command, sizeof command, "cp %s/uji.db %s/bersih.db", o.root, o.root);
	cr_assert_eq(system(command), 0);
	o.l = office_handle(&o);
	cr_expect_eq(verify(1, why), 1, "%s", why);
	snprintf(command, sizeof command, "cp %s/bersih.db %s/uji.db", o.root, o.root);
	for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
		office_tamper(&o, edits[i]);
		cr_expect_eq(verify(1, why), 0, "%s", edits[i]);
		lindung_close(o.l);
		cr_assert_eq(system(command), 0);
		o.l = office_handle(&o);
	}
}
