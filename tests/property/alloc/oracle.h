/*
 * docs/allocation read word for word and done in the most naive way: every question "can all of these be placed?" tries
 * every assignment of people to funders. For worlds of at most ORACLE_MAX workers. Shares no code with engine/alloc.
 */
#ifndef LD_ALLOC_ORACLE_H
#define LD_ALLOC_ORACLE_H

#include "alloc_world.h"
#include "base/digest.h"

enum { ORACLE_MAX = 12, PURSES_MAX = 128 };

struct purse { /* a funder, or a purse */
	int funder;
	struct ld_value group; /* missing: no purse */
	int64_t budget;        /* −1: no limit */
	bool even;
	int64_t cost, places; /* −1: no limit */
	bool by_seats;
	int64_t people, spent, part_spent[3];
	int closed; /* rank past which it is closed */
};

struct oracle {
	const struct ld_world *w;
	int error; /* 0, or LINDUNG_E_QUOTA */
	size_t n;
	size_t order[ORACLE_MAX];
	struct purse purses[PURSES_MAX];
	size_t npurses;
	int months;
	int paid_by[ORACLE_MAX]; /* by rank: purse, or −1 */
	bool floor_pass[ORACLE_MAX];
	char words[ORACLE_MAX][512];
};

/* ---- order ---- */

static int compare_key(const struct ld_world *w, const struct ld_key *k, size_t a, size_t b)
{
	int c = 0;
	if (k->kind == LD_KEY_SCORE) {
		c = (ld_outcomes_score(&w->o, a) > ld_outcomes_score(&w->o, b)) - (ld_outcomes_score(&w->o, a) < ld_outcomes_score(&w->o, b));
	} else if (k->kind == LD_KEY_FIELD) {
		struct ld_value x = ld_frame_get(w->f, (size_t)k->field, a), y = ld_frame_get(w->f, (size_t)k->field, b);
		if (x.kind == LD_MISSING || y.kind == LD_MISSING)
			return (x.kind == LD_MISSING) - (y.kind == LD_MISSING);
		c = ld_value_cmp(&x, &y);
	} else if (k->seed && *k->seed) {
		uint8_t hash[2][LD_SHA256];
		for (int i = 0; i < 2; i++) {
			char text[64];
			int len = snprintf(text, sizeof text, "%s:%.16s", k->seed, w->f->nik[i ? b : a]);
			ld_sha256(text, (size_t)len, hash[i]);
		}
		return memcmp(hash[0], hash[1], LD_SHA256);
	}
	return k->descending ? -c : c;
}

static bool stands_before(const struct ld_world *w, size_t a, size_t b)
{
	for (size_t i = 0; i < w->p.norder; i++) {
		int c = compare_key(w, &w->p.order[i], a, b);
		if (c)
			return c < 0;
	}
	return memcmp(w->f->nik[a], w->f->nik[b], LD_NIK) < 0;
}

static void put_in_order(struct oracle *o)
{
	for (size_t row = 0; row < o->w->f->nrows; row++) {
		if (o->w->o.fate[row] != LD_FATE_ELIGIBLE)
			continue;
		size_t at = o->n++;
		for (; at && stands_before(o->w, row, o->order[at - 1]); at--)
			o->order[at] = o->order[at - 1];
		o->order[at] = row;
	}
}

/* ---- groups ---- */

struct group {
	struct ld_value value;
	char text[64];
	int64_t eligible;
};

static struct ld_value value_at(const struct oracle *o, int field, size_t e)
{
	return ld_frame_get(o->w->f, (size_t)field, o->order[e]);
}

static void add_group(const struct oracle *o, int field, const struct ld_value *v, int64_t eligible, struct group *g, size_t *n)
{
	for (size_t i = 0; i < *n; i++) {
		if (ld_value_equal(&g[i].value, v)) {
			g[i].eligible += eligible;
			return;
		}
	}
	struct ld_buf b = ld_buf_init(64);
	struct group made = {.value = *v, .eligible = eligible};
	ld_field_print(&o->w->fields[field], v, &b);
	snprintf(made.text, sizeof made.text, "%s", ld_buf_text(&b));
	ld_buf_fini(&b);
	size_t at = (*n)++;
	for (; at && strcmp(made.text, g[at - 1].text) < 0; at--)
		g[at] = g[at - 1];
	g[at] = made;
}

/* Groups of the eligible, in byte order of their text. */
static size_t groups_of(const struct oracle *o, int field, struct group *g)
{
	size_t n = 0;
	for (size_t e = 0; e < o->n; e++) {
		struct ld_value v = value_at(o, field, e);
		add_group(o, field, &v, 1, g, &n);
	}
	return n;
}

static int64_t table_of(const struct ld_weight *t, size_t n, const struct ld_value *v, int64_t none)
{
	for (size_t i = 0; i < n; i++)
		if (ld_value_equal(&t[i].group, v))
			return t[i].n;
	return none;
}

/* ---- money ---- */

static int64_t cost_for(const struct oracle *o, int funder, const char *segment)
{
	const struct ld_funder *f = &o->w->funders[funder];
	int64_t cost = -1;
	cr_assert_eq(ld_pays_cost(&f->pays, f->from, f->as_many ? o->months : f->months, f->payer, segment, &cost, NULL), 0);
	return cost;
}

static int64_t cost_of(const struct oracle *o, int funder, size_t e)
{
	if (o->w->p.segment < 0)
		return cost_for(o, funder, NULL);
	struct ld_value v = value_at(o, o->w->p.segment, e);
	return cost_for(o, funder, v.kind == LD_MISSING ? NULL : ld_segments[v.i]);
}

static bool same_by_table(const struct oracle *o, int funder)
{
	int64_t c = cost_for(o, funder, NULL);
	return o->w->p.segment < 0 || (cost_for(o, funder, "umum") == c && cost_for(o, funder, "transportasi") == c);
}

static int64_t smaller(int64_t a, int64_t b) /* −1 is no limit */
{
	return a < 0 ? b : b < 0 ? a : a < b ? a : b;
}

/* ---- who accepts whom ---- */

static bool would_accept(const struct oracle *o, const struct purse *p, size_t e)
{
	const struct ld_funder *f = &o->w->funders[p->funder];
	if (f->only) {
		struct ld_value v = value_at(o, F_TAG, e);
		bool in = false;
		for (size_t i = 0; i < f->only->nset && v.kind != LD_MISSING; i++)
			in = in || ld_value_equal(&f->only->set[i], &v);
		if (!in)
			return false;
	}
	struct ld_value g = p->group;
	if (g.kind == LD_MISSING)
		return true;
	struct ld_value v = value_at(o, f->by, e);
	return v.kind != LD_MISSING && ld_value_equal(&g, &v);
}

static bool is_covered(const struct oracle *o, const struct purse *p, size_t e)
{
	const struct ld_funder *f = &o->w->funders[p->funder];
	for (int m = f->from; m < f->from + (f->as_many ? o->months : f->months); m++) {
		if (o->w->p.covered_from >= 0) {
			struct ld_value a = value_at(o, F_DARI, e), b = value_at(o, F_SAMPAI, e);
			if (a.kind != LD_MISSING && b.kind != LD_MISSING && a.i > b.i) { /* the wrong way round */
				struct ld_value first = b;
				b = a;
				a = first;
			}
			bool after = a.kind == LD_MISSING || ld_month_of((int32_t)a.i) <= m;
			bool before = b.kind == LD_MISSING || m <= ld_month_of((int32_t)b.i);
			if ((a.kind != LD_MISSING || b.kind != LD_MISSING) && after && before)
				return true;
		}
		for (size_t i = 0; i < o->w->in.ncovers; i++)
			if (o->w->covers[i].row == o->order[e] && o->w->covers[i].from <= m && m <= o->w->covers[i].to)
				return true;
	}
	return false;
}

static bool accepts(const struct oracle *o, const struct purse *p, size_t e)
{
	return would_accept(o, p, e) && !is_covered(o, p, e);
}

static void add_purse(struct oracle *o, int funder, struct ld_value group, int64_t budget)
{
	cr_assert(o->npurses < PURSES_MAX);
	o->purses[o->npurses++] = (struct purse){.funder = funder, .group = group, .budget = budget, .closed = ORACLE_MAX};
}

static void expand(struct oracle *o, int funder)
{
	const struct ld_funder *f = &o->w->funders[funder];
	struct group g[ORACLE_MAX + MAX_GROUPS];
	if (f->purses == LD_PURSES_NONE) {
		add_purse(o, funder, (struct ld_value){0}, f->budget);
		return;
	}
	size_t n = groups_of(o, f->by, g);
	if (f->purses == LD_PURSES_TABLE || (f->purses == LD_PURSES_SPLIT && !f->by_eligible)) {
		n = 0;
		for (size_t i = 0; i < f->ngroups; i++)
			add_group(o, f->by, &f->groups[i].group, 0, g, &n);
	}
	int64_t weights[ORACLE_MAX + MAX_GROUPS], seats[ORACLE_MAX + MAX_GROUPS];
	for (size_t i = 0; i < n; i++)
		weights[i] = f->by_eligible ? g[i].eligible : table_of(f->groups, f->ngroups, &g[i].value, 0);
	if (f->purses == LD_PURSES_SPLIT)
		cr_assert_eq(ld_apportion(LD_HAMILTON, f->total / f->unit, weights, n, seats, NULL), 0);
	for (size_t i = 0; i < n; i++)
		add_purse(o, funder, g[i].value,
			f->purses == LD_PURSES_EACH ? f->each
			: f->purses == LD_PURSES_TABLE ? table_of(f->groups, f->ngroups, &g[i].value, 0)
						       : seats[i] * f->unit);
}

static void judge_even(struct oracle *o, struct purse *p)
{
	const struct ld_funder *f = &o->w->funders[p->funder];
	int64_t cost = same_by_table(o, p->funder) ? cost_for(o, p->funder, NULL) : -1;
	p->even = true;
	for (size_t e = 0; e < o->n; e++) {
		if (!accepts(o, p, e))
			continue;
		p->even = p->even && (cost < 0 || cost == cost_of(o, p->funder, e));
		cost = cost_of(o, p->funder, e);
	}
	p->even = p->even && cost >= 0;
	if (!p->even)
		return;
	int64_t money = p->budget < 0 || !cost ? -1 : p->budget / cost;
	for (size_t i = 0; i < f->nparts; i++) {
		int64_t share = ld_part_share(f, i, cost);
		if (f->parts[i].budget >= 0 && share)
			money = smaller(money, f->parts[i].budget / share);
	}
	p->cost = cost;
	p->places = smaller(money, f->seats);
	p->by_seats = f->seats >= 0 && (money < 0 || f->seats < money);
}

static int64_t all_places(const struct oracle *o, bool *ret_even)
{
	int64_t sum = 0;
	*ret_even = true;
	for (size_t i = 0; i < o->npurses; i++) {
		*ret_even = *ret_even && o->purses[i].even;
		sum = sum < 0 || o->purses[i].places < 0 ? -1 : sum + o->purses[i].places;
	}
	return sum;
}

/* ---- quotas ---- */

struct quota {
	struct group groups[ORACLE_MAX + 2 * MAX_GROUPS];
	size_t n;
	int64_t least[ORACLE_MAX + 2 * MAX_GROUPS], most[ORACLE_MAX + 2 * MAX_GROUPS]; /* −1: none */
};

static int numbers_of(struct oracle *o, const struct ld_bound *b, const struct quota *q, int64_t *out)
{
	int64_t weights[ORACLE_MAX + 2 * MAX_GROUPS];
	bool even, by_table = true;
	int64_t places = all_places(o, &even);
	for (size_t i = 0; i < o->w->p.nfunders; i++)
		by_table = by_table && same_by_table(o, (int)i);
	if ((b->kind == LD_BOUND_PERCENT || (b->kind == LD_BOUND_APPORTION && b->n < 0)) && (!by_table || places < 0))
		return LINDUNG_E_QUOTA;
	for (size_t i = 0; i < q->n; i++) {
		out[i] = b->kind == LD_BOUND_NUMBER ? b->n
			 : b->kind == LD_BOUND_PERCENT ? places * b->n / 100
			 : b->kind == LD_BOUND_TABLE
				 ? table_of(b->groups, b->ngroups, &q->groups[i].value, b->has_otherwise ? b->otherwise : -1)
				 : -1;
		weights[i] = b->by_eligible ? q->groups[i].eligible : table_of(b->groups, b->ngroups, &q->groups[i].value, 0);
	}
	if (b->kind == LD_BOUND_APPORTION)
		cr_assert_eq(ld_apportion(b->method, b->n < 0 ? places : b->n, weights, q->n, out, NULL), 0);
	return 0;
}

static int make_quota(struct oracle *o, const struct ld_quota *d, struct quota *q)
{
	q->n = groups_of(o, d->by, q->groups);
	for (size_t i = 0; i < d->at_least.ngroups; i++)
		add_group(o, d->by, &d->at_least.groups[i].group, 0, q->groups, &q->n);
	for (size_t i = 0; i < d->at_most.ngroups; i++)
		add_group(o, d->by, &d->at_most.groups[i].group, 0, q->groups, &q->n);
	if (numbers_of(o, &d->at_least, q, q->least) || numbers_of(o, &d->at_most, q, q->most))
		return LINDUNG_E_QUOTA;
	for (size_t i = 0; i < q->n; i++)
		if (q->most[i] >= 0 && q->least[i] > q->most[i])
			return LINDUNG_E_QUOTA;
	return 0;
}

static size_t group_at(const struct oracle *o, int field, const struct quota *q, size_t e)
{
	struct ld_value v = value_at(o, field, e);
	size_t i = 0;
	while (!ld_value_equal(&q->groups[i].value, &v))
		i++;
	return i;
}

static int64_t selected_in(const struct oracle *o, int field, const struct quota *q, size_t group)
{
	int64_t n = 0;
	for (size_t e = 0; e < o->n; e++)
		n += o->paid_by[e] >= 0 && group_at(o, field, q, e) == group;
	return n;
}

/* ---- selection ---- */

/* Can people[from …] be placed by the even purses with `left` places each? Every assignment is tried. */
static bool placeable(const struct oracle *o, const size_t *people, size_t n, int64_t *left)
{
	if (!n)
		return true;
	for (size_t i = 0; i < o->npurses; i++) {
		if (!o->purses[i].even || !left[i] || !accepts(o, &o->purses[i], people[0]))
			continue;
		left[i]--;
		bool ok = placeable(o, people + 1, n - 1, left);
		left[i]++;
		if (ok)
			return true;
	}
	return false;
}

static void all_left(const struct oracle *o, int64_t *left)
{
	for (size_t i = 0; i < o->npurses; i++)
		left[i] = o->purses[i].even ? (o->purses[i].places < 0 ? ORACLE_MAX + 1 : o->purses[i].places) : 0;
}

enum { IN_EVEN = 1000 };

static bool even_takes(const struct oracle *o, size_t e)
{
	size_t people[ORACLE_MAX + 1], n = 0;
	int64_t left[PURSES_MAX];
	people[n++] = e;
	for (size_t i = 0; i < o->n; i++)
		if (o->paid_by[i] == IN_EVEN)
			people[n++] = i;
	all_left(o, left);
	return placeable(o, people, n, left);
}

static bool has_money(const struct oracle *o, const struct purse *p, int64_t cost)
{
	const struct ld_funder *f = &o->w->funders[p->funder];
	bool ok = p->budget < 0 || p->spent + cost <= p->budget;
	for (size_t i = 0; i < f->nparts; i++)
		ok = ok && (f->parts[i].budget < 0 || p->part_spent[i] + ld_part_share(f, i, cost) <= f->parts[i].budget);
	return ok;
}

static bool serve_one(struct oracle *o, size_t e)
{
	if (even_takes(o, e)) {
		o->paid_by[e] = IN_EVEN;
		return true;
	}
	for (size_t i = 0; i < o->npurses; i++) {
		struct purse *p = &o->purses[i];
		const struct ld_funder *f = &o->w->funders[p->funder];
		if (p->even || !accepts(o, p, e) || (int)e > p->closed)
			continue;
		int64_t cost = cost_of(o, p->funder, e);
		if (!has_money(o, p, cost)) {
			if (!f->overtake && (int)e < p->closed)
				p->closed = (int)e;
			continue;
		}
		if (f->seats >= 0 && p->people >= f->seats)
			continue;
		p->people++;
		p->spent += cost;
		for (size_t k = 0; k < f->nparts; k++)
			p->part_spent[k] += ld_part_share(f, k, cost);
		o->paid_by[e] = (int)i;
		return true;
	}
	return false;
}

static int full_quota(const struct oracle *o, const struct quota *q, size_t e, const char **ret_group)
{
	for (size_t i = 0; i < o->w->p.nquotas; i++) {
		int by = o->w->quotas[i].by;
		size_t g = group_at(o, by, &q[i], e);
		*ret_group = q[i].groups[g].text;
		if (q[i].most[g] >= 0 && selected_in(o, by, &q[i], g) >= q[i].most[g])
			return (int)i;
	}
	return -1;
}

static bool lifts_floor(const struct oracle *o, const struct quota *q, size_t e)
{
	for (size_t i = 0; i < o->w->p.nquotas; i++) {
		int by = o->w->quotas[i].by;
		size_t g = group_at(o, by, &q[i], e);
		if (selected_in(o, by, &q[i], g) < q[i].least[g])
			return true;
	}
	return false;
}

static bool covered_everywhere(const struct oracle *o, size_t e)
{
	bool would = false;
	for (size_t i = 0; i < o->npurses; i++) {
		would = would || would_accept(o, &o->purses[i], e);
		if (accepts(o, &o->purses[i], e))
			return false;
	}
	return would;
}

static void say_why(struct oracle *o, const struct quota *q, size_t e)
{
	const char *group = "";
	char *out = o->words[e];
	int full = full_quota(o, q, e, &group), n = 0;
	if (covered_everywhere(o, e)) {
		strcpy(out, "already covered");
		return;
	}
	if (full >= 0) {
		snprintf(out, sizeof o->words[e], "cap %s=%s", o->w->quotas[full].id, group);
		return;
	}
	for (size_t i = 0; i < o->npurses; i++) {
		const struct purse *p = &o->purses[i];
		if (!accepts(o, p, e))
			continue;
		bool money = p->even ? !p->by_seats
				     : (int)e > p->closed || !has_money(o, p, cost_of(o, p->funder, e));
		n += snprintf(out + n, sizeof o->words[e] - (size_t)n, "%s%s %s", n ? ";" : "", money ? "money" : "seats",
			o->w->funders[p->funder].id);
	}
	if (!n)
		strcpy(out, "no funder accepts");
}

/* The even purses' people, each the first declared that leaves a place for all the others. */
static void place_finally(struct oracle *o)
{
	int64_t left[PURSES_MAX];
	all_left(o, left);
	for (size_t e = 0; e < o->n; e++) {
		size_t others[ORACLE_MAX], n = 0;
		if (o->paid_by[e] != IN_EVEN)
			continue;
		for (size_t i = e + 1; i < o->n; i++)
			if (o->paid_by[i] == IN_EVEN)
				others[n++] = i;
		for (size_t i = 0; i < o->npurses && o->paid_by[e] == IN_EVEN; i++) {
			if (!o->purses[i].even || !left[i] || !accepts(o, &o->purses[i], e))
				continue;
			left[i]--;
			if (placeable(o, others, n, left))
				o->paid_by[e] = (int)i;
			else
				left[i]++;
		}
		cr_assert(o->paid_by[e] != IN_EVEN);
	}
}

static void select_all(struct oracle *o, const struct quota *q)
{
	const char *group;
	for (size_t e = 0; e < o->n; e++) {
		o->paid_by[e] = -1;
		o->floor_pass[e] = false;
		o->words[e][0] = '\0';
	}
	for (size_t e = 0; e < o->n; e++)
		if (lifts_floor(o, q, e) && full_quota(o, q, e, &group) < 0)
			o->floor_pass[e] = serve_one(o, e);
	for (size_t e = 0; e < o->n; e++)
		if (o->paid_by[e] < 0 && (full_quota(o, q, e, &group) >= 0 || !serve_one(o, e)))
			say_why(o, q, e);
	place_finally(o);
}

static int with_months(struct oracle *o, int months)
{
	struct quota q[MAX_QUOTAS];
	bool even;
	o->months = months;
	o->npurses = 0;
	for (size_t i = 0; i < o->w->p.nfunders; i++)
		expand(o, (int)i);
	for (size_t i = 0; i < o->npurses; i++)
		judge_even(o, &o->purses[i]);
	for (size_t i = 0; i < o->w->p.nquotas; i++)
		if (make_quota(o, &o->w->quotas[i], &q[i]))
			return LINDUNG_E_QUOTA;
	select_all(o, q);
	int64_t places = all_places(o, &even);
	for (size_t i = 0; i < o->w->p.nquotas && even && places >= 0; i++) {
		int64_t sum = 0;
		for (size_t g = 0; g < q[i].n; g++)
			sum += q[i].least[g] > 0 ? q[i].least[g] : 0;
		if (sum > places)
			o->error = LINDUNG_E_QUOTA;
	}
	return 0;
}

static bool money_binds(const struct oracle *o)
{
	for (size_t e = 0; e < o->n; e++)
		if (strstr(o->words[e], "money "))
			return true;
	return false;
}

static struct oracle *oracle_run(const struct ld_world *w)
{
	struct oracle *o = calloc(1, sizeof *o);
	o->w = w;
	put_in_order(o);
	int months = w->p.nfunders && w->funders[0].as_many ? w->funders[0].months : 1;
	for (; months >= 1; months--) {
		o->error = 0;
		int rc = with_months(o, months);
		if (rc) {
			o->error = rc;
			break;
		}
		if (months == 1 || !money_binds(o))
			break;
	}
	return o;
}

#endif
