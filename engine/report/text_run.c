/*
 * A run as an official reads it: what was decided, for whom, how many; then money, reasons, places
 * (their own files); then what went wrong; the receipt last. `show` adds the whole hashes, which a
 * decree can quote.
 */
#include "report/text.h"

#include <string.h>

const char *const ld_stopped = N_("A rule was stopped: this run cannot be kept, and no replay is promised");

const char *ld_say_state(struct ld_text *t)
{
	const json_t *d = t->doc;
	int run = (int)ld_get_int(d, "run"), by = (int)ld_get_int(d, "superseded_by");
	const char *state = _("a draft until it is kept");
	if (ld_get_known(d, "kept_at"))
		state = ld_say(t, _("kept on %s"), ld_say_time(t, ld_get_text(d, "kept_at")));
	if (ld_get_known(d, "kept_by"))
		state = ld_say(t, _("%s by %s"), state, ld_say_key(t, d, "kept_by"));
	if (by)
		state = ld_say(t, _("%s; run %d took its place"), state, by);
	if (ld_get_known(d, "forgotten_at"))
		state = ld_say(t, _("%s; its persons were forgotten on %s"), state,
			ld_say_time(t, ld_get_text(d, "forgotten_at")));
	return ld_say(t, _("Run %d, %s"), run, state);
}

const char *ld_say_office(struct ld_text *t)
{
	const json_t *d = t->doc;
	const char *name = ld_say_key(t, d, "region_name"), *code = ld_say_key(t, d, "region");
	const char *region = *name ? ld_say(t, "%s (%s)", name, code) : code;
	return ld_say(t, _("%s%s%s, as of %s"), ld_say_key(t, d, "programme"), *region ? ", " : "", region,
		ld_say_date(t, ld_get_text(d, "as_of")));
}

const char *ld_say_caution(struct ld_text *t)
{
	const char *walls = ld_say_key(t, t->doc, "walls");
	return strncmp(walls, "NOT CONTAINED", strlen("NOT CONTAINED")) == 0 ? ld_say(t, _("The rules ran %s"), walls) : "";
}

static void put_title(struct ld_text *t)
{
	const char *id = ld_say_key(t, t->doc, "programme"), *title = ld_say_key(t, t->doc, "title");
	ld_put(t, ld_paint(t, LD_BOLD));
	ld_put_lines(t, 0, *title ? title : id);
	ld_put(t, ld_paint(t, LD_PLAIN));
	ld_put_lines(t, 0, ld_say_office(t));
	ld_put_lines(t, 0, ld_say_state(t));
	if (*ld_say_caution(t))
		ld_put_lines(t, 0, ld_say_caution(t));
	if (json_is_true(ld_get(t->doc, "stopped")))
		ld_put_lines(t, 0, _(ld_stopped));
}

/* Workers, and what became of them: each indented under what it is a part of. */
static void put_counts(struct ld_text *t)
{
	static const struct {
		const char *key, *label;
		int depth;
	} lines[] = {
		{"workers", N_("Workers"), 0},
		{"eligible", N_("eligible"), 1},
		{"selected", N_("selected"), 2},
		{"reserve", N_("in reserve"), 2},
		{"refused", N_("refused"), 1},
		{"undecided", N_("undecided"), 1},
	};
	static const struct ld_column columns[] = {
		{NULL, LD_LEFT}, {NULL, LD_RIGHT}, {NULL, LD_RIGHT}, {NULL, LD_WRAP}};
	const json_t *counts = ld_get(t->doc, "counts");
	int64_t all = ld_get_int(counts, "workers"), errors = ld_get_int(counts, "errors");
	struct ld_table table = ld_table_init(t, 0, columns, 4);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		int64_t n = ld_get_int(counts, lines[i].key);
		bool failed = errors && strcmp(lines[i].key, "undecided") == 0;
		ld_table_add(&table, strcmp(lines[i].key, "selected") == 0 ? LD_BOLD : LD_PLAIN,
			(const char *[]){
				ld_say(t, "%*s%s", 2 * lines[i].depth, "", _(lines[i].label)),
				ld_say_count(t, n), i ? ld_say_share(t, n, all) : "",
				failed ? ld_say(t, _("%s of them because a rule failed"),
						 ld_say_count(t, errors))
				       : ""});
	}
	ld_put(t, "\n");
	ld_table_put(&table);
}

/* One more change by :with after those said before. */
static const char *say_change(struct ld_text *t, const char *before, const json_t *c)
{
	const char *what = ld_say_key(t, c, "what"), *basis = ld_say_key(t, c, "basis");
	const char *word = strcmp(what, "removed") == 0    ? _("removed")
			   : strcmp(what, "replaced") == 0 ? _("replaced")
			   : strcmp(what, "added") == 0    ? _("added")
							   : _("changed");
	return ld_say(t, "%s%s%s %s%s%s%s", before, *before ? "; " : "", word,
		ld_say_key(t, c, "id"), *basis ? " (" : "", basis, *basis ? ")" : "");
}

static const char *say_seed(struct ld_text *t, const json_t *receipt)
{
	const char *seed = ld_say_key(t, receipt, "seed"), *source = ld_say_key(t, receipt, "seed_source");
	return *seed && *source ? ld_say(t, "%s (%s)", seed, strcmp(source, "rules") == 0 ? _("from the rules") : source) : seed;
}

void ld_get_grounds(struct ld_text *t, const char *ret[LD_GROUNDS][2])
{
	const json_t *receipt = ld_get(t->doc, "receipt"), *constants = ld_get(receipt, "constants"), *changes = ld_get(receipt, "changes");
	const char *given = "", *changed = "";
	for (size_t i = 0; i < json_array_size(constants); i++) {
		const json_t *c = json_array_get(constants, i);
		given = ld_say(t, "%s%s%s = %s (%s)", given, *given ? "; " : "",
			ld_say_key(t, c, "field"), ld_say_value(t, ld_get(c, "value")),
			ld_say_key(t, c, "source"));
	}
	for (size_t i = 0; i < json_array_size(changes); i++)
		changed = say_change(t, changed, json_array_get(changes, i));
	const char *lines[LD_GROUNDS][2] = {
		{_("Basis"), ld_say_list(t, ld_get(t->doc, "basis"), "; ")},
		{_("Changed with --set"), ld_say_list(t, ld_get(receipt, "settings"), "; ")},
		{_("Lottery seed"), say_seed(t, receipt)},
		{_("Kept runs seen"), ld_say_list(t, ld_get(receipt, "seen"), ", ")},
		{_("Set by a source"), given},
		{_("Changed rules"), changed},
		{_("Limits of rules"), ld_say_key(t, receipt, "limits")},
		{_("Rules signed by"), ld_say_key(t, receipt, "signer")},
	};
	memcpy(ret, lines, sizeof lines);
}

/* What the run stands on, where there is something to say. */
static void put_grounds(struct ld_text *t)
{
	const char *lines[LD_GROUNDS][2];
	bool any = false;
	ld_get_grounds(t, lines);
	for (size_t i = 0; i < LD_GROUNDS; i++) {
		if (!*lines[i][1])
			continue;
		ld_put(t, any ? "" : "\n");
		any = true;
		ld_put_labelled(t, 0, 22, lines[i][0], lines[i][1]);
	}
}

const char *ld_say_failure(struct ld_text *t, const json_t *f)
{
	int64_t n = ld_get_int(f, "workers");
	const char *who = ld_say(t, dngettext("lindung", "%s worker", "%s workers", (unsigned long)n), ld_say_count(t, n));
	const char *place = ld_say_place(t, f);
	return ld_say(t, _("'%s' on %s, first %s: %s%s%s [%s]"), ld_say_key(t, f, "rule"), who, ld_say_key(t, f, "worker"),
		ld_say_key(t, f, "message"), *place ? ": " : "", place, ld_say_key(t, f, "code"));
}

static void put_failures(struct ld_text *t)
{
	const json_t *failures = ld_get(t->doc, "failures");
	if (json_array_size(failures))
		ld_put_heading(t, _("Rules that failed"));
	for (size_t i = 0; i < json_array_size(failures); i++) {
		ld_put(t, ld_paint(t, LD_BAD));
		ld_put_lines(t, 2, ld_say_failure(t, json_array_get(failures, i)));
		ld_put(t, ld_paint(t, LD_PLAIN));
	}
}

static void put_warnings(struct ld_text *t)
{
	const json_t *warnings = ld_get(t->doc, "warnings");
	if (json_array_size(warnings))
		ld_put_heading(t, _("Warnings"));
	for (size_t i = 0; i < json_array_size(warnings); i++) {
		const json_t *w = json_array_get(warnings, i);
		ld_put_lines(t, 2,
			ld_say(t, "%s [%s]", ld_say_key(t, w, "message"),
				ld_say_key(t, w, "code")));
	}
}

void ld_text_receipt(struct ld_text *t)
{
	const json_t *r = ld_get(t->doc, "receipt");
	if (!r)
		return;
	const json_t *log = ld_get(t->doc, "log"), *last = json_array_get(log, json_array_size(log) - 1);
	const char *line = last ? ld_say(t, _(", log %d %s"), (int)ld_get_int(last, "line"),
					  ld_say_start(t, ld_get_text(last, "hash"), 12))
				: "";
	ld_buf_printf(t->out, "\n%s%s%s%s\n", ld_paint(t, LD_DIM),
		ld_say(t, _("receipt: run %d, rules %s, data %s, result %s, %s"),
			(int)ld_get_int(t->doc, "run"), ld_say_start(t, ld_get_text(r, "rules"), 12),
			ld_say_start(t, ld_get_text(r, "data"), 12),
			ld_say_start(t, ld_get_text(r, "result"), 12), ld_say_key(t, r, "engine")),
		line, ld_paint(t, LD_PLAIN));
}

static void put_body(struct ld_text *t)
{
	put_title(t);
	put_counts(t);
	put_grounds(t);
	ld_text_money(t);
	ld_text_reasons(t);
	ld_text_groups(t);
	put_warnings(t);
	put_failures(t);
}

void ld_text_run(struct ld_text *t)
{
	put_body(t);
	ld_text_receipt(t);
}

static void put_hashes(struct ld_text *t)
{
	static const char *const keys[] = {"rules", "data", "result", "sealed"};
	static const char *const labels[] = {N_("Rules"), N_("Data"), N_("Result"), N_("Seal")};
	ld_put_heading(t, _("Hashes (SHA-256)"));
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const char *hash = ld_say_key(t, ld_get(t->doc, "receipt"), keys[i]);
		if (*hash)
			ld_put_labelled(t, 2, 8, _(labels[i]), hash);
	}
}

void ld_text_show(struct ld_text *t)
{
	put_body(t);
	put_hashes(t);
	ld_text_receipt(t);
}

void ld_text_report(struct ld_text *t)
{
	put_body(t);
	ld_text_funnel(t);
	ld_text_balance(t);
	put_hashes(t);
	ld_text_receipt(t);
}
