/*
 * Text to values of a field and back, and whether a value fits. Reading never guesses: what could
 * mean two things is refused with its reason. Messages quote the text as it stands, but of private
 * fields only what names nobody: the first four digits of an id, else stars.
 */
#include "model/field.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/nik.h"
#include "base/num.h"
#include "base/text.h"
#include "base/utf8.h"

enum { QUOTED = 60 };

int ld_field_find(const struct ld_fields *fields, const char *name)
{
	for (size_t i = 0; i < fields->len; i++)
		if (strcmp(fields->items[i].name, name) == 0)
			return (int)i;
	return -1;
}

const char *ld_field_nearest(const struct ld_fields *fields, const char *name)
{
	const char *names[LD_MAX_FIELDS];
	size_t n = fields->len < LD_MAX_FIELDS ? fields->len : LD_MAX_FIELDS;
	for (size_t i = 0; i < n; i++)
		names[i] = fields->items[i].name;
	return ld_nearest(name, names, n);
}

/* The text for a message: cut to a line, what cannot be seen as '?', masked when it may name a
 * person. */
static const char *quote(const struct ld_field *f, const char *s, size_t n, char out[QUOTED + 8])
{
	bool masked = f->is_private || f->format != LD_FORMAT_ANY;
	size_t clear = masked ? (f->type == LD_ID ? 4 : 0) : SIZE_MAX, len = 0, seen = 0;
	for (size_t i = 0; i < n; seen++) {
		uint32_t c;
		size_t k = ld_utf8_next(s + i, n - i, &c);
		bool shown = k && seen < clear && ld_utf8_visible(s + i, k);
		if (len + (shown ? k : 1) > QUOTED) {
			memcpy(out + len, "...", 3);
			len += 3;
			break;
		}
		if (shown)
			memcpy(out + len, s + i, k);
		else
			out[len] = masked && seen >= clear ? '*' : '?';
		len += shown ? k : 1;
		i += k ? k : 1;
	}
	out[len] = '\0';
	return out;
}

static void trim(const char **s, size_t *n)
{
	for (;;) {
		size_t k = *n && strchr(" \t\r\n", **s) && **s ? 1 : 0;
		if (*n >= 2 && memcmp(*s, "\xC2\xA0", 2) == 0)
			k = 2;
		if (!k)
			break;
		*s += k, *n -= k;
	}
	for (;;) {
		const char *end = *s + *n;
		size_t k = *n && strchr(" \t\r\n", end[-1]) && end[-1] ? 1 : 0;
		if (*n >= 2 && memcmp(end - 2, "\xC2\xA0", 2) == 0)
			k = 2;
		if (!k)
			break;
		*n -= k;
	}
}

/* Why the text is no id of 16 digits; says so when it looks like what a spreadsheet leaves of one.
 */
static const char *id_fault(enum ld_format format, const char *s, size_t n)
{
	size_t digits = 0, other = 0;
	bool exponent = false, point = false;
	for (size_t i = 0; i < n; i++) {
		bool digit = s[i] >= '0' && s[i] <= '9';
		digits += digit;
		other += !digit && !strchr("., +-eE", s[i]);
		exponent |= i > 0 && (s[i] == 'e' || s[i] == 'E');
		point |= s[i] == '.' || s[i] == ',';
	}
	if (!other && exponent && digits)
		return "a spreadsheet rounded it to an exponent, its digits are lost";
	if (!other && point && n > 2 &&
		(memcmp(s + n - 2, ".0", 2) == 0 || memcmp(s + n - 2, ",0", 2) == 0))
		return "a spreadsheet made it a decimal number and rounded it";
	if (!other && digits == LD_NIK && n > digits)
		return "holds blanks, points or dashes between its digits; the source can strip "
		       "them";
	return format == LD_FORMAT_NIK ? ld_nik_fault(s, n) : ld_kk_fault(s, n);
}

static int fail_id(const struct ld_field *f, const char *s, size_t n, const char *why,
	struct lindung_error *err)
{
	char text[QUOTED + 8];
	bool nik = f->format == LD_FORMAT_NIK;
	return ld_fail(err, nik ? LINDUNG_E_NIK : LINDUNG_E_KK, "'%s' is not a %s: %s",
		quote(f, s, n, text), nik ? "NIK" : "family card number", why);
}

static bool boolean_parse(const char *s, size_t n, int64_t *ret)
{
	static const char *const words[2][3] = {{"tidak", "false", "0"}, {"ya", "true", "1"}};
	for (int v = 0; v < 2; v++)
		for (int k = 0; k < 3; k++)
			if (strlen(words[v][k]) == n && strncasecmp(s, words[v][k], n) == 0) {
				*ret = v;
				return true;
			}
	return false;
}

static bool choice_parse(const struct ld_field *f, const char *s, size_t n, int64_t *ret)
{
	for (size_t i = 0; i < f->nchoices; i++)
		if (strlen(f->choices[i]) == n && memcmp(f->choices[i], s, n) == 0) {
			*ret = (int64_t)i;
			return true;
		}
	return false;
}

static int choice_fail(const struct ld_field *f, const char *s, size_t n, struct lindung_error *err)
{
	char text[QUOTED + 8];
	int code = ld_fail(err, LINDUNG_E_CHOICE, "'%s' is not a choice of '%s'",
		quote(f, s, n, text), f->name);
	if (n <= LD_MAX_NAME && !f->is_private) {
		const char *near = ld_nearest(text, f->choices, f->nchoices);
		if (near)
			ld_error_suggest(err, near);
	}
	return code;
}

/* Text that is neither blank nor of a wrong alphabet, to a value that may still be out of range. */
static int parse_known(const struct ld_field *f, const char *s, size_t n, struct ld_value *v,
	struct lindung_error *err)
{
	char text[QUOTED + 8];
	int32_t date;
	switch (f->type) {
	case LD_ID:
	case LD_TEXT:
		v->s = s;
		v->len = (uint32_t)n;
		return 0;
	case LD_INTEGER:
		if (ld_int_parse(s, n, &v->i))
			return 0;
		return ld_fail(err, LINDUNG_E_INTEGER, "cannot read '%s' as a whole number",
			quote(f, s, n, text));
	case LD_NUMBER:
		if (ld_number_parse(s, n, &v->f)) {
			v->f = v->f == 0 ? 0 : v->f; /* no second zero */
			return 0;
		}
		return ld_fail(err, LINDUNG_E_NUMBER, "cannot read '%s' as a number",
			quote(f, s, n, text));
	case LD_MONEY:
		if (ld_rupiah_parse(s, n, &v->i))
			return 0;
		return ld_fail(
			err, LINDUNG_E_MONEY, "cannot read '%s' as rupiah", quote(f, s, n, text));
	case LD_BOOLEAN:
		if (boolean_parse(s, n, &v->i))
			return 0;
		return ld_fail(err, LINDUNG_E_BOOLEAN, "cannot read '%s' as ya or tidak",
			quote(f, s, n, text));
	case LD_DATE:
		if (!ld_date_parse(s, n, &date))
			return ld_fail(err, LINDUNG_E_DATE, "cannot read '%s' as a date YYYY-MM-DD",
				quote(f, s, n, text));
		v->i = date;
		return 0;
	case LD_CHOICE:
		return choice_parse(f, s, n, &v->i) ? 0 : choice_fail(f, s, n, err);
	}
	return ld_fail(err, LINDUNG_E_INTERNAL, "field '%s' has no type", f->name);
}

/*
 * Blanks (ASCII and no-break) around the text are dropped, and of a NIK or KK one leading
 * apostrophe, the mark by which spreadsheets keep digits as text. Nothing else is repaired: an
 * exponent, '.0' at the end or separators between the digits are refused with their reason (a
 * source may strip separators, because its office knows its file).
 */
int ld_field_parse(const struct ld_field *field, const char *text, size_t len, struct ld_value *ret,
	struct lindung_error *err)
{
	struct ld_value v = {.kind = ld_type_kind(field->type)};
	char shown[QUOTED + 8];
	trim(&text, &len);
	if (field->format != LD_FORMAT_ANY && len > 1 && *text == '\'')
		text++, len--;
	if (!len) {
		*ret = (struct ld_value){0};
		return 0;
	}
	if (len > LD_MAX_CELL)
		return ld_fail(err, LINDUNG_E_TEXT, "the text of '%s' is longer than %d bytes",
			field->name, LD_MAX_CELL);
	if (!ld_utf8_visible(text, len))
		return ld_fail(err, LINDUNG_E_TEXT,
			"'%s' holds bytes or characters that cannot be seen",
			quote(field, text, len, shown));
	int rc = parse_known(field, text, len, &v, err);
	if (!rc)
		rc = ld_field_check(field, &v, err);
	if (!rc)
		*ret = v;
	return rc;
}

static int out_of_range(
	const struct ld_field *f, const struct ld_value *v, struct lindung_error *err)
{
	char shown[QUOTED + 8];
	LD_CLEANUP(ld_buf_fini) struct ld_buf value = ld_buf_init(4096), range = ld_buf_init(4096);
	ld_field_print(f, v, &value);
	if (f->has_lo)
		ld_field_print(f, &f->lo, &range);
	ld_buf_puts(&range, "..");
	if (f->has_hi)
		ld_field_print(f, &f->hi, &range);
	return ld_fail(err, LINDUNG_E_RANGE, "%s lies outside the range %s of '%s'",
		quote(f, ld_buf_text(&value), value.len, shown), ld_buf_text(&range), f->name);
}

/* What holds of every value of a type, whatever the field declares. */
static int check_type(const struct ld_field *f, const struct ld_value *v, struct lindung_error *err)
{
	int32_t first = 0, last = 0;
	char shown[QUOTED + 8];
	switch (f->type) {
	case LD_ID:
	case LD_TEXT:
		if (!ld_utf8_visible(v->s, v->len))
			return ld_fail(err, LINDUNG_E_TEXT,
				"'%s' holds bytes or characters that cannot be seen",
				quote(f, v->s, v->len, shown));
		break;
	case LD_NUMBER:
		if (!isfinite(v->f))
			return ld_fail(
				err, LINDUNG_E_NUMBER, "the number of '%s' is not finite", f->name);
		break;
	case LD_MONEY:
		if (v->i > LD_MAX_MONEY || v->i < -LD_MAX_MONEY)
			return ld_fail(err, LINDUNG_E_MONEY,
				"the amount of '%s' is larger than amounts can be", f->name);
		break;
	case LD_BOOLEAN:
		if (v->i != 0 && v->i != 1)
			return ld_fail(
				err, LINDUNG_E_BOOLEAN, "'%s' is neither true nor false", f->name);
		break;
	case LD_DATE:
		ld_date_make(1900, 1, 1, &first);
		ld_date_make(2199, 12, 31, &last);
		if (v->i < first || v->i > last)
			return ld_fail(err, LINDUNG_E_DATE,
				"the date of '%s' is not in the years 1900 to 2199", f->name);
		break;
	case LD_CHOICE:
		if (v->i < 0 || (uint64_t)v->i >= f->nchoices)
			return ld_fail(err, LINDUNG_E_CHOICE, "'%s' has no choice number %lld",
				f->name, (long long)v->i);
		break;
	case LD_INTEGER:
		break;
	}
	return 0;
}

int ld_field_check(
	const struct ld_field *field, const struct ld_value *value, struct lindung_error *err)
{
	if (value->kind == LD_MISSING)
		return 0;
	if (value->kind != ld_type_kind(field->type))
		return ld_fail(err, LINDUNG_E_TYPE, "'%s' is a field of type %s", field->name,
			ld_type_name(field->type));
	int rc = check_type(field, value, err);
	if (rc)
		return rc;
	if (field->format != LD_FORMAT_ANY) {
		const char *why = id_fault(field->format, value->s, value->len);
		if (why)
			return fail_id(field, value->s, value->len, why, err);
	}
	if ((field->has_lo && ld_value_cmp(value, &field->lo) < 0) ||
		(field->has_hi && ld_value_cmp(value, &field->hi) > 0))
		return out_of_range(field, value, err);
	return 0;
}

/* The shortest digits that read back as the same number; without an exponent where there is room, for readers refuse one:
 * a spreadsheet's has lost digits. */
static void print_number(double f, struct ld_buf *out)
{
	char text[40], plain[64];
	int precision = 15, digits = 0;
	do
		snprintf(text, sizeof text, "%.*g", precision, f);
	while (strtod(text, NULL) != f && ++precision <= 17); /* the program never leaves LC_NUMERIC "C" */
	const char *e = strchr(text, 'e');
	for (const char *p = text; e && p < e; p++)
		digits += *p >= '0' && *p <= '9';
	int decimals = e ? digits - 1 - atoi(e + 1) : 0;
	bool fits = e && snprintf(plain, sizeof plain, "%.*f", decimals > 0 ? decimals : 0, f) < (int)sizeof plain;
	ld_buf_puts(out, fits ? plain : text);
}

void ld_field_print(const struct ld_field *field, const struct ld_value *value, struct ld_buf *out)
{
	char date[LD_DATE_TEXT];
	if (value->kind == LD_STR) {
		ld_buf_add(out, value->s, value->len);
	} else if (value->kind == LD_F64) {
		print_number(value->f, out);
	} else if (value->kind == LD_I64) {
		if (field->type == LD_BOOLEAN)
			ld_buf_puts(out, value->i ? "ya" : "tidak");
		else if (field->type == LD_DATE)
			ld_buf_puts(out, ld_date_format((int32_t)value->i, date));
		else if (field->type == LD_CHOICE && value->i >= 0 &&
			 (uint64_t)value->i < field->nchoices)
			ld_buf_puts(out, field->choices[value->i]);
		else
			ld_buf_printf(out, "%lld", (long long)value->i);
	}
}
