/* `lindung explain`: one worker's answer. */
#include "cli.h"

int cmd_explain(struct cli *c, struct lindung_error *err)
{
	struct lindung_result *r = NULL;
	int rc = lindung_explain(c->lindung, c->operands.items[0], c->args.run, &r, err);
	return cli_finish(c, rc, r, err);
}
