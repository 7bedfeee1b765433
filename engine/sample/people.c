/*
 * Families with their members: ages, relations, work, welfare. A family depends on the region, the
 * seed and its own index alone; only the serials of NIKs are counted along, so memory stays
 * constant however many people are asked for. Welfare is the family's and comes in tenths of the
 * whole country, so a poor regency crowds into the first two.
 */
#include "sample/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A day of NIKs: part CC counted apart, 2 sexes × 31 days × 12 months × 100 years. */
enum { DAYS = 2 * 31 * 12 * 100, PARTS = 10, SERIALS = 9999, KK_DAYS = 4993 };

static const uint16_t deciles_village[10] = {300, 220, 140, 100, 70, 55, 45, 30, 25, 15};
static const uint16_t deciles_city[10] = {120, 130, 130, 120, 110, 100, 90, 80, 70, 50};

int ld_people_init(struct ld_people *p, const struct ld_region *region, uint64_t seed,
	int32_t as_of, struct lindung_error *err)
{
	uint16_t *serials = calloc((size_t)DAYS * PARTS, sizeof(*serials));
	if (!serials)
		return ld_nomem(err);
	*p = (struct ld_people){.region = region, .seed = seed, .as_of = as_of, .serials = serials};
	return 0;
}

void ld_people_fini(struct ld_people *p)
{
	if (p)
		free(p->serials);
}

static void put_number(char out[LD_NIK + 1], const struct ld_region *r, const struct ld_kec *kec,
	int day, int month, int year, int serial)
{
	const int parts[] = {kec->number, day, month, year % 100, serial / 100, serial % 100};
	memcpy(out, r->digits, 4);
	for (int i = 0; i < 6; i++) {
		out[4 + 2 * i] = (char)('0' + parts[i] / 10);
		out[5 + 2 * i] = (char)('0' + parts[i] % 10);
	}
	out[LD_NIK] = '\0';
}

static int give_nik(struct ld_people *p, const struct ld_kec *kec, struct ld_person *m,
	struct lindung_error *err)
{
	int y, mon, d;
	ld_date_split(m->born, &y, &mon, &d);
	size_t day = ((((size_t)(y % 100) * 12) + (size_t)(mon - 1)) * 31 + (size_t)(d - 1)) * 2 +
		     m->female;
	uint16_t *serial = &p->serials[day * PARTS + (size_t)(kec->number % PARTS)];
	if (*serial == SERIALS)
		return ld_fail(err, LINDUNG_E_LIMIT, "too many people: a day has no number left");
	put_number(m->nik, p->region, kec, d + (m->female ? 40 : 0), mon, y, ++*serial);
	return 0;
}

/* Family cards are numbered by index over some thousand days of issue: no two alike, no counting
 * needed. */
static void give_kk(const struct ld_region *r, struct ld_family *f)
{
	int32_t first;
	ld_date_make(2009, 1, 1, &first);
	int y, m, d;
	ld_date_split(first + (int32_t)((uint64_t)f->index * 1597 % KK_DAYS), &y, &m, &d);
	put_number(f->kk, r, f->kec, d, m, y, (int)(f->index / KK_DAYS % SERIALS) + 1);
	snprintf(f->id, sizeof(f->id), "%s%08d", r->digits, (int)(f->index % 99999999) + 1);
}

static struct ld_person *add(struct ld_family *f, enum ld_relation relation, bool female, int age,
	enum ld_marital marital)
{
	if (f->size == LD_FAMILY || age < 0 || age > 95)
		return NULL;
	struct ld_person *p = &f->members[f->size++];
	*p = (struct ld_person){
		.relation = relation, .female = female, .age = age, .marital = marital};
	return p;
}

static void add_children(struct ld_family *f, struct ld_rng *r, int mother_age)
{
	int wanted = mother_age < 26   ? ld_rng_below(r, 3)
		     : mother_age < 32 ? 1 + ld_rng_below(r, 3)
				       : 2 + ld_rng_below(r, 4);
	int age = mother_age - 20 - ld_rng_below(r, 8);
	for (int i = 0; i < wanted && age >= 0; i++, age -= 2 + ld_rng_below(r, 4)) {
		if (age > 22 && !ld_rng_chance(r, 2000))
			continue; /* has a household of their own */
		add(f, LD_CHILD, ld_rng_chance(r, 4900), age, LD_SINGLE);
	}
}

/* One more in the house, of an age in [from, from + span). Each draw is a statement of its own, here and below: the order
 * in which C evaluates arguments is the compiler's choice, and the bytes must not be. */
static void add_kin(struct ld_family *f, struct ld_rng *r, enum ld_relation relation, int women, int from, int span,
	enum ld_marital marital)
{
	bool female = ld_rng_chance(r, women);
	int age = from + ld_rng_below(r, span);
	add(f, relation, female, age, marital);
}

/* Who lives together: the head, most often a wife and children, sometimes a parent, an in-law, a
 * grandchild, kin. */
static void compose(struct ld_family *f, struct ld_rng *r)
{
	int age = 22 + ld_rng_below(r, 16);
	age += ld_rng_below(r, 17);
	age += ld_rng_below(r, 18);
	int kind = ld_rng_below(r, 100);
	bool woman = kind >= 78 && kind < 93;
	enum ld_marital alone = age < 32 && ld_rng_chance(r, 5000) ? LD_SINGLE
				: ld_rng_chance(r, 3000)           ? LD_DIVORCED
								   : LD_WIDOWED;
	add(f, LD_HEAD, woman, age, kind < 78 ? LD_MARRIED : alone);
	int mother = kind < 78 ? age - 4 + ld_rng_below(r, 6) : age;
	if (mother < 19)
		mother = 19;
	if (kind < 78)
		add(f, LD_WIFE, true, mother, LD_MARRIED);
	if (kind < 93)
		add_children(f, r, mother);
	if (ld_rng_chance(r, 900))
		add_kin(f, r, LD_PARENT, 6500, age + 19, 12, LD_WIDOWED);
	if (age > 50 && ld_rng_chance(r, 2200)) {
		add_kin(f, r, LD_IN_LAW, 6000, 20, 15, LD_MARRIED);
		add_kin(f, r, LD_GRANDCHILD, 4900, 0, 10, LD_SINGLE);
	}
	if (ld_rng_chance(r, 400))
		add_kin(f, r, LD_KIN, 5000, 15, 40, LD_SINGLE);
}

static int work_of(const struct ld_region *reg, const struct ld_kec *kec, const struct ld_person *p,
	struct ld_rng *r)
{
	if (p->age < 6)
		return LD_JOB_NONE;
	if (p->age < 15 || (p->age < 19 && ld_rng_chance(r, 7200)) ||
		(p->age < 23 && ld_rng_chance(r, 2000)))
		return LD_JOB_STUDENT;
	if (p->age > 64 && ld_rng_chance(r, p->age > 75 ? 8000 : 4000))
		return ld_rng_chance(r, 800) ? LD_JOB_PENSION : LD_JOB_NONE;
	uint16_t weights[64];
	for (int i = 0; i < ld_njobs; i++) {
		const struct ld_job *j = &ld_jobs[i];
		const uint16_t *w = reg->city ? j->city : kec->coastal ? j->coast : j->village;
		weights[i] = i == LD_JOB_PENSION && p->age < 56   ? 0
			     : i == LD_JOB_STUDENT && p->age > 25 ? 0
								  : w[p->female];
	}
	return ld_rng_pick(r, weights, ld_njobs);
}

/* Active today, or paid by the government in the one to three years before and ended with the last
 * of them. */
static void cover(struct ld_person *p, struct ld_rng *r, int32_t as_of)
{
	const struct ld_job *job = &ld_jobs[p->job];
	int year, month, day;
	ld_date_split(as_of, &year, &month, &day);
	if (p->age < 18)
		return;
	if (ld_rng_chance(r, job->covered)) {
		p->active = true;
		int since = year - 1 - ld_rng_below(r, 8);
		ld_date_make(since, 1 + ld_rng_below(r, 12), 1, &p->covered_from);
		if (job->informal)
			p->covered_to = ld_month_last_day(ld_month_of(as_of) + ld_rng_below(r, 12));
	} else if (job->informal && ld_rng_chance(r, 700)) {
		p->years = ld_rng_chance(r, 6000) ? 1 : ld_rng_chance(r, 7000) ? 2 : 3;
		p->verified = ld_rng_chance(r, 7000);
		ld_date_make(year - p->years, 1, 1, &p->covered_from);
		ld_date_make(year - 1, 12, 31, &p->covered_to);
	}
}

static void finish(
	struct ld_people *all, struct ld_family *f, struct ld_person *p, struct ld_rng *r)
{
	const struct ld_region *reg = all->region;
	p->born = all->as_of - p->age * 1461 / 4 - 1 - ld_rng_below(r, 363);
	p->age = ld_age(p->born, all->as_of);
	p->job = work_of(reg, f->kec, p, r);
	const char *first = reg->first[p->female][ld_rng_below(r, reg->nfirst[p->female])];
	const char *last = reg->last[p->female][ld_rng_below(r, reg->nlast[p->female])];
	bool one_name = ld_rng_chance(r, 2500);
	snprintf(p->name, sizeof(p->name), "%s%s%s", first, one_name ? "" : " ",
		one_name ? "" : last);
	int odds = p->age < 40 ? 150 : p->age < 60 ? 350 : 1000;
	int which = 1 + ld_rng_below(r, 8);
	p->disability = ld_rng_chance(r, odds) ? which : 0;
	p->income =
		p->job < LD_JOBS_FIXED ? 0 : 50000LL * (6 + f->decile * 4 + ld_rng_below(r, 20));
	cover(p, r, all->as_of);
	p->no_job = ld_rng_chance(r, 80);
	p->no_birth = ld_rng_chance(r, 15);
	p->no_disability = ld_rng_chance(r, 40);
	p->no_cover = ld_rng_chance(r, 40);
}

static const struct ld_desa *place_of(const struct ld_region *r, struct ld_rng *rng)
{
	uint32_t x = (uint32_t)ld_rng_below(rng, (int)r->total_weight);
	const struct ld_desa *d = r->desas;
	while (x >= d->weight)
		x -= (d++)->weight;
	return d;
}

int ld_people_next(
	struct ld_people *p, int64_t room, struct ld_family *ret, struct lindung_error *err)
{
	struct ld_rng mix = {p->seed ^ p->region->hash};
	struct ld_rng r = {ld_rng_next(&mix) + (uint64_t)p->next * 0xd1342543de82ef95u};
	ld_rng_next(&r);
	ret->index = p->next++;
	ret->size = 0;
	ret->desa = place_of(p->region, &r);
	ret->kec = &p->region->kecs[ret->desa->kec];
	ret->decile = 1 + ld_rng_pick(&r, p->region->city ? deciles_city : deciles_village, 10);
	ret->no_decile = ld_rng_chance(&r, 120);
	give_kk(p->region, ret);
	compose(ret, &r);
	if (ret->size > room)
		ret->size = (int)room;
	bool comfortable = false;
	for (int i = 0; i < ret->size; i++) {
		finish(p, ret, &ret->members[i], &r);
		comfortable |= ld_jobs[ret->members[i].job].comfortable;
	}
	if (comfortable && ret->decile < 4 && ld_rng_chance(&r, 8000))
		ret->decile += 3;
	ret->spending = 25000LL * (10 + ret->decile * 9 + ld_rng_below(&r, 12)) * ret->size;
	for (int i = 0; i < ret->size; i++) {
		int rc = give_nik(p, ret->kec, &ret->members[i], err);
		if (rc < 0)
			return rc;
	}
	return 0;
}
