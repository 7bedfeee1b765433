/* `lindung log`: the commands that decided something. */
#include "cli.h"

int cmd_log(struct cli *c, struct lindung_error *err)
{
	struct lindung_result *r = NULL;
	int rc = lindung_log(c->lindung, &r, err);
	return cli_finish(c, rc, r, err);
}
