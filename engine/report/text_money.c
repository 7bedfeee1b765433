/*
 * The money of a run: one line a funder that reads as an equation, people × cost of one =
 * committed, and what published figures imply. Purses and parts stand under their funder; many
 * purses are summed up, since a budget a village would hide the rest.
 */
#include "report/text.h"

#include <string.h>

enum { FEW_PURSES = 12, COLUMNS = 8 };

static const char *amount(struct ld_text *t, const json_t *o, const char *key)
{
	return ld_get_known(o, key) ? ld_say_rupiah(t, ld_get_int(o, key)) : "";
}

static const char *budget(struct ld_text *t, const json_t *o)
{
	return ld_get_known(o, "budget") ? amount(t, o, "budget") : _("no limit");
}

static void add_purse(struct ld_table *table, const json_t *purse)
{
	struct ld_text *t = table->t;
	ld_table_add(table, LD_PLAIN,
		(const char *[COLUMNS]){ld_say(t, "  %s", ld_say_key(t, purse, "group")),
			budget(t, purse), ld_say_count(t, ld_get_int(purse, "people")), NULL, NULL,
			NULL, amount(t, purse, "committed"), amount(t, purse, "remainder")});
}

/* The purse with the largest (sign 1) or smallest (sign −1) value of a key, the first of equals. */
static const json_t *extreme(const json_t *purses, const char *key, int sign)
{
	const json_t *best = json_array_get(purses, 0);
	for (size_t i = 1; i < json_array_size(purses); i++) {
		const json_t *p = json_array_get(purses, i);
		if (sign * ld_get_int(p, key) > sign * ld_get_int(best, key))
			best = p;
	}
	return best;
}

static void sum_up_purses(struct ld_table *table, const json_t *purses)
{
	struct ld_text *t = table->t;
	const json_t *few = extreme(purses, "people", -1), *many = extreme(purses, "people", 1);
	const json_t *left = extreme(purses, "remainder", 1);
	const char *s = ld_say(t, _("%s purses, from %s people (%s) to %s people (%s)"),
		ld_say_count(t, (int64_t)json_array_size(purses)),
		ld_say_count(t, ld_get_int(few, "people")), ld_say_key(t, few, "group"),
		ld_say_count(t, ld_get_int(many, "people")), ld_say_key(t, many, "group"));
	if (ld_get_int(left, "remainder") > 0)
		s = ld_say(t, _("%s; most is left in %s, %s"), s, ld_say_key(t, left, "group"),
			amount(t, left, "remainder"));
	ld_table_note(table, s);
}

static void add_purses(struct ld_table *table, const json_t *purses)
{
	size_t n = json_array_size(purses);
	if (n > FEW_PURSES)
		sum_up_purses(table, purses);
	for (size_t i = 0; n <= FEW_PURSES && i < n; i++)
		add_purse(table, json_array_get(purses, i));
}

static void add_parts(struct ld_table *table, const json_t *parts)
{
	struct ld_text *t = table->t;
	for (size_t i = 0; i < json_array_size(parts); i++) {
		const json_t *p = json_array_get(parts, i);
		const char *name = ld_say(
			t, "  %s, %d%%", ld_say_key(t, p, "id"), (int)ld_get_int(p, "percent"));
		ld_table_add(table, LD_PLAIN,
			(const char *[COLUMNS]){name, budget(t, p), NULL, NULL, NULL, NULL,
				amount(t, p, "committed"), amount(t, p, "remainder")});
	}
}

/* Months, places, seats, legal basis: what explains the line above. */
const char *ld_say_funder(struct ld_text *t, const json_t *f)
{
	int64_t months = ld_get_int(f, "months");
	const char *s = ld_say(t,
		dngettext("lindung", "%d month, %s", "%d months, %s", (unsigned long)months),
		(int)months, ld_say_months(t, ld_get_text(f, "from"), months));
	if (ld_get_known(f, "places"))
		s = ld_say(t, _("%s; places for %s"), s, ld_say_count(t, ld_get_int(f, "places")));
	if (ld_get_known(f, "seats"))
		s = ld_say(
			t, _("%s; at most %s people"), s, ld_say_count(t, ld_get_int(f, "seats")));
	if (!ld_get_known(f, "cost") && ld_get_int(f, "people"))
		s = ld_say(t, _("%s; people differ in cost"), s);
	if (*ld_get_text(f, "basis"))
		s = ld_say(t, "%s; %s", s, ld_say_key(t, f, "basis"));
	return s;
}

/* Money of a split that reached no purse. */
const char *ld_say_unsplit(struct ld_text *t, const json_t *f)
{
	if (ld_get_int(f, "unsplit") >= ld_get_int(f, "unit"))
		return ld_say(t, _("%s of the total goes to no group: none has weight"),
			amount(t, f, "unsplit"));
	return ld_say(t, _("%s of the total cannot be split in units of %s"),
		amount(t, f, "unsplit"), amount(t, f, "unit"));
}

static void add_funder(struct ld_table *table, const json_t *f)
{
	struct ld_text *t = table->t;
	bool one = ld_get_known(f, "cost");
	ld_table_add(table, LD_PLAIN,
		(const char *[COLUMNS]){ld_say_key(t, f, "id"), budget(t, f),
			ld_say_count(t, ld_get_int(f, "people")), one ? "×" : NULL,
			amount(t, f, "cost"), one ? "=" : NULL, amount(t, f, "committed"),
			amount(t, f, "remainder")});
	ld_table_note(table, ld_say_funder(t, f));
	if (ld_get_int(f, "unsplit"))
		ld_table_note(table, ld_say_unsplit(t, f));
	add_parts(table, ld_get(f, "parts"));
	add_purses(table, ld_get(f, "purses"));
}

void ld_get_money(const json_t *funders, int64_t sum[LD_MONEY_KEYS], bool known[LD_MONEY_KEYS])
{
	static const char *const keys[LD_MONEY_KEYS] = {"budget", "people", "committed", "remainder"};
	for (size_t k = 0; k < LD_MONEY_KEYS; k++) {
		sum[k] = 0;
		known[k] = true;
		for (size_t i = 0; i < json_array_size(funders); i++) {
			const json_t *f = json_array_get(funders, i);
			known[k] = known[k] && ld_get_known(f, keys[k]) &&
				   !__builtin_add_overflow(sum[k], ld_get_int(f, keys[k]), &sum[k]);
		}
	}
}

static void add_total(struct ld_table *table, const json_t *funders)
{
	struct ld_text *t = table->t;
	int64_t sum[LD_MONEY_KEYS];
	bool known[LD_MONEY_KEYS];
	ld_get_money(funders, sum, known);
	ld_table_add(table, LD_BOLD,
		(const char *[COLUMNS]){_("total"), known[0] ? ld_say_rupiah(t, sum[0]) : NULL,
			known[1] ? ld_say_count(t, sum[1]) : NULL, NULL, NULL, NULL,
			known[2] ? ld_say_rupiah(t, sum[2]) : NULL,
			known[3] ? ld_say_rupiah(t, sum[3]) : NULL});
}

static void put_funders(struct ld_text *t)
{
	const struct ld_column columns[COLUMNS] = {{_("funder"), LD_LEFT}, {_("budget"), LD_RIGHT},
		{_("people"), LD_RIGHT}, {NULL, LD_LEFT, true}, {_("for one"), LD_RIGHT, true},
		{NULL, LD_LEFT, true}, {_("committed"), LD_RIGHT, true},
		{_("remainder"), LD_RIGHT}};
	const json_t *funders = ld_get(t->doc, "funders");
	if (!json_array_size(funders))
		return;
	ld_put_heading(t, _("Money"));
	struct ld_table table = ld_table_init(t, 2, columns, COLUMNS);
	for (size_t i = 0; i < json_array_size(funders); i++)
		add_funder(&table, json_array_get(funders, i));
	if (json_array_size(funders) > 1)
		add_total(&table, funders);
	ld_table_put(&table);
}

/* Where people differ in cost figures imply nothing: beside them stands what the run gave. */
static const char *committed(struct ld_text *t, const json_t *p)
{
	const json_t *funders = ld_get(t->doc, "funders");
	const char *id = ld_get_text(p, "funder");
	int64_t people = 0, sum = 0;
	for (size_t i = 0; i < json_array_size(funders); i++) {
		const json_t *f = json_array_get(funders, i);
		if (*id && strcmp(id, ld_get_text(f, "id")) != 0)
			continue;
		if (__builtin_add_overflow(people, ld_get_int(f, "people"), &people) ||
			__builtin_add_overflow(sum, ld_get_int(f, "committed"), &sum))
			return "";
	}
	return ld_say(t, _("people differ in cost; the run commits %s for %s people"),
		ld_say_rupiah(t, sum), ld_say_count(t, people));
}

/* "Rp1,175,126,400 pays 5,829 people at Rp201,600; 5,892 people cost Rp1,187,827,200" */
const char *ld_say_implied(struct ld_text *t, const json_t *p)
{
	const char *cost = amount(t, p, "cost"), *s = "";
	int64_t fit = ld_get_int(p, "people_of_amount"), each = ld_get_int(p, "cost"),
		sum = ld_get_int(p, "amount");
	if (!*cost)
		return committed(t, p);
	if (ld_get_known(p, "amount") && ld_get_known(p, "people_of_amount")) {
		int64_t whole = 0, rest = 0;
		if (__builtin_mul_overflow(fit, each, &whole) || __builtin_sub_overflow(sum, whole, &rest))
			return "";
		s = ld_say(t, "%s = %s × %s", amount(t, p, "amount"), ld_say_count(t, fit), cost);
		if (rest)
			s = ld_say(t, "%s + %s", s, ld_say_rupiah(t, rest));
	}
	if (ld_get_known(p, "people") && ld_get_known(p, "amount_of_people") &&
		!ld_get_int(p, "agrees"))
		s = ld_say(t, _("%s%s%s people would cost %s"), s, *s ? "; " : "",
			ld_say_count(t, ld_get_int(p, "people")), amount(t, p, "amount_of_people"));
	return s;
}

const char *ld_say_published(struct ld_text *t, const json_t *p)
{
	const char *what = "";
	if (ld_get_known(p, "people"))
		what = ld_say(t, _("%s people"), ld_say_count(t, ld_get_int(p, "people")));
	if (ld_get_known(p, "amount"))
		what = ld_say(t, "%s%s%s", what, *what ? ", " : "", amount(t, p, "amount"));
	return what;
}

static void put_published(struct ld_text *t)
{
	const json_t *published = ld_get(t->doc, "published");
	if (json_array_size(published))
		ld_put_heading(t, _("Published figures, and what they imply"));
	for (size_t i = 0; i < json_array_size(published); i++) {
		const json_t *p = json_array_get(published, i);
		bool both = ld_get_known(p, "people") && ld_get_known(p, "amount"), agrees = ld_get_int(p, "agrees");
		const char *title = ld_say_key(t, p, "title"), *what = ld_say_published(t, p);
		if (both)
			what = ld_say(t, "%s: %s", what, agrees ? _("they agree") : _("they do not agree"));
		ld_put_lines(t, 2, ld_say(t, "%s%s%s", title, *title ? ": " : "", what));
		ld_put_lines(t, 4, ld_say_implied(t, p));
	}
}

void ld_text_money(struct ld_text *t)
{
	put_funders(t);
	put_published(t);
}
