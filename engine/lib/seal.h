/* The seal of a kept run: made when it is kept, checked by verify, written out when its persons are forgotten. */
#ifndef LD_LIB_SEAL_H
#define LD_LIB_SEAL_H

#include "lib/lib.h"

enum { LD_PSEUDONYM = 18 };

struct ld_seal_place {
	uint8_t digest[LD_SHA256];
	uint32_t row; /* in nik order */
};

struct ld_seal {
	const struct ld_decision *d; /* [n] in nik order */
	size_t n;
	const struct ld_programme *p;
	const struct ld_frame *f;    /* at least the fields of quotas and purses; NULL when there are none */
	uint8_t secret[LD_SECRET];
	bool *marks;                 /* [fields] that quotas and purses group by */
	struct ld_seal_place *order; /* [n] */
	struct ld_buf text, constraint;
	char *groups;
};

/** Digests and their order. What is pointed to must outlive it. Fini is due also after a failure. Errors: DB_CORRUPT
 *  (decisions and workers differ), NOMEM. */
int ld_seal_init(struct ld_seal *s, const struct ld_stored *decisions, const struct ld_programme *p,
	const struct ld_frame *f, const uint8_t secret[LD_SECRET], struct lindung_error *err);
void ld_seal_fini(struct ld_seal *s);
/** What is left of the decision in a place, from 0 on; its texts live until the next call. */
int ld_seal_get(struct ld_seal *s, size_t place, struct ld_sealed *ret, struct lindung_error *err);
/** The hash that the receipt holds. */
int ld_seal_root(struct ld_seal *s, uint8_t ret[LD_SHA256], struct lindung_error *err);
/** The same, row by row. */
void ld_seal_hash_init(struct ld_sha256 *h);
void ld_seal_hash_add(struct ld_sha256 *h, const struct ld_sealed *row);

/** Seal a run with a new secret, in somebody's name. Must stand in a transaction. (keep.c) */
int ld_keep_seal(struct ld_store *store, int64_t run, const struct ld_stored *d, const struct ld_programme *p,
	const struct ld_frame *f, const char *by, struct lindung_error *err);

/** Mark the fields that quotas and purses group by. */
void ld_seal_groups(const struct ld_programme *p, bool *marks);
/** Their columns as of a delivery; *ret stays as it is when there are none. */
int ld_seal_frame(struct ld_store *store, const struct ld_programme *p, int64_t delivery, struct ld_frame **ret,
	struct lindung_error *err);
/** Are groups by this field not to be named? */
bool ld_seal_hides(const struct ld_programme *p, int field);
/** What stands for such a group: the same for the same group, and nothing without the secret. */
void ld_seal_pseudonym(const uint8_t secret[LD_SECRET], const char *text, char ret[LD_PSEUDONYM]);
/** A constraint without the groups that are not to be named. */
void ld_seal_constraint(const struct ld_programme *p, const char *constraint, struct ld_buf *out);

/** A summary without what may tell of a person. Errors: NOMEM. (strip.c) */
int ld_strip_summary(json_t *doc, const struct ld_programme *p, const uint8_t secret[LD_SECRET]);

#endif
