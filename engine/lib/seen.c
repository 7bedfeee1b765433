/*
 * The kept runs that a run took into account, from their receipts and exported lists in a folder: who was already
 * covered. A receipt is known by its number and a list by its hash; that they are those of the same database shows in
 * the run's data hash, which covers them.
 */
#include "lib/again.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_receipt(const char *path)
{
	static const char first[] = "lindung-receipt: 1";
	char start[sizeof first - 1];
	FILE *f = fopen(path, "re");
	bool is = f && fread(start, 1, sizeof start, f) == sizeof start && memcmp(start, first, sizeof start) == 0;
	if (f)
		fclose(f);
	return is;
}

/* The receipt of that number whose list is there too: 1, else 0. */
static int find(const struct ld_heap *heap, int64_t run, struct ld_seen_run *ret, struct lindung_error *err)
{
	struct lindung_error ignored;
	for (size_t i = 0; i < heap->n; i++) {
		struct ld_receipt r;
		if (heap->items[i].packed || !is_receipt(heap->items[i].path))
			continue;
		int rc = ld_receipt_read(heap->items[i].path, &r, &ignored);
		if (rc == LINDUNG_E_NOMEM)
			return ld_nomem(err);
		if (rc < 0)
			continue;
		const struct ld_heap_file *list = r.run == run ? ld_heap_find(heap, r.result, true) : NULL;
		if (list) {
			*ret = (struct ld_seen_run){.receipt = r, .list = list->path};
			return 1;
		}
		ld_receipt_fini(&r);
	}
	return 0;
}

int ld_seen_find(const struct ld_heap *heap, const int64_t *runs, size_t n, struct ld_seen_run *ret,
	size_t *ret_missing, struct lindung_error *err)
{
	*ret_missing = 0;
	for (size_t i = 0; i < n; i++) {
		int rc = find(heap, runs[i], &ret[i], err);
		if (rc < 0)
			return rc;
		*ret_missing += !rc;
	}
	return 0;
}

/* ---- covers ---- */

struct covering {
	struct ld_work *w;
	size_t cap;
};

static int add_cover(struct covering *c, const char *nik, const struct ld_run_window *window)
{
	struct ld_work *w = c->w;
	size_t row = ld_frame_find(w->f, nik);
	if (row == SIZE_MAX)
		return 0;
	if (w->ncovers == c->cap) {
		size_t cap = c->cap ? c->cap * 2 : 1024;
		struct ld_cover *more = reallocarray(w->covers, cap, sizeof *more);
		if (!more)
			return LINDUNG_E_NOMEM;
		w->covers = more;
		c->cap = cap;
	}
	w->covers[w->ncovers++] = (struct ld_cover){(uint32_t)row, window->from, window->from + window->months - 1};
	return 0;
}

/* nik,status,rank,position,score,score_low,score_high,funder,…: none of these is ever quoted. */
static int take_row(struct covering *c, char *line, const struct ld_receipt *r)
{
	char *cells[8], *rest = line;
	for (size_t i = 0; i < 8; i++)
		if (!(cells[i] = strsep(&rest, ",")))
			return 0;
	if (strcmp(cells[1], "selected") != 0 || strlen(cells[0]) != LD_NIK)
		return 0;
	for (size_t i = 0; i < r->nwindows; i++)
		if (strcmp(r->windows[i].funder, cells[7]) == 0)
			return add_cover(c, cells[0], &r->windows[i]);
	return 0;
}

static int by_row(const void *a, const void *b)
{
	const struct ld_cover *x = a, *y = b;
	return x->row != y->row ? (x->row < y->row ? -1 : 1) : (x->from > y->from) - (x->from < y->from);
}

int ld_seen_cover(const struct ld_seen_run *runs, size_t n, struct ld_work *w, struct lindung_error *err)
{
	struct covering c = {.w = w};
	struct ld_sha256 h;
	char *line = NULL;
	size_t cap = 0;
	int rc = 0;
	ld_sha256_init(&h);
	ld_sha256_field(&h, w->data, LD_SHA256);
	for (size_t i = 0; i < n && rc >= 0; i++) {
		const struct ld_receipt *r = &runs[i].receipt;
		FILE *f = fopen(runs[i].list, "re");
		rc = f ? 0 : ld_fail(err, LINDUNG_E_IO, "cannot read '%s'", runs[i].list);
		while (rc >= 0 && getline(&line, &cap, f) > 0)
			rc = take_row(&c, line, r) < 0 ? ld_nomem(err) : 0;
		if (f)
			fclose(f);
		ld_work_hash_seen(&h, r->rules, r->result, r->windows, r->nwindows);
	}
	free(line);
	if (rc < 0)
		return rc;
	if (w->ncovers)
		qsort(w->covers, w->ncovers, sizeof *w->covers, by_row);
	ld_sha256_end(&h, w->data);
	return 0;
}
