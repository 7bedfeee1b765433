/*
 * Values that an author compares a field with, and numbers by group. Each is of the field's own type or a fault: an id is
 * never a number, a date is text YYYY-MM-DD, a choice one of its words. A private field's value is not quoted.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "base/utf8.h"
#include "script/internal.h"

static int value_type(const struct ld_item *it, int idx, const struct ld_field *f)
{
	char what[LD_DESCRIBE];
	bool hide = f->is_private || f->format != LD_FORMAT_ANY;
	ld_describe(it->L, idx, what);
	int type = lua_type(it->L, idx);
	if (hide)
		snprintf(what, sizeof what, "a %s",
			type == LUA_TNUMBER   ? "number"
			: type == LUA_TSTRING ? "text"
					      : "value");
	if (type == LUA_TNUMBER && (f->type == LD_ID || f->type == LD_TEXT || f->type == LD_CHOICE))
		return ld_item_fault(it, LINDUNG_E_TYPE, NULL,
			"field '%s' is %s and is compared with %s; write it in quotes", f->name,
			ld_type_name(f->type), what);
	if (type == LUA_TFUNCTION)
		return ld_item_fault(it, LINDUNG_E_TYPE, NULL,
			"field '%s' is compared with a function; write reads = { \"%s\" }, when = "
			"function(%s) … end",
			f->name, f->name, f->name);
	return ld_item_fault(it, LINDUNG_E_TYPE, NULL, "field '%s' is %s and is compared with %s",
		f->name, ld_type_name(f->type), what);
}

static int text_value(
	const struct ld_item *it, int idx, const struct ld_field *f, struct ld_value *v)
{
	size_t n;
	const char *s = lua_tolstring(it->L, idx, &n);
	int32_t date;
	if (f->type == LD_DATE) {
		v->kind = LD_I64;
		if (!ld_date_parse(s, n, &date))
			return ld_item_fault(it, LINDUNG_E_DATE, NULL,
				"field '%s' is compared with '%.40s', not a date like "
				"\"2024-09-03\"",
				f->name, s);
		v->i = date;
		return 0;
	}
	if (f->type == LD_CHOICE) {
		v->kind = LD_I64;
		for (size_t i = 0; i < f->nchoices; i++)
			if (strlen(f->choices[i]) == n && memcmp(f->choices[i], s, n) == 0) {
				v->i = (int64_t)i;
				return 0;
			}
		return ld_item_fault(it, LINDUNG_E_CHOICE, ld_nearest(s, f->choices, f->nchoices),
			"'%.60s' is not a choice of field '%s'", s, f->name);
	}
	if (n > LD_MAX_RESULT_TEXT || !ld_utf8_visible(s, n))
		return ld_item_fault(it, LINDUNG_E_TEXT, NULL,
			"field '%s' is compared with a text that is too long or cannot be seen",
			f->name);
	if (!n)
		return ld_item_fault(it, LINDUNG_E_TYPE, NULL,
			"field '%s' is compared with an empty text, which is a blank; use "
			"missing()",
			f->name);
	*v = (struct ld_value){.kind = LD_STR, .len = (uint32_t)n};
	v->s = ld_out_text(it->s, s, n);
	return 0;
}

int ld_read_value(const struct ld_item *it, int idx, int field, bool unknown, struct ld_value *ret)
{
	lua_State *L = it->L;
	const struct ld_field *f = &it->s->fields->items[field];
	int type = lua_type(L, idx), is_int = 0, rc = 0;
	struct ld_value v = {.kind = ld_type_kind(f->type)};
	bool textual = f->type == LD_ID || f->type == LD_TEXT || f->type == LD_DATE ||
		       f->type == LD_CHOICE;
	if (ld_is(L, idx, LD_K_UNKNOWN) || ld_is(L, idx, LD_K_MISSING)) {
		if (!unknown)
			return ld_item_fault(it, LINDUNG_E_TYPE, NULL,
				"field '%s' cannot be compared with unknown; use missing()",
				f->name);
		*ret = (struct ld_value){0};
		return 0;
	}
	if (textual) {
		if (type != LUA_TSTRING)
			return value_type(it, idx, f);
		rc = text_value(it, idx, f, &v);
	} else if (f->type == LD_BOOLEAN) {
		if (type != LUA_TBOOLEAN)
			return value_type(it, idx, f);
		v.i = lua_toboolean(L, idx);
	} else if (type != LUA_TNUMBER) {
		return value_type(it, idx, f);
	} else if (f->type == LD_NUMBER) {
		v.f = lua_tonumber(L, idx);
		if (!isfinite(v.f))
			return value_type(it, idx, f);
		v.f += 0.0; /* -0 is 0 */
	} else {
		v.i = lua_tointegerx(L, idx, &is_int);
		if (!is_int)
			return value_type(it, idx, f);
	}
	if (rc)
		return rc;
	*ret = v;
	return 0;
}

/* ---- numbers of groups ---- */

static int by_group(const void *a, const void *b)
{
	const struct ld_weight *x = a, *y = b;
	return ld_value_cmp(&x->group, &y->group);
}

int ld_read_groups(const struct ld_item *it, int field, int64_t lo, int64_t hi, const char *what,
	struct ld_weight **ret, size_t *ret_n, bool *ret_has_otherwise, int64_t *ret_otherwise)
{
	lua_State *L = it->L;
	size_t n = 0, max = 0;
	int rc = 0;
	lua_pushnil(L);
	for (; lua_next(L, it->t); lua_pop(L, 1))
		max++;
	struct ld_weight *groups = ld_out_array(it->s, max, sizeof *groups);
	if (ret_has_otherwise)
		*ret_has_otherwise = false;
	lua_pushnil(L);
	for (; lua_next(L, it->t); lua_pop(L, 1)) {
		int key = lua_gettop(L) - 1;
		bool otherwise = ret_has_otherwise && lua_type(L, key) == LUA_TSTRING &&
				 strcmp(lua_tostring(L, key), "otherwise") == 0;
		int64_t number = 0;
		int got = ld_read_integer(it, key + 1, what, lo, hi, &number);
		if (got < 0) {
			rc = got;
		} else if (otherwise) {
			*ret_has_otherwise = true;
			*ret_otherwise = number;
		} else if ((got = ld_read_value(it, key, field, false, &groups[n].group)) < 0) {
			rc = got;
		} else {
			groups[n++].n = number;
		}
	}
	if (rc)
		return rc;
	if (!n && !(ret_has_otherwise && *ret_has_otherwise))
		return ld_item_fault(it, LINDUNG_E_EMPTY, NULL, "'%s' names no group", what);
	qsort(groups, n, sizeof *groups, by_group);
	*ret = groups;
	*ret_n = n;
	return 1;
}
