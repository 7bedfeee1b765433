/* Fates, failures, derived fields and what one worker is told: the cases a person would think of.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "eval/eval.h"
#include "ld_test.h"

enum { NIK, LAHIR, UMUR, DESIL, PEKERJAAN, KELUARGA, KEPALA, ANGGOTA, KATA, N };

#define I(n) ((struct ld_value){.kind = LD_I64, .i = (n)})
#define S(t) ((struct ld_value){.kind = LD_STR, .len = sizeof(t) - 1, .s = t})
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
#define FUNC(k)                                                                                    \
	(struct ld_cond)                                                                           \
	{                                                                                          \
		.kind = LD_COND_FUNC, .field = -1, .func = k, .place = { "a.lua", 7 }              \
	}

static struct lindung_error err;
static struct ld_field items[N];
static struct ld_programme p;
static size_t called, tuples;

static void setup(void)
{
	memset(items, 0, sizeof items);
	items[NIK] = (struct ld_field){.name = "nik", .type = LD_ID, .format = LD_FORMAT_NIK};
	items[LAHIR] = (struct ld_field){.name = "lahir", .type = LD_DATE};
	items[UMUR] = (struct ld_field){
		.name = "umur", .type = LD_INTEGER, .derive = LD_DERIVE_AGE, .from = LAHIR};
	items[DESIL] = (struct ld_field){.name = "desil", .type = LD_INTEGER};
	items[PEKERJAAN] = (struct ld_field){.name = "pekerjaan", .type = LD_TEXT};
	items[KELUARGA] = (struct ld_field){.name = "keluarga", .type = LD_ID, .is_private = true};
	items[KEPALA] = (struct ld_field){.name = "kepala", .type = LD_BOOLEAN};
	items[ANGGOTA] = (struct ld_field){.name = "anggota",
		.type = LD_INTEGER,
		.derive = LD_DERIVE_MEMBERS,
		.from = KELUARGA};
	items[KATA] = (struct ld_field){.name = "kata", .type = LD_TEXT};
	p = (struct ld_programme){
		.fields = {items, N}, .segment = -1, .covered_from = -1, .covered_to = -1};
	ld_date_make(2024, 9, 3, &p.as_of);
	called = tuples = 0;
}

static struct ld_frame *frame(size_t nrows)
{
	struct ld_frame *f = NULL;
	bool marks[N];
	memset(marks, 1, sizeof marks);
	ld_ok(ld_frame_new(&p.fields, marks, nrows, &f, &err));
	return f;
}

static void set(struct ld_frame *f, size_t field, size_t row, struct ld_value v)
{
	ld_ok(ld_frame_set(f, field, row, &v, &err));
}

static struct ld_outcomes *eval(struct ld_frame *f, const struct ld_calls *calls)
{
	struct ld_outcomes *o = NULL;
	ld_ok(ld_eval(&p, f, calls, 1, &o, &err));
	return o;
}

/* Function 0: true above 5, an error at 13. */
static int call(void *ctx, int func, const struct ld_value *args, size_t n,
	struct ld_answer *answers, struct ld_arena *arena, struct lindung_error *e)
{
	(void)ctx, (void)e, (void)func;
	called++;
	tuples += n;
	for (size_t i = 0; i < n; i++) {
		answers[i].value = I(args[i].kind == LD_I64 && args[i].i > 5);
		if (args[i].kind != LD_I64 || args[i].i != 13)
			continue;
		answers[i] = (struct ld_answer){.kind = LD_ANSWER_ERROR,
			.code = LINDUNG_E_RULE,
			.file = "a.lua",
			.line = 7,
			.message = ld_arena_strdup(arena, "angka sial")};
	}
	return 0;
}
static const struct ld_calls calls = {NULL, call};

static struct ld_cond poor = {.kind = LD_COND_RANGE,
	.field = DESIL,
	.func = -1,
	.has_hi = true,
	.hi = {.kind = LD_I64, .i = 2}};

Test(eval, edges_of_blocks, .init = setup)
{
	static const size_t sizes[] = {0, 1, 2047, 2048, 2049, 4096, 10000};
	struct ld_rule rules[] = {{.id = "miskin", .when = &poor}};
	p.rules = rules;
	p.nrules = 1;
	for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
		for (int blanks = 0; blanks < 3; blanks++) {
			struct ld_frame *f = frame(sizes[k]);
			struct ld_outcomes *o = NULL;
			for (size_t r = 0; r < sizes[k]; r++)
				if (blanks == 0 || (blanks == 1 && r % 3))
					set(f, DESIL, r, I((int64_t)(r % 4)));
			ld_ok(ld_frame_seal(f, &err));
			ld_ok(ld_eval(&p, f, NULL, 1 + (unsigned)k, &o, &err));
			for (size_t r = 0; r < sizes[k]; r++) {
				bool known = blanks == 0 || (blanks == 1 && r % 3);
				int want = !known       ? LD_FATE_UNDECIDED
					   : r % 4 <= 2 ? LD_FATE_ELIGIBLE
							: LD_FATE_REFUSED;
				cr_assert_eq(o->fate[r], want, "%zu rows, row %zu", sizes[k], r);
			}
			ld_outcomes_free(o);
			ld_frame_free(f);
		}
}

Test(eval, no_rules_make_everyone_eligible, .init = setup)
{
	struct ld_frame *f = frame(2);
	struct ld_outcomes *o = eval(f, NULL);
	cr_assert(o->fate[0] == LD_FATE_ELIGIBLE && o->fate[1] == LD_FATE_ELIGIBLE);
	ld_outcomes_free(o);
	ld_frame_free(f);
	ld_outcomes_free(NULL);
}

Test(eval, ages_are_computed_where_none_is_given_and_anew_each_time, .init = setup)
{
	struct ld_frame *f = frame(3);
	int32_t born;
	ld_date_make(1960, 9, 3, &born);
	set(f, LAHIR, 0, I(born));
	set(f, LAHIR, 1, I(born + 1));
	set(f, UMUR, 1, I(17));
	ld_ok(ld_frame_seal(f, &err));
	ld_outcomes_free(eval(f, NULL));
	cr_assert_eq(ld_frame_get(f, UMUR, 0).i, 64);
	cr_assert_eq(ld_frame_get(f, UMUR, 1).i, 17, "a given value wins");
	cr_assert_eq(ld_frame_get(f, UMUR, 2).kind, LD_MISSING);
	p.as_of -= 1;
	ld_outcomes_free(eval(f, NULL));
	cr_assert_eq(ld_frame_get(f, UMUR, 0).i, 63);
	cr_assert_eq(ld_frame_get(f, UMUR, 1).i, 17);
	ld_frame_free(f);
}

Test(eval, who_is_born_after_the_day_has_no_age, .init = setup)
{
	struct ld_frame *f = frame(3);
	set(f, LAHIR, 0, I(p.as_of));
	set(f, LAHIR, 1, I(p.as_of + 1));
	set(f, LAHIR, 2, I(p.as_of + 20000));
	ld_ok(ld_frame_seal(f, &err));
	ld_outcomes_free(eval(f, NULL));
	cr_assert_eq(ld_frame_get(f, UMUR, 0).kind, LD_I64);
	cr_assert_eq(ld_frame_get(f, UMUR, 0).i, 0);
	cr_assert_eq(ld_frame_get(f, UMUR, 1).kind, LD_MISSING, "a wrong date makes nobody young");
	cr_assert_eq(ld_frame_get(f, UMUR, 2).kind, LD_MISSING);
	p.as_of -= 1;
	ld_outcomes_free(eval(f, NULL));
	cr_assert_eq(ld_frame_get(f, UMUR, 0).kind, LD_MISSING, "nor where it is the only one");
	ld_frame_free(f);
}

Test(eval, members_count_the_household_or_are_unknown, .init = setup)
{
	struct ld_value no[] = {I(0)};
	struct ld_cond dependant = LEAF(LD_COND_EQUAL, KEPALA, .set = no, .nset = 1);
	struct ld_frame *f = frame(6);
	static const int family[] = {1, 1, 1, 2, 2, 0}, head[] = {1, 0, 0, 1, -1, 0};
	items[ANGGOTA].when = &dependant;
	for (size_t r = 0; r < 6; r++) {
		if (family[r])
			set(f, KELUARGA, r, family[r] == 1 ? S("K1") : S("K2"));
		if (head[r] >= 0)
			set(f, KEPALA, r, I(head[r]));
	}
	ld_outcomes_free(eval(f, NULL));
	for (size_t r = 0; r < 3; r++)
		cr_assert_eq(ld_frame_get(f, ANGGOTA, r).i, 2);
	for (size_t r = 3; r < 6; r++)
		cr_assert_eq(ld_frame_get(f, ANGGOTA, r).kind, LD_MISSING);
	items[ANGGOTA].when = NULL;
	ld_outcomes_free(eval(f, NULL));
	cr_assert_eq(ld_frame_get(f, ANGGOTA, 0).i, 3);
	cr_assert_eq(ld_frame_get(f, ANGGOTA, 4).i, 2);
	ld_frame_free(f);
}

static int reads_desil[] = {DESIL};
static struct ld_func funcs[] = {{.kind = LD_FUNC_COND,
	.owner = "fungsi",
	.place = {"a.lua", 7},
	.reads = reads_desil,
	.nreads = 1}};

Test(eval, a_function_is_called_once_a_tuple_and_never_for_a_blank, .init = setup)
{
	struct ld_cond fn = FUNC(0);
	struct ld_rule rules[] = {{.id = "fungsi", .when = &fn}};
	struct ld_frame *f = frame(5000);
	p.rules = rules;
	p.nrules = p.nfuncs = 1;
	p.funcs = funcs;
	for (size_t r = 0; r < 5000; r++)
		if (r % 5)
			set(f, DESIL, r, I((int64_t)(r % 10)));
	struct ld_outcomes *o = eval(f, &calls);
	cr_assert_eq(tuples, 8); /* 1 2 3 4 6 7 8 9 */
	cr_assert_eq(called, 1);
	for (size_t r = 0; r < 5000; r++)
		cr_assert_eq(o->fate[r], !(r % 5)     ? LD_FATE_UNDECIDED
					 : r % 10 > 5 ? LD_FATE_ELIGIBLE
						      : LD_FATE_REFUSED);
	ld_outcomes_free(o);
	ld_frame_free(f);
	struct ld_outcomes *none = NULL;
	f = frame(1);
	ld_fails(INTERNAL, ld_eval(&p, f, NULL, 1, &none, &err));
	cr_assert_null(none);
	ld_frame_free(f);
}

Test(eval, wide_domains_are_called_in_batches, .init = setup)
{
	struct ld_cond fn = FUNC(0);
	struct ld_rule rules[] = {{.id = "fungsi", .when = &fn}};
	struct ld_frame *f = frame(5000);
	p.rules = rules;
	p.nrules = p.nfuncs = 1;
	p.funcs = funcs;
	for (size_t r = 0; r < 5000; r++)
		set(f, DESIL, r, I((int64_t)r * 1000000007));
	struct ld_outcomes *o = eval(f, &calls);
	cr_assert_eq(tuples, 5000);
	cr_assert(called > 1 && called < tuples);
	ld_outcomes_free(o);
	ld_frame_free(f);
}

Test(eval, a_failure_counts_only_where_the_answer_hangs_on_it, .init = setup)
{
	struct ld_value farmer[] = {S("petani")};
	struct ld_cond fn = FUNC(0),
		       guard = LEAF(LD_COND_EQUAL, PEKERJAAN, .set = farmer, .nset = 1);
	struct ld_cond both = NODE(LD_COND_ALL, &guard, &fn);
	struct ld_cond young = LEAF(LD_COND_RANGE, UMUR, .has_hi = true, .hi = I(60));
	struct ld_rule rules[] = {{.id = "dijaga", .when = &both, .missing = LD_MISSING_REFUSE},
		{.id = "muda", .when = &young}};
	struct ld_frame *f = frame(4);
	bool marks[N];
	size_t n;
	p.rules = rules;
	p.nrules = 2;
	p.funcs = funcs;
	p.nfuncs = 1;
	for (size_t r = 0; r < 4; r++) {
		set(f, DESIL, r, I(13));
		set(f, UMUR, r, I(r == 2 ? 70 : 40));
	}
	set(f, PEKERJAAN, 0, S("petani"));
	set(f, PEKERJAAN, 1, S("nelayan"));
	set(f, PEKERJAAN, 2, S("petani"));
	struct ld_outcomes *o = eval(f, &calls);
	cr_assert_eq(o->fate[0], LD_FATE_UNDECIDED,
		"never refused by an error, whatever `missing` says");
	cr_assert_eq(o->fate[1], LD_FATE_REFUSED, "a false guard cuts the error off");
	cr_assert_eq(o->fate[2], LD_FATE_UNDECIDED, "whatever other rules say");
	cr_assert_eq(o->fate[3], LD_FATE_UNDECIDED);
	cr_assert_eq(o->nfailures, 3);
	const struct ld_failure *fail = ld_outcomes_failed(o, 2, &n);
	cr_assert(n == 1 && strcmp(fail->owner, "dijaga") == 0 && fail->line == 7 &&
		  fail->code == LINDUNG_E_RULE);
	cr_assert_str_eq(fail->message, "angka sial");
	cr_assert_str_eq(fail->file, "a.lua");
	cr_assert_null(ld_outcomes_failed(o, 1, &n));
	cr_assert_eq(ld_eval_missing(&p, f, o, 0, marks), 0, "an error is nothing to look up");
	ld_outcomes_free(o);
	ld_frame_free(f);
}

Test(eval, blanks_to_look_up_are_those_the_answer_hangs_on, .init = setup)
{
	struct ld_value farmer[] = {S("petani")}, yes[] = {I(1)};
	struct ld_cond job = LEAF(LD_COND_EQUAL, PEKERJAAN, .set = farmer, .nset = 1);
	struct ld_cond head = LEAF(LD_COND_EQUAL, KEPALA, .set = yes, .nset = 1);
	struct ld_cond known = LEAF(LD_COND_MISSING, LAHIR);
	struct ld_cond both = NODE(LD_COND_ALL, &job, &poor),
		       any = NODE(LD_COND_ANY, &both, &head, &known);
	struct ld_rule rules[] = {{.id = "a", .when = &any}};
	struct ld_quota quotas[] = {{.by = KELUARGA}};
	struct ld_frame *f = frame(2);
	bool marks[N];
	p.rules = rules;
	p.nrules = 1;
	p.quotas = quotas;
	set(f, LAHIR, 0, I(0));
	set(f, PEKERJAAN, 0,
		S("nelayan")); /* `both` is false: desil does not matter, kepala does */
	struct ld_outcomes *o = eval(f, NULL);
	cr_assert_eq(ld_eval_missing(&p, f, o, 0, marks), 1);
	cr_assert(marks[KEPALA] && !marks[DESIL]);
	cr_assert_eq(o->fate[1], LD_FATE_ELIGIBLE);
	cr_assert_eq(ld_eval_missing(&p, f, o, 1, marks), 0);
	ld_outcomes_free(o);
	p.nquotas = 1;
	o = eval(f, NULL);
	cr_assert_eq(o->fate[1], LD_FATE_UNDECIDED, "nobody can say which group");
	cr_assert_eq(ld_eval_missing(&p, f, o, 1, marks), 1);
	cr_assert(marks[KELUARGA]);
	ld_outcomes_free(o);
	ld_frame_free(f);
}

Test(eval, missing_policies, .init = setup)
{
	struct ld_rule r = {.missing = LD_MISSING_CHECK};
	cr_assert_eq(ld_rule_answer(&r, LD_UNKNOWN), LD_UNKNOWN);
	r.missing = LD_MISSING_REFUSE;
	cr_assert_eq(ld_rule_answer(&r, LD_UNKNOWN), LD_FALSE);
	cr_assert_eq(ld_rule_answer(&r, LD_TRUE), LD_TRUE);
	r.missing = LD_MISSING_ACCEPT;
	cr_assert_eq(ld_rule_answer(&r, LD_UNKNOWN), LD_TRUE);
	cr_assert_eq(ld_rule_answer(&r, LD_FALSE), LD_FALSE);
}

Test(eval, reasons_name_values, .init = setup)
{
	struct ld_rule r = {.id = "x",
		.when = &poor,
		.reason = "desil {desil}; {pekerjaan} {lain} {keluarga} {"};
	struct ld_frame *f = frame(1);
	struct ld_buf b = ld_buf_init(1000);
	set(f, DESIL, 0, I(4));
	set(f, KELUARGA, 0, S("5315901"));
	ld_eval_reason(&p, f, &r, 0, &b);
	cr_assert_str_eq(ld_buf_text(&b), "desil 4; (kosong) {lain} 5315*** {");
	ld_buf_reset(&b);
	r.reason = NULL;
	ld_eval_reason(&p, f, &r, 0, &b);
	cr_assert_str_eq(ld_buf_text(&b), "desil = at_most(2)");
	ld_buf_fini(&b);
	ld_frame_free(f);
}

Test(eval, an_unknown_score_counts_its_least, .init = setup)
{
	struct ld_value yes[] = {I(1)};
	struct ld_points_row rows[] = {{I(1), 15}, {I(2), 5}};
	struct ld_cond head = LEAF(LD_COND_EQUAL, KEPALA, .set = yes, .nset = 1);
	struct ld_score scores[] = {
		{.id = "kk", .points = {.kind = LD_POINTS_CONST, .n = 30}, .when = &head},
		{.id = "denda", .points = {.kind = LD_POINTS_CONST, .n = -5}, .when = &head},
		{.id = "desil",
			.points = {.kind = LD_POINTS_BY,
				.field = DESIL,
				.rows = rows,
				.nrows = 2,
				.otherwise = -1}},
		{.id = "tanggungan",
			.points = {
				.kind = LD_POINTS_PER, .field = ANGGOTA, .each = 5, .up_to = 6}}};
	struct ld_frame *f = frame(2);
	int64_t lo, hi;
	p.scores = scores;
	p.nscores = 4;
	set(f, KEPALA, 0, I(1));
	set(f, DESIL, 0, I(2));
	set(f, ANGGOTA, 0, I(9));
	struct ld_outcomes *o = eval(f, NULL);
	cr_assert(ld_outcomes_score(o, 0) == 30 - 5 + 5 + 30 && ld_outcomes_high(o, 0) == ld_outcomes_score(o, 0));
	cr_assert_eq(ld_outcomes_score(o, 1), -5 - 1);
	cr_assert_eq(ld_outcomes_high(o, 1), 30 + 15 + 30);
	ld_ok(ld_eval_score(&p, f, &scores[2], NULL, 1, &lo, &hi, &err));
	cr_assert(lo == -1 && hi == 15);
	ld_outcomes_free(o);
	ld_frame_free(f);
}

Test(eval, points_too_large_are_an_error, .init = setup)
{
	struct ld_score scores[] = {{.id = "banyak",
		.points = {.kind = LD_POINTS_PER,
			.field = DESIL,
			.each = 1000000000,
			.up_to = 1000000000}}};
	struct ld_frame *f = frame(1);
	struct ld_outcomes *o = NULL;
	p.scores = scores;
	p.nscores = 1;
	ld_fails(LIMIT, ld_eval(&p, f, NULL, 1, &o, &err));
	cr_assert_str_eq(err.rule, "banyak");
	ld_frame_free(f);
}

static int stop(void *ctx, int func, const struct ld_value *args, size_t n,
	struct ld_answer *answers, struct ld_arena *arena, struct lindung_error *e)
{
	(void)ctx, (void)func, (void)args, (void)n, (void)answers, (void)arena;
	return ld_fail(e, LINDUNG_E_CANCELLED, "stopped");
}

Test(eval, a_script_that_cannot_go_on_ends_the_evaluation, .init = setup)
{
	struct ld_cond fn = FUNC(0);
	struct ld_rule rules[] = {{.id = "fungsi", .when = &fn}};
	struct ld_calls stopping = {NULL, stop};
	struct ld_frame *f = frame(1);
	struct ld_outcomes *o = NULL;
	uint8_t out[1];
	enum ld_truth truth;
	p.rules = rules;
	p.nrules = p.nfuncs = 1;
	p.funcs = funcs;
	set(f, DESIL, 0, I(1));
	ld_fails(CANCELLED, ld_eval(&p, f, &stopping, 1, &o, &err));
	ld_fails(CANCELLED, ld_eval_cond(&p, f, &fn, &stopping, out, NULL, &err));
	ld_fails(CANCELLED, ld_eval_row(&p, f, &fn, &stopping, 0, &truth, NULL, &err));
	ld_frame_free(f);
}

static int name_it(void *ctx, int func, const struct ld_value *args, size_t n,
	struct ld_answer *answers, struct ld_arena *arena, struct lindung_error *e)
{
	(void)ctx, (void)func, (void)e;
	for (size_t i = 0; i < n; i++) {
		if (args[i].i == 13)
			answers[i] = (struct ld_answer){.kind = LD_ANSWER_ERROR,
				.code = LINDUNG_E_INSTRUCTIONS,
				.message = "lama"};
		else if (args[i].i < 9)
			answers[i].value = (struct ld_value){.kind = LD_STR,
				.len = 2,
				.s = ld_arena_printf(arena, "d%d", (int)args[i].i)};
	}
	return 0;
}

Test(eval, a_derived_field_that_failed_is_no_blank_to_rest_on, .init = setup)
{
	static struct ld_func field[] = {{.kind = LD_FUNC_FIELD,
		.owner = "kata",
		.field = KATA,
		.place = {"b.lua", 3},
		.reads = reads_desil,
		.nreads = 1}};
	struct ld_cond blank = LEAF(LD_COND_MISSING, KATA);
	struct ld_rule rules[] = {{.id = "kosong", .when = &blank}};
	struct ld_calls naming = {NULL, name_it};
	struct ld_frame *f = frame(4);
	bool marks[N];
	size_t n;
	items[KATA].derive = LD_DERIVE_FUNC;
	p.funcs = field;
	p.rules = rules;
	p.nrules = p.nfuncs = 1;
	set(f, DESIL, 0, I(13));
	set(f, DESIL, 1, I(7));
	set(f, DESIL, 2, I(9));
	struct ld_outcomes *o = eval(f, &naming);
	cr_assert_eq(o->fate[0], LD_FATE_UNDECIDED);
	cr_assert_eq(o->fate[1], LD_FATE_REFUSED);
	cr_assert_eq(o->fate[2], LD_FATE_ELIGIBLE);
	cr_assert_eq(o->fate[3], LD_FATE_ELIGIBLE);
	cr_assert_str_eq(ld_frame_get(f, KATA, 1).s, "d7");
	const struct ld_failure *fail = ld_outcomes_failed(o, 0, &n);
	cr_assert(n == 1 && o->nfailures == 1 && strcmp(fail->owner, "kata") == 0 &&
		  fail->code == LINDUNG_E_INSTRUCTIONS);
	cr_assert(strcmp(fail->file, "b.lua") == 0 && fail->line == 3,
		"the function's place where the answer gives none");
	cr_assert_eq(ld_eval_missing(&p, f, o, 0, marks), 0);
	ld_outcomes_free(o);
	ld_frame_free(f);
}

static int loop(void *ctx, int func, const struct ld_value *args, size_t n,
	struct ld_answer *answers, struct ld_arena *arena, struct lindung_error *e)
{
	(void)ctx, (void)func, (void)arena, (void)e;
	tuples += n;
	for (size_t i = 0; i < n; i++)
		answers[i] = args[i].i % 2 ? (struct ld_answer){.value = I(1)}
					   : (struct ld_answer){.kind = LD_ANSWER_ERROR,
						     .code = LINDUNG_E_INSTRUCTIONS,
						     .message = "ran long"};
	return 0;
}

Test(eval, a_function_that_never_ends_is_given_up, .init = setup)
{
	enum { ROWS = 5000, LAST = 199 }; /* row 198 is the hundredth that is stopped */
	static struct ld_func two[] = {
		{.kind = LD_FUNC_COND, .owner = "a", .reads = reads_desil, .nreads = 1}};
	struct ld_cond fn = FUNC(0);
	struct ld_rule rules[] = {{.id = "a", .when = &fn}};
	struct ld_calls looping = {NULL, loop};
	struct ld_frame *f = frame(ROWS);
	size_t n;
	p.funcs = two;
	p.rules = rules;
	p.nrules = p.nfuncs = 1;
	for (size_t r = 0; r < ROWS; r++)
		set(f, DESIL, r, I((int64_t)r));
	struct ld_outcomes *o = eval(f, &looping);
	cr_expect(tuples < 500, "%zu tuples were tried", tuples);
	for (size_t r = 0; r < ROWS; r++) {
		bool answered = r < LAST && r % 2;
		cr_assert_eq(o->fate[r], answered ? LD_FATE_ELIGIBLE : LD_FATE_UNDECIDED, "row %zu", r);
		const struct ld_failure *fail = ld_outcomes_failed(o, r, &n);
		cr_assert_eq(n, !answered);
		cr_assert(answered || fail->code == LINDUNG_E_INSTRUCTIONS);
		cr_assert(answered ||
			  (r < LAST) == !strstr(fail->message, "stopped after 100 workers"));
	}
	ld_outcomes_free(o);
	ld_frame_free(f);
}
