/*
 * A synthetic population as a file: it opens the region, walks its families and writes the rows of
 * the shape asked for. `people` counts persons, and every shape holds the same ones: a file by
 * family has a row a family, the BPJS list a row for those it knows. Rows are written raw, not by
 * the CSV writer, because faults must reach the file as they are.
 */
#include "base/limits.h"
#include "sample/internal.h"

#include <string.h>

enum { FLUSH = 1 << 16, FAULT_ODDS = 250, FIRST_DAY = 10957 }; /* 2000-01-01 */

struct writing {
	const struct ld_layout *layout;
	struct ld_buf out;
	int (*write)(void *ctx, const char *p, size_t n);
	void *ctx;
};

static const struct ld_layout *const layouts[] = {
	[LD_SHAPE_SIMPLE] = &ld_layout_simple,
	[LD_SHAPE_P3KE] = &ld_layout_p3ke,
	[LD_SHAPE_P3KE_FAMILY] = &ld_layout_p3ke_family,
	[LD_SHAPE_BPJS] = &ld_layout_bpjs,
	[LD_SHAPE_DTSEN] = &ld_layout_dtsen,
	[LD_SHAPE_DTSEN_FAMILY] = &ld_layout_dtsen_family,
};

static int flush(struct writing *w, size_t above, struct lindung_error *err)
{
	if (w->out.failed)
		return ld_nomem(err);
	if (w->out.len <= above)
		return 0;
	if (w->write(w->ctx, w->out.data, w->out.len) != 0)
		return ld_fail(err, LINDUNG_E_IO, "cannot write the sample");
	ld_buf_reset(&w->out);
	return 0;
}

static void put_cell(struct writing *w, const char *text, size_t len)
{
	bool plain = true;
	for (size_t i = 0; i < len; i++)
		plain &= text[i] != '"' && text[i] != '\n' && text[i] != w->layout->delimiter;
	if (plain) {
		ld_buf_add(&w->out, text, len);
		return;
	}
	ld_buf_addc(&w->out, '"');
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '"')
			ld_buf_addc(&w->out, '"');
		ld_buf_addc(&w->out, text[i]);
	}
	ld_buf_addc(&w->out, '"');
}

static void put_row(struct writing *w, const struct ld_cells *row, enum ld_fault_act act)
{
	for (int i = 0; i < row->n; i++) {
		if (i > 0)
			ld_buf_addc(&w->out, w->layout->delimiter);
		if (act == LD_ACT_OPEN_QUOTE && i == w->layout->name)
			ld_buf_addc(&w->out, '"');
		if (act == LD_ACT_OPEN_QUOTE && i == w->layout->name)
			ld_buf_add(&w->out, row->cell[i].text, row->cell[i].len);
		else
			put_cell(w, row->cell[i].text, row->cell[i].len);
	}
	if (act == LD_ACT_RAGGED)
		ld_buf_addc(&w->out, w->layout->delimiter);
	ld_buf_puts(&w->out, act == LD_ACT_BLANK_LINE ? "\r\n\r\n" : "\n");
}

/* A title and an empty line above the header, as offices send it. */
static void put_head(struct writing *w, const struct ld_region *region, bool faults)
{
	const struct ld_layout *l = w->layout;
	if (faults)
		ld_buf_printf(&w->out,
			"\xef\xbb\xbf"
			"DAFTAR CALON PESERTA %s\n\n",
			region->name);
	for (int i = 0; i < l->ncolumns; i++)
		ld_buf_printf(&w->out, "%s%.1s", l->header[i],
			i + 1 < l->ncolumns ? &l->delimiter : "\n");
}

static void put_person(struct writing *w, const struct ld_region *region, const struct ld_family *f,
	const struct ld_person *p, struct ld_rng *faults)
{
	struct ld_cells row;
	row.n = 0;
	if (!w->layout->fill(region, f, p, &row))
		return;
	enum ld_fault_act act = LD_ACT_NONE;
	if (faults && ld_rng_chance(faults, FAULT_ODDS))
		act = ld_sample_fault(w->layout, &row, faults);
	if (act == LD_ACT_SUBTOTAL)
		ld_buf_printf(&w->out, "Jumlah %s%c%d\n", f->desa->name, w->layout->delimiter,
			ld_rng_below(faults, 900));
	put_row(w, &row, act);
	int nik = w->layout->nik;
	if (act == LD_ACT_TWO_NUMBERS && nik >= 0 && row.cell[nik].len == LD_NIK) {
		char *last = &row.cell[nik].text[LD_NIK - 1];
		*last = *last == '9' ? '8' : (char)(*last + 1);
	}
	if (act == LD_ACT_TWICE || act == LD_ACT_TWO_NUMBERS)
		put_row(w, &row, LD_ACT_NONE);
}

static int write_people(const struct ld_sample_in *in, const struct ld_region *region,
	struct ld_people *people, struct writing *w, struct lindung_error *err)
{
	struct ld_rng faults = {in->seed ^ 0x66617573};
	int64_t left = in->people;
	put_head(w, region, in->faults);
	while (left > 0) {
		struct ld_family f;
		int rc = ld_people_next(people, left, &f, err);
		if (rc < 0)
			return rc;
		left -= f.size;
		for (int i = 0; i < (w->layout->per_family ? 1 : f.size); i++)
			put_person(w, region, &f, &f.members[i], in->faults ? &faults : NULL);
		rc = flush(w, FLUSH, err);
		if (rc < 0)
			return rc;
	}
	if (in->faults)
		ld_buf_puts(&w->out, "###\nCatatan: data contoh, bukan orang sungguhan\n");
	return flush(w, 0, err);
}

int ld_sample(const struct ld_sample_in *in, int (*write)(void *ctx, const char *p, size_t n),
	void *ctx, struct lindung_error *err)
{
	const char *text = in->as_of ? in->as_of : "2024-01-01";
	int32_t as_of;
	if (!ld_date_parse(text, strlen(text), &as_of) || as_of < FIRST_DAY)
		return ld_fail(err, LINDUNG_E_DATE,
			"'%s' is no date from 2000 on, such as 2024-01-01", text);
	if (in->people < 1 || in->people > LD_MAX_WORKERS)
		return ld_fail(err, LINDUNG_E_USAGE, "people must be 1 to %d", LD_MAX_WORKERS);
	struct ld_region region;
	int rc = ld_region_load(in->region, in->data_dir, &region, err);
	if (rc < 0)
		return rc;
	struct ld_people people;
	rc = ld_people_init(&people, &region, in->seed, as_of, err);
	if (rc == 0) {
		struct writing w = {.layout = layouts[in->shape],
			.out = ld_buf_init(4 * FLUSH),
			.write = write,
			.ctx = ctx};
		rc = write_people(in, &region, &people, &w, err);
		ld_buf_fini(&w.out);
		ld_people_fini(&people);
	}
	ld_region_fini(&region);
	return rc;
}
