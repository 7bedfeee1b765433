/*
 * The words of the command line into struct cli_args, by the rows of commands.c and nothing else.
 * Options may stand anywhere, also before the command when they are common to all; "--" ends them.
 * A value that itself begins with "--" must be written behind '=': `--db --quiet` is a forgotten
 * value far more often than a name.
 */
#include "cli.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

int cli_usage(struct lindung_error *err, const char *fmt, ...)
{
	memset(err, 0, sizeof *err);
	err->code = LINDUNG_E_USAGE;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(err->message, sizeof err->message, fmt, ap);
	va_end(ap);
	return err->code;
}

static int suggest(struct lindung_error *err, const char *prefix, const char *name)
{
	if (name)
		snprintf(err->suggestion, sizeof err->suggestion, "%s%s", prefix, name);
	return err->code;
}

/* ---- finding rows ---- */

static const struct cli_option *option_in(
	const struct cli_option *o, const char *name, size_t n, char letter)
{
	for (; o && o->name; o++)
		if (name ? strlen(o->name) == n && memcmp(o->name, name, n) == 0
			 : o->letter == letter)
			return o;
	return NULL;
}

static const struct cli_option *option_find(
	const struct cli *c, const char *name, size_t n, char letter)
{
	const struct cli_option *o =
		c->command ? option_in(c->command->options, name, n, letter) : NULL;
	return o ? o : option_in(cli_common, name, n, letter);
}

static const char *option_at(const void *ctx, size_t i)
{
	const struct cli *c = ctx;
	const struct cli_option *o = c->command ? c->command->options : NULL;
	for (; o && o->name; o++)
		if (i-- == 0)
			return o->name;
	return cli_common[i].name;
}

static size_t option_count(const struct cli *c)
{
	size_t n = 0;
	for (const struct cli_option *o = c->command ? c->command->options : NULL; o && o->name;
		o++)
		n++;
	for (const struct cli_option *o = cli_common; o->name; o++)
		n++;
	return n;
}

static int unknown_option(const struct cli *c, const char *name, struct lindung_error *err)
{
	if (c->command)
		cli_usage(err, "'%s' has no option '--%s'", c->command->name, name);
	else
		cli_usage(err, "there is no option '--%s' before a command", name);
	return suggest(err, "--", cli_nearest(name, option_count(c), option_at, c));
}

static const char *command_at(const void *ctx, size_t i)
{
	(void)ctx;
	return cli_commands[i].name;
}

int cli_command_named(const char *word, const struct cli_command **ret, struct lindung_error *err)
{
	size_t n = 0;
	for (; cli_commands[n].name; n++)
		if (strcmp(cli_commands[n].name, word) == 0) {
			*ret = &cli_commands[n];
			return 0;
		}
	cli_usage(err, "there is no command '%s'", word);
	return suggest(err, "", cli_nearest(word, n, command_at, NULL));
}

/* ---- values ---- */

static int take_choice(
	const char *words, const char *name, const char *value, struct lindung_error *err)
{
	size_t len = strlen(value);
	for (const char *w = words; *w;) {
		size_t n = strcspn(w, "|");
		if (n == len && memcmp(w, value, n) == 0)
			return 0;
		w += n + (w[n] == '|');
	}
	return cli_usage(err, "'%s' is not a value of --%s: %s", value, name, words);
}

static int take_integer(
	const struct cli_option *o, const char *value, int64_t *slot, struct lindung_error *err)
{
	char *end;
	errno = 0;
	intmax_t n = strtoimax(value, &end, 10);
	if (errno || *end || end == value || *value == ' ' || *value == '+')
		return cli_usage(err, "'%s' is not a whole number for --%s", value, o->name);
	if (n < o->low || n > o->high)
		return cli_usage(err, "--%s is a number from %" PRId64 " to %" PRId64 ", not %s",
			o->name, o->low, o->high, value);
	*slot = n;
	return 0;
}

static int append(struct cli_list *list, const char *item, struct lindung_error *err)
{
	const char **items = realloc(list->items, (list->n + 2) * sizeof *items);
	if (!items) {
		cli_usage(err, "memory ran out");
		return err->code = LINDUNG_E_NOMEM;
	}
	list->items = items;
	items[list->n++] = item;
	items[list->n] = NULL;
	return 0;
}

static int take(
	struct cli *c, const struct cli_option *o, const char *value, struct lindung_error *err)
{
	char *slot = (char *)&c->args + o->offset;
	const char *words = o->arg;
	switch (o->type) {
	case CLI_FLAG:
		*(bool *)(void *)slot = true;
		return 0;
	case CLI_INTEGER:
		return take_integer(o, value, (int64_t *)(void *)slot, err);
	case CLI_LIST:
		return append((struct cli_list *)(void *)slot, value, err);
	case CLI_CHOICE:
		if (strcmp(o->name, "format") == 0 && c->command)
			words = c->command->formats;
		if (take_choice(words, o->name, value, err) < 0)
			return err->code;
		/* fall through */
	case CLI_TEXT:
	case CLI_FILE:
		if (!*value)
			return cli_usage(err, "--%s is given an empty value", o->name);
		*(const char **)(void *)slot = value;
		return 0;
	}
	return 0;
}

/* ---- words ---- */

struct words {
	int argc, i;
	char **argv;
};

static int next_value(
	struct words *w, const char *name, const char **ret, struct lindung_error *err)
{
	if (w->i + 1 >= w->argc)
		return cli_usage(err, "--%s needs a value", name);
	const char *value = w->argv[w->i + 1];
	if (strncmp(value, "--", 2) == 0)
		return cli_usage(err, "--%s needs a value; write --%s=%s if '%s' is meant", name,
			name, value, value);
	w->i++;
	*ret = value;
	return 0;
}

static int take_long(struct cli *c, struct words *w, struct lindung_error *err)
{
	const char *name = w->argv[w->i] + 2, *equals = strchr(name, '=');
	size_t n = equals ? (size_t)(equals - name) : strlen(name);
	const struct cli_option *o = option_find(c, name, n, 0);
	if (!o) {
		char given[80];
		snprintf(given, sizeof given, "%.*s", (int)(n < 79 ? n : 79), name);
		return unknown_option(c, given, err);
	}
	const char *value = equals ? equals + 1 : NULL;
	if (o->type == CLI_FLAG && value)
		return cli_usage(err, "--%s takes no value", o->name);
	if (o->type != CLI_FLAG && !value && next_value(w, o->name, &value, err) < 0)
		return err->code;
	return take(c, o, value, err);
}

/* "-q", "-qh", "-o FILE", "-oFILE" */
static int take_short(struct cli *c, struct words *w, struct lindung_error *err)
{
	for (const char *p = w->argv[w->i] + 1; *p; p++) {
		const struct cli_option *o = option_find(c, NULL, 0, *p);
		if (!o)
			return cli_usage(err, "there is no option '-%c'", *p);
		const char *value = p[1] ? p + 1 : NULL;
		if (o->type != CLI_FLAG && !value && next_value(w, o->name, &value, err) < 0)
			return err->code;
		if (take(c, o, value, err) < 0)
			return err->code;
		if (o->type != CLI_FLAG)
			return 0;
	}
	return 0;
}

static int take_operand(struct cli *c, const char *word, struct lindung_error *err)
{
	return c->command ? append(&c->operands, word, err)
			  : cli_command_named(word, &c->command, err);
}

static int check_operands(const struct cli *c, struct lindung_error *err)
{
	const struct cli_command *k = c->command;
	int n = (int)c->operands.n;
	if (!k || c->args.help || c->args.version)
		return 0;
	if (n < k->min)
		return cli_usage(
			err, "'%s' needs %s; see 'lindung help %s'", k->name, k->operands, k->name);
	if (k->max >= 0 && n > k->max)
		return cli_usage(err,
			"'%s' does not know what to do with '%s'; see 'lindung help %s'", k->name,
			c->operands.items[k->max], k->name);
	if (c->args.format) /* it may have stood before the command */
		return take_choice(k->formats, "format", c->args.format, err);
	return 0;
}

int cli_parse(struct cli *c, int argc, char **argv, struct lindung_error *err)
{
	struct words w = {.argc = argc, .argv = argv};
	bool only_operands = false;
	for (w.i = 1; w.i < argc; w.i++) {
		const char *word = argv[w.i];
		int rc;
		if (only_operands || word[0] != '-' || !word[1])
			rc = take_operand(c, word, err);
		else if (strcmp(word, "--") == 0)
			rc = 0, only_operands = true;
		else if (word[1] == '-')
			rc = take_long(c, &w, err);
		else
			rc = take_short(c, &w, err);
		if (rc < 0)
			return rc;
	}
	return check_operands(c, err);
}

void cli_fini(struct cli *c)
{
	free(c->operands.items);
	free(c->args.settings.items);
	free(c->args.settings_a.items);
	free(c->args.over.items);
	free(c->args.limits.items);
	free(c->args.trust.items);
	free(c->trust_text);
}

int cli_run_number(const struct cli *c, size_t i, int64_t *ret, struct lindung_error *err)
{
	if (i >= c->operands.n) {
		*ret = 0;
		return 0;
	}
	const char *word = c->operands.items[i];
	char *end;
	errno = 0;
	intmax_t n = strtoimax(word, &end, 10);
	if (errno || *end || n < 1 || *word < '0' || *word > '9')
		return cli_usage(
			err, "'%s' is not the number of a run; 'lindung runs' lists them", word);
	*ret = n;
	return 0;
}
