/* Cells replaced in spreadsheets of every make: what is asked for changes, every other byte stays. */
#include "ld_test.h"

#include <stdlib.h>
#include <string.h>

#include "csv/csv.h"

static char *replaced(const char *text, const struct ld_csv_edit *edits, size_t n)
{
	struct lindung_error err;
	struct ld_buf out = ld_buf_init(1 << 20);
	ld_ok(ld_csv_replace(text, strlen(text), "kasus.csv", edits, n, &out, &err));
	char *s = strdup(ld_buf_text(&out));
	ld_buf_fini(&out);
	return s;
}

#define becomes(text, line, cell, to, want)                                                                    \
	do {                                                                                                   \
		char *got_ = replaced(text, &(struct ld_csv_edit){line, cell, to}, 1);                         \
		cr_expect_str_eq(got_, want);                                                                  \
		free(got_);                                                                                    \
	} while (0)

Test(csv_replace, a_cell_keeps_its_make)
{
	becomes("a,b\nx,layak\ny,z\n", 2, 1, "tolak:u", "a,b\nx,tolak:u\ny,z\n");
	becomes("a,b\r\nx,layak\r\n", 2, 1, "tolak:u", "a,b\r\nx,tolak:u\r\n");
	becomes("a,b\rx,layak", 2, 1, "tolak:u", "a,b\rx,tolak:u");
	becomes("\xEF\xBB\xBF" "a;b\nx;\"layak\"\n", 2, 1, "tolak:u", "\xEF\xBB\xBF" "a;b\nx;\"tolak:u\"\n");
	becomes("a,b\nx, layak \t\n", 2, 1, "tolak:u", "a,b\nx, tolak:u \t\n");
	becomes("a,b\n\"x\ny\"\"z\",layak\np,q\n", 2, 1, "periksa:d", "a,b\n\"x\ny\"\"z\",periksa:d\np,q\n");
	becomes("a,b\n\n\nx,layak\n", 4, 1, "periksa:d", "a,b\n\n\nx,periksa:d\n");
}

Test(csv_replace, a_cell_gets_the_quotes_it_needs)
{
	becomes("a;b;c\nx;layak;1\n", 2, 1, "tolak:u;v", "a;b;c\nx;\"tolak:u;v\";1\n");
	becomes("a,b,c\nx,layak,1\n", 2, 1, "tolak:u;v", "a,b,c\nx,tolak:u;v,1\n");
	/* Without quotes the separator would be taken for another one. */
	becomes("a;b;c,d\nx,layak\n", 2, 1, "tolak:u;v;w", "a;b;c,d\nx,\"tolak:u;v;w\"\n");
}

Test(csv_replace, a_place_that_is_not_there_is_refused)
{
	struct lindung_error err;
	struct ld_buf out = ld_buf_init(1 << 20);
	static const char text[] = "a,b\nx,layak\n";
	ld_fails(CSV, ld_csv_replace(text, strlen(text), "kasus.csv", &(struct ld_csv_edit){2, 2, "x"}, 1, &out, &err));
	ld_fails(CSV, ld_csv_replace(text, strlen(text), "kasus.csv", &(struct ld_csv_edit){9, 1, "x"}, 1, &out, &err));
	ld_buf_fini(&out);
}

/* ---- random files, made of cells whose make is known ---- */

struct sheet {
	struct ld_buf text, want;
	char delimiter;
	const char *eol;
	uint64_t rng;
	struct ld_csv_edit edits[64];
	size_t nedits;
	int64_t line;
};

static void both(struct sheet *s, const char *text)
{
	ld_buf_puts(&s->text, text);
	ld_buf_puts(&s->want, text);
}

static void cell(struct sheet *s, const char *text, const char *other)
{
	static const char *const blanks[] = {"", "", "", " ", "  "};
	const char *before = blanks[ld_below(&s->rng, 5)], *after = blanks[ld_below(&s->rng, 5)];
	bool quoted = ld_below(&s->rng, 3) == 0, needs = other && strchr(other, s->delimiter);
	both(s, before);
	if (quoted)
		both(s, "\"");
	ld_buf_puts(&s->text, text);
	ld_buf_puts(&s->want, !quoted && needs ? "\"" : "");
	ld_buf_puts(&s->want, other ? other : text);
	ld_buf_puts(&s->want, !quoted && needs ? "\"" : "");
	if (quoted)
		both(s, "\"");
	both(s, after);
}

static void row(struct sheet *s, size_t columns, size_t at)
{
	static const char *const words[] = {"layak", "layak:15", "x y", "tolak:umur", "", "é"};
	static const char *const answers[] = {"tolak:umur;desil", "layak", "periksa:desil", "layak:-3"};
	char delimiter[2] = {s->delimiter, '\0'};
	bool edit = s->nedits < 64 && ld_below(&s->rng, 2);
	const char *to = answers[ld_below(&s->rng, 4)];
	if (edit)
		s->edits[s->nedits++] = (struct ld_csv_edit){s->line, at, to};
	for (size_t i = 0; i < columns; i++) {
		both(s, i ? delimiter : "");
		cell(s, !i ? "nama" : words[ld_below(&s->rng, i == at ? 4 : 6)], edit && i == at ? to : NULL);
	}
	both(s, s->eol);
	s->line++;
	while (ld_below(&s->rng, 6) == 0) {
		both(s, s->eol);
		s->line++;
	}
}

Test(csv_replace, random_sheets_change_where_they_were_asked_to)
{
	static const char *const eols[] = {"\n", "\r\n", "\r"};
	size_t edits = 0;
	for (uint64_t seed = 1; seed <= 3000; seed++) {
		struct sheet s = {.text = ld_buf_init(1 << 20), .want = ld_buf_init(1 << 20), .rng = seed, .line = 1};
		struct lindung_error err;
		struct ld_buf out = ld_buf_init(1 << 20);
		s.delimiter = ",;\t|"[ld_below(&s.rng, 4)];
		s.eol = eols[ld_below(&s.rng, 3)];
		size_t columns = 4 + ld_below(&s.rng, 4), at = 1 + ld_below(&s.rng, 3), rows = 1 + ld_below(&s.rng, 20);
		if (ld_below(&s.rng, 4) == 0)
			both(&s, "\xEF\xBB\xBF");
		for (size_t i = 0; i < rows; i++)
			row(&s, columns, at);
		ld_ok(ld_csv_replace(ld_buf_text(&s.text), s.text.len, "kasus.csv", s.edits, s.nedits, &out, &err));
		cr_assert_str_eq(ld_buf_text(&out), ld_buf_text(&s.want), "seed %lu: %s became %s", seed,
			ld_buf_text(&s.text), ld_buf_text(&out));
		edits += s.nedits;
		ld_buf_fini(&s.text);
		ld_buf_fini(&s.want);
		ld_buf_fini(&out);
	}
	cr_assert_gt(edits, 5000);
}
