/* `lindung show`: a stored run as it was printed. */
#include "cli.h"

int cmd_show(struct cli *c, struct lindung_error *err)
{
	int64_t run;
	if (cli_run_number(c, 0, &run, err) < 0)
		return err->code;
	struct lindung_result *r = NULL;
	int rc = lindung_show(c->lindung, run, &r, err);
	return cli_finish(c, rc, r, err);
}
