/* Inside study/: a comparison under way. compare.c walks, compare_people.c says what that means for people. */
#ifndef LD_STUDY_COMPARE_WORK_H
#define LD_STUDY_COMPARE_WORK_H

#include "study/compare.h"

struct ld_view { /* a decided programme */
	struct ld_trial *v;
	int frame;
	struct ld_outcome *of; /* [nverdicts] what each verdict says; no rank */
};

/* What a change is about. */
enum ld_matter { LD_MATTER_SELECTED, LD_MATTER_FUNDER, LD_MATTER_AMOUNT, LD_MATTER_STATUS, LD_MATTERS };

struct ld_comparing {
	const struct ld_compare_in *in;
	struct ld_comparison *c;
	struct ld_decider decider;
	bool *made, *before; /* [pair->len]; before: of the programme decided last */
	int frame_before;
	struct ld_view a, b;
	uint16_t *last[LD_MATTERS]; /* [npeople] step at which it became what it is */
	struct lindung_error *err;
};

/* ---- compare.c ---- */
void ld_view_fini(struct ld_view *v);
/** The programme with g->made; as_b: B itself. */
int ld_compare_decide(struct ld_comparing *g, bool as_b, struct ld_view *ret);
int ld_compare_tell(struct ld_comparing *g, size_t done, size_t of);

/* ---- compare_people.c ---- */
/** What a programme says of a person, without the rank. */
const struct ld_outcome *ld_compare_said(const struct ld_compare_in *in, const struct ld_view *v, size_t person);
/** Are two outcomes the same as far as that matter goes? */
bool ld_compare_same(const struct ld_outcome *x, const struct ld_outcome *y, enum ld_matter key);
/** Everybody whose outcome differs, each with their step. */
int ld_compare_collect(struct ld_comparing *g);
/** What the steps do alone, and what B is without them. */
int ld_compare_test(struct ld_comparing *g);
int ld_compare_rank(struct ld_comparing *g);

#endif
