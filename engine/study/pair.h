/*
 * Two programmes on one set of columns: what differs between them, and every programme between them. A difference is an
 * element (a rule, a score, the order, a quota, one side of a funder, …) that is not the same in both; a programme in
 * between has some differences made and the others not.
 */
#ifndef LD_STUDY_PAIR_H
#define LD_STUDY_PAIR_H

#include "eval/eval.h"

/* In the order in which differences are made. */
enum ld_element {
	LD_ELEMENT_DATA, /* the workers themselves: two runs that saw different deliveries */
	LD_ELEMENT_KEPT, /* kept runs that pay already */
	LD_ELEMENT_PROGRAMME,
	LD_ELEMENT_FIELD,
	LD_ELEMENT_RULE,
	LD_ELEMENT_SCORE,
	LD_ELEMENT_ORDER,
	LD_ELEMENT_QUOTA,
	LD_ELEMENT_FUNDER_ORDER,
	LD_ELEMENT_FUNDER, /* one that only one side has */
	LD_ELEMENT_PRICE,  /* of a funder: rates, payer, months */
	LD_ELEMENT_ONLY,   /* of a funder: whom it accepts */
	LD_ELEMENT_MONEY,  /* of a funder: budget, seats, purses, parts */
	LD_ELEMENTS
};
/** "data", "kept_runs", "programme", "field", "rule", … */
const char *ld_element_name(enum ld_element element);
/** Do the outcomes of workers (not only their places) hang on it? */
bool ld_element_evaluated(enum ld_element element);

enum ld_made { LD_CHANGED, LD_ADDED, LD_REMOVED };

struct ld_word { /* one line of what differs */
	const char *path;           /* as --set has it: "eligibility/usia-kerja/when/umur" */
	const char *before, *after; /* in the words of the rule language; NULL: not there */
	bool decides;               /* it can change a decision; titles, reasons and bases cannot */
};

struct ld_difference {
	enum ld_element element;
	enum ld_made made;
	const char *id; /* of the element; "" where there is one only */
	struct ld_word *words; /* [nwords] */
	size_t nwords;
	bool decides; /* some word does */
};

struct ld_entry { /* an element of either side, or of both */
	size_t a, b;           /* index there, SIZE_MAX: not there */
	size_t differences[3]; /* what a programme in between asks; SIZE_MAX: they are equal */
};

struct ld_entries { /* in the order of B, those of A alone behind what stands before them in A */
	struct ld_entry *items;
	size_t len;
};

struct ld_pair {
	struct ld_arena arena;
	struct ld_programme a, b; /* as they are, but for the numbers of fields and functions; they borrow from the originals */
	struct ld_fields fields;  /* of both; a field that the two declare alike is one */
	bool *marks;              /* [fields.len] what some programme in between reads */
	struct ld_entries fields_of, rules, scores, quotas, funders, funders_a; /* funders_a: in the order of A */
	struct ld_difference *differences; /* [len] in the order of enum ld_element */
	size_t len;
	size_t programme, order, funder_order; /* their differences, SIZE_MAX: none */
	struct ld_calls calls;                 /* of both: functions of b stand behind those of a */
	const struct ld_calls *calls_a, *calls_b;
	size_t nfuncs_a;
};

/**
 * Put the two side by side. also: names of further fields to mark, NULL-terminated, or NULL. data, kept: there is a
 * difference of that kind besides, which the caller makes. The programmes and calls (NULL without functions) are borrowed;
 * *ret must not move. Errors: FIELD_CHANGED (their fields cannot stand in one order), NOMEM.
 */
int ld_pair_init(struct ld_pair *ret, const struct ld_programme *a, const struct ld_programme *b, const struct ld_calls *calls_a,
	const struct ld_calls *calls_b, const char *const *also, bool data, bool kept, struct lindung_error *err);
void ld_pair_fini(struct ld_pair *p);
/** The programme with exactly these differences made ([len]); it lives in arena and borrows from the pair. Without any it
 *  is a, with all of them it decides as b does. Errors: NOMEM. */
int ld_pair_between(const struct ld_pair *p, const bool *made, struct ld_arena *arena, struct ld_programme *ret,
	struct lindung_error *err);

/* ---- inside: lines.c and differ.c ---- */
struct ld_line {
	const char *path, *text;
	const char *key; /* what must be equal; NULL: the text */
	bool decides;
};

struct ld_lines { /* of one element, in the order of the rule language */
	struct ld_line *items;
	size_t len;
};

/** Say one element as lines, in arena; NULL of it has none. Errors: NOMEM. */
int ld_lines_programme(const struct ld_programme *p, struct ld_arena *arena, struct ld_lines *ret);
int ld_lines_field(const struct ld_programme *p, const struct ld_field *f, struct ld_arena *arena, struct ld_lines *ret);
int ld_lines_rule(const struct ld_programme *p, const struct ld_rule *r, struct ld_arena *arena, struct ld_lines *ret);
int ld_lines_score(const struct ld_programme *p, const struct ld_score *s, struct ld_arena *arena, struct ld_lines *ret);
int ld_lines_order(const struct ld_programme *p, struct ld_arena *arena, struct ld_lines *ret);
int ld_lines_quota(const struct ld_programme *p, const struct ld_quota *q, struct ld_arena *arena, struct ld_lines *ret);
/** part: PRICE, ONLY, MONEY, or FUNDER for all of it. */
int ld_lines_funder(const struct ld_programme *p, const struct ld_funder *f, enum ld_element part, struct ld_arena *arena,
	struct ld_lines *ret);

/** Fill entries and differences of a pair whose a, b and fields stand. Errors: NOMEM. */
int ld_pair_differ(struct ld_pair *p, bool data, bool kept);

#endif
