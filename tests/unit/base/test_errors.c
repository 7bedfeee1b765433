/* The table of codes: numbers and names stand once, and docs/errors.md has exactly a section for each with its exit code. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

static const struct {
	int number, exit;
	const char *code;
} rows[] = {
#define LD_ERROR(name, number, code, exit, meaning) {number, exit, code},
#include <lindung/errors.def>
#undef LD_ERROR
};
enum { ROWS = sizeof rows / sizeof *rows };

Test(errors, numbers_and_codes_stand_once)
{
	for (int i = 0; i < ROWS; i++) {
		for (int k = 0; k < i; k++) {
			cr_expect_neq(rows[i].number, rows[k].number, "%s, %s", rows[i].code, rows[k].code);
			cr_expect_str_neq(rows[i].code, rows[k].code);
		}
		cr_expect_eq(lindung_code_exit(-rows[i].number), rows[i].exit);
		cr_expect_str_eq(lindung_code_name(-rows[i].number), rows[i].code);
	}
	cr_expect_str_eq(lindung_code_name(12345), "UNKNOWN");
}

Test(errors, the_book_has_a_section_for_each_code)
{
	FILE *book = fopen(LINDUNG_SOURCE "/docs/errors.md", "r");
	char *text = NULL;
	size_t size = 0;
	cr_assert(book && getdelim(&text, &size, '\0', book) > 0);
	fclose(book);
	int sections = 0;
	for (const char *p = strstr(text, "\n### "); p; p = strstr(p + 1, "\n### "))
		sections++;
	cr_expect_eq(sections, ROWS);
	for (int i = 0; i < ROWS; i++) {
		char head[80], code[40];
		snprintf(head, sizeof head, "\n### %s\n", rows[i].code);
		snprintf(code, sizeof code, "(exit %d", rows[i].exit);
		const char *section = strstr(text, head);
		cr_assert_not_null(section, "no section for %s", rows[i].code);
		const char *exit = strstr(section, "(exit "), *next = strstr(section + 1, "\n### ");
		cr_expect(exit && (!next || exit < next) && strncmp(exit, code, strlen(code)) == 0, "%s", rows[i].code);
	}
	free(text);
}

Test(errors, a_message_has_its_place_and_code)
{
	struct lindung_error err;
	char said[1024];
	int rc = ld_fail(&err, LINDUNG_E_MONEY, "cannot read '%s' as rupiah", "Rp1,5jt");
	cr_expect_eq(rc, LINDUNG_E_MONEY);
	ld_error_column(&err, "penghasilan");
	ld_error_at(&err, "padan.csv", 1042);
	ld_error_at(&err, "other.csv", 7);
	lindung_error_format(&err, said, sizeof said);
	cr_expect_str_eq(said, "cannot read 'Rp1,5jt' as rupiah: padan.csv line 1042, column 'penghasilan' [MONEY]");
	ld_fail(&err, LINDUNG_E_NAME, "unknown field 'dseil'");
	ld_error_suggest(&err, "desil");
	ld_error_rule(&err, "kategori-miskin");
	ld_error_at(&err, "mabar/2024.lua", 31);
	lindung_error_format(&err, said, sizeof said);
	cr_expect_str_eq(
		said, "'kategori-miskin': unknown field 'dseil'; did you mean 'desil'?: mabar/2024.lua line 31 [NAME]");
}
