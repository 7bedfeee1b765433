/* `lindung keep`: the run that became the decree. */
#include "cli.h"

int cmd_keep(struct cli *c, struct lindung_error *err)
{
	int64_t run;
	if (cli_run_number(c, 0, &run, err) < 0)
		return err->code;
	struct lindung_result *r = NULL;
	struct cli_out out;
	int rc = cli_out_open(&out, c->args.output, c->args.show_ids, err);
	if (rc < 0)
		return rc;
	rc = lindung_keep_by(c->lindung, run, c->args.by, &r, err);
	return cli_finish_stored(c, &out, rc, r, "run", "kept", err);
}
