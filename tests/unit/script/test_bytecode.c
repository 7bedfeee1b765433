/* What is told of a function from its code, held against what the function does. */
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ld_test.h"
#include "script/internal.h"

static int counted;

static void count(lua_State *L, lua_Debug *ar)
{
	(void)L, (void)ar;
	counted++;
}

/* Its code's word; instructions that it takes on a few arguments, if it is said to be brief. */
static struct ld_bytecode told(const char *function)
{
	lua_State *L = luaL_newstate();
	luaL_openlibs(L);
	LD_CLEANUP(ld_buf_fini) struct ld_buf text = ld_buf_init(1 << 20);
	ld_buf_printf(&text, "local up, t, f = 1, { 5 }, function(x) return x end return %s", function);
	cr_assert(luaL_loadstring(L, ld_buf_text(&text)) == LUA_OK && lua_pcall(L, 0, 1, 0) == LUA_OK, "%s", lua_tostring(L, -1));
	struct ld_bytecode b = ld_bytecode_read(L, -1);
	cr_assert_eq(lua_gettop(L), 1);
	for (int x = 0; b.brief && x < 5; x++) {
		lua_settop(L, 1);
		lua_pushvalue(L, 1);
		lua_pushinteger(L, x);
		lua_pushinteger(L, 2 * x - 3);
		counted = 0;
		lua_sethook(L, count, LUA_MASKCOUNT, 1);
		lua_pcall(L, 2, 0, 0);
		lua_sethook(L, NULL, 0, 0);
		cr_assert(counted < LD_HOOK_EVERY, "%s: %d", function, counted);
	}
	lua_close(L);
	return b;
}

static void says(const char *function, bool brief, bool sets)
{
	struct ld_bytecode b = told(function);
	cr_assert(b.brief == brief && b.sets == sets, "%s: brief %d, sets %d", function, b.brief, b.sets);
}

Test(bytecode, brief)
{
	says("function(a) return a end", true, false);
	says("function(a, b) return a // b < 600000 and (a ~= 3 or not b) end", true, false);
	says("function(a, b) if a > b then return a elseif a == 0 then return -b end local c = a * b return c .. 'x' end", true, false);
	says("function(a) return t[1] == a or t.x == nil or #t == up end", true, false);
	says("function(a) return ({ 1, 2, 3, x = 4 })[a] end", true, false);
	says("function(a, b) do goto over end a = b ::over:: return a end", true, false);
	says("function() return 1.5, 1 << 70, 'text', nil end", true, false);
	says("function(a) return a + 100000, a & 3, ~a, a ^ 2, a % 7, a / 2 end", true, false);
}

/* Each way to come back to an instruction, and each way to run another function. */
Test(bytecode, not_brief)
{
	static const char *const bodies[] = {"while a < 3 do a = a + 1 end", "while true do end", "repeat a = a + 1 until a > 3",
		"for i = 1, a do b = i end", "for i = 1.5, a do b = i end", "for k in pairs(t) do b = k end", "::again:: if a < 3 then a = a + 1 goto again end",
		"f(a)", "return f(a)", "local s = ('x'):rep(3)", "b = t.x and t.x()", "b = a .. f(b)", "b = { f(a) }", "return math.max(a, b)",
		"local c <close> = nil", "b = function() return a end"};
	char function[256];
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		snprintf(function, sizeof function, "function(a, b) %s end", bodies[i]);
		cr_assert_not(told(function).brief, "%s", function);
	}
	cr_assert_not(told("function(...) return f(...) end").brief);
	cr_assert_not(told("print").brief, "code that is not Lua's");
	cr_assert(told("print").sets);
}

Test(bytecode, sets)
{
	says("function(a) up = a return true end", true, true);
	says("function(a) local function inner() up = up + 1 end inner() return a end", false, true);
	says("function(a) local mine = 1 mine = a return mine end", true, false);
	says("function(a) t[1] = a return f(a) end", false, false);
}

/* As many instructions as are counted at once are too many, one fewer is not. */
Test(bytecode, long_ones)
{
	for (int more = -5; more <= 5; more++) {
		LD_CLEANUP(ld_buf_fini) struct ld_buf text = ld_buf_init(1 << 20);
		ld_buf_puts(&text, "function(a) ");
		int n = (LD_HOOK_EVERY + more) / 2; /* an addition is two: itself, and its metamethod behind it */
		for (int i = 0; i < n; i++)
			ld_buf_puts(&text, "a = a + a ");
		ld_buf_puts(&text, "return a end");
		bool brief = told(ld_buf_text(&text)).brief;
		cr_assert_eq(brief, 2 * n + 2 < LD_HOOK_EVERY, "%d additions", n); /* and two ends */
	}
}
