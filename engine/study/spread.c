/*
 * How the scores of those who are not refused are spread. Scores often stand at multiples of five or ten alone: bins
 * are as wide as that step where so many are few enough, each then being one score, and 2, 5, 10, … of it otherwise. So
 * no bin is empty only because no sum of points can be in it, and the same scores give the same bins.
 */
#include "study/picture.h"

static bool scored(const struct ld_allocation *a, size_t row)
{
	return ld_allocation_verdict(a, row)->status != LD_REFUSED;
}

static int64_t common(int64_t a, int64_t b)
{
	while (b) {
		int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* Ends, and the step between scores. */
static bool look(const struct ld_alloc_in *in, const struct ld_allocation *a, struct ld_spread *s)
{
	bool any = false;
	int64_t first = 0;
	s->step = 0;
	for (size_t row = 0; row < a->nrows && in->p->nscores; row++) {
		if (!scored(a, row))
			continue;
		int64_t score = ld_outcomes_score(in->o, row);
		if (!any)
			first = s->from = s->to = score;
		any = true;
		s->from = score < s->from ? score : s->from;
		s->to = score > s->to ? score : s->to;
		if (s->step != 1)
			s->step = common(s->step, score < first ? first - score : score - first);
	}
	s->step = s->step ? s->step : 1;
	return any;
}

/* The least score that is in the bin of this one. */
static int64_t bin_of(const struct ld_spread *s, int64_t score)
{
	int64_t shift = s->from % s->step, rest = (score - shift) % s->width;
	return score - (rest < 0 ? rest + s->width : rest);
}

/* The next wider of 1, 2, 5, 10, 20, … */
static int64_t wider(int64_t n)
{
	int64_t head = n;
	while (head >= 10)
		head /= 10;
	return head == 2 ? n / 2 * 5 : n * 2;
}

static size_t number_of(const struct ld_spread *s, int64_t score)
{
	return (size_t)((bin_of(s, score) - bin_of(s, s->from)) / s->width);
}

void ld_study_spread(const struct ld_alloc_in *in, const struct ld_allocation *a, struct ld_spread *ret)
{
	*ret = (struct ld_spread){0};
	if (!look(in, a, ret))
		return;
	ret->width = ret->step;
	for (int64_t times = 1; number_of(ret, ret->to) >= LD_SPREAD_BINS; ret->width = ret->step * times)
		times = wider(times);
	ret->n = number_of(ret, ret->to) + 1;
	for (size_t i = 0; i < ret->n; i++)
		ret->bins[i].at = bin_of(ret, ret->from) + (int64_t)i * ret->width;
	for (size_t row = 0; row < a->nrows; row++) {
		if (!scored(a, row))
			continue;
		struct ld_spread_bin *b = &ret->bins[number_of(ret, ld_outcomes_score(in->o, row))];
		enum ld_status status = ld_allocation_verdict(a, row)->status;
		b->selected += status == LD_SELECTED;
		b->reserve += status == LD_RESERVE;
		b->undecided += status == LD_UNDECIDED;
	}
}
