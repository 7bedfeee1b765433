/* Rows through a feed: all of them, in their order and with their text, in one thread and in two, whatever fails where. */
#include <stdio.h>

#include <criterion/criterion.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>

#include "import/feed.h"
#include "ld_test.h"

enum { MAPS = 3 };

static struct lindung_error err;

struct trip {
	int rows, read_fails, take_fails; /* the row before which a side fails; rows + 1: it does not */
	uint64_t seed;                    /* of the rows' lengths */
	int taken;
	bool apart, met_signal;
	pthread_t reader;
};

static size_t length_of(uint64_t seed, int i)
{
	uint64_t s = seed + (uint64_t)i;
	return ld_below(&s, 50) ? ld_below(&s, 40) : ld_below(&s, 100000);
}

/* The text of a row, the same at both ends. */
static const char *text_of(const struct trip *t, int i, char *out)
{
	size_t n = length_of(t->seed, i);
	memset(out, 'a' + i % 26, n);
	out[n] = '\0';
	return out;
}

static int read_trip(void *ctx, struct ld_feed *f, struct lindung_error *e)
{
	static char text[100001];
	struct trip *t = ctx;
	sigset_t blocked;
	t->reader = pthread_self();
	pthread_sigmask(SIG_SETMASK, NULL, &blocked);
	t->met_signal = !sigismember(&blocked, SIGINT) || !sigismember(&blocked, SIGCHLD);
	for (int i = 0; i <= t->rows; i++) {
		if (i == t->read_fails)
			return ld_fail(e, LINDUNG_E_CSV, "row %d", i);
		if (i == t->rows)
			break;
		text_of(t, i, text);
		struct ld_value values[MAPS] = {{.kind = LD_I64, .i = i}, {.kind = LD_STR, .len = (uint32_t)strlen(text), .s = text}};
		struct ld_fed_row row = {.line = i + 1, .digest = {(uint8_t)i}};
		if (i % 5 == 4)
			row.bad = (struct ld_bad_row){i + 1, "kolom", text, "CODE", i % 2 ? "satu" : "dua", i % 3 ? NULL : text};
		else
			row.values = values;
		int rc = ld_feed_row(f, &row, e);
		memset(text, '!', strlen(text));
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int take_trip(void *ctx, const struct ld_fed_row *row, struct lindung_error *e)
{
	static char text[100001];
	struct trip *t = ctx;
	int i = t->taken;
	if (i == t->take_fails)
		return ld_fail(e, LINDUNG_E_DB_FULL, "row %d", i);
	t->taken++;
	text_of(t, i, text);
	cr_assert_eq(row->line, i + 1);
	cr_assert_eq(row->values == NULL, i % 5 == 4);
	if (row->values) {
		cr_assert_eq(row->digest[0], (uint8_t)i);
		cr_assert_eq(row->values[0].i, i);
		cr_assert_eq(row->values[2].kind, LD_MISSING);
		cr_assert_str_eq(row->values[1].s, text);
		return 0;
	}
	cr_assert_str_eq(row->bad.value, text);
	cr_assert_str_eq(row->bad.reason, i % 2 ? "satu" : "dua");
	cr_assert_eq(row->bad.key == NULL, i % 3 != 0);
	cr_assert(!row->bad.key || strcmp(row->bad.key, text) == 0);
	return 0;
}

static void go(struct trip *t, size_t batch)
{
	const struct ld_feed_in in = {.nmaps = MAPS, .rows = batch, .apart = t->apart, .read = read_trip, .read_ctx = t,
		.take = take_trip, .take_ctx = t};
	int rc = ld_feed_run(&in, &err);
	int first = t->read_fails < t->take_fails ? t->read_fails : t->take_fails;
	cr_assert_eq(t->taken, first < t->rows ? first : t->rows);
	cr_assert_eq(!pthread_equal(t->reader, pthread_self()), t->apart);
	cr_assert_eq(t->met_signal, !t->apart);
	if (first > t->rows || (first == t->rows && first != t->read_fails)) {
		cr_assert_eq(rc, 0);
		return;
	}
	char want[32];
	snprintf(want, sizeof want, "row %d", first);
	cr_assert_eq(rc, first == t->read_fails ? LINDUNG_E_CSV : LINDUNG_E_DB_FULL);
	cr_assert_str_eq(err.message, want);
}

Test(feed, every_row_arrives_once_and_the_first_failure_is_told)
{
	uint64_t s = 11;
	for (int round = 0; round < 600; round++) {
		int rows = (int)ld_below(&s, round % 3 ? 30 : 1500);
		struct trip t = {.rows = rows, .read_fails = rows + 1, .take_fails = rows + 1, .seed = ld_rand(&s), .apart = round % 2};
		if (ld_below(&s, 2))
			t.read_fails = (int)ld_below(&s, (uint32_t)rows + 1);
		if (ld_below(&s, 2))
			t.take_fails = (int)ld_below(&s, (uint32_t)rows + 1);
		if (t.take_fails == rows) /* there is no such row to take */
			t.take_fails++;
		go(&t, 1 + ld_below(&s, 40));
	}
}
