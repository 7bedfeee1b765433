/*
 * `lindung export`: a run's list for other systems. The file's bytes are promised, so nothing but
 * them goes where they go: what there is to say about the file is printed on standard output when
 * the file has its own name, else on standard error; which of its columns are personal is always
 * said on standard error.
 */
#include "cli.h"

#include <string.h>

static void say_personal(const struct lindung_result *r)
{
	char list[400] = "";
	size_t n = 0, columns = lindung_result_count(r, "personal");
	for (size_t i = 0; i < columns && n < sizeof list; i++) {
		char path[40];
		snprintf(path, sizeof path, "personal/%zu", i);
		n += (size_t)snprintf(list + n, sizeof list - n, "%s%s", i ? ", " : "", lindung_result_text(r, path));
	}
	fflush(stdout);
	if (columns)
		fprintf(stderr, _("Personal data: %s. Give the file only to those who need it."), list);
	if (columns)
		fputc('\n', stderr);
}

int cmd_export(struct cli *c, struct lindung_error *err)
{
	int64_t run;
	if (cli_run_number(c, 0, &run, err) < 0)
		return err->code;
	struct cli_out out;
	const char *as = c->args.shape ? c->args.shape : "decisions";
	int rc = cli_out_open(&out, c->args.output, strcmp(as, "receipt") != 0, err);
	if (rc < 0)
		return rc;
	FILE *say = out.whole ? stdout : stderr;
	struct lindung_result *r = NULL;
	rc = lindung_export(c->lindung, run, as, cli_out_write, &out, &r, err);
	rc = cli_out_close(&out, rc, err);
	if (rc >= 0 && !c->args.quiet)
		rc = cli_print_to(c, r, say, err);
	if (rc >= 0 && !c->args.quiet)
		say_personal(r);
	if (rc >= 0)
		rc = lindung_result_exit(r);
	lindung_result_free(r);
	return rc;
}
