/* `lindung report`: a stored run for many eyes. As a page where -o names one; the same figures as text and JSON. */
#include "cli.h"

int cmd_report(struct cli *c, struct lindung_error *err)
{
	struct lindung_report in = {.poor = c->args.poor};
	if (cli_run_number(c, 0, &in.run, err) < 0)
		return err->code;
	struct lindung_result *r = NULL;
	int rc = lindung_report(c->lindung, &in, &r, err);
	return cli_finish(c, rc, r, err);
}
