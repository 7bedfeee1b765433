/*
 * Random conditions written as Lua source twice: as a table, and as functions that handle blanks by
 * hand (one says whether the answer is surely yes, one whether it may be). The engine must give the
 * same three answers. And the classic mistake: `status ~= "aktif"` approves people about whom
 * nothing is known, where the table leaves them undecided.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "ld_test.h"
#include "script/script.h"

enum { NIK, UMUR, PEKERJAAN, KAYA, JENIS, UKURAN, N };
enum { RULES = 12, ROWS = 400 };

static const char FIELDS[] = "return {\n"
			     "  field.id 'nik' { title = 'NIK', format = 'nik', private = true },\n"
			     "  field.integer 'umur' { title = 'Umur', range = { 0, 9 } },\n"
			     "  field.text 'pekerjaan' { title = 'Pekerjaan' },\n"
			     "  field.boolean 'kaya' { title = 'Kaya' },\n"
			     "  field.choice 'jenis' { 'L', 'P', 'X', title = 'Jenis' },\n"
			     "  field.number 'ukuran' { title = 'Ukuran' },\n"
			     "}\n";
static const char HEAD[] =
	"local function sedikitnya(n, ...)\n"
	"  local yes, maybe = 0, 0\n"
	"  for _, x in ipairs { ... } do\n"
	"    if x == 2 then yes = yes + 1 end\n"
	"    if x >= 1 then maybe = maybe + 1 end\n"
	"  end\n"
	"  if yes >= n then return 2 elseif maybe >= n then return 1 else return 0 end\n"
	"end\n"
	"return programme { id = 'acak', title = 'Acak', region = '53.15', as_of = '2024-09-03',\n"
	"  basis = { 'contoh' }, eligibility = {\n";
static const char TAIL[] = "} }\n";
static const char *const NAMES[] = {"nik", "umur", "pekerjaan", "kaya", "jenis", "ukuran"};
static const char *const JOBS[] = {
	"petani", "petani penggarap", "nelayan", "pe", "tani", "%a+", "é"};
static const char *const KINDS[] = {"L", "P", "X"};
static const char *const SIZES[] = {"-1.5", "0.0", "0.5", "2.25"};

static void put_value(struct ld_buf *b, int field, uint32_t i)
{
	if (field == UMUR)
		ld_buf_printf(b, "%u", i % 10);
	else if (field == KAYA)
		ld_buf_puts(b, i & 1 ? "true" : "false");
	else if (field == UKURAN)
		ld_buf_puts(b, SIZES[i % 4]);
	else
		ld_buf_printf(b, "'%s'", field == JENIS ? KINDS[i % 3] : JOBS[i % 7]);
}

/* One test: `table` gets { field = test }, `code` an expression of 0, 1, 2. */
static void put_leaf(uint64_t *rng, struct ld_buf *table, struct ld_buf *code)
{
	static const char *const ends[4][2] = {
		{"at_least", ">="}, {"at_most", "<="}, {"above", ">"}, {"below", "<"}};
	int field = UMUR + (int)ld_below(rng, N - 1);
	const char *name = NAMES[field];
	bool number = field == UMUR || field == UKURAN;
	uint32_t kind = ld_below(rng, 6), a = ld_below(rng, 1000), b = ld_below(rng, 1000);
	ld_buf_printf(table, "{ %s = ", name);
	if (kind == 5) {
		ld_buf_puts(table, a & 1 ? "known() }" : "missing() }");
		ld_buf_printf(code, "(%s %s nil and 2 or 0)", name, a & 1 ? "~=" : "==");
		return;
	}
	ld_buf_printf(code, "(%s == nil and 1 or (", name);
	if (kind >= 3 && number) {
		const char *const *end = ends[a % 4];
		ld_buf_printf(table, "%s(", end[0]);
		ld_buf_printf(code, "%s %s ", name, end[1]);
		put_value(table, field, b);
		put_value(code, field, b);
		ld_buf_puts(table, ")");
	} else if (kind >= 3 && field == PEKERJAAN) {
		const char *text = JOBS[b % 7];
		ld_buf_printf(table, "%s '%s'", a & 1 ? "starts_with" : "contains", text);
		if (a & 1)
			ld_buf_printf(code, "%s:sub(1, #'%s') == '%s'", name, text, text);
		else
			ld_buf_printf(code, "%s:find('%s', 1, true) ~= nil", name, text);
	} else if (kind >= 1 && field != KAYA) {
		bool none = kind == 2, two = field == JENIS    ? a % 3 != b % 3
					     : field == UMUR   ? a % 10 != b % 10
					     : field == UKURAN ? a % 4 != b % 4
							       : a % 7 != b % 7;
		ld_buf_puts(table, none ? "none_of { " : "one_of { ");
		ld_buf_printf(code, "%s(%s == ", none ? "not " : "", name);
		put_value(table, field, a);
		put_value(code, field, a);
		if (two) {
			ld_buf_puts(table, ", ");
			put_value(table, field, b);
			ld_buf_printf(code, " or %s == ", name);
			put_value(code, field, b);
		}
		ld_buf_puts(table, " }");
		ld_buf_puts(code, ")");
	} else {
		put_value(table, field, a);
		ld_buf_printf(code, "%s == ", name);
		put_value(code, field, a);
	}
	ld_buf_puts(table, " }");
	ld_buf_puts(code, ") and 2 or 0)");
}

static void put_cond(uint64_t *rng, int depth, struct ld_buf *table, struct ld_buf *code)
{
	uint32_t kind = ld_below(rng, 5), n = 1 + ld_below(rng, 3);
	if (!depth || kind == 4) {
		put_leaf(rng, table, code);
		return;
	}
	if (kind == 3) {
		ld_buf_puts(table, "not_ { ");
		ld_buf_puts(code, "(2 - ");
		put_cond(rng, depth - 1, table, code);
		ld_buf_puts(table, " }");
		ld_buf_puts(code, ")");
		return;
	}
	uint32_t need = 1 + ld_below(rng, n);
	if (kind == 2) {
		ld_buf_printf(table, "at_least_of(%u, { ", need);
		ld_buf_printf(code, "sedikitnya(%u, ", need);
	} else {
		ld_buf_puts(table, kind ? "any_of { " : "all_of { ");
		ld_buf_puts(code, kind ? "math.max(" : "math.min(");
	}
	for (uint32_t i = 0; i < n; i++) {
		ld_buf_puts(table, i ? ", " : "");
		ld_buf_puts(code, i ? ", " : "");
		put_cond(rng, depth - 1, table, code);
	}
	ld_buf_puts(table, kind == 2 ? " })" : " }");
	ld_buf_puts(code, ")");
}

static void put_rules(uint64_t *rng, struct ld_buf *out)
{
	static const char reads[] =
		"reads = { 'umur', 'pekerjaan', 'kaya', 'jenis', 'ukuran' }, blanks = true,\n"
		"    when = function(umur, pekerjaan, kaya, jenis, ukuran) return ";
	for (int i = 0; i < RULES; i++) {
		struct ld_buf table = ld_buf_init(1 << 20), code = ld_buf_init(1 << 20);
		put_cond(rng, 4, &table, &code);
		ld_buf_printf(
			out, "  rule { 'tabel-%d', when = { %s } },\n", i, ld_buf_text(&table));
		ld_buf_printf(out, "  rule { 'pasti-%d', %s%s == 2 end },\n", i, reads,
			ld_buf_text(&code));
		ld_buf_printf(out, "  rule { 'mungkin-%d', %s%s >= 1 end },\n", i, reads,
			ld_buf_text(&code));
		ld_buf_fini(&table);
		ld_buf_fini(&code);
	}
}

struct loaded {
	struct ld_script *script;
	struct ld_programme *p;
	struct ld_file files[2];
	struct ld_memory memory;
	struct ld_loader loader;
	struct ld_findings findings;
};

static void load(struct loaded *l, const char *source)
{
	struct lindung_error err;
	l->files[0] = (struct ld_file){"acak", "acak.lua", source, strlen(source), {0}};
	l->files[1] = (struct ld_file){"fields", "fields.lua", FIELDS, strlen(FIELDS), {0}};
	l->memory = (struct ld_memory){l->files, 2};
	l->loader = ld_loader_memory(&l->memory);
	ld_ok(ld_script_new(&l->loader, NULL, &l->script, &err));
	ld_ok(ld_script_programme(l->script, "acak", NULL, NULL, 0, &l->findings, &l->p, &err));
}

static void unload(struct loaded *l)
{
	ld_programme_free(l->p);
	ld_script_free(l->script);
	ld_findings_fini(&l->findings);
}

static struct ld_frame *workers(const struct ld_programme *p, uint64_t *rng)
{
	struct lindung_error err;
	struct ld_frame *f = NULL;
	bool marks[N];
	memset(marks, 1, sizeof marks);
	cr_assert_eq(p->fields.len, N);
	ld_ok(ld_frame_new(&p->fields, marks, ROWS, &f, &err));
	for (size_t r = 0; r < ROWS; r++)
		for (int k = UMUR; k < N; k++) {
			struct ld_value v = {.kind = LD_I64,
				.i = ld_below(rng, k == UMUR   ? 10
						   : k == KAYA ? 2
							       : 3)};
			const char *job = JOBS[ld_below(rng, 7)];
			if (k == PEKERJAAN)
				v = (struct ld_value){
					.kind = LD_STR, .len = (uint32_t)strlen(job), .s = job};
			else if (k == UKURAN)
				v = (struct ld_value){
					.kind = LD_F64, .f = atof(SIZES[ld_below(rng, 4)])};
			if (ld_below(rng, 3) == 0)
				v = (struct ld_value){0};
			ld_ok(ld_frame_set(f, (size_t)k, r, &v, &err));
		}
	ld_ok(ld_frame_seal(f, &err));
	return f;
}

Test(prop_lua, tables_and_functions_agree)
{
	size_t seen[3] = {0};
	for (uint64_t seed = 1; seed <= 40; seed++) {
		uint64_t rng = seed * 65537;
		struct lindung_error err;
		struct loaded l = {0};
		struct ld_outcomes *o = NULL;
		LD_CLEANUP(ld_buf_fini) struct ld_buf source = ld_buf_init(1 << 22);
		ld_buf_puts(&source, HEAD);
		put_rules(&rng, &source);
		ld_buf_puts(&source, TAIL);
		load(&l, ld_buf_text(&source));
		struct ld_frame *f = workers(l.p, &rng);
		struct ld_calls calls = ld_script_calls(l.script);
		ld_ok(ld_eval(l.p, f, &calls, 2, &o, &err));
		cr_assert_eq(o->nfailures, 0, "%s", o->nfailures ? o->failures[0].message : "");
		for (size_t i = 0; i < RULES; i++)
			for (size_t r = 0; r < ROWS; r++) {
				int surely = o->rules[3 * i + 1][r], maybe = o->rules[3 * i + 2][r];
				int want = surely == LD_TRUE  ? LD_TRUE
					   : maybe == LD_TRUE ? LD_UNKNOWN
							      : LD_FALSE;
				cr_assert(surely != LD_UNKNOWN && maybe != LD_UNKNOWN);
				cr_assert_eq(o->rules[3 * i][r], want,
					"seed %lu rule %zu row %zu: %d, not %d", seed, i, r,
					o->rules[3 * i][r], want);
				seen[want]++;
			}
		ld_outcomes_free(o);
		ld_frame_free(f);
		unload(&l);
	}
	cr_assert(seen[0] > 1000 && seen[1] > 1000 && seen[2] > 1000);
}

Test(prop_lua, a_blank_is_not_a_difference)
{
	static const char source[] =
		"return programme { id = 'acak', title = 'Acak', region = '53.15', as_of = "
		"'2024-09-03',\n"
		"  basis = { 'contoh' }, eligibility = {\n"
		"  rule { 'naif', reads = { 'pekerjaan' }, blanks = true,\n"
		"    when = function(pekerjaan) return pekerjaan ~= 'nelayan' end },\n"
		"  rule { 'tabel', when = { pekerjaan = none_of { 'nelayan' } } },\n"
		"  rule { 'fungsi', reads = { 'pekerjaan' },\n"
		"    when = function(pekerjaan) return pekerjaan ~= 'nelayan' end } } }\n";
	uint64_t rng = 5;
	struct lindung_error err;
	struct loaded l = {0};
	struct ld_outcomes *o = NULL;
	size_t approved = 0;
	load(&l, source);
	struct ld_frame *f = workers(l.p, &rng);
	struct ld_calls calls = ld_script_calls(l.script);
	ld_ok(ld_eval(l.p, f, &calls, 1, &o, &err));
	for (size_t r = 0; r < ROWS; r++) {
		bool blank = ld_frame_get(f, PEKERJAAN, r).kind == LD_MISSING;
		cr_assert_eq(
			o->rules[1][r], o->rules[2][r], "a function is not called for a blank");
		cr_assert_eq(blank, o->rules[1][r] == LD_UNKNOWN);
		cr_assert(!blank || (o->rules[0][r] == LD_TRUE && o->fate[r] == LD_FATE_UNDECIDED));
		approved += blank;
	}
	cr_assert(approved > ROWS / 5,
		"the naive rule alone would have approved %zu undecided people", approved);
	ld_outcomes_free(o);
	ld_frame_free(f);
	unload(&l);
}
