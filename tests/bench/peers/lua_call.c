/*
 * A bare protected call of Lua, a worker after the other, with the arguments of functions_open.lua and the same function:
 * what a function rule over open fields cannot do without. Prints the rounds' milliseconds, like the other peers.
 */
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 8 };

static const char *const body = "return function(tanggal_lahir, penghasilan, pengeluaran)"
	" return tanggal_lahir < '2100-01-01' and penghasilan + pengeluaran // 4 < 1000000000 end";

static int32_t *column(const char *folder, const char *name, size_t n)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	int32_t *data = malloc(n * sizeof *data + 1);
	FILE *f = fopen(path, "rb");
	size_t got = data && f ? fread(data, sizeof *data, n, f) : 0;
	if (f)
		fclose(f);
	if (got == n)
		return data;
	free(data);
	return NULL;
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* As text beforehand: a store has dates so. */
static char (*iso(const int32_t *birth, size_t n))[11]
{
	char(*text)[11] = malloc(n * sizeof *text + 1);
	for (size_t i = 0; text && i < n; i++) {
		unsigned day = birth[i] < 0 ? 19700101u : (unsigned)birth[i] % 100000000;
		snprintf(text[i], sizeof *text, "%04u-%02u-%02u", day / 10000, day / 100 % 100, day % 100);
	}
	return text;
}

static size_t call_all(lua_State *L, size_t n, char (*birth)[11], const int32_t *income, const int32_t *spending)
{
	size_t held = 0;
	for (size_t i = 0; i < n; i++) {
		lua_pushvalue(L, -1);                    /* function function */
		lua_pushlstring(L, birth[i], 10);        /* function function text */
		lua_pushinteger(L, income[i]);           /* function function text integer */
		lua_pushinteger(L, spending[i]);         /* function function text integer integer */
		if (lua_pcall(L, 3, 1, 0) == LUA_OK)     /* function boolean */
			held += (size_t)lua_toboolean(L, -1);
		lua_pop(L, 1);                           /* function */
	}
	return held;
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: %s FOLDER WORKERS\n", argv[0]);
		return 2;
	}
	size_t n = (size_t)atoll(argv[2]), held = n;
	int32_t *birth = column(argv[1], "birth", n), *income = column(argv[1], "income", n);
	int32_t *spending = column(argv[1], "spending", n);
	char(*text)[11] = birth ? iso(birth, n) : NULL;
	lua_State *L = luaL_newstate();
	if (!text || !income || !spending || !L || luaL_dostring(L, body) != LUA_OK)
		return 1;
	printf("[");
	for (int round = 0; round < ROUNDS && held == n; round++) { /* the first warms up */
		double start = now();
		held = call_all(L, n, text, income, spending);
		if (round)
			printf("%s%.4f", round > 1 ? ", " : "", now() - start);
	}
	printf("]\n");
	lua_close(L);
	free(birth);
	free(income);
	free(spending);
	free(text);
	return held != n;
}
