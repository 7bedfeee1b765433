/*
 * What a comparison says: the two sides, the lines in which they differ, the steps with whom each changed, the counts by
 * place, sex, work and decile, and, if asked for, every person whose decision changes. Texts that a million people share
 * are made once.
 */
#include "lib/compare.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/limits.h"
#include "report/report.h"

static const char *status_name(uint8_t status)
{
	return status == LD_ABSENT ? "absent" : ld_status_name((enum ld_status)status);
}

static json_t *number_or_null(int64_t n)
{
	return n ? json_integer(n) : json_null();
}

static json_t *hash(const uint8_t digest[LD_SHA256])
{
	char text[LD_SHA256_TEXT];
	return json_string(ld_sha256_hex(digest, text));
}

/* ---- the sides ---- */

static json_t *settings(const struct ld_programme *p)
{
	json_t *list = json_array();
	for (size_t i = 0; i < p->nsettings && list; i++)
		ld_list_add(&list, json_pack("{s:o, s:o}", "path", ld_json_text(p->settings[i].path), "value",
					   ld_json_text(p->settings[i].value)));
	return list;
}

static json_t *seen(const struct ld_work *w)
{
	json_t *list = json_array();
	for (size_t i = 0; i < w->nseen && list; i++)
		ld_list_add(&list, json_integer(w->seen[i]));
	return list;
}

static json_t *counts(const struct ld_trial *v)
{
	const int64_t *n = v->counts;
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "workers", (json_int_t)v->a->nrows, "eligible",
		(json_int_t)(n[LD_SELECTED] + n[LD_RESERVE]), "selected", (json_int_t)n[LD_SELECTED], "reserve",
		(json_int_t)n[LD_RESERVE], "refused", (json_int_t)n[LD_REFUSED], "undecided", (json_int_t)n[LD_UNDECIDED],
		"errors", (json_int_t)v->errors, "committed", (json_int_t)v->committed, "cutoff",
		v->has_cutoff ? json_integer(v->cutoff) : json_null());
}

static json_t *side(const struct ld_side *s, const struct ld_trial *v)
{
	const struct ld_programme *p = s->w.p;
	char day[LD_DATE_TEXT];
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:I, s:o, s:o, s:o}", "name", ld_json_text(s->name),
		"run", number_or_null(s->run.number), "programme", ld_json_text(p->id), "title", ld_json_text(p->title), "module",
		ld_json_text(p->module), "region", ld_json_text(p->region), "region_name", ld_json_text(s->regency.name), "as_of",
		ld_date_format(p->as_of, day), "rules", hash(p->digest), "data", hash(s->data), "delivery",
		(json_int_t)s->w.delivery, "settings", settings(p), "seen", seen(&s->w), "counts", counts(v));
}

/* ---- the differences ---- */

static json_t *lines(const struct ld_difference *d)
{
	json_t *list = json_array();
	for (size_t i = 0; i < d->nwords && list; i++) {
		const struct ld_word *w = &d->words[i];
		ld_list_add(&list, json_pack("{s:o, s:o, s:o, s:b}", "path", ld_json_text(w->path), "before",
					   ld_json_text(w->before), "after", ld_json_text(w->after), "decides", w->decides));
	}
	return list;
}

static json_t *differences(const struct ld_pair *p)
{
	static const char *const made[] = {"changed", "added", "removed"};
	json_t *list = json_array();
	for (size_t i = 0; i < p->len && list; i++) {
		const struct ld_difference *d = &p->differences[i];
		ld_list_add(&list, json_pack("{s:s, s:o, s:s, s:b, s:o}", "element", ld_element_name(d->element), "id",
					   ld_json_text_or_null(d->id), "what", made[d->made], "decides", d->decides, "lines",
					   lines(d)));
	}
	return list;
}

/* ---- the steps ---- */

static json_t *changes(const int64_t n[LD_CHANGE_KINDS])
{
	json_t *o = json_object();
	for (enum ld_change_kind k = LD_CHANGE_ENTERS; k < LD_CHANGE_KINDS && o; k++)
		if (json_object_set_new(o, ld_change_name(k), json_integer(n[k])) < 0) {
			json_decref(o);
			o = NULL;
		}
	return o;
}

/* "rule usia-kerja", "price APBD + money APBD", "order" */
static json_t *step_name(const struct ld_compared *k, const struct ld_step *s)
{
	struct ld_buf b = ld_buf_init(LD_MAX_CELL * 16);
	for (size_t i = 0; i < s->n; i++) {
		const struct ld_difference *d = &k->pair.differences[k->c->made[s->first + i]];
		ld_buf_printf(&b, "%s%s%s%s", i ? " + " : "", ld_element_name(d->element), *d->id ? " " : "", d->id);
	}
	json_t *name = b.failed ? NULL : ld_json_text(ld_buf_text(&b));
	ld_buf_fini(&b);
	return name;
}

static json_t *indexes(const struct ld_compared *k, const struct ld_step *s)
{
	json_t *list = json_array();
	for (size_t i = 0; i < s->n && list; i++)
		ld_list_add(&list, json_integer((json_int_t)k->c->made[s->first + i]));
	return list;
}

static json_t *step(const struct ld_compared *k, const struct ld_step *s)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:I, s:I}", "by", step_name(k, s), "differences", indexes(k, s), "changes",
		changes(s->changes), "together", s->tested ? json_integer(s->together) : json_null(), "also",
		s->tested ? json_integer(s->also) : json_null(), "selected", (json_int_t)s->selected, "committed",
		(json_int_t)s->committed);
}

static json_t *steps(const struct ld_compared *k)
{
	json_t *list = json_array();
	for (size_t i = 0; i < k->c->nsteps && list; i++)
		ld_list_add(&list, step(k, &k->c->steps[i]));
	return list;
}

static json_t *statuses(const struct ld_comparison *c)
{
	json_t *list = json_array();
	for (uint8_t a = 0; a < 5; a++)
		for (uint8_t b = 0; b < 5 && list; b++)
			if (c->statuses[a][b])
				ld_list_add(&list, json_pack("{s:s, s:s, s:I}", "from", status_name(a), "to", status_name(b),
							   "workers", (json_int_t)c->statuses[a][b]));
	return list;
}

static json_t *ranks(const struct ld_ranks *r)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "people", (json_int_t)r->people, "up", (json_int_t)r->up,
		"down", (json_int_t)r->down, "same", (json_int_t)r->same, "least", (json_int_t)r->least, "quarter",
		(json_int_t)r->quarter, "median", (json_int_t)r->median, "three_quarters", (json_int_t)r->three_quarters, "most",
		(json_int_t)r->most);
}

/* ---- money ---- */

static json_t *funders(const struct ld_compared *k)
{
	json_t *list = json_array();
	for (size_t n = 0; n < k->c->funders.len && list; n++) {
		const char *id = k->c->funders.keys[n].text;
		json_int_t people[2] = {0}, committed[2] = {0};
		for (int s = 0; s < 2; s++) {
			const struct ld_programme *p = s ? &k->pair.b : &k->pair.a;
			const struct ld_trial *v = s ? k->c->b : k->c->a;
			for (size_t i = 0; i < p->nfunders; i++)
				if (strcmp(p->funders[i].id, id) == 0) {
					people[s] = v->a->funders[i].people;
					committed[s] = v->a->funders[i].committed;
				}
		}
		ld_list_add(&list, json_pack("{s:o, s:I, s:I, s:I, s:I}", "id", ld_json_text(id), "people_a", people[0], "people_b",
					   people[1], "committed_a", committed[0], "committed_b", committed[1]));
	}
	return list;
}

/* ---- groups ---- */

struct group {
	int64_t enters, leaves, a, b;
};

/* The value of a person as text, numbered; LD_MAP_NONE: memory ran out. Who left the data has the value of then. */
static uint32_t group_of(const struct ld_compared *k, struct ld_map *names, int field, size_t person, struct ld_buf *text)
{
	int s = 1;
	uint32_t row = k->rows[1] ? k->rows[1][person] : (uint32_t)person;
	if (row == UINT32_MAX) {
		s = 0;
		row = k->rows[0][person];
	}
	struct ld_value v = ld_frame_get(k->in.frames[s], (size_t)field, row);
	ld_buf_reset(text);
	ld_field_print(&k->pair.fields.items[field], &v, text);
	return text->failed ? LD_MAP_NONE : ld_map_add(names, ld_buf_text(text), text->len);
}

static int by_name(const void *a, const void *b, void *names)
{
	const struct ld_map_key *keys = ((const struct ld_map *)names)->keys;
	const char *x = keys[*(const uint32_t *)a].text, *y = keys[*(const uint32_t *)b].text;
	size_t n = strlen(x), m = strlen(y);
	bool numbers = strspn(x, "0123456789") == n && strspn(y, "0123456789") == m;
	return numbers && n != m ? (n > m) - (n < m) : strcmp(x, y);
}

static json_t *group_list(const struct ld_map *names, const struct group *groups)
{
	uint32_t *order = calloc(names->len + 1, sizeof *order);
	json_t *list = order ? json_array() : NULL;
	for (uint32_t i = 0; i < names->len && order; i++)
		order[i] = i;
	if (order)
		qsort_r(order, names->len, sizeof *order, by_name, (void *)(uintptr_t)names);
	for (size_t i = 0; i < names->len && list; i++) {
		const struct group *g = &groups[order[i]];
		if (g->enters || g->leaves || g->a || g->b)
			ld_list_add(&list, json_pack("{s:o, s:I, s:I, s:I, s:I}", "group",
						   ld_json_text_or_null(names->keys[order[i]].text), "enters",
						   (json_int_t)g->enters, "leaves", (json_int_t)g->leaves, "selected_a",
						   (json_int_t)g->a, "selected_b", (json_int_t)g->b));
	}
	free(order);
	return list;
}

enum { MOST_GROUPS = 20000 }; /* of one field; a field with more groups nobody */

/* Only who is selected by either side is looked at. */
static json_t *count_by(const struct ld_compared *k, int field)
{
	LD_CLEANUP(ld_map_fini) struct ld_map names = {0};
	LD_CLEANUP(ld_buf_fini) struct ld_buf text = ld_buf_init(LD_MAX_CELL);
	struct group *groups = calloc(MOST_GROUPS, sizeof *groups);
	bool ok = groups != NULL;
	for (size_t i = 0; ok && i < k->c->npeople; i++) {
		bool a = ld_comparison_status(k->c, &k->in, 0, i) == LD_SELECTED,
		     b = ld_comparison_status(k->c, &k->in, 1, i) == LD_SELECTED;
		uint32_t g = a || b ? group_of(k, &names, field, i, &text) : 0;
		ok = g != LD_MAP_NONE;
		if (!ok || !(a || b) || g >= MOST_GROUPS)
			continue;
		groups[g].a += a;
		groups[g].b += b;
		groups[g].enters += b && !a;
		groups[g].leaves += a && !b;
	}
	json_t *list = !ok ? NULL : names.len > MOST_GROUPS ? json_array() : group_list(&names, groups);
	const struct ld_field *f = &k->pair.fields.items[field];
	free(groups);
	return json_pack("{s:s, s:o, s:o}", "by", f->name, "title", ld_json_text(f->title), "groups", list);
}

static json_t *groups(const struct ld_compared *k)
{
	json_t *list = json_array();
	for (const char *const *name = ld_compare_fields; *name && list; name++) {
		int field = ld_field_find(&k->pair.fields, *name);
		if (field > 0)
			ld_list_add(&list, count_by(k, field));
	}
	return list;
}

/* ---- people ---- */

struct shared { /* texts that many people have, each once */
	json_t *status[5], *kind[LD_CHANGE_KINDS], *null, **funders, **steps;
	size_t nfunders, nsteps;
	bool failed;
};

static json_t *keep(struct shared *s, json_t *made)
{
	s->failed |= !made;
	return made;
}

static void shared_init(struct shared *s, const struct ld_compared *k)
{
	*s = (struct shared){.nfunders = k->c->funders.len, .nsteps = k->c->nsteps};
	s->funders = calloc(s->nfunders + 1, sizeof(json_t *));
	s->steps = calloc(s->nsteps + 1, sizeof(json_t *));
	s->failed = !s->funders || !s->steps;
	s->null = json_null();
	for (uint8_t i = 0; i < 5; i++)
		s->status[i] = keep(s, json_string(status_name(i)));
	for (int i = 0; i < LD_CHANGE_KINDS; i++)
		s->kind[i] = keep(s, json_string(ld_change_name((enum ld_change_kind)i)));
	for (size_t i = 0; i < s->nfunders && s->funders; i++)
		s->funders[i] = keep(s, ld_json_text(k->c->funders.keys[i].text));
	for (size_t i = 0; i < s->nsteps && s->steps; i++)
		s->steps[i] = keep(s, step_name(k, &k->c->steps[i]));
}

static void shared_fini(struct shared *s)
{
	for (int i = 0; i < 5; i++)
		json_decref(s->status[i]);
	for (int i = 0; i < LD_CHANGE_KINDS; i++)
		json_decref(s->kind[i]);
	for (size_t i = 0; i < s->nfunders && s->funders; i++)
		json_decref(s->funders[i]);
	for (size_t i = 0; i < s->nsteps && s->steps; i++)
		json_decref(s->steps[i]);
	free(s->funders);
	free(s->steps);
}

static json_t *funder(const struct shared *s, const struct ld_outcome *o)
{
	return o->funder < 0 ? s->null : s->funders[o->funder];
}

static json_t *person(const struct ld_compared *k, const struct shared *s, const struct ld_changed_person *c)
{
	bool tested = k->c->steps[c->step].tested;
	return json_pack("{s:o, s:O, s:O, s:O, s:O, s:O, s:O, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "nik",
		json_stringn(ld_compare_nik(k, c->person), LD_NIK), "change", s->kind[c->kind], "by", s->steps[c->step], "from",
		s->status[c->a.status], "to", s->status[c->b.status], "funder_from", funder(s, &c->a), "funder_to",
		funder(s, &c->b), "months_from", number_or_null(c->a.months), "months_to", number_or_null(c->b.months), "cost_from",
		number_or_null(c->a.cost), "cost_to", number_or_null(c->b.cost), "rank_from", number_or_null(c->a.rank), "rank_to",
		number_or_null(c->b.rank), "alone", tested ? json_boolean(c->alone) : json_null(), "needed",
		tested ? json_boolean(c->needed) : json_null());
}

static json_t *people(const struct ld_compared *k)
{
	struct shared s;
	shared_init(&s, k);
	json_t *list = s.failed ? NULL : json_array();
	for (size_t i = 0; i < k->c->nchanged && list; i++)
		ld_list_add(&list, person(k, &s, &k->c->people[i]));
	shared_fini(&s);
	return list;
}

json_t *ld_compare_document(const struct ld_compared *k, bool with_people)
{
	return json_pack("{s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "a", side(&k->sides[0], k->c->a), "b",
		side(&k->sides[1], k->c->b), "same_data", k->sides[0].w.delivery == k->sides[1].w.delivery, "differences",
		differences(&k->pair), "changes", changes(k->c->changes), "statuses", statuses(k->c), "steps", steps(k), "ranks",
		ranks(&k->c->ranks), "funders", funders(k), "groups", groups(k), "people",
		with_people ? people(k) : json_null());
}
