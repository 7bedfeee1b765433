/*
 * Conditions: an author's tables into condition trees. Keyed entries come in byte order of their
 * field names, then the positional ones; a table with one entry is that entry. Values are checked
 * against their field here, so nothing later meets a wrong name, type, choice or an inverted range.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "script/internal.h"

static struct ld_cond *new_cond(const struct ld_item *it, enum ld_cond_kind kind, int field)
{
	struct ld_cond *c = ld_out_array(it->s, 1, sizeof *c);
	c->kind = kind;
	c->place = it->place;
	c->field = field;
	c->func = -1;
	return c;
}

static int by_value(const void *a, const void *b)
{
	return ld_value_cmp(a, b);
}

static int check_known(const struct ld_item *it, int field, const struct ld_value *v)
{
	struct lindung_error err = {0};
	const struct ld_field *f = &it->s->fields->items[field];
	if (!ld_field_check(f, v, &err))
		return 0;
	return ld_item_fault(
		it, err.code, err.suggestion[0] ? err.suggestion : NULL, "%s", err.message);
}

/* The members of a list at the top of the stack: `one_of {…}`, `none_of {…}` or a bare list. */
static struct ld_cond *set_of(
	const struct ld_item *it, int field, enum ld_cond_kind kind, const char *word)
{
	lua_State *L = it->L;
	size_t n = ld_list_len(L, it->t);
	if (ld_item_keys(it, NULL, 0, SIZE_MAX) < 0)
		return NULL;
	if (n == 0)
		return ld_item_fault(it, LINDUNG_E_EMPTY, NULL, "%s of field '%s' is empty", word,
			       it->s->fields->items[field].name),
		       NULL;
	if (n > LD_MAX_SET)
		return ld_item_fault(it, LINDUNG_E_LIMIT, NULL, "%s has more than %d values", word,
			       LD_MAX_SET),
		       NULL;
	struct ld_cond *c = new_cond(it, kind, field);
	c->set = ld_out_array(it->s, n, sizeof *c->set);
	for (size_t i = 0; i < n; i++) {
		lua_rawgeti(L, it->t, (lua_Integer)i + 1);
		int rc = ld_read_value(it, lua_gettop(L), field, false, &c->set[i]);
		lua_pop(L, 1);
		if (rc || check_known(it, field, &c->set[i]))
			return NULL;
	}
	qsort(c->set, n, sizeof *c->set, by_value);
	for (size_t i = 1; i < n; i++)
		if (ld_value_equal(&c->set[i - 1], &c->set[i]))
			return ld_item_fault(it, LINDUNG_E_DUPLICATE, NULL,
				       "%s of field '%s' names a value twice", word,
				       it->s->fields->items[field].name),
			       NULL;
	c->nset = n;
	return c;
}

static int range_end(const struct ld_item *it, int field, int i, struct ld_value *ret)
{
	lua_rawgeti(it->L, it->t, i);
	int rc = ld_read_value(it, lua_gettop(it->L), field, false, ret);
	lua_pop(it->L, 1);
	return rc;
}

static struct ld_cond *range(const struct ld_item *it, int field, enum ld_kind kind)
{
	const struct ld_field *f = &it->s->fields->items[field];
	bool ordered = f->type == LD_INTEGER || f->type == LD_NUMBER || f->type == LD_MONEY ||
		       f->type == LD_DATE;
	if (!ordered)
		return ld_item_fault(it, LINDUNG_E_TYPE, NULL,
			       "field '%s' is %s; %s is for numbers, money and dates", f->name,
			       ld_type_name(f->type), ld_kind_name(kind)),
		       NULL;
	struct ld_cond *c = new_cond(it, LD_COND_RANGE, field);
	c->has_lo = kind == LD_K_BETWEEN || kind == LD_K_AT_LEAST || kind == LD_K_ABOVE;
	c->has_hi = kind == LD_K_BETWEEN || kind == LD_K_AT_MOST || kind == LD_K_BELOW;
	c->lo_open = kind == LD_K_ABOVE;
	c->hi_open = kind == LD_K_BELOW;
	if (c->has_lo && range_end(it, field, 1, &c->lo))
		return NULL;
	if (c->has_hi && range_end(it, field, kind == LD_K_BETWEEN ? 2 : 1, &c->hi))
		return NULL;
	if (kind == LD_K_BETWEEN && ld_value_cmp(&c->lo, &c->hi) > 0)
		return ld_item_fault(it, LINDUNG_E_RANGE, NULL,
			       "the range of field '%s' is inverted: its low end lies above its "
			       "high end",
			       f->name),
		       NULL;
	return c;
}

static struct ld_cond *text_test(const struct ld_item *it, int field, enum ld_kind kind)
{
	const struct ld_field *f = &it->s->fields->items[field];
	if (f->type != LD_ID && f->type != LD_TEXT)
		return ld_item_fault(it, LINDUNG_E_TYPE, NULL, "field '%s' is %s; %s is for texts",
			       f->name, ld_type_name(f->type), ld_kind_name(kind)),
		       NULL;
	struct ld_cond *c =
		new_cond(it, kind == LD_K_CONTAINS ? LD_COND_CONTAINS : LD_COND_STARTS_WITH, field);
	c->set = ld_out_array(it->s, 1, sizeof *c->set);
	c->nset = 1;
	return range_end(it, field, 1, c->set) ? NULL : c;
}

/* A test by an object: one_of {…}, between(…), known(). */
static struct ld_cond *tested(const struct ld_item *it, int idx, int field, enum ld_kind kind)
{
	struct ld_item test;
	char what[LD_DESCRIBE];
	int top = lua_gettop(it->L);
	struct ld_cond *c = NULL;
	ld_item_open(it->s, idx, it->place, &test);
	test.set |= it->set;
	switch (kind) {
	case LD_K_ONE_OF:
		c = set_of(&test, field, LD_COND_ONE_OF, "one_of");
		break;
	case LD_K_NONE_OF:
		c = set_of(&test, field, LD_COND_NONE_OF, "none_of");
		break;
	case LD_K_BETWEEN:
	case LD_K_AT_LEAST:
	case LD_K_AT_MOST:
	case LD_K_ABOVE:
	case LD_K_BELOW:
		c = range(&test, field, kind);
		break;
	case LD_K_STARTS_WITH:
	case LD_K_CONTAINS:
		c = text_test(&test, field, kind);
		break;
	case LD_K_KNOWN:
	case LD_K_MISSING:
		c = new_cond(&test, kind == LD_K_KNOWN ? LD_COND_KNOWN : LD_COND_MISSING, field);
		break;
	case LD_K_FROZEN:
	case LD_K_MODULE:
		c = set_of(&test, field, LD_COND_ONE_OF, "the list");
		break;
	default:
		if (kind == LD_K_UNKNOWN) {
			struct ld_value v;
			ld_read_value(it, idx, field, false, &v);
		} else {
			ld_item_fault(it, LINDUNG_E_TYPE, NULL, "field '%s' is compared with %s",
				it->s->fields->items[field].name, ld_describe(it->L, idx, what));
		}
	}
	lua_settop(it->L, top);
	return c;
}

/* `field = value`, the value at the top of the stack. */
static struct ld_cond *leaf(const struct ld_item *it, const char *name)
{
	lua_State *L = it->L;
	int idx = lua_gettop(L), field = ld_read_field(it, name);
	if (field < 0)
		return NULL;
	struct ld_object *o = ld_object_at(L, idx);
	if (o)
		return tested(it, idx, field, o->kind);
	if (lua_type(L, idx) == LUA_TTABLE)
		return tested(it, idx, field, LD_K_FROZEN);
	struct ld_cond *c = new_cond(it, LD_COND_EQUAL, field);
	c->set = ld_out_array(it->s, 1, sizeof *c->set);
	c->nset = 1;
	if (ld_read_value(it, idx, field, false, c->set) || check_known(it, field, c->set))
		return NULL;
	return c;
}

static struct ld_cond *function(const struct ld_item *it)
{
	static const char *const keys[] = {"reads", "when", "blanks"};
	if (ld_item_keys(it, keys, 3, 0) < 0)
		return NULL;
	ld_item_get(it, "when");
	int func = ld_read_func(it, lua_gettop(it->L), LD_FUNC_COND);
	lua_pop(it->L, 1);
	if (func < 0)
		return NULL;
	struct ld_cond *c = new_cond(it, LD_COND_FUNC, -1);
	c->func = func;
	return c;
}

static bool has(const struct ld_item *it, const char *key)
{
	bool given = ld_item_get(it, key) != LUA_TNIL;
	lua_pop(it->L, 1);
	return given;
}

/* Kids of a table: its keyed entries as leaves (where they may stand), then its positional entries.
 */
static struct ld_cond *kids(const struct ld_item *it, enum ld_cond_kind kind, bool keyed, int depth)
{
	lua_State *L = it->L;
	size_t nkeys, npos = ld_list_len(L, it->t);
	const char **keys = ld_text_keys(it->s, it->t, &nkeys);
	bool ok = true;
	if (!keyed && nkeys)
		return ld_item_fault(it, LINDUNG_E_NAME, NULL,
			       "'%s' stands where only conditions in braces may: { %s = … }",
			       keys[0], keys[0]),
		       NULL;
	if (nkeys + npos > LD_MAX_SET)
		return ld_item_fault(it, LINDUNG_E_LIMIT, NULL,
			       "a condition has more than %d entries", LD_MAX_SET),
		       NULL;
	if (ld_item_keys(it, keys, nkeys, SIZE_MAX) < 0)
		return NULL;
	if (!nkeys && !npos)
		return ld_item_fault(it, LINDUNG_E_EMPTY, NULL, "the condition is empty"), NULL;
	struct ld_cond *c = new_cond(it, kind, -1);
	c->kids = ld_out_array(it->s, nkeys + npos, sizeof *c->kids);
	for (size_t i = 0; i < nkeys + npos; i++) {
		if (i < nkeys)
			ld_item_get(it, keys[i]);
		else
			lua_rawgeti(L, it->t, (lua_Integer)(i - nkeys) + 1);
		struct ld_cond *kid =
			i < nkeys ? leaf(it, keys[i]) : ld_read_cond(it, lua_gettop(L), depth + 1);
		lua_pop(L, 1);
		ok &= kid != NULL;
		c->kids[c->nkids++] = kid;
	}
	if (!ok)
		return NULL;
	return kind == LD_COND_ALL && c->nkids == 1 ? c->kids[0] : c;
}

/* What stands in braces: a function of named fields, or all of the entries. */
static struct ld_cond *braces(const struct ld_item *it, int depth)
{
	return has(it, "reads") || has(it, "when") ? function(it) : kids(it, LD_COND_ALL, true, depth);
}

static struct ld_cond *negation(const struct ld_item *it, int depth)
{
	struct ld_cond *kid = braces(it, depth);
	if (!kid)
		return NULL;
	struct ld_cond *c = new_cond(it, LD_COND_NOT, -1);
	c->kids = ld_out_array(it->s, 1, sizeof *c->kids);
	c->kids[0] = kid;
	c->nkids = 1;
	return c;
}

static struct ld_cond *counted(const struct ld_item *it, int depth)
{
	lua_State *L = it->L;
	int64_t n = 0;
	int top = lua_gettop(L);
	struct ld_item list;
	struct ld_cond *c = NULL;
	lua_rawgeti(L, it->t, 2);
	bool open = ld_item_open(it->s, top + 1, it->place, &list);
	ld_assert(open);
	list.place = it->place;
	lua_rawgeti(L, it->t, 1);
	if (ld_read_integer(it, lua_gettop(L), "n", 1, (int64_t)ld_list_len(L, list.t), &n) > 0)
		c = kids(&list, LD_COND_AT_LEAST_OF, false, depth);
	if (c)
		c->n = (int)n;
	lua_settop(L, top);
	return c;
}

struct ld_cond *ld_read_cond(const struct ld_item *it, int idx, int depth)
{
	lua_State *L = it->L;
	struct ld_object *o = ld_object_at(L, idx);
	struct ld_item self;
	struct ld_cond *c = NULL;
	char what[LD_DESCRIBE];
	int top = lua_gettop(L);
	if (depth > it->s->limits.nesting)
		return ld_item_fault(it, LINDUNG_E_LIMIT, NULL,
			       "conditions are nested more than %d deep (limit nesting)", (int)it->s->limits.nesting),
		       NULL;
	if (!ld_item_open(it->s, idx, it->place, &self))
		return ld_item_fault(it, LINDUNG_E_TYPE, NULL,
			       "a condition is %s, not a table of field = value",
			       ld_describe(L, idx, what)),
		       NULL;
	self.set |= it->set;
	enum ld_kind kind = o ? o->kind : LD_K_FROZEN;
	switch (kind) {
	case LD_K_FROZEN:
	case LD_K_MODULE:
		c = braces(&self, depth);
		break;
	case LD_K_ALL_OF:
		c = kids(&self, LD_COND_ALL, false, depth);
		break;
	case LD_K_ANY_OF:
		c = kids(&self, LD_COND_ANY, false, depth);
		break;
	case LD_K_NOT:
		c = negation(&self, depth);
		break;
	case LD_K_AT_LEAST_OF:
		c = counted(&self, depth);
		break;
	default:
		ld_item_fault(it, LINDUNG_E_TYPE, NULL,
			"a condition is %s, not a table of field = value",
			ld_describe(L, idx, what));
	}
	lua_settop(L, top);
	return c;
}

int ld_read_when(const struct ld_item *it, const char *key, struct ld_cond **ret)
{
	lua_State *L = it->L;
	int type = ld_item_get(it, key), idx = lua_gettop(L), rc = 1;
	if (type == LUA_TNIL) {
		lua_pop(L, 1);
		return 0;
	}
	struct ld_cond *c;
	if (type == LUA_TFUNCTION) {
		int func = ld_read_func(it, idx, LD_FUNC_COND);
		c = func < 0 ? NULL : new_cond(it, LD_COND_FUNC, -1);
		if (c)
			c->func = func;
	} else {
		if (strcmp(key, "when") == 0 && has(it, "reads") && !has(it, "points"))
			ld_item_fault(it, LINDUNG_E_TYPE, NULL,
				"'reads' is given but 'when' is no function");
		c = ld_read_cond(it, idx, 0);
	}
	lua_pop(L, 1);
	if (c)
		*ret = c;
	else
		rc = -1;
	return rc;
}
