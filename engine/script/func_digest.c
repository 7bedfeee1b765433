/*
 * What a function of the rules is known by when two programmes are compared: the text between its first and last line and
 * the values it closes over, functions and tables among them. Where it stands does not count, so a function that only
 * moved in its file is the same; one whose comment changed is another, which costs a comparison a line and nobody a
 * place. Globals do not count: they are the language's own.
 */
#include <string.h>

#include "script/internal.h"

enum { DEEPEST = 32 };

struct digesting {
	struct ld_script *s;
	lua_State *L;
	int seen; /* table: what was met already */
};

static void add_value(struct digesting *d, int idx, int depth, struct ld_sha256 *h);

static const char *line_at(const char *p, const char *end, int line)
{
	while (--line > 0 && p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		p = nl ? nl + 1 : end;
	}
	return p;
}

/* From the first "function" of its first line to the end of its last "end". */
static void add_text(const struct ld_file *f, int first, int last, struct ld_sha256 *h)
{
	const char *end = f->text + f->len, *from = line_at(f->text, end, first), *to = line_at(from, end, last - first + 2);
	const char *word = memmem(from, (size_t)(to - from), "function", 8), *stop = to;
	while (stop > from + 3 && memcmp(stop - 3, "end", 3) != 0)
		stop--;
	from = word ? word : from;
	ld_sha256_field(h, from, (size_t)((stop > from ? stop : to) - from));
}

static void add_source(struct digesting *d, int fn, struct ld_sha256 *h)
{
	lua_Debug ar;
	lua_pushvalue(d->L, fn);
	lua_getinfo(d->L, ">Su", &ar);
	for (size_t i = 0; i < d->s->nfiles; i++)
		if (ar.source[0] == '@' && strcmp(d->s->files[i].path, ar.source + 1) == 0) {
			add_text(&d->s->files[i], ar.linedefined, ar.lastlinedefined, h);
			return;
		}
	ld_sha256_field(h, ar.source, strlen(ar.source));
}

static void add_function(struct digesting *d, int fn, int depth, struct ld_sha256 *h)
{
	const char *name;
	if (lua_iscfunction(d->L, fn))
		return;
	add_source(d, fn, h);
	for (int i = 1; (name = lua_getupvalue(d->L, fn, i)); i++) { /* value */
		if (strcmp(name, "_ENV") != 0) {
			ld_sha256_field(h, name, strlen(name));
			add_value(d, lua_gettop(d->L), depth + 1, h);
		}
		lua_pop(d->L, 1);
	}
}

/* Pairs are summed, because their order is nobody's. */
static void add_pairs(struct digesting *d, int t, int depth, struct ld_sha256 *h)
{
	lua_State *L = d->L;
	uint64_t sum[LD_SHA256 / sizeof(uint64_t)] = {0}, one[LD_SHA256 / sizeof(uint64_t)];
	lua_pushnil(L);
	for (; lua_next(L, t); lua_pop(L, 1)) { /* key value */
		struct ld_sha256 pair;
		ld_sha256_init(&pair);
		add_value(d, lua_gettop(L) - 1, depth + 1, &pair);
		add_value(d, lua_gettop(L), depth + 1, &pair);
		ld_sha256_end(&pair, (uint8_t *)one);
		for (size_t i = 0; i < sizeof sum / sizeof *sum; i++)
			sum[i] += one[i];
	}
	ld_sha256_field(h, sum, sizeof sum);
}

/* Tables and functions count where they are met first. */
static bool is_new(struct digesting *d, int idx)
{
	lua_State *L = d->L;
	lua_pushvalue(L, idx);
	bool known = lua_rawget(L, d->seen) != LUA_TNIL;
	lua_pop(L, 1);
	if (known)
		return false;
	lua_pushvalue(L, idx);
	lua_pushboolean(L, true);
	lua_rawset(L, d->seen);
	return true;
}

static void add_value(struct digesting *d, int idx, int depth, struct ld_sha256 *h)
{
	lua_State *L = d->L;
	int type = lua_type(L, idx), top = lua_gettop(L);
	luaL_checkstack(L, 10, "functions");
	ld_sha256_field(h, &type, sizeof type);
	if (type == LUA_TBOOLEAN) {
		int b = lua_toboolean(L, idx);
		ld_sha256_field(h, &b, sizeof b);
	} else if (type == LUA_TNUMBER && lua_isinteger(L, idx)) {
		lua_Integer i = lua_tointeger(L, idx);
		ld_sha256_field(h, &i, sizeof i);
	} else if (type == LUA_TNUMBER) {
		lua_Number n = lua_tonumber(L, idx);
		ld_sha256_field(h, &n, sizeof n);
	} else if (type == LUA_TSTRING) {
		size_t n;
		const char *s = lua_tolstring(L, idx, &n);
		ld_sha256_field(h, s, n);
	} else if (depth < DEEPEST && type == LUA_TFUNCTION && is_new(d, idx)) {
		add_function(d, idx, depth, h);
	} else if (depth < DEEPEST && type == LUA_TTABLE && is_new(d, idx)) {
		add_pairs(d, idx, depth, h);
	} else if (depth < DEEPEST && type == LUA_TUSERDATA && is_new(d, idx)) {
		if (lua_getiuservalue(L, idx, 1) == LUA_TTABLE)
			add_pairs(d, lua_gettop(L), depth, h);
	}
	lua_settop(L, top);
}

void ld_func_digest(struct ld_script *s, int fn, uint8_t ret[LD_SHA256])
{
	struct digesting d = {s, s->L, 0};
	struct ld_sha256 h;
	int top = lua_gettop(s->L);
	fn = lua_absindex(s->L, fn);
	lua_newtable(s->L); /* seen */
	d.seen = lua_gettop(s->L);
	ld_sha256_init(&h);
	add_value(&d, fn, 0, &h);
	ld_sha256_end(&h, ret);
	lua_settop(s->L, top);
}
