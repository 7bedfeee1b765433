/*
 * The money of a run on its page: bars of what each funder's budget pays, the table that reads as an equation, and
 * published figures beside what they imply. All purses have their lines in a table of their own: on a page there is
 * room for a budget a village.
 */
#include "report/html.h"

static const char *amount(struct ld_text *t, const json_t *o, const char *key)
{
	return ld_get_known(o, key) ? ld_say_rupiah(t, ld_get_int(o, key)) : "";
}

static const char *budget(struct ld_text *t, const json_t *o)
{
	return ld_get_known(o, "budget") ? amount(t, o, "budget") : _("no limit");
}

/* Without a budget the money committed is all there is. */
static struct ld_html_bar bar(struct ld_text *t, const json_t *f)
{
	int64_t spent = ld_get_int(f, "committed"), all = ld_get_int(f, "budget");
	bool limited = ld_get_known(f, "budget");
	const char *share = limited ? ld_say_share(t, spent, all) : _("no limit");
	return (struct ld_html_bar){
		.label = ld_say_key(t, f, "id"),
		.value = *share ? ld_say(t, "%s (%s)", amount(t, f, "committed"), share) : amount(t, f, "committed"),
		.parts = {spent, 0, 0, limited && spent >= 0 && all > spent ? all - spent : 0},
		.mark = -1,
	};
}

static void put_bars(struct ld_text *t, const json_t *funders)
{
	size_t n = json_array_size(funders);
	struct ld_html_bar *bars = ld_arena_array(&t->arena, n, sizeof *bars);
	const char *text = "";
	if (!bars) {
		t->out->failed = true;
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const json_t *f = json_array_get(funders, i);
		bars[i] = bar(t, f);
		text = ld_say(t, _("%s%s: %s of %s."), *text ? ld_say(t, "%s ", text) : "", ld_say_key(t, f, "id"),
			amount(t, f, "committed"), budget(t, f));
	}
	ld_html_legend(t, (const char *[LD_HTML_FILLS]){_("committed"), NULL, NULL, _("left of the budget")}, NULL);
	ld_html_bars(t, &(struct ld_html_chart){"money-funders", _("Money committed of each funder's budget"), text},
		bars, n, 0);
}

enum { COLUMNS = 7 };

static void add_part(struct ld_html_table *table, const char *name, const json_t *p, bool people)
{
	struct ld_text *t = table->t;
	ld_html_table_add(table, LD_HTML_PART,
		(const char *[COLUMNS]){name, budget(t, p), people ? ld_say_count(t, ld_get_int(p, "people")) : "", "",
			"", amount(t, p, "committed"), amount(t, p, "remainder")},
		NULL);
}

static void add_funder(struct ld_html_table *table, const json_t *f)
{
	struct ld_text *t = table->t;
	const json_t *parts = ld_get(f, "parts");
	const char *title = ld_say_key(t, f, "title"), *note = ld_say_funder(t, f);
	if (*title)
		note = ld_say(t, "%s; %s", title, note);
	if (ld_get_int(f, "unsplit"))
		note = ld_say(t, "%s; %s", note, ld_say_unsplit(t, f));
	ld_html_table_add(table, LD_HTML_ROW,
		(const char *[COLUMNS]){ld_say_key(t, f, "id"), budget(t, f), ld_say_count(t, ld_get_int(f, "people")),
			ld_say_count(t, ld_get_int(f, "person_months")), amount(t, f, "cost"),
			amount(t, f, "committed"), amount(t, f, "remainder")},
		note);
	for (size_t i = 0; i < json_array_size(parts); i++) {
		const json_t *p = json_array_get(parts, i);
		add_part(table, ld_say(t, "%s, %d%%", ld_say_key(t, p, "id"), (int)ld_get_int(p, "percent")), p, false);
	}
}

static void add_total(struct ld_html_table *table, const json_t *funders)
{
	struct ld_text *t = table->t;
	int64_t sum[LD_MONEY_KEYS];
	bool known[LD_MONEY_KEYS];
	const char *say[LD_MONEY_KEYS];
	ld_get_money(funders, sum, known);
	for (size_t k = 0; k < LD_MONEY_KEYS; k++)
		say[k] = !known[k] ? "" : k == 1 ? ld_say_count(t, sum[k]) : ld_say_rupiah(t, sum[k]);
	ld_html_table_add(table, LD_HTML_TOTAL,
		(const char *[COLUMNS]){_("total"), say[0], say[1], "", "", say[2], say[3]}, NULL);
}

static void put_purses(struct ld_text *t, const json_t *f, size_t i)
{
	const struct ld_html_column columns[COLUMNS] = {{_("group"), false}, {_("budget"), true}, {_("people"), true},
		{_("person-months"), true}, {_("for one"), true}, {_("committed"), true}, {_("remainder"), true}};
	const json_t *purses = ld_get(f, "purses");
	struct ld_html_table table = ld_html_table_init(t, columns, COLUMNS);
	for (size_t k = 0; k < json_array_size(purses); k++) {
		const json_t *p = json_array_get(purses, k);
		ld_html_table_add(&table, LD_HTML_ROW,
			(const char *[COLUMNS]){ld_say_key(t, p, "group"), budget(t, p),
				ld_say_count(t, ld_get_int(p, "people")), "", "", amount(t, p, "committed"),
				amount(t, p, "remainder")},
			NULL);
	}
	ld_html_table_put(
		&table, ld_say(t, "money-purses-%d", (int)i), ld_say(t, _("The purses of %s"), ld_say_key(t, f, "id")));
}

void ld_html_money(struct ld_text *t)
{
	const struct ld_html_column columns[COLUMNS] = {{_("funder"), false}, {_("budget"), true}, {_("people"), true},
		{_("person-months"), true}, {_("for one"), true}, {_("committed"), true}, {_("remainder"), true}};
	const json_t *funders = ld_get(t->doc, "funders");
	size_t n = json_array_size(funders);
	put_bars(t, funders);
	struct ld_html_table table = ld_html_table_init(t, columns, COLUMNS);
	for (size_t i = 0; i < n; i++)
		add_funder(&table, json_array_get(funders, i));
	if (n > 1)
		add_total(&table, funders);
	ld_html_table_put(&table, "money-table", _("Each funder's money: people times the cost of one are committed"));
	for (size_t i = 0; i < n; i++)
		put_purses(t, json_array_get(funders, i), i);
}

void ld_html_published(struct ld_text *t)
{
	const struct ld_html_column columns[] = {
		{_("published"), false}, {_("figures"), false}, {_("agree"), false}, {_("what they imply"), false}};
	const json_t *published = ld_get(t->doc, "published");
	struct ld_html_table table = ld_html_table_init(t, columns, 4);
	for (size_t i = 0; i < json_array_size(published); i++) {
		const json_t *p = json_array_get(published, i);
		bool both = ld_get_known(p, "people") && ld_get_known(p, "amount");
		const char *funder = ld_say_key(t, p, "funder");
		ld_html_table_add(&table, LD_HTML_ROW,
			(const char *[]){ld_say_key(t, p, "title"), ld_say_published(t, p),
				!both                     ? ""
				: ld_get_int(p, "agrees") ? _("yes")
							  : _("no"),
				ld_say_implied(t, p)},
			funder);
	}
	ld_html_table_put(&table, "published-table", _("What was published beside what the rates of the run imply"));
}
