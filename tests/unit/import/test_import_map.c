/* Header and cells by a source's mapping: what becomes a value and what is put aside, with its reason. */
#include <stdio.h>

#include <criterion/criterion.h>

#include "sheet.h"

static struct ld_source source_;

Test(import_map, a_good_row)
{
	cr_expect_str_eq(SHEET(HEAD A ",Siti,1980-05-01,P,petani,2\n"), "2 " A " Siti 1980-05-01 P petani 2\n");
	cr_expect_str_eq(SHEET(HEAD A ",,,,,\n"), "2 " A " ~ ~ ~ ~ ~\n");
}

Test(import_map, headers_are_alike_without_case_blanks_points_and_underscores)
{
	cr_expect_str_eq(SHEET("NIK,Nama ,Tanggal Lahir,JENIS KELAMIN,pekerjaan,Desil\n" A ",S,,,,\n"), "2 " A " S ~ ~ ~ ~\n");
	cr_expect_str_eq(SHEET("nik,nama,tanggal _lahir,\"Jenis\nKelamin\",pekerjaan,desil\n" A ",S,,,,\n"),
		"3 " A " S ~ ~ ~ ~\n");
	cr_expect_str_eq(SHEET("Nomor Induk Kependudukan,nama,tanggal_lahir,jenis.kelamin,pekerjaan,desil,No. KK\n" A ",S,,,,,\n"),
		"2 " A " S ~ ~ ~ ~ ~\n");
}

Test(import_map, a_missing_column_is_named_with_the_nearest_header)
{
	cr_expect_str_eq(SHEET("nik,nama,tanggal_lahir,jenis_kelmin,pekerjaan,desil\n"),
		"HEADER the header lacks the column 'jenis_kelamin' (there is 'jenis_kelmin')");
	cr_expect_str_eq(SHEET("nik,Jenis\n"), "HEADER the header lacks the columns 'nama', 'tanggal_lahir', 'jenis_kelamin' "
		"(there is 'Jenis'), 'pekerjaan', 'desil'");
	cr_expect_str_eq(SHEET("nik,nama,tanggal_lahir,jenis_kelamin,Jenis Pekerjaan,desil\n"),
		"HEADER the header lacks the column 'pekerjaan' (there is 'Jenis Pekerjaan')");
}

Test(import_map, a_mapped_column_may_stand_once_and_others_twice)
{
	cr_expect_str_eq(SHEET("nik,nama,tanggal_lahir,jenis_kelamin,pekerjaan,desil,Nama\n"),
		"HEADER the header names the column 'Nama' twice, in cells 2 and 7");
	cr_expect_str_eq(SHEET("nik,nama,tanggal_lahir,jenis_kelamin,pekerjaan,desil,x,x\n" A ",S,,,,,1,2\n"),
		"2 " A " S ~ ~ ~ ~\n");
	cr_expect_str_eq(SHEET("nik,nomor_induk_kependudukan,nama,tanggal_lahir,jenis_kelamin,pekerjaan,desil\n" A "," B ",S,,,,\n"),
		"2 " A " S ~ ~ ~ ~\n");
}

Test(import_map, code_books)
{
	cr_expect_str_eq(SHEET(HEAD A ",S,,PEREMPUAN,petani,\n" B ",B,, laki-LAKI ,,\n"),
		"2 " A " S ~ P petani ~\n3 " B " B ~ L ~ ~\n");
	cr_expect_str_eq(SHEET(HEAD A ",S,,?,,\n"), "2 " A " S ~ ~ ~ ~\n");
	cr_expect_str_eq(SHEET(HEAD A ",S,,1,,\n"), "2 CODE jenis_kelamin '1'\n");
}

Test(import_map, a_cut_comes_before_the_code_book_and_otherwise_takes_the_rest)
{
	static const char head[] = "nik,nama,tanggal_lahir,jenis_kelamin,pekerjaan,desil,hubungan\n";
	char text[400];
	snprintf(text, sizeof text, "%s%s", head, A ",S,,,,,Kepala Keluarga/X\n" A ",S,,,,,Istri/Suami\n" A ",S,,,,,\n");
	cr_expect_str_eq(SHEET(text),
		"2 " A " S ~ ~ ~ ~ ya\n3 " A " S ~ ~ ~ ~ tidak\n4 " A " S ~ ~ ~ ~ ~\n");
	snprintf(text, sizeof text, "%s%s", head, A ",S,,,,,Kepala\xC2\xA0Keluarga\n" A ",S,,,,,Kepala\xE2\x80\x8B Keluarga\n");
	cr_expect_str_eq(SHEET(text), "2 " A " S ~ ~ ~ ~ ya\n3 TEXT hubungan 'Kepala? Keluarga'\n");
}

Test(import_map, strip_and_blanks)
{
	cr_expect_str_eq(SHEET("nik,nama,tanggal_lahir,jenis_kelamin,pekerjaan,desil,kode_desa\n" A ",S,1900-01-01,,-,0,53.15.05.2001\n" A
			       ",S,,,,,...\n"),
		"2 " A " S ~ ~ ~ ~ 5315052001\n3 " A " S ~ ~ ~ ~ ~\n");
}

Test(import_map, a_date_that_two_forms_read_differently_is_not_guessed)
{
	struct ld_source s = sheet_source();
	struct ld_mapping maps[sizeof sheet_maps / sizeof *sheet_maps];
	memcpy(maps, sheet_maps, sizeof maps);
	maps[LAHIR].formats = (const char *const[]){"dd/mm/yyyy", "mm/dd/yyyy"};
	s.maps = maps;
	cr_expect_str_eq(sheet_read(&s, HEAD A ",S,13/05/1980,,,\n" A ",S,05/13/1980,,,\n" A ",S,05/06/1980,,,\n" A ",S,06/06/1980,,,\n"),
		"2 " A " S 1980-05-13 ~ ~ ~\n3 " A " S 1980-05-13 ~ ~ ~\n4 DATE tanggal_lahir '05/06/1980'\n5 " A
		" S 1980-06-06 ~ ~ ~\n");
}

Test(import_map, text_is_one_line_and_ends_in_nul)
{
	cr_expect_str_eq(SHEET(HEAD A ",\"Siti\r\n Aminah\",,,,\n"), "2 " A " Siti Aminah ~ ~ ~ ~\n");
	struct ld_source s = sheet_source();
	struct ld_mapper m;
	struct lindung_error err;
	struct ld_value v[sizeof sheet_maps / sizeof *sheet_maps];
	struct ld_bad_row bad;
	cr_assert_eq(ld_mapper_init(&m, &s, &err), 0);
	struct ld_csv_cell head[] = {{"nik", 3}, {"nama", 4}, {"tanggal_lahir", 13}, {"jenis_kelamin", 13}, {"pekerjaan", 9}, {"desil", 5}};
	struct ld_csv_cell cells[] = {{" " A " ", 18}, {" Siti ", 6}, {"", 0}, {"", 0}, {"", 0}, {"", 0}};
	struct ld_csv_row row = {head, 6, 1, 0, NULL, 0};
	cr_assert_eq(ld_mapper_header(&m, &row, &err), 0);
	row = (struct ld_csv_row){cells, 6, 2, 0, NULL, 0};
	cr_assert_eq(ld_mapper_row(&m, &row, v, &bad, &err), LD_ROW_GOOD);
	cr_expect_str_eq(v[NIK].s, A);
	cr_expect_str_eq(v[NAMA].s, "Siti");
	cr_expect_eq(v[NAMA].len, 4);
	ld_mapper_fini(&m);
}

Test(import_map, a_source_without_a_column_for_its_key_is_refused)
{
	struct ld_source s = sheet_source();
	s.key = JABATAN;
	struct ld_mapper m;
	struct lindung_error err;
	cr_expect_eq(ld_mapper_init(&m, &s, &err), LINDUNG_E_REQUIRED);
}

Test(import_map, ruin_needs_more_than_chance)
{
	struct ld_ruin r = {.numbers = 0};
	char nik[24];
	for (int i = 0; i < 200; i++) {
		snprintf(nik, sizeof nik, "53159041058%05d", 1 + i);
		ld_ruin_add(&r, nik, 16);
	}
	cr_expect_eq(r.numbers, 200);
	cr_expect_eq(r.zeros, 20);
	cr_expect(!ld_ruin_found(&r));
	r = (struct ld_ruin){.numbers = 0};
	for (int i = 0; i < 50; i++) {
		snprintf(nik, sizeof nik, "53159041058%04d%d", i, i < 21 ? 0 : 1);
		ld_ruin_add(&r, nik, 16);
	}
	cr_expect(ld_ruin_found(&r));
	r = (struct ld_ruin){.numbers = 0};
	for (int i = 0; i < 9; i++) {
		snprintf(nik, sizeof nik, "53159041058%04d0", i);
		ld_ruin_add(&r, nik, 16);
	}
	cr_expect(!ld_ruin_found(&r), "nine may be chance");
	ld_ruin_add(&r, "5315904105899990", 16);
	cr_expect(ld_ruin_found(&r));
	r = (struct ld_ruin){.numbers = 0};
	ld_ruin_add(&r, " 5,31501E+15 ", 13);
	cr_expect(ld_ruin_found(&r));
	ld_ruin_add(&r, A, 16);
	cr_expect(!ld_ruin_found(&r), "one of two is that row's fault alone");
	r = (struct ld_ruin){.numbers = 0};
	for (int i = 0; i < 100; i++)
		ld_ruin_add(&r, "5315904105800010", 16);
	cr_expect(!ld_ruin_found(&r), "one family of a hundred is one number");
	const char *const others[] = {"Jumlah", "12", "1.5", "E5", "", "531590410580000l", "5315904105800001E", "2024E+", "12,5E+3x"};
	r = (struct ld_ruin){.numbers = 0};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		ld_ruin_add(&r, others[i], strlen(others[i]));
	cr_expect_eq(r.numbers, 0);
}
