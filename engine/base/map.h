/* From byte strings to numbers 0, 1, 2, … in order of first sight: dictionaries of columns, ids, names. */
#ifndef LD_BASE_MAP_H
#define LD_BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct ld_map {
	struct ld_arena arena; /* owns the keys */
	struct ld_map_key {
		const char *text; /* NUL-terminated too */
		uint32_t len, hash;
	} *keys; /* [len], in order of first sight */
	uint32_t *slots; /* index + 1, 0 is free */
	size_t len, cap, nslots;
};

/* A zeroed struct ld_map is empty and ready. */
#define LD_MAP_NONE UINT32_MAX

/** The number of the key, adding it when new. LD_MAP_NONE when memory ran out. */
uint32_t ld_map_add(struct ld_map *m, const char *key, size_t len);
/** Fill an empty map with n texts of `size` bytes, one behind the other, each ended by NUL. 1; 0 when they are not that or one
 *  stands twice; negative when memory ran out. */
int ld_map_fill(struct ld_map *m, const char *texts, size_t size, size_t n);
/** Give the keys other numbers: numbers[old] = new, each once; keys, which has room for m->cap, are they in the new order and the
 *  map's from now on. */
void ld_map_renumber(struct ld_map *m, struct ld_map_key *keys, const uint32_t *numbers);
/** The number of the key or LD_MAP_NONE. */
uint32_t ld_map_find(const struct ld_map *m, const char *key, size_t len);
void ld_map_fini(struct ld_map *m);

#endif
