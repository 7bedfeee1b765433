/*
 * Places: how each quota's groups fared, and the counts by kecamatan. A quota of many groups shows
 * those at a limit, for they are what a reader can act on.
 */
#include "report/text.h"

#include <string.h>

enum { MOST_GROUPS = 40 };

static bool full(const json_t *g)
{
	return ld_get_known(g, "at_most") && ld_get_int(g, "selected") >= ld_get_int(g, "at_most");
}

static bool is_short(const json_t *g)
{
	return ld_get_known(g, "at_least") && ld_get_int(g, "selected") < ld_get_int(g, "at_least");
}

const char *ld_say_filled(struct ld_text *t, const json_t *g)
{
	const char *why = ld_get_text(g, "short_because");
	if (is_short(g))
		return *why ? ld_say(t, _("short: %s"), ld_say_constraint(t, why)) : _("short");
	return full(g) ? _("full") : NULL;
}

static void add_group(struct ld_table *table, const json_t *g)
{
	struct ld_text *t = table->t;
	ld_table_add(table, LD_PLAIN,
		(const char *[]){ld_say_key(t, g, "group"),
			ld_say_count(t, ld_get_int(g, "eligible")),
			ld_say_count(t, ld_get_int(g, "selected")),
			ld_say_count(t, ld_get_int(g, "reserve")), ld_say_known_count(t, g, "at_least"),
			ld_say_known_count(t, g, "at_most"), ld_say_filled(t, g)});
}

/* Groups from `from` on that belong to one quota: returns the index behind them. */
static size_t put_quota(struct ld_text *t, const json_t *groups, size_t from)
{
	const struct ld_column columns[] = {{_("group"), LD_LEFT}, {_("eligible"), LD_RIGHT},
		{_("selected"), LD_RIGHT}, {_("reserve"), LD_RIGHT}, {_("at least"), LD_RIGHT},
		{_("at most"), LD_RIGHT}, {NULL, LD_WRAP}};
	const char *quota = ld_get_text(json_array_get(groups, from), "quota");
	size_t end = from, left_out = 0, shown = 0;
	while (end < json_array_size(groups) &&
		strcmp(ld_get_text(json_array_get(groups, end), "quota"), quota) == 0)
		end++;
	bool many = end - from > MOST_GROUPS;
	ld_put_heading(t, ld_say(t, _("Quota %s"), ld_say_safe(t, quota)));
	struct ld_table table = ld_table_init(t, 2, columns, sizeof columns / sizeof *columns);
	for (size_t i = from; i < end; i++) {
		const json_t *g = json_array_get(groups, i);
		if (many && (shown >= MOST_GROUPS || !(is_short(g) || full(g)))) {
			left_out++;
			continue;
		}
		shown++;
		add_group(&table, g);
	}
	if (left_out)
		ld_table_note(&table, ld_say(t, _("and %s more groups; --format json lists all"),
					      ld_say_count(t, (int64_t)left_out)));
	ld_table_put(&table);
	return end;
}

enum { COUNTS = 6 };
static const char *const count_keys[COUNTS] = {
	"workers", "eligible", "selected", "reserve", "refused", "undecided"};

static void add_counts(
	struct ld_table *table, enum ld_paint paint, const char *name, const int64_t counts[COUNTS])
{
	const char *cells[COUNTS + 1] = {name};
	for (size_t k = 0; k < COUNTS; k++)
		cells[k + 1] = ld_say_count(table->t, counts[k]);
	ld_table_add(table, paint, cells);
}

static void put_table(struct ld_text *t)
{
	const json_t *by = ld_get(t->doc, "table"), *groups = ld_get(by, "groups");
	const struct ld_column columns[COUNTS + 1] = {{ld_say_key(t, by, "by"), LD_LEFT},
		{_("workers"), LD_RIGHT}, {_("eligible"), LD_RIGHT}, {_("selected"), LD_RIGHT},
		{_("reserve"), LD_RIGHT}, {_("refused"), LD_RIGHT}, {_("undecided"), LD_RIGHT}};
	int64_t sum[COUNTS] = {0};
	if (!json_array_size(groups))
		return;
	ld_put_heading(t, ld_say(t, _("By %s"), ld_say_key(t, by, "by")));
	struct ld_table table = ld_table_init(t, 2, columns, COUNTS + 1);
	for (size_t i = 0; i < json_array_size(groups); i++) {
		const json_t *g = json_array_get(groups, i);
		int64_t counts[COUNTS];
		for (size_t k = 0; k < COUNTS; k++) {
			counts[k] = ld_get_int(g, count_keys[k]);
			sum[k] += counts[k];
		}
		const char *name = ld_say_value(t, ld_get(g, "group"));
		add_counts(&table, LD_PLAIN, strcmp(name, "?") == 0 ? _("(blank)") : name, counts);
	}
	add_counts(&table, LD_BOLD, _("total"), sum);
	ld_table_put(&table);
}

void ld_text_groups(struct ld_text *t)
{
	const json_t *groups = ld_get(t->doc, "groups");
	for (size_t i = 0; i < json_array_size(groups);)
		i = put_quota(t, groups, i);
	put_table(t);
}
