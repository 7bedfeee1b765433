/*
 * Places on a page: bars of the largest groups, the counts of all, and how each quota's groups fared. There is no map:
 * a map shows how large a kecamatan is, and the question is how many people in it are reached.
 */
#include "report/html.h"

#include <string.h>

enum { MOST_BARS = 30, COUNTS = 6 };

static const char *group_name(struct ld_text *t, const json_t *g)
{
	return ld_get_known(g, "group") ? ld_say_value(t, ld_get(g, "group")) : _("(blank)");
}

static void put_bars(struct ld_text *t, const json_t *groups, const char *title)
{
	const struct ld_ranked *ranked = ld_get_ranked(t, groups, "eligible");
	size_t n = json_array_size(groups), shown = n < MOST_BARS ? n : MOST_BARS;
	struct ld_html_bar *bars = ld_arena_array(&t->arena, shown, sizeof *bars);
	if (!ranked || !bars) {
		t->out->failed = true;
		return;
	}
	for (size_t i = 0; i < shown; i++) {
		const json_t *g = ranked[i].row;
		int64_t selected = ld_get_int(g, "selected");
		bars[i] = (struct ld_html_bar){group_name(t, g),
			ld_say(t, _("%s of %s"), ld_say_count(t, selected), ld_say_count(t, ranked[i].n)),
			{selected, ld_get_int(g, "reserve")}, -1};
	}
	ld_html_legend(t, (const char *[LD_HTML_FILLS]){_("selected"), _("in reserve"), NULL, NULL}, NULL);
	ld_html_bars(t,
		&(struct ld_html_chart){"places-bars", title,
			ld_say(t,
				_("Most eligible people are in %s: %s, of whom %s are selected. The table below has "
				  "all groups."),
				bars[0].label, ld_say_count(t, ranked[0].n),
				ld_say_count(t, bars[0].parts[LD_HTML_SOLID]))},
		bars, shown, 0);
	if (shown < n)
		ld_html_paragraph(t, ld_say(t, _("The %s largest of %s groups are drawn; the table has all."),
					     ld_say_count(t, (int64_t)shown), ld_say_count(t, (int64_t)n)));
}

static void put_counts(struct ld_text *t, const json_t *by)
{
	static const char *const keys[COUNTS] = {"workers", "eligible", "selected", "reserve", "refused", "undecided"};
	const struct ld_html_column columns[COUNTS + 1] = {{ld_say_key(t, by, "by"), false}, {_("workers"), true},
		{_("eligible"), true}, {_("selected"), true}, {_("reserve"), true}, {_("refused"), true},
		{_("undecided"), true}};
	const json_t *groups = ld_get(by, "groups");
	int64_t sum[COUNTS] = {0};
	bool known = true;
	struct ld_html_table table = ld_html_table_init(t, columns, COUNTS + 1);
	for (size_t i = 0; i < json_array_size(groups); i++) {
		const json_t *g = json_array_get(groups, i);
		const char *cells[COUNTS + 1] = {group_name(t, g)};
		for (size_t k = 0; k < COUNTS; k++) {
			cells[k + 1] = ld_say_count(t, ld_get_int(g, keys[k]));
			known = !__builtin_add_overflow(sum[k], ld_get_int(g, keys[k]), &sum[k]) && known;
		}
		ld_html_table_add(&table, LD_HTML_ROW, cells, NULL);
	}
	const char *cells[COUNTS + 1] = {_("total")};
	for (size_t k = 0; k < COUNTS; k++)
		cells[k + 1] = ld_say_count(t, sum[k]);
	if (known)
		ld_html_table_add(&table, LD_HTML_TOTAL, cells, NULL);
	ld_html_table_put(&table, "places-table",
		ld_say(t, _("Workers by %s, and what became of them"), ld_say_key(t, by, "by")));
}

/* ---- quotas ---- */

/* The groups of one quota stand behind one another: returns the index behind them. */
static size_t put_quota(struct ld_text *t, const json_t *groups, size_t from, int number)
{
	const struct ld_html_column columns[] = {{_("group"), false}, {_("eligible"), true}, {_("selected"), true},
		{_("reserve"), true}, {_("at least"), true}, {_("at most"), true}, {_("state"), false}};
	const char *quota = ld_get_text(json_array_get(groups, from), "quota");
	struct ld_html_table table = ld_html_table_init(t, columns, sizeof columns / sizeof *columns);
	size_t i = from;
	for (; i < json_array_size(groups) && strcmp(ld_get_text(json_array_get(groups, i), "quota"), quota) == 0;
		i++) {
		const json_t *g = json_array_get(groups, i);
		ld_html_table_add(&table, LD_HTML_ROW,
			(const char *[]){group_name(t, g), ld_say_count(t, ld_get_int(g, "eligible")),
				ld_say_count(t, ld_get_int(g, "selected")), ld_say_count(t, ld_get_int(g, "reserve")),
				ld_say_known_count(t, g, "at_least"), ld_say_known_count(t, g, "at_most"), ld_say_filled(t, g)},
			NULL);
	}
	ld_html_table_put(
		&table, ld_say(t, "places-quota-%d", number), ld_say(t, _("Quota %s"), ld_say_safe(t, quota)));
	return i;
}

void ld_html_places(struct ld_text *t)
{
	const json_t *by = ld_get(t->doc, "table"), *groups = ld_get(t->doc, "groups");
	if (json_array_size(ld_get(by, "groups"))) {
		put_bars(t, ld_get(by, "groups"), ld_say(t, _("Eligible people by %s"), ld_say_key(t, by, "by")));
		put_counts(t, by);
	}
	int number = 0;
	for (size_t i = 0; i < json_array_size(groups);)
		i = put_quota(t, groups, i, ++number);
}
