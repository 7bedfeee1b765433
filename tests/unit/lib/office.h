/* A small office in a folder of its own: rules, a source, people; and the calls that the tests of
 * the library repeat. */
#ifndef LD_TEST_OFFICE_H
#define LD_TEST_OFFICE_H

#include "ld_test.h"

#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <lindung/lindung.h>

#include "base/buf.h"
#include "store/run.h"

static const char office_fields[] =
	"return {\n"
	"  field.id 'nik' { title = 'NIK', format = 'nik', private = true },\n"
	"  field.text 'nama' { title = 'Nama', private = true },\n"
	"  field.date 'tanggal_lahir' { title = 'Tanggal lahir' },\n"
	"  field.integer 'umur' { title = 'Umur', unit = 'tahun', range = { 0, 120 }, derive = age "
	"'tanggal_lahir' },\n"
	"  field.text 'kecamatan' { title = 'Kecamatan' },\n"
	"  field.text 'desa' { title = 'Desa' },\n"
	"  field.choice 'pekerjaan' { 'petani', 'nelayan', 'pns', title = 'Pekerjaan' },\n"
	"  field.integer 'desil' { title = 'Desil', range = { 1, 10 } },\n"
	"  field.integer 'tanggungan' { title = 'Tanggungan', range = { 0, 20 } },\n"
	"}\n";

static const char office_source[] =
	"return source { 'orang', title = 'Daftar uji', adds = 'workers', key = 'nik', precedence "
	"= 1,\n"
	"  map = { nik = 'nik', nama = 'nama', tanggal_lahir = 'tanggal_lahir', kecamatan = "
	"'kecamatan', desa = 'desa',\n"
	"          pekerjaan = 'pekerjaan', desil = 'desil', tanggungan = 'tanggungan' } }\n";

static const char office_rates[] =
	"return { table = dated_table { 'iuran',\n"
	"  { 'JKK', from = '2015-07', amount = 10000, basis = 'PP 44/2015' },\n"
	"  { 'JKM', from = '2015-07', amount = 6800, basis = 'PP 44/2015' } } }\n";

static const char office_programme[] =
	"local r = require 'national.iuran'\n"
	"return programme { id = 'uji-2024', title = 'Uji', region = '53.15', as_of = "
	"'2024-09-03', basis = { 'Perda 5/2023' },\n"
	"  eligibility = {\n"
	"    rule { 'usia', basis = 'Perda 5/2023', when = { umur = between(18, 64) }, reason = "
	"'umur {umur}' },\n"
	"    rule { 'informal', basis = 'Perda 5/2023', when = { pekerjaan = one_of { 'petani', "
	"'nelayan' } },\n"
	"           reason = 'pekerjaan {pekerjaan}' },\n"
	"    rule { 'miskin', basis = 'Perda 5/2023', when = { desil = at_most(2) }, reason = "
	"'desil {desil}; batas 2' },\n"
	"  },\n"
	"  priority = {\n"
	"    score { 'desil', points = by('desil', { [1] = 15, [2] = 5 }) },\n"
	"    score { 'tanggungan', points = per('tanggungan', { each = 5, up_to = 6 }) },\n"
	"  },\n"
	"  order = { desc 'score', lottery { seed = 'undian' } },\n"
	"  quotas = { quota { by = 'kecamatan', at_least = 1, basis = 'SK' } },\n"
	"  funders = { funder { 'APBD', budget = rupiah '403.200', pays = rate { r.table, 'JKK', "
	"'JKM' },\n"
	"                       from = '2024-01', months = 12, basis = 'Perda 5/2023' } },\n"
	"  published = { title = 'SK', people = 3, amount = rupiah '403.200' },\n"
	"}\n";

static const char office_cases[] =
	"local p = require 'uji.2024'\n"
	"local farmer = worker { umur = 40, pekerjaan = 'petani', desil = 1, tanggungan = 0, "
	"kecamatan = 'Komodo' }\n"
	"return cases(p) {\n"
	"  case { 'layak', farmer, expect = eligible { score = 15 } },\n"
	"  case { 'tua', farmer { umur = 65 }, expect = refused { 'usia' } },\n"
	"  case { 'kosong', farmer { desil = unknown }, expect = undecided { 'desil' } },\n"
	"}\n";

static const char office_people[] =
	"nik,nama,tanggal_lahir,kecamatan,desa,pekerjaan,desil,tanggungan\n"
	"5315904105800001,Maria,1980-05-01,Komodo,Gorontalo,petani,1,2\n"
	"5315900105800002,Yosef,1980-05-01,Komodo,Batu Cermin,nelayan,2,0\n"
	"5315900105500003,Petrus,1950-05-01,Komodo,Gorontalo,pns,2,0\n"
	"5315904105800004,Agnes,1980-05-01,Boleng,Mbuit,petani,,1\n"
	"5315904105800005,Ana,1980-05-01,Boleng,Mbuit,petani,2,\n"
	"5315900105800006,Blasius,1980-05-01,Komodo,Gorontalo,petani,1,3\n";

struct office {
	char root[64];  /* the folder of everything */
	char path[128]; /* scratch for office_path */
	struct lindung *l;
};

static inline const char *office_path(struct office *o, const char *name)
{
	snprintf(o->path, sizeof o->path, "%s/%s", o->root, name);
	return o->path;
}

static inline void office_write(struct office *o, const char *name, const char *text)
{
	FILE *f = fopen(office_path(o, name), "w");
	cr_assert(f, "%s", o->path);
	fputs(text, f);
	cr_assert_eq(fclose(f), 0);
}

static inline struct lindung *office_handle(struct office *o)
{
	struct lindung_error err;
	struct lindung *l = NULL;
	char database[128], rules[128];
	snprintf(database, sizeof database, "%s/uji.db", o->root);
	snprintf(rules, sizeof rules, "%s/rules", o->root);
	ld_ok(lindung_open(
		&(struct lindung_options){.database = database, .rules = rules, .jobs = 2}, &l,
		&err));
	return l;
}

/** A fresh office without people. */
static inline void office_init(struct office *o)
{
	static const char *const folders[] = {
		"rules", "rules/national", "rules/sources", "rules/uji", "rules/data"};
	strcpy(o->root, "/tmp/lindung-test-XXXXXX");
	cr_assert(mkdtemp(o->root));
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		cr_assert_eq(mkdir(office_path(o, folders[i]), 0777), 0);
	office_write(o, "rules/fields.lua", office_fields);
	office_write(o, "rules/national/iuran.lua", office_rates);
	office_write(o, "rules/sources/orang.lua", office_source);
	office_write(o, "rules/uji/2024.lua", office_programme);
	office_write(o, "rules/uji/2024_test.lua", office_cases);
	office_write(o, "rules/data/wilayah.csv",
		"code,name,level\n53.15,Kabupaten Manggarai Barat,2\n");
	office_write(o, "orang.csv", office_people);
	setenv("SOURCE_DATE_EPOCH", "1732147323", 1);
	o->l = office_handle(o);
}

static inline int office_remove(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

static inline void office_fini(struct office *o)
{
	lindung_close(o->l);
	nftw(o->root, office_remove, 8, FTW_DEPTH | FTW_PHYS);
}

static inline struct lindung_result *office_import(struct office *o, const char *file)
{
	struct lindung_error err;
	struct lindung_result *r = NULL;
	const char *const files[] = {office_path(o, file)};
	ld_ok(lindung_import(o->l,
		&(struct lindung_import){.source = "orang", .files = files, .nfiles = 1}, &r,
		&err));
	return r;
}

/** An office with its people imported. */
static inline void office_open(struct office *o)
{
	office_init(o);
	lindung_result_free(office_import(o, "orang.csv"));
}

static inline struct lindung_result *office_run(struct office *o, const char *const *settings)
{
	struct lindung_error err;
	struct lindung_result *r = NULL;
	ld_ok(lindung_run(
		o->l, &(struct lindung_run){.rules = "uji.2024", .settings = settings}, &r, &err));
	return r;
}

/* The decisions of drafts as rows, as they were in older databases, so that SQL can edit them. */
static inline void office_spread(struct office *o)
{
	struct lindung_error err;
	struct ld_store *s;
	ld_ok(ld_store_open(office_path(o, "uji.db"), LD_STORE_WRITE, &s, &err));
	ld_ok(ld_store_begin(s, &err));
	for (int64_t run = 1; run < 20; run++)
		ld_ok(ld_decisions_keep(s, run, &err));
	ld_ok(ld_store_commit(s, &err));
	ld_store_close(s);
}

/** As somebody would who edits the file behind the program's back. */
static inline void office_tamper(struct office *o, const char *sql)
{
	sqlite3 *db;
	char *said = NULL;
	lindung_close(o->l);
	if (strstr(sql, " decision "))
		office_spread(o);
	cr_assert_eq(sqlite3_open(office_path(o, "uji.db"), &db), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, &said), SQLITE_OK, "%s: %s", sql, said);
	cr_assert_eq(sqlite3_close(db), SQLITE_OK);
	o->l = office_handle(o);
}

/** Another programme on the same rules. */
static inline void office_second(struct office *o)
{
	struct ld_buf b = ld_buf_init(1 << 16);
	const char *id = strstr(office_programme, "uji-2024");
	ld_buf_add(&b, office_programme, (size_t)(id - office_programme));
	ld_buf_printf(&b, "lain-2024%s", id + strlen("uji-2024"));
	office_write(o, "rules/uji/lain.lua", b.data);
	ld_buf_fini(&b);
}

static inline int office_collect(void *ctx, const char *p, size_t n)
{
	ld_buf_add(ctx, p, n);
	return 0;
}

#endif
