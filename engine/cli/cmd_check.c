/* `lindung check`: everything that can be said about rules without data. From which severity on that is a "no" is for the
 * one who calls to say. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

/* Is there a finding of this severity or a worse one? */
static bool any(const struct lindung_result *r, const char *severity)
{
	static const char *const worst[] = {"error", "warning", "note"};
	for (size_t i = 0; i < lindung_result_count(r, ""); i++) {
		char path[40];
		snprintf(path, sizeof path, "%zu/severity", i);
		const char *has = lindung_result_text(r, path);
		for (size_t k = 0; k < sizeof worst / sizeof *worst; k++) {
			if (strcmp(has, worst[k]) == 0)
				return true;
			if (strcmp(severity, worst[k]) == 0)
				break;
		}
	}
	return false;
}

int cmd_check(struct cli *c, struct lindung_error *err)
{
	struct lindung_result *r = NULL;
	int rc = lindung_check_all(c->lindung, c->operands.items, c->args.settings.items, &r, err);
	bool no = rc >= 0 && any(r, c->args.fail_on ? c->args.fail_on : "error");
	rc = cli_finish(c, rc, r, err);
	return rc == 0 && no ? 1 : rc;
}
