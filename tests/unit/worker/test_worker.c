/* The process that runs rules: what it answers, and what becomes of one that hangs, dies or tries what it must not. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "office.h"

static void without_first_wall(void)
{
	const char *bare = getenv("LINDUNG_WORKER_BARE");
	cr_assert_not_null(bare);
	setenv("LINDUNG_WORKER", bare, 1);
}

static void control(struct office *o)
{
	struct lindung_error err = {0};
	struct ld_answer a[9];
	ld_ok(office_call(o, 1, a, 9, &err));
	for (int i = 0; i < 9; i++)
		cr_assert(a[i].kind == LD_ANSWER_VALUE && a[i].value.i == (i < 2), "desil %d", i + 1);
	ld_ok(office_call(o, 2, a, 9, &err));
	cr_assert(a[7].kind == LD_ANSWER_VALUE && a[8].kind == LD_ANSWER_ERROR && a[8].code == LINDUNG_E_RULE);
	cr_assert_str_eq(a[8].message, "nine");
	cr_assert_str_eq(a[8].file, "p.lua");
	cr_assert_eq(a[8].line, 4);
}

Test(worker, answers)
{
	struct lindung_error err = {0};
	struct office o = {0};
	struct ld_answer a[3];
	ld_ok(office_load(&o, "return desil % 2 == 1", &err));
	ld_ok(office_call(&o, 0, a, 3, &err));
	cr_assert(a[0].value.i == 1 && a[1].value.i == 0 && a[2].value.i == 1);
	cr_assert_eq(o.programme->nfiles, 2);
	cr_assert_str_eq(o.programme->files[1].module, "p");
	cr_assert(ld_walls_stand(ld_worker_walls(o.worker)));
	control(&o);
	office_close(&o);
}

/* Counted instructions are the rule's own error, the same on any machine. */
Test(worker, counted_limit)
{
	struct lindung_error err = {0};
	struct office o = {0};
	struct ld_answer a[2];
	ld_ok(office_load(&o, "while desil == 2 do end return true", &err));
	ld_ok(office_call(&o, 0, a, 2, &err));
	cr_assert(a[0].kind == LD_ANSWER_VALUE && a[1].kind == LD_ANSWER_ERROR && a[1].code == LINDUNG_E_INSTRUCTIONS);
	control(&o);
	office_close(&o);
}

Test(worker, limits_are_handed_over)
{
	struct lindung_error err = {0};
	struct office o = {.options.limits = ld_limits_default};
	struct ld_answer a[1];
	ld_ok(ld_limits_set(&o.options.limits, "instructions=5000", &err));
	ld_ok(office_load(&o, "for i = 1, 4000 do desil = desil + 1 end return true", &err));
	ld_ok(office_call(&o, 0, a, 1, &err));
	cr_assert(a[0].kind == LD_ANSWER_ERROR && strstr(a[0].message, "5000 instructions"), "%s", a[0].message);
	office_close(&o);
	o.options.limits = ld_limits_default;
	ld_ok(ld_limits_set(&o.options.limits, "rules=2", &err));
	ld_fails(LIMIT, office_load(&o, "return true", &err));
	cr_assert(strstr(err.message, "more than 2 entries"), "%s", err.message);
	office_close(&o);
}

/* With nothing to hold Lua back: an endless loop is stopped by the clock, and the others answer as before. */
Test(worker, deadline)
{
	struct lindung_error err = {0};
	struct office o = {.options.limits = ld_limits_default};
	struct ld_answer a[5];
	without_first_wall();
	o.options.limits.deadline = 100;
	ld_ok(office_load(&o, "while desil == 3 do end return true", &err));
	cr_assert(ld_worker_walls(o.worker)->bare);
	for (int again = 0; again < 2; again++) {
		ld_ok(office_call(&o, 0, a, 5, &err));
		for (int i = again ? 0 : 2; i < 5; i++) {
			cr_assert(a[i].kind == LD_ANSWER_STOPPED && a[i].code == LINDUNG_E_DEADLINE, "%d", i);
			cr_assert(strstr(a[i].message, "did not finish within 100 ms"), "%s", a[i].message);
			cr_assert_eq(a[i].line, 2);
		}
		control(&o);
	}
	office_close(&o);
}

/* Whoever waits may stop waiting: Ctrl-C does not wait for a rule's time to be over. */
static int third_time(void *asked)
{
	return ++*(int *)asked == 3;
}

Test(worker, given_up)
{
	struct lindung_error err = {0};
	int asked = 0;
	struct office o = {.options = {.limits = ld_limits_default, .give_up = third_time, .ctx = &asked}};
	struct ld_answer a[1];
	without_first_wall();
	o.options.limits.deadline = 600000;
	asked = -1000; /* starting and loading may take their time */
	ld_ok(office_load(&o, "while true do end", &err));
	asked = 0;
	ld_fails(CANCELLED, office_call(&o, 0, a, 1, &err));
	cr_assert_eq(asked, 3);
	office_close(&o);
}

static void dies(const char *body, const char *says)
{
	struct lindung_error err = {0};
	struct office o = {0};
	struct ld_answer a[2];
	ld_ok(office_load(&o, body, &err));
	ld_ok(office_call(&o, 0, a, 2, &err));
	cr_assert(a[0].kind == LD_ANSWER_STOPPED && a[0].code == LINDUNG_E_KILLED, "%s: kind %d, %s", body,
		(int)a[0].kind, a[0].kind == LD_ANSWER_VALUE ? "a value" : a[0].message);
	cr_assert(strstr(a[0].message, says), "%s: %s", body, a[0].message);
	control(&o);
	office_close(&o);
}

Test(worker, second_wall_alone)
{
	struct lindung_error err = {0};
	struct office o = {0};
	without_first_wall();
	ld_ok(office_load(&o, "return true", &err));
	bool filter = ld_worker_walls(o.worker)->seccomp;
	office_close(&o);
	if (filter) {
		dies("return io.open('/etc/hostname') ~= nil", "tried what rules must not do");
		dies("return os.execute('true') ~= nil", "tried what rules must not do");
		dies("return os.remove('/tmp/nothing-of-this-name') ~= nil", "tried what rules must not do");
		dies("return os.tmpname() ~= nil", "tried what rules must not do");
		dies("local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1e6) .. i end return true", "");
	}
	dies("os.exit(0)", "the process that ran it is gone");
	dies("debug.sethook() return os.exit(3)", "the process that ran it is gone");
}

Test(worker, a_file_that_hangs_or_dies)
{
	struct lindung_error err = {0};
	struct office o = {.options.limits = ld_limits_default};
	without_first_wall();
	o.options.limits.deadline = 100;
	ld_fails(LIMIT, office_load(&o, "return true end }}}, (function() while true do end end)(), {{{ when = function()", &err));
	cr_assert(strstr(err.message, "reading 'p' did not finish within 100 ms"), "%s", err.message);
	office_close(&o);
	ld_fails(LOAD, office_load(&o, "return true end }}}, os.exit(1), {{{ when = function()", &err));
	office_close(&o);
}

/* A host that reaps every child, and one with a handler of its own, find things as they were. */
static int seen;

static void handler(int signal)
{
	(void)signal;
	seen++;
}

static void reaps(int signal)
{
	(void)signal;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		seen++;
}

static int descriptors(void)
{
	int n = 0;
	DIR *d = opendir("/proc/self/fd");
	while (d && readdir(d))
		n++;
	closedir(d);
	return n;
}

Test(worker, the_host_keeps_its_own)
{
	struct lindung_error err = {0};
	struct office o = {0};
	struct sigaction mine = {.sa_handler = handler, .sa_flags = SA_RESTART}, now;
	int before = descriptors();
	sigaction(SIGPIPE, &mine, NULL);
	mine.sa_handler = reaps;
	sigaction(SIGCHLD, &mine, NULL);
	for (int i = 0; i < 3; i++) {
		ld_ok(office_load(&o, "return true", &err));
		control(&o);
		office_close(&o);
	}
	sigaction(SIGPIPE, NULL, &now);
	cr_assert(now.sa_handler == handler);
	sigaction(SIGCHLD, NULL, &now);
	cr_assert(now.sa_handler == reaps);
	cr_assert_eq(descriptors(), before);
}

/* Threads of a host each have a process of their own. */
static void *ten_times(void *bad)
{
	struct lindung_error err = {0};
	for (int i = 0; i < 10; i++) {
		struct office o = {0};
		struct ld_answer a[9];
		bool ok = office_load(&o, "return true", &err) >= 0 && office_call(&o, 1, a, 9, &err) >= 0;
		for (int k = 0; ok && k < 9; k++)
			ok = a[k].kind == LD_ANSWER_VALUE && a[k].value.i == (k < 2);
		*(int *)bad += !ok;
		office_close(&o);
	}
	return NULL;
}

Test(worker, threads)
{
	pthread_t threads[4];
	int bad[4] = {0};
	for (int i = 0; i < 4; i++)
		cr_assert_eq(pthread_create(&threads[i], NULL, ten_times, &bad[i]), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	cr_assert_eq(bad[0] + bad[1] + bad[2] + bad[3], 0);
}

/* Closed standard streams must not become the channel of something else. */
Test(worker, without_standard_streams)
{
	struct lindung_error err = {0};
	struct office o = {0};
	pid_t pid = fork();
	if (pid == 0) {
		for (int fd = 0; fd < 3; fd++)
			close(fd);
		_exit(office_load(&o, "return true", &err) < 0);
	}
	int status;
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* On a machine that lets no process restrict itself. */
static bool in_vain(bool uncontained)
{
	struct lindung_error err = {0};
	struct office o = {.options.uncontained = uncontained};
	LD_CLEANUP(ld_buf_fini) struct ld_buf said = ld_buf_init(400);
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
	bool set = f && seccomp_rule_add(f, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(seccomp), 0) == 0 &&
		   seccomp_rule_add(f, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1,
			   SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP)) == 0 && seccomp_load(f) == 0;
	int rc = office_load(&o, "return true", &err);
	if (!uncontained)
		return set && rc == LINDUNG_E_CONTAINED && strstr(err.message, "so none is run: this machine has no filter");
	ld_walls_print(ld_worker_walls(o.worker), true, &said);
	bool ok = set && rc >= 0 && strncmp(ld_buf_text(&said), "NOT CONTAINED", 13) == 0;
	office_close(&o);
	return ok;
}

Test(worker, no_wall_no_rule)
{
	struct lindung_error err = {0};
	struct office o = {0};
	ld_ok(office_load(&o, "return true", &err));
	bool filter = ld_worker_walls(o.worker)->seccomp;
	office_close(&o);
	for (int uncontained = 0; filter && uncontained < 2; uncontained++) {
		int status;
		pid_t pid = fork();
		if (pid == 0)
			_exit(!in_vain(uncontained));
		cr_assert_eq(waitpid(pid, &status, 0), pid);
		cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "uncontained %d: %d", uncontained, status);
	}
}

Test(worker, no_program)
{
	struct lindung_error err = {0};
	struct office o = {0};
	setenv("LINDUNG_WORKER", "/nowhere/lindung-worker", 1);
	ld_fails(CONTAINED, office_load(&o, "return true", &err));
	cr_assert(strstr(err.message, "/nowhere/lindung-worker"), "%s", err.message);
	office_close(&o);
	setenv("LINDUNG_WORKER", "/bin/true", 1);
	ld_fails(CONTAINED, office_load(&o, "return true", &err));
	office_close(&o);
}
