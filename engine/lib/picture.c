/*
 * What a report counts, as JSON: whole counts and rupiah alone, so that whoever renders it rounds once, in the open.
 * Keys stand in the order of docs/json.md; what cannot be said is null, never 0.
 */
#include "lib/picture.h"

#include "base/limits.h"
#include "report/report.h"

/* ---- the funnel ---- */

static json_t *rules(const struct ld_picture *x)
{
	const struct ld_programme *p = x->w.p;
	json_t *list = json_array();
	int64_t left = (int64_t)x->w.a->nrows;
	for (size_t i = 0; i < p->nrules && list; i++) {
		const struct ld_funnel_rule *r = &x->funnel->rules[i];
		left -= r->first;
		ld_list_add(
			&list, json_pack("{s:o, s:o, s:I, s:I, s:I, s:I, s:I}", "rule", ld_json_text(p->rules[i].id),
				       "title", ld_json_text(p->rules[i].title), "first", (json_int_t)r->first, "left",
				       (json_int_t)left, "fails", (json_int_t)r->fails, "only", (json_int_t)r->only,
				       "undecided", (json_int_t)r->undecided));
	}
	return list;
}

static json_t *held(const struct ld_funnel *f)
{
	json_t *list = json_array();
	for (int i = 0; i < LD_HELD_KINDS && list; i++)
		if (f->held[i])
			ld_list_add(&list, json_pack("{s:s, s:I}", "by", ld_held_name((enum ld_held)i), "workers",
						   (json_int_t)f->held[i]));
	return list;
}

static json_t *funnel(const struct ld_picture *x)
{
	const struct ld_funnel *f = x->funnel;
	return json_pack("{s:I, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "workers", (json_int_t)x->w.a->nrows, "rules",
		rules(x), "refused", (json_int_t)f->counts[LD_REFUSED], "undecided",
		(json_int_t)f->counts[LD_UNDECIDED], "errors", (json_int_t)f->errors, "eligible",
		(json_int_t)(f->counts[LD_SELECTED] + f->counts[LD_RESERVE]), "selected",
		(json_int_t)f->counts[LD_SELECTED], "reserve", (json_int_t)f->counts[LD_RESERVE], "held", held(f));
}

/* ---- the distribution ---- */

static json_t *distribution(const struct ld_spread *s)
{
	if (!s->n) /* no scores, or nobody has one */
		return json_null();
	json_t *bins = json_array();
	for (size_t i = 0; i < s->n && bins; i++) {
		const struct ld_spread_bin *b = &s->bins[i];
		ld_list_add(&bins,
			json_pack("{s:I, s:I, s:I, s:I}", "at", (json_int_t)b->at, "selected", (json_int_t)b->selected,
				"reserve", (json_int_t)b->reserve, "undecided", (json_int_t)b->undecided));
	}
	return json_pack("{s:I, s:I, s:I, s:I, s:o}", "from", (json_int_t)s->from, "to", (json_int_t)s->to, "step",
		(json_int_t)s->step, "width", (json_int_t)s->width, "bins", bins);
}

/* ---- the balance ---- */

static json_t *condition(const struct ld_picture *x, const struct ld_rule *r)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf b = ld_buf_init(LD_MAX_CELL);
	ld_cond_print(r->when, &x->w.p->fields, &b);
	return b.failed ? NULL : ld_json_text(ld_buf_text(&b));
}

static json_t *poor(const struct ld_picture *x)
{
	const struct ld_programme *p = x->w.p;
	if (x->poor.rule >= 0) {
		const struct ld_rule *r = &p->rules[x->poor.rule];
		return json_pack("{s:o, s:n, s:n, s:o, s:o}", "rule", ld_json_text(r->id), "field", "at_most", "title",
			ld_json_text(r->title), "condition", condition(x, r));
	}
	if (x->poor.field < 0)
		return json_null();
	const struct ld_field *f = &p->fields.items[x->poor.field];
	return json_pack("{s:n, s:o, s:I, s:o, s:n}", "rule", "field", ld_json_text(f->name), "at_most",
		(json_int_t)x->poor.at_most, "title", ld_json_text(f->title), "condition");
}

static int64_t sum(const int64_t n[3])
{
	return n[LD_FALSE] + n[LD_UNKNOWN] + n[LD_TRUE];
}

static json_t *part(const struct ld_balance_count *n, enum ld_truth poor)
{
	return json_pack("{s:I, s:I, s:I, s:I}", "workers", (json_int_t)n->workers[poor], "eligible",
		(json_int_t)n->eligible[poor], "selected", (json_int_t)n->selected[poor], "committed",
		(json_int_t)n->committed[poor]);
}

/* Puts the counts behind the keys that are there already. Steals `to`. */
static json_t *counts(const struct ld_picture *x, const struct ld_balance_count *n, json_t *to)
{
	bool known = x->poor.rule >= 0 || x->poor.field >= 0;
	json_t *more = json_pack("{s:I, s:I, s:I, s:I, s:o, s:o}", "workers", (json_int_t)sum(n->workers), "eligible",
		(json_int_t)sum(n->eligible), "selected", (json_int_t)sum(n->selected), "committed",
		(json_int_t)sum(n->committed), "poor", known ? part(n, LD_TRUE) : json_null(), "unknown",
		known ? part(n, LD_UNKNOWN) : json_null());
	if (to && more && json_object_update(to, more) == 0) {
		json_decref(more);
		return to;
	}
	json_decref(to);
	json_decref(more);
	return NULL;
}

static json_t *groups(const struct ld_picture *x, const struct ld_balance_field *f)
{
	if (f->too_many)
		return json_null();
	json_t *list = json_array();
	for (size_t i = 0; i < f->ngroups && list; i++) {
		const struct ld_balance_group *g = &f->groups[i];
		ld_list_add(&list, counts(x, &g->n,
					   json_pack("{s:o}", "group",
						   ld_json_value(&x->w.p->fields.items[f->field], &g->value))));
	}
	return list;
}

static json_t *balance(const struct ld_picture *x)
{
	json_t *fields = json_array();
	for (size_t i = 0; i < x->balance->nfields && fields; i++) {
		const struct ld_balance_field *f = &x->balance->fields[i];
		const struct ld_field *d = &x->w.p->fields.items[f->field];
		ld_list_add(&fields, json_pack("{s:o, s:o, s:o}", "field", ld_json_text(d->name), "title",
					     ld_json_text(d->title), "groups", groups(x, f)));
	}
	return json_pack("{s:o, s:o, s:o}", "poor", poor(x), "all", counts(x, &x->balance->all, json_object()),
		"fields", fields);
}

int ld_picture_document(const struct ld_picture *x, json_t *doc)
{
	json_t *more = json_pack("{s:o, s:o, s:o, s:o}", "gone", x->gone ? json_string(x->gone) : json_null(), "funnel",
		x->gone ? json_null() : funnel(x), "distribution", x->gone ? json_null() : distribution(&x->spread),
		"balance", x->gone ? json_null() : balance(x));
	int rc = more ? json_object_update(doc, more) : -1;
	json_decref(more);
	return rc;
}
