/*
 * Open addressing with linear probing over FNV-1a, grown at two thirds. The order of the keys is the order of adding, so
 * nothing a caller prints depends on the hash.
 */
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

static uint32_t hash(const char *p, size_t n)
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * 16777619u;
	return h ^ h >> 15;
}

static uint32_t *slot_of(const struct ld_map *m, const char *key, size_t len, uint32_t h)
{
	for (size_t i = h & (m->nslots - 1);; i = (i + 1) & (m->nslots - 1)) {
		uint32_t at = m->slots[i];
		if (!at)
			return &m->slots[i];
		const struct ld_map_key *k = &m->keys[at - 1];
		if (k->hash == h && k->len == len && memcmp(k->text, key, len) == 0)
			return &m->slots[i];
	}
}

static int grow(struct ld_map *m)
{
	size_t nslots = m->nslots ? m->nslots * 2 : 16;
	uint32_t *slots = calloc(nslots, sizeof *slots);
	struct ld_map_key *keys = slots ? realloc(m->keys, nslots * 2 / 3 * sizeof *keys) : NULL;
	if (!keys) {
		free(slots);
		return -1;
	}
	free(m->slots);
	m->slots = slots;
	m->nslots = nslots;
	m->keys = keys;
	m->cap = nslots * 2 / 3;
	for (size_t k = 0; k < m->len; k++)
		*slot_of(m, keys[k].text, keys[k].len, keys[k].hash) = (uint32_t)k + 1;
	return 0;
}

uint32_t ld_map_find(const struct ld_map *m, const char *key, size_t len)
{
	uint32_t at = m->nslots ? *slot_of(m, key, len, hash(key, len)) : 0;
	return at ? at - 1 : LD_MAP_NONE;
}

uint32_t ld_map_add(struct ld_map *m, const char *key, size_t len)
{
	uint32_t h = hash(key, len);
	if (len >= UINT32_MAX || m->len >= UINT32_MAX - 1)
		return LD_MAP_NONE;
	if (m->nslots) {
		uint32_t at = *slot_of(m, key, len, h);
		if (at)
			return at - 1;
	}
	if (m->len == m->cap && grow(m))
		return LD_MAP_NONE;
	char *text = ld_arena_strndup(&m->arena, key, len);
	if (!text)
		return LD_MAP_NONE;
	m->keys[m->len] = (struct ld_map_key){text, (uint32_t)len, h};
	*slot_of(m, text, len, h) = (uint32_t)++m->len;
	return (uint32_t)m->len - 1;
}

void ld_map_renumber(struct ld_map *m, struct ld_map_key *keys, const uint32_t *numbers)
{
	for (size_t i = 0; i < m->nslots; i++)
		if (m->slots[i])
			m->slots[i] = numbers[m->slots[i] - 1] + 1;
	free(m->keys);
	m->keys = keys;
}

static int fill(struct ld_map *m, const char *p, const char *end)
{
	while (m->len < m->cap) {
		const char *nul = memchr(p, 0, (size_t)(end - p));
		if (!nul)
			return 0;
		size_t len = (size_t)(nul - p);
		uint32_t h = hash(p, len), *slot = slot_of(m, p, len, h);
		if (*slot)
			return 0;
		m->keys[m->len] = (struct ld_map_key){p, (uint32_t)len, h};
		*slot = (uint32_t)++m->len;
		p = nul + 1;
	}
	return p == end;
}

int ld_map_fill(struct ld_map *m, const char *texts, size_t size, size_t n)
{
	if (!n || n > size || size >= UINT32_MAX)
		return !n && !size;
	for (m->nslots = 16; m->nslots * 2 / 3 < n; m->nslots *= 2)
		;
	m->slots = calloc(m->nslots, sizeof *m->slots);
	m->keys = calloc(n, sizeof *m->keys);
	char *own = ld_arena_alloc(&m->arena, size);
	if (!m->slots || !m->keys || !own)
		return -1;
	m->cap = n;
	memcpy(own, texts, size);
	return fill(m, own, own + size);
}

void ld_map_fini(struct ld_map *m)
{
	if (!m)
		return;
	ld_arena_fini(&m->arena);
	free(m->keys);
	free(m->slots);
	*m = (struct ld_map){0};
}
