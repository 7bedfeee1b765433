/*
 * Two programs on one database, media that cannot be written, and files that other users made. Rights do not bind root, so
 * what nobody may do is tried by a child that is nobody.
 */
#include "store_office.h"

#include <errno.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "store/sql.h"

enum { NOBODY = 65534 };

static struct lindung_error err;

static void setup(void)
{
	commands_init();
}

static void teardown(void)
{
	commands_fini();
}

TestSuite(store_others, .init = setup, .fini = teardown, .timeout = 3600);

static const struct command *command(const char *name)
{
	for (size_t i = 0; i < ncommands; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	cr_assert_fail("%s", name);
	return NULL;
}

static int do_it(const struct command *c, struct ld_buf *says)
{
	struct lindung *l = commands_open();
	int rc = c->act(l, says, &err);
	lindung_close(l);
	return rc;
}

/* Run in a child that is nobody; what it returns must be 0. */
static void as_nobody(int (*what)(void), const char *name)
{
	int status;
	pid_t child = fork();
	if (!child) {
		int rc = getuid() == 0 && setuid(NOBODY) != 0 ? 99 : what();
		if (rc)
			fprintf(stderr, "%s: %d, %s\n", name, rc, err.message);
		_exit(rc);
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s: %d", name, status);
}

static void folder_mode(mode_t mode)
{
	char folder[128];
	snprintf(folder, sizeof folder, "%s", commands_db());
	*strrchr(folder, '/') = 0;
	cr_assert_eq(chmod(folder, mode), 0);
}

static void write_beside(const char *end, const char *text)
{
	char name[128];
	snprintf(name, sizeof name, "%s%s", commands_db(), end);
	FILE *f = fopen(name, "w");
	cr_assert(f && fputs(text, f) >= 0 && fclose(f) == 0);
	cr_assert_eq(chmod(name, 0644), 0);
}

/* ---- media that cannot be written ---- */

static int reads_as_before(void)
{
	const struct command *c = command("export --as decisions");
	struct ld_buf says = ld_buf_init(1 << 20);
	if (do_it(c, &says) < 0)
		return 1;
	if (strcmp(ld_buf_text(&says), ld_buf_text(&c->says)) != 0)
		return 2;
	ld_buf_reset(&says);
	if (do_it(command("keep"), &says) != LINDUNG_E_DB_READONLY)
		return 3;
	return strstr(err.message, commands_db()) ? 0 : 4;
}

static int left_over(void)
{
	struct ld_buf says = ld_buf_init(1 << 20);
	return do_it(command("show"), &says) == LINDUNG_E_DB_READONLY && strstr(err.message, "unfinished work") ? 0 : 1;
}

Test(store_others, read_where_nothing_can_be_written)
{
	commands_restore(BASE_RUN);
	cr_assert_eq(chmod(commands_db(), 0444), 0);
	folder_mode(0555);
	as_nobody(reads_as_before, "reading");
	write_beside("-journal", "\xd9\xd5\x05\xf9 half a transaction");
	as_nobody(left_over, "a journal is left over");
	write_beside("-journal", "");
	write_beside("-wal", "7\x7f\x06\x82 half a transaction");
	as_nobody(left_over, "a log is left over");
	folder_mode(0755);
}

/* Somebody who may write does, while nobody reads without locks. */
static int told_of_the_change(int ready)
{
	struct ld_store *s;
	int64_t last;
	int rc = ld_store_open(commands_db(), LD_STORE_READ, &s, &err);
	if (rc < 0 || !s->frozen || ld_store_last_delivery(s, &last, &err) < 0 || write(ready, "x", 1) != 1)
		return 1;
	for (int i = 0; i < 3000 && rc >= 0; i++) {
		rc = ld_store_last_delivery(s, &last, &err);
		usleep(10000);
	}
	return rc == LINDUNG_E_DB_BUSY && strstr(err.message, "has changed") ? 0 : 2;
}

Test(store_others, reading_without_locks_ends_when_the_file_changes)
{
	int status, ready[2];
	char c;
	LD_CLEANUP(ld_buf_fini) struct ld_buf says = ld_buf_init(1 << 20);
	commands_restore(BASE_RUN);
	cr_assert(chmod(commands_db(), 0644) == 0 && pipe(ready) == 0);
	folder_mode(0555);
	pid_t child = fork();
	if (!child)
		_exit(getuid() == 0 && setuid(NOBODY) != 0 ? 99 : told_of_the_change(ready[1]));
	close(ready[1]);
	cr_assert_eq(read(ready[0], &c, 1), 1);
	folder_mode(0755);
	ld_ok(do_it(command("keep"), &says));
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%d", status);
}

/* A file system that is mounted read-only, in a namespace of its own; 77: this machine does not let us. */
static int on_read_only_media(void)
{
	char folder[128];
	snprintf(folder, sizeof folder, "%s", commands_db());
	*strrchr(folder, '/') = 0;
	if (unshare(getuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) != 0 ||
		mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 || mount(folder, folder, NULL, MS_BIND, NULL) != 0 ||
		mount(NULL, folder, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) != 0)
		return 77;
	return reads_as_before();
}

Test(store_others, read_on_a_read_only_mount)
{
	int status;
	commands_restore(BASE_RUN);
	pid_t child = fork();
	if (!child) {
		int rc = on_read_only_media();
		if (rc)
			fprintf(stderr, "# read-only mount: %d, %s\n", rc, rc == 77 ? strerror(errno) : err.message);
		_exit(rc);
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		cr_skip_test("mounts are not allowed here");
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%d", status);
}

/* ---- two programs ---- */

struct intruder {
	struct ld_buf says;
	bool done;
};

/* The first bytes of an export have left: another program delivers, runs and keeps. */
static int intrude(void *ctx, const char *p, size_t n)
{
	struct intruder *in = ctx;
	struct ld_buf says = ld_buf_init(1 << 20);
	ld_buf_add(&in->says, p, n);
	if (!in->done) {
		in->done = true;
		ld_ok(do_it(command("import --replace"), &says));
		ld_ok(do_it(command("keep"), &says));
	}
	ld_buf_fini(&says);
	return 0;
}

Test(store_others, a_reader_sees_what_it_began_with)
{
	struct intruder in = {.says = ld_buf_init(1 << 20)};
	commands_restore(BASE_RUN);
	struct lindung *l = commands_open();
	ld_ok(lindung_export(l, 1, "annex", intrude, &in, NULL, &err));
	cr_expect(in.done);
	cr_expect_str_eq(ld_buf_text(&in.says), ld_buf_text(&command("export --as annex")->says));
	struct lindung_result *r = NULL;
	ld_ok(lindung_show(l, 1, &r, &err));
	cr_expect_str_neq(lindung_result_text(r, "kept_at"), "", "and afterwards what there is");
	lindung_result_free(r);
	lindung_close(l);
	ld_buf_fini(&in.says);
}

/* A child that holds the database for writing; ends by itself after ms, or when it is killed. */
static pid_t hold(int ms)
{
	int ready[2];
	char c;
	cr_assert_eq(pipe(ready), 0);
	pid_t child = fork();
	if (!child) {
		struct ld_store *s;
		if (ld_store_open(commands_db(), LD_STORE_WRITE, &s, &err) < 0 || ld_store_begin(s, &err) < 0 ||
			write(ready[1], "x", 1) != 1)
			_exit(1);
		usleep((useconds_t)ms * 1000);
		ld_store_close(s);
		_exit(0);
	}
	cr_assert_eq(read(ready[0], &c, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return child;
}

Test(store_others, a_second_writer_waits_and_then_says_so)
{
	int status;
	struct state now;
	const struct command *c = command("import --add");
	LD_CLEANUP(ld_buf_fini) struct ld_buf says = ld_buf_init(1 << 20);
	commands_restore(c->base);
	pid_t child = hold(600);
	ld_ok(do_it(c, &says));
	state_of(commands_db(), "waited", &now);
	cr_expect(state_same(&now, &c->after));
	cr_assert(waitpid(child, &status, 0) == child && status == 0);
	commands_restore(c->base);
	child = hold(600000);
	ld_fails(DB_BUSY, do_it(c, &says));
	cr_expect(strstr(err.message, commands_db()) && strstr(err.message, "try again"), "%s", err.message);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	state_of(commands_db(), "refused", &now);
	cr_expect(state_same(&now, &c->before));
	ld_buf_reset(&says);
	ld_ok(do_it(c, &says));
	state_of(commands_db(), "after the other was killed", &now);
	cr_expect(state_same(&now, &c->after));
}

/* ---- made by somebody else ---- */

/* A page that `runs` would never read is damaged. */
Test(store_others, another_users_file_is_read_whole_first)
{
	struct lindung_result *r = NULL;
	commands_restore(BASE_RUN);
	sqlite3 *db;
	sqlite3_stmt *q;
	cr_assert_eq(sqlite3_open(commands_db(), &db), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(db, "SELECT rootpage FROM sqlite_schema WHERE name = 'quarantine'", -1, &q, NULL), 0);
	cr_assert_eq(sqlite3_step(q), SQLITE_ROW);
	long page = sqlite3_column_int(q, 0);
	sqlite3_finalize(q);
	sqlite3_close(db);
	FILE *f = fopen(commands_db(), "r+");
	cr_assert(f && fseek(f, (page - 1) * 4096, SEEK_SET) == 0 && fputs("damage", f) >= 0 && fclose(f) == 0);
	struct lindung *l = commands_open();
	ld_ok(lindung_runs(l, &r, &err));
	lindung_result_free(r);
	lindung_close(l);
	if (chown(commands_db(), NOBODY, NOBODY) != 0)
		cr_skip_test("only root can give files away");
	l = commands_open();
	ld_fails(DB_CORRUPT, lindung_runs(l, &r, &err));
	cr_expect(strstr(err.message, commands_db()), "%s", err.message);
	lindung_close(l);
}

/* A changed cell leaves every page in order. */
Test(store_others, data_changed_since_the_run_do_not_become_a_decree)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf says = ld_buf_init(1 << 20);
	commands_restore(BASE_RUN);
	sqlite3 *db;
	cr_assert_eq(sqlite3_open(commands_db(), &db), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(db, "UPDATE record_orang SET desa = 'lain' WHERE _record = 7", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	ld_fails(KEEP, do_it(command("keep"), &says));
	cr_expect(strstr(err.message, "data"), "%s", err.message);
}
