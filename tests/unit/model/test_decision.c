/* The bytes of `export --as decisions`: other programs and the receipt rest on them. */
#include "ld_test.h"

#include <string.h>

#include "model/decision.h"

static const struct ld_decision blank = {
	.nik = "5315904105800001", .funder = "", .rules = "", .missing = "", .constraint = ""};

static bool writes(const struct ld_decision *d, const char *want)
{
	struct ld_buf b = ld_buf_init(4096);
	ld_decision_row(d, &b);
	bool same = strcmp(ld_buf_text(&b), want) == 0;
	if (!same)
		cr_log_error("%s", ld_buf_text(&b));
	ld_buf_fini(&b);
	return same;
}

Test(decision, header_names_every_column)
{
	struct ld_buf b = ld_buf_init(4096);
	ld_decision_header(&b);
	cr_expect_str_eq(ld_buf_text(&b), "nik,status,rank,position,score,score_low,score_high,"
					  "funder,months,cost,rules,missing,constraint\n");
	ld_buf_fini(&b);
}

Test(decision, a_selected_worker)
{
	struct ld_decision d = blank;
	d.status = LD_SELECTED, d.rank = 12, d.position = 10, d.has_score = true;
	d.score = d.score_low = 45, d.score_high = 60;
	d.funder = "APBD", d.months = 12, d.cost = 201600;
	cr_expect(writes(&d, "5315904105800001,selected,12,10,45,45,60,APBD,12,201600,,,\n"));
}

Test(decision, blanks_stay_blank_and_zero_is_a_number)
{
	struct ld_decision d = blank;
	d.status = LD_REFUSED, d.rules = "usia-kerja;kategori-miskin";
	cr_expect(writes(&d, "5315904105800001,refused,,,,,,,,,usia-kerja;kategori-miskin,,\n"));
	d = blank;
	d.status = LD_UNDECIDED, d.has_score = true, d.score = d.score_low = -5;
	d.rules = "kategori-miskin", d.missing = "desil";
	cr_expect(writes(&d, "5315904105800001,undecided,,,-5,-5,0,,,,kategori-miskin,desil,\n"));
	d = blank;
	d.status = LD_SELECTED, d.rank = d.position = 1, d.funder = "CSR", d.months = 3;
	cr_expect(writes(&d, "5315904105800001,selected,1,1,,,,CSR,3,0,,,\n"));
}

Test(decision, group_names_cannot_break_a_row_or_run_as_a_formula)
{
	struct ld_decision d = blank;
	d.status = LD_RESERVE, d.rank = 3;
	d.constraint = "cap desa=Wae \"Ri'i\", Timur";
	cr_expect(writes(
		&d, "5315904105800001,reserve,3,,,,,,,,,,\"cap desa=Wae \"\"Ri'i\"\", Timur\"\n"));
	d.constraint = "=1+1";
	cr_expect(writes(&d, "5315904105800001,reserve,3,,,,,,,,,,\"'=1+1\"\n"));
}

Test(decision, the_largest_numbers_fit)
{
	struct ld_decision d = blank;
	d.status = LD_SELECTED, d.rank = d.position = INT64_MAX, d.has_score = true;
	d.score = d.score_low = d.score_high = INT64_MIN, d.months = INT32_MAX, d.cost = INT64_MAX;
	cr_expect(writes(&d,
		"5315904105800001,selected,9223372036854775807,9223372036854775807,-"
		"9223372036854775808,"
		"-9223372036854775808,-9223372036854775808,,2147483647,9223372036854775807,,,\n"));
}

Test(decision, status_names)
{
	cr_expect_str_eq(ld_status_name(LD_SELECTED), "selected");
	cr_expect_str_eq(ld_status_name(LD_RESERVE), "reserve");
	cr_expect_str_eq(ld_status_name(LD_REFUSED), "refused");
	cr_expect_str_eq(ld_status_name(LD_UNDECIDED), "undecided");
}
