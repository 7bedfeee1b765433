/* Inside store/: the workers of all sources, and the row of each source that counts for each. */
#ifndef LD_STORE_RANK_H
#define LD_STORE_RANK_H

#include "base/nik.h"
#include "store/scan.h"

struct ld_rank {
	uint64_t *niks; /* [n] workers, sorted, each once */
	size_t n;
};

/** Rows of sources whose key is the nik get their workers; those of others room for them. Frees the
 * niks of the rows. Errors: NO_DATA, LIMIT, NOMEM. */
int ld_rank_workers(struct ld_store *s, struct ld_rows *sources, size_t nsources,
	struct ld_rank *ret, struct lindung_error *err);
void ld_rank_fini(struct ld_rank *r);
/** The same of a source by another key, whose column is `join`. */
int ld_rank_joined(const struct ld_rank *r, struct ld_rows *rows, const struct ld_column *join,
	struct lindung_error *err);
/** Workers whom the source does not name are absent; of whom its newest row stands in quarantine it
 * says nothing. join NULL: its key is the nik. */
int ld_rank_absent(struct ld_store *s, const struct ld_rank *r, struct ld_rows *rows,
	const struct ld_column *join, struct lindung_error *err);

#endif
