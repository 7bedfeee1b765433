/*
 * The table of commands as a completion script for bash: commands, options, choices, and files
 * where a value is one. The script holds plain lists, so it works without the package
 * bash-completion.
 */
#include "cli.h"

#include <string.h>

static void words(FILE *to, const char *choices)
{
	for (; *choices; choices++)
		fputc(*choices == '|' ? ' ' : *choices, to);
}

static void names(FILE *to, const struct cli_option *o)
{
	for (; o->name; o++)
		fprintf(to, " --%s", o->name);
}

/* What may follow an option: one case a kind of value. */
static void values(FILE *to, const struct cli_option *o, const struct cli_command *k)
{
	for (; o->name; o++) {
		if (o->type == CLI_FLAG)
			continue;
		fprintf(to, "\t%s:--%s", k ? k->name : "*", o->name);
		if (o->letter)
			fprintf(to, "|%s:-%c", k ? k->name : "*", o->letter);
		fputs(") ", to);
		if (o->type == CLI_CHOICE) {
			fputs("words='", to);
			words(to, o->arg);
			fputs("' ;;\n", to);
		} else {
			fputs(o->type == CLI_FILE ? "files=1 ;;\n" : "return ;;\n", to);
		}
	}
}

static void command_values(FILE *to)
{
	for (const struct cli_command *k = cli_commands; k->name; k++) {
		fprintf(to, "\t%s:--format) words='", k->name);
		words(to, k->formats);
		fputs("' ;;\n", to);
		values(to, k->options, k);
	}
	values(to, cli_common, NULL);
}

static void command_words(FILE *to)
{
	for (const struct cli_command *k = cli_commands; k->name; k++) {
		fprintf(to, "\t\t%s) words=\"$words", k->name);
		names(to, k->options);
		fputs("\" ;;\n", to);
	}
}

void cli_help_bash(FILE *to)
{
	fputs("# bash completion for lindung; made by `lindung help --completion bash`\n"
	      "_lindung() {\n"
	      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= "
	      "words= files= i\n"
	      "\tlocal commands='",
		to);
	for (const struct cli_command *k = cli_commands; k->name; k++)
		fprintf(to, "%s%s", k == cli_commands ? "" : " ", k->name);
	fputs("'\n"
	      "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	      "\t\tcase \" $commands \" in *\" ${COMP_WORDS[i]} \"*) command=${COMP_WORDS[i]}; "
	      "break ;; esac\n"
	      "\tdone\n"
	      "\tcase $command:$prev in\n",
		to);
	command_values(to);
	fputs("\t*)\n\t\twords='", to);
	names(to, cli_common);
	fputs("'\n\t\tcase $command in\n\t\t'') words=\"$commands $words\" ;;\n"
	      "\t\thelp) words=\"$commands $words\" ;;&\n",
		to);
	command_words(to);
	fputs("\t\tesac\n\t\t[[ $cur == -* ]] || files=$command ;;\n"
	      "\tesac\n"
	      "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
	      "\t[[ -z $files ]] || COMPREPLY+=($(compgen -f -- \"$cur\"))\n"
	      "}\n"
	      "complete -o filenames -F _lindung lindung\n",
		to);
}
