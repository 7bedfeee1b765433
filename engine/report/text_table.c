/*
 * Tables without lines: columns two spaces apart, numbers to the right, at most one column of
 * running text that wraps in what is left of the width. A column in which no row has a value is
 * left out, so that a programme without a thing shows nothing about it.
 */
#include "report/text.h"

#include <string.h>

#include "base/utf8.h"

enum { LONGEST_CELL = 44, LEAST_WRAP = 20, MOST_COLUMNS = 12 };

struct ld_table_row {
	enum ld_paint paint;
	const char *note; /* or cells */
	const char *cells[MOST_COLUMNS];
};

struct ld_table ld_table_init(
	struct ld_text *t, int indent, const struct ld_column *columns, size_t n)
{
	ld_assert(n <= MOST_COLUMNS);
	return (struct ld_table){.t = t, .columns = columns, .ncolumns = n, .indent = indent};
}

static struct ld_table_row *grow(struct ld_table *table)
{
	struct ld_table_row *rows = ld_arena_grow(&table->t->arena, table->rows, table->nrows, &table->cap, sizeof *rows);
	if (!rows) {
		table->t->out->failed = true;
		return NULL;
	}
	table->rows = rows;
	return &rows[table->nrows++];
}

static int width(const char *s)
{
	return (int)ld_utf8_width(s, strlen(s));
}

void ld_table_add(struct ld_table *table, enum ld_paint paint, const char *const *cells)
{
	struct ld_table_row *row = grow(table);
	if (!row)
		return;
	*row = (struct ld_table_row){.paint = paint};
	for (size_t i = 0; i < table->ncolumns; i++) {
		const char *cell = cells[i] ? cells[i] : "";
		row->cells[i] = table->columns[i].align == LD_LEFT
					? ld_say_clipped(table->t, cell, LONGEST_CELL)
					: cell;
	}
}

void ld_table_note(struct ld_table *table, const char *note)
{
	struct ld_table_row *row = grow(table);
	if (row)
		*row = (struct ld_table_row){.note = note};
}

struct layout {
	int width[MOST_COLUMNS]; /* 0: the column is left out */
	int start[MOST_COLUMNS];
};

static void measure(const struct ld_table *table, struct layout *l)
{
	int at = table->indent, wrapping = -1, rest = 0;
	memset(l, 0, sizeof *l);
	for (size_t c = 0; c < table->ncolumns; c++) {
		for (size_t r = 0; r < table->nrows; r++) {
			int w = table->rows[r].note ? 0 : width(table->rows[r].cells[c]);
			l->width[c] = w > l->width[c] ? w : l->width[c];
		}
		int head =
			l->width[c] && table->columns[c].head ? width(table->columns[c].head) : 0;
		l->width[c] = head > l->width[c] ? head : l->width[c];
		if (l->width[c] && table->columns[c].align == LD_WRAP)
			wrapping = (int)c;
		else if (l->width[c])
			rest += l->width[c] + (table->columns[c].tight ? 1 : 2);
	}
	if (wrapping >= 0) {
		int room = table->t->width - table->indent - rest;
		room = room < LEAST_WRAP ? LEAST_WRAP : room;
		if (l->width[wrapping] > room)
			l->width[wrapping] = room;
	}
	bool first = true;
	for (size_t c = 0; c < table->ncolumns; c++) {
		if (!l->width[c])
			continue;
		at += first ? 0 : table->columns[c].tight ? 1 : 2;
		first = false;
		l->start[c] = at;
		at += l->width[c];
	}
}

/* The bytes of s that fit in `room` columns, cut at a space where there is one. */
static size_t fitting(const char *s, int room)
{
	size_t len = strlen(s), n = 0, space = 0;
	if (width(s) <= room)
		return len;
	for (uint32_t c; n < len;) {
		size_t step = ld_utf8_next(s + n, len - n, &c);
		if (!step || (int)ld_utf8_width(s, n + step) > room)
			break;
		n += step;
		if (s[n] == ' ')
			space = n;
	}
	return space ? space : n ? n : len;
}

static int put_cell(struct ld_buf *out, int at, int start, int room, enum ld_align align,
	const char *s, size_t n)
{
	int w = (int)ld_utf8_width(s, n);
	if (!n)
		return at;
	if (align == LD_RIGHT)
		start += room - w;
	ld_buf_printf(out, "%*s", start - at, "");
	ld_buf_add(out, s, n);
	return start + w;
}

static void put_row(const struct ld_table *table, const struct layout *l, const char *const *cells)
{
	struct ld_buf *out = table->t->out;
	const char *rest = "";
	int at = 0, start = 0, room = 0;
	for (size_t c = 0; c < table->ncolumns; c++) {
		const char *s = cells[c] ? cells[c] : "";
		enum ld_align align = table->columns[c].align;
		if (!l->width[c])
			continue;
		size_t n = align == LD_WRAP ? fitting(s, l->width[c]) : strlen(s);
		at = put_cell(out, at, l->start[c], l->width[c], align, s, n);
		if (align == LD_WRAP) {
			rest = s + n;
			start = l->start[c];
			room = l->width[c];
		}
	}
	while (*(rest += strspn(rest, " "))) {
		size_t n = fitting(rest, room);
		ld_buf_addc(out, '\n');
		put_cell(out, 0, start, room, LD_WRAP, rest, n);
		rest += n;
	}
}

static void put_head(const struct ld_table *table, const struct layout *l)
{
	const char *heads[MOST_COLUMNS] = {0};
	bool any = false;
	for (size_t c = 0; c < table->ncolumns; c++) {
		heads[c] = table->columns[c].head;
		any = any || (heads[c] && l->width[c]);
	}
	if (!any)
		return;
	ld_put(table->t, ld_paint(table->t, LD_DIM));
	put_row(table, l, heads);
	ld_put(table->t, ld_paint(table->t, LD_PLAIN));
	ld_put(table->t, "\n");
}

void ld_table_put(struct ld_table *table)
{
	struct layout l;
	measure(table, &l);
	put_head(table, &l);
	for (size_t r = 0; r < table->nrows; r++) {
		const struct ld_table_row *row = &table->rows[r];
		if (row->note) {
			ld_put(table->t, ld_paint(table->t, LD_DIM));
			ld_put_lines(table->t, table->indent + 2, row->note);
			ld_put(table->t, ld_paint(table->t, LD_PLAIN));
			continue;
		}
		ld_put(table->t, row->paint == LD_PLAIN ? "" : ld_paint(table->t, row->paint));
		put_row(table, &l, row->cells);
		ld_put(table->t, row->paint == LD_PLAIN ? "" : ld_paint(table->t, LD_PLAIN));
		ld_put(table->t, "\n");
	}
}
