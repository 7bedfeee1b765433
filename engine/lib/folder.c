/*
 * A folder where RULES are expected: which of its files are programmes. Every `*.lua` but
 * `fields.lua` is loaded to see, because a file's name says nothing: beside programmes stand tables
 * of desa. A file with a fault counts as a programme, so that its fault is told and not passed
 * over.
 */
#include "lib/lib.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool has_tail(const char *s, const char *tail)
{
	size_t n = strlen(s), t = strlen(tail);
	return n > t && strcmp(s + n - t, tail) == 0;
}

static int is_rules(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && has_tail(entry->d_name, ".lua") &&
	       strcmp(entry->d_name, "fields.lua") != 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

bool ld_folder_is(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* 1: it is, or would be but for a fault; 0: it returns something else. */
static int is_programme(const struct lindung *l, const char *path, struct lindung_error *err)
{
	struct ld_where where;
	struct ld_findings findings = {0};
	struct ld_worker *worker = NULL;
	struct ld_programme *p = NULL;
	struct lindung_error said = {0};
	int rc = ld_where_rules(l, path, &where, err);
	if (rc < 0)
		return rc;
	rc = ld_worker_new(&where.loader, &l->worker, &worker, err);
	if (rc >= 0) {
		rc = ld_worker_programme(worker, where.module, where.office, NULL, 0, &findings, &p,
			&said);
		rc = rc == LINDUNG_E_NOMEM ? ld_nomem(err)
					   : !(rc == LINDUNG_E_MODULE && ld_script_other(&said));
	}
	ld_programme_free(p);
	ld_worker_free(worker);
	ld_findings_fini(&findings);
	ld_where_fini(&where);
	return rc;
}

int ld_folder_rules(const struct lindung *l, const char *folder, bool tests, struct ld_arena *a,
	const char ***ret, size_t *ret_n, struct lindung_error *err)
{
	struct dirent **names = NULL;
	if (ld_bundled_is(folder))
		return ld_bundled_all(folder, tests, a, ret, ret_n, err);
	int len = scandir(folder, &names, is_rules, by_bytes);
	if (len < 0 && errno == ENOMEM)
		return ld_nomem(err);
	if (len < 0)
		return ld_fail(err, LINDUNG_E_NOT_FOUND, "cannot read folder '%s': %s", folder,
			strerror(errno));
	const char **paths = ld_arena_array(a, (size_t)len + 1, sizeof *paths);
	size_t n = 0, end = strlen(folder);
	while (end > 1 && folder[end - 1] == '/')
		end--;
	int rc = paths ? 0 : ld_nomem(err);
	for (int i = 0; i < len; i++) {
		bool test = has_tail(names[i]->d_name, "_test.lua");
		const char *path =
			ld_arena_printf(a, "%.*s/%s", (int)end, folder, names[i]->d_name);
		free(names[i]);
		if (rc < 0 || (test && !tests))
			continue;
		rc = !path ? ld_nomem(err) : test ? 1 : is_programme(l, path, err);
		if (rc > 0)
			paths[n++] = path;
	}
	free(names);
	if (rc < 0)
		return rc;
	if (!n)
		return ld_fail(
			err, LINDUNG_E_NOT_FOUND, "folder '%s' holds no programme", folder);
	*ret = paths;
	*ret_n = n;
	return 0;
}

int ld_folder_programme(const struct lindung *l, const char *folder, struct ld_arena *a,
	const char **ret, struct lindung_error *err)
{
	const char **paths;
	size_t n, len = 0;
	char list[200] = "";
	int rc = ld_folder_rules(l, folder, false, a, &paths, &n, err);
	if (rc < 0)
		return rc;
	*ret = paths[0];
	if (n == 1)
		return 0;
	for (size_t i = 0; i < n && len < sizeof list; i++)
		len += (size_t)snprintf(
			list + len, sizeof list - len, "%s%s", i ? ", " : "", paths[i]);
	return ld_fail(err, LINDUNG_E_USAGE, "folder '%s' holds %zu programmes, name one of them: %s",
		folder, n, list);
}
