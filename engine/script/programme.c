/*
 * From the object that `programme {…}` made to struct ld_programme: every list element read on its
 * own, so that one load tells all faults; then what hangs on several parts at once (ids, money,
 * quotas, coverage). The public entry for programmes is here too; files.c makes the list of files
 * and the digest.
 */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "script/internal.h"

static const char *const keys[] = {"id", "title", "region", "as_of", "basis", "eligibility",
	"priority", "order", "quotas", "funders", "published", "segment", "covered"};

const char *const *ld_programme_keys(size_t *ret_n)
{
	*ret_n = sizeof keys / sizeof *keys;
	return keys;
}

typedef int (*read_one)(
	struct ld_script *s, int idx, struct ld_place at, struct ld_programme *p, void *ret);

static int one_rule(
	struct ld_script *s, int idx, struct ld_place at, struct ld_programme *p, void *ret)
{
	(void)p;
	return ld_read_rule(s, idx, at, ret);
}

static int one_score(
	struct ld_script *s, int idx, struct ld_place at, struct ld_programme *p, void *ret)
{
	(void)p;
	return ld_read_score(s, idx, at, ret);
}

static int one_key(
	struct ld_script *s, int idx, struct ld_place at, struct ld_programme *p, void *ret)
{
	(void)p;
	return ld_read_key(s, idx, at, ret);
}

static int one_quota(
	struct ld_script *s, int idx, struct ld_place at, struct ld_programme *p, void *ret)
{
	(void)p;
	return ld_read_quota(s, idx, at, ret);
}

static int one_funder(
	struct ld_script *s, int idx, struct ld_place at, struct ld_programme *p, void *ret)
{
	return ld_read_funder(s, idx, at, p, ret);
}

/* Read the list under a key, an element a call; elements with faults stay in the list, whose use is
 * checks only then. */
static int read_list(const struct ld_item *it, const char *key, size_t max, size_t size,
	read_one read, struct ld_programme *p, void **ret, size_t *ret_n)
{
	lua_State *L = it->L;
	struct ld_script *s = it->s;
	char what[LD_DESCRIBE];
	int top = lua_gettop(L), rc = 0;
	s->owner_what = s->owner = NULL;
	if (ld_item_get(it, key) == LUA_TNIL) {
		lua_settop(L, top);
		return 0;
	}
	if (!ld_open_plain(L, -1)) {
		rc = ld_item_fault(it, LINDUNG_E_TYPE, NULL, "'%s' is %s, not a list", key,
			ld_describe(L, -1, what));
		lua_settop(L, top);
		return rc;
	}
	struct ld_item list = *it;
	list.t = lua_gettop(L);
	size_t n = ld_list_len(L, list.t);
	if (ld_item_keys(&list, NULL, 0, SIZE_MAX) < 0)
		rc = -1;
	if (n > max) {
		rc = ld_item_fault(
			it, LINDUNG_E_LIMIT, NULL, "'%s' has more than %zu entries (limit %s)", key, max,
			strcmp(key, "quotas") == 0    ? "quotas"
			: strcmp(key, "funders") == 0 ? "of the program"
						      : "rules");
		n = 0;
	}
	char *items = ld_out_array(s, n, size);
	for (size_t i = 0; i < n; i++) {
		lua_rawgeti(L, list.t, (lua_Integer)i + 1);
		if (read(s, lua_gettop(L), it->place, p, items + i * size) < 0)
			rc = -1;
		lua_settop(L, list.t);
	}
	s->owner_what = s->owner = NULL;
	lua_settop(L, top);
	*ret = items;
	*ret_n = n;
	return rc < 0 ? rc : 1;
}

/* ---- plain keys ---- */

static int read_as_of(const struct ld_item *it, struct ld_programme *p)
{
	const char *s = NULL;
	int rc = ld_item_require(it, "as_of", ld_item_text(it, "as_of", &s));
	if (rc > 0 && !ld_date_parse(s, strlen(s), &p->as_of))
		return ld_item_fault(it, LINDUNG_E_DATE, NULL,
			"'as_of' is '%.40s', not a date like \"2024-09-03\"", s);
	return rc;
}

static int read_region(const struct ld_item *it, struct ld_programme *p)
{
	int rc = ld_item_text(it, "region", &p->region);
	if (rc <= 0)
		return rc;
	const char *r = p->region;
	size_t n = strlen(r);
	bool ok = (n == 2 || n == 5) && strspn(r, "0123456789.") == n &&
		  strspn(r, "0123456789") == 2 &&
		  (n == 2 || (r[2] == '.' && strspn(r + 3, "0123456789") == 2));
	if (!ok)
		return ld_item_fault(it, LINDUNG_E_TEXT, NULL,
			"'region' is '%.40s', not a code like \"53.15\"", r);
	return rc;
}

static int date_field(const struct ld_item *it, const char *key, int *ret)
{
	const char *name = NULL;
	int rc = ld_item_require(it, key, ld_item_text(it, key, &name));
	if (rc < 0 || (*ret = ld_read_field(it, name)) < 0)
		return -1;
	if (it->s->fields->items[*ret].type != LD_DATE)
		return ld_item_fault(it, LINDUNG_E_TYPE, NULL,
			"'%s' must name a date; field '%s' is %s", key, name,
			ld_type_name(it->s->fields->items[*ret].type));
	return 1;
}

static int read_covered(const struct ld_item *it, struct ld_programme *p)
{
	static const char *const own[] = {"from", "to"};
	lua_State *L = it->L;
	struct ld_item pair = *it;
	int top = lua_gettop(L), rc = 1;
	p->covered_from = p->covered_to = -1;
	if (ld_item_get(it, "covered") == LUA_TNIL) {
		int from = ld_field_find(it->s->fields, "jamsos_dari"),
		    to = ld_field_find(it->s->fields, "jamsos_sampai");
		bool dates = from >= 0 && to >= 0 && it->s->fields->items[from].type == LD_DATE &&
			     it->s->fields->items[to].type == LD_DATE;
		if (dates) {
			p->covered_from = from;
			p->covered_to = to;
		}
	} else if (!ld_open_plain(L, -1)) {
		rc = ld_item_fault(it, LINDUNG_E_TYPE, NULL,
			"'covered' is not { from = \"date field\", to = \"date field\" }");
	} else {
		pair.t = lua_gettop(L);
		rc = ld_item_keys(&pair, own, 2, 0);
		if (rc >= 0 && (rc = date_field(&pair, "from", &p->covered_from)) > 0)
			rc = date_field(&pair, "to", &p->covered_to);
	}
	lua_settop(L, top);
	return rc;
}

static int read_segment(const struct ld_item *it, struct ld_programme *p)
{
	const char *name = NULL;
	int rc = ld_item_text(it, "segment", &name);
	p->segment = -1;
	if (rc <= 0)
		return rc;
	if ((p->segment = ld_read_field(it, name)) < 0)
		return p->segment;
	enum ld_type type = it->s->fields->items[p->segment].type;
	if (type != LD_TEXT && type != LD_CHOICE)
		return ld_item_fault(it, LINDUNG_E_TYPE, NULL,
			"'segment' must name a text or choice; field '%s' is %s", name,
			ld_type_name(type));
	return 1;
}

static int read_published(const struct ld_item *it, struct ld_programme *p)
{
	lua_State *L = it->L;
	char what[LD_DESCRIBE];
	int top = lua_gettop(L), rc = 0;
	if (ld_item_get(it, "published") == LUA_TNIL) {
		lua_settop(L, top);
		return 0;
	}
	if (!ld_open_plain(L, -1)) {
		rc = ld_item_fault(it, LINDUNG_E_TYPE, NULL, "'published' is %s, not a table",
			ld_describe(L, -1, what));
		lua_settop(L, top);
		return rc;
	}
	int t = lua_gettop(L);
	size_t n = ld_list_len(L, t), count = n ? n : 1;
	p->published = ld_out_array(it->s, count, sizeof *p->published);
	for (size_t i = 0; i < count; i++) {
		if (n)
			lua_rawgeti(L, t, (lua_Integer)i + 1);
		else
			lua_pushvalue(L, t);
		if (!ld_open_plain(L, -1))
			rc = ld_item_fault(it, LINDUNG_E_TYPE, NULL,
				"'published' holds %s, not a table", ld_describe(L, -1, what));
		else if (ld_read_published(it->s, lua_gettop(L), it->place, p, &p->published[i]) <
			 0)
			rc = -1;
		lua_settop(L, t);
	}
	it->s->owner_what = it->s->owner = NULL;
	p->npublished = count;
	lua_settop(L, top);
	return rc < 0 ? rc : 1;
}

static int read_plain(const struct ld_item *it, struct ld_programme *p)
{
	bool bad = ld_item_keys(it, keys, sizeof keys / sizeof *keys, 0) < 0;
	int got = ld_item_require(it, "id", ld_item_text(it, "id", &p->id));
	bad |= got < 0;
	if (got > 0 && !ld_id_valid(p->id))
		bad |= ld_item_fault(it, LINDUNG_E_TEXT, NULL,
			       "the id '%.70s' holds more than letters, digits, '-', '_' and '.'",
			       p->id) < 0;
	bad |= ld_item_text(it, "title", &p->title) < 0;
	bad |= ld_item_texts(it, "basis", &p->basis, &p->nbasis) < 0;
	bad |= read_as_of(it, p) < 0;
	bad |= read_region(it, p) < 0;
	bad |= read_segment(it, p) < 0;
	bad |= read_covered(it, p) < 0;
	return bad ? -1 : 0;
}

int ld_read_programme(struct ld_script *s, int idx, struct ld_programme *p)
{
	struct ld_item it;
	ld_item_open(s, idx, (struct ld_place){NULL, 0}, &it);
	s->owner_what = s->owner = NULL;
	bool bad = read_plain(&it, p) < 0;
	void *list = NULL;
	int got = read_list(
		&it, "eligibility", (size_t)s->limits.rules, sizeof *p->rules, one_rule, p, &list, &p->nrules);
	p->rules = list;
	bad |= got < 0;
	if (!got || (got > 0 && !p->nrules))
		bad |= ld_item_fault(&it, got ? LINDUNG_E_EMPTY : LINDUNG_E_REQUIRED, NULL,
			       "'eligibility' must hold at least one rule") < 0;
	bad |= read_list(&it, "priority", (size_t)s->limits.rules, sizeof *p->scores, one_score, p, &list,
		       &p->nscores) < 0;
	p->scores = p->nscores ? list : NULL;
	bad |= read_list(&it, "order", (size_t)s->limits.rules, sizeof *p->order, one_key, p, &list,
		       &p->norder) < 0;
	p->order = p->norder ? list : NULL;
	bad |= read_list(&it, "quotas", (size_t)s->limits.quotas, sizeof *p->quotas, one_quota, p, &list,
		       &p->nquotas) < 0;
	p->quotas = p->nquotas ? list : NULL;
	bad |= read_list(&it, "funders", LD_MAX_FUNDERS, sizeof *p->funders, one_funder, p, &list,
		       &p->nfunders) < 0;
	p->funders = p->nfunders ? list : NULL;
	bad |= read_published(&it, p) < 0;
	ld_read_changes(s, idx, p);
	p->funcs = s->funcs;
	p->nfuncs = s->nfuncs;
	if (ld_check_programme(s, p, it.place, bad) < 0)
		bad = true;
	lua_settop(s->L, it.t - 1);
	return bad ? -1 : 0;
}
