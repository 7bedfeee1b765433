/*
 * How failures of a script travel. Raising fills the script's pending error and throws a sentinel,
 * so nothing an author wrote is in between; what Lua itself or an author's error() throws is turned
 * into the same by the message handler, with the line of the rule file that was running. Faults
 * found while reading become findings instead.
 */
#include "script/internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* The address of this is what is thrown when s->pending says why. */
static char sentinel;

struct ld_place ld_where(lua_State *L)
{
	lua_Debug ar;
	struct ld_script *s = ld_script_of(L);
	if (s->compiling.file) {
		struct ld_place at = s->compiling;
		s->compiling.file = NULL;
		return at;
	}
	for (int level = 0; lua_getstack(L, level, &ar); level++) {
		lua_getinfo(L, "Sl", &ar);
		if (ar.currentline <= 0 || ar.source[0] != '@')
			continue;
		for (size_t i = 0; i < s->nfiles; i++)
			if (strcmp(s->files[i].path, ar.source + 1) == 0)
				return (struct ld_place){s->files[i].path, ar.currentline};
	}
	return (struct ld_place){NULL, 0};
}

static _Noreturn void throw(lua_State * L)
{
	lua_pushlightuserdata(L, &sentinel);
	lua_error(L);
	__builtin_unreachable();
}

void ld_raise(lua_State *L, int code, const char *suggestion, const char *fmt, ...)
{
	struct lindung_error *err = &ld_script_of(L)->pending;
	memset(err, 0, sizeof *err);
	err->code = code;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(err->message, sizeof err->message, fmt, ap);
	va_end(ap);
	if (suggestion)
		ld_error_suggest(err, suggestion);
	struct ld_place at = ld_where(L);
	if (at.file)
		ld_error_at(err, at.file, at.line);
	throw(L);
}

void ld_raise_at(
	lua_State *L, struct ld_place place, int code, const char *suggestion, const char *fmt, ...)
{
	struct lindung_error *err = &ld_script_of(L)->pending;
	memset(err, 0, sizeof *err);
	err->code = code;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(err->message, sizeof err->message, fmt, ap);
	va_end(ap);
	if (suggestion)
		ld_error_suggest(err, suggestion);
	if (place.file)
		ld_error_at(err, place.file, place.line);
	throw(L);
}

void ld_raise_error(lua_State *L, const struct lindung_error *err)
{
	struct lindung_error *pending = &ld_script_of(L)->pending;
	if (err != pending)
		*pending = *err;
	if (!pending->file[0]) {
		struct ld_place at = ld_where(L);
		if (at.file)
			ld_error_at(pending, at.file, at.line);
	}
	throw(L);
}

void *ld_need(lua_State *L, void *p)
{
	if (!p) {
		ld_nomem(&ld_script_of(L)->pending);
		throw(L);
	}
	return p;
}

/* Printable text of at most size - 1 bytes. */
static void printable(char *out, size_t size, const char *s, size_t n)
{
	size_t len = 0;
	for (size_t i = 0; i < n;) {
		uint32_t c;
		size_t k = ld_utf8_next(s + i, n - i, &c);
		bool shown = k && ld_utf8_visible(s + i, k);
		if (len + (shown ? k : 1) + 4 > size) {
			memcpy(out + len, "...", 3);
			len += 3;
			break;
		}
		if (shown)
			memcpy(out + len, s + i, k);
		else
			out[len] = '?';
		len += shown ? k : 1;
		i += k ? k : 1;
	}
	out[len] = '\0';
}

/* "path:12: message" -> "message": Lua's own mark of the place, which the handler finds better. */
static const char *skip_place(const char *text, const char *short_src)
{
	size_t n = strlen(short_src);
	if (!n || strncmp(text, short_src, n) != 0 || text[n] != ':')
		return text;
	const char *p = text + n + 1;
	while (*p >= '0' && *p <= '9')
		p++;
	return p > text + n + 1 && p[0] == ':' && p[1] == ' ' ? p + 2 : text;
}

int ld_error_handler(lua_State *L)
{
	struct ld_script *s = ld_script_of(L);
	if (lua_touserdata(L, 1) == &sentinel)
		return 1;
	struct lindung_error *err = &s->pending;
	memset(err, 0, sizeof *err);
	err->code = s->phase == LD_CALLING ? LINDUNG_E_RULE : LINDUNG_E_LOAD;
	struct ld_place at = ld_where(L);
	if (at.file)
		ld_error_at(err, at.file, at.line);
	size_t n = 0;
	const char *text = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &n) : NULL;
	if (!text) {
		snprintf(err->message, sizeof err->message,
			"raised an error that is not a text but a %s", luaL_typename(L, 1));
		return 1;
	}
	lua_Debug ar;
	for (int level = 0; lua_getstack(L, level, &ar); level++) {
		lua_getinfo(L, "Sl", &ar);
		if (ar.currentline > 0) {
			text = skip_place(text, ar.short_src);
			break;
		}
	}
	n = strlen(text);
	printable(err->message, sizeof err->message, text,
		n > (size_t)s->limits.text ? (size_t)s->limits.text : n);
	return 1;
}

const char *ld_describe(lua_State *L, int idx, char out[LD_DESCRIBE])
{
	int type = lua_type(L, idx);
	size_t n;
	char text[LD_DESCRIBE - 24];
	if (type == LUA_TSTRING) {
		const char *s = lua_tolstring(L, idx, &n);
		printable(text, sizeof text, s, n);
		snprintf(out, LD_DESCRIBE, "the text '%s'", text);
	} else if (type == LUA_TNUMBER && lua_isinteger(L, idx)) {
		snprintf(out, LD_DESCRIBE, "the number " LUA_INTEGER_FMT,
			(LUAI_UACINT)lua_tointeger(L, idx));
	} else if (type == LUA_TNUMBER) {
		snprintf(out, LD_DESCRIBE, "the number %.14g", lua_tonumber(L, idx));
	} else if (type == LUA_TBOOLEAN) {
		snprintf(out, LD_DESCRIBE, "%s", lua_toboolean(L, idx) ? "true" : "false");
	} else if (type == LUA_TUSERDATA) {
		struct ld_object *o = ld_object_at(L, idx);
		bool table = o->kind == LD_K_FROZEN || o->kind == LD_K_MODULE;
		snprintf(out, LD_DESCRIBE, "%s%s", table ? "" : "a value of ",
			table ? "a table" : ld_kind_name(o->kind));
	} else if (type == LUA_TNIL || type == LUA_TNONE) {
		snprintf(out, LD_DESCRIBE, "nothing");
	} else {
		snprintf(out, LD_DESCRIBE, "a %s", lua_typename(L, type));
	}
	return out;
}

int ld_fault(struct ld_script *s, struct ld_place place, int code, const char *suggestion,
	const char *fmt, ...)
{
	char said[400];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(said, sizeof said, fmt, ap);
	va_end(ap);
	bool named = s->owner_what && s->owner;
	int rc = ld_findings_add(s->findings, LD_FAULT, lindung_code_name(code), place.file,
		place.line, suggestion, "%s%s%s%s%s", s->owner_what ? s->owner_what : "",
		named ? " '" : "", named ? s->owner : "",
		!s->owner_what ? ""
		: named        ? "': "
			       : ": ",
		said);
	if (rc < 0)
		ld_need(s->L, NULL);
	s->faulted = true;
	return code;
}

int ld_fault_error(struct ld_script *s, struct ld_place place, const struct lindung_error *err)
{
	if (err->code == LINDUNG_E_NOMEM)
		ld_need(s->L, NULL);
	struct ld_place at = err->file[0] ? (struct ld_place){err->file, err->line} : place;
	return ld_fault(
		s, at, err->code, err->suggestion[0] ? err->suggestion : NULL, "%s", err->message);
}
