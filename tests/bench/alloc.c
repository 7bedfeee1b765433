/*
 * Selection and its certificate on made-up workers, timed: alloc SHAPE ELIGIBLE FUNDERS QUOTAS [ROUNDS]. Prints one line of
 * tab-separated figures under a line of names: people selected; nanoseconds a worker, medians, of a list made anew, of one made
 * again after budgets, months, limits of quotas or scores changed, and of the certificate; bytes a worker of the list; and a
 * digest of the list, which must not change from version to version. Shapes are in the table below.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "alloc/alloc.h"
#include "base/date.h"
#include "base/error.h"
#include "ld_test.h"

enum { F_NIK, F_DESA, F_KECAMATAN, F_TAG, F_SEGMENT, F_DARI, F_SAMPAI, F_LAKI, F_UMUR, F_PEKERJAAN, F_KK, NFIELDS };
enum { MAX_FUNDERS = 200, MAX_QUOTAS = 500, TAGS = 64, COST = 17 };

static const char *const segments[] = {"umum", "transportasi"};
static const char *const components[] = {"JKK", "JKM"};
static const char *const kecamatan[] = {"Boleng", "Komodo", "Kuwus", "Lembor", "Macang Pacar", "Mbeliling", "Ndoso", "Pacar",
	"Sano Nggoang", "Welak", "Kuwus Barat", "Lembor Selatan"};

static struct ld_field fields[NFIELDS] = {
	{.name = "nik", .type = LD_ID, .format = LD_FORMAT_NIK},
	{.name = "desa", .type = LD_TEXT},
	{.name = "kecamatan", .type = LD_CHOICE, .choices = kecamatan, .nchoices = 12},
	{.name = "tag", .type = LD_INTEGER},
	{.name = "segmen", .type = LD_CHOICE, .choices = segments, .nchoices = 2},
	{.name = "dari", .type = LD_DATE},
	{.name = "sampai", .type = LD_DATE},
	{.name = "laki", .type = LD_BOOLEAN},
	{.name = "umur", .type = LD_INTEGER, .has_lo = true, .has_hi = true, .hi = {.kind = LD_I64, .i = 150}},
	{.name = "pekerjaan", .type = LD_TEXT},
	{.name = "no_kk", .type = LD_TEXT},
};

struct bench {
	struct ld_programme p;
	struct ld_key order[3];
	struct ld_quota quotas[MAX_QUOTAS];
	struct ld_funder funders[MAX_FUNDERS];
	struct ld_cond only[MAX_FUNDERS];
	struct ld_value tags[MAX_FUNDERS][TAGS];
	char ids[MAX_FUNDERS + MAX_QUOTAS][24];
	struct ld_rates rates;
	struct ld_rate_row rows[3];
	struct ld_frame *f;
	struct ld_outcomes o;
	struct ld_alloc_in in;
	uint64_t s;
	size_t n, nfunders, nquotas;
};

static void must(int rc, const struct lindung_error *err)
{
	char text[1024];
	if (rc >= 0)
		return;
	lindung_error_format(err, text, sizeof text);
	fprintf(stderr, "%s\n", text);
	exit(1);
}

/* ---- the workers ---- */

static void set(struct bench *b, size_t row, size_t field, int64_t i)
{
	struct lindung_error err;
	must(ld_frame_set(b->f, field, row, &(struct ld_value){.kind = LD_I64, .i = i}, &err), &err);
}

static void set_text(struct bench *b, size_t row, size_t field, const char *what, uint32_t i)
{
	struct lindung_error err;
	char text[32];
	int len = snprintf(text, sizeof text, "%s %u", what, i);
	struct ld_value v = {.kind = LD_STR, .s = text, .len = (uint32_t)len};
	must(ld_frame_set(b->f, field, row, &v, &err), &err);
}

static void workers(struct bench *b, uint32_t ndesa, bool cards)
{
	struct lindung_error err;
	bool marks[NFIELDS];
	memset(marks, true, sizeof marks);
	marks[F_KK] = cards;
	must(ld_frame_new(&b->p.fields, marks, b->n, &b->f, &err), &err);
	b->o.nrows = b->n;
	b->o.fate = malloc(b->n + 1);
	static const struct ld_field points = {.type = LD_INTEGER, .has_lo = true, .has_hi = true, .hi = {.kind = LD_I64, .i = 1000}};
	must(ld_column_init(&b->o.low, &points, b->n), &err);
	memset(b->o.fate, LD_FATE_ELIGIBLE, b->n);
	for (size_t row = 0; row < b->n; row++) {
		char nik[32];
		snprintf(nik, sizeof nik, "531590%010zu", row);
		memcpy(b->f->nik[row], nik, LD_NIK);
		uint32_t desa = ld_below(&b->s, ndesa);
		set_text(b, row, F_DESA, "Desa", desa);
		set(b, row, F_KECAMATAN, desa % 12);
		set(b, row, F_TAG, ld_below(&b->s, TAGS));
		set(b, row, F_SEGMENT, ld_below(&b->s, 4) == 0);
		if (ld_below(&b->s, 20) == 0)
			set(b, row, F_DARI, ld_month_first_day(2023 * 12 + (int)ld_below(&b->s, 20)));
		set(b, row, F_LAKI, ld_below(&b->s, 2));
		set(b, row, F_UMUR, 17 + ld_below(&b->s, 48));
		set_text(b, row, F_PEKERJAAN, "Kerja", ld_below(&b->s, 40));
		if (cards)
			set_text(b, row, F_KK, "Kartu", ld_below(&b->s, (uint32_t)b->n));
		must(ld_column_put(&b->o.low, b->n, row, ld_below(&b->s, 300)), &err);
	}
	must(ld_frame_seal(b->f, &err), &err);
}

/* ---- the programme ---- */

static struct ld_funder *funder(struct bench *b, int64_t places)
{
	size_t i = b->p.nfunders++;
	struct ld_funder *f = &b->funders[i];
	snprintf(b->ids[i], sizeof b->ids[i], "D%zu", i + 1);
	*f = (struct ld_funder){.id = b->ids[i], .payer = "apbd", .from = 2024 * 12, .months = 1, .budget = COST * places,
		.seats = -1, .by = -1, .pays = {&b->rates, components, 2}};
	return f;
}

static void earmark(struct bench *b, struct ld_funder *f, uint64_t tags)
{
	size_t i = (size_t)(f - b->funders), n = 0;
	for (unsigned t = 0; t < TAGS; t++)
		if (tags >> t & 1)
			b->tags[i][n++] = (struct ld_value){.kind = LD_I64, .i = t};
	b->only[i] = (struct ld_cond){.kind = LD_COND_ONE_OF, .field = F_TAG, .func = -1, .set = b->tags[i], .nset = n};
	f->only = &b->only[i];
}

static void purse_by_desa(struct bench *b, int64_t each)
{
	struct ld_funder *f = funder(b, 0);
	f->budget = -1;
	f->purses = LD_PURSES_EACH;
	f->by = F_DESA;
	f->each = COST * each;
}

/* Three kinds in turn: at most, at least, both; over fields of few and of many groups. */
static void quotas(struct bench *b)
{
	static const int by[] = {F_KECAMATAN, F_LAKI, F_UMUR, F_PEKERJAAN, F_DESA, F_TAG};
	static const int64_t groups[] = {12, 2, 48, 40, 1000, TAGS};
	for (size_t i = 0; i < b->nquotas; i++) {
		struct ld_quota *q = &b->quotas[b->p.nquotas++];
		int64_t mean = (int64_t)b->n / groups[i % 6];
		snprintf(b->ids[MAX_FUNDERS + i], sizeof b->ids[0], "Q%zu", i + 1);
		*q = (struct ld_quota){.id = b->ids[MAX_FUNDERS + i], .by = by[i % 6]};
		if (i % 3 != 1)
			q->at_most = (struct ld_bound){.kind = LD_BOUND_NUMBER, .n = mean / 2 + (int64_t)i};
		if (i % 3 != 0)
			q->at_least = (struct ld_bound){.kind = LD_BOUND_NUMBER, .n = mean / 100};
	}
}

static void typical(struct bench *b)
{
	for (size_t i = 0; i < b->nfunders; i++) {
		struct ld_funder *f = funder(b, (int64_t)(b->n / 4 / b->nfunders));
		if (i)
			earmark(b, f, 0xF0F0F0F0F0F0F0Fu << i);
	}
}

static void overlap(struct bench *b)
{
	for (size_t i = 0; i < b->nfunders; i++)
		earmark(b, funder(b, (int64_t)(b->n / 2 / b->nfunders)), ld_rand(&b->s) & ld_rand(&b->s));
}

/* A ring: each takes two tags, so people can only be moved along it. */
static void ring(struct bench *b)
{
	for (size_t i = 0; i < b->nfunders; i++)
		earmark(b, funder(b, (int64_t)(b->n / b->nfunders)), (uint64_t)1 << i % TAGS | (uint64_t)1 << (i + 1) % TAGS);
}

static void purses(struct bench *b)
{
	purse_by_desa(b, (int64_t)(b->n / 30000));
	earmark(b, funder(b, (int64_t)b->n / 5), 0xFFFFFFFFFFFF);
	earmark(b, funder(b, (int64_t)b->n / 5), ~(uint64_t)0xFFFFFFFF);
}

/* The same with the funds declared first: people are moved out of them. */
static void hubs(struct bench *b)
{
	earmark(b, funder(b, (int64_t)b->n / 5), 0xFFFFFFFFFFFF);
	earmark(b, funder(b, (int64_t)b->n / 5), ~(uint64_t)0xFFFFFFFF);
	purse_by_desa(b, (int64_t)(b->n / 30000));
}

static void uneven(struct bench *b)
{
	b->rates.nrows = 3;
	b->p.segment = F_SEGMENT;
	typical(b);
}

/* One a family card: nearly everybody is a group. */
static void households(struct bench *b)
{
	typical(b);
	b->quotas[b->p.nquotas++] = (struct ld_quota){.id = "no_kk", .by = F_KK, .at_most = {.kind = LD_BOUND_NUMBER, .n = 1}};
}

static void months(struct bench *b)
{
	b->p.covered_from = F_DARI;
	b->p.covered_to = F_SAMPAI;
	funder(b, (int64_t)b->n / 4);
	b->funders[0].as_many = true;
	b->funders[0].months = 12;
}

static const struct {
	const char *name;
	uint32_t ndesa;
	void (*make)(struct bench *b);
} shapes[] = {
	{"typical", 170, typical}, /* the first funder for everyone, the others earmarked; a quarter can be paid */
	{"overlap", 170, overlap}, /* random overlapping earmarks */
	{"ring", 170, ring},
	{"purses", 10000, purses}, /* a purse a village, then two overlapping funds */
	{"hubs", 10000, hubs},
	{"uneven", 170, uneven}, /* what a worker costs hangs on the segment */
	{"households", 170, households}, /* at most one a family card */
	{"months", 170, months}, /* as many as fit */
};

static void programme(struct bench *b)
{
	b->p.id = "uji";
	b->p.fields = (struct ld_fields){fields, NFIELDS};
	b->p.order = b->order;
	b->order[0] = (struct ld_key){.kind = LD_KEY_SCORE, .descending = true};
	b->order[1] = (struct ld_key){.kind = LD_KEY_FIELD, .field = F_UMUR, .descending = true};
	b->p.norder = 2;
	b->p.quotas = b->quotas;
	b->p.funders = b->funders;
	b->p.segment = b->p.covered_from = b->p.covered_to = -1;
	b->rates = (struct ld_rates){.id = "bpu", .rows = b->rows, .nrows = 2};
	b->rows[0] = (struct ld_rate_row){.component = "JKK", .to = INT32_MAX, .amount = 10};
	b->rows[1] = (struct ld_rate_row){.component = "JKM", .to = INT32_MAX, .amount = 7};
	b->rows[2] = (struct ld_rate_row){.component = "JKK", .to = INT32_MAX, .segment = "transportasi", .amount = 5};
	b->in = (struct ld_alloc_in){.p = &b->p, .f = b->f, .o = &b->o};
}

/* ---- measuring ---- */

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double *t, size_t n)
{
	qsort(t, n, sizeof *t, by_value);
	return t[n / 2];
}

static void digest(const struct bench *b, const struct ld_allocation *a, char hex[LD_SHA256_TEXT])
{
	struct ld_sha256 h;
	uint8_t out[LD_SHA256];
	ld_sha256_init(&h);
	for (size_t row = 0; row < a->nrows; row++) {
		const struct ld_verdict *v = ld_allocation_verdict(a, row);
		int64_t numbers[] = {v->status, ld_allocation_rank(a, row), ld_allocation_position(a, row), v->funder, v->cost};
		ld_sha256_add(&h, numbers, sizeof numbers);
		ld_sha256_field(&h, v->constraint, strlen(v->constraint));
	}
	for (size_t i = 0; i < b->p.nfunders; i++)
		ld_sha256_add(&h, &a->funders[i].committed, sizeof a->funders[i].committed);
	for (size_t i = 0; i < a->ngroups; i++) {
		const struct ld_group_result *r = &a->groups[i];
		int64_t numbers[] = {r->eligible, r->selected, r->reserve, r->at_least, r->at_most};
		ld_sha256_add(&h, numbers, sizeof numbers);
		ld_sha256_field(&h, r->short_because ? r->short_because : "", r->short_because ? strlen(r->short_because) : 0);
	}
	ld_sha256_end(&h, out);
	ld_sha256_hex(out, hex);
}

/* Nanoseconds of the certificate of a list; exits when the list is wrong. */
static double certify(const struct bench *b, const struct ld_allocation *a)
{
	struct ld_decision *d = calloc(a->nrows + 1, sizeof *d);
	struct lindung_error err;
	struct ld_arena arena = {0};
	struct ld_check *checks;
	for (size_t row = 0; row < a->nrows; row++) {
		const struct ld_verdict *v = ld_allocation_verdict(a, row);
		d[row] = (struct ld_decision){.status = v->status, .rank = ld_allocation_rank(a, row),
			.position = ld_allocation_position(a, row), .cost = v->cost, .funder = "", .rules = "", .missing = "",
			.constraint = v->constraint};
		memcpy(d[row].nik, b->f->nik[row], LD_NIK);
		if (v->funder >= 0) {
			d[row].funder = b->funders[v->funder].id;
			d[row].months = a->funders[v->funder].months;
		}
	}
	double start = now();
	int n = ld_verify(&b->in, d, &arena, &checks, &err);
	double took = now() - start;
	must(n, &err);
	for (int i = 0; i < n; i++) {
		if (!checks[i].ok) {
			fprintf(stderr, "%s: %s\n", checks[i].id, checks[i].detail);
			exit(1);
		}
	}
	ld_arena_fini(&arena);
	free(d);
	return took;
}

/* ---- what changes from list to list of the same workers ---- */

static void change_budget(struct bench *b)
{
	for (size_t i = 0; i < b->p.nfunders; i++)
		b->funders[i].budget += b->funders[i].budget > 0 ? COST * (int64_t)(1 + b->n / 1000) : 0;
}

static void change_months(struct bench *b)
{
	for (size_t i = 0; i < b->p.nfunders; i++)
		b->funders[i].months += b->funders[i].months < 12 ? 1 : -11;
}

static void change_limits(struct bench *b)
{
	for (size_t i = 0; i < b->p.nquotas; i++)
		b->quotas[i].at_most.n++;
}

static void change_points(struct bench *b)
{
	for (size_t row = 0; row < b->n; row++)
		ld_column_put(&b->o.low, b->n, row, (ld_outcomes_score(&b->o, row) + (int64_t)(row % 7)) % 300);
}

static double again(struct bench *b, void (*change)(struct bench *b), size_t rounds)
{
	double *took = calloc(rounds, sizeof *took);
	struct lindung_error err;
	struct ld_allocation *a;
	struct ld_alloc_memo *memo;
	must(ld_alloc_memo_new(&memo, &err), &err);
	must(ld_alloc_again(memo, &b->in, &a, &err), &err);
	for (size_t i = 0; i < rounds; i++) {
		ld_allocation_free(a);
		change(b);
		double start = now();
		must(ld_alloc_again(memo, &b->in, &a, &err), &err);
		took[i] = now() - start;
	}
	ld_allocation_free(a);
	ld_alloc_memo_free(memo);
	double middle = median(took, rounds) / (double)b->n;
	free(took);
	return middle;
}

static void measure(struct bench *b, const char *shape, size_t rounds)
{
	double *first = calloc(rounds, sizeof *first), *verify = calloc(rounds, sizeof *verify);
	struct lindung_error err;
	struct ld_allocation *a = NULL;
	char hex[LD_SHA256_TEXT];
	for (size_t i = 0; i < rounds; i++) {
		ld_allocation_free(a);
		double start = now();
		must(ld_alloc(&b->in, &a, &err), &err);
		first[i] = now() - start;
	}
	for (size_t i = 0; i < rounds; i++)
		verify[i] = certify(b, a);
	digest(b, a, hex);
	printf("shape\teligible\tfunders\tquotas\tselected\talloc_ns\tbudget_ns\tmonths_ns\tlimits_ns\tpoints_ns\tverify_ns\t"
	       "bytes\tdigest\n");
	printf("%s\t%zu\t%zu\t%zu\t%zu\t%.1f", shape, b->n, b->p.nfunders, b->p.nquotas, a->nselected,
		median(first, rounds) / (double)b->n);
	size_t bytes = a->arena.used;
	ld_allocation_free(a);
	printf("\t%.1f", again(b, change_budget, rounds));
	printf("\t%.1f", again(b, change_months, rounds));
	printf("\t%.1f", again(b, change_limits, rounds));
	printf("\t%.1f", again(b, change_points, rounds));
	printf("\t%.1f\t%.1f\t%.16s\n", median(verify, rounds) / (double)b->n, (double)bytes / (double)b->n, hex);
	free(first);
	free(verify);
}

static int usage(void)
{
	fprintf(stderr, "alloc SHAPE ELIGIBLE FUNDERS QUOTAS [ROUNDS]\nshapes:");
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		fprintf(stderr, " %s", shapes[i].name);
	fprintf(stderr, "\n");
	return 2;
}

int main(int argc, char **argv)
{
	size_t i = 0, known = sizeof shapes / sizeof *shapes;
	while (argc >= 5 && i < known && strcmp(shapes[i].name, argv[1]) != 0)
		i++;
	if (argc < 5 || i == known)
		return usage();
	struct bench *b = calloc(1, sizeof *b);
	*b = (struct bench){.s = 2024, .n = strtoul(argv[2], NULL, 10), .nfunders = strtoul(argv[3], NULL, 10),
		.nquotas = strtoul(argv[4], NULL, 10)};
	if (!b->n || !b->nfunders || b->nfunders > MAX_FUNDERS || b->nquotas >= MAX_QUOTAS)
		return usage();
	b->p.fields = (struct ld_fields){fields, NFIELDS};
	workers(b, shapes[i].ndesa, shapes[i].make == households);
	programme(b);
	shapes[i].make(b);
	quotas(b);
	measure(b, shapes[i].name, argc > 5 ? strtoul(argv[5], NULL, 10) : 7);
	ld_frame_free(b->f);
	free(b->o.fate);
	ld_column_fini(&b->o.low);
	free(b);
	return 0;
}
