/* `lindung explain`: one worker's answer, or the letter that tells them. */
#include "cli.h"

int cmd_explain(struct cli *c, struct lindung_error *err)
{
	struct lindung_result *r = NULL;
	bool letter = c->args.shape != NULL;
	if (letter && !c->args.lang)
		cli_language("id"); /* the person's, not the clerk's */
	int rc = (letter ? lindung_letter : lindung_explain)(c->lindung, c->operands.items[0], c->args.run, &r, err);
	return cli_finish(c, rc, r, err);
}
