/*
 * The certificate on small random programmes: it accepts every list that was made, and since the definition leaves no
 * choice, it must reject every list that differs from it in anything, however plausible.
 */
#include "alloc_world.h"

struct trial {
	struct ld_world *w;
	struct ld_decision *d; /* the list under test */
	size_t n;
	uint64_t *s;
};

/* The first check that fails, NULL when the list stands; "error" when it could not be examined. */
static const char *verdict(const struct trial *t, char *detail, size_t size)
{
	struct lindung_error err = {0};
	struct ld_arena arena = {0};
	struct ld_check *checks = NULL;
	const char *bad = NULL;
	int n = ld_verify(&t->w->in, t->d, &arena, &checks, &err);
	snprintf(detail, size, "%s", n < 0 ? err.message : "");
	for (int i = 0; i < n && !bad; i++) {
		if (!checks[i].ok) {
			bad = checks[i].id;
			snprintf(detail, size, "%s: %s", checks[i].id, checks[i].detail);
		}
	}
	ld_arena_fini(&arena);
	return n < 0 ? "error" : bad;
}

static void number_positions(struct trial *t)
{
	int64_t position = 0;
	for (int64_t rank = 1; rank <= (int64_t)t->n; rank++)
		for (size_t row = 0; row < t->n; row++)
			if (t->d[row].rank == rank)
				t->d[row].position = t->d[row].status == LD_SELECTED ? ++position : 0;
}

static void swap_places(struct ld_decision *a, struct ld_decision *b)
{
	struct ld_decision x = *a;
	a->status = b->status, b->status = x.status;
	a->funder = b->funder, b->funder = x.funder;
	a->months = b->months, b->months = x.months;
	a->cost = b->cost, b->cost = x.cost;
	a->constraint = b->constraint, b->constraint = x.constraint;
}

static void drop(struct ld_decision *d)
{
	static const char *const words[] = {"money D1", "seats D1", "no funder accepts", "already covered"};
	d->status = LD_RESERVE;
	d->funder = "";
	d->months = 0;
	d->cost = 0;
	d->constraint = words[d->rank % 4];
}

static void pay(struct trial *t, struct ld_decision *d)
{
	if (!t->w->p.nfunders)
		return;
	const struct ld_funder *f = &t->w->funders[ld_below(t->s, (uint32_t)t->w->p.nfunders)];
	d->status = LD_SELECTED;
	d->funder = f->id;
	d->months = f->months;
	d->constraint = "";
	ld_pays_cost(&f->pays, f->from, f->months, f->payer, ld_below(t->s, 2) ? NULL : "transportasi", &d->cost, NULL);
}

static void tamper(struct trial *t)
{
	struct ld_decision *a = &t->d[ld_below(t->s, (uint32_t)t->n)], *b = &t->d[ld_below(t->s, (uint32_t)t->n)];
	switch (ld_below(t->s, 11)) {
	case 0:
		swap_places(a, b);
		break;
	case 1:
		swap_places(a, b);
		number_positions(t);
		return;
	case 2:
		drop(a);
		number_positions(t);
		return;
	case 3:
		pay(t, a);
		number_positions(t);
		return;
	case 4: {
		int64_t rank = a->rank;
		a->rank = b->rank, b->rank = rank;
		number_positions(t);
		return;
	}
	case 5:
		a->cost += 1;
		break;
	case 6:
		a->months ^= 1;
		break;
	case 7:
		a->position += 1;
		break;
	case 8:
		a->rank += 1;
		break;
	case 9:
		a->constraint = b->constraint;
		break;
	default:
		a->status = b->status;
	}
}

static bool same(const struct ld_decision *a, const struct ld_decision *b, size_t n)
{
	bool is = true;
	for (size_t i = 0; i < n; i++)
		is = is && a[i].status == b[i].status && a[i].rank == b[i].rank && a[i].position == b[i].position &&
		     a[i].months == b[i].months && a[i].cost == b[i].cost && !strcmp(a[i].funder, b[i].funder) &&
		     !strcmp(a[i].constraint, b[i].constraint);
	return is;
}

/* A list that another programme would have made from the same workers. */
static struct ld_decision *of_changed_rules(struct trial *t)
{
	struct lindung_error err = {0};
	struct ld_world *w = t->w;
	struct ld_programme kept = w->p;
	struct ld_funder funders[MAX_FUNDERS];
	struct ld_quota quotas[MAX_QUOTAS];
	struct ld_allocation *a = NULL;
	memcpy(funders, w->funders, sizeof funders);
	memcpy(quotas, w->quotas, sizeof quotas);
	struct ld_funder *f = &w->funders[ld_below(t->s, kept.nfunders ? (uint32_t)kept.nfunders : 1)];
	switch (ld_below(t->s, 8)) {
	case 0:
		w->p.nquotas = 0;
		break;
	case 1:
		w->p.norder = 0;
		break;
	case 2:
		f->budget = f->budget < 0 ? f->budget : f->budget + 60;
		break;
	case 3:
		f->overtake = !f->overtake;
		break;
	case 4:
		f->only = NULL;
		break;
	case 5:
		f->seats = f->seats < 0 ? 1 : f->seats + 1;
		break;
	case 6:
		memset(&w->quotas[0].at_least, 0, sizeof w->quotas[0].at_least);
		break;
	default:
		if (kept.nfunders > 1) { /* another declared order */
			f = &w->funders[kept.nfunders - 1];
			struct ld_funder first = w->funders[0];
			w->funders[0] = *f;
			*f = first;
		}
	}
	struct ld_decision *d = NULL;
	if (ld_alloc(&w->in, &a, &err) == 0)
		d = ld_world_decisions(w, a);
	ld_allocation_free(a);
	for (size_t row = 0; d && row < t->n; row++) /* words of the freed allocation */
		d[row].constraint = d[row].status == LD_RESERVE ? t->d[row].constraint : "";
	w->p = kept;
	memcpy(w->funders, funders, sizeof funders);
	memcpy(w->quotas, quotas, sizeof quotas);
	return d;
}

static void must_be_rejected(struct trial *t, struct ld_decision *false_list, const struct ld_decision *truth, int round)
{
	char detail[512];
	if (false_list && !same(false_list, truth, t->n)) {
		t->d = false_list;
		cr_assert(verdict(t, detail, sizeof detail) != NULL, "round %d: a false list stands", round);
	}
	free(false_list);
}

static void one_round(uint64_t *s, int round)
{
	struct lindung_error err = {0};
	struct ld_world *w = ld_world_random(s);
	struct ld_allocation *a = NULL;
	struct trial t = {w, NULL, w->f->nrows, s};
	char detail[512];
	if (ld_alloc(&w->in, &a, &err) == 0) {
		struct ld_decision *truth = t.d = ld_world_decisions(w, a);
		cr_assert(verdict(&t, detail, sizeof detail) == NULL, "round %d: %s", round, detail);
		for (int i = 0; i < 4; i++) {
			t.d = ld_world_decisions(w, a);
			tamper(&t);
			must_be_rejected(&t, t.d, truth, round);
		}
		t.d = truth;
		must_be_rejected(&t, of_changed_rules(&t), truth, round);
		free(truth);
	}
	ld_allocation_free(a);
	ld_world_free(w);
}

Test(prop_verify, accepts_the_list_and_nothing_else)
{
	uint64_t s = 53;
	for (int round = 0; round < 15000; round++)
		one_round(&s, round);
}
