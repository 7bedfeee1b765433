/*
 * A bundle where a person may name rules or an office. It stands for the office's folder, so "kantor.bundle/2025.lua"
 * is a file of it, and everything that the rules ask for comes from it and from nowhere else: what was signed is all
 * that runs. Nothing is unpacked; the files stay in memory until the question is answered.
 */
#include "lib/lib.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool has_tail(const char *s, const char *tail)
{
	size_t n = strlen(s), t = strlen(tail);
	return n > t && strcmp(s + n - t, tail) == 0;
}

/* Length of the path of the bundle in "kantor.bundle/2025.lua" or "kantor.bundle"; 0: there is none. */
static size_t bundle_part(const char *rules)
{
	char path[4096];
	const char *slash = strrchr(rules, '/');
	size_t n = slash ? (size_t)(slash - rules) : 0;
	if (ld_bundle_is(rules) || (has_tail(rules, ".bundle") && access(rules, R_OK) == 0 && !ld_folder_is(rules)))
		return strlen(rules);
	if (!n || n >= sizeof path)
		return 0;
	memcpy(path, rules, n);
	path[n] = '\0';
	return ld_bundle_is(path) ? n : 0;
}

bool ld_bundled_is(const char *rules)
{
	return bundle_part(rules) != 0;
}

static int open_bundle(const char *path, struct ld_where *w, struct lindung_error *err)
{
	int rc = ld_bundle_read(path, &w->bundle, err);
	if (rc < 0)
		return rc;
	if (w->bundle.signature == LD_BADLY_SIGNED)
		return ld_fail(
			err, LINDUNG_E_SIGNATURE, "the signature of bundle '%s' does not fit its content", path);
	w->bundle_path = ld_arena_strdup(&w->arena, path);
	w->office = w->bundle.office;
	w->memory = (struct ld_memory){.files = w->bundle.files, .nfiles = w->bundle.nfiles};
	w->loader = ld_loader_memory(&w->memory);
	return w->bundle_path ? 0 : ld_nomem(err);
}

/* The only programme of the bundle. */
static int only_programme(
	const char *path, const struct ld_bundle *b, const struct ld_file **ret, struct lindung_error *err)
{
	char list[200] = "";
	size_t n = 0, len = 0, prefix = strlen(b->office) + 1;
	for (size_t i = 0; i < b->nfiles; i++) {
		if (b->kinds[i] != LD_BUNDLE_PROGRAMME)
			continue;
		*ret = &b->files[i];
		if (len < sizeof list)
			len += (size_t)snprintf(list + len, sizeof list - len, "%s%s/%s.lua", n ? ", " : "", path,
				b->files[i].module + prefix);
		n++;
	}
	if (n == 1)
		return 0;
	return n ? ld_fail(err, LINDUNG_E_USAGE, "bundle '%s' holds %zu programmes, name one of them: %s", path, n,
			   list)
		 : ld_fail(err, LINDUNG_E_NOT_FOUND, "bundle '%s' holds no programme", path);
}

int ld_bundled_rules(const char *rules, struct ld_where *w, struct lindung_error *err)
{
	size_t n = bundle_part(rules);
	const char *path = ld_arena_strndup(&w->arena, rules, n), *inside = rules + n + (rules[n] == '/');
	const struct ld_file *f = NULL;
	enum ld_bundle_kind kind = LD_BUNDLE_PROGRAMME;
	int rc = path ? open_bundle(path, w, err) : ld_nomem(err);
	if (rc >= 0 && !*inside) {
		rc = only_programme(path, &w->bundle, &f, err);
	} else if (rc >= 0) {
		int stem = (int)strlen(inside) - (has_tail(inside, ".lua") ? 4 : 0);
		const char *module = ld_arena_printf(&w->arena, "%s.%.*s", w->office, stem, inside);
		f = module ? ld_bundle_find(&w->bundle, module, &kind) : NULL;
		if (!f || (kind != LD_BUNDLE_PROGRAMME && kind != LD_BUNDLE_TEST))
			rc = module ? ld_fail(err, LINDUNG_E_NOT_FOUND, "bundle '%s' holds no rules '%s'", path,
					      inside)
				    : ld_nomem(err);
	}
	if (rc < 0)
		return rc;
	w->module = f->module;
	w->path = f->path;
	return 0;
}

int ld_bundled_source(const char *source, const char *bundle, struct ld_where *w, struct lindung_error *err)
{
	int rc = open_bundle(bundle, w, err);
	if (rc < 0)
		return rc;
	w->module = ld_arena_strdup(&w->arena, source);
	const char *module = ld_arena_printf(&w->arena, "sources.%s", source);
	if (!w->module || !module)
		return ld_nomem(err);
	return ld_bundle_find(&w->bundle, module, NULL)
		       ? 0
		       : ld_fail(err, LINDUNG_E_NOT_FOUND, "bundle '%s' holds no source '%s'", bundle, source);
}

int ld_bundled_all(const char *bundle, bool tests, struct ld_arena *a, const char ***ret, size_t *ret_n,
	struct lindung_error *err)
{
	struct ld_where w = {0};
	size_t n = 0;
	int rc = open_bundle(bundle, &w, err);
	const char **paths = rc >= 0 ? ld_arena_array(a, w.bundle.nfiles + 1, sizeof *paths) : NULL;
	for (size_t i = 0; paths && i < w.bundle.nfiles; i++) {
		enum ld_bundle_kind kind = w.bundle.kinds[i];
		if (kind == LD_BUNDLE_PROGRAMME || (tests && kind == LD_BUNDLE_TEST))
			paths[n++] = ld_arena_printf(
				a, "%s/%s.lua", bundle, w.bundle.files[i].module + strlen(w.bundle.office) + 1);
		if (n && !paths[n - 1])
			paths = NULL;
	}
	ld_where_fini(&w);
	if (rc < 0 || !paths)
		return rc < 0 ? rc : ld_nomem(err);
	*ret = paths;
	*ret_n = n;
	return 0;
}
