/*
 * What would have brought a person in, or would take the place away: a row a field that would have to be otherwise, "or"
 * between ways and "and" inside one, then how far the place was and what it would have cost. Nothing here promises anything:
 * the words say what the rules would have answered.
 */
#include "report/text.h"

#include <string.h>

enum { SHOWN = 4, NAMES = 6 }; /* ways; values of one */

static const char *any_value(struct ld_text *t, const json_t *range)
{
	const json_t *low = ld_get(range, "at_least"), *high = ld_get(range, "at_most");
	if (low && high)
		return json_equal(low, high) ? ld_say_value(t, low)
					     : ld_say(t, _("%s to %s"), ld_say_value(t, low), ld_say_value(t, high));
	if (low)
		return ld_say(t, _("at least %s"), ld_say_value(t, low));
	if (high)
		return ld_say(t, _("at most %s"), ld_say_value(t, high));
	return NULL;
}

static const char *say_range(struct ld_text *t, const json_t *range)
{
	const json_t *above = ld_get(range, "above"), *below = ld_get(range, "below");
	const char *ends = any_value(t, range);
	if (above)
		ends = ld_say(t, ends ? _("more than %s, %s") : _("more than %s"), ld_say_value(t, above), ends);
	if (below)
		ends = ld_say(t, ends ? _("less than %s, %s") : _("less than %s"), ld_say_value(t, below), ends);
	return ends ? ends : _("any value");
}

static const char *join(struct ld_text *t, const char *s, const char *item)
{
	return *s ? ld_say(t, _("%s or %s"), s, item) : item;
}

/* "at most 2", "petani, nelayan or 7 more", "known". */
static const char *wanted(struct ld_text *t, const json_t *change)
{
	const json_t *ranges = ld_get(change, "ranges"), *set = ld_get(change, "one_of");
	size_t n = json_array_size(set), shown = n <= NAMES + 1 ? n : NAMES;
	bool others = json_is_true(ld_get(change, "others"));
	const char *s = "";
	for (size_t i = 0; i < json_array_size(ranges); i++)
		s = join(t, s, say_range(t, json_array_get(ranges, i)));
	for (size_t i = 0; i < shown; i++) {
		const char *item = ld_say_value(t, json_array_get(set, i));
		bool last = i + 1 == n && !others;
		s = !*s ? item : last ? ld_say(t, _("%s or %s"), s, item) : ld_say(t, "%s, %s", s, item);
	}
	if (n > shown)
		s = ld_say(t, _("%s or %s more"), s, ld_say_count(t, (int64_t)(n - shown)));
	if (others)
		s = *s ? ld_say(t, _("%s or another value"), s) : _("another value");
	if (json_is_true(ld_get(change, "blank")))
		s = join(t, s, _("nothing at all"));
	return s;
}

/* Of a blank there is no "another value": where nothing is named it is to be looked up, and that is all. */
const char *ld_say_needed(struct ld_text *t, const json_t *change)
{
	bool refuses = json_is_true(ld_get(change, "refuses")), others = json_is_true(ld_get(change, "others"));
	bool named = json_array_size(ld_get(change, "ranges")) || json_array_size(ld_get(change, "one_of"));
	if (!json_is_true(ld_get(change, "look_up")))
		return ld_say(t, _("would have to be %s"), wanted(t, change));
	if (!named)
		return refuses ? _("to look up; some values refuse") : _("to look up");
	if (!refuses)
		return ld_say(t, _("to look up: %s"), wanted(t, change));
	return ld_say(t, others ? _("to look up: %s; some values refuse") : _("to look up: %s; another value refuses"), wanted(t, change));
}

static void add_way(struct ld_table *table, const json_t *way, bool first)
{
	struct ld_text *t = table->t;
	const json_t *changes = ld_get(way, "changes");
	for (size_t i = 0; i < json_array_size(changes); i++) {
		const json_t *c = json_array_get(changes, i);
		bool look_up = json_is_true(ld_get(c, "look_up"));
		ld_table_add(table, LD_PLAIN,
			(const char *[]){i ? _("and") : first ? "" : _("or"), ld_say_key(t, c, "field"), "=",
				ld_say_value(t, ld_get(c, "value")),
				look_up ? ld_say_needed(t, c) : ld_say(t, _("if it were %s"), wanted(t, c))});
	}
	int64_t low = ld_get_int(way, "score_low"), high = ld_get_int(way, "score_high");
	const json_t *flip = ld_get(t->doc, "flip");
	if (!ld_get_known(way, "score_low") || !ld_get_known(flip, "list_score") || strcmp(ld_get_text(way, "to"), "eligible") != 0)
		return;
	const char *points = low == high ? ld_say_count(t, low)
					 : ld_say(t, _("%s to %s"), ld_say_count(t, low), ld_say_count(t, high));
	ld_table_note(table, ld_say(t, _("then %s points; the list ends at %s"), points, ld_say_count(t, ld_get_int(flip, "list_score"))));
}

static const char *heading(const char *to)
{
	if (strcmp(to, "reserve") == 0)
		return _("What would take the place away");
	return strcmp(to, "selected") == 0 ? _("What would have given a place") : _("What would have made this person eligible");
}

static void put_ways(struct ld_text *t, const json_t *ways)
{
	static const struct ld_column columns[] = {
		{NULL, LD_LEFT}, {NULL, LD_LEFT}, {NULL, LD_LEFT, true}, {NULL, LD_LEFT, true}, {NULL, LD_WRAP}};
	size_t n = json_array_size(ways), shown = n <= SHOWN + 1 ? n : SHOWN;
	int64_t more = (int64_t)(n - shown) + ld_get_int(ld_get(t->doc, "flip"), "more");
	struct ld_table table = ld_table_init(t, 2, columns, 5);
	for (size_t i = 0; i < shown; i++)
		add_way(&table, json_array_get(ways, i), !i);
	ld_table_put(&table);
	if (more)
		ld_put_lines(t, 2, ld_say(t, dngettext("lindung", "and %s more way", "and %s more ways", (unsigned long)more),
					   ld_say_count(t, more)));
}

static void put_obstacles(struct ld_text *t, const json_t *flip, bool found)
{
	const json_t *fixed = ld_get(flip, "cannot_change"), *functions = ld_get(flip, "functions");
	if (!found && json_is_true(ld_get(flip, "exact")))
		ld_put_lines(t, 2, _("Nothing that can be corrected would."));
	if (json_array_size(fixed))
		ld_put_lines(t, 2, ld_say(t, _("Cannot change: %s"), ld_say_list(t, fixed, ", ")));
	if (json_array_size(functions))
		ld_put_lines(t, 2, ld_say(t, _("Not searched, because a function decides: %s"), ld_say_list(t, functions, ", ")));
	if (!json_is_true(ld_get(flip, "exact")))
		ld_put_lines(t, 2, found ? _("There may be other ways: not everything could be tried.")
					 : _("No way was found, but not everything could be tried."));
}

/* ---- how far it was ---- */

static void put_line_of(struct ld_text *t, const json_t *s, bool in)
{
	if (!ld_get_known(s, "line_rank"))
		return;
	const char *place = ld_say_count(t, ld_get_int(s, "line_rank"));
	ld_put_lines(t, 2, ld_say(t, in ? _("First in reserve for the same: place %s among the eligible.")
					: _("Last selected before this person for the same: place %s among the eligible."), place));
	int64_t points = ld_get_int(s, "points");
	if (!ld_get_known(s, "points"))
		return;
	if (in)
		ld_put_lines(t, 2, ld_say(t, dngettext("lindung", "That one would come first with %s point less here.",
						     "That one would come first with %s points less here.", (unsigned long)points),
					   ld_say_count(t, points)));
	else
		ld_put_lines(t, 2, ld_say(t, dngettext("lindung", "Short by %s point.", "Short by %s points.", (unsigned long)points),
					   ld_say_count(t, points)));
}

static void put_group(struct ld_text *t, const json_t *g)
{
	int64_t place = ld_get_int(g, "place"), most = ld_get_int(g, "at_most");
	if (!json_is_object(g) || !ld_get_known(g, "at_most"))
		return;
	ld_put_lines(t, 2,
		ld_say(t, _("Place %s among the eligible of %s, of whom at most %s can be selected."), ld_say_count(t, place),
			ld_say(t, "%s=%s", ld_say_key(t, g, "quota"), ld_say_key(t, g, "group")), ld_say_count(t, most)));
}

static void put_money(struct ld_text *t, const json_t *s)
{
	if (!ld_get_known(s, "more_money"))
		return;
	const char *sum = ld_say_rupiah(t, ld_get_int(s, "more_money"));
	ld_put_lines(t, 2, ld_say(t, json_is_true(ld_get(s, "money_exact")) ? _("%s more would have reached this person.")
									  : _("At least %s more would have been needed."), sum));
}

/* What is told is no certainty where more is at work than one order of people and one sum of places. */
static void put_caveat(struct ld_text *t, const json_t *s, bool in)
{
	if (json_is_true(ld_get(s, "exact")))
		return;
	const char *why = in ? _("Several funders, caps, floors or shares are at work: the place may be kept even so.")
			  : ld_get_known(s, "line_rank")
				  ? _("Several funders, caps, floors or shares are at work: to come before that place may not be enough.")
				  : _("Several funders, caps, floors or shares are at work: this alone may not be enough.");
	ld_put_lines(t, 2, why);
}

void ld_text_flip(struct ld_text *t)
{
	const json_t *flip = ld_get(t->doc, "flip"), *ways = ld_get(t->doc, "would_flip"), *s = ld_get(t->doc, "standing");
	bool in = strcmp(ld_get_text(t->doc, "status"), "selected") == 0;
	if (json_is_object(flip)) {
		ld_put_heading(t, heading(ld_get_text(flip, "to")));
		if (json_array_size(ways))
			put_ways(t, ways);
		put_obstacles(t, flip, json_array_size(ways) > 0);
	}
	bool far = ld_get_known(s, "line_rank") || ld_get_known(s, "group") || ld_get_known(s, "more_money");
	if (json_is_object(s) && !far && !in && json_array_size(ways))
		put_caveat(t, s, in);
	if (!json_is_object(s) || !far)
		return;
	ld_put_heading(t, _("How far it was"));
	put_line_of(t, s, in);
	put_group(t, ld_get(s, "group"));
	put_money(t, s);
	put_caveat(t, s, in);
}
