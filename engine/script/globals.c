/*
 * Undefined globals inside functions, found when the file is compiled: a name misspelt in a rule's
 * function would otherwise show only when a worker reaches it. Lua's own compiler knows best what
 * is a global, so this reads the compiled chunk (of this process, Lua 5.4) for accesses of _ENV by
 * name. Whatever it does not understand it leaves to the run.
 */
#include <string.h>

#include "script/internal.h"

enum {
	GETTABUP = 11,
	SETTABUP = 15,
	DEEPEST = 200,
	SHORT_STRING = 0x04,
	LONG_STRING = 0x14,
	FLOAT = 0x13,
	INTEGER = 0x03
};

struct chunk {
	const unsigned char *p, *end;
	bool bad;
	bool names; /* note the names of local variables and check nothing yet */
};

struct text {
	const char *s;
	size_t n;
};

static unsigned byte(struct chunk *c)
{
	if (c->p >= c->end) {
		c->bad = true;
		return 0;
	}
	return *c->p++;
}

static const unsigned char *skip(struct chunk *c, size_t n)
{
	const unsigned char *at = c->p;
	if (n > (size_t)(c->end - c->p)) {
		c->bad = true;
		return NULL;
	}
	c->p += n;
	return at;
}

/* Seven bits a byte, the last one marked. */
static size_t size(struct chunk *c)
{
	size_t x = 0;
	for (int i = 0; i < 10 && !c->bad; i++) {
		unsigned b = byte(c);
		x = x << 7 | (b & 0x7f);
		if (b & 0x80)
			return x;
	}
	c->bad = true;
	return 0;
}

static struct text string(struct chunk *c)
{
	size_t n = size(c);
	if (!n)
		return (struct text){NULL, 0};
	const unsigned char *s = skip(c, n - 1);
	return (struct text){(const char *)s, s ? n - 1 : 0};
}

static struct text constant(struct chunk *c)
{
	struct text none = {NULL, 0};
	switch (byte(c)) {
	case SHORT_STRING:
	case LONG_STRING:
		return string(c);
	case FLOAT:
		skip(c, sizeof(lua_Number));
		return none;
	case INTEGER:
		skip(c, sizeof(lua_Integer));
		return none;
	default:
		return none; /* nil, false, true */
	}
}

/* The k-th constant of the list at `at`. */
static struct text constant_at(struct chunk at, size_t k)
{
	struct text t = {NULL, 0};
	for (size_t i = 0; i <= k && !at.bad; i++)
		t = constant(&at);
	return at.bad ? (struct text){NULL, 0} : t;
}

struct proto {
	const unsigned char *code, *lines;
	size_t ncode, nconstants, nlines, nabs, nupvalues, nprotos;
	struct chunk constants, protos, abs, upvalues;
	int line;
};

static int line_of(const struct proto *f, size_t pc)
{
	int line = f->line;
	struct chunk abs = f->abs;
	for (size_t i = 0; i <= pc && i < f->nlines; i++) {
		signed char d = (signed char)f->lines[i];
		if (d != -128) {
			line += d;
			continue;
		}
		size(&abs); /* its pc: entries come in order, one a mark */
		line = (int)size(&abs);
	}
	return line;
}

static bool is_env(const struct proto *f, unsigned upvalue)
{
	struct chunk names = f->upvalues;
	struct text t = {NULL, 0};
	if (upvalue >= f->nupvalues)
		return false;
	for (unsigned i = 0; i <= upvalue; i++)
		t = string(&names);
	return !names.bad && t.n == 4 && memcmp(t.s, "_ENV", 4) == 0;
}

/* Read the name through the real globals, or write to it: both raise what a run would. */
static void check(
	lua_State *L, const struct proto *f, const char *path, size_t pc, unsigned k, bool write)
{
	struct ld_script *s = ld_script_of(L);
	if (k >= f->nconstants)
		return;
	struct text name = constant_at(f->constants, k);
	if (!name.s)
		return;
	int top = lua_gettop(L);
	lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS); /* globals */
	lua_getmetatable(L, -1);
	lua_getfield(L, -1, "__index"); /* globals meta real */
	lua_pushlstring(L, name.s, name.n);
	bool known = lua_rawget(L, -2) != LUA_TNIL;
	lua_settop(L, top + 1);
	if (!known || write) {
		s->compiling = (struct ld_place){path, line_of(f, pc)};
		lua_pushlstring(L, name.s, name.n);
		lua_pushboolean(L, true); /* globals name true */
		if (write)
			lua_settable(L, -3);
		else
			lua_pop(L, 1), lua_gettable(L, -2);
		s->compiling = (struct ld_place){NULL, 0};
	}
	lua_settop(L, top);
}

static void function(lua_State *L, struct chunk *c, const char *path, int depth);

/* A local variable: what an undefined name may have been meant to be. */
static void note(lua_State *L, const struct chunk *c, struct text name)
{
	struct ld_script *s = ld_script_of(L);
	if (!c->names || !name.s || name.s[0] == '(' || s->nlocals == sizeof s->locals / sizeof *s->locals)
		return;
	s->locals[s->nlocals++] = ld_need(L, ld_arena_strndup(&s->arena, name.s, name.n));
}

static void read_proto(struct chunk *c, struct proto *f)
{
	string(c); /* source */
	f->line = (int)size(c);
	size(c);
	skip(c, 3); /* parameters, vararg, stack */
	f->ncode = size(c);
	f->code = skip(c, f->ncode > (size_t)(c->end - c->p) ? SIZE_MAX : f->ncode * 4);
	f->nconstants = size(c);
	f->constants = *c;
	for (size_t i = 0; i < f->nconstants && !c->bad; i++)
		constant(c);
	size_t upvalues = size(c);
	skip(c, upvalues > (size_t)(c->end - c->p) ? SIZE_MAX : upvalues * 3);
	f->nprotos = size(c);
}

static void function(lua_State *L, struct chunk *c, const char *path, int depth)
{
	struct proto f = {0};
	read_proto(c, &f);
	if (depth > DEEPEST)
		c->bad = true;
	for (size_t i = 0; i < f.nprotos && !c->bad; i++)
		function(L, c, path, depth + 1);
	f.nlines = size(c);
	f.lines = skip(c, f.nlines);
	f.nabs = size(c);
	f.abs = *c;
	for (size_t i = 0; i < 2 * f.nabs && !c->bad; i++)
		size(c);
	size_t locals = size(c);
	for (size_t i = 0; i < locals && !c->bad; i++) {
		note(L, c, string(c));
		size(c);
		size(c);
	}
	f.nupvalues = size(c);
	f.upvalues = *c;
	for (size_t i = 0; i < f.nupvalues && !c->bad; i++)
		string(c);
	if (c->bad || c->names)
		return;
	for (size_t pc = 0; pc < f.ncode; pc++) {
		const unsigned char *b = f.code + 4 * pc;
		unsigned long op = b[0] | (unsigned long)b[1] << 8 | (unsigned long)b[2] << 16 |
				   (unsigned long)b[3] << 24;
		unsigned what = op & 0x7f, A = op >> 7 & 0xff, B = op >> 16 & 0xff,
			 C = op >> 24 & 0xff;
		if (what == GETTABUP && is_env(&f, B))
			check(L, &f, path, pc, C, false);
		else if (what == SETTABUP && is_env(&f, A))
			check(L, &f, path, pc, B, true);
	}
}

struct dump {
	bool begun;
	luaL_Buffer buffer;
};

/* The buffer begins above the function, which lua_dump wants on top. */
static int write_chunk(lua_State *L, const void *p, size_t n, void *ud)
{
	struct dump *d = ud;
	if (!d->begun) {
		d->begun = true;
		luaL_buffinit(L, &d->buffer);
	}
	luaL_addlstring(&d->buffer, p, n);
	return 0;
}

/* The function to check stands at the top of the stack. */
void ld_check_globals(lua_State *L, const char *path)
{
	static const unsigned char head[] = "\x1bLua\x54\x00\x19\x93\r\n\x1a\n\x04\x08\x08";
	enum { HEAD = 15, HEADER = 32 };
	struct dump d = {0};
	const unsigned one = 1;
	unsigned char little;
	int fn = lua_gettop(L);
	memcpy(&little, &one, 1);
	if (!little || lua_dump(L, write_chunk, &d, 0) || !d.begun) {
		lua_settop(L, fn);
		return;
	}
	luaL_pushresult(&d.buffer); /* fn chunk */
	size_t n;
	const unsigned char *p = (const unsigned char *)lua_tolstring(L, -1, &n);
	struct chunk c = {p + HEADER, p + n, false, false}, names = {p + HEADER, p + n, false, true};
	ld_script_of(L)->nlocals = 0;
	if (n > HEADER && memcmp(p, head, HEAD) == 0) {
		function(L, &names, path, 0);
		function(L, &c, path, 0);
	}
	lua_settop(L, fn);
}
