/* `lindung help`: the table of commands in its five forms. */
#include "cli.h"

static void print(const struct cli *c, const struct cli_command *command, FILE *to)
{
	if (c->args.man)
		cli_help_man(to);
	else if (c->args.markdown)
		cli_help_markdown(to);
	else if (c->args.completion)
		cli_help_bash(to);
	else if (command)
		cli_help_command(to, command);
	else
		cli_help_all(to);
}

int cmd_help(struct cli *c, struct lindung_error *err)
{
	const struct cli_command *command = NULL;
	struct cli_out out;
	if (c->operands.n && cli_command_named(c->operands.items[0], &command, err) < 0)
		return err->code;
	if (cli_out_open(&out, c->args.output, false, err) < 0)
		return err->code;
	int rc = 0;
	if (c->args.words)
		rc = lindung_words(cli_out_write, &out, err);
	else
		print(c, command, out.file);
	return cli_out_close(&out, rc, err);
}
