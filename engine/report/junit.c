/*
 * The cases beside the rules as JUnit XML, which continuous integration servers read. Only `test`
 * has this form. Names and messages are an office's own text: escaped for XML, and characters that
 * XML 1.0 cannot hold become '?'.
 */
#include "report/report.h"

#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"

static void put_escaped(struct ld_buf *out, const char *s)
{
	size_t n = s ? strlen(s) : 0;
	while (n) {
		uint32_t c;
		size_t len = ld_utf8_next(s, n, &c);
		if (!len || (c < 0x20 && c != '\t' && c != '\n') || c == 0xFFFE || c == 0xFFFF)
			ld_buf_addc(out, '?');
		else if (strchr("<>&\"'\t\n", *s) || !ld_utf8_visible(s, len))
			ld_buf_printf(out, "&#%u;", (unsigned)c);
		else
			ld_buf_add(out, s, len);
		s += len ? len : 1;
		n -= len ? len : 1;
	}
}

static void put_attribute(struct ld_buf *out, const char *name, const json_t *value)
{
	if (!json_is_string(value))
		return;
	ld_buf_printf(out, " %s=\"", name);
	put_escaped(out, json_string_value(value));
	ld_buf_addc(out, '"');
}

static void put_value(struct ld_buf *out, const json_t *v)
{
	if (json_is_string(v))
		put_escaped(out, json_string_value(v));
	else if (json_is_boolean(v))
		ld_buf_puts(out, json_is_true(v) ? "true" : "false");
	else if (json_is_integer(v))
		ld_buf_printf(out, "%" PRId64, (int64_t)json_integer_value(v));
	else if (json_is_real(v))
		ld_buf_printf(out, "%.15g", json_real_value(v));
	else
		ld_buf_addc(out, '?');
}

/* "umur = 65, desil = 1" */
static void put_values(struct ld_buf *out, const json_t *object)
{
	const char *field, *comma = "";
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)object, field, v)
	{
		ld_buf_puts(out, comma);
		put_escaped(out, field);
		ld_buf_puts(out, " = ");
		put_value(out, v);
		comma = ", ";
	}
}

/* A rule a line: "usia-kerja false, 2024.lua:12: umur = 65 (reason)". */
static void put_decided(struct ld_buf *out, const json_t *d)
{
	const json_t *points = json_object_get(d, "points"), *reason = json_object_get(d, "reason");
	ld_buf_puts(out, "\ndecided by: ");
	put_escaped(out, json_string_value(json_object_get(d, "rule")));
	ld_buf_addc(out, ' ');
	put_value(out, json_is_integer(points) ? points : json_object_get(d, "outcome"));
	ld_buf_puts(out, ", ");
	put_value(out, json_object_get(d, "file"));
	ld_buf_printf(out, ":%" PRId64 ": ", (int64_t)json_integer_value(json_object_get(d, "line")));
	put_values(out, json_object_get(d, "values"));
	if (json_is_string(reason)) {
		ld_buf_puts(out, " (");
		put_value(out, reason);
		ld_buf_addc(out, ')');
	}
}

static void put_failure(struct ld_buf *out, const json_t *c)
{
	const json_t *decided = json_object_get(c, "decided_by");
	ld_buf_puts(out, ">\n    <failure message=\"expected ");
	put_escaped(out, json_string_value(json_object_get(c, "expected")));
	ld_buf_puts(out, ", got ");
	put_escaped(out, json_string_value(json_object_get(c, "actual")));
	ld_buf_puts(out, "\">values: ");
	put_values(out, json_object_get(c, "values"));
	for (size_t i = 0; i < json_array_size(decided); i++)
		put_decided(out, json_array_get(decided, i));
	ld_buf_puts(out, "</failure>\n  </testcase>\n");
}

static void put_case(struct ld_buf *out, const json_t *c)
{
	ld_buf_puts(out, "  <testcase");
	put_attribute(out, "name", json_object_get(c, "name"));
	put_attribute(out, "classname", json_object_get(c, "file"));
	put_attribute(out, "file", json_object_get(c, "file"));
	ld_buf_printf(out, " line=\"%" PRId64 "\"",
		(int64_t)json_integer_value(json_object_get(c, "line")));
	if (json_is_true(json_object_get(c, "ok")))
		ld_buf_puts(out, "/>\n");
	else
		put_failure(out, c);
}

static void put_property(struct ld_buf *out, const char *of, const char *key, const json_t *n)
{
	ld_buf_printf(out, "    <property name=\"%s.%s\" value=\"%" PRId64 "\"/>\n", of, key, (int64_t)json_integer_value(n));
}

/* What was tried and noticed, as numbers a server can draw: coverage.rules.seen, … mutation.caught. */
static void put_properties(struct ld_buf *out, const json_t *doc)
{
	static const char *const names[] = {"coverage.rules", "coverage.conditions", "coverage.boundaries"};
	const json_t *totals = json_object_get(json_object_get(doc, "coverage"), "totals");
	const json_t *mutation = json_object_get(doc, "mutation");
	if (!json_object_size(totals))
		return;
	ld_buf_puts(out, "  <properties>\n");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const json_t *pair = json_object_get(totals, strchr(names[i], '.') + 1);
		put_property(out, names[i], "seen", json_object_get(pair, "seen"));
		put_property(out, names[i], "possible", json_object_get(pair, "possible"));
	}
	if (json_is_object(mutation)) {
		put_property(out, "mutation", "changes", json_object_get(mutation, "changes"));
		put_property(out, "mutation", "caught", json_object_get(mutation, "caught"));
	}
	ld_buf_puts(out, "  </properties>\n");
}

int ld_report_junit(const json_t *doc, const char *kind, struct ld_buf *out)
{
	if (strcmp(kind, "test") != 0)
		return LINDUNG_E_USAGE;
	const json_t *cases = json_object_get(doc, "cases"),
		     *counts = json_object_get(doc, "counts");
	ld_buf_printf(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuite name=\"lindung\" tests=\"%" PRId64 "\" failures=\"%" PRId64
		"\" errors=\"0\">\n",
		(int64_t)json_integer_value(json_object_get(counts, "cases")),
		(int64_t)json_integer_value(json_object_get(counts, "failed")));
	put_properties(out, doc);
	for (size_t i = 0; i < json_array_size(cases); i++)
		put_case(out, json_array_get(cases, i));
	ld_buf_puts(out, "</testsuite>\n");
	return 0;
}
