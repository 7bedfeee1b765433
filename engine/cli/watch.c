/*
 * A command that runs again whenever a rule or case file changes, until Ctrl-C. Files are looked at five times a second by
 * size and time, which also sees those that were not there before and works on every file system; nothing on the terminal
 * is cleared or moved. An error of the rules is printed and waited out: it is what the next change will mend.
 */
#include "cli.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { DEPTH = 4, LOOK_MS = 200 };

/* ---- what is there ---- */

static uint64_t mix(uint64_t h, uint64_t x)
{
	h = (h ^ x) * 0x9E3779B97F4A7C15u;
	return h ^ h >> 29;
}

static bool is_rule_file(const char *name)
{
	size_t n = strlen(name);
	return n > 4 && (strcmp(name + n - 4, ".lua") == 0 || strcmp(name + n - 4, ".csv") == 0);
}

/* One file's path, size and time. Sums of these do not depend on the order in which a folder is read. */
static uint64_t look_file(const char *path, const struct stat *st)
{
	uint64_t h = 1;
	for (const char *s = path; *s; s++)
		h = mix(h, (unsigned char)*s);
	h = mix(h, (uint64_t)st->st_size);
	h = mix(h, (uint64_t)st->st_ino);
	h = mix(h, (uint64_t)st->st_mtim.tv_sec);
	return mix(h, (uint64_t)st->st_mtim.tv_nsec);
}

struct own { /* the file that -o names, which each run writes: the folder it is in, and its name there */
	struct stat folder;
	const char *name; /* NULL: none */
};

static struct own own_output(const char *output)
{
	struct own own = {.name = NULL};
	const char *slash = output ? strrchr(output, '/') : NULL;
	char *folder = !output ? NULL : slash ? strndup(output, (size_t)(slash - output) + (slash == output)) : strdup(".");
	if (folder && stat(folder, &own.folder) == 0)
		own.name = slash ? slash + 1 : output;
	free(folder);
	return own;
}

static bool is_own(const struct own *own, const struct stat *folder, const char *name)
{
	return own->name && strcmp(own->name, name) == 0 && own->folder.st_dev == folder->st_dev && own->folder.st_ino == folder->st_ino;
}

static uint64_t look(const char *path, int depth, bool given, const struct own *own)
{
	struct stat st;
	uint64_t sum = 0;
	if (stat(path, &st) != 0)
		return 0;
	if (!S_ISDIR(st.st_mode))
		return given || is_rule_file(path) ? look_file(path, &st) : 0;
	DIR *dir = depth ? opendir(path) : NULL;
	for (struct dirent *e; dir && (e = readdir(dir));) {
		char *inside = NULL;
		if (e->d_name[0] == '.' || is_own(own, &st, e->d_name) || asprintf(&inside, "%s/%s", path, e->d_name) < 0)
			continue;
		sum += look(inside, depth - 1, false, own);
		free(inside);
	}
	if (dir)
		closedir(dir);
	return sum;
}

/* Everything beside the operands, and the folders of shared rules. */
static uint64_t look_all(const struct cli *c)
{
	char roots[4096], *save = NULL;
	uint64_t sum = 0;
	const struct own own = own_output(c->args.output);
	for (size_t i = 0; i < c->operands.n; i++) {
		const char *path = c->operands.items[i], *slash = strrchr(path, '/');
		char *folder = slash ? strndup(path, (size_t)(slash - path) + (slash == path)) : strdup(".");
		sum += look(path, DEPTH, true, &own);
		if (folder && (slash || is_rule_file(path)))
			sum += look(folder, DEPTH, false, &own);
		free(folder);
	}
	const char *rules = cli_rules(c, roots, sizeof roots);
	char *all = rules ? strdup(rules) : NULL;
	for (char *root = all ? strtok_r(all, ":", &save) : NULL; root; root = strtok_r(NULL, ":", &save))
		sum += look(root, DEPTH, false, &own);
	free(all);
	return sum;
}

/* ---- waiting ---- */

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

/* Returns once something has changed and stands still again, or the user wants to stop. */
static uint64_t wait_for_change(const struct cli *c, uint64_t seen)
{
	uint64_t now = seen;
	while (!cli_interrupted() && now == seen) {
		pause_ms(LOOK_MS);
		now = look_all(c);
	}
	for (uint64_t before = ~now; !cli_interrupted() && before != now;) {
		before = now;
		pause_ms(LOOK_MS / 4);
		now = look_all(c);
	}
	return now;
}

int cli_watch(struct cli *c, int (*run)(struct cli *c, struct lindung_error *err), struct lindung_error *err)
{
	int last = 0;
	uint64_t seen = look_all(c);
	for (;;) {
		int rc = run(c, err);
		if (rc < 0 && cli_interrupted())
			return last;
		if (rc == LINDUNG_E_USAGE)
			return rc;
		if (rc < 0) {
			cli_error(err, c->args.format && strcmp(c->args.format, "json") == 0, c->args.show_ids);
			memset(err, 0, sizeof *err);
		}
		last = rc < 0 ? lindung_code_exit(rc) : rc;
		if (fflush(stdout) != 0)
			return last;
		if (!c->args.quiet)
			fputs(_("Waiting for a rule or case to change; Ctrl-C ends.\n"), stderr);
		seen = wait_for_change(c, seen);
		if (cli_interrupted())
			return last;
	}
}
