/*
 * DTSEN's two files as its version 3 delivers them: cells set off by '|', codes of Regsosek 2022-K
 * (a child is 3, a wife 2; difficulties run from 1, cannot at all, to 4, none). The decile stands
 * in the family file only.
 */
#include "sample/internal.h"

#include <stdio.h>
#include <string.h>

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

static const char *const member_header[] = {"nomor_induk_kependudukan", "nomor_kartu_keluarga",
	"nama", "tanggal_lahir", "jenis_kelamin", "status_kawin", "status_hubungan_keluarga",
	"alamat_ktp", "dusun_ktp", "rt_ktp", "rw_ktp", "kelurahan_desa_ktp", "kecamatan_ktp",
	"kabupaten_kota_ktp", "provinsi_ktp", "kode_provinsi_ktp", "kode_kabupaten_kota_ktp",
	"kode_kecamatan_ktp", "kode_kelurahan_desa_ktp", "partisipasi_sekolah",
	"jenjang_tertinggi_yang_diduduki", "kelas_tertinggi_yang_diduduki",
	"ijazah_tertinggi_yang_dimiliki", "status_bekerja", "status_dalam_pekerjaan_utama",
	"lapangan_usaha_dari_pekerjaan_utama", "lapangan_usaha_dari_usaha_utama",
	"kepemilikan_usaha", "jumlah_usaha", "jumlah_pekerja_yang_dibayar_dari_usaha_utama",
	"jumlah_pekerja_yang_tidak_dibayar_dari_usaha_utama", "omzet_usaha_utama",
	"id_pelanggan_pln", "kondisi_gizi", "penyakit_kronis", "penglihatan", "pendengaran",
	"berjalan_atau_naik_tangga", "menggunakan_tangan_jari", "mengingat_berkonsentrasi",
	"berbicara_komunikasi", "belajar_kemampuan_intelektual", "mengurus_diri",
	"kesedihan_depresi", "pengendalian_perilaku", "pbi_nas", "pbi_pemda", "is_gc_kemensos",
	"is_pbi_se", "is_siks_ng"};
static const char *const family_header[] = {"nomor_kartu_keluarga", "nama_anggota_keluarga",
	"jumlah_anggota_keluarga", "alamat", "kode_provinsi", "kode_kabupaten_kota",
	"kode_kecamatan", "kode_kelurahan_desa", "luas_lantai", "jenis_lantai_terluas",
	"jenis_dinding_terluas", "jenis_atap_terluas", "status_kepemilikan_rumah", "fasilitas_bab",
	"jenis_kloset", "sumber_air_minum_utama", "sumber_penerangan_utama", "daya_terpasang",
	"bahan_bakar_utama_memasak", "aset_bergerak_tabung_gas", "aset_bergerak_kulkas",
	"aset_bergerak_ac", "aset_bergerak_pemanas_air", "aset_bergerak_telepon_rumah",
	"aset_bergerak_televisi", "aset_bergerak_emas", "aset_bergerak_komputer",
	"aset_bergerak_sepeda_motor", "aset_bergerak_sepeda", "aset_bergerak_mobil",
	"aset_bergerak_perahu", "aset_bergerak_kapal_motor", "aset_bergerak_smartphone",
	"aset_tidak_bergerak_lahan", "aset_tidak_bergerak_rumah_lain", "jumlah_ternak_sapi",
	"jumlah_ternak_kerbau", "jumlah_ternak_kuda", "jumlah_ternak_babi",
	"jumlah_ternak_kambing_domba", "pbi_nas", "pbi_pemda", "desil_nasional"};

/* "53.15.03.2001" cut after its first `parts` parts, from ten digits. */
static void add_code(struct ld_cells *row, const char *digits, int parts)
{
	static const int lengths[] = {0, 2, 5, 8, 13};
	char text[16];
	snprintf(text, sizeof(text), "%.2s.%.2s.%.2s.%.4s", digits, digits + 2, digits + 4,
		digits + 6);
	text[lengths[parts]] = '\0';
	ld_cell_add(row, text);
}

static void add_place(const struct ld_region *r, const struct ld_family *f, struct ld_cells *row)
{
	ld_cell_add(row, f->desa->name);
	ld_cell_add(row, "");
	ld_cell_int(row, 1 + f->index % 9);
	ld_cell_int(row, 1 + f->index % 4);
	ld_cell_add(row, f->desa->name);
	ld_cell_add(row, f->kec->name);
	ld_cell_add(row, r->name);
	ld_cell_add(row, r->province);
	for (int parts = 1; parts <= 4; parts++)
		add_code(row, f->desa->code, parts);
}

static int schooling(const struct ld_person *p)
{
	if (p->age < 13)
		return 23;
	return ld_jobs[p->job].comfortable ? 19 : p->age < 30 ? 11 : p->age < 50 ? 6 : 1;
}

static void add_work(const struct ld_person *p, struct ld_cells *row)
{
	const struct ld_job *job = &ld_jobs[p->job];
	bool works = job->position > 0, owns = job->position == 1;
	ld_cell_int(row, works ? 1 : 2);
	ld_cell_int(row, p->no_job ? 0 : job->position);
	ld_cell_int(row, p->no_job ? 0 : job->trade);
	ld_cell_int(row, owns ? job->trade : 0);
	ld_cell_int(row, owns ? 1 : 2);
	ld_cell_int(row, owns);
	ld_cell_int(row, 0);
	ld_cell_int(row, 0);
	ld_cell_int(row, owns ? 1 : 0);
}

/* Columns stand in the file's order; the difficulty number is that of the field list: see, hear,
 * walk, hands, remember, speak, learn, care. */
static void add_difficulties(const struct ld_person *p, struct ld_cells *row)
{
	for (int i = 1; i <= 8; i++)
		ld_cell_int(row, p->no_disability && i == 1 ? 0
				 : p->disability == i       ? 1 + p->age % 2
							    : 4);
}

static bool member_fill(const struct ld_region *r, const struct ld_family *f,
	const struct ld_person *p, struct ld_cells *row)
{
	static const int relations[] = {1, 2, 3, 4, 5, 6, 8};
	char date[LD_DATE_TEXT];
	ld_cell_add(row, p->nik);
	ld_cell_add(row, f->kk);
	ld_cell_add(row, p->name);
	ld_cell_add(row, p->no_birth ? "" : ld_date_format(p->born, date));
	ld_cell_int(row, p->female ? 2 : 1);
	ld_cell_int(row, (int)p->marital + 1);
	ld_cell_int(row, relations[p->relation]);
	add_place(r, f, row);
	ld_cell_int(row, p->age < 7 ? 1 : p->job == LD_JOB_STUDENT ? 2 : 3);
	ld_cell_int(row, p->age < 7 ? 0 : 1 + p->age % 6);
	ld_cell_int(row, p->age < 7 ? 0 : 1 + p->age % 3);
	ld_cell_int(row, schooling(p));
	add_work(p, row);
	ld_cell_add(row, "");
	ld_cell_int(row, 1);
	ld_cell_int(row, p->age > 60 ? 2 : 1);
	add_difficulties(p, row);
	ld_cell_int(row, 4);
	ld_cell_int(row, 4);
	ld_cell_int(row, f->decile <= 3);
	ld_cell_int(row, 0);
	for (int i = 0; i < 3; i++)
		ld_cell_int(row, f->decile <= 3 - i);
	return true;
}

static bool family_fill(const struct ld_region *r, const struct ld_family *f,
	const struct ld_person *p, struct ld_cells *row)
{
	(void)r;
	bool poor = f->decile <= 2;
	ld_cell_add(row, f->kk);
	ld_cell_add(row, p->name);
	ld_cell_int(row, f->size);
	ld_cell_add(row, "");
	for (int parts = 1; parts <= 4; parts++)
		add_code(row, f->desa->code, parts);
	ld_cell_int(row, 24 + f->decile * 7);
	ld_cell_int(row, poor ? 8 : 3);
	ld_cell_int(row, poor ? 5 : 1);
	ld_cell_int(row, 4);
	ld_cell_int(row, f->decile < 8 ? 1 : 2);
	ld_cell_int(row, poor ? 3 : 1);
	ld_cell_int(row, poor ? 2 : 1);
	ld_cell_int(row, 8);
	ld_cell_int(row, poor ? 2 : 1);
	ld_cell_int(row, poor ? 1 : 2);
	ld_cell_int(row, poor ? 10 : 3);
	for (int i = 0; i < 14; i++)
		ld_cell_int(row, f->decile > 2 + i ? 1 : 2);
	ld_cell_int(row, 2);
	ld_cell_int(row, 2);
	for (int i = 0; i < 5; i++)
		ld_cell_int(row, (f->index + i) % 11 == 0 ? 2 : 0);
	ld_cell_int(row, f->decile <= 3);
	ld_cell_int(row, 0);
	ld_cell_int(row, f->decile);
	return true;
}

const struct ld_layout ld_layout_dtsen = {.header = member_header,
	.ncolumns = COUNT(member_header),
	.delimiter = '|',
	.fill = member_fill,
	.nik = 0,
	.name = 2,
	.born = 3,
	.sex = 4,
	.job = -1,
	.desa = 11,
	.decile = -1,
	.money = -1,
	.flag = -1};
const struct ld_layout ld_layout_dtsen_family = {.header = family_header,
	.ncolumns = COUNT(family_header),
	.delimiter = '|',
	.per_family = true,
	.fill = family_fill,
	.nik = -1,
	.name = 1,
	.born = -1,
	.sex = -1,
	.job = -1,
	.desa = -1,
	.decile = 42,
	.money = -1,
	.flag = -1};
