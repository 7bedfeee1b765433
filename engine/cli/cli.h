/*
 * The program around the library: words on a command line in, one call of <lindung/lindung.h>, its
 * document out.
 *
 * To add a command: write cmd_NAME.c with `int cmd_NAME(struct cli *c, struct lindung_error *err)`,
 * declare it at the end of this header, give it a row in commands.c and its file a line in
 * meson.build. Help, man page, completion and docs/commands.md come from the row; the tests `cli
 * help` and `cli docs` fail until the page is made anew
 * (`lindung help --markdown --lang en >docs/commands.md`).
 */
#ifndef LD_CLI_CLI_H
#define LD_CLI_CLI_H

#include <libintl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <lindung/lindung.h>

#define _(text) dgettext("lindung", text)
#define N_(text) text /* marked for translation, translated where it is printed */

/* ---- the table ---- */

enum cli_type {
	CLI_FLAG,    /* bool */
	CLI_TEXT,    /* const char * */
	CLI_FILE,    /* const char *, completed as a file name */
	CLI_CHOICE,  /* const char *, one of arg's words "a|b|c" */
	CLI_INTEGER, /* int64_t, low to high */
	CLI_LIST,    /* struct cli_list: the option may stand more than once */
};

struct cli_option {
	const char *name; /* without "--" */
	char letter;      /* 0: none */
	enum cli_type type;
	const char *arg; /* word for the value; the choices of a CLI_CHOICE; NULL for a flag */
	size_t offset;   /* in struct cli_args */
	const char *help;
	int64_t low, high; /* of a CLI_INTEGER */
};

struct cli;
struct cli_command {
	const char *name, *operands, *summary, *text;
	const struct cli_option *options; /* ends with a NULL name */
	const char *formats;              /* what --format takes here */
	int min, max;                     /* operands; max −1: any number */
	bool database;                    /* opens --db */
	const char *example;              /* a test runs them in the order of the table */
	int (*run)(struct cli *c, struct lindung_error *err);
};

/** All commands in the order of work, the last has a NULL name. */
extern const struct cli_command cli_commands[];
/** Options of every command. */
extern const struct cli_option cli_common[];
/** The command of that name; USAGE with the nearest one when there is none. */
int cli_command_named(const char *word, const struct cli_command **ret, struct lindung_error *err);

/* ---- the words given ---- */

struct cli_list {
	const char **items; /* [n], then NULL */
	size_t n;
};

struct cli_args {
	const char *db, *rules, *format, *lang, *output;
	int64_t jobs;
	bool quiet, show_ids, no_color, help, version, uncontained;
	struct cli_list limits;
	/* import */
	const char *source, *office;
	bool add, replace, strict;
	/* new */
	const char *from;
	/* sample */
	const char *region, *shape, *as_of;
	int64_t people, seed;
	bool faults;
	/* quarantine, check, run, explain, export */
	struct cli_list settings;
	const char *fail_on; /* check */
	int64_t delivery, run;
	/* compare */
	struct cli_list settings_a;
	bool expect_same;
	/* sweep */
	struct cli_list over;
	/* report */
	const char *poor;
	/* keep, verify, forget */
	const char *by, *receipt, *before;
	bool dry_run;
	/* run, import, bundle, trust */
	bool require_signed, check, none;
	struct cli_list trust;
	const char *key, *new_key, *name;
	/* verify */
	const char *with;
	/* test */
	bool mutate, accept, watch;
	int64_t fail_under;
	/* help */
	bool man, markdown, words;
	const char *completion;
};

struct cli {
	const struct cli_command *command;
	struct cli_args args;
	struct cli_list operands;
	char *trust_text; /* that args.trust points into, when it is the environment's */
	struct lindung *lindung;
};

/** Read argv into *c. Errors: USAGE, NOMEM. */
int cli_parse(struct cli *c, int argc, char **argv, struct lindung_error *err);
void cli_fini(struct cli *c);
/** Operand i as the number of a run; 0 when it is not given. */
int cli_run_number(const struct cli *c, size_t i, int64_t *ret, struct lindung_error *err);
/** Fill err with USAGE and a text of printf's kind. */
int cli_usage(struct lindung_error *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/** The one of n names nearest to a mistyped one, NULL when none is near. */
const char *cli_nearest(
	const char *name, size_t n, const char *(*at)(const void *ctx, size_t i), const void *ctx);

/* ---- where things are ---- */

/** Choose the language of messages: "id", "en", or NULL for the environment's. */
void cli_language(const char *lang);
/** The rules' roots for lindung_options: --rules, $LINDUNG_RULES, beside the program, or NULL. The
 * text lives in out. */
const char *cli_rules(const struct cli *c, char *out, size_t size);
const char *cli_database(const struct cli *c);
/** Whose signatures rules need, for lindung_options: --trust, else $LINDUNG_TRUST; and whether they must be signed:
 * --require-signed, --trust or $LINDUNG_REQUIRE_SIGNED. The texts live in c. */
int cli_trust(struct cli *c, struct lindung_options *ret, struct lindung_error *err);
/** The folder of the running program, "" when it cannot be told. */
const char *cli_program_dir(char *out, size_t size);

/* ---- what is written ---- */

struct cli_out {
	FILE *file;
	char *path;    /* NULL: standard output */
	char *temp;    /* its name until it is whole; NULL: it has none */
	bool whole;    /* no device or pipe */
	bool replaces; /* a file stands there */
	bool refused;  /* a write failed, for this cause */
	int cause;
};
/** Open a file to be written whole or not at all; path NULL or "-" is standard output. A folder, a link to nothing and a
 *  file that may not be written are refused; devices and pipes are written as they are. personal: for its owner alone. */
int cli_out_open(struct cli_out *out, const char *path, bool personal, struct lindung_error *err);
/** For the library's write callbacks; ctx is the struct cli_out. */
int cli_out_write(void *ctx, const char *p, size_t n);
/** rc < 0: throw the file away and return rc. Else put it in its place. */
int cli_out_close(struct cli_out *out, int rc, struct lindung_error *err);

bool cli_same_file(const char *a, const char *b);

/** Write a result as --format says to -o or standard output; without it a file named *.html is a page, where the command has
 * pages. */
int cli_print(struct cli *c, const struct lindung_result *r, struct lindung_error *err);
/** The same to a file that is already open. */
int cli_print_to(
	struct cli *c, const struct lindung_result *r, FILE *to, struct lindung_error *err);
/** Print a result, free it, return its exit code; rc < 0 comes back as it is. */
int cli_finish(struct cli *c, int rc, struct lindung_result *r, struct lindung_error *err);
/** The same for work that stores and whose output was opened before it: when the answer cannot be
 * written, the error also says what was done: "run 3 is stored", 3 from the result's key "run". */
int cli_finish_stored(struct cli *c, struct cli_out *out, int rc, struct lindung_result *r,
	const char *key, const char *done, struct lindung_error *err);
/** The error on standard error, one line or one object; national ids are hidden unless show_ids. */
void cli_error(const struct lindung_error *err, bool json, bool show_ids);

/** The length of the character at text that can be shown as it is; 0 for one that moves the cursor, turns the
 * direction of writing or is not seen, and for a byte that is no UTF-8. */
size_t cli_printable(const char *text);

/** For lindung_options: a line on the terminal, and nonzero once the user has pressed Ctrl-C. */
int cli_progress(void *ctx, const char *what, int64_t rows, int64_t done, int64_t total);
/** Wipe the progress line. */
void cli_progress_end(void);
/** From now on Ctrl-C asks the work to stop; a second one ends the program. */
void cli_catch_interrupt(void);
bool cli_interrupted(void);

/** Run a command again and again: whenever a rule or case file near its operands or in the folders of rules changes, until
 * Ctrl-C. Errors are printed; USAGE ends. Returns what the last run did. */
int cli_watch(struct cli *c, int (*run)(struct cli *c, struct lindung_error *err), struct lindung_error *err);

/* ---- help ---- */
void cli_help_all(FILE *to);
void cli_help_command(FILE *to, const struct cli_command *command);
void cli_help_man(FILE *to);
void cli_help_markdown(FILE *to);
void cli_help_bash(FILE *to);
/** Print text in lines of at most 100 columns, each behind `indent` spaces; the first line is at
 * column `at` already. */
void cli_wrap(FILE *to, int indent, int at, const char *text);
/** "--set PATH=VALUE", "-o, --output FILE" in out. */
const char *cli_option_words(
	const struct cli_option *o, const struct cli_command *command, char *out, size_t size);

/* ---- commands: each returns an exit code, or a negative LINDUNG_E_ code with err filled ---- */
int cmd_new(struct cli *c, struct lindung_error *err);
int cmd_stubs(struct cli *c, struct lindung_error *err);
int cmd_sample(struct cli *c, struct lindung_error *err);
int cmd_import(struct cli *c, struct lindung_error *err);
int cmd_quarantine(struct cli *c, struct lindung_error *err);
int cmd_check(struct cli *c, struct lindung_error *err);
int cmd_sweep(struct cli *c, struct lindung_error *err);
int cmd_test(struct cli *c, struct lindung_error *err);
int cmd_run(struct cli *c, struct lindung_error *err);
int cmd_compare(struct cli *c, struct lindung_error *err);
int cmd_explain(struct cli *c, struct lindung_error *err);
int cmd_runs(struct cli *c, struct lindung_error *err);
int cmd_show(struct cli *c, struct lindung_error *err);
int cmd_report(struct cli *c, struct lindung_error *err);
int cmd_bundle(struct cli *c, struct lindung_error *err);
int cmd_trust(struct cli *c, struct lindung_error *err);
int cmd_keep(struct cli *c, struct lindung_error *err);
int cmd_log(struct cli *c, struct lindung_error *err);
int cmd_verify(struct cli *c, struct lindung_error *err);
int cmd_replay(struct cli *c, struct lindung_error *err);
int cmd_export(struct cli *c, struct lindung_error *err);
int cmd_doctor(struct cli *c, struct lindung_error *err);
int cmd_forget(struct cli *c, struct lindung_error *err);
int cmd_help(struct cli *c, struct lindung_error *err);

#endif
