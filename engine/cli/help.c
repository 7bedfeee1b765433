/*
 * Help on the terminal from the table of commands: the list, and one command. The other forms of
 * the same rows are in help_pages.c and help_bash.c. Lines end before column 100.
 */
#include "cli.h"

#include <string.h>

enum { LAST_COLUMN = 100, GAP = 2 };

/* Columns of UTF-8 text that has no combining marks, as our own texts have none. */
static int width(const char *s, size_t n)
{
	int w = 0;
	for (size_t i = 0; i < n; i++)
		w += ((unsigned char)s[i] & 0xc0) != 0x80;
	return w;
}

void cli_wrap(FILE *to, int indent, int at, const char *text)
{
	int column = at;
	bool first = true;
	while (*text) {
		size_t n = strcspn(text, " ");
		int w = width(text, n);
		if (column < indent) {
			fprintf(to, "%*s", indent - column, "");
			column = indent;
		} else if (!first && column + 1 + w > LAST_COLUMN) {
			fprintf(to, "\n%*s", indent, "");
			column = indent;
		} else if (!first) {
			fputc(' ', to);
			column++;
		}
		fwrite(text, 1, n, to);
		column += w;
		first = false;
		text += n + strspn(text + n, " ");
	}
	fputc('\n', to);
}

const char *cli_option_words(
	const struct cli_option *o, const struct cli_command *command, char *out, size_t size)
{
	const char *arg = o->arg;
	if (arg && command && strcmp(o->name, "format") == 0)
		arg = command->formats;
	int n = o->letter ? snprintf(out, size, "-%c, ", o->letter) : snprintf(out, size, "%s", "");
	snprintf(out + n, size - (size_t)n, "--%s%s%s", o->name, arg ? " " : "", arg ? arg : "");
	return out;
}

static void row(FILE *to, const char *left, int left_width, const char *text)
{
	int at = fprintf(to, "  %s", left);
	if (at > left_width + GAP) { /* too long for the column: the text begins on its own line */
		fputc('\n', to);
		at = 0;
	}
	cli_wrap(to, left_width + 2 * GAP, at, text);
}

static int widest_option(const struct cli_option *o, const struct cli_command *command, int least)
{
	char words[120];
	for (; o->name; o++) {
		int w = (int)strlen(cli_option_words(o, command, words, sizeof words));
		if (w > least && w <= 32)
			least = w;
	}
	return least;
}

static void option_rows(
	FILE *to, const struct cli_option *o, const struct cli_command *command, int w)
{
	char words[120];
	for (; o->name; o++)
		if (!command || strcmp(o->name, "format") != 0 || strchr(command->formats, '|'))
			row(to, cli_option_words(o, command, words, sizeof words), w, _(o->help));
}

void cli_help_all(FILE *to)
{
	cli_wrap(to, 0, 0,
		_("lindung decides by an office's rules whose social security contribution is "
		  "paid, and says why"));
	fprintf(to, _("\nUsage: %s\n\nCommands\n"), _("lindung COMMAND [OPTION]… [ARGUMENT]…"));
	for (const struct cli_command *k = cli_commands; k->name; k++)
		row(to, k->name, 10, _(k->summary));
	fputs(_("\nOptions of every command\n"), to);
	option_rows(to, cli_common, NULL, widest_option(cli_common, NULL, 0));
	fprintf(to, "\n");
	cli_wrap(to, 0, 0,
		_("Exit codes: 0 done; 1 the answer is no; 2 wrong invocation; 3 rules or data "
		  "cannot be loaded; 4 a rule "
		  "failed on some worker, or the work was stopped; 5 the database, disk or program "
		  "failed."));
	cli_wrap(to, 0, 0, _("'lindung help COMMAND' says more about one of them."));
}

static const char *usage(const struct cli_command *k, char *out, size_t size)
{
	const char *operands = *k->operands ? _(k->operands) : "";
	snprintf(out, size, "lindung %s %s%s%s", k->name, _("[OPTION]…"), *operands ? " " : "",
		operands);
	return out;
}

void cli_help_command(FILE *to, const struct cli_command *k)
{
	char line[200];
	snprintf(line, sizeof line, "lindung %s: %s", k->name, _(k->summary));
	cli_wrap(to, 0, 0, line);
	fprintf(to, _("\nUsage: %s\n\n"), usage(k, line, sizeof line));
	cli_wrap(to, 0, 0, _(k->text));
	int w = widest_option(cli_common, k, widest_option(k->options, k, 0));
	if (k->options->name)
		fputs(_("\nOptions\n"), to);
	option_rows(to, k->options, k, w);
	fputs(_("\nOptions of every command\n"), to);
	option_rows(to, cli_common, k, w);
	fprintf(to, "%s  %s\n", _("\nExample\n"), k->example);
}
