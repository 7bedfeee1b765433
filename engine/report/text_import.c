/*
 * What an import did, a line a file that adds up, and the rows that could not be read with where to
 * correct them.
 */
#include "report/text.h"

#include <string.h>

enum { FIRST_ROWS = 10 };

static void add_file(struct ld_table *table, const char *name, enum ld_paint paint, const json_t *f)
{
	struct ld_text *t = table->t;
	ld_table_add(table, paint,
		(const char *[]){name, ld_say_count(t, ld_get_int(f, "read")), "=",
			ld_say_count(t, ld_get_int(f, "stored")), "+",
			ld_say_count(t, ld_get_int(f, "quarantined")), "+",
			ld_say_count(t, ld_get_int(f, "unchanged"))});
}

static void put_files(struct ld_text *t)
{
	const struct ld_column columns[] = {{_("file"), LD_LEFT}, {_("read"), LD_RIGHT},
		{NULL, LD_LEFT, true}, {_("stored"), LD_RIGHT, true}, {NULL, LD_LEFT, true},
		{_("quarantined"), LD_RIGHT, true}, {NULL, LD_LEFT, true},
		{_("unchanged"), LD_RIGHT, true}};
	const json_t *files = ld_get(t->doc, "files");
	struct ld_table table = ld_table_init(t, 0, columns, 8);
	for (size_t i = 0; i < json_array_size(files); i++)
		add_file(&table, ld_say_key(t, json_array_get(files, i), "file"), LD_PLAIN,
			json_array_get(files, i));
	if (json_array_size(files) > 1)
		add_file(&table, _("total"), LD_BOLD, t->doc);
	ld_table_put(&table);
}

/* The code stands behind what it is of, before the row's other bad cells. */
static const char *reason(struct ld_text *t, const json_t *row)
{
	const char *s = ld_say_key(t, row, "reason"), *also = strstr(s, "; also: ");
	int n = also ? (int)(also - s) : (int)strlen(s);
	return ld_say(t, "%.*s [%s]%s", n, s, ld_say_key(t, row, "code"), s + n);
}

/* Rows of one file from index `from`, at most `most`; returns the index behind them. */
static size_t put_bad_rows(struct ld_text *t, const json_t *rows, size_t from, size_t most)
{
	const struct ld_column columns[] = {{_("line"), LD_RIGHT}, {_("column"), LD_LEFT},
		{_("value"), LD_LEFT}, {_("reason"), LD_WRAP}};
	struct ld_table table = ld_table_init(t, 2, columns, 4);
	const json_t *first = json_array_get(rows, from);
	const char *file = ld_get_text(first, "file");
	int64_t delivery = ld_get_int(first, "delivery");
	size_t i = from;
	for (; i < json_array_size(rows) && i - from < most; i++) {
		const json_t *r = json_array_get(rows, i);
		if (strcmp(ld_get_text(r, "file"), file) != 0 ||
			ld_get_int(r, "delivery") != delivery)
			break;
		const char *value = ld_get_known(r, "value")
					    ? ld_say(t, "'%s'", ld_say_key(t, r, "value"))
					    : "";
		ld_table_add(&table, LD_PLAIN,
			(const char *[]){ld_say(t, "%d", (int)ld_get_int(r, "line")),
				ld_say_key(t, r, "column"), value,
				reason(t, r)});
	}
	ld_put_heading(t, delivery ? ld_say(t, _("%s (delivery %d, source %s)"),
					     ld_say_safe(t, file), (int)delivery,
					     ld_say_key(t, first, "source"))
				   : ld_say_safe(t, file));
	ld_table_put(&table);
	return i;
}

/* Keys that stand twice, with both places: the later row is the one that counts. */
static void put_repeated(struct ld_text *t)
{
	const struct ld_column columns[] = {{_("key"), LD_LEFT}, {_("this row counts"), LD_LEFT},
		{_("instead of"), LD_WRAP}};
	const json_t *list = ld_get(t->doc, "repeated");
	size_t n = json_array_size(list);
	if (!n)
		return;
	struct ld_table table = ld_table_init(t, 2, columns, 3);
	for (size_t i = 0; i < n; i++) {
		const json_t *r = json_array_get(list, i);
		int line = (int)ld_get_int(r, "instead_of_line");
		bool same = strcmp(ld_get_text(r, "file"), ld_get_text(r, "instead_of_file")) == 0;
		ld_table_add(&table, LD_PLAIN,
			(const char *[]){ld_say_key(t, r, "key"), ld_say_place(t, r),
				same ? ld_say(t, _("line %d"), line)
				     : ld_say(t, _("%s line %d"),
					       ld_say_key(t, r, "instead_of_file"), line)});
	}
	ld_table_put(&table);
	if (n == 100)
		ld_put_lines(t, 2, _("Only the first 100 are listed."));
	ld_put(t, "\n");
}

void ld_text_import(struct ld_text *t)
{
	const json_t *d = t->doc, *bad = ld_get(d, "quarantine"),
		     *ignored = ld_get(d, "ignored_columns");
	int64_t delivery = ld_get_int(d, "delivery"), duplicates = ld_get_int(d, "duplicates");
	int64_t quarantined = ld_get_int(d, "quarantined");
	const char *source = ld_say_key(t, d, "source");
	put_files(t);
	ld_put(t, "\n");
	if (delivery)
		ld_put_lines(t, 0,
			ld_say(t, _("Stored as delivery %d of source %s."), (int)delivery, source));
	else
		ld_put_lines(t, 0,
			ld_say(t, _("Nothing new: source %s has these files already."), source));
	if (duplicates)
		ld_put_lines(t, 0,
			ld_say(t,
				dngettext("lindung",
					"%s key stands more than once; its last row counts.",
					"%s keys stand more than once; the last row of each "
					"counts.",
					(unsigned long)duplicates),
				ld_say_count(t, duplicates)));
	put_repeated(t);
	if (json_array_size(ignored))
		ld_put_lines(
			t, 0, ld_say(t, _("Columns not used: %s."), ld_say_list(t, ignored, ", ")));
	if (!json_array_size(bad))
		return;
	ld_put_lines(t, 0,
		ld_say(t,
			dngettext("lindung", "%s row could not be read and is in quarantine:",
				"%s rows could not be read and are in quarantine:",
				(unsigned long)quarantined),
			ld_say_count(t, quarantined)));
	size_t shown = 0;
	while (shown < json_array_size(bad) && shown < FIRST_ROWS)
		shown = put_bad_rows(t, bad, shown, FIRST_ROWS - shown);
	ld_put(t, "\n");
	if (quarantined > (int64_t)shown)
		ld_put_lines(t, 0,
			ld_say(t, _("… and %s more."),
				ld_say_count(t, quarantined - (int64_t)shown)));
	ld_put_lines(t, 0,
		_("Next: correct these rows in the file and import it again under the same name; "
		  "'lindung quarantine' lists all rows that still wait for it."));
}

void ld_text_quarantine(struct ld_text *t)
{
	const json_t *rows = ld_get(t->doc, "quarantine");
	size_t n = json_array_size(rows);
	if (!n) {
		ld_put(t, _("No rows are in quarantine.\n"));
		return;
	}
	ld_put_lines(t, 0,
		ld_say(t,
			dngettext("lindung", "%s row is in quarantine.",
				"%s rows are in quarantine.", (unsigned long)n),
			ld_say_count(t, (int64_t)n)));
	for (size_t i = 0; i < n;)
		i = put_bad_rows(t, rows, i, n);
}
