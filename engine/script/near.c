/*
 * The module that a wrong name was perhaps meant to be: all rule files of the folders that it was looked for in, two
 * levels deep, under the names that `require` knows them by. Only asked when a module is not there; what cannot be read
 * is passed over.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "script/script.h"

enum { MOST = 2000 };

struct names {
	struct ld_arena arena;
	const char *items[MOST];
	size_t n;
};

/* In order of bytes, so that of two equally near the same one is named everywhere. */
static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void add(struct names *all, const char *prefix, const char *file)
{
	size_t n = strlen(file);
	if (all->n == MOST || n < 5 || strcmp(file + n - 4, ".lua") != 0)
		return;
	const char *name = ld_arena_printf(&all->arena, "%s%.*s", prefix, (int)(n - 4), file);
	if (name && ld_module_name_valid(name))
		all->items[all->n++] = name;
}

static void list(struct names *all, const char *dir, const char *prefix, int deeper)
{
	struct dirent **entries = NULL;
	int n = scandir(dir, &entries, NULL, by_bytes);
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		if (strchr(name, '.')) {
			add(all, prefix, name);
		} else if (deeper) {
			const char *path = ld_arena_printf(&all->arena, "%s/%s", dir, name);
			const char *below = ld_arena_printf(&all->arena, "%s%s.", prefix, name);
			if (path && below)
				list(all, path, below, deeper - 1);
		}
		free(entries[i]);
	}
	free(entries);
}

const char *ld_module_nearest(const struct ld_dirs *d, const char *name, struct ld_arena *arena)
{
	struct names *all = calloc(1, sizeof *all);
	if (!all)
		return NULL;
	if (d->office_dir) {
		size_t end = strlen(d->office_dir);
		while (end > 1 && d->office_dir[end - 1] == '/')
			end--;
		size_t start = end;
		while (start > 0 && d->office_dir[start - 1] != '/')
			start--;
		const char *own = ld_arena_printf(&all->arena, "%.*s.", (int)(end - start), d->office_dir + start);
		list(all, d->office_dir, "", 1);
		if (own)
			list(all, d->office_dir, own, 1);
	}
	for (size_t i = 0; i < d->nroots; i++)
		list(all, d->roots[i], "", 1);
	const char *near = ld_nearest(name, all->items, all->n);
	near = near ? ld_arena_strdup(arena, near) : NULL;
	ld_arena_fini(&all->arena);
	free(all);
	return near;
}
