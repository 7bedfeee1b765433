/*
 * One cell of a written CSV. What others typed is hostile: a spreadsheet runs a cell that begins
 * with = + - @, so such text gets an apostrophe in front. Offices whose spreadsheet splits at ';'
 * do not see our quotes, so the text after each ';' and line break inside a cell is disarmed too. A
 * plain number keeps its sign.
 */
#include <string.h>

#include "base/num.h"
#include "csv/csv.h"

static bool runs(const char *s, size_t n)
{
	if (!n)
		return false;
	if (strchr("=+-@\t\r\n", s[0]))
		return s[0] != '\0';
	/* U+FF1D, U+FF0B, U+FF0D, U+FF20 */
	return n >= 3 && memcmp(s, "\xEF\xBC", 2) == 0 && strchr("\x9D\x8B\x8D\xA0", s[2]) && s[2];
}

static bool splits(char c)
{
	return c == ';' || c == '\t' || c == '\r' || c == '\n';
}

/* Would a spreadsheet run the piece of text up to the next place where one may split? Blanks in
 * front do not help. */
static bool is_armed(const char *s, size_t n)
{
	while (n && *s == ' ')
		s++, n--;
	if (!runs(s, n))
		return false;
	size_t len = 0;
	while (len < n && !splits(s[len]))
		len++;
	double number;
	return !ld_number_parse(s, len, &number);
}

void ld_csv_put(struct ld_buf *out, const char *text, size_t len)
{
	bool quoted = len && (text[0] == ' ' || text[len - 1] == ' ');
	for (size_t i = 0; i < len && !quoted; i++)
		quoted = splits(text[i]) || text[i] == ',' || text[i] == '|' || text[i] == '"';
	if (quoted)
		ld_buf_addc(out, '"');
	for (size_t i = 0; i < len; i++) {
		if ((i == 0 || (splits(text[i - 1]) && !splits(text[i]))) &&
			is_armed(text + i, len - i))
			ld_buf_addc(out, '\'');
		if (text[i] == '"')
			ld_buf_addc(out, '"');
		ld_buf_addc(out, text[i]);
	}
	if (quoted)
		ld_buf_addc(out, '"');
}
