/*
 * Settings: `funders/APBD/budget=937238400`. A path names keys of the author's tables and ids of
 * the objects in them; the tables on the way are copied, because two rules may share one, and
 * objects changed this way are marked, so that a fault they then have is the setting's. Whatever it
 * is set to is checked like anything else an author writes.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/text.h"
#include "script/internal.h"

enum { MAX_PARTS = 16, MAX_PART = 128, MAX_NAMES = 512 };

struct setting {
	struct ld_script *s;
	const struct ld_setting *set;
	char parts[MAX_PARTS][MAX_PART];
	size_t n;
	bool quoted; /* the value stays text: a name, date or seed, or a text field's value */
};

static int __attribute__((format(printf, 3, 4)))
fail(const struct setting *st, const char *suggestion, const char *fmt, ...)
{
	char said[300];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(said, sizeof said, fmt, ap);
	va_end(ap);
	st->s->owner_what = st->s->owner = NULL;
	return ld_fault(st->s, (struct ld_place){NULL, 0}, LINDUNG_E_SET, suggestion,
		"--set %.120s: %s", st->set->path, said);
}

static int split(struct setting *st)
{
	const char *p = st->set->path;
	while (st->n < MAX_PARTS) {
		size_t n = strcspn(p, "/");
		if (!n || n >= MAX_PART)
			return fail(st, NULL, "the path has %s",
				n ? "a part that is too long" : "an empty part");
		memcpy(st->parts[st->n], p, n);
		st->parts[st->n++][n] = '\0';
		p += n;
		if (!*p++)
			return 0;
	}
	return fail(st, NULL, "the path has %s", "too many parts");
}

/* ---- the value ---- */

/* `word(…)`, `word {…}`, `word "…"` or `{…}`: an expression of the rule language. */
static bool is_expression(const char *v)
{
	char name[64];
	size_t n = strspn(v, "abcdefghijklmnopqrstuvwxyz_");
	if (*v == '{')
		return true;
	if (!n || n >= sizeof name)
		return false;
	memcpy(name, v, n);
	name[n] = '\0';
	while (v[n] == ' ')
		n++;
	return ld_is_word(name) && v[n] && strchr("({\"", v[n]);
}

static int push_expression(const struct setting *st, const char *v)
{
	lua_State *L = st->s->L;
	lua_pushfstring(L, "return %s", v); /* code */
	size_t n;
	const char *code = lua_tolstring(L, -1, &n);
	if (luaL_loadbufferx(L, code, n, "=--set", "t"))
		return fail(st, NULL, "'%.200s' is no expression of the rule language", v);
	lua_remove(L, -2);
	lua_call(L, 0, 1);
	struct ld_object *o = ld_object_at(L, -1);
	if (o)
		o->set = true;
	return 0;
}

/* "2.016.000" for a key of money: two groups of three can only be rupiah. */
static bool is_rupiah(const struct setting *st, int64_t *ret)
{
	static const char *const money[] = {"budget", "total", "amount", "unit"};
	const char *v = st->set->value, *point = strchr(v, '.');
	bool is_money = false;
	for (size_t i = 0; i < sizeof money / sizeof *money; i++)
		is_money |= strcmp(money[i], st->parts[st->n - 1]) == 0;
	return is_money && point && strchr(point + 1, '.') && ld_rupiah_parse(v, strlen(v), ret);
}

static int push_setting(const struct setting *st)
{
	lua_State *L = st->s->L;
	const char *v = st->set->value;
	int64_t i;
	double d;
	size_t n = strlen(v);
	if (n > LD_MAX_CELL)
		return fail(st, NULL, "the value is %s", "too long");
	if (is_expression(v))
		return push_expression(st, v);
	if (st->quoted)
		lua_pushstring(L, v);
	else if (ld_int_parse(v, n, &i) || is_rupiah(st, &i))
		lua_pushinteger(L, i);
	else if (ld_number_parse(v, n, &d))
		lua_pushnumber(L, d);
	else if (strcmp(v, "true") == 0 || strcmp(v, "false") == 0)
		lua_pushboolean(L, *v == 't');
	else
		lua_pushstring(L, v);
	return 0;
}

/* Is the last key one whose value is always text? */
static bool is_text_key(const struct setting *st)
{
	static const char *const texts[] = {"id", "title", "basis", "reason", "region", "as_of",
		"from", "to", "payer", "segment", "seed", "by", "missing", "method", "funder"};
	const char *last = st->parts[st->n - 1];
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (strcmp(texts[i], last) == 0)
			return true;
	bool condition = false;
	for (size_t i = 0; i + 1 < st->n; i++)
		condition |= strcmp(st->parts[i], "when") == 0 || strcmp(st->parts[i], "only") == 0;
	int f = condition ? ld_field_find(st->s->fields, last) : -1;
	if (f < 0)
		return false;
	enum ld_type type = st->s->fields->items[f].type;
	return type == LD_ID || type == LD_TEXT || type == LD_CHOICE || type == LD_DATE;
}

/* ---- the way ---- */

/* What an element of a list is called in a path. The text lives as long as the value. */
static const char *name_of(lua_State *L, int idx)
{
	struct ld_object *o = ld_object_at(L, idx);
	const char *name = NULL;
	if (o && o->kind == LD_K_LOTTERY)
		return "lottery";
	if (!ld_open_table(L, idx))
		return NULL;
	int t = lua_gettop(L);
	if (o && lua_rawgeti(L, t, 1) == LUA_TSTRING)
		name = lua_tostring(L, -1);
	if (!name && o && o->kind == LD_K_QUOTA && lua_getfield(L, t, "by") == LUA_TSTRING)
		name = lua_tostring(L, -1);
	if (!name && !o && lua_getfield(L, t, "title") == LUA_TSTRING)
		name = lua_tostring(L, -1);
	lua_settop(L, t - 1);
	return name;
}

/* Position of the element of that name or number; 0 and the nearest name when there is none. */
static lua_Integer element(lua_State *L, int t, const char *part, const char **ret_nearest)
{
	const char *names[MAX_NAMES];
	size_t n = 0;
	lua_Integer len = (lua_Integer)lua_rawlen(L, t);
	for (lua_Integer i = 1; i <= len; i++) {
		lua_rawgeti(L, t, i);
		const char *name = name_of(L, lua_gettop(L));
		lua_pop(L, 1);
		if (name && strcmp(name, part) == 0)
			return i;
		if (name && n < MAX_NAMES)
			names[n++] = name;
	}
	int64_t number;
	if (ld_int_parse(part, strlen(part), &number) && number >= 1 && number <= len)
		return number;
	*ret_nearest = ld_nearest(part, names, n);
	return 0;
}

/* Keys that may be set though the author did not give them. */
const char *const *ld_kind_keys(enum ld_kind kind, size_t *ret_n)
{
	static const char *const funder[] = {"title", "basis", "budget", "seats", "pays", "payer",
		"from", "months", "only", "by", "parts", "overtake"};
	static const char *const quota[] = {"by", "at_least", "at_most", "basis"};
	static const char *const lottery[] = {"seed"}, *const per[] = {"each", "up_to"},
				 *const part[] = {"percent", "budget", "basis"};
	static const char *const split_keys[] = {"total", "by", "unit"}, *const apportion[] = {
										 "seats", "by",
										 "method"};
	static const char *const many[] = {"up_to"};
#define KEYS(list) (*ret_n = sizeof(list) / sizeof *(list), (list))
	switch (kind) {
	case LD_K_PROGRAMME:
		return ld_programme_keys(ret_n);
	case LD_K_RULE:
	case LD_K_SCORE:
		return ld_rule_keys(kind, ret_n);
	case LD_K_FUNDER:
		return KEYS(funder);
	case LD_K_QUOTA:
		return KEYS(quota);
	case LD_K_LOTTERY:
		return KEYS(lottery);
	case LD_K_PER:
		return KEYS(per);
	case LD_K_PART:
		return KEYS(part);
	case LD_K_SPLIT:
		return KEYS(split_keys);
	case LD_K_APPORTION:
		return KEYS(apportion);
	case LD_K_AS_MANY:
		return KEYS(many);
	default:
		*ret_n = 0;
		return NULL;
	}
}

static int wrong_part(
	const struct setting *st, size_t depth, int t, enum ld_kind kind, const char *nearest)
{
	size_t n, nkeys;
	const char **names = ld_text_keys(st->s, t, &n);
	const char *const *keys = ld_kind_keys(kind, &nkeys);
	if (!nearest)
		nearest = ld_nearest(st->parts[depth], names, n);
	if (!nearest && nkeys)
		nearest = ld_nearest(st->parts[depth], keys, nkeys);
	/* a field without the condition that it stands in */
	const char *condition = kind == LD_K_RULE || kind == LD_K_SCORE ? "when" : kind == LD_K_FUNDER ? "only" : NULL;
	if (condition && ld_field_find(st->s->fields, st->parts[depth]) >= 0)
		nearest = lua_pushfstring(st->s->L, "%s/%s", condition, st->parts[depth]);
	if (depth == 0 && !nearest)
		return fail(st, NULL,
			"there is no '%s'; a path begins with eligibility, priority, order, quotas, "
			"funders, as_of or another key of the programme",
			st->parts[depth]);
	return fail(st, nearest, "there is no '%s'", st->parts[depth]);
}

/* Push the key of the table at t that a part means; negative after a fault. */
static int push_key(const struct setting *st, size_t depth, int t, enum ld_kind kind)
{
	lua_State *L = st->s->L;
	const char *part = st->parts[depth], *nearest = NULL;
	lua_pushstring(L, part);
	lua_pushvalue(L, -1);
	bool given = lua_rawget(L, t) != LUA_TNIL;
	lua_pop(L, 1);
	if (given)
		return 0;
	int64_t number;
	if (kind == LD_K_FROZEN &&
		ld_int_parse(part, strlen(part), &number)) { /* a group that is a number */
		bool there = lua_rawgeti(L, t, number) != LUA_TNIL;
		lua_pop(L, 1);
		if (there) {
			lua_pop(L, 1);
			lua_pushinteger(L, number);
			return 0;
		}
	}
	lua_Integer i = kind == LD_K_FROZEN ? element(L, t, part, &nearest) : 0;
	if (i) {
		lua_pop(L, 1);
		lua_pushinteger(L, i);
		return 0;
	}
	size_t nkeys;
	const char *const *keys = ld_kind_keys(kind, &nkeys);
	for (size_t k = 0; k < nkeys; k++)
		if (strcmp(keys[k], part) == 0 && depth + 1 == st->n)
			return 0;
	bool condition = kind == LD_K_FROZEN && depth > 0 &&
			 (strcmp(st->parts[depth - 1], "when") == 0 ||
				 strcmp(st->parts[depth - 1], "only") == 0);
	if (condition && depth + 1 == st->n && ld_field_find(st->s->fields, part) >= 0)
		return 0;
	lua_pop(L, 1);
	return wrong_part(st, depth, t, kind, nearest);
}

/* Push a copy of the value at idx in which the rest of the path is set. */
static int apply(const struct setting *st, int idx, size_t depth)
{
	struct ld_script *s = st->s;
	lua_State *L = s->L;
	struct ld_object *o = ld_object_at(L, idx);
	enum ld_kind kind = o && o->kind != LD_K_MODULE ? o->kind : LD_K_FROZEN;
	luaL_checkstack(L, 20, "settings");
	if (!ld_open_table(L, idx))
		return fail(st, NULL, "there is nothing below '%s'", st->parts[depth - 1]);
	ld_copy_table(L, -1);
	lua_remove(L, -2);
	int copy = lua_gettop(L);
	bool by = kind == LD_K_BY || kind == LD_K_PER ||
		  kind == LD_K_AT_LEAST_OF; /* their table stands at 2 */
	if (by)
		lua_pushinteger(L, 2);
	else if (push_key(st, depth, copy, kind) < 0)
		return -1;
	if (depth + 1 < st->n || by) { /* copy key */
		lua_pushvalue(L, -1);
		if (lua_rawget(L, copy) == LUA_TNIL)
			return wrong_part(st, depth, copy, kind, NULL);
		if (apply(st, lua_gettop(L), by ? depth : depth + 1) < 0) /* copy key old new */
			return -1;
		lua_remove(L, -2);
	} else if (push_setting(st) < 0) { /* copy key new */
		return -1;
	}
	lua_rawset(L, copy); /* copy */
	lua_settop(L, copy);
	if (!o)
		return 0;
	struct ld_object *now = ld_object_push(L, o->kind, o->place);
	now->changed_by = o->changed_by;
	now->changes = o->changes;
	now->set = kind != LD_K_FROZEN && kind != LD_K_PROGRAMME;
	return 0;
}

int ld_apply_set(struct ld_script *s, int idx, const struct ld_setting *set)
{
	struct setting st = {.s = s, .set = set};
	if (split(&st) < 0)
		return -1;
	st.quoted = is_text_key(&st);
	return apply(&st, idx, 0);
}
