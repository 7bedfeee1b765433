/*
 * The list beside the poor on a page: who counts as poor, the measures of the whole list, and of each field a chart and
 * a table of its groups. A bar is a group's share of the list and the line across it its share of the poor, so that
 * nobody has to reckon to see where the two differ; whether they should is not for a page to say.
 */
#include "report/html.h"
#include "report/measures.h"

enum { MOST_BARS = 15, MOST_ROWS = 300, SCALE = 10000 };

static void put_measures(struct ld_text *t, const struct ld_head_counts *n)
{
	const struct ld_html_column columns[] = {{_("measure"), false}, {_("this list"), true}, {_("at best"), true}};
	struct ld_measured m[LD_MEASURES];
	struct ld_html_table table = ld_html_table_init(t, columns, 3);
	ld_get_measures(t, n, m);
	for (size_t i = 0; i < LD_MEASURES; i++)
		ld_html_table_add(&table, LD_HTML_ROW, (const char *[]){m[i].name, m[i].value, m[i].best}, m[i].how);
	ld_html_table_put(&table, "balance-measures", _("How the whole list lies beside the poor"));
	ld_html_paragraph(
		t, _("At best: what a list of as many people could reach. A small list must leave most of the poor "
		     "out, whoever is on "
		     "it. A Coady-Grosh-Hoddinott of 1 is what drawing lots among all workers would come to."));
}

/* ---- by group ---- */

/* A share in parts of SCALE, for drawing alone. */
static int64_t length(int64_t n, int64_t of)
{
	return of > 0 ? (int64_t)((double)n * SCALE / (double)of) : 0;
}

static int64_t base_of(const struct ld_head_counts *n, bool poor)
{
	return poor ? n->poor.workers : n->all.workers;
}

/* The groups with the largest share of the poor or of the list, in their own order. */
static size_t choose(const json_t *groups, const struct ld_head_counts *all, const json_t **ret)
{
	size_t n = json_array_size(groups), kept = 0;
	for (int64_t least = 0; least <= SCALE; least += SCALE / 200, kept = 0) {
		for (size_t i = 0; i < n && kept <= MOST_BARS; i++) {
			struct ld_head_counts g = ld_get_head_counts(json_array_get(groups, i));
			int64_t base = length(base_of(&g, all->known), base_of(all, all->known)),
				list = length(g.all.selected, all->all.selected);
			if ((base > list ? base : list) > least && kept++ < MOST_BARS)
				ret[kept - 1] = json_array_get(groups, i);
		}
		if (kept <= MOST_BARS)
			break;
	}
	return kept;
}

/* Small shares are drawn beside the largest of them; where one is most of it, beside the whole. */
static int64_t full_of(const struct ld_html_bar *bars, size_t n)
{
	int64_t most = 0;
	for (size_t i = 0; i < n; i++) {
		most = bars[i].parts[LD_HTML_SOLID] > most ? bars[i].parts[LD_HTML_SOLID] : most;
		most = bars[i].mark > most ? bars[i].mark : most;
	}
	return most > SCALE / 2 ? SCALE : most;
}

static void put_bars(
	struct ld_text *t, const char *id, const char *name, const json_t *groups, const struct ld_head_counts *all)
{
	const json_t *chosen[MOST_BARS] = {0};
	size_t n = choose(groups, all, chosen);
	struct ld_html_bar bars[MOST_BARS];
	for (size_t i = 0; i < n; i++) {
		struct ld_head_counts g = ld_get_head_counts(chosen[i]);
		struct ld_beside b;
		ld_get_beside(t, chosen[i], all, &b);
		bars[i] = (struct ld_html_bar){b.group,
			ld_say(t, all->known ? _("list %s, poor %s") : _("list %s, workers %s"), b.selected_share,
				b.poor_share),
			{length(g.all.selected, all->all.selected)},
			length(base_of(&g, all->known), base_of(all, all->known))};
	}
	if (n)
		ld_html_bars(t,
			&(struct ld_html_chart){id,
				all->known ? ld_say(t, _("Share of the list and of the poor by %s"), name)
					   : ld_say(t, _("Share of the list and of all workers by %s"), name),
				_("The bar is the group's share of the list, the line its share of those it is held "
				  "beside. The table below has "
				  "all groups.")},
			bars, n, full_of(bars, n));
}

enum { COLUMNS = 11 };

static void put_table(
	struct ld_text *t, const char *id, const char *name, const json_t *groups, const struct ld_head_counts *all)
{
	const char *beside = all->known ? _("share of the poor") : _("share of the workers");
	const struct ld_html_column columns[COLUMNS] = {{name, false}, {_("workers"), true}, {_("poor"), true},
		{beside, true}, {_("eligible"), true}, {_("share of the eligible"), true}, {_("on the list"), true},
		{_("share of the list"), true}, {_("points"), true}, {_("ratio"), true},
		{_("coverage of the poor"), true}};
	size_t n = json_array_size(groups);
	struct ld_html_table table = ld_html_table_init(t, columns, COLUMNS);
	for (size_t i = 0; i < n && i < MOST_ROWS; i++) {
		struct ld_beside b;
		ld_get_beside(t, json_array_get(groups, i), all, &b);
		ld_html_table_add(&table, LD_HTML_ROW,
			(const char *[COLUMNS]){b.group, b.workers, b.poor, b.poor_share, b.eligible, b.eligible_share,
				b.selected, b.selected_share, b.points, b.ratio, b.coverage},
			NULL);
	}
	ld_html_table_put(&table, id, ld_say(t, _("The list by %s"), name));
	if (n > MOST_ROWS)
		ld_html_paragraph(t, ld_say(t, _("and %s more groups; --format json lists all"),
					     ld_say_count(t, (int64_t)(n - MOST_ROWS))));
}

static void put_field(struct ld_text *t, const json_t *field, size_t number, const struct ld_head_counts *all)
{
	const json_t *groups = ld_get(field, "groups");
	const char *title = ld_say_key(t, field, "title"), *name = *title ? title : ld_say_key(t, field, "field");
	ld_html_heading(t, name);
	if (!json_array_size(groups)) {
		ld_html_paragraph(t, ld_say(t, _("%s: more groups than a table can have"), name));
		return;
	}
	put_bars(t, ld_say(t, "balance-%d-bars", (int)number + 1), name, groups, all);
	put_table(t, ld_say(t, "balance-%d-table", (int)number + 1), name, groups, all);
}

void ld_html_balance(struct ld_text *t)
{
	const json_t *balance = ld_get(t->doc, "balance"), *fields = ld_get(balance, "fields");
	struct ld_head_counts all = ld_get_head_counts(ld_get(balance, "all"));
	ld_html_paragraph(t, ld_say_gone(t));
	if (!json_is_object(balance))
		return;
	ld_html_paragraph(t, ld_say_poor(t, balance));
	if (all.known)
		put_measures(t, &all);
	ld_html_legend(t, (const char *[LD_HTML_FILLS]){_("share of the list"), NULL, NULL, NULL},
		all.known ? _("share of the poor") : _("share of the workers"));
	for (size_t i = 0; i < json_array_size(fields); i++)
		put_field(t, json_array_get(fields, i), i, &all);
	ld_html_paragraph(t, ld_say(t,
				     _("Points: share of the list less share of the poor, in percentage points. Ratio: "
				       "one over the other. Of "
				       "fewer than %d people no share is said."),
				     LD_SMALL_GROUP));
}
