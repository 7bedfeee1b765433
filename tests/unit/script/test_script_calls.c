/* Functions of rules: what they are given, what they may return, that a call leaves nothing, and that hostile ones stop. */
#include "rules_test.h"

static const char *const head = "return programme { id = \"a\", as_of = \"2024-09-03\", eligibility = {\n";

struct called {
	struct office o;
	struct ld_programme *p;
	struct ld_arena arena;
	struct ld_answer answer;
};

static void call(struct called *c, int func, const struct ld_value *args)
{
	struct ld_calls calls = ld_script_calls(c->o.script);
	int rc = calls.call(calls.ctx, func, args, 1, &c->answer, &c->arena, &c->o.err);
	cr_assert_eq(rc, 0, "%s", rc ? office_said(&c->o) : "");
}

/* A programme whose rules are `rules`, with `before` in front. */
static void open_rules(struct called *c, const char *before, const char *rules)
{
	static char text[8192];
	memset(c, 0, sizeof *c);
	office_open(&c->o);
	snprintf(text, sizeof text, "%s %s %s } }", before, head, rules);
	int rc = office_load(&c->o, text, NULL, 0, &c->p);
	cr_assert_eq(rc, 0, "%s\n%s", rc ? office_said(&c->o) : "", text);
}

static void close_rules(struct called *c)
{
	ld_programme_free(c->p);
	ld_arena_fini(&c->arena);
	office_close(&c->o);
}

static struct ld_value integer(int64_t i)
{
	return (struct ld_value){.kind = LD_I64, .i = i};
}

Test(script_calls, values_come_as_their_type_says)
{
	struct called c;
	struct ld_value args[7] = {integer(40), integer(1), integer(0), {.kind = LD_STR, .len = 6, .s = "petani"},
		{.kind = LD_F64, .f = 2.5}, integer(19000), {0}};
	open_rules(&c, "", "rule { \"r\", blanks = true, reads = { \"umur\", \"jenis_kelamin\", \"disabilitas\", \"pekerjaan\", \"luas\", "
		"\"tanggal_lahir\", \"desil\" },\nwhen = function(u, j, d, p, l, t, x) return math.type(u) == 'integer' and u == 40 and j == 'P' and "
		"d == false and p == 'petani' and l == 2.5 and t == '2022-01-08' and x == nil end }");
	cr_expect(c.p->funcs[0].blanks);
	call(&c, 0, args);
	cr_expect_eq(c.answer.kind, LD_ANSWER_VALUE, "%s", c.answer.message);
	cr_expect_eq(c.answer.value.i, 1);
	close_rules(&c);
}

Test(script_calls, an_error_of_a_rule_that_reads_private_fields_says_only_where)
{
	struct called c;
	struct ld_value args[1] = {{.kind = LD_STR, .len = 16, .s = "5315904105800001"}};
	open_rules(&c, "", "rule { \"r\", reads = { \"nik\" },\nwhen = function(nik) error('salah: ' .. nik) end },\n"
		"rule { \"q\", reads = { \"nik\" }, when = function(nik) return nik end }");
	for (int func = 0; func < 2; func++) {
		call(&c, func, args);
		cr_expect_eq(c.answer.kind, LD_ANSWER_ERROR);
		cr_expect_str_eq(c.answer.message, "(message hidden: the rule reads private fields)");
		cr_expect_eq(c.answer.line, 3 + func, "%d", c.answer.line);
	}
	close_rules(&c);
}

Test(script_calls, wrong_results_are_errors_of_the_rule)
{
	static const char *const bodies[][2] = {{"return 1", "returned the number 1, not true or false"}, {"return nil", "returned nothing"},
		{"return 'ya'", "the text 'ya'"}, {"error('salah benar')", "salah benar"}, {"error({})", "not a text but a table"},
		{"local t = nil return t.x", "attempt to index a nil value"}, {"return u < 'a'", "attempt to compare"},
		{"return u + '1' > 0", "arithmetic on a string"}, {"local e = _ENV return e.os.time() > 0", "'os' is blocked"},
		{"return rule { 'x' } == nil", "word of rule files"}, {"return require 'fields' == nil", "inside a function"},
		{"local e = _ENV e.x = 1 return true", "globals are read-only"}, {"local e = _ENV return e.tidak_ada", "undefined global"},
		{"string.rep = nil return true", "'string' is read-only"}, {"return ('x'):dump()", "string.dump"},
		{"return ('x'):rep(1e9) == ''", "longer than"}, {"local e = _ENV error(e.setmetatable)", "'setmetatable' is blocked"}};
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		struct called c;
		char rule[512];
		struct ld_value u = integer(40);
		snprintf(rule, sizeof rule, "rule { \"r\", reads = { \"umur\" },\nwhen = function(u) %s end },\n"
			"rule { \"baik\", reads = { \"umur\" }, when = function(u) return u == 40 end }", bodies[i][0]);
		open_rules(&c, "", rule);
		call(&c, 0, &u);
		cr_expect_eq(c.answer.kind, LD_ANSWER_ERROR, "%s", bodies[i][0]);
		if (c.answer.kind == LD_ANSWER_ERROR) {
			cr_expect_eq(c.answer.code, LINDUNG_E_RULE, "%s", bodies[i][0]);
			cr_expect(strstr(c.answer.message, bodies[i][1]), "%s: %s", bodies[i][0], c.answer.message);
			cr_expect_str_eq(c.answer.file, "p");
			cr_expect(c.answer.line == 2 || c.answer.line == 3, "%s: %d", bodies[i][0], c.answer.line);
		}
		call(&c, 1, &u);
		cr_expect(c.answer.kind == LD_ANSWER_VALUE && c.answer.value.i == 1, "after %s", bodies[i][0]);
		close_rules(&c);
	}
}

Test(script_calls, hostile_functions_stop_and_the_next_call_works, .timeout = 60)
{
	static const struct {
		const char *body;
		int code;
	} bodies[] = {
		{"while true do end", LINDUNG_E_INSTRUCTIONS},
		{"local function f() return f() end return f()", LINDUNG_E_INSTRUCTIONS},
		{"local function f() return 1 + f() end return f()", 0},
		{"local t = {} while true do t[#t + 1] = {} end", 0},
		{"local s = 'x' while true do s = s .. s end", 0},
		{"local s = ('x'):rep(1000) while true do s = s:upper() .. s end", 0},
		{"return (('a'):rep(60)):find(('a?'):rep(60) .. ('a'):rep(60) .. 'b') ~= nil", LINDUNG_E_INSTRUCTIONS},
		{"return (('a'):rep(30000)):find('.-.-.-.-.-b') ~= nil", LINDUNG_E_INSTRUCTIONS},
		{"return (('('):rep(60000)):find('%b()%b()') ~= nil", 0},
		{"local t = {} for i = 1, 60000 do t[i] = i % 7 end while true do table.sort(t) end", LINDUNG_E_INSTRUCTIONS},
		{"local t = {} for i = 1, 100 do t[i] = i end table.sort(t, function() return true end) while true do end",
			LINDUNG_E_INSTRUCTIONS},
		{"local t = {} for i = 1, 1e5 do t[i] = 'xxxxxxxxxx' end return #table.concat(t) > 0", 0},
		{"return #table.unpack({}, 1, 1e7) > 0", LINDUNG_E_RULE},
		{"for k in ('x'):gmatch('') do while true do end end", LINDUNG_E_INSTRUCTIONS},
		{"return string.format('%99.99f', 1e308):rep(1e6) == ''", LINDUNG_E_RULE},
		{"return string.format('%s', {}) == 'table' and string.format('%p', {}) == ''", LINDUNG_E_RULE},
		{"local t = {} for i = 1, 300 do t = { t } end error(t)", LINDUNG_E_RULE},
	};
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		struct called c;
		char rule[512];
		struct ld_value u = integer(40);
		snprintf(rule, sizeof rule, "rule { \"r\", reads = { \"umur\" },\nwhen = function(u) %s end },\n"
			"rule { \"baik\", reads = { \"umur\" }, when = function(u) return u == 40 end }", bodies[i].body);
		open_rules(&c, "", rule);
		for (int k = 0; k < 2; k++) {
			call(&c, 0, &u);
			cr_expect_eq(c.answer.kind, LD_ANSWER_ERROR, "%s", bodies[i].body);
			cr_expect(!bodies[i].code || c.answer.code == bodies[i].code, "%s: %d %s", bodies[i].body, c.answer.code,
				c.answer.message ? c.answer.message : "");
			call(&c, 1, &u);
			cr_expect(c.answer.kind == LD_ANSWER_VALUE && c.answer.value.i == 1, "after %s", bodies[i].body);
		}
		close_rules(&c);
	}
}

Test(script_calls, a_call_leaves_nothing_behind)
{
	static const struct {
		const char *before, *body, *said;
	} rows[] = {
		{"local n = 0", "n = n + 1 return n == 1", "changed 'n'"},
		{"local seen", "seen = true return true", "changed 'seen'"},
		{"local t = { a = { 1 } }", "t.a[1] = 2 return true", "read-only"},
		{"local t = {}", "t[#t + 1] = u return true", "read-only"},
		{"local t = { 3, 1 }", "table.sort(t) return true", "read-only"},
		{"local n = 0 local function up() n = n + 1 return n end", "return up() == 1", "changed 'n'"},
		{"local h = { up = (function() local k = 0 return function() k = k + 1 return k end end)() }", "return h.up() == 1", "changed 'k'"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct called c;
		char rule[512];
		struct ld_value u = integer(40);
		snprintf(rule, sizeof rule, "rule { \"r\", reads = { \"umur\" },\nwhen = function(u) %s end }", rows[i].body);
		open_rules(&c, rows[i].before, rule);
		for (int k = 0; k < 2; k++) {
			call(&c, 0, &u);
			cr_expect_eq(c.answer.kind, LD_ANSWER_ERROR, "%s", rows[i].body);
			cr_expect(c.answer.message && strstr(c.answer.message, rows[i].said), "%s: %s", rows[i].body, c.answer.message);
		}
		close_rules(&c);
	}
}

Test(script_calls, tables_and_helpers_around_a_function_can_be_read)
{
	struct called c;
	struct ld_value u = integer(3);
	open_rules(&c, "local batas = { [3] = { 'a', 'b' }, x = 1 } local function sum(t) local n = 0 for k, v in pairs(t) do n = n + 1 end "
		"return n end",
		"rule { \"r\", reads = { \"umur\" }, when = function(u) local s = '' for i, v in ipairs(batas[3]) do s = s .. i .. v end\n"
		"return s == '1a2b' and #batas[3] == 2 and batas.y == nil and sum(batas) == 2 and type(batas) == 'table' and "
		"table.concat(batas[3], '-') == 'a-b' and select('#', table.unpack(batas[3])) == 2 and tostring(batas) == 'table' end }");
	call(&c, 0, &u);
	cr_expect(c.answer.kind == LD_ANSWER_VALUE && c.answer.value.i == 1, "%s", c.answer.message ? c.answer.message : "false");
	close_rules(&c);
}

Test(script_calls, points_and_fields_are_checked)
{
	struct called c;
	struct ld_value u = integer(3);
	memset(&c, 0, sizeof c);
	office_open(&c.o);
	static char fields[4096];
	snprintf(fields, sizeof fields, "%.*s field.choice \"kelas\" { \"a\", \"b\", reads = { \"umur\" }, derive = function(u) "
		"if u == 3 then return 'b' end if u == 4 then return 'c' end end } }", (int)strlen(test_fields) - 2, test_fields);
	c.o.files[0].text = fields;
	c.o.files[0].len = strlen(fields);
	int rc = office_load(&c.o, "return programme { id = \"a\", as_of = \"2024-09-03\", eligibility = { rule { \"r\", when = { kelas = 'a' } } },"
		"priority = { score { \"s\", reads = { \"umur\" }, range = { 0, 10 }, points = function(u) if u == 3 then return 6 / 2 end "
		"if u == 4 then return 11 end if u == 5 then return 0 / 0 end return 2.5 end } } }", NULL, 0, &c.p);
	cr_assert_eq(rc, 0, "%s", rc ? office_said(&c.o) : "");
	cr_assert_eq(c.p->nfuncs, 2);
	cr_assert_eq(c.p->funcs[0].kind, LD_FUNC_FIELD);
	call(&c, 0, &u);
	cr_expect(c.answer.kind == LD_ANSWER_VALUE && c.answer.value.kind == LD_I64 && c.answer.value.i == 1);
	call(&c, 1, &u);
	cr_expect(c.answer.kind == LD_ANSWER_VALUE && c.answer.value.i == 3, "%s", c.answer.message);
	u.i = 4;
	call(&c, 0, &u);
	cr_expect(c.answer.kind == LD_ANSWER_ERROR && strstr(c.answer.message, "the text 'c', not choice"), "%s", c.answer.message);
	call(&c, 1, &u);
	cr_expect(c.answer.kind == LD_ANSWER_ERROR && strstr(c.answer.message, "outside its range 0 to 10"));
	u.i = 5;
	call(&c, 0, &u);
	cr_expect(c.answer.kind == LD_ANSWER_VALUE && c.answer.value.kind == LD_MISSING);
	call(&c, 1, &u);
	cr_expect(c.answer.kind == LD_ANSWER_ERROR && strstr(c.answer.message, "whole number"));
	u.i = 6;
	call(&c, 1, &u);
	cr_expect(c.answer.kind == LD_ANSWER_ERROR);
	close_rules(&c);
}

Test(script_calls, patterns_and_sorting_mean_what_lua_means)
{
	static const char *const truths[] = {
		"('2024-09-03'):match('^(%d+)-(%d+)-(%d+)$') == '2024'", "select(2, ('abc'):gsub('%w', '%0%0')) == 3",
		"(('abc'):gsub('b', { b = 'x' })) == 'axc'", "(('abc'):gsub('', '-')) == '-a-b-c-'", "('a,b,,c'):find(',,', 1, true) == 4",
		"('  x  '):match('^%s*(.-)%s*$') == 'x'", "('THE (quick) fox'):find('%((%a+)%)') == 5", "('f(a(b)c)d'):match('%b()') == '(a(b)c)'",
		"('THE (quick) fox'):gsub('%f[%a]%a+', 'x') == 'x (x) x'", "('hello'):match('()ll()') == 3", "('hello'):find('()l%1') == nil", "('x=1, y=2'):gsub('(%w+)=(%w+)', '%2=%1') == '1=x, 2=y'",
		"('abc'):find('b', -1) == nil", "('[]]'):match('[]]+') == ']]'", "('a-b'):match('[a%-]+') == 'a-'", "('äö'):len() == 4", "tonumber(('k1'):match('%d')) == 1",
		"(function() local t = {} for w in ('a b c'):gmatch('%a') do t[#t + 1] = w end return #t == 3 end)()",
		"(function() local t = { 5, 2, 9, 1 } table.sort(t) return t[1] == 1 and t[4] == 9 end)()",
		"(function() local t = { 'b', 'a' } table.sort(t, function(a, b) return a > b end) return t[1] == 'b' end)()",
		"(function() local s = '' for k in pairs({ z = 1, a = 2, [2] = 3, [1] = 4 }) do s = s .. k end return s == '12az' end)()",
		"(function() local t = { 1, 2 } table.insert(t, 1, 0) return table.remove(t) == 2 and #t == 2 and t[1] == 0 end)()",
		"string.format('%5.1f|%s|%d|%q', 2.25, true, 3, 'x') == '  2.2|true|3|\"x\"'", "math.floor(2.7) == 2 and math.type(1) == 'integer'",
	};
	for (size_t i = 0; i < sizeof truths / sizeof *truths; i++) {
		struct called c;
		char rule[512];
		struct ld_value u = integer(1);
		snprintf(rule, sizeof rule, "rule { \"r\", reads = { \"umur\" }, when = function(u) local r = %s return r end }", truths[i]);
		open_rules(&c, "", rule);
		call(&c, 0, &u);
		cr_expect(c.answer.kind == LD_ANSWER_VALUE && c.answer.value.i == 1, "%s: %s", truths[i],
			c.answer.message ? c.answer.message : "false");
		close_rules(&c);
	}
}
