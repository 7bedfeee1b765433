/*
 * Times function rules through the process that runs them: seven functions over coded fields, which are called once for
 * every distinct tuple, and one over amounts, where nearly every worker is a tuple of their own. Beside the latter, the
 * same Lua function called by hand with the same arguments, each call protected. Both ways must answer alike. One line of
 * JSON: nanoseconds a worker, medians.
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
#define RULE(id, reads, names, body) "  rule { '" id "', reads = { " reads " }, when = function(" names ") return " body " end },\n"
#define HEAD_OF "return programme { id = 'tolok', as_of = '2024-01-01', eligibility = {\n"
static const char coded[] = HEAD_OF
	RULE("satu", "'desil', 'anggota'", "a, b", "a <= 4 or b >= 5")
	RULE("dua", "'perempuan', 'kepala', 'tanggungan'", "a, b, c", "a or b or c >= 2")
	RULE("tiga", "'pekerjaan', 'desil'", "a, b", "a ~= 'c' and b <= 8")
	RULE("empat", "'disabilitas', 'desil'", "a, b", "a or b <= 9")
	RULE("lima", "'anggota', 'tanggungan'", "a, b", "b <= a + 9")
	RULE("enam", "'pekerjaan', 'kepala'", "a, b", "a == 'a' or b")
	RULE("tujuh", "'desil', 'tanggungan', 'anggota'", "a, b, c", "a * 2 <= 10 + b + c") "} }\n";
#define OPEN "a + b <= 9000000 and a <= c * 700000"
static const char open[] = HEAD_OF RULE("buka", "'penghasilan', 'pengeluaran', 'desil'", "a, b, c", OPEN) "} }\n";

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
	struct ld_file files[2];
	struct ld_memory memory;
	struct ld_loader loader;
	struct ld_worker_options options;
	struct ld_worker *worker;
	struct ld_programme *p;
	struct ld_frame *f;
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

static void start(struct bench *b, const char *source, size_t n)
{
	struct lindung_error err;
	b->files[0] = (struct ld_file){.module = "fields", .path = "fields.lua", .text = fields, .len = strlen(fields)};
	b->files[1] = (struct ld_file){.module = "p", .path = "p.lua", .text = source, .len = strlen(source)};
	b->memory = (struct ld_memory){b->files, 2};
	b->loader = ld_loader_memory(&b->memory);
	b->options.limits = ld_limits_default;
	b->n = n;
	must(ld_worker_new(&b->loader, &b->options, &b->worker, &err), &err);
	must(ld_worker_programme(b->worker, "p", NULL, NULL, 0, NULL, &b->p, &err), &err);
	people(b);
}

static void stop(struct bench *b)
{
	ld_frame_free(b->f);
	ld_programme_free(b->p);
	ld_worker_free(b->worker);
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

/* The same calls by hand; a blank is not asked. */
static double bare(const struct bench *b, lua_State *L, uint8_t *fate)
{
	const struct ld_column *c = b->f->cols;
	double begin = now();
	for (size_t row = 0; row < b->n; row++) {
		fate[row] = LD_FATE_UNDECIDED;
		if (ld_column_blank(&c[INCOME], row) || ld_column_blank(&c[SPENDING], row) || ld_column_blank(&c[DECILE], row))
			continue;
		lua_pushvalue(L, 1);
		lua_pushinteger(L, ld_column_value(&c[INCOME], row));
		lua_pushinteger(L, ld_column_value(&c[SPENDING], row));
		lua_pushinteger(L, ld_column_value(&c[DECILE], row));
		if (lua_pcall(L, 3, 1, 0) != LUA_OK)
			exit(1);
		fate[row] = lua_toboolean(L, -1) ? LD_FATE_ELIGIBLE : LD_FATE_REFUSED;
		lua_pop(L, 1);
	}
	return now() - begin;
}

int main(int argc, char **argv)
{
	size_t n = argc > 1 ? (size_t)atoll(argv[1]) : 1000000;
	unsigned jobs = argc > 2 ? (unsigned)atoi(argv[2]) : 1;
	struct bench codes = {.jobs = jobs}, amounts = {.jobs = jobs};
	double times[3][ROUNDS];
	uint8_t *own = malloc(n + 1), *theirs = malloc(n + 1);
	lua_State *L = luaL_newstate();
	if (argc > 3 || !n || !jobs || !own || !theirs || !L ||
		luaL_loadstring(L, "return function(a, b, c) return " OPEN " end") || lua_pcall(L, 0, 1, 0)) {
		fprintf(stderr, "usage: %s [WORKERS [JOBS]]\n", argv[0]);
		return 2;
	}
	start(&codes, coded, n);
	start(&amounts, open, n);
	evaluate(&amounts, own);
	bare(&amounts, L, theirs);
	if (memcmp(own, theirs, n) != 0) {
		fprintf(stderr, "the engine and Lua called by hand decide otherwise\n");
		return 1;
	}
	for (int i = 0; i < ROUNDS; i++) {
		times[0][i] = evaluate(&codes, NULL);
		times[1][i] = evaluate(&amounts, NULL);
		times[2][i] = bare(&amounts, L, theirs);
	}
	printf("{\"workers\": %zu, \"jobs\": %u, \"seven_coded\": %.2f, \"open\": %.2f, \"bare\": %.2f}\n", n, jobs,
		median(times[0]) / (double)n, median(times[1]) / (double)n, median(times[2]) / (double)n);
	stop(&codes);
	stop(&amounts);
	lua_close(L);
	free(own);
	free(theirs);
	return 0;
}
