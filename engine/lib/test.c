/*
 * lindung_test: the cases beside the rules. RULES may be a test file, a programme (then its sibling
 * `…_test.lua`), a module of either kind, or a folder (every `*_test.lua` in it, in byte order).
 * The answer is one document over all of them, which test_document.c makes.
 */
#include "lib/lib.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/test.h"

static bool has_tail(const char *s, const char *tail)
{
	size_t n = strlen(s), t = strlen(tail);
	return n > t && strcmp(s + n - t, tail) == 0;
}

/* ---- one test file ---- */

/* A case that fails notices no change: first the cases must hold. */
static int mutate(struct ld_tests *t, const struct ld_test_result *r, struct lindung_error *err)
{
	const struct ld_programme *p = r->worlds->cases->programme;
	struct ld_mutation *m = NULL;
	if (r->failed)
		return ld_tests_add_untried(t, p) < 0 ? ld_nomem(err) : 0;
	int rc = ld_study_mutate(r->worlds, &m, err);
	if (rc >= 0 && ld_tests_add_mutation(t, p, m) < 0)
		rc = ld_nomem(err);
	ld_mutation_free(m);
	return rc;
}

static int run_cases(struct ld_tests *t, const struct ld_where *where, struct lindung_error *err)
{
	struct ld_findings findings = {0};
	struct ld_worker *worker = NULL;
	struct ld_cases *cases = NULL;
	struct ld_test_result *r = NULL;
	struct ld_loader loader = t->in->accept ? ld_accept_loader(&t->accept, &where->loader) : where->loader;
	int rc = ld_worker_new(&loader, &t->l->worker, &worker, err);
	if (rc >= 0)
		rc = ld_worker_cases(worker, where->module, where->office, &findings, &cases, err);
	if (rc >= 0)
		rc = ld_beside_cases(where, cases->programme, err);
	if (rc >= 0) {
		struct ld_calls calls = ld_worker_calls(worker);
		rc = ld_study_test(cases, &calls, &r, err);
	}
	if (rc >= 0 && ld_tests_add(t, cases->programme, r) < 0)
		rc = ld_nomem(err);
	if (rc >= 0 && t->in->accept && ld_accept_add(&t->accept, r) < 0)
		rc = ld_nomem(err);
	if (rc >= 0 && t->in->mutate)
		rc = mutate(t, r, err);
	ld_test_result_free(r);
	ld_cases_free(cases);
	ld_worker_free(worker);
	ld_findings_fini(&findings);
	return rc;
}

/* "x/2024.lua" -> "x/2024_test.lua", "x.2024" -> "x.2024_test"; test files stay. */
static char *test_of(struct ld_arena *a, const char *rules)
{
	if (has_tail(rules, "_test.lua") || has_tail(rules, "_test"))
		return ld_arena_strdup(a, rules);
	if (has_tail(rules, ".lua"))
		return ld_arena_printf(
			a, "%.*s_test.lua", (int)(strlen(rules) - strlen(".lua")), rules);
	return ld_arena_printf(a, "%s_test", rules);
}

static int run_one(struct ld_tests *t, const char *rules, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	struct ld_where where;
	const char *file = test_of(&a, rules);
	if (!file)
		return ld_nomem(err);
	int rc = ld_where_rules(t->l, file, &where, err);
	if (rc < 0)
		return rc;
	rc = run_cases(t, &where, err);
	ld_where_fini(&where);
	return rc;
}

/* ---- a folder ---- */

static int is_test(const struct dirent *entry)
{
	return has_tail(entry->d_name, "_test.lua");
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int run_folder(struct ld_tests *t, const char *folder, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	struct dirent **names = NULL;
	int n = scandir(folder, &names, is_test, by_bytes);
	int rc = 0;
	if (n < 0 && errno == ENOMEM)
		rc = ld_nomem(err);
	else if (n < 0)
		rc = ld_fail(err, LINDUNG_E_NOT_FOUND, "cannot read folder '%s': %s", folder,
			strerror(errno));
	if (n == 0)
		rc = ld_fail(err, LINDUNG_E_NOT_FOUND, "there is no '*_test.lua' in '%s'", folder);
	for (int i = 0; i < n; i++) {
		const char *path = ld_arena_printf(&a, "%s/%s", folder, names[i]->d_name);
		if (rc >= 0)
			rc = path ? run_one(t, path, err) : ld_nomem(err);
		free(names[i]);
	}
	free(names);
	return rc;
}

/* The tests of a bundle, which it lists itself. */
static int run_bundle(struct ld_tests *t, const char *bundle, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	const char **paths = NULL;
	size_t n = 0;
	bool any = false;
	int rc = ld_bundled_all(bundle, true, &a, &paths, &n, err);
	for (size_t i = 0; i < n && rc >= 0; i++) {
		if (!has_tail(paths[i], "_test.lua"))
			continue;
		any = true;
		rc = run_one(t, paths[i], err);
	}
	if (rc >= 0 && !any)
		rc = ld_fail(err, LINDUNG_E_NOT_FOUND, "there is no test in '%s'", bundle);
	return rc;
}

int lindung_test_with(struct lindung *l, const struct lindung_test *in, struct lindung_result **ret,
	struct lindung_error *err)
{
	struct ld_tests t = {.l = l, .in = in};
	struct stat st;
	bool folder = stat(in->rules, &st) == 0 && S_ISDIR(st.st_mode);
	bool bundle = !folder && ld_bundle_is(in->rules);
	if (in->accept && (bundle || ld_bundled_is(in->rules)))
		return ld_fail(err, LINDUNG_E_USAGE, "'%s' is a bundle: accept in the folder it was made from", in->rules);
	int rc = ld_tests_init(&t) < 0        ? ld_nomem(err)
		 : folder                     ? run_folder(&t, in->rules, err)
		 : bundle                     ? run_bundle(&t, in->rules, err)
					      : run_one(&t, in->rules, err);
	if (rc >= 0 && in->accept)
		rc = ld_accept_write(&t.accept, in, &t.accepted, err);
	if (rc >= 0)
		rc = ld_result_new("test", ld_tests_document(&t), ld_tests_exit(&t), ret, err);
	ld_tests_fini(&t);
	return rc < 0 ? rc : 0;
}

int lindung_test(struct lindung *l, const char *rules, struct lindung_result **ret,
	struct lindung_error *err)
{
	return lindung_test_with(l, &(struct lindung_test){.rules = rules}, ret, err);
}
