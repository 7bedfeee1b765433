/*
 * Keys that stand more than once in one file with different values, for sources that say `once`. The file is read once
 * before its rows are taken, for the first row of such a key is as doubtful as the last. A bad row whose key can be read
 * differs from every other.
 */
#include <stdlib.h>
#include <string.h>

#include "import/file.h"

/* Kind and bytes of every value; −0 is 0, as it is stored. */
static int digest(struct ld_buf *b, const struct ld_value *values, size_t n, uint8_t ret[LD_ROW_DIGEST],
	struct lindung_error *err)
{
	ld_buf_reset(b);
	for (size_t i = 0; i < n; i++) {
		const struct ld_value *v = &values[i];
		double f = v->kind == LD_F64 ? v->f + 0.0 : 0;
		ld_buf_addc(b, (char)v->kind);
		if (v->kind == LD_STR)
			ld_buf_add(b, &v->len, sizeof v->len);
		if (v->kind == LD_STR)
			ld_buf_add(b, v->s, v->len);
		else if (v->kind == LD_F64)
			ld_buf_add(b, &f, sizeof f);
		else if (v->kind == LD_I64)
			ld_buf_add(b, &v->i, sizeof v->i);
	}
	if (b->failed)
		return ld_nomem(err);
	ld_row_digest(b->data ? b->data : "", b->len, ret);
	return 0;
}

static int grow(struct ld_twice *t, struct lindung_error *err)
{
	if (t->keys.len <= t->cap)
		return 0;
	size_t cap = t->cap ? t->cap * 2 : 256;
	struct ld_twice_key *items = reallocarray(t->items, cap, sizeof *items);
	if (!items)
		return ld_nomem(err);
	t->items = items;
	t->cap = cap;
	return 0;
}

int ld_twice_add(struct ld_twice *t, const char *key, const struct ld_value *values, size_t n, struct lindung_error *err)
{
	uint8_t now[LD_ROW_DIGEST] = {0};
	size_t had = t->keys.len;
	uint32_t at = ld_map_add(&t->keys, key, strlen(key));
	int rc = at == LD_MAP_NONE ? ld_nomem(err) : grow(t, err);
	if (rc >= 0 && values)
		rc = digest(&t->text, values, n, now, err);
	if (rc < 0)
		return rc;
	struct ld_twice_key *k = &t->items[at];
	if (t->keys.len > had) {
		*k = (struct ld_twice_key){0};
		memcpy(k->digest, now, sizeof now);
	}
	k->rows++;
	k->differ |= !values || memcmp(k->digest, now, sizeof now) != 0;
	return 0;
}

int64_t ld_twice_rows(const struct ld_twice *t, const char *key)
{
	uint32_t at = ld_map_find(&t->keys, key, strlen(key));
	return at != LD_MAP_NONE && t->items[at].differ && t->items[at].rows > 1 ? t->items[at].rows : 0;
}

void ld_twice_reset(struct ld_twice *t)
{
	ld_map_fini(&t->keys);
	t->keys = (struct ld_map){0};
}

void ld_twice_fini(struct ld_twice *t)
{
	ld_map_fini(&t->keys);
	ld_buf_fini(&t->text);
	free(t->items);
	*t = (struct ld_twice){0};
}
