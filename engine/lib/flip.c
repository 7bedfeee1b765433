/*
 * What would have brought a worker in, or would take the place away, as part of the answer to them. Which question is asked
 * follows from the decision: of the refused and undecided how they would be eligible, of the reserve how they would pass the
 * last who was selected before them, of the selected what the nearest danger is. The search is study's; here are its words in
 * JSON, and the sums of money and places beside it.
 */
#include "lib/explain.h"

#include "study/flip.h"

enum { WAYS = 10 };

/* ---- values ---- */

static json_t *value(const struct ld_field *d, const struct ld_value *v)
{
	return v->kind == LD_MISSING ? json_null() : ld_json_value(d, v);
}

static bool put_end(json_t *o, const char *key, json_t *end)
{
	return json_object_set_new(o, key, end) == 0;
}

/* An end that is the field's own goes without saying, unless nothing else is in the range. */
static json_t *range(const struct ld_field *d, const struct ld_flip_range *r)
{
	json_t *o = json_object();
	bool least = !r->has_lo && r->has_hi && !r->hi_open && d->has_lo && ld_value_equal(&d->lo, &r->hi);
	bool most = !r->has_hi && r->has_lo && !r->lo_open && d->has_hi && ld_value_equal(&d->hi, &r->lo);
	bool ok = o != NULL;
	if (ok && (r->has_lo || least))
		ok = put_end(o, r->lo_open ? "above" : "at_least", value(d, least ? &r->hi : &r->lo));
	if (ok && (r->has_hi || most))
		ok = put_end(o, r->hi_open ? "below" : "at_most", value(d, most ? &r->lo : &r->hi));
	if (ok)
		return o;
	json_decref(o);
	return NULL;
}

/* The nearest value of a number just beyond a threshold is no number to tell anyone: the range says it. */
static bool is_beyond(const struct ld_flip_change *c)
{
	return c->to.kind == LD_F64 && (c->to.f * 1e6 != (double)(int64_t)(c->to.f * 1e6));
}

static json_t *change(struct why *y, const struct ld_flip_change *c)
{
	const struct ld_field *d = &y->w->p->fields.items[c->field];
	bool secret = d->is_private || d->format != LD_FORMAT_ANY; /* that it is known is all that is asked of it */
	json_t *o = ld_explain_value(y, (size_t)c->field), *ranges = json_array(), *set = json_array();
	for (size_t i = 0; i < c->nranges && ranges && !secret; i++)
		ld_list_add(&ranges, range(d, &c->ranges[i]));
	for (size_t i = 0; i < c->nset && set && !secret; i++)
		ld_list_add(&set, value(d, &c->set[i]));
	bool told = c->nset || c->others || secret || is_beyond(c) || c->from.kind == LD_MISSING;
	json_t *more = json_pack("{s:o, s:b, s:o, s:o, s:o, s:b, s:b, s:b}", "field", ld_json_text(d->name), "look_up",
		c->from.kind == LD_MISSING, "to", told ? json_null() : value(d, &c->to), "ranges", ranges, "one_of", set,
		"others", c->others || (secret && (c->nset || c->nranges)), "blank", c->blank, "refuses", c->refuses);
	if (o && more && json_object_update(more, o) == 0 && json_object_del(more, "derived") == 0) {
		json_decref(o);
		return more;
	}
	json_decref(o);
	json_decref(more);
	return NULL;
}

static json_t *way(struct why *y, const char *to, const struct ld_flip *f)
{
	json_t *changes = json_array();
	bool scores = y->w->p->nscores > 0;
	for (size_t i = 0; i < f->n && changes; i++)
		ld_list_add(&changes, change(y, &f->changes[i]));
	return json_pack("{s:s, s:o, s:o, s:o}", "to", to, "changes", changes, "score_low",
		scores ? json_integer(f->score_low) : json_null(), "score_high",
		scores ? json_integer(f->score_high) : json_null());
}

/* ---- what is asked ---- */

struct asked {
	struct ld_flip_in in;
	const char *to;
	const struct ld_cond **accept;
};

/* The conditions of the funders; none when one of them pays everybody. Of a selected person too: whom their funder does not
 * accept any more another may pay. */
static bool accepting(struct why *y, struct asked *a)
{
	const struct ld_programme *p = y->w->p;
	a->accept = ld_arena_array(&y->arena, p->nfunders, sizeof *a->accept);
	if (!a->accept)
		return false;
	a->in.accept = a->accept;
	for (size_t i = 0; i < p->nfunders; i++) {
		if (!p->funders[i].only) {
			a->in.naccept = 0;
			return true;
		}
		a->accept[a->in.naccept++] = p->funders[i].only;
	}
	return true;
}

/* false: there is nothing to ask, or (y->rc) no memory. */
static bool ask(struct why *y, const struct ld_decision *d, const struct ld_standing *s, struct asked *ret)
{
	bool in = d->status == LD_SELECTED, eligible = in || d->status == LD_RESERVE;
	*ret = (struct asked){.to = eligible ? in ? "reserve" : "selected" : "eligible"};
	ret->in = (struct ld_flip_in){.p = y->w->p, .f = y->w->f, .calls = &y->w->calls, .row = y->row, .most = WAYS,
		.line = s && *s->line ? ld_frame_find(y->w->f, s->line) : SIZE_MAX};
	ret->in.goal = !eligible ? LD_FLIP_ELIGIBLE : in ? LD_FLIP_LOSE : LD_FLIP_REACH;
	if (!eligible)
		return true;
	if (d->status == LD_RESERVE && ret->in.line == SIZE_MAX && strcmp(d->constraint, "no funder accepts") != 0)
		return false;
	if (accepting(y, ret))
		return true;
	y->rc = ld_nomem(y->err);
	return false;
}

/* ---- what was found ---- */

static json_t *ids_of_rules(const struct why *y, const bool *marks)
{
	json_t *list = json_array();
	for (size_t i = 0; i < y->w->p->nrules && list; i++)
		if (marks[i])
			ld_list_add(&list, ld_json_text(y->w->p->rules[i].id));
	return list;
}

static json_t *names_of_fields(const struct why *y, const bool *marks)
{
	json_t *list = json_array();
	for (size_t i = 0; i < y->w->p->fields.len && list; i++)
		if (marks[i])
			ld_list_add(&list, ld_json_text(y->w->p->fields.items[i].name));
	return list;
}

static void put(struct why *y, json_t *doc, const char *key, json_t *v)
{
	if (json_object_set_new(doc, key, v) < 0 && y->rc >= 0)
		y->rc = ld_nomem(y->err);
}

/* Everything of a number that stands under keys, or null. */
static json_t *number_at(const json_t *o, const char *key, const char *then)
{
	const json_t *n = json_object_get(json_object_get(o, key), then);
	return n ? json_copy((json_t *)(uintptr_t)n) : json_null();
}

static void put_flips(struct why *y, const struct asked *a, const struct ld_flips *f, const json_t *summary, json_t *doc)
{
	json_t *ways = json_array();
	for (size_t i = 0; i < f->n && ways; i++)
		ld_list_add(&ways, way(y, a->to, &f->items[i]));
	put(y, doc, "would_flip", ways);
	put(y, doc, "flip", json_pack("{s:s, s:b, s:I, s:I, s:o, s:o, s:o}", "to", a->to, "exact", f->exact, "searched",
				    (json_int_t)f->searched, "more", (json_int_t)f->more, "cannot_change",
				    names_of_fields(y, f->fixed), "functions", ids_of_rules(y, f->unseen), "list_score",
				    number_at(summary, "cutoff", "score")));
}

/* ---- the standing ---- */

static const json_t *named(const json_t *list, const char *key, const char *name, const char *key2, const char *name2)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *o = json_array_get(list, i);
		const char *s = json_string_value(json_object_get(o, key));
		const char *t = key2 ? json_string_value(json_object_get(o, key2)) : name2;
		if (s && t && strcmp(s, name) == 0 && strcmp(t, name2) == 0)
			return o;
	}
	return NULL;
}

/* With more money those who wait before may fill a cap of the worker's. */
static bool has_caps(const struct ld_programme *p)
{
	for (size_t i = 0; i < p->nquotas; i++)
		if (p->quotas[i].at_most.kind != LD_BOUND_NONE)
			return true;
	return false;
}

/* What must be added to the budget until the worker's turn comes: to the rupiah where the shape is simple, else one cost less
 * what is left, at least. */
static json_t *money(const struct ld_decision *d, const struct ld_standing *s, const json_t *funders, bool *ret_exact, bool capped)
{
	const json_t *f = NULL;
	if (strncmp(d->constraint, "money ", 6) == 0 && !strchr(d->constraint, ';'))
		f = named(funders, "id", d->constraint + 6, NULL, "");
	json_int_t cost = json_integer_value(json_object_get(f, "cost")), left = json_integer_value(json_object_get(f, "remainder"));
	bool plain = f && !json_array_size(json_object_get(f, "parts")) && !json_array_size(json_object_get(f, "purses"));
	*ret_exact = plain && !capped && s->exact && json_is_true(json_object_get(f, "even"));
	if (!plain || cost <= 0)
		return json_null();
	json_int_t turns = *ret_exact ? s->ahead + 1 : 1, sum;
	const json_t *seats = json_object_get(f, "seats");
	if (json_is_integer(seats) && json_integer_value(seats) - json_integer_value(json_object_get(f, "people")) < turns)
		return json_null(); /* no money would have */
	if (__builtin_mul_overflow(turns, cost, &sum) || sum <= left)
		return json_null();
	return json_integer(sum - left);
}

/* The group that bound, with the worker's place among its eligible. */
static json_t *group(const struct ld_decision *d, const struct ld_standing *s, const json_t *groups)
{
	char quota[80];
	size_t n = strncmp(d->constraint, "cap ", 4) == 0 ? strcspn(d->constraint + 4, "=") : 0;
	if (!n || n >= sizeof quota)
		return json_null();
	memcpy(quota, d->constraint + 4, n);
	quota[n] = '\0';
	const json_t *g = named(groups, "quota", quota, "group", d->constraint + 5 + n);
	return json_pack("{s:s, s:O?, s:O?, s:O?, s:I}", "quota", quota, "group", json_object_get(g, "group"), "at_most",
		json_object_get(g, "at_most"), "selected", json_object_get(g, "selected"), "place", (json_int_t)s->above + 1);
}

/* Points between the worker and the line: what is short, or can be lost. */
static json_t *points(struct why *y, const struct ld_decision *d, size_t line)
{
	const struct ld_programme *p = y->w->p;
	if (line == SIZE_MAX || !p->norder || p->order[0].kind != LD_KEY_SCORE || !p->order[0].descending)
		return json_null();
	int64_t theirs = ld_outcomes_score(y->w->o, line);
	bool first = ld_study_before(p, y->w->f, y->row, theirs, line, theirs); /* of equal points */
	int64_t short_by = theirs - d->score + !first, spare = d->score - theirs + first;
	return json_integer(d->status == LD_SELECTED ? spare : short_by);
}

static void put_standing(struct why *y, const json_t *summary, const struct ld_decision *d, const struct ld_standing *s,
	json_t *doc)
{
	size_t line = *s->line ? ld_frame_find(y->w->f, s->line) : SIZE_MAX;
	bool exact_money = false;
	bool in = d->status == LD_SELECTED;
	json_t *sum = in ? json_null() : money(d, s, json_object_get(summary, "funders"), &exact_money,
		has_caps(y->w->p));
	put(y, doc, "standing",
		json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:b}", "line_rank",
			line == SIZE_MAX ? json_null() : json_integer(s->line_rank), "line_score",
			line == SIZE_MAX || !y->w->p->nscores ? json_null() : json_integer(ld_outcomes_score(y->w->o, line)), "points",
			points(y, d, line), "ahead", in ? json_null() : json_integer(s->ahead), "group",
			in ? json_null() : group(d, s, json_object_get(summary, "groups")), "more_money", sum, "exact", s->exact,
			"money_exact", exact_money));
}

/* Are all places taken? Of a funder whom people cost unequal amounts nobody can say. */
static bool all_taken(const json_t *funders)
{
	bool taken = true;
	for (size_t i = 0; i < json_array_size(funders); i++) {
		const json_t *f = json_array_get(funders, i), *places = json_object_get(f, "places");
		taken &= json_is_integer(places) && json_integer_value(json_object_get(f, "people")) >= json_integer_value(places);
	}
	return taken;
}

static int flip(struct why *y, const json_t *summary, const struct ld_decision *d, const struct ld_standing *s, json_t *doc)
{
	struct asked a;
	struct ld_flips *f = NULL;
	struct ld_standing open;
	if (s && s->unaccepted && !all_taken(json_object_get(summary, "funders"))) {
		open = *s; /* there is room for whom a funder accepts */
		*open.line = '\0';
		s = &open;
	}
	if (s)
		put_standing(y, summary, d, s, doc);
	else
		put(y, doc, "standing", json_null());
	if (y->rc < 0 || !ask(y, d, s, &a)) {
		put(y, doc, "would_flip", json_array());
		put(y, doc, "flip", json_null());
		return y->rc;
	}
	int rc = ld_study_flip(&a.in, &f, y->err);
	if (rc < 0)
		return rc;
	put_flips(y, &a, f, summary, doc);
	ld_flips_free(f);
	return y->rc;
}

int ld_explain_flip(struct why *y, const struct ld_run_row *run, const struct ld_decision *d, const struct ld_standing *s,
	json_t *doc)
{
	json_t *summary = NULL;
	int rc = ld_show_summary(run, &summary, y->err);
	if (rc >= 0)
		rc = flip(y, summary, d, s, doc);
	json_decref(summary);
	return rc;
}
