/*
 * The answer as a letter to the person: what was decided, why, on what legal basis, what may be corrected and where. It fits on
 * a page, leaves number, date and signature to the office, and promises nothing. Everything from rules and files is shown as
 * the text it is; ids are masked like everywhere.
 */
#include "report/text.h"

#include <string.h>

enum { WAYS = 2 };

static bool is(const json_t *o, const char *key, const char *word)
{
	return strcmp(ld_get_text(o, key), word) == 0;
}

static void put_gap(struct ld_text *t)
{
	ld_put(t, "\n");
}

static void put_head(struct ld_text *t)
{
	const char *title = ld_say_key(t, t->doc, "title");
	ld_put_lines(t, 0, _("[letterhead of the office]"));
	put_gap(t);
	ld_put_lines(t, 0, _("Number: ____________"));
	ld_put_lines(t, 0, _("Date: ____________"));
	ld_put_lines(t, 0, ld_say(t, _("Subject: answer of the programme %s"), *title ? title : ld_say_key(t, t->doc, "programme")));
	put_gap(t);
	ld_put_lines(t, 0, ld_say(t, _("To the holder of national id %s"), ld_say_key(t, t->doc, "nik")));
	put_gap(t);
}

/* Why one who meets the conditions has no place. */
static const char *reserve(struct ld_text *t)
{
	const char *rank = ld_say_count(t, ld_get_int(t->doc, "rank"));
	if (is(t->doc, "constraint", "already covered"))
		return ld_say(t, _("You meet the conditions, but you are protected already in these months, and nobody is paid for twice. "
				   "You are in reserve, place %s among those who meet them."), rank);
	if (is(t->doc, "constraint", "no funder accepts"))
		return ld_say(t, _("You meet the conditions of the programme, but those of no funder. You are in reserve, place %s among those "
				   "who meet them."), rank);
	return ld_say(t, _("You meet the conditions, and there was no place left: %s. You are in reserve, place %s among those who "
			   "meet them."),
		ld_say_constraint(t, ld_get_text(t->doc, "constraint")), rank);
}

static const char *answer(struct ld_text *t)
{
	const json_t *d = t->doc;
	if (is(d, "status", "selected"))
		return ld_say(t, _("You are on the list. Your contributions are to be paid by %s for %s months, once the list is decreed."),
			ld_say_key(t, d, "funder"), ld_say_count(t, ld_get_int(d, "months")));
	if (is(d, "status", "reserve"))
		return reserve(t);
	if (is(d, "status", "refused"))
		return _("You are not on the list, because a condition of the programme is not met.");
	if (json_array_size(ld_get(d, "missing")))
		return _("It could not be decided yet, because something about you is not in our data.");
	return _("It could not be decided yet, because of a fault on our side.");
}

static const char *source_of(struct ld_text *t, const json_t *v)
{
	const char *place = ld_say_place(t, v), *vintage = ld_say_key(t, v, "vintage");
	const char *source = *place ? place : ld_say_key(t, v, "source");
	if (!*source)
		return "";
	return *vintage ? ld_say(t, " (%s, %s)", source, vintage) : ld_say(t, " (%s)", source);
}

static const char *name_of(struct ld_text *t, const json_t *v, const char *field)
{
	const char *title = ld_say_key(t, v, "title");
	return *title ? title : ld_say_safe(t, field);
}

static void put_values(struct ld_text *t, const json_t *values)
{
	const char *field;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)values, field, v)
	{
		bool blank = json_is_null(ld_get(v, "value"));
		ld_put_lines(t, 4, ld_say(t, "%s: %s%s", name_of(t, v, field), blank ? _("not known") : ld_say_value(t, ld_get(v, "value")),
					   source_of(t, v)));
	}
}

static bool stands_against(const json_t *rule)
{
	if (is(rule, "outcome", "unknown"))
		return !is(rule, "policy", "accept");
	return is(rule, "outcome", "false") || is(rule, "outcome", "error");
}

static void put_reasons(struct ld_text *t)
{
	const json_t *rules = ld_get(t->doc, "rules");
	bool first = true;
	for (size_t i = 0; i < json_array_size(rules); i++) {
		const json_t *r = json_array_get(rules, i);
		const char *reason = ld_say_key(t, r, "reason"), *title = ld_say_key(t, r, "title"), *basis = ld_say_key(t, r, "basis");
		if (!stands_against(r))
			continue;
		if (first)
			ld_put_heading(t, _("The reason"));
		first = false;
		const char *name = *title ? title : ld_say_key(t, r, "id");
		ld_put_lines(t, 2, *reason ? ld_say(t, "%s: %s", name, reason) : name);
		put_values(t, ld_get(r, "values"));
		if (*basis)
			ld_put_lines(t, 4, ld_say(t, _("Legal basis: %s"), basis));
	}
}

/* Who pays already, with the dates and where they stand: they too may be wrong. */
static void put_covered(struct ld_text *t)
{
	const json_t *list = ld_get(t->doc, "covered_by");
	if (json_array_size(list))
		ld_put_heading(t, _("The reason"));
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *c = json_array_get(list, i);
		if (ld_get_known(c, "values")) {
			ld_put_lines(t, 2, _("a record of BPJS Ketenagakerjaan"));
			put_values(t, ld_get(c, "values"));
			continue;
		}
		ld_put_lines(t, 2,
			ld_say(t, _("run %d, %s: paid by %s for %s"), (int)ld_get_int(c, "run"), ld_say_key(t, c, "programme"),
				ld_say_key(t, c, "funder"), ld_say_months(t, ld_get_text(c, "from"), ld_get_int(c, "months"))));
	}
}

static void put_way(struct ld_text *t, const json_t *way)
{
	const json_t *changes = ld_get(way, "changes");
	for (size_t i = 0; i < json_array_size(changes); i++) {
		const json_t *c = json_array_get(changes, i);
		ld_put_lines(t, 2, ld_say(t, "- %s: %s%s", name_of(t, c, ld_get_text(c, "field")), ld_say_needed(t, c), source_of(t, c)));
	}
}

static void put_corrections(struct ld_text *t)
{
	const json_t *ways = ld_get(t->doc, "would_flip");
	size_t n = json_array_size(ways);
	if (is(t->doc, "status", "selected"))
		return;
	if (n) {
		ld_put_heading(t, _("What may be corrected"));
		const char *place = json_is_true(ld_get(ld_get(t->doc, "standing"), "exact"))
					    ? _("The answer would have been another if our data were wrong in this, and were corrected:")
					    : _("The answer could have been another if our data were wrong in this, and were corrected:");
		ld_put_lines(t, 0, is(t->doc, "status", "reserve")
					   ? place
					   : _("The condition would be met if our data are wrong or lack something in this, and it is found to be:"));
	}
	for (size_t i = 0; i < n && i < WAYS; i++) {
		if (i)
			ld_put_lines(t, 2, _("or"));
		put_way(t, json_array_get(ways, i));
	}
	ld_put_heading(t, _("Where"));
	ld_put_lines(t, 0, _("Data are corrected at the office of your desa or kelurahan, with a document that shows what is right, by "
			     "____________ (date set by the office). If you do not agree with this answer, write to the office above."));
}

void ld_text_letter(struct ld_text *t)
{
	put_head(t);
	ld_put_lines(t, 0, answer(t));
	put_reasons(t);
	put_covered(t);
	put_corrections(t);
	put_gap(t);
	ld_put_lines(t, 0, _("This letter explains an answer. It does not promise that you will be selected."));
	put_gap(t);
	ld_put_lines(t, 0, _("____________ (name, office, signature)"));
}
