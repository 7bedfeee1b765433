/*
 * The certificate's own reading of a programme: groups, told apart by their text, purses, places and limits, value by value:
 * slower than the selection's way, and no line of it is shared. Kinds of workers are certify_kinds.c's.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc/certify.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/num.h"

/* ---- groups ---- */

static uint32_t id_of(const struct cert *c, int field, const struct ld_value *v, struct ld_map *ids)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf text = ld_buf_init(LD_MAX_CELL);
	ld_field_print(&c->p->fields.items[field], v, &text);
	return text.failed ? LD_MAP_NONE : ld_map_add(ids, ld_buf_text(&text), text.len);
}

static int table_ids(const struct cert *c, int field, const struct ld_weight *t, size_t n, struct ld_map *ids)
{
	for (size_t i = 0; i < n; i++)
		if (id_of(c, field, &t[i].group, ids) == LD_MAP_NONE)
			return -1;
	return 0;
}

static int sort_ids(const void *a, const void *b, void *ctx)
{
	const struct ld_map_key *keys = ctx;
	return strcmp(keys[*(const uint32_t *)a].text, keys[*(const uint32_t *)b].text);
}

static int group(struct cert *c, int field)
{
	if (c->groups[field])
		return 0;
	struct cert_groups *g = c->groups[field] = ld_arena_alloc(&c->own, sizeof *g);
	if (!g || !(g->of = ld_arena_array(&c->own, c->n, sizeof *g->of)))
		return -1;
	int bad = 0;
	for (size_t e = 0; e < c->n && !bad; e++) {
		struct ld_value v = ld_frame_get(c->in->f, (size_t)field, c->row[e]);
		g->of[e] = v.kind == LD_MISSING ? CERT_NONE : id_of(c, field, &v, &g->ids);
		bad = v.kind != LD_MISSING && g->of[e] == CERT_NONE;
	}
	for (size_t i = 0; i < c->p->nquotas; i++) {
		const struct ld_quota *q = &c->p->quotas[i];
		if (q->by == field)
			bad |= table_ids(c, field, q->at_least.groups, q->at_least.ngroups, &g->ids) |
			       table_ids(c, field, q->at_most.groups, q->at_most.ngroups, &g->ids);
	}
	for (size_t i = 0; i < c->p->nfunders; i++)
		if (c->p->funders[i].purses != LD_PURSES_NONE && c->p->funders[i].by == field)
			bad |= table_ids(c, field, c->p->funders[i].groups, c->p->funders[i].ngroups, &g->ids);
	g->nsorted = g->ids.len;
	g->sorted = ld_arena_array(&c->own, g->nsorted, sizeof *g->sorted);
	g->eligible = ld_arena_array(&c->own, g->nsorted, sizeof *g->eligible);
	if (bad || !g->sorted || !g->eligible)
		return -1;
	for (uint32_t i = 0; i < g->nsorted; i++)
		g->sorted[i] = i;
	for (size_t e = 0; e < c->n; e++)
		if (g->of[e] != CERT_NONE)
			g->eligible[g->of[e]]++;
	qsort_r(g->sorted, g->nsorted, sizeof *g->sorted, sort_ids, g->ids.keys);
	return 0;
}

static int only(struct cert *c, struct lindung_error *err)
{
	uint8_t *out = ld_arena_array(&c->own, c->in->f->nrows, 1);
	c->nwords = c->p->nfunders / 64 + 1;
	c->only = ld_arena_array(&c->own, c->n * c->nwords, sizeof *c->only);
	if (!out || !c->only)
		return ld_nomem(err);
	for (size_t i = 0; i < c->p->nfunders; i++) {
		const struct ld_cond *cond = c->p->funders[i].only;
		int rc = cond ? ld_eval_cond(c->p, c->in->f, cond, c->in->calls, out, NULL, err) : 0;
		if (rc < 0)
			return rc;
		for (size_t e = 0; e < c->n; e++)
			if (!cond || out[c->row[e]] == LD_TRUE)
				c->only[e * c->nwords + i / 64] |= (uint64_t)1 << i % 64;
	}
	return 0;
}

int ld_cert_read(struct cert *c, struct lindung_error *err)
{
	int bad = 0;
	c->groups = ld_arena_array(&c->own, c->p->fields.len, sizeof *c->groups);
	if (!c->groups)
		return ld_nomem(err);
	for (size_t i = 0; i < c->p->nquotas && !bad; i++)
		bad = group(c, c->p->quotas[i].by);
	for (size_t i = 0; i < c->p->nfunders && !bad; i++)
		if (c->p->funders[i].purses != LD_PURSES_NONE)
			bad = group(c, c->p->funders[i].by);
	return bad ? ld_nomem(err) : only(c, err);
}

static uint32_t known_id(const struct cert *c, int field, const struct ld_value *v)
{
	return id_of(c, field, v, &c->groups[field]->ids); /* known by now: nothing is added */
}

/* ---- nodes ---- */

static void add_node(struct cert *c, size_t funder, uint32_t group_id, int64_t budget)
{
	const struct ld_funder *f = &c->p->funders[funder];
	struct cert_node *n = &c->nodes[c->nnodes++];
	*n = (struct cert_node){.funder = funder, .group = group_id, .closed = UINT32_MAX, .cost = -1};
	n->budget = budget < 0 ? CERT_ENDLESS : budget;
	n->seats = f->seats < 0 ? CERT_ENDLESS : f->seats;
	n->parts = ld_arena_array(&c->tried, f->nparts, sizeof *n->parts);
}

static int split(struct cert *c, size_t funder, int64_t *weights, struct lindung_error *err)
{
	const struct ld_funder *f = &c->p->funders[funder];
	const struct cert_groups *g = c->groups[f->by];
	int64_t *in_order = ld_arena_array(&c->tried, g->nsorted, sizeof *in_order);
	int64_t *units = ld_arena_array(&c->tried, g->nsorted, sizeof *units);
	if (!in_order || !units)
		return ld_nomem(err);
	for (size_t i = 0; i < g->nsorted; i++)
		in_order[i] = weights[g->sorted[i]] < 0 ? 0 : weights[g->sorted[i]];
	int64_t unit = f->unit > 0 ? f->unit : 1;
	int rc = ld_apportion(LD_HAMILTON, f->total / unit, in_order, g->nsorted, units, err);
	for (size_t i = 0; i < g->nsorted && rc >= 0; i++)
		if (weights[g->sorted[i]] >= 0)
			weights[g->sorted[i]] = units[i] * unit;
	return rc;
}

static int purses(struct cert *c, size_t funder, struct lindung_error *err)
{
	const struct ld_funder *f = &c->p->funders[funder];
	const struct cert_groups *g = c->groups[f->by];
	int64_t *number = ld_arena_array(&c->tried, g->nsorted, sizeof *number); /* −1: no purse */
	if (!number)
		return ld_nomem(err);
	bool by_table = f->purses == LD_PURSES_TABLE || (f->purses == LD_PURSES_SPLIT && !f->by_eligible);
	for (size_t i = 0; i < g->nsorted; i++)
		number[i] = by_table || !g->eligible[i] ? -1 : f->purses == LD_PURSES_EACH ? f->each : g->eligible[i];
	for (size_t i = 0; by_table && i < f->ngroups; i++) {
		uint32_t id = known_id(c, f->by, &f->groups[i].group);
		if (id == LD_MAP_NONE)
			return ld_nomem(err);
		number[id] = f->groups[i].n;
	}
	int rc = f->purses == LD_PURSES_SPLIT ? split(c, funder, number, err) : 0;
	for (size_t i = 0; i < g->nsorted && rc >= 0; i++)
		if (number[g->sorted[i]] >= 0)
			add_node(c, funder, g->sorted[i], number[g->sorted[i]]);
	return rc;
}

static int nodes(struct cert *c, struct lindung_error *err)
{
	size_t most = c->p->nfunders;
	for (size_t i = 0; i < c->p->nfunders; i++)
		if (c->p->funders[i].purses != LD_PURSES_NONE)
			most += c->groups[c->p->funders[i].by]->nsorted;
	c->nodes = ld_arena_array(&c->tried, most, sizeof *c->nodes);
	c->first_node = ld_arena_array(&c->tried, c->p->nfunders + 1, sizeof *c->first_node);
	c->nnodes = 0;
	int rc = c->nodes && c->first_node ? 0 : ld_nomem(err);
	for (size_t i = 0; i < c->p->nfunders && rc >= 0; i++) {
		c->first_node[i] = c->nnodes;
		if (c->p->funders[i].purses == LD_PURSES_NONE)
			add_node(c, i, CERT_NONE, c->p->funders[i].budget);
		else
			rc = purses(c, i, err);
	}
	for (size_t i = 0; i < c->nnodes && rc >= 0; i++)
		if (!c->nodes[i].parts)
			rc = ld_nomem(err);
	if (rc >= 0)
		c->first_node[c->p->nfunders] = c->nnodes;
	return rc;
}

/* ---- even or not, places ---- */

/* One cost whatever segment a worker has: the cost, or −1. */
static int64_t cost_of_table(const struct cert *c, size_t funder)
{
	const struct ld_funder *f = &c->p->funders[funder];
	const struct ld_field *field = c->p->segment < 0 ? NULL : &c->p->fields.items[c->p->segment];
	bool choice = field && field->type == LD_CHOICE;
	int months = ld_cert_months_of(c, funder);
	int64_t cost = -1, other;
	if (ld_pays_cost(&f->pays, f->from, months, f->payer, NULL, &other, NULL) >= 0)
		cost = other;
	for (size_t i = 0; field && i < (choice ? field->nchoices : f->pays.table->nrows); i++) {
		const char *name = choice ? field->choices[i] : f->pays.table->rows[i].segment;
		if (!name)
			continue;
		if (ld_pays_cost(&f->pays, f->from, months, f->payer, name, &other, NULL) < 0 || (cost >= 0 && other != cost))
			return -1;
		cost = other;
	}
	return cost;
}

static void judge(struct cert *c, struct cert_node *n, int64_t table_cost)
{
	const struct ld_funder *f = &c->p->funders[n->funder];
	n->cost = table_cost;
	n->even = table_cost >= 0 || n->n;
	for (size_t i = 0; i < n->n; i++) {
		int64_t cost = c->pairs[c->at[n->first + i]].cost;
		n->even = n->even && (n->cost < 0 || n->cost == cost);
		n->cost = cost;
	}
	if (!n->even)
		return;
	int64_t money = n->cost && n->budget != CERT_ENDLESS ? n->budget / n->cost : CERT_ENDLESS;
	for (size_t i = 0; i < f->nparts; i++) {
		int64_t share = ld_part_share(f, i, n->cost);
		if (share && f->parts[i].budget >= 0 && f->parts[i].budget / share < money)
			money = f->parts[i].budget / share;
	}
	n->by_seats = n->seats < money;
	n->places = n->by_seats ? n->seats : money;
}

/* ---- limits ---- */

/* The numbers of a table, by group. */
static int from_table(const struct cert *c, const struct ld_quota *q, const struct ld_bound *b, int64_t none, int64_t *out)
{
	for (size_t i = 0; i < c->groups[q->by]->nsorted; i++)
		out[i] = none;
	for (size_t i = 0; i < b->ngroups; i++) {
		uint32_t id = known_id(c, q->by, &b->groups[i].group);
		if (id == LD_MAP_NONE)
			return -1;
		out[id] = b->groups[i].n;
	}
	return 0;
}

static int limit(struct cert *c, const struct ld_quota *q, const struct ld_bound *b, int64_t places, int64_t *out,
	struct lindung_error *err)
{
	const struct cert_groups *g = c->groups[q->by];
	int64_t *weights = ld_arena_array(&c->tried, g->nsorted, sizeof *weights);
	int64_t *seats = ld_arena_array(&c->tried, g->nsorted, sizeof *seats);
	bool of_places = b->kind == LD_BOUND_PERCENT || (b->kind == LD_BOUND_APPORTION && b->n < 0);
	if (!weights || !seats)
		return ld_nomem(err);
	if (of_places && places < 0)
		return ld_fail(err, LINDUNG_E_QUOTA, "quota '%s' needs a number of places, and there is none", q->id);
	for (uint32_t i = 0; i < g->nsorted; i++)
		out[i] = b->kind == LD_BOUND_NUMBER ? b->n : b->kind == LD_BOUND_PERCENT ? ld_muldiv(places, b->n, 100) : -1;
	if (b->kind == LD_BOUND_TABLE && from_table(c, q, b, b->has_otherwise ? b->otherwise : -1, out))
		return ld_nomem(err);
	if (b->kind != LD_BOUND_APPORTION)
		return 0;
	if (from_table(c, q, b, 0, out))
		return ld_nomem(err);
	for (size_t i = 0; i < g->nsorted; i++)
		weights[i] = b->by_eligible ? g->eligible[g->sorted[i]] : out[g->sorted[i]];
	int rc = ld_apportion(b->method, b->n < 0 ? places : b->n, weights, g->nsorted, seats, err);
	for (size_t i = 0; i < g->nsorted; i++)
		out[g->sorted[i]] = seats[i];
	return rc;
}

static int limits(struct cert *c, int64_t places, struct lindung_error *err)
{
	c->quotas = ld_arena_array(&c->tried, c->p->nquotas, sizeof *c->quotas);
	if (!c->quotas)
		return ld_nomem(err);
	for (size_t i = 0; i < c->p->nquotas; i++) {
		const struct ld_quota *q = &c->p->quotas[i];
		struct cert_quota *l = &c->quotas[i];
		l->q = q;
		l->by = c->groups[q->by];
		l->least = ld_arena_array(&c->tried, l->by->nsorted, sizeof *l->least);
		l->most = ld_arena_array(&c->tried, l->by->nsorted, sizeof *l->most);
		l->count = ld_arena_array(&c->tried, l->by->nsorted, sizeof *l->count);
		if (!l->least || !l->most || !l->count)
			return ld_nomem(err);
		int rc = limit(c, q, &q->at_least, places, l->least, err);
		if (rc >= 0)
			rc = limit(c, q, &q->at_most, places, l->most, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int ld_cert_settle_months(struct cert *c, int months, struct lindung_error *err)
{
	ld_arena_fini(&c->tried);
	c->months = months;
	int rc = nodes(c, err);
	if (rc >= 0)
		rc = ld_cert_kinds(c, err);
	if (rc < 0)
		return rc;
	int64_t places = 0; /* −1: no number */
	for (size_t i = 0; i < c->p->nfunders; i++) {
		int64_t cost = cost_of_table(c, i);
		for (size_t k = c->first_node[i]; k < c->first_node[i + 1]; k++) {
			judge(c, &c->nodes[k], cost);
			if (cost < 0 || places < 0 || c->nodes[k].places == CERT_ENDLESS ||
				!ld_add(places, c->nodes[k].places, &places))
				places = -1;
		}
	}
	return limits(c, places, err);
}
