/*
 * The document of lindung_test: every case with what decided it, and what the cases of all programmes have tried. Counts
 * here, decides nothing: a value that no case has is a number of cases that is zero.
 */
#include "lib/test.h"

int ld_tests_init(struct ld_tests *t)
{
	json_t **lists[] = {&t->cases, &t->rules, &t->conditions, &t->boundaries, &t->missed, &t->beyond, &t->untried};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (!(*lists[i] = json_array()))
			return LINDUNG_E_NOMEM;
	return 0;
}

void ld_tests_fini(struct ld_tests *t)
{
	json_decref(t->cases);
	json_decref(t->rules);
	json_decref(t->conditions);
	json_decref(t->boundaries);
	json_decref(t->missed);
	json_decref(t->beyond);
	json_decref(t->untried);
	ld_accept_fini(&t->accept);
}

/* ---- cases ---- */

static json_t *values(const struct ld_programme *p, const struct ld_case_value *v, size_t n)
{
	json_t *object = json_object();
	for (size_t i = 0; i < n && object; i++) {
		const struct ld_field *field = &p->fields.items[v[i].field];
		if (json_object_set_new(object, field->name, ld_json_value(field, &v[i].value)) == 0)
			continue;
		json_decref(object);
		object = NULL;
	}
	return object;
}

static json_t *decided_one(const struct ld_programme *p, const struct ld_decided *d)
{
	static const char *const names[] = {"false", "unknown", "true"};
	return json_pack("{s:o, s:s, s:o, s:o, s:i, s:o, s:o}", "rule", ld_json_text(d->rule), "outcome",
		d->failed ? "error" : names[d->outcome], "reason", ld_json_text(d->reason), "file",
		ld_json_text(d->place.file), "line", d->place.line, "points",
		d->is_score ? json_integer(d->points) : json_null(), "values",
		values(p, d->values, d->nvalues));
}

static json_t *decided(const struct ld_programme *p, const struct ld_case_result *r)
{
	json_t *list = json_array();
	for (size_t i = 0; i < r->ndecided && list; i++)
		ld_list_add(&list, decided_one(p, &r->decided[i]));
	return list;
}

static json_t *case_of(const struct ld_programme *p, const struct ld_case_result *r)
{
	const struct ld_case *c = r->item;
	return json_pack("{s:o, s:o, s:i, s:b, s:o, s:o, s:o, s:o}", "name", ld_json_text(c->name),
		"file", ld_json_text(c->place.file), "line", c->place.line, "ok", r->ok, "expected",
		ld_json_text(r->expected), "actual", ld_json_text(r->actual), "values",
		values(p, c->values, c->nvalues), "decided_by", decided(p, r));
}

/* ---- coverage ---- */

/* What can be seen of a rule or leaf, and how much of it was. */
static void count(struct ld_seen *s, const struct ld_coverage *c)
{
	s->seen += (c->seen[LD_TRUE] > 0) + (c->seen[LD_FALSE] > 0) +
		   (c->can_be_unknown && c->seen[LD_UNKNOWN] > 0);
	s->possible += 2 + c->can_be_unknown;
}

static json_t *coverage_of(const struct ld_programme *p, const struct ld_coverage *c)
{
	json_t *j = json_pack("{s:o, s:o, s:o, s:i, s:I, s:I, s:o}", "rule", ld_json_text(c->owner), "programme",
		ld_json_text(p->id), "file", ld_json_text(c->place.file), "line", c->place.line, "true",
		(json_int_t)c->seen[LD_TRUE], "false", (json_int_t)c->seen[LD_FALSE], "unknown",
		c->can_be_unknown ? json_integer(c->seen[LD_UNKNOWN]) : json_null());
	if (j && c->words &&
		(json_object_set_new(j, "of", json_string(c->is_score ? "score" : "rule")) < 0 ||
			json_object_set_new(j, "condition", ld_json_text(c->words)) < 0)) {
		json_decref(j);
		return NULL;
	}
	return j;
}

static json_t *sides_of(const struct ld_tried *e)
{
	if (e->kind == LD_EDGE_STEP)
		return json_pack("[{s:o, s:I}, {s:o, s:I}]", "at", ld_json_text(e->sides[0]), "cases",
			(json_int_t)e->seen[0], "at", ld_json_text(e->sides[1]), "cases", (json_int_t)e->seen[1]);
	return json_pack("[{s:o, s:I}]", "at", ld_json_text(e->sides[0]), "cases", (json_int_t)e->seen[0]);
}

static json_t *boundary_of(const struct ld_programme *p, const struct ld_tried *e)
{
	static const char *const kinds[] = {"threshold", "member", "outside", "key", "otherwise"};
	return json_pack("{s:s, s:o, s:o, s:o, s:i, s:o, s:s, s:o, s:o}", "of", e->is_score ? "score" : "rule", "rule",
		ld_json_text(e->owner), "programme", ld_json_text(p->id), "file",
		ld_json_text(e->place.file), "line", e->place.line, "field", ld_json_text(e->field), "kind",
		kinds[e->kind], "at", ld_json_text(e->at), "sides", sides_of(e));
}

int ld_tests_add(struct ld_tests *t, const struct ld_programme *p, const struct ld_test_result *r)
{
	for (size_t i = 0; i < r->len && t->cases; i++)
		ld_list_add(&t->cases, case_of(p, &r->items[i]));
	for (size_t i = 0; i < r->nrules && t->rules; i++) {
		ld_list_add(&t->rules, coverage_of(p, &r->rules[i]));
		count(&t->of_rules, &r->rules[i]);
	}
	for (size_t i = 0; i < r->nleaves && t->conditions; i++) {
		ld_list_add(&t->conditions, coverage_of(p, &r->leaves[i]));
		count(&t->of_conditions, &r->leaves[i]);
	}
	for (size_t i = 0; i < r->nedges && t->boundaries; i++) {
		const struct ld_tried *e = &r->edges[i];
		bool step = e->kind == LD_EDGE_STEP;
		ld_list_add(&t->boundaries, boundary_of(p, e));
		t->of_boundaries.seen += (e->seen[0] > 0) + (step && e->seen[1] > 0);
		t->of_boundaries.possible += 1 + step;
	}
	t->n += (int64_t)r->len;
	t->failed += (int64_t)r->failed;
	return t->cases && t->rules && t->conditions && t->boundaries ? 0 : LINDUNG_E_NOMEM;
}

/* ---- changes ---- */

static void add_changes(json_t **list, const struct ld_programme *p, const struct ld_missed_list *from)
{
	static const char *const kinds[] = {"rule", "score", "order", "quota", "funder"};
	for (size_t i = 0; i < from->len && *list; i++) {
		const struct ld_missed *m = &from->items[i];
		ld_list_add(list, json_pack("{s:s, s:o, s:o, s:o, s:i, s:o, s:o}", "of", kinds[m->of], "id",
					  ld_json_text(m->owner), "programme", ld_json_text(p->id), "file",
					  ld_json_text(m->place.file), "line", m->place.line, "from",
					  ld_json_text(m->from), "to", ld_json_text(m->to)));
	}
}

int ld_tests_add_mutation(struct ld_tests *t, const struct ld_programme *p, const struct ld_mutation *m)
{
	t->changes += (int64_t)m->changes;
	t->caught += (int64_t)m->caught;
	add_changes(&t->missed, p, &m->missed);
	add_changes(&t->beyond, p, &m->beyond);
	return t->missed && t->beyond ? 0 : LINDUNG_E_NOMEM;
}

int ld_tests_add_untried(struct ld_tests *t, const struct ld_programme *p)
{
	ld_list_add(&t->untried, ld_json_text(p->id));
	return t->untried ? 0 : LINDUNG_E_NOMEM;
}

int ld_tests_exit(const struct ld_tests *t)
{
	return t->failed > t->accepted || t->caught * 100 < t->changes * t->in->fail_under;
}

static json_t *mutation(const struct ld_tests *t)
{
	if (!t->in->mutate)
		return json_null();
	return json_pack("{s:I, s:I, s:O, s:O, s:O}", "changes", (json_int_t)t->changes, "caught",
		(json_int_t)t->caught, "missed", t->missed, "beyond", t->beyond, "not_tried", t->untried);
}

/* ---- all of it ---- */

static json_t *accepted(const struct ld_tests *t)
{
	return t->in->accept ? json_pack("{s:O, s:O}", "changed", t->accept.accepted, "left", t->accept.left) : json_null();
}

static json_t *total(const struct ld_seen *s)
{
	return json_pack("{s:I, s:I}", "seen", (json_int_t)s->seen, "possible", (json_int_t)s->possible);
}

json_t *ld_tests_document(const struct ld_tests *t)
{
	json_t *coverage = json_pack("{s:O, s:I, s:I, s:O, s:O, s:{s:o, s:o, s:o}}", "rules", t->rules, "seen",
		(json_int_t)t->of_rules.seen, "possible", (json_int_t)t->of_rules.possible, "conditions",
		t->conditions, "boundaries", t->boundaries, "totals", "rules", total(&t->of_rules), "conditions",
		total(&t->of_conditions), "boundaries", total(&t->of_boundaries));
	return json_pack("{s:O, s:{s:I, s:I, s:I}, s:o, s:o, s:o}", "cases", t->cases, "counts", "cases", (json_int_t)t->n,
		"passed", (json_int_t)(t->n - t->failed), "failed", (json_int_t)t->failed, "coverage", coverage,
		"mutation", mutation(t), "accepted", accepted(t));
}
