/*
 * Every call of the public library while memory runs out: the rules, the database, the documents and what is written of
 * them. The office is small, with functions, two funders, a quota, a row in quarantine and a repeated one; SQLite's pools
 * are switched off, so that each of its small blocks is a request of its own.
 */
#include "../unit/lib/office.h"

#include <fcntl.h>

#include "alloc_sweep.h"

static const char programme[] =
	"local r = require 'national.iuran'\n"
	"local pays = rate { r.table, 'JKK', 'JKM' }\n"
	"return programme { id = 'uji-2024', title = 'Uji', region = '53.15', as_of = '2024-09-03', basis = { 'Perda' },\n"
	"  eligibility = {\n"
	"    rule { 'usia', basis = 'Perda', when = { umur = between(18, 64) }, reason = 'umur {umur}' },\n"
	"    rule { 'miskin', basis = 'Perda', when = any_of { { desil = at_most(2) }, { pekerjaan = 'nelayan' } } },\n"
	"    rule { 'fungsi', basis = 'Perda', reads = { 'tanggungan', 'umur' }, reason = 'tanggungan {tanggungan}',\n"
	"           when = function(t, u) if t == 7 then error('tujuh') end return t < 9 and u ~= 33 end },\n"
	"  },\n"
	"  priority = {\n"
	"    score { 'desil', points = by('desil', { [1] = 15, [2] = 5 }) },\n"
	"    score { 'tanggungan', points = per('tanggungan', { each = 5, up_to = 6 }) },\n"
	"    score { 'nama', reads = { 'desa' }, range = { 0, 99 }, points = function(d) return #d end },\n"
	"  },\n"
	"  order = { desc 'score', asc 'desa', lottery { seed = 'undian' } },\n"
	"  quotas = { quota { by = 'kecamatan', at_least = 1, at_most = percent(90), basis = 'SK' },\n"
	"             quota { by = 'desa', at_most = apportion { seats = 6, by = 'eligible' }, basis = 'SK' } },\n"
	"  funders = {\n"
	"    funder { 'DESA', by = 'desa', budget = { ['Gorontalo'] = rupiah '201.600', ['Mbuit'] = 0, ['Mbuid'] = 1 }, pays = pays,\n"
	"             from = '2024-01', months = 12, basis = 'SK' },\n"
	"    funder { 'APBD', parts = { part { 'a', percent = 30, budget = 90000 }, part { 'b', percent = 70 } },\n"
	"             pays = pays, from = '2024-01', months = 12, only = { desil = known() }, basis = 'SK' },\n"
	"  },\n"
	"  published = { title = 'SK', people = 3, amount = rupiah '403.200' },\n"
	"}\n";

static const char people[] =
	"nik,nama,tanggal_lahir,kecamatan,desa,pekerjaan,desil,tanggungan,catatan\n"
	"5315904105800001,Maria,1980-05-01,Komodo,Gorontalo,petani,1,2,\n"
	"5315900105800002,Yosef,1980-05-01,Komodo,Batu Cermin,nelayan,2,0,\n"
	"5315900105500003,Petrus,1950-05-01,Komodo,Gorontalo,pns,2,0,\n"
	"5315904105800004,Agnes,1980-05-01,Boleng,Mbuit,petani,,1,\n"
	"5315904105800005,Ana,1980-05-01,Boleng,Mbuit,petani,2,,\n"
	"5315900105800006,Blasius,1980-05-01,Komodo,Gorontalo,petani,1,3,\"satu, dua\"\n"
	"5315904105800007,Rosa,1980-05-01,Boleng,Mbuit,petani,1,7,\n"
	"53159041058,Tanpa,1980-05-01,Boleng,Mbuit,petani,1,1,\n"
	"5315900105800006,Blasius,1980-05-01,Komodo,Gorontalo,petani,1,4,\n";

static const char regions[] =
	"code,name,level\n53,Nusa Tenggara Timur,1\n53.15,Kabupaten Manggarai Barat,2\n53.15.01,Macang Pacar,3\n"
	"53.15.01.2001,Bari,4\n53.15.01.2002,Rokap,4\n";

enum { MAX_DATABASE = 1 << 20 };
static struct office o;
static char saved[MAX_DATABASE]; /* the database as it was */
static size_t saved_len;
static char files[3][160];

static void find_files(void)
{
	static const char *const names[] = {"uji.db", "uji.db-wal", "uji.db-shm"};
	for (size_t i = 0; i < 3; i++)
		snprintf(files[i], sizeof files[i], "%s/%s", o.root, names[i]);
}

/* Nothing is kept in a -wal after the last handle closed. */
static void save_database(void)
{
	int fd = open(files[0], O_RDONLY);
	ssize_t n = read(fd, saved, sizeof saved);
	cr_assert(n > 0 && n < MAX_DATABASE);
	saved_len = (size_t)n;
	close(fd);
}

static void forget_database(void)
{
	for (size_t i = 0; i < 3; i++)
		unlink(files[i]);
}

static void restore_database(void)
{
	forget_database();
	int fd = open(files[0], O_WRONLY | O_CREAT, 0600);
	cr_assert_eq(write(fd, saved, saved_len), (ssize_t)saved_len);
	close(fd);
}

static int open_office(void **ret, struct lindung_error *err)
{
	static char rules[160];
	snprintf(rules, sizeof rules, "%s/rules", o.root);
	struct lindung *l = NULL;
	int rc = lindung_open(&(struct lindung_options){.database = files[0], .rules = rules, .jobs = 1}, &l, err);
	*ret = l;
	return rc;
}

static void close_office(void *handle)
{
	lindung_close(handle);
}

/* A handle whose database is open: what opening asks for is swept once, by `runs`. */
static void *warm;

static void warm_office(void)
{
	struct lindung_error err = {0};
	struct lindung_result *r = NULL;
	ld_ok(open_office(&warm, &err));
	ld_ok(lindung_quarantine(warm, 0, &r, &err));
	lindung_result_free(r);
}

static int open_warm(void **ret, struct lindung_error *err)
{
	(void)err;
	*ret = warm;
	return 0;
}

/* Without the clock's readings in a run's document. */
static void drop_seconds(struct sweep_out *out)
{
	static const char key[] = "\"seconds\":{";
	char *p = memmem(out->data, out->len, key, sizeof key - 1), *end = out->data + out->len;
	char *rest = p ? memchr(p, '}', (size_t)(end - p)) : NULL;
	if (!rest)
		return;
	memmove(p, rest, (size_t)(end - rest));
	out->len -= (size_t)(rest - p);
}

static struct lindung_result *const untouched = (struct lindung_result *)&o; /* never a result */
static struct lindung_result *answered; /* by the last call that did not fail */

static int answer(int rc, struct lindung_result *r)
{
	if (rc >= 0)
		answered = r;
	else
		cr_assert_eq((void *)r, (void *)untouched, "a failed call gave a result");
	return rc;
}

static int write_answer(enum lindung_format format, struct sweep_out *out, struct lindung_error *err)
{
	out->len = 0;
	return lindung_result_write(answered, &(struct lindung_render){.format = format, .colour = 1}, sweep_write, out, err);
}

static void tell(struct sweep_out *out)
{
	struct lindung_error err = {0};
	size_t exported = out->len;
	int rc = lindung_result_write(answered, &(struct lindung_render){.format = LINDUNG_JSON}, sweep_write, out, &err);
	cr_assert(rc >= 0, "%s", err.message);
	cr_assert_gt(out->len, exported);
	drop_seconds(out);
	lindung_result_free(answered);
	answered = NULL;
}

#define CALL(name, call)                                                                                               \
	static int call_##name(void *handle, struct sweep_out *out, struct lindung_error *err)                         \
	{                                                                                                              \
		struct lindung *l = handle;                                                                            \
		struct lindung_result *r = untouched;                                                                  \
		(void)out;                                                                                             \
		int rc = call;                                                                                         \
		return answer(rc, r);                                                                                  \
	}

static const char *source(void)
{
	static char path[160];
	snprintf(path, sizeof path, "%s/orang.csv", o.root);
	return path;
}

#define IMPORT(more)                                                                                                   \
	lindung_import(l,                                                                                              \
		&(struct lindung_import){.source = "orang", .files = (const char *const[]){source()}, .nfiles = 1, more}, \
		&r, err)
#define RUN lindung_run(l, &(struct lindung_run){.rules = "uji.2024", .settings = settings}, &r, err)

static const char *const settings[] = {"funders/DESA/months=11", NULL};
static const char eligible[] = "5315904105800001", undecided[] = "5315904105800004", failed[] = "5315904105800007";

CALL(import, IMPORT(.strict = 1))
CALL(replace, IMPORT(.replace = 1))
CALL(quarantine, lindung_quarantine(l, 0, &r, err))
CALL(check, lindung_check(l, "uji.2024", NULL, &r, err))
CALL(test, lindung_test(l, "uji.2024", &r, err))
CALL(test_mutate, lindung_test_with(l, &(struct lindung_test){.rules = "ubah.2024", .mutate = 1}, &r, err))

static int take_spreadsheet(void *ctx, const char *file, const char *text, size_t len, struct lindung_error *err)
{
	(void)ctx;
	(void)err;
	cr_assert(strstr(file, "kasus.csv") && memmem(text, len, "tolak:usia", 10));
	return 0;
}
CALL(test_accept, lindung_test_with(l, &(struct lindung_test){.rules = "terima.2024", .accept = take_spreadsheet}, &r, err))
static struct lindung *ran; /* the handle of the last run */
CALL(run, (ran = l, RUN))

/* What was told, and what was stored of it. */
static void tell_run(struct sweep_out *out)
{
	struct lindung_error err = {0};
	tell(out);
	ld_ok(lindung_show(ran, 1, &answered, &err));
	tell(out);
}
CALL(explain, lindung_explain(l, eligible, 0, &r, err))
CALL(explain_undecided, lindung_explain(l, undecided, 1, &r, err))
CALL(explain_failed, lindung_explain(l, failed, 1, &r, err))
CALL(runs, lindung_runs(l, &r, err))
CALL(show, lindung_show(l, 1, &r, err))
CALL(report, lindung_report(l, &(struct lindung_report){.run = 1}, &r, err))
CALL(report_poor, lindung_report(l, &(struct lindung_report){.run = 1, .poor = "miskin"}, &r, err))
CALL(keep, lindung_keep(l, 1, &r, err))
CALL(log, lindung_log(l, &r, err))
CALL(receipt, (out->len = 0, lindung_export(l, 1, "receipt", sweep_write, out, &r, err)))
CALL(verify, lindung_verify(l, 1, &r, err))
CALL(replay, lindung_replay(l, 1, &r, err))
static const char *const changed[] = {"eligibility/usia/when/umur=between(18, 50)", "priority/tanggungan/points/each=6",
	"funders/APBD/months=11", NULL};
CALL(compare, lindung_compare(l, &(struct lindung_compare){.a = "run:1", .b = "uji.2024", .settings = changed, .people = 1},
	&r, err))
CALL(points, lindung_sweep(l, &(struct lindung_sweep){.rules = "uji.2024", .people = 1,
	.over = (const char *const[]){"eligibility/usia/when/umur=between(18, 50..60:10)", "funders/APBD/months=11..12", NULL}},
	&r, err))
CALL(decisions, (out->len = 0, lindung_export(l, 1, "decisions", sweep_write, out, &r, err)))
CALL(annex, (out->len = 0, lindung_export(l, 1, "annex", sweep_write, out, &r, err)))

static int call_sample(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	out->len = 0;
	return lindung_sample(handle, &(struct lindung_sample){.region = "53.15", .people = 40, .seed = 7, .shape = "p3ke",
		.faults = 1}, sweep_write, out, err);
}

static char place[160]; /* of a new office */

static void no_office(void)
{
	nftw(place, office_remove, 8, FTW_DEPTH | FTW_PHYS);
}

CALL(new, lindung_new(l, place, &r, err))
CALL(check_folder, lindung_check(l, office_path(&o, "rules/uji"), NULL, &r, err))
CALL(test_folder, lindung_test(l, office_path(&o, "rules/uji"), &r, err))
CALL(run_folder, lindung_run(l, &(struct lindung_run){.rules = office_path(&o, "rules/uji")}, &r, err))
CALL(import_path, lindung_import(l,
	&(struct lindung_import){.source = office_path(&o, "rules/sources/orang.lua"),
		.files = (const char *const[]){source()}, .nfiles = 1}, &r, err))

static int call_words(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	(void)handle;
	out->len = 0;
	return lindung_words(sweep_write, out, err);
}

static void setup(void)
{
	office_init(&o);
	office_write(&o, "rules/uji/2024.lua", programme);
	cr_assert_eq(mkdir(office_path(&o, "rules/ubah"), 0777), 0);
	office_write(&o, "rules/ubah/2024_test.lua",
		"local w = worker { umur = 40, pekerjaan = 'petani', desil = 1, tanggungan = 0, kecamatan = 'Komodo', desa = 'Mbuit' }\n"
		"return cases(require 'uji.2024') { case { 'a', w, expect = eligible { score = 20 } },\n"
		"  case { 'b', w { umur = 65, desil = 3 }, expect = refused { 'usia', 'miskin' } } }\n");
	cr_assert_eq(mkdir(office_path(&o, "rules/terima"), 0777), 0);
	office_write(&o, "rules/terima/2024_test.lua",
		"local w = worker { umur = 40, pekerjaan = 'petani', desil = 1, tanggungan = 0, kecamatan = 'Komodo' }\n"
		"return cases(require 'uji.2024') { table_of_cases { 'kasus.csv', base = w },\n"
		"  case { 'lua', w { umur = 70 }, expect = eligible {} } }\n");
	office_write(&o, "rules/terima/kasus.csv", "nama,harapan,umur\numur 66,layak,66\n\"umur 17\",\"layak\",17\n");
	office_write(&o, "orang.csv", people);
	office_write(&o, "rules/data/wilayah.csv", regions);
	office_write(&o, "rules/data/nama_depan.csv", "name,sex\nAgus,L\nRosa,P\n");
	office_write(&o, "rules/data/nama_belakang.csv", "name,sex\nAbadi,LP\n");
	cr_assert_eq(mkdir(office_path(&o, "rules/_template"), 0777), 0);
	cr_assert_eq(mkdir(office_path(&o, "rules/_template/sources"), 0777), 0);
	office_write(&o, "rules/_template/2024.lua", "-- @OFFICE@\n");
	office_write(&o, "rules/_template/sources/daftar.lua", "return 1\n");
	snprintf(place, sizeof place, "%s/baru", o.root);
	find_files();
	sqlite3_shutdown();
	sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
	lindung_result_free(office_import(&o, "orang.csv"));
	lindung_close(o.l);
	o.l = NULL;
}

/* A database with the run number 1 in it. */
static void setup_run(void)
{
	setup();
	o.l = office_handle(&o);
	lindung_result_free(office_run(&o, settings));
	lindung_close(o.l);
	o.l = NULL;
	save_database();
}

static void setup_data(void)
{
	setup();
	save_database();
}

static void teardown(void)
{
	office_fini(&o);
}

TestSuite(library_data, .init = setup_data, .fini = teardown);
TestSuite(library_run, .init = setup_run, .fini = teardown);

#define SWEEP(suite, name, before, tries)                                                                              \
	Test(suite, name)                                                                                              \
	{                                                                                                              \
		sweep(&(struct sweep){#name, before, open_office, call_##name, tell, close_office}, tries);            \
	}
#define SWEEP_WARM(suite, name, tries)                                                                                 \
	Test(suite, name)                                                                                              \
	{                                                                                                              \
		sweep(&(struct sweep){#name, warm_office, open_warm, call_##name, tell, close_office}, tries);         \
	}
#define SWEEP_TOLD(suite, name, tries)                                                                                 \
	Test(suite, name)                                                                                              \
	{                                                                                                              \
		sweep(&(struct sweep){#name, NULL, open_office, call_##name, NULL, close_office}, tries);              \
	}

SWEEP(library_data, import, forget_database, 20)
SWEEP(library_data, replace, restore_database, 20)
SWEEP_WARM(library_data, quarantine, 30)
SWEEP(library_data, check, NULL, 20)
SWEEP(library_data, test, NULL, 20)
SWEEP(library_data, test_mutate, NULL, 20)
SWEEP(library_data, test_accept, NULL, 20)
Test(library_data, run)
{
	sweep(&(struct sweep){"run", restore_database, open_office, call_run, tell_run, close_office}, 40);
}
SWEEP(library_data, new, no_office, 20)
SWEEP(library_data, check_folder, NULL, 12)
SWEEP(library_data, test_folder, NULL, 12)
SWEEP(library_data, run_folder, restore_database, 12)
SWEEP(library_data, import_path, restore_database, 12)
SWEEP_TOLD(library_data, sample, 20)
SWEEP_TOLD(library_data, words, 20)
SWEEP_WARM(library_run, explain, 30)
SWEEP_WARM(library_run, explain_undecided, 30)
SWEEP_WARM(library_run, explain_failed, 30)
SWEEP(library_run, runs, NULL, 20)
SWEEP_WARM(library_run, show, 30)
SWEEP_WARM(library_run, report, 30)
SWEEP_WARM(library_run, report_poor, 20)
SWEEP_WARM(library_run, log, 30)
SWEEP_WARM(library_run, receipt, 30)
SWEEP(library_run, keep, restore_database, 25)
SWEEP_WARM(library_run, verify, 30)
SWEEP_WARM(library_run, replay, 30)
SWEEP_WARM(library_run, compare, 20)
SWEEP_WARM(library_run, points, 20)
SWEEP_WARM(library_run, decisions, 30)
SWEEP_WARM(library_run, annex, 30)

/* ---- what is written of an answer ---- */

static const struct written {
	int (*call)(void *handle, struct sweep_out *out, struct lindung_error *err);
	enum lindung_format format;
} written[] = {{call_import, LINDUNG_TEXT}, {call_quarantine, LINDUNG_TEXT}, {call_quarantine, LINDUNG_CSV},
	{call_check, LINDUNG_TEXT}, {call_test, LINDUNG_TEXT}, {call_test, LINDUNG_JUNIT}, {call_show, LINDUNG_TEXT},
	{call_show, LINDUNG_JSON}, {call_explain, LINDUNG_TEXT}, {call_explain_undecided, LINDUNG_TEXT},
	{call_explain_failed, LINDUNG_TEXT}, {call_runs, LINDUNG_TEXT}, {call_runs, LINDUNG_CSV}, {call_keep, LINDUNG_TEXT},
	{call_report, LINDUNG_TEXT}, {call_verify, LINDUNG_TEXT}, {call_replay, LINDUNG_TEXT}, {call_compare, LINDUNG_TEXT}, {call_points, LINDUNG_TEXT}};
static const struct written *writing;

static int call_write(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	(void)handle;
	return write_answer(writing->format, out, err);
}

Test(library_run, written)
{
	for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
		char name[32];
		struct lindung_error err = {0};
		void *l = NULL;
		ld_ok(open_office(&l, &err));
		writing = &written[i];
		ld_ok(writing->call(l, &sweep_said, &err));
		lindung_close(l);
		snprintf(name, sizeof name, "written %zu", i);
		sweep(&(struct sweep){.name = name, .call = call_write}, 20);
		lindung_result_free(answered);
	}
}
