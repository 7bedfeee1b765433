/* Names, ids, NIK and UTF-8: what is accepted, what is not, and the nearest right name. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/nik.h"
#include "base/text.h"
#include "base/utf8.h"

Test(text, the_nearest_name_is_one_that_could_be_meant)
{
	const char *const names[] = {"jenis_kelamin", "desil", "umur"};
	cr_expect_str_eq(ld_nearest("jenis_kelmin", names, 3), "jenis_kelamin");
	cr_expect_str_eq(ld_nearest("dseil", names, 3), "desil");
	cr_expect_str_eq(ld_nearest("umr", names, 3), "umur");
	cr_expect_null(ld_nearest("pendapatan", names, 3));
}

Test(text, field_names)
{
	cr_expect(ld_field_name_valid("desil") && ld_field_name_valid("a1_b"));
	cr_expect(!ld_field_name_valid("Desil") && !ld_field_name_valid("1a") && !ld_field_name_valid("end"));
	cr_expect(!ld_field_name_valid("") && !ld_field_name_valid("a-b") && !ld_field_name_valid("a\xC3\xA9"));
}

Test(text, a_nik_says_what_is_wrong_with_it)
{
	cr_expect_null(ld_nik_fault("5315904105800001", 16));
	cr_expect_str_eq(ld_nik_fault("531590410580001", 15), "fewer than 16 digits");
	cr_expect_str_eq(ld_nik_fault("53159041058000011", 17), "more than 16 digits");
	cr_expect_str_eq(ld_nik_fault("531590410580000l", 16), "not digits alone");
	cr_expect_str_eq(ld_nik_fault("531590410580000/", 16), "not digits alone");
	cr_expect_str_eq(ld_nik_fault("5315900005800001", 16), "its day of the month does not exist");
	cr_expect_str_eq(ld_nik_fault("5315904000800001", 16), "its day of the month does not exist");
	cr_expect_str_eq(ld_nik_fault("5315904100800001", 16), "its month does not exist");
	cr_expect_not_null(ld_nik_fault("5315907205800001", 16));
	cr_expect_not_null(ld_nik_fault("5315903213800001", 16));
	cr_expect_not_null(ld_nik_fault("5315904113800001", 16));
	cr_expect_not_null(ld_nik_fault("5315904105800000", 16));
	cr_expect_not_null(ld_nik_fault("0531590101200001", 16));
	cr_expect_not_null(ld_kk_fault("5315904105800001", 16));
	char mask[LD_NIK + 1];
	cr_expect_str_eq(ld_nik_mask("5315904105800001", mask), "5315************");
}

Test(text, utf8_is_checked_by_the_book)
{
	cr_expect(ld_utf8_valid("Ma\xE2\x80\x99ruf", 8));
	cr_expect(!ld_utf8_valid("\xC0\xAF", 2) && !ld_utf8_valid("\xED\xA0\x80", 3) && !ld_utf8_valid("\xF4\x90\x80\x80", 4));
	cr_expect(!ld_utf8_visible("a\xE2\x80\xAE" "b", 5) && !ld_utf8_visible("a\x1b[2J", 5));
	cr_expect_eq(ld_utf8_width("Andr\xC3\xA9", 6), 5);
}

Test(text, plain_is_printable_ascii_at_any_place)
{
	char s[24];
	for (size_t n = 0; n <= sizeof s; n++) {
		memset(s, '~', sizeof s);
		memset(s, ' ', n / 2);
		cr_assert(ld_utf8_plain(s, n));
		for (size_t i = 0; i < n; i++)
			for (int c = 0; c < 256; c++) {
				char was = s[i];
				s[i] = (char)c;
				cr_assert_eq(ld_utf8_plain(s, n), c >= 0x20 && c < 0x7F, "%d at %zu of %zu", c, i, n);
				s[i] = was;
			}
	}
}

Test(text, a_map_numbers_keys_in_order_of_first_sight)
{
	struct ld_map m = {0};
	char key[16];
	for (uint32_t i = 0; i < 5000; i++)
		cr_assert_eq(ld_map_add(&m, key, (size_t)snprintf(key, sizeof key, "k%u", i)), i);
	for (uint32_t i = 0; i < 5000; i++)
		cr_assert_eq(ld_map_find(&m, key, (size_t)snprintf(key, sizeof key, "k%u", i)), i);
	cr_expect_eq(ld_map_find(&m, "k", 1), LD_MAP_NONE);
	cr_expect_eq(m.len, 5000);
	ld_map_fini(&m);
}

Test(nik, sixteen_digits_are_a_number_and_back)
{
	static const char *const none[] = {"531590410580000", "53159041058000011", "531590410580000/", "531590410580000:"};
	char digits[LD_NIK + 1] = "";
	uint64_t number = 0;
	cr_assert(ld_nik_number("0315904105800001", LD_NIK, &number));
	cr_expect_eq(number, 315904105800001);
	ld_nik_digits(number, digits);
	cr_expect_str_eq(digits, "0315904105800001");
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		cr_expect(!ld_nik_number(none[i], strlen(none[i]), &number));
	for (int i = 0; i < LD_NIK * 256; i++) {
		memcpy(digits, "0315904105800001", LD_NIK);
		digits[i / 256] = (char)(i % 256);
		cr_expect_eq(ld_nik_number(digits, LD_NIK, &(uint64_t){0}), i % 256 >= '0' && i % 256 <= '9', "%d", i);
	}
	cr_expect_eq(number, 315904105800001);
}
