/*
 * Where things are: rules, database, translations, and which language is spoken. Only LC_MESSAGES
 * leaves "C", so that numbers and sorting never depend on the machine. Machines without Indonesian
 * locales are common: the catalogue is then found through C.UTF-8 with LANGUAGE, which gettext
 * honours in every locale but "C".
 */
#include "cli.h"

#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *cli_program_dir(char *out, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", out, size - 1);
	if (n < 0)
		n = 0;
	out[n] = '\0';
	char *slash = strrchr(out, '/');
	if (slash)
		*slash = '\0';
	else
		out[0] = '\0';
	return out;
}

static bool exists(const char *dir, const char *name)
{
	char path[PATH_MAX];
	struct stat st;
	int n = snprintf(path, sizeof path, "%s/%s", dir, name);
	return n > 0 && (size_t)n < sizeof path && stat(path, &st) == 0;
}

const char *cli_rules(const struct cli *c, char *out, size_t size)
{
	static const char *const beside[] = {"../share/lindung", "../rules"};
	const char *env = getenv("LINDUNG_RULES");
	if (c->args.rules)
		return c->args.rules;
	if (env && *env)
		return env;
	char dir[PATH_MAX];
	if (!*cli_program_dir(dir, sizeof dir))
		return NULL;
	for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
		char root[PATH_MAX];
		int n = snprintf(root, sizeof root, "%s/%s", dir, beside[i]);
		if (n > 0 && (size_t)n < sizeof root && exists(root, "fields.lua") &&
			realpath(root, dir) && strlen(dir) < size)
			return strcpy(out, dir);
	}
	return NULL;
}

const char *cli_database(const struct cli *c)
{
	const char *env = getenv("LINDUNG_DB");
	if (c->args.db)
		return c->args.db;
	return env && *env ? env : "lindung.db";
}

/* Only commands whose rules decide are asked: rules that are still being written have no signature. */
static bool takes_trust(const struct cli *c)
{
	return c->command->run == cmd_run || c->command->run == cmd_import || c->command->run == cmd_bundle;
}

/* $LINDUNG_TRUST, paths joined by ':', as if each had been given with --trust. */
static int split_trust(struct cli *c, const char *env, struct lindung_error *err)
{
	struct cli_list *list = &c->args.trust;
	size_t most = 1;
	for (const char *p = env; *p; p++)
		most += *p == ':';
	c->trust_text = strdup(env);
	list->items = calloc(most + 1, sizeof *list->items);
	if (!c->trust_text || !list->items) {
		cli_usage(err, "memory ran out");
		return err->code = LINDUNG_E_NOMEM;
	}
	for (char *save, *path = strtok_r(c->trust_text, ":", &save); path; path = strtok_r(NULL, ":", &save))
		list->items[list->n++] = path;
	return 0;
}

int cli_trust(struct cli *c, struct lindung_options *ret, struct lindung_error *err)
{
	const char *env = getenv("LINDUNG_TRUST"), *must = getenv("LINDUNG_REQUIRE_SIGNED");
	if (!takes_trust(c))
		return 0;
	ret->require_signed = c->args.require_signed || (c->args.trust.n && c->command->run != cmd_bundle) ||
			      (must && *must && strcmp(must, "0") != 0 && c->command->run != cmd_bundle);
	if (!c->args.trust.n && env && *env && split_trust(c, env, err) < 0)
		return err->code;
	if (ret->require_signed && !c->args.trust.n)
		return cli_usage(err,
			"signed rules are required, but no trusted key is named: give --trust or $LINDUNG_TRUST");
	ret->trust = c->args.trust.items;
	return 0;
}

static bool indonesian(const char *lang)
{
	static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	if (lang)
		return strcmp(lang, "id") == 0;
	for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
		const char *value = getenv(variables[i]);
		if (value && *value)
			return strcmp(value, "id") == 0 || strncmp(value, "id_", 3) == 0;
	}
	return false;
}

/* Of a build tree, of an installation that was moved, of the one it was built for. */
static void find_catalogue(void)
{
	static const char *const beside[] = {"po", "../share/locale"};
	char dir[PATH_MAX], catalogues[PATH_MAX + 32];
	cli_program_dir(dir, sizeof dir);
	for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
		snprintf(catalogues, sizeof catalogues, "%s/%s", dir, beside[i]);
		if (exists(catalogues, "id/LC_MESSAGES/lindung.mo")) {
			bindtextdomain("lindung", catalogues);
			return;
		}
	}
	bindtextdomain("lindung", LINDUNG_LOCALEDIR);
}

void cli_language(const char *lang)
{
	if (!indonesian(lang))
		return;
	if (!setlocale(LC_MESSAGES, "id_ID.UTF-8") && !setlocale(LC_MESSAGES, "C.UTF-8"))
		return;
	setenv("LANGUAGE", "id", 1);
	find_catalogue();
	bind_textdomain_codeset("lindung", "UTF-8");
}
