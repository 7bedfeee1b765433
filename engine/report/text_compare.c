/*
 * Two programmes side by side: what differs, in the paths and words that the rule language has for it; whom that moves;
 * and which difference moved them. Nobody is named here: the list of people is for --format json and csv.
 */
#include "report/text.h"

#include <string.h>

enum { MOST_LINES = 60, MOST_GROUPS = 40, MOST_ADDED = 8 };

static const char *say_number(struct ld_text *t, const char *digits)
{
	size_t n = strlen(digits);
	if (n < 5 || n > 18 || strspn(digits, "0123456789") != n)
		return ld_say_safe(t, digits);
	int64_t value = 0;
	for (const char *p = digits; *p; p++)
		value = value * 10 + (*p - '0');
	return ld_say_count(t, value);
}

const char *ld_say_side(struct ld_text *t, const json_t *side)
{
	const json_t *settings = ld_get(side, "settings");
	const char *s = ld_get_int(side, "run")
				? ld_say(t, _("run %d, %s"), (int)ld_get_int(side, "run"), ld_say_key(t, side, "programme"))
				: ld_say(t, "%s, %s", ld_say_key(t, side, "module"), ld_say_key(t, side, "programme"));
	s = ld_say(t, _("%s, as of %s"), s, ld_say_date(t, ld_get_text(side, "as_of")));
	for (size_t i = 0; i < json_array_size(settings); i++) {
		const json_t *set = json_array_get(settings, i);
		s = ld_say(t, "%s%s%s=%s", s, i ? ", " : "; --set ", ld_say_key(t, set, "path"), ld_say_key(t, set, "value"));
	}
	return s;
}

static void put_sides(struct ld_text *t)
{
	const json_t *a = ld_get(t->doc, "a"), *b = ld_get(t->doc, "b");
	ld_put_labelled(t, 0, 3, "A", ld_say_side(t, a));
	ld_put_labelled(t, 0, 3, "B", ld_say_side(t, b));
	if (json_is_true(ld_get(t->doc, "same_data")))
		ld_put_lines(t, 0, ld_say(t, _("On the same %s workers"), ld_say_count(t, ld_get_int(ld_get(a, "counts"), "workers"))));
	else
		ld_put_lines(t, 0, ld_say(t, _("On DIFFERENT data: A on %s workers (delivery %d), B on %s (delivery %d)"),
			ld_say_count(t, ld_get_int(ld_get(a, "counts"), "workers")), (int)ld_get_int(a, "delivery"),
			ld_say_count(t, ld_get_int(ld_get(b, "counts"), "workers")), (int)ld_get_int(b, "delivery")));
}

/* ---- what differs ---- */

static const char *say_line(struct ld_text *t, const json_t *line)
{
	const char *before = ld_get_text(line, "before"), *after = ld_get_text(line, "after");
	if (!ld_get_known(line, "before"))
		return ld_say(t, "+ %s", say_number(t, after));
	if (!ld_get_known(line, "after"))
		return ld_say(t, "− %s", say_number(t, before));
	if (strcmp(before, after) == 0)
		return ld_say(t, _("%s, changed"), ld_say_safe(t, after));
	return ld_say(t, "%s → %s", say_number(t, before), say_number(t, after));
}

/* The bytes of the path before a member of a set, whose path ends in the member itself; 0: it is none. */
static size_t set_of(const json_t *line)
{
	const char *path = ld_get_text(line, "path");
	const char *text = ld_get_text(line, ld_get_known(line, "before") ? "before" : "after");
	size_t n = strlen(path), m = strlen(text);
	bool one_side = ld_get_known(line, "before") != ld_get_known(line, "after");
	return one_side && n > m + 1 && path[n - m - 1] == '/' && strcmp(path + n - m, text) == 0 ? n - m - 1 : 0;
}

static bool same_set(const json_t *a, const json_t *b)
{
	size_t n = set_of(a);
	return n && n == set_of(b) && ld_get_known(a, "before") == ld_get_known(b, "before") &&
	       strncmp(ld_get_text(a, "path"), ld_get_text(b, "path"), n) == 0;
}

size_t ld_get_difference(struct ld_text *t, const json_t *lines, size_t at, const char *ret[2])
{
	const json_t *line = json_array_get(lines, at), *next;
	const char *s = say_line(t, line), *path = ld_get_text(line, "path");
	size_t n = 1;
	for (; (next = json_array_get(lines, at + n)) && same_set(line, next); n++)
		s = ld_say(t, "%s, %s", s, ld_say_key(t, next, ld_get_known(next, "before") ? "before" : "after"));
	ret[0] = set_of(line) ? ld_say_start(t, path, (int)set_of(line)) : ld_say_safe(t, path);
	ret[1] = s;
	return n;
}

static const char *element_word(const char *element)
{
	static const struct {
		const char *key, *word;
	} words[] = {{"data", N_("data")}, {"kept_runs", N_("kept runs")}, {"programme", N_("programme")}, {"field", N_("field")},
		{"rule", N_("rule")}, {"score", N_("score")}, {"order", N_("order")}, {"quota", N_("quota")},
		{"funder_order", N_("order of funders")}, {"funder", N_("funder")}, {"price", N_("price of")},
		{"only", N_("whom it accepts:")}, {"money", N_("money of")}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].key, element) == 0)
			return _(words[i].word);
	return element;
}

static size_t add_line(struct ld_table *table, const json_t *lines, size_t at)
{
	const char *cells[2];
	size_t n = ld_get_difference(table->t, lines, at, cells);
	ld_table_add(table, LD_PLAIN, cells);
	return n;
}

const char *ld_say_data_differs(struct ld_text *t, const json_t *difference)
{
	const char *element = ld_get_text(difference, "element");
	const json_t *a = ld_get(t->doc, "a"), *b = ld_get(t->doc, "b");
	if (strcmp(element, "data") == 0)
		return ld_say(t, _("delivery %d → %d"), (int)ld_get_int(a, "delivery"), (int)ld_get_int(b, "delivery"));
	return ld_say(t, "[%s] → [%s]", ld_say_list(t, ld_get(a, "seen"), ", "), ld_say_list(t, ld_get(b, "seen"), ", "));
}

/* Of an element that only one side has, its first lines. Returns how many lines it has. */
static size_t add_difference(struct ld_table *table, const json_t *d)
{
	struct ld_text *t = table->t;
	const json_t *lines = ld_get(d, "lines");
	size_t n = json_array_size(lines);
	bool whole = strcmp(ld_get_text(d, "what"), "changed") != 0;
	if (!n)
		ld_table_add(table, LD_PLAIN, (const char *[]){element_word(ld_get_text(d, "element")), ld_say_data_differs(t, d)});
	size_t i = 0;
	while (i < n && i < (whole ? MOST_ADDED : MOST_LINES))
		i += add_line(table, lines, i);
	if (i < n)
		ld_table_note(table, ld_say(t, _("and %s more; --format json lists all"), ld_say_count(t, (int64_t)(n - i))));
	return n;
}

static void put_differences(struct ld_text *t)
{
	static const struct ld_column columns[] = {{NULL, LD_LEFT}, {NULL, LD_WRAP}};
	const json_t *list = ld_get(t->doc, "differences");
	ld_put_heading(t, _("What differs"));
	struct ld_table table = ld_table_init(t, 2, columns, 2);
	size_t shown = 0, i = 0;
	for (; i < json_array_size(list) && shown < MOST_LINES; i++)
		shown += add_difference(&table, json_array_get(list, i));
	if (i < json_array_size(list))
		ld_table_note(&table, ld_say(t, _("and %s more; --format json lists all"),
					      ld_say_count(t, (int64_t)(json_array_size(list) - i))));
	ld_table_put(&table);
	if (!json_array_size(list))
		ld_put_lines(t, 2, _("nothing"));
}

/* ---- counts ---- */

const char *ld_say_signed(struct ld_text *t, int64_t n)
{
	int64_t size = n == INT64_MIN ? INT64_MAX : n < 0 ? -n : n;
	return n ? ld_say(t, "%s%s", n < 0 ? "−" : "+", ld_say_count(t, size)) : "=";
}

static void put_counts(struct ld_text *t)
{
	static const struct {
		const char *key, *label;
	} lines[] = {{"eligible", N_("eligible")}, {"selected", N_("selected")}, {"reserve", N_("in reserve")},
		{"refused", N_("refused")}, {"undecided", N_("undecided")}};
	const struct ld_column columns[] = {{NULL, LD_LEFT}, {"A", LD_RIGHT}, {"B", LD_RIGHT}, {"B − A", LD_RIGHT}};
	const json_t *a = ld_get(ld_get(t->doc, "a"), "counts"), *b = ld_get(ld_get(t->doc, "b"), "counts");
	ld_put(t, "\n");
	struct ld_table table = ld_table_init(t, 0, columns, 4);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		int64_t x = ld_get_int(a, lines[i].key), y = ld_get_int(b, lines[i].key);
		ld_table_add(&table, strcmp(lines[i].key, "selected") == 0 ? LD_BOLD : LD_PLAIN,
			(const char *[]){_(lines[i].label), ld_say_count(t, x), ld_say_count(t, y), ld_say_signed(t, y - x)});
	}
	int64_t x = ld_get_int(a, "committed"), y = ld_get_int(b, "committed");
	ld_table_add(&table, LD_PLAIN,
		(const char *[]){_("committed"), ld_say_rupiah(t, x), ld_say_rupiah(t, y), ld_say_signed(t, y - x)});
	ld_table_put(&table);
}

/* ---- who changes ---- */

const char *const ld_change_keys[LD_CHANGES] = {"enters", "leaves", "moves", "amount", "status"};

static const char *say_change(size_t k)
{
	static const char *const words[LD_CHANGES] = {
		N_("enter the list"), N_("leave it"), N_("stay, paid by another"), N_("stay, other amount"), N_("other status")};
	return _(words[k]);
}

static int64_t all_of(const json_t *changes)
{
	int64_t n = 0;
	for (size_t k = 0; k < LD_CHANGES; k++)
		n += ld_get_int(changes, ld_change_keys[k]);
	return n;
}

static void put_changes(struct ld_text *t)
{
	static const struct ld_column columns[] = {{NULL, LD_RIGHT}, {NULL, LD_LEFT}};
	const json_t *changes = ld_get(t->doc, "changes");
	ld_put_heading(t, _("Whose decision changes"));
	if (!all_of(changes))
		ld_put_lines(t, 2, _("nobody's"));
	struct ld_table table = ld_table_init(t, 2, columns, 2);
	for (size_t k = 0; k < LD_CHANGES; k++)
		if (ld_get_int(changes, ld_change_keys[k]))
			ld_table_add(&table, LD_PLAIN,
				(const char *[]){ld_say_count(t, ld_get_int(changes, ld_change_keys[k])), say_change(k)});
	ld_table_put(&table);
}

static const char *count_or_nothing(struct ld_text *t, int64_t n)
{
	return n ? ld_say_count(t, n) : NULL;
}

const char *ld_say_element(struct ld_text *t, const json_t *difference)
{
	const char *id = ld_say_key(t, difference, "id");
	return ld_say(t, "%s%s%s", element_word(ld_get_text(difference, "element")), *id ? " " : "", id);
}

const char *ld_say_step(struct ld_text *t, const json_t *step)
{
	const json_t *list = ld_get(t->doc, "differences"), *indexes = ld_get(step, "differences");
	const char *s = "";
	for (size_t i = 0; i < json_array_size(indexes); i++)
		s = ld_say(t, "%s%s%s", s, i ? " + " : "",
			ld_say_element(t, json_array_get(list, (size_t)json_integer_value(json_array_get(indexes, i)))));
	return *s ? s : _("what the lines above do not say");
}

static void put_steps(struct ld_text *t)
{
	const struct ld_column columns[] = {{_("difference"), LD_WRAP}, {_("enter"), LD_RIGHT}, {_("leave"), LD_RIGHT},
		{_("other payer"), LD_RIGHT}, {_("other amount"), LD_RIGHT}, {_("other status"), LD_RIGHT},
		{_("only together"), LD_RIGHT}, {_("also without"), LD_RIGHT}};
	const json_t *steps = ld_get(t->doc, "steps");
	if (!all_of(ld_get(t->doc, "changes")))
		return;
	ld_put_heading(t, _("Which difference did it"));
	struct ld_table table = ld_table_init(t, 2, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < json_array_size(steps); i++) {
		const json_t *s = json_array_get(steps, i), *c = ld_get(s, "changes");
		ld_table_add(&table, all_of(c) ? LD_PLAIN : LD_DIM,
			(const char *[]){ld_say_step(t, s), count_or_nothing(t, ld_get_int(c, "enters")),
				count_or_nothing(t, ld_get_int(c, "leaves")), count_or_nothing(t, ld_get_int(c, "moves")),
				count_or_nothing(t, ld_get_int(c, "amount")), count_or_nothing(t, ld_get_int(c, "status")),
				count_or_nothing(t, ld_get_int(s, "together")), count_or_nothing(t, ld_get_int(s, "also"))});
	}
	ld_table_put(&table);
}

const char *ld_say_status(struct ld_text *t, const char *status)
{
	static const struct {
		const char *key, *word;
	} words[] = {{"selected", N_("selected")}, {"reserve", N_("in reserve")}, {"refused", N_("refused")},
		{"undecided", N_("undecided")}, {"absent", N_("not among the workers")}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].key, status) == 0)
			return _(words[i].word);
	return ld_say_safe(t, status);
}

static void put_statuses(struct ld_text *t)
{
	static const struct ld_column columns[] = {{NULL, LD_LEFT}, {NULL, LD_LEFT, true}, {NULL, LD_LEFT, true}, {NULL, LD_RIGHT}};
	const json_t *list = ld_get(t->doc, "statuses");
	struct ld_table table = ld_table_init(t, 2, columns, 4);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *s = json_array_get(list, i);
		const char *from = ld_get_text(s, "from"), *to = ld_get_text(s, "to");
		if (strcmp(from, to) != 0)
			ld_table_add(&table, LD_PLAIN, (const char *[]){ld_say_status(t, from), "→", ld_say_status(t, to),
							       ld_say_count(t, ld_get_int(s, "workers"))});
	}
	if (table.nrows)
		ld_put_heading(t, _("From one status to another"));
	ld_table_put(&table);
}

const char *ld_say_places(struct ld_text *t, const json_t *ranks, const char *key)
{
	return ld_get_int(ranks, key) ? ld_say_signed(t, ld_get_int(ranks, key)) : "0";
}

static void put_ranks(struct ld_text *t)
{
	const json_t *r = ld_get(t->doc, "ranks");
	if (!ld_get_int(r, "up") && !ld_get_int(r, "down"))
		return;
	ld_put_heading(t, _("Places in the order"));
	ld_put_lines(t, 2, ld_say(t, _("Of %s people who are eligible both ways %s move up, %s down, %s stay."),
		ld_say_count(t, ld_get_int(r, "people")), ld_say_count(t, ld_get_int(r, "up")), ld_say_count(t, ld_get_int(r, "down")),
		ld_say_count(t, ld_get_int(r, "same"))));
	ld_put_lines(t, 2, ld_say(t, _("Half of them move between %s and %s places, the farthest %s and %s."),
		ld_say_places(t, r, "quarter"), ld_say_places(t, r, "three_quarters"), ld_say_places(t, r, "least"),
		ld_say_places(t, r, "most")));
}

/* ---- money and groups ---- */

static void put_funders(struct ld_text *t)
{
	const struct ld_column columns[] = {{_("funder"), LD_LEFT}, {_("people"), LD_RIGHT}, {NULL, LD_LEFT, true},
		{NULL, LD_RIGHT, true}, {_("committed"), LD_RIGHT}, {NULL, LD_LEFT, true}, {NULL, LD_RIGHT, true}};
	const json_t *list = ld_get(t->doc, "funders");
	ld_put_heading(t, _("Money, A → B"));
	struct ld_table table = ld_table_init(t, 2, columns, 7);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *f = json_array_get(list, i);
		ld_table_add(&table, LD_PLAIN,
			(const char *[]){ld_say_key(t, f, "id"), ld_say_count(t, ld_get_int(f, "people_a")), "→",
				ld_say_count(t, ld_get_int(f, "people_b")), ld_say_rupiah(t, ld_get_int(f, "committed_a")), "→",
				ld_say_rupiah(t, ld_get_int(f, "committed_b"))});
	}
	ld_table_put(&table);
}

static void put_group(struct ld_text *t, const json_t *by)
{
	const json_t *list = ld_get(by, "groups");
	const struct ld_column columns[] = {{ld_say_key(t, by, "by"), LD_LEFT}, {_("enter"), LD_RIGHT}, {_("leave"), LD_RIGHT},
		{"A", LD_RIGHT}, {"B", LD_RIGHT}};
	size_t n = json_array_size(list), shown = 0;
	ld_put_heading(t, ld_say(t, _("By %s"), ld_say_key(t, by, "by")));
	struct ld_table table = ld_table_init(t, 2, columns, 5);
	for (size_t i = 0; i < n && shown < MOST_GROUPS; i++) {
		const json_t *g = json_array_get(list, i);
		if (!ld_get_int(g, "enters") && !ld_get_int(g, "leaves"))
			continue;
		shown++;
		ld_table_add(&table, LD_PLAIN,
			(const char *[]){ld_get_known(g, "group") ? ld_say_key(t, g, "group") : _("(blank)"),
				count_or_nothing(t, ld_get_int(g, "enters")), count_or_nothing(t, ld_get_int(g, "leaves")),
				ld_say_count(t, ld_get_int(g, "selected_a")), ld_say_count(t, ld_get_int(g, "selected_b"))});
	}
	ld_table_put(&table);
}

static void put_groups(struct ld_text *t)
{
	const json_t *list = ld_get(t->doc, "groups"), *changes = ld_get(t->doc, "changes");
	if (ld_get_int(changes, "enters") || ld_get_int(changes, "leaves"))
		for (size_t i = 0; i < json_array_size(list); i++)
			put_group(t, json_array_get(list, i));
}

void ld_text_compare(struct ld_text *t)
{
	put_sides(t);
	put_differences(t);
	put_counts(t);
	put_changes(t);
	put_steps(t);
	put_statuses(t);
	put_ranks(t);
	put_funders(t);
	put_groups(t);
}
