/*
 * Errors as people and programs see them, on standard error. Messages quote what was in files and
 * on the command line, so everything passes through here: digits of national ids are hidden, and
 * bytes that would move a terminal's cursor or break JSON are made visible or harmless.
 */
#include "cli.h"

#include <string.h>

enum { ID_DIGITS = 15, SHOWN = 4 }; /* a number that lost a digit is still a person's */

/* A hash or a key: 64 hexadecimal digits. One in a million has fewer than eight letters; a row of ids has none. Zeros alone
 * stand where there is no hash. */
static bool is_hash(const char *s, size_t word)
{
	size_t letters = 0;
	for (size_t i = 0; i < word; i++)
		letters += 'a' <= s[i] && s[i] <= 'f';
	return word == 64 && ((letters >= 8 && strspn(s, "0123456789abcdef") == word) || strspn(s, "0") == word);
}

/* Hide the digits after the fourth in every run of that many or more, but for hashes. */
static void hide_ids(char *s)
{
	while (*s) {
		size_t word = strspn(s, "0123456789abcdefghijklmnopqrstuvwxyz"), n = 0;
		bool hash = is_hash(s, word);
		for (size_t i = 0; i < word && !hash; i += n ? n : 1) {
			n = strspn(s + i, "0123456789");
			if (n >= ID_DIGITS)
				memset(s + i + SHOWN, '*', n - SHOWN);
		}
		s += word ? word : 1;
	}
}

static void hide_all_ids(struct lindung_error *e)
{
	char *const texts[] = {e->message, e->suggestion, e->file, e->column, e->rule};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		hide_ids(texts[i]);
}

/* The length of the UTF-8 sequence at s and its character; 0 when it is none. */
static size_t decode(const unsigned char *s, uint32_t *ret)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n = s[0] < 0x80 ? 1 : s[0] >= 0xf5 ? 0 : s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : s[0] >= 0xc2 ? 2 : 0;
	uint32_t c = n < 2 ? s[0] : s[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3fu);
	}
	*ret = c;
	return n && c >= least[n] && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff) ? n : 0;
}

size_t cli_printable(const char *text)
{
	static const uint32_t unseen[][2] = {{0, 0x1f}, {0x7f, 0x9f}, {0xad, 0xad}, {0x61c, 0x61c}, {0x180e, 0x180e},
		{0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff0, 0xfffb}, {0xe0000, 0xe0fff}};
	uint32_t c;
	size_t n = decode((const unsigned char *)text, &c);
	for (size_t i = 0; n && i < sizeof unseen / sizeof *unseen; i++)
		if (unseen[i][0] <= c && c <= unseen[i][1])
			return 0;
	return n && (c & 0xfffe) == 0xfffe ? 0 : n;
}

static void put_safe(FILE *to, const char *text, bool json)
{
	const unsigned char *s = (const unsigned char *)text;
	while (*s) {
		size_t n = cli_printable((const char *)s);
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

/* What a code means, in the reader's language; NULL where that is English, as the message is. */
static const char *meaning(int code)
{
	static const struct {
		int code;
		const char *text;
	} rows[] = {
#define LD_ERROR(id, number, code, exit, meaning) {-(number), meaning},
#include <lindung/errors.def>
#undef LD_ERROR
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].code == code)
			return strcmp(_(rows[i].text), rows[i].text) == 0 ? NULL : _(rows[i].text);
	return NULL;
}

/* Messages are English; in another language what it is about is said before, and the rest around it in that language. */
static void put_translated(FILE *to, const char *meaning, const struct lindung_error *e)
{
	put_safe(to, meaning, false);
	fputs(e->rule[0] ? ": '" : ": ", to);
	put_safe(to, e->rule, false);
	fputs(e->rule[0] ? "': " : "", to);
	put_safe(to, e->message, false);
	char more[160];
	snprintf(more, sizeof more, _("; did you mean '%s'?"), e->suggestion);
	put_safe(to, e->suggestion[0] ? more : "", false);
	fputs(e->file[0] || e->line > 0 ? ": " : "", to);
	put_safe(to, e->file, false);
	snprintf(more, sizeof more, _("line %d"), e->line);
	fprintf(to, "%s%s", e->file[0] && e->line > 0 ? " " : "", e->line > 0 ? more : "");
	snprintf(more, sizeof more, _("column '%s'"), e->column);
	fputs(!e->column[0] ? "" : e->file[0] || e->line > 0 ? ", " : ": ", to);
	put_safe(to, e->column[0] ? more : "", false);
	fprintf(to, " [%s]", lindung_code_name(e->code));
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
	fputs("lindung: ", stderr);
	if (meaning(e.code)) {
		put_translated(stderr, meaning(e.code), &e);
	} else {
		lindung_error_format(&e, line, sizeof line);
		put_safe(stderr, line, false);
	}
	fputc('\n', stderr);
}
