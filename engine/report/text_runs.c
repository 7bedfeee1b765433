/*
 * The history of runs and what is done with one: listed, kept, verified, replayed, exported; and
 * the folder that `new` made.
 */
#include "report/text.h"

#include <string.h>

static const char *state(struct ld_text *t, const json_t *r)
{
	int by = (int)ld_get_int(r, "superseded_by");
	if (ld_get_known(r, "forgotten_at"))
		return _("forgotten");
	if (by)
		return ld_say(t, _("replaced by %d"), by);
	return ld_get_known(r, "kept_at") ? _("kept") : _("draft");
}

void ld_text_runs(struct ld_text *t)
{
	const struct ld_column columns[] = {{_("run"), LD_RIGHT}, {_("programme"), LD_LEFT},
		{_("as of"), LD_LEFT}, {_("made"), LD_LEFT}, {_("state"), LD_LEFT},
		{_("workers"), LD_RIGHT}, {_("selected"), LD_RIGHT}, {_("undecided"), LD_RIGHT}};
	const json_t *runs = ld_get(t->doc, "runs");
	struct ld_table table = ld_table_init(t, 0, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < json_array_size(runs); i++) {
		const json_t *r = json_array_get(runs, i);
		ld_table_add(&table, LD_PLAIN,
			(const char *[]){ld_say(t, "%d", (int)ld_get_int(r, "run")),
				ld_say_key(t, r, "programme"), ld_say_key(t, r, "as_of"),
				ld_say_start(t, ld_get_text(r, "created_at"), 10), state(t, r),
				ld_say_count(t, ld_get_int(r, "workers")),
				ld_say_count(t, ld_get_int(r, "selected")),
				ld_say_count(t, ld_get_int(r, "undecided"))});
	}
	if (!json_array_size(runs))
		ld_put(t, _("No runs yet.\n"));
	else
		ld_table_put(&table);
}

void ld_text_keep(struct ld_text *t)
{
	const json_t *d = t->doc;
	int before = (int)ld_get_int(d, "supersedes");
	const char *by = ld_say_key(t, d, "kept_by");
	ld_put_lines(t, 0,
		ld_say(t, _("Run %d of %s is kept since %s."), (int)ld_get_int(d, "run"),
			ld_say_key(t, d, "programme"), ld_say_time(t, ld_get_text(d, "kept_at"))));
	if (*by)
		ld_put_lines(t, 0, ld_say(t, _("It was kept by %s."), by));
	if (before)
		ld_put_lines(t, 0, ld_say(t, _("It takes the place of run %d."), before));
	ld_text_receipt(t);
}

void ld_text_verify(struct ld_text *t)
{
	const json_t *checks = ld_get(t->doc, "checks");
	static const struct ld_column columns[] = {
		{NULL, LD_LEFT}, {NULL, LD_LEFT}, {NULL, LD_WRAP}};
	struct ld_table table = ld_table_init(t, 0, columns, 3);
	for (size_t i = 0; i < json_array_size(checks); i++) {
		const json_t *c = json_array_get(checks, i);
		bool ok = ld_get_int(c, "ok");
		const char *right = ld_get_known(c, "made") ? "-" : _("right"); /* known only where it is not */
		ld_table_add(&table, ok ? LD_PLAIN : LD_BAD,
			(const char *[]){ok ? right : _("WRONG"), ld_say_key(t, c, "id"),
				ld_say_key(t, c, "detail")});
	}
	ld_table_put(&table);
	bool ok = ld_get_int(t->doc, "ok");
	int run = (int)ld_get_int(t->doc, "run");
	ld_buf_printf(t->out, "\n%s", ld_paint(t, ok ? LD_GOOD : LD_BAD));
	ld_put_lines(t, 0,
		ok ? ld_say(t, _("Run %d holds."), run)
		   : ld_say(t, _("Run %d does not hold; do not use its list."), run));
	ld_put(t, ld_paint(t, LD_PLAIN));
}

void ld_text_replay(struct ld_text *t)
{
	const char *then = ld_say_key(t, t->doc, "result_then"),
		   *now = ld_say_key(t, t->doc, "result_now");
	int run = (int)ld_get_int(t->doc, "run");
	if (ld_get_int(t->doc, "same")) {
		ld_put_lines(
			t, 0, ld_say(t, _("Run %d, decided again, gives the same result."), run));
		ld_put_labelled(t, 2, 8, _("result"), now);
		return;
	}
	ld_put(t, ld_paint(t, LD_BAD));
	ld_put_lines(t, 0, ld_say(t, _("Run %d, decided again, gives another result."), run));
	ld_put(t, ld_paint(t, LD_PLAIN));
	ld_put_labelled(t, 2, 8, _("then"), then);
	ld_put_labelled(t, 2, 8, _("now"), now);
}

void ld_text_export(struct ld_text *t)
{
	const json_t *d = t->doc;
	int64_t rows = ld_get_int(d, "rows");
	ld_put_lines(t, 0,
		ld_say(t,
			dngettext("lindung", "%s row of run %d (%s)", "%s rows of run %d (%s)",
				(unsigned long)rows),
			ld_say_count(t, rows), (int)ld_get_int(d, "run"), ld_say_key(t, d, "as")));
	ld_put_labelled(t, 0, 9, "SHA-256", ld_say_key(t, d, "sha256"));
}

void ld_text_new(struct ld_text *t)
{
	const json_t *files = ld_get(t->doc, "files"), *next = ld_get(t->doc, "next");
	ld_put_lines(t, 0, ld_say(t, _("The folder %s is made:"), ld_say_key(t, t->doc, "folder")));
	for (size_t i = 0; i < json_array_size(files); i++)
		ld_put_lines(t, 2, ld_say_value(t, json_array_get(files, i)));
	if (json_array_size(next))
		ld_put_heading(t, _("Next"));
	for (size_t i = 0; i < json_array_size(next); i++)
		ld_put_lines(t, 2, ld_say_value(t, json_array_get(next, i)));
}

void ld_text_stubs(struct ld_text *t)
{
	const json_t *files = ld_get(t->doc, "files");
	ld_put_lines(t, 0, ld_say(t, _("For editors, in the folder %s:"), ld_say_key(t, t->doc, "folder")));
	for (size_t i = 0; i < json_array_size(files); i++)
		ld_put_lines(t, 2, ld_say_value(t, json_array_get(files, i)));
}
