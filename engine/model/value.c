/* What a value is and how two of one type compare: the one order that ranges, sets, rankings and
 * dictionaries share. */
#include "model/value.h"

#include "base/error.h"
#include "base/text.h"

const char *ld_type_name(enum ld_type type)
{
	static const char *const names[] = {[LD_ID] = "id",
		[LD_TEXT] = "text",
		[LD_INTEGER] = "integer",
		[LD_NUMBER] = "number",
		[LD_MONEY] = "money",
		[LD_BOOLEAN] = "boolean",
		[LD_DATE] = "date",
		[LD_CHOICE] = "choice"};
	return names[type];
}

enum ld_value_kind ld_type_kind(enum ld_type type)
{
	switch (type) {
	case LD_ID:
	case LD_TEXT:
		return LD_STR;
	case LD_NUMBER:
		return LD_F64;
	default:
		return LD_I64;
	}
}

int ld_value_cmp(const struct ld_value *a, const struct ld_value *b)
{
	ld_assert(a->kind == b->kind && a->kind != LD_MISSING);
	switch (a->kind) {
	case LD_STR:
		return ld_bytes_cmp(a->s, a->len, b->s, b->len);
	case LD_F64:
		return (a->f > b->f) - (a->f < b->f);
	default:
		return (a->i > b->i) - (a->i < b->i);
	}
}

bool ld_value_equal(const struct ld_value *a, const struct ld_value *b)
{
	return a->kind == b->kind && (a->kind == LD_MISSING || ld_value_cmp(a, b) == 0);
}
