/*
 * The parts of a run's document that count people: by group, by the rule that refused them, by the
 * field to look up, by what bound them, and how sharp the cut-off is. Every list has an order of
 * its own that no memory layout can change: declared order, byte order, or number of workers and
 * then bytes.
 */
#include "lib/lib.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"
#include "study/visit.h"

/* ---- by group ---- */

/* A number for each group of a column of codes; blanks are the last. */
static size_t group_of(const struct ld_column *c, size_t row, size_t groups)
{
	return ld_column_blank(c, row) ? groups : (size_t)ld_column_value(c, row);
}

static json_t *group_name(const struct ld_work *w, size_t field, size_t g, size_t groups)
{
	const struct ld_column *c = &w->f->cols[field];
	if (g == groups)
		return json_null();
	return ld_json_text(c->kind == LD_COL_CODE ? c->dict->keys[g].text
						   : w->p->fields.items[field].choices[g]);
}

static json_t *group_row(
	const struct ld_work *w, size_t field, size_t g, size_t groups, const int64_t *n)
{
	return json_pack("{s:o, s:I, s:I, s:I, s:I, s:I, s:I}", "group",
		group_name(w, field, g, groups), "workers", (json_int_t)(n[0] + n[1] + n[2] + n[3]),
		"eligible", (json_int_t)(n[LD_SELECTED] + n[LD_RESERVE]), "selected",
		(json_int_t)n[LD_SELECTED], "reserve", (json_int_t)n[LD_RESERVE], "refused",
		(json_int_t)n[LD_REFUSED], "undecided", (json_int_t)n[LD_UNDECIDED]);
}

json_t *ld_document_table(const struct ld_work *w, const char *field)
{
	int k = ld_field_find(&w->p->fields, field);
	const struct ld_column *c = k > 0 ? &w->f->cols[k] : NULL;
	if (!c || !(c->kind == LD_COL_CODE ||
			  (c->kind == LD_COL_WHOLE && w->p->fields.items[k].type == LD_CHOICE)))
		return json_null();
	size_t groups = c->kind == LD_COL_CODE ? c->dict->len : w->p->fields.items[k].nchoices;
	int64_t(*n)[4] = calloc(groups + 1, sizeof *n);
	json_t *list = n ? json_array() : NULL;
	for (size_t row = 0; row < w->f->nrows && n; row++)
		n[group_of(c, row, groups)][ld_allocation_verdict(w->a, row)->status]++;
	for (size_t g = 0; g <= groups && list; g++)
		if (n[g][0] + n[g][1] + n[g][2] + n[g][3])
			ld_list_add(&list, group_row(w, (size_t)k, g, groups, n[g]));
	free(n);
	return json_pack("{s:s, s:o}", "by", field, "groups", list);
}

/* ---- by rule and field ---- */

json_t *ld_document_refused_by(const struct ld_work *w)
{
	json_t *list = json_array();
	for (size_t i = 0; i < w->p->nrules && list; i++)
		if (w->d.refused_by[i])
			ld_list_add(&list, json_pack("{s:o, s:I, s:o}", "rule",
						   ld_json_text(w->p->rules[i].id), "workers",
						   (json_int_t)w->d.refused_by[i], "title",
						   ld_json_text(w->p->rules[i].title)));
	return list;
}

/* Of the undecided by each field, how many could come onto the list once it is known. */
static int count_could(const struct ld_work *w, int64_t *could, struct lindung_error *err)
{
	struct ld_alloc_in in = ld_work_alloc_in(w);
	uint8_t *worth = malloc(w->f->nrows + 1);
	bool *marks = calloc(w->p->fields.len, sizeof *marks);
	int rc = worth && marks ? ld_study_visits(&in, w->a, worth, err) : ld_nomem(err);
	for (size_t row = 0; row < w->f->nrows && rc >= 0; row++) {
		if (worth[row] != LD_VISIT_COULD || ld_allocation_verdict(w->a, row)->status != LD_UNDECIDED)
			continue;
		ld_eval_missing(w->p, w->f, w->o, row, marks);
		for (size_t i = 0; i < w->p->fields.len; i++)
			could[i] += marks[i];
	}
	free(worth);
	free(marks);
	return rc;
}

int ld_document_missing_by(const struct ld_work *w, json_t **ret, struct lindung_error *err)
{
	int64_t *could = calloc(w->p->fields.len, sizeof *could);
	int rc = could ? count_could(w, could, err) : ld_nomem(err);
	json_t *list = rc < 0 ? NULL : json_array();
	for (size_t i = 0; i < w->p->fields.len && list; i++)
		if (w->d.missing_by[i])
			ld_list_add(&list, json_pack("{s:o, s:I, s:I, s:o}", "field", ld_json_text(w->p->fields.items[i].name),
						   "workers", (json_int_t)w->d.missing_by[i], "could_change", (json_int_t)could[i],
						   "title", ld_json_text(w->p->fields.items[i].title)));
	free(could);
	*ret = list;
	return rc;
}

/* ---- counted texts: failures and constraints ---- */

struct tally {
	struct ld_map keys;
	int64_t *n;
	size_t cap;
};

static bool tally_add(struct tally *t, const char *key, size_t len)
{
	uint32_t i = ld_map_add(&t->keys, key, len);
	if (i == LD_MAP_NONE)
		return false;
	if (i >= t->cap) {
		size_t cap = t->cap ? t->cap * 2 : 64;
		int64_t *more = reallocarray(t->n, cap, sizeof *more);
		if (!more)
			return false;
		memset(more + t->cap, 0, (cap - t->cap) * sizeof *more);
		t->n = more;
		t->cap = cap;
	}
	t->n[i]++;
	return true;
}

static void tally_fini(struct tally *t)
{
	ld_map_fini(&t->keys);
	free(t->n);
}

struct counted {
	const char *text;
	int64_t n;
	uint32_t index;
};

static int by_count(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;
	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return strcmp(x->text, y->text);
}

static struct counted *sorted(const struct tally *t)
{
	struct counted *list = calloc(t->keys.len + 1, sizeof *list);
	for (uint32_t i = 0; list && i < t->keys.len; i++)
		list[i] = (struct counted){.text = t->keys.keys[i].text, .n = t->n[i], .index = i};
	if (list && t->keys.len)
		qsort(list, t->keys.len, sizeof *list, by_count);
	return list;
}

json_t *ld_document_bound_by(const struct ld_work *w)
{
	struct counted *c = calloc(w->a->nverdicts, sizeof *c);
	json_t *list = c ? json_array() : NULL;
	size_t n = 0;
	for (const struct ld_verdict *v = w->a->verdicts; c && v < w->a->verdicts + w->a->nverdicts; v++)
		if (v->status == LD_RESERVE && v->people)
			c[n++] = (struct counted){.text = v->constraint, .n = (int64_t)v->people};
	if (n)
		qsort(c, n, sizeof *c, by_count);
	for (size_t i = 0; i < n && list; i++)
		ld_list_add(&list, json_pack("{s:o, s:I}", "constraint", ld_json_text(c[i].text),
					   "workers", (json_int_t)c[i].n));
	free(c);
	return list;
}

/* The number of the first worker is hidden here already: the document is kept when persons are forgotten. */
static json_t *failure(const struct ld_work *w, const struct ld_failure *e, int64_t n)
{
	char whole[LD_NIK + 1] = "", nik[LD_NIK + 1];
	memcpy(whole, w->f->nik[e->row], LD_NIK);
	return json_pack("{s:o, s:s, s:o, s:o, s:o, s:I, s:s}", "rule", ld_json_text(e->owner), "code",
		lindung_code_name(e->code), "message", ld_json_text(e->message), "file",
		ld_json_text(e->file), "line", e->line > 0 ? json_integer(e->line) : json_null(),
		"workers", (json_int_t)n, "worker", ld_nik_mask(whole, nik));
}

/* Equal failures of many workers are one line: the rule, what it said, and where. */
json_t *ld_document_failures(const struct ld_work *w)
{
	LD_CLEANUP(tally_fini) struct tally t = {0};
	LD_CLEANUP(ld_buf_fini) struct ld_buf key = ld_buf_init(8192);
	const struct ld_failure **first = calloc(w->o->nfailures + 1, sizeof(void *));
	bool ok = first != NULL;
	for (size_t i = 0; i < w->o->nfailures && ok; i++) {
		const struct ld_failure *e = &w->o->failures[i];
		ld_buf_reset(&key);
		ld_buf_printf(&key, "%s\n%d\n%s\n%s\n%d", e->owner, e->code, e->message,
			e->file ? e->file : "", e->line);
		size_t seen = t.keys.len;
		ok = !key.failed && tally_add(&t, key.data, key.len);
		if (ok && t.keys.len > seen)
			first[seen] = e;
	}
	struct counted *c = ok ? sorted(&t) : NULL;
	json_t *list = c ? json_array() : NULL;
	for (size_t i = 0; i < t.keys.len && list; i++)
		ld_list_add(&list, failure(w, first[c[i].index], c[i].n));
	free(c);
	free(first);
	return list;
}

/* ---- the cut-off ---- */

static bool has_score_key(const struct ld_programme *p)
{
	for (size_t i = 0; i < p->norder; i++)
		if (p->order[i].kind == LD_KEY_SCORE)
			return p->nscores > 0;
	return false;
}

static bool least_selected(const struct ld_work *w, int64_t *ret)
{
	bool any = false;
	for (size_t e = 0; e < w->a->neligible; e++) {
		if (!w->a->places[e + 1].position)
			continue;
		int64_t score = ld_outcomes_score(w->o, w->a->order[e]);
		*ret = !any || score < *ret ? score : *ret;
		any = true;
	}
	return any;
}

json_t *ld_document_cutoff(const struct ld_work *w)
{
	int64_t cut = 0, selected = 0, reserve = 0, cross = 0;
	if (!has_score_key(w->p) || !least_selected(w, &cut))
		return json_null();
	for (size_t row = 0; row < w->f->nrows; row++) {
		if (!w->a->ranks[row]) /* refused */
			continue;
		enum ld_status status = ld_allocation_verdict(w->a, row)->status;
		selected += status == LD_SELECTED && ld_outcomes_score(w->o, row) == cut;
		reserve += status == LD_RESERVE && ld_outcomes_score(w->o, row) == cut;
		cross += (status == LD_RESERVE || status == LD_UNDECIDED) &&
			 ld_outcomes_score(w->o, row) < ld_outcomes_high(w->o, row) &&
			 ld_outcomes_score(w->o, row) <= cut && ld_outcomes_high(w->o, row) >= cut;
	}
	return json_pack("{s:I, s:I, s:I, s:I}", "score", (json_int_t)cut, "tied_selected",
		(json_int_t)selected, "tied_reserve", (json_int_t)reserve, "could_cross",
		(json_int_t)cross);
}
