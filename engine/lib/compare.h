/* What the files of `compare` share: the two sides as they were opened, and what came of them. */
#ifndef LD_LIB_COMPARE_H
#define LD_LIB_COMPARE_H

#include "lib/lib.h"
#include "study/compare.h"
#include "study/memo.h"

struct ld_side {
	const char *name;   /* as it was given */
	struct ld_work w;   /* its rules, delivery and seen runs; no frame */
	struct ld_where where;
	struct ld_run_row run; /* number 0: rules */
	struct ld_regency regency;
	uint8_t data[LD_SHA256];
};

struct ld_compared {
	struct ld_arena arena;
	struct ld_side sides[2];
	struct ld_pair pair;
	struct ld_memo memo;
	struct ld_compare_in in;
	struct ld_comparison *c;
	uint32_t *rows[2]; /* owned; what in.rows points at */
};

/** Fields by which the changes are counted where they exist. */
extern const char *const ld_compare_fields[];
/** The answer; people: with a line for every person whose decision changes. NULL when memory ran out. */
json_t *ld_compare_document(const struct ld_compared *k, bool people);
/** The nik of a person of both sides. */
const char *ld_compare_nik(const struct ld_compared *k, size_t person);

#endif
