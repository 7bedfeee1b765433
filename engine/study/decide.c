/*
 * Evaluation and allocation of one programme for a study, without what only a stored run needs: reasons, fields to look
 * up, hashes. The outcomes of an evaluation are kept for the next programme when that one asks nothing else of a worker,
 * so a change of money costs an allocation alone. Where a cell could not be computed nothing is reused: whom that leaves
 * undecided hangs on the order and the quotas too.
 */
#include "study/decide.h"

#include <stdlib.h>
#include <string.h>

#include "base/num.h"

void ld_decider_fini(struct ld_decider *d)
{
	ld_outcomes_free(d->o);
	ld_alloc_memo_free(d->memo);
	free(d->groups);
	*d = (struct ld_decider){0};
}

void ld_trial_free(struct ld_trial *v)
{
	if (!v)
		return;
	ld_allocation_free(v->a);
	free(v);
}

bool ld_decide_impossible(int code)
{
	return code == LINDUNG_E_RATE || code == LINDUNG_E_QUOTA || code == LINDUNG_E_FUNDER || code == LINDUNG_E_OVERFLOW ||
	       code == LINDUNG_E_LIMIT;
}

static bool has_broken(const struct ld_frame *f)
{
	for (size_t i = 0; i < f->fields->len; i++)
		if (f->cols[i].broken)
			return true;
	return false;
}

static bool may_reuse(const struct ld_decider *d, const struct ld_frame *f, const struct ld_programme *p, const bool *groups)
{
	return d->o && d->of == f && !d->o->nfailures && d->nfields == p->fields.len &&
	       memcmp(d->groups, groups, p->fields.len * sizeof *groups) == 0 && !has_broken(f);
}

static int evaluate(struct ld_decider *d, struct ld_frame *f, const struct ld_programme *p, bool alike, struct lindung_error *err)
{
	bool *groups = calloc(p->fields.len + 1, sizeof *groups);
	if (!groups)
		return ld_nomem(err);
	ld_programme_groups(p, groups);
	if (alike && may_reuse(d, f, p, groups)) {
		free(groups);
		return 0;
	}
	ld_outcomes_free(d->o);
	d->o = NULL;
	free(d->groups);
	d->groups = groups;
	d->nfields = p->fields.len;
	d->of = f;
	d->evaluated++;
	const struct ld_fields *own = f->fields;
	f->fields = &p->fields; /* how derived columns are computed is the programme's */
	int rc = ld_eval_lean(p, f, d->calls, d->jobs ? d->jobs : 1, &d->o, err);
	f->fields = own;
	return rc;
}

static void count(const struct ld_decider *d, const struct ld_programme *p, struct ld_trial *v)
{
	const struct ld_allocation *a = v->a;
	for (size_t i = 0; i < a->nverdicts; i++)
		v->counts[a->verdicts[i].status] += (int64_t)a->verdicts[i].people;
	for (size_t e = 0; e < a->neligible && p->nscores; e++) {
		if (!a->places[e + 1].position)
			continue;
		int64_t score = ld_outcomes_score(d->o, a->order[e]);
		v->cutoff = !v->has_cutoff || score < v->cutoff ? score : v->cutoff;
		v->has_cutoff = true;
	}
	for (size_t i = 0; i < d->o->nfailures; i++)
		v->errors += !i || d->o->failures[i].row != d->o->failures[i - 1].row;
}

int ld_decide(struct ld_decider *d, const struct ld_stage *s, const struct ld_programme *p, bool alike,
	struct ld_trial **ret, struct lindung_error *err)
{
	struct ld_trial *v = calloc(1, sizeof *v);
	int rc = v ? evaluate(d, s->f, p, alike, err) : ld_nomem(err);
	struct ld_alloc_in in = {.p = p, .f = s->f, .o = d->o, .calls = d->calls, .covers = s->covers, .ncovers = s->ncovers};
	if (rc >= 0 && !d->memo)
		rc = ld_alloc_memo_new(&d->memo, err);
	if (rc >= 0)
		rc = ld_alloc_again(d->memo, &in, &v->a, err);
	for (size_t i = 0; i < p->nfunders && rc >= 0; i++)
		if (!ld_add(v->committed, v->a->funders[i].committed, &v->committed))
			rc = ld_fail(err, LINDUNG_E_OVERFLOW, "what all funders pay is larger than an amount can be");
	if (rc < 0) {
		ld_trial_free(v);
		return rc;
	}
	v->nfunders = p->nfunders;
	count(d, p, v);
	*ret = v;
	return 0;
}
