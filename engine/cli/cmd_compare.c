/* `lindung compare`: two programmes on the same workers. Text and page name nobody, so only JSON and CSV ask for people. */
#include "cli.h"

#include <string.h>

int cmd_compare(struct cli *c, struct lindung_error *err)
{
	const char *format = c->args.format ? c->args.format : "text";
	struct lindung_compare in = {
		.a = c->operands.items[0],
		.b = c->operands.n > 1 ? c->operands.items[1] : NULL,
		.settings_a = c->args.settings_a.items,
		.settings = c->args.settings.items,
		.expect_same = c->args.expect_same,
		.people = strcmp(format, "json") == 0 || strcmp(format, "csv") == 0,
	};
	struct lindung_result *r = NULL;
	int rc = lindung_compare(c->lindung, &in, &r, err);
	return cli_finish(c, rc, r, err);
}
