/*
 * The smallest useful program around liblindung: import a file of people, run an office's rules on
 * them, and print what became of them. It needs nothing but <lindung/lindung.h> and -llindung; the
 * tests compile it and run it.
 *
 *   embed DATABASE RULES SOURCE FILE.csv
 */
#include <lindung/lindung.h>

#include <stdio.h>
#include <stdlib.h>

static int complain(const struct lindung_error *err)
{
	char text[1024];
	lindung_error_format(err, text, sizeof text);
	fprintf(stderr, "embed: %s\n", text);
	return lindung_code_exit(err->code);
}

static void print_run(const struct lindung_result *run)
{
	printf("%s: %lld of %lld workers selected, %lld undecided\n",
		lindung_result_text(run, "title"),
		(long long)lindung_result_integer(run, "counts/selected"),
		(long long)lindung_result_integer(run, "counts/workers"),
		(long long)lindung_result_integer(run, "counts/undecided"));
	for (size_t i = 0; i < lindung_result_count(run, "funders"); i++) {
		char id[64], people[64], committed[64];
		snprintf(id, sizeof id, "funders/%zu/id", i);
		snprintf(people, sizeof people, "funders/%zu/people", i);
		snprintf(committed, sizeof committed, "funders/%zu/committed", i);
		printf("%s pays for %lld people, %lld rupiah\n", lindung_result_text(run, id),
			(long long)lindung_result_integer(run, people),
			(long long)lindung_result_integer(run, committed));
	}
	printf("result %s\n", lindung_result_text(run, "receipt/result"));
}

int main(int argc, char **argv)
{
	struct lindung_error err = {0};
	struct lindung *l = NULL;
	struct lindung_result *imported = NULL, *run = NULL;
	if (argc != 5) {
		fprintf(stderr, "usage: embed DATABASE RULES SOURCE FILE.csv\n");
		return 2;
	}
	struct lindung_options options = {.database = argv[1], .rules = getenv("LINDUNG_RULES")};
	const char *const files[] = {argv[4]};
	struct lindung_import delivery = {.source = argv[3], .files = files, .nfiles = 1};

	int rc = lindung_open(&options, &l, &err);
	if (rc >= 0)
		rc = lindung_import(l, &delivery, &imported, &err);
	if (rc >= 0)
		rc = lindung_run(l, &(struct lindung_run){.rules = argv[2]}, &run, &err);
	if (rc >= 0)
		print_run(run);
	int code = rc < 0 ? complain(&err) : lindung_result_exit(run);
	lindung_result_free(run);
	lindung_result_free(imported);
	lindung_close(l);
	return code;
}
