/* A small source as an office would declare it, and sheets read by it without a database. */
#ifndef TEST_IMPORT_SHEET_H
#define TEST_IMPORT_SHEET_H

#include <string.h>

#include "base/date.h"
#include "import/map.h"

enum { NIK, NAMA, KK, LAHIR, JK, KERJA, UANG, DESIL, DESA, KEPALA, AKTIF, JABATAN, SHEET_FIELDS };

static const char *const sheet_sexes[] = {"L", "P"};
static const char *const sheet_jobs[] = {"petani", "nelayan", "pedagang", "lainnya"};

static struct ld_field sheet_fields[SHEET_FIELDS] = {
	[NIK] = {.name = "nik", .type = LD_ID, .format = LD_FORMAT_NIK, .is_private = true},
	[NAMA] = {.name = "nama", .type = LD_TEXT, .is_private = true},
	[KK] = {.name = "no_kk", .type = LD_ID, .format = LD_FORMAT_KK, .is_private = true},
	[LAHIR] = {.name = "tanggal_lahir", .type = LD_DATE},
	[JK] = {.name = "jenis_kelamin", .type = LD_CHOICE, .choices = sheet_sexes, .nchoices = 2},
	[KERJA] = {.name = "pekerjaan", .type = LD_CHOICE, .choices = sheet_jobs, .nchoices = 4},
	[UANG] = {.name = "penghasilan", .type = LD_MONEY},
	[DESIL] = {.name = "desil", .type = LD_INTEGER, .has_lo = true, .has_hi = true,
		.lo = {.kind = LD_I64, .i = 1}, .hi = {.kind = LD_I64, .i = 10}},
	[DESA] = {.name = "kode_desa", .type = LD_ID},
	[KEPALA] = {.name = "kepala_keluarga", .type = LD_BOOLEAN},
	[AKTIF] = {.name = "jamsos_aktif", .type = LD_BOOLEAN},
	[JABATAN] = {.name = "jabatan", .type = LD_TEXT},
};

#define NAMES(...) .columns = (const char *const[]){__VA_ARGS__}, .ncolumns = sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)
#define NUMBER(n) {.kind = LD_I64, .i = n}

static struct ld_code sheet_sex_codes[] = {
	{"Laki-laki", NUMBER(0)}, {"L", NUMBER(0)}, {" Perempuan ", NUMBER(1)}, {"P", NUMBER(1)}, {"?", {.kind = LD_MISSING}}};
static struct ld_code sheet_head_codes[] = {{"Kepala Keluarga", NUMBER(1)}};

static struct ld_mapping sheet_maps[] = {
	{.field = NIK, NAMES("nik", "nomor_induk_kependudukan")},
	{.field = NAMA, NAMES("nama")},
	{.field = KK, NAMES("no_kk"), .optional = true},
	{.field = LAHIR, NAMES("tanggal_lahir"), .formats = (const char *const[]){"dd/mm/yyyy", "dd mon yyyy"}, .nformats = 2,
		.blanks = (const char *const[]){"1900-01-01", "00-00-0000"}, .nblanks = 2},
	{.field = JK, NAMES("jenis_kelamin"), .codes = sheet_sex_codes, .ncodes = 5},
	{.field = KERJA, NAMES("pekerjaan"), .blanks = (const char *const[]){"-"}, .nblanks = 1},
	{.field = UANG, NAMES("penghasilan"), .optional = true},
	{.field = DESIL, NAMES("desil"), .blanks = (const char *const[]){"0"}, .nblanks = 1},
	{.field = DESA, NAMES("kode_desa"), .optional = true, .strip = "."},
	{.field = KEPALA, NAMES("hubungan"), .optional = true, .before = "/", .codes = sheet_head_codes, .ncodes = 1,
		.has_otherwise = true, .otherwise = NUMBER(0)},
	{.field = AKTIF, NAMES("aktif"), .optional = true},
	{.field = JABATAN, .always = true, .value = {.kind = LD_STR, .len = 9, .s = "tidak ada"}},
};

static inline struct ld_source sheet_source(void)
{
	struct ld_source s = {.name = "lembar", .adds = LD_ADDS_WORKERS, .key = NIK, .precedence = 1, .maps = sheet_maps,
		.nmaps = sizeof sheet_maps / sizeof *sheet_maps, .fields = {sheet_fields, SHEET_FIELDS}};
	return s;
}

struct sheet {
	struct ld_mapper mapper;
	struct ld_buf out;
};

static inline int sheet_row(void *ctx, const struct ld_csv_row *row, struct lindung_error *err)
{
	struct sheet *s = ctx;
	struct ld_mapper *m = &s->mapper;
	struct ld_value values[sizeof sheet_maps / sizeof *sheet_maps];
	struct ld_bad_row bad;
	if (!m->nheaders) {
		if (!ld_mapper_is_header(m, row))
			return 0;
		int rc = ld_mapper_header(m, row, err);
		return rc ? rc : (int)row->ncells;
	}
	int kind = ld_mapper_row(m, row, values, &bad, err);
	if (kind < 0 || kind == LD_ROW_BLANK)
		return kind < 0 ? kind : 0;
	if (kind == LD_ROW_BAD) {
		ld_buf_printf(&s->out, "%lld %s %s '%s'\n", (long long)bad.line, bad.code, bad.column, bad.value);
		return 0;
	}
	ld_buf_printf(&s->out, "%lld", (long long)row->line);
	for (size_t i = 0; i < m->source->nmaps; i++) {
		if (m->columns[i] < 0)
			continue;
		ld_buf_addc(&s->out, ' ');
		ld_buf_puts(&s->out, values[i].kind == LD_MISSING ? "~" : "");
		ld_field_print(&sheet_fields[m->source->maps[i].field], &values[i], &s->out);
	}
	ld_buf_addc(&s->out, '\n');
	return 0;
}

/* What becomes of a sheet: a line a row, "LINE VALUES" in order of the mapping or "LINE CODE COLUMN 'VALUE'"; or the code
 * and message of the refusal. */
static inline const char *sheet_read(const struct ld_source *source, const char *text)
{
	static struct ld_buf out;
	struct lindung_error err = {0};
	struct sheet s = {.out = ld_buf_init(1 << 20)};
	struct ld_csv_options options = {source->delimiter, source->encoding};
	int rc = ld_mapper_init(&s.mapper, source, &err);
	if (!rc)
		rc = ld_csv_read_mem(text, strlen(text), "lembar.csv", &options, sheet_row, &s, NULL, &err);
	if (rc) {
		ld_buf_reset(&s.out);
		ld_buf_printf(&s.out, "%s %s%s%s", lindung_code_name(rc), err.message, err.suggestion[0] ? " ~ " : "",
			err.suggestion);
	}
	ld_mapper_fini(&s.mapper);
	ld_buf_fini(&out);
	out = s.out;
	return ld_buf_text(&out);
}

#define SHEET(text) (source_ = sheet_source(), sheet_read(&source_, text))
#define HEAD "nik,nama,tanggal_lahir,jenis_kelamin,pekerjaan,desil\n"
#define A "5315904105800001"
#define B "5315900112900002"

#endif
