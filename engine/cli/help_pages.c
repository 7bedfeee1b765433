/*
 * The table of commands as a manual page and as docs/commands.md. Both are made, never edited; a
 * test compares the page in docs with what the program says.
 */
#include "cli.h"

#include <string.h>

/* One character of UTF-8 that is not ASCII, by its number. */
static const char *roff_wide(FILE *to, const char *s)
{
	unsigned c = (unsigned char)*s++;
	int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
	c &= 0x3fu >> more;
	for (; more > 0 && (*s & 0xc0) == 0x80; more--)
		c = c << 6 | ((unsigned char)*s++ & 0x3f);
	fprintf(to, "\\[u%04X]", c);
	return s;
}

/* Text for roff: a backslash, a leading dot and a hyphen mean something there. */
static void roff(FILE *to, const char *s)
{
	if (*s == '.' || *s == '\'')
		fputs("\\&", to);
	while (*s) {
		if ((unsigned char)*s >= 0x80) {
			s = roff_wide(to, s);
			continue;
		}
		if (*s == '\\' || *s == '-')
			fputc('\\', to);
		fputc(*s == '\\' ? 'e' : *s, to);
		s++;
	}
	fputc('\n', to);
}

static void man_options(FILE *to, const struct cli_option *o, const struct cli_command *k)
{
	char words[120];
	for (; o->name; o++) {
		fputs(".TP\n.B ", to);
		roff(to, cli_option_words(o, k, words, sizeof words));
		roff(to, _(o->help));
	}
}

/* The summary as a sentence. Summaries begin with a letter of ASCII in both languages. */
static const char *sentence(const struct cli_command *k, char *out, size_t size)
{
	snprintf(out, size, "%s.", _(k->summary));
	if (out[0] >= 'a' && out[0] <= 'z')
		out[0] -= 'a' - 'A';
	return out;
}

static void man_command(FILE *to, const struct cli_command *k)
{
	char line[200];
	fputs(".SS ", to);
	snprintf(line, sizeof line, "lindung %s %s", k->name, *k->operands ? _(k->operands) : "");
	roff(to, line);
	roff(to, sentence(k, line, sizeof line));
	roff(to, _(k->text));
	man_options(to, k->options, k);
	fputs(".PP\n.EX\n", to);
	roff(to, k->example);
	fputs(".EE\n", to);
}

void cli_help_man(FILE *to)
{
	fprintf(to, ".TH LINDUNG 1 \"\" \"lindung %s\" \"\"\n.SH %s\n", lindung_version(),
		_("NAME"));
	roff(to, _("lindung - decides by an office's rules whose social security contribution is "
		   "paid, and says why"));
	fprintf(to, ".SH %s\n.B lindung\n", _("SYNOPSIS"));
	roff(to, _("COMMAND [OPTION]… [ARGUMENT]…"));
	fprintf(to, ".SH %s\n", _("OPTIONS"));
	man_options(to, cli_common, NULL);
	fprintf(to, ".SH %s\n", _("COMMANDS"));
	for (const struct cli_command *k = cli_commands; k->name; k++)
		man_command(to, k);
	fprintf(to, ".SH %s\n", _("EXIT CODES"));
	roff(to,
		_("0 done; 1 the answer is no; 2 wrong invocation; 3 rules or data cannot be "
		  "loaded; 4 a rule failed on "
		  "some worker, or the work was stopped; 5 the database, disk or program failed."));
}

static void markdown_options(FILE *to, const struct cli_option *o, const struct cli_command *k)
{
	char words[120];
	for (; o->name; o++)
		fprintf(to, "- `%s`: %s\n", cli_option_words(o, k, words, sizeof words),
			_(o->help));
	fputc('\n', to);
}

void cli_help_markdown(FILE *to)
{
	fputs("# The commands\n\nMade by `lindung help --markdown --lang en`; change "
	      "`engine/cli/commands.c` instead.\n"
	      "The examples use what those above them made.\n\n## Options of every command\n\n",
		to);
	markdown_options(to, cli_common, NULL);
	for (const struct cli_command *k = cli_commands; k->name; k++) {
		const char *operands = *k->operands ? _(k->operands) : "";
		char line[200];
		fprintf(to, "## `lindung %s%s%s`\n\n%s %s\n\n", k->name, *operands ? " " : "",
			operands, sentence(k, line, sizeof line), _(k->text));
		if (k->options->name)
			markdown_options(to, k->options, k);
		fprintf(to, "```sh\n%s\n```\n%s", k->example, k[1].name ? "\n" : "");
	}
}
