/* What the files of verify share: the checks made so far, and the words for one. */
#ifndef LD_LIB_VERIFY_H
#define LD_LIB_VERIFY_H

#include "lib/seal.h"

struct ld_verify {
	struct ld_store *store;
	struct ld_run_row run;
	struct ld_work w;
	struct ld_arena arena;
	struct ld_stored d;
	const char *receipt; /* to hold against it; NULL */
	json_t *checks;
	bool ok;
};

void ld_verify_check(struct ld_verify *v, const char *id, bool ok, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/** That a check is not made, and why that is no fault. */
void ld_verify_skip(struct ld_verify *v, const char *id, const char *why);
/** A check that two hashes are one. */
void ld_verify_hash(struct ld_verify *v, const char *id, const uint8_t then[LD_SHA256], const uint8_t now[LD_SHA256]);
/** 1: the step was made. 0: it could not be, because of what is stored, and that is a check that failed. Negative: verify
 *  itself must stop. */
int ld_verify_made(struct ld_verify *v, const char *id, int rc, const struct lindung_error *err);
/** All that can be checked of a run whose persons were forgotten, but log, data and receipt. */
int ld_verify_forgotten(struct ld_verify *v, const struct lindung *l, struct lindung_error *err);

#endif
