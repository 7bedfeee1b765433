/*
 * How the scores are spread, on a page, with the line where the list ends. The histogram marks the bin in which the
 * lowest score on the list lies; where a bin is one score that is the line itself, and the sentences above say the
 * score exactly.
 */
#include "report/html.h"

static const char *range(struct ld_text *t, int64_t at, int64_t width)
{
	int64_t last;
	if (width <= 1 || __builtin_add_overflow(at, width - 1, &last))
		return ld_say_count(t, at);
	return ld_say(t, _("%s to %s"), ld_say_count(t, at), ld_say_count(t, last));
}

/* The bin of a score; their number where it is in none. */
static size_t bin_of(const json_t *bins, int64_t score)
{
	size_t n = json_array_size(bins), found = n;
	for (size_t i = 0; i < n && ld_get_int(json_array_get(bins, i), "at") <= score; i++)
		found = i;
	return found;
}

static void put_histogram(struct ld_text *t, const json_t *d)
{
	const json_t *list = ld_get(d, "bins"), *cutoff = ld_get(t->doc, "cutoff");
	size_t n = json_array_size(list), mark = json_is_object(cutoff) ? bin_of(list, ld_get_int(cutoff, "score")) : n;
	struct ld_html_bin *bins = ld_arena_array(&t->arena, n + 1, sizeof *bins);
	if (!bins) {
		t->out->failed = true;
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const json_t *b = json_array_get(list, i);
		bins[i] = (struct ld_html_bin){ld_say_count(t, ld_get_int(b, "at")),
			{ld_get_int(b, "selected"), ld_get_int(b, "reserve"), ld_get_int(b, "undecided")}};
	}
	ld_html_legend(t,
		(const char *[LD_HTML_FILLS]){
			_("selected"), _("in reserve"), _("undecided, by the least score they can have"), NULL},
		mark < n ? _("where the list ends") : NULL);
	ld_html_histogram(t,
		&(struct ld_html_chart){"scores-bins", _("People by score"),
			ld_say(t, _("Scores from %s to %s. The table below has the number of people of each."),
				ld_say_count(t, ld_get_int(d, "from")), ld_say_count(t, ld_get_int(d, "to")))},
		bins, n, mark,
		ld_say(t, _("lowest score on the list: %s"), ld_say_count(t, ld_get_int(cutoff, "score"))));
}

static void put_bins(struct ld_text *t, const json_t *d)
{
	const struct ld_html_column columns[] = {
		{_("score"), false}, {_("selected"), true}, {_("reserve"), true}, {_("undecided"), true}};
	const json_t *bins = ld_get(d, "bins");
	int64_t width = ld_get_int(d, "width") == ld_get_int(d, "step") ? 1 : ld_get_int(d, "width");
	struct ld_html_table table = ld_html_table_init(t, columns, 4);
	for (size_t i = 0; i < json_array_size(bins); i++) {
		const json_t *b = json_array_get(bins, i);
		ld_html_table_add(&table, LD_HTML_ROW,
			(const char *[]){range(t, ld_get_int(b, "at"), width),
				ld_say_count(t, ld_get_int(b, "selected")), ld_say_count(t, ld_get_int(b, "reserve")),
				ld_say_count(t, ld_get_int(b, "undecided"))},
			NULL);
	}
	ld_html_table_put(&table, "scores-table", _("People by score"));
}

void ld_html_scores(struct ld_text *t)
{
	const json_t *d = ld_get(t->doc, "distribution");
	const char *lines[LD_CUTOFF_LINES];
	ld_get_cutoff(t, lines);
	for (size_t i = 0; i < LD_CUTOFF_LINES; i++)
		ld_html_paragraph(t, lines[i]);
	if (json_array_size(ld_get(d, "bins"))) {
		put_histogram(t, d);
		put_bins(t, d);
	} else {
		ld_html_paragraph(t, *ld_say_gone(t) ? ld_say_gone(t)
						     : _("The programme gives no scores: the keys of its order alone "
							 "decide who comes first."));
	}
}
