/* Texts split at 0x1F, written as one row of CSV: it reads back as the same texts but for apostrophes where a spreadsheet
 * would run one, and no piece of a cell, wherever a spreadsheet may split it, begins a formula. */
#include "base/num.h"
#include "base/utf8.h"
#include "csv/csv.h"
#include "fuzz.h"

enum { CELLS = 16, SEPARATOR = 0x1F };

struct cell {
	const char *text;
	size_t len;
};

struct written {
	struct cell cells[CELLS];
	size_t n;
	int rows;
};

static bool splits(char c)
{
	return c == ';' || c == '\t' || c == '\r' || c == '\n';
}

static bool begins_formula(const char *s, size_t n)
{
	static const char *const marks[] = {"=", "+", "-", "@", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
	double number;
	while (n && *s == ' ')
		s++, n--;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (n >= strlen(marks[i]) && memcmp(s, marks[i], strlen(marks[i])) == 0)
			return !ld_number_parse(s, n, &number);
	return false;
}

static void check_cell(const struct cell *want, const struct ld_csv_cell *got)
{
	size_t i = 0;
	for (size_t k = 0; k < got->len; k++) {
		if (i < want->len && got->text[k] == want->text[i])
			i++;
		else
			ld_assert(got->text[k] == '\'' && i < want->len && (!i || splits(want->text[i - 1])));
	}
	ld_assert(i == want->len);
	for (size_t from = 0, to; from <= got->len; from = to + 1) {
		for (to = from; to < got->len && !splits(got->text[to]);)
			to++;
		ld_assert(!begins_formula(got->text + from, to - from));
	}
}

static int on_row(void *ctx, const struct ld_csv_row *row, struct lindung_error *err)
{
	struct written *w = ctx;
	(void)err;
	ld_assert(!row->fault && !w->rows++ && row->ncells == w->n + 1);
	for (size_t i = 0; i < w->n; i++)
		check_cell(&w->cells[i], &row->cells[i + 1]);
	return 0;
}

/* What the reader takes: visible or not, but text, and not more lines in a cell than a cell may have. */
static bool readable(const char *s, size_t n)
{
	size_t breaks = 0;
	for (size_t i = 0; i < n; i++)
		breaks += s[i] == '\n' || s[i] == '\r';
	return ld_utf8_valid(s, n) && !memchr(s, '\0', n) && breaks < 8;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct written w = {.n = 0};
	struct lindung_error err;
	struct ld_buf out = ld_buf_init(1 << 20);
	char *text = fuzz_text(data, size), *at = text, *end = text + size;
	ld_buf_puts(&out, "x");
	while (at && w.n < CELLS) {
		char *next = memchr(at, SEPARATOR, (size_t)(end - at));
		size_t n = (size_t)((next ? next : end) - at);
		if (readable(at, n)) {
			w.cells[w.n++] = (struct cell){at, n};
			ld_buf_addc(&out, ',');
			ld_csv_put(&out, at, n);
		}
		at = next ? next + 1 : NULL;
	}
	ld_buf_addc(&out, '\n');
	ld_assert(ld_csv_read_mem(out.data, out.len, "fuzz", &(struct ld_csv_options){','}, on_row, &w, NULL, &err) == 0);
	ld_assert(w.rows == 1);
	ld_buf_fini(&out);
	free(text);
	return 0;
}
