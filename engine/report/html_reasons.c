/*
 * Why people are not on the list, on a page: the way from all workers to the selected rule by rule, what held back the
 * reserve, and which blanks to look up. Drawn are the largest, in the tables stands every row. Where the way could not
 * be counted anew because persons were forgotten, the stored counts are shown, and why there are no more.
 */
#include "report/html.h"

#include <string.h>

enum { MOST_BARS = 30 };

static struct ld_html_bar *new_bars(struct ld_text *t, size_t n)
{
	struct ld_html_bar *bars = ld_arena_array(&t->arena, n + 1, sizeof *bars);
	t->out->failed = t->out->failed || !bars;
	return bars;
}

/* A rule as people know it. */
static const char *rule_name(struct ld_text *t, const json_t *rule)
{
	const char *title = ld_say_key(t, rule, "title");
	return *title ? title : ld_say_key(t, rule, "rule");
}

/* ---- from all workers to the list ---- */

static const char *say_step(struct ld_text *t, int64_t left, int64_t lost)
{
	return ld_say(t, "%s (−%s)", ld_say_count(t, left), ld_say_count(t, lost));
}

static void put_funnel_bars(struct ld_text *t, const json_t *funnel)
{
	const json_t *rules = ld_get(funnel, "rules");
	int64_t selected = ld_get_int(funnel, "selected"), reserve = ld_get_int(funnel, "reserve"),
		undecided = ld_get_int(funnel, "undecided"), workers = ld_get_int(funnel, "workers");
	size_t rows = json_array_size(rules), n = rows < MOST_BARS ? rows : MOST_BARS, k = 0;
	struct ld_html_bar *bars = new_bars(t, n + 3);
	const char *text = "";
	if (!bars)
		return;
	bars[k++] = (struct ld_html_bar){_("All workers"), ld_say_count(t, workers), {workers}, -1};
	for (size_t i = 0; i < n; i++) {
		const json_t *r = json_array_get(rules, i);
		int64_t left = ld_get_int(r, "left"), first = ld_get_int(r, "first");
		bars[k] = (struct ld_html_bar){rule_name(t, r), say_step(t, left, first), {left, 0, 0, first}, -1};
		text = ld_say(t, _("%s%s: %s left, %s refused. "), text, bars[k].label, ld_say_count(t, left),
			ld_say_count(t, first));
		k++;
	}
	bars[k++] = (struct ld_html_bar){_("Of those left"),
		ld_say_count(t, ld_html_sum((int64_t[LD_HTML_FILLS]){selected, reserve, undecided})),
		{selected, reserve, undecided}, -1};
	ld_html_legend(t,
		(const char *[LD_HTML_FILLS]){_("left; in the last bar: selected"), _("in reserve"), _("undecided"),
			_("refused by this rule first")},
		NULL);
	ld_html_bars(t,
		&(struct ld_html_chart){"funnel-bars", _("How many workers are left after each rule"),
			ld_say(t, _("All workers: %s. %sSelected %s, in reserve %s, undecided %s."),
				ld_say_count(t, workers), text, ld_say_count(t, selected), ld_say_count(t, reserve),
				ld_say_count(t, undecided))},
		bars, k, workers);
	if (n < rows)
		ld_html_paragraph(t, ld_say(t, _("The first %s of %s rules are drawn; the table has all."),
					     ld_say_count(t, (int64_t)n), ld_say_count(t, (int64_t)rows)));
}

enum { FUNNEL = 7 };

static void add_end(struct ld_html_table *table, const char *name, int64_t n)
{
	ld_html_table_add(table, LD_HTML_TOTAL, (const char *[FUNNEL]){name, NULL, ld_say_count(table->t, n)}, NULL);
}

static void put_funnel_table(struct ld_text *t, const json_t *funnel)
{
	const struct ld_html_column columns[FUNNEL] = {{_("rule"), false}, {_("refused here first"), true},
		{_("left"), true}, {_("fail it"), true}, {_("of refused"), true}, {_("fail it alone"), true},
		{_("undecided on it"), true}};
	const json_t *rules = ld_get(funnel, "rules");
	int64_t refused = ld_get_int(funnel, "refused");
	struct ld_html_table table = ld_html_table_init(t, columns, FUNNEL);
	ld_html_table_add(&table, LD_HTML_ROW,
		(const char *[FUNNEL]){_("All workers"), NULL, ld_say_count(t, ld_get_int(funnel, "workers"))}, NULL);
	for (size_t i = 0; i < json_array_size(rules); i++) {
		const json_t *r = json_array_get(rules, i);
		ld_html_table_add(&table, LD_HTML_ROW,
			(const char *[FUNNEL]){rule_name(t, r), ld_say_count(t, ld_get_int(r, "first")),
				ld_say_count(t, ld_get_int(r, "left")), ld_say_count(t, ld_get_int(r, "fails")),
				ld_say_share(t, ld_get_int(r, "fails"), refused),
				ld_say_count(t, ld_get_int(r, "only")), ld_say_count(t, ld_get_int(r, "undecided"))},
			ld_say_key(t, r, "rule"));
	}
	add_end(&table, _("undecided"), ld_get_int(funnel, "undecided"));
	if (ld_get_int(funnel, "errors"))
		ld_html_table_add(&table, LD_HTML_PART,
			(const char *[FUNNEL]){
				_("because a rule failed"), NULL, ld_say_count(t, ld_get_int(funnel, "errors"))},
			NULL);
	add_end(&table, _("eligible"), ld_get_int(funnel, "eligible"));
	ld_html_table_add(&table, LD_HTML_PART,
		(const char *[FUNNEL]){_("in reserve"), NULL, ld_say_count(t, ld_get_int(funnel, "reserve"))}, NULL);
	add_end(&table, _("selected"), ld_get_int(funnel, "selected"));
	ld_html_table_put(&table, "funnel-table", _("From all workers to the list, in the order of the rules"));
	ld_html_paragraph(
		t, _("A worker is counted as lost at the first rule that refuses them, and under 'fail it' at every "
		     "rule they fail. Whoever fails it alone would be eligible or undecided without that rule."));
}

/* The stored counts: each failing rule of a worker counts. */
static void put_refusals(struct ld_text *t)
{
	const struct ld_html_column columns[] = {{_("rule"), false}, {_("workers"), true}, {_("of refused"), true}};
	const json_t *refused = ld_get(t->doc, "refused_by");
	int64_t of = ld_get_int(ld_get(t->doc, "counts"), "refused");
	const struct ld_ranked *ranked = ld_get_ranked(t, refused, "workers");
	struct ld_html_table table = ld_html_table_init(t, columns, 3);
	for (size_t i = 0; ranked && i < json_array_size(refused); i++)
		ld_html_table_add(&table, LD_HTML_ROW,
			(const char *[]){rule_name(t, ranked[i].row), ld_say_count(t, ranked[i].n),
				ld_say_share(t, ranked[i].n, of)},
			ld_say_key(t, ranked[i].row, "rule"));
	ld_html_paragraph(t, ld_say_gone(t));
	ld_html_table_put(&table, "funnel-table", _("Why refused (each rule that a worker fails counts)"));
}

void ld_html_funnel(struct ld_text *t)
{
	const json_t *funnel = ld_get(t->doc, "funnel");
	if (!json_is_object(funnel)) {
		put_refusals(t);
		return;
	}
	put_funnel_bars(t, funnel);
	put_funnel_table(t, funnel);
}

/* ---- what held back the reserve ---- */

static const char *held_words(struct ld_text *t, const char *by)
{
	static const struct {
		const char *by, *words;
	} kinds[] = {{"covered", N_("already covered in these months")}, {"cap", N_("a quota is full")},
		{"money", N_("the money is spent")}, {"seats", N_("all seats are taken")},
		{"unaccepted", N_("no funder accepts")}};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].by, by) == 0)
			return _(kinds[i].words);
	return ld_say_safe(t, by);
}

static void put_held_bars(struct ld_text *t, const json_t *held)
{
	size_t n = json_array_size(held) < MOST_BARS ? json_array_size(held) : MOST_BARS;
	struct ld_html_bar *bars = new_bars(t, n);
	int64_t reserve = ld_get_int(ld_get(t->doc, "counts"), "reserve");
	const char *text = "";
	if (n < 2 || !bars) /* one bar would say nothing that the table does not */
		return;
	for (size_t i = 0; i < n; i++) {
		const json_t *h = json_array_get(held, i);
		int64_t workers = ld_get_int(h, "workers");
		bars[i] = (struct ld_html_bar){
			held_words(t, ld_get_text(h, "by")), ld_say_count(t, workers), {0, workers}, -1};
		text = ld_say(t, "%s%s%s: %s.", text, i ? " " : "", bars[i].label, bars[i].value);
	}
	ld_html_bars(t, &(struct ld_html_chart){"held-bars", _("What kept eligible people in reserve"), text}, bars, n,
		reserve);
}

void ld_html_held_back(struct ld_text *t)
{
	const struct ld_html_column columns[] = {
		{_("what held them back"), false}, {_("workers"), true}, {_("of reserve"), true}};
	const json_t *bound = ld_get(t->doc, "bound_by");
	int64_t reserve = ld_get_int(ld_get(t->doc, "counts"), "reserve");
	const struct ld_ranked *ranked = ld_get_ranked(t, bound, "workers");
	struct ld_html_table table = ld_html_table_init(t, columns, 3);
	for (size_t i = 0; ranked && i < json_array_size(bound); i++)
		ld_html_table_add(&table, LD_HTML_ROW,
			(const char *[]){ld_say_constraint(t, ld_get_text(ranked[i].row, "constraint")),
				ld_say_count(t, ranked[i].n), ld_say_share(t, ranked[i].n, reserve)},
			NULL);
	put_held_bars(t, ld_get(ld_get(t->doc, "funnel"), "held"));
	ld_html_table_put(&table, "held-table", _("What held back the reserve"));
}

/* ---- blanks ---- */

static const char *field_name(struct ld_text *t, const json_t *row)
{
	const char *title = ld_say_key(t, row, "title");
	return *title ? title : ld_say_key(t, row, "field");
}

static void put_blank_bars(struct ld_text *t, const struct ld_ranked *ranked, size_t rows)
{
	size_t n = rows < MOST_BARS ? rows : MOST_BARS;
	struct ld_html_bar *bars = new_bars(t, n);
	if (!n || !bars)
		return;
	for (size_t i = 0; i < n; i++) {
		int64_t could = ld_get_int(ranked[i].row, "could_change");
		bars[i] = (struct ld_html_bar){field_name(t, ranked[i].row),
			ld_get_known(ranked[i].row, "could_change")
				? ld_say(t, _("%s of %s"), ld_say_count(t, could), ld_say_count(t, ranked[i].n))
				: ld_say_count(t, ranked[i].n),
			{could, could >= 0 && could < ranked[i].n ? ranked[i].n - could : 0}, -1};
	}
	ld_html_legend(t, (const char *[LD_HTML_FILLS]){_("could change the list"), _("could not"), NULL, NULL}, NULL);
	ld_html_bars(t,
		&(struct ld_html_chart){"blanks-bars", _("Undecided workers whose decision hangs on a blank field"),
			ld_say(t, _("Most hang on %s: %s. The table below has all fields."), bars[0].label,
				ld_say_count(t, ranked[0].n))},
		bars, n, 0);
}

void ld_html_blanks(struct ld_text *t)
{
	const struct ld_html_column columns[] = {{_("field"), false}, {_("workers"), true}, {_("of undecided"), true},
		{_("could change the list"), true}};
	const json_t *missing = ld_get(t->doc, "missing_by");
	int64_t undecided = ld_get_int(ld_get(t->doc, "counts"), "undecided");
	const struct ld_ranked *ranked = ld_get_ranked(t, missing, "workers");
	struct ld_html_table table = ld_html_table_init(t, columns, 4);
	size_t n = ranked ? json_array_size(missing) : 0;
	for (size_t i = 0; i < n; i++) {
		const json_t *row = ranked[i].row;
		ld_html_table_add(&table, LD_HTML_ROW,
			(const char *[]){field_name(t, row), ld_say_count(t, ranked[i].n),
				ld_say_share(t, ranked[i].n, undecided),
				ld_get_known(row, "could_change") ? ld_say_count(t, ld_get_int(row, "could_change"))
								  : ""},
			ld_say_key(t, row, "field"));
	}
	ld_html_paragraph(
		t, _("A blank is never a no: whoever would be refused or chosen by what is not known is undecided."));
	put_blank_bars(t, ranked, n);
	ld_html_table_put(&table, "blanks-table", _("What to look up for the undecided"));
	ld_html_paragraph(t, ld_say(t,
				     _("'lindung export %d --as lookups' lists whose blanks a visit should fill, first "
				       "those that could change the list."),
				     (int)ld_get_int(t->doc, "run")));
}
