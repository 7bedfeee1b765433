/* The log of deciding commands: every line changed, removed, swapped, made up or cut off shows in verify, also when the
 * hashes behind it were made anew; and a receipt kept elsewhere shows what no longer stands in the database at all. */
#include "office.h"
#include "store/store.h"

enum { MOST = 8 };

struct line {
	int64_t line, run, delivery;
	char at[32], who[32], what[16], text[2048];
	uint8_t before[LD_SHA256], hash[LD_SHA256];
};

static struct office o;
static struct line was[MOST], now[MOST];
static size_t nwas, nnow;

/* Two deliveries, two runs of one programme and one of another, of which one was kept: lines of all kinds but forget. */
static void setup(void)
{
	struct lindung_error err;
	struct lindung_result *r;
	office_open(&o);
	office_second(&o);
	lindung_result_free(office_run(&o, NULL));
	office_write(&o, "orang.csv", "nik,nama,tanggal_lahir,kecamatan,desa,pekerjaan,desil,tanggungan\n"
				      "5315904105800007,Dina,1980-05-01,Komodo,Gorontalo,petani,1,2\n");
	lindung_result_free(office_import(&o, "orang.csv"));
	ld_ok(lindung_keep_by(o.l, 1, "Kepala Dinas", &r, &err));
	lindung_result_free(r);
	ld_ok(lindung_run(o.l, &(struct lindung_run){.rules = "uji.lain"}, &r, &err));
	lindung_result_free(r);
	lindung_result_free(office_run(&o, (const char *const[]){"order/lottery/seed=lain", NULL}));
}

static void teardown(void)
{
	office_fini(&o);
}

TestSuite(log, .init = setup, .fini = teardown);

static int verify(const char *receipt, char why[400])
{
	struct lindung_error err = {0};
	struct lindung_result *r = NULL;
	why[0] = '\0';
	ld_ok(receipt ? lindung_verify_receipt(o.l, receipt, &r, &err) : lindung_verify(o.l, 1, &r, &err));
	int ok = (int)lindung_result_integer(r, "ok");
	for (size_t i = 0; i < lindung_result_count(r, "checks"); i++) {
		char path[40];
		snprintf(path, sizeof path, "checks/%zu/ok", i);
		if (lindung_result_integer(r, path))
			continue;
		snprintf(path, sizeof path, "checks/%zu/id", i);
		int n = snprintf(why, 400, "%s: ", lindung_result_text(r, path));
		snprintf(path, sizeof path, "checks/%zu/detail", i);
		snprintf(why + n, 400 - (size_t)n, "%s", lindung_result_text(r, path));
		break;
	}
	lindung_result_free(r);
	return ok;
}

static int take(void *ctx, const struct ld_log_line *l)
{
	struct line *to = &was[nwas++];
	(void)ctx;
	*to = (struct line){.line = l->line, .run = l->run, .delivery = l->delivery};
	strcpy(to->at, l->at);
	strcpy(to->who, l->who);
	strcpy(to->what, l->what);
	strcpy(to->text, l->text);
	memcpy(to->before, l->before, LD_SHA256);
	memcpy(to->hash, l->hash, LD_SHA256);
	return 0;
}

static void read_log(void)
{
	struct ld_store *s;
	struct lindung_error err;
	nwas = 0;
	ld_ok(ld_store_open(office_path(&o, "uji.db"), LD_STORE_READ, &s, &err));
	ld_ok(ld_store_log(s, take, NULL, &err));
	ld_store_close(s);
}

/* As somebody who knows how the chain is made. */
static void chain(void)
{
	for (size_t i = 0; i < nnow; i++) {
		struct line *l = &now[i];
		l->line = (int64_t)i + 1;
		memset(l->before, 0, LD_SHA256);
		if (i)
			memcpy(l->before, now[i - 1].hash, LD_SHA256);
		struct ld_log_line w = {.line = l->line, .at = l->at, .who = l->who, .what = l->what, .run = l->run,
			.delivery = l->delivery, .text = l->text};
		memcpy(w.before, l->before, LD_SHA256);
		ld_log_hash(&w, l->hash);
	}
}

static void write_log(void)
{
	sqlite3 *db;
	sqlite3_stmt *q;
	lindung_close(o.l);
	cr_assert_eq(sqlite3_open(office_path(&o, "uji.db"), &db), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(db, "BEGIN; DELETE FROM log", NULL, NULL, NULL), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(db, "INSERT INTO log VALUES (?, ?, ?, ?, nullif(?, 0), nullif(?, 0), ?, ?, ?)", -1, &q,
			     NULL), SQLITE_OK);
	for (size_t i = 0; i < nnow; i++) {
		const struct line *l = &now[i];
		sqlite3_bind_int64(q, 1, l->line);
		sqlite3_bind_text(q, 2, l->at, -1, SQLITE_STATIC);
		sqlite3_bind_text(q, 3, l->who, -1, SQLITE_STATIC);
		sqlite3_bind_text(q, 4, l->what, -1, SQLITE_STATIC);
		sqlite3_bind_int64(q, 5, l->run);
		sqlite3_bind_int64(q, 6, l->delivery);
		sqlite3_bind_text(q, 7, l->text, -1, SQLITE_STATIC);
		sqlite3_bind_blob(q, 8, l->before, LD_SHA256, SQLITE_STATIC);
		sqlite3_bind_blob(q, 9, l->hash, LD_SHA256, SQLITE_STATIC);
		cr_assert_eq(sqlite3_step(q), SQLITE_DONE, "%s", sqlite3_errmsg(db));
		sqlite3_reset(q);
	}
	sqlite3_finalize(q);
	cr_assert_eq(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	o.l = office_handle(&o);
}

static void start(void)
{
	memcpy(now, was, sizeof now);
	nnow = nwas;
}

static void shows(const char *what, size_t line)
{
	char why[400];
	write_log();
	cr_expect_eq(verify(NULL, why), 0, "%s, line %zu", what, line + 1);
	cr_expect(strncmp(why, "log: ", 5) == 0, "%s, line %zu: %s", what, line + 1, why);
}

/* Change k of a line; false when there is no such. */
static bool edit(struct line *l, int k)
{
	switch (k) {
	case 0:
		l->at[18] ^= 1;
		return true;
	case 1:
		strcat(l->who, "x");
		return true;
	case 2:
		strcpy(l->what, "help");
		return true;
	case 3:
		if (l->run)
			l->run = l->run % 3 + 1;
		else
			l->delivery = l->delivery % 2 + 1;
		return true;
	case 4: {
		char *hex = strstr(l->text, strcmp(l->what, "import") == 0 ? "\"data\":\"" : "\"result\":\"");
		hex = strchr(hex, ':') + 5;
		*hex = *hex == 'a' ? 'b' : 'a';
		return true;
	}
	case 5:
		strcpy(l->text, "{}");
		return true;
	case 6:
		l->before[7] ^= 1;
		return true;
	case 7:
		l->hash[31] ^= 1;
		return true;
	default:
		return false;
	}
}

Test(log, every_edit_of_a_line_shows)
{
	char why[400];
	read_log();
	cr_assert_eq(nwas, 6);
	cr_expect_eq(verify(NULL, why), 1, "%s", why);
	for (size_t i = 0; i < nwas; i++)
		for (int k = 0;; k++) {
			start();
			if (!edit(&now[i], k))
				break;
			shows("edited", i);
			/* hashes are nobody's secret; who did it is known from nowhere else */
			if (k > 1 && k < 6 && (chain(), true))
				shows("edited and chained anew", i);
		}
	start();
	write_log();
	cr_expect_eq(verify(NULL, why), 1, "%s", why);
}

Test(log, every_line_that_is_removed_shows)
{
	read_log();
	for (size_t i = 0; i < nwas; i++) {
		start();
		memmove(&now[i], &now[i + 1], (nnow - i - 1) * sizeof *now);
		nnow--;
		shows("removed", i);
		for (size_t k = i; k < nnow; k++)
			now[k].line = (int64_t)k + 1;
		shows("removed and renumbered", i);
		chain();
		shows("removed and chained anew", i);
		start();
		nnow = i;
		shows("cut off from here", i);
	}
}

Test(log, lines_that_are_swapped_or_made_up_show)
{
	read_log();
	for (size_t i = 0; i < nwas; i++)
		for (size_t k = i + 1; k < nwas; k++) {
			start();
			struct line a = now[i];
			now[i] = now[k];
			now[k] = a;
			now[i].line = (int64_t)i + 1;
			now[k].line = (int64_t)k + 1;
			shows("swapped", i);
		}
	for (size_t i = 0; i < nwas; i++) {
		start();
		now[nnow++] = now[i];
		chain();
		shows("told twice", i);
		now[nnow - 1].run = now[nnow - 1].run ? 9 : 0;
		now[nnow - 1].delivery = now[nnow - 1].delivery ? 9 : 0;
		chain();
		shows("of nothing", i);
	}
}

/* Whoever can write the file can make all of it anew, but not a paper that lies elsewhere. */
Test(log, a_receipt_shows_what_is_gone_with_its_line)
{
	struct lindung_error err;
	struct ld_buf receipt = ld_buf_init(1 << 16);
	char why[400];
	ld_ok(lindung_export(o.l, 3, "receipt", office_collect, &receipt, NULL, &err));
	cr_expect_eq(verify(ld_buf_text(&receipt), why), 1, "%s", why);
	read_log();
	start();
	nnow--;
	write_log();
	office_tamper(&o, "DELETE FROM decision WHERE run = 3; DELETE FROM run_file WHERE run = 3; DELETE FROM run_window WHERE"
			  " run = 3; DELETE FROM run_setting WHERE run = 3; DELETE FROM run_seen WHERE run = 3;"
			  " DELETE FROM run WHERE run = 3");
	cr_expect_eq(verify(NULL, why), 1, "%s", why);
	struct lindung_result *r = NULL;
	ld_fails(NOT_FOUND, lindung_verify_receipt(o.l, ld_buf_text(&receipt), &r, &err));
	lindung_result_free(office_run(&o, NULL)); /* another run of that number */
	cr_expect_eq(verify(ld_buf_text(&receipt), why), 0);
	cr_expect(strncmp(why, "receipt: ", 9) == 0, "%s", why);
	ld_fails(USAGE, lindung_verify_receipt(o.l, "run: 3\n", &r, &err));
	ld_buf_fini(&receipt);
}

Test(log, names_who_and_no_person)
{
	struct lindung_error err;
	struct lindung_result *r;
	struct ld_buf text = ld_buf_init(1 << 16);
	lindung_result_free(office_run(&o, (const char *const[]){"eligibility/usia/reason=5315904105800001", NULL}));
	ld_ok(lindung_log(o.l, &r, &err));
	ld_ok(lindung_result_write(r, &(struct lindung_render){.format = LINDUNG_JSON, .show_ids = 1}, office_collect, &text, &err));
	cr_expect_eq(lindung_result_count(r, "lines"), 7);
	cr_expect_str_eq(lindung_result_text(r, "lines/3/detail/by"), "Kepala Dinas");
	cr_expect(*lindung_result_text(r, "lines/3/who"), "somebody does everything");
	cr_expect_null(strstr(ld_buf_text(&text), "5315904105800001"), "%s", ld_buf_text(&text));
	cr_expect(strstr(ld_buf_text(&text), "usia/reason=5315************"), "%s", ld_buf_text(&text));
	lindung_result_free(r);
	ld_buf_fini(&text);
}

/* A database of before there was a log: its first line then vouches for all of it. */
Test(log, what_was_there_before_it_is_in_its_first_line)
{
	char why[400];
	office_tamper(&o, "DELETE FROM log");
	cr_expect_eq(verify(NULL, why), 0);
	lindung_result_free(office_run(&o, NULL));
	cr_expect_eq(verify(NULL, why), 1, "%s", why);
	read_log();
	cr_assert_eq(nwas, 2);
	cr_expect_str_eq(was[0].what, "start");
	cr_expect(was[0].run == 3 && was[0].delivery == 2);
	office_tamper(&o, "UPDATE run SET result = zeroblob(32) WHERE run = 3");
	cr_expect_eq(verify(NULL, why), 0);
	cr_expect(strncmp(why, "log: ", 5) == 0, "%s", why);
}
