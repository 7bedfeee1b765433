/* `lindung replay`: a stored run decided again from what the database holds. */
#include "cli.h"

int cmd_replay(struct cli *c, struct lindung_error *err)
{
	int64_t run;
	if (cli_run_number(c, 0, &run, err) < 0)
		return err->code;
	struct lindung_result *r = NULL;
	int rc = lindung_replay(c->lindung, run, &r, err);
	return cli_finish(c, rc, r, err);
}
