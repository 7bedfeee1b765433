/* `lindung run`: decide on every worker and store the run. */
#include "cli.h"

int cmd_run(struct cli *c, struct lindung_error *err)
{
	struct lindung_run in = {.rules = c->operands.items[0], .settings = c->args.settings.items};
	struct lindung_result *r = NULL;
	struct cli_out out;
	int rc = cli_out_open(&out, c->args.output, c->args.show_ids, err);
	if (rc < 0)
		return rc;
	rc = lindung_run(c->lindung, &in, &r, err);
	return cli_finish_stored(c, &out, rc, r, "run", "stored", err);
}
