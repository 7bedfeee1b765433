/*
 * Functions among the rules: what they read, and their registration under a number. The function
 * stays in the virtual machine; tables among its upvalues become read-only, and where some function
 * within its reach can change an upvalue the values of all of them are noted, so that a call that
 * changed one can be told and undone (call.c).
 */
#include <string.h>

#include "script/internal.h"

enum { MAX_FUNCS = 10000, MAX_READS = 32, DEEPEST = 64 };

/* Note {function, index, value} of every upvalue reachable from the function at the top; notes at
 * `notes`, whose field "sets" says that one of these functions can change some. */
static void note(lua_State *L, int notes, int seen, int depth)
{
	int fn = lua_gettop(L);
	luaL_checkstack(L, 10, "functions");
	lua_pushvalue(L, fn);
	if (lua_iscfunction(L, fn) || lua_rawget(L, seen) != LUA_TNIL || depth > DEEPEST) {
		lua_settop(L, fn);
		return;
	}
	lua_pop(L, 1);
	lua_pushvalue(L, fn);
	lua_pushboolean(L, true);
	lua_rawset(L, seen);
	if (ld_bytecode_read(L, fn).sets) {
		lua_pushboolean(L, true);
		lua_setfield(L, notes, "sets");
	}
	for (int i = 1; lua_getupvalue(L, fn, i); i++) { /* value */
		lua_Integer n = (lua_Integer)lua_rawlen(L, notes);
		lua_pushvalue(L, fn);
		lua_rawseti(L, notes, n + 1);
		lua_pushinteger(L, i);
		lua_rawseti(L, notes, n + 2);
		bool nil = lua_isnil(
			L, -1); /* a list has no nil: false and the sign of the index say it */
		if (nil) {
			lua_pushinteger(L, -i);
			lua_rawseti(L, notes, n + 2);
			lua_pushboolean(L, false);
		} else {
			lua_pushvalue(L, -1);
		}
		lua_rawseti(L, notes, n + 3);
		if (lua_type(L, -1) == LUA_TFUNCTION)
			note(L, notes, seen, depth + 1);
		lua_pop(L, 1);
	}
}

/* Functions inside frozen tables are reached through them. */
static void note_table(lua_State *L, int notes, int seen, int t, int depth)
{
	luaL_checkstack(L, 10, "functions");
	lua_pushvalue(L, t);
	if (lua_rawget(L, seen) != LUA_TNIL || depth > DEEPEST) {
		lua_pop(L, 1);
		return;
	}
	lua_pop(L, 1);
	lua_pushvalue(L, t);
	lua_pushboolean(L, true);
	lua_rawset(L, seen);
	lua_getiuservalue(L, t, 1); /* table */
	int table = lua_gettop(L);
	if (lua_istable(L, table)) {
		lua_pushnil(L);
		for (; lua_next(L, table); lua_pop(L, 1)) {
			if (lua_type(L, -1) == LUA_TFUNCTION)
				note(L, notes, seen, depth + 1);
			else if (lua_type(L, -1) == LUA_TUSERDATA)
				note_table(L, notes, seen, lua_gettop(L), depth + 1);
		}
	}
	lua_settop(L, table - 1);
}

static void note_all(lua_State *L, int fn, int notes)
{
	lua_newtable(L);
	int seen = lua_gettop(L);
	lua_pushvalue(L, fn);
	note(L, notes, seen, 0);
	lua_pop(L, 1);
	for (lua_Integer i = 3; i <= (lua_Integer)lua_rawlen(L, notes);
		i += 3) { /* the list grows on the way */
		lua_rawgeti(L, notes, i);
		if (lua_type(L, -1) == LUA_TUSERDATA)
			note_table(L, notes, seen, lua_gettop(L), 0);
		lua_pop(L, 1);
	}
	lua_settop(L, seen - 1);
}

/* The notes at the top: an empty list instead where nothing can change. */
static void drop_idle_notes(lua_State *L)
{
	if (lua_getfield(L, -1, "sets") == LUA_TNIL) { /* … notes nil */
		lua_newtable(L);
		lua_replace(L, -3); /* … list nil */
	}
	lua_pop(L, 1); /* … list */
}

/* funcs[k + 1] = { function, notes, brief } */
static void keep(struct ld_script *s, int fn)
{
	lua_State *L = s->L;
	ld_freeze(L, fn, LD_K_FROZEN); /* fn's upvalues; pushes the function itself */
	lua_pop(L, 1);
	lua_rawgeti(L, LUA_REGISTRYINDEX, s->funcs_ref); /* funcs */
	lua_newtable(L);                                 /* funcs entry */
	lua_pushvalue(L, fn);
	lua_rawseti(L, -2, 1);
	lua_newtable(L); /* funcs entry notes */
	note_all(L, fn, lua_gettop(L));
	drop_idle_notes(L);
	lua_rawseti(L, -2, 2);
	lua_pushboolean(L, ld_bytecode_read(L, fn).brief);
	lua_rawseti(L, -2, 3);
	lua_rawseti(L, -2, (lua_Integer)s->nfuncs + 1); /* funcs */
	lua_pop(L, 1);
}

static int read_fields(const struct ld_item *it, struct ld_func *f)
{
	const char *const *names = NULL;
	size_t n = 0;
	int rc = ld_item_texts(it, "reads", &names, &n);
	if (rc == 0)
		return ld_item_fault(it, LINDUNG_E_REQUIRED, NULL,
			"a function needs reads = { \"field\", … }, the fields it is given");
	if (rc < 0)
		return rc;
	if (!n)
		return ld_item_fault(it, LINDUNG_E_EMPTY, NULL, "'reads' names no field");
	if (n > MAX_READS)
		return ld_item_fault(
			it, LINDUNG_E_LIMIT, NULL, "'reads' names more than %d fields", MAX_READS);
	f->reads = ld_out_array(it->s, n, sizeof *f->reads);
	for (size_t i = 0; i < n; i++) {
		int field = ld_read_field(it, names[i]);
		if (field < 0)
			return field;
		for (size_t k = 0; k < i; k++)
			if (f->reads[k] == field)
				return ld_item_fault(it, LINDUNG_E_DUPLICATE, NULL,
					"'reads' names '%s' twice", names[i]);
		f->reads[i] = field;
	}
	f->nreads = n;
	return 0;
}

/* The parameters must be as many as the fields: a forgotten name would shift all values. */
static int check_parameters(const struct ld_item *it, int idx, const struct ld_func *f)
{
	lua_Debug ar;
	lua_pushvalue(it->L, idx);
	lua_getinfo(it->L, ">u", &ar);
	if (ar.isvararg || ar.nparams == f->nreads)
		return 0;
	return ld_item_fault(it, LINDUNG_E_TYPE, NULL,
		"the function takes %d values but 'reads' names %zu fields", ar.nparams, f->nreads);
}

static size_t parameter_of(lua_State *L, int idx, const struct ld_func *f, const char *field)
{
	size_t i = 0;
	for (; i < f->nreads; i++) {
		lua_pushvalue(L, idx);
		const char *name = lua_getlocal(L, NULL, (int)i + 1); /* pops the function */
		if (name && strcmp(name, field) == 0)
			break;
	}
	return i;
}

/* Parameters named after the fields, but in another order: each value would go to the wrong name, and the answer would
 * still be an answer. Parameters of other names are the author's business. */
static int check_parameter_order(const struct ld_item *it, int idx, const struct ld_func *f)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf takes = ld_buf_init(4096);
	LD_CLEANUP(ld_buf_fini) struct ld_buf reads = ld_buf_init(4096);
	bool same = true;
	for (size_t i = 0; i < f->nreads; i++) {
		const char *field = it->s->fields->items[f->reads[i]].name;
		size_t at = parameter_of(it->L, idx, f, field);
		if (at == f->nreads)
			return 0;
		same &= at == i;
		ld_buf_printf(&reads, "%s%s", i ? ", " : "", field);
	}
	for (size_t i = 0; i < f->nreads && !same; i++) {
		lua_pushvalue(it->L, idx);
		ld_buf_printf(&takes, "%s%s", i ? ", " : "", lua_getlocal(it->L, NULL, (int)i + 1));
	}
	if (same)
		return 0;
	return ld_item_fault(it, LINDUNG_E_NAME, NULL, "the function takes (%s) but 'reads' gives (%s)",
		ld_buf_text(&takes), ld_buf_text(&reads));
}

static int read_range(const struct ld_item *it, struct ld_func *f)
{
	struct ld_item range;
	lua_State *L = it->L;
	int top = lua_gettop(L), rc = 0;
	if (ld_item_get(it, "range") == LUA_TNIL || !ld_open_plain(L, -1)) {
		rc = ld_item_fault(it, LINDUNG_E_REQUIRED, NULL,
			"a function of points needs range = { lowest, highest }");
	} else {
		range = *it;
		range.t = lua_gettop(L);
		lua_rawgeti(L, range.t, 1);
		lua_rawgeti(L, range.t, 2);
		if ((rc = ld_read_integer(
			     it, range.t + 1, "range", -LD_MAX_POINTS, LD_MAX_POINTS, &f->lo)) > 0)
			rc = ld_read_integer(
				it, range.t + 2, "range", -LD_MAX_POINTS, LD_MAX_POINTS, &f->hi);
		if (rc > 0 && f->lo > f->hi)
			rc = ld_item_fault(
				it, LINDUNG_E_RANGE, NULL, "the range of points is inverted");
	}
	lua_settop(L, top);
	return rc < 0 ? rc : 0;
}

static void grow(struct ld_script *s)
{
	if (s->nfuncs < s->cfuncs)
		return;
	size_t cap = s->cfuncs ? s->cfuncs * 2 : 16;
	struct ld_func *funcs = ld_out_array(s, cap, sizeof *funcs);
	if (s->nfuncs)
		memcpy(funcs, s->funcs, s->nfuncs * sizeof *funcs);
	s->funcs = funcs;
	s->cfuncs = cap;
}

int ld_read_func(const struct ld_item *it, int idx, enum ld_func_kind kind)
{
	struct ld_script *s = it->s;
	struct ld_func f = {.kind = kind, .place = it->place, .field = -1};
	char what[LD_DESCRIBE];
	if (lua_type(it->L, idx) != LUA_TFUNCTION)
		return ld_item_fault(it, LINDUNG_E_TYPE, NULL, "'reads' needs a function, not %s",
			ld_describe(it->L, idx, what));
	if (lua_iscfunction(it->L, idx))
		return ld_item_fault(
			it, LINDUNG_E_TYPE, NULL, "the function must be written in the rule file");
	if (s->nfuncs == MAX_FUNCS)
		return ld_item_fault(
			it, LINDUNG_E_LIMIT, NULL, "there are more than %d functions", MAX_FUNCS);
	int rc = read_fields(it, &f);
	if (!rc && kind == LD_FUNC_POINTS)
		rc = read_range(it, &f);
	if (!rc)
		rc = check_parameters(it, idx, &f);
	if (!rc)
		rc = check_parameter_order(it, idx, &f);
	if (!rc && ld_item_bool(it, "blanks", &f.blanks) < 0)
		rc = -1;
	if (rc)
		return rc < 0 ? rc : -1;
	f.owner = s->owner ? ld_out_text(s, s->owner, strlen(s->owner)) : "";
	keep(s, idx);
	ld_func_digest(s, idx, f.digest);
	grow(s);
	s->funcs[s->nfuncs] = f;
	return (int)s->nfuncs++;
}
