/*
 * The engine's handle of the process: start it with nothing but its channel and the shared page, move messages, and see
 * that it lives. It is late when it has used its deadline of processor time without a sign of life, so that a busy machine
 * stops nothing; ten deadlines by the clock end a process that waits for nothing. A host's own handlers, threads and
 * descriptors are left alone: no signal is caught, children are waited for by their own handle only, and a host that
 * reaps every child does no harm.
 */
#include "worker/internal.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NAME "lindung-worker"

extern char **environ;

enum { SLICE_MS = 20, PATIENCE = 10, LOADS = 20 /* deadlines that a load may take, with signs of life */, FIRST_FD = 10, GOODBYE_MS = 1000, MAX_PATH = 4096, PART = 65536 };

/* ---- where the program is ---- */

/* Beside the library in a build folder, at its place from there in an installation that was moved. */
static const char *program(char out[MAX_PATH])
{
	static const char *const places[] = {"", LINDUNG_LIBEXEC_FROM_LIB "/"};
	const char *said = secure_getenv("LINDUNG_WORKER");
	union {
		int (*in)(struct ld_process *, const struct ld_worker_options *, struct lindung_error *);
		void *out;
	} here = {.in = ld_process_start};
	Dl_info info;
	if (said && *said)
		return said;
	if (dladdr(here.out, &info) && info.dli_fname) {
		const char *slash = strrchr(info.dli_fname, '/');
		int n = slash ? (int)(slash - info.dli_fname) : 0;
		for (size_t i = 0; n && n < MAX_PATH - 256 && i < 2; i++) {
			snprintf(out, MAX_PATH, "%.*s/%s" NAME, n, info.dli_fname, places[i]);
			if (access(out, X_OK) == 0)
				return out;
		}
	}
	return LINDUNG_LIBEXECDIR "/" NAME;
}

/* What the dynamic linker, sanitizers and coverage need; nothing of the user's. */
static bool passes(const char *entry)
{
	static const char *const names[] = {"LD_LIBRARY_PATH=", "LD_PRELOAD=", "ASAN_OPTIONS=", "UBSAN_OPTIONS=",
		"LSAN_OPTIONS="};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strncmp(entry, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

/* ---- start ---- */

/* A descriptor away from those that are given new numbers in the child. */
static int high(int fd)
{
	int up = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FD);
	if (fd >= 0)
		close(fd);
	return up;
}

static int actions(posix_spawn_file_actions_t *a, int channel, int page)
{
	int rc = posix_spawn_file_actions_adddup2(a, channel, LD_CHANNEL_FD);
	rc = rc ? rc : posix_spawn_file_actions_adddup2(a, page, LD_PAGE_FD);
	return rc ? rc : posix_spawn_file_actions_addclosefrom_np(a, LD_FIRST_CLOSED);
}

static int attributes(posix_spawnattr_t *a)
{
	sigset_t none, all;
	sigemptyset(&none);
	sigfillset(&all);
	int rc = posix_spawnattr_setflags(a, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	rc = rc ? rc : posix_spawnattr_setsigmask(a, &none);
	return rc ? rc : posix_spawnattr_setsigdefault(a, &all);
}

static int spawn(const char *path, int channel, int page, pid_t *ret)
{
	char name[] = NAME, *argv[] = {name, NULL}, *envp[8];
	size_t n = 0;
	posix_spawn_file_actions_t a;
	posix_spawnattr_t attr;
	for (char **e = environ; e && *e && n < 7; e++)
		if (passes(*e))
			envp[n++] = *e;
	envp[n] = NULL;
	int rc = posix_spawn_file_actions_init(&a);
	if (rc)
		return rc;
	rc = posix_spawnattr_init(&attr);
	if (!rc) {
		rc = actions(&a, channel, page);
		rc = rc ? rc : attributes(&attr);
		rc = rc ? rc : posix_spawn(ret, path, &a, &attr, argv, envp);
		posix_spawnattr_destroy(&attr);
	}
	posix_spawn_file_actions_destroy(&a);
	return rc;
}

static int64_t now(clockid_t clock)
{
	struct timespec t;
	return clock_gettime(clock, &t) ? 0 : (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void seen(struct ld_process *p)
{
	clockid_t clock;
	p->wall = now(CLOCK_MONOTONIC);
	p->cpu = clock_getcpuclockid(p->pid, &clock) == 0 ? now(clock) : 0;
}

static int map_page(struct ld_process *p, int *ret_fd)
{
	int fd = high(memfd_create("lindung-page", MFD_CLOEXEC));
	void *page = MAP_FAILED;
	if (fd >= 0 && ftruncate(fd, sizeof(struct ld_page)) == 0)
		page = mmap(NULL, sizeof(struct ld_page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	p->page = page;
	*ret_fd = fd;
	return 0;
}

int ld_process_start(struct ld_process *p, const struct ld_worker_options *options, struct lindung_error *err)
{
	char buf[MAX_PATH];
	const char *path = program(buf);
	int ends[2] = {-1, -1}, page = -1, rc;
	*p = (struct ld_process){.fd = -1, .pidfd = -1, .options = options, .deadline = options->limits.deadline,
		.early = ld_buf_init(LD_MESSAGE_HEAD + LD_MAX_FRAME)};
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) || (ends[1] = high(ends[1])) < 0 ||
		map_page(p, &page)) {
		rc = errno;
	} else {
		rc = spawn(path, ends[1], page, &p->pid);
	}
	if (page >= 0)
		close(page);
	if (ends[1] >= 0)
		close(ends[1]);
	p->fd = ends[0];
	if (!rc && (p->pidfd = pidfd_open(p->pid, 0)) < 0)
		rc = errno;
	if (!rc && fcntl(p->fd, F_SETFL, O_NONBLOCK) < 0)
		rc = errno;
	if (!rc) {
		seen(p);
		return 0;
	}
	ld_process_stop(p);
	if (rc == ENOMEM)
		return ld_nomem(err);
	return ld_fail(err, LINDUNG_E_CONTAINED, "the program that runs rules, '%s', cannot be started: %s", path, strerror(rc));
}

/* ---- the end ---- */

/* -1: somebody else waited for it. */
static int status_of(struct ld_process *p, bool wait)
{
	siginfo_t info = {0};
	int rc;
	do
		rc = waitid(P_PIDFD, (id_t)p->pidfd, &info, WEXITED | (wait ? 0 : WNOHANG));
	while (rc < 0 && errno == EINTR);
	if (rc < 0 || !info.si_pid)
		return -1;
	return info.si_code == CLD_EXITED ? info.si_status << 8 : info.si_status;
}

/* Ended at once; returns how it had ended, if it had. */
static int finish(struct ld_process *p, bool kill_it)
{
	int status = -1;
	uint32_t batch = p->page ? atomic_load_explicit(&p->page->batch, memory_order_relaxed) : 0;
	uint32_t tuple = p->page ? atomic_load_explicit(&p->page->tuple, memory_order_relaxed) : 0;
	if (p->pidfd >= 0) {
		if (kill_it)
			pidfd_send_signal(p->pidfd, SIGKILL, NULL, 0);
		status = status_of(p, true);
		close(p->pidfd);
	} else if (p->pid > 0) {
		kill(p->pid, SIGKILL);
		waitpid(p->pid, NULL, 0);
	}
	if (p->fd >= 0)
		close(p->fd);
	if (p->page)
		munmap(p->page, sizeof *p->page);
	ld_buf_fini(&p->early);
	*p = (struct ld_process){.fd = -1, .pidfd = -1, .batch = batch, .tuple = tuple};
	return status;
}

void ld_process_stop(struct ld_process *p)
{
	if (p->pid <= 0 && p->fd < 0)
		return;
	bool hung = p->pidfd < 0;
	if (!hung) { /* it ends by itself when the channel does */
		struct pollfd end = {.fd = p->pidfd, .events = POLLIN};
		close(p->fd);
		p->fd = -1;
		hung = poll(&end, 1, GOODBYE_MS) != 1;
	}
	int status = finish(p, hung);
	bool left = status == SIGPIPE || status == LD_LEFT << 8; /* given up in the middle of a message */
	ld_assert(!LD_SANITIZER || hung || left || status <= 0); /* its sanitizers have found something */
}

void ld_process_drop(struct ld_process *p)
{
	if (p->pid > 0 || p->fd >= 0)
		finish(p, true);
}

static int late(struct ld_process *p, int64_t deadline, struct lindung_error *err)
{
	finish(p, true);
	if (deadline % 1000 == 0)
		return ld_fail(err, LINDUNG_E_DEADLINE, "did not finish within %lld s (limit deadline-ms)", (long long)deadline / 1000);
	return ld_fail(err, LINDUNG_E_DEADLINE, "did not finish within %lld ms (limit deadline-ms)", (long long)deadline);
}

static int dead(struct ld_process *p, struct lindung_error *err)
{
	struct pollfd end = {.fd = p->pidfd, .events = POLLIN};
	int status = finish(p, poll(&end, 1, GOODBYE_MS) != 1);
	if (status == SIGSYS)
		return ld_fail(err, LINDUNG_E_KILLED, "tried what rules must not do and was ended (signal %d)", status);
	if (status > 0 && status < 256)
		return ld_fail(err, LINDUNG_E_KILLED, "was ended by signal %d (%s)", status, strsignal(status));
	return ld_fail(err, LINDUNG_E_KILLED, "was given up: the process that ran it is gone");
}

static int given_up(struct ld_process *p, struct lindung_error *err)
{
	finish(p, true);
	return ld_fail(err, LINDUNG_E_CANCELLED, "stopped while rules ran; nothing of it was kept");
}

static int garbled(struct ld_process *p, struct lindung_error *err)
{
	finish(p, true);
	return ld_fail(err, LINDUNG_E_KILLED, "was given up: its process sent what cannot be read");
}

/* ---- messages ---- */

/* The milliseconds that it should have taken at most, 0: it is not late. No sign of life for a deadline of work or for ten of
 * waiting, or signs of life without an end. */
static int64_t too_long(struct ld_process *p)
{
	uint64_t beat = atomic_load_explicit(&p->page->beat, memory_order_relaxed);
	clockid_t clock;
	int64_t cpu = clock_getcpuclockid(p->pid, &clock) == 0 ? now(clock) : 0;
	if (beat != p->beat && cpu < p->last) {
		p->beat = beat;
		seen(p);
		return 0;
	}
	if (cpu >= p->last)
		return LOADS * p->deadline;
	bool late = cpu - p->cpu >= p->deadline * 1000000 || now(CLOCK_MONOTONIC) - p->wall >= PATIENCE * p->deadline * 1000000;
	return late ? p->deadline : 0;
}

/* Wait until the channel can be read (or written). */
static int ready(struct ld_process *p, short events, struct lindung_error *err)
{
	for (;;) {
		struct pollfd fd = {.fd = p->fd, .events = events};
		int n = poll(&fd, 1, SLICE_MS);
		if (n > 0)
			return 0;
		if (n < 0 && errno != EINTR)
			return dead(p, err);
		if (p->options->give_up && p->options->give_up(p->options->ctx))
			return given_up(p, err);
		int64_t most = too_long(p);
		if (most)
			return late(p, most, err);
	}
}

/* What it says meanwhile is kept: it may wait for us to take that before it takes what we give. */
static int listen_early(struct ld_process *p, struct lindung_error *err)
{
	char *room = ld_buf_room(&p->early, PART);
	if (!room) {
		if (p->early.len > p->early.max - PART)
			return garbled(p, err);
		finish(p, true);
		return ld_nomem(err);
	}
	ssize_t k = recv(p->fd, room, PART, 0);
	if (k < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (k <= 0)
		return dead(p, err);
	p->early.len += (size_t)k;
	return 0;
}

static int give(struct ld_process *p, struct iovec *parts, size_t nparts, struct lindung_error *err)
{
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = nparts};
	while (message.msg_iovlen) {
		ssize_t k = sendmsg(p->fd, &message, MSG_NOSIGNAL);
		if (k < 0 && errno == EAGAIN) {
			int rc = ready(p, POLLIN | POLLOUT, err);
			rc = rc < 0 ? rc : listen_early(p, err);
			if (rc < 0)
				return rc;
			continue;
		}
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return dead(p, err);
		for (; message.msg_iovlen && (size_t)k >= message.msg_iov->iov_len; message.msg_iovlen--)
			k -= (ssize_t)message.msg_iov++->iov_len;
		if (message.msg_iovlen) {
			message.msg_iov->iov_base = (char *)message.msg_iov->iov_base + k;
			message.msg_iov->iov_len -= (size_t)k;
		}
	}
	return 0;
}

int ld_process_send(struct ld_process *p, enum ld_message kind, const void *bytes, size_t n, struct lindung_error *err)
{
	char head[LD_MESSAGE_HEAD] = {(char)n, (char)(n >> 8), (char)(n >> 16), (char)(n >> 24), (char)kind};
	if (p->fd < 0)
		return ld_fail(err, LINDUNG_E_KILLED, "was given up: the process that ran it is gone");
	seen(p);
	if (kind != LD_SAY_FOUND)
		p->last = kind == LD_SAY_CALL ? INT64_MAX : p->cpu + LOADS * p->deadline * 1000000;
	union {
		const void *in;
		void *out;
	} body = {.in = bytes};
	struct iovec parts[] = {{head, sizeof head}, {body.out, n}};
	return give(p, parts, 2, err);
}

static size_t take_early(struct ld_process *p, struct ld_buf *into, size_t n)
{
	size_t left = p->early.len - p->early_at, k = left < n ? left : n;
	if (k)
		ld_buf_add(into, p->early.data + p->early_at, k);
	p->early_at += k;
	if (k == left) {
		ld_buf_reset(&p->early);
		p->early_at = 0;
	}
	return k;
}

static int take(struct ld_process *p, struct ld_buf *into, size_t n, struct lindung_error *err)
{
	n -= take_early(p, into, n);
	while (n && !into->failed) {
		size_t most = n < PART ? n : PART;
		char *room = ld_buf_room(into, most);
		ssize_t k = room ? recv(p->fd, room, most, 0) : 0;
		if (!room)
			break;
		if (k < 0 && errno == EAGAIN) {
			int rc = ready(p, POLLIN, err);
			if (rc < 0)
				return rc;
			continue;
		}
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return dead(p, err);
		into->len += (size_t)k;
		n -= (size_t)k;
	}
	return into->failed ? ld_nomem(err) : 0;
}

int ld_process_take(struct ld_process *p, struct ld_buf *into, enum ld_message *ret, struct lindung_error *err)
{
	ld_buf_reset(into);
	if (p->fd < 0)
		return ld_fail(err, LINDUNG_E_KILLED, "was given up: the process that ran it is gone");
	int rc = take(p, into, LD_MESSAGE_HEAD, err);
	if (rc < 0)
		return rc;
	const unsigned char *head = (const unsigned char *)into->data;
	size_t n = head[0] | (size_t)head[1] << 8 | (size_t)head[2] << 16 | (size_t)head[3] << 24;
	int kind = head[4];
	if (n > LD_MAX_FRAME || kind > LD_SAY_ANSWERS)
		return garbled(p, err);
	ld_buf_reset(into);
	rc = take(p, into, n, err);
	if (rc >= 0)
		*ret = (enum ld_message)kind;
	return rc;
}
