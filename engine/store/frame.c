/*
 * The merged workers as columns. Workers are the niks of all sources that add workers, sorted; then each source, best
 * first, is read once from its newest row back, and gives its values to cells that are still blank, so the first row seen
 * of a key is the one that counts. Household sources join on a column of the merge without them, which is made beforehand
 * in a small frame of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/nik.h"
#include "store/merge.h"

struct merge {
	struct ld_store *s;
	const struct ld_fields *fields;
	struct ld_merge_sources sources;
	uint64_t *niks; /* [n] sorted, each once */
	size_t n, cap;
	uint32_t *slots; /* row + 1 by hash of the nik */
	size_t nslots;
	struct ld_frame *keys; /* the columns that household sources join on; NULL without any */
	uint8_t *named;        /* by the source at hand, in quarantine too: [n] rows, or [codes] of the key column */
};

static void merge_fini(struct merge *m)
{
	ld_merge_fini(&m->sources);
	ld_frame_free(m->keys);
	free(m->niks);
	free(m->slots);
	free(m->named);
}

/* ---- workers ---- */

static int nik_of(struct ld_store *s, sqlite3_stmt *q, int column, uint64_t *ret, struct lindung_error *err)
{
	const char *text = (const char *)sqlite3_column_text(q, column);
	if (text && ld_nik_number(text, (size_t)sqlite3_column_bytes(q, column), ret))
		return 0;
	return ld_sql_starved(s) ? ld_nomem(err)
		: ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s': a record's nik is not 16 digits", s->path);
}

static int collect(struct merge *m, sqlite3_stmt *q, struct lindung_error *err)
{
	int rc;
	while ((rc = ld_sql_step(m->s, q, err)) > 0) {
		if (m->n == m->cap) {
			size_t cap = m->cap ? m->cap * 2 : 1024;
			uint64_t *niks = reallocarray(m->niks, cap, sizeof *niks);
			if (!niks)
				return ld_nomem(err);
			m->niks = niks;
			m->cap = cap;
		}
		rc = nik_of(m->s, q, 0, &m->niks[m->n], err);
		if (rc < 0)
			return rc;
		if (!m->n || m->niks[m->n] != m->niks[m->n - 1])
			m->n++;
	}
	return rc;
}

static int collect_source(struct merge *m, const struct ld_merge_source *src, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *own = NULL, *carried = NULL;
	/* The index over key and delivery has all that is asked for, in order. */
	int rc = ld_sql_prepare(m->s, &own, err, "SELECT nik FROM \"record_%w\" INDEXED BY \"key_%w.nik\""
		" WHERE _delivery BETWEEN ?1 AND ?2 ORDER BY nik", src->name, src->name);
	if (rc >= 0)
		rc = ld_sql_prepare(m->s, &carried, err, "SELECT r.nik FROM carried AS c CROSS JOIN \"record_%w\" AS r"
			" ON r._record = c.record WHERE c.delivery = ?1", src->name);
	if (rc >= 0)
		rc = ld_sql_bind(m->s, own, err, "ii", src->set.start, src->set.last);
	if (rc >= 0)
		rc = ld_sql_bind(m->s, carried, err, "i", src->set.start);
	if (rc >= 0)
		rc = collect(m, own, err);
	return rc < 0 ? rc : collect(m, carried, err);
}

static int cmp_nik(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

static size_t slot_of(const struct merge *m, uint64_t nik)
{
	size_t i = (size_t)((nik * 0x9e3779b97f4a7c15u) >> 20) & (m->nslots - 1);
	while (m->slots[i] && m->niks[m->slots[i] - 1] != nik)
		i = (i + 1) & (m->nslots - 1);
	return i;
}

static int collect_workers(struct merge *m, struct lindung_error *err)
{
	int rc = 0;
	for (size_t i = 0; i < m->sources.len && rc >= 0; i++)
		if (m->sources.items[i].workers)
			rc = collect_source(m, &m->sources.items[i], err);
	if (rc < 0)
		return rc;
	if (!m->n)
		return ld_fail(err, LINDUNG_E_NO_DATA, "database '%s' holds no workers", m->s->path);
	if (m->n > LD_MAX_WORKERS)
		return ld_fail(err, LINDUNG_E_LIMIT, "%zu workers are more than %d", m->n, LD_MAX_WORKERS);
	qsort(m->niks, m->n, sizeof *m->niks, cmp_nik);
	size_t kept = 1;
	for (size_t i = 1; i < m->n; i++)
		if (m->niks[i] != m->niks[kept - 1])
			m->niks[kept++] = m->niks[i];
	m->n = kept;
	for (m->nslots = 16; m->nslots < m->n * 2; m->nslots *= 2)
		;
	m->slots = calloc(m->nslots, sizeof *m->slots);
	if (!m->slots)
		return ld_nomem(err);
	for (size_t i = 0; i < m->n; i++)
		m->slots[slot_of(m, m->niks[i])] = (uint32_t)i + 1;
	return 0;
}

/* ---- values ---- */

/* What one source gives to one frame. */
struct giver {
	struct merge *m;
	const struct ld_merge_source *src;
	struct ld_frame *to;
	int *fields;   /* [nfields] field of each column of the statement, from column 2 on */
	size_t nfields;
	const struct ld_column *join; /* household: the key's column; NULL: the nik */
	uint32_t *first, *next;       /* household: rows of each code, row + 1 */
};

static bool blank(const struct ld_frame *f, int field, size_t row)
{
	return ld_column_blank(&f->cols[field], row);
}

static int give(struct giver *g, int field, size_t row, const struct ld_cell *cell, int64_t record,
	struct lindung_error *err)
{
	struct ld_value v;
	if (!blank(g->to, field, row))
		return 0;
	int rc = ld_cell_value(&g->m->fields->items[field], cell, &v, err);
	if (rc < 0)
		return ld_merge_misfit(g->m->s, g->src, record, err);
	return v.kind == LD_MISSING ? 0 : ld_frame_set(g->to, (size_t)field, row, &v, err);
}

static int give_row(struct giver *g, size_t row, sqlite3_stmt *q, struct lindung_error *err)
{
	int rc = 0;
	struct ld_cell cell;
	for (size_t i = 0; i < g->nfields && rc >= 0; i++) {
		if (!blank(g->to, g->fields[i], row))
			continue;
		rc = ld_cell_read(q, (int)i + 2, &cell, err);
		if (rc >= 0 && cell.kind != SQLITE_NULL)
			rc = give(g, g->fields[i], row, &cell, sqlite3_column_int64(q, 0), err);
	}
	return rc;
}

static int take_worker_row(struct giver *g, sqlite3_stmt *q, struct lindung_error *err)
{
	struct merge *m = g->m;
	uint64_t nik;
	int rc = nik_of(m->s, q, 1, &nik, err);
	uint32_t at = rc < 0 ? 0 : m->slots[slot_of(m, nik)];
	if (!at || m->named[at - 1])
		return rc;
	m->named[at - 1] = 1;
	return give_row(g, at - 1, q, err);
}

static int take_household_row(struct giver *g, sqlite3_stmt *q, struct lindung_error *err)
{
	int rc = 0;
	const char *key = (const char *)sqlite3_column_text(q, 1);
	uint32_t code = key ? ld_map_find(g->join->dict, key, (size_t)sqlite3_column_bytes(q, 1)) : LD_MAP_NONE;
	if (code == LD_MAP_NONE || g->m->named[code])
		return 0;
	g->m->named[code] = 1;
	for (uint32_t row = g->first[code]; row && rc >= 0; row = g->next[row - 1])
		rc = give_row(g, row - 1, q, err);
	return rc;
}

static int take_rows(struct giver *g, sqlite3_stmt *q, struct lindung_error *err)
{
	int rc;
	while ((rc = ld_sql_step(g->m->s, q, err)) > 0) {
		rc = g->join ? take_household_row(g, q, err) : take_worker_row(g, q, err);
		if (rc < 0)
			return rc;
	}
	return rc;
}

/* Who stands in quarantine is not absent. */
static int name_quarantined(struct giver *g, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	struct merge *m = g->m;
	int rc = ld_quarantine_keys(m->s, g->src->name, &g->src->set, NULL, &q, err);
	while (rc >= 0 && (rc = ld_sql_step(m->s, q, err)) > 0) {
		const char *key = ld_sql_text(q, 0);
		size_t len = (size_t)sqlite3_column_bytes(q, 0);
		uint64_t nik;
		if (g->join) {
			uint32_t code = ld_map_find(g->join->dict, key, len);
			if (code != LD_MAP_NONE)
				m->named[code] = 1;
		} else if (ld_nik_number(key, len, &nik)) {
			uint32_t at = m->slots[slot_of(m, nik)];
			if (at)
				m->named[at - 1] = 1;
		}
	}
	return rc;
}

/* Workers it does not name. Who has no household code is neither named nor known to be absent. */
static int give_absent(struct giver *g, struct lindung_error *err)
{
	int rc = 0;
	for (size_t i = 0; i < g->src->nabsent; i++) {
		int field = g->src->absent[i].field;
		if (g->to->cols[field].kind == LD_COL_NONE)
			continue;
		for (size_t row = 0; row < g->m->n && rc >= 0; row++) {
			if (g->join && ld_column_blank(g->join, row))
				continue;
			if (!g->m->named[g->join ? (size_t)ld_column_value(g->join, row) : row])
				rc = give(g, field, row, &g->src->absent[i].value, 0, err);
		}
	}
	return rc;
}

/* Rows by code of the key column. */
static int household_rows(struct giver *g, struct lindung_error *err)
{
	size_t n = g->m->n, codes = g->join->dict->len;
	g->first = calloc(codes + 1, sizeof *g->first);
	g->next = calloc(n, sizeof *g->next);
	if (!g->first || !g->next)
		return ld_nomem(err);
	for (size_t row = n; row-- > 0;) {
		if (ld_column_blank(g->join, row))
			continue;
		uint32_t code = (uint32_t)ld_column_value(g->join, row);
		g->next[row] = g->first[code];
		g->first[code] = (uint32_t)row + 1;
	}
	return 0;
}

/* The fields of the frame that the source has a column for, as a list for SELECT. */
static int wanted(struct giver *g, struct ld_buf *list, struct lindung_error *err)
{
	const struct ld_fields *fields = g->m->fields;
	g->fields = calloc(fields->len, sizeof *g->fields);
	if (!g->fields)
		return ld_nomem(err);
	for (size_t i = 1; i < fields->len; i++) {
		if (g->to->cols[i].kind == LD_COL_NONE)
			continue;
		int has = ld_schema_has_column(g->m->s, g->src->name, fields->items[i].name, err);
		if (has < 0)
			return has;
		if (has) {
			g->fields[g->nfields++] = (int)i;
			ld_buf_printf(list, ", r.\"%s\"", fields->items[i].name);
		}
	}
	return list->failed ? ld_nomem(err) : 0;
}

static bool gives_absent(const struct giver *g)
{
	for (size_t i = 0; i < g->src->nabsent; i++)
		if (g->to->cols[g->src->absent[i].field].kind != LD_COL_NONE)
			return true;
	return false;
}

static int read_source(struct giver *g, const char *list, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *own = NULL, *carried = NULL;
	struct ld_store *s = g->m->s;
	const struct ld_merge_source *src = g->src;
	int rc = ld_sql_prepare(s, &own, err, "SELECT r._record, r.\"%w\"%s FROM \"record_%w\" AS r NOT INDEXED"
		" WHERE r._delivery BETWEEN ?1 AND ?2 ORDER BY r._record DESC", src->key, list, src->name);
	if (rc >= 0)
		rc = ld_sql_prepare(s, &carried, err, "SELECT r._record, r.\"%w\"%s FROM carried AS c"
			" CROSS JOIN \"record_%w\" AS r ON r._record = c.record WHERE c.delivery = ?1", src->key, list, src->name);
	if (rc >= 0)
		rc = ld_sql_bind(s, own, err, "ii", src->set.start, src->set.last);
	if (rc >= 0)
		rc = ld_sql_bind(s, carried, err, "i", src->set.start);
	if (rc >= 0)
		rc = take_rows(g, own, err);
	if (rc >= 0)
		rc = take_rows(g, carried, err);
	if (rc >= 0 && gives_absent(g))
		rc = name_quarantined(g, err);
	return rc < 0 ? rc : give_absent(g, err);
}

static int apply(struct merge *m, const struct ld_merge_source *src, struct ld_frame *to, struct lindung_error *err)
{
	struct giver g = {.m = m, .src = src, .to = to};
	LD_CLEANUP(ld_buf_fini) struct ld_buf list = ld_buf_init(1 << 20);
	int rc = wanted(&g, &list, err);
	if (rc >= 0 && (g.nfields || gives_absent(&g))) {
		size_t things = m->n;
		if (src->key_field != 0) {
			g.join = &m->keys->cols[src->key_field];
			things = g.join->dict->len;
			rc = household_rows(&g, err);
		}
		free(m->named);
		m->named = calloc(things + 1, 1);
		if (!m->named)
			rc = ld_nomem(err);
		if (rc >= 0)
			rc = read_source(&g, ld_buf_text(&list), err);
	}
	free(g.fields);
	free(g.first);
	free(g.next);
	return rc;
}

static int apply_all(struct merge *m, struct ld_frame *to, bool households, struct lindung_error *err)
{
	int rc = 0;
	for (size_t i = 0; i < m->sources.len && rc >= 0; i++)
		if (households || m->sources.items[i].key_field == 0)
			rc = apply(m, &m->sources.items[i], to, err);
	return rc;
}

/* The columns that household sources join on, merged without them. */
static int join_keys(struct merge *m, struct lindung_error *err)
{
	bool *marks = calloc(m->fields->len, sizeof *marks), any = false;
	int rc = marks ? 0 : ld_nomem(err);
	for (size_t i = 0; i < m->sources.len && rc >= 0; i++) {
		const struct ld_merge_source *src = &m->sources.items[i];
		if (src->key_field < 0 || ld_type_kind(m->fields->items[src->key_field].type) != LD_STR)
			rc = ld_fail(err, LINDUNG_E_FIELD_CHANGED, "source '%s' joins on '%s', which is no field of ids or text now",
				src->name, src->key);
		else if (src->key_field)
			any = marks[src->key_field] = true;
	}
	if (rc >= 0 && any)
		rc = ld_frame_new(m->fields, marks, m->n, &m->keys, err);
	free(marks);
	return rc < 0 || !any ? rc : apply_all(m, m->keys, false, err);
}

static void write_niks(const struct merge *m, struct ld_frame *f)
{
	for (size_t i = 0; i < m->n; i++)
		ld_nik_digits(m->niks[i], f->nik[i]);
}

int ld_store_frame(struct ld_store *s, const struct ld_fields *fields, const bool *marks, int64_t delivery,
	struct ld_frame **ret, struct lindung_error *err)
{
	struct merge m = {.s = s, .fields = fields};
	struct ld_frame *f = NULL;
	int rc = ld_merge_load(s, fields, delivery, &m.sources, err);
	if (rc >= 0)
		rc = collect_workers(&m, err);
	if (rc >= 0)
		rc = join_keys(&m, err);
	if (rc >= 0)
		rc = ld_frame_new(fields, marks, m.n, &f, err);
	if (rc >= 0)
		rc = apply_all(&m, f, true, err);
	if (rc >= 0) {
		write_niks(&m, f);
		rc = ld_frame_seal(f, err);
	}
	merge_fini(&m);
	if (rc < 0) {
		ld_frame_free(f);
		return rc;
	}
	*ret = f;
	return 0;
}
