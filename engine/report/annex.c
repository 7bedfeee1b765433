/*
 * The annex of a decree as CSV. Owns its columns, its order and its sub-totals; which people stand
 * in it was decided elsewhere. Columns of fields that an office does not declare are left out
 * rather than printed blank. People whose village or district is blank stand last, so that no group
 * is broken in two.
 */
#include "report/annex.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv/csv.h"

enum { NAMA, TANGGAL_LAHIR, JENIS_KELAMIN, ALAMAT, DESA, KECAMATAN, PEKERJAAN };

const char *const ld_annex_fields[LD_ANNEX_FIELDS] = {
	"nama", "tanggal_lahir", "jenis_kelamin", "alamat", "desa", "kecamatan", "pekerjaan"};
static const char *const titles[LD_ANNEX_FIELDS] = {
	"Nama", "Tanggal Lahir", "L/P", "Alamat", "Desa/Kelurahan", "Kecamatan", "Pekerjaan"};

struct person {
	const struct ld_decision *d;
	struct ld_value desa, kecamatan;
	size_t row;
};

struct sum {
	int64_t people, months, cost;
};

struct annex {
	const struct ld_annex *in;
	int fields[LD_ANNEX_FIELDS]; /* −1: not declared or not loaded */
	struct ld_buf line, cell;
	int (*write)(void *ctx, const char *p, size_t n);
	void *ctx;
};

/* ---- cells ---- */

static void put(struct annex *a, const char *text, size_t n)
{
	if (a->line.len)
		ld_buf_addc(&a->line, ',');
	ld_csv_put(&a->line, text, n);
}

static void put_text(struct annex *a, const char *text)
{
	put(a, text, strlen(text));
}

static void put_number(struct annex *a, int64_t n)
{
	char text[24];
	snprintf(text, sizeof text, "%" PRId64, n);
	put_text(a, text);
}

static void put_field(struct annex *a, int k, size_t row)
{
	if (a->fields[k] < 0)
		return;
	size_t field = (size_t)a->fields[k];
	struct ld_value v = ld_frame_get(a->in->frame, field, row);
	ld_buf_reset(&a->cell);
	ld_field_print(&a->in->frame->fields->items[field], &v, &a->cell);
	put(a, ld_buf_text(&a->cell), a->cell.len);
	a->line.failed |= a->cell.failed; /* the next cell forgets it */
}

static int end_line(struct annex *a, struct lindung_error *err)
{
	ld_buf_addc(&a->line, '\n');
	if (a->line.failed)
		return ld_nomem(err);
	if (a->write(a->ctx, a->line.data, a->line.len) != 0)
		return ld_fail(err, LINDUNG_E_IO, "the annex could not be written");
	ld_buf_reset(&a->line);
	return 0;
}

/* ---- lines ---- */

static int put_header(struct annex *a, struct lindung_error *err)
{
	put_text(a, "No");
	for (int k = NAMA; k < LD_ANNEX_FIELDS; k++) {
		if (a->fields[k] >= 0)
			put_text(a, titles[k]);
		if (k == NAMA)
			put_text(a, "NIK");
	}
	put_text(a, "Penanggung");
	put_text(a, "Bulan");
	put_text(a, "Iuran");
	return end_line(a, err);
}

static int put_person(
	struct annex *a, const struct person *p, int64_t number, struct lindung_error *err)
{
	put_number(a, number);
	for (int k = NAMA; k < LD_ANNEX_FIELDS; k++) {
		put_field(a, k, p->row);
		if (k == NAMA)
			put_text(a, p->d->nik);
	}
	put_text(a, p->d->funder);
	put_number(a, p->d->months);
	put_number(a, p->d->cost);
	return end_line(a, err);
}

/* The label stands in the second column; the number of people with it, months and money in their
 * own columns. */
static int put_sum(struct annex *a, const char *what, const struct ld_value *group,
	const struct sum *s, struct lindung_error *err)
{
	int columns = 0;
	for (int k = NAMA; k < LD_ANNEX_FIELDS; k++)
		columns += a->fields[k] >= 0;
	ld_buf_reset(&a->cell);
	ld_buf_printf(&a->cell, "%s%s%s: %" PRId64 " orang", what, group ? " " : "",
		!group                      ? ""
		: group->kind == LD_MISSING ? "(kosong)"
					    : group->s,
		s->people);
	ld_buf_add(&a->line, ",", 1);
	ld_csv_put(&a->line, ld_buf_text(&a->cell), a->cell.len);
	a->line.failed |= a->cell.failed;
	for (int k = 0; k < columns + 2; k++)
		ld_buf_addc(&a->line, ',');
	ld_buf_printf(&a->line, "%" PRId64 ",%" PRId64, s->months, s->cost);
	return end_line(a, err);
}

/* ---- order ---- */

static int group_cmp(const struct ld_value *a, const struct ld_value *b)
{
	if (a->kind == LD_MISSING || b->kind == LD_MISSING)
		return (a->kind == LD_MISSING) - (b->kind == LD_MISSING);
	return strcmp(a->s, b->s);
}

static int by_place(const void *x, const void *y)
{
	const struct person *a = x, *b = y;
	int c = group_cmp(&a->kecamatan, &b->kecamatan);
	if (!c)
		c = group_cmp(&a->desa, &b->desa);
	if (!c)
		c = (a->d->position > b->d->position) - (a->d->position < b->d->position);
	return c;
}

/* The text of a grouping field; choices have theirs from the declaration. */
static struct ld_value group_of(const struct annex *a, int k, size_t row)
{
	if (a->fields[k] < 0)
		return (struct ld_value){0};
	const struct ld_field *field = &a->in->frame->fields->items[a->fields[k]];
	struct ld_value v = ld_frame_get(a->in->frame, (size_t)a->fields[k], row);
	if (v.kind == LD_I64 && field->type == LD_CHOICE)
		return (struct ld_value){.kind = LD_STR, .s = field->choices[v.i]};
	return v.kind == LD_STR ? v : (struct ld_value){0};
}

static struct person *people(const struct annex *a)
{
	struct person *list = calloc(a->in->n + 1, sizeof *list);
	for (size_t i = 0; list && i < a->in->n; i++) {
		size_t row = ld_frame_find(a->in->frame, a->in->selected[i].nik);
		ld_assert(row != SIZE_MAX);
		list[i] = (struct person){.d = &a->in->selected[i],
			.row = row,
			.desa = group_of(a, DESA, row),
			.kecamatan = group_of(a, KECAMATAN, row)};
	}
	if (list && a->in->n)
		qsort(list, a->in->n, sizeof *list, by_place);
	return list;
}

static void add(struct sum *s, const struct ld_decision *d)
{
	s->people++;
	s->months += d->months;
	s->cost += d->cost;
}

/* Sub-totals due before the next person, or at the end (next NULL). */
static int close_groups(struct annex *a, const struct person *last, const struct person *next,
	struct sum *desa, struct sum *kecamatan, struct lindung_error *err)
{
	bool other = !next || group_cmp(&last->kecamatan, &next->kecamatan) != 0;
	int rc = 0;
	if (a->fields[DESA] >= 0 && (other || group_cmp(&last->desa, &next->desa) != 0)) {
		rc = put_sum(a, "Jumlah desa", &last->desa, desa, err);
		*desa = (struct sum){0};
	}
	if (rc >= 0 && a->fields[KECAMATAN] >= 0 && other) {
		rc = put_sum(a, "Jumlah kecamatan", &last->kecamatan, kecamatan, err);
		*kecamatan = (struct sum){0};
	}
	return rc;
}

static int put_all(struct annex *a, const struct person *list, struct lindung_error *err)
{
	struct sum desa = {0}, kecamatan = {0}, all = {0};
	int rc = put_header(a, err);
	for (size_t i = 0; i < a->in->n && rc >= 0; i++) {
		rc = put_person(a, &list[i], (int64_t)i + 1, err);
		add(&desa, list[i].d);
		add(&kecamatan, list[i].d);
		add(&all, list[i].d);
		if (rc >= 0)
			rc = close_groups(a, &list[i], i + 1 < a->in->n ? &list[i + 1] : NULL,
				&desa, &kecamatan, err);
	}
	return rc < 0 ? rc : put_sum(a, "Jumlah seluruhnya", NULL, &all, err);
}

int ld_report_annex(const struct ld_annex *in, int (*write)(void *ctx, const char *p, size_t n),
	void *ctx, struct lindung_error *err)
{
	struct annex a = {.in = in,
		.write = write,
		.ctx = ctx,
		.line = ld_buf_init(1 << 20),
		.cell = ld_buf_init(1 << 17)};
	for (int k = 0; k < LD_ANNEX_FIELDS; k++) {
		a.fields[k] = ld_field_find(in->frame->fields, ld_annex_fields[k]);
		if (a.fields[k] >= 0 && in->frame->cols[a.fields[k]].kind == LD_COL_NONE)
			a.fields[k] = -1;
	}
	struct person *list = people(&a);
	int rc = list ? put_all(&a, list, err) : ld_nomem(err);
	free(list);
	ld_buf_fini(&a.line);
	ld_buf_fini(&a.cell);
	return rc;
}
