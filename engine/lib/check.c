/*
 * lindung_check: everything that can be said about rules without data. A fault of the rules is the
 * answer here, not a failure of the call; only files that cannot be found and memory are. A test
 * file is checked with the programme it tests.
 */
#include "lib/lib.h"

#include <string.h>

#include "report/report.h"
#include "study/study.h"

static const char *const severities[] = {"note", "warning", "error"};

/* The section of the book, under the name that a browser finds it by. */
static json_t *page(const char *code)
{
	char text[80] = "docs/errors.md#";
	size_t n = strlen(text);
	for (; *code && n + 1 < sizeof text; code++)
		text[n++] = *code >= 'A' && *code <= 'Z' ? (char)(*code + ('a' - 'A')) : *code;
	text[n] = '\0';
	return json_string(text);
}

static json_t *args(const struct ld_finding *f)
{
	json_t *list = json_array();
	for (size_t i = 0; i < f->nargs && f->form && list; i++)
		ld_list_add(&list, ld_json_text(f->args[i]));
	return list;
}

static json_t *finding(const struct ld_finding *f)
{
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "code", f->code, "severity",
		severities[f->severity], "file", ld_json_text(f->file), "line",
		f->line > 0 ? json_integer(f->line) : json_null(), "message",
		ld_json_text(f->message), "suggestion", ld_json_text_or_null(f->suggestion), "page",
		page(f->code), "form", ld_json_text(f->form), "args", args(f));
}

static bool has_fault(const struct ld_findings *f)
{
	for (size_t i = 0; i < f->len; i++)
		if (f->items[i].severity == LD_FAULT)
			return true;
	return false;
}

/* Is the failure one of the rules (then it is a finding), or of the call? */
static bool is_answer(int code)
{
	int exit = lindung_code_exit(code);
	return code < 0 && (exit == 3 || exit == 4);
}

static int check_cases(const struct lindung *l,
	const struct ld_where *where, struct ld_findings *f, struct lindung_error *err)
{
	struct ld_worker *worker = NULL;
	struct ld_cases *cases = NULL;
	int rc = ld_worker_new(&where->loader, &l->worker, &worker, err);
	if (rc >= 0)
		rc = ld_worker_cases(worker, where->module, where->office, f, &cases, err);
	if (rc >= 0)
		rc = ld_beside_cases(where, cases->programme, err);
	ld_cases_free(cases);
	ld_worker_free(worker);
	return rc;
}

/* The line of the file on which `region = …` stands; 1 where it is not found. */
static int line_of_region(const struct ld_programme *p, const char *path)
{
	for (size_t i = 0; i < p->nfiles; i++) {
		const char *text = p->files[i].text, *at = strcmp(p->files[i].path, path) == 0 ? text : NULL;
		while (at && (at = strstr(at, "region")) && at[6 + strspn(at + 6, " \t")] != '=')
			at += 6;
		int line = 1;
		for (const char *s = text; at && s < at; s++)
			line += *s == '\n';
		if (at)
			return line;
	}
	return 1;
}

static int check_rules(struct lindung *l, const char *rules, const char *const *settings,
	struct ld_findings *f, struct lindung_error *err)
{
	struct ld_where where = {0};
	struct ld_work w = {0};
	struct ld_regency regency = {0};
	size_t n = strlen(rules);
	bool test = (n > 9 && strcmp(rules + n - 9, "_test.lua") == 0) ||
		    (n > 5 && strcmp(rules + n - 5, "_test") == 0);
	int rc;
	if (test) {
		rc = ld_where_rules(l, rules, &where, err);
		if (rc >= 0)
			rc = check_cases(l, &where, f, err);
	} else {
		rc = ld_work_open(&w, l, rules, settings, &where, f, err);
		if (rc >= 0)
			rc = ld_study_check(w.p, f, err);
		if (rc >= 0)
			rc = ld_beside_programme(&where, w.p, f, err);
		if (rc >= 0)
			rc = ld_where_regency(l, w.p->region, &w.arena, &regency, err);
		if (rc >= 0 && regency.unlisted &&
			ld_findings_add(f, LD_WARNING, "REGION_UNKNOWN", where.path,
				line_of_region(w.p, where.path), NULL,
				"the list of regions has no regency '%s'", w.p->region) < 0)
			rc = ld_nomem(err);
	}
	ld_work_fini(&w);
	ld_where_fini(&where);
	return rc;
}

/* What is said of the whole is said of its first line. */
static bool place_at(struct ld_findings *f, size_t i, const char *path)
{
	f->items[i].file = ld_arena_strdup(&f->arena, path);
	f->items[i].line = 1;
	return f->items[i].file;
}

/* One file: faults of the rules are findings. */
static int check_one(struct lindung *l, const char *rules, const char *const *settings,
	struct ld_findings *f, struct lindung_error *err)
{
	size_t before = f->len;
	bool fault = false;
	int rc = check_rules(l, rules, settings, f, err);
	for (size_t i = before; i < f->len; i++)
		fault |= f->items[i].severity == LD_FAULT;
	if (is_answer(rc)) {
		if (!err->file[0])
			ld_error_at(err, rules, 1);
		rc = fault ? 0 : ld_findings_add_error(f, err);
	}
	for (size_t i = before; i < f->len; i++)
		if (!f->items[i].file[0] && !place_at(f, i, rules))
			return ld_nomem(err);
	return rc;
}

/* Its programmes and their tests. */
static int check_folder(struct lindung *l, const char *folder, const char *const *settings,
	struct ld_findings *f, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	const char **paths;
	size_t n;
	int rc = ld_folder_rules(l, folder, true, &a, &paths, &n, err);
	for (size_t i = 0; rc >= 0 && i < n; i++)
		rc = check_one(l, paths[i], settings, f, err);
	return rc;
}

int lindung_check(struct lindung *l, const char *rules, const char *const *settings,
	struct lindung_result **ret, struct lindung_error *err)
{
	return lindung_check_all(l, (const char *const[]){rules, NULL}, settings, ret, err);
}

int lindung_check_all(struct lindung *l, const char *const *rules, const char *const *settings,
	struct lindung_result **ret, struct lindung_error *err)
{
	struct ld_findings f = {0};
	int rc = 0;
	for (; *rules && rc >= 0; rules++)
		rc = ld_folder_is(*rules) || ld_bundle_is(*rules) ? check_folder(l, *rules, settings, &f, err)
								  : check_one(l, *rules, settings, &f, err);
	if (rc >= 0) {
		ld_findings_sort(&f);
		json_t *list = json_array();
		for (size_t i = 0; i < f.len && list; i++)
			ld_list_add(&list, finding(&f.items[i]));
		rc = ld_result_new("check", list, has_fault(&f) ? 1 : 0, ret, err);
	}
	ld_findings_fini(&f);
	return rc < 0 ? rc : 0;
}
