/*
 * Reading an author's tables into plain data, key by key. Every getter says what is wrong with the
 * key's name, the value it found and the line of the enclosing constructor, as a finding; the
 * caller goes on with what it can still read. Texts and arrays go into the result's arena; only
 * running out of memory raises.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/num.h"
#include "base/text.h"
#include "base/utf8.h"
#include "script/internal.h"

const char *ld_out_text(struct ld_script *s, const char *text, size_t len)
{
	return ld_need(s->L, ld_arena_strndup(s->out, text, len));
}

void *ld_out_array(struct ld_script *s, size_t n, size_t size)
{
	return ld_need(s->L, ld_arena_array(s->out, n ? n : 1, size));
}

/* Places are many and files few: a file's path is copied once, found again by the list of files. */
struct ld_place ld_out_place(struct ld_script *s, struct ld_place place)
{
	for (size_t i = 0; place.file && i < s->nfiles; i++)
		if (s->files[i].path == place.file) {
			if (!s->out_paths[i])
				s->out_paths[i] = ld_out_text(s, place.file, strlen(place.file));
			place.file = s->out_paths[i];
			return place;
		}
	return place;
}

bool ld_item_open(struct ld_script *s, int idx, struct ld_place fallback, struct ld_item *ret)
{
	lua_State *L = s->L;
	luaL_checkstack(L, 30, "reading");
	struct ld_object *o = ld_object_at(L, idx);
	*ret = (struct ld_item){.s = s, .L = L, .place = fallback};
	if (o && o->kind != LD_K_FROZEN && o->kind != LD_K_MODULE && o->place.file) {
		ret->place = ld_out_place(s, o->place);
		ret->set = o->set;
		if (o->changed_by)
			ret->changed_by = ld_out_text(s, o->changed_by, strlen(o->changed_by));
	}
	if (!ld_open_table(L, idx))
		return false;
	ret->t = lua_gettop(L);
	return true;
}

int ld_item_fault(const struct ld_item *it, int code, const char *suggestion, const char *fmt, ...)
{
	char said[400];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(said, sizeof said, fmt, ap);
	va_end(ap);
	return ld_fault(it->s, it->place, it->set ? LINDUNG_E_SET : code, suggestion, "%s", said);
}

size_t ld_list_len(lua_State *L, int t)
{
	return (size_t)lua_rawlen(L, t);
}

static int compare_names(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;
	return strcmp(*x, *y);
}

/* The text keys of a table in byte order; the texts live as long as the table. NULL when there are
 * none. */
const char **ld_text_keys(struct ld_script *s, int t, size_t *ret_n)
{
	lua_State *L = s->L;
	size_t n = 0;
	lua_pushnil(L);
	for (; lua_next(L, t); lua_pop(L, 1))
		n += lua_type(L, -2) == LUA_TSTRING;
	const char **names = ld_out_array(s, n, sizeof *names);
	*ret_n = n;
	n = 0;
	lua_pushnil(L);
	for (; lua_next(L, t); lua_pop(L, 1))
		if (lua_type(L, -2) == LUA_TSTRING)
			names[n++] = lua_tostring(L, -2);
	qsort(names, n, sizeof *names, compare_names);
	return names;
}

int ld_item_keys(const struct ld_item *it, const char *const *keys, size_t nkeys, size_t positional)
{
	lua_State *L = it->L;
	size_t n, len = ld_list_len(L, it->t), ints = 0;
	const char **names = ld_text_keys(it->s, it->t, &n);
	int rc = 0;
	for (size_t i = 0; i < n; i++) {
		bool found = false;
		for (size_t k = 0; k < nkeys && !found; k++)
			found = strcmp(names[i], keys[k]) == 0;
		if (!found)
			rc = ld_item_fault(it, LINDUNG_E_NAME, ld_nearest(names[i], keys, nkeys),
				"there is no key '%s' here", names[i]);
	}
	lua_pushnil(L);
	for (; lua_next(L, it->t); lua_pop(L, 1)) {
		if (lua_type(L, -2) == LUA_TSTRING)
			continue;
		ints++;
		if (!lua_isinteger(L, -2) || lua_tointeger(L, -2) < 1) {
			char what[LD_DESCRIBE];
			rc = ld_item_fault(it, LINDUNG_E_NAME, NULL, "%s is no key here",
				ld_describe(L, -2, what));
		} else if ((size_t)lua_tointeger(L, -2) > len) {
			rc = ld_item_fault(it, LINDUNG_E_HOLE, NULL,
				"the list has a hole before position " LUA_INTEGER_FMT,
				(LUAI_UACINT)lua_tointeger(L, -2));
		}
	}
	if (!rc && ints > positional)
		rc = ld_item_fault(it, LINDUNG_E_NAME, NULL,
			"a value without a key stands where %s",
			positional ? "only the id has none" : "every value needs one");
	return rc;
}

int ld_item_get(const struct ld_item *it, const char *key)
{
	lua_pushstring(it->L, key);
	return lua_rawget(it->L, it->t);
}

static int wrong_type(const struct ld_item *it, const char *key, const char *want)
{
	char what[LD_DESCRIBE];
	return ld_item_fault(it, LINDUNG_E_TYPE, NULL, "'%s' is %s, not %s", key,
		ld_describe(it->L, -1, what), want);
}

int ld_item_text(const struct ld_item *it, const char *key, const char **ret)
{
	lua_State *L = it->L;
	int type = ld_item_get(it, key), rc = 1;
	if (type == LUA_TNIL) {
		rc = 0;
	} else if (type != LUA_TSTRING) {
		rc = wrong_type(it, key, "a text");
	} else {
		size_t n;
		const char *s = lua_tolstring(L, -1, &n);
		if (n > 4096)
			rc = ld_item_fault(
				it, LINDUNG_E_LIMIT, NULL, "'%s' is longer than 4096 bytes", key);
		else if (!ld_utf8_visible(s, n))
			rc = ld_item_fault(it, LINDUNG_E_TEXT, NULL,
				"'%s' holds bytes or characters that cannot be seen", key);
		else
			*ret = ld_out_text(it->s, s, n);
	}
	lua_pop(L, 1);
	return rc;
}

/* A limit of so many digits would be taken for a national id and hidden in reports: it is written in groups of three. */
static const char *limit(int64_t n, char out[LD_RUPIAH_TEXT])
{
	if (n >= 100000000000000 || n <= -100000000000000)
		return ld_rupiah_format(n, '.', out);
	snprintf(out, LD_RUPIAH_TEXT, "%lld", (long long)n);
	return out;
}

int ld_read_integer(
	const struct ld_item *it, int idx, const char *what, int64_t lo, int64_t hi, int64_t *ret)
{
	lua_State *L = it->L;
	char shown[LD_DESCRIBE], low[LD_RUPIAH_TEXT], high[LD_RUPIAH_TEXT];
	int is_int = 0;
	lua_Integer n = lua_type(L, idx) == LUA_TNUMBER ? lua_tointegerx(L, idx, &is_int) : 0;
	if (!is_int)
		return ld_item_fault(it, LINDUNG_E_TYPE, NULL, "'%s' is %s, not a whole number%s",
			what, ld_describe(L, idx, shown),
			hi == LD_MAX_MONEY ? "; write rupiah \"2.016.000\" or digits alone" : "");
	if (n < lo || n > hi)
		return ld_item_fault(it, LINDUNG_E_RANGE, NULL,
			"'%s' is " LUA_INTEGER_FMT ", outside %s to %s", what, (LUAI_UACINT)n,
			limit(lo, low), limit(hi, high));
	*ret = n;
	return 1;
}

int ld_item_integer(const struct ld_item *it, const char *key, int64_t lo, int64_t hi, int64_t *ret)
{
	int rc = ld_item_get(it, key) == LUA_TNIL
			 ? 0
			 : ld_read_integer(it, lua_gettop(it->L), key, lo, hi, ret);
	lua_pop(it->L, 1);
	return rc;
}

int ld_item_bool(const struct ld_item *it, const char *key, bool *ret)
{
	int type = ld_item_get(it, key), rc = 1;
	if (type == LUA_TNIL)
		rc = 0;
	else if (type != LUA_TBOOLEAN)
		rc = wrong_type(it, key, "true or false");
	else
		*ret = lua_toboolean(it->L, -1);
	lua_pop(it->L, 1);
	return rc;
}

int ld_item_month(const struct ld_item *it, const char *key, int32_t *ret)
{
	size_t n;
	int type = ld_item_get(it, key), rc = 1;
	const char *s = type == LUA_TSTRING ? lua_tolstring(it->L, -1, &n) : NULL;
	if (type == LUA_TNIL)
		rc = 0;
	else if (!s || !ld_month_parse(s, n, ret))
		rc = wrong_type(it, key, "a month like \"2024-01\"");
	lua_pop(it->L, 1);
	return rc;
}

int ld_item_word(
	const struct ld_item *it, const char *key, const char *const *words, size_t n, int *ret)
{
	int type = ld_item_get(it, key), rc = type == LUA_TNIL ? 0 : -1;
	const char *s = type == LUA_TSTRING ? lua_tostring(it->L, -1) : NULL;
	for (size_t i = 0; s && i < n; i++)
		if (strcmp(words[i], s) == 0) {
			*ret = (int)i;
			rc = 1;
		}
	if (rc < 0) {
		char list[200] = "", what[LD_DESCRIBE];
		for (size_t i = 0; i < n; i++)
			snprintf(list + strlen(list), sizeof list - strlen(list), "%s\"%s\"",
				i ? i + 1 < n ? ", " : " or " : "", words[i]);
		rc = ld_item_fault(it, LINDUNG_E_CHOICE, s ? ld_nearest(s, words, n) : NULL,
			"'%s' is %s, not %s", key, ld_describe(it->L, -1, what), list);
	}
	lua_pop(it->L, 1);
	return rc;
}

int ld_item_texts(const struct ld_item *it, const char *key, const char *const **ret, size_t *ret_n)
{
	lua_State *L = it->L;
	int type = ld_item_get(it, key), top = lua_gettop(L), rc = 1; /* value */
	if (type == LUA_TNIL) {
		rc = 0;
	} else if (type == LUA_TSTRING) {
		const char **list = ld_out_array(it->s, 1, sizeof *list);
		list[0] = ld_out_text(it->s, lua_tostring(L, -1), lua_rawlen(L, -1));
		*ret = list;
		*ret_n = 1;
	} else if (!ld_open_plain(L, -1)) {
		rc = wrong_type(it, key, "a list of texts");
	} else { /* value table */
		struct ld_item list = *it;
		list.t = lua_gettop(L);
		size_t n = ld_list_len(L, list.t);
		rc = ld_item_keys(&list, NULL, 0, SIZE_MAX);
		const char **texts = ld_out_array(it->s, n, sizeof *texts);
		for (size_t i = 0; !rc && i < n; i++) {
			if (lua_rawgeti(L, list.t, (lua_Integer)i + 1) != LUA_TSTRING)
				rc = wrong_type(it, key, "a list of texts");
			else
				texts[i] =
					ld_out_text(it->s, lua_tostring(L, -1), lua_rawlen(L, -1));
			lua_pop(L, 1);
		}
		if (!rc) {
			*ret = texts;
			*ret_n = n;
			rc = 1;
		}
	}
	lua_settop(L, top - 1);
	return rc;
}

int ld_item_id(const struct ld_item *it, const char *what, const char **ret)
{
	lua_State *L = it->L;
	int rc = 1;
	char shown[LD_DESCRIBE];
	if (lua_rawgeti(L, it->t, 1) != LUA_TSTRING)
		rc = lua_isnil(L, -1)
			     ? ld_item_fault(it, LINDUNG_E_REQUIRED, NULL,
				       "a %s begins with its id: %s { \"id\", … }", what, what)
			     : ld_item_fault(it, LINDUNG_E_TYPE, NULL,
				       "the id of a %s is %s, not a text", what,
				       ld_describe(L, -1, shown));
	else if (!ld_id_valid(lua_tostring(L, -1)) ||
		 strlen(lua_tostring(L, -1)) != lua_rawlen(L, -1))
		rc = ld_item_fault(it, LINDUNG_E_TEXT, NULL,
			"the id '%.70s' holds more than letters, digits, '-', '_' and '.', or is "
			"longer than %d",
			lua_tostring(L, -1), LD_MAX_NAME);
	else
		*ret = ld_out_text(it->s, lua_tostring(L, -1), lua_rawlen(L, -1));
	lua_pop(L, 1);
	return rc;
}

int ld_item_require(const struct ld_item *it, const char *key, int got)
{
	return got == 0 ? ld_item_fault(it, LINDUNG_E_REQUIRED, NULL, "'%s' must be given", key)
			: got;
}

int ld_read_field(const struct ld_item *it, const char *name)
{
	int f = ld_field_find(it->s->fields, name);
	if (f >= 0 && f < it->s->fields_limit)
		return f;
	if (f >= 0)
		return ld_item_fault(it, LINDUNG_E_CYCLE, NULL,
			"'%s' is declared later; a derived field reads only fields before it",
			name);
	return ld_item_fault(it, LINDUNG_E_NAME, ld_field_nearest(it->s->fields, name),
		"there is no field '%s'", name);
}
