/*
 * What the first bytes of a file tell: that it is no CSV at all, and which separator it uses. Lines
 * are judged alone (a quote that is not closed spoils one line, not the rest); what a spreadsheet
 * office would do next stands in the message.
 */
#include <string.h>
#include <strings.h>

#include "csv/internal.h"

static bool begins(const char *s, size_t n, const char *with, size_t len)
{
	return n >= len && memcmp(s, with, len) == 0;
}

/* Text as two bytes a letter without a byte order mark: every second byte of the first is NUL. */
static bool is_wide(const char *s, size_t n)
{
	return n >= 4 && ((!s[0] && s[1] && !s[2] && s[3]) || (s[0] && !s[1] && s[2] && !s[3]));
}

static bool is_markup(const char *s, size_t n)
{
	static const char *const tags[] = {
		"<!doctype", "<html", "<table", "<?xml", "<head", "<body", "<meta"};
	while (n && (*s == ' ' || *s == '\t' || *s == '\r' || *s == '\n'))
		s++, n--;
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		if (n >= strlen(tags[i]) && strncasecmp(s, tags[i], strlen(tags[i])) == 0)
			return true;
	return false;
}

int ld_csv_sniff_kind(const char *s, size_t n, const char *name, struct lindung_error *err)
{
	if (begins(s, n, "\xFF\xFE", 2) || begins(s, n, "\xFE\xFF", 2) || is_wide(s, n))
		return ld_fail(err, LINDUNG_E_ENCODING,
			"'%s' is UTF-16 text; save it as 'CSV UTF-8 (comma delimited)'", name);
	if (begins(s, n, "PK\x03\x04", 4))
		return ld_fail(err, LINDUNG_E_CSV,
			"'%s' is an Excel workbook; save the sheet as 'CSV UTF-8'", name);
	if (begins(s, n, "\xD0\xCF\x11\xE0", 4))
		return ld_fail(err, LINDUNG_E_CSV,
			"'%s' is an old or password-protected Excel workbook; open it and save the sheet as 'CSV UTF-8'",
			name);
	if (is_markup(s, n))
		return ld_fail(err, LINDUNG_E_CSV,
			"'%s' is a web page; open it in a spreadsheet and save it as 'CSV UTF-8'",
			name);
	return 0;
}

enum { CANDIDATES = 4, LINES = 200 };
static const char candidates[] = ",;|\t";

struct tally {
	size_t counts[LINES][CANDIDATES];
	size_t lines;
};

static void count_line(struct tally *t, const char *s, size_t n)
{
	size_t *counts = t->counts[t->lines++];
	bool quoted = false;
	memset(counts, 0, sizeof t->counts[0]);
	for (size_t i = 0; i < n; i++) {
		const char *p = s[i] == '"' ? NULL : memchr(candidates, s[i], CANDIDATES);
		if (s[i] == '"')
			quoted = !quoted;
		else if (p && !quoted)
			counts[p - candidates]++;
	}
}

/* How many lines have the number of separators that most lines have, and that number. */
static size_t agreement(const struct tally *t, size_t candidate, size_t *ret_count)
{
	size_t best = 0;
	*ret_count = 0;
	for (size_t i = 0; i < t->lines; i++) {
		size_t count = t->counts[i][candidate], same = 0;
		for (size_t j = 0; count && j < t->lines; j++)
			same += t->counts[j][candidate] == count;
		if (same > best || (same == best && count > *ret_count))
			best = same, *ret_count = count;
	}
	return best;
}

char ld_csv_sniff_delimiter(const char *s, size_t n)
{
	struct tally t = {.lines = 0};
	for (size_t at = 0; at < n && t.lines < LINES;) {
		size_t len = 0;
		while (at + len < n && s[at + len] != '\n' && s[at + len] != '\r')
			len++;
		if (len)
			count_line(&t, s + at, len);
		at += len + 1;
	}
	size_t best = 0, lines = 0, columns = 0;
	for (size_t i = 0; i < CANDIDATES; i++) {
		size_t count, same = agreement(&t, i, &count);
		if (same > lines || (same == lines && count > columns))
			best = i, lines = same, columns = count;
	}
	return candidates[best];
}
