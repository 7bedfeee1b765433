/*
 * One worker's answer. What was decided is read from the stored run; why is computed again from the
 * rule files and deliveries that the run saw, never from today's. Every value carries its place:
 * the source, file and line it came from, or the values it was derived from.
 */
#include "lib/explain.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/nik.h"

/* ---- values ---- */

/* The fields a derived field is made of. */
static void mark_sources(const struct ld_programme *p, const struct ld_field *field, bool *marks)
{
	if (field->derive == LD_DERIVE_FUNC) {
		for (size_t i = 0; i < p->funcs[field->func].nreads; i++)
			marks[p->funcs[field->func].reads[i]] = true;
	} else if (field->derive != LD_DERIVE_NONE) {
		marks[field->from] = true;
	}
}

static json_t *derived_from(struct why *y, const struct ld_field *field)
{
	bool *marks = ld_arena_array(&y->arena, y->w->p->fields.len, sizeof *marks);
	if (!marks)
		return NULL;
	mark_sources(y->w->p, field, marks);
	return ld_explain_values(y, marks);
}

json_t *ld_explain_value(struct why *y, size_t k)
{
	const struct ld_field *field = &y->w->p->fields.items[k];
	struct ld_value v = ld_frame_get(y->w->f, k, y->row);
	struct ld_origin o = {0};
	if (y->rc >= 0 && k > 0)
		y->rc = ld_store_origin(y->store, y->nik, &y->w->p->fields, (int)k, y->w->delivery,
			&y->arena, &o, y->err);
	const char *vintage = NULL;
	if (y->rc >= 0 && o.source)
		y->rc = ld_store_vintage(y->store, o.source, y->w->delivery, &y->arena, &vintage, y->err);
	bool derived = field->derive != LD_DERIVE_NONE && !o.source;
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "value", ld_json_value(field, &v),
		"source", ld_json_text(o.source), "file", ld_json_text(o.file), "line",
		o.line > 0 ? json_integer(o.line) : json_null(), "title",
		ld_json_text(field->title), "vintage", ld_json_text(vintage), "derived",
		derived ? derived_from(y, field) : json_null());
}

json_t *ld_explain_values(struct why *y, const bool *marks)
{
	json_t *object = json_object();
	for (size_t k = 0; k < y->w->p->fields.len && object; k++) {
		if (!marks[k] || json_object_set_new(
					 object, y->w->p->fields.items[k].name, ld_explain_value(y, k)) == 0)
			continue;
		json_decref(object);
		object = NULL;
	}
	return object;
}

static json_t *values_read(struct why *y, const struct ld_cond *cond)
{
	bool *marks = ld_arena_array(&y->arena, y->w->p->fields.len, sizeof *marks);
	if (!marks)
		return NULL;
	ld_cond_reads(cond, y->w->p->funcs, marks);
	return ld_explain_values(y, marks);
}

/* ---- rules ---- */

static const char *truth_name(enum ld_truth t)
{
	return t == LD_TRUE ? "true" : t == LD_FALSE ? "false" : "unknown";
}

static const struct ld_failure *failure_of(const struct why *y, const char *owner)
{
	const struct ld_outcomes *o = y->w->o;
	for (size_t i = 0; i < o->nfailures; i++)
		if (o->failures[i].row == y->row && strcmp(o->failures[i].owner, owner) == 0)
			return &o->failures[i];
	return NULL;
}

static json_t *failure_text(const struct ld_failure *e)
{
	char text[600];
	if (!e)
		return json_null();
	snprintf(text, sizeof text, e->line ? "%s: %s:%d" : "%s", e->message,
		e->file ? e->file : "", e->line);
	return ld_json_text(text);
}

static json_t *words(const struct why *y, const struct ld_cond *cond)
{
	if (!cond)
		return json_null();
	struct ld_buf b = ld_buf_init(LD_MAX_CELL);
	ld_cond_print(cond, &y->w->p->fields, &b);
	json_t *text = b.failed ? NULL : ld_json_text(ld_buf_text(&b));
	ld_buf_fini(&b);
	return text;
}

static json_t *reason(const struct why *y, const struct ld_rule *r, enum ld_truth answer)
{
	if (answer != LD_FALSE)
		return json_null();
	struct ld_buf b = ld_buf_init(LD_MAX_CELL);
	ld_eval_reason(y->w->p, y->w->f, r, y->row, &b);
	json_t *text = b.failed ? NULL : ld_json_text(ld_buf_text(&b));
	ld_buf_fini(&b);
	return text;
}

static json_t *rule(struct why *y, size_t i)
{
	static const char *const policies[] = {"check", "refuse", "accept"};
	const struct ld_rule *r = &y->w->p->rules[i];
	uint8_t answer;
	ld_outcomes_rule(y->w->o, i, y->row, 1, &answer);
	enum ld_truth raw = (enum ld_truth)answer;
	const struct ld_failure *e = failure_of(y, r->id);
	return json_pack("{s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
		ld_json_text(r->id), "title", ld_json_text(r->title), "outcome",
		e ? "error" : truth_name(raw), "policy", policies[r->missing], "values",
		values_read(y, r->when), "reason", reason(y, r, ld_rule_answer(r, raw)),
		"condition", words(y, r->when), "basis", ld_json_text(r->basis), "changed_by",
		ld_json_text(r->changed_by), "message", failure_text(e), "file",
		ld_json_text(r->place.file), "line", json_integer(r->place.line));
}

static json_t *rules(struct why *y)
{
	json_t *list = json_array();
	for (size_t i = 0; i < y->w->p->nrules && list && y->rc >= 0; i++)
		ld_list_add(&list, rule(y, i));
	return list;
}

/* ---- scores ---- */

static enum ld_truth when_of(struct why *y, const struct ld_score *s)
{
	enum ld_truth t = LD_TRUE;
	if (s->when && y->rc >= 0)
		y->rc = ld_eval_row(y->w->p, y->w->f, s->when, &y->w->calls, y->row, &t, NULL, y->err);
	return t;
}

static json_t *score(struct why *y, const struct ld_score *s)
{
	int64_t low = 0, high = 0;
	const struct ld_failure *e = failure_of(y, s->id);
	enum ld_truth when = when_of(y, s);
	bool *marks = ld_arena_array(&y->arena, y->w->p->fields.len, sizeof *marks);
	if (!marks)
		return NULL;
	ld_score_reads(y->w->p, s, marks);
	if (y->rc >= 0 && !e)
		y->rc = ld_eval_score(
			y->w->p, y->w->f, s, &y->w->calls, y->row, &low, &high, y->err);
	return json_pack("{s:o, s:o, s:I, s:I, s:I, s:s, s:o, s:o, s:o, s:o}", "id",
		ld_json_text(s->id), "title", ld_json_text(s->title), "points", (json_int_t)low,
		"low", (json_int_t)low, "high", (json_int_t)high, "outcome",
		e             ? "error"
		: low != high ? "unknown"
			      : truth_name(when),
		"values", ld_explain_values(y, marks), "condition", words(y, s->when), "basis",
		ld_json_text(s->basis), "message", failure_text(e));
}

static json_t *scores(struct why *y)
{
	json_t *list = json_array();
	for (size_t i = 0; i < y->w->p->nscores && list && y->rc >= 0; i++)
		ld_list_add(&list, score(y, &y->w->p->scores[i]));
	return list;
}

/* ---- the document ---- */

static json_t *split(const char *list)
{
	json_t *items = json_array();
	while (*list && items) {
		size_t n = strcspn(list, ";");
		ld_list_add(&items, json_stringn(list, n));
		list += n + (list[n] == ';');
	}
	return items;
}

static json_t *number(bool known, int64_t n)
{
	return known ? json_integer(n) : json_null();
}

static json_t *document(struct why *y, const struct ld_run_row *run, const struct ld_decision *d)
{
	bool in = d->status == LD_SELECTED;
	json_t *doc = json_pack("{s:s, s:I, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		"nik", d->nik, "run", (json_int_t)run->number, "programme",
		ld_json_text(run->programme), "title", ld_json_text(run->title), "status", ld_status_name(d->status), "rank",
		number(d->rank > 0, d->rank), "position", number(d->position > 0, d->position),
		"score", number(d->has_score, d->score), "score_low",
		number(d->has_score, d->score_low), "score_high",
		number(d->has_score, d->score_high), "funder", ld_json_text_or_null(d->funder),
		"months", number(in, d->months), "cost", number(in, d->cost));
	json_t *why = json_pack("{s:o, s:o, s:o, s:o, s:o}", "rules", rules(y), "scores", scores(y),
		"missing", split(d->missing), "constraint", ld_json_text_or_null(d->constraint),
		"covered_by", ld_explain_covered(y, d->constraint));
	if (doc && why && json_object_update(doc, why) == 0) {
		json_decref(why);
		return doc;
	}
	json_decref(doc);
	json_decref(why);
	return NULL;
}

/* As people write numbers: without the blanks, dots and dashes between the digits. out has n + 1 bytes. */
static void strip_separators(const char *s, char *out, size_t n)
{
	size_t k = 0;
	for (; *s && k < n; s++)
		if (!strchr(" .-", *s))
			out[k++] = *s;
	out[k] = '\0';
}

struct waiting { /* a row of quarantine whose key, or bad value, is the number that was asked for */
	const char *nik;
	char file[200];
	int64_t line;
};

static int find_waiting(void *ctx, const struct ld_quarantine_row *q)
{
	struct waiting *w = ctx;
	char value[LD_NIK + 2];
	strip_separators(q->value ? q->value : "", value, LD_NIK + 1);
	if (strcmp(value, w->nik) != 0 && (!q->key || strcmp(q->key, w->nik) != 0))
		return 0;
	snprintf(w->file, sizeof w->file, "%s", q->file);
	w->line = q->line;
	return 1;
}

/* Somebody who is no worker of the run, but whose row waits for correction. */
static int say_waiting(struct ld_store *store, const char *nik, struct lindung_error *err)
{
	struct waiting w = {.nik = nik};
	char masked[LD_NIK + 1];
	struct lindung_error ignored;
	int rc = ld_store_quarantined(store, 0, find_waiting, &w, &ignored);
	if (rc == LINDUNG_E_NOMEM)
		return ld_nomem(err);
	if (rc < 0 || !w.line)
		return LINDUNG_E_NOT_FOUND;
	return ld_fail(err, LINDUNG_E_NOT_FOUND,
		"%s is not among the workers: its row is in quarantine, %s line %" PRId64,
		ld_nik_mask(nik, masked), w.file, w.line);
}

/* The worker in a frame of their own, with whom they are measured against. */
static int evaluate(struct why *y, struct ld_work *w, const char *line, int64_t run)
{
	const char *niks[2] = {y->nik, line};
	ld_outcomes_free(w->o);
	ld_frame_free(w->f);
	w->o = NULL;
	w->f = NULL;
	int rc = ld_work_evaluate_of(w, y->store, niks, *line ? 2 : 1, y->err);
	if (rc >= 0 && (y->row = ld_frame_find(w->f, y->nik)) == SIZE_MAX)
		rc = ld_fail(y->err, LINDUNG_E_DB_CORRUPT,
			"run %" PRId64 " decided on a worker whom its deliveries do not name", run);
	return rc;
}

static int answer(struct why *y, struct ld_work *w, const struct ld_run_row *run, const struct ld_decision *d, json_t **ret)
{
	struct ld_standing s = {0};
	bool stands = d->status == LD_SELECTED || d->status == LD_RESERVE;
	int rc = evaluate(y, w, "", run->number);
	if (rc >= 0 && stands)
		rc = ld_explain_standing(y, run->number, d, &s);
	if (rc >= 0 && *s.line)
		rc = evaluate(y, w, s.line, run->number);
	if (rc < 0)
		return rc;
	*ret = document(y, run, d);
	if (y->rc >= 0 && !*ret)
		y->rc = ld_nomem(y->err);
	return y->rc < 0 ? y->rc : ld_explain_flip(y, run, d, stands ? &s : NULL, *ret);
}

static int explain(struct lindung *l, struct ld_store *store, const char *nik, int64_t number,
	json_t **ret, struct lindung_error *err)
{
	struct ld_work w = {0};
	struct why y = {.store = store, .w = &w, .nik = nik, .err = err};
	struct ld_run_row run;
	struct ld_decision d;
	int rc = ld_store_run(store, number, true, &y.arena, &run, err);
	if (rc >= 0)
		rc = ld_lib_remembered(&run, err);
	if (rc >= 0) {
		rc = ld_store_decision(store, run.number, nik, &y.arena, &d, err);
		if (rc == LINDUNG_E_NOT_FOUND)
			rc = say_waiting(store, nik, err);
	}
	if (rc >= 0)
		rc = ld_work_reload(&w, l, &run, err);
	if (rc >= 0)
		rc = answer(&y, &w, &run, &d, ret);
	ld_work_fini(&w);
	ld_arena_fini(&y.arena);
	return rc;
}

static int answer_as(const char *kind, struct lindung *l, const char *text, int64_t run, struct lindung_result **ret,
	struct lindung_error *err)
{
	char nik[LD_NIK + 2]; /* one more, so that 17 digits are no NIK */
	strip_separators(text, nik, LD_NIK + 1);
	const char *fault = ld_nik_fault(nik, strlen(nik));
	char masked[LD_NIK + 1];
	struct ld_store *store;
	json_t *doc = NULL;
	if (fault)
		return ld_fail(err, LINDUNG_E_USAGE, "'%s' is no NIK: %s", ld_nik_mask(nik, masked),
			fault);
	int rc = ld_lib_store(l, LD_STORE_READ, &store, err);
	if (rc >= 0)
		rc = ld_store_begin(store, err);
	if (rc >= 0) {
		rc = explain(l, store, nik, run, &doc, err);
		ld_store_rollback(store);
	}
	if (rc < 0) {
		json_decref(doc);
		return rc;
	}
	return ld_result_new(kind, doc, 0, ret, err);
}

int lindung_explain(struct lindung *l, const char *nik, int64_t run, struct lindung_result **ret, struct lindung_error *err)
{
	return answer_as("explain", l, nik, run, ret, err);
}

int lindung_letter(struct lindung *l, const char *nik, int64_t run, struct lindung_result **ret, struct lindung_error *err)
{
	return answer_as("letter", l, nik, run, ret, err);
}
