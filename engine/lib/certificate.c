/*
 * `export --as certificate`: what a stranger's program needs to check a list by allocation.md, and no more. The
 * programme's order, quotas, funders and rates as they were declared, and of each eligible worker the facts that those
 * look at: groups, segment, ranks of the order's keys, which funders accept, months already covered. Nothing that the
 * selection computed is in it: limits, purses, costs and places are the checker's to compute. Workers are rows of the
 * decisions file; no national id and no other value of theirs is written. docs/certificate.md has the format.
 */
#include "lib/certificate.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/limits.h"
#include "report/report.h"

enum { BLOCK = 1 << 16 };

struct making {
	struct ld_work w;
	struct ld_arena arena;
	size_t n;              /* eligible */
	uint32_t *row;         /* [n] in nik order */
	uint32_t **ranks;      /* [norder][n] dense ranks from 0 by the key's values, UINT32_MAX blank; NULL where no
				  field's */
	uint8_t **only;        /* [nfunders][nrows] NULL: everyone */
	bool *grouped;         /* [fields.len] */
	struct ld_map *groups; /* [fields.len] texts of the groups */
	struct ld_map segments;
	struct ld_buf text;
};

static const char *print(struct making *m, int field, const struct ld_value *v)
{
	ld_buf_reset(&m->text);
	ld_field_print(&m->w.p->fields.items[field], v, &m->text);
	return ld_buf_text(&m->text);
}

/* ---- the workers ---- */

static int find_eligible(struct making *m)
{
	const struct ld_outcomes *o = m->w.o;
	m->row = ld_arena_array(&m->arena, m->w.f->nrows, sizeof *m->row);
	for (uint32_t r = 0; m->row && r < m->w.f->nrows; r++)
		if (o->fate[r] == LD_FATE_ELIGIBLE)
			m->row[m->n++] = r;
	return m->row ? 0 : -1;
}

struct sorting {
	const struct ld_frame *f;
	size_t field;
	const uint32_t *row;
};

static int by_value(const void *a, const void *b, void *ctx)
{
	const struct sorting *s = ctx;
	struct ld_value v = ld_frame_get(s->f, s->field, s->row[*(const uint32_t *)a]);
	struct ld_value w = ld_frame_get(s->f, s->field, s->row[*(const uint32_t *)b]);
	if (v.kind == LD_MISSING || w.kind == LD_MISSING)
		return (v.kind == LD_MISSING) - (w.kind == LD_MISSING);
	return ld_value_cmp(&v, &w);
}

static int rank(struct making *m, size_t key)
{
	struct sorting s = {.f = m->w.f, .field = (size_t)m->w.p->order[key].field, .row = m->row};
	uint32_t *sorted = ld_arena_array(&m->arena, m->n, sizeof *sorted), at = 0;
	uint32_t *ranks = m->ranks[key] = ld_arena_array(&m->arena, m->n, sizeof *ranks);
	if (!sorted || !ranks)
		return -1;
	for (uint32_t i = 0; i < m->n; i++)
		sorted[i] = i;
	if (m->n)
		qsort_r(sorted, m->n, sizeof *sorted, by_value, &s);
	for (size_t i = 0; i < m->n; i++) {
		at += i && by_value(&sorted[i - 1], &sorted[i], &s) != 0;
		struct ld_value v = ld_frame_get(s.f, s.field, m->row[sorted[i]]);
		ranks[sorted[i]] = v.kind == LD_MISSING ? UINT32_MAX : at;
	}
	return 0;
}

static int judge(struct making *m, struct lindung_error *err)
{
	const struct ld_programme *p = m->w.p;
	m->ranks = ld_arena_array(&m->arena, p->norder, sizeof *m->ranks);
	m->only = ld_arena_array(&m->arena, p->nfunders, sizeof *m->only);
	m->grouped = ld_arena_array(&m->arena, p->fields.len, sizeof *m->grouped);
	m->groups = calloc(p->fields.len, sizeof *m->groups);
	if (!m->ranks || !m->only || !m->grouped || !m->groups || find_eligible(m) < 0)
		return ld_nomem(err);
	for (size_t k = 0; k < p->norder; k++)
		if (p->order[k].kind == LD_KEY_FIELD && rank(m, k) < 0)
			return ld_nomem(err);
	for (size_t i = 0; i < p->nquotas; i++)
		m->grouped[p->quotas[i].by] = true;
	for (size_t i = 0; i < p->nfunders; i++) {
		const struct ld_funder *f = &p->funders[i];
		if (f->purses != LD_PURSES_NONE)
			m->grouped[f->by] = true;
		if (!f->only)
			continue;
		m->only[i] = ld_arena_alloc(&m->arena, m->w.f->nrows);
		int rc = m->only[i] ? ld_eval_cond(p, m->w.f, f->only, &m->w.calls, m->only[i], NULL, err)
				    : ld_nomem(err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* The number of a worker's group among those seen, which come after the workers. */
static int put_text(struct making *m, int field, uint32_t row, struct ld_map *ids, struct ld_buf *out)
{
	struct ld_value v = ld_frame_get(m->w.f, (size_t)field, row);
	if (v.kind == LD_MISSING) {
		ld_buf_puts(out, "null");
		return 0;
	}
	const char *text = print(m, field, &v);
	uint32_t id = m->text.failed ? LD_MAP_NONE : ld_map_add(ids, text, strlen(text));
	ld_buf_printf(out, "%" PRIu32, id);
	return id == LD_MAP_NONE ? -1 : 0;
}

static void put_month(const struct making *m, int field, uint32_t row, struct ld_buf *out)
{
	char text[LD_MONTH_TEXT];
	struct ld_value v = field < 0 ? (struct ld_value){0} : ld_frame_get(m->w.f, (size_t)field, row);
	if (v.kind == LD_MISSING)
		ld_buf_puts(out, "null");
	else
		ld_buf_printf(out, "\"%s\"", ld_month_format(ld_month_of((int32_t)v.i), text));
}

/* Months of kept runs of other programmes, then those of the BPJS record. */
static void put_covered(const struct making *m, uint32_t row, size_t *at, struct ld_buf *out)
{
	char from[LD_MONTH_TEXT], to[LD_MONTH_TEXT];
	const struct ld_work *w = &m->w;
	const char *comma = "";
	ld_buf_puts(out, ",\"paid\":[");
	while (*at < w->ncovers && w->covers[*at].row < row)
		(*at)++;
	for (size_t i = *at; i < w->ncovers && w->covers[i].row == row; i++, comma = ",")
		ld_buf_printf(out, "%s[\"%s\",\"%s\"]", comma, ld_month_format(w->covers[i].from, from),
			ld_month_format(w->covers[i].to, to));
	ld_buf_puts(out, "],\"bpjs\":[");
	put_month(m, w->p->covered_from, row, out);
	ld_buf_addc(out, ',');
	put_month(m, w->p->covered_to, row, out);
	ld_buf_addc(out, ']');
}

static int put_worker(struct making *m, size_t i, size_t *at, struct ld_buf *out)
{
	const struct ld_programme *p = m->w.p;
	uint32_t row = m->row[i];
	const char *comma = "";
	int rc = 0;
	ld_buf_printf(out, "%s{\"row\":%" PRIu32 ",\"score\":", i ? ",\n" : "", row + 1);
	if (p->nscores)
		ld_buf_printf(out, "%" PRId64, ld_outcomes_score(m->w.o, row));
	else
		ld_buf_puts(out, "null");
	ld_buf_puts(out, ",\"ranks\":[");
	for (size_t k = 0; k < p->norder; k++, comma = ",") {
		bool known = m->ranks[k] && m->ranks[k][i] != UINT32_MAX;
		ld_buf_printf(out, known ? "%s%" PRIu32 : "%snull", comma, known ? m->ranks[k][i] : 0);
	}
	ld_buf_puts(out, "],\"groups\":{");
	comma = "";
	for (size_t f = 0; f < p->fields.len; f++) {
		if (!m->grouped[f])
			continue;
		ld_buf_printf(out, "%s\"%s\":", comma, p->fields.items[f].name);
		rc |= put_text(m, (int)f, row, &m->groups[f], out);
		comma = ",";
	}
	ld_buf_puts(out, "},\"segment\":");
	if (p->segment < 0)
		ld_buf_puts(out, "null");
	else
		rc |= put_text(m, p->segment, row, &m->segments, out);
	ld_buf_puts(out, ",\"accepted\":[");
	comma = "";
	for (size_t k = 0; k < p->nfunders; k++)
		if (!m->only[k] || m->only[k][row] == LD_TRUE) {
			ld_buf_printf(out, "%s%zu", comma, k);
			comma = ",";
		}
	ld_buf_addc(out, ']');
	put_covered(m, row, at, out);
	ld_buf_addc(out, '}');
	return rc;
}

/* ---- the file ---- */

static json_t *names(const struct ld_map *ids)
{
	json_t *list = json_array();
	for (size_t i = 0; i < ids->len && list; i++)
		ld_list_add(&list, ld_json_text(ids->keys[i].text));
	return list;
}

static json_t *group_names(const struct making *m)
{
	json_t *object = json_object();
	for (size_t f = 0; f < m->w.p->fields.len && object; f++)
		if (m->grouped[f] &&
			json_object_set_new(object, m->w.p->fields.items[f].name, names(&m->groups[f])) < 0) {
			json_decref(object);
			object = NULL;
		}
	return object;
}

/* A letter a row of the decisions: eligible, refused, undecided. */
static json_t *fates(struct making *m)
{
	char *letters = ld_arena_alloc(&m->arena, m->w.f->nrows + 1);
	for (size_t r = 0; letters && r < m->w.f->nrows; r++)
		letters[r] = "rue"[m->w.o->fate[r]];
	return letters ? json_string(letters) : NULL;
}

/* NULL when memory ran out. */
static json_t *head(struct making *m, const struct ld_run_row *run)
{
	char rules[LD_SHA256_TEXT], data[LD_SHA256_TEXT], result[LD_SHA256_TEXT];
	json_t *doc = json_pack("{s:i, s:I, s:o, s:s, s:{s:s, s:s, s:s}}", "certificate", 1, "run",
		(json_int_t)run->number, "programme", ld_json_text(m->w.p->id), "engine", LD_ENGINE, "receipt",
		"rules", ld_sha256_hex(run->rules, rules), "data", ld_sha256_hex(run->data, data), "result",
		ld_sha256_hex(run->result, result));
	if (doc && ld_certificate_programme(m->w.p, &m->text, doc) && json_object_set_new(doc, "fates", fates(m)) == 0)
		return doc;
	json_decref(doc);
	return NULL;
}

/* An object of JSON without its closing bracket; doc is freed. */
static int put_object(json_t *doc, struct ld_buf *out, struct lindung_error *err)
{
	char *text = doc ? ld_json_dumps(doc) : NULL;
	json_decref(doc);
	if (!text)
		return ld_nomem(err);
	ld_buf_add(out, text, strlen(text) - 1);
	free(text);
	return out->failed ? ld_nomem(err) : 0;
}

static int flush(
	struct ld_buf *out, int (*write)(void *ctx, const char *p, size_t n), void *ctx, struct lindung_error *err)
{
	if (out->failed)
		return ld_nomem(err);
	if (out->len && write(ctx, out->data, out->len) != 0)
		return ld_fail(err, LINDUNG_E_IO, "the file could not be written");
	ld_buf_reset(out);
	return 0;
}

static int put_all(struct making *m, const struct ld_run_row *run, int (*write)(void *ctx, const char *p, size_t n),
	void *ctx, struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf out = ld_buf_init(LD_MAX_REPORT);
	size_t at = 0;
	int rc = put_object(head(m, run), &out, err);
	ld_buf_puts(&out, ",\"workers\":[\n");
	for (size_t i = 0; i < m->n && rc >= 0; i++) {
		rc = put_worker(m, i, &at, &out) < 0 ? ld_nomem(err) : 0;
		if (rc >= 0 && out.len > BLOCK)
			rc = flush(&out, write, ctx, err);
	}
	ld_buf_puts(&out, "\n],\"names\":");
	if (rc >= 0)
		rc = put_object(
			json_pack("{s:o, s:o}", "groups", group_names(m), "segments", names(&m->segments)), &out, err);
	ld_buf_puts(&out, "}}\n");
	return rc < 0 ? rc : flush(&out, write, ctx, err);
}

static void making_fini(struct making *m)
{
	for (size_t f = 0; m->groups && f < m->w.p->fields.len; f++)
		ld_map_fini(&m->groups[f]);
	free(m->groups);
	ld_map_fini(&m->segments);
	ld_buf_fini(&m->text);
	ld_arena_fini(&m->arena);
	ld_work_fini(&m->w);
}

int ld_certificate(const struct lindung *l, struct ld_store *store, const struct ld_run_row *run,
	int (*write)(void *ctx, const char *p, size_t n), void *ctx, int64_t *ret_rows, struct lindung_error *err)
{
	struct making m = {.text = ld_buf_init(LD_MAX_CELL)};
	int rc = ld_work_reload(&m.w, l, run, err);
	if (rc >= 0)
		rc = ld_work_evaluate(&m.w, store, l->jobs, NULL, err);
	if (rc >= 0)
		rc = ld_work_covers(&m.w, store, err);
	if (rc >= 0)
		rc = judge(&m, err);
	if (rc >= 0)
		rc = put_all(&m, run, write, ctx, err);
	*ret_rows = (int64_t)m.n;
	making_fini(&m);
	return rc;
}
