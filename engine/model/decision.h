/* One worker's decision as it is stored and exported: the row that outside programs rely on. */
#ifndef LD_MODEL_DECISION_H
#define LD_MODEL_DECISION_H

#include "base/buf.h"
#include "base/nik.h"
#include "model/value.h"

enum ld_status { LD_REFUSED, LD_UNDECIDED, LD_RESERVE, LD_SELECTED };

struct ld_decision {
	char nik[LD_NIK + 1];
	enum ld_status status;
	bool is_error;     /* undecided because a rule failed */
	bool has_score;    /* scores are computed for all who are not refused */
	int64_t rank;      /* among the eligible, 1-based; 0: none */
	int64_t position;  /* among the selected, 1-based; 0: none */
	int64_t score, score_low, score_high;
	const char *funder; /* id, or "" */
	int months;
	int64_t cost;
	const char *rules, *missing, *constraint; /* lists joined by ";", or "" */
	uint32_t like; /* all that have the same number here differ in nik, places and scores alone; 0: not said */
};

/** "selected", "reserve", "refused", "undecided". */
const char *ld_status_name(enum ld_status status);
/** The CSV header line and one row of `export --as decisions`, LF at the end. */
void ld_decision_header(struct ld_buf *out);
void ld_decision_row(const struct ld_decision *d, struct ld_buf *out);
/** The row in two: from nik to the scores, at most LD_DECISION_OWN bytes into p, whose end is returned; and from the funder on,
 *  which many workers have in common. */
enum { LD_DECISION_OWN = LD_NIK + 16 + 5 * 21 };
char *ld_decision_own(const struct ld_decision *d, char *p);
void ld_decision_rest(const struct ld_decision *d, struct ld_buf *out);

#endif
