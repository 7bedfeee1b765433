/*
 * Where a delivery met each key last. A key of digits alone, as every NIK is, is kept as one number with their count, other
 * texts as their place in a dictionary: sixteen bytes a key, for all of a delivery's keys are remembered. What stood in the
 * row is not; who meets a key again looks in the table.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "store/sights.h"

enum { MOST_DIGITS = 17, LENGTH_BITS = 5 };
#define TEXT (1ULL << 63) /* 10^17 << 5 stays below */

static bool is_number(const char *s, size_t n, uint64_t *ret)
{
	uint64_t v = 0;
	if (n > MOST_DIGITS)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(s[i] - '0');
	}
	*ret = v << LENGTH_BITS | n;
	return true;
}

/* Multiplied by the golden ratio; the high bits depend on all. */
static size_t first_slot(const struct ld_sights *s, uint64_t key)
{
	return (size_t)((key ^ key >> 32) * 0x9E3779B97F4A7C15u >> 32) & (s->nslots - 1);
}

static size_t slot_of(const struct ld_sights *s, uint64_t key)
{
	size_t i = first_slot(s, key);
	while (s->slots[i].line && s->slots[i].key != key)
		i = (i + 1) & (s->nslots - 1);
	return i;
}

static int grow(struct ld_sights *s, struct lindung_error *err)
{
	struct ld_sights old = *s;
	s->nslots = old.nslots ? old.nslots * 2 : 256;
	s->slots = calloc(s->nslots, sizeof *s->slots);
	if (!s->slots) {
		*s = old;
		return ld_nomem(err);
	}
	for (size_t i = 0; i < old.nslots; i++)
		if (old.slots[i].line)
			s->slots[slot_of(s, old.slots[i].key)] = old.slots[i];
	free(old.slots);
	return 0;
}

int ld_sights_find(struct ld_sights *s, const char *key, size_t len, struct ld_sight **ret, struct lindung_error *err)
{
	uint64_t number;
	if (s->len >= s->nslots / 4 * 3) {
		int rc = grow(s, err);
		if (rc < 0)
			return rc;
	}
	if (!is_number(key, len, &number)) {
		uint32_t at = ld_map_add(&s->texts, key, len);
		if (at == LD_MAP_NONE)
			return ld_nomem(err);
		number = TEXT | at;
	}
	*ret = &s->slots[slot_of(s, number)];
	(*ret)->key = number;
	s->len += !(*ret)->line;
	return 0;
}

void ld_sights_expect(const struct ld_sights *s, const char *key, size_t len)
{
	uint64_t number;
	if (s->nslots && is_number(key, len, &number))
		__builtin_prefetch(&s->slots[first_slot(s, number)], 1);
}

void ld_sights_fini(struct ld_sights *s)
{
	free(s->slots);
	ld_map_fini(&s->texts);
	*s = (struct ld_sights){0};
}
