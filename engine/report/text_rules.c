/*
 * What people who write rules read: findings of `check`, one line each in the form editors can
 * follow, and the cases of `test`: first what fails, with all that is needed to see why, then what
 * the cases never tried.
 */
#include "report/text.h"

#include <string.h>

static void put_finding(struct ld_text *t, const json_t *f)
{
	const char *severity = ld_get_text(f, "severity"), *file = ld_say_key(t, f, "file");
	const char *suggestion = ld_say_key(t, f, "suggestion");
	bool error = strcmp(severity, "error") == 0;
	int line = (int)ld_get_int(f, "line");
	if (*file && line > 0)
		ld_buf_printf(t->out, "%s:%d: ", file, line);
	else if (*file)
		ld_buf_printf(t->out, "%s: ", file);
	ld_buf_printf(t->out, "%s%s%s: %s", ld_paint(t, error ? LD_BAD : LD_BOLD),
		error                              ? _("error")
		: strcmp(severity, "warning") == 0 ? _("warning")
						   : _("note"),
		ld_paint(t, LD_PLAIN), ld_say_key(t, f, "message"));
	if (*suggestion)
		ld_buf_printf(t->out, "%s", ld_say(t, _("; did you mean '%s'?"), suggestion));
	ld_buf_printf(t->out, " [%s]\n", ld_say_key(t, f, "code"));
}

void ld_text_check(struct ld_text *t)
{
	int64_t errors = 0, warnings = 0;
	for (size_t i = 0; i < json_array_size(t->doc); i++) {
		const json_t *f = json_array_get(t->doc, i);
		const char *severity = ld_get_text(f, "severity");
		errors += strcmp(severity, "error") == 0;
		warnings += strcmp(severity, "warning") == 0;
		put_finding(t, f);
	}
	if (!errors && !warnings)
		ld_put(t, _("No errors and no warnings.\n"));
	else
		ld_buf_printf(t->out, "%s, %s\n",
			ld_say(t,
				dngettext(
					"lindung", "%s error", "%s errors", (unsigned long)errors),
				ld_say_count(t, errors)),
			ld_say(t,
				dngettext("lindung", "%s warning", "%s warnings",
					(unsigned long)warnings),
				ld_say_count(t, warnings)));
}

static const char *values(struct ld_text *t, const json_t *object)
{
	const char *s = "", *field;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)object, field, v) s = ld_say(
		t, "%s%s%s = %s", s, *s ? ", " : "", ld_say_safe(t, field), ld_say_value(t, v));
	return s;
}

static const char *outcome(const char *name)
{
	if (strcmp(name, "true") == 0)
		return _("met");
	if (strcmp(name, "false") == 0)
		return _("not met");
	return strcmp(name, "error") == 0 ? _("failed") : _("unknown");
}

static const char *deciding(struct ld_text *t, const json_t *rules)
{
	const char *s = "";
	for (size_t i = 0; i < json_array_size(rules); i++) {
		const json_t *r = json_array_get(rules, i);
		const char *reason = ld_say_key(t, r, "reason");
		s = ld_say(t, "%s%s%s %s%s%s%s", s, *s ? "; " : "", ld_say_key(t, r, "rule"),
			outcome(ld_get_text(r, "outcome")), *reason ? " (" : "", reason,
			*reason ? ")" : "");
	}
	return s;
}

static void put_failure(struct ld_text *t, const json_t *c)
{
	const char *place = ld_say_place(t, c);
	const char *lines[][2] = {
		{_("expected"), ld_say_key(t, c, "expected")},
		{_("actual"), ld_say_key(t, c, "actual")},
		{_("values"), values(t, ld_get(c, "values"))},
		{_("decided by"), deciding(t, ld_get(c, "decided_by"))},
	};
	ld_buf_printf(t->out, "%s%s%s ", ld_paint(t, LD_BAD), _("FAILED"), ld_paint(t, LD_PLAIN));
	ld_put_lines(
		t, 0, ld_say(t, "%s%s%s", ld_say_key(t, c, "name"), *place ? ": " : "", place));
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (*lines[i][1])
			ld_put_labelled(t, 4, 12, lines[i][0], lines[i][1]);
	ld_put(t, "\n");
}

/* The rules that no case has made come out like this. */
static void put_untested(
	struct ld_text *t, const json_t *rules, const char *outcome_key, const char *label)
{
	const char *s = "";
	for (size_t i = 0; i < json_array_size(rules); i++) {
		const json_t *r = json_array_get(rules, i);
		if (!ld_get_int(r, outcome_key))
			s = ld_say(t, "%s%s%s", s, *s ? ", " : "", ld_say_key(t, r, "rule"));
	}
	if (*s)
		ld_put_labelled(t, 2, 20, label, s);
}

void ld_text_test(struct ld_text *t)
{
	const json_t *cases = ld_get(t->doc, "cases"), *counts = ld_get(t->doc, "counts");
	const json_t *coverage = ld_get(t->doc, "coverage"), *rules = ld_get(coverage, "rules");
	for (size_t i = 0; i < json_array_size(cases); i++)
		if (!ld_get_int(json_array_get(cases, i), "ok"))
			put_failure(t, json_array_get(cases, i));
	int64_t failed = ld_get_int(counts, "failed"), n = ld_get_int(counts, "cases");
	ld_buf_printf(t->out, "%s%s%s\n", ld_paint(t, failed ? LD_BAD : LD_GOOD),
		ld_say(t,
			dngettext("lindung", "%s case: %s passed, %s failed",
				"%s cases: %s passed, %s failed", (unsigned long)n),
			ld_say_count(t, n), ld_say_count(t, ld_get_int(counts, "passed")),
			ld_say_count(t, failed)),
		ld_paint(t, LD_PLAIN));
	if (!ld_get_int(coverage, "possible"))
		return;
	ld_put_lines(t, 0,
		ld_say(t, _("Coverage: %s of %s outcomes of the rules were tried"),
			ld_say_count(t, ld_get_int(coverage, "seen")),
			ld_say_count(t, ld_get_int(coverage, "possible"))));
	put_untested(t, rules, "true", _("never met"));
	put_untested(t, rules, "false", _("never not met"));
	put_untested(t, rules, "unknown", _("never unknown"));
}
