/* `lindung test`: the cases beside the rules. One document a rule file, in the order given; with --watch all of them again
 * whenever something changes. Spreadsheets that --accept changes are written here, whole or not at all. */
#include "cli.h"

#include <string.h>
#include <sys/stat.h>

/* The file keeps its mode. */
static int write_accepted(void *ctx, const char *file, const char *text, size_t len, struct lindung_error *err)
{
	struct stat st;
	struct cli_out out;
	(void)ctx;
	bool known = stat(file, &st) == 0;
	int rc = cli_out_open(&out, file, false, err);
	if (rc < 0)
		return rc;
	if (known && out.whole)
		fchmod(fileno(out.file), st.st_mode & 07777);
	cli_out_write(&out, text, len);
	return cli_out_close(&out, rc, err);
}

static int test_one(struct cli *c, const char *rules, FILE *to, struct lindung_error *err)
{
	struct lindung_result *r = NULL;
	const struct lindung_test in = {.rules = rules,
		.mutate = c->args.mutate,
		.fail_under = (int)c->args.fail_under,
		.accept = c->args.accept ? write_accepted : NULL};
	int rc = lindung_test_with(c->lindung, &in, &r, err);
	if (rc >= 0)
		rc = cli_print_to(c, r, to, err);
	if (rc >= 0)
		rc = lindung_result_exit(r);
	lindung_result_free(r);
	return rc;
}

static int test_all(struct cli *c, struct lindung_error *err)
{
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

int cmd_test(struct cli *c, struct lindung_error *err)
{
	if (c->operands.n > 1 && c->args.format && strcmp(c->args.format, "junit") == 0)
		return cli_usage(err, "--format junit is a document for one rule file, not for %zu",
			c->operands.n);
	if (c->args.fail_under && !c->args.mutate)
		return cli_usage(err, "--fail-under says how many changes must be noticed: it needs --mutate");
	if (c->args.accept && c->args.watch)
		return cli_usage(err, "--accept changes what --watch waits for; give one of them");
	return c->args.watch ? cli_watch(c, test_all, err) : test_all(c, err);
}
