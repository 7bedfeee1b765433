/* Changed copies, settings, modules and the loader over folders. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rules_test.h"

#define BASE                                                                                                                   \
	"local bpu = require \"national.bpu\" local common = require \"national.eligibility\"\n"                               \
	"local p = programme { id = \"a\", as_of = \"2024-09-03\", eligibility = { common.working_age, common.not_covered,\n"      \
	"rule { \"miskin\", when = { desil = at_most(2), pekerjaan = \"petani\" } } },\n"                                        \
	"priority = { score { \"t\", points = per(\"tanggungan\", { each = 5, up_to = 6 }) },\n"                                 \
	"score { \"d\", open = true, points = by(\"desil\", { [1] = 15, [2] = 5 }) } },\n"                                       \
	"order = { desc \"score\", lottery {} }, quotas = { quota { by = \"kecamatan\", at_least = 20 } },\n"                    \
	"funders = { funder { \"APBD\", budget = 201600000, pays = rate { bpu.table, \"JKK\", \"JKM\" }, from = \"2024-01\", "   \
	"months = 12 }, funder { \"desa\", by = \"kecamatan\", budget = { Pacar = 5000000 }, from = \"2024-01\", months = 3, "   \
	"pays = rate { bpu.table, \"JKK\" } } },\n"                                                                             \
	"published = { people = 10 } }\n"

static struct ld_programme *load(struct office *o, const char *text, const char *path, const char *value)
{
	struct ld_programme *p = NULL;
	struct ld_setting set = {path, value};
	office_open(o);
	int rc = office_load(o, text, &set, path ? 1 : 0, &p);
	cr_assert_eq(rc, 0, "%s %s: %s", path ? path : "", value ? value : "", rc ? office_said(o) : "");
	return p;
}

static void done(struct office *o, struct ld_programme *p)
{
	ld_programme_free(p);
	office_close(o);
}

Test(script_reuse, a_programme_with_changes)
{
	struct office o;
	struct ld_programme *p = load(&o, BASE
		"return p:with { id = \"b\", title = \"B\", basis = \"SK 1\", replace = {\n"
		"[\"usia-kerja\"] = rule { \"usia-kerja\", basis = \"SK 2\", when = { umur = between(18, 59) } },\n"
		"desa = funder { \"desa\", budget = 1, from = \"2024-01\", months = 1, pays = rate { bpu.table, \"JKK\" } } },\n"
		"add = { eligibility = { rule { \"kk\", when = { kepala_keluarga = true } } } }, remove = { \"d\" } }", NULL, NULL);
	cr_expect_str_eq(p->id, "b");
	cr_assert_eq(p->nrules, 4);
	cr_expect_str_eq(p->rules[0].changed_by, "SK 2");
	cr_expect_eq(p->rules[0].when->hi.i, 59);
	cr_expect_null(p->rules[1].changed_by);
	cr_expect_str_eq(p->rules[3].id, "kk");
	cr_expect_eq(p->nscores, 1);
	cr_expect_eq(p->funders[1].purses, LD_PURSES_NONE);
	done(&o, p);
}

Test(script_reuse, with_leaves_the_original_as_it_was)
{
	struct office o;
	struct ld_programme *p = load(&o, BASE
		"local q = p:with { id = \"c\", replace = { [\"usia-kerja\"] = common.working_age:with { when = { umur = 20 }, basis = \"x\" } } }\n"
		"return p", NULL, NULL);
	cr_expect_eq(p->rules[0].when->kind, LD_COND_RANGE);
	cr_expect_null(p->rules[0].changed_by);
	done(&o, p);
}

Test(script_reuse, settings_reach_what_their_path_names)
{
	struct office o;
	struct ld_programme *p;
	p = load(&o, BASE "return p", "funders/APBD/budget", "937238400");
	cr_expect_eq(p->funders[0].budget, 937238400);
	done(&o, p);
	p = load(&o, BASE "return p", "eligibility/miskin/when/desil", "at_most(3)");
	cr_expect_eq(p->rules[2].when->kids[0]->hi.i, 3);
	cr_expect_eq(p->rules[2].place.line, 3);
	done(&o, p);
	p = load(&o, BASE "return p", "eligibility/miskin/when/pekerjaan", "007");
	cr_expect_str_eq(p->rules[2].when->kids[1]->set[0].s, "007");
	done(&o, p);
	p = load(&o, BASE "return p", "eligibility/miskin/when/pekerjaan", "{ \"petani\", \"nelayan\" }");
	cr_expect_eq(p->rules[2].when->kids[1]->nset, 2);
	done(&o, p);
	p = load(&o, BASE "return p", "priority/t/points/each", "6");
	cr_expect_eq(p->scores[0].points.each, 6);
	done(&o, p);
	p = load(&o, BASE "return p", "priority/d/points/1", "20");
	cr_expect_eq(p->scores[1].points.rows[0].points, 20);
	done(&o, p);
	p = load(&o, BASE "return p", "order/lottery/seed", "0012");
	cr_expect_str_eq(p->order[1].seed, "0012");
	done(&o, p);
	p = load(&o, BASE "return p", "quotas/kecamatan/at_least", "10");
	cr_expect_eq(p->quotas[0].at_least.n, 10);
	done(&o, p);
	p = load(&o, BASE "return p", "as_of", "2025-01-01");
	cr_expect_eq(p->as_of, 20089);
	done(&o, p);
	p = load(&o, BASE "return p", "funders/APBD/months", "6");
	cr_expect_eq(p->funders[0].months, 6);
	done(&o, p);
	p = load(&o, BASE "return p", "funders/APBD/only", "{ pekerjaan = \"petani\" }");
	cr_expect_eq(p->funders[0].only->kind, LD_COND_EQUAL);
	done(&o, p);
	p = load(&o, BASE "return p", "funders/desa/budget/Pacar", "7000000");
	cr_expect_eq(p->funders[1].groups[0].n, 7000000);
	done(&o, p);
	p = load(&o, BASE "return p", "funders/APBD/overtake", "true");
	cr_expect(p->funders[0].overtake);
	done(&o, p);
	p = load(&o, BASE "return p", "published/people", "11");
	cr_expect_eq(p->published[0].people, 11);
	cr_assert_eq(p->nsettings, 1);
	cr_expect_str_eq(p->settings[0].path, "published/people");
	done(&o, p);
	p = load(&o, BASE "return p", "eligibility/usia-kerja/when/umur", "between(17, 64)");
	cr_expect_eq(p->rules[0].when->lo.i, 17);
	done(&o, p);
}

Test(script_reuse, wrong_settings_name_the_nearest)
{
	static const struct {
		const char *path, *value, *said;
	} rows[] = {
		{"funder/APBD/budget", "1", "did you mean 'funders'"}, {"funders/APBN/budget", "1", "did you mean 'APBD'"},
		{"funders/APBD/budgt", "1", "did you mean 'budget'"}, {"eligibility/miskn/when/desil", "1", "did you mean 'miskin'"},
		{"eligibility/miskin/when/desl", "1", "did you mean 'desil'"}, {"order/loterry/seed", "1", "did you mean 'lottery'"},
		{"funders/APBD/budget/x", "1", "nothing below"}, {"funders//budget", "1", "empty part"}, {"", "1", "empty part"},
		{"funders/APBD/budget", "banyak", "'budget' is the text 'banyak'"}, {"funders/APBD/months", "0", "'months' is 0"},
		{"eligibility/miskin/when/desil", "at_most(", "no expression"}, {"eligibility/miskin/when/desil", "between(5, 1)", "inverted"},
		{"priority/t/points/eac", "1", "did you mean 'each'"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct office o;
		struct ld_programme *p = NULL;
		struct ld_setting set = {rows[i].path, rows[i].value};
		office_open(&o);
		int rc = office_load(&o, BASE "return p", &set, 1, &p);
		cr_expect_eq(rc, LINDUNG_E_SET, "%s: %s", rows[i].path, rc ? office_said(&o) : "loaded");
		cr_expect(rc && strstr(office_said(&o), rows[i].said), "%s: %s", rows[i].path, office_said(&o));
		done(&o, p);
	}
}

Test(script_reuse, an_office_extends_the_fields)
{
	struct office o;
	struct ld_programme *p = NULL;
	office_open(&o);
	office_add(&o, "x.fields", "return { field.integer \"umur\" { title = \"Usia\", range = { 17, 64 } }, field.text \"suku\" {} }");
	office_add(&o, "x.2024", "return programme { id = \"a\", as_of = \"2024-09-03\", eligibility = { rule { \"r\", when = { suku = \"a\" } } } }");
	int rc = ld_script_programme(o.script, "x.2024", "x", NULL, 0, &o.findings, &p, &o.err);
	cr_assert_eq(rc, 0, "%s", rc ? office_said(&o) : "");
	int umur = ld_field_find(&p->fields, "umur");
	cr_expect_str_eq(p->fields.items[umur].title, "Usia");
	cr_expect_eq(p->fields.items[umur].lo.i, 17);
	cr_expect_eq(p->fields.items[umur].derive, LD_DERIVE_NONE);
	cr_expect_eq((size_t)ld_field_find(&p->fields, "suku"), p->fields.len - 1);
	done(&o, p);
}

Test(script_reuse, what_is_fixed_stays_so_and_an_age_with_its_date)
{
	struct office o;
	struct ld_programme *p = NULL;
	office_open(&o);
	o.files[0].text = "return { field.id \"nik\" {}, field.date \"lahir\" { fixed = true }, field.date \"pindah\" {},\n"
			  " field.integer \"usia\" { derive = age \"lahir\" }, field.integer \"lama\" { derive = age \"pindah\" } }";
	o.files[0].len = strlen(o.files[0].text);
	office_add(&o, "x.fields", "return { field.date \"lahir\" { title = \"Tanggal lahir\" }, field.boolean \"wni\" { fixed = true } }");
	office_add(&o, "x.2024", "return programme { id = \"a\", as_of = \"2024-09-03\", eligibility = { rule { \"r\", when = { wni = true } } } }");
	int rc = ld_script_programme(o.script, "x.2024", "x", NULL, 0, &o.findings, &p, &o.err);
	cr_assert_eq(rc, 0, "%s", rc ? office_said(&o) : "");
	static const bool fixed[] = {false, true, false, true, false, true};
	for (size_t i = 0; i < sizeof fixed; i++)
		cr_expect_eq(p->fields.items[i].is_fixed, fixed[i], "%s", p->fields.items[i].name);
	done(&o, p);
}

static void fields_fail(const char *fields, int code, const char *said)
{
	struct office o;
	struct ld_programme *p = NULL;
	office_open(&o);
	o.files[0].text = fields;
	o.files[0].len = strlen(fields);
	int rc = office_load(&o, "return programme { id = \"a\", as_of = \"2024-09-03\", eligibility = { rule { \"r\", when = { nik = known() } } } }",
		NULL, 0, &p);
	cr_expect_eq(rc, code, "%s: %s", fields, rc ? office_said(&o) : "loaded");
	cr_expect(rc && strstr(office_said(&o), said), "%s", office_said(&o));
	done(&o, p);
}

Test(script_reuse, wrong_fields_are_told)
{
	fields_fail("return { field.text \"nama\" {} }", LINDUNG_E_REQUIRED, "first field must be");
	fields_fail("return { field.id \"nik\" {}, field.texst \"a\" {} }", LINDUNG_E_NAME, "did you mean 'text'");
	fields_fail("return { field.id \"nik\" {}, field.text \"A\" {} }", LINDUNG_E_NAME, "no field name");
	fields_fail("return { field.id \"nik\" {}, field.text \"end\" {} }", LINDUNG_E_NAME, "no field name");
	fields_fail("return { field.id \"nik\" {}, field.text \"when\" {} }", LINDUNG_E_NAME, "word of the language");
	fields_fail("return { field.id \"nik\" {}, field.text \"a\" {}, field.text \"a\" {} }", LINDUNG_E_DUPLICATE, "twice");
	fields_fail("return { field.id \"nik\" {}, field.choice \"a\" {} }", LINDUNG_E_EMPTY, "1 to 255");
	fields_fail("return { field.id \"nik\" {}, field.choice \"a\" { \"x\", \"x\" } }", LINDUNG_E_DUPLICATE, "'x' is given twice");
	fields_fail("return { field.id \"nik\" {}, field.integer \"a\" { range = { 5, 1 } } }", LINDUNG_E_RANGE, "inverted");
	fields_fail("return { field.id \"nik\" {}, field.text \"a\" { private = 1 } }", LINDUNG_E_TYPE, "true or false");
	fields_fail("return { field.id \"nik\" {}, field.text \"a\" { fixed = 1 } }", LINDUNG_E_TYPE, "true or false");
	fields_fail("return { field.id \"nik\" {}, field.integer \"u\" { derive = age \"lahir\" }, field.date \"lahir\" {} }", LINDUNG_E_CYCLE,
		"declared later");
	fields_fail("return { field.id \"nik\" {}, field.date \"l\" {}, field.text \"u\" { derive = age \"l\" } }", LINDUNG_E_TYPE, "integer of a date");
	fields_fail("return 5", LINDUNG_E_TYPE, "not a list of fields");
}

Test(script_reuse, sources_are_read_and_checked)
{
	struct office o;
	struct ld_source *src = NULL;
	office_open(&o);
	office_add(&o, "sources.a", "return source { \"a\", title = \"A\", adds = \"facts\", key = \"nik\", precedence = 5, encoding = \"latin1\",\n"
		"delimiter = \"\\t\", map = { nik = { \"NIK\", \"no_nik\", strip = \". \" }, tanggal_lahir = { \"lahir\", format = { \"dd/mm/yyyy\" } },\n"
		"kepala_keluarga = { \"hub\", codes = { [\"1\"] = true, [\"9\"] = unknown, otherwise = false } },\n"
		"pekerjaan = { always = \"petani\" }, desil = { \"desil\", optional = true, blank = { \"-\" } } },\n"
		"absent = { jamsos_aktif = false } }");
	int rc = ld_script_source(o.script, "a", NULL, &o.findings, &src, &o.err);
	cr_assert_eq(rc, 0, "%s", rc ? office_said(&o) : "");
	cr_expect_eq(src->adds, LD_ADDS_FACTS);
	cr_expect_eq(src->delimiter, '\t');
	cr_expect_eq(src->encoding, LD_LATIN1);
	cr_assert_eq(src->nmaps, 5);
	cr_expect_eq(src->maps[0].field, 0);
	cr_expect_eq(src->maps[0].ncolumns, 2);
	const struct ld_mapping *head = &src->maps[4];
	cr_expect_str_eq(src->fields.items[head->field].name, "kepala_keluarga");
	cr_expect_eq(head->ncodes, 2);
	cr_expect(head->has_otherwise && head->codes[1].value.kind == LD_MISSING);
	cr_expect_eq(src->nabsent, 1);
	cr_expect_eq(src->nfiles, 2);
	ld_source_free(src);
	office_close(&o);
}

Test(script_reuse, wrong_sources_are_told)
{
	static const struct {
		const char *text;
		int code;
		const char *said;
	} rows[] = {
		{"\"a\", adds = \"worker\", map = { nik = \"NIK\" }", LINDUNG_E_CHOICE, "did you mean 'workers'"},
		{"\"a\", adds = \"workers\", map = { desil = \"d\" }", LINDUNG_E_REQUIRED, "no column for the key 'nik'"},
		{"\"a\", adds = \"workers\", map = { nik = \"n\", dsil = \"d\" }", LINDUNG_E_NAME, "did you mean 'desil'"},
		{"\"a\", adds = \"workers\", map = { nik = \"n\", kepala_keluarga = { \"k\", codes = { [\"1\"] = \"ya\" } } }", LINDUNG_E_TYPE, "boolean"},
		{"\"a\", adds = \"workers\", map = { nik = \"n\", kepala_keluarga = { \"k\", codes = { [1] = true } } }", LINDUNG_E_TYPE, "[\"1\"]"},
		{"\"a\", adds = \"workers\", map = { nik = \"n\", desil = { \"d\", format = \"dd/mm/yyyy\" } }", LINDUNG_E_TYPE, "for dates"},
		{"\"a\", adds = \"workers\", map = { nik = \"n\", tanggal_lahir = { \"d\", format = \"dd/mm/yy\" } }", LINDUNG_E_DATE, "lacks"},
		{"\"a\", adds = \"workers\", map = { nik = \"n\" }, absent = { desil = 1 }", LINDUNG_E_TYPE, "adds facts"},
		{"\"a\", adds = \"facts\", key = \"desil\", map = { desil = \"d\" }", LINDUNG_E_TYPE, "must be an id"},
		{"\"a\", adds = \"workers\", delimiter = \"x\", map = { nik = \"n\" }", LINDUNG_E_TYPE, "delimiter"},
		{"\"a\", adds = \"workers\", map = { nik = \"n\", desil = { always = 11 } }", LINDUNG_E_RANGE, "11"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct office o;
		struct ld_source *src = NULL;
		char text[512];
		snprintf(text, sizeof text, "return source { %s }", rows[i].text);
		office_open(&o);
		office_add(&o, "sources.a", text);
		int rc = ld_script_source(o.script, "a", NULL, &o.findings, &src, &o.err);
		cr_expect_eq(rc, rows[i].code, "%s: %s", rows[i].text, rc ? office_said(&o) : "loaded");
		cr_expect(rc && strstr(office_said(&o), rows[i].said), "%s", office_said(&o));
		ld_source_free(src);
		office_close(&o);
	}
}

#define CASES "local p = require \"p\"\nlocal tani = worker { umur = 40, desil = 1, jamsos_aktif = false, pekerjaan = \"petani\" }\n"

static int load_cases(struct office *o, const char *text, const char *csv, struct ld_cases **ret)
{
	office_open(o);
	office_add(o, "p", BASE "return p");
	office_add(o, "p_test", text);
	office_add(o, "contoh.csv", csv);
	return ld_script_cases(o->script, "p_test", NULL, &o->findings, ret, &o->err);
}

Test(script_reuse, cases_beside_the_rules)
{
	struct office o;
	struct ld_cases *c = NULL;
	int rc = load_cases(&o, CASES "return cases(p) { case { \"layak\", tani, expect = eligible { score = 15 } },\n"
		"case { \"tua\", tani { umur = 65 }, expect = refused { \"usia-kerja\" } },\n"
		"case { \"kosong\", tani { desil = unknown }, expect = undecided { \"desil\" } },\n"
		"table_of_cases { \"contoh.csv\", base = tani } }",
		"name,expect,umur,desil,pekerjaan\nsatu,layak:20,,2,\ndua,tolak:usia-kerja;miskin,70,9,\ntiga,periksa:desil,,?,\n", &c);
	cr_assert_eq(rc, 0, "%s", rc ? office_said(&o) : "");
	cr_assert_eq(c->len, 6);
	cr_expect(c->items[0].has_score && c->items[0].score == 15);
	cr_expect_str_eq(c->items[1].names[0], "usia-kerja");
	cr_expect_eq(c->items[1].place.line, 4);
	cr_expect_eq(c->items[0].nvalues, 4);
	cr_expect_eq(c->items[5].nvalues, 4);
	cr_expect_eq(c->items[5].expect, LD_EXPECT_UNDECIDED);
	cr_expect_eq(c->items[4].nnames, 2);
	cr_expect_str_eq(c->items[4].names[1], "miskin");
	cr_expect_eq(c->items[4].place.line, 3);
	cr_expect_str_eq(c->items[4].place.file, "contoh.csv");
	cr_expect_str_eq(c->programme->id, "a");
	ld_cases_free(c);
	office_close(&o);
}

Test(script_reuse, wrong_cases_are_told)
{
	static const struct {
		const char *text, *csv;
		int code;
		const char *said;
	} rows[] = {
		{"return 5", "", LINDUNG_E_CASES, "not cases"},
		{"return cases(p) {}", "", LINDUNG_E_CASES, "no case"},
		{"return cases(p) { case { \"a\", { desil = 1 }, expect = eligible() } }", "", LINDUNG_E_CASES, "not worker"},
		{"return cases(p) { case { \"a\", tani, expect = \"layak\" } }", "", LINDUNG_E_CASES, "not eligible"},
		{"return cases(p) { case { \"a\", tani, expect = refused { \"usia\" } } }", "", LINDUNG_E_NAME, "no rule 'usia'"},
		{"return cases(p) { case { \"a\", tani, expect = undecided { \"desl\" } } }", "", LINDUNG_E_NAME, "did you mean 'desil'"},
		{"return cases(p) { case { \"a\", tani { dsil = 1 }, expect = eligible() } }", "", LINDUNG_E_NAME, "did you mean 'desil'"},
		{"return cases(p) { table_of_cases { \"contoh.csv\", base = tani } }", "name,expect,dsil\na,layak,1\n", LINDUNG_E_NAME, "did you mean 'desil'"},
		{"return cases(p) { table_of_cases { \"contoh.csv\", base = tani } }", "name,desil\na,1\n", LINDUNG_E_HEADER, "lacks the column 'expect'"},
		{"return cases(p) { table_of_cases { \"contoh.csv\", base = tani } }", "name,expect,desil\na,baik,1\n", LINDUNG_E_CASES, "'baik' is not"},
		{"return cases(p) { table_of_cases { \"contoh.csv\", base = tani } }", "name,expect,desil\na,layak,x\n", LINDUNG_E_INTEGER, "line 2"},
		{"return cases(p) { table_of_cases { \"tiada.csv\", base = tani } }", "", LINDUNG_E_MODULE, "tiada.csv"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct office o;
		struct ld_cases *c = NULL;
		char text[1024];
		snprintf(text, sizeof text, CASES "%s", rows[i].text);
		int rc = load_cases(&o, text, rows[i].csv, &c);
		cr_expect_eq(rc, rows[i].code, "%s: %s", rows[i].text, rc ? office_said(&o) : "loaded");
		cr_expect(rc && strstr(office_said(&o), rows[i].said), "%s", office_said(&o));
		ld_cases_free(c);
		office_close(&o);
	}
}

/* ---- folders ---- */

static void put(const char *dir, const char *name, const char *text)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *f = fopen(path, "w");
	cr_assert(f);
	fputs(text, f);
	fclose(f);
}

Test(script_reuse, folders_office_first_then_roots)
{
	char root[] = "/tmp/lindung-script-XXXXXX", dir[600], national[600], link[700];
	cr_assert(mkdtemp(root));
	snprintf(dir, sizeof dir, "%s/99_kantor", root);
	snprintf(national, sizeof national, "%s/national", root);
	cr_assert(!mkdir(dir, 0700) && !mkdir(national, 0700));
	put(root, "fields.lua", test_fields);
	put(national, "bpu.lua", test_bpu);
	put(dir, "fields.lua", "return { field.text \"suku\" {} }");
	put(dir, "bantu.lua", "return { batas = 3 }");
	put(dir, "2024.lua", "local b = require \"bantu\" local c = require \"99_kantor.bantu\" return programme { id = \"a\", "
		"as_of = \"2024-09-03\", eligibility = { rule { \"r\", when = { desil = at_most(b.batas), suku = \"a\" } } }, "
		"segment = require \"national.bpu\" and nil }");
	const char *roots[] = {root};
	struct ld_dirs dirs = {.office_dir = dir, .roots = roots, .nroots = 1};
	struct ld_loader loader = ld_loader_dirs(&dirs);
	struct ld_script *s = NULL;
	struct ld_programme *p = NULL;
	struct lindung_error err = {0};
	ld_ok(ld_script_new(&loader, NULL, &s, &err));
	ld_ok(ld_script_programme(s, "2024", "99_kantor", NULL, 0, NULL, &p, &err));
	cr_expect_eq(p->nfiles, 6);
	cr_expect_str_eq(p->files[1].module, "99_kantor.bantu");
	snprintf(link, sizeof link, "%s/bantu.lua", dir);
	cr_expect_str_eq(p->files[1].path, link);
	/* the same again from what was stored, by names alone */
	struct ld_memory memory = {p->files, p->nfiles};
	struct ld_loader stored = ld_loader_memory(&memory);
	struct ld_script *again = NULL;
	struct ld_programme *q = NULL;
	ld_ok(ld_script_new(&stored, NULL, &again, &err));
	ld_ok(ld_script_programme(again, "2024", "99_kantor", NULL, 0, NULL, &q, &err));
	cr_expect_eq(memcmp(p->digest, q->digest, LD_SHA256), 0);
	ld_programme_free(p), ld_programme_free(q);
	ld_script_free(s), ld_script_free(again);
	char command[700];
	snprintf(command, sizeof command, "rm -r %s", root);
	cr_assert_eq(system(command), 0);
}
