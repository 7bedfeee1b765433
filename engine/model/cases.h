/* Test cases beside the rules, as data. */
#ifndef LD_MODEL_CASES_H
#define LD_MODEL_CASES_H

#include "model/programme.h"

enum ld_expect { LD_EXPECT_ELIGIBLE, LD_EXPECT_REFUSED, LD_EXPECT_UNDECIDED };

struct ld_case_value {
	int field;
	struct ld_value value; /* missing: the field is unknown in this case */
};

struct ld_case {
	const char *name;
	struct ld_place place; /* of the case, or the line of the spreadsheet */
	struct ld_case_value *values; /* [nvalues] sorted by field; a field not named is missing, derived ones are derived */
	size_t nvalues;
	enum ld_expect expect;
	bool has_score;
	int64_t score;
	const char *const *names; /* [nnames] refused: rule ids; undecided: field names; as the author wrote them */
	size_t nnames;
};

struct ld_cases {
	struct ld_arena arena;
	struct ld_programme *programme; /* what they test; owned */
	struct ld_case *items;
	size_t len;
};

void ld_cases_free(struct ld_cases *c);

#endif
