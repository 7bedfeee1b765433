/* Every cap of the product with its reason, in one place. Sizes in bytes unless the name says otherwise. */
#ifndef LD_BASE_LIMITS_H
#define LD_BASE_LIMITS_H

#define LD_MAX_NAME 63             /* ids and field names: they appear in columns, paths and messages */
#define LD_MAX_FIELDS 512          /* the widest source has 60 columns; an index fits 16 bits */
#define LD_MAX_RULES 1000          /* the longest published list of criteria has 40 */
#define LD_MAX_QUOTAS 500
#define LD_MAX_FUNDERS 200         /* declared funders; purses are counted apart */
#define LD_MAX_PURSES 100000       /* a purse a village of the whole country */
#define LD_MAX_DEPTH 32            /* nesting of conditions */
#define LD_MAX_SET 10000           /* members of one_of, groups of a table */
#define LD_MAX_POINTS 1000000000   /* points of one score, either sign: a thousand of them fit 64 bits by far */
#define LD_MAX_MONEY 1000000000000000000LL /* 10^18 rupiah: sums stay below 2^63 when checked */
#define LD_MAX_MONTHS 120
#define LD_MAX_RULE_SOURCE (256 * 1024) /* a rule file; the compiler takes seconds for larger hostile ones */
#define LD_MAX_LUA_MEMORY (64u << 20)
#define LD_MAX_INSTRUCTIONS 1000000 /* VM instructions one call of a rule may take */
#define LD_MAX_STOPPED 100         /* calls of one function stopped by it; the rest is not tried: a loop without end would take hours */
#define LD_MAX_LOAD_INSTRUCTIONS 50000000 /* … and loading all files of a programme */
#define LD_MAX_RESULT_TEXT 1024    /* text a rule may hand back */
#define LD_MAX_CELL (64 * 1024)    /* one CSV cell; an unclosed quote is found by this */
#define LD_MAX_CELL_LINES 8        /* line breaks inside one quoted cell: more is a quote that swallows rows */
#define LD_MAX_COLUMNS 1024
#define LD_MAX_ROW (1024 * 1024)   /* all bytes of one CSV row: 1024 cells of a kilobyte; the reader keeps one row */
#define LD_MAX_FILE (8LL << 30)
#define LD_MAX_WORKERS 100000000   /* row numbers are 32 bits */
#define LD_MAX_FINDINGS 200

#endif
