/* Every cap of the product with its reason, in one place. Sizes in bytes unless the name says otherwise. */
#ifndef LD_BASE_LIMITS_H
#define LD_BASE_LIMITS_H

#include "base/buf.h"
#include "base/error.h"

#include <stdint.h>

#define LD_MAX_NAME 63             /* ids and field names: they appear in columns, paths and messages */
#define LD_MAX_FIELDS 512          /* the widest source has 60 columns; an index fits 16 bits */
#define LD_MAX_RULES 1000          /* the longest published list of criteria has 40 */
#define LD_MAX_QUOTAS 500
#define LD_MAX_FUNDERS 200         /* declared funders; purses are counted apart */
#define LD_MAX_PURSES 100000       /* a purse a village of the whole country */
#define LD_MAX_DEPTH 32            /* nesting of conditions */
#define LD_MAX_SET 10000           /* members of one_of, groups of a table */
#define LD_MAX_RATES 2000          /* rows of a dated table: each is compared with every other */
#define LD_MAX_POINTS 1000000000   /* points of one score, either sign: a thousand of them fit 64 bits by far */
#define LD_MAX_MONEY 1000000000000000000LL /* 10^18 rupiah: sums stay below 2^63 when checked */
#define LD_MAX_MONTHS 120
#define LD_MAX_RULE_SOURCE (256 * 1024) /* a rule file; the compiler takes seconds for larger hostile ones */
#define LD_MAX_SENT_SOURCE (16 << 20) /* … whatever the limit of a run says: what the engine reads into memory */
#define LD_MAX_LUA_MEMORY (64u << 20)
#define LD_MAX_INSTRUCTIONS 1000000 /* VM instructions one call of a rule may take */
#define LD_MAX_STOPPED 100         /* calls of one function stopped by it; the rest is not tried: a loop without end would take hours */
#define LD_MAX_LOAD_INSTRUCTIONS 50000000 /* … and loading all files of a programme */
#define LD_MAX_DEADLINE 1000       /* milliseconds: a thousand times what the longest call by count of the tests takes */
#define LD_MAX_RESULT_TEXT 1024    /* text a rule may hand back */
#define LD_MAX_CELL (64 * 1024)    /* one CSV cell; an unclosed quote is found by this */
#define LD_MAX_CELL_LINES 8        /* line breaks inside one quoted cell: more is a quote that swallows rows */
#define LD_MAX_COLUMNS 1024
#define LD_MAX_ROW (1024 * 1024)   /* all bytes of one CSV row: 1024 cells of a kilobyte; the reader keeps one row */
#define LD_MAX_FILE (8LL << 30)
#define LD_MAX_REWRITTEN (512u << 20) /* a spreadsheet of cases that is written anew, and each cell with its place */
#define LD_MAX_WORKERS 100000000   /* row numbers are 32 bits */
#define LD_MAX_FINDINGS 200
#define LD_MAX_BUNDLE (32 << 20)   /* a hundred times the five published offices together */
#define LD_MAX_BUNDLE_FILES 2000
#define LD_MAX_KEY_FILE (256 * 1024) /* a line of public key a village of a province */

/*
 * The limits of rules that a run may change: X(member, "name", default, least, most, "what it limits"). The caps above
 * hold whatever is asked for. Only instructions and text decide about a worker; memory and the deadline stop a rule.
 */
#define LD_LIMITS(X)                                                                                                  \
	X(source, "source-bytes", LD_MAX_RULE_SOURCE, 1024, LD_MAX_SENT_SOURCE, "bytes of one rule file")                       \
	X(memory, "memory-bytes", LD_MAX_LUA_MEMORY, 1 << 20, 1 << 30, "bytes that rules may hold")                   \
	X(instructions, "instructions", LD_MAX_INSTRUCTIONS, 1000, 1000000000, "instructions of one call of a rule")  \
	X(loading, "load-instructions", LD_MAX_LOAD_INSTRUCTIONS, 10000, 10000000000, "instructions while files are read") \
	X(deadline, "deadline-ms", LD_MAX_DEADLINE, 10, 600000, "milliseconds of work without a sign of life")        \
	X(text, "text-bytes", LD_MAX_RESULT_TEXT, 16, 16384, "bytes of a text that a rule hands back")                \
	X(nesting, "nesting", LD_MAX_DEPTH, 1, 2 * LD_MAX_DEPTH, "conditions inside one another")                     \
	X(rules, "rules", LD_MAX_RULES, 1, LD_MAX_RULES, "rules, scores and keys of order, each")                     \
	X(fields, "fields", LD_MAX_FIELDS, 1, LD_MAX_FIELDS, "fields of a worker")                                    \
	X(quotas, "quotas", LD_MAX_QUOTAS, 1, LD_MAX_QUOTAS, "quotas")

struct ld_limits {
#define LD_LIMIT(member, name, value, least, most, what) int64_t member;
	LD_LIMITS(LD_LIMIT)
#undef LD_LIMIT
};

extern const struct ld_limits ld_limits_default;
/** "instructions=500000". Errors: USAGE with the nearest name, or the range. */
int ld_limits_set(struct ld_limits *l, const char *text, struct lindung_error *err);
/** Those that differ from the default: "instructions=500000;nesting=8"; nothing when none does. */
void ld_limits_print(const struct ld_limits *l, struct ld_buf *out);
/** What ld_limits_print wrote. */
int ld_limits_parse(struct ld_limits *l, const char *text, struct lindung_error *err);

#endif
