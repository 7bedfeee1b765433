/* Dated tables and `pays = rate {…}`. A table that several funders use is read once; overlaps are
 * ld_rates_check's. */
#include <string.h>

#include "base/text.h"
#include "script/internal.h"

static const char *const row_keys[] = {"from", "to", "amount", "payer", "segment", "basis"};

static int read_row(const struct ld_item *table, int idx, struct ld_rate_row *ret)
{
	struct ld_item it = *table;
	char what[LD_DESCRIBE];
	if (!ld_open_plain(it.L, idx))
		return ld_item_fault(table, LINDUNG_E_TYPE, NULL,
			"a row is %s, not { \"component\", from = …, amount = … }",
			ld_describe(it.L, idx, what));
	it.t = lua_gettop(it.L);
	struct ld_rate_row r = {.to = INT32_MAX, .place = it.place};
	int rc = ld_item_id(&it, "row of a dated table", &r.component);
	if (rc < 0 || (rc = ld_item_keys(&it, row_keys, sizeof row_keys / sizeof *row_keys, 1)) < 0)
		return rc;
	if ((rc = ld_item_require(&it, "from", ld_item_month(&it, "from", &r.from))) < 0 ||
		(rc = ld_item_month(&it, "to", &r.to)) < 0 ||
		(rc = ld_item_require(&it, "amount",
			 ld_item_integer(&it, "amount", 0, LD_MAX_MONEY, &r.amount))) < 0)
		return rc;
	if (r.to < r.from)
		return ld_item_fault(&it, LINDUNG_E_RANGE, NULL,
			"the months of a row of '%s' are inverted", r.component);
	if ((rc = ld_item_text(&it, "payer", &r.payer)) < 0 ||
		(rc = ld_item_text(&it, "segment", &r.segment)) < 0 ||
		(rc = ld_item_text(&it, "basis", &r.basis)) < 0)
		return rc;
	*ret = r;
	return 1;
}

/* The table object at idx, read or found again. */
static const struct ld_rates *read_table(const struct ld_item *at, int idx)
{
	struct ld_script *s = at->s;
	lua_State *L = s->L;
	const void *key = lua_topointer(L, idx);
	for (size_t i = 0; i < s->ntables; i++)
		if (s->tables[i].object == key)
			return s->tables[i].rates;
	if (s->ntables == LD_MAX_TABLES)
		return ld_item_fault(at, LINDUNG_E_LIMIT, NULL,
			       "there are more than %d dated tables", LD_MAX_TABLES),
		       NULL;
	struct ld_item it;
	int top = lua_gettop(L);
	ld_item_open(s, idx, at->place, &it);
	struct ld_rates *r = ld_out_array(s, 1, sizeof *r);
	size_t n = ld_list_len(L, it.t);
	r->place = it.place;
	bool bad = ld_item_id(&it, "dated_table", &r->id) < 0 ||
		   ld_item_keys(&it, NULL, 0, SIZE_MAX) < 0;
	if (!bad && n < 2)
		bad = ld_item_fault(&it, LINDUNG_E_EMPTY, NULL, "the dated table '%s' has no rows",
			      r->id) < 0;
	if (!bad && n > LD_MAX_RATES + 1)
		bad = ld_item_fault(&it, LINDUNG_E_LIMIT, NULL, "the dated table '%s' has more than %d rows", r->id,
			      LD_MAX_RATES) < 0;
	r->rows = ld_out_array(s, n, sizeof *r->rows);
	for (size_t i = 2; !bad && i <= n; i++) {
		lua_rawgeti(L, it.t, (lua_Integer)i);
		bad = read_row(&it, lua_gettop(L), &r->rows[r->nrows]) < 0;
		r->nrows += !bad;
		lua_settop(L, it.t);
	}
	struct lindung_error err = {0};
	if (!bad && ld_rates_check(r, &err) < 0)
		bad = ld_fault_error(s, it.place, &err) < 0;
	lua_settop(L, top);
	s->tables[s->ntables].object = key;
	s->tables[s->ntables++].rates = bad ? NULL : r;
	return bad ? NULL : r;
}

static bool has_component(const struct ld_rates *r, const char *name)
{
	for (size_t i = 0; i < r->nrows; i++)
		if (strcmp(r->rows[i].component, name) == 0)
			return true;
	return false;
}

static int no_component(const struct ld_item *it, const struct ld_rates *r, const char *name)
{
	const char **names = ld_out_array(it->s, r->nrows, sizeof *names);
	for (size_t i = 0; i < r->nrows; i++)
		names[i] = r->rows[i].component;
	return ld_item_fault(it, LINDUNG_E_NAME, ld_nearest(name, names, r->nrows),
		"the dated table '%s' has no component '%s'", r->id, name);
}

int ld_read_rate(const struct ld_item *funder, int idx, struct ld_pays *ret)
{
	lua_State *L = funder->L;
	struct ld_item it;
	char what[LD_DESCRIBE];
	if (!ld_is(L, idx, LD_K_RATE))
		return ld_item_fault(funder, LINDUNG_E_TYPE, NULL,
			"'pays' is %s, not rate { table, \"component\", … }",
			ld_describe(L, idx, what));
	ld_item_open(funder->s, idx, funder->place, &it);
	size_t n = ld_list_len(L, it.t);
	int rc = ld_item_keys(&it, NULL, 0, SIZE_MAX);
	if (rc < 0)
		return rc;
	lua_rawgeti(L, it.t, 1);
	if (!ld_is(L, -1, LD_K_TABLE))
		return ld_item_fault(&it, LINDUNG_E_TYPE, NULL,
			"rate begins with %s, not a dated table", ld_describe(L, -1, what));
	if (n < 2)
		return ld_item_fault(&it, LINDUNG_E_REQUIRED, NULL,
			"rate names no component: rate { table, \"JKK\", … }");
	struct ld_pays p = {.table = read_table(&it, lua_gettop(L))};
	if (!p.table)
		return -1;
	const char **names = ld_out_array(it.s, n, sizeof *names);
	for (size_t i = 2; i <= n; i++) {
		if (lua_rawgeti(L, it.t, (lua_Integer)i) != LUA_TSTRING)
			return ld_item_fault(&it, LINDUNG_E_TYPE, NULL,
				"a component is %s, not a text", ld_describe(L, -1, what));
		const char *name = ld_out_text(it.s, lua_tostring(L, -1), lua_rawlen(L, -1));
		if (!has_component(p.table, name))
			return no_component(&it, p.table, name);
		for (size_t k = 0; k < p.ncomponents; k++)
			if (strcmp(names[k], name) == 0)
				return ld_item_fault(&it, LINDUNG_E_DUPLICATE, NULL,
					"rate names the component '%s' twice", name);
		names[p.ncomponents++] = name;
	}
	p.components = names;
	*ret = p;
	return 1;
}
