/*
 * Some cells of a CSV file replaced, every other byte as it was: quotes, separators, blanks, line ends. Rows are found by
 * their physical lines and cells by a scan that is simpler than reading; so what comes out is read by the reader itself
 * and compared cell by cell with what went in, and given away only when nothing else has changed.
 */
#include <string.h>

#include "base/limits.h"
#include "csv/csv.h"

/* ---- what a reader sees: every cell with its line, as bytes that can be compared ---- */

struct seen {
	struct ld_buf *out;
	const struct ld_csv_edit *edits; /* [n] ascending by line */
	size_t n, at;
};

static const char *edited(struct seen *s, int64_t line, size_t cell)
{
	while (s->at < s->n && s->edits[s->at].line < line)
		s->at++;
	bool here = s->at < s->n && s->edits[s->at].line == line && s->edits[s->at].cell == cell;
	return here ? s->edits[s->at].text : NULL;
}

static int see_row(void *ctx, const struct ld_csv_row *row, struct lindung_error *err)
{
	struct seen *s = ctx;
	if (row->fault)
		return ld_fail(err, row->fault, "%s", row->reason ? row->reason : "the row cannot be read");
	for (size_t i = 0; i < row->ncells; i++) {
		const char *text = edited(s, row->line, i);
		size_t n = text ? strlen(text) : row->cells[i].len;
		ld_buf_printf(s->out, "%lld.%zu %zu:", (long long)row->line, i, n);
		ld_buf_add(s->out, text ? text : row->cells[i].text, n);
	}
	return s->out->failed ? ld_nomem(err) : 0;
}

static int see(const char *data, size_t len, const char *name, const struct ld_csv_edit *edits, size_t n, char *delimiter,
	struct ld_buf *out, struct lindung_error *err)
{
	struct seen s = {out, edits, n, 0};
	struct ld_csv_info info = {0};
	int rc = ld_csv_read_mem(data, len, name, &(struct ld_csv_options){0}, see_row, &s, &info, err);
	*delimiter = info.delimiter;
	return rc;
}

/* ---- where a cell stands ---- */

/* Where the physical line after the one at `from` begins. */
static size_t next_line(const char *s, size_t len, size_t from)
{
	while (from < len && s[from] != '\n' && s[from] != '\r')
		from++;
	if (from < len && s[from] == '\r' && from + 1 < len && s[from + 1] == '\n')
		from++;
	return from < len ? from + 1 : len;
}

/* The end of the cell that begins at `from`. */
static size_t cell_end(const char *s, size_t len, size_t from, char delimiter)
{
	bool quoted = false;
	for (; from < len; from++) {
		if (s[from] == '"')
			quoted = !quoted;
		else if (!quoted && (s[from] == delimiter || s[from] == '\n' || s[from] == '\r'))
			break;
	}
	return from;
}

static bool is_blank(char c, char delimiter)
{
	return (c == ' ' || c == '\t') && c != delimiter;
}

/* The bytes of a cell's text, inside its quotes where it has some. */
static bool find_cell(const char *s, size_t len, size_t row, size_t cell, char delimiter, size_t *ret_from, size_t *ret_to)
{
	size_t from = row, to = cell_end(s, len, from, delimiter);
	for (size_t i = 0; i < cell; i++) {
		if (to >= len || s[to] != delimiter)
			return false;
		from = to + 1;
		to = cell_end(s, len, from, delimiter);
	}
	while (from < to && is_blank(s[from], delimiter))
		from++;
	while (from < to && is_blank(s[to - 1], delimiter))
		to--;
	if (to - from >= 2 && s[from] == '"' && s[to - 1] == '"')
		from++, to--;
	*ret_from = from;
	*ret_to = to;
	return true;
}

/* ---- writing ---- */

static void put_text(struct ld_buf *out, const char *text, bool in_quotes, bool quote)
{
	bool add = quote && !in_quotes;
	ld_buf_puts(out, add ? "\"" : "");
	for (; *text; text++) {
		if (*text == '"' && (quote || in_quotes))
			ld_buf_addc(out, '"');
		ld_buf_addc(out, *text);
	}
	ld_buf_puts(out, add ? "\"" : "");
}

static bool rewrite(const char *s, size_t len, const struct ld_csv_edit *edits, size_t n, char delimiter, bool quote,
	struct ld_buf *out)
{
	size_t done = 0, at = len >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	int64_t line = 1;
	for (size_t i = 0; i < n; i++) {
		size_t from, to;
		for (; line < edits[i].line && at < len; line++)
			at = next_line(s, len, at);
		if (!find_cell(s, len, at, edits[i].cell, delimiter, &from, &to) || from < done)
			return false;
		ld_buf_add(out, s + done, from - done);
		put_text(out, edits[i].text, from && s[from - 1] == '"', quote || strchr(edits[i].text, delimiter));
		done = to;
	}
	ld_buf_add(out, s + done, len - done);
	return true;
}

static int compare(const struct ld_buf *made, const char *name, const struct ld_buf *want, bool *ret_same,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf got = ld_buf_init(LD_MAX_REWRITTEN);
	struct lindung_error other;
	char delimiter;
	int rc = see(ld_buf_text(made), made->len, name, NULL, 0, &delimiter, &got, &other);
	if (rc == LINDUNG_E_NOMEM)
		return ld_nomem(err);
	*ret_same = rc >= 0 && got.len == want->len && memcmp(ld_buf_text(&got), ld_buf_text(want), got.len) == 0;
	return 0;
}

int ld_csv_replace(const char *data, size_t len, const char *name, const struct ld_csv_edit *edits, size_t n,
	struct ld_buf *out, struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf want = ld_buf_init(LD_MAX_REWRITTEN);
	char delimiter;
	int rc = see(data, len, name, edits, n, &delimiter, &want, err);
	for (int quote = 0; quote < 2 && rc >= 0; quote++) {
		bool same = false;
		ld_buf_reset(out);
		bool found = rewrite(data, len, edits, n, delimiter, quote, out);
		if (out->failed)
			return ld_nomem(err);
		if (found)
			rc = compare(out, name, &want, &same, err);
		if (rc < 0 || same)
			return rc;
	}
	return rc < 0 ? rc : ld_fail(err, LINDUNG_E_CSV, "'%s' cannot be rewritten so that all else stays as it is", name);
}
