/* The keys of `order`, and quotas with their bounds. What depends on the money (places, evenness)
 * is checked in programme.c, when the funders are known too. */
#include <string.h>

#include "base/text.h"
#include "script/internal.h"

int ld_read_key(struct ld_script *s, int idx, struct ld_place at, struct ld_key *ret)
{
	static const char *const keys[] = {"seed"};
	struct ld_item it;
	struct ld_object *o = ld_object_at(s->L, idx);
	char what[LD_DESCRIBE];
	s->owner_what = "order";
	s->owner = NULL;
	if (!o || (o->kind != LD_K_ASC && o->kind != LD_K_DESC && o->kind != LD_K_LOTTERY))
		return ld_fault(s, at, LINDUNG_E_TYPE, NULL,
			"a key is %s, not asc \"field\", desc \"field\" or lottery {…}",
			ld_describe(s->L, idx, what));
	ld_item_open(s, idx, at, &it);
	struct ld_key k = {.kind = LD_KEY_LOTTERY, .place = it.place, .field = -1};
	int rc = 0;
	if (o->kind == LD_K_LOTTERY) {
		rc = ld_item_keys(&it, keys, 1, 0);
		if (rc >= 0)
			rc = ld_item_text(&it, "seed", &k.seed);
	} else {
		lua_rawgeti(s->L, it.t, 1);
		const char *name = lua_tostring(s->L, -1);
		k.descending = o->kind == LD_K_DESC;
		k.kind = strcmp(name, "score") == 0 ? LD_KEY_SCORE : LD_KEY_FIELD;
		if (k.kind == LD_KEY_FIELD && (k.field = ld_read_field(&it, name)) < 0)
			rc = k.field;
	}
	lua_settop(s->L, it.t - 1);
	*ret = k;
	return rc < 0 ? rc : 0;
}

static int percent_of(const struct ld_item *it, struct ld_bound *b)
{
	b->kind = LD_BOUND_PERCENT;
	lua_rawgeti(it->L, it->t, 1);
	return ld_read_integer(it, lua_gettop(it->L), "percent", 0, 100, &b->n);
}

/* by = "eligible" or { [group] = weight } */
static int weights(const struct ld_item *it, int field, struct ld_bound *b)
{
	struct ld_item list;
	int type = ld_item_get(it, "by"), idx = lua_gettop(it->L);
	if (type == LUA_TNIL)
		return ld_item_require(it, "by", 0);
	if (type == LUA_TSTRING && strcmp(lua_tostring(it->L, -1), "eligible") == 0) {
		b->by_eligible = true;
		return 1;
	}
	if (!ld_open_plain(it->L, idx))
		return ld_item_fault(it, LINDUNG_E_TYPE, NULL,
			"'by' is neither \"eligible\" nor a table of weights");
	list = *it;
	list.t = lua_gettop(it->L);
	return ld_read_groups(
		&list, field, 0, LD_MAX_MONEY, "by", &b->groups, &b->ngroups, NULL, NULL);
}

static int apportioned(const struct ld_item *it, int field, struct ld_bound *b)
{
	static const char *const keys[] = {"seats", "by", "method"}, *const methods[] = {"hamilton",
									     "sainte-lague"};
	int method = 0, rc = ld_item_keys(it, keys, 3, 0), type;
	b->kind = LD_BOUND_APPORTION;
	if (rc < 0)
		return rc;
	type = ld_item_get(it, "seats");
	if (type == LUA_TSTRING && strcmp(lua_tostring(it->L, -1), "capacity") == 0)
		b->n = -1;
	else if (type == LUA_TSTRING)
		return ld_item_fault(it, LINDUNG_E_TYPE, "capacity",
			"'seats' is '%.40s', not a whole number or \"capacity\"",
			lua_tostring(it->L, -1));
	else if (type == LUA_TNIL)
		return ld_item_require(it, "seats", 0);
	else if ((rc = ld_read_integer(it, lua_gettop(it->L), "seats", 0, LD_MAX_WORKERS, &b->n)) <
		 0)
		return rc;
	if ((rc = weights(it, field, b)) < 0)
		return rc;
	rc = ld_item_word(it, "method", methods, 2, &method);
	b->method = method ? LD_SAINTE_LAGUE : LD_HAMILTON;
	return rc < 0 ? rc : 1; /* the method may be left out, the bound is there */
}

static int bound(const struct ld_item *quota, const char *key, int field, struct ld_bound *ret)
{
	lua_State *L = quota->L;
	struct ld_bound b = {.place = quota->place};
	struct ld_item it;
	char what[LD_DESCRIBE];
	int type = ld_item_get(quota, key), idx = lua_gettop(L), rc;
	struct ld_object *o = ld_object_at(L, idx);
	if (type == LUA_TNIL) {
		rc = 0;
	} else if (type == LUA_TNUMBER) {
		b.kind = LD_BOUND_NUMBER;
		rc = ld_read_integer(quota, idx, key, 0, LD_MAX_WORKERS, &b.n);
	} else if (!ld_item_open(quota->s, idx, quota->place, &it)) {
		rc = ld_item_fault(quota, LINDUNG_E_TYPE, NULL,
			"'%s' is %s, not a number, percent(…), a table or apportion {…}", key,
			ld_describe(L, idx, what));
	} else {
		it.set |= quota->set;
		b.place = it.place;
		if (o && o->kind == LD_K_PERCENT) {
			rc = percent_of(&it, &b);
		} else if (o && o->kind == LD_K_APPORTION) {
			rc = apportioned(&it, field, &b);
		} else if (o && o->kind != LD_K_FROZEN && o->kind != LD_K_MODULE) {
			rc = ld_item_fault(quota, LINDUNG_E_TYPE, NULL,
				"'%s' is %s, not a number, percent(…), a table or apportion {…}",
				key, ld_describe(L, idx, what));
		} else {
			b.kind = LD_BOUND_TABLE;
			rc = ld_read_groups(&it, field, 0, LD_MAX_WORKERS, key, &b.groups,
				&b.ngroups, &b.has_otherwise, &b.otherwise);
		}
	}
	lua_settop(L, idx - 1);
	if (rc > 0)
		*ret = b;
	return rc;
}

/* Limit of a group that needs no data; false when there is none or it hangs on places. */
static bool fixed(const struct ld_bound *b, const struct ld_value *group, int64_t *ret)
{
	if (b->kind == LD_BOUND_NUMBER) {
		*ret = b->n;
		return true;
	}
	if (b->kind != LD_BOUND_TABLE)
		return false;
	for (size_t i = 0; group && i < b->ngroups; i++)
		if (ld_value_equal(&b->groups[i].group, group)) {
			*ret = b->groups[i].n;
			return true;
		}
	*ret = b->otherwise;
	return b->has_otherwise;
}

static int compare(const struct ld_item *it, const struct ld_quota *q, const struct ld_value *group)
{
	int64_t lo, hi;
	if (!fixed(&q->at_least, group, &lo) || !fixed(&q->at_most, group, &hi) || lo <= hi)
		return 0;
	LD_CLEANUP(ld_buf_fini) struct ld_buf name = ld_buf_init(512);
	if (group)
		ld_field_print(&it->s->fields->items[q->by], group, &name);
	return ld_fault(it->s, it->place, LINDUNG_E_QUOTA, NULL,
		"%s%s%sat_least %lld lies above at_most %lld", group ? "of group '" : "",
		group ? ld_buf_text(&name) : "", group ? "' " : "", (long long)lo, (long long)hi);
}

/* at_least above at_most, for every group that either side names and for all others. */
static int check_bounds(const struct ld_item *it, const struct ld_quota *q)
{
	int rc = 0;
	const struct ld_bound *sides[] = {&q->at_least, &q->at_most};
	if (q->at_least.kind == LD_BOUND_PERCENT && q->at_most.kind == LD_BOUND_PERCENT &&
		q->at_least.n > q->at_most.n)
		return ld_item_fault(it, LINDUNG_E_QUOTA, NULL,
			"at_least %lld%% lies above at_most %lld%%", (long long)q->at_least.n,
			(long long)q->at_most.n);
	for (int k = 0; k < 2 && !rc; k++)
		for (size_t i = 0; !rc && sides[k]->kind == LD_BOUND_TABLE && i < sides[k]->ngroups;
			i++)
			rc = compare(it, q, &sides[k]->groups[i].group);
	return rc ? rc : compare(it, q, NULL);
}

int ld_read_quota(struct ld_script *s, int idx, struct ld_place at, struct ld_quota *ret)
{
	static const char *const keys[] = {"by", "at_least", "at_most", "basis"};
	struct ld_item it;
	char what[LD_DESCRIBE];
	const char *by = NULL;
	s->owner_what = "quota";
	s->owner = NULL;
	if (!ld_is(s->L, idx, LD_K_QUOTA))
		return ld_fault(s, at, LINDUNG_E_TYPE, NULL, "'quotas' holds quotas, not %s",
			ld_describe(s->L, idx, what));
	ld_item_open(s, idx, at, &it);
	struct ld_quota q = {.place = it.place, .by = -1};
	bool bad = ld_item_require(&it, "by", ld_item_text(&it, "by", &by)) < 0;
	lua_rawgeti(s->L, it.t, 1);
	bool named = !lua_isnil(s->L, -1);
	lua_pop(s->L, 1);
	if (named)
		bad |= ld_item_id(&it, "quota", &q.id) < 0;
	else
		q.id = by;
	s->owner = q.id;
	bad |= ld_item_keys(&it, keys, 4, 1) < 0 || ld_item_text(&it, "basis", &q.basis) < 0;
	if (by && (q.by = ld_read_field(&it, by)) < 0)
		bad = true;
	if (by && q.by >= 0) {
		int least = bound(&it, "at_least", q.by, &q.at_least),
		    most = bound(&it, "at_most", q.by, &q.at_most);
		bad |= least < 0 || most < 0;
		if (!least && !most)
			bad |= ld_item_fault(&it, LINDUNG_E_REQUIRED, NULL,
				       "'at_least' or 'at_most' must be given") < 0;
		if (!bad)
			bad |= check_bounds(&it, &q) < 0;
	}
	lua_settop(s->L, it.t - 1);
	*ret = q;
	return bad ? -1 : 0;
}
