/*
 * `lindung bundle`: an office's rules as one file, its check, and the keys for it. The bundle's bytes are promised, so
 * what there is to say goes to standard output when the file has its own name, else to standard error.
 */
#include "cli.h"

static int make(struct cli *c, struct lindung_error *err)
{
	struct cli_out out;
	int rc = cli_out_open(&out, c->args.output, false, err);
	if (rc < 0)
		return rc;
	FILE *say = out.temp ? stdout : stderr;
	struct lindung_result *r = NULL;
	rc = lindung_bundle(c->lindung, c->operands.items[0], c->args.key, cli_out_write, &out, &r, err);
	rc = cli_out_close(&out, rc, err);
	if (rc >= 0 && !c->args.quiet)
		rc = cli_print_to(c, r, say, err);
	lindung_result_free(r);
	return rc;
}

int cmd_bundle(struct cli *c, struct lindung_error *err)
{
	const struct cli_args *a = &c->args;
	struct lindung_result *r = NULL;
	int rc;
	if (a->new_key && (c->operands.n || a->check || a->key))
		return cli_usage(err, "--new-key makes keys and nothing else");
	if (a->name && !a->new_key)
		return cli_usage(err, "--name belongs to --new-key");
	if (a->check && a->key)
		return cli_usage(err, "--check and --key contradict each other");
	if (a->new_key) {
		rc = lindung_key_new(a->new_key, a->name, &r, err);
		return cli_finish(c, rc, r, err);
	}
	if (!c->operands.n)
		return cli_usage(err, "'bundle' needs the folder of an office, or a bundle");
	if (!a->check)
		return make(c, err);
	rc = lindung_bundle_check(c->lindung, c->operands.items[0], &r, err);
	return cli_finish(c, rc, r, err);
}
