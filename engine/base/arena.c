/*
 * A chain of growing blocks. A request larger than a block gets one of its own. Blocks come zeroed from calloc, so what
 * is handed out is zeroed without a second pass.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ld_arena_block {
	struct ld_arena_block *next;
	size_t used, size;
	alignas(max_align_t) char data[];
};

enum { FIRST = 4096, LARGEST = 1 << 20 };

static struct ld_arena_block *grow(struct ld_arena *a, size_t n)
{
	size_t size = a->head ? a->head->size * 2 : FIRST;
	if (size > LARGEST)
		size = LARGEST;
	if (size < n)
		size = n;
	if (size > SIZE_MAX - sizeof(struct ld_arena_block))
		return NULL;
	struct ld_arena_block *b = calloc(1, sizeof *b + size);
	if (!b)
		return NULL;
	b->size = size;
	b->next = a->head;
	a->head = b;
	return b;
}

void *ld_arena_alloc(struct ld_arena *a, size_t n)
{
	size_t align = alignof(max_align_t);
	if (n > SIZE_MAX - align)
		return NULL;
	n = (n + align - 1) & ~(align - 1);
	struct ld_arena_block *b = a->head;
	if (!b || b->size - b->used < n)
		b = grow(a, n);
	if (!b)
		return NULL;
	void *p = b->data + b->used;
	b->used += n;
	a->used += n;
	return p;
}

void *ld_arena_array(struct ld_arena *a, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		return NULL;
	return ld_arena_alloc(a, count * size);
}

void *ld_arena_grow(struct ld_arena *a, void *items, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return items;
	size_t more = *cap ? *cap * 2 : 16;
	void *longer = ld_arena_array(a, more, size);
	if (longer && n)
		memcpy(longer, items, n * size);
	if (longer)
		*cap = more;
	return longer;
}

void *ld_arena_copy(struct ld_arena *a, const void *p, size_t n)
{
	void *q = ld_arena_alloc(a, n);
	if (q && n)
		memcpy(q, p, n);
	return q;
}

char *ld_arena_strndup(struct ld_arena *a, const char *s, size_t n)
{
	char *q = ld_arena_alloc(a, n + 1);
	if (q && n)
		memcpy(q, s, n);
	return q;
}

char *ld_arena_strdup(struct ld_arena *a, const char *s)
{
	return ld_arena_strndup(a, s, strlen(s));
}

char *ld_arena_printf(struct ld_arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	char *q = n < 0 ? NULL : ld_arena_alloc(a, (size_t)n + 1);
	if (q) {
		va_start(ap, fmt);
		vsnprintf(q, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	return q;
}

void ld_arena_fini(struct ld_arena *a)
{
	if (!a)
		return;
	while (a->head) {
		struct ld_arena_block *b = a->head;
		a->head = b->next;
		free(b);
	}
	a->used = 0;
}
