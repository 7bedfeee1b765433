/*
 * The log of deciding commands, a line each: when, who, what, and the numbers of it; and what was
 * forgotten. Words of the log itself are not translated: they are what is hashed.
 */
#include "report/text.h"

#include <string.h>

/* Items of a list; of things that are more than a text their run. */
static const char *say_items(struct ld_text *t, const json_t *list)
{
	const char *said = "";
	if (!json_is_object(json_array_get(list, 0)))
		return ld_say_list(t, list, "; ");
	for (size_t i = 0; i < json_array_size(list); i++)
		said = ld_say(t, "%s%s%d", said, *said ? ", " : "", (int)ld_get_int(json_array_get(list, i), "run"));
	return said;
}

/* "key value, key value": the numbers and short texts of a line; hashes are for programs. */
static const char *say_detail(struct ld_text *t, const json_t *detail)
{
	const char *key, *said = "";
	json_t *value;
	json_object_foreach((json_t *)(uintptr_t)detail, key, value)
	{
		const char *v = json_is_array(value) ? say_items(t, value) : ld_say_value(t, value);
		bool dull = !*v || json_is_null(value) || strlen(v) == 64 || json_is_false(value) || strcmp(key, "engine") == 0 ||
			    strcmp(key, "walls") == 0;
		if (!dull)
			said = ld_say(t, "%s%s%s %s", said, *said ? ", " : "", ld_say_safe(t, key), v);
	}
	return said;
}

void ld_text_log(struct ld_text *t)
{
	const struct ld_column columns[] = {{_("line"), LD_RIGHT}, {_("time"), LD_LEFT}, {_("who"), LD_LEFT},
		{_("command"), LD_LEFT}, {_("number"), LD_RIGHT}, {_("hash"), LD_LEFT}, {_("what"), LD_WRAP}};
	const json_t *lines = ld_get(t->doc, "lines");
	struct ld_table table = ld_table_init(t, 0, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < json_array_size(lines); i++) {
		const json_t *l = json_array_get(lines, i);
		int number = (int)(ld_get_int(l, "run") + (ld_get_known(l, "run") ? 0 : ld_get_int(l, "delivery")));
		ld_table_add(&table, LD_PLAIN,
			(const char *[]){ld_say(t, "%d", (int)ld_get_int(l, "line")), ld_say_key(t, l, "at"),
				ld_say_key(t, l, "who"), ld_say_key(t, l, "what"), number ? ld_say(t, "%d", number) : "",
				ld_say_start(t, ld_get_text(l, "hash"), 12), say_detail(t, ld_get(l, "detail"))});
	}
	if (!json_array_size(lines))
		ld_put(t, _("No lines yet.\n"));
	else
		ld_table_put(&table);
}

static void put_runs(struct ld_text *t)
{
	const json_t *gone = ld_get(t->doc, "runs"), *held = ld_get(t->doc, "held");
	for (size_t i = 0; i < json_array_size(gone); i++) {
		const json_t *r = json_array_get(gone, i);
		ld_put_lines(t, 2, ld_say(t, ld_get_int(r, "kept") ? _("run %d of %s, kept: totals, places, quotas, order and digests stay")
								   : _("run %d of %s, a draft: its counts stay"),
			(int)ld_get_int(r, "run"), ld_say_key(t, r, "programme")));
	}
	for (size_t i = 0; i < json_array_size(held); i++) {
		const json_t *r = json_array_get(held, i);
		ld_put_lines(t, 2, ld_say(t, _("not run %d of %s: run %d pays for some of its months and is not over"),
			(int)ld_get_int(r, "run"), ld_say_key(t, r, "programme"), (int)ld_get_int(r, "by")));
	}
}

void ld_text_forget(struct ld_text *t)
{
	const json_t *d = t->doc;
	bool dry = ld_get_int(d, "dry_run"), any = json_array_size(ld_get(d, "runs")) || ld_get_int(d, "deliveries");
	const char *day = ld_say_date(t, ld_get_text(d, "before"));
	ld_put_lines(t, 0, ld_say(t, !any ? _("There is nothing over before %s to forget.")
				  : dry ? _("This would be forgotten of what was over before %s:")
					: _("Forgotten for good, what was over before %s:"), day));
	put_runs(t);
	if (ld_get_int(d, "deliveries"))
		ld_put_lines(t, 2, ld_say(t, _("%s rows of data and %s rows in quarantine, of %s deliveries"),
			ld_say_count(t, ld_get_int(d, "records")), ld_say_count(t, ld_get_int(d, "quarantined")),
			ld_say_count(t, ld_get_int(d, "deliveries"))));
	if (ld_get_int(d, "left"))
		ld_put_lines(t, 0, ld_say(t, _("%s rows of that time stay, because they count today or for a run that is not over; "
					       "importing their source anew with --replace takes out who is not in it."),
			ld_say_count(t, ld_get_int(d, "left"))));
	if (ld_get_int(d, "rewritten"))
		ld_put_lines(t, 0, _("The database file was written anew. Copies, backups and exported files are yours to destroy."));
}
