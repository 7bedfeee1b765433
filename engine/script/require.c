/*
 * Modules: found by the loader, checked, run once a load, recorded with their text for the receipt.
 * A module that returns a plain table gives a read-only one whose missing names are errors. Two
 * names of one file share its result, and both are recorded, because a replay finds files by name
 * alone.
 */
#include "script/internal.h"

#include <stdio.h>
#include <string.h>

#include "script/wall.h"

bool ld_find_module(lua_State *L, const char *name, struct ld_file *ret)
{
	struct ld_script *s = ld_script_of(L);
	struct lindung_error err = {0};
	if (!ld_module_name_valid(name))
		ld_raise(L, LINDUNG_E_MODULE, NULL, "'%.100s' is not the name of a module", name);
	int rc = s->loader->find(s->loader->ctx, name, NULL, &s->arena, ret, &err);
	if (rc == LINDUNG_E_MODULE) {
		memcpy(s->near, err.suggestion, sizeof s->near);
		return false;
	}
	if (rc)
		ld_raise_error(L, &err);
	return true;
}

static const struct ld_file *record(lua_State *L, const struct ld_file *file)
{
	struct ld_script *s = ld_script_of(L);
	if (s->nfiles == LD_MAX_FILES)
		ld_raise(L, LINDUNG_E_LIMIT, NULL, "more than %d files are required", LD_MAX_FILES);
	if (s->nfiles == s->cfiles) {
		size_t cap = s->cfiles ? s->cfiles * 2 : 16;
		struct ld_file *files = ld_need(L, ld_arena_array(&s->arena, cap, sizeof *files));
		if (s->nfiles)
			memcpy(files, s->files, s->nfiles * sizeof *files);
		s->files = files;
		s->cfiles = cap;
	}
	s->files[s->nfiles++] = *file;
	return &s->files[s->nfiles - 1];
}

/* Curly quotes of a word processor: the line of the first outside Lua's own texts is where Lua stops.
 */
static bool has_curly_quote(const struct ld_file *file, int line)
{
	const char *p = file->text;
	for (int at = 1; p && at < line; at++)
		p = strchr(p, '\n') ? strchr(p, '\n') + 1 : NULL;
	size_t n = p ? strcspn(p, "\n") : 0;
	for (size_t i = 0; i + 2 < n; i++)
		if (memcmp(p + i, "\xE2\x80", 2) == 0 && strchr("\x98\x99\x9C\x9D", p[i + 2]))
			return true;
	return false;
}

/* "path:3: message near 'x'" -> err with file and line. */
static void syntax_error(lua_State *L, const struct ld_file *file, const char *said)
{
	struct lindung_error err = {0};
	const char *text = said;
	int line = 0, used = 0;
	lua_Debug ar;
	(void)ar;
	for (const char *p = said; (p = strchr(p, ':')); p++)
		if (sscanf(p, ":%d: %n", &line, &used) == 1 && used > 0) {
			text = p + used;
			break;
		}
	bool comma = strncmp(text, "'}' expected", 12) == 0 && !strstr(text, "near <eof>");
	if (has_curly_quote(file, line))
		ld_fail(&err, LINDUNG_E_SYNTAX, "%s; use straight quotes: \" or '", text);
	else if (comma)
		ld_fail(&err, LINDUNG_E_SYNTAX, "%s; perhaps a comma is missing before it", text);
	else
		ld_fail(&err, LINDUNG_E_SYNTAX, "%s", text);
	ld_error_at(&err, file->path, line);
	ld_raise_error(L, &err);
}

static void check_source(lua_State *L, const struct ld_file *f)
{
	struct ld_place at = {f->path, 1};
	int64_t most = ld_script_of(L)->limits.source;
	if ((int64_t)f->len > most)
		ld_raise_at(L, at, LINDUNG_E_LIMIT, NULL,
			"the file is larger than the %lld KB that a rule file may be (limit source-bytes)", (long long)most / 1024);
	if (f->len && (f->text[0] == '\x1b' || f->text[0] == '#'))
		ld_raise_at(L, at, LINDUNG_E_SYNTAX, NULL,
			"the file begins with a byte that no rule file begins with");
	if (memchr(f->text, '\0', f->len))
		ld_raise_at(L, at, LINDUNG_E_SYNTAX, NULL, "the file holds a NUL byte");
}

/* Push the function of the file. */
static void compile(lua_State *L, const struct ld_file *f)
{
	if (LD_FIRST_WALL) {
		check_source(L, f);
		ld_scan(L, f);
	}
	lua_pushfstring(L, "@%s", f->path); /* chunkname */
	int status = luaL_loadbufferx(
		L, f->text, f->len, lua_tostring(L, -1), LD_FIRST_WALL ? "t" : "bt"); /* chunkname function|message */
	if (status == LUA_ERRSYNTAX)
		syntax_error(L, f, lua_tostring(L, -1));
	if (status)
		lua_error(L);
	lua_remove(L, -2);
	if (LD_FIRST_WALL)
		ld_check_globals(L, f->path);
}

/* Push what the file returns, tables made read-only. */
static void run(lua_State *L, const struct ld_file *f)
{
	compile(L, f);
	lua_call(L, 0, 1);
	if (lua_isnil(L, -1))
		ld_raise_at(L, (struct ld_place){f->path, 1}, LINDUNG_E_MODULE, NULL,
			"the file returns nothing");
	if (lua_type(L, -1) == LUA_TTABLE) {
		ld_freeze(L, -1, LD_K_MODULE);
		lua_remove(L, -2);
	}
}

void ld_load_module(lua_State *L, const char *name)
{
	struct ld_script *s = ld_script_of(L);
	luaL_checkstack(L, 20, "too many modules");
	lua_rawgeti(L, LUA_REGISTRYINDEX, s->loaded_ref); /* loaded */
	int loaded = lua_gettop(L);
	if (lua_getfield(L, loaded, name) != LUA_TNIL) { /* loaded result */
		if (lua_isboolean(L, -1))
			ld_raise(L, LINDUNG_E_CYCLE, NULL,
				"module '%s' requires itself, directly or through others", name);
		lua_remove(L, loaded);
		return;
	}
	lua_pop(L, 1);
	struct ld_file file;
	if (!ld_find_module(L, name, &file))
		ld_raise(L, LINDUNG_E_MODULE, s->near[0] ? s->near : NULL, "there is no module '%s'", name);
	const struct ld_file *f = record(L, &file);
	lua_pushfstring(L, "@%s", f->path); /* loaded @path */
	lua_pushvalue(L, -1);
	if (lua_rawget(L, loaded) == LUA_TNIL) { /* loaded @path nil: the first name of this file */
		lua_pop(L, 1);
		lua_pushboolean(L, true);
		lua_setfield(L, loaded, name);
		lua_pushvalue(L, -1);
		lua_pushboolean(L, true);
		lua_rawset(L, loaded); /* loaded @path */
		run(L, &file);         /* loaded @path result */
	} else if (lua_isboolean(L, -1)) {
		ld_raise(L, LINDUNG_E_CYCLE, NULL,
			"module '%s' requires itself, directly or through others", name);
	}
	lua_pushvalue(L, -1);
	lua_setfield(L, loaded, name); /* loaded @path result */
	lua_insert(L, loaded);         /* result loaded @path */
	lua_pushvalue(L, loaded);
	lua_rawset(L, -3); /* result loaded */
	lua_pop(L, 1);
}

int ld_require(lua_State *L)
{
	if (ld_script_of(L)->phase != LD_LOADING)
		ld_raise(L, LINDUNG_E_BLOCKED, NULL,
			"'require' works while files are read, not inside a function of rules");
	if (lua_type(L, 1) != LUA_TSTRING) {
		char what[LD_DESCRIBE];
		ld_raise(L, LINDUNG_E_TYPE, NULL, "require takes the name of a module, not %s",
			ld_describe(L, 1, what));
	}
	const char *name = lua_tostring(L, 1);
	if (strlen(name) != lua_rawlen(L, 1))
		ld_raise(L, LINDUNG_E_MODULE, NULL, "'%.100s' with a NUL behind it is not the name of a module", name);
	ld_load_module(L, name);
	return 1;
}
