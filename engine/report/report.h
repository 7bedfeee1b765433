/*
 * From documents to bytes: one renderer a form. A renderer gets the document as it shall be shown
 * (ids masked already, unless the caller asked for whole ones), knows nothing of stores or rules,
 * and prints nothing itself.
 */
#ifndef LD_REPORT_REPORT_H
#define LD_REPORT_REPORT_H

#include <jansson.h>
#include <lindung/lindung.h>

#include "base/buf.h"
#include "base/error.h"
#include "model/field.h"

#define LD_MAX_REPORT                                                                              \
	((size_t)1 << 30) /* bytes of one rendered document: a gibibyte is no answer for a person  \
			   */

/* What a call of the library answers. kind is the command: "import", "quarantine", "run", "show",
 * "runs", "explain", "check", "test", "keep", "verify", "replay", "export", "new". docs/json.md has
 * the shape of each. */
struct lindung_result {
	const char *kind; /* static text */
	json_t *doc;
	int exit;
};

/** Steals doc, also on failure; a NULL doc (memory ran out while building it) is NOMEM. */
int ld_result_new(const char *kind, json_t *doc, int exit, struct lindung_result **ret,
	struct lindung_error *err);

/** A text as JSON: null for NULL, bytes that are not UTF-8 become '?'. NULL when memory ran out. */
json_t *ld_json_text(const char *s);
/** json_text of "" is null as well: for columns where "" means nothing. */
json_t *ld_json_text_or_null(const char *s);

/** The document as text in one line, to be freed; NULL when memory ran out. jansson's json_dumps answers then, too, with
 *  keys cut short. */
char *ld_json_dumps(const json_t *doc);
/** A text as JSON. Errors: NOMEM, DB_CORRUPT. */
int ld_json_read(const char *text, json_t **ret, struct lindung_error *err);

/** A value as JSON: numbers and booleans as such, dates and choices as text, blanks null. NULL when
 * memory ran out. */
json_t *ld_json_value(const struct ld_field *field, const struct ld_value *v);

/** A deep copy in which no national id stands: see mask.c for what counts as one. NULL when memory
 * ran out. */
json_t *ld_report_mask(const json_t *doc);
/** Append text with every run of 15 digits and more cut to its first four and stars. */
void ld_report_mask_text(const char *s, size_t n, struct ld_buf *out);

/* Renderers: 0, or a negative code (USAGE: this kind has no such form; NOMEM). */
int ld_report_json(const json_t *doc, struct ld_buf *out);
int ld_report_csv(const json_t *doc, const char *kind, struct ld_buf *out);
int ld_report_junit(const json_t *doc, const char *kind, struct ld_buf *out);
int ld_report_sarif(const json_t *doc, const char *kind, struct ld_buf *out);
/** A page for a browser, in one file: report/html*.c. */
int ld_report_html(const json_t *doc, const char *kind, struct ld_buf *out);
/** For people, in the width, colours and language asked for: report/text*.c. */
int ld_report_text(
	const json_t *doc, const char *kind, const struct lindung_render *how, struct ld_buf *out);

#endif
