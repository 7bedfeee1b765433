/*
 * Invents people, and says the fourteen rules in the engine's own data. The programme is written down as structs, so
 * that what is timed is evaluation and nothing else; its texts are those of `check`.
 */
#include "eval_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

enum { NIK, BORN, JOB, DISTRICT, WOMAN, COVERED, HEAD, DISABLED, VERIFIED, DECILE, DEPENDANTS, MEMBERS, YEARS, INCOME,
	SPENDING, AGE, FIELDS };

static uint64_t draw(uint64_t *state)
{
	uint64_t z = *state += 0x9E3779B97F4A7C15u;
	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	return z ^ z >> 27;
}

/* 0 … n − 1, or −1 for a blank. */
static int32_t cell(uint64_t *state, uint32_t n)
{
	uint64_t z = draw(state);
	return z % 32 ? (int32_t)((z >> 8) % n) : NONE;
}

#define SMALL(X)                                                                                                       \
	X(job, JOBS) X(district, DISTRICTS) X(woman, 2) X(covered, 2) X(head, 2) X(disabled, 2) X(verified, 2)         \
	X(decile, 10) X(dependants, 9) X(members, 14) X(years, 6)

bool people_init(struct people *p, size_t n)
{
	uint64_t state = 1;
	*p = (struct people){.n = n, .birth = malloc(n * 4 + 4), .income = malloc(n * 4 + 4), .spending = malloc(n * 4 + 4)};
	bool good = p->birth && p->income && p->spending;
#define X(name, count) good = (p->name = malloc(n + 1)) && good;
	SMALL(X)
#undef X
	for (size_t i = 0; good && i < n; i++) {
		int32_t days = cell(&state, 26000), income = cell(&state, 60), spending = cell(&state, 120);
		p->birth[i] = days < 0 ? NO_DATE : days - 11000;
		p->income[i] = income < 0 ? NONE : income * 50000;
		p->spending[i] = spending < 0 ? NONE : spending * 100000;
#define X(name, count) p->name[i] = (int8_t)cell(&state, count);
		SMALL(X)
#undef X
	}
	return good;
}

void people_fini(struct people *p)
{
#define X(name, count) free(p->name);
	SMALL(X)
#undef X
	free(p->birth);
	free(p->income);
	free(p->spending);
}

struct turn turn_of(size_t rule)
{
	int t = (int)(rule / KINDS) % 20;
	struct turn turn = {.decile = (int8_t)(4 + t % 4), .years = (int8_t)(2 + t % 3), .members = (int8_t)(5 - t % 3),
		.dependants = (int8_t)(3 - t % 2), .income = 2000000 + 50000 * t, .spending = 9000000 + 100000 * t,
		.district = (int8_t)(t % DISTRICTS)};
	ld_date_make(2024 - 65 - t, 1, 2, &turn.oldest); /* 18 to 64 on 2024-01-01, and t years more */
	ld_date_make(2024 - 18, 1, 1, &turn.youngest);
	ld_date_make(2024 - 21, 1, 1, &turn.adult);
	return turn;
}

/* ---- the programme ---- */

static struct ld_value whole(int64_t i)
{
	return (struct ld_value){.kind = LD_I64, .i = i};
}

static struct ld_cond *node(struct ld_arena *a, enum ld_cond_kind kind, int field)
{
	struct ld_cond *c = ld_arena_alloc(a, sizeof *c);
	*c = (struct ld_cond){.kind = kind, .field = field, .func = -1};
	return c;
}

/* lo or hi NONE: no such end. */
static struct ld_cond *range(struct ld_arena *a, int field, int64_t lo, int64_t hi)
{
	struct ld_cond *c = node(a, LD_COND_RANGE, field);
	c->has_lo = lo != NONE;
	c->has_hi = hi != NONE;
	c->lo = whole(lo);
	c->hi = whole(hi);
	return c;
}

static struct ld_cond *is(struct ld_arena *a, int field, int64_t value)
{
	struct ld_cond *c = node(a, LD_COND_EQUAL, field);
	c->set = ld_arena_alloc(a, sizeof *c->set);
	c->set[c->nset++] = whole(value);
	return c;
}

static struct ld_cond *join(struct ld_arena *a, enum ld_cond_kind kind, int n, struct ld_cond *x, struct ld_cond *y,
	struct ld_cond *z)
{
	struct ld_cond *c = node(a, kind, -1);
	c->n = n;
	c->kids = ld_arena_array(a, 3, sizeof *c->kids);
	c->kids[c->nkids++] = x;
	if (y)
		c->kids[c->nkids++] = y;
	if (z)
		c->kids[c->nkids++] = z;
	return c;
}

static const char *const JOB_NAMES[] = {"pns", "petani", "tni", "buruh tani", "polri", "peternak", "pegawai bumn", "nelayan",
	"karyawan", "buruh nelayan", "guru", "pekerja lepas", "dosen", "buruh harian lepas", "bidan", "buruh bangunan",
	"perawat", "tukang", "dokter", "pedagang", "notaris", "wiraswasta", "arsitek", "ojek", "pelajar", "sopir", "pensiunan",
	"penenun", "lainnya", "tidak bekerja"};
static const char *const DISTRICT_NAMES[DISTRICTS] = {"Boleng", "Komodo", "Kuwus", "Kuwus Barat", "Lembor", "Lembor Selatan",
	"Macang Pacar", "Mbeliling", "Ndoso", "Pacar", "Sano Nggoang", "Welak"};

static struct ld_cond *rule(struct ld_arena *a, size_t r)
{
	struct turn t = turn_of(r);
	struct ld_cond *c;
	switch (r % KINDS) {
	case 0:
		return range(a, AGE, 18, 64 + (int)(r / KINDS) % 20);
	case 1:
		return is(a, COVERED, 0);
	case 2:
		c = node(a, LD_COND_ONE_OF, JOB);
		c->set = ld_arena_array(a, INFORMAL, sizeof *c->set);
		for (; c->nset < INFORMAL; c->nset++)
			c->set[c->nset] = whole(2 * (int64_t)c->nset + 1);
		return c;
	case 3:
		return range(a, DECILE, NONE, t.decile);
	case 4:
		return range(a, INCOME, NONE, t.income);
	case 5:
		return range(a, SPENDING, NONE, t.spending);
	case 6:
		return range(a, YEARS, NONE, t.years);
	case 7:
		return range(a, MEMBERS, 1, 7 + t.members);
	case 8:
		c = node(a, LD_COND_NONE_OF, DISTRICT);
		c->set = ld_arena_alloc(a, sizeof *c->set);
		c->set[c->nset++] = (struct ld_value){.kind = LD_STR,
			.len = (uint32_t)strlen(DISTRICT_NAMES[t.district]), .s = DISTRICT_NAMES[t.district]};
		return c;
	case 9:
		return join(a, LD_COND_ANY, 0, is(a, HEAD, 1), is(a, WOMAN, 1), range(a, AGE, 21, NONE));
	case 10:
		return join(a, LD_COND_NOT, 0, is(a, VERIFIED, 0), NULL, NULL);
	case 11:
		return join(a, LD_COND_AT_LEAST_OF, 2, is(a, HEAD, 1), range(a, DECILE, NONE, t.decile - 1),
			range(a, DEPENDANTS, t.dependants, NONE));
	case 12:
		return join(a, LD_COND_ANY, 0, range(a, INCOME, 50000, NONE), range(a, DEPENDANTS, t.dependants - 1, NONE), NULL);
	default:
		return join(a, LD_COND_ANY, 0, range(a, SPENDING, NONE, t.spending - 3000000),
			join(a, LD_COND_ALL, 0, range(a, MEMBERS, t.members, NONE), range(a, DECILE, NONE, t.decile - 1), NULL),
			NULL);
	}
}

static void scores(struct ld_programme *p)
{
	struct ld_arena *a = &p->arena;
	struct ld_points_row *rows = ld_arena_array(a, 2, sizeof *rows);
	rows[0] = (struct ld_points_row){whole(1), 15};
	rows[1] = (struct ld_points_row){whole(2), 5};
	p->nscores = 3;
	p->scores = ld_arena_array(a, p->nscores, sizeof *p->scores);
	p->scores[0] = (struct ld_score){.id = "tanggungan", .when = is(a, HEAD, 1),
		.points = {.kind = LD_POINTS_PER, .field = DEPENDANTS, .each = 5, .up_to = 6}};
	p->scores[1] = (struct ld_score){.id = "disabilitas",
		.when = join(a, LD_COND_ALL, 0, is(a, HEAD, 1), is(a, DISABLED, 1), NULL), .points = {.n = 30}};
	p->scores[2] = (struct ld_score){.id = "desil",
		.points = {.kind = LD_POINTS_BY, .field = DECILE, .rows = rows, .nrows = 2}};
}

static struct ld_field field(const char *name, enum ld_type type, int64_t hi)
{
	return (struct ld_field){.name = name, .type = type, .has_lo = hi > 0, .has_hi = hi > 0, .lo = whole(0),
		.hi = whole(hi)};
}

struct ld_programme *world_programme(size_t nrules)
{
	struct ld_programme *p = calloc(1, sizeof *p);
	struct ld_field *f = p ? ld_arena_array(&p->arena, FIELDS, sizeof *f) : NULL;
	if (!f)
		return NULL;
	p->fields = (struct ld_fields){f, FIELDS};
	f[NIK] = field("nik", LD_ID, 0);
	f[BORN] = field("tanggal_lahir", LD_DATE, 0);
	f[JOB] = field("pekerjaan", LD_CHOICE, 0);
	f[JOB].choices = JOB_NAMES;
	f[JOB].nchoices = JOBS;
	f[DISTRICT] = field("kecamatan", LD_TEXT, 0);
	f[WOMAN] = field("perempuan", LD_BOOLEAN, 0);
	f[COVERED] = field("jamsos_aktif", LD_BOOLEAN, 0);
	f[HEAD] = field("kepala_keluarga", LD_BOOLEAN, 0);
	f[DISABLED] = field("disabilitas", LD_BOOLEAN, 0);
	f[VERIFIED] = field("verifikasi", LD_BOOLEAN, 0);
	f[DECILE] = field("desil", LD_INTEGER, 10);
	f[DEPENDANTS] = field("tanggungan", LD_INTEGER, 99);
	f[MEMBERS] = field("anggota", LD_INTEGER, 99);
	f[YEARS] = field("tahun_ke", LD_INTEGER, 20);
	f[INCOME] = field("penghasilan", LD_MONEY, 0);
	f[SPENDING] = field("pengeluaran", LD_MONEY, 0);
	f[AGE] = field("umur", LD_INTEGER, 120);
	f[AGE].derive = LD_DERIVE_AGE;
	f[AGE].from = BORN;
	ld_date_make(2024, 1, 1, &p->as_of);
	p->segment = p->covered_from = p->covered_to = -1;
	p->nrules = nrules;
	p->rules = ld_arena_array(&p->arena, nrules, sizeof *p->rules);
	for (size_t r = 0; r < nrules; r++)
		p->rules[r] = (struct ld_rule){.id = ld_arena_printf(&p->arena, "aturan-%zu", r), .when = rule(&p->arena, r),
			.missing = r % KINDS == 10 ? LD_MISSING_ACCEPT : LD_MISSING_CHECK};
	scores(p);
	return p;
}

/* ---- the frame ---- */

static int set_small(struct ld_frame *f, const struct people *p, size_t row)
{
	const int8_t *const from[FIELDS] = {[JOB] = p->job, [WOMAN] = p->woman, [COVERED] = p->covered, [HEAD] = p->head,
		[DISABLED] = p->disabled, [VERIFIED] = p->verified, [DECILE] = p->decile, [DEPENDANTS] = p->dependants,
		[MEMBERS] = p->members, [YEARS] = p->years};
	int rc = 0;
	for (size_t k = 0; k < FIELDS && !rc; k++)
		if (from[k] && from[k][row] >= 0) {
			struct ld_value v = whole(from[k][row]);
			rc = ld_frame_set(f, k, row, &v, NULL);
		}
	return rc;
}

static int set_row(struct ld_frame *f, const struct people *p, size_t row)
{
	char nik[LD_NIK + 1];
	snprintf(nik, sizeof nik, "53159041%08zu", row % 100000000);
	struct ld_value v = {.kind = LD_STR, .len = LD_NIK, .s = nik}, born = whole(p->birth[row]);
	struct ld_value income = whole(p->income[row]), spending = whole(p->spending[row]);
	int rc = ld_frame_set(f, NIK, row, &v, NULL);
	if (!rc && born.i != NO_DATE)
		rc = ld_frame_set(f, BORN, row, &born, NULL);
	if (!rc && income.i != NONE)
		rc = ld_frame_set(f, INCOME, row, &income, NULL);
	if (!rc && spending.i != NONE)
		rc = ld_frame_set(f, SPENDING, row, &spending, NULL);
	if (!rc && p->district[row] >= 0) {
		const char *name = DISTRICT_NAMES[p->district[row]];
		v = (struct ld_value){.kind = LD_STR, .len = (uint32_t)strlen(name), .s = name};
		rc = ld_frame_set(f, DISTRICT, row, &v, NULL);
	}
	return rc ? rc : set_small(f, p, row);
}

struct ld_frame *world_frame(const struct ld_programme *p, const struct people *people)
{
	bool marks[FIELDS];
	struct ld_frame *f = NULL;
	memset(marks, 1, sizeof marks);
	int rc = ld_frame_new(&p->fields, marks, people->n, &f, NULL);
	for (size_t row = 0; row < people->n && !rc; row++)
		rc = set_row(f, people, row);
	if (!rc)
		rc = ld_frame_seal(f, NULL);
	if (!rc)
		return f;
	ld_frame_free(f);
	return NULL;
}
