/*
 * The string functions of rules: Lua's own where they are bounded by their inputs, ours for find,
 * match, gmatch, gsub (over pattern.c), rep (capped result) and format (no %p, no addresses). Built
 * results live in Lua's buffers, which are in the capped heap.
 */
#include "script/internal.h"

#include <lualib.h>
#include <string.h>

enum { MAX_RESULT = 64 * 1024, MAX_PATTERN = 1024 };

static size_t start_of(lua_State *L, int arg, size_t len)
{
	lua_Integer init = luaL_optinteger(L, arg, 1);
	if (init > 0)
		return (size_t)init - 1;
	if (init == 0 || init < -(lua_Integer)len)
		return 0;
	return len - (size_t)-init;
}

static void prepare(
	struct ld_match *m, lua_State *L, const char *s, size_t ls, const char *p, size_t lp)
{
	if (lp > MAX_PATTERN)
		luaL_error(L, "pattern longer than %d bytes", MAX_PATTERN);
	*m = (struct ld_match){.L = L, .src = s, .src_end = s + ls, .p_end = p + lp};
}

static void again(struct ld_match *m)
{
	m->level = 0;
	m->depth = 0;
}

static void push_capture(struct ld_match *m, int i, const char *s, const char *e)
{
	if (i >= m->level) {
		if (i != 0)
			luaL_error(m->L, "invalid capture index %%%d", i + 1);
		lua_pushlstring(m->L, s, (size_t)(e - s));
	} else if (m->capture[i].len == -2) {
		lua_pushinteger(m->L, m->capture[i].init - m->src + 1);
	} else {
		if (m->capture[i].len < 0)
			luaL_error(m->L, "unfinished capture");
		lua_pushlstring(m->L, m->capture[i].init, (size_t)m->capture[i].len);
	}
}

static int push_captures(struct ld_match *m, const char *s, const char *e)
{
	int n = m->level == 0 && s ? 1 : m->level;
	luaL_checkstack(m->L, n, "too many captures");
	for (int i = 0; i < n; i++)
		push_capture(m, i, s, e);
	return n;
}

static int find_plain(lua_State *L, const char *s, size_t ls, const char *p, size_t lp, size_t init)
{
	ld_charge(L, (ls - init) / 8 + 1);
	const char *at = memmem(s + init, ls - init, p, lp);
	if (!at) {
		lua_pushnil(L);
		return 1;
	}
	lua_pushinteger(L, at - s + 1);
	lua_pushinteger(L, at - s + (lua_Integer)lp);
	return 2;
}

static int find_or_match(lua_State *L, bool find)
{
	size_t ls, lp;
	const char *s = luaL_checklstring(L, 1, &ls), *p = luaL_checklstring(L, 2, &lp);
	size_t init = start_of(L, 3, ls);
	if (init > ls) {
		lua_pushnil(L);
		return 1;
	}
	if (find && (lua_toboolean(L, 4) || (strlen(p) == lp && !strpbrk(p, "^$*+?.([%-"))))
		return find_plain(L, s, ls, p, lp, init);
	bool anchor = lp && *p == '^';
	p += anchor, lp -= anchor;
	struct ld_match m;
	prepare(&m, L, s, ls, p, lp);
	for (const char *at = s + init; at <= m.src_end; at++) {
		again(&m);
		const char *e = ld_match(&m, at, p);
		if (e && find) {
			lua_pushinteger(L, at - s + 1);
			lua_pushinteger(L, e - s);
			return push_captures(&m, NULL, NULL) + 2;
		}
		if (e)
			return push_captures(&m, at, e);
		if (anchor)
			break;
	}
	lua_pushnil(L);
	return 1;
}

int ld_str_find(lua_State *L)
{
	return find_or_match(L, true);
}

int ld_str_match(lua_State *L)
{
	return find_or_match(L, false);
}

/* Upvalues: subject, pattern, next position, end of the last match (or -1). */
int ld_gmatch_next(lua_State *L)
{
	size_t ls, lp;
	const char *s = lua_tolstring(L, lua_upvalueindex(1), &ls),
		   *p = lua_tolstring(L, lua_upvalueindex(2), &lp);
	lua_Integer from = lua_tointeger(L, lua_upvalueindex(3)),
		    last = lua_tointeger(L, lua_upvalueindex(4));
	struct ld_match m;
	prepare(&m, L, s, ls, p, lp);
	for (const char *at = s + from; at <= m.src_end; at++) {
		again(&m);
		const char *e = ld_match(&m, at, p);
		if (!e || e - s == last)
			continue;
		lua_pushinteger(L, e - s);
		lua_copy(L, -1, lua_upvalueindex(3));
		lua_replace(L, lua_upvalueindex(4));
		return push_captures(&m, at, e);
	}
	return 0;
}

int ld_str_gmatch(lua_State *L)
{
	size_t ls;
	luaL_checklstring(L, 1, &ls);
	luaL_checkstring(L, 2);
	size_t init = start_of(L, 3, ls);
	lua_pushvalue(L, 1);
	lua_pushvalue(L, 2);
	lua_pushinteger(L, (lua_Integer)(init > ls ? ls + 1 : init));
	lua_pushinteger(L, -1);
	lua_pushcclosure(L, ld_gmatch_next, 4);
	return 1;
}

/* A replacement text with %0 … %9 and %%. */
static void add_text(struct ld_match *m, luaL_Buffer *b, const char *s, const char *e)
{
	size_t n;
	const char *r = lua_tolstring(m->L, 3, &n);
	for (size_t i = 0; i < n; i++) {
		if (r[i] != '%') {
			luaL_addchar(b, r[i]);
			continue;
		}
		i++;
		if (i < n && r[i] == '%') {
			luaL_addchar(b, '%');
		} else if (i < n && r[i] == '0') {
			luaL_addlstring(b, s, (size_t)(e - s));
		} else if (i < n && r[i] >= '1' && r[i] <= '9') {
			push_capture(m, r[i] - '1', s, e);
			luaL_tolstring(m->L, -1, NULL);
			lua_remove(m->L, -2);
			luaL_addvalue(b);
		} else {
			luaL_error(m->L, "invalid use of '%%' in replacement string");
		}
	}
}

/* What replaces the match s … e is added to b; true when it is not the match itself. */
static bool add_value(struct ld_match *m, luaL_Buffer *b, const char *s, const char *e)
{
	lua_State *L = m->L;
	int type = lua_type(L, 3);
	if (type == LUA_TSTRING || type == LUA_TNUMBER) {
		add_text(m, b, s, e);
		return true;
	}
	if (type == LUA_TFUNCTION) {
		lua_pushvalue(L, 3);
		int n = push_captures(m, s, e);
		lua_call(L, n, 1);
	} else {
		push_capture(m, 0, s, e);
		lua_gettable(L, 3);
	}
	if (!lua_toboolean(L, -1)) {
		lua_pop(L, 1);
		luaL_addlstring(b, s, (size_t)(e - s));
		return false;
	}
	if (!lua_isstring(L, -1))
		luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
	luaL_addvalue(b);
	return true;
}

int ld_str_gsub(lua_State *L)
{
	size_t ls, lp;
	const char *s = luaL_checklstring(L, 1, &ls), *p = luaL_checklstring(L, 2, &lp),
		   *last = NULL;
	int type = lua_type(L, 3);
	luaL_argcheck(L,
		type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION ||
			type == LUA_TTABLE || ld_is(L, 3, LD_K_FROZEN) || ld_is(L, 3, LD_K_MODULE),
		3, "string/function/table expected");
	lua_Integer most = luaL_optinteger(L, 4, (lua_Integer)ls + 1), n = 0;
	bool anchor = lp && *p == '^';
	p += anchor, lp -= anchor;
	struct ld_match m;
	prepare(&m, L, s, ls, p, lp);
	luaL_Buffer b;
	luaL_buffinit(L, &b);
	while (n < most) {
		again(&m);
		const char *e = ld_match(&m, s, p);
		if (e && e != last) {
			n++;
			add_value(&m, &b, s, e);
			s = last = e;
		} else if (s < m.src_end) {
			luaL_addchar(&b, *s);
			s++;
		} else {
			break;
		}
		if (luaL_bufflen(&b) > MAX_RESULT)
			luaL_error(L, "the result of gsub is longer than %d bytes", MAX_RESULT);
		if (anchor)
			break;
	}
	luaL_addlstring(&b, s, (size_t)(m.src_end - s));
	luaL_pushresult(&b);
	lua_pushinteger(L, n);
	return 2;
}

static int str_rep(lua_State *L)
{
	size_t ls, lsep;
	const char *s = luaL_checklstring(L, 1, &ls);
	lua_Integer n = luaL_checkinteger(L, 2);
	const char *sep = luaL_optlstring(L, 3, "", &lsep);
	if (n <= 0 || ls + lsep == 0) {
		lua_pushliteral(L, "");
		return 1;
	}
	if (ls + lsep > MAX_RESULT || n > (lua_Integer)(MAX_RESULT / (ls + lsep)))
		luaL_error(L, "the result of rep is longer than %d bytes", MAX_RESULT);
	ld_charge(L, (size_t)n);
	luaL_Buffer b;
	luaL_buffinit(L, &b);
	while (n-- > 0) {
		luaL_addlstring(&b, s, ls);
		if (n > 0)
			luaL_addlstring(&b, sep, lsep);
	}
	luaL_pushresult(&b);
	return 1;
}

/* Upvalues: the library's format, our tostring. Arguments of %s become texts first, so no address
 * can show. */
static int str_format(lua_State *L)
{
	size_t n;
	const char *f = luaL_checklstring(L, 1, &n);
	int arg = 1, top = lua_gettop(L);
	for (size_t i = 0; i < n; i++) {
		if (f[i] != '%')
			continue;
		if (i + 1 < n && f[i + 1] == '%') {
			i++;
			continue;
		}
		i++;
		while (i < n && strchr("-+ #0123456789.", f[i]))
			i++;
		arg++;
		if (i < n && f[i] == 'p')
			luaL_error(L, "format '%%p' is blocked in rules: addresses differ from run "
				      "to run");
		if (i >= n || f[i] != 's' || arg > top)
			continue;
		lua_pushvalue(L, lua_upvalueindex(2));
		lua_pushvalue(L, arg);
		lua_call(L, 1, 1);
		lua_replace(L, arg);
	}
	ld_charge(L, n);
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_insert(L, 1);
	lua_call(L, top, 1);
	if (lua_rawlen(L, -1) > MAX_RESULT)
		luaL_error(L, "the result of format is longer than %d bytes", MAX_RESULT);
	return 1;
}

static int str_tostring(lua_State *L)
{
	int type = lua_type(L, 1);
	if (type == LUA_TSTRING || type == LUA_TNUMBER)
		lua_tostring(L, 1);
	else
		lua_pushstring(L, type == LUA_TBOOLEAN    ? (lua_toboolean(L, 1) ? "true" : "false")
				  : type == LUA_TUSERDATA ? "table"
							  : luaL_typename(L, 1));
	return 1;
}

void ld_strings_open(lua_State *L)
{
	static const luaL_Reg own[] = {{"find", ld_str_find}, {"match", ld_str_match},
		{"gmatch", ld_str_gmatch}, {"gsub", ld_str_gsub}, {"rep", str_rep}, {NULL, NULL}};
	static const char *const kept[] = {
		"byte", "char", "len", "lower", "upper", "reverse", "sub"};
	luaL_requiref(L, "string", luaopen_string, 0); /* all */
	lua_newtable(L);                               /* all string */
	luaL_setfuncs(L, own, 0);
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		lua_getfield(L, -2, kept[i]);
		lua_setfield(L, -2, kept[i]);
	}
	lua_getfield(L, -2, "format"); /* all string format */
	lua_pushcfunction(L, str_tostring);
	lua_pushcclosure(L, str_format, 2);
	lua_setfield(L, -2, "format"); /* all string */
	lua_remove(L, -2);             /* string */
}
