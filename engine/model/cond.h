/* A condition as data: what an office wrote in `when`, `only` and `members`. */
#ifndef LD_MODEL_COND_H
#define LD_MODEL_COND_H

#include "model/field.h"

enum ld_cond_kind {
	LD_COND_ALL,         /* every kid */
	LD_COND_ANY,         /* some kid */
	LD_COND_NOT,         /* not the one kid */
	LD_COND_AT_LEAST_OF, /* at least n kids */
	LD_COND_EQUAL,       /* field = set[0] */
	LD_COND_ONE_OF,      /* field in set */
	LD_COND_NONE_OF,     /* field not in set */
	LD_COND_RANGE,       /* lo ≤ field ≤ hi, each end optional, each open or closed */
	LD_COND_STARTS_WITH, /* text begins with set[0] */
	LD_COND_CONTAINS,    /* text contains set[0] */
	LD_COND_KNOWN,       /* field is not blank; never unknown */
	LD_COND_MISSING,     /* field is blank; never unknown */
	LD_COND_FUNC         /* the function's answer; unknown where it cannot be called or failed */
};

struct ld_cond {
	enum ld_cond_kind kind;
	struct ld_place place;
	int field; /* of the leaves that test one field; else -1 */
	int func;  /* FUNC: index in ld_programme.funcs; else -1 */
	int n;     /* AT_LEAST_OF */
	bool has_lo, has_hi, lo_open, hi_open;
	struct ld_value lo, hi;
	struct ld_value *set; /* [nset], sorted by ld_value_cmp, no two equal */
	size_t nset;
	struct ld_cond **kids; /* [nkids]: keyed entries in byte order of field names, then positional ones */
	size_t nkids;
};

/* Kleene's three answers, chosen so that and = min, or = max, not = 2 − x. */
enum ld_truth { LD_FALSE = 0, LD_UNKNOWN = 1, LD_TRUE = 2 };

/** The condition in the rule language's own words, one line: `umur = between(18, 64)`. */
void ld_cond_print(const struct ld_cond *cond, const struct ld_fields *fields, struct ld_buf *out);
/** Mark the fields a condition reads, functions' reads included, derived fields' sources not. funcs may be NULL when the
 *  condition has no function. */
struct ld_func;
void ld_cond_reads(const struct ld_cond *cond, const struct ld_func *funcs, bool *marks);

#endif
