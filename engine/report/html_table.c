/*
 * Tables of a page: a caption, headings with their scope, numbers to the right. A column in which no row has a value is
 * left out, as in the text form. A table stands in a region of its own that scrolls, by keyboard too, where the screen
 * is narrower or the table very long; paper gets all of it.
 */
#include "report/html.h"

enum { MOST_COLUMNS = 12, SHORT_TABLE = 15, LONG_TABLE = 30 };

struct ld_html_line {
	enum ld_html_row kind;
	const char *note, *cells[MOST_COLUMNS];
};

struct ld_html_table ld_html_table_init(struct ld_text *t, const struct ld_html_column *columns, size_t n)
{
	ld_assert(n >= 1 && n <= MOST_COLUMNS);
	return (struct ld_html_table){.t = t, .columns = columns, .ncolumns = n};
}

static struct ld_html_line *grow(struct ld_html_table *table)
{
	struct ld_html_line *rows = ld_arena_grow(&table->t->arena, table->rows, table->nrows, &table->cap, sizeof *rows);
	if (!rows) {
		table->t->out->failed = true;
		return NULL;
	}
	table->rows = rows;
	return &rows[table->nrows++];
}

void ld_html_table_add(struct ld_html_table *table, enum ld_html_row kind, const char *const *cells, const char *note)
{
	struct ld_html_line *row = grow(table);
	if (!row)
		return;
	*row = (struct ld_html_line){.kind = kind, .note = note ? note : ""};
	for (size_t c = 0; c < table->ncolumns; c++)
		row->cells[c] = cells[c] ? cells[c] : "";
}

static void put_head(struct ld_html_table *table, const bool *used)
{
	struct ld_text *t = table->t;
	ld_html(t, "<thead><tr>");
	for (size_t c = 0; c < table->ncolumns; c++) {
		const char *head = table->columns[c].head;
		if (used[c] && table->columns[c].number)
			ld_html(t, "<th scope=\"col\" class=\"n\">%s</th>", head);
		else if (used[c])
			ld_html(t, "<th scope=\"col\">%s</th>", head);
	}
	ld_html(t, "</tr></thead>\n<tbody>\n");
}

static void put_row(struct ld_html_table *table, const struct ld_html_line *row, const bool *used)
{
	static const char *const classes[] = {"row", "part", "total"};
	struct ld_text *t = table->t;
	ld_html(t, "<tr class=\"%s\"><th scope=\"row\"><bdi>%s</bdi>", classes[row->kind], row->cells[0]);
	if (*row->note)
		ld_html(t, "<small>%s</small>", row->note);
	ld_html(t, "</th>");
	for (size_t c = 1; c < table->ncolumns; c++) {
		if (used[c] && table->columns[c].number)
			ld_html(t, "<td class=\"n\">%s</td>", row->cells[c]);
		else if (used[c])
			ld_html(t, "<td><bdi>%s</bdi></td>", row->cells[c]);
	}
	ld_html(t, "</tr>\n");
}

void ld_html_table_put(struct ld_html_table *table, const char *id, const char *caption)
{
	bool used[MOST_COLUMNS] = {true};
	struct ld_text *t = table->t;
	const char *size = table->nrows > LONG_TABLE ? "long" : table->nrows > SHORT_TABLE ? "middling" : "short";
	for (size_t r = 0; r < table->nrows; r++)
		for (size_t c = 1; c < table->ncolumns; c++)
			used[c] |= *table->rows[r].cells[c] != '\0';
	if (!table->nrows)
		return;
	if (table->nrows > LONG_TABLE)
		caption = ld_say(t, _("%s (%s rows)"), caption, ld_say_count(t, (int64_t)table->nrows));
	ld_html(t, "<div class=\"scroll %s\" role=\"region\" aria-labelledby=\"%s-c\" tabindex=\"0\">\n", size, id);
	ld_html(t, "<table id=\"%s\">\n<caption id=\"%s-c\"><span>%s</span></caption>\n", id, id, caption);
	put_head(table, used);
	for (size_t r = 0; r < table->nrows; r++)
		put_row(table, &table->rows[r], used);
	ld_html(t, "</tbody>\n</table>\n</div>\n");
}
