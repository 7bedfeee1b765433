/*
 * One programme on one state of the data, in memory: what `run` stores, `replay` compares, `verify`
 * checks and `explain` reads. Owns the order of the steps and what the data hash covers; a fresh
 * run and a replay differ only in where rules and the list of seen runs come from, so they go
 * through the same steps here.
 */
#include "lib/lib.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double ld_work_clock(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int say_contained(struct ld_work *w, const struct ld_worker_options *options)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf limits = ld_buf_init(4096), walls = ld_buf_init(4096);
	ld_limits_print(&options->limits, &limits);
	ld_walls_print(ld_worker_walls(w->worker), options->uncontained, &walls);
	w->limits = ld_arena_strdup(&w->arena, ld_buf_text(&limits));
	w->walls = ld_arena_strdup(&w->arena, ld_buf_text(&walls));
	return limits.failed || walls.failed || !w->limits || !w->walls ? LINDUNG_E_NOMEM : 0;
}

int ld_work_load(struct ld_work *w, const struct ld_worker_options *options,
	const struct ld_loader *loader, const char *module, const char *office,
	const struct ld_setting *settings, size_t nsettings, struct ld_findings *findings,
	struct lindung_error *err)
{
	double start = ld_work_clock();
	w->office = office;
	int rc = ld_worker_new(loader, options, &w->worker, err);
	if (rc >= 0)
		rc = ld_worker_programme(
			w->worker, module, office, settings, nsettings, findings, &w->p, err);
	if (rc < 0)
		return rc;
	w->calls = ld_worker_calls(w->worker);
	if (say_contained(w, options) < 0)
		return ld_nomem(err);
	w->seconds[LD_PHASE_LOAD] += ld_work_clock() - start;
	return 0;
}

int ld_work_reload(struct ld_work *w, const struct lindung *l, const struct ld_run_row *run,
	struct lindung_error *err)
{
	struct ld_memory *files = ld_arena_alloc(&w->arena, sizeof *files);
	struct ld_loader *loader = ld_arena_alloc(&w->arena, sizeof *loader);
	struct ld_findings findings = {0};
	struct ld_worker_options options = l->worker;
	if (!files || !loader)
		return ld_nomem(err);
	*files = (struct ld_memory){.files = run->files, .nfiles = run->nfiles};
	*loader = ld_loader_memory(files);
	int rc = ld_limits_parse(&options.limits, run->limits ? run->limits : "", err);
	if (rc >= 0)
		rc = ld_work_load(w, &options, loader, run->module, run->office, run->settings,
			run->nsettings, &findings, err);
	ld_findings_fini(&findings);
	if (rc < 0)
		return rc;
	w->delivery = run->delivery;
	w->signer = run->signer;
	w->seen = run->seen;
	w->nseen = run->nseen;
	if (memcmp(w->p->digest, run->rules, LD_SHA256) != 0)
		return ld_fail(err, LINDUNG_E_DB_CORRUPT,
			"the rule files stored with run %" PRId64 " are not those of its receipt",
			run->number);
	return 0;
}

/* ---- the data hash ---- */

void ld_work_hash_seen(struct ld_sha256 *h, const uint8_t rules[LD_SHA256], const uint8_t result[LD_SHA256],
	const struct ld_run_window *windows, size_t nwindows)
{
	ld_sha256_field(h, rules, LD_SHA256);
	ld_sha256_field(h, result, LD_SHA256);
	for (size_t i = 0; i < nwindows; i++) {
		char months[64];
		int n = snprintf(months, sizeof months, "%d %d", (int)windows[i].from, windows[i].months);
		ld_sha256_field(h, windows[i].funder, strlen(windows[i].funder));
		ld_sha256_field(h, months, (size_t)n);
	}
}

static int add_seen(struct ld_store *store, int64_t run, bool redigest, struct ld_sha256 *h,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	struct ld_run_row row;
	int rc = ld_store_run(store, run, false, &a, &row, err);
	if (rc >= 0 && redigest && !row.forgotten_at)
		rc = ld_decisions_stored(store, run, row.result, err);
	if (rc < 0)
		return rc;
	ld_work_hash_seen(h, row.rules, row.result, row.windows, row.nwindows);
	return 0;
}

int ld_work_data(struct ld_store *store, int64_t delivery, const int64_t *seen, size_t nseen,
	bool redigest, uint8_t ret[LD_SHA256], struct lindung_error *err)
{
	uint8_t chain[LD_SHA256];
	struct ld_sha256 h;
	int rc = redigest ? ld_store_data_redigest(store, delivery, chain, err)
			  : ld_store_data_digest(store, delivery, chain, err);
	if (rc < 0)
		return rc;
	ld_sha256_init(&h);
	ld_sha256_field(&h, chain, LD_SHA256);
	for (size_t i = 0; i < nseen; i++) {
		rc = add_seen(store, seen[i], redigest, &h, err);
		if (rc < 0)
			return rc;
	}
	if (nseen)
		ld_sha256_end(&h, ret);
	else
		memcpy(ret, chain, LD_SHA256);
	return 0;
}

/* ---- evaluation ---- */

/* The fields that the programme asks for, without what derived ones are computed from. */
static bool *asked(struct ld_work *w, const char *const *also)
{
	bool *marks = ld_arena_array(&w->arena, w->p->fields.len, sizeof *marks);
	if (!marks)
		return NULL;
	ld_programme_asks(w->p, marks);
	for (; also && *also; also++) {
		int field = ld_field_find(&w->p->fields, *also);
		if (field > 0)
			marks[field] = true;
	}
	return marks;
}

static bool *marked(struct ld_work *w, const char *const *also)
{
	bool *marks = asked(w, also);
	if (marks)
		ld_programme_sources(w->p, marks);
	return marks;
}

static int load(struct ld_work *w, struct ld_store *store, const char *const *also, struct lindung_error *err)
{
	bool *marks = w->cached ? asked(w, also) : marked(w, also);
	if (!marks)
		return ld_nomem(err);
	return w->cached ? ld_store_columns_for(store, w->p, marks, w->delivery, &w->f, err)
			 : ld_store_frame(store, &w->p->fields, marks, w->delivery, &w->f, err);
}

int ld_work_evaluate(struct ld_work *w, struct ld_store *store, unsigned jobs,
	const char *const *also, struct lindung_error *err)
{
	double start = ld_work_clock();
	w->jobs = jobs;
	int rc = ld_work_data(store, w->delivery, w->seen, w->nseen, false, w->data, err);
	if (rc >= 0)
		rc = load(w, store, also, err);
	double loaded = ld_work_clock();
	if (rc >= 0)
		rc = ld_eval_lean(w->p, w->f, &w->calls, jobs, &w->o, err);
	w->seconds[LD_PHASE_LOAD] += loaded - start;
	w->seconds[LD_PHASE_EVALUATE] += ld_work_clock() - loaded;
	return rc < 0 ? rc : 0;
}

int ld_work_evaluate_of(struct ld_work *w, struct ld_store *store, const char *const *niks, size_t n,
	struct lindung_error *err)
{
	bool *marks = marked(w, NULL);
	int rc = marks ? ld_store_frame_of(store, &w->p->fields, marks, w->delivery, niks, n, &w->f, err) : ld_nomem(err);
	return rc < 0 ? rc : ld_eval(w->p, w->f, &w->calls, 1, &w->o, err);
}

/* ---- allocation ---- */

struct covering {
	struct ld_work *w;
	size_t cap;
	bool failed;
};

static int cover(void *ctx, const char *nik, int32_t from, int32_t to)
{
	struct covering *c = ctx;
	struct ld_work *w = c->w;
	size_t row = ld_frame_find(w->f, nik);
	if (row == SIZE_MAX)
		return 0;
	if (w->ncovers == c->cap) {
		size_t cap = c->cap ? c->cap * 2 : 1024;
		struct ld_cover *more = reallocarray(w->covers, cap, sizeof *more);
		if (!more) {
			c->failed = true;
			return -1;
		}
		w->covers = more;
		c->cap = cap;
	}
	w->covers[w->ncovers++] = (struct ld_cover){.row = (uint32_t)row, .from = from, .to = to};
	return 0;
}

/* Who was paid by a run whose persons are forgotten is not known any more, and not known is not no. */
static int check_seen(struct ld_work *w, struct ld_store *store, struct lindung_error *err)
{
	struct ld_run_window *mine = ld_arena_array(&w->arena, w->p->nfunders, sizeof *mine);
	struct ld_run_row me = {.windows = mine, .nwindows = w->p->nfunders}, seen;
	int rc = mine ? 0 : ld_nomem(err);
	for (size_t i = 0; i < w->p->nfunders && rc >= 0; i++)
		mine[i] = (struct ld_run_window){w->p->funders[i].id, w->p->funders[i].from, w->p->funders[i].months};
	for (size_t i = 0; i < w->nseen && rc >= 0; i++) {
		rc = ld_store_run(store, w->seen[i], false, &w->arena, &seen, err);
		if (rc >= 0 && seen.forgotten_at && ld_windows_overlap(&me, &seen))
			rc = ld_fail(err, LINDUNG_E_FORGOTTEN, "run %" PRId64 " of '%.60s' pays for some of these months, and its"
				" persons were forgotten on %.10s: who is covered is not known any more", seen.number,
				seen.programme, seen.forgotten_at);
	}
	return rc;
}

int ld_work_covers(struct ld_work *w, struct ld_store *store, struct lindung_error *err)
{
	struct covering c = {.w = w};
	if (!w->nseen)
		return 0;
	int rc = check_seen(w, store, err);
	if (rc >= 0)
		rc = ld_store_paid(store, w->seen, w->nseen, cover, &c, err);
	return c.failed ? ld_nomem(err) : rc;
}

struct ld_alloc_in ld_work_alloc_in(const struct ld_work *w)
{
	return (struct ld_alloc_in){.p = w->p,
		.f = w->f,
		.o = w->o,
		.calls = &w->calls,
		.covers = w->covers,
		.ncovers = w->ncovers};
}

int ld_work_allocate(struct ld_work *w, struct ld_store *store, struct lindung_error *err)
{
	double start = ld_work_clock();
	int rc = ld_work_covers(w, store, err);
	struct ld_alloc_in in = ld_work_alloc_in(w);
	if (rc >= 0)
		rc = ld_alloc(&in, &w->a, err);
	if (rc >= 0)
		rc = ld_decisions_init(&w->d, w, err);
	if (rc >= 0)
		rc = ld_decisions_hash(w, w->result, err);
	w->seconds[LD_PHASE_ALLOCATE] += ld_work_clock() - start;
	return rc < 0 ? rc : 0;
}

void ld_work_fini(struct ld_work *w)
{
	ld_decisions_fini(&w->d);
	ld_allocation_free(w->a);
	free(w->covers);
	ld_outcomes_free(w->o);
	ld_frame_free(w->f);
	ld_programme_free(w->p);
	ld_worker_free(w->worker);
	ld_arena_fini(&w->arena);
	memset(w, 0, sizeof *w);
}
