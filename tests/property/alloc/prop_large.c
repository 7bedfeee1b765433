/*
 * Selection on worlds too large for the exhaustive oracle, against a reference that is naive in another way: people stand for
 * themselves, never for a class, and every question "can all of these be placed?" is asked anew with Kuhn's algorithm, person
 * by person. Even funders with overlapping earmarks, floors and caps of several fields; everyone is eligible.
 */
#include "alloc_world.h"

enum { MOST = 400 };

struct reference {
	const struct ld_world *w;
	size_t n;
	int64_t places[MAX_FUNDERS];
	/* of the question asked by now: who stands where */
	size_t stands[MAX_FUNDERS][MOST], load[MAX_FUNDERS];
	bool seen[MAX_FUNDERS];
	/* the list */
	bool served[MOST];
	int funder[MOST];
	char words[MOST][256];
};

static bool accepts(const struct reference *r, size_t funder, size_t e)
{
	const struct ld_funder *f = &r->w->funders[funder];
	struct ld_value v = ld_frame_get(r->w->f, F_TAG, e);
	bool in = !f->only;
	for (size_t i = 0; !in && i < f->only->nset; i++)
		in = ld_value_equal(&f->only->set[i], &v);
	return in;
}

/* Kuhn's step: a place for e, moving others on if need be. */
static bool place(struct reference *r, size_t e, const int64_t *left)
{
	for (size_t f = 0; f < r->w->p.nfunders; f++) {
		if (r->seen[f] || !left[f] || !accepts(r, f, e))
			continue;
		r->seen[f] = true;
		if ((int64_t)r->load[f] < left[f]) {
			r->stands[f][r->load[f]++] = e;
			return true;
		}
		for (size_t i = 0; i < r->load[f]; i++) {
			if (!place(r, r->stands[f][i], left))
				continue;
			r->stands[f][i] = e;
			return true;
		}
	}
	return false;
}

static bool placeable(struct reference *r, const size_t *people, size_t n, const int64_t *left)
{
	memset(r->load, 0, sizeof r->load);
	for (size_t i = 0; i < n; i++) {
		memset(r->seen, 0, sizeof r->seen);
		if (!place(r, people[i], left))
			return false;
	}
	return true;
}

/* Served people from rank `from` on, with `also`, who is among them or comes to them; SIZE_MAX: nobody. */
static bool can_place(struct reference *r, size_t from, size_t also, const int64_t *left)
{
	size_t people[MOST], n = 0;
	for (size_t e = from; e < r->n; e++)
		if (r->served[e] || e == also)
			people[n++] = e;
	return placeable(r, people, n, left);
}

/* ---- quotas ---- */

static int64_t limit(const struct reference *r, const struct ld_bound *b, int by, size_t e, int64_t none)
{
	struct ld_value v = ld_frame_get(r->w->f, (size_t)by, e);
	for (size_t i = 0; i < b->ngroups; i++)
		if (ld_value_equal(&b->groups[i].group, &v))
			return b->groups[i].n;
	return b->kind == LD_BOUND_NUMBER ? b->n : b->kind == LD_BOUND_TABLE && b->has_otherwise ? b->otherwise : none;
}

static int64_t selected_with(const struct reference *r, int by, size_t e)
{
	struct ld_value v = ld_frame_get(r->w->f, (size_t)by, e);
	int64_t n = 0;
	for (size_t i = 0; i < r->n; i++) {
		struct ld_value other = ld_frame_get(r->w->f, (size_t)by, i);
		n += r->served[i] && ld_value_equal(&v, &other);
	}
	return n;
}

static const struct ld_quota *full_cap(const struct reference *r, size_t e)
{
	for (const struct ld_quota *q = r->w->quotas; q < r->w->quotas + r->w->p.nquotas; q++)
		if (selected_with(r, q->by, e) >= limit(r, &q->at_most, q->by, e, INT64_MAX))
			return q;
	return NULL;
}

static bool lifts(const struct reference *r, size_t e)
{
	for (const struct ld_quota *q = r->w->quotas; q < r->w->quotas + r->w->p.nquotas; q++)
		if (selected_with(r, q->by, e) < limit(r, &q->at_least, q->by, e, 0))
			return true;
	return false;
}

/* ---- the list ---- */

static void say_why(struct reference *r, size_t e)
{
	struct ld_buf b = ld_buf_init(sizeof r->words[e]);
	const struct ld_quota *full = full_cap(r, e);
	if (full) {
		struct ld_value v = ld_frame_get(r->w->f, (size_t)full->by, e);
		ld_buf_printf(&b, "cap %s=", full->id);
		ld_field_print(&r->w->fields[full->by], &v, &b);
	}
	for (size_t f = 0; f < r->w->p.nfunders && !full; f++)
		if (accepts(r, f, e))
			ld_buf_printf(&b, "%smoney %s", b.len ? ";" : "", r->w->funders[f].id);
	strcpy(r->words[e], b.len ? ld_buf_text(&b) : "no funder accepts");
	ld_buf_fini(&b);
}

static void decide(struct reference *r)
{
	int64_t left[MAX_FUNDERS];
	for (size_t e = 0; e < r->n; e++)
		r->served[e] = lifts(r, e) && !full_cap(r, e) && can_place(r, 0, e, r->places);
	for (size_t e = 0; e < r->n; e++) {
		if (!r->served[e])
			r->served[e] = !full_cap(r, e) && can_place(r, 0, e, r->places);
		if (!r->served[e])
			say_why(r, e);
	}
	memcpy(left, r->places, sizeof left);
	for (size_t e = 0; e < r->n; e++) {
		for (size_t f = 0; f < r->w->p.nfunders && r->served[e] && r->funder[e] < 0; f++) {
			if (!left[f] || !accepts(r, f, e))
				continue;
			left[f]--;
			if (can_place(r, e + 1, SIZE_MAX, left))
				r->funder[e] = (int)f;
			else
				left[f]++;
		}
	}
}

static struct ld_world *world(uint64_t *s, struct reference *r)
{
	static const int by[] = {F_KECAMATAN, F_DESA, F_LAKI, F_NILAI, F_TAG};
	static const char *const ids[] = {"satu", "dua", "tiga", "empat", "lima", "enam"};
	struct lindung_error err = {0};
	size_t n = 20 + ld_below(s, MOST - 20), nfunders = 1 + ld_below(s, 20);
	struct ld_world *w = ld_world_new(n);
	*r = (struct reference){.w = w, .n = n};
	memset(r->funder, 0xFF, sizeof r->funder);
	for (size_t row = 0; row < n; row++)
		for (size_t i = 0; i < sizeof by / sizeof *by; i++)
			ld_world_set(w, row, (size_t)by[i], ld_group_value(by[i], ld_below(s, 8)));
	for (size_t i = 0; i < nfunders; i++) {
		snprintf(w->ids[i], sizeof w->ids[i], "D%zu", i + 1);
		r->places[i] = ld_below(s, (uint32_t)(2 * n / nfunders) + 1);
		struct ld_funder *f = ld_world_funder(w, w->ids[i], 17 * r->places[i], 1);
		if (ld_below(s, 10))
			ld_world_earmark(w, f, 1 + (ld_below(s, 255) & ld_below(s, 255)));
	}
	for (size_t i = 0, nquotas = ld_below(s, 7); i < nquotas; i++) {
		struct ld_quota *q = ld_world_quota(w, ids[i], by[ld_below(s, 5)]);
		q->at_most = (struct ld_bound){.kind = LD_BOUND_NUMBER, .n = 5 + ld_below(s, (uint32_t)n)};
		if (ld_below(s, 2))
			continue;
		q->at_least = (struct ld_bound){.kind = LD_BOUND_TABLE, .groups = w->weights[i]};
		q->at_least.ngroups = ld_random_table(s, q->by, 5, q->at_least.groups);
	}
	ld_ok(ld_frame_seal(w->f, &err));
	return w;
}

static void one_round(uint64_t *s, int round)
{
	static struct reference r;
	struct lindung_error err = {0};
	struct ld_world *w = world(s, &r);
	struct ld_allocation *a = NULL;
	int rc = ld_alloc(&w->in, &a, &err);
	cr_assert(rc >= 0 || rc == LINDUNG_E_QUOTA, "round %d: %s", round, err.message); /* floors above all places */
	if (!rc)
		decide(&r);
	for (size_t e = 0; e < r.n && !rc; e++) {
		const struct ld_verdict *v = ld_allocation_verdict(a, e);
		cr_assert_eq(v->status, r.served[e] ? LD_SELECTED : LD_RESERVE, "round %d: rank %zu", round, e);
		cr_assert_eq(v->funder, r.funder[e], "round %d: rank %zu: funder %d, not %d", round, e, v->funder, r.funder[e]);
		cr_assert_str_eq(v->constraint, r.words[e], "round %d: rank %zu", round, e);
	}
	ld_allocation_free(a);
	ld_world_free(w);
}

Test(prop_large, is_what_a_person_by_person_search_finds)
{
	uint64_t s = 31;
	const char *rounds = getenv("LINDUNG_LARGE_ROUNDS");
	for (int round = 0; round < (rounds ? atoi(rounds) : 40); round++)
		one_round(&s, round);
}
