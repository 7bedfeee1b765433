/* Calls that need no database: check, test, where rules are found, new, reference. */
#include "office.h"

static struct office o;

static void setup(void)
{
	office_init(&o);
}

static void teardown(void)
{
	office_fini(&o);
}

TestSuite(rules, .init = setup, .fini = teardown);

#define text(r, path, want)                                                                        \
	cr_expect_str_eq(lindung_result_text(r, path), want, "%s is '%s'", path,                   \
		lindung_result_text(r, path))

Test(rules, the_cases_pass_from_file_module_and_folder)
{
	static const char *const names[] = {
		"rules/uji/2024.lua", "rules/uji/2024_test.lua", "rules/uji"};
	struct lindung_error err;
	struct lindung_result *r;
	for (size_t i = 0; i < 4; i++) {
		ld_ok(lindung_test(o.l, i < 3 ? office_path(&o, names[i]) : "uji.2024", &r, &err));
		cr_expect_eq(lindung_result_integer(r, "counts/cases"), 3);
		cr_expect_eq(lindung_result_integer(r, "counts/failed"), 0);
		cr_expect_eq(lindung_result_exit(r), 0);
		text(r, "cases/0/actual", "layak:15");
		text(r, "cases/1/actual", "tolak:usia");
		text(r, "cases/1/decided_by/0/reason", "umur 65");
		text(r, "cases/2/actual", "periksa:desil");
		text(r, "coverage/rules/0/rule", "usia");
		cr_expect_eq(lindung_result_integer(r, "coverage/rules/0/true"), 2);
		cr_expect_eq(lindung_result_integer(r, "coverage/rules/0/false"), 1);
		cr_expect_eq(lindung_result_integer(r, "coverage/seen"), 5);
		cr_expect_eq(lindung_result_integer(r, "coverage/possible"), 9);
		lindung_result_free(r);
	}
}

Test(rules, a_case_that_expects_otherwise_is_a_no)
{
	struct lindung_error err;
	struct lindung_result *r;
	office_write(&o, "rules/uji/2024_test.lua",
		"local p = require 'uji.2024'\n"
		"local w = worker { umur = 70, pekerjaan = 'pns', desil = 1, tanggungan = 0, "
		"kecamatan = 'Komodo' }\n"
		"return cases(p) {\n"
		"  case { 'a', w, expect = refused { 'usia' } },\n"
		"  case { 'b', w { umur = 40, pekerjaan = 'petani' }, expect = eligible { score = "
		"16 } },\n"
		"}\n");
	ld_ok(lindung_test(o.l, "uji.2024", &r, &err));
	cr_expect_eq(lindung_result_exit(r), 1);
	cr_expect_eq(lindung_result_integer(r, "counts/failed"), 2);
	text(r, "cases/0/expected", "tolak:usia");
	text(r, "cases/0/actual", "tolak:usia;informal");
	text(r, "cases/1/expected", "layak:16");
	text(r, "cases/1/actual", "layak:15");
	cr_expect_eq(lindung_result_integer(r, "cases/1/line"), 5);
	lindung_result_free(r);
}

static const char *codes(struct lindung_result *r, char out[512])
{
	char path[32];
	size_t n = 0;
	out[0] = '\0';
	for (size_t i = 0; i < lindung_result_count(r, ""); i++) {
		snprintf(path, sizeof path, "%zu/code", i);
		n += (size_t)snprintf(out + n, 512 - n, "%s ", lindung_result_text(r, path));
	}
	return out;
}

Test(rules, check_is_quiet_about_good_rules)
{
	struct lindung_error err;
	struct lindung_result *r;
	char said[512];
	ld_ok(lindung_check(o.l, "uji.2024", NULL, &r, &err));
	cr_expect_eq(lindung_result_exit(r), 0);
	cr_expect_str_eq(
		codes(r, said), "NO_BASIS NO_BASIS ", "%s", said); /* notes about the two scores */
	text(r, "0/severity", "note");
	lindung_result_free(r);
}

Test(rules, check_answers_faults_instead_of_failing)
{
	struct lindung_error err;
	struct lindung_result *r;
	office_write(&o, "rules/uji/2024.lua",
		"return programme { id = 'x', eligibility = { rule { 'a', when = { umr = 3 } } } "
		"}\n");
	ld_ok(lindung_check(o.l, "uji.2024", NULL, &r, &err));
	cr_expect_eq(lindung_result_exit(r), 1);
	cr_expect(lindung_result_count(r, "") >= 1);
	text(r, "0/severity", "error");
	lindung_result_free(r);
	office_write(&o, "rules/uji/2024.lua", "return programme {\n");
	ld_ok(lindung_check(o.l, "uji.2024", NULL, &r, &err));
	text(r, "0/code", "SYNTAX");
	cr_expect_eq(lindung_result_exit(r), 1);
	lindung_result_free(r);
	ld_fails(NOT_FOUND, lindung_check(o.l, "tidak/ada.lua", NULL, &r, &err));
}

Test(rules, check_warns_of_ties_basis_reason_and_idle_money)
{
	struct lindung_error err;
	struct lindung_result *r;
	char said[512];
	office_write(&o, "rules/uji/2024.lua",
		"local r = require 'national.iuran'\n"
		"local pays = rate { r.table, 'JKK', 'JKM' }\n"
		"return programme { id = 'x', title = 'X', region = '53.15', as_of = '2024-09-03', "
		"basis = { 'Perda' },\n"
		"  eligibility = { rule { 'a', when = { umur = at_least(18) } } },\n"
		"  order = { asc 'desil' },\n"
		"  funders = {\n"
		"    funder { 'KECIL', budget = 1000, pays = pays, from = '2024-01', months = 12, "
		"basis = 'SK' },\n"
		"    funder { 'SEMUA', parts = { part { 'a', percent = 100 } }, pays = pays, "
		"from = '2024-01', months = 12, basis = 'SK' },\n"
		"    funder { 'SISA', seats = 5, pays = pays, from = '2024-01', months = 12, basis = 'SK' },\n"
		"  } }\n");
	ld_ok(lindung_check(o.l, "uji.2024", NULL, &r, &err));
	codes(r, said);
	static const char *const want[] = {
		"NO_BASIS", "NO_REASON", "TIES", "EMPTY_FUNDER", "UNUSED_FUNDER"};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		cr_expect(strstr(said, want[i]), "%s in %s", want[i], said);
	cr_expect_eq(lindung_result_exit(r), 0);
	lindung_result_free(r);
}

Test(rules, a_new_office_is_the_template_with_its_name)
{
	struct lindung_error err;
	struct lindung_result *r;
	char place[128];
	cr_assert_eq(mkdir(office_path(&o, "rules/_template"), 0777), 0);
	cr_assert_eq(mkdir(office_path(&o, "rules/_template/sources"), 0777), 0);
	office_write(&o, "rules/_template/2024_test.lua",
		"local p = require \"@OFFICE@.2024\" -- @OFFICE@\n");
	office_write(&o, "rules/_template/sources/daftar.lua", "return 1\n");
	snprintf(place, sizeof place, "%s/5399_contoh", o.root);
	ld_ok(lindung_new(o.l, place, NULL, &r, &err));
	cr_expect_eq(lindung_result_count(r, "files"), 6); /* with what editors need */
	text(r, "files/1", "sources/daftar.lua");
	lindung_result_free(r);
	char line[80] = "";
	FILE *f = fopen(office_path(&o, "5399_contoh/2024_test.lua"), "r");
	cr_assert(f && fgets(line, sizeof line, f));
	fclose(f);
	cr_expect_str_eq(line, "local p = require \"5399_contoh.2024\" -- 5399_contoh\n");
	ld_fails(USAGE, lindung_new(o.l, place, NULL, &r, &err));
	snprintf(place, sizeof place, "%s/Kab. Belu", o.root);
	ld_fails(USAGE, lindung_new(o.l, place, NULL, &r, &err));
}

/* A reason must not tell another limit than the condition has; numbers of laws and dates are none. */
Test(rules, a_reason_that_tells_another_limit_is_noted)
{
	static const struct {
		const char *when, *reason;
		const char *told; /* the number; NULL: nothing */
	} rows[] = {
		{"desil = at_most(3)", "desil {desil}; batas desil 2", "2"},
		{"desil = at_most(3)", "desil {desil}; batas desil 3", NULL},
		{"desil = at_most(3)", "mulai desil 4 tidak lagi", NULL}, /* the first on the other side */
		{"desil = below(4)", "paling tinggi desil 3", NULL},
		{"desil = below(4)", "paling tinggi desil 5", "5"},
		{"umur = between(18, 64)", "umur {umur}; 18 sampai 64 tahun", NULL},
		{"umur = between(18, 50)", "umur {umur}; 18 sampai 64 tahun", "64"},
		{"umur = at_least(18)", "di bawah 17 tahun", NULL},
		{"umur = above(17)", "di bawah 18 tahun", NULL},
		{"umur = above(17)", "di bawah 16 tahun", "16"},
		{"desil = one_of { 1, 2 }", "bukan desil 1 atau 2", NULL},
		{"desil = one_of { 1, 2 }", "bukan desil 1, 2 atau 3", "3"},
		{"desil = at_most(2)", "menurut Perda 5/2023 dan Pasal 7 desil paling tinggi 2", NULL},
		{"desil = at_most(2)", "data 3 September 2024: desil paling tinggi 2", NULL},
		{"tanggungan = at_least(2)", "kurang dari 2", NULL},
		{"tanggungan = at_least(1000)", "kurang dari 1 ribu, 1.000 atau 1000", NULL},
		{"tanggungan = at_least(1000)", "kurang dari 3.000", "3.000"},
		{"tanggungan = at_least(1000)", "kurang dari 2 ribu", "2"},
		{"pekerjaan = 'petani'", "bukan 1 dari 3 pekerjaan", NULL}, /* no limit to hold it against */
		{"any_of { { desil = 1 }, { umur = above(60) } }", "desil 1 atau umur 61", NULL},
		{"not_ { desil = above(4) }", "batas 4", NULL},
	};
	struct lindung_error err;
	struct lindung_result *r;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[1024], said[512];
		snprintf(text, sizeof text,
			"return programme { id = 'x', title = 'X', region = '53.15', as_of = '2024-09-03', basis = { 'Perda' },\n"
			"eligibility = { rule { 'a', basis = 'x', when = { %s }, reason = '%s' } } }\n", rows[i].when, rows[i].reason);
		office_write(&o, "rules/uji/alasan.lua", text);
		ld_ok(lindung_check(o.l, "uji.alasan", NULL, &r, &err));
		cr_expect_eq(strstr(codes(r, said), "REASON") != NULL, rows[i].told != NULL, "%s with '%s': %s", rows[i].when, rows[i].reason,
			said);
		if (rows[i].told && lindung_result_count(r, "") == 1) {
			text(r, "0/form", "rule '%s': its reason says '%s', which is no limit of its condition");
			text(r, "0/args/0", "a");
			text(r, "0/args/1", rows[i].told);
			text(r, "0/severity", "note");
		}
		lindung_result_free(r);
	}
	office_write(&o, "rules/uji/alasan.lua",
		"return programme { id = 'x', title = 'X', region = '53.15', as_of = '2024-09-03', basis = { 'Perda' },\n"
		"eligibility = { rule { 'a', basis = 'x', reads = { 'desil' }, when = function(desil) return desil < 3 end, reason = 'desil 9' } } }\n");
	char said[512];
	ld_ok(lindung_check(o.l, "uji.alasan", NULL, &r, &err));
	cr_expect_not(strstr(codes(r, said), "REASON"), "%s", said);
	lindung_result_free(r);
}

/* Cases that test something else than what stands beside them: so it is after `cp -r`. */
Test(rules, a_copy_whose_tests_name_the_original_is_found_out)
{
	struct lindung_error err;
	struct lindung_result *r;
	char said[512];
	cr_assert_eq(mkdir(office_path(&o, "salinan"), 0777), 0);
	office_write(&o, "salinan/2024.lua", "return require 'uji.2024':with { title = 'Salinan' }\n");
	office_write(&o, "salinan/2024_test.lua", office_cases);
	ld_fails(ELSEWHERE, lindung_test(o.l, office_path(&o, "salinan"), &r, &err));
	cr_expect_str_eq(err.suggestion, "salinan.2024");
	cr_expect_eq(err.line, 1);
	cr_expect(strstr(err.message, "'uji.2024', not '2024.lua'"), "%s", err.message);
	ld_ok(lindung_check(o.l, office_path(&o, "salinan"), NULL, &r, &err));
	cr_expect_eq(lindung_result_exit(r), 1);
	cr_expect(strstr(codes(r, said), "ELSEWHERE"), "%s", said);
	lindung_result_free(r);
	/* a programme that builds on another's of its name is no fault, and its own tests are good */
	char text[2048];
	const char *rest = strchr(office_cases, '\n');
	snprintf(text, sizeof text, "local p = require 'salinan.2024'%s", rest);
	office_write(&o, "salinan/2024_test.lua", text);
	ld_ok(lindung_test(o.l, office_path(&o, "salinan"), &r, &err));
	cr_expect_eq(lindung_result_exit(r), 0);
	lindung_result_free(r);
	ld_ok(lindung_check(o.l, office_path(&o, "salinan"), NULL, &r, &err));
	cr_expect_not(strstr(codes(r, said), "UNREAD") || strstr(said, "ELSEWHERE"), "%s", said);
	lindung_result_free(r);
	/* a test without rules beside it tests whatever it names */
	office_write(&o, "salinan/lain_test.lua", office_cases);
	ld_ok(lindung_test(o.l, office_path(&o, "salinan/lain_test.lua"), &r, &err));
	cr_expect_eq(lindung_result_integer(r, "counts/cases"), 3);
	lindung_result_free(r);
}

Test(rules, a_file_of_the_office_that_nobody_reads_is_told)
{
	struct lindung_error err;
	struct lindung_result *r;
	char said[512], text[8192];
	cr_assert_eq(mkdir(office_path(&o, "salinan"), 0777), 0);
	office_write(&o, "salinan/2024.lua", office_programme);
	office_write(&o, "salinan/iuran.lua", office_rates);
	ld_ok(lindung_check(o.l, office_path(&o, "salinan/2024.lua"), NULL, &r, &err));
	cr_expect(strstr(codes(r, said), "UNREAD"), "%s", said);
	text(r, "0/suggestion", "salinan.iuran");
	cr_expect_eq(lindung_result_integer(r, "0/line"), 1);
	cr_expect_eq(lindung_result_exit(r), 0);
	lindung_result_free(r);
	snprintf(text, sizeof text, "local r = require 'salinan.iuran'%s", strchr(office_programme, '\n'));
	office_write(&o, "salinan/2024.lua", text);
	ld_ok(lindung_check(o.l, office_path(&o, "salinan/2024.lua"), NULL, &r, &err));
	cr_expect_not(strstr(codes(r, said), "UNREAD"), "%s", said);
	lindung_result_free(r);
	/* a copy under the shared name comes before the shared one, so it is read */
	cr_assert_eq(mkdir(office_path(&o, "salinan/national"), 0777), 0);
	office_write(&o, "salinan/national/iuran.lua", office_rates);
	office_write(&o, "salinan/2024.lua", office_programme);
	ld_ok(lindung_check(o.l, office_path(&o, "salinan/2024.lua"), NULL, &r, &err));
	cr_expect_not(strstr(codes(r, said), "UNREAD"), "%s", said);
	lindung_result_free(r);
}

Test(rules, an_office_can_begin_as_a_copy_of_another)
{
	struct lindung_error err;
	struct lindung_result *r;
	char place[128], text[8192];
	snprintf(text, sizeof text, "-- uji.2024 stays as it is written here\n%s", office_cases);
	office_write(&o, "rules/uji/2024_test.lua", text);
	office_write(&o, "rules/uji/kasus.csv", "nama,harapan,desil\n");
	office_write(&o, "rules/uji/kasus_en.csv", "name,expect,desil\n");
	office_write(&o, "rules/uji/warga.csv", "nik,nama\n");
	snprintf(place, sizeof place, "%s/salinan", o.root);
	ld_ok(lindung_new(o.l, place, "uji", &r, &err));
	for (size_t i = 0; i < lindung_result_count(r, "files"); i++) {
		char path[32];
		snprintf(path, sizeof path, "files/%zu", i);
		cr_expect_str_neq(lindung_result_text(r, path), "warga.csv");
	}
	cr_expect_eq(access(office_path(&o, "salinan/kasus.csv"), F_OK), 0);
	cr_expect_eq(access(office_path(&o, "salinan/kasus_en.csv"), F_OK), 0);
	cr_expect_neq(access(office_path(&o, "salinan/warga.csv"), F_OK), 0);
	lindung_result_free(r);
	char line[80] = "";
	FILE *f = fopen(office_path(&o, "salinan/2024_test.lua"), "r");
	cr_assert(f && fgets(line, sizeof line, f));
	cr_expect_str_eq(line, "-- uji.2024 stays as it is written here\n");
	cr_assert(fgets(line, sizeof line, f));
	fclose(f);
	cr_expect_str_eq(line, "local p = require 'salinan.2024'\n");
	/* its tests see what is changed in it */
	snprintf(text, sizeof text, "%s", office_programme);
	memcpy(strstr(text, "at_most(2)"), "at_most(0)", strlen("at_most(0)"));
	office_write(&o, "salinan/2024.lua", text);
	ld_ok(lindung_test(o.l, place, &r, &err));
	cr_expect_eq(lindung_result_exit(r), 1);
	lindung_result_free(r);
	snprintf(place, sizeof place, "%s/lagi", o.root);
	ld_fails(NOT_FOUND, lindung_new(o.l, place, "nihil", &r, &err));
	ld_fails(NOT_FOUND, lindung_new(o.l, place, office_path(&o, "nihil"), &r, &err));
	ld_ok(lindung_new(o.l, place, office_path(&o, "salinan"), &r, &err));
	lindung_result_free(r);
	f = fopen(office_path(&o, "lagi/2024_test.lua"), "r");
	cr_assert(f && fgets(line, sizeof line, f) && fgets(line, sizeof line, f));
	fclose(f);
	cr_expect_str_eq(line, "local p = require 'lagi.2024'\n");
}

Test(rules, the_template_is_no_office)
{
	struct lindung_error err;
	struct lindung_result *r;
	cr_assert_eq(mkdir(office_path(&o, "rules/_template"), 0777), 0);
	office_write(&o, "rules/_template/2024.lua", "return programme { id = '@OFFICE@-2024' }\n");
	ld_fails(USAGE, lindung_check(o.l, office_path(&o, "rules/_template"), NULL, &r, &err));
	ld_fails(USAGE, lindung_check(o.l, office_path(&o, "rules/_template/2024.lua"), NULL, &r, &err));
}

Test(rules, the_words_come_from_the_table)
{
	struct lindung_error err;
	struct ld_buf b = ld_buf_init(1 << 22);
	ld_ok(lindung_words(office_collect, &b, &err));
	cr_expect(strstr(b.data, "between("));
	ld_buf_fini(&b);
}

Test(rules, calls_that_need_a_database_say_so)
{
	struct lindung_error err;
	struct lindung_result *r;
	struct lindung *l;
	ld_ok(lindung_open(&(struct lindung_options){.rules = "."}, &l, &err));
	ld_fails(USAGE, lindung_runs(l, &r, &err));
	lindung_close(l);
	ld_fails(NOT_FOUND, lindung_runs(o.l, &r, &err)); /* named, but nothing was imported yet */
}
