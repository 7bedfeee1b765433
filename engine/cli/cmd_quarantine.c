/* `lindung quarantine`: rows that no import could use, with their places. */
#include "cli.h"

int cmd_quarantine(struct cli *c, struct lindung_error *err)
{
	struct lindung_result *r = NULL;
	int rc = lindung_quarantine(c->lindung, c->args.delivery, &r, err);
	return cli_finish(c, rc, r, err);
}
