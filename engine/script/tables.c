/*
 * The table functions of rules and pairs, over plain and read-only tables alike. sort is a merge
 * sort: stable, bounded whatever the comparison says, and without the library's pivot from the
 * clock. pairs walks keys in one order: numbers, then texts by bytes, then false and true.
 */
#include "script/internal.h"

#include <string.h>

#include "base/text.h"

enum { MAX_RESULT = 64 * 1024, MAX_LIST = 1000000 };

static void check_table(lua_State *L, int arg)
{
	bool ok = lua_type(L, arg) == LUA_TTABLE || ld_is(L, arg, LD_K_FROZEN) ||
		  ld_is(L, arg, LD_K_MODULE);
	if (!ok)
		luaL_typeerror(L, arg, "table");
}

static lua_Integer length(lua_State *L, int arg)
{
	lua_Integer n = luaL_len(L, arg);
	if (n > MAX_LIST)
		luaL_error(L, "the list is longer than %d", MAX_LIST);
	ld_charge(L, 1);
	return n;
}

static int tab_concat(lua_State *L)
{
	size_t lsep;
	check_table(L, 1);
	const char *sep = luaL_optlstring(L, 2, "", &lsep);
	lua_Integer i = luaL_optinteger(L, 3, 1);
	lua_Integer last = lua_isnoneornil(L, 4) ? length(L, 1) : luaL_checkinteger(L, 4);
	luaL_Buffer b;
	luaL_buffinit(L, &b);
	for (lua_Integer k = i; k <= last; k++) {
		ld_charge(L, 1);
		if (lua_geti(L, 1, k), !lua_isstring(L, -1))
			luaL_error(L, "invalid value (at index %I) in table for 'concat'",
				(LUAI_UACINT)k);
		luaL_addvalue(&b);
		if (k < last)
			luaL_addlstring(&b, sep, lsep);
		if (luaL_bufflen(&b) > MAX_RESULT)
			luaL_error(L, "the result of concat is longer than %d bytes", MAX_RESULT);
		if (k == last)
			break; /* last may be the largest integer */
	}
	luaL_pushresult(&b);
	return 1;
}

static int tab_insert(lua_State *L)
{
	check_table(L, 1);
	lua_Integer e = length(L, 1) + 1;
	int n = lua_gettop(L);
	if (n != 2 && n != 3)
		return luaL_error(L, "wrong number of arguments to 'insert'");
	lua_Integer pos = n == 2 ? e : luaL_checkinteger(L, 2);
	luaL_argcheck(L, pos >= 1 && pos <= e, 2, "position out of bounds");
	ld_charge(L, (size_t)(e - pos));
	for (lua_Integer i = e; i > pos; i--) {
		lua_geti(L, 1, i - 1);
		lua_seti(L, 1, i);
	}
	lua_settop(L, n);
	lua_seti(L, 1, pos);
	return 0;
}

static int tab_remove(lua_State *L)
{
	check_table(L, 1);
	lua_Integer size = length(L, 1), pos = luaL_optinteger(L, 2, size);
	if (!lua_isnoneornil(L, 2))
		luaL_argcheck(L,
			(size == 0 && (pos == 0 || pos == 1)) || (pos >= 1 && pos <= size + 1), 2,
			"position out of bounds");
	lua_geti(L, 1, pos);
	if (size > pos)
		ld_charge(L, (size_t)(size - pos));
	for (; pos < size; pos++) {
		lua_geti(L, 1, pos + 1);
		lua_seti(L, 1, pos);
	}
	if (pos >= 1 && pos <= size) {
		lua_pushnil(L);
		lua_seti(L, 1, pos);
	}
	return 1;
}

static int tab_unpack(lua_State *L)
{
	check_table(L, 1);
	lua_Integer i = luaL_optinteger(L, 2, 1);
	lua_Integer e = lua_isnoneornil(L, 3) ? length(L, 1) : luaL_checkinteger(L, 3);
	if (i > e)
		return 0;
	if ((lua_Unsigned)e - (lua_Unsigned)i >= 1000 || !lua_checkstack(L, (int)(e - i + 1)))
		return luaL_error(L, "too many results to unpack");
	for (lua_Integer k = i; k < e; k++)
		lua_geti(L, 1, k);
	lua_geti(L, 1, e);
	return (int)(e - i + 1);
}

/* Is list[b] before list[a]? list and the comparison stand at 1 and 2. */
static bool before(lua_State *L, int list, lua_Integer b, lua_Integer a)
{
	bool less;
	ld_charge(L, 1);
	if (lua_isnil(L, 2)) {
		lua_rawgeti(L, list, b);
		lua_rawgeti(L, list, a);
		less = lua_compare(L, -2, -1, LUA_OPLT);
		lua_pop(L, 2);
		return less;
	}
	lua_pushvalue(L, 2);
	lua_rawgeti(L, list, b);
	lua_rawgeti(L, list, a);
	lua_call(L, 2, 1);
	less = lua_toboolean(L, -1);
	lua_pop(L, 1);
	return less;
}

static void move(lua_State *L, int from, lua_Integer i, int to, lua_Integer k)
{
	lua_rawgeti(L, from, i);
	lua_rawseti(L, to, k);
}

/* Merge runs of `width` from one list into the other. */
static void merge_pass(lua_State *L, int from, int to, lua_Integer n, lua_Integer width)
{
	for (lua_Integer lo = 1; lo <= n; lo += 2 * width) {
		lua_Integer mid = lo + width <= n + 1 ? lo + width : n + 1;
		lua_Integer hi = lo + 2 * width <= n + 1 ? lo + 2 * width : n + 1;
		lua_Integer a = lo, b = mid, k = lo;
		while (a < mid && b < hi) {
			if (before(L, from, b, a))
				move(L, from, b++, to, k++);
			else
				move(L, from, a++, to, k++);
		}
		while (a < mid)
			move(L, from, a++, to, k++);
		while (b < hi)
			move(L, from, b++, to, k++);
	}
}

static int tab_sort(lua_State *L)
{
	check_table(L, 1);
	if (!lua_isnoneornil(L, 2))
		luaL_checktype(L, 2, LUA_TFUNCTION);
	lua_settop(L, 2);
	lua_Integer n = length(L, 1);
	lua_newtable(L); /* list comparison from */
	lua_newtable(L); /* list comparison from to */
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, 1, i);
		lua_rawseti(L, 3, i);
	}
	int from = 3, to = 4;
	for (lua_Integer width = 1; width < n; width *= 2) {
		merge_pass(L, from, to, n, width);
		int t = from;
		from = to, to = t;
	}
	for (lua_Integer i = 1; i <= n; i++) {
		lua_rawgeti(L, from, i);
		lua_seti(L, 1, i);
	}
	return 0;
}

/* ---- pairs ---- */

static int key_rank(lua_State *L, int idx)
{
	int type = lua_type(L, idx);
	return type == LUA_TNUMBER ? 0 : type == LUA_TSTRING ? 1 : type == LUA_TBOOLEAN ? 2 : 3;
}

/* The comparison of keys, a C function for tab_sort. */
static int key_less(lua_State *L)
{
	int a = key_rank(L, 1), b = key_rank(L, 2);
	bool less = a < b;
	if (a == b && a == 0) {
		less = lua_compare(L, 1, 2, LUA_OPLT);
	} else if (a == b && a == 1) {
		size_t n, m;
		const char *s = lua_tolstring(L, 1, &n), *t = lua_tolstring(L, 2, &m);
		less = ld_bytes_cmp(s, n, t, m) < 0;
	} else if (a == b && a == 2) {
		less = !lua_toboolean(L, 1) && lua_toboolean(L, 2);
	}
	lua_pushboolean(L, less);
	return 1;
}

/* Upvalues: keys, their index. The table is the first argument, as pairs gave it. */
static int pairs_next(lua_State *L)
{
	lua_Integer i = lua_tointeger(L, lua_upvalueindex(2)) + 1;
	lua_pushinteger(L, i);
	lua_replace(L, lua_upvalueindex(2));
	if (lua_rawgeti(L, lua_upvalueindex(1), i) == LUA_TNIL)
		return 1;
	lua_pushvalue(L, -1);
	lua_gettable(L, 1); /* key value */
	return 2;
}

int ld_pairs(lua_State *L)
{
	luaL_checkany(L, 1);
	check_table(L, 1);
	if (!ld_open_plain(L, 1)) /* table … real */
		return luaL_typeerror(L, 1, "table");
	lua_replace(L, 2);
	lua_settop(L, 2); /* table real */
	lua_pushcfunction(L, tab_sort);
	lua_newtable(L); /* table real sort keys */
	lua_Integer n = 0;
	lua_pushnil(L);
	while (lua_next(L, 2)) { /* … keys key value */
		lua_pop(L, 1);
		if (key_rank(L, -1) == 3)
			return luaL_error(L, "pairs needs keys that have an order, not a %s",
				luaL_typename(L, -1));
		lua_pushvalue(L, -1);
		lua_rawseti(L, 4, ++n);
	}
	ld_charge(L, (size_t)n);
	lua_pushvalue(L, 4); /* table real sort keys keys */
	lua_insert(L, 3);    /* table real keys sort keys */
	lua_pushcfunction(L, key_less);
	lua_call(L, 2, 0); /* table real keys */
	lua_pushinteger(L, 0);
	lua_pushcclosure(L, pairs_next, 2); /* table real next */
	lua_pushvalue(L, 1);
	lua_pushnil(L);
	return 3;
}

bool ld_is_iterator(lua_CFunction fn)
{
	return fn == pairs_next || fn == ld_gmatch_next;
}

void ld_tables_open(lua_State *L)
{
	static const luaL_Reg own[] = {{"concat", tab_concat}, {"insert", tab_insert},
		{"remove", tab_remove}, {"sort", tab_sort}, {"unpack", tab_unpack}, {NULL, NULL}};
	lua_newtable(L);
	luaL_setfuncs(L, own, 0);
}
