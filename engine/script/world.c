/*
 * The world a script finds, built from nothing: a read-only table of globals that holds the words
 * of the rule language and the pure part of Lua. A name that is not there is an error with advice:
 * blocked names say what to use instead, others the nearest name, or that a text was probably
 * meant. tostring never shows an address: no result may depend on one.
 */
#include "script/internal.h"

#include <lualib.h>
#include <string.h>

#include "base/text.h"
#include "script/wall.h"

static const struct blocked {
	const char *name, *instead;
} blocked_names[] = {
	{"os", "the only 'today' a rule knows is the programme's as_of"},
	{"io", "facts come from imported sources"},
	{"load", "write the code in the file or require a module"},
	{"loadstring", "write the code in the file or require a module"},
	{"loadfile", "use require"},
	{"dofile", "use require"},
	{"pcall", "an error makes the worker undecided, visibly; test values instead"},
	{"xpcall", "an error makes the worker undecided, visibly; test values instead"},
	{"coroutine", "use functions and loops"},
	{"setmetatable", "use plain tables"},
	{"getmetatable", "use plain tables"},
	{"rawset", "write t[k] = v"},
	{"rawget", "write t[k]"},
	{"rawequal", "write a == b"},
	{"rawlen", "write #t"},
	{"debug", "error messages carry file and line"},
	{"collectgarbage", "memory is the engine's business"},
	{"package", "use require"},
	{"print", "give the rule a reason, or raise an error with error()"},
	{"warn", "give the rule a reason, or raise an error with error()"},
	{"next", "use pairs, which goes in sorted order"},
	{"utf8", "use string functions; texts are compared by bytes"},
	{"_G", "name the global itself"},
	{"math.random", "use lottery { seed = … } in order"},
	{"math.randomseed", "use lottery { seed = … } in order"},
	{"string.dump", "functions stay functions"},
	{"string.pack", "use format"},
	{"string.unpack", "use sub and tonumber"},
	{"string.packsize", "use #"},
	{"table.move", "write a loop"},
	{"table.pack", "write { … }"},
};

static const struct blocked *blocked_find(const char *prefix, const char *name)
{
	char full[128];
	if (strlen(prefix) + strlen(name) + 2 > sizeof full)
		return NULL;
	strcpy(full, prefix);
	if (*prefix)
		strcat(full, ".");
	strcat(full, name);
	for (size_t i = 0; i < sizeof blocked_names / sizeof *blocked_names; i++)
		if (strcmp(blocked_names[i].name, full) == 0)
			return &blocked_names[i];
	return NULL;
}

/* Names of the table at idx in byte order. */
static size_t names_of(lua_State *L, int idx, const char **names, size_t max)
{
	size_t n = 0;
	lua_pushnil(L);
	while (lua_next(L, idx)) {
		lua_pop(L, 1);
		if (n == max || lua_type(L, -1) != LUA_TSTRING)
			continue;
		const char *s = lua_tostring(L, -1);
		size_t at = n++;
		for (; at > 0 && strcmp(names[at - 1], s) > 0; at--)
			names[at] = names[at - 1];
		names[at] = s;
	}
	return n;
}

/* What an Indonesian would call a word of the rule language. */
static const char *english(const char *name)
{
	static const char *const words[][2] = {{"minimal", "at_least"}, {"minimum", "at_least"},
		{"paling_sedikit", "at_least"}, {"sekurangnya", "at_least"}, {"maksimal", "at_most"},
		{"maksimum", "at_most"}, {"paling_banyak", "at_most"}, {"antara", "between"},
		{"di_atas", "above"}, {"lebih_dari", "above"}, {"di_bawah", "below"},
		{"kurang_dari", "below"}, {"salah_satu", "one_of"}, {"bukan_salah_satu", "none_of"},
		{"bukan", "not_"}, {"tidak", "not_"}, {"semua", "all_of"}, {"atau", "any_of"},
		{"diketahui", "known"}, {"kosong", "missing"}, {"diawali", "starts_with"},
		{"memuat", "contains"}, {"aturan", "rule"}, {"skor", "score"}, {"kuota", "quota"},
		{"undian", "lottery"}, {"persen", "percent"}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i][0], name) == 0)
			return words[i][1];
	return NULL;
}

/* __index of the real table: upvalue 1 is the library's name, "" for globals. */
static int undefined(lua_State *L)
{
	const char *lib = lua_tostring(L, lua_upvalueindex(1));
	char what[LD_DESCRIBE];
	if (lua_type(L, 2) != LUA_TSTRING)
		ld_raise(L, LINDUNG_E_NAME, NULL, "'%s' has no %s", *lib ? lib : "_ENV",
			ld_describe(L, 2, what));
	const char *name = lua_tostring(L, 2);
	const struct blocked *b = blocked_find(lib, name);
	if (b)
		ld_raise(L, LINDUNG_E_BLOCKED, NULL, "'%s' is blocked in rules: %s", b->name,
			b->instead);
	const char *names[128];
	size_t n = names_of(L, 1, names, 128);
	const char *near = *lib ? NULL : english(name);
	if (!near && strlen(name) > 1)
		near = ld_nearest(name, names, n);
	const struct ld_script *s = ld_script_of(L);
	if (!*lib && !near)
		near = ld_nearest(name, s->locals, s->nlocals);
	if (!*lib && s->phase == LD_LOADING && s->fields &&
		ld_field_find(s->fields, name) >= 0)
		ld_raise(L, LINDUNG_E_NAME, NULL,
			"undefined global '%s' is a field: write it as a key, such as "
			"'%s = above(18)', or name it in 'reads' of a function",
			name, name);
	if (*lib)
		ld_raise(L, LINDUNG_E_NAME, near, "'%s.%s' does not exist", lib, name);
	if (near)
		ld_raise(L, LINDUNG_E_NAME, near, "undefined global '%s'", name);
	ld_raise(L, LINDUNG_E_NAME, NULL,
		"undefined global '%s'; perhaps the text \"%s\" was meant", name, name);
}

static int read_only(lua_State *L)
{
	const char *lib = lua_tostring(L, lua_upvalueindex(1));
	char what[LD_DESCRIBE];
	ld_describe(L, 2, what);
	if (*lib)
		ld_raise(L, LINDUNG_E_BLOCKED, NULL, "the table '%s' is read-only: cannot set %s",
			lib, what);
	ld_raise(L, LINDUNG_E_BLOCKED, NULL,
		"globals are read-only: cannot set '%s'; write 'local' before it",
		lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : what);
}

/* Pop a table, push an empty one through which it can only be read; missing names are errors. */
static void seal(lua_State *L, const char *lib)
{
	lua_newtable(L); /* real strict */
	lua_pushstring(L, lib);
	lua_pushcclosure(L, undefined, 1); /* real strict index */
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);        /* real */
	lua_newtable(L);                /* real proxy */
	lua_newtable(L);                /* real proxy meta */
	lua_rotate(L, -3, -1);          /* proxy meta real */
	lua_setfield(L, -2, "__index"); /* proxy meta */
	lua_pushstring(L, lib);
	lua_pushcclosure(L, read_only, 1);
	lua_setfield(L, -2, "__newindex");
	lua_setmetatable(L, -2); /* proxy */
}

/* Texts of values without addresses: upvalue-free, shared with format. */
static void push_text(lua_State *L, int idx)
{
	int type = lua_type(L, idx);
	if (type == LUA_TSTRING || type == LUA_TNUMBER) {
		lua_pushvalue(L, idx);
		lua_tostring(L, -1);
	} else if (type == LUA_TBOOLEAN) {
		lua_pushstring(L, lua_toboolean(L, idx) ? "true" : "false");
	} else if (type == LUA_TUSERDATA) {
		lua_pushstring(L,
			ld_open_plain(L, idx) ? "table" : ld_kind_name(ld_object_at(L, idx)->kind));
	} else {
		lua_pushstring(L, lua_typename(L, type));
	}
}

static int world_tostring(lua_State *L)
{
	luaL_checkany(L, 1);
	push_text(L, 1);
	return 1;
}

static int world_type(lua_State *L)
{
	luaL_checkany(L, 1);
	lua_pushstring(L, lua_type(L, 1) == LUA_TUSERDATA ? "table" : luaL_typename(L, 1));
	return 1;
}

/* Move the named functions of the table at from into the table at to. */
static void take(lua_State *L, int from, int to, const char *const *names)
{
	for (; *names; names++) {
		lua_getfield(L, from, *names);
		ld_assert(!lua_isnil(L, -1));
		lua_setfield(L, to, *names);
	}
}

static void open_base(lua_State *L, int globals)
{
	static const char *const kept[] = {"ipairs", "tonumber", "select", "error", "assert", NULL};
	luaL_requiref(L, "_G", luaopen_base, 0); /* base */
	take(L, lua_gettop(L), globals, kept);
	lua_pushnil(L);
	while (lua_next(L, -2)) { /* base key value: empty it, nothing of it stays reachable */
		lua_pop(L, 1);
		lua_pushvalue(L, -1);
		lua_pushnil(L);
		lua_rawset(L, -4); /* base key */
	}
	lua_pop(L, 1);
	lua_pushcfunction(L, world_tostring);
	lua_setfield(L, globals, "tostring");
	lua_pushcfunction(L, world_type);
	lua_setfield(L, globals, "type");
	lua_pushcfunction(L, ld_pairs);
	lua_setfield(L, globals, "pairs");
	lua_pushcfunction(L, ld_require);
	lua_setfield(L, globals, "require");
}

static void open_math(lua_State *L, int globals)
{
	static const char *const kept[] = {"abs", "ceil", "cos", "deg", "exp", "floor", "fmod",
		"huge", "log", "max", "maxinteger", "min", "mininteger", "modf", "pi", "rad", "sin",
		"sqrt", "tan", "tointeger", "type", "ult", NULL};
	luaL_requiref(L, "math", luaopen_math, 0); /* all */
	lua_newtable(L);                           /* all math */
	take(L, lua_gettop(L) - 1, lua_gettop(L), kept);
	seal(L, "math"); /* all proxy */
	lua_setfield(L, globals, "math");
	lua_pop(L, 1);
}

static void open_strings(lua_State *L, int globals)
{
	ld_strings_open(L); /* functions */
	seal(L, "string");  /* proxy */
	lua_pushvalue(L, -1);
	lua_setfield(L, globals, "string");
	lua_pushliteral(L, ""); /* proxy "" */
	lua_newtable(L);        /* proxy "" meta: ours instead of the library's */
	lua_pushvalue(L, -3);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2); /* proxy "" */
	lua_pop(L, 2);
}

/* All of Lua, over what was opened: for a build without the first wall. */
static void open_everything(lua_State *L, int globals)
{
	lua_pushnil(L);
	lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE); /* also those that were opened in part */
	luaL_openlibs(L);
	lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS); /* all */
	lua_pushnil(L);
	while (lua_next(L, -2)) { /* all name value */
		bool ours = strcmp(lua_tostring(L, -2), "require") == 0;
		lua_pushvalue(L, -2);
		lua_insert(L, -2); /* all name name value */
		if (ours)
			lua_pop(L, 2);
		else
			lua_rawset(L, globals);
	}
	lua_pop(L, 1);
}

void ld_world_open(lua_State *L)
{
	lua_newtable(L); /* globals */
	int globals = lua_gettop(L);
	open_base(L, globals);
	open_math(L, globals);
	open_strings(L, globals);
	ld_tables_open(L);
	seal(L, "table");
	lua_setfield(L, globals, "table");
	if (!LD_FIRST_WALL)
		open_everything(L, globals);
	ld_words_open(L);
	lua_pushnil(L);
	lua_setfield(
		L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE); /* the libraries themselves are gone */
	seal(L, "");                                     /* proxy */
}
