/*
 * Findings of `check` as SARIF 2.1.0, the form that code hosts and editors show beside the lines. Only `check` has it.
 * What a code means comes from the tables of errors and findings, so a host can show it without the book.
 */
#include "report/report.h"

#include <string.h>

#include "model/finding.h"

static const char *text_of(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));
	return s ? s : "";
}

static json_t *rule(const json_t *f)
{
	const char *code = text_of(f, "code"), *text = ld_code_meaning(code);
	return json_pack("{s:s, s:{s:s}, s:{s:s}}", "id", code, "shortDescription", "text", *text ? text : code, "help",
		"text", text_of(f, "page"));
}

/* The number of the code among the rules, added when new; −1 when memory ran out. */
static int rule_index(json_t *rules, const json_t *f)
{
	size_t n = json_array_size(rules);
	for (size_t i = 0; i < n; i++)
		if (strcmp(text_of(json_array_get(rules, i), "id"), text_of(f, "code")) == 0)
			return (int)i;
	return json_array_append_new(rules, rule(f)) == 0 ? (int)n : -1;
}

/* A path as a relative reference: what RFC 3986 does not let stand for itself is a byte in hexadecimal. */
static json_t *uri(const char *path)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
	LD_CLEANUP(ld_buf_fini) struct ld_buf b = ld_buf_init(LD_MAX_REPORT);
	if (*path == '/')
		ld_buf_puts(&b, "file://");
	for (; *path; path++)
		if (strchr(plain, *path))
			ld_buf_addc(&b, *path);
		else
			ld_buf_printf(&b, "%%%02X", (unsigned)(unsigned char)*path);
	return b.failed ? NULL : json_string(ld_buf_text(&b));
}

static json_t *locations(const json_t *f)
{
	json_int_t line = json_integer_value(json_object_get(f, "line"));
	json_t *place = *text_of(f, "file") ? json_pack("{s:{s:o}}", "artifactLocation", "uri", uri(text_of(f, "file")))
					    : json_object();
	if (place && line > 0 && json_object_set_new(place, "region", json_pack("{s:I}", "startLine", line)) != 0) {
		json_decref(place);
		return NULL;
	}
	return json_pack("[{s:o}]", "physicalLocation", place);
}

static json_t *result(const json_t *f, int index)
{
	const char *suggestion = text_of(f, "suggestion");
	LD_CLEANUP(ld_buf_fini) struct ld_buf message = ld_buf_init(LD_MAX_REPORT);
	ld_buf_puts(&message, text_of(f, "message"));
	if (*suggestion)
		ld_buf_printf(&message, "; did you mean '%s'?", suggestion);
	if (message.failed)
		return NULL;
	json_t *r = json_pack("{s:s, s:i, s:s, s:{s:s}}", "ruleId", text_of(f, "code"), "ruleIndex", index, "level",
		text_of(f, "severity"), "message", "text", ld_buf_text(&message));
	if (r && *text_of(f, "file") && json_object_set_new(r, "locations", locations(f)) != 0) {
		json_decref(r);
		return NULL;
	}
	return r;
}

int ld_report_sarif(const json_t *doc, const char *kind, struct ld_buf *out)
{
	if (strcmp(kind, "check") != 0)
		return LINDUNG_E_USAGE;
	json_t *rules = json_array(), *results = json_array();
	int rc = rules && results ? 0 : LINDUNG_E_NOMEM;
	for (size_t i = 0; !rc && i < json_array_size(doc); i++) {
		const json_t *f = json_array_get(doc, i);
		int index = rule_index(rules, f);
		if (index < 0 || json_array_append_new(results, result(f, index)) != 0)
			rc = LINDUNG_E_NOMEM;
	}
	json_t *all = rc ? NULL
			 : json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:s, s:O}}, s:O}]}", "$schema",
				   "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs", "tool",
				   "driver", "name", "lindung", "version", lindung_version(), "rules", rules, "results",
				   results);
	json_decref(rules);
	json_decref(results);
	rc = all ? ld_report_json(all, out) : LINDUNG_E_NOMEM;
	json_decref(all);
	return rc;
}
