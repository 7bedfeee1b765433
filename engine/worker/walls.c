/*
 * The second wall, raised from inside by a process that has run no author's code yet: limits of resources, no new
 * privileges, Landlock without a single rule, and last a filter that kills at every system call but the few that memory,
 * the channel and abort need. Then the walls are tried: a child for each thing that rules must not do must die of it.
 * Sanitizers need more calls, files and addresses than the walls leave, so their builds stand behind the plain limits alone
 * and say so.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker/internal.h"

enum { ROOM = 96 << 20, CPU_SECONDS = 3600 };

static bool cap(int what, rlim_t most)
{
	struct rlimit r = {most, most};
	return setrlimit(what, &r) == 0;
}

static bool caps(const struct ld_limits *limits)
{
	bool ok = cap(RLIMIT_CORE, 0) && cap(RLIMIT_FSIZE, 0) && cap(RLIMIT_NPROC, 0) && cap(RLIMIT_CPU, CPU_SECONDS);
	if (LD_SANITIZER)
		return ok;
	return ok && cap(RLIMIT_NOFILE, 0) && cap(RLIMIT_AS, (rlim_t)limits->memory + ROOM);
}

/* Every right that the kernel's version knows is handled, and none is given back. */
static int landlock(void)
{
	struct {
		uint64_t fs, net, scoped;
	} rules = {0};
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (version < 1)
		return 0;
	static const int rights[] = {0, 13, 14, 15, 15, 16, 16}; /* of files, by version */
	rules.fs = ((uint64_t)1 << rights[version < 6 ? version : 6]) - 1;
	rules.net = version >= 4 ? 3 : 0;
	rules.scoped = version >= 6 ? 3 : 0;
	size_t size = version >= 6 ? sizeof rules : version >= 4 ? 16 : 8;
	int fd = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
	if (fd < 0)
		return 0;
	bool ok = syscall(SYS_landlock_restrict_self, fd, 0) == 0;
	close(fd);
	return ok ? (int)version : 0;
}

/* No memory may become code; abort may signal this process and no other. */
static bool rules(scmp_filter_ctx f, int *ret_n)
{
	static const int plain[] = {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(exit_group), SCMP_SYS(brk), SCMP_SYS(munmap),
		SCMP_SYS(mremap), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction),
		SCMP_SYS(gettid), SCMP_SYS(getpid)};
	int rc = 0, n = sizeof plain / sizeof *plain;
	for (int i = 0; i < n; i++)
		rc |= seccomp_rule_add(f, SCMP_ACT_ALLOW, plain[i], 0);
	rc |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	rc |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	rc |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
	*ret_n = n + 3;
	return rc == 0;
}

static bool filter(int *ret_n)
{
	scmp_filter_ctx f = LD_SANITIZER ? NULL : seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool ok = f && rules(f, ret_n) && seccomp_load(f) == 0;
	seccomp_release(f);
	return ok;
}

void ld_walls_raise(const struct ld_limits *limits, struct ld_walls *ret)
{
	const struct scmp_version *v = seccomp_version();
	snprintf(ret->filter, sizeof ret->filter, "libseccomp %u.%u.%u", v->major, v->minor, v->micro);
	ret->sanitizer = LD_SANITIZER;
	bool private = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, LD_SANITIZER, 0, 0, 0) == 0;
	ret->landlock = LD_SANITIZER ? 0 : landlock();
	ret->caps = private && caps(limits);
	ret->seccomp = private && filter(&ret->syscalls);
}

/* ---- the proof ---- */

static void try_open(void)
{
	open("/", O_RDONLY | O_DIRECTORY);
}

static void try_socket(void)
{
	socket(AF_INET, SOCK_STREAM, 0);
}

static void try_fork(void)
{
	if (syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0) == 0)
		_exit(0);
}

static void try_exec(void)
{
	char *none[] = {NULL};
	execve("/nothing/of/this/name", none, none);
}

/* Killed at the attempt, not merely refused. */
static bool dies(const struct ld_limits *limits, void (*attempt)(void))
{
	struct ld_walls walls = {0};
	int status = 0;
	pid_t pid = fork();
	if (pid < 0)
		return false;
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		ld_walls_raise(limits, &walls);
		attempt();
		_exit(1);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

void ld_walls_prove(const struct ld_limits *limits, struct ld_walls *ret)
{
	static void (*const attempts[])(void) = {try_open, try_socket, try_fork, try_exec};
	for (size_t i = 0; i < 4 && !LD_SANITIZER; i++)
		ret->proved[i] = dies(limits, attempts[i]);
}
