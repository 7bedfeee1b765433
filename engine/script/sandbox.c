/*
 * The virtual machine and the one door to it. Every entry runs inside one protected call, in the C
 * locale of its thread (string order and decimal points must not follow the user's), with counted
 * instructions and an allocator that refuses new blocks as well as growth. What scripts find inside
 * is world.c's. A single string is capped too: no hook runs while C code copies, compares or joins
 * a long one.
 */
#include "script/internal.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "script/wall.h"

enum { MAX_STRING = 512 * 1024, LONG_STRING = 1024, BYTES_A_STEP = 64 };

struct ld_script *ld_script_of(lua_State *L)
{
	void *ud;
	lua_getallocf(L, &ud);
	return ud;
}

/* osize is the kind of object when ptr is NULL. Long strings are charged by size: one instruction
 * can make one. */
static void *allocate(void *ud, void *ptr, size_t osize, size_t nsize)
{
	struct ld_script *s = ud;
	size_t old = ptr ? osize : 0;
	if (!nsize) {
		s->memory -= old;
		free(ptr);
		return NULL;
	}
	if (LD_FIRST_WALL && !ptr && osize == LUA_TSTRING && nsize >= LONG_STRING) {
		s->left -= (int64_t)(nsize / BYTES_A_STEP);
		if (nsize > MAX_STRING) {
			s->memory_hit = true;
			return NULL;
		}
	}
	if (LD_FIRST_WALL && nsize > old &&
		(s->memory > (size_t)s->limits.memory || nsize - old > (size_t)s->limits.memory - s->memory)) {
		s->memory_hit = true;
		return NULL;
	}
	void *p = realloc(ptr, nsize);
	if (p)
		s->memory += nsize - old;
	return p;
}

static void stop(lua_State *L)
{
	const struct ld_script *s = ld_script_of(L);
	bool calling = s->phase == LD_CALLING;
	ld_raise(L, calling ? LINDUNG_E_INSTRUCTIONS : LINDUNG_E_LIMIT, NULL,
		"ran longer than %lld instructions (limit %s)",
		(long long)(calling ? s->limits.instructions : s->limits.loading),
		calling ? "instructions" : "load-instructions");
}

static void hook(lua_State *L, lua_Debug *ar)
{
	(void)ar;
	struct ld_script *s = ld_script_of(L);
	s->left -= LD_HOOK_EVERY;
	if (s->phase == LD_LOADING) /* a call has the whole of its time from its beginning */
		ld_beat(s);
	if (s->left < 0)
		stop(L);
}

void ld_beat(struct ld_script *s)
{
	if (s->beat)
		atomic_store_explicit(s->beat, atomic_load_explicit(s->beat, memory_order_relaxed) + 1,
			memory_order_relaxed);
}

void ld_allow(struct ld_script *s, int64_t instructions)
{
	s->left = instructions;
	if (LD_FIRST_WALL)
		lua_sethook(s->L, hook, LUA_MASKCOUNT, LD_HOOK_EVERY);
}

void ld_charge(lua_State *L, size_t steps)
{
	struct ld_script *s = ld_script_of(L);
	s->left -= steps > INT32_MAX ? INT32_MAX : (int64_t)steps;
	if (LD_FIRST_WALL && s->left < 0)
		stop(L);
}

int ld_caught(struct ld_script *s, int status, struct lindung_error *err)
{
	if (status == LUA_ERRMEM) {
		bool cap = s->memory_hit;
		s->memory_hit = false;
		lua_gc(s->L, LUA_GCCOLLECT);
		if (!cap)
			return ld_nomem(err);
		bool calling = s->phase == LD_CALLING;
		return ld_fail(err, calling ? LINDUNG_E_RULE : LINDUNG_E_LIMIT,
			"asked for more memory than the %lld MB (%d KB in one text) that rules may "
			"use (limit memory-bytes)",
			(long long)(s->limits.memory >> 20), MAX_STRING / 1024);
	}
	if (!s->pending.code)
		ld_fail(&s->pending, s->phase == LD_CALLING ? LINDUNG_E_RULE : LINDUNG_E_LOAD,
			"failed in an unknown way");
	if (err)
		*err = s->pending;
	int code = s->pending.code;
	memset(&s->pending, 0, sizeof s->pending);
	return code;
}

int ld_protect(struct ld_script *s, lua_CFunction fn, void *arg, struct lindung_error *err)
{
	lua_State *L = s->L;
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	if (!c)
		return ld_nomem(err);
	locale_t before = uselocale(c);
	memset(&s->pending, 0, sizeof s->pending);
	s->memory_hit = false;
	lua_settop(L, 0);
	lua_pushcfunction(L, ld_error_handler); /* handler */
	lua_pushcfunction(L, fn);               /* handler fn */
	lua_pushlightuserdata(L, arg);          /* handler fn arg */
	int status = lua_pcall(L, 1, 0, 1);
	int rc = status == LUA_OK ? 0 : ld_caught(s, status, err);
	lua_settop(L, 0);
	uselocale(before);
	freelocale(c);
	return rc;
}

/* Lua's long buffers share a metatable that the first of them makes. If memory ran out just then, in some rule's call,
 * it would stay half made and every later long text of this machine would fail: so it is made now. */
static void open_buffers(lua_State *L)
{
	luaL_Buffer b;
	luaL_buffinitsize(L, &b, LUAL_BUFFERSIZE + 1); /* box */
	luaL_pushresultsize(&b, 0);                    /* "" */
	lua_pop(L, 1);                                 /* */
}

static int open_world(lua_State *L)
{
	struct ld_script *s = ld_script_of(L);
	open_buffers(L);
	ld_objects_init(L);
	lua_newtable(L);                               /* funcs */
	s->funcs_ref = luaL_ref(L, LUA_REGISTRYINDEX); /* */
	lua_newtable(L);                               /* loaded */
	s->loaded_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	ld_world_open(L); /* globals */
	lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
	return 0;
}

int ld_script_new(const struct ld_loader *loader, const struct ld_limits *limits, struct ld_script **ret,
	struct lindung_error *err)
{
	struct ld_script *s = calloc(1, sizeof *s);
	if (!s)
		return ld_nomem(err);
	s->loader = loader;
	s->limits = limits ? *limits : ld_limits_default;
	s->phase = LD_LOADING;
	s->L = lua_newstate(allocate, s);
	if (!s->L) {
		free(s);
		return ld_nomem(err);
	}
	ld_allow(s, s->limits.loading);
	int rc = ld_protect(s, open_world, NULL, err);
	s->phase = LD_IDLE;
	if (rc) {
		ld_script_free(s);
		return rc;
	}
	*ret = s;
	return 0;
}

void ld_script_free(struct ld_script *s)
{
	if (!s)
		return;
	lua_close(s->L);
	ld_assert(s->memory == 0);
	ld_arena_fini(&s->arena);
	free(s);
}

void ld_script_watch(struct ld_script *s, _Atomic uint64_t *beat, _Atomic uint32_t *tuple)
{
	s->beat = beat;
	s->tuple = tuple;
}

void ld_script_version(char *out, size_t size, bool *ret_bare)
{
	snprintf(out, size, "%s", LUA_RELEASE);
	*ret_bare = !LD_FIRST_WALL;
}
