/* `lindung trust`: whose signatures the rules of this database need. */
#include "cli.h"

int cmd_trust(struct cli *c, struct lindung_error *err)
{
	struct lindung_result *r = NULL;
	int rc = lindung_trust(c->lindung, c->operands.items, c->operands.n, c->args.none, &r, err);
	return cli_finish(c, rc, r, err);
}
