/*
 * One piece of work, done again and again with memory refused at another request each time. After every refusal: the call
 * failed with MEMORY and said so (or did without the memory and answered the same bytes), nothing is leaked, no file is
 * open, and the same call again answers what an untouched one answers.
 *
 * LINDUNG_ALLOC_EVERY=1 tries every request; else about `tries` of each case, from a first one that LINDUNG_ALLOC_SEED
 * decides (1).
 */
#ifndef LD_ALLOC_SWEEP_H
#define LD_ALLOC_SWEEP_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc_shim.h"
#include "ld_test.h"

/* What a call answered: bytes, without the heap. */
struct sweep_out {
	size_t len;
	char data[1 << 20];
};

struct sweep {
	const char *name;
	void (*before)(void);                                   /* the world as it was; nothing is refused. NULL: nothing */
	int (*open)(void **ret, struct lindung_error *err);     /* NULL: the call needs no handle */
	int (*call)(void *handle, struct sweep_out *out, struct lindung_error *err);
	void (*tell)(struct sweep_out *out); /* what a successful call made, told without a refusal; NULL: it told itself */
	void (*close)(void *handle);
};

static inline int sweep_write(void *ctx, const char *p, size_t n)
{
	struct sweep_out *out = ctx;
	if (n > sizeof out->data - out->len)
		return -1;
	memcpy(out->data + out->len, p, n);
	out->len += n;
	return 0;
}

/* How often in a row memory is refused: once (a second try would succeed), thrice (second tries fail too), for good. */
static const struct {
	const char *name;
	int64_t times;
} sweep_modes[] = {{"once", 1}, {"three times", 3}, {"from there on", INT64_MAX}};

static struct sweep_out sweep_expected, sweep_said;

static inline int64_t sweep_files(void)
{
	int64_t n = 0;
	for (int fd = 0; fd < 64; fd++)
		n += fcntl(fd, F_GETFD) != -1;
	return n;
}

static inline bool sweep_same(void)
{
	return sweep_said.len == sweep_expected.len && memcmp(sweep_said.data, sweep_expected.data, sweep_said.len) == 0;
}

/* The call without a refusal, in an open handle: NULL, or what is wrong. */
static inline const char *sweep_again(const struct sweep *s, void *handle)
{
	static char text[700];
	struct lindung_error err = {0};
	sweep_said.len = 0;
	int rc = s->call(handle, &sweep_said, &err);
	if (rc >= 0 && s->tell)
		s->tell(&sweep_said);
	if (rc >= 0)
		return sweep_same() ? NULL : "the call afterwards answers other bytes";
	snprintf(text, sizeof text, "the call afterwards fails: %s", err.message);
	return text;
}

static inline const char *sweep_judge(int rc, const struct lindung_error *err, int64_t refused)
{
	static char text[700];
	if (rc >= 0)
		return sweep_same() ? NULL : "it succeeds with other bytes";
	if (rc == LINDUNG_E_NOMEM && err->code == rc && err->message[0] && lindung_code_exit(rc) == 5 && refused)
		return NULL;
	snprintf(text, sizeof text, "%s, error %s '%s'", lindung_code_name(rc), lindung_code_name(err->code), err->message);
	return text;
}

struct sweep_trial {
	int64_t asked, refused, leaked;
	bool failed;
	const char *wrong; /* NULL: nothing */
};

static inline struct sweep_trial sweep_once(const struct sweep *s, int64_t n, int64_t times)
{
	struct sweep_trial t = {0};
	struct lindung_error err = {0};
	void *handle = NULL;
	int64_t live = shim_live(), files = sweep_files();
	if (s->before)
		s->before();
	sweep_said.len = 0;
	shim_arm(n, times);
	int rc = s->open ? s->open(&handle, &err) : 0;
	bool opened = rc >= 0;
	if (opened)
		rc = s->call(handle, &sweep_said, &err);
	t.asked = shim_disarm(&t.refused);
	t.failed = rc < 0;
	if (opened && rc >= 0 && s->tell)
		s->tell(&sweep_said);
	t.wrong = n ? sweep_judge(rc, &err, t.refused) : NULL;
	if (!opened && handle)
		t.wrong = "a failed open gives a handle";
	if (opened && rc < 0 && !t.wrong)
		t.wrong = sweep_again(s, handle);
	if (opened && s->close)
		s->close(handle);
	t.leaked = shim_live() - live;
	if (!t.wrong && sweep_files() != files)
		t.wrong = "a file is left open";
	return t;
}

/* Caches (of threads' stacks, of the time zone) grow once, leaks each time. */
static inline bool sweep_leaks(const struct sweep *s, int64_t n, int64_t times)
{
	for (int i = 0; i < 3; i++)
		if (sweep_once(s, n, times).leaked <= 0)
			return false;
	return true;
}

static inline int64_t sweep_env(const char *name)
{
	const char *text = getenv(name);
	return text ? strtoll(text, NULL, 10) : 0;
}

/* Every stride-th request of one mode. Returns how many were wrong. */
static inline int sweep_mode(const struct sweep *s, int mode, int64_t first, int64_t stride)
{
	int64_t times = sweep_modes[mode].times, tried = 0, without = 0;
	int wrong = 0;
	for (int64_t n = first; wrong < 10; n += stride) {
		struct sweep_trial t = sweep_once(s, n, times);
		if (!t.refused && !t.wrong)
			break;
		tried++;
		without += !t.failed;
		if (!t.wrong && t.leaked > 0 && sweep_leaks(s, n, times))
			t.wrong = "memory is leaked";
		if (!t.wrong)
			continue;
		wrong++;
		fprintf(stderr, "%s: request %lld refused %s: %s\n", s->name, (long long)n, sweep_modes[mode].name, t.wrong);
		if (wrong == 1)
			shim_where(STDERR_FILENO);
	}
	fprintf(stderr, "%s: refused %s at %lld requests; %lld did without\n", s->name, sweep_modes[mode].name,
		(long long)tried, (long long)without);
	return wrong;
}

/** The whole sweep of one piece of work, at most about `tries` requests a mode unless every one is asked for. */
static inline void sweep(const struct sweep *s, int64_t tries)
{
	struct sweep_trial t = sweep_once(s, 0, 0);
	cr_assert(!t.failed, "%s fails untouched: %s", s->name, t.wrong);
	sweep_expected = sweep_said;
	cr_assert(sweep_expected.len, "%s answers nothing", s->name);
	t = sweep_once(s, 0, 0);
	cr_assert(sweep_same(), "%s answers differently each time:\n%.*s\n%.*s", s->name, (int)sweep_expected.len,
		sweep_expected.data, (int)sweep_said.len, sweep_said.data);
	int64_t every = sweep_env("LINDUNG_ALLOC_EVERY"), seed = sweep_env("LINDUNG_ALLOC_SEED");
	int64_t stride = every ? every : t.asked * (SANITIZED ? 4 : 1) / tries + 1;
	uint64_t state = seed ? (uint64_t)seed : 1;
	fprintf(stderr, "%s: %lld requests, every %lld, seed %lld\n", s->name, (long long)t.asked, (long long)stride,
		(long long)(seed ? seed : 1));
	int wrong = 0;
	for (size_t mode = 0; mode < sizeof sweep_modes / sizeof *sweep_modes; mode++)
		wrong += sweep_mode(s, (int)mode, 1 + ld_below(&state, (uint32_t)stride), stride);
	cr_assert_eq(wrong, 0, "%s: %d wrong; see above", s->name, wrong);
}

#endif
