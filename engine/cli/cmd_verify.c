/*
 * `lindung verify`: a finished list checked by code that did not make it, alone, against a receipt that was kept outside the
 * database, or decided again without the database.
 */
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 20 }; /* of a receipt: a thousand rule files and settings */

/* The file as text, for free; NULL with err filled. */
static char *read_receipt(const char *path, struct lindung_error *err)
{
	FILE *f = fopen(path, "re");
	char *text = f ? calloc(1, MOST + 1) : NULL;
	size_t n = text ? fread(text, 1, MOST + 1, f) : 0;
	const char *why = !f ? strerror(errno) : !text ? strerror(ENOMEM) : ferror(f) ? "it cannot be read"
			: n > MOST || strlen(text) != n ? "it is no receipt" : NULL;
	if (f)
		fclose(f);
	if (!why)
		return text;
	free(text);
	memset(err, 0, sizeof *err);
	snprintf(err->message, sizeof err->message, "receipt '%s': %s", path, why);
	err->code = LINDUNG_E_IO;
	return NULL;
}

int cmd_verify(struct cli *c, struct lindung_error *err)
{
	int64_t run;
	struct lindung_result *r = NULL;
	if (c->args.with) {
		const char *receipt = c->operands.n ? c->operands.items[0] : c->args.receipt;
		if (!receipt)
			return cli_usage(err, "--with needs the file of a receipt");
		int rc = lindung_verify_with(c->lindung, receipt, c->args.with, &r, err);
		return cli_finish(c, rc, r, err);
	}
	if (cli_run_number(c, 0, &run, err) < 0)
		return err->code;
	int rc;
	if (c->args.receipt) {
		char *receipt = read_receipt(c->args.receipt, err);
		if (!receipt)
			return err->code;
		rc = lindung_verify_receipt(c->lindung, receipt, &r, err);
		free(receipt);
		if (rc >= 0 && run && run != lindung_result_integer(r, "run")) {
			rc = cli_usage(err, "the receipt is of run %lld", (long long)lindung_result_integer(r, "run"));
			lindung_result_free(r);
			r = NULL;
		}
	} else {
		rc = lindung_verify(c->lindung, run, &r, err);
	}
	return cli_finish(c, rc, r, err);
}
