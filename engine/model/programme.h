/*
 * A programme as plain data: everything the engine knows of an office's rules once its files were run.
 * All of it lives in the programme's own arena; it holds no Lua, no file and no database handle.
 */
#ifndef LD_MODEL_PROGRAMME_H
#define LD_MODEL_PROGRAMME_H

#include "base/arena.h"
#include "base/digest.h"
#include "model/cond.h"

/* ---- functions the author wrote; the code stays in the script, here is only what the engine must know ---- */
enum ld_func_kind { LD_FUNC_COND, LD_FUNC_POINTS, LD_FUNC_FIELD };

struct ld_func {
	enum ld_func_kind kind;
	const char *owner; /* id of the rule, score, funder or field, for messages */
	struct ld_place place;
	int *reads; /* [nreads] field indexes, the function's arguments in order */
	size_t nreads;
	bool blanks;    /* called with nil for a blank instead of answering unknown */
	int64_t lo, hi; /* POINTS: declared range */
	int field;      /* FIELD: the field it computes, for the type of its result */
	uint8_t digest[LD_SHA256]; /* of its text and what it closes over, for comparisons */
};

/* ---- eligibility ---- */
enum ld_missing { LD_MISSING_CHECK, LD_MISSING_REFUSE, LD_MISSING_ACCEPT };

struct ld_rule {
	const char *id, *title, *basis, *reason; /* reason: template with {field}; title, basis, reason may be NULL */
	struct ld_cond *when;
	enum ld_missing missing;
	bool open;              /* may be changed by another office */
	const char *changed_by; /* basis of an override, or NULL */
	struct ld_place place;
};

/* ---- priority ---- */
enum ld_points_kind { LD_POINTS_CONST, LD_POINTS_PER, LD_POINTS_BY, LD_POINTS_FUNC };

struct ld_points_row {
	struct ld_value key;
	int64_t points;
};

struct ld_points {
	enum ld_points_kind kind;
	int64_t n;         /* CONST */
	int field;         /* PER, BY */
	int64_t each, up_to; /* PER: each × min(max(value, 0), up_to) */
	struct ld_points_row *rows; /* BY: [nrows], sorted by key */
	size_t nrows;
	int64_t otherwise; /* BY */
	int func;          /* FUNC; its range is in ld_func */
};

struct ld_score {
	const char *id, *title, *basis;
	struct ld_points points;
	struct ld_cond *when; /* NULL: always */
	bool open;
	const char *changed_by;
	struct ld_place place;
};

enum ld_key_kind { LD_KEY_SCORE, LD_KEY_FIELD, LD_KEY_LOTTERY };

struct ld_key {
	enum ld_key_kind kind;
	bool descending;
	int field;        /* FIELD */
	const char *seed; /* LOTTERY; NULL or "" when not drawn yet */
	struct ld_place place;
};

/* ---- quotas ---- */
struct ld_weight { /* a group and its number: a limit, a budget, a weight */
	struct ld_value group;
	int64_t n;
};

enum ld_method { LD_HAMILTON, LD_SAINTE_LAGUE };
enum ld_bound_kind { LD_BOUND_NONE, LD_BOUND_NUMBER, LD_BOUND_PERCENT, LD_BOUND_TABLE, LD_BOUND_APPORTION };

struct ld_bound {
	enum ld_bound_kind kind;
	int64_t n;                /* NUMBER: of people; PERCENT: 0 to 100; APPORTION: seats, −1 is "capacity" */
	struct ld_weight *groups; /* TABLE: limits; APPORTION: weights (nonnegative); sorted by group */
	size_t ngroups;
	bool has_otherwise; /* TABLE: the limit of groups it does not name */
	int64_t otherwise;
	bool by_eligible;   /* APPORTION: weights are the eligible of each group */
	enum ld_method method;
	struct ld_place place;
};

struct ld_quota {
	const char *id; /* the field's name unless the author named it */
	const char *basis;
	int by; /* field */
	struct ld_bound at_least, at_most;
	struct ld_place place;
};

/* ---- dated tables and funders ---- */
struct ld_rate_row {
	const char *component; /* "JKK" */
	int32_t from, to;      /* months, inclusive; to = INT32_MAX when open */
	const char *payer, *segment; /* NULL: any */
	int64_t amount;        /* rupiah a month */
	const char *basis;
	struct ld_place place;
};

struct ld_rates {
	const char *id;
	struct ld_rate_row *rows; /* [nrows] in declared order */
	size_t nrows;
	struct ld_place place;
};

struct ld_pays {
	const struct ld_rates *table;
	const char *const *components; /* [ncomponents] */
	size_t ncomponents;
};

struct ld_part { /* of a cost-sharing funder */
	const char *id, *basis;
	int percent;
	int64_t budget; /* −1: no limit */
	struct ld_place place;
};

enum ld_purses { LD_PURSES_NONE, LD_PURSES_TABLE, LD_PURSES_EACH, LD_PURSES_SPLIT };

struct ld_funder {
	const char *id, *title, *basis, *payer; /* payer: "apbd" unless said */
	struct ld_pays pays;
	int32_t from;  /* first month */
	int months;    /* number of months; with as_many the most */
	bool as_many;  /* as_many_as_fit { up_to = months } */
	int64_t budget; /* rupiah; −1 when parts or purses hold the money, or there is no limit */
	int64_t seats;  /* −1: no limit */
	struct ld_cond *only; /* NULL: everyone */
	int by;               /* purses: grouping field, −1 without */
	enum ld_purses purses;
	struct ld_weight *groups; /* TABLE: budgets; SPLIT: weights unless by_eligible; sorted by group */
	size_t ngroups;
	int64_t each;             /* EACH: budget of every group */
	int64_t total, unit;      /* SPLIT */
	bool by_eligible;
	struct ld_part *parts; /* [nparts], percents sum to 100 */
	size_t nparts;
	bool overtake;
	struct ld_place place;
};

struct ld_published {
	const char *title; /* what was published, may be NULL */
	int64_t people;    /* −1: not given */
	int64_t amount;    /* rupiah, −1: not given */
	int months;        /* 0: the funder's */
	const char *funder; /* id, NULL: the programme's only or first funder */
	struct ld_place place;
};

/* ---- the whole ---- */
struct ld_file { /* a rule file that was read */
	const char *module; /* "national.bpu" */
	const char *path;   /* as found, for messages */
	const char *text;
	size_t len;
	uint8_t sha256[LD_SHA256];
};

struct ld_setting { /* one --set */
	const char *path, *value;
};

struct ld_change { /* what an office made of a programme or rule that others wrote */
	const char *what; /* "removed" "replaced" "added" "changed" */
	const char *id, *basis; /* basis NULL where none is needed */
};

struct ld_programme {
	struct ld_arena arena;
	const char *module; /* what was asked for */
	const char *id, *title, *region;
	int32_t as_of; /* date */
	const char *const *basis;
	size_t nbasis;
	struct ld_fields fields;
	struct ld_func *funcs;
	size_t nfuncs;
	struct ld_rule *rules;
	size_t nrules;
	struct ld_score *scores;
	size_t nscores;
	struct ld_key *order;
	size_t norder;
	struct ld_quota *quotas;
	size_t nquotas;
	struct ld_funder *funders;
	size_t nfunders;
	struct ld_published *published;
	size_t npublished;
	int segment;                  /* field that names the rate segment, −1 without */
	int covered_from, covered_to; /* date fields of a BPJS record, −1 without */
	struct ld_setting *settings;  /* [nsettings] applied */
	size_t nsettings;
	struct ld_change *changes; /* [nchanges] made by :with, sorted by what and id */
	size_t nchanges;
	struct ld_file *files; /* [nfiles] sorted by module: all that was read to make this programme */
	size_t nfiles;
	uint8_t digest[LD_SHA256]; /* over files (module, content) and settings: the receipt's "rules" */
};

/** Free all of it; accepts NULL. */
void ld_programme_free(struct ld_programme *p);
/** Mark every field a run must load: all conditions, points, order, quotas, purses, segment, coverage and functions,
 *  with the sources of derived fields followed to the base fields. marks has fields.len entries. */
void ld_programme_uses(const struct ld_programme *p, bool *marks);
/** The same without what derived fields are computed from. */
void ld_programme_asks(const struct ld_programme *p, bool *marks);
/** Mark what a derived field is computed from; of one that is not derived nothing. Other marks stay. */
void ld_programme_derives(const struct ld_programme *p, size_t field, bool *marks);
/** Mark all that marked derived fields are computed from, down to the base fields. */
void ld_programme_sources(const struct ld_programme *p, bool *marks);
/** Mark the fields that a score reads: points, condition and functions; derived fields' sources not. */
void ld_score_reads(const struct ld_programme *p, const struct ld_score *s, bool *marks);
/** The fields that must be known before a worker can be placed: those quotas and purses group by, and the segment where a
 *  rate has no row for an unnamed segment. marks has fields.len entries. */
void ld_programme_groups(const struct ld_programme *p, bool *marks);
/** Is any lottery without a seed? */
bool ld_programme_undrawn(const struct ld_programme *p);

/* ---- money: what one worker costs a funder ---- */

/** Cost of one worker for `months` months from `from`, rupiah: the sum over months and components of the matching rows.
 *  payer and segment may be NULL (not named). The matching row that names most of payer and segment is used.
 *  Errors: RATE (no row for a month, naming the last version in force; or two equally good), OVERFLOW. */
int ld_pays_cost(const struct ld_pays *pays, int32_t from, int months, const char *payer, const char *segment,
	int64_t *ret, struct lindung_error *err);
/** Load-time check of a table: overlaps of rows with equal component, payer and segment, and pairs that are equally good
 *  for some month. Error RATE with the place of the second. */
int ld_rates_check(const struct ld_rates *table, struct lindung_error *err);
/** How many whole workers a budget buys, 0 or more. cost > 0. */
int64_t ld_capacity(int64_t budget, int64_t cost);
/** The part's share of one worker's cost: floor(cost × percent / 100), the rest to part 0. */
int64_t ld_part_share(const struct ld_funder *f, size_t part, int64_t cost);
/** Split `seats` whole seats over weights. Hamilton: floors, then largest remainders; Sainte-Laguë: divisors 1, 3, 5, …
 *  Equal claims go to the earlier entry, so callers pass groups in byte order. All-zero weights give no seats. */
int ld_apportion(enum ld_method method, int64_t seats, const int64_t *weights, size_t n, int64_t *ret,
	struct lindung_error *err);

#endif
