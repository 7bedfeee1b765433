/* `lindung doctor`: what contains rules on this machine, their limits, and the versions of everything linked. */
#include "cli.h"

int cmd_doctor(struct cli *c, struct lindung_error *err)
{
	struct lindung_result *r = NULL;
	int rc = lindung_doctor(c->lindung, &r, err);
	return cli_finish(c, rc, r, err);
}
