/*
 * Why people are not on the list: rules that refuse, fields to look up, what held back the reserve,
 * and how sharp the line between list and reserve is. Long lists are cut at the largest, and say
 * so.
 */
#include "report/text.h"

#include <stdlib.h>

enum { MOST_ROWS = 20, BAR = 16 };

static int by_size(const void *x, const void *y)
{
	const struct ld_ranked *a = x, *b = y;
	int order = (a->n < b->n) - (a->n > b->n);
	return order ? order : (a->place > b->place) - (a->place < b->place);
}

const struct ld_ranked *ld_get_ranked(struct ld_text *t, const json_t *list, const char *key)
{
	size_t n = json_array_size(list);
	struct ld_ranked *ranked = ld_arena_array(&t->arena, n + 1, sizeof *ranked);
	if (!ranked) {
		t->out->failed = true;
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		const json_t *row = json_array_get(list, i);
		ranked[i] = (struct ld_ranked){row, ld_get_int(row, key), i};
	}
	if (n)
		qsort(ranked, n, sizeof *ranked, by_size);
	return ranked;
}

typedef void add_row(struct ld_table *table, const json_t *row, int64_t of);

/* Rows of one list, the largest first. */
static void put_list(struct ld_text *t, const char *heading, const char *key,
	const struct ld_column *columns, size_t n, add_row *add, int64_t of)
{
	const json_t *list = ld_get(t->doc, key);
	size_t rows = json_array_size(list), shown = rows < MOST_ROWS ? rows : MOST_ROWS;
	const struct ld_ranked *ranked = ld_get_ranked(t, list, "workers");
	if (!rows || !ranked)
		return;
	ld_put_heading(t, heading);
	struct ld_table table = ld_table_init(t, 2, columns, n);
	for (size_t i = 0; i < shown; i++)
		add(&table, ranked[i].row, of);
	if (rows > shown)
		ld_table_note(&table, ld_say(t, _("and %s more; --format json lists all"),
					      ld_say_count(t, (int64_t)(rows - shown))));
	ld_table_put(&table);
}

static void add_refusal(struct ld_table *table, const json_t *row, int64_t of)
{
	struct ld_text *t = table->t;
	int64_t n = ld_get_int(row, "workers");
	ld_table_add(table, LD_PLAIN,
		(const char *[]){ld_say_key(t, row, "rule"), ld_say_key(t, row, "title"),
			ld_say_count(t, n), ld_say_share(t, n, of), ld_say_bar(t, n, of, BAR)});
}

static void add_missing(struct ld_table *table, const json_t *row, int64_t of)
{
	struct ld_text *t = table->t;
	int64_t n = ld_get_int(row, "workers");
	ld_table_add(table, LD_PLAIN,
		(const char *[]){ld_say_key(t, row, "field"), ld_say_key(t, row, "title"),
			ld_say_count(t, n), ld_say_share(t, n, of), ld_say_bar(t, n, of, BAR),
			ld_get_known(row, "could_change") ? ld_say_count(t, ld_get_int(row, "could_change")) : ""});
}

static void add_bound(struct ld_table *table, const json_t *row, int64_t of)
{
	struct ld_text *t = table->t;
	int64_t n = ld_get_int(row, "workers");
	ld_table_add(table, LD_PLAIN,
		(const char *[]){ld_say_constraint(t, ld_get_text(row, "constraint")),
			ld_say_count(t, n), ld_say_share(t, n, of), ld_say_bar(t, n, of, BAR)});
}

void ld_get_cutoff(struct ld_text *t, const char *ret[LD_CUTOFF_LINES])
{
	const json_t *c = ld_get(t->doc, "cutoff");
	int64_t in = ld_get_int(c, "tied_selected"), out = ld_get_int(c, "tied_reserve"), cross = ld_get_int(c, "could_cross");
	ret[0] = ret[1] = ret[2] = "";
	if (!json_is_object(c))
		return;
	ret[0] = ld_say(t, _("The lowest score on the list is %s: %s with that score are on it, %s are in reserve."),
		ld_say_count(t, ld_get_int(c, "score")), ld_say_count(t, in), ld_say_count(t, out));
	if (out)
		ret[1] = _("Between people of one score the later keys of the order decide.");
	if (cross)
		ret[2] = ld_say(t, _("%s could come onto the list or leave it once their blank fields are known."), ld_say_count(t, cross));
}

static void put_cutoff(struct ld_text *t)
{
	const char *lines[LD_CUTOFF_LINES];
	ld_get_cutoff(t, lines);
	if (*lines[0])
		ld_put_heading(t, _("Where the list ends"));
	for (size_t i = 0; i < LD_CUTOFF_LINES; i++)
		if (*lines[i])
			ld_put_lines(t, 2, lines[i]);
}

void ld_text_reasons(struct ld_text *t)
{
	const struct ld_column refusals[] = {{_("rule"), LD_LEFT}, {_("title"), LD_WRAP},
		{_("workers"), LD_RIGHT}, {_("of refused"), LD_RIGHT}, {NULL, LD_LEFT}};
	const struct ld_column missing[] = {{_("field"), LD_LEFT}, {_("title"), LD_WRAP},
		{_("workers"), LD_RIGHT}, {_("of undecided"), LD_RIGHT}, {NULL, LD_LEFT},
		{_("could change the list"), LD_RIGHT}};
	const struct ld_column bound[] = {{NULL, LD_WRAP}, {_("workers"), LD_RIGHT},
		{_("of reserve"), LD_RIGHT}, {NULL, LD_LEFT}};
	const json_t *counts = ld_get(t->doc, "counts");
	put_list(t, _("Why refused (each rule that a worker fails counts)"), "refused_by", refusals,
		5, add_refusal, ld_get_int(counts, "refused"));
	put_list(t, _("What to look up for the undecided"), "missing_by", missing, 6, add_missing,
		ld_get_int(counts, "undecided"));
	if (ld_get_known(json_array_get(ld_get(t->doc, "missing_by"), 0), "could_change"))
		ld_put_lines(t, 2, _("The last column takes blanks for the best they could be: so many at most, and perhaps fewer."));
	put_list(t, _("What held back the reserve"), "bound_by", bound, 4, add_bound,
		ld_get_int(counts, "reserve"));
	put_cutoff(t);
}
