/*
 * The measures by which social registries hold a list against the poor, made of the exact counts of `balance`.
 * docs/balance.md defines each. They are rounded here and nowhere else, once, halves away from zero; what is not
 * defined is not known, never 0.
 */
#ifndef LD_REPORT_MEASURES_H
#define LD_REPORT_MEASURES_H

#include "report/text.h"

enum {
	LD_SMALL_GROUP = 10
}; /* of fewer people no share is said: one more or less would move it by more than ten points */

struct ld_head_count {
	int64_t workers, eligible, selected, committed;
};

struct ld_head_counts { /* all, and of them the poor, the others, and those of whom nobody can say */
	struct ld_head_count all, poor, others, unknown;
	bool known; /* who counts as poor */
};
struct ld_head_counts ld_get_head_counts(const json_t *counts);

struct ld_measure {
	bool known;
	int64_t n; /* in tenths of a percentage point, hundredths of a ratio */
};
/** The share a of `a_of` less the share b of `b_of`, in tenths of a percentage point. */
struct ld_measure ld_measure_points(int64_t a, int64_t a_of, int64_t b, int64_t b_of);
/** The share a of `a_of`, people or rupiah, over the share b of `b_of` people, in hundredths. */
struct ld_measure ld_measure_ratio(int64_t a, int64_t a_of, int64_t b, int64_t b_of);

/* ---- the measures of a list as a whole ---- */
enum ld_measure_kind { LD_COVERAGE, LD_EXCLUSION, LD_INCLUSION, LD_DIFFERENTIAL, LD_CGH, LD_MEASURES };
struct ld_measured {
	const char *name;  /* in the reader's language */
	const char *value; /* as it is written, "–" where it is not defined */
	const char *best;  /* what the best list of so many people could reach; "" where that says nothing */
	const char *how;   /* the counts it is made of, in words */
};
void ld_get_measures(struct ld_text *t, const struct ld_head_counts *n, struct ld_measured ret[LD_MEASURES]);

/* ---- words ---- */
const char *ld_say_points(struct ld_text *t, struct ld_measure m); /* "+1.2", "−0.4", "0.0"; "–" */
const char *ld_say_ratio(struct ld_text *t, struct ld_measure m);  /* "1.25"; "–" */
/** Who counts as poor, and how many that are. */
const char *ld_say_poor(struct ld_text *t, const json_t *balance);
/** The group of a row: its value, or "(blank)". */
const char *ld_say_group(struct ld_text *t, const json_t *row);

/* ---- one group beside all ---- */
struct ld_beside { /* each as it is written; "" in a column that the document has not */
	const char *group, *workers, *poor, *poor_share, *eligible, *eligible_share, *selected, *selected_share,
		*points, *ratio, *coverage;
};
/** all: the counts of all groups. Shares of groups that are too small to have one are "–". */
void ld_get_beside(struct ld_text *t, const json_t *row, const struct ld_head_counts *all, struct ld_beside *ret);

#endif
