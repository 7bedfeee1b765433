/*
 * Two programmes on the same workers, as a page: what differs in the words of the rules, whom that moves, and which
 * difference did it. Counts alone: the page names nobody, whoever asks for it. What is drawn stands in the table beside
 * it.
 */
#include "report/html.h"

#include <string.h>

enum { MOST_BARS = 30, MOST_LINES = 200, SIDES = 2 };

static const json_t *side(const struct ld_text *t, int i)
{
	return ld_get(t->doc, i ? "b" : "a");
}

static int64_t count_of(const struct ld_text *t, int i, const char *key)
{
	return ld_get_int(ld_get(side(t, i), "counts"), key);
}

/* B less A. */
static const char *difference(struct ld_text *t, int64_t a, int64_t b)
{
	int64_t n;
	return __builtin_sub_overflow(b, a, &n) ? "" : ld_say_signed(t, n);
}

static const char *money_difference(struct ld_text *t, int64_t a, int64_t b)
{
	int64_t n;
	if (__builtin_sub_overflow(b, a, &n) || n == INT64_MIN)
		return "";
	return n > 0 ? ld_say(t, "+%s", ld_say_rupiah(t, n)) : n < 0 ? ld_say(t, "−%s", ld_say_rupiah(t, -n)) : "=";
}

/* Who stays on the list and is paid by another, or another amount. */
static int64_t others_of(const json_t *changes)
{
	return ld_html_sum((const int64_t[LD_HTML_FILLS]){ld_get_int(changes, "moves"), ld_get_int(changes, "amount")});
}

static const char *from_to(struct ld_text *t, const char *a, const char *b)
{
	return ld_say(t, "%s → %s", a, b);
}

static void put_head(struct ld_text *t)
{
	ld_html(t, "<h1>%s</h1>\n<p>A: <bdi>%s</bdi></p>\n<p>B: <bdi>%s</bdi></p>\n", _("Two programmes compared"),
		ld_say_side(t, side(t, 0)), ld_say_side(t, side(t, 1)));
	if (json_is_true(ld_get(t->doc, "same_data")))
		ld_html(t, "<p class=\"state\">%s</p>\n",
			ld_say(t, _("On the same %s workers"), ld_say_count(t, count_of(t, 0, "workers"))));
}

static void put_foot(struct ld_text *t)
{
	ld_html(t, "<p>%s</p>\n",
		_("A comparison stores nothing and binds nobody. This page names nobody, loads nothing and runs "
		  "nothing."));
}

/* ---- summary ---- */

static void put_counts(struct ld_text *t)
{
	static const struct {
		const char *key, *label;
	} lines[] = {{"workers", N_("Workers")}, {"eligible", N_("eligible")}, {"selected", N_("selected")},
		{"reserve", N_("in reserve")}, {"refused", N_("refused")}, {"undecided", N_("undecided")}};
	const struct ld_html_column columns[] = {{_("status"), false}, {"A", true}, {"B", true}, {"B − A", true}};
	struct ld_html_table table = ld_html_table_init(t, columns, 4);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		int64_t a = count_of(t, 0, lines[i].key), b = count_of(t, 1, lines[i].key);
		ld_html_table_add(&table, strcmp(lines[i].key, "selected") == 0 ? LD_HTML_TOTAL : LD_HTML_ROW,
			(const char *[]){
				_(lines[i].label), ld_say_count(t, a), ld_say_count(t, b), difference(t, a, b)},
			NULL);
	}
	ld_html_table_put(&table, "summary-counts", _("What became of the workers, in A and in B"));
}

static void put_summary(struct ld_text *t)
{
	const json_t *changes = ld_get(t->doc, "changes");
	int64_t selected[SIDES], committed[SIDES];
	for (int i = 0; i < SIDES; i++) {
		selected[i] = count_of(t, i, "selected");
		committed[i] = count_of(t, i, "committed");
	}
	if (!json_is_true(ld_get(t->doc, "same_data")))
		ld_html_notice(t,
			ld_say(t, _("On DIFFERENT data: A on %s workers (delivery %d), B on %s (delivery %d)"),
				ld_say_count(t, count_of(t, 0, "workers")), (int)ld_get_int(side(t, 0), "delivery"),
				ld_say_count(t, count_of(t, 1, "workers")), (int)ld_get_int(side(t, 1), "delivery")));
	ld_html_figures_begin(t);
	ld_html_figure(t, _("Selected"), from_to(t, ld_say_count(t, selected[0]), ld_say_count(t, selected[1])),
		difference(t, selected[0], selected[1]));
	ld_html_figure(t, _("Committed"), from_to(t, ld_say_rupiah(t, committed[0]), ld_say_rupiah(t, committed[1])),
		money_difference(t, committed[0], committed[1]));
	ld_html_figure(
		t, _("Enter the list"), ld_say_count(t, ld_get_int(changes, "enters")), _("selected by B alone"));
	ld_html_figure(t, _("Leave it"), ld_say_count(t, ld_get_int(changes, "leaves")), _("selected by A alone"));
	ld_html_figure(t, _("Paid otherwise"), ld_say_count(t, others_of(changes)),
		ld_say(t, _("%s by another, %s another amount"), ld_say_count(t, ld_get_int(changes, "moves")),
			ld_say_count(t, ld_get_int(changes, "amount"))));
	ld_html_figure(
		t, _("Other status"), ld_say_count(t, ld_get_int(changes, "status")), _("not on the list either way"));
	ld_html_figures_end(t);
	put_counts(t);
}

/* ---- what differs ---- */

static void add_lines(struct ld_html_table *table, const json_t *d)
{
	struct ld_text *t = table->t;
	const json_t *lines = ld_get(d, "lines");
	const char *cells[2] = {ld_say_element(t, d), ld_say_data_differs(t, d)};
	if (!json_array_size(lines))
		ld_html_table_add(table, LD_HTML_ROW, cells, NULL);
	for (size_t i = 0; i < json_array_size(lines) && table->nrows < MOST_LINES;) {
		bool decides = !json_is_false(ld_get(json_array_get(lines, i), "decides"));
		i += ld_get_difference(t, lines, i, cells);
		ld_html_table_add(table, LD_HTML_ROW, cells, decides ? NULL : _("decides nothing"));
	}
}

static void put_differences(struct ld_text *t)
{
	const struct ld_html_column columns[] = {{_("where"), false}, {_("A → B"), false}};
	const json_t *list = ld_get(t->doc, "differences");
	struct ld_html_table table = ld_html_table_init(t, columns, 2);
	for (size_t i = 0; i < json_array_size(list); i++)
		add_lines(&table, json_array_get(list, i));
	if (!json_array_size(list))
		ld_html_paragraph(t, _("Nothing differs."));
	ld_html_table_put(&table, "differences-table",
		_("Settings and words of the rules that differ; + only in B, − only in A"));
	if (table.nrows >= MOST_LINES)
		ld_html_paragraph(t, _("There are more; --format json lists all."));
}

/* ---- which difference did it ---- */

static void put_step_bars(struct ld_text *t, const json_t *steps)
{
	struct ld_html_bar bars[MOST_BARS];
	size_t n = json_array_size(steps), k = 0;
	for (size_t i = 0; i < n && k < MOST_BARS; i++) {
		const json_t *s = json_array_get(steps, i), *c = ld_get(s, "changes");
		struct ld_html_bar bar = {ld_say_step(t, s), NULL,
			{ld_get_int(c, "enters"), ld_get_int(c, "leaves"), others_of(c), ld_get_int(c, "status")}, -1};
		bar.value = ld_say_count(t, ld_html_sum(bar.parts));
		if (ld_html_sum(bar.parts))
			bars[k++] = bar;
	}
	if (!k)
		return;
	ld_html_legend(
		t, (const char *[LD_HTML_FILLS]){_("enter"), _("leave"), _("paid otherwise"), _("other status")}, NULL);
	ld_html_bars(t,
		&(struct ld_html_chart){"steps-bars", _("People whose decision each difference changes"),
			_("A bar a difference, in the order in which they are made. The table below has every "
			  "number.")},
		bars, k, 0);
}

enum { STEP = 10 };

static void put_step_table(struct ld_text *t, const json_t *steps)
{
	const struct ld_html_column columns[STEP] = {{_("difference"), false}, {_("enter"), true}, {_("leave"), true},
		{_("other payer"), true}, {_("other amount"), true}, {_("other status"), true},
		{_("only together"), true}, {_("also without"), true}, {_("selected after it"), true},
		{_("committed after it"), true}};
	struct ld_html_table table = ld_html_table_init(t, columns, STEP);
	for (size_t i = 0; i < json_array_size(steps); i++) {
		const json_t *s = json_array_get(steps, i), *c = ld_get(s, "changes");
		const char *cells[STEP] = {ld_say_step(t, s)};
		for (size_t k = 0; k < LD_CHANGES; k++)
			cells[k + 1] = ld_say_count(t, ld_get_int(c, ld_change_keys[k]));
		cells[6] = ld_get_known(s, "together") ? ld_say_count(t, ld_get_int(s, "together")) : NULL;
		cells[7] = ld_get_known(s, "also") ? ld_say_count(t, ld_get_int(s, "also")) : NULL;
		cells[8] = ld_say_count(t, ld_get_int(s, "selected"));
		cells[9] = ld_say_rupiah(t, ld_get_int(s, "committed"));
		ld_html_table_add(&table, LD_HTML_ROW, cells, NULL);
	}
	ld_html_table_put(&table, "steps-table", _("The way from A to B, one difference after the other"));
	ld_html_paragraph(t, _("A change belongs to the difference at which it came about for good. Only together: the "
			       "difference alone would not "
			       "do it. Also without: it comes about without that difference, too."));
}

static bool has_steps(const struct ld_text *t)
{
	return json_array_size(ld_get(t->doc, "steps")) > 0;
}

static void put_steps(struct ld_text *t)
{
	put_step_bars(t, ld_get(t->doc, "steps"));
	put_step_table(t, ld_get(t->doc, "steps"));
}

/* ---- from one status to another, places in the order ---- */

static bool is_changed(const json_t *s)
{
	return strcmp(ld_get_text(s, "from"), ld_get_text(s, "to")) != 0;
}

static bool has_statuses(const struct ld_text *t)
{
	const json_t *list = ld_get(t->doc, "statuses");
	bool any = false;
	for (size_t i = 0; i < json_array_size(list); i++)
		any |= is_changed(json_array_get(list, i));
	return any;
}

static void put_statuses(struct ld_text *t)
{
	const struct ld_html_column columns[] = {{_("in A"), false}, {_("in B"), false}, {_("workers"), true}};
	const json_t *list = ld_get(t->doc, "statuses");
	struct ld_html_table table = ld_html_table_init(t, columns, 3);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *s = json_array_get(list, i);
		if (is_changed(s))
			ld_html_table_add(&table, LD_HTML_ROW,
				(const char *[]){ld_say_status(t, ld_get_text(s, "from")),
					ld_say_status(t, ld_get_text(s, "to")),
					ld_say_count(t, ld_get_int(s, "workers"))},
				NULL);
	}
	ld_html_table_put(&table, "statuses-table", _("People whose status is another in B"));
}

static bool has_ranks(const struct ld_text *t)
{
	const json_t *r = ld_get(t->doc, "ranks");
	return ld_get_int(r, "up") || ld_get_int(r, "down");
}

static void put_ranks(struct ld_text *t)
{
	static const char *const keys[] = {"least", "quarter", "median", "three_quarters", "most"};
	const struct ld_html_column columns[] = {{_("of all changes"), false}, {_("places"), true}};
	const char *words[] = {_("least"), _("first quartile"), _("median"), _("third quartile"), _("most")};
	const json_t *r = ld_get(t->doc, "ranks");
	struct ld_html_table table = ld_html_table_init(t, columns, 2);
	ld_html_paragraph(t, ld_say(t, _("Of %s people who are eligible both ways %s move up, %s down, %s stay."),
				     ld_say_count(t, ld_get_int(r, "people")), ld_say_count(t, ld_get_int(r, "up")),
				     ld_say_count(t, ld_get_int(r, "down")), ld_say_count(t, ld_get_int(r, "same"))));
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		ld_html_table_add(&table, LD_HTML_ROW, (const char *[]){words[i], ld_say_places(t, r, keys[i])}, NULL);
	ld_html_table_put(&table, "ranks-table",
		_("Places nearer to the top (+) or farther from it (−), of all who are eligible both ways"));
}

/* ---- money and groups ---- */

static void put_funders(struct ld_text *t)
{
	const struct ld_html_column columns[] = {{_("funder"), false}, {_("people, A"), true}, {_("people, B"), true},
		{_("committed, A"), true}, {_("committed, B"), true}, {"B − A", true}};
	const json_t *list = ld_get(t->doc, "funders");
	struct ld_html_table table = ld_html_table_init(t, columns, 6);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *f = json_array_get(list, i);
		int64_t a = ld_get_int(f, "committed_a"), b = ld_get_int(f, "committed_b");
		ld_html_table_add(&table, LD_HTML_ROW,
			(const char *[]){ld_say_key(t, f, "id"), ld_say_count(t, ld_get_int(f, "people_a")),
				ld_say_count(t, ld_get_int(f, "people_b")), ld_say_rupiah(t, a), ld_say_rupiah(t, b),
				money_difference(t, a, b)},
			NULL);
	}
	ld_html_table_put(&table, "money-table", _("People and money of every funder"));
}

static void put_group_bars(struct ld_text *t, const json_t *list, const char *name, int number)
{
	const struct ld_ranked *ranked = ld_get_ranked(t, list, "selected_b");
	struct ld_html_bar bars[MOST_BARS];
	size_t n = json_array_size(list), k = 0;
	for (size_t i = 0; ranked && i < n && k < MOST_BARS; i++) {
		int64_t a = ld_get_int(ranked[i].row, "selected_a"), b = ranked[i].n;
		bars[k++] = (struct ld_html_bar){
			ld_get_known(ranked[i].row, "group") ? ld_say_key(t, ranked[i].row, "group") : _("(blank)"),
			from_to(t, ld_say_count(t, a), ld_say_count(t, b)), {b}, a};
	}
	if (k)
		ld_html_bars(t,
			&(struct ld_html_chart){ld_say(t, "groups-%d-bars", number),
				ld_say(t, _("People on the list by %s"), name),
				_("The bar is B, the line A. The table below has all groups.")},
			bars, k, 0);
}

static void put_group(struct ld_text *t, const json_t *by, int number)
{
	const char *title = ld_say_key(t, by, "title"), *name = *title ? title : ld_say_key(t, by, "by");
	const struct ld_html_column columns[] = {
		{name, false}, {_("enter"), true}, {_("leave"), true}, {"A", true}, {"B", true}, {"B − A", true}};
	const json_t *list = ld_get(by, "groups");
	struct ld_html_table table = ld_html_table_init(t, columns, 6);
	ld_html_heading(t, name);
	put_group_bars(t, list, name, number);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *g = json_array_get(list, i);
		int64_t a = ld_get_int(g, "selected_a"), b = ld_get_int(g, "selected_b");
		ld_html_table_add(&table, LD_HTML_ROW,
			(const char *[]){ld_get_known(g, "group") ? ld_say_key(t, g, "group") : _("(blank)"),
				ld_say_count(t, ld_get_int(g, "enters")), ld_say_count(t, ld_get_int(g, "leaves")),
				ld_say_count(t, a), ld_say_count(t, b), difference(t, a, b)},
			NULL);
	}
	ld_html_table_put(&table, ld_say(t, "groups-%d-table", number), ld_say(t, _("People on the list by %s"), name));
}

static bool has_groups(const struct ld_text *t)
{
	const json_t *list = ld_get(t->doc, "groups");
	size_t n = 0;
	for (size_t i = 0; i < json_array_size(list); i++)
		n += json_array_size(ld_get(json_array_get(list, i), "groups"));
	return n > 0;
}

static void put_groups(struct ld_text *t)
{
	const json_t *list = ld_get(t->doc, "groups");
	ld_html_legend(
		t, (const char *[LD_HTML_FILLS]){_("on the list in B"), NULL, NULL, NULL}, _("on the list in A"));
	for (size_t i = 0; i < json_array_size(list); i++)
		if (json_array_size(ld_get(json_array_get(list, i), "groups")))
			put_group(t, json_array_get(list, i), (int)i + 1);
}

/* ---- what it stands on ---- */

static void put_grounds(struct ld_text *t)
{
	static const char *const keys[] = {"rules", "data"};
	static const char *const labels[] = {N_("Rules"), N_("Data")};
	ld_html(t, "<dl class=\"facts\">\n");
	for (int i = 0; i < SIDES; i++) {
		const json_t *s = side(t, i), *seen = ld_get(s, "seen");
		const char *name = i ? "B" : "A";
		ld_html(t, "<dt>%s</dt><dd><bdi>%s</bdi></dd>\n", name, ld_say_key(t, s, "title"));
		for (size_t k = 0; k < 2; k++)
			ld_html(t, "<dt>%s, %s</dt><dd class=\"hash\">%s</dd>\n", name, _(labels[k]),
				ld_say_key(t, s, keys[k]));
		if (json_array_size(seen))
			ld_html(t, "<dt>%s, %s</dt><dd>%s</dd>\n", name, _("Kept runs seen"),
				ld_say_list(t, seen, ", "));
	}
	ld_html(t, "</dl>\n");
}

void ld_html_compare(struct ld_text *t)
{
	static const struct ld_html_section sections[] = {
		{"summary", N_("Summary"), NULL, put_summary},
		{"differences", N_("What differs"), NULL, put_differences},
		{"steps", N_("Which difference did it"), has_steps, put_steps},
		{"statuses", N_("From one status to another"), has_statuses, put_statuses},
		{"money", N_("Money"), NULL, put_funders},
		{"groups", N_("Who is on the list"), has_groups, put_groups},
		{"ranks", N_("Places in the order"), has_ranks, put_ranks},
		{"grounds", N_("What it stands on"), NULL, put_grounds},
	};
	struct ld_html_page page = {
		.title = ld_say(t, _("Comparison: %s and %s"), ld_say_key(t, side(t, 0), "programme"),
			ld_say_key(t, side(t, 1), "programme")),
		.head = put_head,
		.foot = put_foot,
		.sections = sections,
		.nsections = sizeof sections / sizeof *sections,
	};
	ld_html_page(t, &page);
}
