/*
 * A source's mapping bound to one file's header, and rows by it. Pure: it knows no file and no
 * database. A row is judged in a fixed order (its own fault, blank, header again, no key, number of
 * cells, then the cells: the key first), so that the same row always has the same reason; the first
 * bad cell speaks for the row and names the others.
 */
#include "import/map.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/utf8.h"

static int book_init(struct ld_mapper *m, size_t i, struct lindung_error *err)
{
	const struct ld_mapping *map = &m->source->maps[i];
	struct ld_book *book = &m->books[i];
	book->rows = ld_arena_array(&m->arena, map->ncodes, sizeof *book->rows);
	if (!book->rows)
		return ld_nomem(err);
	for (size_t k = 0; k < map->ncodes; k++) {
		const char *code = map->codes[k].code;
		char folded[LD_MAX_CODE];
		size_t len = strlen(code), before = book->codes.len;
		ld_mapper_trim(&code, &len);
		if (len > sizeof folded)
			continue;
		uint32_t row = ld_map_add(&book->codes, folded, ld_code_fold(code, len, folded));
		if (row == LD_MAP_NONE)
			return ld_nomem(err);
		if (book->codes.len > before)
			book->rows[row] = (uint32_t)k;
	}
	return 0;
}

static int find_key(struct ld_mapper *m, struct lindung_error *err)
{
	for (m->key = 0; m->key < m->source->nmaps; m->key++)
		if (m->source->maps[m->key].field == m->source->key &&
			!m->source->maps[m->key].always)
			return 0;
	return ld_fail(err, LINDUNG_E_REQUIRED, "source '%s' maps no column to its key '%s'",
		m->source->name, m->source->fields.items[m->source->key].name);
}

int ld_mapper_init(struct ld_mapper *m, const struct ld_source *source, struct lindung_error *err)
{
	*m = (struct ld_mapper){.source = source};
	m->books = ld_arena_array(&m->arena, source->nmaps, sizeof *m->books);
	m->columns = ld_arena_array(&m->arena, source->nmaps, sizeof *m->columns);
	int rc = m->books && m->columns ? find_key(m, err) : ld_nomem(err);
	for (size_t i = 0; !rc && i < source->nmaps; i++)
		rc = book_init(m, i, err);
	if (rc)
		ld_mapper_fini(m);
	return rc;
}

void ld_mapper_fini(struct ld_mapper *m)
{
	for (size_t i = 0; m->books && i < m->source->nmaps; i++)
		ld_map_fini(&m->books[i].codes);
	ld_arena_fini(&m->arena);
	free(m->scratch);
	*m = (struct ld_mapper){0};
}

void ld_mapper_reset(struct ld_mapper *m)
{
	m->nheaders = 0;
}

/* ---- the header ---- */

size_t ld_header_fold(const char *text, size_t len, char *out)
{
	size_t n = 0;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		if (c == '\xC2' && i + 1 < len && text[i + 1] == '\xA0')
			i++;
		else if (!strchr(" \t\r\n_.", c))
			out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	out[n] = '\0';
	return n;
}

/* Is the cell one of the mapping's column names? Both folded. */
static bool names_column(const struct ld_mapping *map, size_t alias, const char *folded)
{
	char want[4 * LD_MAX_NAME + 1];
	size_t len = strlen(map->columns[alias]);
	if (len >= sizeof want)
		return false;
	ld_header_fold(map->columns[alias], len, want);
	return want[0] && strcmp(want, folded) == 0;
}

bool ld_mapper_is_header(const struct ld_mapper *m, const struct ld_csv_row *row)
{
	const struct ld_mapping *key = &m->source->maps[m->key];
	char folded[4 * LD_MAX_NAME + 1];
	for (size_t i = 0; i < row->ncells; i++) {
		if (row->cells[i].len >= sizeof folded)
			continue;
		ld_header_fold(row->cells[i].text, row->cells[i].len, folded);
		for (size_t a = 0; a < key->ncolumns; a++)
			if (names_column(key, a, folded))
				return true;
	}
	return false;
}

/* The header that nothing maps and that may have been meant: nearly the same, or one holds the other; NULL: none. */
static const char *near_header(const struct ld_mapper *m, const char *want)
{
	enum { LEAST = 4 };
	char folded[4 * LD_MAX_NAME + 1];
	const char *held = NULL;
	size_t len = strlen(want);
	if (len >= sizeof folded || (len = ld_header_fold(want, len, folded)) == 0)
		return NULL;
	for (size_t h = 0; h < m->nheaders; h++) {
		const char *have = m->folded[h];
		if (m->used[h])
			continue;
		if (ld_nearest(folded, &have, 1))
			return m->headers[h];
		bool holds = (len >= LEAST && strstr(have, folded)) ||
			     (strlen(have) >= LEAST && strstr(folded, have));
		held = !held && holds ? m->headers[h] : held;
	}
	return held;
}

static bool lacks_column(const struct ld_mapper *m, size_t i)
{
	const struct ld_mapping *map = &m->source->maps[i];
	return m->columns[i] < 0 && !map->always && !map->optional;
}

/* All missing columns in one error, each with the header that may be meant, as far as a message holds. */
static int missing_columns(const struct ld_mapper *m, size_t missing, struct lindung_error *err)
{
	enum { ROOM = 400 };
	LD_CLEANUP(ld_buf_fini) struct ld_buf list = ld_buf_init(1 << 20);
	size_t left = missing;
	for (size_t i = 0; i < m->source->nmaps && list.len < ROOM - 2 * LD_MAX_NAME; i++) {
		const struct ld_mapping *map = &m->source->maps[i];
		if (!lacks_column(m, i))
			continue;
		const char *want = map->ncolumns ? map->columns[0] : "", *near = near_header(m, want);
		ld_buf_printf(&list, "%s'%.63s'", left == missing ? "" : ", ", want);
		if (near)
			ld_buf_printf(&list, " (there is '%.63s')", near);
		left--;
	}
	if (left)
		ld_buf_printf(&list, " and %zu more", left);
	if (list.failed)
		return ld_nomem(err);
	return ld_fail(err, LINDUNG_E_HEADER, "the header lacks the column%s %s", missing > 1 ? "s" : "",
		ld_buf_text(&list));
}

/* The first declared name that the header has; that name may stand there once. */
static int bind(struct ld_mapper *m, size_t i, struct lindung_error *err)
{
	const struct ld_mapping *map = &m->source->maps[i];
	m->columns[i] = -1;
	if (map->always)
		return 0;
	for (size_t a = 0; a < map->ncolumns && m->columns[i] < 0; a++) {
		for (size_t h = 0; h < m->nheaders; h++) {
			if (!names_column(map, a, m->folded[h]))
				continue;
			if (m->columns[i] >= 0)
				return ld_fail(err, LINDUNG_E_HEADER,
					"the header names the column '%s' twice, in cells %d and %zu",
					m->headers[h], m->columns[i] + 1, h + 1);
			m->columns[i] = (int)h;
		}
	}
	if (m->columns[i] >= 0)
		m->used[m->columns[i]] = true;
	return 0;
}

static bool copy_header(struct ld_mapper *m, size_t i, const struct ld_csv_cell *cell)
{
	const char *text = cell->text;
	size_t len = cell->len;
	ld_mapper_trim(&text, &len);
	char *seen = ld_arena_alloc(&m->arena, len + 1),
	     *folded = ld_arena_alloc(&m->arena, len + 1);
	if (!seen || !folded)
		return false;
	ld_visible_copy(text, len, seen, len + 1);
	ld_header_fold(text, len, folded);
	m->headers[i] = seen;
	m->folded[i] = folded;
	return true;
}

int ld_mapper_header(struct ld_mapper *m, const struct ld_csv_row *row, struct lindung_error *err)
{
	m->headers = ld_arena_array(&m->arena, row->ncells, sizeof *m->headers);
	m->folded = ld_arena_array(&m->arena, row->ncells, sizeof *m->folded);
	m->used = ld_arena_array(&m->arena, row->ncells, sizeof *m->used);
	if (!m->headers || !m->folded || !m->used)
		return ld_nomem(err);
	for (size_t i = 0; i < row->ncells; i++)
		if (!copy_header(m, i, &row->cells[i]))
			return ld_nomem(err);
	m->nheaders = row->ncells;
	size_t missing = 0;
	for (size_t i = 0; i < m->source->nmaps; i++) {
		int rc = bind(m, i, err);
		if (rc)
			return rc;
		missing += lacks_column(m, i);
	}
	return missing ? missing_columns(m, missing, err) : 0;
}

/* ---- a row ---- */

static int bad_row(struct ld_mapper *m, const struct ld_csv_row *row, int cell, int code,
	const char *reason, struct ld_bad_row *bad)
{
	bool known = cell >= 0 && (size_t)cell < row->ncells;
	ld_visible_copy(known ? row->cells[cell].text : "", known ? row->cells[cell].len : 0,
		m->value, sizeof m->value);
	char said[LD_BAD_REASON];
	snprintf(said, sizeof said, "%s", reason);
	ld_visible_copy(said, strlen(said), m->reason, sizeof m->reason); /* it quotes the source's own forms */
	*bad = (struct ld_bad_row){row->line,
		cell >= 0 && (size_t)cell < m->nheaders ? m->headers[cell] : "", m->value,
		lindung_code_name(code), m->reason, NULL};
	return LD_ROW_BAD;
}

static bool is_blank_row(const struct ld_csv_row *row)
{
	for (size_t i = 0; i < row->ncells; i++) {
		const char *text = row->cells[i].text;
		size_t len = row->cells[i].len;
		ld_mapper_trim(&text, &len);
		if (len)
			return false;
	}
	return true;
}

/* Words at the foot of an office's sheet, where a key should be. */
static bool is_note(const char *text, size_t len)
{
	static const char *const words[] = {"#", "jumlah", "total", "subtotal", "sub total",
		"catatan", "keterangan", "mengetahui", "sumber", "end"};
	if (len && *text >= '0' && *text <= '9')
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t n = strlen(words[i]);
		if (len >= n && strncasecmp(text, words[i], n) == 0 &&
			(n == 1 || len == n || strchr(" :.,", text[n])))
			return true;
	}
	return false;
}

/* A NIK or KK without any digit is no damaged number but no number at all. */
static bool lacks_key(const struct ld_mapper *m, const struct ld_csv_row *row)
{
	int cell = m->columns[m->key];
	if ((size_t)cell >= row->ncells)
		return true;
	const char *text = row->cells[cell].text;
	size_t len = row->cells[cell].len;
	ld_mapper_trim(&text, &len);
	if (!len || is_note(text, len))
		return true;
	if (m->source->fields.items[m->source->key].format == LD_FORMAT_ANY)
		return false;
	for (size_t i = 0; i < len; i++)
		if (text[i] >= '0' && text[i] <= '9')
			return false;
	return ld_utf8_visible(text, len);
}

static bool is_header_again(const struct ld_mapper *m, const struct ld_csv_row *row)
{
	int cell = m->columns[m->key];
	char folded[4 * LD_MAX_NAME + 1];
	if ((size_t)cell >= row->ncells || row->cells[cell].len >= sizeof folded)
		return false;
	char first = row->cells[cell].text[0];
	if (first >= '0' && first <= '9' && first != m->folded[cell][0]) /* no fold drops or changes a digit */
		return false;
	ld_header_fold(row->cells[cell].text, row->cells[cell].len, folded);
	return strcmp(folded, m->folded[cell]) == 0;
}

static int reserve(struct ld_mapper *m, size_t want, struct lindung_error *err)
{
	m->scratch_len = 0;
	if (want <= m->scratch_cap)
		return 0;
	char *p = realloc(m->scratch, want * 2);
	if (!p)
		return ld_nomem(err);
	m->scratch = p;
	m->scratch_cap = want * 2;
	return 0;
}

static size_t room_for_row(const struct ld_mapper *m, const struct ld_csv_row *row)
{
	size_t want = 0;
	for (size_t i = 0; i < m->source->nmaps; i++)
		if (m->columns[i] >= 0)
			want += 3 * (row->cells[m->columns[i]].len + 1);
	return want;
}

static int read_cell(struct ld_mapper *m, const struct ld_csv_row *row, size_t i,
	struct ld_value *values, struct ld_bad_row *bad)
{
	const struct ld_mapping *map = &m->source->maps[i];
	struct lindung_error why;
	int cell = m->columns[i];
	if (cell < 0) {
		values[i] = map->always ? map->value : (struct ld_value){0};
		return LD_ROW_GOOD;
	}
	int rc =
		ld_mapper_cell(m, i, row->cells[cell].text, row->cells[cell].len, &values[i], &why);
	if (rc) {
		snprintf(m->reason, sizeof m->reason, "%s%s%s%s", why.message,
			why.suggestion[0] ? "; did you mean '" : "", why.suggestion,
			why.suggestion[0] ? "'?" : "");
		return bad_row(m, row, cell, rc, m->reason, bad);
	}
	if (i == m->key && values[i].kind == LD_MISSING)
		return bad_row(m, row, cell, LINDUNG_E_KEY, "the row has no key", bad);
	return LD_ROW_GOOD;
}

/* A row that is bad already: name its other bad cells, so that one round of correction does. */
static void add_other_faults(struct ld_mapper *m, const struct ld_csv_row *row, size_t first)
{
	size_t len = strlen(m->reason);
	bool any = false;
	for (size_t i = first; i < m->source->nmaps; i++) {
		struct ld_value ignored;
		struct lindung_error why;
		int cell = m->columns[i];
		if (cell < 0 || i == m->key)
			continue;
		int rc = ld_mapper_cell(m, i, row->cells[cell].text, row->cells[cell].len, &ignored, &why);
		if (!rc)
			continue;
		int n = snprintf(m->reason + len, sizeof m->reason - len, "%s column '%s' [%s]",
			any ? "," : "; also:", m->headers[cell], lindung_code_name(rc));
		if (n < 0 || (size_t)n >= sizeof m->reason - len) {
			m->reason[len] = '\0';
			return;
		}
		len += (size_t)n;
		any = true;
	}
}

int ld_mapper_doubt(struct ld_mapper *m, const struct ld_csv_row *row, const char *key, int64_t rows,
	struct ld_bad_row *bad)
{
	snprintf(m->reason, sizeof m->reason,
		"the key stands %" PRId64 " times in this file with different values", rows);
	bad_row(m, row, m->columns[m->key], LINDUNG_E_DUPLICATE, m->reason, bad);
	bad->key = key;
	return LD_ROW_BAD;
}

/* The first pair whose values stand the wrong way round. */
static int check_order(struct ld_mapper *m, const struct ld_csv_row *row, const struct ld_value *values,
	struct ld_bad_row *bad)
{
	const struct ld_source *s = m->source;
	for (size_t i = 0; i + 1 < s->nin_order; i += 2) {
		size_t first = s->in_order[i], second = s->in_order[i + 1];
		const struct ld_value *a = &values[first], *b = &values[second];
		if (a->kind == LD_MISSING || b->kind == LD_MISSING ||
			(a->kind == LD_F64 ? a->f <= b->f : a->i <= b->i))
			continue;
		snprintf(m->reason, sizeof m->reason, "'%s' is more than '%s': the two stand the wrong way round",
			s->fields.items[s->maps[first].field].name, s->fields.items[s->maps[second].field].name);
		return bad_row(m, row, m->columns[first], LINDUNG_E_RANGE, m->reason, bad);
	}
	return LD_ROW_GOOD;
}

static int judge(struct ld_mapper *m, const struct ld_csv_row *row, struct ld_value *values,
	struct ld_bad_row *bad, struct lindung_error *err)
{
	int key = m->columns[m->key];
	if (row->fault)
		return bad_row(m, row, (int)row->fault_cell - 1, row->fault, row->reason, bad);
	if (is_blank_row(row))
		return LD_ROW_BLANK;
	if (is_header_again(m, row))
		return bad_row(m, row, key, LINDUNG_E_REPEATED,
			"the header stands again among the rows", bad);
	if (lacks_key(m, row))
		return bad_row(m, row, key, LINDUNG_E_KEY,
			"the row has no key: a sub-total, a note, or a person without number", bad);
	if (row->ncells != m->nheaders) {
		snprintf(m->reason, sizeof m->reason, "the row has %zu cells, the header has %zu",
			row->ncells, m->nheaders);
		return bad_row(m, row, key, LINDUNG_E_COLUMNS, m->reason, bad);
	}
	int rc = reserve(m, room_for_row(m, row), err);
	if (rc)
		return rc;
	size_t i = 0;
	rc = read_cell(m, row, m->key, values, bad);
	for (; rc == LD_ROW_GOOD && i < m->source->nmaps; i++)
		if (i != m->key)
			rc = read_cell(m, row, i, values, bad);
	if (rc == LD_ROW_BAD)
		add_other_faults(m, row, i);
	return rc == LD_ROW_GOOD ? check_order(m, row, values, bad) : rc;
}

/* Whose row is it? The key of a bad row is read on its own, whatever else is wrong. */
static int key_of_bad(struct ld_mapper *m, const struct ld_csv_row *row, struct ld_bad_row *bad,
	struct lindung_error *err)
{
	struct ld_value key;
	struct lindung_error why;
	int cell = m->columns[m->key];
	if ((size_t)cell >= row->ncells)
		return LD_ROW_BAD;
	int rc = reserve(m, 3 * (row->cells[cell].len + 1), err);
	if (rc < 0)
		return rc;
	rc = ld_mapper_cell(
		m, m->key, row->cells[cell].text, row->cells[cell].len, &key, &why);
	if (rc >= 0 && key.kind == LD_STR)
		bad->key = key.s;
	return LD_ROW_BAD;
}

int ld_mapper_row(struct ld_mapper *m, const struct ld_csv_row *row, struct ld_value *values,
	struct ld_bad_row *bad, struct lindung_error *err)
{
	int kind = judge(m, row, values, bad, err);
	return kind == LD_ROW_BAD ? key_of_bad(m, row, bad, err) : kind;
}
