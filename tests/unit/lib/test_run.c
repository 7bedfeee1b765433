/* From a file of people to a stored list and back: import, run, show, export, replay, verify, keep.
 */
#include "office.h"

#include "base/digest.h"

static struct office o;

static void setup(void)
{
	office_open(&o);
}

static void teardown(void)
{
	office_fini(&o);
}

TestSuite(run, .init = setup, .fini = teardown);

#define number(r, path, want)                                                                      \
	cr_expect_eq(lindung_result_integer(r, path), want, "%s is %lld", path,                    \
		(long long)lindung_result_integer(r, path))
#define text(r, path, want)                                                                        \
	cr_expect_str_eq(lindung_result_text(r, path), want, "%s is '%s'", path,                   \
		lindung_result_text(r, path))

Test(run, import_counts_every_row)
{
	struct lindung_result *r = office_import(&o, "orang.csv");
	number(r, "read", 6);
	number(r, "stored", 0);
	number(r, "unchanged", 6);
	lindung_result_free(r);
	office_write(&o, "buruk.csv",
		"nik,nama,tanggal_lahir,kecamatan,desa,pekerjaan,desil,tanggungan\n"
		"531590,Maria,1980-05-01,Komodo,Gorontalo,petani,1,2\n");
	r = office_import(&o, "buruk.csv");
	number(r, "quarantined", 1);
	text(r, "quarantine/0/code", "NIK");
	number(r, "quarantine/0/line", 2);
	lindung_result_free(r);
	struct lindung_error err;
	ld_ok(lindung_quarantine(o.l, 0, &r, &err));
	cr_expect_eq(lindung_result_count(r, "quarantine"), 1);
	text(r, "quarantine/0/source", "orang");
	lindung_result_free(r);
	r = office_run(&o, NULL);
	text(r, "warnings/0/code", "QUARANTINE");
	text(r, "warnings/0/message",
		"source 'orang': 1 rows in quarantine; people in them may be missing or outdated");
	lindung_result_free(r);
}

Test(run, document_counts_people_and_money)
{
	struct lindung_result *r = office_run(&o, NULL);
	number(r, "run", 1);
	text(r, "programme", "uji-2024");
	text(r, "region_name", "Kabupaten Manggarai Barat");
	text(r, "created_at", "2024-11-21T00:02:03Z");
	number(r, "counts/workers", 6);
	number(r, "counts/eligible", 4);
	number(r, "counts/selected", 2);
	number(r, "counts/reserve", 2);
	number(r, "counts/refused", 1);
	number(r, "counts/undecided", 1);
	number(r, "counts/errors", 0);
	text(r, "funders/0/id", "APBD");
	number(r, "funders/0/people", 2);
	number(r, "funders/0/person_months", 24);
	number(r, "funders/0/committed", 403200);
	number(r, "funders/0/remainder", 0);
	number(r, "funders/0/cost", 201600);
	number(r, "funders/0/places", 2);
	cr_expect_eq(lindung_result_count(r, "groups"), 2);
	text(r, "groups/0/group", "Boleng");
	number(r, "groups/0/selected", 1);
	text(r, "table/by", "kecamatan");
	text(r, "table/groups/1/group", "Komodo");
	number(r, "table/groups/1/workers", 4);
	number(r, "table/groups/1/refused", 1);
	text(r, "refused_by/0/rule", "usia");
	text(r, "refused_by/1/rule", "informal");
	cr_expect_eq(lindung_result_count(r, "refused_by"), 2);
	text(r, "missing_by/0/field", "desil");
	number(r, "missing_by/0/workers", 1);
	text(r, "bound_by/0/constraint", "money APBD");
	number(r, "bound_by/0/workers", 2);
	number(r, "cutoff/score", 5);
	text(r, "published/0/text", "403,200 = 2 × 12 × 16,800; 3 people would cost 604,800");
	text(r, "warnings/0/code", "PUBLISHED");
	cr_expect_eq(lindung_result_exit(r), 0);
	lindung_result_free(r);
}

static char *export(const char *as, struct ld_buf *b, struct lindung_result **ret)
{
	struct lindung_error err;
	*b = ld_buf_init(1 << 20);
	ld_ok(lindung_export(o.l, 0, as, office_collect, b, ret, &err));
	return b->data;
}

Test(run, exported_decisions_are_what_the_receipt_hashes)
{
	struct lindung_result *r = office_run(&o, NULL), *e;
	struct ld_buf b;
	char hex[LD_SHA256_TEXT];
	uint8_t sha[LD_SHA256];
	cr_expect_str_eq(export("decisions", &b, &e),
		"nik,status,rank,position,score,score_low,score_high,funder,months,cost,rules,"
		"missing,constraint\n"
		"5315900105500003,refused,,,,,,,,,usia;informal,,\n"
		"5315900105800002,reserve,4,,5,5,5,,,,,,money APBD\n"
		"5315900105800006,selected,1,1,30,30,30,APBD,12,201600,,,\n"
		"5315904105800001,reserve,2,,25,25,25,,,,,,money APBD\n"
		"5315904105800004,undecided,,,5,5,20,,,,miskin,desil,\n"
		"5315904105800005,selected,3,2,5,5,35,APBD,12,201600,,,\n");
	ld_sha256(b.data, b.len, sha);
	text(e, "sha256", ld_sha256_hex(sha, hex));
	text(r, "receipt/result", hex);
	number(e, "rows", 6);
	ld_buf_fini(&b);
	lindung_result_free(e);
	lindung_result_free(r);
}

Test(run, annex_holds_the_selected_with_sums)
{
	struct lindung_result *r = office_run(&o, NULL), *e;
	struct ld_buf b;
	cr_expect_str_eq(export("annex", &b, &e),
		"No,Nama,NIK,Tanggal "
		"Lahir,Desa/Kelurahan,Kecamatan,Pekerjaan,Penanggung,Bulan,Iuran\n"
		"1,Ana,5315904105800005,1980-05-01,Mbuit,Boleng,petani,APBD,12,201600\n"
		",Jumlah desa Mbuit: 1 orang,,,,,,,12,201600\n"
		",Jumlah kecamatan Boleng: 1 orang,,,,,,,12,201600\n"
		"2,Blasius,5315900105800006,1980-05-01,Gorontalo,Komodo,petani,APBD,12,201600\n"
		",Jumlah desa Gorontalo: 1 orang,,,,,,,12,201600\n"
		",Jumlah kecamatan Komodo: 1 orang,,,,,,,12,201600\n"
		",Jumlah seluruhnya: 2 orang,,,,,,,24,403200\n");
	number(e, "rows", 2);
	ld_buf_fini(&b);
	lindung_result_free(e);
	lindung_result_free(r);
}

static char *json(struct lindung_result *r, struct ld_buf *b)
{
	struct lindung_error err;
	struct lindung_render how = {.format = LINDUNG_JSON};
	*b = ld_buf_init(1 << 20);
	ld_ok(lindung_result_write(r, &how, office_collect, b, &err));
	char *seconds = strstr(b->data, "\"seconds\"");
	cr_assert(seconds);
	*seconds = '\0'; /* the last key; the only one that may differ */
	return b->data;
}

Test(run, show_is_what_run_said)
{
	struct lindung_error err;
	struct ld_buf a, b;
	struct lindung_result *r = office_run(&o, NULL), *s;
	ld_ok(lindung_show(o.l, 1, &s, &err));
	cr_expect_str_eq(json(r, &a), json(s, &b));
	ld_buf_fini(&a);
	ld_buf_fini(&b);
	lindung_result_free(r);
	lindung_result_free(s);
	ld_fails(NOT_FOUND, lindung_show(o.l, 2, &s, &err));
}

Test(run, the_same_run_again_has_the_same_receipt)
{
	struct lindung_result *a = office_run(&o, NULL), *b = office_run(&o, NULL);
	static const char *const keys[] = {"receipt/rules", "receipt/data", "receipt/result"};
	for (size_t i = 0; i < 3; i++)
		text(b, keys[i], lindung_result_text(a, keys[i]));
	number(b, "run", 2);
	lindung_result_free(a);
	lindung_result_free(b);
}

Test(run, replay_needs_the_database_alone)
{
	struct lindung_error err;
	struct lindung_result *r;
	lindung_result_free(
		office_run(&o, (const char *const[]){"funders/APBD/budget=604800", NULL}));
	office_write(&o, "rules/uji/2024.lua", "broken");
	office_write(&o, "lain.csv",
		"nik,nama,tanggal_lahir,kecamatan,desa,pekerjaan,desil,tanggungan\n"
		"5315904105800001,Maria,1980-05-01,Komodo,Gorontalo,pns,1,2\n");
	lindung_result_free(office_import(&o, "lain.csv"));
	ld_ok(lindung_replay(o.l, 0, &r, &err));
	number(r, "same", 1);
	cr_expect_eq(lindung_result_exit(r), 0);
	lindung_result_free(r);
	ld_ok(lindung_verify(o.l, 0, &r, &err));
	for (size_t i = 0; i < lindung_result_count(r, "checks"); i++) {
		char id[40], ok[40], detail[40];
		snprintf(id, sizeof id, "checks/%zu/id", i);
		snprintf(ok, sizeof ok, "checks/%zu/ok", i);
		snprintf(detail, sizeof detail, "checks/%zu/detail", i);
		cr_expect(lindung_result_integer(r, ok), "%s: %s", lindung_result_text(r, id),
			lindung_result_text(r, detail));
	}
	number(r, "ok", 1);
	cr_expect_eq(lindung_result_exit(r), 0);
	lindung_result_free(r);
}

Test(run, explain_names_values_with_their_place)
{
	struct lindung_error err;
	struct lindung_result *r;
	lindung_result_free(office_run(&o, NULL));
	ld_ok(lindung_explain(o.l, "5315900105500003", 0, &r, &err));
	text(r, "status", "refused");
	text(r, "rules/0/outcome", "false");
	text(r, "rules/0/reason", "umur 74");
	number(r, "rules/0/values/umur/value", 74);
	text(r, "rules/0/values/umur/derived/tanggal_lahir/value", "1950-05-01");
	number(r, "rules/0/values/umur/derived/tanggal_lahir/line", 4);
	text(r, "rules/2/outcome", "true");
	text(r, "rules/2/values/desil/source", "orang");
	lindung_result_free(r);
	ld_ok(lindung_explain(o.l, "5315904105800005", 1, &r, &err));
	text(r, "status", "selected");
	number(r, "position", 2);
	number(r, "score", 5);
	number(r, "score_high", 35);
	text(r, "scores/1/outcome", "unknown");
	number(r, "scores/1/high", 30);
	lindung_result_free(r);
	ld_ok(lindung_explain(o.l, "5315904105800004", 1, &r, &err));
	text(r, "missing/0", "desil");
	text(r, "rules/2/outcome", "unknown");
	lindung_result_free(r);
	ld_fails(NOT_FOUND, lindung_explain(o.l, "5315904105800009", 0, &r, &err));
	ld_fails(USAGE, lindung_explain(o.l, "12", 0, &r, &err));
}

Test(run, keeping_supersedes_and_others_see_it)
{
	struct lindung_error err;
	struct lindung_result *r;
	lindung_result_free(office_run(&o, NULL));
	lindung_result_free(office_run(&o, NULL));
	ld_ok(lindung_keep(o.l, 1, &r, &err));
	text(r, "kept_at", "2024-11-21T00:02:03Z");
	number(r, "supersedes", 0);
	lindung_result_free(r);
	ld_ok(lindung_keep(o.l, 2, &r, &err));
	number(r, "supersedes", 1);
	lindung_result_free(r);
	ld_ok(lindung_runs(o.l, &r, &err));
	cr_expect_eq(lindung_result_count(r, "runs"), 2);
	number(r, "runs/0/superseded_by", 2);
	lindung_result_free(r);

	office_second(&o);
	ld_ok(lindung_run(o.l, &(struct lindung_run){.rules = "uji.lain"}, &r, &err));
	number(r, "receipt/seen/0", 2);
	number(r, "counts/selected", 2);
	text(r, "bound_by/0/constraint", "already covered");
	number(r, "bound_by/0/workers", 2);
	lindung_result_free(r);
	ld_ok(lindung_explain(o.l, "5315900105800006", 3, &r, &err));
	text(r, "constraint", "already covered");
	cr_expect_eq(lindung_result_count(r, "covered_by"), 1);
	number(r, "covered_by/0/run", 2);
	text(r, "covered_by/0/programme", "uji-2024");
	text(r, "covered_by/0/funder", "APBD");
	text(r, "covered_by/0/from", "2024-01");
	number(r, "covered_by/0/months", 12);
	lindung_result_free(r);
	ld_ok(lindung_replay(o.l, 3, &r, &err));
	number(r, "same", 1);
	lindung_result_free(r);
	ld_ok(lindung_verify(o.l, 3, &r, &err));
	number(r, "ok", 1);
	lindung_result_free(r);
}

#define tamper(sql) office_tamper(&o, sql)

static bool fails_check(const char *want)
{
	struct lindung_error err;
	struct lindung_result *r;
	bool found = false;
	ld_ok(lindung_verify(o.l, 1, &r, &err));
	cr_expect_eq(lindung_result_exit(r), 1);
	number(r, "ok", 0);
	for (size_t i = 0; i < lindung_result_count(r, "checks"); i++) {
		char id[40], ok[40];
		snprintf(id, sizeof id, "checks/%zu/id", i);
		snprintf(ok, sizeof ok, "checks/%zu/ok", i);
		found |= !lindung_result_integer(r, ok) &&
			 strcmp(lindung_result_text(r, id), want) == 0;
	}
	lindung_result_free(r);
	return found;
}

Test(run, a_changed_decision_is_found)
{
	struct lindung_error err;
	struct ld_buf b = ld_buf_init(1 << 20);
	lindung_result_free(office_run(&o, NULL));
	tamper("UPDATE decision SET cost = 1 WHERE nik = '5315904105800005'");
	cr_expect(fails_check("result"));
	cr_expect(fails_check("summary"));
	ld_fails(DB_CORRUPT, lindung_export(o.l, 1, "decisions", office_collect, &b, NULL, &err));
	ld_buf_fini(&b);
}

Test(run, two_people_exchanged_are_found)
{
	lindung_result_free(office_run(&o, NULL));
	tamper("UPDATE decision SET status = 'reserve', position = NULL, funder = NULL, months = "
	       "NULL, cost = NULL,"
	       " \"constraint\" = 'money APBD' WHERE nik = '5315900105800006';"
	       "UPDATE decision SET status = 'selected', position = 1, funder = 'APBD', months = "
	       "12, cost = 201600,"
	       " \"constraint\" = NULL WHERE nik = '5315904105800001'");
	cr_expect(fails_check("result"));
	cr_expect(fails_check("floors"));
}

Test(run, a_run_of_before_blanks_were_weighed_is_not_called_changed)
{
	struct lindung_error err;
	struct lindung_result *r;
	lindung_result_free(office_run(&o, NULL));
	ld_ok(lindung_show(o.l, 1, &r, &err));
	cr_assert(lindung_result_count(r, "missing_by") > 0);
	lindung_result_free(r);
	tamper("UPDATE run SET summary = replace(replace(summary, ',\"could_change\":0', ''), ',\"could_change\":1', '')");
	ld_ok(lindung_verify(o.l, 1, &r, &err));
	number(r, "ok", 1);
	lindung_result_free(r);
}

Test(run, who_only_reads_brings_an_older_database_up)
{
	struct lindung_error err;
	struct lindung_result *r;
	lindung_result_free(office_run(&o, NULL));
	tamper("UPDATE decision SET rank = rank; DROP TABLE cached; DROP TABLE draft; PRAGMA user_version = 3");
	ld_ok(lindung_verify(o.l, 1, &r, &err));
	number(r, "ok", 1);
	lindung_result_free(r);
}

Test(run, changed_records_and_summaries_are_found)
{
	lindung_result_free(office_run(&o, NULL));
	tamper("UPDATE record_orang SET desil = 5 WHERE nik = '5315904105800001'");
	cr_expect(fails_check("data"));
	cr_expect(fails_check("statuses"));
	tamper("UPDATE run SET summary = replace(summary, '\"selected\":2', '\"selected\":3')");
	cr_expect(fails_check("summary"));
}

Test(run, what_an_office_changed_is_in_the_receipt)
{
	struct lindung_error err;
	struct lindung_result *r;
	struct ld_buf b = ld_buf_init(1 << 16);
	const char *rule = strstr(office_programme, "rule { 'usia',");
	ld_buf_add(&b, office_programme, (size_t)(rule - office_programme));
	ld_buf_puts(&b, "rule { 'usia', open = true,");
	ld_buf_puts(&b, rule + strlen("rule { 'usia',"));
	office_write(&o, "rules/uji/dasar.lua", b.data);
	ld_buf_fini(&b);
	office_write(&o, "rules/uji/ubah.lua",
		"return require('uji.dasar'):with { id = 'ubah', basis = 'Perbup 9', remove = { "
		"'usia' },\n"
		"  add = { eligibility = { rule { 'desa', basis = 'SK 1', when = { desa = known() } } } "
		"},\n"
		"  as_of = '2024-10-01' }\n");
	ld_ok(lindung_run(o.l, &(struct lindung_run){.rules = "uji.ubah"}, &r, &err));
	cr_expect_eq(lindung_result_count(r, "receipt/changes"), 3);
	text(r, "receipt/changes/0/what", "added");
	text(r, "receipt/changes/0/id", "desa");
	text(r, "receipt/changes/0/basis", "SK 1");
	text(r, "receipt/changes/1/id", "as_of");
	text(r, "receipt/changes/2/what", "removed");
	text(r, "receipt/changes/2/id", "usia");
	text(r, "receipt/changes/2/basis", "Perbup 9");
	text(r, "basis/0", "Perda 5/2023");
	text(r, "basis/1", "Perbup 9");
	lindung_result_free(r);
}

Test(run, a_lottery_without_a_seed_cannot_be_kept)
{
	struct lindung_error err;
	struct lindung_result *r =
		office_run(&o, (const char *const[]){"order/lottery/seed=", NULL});
	text(r, "warnings/0/code", "SEED");
	lindung_result_free(r);
	ld_fails(KEEP, lindung_keep(o.l, 0, &r, &err));
	cr_expect_eq(lindung_code_exit(err.code), 2);
}

Test(run, a_failing_rule_leaves_undecided_and_exits_4)
{
	struct lindung_result *r;
	struct ld_buf b = ld_buf_init(1 << 16);
	const char *rule = strstr(office_programme, "rule { 'miskin'");
	ld_buf_add(&b, office_programme, (size_t)(rule - office_programme));
	ld_buf_puts(&b, "rule { 'miskin', reads = { 'tanggungan' }, when = function(t) if t == 3 "
			"then error('tiga') end"
			" return true end },");
	ld_buf_puts(&b, strchr(rule, '\n'));
	office_write(&o, "rules/uji/2024.lua", b.data);
	ld_buf_fini(&b);
	r = office_run(&o, NULL);
	number(r, "counts/errors", 1);
	cr_expect_eq(lindung_result_exit(r), 4);
	text(r, "failures/0/rule", "miskin");
	number(r, "failures/0/workers", 1);
	number(r, "failures/0/line", 7);
	cr_expect(strstr(lindung_result_text(r, "failures/0/message"), "tiga"));
	lindung_result_free(r);
}

Test(run, groups_and_regions_that_do_not_exist_are_warned_of)
{
	struct lindung_error err;
	struct lindung_result *r;
	const char *head = strstr(office_programme, "  quotas = "), *tail = strstr(head, "  funders = ");
	char text[8192];
	snprintf(text, sizeof text, "%.*s  quotas = { quota { by = 'kecamatan', at_least = { Komdo = 1, "
		"BOLENG = 1 }, basis = 'SK' } },\n%s",
		(int)(head - office_programme), office_programme, tail);
	*strstr(text, "53.15") = '9';
	office_write(&o, "rules/uji/2024.lua", text);
	ld_ok(lindung_run(o.l, &(struct lindung_run){.rules = "uji.2024"}, &r, &err));
	static const char *const want[][2] = {
		{"REGION_UNKNOWN", "no regency '93.15'"},
		{"GROUP_UNKNOWN", "no worker has kecamatan 'BOLENG'; did you mean 'Boleng'?"},
		{"GROUP_UNKNOWN", "no worker has kecamatan 'Komdo'; did you mean 'Komodo'?"}};
	for (size_t i = 0; i < 3; i++) {
		bool found = false;
		for (size_t k = 0; k < lindung_result_count(r, "warnings"); k++) {
			char code[64], message[64];
			snprintf(code, sizeof code, "warnings/%zu/code", k);
			snprintf(message, sizeof message, "warnings/%zu/message", k);
			found |= strcmp(lindung_result_text(r, code), want[i][0]) == 0 &&
				 strstr(lindung_result_text(r, message), want[i][1]);
		}
		cr_expect(found, "%s", want[i][1]);
	}
	lindung_result_free(r);
	ld_ok(lindung_check(o.l, "uji.2024", NULL, &r, &err));
	cr_expect_eq(lindung_result_exit(r), 0);
	lindung_result_free(r);
	office_write(&o, "rules/uji/2024.lua", office_programme);
	int rc = lindung_run(o.l, &(struct lindung_run){.rules = "uji.2024"}, &r, &err);
	cr_expect_eq(rc, LINDUNG_E_REGION);
	cr_expect(strstr(err.message, "since run 1 of 'uji-2024'") && strstr(err.message, "--db"), "%s",
		err.message);
}

Test(run, nothing_is_stored_when_it_fails)
{
	struct lindung_error err;
	struct lindung_result *r;
	struct lindung_run in = {
		.rules = "uji.2024", .settings = (const char *const[]){"region=53.10", NULL}};
	lindung_result_free(office_run(&o, NULL));
	int rc = lindung_run(o.l, &in, &r, &err);
	cr_expect(rc == LINDUNG_E_REGION || rc == LINDUNG_E_SET, "%d %s", rc, err.message);
	in.settings = (const char *const[]){"funders/APBD/budgt=1", NULL};
	ld_fails(SET, lindung_run(o.l, &in, &r, &err));
	in.settings = (const char *const[]){"nonsense", NULL};
	ld_fails(SET, lindung_run(o.l, &in, &r, &err));
	in = (struct lindung_run){.rules = "tidak.ada"};
	ld_fails(NOT_FOUND, lindung_run(o.l, &in, &r, &err));
	ld_ok(lindung_runs(o.l, &r, &err));
	cr_expect_eq(lindung_result_count(r, "runs"), 1);
	lindung_result_free(r);
}

/* Nobody is passed over by an error: who would be asked by a broken `only` is undecided. */
Test(run, a_failing_only_leaves_undecided)
{
	struct lindung_result *r;
	office_write(&o, "rules/uji/2024.lua", "local r = require 'national.iuran'\n"
		"return programme { id = 'a', region = '53.15', as_of = '2024-09-03', eligibility = { rule { 'm', when = { desil = 2 } } },\n"
		"  funders = { funder { 'APBD', seats = 9, pays = rate { r.table, 'JKK' }, from = '2024-01', months = 1,\n"
		"    only = { reads = { 'kecamatan' }, when = function(k) if k == 'Boleng' then error('dua') end return true end } } } }\n");
	r = office_run(&o, NULL);
	cr_expect_eq(lindung_result_exit(r), 4);
	number(r, "counts/errors", 2);
	number(r, "counts/undecided", 2);
	text(r, "failures/0/rule", "APBD");
	number(r, "failures/0/workers", 2);
	lindung_result_free(r);
}

/* What the unit does not divide is in no purse, but it is money of the funder. */
Test(run, a_split_funder_shows_all_its_money)
{
	struct lindung_result *r;
	office_write(&o, "rules/uji/2024.lua", "local r = require 'national.iuran'\n"
		"return programme { id = 'a', region = '53.15', as_of = '2024-09-03', eligibility = { rule { 'm', when = { desil = 9 } } },\n"
		"  funders = { funder { 'desa', by = 'kecamatan', pays = rate { r.table, 'JKK' }, from = '2024-01', months = 1,\n"
		"    budget = split { total = 30999, by = { Boleng = 1, Komodo = 2 }, unit = 10000 } } } }\n");
	r = office_run(&o, NULL);
	number(r, "funders/0/purses/0/budget", 10000);
	number(r, "funders/0/purses/1/budget", 20000);
	number(r, "funders/0/budget", 30999);
	number(r, "funders/0/committed", 0);
	number(r, "funders/0/remainder", 30999);
	lindung_result_free(r);
}

Test(run, a_programme_may_be_for_any_region)
{
	struct lindung_result *r;
	office_write(&o, "rules/uji/2024.lua",
		"return programme { id = 'a', as_of = '2024-09-03', eligibility = { rule { 'm', when = { desil = 2 } } } }\n");
	lindung_result_free(office_run(&o, NULL));
	r = office_run(&o, NULL);
	number(r, "run", 2);
	lindung_result_free(r);
}

static int stop(void *ctx, const char *what, int64_t rows, int64_t done, int64_t total)
{
	(void)rows, (void)done, (void)total;
	return strcmp(what, ctx) == 0;
}

Test(run, a_stopped_run_leaves_nothing)
{
	struct lindung_error err;
	struct lindung_result *r;
	struct lindung *l;
	char database[128], rules[128];
	snprintf(database, sizeof database, "%s/uji.db", o.root);
	snprintf(rules, sizeof rules, "%s/rules", o.root);
	char what[] = "store";
	struct lindung_options options = {
		.database = database, .rules = rules, .progress = stop, .progress_ctx = what};
	ld_ok(lindung_open(&options, &l, &err));
	ld_fails(CANCELLED, lindung_run(l, &(struct lindung_run){.rules = "uji.2024"}, &r, &err));
	lindung_close(l);
	ld_ok(lindung_runs(o.l, &r, &err));
	cr_expect_eq(lindung_result_count(r, "runs"), 0);
	lindung_result_free(r);
}
