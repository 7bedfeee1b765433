/* What a database says, as one digest; and that it is whole: for tests that compare before and after. */
#ifndef LD_TEST_STORE_STATE_H
#define LD_TEST_STORE_STATE_H

#include <stdbool.h>
#include <stdint.h>

struct state {
	uint8_t rows[32]; /* of every row of every table; zero without any: no file and an empty database say the same */
	int64_t version;
	int64_t deliveries, runs, kept;
};

/** Open the database as anyone would, with recovery; fails the test unless every page is right, every file's rows add up,
 *  every delivery is sealed and every run has the decisions that its head counts. `where` says what led here. */
void state_of(const char *path, const char *where, struct state *ret);
bool state_same(const struct state *a, const struct state *b);

#endif
