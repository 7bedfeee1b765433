/*
 * The short list, the BPJS branch's list and P3KE's two files. Headers of P3KE are the published
 * ones in their order; its values are words, its dates carry the time of day that spreadsheets
 * leave behind.
 */
#include "sample/internal.h"

#include <stdio.h>
#include <string.h>

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

void ld_cell_set(struct ld_cells *row, int i, const char *text)
{
	size_t n = strlen(text);
	if (n > LD_CELL - 1)
		n = LD_CELL - 1;
	memcpy(row->cell[i].text, text, n);
	row->cell[i].text[n] = '\0';
	row->cell[i].len = (uint8_t)n;
}

void ld_cell_add(struct ld_cells *row, const char *text)
{
	ld_cell_set(row, row->n++, text);
}

void ld_cell_int(struct ld_cells *row, int64_t n)
{
	char text[24], *p = text + sizeof(text) - 1;
	ld_assert(n >= 0);
	*p = '\0';
	do
		*--p = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	ld_cell_add(row, p);
}

static void add_date(struct ld_cells *row, int32_t date)
{
	char text[LD_DATE_TEXT];
	ld_cell_add(row, ld_date_format(date, text));
}

static void add_answer(struct ld_cells *row, bool yes)
{
	ld_cell_add(row, yes ? "ya" : "tidak");
}

/* ---- the short list: one row a person, everything that a programme of this project reads ---- */
static const char *const simple_header[] = {"nik", "nama", "tanggal_lahir", "jenis_kelamin",
	"pekerjaan", "kecamatan", "desa", "desil", "tanggungan", "kepala_keluarga", "disabilitas",
	"id_keluarga", "kode_desa", "anggota", "penghasilan", "pengeluaran", "jamsos_aktif",
	"tahun_ke", "verifikasi"};

static bool simple_fill(const struct ld_region *r, const struct ld_family *f,
	const struct ld_person *p, struct ld_cells *row)
{
	(void)r;
	ld_cell_add(row, p->nik);
	ld_cell_add(row, p->name);
	if (p->no_birth)
		ld_cell_add(row, "");
	else
		add_date(row, p->born);
	ld_cell_add(row, p->female ? "P" : "L");
	ld_cell_add(row, p->no_job ? "" : ld_jobs[p->job].word);
	ld_cell_add(row, f->kec->name);
	ld_cell_add(row, f->desa->name);
	if (f->no_decile)
		ld_cell_add(row, "");
	else
		ld_cell_int(row, f->decile);
	ld_cell_int(row, f->size - 1);
	add_answer(row, p->relation == LD_HEAD);
	ld_cell_add(row, p->no_disability ? "" : p->disability ? "ya" : "tidak");
	ld_cell_add(row, f->id);
	ld_cell_add(row, f->desa->code);
	ld_cell_int(row, f->size);
	ld_cell_int(row, p->income);
	ld_cell_int(row, f->spending);
	ld_cell_add(row, p->no_cover ? "" : p->active ? "ya" : "tidak");
	ld_cell_int(row, p->years);
	ld_cell_add(row, p->years == 0 ? "" : p->verified ? "ya" : "tidak");
	return true;
}

const struct ld_layout ld_layout_simple = {.header = simple_header,
	.ncolumns = COUNT(simple_header),
	.delimiter = ',',
	.fill = simple_fill,
	.nik = 0,
	.name = 1,
	.born = 2,
	.sex = 3,
	.job = 4,
	.desa = 6,
	.decile = 7,
	.money = 14,
	.flag = 9};

/* ---- who BPJS knows ---- */
static const char *const bpjs_header[] = {"nik", "nama", "status", "dari", "sampai"};

static bool bpjs_fill(const struct ld_region *r, const struct ld_family *f,
	const struct ld_person *p, struct ld_cells *row)
{
	(void)r;
	(void)f;
	if (!p->covered_from)
		return false;
	ld_cell_add(row, p->nik);
	ld_cell_add(row, p->name);
	ld_cell_add(row, p->active ? "aktif" : "tidak aktif");
	add_date(row, p->covered_from);
	if (p->covered_to)
		add_date(row, p->covered_to);
	else
		ld_cell_add(row, "");
	return true;
}

const struct ld_layout ld_layout_bpjs = {.header = bpjs_header,
	.ncolumns = COUNT(bpjs_header),
	.delimiter = ',',
	.fill = bpjs_fill,
	.nik = 0,
	.name = 1,
	.born = -1,
	.sex = -1,
	.job = -1,
	.desa = -1,
	.decile = -1,
	.money = -1,
	.flag = -1};

/* ---- P3KE ---- */
static const char *const p3ke_header[] = {"id_keluarga_p3ke", "provinsi", "kabupaten_kota",
	"kecamatan", "desa_kelurahan", "kode_kemdagri", "desil_kesejahteraan", "alamat",
	"id_individu", "nama", "nik", "padan_dukcapil", "jenis_kelamin",
	"hubungan_dengan_kepala_keluarga", "tanggal_lahir", "status_kawin", "pekerjaan",
	"pendidikan", "usia_dibawah_7_tahun", "usia_7_sd_12", "usia_13_sd_15", "usia_16_sd_18",
	"usia_19_sd_21", "usia_22_sd_59", "usia_60_tahun_keatas", "penerima_bpnt", "penerima_bpum",
	"penerima_bst", "penerima_pkh", "penerima_sembako", "resiko_stunting"};
static const char *const p3ke_family_header[] = {"no", "id_keluarga_P3KE", "provinsi",
	"kabupaten_kota", "kecamatan", "desa_kelurahan", "kode_kemdagri", "desil_kesejahteraan",
	"alamat", "kepala_keluarga", "nik", "padan_dukcapil", "jenis_kelamin", "tanggal_lahir",
	"pekerjaan", "pendidikan", "kepemilikan_rumah",
	"memiliki_simpananuang_perhiasan_ternak_lainnya", "jenis_atap", "jenis_dinding",
	"jenis_lantai", "sumber_penerangan", "bahan_bakar_memasak", "sumber_air_minum",
	"memiliki_fasilitas_buang_air_besar", "penerima_bpnt", "penerima_bpum", "penerima_bst",
	"penerima_pkh", "penerima_sembako", "resiko_stunting"};
static const char *const relations[] = {
	"Kepala keluarga", "Istri", "Anak", "Menantu", "Cucu", "Orang tua", "Famili lain"};
static const char *const maritals[] = {"Belum kawin", "Kawin", "Cerai hidup", "Cerai mati"};

static const char *schooling(const struct ld_person *p)
{
	if (p->age < 7)
		return "Tidak/belum sekolah";
	if (p->age < 13)
		return "Belum tamat SD/Sederajat";
	if (p->age < 16 || p->age > 55)
		return "Tamat SD/Sederajat";
	if (ld_jobs[p->job].comfortable)
		return "Tamat PT/Akademi";
	return p->age < 30 ? "Tamat SLTA/Sederajat" : "Tamat SLTP/Sederajat";
}

static void add_p3ke_place(
	const struct ld_region *r, const struct ld_family *f, struct ld_cells *row)
{
	ld_cell_add(row, r->province);
	ld_cell_add(row, r->name);
	ld_cell_add(row, f->kec->name);
	ld_cell_add(row, f->desa->name);
	ld_cell_add(row, f->desa->code);
}

static void add_p3ke_person(const struct ld_person *p, struct ld_cells *row)
{
	char text[32] = "";
	int y, m, d;
	ld_date_split(p->born, &y, &m, &d);
	if (!p->no_birth)
		snprintf(text, sizeof(text), "%02d/%02d/%04d 0:00:00", d, m, y);
	ld_cell_add(row, text);
}

/* BPNT, BPUM, BST, PKH and sembako go to the poorest; capitals, as in the real files. */
static void add_p3ke_aid(const struct ld_family *f, struct ld_cells *row)
{
	ld_cell_add(row, f->decile <= 2 ? "YA" : "TIDAK");
	ld_cell_add(row, "TIDAK");
	ld_cell_add(row, f->decile == 1 ? "YA" : "TIDAK");
	ld_cell_add(row, f->decile <= 2 && f->size > 3 ? "YA" : "TIDAK");
	ld_cell_add(row, f->decile <= 3 ? "YA" : "TIDAK");
	ld_cell_add(row, f->decile == 1 && f->size > 4 ? "Ya" : "Tidak");
}

static bool p3ke_fill(const struct ld_region *r, const struct ld_family *f,
	const struct ld_person *p, struct ld_cells *row)
{
	static const int ages[][2] = {
		{0, 6}, {7, 12}, {13, 15}, {16, 18}, {19, 21}, {22, 59}, {60, 200}};
	ld_cell_add(row, f->id);
	add_p3ke_place(r, f, row);
	if (f->no_decile)
		ld_cell_add(row, "");
	else
		ld_cell_int(row, f->decile);
	ld_cell_add(row, f->desa->name);
	char id[24];
	snprintf(id, sizeof(id), "%s%02d", f->id, (int)(p - f->members) + 1);
	ld_cell_add(row, id);
	ld_cell_add(row, p->name);
	ld_cell_add(row, p->nik);
	ld_cell_add(row, "Ya");
	ld_cell_add(row, p->female ? "Perempuan" : "Laki-laki");
	ld_cell_add(row, relations[p->relation]);
	add_p3ke_person(p, row);
	ld_cell_add(row, maritals[p->marital]);
	ld_cell_add(row, p->no_job ? "" : ld_jobs[p->job].p3ke);
	ld_cell_add(row, schooling(p));
	for (int i = 0; i < COUNT(ages); i++)
		ld_cell_add(row, p->age >= ages[i][0] && p->age <= ages[i][1] ? "Ya" : "Tidak");
	add_p3ke_aid(f, row);
	return true;
}

static bool p3ke_family_fill(const struct ld_region *r, const struct ld_family *f,
	const struct ld_person *p, struct ld_cells *row)
{
	bool poor = f->decile <= 2;
	ld_cell_int(row, f->index + 1);
	ld_cell_add(row, f->id);
	add_p3ke_place(r, f, row);
	ld_cell_int(row, f->decile);
	ld_cell_add(row, f->desa->name);
	ld_cell_add(row, p->name);
	ld_cell_add(row, p->nik);
	ld_cell_add(row, "Ya");
	ld_cell_add(row, p->female ? "Perempuan" : "Laki-laki");
	add_p3ke_person(p, row);
	ld_cell_add(row, p->no_job ? "" : ld_jobs[p->job].p3ke);
	ld_cell_add(row, schooling(p));
	ld_cell_add(row, f->decile < 8 ? "Milik sendiri" : "Kontrak/sewa");
	ld_cell_add(row, poor ? "Tidak" : "Ya");
	ld_cell_add(row, "Seng");
	ld_cell_add(row, poor ? "Bambu" : "Tembok");
	ld_cell_add(row, poor ? "Tanah" : "Semen");
	ld_cell_add(row, poor ? "Listrik PLN non meteran" : "Listrik PLN dengan meteran");
	ld_cell_add(row, poor ? "Kayu bakar" : "Gas 3 kg");
	ld_cell_add(row, "Mata air");
	ld_cell_add(row, f->decile == 1 ? "Tidak" : "Ya");
	add_p3ke_aid(f, row);
	return true;
}

const struct ld_layout ld_layout_p3ke = {.header = p3ke_header,
	.ncolumns = COUNT(p3ke_header),
	.delimiter = ',',
	.fill = p3ke_fill,
	.nik = 10,
	.name = 9,
	.born = 14,
	.sex = 12,
	.job = 16,
	.desa = 4,
	.decile = 6,
	.money = -1,
	.flag = 11};
const struct ld_layout ld_layout_p3ke_family = {.header = p3ke_family_header,
	.ncolumns = COUNT(p3ke_family_header),
	.delimiter = ',',
	.per_family = true,
	.fill = p3ke_family_fill,
	.nik = 10,
	.name = 9,
	.born = 13,
	.sex = 12,
	.job = 14,
	.desa = 5,
	.decile = 7,
	.money = -1,
	.flag = 11};
