/* `lindung compare`: two programmes on the same workers. Text and page name nobody, so only JSON and CSV ask for people. */
#include "cli.h"

#include <string.h>

static void say_masked(const struct cli *c, const struct lindung_result *r)
{
	if (c->args.show_ids || c->args.quiet || !c->args.format || strcmp(c->args.format, "csv") != 0 ||
		lindung_result_count(r, "people") < 2)
		return;
	fflush(stdout);
	fprintf(stderr, "%s\n", _("National ids are masked, so these rows cannot be told apart; --show-ids writes them whole."));
}

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
	if (rc >= 0)
		rc = cli_print(c, r, err);
	if (rc >= 0)
		say_masked(c, r);
	if (rc >= 0)
		rc = lindung_result_exit(r);
	lindung_result_free(r);
	return rc;
}
