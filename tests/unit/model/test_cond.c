/* Conditions in words, and which fields conditions and programmes read. */
#include <criterion/criterion.h>
#include <string.h>

#include "ld_test.h"
#include "model/programme.h"

enum { NIK, UMUR, PEKERJAAN, LAHIR, JENIS, KAYA, KELUARGA, ANGGOTA, UANG, N };

static const char *const JENISES[] = {"L", "P"};
static struct ld_field items[N] = {
	[NIK] = {.name = "nik", .type = LD_ID},
	[UMUR] = {.name = "umur", .type = LD_INTEGER},
	[PEKERJAAN] = {.name = "pekerjaan", .type = LD_TEXT},
	[LAHIR] = {.name = "lahir", .type = LD_DATE},
	[JENIS] = {.name = "jenis", .type = LD_CHOICE, .choices = JENISES, .nchoices = 2},
	[KAYA] = {.name = "kaya", .type = LD_BOOLEAN},
	[KELUARGA] = {.name = "keluarga", .type = LD_ID},
	[ANGGOTA] = {.name = "anggota", .type = LD_INTEGER},
	[UANG] = {.name = "uang", .type = LD_MONEY},
};
static const struct ld_fields fields = {items, N};

#define I(n)                                                                                       \
	{                                                                                          \
		.kind = LD_I64, .i = n                                                             \
	}
#define S(t)                                                                                       \
	{                                                                                          \
		.kind = LD_STR, .len = sizeof(t) - 1, .s = t                                       \
	}
#define LEAF(k, f, ...)                                                                            \
	(struct ld_cond)                                                                           \
	{                                                                                          \
		.kind = k, .field = f, .func = -1, __VA_ARGS__                                     \
	}
#define NODE(k, ...)                                                                               \
	(struct ld_cond)                                                                           \
	{                                                                                          \
		.kind = k, .field = -1, .func = -1, .kids = (struct ld_cond *[]){__VA_ARGS__},     \
		.nkids = sizeof((struct ld_cond *[]){__VA_ARGS__}) / sizeof(void *)                \
	}

static void words(const struct ld_cond *c, const char *want)
{
	struct ld_buf b = ld_buf_init(4096);
	ld_cond_print(c, &fields, &b);
	cr_assert_str_eq(ld_buf_text(&b), want);
	ld_buf_fini(&b);
}

Test(cond, leaves_in_words)
{
	struct ld_value jobs[] = {S("nelayan"), S("petani \"sawah\"")}, p[] = {I(1)};
	struct ld_value ages[] = {I(7), I(9)};
	struct ld_cond age =
		LEAF(LD_COND_RANGE, UMUR, .has_lo = true, .has_hi = true, .lo = I(18), .hi = I(64));
	words(&age, "umur = between(18, 64)");
	age.hi_open = true;
	words(&age, "umur = at_least(18), umur = below(64)");
	age.has_hi = false;
	age.lo_open = true;
	words(&age, "umur = above(18)");
	words(&LEAF(LD_COND_RANGE, LAHIR, .has_hi = true, .hi = I(0)),
		"lahir = at_most(\"1970-01-01\")");
	words(&LEAF(LD_COND_ONE_OF, PEKERJAAN, .set = jobs, .nset = 2),
		"pekerjaan = one_of { \"nelayan\", \"petani \\\"sawah\\\"\" }");
	words(&LEAF(LD_COND_NONE_OF, UMUR, .set = ages, .nset = 2), "umur = none_of { 7, 9 }");
	words(&LEAF(LD_COND_EQUAL, JENIS, .set = p, .nset = 1), "jenis = \"P\"");
	words(&LEAF(LD_COND_EQUAL, KAYA, .set = p, .nset = 1), "kaya = true");
	words(&LEAF(LD_COND_STARTS_WITH, PEKERJAAN, .set = jobs, .nset = 1),
		"pekerjaan = starts_with \"nelayan\"");
	words(&LEAF(LD_COND_CONTAINS, PEKERJAAN, .set = jobs, .nset = 1),
		"pekerjaan = contains \"nelayan\"");
	words(&LEAF(LD_COND_KNOWN, UANG), "uang = known()");
	words(&LEAF(LD_COND_MISSING, UANG), "uang = missing()");
}

Test(cond, trees_in_words)
{
	struct ld_value yes[] = {I(1)};
	struct ld_cond rich = LEAF(LD_COND_EQUAL, KAYA, .set = yes, .nset = 1),
		       age = LEAF(LD_COND_KNOWN, UMUR);
	struct ld_cond both = NODE(LD_COND_ALL, &age, &rich);
	struct ld_cond not = NODE(LD_COND_NOT, &both), any = NODE(LD_COND_ANY, &rich, &both, &not );
	struct ld_cond most = NODE(LD_COND_AT_LEAST_OF, &rich, &any);
	struct ld_cond top = NODE(LD_COND_ALL, &age, &most);
	struct ld_cond code = {.kind = LD_COND_FUNC, .field = -1, .place = {"a.lua", 7}};
	most.n = 2;
	words(&both, "umur = known(), kaya = true");
	words(&not, "not_ { umur = known(), kaya = true }");
	words(&any, "any_of { { kaya = true }, { umur = known(), kaya = true }, not_ { umur = "
		    "known(), kaya = true } }");
	words(&top, "umur = known(), at_least_of(2, { { kaya = true }, any_of { { kaya = true }, "
		    "{ umur = known(), kaya = true }, not_ { umur = known(), kaya = true } } })");
	words(&code, "function (a.lua:7)");
}

Test(cond, long_sets_are_cut)
{
	struct ld_value many[50];
	struct ld_buf b = ld_buf_init(4096);
	for (int i = 0; i < 50; i++)
		many[i] = (struct ld_value)I(i);
	ld_cond_print(&LEAF(LD_COND_ONE_OF, UMUR, .set = many, .nset = 50), &fields, &b);
	cr_assert(strstr(ld_buf_text(&b), "19, … (+30) }"), "%s", ld_buf_text(&b));
	ld_buf_fini(&b);
}

static void marked(const bool *marks, size_t n, const char *want)
{
	char got[N + 1];
	for (size_t i = 0; i < n; i++)
		got[i] = marks[i] ? 'x' : '.';
	got[n] = '\0';
	cr_assert_str_eq(got, want);
}

Test(programme, uses_follow_derived_fields_to_their_sources)
{
	struct ld_field own[N];
	int reads[] = {PEKERJAAN};
	struct ld_func funcs[] = {{.kind = LD_FUNC_COND, .reads = reads, .nreads = 1}};
	struct ld_cond rich = LEAF(LD_COND_KNOWN, KAYA), age = LEAF(LD_COND_KNOWN, UMUR);
	struct ld_cond func = {.kind = LD_COND_FUNC, .field = -1, .func = 0};
	struct ld_cond rule = NODE(LD_COND_ALL, &age, &func);
	struct ld_rule rules[] = {{.id = "r", .when = &rule, .reason = "uang {uang}, {apa} {"}};
	struct ld_key order[] = {{.kind = LD_KEY_SCORE}, {.kind = LD_KEY_FIELD, .field = ANGGOTA}};
	bool marks[N];
	memcpy(own, items, sizeof own);
	own[ANGGOTA].derive = LD_DERIVE_MEMBERS;
	own[ANGGOTA].from = KELUARGA;
	own[ANGGOTA].when = &rich;
	struct ld_programme p = {.fields = {own, N},
		.funcs = funcs,
		.nfuncs = 1,
		.rules = rules,
		.nrules = 1,
		.order = order,
		.norder = 2,
		.segment = -1,
		.covered_from = -1,
		.covered_to = LAHIR};
	ld_programme_uses(&p, marks);
	marked(marks, N, ".xxx.xxxx");
	p.norder = 1;
	p.covered_to = -1;
	ld_programme_uses(&p, marks);
	marked(marks, N, ".xx.....x");
}

Test(programme, groups_are_quotas_purses_and_needed_segments)
{
	struct ld_rate_row rows[] = {
		{.component = "JKK", .from = 0, .to = INT32_MAX, .segment = "ojek"},
		{.component = "JKK", .from = 0, .to = INT32_MAX, .payer = "apbd"}};
	struct ld_rates table = {.id = "bpu", .rows = rows, .nrows = 2};
	const char *const components[] = {"JKK"};
	struct ld_quota quotas[] = {{.by = JENIS}};
	struct ld_funder funders[] = {{.id = "a",
		.payer = "apbd",
		.pays = {&table, components, 1},
		.from = 24288,
		.months = 12,
		.by = KELUARGA}};
	struct ld_programme p = {.fields = fields,
		.quotas = quotas,
		.nquotas = 1,
		.funders = funders,
		.nfunders = 1,
		.segment = PEKERJAAN};
	bool marks[N];
	ld_programme_groups(&p, marks);
	marked(marks, N, "....x....");
	funders[0].purses = LD_PURSES_EACH;
	ld_programme_groups(&p, marks);
	marked(marks, N, "....x.x..");
	rows[1].to = 24292; /* the last months have no row for an unnamed segment */
	ld_programme_groups(&p, marks);
	marked(marks, N, "..x.x.x..");
	rows[1].to = INT32_MAX;
	funders[0].payer = "donasi";
	ld_programme_groups(&p, marks);
	marked(marks, N, "..x.x.x..");
}

Test(programme, undrawn_lottery)
{
	struct ld_key order[] = {{.kind = LD_KEY_SCORE}, {.kind = LD_KEY_LOTTERY, .seed = "k"}};
	struct ld_programme p = {.order = order, .norder = 2};
	cr_assert_not(ld_programme_undrawn(&p));
	order[1].seed = "";
	cr_assert(ld_programme_undrawn(&p));
	order[1].seed = NULL;
	cr_assert(ld_programme_undrawn(&p));
}
