/* JSON back from text: what jansson itself reads of it, and what both refuse. */
#include <jansson.h>

#include "ld_test.h"
#include "report/report.h"

static const char *const good[] = {"{}", "[]", " { \"a\" : [ 1 , -2 , 0 , 2.5 , -1e3, 1E+2, 0.5e-1 ] , \"b\" : { \"c\" : null } }\n",
	"[true,false,null]", "\"\"", "7", "[9223372036854775807,-9223372036854775808]",
	"\"\\\" \\\\ \\/ \\b\\f\\n\\r\\t \\u0041 \\u00e9 \\u20ac \\ud83d\\ude00 é€\"", "{\"\":1,\"\\u0061b\":\"\\\\\"}", "[[[[]]],{\"a\":{}}]"};

Test(json_read, is_what_jansson_reads)
{
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct lindung_error err = {0};
		json_t *mine = NULL, *theirs = json_loads(good[i], JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
		cr_assert(theirs, "%s", good[i]);
		ld_ok(ld_json_read(good[i], &mine, &err));
		cr_expect(json_equal(mine, theirs), "%s", good[i]);
		json_decref(mine);
		json_decref(theirs);
	}
}

static const char *const bad[] = {"", " ", "{", "[", "[1", "[1,]", "[,1]", "[1 2]", "[1}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}",
	"{\"a\":1,\"a\":2}", "{\"a\" 1}", "{\"a\":1]", "{\"a\":1", "\"", "\"a", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u0000\"", "\"\\ud83d\"",
	"\"\\ud83d\\u0041\"", "\"\\ude00\"", "\"a\nb\"", "\"\xff\"", "\"\xed\xa0\x80\"", "01", "-", "+1", ".5", "1.", "1.e2", "1e", "1e+", "1e999",
	"9223372036854775808", "tru", "nul", "falsch", "1 2", "[] x", "'a'"};

Test(json_read, refuses_what_jansson_refuses)
{
	char deep[201] = "";
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct lindung_error err = {0};
		json_t *mine = NULL;
		cr_assert_null(json_loads(bad[i], JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL), "%s", bad[i]);
		ld_fails(DB_CORRUPT, ld_json_read(bad[i], &mine, &err));
		cr_expect_null(mine);
	}
	memset(deep, '[', 100);
	memset(deep + 100, ']', 100);
	struct lindung_error err = {0};
	json_t *mine = NULL;
	ld_fails(DB_CORRUPT, ld_json_read(deep, &mine, &err)); /* no document of ours is so deep */
}
