/*
 * Times function rules through the process that runs them: seven functions over coded fields, which are called once for
 * every distinct tuple, and one over amounts, where nearly every worker is a tuple of their own. Beside the latter, the
 * same Lua function called by hand with the same arguments, each call protected. All eight must answer as by hand before a
 * time counts. One line of JSON: nanoseconds a worker, medians.
 */
#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "worker/worker.h"

enum { NIK, DECILE, MEMBERS, DEPENDANTS, WOMAN, HEAD, DISABLED, JOB, INCOME, SPENDING, FIELDS };
enum { ROUNDS = 8, JOBS = 12 };

static const char fields[] =
	"return { field.id 'nik' {}, field.integer 'desil' { range = { 1, 10 } }, field.integer 'anggota' { range = { 0, 99 } },"
	" field.integer 'tanggungan' { range = { 0, 99 } }, field.boolean 'perempuan' {}, field.boolean 'kepala' {},"
	" field.boolean 'disabilitas' {}, field.choice 'pekerjaan' { 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l' },"
	" field.money 'penghasilan' {}, field.money 'pengeluaran' {} }\n";
static const struct function {
	const char *reads, *names, *body;
	int fields[3], n;
} coded[] = {
	{"'desil', 'anggota'", "a, b", "a <= 4 or b >= 5", {DECILE, MEMBERS}, 2},
	{"'perempuan', 'kepala', 'tanggungan'", "a, b, c", "a or b or c >= 2", {WOMAN, HEAD, DEPENDANTS}, 3},
	{"'pekerjaan', 'desil'", "a, b", "a ~= 'c' and b <= 8", {JOB, DECILE}, 2},
	{"'disabilitas', 'desil'", "a, b", "a or b <= 9", {DISABLED, DECILE}, 2},
	{"'anggota', 'tanggungan'", "a, b", "b <= a + 9", {MEMBERS, DEPENDANTS}, 2},
	{"'pekerjaan', 'kepala'", "a, b", "a == 'a' or b", {JOB, HEAD}, 2},
	{"'desil', 'tanggungan', 'anggota'", "a, b, c", "a * 2 <= 10 + b + c", {DECILE, DEPENDANTS, MEMBERS}, 3},
}, amounts[] = {
	{"'penghasilan', 'pengeluaran', 'desil'", "a, b, c", "a + b <= 9000000 and a <= c * 700000", {INCOME, SPENDING, DECILE}, 3},
};

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double *times)
{
	qsort(times + 1, ROUNDS - 1, sizeof *times, by_size);
	return times[ROUNDS / 2];
}

static void must(int rc, const struct lindung_error *err)
{
	char text[1024];
	if (rc >= 0)
		return;
	lindung_error_format(err, text, sizeof text);
	fprintf(stderr, "%s\n", text);
	exit(1);
}

struct bench {
	const struct function *functions;
	size_t nfunctions;
	struct ld_buf text;
	struct ld_file files[2];
	struct ld_memory memory;
	struct ld_loader loader;
	struct ld_worker_options options;
	struct ld_worker *worker;
	struct ld_programme *p;
	struct ld_frame *f;
	lua_State *L; /* the functions, one above the other */
	size_t n;
	unsigned jobs;
};

static uint32_t draw(uint64_t *state, uint32_t n)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((*state >> 33) % n);
}

static void people(struct bench *b)
{
	static const uint32_t most[FIELDS] = {0, 10, 14, 9, 2, 2, 2, JOBS, 8000000, 8000000};
	struct lindung_error err;
	uint64_t state = 1;
	bool marks[FIELDS];
	memset(marks, 1, sizeof marks);
	must(ld_frame_new(&b->p->fields, marks, b->n, &b->f, &err), &err);
	for (size_t row = 0; row < b->n; row++)
		for (size_t k = 1; k < FIELDS; k++) {
			struct ld_value v = {.kind = LD_I64, .i = draw(&state, most[k]) + (k == DECILE)};
			if (draw(&state, 32))
				must(ld_frame_set(b->f, k, row, &v, &err), &err);
		}
	must(ld_frame_seal(b->f, &err), &err);
}

/* The functions for the call by hand, and the programme of them. */
static void write_rules(struct bench *b)
{
	b->text = ld_buf_init(1 << 16);
	b->L = luaL_newstate();
	ld_buf_puts(&b->text, "return programme { id = 'tolok', as_of = '2024-01-01', eligibility = {\n");
	for (size_t i = 0; i < b->nfunctions; i++) {
		const struct function *f = &b->functions[i];
		ld_buf_printf(&b->text, "  rule { 'aturan-%zu', reads = { %s }, when = function(%s) return %s end },\n", i, f->reads,
			f->names, f->body);
		if (!b->L || lua_pushfstring(b->L, "return function(%s) return %s end", f->names, f->body) == NULL ||
			luaL_loadstring(b->L, lua_tostring(b->L, -1)) || lua_pcall(b->L, 0, 1, 0))
			exit(1);
		lua_remove(b->L, -2);
	}
	ld_buf_puts(&b->text, "} }\n");
}

static void start(struct bench *b)
{
	struct lindung_error err;
	write_rules(b);
	b->files[0] = (struct ld_file){.module = "fields", .path = "fields.lua", .text = fields, .len = strlen(fields)};
	b->files[1] = (struct ld_file){.module = "p", .path = "p.lua", .text = ld_buf_text(&b->text), .len = b->text.len};
	b->memory = (struct ld_memory){b->files, 2};
	b->loader = ld_loader_memory(&b->memory);
	b->options.limits = ld_limits_default;
	must(ld_worker_new(&b->loader, &b->options, &b->worker, &err), &err);
	must(ld_worker_programme(b->worker, "p", NULL, NULL, 0, NULL, &b->p, &err), &err);
	people(b);
}

static void stop(struct bench *b)
{
	ld_frame_free(b->f);
	ld_programme_free(b->p);
	ld_worker_free(b->worker);
	ld_buf_fini(&b->text);
	lua_close(b->L);
}

static double evaluate(const struct bench *b, uint8_t *ret_fate)
{
	struct lindung_error err;
	struct ld_outcomes *o = NULL;
	struct ld_calls calls = ld_worker_calls(b->worker);
	double begin = now();
	must(ld_eval_lean(b->p, b->f, &calls, b->jobs, &o, &err), &err);
	double took = now() - begin;
	if (o->nfailures)
		exit(1);
	if (ret_fate)
		memcpy(ret_fate, o->fate, b->n);
	ld_outcomes_free(o);
	return took;
}

static void push(const struct bench *b, int field, size_t row)
{
	const struct ld_column *c = &b->f->cols[field];
	const struct ld_field *f = &b->p->fields.items[field];
	if (f->type == LD_BOOLEAN)
		lua_pushboolean(b->L, ld_column_value(c, row) != 0);
	else if (f->type == LD_CHOICE)
		lua_pushstring(b->L, f->choices[ld_column_value(c, row)]);
	else
		lua_pushinteger(b->L, ld_column_value(c, row));
}

/* One function by hand; a blank is not asked. */
static enum ld_truth ask(const struct bench *b, size_t i, size_t row)
{
	const struct function *f = &b->functions[i];
	for (int k = 0; k < f->n; k++)
		if (ld_column_blank(&b->f->cols[f->fields[k]], row))
			return LD_UNKNOWN;
	lua_pushvalue(b->L, (int)i + 1);
	for (int k = 0; k < f->n; k++)
		push(b, f->fields[k], row);
	if (lua_pcall(b->L, f->n, 1, 0) != LUA_OK)
		exit(1);
	bool yes = lua_toboolean(b->L, -1);
	lua_pop(b->L, 1);
	return yes ? LD_TRUE : LD_FALSE;
}

/* The same calls by hand: any no refuses, else any blank leaves undecided. */
static double bare(const struct bench *b, uint8_t *fate)
{
	double begin = now();
	for (size_t row = 0; row < b->n; row++) {
		enum ld_truth all = LD_TRUE;
		for (size_t i = 0; i < b->nfunctions; i++) {
			enum ld_truth one = ask(b, i, row);
			all = one < all ? one : all;
		}
		fate[row] = all == LD_TRUE ? LD_FATE_ELIGIBLE : all == LD_FALSE ? LD_FATE_REFUSED : LD_FATE_UNDECIDED;
	}
	return now() - begin;
}

static void agree(const struct bench *b, uint8_t *own, uint8_t *theirs, const char *what)
{
	evaluate(b, own);
	bare(b, theirs);
	if (memcmp(own, theirs, b->n) == 0)
		return;
	fprintf(stderr, "of %s the engine and Lua called by hand decide otherwise\n", what);
	exit(1);
}

int main(int argc, char **argv)
{
	size_t n = argc > 1 ? (size_t)atoll(argv[1]) : 1000000;
	unsigned jobs = argc > 2 ? (unsigned)atoi(argv[2]) : 1;
	struct bench codes = {coded, sizeof coded / sizeof *coded, .n = n, .jobs = jobs}, open = {amounts, 1, .n = n, .jobs = jobs};
	double times[3][ROUNDS];
	uint8_t *own = malloc(n + 1), *theirs = malloc(n + 1);
	if (argc > 3 || !n || !jobs || !own || !theirs) {
		fprintf(stderr, "usage: %s [WORKERS [JOBS]]\n", argv[0]);
		return 2;
	}
	start(&codes);
	start(&open);
	agree(&codes, own, theirs, "coded fields");
	agree(&open, own, theirs, "amounts");
	for (int i = 0; i < ROUNDS; i++) {
		times[0][i] = evaluate(&codes, NULL);
		times[1][i] = evaluate(&open, NULL);
		times[2][i] = bare(&open, theirs);
	}
	printf("{\"workers\": %zu, \"jobs\": %u, \"seven_coded\": %.2f, \"open\": %.2f, \"bare\": %.2f}\n", n, jobs,
		median(times[0]) / (double)n, median(times[1]) / (double)n, median(times[2]) / (double)n);
	stop(&codes);
	stop(&open);
	free(own);
	free(theirs);
	return 0;
}
