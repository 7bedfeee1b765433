/* `lindung sweep`: a programme at every value of one or two numbers. CSV is the points, JSON their people too. */
#include "cli.h"

#include <string.h>

int cmd_sweep(struct cli *c, struct lindung_error *err)
{
	struct lindung_sweep in = {
		.rules = c->operands.items[0],
		.settings = c->args.settings.items,
		.over = c->args.over.items,
		.people = c->args.format && strcmp(c->args.format, "json") == 0,
	};
	struct lindung_result *r = NULL;
	int rc = lindung_sweep(c->lindung, &in, &r, err);
	return cli_finish(c, rc, r, err);
}
