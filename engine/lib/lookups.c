/*
 * The list for the visit to the villages: whose blanks are to be looked up, first those whose answer could change the list,
 * then by place. The run is decided again in memory, because what a blank could be worth stands in no decision; the list must
 * come out as it is stored, or there is no list of visits either. The words are for the office's people, so Indonesian.
 */
#include "lib/lib.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "csv/csv.h"
#include "study/visit.h"

enum { KECAMATAN, DESA, NAMA, COLUMNS };
static const char *const columns[COLUMNS + 1] = {"kecamatan", "desa", "nama", NULL};

struct visit { /* one line */
	uint32_t row;
	bool could;
	struct ld_value place[2];
};

struct visits {
	const struct ld_work *w;
	int fields[COLUMNS]; /* −1: there is no such field */
	struct visit *items;
	size_t n;
	bool *marks;
	struct ld_buf line, cell;
};

static int by_text(const struct ld_value *a, const struct ld_value *b)
{
	if (a->kind == LD_MISSING || b->kind == LD_MISSING)
		return (a->kind == LD_MISSING) - (b->kind == LD_MISSING);
	return ld_value_cmp(a, b);
}

static int by_worth(const void *x, const void *y)
{
	const struct visit *a = x, *b = y;
	int order = b->could - a->could;
	for (int i = 0; i < 2 && !order; i++)
		order = by_text(&a->place[i], &b->place[i]);
	return order ? order : (a->row > b->row) - (a->row < b->row); /* rows stand in nik order */
}

static struct ld_value cell(const struct visits *v, int column, size_t row)
{
	return v->fields[column] < 0 ? (struct ld_value){0} : ld_frame_get(v->w->f, (size_t)v->fields[column], row);
}

static int collect(struct visits *v, struct lindung_error *err)
{
	struct ld_alloc_in in = ld_work_alloc_in(v->w);
	size_t rows = v->w->f->nrows;
	uint8_t *worth = malloc(rows + 1);
	v->items = calloc(rows + 1, sizeof *v->items);
	v->marks = calloc(v->w->p->fields.len, sizeof *v->marks);
	int rc = worth && v->items && v->marks ? ld_study_visits(&in, v->w->a, worth, err) : ld_nomem(err);
	for (size_t row = 0; row < rows && rc >= 0; row++)
		if (worth[row] != LD_VISIT_NONE)
			v->items[v->n++] = (struct visit){(uint32_t)row, worth[row] == LD_VISIT_COULD,
				{cell(v, KECAMATAN, row), cell(v, DESA, row)}};
	free(worth);
	if (rc >= 0 && v->n)
		qsort(v->items, v->n, sizeof *v->items, by_worth);
	return rc;
}

static void put(struct visits *v, const char *text, size_t n)
{
	if (v->line.len)
		ld_buf_addc(&v->line, ',');
	ld_csv_put(&v->line, text, n);
}

static void put_field(struct visits *v, int column, size_t row)
{
	struct ld_value value = cell(v, column, row);
	if (v->fields[column] < 0)
		return;
	ld_buf_reset(&v->cell);
	ld_field_print(&v->w->p->fields.items[v->fields[column]], &value, &v->cell);
	put(v, ld_buf_text(&v->cell), v->cell.len);
	v->line.failed |= v->cell.failed;
}

/* The marked fields in the words of their titles. */
static void put_wanted(struct visits *v)
{
	ld_buf_reset(&v->cell);
	for (size_t i = 0; i < v->w->p->fields.len; i++) {
		const struct ld_field *d = &v->w->p->fields.items[i];
		if (v->marks[i])
			ld_buf_printf(&v->cell, "%s%s", v->cell.len ? "; " : "", d->title ? d->title : d->name);
	}
	put(v, ld_buf_text(&v->cell), v->cell.len);
	v->line.failed |= v->cell.failed;
}

static int put_line(struct visits *v, size_t number, const struct visit *i, struct lindung_error *err)
{
	struct ld_alloc_in in = ld_work_alloc_in(v->w);
	struct ld_decision d;
	int rc = ld_study_visit_fields(&in, v->w->a, i->row, v->marks, err);
	if (rc < 0)
		return rc;
	ld_decisions_get(v->w, i->row, &d);
	ld_buf_printf(&v->line, "%zu", number);
	put_field(v, KECAMATAN, i->row);
	put_field(v, DESA, i->row);
	put(v, d.nik, LD_NIK);
	put_field(v, NAMA, i->row);
	put_wanted(v);
	const char *why = d.status == LD_RESERVE ? "poin belum lengkap" : *d.rules ? d.rules : "kelompok belum diketahui";
	put(v, why, strlen(why));
	put(v, i->could ? "ya" : "tidak", i->could ? 2 : 5);
	ld_buf_addc(&v->line, '\n');
	return 0;
}

static void put_header(struct visits *v)
{
	static const char *const names[COLUMNS] = {"Kecamatan", "Desa", "Nama"};
	ld_buf_puts(&v->line, "No");
	for (int i = 0; i < COLUMNS; i++) {
		if (i == NAMA)
			ld_buf_puts(&v->line, ",NIK");
		if (v->fields[i] >= 0)
			ld_buf_printf(&v->line, ",%s", names[i]);
	}
	ld_buf_puts(&v->line, ",Perlu Dicari,Sebab,Dapat Mengubah Daftar\n");
}

static int flush(struct visits *v, int (*write)(void *ctx, const char *p, size_t n), void *ctx, struct lindung_error *err)
{
	if (v->line.failed)
		return ld_nomem(err);
	if (v->line.len && write(ctx, v->line.data, v->line.len) != 0)
		return ld_fail(err, LINDUNG_E_IO, "the file could not be written");
	ld_buf_reset(&v->line);
	return 0;
}

static int write_all(const struct ld_work *w, int (*write)(void *ctx, const char *p, size_t n), void *ctx, int64_t *ret_rows,
	struct lindung_error *err)
{
	struct visits v = {.w = w, .line = ld_buf_init(1 << 24), .cell = ld_buf_init(LD_MAX_CELL * 2)};
	for (int i = 0; i < COLUMNS; i++) {
		v.fields[i] = ld_field_find(&w->p->fields, columns[i]);
		if (v.fields[i] >= 0 && w->f->cols[v.fields[i]].kind == LD_COL_NONE)
			v.fields[i] = -1;
	}
	int rc = collect(&v, err);
	put_header(&v);
	for (size_t i = 0; i < v.n && rc >= 0; i++) {
		rc = flush(&v, write, ctx, err);
		if (rc >= 0)
			rc = put_line(&v, i + 1, &v.items[i], err);
	}
	if (rc >= 0)
		rc = flush(&v, write, ctx, err);
	*ret_rows = (int64_t)v.n;
	free(v.items);
	free(v.marks);
	ld_buf_fini(&v.line);
	ld_buf_fini(&v.cell);
	return rc;
}

int ld_lookups(const struct lindung *l, struct ld_store *store, const struct ld_run_row *run,
	int (*write)(void *ctx, const char *p, size_t n), void *ctx, int64_t *ret_rows, struct lindung_error *err)
{
	struct ld_work w = {0};
	int rc = ld_work_reload(&w, l, run, err);
	if (rc >= 0)
		rc = ld_work_evaluate(&w, store, l->jobs, columns, err);
	if (rc >= 0)
		rc = ld_work_allocate(&w, store, err);
	if (rc >= 0 && memcmp(w.result, run->result, LD_SHA256) != 0)
		rc = ld_fail(err, LINDUNG_E_DB_CORRUPT, "run %lld, decided again, does not give the decisions of its receipt",
			(long long)run->number);
	if (rc >= 0)
		rc = write_all(&w, write, ctx, ret_rows, err);
	ld_work_fini(&w);
	return rc;
}
