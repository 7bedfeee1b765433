/*
 * Function k over tuples. Each call is its own protected call with its own count of instructions; a
 * failure is an answer of that tuple, and the virtual machine goes on. After a call every upvalue
 * the function can reach is compared with its noted value and put back, so that no call leaves
 * anything for the next.
 */
#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/utf8.h"
#include "script/internal.h"

struct call {
	struct ld_script *s;
	const struct ld_func *f;
	int func;
	bool noted; /* it reaches upvalues, which must stay as they were */
	const struct ld_value *args;
	struct ld_answer *answer;
	struct ld_arena *arena;
};

static void push_value(lua_State *L, const struct ld_field *f, const struct ld_value *v)
{
	char date[LD_DATE_TEXT];
	if (v->kind == LD_MISSING)
		lua_pushnil(L);
	else if (v->kind == LD_STR)
		lua_pushlstring(L, v->s, v->len);
	else if (v->kind == LD_F64)
		lua_pushnumber(L, v->f);
	else if (f->type == LD_BOOLEAN)
		lua_pushboolean(L, v->i != 0);
	else if (f->type == LD_DATE)
		lua_pushstring(L, ld_date_format((int32_t)v->i, date));
	else if (f->type == LD_CHOICE && v->i >= 0 && (size_t)v->i < f->nchoices)
		lua_pushstring(L, f->choices[v->i]);
	else
		lua_pushinteger(L, v->i);
}

static _Noreturn void returned(lua_State *L, const char *want)
{
	char what[LD_DESCRIBE];
	struct ld_place none = {NULL, 0};
	ld_raise_at(L, none, LINDUNG_E_RULE, NULL, "returned %s, not %s", ld_describe(L, -1, what),
		want);
}

/* The function's value at the top of the stack as a value of its field. */
static struct ld_value field_result(lua_State *L, const struct call *c)
{
	const struct ld_field *f = &c->s->programme->fields.items[c->f->field];
	struct ld_value v = {.kind = ld_type_kind(f->type)};
	int type = lua_type(L, -1), ok = 0;
	size_t n;
	int32_t date;
	const char *s = type == LUA_TSTRING ? lua_tolstring(L, -1, &n) : NULL;
	switch (f->type) {
	case LD_BOOLEAN:
		ok = type == LUA_TBOOLEAN;
		v.i = lua_toboolean(L, -1);
		break;
	case LD_INTEGER:
	case LD_MONEY:
		v.i = type == LUA_TNUMBER ? lua_tointegerx(L, -1, &ok) : 0;
		break;
	case LD_NUMBER:
		v.f = lua_tonumber(L, -1) + 0.0;
		ok = type == LUA_TNUMBER && isfinite(v.f);
		break;
	case LD_DATE:
		ok = s && ld_date_parse(s, n, &date);
		v.i = ok ? date : 0;
		break;
	case LD_CHOICE:
		for (size_t i = 0; s && i < f->nchoices; i++)
			if (strcmp(f->choices[i], s) == 0 && strlen(s) == n) {
				v.i = (int64_t)i;
				ok = 1;
			}
		break;
	default:
		if (s && n > (size_t)c->s->limits.text)
			ld_raise_at(L, (struct ld_place){NULL, 0}, LINDUNG_E_RULE, NULL,
				"returned a text of %zu bytes, more than %lld (limit text-bytes)", n,
				(long long)c->s->limits.text);
		ok = s && n && ld_utf8_visible(s, n);
		if (ok) {
			v.len = (uint32_t)n;
			v.s = ld_need(L, ld_arena_strndup(c->arena, s, n));
		}
	}
	if (!ok)
		returned(L, ld_type_name(f->type));
	struct lindung_error err = {0};
	if (ld_field_check(f, &v, &err) < 0)
		ld_raise_at(L, (struct ld_place){NULL, 0}, LINDUNG_E_RULE, NULL,
			"returned a wrong value: %s", err.message);
	return v;
}

static struct ld_value result(lua_State *L, const struct call *c)
{
	struct ld_value v = {.kind = LD_I64};
	int is_int = 0;
	if (c->f->kind == LD_FUNC_COND) {
		if (!lua_isboolean(L, -1))
			returned(L, "true or false");
		v.i = lua_toboolean(L, -1);
	} else if (c->f->kind == LD_FUNC_POINTS) {
		v.i = lua_type(L, -1) == LUA_TNUMBER ? lua_tointegerx(L, -1, &is_int) : 0;
		if (!is_int)
			returned(L, "a whole number");
		if (v.i < c->f->lo || v.i > c->f->hi)
			ld_raise_at(L, (struct ld_place){NULL, 0}, LINDUNG_E_RULE, NULL,
				"returned %lld, outside its range %lld to %lld", (long long)v.i,
				(long long)c->f->lo, (long long)c->f->hi);
	} else if (lua_isnil(L, -1)) {
		v = (struct ld_value){0};
	} else {
		v = field_result(L, c);
	}
	return v;
}

/* Compare the noted upvalues with their values; put back and name the first that changed. */
static const char *restore(lua_State *L, int notes)
{
	const char *changed = NULL;
	lua_Integer n = (lua_Integer)lua_rawlen(L, notes);
	int top = lua_gettop(L);
	for (lua_Integer i = 1; i + 2 <= n; i += 3) {
		lua_rawgeti(L, notes, i);
		lua_rawgeti(L, notes, i + 1);
		lua_Integer index = lua_tointeger(L, -1);
		if (index < 0)
			lua_pushnil(L);
		else
			lua_rawgeti(L, notes, i + 2); /* fn index value */
		const char *name =
			lua_getupvalue(L, top + 1, (int)(index < 0 ? -index : index)); /* … now */
		if (!lua_rawequal(L, -1, -2) || lua_type(L, -1) != lua_type(L, -2)) {
			changed = changed ? changed : name;
			lua_pop(L, 1);
			lua_setupvalue(L, top + 1, (int)(index < 0 ? -index : index));
		}
		lua_settop(L, top);
	}
	return changed;
}

/* In the protected call: fn at 2, its arguments behind it. */
static int run(lua_State *L)
{
	struct call *c = lua_touserdata(L, 1);
	lua_settop(L, 1);
	luaL_checkstack(L, (int)c->f->nreads + 20, "arguments");
	lua_rawgeti(L, LUA_REGISTRYINDEX, c->s->funcs_ref);
	lua_rawgeti(L, -1, (lua_Integer)c->func + 1);
	lua_rawgeti(L, -1, 1); /* c funcs entry fn */
	for (size_t i = 0; i < c->f->nreads; i++)
		push_value(L, &c->s->programme->fields.items[c->f->reads[i]], &c->args[i]);
	lua_call(L, (int)c->f->nreads, 1);
	c->answer->value = result(L, c);
	c->answer->kind = LD_ANSWER_VALUE;
	return 0;
}

static int check_upvalues(lua_State *L)
{
	struct call *c = lua_touserdata(L, 1);
	lua_settop(L, 1);
	lua_rawgeti(L, LUA_REGISTRYINDEX, c->s->funcs_ref);
	lua_rawgeti(L, -1, (lua_Integer)c->func + 1);
	lua_rawgeti(L, -1, 2); /* c funcs entry notes */
	const char *name = restore(L, lua_gettop(L));
	if (name && c->answer->kind == LD_ANSWER_VALUE)
		ld_raise_at(L, (struct ld_place){NULL, 0}, LINDUNG_E_RULE, NULL,
			"changed '%s', a variable outside the function; a function of rules keeps "
			"nothing between calls",
			name);
	return 0;
}

/* An author may write what the function was given into error(…): a name or a number of a person, which would then stand
 * in every report. The place is enough to mend the rule. */
static bool tells_private(const struct call *c, const struct lindung_error *err)
{
	bool reads_private = false;
	for (size_t i = 0; i < c->f->nreads; i++)
		reads_private |= c->s->programme->fields.items[c->f->reads[i]].is_private;
	return reads_private && err->code != LINDUNG_E_INSTRUCTIONS;
}

static int fail_answer(struct call *c, const struct lindung_error *err)
{
	struct ld_answer *a = c->answer;
	memset(a, 0, sizeof *a);
	a->kind = LD_ANSWER_ERROR;
	a->code = err->code == LINDUNG_E_INSTRUCTIONS ? LINDUNG_E_INSTRUCTIONS : LINDUNG_E_RULE;
	a->message = tells_private(c, err) ? "(message hidden: the rule reads private fields)"
					   : ld_arena_strdup(c->arena, err->message);
	a->file = ld_arena_strdup(c->arena, err->file[0]       ? err->file
					    : c->f->place.file ? c->f->place.file
							       : "");
	a->line = err->file[0] ? err->line : c->f->place.line;
	return a->message && a->file ? 0 : LINDUNG_E_NOMEM;
}

static int protect(struct call *c, lua_CFunction fn, struct lindung_error *err)
{
	lua_State *L = c->s->L;
	if (c->s->pending.code) /* a kilobyte, mostly clean */
		memset(&c->s->pending, 0, sizeof c->s->pending);
	c->s->memory_hit = false;
	lua_settop(L, 0);
	lua_pushcfunction(L, ld_error_handler);
	lua_pushcfunction(L, fn);
	lua_pushlightuserdata(L, c);
	int status = lua_pcall(L, 1, 0, 1);
	return status == LUA_OK ? 0 : ld_caught(c->s, status, err);
}

/* One tuple: 0, or NOMEM. said: what a call that failed said, for nobody else. */
static int one(struct call *c, struct lindung_error *said, struct lindung_error *err)
{
	ld_allow(c->s, c->s->limits.instructions);
	int rc = protect(c, run, said);
	if (rc == LINDUNG_E_NOMEM || (rc && fail_answer(c, said)))
		return ld_nomem(err);
	if (!c->noted)
		return 0;
	ld_allow(c->s, c->s->limits.instructions);
	rc = protect(c, check_upvalues, said);
	if (rc == LINDUNG_E_NOMEM || (rc && fail_answer(c, said)))
		return ld_nomem(err);
	return 0;
}

/* Does the function reach any upvalue? */
static bool has_notes(struct ld_script *s, int func)
{
	lua_State *L = s->L;
	lua_settop(L, 0);
	lua_rawgeti(L, LUA_REGISTRYINDEX, s->funcs_ref); /* funcs */
	lua_rawgeti(L, -1, (lua_Integer)func + 1);       /* funcs entry */
	lua_rawgeti(L, -1, 2);                           /* funcs entry notes */
	bool any = lua_rawlen(L, -1) > 0;
	lua_settop(L, 0);
	return any;
}

/* Stopped so often that the rest is not tried. */
static int overrun(struct call *c, struct lindung_error *err)
{
	struct lindung_error said = {0};
	ld_fail(&said, LINDUNG_E_INSTRUCTIONS, "ran too long on %d workers, so no more were tried", LD_MAX_STOPPED);
	return fail_answer(c, &said) ? ld_nomem(err) : 0;
}

static int call(void *ctx, int func, const struct ld_value *args, size_t n,
	struct ld_answer *answers, struct ld_arena *arena, struct lindung_error *err)
{
	struct ld_script *s = ctx;
	if (!s->programme || func < 0 || (size_t)func >= s->programme->nfuncs)
		return ld_fail(err, LINDUNG_E_INTERNAL, "function %d was not loaded", func);
	locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	if (!c_locale)
		return ld_nomem(err);
	locale_t before = uselocale(c_locale);
	struct lindung_error said = {0};
	struct call c = {.s = s, .f = &s->programme->funcs[func], .func = func, .arena = arena,
		.noted = has_notes(s, func)};
	s->phase = LD_CALLING;
	int rc = 0;
	for (size_t i = 0; i < n && !rc; i++) {
		c.args = args + i * c.f->nreads;
		c.answer = &answers[i];
		memset(c.answer, 0, sizeof *c.answer);
		if (s->tuple)
			atomic_store_explicit(s->tuple, (uint32_t)i, memory_order_relaxed);
		ld_beat(s);
		rc = s->overruns[func] < LD_MAX_STOPPED ? one(&c, &said, err) : overrun(&c, err);
		s->overruns[func] += c.answer->code == LINDUNG_E_INSTRUCTIONS;
	}
	s->phase = LD_IDLE;
	uselocale(before);
	freelocale(c_locale);
	return rc;
}

struct ld_calls ld_script_calls(struct ld_script *s)
{
	return (struct ld_calls){.ctx = s, .call = call};
}
