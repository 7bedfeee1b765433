/* Inside store/: the keys that a delivery has met. */
#ifndef LD_STORE_SIGHTS_H
#define LD_STORE_SIGHTS_H

#include "base/error.h"
#include "base/map.h"

struct ld_sight {
	uint64_t key;
	uint64_t line : 34, file : 29, twice : 1; /* line 0: not met yet; a file has no 2^33 bytes */
};

struct ld_sights { /* zeroed is empty */
	struct ld_sight *slots; /* [nslots] */
	size_t nslots, len;
	struct ld_map texts;
};

/** The place of a key, which the caller fills; it moves with the next call. */
int ld_sights_find(struct ld_sights *s, const char *key, size_t len, struct ld_sight **ret, struct lindung_error *err);
/** A key that will be asked for soon: its place is fetched from memory meanwhile. */
void ld_sights_expect(const struct ld_sights *s, const char *key, size_t len);
void ld_sights_fini(struct ld_sights *s);

#endif
