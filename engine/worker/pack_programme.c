/*
 * A programme on the wire. A dated table that several funders share is sent once. Files, settings and the digest are
 * not sent: who handed out the files knows them better than a process that has run an author's code.
 */
#include "base/date.h"
#include "base/limits.h"
#include "worker/wire.h"

enum { MAX_LIST = 10 * LD_MAX_SET };

static void rule(struct ld_wire *w, struct ld_rule *r)
{
	ld_wire_name(w, &r->id);
	ld_wire_text(w, &r->title);
	ld_wire_text(w, &r->basis);
	ld_wire_text(w, &r->reason);
	ld_pack_cond(w, &r->when);
	ld_wire_enum(w, &r->missing, LD_MISSING_ACCEPT);
	ld_wire_bool(w, &r->open);
	ld_wire_text(w, &r->changed_by);
	ld_pack_place(w, &r->place);
}

static void points(struct ld_wire *w, struct ld_points *p)
{
	ld_wire_enum(w, &p->kind, LD_POINTS_FUNC);
	ld_wire_i64(w, &p->n);
	ld_pack_field_where(w, &p->field, p->kind == LD_POINTS_PER || p->kind == LD_POINTS_BY);
	ld_wire_i64(w, &p->each);
	ld_wire_i64(w, &p->up_to);
	p->rows = ld_wire_list(w, p->rows, &p->nrows, sizeof *p->rows, MAX_LIST);
	for (size_t i = 0; i < p->nrows; i++) {
		ld_pack_value(w, &p->rows[i].key);
		ld_wire_i64(w, &p->rows[i].points);
	}
	ld_wire_i64(w, &p->otherwise);
	ld_pack_func_where(w, &p->func, p->kind == LD_POINTS_FUNC);
}

static void score(struct ld_wire *w, struct ld_score *s)
{
	ld_wire_name(w, &s->id);
	ld_wire_text(w, &s->title);
	ld_wire_text(w, &s->basis);
	points(w, &s->points);
	ld_pack_cond(w, &s->when);
	ld_wire_bool(w, &s->open);
	ld_wire_text(w, &s->changed_by);
	ld_pack_place(w, &s->place);
}

static void key(struct ld_wire *w, struct ld_key *k)
{
	ld_wire_enum(w, &k->kind, LD_KEY_LOTTERY);
	ld_wire_bool(w, &k->descending);
	ld_pack_field_where(w, &k->field, k->kind == LD_KEY_FIELD);
	ld_wire_text(w, &k->seed);
	ld_pack_place(w, &k->place);
}

static void weights(struct ld_wire *w, struct ld_weight **groups, size_t *n)
{
	*groups = ld_wire_list(w, *groups, n, sizeof **groups, MAX_LIST);
	for (size_t i = 0; i < *n; i++) {
		ld_pack_value(w, &(*groups)[i].group);
		ld_wire_i64(w, &(*groups)[i].n);
	}
}

static void bound(struct ld_wire *w, struct ld_bound *b)
{
	ld_wire_enum(w, &b->kind, LD_BOUND_APPORTION);
	ld_wire_i64(w, &b->n);
	weights(w, &b->groups, &b->ngroups);
	ld_wire_bool(w, &b->has_otherwise);
	ld_wire_i64(w, &b->otherwise);
	ld_wire_bool(w, &b->by_eligible);
	ld_wire_enum(w, &b->method, LD_SAINTE_LAGUE);
	ld_pack_place(w, &b->place);
}

static void quota(struct ld_wire *w, struct ld_quota *q)
{
	ld_wire_name(w, &q->id);
	ld_wire_text(w, &q->basis);
	ld_pack_field(w, &q->by, false);
	bound(w, &q->at_least);
	bound(w, &q->at_most);
	ld_pack_place(w, &q->place);
}

static void rates(struct ld_wire *w, struct ld_rates *r)
{
	ld_wire_name(w, &r->id);
	ld_pack_place(w, &r->place);
	r->rows = ld_wire_list(w, r->rows, &r->nrows, sizeof *r->rows, LD_MAX_RATES);
	for (size_t i = 0; i < r->nrows; i++) {
		struct ld_rate_row *row = &r->rows[i];
		ld_wire_name(w, &row->component);
		ld_wire_i32(w, &row->from, LD_FIRST_MONTH, LD_LAST_MONTH);
		ld_wire_i32(w, &row->to, LD_FIRST_MONTH, INT32_MAX);
		ld_wire_text(w, &row->payer);
		ld_wire_text(w, &row->segment);
		ld_wire_i64(w, &row->amount);
		ld_wire_text(w, &row->basis);
		ld_pack_place(w, &row->place);
	}
}

/* The table of a funder by the first funder that has it: a funder that is its own first carries the rows. */
static void table(struct ld_wire *w, struct ld_programme *p, size_t at)
{
	int first = (int)at;
	struct ld_pays *pays = &p->funders[at].pays;
	for (size_t i = at; i-- > 0 && !w->reading;)
		if (p->funders[i].pays.table == pays->table)
			first = (int)i;
	ld_wire_int(w, &first, 0, (int)at);
	if (first < (int)at) {
		pays->table = p->funders[first].pays.table;
		return;
	}
	union {
		const struct ld_rates *in;
		struct ld_rates *out;
	} r = {.in = pays->table};
	if (w->reading && !(r.out = ld_arena_alloc(w->arena, sizeof *r.out))) {
		w->bad = w->nomem = true;
		return;
	}
	rates(w, r.out);
	pays->table = r.out;
}

static void funder(struct ld_wire *w, struct ld_programme *p, size_t at)
{
	struct ld_funder *f = &p->funders[at];
	ld_wire_name(w, &f->id);
	ld_wire_text(w, &f->title);
	ld_wire_text(w, &f->basis);
	ld_wire_name(w, &f->payer);
	table(w, p, at);
	ld_wire_names(w, &f->pays.components, &f->pays.ncomponents, LD_MAX_RATES);
	ld_wire_i32(w, &f->from, LD_FIRST_MONTH, LD_LAST_MONTH - LD_MAX_MONTHS);
	ld_wire_int(w, &f->months, 1, LD_MAX_MONTHS);
	ld_wire_bool(w, &f->as_many);
	ld_wire_i64(w, &f->budget);
	ld_wire_i64(w, &f->seats);
	ld_pack_cond(w, &f->only);
	ld_pack_field(w, &f->by, true);
	ld_wire_enum(w, &f->purses, LD_PURSES_SPLIT);
	weights(w, &f->groups, &f->ngroups);
	ld_wire_i64(w, &f->each);
	ld_wire_i64(w, &f->total);
	ld_wire_i64(w, &f->unit);
	ld_wire_bool(w, &f->by_eligible);
	f->parts = ld_wire_list(w, f->parts, &f->nparts, sizeof *f->parts, 100);
	for (size_t i = 0; i < f->nparts; i++) {
		ld_wire_name(w, &f->parts[i].id);
		ld_wire_text(w, &f->parts[i].basis);
		ld_wire_int(w, &f->parts[i].percent, 0, 100);
		ld_wire_i64(w, &f->parts[i].budget);
		ld_pack_place(w, &f->parts[i].place);
	}
	ld_wire_bool(w, &f->overtake);
	ld_pack_place(w, &f->place);
}

static void published(struct ld_wire *w, struct ld_published *p)
{
	ld_wire_text(w, &p->title);
	ld_wire_i64(w, &p->people);
	ld_wire_i64(w, &p->amount);
	ld_wire_int(w, &p->months, 0, LD_MAX_MONTHS);
	ld_wire_text(w, &p->funder);
	ld_pack_place(w, &p->place);
}

static void lists(struct ld_wire *w, struct ld_programme *p)
{
	p->rules = ld_wire_list(w, p->rules, &p->nrules, sizeof *p->rules, LD_MAX_RULES);
	for (size_t i = 0; i < p->nrules; i++)
		rule(w, &p->rules[i]);
	p->scores = ld_wire_list(w, p->scores, &p->nscores, sizeof *p->scores, LD_MAX_RULES);
	for (size_t i = 0; i < p->nscores; i++)
		score(w, &p->scores[i]);
	p->order = ld_wire_list(w, p->order, &p->norder, sizeof *p->order, LD_MAX_RULES);
	for (size_t i = 0; i < p->norder; i++)
		key(w, &p->order[i]);
	p->quotas = ld_wire_list(w, p->quotas, &p->nquotas, sizeof *p->quotas, LD_MAX_QUOTAS);
	for (size_t i = 0; i < p->nquotas; i++)
		quota(w, &p->quotas[i]);
	p->funders = ld_wire_list(w, p->funders, &p->nfunders, sizeof *p->funders, LD_MAX_FUNDERS);
	for (size_t i = 0; i < p->nfunders; i++)
		funder(w, p, i);
	p->published = ld_wire_list(w, p->published, &p->npublished, sizeof *p->published, MAX_LIST);
	for (size_t i = 0; i < p->npublished; i++)
		published(w, &p->published[i]);
	p->changes = ld_wire_list(w, p->changes, &p->nchanges, sizeof *p->changes, MAX_LIST);
	for (size_t i = 0; i < p->nchanges; i++) {
		ld_wire_name(w, &p->changes[i].what);
		ld_wire_name(w, &p->changes[i].id);
		ld_wire_text(w, &p->changes[i].basis);
	}
}

void ld_pack_programme(struct ld_wire *w, struct ld_programme *p)
{
	ld_wire_name(w, &p->module);
	ld_wire_name(w, &p->id);
	ld_wire_text(w, &p->title);
	ld_wire_text(w, &p->region);
	ld_wire_i32(w, &p->as_of, INT32_MIN / 2, INT32_MAX / 2);
	ld_wire_names(w, &p->basis, &p->nbasis, MAX_LIST);
	ld_pack_funcs(w, &p->funcs, &p->nfuncs);
	ld_pack_fields(w, &p->fields);
	ld_pack_field(w, &p->segment, true);
	ld_pack_field(w, &p->covered_from, true);
	ld_pack_field(w, &p->covered_to, true);
	lists(w, p);
}
