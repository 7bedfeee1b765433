/*
 * Funders: whose money, how much, what it pays, for which months and whom. One budget key has many
 * forms; each form sets its own members of struct ld_funder and leaves the others at "none". Costs
 * that cannot be computed (a month without a rate) are found here, before any data.
 */
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "script/internal.h"

static const char *const keys[] = {"title", "basis", "budget", "seats", "pays", "payer", "from",
	"months", "only", "by", "parts", "overtake"};

static int read_months(const struct ld_item *it, struct ld_funder *f)
{
	static const char *const own[] = {"up_to"};
	lua_State *L = it->L;
	int64_t n = 0;
	int type = ld_item_get(it, "months"), idx = lua_gettop(L), rc;
	struct ld_item fit;
	if (type == LUA_TNIL) {
		rc = ld_item_require(it, "months", 0);
	} else if (ld_is(L, idx, LD_K_AS_MANY)) {
		ld_item_open(it->s, idx, it->place, &fit);
		rc = ld_item_keys(&fit, own, 1, 0);
		if (rc >= 0)
			rc = ld_item_require(&fit, "up_to",
				ld_item_integer(&fit, "up_to", 1, LD_MAX_MONTHS, &n));
		f->as_many = true;
	} else {
		rc = ld_read_integer(it, idx, "months", 1, LD_MAX_MONTHS, &n);
	}
	f->months = (int)n;
	lua_settop(L, idx - 1);
	return rc;
}

static int read_split(const struct ld_item *funder, int idx, struct ld_funder *f)
{
	static const char *const own[] = {"total", "by", "unit"};
	struct ld_item it, list;
	ld_item_open(funder->s, idx, funder->place, &it);
	it.set |= funder->set;
	int rc = ld_item_keys(&it, own, 3, 0);
	f->purses = LD_PURSES_SPLIT;
	f->unit = 1;
	if (rc < 0 ||
		(rc = ld_item_require(&it, "total",
			 ld_item_integer(&it, "total", 0, LD_MAX_MONEY, &f->total))) < 0 ||
		(rc = ld_item_integer(&it, "unit", 1, LD_MAX_MONEY, &f->unit)) < 0)
		return rc;
	int type = ld_item_get(&it, "by");
	if (type == LUA_TNIL)
		return ld_item_require(&it, "by", 0);
	if (type == LUA_TSTRING && strcmp(lua_tostring(it.L, -1), "eligible") == 0) {
		f->by_eligible = true;
		return 1;
	}
	if (!ld_open_plain(it.L, -1))
		return ld_item_fault(&it, LINDUNG_E_TYPE, "eligible",
			"'by' of split is neither \"eligible\" nor a table of weights");
	list = it;
	list.t = lua_gettop(it.L);
	return ld_read_groups(
		&list, f->by, 0, LD_MAX_MONEY, "by", &f->groups, &f->ngroups, NULL, NULL);
}

/* budget of a funder with `by`: one purse a group. */
static int read_purses(const struct ld_item *it, struct ld_funder *f)
{
	lua_State *L = it->L;
	int type = ld_item_get(it, "budget"), idx = lua_gettop(L);
	struct ld_item list = *it;
	if (type == LUA_TNIL)
		return ld_item_require(it, "budget", 0);
	if (type == LUA_TNUMBER) {
		f->purses = LD_PURSES_EACH;
		return ld_read_integer(it, idx, "budget", 0, LD_MAX_MONEY, &f->each);
	}
	if (ld_is(L, idx, LD_K_SPLIT))
		return read_split(it, idx, f);
	if (!ld_open_plain(L, idx))
		return ld_item_fault(it, LINDUNG_E_TYPE, NULL,
			"'budget' of a funder with 'by' is no amount, table of amounts or split "
			"{…}");
	list.t = lua_gettop(L);
	f->purses = LD_PURSES_TABLE;
	return ld_read_groups(
		&list, f->by, 0, LD_MAX_MONEY, "budget", &f->groups, &f->ngroups, NULL, NULL);
}

static int read_part(const struct ld_item *funder, int idx, struct ld_part *ret)
{
	static const char *const own[] = {"percent", "budget", "basis"};
	struct ld_item it;
	char what[LD_DESCRIBE];
	int64_t percent = 0;
	if (!ld_is(funder->L, idx, LD_K_PART))
		return ld_item_fault(funder, LINDUNG_E_TYPE, NULL, "'parts' holds part {…}, not %s",
			ld_describe(funder->L, idx, what));
	ld_item_open(funder->s, idx, funder->place, &it);
	it.set |= funder->set;
	struct ld_part p = {.budget = -1, .place = it.place};
	int rc = ld_item_id(&it, "part", &p.id);
	if (rc < 0 || (rc = ld_item_keys(&it, own, 3, 1)) < 0 ||
		(rc = ld_item_require(
			 &it, "percent", ld_item_integer(&it, "percent", 1, 100, &percent))) < 0 ||
		(rc = ld_item_integer(&it, "budget", 0, LD_MAX_MONEY, &p.budget)) < 0 ||
		(rc = ld_item_text(&it, "basis", &p.basis)) < 0)
		return rc;
	p.percent = (int)percent;
	*ret = p;
	return 1;
}

static int read_parts(const struct ld_item *it, struct ld_funder *f)
{
	lua_State *L = it->L;
	int type = ld_item_get(it, "parts"), sum = 0;
	if (type == LUA_TNIL)
		return 0;
	if (!ld_open_plain(L, -1))
		return ld_item_fault(it, LINDUNG_E_TYPE, NULL, "'parts' is not a list of part {…}");
	int list = lua_gettop(L);
	size_t n = ld_list_len(L, list);
	if (!n)
		return ld_item_fault(it, LINDUNG_E_EMPTY, NULL, "'parts' is empty");
	f->parts = ld_out_array(it->s, n, sizeof *f->parts);
	for (size_t i = 0; i < n; i++) {
		lua_rawgeti(L, list, (lua_Integer)i + 1);
		int rc = read_part(it, lua_gettop(L), &f->parts[i]);
		if (rc < 0)
			return rc;
		for (size_t k = 0; k < i; k++)
			if (strcmp(f->parts[k].id, f->parts[i].id) == 0)
				return ld_item_fault(it, LINDUNG_E_DUPLICATE, NULL,
					"two parts have the id '%s'", f->parts[i].id);
		sum += f->parts[i].percent;
		lua_settop(L, list);
	}
	f->nparts = n;
	if (sum != 100)
		return ld_item_fault(it, LINDUNG_E_FUNDER, NULL,
			"the parts' percents add up to %d, not 100", sum);
	return 1;
}

static int check_exclusive(const struct ld_item *it, const struct ld_funder *f, bool budget)
{
	if (f->nparts && budget)
		return ld_item_fault(
			it, LINDUNG_E_FUNDER, NULL, "a funder with parts has no budget of its own");
	if (f->nparts && f->by >= 0)
		return ld_item_fault(it, LINDUNG_E_FUNDER, NULL,
			"a funder with parts cannot have purses: 'by' and 'parts' together");
	return 0;
}

static int read_money(const struct ld_item *it, struct ld_funder *f)
{
	const char *by = NULL;
	int rc = ld_item_text(it, "by", &by), top = lua_gettop(it->L);
	if (rc < 0)
		return rc;
	if (by && (f->by = ld_read_field(it, by)) < 0)
		return f->by;
	bool budget = ld_item_get(it, "budget") != LUA_TNIL;
	rc = read_parts(it, f);
	if (rc >= 0)
		rc = check_exclusive(it, f, budget);
	if (rc >= 0 && f->by >= 0) {
		rc = read_purses(it, f);
	} else if (rc >= 0) {
		lua_settop(it->L, top);
		ld_item_get(it, "budget");
		if (ld_object_at(it->L, -1) || lua_istable(it->L, -1))
			rc = ld_item_fault(it, LINDUNG_E_FUNDER, NULL,
				"a budget of several purses needs by = \"field\", the groups they "
				"are for");
		else
			rc = ld_item_integer(it, "budget", 0, LD_MAX_MONEY, &f->budget);
	}
	bool bounded = f->budget >= 0 || f->nparts || f->by >= 0 ||
		       ld_item_get(it, "seats") != LUA_TNIL;
	if (rc >= 0 && !bounded)
		rc = ld_item_fault(it, LINDUNG_E_FUNDER, NULL,
			"has neither budget nor seats: a forgotten line would mean money without end");
	lua_settop(it->L, top);
	return rc;
}

int ld_read_funder(struct ld_script *s, int idx, struct ld_place at, struct ld_programme *p,
	struct ld_funder *ret)
{
	struct ld_item it;
	char what[LD_DESCRIBE];
	(void)p;
	s->owner_what = "funder";
	s->owner = NULL;
	if (!ld_is(s->L, idx, LD_K_FUNDER))
		return ld_fault(s, at, LINDUNG_E_TYPE, NULL, "'funders' holds funders, not %s",
			ld_describe(s->L, idx, what));
	ld_item_open(s, idx, at, &it);
	struct ld_funder f = {
		.place = it.place, .budget = -1, .seats = -1, .by = -1, .payer = "apbd"};
	bool bad = ld_item_id(&it, "funder", &f.id) < 0;
	s->owner = f.id;
	bad |= ld_item_keys(&it, keys, sizeof keys / sizeof *keys, 1) < 0;
	bad |= ld_item_text(&it, "title", &f.title) < 0 || ld_item_text(&it, "basis", &f.basis) < 0;
	bad |= ld_item_text(&it, "payer", &f.payer) < 0;
	bad |= ld_item_integer(&it, "seats", 0, LD_MAX_WORKERS, &f.seats) < 0;
	bad |= ld_item_bool(&it, "overtake", &f.overtake) < 0;
	bad |= ld_item_require(&it, "from", ld_item_month(&it, "from", &f.from)) < 0;
	if (!bad && f.from > LD_LAST_MONTH - LD_MAX_MONTHS) /* so that every month it may pay for is one */
		bad = ld_item_fault(&it, LINDUNG_E_RANGE, NULL, "'from' lies behind the year 2189") < 0;
	bad |= read_months(&it, &f) < 0;
	bad |= read_money(&it, &f) < 0;
	bad |= ld_read_when(&it, "only", &f.only) < 0;
	bool pays = ld_item_get(&it, "pays") != LUA_TNIL;
	bad |= (pays ? ld_read_rate(&it, it.t + 1, &f.pays) : ld_item_require(&it, "pays", 0)) < 0;
	lua_settop(s->L, it.t - 1);
	*ret = f;
	return bad ? -1 : 0;
}

int ld_read_published(struct ld_script *s, int idx, struct ld_place at,
	const struct ld_programme *p, struct ld_published *ret)
{
	static const char *const own[] = {"title", "people", "amount", "months", "funder"};
	struct ld_item it = {.s = s, .L = s->L, .place = at, .t = idx};
	struct ld_published r = {.people = -1, .amount = -1, .place = at};
	int64_t months = 0;
	s->owner_what = "published";
	s->owner = NULL;
	bool bad = ld_item_keys(&it, own, 5, 0) < 0;
	bad |= ld_item_text(&it, "title", &r.title) < 0 ||
	       ld_item_text(&it, "funder", &r.funder) < 0;
	bad |= ld_item_integer(&it, "people", 0, LD_MAX_WORKERS, &r.people) < 0;
	bad |= ld_item_integer(&it, "amount", 0, LD_MAX_MONEY, &r.amount) < 0;
	bad |= ld_item_integer(&it, "months", 1, LD_MAX_MONTHS, &months) < 0;
	r.months = (int)months;
	if (!bad && r.people < 0 && r.amount < 0)
		bad = ld_item_fault(&it, LINDUNG_E_REQUIRED, NULL,
			      "'people' or 'amount' must be given") < 0;
	bool found = !r.funder;
	const char **ids = ld_out_array(s, p->nfunders, sizeof *ids);
	for (size_t i = 0; i < p->nfunders; i++) {
		ids[i] = p->funders[i].id ? p->funders[i].id : "";
		found |= r.funder && strcmp(ids[i], r.funder) == 0;
	}
	if (!bad && !found)
		bad = ld_item_fault(&it, LINDUNG_E_NAME, ld_nearest(r.funder, ids, p->nfunders),
			      "there is no funder '%s'", r.funder) < 0;
	*ret = r;
	return bad ? -1 : 0;
}
