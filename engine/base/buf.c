/* The buffer grows by doubling; a failure sticks, so that callers check once at the end. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ld_buf ld_buf_init(size_t max)
{
	return (struct ld_buf){.max = max};
}

static bool reserve(struct ld_buf *b, size_t n)
{
	if (b->failed || n > b->max || b->len > b->max - n) {
		b->failed = true;
		return false;
	}
	size_t want = b->len + n + 1;
	if (want <= b->cap)
		return true;
	size_t cap = b->cap ? b->cap : 64;
	while (cap < want)
		cap *= 2;
	char *p = realloc(b->data, cap);
	if (!p) {
		b->failed = true;
		return false;
	}
	b->data = p;
	b->cap = cap;
	return true;
}

char *ld_buf_room(struct ld_buf *b, size_t n)
{
	return reserve(b, n) ? b->data + b->len : NULL;
}

void ld_buf_add(struct ld_buf *b, const void *p, size_t n)
{
	if (!reserve(b, n))
		return;
	if (n)
		memcpy(b->data + b->len, p, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void ld_buf_addc(struct ld_buf *b, char c)
{
	ld_buf_add(b, &c, 1);
}

void ld_buf_puts(struct ld_buf *b, const char *s)
{
	ld_buf_add(b, s, strlen(s));
}

void ld_buf_printf(struct ld_buf *b, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || !reserve(b, (size_t)n)) {
		b->failed = true;
		return;
	}
	va_start(ap, fmt);
	vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

void ld_buf_reset(struct ld_buf *b)
{
	b->len = 0;
	b->failed = false;
	if (b->data)
		b->data[0] = '\0';
}

void ld_buf_fini(struct ld_buf *b)
{
	if (!b)
		return;
	free(b->data);
	*b = (struct ld_buf){.max = b->max};
}

const char *ld_buf_text(const struct ld_buf *b)
{
	return b->data ? b->data : "";
}
