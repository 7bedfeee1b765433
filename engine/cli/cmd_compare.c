/* `lindung compare`: two programmes on the same workers. Text names nobody, so only the other formats ask for people. */
#include "cli.h"

#include <string.h>

int cmd_compare(struct cli *c, struct lindung_error *err)
{
	struct lindung_compare in = {
		.a = c->operands.items[0],
		.b = c->operands.n > 1 ? c->operands.items[1] : NULL,
		.settings_a = c->args.settings_a.items,
		.settings = c->args.settings.items,
		.expect_same = c->args.expect_same,
		.people = c->args.format && strcmp(c->args.format, "text") != 0,
	};
	struct lindung_result *r = NULL;
	int rc = lindung_compare(c->lindung, &in, &r, err);
	return cli_finish(c, rc, r, err);
}
