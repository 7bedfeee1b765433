/* `lindung stubs`: what editors need of an office's rules. */
#include "cli.h"

int cmd_stubs(struct cli *c, struct lindung_error *err)
{
	struct lindung_result *r = NULL;
	int rc = lindung_stubs(c->lindung, c->operands.items[0], &r, err);
	return cli_finish(c, rc, r, err);
}
