/*
 * Words, numbers, amounts and dates in the reader's language, through gettext and without the C
 * locale: separators are read from the translation of an example number, so the numbers of one text
 * always belong to its words.
 */
#include "report/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/num.h"
#include "base/utf8.h"

__extension__ typedef __int128 wide;

const char *ld_say(struct ld_text *t, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	char *s = n < 0 ? NULL : ld_arena_alloc(&t->arena, (size_t)n + 1);
	if (!s) {
		t->out->failed = true;
		return "";
	}
	va_start(ap, fmt);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return s;
}

const char *ld_say_safe(struct ld_text *t, const char *s)
{
	static const char unseen[] = "\xef\xbf\xbd";
	size_t n = strlen(s);
	if (ld_utf8_visible(s, n))
		return s;
	char *safe = ld_arena_array(&t->arena, n + 1, sizeof unseen), *w = safe;
	if (!safe) {
		t->out->failed = true;
		return "";
	}
	while (n) {
		uint32_t c;
		size_t len = ld_utf8_next(s, n, &c);
		bool space = *s == '\n' || *s == '\r' || *s == '\t';
		const char *from = space ? " " : len && ld_utf8_visible(s, len) ? s : unseen;
		size_t take = from == s ? len : strlen(from);
		memcpy(w, from, take);
		w += take;
		s += len ? len : 1;
		n -= len ? len : 1;
	}
	return safe;
}

const char *ld_say_start(struct ld_text *t, const char *s, int n)
{
	return ld_say_safe(t, ld_say(t, "%.*s", n, s));
}

const char *ld_say_clipped(struct ld_text *t, const char *s, int columns)
{
	size_t n = 0, len = strlen(s);
	if ((int)ld_utf8_width(s, len) <= columns)
		return s;
	for (uint32_t c; n < len;) {
		size_t step = ld_utf8_next(s + n, len - n, &c);
		if (!step || (int)ld_utf8_width(s, n + step) > columns - 1)
			break;
		n += step;
	}
	return ld_say(t, "%.*s…", (int)n, s);
}

const char *ld_say_key(struct ld_text *t, const json_t *object, const char *key)
{
	return ld_say_safe(t, ld_get_text(object, key));
}

const char *ld_say_count(struct ld_text *t, int64_t n)
{
	/* TRANSLATORS: a number with its separator of thousands; only the second character is used
	 */
	char out[LD_RUPIAH_TEXT], separator = _("1,000")[1];
	return ld_say(t, "%s", ld_rupiah_format(n, separator, out));
}

const char *ld_say_rupiah(struct ld_text *t, int64_t amount)
{
	return ld_say(t, "Rp%s", ld_say_count(t, amount));
}

const char *ld_say_known_count(struct ld_text *t, const json_t *object, const char *key)
{
	return ld_get_known(object, key) ? ld_say_count(t, ld_get_int(object, key)) : NULL;
}

const char *ld_say_known_rupiah(struct ld_text *t, const json_t *object, const char *key)
{
	return ld_get_known(object, key) ? ld_say_rupiah(t, ld_get_int(object, key)) : NULL;
}

const char *ld_say_share(struct ld_text *t, int64_t n, int64_t of)
{
	if (of <= 0 || n < 0)
		return "";
	/* TRANSLATORS: a number with its decimal separator; only the second character is used */
	char point = _("0.5")[1];
	wide tenths = ((wide)n * 2000 + of) / ((wide)of * 2);
	if (n > 0 && tenths == 0)
		return ld_say(t, "<0%c1%%", point);
	if (n < of && tenths == 1000) /* nearly all is not all */
		return ld_say(t, ">99%c9%%", point);
	return ld_say(t, "%" PRId64 "%c%d%%", (int64_t)(tenths > INT64_MAX ? INT64_MAX : tenths) / 10, point, (int)(tenths % 10));
}

const char *ld_say_bar(struct ld_text *t, int64_t n, int64_t of, int columns)
{
	const char *s = "";
	int64_t length = of > 0 ? (n * columns * 2 + of) / (of * 2) : 0;
	for (int64_t i = 0; i < length && i < columns; i++)
		s = ld_say(t, "%s█", s);
	return s;
}

static const char *month_name(int month)
{
	static const char *const names[] = {N_("January"), N_("February"), N_("March"), N_("April"),
		N_("May"), N_("June"), N_("July"), N_("August"), N_("September"), N_("October"),
		N_("November"), N_("December")};
	return _(names[month - 1]);
}

const char *ld_say_date(struct ld_text *t, const char *iso)
{
	int32_t date;
	int y, m, d;
	if (!ld_date_parse(iso, strlen(iso), &date))
		return ld_say_safe(t, iso);
	ld_date_split(date, &y, &m, &d);
	return ld_say(t, "%d %s %d", d, month_name(m), y);
}

const char *ld_say_time(struct ld_text *t, const char *iso)
{
	if (strlen(iso) < 16)
		return ld_say_safe(t, iso);
	return ld_say(t, "%s, %s UTC", ld_say_date(t, ld_say(t, "%.10s", iso)),
		ld_say_start(t, iso + 11, 5));
}

const char *ld_say_months(struct ld_text *t, const char *from, int64_t months)
{
	int32_t first;
	if (!ld_month_parse(from, strlen(from), &first) || months < 1 || months > INT32_MAX - first)
		return "";
	int32_t last = first + (int32_t)months - 1;
	const char *a = month_name(first % 12 + 1), *b = month_name(last % 12 + 1);
	if (first == last)
		return ld_say(t, "%s %d", a, first / 12);
	if (first / 12 == last / 12)
		return ld_say(t, _("%s to %s %d"), a, b, first / 12);
	return ld_say(t, _("%s %d to %s %d"), a, first / 12, b, last / 12);
}

const char *ld_say_value(struct ld_text *t, const json_t *value)
{
	if (json_is_string(value))
		return ld_say_safe(t, json_string_value(value));
	if (json_is_boolean(value))
		return json_is_true(value) ? _("yes") : _("no");
	if (json_is_integer(value))
		return ld_say_count(t, json_integer_value(value));
	if (json_is_real(value))
		return ld_say(t, "%.15g", json_real_value(value));
	return "?";
}

const char *ld_say_list(struct ld_text *t, const json_t *list, const char *separator)
{
	const char *all = "";
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *item = json_array_get(list, i);
		all = ld_say(t, "%s%s%s", all, i ? separator : "", ld_say_value(t, item));
	}
	return all;
}

const char *ld_say_place(struct ld_text *t, const json_t *object)
{
	const char *file = ld_say_key(t, object, "file");
	int64_t line = ld_get_int(object, "line");
	if (!*file)
		return "";
	return line > 0 ? ld_say(t, _("%s line %d"), file, (int)line) : file;
}

/* One of the words that bind, docs/adr/0001 number 12; n is its length. */
static const char *binding(struct ld_text *t, const char *s, size_t n)
{
	const char *word = ld_say_safe(t, ld_say(t, "%.*s", (int)n, s));
	if (strcmp(word, "already covered") == 0)
		return _("already covered in these months");
	if (strcmp(word, "no funder accepts") == 0)
		return _("no funder accepts");
	if (strncmp(word, "cap ", 4) == 0)
		return ld_say(t, _("the quota %s is full"), word + 4);
	if (strncmp(word, "money ", 6) == 0)
		return ld_say(t, _("the money of %s is spent"), word + 6);
	if (strncmp(word, "seats ", 6) == 0)
		return ld_say(t, _("all seats of %s are taken"), word + 6);
	size_t digits = strspn(word, "0123456789");
	if (digits && strcmp(word + digits, " eligible") == 0)
		return ld_say(t, _("only %.*s eligible"), (int)digits, word);
	return word;
}

const char *ld_say_constraint(struct ld_text *t, const char *constraint)
{
	const char *all = "";
	while (*constraint) {
		size_t n = strcspn(constraint, ";");
		all = ld_say(t, "%s%s%s", all, *all ? "; " : "", binding(t, constraint, n));
		constraint += n + (constraint[n] == ';');
	}
	return all;
}
