/* What people who write rules read: findings of `check`, one line each in the form editors can follow. */
#include "report/text.h"

#include <string.h>

#include "model/finding.h"

/* What a code means, for readers of another language than the messages'; "" in English. */
static const char *meaning(struct ld_text *t, const char *code)
{
	const char *text = ld_code_meaning(code);
	return *text && strcmp(_(text), text) != 0 ? ld_say(t, "%s: ", _(text)) : "";
}

/* The form in the reader's language with its parts put in; NULL when it is not translated. A part between quotes is the
 * author's own word; "rule", "score" and the like are ours. A form may name its parts by number: %2$s. */
static const char *in_other_words(struct ld_text *t, const json_t *f)
{
	const char *form = ld_get_text(f, "form"), *said = *form ? _(form) : form, *out = "";
	const json_t *args = ld_get(f, "args");
	size_t next = 0;
	if (strcmp(said, form) == 0)
		return NULL;
	for (const char *at; (at = strchr(said, '%')); said = strchr(at, 's') + 1) {
		size_t i = at[1] == 's' ? next++ : (size_t)(at[1] - '1');
		bool quoted = at > said && (at[-1] == '\'' || at[-1] == '`');
		const json_t *part = json_array_get(args, i);
		const char *arg = ld_say_safe(t, json_is_string(part) ? json_string_value(part) : "");
		out = ld_say(t, "%s%.*s%s", out, (int)(at - said), said, quoted || !*arg ? arg : _(arg));
	}
	return ld_say(t, "%s%s", out, said);
}

static void put_finding(struct ld_text *t, const json_t *f)
{
	const char *severity = ld_get_text(f, "severity"), *file = ld_say_key(t, f, "file");
	const char *suggestion = ld_say_key(t, f, "suggestion"), *words = in_other_words(t, f);
	bool error = strcmp(severity, "error") == 0;
	int line = (int)ld_get_int(f, "line");
	if (*file && line > 0)
		ld_buf_printf(t->out, "%s:%d: ", file, line);
	else if (*file)
		ld_buf_printf(t->out, "%s: ", file);
	ld_buf_printf(t->out, "%s%s%s: %s%s", ld_paint(t, error ? LD_BAD : LD_BOLD),
		error                              ? _("error")
		: strcmp(severity, "warning") == 0 ? _("warning")
						   : _("note"),
		ld_paint(t, LD_PLAIN), words ? "" : meaning(t, ld_get_text(f, "code")), words ? words : ld_say_key(t, f, "message"));
	if (*suggestion)
		ld_buf_printf(t->out, "%s", ld_say(t, _("; did you mean '%s'?"), suggestion));
	ld_buf_printf(t->out, " [%s]\n", ld_say_key(t, f, "code"));
}

void ld_text_check(struct ld_text *t)
{
	int64_t errors = 0, warnings = 0, notes = 0;
	const char *file = NULL;
	for (size_t i = 0; i < json_array_size(t->doc); i++) {
		const json_t *f = json_array_get(t->doc, i);
		const char *severity = ld_get_text(f, "severity"), *of = ld_get_text(f, "file");
		errors += strcmp(severity, "error") == 0;
		warnings += strcmp(severity, "warning") == 0;
		notes += strcmp(severity, "note") == 0;
		if (file && strcmp(file, of) != 0)
			ld_put(t, "\n");
		file = of;
		put_finding(t, f);
	}
	if (!errors && !warnings && !notes)
		ld_put(t, _("No errors and no warnings.\n"));
	else
		ld_buf_printf(t->out, "%s, %s, %s\n",
			ld_say(t,
				dngettext(
					"lindung", "%s error", "%s errors", (unsigned long)errors),
				ld_say_count(t, errors)),
			ld_say(t,
				dngettext("lindung", "%s warning", "%s warnings",
					(unsigned long)warnings),
				ld_say_count(t, warnings)),
			ld_say(t, dngettext("lindung", "%s note", "%s notes", (unsigned long)notes), ld_say_count(t, notes)));
}
