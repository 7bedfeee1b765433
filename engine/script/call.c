/*
 * Function k over tuples, all of them in one protected call, and within it each in its own with its own count of
 * instructions; a failure is an answer of that tuple, and the virtual machine goes on. What cannot be caught so near
 * (an argument for which there is no memory, an answer of a wrong kind) ends the outer call, which begins again behind
 * that tuple. After a call every upvalue the function could change is compared with its noted value and put back, so that
 * no call leaves anything for the next.
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
	bool brief, noted;           /* as struct ld_bytecode says; it can change upvalues, which must stay as they were */
	const struct ld_value *args; /* [n][nreads] */
	struct ld_answer *answers;   /* [n] */
	size_t n, at;                /* the tuple being called */
	struct ld_arena *arena;
	int rc;                     /* NOMEM: no memory for an answer */
	struct lindung_error said; /* by the call that failed last, for nobody else */
};

enum { CALL = 1, HANDLER, FUNCTION, NOTES, TOP = NOTES }; /* on the stack of the outer call */

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
		lua_pushlstring(L, ld_date_format((int32_t)v->i, date), LD_DATE_TEXT - 1);
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

/* Compare the noted upvalues with their values; put back and name the first that changed. Raises nothing. */
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

/* An author may write what the function was given into error(…): a name or a number of a person, which would then stand
 * in every report. The place is enough to mend the rule. */
static bool tells_private(const struct call *c, const struct lindung_error *err)
{
	bool reads_private = false;
	for (size_t i = 0; i < c->f->nreads; i++)
		reads_private |= c->s->programme->fields.items[c->f->reads[i]].is_private;
	return reads_private && err->code != LINDUNG_E_INSTRUCTIONS;
}

/* What was said becomes the answer of the tuple. */
static void fail_answer(struct call *c)
{
	const struct lindung_error *err = &c->said;
	struct ld_answer *a = &c->answers[c->at];
	*a = (struct ld_answer){.kind = LD_ANSWER_ERROR};
	a->code = err->code == LINDUNG_E_INSTRUCTIONS ? LINDUNG_E_INSTRUCTIONS : LINDUNG_E_RULE;
	c->s->overruns[c->func] += a->code == LINDUNG_E_INSTRUCTIONS;
	a->message = tells_private(c, err) ? "(message hidden: the rule reads private fields)"
					   : ld_arena_strdup(c->arena, err->message);
	a->file = ld_arena_strdup(c->arena, err->file[0]       ? err->file
					    : c->f->place.file ? c->f->place.file
							       : "");
	a->line = err->file[0] ? err->line : c->f->place.line;
	if (err->code == LINDUNG_E_NOMEM || !a->message || !a->file)
		c->rc = LINDUNG_E_NOMEM;
}

/* One tuple. A failure of the function is its answer; of what is around it, raised. */
static void one(lua_State *L, struct call *c)
{
	const struct ld_value *args = c->args + c->at * c->f->nreads;
	struct ld_answer *a = &c->answers[c->at];
	*a = (struct ld_answer){0};
	c->s->memory_hit = false;
	if (!c->brief)
		ld_allow(c->s, c->s->limits.instructions);
	c->s->left = c->s->limits.instructions;
	lua_pushvalue(L, FUNCTION);
	for (size_t i = 0; i < c->f->nreads; i++)
		push_value(L, &c->s->programme->fields.items[c->f->reads[i]], &args[i]);
	int status = lua_pcall(L, (int)c->f->nreads, 1, HANDLER); /* … value or error */
	if (status == LUA_OK) {
		a->value = result(L, c);
	} else {
		ld_caught(c->s, status, &c->said);
		fail_answer(c);
	}
	const char *name = c->noted ? restore(L, NOTES) : NULL;
	if (name && status == LUA_OK) {
		ld_fail(&c->said, LINDUNG_E_RULE,
			"changed '%s', a variable outside the function; a function of rules keeps nothing between calls",
			name);
		fail_answer(c);
	}
}

/* Stopped so often that the rest is not tried. */
static void overrun(struct call *c)
{
	ld_fail(&c->said, LINDUNG_E_INSTRUCTIONS, "ran too long on %d workers, so no more were tried", LD_MAX_STOPPED);
	fail_answer(c);
}

/* The outer call: from tuple `at` on. */
static int run(lua_State *L)
{
	struct call *c = lua_touserdata(L, CALL);
	luaL_checkstack(L, (int)c->f->nreads + 20, "arguments");
	lua_pushcfunction(L, ld_error_handler); /* c handler */
	lua_rawgeti(L, LUA_REGISTRYINDEX, c->s->funcs_ref);
	lua_rawgeti(L, -1, (lua_Integer)c->func + 1); /* c handler funcs entry */
	lua_rawgeti(L, -1, 1);
	lua_rawgeti(L, -2, 2); /* c handler funcs entry fn notes */
	lua_rawgeti(L, -3, 3);
	c->brief = lua_toboolean(L, -1);
	lua_pop(L, 1);
	lua_replace(L, NOTES);
	lua_replace(L, FUNCTION); /* c handler fn notes */
	c->noted = lua_rawlen(L, NOTES) > 0;
	restore(L, NOTES); /* whatever ended the call before */
	if (c->brief)
		lua_sethook(L, NULL, 0, 0); /* it makes each instruction dearer, and would never count one */
	for (; c->at < c->n && !c->rc; c->at++) {
		if (c->s->tuple)
			atomic_store_explicit(c->s->tuple, (uint32_t)c->at, memory_order_relaxed);
		ld_beat(c->s);
		if (c->s->overruns[c->func] < LD_MAX_STOPPED)
			one(L, c);
		else
			overrun(c);
		lua_settop(L, TOP);
	}
	return 0;
}

static int protect(struct call *c)
{
	lua_State *L = c->s->L;
	lua_settop(L, 0);
	lua_pushcfunction(L, ld_error_handler);
	lua_pushcfunction(L, run);
	lua_pushlightuserdata(L, c);
	int status = lua_pcall(L, 1, 0, 1);
	return status == LUA_OK ? 0 : ld_caught(c->s, status, &c->said);
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
	struct call c = {.s = s, .f = &s->programme->funcs[func], .func = func, .args = args, .answers = answers, .n = n,
		.arena = arena};
	s->phase = LD_CALLING;
	memset(&s->pending, 0, sizeof s->pending);
	while (protect(&c) && c.at < n) { /* once more after the last one failed, to put back what it changed */
		fail_answer(&c);
		c.at++;
	}
	s->phase = LD_IDLE;
	uselocale(before);
	freelocale(c_locale);
	return c.rc ? ld_nomem(err) : 0;
}

struct ld_calls ld_script_calls(struct ld_script *s)
{
	return (struct ld_calls){.ctx = s, .call = call};
}
