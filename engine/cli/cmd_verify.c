/* `lindung verify`: a finished list checked by code that did not make it. */
#include "cli.h"

int cmd_verify(struct cli *c, struct lindung_error *err)
{
	int64_t run;
	if (cli_run_number(c, 0, &run, err) < 0)
		return err->code;
	struct lindung_result *r = NULL;
	int rc = lindung_verify(c->lindung, run, &r, err);
	return cli_finish(c, rc, r, err);
}
