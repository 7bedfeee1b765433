/*
 * lindung_sample: synthetic populations for trying things out, and the names of their shapes. The
 * people are made by the sample module from arguments alone; here they find their names and regions
 * in the rule folders.
 */
#include "lib/lib.h"

#include "base/limits.h"
#include "base/text.h"
#include "sample/sample.h"

#include <string.h>

static const char *const shapes[] = {[LD_SHAPE_SIMPLE] = "simple",
	[LD_SHAPE_P3KE] = "p3ke",
	[LD_SHAPE_P3KE_FAMILY] = "p3ke-family",
	[LD_SHAPE_BPJS] = "bpjs",
	[LD_SHAPE_DTSEN] = "dtsen",
	[LD_SHAPE_DTSEN_FAMILY] = "dtsen-family"};

static int shape_of(const char *name, enum ld_shape *ret, struct lindung_error *err)
{
	size_t n = sizeof shapes / sizeof *shapes;
	for (size_t i = 0; i < n; i++) {
		if (name && strcmp(shapes[i], name) != 0)
			continue;
		*ret = (enum ld_shape)i;
		return 0;
	}
	ld_fail(err, LINDUNG_E_USAGE, "there is no shape '%s'", name);
	return ld_error_suggest(err, ld_nearest(name, shapes, n));
}

int lindung_sample(struct lindung *l, const struct lindung_sample *in,
	int (*write)(void *ctx, const char *p, size_t n), void *ctx, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	struct ld_sample_in work = {.region = in->region,
		.people = in->people,
		.seed = in->seed,
		.faults = in->faults != 0,
		.as_of = in->as_of};
	const char *regions;
	int rc = shape_of(in->shape, &work.shape, err);
	if (rc >= 0)
		rc = ld_where_root_file(l, "data/wilayah.csv", &a, &regions, err);
	if (rc < 0)
		return rc;
	if (!in->region || in->people < 0 || in->people > LD_MAX_WORKERS)
		return ld_fail(err, LINDUNG_E_USAGE,
			"a sample needs a region and a number of people up to %d", LD_MAX_WORKERS);
	if (!regions)
		return ld_fail(
			err, LINDUNG_E_NOT_FOUND, "the rule folders hold no 'data/wilayah.csv'");
	work.data_dir = ld_arena_strndup(&a, regions, strlen(regions) - strlen("/wilayah.csv"));
	return work.data_dir ? ld_sample(&work, write, ctx, err) : ld_nomem(err);
}
