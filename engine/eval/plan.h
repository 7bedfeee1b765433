/* Inside eval: conditions made ready for columns, the answers of functions, and the walk over one
 * worker's tree. */
#ifndef LD_EVAL_PLAN_H
#define LD_EVAL_PLAN_H

#include "eval/eval.h"

enum { LD_FAILED = 3 }; /* beside enum ld_truth: the function failed, or what it reads did */
#define LD_NO_GROUP UINT32_MAX

/* ---- rows with equal cells (group.c) ---- */
struct ld_groups {
	uint32_t *of; /* [nrows] group of each row, numbered by first sight; LD_NO_GROUP where left
			 out. NULL: by index */
	struct ld_index { /* where the columns have few cells: their number side by side is an index */
		const struct ld_column **cols; /* [ncols] */
		uint32_t *strides;             /* [ncols] */
		size_t ncols, len;
		uint32_t *groups; /* [len] */
	} index;
	struct ld_tuples {
		struct slot *slots; /* [nslots] while rows are looked at */
		size_t nslots;
		bool exact; /* equal hashes are equal cells */
		bool nik;   /* is read: every row has its own */
	} tuples;
	uint32_t *first; /* [len] the first row of each group */
	size_t len;
	size_t rows; /* looked at so far */
	bool done;   /* all of them are */
	const struct ld_frame *f;
	const int *fields; /* [nfields] */
	size_t nfields;
	bool blanks;
	const uint8_t *only;
};

/** Begin to group rows by some fields. Left out are rows that `only` (may be NULL) does not mark, rows
 * with a broken cell, and unless `blanks` those with a blank one. All is borrowed, and the columns
 * must stay as they are. Errors: NOMEM. */
int ld_groups_init(struct ld_groups *g, const struct ld_frame *f, const int *fields, size_t nfields,
	bool blanks, const uint8_t *only);
void ld_groups_fini(struct ld_groups *g);
/** Look at more rows until so many groups are known or all rows are looked at (SIZE_MAX). Errors:
 * NOMEM. */
int ld_groups_find(struct ld_groups *g, size_t want);
/** Once all rows are looked at: the groups of rows start … start + n − 1 (n ≤ LD_BLOCK). */
void ld_groups_block(const struct ld_groups *g, size_t start, size_t n, uint32_t *restrict of);
uint32_t ld_group_of(const struct ld_groups *g, size_t row);

/* ---- functions over all rows (called.c) ---- */
struct ld_fault {
	uint32_t group;
	int code, line;
	const char *message, *file;
};

struct ld_called {       /* zeroed: not called yet */
	uint8_t *state;  /* [nrows] COND: truth; else LD_TRUE where it gave a value; LD_UNKNOWN;
			    LD_FAILED */
	int32_t *points; /* POINTS: [nrows]; LD_MAX_POINTS and less */
	struct ld_value *values; /* FIELD: [groups.len], may be missing */
	struct ld_groups groups; /* kept where something failed, and for FIELD */
	struct ld_fault *faults; /* [nfaults] ascending by group */
	size_t nfaults, cap;
	int stopped; /* calls that ran into the limit of instructions, at most LD_MAX_STOPPED */
	bool ended;  /* it was stopped, and every row's fault is `end` */
	struct ld_fault end;
	bool failed; /* some row is LD_FAILED */
};

struct ld_work {
	const struct ld_programme *p;
	const struct ld_frame *f;
	const struct ld_calls *calls;
	struct ld_called *called; /* [p->nfuncs] */
	struct ld_arena *arena;   /* of nodes and texts; lives as long as `called` */
	struct ld_map *texts;
	unsigned jobs;
	struct lindung_error *err;
};

/** Call a function for every distinct tuple, unless that was done; `only` marks the rows that need
 * it (NULL: all). */
int ld_called_make(struct ld_work *w, int func, const uint8_t *only);
/** The fault of a row whose state is LD_FAILED, or NULL when what the function reads failed. */
const struct ld_fault *ld_called_fault(const struct ld_called *c, size_t row);
void ld_called_fini(struct ld_called *c);

/* ---- conditions over blocks (node.c prepares, kernel.c runs) ---- */
enum ld_node_kind {
	LD_NODE_ALL,
	LD_NODE_ANY,
	LD_NODE_NOT,
	LD_NODE_AT_LEAST,
	LD_NODE_CONST,  /* the same for everyone */
	LD_NODE_RUNS,   /* the cell is in one of a few runs */
	LD_NODE_TABLE,  /* table[cell] */
	LD_NODE_SEARCH, /* the cell is in one of many runs */
	LD_NODE_RANGE,  /* F64: flo ≤ cell ≤ fhi */
	LD_NODE_SET,    /* F64: cell is a member */
	LD_NODE_KNOWN,
	LD_NODE_NIK, /* tested text by text */
	LD_NODE_FUNC
};

struct ld_run {
	uint64_t lo, span; /* cells lo … lo + span, by 64 bits that wrap */
};

struct ld_node {
	enum ld_node_kind kind;
	int n;          /* AT_LEAST: how many */
	bool negate;    /* of leaves: 2 − answer */
	uint8_t answer; /* CONST */
	struct ld_node *kids;
	size_t nkids;
	const struct ld_column *col; /* of leaves that read one; a blank answers LD_UNKNOWN */
	struct ld_run *runs;         /* RUNS (at least one), SEARCH: rising by value, none touching the next */
	size_t nruns;
	const uint8_t *table;
	double flo, fhi;
	const double *floats; /* SET: ascending */
	size_t nset;
	const struct ld_cond *cond;   /* NIK */
	const struct ld_frame *frame; /* NIK */
	const uint8_t *state;         /* FUNC */
};

/** Make a condition ready; calls the functions it needs. */
int ld_node_make(struct ld_work *w, const struct ld_cond *cond, struct ld_node *ret);
/** Answer rows start … start + n − 1 (n ≤ LD_BLOCK) into out. */
void ld_node_run(const struct ld_node *node, size_t start, size_t n, uint8_t *restrict out);
/** a = min(a, b) and a = max(a, b), byte by byte. */
void ld_bytes_min(uint8_t *restrict a, const uint8_t *restrict b, size_t n);
void ld_bytes_max(uint8_t *restrict a, const uint8_t *restrict b, size_t n);

/** Run `block` over all rows, LD_BLOCK at a time, on up to `jobs` threads; blocks are independent
 * of each other. */
void ld_rows_run(
	size_t nrows, unsigned jobs, void (*block)(void *ctx, size_t start, size_t n), void *ctx);

/* ---- derived columns (derive.c) ---- */
int ld_derive(struct ld_work *w, struct ld_frame *f);

/* ---- scores (score.c) ---- */
struct ld_points_plan {
	const struct ld_score *score;
	bool has_when;
	struct ld_node when;
	int32_t lo, hi; /* what a blank could give: LD_MAX_POINTS and less */
	const struct ld_points_table {
		int32_t lo, hi;
	} * table; /* of each cell of a small column, the blank's too */
	const struct ld_called *called;
	const struct ld_column *col; /* PER, BY */
	const struct ld_frame *frame;
};
/** What the points could be when nothing is known. Error LIMIT when they are larger than points can
 * be. */
int ld_points_range(const struct ld_programme *p, const struct ld_points *points, int64_t *ret_lo,
	int64_t *ret_hi, struct lindung_error *err);
int ld_points_make(struct ld_work *w, const struct ld_score *s, struct ld_points_plan *ret);
/** What one score gives the rows of a block: the least and the most. */
void ld_points_run(const struct ld_points_plan *plan, size_t start, size_t n, int32_t *restrict low,
	int32_t *restrict high);

/* ---- one row (walk.c) ---- */
struct ld_walk {
	const struct ld_programme *p;
	const struct ld_frame *f;
	size_t row;
	const struct ld_called
		*called; /* answers of functions; NULL: they are called through `calls` */
	const struct ld_calls *calls;
	struct ld_arena *arena;
	struct lindung_error *err;
	int rc; /* what a call returned */
};
enum ld_truth ld_walk_cond(struct ld_walk *w, const struct ld_cond *cond);
/** State of a function on the row: truth, or LD_FAILED; points where it has some. */
uint8_t ld_walk_func(struct ld_walk *w, int func, int64_t *ret_points);
/** Visit the leaves that an unknown condition hangs on. */
void ld_walk_hangs(struct ld_walk *w, const struct ld_cond *cond,
	void (*leaf)(void *ctx, const struct ld_cond *leaf), void *ctx);
/** Does the unknown condition hang on a failure? */
bool ld_walk_failed(struct ld_walk *w, const struct ld_cond *cond);

/* ---- failures (failure.c) ---- */
/** Can the condition hang on a failure on any row? */
bool ld_fallible(const struct ld_work *w, const struct ld_cond *cond);
/** Every failure an answer hangs on, sorted, into o. */
int ld_failures_find(struct ld_work *w, struct ld_outcomes *o);

#endif
