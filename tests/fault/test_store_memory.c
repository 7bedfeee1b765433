/*
 * SQLite gets no more memory from some moment on, not even for ROLLBACK: nobody sees what hangs open, and the same handle
 * then does the work on a database as it was.
 */
#include "store_office.h"
#include "store_vfs.h"

#include "store/sql.h"

static sqlite3_mem_methods below;
static long left = -1; /* allocations until memory is out; −1: plenty */

static bool out(void)
{
	if (left > 0)
		left--;
	return left == 0;
}

static void *failing_malloc(int n)
{
	return out() ? NULL : below.xMalloc(n);
}

static void *failing_realloc(void *p, int n)
{
	return out() ? NULL : below.xRealloc(p, n);
}

static void setup(void)
{
	cr_assert_eq(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &below), SQLITE_OK);
	sqlite3_mem_methods mine = below;
	mine.xMalloc = failing_malloc;
	mine.xRealloc = failing_realloc;
	cr_assert_eq(sqlite3_config(SQLITE_CONFIG_MALLOC, &mine), SQLITE_OK);
	fault_install();
	commands_init();
}

static void teardown(void)
{
	commands_fini();
}

TestSuite(store_memory, .init = setup, .fini = teardown, .timeout = 3600);

/* No memory from the nth allocation on. false: the command needs fewer. */
static bool starve(const struct command *c, long nth)
{
	char where[160];
	struct lindung_error err = {0};
	struct state now;
	LD_CLEANUP(ld_buf_fini) struct ld_buf says = ld_buf_init(1 << 20);
	snprintf(where, sizeof where, "%s, no memory from allocation %ld on", c->name, nth);
	commands_restore(c->base);
	struct lindung *l = commands_open();
	left = nth;
	int rc = c->act(l, &says, &err);
	bool starved = left == 0;
	left = -1;
	state_of(commands_db(), where, &now);
	if (rc < 0) {
		cr_assert_eq(rc, LINDUNG_E_NOMEM, "%s: %s", where, err.message);
		cr_assert(state_same(&now, &c->before), "%s", where);
		ld_buf_reset(&says);
		rc = c->act(l, &says, &err);
		cr_assert(rc >= 0, "%s, then again: %s", where, err.message);
		state_of(commands_db(), where, &now);
	}
	cr_assert(state_same(&now, &c->after), "%s", where);
	cr_assert_str_eq(ld_buf_text(&says), ld_buf_text(&c->says), "%s", where);
	lindung_close(l);
	return starved;
}

Test(store_memory, runs_out_and_nothing_stays_open)
{
	for (size_t i = 0; i < ncommands; i++) {
		long n = 1, tried = 0, slices = commands_count("LINDUNG_MEMORY_SLICES", 8, 4);
		for (; starve(&commands[i], n); n += 1 + n / slices)
			tried++;
		fprintf(stderr, "# %ld moments in %ld allocations of %s\n", tried, n, commands[i].name);
		cr_expect_gt(tried, 20);
	}
}

Test(store_memory, a_rollback_is_made_good)
{
	struct lindung_error err;
	struct ld_store *s;
	struct state now, people;
	commands_restore(BASE_PEOPLE);
	state_of(commands_db(), "people", &people);
	ld_ok(ld_store_open(commands_db(), LD_STORE_WRITE, &s, &err));
	for (int i = 0; i < 2; i++) {
		ld_ok(ld_store_begin(s, &err));
		ld_ok(ld_sql_exec(s, &err, "DELETE FROM record_orang"));
		left = 1;
		ld_store_rollback(s);
		cr_expect_not(sqlite3_get_autocommit(s->db), "this is the case that is tested");
		ld_fails(NOMEM, ld_store_idle(s, &err));
		ld_fails(NOMEM, ld_store_begin(s, &err));
		left = -1;
		if (i)
			break; /* the close does it */
		ld_ok(ld_store_begin(s, &err));
		ld_store_rollback(s);
		ld_ok(ld_store_idle(s, &err));
		state_of(commands_db(), "rolled back", &now);
		cr_expect(state_same(&now, &people));
	}
	left = 1;
	ld_store_close(s);
	left = -1;
	state_of(commands_db(), "closed", &now);
	cr_expect(state_same(&now, &people));
}

Test(store_memory, a_commit_that_is_not_ours_is_refused)
{
	struct lindung_error err;
	struct ld_store *s;
	struct state now, people;
	commands_restore(BASE_PEOPLE);
	state_of(commands_db(), "people", &people);
	ld_ok(ld_store_open(commands_db(), LD_STORE_WRITE, &s, &err));
	ld_fails(DB, ld_sql_exec(s, &err, "UPDATE record_orang SET nama = 'x'"));
	ld_ok(ld_store_begin(s, &err));
	ld_ok(ld_sql_exec(s, &err, "UPDATE record_orang SET nama = 'x'"));
	ld_fails(DB, ld_sql_exec(s, &err, "COMMIT"));
	ld_store_close(s);
	state_of(commands_db(), "refused", &now);
	cr_expect(state_same(&now, &people));
}
