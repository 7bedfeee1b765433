/* Words of a command line, one a line: read by the table of commands, or refused in a line for people and in JSON that hold
 * nothing a terminal would obey and no national id. No command is run, no file touched. */
#include <jansson.h>

#include "base/nik.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "fuzz.h"

enum { WORDS = 32 };

/* What cli_error prints. free() it. */
static char *said(const struct lindung_error *err, bool json, bool show_ids, size_t *ret_len)
{
	char *text;
	FILE *before = stderr;
	stderr = open_memstream(&text, ret_len);
	cli_error(err, json, show_ids);
	fclose(stderr);
	stderr = before;
	return text;
}

/* Digits in a word of 64 hexadecimal digits are a hash's where eight and more are letters, or all are 0. */
static bool in_hash(const char *text, const char *s, size_t run)
{
	const char *hex = "0123456789abcdef", *from = s;
	int letters = 0;
	while (from > text && strchr(hex, from[-1]))
		from--;
	for (const char *c = from; *c && strchr(hex, *c); c++)
		letters += *c >= 'a';
	return strspn(from, hex) == 64 && s + run <= from + 64 && (letters >= 8 || strspn(from, "0") == 64);
}

static void check_error(const struct lindung_error *err, bool show_ids)
{
	for (int json = 0; json < 2; json++) {
		size_t n;
		char *text = said(err, json, show_ids, &n);
		json_t *doc = json ? json_loadb(text, n, 0, NULL) : NULL;
		ld_assert(n && text[n - 1] == '\n' && ld_utf8_visible(text, n - 1));
		ld_assert(!json || json_is_object(json_object_get(doc, "error")));
		for (const char *s = text; *s && !show_ids; s += strcspn(s, "0123456789")) {
			size_t run = strspn(s, "0123456789");
			ld_assert(run < LD_NIK || in_hash(text, s, run));
			s += run;
		}
		json_decref(doc);
		free(text);
	}
}

static void check_command(const struct cli *c)
{
	struct lindung_error err = {0};
	int64_t run;
	int rc = cli_run_number(c, 0, &run, &err);
	fuzz_said(rc, &err);
	if (rc < 0)
		check_error(&err, c->args.show_ids);
	if (!c->command || c->args.help || c->args.version)
		return;
	ld_assert((int)c->operands.n >= c->command->min);
	ld_assert(c->command->max < 0 || (int)c->operands.n <= c->command->max);
	for (const struct cli_option *o = c->command->options; o->name; o++) {
		int64_t v = o->type == CLI_INTEGER ? *(const int64_t *)(const void *)((const char *)&c->args + o->offset) : 0;
		ld_assert(o->type != CLI_INTEGER || v == 0 || (o->low <= v && v <= o->high));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), *argv[WORDS + 2] = {(char[]){"lindung"}};
	int argc = 1;
	struct cli c = {0};
	struct lindung_error err = {0};
	for (char *word = text; word && argc <= WORDS; argc++) {
		char *end = strchr(word, '\n');
		argv[argc] = word;
		if (end)
			*end++ = '\0';
		word = end;
	}
	int rc = cli_parse(&c, argc, argv, &err);
	fuzz_said(rc, &err);
	if (rc < 0)
		check_error(&err, c.args.show_ids);
	else
		check_command(&c);
	cli_fini(&c);
	free(text);
	return 0;
}
