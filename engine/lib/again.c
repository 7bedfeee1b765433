/*
 * lindung_verify_with: a run decided again without its database, from its receipt and a folder of files. Every file is
 * found by its content: the rules of the programme and of each source, and the deliveries in the order in which they
 * came. They are imported into a database in memory that nobody else sees and that is gone afterwards, so no person's
 * data reach a disk; then the run's hashes must come out again. What the folder lacks is said, and is a check that
 * failed.
 */
#include "lib/again.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/import.h"
#include "report/report.h"

struct again {
	struct lindung *l;
	struct ld_receipt r;
	struct ld_heap heap;
	struct ld_store *store;
	struct ld_work w;
	struct ld_memory memory; /* rule files of the programme */
	struct ld_loader loader;
	int64_t last;             /* delivery made */
	struct ld_seen_run *seen; /* [r.nseen] */
	json_t *checks;
	bool ok;
	struct lindung_error *err;
};

static void check(struct again *a, const char *id, bool ok, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static void check(struct again *a, const char *id, bool ok, const char *fmt, ...)
{
	char text[600];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	a->ok &= ok;
	if (a->checks)
		ld_list_add(
			&a->checks, json_pack("{s:s, s:b, s:o}", "id", id, "ok", ok, "detail", ld_json_text(text)));
}

/* 1: made. 0: it could not be, because of what was given, and that is a check that failed. Negative: stop. */
static int made(struct again *a, const char *id, int rc)
{
	if (rc >= 0)
		return 1;
	if (rc == LINDUNG_E_NOMEM || rc == LINDUNG_E_CANCELLED || rc == LINDUNG_E_CONTAINED)
		return rc;
	check(a, id, false, "cannot be made again: %s", a->err->message);
	return 0;
}

static bool check_hash(struct again *a, const char *id, const uint8_t then[LD_SHA256], const uint8_t now[LD_SHA256])
{
	char x[LD_SHA256_TEXT], y[LD_SHA256_TEXT];
	bool same = memcmp(then, now, LD_SHA256) == 0;
	if (same)
		check(a, id, true, "%s", ld_sha256_hex(then, x));
	else
		check(a, id, false, "%.16s in the receipt, %.16s now", ld_sha256_hex(then, x), ld_sha256_hex(now, y));
	return same;
}

/* ---- is everything there? ---- */

struct lack {
	size_t wanted, missing, len;
	char list[400];
};

static void look_for(
	struct again *a, const struct ld_receipt_files *files, bool data, struct lack *n)
{
	char hash[LD_SHA256_TEXT];
	for (size_t i = 0; i < files->n; i++) {
		const struct ld_receipt_file *f = &files->items[i];
		n->wanted++;
		if (ld_heap_find(&a->heap, f->sha256, data))
			continue;
		ld_sha256_hex(f->sha256, hash);
		if (n->len < sizeof n->list && data)
			n->len += (size_t)snprintf(n->list + n->len, sizeof n->list - n->len,
				"%sdata of delivery %" PRId64 " (SHA-256 %.12s…)", n->missing ? ", " : "", f->delivery, hash);
		else if (n->len < sizeof n->list)
			n->len += (size_t)snprintf(n->list + n->len, sizeof n->list - n->len, "%srules '%s' (SHA-256 %.12s…)",
				n->missing ? ", " : "", f->name, hash);
		n->missing++;
	}
}

static bool check_files(struct again *a)
{
	struct lack n = {0};
	look_for(a, &a->r.files, false, &n);
	look_for(a, &a->r.definitions, false, &n);
	look_for(a, &a->r.data_files, true, &n);
	if (n.missing)
		check(a, "files", false, "%zu of %zu files are not in the folder: %s", n.missing, n.wanted, n.list);
	else
		check(a, "files", true, "%zu files, found by their content", n.wanted);
	return !n.missing;
}

/* The rule files of a list that belong to a delivery (0: the programme), as a loader. */
static int load_files(struct again *a, const struct ld_receipt_files *files, int64_t delivery, struct ld_arena *arena,
	struct ld_memory *ret)
{
	struct ld_file *list = ld_arena_array(arena, files->n, sizeof *list);
	size_t n = 0;
	int rc = list ? 0 : ld_nomem(a->err);
	for (size_t i = 0; i < files->n && rc >= 0; i++)
		if (files->items[i].delivery == delivery)
			rc = ld_heap_rules(ld_heap_find(&a->heap, files->items[i].sha256, false), files->items[i].name,
				arena, &list[n++], a->err);
	*ret = (struct ld_memory){.files = list, .nfiles = n};
	return rc;
}

/* ---- the deliveries ---- */

/* The office whose fields a source was read with: "kantor" of "kantor.fields"; NULL: none. */
static const char *office_of(const struct ld_memory *m, struct ld_arena *arena)
{
	static const char tail[] = ".fields";
	for (size_t i = 0; i < m->nfiles; i++) {
		const char *module = m->files[i].module, *dot = strchr(module, '.');
		if (dot && strcmp(dot, tail) == 0)
			return ld_arena_strndup(arena, module, (size_t)(dot - module));
	}
	return NULL;
}

static int load_source(
	struct again *a, const struct ld_receipt_delivery *d, struct ld_arena *arena, struct ld_source **ret)
{
	struct ld_findings findings = {0};
	struct ld_worker *worker = NULL;
	struct ld_memory memory;
	struct ld_loader loader = ld_loader_memory(&memory);
	int rc = load_files(a, &a->r.definitions, d->number, arena, &memory);
	if (rc >= 0)
		rc = ld_worker_new(&loader, &a->l->worker, &worker, a->err);
	if (rc >= 0)
		rc = ld_worker_source(worker, d->source, office_of(&memory, arena), &findings, ret, a->err);
	ld_worker_free(worker);
	ld_findings_fini(&findings);
	return rc;
}

static int import(
	struct again *a, const struct ld_receipt_delivery *d, const struct ld_source *source, struct ld_arena *arena)
{
	const struct ld_receipt_files *files = &a->r.data_files;
	const char **paths = ld_arena_array(arena, files->n, sizeof *paths);
	const char **names = ld_arena_array(arena, files->n, sizeof *names);
	struct ld_import_result r = {0};
	size_t n = 0;
	if (!paths || !names)
		return ld_nomem(a->err);
	for (size_t i = 0; i < files->n; i++)
		if (files->items[i].delivery == d->number) {
			paths[n] = ld_heap_find(&a->heap, files->items[i].sha256, true)->path;
			names[n++] = files->items[i].name;
		}
	struct ld_import_in in = {.source = source,
		.paths = paths,
		.names = names,
		.npaths = n,
		.replace = d->replace,
		.created_at = "1970-01-01T00:00:00Z",
		.progress = a->l->progress,
		.ctx = a->l->progress_ctx};
	int rc = ld_import(a->store, &in, &r, a->err);
	if (rc >= 0)
		a->last = r.delivery;
	ld_import_result_fini(&r);
	return rc;
}

static int deliver(struct again *a, const struct ld_receipt_delivery *d)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena arena = {0};
	struct ld_source *source = NULL;
	int rc = load_source(a, d, &arena, &source);
	if (rc >= 0)
		rc = import(a, d, source, &arena);
	ld_source_free(source);
	if (rc >= 0 && a->last != d->number)
		rc = ld_fail(a->err, LINDUNG_E_NO_DATA, "delivery %" PRId64 " says nothing new here", d->number);
	return rc;
}

static int deliver_all(struct again *a)
{
	for (size_t i = 0; i < a->r.ndeliveries; i++) {
		int rc = made(a, "deliveries", deliver(a, &a->r.deliveries[i]));
		if (rc <= 0)
			return rc;
	}
	check(a, "deliveries", true, "%zu deliveries read again, in their order", a->r.ndeliveries);
	return 1;
}

/* ---- the run ---- */

static int load_rules(struct again *a)
{
	struct ld_findings findings = {0};
	struct ld_worker_options options = a->l->worker;
	int rc = load_files(a, &a->r.files, 0, &a->w.arena, &a->memory);
	a->loader = ld_loader_memory(&a->memory);
	if (rc >= 0)
		rc = ld_limits_parse(&options.limits, a->r.limits, a->err);
	if (rc >= 0)
		rc = ld_work_load(&a->w, &options, &a->loader, a->r.module, *a->r.office ? a->r.office : NULL,
			a->r.settings, a->r.nsettings, &findings, a->err);
	ld_findings_fini(&findings);
	return rc;
}

/* Kept runs of other programmes say who is already covered: their receipts and lists are needed too. */
static int check_seen(struct again *a)
{
	char list[200] = "";
	size_t missing = 0, len = 0;
	a->seen = ld_arena_array(&a->r.arena, a->r.nseen, sizeof *a->seen);
	int rc = a->seen ? ld_seen_find(&a->heap, a->r.seen, a->r.nseen, a->seen, &missing, a->err) : ld_nomem(a->err);
	for (size_t i = 0; i < a->r.nseen && len < sizeof list && rc >= 0; i++)
		if (!missing || !a->seen[i].list)
			len += (size_t)snprintf(
				list + len, sizeof list - len, "%s%" PRId64, len ? ", " : "", a->r.seen[i]);
	if (rc >= 0 && missing)
		check(a, "seen", false,
			"the run took kept runs into account, and the folder lacks the receipt or the exported "
			"decisions"
			" of %s: whom they pay, and so the data and the result, cannot be made again",
			list);
	else if (rc >= 0 && a->r.nseen)
		check(a, "seen", true, "kept runs %s, from their receipts and lists", list);
	return rc < 0 ? rc : !missing;
}

/* ---- the list in the folder ---- */

/* Line of the first difference between the file and the list made again; 0: none. */
static int compare_list(struct again *a, const char *path, int64_t *ret_line)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf row = ld_buf_init(1 << 20);
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t cap = 0;
	ssize_t n = 0;
	int64_t at = 0;
	bool same = f != NULL;
	for (size_t i = 0; same && i <= a->w.f->nrows; i++) {
		struct ld_decision d;
		ld_buf_reset(&row);
		if (i) {
			ld_decisions_get(&a->w, i - 1, &d);
			ld_decision_row(&d, &row);
		} else {
			ld_decision_header(&row);
		}
		n = getline(&line, &cap, f);
		at++;
		same = !row.failed && n == (ssize_t)row.len && memcmp(line, row.data, row.len) == 0;
	}
	if (same && getline(&line, &cap, f) > 0)
		at++;
	else if (same)
		at = 0;
	free(line);
	if (f)
		fclose(f);
	*ret_line = at;
	return row.failed ? ld_nomem(a->err) : 0;
}

static bool is_list(const char *path)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf want = ld_buf_init(4096);
	char first[512];
	FILE *f = fopen(path, "re");
	ld_decision_header(&want);
	bool is = f && !want.failed && want.len < sizeof first && fread(first, 1, want.len, f) == want.len &&
		  memcmp(first, want.data, want.len) == 0;
	if (f)
		fclose(f);
	return is;
}

static bool is_seen(const struct again *a, const struct ld_heap_file *f)
{
	bool is = false;
	for (size_t i = 0; i < a->r.nseen && !is; i++)
		is = memcmp(a->seen[i].receipt.result, f->sha256, LD_SHA256) == 0;
	return is;
}

/* Every exported list in the folder, but those of the kept runs it saw, is held against the one made again. */
static int check_lists(struct again *a)
{
	for (size_t i = 0; i < a->heap.n; i++) {
		const struct ld_heap_file *f = &a->heap.items[i];
		int64_t line = 0;
		if (f->packed || is_seen(a, f) || !is_list(f->path))
			continue;
		int rc = compare_list(a, f->path, &line);
		if (rc < 0)
			return rc;
		if (line)
			check(a, "decisions", false, "'%s' is another list from its line %" PRId64 " on", f->path,
				line);
		else
			check(a, "decisions", true, "'%s' is the list, byte for byte", f->path);
	}
	return 0;
}

/* ---- all of it ---- */

static int decide(struct again *a)
{
	int rc = made(a, "rules", load_rules(a));
	if (rc <= 0 || !check_hash(a, "rules", a->r.rules, a->w.p->digest))
		return rc;
	rc = check_seen(a);
	if (rc <= 0)
		return rc;
	a->w.delivery = a->last;
	rc = made(a, "result", ld_work_evaluate(&a->w, a->store, a->l->jobs, NULL, a->err));
	if (rc > 0 && a->r.nseen)
		rc = made(a, "seen", ld_seen_cover(a->seen, a->r.nseen, &a->w, a->err));
	if (rc > 0) {
		check_hash(a, "data", a->r.data, a->w.data);
		rc = made(a, "result", ld_work_allocate(&a->w, a->store, a->err));
	}
	if (rc <= 0)
		return rc;
	check_hash(a, "result", a->r.result, a->w.result);
	return check_lists(a);
}

static int all(struct again *a, const char *receipt, const char *folder)
{
	int rc = ld_receipt_read(receipt, &a->r, a->err);
	if (rc >= 0)
		rc = ld_heap_read(folder, &a->heap, a->err);
	if (rc < 0)
		return rc;
	if (strcmp(a->r.engine, LD_ENGINE) != 0)
		check(a, "engine", true, "made by %s, made again by %s: another engine may say things in other words",
			a->r.engine, LD_ENGINE);
	if (a->r.stopped)
		check(a, "stopped", false, "a rule was stopped by the clock; such a run need not come out again");
	if (!a->r.ndeliveries)
		check(a, "deliveries", false, "the receipt does not say what was delivered; an older version made it");
	if (!a->r.ndeliveries || !check_files(a))
		return 0;
	rc = ld_store_open_memory(&a->store, a->err);
	if (rc >= 0)
		rc = deliver_all(a);
	return rc > 0 ? decide(a) : rc;
}

int lindung_verify_with(struct lindung *l, const char *receipt, const char *folder, struct lindung_result **ret,
	struct lindung_error *err)
{
	struct lindung_error own;
	struct again a = {.l = l, .ok = true, .checks = json_array(), .err = err ? err : &own};
	int rc = all(&a, receipt, folder);
	if (rc >= 0)
		rc = ld_result_new("verify",
			json_pack("{s:b, s:I, s:O}", "ok", a.ok, "run", (json_int_t)a.r.run, "checks", a.checks),
			a.ok ? 0 : 1, ret, a.err);
	json_decref(a.checks);
	for (size_t i = 0; a.seen && i < a.r.nseen; i++)
		ld_receipt_fini(&a.seen[i].receipt);
	ld_work_fini(&a.w);
	ld_store_close(a.store);
	ld_heap_fini(&a.heap);
	ld_receipt_fini(&a.r);
	return rc < 0 ? rc : 0;
}
