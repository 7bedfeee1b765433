/* Allocation against a naive reading of its definition, on tens of thousands of small random programmes. */
#include "oracle.h"

static void agrees(const struct ld_world *w, const struct oracle *o, const struct ld_allocation *a, int round)
{
	size_t position = 0;
	cr_assert_eq(a->neligible, o->n, "round %d", round);
	for (size_t e = 0; e < o->n; e++) {
		size_t row = o->order[e];
		const struct purse *p = o->paid_by[e] < 0 ? NULL : &o->purses[o->paid_by[e]];
		cr_assert_eq(a->order[e], row, "round %d: rank %zu", round, e);
		cr_assert_eq(ld_allocation_rank(a, row), e + 1);
		const struct ld_verdict *v = ld_allocation_verdict(a, row);
		cr_assert_eq(v->status, p ? LD_SELECTED : LD_RESERVE, "round %d: rank %zu, %s", round, e,
			p ? "selected" : o->words[e]);
		cr_assert_eq(ld_allocation_position(a, row), p ? ++position : 0);
		cr_assert_eq(v->funder, p ? p->funder : -1, "round %d: rank %zu", round, e);
		cr_assert_eq(v->cost, p ? cost_of(o, p->funder, e) : 0);
		cr_assert_str_eq(v->constraint, p ? "" : o->words[e], "round %d: rank %zu: %s, not %s", round, e,
			v->constraint, o->words[e]);
	}
	cr_assert_eq(a->nselected, position);
	for (size_t row = 0; row < w->f->nrows; row++) {
		if (w->o.fate[row] == LD_FATE_ELIGIBLE)
			continue;
		const struct ld_verdict *v = ld_allocation_verdict(a, row);
		cr_assert_eq(v->status, w->o.fate[row] == LD_FATE_REFUSED ? LD_REFUSED : LD_UNDECIDED);
		cr_assert(!ld_allocation_rank(a, row) && !ld_allocation_position(a, row) && v->funder == -1 && !*v->constraint);
	}
}

/* What is said of how many people is what the rows say. */
static void people_agree(const struct ld_allocation *a)
{
	size_t n[64] = {0};
	cr_assert_leq(a->nverdicts, 64);
	for (size_t row = 0; row < a->nrows; row++)
		n[ld_allocation_said(a, row)]++;
	for (size_t i = 0; i < a->nverdicts; i++)
		cr_assert_eq(a->verdicts[i].people, n[i]);
}

static void totals_agree(const struct ld_world *w, const struct oracle *o, const struct ld_allocation *a)
{
	for (size_t i = 0; i < w->p.nfunders; i++) {
		const struct ld_funder *f = &w->funders[i];
		const struct ld_funder_result *r = &a->funders[i];
		int64_t people = 0, spent = 0, budget = f->nparts ? 0 : f->budget;
		size_t purses = 0;
		for (size_t e = 0; e < o->n; e++) {
			if (o->paid_by[e] >= 0 && o->purses[o->paid_by[e]].funder == (int)i) {
				people++;
				spent += cost_of(o, (int)i, e);
			}
		}
		for (size_t k = 0; k < f->nparts; k++)
			budget = budget < 0 || f->parts[k].budget < 0 ? -1 : budget + f->parts[k].budget;
		if (f->purses != LD_PURSES_NONE)
			budget = 0;
		for (size_t k = 0; k < o->npurses && f->purses != LD_PURSES_NONE; k++) {
			if (o->purses[k].funder == (int)i) {
				cr_assert_eq(r->purses[purses].budget, o->purses[k].budget);
				budget += o->purses[k].budget;
				purses++;
			}
		}
		if (f->purses == LD_PURSES_SPLIT) {
			cr_assert_eq(r->unsplit, f->total - budget);
			budget = f->total;
		}
		cr_assert_eq(r->people, people);
		cr_assert_eq(r->committed, spent);
		cr_assert_eq(r->budget, budget);
		cr_assert_eq(r->remainder, budget < 0 ? -1 : budget - spent);
		cr_assert_eq(r->months, f->as_many ? o->months : f->months);
		cr_assert_eq(r->person_months, people * r->months);
		cr_assert_eq(r->npurses, purses);
	}
}

/* With a memo or, where that is NULL, without. */
static void decide(const struct ld_world *w, struct ld_alloc_memo *memo, int round)
{
	struct lindung_error err = {0};
	struct oracle *o = oracle_run(w);
	struct ld_allocation *a = NULL;
	int rc = memo ? ld_alloc_again(memo, &w->in, &a, &err) : ld_alloc(&w->in, &a, &err);
	cr_assert_eq(rc, o->error, "round %d: %d, not %d: %s", round, rc, o->error, err.message);
	if (!rc) {
		agrees(w, o, a, round);
		people_agree(a);
		totals_agree(w, o, a);
	}
	ld_allocation_free(a);
	free(o);
}

Test(prop_alloc, is_the_definition_done_naively)
{
	uint64_t s = 2024;
	for (int round = 0; round < 30000; round++) {
		struct ld_world *w = ld_world_random(&s);
		decide(w, NULL, round);
		ld_world_free(w);
	}
}

/* ---- deciding again ---- */

/* One thing that a list hangs on becomes another, or nothing does. */
static void change(struct ld_world *w, uint64_t *s)
{
	struct lindung_error err = {0};
	struct ld_funder *f = &w->funders[ld_below(s, MAX_FUNDERS) % (w->p.nfunders ? w->p.nfunders : 1)];
	size_t row = ld_below(s, (uint32_t)w->f->nrows);
	int field = F_DESA + (int)ld_below(s, F_NILAI);
	bool date = field == F_DARI || field == F_SAMPAI;
	switch (ld_below(s, 12)) {
	case 0:
		f->budget = f->nparts || f->purses ? -1 : 17 * (int64_t)ld_below(s, 12);
		break;
	case 1:
		f->months = 1 + (int)ld_below(s, 3);
		break;
	case 2:
		f->seats = (int64_t)ld_below(s, 5) - 1;
		break;
	case 3:
		ld_world_score(w, row, ld_below(s, 7));
		break;
	case 4:
		w->o.fate[row] = (uint8_t)ld_below(s, 3);
		break;
	case 5:
		ld_world_set(w, row, (size_t)field,
			date ? ld_i(ld_month_first_day(LD_M(2023, 11) + (int)ld_below(s, 6))) : ld_group_value(field, ld_below(s, 8)));
		break;
	case 6:
		w->p.norder = 0;
		ld_random_order(w, s);
		break;
	case 7:
		w->p.nquotas = 0;
		ld_random_quotas(w, s);
		break;
	case 8:
		ld_world_earmark(w, f, 1 + ld_below(s, 255));
		break;
	case 9:
		w->in.ncovers = ld_below(s, 2);
		w->covers[0] = (struct ld_cover){(uint32_t)row, LD_M(2024, 1), LD_M(2024, 2)};
		break;
	case 10:
		w->p.segment = w->p.segment < 0 ? F_SEGMENT : -1;
		break;
	default:
		break;
	}
	ld_ok(ld_frame_seal(w->f, &err));
}

/* One memo for all worlds: whatever changed, it must be noticed. */
Test(prop_alloc, deciding_again_is_deciding_anew)
{
	struct lindung_error err = {0};
	struct ld_alloc_memo *memo;
	uint64_t s = 7;
	ld_ok(ld_alloc_memo_new(&memo, &err));
	for (int round = 0; round < 2000; round++) {
		struct ld_world *w = ld_world_random(&s);
		decide(w, memo, round);
		for (int i = 0; i < 8 && w->p.nfunders; i++) {
			change(w, &s);
			decide(w, memo, round);
		}
		ld_world_free(w);
	}
	ld_alloc_memo_free(memo);
	ld_alloc_memo_free(NULL);
}
