/*
 * The decisions of a stored run in memory, as they stand in the database, with the hash of their exported bytes. Funders,
 * rules and constraints repeat, so each text is kept once and rows point at it.
 */
#include "lib/lib.h"

#include <stdlib.h>
#include <string.h>

struct loading {
	struct ld_stored *s;
	struct ld_sha256 hash;
	struct ld_buf row;
};

static const char *own(struct ld_stored *s, const char *text)
{
	uint32_t i = *text ? ld_map_add(&s->texts, text, strlen(text)) : 0;
	return !*text ? "" : i == LD_MAP_NONE ? NULL : s->texts.keys[i].text;
}

static int add(void *ctx, const struct ld_decision *d)
{
	struct loading *l = ctx;
	struct ld_stored *s = l->s;
	if (s->n == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 4096;
		struct ld_decision *more = reallocarray(s->items, cap, sizeof *more);
		if (!more) {
			l->row.failed = true;
			return -1;
		}
		s->items = more;
		s->cap = cap;
	}
	struct ld_decision *mine = &s->items[s->n++];
	*mine = *d;
	mine->funder = own(s, d->funder);
	mine->rules = own(s, d->rules);
	mine->missing = own(s, d->missing);
	mine->constraint = own(s, d->constraint);
	ld_buf_reset(&l->row);
	ld_decision_row(d, &l->row);
	ld_sha256_add(&l->hash, l->row.data, l->row.len);
	l->row.failed |= !mine->funder || !mine->rules || !mine->missing || !mine->constraint;
	return l->row.failed ? -1 : 0;
}

int ld_stored_load(struct ld_store *store, int64_t run, struct ld_stored *ret, struct lindung_error *err)
{
	struct loading l = {.s = ret, .row = ld_buf_init(1 << 24)};
	ld_sha256_init(&l.hash);
	ld_decision_header(&l.row);
	ld_sha256_add(&l.hash, l.row.data, l.row.len);
	int rc = l.row.failed ? 0 : ld_store_decisions(store, run, add, &l, err);
	if (rc >= 0 && l.row.failed)
		rc = ld_nomem(err);
	ld_buf_fini(&l.row);
	if (rc >= 0)
		ld_sha256_end(&l.hash, ret->result);
	return rc;
}

void ld_stored_fini(struct ld_stored *s)
{
	free(s->items);
	ld_map_fini(&s->texts);
	*s = (struct ld_stored){0};
}
