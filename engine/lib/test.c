/*
 * lindung_test: the cases beside the rules. RULES may be a test file, a programme (then its sibling
 * `…_test.lua`), a module of either kind, or a folder (every `*_test.lua` in it, in byte order).
 * The answer is one document over all of them.
 */
#include "lib/lib.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "report/report.h"
#include "study/study.h"

struct tests {
	struct lindung *l;
	json_t *cases, *coverage;
	int64_t n, failed, seen, possible;
};

static bool has_tail(const char *s, const char *tail)
{
	size_t n = strlen(s), t = strlen(tail);
	return n > t && strcmp(s + n - t, tail) == 0;
}

/* ---- the document ---- */

static json_t *values(const struct ld_programme *p, const struct ld_case *c)
{
	json_t *object = json_object();
	for (size_t i = 0; i < c->nvalues && object; i++) {
		const struct ld_field *field = &p->fields.items[c->values[i].field];
		if (json_object_set_new(
			    object, field->name, ld_json_value(field, &c->values[i].value)) == 0)
			continue;
		json_decref(object);
		object = NULL;
	}
	return object;
}

static json_t *decided(const struct ld_case_result *r)
{
	static const char *const names[] = {"false", "unknown", "true"};
	json_t *list = json_array();
	for (size_t i = 0; i < r->ndecided && list; i++) {
		const struct ld_decided *d = &r->decided[i];
		ld_list_add(&list, json_pack("{s:o, s:s, s:o}", "rule", ld_json_text(d->rule),
					   "outcome", d->failed ? "error" : names[d->outcome],
					   "reason", ld_json_text(d->reason)));
	}
	return list;
}

static json_t *case_of(const struct ld_programme *p, const struct ld_case_result *r)
{
	const struct ld_case *c = r->item;
	return json_pack("{s:o, s:o, s:i, s:b, s:o, s:o, s:o, s:o}", "name", ld_json_text(c->name),
		"file", ld_json_text(c->place.file), "line", c->place.line, "ok", r->ok, "expected",
		ld_json_text(r->expected), "actual", ld_json_text(r->actual), "values",
		values(p, c), "decided_by", decided(r));
}

static int add_results(
	struct tests *t, const struct ld_programme *p, const struct ld_test_result *r)
{
	for (size_t i = 0; i < r->len && t->cases; i++)
		ld_list_add(&t->cases, case_of(p, &r->items[i]));
	for (size_t i = 0; i < r->nrules && t->coverage; i++) {
		const struct ld_coverage *c = &r->rules[i];
		ld_list_add(&t->coverage,
			json_pack("{s:o, s:o, s:I, s:I, s:I}", "rule", ld_json_text(c->rule),
				"programme", ld_json_text(p->id), "true",
				(json_int_t)c->seen[LD_TRUE], "false",
				(json_int_t)c->seen[LD_FALSE], "unknown",
				(json_int_t)c->seen[LD_UNKNOWN]));
		t->seen += (c->seen[LD_TRUE] > 0) + (c->seen[LD_FALSE] > 0) +
			   (c->can_be_unknown && c->seen[LD_UNKNOWN] > 0);
		t->possible += 2 + c->can_be_unknown;
	}
	t->n += (int64_t)r->len;
	t->failed += (int64_t)r->failed;
	return t->cases && t->coverage ? 0 : LINDUNG_E_NOMEM;
}

/* ---- one test file ---- */

static int run_cases(struct tests *t, const struct ld_where *where, struct lindung_error *err)
{
	struct ld_findings findings = {0};
	struct ld_worker *worker = NULL;
	struct ld_cases *cases = NULL;
	struct ld_test_result *r = NULL;
	int rc = ld_worker_new(&where->loader, &t->l->worker, &worker, err);
	if (rc >= 0)
		rc = ld_worker_cases(worker, where->module, where->office, &findings, &cases, err);
	if (rc >= 0) {
		struct ld_calls calls = ld_worker_calls(worker);
		rc = ld_study_test(cases, &calls, &r, err);
	}
	if (rc >= 0 && add_results(t, cases->programme, r) < 0)
		rc = ld_nomem(err);
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

static int run_one(struct tests *t, const char *rules, struct lindung_error *err)
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

static int run_folder(struct tests *t, const char *folder, struct lindung_error *err)
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
static int run_bundle(struct tests *t, const char *bundle, struct lindung_error *err)
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

int lindung_test(struct lindung *l, const char *rules, struct lindung_result **ret,
	struct lindung_error *err)
{
	struct tests t = {.l = l, .cases = json_array(), .coverage = json_array()};
	struct stat st;
	bool folder = stat(rules, &st) == 0 && S_ISDIR(st.st_mode);
	int rc = !t.cases || !t.coverage ? ld_nomem(err)
		 : folder                ? run_folder(&t, rules, err)
		 : ld_bundle_is(rules)   ? run_bundle(&t, rules, err)
					 : run_one(&t, rules, err);
	if (rc >= 0)
		rc = ld_result_new("test",
			json_pack("{s:O, s:{s:I, s:I, s:I}, s:{s:O, s:I, s:I}}", "cases", t.cases,
				"counts", "cases", (json_int_t)t.n, "passed",
				(json_int_t)(t.n - t.failed), "failed", (json_int_t)t.failed,
				"coverage", "rules", t.coverage, "seen", (json_int_t)t.seen,
				"possible", (json_int_t)t.possible),
			t.failed ? 1 : 0, ret, err);
	json_decref(t.cases);
	json_decref(t.coverage);
	return rc < 0 ? rc : 0;
}
