/* Synthetic populations: the same bytes for the same arguments, no number that could be a real person's. */
#ifndef LD_SAMPLE_SAMPLE_H
#define LD_SAMPLE_SAMPLE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ld_shape { LD_SHAPE_SIMPLE, LD_SHAPE_P3KE, LD_SHAPE_P3KE_FAMILY, LD_SHAPE_BPJS, LD_SHAPE_DTSEN, LD_SHAPE_DTSEN_FAMILY };

struct ld_sample_in {
	const char *region; /* "53.15" */
	int64_t people;
	uint64_t seed;
	enum ld_shape shape;
	bool faults; /* add the spreadsheet faults of real files */
	const char *as_of; /* "2024-01-01": ages are meant at this date; NULL: 2024-01-01 */
	const char *data_dir; /* where wilayah.csv and the names are */
};

/** Write the file's bytes through `write` (returns 0 to go on). Shapes made with the same region, people and seed hold
 *  the same people. Errors: NOT_FOUND (region), IO, NOMEM. */
int ld_sample(const struct ld_sample_in *in, int (*write)(void *ctx, const char *p, size_t n), void *ctx,
	struct lindung_error *err);

#endif
