/* Inside of `check`: one look after the other at a loaded programme. Each adds findings and returns 0 or NOMEM. */
#ifndef LD_STUDY_CHECK_H
#define LD_STUDY_CHECK_H

#include "model/finding.h"
#include "study/solve.h"

struct ld_checking {
	const struct ld_programme *p;
	struct ld_findings *f;
	struct ld_arena arena;
	struct ld_solver solver;
	struct ld_need *pass; /* [nrules] what every eligible worker answers; functions and all */
	bool *odd;            /* [nrules] never or always met: said once, not again beside every other rule */
	bool nobody;          /* nobody can be eligible: what hangs on the eligible is not asked */
	size_t open;          /* questions over the limit */
	struct ld_place open_at;
	const char *open_id;
	struct lindung_error *err;
};

struct ld_owner { /* whose condition it is: "rule", "umur" */
	const char *what, *id;
	struct ld_place place;
};

#define LD_SAY(c, severity, code, at, ...)                                                                             \
	ld_findings_add((c)->f, severity, code, (at).file, (at).line, NULL, __VA_ARGS__)

/** Is there a worker, eligible if asked for, who meets these needs? 1, 0, or NOMEM; a question over the limit counts as
 *  yes and is counted. */
int ld_checking_ask(
	struct ld_checking *c, const struct ld_owner *o, bool eligible, const struct ld_need *needs, size_t n);
/** The same for one test of a field: field = value, blank, or a range (made of two classes' ends). */
struct ld_cond ld_cond_equal(int field, struct ld_value *value);
/** A condition in words, cut to what a sentence holds. The text lives in out. */
const char *ld_cond_words(const struct ld_cond *cond, const struct ld_fields *fields, struct ld_buf *out);

/** Can an eligible worker be in the group? 1, 0, or NOMEM. */
int ld_checking_can_be_in(struct ld_checking *c, const struct ld_owner *o, int field, struct ld_value *group);
/** Tell of groups with a number that nobody eligible can be in. what: the key that names them. */
int ld_checking_groups(struct ld_checking *c, const struct ld_owner *o, int field, const char *what, struct ld_weight *groups,
	size_t n);
/** The least that a worker of any segment costs; −1 when nothing can be said. */
int64_t ld_checking_least_cost(const struct ld_programme *p, const struct ld_funder *u);

/** Conditions in themselves: never, always, parts that add nothing, ends outside a field's range. ret_odd: the whole is
 *  never or always met. */
int ld_checking_cond(struct ld_checking *c, const struct ld_owner *o, const struct ld_cond *cond, bool *ret_odd);
int ld_checking_rules(struct ld_checking *c);
/** Reasons that tell another limit than the condition has. */
int ld_checking_reasons(struct ld_checking *c);
int ld_checking_scores(struct ld_checking *c);
int ld_checking_order(struct ld_checking *c);
int ld_checking_quotas(struct ld_checking *c);
int ld_checking_funders(struct ld_checking *c);
int ld_checking_rates(struct ld_checking *c);

#endif
