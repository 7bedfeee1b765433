/*
 * Which blanks could change the list, against trying every value: random small programmes with floors, caps, purses and funders
 * of every kind. Nobody of whom some values would select is said to change nothing; in programmes of one funder without quotas
 * and with one blank nobody is said to change the list in vain.
 */
#include "alloc_world.h"
#include "study/visit.h"

enum { BLANKS = 6 };
static const int blank_fields[BLANKS] = {F_DESA, F_KECAMATAN, F_TAG, F_LAKI, F_NILAI, F_SEGMENT};
static const unsigned values_of[BLANKS] = {4, 3, 8, 2, 3, 2};

struct scene {
	struct ld_world *w;
	struct ld_rule rules[2];
	struct ld_cond conds[2];
	struct ld_value yes;
	struct ld_score scores[2];
	struct ld_points_row points[8];
	struct ld_outcomes *o;
	struct ld_allocation *a;
};

static void add_rules(struct scene *s, uint64_t *r)
{
	struct ld_programme *p = &s->w->p;
	s->yes = ld_i(1);
	s->conds[0] = (struct ld_cond){.kind = LD_COND_RANGE, .field = F_NILAI, .func = -1, .has_lo = true,
		.lo = {.kind = LD_F64, .f = ld_below(r, 2) ? 0 : 0.5}};
	s->conds[1] = (struct ld_cond){.kind = LD_COND_EQUAL, .field = F_LAKI, .func = -1, .set = &s->yes, .nset = 1};
	s->rules[0] = (struct ld_rule){.id = "nilai", .when = &s->conds[0]};
	s->rules[1] = (struct ld_rule){.id = "laki", .when = &s->conds[1]};
	p->rules = s->rules;
	p->nrules = 1 + ld_below(r, 2);
	for (int64_t i = 0; i < 8; i++)
		s->points[i] = (struct ld_points_row){ld_i(i), ld_below(r, 6)};
	s->scores[0] = (struct ld_score){.id = "tag", .points = {.kind = LD_POINTS_BY, .field = F_TAG, .rows = s->points, .nrows = 8}};
	s->scores[1] = (struct ld_score){.id = "pria", .points = {.kind = LD_POINTS_CONST, .n = 3}, .when = &s->conds[1]};
	p->scores = s->scores;
	p->nscores = 1 + ld_below(r, 2);
	memmove(s->w->order + 1, s->w->order, 3 * sizeof *s->w->order);
	s->w->order[0] = (struct ld_key){.kind = LD_KEY_SCORE, .descending = true};
	p->norder = p->norder < 3 ? p->norder + 1 : 4;
}

static void add_blanks(struct scene *s, uint64_t *r)
{
	for (size_t row = 0; row < s->w->f->nrows; row++)
		for (int i = 0; i < BLANKS; i++)
			if (ld_below(r, 9) == 0)
				ld_world_set(s->w, row, (size_t)blank_fields[i], (struct ld_value){0});
}

/* false: this programme's list cannot be made (floors above all places, a month without a rate). */
static bool decide(struct scene *s)
{
	struct lindung_error err;
	ld_outcomes_free(s->o);
	ld_allocation_free(s->a);
	s->o = NULL;
	s->a = NULL;
	ld_ok(ld_frame_seal(s->w->f, &err));
	ld_ok(ld_eval(&s->w->p, s->w->f, NULL, 1, &s->o, &err));
	s->w->in.o = s->o;
	return ld_alloc(&s->w->in, &s->a, &err) >= 0;
}

/* Numbers that hang on who is eligible are taken as they are; so they are not part of this. */
static bool hangs_on_eligible(const struct ld_programme *p)
{
	bool hangs = false;
	for (size_t i = 0; i < p->nquotas; i++)
		hangs |= p->quotas[i].at_least.by_eligible || p->quotas[i].at_most.by_eligible;
	for (size_t i = 0; i < p->nfunders; i++)
		hangs |= p->funders[i].as_many || (p->funders[i].purses == LD_PURSES_SPLIT && p->funders[i].by_eligible);
	return hangs;
}

struct evens {
	bool even[MAX_FUNDERS];
	int64_t places[MAX_FUNDERS];
};

static struct evens evens_of(const struct scene *s)
{
	struct evens e = {{0}, {0}};
	for (size_t i = 0; i < s->w->p.nfunders; i++) {
		e.even[i] = s->a->funders[i].even;
		e.places[i] = s->a->funders[i].places;
	}
	return e;
}

/* Is there a value of every blank with which the row is selected? −1: what a funder's people cost changes with it. */
static int selected_by_some(struct scene *s, size_t row, const struct evens *before)
{
	int found = 0;
	int fields[BLANKS];
	unsigned n = 0, all = 1, of[BLANKS];
	for (int i = 0; i < BLANKS; i++) {
		if (ld_frame_get(s->w->f, (size_t)blank_fields[i], row).kind != LD_MISSING || blank_fields[i] == F_SEGMENT)
			continue;
		fields[n] = blank_fields[i];
		of[n++] = values_of[i];
		all *= values_of[i];
	}
	for (unsigned k = 0; k < all && found == 0; k++) {
		unsigned rest = k;
		for (unsigned i = 0; i < n; i++, rest /= of[i - 1])
			ld_world_set(s->w, row, (size_t)fields[i], ld_group_value(fields[i], rest % of[i]));
		if (!decide(s))
			continue;
		struct evens now = evens_of(s);
		if (memcmp(&now, before, sizeof now) != 0)
			found = -1;
		else if (ld_allocation_verdict(s->a, row)->status == LD_SELECTED)
			found = 1;
	}
	for (unsigned i = 0; i < n; i++)
		ld_world_set(s->w, row, (size_t)fields[i], (struct ld_value){0});
	return found;
}

struct counted {
	size_t could, keeps, exact;
};

static size_t blanks_of(const struct scene *s, size_t row)
{
	size_t n = 0;
	for (int i = 0; i < BLANKS; i++)
		n += ld_frame_get(s->w->f, (size_t)blank_fields[i], row).kind == LD_MISSING;
	return n;
}

/* One funder for everybody, no quota, ranked by points alone. */
static void simplify(struct scene *s, uint64_t *r)
{
	struct ld_world *w = s->w;
	w->p.nfunders = 0;
	w->p.nquotas = 0;
	w->p.norder = 1;
	w->p.segment = w->p.covered_from = w->p.covered_to = -1;
	w->in.ncovers = 0;
	ld_world_funder(w, "D1", 17 * (1 + ld_below(r, 4)), 1);
}

static void play(uint64_t seed, struct counted *n)
{
	uint64_t r = seed;
	struct scene s = {.w = ld_world_random(&r)};
	struct lindung_error err;
	uint8_t visits[16];
	bool marks[NFIELDS];
	add_rules(&s, &r);
	add_blanks(&s, &r);
	bool simple = ld_below(&r, 4) == 0;
	if (simple)
		simplify(&s, &r);
	if (!hangs_on_eligible(&s.w->p) && decide(&s)) {
		ld_ok(ld_study_visits(&s.w->in, s.a, visits, &err));
		struct evens evens = evens_of(&s);
		for (size_t row = 0; row < s.w->f->nrows; row++) {
			cr_assert(decide(&s));
			enum ld_status status = ld_allocation_verdict(s.a, row)->status;
			cr_assert(visits[row] == LD_VISIT_NONE || status == LD_UNDECIDED || status == LD_RESERVE);
			if (visits[row] == LD_VISIT_NONE)
				continue;
			ld_ok(ld_study_visit_fields(&s.w->in, s.a, row, marks, &err));
			size_t marked = 0;
			for (size_t k = 0; k < NFIELDS; k++)
				marked += marks[k];
			cr_assert(marked, "seed %lu row %zu: nothing to look up", seed, row);
			int some = selected_by_some(&s, row, &evens);
			cr_assert(some <= 0 || visits[row] == LD_VISIT_COULD, "seed %lu row %zu: some values select", seed, row);
			cr_assert(some || !simple || blanks_of(&s, row) > 1 || visits[row] == LD_VISIT_KEEPS, "seed %lu row %zu: no value selects", seed, row);
			n->could += some == 1;
			n->keeps += some == 0 && visits[row] == LD_VISIT_KEEPS;
			n->exact += simple && blanks_of(&s, row) == 1;
		}
	}
	ld_outcomes_free(s.o);
	ld_allocation_free(s.a);
	ld_world_free(s.w);
}

Test(visit, nobody_is_passed_over_whom_some_values_would_select)
{
	const char *count = getenv("LINDUNG_VISITS"), *one = getenv("LD_SEED");
	struct counted n = {0};
	for (uint64_t i = 1; i <= (count ? strtoull(count, NULL, 10) : 3000) && !one; i++)
		play(i * 6364136223846793005u, &n);
	if (one)
		play(strtoull(one, NULL, 10), &n);
	cr_assert(one || (n.could > 500 && n.keeps > 300 && n.exact > 20), "could %zu keeps %zu exact %zu", n.could, n.keeps, n.exact);
}
