/*
 * How results leave the program: rendered as --format says, to the file that -o names or to standard output. What a file
 * needs to appear whole is in whole.c.
 */
#include "cli.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static bool ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);
	return n > m && strcasecmp(name + n - m, end) == 0;
}

/* What a user who names the file laporan.html expects in it. */
static bool is_page(const struct cli *c)
{
	return c->args.output && ends_in(c->args.output, ".html") && ends_in(c->command->formats, "|html");
}

static enum lindung_format format_of(const struct cli *c)
{
	static const char *const names[] = {"text", "json", "csv", "junit", "sarif", "html"};
	for (int i = 0; c->args.format && i <= LINDUNG_HTML; i++)
		if (strcmp(c->args.format, names[i]) == 0)
			return (enum lindung_format)i;
	return is_page(c) ? LINDUNG_HTML : LINDUNG_TEXT;
}

static bool colour(const struct cli *c, FILE *to)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
	return !c->args.no_color && !(no && *no) && isatty(fileno(to)) && term &&
	       strcmp(term, "dumb") != 0;
}

static int print(struct cli *c, const struct lindung_result *r, struct cli_out *out,
	struct lindung_error *err)
{
	struct lindung_render how = {
		.format = format_of(c),
		.colour = colour(c, out->file),
		.show_ids = c->args.show_ids,
	};
	cli_progress_end();
	return lindung_result_write(r, &how, cli_out_write, out, err);
}

int cli_print_to(struct cli *c, const struct lindung_result *r, FILE *to, struct lindung_error *err)
{
	return print(c, r, &(struct cli_out){.file = to}, err);
}

int cli_print(struct cli *c, const struct lindung_result *r, struct lindung_error *err)
{
	struct cli_out out;
	int rc = cli_out_open(&out, c->args.output, c->args.show_ids, err);
	if (rc < 0)
		return rc;
	return cli_out_close(&out, print(c, r, &out, err), err);
}

int cli_finish(struct cli *c, int rc, struct lindung_result *r, struct lindung_error *err)
{
	if (rc >= 0)
		rc = cli_print(c, r, err);
	if (rc >= 0)
		rc = lindung_result_exit(r);
	lindung_result_free(r);
	return rc;
}

int cli_finish_stored(struct cli *c, struct cli_out *out, int rc, struct lindung_result *r,
	const char *key, const char *done, struct lindung_error *err)
{
	bool stored = rc >= 0;
	if (rc >= 0)
		rc = print(c, r, out, err);
	rc = cli_out_close(out, rc, err);
	int64_t n = stored ? lindung_result_integer(r, key) : 0;
	if (stored && rc < 0 && n) {
		size_t len = strlen(err->message);
		snprintf(err->message + len, sizeof err->message - len, "; %s %lld is %s", key,
			(long long)n, done);
	}
	if (rc >= 0)
		rc = lindung_result_exit(r);
	lindung_result_free(r);
	return rc;
}
