/* A programme and after a line "--@ workers" a spreadsheet of at most 40 workers whose headers are fields: what loads
 * decides, and the certificate, which shares no code with the selection, accepts every list. */
#include "alloc/alloc.h"
#include "csv/csv.h"
#include "fuzz_office.h"

enum { ROWS = 40 };

struct filling {
	const struct ld_fields *fields;
	struct ld_frame *f;
	int columns[64];
	size_t ncolumns, row;
};

static int fill(void *ctx, const struct ld_csv_row *row, struct lindung_error *err)
{
	struct filling *w = ctx;
	if (row->fault || w->row == ROWS)
		return 0;
	if (!w->ncolumns) {
		for (; w->ncolumns < row->ncells && w->ncolumns < 64; w->ncolumns++)
			w->columns[w->ncolumns] = ld_field_find(w->fields, row->cells[w->ncolumns].text);
		return 0;
	}
	for (size_t i = 0; i < w->ncolumns && i < row->ncells; i++) {
		struct ld_value v;
		if (w->columns[i] > 0 && ld_field_parse(&w->fields->items[w->columns[i]], row->cells[i].text,
						 row->cells[i].len, &v, NULL) == 0)
			ld_assert(ld_frame_set(w->f, (size_t)w->columns[i], w->row, &v, err) == 0);
	}
	w->row++;
	return 0;
}

static struct ld_frame *workers(const struct ld_programme *p, const char *rows, size_t len)
{
	struct lindung_error err;
	struct filling w = {.fields = &p->fields};
	bool *marks = malloc(p->fields.len * sizeof *marks);
	ld_assert(marks);
	memset(marks, 1, p->fields.len);
	ld_assert(ld_frame_new(&p->fields, marks, ROWS, &w.f, &err) == 0);
	for (size_t row = 0; row < ROWS; row++) {
		char nik[LD_NIK + 1] = "5315900101800001";
		nik[14] = (char)('0' + (row + 1) / 10);
		nik[15] = (char)('0' + (row + 1) % 10);
		struct ld_value v = {.kind = LD_STR, .len = LD_NIK, .s = nik};
		ld_assert(ld_frame_set(w.f, 0, row, &v, &err) == 0);
	}
	ld_csv_read_mem(rows, len, "workers", &(struct ld_csv_options){0}, fill, &w, NULL, &err);
	ld_assert(ld_frame_seal(w.f, &err) == 0);
	free(marks);
	return w.f;
}

static void verify(const struct ld_alloc_in *in, const struct ld_allocation *a)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena arena = {0};
	struct ld_decision d[ROWS] = {0};
	struct ld_check *checks;
	struct lindung_error err;
	for (size_t row = 0; row < ROWS; row++) {
		const struct ld_verdict *v = ld_allocation_verdict(a, row);
		d[row] = (struct ld_decision){.status = v->status, .rank = ld_allocation_rank(a, row),
			.position = ld_allocation_position(a, row), .cost = v->cost, .funder = "", .rules = "", .missing = "",
			.constraint = v->constraint};
		memcpy(d[row].nik, in->f->nik[row], LD_NIK);
		if (v->funder >= 0) {
			d[row].funder = in->p->funders[v->funder].id;
			d[row].months = a->funders[v->funder].months;
		}
	}
	int n = ld_verify(in, d, &arena, &checks, &err);
	fuzz_said(n, &err);
	for (int i = 0; i < n; i++)
		ld_assert(checks[i].ok);
}

static void decide(const struct ld_programme *p, struct ld_frame *f, const struct ld_calls *calls)
{
	struct ld_outcomes *o = NULL;
	struct ld_allocation *a = NULL;
	struct lindung_error err;
	int rc = ld_eval(p, f, calls, 1, &o, &err);
	fuzz_said(rc, &err);
	struct ld_alloc_in in = {.p = p, .f = f, .o = o, .calls = calls};
	if (rc == 0) {
		rc = ld_alloc(&in, &a, &err);
		fuzz_said(rc, &err);
	}
	if (rc == 0)
		verify(&in, a);
	ld_allocation_free(a);
	ld_outcomes_free(o);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_office o;
	struct ld_programme *p = NULL;
	size_t len = 0;
	fuzz_office_open(&o, "p", data, size);
	fuzz_office_start(&o);
	const char *rows = fuzz_office_part(&o, "workers", &len);
	if (rows && ld_script_programme(o.script, "p", "kantor", NULL, 0, NULL, &p, &o.err) == 0) {
		struct ld_calls calls = ld_script_calls(o.script);
		struct ld_frame *f = workers(p, rows, len);
		decide(p, f, &calls);
		ld_frame_free(f);
	}
	ld_programme_free(p);
	fuzz_office_close(&o);
	return 0;
}
