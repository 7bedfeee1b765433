/* `lindung run`: decide on every worker and store the run. */
#include "cli.h"

int cmd_run(struct cli *c, struct lindung_error *err)
{
	struct lindung_run in = {.rules = c->operands.items[0], .settings = c->args.settings.items};
	struct lindung_result *r = NULL;
	int rc = lindung_run(c->lindung, &in, &r, err);
	return cli_finish(c, rc, r, err);
}
