/*
 * A stored run as text with what a report counts besides: what is left after each rule, and the list beside the poor,
 * measured and without a verdict. The spread of scores is drawn on the page alone; here its cut-off stands in the run's
 * own part.
 */
#include "report/measures.h"

#include <string.h>

enum { MOST_GROUPS = 40 };

const char *ld_say_gone(struct ld_text *t)
{
	return ld_get_known(t->doc, "gone")
		       ? _("The persons of this run were forgotten, so this cannot be counted any more.")
		       : "";
}

/* ---- from all workers to the list ---- */

static const char *some(struct ld_text *t, const json_t *row, const char *key)
{
	return ld_get_int(row, key) ? ld_say_count(t, ld_get_int(row, key)) : NULL;
}

void ld_text_funnel(struct ld_text *t)
{
	const struct ld_column columns[] = {{_("rule"), LD_LEFT}, {_("title"), LD_WRAP},
		{_("refused here first"), LD_RIGHT}, {_("left"), LD_RIGHT}, {NULL, LD_RIGHT}, {_("fail it"), LD_RIGHT},
		{_("fail it alone"), LD_RIGHT}, {_("undecided on it"), LD_RIGHT}};
	const json_t *funnel = ld_get(t->doc, "funnel"), *rules = ld_get(funnel, "rules");
	int64_t all = ld_get_int(funnel, "workers");
	ld_put_heading(t, _("From all workers to the list, in the order of the rules"));
	if (*ld_say_gone(t))
		ld_put_lines(t, 2, ld_say_gone(t));
	struct ld_table table = ld_table_init(t, 2, columns, 8);
	for (size_t i = 0; i < json_array_size(rules); i++) {
		const json_t *r = json_array_get(rules, i);
		ld_table_add(&table, LD_PLAIN,
			(const char *[]){ld_say_key(t, r, "rule"), ld_say_key(t, r, "title"), some(t, r, "first"),
				ld_say_count(t, ld_get_int(r, "left")), ld_say_share(t, ld_get_int(r, "left"), all),
				some(t, r, "fails"), some(t, r, "only"), some(t, r, "undecided")});
	}
	ld_table_put(&table);
}

/* ---- the list beside the poor ---- */

static void put_measures(struct ld_text *t, const struct ld_head_counts *n)
{
	const struct ld_column columns[] = {
		{NULL, LD_LEFT}, {NULL, LD_RIGHT}, {_("at best"), LD_RIGHT}, {NULL, LD_WRAP}};
	struct ld_measured m[LD_MEASURES];
	if (!n->known)
		return;
	ld_get_measures(t, n, m);
	struct ld_table table = ld_table_init(t, 2, columns, 4);
	for (size_t i = 0; i < LD_MEASURES; i++)
		ld_table_add(&table, LD_PLAIN, (const char *[]){m[i].name, m[i].value, m[i].best, m[i].how});
	ld_put(t, "\n");
	ld_table_put(&table);
}

static void add_group(struct ld_table *table, const json_t *row, const struct ld_head_counts *all)
{
	struct ld_beside b;
	ld_get_beside(table->t, row, all, &b);
	ld_table_add(table, LD_PLAIN,
		(const char *[]){b.group, b.workers, b.poor, b.poor_share, b.eligible, b.eligible_share, b.selected,
			b.selected_share, b.points, b.ratio});
}

static void put_field(struct ld_text *t, const json_t *field, const struct ld_head_counts *all)
{
	const struct ld_column columns[] = {{ld_say_key(t, field, "field"), LD_LEFT}, {_("workers"), LD_RIGHT},
		{_("poor"), LD_RIGHT}, {NULL, LD_RIGHT, true}, {_("eligible"), LD_RIGHT}, {NULL, LD_RIGHT, true},
		{_("on the list"), LD_RIGHT}, {NULL, LD_RIGHT, true}, {_("points"), LD_RIGHT}, {_("ratio"), LD_RIGHT}};
	const json_t *groups = ld_get(field, "groups");
	size_t n = json_array_size(groups);
	ld_put(t, "\n");
	if (!n)
		ld_put_lines(
			t, 2, ld_say(t, _("%s: more groups than a table can have"), ld_say_key(t, field, "field")));
	struct ld_table table = ld_table_init(t, 2, columns, 10);
	for (size_t i = 0; i < n && i < MOST_GROUPS; i++)
		add_group(&table, json_array_get(groups, i), all);
	if (n > MOST_GROUPS)
		ld_table_note(&table, ld_say(t, _("and %s more groups; --format json lists all"),
					      ld_say_count(t, (int64_t)(n - MOST_GROUPS))));
	ld_table_put(&table);
}

void ld_text_balance(struct ld_text *t)
{
	const json_t *balance = ld_get(t->doc, "balance"), *fields = ld_get(balance, "fields");
	struct ld_head_counts all = ld_get_head_counts(ld_get(balance, "all"));
	if (!json_is_object(balance))
		return;
	ld_put_heading(t, _("The list beside the poor"));
	ld_put_lines(t, 2, ld_say_poor(t, balance));
	put_measures(t, &all);
	for (size_t i = 0; i < json_array_size(fields); i++)
		put_field(t, json_array_get(fields, i), &all);
}
