/* All tuples of a feed: batches are on their way while others are called, and nothing of that shows in the answers. */
#include "office.h"
#include "worker/internal.h"

enum { MOST = 4096 };

/* desil = 1, 2, … len, in batches of the sizes given, the last of them again and again. */
struct feed {
	struct ld_feed feed;
	struct ld_arena arena;
	struct ld_value *args;
	struct ld_answer *answers;
	size_t sizes[4], nsizes;
	size_t len, given, taken, batches;
	size_t fails_next, fails_take; /* which batch, from 1; 0: none */
	int64_t wrong;                 /* the first answer that is not `right`, 0: none */
	bool (*right)(int64_t desil, const struct ld_answer *a);
	size_t stopped;                /* the first tuple that is said to be stopped, from 1 */
	char message[200];
};

static int next(void *ctx, const struct ld_value **ret_args, size_t *ret_n)
{
	struct feed *f = ctx;
	size_t n = f->sizes[f->batches < f->nsizes ? f->batches : f->nsizes - 1];
	if (++f->batches == f->fails_next)
		return LINDUNG_E_INTERNAL;
	n = f->len - f->given < n ? f->len - f->given : n;
	memset(f->args, 0xEE, MOST * sizeof *f->args); /* what was given before is gone */
	for (size_t i = 0; i < n; i++)
		f->args[i] = (struct ld_value){.kind = LD_I64, .i = (int64_t)++f->given};
	*ret_args = f->args;
	*ret_n = n;
	return 0;
}

static int take(void *ctx, size_t n)
{
	struct feed *f = ctx;
	for (size_t i = 0; i < n && !f->stopped; i++) {
		const struct ld_answer *a = &f->answers[i];
		int64_t desil = (int64_t)++f->taken;
		if (a->kind == LD_ANSWER_STOPPED) {
			f->stopped = f->taken;
			snprintf(f->message, sizeof f->message, "%.190s", a->message);
		} else if (!f->wrong && !f->right(desil, a)) {
			f->wrong = desil;
		}
	}
	return f->fails_take && !--f->fails_take ? LINDUNG_E_INTERNAL : 0;
}

static int run(struct office *o, struct feed *f, int func, struct lindung_error *err)
{
	f->args = malloc(MOST * sizeof *f->args);
	f->answers = malloc(MOST * sizeof *f->answers);
	cr_assert(f->args && f->answers);
	if (!f->nsizes)
		f->sizes[f->nsizes++] = MOST;
	f->feed = (struct ld_feed){f, next, take, f->answers, &f->arena};
	struct ld_calls calls = ld_worker_calls(o->worker);
	int rc = calls.call_all(calls.ctx, func, &f->feed, err);
	free(f->args);
	free(f->answers);
	ld_arena_fini(&f->arena);
	return rc;
}

static bool small(int64_t desil, const struct ld_answer *a)
{
	return a->kind == LD_ANSWER_VALUE && a->value.kind == LD_I64 && a->value.i == (desil <= 2);
}

static bool odd_or_raises(int64_t desil, const struct ld_answer *a)
{
	char said[40];
	snprintf(said, sizeof said, "seven %lld", (long long)desil);
	if (desil % 7 == 0)
		return a->kind == LD_ANSWER_ERROR && a->code == LINDUNG_E_RULE && a->line == 2 && strcmp(a->message, said) == 0;
	return a->kind == LD_ANSWER_VALUE && a->value.i == desil % 2;
}

static void whole(struct office *o, int func, size_t len, const size_t *sizes, size_t nsizes, bool (*right)(int64_t, const struct ld_answer *))
{
	struct lindung_error err = {0};
	struct feed f = {.len = len, .right = right, .nsizes = nsizes};
	if (nsizes)
		memcpy(f.sizes, sizes, nsizes * sizeof *sizes);
	ld_ok(run(o, &f, func, &err));
	cr_assert(!f.wrong && !f.stopped && f.taken == len, "%zu of %zu, %lld is wrong, stopped at %zu", f.taken, len,
		(long long)f.wrong, f.stopped);
}

Test(batches, batches_of_any_size)
{
	struct lindung_error err = {0};
	struct office o = {0};
	static const size_t sizes[][4] = {{1}, {7, 1, 300, 2}, {1024, 1, 4096, 128}, {128, 256, 512, 1024}};
	ld_ok(office_load(&o, "if desil % 7 == 0 then error('seven ' .. desil) end return desil % 2 == 1", &err));
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (size_t len = 0; len < 3; len++) {
			whole(&o, 0, 5 * len * len * len * sizes[i][3] + len, sizes[i], sizes[i][1] ? 4 : 1, odd_or_raises);
			whole(&o, 1, 3 * len, sizes[i], sizes[i][1] ? 4 : 1, small);
		}
	office_close(&o);
}

/* Answers that are more than the channel holds, while the engine gives the next batch: neither waits for the other. */
static bool long_error(int64_t desil, const struct ld_answer *a)
{
	return a->kind == LD_ANSWER_ERROR && a->message[0] == 'x' && atoll(strrchr(a->message, 'x') + 1) == desil;
}

Test(batches, more_than_the_channel_holds)
{
	struct lindung_error err = {0};
	struct office o = {0};
	ld_ok(office_load(&o, "error(('x'):rep(200) .. desil)", &err));
	whole(&o, 0, 4 * MOST, NULL, 0, long_error);
	whole(&o, 1, 10, NULL, 0, small);
	office_close(&o);
}

/* With nothing to hold Lua back, in the middle of the third batch. */
static void stops(const char *body, const char *says)
{
	struct lindung_error err = {0};
	struct office o = {.options.limits = ld_limits_default};
	setenv("LINDUNG_WORKER", getenv("LINDUNG_WORKER_BARE"), 1);
	o.options.limits.deadline = 100;
	ld_ok(office_load(&o, body, &err));
	for (int again = 0; again < 2; again++) {
		struct feed f = {.len = 20000, .right = small, .sizes = {1000}, .nsizes = 1};
		ld_ok(run(&o, &f, 0, &err));
		cr_assert_eq(f.stopped, again ? 1 : 2345);
		cr_assert(strstr(f.message, says), "%s", f.message);
		cr_assert_eq(f.wrong, again ? 0 : 2001); /* what came before in the batch is not known any more */
		cr_assert(f.given <= 4000, "no more are asked");
		whole(&o, 1, 5000, NULL, 0, small);
	}
	office_close(&o);
}

Test(batches, stopped_in_the_middle)
{
	stops("while desil == 2345 do end return desil <= 2", "did not finish within 100 ms");
	stops("if desil == 2345 then os.exit(0) end return desil <= 2", "the process that ran it is gone");
}

/* What the process still owes is nobody's: the next calls are answered for themselves. */
Test(batches, given_up_halfway)
{
	struct lindung_error err = {0};
	struct office o = {0};
	ld_ok(office_load(&o, "return desil % 2 == 1", &err));
	for (size_t at = 1; at <= 3; at++) {
		struct feed f = {.len = 9000, .right = odd_or_raises, .sizes = {1000}, .nsizes = 1, .fails_next = at};
		cr_assert_eq(run(&o, &f, 0, &err), LINDUNG_E_INTERNAL);
		whole(&o, 1, 3000, NULL, 0, small);
		f = (struct feed){.len = 9000, .right = odd_or_raises, .sizes = {1000}, .nsizes = 1, .fails_take = at};
		cr_assert_eq(run(&o, &f, 0, &err), LINDUNG_E_INTERNAL);
		whole(&o, 1, 3000, NULL, 0, small);
	}
	office_close(&o);
}
