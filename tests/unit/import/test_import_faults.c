/* The faults of spreadsheets that offices send, by the numbers of the list of known faults: each is stored as meant, put
 * aside with its reason, or refused; never guessed. Faults of a whole file and of a register (same person twice, dead,
 * moved) are tested with the store and with the rules. */
#include <stdio.h>

#include <criterion/criterion.h>

#include "sheet.h"

static struct ld_source source_;
#define REST ",S,,,,\n"

Test(import_faults, F01_a_single_nik_that_ends_in_zero_is_a_nik)
{
	cr_expect_str_eq(SHEET(HEAD "5315904105800010" REST), "2 5315904105800010 S ~ ~ ~ ~\n");
	cr_expect_str_eq(SHEET(HEAD "5315904105800000" REST), "2 NIK nik '5315904105800000'\n");
}

Test(import_faults, F02_an_exponent_is_put_aside)
{
	cr_expect_str_eq(SHEET(HEAD "5.31501E+15" REST), "2 NIK nik '5.31501E+15'\n");
	cr_expect_str_eq(SHEET(HEAD "\"5,31501E+15\"" REST), "2 NIK nik '5,31501E+15'\n");
}

Test(import_faults, F03_a_decimal_tail_is_put_aside)
{
	cr_expect_str_eq(SHEET(HEAD A ".0" REST), "2 NIK nik '" A ".0'\n");
}

Test(import_faults, F04_the_apostrophe_that_keeps_digits_is_dropped)
{
	cr_expect_str_eq(SHEET(HEAD "'" A REST), "2 " A " S ~ ~ ~ ~\n");
}

Test(import_faults, F05_blanks_around_are_dropped_and_invisible_characters_put_aside)
{
	cr_expect_str_eq(SHEET(HEAD " \xC2\xA0" A "\xC2\xA0 " REST), "2 " A " S ~ ~ ~ ~\n");
	cr_expect_str_eq(SHEET(HEAD A "\xE2\x80\x8B" REST), "2 TEXT nik '" A "?'\n");
	cr_expect_str_eq(SHEET(HEAD "\xE2\x80\xAD" A REST), "2 TEXT nik '?" A "'\n");
	cr_expect_str_eq(SHEET(HEAD A "\x01" REST), "2 TEXT nik '" A "?'\n");
	cr_expect_str_eq(SHEET(HEAD A ",\xE2\x80\xAE" "abc,,,,\n"), "2 TEXT nama '?abc'\n");
}

Test(import_faults, F06_separators_inside_a_nik_are_put_aside)
{
	cr_expect_str_eq(SHEET(HEAD "531590.410580.0001" REST), "2 NIK nik '531590.410580.0001'\n");
	cr_expect_str_eq(SHEET(HEAD "531590 410580 0001" REST), "2 NIK nik '531590 410580 0001'\n");
	cr_expect_str_eq(SHEET(HEAD "531590-410580-0001" REST), "2 NIK nik '531590-410580-0001'\n");
}

Test(import_faults, F07_wrong_digits)
{
	cr_expect_str_eq(SHEET(HEAD "531590410580001" REST "53159041058000011" REST "53159041O5800001" REST "531590410580000l" REST),
		"2 NIK nik '531590410580001'\n3 NIK nik '53159041058000011'\n4 NIK nik '53159041O5800001'\n"
		"5 NIK nik '531590410580000l'\n");
}

Test(import_faults, F08_a_number_of_another_kind_is_put_aside_where_it_shows)
{
	cr_expect_str_eq(SHEET(HEAD "20051234567" REST), "2 NIK nik '20051234567'\n");
	cr_expect_str_eq(SHEET("nik,nama,tanggal_lahir,jenis_kelamin,pekerjaan,desil,no_kk\n" A ",S,,,,," A "\n"),
		"2 KK no_kk '" A "'\n");
}

Test(import_faults, F09_fillers_are_no_keys)
{
	cr_expect_str_eq(SHEET(HEAD "0" REST "-" REST REST "0000000000000000" REST "9999999999999999" REST "0531590200100001" REST),
		"2 NIK nik '0'\n3 KEY nik '-'\n4 KEY nik ''\n5 NIK nik '0000000000000000'\n6 NIK nik '9999999999999999'\n"
		"7 NIK nik '0531590200100001'\n");
}

Test(import_faults, F18_dates)
{
	cr_expect_str_eq(SHEET(HEAD A ",S,20/05/1970,,,\n" A ",S,20 Mei 1970,,,\n" A ",S,1970-05-20 0:00:00,,,\n"
			       A ",S,20/05/1970 0:00:00,,,\n" A ",S,1900-01-01,,,\n" A ",S,00-00-0000,,,\n"),
		"2 " A " S 1970-05-20 ~ ~ ~\n3 " A " S 1970-05-20 ~ ~ ~\n4 " A " S 1970-05-20 ~ ~ ~\n5 " A
		" S 1970-05-20 ~ ~ ~\n6 " A " S ~ ~ ~ ~\n7 " A " S ~ ~ ~ ~\n");
	cr_expect_str_eq(SHEET(HEAD A ",S,05/20/1970,,,\n" A ",S,25708,,,\n" A ",S,31/02/1970,,,\n" A ",S,20-05-1970,,,\n"),
		"2 DATE tanggal_lahir '05/20/1970'\n3 DATE tanggal_lahir '25708'\n4 DATE tanggal_lahir '31/02/1970'\n"
		"5 DATE tanggal_lahir '20-05-1970'\n");
}

Test(import_faults, F19_two_digit_years)
{
	cr_expect_str_eq(SHEET(HEAD A ",S,20/5/70,,,\n"), "2 DATE tanggal_lahir '20/5/70'\n");
}

Test(import_faults, F20_cells_of_failed_formulas)
{
	cr_expect_str_eq(SHEET(HEAD "#N/A" REST A ",S,,,,#REF!\n"), "2 KEY nik '#N/A'\n3 INTEGER desil '#REF!'\n");
}

Test(import_faults, F21_names_and_encodings)
{
	cr_expect_str_eq(SHEET(HEAD A ",Ma'ruf O\xE2\x80\x99Neal,,,,\n" A ",Ma\x92ruf,,,,\n" A ",H.  MUH. S,,,,\n"),
		"2 " A " Ma'ruf O\xE2\x80\x99Neal ~ ~ ~ ~\n3 ENCODING nama ''\n4 " A " H.  MUH. S ~ ~ ~ ~\n");
	struct ld_source s = sheet_source();
	s.encoding = LD_WINDOWS1252;
	cr_expect_str_eq(sheet_read(&s, HEAD A ",Ma\x92ruf,,,,\n"), "2 " A " Ma\xE2\x80\x99ruf ~ ~ ~ ~\n");
	cr_expect_str_eq(SHEET("\xEF\xBB\xBF" HEAD A REST), "2 " A " S ~ ~ ~ ~\n");
	cr_expect_str_eq(SHEET("\xFF\xFEn"),
		"ENCODING 'lembar.csv' is UTF-16 text; save it as 'CSV UTF-8 (comma delimited)'");
}

Test(import_faults, F23_village_codes_with_and_without_points)
{
	cr_expect_str_eq(SHEET("nik,nama,tanggal_lahir,jenis_kelamin,pekerjaan,desil,kode_desa\n" A ",S,,,,,53.15.90.2001\n" A ",S,,,,,5315902001\n"),
		"2 " A " S ~ ~ ~ ~ 5315902001\n3 " A " S ~ ~ ~ ~ 5315902001\n");
}

Test(import_faults, F24_separators_quotes_and_ragged_rows)
{
	cr_expect_str_eq(SHEET("nik;nama;tanggal_lahir;jenis_kelamin;pekerjaan;desil;penghasilan\n" A ";S, Ds;;;;;1.500.000,00\n"),
		"2 " A " S, Ds ~ ~ ~ 1500000 ~\n");
	cr_expect_str_eq(SHEET("nik|nama|tanggal_lahir|jenis_kelamin|pekerjaan|desil\r\n" A "|S||||\r\n\r\n" B "|T||||"),
		"2 " A " S ~ ~ ~ ~\n4 " B " T ~ ~ ~ ~\n");
	cr_expect_str_eq(SHEET(HEAD A ",\"S,,,,\n" B ",T,,,,\n"), "2 QUOTE  ''\n3 " B " T ~ ~ ~ ~\n");
	cr_expect_str_eq(SHEET(HEAD A ",\"S,,,,\n" B ",\"T,,,,\n" B ",U,,,,\n"), "2 QUOTE  ''\n3 QUOTE  ''\n4 " B " U ~ ~ ~ ~\n");
	cr_expect_str_eq(SHEET(HEAD A ",S, Jl. A,,,,\n" A ",S,,,\n" ",,,,,\n\n" B REST),
		"2 COLUMNS nik '" A "'\n3 COLUMNS nik '" A "'\n6 " B " S ~ ~ ~ ~\n");
	cr_expect_str_eq(SHEET(HEAD A ",\"Siti\nAminah\",,,,\n" B REST), "2 " A " Siti Aminah ~ ~ ~ ~\n4 " B " S ~ ~ ~ ~\n");
}

Test(import_faults, F25_titles_above_and_headers_again)
{
	cr_expect_str_eq(SHEET("DAFTAR PENERIMA IURAN,,,,,\nTahun 2024,,,,,\n,,,,,\n" HEAD A REST HEAD B REST),
		"5 " A " S ~ ~ ~ ~\n6 REPEATED nik 'nik'\n7 " B " S ~ ~ ~ ~\n");
	cr_expect_str_eq(SHEET("Identitas,,,,,Data\n" HEAD "(1),(2),(3),(4),(5),(6)\n" A REST), "3 NIK nik '(1)'\n4 " A " S ~ ~ ~ ~\n");
}

Test(import_faults, F26_codes_beside_labels)
{
	cr_expect_str_eq(SHEET(HEAD A ",S,,L,,\n" A ",S,,Laki-laki,,\n" A ",S,,LK,,\n" A ",S,,m,,\n"),
		"2 " A " S ~ L ~ ~\n3 " A " S ~ L ~ ~\n4 CODE jenis_kelamin 'LK'\n5 CODE jenis_kelamin 'm'\n");
	static const char head[] = "nik,nama,tanggal_lahir,jenis_kelamin,pekerjaan,desil,aktif\n";
	char text[400];
	snprintf(text, sizeof text, "%s%s", head, A ",S,,,,,YA\n" A ",S,,,,,Ya\n" A ",S,,,,,1\n" A ",S,,,,,TRUE\n" A ",S,,,,,Y\n"
		A ",S,,,,,\xE2\x88\x9A\n");
	cr_expect_str_eq(SHEET(text), "2 " A " S ~ ~ ~ ~ ya\n3 " A " S ~ ~ ~ ~ ya\n4 " A " S ~ ~ ~ ~ ya\n5 " A
		" S ~ ~ ~ ~ ya\n6 BOOLEAN aktif 'Y'\n7 BOOLEAN aktif '\xE2\x88\x9A'\n");
}

Test(import_faults, F27_amounts)
{
	static const char head[] = "nik;nama;tanggal_lahir;jenis_kelamin;pekerjaan;desil;penghasilan\n";
	char text[600];
	snprintf(text, sizeof text, "%s%s", head, A ";S;;;;;16.800\n" A ";S;;;;;Rp 16.800,-\n" A ";S;;;;;16800\n"
		A ";S;;;;;16,800\n" A ";S;;;;;Rp1,5jt\n");
	cr_expect_str_eq(SHEET(text), "2 " A " S ~ ~ ~ 16800 ~\n3 " A " S ~ ~ ~ 16800 ~\n4 " A
		" S ~ ~ ~ 16800 ~\n5 MONEY penghasilan '16,800'\n6 MONEY penghasilan 'Rp1,5jt'\n");
}

Test(import_faults, F28_free_text_occupations)
{
	cr_expect_str_eq(SHEET(HEAD A ",S,,,petani/nelayan,\n" A ",S,,,wirasuwasta,\n" A ",S,,,-,\n"),
		"2 CHOICE pekerjaan 'petani/nelayan'\n3 CHOICE pekerjaan 'wirasuwasta'\n4 " A " S ~ ~ ~ ~\n");
}

Test(import_faults, F30_deciles)
{
	cr_expect_str_eq(SHEET(HEAD A ",S,,,,\n" A ",S,,,,0\n" A ",S,,,,1 (satu)\n" A ",S,,,,4+\n" A ",S,,,,11\n"),
		"2 " A " S ~ ~ ~ ~\n3 " A " S ~ ~ ~ ~\n4 INTEGER desil '1 (satu)'\n5 INTEGER desil '4+'\n6 RANGE desil '11'\n");
}

Test(import_faults, F32_notes_and_sub_totals_are_no_people)
{
	cr_expect_str_eq(SHEET(HEAD A REST "Jumlah,1,,,,\n###,,,,,\nCatatan: 2 orang,,,,,\nCatatan:\n\"Mengetahui, Kepala Desa\",,,,,\n,Jumlah,,,,5\n,,,,,\n"),
		"2 " A " S ~ ~ ~ ~\n3 KEY nik 'Jumlah'\n4 KEY nik '###'\n5 KEY nik 'Catatan: 2 orang'\n6 KEY nik 'Catatan:'\n"
		"7 KEY nik 'Mengetahui, Kepala Desa'\n8 KEY nik ''\n");
}

Test(import_faults, F34_what_is_no_csv)
{
	cr_expect(strncmp(SHEET("PK\x03\x04"), "CSV 'lembar.csv' is an Excel workbook", 37) == 0);
	cr_expect(strncmp(SHEET("\xD0\xCF\x11\xE0"), "CSV 'lembar.csv' is an old or password", 38) == 0);
	cr_expect(strncmp(SHEET("<html><table>"), "CSV 'lembar.csv' is a web page", 30) == 0);
	cr_expect_str_eq(SHEET(HEAD A REST B ",\"T,,"), "2 " A " S ~ ~ ~ ~\n3 QUOTE  ''\n");
}

Test(import_faults, F35_formulas_are_text_here_and_disarmed_when_written)
{
	cr_expect_str_eq(SHEET(HEAD A ",=1+1,,,,\n"), "2 " A " =1+1 ~ ~ ~ ~\n");
	struct ld_buf b = ld_buf_init(100);
	ld_csv_put(&b, "=1+1", 4);
	cr_expect_str_eq(ld_buf_text(&b), "'=1+1");
	ld_buf_fini(&b);
}
