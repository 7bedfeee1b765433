/*
 * One worker's answer made twice: from the worker alone, as the program makes it, and from everyone's columns, as it was made
 * before. Reads lines "RUN NIK" from standard input and compares the two as JSON, byte by byte: explain_twice DATABASE RULES.
 * The linker puts __wrap_ld_work_evaluate_of in the place of the function that loads the few.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/lib.h"

static bool whole;

int __real_ld_work_evaluate_of(
	struct ld_work *w, struct ld_store *store, const char *const *niks, size_t n, struct lindung_error *err);
int __wrap_ld_work_evaluate_of(
	struct ld_work *w, struct ld_store *store, const char *const *niks, size_t n, struct lindung_error *err);

int __wrap_ld_work_evaluate_of(
	struct ld_work *w, struct ld_store *store, const char *const *niks, size_t n, struct lindung_error *err)
{
	if (!whole)
		return __real_ld_work_evaluate_of(w, store, niks, n, err);
	bool *marks = ld_arena_array(&w->arena, w->p->fields.len, sizeof *marks);
	if (!marks)
		return ld_nomem(err);
	ld_programme_uses(w->p, marks);
	int rc = ld_store_frame(store, &w->p->fields, marks, w->delivery, &w->f, err);
	return rc < 0 ? rc : ld_eval(w->p, w->f, &w->calls, 2, &w->o, err);
}

static int collect(void *ctx, const char *p, size_t n)
{
	ld_buf_add(ctx, p, n);
	return 0;
}

/* The answer, or the error, as text. */
static void explain(struct lindung *l, int64_t run, const char *nik, bool all, struct ld_buf *ret)
{
	struct lindung_error err = {0};
	struct lindung_result *r = NULL;
	const struct lindung_render how = {.format = LINDUNG_JSON, .show_ids = 1};
	whole = all;
	ld_buf_reset(ret);
	int rc = lindung_explain(l, nik, run, &r, &err);
	if (rc >= 0)
		rc = lindung_result_write(r, &how, collect, ret, &err);
	if (rc < 0)
		ld_buf_printf(ret, "%d: %s", rc, err.message);
	lindung_result_free(r);
}

int main(int argc, char **argv)
{
	struct lindung *l = NULL;
	struct lindung_error err;
	struct ld_buf a = ld_buf_init(1 << 24), b = ld_buf_init(1 << 24);
	char nik[20];
	int64_t run;
	int n = 0, answers = 0, differ = 0;
	if (argc != 3 || lindung_open(&(struct lindung_options){.database = argv[1], .rules = argv[2], .jobs = 2}, &l, &err) < 0)
		return 2;
	for (; scanf("%" SCNd64 " %19s", &run, nik) == 2; n++) {
		explain(l, run, nik, false, &a);
		explain(l, run, nik, true, &b);
		answers += ld_buf_text(&a)[0] == '{';
		if (!a.failed && !b.failed && a.len == b.len && memcmp(a.data, b.data, a.len) == 0)
			continue;
		differ++;
		printf("run %" PRId64 " %s\n  alone: %s\n  whole: %s\n", run, nik, ld_buf_text(&a), ld_buf_text(&b));
	}
	printf("%d asked, %d answered, %d differ\n", n, answers, differ);
	lindung_close(l);
	ld_buf_fini(&a);
	ld_buf_fini(&b);
	return differ != 0;
}
