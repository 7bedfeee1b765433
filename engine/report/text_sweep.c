/*
 * A sweep as a table with a bar a point: how many people each value pays. The point behind which another billion rupiah
 * reaches the fewest people more is marked.
 */
#include "report/text.h"

#include <string.h>

enum { BAR = 24, COLUMNS = 11 };

static int64_t most_people(const json_t *points)
{
	int64_t most = 0;
	for (size_t i = 0; i < json_array_size(points); i++) {
		int64_t n = ld_get_int(json_array_get(points, i), "selected");
		most = n > most ? n : most;
	}
	return most;
}

static const char *change(struct ld_text *t, const json_t *p, const char *key, const char *sign)
{
	return ld_get_int(p, key) ? ld_say(t, "%s%s", sign, ld_say_count(t, ld_get_int(p, key))) : NULL;
}

static void add_point(struct ld_table *table, const json_t *p, int64_t most)
{
	struct ld_text *t = table->t;
	const char *mark = json_is_true(ld_get(p, "knee")) ? _("← knee") : NULL;
	if (ld_get_known(p, "why"))
		mark = ld_say_key(t, p, "why");
	ld_table_add(table, json_is_true(ld_get(p, "knee")) ? LD_BOLD : LD_PLAIN,
		(const char *[COLUMNS]){ld_say_known_count(t, p, "value"), ld_say_known_count(t, p, "value_2"), ld_say_known_count(t, p, "selected"),
			ld_say_known_rupiah(t, p, "committed"), ld_say_known_count(t, p, "cutoff"), ld_say_known_count(t, p, "undecided"), change(t, p, "gained", "+"),
			change(t, p, "lost", "−"), ld_say_known_rupiah(t, p, "marginal"),
			ld_say_bar(t, ld_get_int(p, "selected"), most, BAR), mark});
}

const char *ld_say_over(struct ld_text *t, const json_t *over)
{
	const char *values = ld_say(t, "%s = %s%s..%s:%s%s", ld_say_key(t, over, "path"), ld_say_key(t, over, "before"),
		ld_say_count(t, ld_get_int(over, "from")), ld_say_count(t, ld_get_int(over, "to")), ld_say_count(t, ld_get_int(over, "step")),
		ld_say_key(t, over, "after"));
	return ld_get_known(over, "in_rules") ? ld_say(t, _("%s; the rules have %s"), values, ld_say_key(t, over, "in_rules")) : values;
}

void ld_text_sweep(struct ld_text *t)
{
	const json_t *points = ld_get(t->doc, "points"), *over = ld_get(t->doc, "over");
	const char *names[2] = {"", ""};
	for (size_t i = 0; i < json_array_size(over) && i < 2; i++) {
		const json_t *o = json_array_get(over, i);
		const char *path = ld_get_text(o, "path"), *last = strrchr(path, '/');
		names[i] = ld_say_safe(t, last ? last + 1 : path);
		ld_put_lines(t, 0, ld_say_over(t, o));
	}
	ld_put_lines(t, 0, ld_say(t, _("%s, on %s workers"), ld_say_key(t, t->doc, "programme"),
		ld_say_count(t, ld_get_int(t->doc, "workers"))));
	const struct ld_column columns[COLUMNS] = {{names[0], LD_RIGHT}, {names[1], LD_RIGHT}, {_("selected"), LD_RIGHT},
		{_("committed"), LD_RIGHT}, {_("cut-off"), LD_RIGHT}, {_("undecided"), LD_RIGHT}, {_("gained"), LD_RIGHT},
		{_("lost"), LD_RIGHT}, {_("for one more"), LD_RIGHT}, {NULL, LD_LEFT}, {NULL, LD_WRAP}};
	struct ld_table table = ld_table_init(t, 2, columns, COLUMNS);
	int64_t most = most_people(points);
	ld_put(t, "\n");
	for (size_t i = 0; i < json_array_size(points); i++)
		add_point(&table, json_array_get(points, i), most);
	ld_table_put(&table);
}
