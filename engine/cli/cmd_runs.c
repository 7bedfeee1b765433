/* `lindung runs`: the history. */
#include "cli.h"

int cmd_runs(struct cli *c, struct lindung_error *err)
{
	struct lindung_result *r = NULL;
	int rc = lindung_runs(c->lindung, &r, err);
	return cli_finish(c, rc, r, err);
}
