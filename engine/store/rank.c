/*
 * Who the workers are, and which row of each source counts for each of them. The niks of all
 * sources are sorted once, together with the numbers of their rows; then workers and their rows
 * stand beside one another, and nothing is looked up. Sources whose key is another field follow
 * when the merge has made that field's column.
 */
#include "store/rank.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

enum { DIGIT = 11, DIGITS = 1 << DIGIT, NIK_BITS = 54 };

struct row { /* of any source by nik */
	uint64_t nik;
	uint32_t number; /* counted through all of them */
	uint32_t source;
};

/* ---- sorting ---- */

/* By one digit, in an order that keeps that of equal ones. false: all are equal in it. */
static bool sort_digit(const struct row *from, struct row *to, size_t n, int shift)
{
	size_t places[DIGITS] = {0}, at = 0;
	for (size_t i = 0; i < n; i++)
		places[from[i].nik >> shift & (DIGITS - 1)]++;
	if (places[from[0].nik >> shift & (DIGITS - 1)] == n)
		return false;
	for (size_t d = 0; d < DIGITS; d++) {
		size_t count = places[d];
		places[d] = at;
		at += count;
	}
	for (size_t i = 0; i < n; i++)
		to[places[from[i].nik >> shift & (DIGITS - 1)]++] = from[i];
	return true;
}

/* By nik, then as they stood. */
static int sort(struct row **rows, size_t n)
{
	struct row *other = n ? reallocarray(NULL, n, sizeof *other) : NULL;
	if (n && !other)
		return -1;
	for (int shift = 0; n && shift < NIK_BITS; shift += DIGIT)
		if (sort_digit(*rows, other, n, shift)) {
			struct row *sorted = other;
			other = *rows;
			*rows = sorted;
		}
	free(other);
	return 0;
}

/* The rows of all sources by nik, each source's from the oldest on. */
static int list_rows(
	const struct ld_rows *sources, size_t nsources, struct row **ret, size_t *ret_n)
{
	size_t n = 0, at = 0;
	for (size_t i = 0; i < nsources; i++)
		n += sources[i].src->key_field == 0 ? sources[i].n : 0;
	struct row *rows = reallocarray(NULL, n + 1, sizeof *rows);
	if (!rows)
		return -1;
	for (size_t i = 0; i < nsources; i++)
		for (size_t k = 0; sources[i].src->key_field == 0 && k < sources[i].nparts; k++) {
			const struct ld_range *p = &sources[i].parts[k];
			for (size_t r = 0; r < p->n; r++)
				rows[at++] = (struct row){p->niks[r],
					(uint32_t)(sources[i].starts[k] + r), (uint32_t)i};
		}
	*ret = rows;
	*ret_n = n;
	return sort(ret, n);
}

/* ---- workers ---- */

static size_t person(const struct row *rows, size_t n, size_t first, const struct ld_rows *sources,
	bool *ret_worker)
{
	size_t end = first;
	*ret_worker = false;
	for (; end < n && rows[end].nik == rows[first].nik; end++)
		*ret_worker |= sources[rows[end].source].src->workers;
	return end;
}

static size_t count_workers(const struct row *rows, size_t n, const struct ld_rows *sources)
{
	size_t count = 0;
	bool worker;
	for (size_t i = 0; i < n;) {
		i = person(rows, n, i, sources, &worker);
		count += worker;
	}
	return count;
}

static int give_room(struct ld_rank *r, struct ld_rows *sources, size_t nsources)
{
	r->niks = reallocarray(NULL, r->n, sizeof *r->niks);
	bool ok = r->niks;
	for (size_t i = 0; i < nsources && ok; i++)
		ok = !sources[i].nparts ||
		     (sources[i].from = calloc(r->n, sizeof *sources[i].from));
	return ok ? 0 : -1;
}

static void place(struct ld_rank *r, const struct row *rows, size_t n, struct ld_rows *sources)
{
	size_t at = 0;
	bool worker;
	for (size_t i = 0, end; i < n; i = end) {
		end = person(rows, n, i, sources, &worker);
		if (!worker)
			continue;
		r->niks[at] = rows[i].nik;
		for (size_t k = i; k < end; k++) /* the newest of a source is the last */
			sources[rows[k].source].from[at] = rows[k].number + 1;
		at++;
	}
}

static int rank(struct ld_store *s, struct ld_rank *r, struct row *rows, size_t n,
	struct ld_rows *sources, size_t nsources, struct lindung_error *err)
{
	r->n = count_workers(rows, n, sources);
	if (!r->n)
		return ld_fail(err, LINDUNG_E_NO_DATA, "database '%s' holds no workers", s->path);
	if (r->n > LD_MAX_WORKERS)
		return ld_fail(
			err, LINDUNG_E_LIMIT, "%zu workers are more than %d", r->n, LD_MAX_WORKERS);
	if (give_room(r, sources, nsources) < 0)
		return ld_nomem(err);
	place(r, rows, n, sources);
	return 0;
}

int ld_rank_workers(struct ld_store *s, struct ld_rows *sources, size_t nsources,
	struct ld_rank *ret, struct lindung_error *err)
{
	struct row *rows = NULL;
	size_t n = 0;
	int rc = list_rows(sources, nsources, &rows, &n) < 0
			 ? ld_nomem(err)
			 : rank(s, ret, rows, n, sources, nsources, err);
	free(rows);
	for (size_t i = 0; i < nsources; i++)
		for (size_t k = 0; k < sources[i].nparts; k++) {
			free(sources[i].parts[k].niks);
			sources[i].parts[k].niks = NULL;
		}
	return rc;
}

void ld_rank_fini(struct ld_rank *r)
{
	free(r->niks);
	*r = (struct ld_rank){0};
}

/* ---- sources by another key ---- */

/* newest[code of the join's column]: number of the row that counts, + 1. */
static int newest_rows(const struct ld_rows *rows, const struct ld_column *join, uint32_t *newest)
{
	for (size_t k = 0; k < rows->nparts; k++) {
		const struct ld_column *key = &rows->parts[k].key;
		uint32_t *codes = reallocarray(NULL, key->dict->len + 1, sizeof *codes);
		if (!codes)
			return -1;
		for (size_t i = 0; i < key->dict->len; i++)
			codes[i] = ld_map_find(
				join->dict, key->dict->keys[i].text, key->dict->keys[i].len);
		for (size_t r = 0; r < rows->parts[k].n; r++)
			if (!ld_column_blank(key, r) &&
				codes[ld_column_value(key, r)] != LD_MAP_NONE)
				newest[codes[ld_column_value(key, r)]] =
					(uint32_t)(rows->starts[k] + r) + 1;
		free(codes);
	}
	return 0;
}

int ld_rank_joined(const struct ld_rank *r, struct ld_rows *rows, const struct ld_column *join,
	struct lindung_error *err)
{
	uint32_t *newest = calloc(join->dict->len + 1, sizeof *newest);
	int rc = newest ? newest_rows(rows, join, newest) : -1;
	for (size_t row = 0; row < r->n && rc >= 0; row++)
		if (!ld_column_blank(join, row))
			rows->from[row] = newest[ld_column_value(join, row)];
	free(newest);
	return rc < 0 ? ld_nomem(err) : 0;
}

/* ---- whom a source does not name, or names in quarantine ---- */

static int cmp_nik(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* Whose newest row stands in quarantine: marks[row], or [code of the join's column]. */
static int mark_quarantined(struct ld_store *s, const struct ld_rank *r, const struct ld_rows *rows,
	const struct ld_column *join, uint8_t *marks, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_quarantine_keys(s, rows->src->name, rows->src->key, &rows->src->set, NULL, &q, err);
	while (rc >= 0 && (rc = ld_sql_step(s, q, err)) > 0) {
		const char *key = ld_sql_text(q, 0);
		size_t len = (size_t)sqlite3_column_bytes(q, 0);
		uint64_t nik;
		if (join) {
			uint32_t code = ld_map_find(join->dict, key, len);
			if (code != LD_MAP_NONE)
				marks[code] = 1;
		} else if (ld_nik_number(key, len, &nik)) {
			const uint64_t *at = bsearch(&nik, r->niks, r->n, sizeof nik, cmp_nik);
			if (at)
				marks[at - r->niks] = 1;
		}
	}
	return rc;
}

/* Who has no household code is neither named nor known to be absent. */
int ld_rank_absent(struct ld_store *s, const struct ld_rank *r, struct ld_rows *rows,
	const struct ld_column *join, struct lindung_error *err)
{
	uint8_t *marks = calloc((join ? join->dict->len : r->n) + 1, 1);
	int rc = marks ? mark_quarantined(s, r, rows, join, marks, err) : ld_nomem(err);
	for (size_t row = 0; row < r->n && rc >= 0; row++) {
		if (join && ld_column_blank(join, row))
			continue;
		if (marks[join ? (size_t)ld_column_value(join, row) : row])
			rows->from[row] = 0;
		else if (!rows->from[row])
			rows->from[row] = LD_ABSENT;
	}
	free(marks);
	return rc < 0 ? rc : 0;
}
