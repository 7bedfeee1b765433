/* The cells in rank order, and how many of each are eligible: what the selection walks over. */
#include "alloc/work.h"
#include "base/error.h"

int ld_alloc_ranked(const struct order *o, const struct cells *c, struct ranked *r, struct lindung_error *err)
{
	ld_alloc_ranked_fini(r);
	r->cell = ld_arena_array(&r->arena, o->n, sizeof *r->cell);
	r->eligible = ld_arena_array(&r->arena, c->n, sizeof *r->eligible);
	if (!r->cell || !r->eligible)
		return ld_nomem(err);
	for (size_t e = 0; e < o->n; e++) {
		r->cell[e] = c->of[o->rows[e]];
		r->eligible[r->cell[e]]++;
	}
	r->made = true;
	return 0;
}

void ld_alloc_ranked_fini(struct ranked *r)
{
	ld_arena_fini(&r->arena);
	*r = (struct ranked){0};
}
