/* Rows of a CSV text in one line of text a row, for short expectations: "1[a|b]" is line 1 with cells a and b, "3!QUOTE" a
 * row at fault. */
#ifndef TEST_CSV_ROWS_H
#define TEST_CSV_ROWS_H

#include <string.h>

#include "csv/csv.h"

struct rows {
	struct ld_buf out;
	int width;
};

static int rows_add(void *ctx, const struct ld_csv_row *row, struct lindung_error *err)
{
	struct rows *r = ctx;
	(void)err;
	ld_buf_printf(&r->out, "%s%lld", r->out.len ? " " : "", (long long)row->line);
	if (row->fault)
		ld_buf_printf(&r->out, "!%s", lindung_code_name(row->fault));
	for (size_t i = 0; i < row->ncells; i++) {
		ld_buf_puts(&r->out, i ? "|" : "[");
		ld_buf_add(&r->out, row->cells[i].text, row->cells[i].len);
	}
	if (!row->fault)
		ld_buf_puts(&r->out, "]");
	return r->width;
}

/* The rows as text, or the name of the code of the refusal. Valid until the next call. */
static const char *rows_read(const char *text, size_t len, struct ld_csv_options options, int width)
{
	static struct rows r;
	ld_buf_fini(&r.out);
	r.out = ld_buf_init(16 << 20);
	r.width = width;
	struct lindung_error err;
	int rc = ld_csv_read_mem(text, len, "t.csv", &options, rows_add, &r, NULL, &err);
	return rc ? lindung_code_name(rc) : ld_buf_text(&r.out);
}

#define ROWS(text) rows_read(text, sizeof(text) - 1, (struct ld_csv_options){0}, 0)
#define ROWS_OF(width, text) rows_read(text, sizeof(text) - 1, (struct ld_csv_options){0}, width)

#endif
