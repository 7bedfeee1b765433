/* Between who reads a file and who stores its rows. */
#ifndef LD_IMPORT_FEED_H
#define LD_IMPORT_FEED_H

#include "store/store.h"

struct ld_fed_row {
	int64_t line;
	const struct ld_value *values; /* [nmaps]; NULL: a bad row */
	uint8_t digest[LD_ROW_DIGEST]; /* of values */
	struct ld_bad_row bad;
};

struct ld_feed;

/** A row for the other side; its text is copied. Negative: stop, with what it says. */
int ld_feed_row(struct ld_feed *f, const struct ld_fed_row *row, struct lindung_error *err);

struct ld_feed_in {
	size_t nmaps;
	size_t rows;  /* handed over at once */
	bool apart;   /* read in a thread of its own, where one can be had */
	int (*read)(void *ctx, struct ld_feed *f, struct lindung_error *err);
	int (*take)(void *ctx, const struct ld_fed_row *row, struct lindung_error *err);
	void (*expect)(void *ctx, const struct ld_fed_row *row); /* told of each a few rows before it is taken; or NULL */
	void *read_ctx, *take_ctx;
};

/** Call read once and take for each row it gives, in the calling thread. What failed first in order of the rows is returned. */
int ld_feed_run(const struct ld_feed_in *in, struct lindung_error *err);

#endif
