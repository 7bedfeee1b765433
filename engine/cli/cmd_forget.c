/* `lindung forget`: the persons of closed years destroyed. */
#include "cli.h"

int cmd_forget(struct cli *c, struct lindung_error *err)
{
	if (!c->args.before)
		return cli_usage(err, "before which day? 'lindung forget --before 2026-01-01'; --dry-run says what would go");
	struct lindung_result *r = NULL;
	struct cli_out out;
	int rc = cli_out_open(&out, c->args.output, false, err);
	if (rc < 0)
		return rc;
	rc = lindung_forget(c->lindung, c->args.before, c->args.dry_run, &r, err);
	return cli_finish_stored(c, &out, rc, r, "deliveries", "forgotten", err);
}
