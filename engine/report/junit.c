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

static void put_case(struct ld_buf *out, const json_t *c)
{
	ld_buf_puts(out, "  <testcase");
	put_attribute(out, "name", json_object_get(c, "name"));
	put_attribute(out, "classname", json_object_get(c, "file"));
	put_attribute(out, "file", json_object_get(c, "file"));
	ld_buf_printf(out, " line=\"%" PRId64 "\"",
		(int64_t)json_integer_value(json_object_get(c, "line")));
	if (json_is_true(json_object_get(c, "ok"))) {
		ld_buf_puts(out, "/>\n");
		return;
	}
	ld_buf_puts(out, ">\n    <failure message=\"expected ");
	put_escaped(out, json_string_value(json_object_get(c, "expected")));
	ld_buf_puts(out, ", got ");
	put_escaped(out, json_string_value(json_object_get(c, "actual")));
	ld_buf_puts(out, "\"/>\n  </testcase>\n");
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
	for (size_t i = 0; i < json_array_size(cases); i++)
		put_case(out, json_array_get(cases, i));
	ld_buf_puts(out, "</testsuite>\n");
	return 0;
}
