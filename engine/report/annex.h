/* The annex of a decree: the people who are paid for, grouped as offices print them. */
#ifndef LD_REPORT_ANNEX_H
#define LD_REPORT_ANNEX_H

#include "frame/frame.h"
#include "model/decision.h"

/* Fields that the annex prints where an office declares and loads them. */
enum { LD_ANNEX_FIELDS = 7 };
extern const char *const ld_annex_fields[LD_ANNEX_FIELDS];

struct ld_annex {
	const struct ld_frame *frame;       /* holds the fields above */
	const struct ld_decision *selected; /* [n] any order */
	size_t n;
};

/** CSV: a row a person by kecamatan, desa and position on the list, a sub-total after each group,
 * the total last. `write` gets the bytes and returns 0 to go on. Errors: IO, NOMEM. */
int ld_report_annex(const struct ld_annex *in, int (*write)(void *ctx, const char *p, size_t n),
	void *ctx, struct lindung_error *err);

#endif
