/*
 * A sweep as a page: people and money against the number, with the knee marked, and every point in a table. Of two
 * numbers the people stand in a table of both, and each value of the first has a line of its own in one scale, so that
 * they can be compared by eye.
 */
#include "report/html.h"

#include <string.h>

enum { MOST_LINES = 12, MOST_ACROSS = 11, COLUMNS = 12 };

static const char *path_end(struct ld_text *t, size_t i)
{
	const char *path = ld_get_text(json_array_get(ld_get(t->doc, "over"), i), "path"), *last = strrchr(path, '/');
	return ld_say_safe(t, last ? last + 1 : path);
}

static bool is_two(const struct ld_text *t)
{
	return json_array_size(ld_get(t->doc, "over")) > 1;
}

static void put_head(struct ld_text *t)
{
	const json_t *over = ld_get(t->doc, "over");
	const char *title = ld_say_key(t, t->doc, "title"), *id = ld_say_key(t, t->doc, "programme");
	ld_html(t, "<h1>%s</h1>\n<p><bdi>%s</bdi></p>\n",
		is_two(t) ? _("Two numbers at many values") : _("One number at many values"), *title ? title : id);
	ld_html(t, "<p>%s</p>\n",
		ld_say(t, _("%s, on %s workers"), id, ld_say_count(t, ld_get_int(t->doc, "workers"))));
	for (size_t i = 0; i < json_array_size(over); i++)
		ld_html(t, "<p class=\"state\"><bdi>%s</bdi></p>\n", ld_say_over(t, json_array_get(over, i)));
}

static void put_foot(struct ld_text *t)
{
	ld_html(t, "<p>%s</p>\n",
		_("A sweep stores nothing and binds nobody. This page names nobody, loads nothing and runs nothing."));
	if (*ld_get_text(t->doc, "data"))
		ld_html(t, "<dl class=\"facts\">\n<dt>%s</dt><dd class=\"hash\">%s</dd>\n</dl>\n", _("Data"),
			ld_say_key(t, t->doc, "data"));
}

/* ---- points ---- */

static size_t points_of(const struct ld_text *t, const json_t **ret)
{
	*ret = ld_get(t->doc, "points");
	return json_array_size(*ret);
}

/* How many points from `from` on have its first value: those of one line. */
static size_t line_of(const struct ld_text *t, size_t from)
{
	const json_t *list;
	size_t n = points_of(t, &list), k = from;
	int64_t value = ld_get_int(json_array_get(list, from), "value");
	while (k < n && (!is_two(t) || ld_get_int(json_array_get(list, k), "value") == value))
		k++;
	return k - from;
}

static int64_t largest(const struct ld_text *t, const char *key)
{
	const json_t *list;
	size_t n = points_of(t, &list);
	int64_t most = 0;
	for (size_t i = 0; i < n; i++)
		most = ld_get_int(json_array_get(list, i), key) > most ? ld_get_int(json_array_get(list, i), key)
								       : most;
	return most;
}

static void put_curve(struct ld_text *t, const struct ld_html_chart *chart, size_t from, size_t n, const char *key)
{
	const json_t *list;
	struct ld_html_point *points = ld_arena_array(&t->arena, n, sizeof *points);
	points_of(t, &list);
	if (!points) {
		t->out->failed = true;
		return;
	}
	const char *x = is_two(t) ? "value_2" : "value";
	bool falls =
		n > 1 && ld_get_int(json_array_get(list, from), x) > ld_get_int(json_array_get(list, from + n - 1), x);
	for (size_t i = 0; i < n; i++) {
		const json_t *p = json_array_get(list, from + i);
		points[falls ? n - 1 - i : i] =
			(struct ld_html_point){ld_get_int(p, x), ld_get_int(p, key), ld_say_count(t, ld_get_int(p, x)),
				strcmp(key, "committed") == 0 ? ld_say_rupiah(t, ld_get_int(p, key))
							      : ld_say_count(t, ld_get_int(p, key)),
				ld_get_known(p, key), json_is_true(ld_get(p, "knee"))};
	}
	ld_html_curve(t, chart, points, n, is_two(t) ? largest(t, key) : 0);
}

static const char *ends(struct ld_text *t, size_t from, size_t n, const char *key)
{
	const json_t *list;
	points_of(t, &list);
	const json_t *a = json_array_get(list, from), *b = json_array_get(list, from + n - 1);
	const char *x = is_two(t) ? "value_2" : "value";
	return ld_say(t, _("From %s at %s to %s at %s. The table has every point."),
		ld_get_known(a, key) ? ld_say_count(t, ld_get_int(a, key)) : "–", ld_say_count(t, ld_get_int(a, x)),
		ld_get_known(b, key) ? ld_say_count(t, ld_get_int(b, key)) : "–", ld_say_count(t, ld_get_int(b, x)));
}

static bool has_knee(const struct ld_text *t)
{
	const json_t *list;
	size_t n = points_of(t, &list);
	bool any = false;
	for (size_t i = 0; i < n; i++)
		any |= json_is_true(ld_get(json_array_get(list, i), "knee"));
	return any;
}

/* ---- sections ---- */

static void put_lines(struct ld_text *t, const char *id, const char *key, const char *title)
{
	const json_t *list;
	size_t n = points_of(t, &list), drawn = 0, step;
	ld_html_paragraph(t, ld_say(t, "%s:", title));
	for (size_t from = 0; from < n && drawn < MOST_LINES; from += step, drawn++) {
		step = line_of(t, from);
		const char *of = is_two(t) ? ld_say(t, "%s = %s", path_end(t, 0),
						     ld_say_count(t, ld_get_int(json_array_get(list, from), "value")))
					   : "";
		if (*of)
			ld_html_heading(t, of);
		put_curve(t,
			&(struct ld_html_chart){ld_say(t, "%s-%d", id, (int)drawn + 1),
				ld_say(t, "%s%s%s", title, *of ? ", " : "", of), ends(t, from, step, key)},
			from, step, key);
	}
	if (drawn == MOST_LINES)
		ld_html_paragraph(t, ld_say(t, _("The first %d values are drawn; the table has all."), MOST_LINES));
}

static void put_people(struct ld_text *t)
{
	if (has_knee(t))
		ld_html_paragraph(
			t, _("The large point is the knee: behind it more money begins to reach fewer people."));
	put_lines(t, "people", "selected", ld_say(t, _("People on the list by %s"), path_end(t, is_two(t) ? 1 : 0)));
}

static void put_money(struct ld_text *t)
{
	put_lines(t, "committed", "committed", ld_say(t, _("Rupiah committed by %s"), path_end(t, is_two(t) ? 1 : 0)));
}

/* The first number down, the second across. */
static void put_both(struct ld_text *t)
{
	const json_t *list;
	size_t n = points_of(t, &list), across = line_of(t, 0);
	struct ld_html_column columns[MOST_ACROSS + 1] = {{path_end(t, 0), false}};
	for (size_t i = 0; i < across; i++)
		columns[i + 1] =
			(struct ld_html_column){ld_say_count(t, ld_get_int(json_array_get(list, i), "value_2")), true};
	struct ld_html_table table = ld_html_table_init(t, columns, across + 1);
	for (size_t from = 0; from + across <= n; from += across) {
		const char *cells[MOST_ACROSS + 1] = {ld_say_count(t, ld_get_int(json_array_get(list, from), "value"))};
		for (size_t i = 0; i < across; i++) {
			const json_t *p = json_array_get(list, from + i);
			cells[i + 1] = ld_get_known(p, "selected") ? ld_say_count(t, ld_get_int(p, "selected")) : "–";
		}
		ld_html_table_add(&table, LD_HTML_ROW, cells, NULL);
	}
	ld_html_table_put(&table, "both-table",
		ld_say(t, _("People on the list: %s down, %s across"), path_end(t, 0), path_end(t, 1)));
}

static bool has_both(const struct ld_text *t)
{
	return is_two(t) && json_array_size(ld_get(t->doc, "points")) && line_of(t, 0) <= MOST_ACROSS;
}

static void put_points(struct ld_text *t)
{
	const struct ld_html_column columns[COLUMNS] = {{path_end(t, 0), false},
		{is_two(t) ? path_end(t, 1) : "", true}, {_("selected"), true}, {_("committed"), true},
		{_("cut-off"), true}, {_("eligible"), true}, {_("reserve"), true}, {_("undecided"), true},
		{_("gained"), true}, {_("lost"), true}, {_("for one more"), true}, {_("gain"), true}};
	const json_t *list;
	size_t n = points_of(t, &list);
	struct ld_html_table table = ld_html_table_init(t, columns, COLUMNS);
	for (size_t i = 0; i < n; i++) {
		const json_t *p = json_array_get(list, i);
		const char *note = ld_get_known(p, "why")            ? ld_say_key(t, p, "why")
				   : json_is_true(ld_get(p, "knee")) ? _("knee")
								     : NULL;
		ld_html_table_add(&table, LD_HTML_ROW,
			(const char *[COLUMNS]){ld_say_known_count(t, p, "value"), ld_say_known_count(t, p, "value_2"),
				ld_say_known_count(t, p, "selected"), ld_say_known_rupiah(t, p, "committed"),
				ld_say_known_count(t, p, "cutoff"), ld_say_known_count(t, p, "eligible"),
				ld_say_known_count(t, p, "reserve"), ld_say_known_count(t, p, "undecided"),
				ld_say_known_count(t, p, "gained"), ld_say_known_count(t, p, "lost"),
				ld_say_known_rupiah(t, p, "marginal"), ld_say_known_count(t, p, "gain")},
			note);
	}
	ld_html_table_put(&table, "points-table", _("Every point"));
	ld_html_paragraph(t, _("Gained and lost: people against the value before. For one more: what one person more "
			       "costs. Gain: people more for "
			       "each billion rupiah more."));
}

void ld_html_sweep(struct ld_text *t)
{
	static const struct ld_html_section sections[] = {
		{"people", N_("People on the list"), NULL, put_people},
		{"both", N_("Both numbers"), has_both, put_both},
		{"committed", N_("Money"), NULL, put_money},
		{"points", N_("Every point"), NULL, put_points},
	};
	struct ld_html_page page = {
		.title = ld_say(t, _("Sweep: %s"), ld_say_key(t, t->doc, "programme")),
		.head = put_head,
		.foot = put_foot,
		.sections = sections,
		.nsections = sizeof sections / sizeof *sections,
	};
	ld_html_page(t, &page);
}
