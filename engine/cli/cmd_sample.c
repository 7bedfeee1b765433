/* `lindung sample`: a synthetic population as CSV, to a file or standard output. */
#include "cli.h"

int cmd_sample(struct cli *c, struct lindung_error *err)
{
	struct lindung_sample in = {
		.region = c->args.region,
		.people = c->args.people,
		.seed = (uint64_t)c->args.seed,
		.shape = c->args.shape ? c->args.shape : "simple",
		.faults = c->args.faults,
		.as_of = c->args.as_of,
	};
	if (!in.region)
		return cli_usage(
			err, "'sample' needs --region, a code of the ministry such as 53.15");
	if (!in.people)
		return cli_usage(err, "'sample' needs --people, how many to make");
	struct cli_out out;
	int rc = cli_out_open(&out, c->args.output, false, err);
	if (rc < 0)
		return rc;
	return cli_out_close(&out, lindung_sample(c->lindung, &in, cli_out_write, &out, err), err);
}
