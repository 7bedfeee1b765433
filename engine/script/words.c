/*
 * The table of words and the few shapes their constructors have. A constructor only checks that its
 * arguments have the right shape, copies the author's table and remembers the line; what the words
 * mean is read later, all at once, so that settings and overrides come before the checks. Examples
 * stand where their group's word stands: a condition is an entry of `when`, an order key an entry
 * of `order`, a field an entry of fields.lua, a test what a test file returns.
 */
#include "script/words.h"

#include <string.h>

#include "base/num.h"
#include "script/internal.h"

enum shape {
	TABLE,      /* word { … } */
	MAYBE,      /* word { … } or word() */
	ONE,        /* word(x) */
	TWO,        /* word(a, b) */
	NAME,       /* word "text" */
	NONE,       /* word() */
	NAME_TABLE, /* word("field", { … }) */
	N_TABLE,    /* word(n, { … }) */
	FIELD,      /* field.type "name" { … } */
	RUPIAH,     /* rupiah "201.600.000": a number */
	CASES,      /* cases(p) { … } */
	VALUE       /* word */
};

#define W(name, group, kind, shape, signature, doc, example)                                       \
	{                                                                                          \
		{name, group, signature, doc, example}, kind, shape                                \
	}
static const struct row {
	struct ld_word word;
	enum ld_kind kind;
	enum shape shape;
} rows[] = {
#include "script/words.def"
};

enum { NROWS = sizeof rows / sizeof *rows };

bool ld_is_word(const char *name)
{
	for (size_t i = 0; i < NROWS; i++)
		if (strcmp(rows[i].word.name, name) == 0)
			return true;
	return false;
}

const char *ld_kind_name(enum ld_kind kind)
{
	static const char *const fixed[] = {
		[LD_K_FROZEN] = "table", [LD_K_MODULE] = "module", [LD_K_FIELD] = "field"};
	if (kind == LD_K_FROZEN || kind == LD_K_MODULE || kind == LD_K_FIELD)
		return fixed[kind];
	for (size_t i = 0; i < NROWS; i++)
		if (rows[i].kind == kind)
			return rows[i].word.name;
	return "value";
}

static _Noreturn void wrong(lua_State *L, const struct row *r, int arg)
{
	char what[LD_DESCRIBE];
	ld_raise(L, LINDUNG_E_TYPE, NULL, "%s is given %s; write %s", r->word.name,
		ld_describe(L, arg, what), r->word.signature);
}

static int rupiah(lua_State *L, const struct row *r)
{
	size_t n;
	int64_t amount;
	if (lua_isinteger(L, 1) && lua_tointeger(L, 1) >= 0 &&
		lua_tointeger(L, 1) <= LD_MAX_MONEY) {
		lua_settop(L, 1);
		return 1;
	}
	if (lua_type(L, 1) != LUA_TSTRING)
		wrong(L, r, 1);
	const char *s = lua_tolstring(L, 1, &n);
	char what[LD_DESCRIBE];
	if (!ld_rupiah_parse(s, n, &amount))
		ld_raise(L, LINDUNG_E_MONEY, NULL, "cannot read %s as rupiah",
			ld_describe(L, 1, what));
	lua_pushinteger(L, amount);
	return 1;
}

static int cases_of(lua_State *L)
{
	struct ld_place at = ld_where(L);
	if (!ld_open_plain(L, 1)) {
		char what[LD_DESCRIBE];
		ld_raise(L, LINDUNG_E_TYPE, NULL,
			"cases(p) is followed by a table of cases, not %s",
			ld_describe(L, 1, what));
	}
	ld_copy_table(L, -1);
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_setfield(L, -2, "programme");
	ld_object_push(L, LD_K_CASES, at);
	return 1;
}

/* Push the constructor's own copy of its table argument. */
static void copy_arg(lua_State *L, const struct row *r, int arg)
{
	if (!ld_open_plain(L, arg))
		wrong(L, r, arg);
	ld_copy_table(L, -1);
	lua_remove(L, -2);
}

/* Push the table of what is being made. */
static void arguments(lua_State *L, const struct row *r)
{
	bool ok = true;
	switch (r->shape) {
	case TABLE:
	case MAYBE:
		if (r->shape == MAYBE && lua_gettop(L) == 0) {
			lua_newtable(L);
			return;
		}
		copy_arg(L, r, 1);
		return;
	case NAME_TABLE:
		ok = lua_type(L, 1) == LUA_TSTRING;
		break;
	case N_TABLE:
		ok = lua_isinteger(L, 1);
		break;
	case NAME:
	case FIELD:
		ok = lua_type(L, 1) == LUA_TSTRING;
		break;
	default:
		break;
	}
	if (!ok)
		wrong(L, r, 1);
	int want = r->shape == NONE                                                   ? 0
		   : r->shape == TWO || r->shape == NAME_TABLE || r->shape == N_TABLE ? 2
										      : 1;
	if (lua_gettop(L) != want)
		ld_raise(L, LINDUNG_E_TYPE, NULL, "%s is given %d values; write %s", r->word.name,
			lua_gettop(L), r->word.signature);
	lua_newtable(L); /* args table */
	if (want >= 1) {
		lua_pushvalue(L, 1);
		lua_rawseti(L, -2, 1);
	}
	if (want == 2) {
		if (r->shape == TWO)
			lua_pushvalue(L, 2);
		else
			copy_arg(L, r, 2);
		lua_rawseti(L, -2, 2);
	}
	if (r->shape == FIELD) { /* { name, type, … } */
		lua_pushstring(L, strchr(r->word.name, '.') + 1);
		lua_rawseti(L, -2, 2);
	}
}

static int construct(lua_State *L)
{
	const struct row *r = lua_touserdata(L, lua_upvalueindex(1));
	if (ld_script_of(L)->phase != LD_LOADING)
		ld_raise(L, LINDUNG_E_BLOCKED, NULL,
			"'%s' is a word of rule files, not of a function in them", r->word.name);
	if (r->shape == RUPIAH)
		return rupiah(L, r);
	if (r->shape == CASES) {
		if (!ld_is(L, 1, LD_K_PROGRAMME))
			wrong(L, r, 1);
		lua_settop(L, 1);
		lua_pushcclosure(L, cases_of, 1);
		return 1;
	}
	struct ld_place at = ld_where(L);
	arguments(L, r);
	ld_object_push(L, r->kind, at);
	return 1;
}

/* The globals stand at the top; "field.id" goes into a table "field". */
void ld_words_open(lua_State *L)
{
	int globals = lua_gettop(L);
	for (size_t i = 0; i < NROWS; i++) {
		union {
			const struct row *in;
			void *out;
		} row = {.in = &rows[i]};
		const char *name = rows[i].word.name, *dot = strchr(name, '.');
		lua_pushvalue(L, globals); /* table */
		if (dot) {
			lua_pushlstring(L, name, (size_t)(dot - name));
			if (lua_rawget(L, globals) == LUA_TNIL) {
				lua_pop(L, 1);
				lua_newtable(L);
				lua_pushlstring(L, name, (size_t)(dot - name));
				lua_pushvalue(L, -2);
				lua_rawset(L, globals);
			}
		}
		if (rows[i].shape == VALUE) {
			lua_newtable(L);
			ld_object_push(L, rows[i].kind, (struct ld_place){NULL, 0});
		} else {
			lua_pushlightuserdata(L, row.out);
			lua_pushcclosure(L, construct, 1);
		}
		lua_setfield(L, -2, dot ? dot + 1 : name); /* table */
		lua_settop(L, globals);
	}
	lua_getfield(L, globals, "field"); /* names of field types are checked like a module's */
	ld_object_push(L, LD_K_MODULE, (struct ld_place){NULL, 0});
	lua_setfield(L, globals, "field");
}
