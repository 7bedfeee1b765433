/*
 * Rows out of bytes: every call of libcsv. libcsv gets one physical line at a time, so that line
 * numbers are exact and a row can be stopped where libcsv itself cannot stop: after a quote that
 * does not fit, reading goes back to the line after the one on which the row began. A line that
 * leaves a quote open has an odd number of quotes, and only such a line can begin a row of several
 * lines, so the text is read at most twice however hostile it is.
 */
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "csv/internal.h"

struct reader {
	struct ld_csv_input in;
	struct csv_parser parser;
	enum ld_encoding encoding;
	char delimiter;
	int64_t line; /* of start */
	size_t width; /* cells the caller expects; 0: not known */
	struct ld_csv_cell cells[LD_MAX_COLUMNS];
	size_t ncells;
	char *text; /* the cells' bytes, [text_cap] */
	size_t text_len, text_cap;
	size_t breaks; /* line breaks in the cell that is open */
	bool done;     /* the row is whole */
	int fault;     /* of the row so far */
	size_t fault_cell; /* of ENCODING, 1-based */
	char reason[160];
};

/* The first fault speaks; one of quotes or size also after one of encoding, because reading cannot
 * go on behind it. */
static void set_fault(struct reader *r, int fault, const char *reason)
{
	if (r->fault && r->fault != LINDUNG_E_ENCODING)
		return;
	r->fault = fault;
	snprintf(r->reason, sizeof r->reason, "%s", reason);
}

static void on_cell(void *text, size_t len, void *ctx)
{
	struct reader *r = ctx;
	r->breaks = 0;
	if (len > LD_MAX_CELL)
		set_fault(r, LINDUNG_E_LIMIT, "a cell is longer than 65536 bytes");
	if (r->ncells == LD_MAX_COLUMNS)
		set_fault(r, LINDUNG_E_LIMIT, "the row has more than 1024 cells");
	if (r->fault)
		return;
	char *to = r->text + r->text_len;
	size_t n = ld_csv_decode(r->encoding, text, len, to);
	if (n == SIZE_MAX) {
		set_fault(r, LINDUNG_E_ENCODING, "a byte that Windows-1252 does not have");
		return;
	}
	to[n] = '\0';
	r->cells[r->ncells++] = (struct ld_csv_cell){to, n};
	r->text_len += n + 1;
}

static void on_row(int c, void *ctx)
{
	(void)c;
	((struct reader *)ctx)->done = true;
}

static void parser_reset(struct reader *r)
{
	/* csv_fini forgets an open quote only when it is not strict. */
	csv_set_opts(&r->parser, CSV_APPEND_NULL);
	csv_fini(&r->parser, NULL, NULL, NULL);
	csv_set_opts(&r->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
}

static void row_reset(struct reader *r)
{
	r->ncells = r->text_len = r->breaks = 0;
	r->done = false;
	r->fault = 0;
	r->fault_cell = 0;
}

static bool is_blank(const char *s, size_t n)
{
	while (n && strchr(" \t\r\n", *s))
		s++, n--;
	return !n;
}

/* Give libcsv one physical line; only the file's last one may lack its end. A quote in the wrong
 * place is a fault of the row. */
static int feed(struct reader *r, const char *s, size_t n, bool last, struct lindung_error *err)
{
	bool fits = csv_parse(&r->parser, s, n, on_cell, on_row, r) == n;
	if (fits && last && !r->done && csv_fini(&r->parser, on_cell, on_row, r)) {
		set_fault(r, LINDUNG_E_QUOTE, "a quote is not closed before the end of the file");
		return 0;
	}
	if (fits)
		return 0;
	if (csv_error(&r->parser) != CSV_EPARSE)
		return ld_nomem(err);
	set_fault(r, LINDUNG_E_QUOTE, "a quote stands inside a cell or is not closed");
	return 0;
}

static size_t separators(const char *s, size_t n, char delimiter)
{
	size_t count = 0;
	for (const char *end = s + n; (s = memchr(s, delimiter, (size_t)(end - s))); s++)
		count++;
	return count;
}

/* A row of several lines in a table of known width: its quote swallowed rows when it has another
 * number of cells, or when its first line and a later one would each be a row on their own. */
static bool swallows(const struct reader *r, const size_t *ends, size_t nlines)
{
	const char *s = r->in.buf + r->in.start;
	if (!r->width || nlines < 2)
		return false;
	if (r->ncells != r->width)
		return true;
	if (separators(s, ends[0], r->delimiter) < r->width - 1)
		return false;
	for (size_t i = 1; i < nlines; i++)
		if (separators(s + ends[i - 1], ends[i] - ends[i - 1], r->delimiter) >=
			r->width - 1)
			return true;
	return false;
}

/* A row that is not UTF-8, with the cell that is not. */
static void check_utf8(struct reader *r, size_t len)
{
	if (r->encoding != LD_UTF8 || r->fault || ld_utf8_valid(r->in.buf + r->in.start, len))
		return;
	snprintf(r->reason, sizeof r->reason, "the row is not UTF-8");
	for (size_t i = 0; i < r->ncells; i++) {
		if (ld_utf8_valid(r->cells[i].text, r->cells[i].len))
			continue;
		snprintf(r->reason, sizeof r->reason,
			"cell %zu is not UTF-8; if the file is in an old encoding, say encoding = \"latin1\" "
			"(or \"windows-1252\") in the source",
			i + 1);
		r->fault_cell = i + 1;
		break;
	}
	r->fault = LINDUNG_E_ENCODING;
}

enum { ENDS = 4096 }; /* lines of one row that are looked at: 8 in a cell */

struct extent {
	size_t ends[ENDS]; /* where each physical line of the row ends, from start */
	size_t nlines, len;
	bool blank, too_long;
};

/* Read lines until the row is whole or at fault. Returns 1, or 0 at the end of the file. */
static int row_collect(struct reader *r, struct extent *x, struct lindung_error *err)
{
	x->nlines = x->len = 0;
	x->blank = x->too_long = false;
	for (;;) {
		size_t len;
		int rc = ld_csv_input_line(&r->in, x->len, &len, err);
		if (rc < 0 || (rc == 0 && !x->nlines))
			return rc;
		if (rc == 2 && !x->nlines)
			x->too_long = true;
		if (rc != 1 || x->nlines == ENDS) {
			set_fault(r, rc == 2 && !x->nlines ? LINDUNG_E_LIMIT : LINDUNG_E_QUOTE,
				rc == 2 && !x->nlines ? "the line is longer than 1048576 bytes"
						      : "a quote is not closed");
			return 1;
		}
		const char *s = r->in.buf + r->in.start + x->len;
		rc = feed(r, s, len, s[len - 1] != '\n' && s[len - 1] != '\r', err);
		if (rc)
			return rc;
		x->blank = !x->nlines && !r->done && !r->fault && is_blank(s, len);
		x->len += len;
		x->ends[x->nlines++] = x->len;
		if (r->done || x->blank || (r->fault && r->fault != LINDUNG_E_ENCODING))
			return 1;
		if (++r->breaks > LD_MAX_CELL_LINES) {
			set_fault(r, LINDUNG_E_QUOTE, "a quote is not closed within 8 lines");
			return 1;
		}
	}
}

/* Go past what was read: all of a whole row, the first line alone of one at fault. */
static int row_leave(struct reader *r, const struct extent *x, struct lindung_error *err)
{
	if (x->too_long) {
		r->line++;
		return ld_csv_input_skip_line(&r->in, err);
	}
	bool whole = !r->fault || r->fault == LINDUNG_E_ENCODING;
	r->in.start += whole ? x->len : x->ends[0];
	r->line += whole ? (int64_t)x->nlines : 1;
	return 0;
}

static int row_deliver(struct reader *r, ld_csv_row_fn *row, void *ctx, struct lindung_error *err)
{
	struct ld_csv_row out = {
		r->cells, r->fault ? 0 : r->ncells, r->line, r->fault, r->fault ? r->reason : NULL,
		r->fault_cell};
	int rc = row(ctx, &out, err);
	if (rc > 0)
		r->width = (size_t)rc;
	return rc < 0 ? rc : 0;
}

static int read_rows(struct reader *r, ld_csv_row_fn *row, void *ctx, struct lindung_error *err)
{
	struct extent x;
	bool any = false;
	for (;;) {
		row_reset(r);
		int rc = row_collect(r, &x, err);
		if (rc < 0)
			return rc;
		if (rc == 0)
			break;
		if (!r->fault && swallows(r, x.ends, x.nlines))
			set_fault(r, LINDUNG_E_QUOTE,
				"a quote is not closed, or stands in the wrong place, and swallows rows");
		check_utf8(r, x.len);
		if (r->fault)
			parser_reset(r);
		any = any || !x.blank;
		rc = x.blank ? 0 : row_deliver(r, row, ctx, err);
		if (!rc)
			rc = row_leave(r, &x, err);
		if (rc)
			return rc;
	}
	return any ? 0 : ld_fail(err, LINDUNG_E_CSV, "'%s' has no row", r->in.name);
}

/* What the first bytes decide: is it CSV at all, its byte order mark, its separator. */
static int begin(struct reader *r, const struct ld_csv_options *options, bool *ret_bom,
	struct lindung_error *err)
{
	int rc = ld_csv_input_want(&r->in, LD_CSV_SNIFF, err);
	if (rc)
		return rc;
	size_t n = r->in.end < LD_CSV_SNIFF ? r->in.end : LD_CSV_SNIFF;
	rc = ld_csv_sniff_kind(r->in.buf, n, r->in.name, err);
	if (rc)
		return rc;
	*ret_bom = n >= 3 && memcmp(r->in.buf, "\xEF\xBB\xBF", 3) == 0;
	r->in.start = *ret_bom ? 3 : 0;
	r->encoding = *ret_bom ? LD_UTF8 : options->encoding;
	r->delimiter = options->delimiter
			       ? options->delimiter
			       : ld_csv_sniff_delimiter(r->in.buf + r->in.start, n - r->in.start);
	r->text_cap = (size_t)(r->encoding == LD_UTF8 ? 1 : 3) * LD_MAX_ROW + LD_MAX_COLUMNS + 1;
	r->text = malloc(r->text_cap);
	if (!r->text)
		return ld_nomem(err);
	csv_set_delim(&r->parser, (unsigned char)r->delimiter);
	csv_set_blk_size(&r->parser, 4096);
	return 0;
}

static int read_all(struct reader *r, const struct ld_csv_options *options, ld_csv_row_fn *row,
	void *ctx, struct ld_csv_info *ret, struct lindung_error *err)
{
	struct ld_csv_info info = {0};
	int rc = ld_csv_input_init(&r->in, err);
	if (!rc)
		rc = begin(r, options, &info.bom, err);
	if (!rc)
		rc = read_rows(r, row, ctx, err);
	if (rc || !ret)
		return rc;
	info.delimiter = r->delimiter;
	info.bytes = r->in.bytes;
	ld_sha256_end(&r->in.hash, info.sha256);
	*ret = info;
	return 0;
}

static int run(int fd, const void *data, size_t len, const char *name,
	const struct ld_csv_options *options, ld_csv_row_fn *row, void *ctx,
	struct ld_csv_info *ret, struct lindung_error *err)
{
	struct reader *r = calloc(1, sizeof *r);
	if (!r)
		return ld_nomem(err);
	r->in = (struct ld_csv_input){
		.name = name, .fd = fd, .mem = data, .mem_len = len, .hashes = ret};
	r->line = 1;
	csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
	int rc = read_all(r, options, row, ctx, ret, err);
	csv_free(&r->parser);
	ld_csv_input_fini(&r->in);
	free(r->text);
	free(r);
	return rc;
}

int ld_csv_read(int fd, const char *name, const struct ld_csv_options *options, ld_csv_row_fn *row,
	void *ctx, struct ld_csv_info *ret, struct lindung_error *err)
{
	return run(fd, NULL, 0, name, options, row, ctx, ret, err);
}

int ld_csv_read_mem(const void *data, size_t len, const char *name,
	const struct ld_csv_options *options, ld_csv_row_fn *row, void *ctx,
	struct ld_csv_info *ret, struct lindung_error *err)
{
	return run(-1, len ? data : "", len, name, options, row, ctx, ret, err);
}

#define TEXT(n) #n
#define DECIMAL(n) TEXT(n)

const char *ld_csv_version(void)
{
	return DECIMAL(CSV_MAJOR) "." DECIMAL(CSV_MINOR) "." DECIMAL(CSV_RELEASE);
}
