/*
 * What a report counts, on random programmes and workers, against one worker after another: the naive oracle says what
 * each rule answers and what everybody's points are, and everything is counted from that and from the list. Counts that
 * must come to the same sum are held to it as well.
 */
#include <stdlib.h>

#include "../eval/naive.h"
#include "alloc/alloc.h"
#include "study/picture.h"

enum { ROWS = 5000, ROUNDS = 60 }; /* rows: more than a block, so that blocks meet */

static struct lindung_error err;
static const char *const components[] = {"JKK"};
static struct ld_rate_row rate = {.component = "JKK", .from = LD_FIRST_MONTH, .to = INT32_MAX, .amount = 10};
static struct ld_rates rates = {.id = "bpu", .rows = &rate, .nrows = 1};

struct scene {
	struct world w;
	struct naive n;
	struct ld_calls calls;
	struct ld_frame *f;
	struct ld_outcomes *o;
	struct ld_allocation *a;
	struct ld_alloc_in in;
};

static void add_money(struct world *w)
{
	static struct ld_key key;
	key = (struct ld_key){.kind = LD_KEY_SCORE, .descending = true};
	w->p.order = &key;
	w->p.norder = 1;
	if (w->p.nquotas) {
		w->p.quotas[0].id = "kelompok";
		w->p.quotas[0].at_most =
			(struct ld_bound){.kind = ld_below(&w->rng, 2) ? LD_BOUND_NUMBER : LD_BOUND_NONE,
				.n = ld_below(&w->rng, ROWS / 9)};
	}
	w->p.nfunders = 1 + ld_below(&w->rng, 2);
	w->p.funders = ld_arena_array(&w->arena, 2, sizeof *w->p.funders);
	for (size_t i = 0; i < w->p.nfunders; i++) {
		w->p.funders[i] = (struct ld_funder){.id = i ? "lain" : "dana",
			.payer = "apbd",
			.pays = {&rates, components, 1},
			.from = 2025 * 12,
			.months = 1 + (int)ld_below(&w->rng, 2),
			.budget = 10 * ld_below(&w->rng, ROWS),
			.seats = -1,
			.by = -1};
		if (ld_below(&w->rng, 2))
			w->p.funders[i].seats = ld_below(&w->rng, ROWS / 4);
		if (ld_below(&w->rng, 2))
			w->p.funders[i].only = random_cond(w, 1, UMUR, NULL);
	}
}

static struct scene *scene_new(uint64_t seed)
{
	struct scene *s = calloc(1, sizeof *s);
	random_world(&s->w, seed, ROWS);
	add_money(&s->w);
	s->n = (struct naive){&s->w, calloc(ROWS * NFIELDS, sizeof *s->n.v), calloc(ROWS * NFIELDS, sizeof *s->n.fail)};
	naive_derive(&s->n);
	s->calls = (struct ld_calls){&s->w.p, fake_call};
	s->f = world_frame(&s->w);
	ld_ok(ld_eval_lean(&s->w.p, s->f, &s->calls, 1, &s->o, &err));
	s->in = (struct ld_alloc_in){.p = &s->w.p, .f = s->f, .o = s->o, .calls = &s->calls};
	ld_ok(ld_alloc(&s->in, &s->a, &err));
	return s;
}

static void scene_free(struct scene *s)
{
	ld_allocation_free(s->a);
	ld_outcomes_free(s->o);
	ld_frame_free(s->f);
	free(s->n.v);
	free(s->n.fail);
	ld_arena_fini(&s->w.arena);
	free(s);
}

static enum ld_status status_of(const struct scene *s, size_t row)
{
	return ld_allocation_verdict(s->a, row)->status;
}

static int answer_after(const struct ld_rule *r, int truth)
{
	return truth != 1 || r->missing == LD_MISSING_CHECK ? truth : r->missing == LD_MISSING_ACCEPT ? 2 : 0;
}

/* ---- the funnel ---- */

static enum ld_held held_by(const char *constraint)
{
	char copy[200];
	bool money = false;
	if (strcmp(constraint, "no funder accepts") == 0)
		return LD_HELD_UNACCEPTED;
	snprintf(copy, sizeof copy, "%s", constraint);
	for (char *word = strtok(copy, ";"); word; word = strtok(NULL, ";")) {
		if (strncmp(word, "cap ", 4) == 0)
			return LD_HELD_CAP;
		money |= strncmp(word, "money ", 6) == 0;
	}
	return money ? LD_HELD_MONEY : LD_HELD_SEATS;
}

static void count_naively(const struct scene *s, struct ld_funnel *n)
{
	const struct ld_programme *p = &s->w.p;
	for (size_t row = 0; row < ROWS; row++) {
		int truths[16], failing = 0;
		struct expected e = expect_row(&s->n, row, truths);
		enum ld_status status = status_of(s, row);
		size_t first = 0;
		n->counts[status]++;
		n->errors += e.failures != 0;
		if (status == LD_RESERVE)
			n->held[held_by(ld_allocation_verdict(s->a, row)->constraint)]++;
		for (size_t r = p->nrules; r-- > 0;) {
			int answer = answer_after(&p->rules[r], truths[r]);
			n->rules[r].undecided += status == LD_UNDECIDED && !e.failures && answer == 1;
			if (status != LD_REFUSED || answer)
				continue;
			n->rules[r].fails++;
			failing++;
			first = r;
		}
		if (failing) {
			n->rules[first].first++;
			n->rules[first].only += failing == 1;
		}
	}
}

struct seen { /* so that a test which looks at nothing fails */
	int64_t first, only, undecided, errors, held[LD_HELD_KINDS], bins, groups, too_many, unknown, poor;
};

static void funnel_agrees(const struct scene *s, uint64_t seed, struct seen *seen)
{
	struct ld_funnel_rule rules[16] = {{0}};
	struct ld_funnel n = {.rules = rules}, *f = NULL;
	int64_t left = ROWS, held = 0;
	count_naively(s, &n);
	ld_ok(ld_study_funnel(&s->in, s->a, &f, &err));
	cr_assert(memcmp(f->rules, rules, s->w.p.nrules * sizeof *rules) == 0, "world %llu: rules",
		(unsigned long long)seed);
	cr_assert(memcmp(f->counts, n.counts, sizeof n.counts) == 0 && f->errors == n.errors, "world %llu",
		(unsigned long long)seed);
	cr_assert(memcmp(f->held, n.held, sizeof n.held) == 0, "world %llu: held", (unsigned long long)seed);
	for (size_t r = 0; r < s->w.p.nrules; r++) {
		left -= f->rules[r].first;
		cr_assert(f->rules[r].only <= f->rules[r].first && f->rules[r].first <= f->rules[r].fails);
		seen->first += f->rules[r].first;
		seen->only += f->rules[r].only;
		seen->undecided += f->rules[r].undecided;
	}
	cr_assert_eq(left, f->counts[LD_SELECTED] + f->counts[LD_RESERVE] + f->counts[LD_UNDECIDED]);
	cr_assert_eq(f->counts[LD_SELECTED], (int64_t)s->a->nselected);
	for (int i = 0; i < LD_HELD_KINDS; i++) {
		held += f->held[i];
		seen->held[i] += f->held[i];
	}
	cr_assert_eq(held, f->counts[LD_RESERVE]);
	seen->errors += f->errors;
	ld_funnel_free(f);
}

/* ---- scores ---- */

static void bins_hold(
	const struct ld_spread *s, const int64_t *scores, const enum ld_status *status, size_t n, const char *what)
{
	int64_t count[LD_SPREAD_BINS][4] = {{0}};
	cr_assert(s->n <= LD_SPREAD_BINS && (s->n > 0) == (n > 0), "%s: %zu bins of %zu", what, s->n, n);
	for (size_t i = 0; i < n; i++) {
		size_t in = 0, at = 0;
		for (size_t b = 0; b < s->n; b++)
			if (s->bins[b].at <= scores[i] && scores[i] - s->bins[b].at < s->width) {
				in++;
				at = b;
			}
		cr_assert(in == 1 && s->from <= scores[i] && scores[i] <= s->to, "%s: %lld is in %zu bins", what,
			(long long)scores[i], in);
		cr_assert(s->width > s->step || s->bins[at].at == scores[i], "%s: %lld is not its bin", what,
			(long long)scores[i]);
		cr_assert_eq((scores[i] - s->from) % s->step, 0, "%s: step", what);
		count[at][status[i]]++;
	}
	for (size_t b = 0; b < s->n; b++) {
		cr_assert(s->bins[b].selected == count[b][LD_SELECTED] && s->bins[b].reserve == count[b][LD_RESERVE] &&
				  s->bins[b].undecided == count[b][LD_UNDECIDED],
			"%s: bin %zu", what, b);
		cr_assert(!b || s->bins[b].at - s->bins[b - 1].at == s->width);
	}
}

/* The width before this one: 1, 2, 5, 10, … steps. */
static int64_t narrower(const struct ld_spread *s)
{
	int64_t times = s->width / s->step, tens = 1;
	while (times / tens >= 10)
		tens *= 10;
	cr_assert(s->width % s->step == 0 && times % tens == 0 && strchr("125", (int)('0' + times / tens)));
	return s->step * (times / tens == 5 ? tens * 2 : times / 2);
}

/* No larger step would do, and no narrower bins: they would be more than 60. */
static void bins_are_fine(const struct ld_spread *s, const int64_t *scores, size_t n, const char *what)
{
	for (int64_t more = 2; more < 60 && s->from < s->to; more++) {
		bool all = true;
		for (size_t i = 0; i < n && all; i++)
			all = (scores[i] - s->from) % (s->step * more) == 0;
		cr_assert(!all, "%s: the step could be %lld times as large", what, (long long)more);
	}
	if (s->n && s->width > s->step)
		cr_assert((s->to - s->from) / narrower(s) >= LD_SPREAD_BINS - 1, "%s: %zu bins of %lld", what, s->n,
			(long long)s->width);
}

static void spread_agrees(const struct scene *s, struct seen *seen)
{
	int64_t *scores = calloc(ROWS, sizeof *scores);
	enum ld_status *status = calloc(ROWS, sizeof *status);
	struct ld_spread spread;
	size_t n = 0;
	for (size_t row = 0; row < ROWS && s->w.p.nscores; row++) {
		int truths[16];
		if (status_of(s, row) == LD_REFUSED)
			continue;
		scores[n] = expect_row(&s->n, row, truths).score.lo;
		status[n++] = status_of(s, row);
	}
	ld_study_spread(&s->in, s->a, &spread);
	bins_hold(&spread, scores, status, n, "world");
	bins_are_fine(&spread, scores, n, "world");
	seen->bins += (int64_t)spread.n;
	free(scores);
	free(status);
}

/* ---- the balance ---- */

static int truth_of(const struct scene *s, const struct ld_poverty *poor, size_t row)
{
	if (poor->rule >= 0)
		return naive_cond(&s->n, row, s->w.p.rules[poor->rule].when).truth;
	const struct ld_value *v = poor->field < 0 ? NULL : &s->n.v[row * NFIELDS + (size_t)poor->field];
	return !v || v->kind == LD_MISSING ? 1 : v->i <= poor->at_most ? 2 : 0;
}

static void add(const struct scene *s, size_t row, int truth, struct ld_balance_count *n)
{
	enum ld_status status = status_of(s, row);
	n->workers[truth]++;
	n->eligible[truth] += status == LD_SELECTED || status == LD_RESERVE;
	n->selected[truth] += status == LD_SELECTED;
	if (status == LD_SELECTED)
		n->committed[truth] += 10 * s->a->funders[ld_allocation_verdict(s->a, row)->funder].months;
}

static bool same_value(const struct ld_value *a, const struct ld_value *b)
{
	return a->kind == b->kind && (a->kind == LD_MISSING || order_of(a, b) == 0);
}

/* Every group is all workers with its value, and everybody is in one. */
static void groups_agree(
	const struct scene *s, const struct ld_poverty *poor, const struct ld_balance_field *f, uint64_t seed)
{
	int64_t all = 0;
	for (size_t g = 0; g < f->ngroups; g++) {
		struct ld_balance_count n = {{0}, {0}, {0}, {0}};
		const struct ld_value *v = &f->groups[g].value;
		for (size_t row = 0; row < ROWS; row++)
			if (same_value(v, &s->n.v[row * NFIELDS + (size_t)f->field]))
				add(s, row, truth_of(s, poor, row), &n);
		cr_assert(memcmp(&n, &f->groups[g].n, sizeof n) == 0, "world %llu: group %zu of field %d",
			(unsigned long long)seed, g, f->field);
		cr_assert(v->kind != LD_MISSING || g == f->ngroups - 1);
		cr_assert(!g || v->kind == LD_MISSING || order_of(&f->groups[g - 1].value, v) < 0);
		all += n.workers[0] + n.workers[1] + n.workers[2];
	}
	cr_assert_eq(all, ROWS);
}

static void balance_agrees(struct scene *s, uint64_t seed, struct seen *seen)
{
	static const int fields[] = {JENIS, KAYA, DESIL, NAMA, LABEL, JUMLAH, ANGKA, ANGGOTA};
	struct ld_poverty poor = {.rule = -1, .field = -1};
	struct ld_balance_count n = {{0}, {0}, {0}, {0}};
	struct ld_balance *b = NULL;
	uint32_t how = ld_below(&s->w.rng, 5);
	if (how > 2)
		poor.rule = (int)ld_below(&s->w.rng, (uint32_t)s->w.p.nrules);
	else if (how)
		poor = (struct ld_poverty){.rule = -1, .field = DESIL, .at_most = 1 + ld_below(&s->w.rng, 9)};
	ld_ok(ld_study_balance(&s->in, s->a, &poor, fields, COUNT(fields), &b, &err));
	for (size_t row = 0; row < ROWS; row++)
		add(s, row, truth_of(s, &poor, row), &n);
	cr_assert(memcmp(&n, &b->all, sizeof n) == 0, "world %llu: all", (unsigned long long)seed);
	cr_assert_eq(b->nfields, COUNT(fields) - 1); /* numbers with a fraction make no groups */
	for (size_t i = 0; i < b->nfields; i++) {
		cr_assert_neq(b->fields[i].field, ANGKA);
		if (!b->fields[i].too_many)
			groups_agree(s, &poor, &b->fields[i], seed);
		cr_assert(!b->fields[i].too_many || b->fields[i].field == JUMLAH);
		seen->too_many += b->fields[i].too_many;
		seen->groups += (int64_t)b->fields[i].ngroups;
	}
	seen->unknown += n.workers[1];
	seen->poor += n.selected[2];
	ld_balance_free(b);
}

Test(picture, counts_what_one_worker_after_another_says, .timeout = 600)
{
	const char *said = getenv("LINDUNG_PICTURES"), *one = getenv("LD_SEED");
	size_t rounds = said ? (size_t)atol(said) : ROUNDS;
	struct seen seen = {0};
	for (size_t i = 0; i < rounds; i++) {
		uint64_t seed = one ? strtoull(one, NULL, 10) : 4000 + i;
		struct scene *s = scene_new(seed);
		funnel_agrees(s, seed, &seen);
		spread_agrees(s, &seen);
		balance_agrees(s, seed, &seen);
		scene_free(s);
	}
	cr_assert(one || (seen.first > 9000 && seen.only > 1000 && seen.undecided > 1000 && seen.errors > 1000 &&
				 seen.groups > 900 && seen.bins > 300 && seen.too_many && seen.unknown > 9000 &&
				 seen.poor > 900));
	for (int i = LD_HELD_CAP; i < LD_HELD_KINDS; i++)
		cr_assert(one || seen.held[i], "nobody was held by %s", ld_held_name((enum ld_held)i));
}

/* ---- scores of every size ---- */

static void spread_of(uint64_t seed, size_t *wide)
{
	static const struct ld_field field = {.name = "skor", .type = LD_INTEGER};
	uint64_t r = seed;
	size_t n = 1 + ld_below(&r, 300), kept = 0;
	int64_t step = 1 + ld_below(&r, 12), most = 1 + (int64_t)(ld_rand(&r) >> (24 + ld_below(&r, 40)));
	int64_t shift = (int64_t)ld_below(&r, 100) - 50;
	static struct ld_verdict verdicts[] = {
		{.status = LD_REFUSED}, {.status = LD_UNDECIDED}, {.status = LD_SELECTED}, {.status = LD_RESERVE}};
	uint32_t ranks[300], neligible = 0;
	struct ld_place_result places[302] = {{.verdict = LD_VERDICT_REFUSED}};
	struct ld_outcomes o = {.nrows = n};
	struct ld_programme p = {.nscores = 1};
	int64_t scores[300];
	enum ld_status status[300];
	char what[40];
	snprintf(what, sizeof what, "scores %llu", (unsigned long long)seed);
	ld_ok(ld_column_init(&o.low, &field, n));
	for (size_t i = 0; i < n; i++) {
		int64_t score = shift + step * ((int64_t)(ld_rand(&r) % (uint64_t)most) - most / 2);
		uint32_t verdict = (uint32_t)ld_below(&r, 4);
		ranks[i] = verdict == LD_VERDICT_REFUSED ? 0 : verdict == LD_VERDICT_UNDECIDED ? UINT32_MAX : ++neligible;
		if (verdict > LD_VERDICT_UNDECIDED)
			places[neligible].verdict = verdict;
		cr_assert(ld_column_put(&o.low, n, i, score) >= 0);
		scores[kept] = score;
		status[kept] = verdicts[verdict].status;
		kept += status[kept] != LD_REFUSED;
	}
	places[neligible + 1].verdict = LD_VERDICT_UNDECIDED;
	for (size_t i = 0; i < n; i++)
		ranks[i] = ranks[i] == UINT32_MAX ? neligible + 1 : ranks[i];
	struct ld_allocation a = {.nrows = n, .neligible = neligible, .ranks = ranks, .places = places, .verdicts = verdicts, .nverdicts = 4};
	struct ld_alloc_in in = {.p = &p, .o = &o};
	struct ld_spread s;
	ld_study_spread(&in, &a, &s);
	bins_hold(&s, scores, status, kept, what);
	bins_are_fine(&s, scores, kept, what);
	*wide += s.n && s.width > s.step;
	ld_column_fini(&o.low);
}

Test(picture, bins_are_as_narrow_as_sixty_allow)
{
	size_t wide = 0;
	for (uint64_t seed = 1; seed <= 2000; seed++)
		spread_of(seed, &wide);
	cr_assert(wide > 300 && wide < 1900, "%zu", wide);
}
