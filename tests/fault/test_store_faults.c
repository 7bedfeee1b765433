/*
 * Every call to the file system fails once, at each place of each command: the error is a clear one, the database is as it
 * was or as it was to be and nothing between, and the same handle then does the work.
 */
#include "store_office.h"
#include "store_vfs.h"

static void setup(void)
{
	fault_install();
	commands_init();
}

static void teardown(void)
{
	commands_fini();
}

TestSuite(store_faults, .init = setup, .fini = teardown, .timeout = 3600);

enum { AGAIN = 6 }; /* every so many places the same program tries again */

struct fault {
	unsigned ops;
	bool onwards;
	enum fault_how how;
	const char *name;
};

static void check_error(const char *where, const struct fault *f, int rc, const struct lindung_error *err)
{
	cr_assert_eq(rc, err->code, "%s", where);
	cr_assert_eq(lindung_code_exit(rc), 5, "%s: %s", where, err->message);
	cr_assert(strstr(err->message, commands_db()), "%s: it names the database: %s", where, err->message);
	int want = f->how == FAULT_FULL ? LINDUNG_E_DB_FULL : LINDUNG_E_IO;
	cr_assert_eq(rc, want, "%s: %d, %s", where, rc, err->message);
}

/* After a failed commit on a disk that stays dead nobody can know; then the error says so and it is the one or the other. */
static void check_state(const char *where, const struct command *c, const struct fault *f, int rc,
	const struct lindung_error *err)
{
	struct state now;
	state_of(commands_db(), where, &now);
	cr_assert(rc < 0 || now.version == c->after.version, "%s", where);
	bool unknown = rc < 0 && f->onwards && f->ops & 1u << OP_WRITE && strstr(err->message, "is not known");
	if (!unknown || !state_same(&now, &c->after))
		cr_assert(state_same(&now, rc < 0 ? &c->before : &c->after), "%s: %s", where, rc < 0 ? err->message : "done");
}

/* The nth call fails, the program ends, the next one opens the database. false: there are not so many calls. */
static bool fail_once(const struct command *c, const struct fault *f, long nth)
{
	char where[160];
	struct lindung_error err = {0};
	LD_CLEANUP(ld_buf_fini) struct ld_buf says = ld_buf_init(1 << 20);
	snprintf(where, sizeof where, "%s, %s %ld", c->name, f->name, nth);
	commands_restore(c->base);
	fault_arm(f->ops, nth, f->onwards, f->how);
	struct lindung *l = commands_open();
	int rc = c->act(l, &says, &err);
	lindung_close(l);
	bool hit = fault_disarm();
	if (rc < 0)
		check_error(where, f, rc, &err);
	else
		cr_assert_str_eq(ld_buf_text(&says), ld_buf_text(&c->says), "%s", where);
	check_state(where, c, f, rc, &err);
	return hit;
}

/* The nth call fails and the same program tries again. */
static void fail_then_again(const struct command *c, const struct fault *f, long nth)
{
	char where[160];
	struct lindung_error err = {0};
	LD_CLEANUP(ld_buf_fini) struct ld_buf says = ld_buf_init(1 << 20);
	snprintf(where, sizeof where, "%s, %s %ld, again", c->name, f->name, nth);
	commands_restore(c->base);
	fault_arm(f->ops, nth, f->onwards, f->how);
	struct lindung *l = commands_open();
	int rc = c->act(l, &says, &err);
	fault_disarm();
	if (rc < 0) {
		check_state(where, c, f, rc, &err);
		ld_buf_reset(&says);
		ld_ok(c->act(l, &says, &err));
		cr_assert_str_eq(ld_buf_text(&says), ld_buf_text(&c->says), "%s", where);
	}
	lindung_close(l);
	check_state(where, c, f, 0, &err);
}

/* At every place of every command; returns at how many. */
static long every(struct fault f)
{
	long all = 0, step = commands_count("LINDUNG_FAULT_STEP", 1, 5);
	for (size_t i = 0; i < ncommands; i++) {
		long n = 0;
		for (; fail_once(&commands[i], &f, n + 1); n += step)
			if (n / step % AGAIN == 0)
				fail_then_again(&commands[i], &f, n + 1);
		all += n;
		fprintf(stderr, "# %s: %ld places of %s\n", f.name, n, commands[i].name);
	}
	cr_assert_eq(fault_temporary_files(), 0, "temporary files would hold people's data");
	return all;
}

Test(store_faults, every_read_fails_once)
{
	cr_expect_gt(every((struct fault){1u << OP_READ, false, FAULT_ERROR, "read"}), 100);
	cr_expect_gt(every((struct fault){1u << OP_SIZE, false, FAULT_ERROR, "size"}), 10);
}

Test(store_faults, every_write_fails_once)
{
	cr_expect_gt(every((struct fault){1u << OP_WRITE, false, FAULT_ERROR, "write"}), 200);
}

Test(store_faults, every_write_is_cut_short_once)
{
	cr_expect_gt(every((struct fault){1u << OP_WRITE, false, FAULT_SHORT, "short write"}), 200);
}

Test(store_faults, every_flush_and_truncation_fails_once)
{
	cr_expect_gt(every((struct fault){1u << OP_SYNC | 1u << OP_TRUNCATE, false, FAULT_ERROR, "sync"}), 10);
}

Test(store_faults, flushes_fail_from_there_on)
{
	cr_expect_gt(every((struct fault){1u << OP_SYNC, true, FAULT_ERROR, "no more sync"}), 10);
}

Test(store_faults, every_open_delete_and_look_fails_once)
{
	unsigned ops = 1u << OP_OPEN | 1u << OP_DELETE | 1u << OP_ACCESS;
	cr_expect_gt(every((struct fault){ops, false, FAULT_ERROR, "open"}), 10);
}

Test(store_faults, every_lock_fails_once)
{
	unsigned ops = 1u << OP_LOCK | 1u << OP_SHM_MAP | 1u << OP_SHM_LOCK;
	cr_expect_gt(every((struct fault){ops, false, FAULT_ERROR, "lock"}), 50);
}

Test(store_faults, the_disk_is_full_from_every_write_on)
{
	cr_expect_gt(every((struct fault){1u << OP_WRITE, true, FAULT_FULL, "full disk"}), 200);
}

Test(store_faults, the_disk_dies_at_every_write_and_flush)
{
	unsigned ops = 1u << OP_WRITE | 1u << OP_SYNC | 1u << OP_TRUNCATE;
	cr_expect_gt(every((struct fault){ops, true, FAULT_ERROR, "dead disk"}), 200);
}
