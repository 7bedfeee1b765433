/*
 * What `test` tells those who write cases: first what fails, with all that is needed to see why, then a table of what no
 * case has tried, in the words in which a case would be written. A rule that is one condition is not told twice.
 */
#include "report/text.h"

#include <string.h>

enum { LISTED = 12 }; /* values of one list that are named; the others are counted */

/* ---- cases ---- */

static const char *values(struct ld_text *t, const json_t *object)
{
	const char *s = "", *field;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)object, field, v) s = ld_say(
		t, "%s%s%s = %s", s, *s ? ", " : "", ld_say_safe(t, field), ld_say_value(t, v));
	return s;
}

static const char *outcome(const char *name)
{
	if (strcmp(name, "true") == 0)
		return _("met");
	if (strcmp(name, "false") == 0)
		return _("not met");
	return strcmp(name, "error") == 0 ? _("failed") : _("unknown");
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* "2024.lua:12" */
static const char *place(struct ld_text *t, const json_t *object)
{
	const char *file = base_of(ld_say_key(t, object, "file"));
	return *file ? ld_say(t, "%s:%d", file, (int)ld_get_int(object, "line")) : "";
}

static const char *points(struct ld_text *t, const json_t *d)
{
	int64_t n = ld_get_int(d, "points");
	return ld_say(t, dngettext("lindung", "%s point", "%s points", (unsigned long)(n < 0 ? -n : n)),
		ld_say_count(t, n));
}

static const char *deciding(struct ld_text *t, const json_t *d)
{
	const char *reason = ld_say_key(t, d, "reason"), *read = values(t, ld_get(d, "values"));
	const char *what = ld_get_known(d, "points") ? points(t, d) : outcome(ld_get_text(d, "outcome"));
	const char *at = place(t, d);
	return ld_say(t, "%s %s%s%s%s%s%s%s%s", ld_say_key(t, d, "rule"), what, *at ? ", " : "", at, *read ? ": " : "", read,
		*reason ? " (" : "", reason, *reason ? ")" : "");
}

static void put_failure(struct ld_text *t, const json_t *c)
{
	const char *at = ld_say_place(t, c);
	const json_t *rules = ld_get(c, "decided_by");
	const char *lines[][2] = {
		{_("expected"), ld_say_key(t, c, "expected")},
		{_("actual"), ld_say_key(t, c, "actual")},
		{_("values"), values(t, ld_get(c, "values"))},
	};
	ld_buf_printf(t->out, "%s%s%s ", ld_paint(t, LD_BAD), _("FAILED"), ld_paint(t, LD_PLAIN));
	ld_put_lines(t, 0, ld_say(t, "%s%s%s", ld_say_key(t, c, "name"), *at ? ": " : "", at));
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (*lines[i][1])
			ld_put_labelled(t, 4, 12, lines[i][0], lines[i][1]);
	for (size_t i = 0; i < json_array_size(rules); i++)
		ld_put_labelled(t, 4, 12, i ? "" : _("decided by"), deciding(t, json_array_get(rules, i)));
	ld_put(t, "\n");
}

/* ---- what no case has ---- */

static bool same(const json_t *a, const json_t *b, const char *key)
{
	return strcmp(ld_get_text(a, key), ld_get_text(b, key)) == 0;
}

static void add(struct ld_text *t, struct ld_table *table, const json_t *of, const char *what)
{
	if (*what)
		ld_table_add(table, LD_PLAIN, (const char *[]){ld_say_key(t, of, "rule"), place(t, of), what});
}

/* "met, unknown": the outcomes that no case has seen. */
static const char *outcomes(struct ld_text *t, const json_t *c)
{
	static const char *const keys[] = {"true", "false", "unknown"};
	const char *s = "";
	for (size_t i = 0; i < 3; i++)
		if (ld_get_known(c, keys[i]) && !ld_get_int(c, keys[i]))
			s = ld_say(t, "%s%s%s", s, *s ? ", " : "", outcome(keys[i]));
	return s;
}

static void add_condition(struct ld_text *t, struct ld_table *table, const json_t *c)
{
	const char *s = outcomes(t, c), *words = ld_say_key(t, c, "condition");
	add(t, table, c, !*s ? "" : *words ? ld_say(t, "%s: %s", words, s) : ld_say(t, _("the whole rule: %s"), s));
}

static bool is_one_condition(const json_t *conditions, const json_t *rule)
{
	size_t n = 0;
	for (size_t i = 0; i < json_array_size(conditions); i++) {
		const json_t *c = json_array_get(conditions, i);
		n += same(c, rule, "rule") && same(c, rule, "programme") && strcmp(ld_get_text(c, "of"), "rule") == 0;
	}
	return n == 1;
}

/* "64, 65" of one threshold, or the untried values of a list from `first` on; *ret_end is behind it. */
static const char *untried(struct ld_text *t, const json_t *list, size_t first, size_t *ret_end)
{
	const json_t *b = json_array_get(list, first);
	const char *s = "";
	size_t n = 0, end = first;
	bool threshold = strcmp(ld_get_text(b, "kind"), "threshold") == 0;
	for (; end < json_array_size(list) && (end == first || !threshold); end++) {
		const json_t *other = json_array_get(list, end), *sides = ld_get(other, "sides");
		if (!same(b, other, "rule") || !same(b, other, "programme") || !same(b, other, "of") ||
			!same(b, other, "field") || !same(b, other, "kind") || ld_get_int(b, "line") != ld_get_int(other, "line"))
			break;
		for (size_t i = 0; i < json_array_size(sides); i++) {
			const json_t *side = json_array_get(sides, i);
			if (!ld_get_int(side, "cases") && n++ < LISTED)
				s = ld_say(t, "%s%s%s", s, *s ? ", " : "", ld_say_key(t, side, "at"));
		}
	}
	*ret_end = end;
	return n > LISTED ? ld_say(t, _("%s and %d more"), s, (int)(n - LISTED)) : s;
}

static const char *say_boundary(struct ld_text *t, const json_t *b, const char *values)
{
	const char *kind = ld_get_text(b, "kind"), *field = ld_say_key(t, b, "field");
	bool tried = ld_get_int(json_array_get(ld_get(b, "sides"), 0), "cases") > 0;
	if (strcmp(kind, "outside") == 0)
		return tried ? "" : ld_say(t, _("%s: a value outside the list"), field);
	if (strcmp(kind, "otherwise") == 0)
		return tried ? "" : ld_say(t, _("%s: a value without points of its own"), field);
	if (!*values)
		return "";
	if (strcmp(kind, "threshold") == 0)
		return ld_say(t, "%s %s: %s", field, ld_say_key(t, b, "at"), values);
	return strcmp(kind, "key") == 0 ? ld_say(t, _("points for %s: %s"), field, values)
					: ld_say(t, "%s: %s", field, values);
}

static void add_boundaries(struct ld_text *t, struct ld_table *table, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list);) {
		const json_t *b = json_array_get(list, i);
		const char *values = untried(t, list, i, &i);
		add(t, table, b, say_boundary(t, b, values));
	}
}

static void put_untried(struct ld_text *t, const json_t *coverage)
{
	const struct ld_column columns[] = {
		{_("rule or score"), LD_LEFT, false}, {_("place"), LD_LEFT, false}, {_("no case has"), LD_WRAP, false}};
	const json_t *rules = ld_get(coverage, "rules"), *conditions = ld_get(coverage, "conditions");
	struct ld_table table = ld_table_init(t, 2, columns, 3);
	for (size_t i = 0; i < json_array_size(rules); i++)
		if (!is_one_condition(conditions, json_array_get(rules, i)))
			add_condition(t, &table, json_array_get(rules, i));
	for (size_t i = 0; i < json_array_size(conditions); i++)
		add_condition(t, &table, json_array_get(conditions, i));
	add_boundaries(t, &table, ld_get(coverage, "boundaries"));
	if (table.nrows)
		ld_table_put(&table);
}

static const char *share(struct ld_text *t, const json_t *totals, const char *of)
{
	const json_t *j = ld_get(totals, of);
	return ld_say(t, _("%s of %s"), ld_say_count(t, ld_get_int(j, "seen")), ld_say_count(t, ld_get_int(j, "possible")));
}

static void put_coverage(struct ld_text *t, const json_t *coverage)
{
	const json_t *totals = ld_get(coverage, "totals");
	if (!ld_get_int(coverage, "possible"))
		return;
	ld_put_lines(t, 0, ld_say(t, _("Tried: %s outcomes of rules, %s of conditions, %s boundary values"),
		share(t, totals, "rules"), share(t, totals, "conditions"), share(t, totals, "boundaries")));
	put_untried(t, coverage);
}

/* ---- changes that no case notices ---- */

static const char *changed_part(struct ld_text *t, const json_t *m)
{
	const char *of = ld_get_text(m, "of"), *id = ld_say_key(t, m, "id");
	if (strcmp(of, "order") == 0)
		return _("order");
	if (strcmp(of, "quota") == 0)
		return ld_say(t, _("quota %s"), id);
	return strcmp(of, "funder") == 0 ? ld_say(t, _("funder %s"), id) : id;
}

static const char *say_change(struct ld_text *t, const json_t *m)
{
	const char *from = ld_say_key(t, m, "from"), *to = ld_say_key(t, m, "to");
	if (!*from)
		return _("all of it left out");
	return *to ? ld_say(t, "%s → %s", from, to) : ld_say(t, _("without %s"), from);
}

/* How many changes from the i-th on are of one part, and, where asked, of one place. */
static size_t alike(const json_t *list, size_t i, bool place)
{
	const json_t *m = json_array_get(list, i);
	size_t n = 1;
	for (; i + n < json_array_size(list); n++) {
		const json_t *other = json_array_get(list, i + n);
		if (!same(m, other, "of") || !same(m, other, "id") || !same(m, other, "programme") ||
			(place && ld_get_int(m, "line") != ld_get_int(other, "line")))
			break;
	}
	return n;
}

static void put_missed(struct ld_text *t, const json_t *missed)
{
	const struct ld_column columns[] = {{_("changed"), LD_LEFT, false}, {_("place"), LD_LEFT, false},
		{_("a change that no case notices"), LD_WRAP, false}};
	struct ld_table table = ld_table_init(t, 2, columns, 3);
	for (size_t i = 0, n; i < json_array_size(missed); i += n) {
		const json_t *m = json_array_get(missed, i);
		n = alike(missed, i, true);
		for (size_t j = i; j < i + n && j < i + LISTED; j++)
			ld_table_add(&table, LD_PLAIN,
				(const char *[]){changed_part(t, m), place(t, m), say_change(t, json_array_get(missed, j))});
		if (n > LISTED)
			ld_table_add(&table, LD_PLAIN,
				(const char *[]){changed_part(t, m), place(t, m), ld_say(t, _("and %d more"), (int)(n - LISTED))});
	}
	if (table.nrows)
		ld_table_put(&table);
}

/* "order 4, quota pekerjaan 7": the list itself is in the document. */
static void put_beyond(struct ld_text *t, const json_t *beyond)
{
	const char *s = "";
	size_t len = json_array_size(beyond);
	for (size_t i = 0, n; i < len; i += n) {
		const json_t *m = json_array_get(beyond, i);
		n = alike(beyond, i, false);
		s = ld_say(t, "%s%s%s %s", s, *s ? ", " : "", changed_part(t, m), ld_say_count(t, (int64_t)n));
	}
	if (len)
		ld_put_lines(t, 0,
			ld_say(t,
				dngettext("lindung", "%s more change shows only in a list of several workers, which no case asks for: %s",
					"%s more changes show only in a list of several workers, which no case asks for: %s",
					(unsigned long)len),
				ld_say_count(t, (int64_t)len), s));
}

static void put_mutation(struct ld_text *t, const json_t *m)
{
	const json_t *untried = ld_get(m, "not_tried");
	int64_t changes = ld_get_int(m, "changes"), caught = ld_get_int(m, "caught");
	if (changes)
		ld_put_lines(t, 0,
			ld_say(t, _("Noticed: %s of %s changes of the rules and scores (%s)"), ld_say_count(t, caught),
				ld_say_count(t, changes), ld_say_share(t, caught, changes)));
	put_missed(t, ld_get(m, "missed"));
	put_beyond(t, ld_get(m, "beyond"));
	if (json_array_size(untried))
		ld_put_lines(t, 0,
			ld_say(t, _("Not changed, because a case fails as it is: %s"), ld_say_list(t, untried, ", ")));
}

/* ---- what was accepted ---- */

static const char *say_left(struct ld_text *t, const json_t *l)
{
	const char *why = ld_get_text(l, "why");
	if (strcmp(why, "lua") == 0)
		return ld_say(t, _("write: expect = %s"), ld_say_key(t, l, "instead"));
	return strcmp(why, "clash") == 0 ? _("the programmes that share the row want different answers")
					 : _("a rule failed; there is no answer to accept");
}

static void put_changed(struct ld_text *t, const json_t *changed)
{
	const struct ld_column columns[] = {{_("accepted"), LD_LEFT, false}, {_("case"), LD_LEFT, false}, {NULL, LD_WRAP, false}};
	struct ld_table table = ld_table_init(t, 2, columns, 3);
	for (size_t i = 0; i < json_array_size(changed); i++) {
		const json_t *c = json_array_get(changed, i);
		const char *what = ld_say(t, "%s → %s", ld_say_key(t, c, "from"), ld_say_key(t, c, "to"));
		ld_table_add(&table, LD_PLAIN, (const char *[]){place(t, c), ld_say_key(t, c, "name"), what});
	}
	if (table.nrows)
		ld_table_put(&table);
}

static void put_accepted(struct ld_text *t, const json_t *accepted)
{
	const json_t *changed = ld_get(accepted, "changed"), *left = ld_get(accepted, "left");
	size_t n = json_array_size(changed);
	ld_put_lines(t, 0,
		ld_say(t, dngettext("lindung", "%s expectation is changed", "%s expectations are changed", (unsigned long)n),
			ld_say_count(t, (int64_t)n)));
	put_changed(t, changed);
	for (size_t i = 0; i < json_array_size(left); i++) {
		const json_t *l = json_array_get(left, i);
		ld_put_lines(t, 0, ld_say(t, _("Left as it is: %s, %s: %s"), ld_say_key(t, l, "name"), ld_say_place(t, l), say_left(t, l)));
	}
}

void ld_text_test(struct ld_text *t)
{
	const json_t *cases = ld_get(t->doc, "cases"), *counts = ld_get(t->doc, "counts");
	for (size_t i = 0; i < json_array_size(cases); i++)
		if (!ld_get_int(json_array_get(cases, i), "ok"))
			put_failure(t, json_array_get(cases, i));
	int64_t failed = ld_get_int(counts, "failed"), n = ld_get_int(counts, "cases");
	ld_buf_printf(t->out, "%s%s%s\n", ld_paint(t, failed ? LD_BAD : LD_GOOD),
		ld_say(t,
			dngettext("lindung", "%s case: %s passed, %s failed",
				"%s cases: %s passed, %s failed", (unsigned long)n),
			ld_say_count(t, n), ld_say_count(t, ld_get_int(counts, "passed")),
			ld_say_count(t, failed)),
		ld_paint(t, LD_PLAIN));
	put_coverage(t, ld_get(t->doc, "coverage"));
	if (ld_get_known(t->doc, "accepted"))
		put_accepted(t, ld_get(t->doc, "accepted"));
	if (ld_get_known(t->doc, "mutation"))
		put_mutation(t, ld_get(t->doc, "mutation"));
}
