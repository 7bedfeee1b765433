/* `lindung new`: a regency's starter folder. */
#include "cli.h"

int cmd_new(struct cli *c, struct lindung_error *err)
{
	struct lindung_result *r = NULL;
	int rc = lindung_new(c->lindung, c->operands.items[0], c->args.from, &r, err);
	return cli_finish(c, rc, r, err);
}
