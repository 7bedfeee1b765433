/* Wrong rule files: each row is a programme with one fault, the code, the line and a piece of what is said. */
#include "rules_test.h"

/* The parts around what a row changes; the row's text begins in line 2. */
#define HEAD "local bpu = require \"national.bpu\" local common = require \"national.eligibility\"\n"
#define P(keys) HEAD "return programme { id = \"a\", as_of = \"2024-09-03\",\n" keys " }"
#define WHEN(cond) P("eligibility = { rule { \"r\",\nwhen = { " cond " } } }")
#define RULE(keys) P("eligibility = { rule {\n\"r\", " keys " } }")
#define OK_RULE "eligibility = { rule { \"r\", when = { desil = 1 } } },\n"
#define SCORE(keys) P(OK_RULE "priority = { score { \"s\", " keys " } }")
#define QUOTA(keys) P(OK_RULE "quotas = { quota { " keys " } }")
#define FUNDER(keys) P(OK_RULE "funders = { funder { \"f\", " keys " } }")
#define PAYS "pays = rate { bpu.table, \"JKK\" }, from = \"2024-01\", months = 12"

static const struct wrong {
	const char *text;
	int code, line;
	const char *said;
} rows[] = {
	/* names and values in conditions */
	{WHEN("umr = 5"), LINDUNG_E_NAME, 3, "no field 'umr'; did you mean 'umur'"},
	{WHEN("umur = \"5\""), LINDUNG_E_TYPE, 3, "'umur' is integer and is compared with the text '5'"},
	{WHEN("umur = 5.5"), LINDUNG_E_TYPE, 3, "5.5"},
	{WHEN("nik = 5315904105800001"), LINDUNG_E_TYPE, 3, "write it in quotes"},
	{WHEN("nik = \"531590410580000\""), LINDUNG_E_NIK, 3, "NIK"},
	{WHEN("jenis_kelamin = \"W\""), LINDUNG_E_CHOICE, 3, "'W' is not a choice of field 'jenis_kelamin'"},
	{WHEN("jenis_kelamin = P"), LINDUNG_E_NAME, 4, "undefined global 'P'; perhaps the text \"P\" was meant"},
	{WHEN("umur = between(64, 18)"), LINDUNG_E_RANGE, 4, "inverted"},
	{WHEN("umur = between(18)"), LINDUNG_E_TYPE, 4, "between(low, high)"},
	{WHEN("umur = 300"), LINDUNG_E_RANGE, 3, "300"},
	{WHEN("jenis_kelamin = at_most(\"P\")"), LINDUNG_E_TYPE, 4, "numbers, money and dates"},
	{WHEN("tanggal_lahir = at_least(\"3/9/2024\")"), LINDUNG_E_DATE, 4, "not a date"},
	{WHEN("umur = starts_with \"1\""), LINDUNG_E_TYPE, 4, "for texts"},
	{WHEN("umur = unknown"), LINDUNG_E_TYPE, 3, "use missing()"},
	{WHEN("pekerjaan = \"\""), LINDUNG_E_TYPE, 3, "blank"},
	{WHEN("pekerjaan = function() return true end"), LINDUNG_E_TYPE, 3, "write reads"},
	{WHEN("disabilitas = 1"), LINDUNG_E_TYPE, 3, "boolean"},
	{WHEN("pekerjaan = one_of {}"), LINDUNG_E_EMPTY, 4, "one_of of field 'pekerjaan' is empty"},
	{WHEN("pekerjaan = {}"), LINDUNG_E_EMPTY, 3, "empty"},
	{WHEN("pekerjaan = one_of { \"a\", \"a\" }"), LINDUNG_E_DUPLICATE, 4, "twice"},
	{WHEN("pekerjaan = desc \"score\""), LINDUNG_E_TYPE, 3, "desc"},
	{WHEN(""), LINDUNG_E_EMPTY, 3, "the condition is empty"},
	{WHEN("any_of {}"), LINDUNG_E_EMPTY, 4, "empty"},
	{WHEN("any_of { desil = 1 }"), LINDUNG_E_NAME, 4, "'desil' stands where"},
	{WHEN("not_ {}"), LINDUNG_E_EMPTY, 4, "empty"},
	{WHEN("at_least_of(3, { { desil = 1 } })"), LINDUNG_E_RANGE, 4, "'n' is 3"},
	{WHEN("5"), LINDUNG_E_TYPE, 3, "the number 5"},
	{WHEN("desil = 1, desil = 2"), LINDUNG_E_DUPLICATE, 4, "'desil' is given twice; first in line 4"},
	{WHEN("pekerjaan = one_of { \"a\", nil, \"b\" }"), LINDUNG_E_HOLE, 4, "hole"},
	{WHEN("pekerjaan = { [1] = \"a\", [3] = \"b\" }"), LINDUNG_E_HOLE, 3, "hole"},
	{WHEN("reads = { \"umur\" }"), LINDUNG_E_TYPE, 3, "needs a function"},
	{WHEN("umur > 18"), LINDUNG_E_NAME, 4, "'umur' is a field: write it as a key, such as 'umur = above(18)'"},
	{WHEN("umur = minimal(18)"), LINDUNG_E_NAME, 4, "undefined global 'minimal'; did you mean 'at_least'"},
	{WHEN("desil = 1\numur = 2"), LINDUNG_E_SYNTAX, 5, "perhaps a comma is missing"},
	{WHEN("pekerjaan = \xE2\x80\x9Cpetani\xE2\x80\x9D"), LINDUNG_E_SYNTAX, 4, "use straight quotes"},
	/* rules */
	{RULE("when = { desil = 1 }, reson = \"x\""), LINDUNG_E_NAME, 3, "no key 'reson' here; did you mean 'reason'"},
	{RULE("reason = \"x\""), LINDUNG_E_REQUIRED, 3, "'when' must be given"},
	{RULE("when = { desil = 1 }, reason = \"umur {umr}\""), LINDUNG_E_NAME, 3, "'umr', which is no field"},
	{RULE("when = { desil = 1 }, reason = \"umur {umur\""), LINDUNG_E_TEXT, 3, "without its '}'"},
	{RULE("when = { desil = 1 }, reason = 5"), LINDUNG_E_TYPE, 3, "'reason' is the number 5, not a text"},
	{RULE("when = { desil = 1 }, missing = \"tolak\""), LINDUNG_E_CHOICE, 3, "\"check\", \"refuse\" or \"accept\""},
	{RULE("when = { desil = 1 }, open = 1"), LINDUNG_E_TYPE, 3, "true or false"},
	{RULE("when = function(umur) return true end"), LINDUNG_E_REQUIRED, 3, "reads"},
	{RULE("reads = { \"umr\" }, when = function(umur) return true end"), LINDUNG_E_NAME, 3, "no field 'umr'"},
	{RULE("reads = {}, when = function() return true end"), LINDUNG_E_EMPTY, 3, "'reads' names no field"},
	{RULE("reads = { \"umur\", \"desil\" }, when = function(umur) return true end"), LINDUNG_E_TYPE, 3, "takes 1 values"},
	{RULE("reads = { \"umur\", \"desil\" }, when = function(desil, umur) return true end"), LINDUNG_E_NAME, 3,
		"the function takes (desil, umur) but 'reads' gives (umur, desil)"},
	{RULE("reads = { \"umur\" }, when = { desil = 1 }"), LINDUNG_E_TYPE, 3, "'when' is no function"},
	{RULE("reads = { \"umur\", \"umur\" }, when = function(a, b) return true end"), LINDUNG_E_DUPLICATE, 3, "twice"},
	{P("eligibility = { rule { when = { desil = 1 } } }"), LINDUNG_E_REQUIRED, 3, "begins with its id"},
	{P("eligibility = { rule { \"a b\", when = { desil = 1 } } }"), LINDUNG_E_TEXT, 3, "letters, digits"},
	{P("eligibility = { rule { \"a\", when = { desil = 1 } },\nrule { \"a\", when = { desil = 2 } } }"), LINDUNG_E_DUPLICATE, 4,
		"rule 'a': the id is given twice; first in line 3"},
	{P("eligibility = { score { \"a\", points = 1 } }"), LINDUNG_E_TYPE, 2, "holds rules, not a value of score"},
	{P("eligibility = {}"), LINDUNG_E_EMPTY, 2, "at least one rule"},
	{P("eligibility = { rule(5) }"), LINDUNG_E_TYPE, 3, "rule is given the number 5"},
	{P(OK_RULE "eligiblity = {}"), LINDUNG_E_NAME, 2, "did you mean 'eligibility'"},
	/* the programme */
	{HEAD "return programme { as_of = \"2024-09-03\",\n" OK_RULE "}", LINDUNG_E_REQUIRED, 2, "'id' must be given"},
	{HEAD "return programme { id = \"a\",\n" OK_RULE "}", LINDUNG_E_REQUIRED, 2, "'as_of' must be given"},
	{HEAD "return programme { id = \"a\", as_of = \"2024-13-03\",\n" OK_RULE "}", LINDUNG_E_DATE, 2, "2024-13-03"},
	{P(OK_RULE "region = \"5315\""), LINDUNG_E_TEXT, 2, "53.15"},
	{P(OK_RULE "segment = \"umur\""), LINDUNG_E_TYPE, 2, "text or choice"},
	{P(OK_RULE "covered = { from = \"umur\", to = \"umur\" }"), LINDUNG_E_TYPE, 2, "must name a date"},
	{HEAD "return 5", LINDUNG_E_MODULE, 1, "returns the number 5"},
	{HEAD "local x = 1", LINDUNG_E_MODULE, 1, "returns nothing"},
	{HEAD "return programme {", LINDUNG_E_SYNTAX, 2, "expected"},
	{HEAD "x = 5", LINDUNG_E_BLOCKED, 2, "globals are read-only: cannot set 'x'"},
	{HEAD "return bpu.tabel", LINDUNG_E_NAME, 2, "no 'tabel'; did you mean 'table'"},
	{HEAD "bpu.x = 5", LINDUNG_E_CLOSED, 2, "read-only"},
	{HEAD "common.working_age.when = {}", LINDUNG_E_CLOSED, 2, "rule cannot be changed"},
	{HEAD "local t = nil\nreturn t.x", LINDUNG_E_LOAD, 3, "attempt to index a nil value"},
	{HEAD "error(\"salah\")", LINDUNG_E_LOAD, 2, "salah"},
	{"require \"p\"", LINDUNG_E_CYCLE, 1, "'p' requires itself"},
	{"return require \"tiada\"", LINDUNG_E_MODULE, 1, "no module 'tiada'"},
	{"return require \"../etc/passwd\"", LINDUNG_E_MODULE, 1, "not the name of a module"},
	{"return os.time()", LINDUNG_E_BLOCKED, 1, "'os' is blocked in rules: the only 'today'"},
	{"return pcall(error)", LINDUNG_E_BLOCKED, 1, "'pcall' is blocked"},
	{"return math.random()", LINDUNG_E_BLOCKED, 1, "lottery"},
	{"return string.dump(error)", LINDUNG_E_BLOCKED, 1, "string.dump"},
	{"return programe {}", LINDUNG_E_NAME, 1, "undefined global 'programe'; did you mean 'programme'"},
	{RULE("reads = { \"umur\" },\nwhen = function(umur) if umur > 5 then\nreturn umurr > 3 end return true end"), LINDUNG_E_NAME, 6,
		"undefined global 'umurr'"},
	{RULE("reads = { \"umur\" }, when = function(umur)\nhasil = 1 return true end"), LINDUNG_E_BLOCKED, 5, "cannot set 'hasil'"},
	{HEAD "local function f() local function g() return os.time() end return g end\nreturn 5", LINDUNG_E_BLOCKED, 2, "'os' is blocked"},
	/* points */
	{SCORE("points = \"5\""), LINDUNG_E_TYPE, 4, "'points' is the text '5'"},
	{SCORE("when = { desil = 1 }"), LINDUNG_E_REQUIRED, 4, "'points' must be given"},
	{SCORE("points = 5.5"), LINDUNG_E_TYPE, 4, "whole number"},
	{SCORE("points = per(\"tanggngan\", { each = 1, up_to = 2 })"), LINDUNG_E_NAME, 4, "did you mean 'tanggungan'"},
	{SCORE("points = per(\"tanggungan\", { each = 1 })"), LINDUNG_E_REQUIRED, 4, "'up_to' must be given"},
	{SCORE("points = per(\"pekerjaan\", { each = 1, up_to = 2 })"), LINDUNG_E_TYPE, 4, "whole numbers"},
	{SCORE("points = by(\"desil\", { [\"1\"] = 5 })"), LINDUNG_E_TYPE, 4, "'desil' is integer"},
	{SCORE("points = by(\"desil\", {})"), LINDUNG_E_EMPTY, 4, "names no group"},
	{SCORE("points = by(\"desil\", { [1] = true })"), LINDUNG_E_TYPE, 4, "not a whole number"},
	{SCORE("reads = { \"umur\" }, points = function(umur) return 1 end"), LINDUNG_E_REQUIRED, 4, "range"},
	{SCORE("reads = { \"umur\" }, range = { 5, 1 }, points = function(umur) return 1 end"), LINDUNG_E_RANGE, 4, "inverted"},
	{P(OK_RULE "order = { asc \"desl\" }"), LINDUNG_E_NAME, 4, "did you mean 'desil'"},
	{P(OK_RULE "order = { \"desil\" }"), LINDUNG_E_TYPE, 2, "not asc"},
	{P(OK_RULE "order = { lottery { sed = \"x\" } }"), LINDUNG_E_NAME, 4, "did you mean 'seed'"},
	/* quotas */
	{FUNDER("budget = -1, " PAYS), LINDUNG_E_RANGE, 4, "'budget' is -1, outside 0 to 1.000.000.000.000.000.000"},
	{QUOTA("by = \"kecamtan\", at_least = 1"), LINDUNG_E_NAME, 4, "did you mean 'kecamatan'"},
	{QUOTA("at_least = 1"), LINDUNG_E_REQUIRED, 4, "'by' must be given"},
	{QUOTA("by = \"kecamatan\""), LINDUNG_E_REQUIRED, 4, "'at_least' or 'at_most'"},
	{QUOTA("by = \"kecamatan\", at_least = 5, at_most = 4"), LINDUNG_E_QUOTA, 4,
		"quota 'kecamatan': at_least 5 lies above at_most 4"},
	{QUOTA("by = \"kecamatan\", at_least = { Pacar = 5 }, at_most = 4"), LINDUNG_E_QUOTA, 4, "of group 'Pacar'"},
	{QUOTA("by = \"kecamatan\", at_least = percent(101)"), LINDUNG_E_RANGE, 4, "'percent' is 101"},
	{QUOTA("by = \"kecamatan\", at_least = percent(10)"), LINDUNG_E_QUOTA, 4, "there is no funder"},
	{QUOTA("by = \"kecamatan\", at_most = apportion { seats = \"capasity\", by = \"eligible\" }"), LINDUNG_E_TYPE, 4,
		"did you mean 'capacity'"},
	{QUOTA("by = \"kecamatan\", at_most = apportion { seats = 5 }"), LINDUNG_E_REQUIRED, 4, "'by' must be given"},
	{QUOTA("by = \"jenis_kelamin\", at_most = { X = 5 }"), LINDUNG_E_CHOICE, 4, "'X' is not a choice"},
	{P(OK_RULE "quotas = { quota { by = \"desil\", at_least = { [1] = 60, [2] = 60 } } },\n"
		"funders = { funder { \"f\", budget = 12000000, " PAYS " } }"), LINDUNG_E_QUOTA, 4, "120, above the programme's 100 places"},
	/* funders */
	{FUNDER("budget = 1"), LINDUNG_E_REQUIRED, 4, "'from' must be given"},
	{FUNDER("budget = -1, " PAYS), LINDUNG_E_RANGE, 4, "'budget' is -1"},
	{FUNDER("budget = \"1.000\", " PAYS), LINDUNG_E_TYPE, 4, "'budget' is the text '1.000'"},
	{FUNDER("budget = rupiah \"1,5jt\", " PAYS), LINDUNG_E_MONEY, 4, "cannot read the text '1,5jt' as rupiah"},
	{FUNDER("budget = 1, pays = rate { bpu.table, \"JKX\" }, from = \"2024-01\", months = 1"), LINDUNG_E_NAME, 4, "component 'JKX'"},
	{FUNDER("budget = 1, pays = rate { 5 }, from = \"2024-01\", months = 1"), LINDUNG_E_TYPE, 4, "not a dated table"},
	{FUNDER("budget = 1, pays = rate { bpu.table, \"JHT\" }, from = \"2024-06\", months = 12"), LINDUNG_E_RATE, 4, "2025-01"},
	{FUNDER("budget = 1, pays = rate { bpu.table, \"JKK\" }, from = \"2024-1\", months = 1"), LINDUNG_E_TYPE, 4, "month like"},
	{FUNDER("budget = 1, pays = rate { bpu.table, \"JKK\" }, from = \"2024-01\", months = 0"), LINDUNG_E_RANGE, 4, "'months' is 0"},
	{FUNDER("budget = { Pacar = 5 }, " PAYS), LINDUNG_E_FUNDER, 4, "needs by"},
	{FUNDER("by = \"kecamatan\", " PAYS), LINDUNG_E_REQUIRED, 4, "'budget' must be given"},
	{FUNDER(PAYS), LINDUNG_E_FUNDER, 4, "funder 'f': has neither budget nor seats"},
	{FUNDER("only = { desl = 1 }, budget = 1, " PAYS), LINDUNG_E_NAME, 4, "did you mean 'desil'"},
	{FUNDER("parts = { part { \"a\", percent = 30 }, part { \"b\", percent = 60 } }, " PAYS), LINDUNG_E_FUNDER, 4, "90, not 100"},
	{FUNDER("budget = 1, parts = { part { \"a\", percent = 100 } }, " PAYS), LINDUNG_E_FUNDER, 4, "no budget of its own"},
	{P(OK_RULE "funders = { funder { \"f\", budget = 1, pays = rate { bpu.table, \"JKK\" }, from = \"2024-01\", "
		"months = as_many_as_fit { up_to = 3 } },\nfunder { \"g\", budget = 1, " PAYS " } }"), LINDUNG_E_FUNDER, 4, "one funder"},
	{P(OK_RULE "funders = { funder { \"f\", budget = 1, " PAYS " } },\npublished = { people = 1, funder = \"g\" }"),
		LINDUNG_E_NAME, 2, "no funder 'g'"},
	{P(OK_RULE "published = {}"), LINDUNG_E_REQUIRED, 2, "'people' or 'amount'"},
	{P(OK_RULE "segment = \"segmen\", quotas = { quota { by = \"desil\", at_least = percent(5) } }, funders = { funder { \"f\", "
		"budget = 1, from = \"2024-01\", months = 1, pays = rate { dated_table { \"t\", { \"A\", from = \"2024-01\", amount = 5 },\n"
		"{ \"A\", from = \"2024-01\", amount = 4, segment = \"transport\" } }, \"A\" } } }"), LINDUNG_E_QUOTA, 4, "by segment"},
	{FUNDER("budget = 1, from = \"2024-01\", months = 1, pays = rate { dated_table { \"t\", { \"A\", from = \"2024-01\", amount = 5 },"
		" { \"A\", from = \"2024-02\", amount = 5 } }, \"A\" }"), LINDUNG_E_RATE, 4, "A"},
	{FUNDER("budget = 1, from = \"2024-01\", months = 1, pays = rate { dated_table { \"t\" }, \"A\" }"), LINDUNG_E_EMPTY, 4, "no rows"},
	/* reuse */
	{P("eligibility = { common.not_covered:with { when = { desil = 1 }, basis = \"x\" } }"), LINDUNG_E_CLOSED, 3, "is not open"},
	{P("eligibility = { common.working_age:with { when = { desil = 1 } } }"), LINDUNG_E_CLOSED, 3, "with a basis"},
	{P("eligibility = { common.working_age:with { wen = { desil = 1 }, basis = \"x\" } }"), LINDUNG_E_NAME, 3, "did you mean 'when'"},
	{HEAD "local q = programme { id = \"a\", as_of = \"2024-09-03\", eligibility = { common.not_covered } }\n"
		"return q:with { remove = { \"belum-terlindungi\" } }", LINDUNG_E_CLOSED, 3, "does not let others remove it"},
	{HEAD "local q = programme { id = \"a\", as_of = \"2024-09-03\", eligibility = { common.not_covered } }\n"
		"return q:with { remove = { \"belum-terlindung\" } }", LINDUNG_E_NAME, 3, "did you mean 'belum-terlindungi'"},
	{HEAD "local q = programme { id = \"a\", as_of = \"2024-09-03\", eligibility = { common.not_covered } }\n"
		"return q:with { eligibility = {} }", LINDUNG_E_CLOSED, 3, "use replace"},
};

Test(script_wrong, every_fault_is_told_with_its_line)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct office o;
		struct ld_programme *p = NULL;
		office_open(&o);
		int rc = office_load(&o, rows[i].text, NULL, 0, &p);
		const char *said = office_said(&o);
		cr_expect_eq(rc, rows[i].code, "row %zu: %d: %s\n%s", i, rc, rc ? said : "loaded", rows[i].text);
		if (rc == rows[i].code) {
			cr_expect_eq(o.err.line, rows[i].line, "row %zu: %s\n%s", i, said, rows[i].text);
			cr_expect(strstr(said, rows[i].said), "row %zu: %s lacks '%s'", i, said, rows[i].said);
			cr_expect(o.findings.len >= 1);
		}
		ld_programme_free(p);
		office_close(&o);
	}
}

Test(script_wrong, several_faults_are_told_in_one_load)
{
	struct office o;
	struct ld_programme *p = NULL;
	office_open(&o);
	cr_assert_eq(LINDUNG_E_NAME, office_load(&o, "return programme { id = \"a\", as_of = \"2024-09-03\", eligibility = {\n"
		"rule { \"a\", when = { umr = 1 } },\n"
		"rule { \"b\", when = { desil = \"x\" }, reason = 5 } },\n"
		"priority = { score { \"c\" } }, order = { asc \"kecmatan\" } }", NULL, 0, &p));
	cr_expect_eq(o.findings.len, 5);
	cr_expect_eq(o.findings.items[0].line, 2);
	cr_expect_str_eq(o.findings.items[0].suggestion, "umur");
	cr_expect_eq(o.findings.items[4].line, 4);
	office_close(&o);
}

Test(script_wrong, a_private_value_is_not_quoted)
{
	struct office o;
	struct ld_programme *p = NULL;
	office_open(&o);
	cr_assert_eq(LINDUNG_E_TYPE, office_load(&o, WHEN("nik = 5315904105800001"), NULL, 0, &p));
	cr_expect_null(strstr(office_said(&o), "5904105800001"));
	office_close(&o);
}
