/*
 * Texts and values of workers as JSON. Whatever bytes a file name or a cell holds, the document is
 * valid UTF-8: the reader of an answer never fails on what some office typed.
 */
#include "report/report.h"

#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"

json_t *ld_json_text(const char *s)
{
	if (!s)
		return json_null();
	size_t n = strlen(s);
	if (ld_utf8_valid(s, n))
		return json_stringn_nocheck(s, n);
	struct ld_buf b = ld_buf_init(n + 1);
	while (n) {
		uint32_t c;
		size_t len = ld_utf8_next(s, n, &c);
		ld_buf_add(&b, len ? s : "?", len ? len : 1);
		s += len ? len : 1;
		n -= len ? len : 1;
	}
	json_t *j = b.failed ? NULL : json_stringn_nocheck(ld_buf_text(&b), b.len);
	ld_buf_fini(&b);
	return j;
}

json_t *ld_json_text_or_null(const char *s)
{
	return ld_json_text(s && *s ? s : NULL);
}

json_t *ld_json_value(const struct ld_field *field, const struct ld_value *v)
{
	if (v->kind == LD_MISSING)
		return json_null();
	if (field->type == LD_BOOLEAN)
		return json_boolean(v->i);
	if (field->type == LD_INTEGER || field->type == LD_MONEY)
		return json_integer(v->i);
	if (field->type == LD_NUMBER)
		return json_real(v->f);
	struct ld_buf b = ld_buf_init(LD_MAX_CELL);
	ld_field_print(field, v, &b);
	json_t *text = b.failed ? NULL : ld_json_text(ld_buf_text(&b));
	ld_buf_fini(&b);
	return text;
}
