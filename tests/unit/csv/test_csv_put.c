/* What is written reads back equal, and no spreadsheet runs it. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "csv/csv.h"

static const char *put(const char *text)
{
	static struct ld_buf b;
	ld_buf_fini(&b);
	b = ld_buf_init(1 << 20);
	ld_csv_put(&b, text, strlen(text));
	return ld_buf_text(&b);
}

Test(csv_put, cells_are_quoted_where_needed)
{
	cr_expect_str_eq(put("petani"), "petani");
	cr_expect_str_eq(put(""), "");
	cr_expect_str_eq(put("a,b"), "\"a,b\"");
	cr_expect_str_eq(put("a;b"), "\"a;b\"");
	cr_expect_str_eq(put("a\"b"), "\"a\"\"b\"");
	cr_expect_str_eq(put(" a"), "\" a\"");
	cr_expect_str_eq(put("a\nb"), "\"a\nb\"");
	cr_expect_str_eq(put("O'Neal"), "O'Neal");
}

Test(csv_put, formulas_are_disarmed)
{
	cr_expect_str_eq(put("=1+1"), "'=1+1");
	cr_expect_str_eq(put("@SUM(A1)"), "'@SUM(A1)");
	cr_expect_str_eq(put("+62 812"), "'+62 812");
	cr_expect_str_eq(put("-petani"), "'-petani");
	cr_expect_str_eq(put("-"), "'-");
	cr_expect_str_eq(put("-5"), "-5");
	cr_expect_str_eq(put("-5.25"), "-5.25");
	cr_expect_str_eq(put("\t=1"), "\"'\t'=1\"");
	cr_expect_str_eq(put("  =1"), "\"'  =1\"");
	cr_expect_str_eq(put("\xEF\xBC\x9D" "1"), "'\xEF\xBC\x9D" "1");
	cr_expect_str_eq(put("\xEF\xBC\xA0" "x"), "'\xEF\xBC\xA0" "x");
	cr_expect_str_eq(put("\xEF\xBC\x90" "x"), "\xEF\xBC\x90" "x");
	cr_expect_str_eq(put("a;=cmd"), "\"a;'=cmd\"");
	cr_expect_str_eq(put("a\n=cmd"), "\"a\n'=cmd\"");
	cr_expect_str_eq(put("a;-5;b"), "\"a;-5;b\"");
	cr_expect_str_eq(put("umur;desil"), "\"umur;desil\"");
}

static uint32_t next(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

/* The text without the apostrophes that stand before what would run. */
static bool same_but_disarmed(const char *got, size_t gotlen, const char *want, size_t len)
{
	size_t g = 0;
	for (size_t i = 0; i < len; i++, g++) {
		if (g < gotlen && got[g] == '\'' && want[i] != '\'')
			g++;
		if (g >= gotlen || got[g] != want[i])
			return false;
	}
	return g == gotlen;
}

enum { CELLS = 5, LONGEST = 12 };

struct written {
	char text[CELLS][LONGEST + 1];
	int rows;
	bool equal;
};

static int compare(void *ctx, const struct ld_csv_row *row, struct lindung_error *err)
{
	struct written *w = ctx;
	(void)err;
	w->rows++;
	w->equal = row->fault == 0 && row->ncells == CELLS;
	for (size_t i = 0; w->equal && i < CELLS; i++)
		w->equal = same_but_disarmed(row->cells[i].text, row->cells[i].len, w->text[i], strlen(w->text[i]));
	return 0;
}

Test(csv_put, random_rows_read_back_equal)
{
	static const char letters[] = "ab1\" ,;|\t\n\r=+-@'";
	uint64_t state = 1;
	for (int round = 0; round < 4000; round++) {
		struct written w = {.rows = 0};
		struct ld_buf b = ld_buf_init(1 << 16);
		for (int c = 0; c < CELLS; c++) {
			uint32_t n = next(&state) % (LONGEST + 1), breaks = 0;
			for (uint32_t i = 0; i < n; i++) {
				char x = letters[next(&state) % (sizeof letters - 1)];
				if ((x == '\n' || x == '\r') && ++breaks > 6)
					x = 'z';
				w.text[c][i] = x;
			}
			if (c)
				ld_buf_addc(&b, ',');
			ld_csv_put(&b, w.text[c], n);
		}
		ld_buf_puts(&b, "\r\n");
		struct lindung_error err;
		struct ld_csv_options o = {.delimiter = ','};
		int rc = ld_csv_read_mem(b.data, b.len, "t", &o, compare, &w, NULL, &err);
		cr_assert(rc == 0 && w.rows == 1 && w.equal, "round %d: %d rows from <%s>", round, w.rows, b.data);
		ld_buf_fini(&b);
	}
}

/* Every row is told once, in rising lines, and every line that is not blank belongs to a row: nothing is swallowed. */
struct soup {
	int64_t last, rows;
};

static int count(void *ctx, const struct ld_csv_row *row, struct lindung_error *err)
{
	struct soup *s = ctx;
	(void)err;
	cr_assert_gt(row->line, s->last);
	cr_assert_eq(row->fault != 0, row->reason != NULL);
	s->last = row->line;
	s->rows++;
	return 3;
}

Test(csv_put, byte_soup_is_read_to_its_end)
{
	static const char letters[] = "ab\"\",,\n\r \t;\xC3\xA9\x92";
	uint64_t state = 7;
	for (int round = 0; round < 4000; round++) {
		char text[400];
		size_t n = next(&state) % sizeof text;
		int64_t lines = 1;
		for (size_t i = 0; i < n; i++) {
			text[i] = letters[next(&state) % (sizeof letters - 1)];
			lines += text[i] == '\n' || text[i] == '\r';
		}
		struct soup s = {0};
		struct lindung_error err;
		struct ld_csv_options o = {.encoding = (enum ld_encoding)(next(&state) % 3)};
		int rc = ld_csv_read_mem(text, n, "t", &o, count, &s, NULL, &err);
		cr_assert(rc == 0 ? s.rows > 0 : rc == LINDUNG_E_CSV && s.rows == 0);
		cr_assert_leq(s.last, lines);
	}
}
