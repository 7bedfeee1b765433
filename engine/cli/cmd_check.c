/*
 * `lindung check`: everything that can be said about rules without data. The library checks one
 * file a call; several answers are joined here into the one list that JSON promises, by their
 * brackets.
 */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

/* Append the items of one array "[…]\n" to those before it. */
static void join(FILE *list, const char *array, size_t n)
{
	static const char blank[] = " \n";
	while (n && strchr(blank, array[n - 1]))
		n--;
	if (n <= 2)
		return;
	fputc(ftell(list) > 0 ? ',' : '[', list);
	fwrite(array + 1, 1, n - 2, list);
}

static int failed(struct lindung_error *err)
{
	snprintf(err->message, sizeof err->message, "memory ran out");
	return err->code = LINDUNG_E_NOMEM;
}

static int add_json(
	struct cli *c, const struct lindung_result *r, FILE *list, struct lindung_error *err)
{
	char *array = NULL;
	size_t n = 0;
	FILE *one = open_memstream(&array, &n);
	int rc = one ? cli_print_to(c, r, one, err) : failed(err);
	if (one && fclose(one) != 0 && rc >= 0)
		rc = failed(err);
	if (rc >= 0)
		join(list, array, n);
	free(array);
	return rc;
}

/* Every file's answer to `to`; JSON without the closing bracket. Returns the worst exit code. */
static int check_all(struct cli *c, bool json, FILE *to, struct lindung_error *err)
{
	int worst = 0;
	for (size_t i = 0; i < c->operands.n; i++) {
		struct lindung_result *r = NULL;
		int rc = lindung_check(
			c->lindung, c->operands.items[i], c->args.settings.items, &r, err);
		if (rc >= 0)
			rc = json ? add_json(c, r, to, err) : cli_print_to(c, r, to, err);
		if (rc >= 0)
			rc = lindung_result_exit(r);
		lindung_result_free(r);
		if (rc < 0)
			return rc;
		worst = rc > worst ? rc : worst;
	}
	return worst;
}

static int check_json(struct cli *c, struct cli_out *out, struct lindung_error *err)
{
	char *items = NULL;
	size_t n = 0;
	FILE *list = open_memstream(&items, &n);
	int rc = list ? check_all(c, true, list, err) : failed(err);
	if (list && fclose(list) != 0 && rc >= 0)
		rc = failed(err);
	if (rc >= 0)
		fprintf(out->file, "%s]\n", n ? items : "[");
	free(items);
	return rc;
}

int cmd_check(struct cli *c, struct lindung_error *err)
{
	bool json = c->args.format && strcmp(c->args.format, "json") == 0;
	struct cli_out out;
	int rc = cli_out_open(&out, c->args.output, false, err);
	if (rc < 0)
		return rc;
	rc = json ? check_json(c, &out, err) : check_all(c, false, out.file, err);
	return cli_out_close(&out, rc, err);
}
