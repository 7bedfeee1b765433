/*
 * A run as a page: the sections in the order in which a reader asks, what stands at the top, and what the run stands on
 * at the end. Nothing in it tells of a person: the document of a run has none, but for the masked first worker a rule
 * failed on, which a page for many eyes leaves out.
 */
#include "report/html.h"

#include <string.h>

static void put_head(struct ld_text *t)
{
	const char *id = ld_say_key(t, t->doc, "programme"), *title = ld_say_key(t, t->doc, "title");
	ld_html(t, "<h1><bdi>%s</bdi></h1>\n<p>%s</p>\n<p class=\"state\">%s</p>\n", *title ? title : id,
		ld_say_office(t), ld_say_state(t));
}

static void put_foot(struct ld_text *t)
{
	ld_html(t, "<p>%s</p>\n",
		ld_say(t, _("Made by %s from run %d. This page names nobody, loads nothing and runs nothing."),
			ld_say_key(t, ld_get(t->doc, "receipt"), "engine"), (int)ld_get_int(t->doc, "run")));
}

/* ---- summary ---- */

static void put_notices(struct ld_text *t)
{
	const json_t *d = t->doc, *warnings = ld_get(d, "warnings");
	if (!ld_get_known(d, "kept_at"))
		ld_html_notice(t, _("This is a draft. It binds nobody until the run is kept."));
	if (ld_get_int(d, "superseded_by"))
		ld_html_notice(t, ld_say(t, _("This run no longer counts: run %d took its place."),
					  (int)ld_get_int(d, "superseded_by")));
	if (*ld_say_caution(t))
		ld_html_notice(t, ld_say_caution(t));
	if (json_is_true(ld_get(d, "stopped")))
		ld_html_notice(t, _(ld_stopped));
	for (size_t i = 0; i < json_array_size(warnings); i++) {
		const json_t *w = json_array_get(warnings, i);
		ld_html(t, "<p class=\"notice\" lang=\"en\">%s [%s]</p>\n", ld_say_key(t, w, "message"),
			ld_say_key(t, w, "code"));
	}
}

static void put_money_figure(struct ld_text *t)
{
	int64_t sum[LD_MONEY_KEYS];
	bool known[LD_MONEY_KEYS];
	ld_get_money(ld_get(t->doc, "funders"), sum, known);
	if (json_array_size(ld_get(t->doc, "funders")) && known[2])
		ld_html_figure(t, _("Committed"), ld_say_rupiah(t, sum[2]),
			known[0] ? ld_say(t, _("of a budget of %s"), ld_say_rupiah(t, sum[0])) : "");
}

static const char *share_of_all(struct ld_text *t, int64_t n)
{
	int64_t all = ld_get_int(ld_get(t->doc, "counts"), "workers");
	return all > 0 ? ld_say(t, _("%s of all workers"), ld_say_share(t, n, all)) : "";
}

static void put_figures(struct ld_text *t)
{
	const json_t *counts = ld_get(t->doc, "counts");
	int64_t selected = ld_get_int(counts, "selected"), eligible = ld_get_int(counts, "eligible"),
		undecided = ld_get_int(counts, "undecided"), errors = ld_get_int(counts, "errors");
	ld_html_figures_begin(t);
	ld_html_figure(
		t, _("Selected"), ld_say_count(t, selected), ld_say(t, _("of %s eligible"), ld_say_count(t, eligible)));
	put_money_figure(t);
	ld_html_figure(
		t, _("In reserve"), ld_say_count(t, ld_get_int(counts, "reserve")), _("eligible, but not reached"));
	ld_html_figure(t, _("Undecided"), ld_say_count(t, undecided),
		errors ? ld_say(t, _("%s of them because a rule failed"), ld_say_count(t, errors))
		       : share_of_all(t, undecided));
	ld_html_figure(t, _("Refused"), ld_say_count(t, ld_get_int(counts, "refused")),
		share_of_all(t, ld_get_int(counts, "refused")));
	ld_html_figure(t, _("Workers"), ld_say_count(t, ld_get_int(counts, "workers")), _("in the data of the run"));
	ld_html_figures_end(t);
}

static void put_summary(struct ld_text *t)
{
	const json_t *counts = ld_get(t->doc, "counts");
	const char *words[LD_HTML_FILLS] = {_("selected"), _("in reserve"), _("undecided"), _("refused")};
	struct ld_html_bar bar = {_("All workers"), ld_say_count(t, ld_get_int(counts, "workers")),
		{ld_get_int(counts, "selected"), ld_get_int(counts, "reserve"), ld_get_int(counts, "undecided"),
			ld_get_int(counts, "refused")},
		-1};
	struct ld_html_chart chart = {"summary-all", _("What became of all workers"),
		ld_say(t, _("Selected %s, in reserve %s, undecided %s, refused %s."), ld_say_count(t, bar.parts[0]),
			ld_say_count(t, bar.parts[1]), ld_say_count(t, bar.parts[2]), ld_say_count(t, bar.parts[3]))};
	put_notices(t);
	put_figures(t);
	ld_html_legend(t, words, NULL);
	ld_html_bars(t, &chart, &bar, 1, ld_get_int(counts, "workers"));
}

/* ---- what it stands on ---- */

static bool has_failures(const struct ld_text *t)
{
	return json_array_size(ld_get(t->doc, "failures")) > 0;
}

static void put_failures(struct ld_text *t)
{
	const struct ld_html_column columns[] = {{_("rule"), false}, {_("workers"), true}, {_("message"), false},
		{_("place"), false}, {_("code"), false}};
	const json_t *failures = ld_get(t->doc, "failures");
	struct ld_html_table table = ld_html_table_init(t, columns, 5);
	for (size_t i = 0; i < json_array_size(failures); i++) {
		const json_t *f = json_array_get(failures, i);
		ld_html_table_add(&table, LD_HTML_ROW,
			(const char *[]){ld_say_key(t, f, "rule"), ld_say_count(t, ld_get_int(f, "workers")),
				ld_say_key(t, f, "message"), ld_say_place(t, f), ld_say_key(t, f, "code")},
			NULL);
	}
	ld_html_paragraph(t, _("On these workers a rule could not be run, so they are undecided."));
	ld_html_table_put(&table, "failures-table", _("Rules that failed"));
}

static void put_grounds(struct ld_text *t)
{
	const char *lines[LD_GROUNDS][2];
	ld_get_grounds(t, lines);
	ld_html(t, "<dl class=\"facts\">\n");
	for (size_t i = 0; i < LD_GROUNDS; i++)
		if (*lines[i][1])
			ld_html(t, "<dt>%s</dt><dd><bdi>%s</bdi></dd>\n", lines[i][0], lines[i][1]);
	ld_html(t, "<dt>%s</dt><dd><bdi>%s</bdi></dd>\n", _("Module of the rules"), ld_say_key(t, t->doc, "module"));
	if (ld_get_known(t->doc, "created_at"))
		ld_html(t, "<dt>%s</dt><dd>%s</dd>\n", _("Decided on"),
			ld_say_time(t, ld_get_text(t->doc, "created_at")));
	ld_html(t, "</dl>\n");
}

static void put_receipt(struct ld_text *t)
{
	static const char *const keys[] = {"rules", "data", "result", "sealed"};
	static const char *const labels[] = {N_("Rules"), N_("Data"), N_("Result"), N_("Seal")};
	const json_t *receipt = ld_get(t->doc, "receipt"), *log = ld_get(t->doc, "log");
	int run = (int)ld_get_int(t->doc, "run");
	ld_html_paragraph(t, _("The same rules and data give the same result, on any machine. These SHA-256 hashes are "
			       "what a decree can quote:"));
	ld_html(t, "<dl class=\"facts\">\n");
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (*ld_get_text(receipt, keys[i]))
			ld_html(t, "<dt>%s</dt><dd class=\"hash\">%s</dd>\n", _(labels[i]),
				ld_say_key(t, receipt, keys[i]));
	for (size_t i = 0; i < json_array_size(log); i++) {
		const json_t *l = json_array_get(log, i);
		ld_html(t, "<dt>%s</dt><dd class=\"hash\">%s</dd>\n",
			ld_say(t, _("Log line %d, %s"), (int)ld_get_int(l, "line"), ld_say_key(t, l, "what")),
			ld_say_key(t, l, "hash"));
	}
	ld_html(t, "</dl>\n");
	ld_html_paragraph(t, ld_say(t,
				     _("To check it: 'lindung verify %d' proves the list by other means than made it, "
				       "and 'lindung replay %d' decides the run again."),
				     run, run));
}

/* ---- the page ---- */

static bool has_funders(const struct ld_text *t)
{
	return json_array_size(ld_get(t->doc, "funders")) > 0;
}

static bool has_published(const struct ld_text *t)
{
	return json_array_size(ld_get(t->doc, "published")) > 0;
}

static bool has_places(const struct ld_text *t)
{
	return json_array_size(ld_get(t->doc, "groups")) > 0 ||
	       json_array_size(ld_get(ld_get(t->doc, "table"), "groups")) > 0;
}

static bool has_blanks(const struct ld_text *t)
{
	return json_array_size(ld_get(t->doc, "missing_by")) > 0;
}

static bool has_held_back(const struct ld_text *t)
{
	return json_array_size(ld_get(t->doc, "bound_by")) > 0;
}

void ld_html_report(struct ld_text *t)
{
	static const struct ld_html_section sections[] = {
		{"summary", N_("Summary"), NULL, put_summary},
		{"money", N_("Money"), has_funders, ld_html_money},
		{"published", N_("Published figures, and what they imply"), has_published, ld_html_published},
		{"funnel", N_("From all workers to the list"), NULL, ld_html_funnel},
		{"held", N_("What held back the reserve"), has_held_back, ld_html_held_back},
		{"scores", N_("Scores, and where the list ends"), NULL, ld_html_scores},
		{"places", N_("Places"), has_places, ld_html_places},
		{"blanks", N_("Blanks in the data"), has_blanks, ld_html_blanks},
		{"balance", N_("The list beside the poor"), NULL, ld_html_balance},
		{"failures", N_("Rules that failed"), has_failures, put_failures},
		{"grounds", N_("What the run stands on"), NULL, put_grounds},
		{"receipt", N_("Receipt"), NULL, put_receipt},
	};
	const char *id = ld_say_key(t, t->doc, "programme"), *title = ld_say_key(t, t->doc, "title");
	struct ld_html_page page = {
		.title = ld_say(t, _("%s: run %d"), *title ? title : id, (int)ld_get_int(t->doc, "run")),
		.head = put_head,
		.foot = put_foot,
		.sections = sections,
		.nsections = sizeof sections / sizeof *sections,
	};
	ld_html_page(t, &page);
}
