/* `lindung test`: the cases beside the rules. One document a rule file, in the order given. */
#include "cli.h"

#include <string.h>

static int test_one(struct cli *c, const char *rules, FILE *to, struct lindung_error *err)
{
	struct lindung_result *r = NULL;
	const struct lindung_test in = {
		.rules = rules, .mutate = c->args.mutate, .fail_under = (int)c->args.fail_under};
	int rc = lindung_test_with(c->lindung, &in, &r, err);
	if (rc >= 0)
		rc = cli_print_to(c, r, to, err);
	if (rc >= 0)
		rc = lindung_result_exit(r);
	lindung_result_free(r);
	return rc;
}

int cmd_test(struct cli *c, struct lindung_error *err)
{
	if (c->operands.n > 1 && c->args.format && strcmp(c->args.format, "junit") == 0)
		return cli_usage(err, "--format junit is a document for one rule file, not for %zu",
			c->operands.n);
	if (c->args.fail_under && !c->args.mutate)
		return cli_usage(err, "--fail-under says how many changes must be noticed: it needs --mutate");
	struct cli_out out;
	int worst = 0, rc = cli_out_open(&out, c->args.output, false, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < c->operands.n && rc >= 0; i++) {
		rc = test_one(c, c->operands.items[i], out.file, err);
		worst = rc > worst ? rc : worst;
	}
	rc = cli_out_close(&out, rc, err);
	return rc < 0 ? rc : worst;
}
