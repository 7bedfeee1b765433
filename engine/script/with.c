/*
 * Changed copies: `rule:with {…}`, `score:with {…}`, `programme:with {…}`. A rule or score changes
 * only when its author marked it open and the change names its basis; the copy remembers that
 * basis, so that explain and the receipt can show who changed it. A programme's own plain keys,
 * quotas and funders change freely: they are the office's.
 */
#include <string.h>

#include "base/text.h"
#include "script/internal.h"

static const char *const rule_keys[] = {
	"when", "reads", "blanks", "reason", "basis", "title", "missing", "open"};
static const char *const score_keys[] = {
	"points", "when", "reads", "blanks", "range", "basis", "title", "open"};
static const char *const lists[] = {"eligibility", "priority", "order", "quotas", "funders"};
static const char *const own_keys[] = {"replace", "add", "remove"};

const char *const *ld_rule_keys(enum ld_kind kind, size_t *ret_n)
{
	*ret_n = kind == LD_K_SCORE ? sizeof score_keys / sizeof *score_keys
				    : sizeof rule_keys / sizeof *rule_keys;
	return kind == LD_K_SCORE ? score_keys : rule_keys;
}

/* The id of the object at idx: its first value, or "". The text lives as long as the object. */
static const char *id_of(lua_State *L, int idx)
{
	const char *id = "";
	int top = lua_gettop(L);
	if (!ld_object_at(L, idx))
		return id;
	bool quota = ld_is(L, idx, LD_K_QUOTA);
	lua_getiuservalue(L, idx, 1); /* table */
	if (lua_rawgeti(L, top + 1, 1) == LUA_TSTRING)
		id = lua_tostring(L, -1);
	else if (quota && lua_getfield(L, top + 1, "by") == LUA_TSTRING)
		id = lua_tostring(L, -1);
	lua_settop(L, top);
	return id;
}

static void check_key(
	lua_State *L, const char *key, const char *const *keys, size_t n, const char *what)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(keys[i], key) == 0)
			return;
	const char *near = ld_nearest(key, keys, n);
	if (near)
		ld_raise(L, LINDUNG_E_NAME, near, "a changed %s has no key '%s'", what, key);
	luaL_Buffer b;
	luaL_buffinit(L, &b);
	for (size_t i = 0; i < n; i++) {
		luaL_addstring(&b, i ? ", " : "");
		luaL_addstring(&b, keys[i]);
	}
	luaL_pushresult(&b);
	ld_raise(L, LINDUNG_E_NAME, NULL, "a changed %s has no key '%s', only %s", what, key, lua_tostring(L, -1));
}

/* Text under a key of the table at t, in the script's arena; NULL when there is none. */
static const char *basis_of(lua_State *L, int t)
{
	const char *basis = NULL;
	lua_pushliteral(L, "basis");
	if (lua_rawget(L, t) == LUA_TSTRING && lua_rawlen(L, -1) > 0)
		basis = ld_need(L, ld_arena_strdup(&ld_script_of(L)->arena, lua_tostring(L, -1)));
	lua_pop(L, 1);
	return basis;
}

static bool is_open(lua_State *L, int idx)
{
	lua_getiuservalue(L, idx, 1);
	lua_getfield(L, -1, "open");
	bool open = lua_toboolean(L, -1);
	lua_pop(L, 2);
	return open;
}

static void must_be_open(lua_State *L, int idx, const char *basis, const char *verb)
{
	enum ld_kind kind = ld_object_at(L, idx)->kind;
	if (kind != LD_K_RULE && kind != LD_K_SCORE)
		return;
	if (!is_open(L, idx))
		ld_raise(L, LINDUNG_E_CLOSED, NULL,
			"%s '%s' is not open: its author does not let others %s it",
			ld_kind_name(kind), id_of(L, idx), verb);
	if (!basis)
		ld_raise(L, LINDUNG_E_CLOSED, NULL,
			"%s '%s' may only be %sd with a basis: basis = \"…\"", ld_kind_name(kind),
			id_of(L, idx), verb);
}

static void drop(lua_State *L, int t, const char *key)
{
	lua_pushstring(L, key);
	lua_pushnil(L);
	lua_rawset(L, t);
}

/* Stack: object changes table; pushes the changed copy. */
static int with_rule(lua_State *L, enum ld_kind kind)
{
	size_t nkeys;
	const char *const *keys = ld_rule_keys(kind, &nkeys);
	const char *basis = basis_of(L, 3);
	must_be_open(L, 1, basis, "change");
	lua_getiuservalue(L, 1, 1);
	ld_copy_table(L, 4); /* object changes table own copy */
	lua_pushliteral(L, "when");
	if (lua_rawget(L, 3) != LUA_TNIL && lua_type(L, -1) != LUA_TFUNCTION && kind == LD_K_RULE) {
		drop(L, 5, "reads");
		drop(L, 5, "blanks");
	}
	lua_pop(L, 1);
	lua_pushnil(L);
	while (lua_next(L, 3)) {
		char what[LD_DESCRIBE];
		if (lua_type(L, -2) != LUA_TSTRING)
			ld_raise(L, LINDUNG_E_NAME, NULL, "a changed %s has no key %s",
				ld_kind_name(kind), ld_describe(L, -2, what));
		check_key(L, lua_tostring(L, -2), keys, nkeys, ld_kind_name(kind));
		lua_pushvalue(L, -2);
		lua_insert(L, -2);
		lua_rawset(L, 5);
	}
	ld_object_push(L, kind, ld_where(L))->changed_by = basis;
	return 1;
}

/* ---- programmes: own is the copy at 5; changes stand at 3 ---- */

enum { CHANGES = 3, OWN = 5 };

/* Put a change before the list in the programme's light userdata at 6. */
enum { LIST = 6 };

static void note(lua_State *L, const char *what, const char *id, const char *basis)
{
	struct ld_arena *a = &ld_script_of(L)->arena;
	struct ld_changed *c = ld_need(L, ld_arena_alloc(a, sizeof *c));
	*c = (struct ld_changed){what, ld_need(L, ld_arena_strdup(a, id)), basis,
		lua_touserdata(L, LIST)};
	lua_pushlightuserdata(L, c);
	lua_replace(L, LIST);
}

/* Push the programme's list, a copy of its own. */
static int list_of(lua_State *L, const char *key)
{
	lua_getfield(L, OWN, key);
	if (lua_isnil(L, -1))
		lua_newtable(L);
	else if (ld_open_plain(L, -1))
		ld_copy_table(L, -1);
	else
		ld_raise(L, LINDUNG_E_TYPE, NULL, "'%s' is no list", key);
	lua_pushvalue(L, -1);
	lua_setfield(L, OWN, key);
	return lua_gettop(L);
}

/* Find an id in the programme's lists, of this kind (LD_K_COUNT: any): pushes the list; returns the
 * position, 0 when there is none. */
static lua_Integer find(lua_State *L, const char *id, enum ld_kind kind)
{
	int top = lua_gettop(L);
	for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
		int list = list_of(L, lists[k]);
		lua_Integer n = (lua_Integer)lua_rawlen(L, list);
		for (lua_Integer i = 1; i <= n; i++) {
			lua_rawgeti(L, list, i);
			bool same = strcmp(id_of(L, lua_gettop(L)), id) == 0 &&
				    (kind == LD_K_COUNT || ld_is(L, -1, kind));
			lua_pop(L, 1);
			if (same)
				return i;
		}
		lua_settop(L, top);
	}
	return 0;
}

static _Noreturn void no_id(lua_State *L, const char *id)
{
	const char *ids[512];
	size_t n = 0;
	for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
		int list = list_of(L, lists[k]);
		for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, list) && n < 512; i++) {
			lua_rawgeti(L, list, i);
			ids[n++] = id_of(L, lua_gettop(L));
			lua_pop(L, 1);
		}
	}
	ld_raise(L, LINDUNG_E_NAME, ld_nearest(id, ids, n),
		"the programme has no rule, score, quota or funder '%s'", id);
}

/* Push the plain table under a key of the changes; false when it is not given. */
static bool changes_table(lua_State *L, const char *key)
{
	lua_pushstring(L, key);
	if (lua_rawget(L, CHANGES) == LUA_TNIL)
		return false;
	if (!ld_open_plain(L, -1))
		ld_raise(L, LINDUNG_E_TYPE, NULL, "'%s' of a changed programme is no table", key);
	return true;
}

static void replace(lua_State *L)
{
	int top = lua_gettop(L);
	if (!changes_table(L, "replace")) {
		lua_settop(L, top);
		return;
	}
	int t = lua_gettop(L);
	lua_pushnil(L);
	while (lua_next(L, t)) { /* id new */
		int key = lua_gettop(L) - 1;
		if (lua_type(L, key) != LUA_TSTRING || !ld_object_at(L, key + 1))
			ld_raise(
				L, LINDUNG_E_TYPE, NULL, "'replace' is { [\"id\"] = rule {…}, … }");
		struct ld_object *now = ld_object_at(L, key + 1);
		lua_Integer i = find(L, lua_tostring(L, key), now->kind); /* id new … list */
		if (!i)
			i = find(L, lua_tostring(L, key), LD_K_COUNT);
		if (!i)
			no_id(L, lua_tostring(L, key));
		int list = lua_gettop(L);
		lua_rawgeti(L, list, i);
		struct ld_object *was = ld_object_at(L, -1);
		if (was->kind != now->kind)
			ld_raise(L, LINDUNG_E_TYPE, NULL,
				"'%s' is a %s and cannot be replaced by a %s", lua_tostring(L, key),
				ld_kind_name(was->kind), ld_kind_name(now->kind));
		lua_getiuservalue(L, key + 1, 1);
		const char *basis = basis_of(L, lua_gettop(L));
		must_be_open(L, lua_gettop(L) - 1, basis, "replace");
		ld_copy_table(L, -1);
		struct ld_object *copy = ld_object_push(L, now->kind, now->place);
		copy->changed_by = now->changed_by ? now->changed_by : basis;
		note(L, "replaced", lua_tostring(L, key), copy->changed_by);
		lua_rawseti(L, list, i);
		lua_settop(L, key);
	}
	lua_settop(L, top);
}

static void remove_ids(lua_State *L)
{
	int top = lua_gettop(L);
	if (!changes_table(L, "remove")) {
		lua_settop(L, top);
		return;
	}
	int t = lua_gettop(L);
	lua_Integer n = (lua_Integer)lua_rawlen(L, t);
	for (lua_Integer k = 1; k <= n; k++) {
		if (lua_rawgeti(L, t, k) != LUA_TSTRING)
			ld_raise(L, LINDUNG_E_TYPE, NULL, "'remove' is a list of ids");
		const char *id = lua_tostring(L, -1);
		lua_Integer i = find(L, id, LD_K_COUNT); /* … id list */
		if (!i)
			no_id(L, id);
		int list = lua_gettop(L);
		lua_Integer len = (lua_Integer)lua_rawlen(L, list);
		lua_rawgeti(L, list, i);
		must_be_open(L, lua_gettop(L), basis_of(L, CHANGES), "remove");
		note(L, "removed", id, basis_of(L, CHANGES));
		for (; i < len; i++) {
			lua_rawgeti(L, list, i + 1);
			lua_rawseti(L, list, i);
		}
		lua_pushnil(L);
		lua_rawseti(L, list, len);
		lua_settop(L, t);
	}
	lua_settop(L, top);
}

/* The object at the top was added to a list. */
static void note_added(lua_State *L, const char *list)
{
	int top = lua_gettop(L);
	const char *id = id_of(L, top), *basis = NULL;
	if (ld_object_at(L, top)) {
		lua_getiuservalue(L, top, 1);
		basis = basis_of(L, top + 1);
		lua_settop(L, top);
	}
	note(L, "added", *id ? id : list, basis);
}

static void add(lua_State *L)
{
	int top = lua_gettop(L);
	if (!changes_table(L, "add")) {
		lua_settop(L, top);
		return;
	}
	int t = lua_gettop(L);
	lua_pushnil(L);
	while (lua_next(L, t)) { /* key more */
		int key = lua_gettop(L) - 1;
		char what[LD_DESCRIBE];
		if (lua_type(L, key) != LUA_TSTRING)
			ld_raise(L, LINDUNG_E_NAME, NULL, "'add' has no key %s",
				ld_describe(L, key, what));
		check_key(L, lua_tostring(L, key), lists, sizeof lists / sizeof *lists,
			"programme's 'add'");
		if (!ld_open_plain(L, key + 1))
			ld_raise(L, LINDUNG_E_TYPE, NULL, "'add' holds lists: add = { %s = { … } }",
				lua_tostring(L, key));
		int more = lua_gettop(L), list = list_of(L, lua_tostring(L, key));
		lua_Integer len = (lua_Integer)lua_rawlen(L, list);
		for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, more); i++) {
			lua_rawgeti(L, more, i);
			note_added(L, lua_tostring(L, key));
			lua_rawseti(L, list, len + i);
		}
		lua_settop(L, key);
	}
	lua_settop(L, top);
}

/* Append the basis at the top, a text or a list of them, to the list at `all`. */
static void append(lua_State *L, int all)
{
	int top = lua_gettop(L);
	if (!lua_isnil(L, top) && !ld_open_plain(L, top)) {
		lua_pushvalue(L, top);
		lua_rawseti(L, all, (lua_Integer)lua_rawlen(L, all) + 1);
	} else if (!lua_isnil(L, top)) {
		lua_Integer n = (lua_Integer)lua_rawlen(L, top + 1);
		for (lua_Integer i = 1; i <= n; i++) {
			lua_rawgeti(L, top + 1, i);
			lua_rawseti(L, all, (lua_Integer)lua_rawlen(L, all) + 1);
		}
	}
	lua_settop(L, top);
}

/* A basis is added to those the programme has: they still hold. It stands at the top. */
static void add_basis(lua_State *L)
{
	int more = lua_gettop(L);
	lua_newtable(L);
	lua_getfield(L, OWN, "basis");
	append(L, more + 1);
	lua_pushvalue(L, more);
	append(L, more + 1);
	lua_pushvalue(L, more + 1);
	lua_setfield(L, OWN, "basis");
	lua_settop(L, more);
}

/* Keys that were set anew; who makes next year's programme always sets its id and title. */
static void note_keys(lua_State *L)
{
	size_t n;
	const char *const *keys = ld_programme_keys(&n);
	for (size_t i = 0; i < n; i++) {
		bool always = strcmp(keys[i], "id") == 0 || strcmp(keys[i], "title") == 0 ||
			      strcmp(keys[i], "basis") == 0;
		lua_pushstring(L, keys[i]);
		if (lua_rawget(L, CHANGES) != LUA_TNIL && !always)
			note(L, "changed", keys[i], basis_of(L, CHANGES));
		lua_pop(L, 1);
	}
}

static void plain_keys(lua_State *L)
{
	size_t n;
	const char *const *keys = ld_programme_keys(&n);
	lua_pushnil(L);
	while (lua_next(L, CHANGES)) {
		char what[LD_DESCRIBE];
		const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : NULL;
		bool own = false;
		if (!key)
			ld_raise(L, LINDUNG_E_NAME, NULL, "a changed programme has no key %s",
				ld_describe(L, -2, what));
		for (size_t i = 0; i < sizeof own_keys / sizeof *own_keys; i++)
			own |= strcmp(key, own_keys[i]) == 0;
		if (strcmp(key, "eligibility") == 0 || strcmp(key, "priority") == 0)
			ld_raise(L, LINDUNG_E_CLOSED, NULL,
				"'%s' cannot be set anew: use replace, add and remove, which name "
				"each change",
				key);
		if (strcmp(key, "basis") == 0) {
			add_basis(L);
		} else if (!own) {
			check_key(L, key, keys, n, "programme");
			lua_pushvalue(L, -2);
			lua_pushvalue(L, -2);
			lua_rawset(L, OWN);
		}
		lua_pop(L, 1);
	}
}

static int with_programme(lua_State *L)
{
	lua_getiuservalue(L, 1, 1);
	ld_copy_table(L, 4); /* object changes table own copy list */
	lua_pushlightuserdata(L, (void *)(uintptr_t)ld_object_at(L, 1)->changes);
	plain_keys(L);
	note_keys(L);
	replace(L);
	remove_ids(L);
	add(L);
	const struct ld_changed *changes = lua_touserdata(L, LIST);
	lua_settop(L, OWN);
	ld_object_push(L, LD_K_PROGRAMME, ld_where(L))->changes = changes;
	return 1;
}

int ld_with(lua_State *L)
{
	struct ld_object *o = ld_object_at(L, 1);
	char what[LD_DESCRIBE];
	if (ld_script_of(L)->phase != LD_LOADING)
		ld_raise(L, LINDUNG_E_BLOCKED, NULL, "'with' works while files are read");
	if (!o || (o->kind != LD_K_RULE && o->kind != LD_K_SCORE && o->kind != LD_K_PROGRAMME))
		ld_raise(L, LINDUNG_E_TYPE, NULL, "with is called on %s; write rule:with { … }",
			ld_describe(L, 1, what));
	lua_settop(L, 2);
	if (!ld_open_plain(L, 2)) /* object changes table */
		ld_raise(L, LINDUNG_E_TYPE, NULL, "with takes a table of changes, not %s",
			ld_describe(L, 2, what));
	return o->kind == LD_K_PROGRAMME ? with_programme(L) : with_rule(L, o->kind);
}
