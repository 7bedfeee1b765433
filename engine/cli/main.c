/*
 * The program's frame: read the words, choose the language, open the library, run one command, turn
 * what it says into an exit code. Everything that a command does is in its own file; everything
 * about words is in options.c. The library is opened here so that commands differ only in the call
 * they make.
 */
#include "cli.h"

#include <limits.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* A leak checker reads the memory of its own process, as a debugger does. */
#if defined(__SANITIZE_ADDRESS__)
#define CHECKED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CHECKED 1
#endif
#endif
#ifndef CHECKED
#define CHECKED 0
#endif

/* The program holds people's data in memory: when it falls, no file of that memory is left, and no other program of the
 * user reads it. */
static void leave_no_core(void)
{
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	if (!CHECKED)
		prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* Memory is taken from one heap that grows by much at a time, in large pages where the system has them, and is used again: a
 * column is a million bytes, and asking the kernel for each of its pages costs more than filling it. */
static void one_heap(void)
{
	enum { LARGE = 2 << 20, GROW = 128 << 20 };
	if (CHECKED)
		return;
	mallopt(M_MMAP_THRESHOLD, 32 << 20);
	mallopt(M_TRIM_THRESHOLD, INT_MAX);
	mallopt(M_TOP_PAD, GROW);
	char *first = malloc(1);
	uintptr_t from = ((uintptr_t)first + LARGE - 1) / LARGE * LARGE, to = (uintptr_t)sbrk(0) / LARGE * LARGE;
	if (first && from < to)
		madvise((void *)from, to - from, MADV_HUGEPAGE);
	free(first);
}

static bool wants_json(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--format=json") == 0 ||
			(strcmp(argv[i], "--format") == 0 && i + 1 < argc &&
				strcmp(argv[i + 1], "json") == 0))
			return true;
	return false;
}

static int flush_stdout(int rc, struct lindung_error *err)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return rc;
	if (rc < 0)
		return rc;
	memset(err, 0, sizeof *err);
	snprintf(err->message, sizeof err->message, "standard output could not be written");
	return err->code = LINDUNG_E_IO;
}

/* -o must not be what the command reads. */
static int check_output(const struct cli *c, struct lindung_error *err)
{
	const char *o = c->args.output;
	bool same = o && c->command->database && cli_same_file(o, cli_database(c));
	for (size_t i = 0; o && i < c->operands.n; i++) {
		const char *word = c->operands.items[i]; /* a number is a run */
		same |= word[strspn(word, "0123456789")] && cli_same_file(o, word);
	}
	return same ? cli_usage(err, "-o '%s' would overwrite what '%s' reads", o, c->command->name) : 0;
}

static int work(struct cli *c, struct lindung_error *err)
{
	if (check_output(c, err) < 0)
		return err->code;
	char roots[4096];
	struct lindung_options options = {
		.database = c->command->database ? cli_database(c) : NULL,
		.rules = cli_rules(c, roots, sizeof roots),
		.jobs = (unsigned)c->args.jobs,
		.who = getenv("LINDUNG_USER"),
		.progress = cli_progress,
		.progress_ctx = c,
		.limits = c->args.limits.items,
		.uncontained = c->args.uncontained,
	};
	cli_catch_interrupt();
	int rc = cli_trust(c, &options, err);
	if (rc >= 0)
		rc = lindung_open(&options, &c->lindung, err);
	if (rc >= 0)
		rc = c->command->run(c, err);
	cli_progress_end();
	lindung_close(c->lindung);
	return rc;
}

static int dispatch(struct cli *c, struct lindung_error *err)
{
	if (c->args.version) {
		printf("lindung %s\n", lindung_version());
		return 0;
	}
	if (!c->command && c->args.help) {
		cli_help_all(stdout);
		return 0;
	}
	if (!c->command)
		return cli_usage(err, "no command is given; 'lindung help' lists them");
	if (c->args.help) {
		cli_help_command(stdout, c->command);
		return 0;
	}
	if (c->command->run == cmd_help)
		return cmd_help(c, err);
	return work(c, err);
}

int main(int argc, char **argv)
{
	struct cli c = {0};
	struct lindung_error err = {0};
	leave_no_core();
	one_heap();
	int rc = cli_parse(&c, argc, argv, &err);
	cli_language(c.args.lang);
	if (rc >= 0)
		rc = dispatch(&c, &err);
	rc = flush_stdout(rc, &err);
	if (rc < 0) {
		cli_error(&err, wants_json(argc, argv), c.args.show_ids);
		rc = lindung_code_exit(rc);
	}
	cli_fini(&c);
	return rc;
}
