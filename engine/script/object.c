/*
 * Objects: what constructors return, and read-only copies of plain tables. An object is a userdata
 * whose first user value is a table that no script ever gets hold of, so a shared rule cannot be
 * changed behind its author's back and a call can leave nothing behind in a table. Freezing copies
 * deeply; of functions among the values their upvalues are frozen as well.
 */
#include "script/internal.h"

#include <string.h>

#include "base/text.h"

enum { STEPS_A_COPY = 10 }; /* instructions that copying one entry of a table counts */
enum { DEEPEST = 64 };

static const char meta_key;

struct ld_object *ld_object_at(lua_State *L, int idx)
{
	return lua_type(L, idx) == LUA_TUSERDATA ? lua_touserdata(L, idx) : NULL;
}

bool ld_is(lua_State *L, int idx, enum ld_kind kind)
{
	struct ld_object *o = ld_object_at(L, idx);
	return o && o->kind == kind;
}

struct ld_object *ld_object_push(lua_State *L, enum ld_kind kind, struct ld_place place)
{
	struct ld_object *o = lua_newuserdatauv(L, sizeof *o, 1); /* table object */
	*o = (struct ld_object){.kind = kind, .place = place};
	lua_rawgetp(L, LUA_REGISTRYINDEX, &meta_key); /* table object meta */
	lua_setmetatable(L, -2);                      /* table object */
	lua_insert(L, -2);                            /* object table */
	lua_setiuservalue(L, -2, 1);                  /* object */
	return o;
}

void ld_copy_table(lua_State *L, int idx)
{
	size_t n = 1;
	idx = lua_absindex(L, idx);
	lua_newtable(L);              /* copy */
	lua_pushnil(L);               /* copy nil */
	while (lua_next(L, idx)) {    /* copy key value */
		lua_pushvalue(L, -2); /* copy key value key */
		lua_insert(L, -2);    /* copy key key value */
		lua_rawset(L, -4);    /* copy key */
		n++;
	}
	ld_charge(L, STEPS_A_COPY * n);
}

bool ld_open_table(lua_State *L, int idx)
{
	int type = lua_type(L, idx);
	if (type == LUA_TTABLE)
		lua_pushvalue(L, idx);
	else if (type == LUA_TUSERDATA)
		lua_getiuservalue(L, idx, 1);
	else
		return false;
	return true;
}

bool ld_open_plain(lua_State *L, int idx)
{
	struct ld_object *o = ld_object_at(L, idx);
	return (!o || o->kind == LD_K_FROZEN || o->kind == LD_K_MODULE) && ld_open_table(L, idx);
}

/* ---- what scripts can do with an object ---- */

static _Noreturn void lacks(lua_State *L, int table, const char *key)
{
	const char *names[256];
	size_t n = 0;
	lua_pushnil(L);
	while (n < 256 && lua_next(L, table)) {
		if (lua_type(L, -2) == LUA_TSTRING)
			names[n++] = lua_tostring(L, -2); /* kept alive by the table */
		lua_pop(L, 1);
	}
	/* the order of a hash must not choose among equally near names */
	for (size_t i = 1; i < n; i++)
		for (size_t j = i; j > 0 && strcmp(names[j - 1], names[j]) > 0; j--) {
			const char *t = names[j];
			names[j] = names[j - 1], names[j - 1] = t;
		}
	ld_raise(L, LINDUNG_E_NAME, ld_nearest(key, names, n), "the module has no '%s'", key);
}

static int object_index(lua_State *L)
{
	struct ld_object *o = lua_touserdata(L, 1);
	lua_getiuservalue(L, 1, 1); /* object key table */
	if (o->kind == LD_K_FROZEN || o->kind == LD_K_MODULE) {
		lua_pushvalue(L, 2);
		if (lua_rawget(L, 3) == LUA_TNIL && o->kind == LD_K_MODULE &&
			lua_type(L, 2) == LUA_TSTRING)
			lacks(L, 3, lua_tostring(L, 2));
		return 1;
	}
	bool open = o->kind == LD_K_RULE || o->kind == LD_K_SCORE || o->kind == LD_K_PROGRAMME;
	const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : NULL;
	if (open && key && strcmp(key, "with") == 0) {
		lua_pushcfunction(L, ld_with);
		return 1;
	}
	if (key && lua_getfield(L, 3, key) != LUA_TTABLE && lua_type(L, -1) != LUA_TUSERDATA &&
		!lua_isnil(L, -1))
		return 1;
	char what[LD_DESCRIBE];
	ld_raise(L, LINDUNG_E_BLOCKED, NULL, "a script cannot read %s of %s%s",
		ld_describe(L, 2, what), ld_kind_name(o->kind),
		open ? "; change a copy with :with" : "");
}

static int object_newindex(lua_State *L)
{
	struct ld_object *o = lua_touserdata(L, 1);
	char what[LD_DESCRIBE];
	if (o->kind == LD_K_FROZEN || o->kind == LD_K_MODULE)
		ld_raise(L,
			ld_script_of(L)->phase == LD_CALLING ? LINDUNG_E_RULE : LINDUNG_E_CLOSED,
			NULL, "the table is read-only: cannot write to %s",
			ld_describe(L, 2, what));
	ld_raise(L, LINDUNG_E_CLOSED, NULL,
		"%s cannot be changed: cannot write to %s; make a changed copy",
		ld_kind_name(o->kind), ld_describe(L, 2, what));
}

static int object_len(lua_State *L)
{
	lua_getiuservalue(L, 1, 1);
	lua_pushinteger(L, (lua_Integer)lua_rawlen(L, -1));
	return 1;
}

/* The second half of `field.id "nik" {…}`, and `farmer { umur = 65 }`: a copy with the table's keys
 * over its own. */
static int object_call(lua_State *L)
{
	struct ld_object *o = lua_touserdata(L, 1);
	bool field = o->kind == LD_K_FIELD;
	if (!field && o->kind != LD_K_WORKER)
		ld_raise(L, LINDUNG_E_TYPE, NULL, "%s cannot be called", ld_kind_name(o->kind));
	if (lua_gettop(L) != 2 || !ld_open_plain(L, 2)) { /* object arg given */
		char what[LD_DESCRIBE];
		ld_raise(L, LINDUNG_E_TYPE, NULL, "%s takes a table here, not %s",
			ld_kind_name(o->kind), ld_describe(L, 2, what));
	}
	lua_getiuservalue(L, 1, 1); /* object arg given own */
	ld_copy_table(L, 4);        /* object arg given own copy */
	lua_pushnil(L);
	while (lua_next(L, 3)) { /* … copy key value */
		lua_pushvalue(L, -2);
		lua_insert(L, -2);
		if (field && lua_isinteger(L, -2)) { /* choices stand after the name and type */
			lua_Integer i = lua_tointeger(L, -2);
			lua_remove(L, -2);
			lua_rawseti(L, 5, i >= 1 && i < LD_MAX_SET ? i + 2 : i);
		} else {
			lua_rawset(L, 5); /* … copy key */
		}
	}
	ld_object_push(L, o->kind, ld_where(L));
	return 1;
}

void ld_objects_init(lua_State *L)
{
	static const luaL_Reg meta[] = {{"__index", object_index}, {"__newindex", object_newindex},
		{"__len", object_len}, {"__call", object_call}, {NULL, NULL}};
	lua_newtable(L);
	luaL_setfuncs(L, meta, 0);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &meta_key);
}

/* ---- freezing: seen maps a table to its read-only copy and a function to true ---- */

static void freeze_value(lua_State *L, int idx, int seen, int depth, enum ld_kind kind);

static void freeze_upvalues(lua_State *L, int fn, int seen, int depth)
{
	for (int i = 1; lua_getupvalue(L, fn, i); i++) { /* value */
		int type = lua_type(L, -1);
		bool env =
			type == LUA_TTABLE && (lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS),
						      lua_rawequal(L, -1, -2));
		if (type == LUA_TTABLE)
			lua_pop(L, 1);
		if (env || (type != LUA_TTABLE && type != LUA_TFUNCTION)) {
			lua_pop(L, 1);
			continue;
		}
		freeze_value(L, lua_gettop(L), seen, depth + 1, LD_K_FROZEN); /* value frozen */
		if (type == LUA_TTABLE)
			lua_setupvalue(L, fn, i); /* value */
		else
			lua_pop(L, 1);
		lua_pop(L, 1);
	}
}

static void freeze_function(lua_State *L, int idx, int seen, int depth)
{
	lua_pushvalue(L, idx); /* fn */
	if (lua_iscfunction(L, idx)) {
		if (ld_is_iterator(lua_tocfunction(L, idx)))
			ld_raise(L, LINDUNG_E_TYPE, NULL,
				"a function of rules may not keep an iterator from call to call");
		return;
	}
	lua_pushvalue(L, idx);
	bool known = lua_rawget(L, seen) != LUA_TNIL; /* fn known */
	lua_pop(L, 1);
	if (known)
		return;
	lua_pushvalue(L, idx);
	lua_pushboolean(L, true);
	lua_rawset(L, seen); /* fn */
	freeze_upvalues(L, idx, seen, depth);
}

static void freeze_table(lua_State *L, int idx, int seen, int depth, enum ld_kind kind)
{
	lua_pushvalue(L, idx);
	if (lua_rawget(L, seen) != LUA_TNIL) /* frozen */
		return;
	lua_pop(L, 1);
	lua_newtable(L); /* copy */
	int copy = lua_gettop(L);
	lua_pushvalue(L, copy);
	ld_object_push(L, kind, ld_where(L)); /* copy frozen */
	lua_pushvalue(L, idx);
	lua_pushvalue(L, -2);
	lua_rawset(L, seen); /* copy frozen */
	lua_pushnil(L);
	while (lua_next(L, idx)) { /* copy frozen key value */
		freeze_value(L, lua_gettop(L), seen, depth + 1,
			LD_K_FROZEN); /* copy frozen key value new */
		lua_pushvalue(L, -3);
		lua_insert(L, -2);   /* copy frozen key value key new */
		lua_rawset(L, copy); /* copy frozen key value */
		lua_pop(L, 1);
	}
	lua_remove(L, copy); /* frozen */
}

/* Push what the value at idx is once nobody can write to it. */
static void freeze_value(lua_State *L, int idx, int seen, int depth, enum ld_kind kind)
{
	int type = lua_type(L, idx);
	luaL_checkstack(L, 20, "freezing");
	if (depth > DEEPEST)
		ld_raise(L, LINDUNG_E_LIMIT, NULL,
			"tables or functions are nested more than %d deep", DEEPEST);
	if (type == LUA_TTABLE)
		freeze_table(L, idx, seen, depth, kind);
	else if (type == LUA_TFUNCTION)
		freeze_function(L, idx, seen, depth);
	else
		lua_pushvalue(L, idx);
}

void ld_freeze(lua_State *L, int idx, enum ld_kind kind)
{
	idx = lua_absindex(L, idx);
	lua_newtable(L); /* seen */
	int seen = lua_gettop(L);
	freeze_value(L, idx, seen, 0, kind); /* seen frozen */
	lua_remove(L, seen);
}
