/* The rule language as its page shows it: the whole example programme loads and means what it says; every word's example
 * loads in its place. */
#include "base/date.h"
#include "rules_test.h"
#include "script/words.h"

static const char example[] =
	"local bpu    = require \"national.bpu\"\n"
	"local common = require \"national.eligibility\"\n"
	"local decree = \"Keputusan Bupati Manggarai Barat 298/KEP/HK/2024\"\n"
	"return programme {\n"
	"  id     = \"contoh-2024\",\n"
	"  title  = \"Iuran jaminan sosial ketenagakerjaan bagi pekerja rentan\",\n"
	"  region = \"53.15\",\n"
	"  as_of  = \"2024-09-03\",\n"
	"  basis  = { \"Perda 5/2023\", decree },\n"
	"  eligibility = {\n"
	"    common.working_age:with { when = { umur = between(18, 64) }, basis = \"Perda 5/2023\" },\n"
	"    common.not_covered,\n"
	"    rule { \"pekerja-informal\", basis = decree,\n"
	"           when   = { pekerjaan = one_of { \"petani\", \"nelayan\", \"pekerja lepas\" } },\n"
	"           reason = \"pekerjaan {pekerjaan} bukan pekerjaan informal yang dilindungi\" },\n"
	"    rule { \"kategori-miskin\", basis = decree,\n"
	"           when = { desil = at_most(2) }, reason = \"desil {desil}; batas 2\" },\n"
	"    rule { \"pengeluaran\", basis = decree, reads = { \"pengeluaran\", \"anggota\" },\n"
	"           when = function(pengeluaran, anggota) return pengeluaran // anggota < 600000 end,\n"
	"           reason = \"pengeluaran {pengeluaran} untuk {anggota} orang\" },\n"
	"  },\n"
	"  priority = {\n"
	"    score { \"kk-perempuan\",   points = 30, when = { kepala_keluarga = true, jenis_kelamin = \"P\" } },\n"
	"    score { \"kk-disabilitas\", points = 30, when = { kepala_keluarga = true, disabilitas = true } },\n"
	"    score { \"tanggungan\",     points = per(\"tanggungan\", { each = 5, up_to = 6 }),\n"
	"                              when = { kepala_keluarga = true } },\n"
	"    score { \"desil\",          points = by(\"desil\", { [1] = 15, [2] = 5 }) },\n"
	"  },\n"
	"  order = { desc \"score\", asc \"desil\", lottery { seed = \"…published seed…\" } },\n"
	"  quotas  = { quota { by = \"kecamatan\", at_least = 20, basis = decree } },\n"
	"  funders = {\n"
	"    funder { \"APBD\",      budget = rupiah \"201.600.000\", pays = rate { bpu.table, \"JKK\", \"JKM\" },\n"
	"             from = \"2024-01\", months = 12, basis = \"Perda 5/2023\" },\n"
	"    funder { \"WeCare.id\", budget = rupiah \"33.600.000\", pays = rate { bpu.table, \"JKK\", \"JKM\" }, payer = \"donasi\",\n"
	"             from = \"2024-01\", months = 12, only = { pekerjaan = \"nelayan\" } },\n"
	"  },\n"
	"}\n";

static struct ld_programme *load(struct office *o, const char *text, const struct ld_setting *set, size_t nset)
{
	struct ld_programme *p = NULL;
	office_open(o);
	int rc = office_load(o, text, set, nset, &p);
	cr_assert_eq(rc, 0, "%s\n%s", rc ? office_said(o) : "", text);
	return p;
}

Test(script_language, the_whole_example_loads)
{
	struct office o;
	struct ld_programme *p = load(&o, example, NULL, 0);
	cr_expect_str_eq(p->id, "contoh-2024");
	cr_expect_str_eq(p->region, "53.15");
	int32_t as_of;
	cr_assert(ld_date_parse("2024-09-03", 10, &as_of));
	cr_expect_eq(p->as_of, as_of);
	cr_assert_eq(p->nbasis, 2);
	cr_assert_eq(p->nrules, 5);
	cr_assert_eq(p->nscores, 4);
	cr_assert_eq(p->nfuncs, 1);
	cr_expect_str_eq(p->rules[0].id, "usia-kerja");
	cr_expect_str_eq(p->rules[0].changed_by, "Perda 5/2023");
	cr_expect_str_eq(p->rules[0].reason, "umur {umur}");
	cr_expect_null(p->rules[1].changed_by);
	cr_expect_eq(p->rules[1].place.line, 3);
	cr_expect_str_eq(p->rules[1].place.file, "national.eligibility");
	cr_expect_eq(p->rules[2].when->kind, LD_COND_ONE_OF);
	cr_expect_str_eq(p->rules[2].when->set[0].s, "nelayan");
	cr_expect_eq(p->rules[2].place.line, 13);
	cr_expect_eq(p->rules[4].when->kind, LD_COND_FUNC);
	const struct ld_cond *both = p->scores[0].when;
	cr_assert_eq(both->nkids, 2);
	cr_expect_str_eq(p->fields.items[both->kids[0]->field].name, "jenis_kelamin");
	cr_expect_eq(p->scores[2].points.each, 5);
	cr_expect_eq(p->scores[2].points.up_to, 6);
	cr_expect_eq(p->scores[3].points.rows[1].points, 5);
	cr_expect_eq(p->order[0].kind, LD_KEY_SCORE);
	cr_expect(p->order[0].descending);
	cr_expect_eq(p->order[2].kind, LD_KEY_LOTTERY);
	cr_expect_str_eq(p->quotas[0].id, "kecamatan");
	cr_expect_eq(p->quotas[0].at_least.n, 20);
	cr_expect_eq(p->funders[0].budget, 201600000);
	cr_expect_str_eq(p->funders[0].payer, "apbd");
	cr_expect_str_eq(p->funders[1].payer, "donasi");
	cr_expect_eq(p->funders[1].only->kind, LD_COND_EQUAL);
	cr_expect_eq(p->funders[0].pays.table, p->funders[1].pays.table);
	cr_expect_str_eq(p->fields.items[p->covered_to].name, "jamsos_sampai");
	cr_expect_eq(p->segment, -1);
	cr_assert_eq(p->nfiles, 4);
	cr_expect_str_eq(p->files[0].module, "fields");
	cr_expect_str_eq(p->files[3].module, "p");
	ld_programme_free(p);
	office_close(&o);
}

Test(script_language, the_digest_is_of_contents_and_settings)
{
	struct office a, b, c;
	struct ld_setting set = {"order/lottery/seed", "7"};
	struct ld_programme *p = load(&a, example, NULL, 0), *q = load(&b, example, NULL, 0), *r = load(&c, example, &set, 1);
	cr_expect_eq(memcmp(p->digest, q->digest, LD_SHA256), 0);
	cr_expect_neq(memcmp(p->digest, r->digest, LD_SHA256), 0);
	cr_expect_str_eq(r->order[2].seed, "7");
	ld_programme_free(p), ld_programme_free(q), ld_programme_free(r);
	office_close(&a), office_close(&b), office_close(&c);
}

static char *condition(struct office *o, const char *when)
{
	static char out[512];
	char text[1024];
	snprintf(text, sizeof text, "return programme { id = \"a\", as_of = \"2024-09-03\", eligibility = { rule { \"r\", when = %s } } }",
		when);
	struct ld_programme *p = load(o, text, NULL, 0);
	struct ld_buf b = ld_buf_init(400);
	ld_cond_print(p->rules[0].when, &p->fields, &b);
	snprintf(out, sizeof out, "%s", ld_buf_text(&b));
	ld_buf_fini(&b);
	ld_programme_free(p);
	office_close(o);
	return out;
}

Test(script_language, conditions_keep_their_order)
{
	struct office o;
	const char *said = condition(&o, "{ umur = 20, desil = { 2, 1 }, any_of { { disabilitas = true }, not_ { anggota = above(3) } } }");
	const char *desil = strstr(said, "desil"), *umur = strstr(said, "umur"), *any = strstr(said, "any_of");
	cr_assert(desil && umur && any, "%s", said);
	cr_expect(desil < umur && umur < any, "%s", said);
	said = condition(&o, "not_ { reads = { \"umur\" }, blanks = true, when = function(umur) return umur == nil end }");
	cr_expect(strstr(said, "not_"), "%s", said);
	said = condition(&o, "{ tanggal_lahir = between(\"1960-01-01\", \"2006-12-31\") }");
	cr_expect(strstr(said, "1960-01-01"), "%s", said);
	said = condition(&o, "at_least_of(2, { { desil = 1 }, { umur = known() }, { kecamatan = starts_with \"P\" } })");
	cr_expect(strstr(said, "at_least_of(2"), "%s", said);
}

Test(script_language, apportion_without_a_method_is_hamiltons)
{
	struct office o;
	struct ld_programme *p = load(&o,
		"local bpu = require \"national.bpu\"\n"
		"return programme { id = \"a\", as_of = \"2024-09-03\", eligibility = { rule { \"r\", when = { umur = 20 } } },\n"
		"quotas = { quota { by = \"kecamatan\", at_least = apportion { seats = 4, by = \"eligible\" }, at_most = 9 } },\n"
		"funders = { funder { \"A\", budget = 1000000, pays = rate { bpu.table, \"JKK\" }, from = \"2024-01\", months = 1 } } }",
		NULL, 0);
	const struct ld_quota *q = &p->quotas[0];
	cr_expect_eq(q->at_least.kind, LD_BOUND_APPORTION);
	cr_expect_eq(q->at_least.method, LD_HAMILTON);
	cr_expect_eq(q->at_least.n, 4);
	cr_expect_eq(q->at_most.n, 9);
	ld_programme_free(p);
	office_close(&o);
}

/* ---- every word's example, in its place ---- */

static const char *wrap(const struct ld_word *w, char out[4096])
{
	static const char head[] = "local bpu = require \"national.bpu\" local tarif = bpu.table ";
	static const char rules[] = "programme { id = \"contoh\", as_of = \"2024-09-03\", eligibility = { rule { \"desil\", when = { desil = 1 } } }, "
		"funders = { funder { \"lain\", budget = 1, pays = rate { tarif, \"JKK\" }, from = \"2024-01\", months = 1 } }, ";
	const char *e = w->example;
	if (strncmp(e, "programme", 9) == 0)
		snprintf(out, 4096, "return %s", e);
	else if (strncmp(e, "rule", 4) == 0)
		snprintf(out, 4096, "return programme { id = \"a\", as_of = \"2024-09-03\", eligibility = { %s } }", e);
	else if (strcmp(w->group, "conditions") == 0)
		snprintf(out, 4096, "return programme { id = \"a\", as_of = \"2024-09-03\", eligibility = { rule { \"r\", when = { %s } } } }", e);
	else if (strncmp(e, "score", 5) == 0)
		snprintf(out, 4096, "%s return %s priority = { %s } }", head, rules, e);
	else if (strcmp(w->group, "order") == 0)
		snprintf(out, 4096, "%s return %s order = { %s } }", head, rules, e);
	else if (strcmp(w->group, "quotas") == 0)
		snprintf(out, 4096, "%s return %s quotas = { %s } }", head, rules, e);
	else if (strncmp(e, "funder", 6) == 0)
		snprintf(out, 4096, "%s return %s }):with { funders = { %s } }", head, "(programme { id = \"a\", as_of = \"2024-09-03\", "
			"eligibility = { rule { \"r\", when = { desil = 1 } } }", e);
	else if (strncmp(e, "dated_table", 11) == 0)
		snprintf(out, 4096, "return programme { id = \"a\", as_of = \"2024-09-03\", eligibility = { rule { \"r\", when = { desil = 1 } } }, "
			"funders = { funder { \"f\", budget = 1, from = \"2024-01\", months = 1, pays = rate { %s, \"JKK\" } } } }", e);
	else if (strcmp(w->group, "tests") == 0)
		snprintf(out, 4096, "%s local p = %s }\nreturn %s", head, rules, e);
	else if (strcmp(w->group, "fields") == 0)
		snprintf(out, 4096, strncmp(e, "fields", 6) == 0 ? "return %s" : strstr(e, "\"nik\"") ? "return { %s }" :
			"return { field.id \"nik\" {}, field.id \"id_keluarga\" {}, field.date \"tanggal_lahir\" {}, "
			"field.boolean \"kepala_keluarga\" {}, %s }", e);
	else
		snprintf(out, 4096, "return %s", e);
	return out;
}

Test(script_language, every_example_loads)
{
	size_t n;
	const struct ld_word *words = ld_words(&n);
	cr_assert(n >= 50, "%zu", n);
	for (size_t i = 0; i < n; i++) {
		struct office o;
		char text[4096];
		struct ld_programme *p = NULL;
		struct ld_source *src = NULL;
		struct ld_cases *cases = NULL;
		int rc;
		office_open(&o);
		wrap(&words[i], text);
		office_add(&o, "contoh.csv", "name,expect,desil\nsatu,layak,1\ndua,periksa:desil,?\n");
		if (strcmp(words[i].group, "sources") == 0) {
			office_add(&o, "sources.contoh", text);
			rc = ld_script_source(o.script, "contoh", NULL, &o.findings, &src, &o.err);
		} else if (strcmp(words[i].group, "tests") == 0) {
			office_add(&o, "p_test", text);
			rc = ld_script_cases(o.script, "p_test", NULL, &o.findings, &cases, &o.err);
		} else if (strcmp(words[i].group, "fields") == 0) {
			o.files[0].text = text;
			o.files[0].len = strlen(text);
			rc = office_load(&o, "return programme { id = \"a\", as_of = \"2024-09-03\", eligibility = { rule { \"r\", "
				"when = { nik = known() } } } }", NULL, 0, &p);
		} else {
			rc = office_load(&o, text, NULL, 0, &p);
		}
		cr_expect_eq(rc, 0, "%s: %s\n%s", words[i].name, rc ? office_said(&o) : "", text);
		cr_expect(words[i].doc[strlen(words[i].doc) - 1] == '.', "%s", words[i].name);
		ld_programme_free(p);
		ld_source_free(src);
		ld_cases_free(cases);
		office_close(&o);
	}
}

static int source_of(const char *options, size_t *ret_pairs, bool *ret_once)
{
	struct office o;
	char text[512];
	struct ld_source *src = NULL;
	office_open(&o);
	snprintf(text, sizeof text, "return source { \"daftar\", title = \"D\", adds = \"facts\", key = \"nik\", precedence = 1, "
		"map = { nik = \"nik\", desil = \"a\", umur = \"b\", pekerjaan = \"c\" }, %s }", options);
	office_add(&o, "sources.daftar", text);
	int rc = ld_script_source(o.script, "daftar", NULL, &o.findings, &src, &o.err);
	*ret_pairs = src ? src->nin_order / 2 : 0;
	*ret_once = src && src->once;
	ld_source_free(src);
	office_close(&o);
	return rc;
}

Test(language, a_source_says_what_stands_once_and_in_order)
{
	size_t pairs;
	bool once;
	cr_expect_eq(source_of("once = true, in_order = { \"desil\", \"umur\" }", &pairs, &once), 0);
	cr_expect(once && pairs == 1);
	cr_expect_eq(source_of("once = false", &pairs, &once), 0);
	cr_expect(!once && pairs == 0);
	cr_expect_lt(source_of("in_order = { \"desil\" }", &pairs, &once), 0);
	cr_expect_lt(source_of("in_order = { \"desil\", \"pekerjaan\" }", &pairs, &once), 0);
	cr_expect_lt(source_of("in_order = { \"desil\", \"kepala_keluarga\" }", &pairs, &once), 0);
}
