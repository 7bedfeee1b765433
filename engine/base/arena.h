/* Memory of one phase, freed at once. Nothing in it is freed alone. */
#ifndef LD_BASE_ARENA_H
#define LD_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct ld_arena_block;

struct ld_arena {
	struct ld_arena_block *head;
	size_t used; /* bytes handed out, for reports */
};

/** Zeroed memory aligned for any type, or NULL when memory ran out. n may be 0. A zeroed struct ld_arena is ready. */
void *ld_arena_alloc(struct ld_arena *a, size_t n);
/** count × size with the product checked. */
void *ld_arena_array(struct ld_arena *a, size_t count, size_t size);
/** A list of n items with room for *cap, moved to a longer one when it is full: where it stands now, *cap made greater with
 *  it, or NULL when memory ran out. */
void *ld_arena_grow(struct ld_arena *a, void *items, size_t n, size_t *cap, size_t size);
void *ld_arena_copy(struct ld_arena *a, const void *p, size_t n);
/** Copies, NUL-terminated. */
char *ld_arena_strdup(struct ld_arena *a, const char *s);
char *ld_arena_strndup(struct ld_arena *a, const char *s, size_t n);
char *ld_arena_printf(struct ld_arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void ld_arena_fini(struct ld_arena *a);

#endif
