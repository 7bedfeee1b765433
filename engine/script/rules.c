/* Rules of eligibility and scores of priority: an author's tables into struct ld_rule and struct
 * ld_score. Rules keep their declared order; the reason's {field} names are checked here, because a
 * wrong one would only show on a refusal. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "script/internal.h"

static const char *const rule_keys[] = {
	"when", "reads", "blanks", "reason", "basis", "title", "missing", "open"};
static const char *const score_keys[] = {
	"points", "when", "reads", "blanks", "range", "basis", "title", "open"};

static int check_reason(const struct ld_item *it, const char *reason)
{
	for (const char *p = reason; (p = strchr(p, '{')); p++) {
		size_t n = strcspn(p + 1, "{}");
		char name[LD_MAX_NAME + 1];
		if (p[1 + n] != '}' || n > LD_MAX_NAME)
			return ld_item_fault(
				it, LINDUNG_E_TEXT, NULL, "the reason has a '{' without its '}'");
		memcpy(name, p + 1, n);
		name[n] = '\0';
		if (ld_field_find(it->s->fields, name) < 0)
			return ld_item_fault(it, LINDUNG_E_NAME,
				ld_field_nearest(it->s->fields, name),
				"the reason names '%s', which is no field", name);
	}
	return 0;
}

int ld_read_rule(struct ld_script *s, int idx, struct ld_place at, struct ld_rule *ret)
{
	static const char *const policies[] = {"check", "refuse", "accept"};
	struct ld_item it;
	int missing = 0;
	char what[LD_DESCRIBE];
	if (!ld_is(s->L, idx, LD_K_RULE))
		return ld_fault(s, at, LINDUNG_E_TYPE, NULL, "'eligibility' holds rules, not %s",
			ld_describe(s->L, idx, what));
	ld_item_open(s, idx, at, &it);
	s->owner_what = "rule";
	struct ld_rule r = {.place = it.place, .changed_by = it.changed_by};
	bool bad = ld_item_id(&it, "rule", &r.id) < 0;
	s->owner = r.id;
	bad |= ld_item_keys(&it, rule_keys, sizeof rule_keys / sizeof *rule_keys, 1) < 0;
	bad |= ld_item_text(&it, "title", &r.title) < 0 || ld_item_text(&it, "basis", &r.basis) < 0;
	bad |= ld_item_bool(&it, "open", &r.open) < 0;
	bad |= ld_item_word(&it, "missing", policies, 3, &missing) < 0;
	r.missing = (enum ld_missing)missing;
	if (ld_item_text(&it, "reason", &r.reason) > 0)
		bad |= check_reason(&it, r.reason) < 0;
	bad |= ld_item_require(&it, "when", ld_read_when(&it, "when", &r.when)) < 0;
	lua_settop(s->L, it.t - 1);
	*ret = r;
	return bad ? -1 : 0;
}

static int by_row(const void *a, const void *b)
{
	const struct ld_points_row *x = a, *y = b;
	return ld_value_cmp(&x->key, &y->key);
}

/* { "field", { each = n, up_to = n } } */
static int points_per(const struct ld_item *it, struct ld_points *p)
{
	static const char *const keys[] = {"each", "up_to"};
	struct ld_item list;
	lua_rawgeti(it->L, it->t, 2);
	if (!ld_item_open(it->s, lua_gettop(it->L), it->place, &list))
		return ld_item_fault(
			it, LINDUNG_E_TYPE, NULL, "write per(\"field\", { each = n, up_to = n })");
	list.place = it->place;
	list.set = it->set;
	p->kind = LD_POINTS_PER;
	enum ld_type type = it->s->fields->items[p->field].type;
	if (type != LD_INTEGER && type != LD_MONEY)
		return ld_item_fault(it, LINDUNG_E_TYPE, NULL,
			"per counts units of whole numbers; field '%s' is %s",
			it->s->fields->items[p->field].name, ld_type_name(type));
	int rc = ld_item_keys(&list, keys, 2, 0);
	if (rc < 0 || (rc = ld_item_require(&list, "each",
			       ld_item_integer(&list, "each", -LD_MAX_POINTS, LD_MAX_POINTS,
				       &p->each))) < 0)
		return rc;
	int64_t most = p->each ? LD_MAX_POINTS / llabs(p->each) : LD_MAX_POINTS;
	return ld_item_require(&list, "up_to", ld_item_integer(&list, "up_to", 0, most, &p->up_to));
}

/* { "field", { [value] = points, otherwise = points } } */
static int points_by(const struct ld_item *it, struct ld_points *p)
{
	struct ld_item list;
	struct ld_weight *groups;
	bool has_otherwise;
	lua_rawgeti(it->L, it->t, 2);
	if (!ld_item_open(it->s, lua_gettop(it->L), it->place, &list))
		return ld_item_fault(
			it, LINDUNG_E_TYPE, NULL, "write by(\"field\", { [value] = points })");
	list.place = it->place;
	list.set = it->set;
	p->kind = LD_POINTS_BY;
	int rc = ld_read_groups(&list, p->field, -LD_MAX_POINTS, LD_MAX_POINTS, "points", &groups,
		&p->nrows, &has_otherwise, &p->otherwise);
	if (rc < 0)
		return rc;
	p->rows = ld_out_array(it->s, p->nrows, sizeof *p->rows);
	for (size_t i = 0; i < p->nrows; i++)
		p->rows[i] = (struct ld_points_row){groups[i].group, groups[i].n};
	qsort(p->rows, p->nrows, sizeof *p->rows, by_row);
	return 0;
}

static int points_of_field(
	const struct ld_item *score, int idx, enum ld_kind kind, struct ld_points *p)
{
	struct ld_item it;
	ld_item_open(score->s, idx, score->place, &it);
	it.set |= score->set;
	lua_rawgeti(it.L, it.t, 1);
	p->field = ld_read_field(&it, lua_tostring(it.L, -1));
	lua_pop(it.L, 1);
	if (p->field < 0)
		return p->field;
	return kind == LD_K_PER ? points_per(&it, p) : points_by(&it, p);
}

static int read_points(const struct ld_item *it, struct ld_points *p)
{
	lua_State *L = it->L;
	char what[LD_DESCRIBE];
	int type = ld_item_get(it, "points"), idx = lua_gettop(L);
	p->field = p->func = -1;
	if (type == LUA_TNUMBER) {
		p->kind = LD_POINTS_CONST;
		return ld_read_integer(it, idx, "points", -LD_MAX_POINTS, LD_MAX_POINTS, &p->n);
	}
	if (type == LUA_TFUNCTION) {
		p->kind = LD_POINTS_FUNC;
		p->func = ld_read_func(it, idx, LD_FUNC_POINTS);
		return p->func < 0 ? -1 : 0;
	}
	struct ld_object *o = ld_object_at(L, idx);
	if (o && (o->kind == LD_K_PER || o->kind == LD_K_BY))
		return points_of_field(it, idx, o->kind, p);
	if (type == LUA_TNIL)
		return ld_item_require(it, "points", 0);
	return ld_item_fault(it, LINDUNG_E_TYPE, NULL,
		"'points' is %s, not a whole number, per(…), by(…) or a function",
		ld_describe(L, idx, what));
}

int ld_read_score(struct ld_script *s, int idx, struct ld_place at, struct ld_score *ret)
{
	struct ld_item it;
	char what[LD_DESCRIBE];
	if (!ld_is(s->L, idx, LD_K_SCORE))
		return ld_fault(s, at, LINDUNG_E_TYPE, NULL, "'priority' holds scores, not %s",
			ld_describe(s->L, idx, what));
	ld_item_open(s, idx, at, &it);
	s->owner_what = "score";
	struct ld_score r = {.place = it.place, .changed_by = it.changed_by};
	bool bad = ld_item_id(&it, "score", &r.id) < 0;
	s->owner = r.id;
	bad |= ld_item_keys(&it, score_keys, sizeof score_keys / sizeof *score_keys, 1) < 0;
	bad |= ld_item_text(&it, "title", &r.title) < 0 || ld_item_text(&it, "basis", &r.basis) < 0;
	bad |= ld_item_bool(&it, "open", &r.open) < 0;
	bad |= read_points(&it, &r.points) < 0;
	lua_settop(s->L, it.t);
	bad |= ld_read_when(&it, "when", &r.when) < 0;
	lua_settop(s->L, it.t - 1);
	*ret = r;
	return bad ? -1 : 0;
}
