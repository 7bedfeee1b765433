/*
 * One worker's answer, as a counter clerk would give it: the outcome in one sentence, then the
 * reasons, rule by rule, each value with the file and line it came from, so that a wrong one can be
 * corrected where it stands.
 */
#include "report/text.h"

#include <string.h>

#include "base/utf8.h"

/* "12 months, January to December 2024" needs the funder's window, which the answer has not: months
 * and cost only. */
static const char *payment(struct ld_text *t)
{
	int64_t months = ld_get_int(t->doc, "months");
	return ld_say(t,
		dngettext("lindung", "%d month, %s", "%d months, %s", (unsigned long)months),
		(int)months, ld_say_rupiah(t, ld_get_int(t->doc, "cost")));
}

static bool is(const json_t *object, const char *key, const char *word)
{
	return strcmp(ld_get_text(object, key), word) == 0;
}

/* A blank refuses where the rule says so. */
static int64_t failed_rules(struct ld_text *t)
{
	const json_t *rules = ld_get(t->doc, "rules");
	int64_t n = 0;
	for (size_t i = 0; i < json_array_size(rules); i++) {
		const json_t *r = json_array_get(rules, i);
		n += is(r, "outcome", "false") ||
		     (is(r, "outcome", "unknown") && is(r, "policy", "refuse"));
	}
	return n;
}

static const char *rank(struct ld_text *t)
{
	return ld_say_count(t, ld_get_int(t->doc, "rank"));
}

static const char *answer(struct ld_text *t)
{
	const json_t *d = t->doc, *missing = ld_get(d, "missing");
	const char *nik = ld_say_key(t, d, "nik"), *status = ld_get_text(d, "status");
	if (strcmp(status, "selected") == 0)
		return ld_say(t, _("%s is selected: number %s of the list, paid by %s for %s."),
			nik, ld_say_count(t, ld_get_int(d, "position")), ld_say_key(t, d, "funder"),
			payment(t));
	if (strcmp(status, "reserve") == 0)
		return ld_say(t, _("%s is eligible and in reserve, place %s: %s."), nik, rank(t),
			ld_say_constraint(t, ld_get_text(d, "constraint")));
	if (strcmp(status, "refused") == 0) {
		int64_t n = failed_rules(t);
		return ld_say(t,
			dngettext("lindung", "%s is refused: %s rule is not met.",
				"%s is refused: %s rules are not met.", (unsigned long)n),
			nik, ld_say_count(t, n));
	}
	if (json_array_size(missing))
		return ld_say(t, _("%s is undecided; to look up: %s."), nik,
			ld_say_list(t, missing, ", "));
	return ld_say(t, _("%s is undecided: a rule could not give its answer."), nik);
}

static const struct outcome {
	const char *name, *policy, *word;
	enum ld_paint paint;
} outcomes[] = {
	{"true", NULL, N_("met"), LD_GOOD},
	{"false", NULL, N_("NOT MET"), LD_BAD},
	{"error", NULL, N_("FAILED"), LD_BAD},
	{"unknown", "accept", N_("blank, let pass"), LD_GOOD},
	{"unknown", "refuse", N_("BLANK, REFUSED"), LD_BAD},
	{"unknown", NULL, N_("unknown"), LD_BOLD},
};

static const struct outcome *outcome_of(const json_t *rule)
{
	size_t i = 0, last = sizeof outcomes / sizeof *outcomes - 1;
	while (i < last && !(is(rule, "outcome", outcomes[i].name) &&
				   (!outcomes[i].policy || is(rule, "policy", outcomes[i].policy))))
		i++;
	return &outcomes[i];
}

/* Where a value came from: "p3ke, p3ke.csv line 12", "blank in p3ke.csv line 12", "computed". */
static const char *origin(struct ld_text *t, const json_t *v)
{
	const char *place = ld_say_place(t, v), *source = ld_say_key(t, v, "source");
	if (*place && json_is_null(ld_get(v, "value")))
		return ld_say(t, _("blank in %s"), place);
	if (*place)
		return *source ? ld_say(t, "%s, %s", source, place) : place;
	if (ld_get_known(v, "derived"))
		return _("computed");
	if (*source)
		return ld_say(t, _("%s does not name this person"), source);
	return json_is_null(ld_get(v, "value")) ? _("in no file") : "";
}

/* One row a value; what a computed one was made of stands under it. */
static void add_values(struct ld_table *table, const json_t *values, int depth)
{
	struct ld_text *t = table->t;
	const char *field;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)values, field, v)
	{
		const json_t *from = ld_get(v, "derived");
		ld_table_add(table, LD_PLAIN,
			(const char *[]){ld_say(t, "%*s%s", 2 * depth, "", ld_say_safe(t, field)),
				"=", ld_say_value(t, ld_get(v, "value")), origin(t, v)});
		if (json_is_object(from) && depth < 8)
			add_values(table, from, depth + 1);
	}
}

static void put_values(struct ld_text *t, const json_t *values, int indent)
{
	static const struct ld_column columns[] = {
		{NULL, LD_LEFT}, {NULL, LD_LEFT, true}, {NULL, LD_LEFT, true}, {NULL, LD_WRAP}};
	struct ld_table table = ld_table_init(t, indent, columns, 4);
	add_values(&table, values, 0);
	ld_table_put(&table);
}

static void put_extra(struct ld_text *t, int indent, const char *label, const char *s)
{
	if (*s)
		ld_put_lines(t, indent, *label ? ld_say(t, "%s: %s", label, s) : s);
}

/* The whole condition where it matters; of a rule that is met, as much as a line holds. */
static void put_condition(struct ld_text *t, const json_t *rule, int indent, bool met)
{
	const char *s = ld_say_key(t, rule, "condition"), *label = _("condition");
	int room = t->width - indent - (int)ld_utf8_width(label, strlen(label)) - 2;
	put_extra(t, indent, label, met ? ld_say_clipped(t, s, room) : s);
}

static void put_basis(struct ld_text *t, const json_t *rule, int indent)
{
	const char *basis = ld_say_key(t, rule, "basis"),
		   *changed = ld_say_key(t, rule, "changed_by");
	if (*changed && strcmp(changed, basis) == 0)
		put_extra(t, indent, _("changed by the programme, basis"), basis);
	else
		put_extra(t, indent, _("basis"), basis);
	if (strcmp(changed, basis) != 0)
		put_extra(t, indent, _("basis of the change"), changed);
}

static void put_rule(struct ld_text *t, const json_t *rule, int column)
{
	const struct outcome *o = outcome_of(rule);
	const char *word = _(o->word), *title = ld_say_key(t, rule, "title"),
		   *id = ld_say_key(t, rule, "id");
	int gap = column - (int)ld_utf8_width(word, strlen(word));
	ld_buf_printf(
		t->out, "  %s%s%s%*s", ld_paint(t, o->paint), word, ld_paint(t, LD_PLAIN), gap, "");
	ld_buf_printf(t->out, "%s%s%s\n", id, *title && strcmp(title, id) != 0 ? ": " : "",
		strcmp(title, id) != 0 ? title : "");
	bool met = strcmp(o->name, "true") == 0;
	int indent = 2 + column;
	if (!met)
		put_extra(t, indent, "", ld_say_key(t, rule, "reason"));
	put_condition(t, rule, indent, met);
	put_values(t, ld_get(rule, "values"), indent);
	put_extra(t, indent, _("fault"), ld_say_key(t, rule, "message"));
	put_basis(t, rule, indent);
}

static void put_rules(struct ld_text *t)
{
	const json_t *rules = ld_get(t->doc, "rules");
	int column = 0;
	for (size_t i = 0; i < json_array_size(rules); i++) {
		const char *word = _(outcome_of(json_array_get(rules, i))->word);
		int w = (int)ld_utf8_width(word, strlen(word)) + 2;
		column = w > column ? w : column;
	}
	if (json_array_size(rules))
		ld_put_heading(t, _("Rules"));
	for (size_t i = 0; i < json_array_size(rules); i++)
		put_rule(t, json_array_get(rules, i), column);
}

static const char *values_in_line(struct ld_text *t, const json_t *values)
{
	const char *s = "", *field;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)values, field, v) s = ld_say(t, "%s%s%s = %s", s,
		*s ? ", " : "", ld_say_safe(t, field), ld_say_value(t, ld_get(v, "value")));
	return s;
}

static const char *range(struct ld_text *t, const json_t *o, const char *low, const char *high)
{
	int64_t a = ld_get_int(o, low), b = ld_get_int(o, high);
	return a == b ? ""
		      : ld_say(t, _("could be %s to %s"), ld_say_count(t, a), ld_say_count(t, b));
}

static void put_scores(struct ld_text *t)
{
	static const struct ld_column columns[] = {
		{NULL, LD_LEFT}, {NULL, LD_RIGHT}, {NULL, LD_LEFT}, {NULL, LD_WRAP}};
	const json_t *scores = ld_get(t->doc, "scores");
	if (!json_array_size(scores))
		return;
	ld_put_heading(t, _("Scores"));
	struct ld_table table = ld_table_init(t, 2, columns, 4);
	for (size_t i = 0; i < json_array_size(scores); i++) {
		const json_t *s = json_array_get(scores, i);
		ld_table_add(&table, LD_PLAIN,
			(const char *[]){ld_say_key(t, s, "id"),
				ld_say_count(t, ld_get_int(s, "points")),
				range(t, s, "low", "high"),
				values_in_line(t, ld_get(s, "values"))});
		if (*ld_get_text(s, "message"))
			ld_table_note(&table,
				ld_say(t, "%s: %s", _("fault"), ld_say_key(t, s, "message")));
	}
	if (ld_get_known(t->doc, "score"))
		ld_table_add(&table, LD_BOLD,
			(const char *[]){_("total"), ld_say_count(t, ld_get_int(t->doc, "score")),
				range(t, t->doc, "score_low", "score_high"), NULL});
	ld_table_put(&table);
}

/* Who pays already: kept runs by number, then the record of BPJS with where its dates stand. */
static void put_covered(struct ld_text *t)
{
	const json_t *list = ld_get(t->doc, "covered_by");
	if (json_array_size(list))
		ld_put_heading(t, _("Covered already by"));
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *c = json_array_get(list, i);
		if (ld_get_known(c, "values")) {
			ld_put_lines(t, 2, _("a record of BPJS Ketenagakerjaan"));
			put_values(t, ld_get(c, "values"), 4);
			continue;
		}
		ld_put_lines(t, 2,
			ld_say(t, _("run %d, %s: paid by %s for %s"), (int)ld_get_int(c, "run"),
				ld_say_key(t, c, "programme"), ld_say_key(t, c, "funder"),
				ld_say_months(t, ld_get_text(c, "from"), ld_get_int(c, "months"))));
	}
}

void ld_text_explain(struct ld_text *t)
{
	ld_put(t, ld_paint(t, LD_BOLD));
	ld_put_lines(t, 0, answer(t));
	ld_put(t, ld_paint(t, LD_PLAIN));
	ld_put_lines(t, 0,
		ld_say(t, _("Programme %s, run %d"), ld_say_key(t, t->doc, "programme"),
			(int)ld_get_int(t->doc, "run")));
	put_covered(t);
	put_rules(t);
	put_scores(t);
	if (ld_get_int(t->doc, "rank")) {
		ld_put(t, "\n");
		ld_put_lines(t, 0, ld_say(t, _("Place %s among the eligible."), rank(t)));
	}
	ld_text_flip(t);
	if (ld_get(t->doc, "receipt"))
		ld_text_receipt(t);
}
