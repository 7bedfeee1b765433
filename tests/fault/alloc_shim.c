/*
 * The malloc family over the C library's own, or over AddressSanitizer's in builds with it: defined in the program, so
 * that Lua, SQLite, libcsv, jansson and the C library itself come through here too. Refuses on demand, otherwise only
 * counts. An arena asks for a block once in many times, so its functions are wrapped (by the linker) as if each time were
 * that one. strdup and its kin are here because AddressSanitizer answers them without malloc. fsync does nothing: the
 * tests make thousands of databases, and no power fails.
 */
#include "alloc_shim.h"

#include <errno.h>
#include <execinfo.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

#if SANITIZED
#define BASE(name) __interceptor_##name
#else
#define BASE(name) __libc_##name
#endif

/* Seen by the shared libraries too. */
#pragma GCC visibility push(default)

extern void *BASE(malloc)(size_t n);
extern void *BASE(calloc)(size_t n, size_t size);
extern void *BASE(realloc)(void *p, size_t n);
extern void *BASE(memalign)(size_t align, size_t n);
extern void BASE(free)(void *p);

static atomic_bool armed;
static atomic_llong asked, refused, live;
static long long first, last; /* the requests that are refused; written while nothing is armed */

enum { DEPTH = 24 };
static void *where[DEPTH];
static int depth;

void shim_where(int fd)
{
	backtrace_symbols_fd(where, depth, fd);
}

void shim_arm(int64_t n, int64_t times)
{
	depth = backtrace(where, 1); /* its first call allocates */
	asked = 0;
	refused = 0;
	first = n;
	last = n && times <= INT64_MAX - n ? n + times - 1 : n ? INT64_MAX : -1;
	armed = true;
}

int64_t shim_disarm(int64_t *ret_refused)
{
	armed = false;
	if (ret_refused)
		*ret_refused = refused;
	return asked;
}

int64_t shim_live(void)
{
	return live;
}

static bool refuse(void)
{
	if (!armed)
		return false;
	long long n = ++asked;
	if (n < first || n > last)
		return false;
	if (++refused == 1) {
		armed = false;
		depth = backtrace(where, DEPTH);
		armed = true;
	}
	errno = ENOMEM;
	return true;
}

static void *counted(void *p)
{
	if (p)
		live++;
	return p;
}

void *malloc(size_t n)
{
	return refuse() ? NULL : counted(BASE(malloc)(n));
}

void *calloc(size_t n, size_t size)
{
	return refuse() ? NULL : counted(BASE(calloc)(n, size));
}

void *realloc(void *p, size_t n)
{
	if (!p)
		return malloc(n);
	if (!n) {
		free(p);
		return NULL;
	}
	return refuse() ? NULL : BASE(realloc)(p, n);
}

void *reallocarray(void *p, size_t n, size_t size)
{
	size_t all;
	if (__builtin_mul_overflow(n, size, &all)) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(p, all);
}

void *memalign(size_t align, size_t n)
{
	return refuse() ? NULL : counted(BASE(memalign)(align, n));
}

void *aligned_alloc(size_t align, size_t n)
{
	return memalign(align, n);
}

int posix_memalign(void **ret, size_t align, size_t n)
{
	void *p = memalign(align, n);
	if (!p)
		return ENOMEM;
	*ret = p;
	return 0;
}

void free(void *p)
{
	if (!p)
		return;
	live--;
	BASE(free)(p);
}

char *strndup(const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *p = malloc(len + 1);
	if (p) {
		memcpy(p, s, len);
		p[len] = '\0';
	}
	return p;
}

char *strdup(const char *s)
{
	return strndup(s, strlen(s));
}

int fsync(int fd)
{
	(void)fd;
	return 0;
}

int fdatasync(int fd)
{
	return fsync(fd);
}

#pragma GCC visibility pop

/* ---- arenas ---- */

void *__real_ld_arena_alloc(struct ld_arena *a, size_t n);
void *__real_ld_arena_array(struct ld_arena *a, size_t count, size_t size);
void *__real_ld_arena_copy(struct ld_arena *a, const void *p, size_t n);
char *__real_ld_arena_strdup(struct ld_arena *a, const char *s);
char *__real_ld_arena_strndup(struct ld_arena *a, const char *s, size_t n);

void *__wrap_ld_arena_alloc(struct ld_arena *a, size_t n);
void *__wrap_ld_arena_array(struct ld_arena *a, size_t count, size_t size);
void *__wrap_ld_arena_copy(struct ld_arena *a, const void *p, size_t n);
char *__wrap_ld_arena_strdup(struct ld_arena *a, const char *s);
char *__wrap_ld_arena_strndup(struct ld_arena *a, const char *s, size_t n);
char *__wrap_ld_arena_printf(struct ld_arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

void *__wrap_ld_arena_alloc(struct ld_arena *a, size_t n)
{
	return refuse() ? NULL : __real_ld_arena_alloc(a, n);
}

void *__wrap_ld_arena_array(struct ld_arena *a, size_t count, size_t size)
{
	return refuse() ? NULL : __real_ld_arena_array(a, count, size);
}

void *__wrap_ld_arena_copy(struct ld_arena *a, const void *p, size_t n)
{
	return refuse() ? NULL : __real_ld_arena_copy(a, p, n);
}

char *__wrap_ld_arena_strdup(struct ld_arena *a, const char *s)
{
	return refuse() ? NULL : __real_ld_arena_strdup(a, s);
}

char *__wrap_ld_arena_strndup(struct ld_arena *a, const char *s, size_t n)
{
	return refuse() ? NULL : __real_ld_arena_strndup(a, s, n);
}

char *__wrap_ld_arena_printf(struct ld_arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	char *text = __wrap_ld_arena_alloc(a, (size_t)n + 1);
	if (text) {
		va_start(ap, fmt);
		vsnprintf(text, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	return text;
}
