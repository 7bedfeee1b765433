/* What people and programs see of an answer: ids hidden, one line of JSON, rows of CSV, JUnit,
 * values by path. */
#include "ld_test.h"

#include <string.h>

#include "report/report.h"

static json_t *parse(const char *text)
{
	json_error_t e;
	json_t *doc = json_loads(text, JSON_DECODE_ANY, &e);
	cr_assert(doc, "%s", e.text);
	return doc;
}

static int collect(void *ctx, const char *p, size_t n)
{
	ld_buf_add(ctx, p, n);
	return 0;
}

static struct lindung_result *result(const char *kind, const char *text)
{
	struct lindung_error err;
	struct lindung_result *r = NULL;
	ld_ok(ld_result_new(kind, parse(text), 0, &r, &err));
	return r;
}

static bool writes(const char *kind, enum lindung_format format, int show_ids, const char *text,
	const char *want)
{
	struct lindung_error err;
	struct lindung_result *r = result(kind, text);
	struct ld_buf b = ld_buf_init(1 << 20);
	struct lindung_render how = {.format = format, .show_ids = show_ids};
	ld_ok(lindung_result_write(r, &how, collect, &b, &err));
	bool same = strcmp(ld_buf_text(&b), want) == 0;
	if (!same)
		cr_log_error("%s", ld_buf_text(&b));
	ld_buf_fini(&b);
	lindung_result_free(r);
	return same;
}

Test(answers, json_is_one_line_in_the_order_it_was_built)
{
	cr_expect(writes("run", LINDUNG_JSON, 0,
		"{\"z\": 1, \"a\": [true, null, 0.25], \"nama\": \"Ma\\u02bcruf\"}",
		"{\"z\":1,\"a\":[true,null,0.25],\"nama\":\"Maʼruf\"}\n"));
}

Test(answers, ids_are_hidden_wherever_they_stand)
{
	cr_expect(writes("explain", LINDUNG_JSON, 0,
		"{\"nik\":\"5315904105800001\",\"rules\":[{\"message\":\"x: '5315904105800001' and "
		"531590410580001.\"}]}",
		"{\"nik\":\"5315************\",\"rules\":[{\"message\":\"x: '5315************' and "
		"5315***********.\"}]}\n"));
	cr_expect(writes("explain", LINDUNG_JSON, 1, "{\"nik\":\"5315904105800001\"}",
		"{\"nik\":\"5315904105800001\"}\n"));
	cr_expect(writes("test", LINDUNG_JSON, 0,
		"{\"values\":{\"nik\":{\"value\":\"5315 9041 0580 0001\"},\"no_kk\":\"53159\"}}",
		"{\"values\":{\"nik\":{\"value\":\"5315 **** **** "
		"****\"},\"no_kk\":\"5315*\"}}\n"));
}

Test(answers, a_quarantined_id_is_hidden_even_when_it_is_no_id)
{
	cr_expect(writes("import", LINDUNG_CSV, 0,
		"{\"quarantine\":[{\"file\":\"a.csv\",\"line\":3,\"column\":\"NIK\",\"value\":"
		"\"5315-9041-05\",\"code\":\"NIK\","
		"\"reason\":\"10 "
		"digits\"},{\"file\":\"a.csv\",\"line\":4,\"column\":\"desil\",\"value\":\"12345\","
		"\"code\":"
		"\"RANGE\",\"reason\":\"=1\"}]}",
		"file,line,column,value,code,reason\na.csv,3,NIK,5315-****-**,NIK,10 digits\n"
		"a.csv,4,desil,12345,RANGE,'=1\n"));
}

Test(answers, hashes_and_amounts_stay_whole)
{
	static const char hash[] =
		"\"0123456789abcdef0123456789abcdef012345678901234567890123456789ab\"";
	static const char ids[] = "[\"5315904105800001531590410580000153159041058000015315904105800001\"]";
	char want[80];
	snprintf(want, sizeof want, "%s\n", hash);
	cr_expect(writes("run", LINDUNG_JSON, 0, hash, want));
	cr_expect(writes("run", LINDUNG_JSON, 0, ids,
		"[\"5315************************************************************\"]\n"));
	cr_expect(writes("run", LINDUNG_JSON, 0, "{\"budget\":1234567890123456}",
		"{\"budget\":1234567890123456}\n"));
}

Test(answers, other_documents_become_paths_and_values)
{
	cr_expect(writes("run", LINDUNG_CSV, 0,
		"{\"counts\":{\"selected\":3},\"funders\":[{\"id\":\"APBD\",\"even\":true}],"
		"\"groups\":[]}",
		"path,value\ncounts/selected,3\nfunders/0/id,APBD\nfunders/0/even,true\n"));
}

Test(answers, junit_escapes_names_and_tells_what_came)
{
	cr_expect(writes("test", LINDUNG_JUNIT, 0,
		"{\"cases\":[{\"name\":\"a<b & "
		"\\\"c\\\"\",\"file\":\"x_test.lua\",\"line\":4,\"ok\":true,\"expected\":\"layak\","
		"\"actual\":\"layak\"},{\"name\":\"d\",\"file\":\"x_test.lua\",\"line\":5,\"ok\":"
		"false,\"expected\":"
		"\"layak:15\",\"actual\":\"tolak:umur\",\"values\":{\"umur\":70,\"kaya\":false,\"luas\":2.5,\"nama\":\"<b>\",\"desil\":null},"
		"\"decided_by\":[{\"rule\":\"umur\",\"outcome\":\"false\",\"file\":\"x.lua\",\"line\":3,\"values\":{\"umur\":70},"
		"\"reason\":\"umur & batas\",\"points\":null},{\"rule\":\"desil\",\"outcome\":\"true\",\"file\":\"x.lua\","
		"\"line\":9,\"values\":{},\"points\":15}]}],\"counts\":{\"cases\":2,\"passed\":1,"
		"\"failed\":1}}",
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuite name=\"lindung\" tests=\"2\" failures=\"1\" errors=\"0\">\n"
		"  <testcase name=\"a&#60;b &#38; &#34;c&#34;\" classname=\"x_test.lua\" "
		"file=\"x_test.lua\" line=\"4\"/>\n"
		"  <testcase name=\"d\" classname=\"x_test.lua\" file=\"x_test.lua\" line=\"5\">\n"
		"    <failure message=\"expected layak:15, got tolak:umur\">values: umur = 70, kaya = false, luas = 2.5, "
		"nama = &#60;b&#62;, desil = ?\n"
		"decided by: umur false, x.lua:3: umur = 70 (umur &#38; batas)\n"
		"decided by: desil 15, x.lua:9: </failure>\n  </testcase>\n</testsuite>\n"));
}

/* A stored document may hold what no import lets through: a terminal obeys U+009B like ESC [. */
Test(answers, characters_that_a_terminal_obeys_are_escaped)
{
	cr_expect(writes("runs", LINDUNG_JSON, 0, "{\"a\\u202eb\":\"\\u009b2J\\u007fé\\udb40\\udc41\"}",
		"{\"a\\u202eb\":\"\\u009b2J\\u007fé\\udb40\\udc41\"}\n"));
	cr_expect(writes("test", LINDUNG_JUNIT, 0, "{\"cases\":[{\"name\":\"\\u009ba\\u202e\",\"line\":1,\"ok\":true}]}",
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"lindung\" tests=\"0\" failures=\"0\" errors=\"0\">\n"
		"  <testcase name=\"&#155;a&#8238;\" line=\"1\"/>\n</testsuite>\n"));
}

Test(answers, a_form_that_does_not_exist_is_refused)
{
	struct lindung_error err;
	struct lindung_result *r = result("run", "{}");
	struct lindung_render how = {.format = LINDUNG_JUNIT};
	ld_fails(USAGE, lindung_result_write(r, &how, collect, NULL, &err));
	lindung_result_free(r);
}

Test(answers, values_by_path)
{
	struct lindung_result *r =
		result("run", "{\"a\":{\"b\":[5,{\"c\":\"x\"}]},\"t\":true,\"n\":null}");
	cr_expect_eq(lindung_result_integer(r, "a/b/0"), 5);
	cr_expect_eq(lindung_result_integer(r, "t"), 1);
	cr_expect_str_eq(lindung_result_text(r, "a/b/1/c"), "x");
	cr_expect_eq(lindung_result_count(r, "a/b"), 2);
	cr_expect_eq(lindung_result_count(r, ""), 3);
	cr_expect_eq(lindung_result_integer(r, "a/b/7"), 0);
	cr_expect_eq(lindung_result_integer(r, "a/b/-1"), 0);
	cr_expect_str_eq(lindung_result_text(r, "a/b/0/c"), "");
	cr_expect_str_eq(lindung_result_text(r, "n"), "");
	cr_expect_str_eq(lindung_result_text(NULL, "n"), "");
	lindung_result_free(r);
}

Test(answers, text_that_is_not_utf8_still_makes_a_document)
{
	json_t *j = ld_json_text("a\xff"
				 "b\xc3");
	cr_expect_str_eq(json_string_value(j), "a?b?");
	json_decref(j);
	cr_expect(json_is_null(ld_json_text(NULL)));
	cr_expect(json_is_null(ld_json_text_or_null("")));
}
