/* `lindung import`: one delivery of a source, all its files in one transaction. */
#include "cli.h"

int cmd_import(struct cli *c, struct lindung_error *err)
{
	if (!c->args.source)
		return cli_usage(
			err, "'import' needs --source, the name of the description of these files");
	if (c->args.add && c->args.replace)
		return cli_usage(err, "--add and --replace contradict each other");
	struct lindung_import in = {
		.source = c->args.source,
		.office = c->args.office,
		.files = c->operands.items,
		.nfiles = c->operands.n,
		.replace = c->args.replace,
		.strict = c->args.strict,
	};
	struct lindung_result *r = NULL;
	struct cli_out out;
	int rc = cli_out_open(&out, c->args.output, c->args.show_ids, err);
	if (rc < 0)
		return rc;
	rc = lindung_import(c->lindung, &in, &r, err);
	return cli_finish_stored(c, &out, rc, r, "delivery", "stored", err);
}
