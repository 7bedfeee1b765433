/*
 * The small office that alloc_*.c try the library's calls on: functions, two funders, a quota, a row in quarantine and a
 * repeated one. SQLite's pools are switched off, so that each of its small blocks is a request of its own.
 */
#include "alloc_office.h"

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

struct office o;
enum { MAX_DATABASE = 1 << 20 };
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
void save_database(void)
{
	int fd = open(files[0], O_RDONLY);
	ssize_t n = read(fd, saved, sizeof saved);
	cr_assert(n > 0 && n < MAX_DATABASE);
	saved_len = (size_t)n;
	close(fd);
}

void forget_database(void)
{
	for (size_t i = 0; i < 3; i++)
		unlink(files[i]);
}

void restore_database(void)
{
	forget_database();
	int fd = open(files[0], O_WRONLY | O_CREAT, 0600);
	cr_assert_eq(write(fd, saved, saved_len), (ssize_t)saved_len);
	close(fd);
}

int open_office(void **ret, struct lindung_error *err)
{
	static char rules[160];
	snprintf(rules, sizeof rules, "%s/rules", o.root);
	struct lindung *l = NULL;
	int rc = lindung_open(&(struct lindung_options){.database = files[0], .rules = rules, .jobs = 1}, &l, err);
	*ret = l;
	return rc;
}

void close_office(void *handle)
{
	lindung_close(handle);
}

/* A handle whose database is open: what opening asks for is swept once, by `runs`. */
static void *warm;

void warm_office(void)
{
	struct lindung_error err = {0};
	struct lindung_result *r = NULL;
	ld_ok(open_office(&warm, &err));
	ld_ok(lindung_quarantine(warm, 0, &r, &err));
	lindung_result_free(r);
}

int open_warm(void **ret, struct lindung_error *err)
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

struct lindung_result *const untouched = (struct lindung_result *)&o; /* never a result */
struct lindung_result *answered; /* by the last call that did not fail */

int answer(int rc, struct lindung_result *r)
{
	if (rc >= 0)
		answered = r;
	else
		cr_assert_eq((void *)r, (void *)untouched, "a failed call gave a result");
	return rc;
}

void tell(struct sweep_out *out)
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

const char *source(void)
{
	static char path[160];
	snprintf(path, sizeof path, "%s/orang.csv", o.root);
	return path;
}

const char *const settings[] = {"funders/DESA/months=11", NULL};

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
	find_files();
	sqlite3_shutdown();
	sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
	lindung_result_free(office_import(&o, "orang.csv"));
	lindung_close(o.l);
	o.l = NULL;
}

/* A database with the run number 1 in it. */
void setup_run(void)
{
	setup();
	o.l = office_handle(&o);
	lindung_result_free(office_run(&o, settings));
	lindung_close(o.l);
	o.l = NULL;
	save_database();
}

void setup_data(void)
{
	setup();
	save_database();
}

void teardown(void)
{
	office_fini(&o);
}


/* ---- what is written of an answer ---- */

static const struct written *writing;

static int call_write(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	(void)handle;
	out->len = 0;
	return lindung_result_write(answered, &(struct lindung_render){.format = writing->format, .colour = 1}, sweep_write, out, err);
}

void sweep_written(const struct written *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char name[32];
		struct lindung_error err = {0};
		void *l = NULL;
		ld_ok(open_office(&l, &err));
		writing = &list[i];
		ld_ok(writing->call(l, &sweep_said, &err));
		lindung_close(l);
		snprintf(name, sizeof name, "written %zu", i);
		sweep(&(struct sweep){.name = name, .call = call_write}, 20);
		lindung_result_free(answered);
	}
}
