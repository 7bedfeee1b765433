/*
 * Test cases into plain data: made-up workers and what is right for them. A case may set derived
 * fields; a field it does not name is missing. What it expects is checked against the programme's
 * rules and fields, because a misspelt rule would otherwise only show as a failing test.
 * Spreadsheets of cases are cases_csv.c's.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "script/internal.h"

enum { MAX_CASES = 100000 };

struct ld_case *ld_cases_add(struct ld_script *s, struct ld_cases *c)
{
	if (c->len == MAX_CASES)
		ld_raise(s->L, LINDUNG_E_LIMIT, NULL, "more than %d cases", MAX_CASES);
	if ((c->len & (c->len - 1)) == 0) { /* full at every power of two */
		struct ld_case *items = ld_out_array(s, c->len ? c->len * 2 : 1, sizeof *items);
		if (c->len)
			memcpy(items, c->items, c->len * sizeof *items);
		c->items = items;
	}
	return &c->items[c->len++];
}

static int by_field(const void *a, const void *b)
{
	const struct ld_case_value *x = a, *y = b;
	return (x->field > y->field) - (x->field < y->field);
}

int ld_read_worker(const struct ld_item *it, int idx, struct ld_case_value **ret, size_t *ret_n)
{
	lua_State *L = it->L;
	struct ld_item w;
	char what[LD_DESCRIBE];
	int top = lua_gettop(L), rc = 0;
	if (!ld_is(L, idx, LD_K_WORKER))
		return ld_item_fault(it, LINDUNG_E_CASES, NULL,
			"the worker of a case is %s, not worker { … }", ld_describe(L, idx, what));
	ld_item_open(it->s, idx, it->place, &w);
	size_t n;
	const char **names = ld_text_keys(it->s, w.t, &n);
	if (ld_item_keys(&w, names, n, 0) < 0)
		rc = -1;
	struct ld_case_value *values = ld_out_array(it->s, n, sizeof *values);
	for (size_t i = 0; i < n; i++) {
		struct lindung_error err = {0};
		values[i].field = ld_read_field(&w, names[i]);
		ld_item_get(&w, names[i]);
		if (values[i].field < 0 || ld_read_value(&w, lua_gettop(L), values[i].field, true,
						   &values[i].value) < 0)
			rc = -1;
		else if (values[i].value.kind != LD_MISSING &&
			 ld_field_check(&it->s->fields->items[values[i].field], &values[i].value,
				 &err) < 0)
			rc = ld_item_fault(&w, err.code, err.suggestion[0] ? err.suggestion : NULL,
				"%s", err.message);
		lua_settop(L, w.t);
	}
	lua_settop(L, top);
	qsort(values, n, sizeof *values, by_field);
	*ret = values;
	*ret_n = n;
	return rc;
}

/* Are these ids of rules (refused) or names of fields (undecided)? */
int ld_check_expected(
	const struct ld_item *it, const struct ld_programme *p, const struct ld_case *c)
{
	int rc = 0;
	const char **ids = ld_out_array(it->s, p->nrules, sizeof *ids);
	for (size_t i = 0; i < p->nrules; i++)
		ids[i] = p->rules[i].id;
	for (size_t i = 0; i < c->nnames; i++) {
		const char *name = c->names[i];
		bool found = false;
		if (c->expect == LD_EXPECT_UNDECIDED) {
			if (ld_field_find(&p->fields, name) < 0)
				rc = ld_item_fault(it, LINDUNG_E_NAME,
					ld_field_nearest(&p->fields, name),
					"there is no field '%s'", name);
			continue;
		}
		for (size_t k = 0; k < p->nrules && !found; k++)
			found = strcmp(ids[k], name) == 0;
		if (!found)
			rc = ld_item_fault(it, LINDUNG_E_NAME, ld_nearest(name, ids, p->nrules),
				"there is no rule '%s'", name);
	}
	if (c->expect != LD_EXPECT_ELIGIBLE && !c->nnames)
		rc = ld_item_fault(it, LINDUNG_E_EMPTY, NULL, "%s names nothing",
			c->expect == LD_EXPECT_REFUSED ? "refused" : "undecided");
	return rc;
}

/* The texts of the list at the item. */
static int read_names(const struct ld_item *it, struct ld_case *c)
{
	lua_State *L = it->L;
	size_t n = ld_list_len(L, it->t);
	char what[LD_DESCRIBE];
	const char **names = ld_out_array(it->s, n, sizeof *names);
	if (ld_item_keys(it, NULL, 0, SIZE_MAX) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (lua_rawgeti(L, it->t, (lua_Integer)i + 1) != LUA_TSTRING)
			return ld_item_fault(it, LINDUNG_E_TYPE, NULL,
				"%s stands where a name must", ld_describe(L, -1, what));
		names[i] = ld_out_text(it->s, lua_tostring(L, -1), lua_rawlen(L, -1));
		lua_pop(L, 1);
	}
	c->names = names;
	c->nnames = n;
	return 0;
}

static int read_expect(const struct ld_item *it, const struct ld_programme *p, struct ld_case *c)
{
	static const char *const keys[] = {"score"};
	lua_State *L = it->L;
	struct ld_item e;
	char what[LD_DESCRIBE];
	int top = lua_gettop(L), rc;
	ld_item_get(it, "expect");
	struct ld_object *o = ld_object_at(L, top + 1);
	if (!o || (o->kind != LD_K_ELIGIBLE && o->kind != LD_K_REFUSED &&
			  o->kind != LD_K_UNDECIDED)) {
		rc = ld_item_fault(it, LINDUNG_E_CASES, NULL,
			"'expect' is %s, not eligible {…}, refused {…} or undecided {…}",
			ld_describe(L, top + 1, what));
		lua_settop(L, top);
		return rc;
	}
	ld_item_open(it->s, top + 1, it->place, &e);
	if (o->kind == LD_K_ELIGIBLE) {
		c->expect = LD_EXPECT_ELIGIBLE;
		rc = ld_item_keys(&e, keys, 1, 0);
		if (rc >= 0)
			rc = ld_item_integer(&e, "score", -LD_MAX_POINTS, LD_MAX_POINTS, &c->score);
		c->has_score = rc > 0;
	} else {
		c->expect = o->kind == LD_K_REFUSED ? LD_EXPECT_REFUSED : LD_EXPECT_UNDECIDED;
		rc = read_names(&e, c);
		if (rc >= 0)
			rc = ld_check_expected(&e, p, c);
	}
	lua_settop(L, top);
	return rc < 0 ? rc : 0;
}

static int read_case(struct ld_script *s, int idx, struct ld_place at, struct ld_cases *ret)
{
	static const char *const keys[] = {"expect"};
	lua_State *L = s->L;
	struct ld_item it;
	struct ld_case c = {0};
	ld_item_open(s, idx, at, &it);
	s->owner_what = "case";
	s->owner = NULL;
	c.place = it.place;
	if (lua_rawgeti(L, it.t, 1) != LUA_TSTRING)
		return ld_item_fault(&it, LINDUNG_E_REQUIRED, NULL,
			"a case begins with its name: case { \"name\", worker, expect = … }");
	s->owner = c.name = ld_out_text(s, lua_tostring(L, -1), lua_rawlen(L, -1));
	int rc = ld_item_keys(&it, keys, 1, 2);
	lua_rawgeti(L, it.t, 2);
	if (ld_read_worker(&it, lua_gettop(L), &c.values, &c.nvalues) < 0 ||
		read_expect(&it, ret->programme, &c) < 0)
		rc = -1;
	lua_settop(L, it.t - 1);
	*ld_cases_add(s, ret) = c;
	return rc;
}

int ld_read_cases(struct ld_script *s, int idx, const char *module, struct ld_cases *ret)
{
	lua_State *L = s->L;
	struct ld_item it;
	char what[LD_DESCRIBE];
	int rc = 0;
	s->owner_what = s->owner = NULL;
	ld_item_open(s, idx, (struct ld_place){NULL, 0}, &it);
	size_t n = ld_list_len(L, it.t);
	if (!n)
		return ld_item_fault(&it, LINDUNG_E_CASES, NULL, "the file holds no case");
	for (size_t i = 1; i <= n; i++) {
		lua_rawgeti(L, it.t, (lua_Integer)i);
		int at = lua_gettop(L);
		if (ld_is(L, at, LD_K_CASE))
			rc |= read_case(s, at, it.place, ret);
		else if (ld_is(L, at, LD_K_TABLE_OF_CASES))
			rc |= ld_read_case_table(s, at, it.place, module, ret);
		else
			rc = ld_item_fault(&it, LINDUNG_E_CASES, NULL,
				"cases holds %s, not case {…} or table_of_cases {…}",
				ld_describe(L, at, what));
		s->owner_what = s->owner = NULL;
		lua_settop(L, it.t);
	}
	lua_settop(L, it.t - 1);
	return rc;
}
