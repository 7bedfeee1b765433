/*
 * `lindung export`: a run's list for other systems. The file's bytes are promised, so nothing but
 * them goes where they go: what there is to say about the file is printed on standard output when
 * the file has its own name, else on standard error.
 */
#include "cli.h"

#include <string.h>

int cmd_export(struct cli *c, struct lindung_error *err)
{
	int64_t run;
	if (cli_run_number(c, 0, &run, err) < 0)
		return err->code;
	struct cli_out out;
	int rc = cli_out_open(&out, c->args.output, true, err);
	if (rc < 0)
		return rc;
	FILE *say = out.whole ? stdout : stderr;
	struct lindung_result *r = NULL;
	rc = lindung_export(c->lindung, run, c->args.shape ? c->args.shape : "decisions",
		cli_out_write, &out, &r, err);
	rc = cli_out_close(&out, rc, err);
	if (rc >= 0 && !c->args.quiet)
		rc = cli_print_to(c, r, say, err);
	if (rc >= 0)
		rc = lindung_result_exit(r);
	lindung_result_free(r);
	return rc;
}
