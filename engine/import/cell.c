/*
 * One cell to one value, by its mapping: blanks, cut, strip, code book, date forms, else the
 * field's own reading. Every mapped cell must be visible text first: an invisible letter would
 * otherwise fall into a code book's `otherwise` and decide about a person. Line breaks inside a
 * text are one blank, for addresses have them.
 */
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/utf8.h"
#include "import/map.h"

static size_t blank_at(const char *s, size_t n)
{
	if (n && (*s == ' ' || *s == '\t' || *s == '\r' || *s == '\n'))
		return 1;
	return n >= 2 && memcmp(s, "\xC2\xA0", 2) == 0 ? 2 : 0;
}

/* Neither end can be a blank: of nearly every cell. */
static bool is_trimmed(const char *s, size_t n)
{
	unsigned char first = (unsigned char)s[0], last = (unsigned char)s[n - 1];
	return first > ' ' && first != 0xC2 && last > ' ' && last != 0xA0;
}

void ld_mapper_trim(const char **text, size_t *len)
{
	size_t k;
	if (*len && is_trimmed(*text, *len))
		return;
	while ((k = blank_at(*text, *len)))
		*text += k, *len -= k;
	while (*len) {
		const char *end = *text + *len;
		k = blank_at(end - 1, 1);
		if (!k && *len >= 2)
			k = blank_at(end - 2, 2) == 2 ? 2 : 0;
		if (!k)
			break;
		*len -= k;
	}
}

void ld_visible_copy(const char *text, size_t len, char *out, size_t size)
{
	size_t n = 0;
	while (len) {
		uint32_t c;
		size_t k = ld_utf8_next(text, len, &c);
		bool shown = k && ld_utf8_visible(text, k);
		size_t add = shown ? k : 1;
		if (n + add >= size)
			break;
		memcpy(out + n, shown ? text : "?", add);
		n += add;
		k = k ? k : 1;
		text += k, len -= k;
	}
	out[n] = '\0';
}

/* The run of blanks at s: its length, and whether it is more than plain ones. */
static size_t blank_run(const char *s, size_t n, bool *ret_breaks)
{
	size_t i = 0, k;
	*ret_breaks = false;
	while ((k = blank_at(s + i, n - i))) {
		*ret_breaks |= s[i] != ' ';
		i += k;
	}
	return i;
}

/* The text with every run of blanks that has a line break, tab or no-break blank as one blank;
 * other text is not copied. */
static void one_line(struct ld_mapper *m, const char **text, size_t *len)
{
	const char *s = *text;
	size_t n = *len, i = 0;
	while (i < n && (s[i] == ' ' || !blank_at(s + i, n - i)))
		i++;
	if (i == n)
		return;
	char *out = m->scratch + m->scratch_len;
	size_t o = 0;
	for (i = 0; i < n;) {
		bool breaks;
		size_t run = blank_run(s + i, n - i, &breaks);
		if (breaks) {
			out[o++] = ' ';
		} else {
			run = run ? run : 1;
			memcpy(out + o, s + i, run);
			o += run;
		}
		i += run;
	}
	out[o] = '\0';
	m->scratch_len += o + 1;
	*text = out;
	*len = o;
}

static void strip(struct ld_mapper *m, const char *what, const char **text, size_t *len)
{
	char *out = m->scratch + m->scratch_len;
	size_t o = 0;
	for (size_t i = 0; i < *len; i++)
		if (!strchr(what, (*text)[i]))
			out[o++] = (*text)[i];
	out[o] = '\0';
	if (o == *len)
		return;
	m->scratch_len += o + 1;
	*text = out;
	*len = o;
}

static bool is_blank_word(const struct ld_mapping *map, const char *s, size_t n)
{
	for (size_t i = 0; i < map->nblanks; i++) {
		const char *word = map->blanks[i];
		size_t len = strlen(word);
		ld_mapper_trim(&word, &len);
		if (len == n && strncasecmp(word, s, n) == 0)
			return true;
	}
	return !n;
}

size_t ld_code_fold(const char *text, size_t len, char *out)
{
	for (size_t i = 0; i < len; i++)
		out[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32 : text[i]);
	return len;
}

static int read_code(const struct ld_mapper *m, size_t i, const char *s, size_t n,
	struct ld_value *ret, struct lindung_error *err)
{
	const struct ld_mapping *map = &m->source->maps[i];
	const struct ld_book *book = &m->books[i];
	char folded[LD_MAX_CODE];
	uint32_t row = n <= sizeof folded
			       ? ld_map_find(&book->codes, folded, ld_code_fold(s, n, folded))
			       : LD_MAP_NONE;
	if (row != LD_MAP_NONE) {
		*ret = map->codes[book->rows[row]].value;
		return 0;
	}
	if (map->has_otherwise) {
		*ret = map->otherwise;
		return 0;
	}
	char shown[LD_BAD_VALUE];
	ld_visible_copy(s, n, shown, sizeof shown);
	bool hidden = m->source->fields.items[map->field].is_private;
	return ld_fail(err, LINDUNG_E_CODE, "'%s' is not in the code book of '%s'",
		hidden ? "***" : shown, m->source->fields.items[map->field].name);
}

/* Which forms the source declares, or that the form is right and the day does not exist; a private
 * date is not spelled out. */
static int no_date(const struct ld_mapping *map, const struct ld_field *field, const char *s,
	size_t n, struct lindung_error *err)
{
	static const char iso[] = "yyyy-mm-dd";
	static const char *const months[] = {"January", "February", "March", "April", "May", "June",
		"July", "August", "September", "October", "November", "December"};
	LD_CLEANUP(ld_buf_fini) struct ld_buf forms = ld_buf_init(1 << 20);
	char shown[LD_BAD_VALUE];
	int year = 0, month = 0, day = 0;
	bool fits = ld_date_parts_as(s, n, iso, &year, &month, &day);
	for (size_t i = 0; i < map->nformats; i++) {
		ld_buf_printf(&forms, "%s, ", map->formats[i]);
		fits = fits || ld_date_parts_as(s, n, map->formats[i], &year, &month, &day);
	}
	ld_buf_puts(&forms, iso);
	if (forms.failed)
		return ld_nomem(err);
	ld_visible_copy(s, n, shown, sizeof shown);
	const char *quoted = field->is_private ? "***" : shown;
	if (fits && field->is_private)
		return ld_fail(err, LINDUNG_E_DATE, "'%s' is no date: there is no such day", quoted);
	if (fits && month >= 1 && month <= 12 && year >= 1900 && year < 2200)
		return ld_fail(err, LINDUNG_E_DATE, "'%s' is no date: there is no %d %s %d", quoted, day,
			months[month - 1], year);
	if (fits)
		return ld_fail(err, LINDUNG_E_DATE, "'%s' is no date: there is no month %d of the year %d",
			quoted, month, year);
	return ld_fail(err, LINDUNG_E_DATE, "cannot read '%s' as a date; the source declares %.300s",
		quoted, ld_buf_text(&forms));
}

/* A date that two declared forms read differently is not guessed. */
static int read_date(const struct ld_mapping *map, const struct ld_field *field, const char *s,
	size_t n, struct ld_value *ret, struct lindung_error *err)
{
	int32_t found = 0, date;
	bool any = ld_date_parse_as(s, n, "yyyy-mm-dd", &found);
	for (size_t i = 0; i < map->nformats; i++) {
		if (!ld_date_parse_as(s, n, map->formats[i], &date))
			continue;
		if (any && date != found)
			return ld_fail(err, LINDUNG_E_DATE,
				"the date could mean two days by the declared forms");
		any = true;
		found = date;
	}
	if (!any)
		return no_date(map, field, s, n, err);
	struct ld_value v = {.kind = LD_I64, .i = found};
	int rc = ld_field_check(field, &v, err);
	if (!rc)
		*ret = v;
	return rc;
}

/* Values that are text end in NUL also when the cell went on. */
static void terminate(struct ld_mapper *m, struct ld_value *v)
{
	if (v->kind != LD_STR || v->s[v->len] == '\0')
		return;
	char *out = m->scratch + m->scratch_len;
	memcpy(out, v->s, v->len);
	out[v->len] = '\0';
	m->scratch_len += v->len + 1;
	v->s = out;
}

int ld_mapper_cell(struct ld_mapper *m, size_t i, const char *text, size_t len,
	struct ld_value *ret, struct lindung_error *err)
{
	const struct ld_mapping *map = &m->source->maps[i];
	const struct ld_field *field = &m->source->fields.items[map->field];
	ld_mapper_trim(&text, &len);
	bool plain = ld_utf8_plain(text, len);
	if (!plain && (map->codes || field->type == LD_TEXT || field->type == LD_CHOICE))
		one_line(m, &text, &len);
	if (!plain && !ld_utf8_visible(text, len))
		return ld_fail(
			err, LINDUNG_E_TEXT, "the cell holds characters that cannot be seen");
	const char *cut = map->before && *map->before
				  ? memmem(text, len, map->before, strlen(map->before))
				  : NULL;
	if (cut) {
		len = (size_t)(cut - text);
		ld_mapper_trim(&text, &len);
	}
	bool blank = is_blank_word(map, text, len);
	if (!blank && map->strip) {
		strip(m, map->strip, &text, &len);
		ld_mapper_trim(&text, &len);
		blank = is_blank_word(map, text, len);
	}
	if (blank) {
		*ret = (struct ld_value){0};
		return 0;
	}
	int rc = map->codes               ? read_code(m, i, text, len, ret, err)
		 : field->type == LD_DATE ? read_date(map, field, text, len, ret, err)
					  : ld_field_parse(field, text, len, ret, err);
	if (!rc && !map->codes)
		terminate(m, ret);
	return rc;
}
