/*
 * The machine loses power, or the program is killed, after each single write, flush, truncation, new or deleted file of each
 * writing command. What the drive then may hold is made from the record of what it was told. A command that has ended is
 * there whole; one that has not is wholly there or wholly absent; and the next command works.
 */
#include "store_office.h"
#include "store_vfs.h"

#include <signal.h>
#include <sys/wait.h>

static void setup(void)
{
	fault_install();
	commands_init();
}

static void teardown(void)
{
	commands_fini();
}

TestSuite(store_power, .init = setup, .fini = teardown, .timeout = 3600);

static void again(const struct command *c, const char *where)
{
	struct lindung_error err;
	struct state now;
	LD_CLEANUP(ld_buf_fini) struct ld_buf says = ld_buf_init(1 << 20);
	struct lindung *l = commands_open();
	int rc = c->act(l, &says, &err);
	cr_assert(rc >= 0, "%s, then again: %s", where, err.message);
	lindung_close(l);
	state_of(commands_db(), where, &now);
	cr_assert(state_same(&now, &c->after), "%s, then again", where);
}

static void after_loss(const struct command *c, size_t events, size_t ended, enum loss what, uint64_t seed)
{
	static const char *const names[] = {"nothing", "all", "some"};
	char where[160];
	struct state now;
	uint64_t s = seed;
	snprintf(where, sizeof where, "%s, event %zu of %zu, lost %s, seed %llu", c->name, events, ended, names[what],
		(unsigned long long)seed);
	loss_image(events, what, &s, commands_db());
	state_of(commands_db(), where, &now);
	bool before = state_same(&now, &c->before), after = state_same(&now, &c->after);
	cr_assert(events >= ended ? after : before || after, "%s", where);
	if (before && seed % 8 == 0) {
		s = seed;
		loss_image(events, what, &s, commands_db());
		again(c, where);
	}
}

/* Returns how many events there were. */
static size_t lose_power(const struct command *c)
{
	struct lindung_error err;
	LD_CLEANUP(ld_buf_fini) struct ld_buf says = ld_buf_init(1 << 20);
	commands_restore(c->base);
	loss_begin(commands_db());
	struct lindung *l = commands_open();
	ld_ok(c->act(l, &says, &err));
	size_t ended = loss_events(), step = (size_t)commands_count("LINDUNG_FAULT_STEP", 1, 5);
	long tries = commands_count("LINDUNG_POWER_TRIES", 3, 3);
	lindung_close(l);
	loss_end();
	for (size_t e = 0; e <= loss_events(); e += step) {
		after_loss(c, e, ended, LOSS_NOTHING, e);
		after_loss(c, e, ended, LOSS_ALL, e);
		for (long i = 0; i < tries; i++) /* chance decides about what was not flushed */
			after_loss(c, e, ended, LOSS_SOME, e * 1000 + (unsigned long)i);
	}
	return loss_events();
}

Test(store_power, is_lost_after_every_event)
{
	size_t all = 0;
	for (size_t i = 0; i < WRITING; i++) {
		size_t n = lose_power(&commands[i]);
		fprintf(stderr, "# %zu events of %s\n", n, commands[i].name);
		all += n;
	}
	cr_expect_gt(all, 300);
}

/* Killed at the nth call, in a process of its own; false: it came to its end. */
static bool kill_at(const struct command *c, unsigned ops, long nth)
{
	char where[160];
	int status;
	struct state now;
	snprintf(where, sizeof where, "%s, killed at call %ld", c->name, nth);
	commands_restore(c->base);
	pid_t child = fork();
	if (!child) {
		struct lindung_error err;
		LD_CLEANUP(ld_buf_fini) struct ld_buf says = ld_buf_init(1 << 20);
		fault_arm(ops, nth, false, FAULT_KILL);
		struct lindung *l = commands_open();
		int rc = c->act(l, &says, &err);
		lindung_close(l);
		_exit(rc < 0);
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
	cr_assert(killed || status == 0, "%s: %d", where, status);
	state_of(commands_db(), where, &now);
	bool before = state_same(&now, &c->before), after = state_same(&now, &c->after);
	cr_assert(killed ? before || after : after, "%s", where);
	if (before)
		again(c, where);
	return killed;
}

Test(store_power, the_program_is_killed_at_every_call)
{
	unsigned ops = 1u << OP_OPEN | 1u << OP_WRITE | 1u << OP_SYNC | 1u << OP_TRUNCATE | 1u << OP_DELETE | 1u << OP_LOCK |
		1u << OP_SHM_LOCK;
	long all = 0, step = commands_count("LINDUNG_FAULT_STEP", 1, 5);
	for (size_t i = 0; i < WRITING; i++) {
		long n = 1;
		for (; kill_at(&commands[i], ops, n); n += step)
			all += step;
		fprintf(stderr, "# killed at %ld places of %s\n", n - 1, commands[i].name);
	}
	cr_expect_gt(all, 300);
}
