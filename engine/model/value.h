/* One value of one field, and where something was written. */
#ifndef LD_MODEL_VALUE_H
#define LD_MODEL_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ld_type { LD_ID, LD_TEXT, LD_INTEGER, LD_NUMBER, LD_MONEY, LD_BOOLEAN, LD_DATE, LD_CHOICE };

enum ld_value_kind {
	LD_MISSING = 0, /* a blank: a zeroed struct ld_value is missing */
	LD_I64,         /* integer, money (rupiah), boolean (0, 1), date (days), choice (index of the choice) */
	LD_F64,         /* number */
	LD_STR          /* id, text: UTF-8 bytes, NUL-terminated too */
};

struct ld_value {
	enum ld_value_kind kind;
	uint32_t len; /* of s */
	union {
		int64_t i;
		double f;
		const char *s;
	};
};

/* A place in a rule file, for messages. */
struct ld_place {
	const char *file;
	int line;
};

/** The words of the rule language: "integer", "choice", … */
const char *ld_type_name(enum ld_type type);
/** Which kind of value a type has when it is known. */
enum ld_value_kind ld_type_kind(enum ld_type type);
/** Order of two known values of one type: numbers by size, text by bytes, choices by declared order, false before true. */
int ld_value_cmp(const struct ld_value *a, const struct ld_value *b);
bool ld_value_equal(const struct ld_value *a, const struct ld_value *b);

#endif
