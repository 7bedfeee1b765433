/*
 * Errors as people and programs see them, on standard error. Messages quote what was in files and
 * on the command line, so everything passes through here: digits of national ids are hidden, and
 * bytes that would move a terminal's cursor or break JSON are made visible or harmless.
 */
#include "cli.h"

#include <string.h>

enum { NIK_DIGITS = 16, SHOWN = 4 };

/* Hide the digits after the fourth in every run of sixteen or more. */
static void hide_ids(char *s)
{
	while (*s) {
		size_t n = strspn(s, "0123456789");
		if (n >= NIK_DIGITS)
			memset(s + SHOWN, '*', n - SHOWN);
		s += n ? n : 1;
	}
}

static void hide_all_ids(struct lindung_error *e)
{
	char *const texts[] = {e->message, e->suggestion, e->file, e->column, e->rule};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		hide_ids(texts[i]);
}

/* The length of the UTF-8 sequence at s that is safe to print, 0 when there is none: no controls,
 * no C1, no bidi. */
static size_t printable(const unsigned char *s)
{
	if (s[0] < 0x80)
		return s[0] >= 0x20 && s[0] != 0x7f;
	size_t n = s[0] >= 0xf0 && s[0] < 0xf5 ? 4 : s[0] >= 0xe0 ? 3 : s[0] >= 0xc2 ? 2 : 0;
	if (s[0] >= 0xf5)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	bool c1 = n == 2 && s[0] == 0xc2 && s[1] < 0xa0;
	bool bidi = n == 3 && s[0] == 0xe2 &&
		    ((s[1] == 0x80 &&
			     ((s[2] >= 0x8b && s[2] <= 0x8f) || (s[2] >= 0xa8 && s[2] <= 0xae))) ||
			    (s[1] == 0x81 && s[2] >= 0xa0 && s[2] <= 0xaf));
	bool odd = n == 3 && ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] >= 0xa0) ||
				     (s[0] == 0xef && s[1] == 0xbb && s[2] == 0xbf));
	bool far = n == 4 && ((s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] >= 0x90));
	return c1 || bidi || odd || far ? 0 : n;
}

static void put_safe(FILE *to, const char *text, bool json)
{
	const unsigned char *s = (const unsigned char *)text;
	while (*s) {
		size_t n = printable(s);
		if (json && n == 1 && (*s == '"' || *s == '\\'))
			fputc('\\', to);
		if (n)
			fwrite(s, 1, n, to);
		else
			fputs("\xef\xbf\xbd", to); /* U+FFFD */
		s += n ? n : 1;
		while (!n && (*s & 0xc0) == 0x80) /* one mark for what one bad character has */
			s++;
	}
}

static void put_key(FILE *to, const char *key, const char *text)
{
	fprintf(to, ",\"%s\":", key);
	if (!*text) {
		fputs("null", to);
		return;
	}
	fputc('"', to);
	put_safe(to, text, true);
	fputc('"', to);
}

static void put_json(FILE *to, const struct lindung_error *e)
{
	fprintf(to, "{\"error\":{\"code\":\"%s\",\"exit\":%d", lindung_code_name(e->code),
		lindung_code_exit(e->code));
	put_key(to, "message", e->message);
	put_key(to, "suggestion", e->suggestion);
	put_key(to, "file", e->file);
	if (e->line > 0)
		fprintf(to, ",\"line\":%d", e->line);
	else
		fputs(",\"line\":null", to);
	put_key(to, "column", e->column);
	put_key(to, "rule", e->rule);
	fputs("}}\n", to);
}

void cli_error(const struct lindung_error *err, bool json, bool show_ids)
{
	struct lindung_error e = *err;
	char line[1200];
	if (!show_ids)
		hide_all_ids(&e);
	fflush(stdout);
	if (json) {
		put_json(stderr, &e);
		return;
	}
	lindung_error_format(&e, line, sizeof line);
	fputs("lindung: ", stderr);
	put_safe(stderr, line, false);
	fputc('\n', stderr);
}
