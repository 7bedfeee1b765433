/* How two values of one type compare: the one order of ranges, sets, rankings and dictionaries. */
#include <criterion/criterion.h>
#include <string.h>

#include "model/value.h"

static struct ld_value whole(int64_t i)
{
	return (struct ld_value){.kind = LD_I64, .i = i};
}

static struct ld_value number(double f)
{
	return (struct ld_value){.kind = LD_F64, .f = f};
}

static struct ld_value text(const char *s)
{
	return (struct ld_value){.kind = LD_STR, .len = (uint32_t)strlen(s), .s = s};
}

static int sign(struct ld_value a, struct ld_value b)
{
	int c = ld_value_cmp(&a, &b);
	return (c > 0) - (c < 0);
}

static bool equal(struct ld_value a, struct ld_value b)
{
	return ld_value_equal(&a, &b);
}

Test(value, each_kind_has_its_order)
{
	cr_expect_eq(sign(whole(-1), whole(1)), -1);
	cr_expect_eq(sign(whole(INT64_MAX), whole(INT64_MIN)), 1);
	cr_expect_eq(sign(number(0.5), number(-0.5)), 1);
	cr_expect_eq(sign(number(-0.0), number(0.0)), 0);
	cr_expect_eq(sign(text("Ara"), text("Arab")), -1);
	cr_expect_eq(sign(text("a"), text("Z")), 1); /* by bytes */
	cr_expect_eq(sign(text(""), text("")), 0);
}

Test(value, blanks_are_alike_and_kinds_differ)
{
	struct ld_value blank = {.kind = LD_MISSING};
	cr_expect(equal(blank, blank));
	cr_expect(!equal(blank, whole(0)));
	cr_expect(!equal(whole(1), number(1)));
	cr_expect(equal(whole(1), whole(1)));
	cr_expect(!equal(text("1"), text("2")));
}

Test(value, each_type_has_its_kind)
{
	static const enum ld_value_kind kinds[] = {[LD_ID] = LD_STR, [LD_TEXT] = LD_STR, [LD_NUMBER] = LD_F64,
		[LD_INTEGER] = LD_I64, [LD_MONEY] = LD_I64, [LD_BOOLEAN] = LD_I64, [LD_DATE] = LD_I64, [LD_CHOICE] = LD_I64};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		cr_expect_eq(ld_type_kind((enum ld_type)i), kinds[i], "%zu", i);
}
