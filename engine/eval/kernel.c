/*
 * Conditions over blocks of rows, three-valued: and = min, or = max, not = 2 − x on bytes. Loops
 * are free of branches on plain arrays, so that compilers use vector instructions; a blank is the
 * cell 0, so its test costs no further memory. GCC 12 vectorises loops of unknown length only
 * with the costs it assumes at -O3, hence the pragma (clang needs none).
 */
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#pragma GCC optimize("O3")
#endif

#include <pthread.h>
#include <string.h>

#include "base/error.h"
#include "eval/plan.h"

enum { THREADS = 64 };

void ld_bytes_min(uint8_t *restrict a, const uint8_t *restrict b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		a[i] = a[i] < b[i] ? a[i] : b[i];
}

void ld_bytes_max(uint8_t *restrict a, const uint8_t *restrict b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		a[i] = a[i] > b[i] ? a[i] : b[i];
}

static void negate(uint8_t *restrict a, size_t n)
{
	for (size_t i = 0; i < n; i++)
		a[i] = (uint8_t)(2 - a[i]);
}

/* Rows whose value failed: unknown, whatever was answered. */
static void mark_broken(uint8_t *restrict a, const uint8_t *restrict broken, size_t n)
{
	for (size_t i = 0; i < n; i++)
		a[i] = broken[i] ? LD_UNKNOWN : a[i];
}

/* One run of cells. The cell 0 lies in no run of the narrow sizes; of eight bytes it may, because
 * their runs wrap. */
#define RUN_KERNEL(name, type)                                                                     \
	static void first_##name(                                                                  \
		const type *restrict d, type lo, type span, uint8_t *restrict out, size_t n)       \
	{                                                                                          \
		for (size_t i = 0; i < n; i++)                                                     \
			out[i] = d[i] ? (uint8_t)(((type)(d[i] - lo) <= span) << 1) : LD_UNKNOWN;  \
	}                                                                                          \
	static void next_##name(                                                                   \
		const type *restrict d, type lo, type span, uint8_t *restrict out, size_t n)       \
	{                                                                                          \
		for (size_t i = 0; i < n; i++)                                                     \
			out[i] |= d[i] ? (uint8_t)(((type)(d[i] - lo) <= span) << 1) : LD_UNKNOWN; \
	}                                                                                          \
	static void known_##name(const type *restrict d, uint8_t *restrict out, size_t n)          \
	{                                                                                          \
		for (size_t i = 0; i < n; i++)                                                     \
			out[i] = (uint8_t)((d[i] != 0) << 1);                                      \
	}                                                                                          \
	static void run_##name(const struct ld_node *k, const type *restrict d,                    \
		uint8_t *restrict out, size_t n)                                                   \
	{                                                                                          \
		if (k->kind == LD_NODE_KNOWN) {                                                    \
			known_##name(d, out, n);                                                   \
			return;                                                                    \
		}                                                                                  \
		first_##name(d, (type)k->runs[0].lo, (type)k->runs[0].span, out, n);               \
		for (size_t j = 1; j < k->nruns; j++)                                              \
			next_##name(d, (type)k->runs[j].lo, (type)k->runs[j].span, out, n);        \
	}
RUN_KERNEL(u8, uint8_t)
RUN_KERNEL(u16, uint16_t)
RUN_KERNEL(u32, uint32_t)
RUN_KERNEL(u64, uint64_t)

#define TABLE_KERNEL(name, type)                                                                   \
	static void name(const type *restrict d, const uint8_t *restrict table,                    \
		uint8_t *restrict out, size_t n)                                                   \
	{                                                                                          \
		for (size_t i = 0; i < n; i++)                                                     \
			out[i] = table[d[i]];                                                      \
	}
TABLE_KERNEL(table_u8, uint8_t)
TABLE_KERNEL(table_u16, uint16_t)
TABLE_KERNEL(table_u32, uint32_t)

static void run_runs(const struct ld_node *k, size_t start, uint8_t *restrict out, size_t n)
{
	const void *d = k->col->data;
	switch (k->col->size) {
	case 1:
		run_u8(k, (const uint8_t *)d + start, out, n);
		break;
	case 2:
		run_u16(k, (const uint16_t *)d + start, out, n);
		break;
	case 4:
		run_u32(k, (const uint32_t *)d + start, out, n);
		break;
	default:
		run_u64(k, (const uint64_t *)d + start, out, n);
	}
}

static void run_table(const struct ld_node *k, size_t start, uint8_t *restrict out, size_t n)
{
	const void *d = k->col->data;
	if (k->col->size == 1)
		table_u8((const uint8_t *)d + start, k->table, out, n);
	else if (k->col->size == 2)
		table_u16((const uint16_t *)d + start, k->table, out, n);
	else
		table_u32((const uint32_t *)d + start, k->table, out, n);
}

/* Runs rise by value, and by cell too when cells are counted from the first run. */
static bool in_runs(const struct ld_node *k, uint64_t cell)
{
	uint64_t first = k->runs[0].lo;
	size_t lo = 0, hi = k->nruns;
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;
		if (k->runs[mid].lo - first <= cell - first)
			lo = mid;
		else
			hi = mid;
	}
	return cell - k->runs[lo].lo <= k->runs[lo].span;
}

static void run_search(const struct ld_node *k, size_t start, uint8_t *restrict out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t cell = ld_column_cell(k->col, start + i);
		out[i] = cell ? (uint8_t)(in_runs(k, cell) << 1) : LD_UNKNOWN;
	}
}

static void run_float_range(
	const struct ld_node *k, const double *restrict d, uint8_t *restrict out, size_t n)
{
	double lo = k->flo, hi = k->fhi;
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)((d[i] != d[i]) | ((d[i] >= lo) & (d[i] <= hi)) << 1);
}

static void run_float_set(
	const struct ld_node *k, const double *restrict d, uint8_t *restrict out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t lo = 0, hi = k->nset;
		while (lo < hi) {
			size_t mid = lo + (hi - lo) / 2;
			if (k->floats[mid] < d[i])
				lo = mid + 1;
			else
				hi = mid;
		}
		out[i] = (uint8_t)((d[i] != d[i]) | (lo < k->nset && k->floats[lo] == d[i]) << 1);
	}
}

static void run_float_known(const double *restrict d, uint8_t *restrict out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)((d[i] == d[i]) << 1);
}

static void run_floats(const struct ld_node *k, size_t start, uint8_t *restrict out, size_t n)
{
	const double *d = (const double *)k->col->data + start;
	if (k->kind == LD_NODE_RANGE)
		run_float_range(k, d, out, n);
	else if (k->kind == LD_NODE_SET)
		run_float_set(k, d, out, n);
	else
		run_float_known(d, out, n);
}

static void run_nik(const struct ld_node *k, size_t start, uint8_t *restrict out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct ld_value v = ld_frame_get(k->frame, 0, start + i);
		out[i] = ld_leaf_test(k->cond, &v) ? LD_TRUE : LD_FALSE;
	}
}

static void run_leaf(const struct ld_node *k, size_t start, size_t n, uint8_t *restrict out)
{
	if (k->kind == LD_NODE_NIK)
		run_nik(k, start, out, n);
	else if (k->kind == LD_NODE_CONST)
		memset(out, k->answer, n);
	else if (k->col->kind == LD_COL_F64)
		run_floats(k, start, out, n);
	else if (k->kind == LD_NODE_TABLE)
		run_table(k, start, out, n);
	else if (k->kind == LD_NODE_SEARCH)
		run_search(k, start, out, n);
	else
		run_runs(k, start, out, n);
	if (k->negate)
		negate(out, n);
	if (k->col && k->col->broken)
		mark_broken(out, k->col->broken + start, n);
}

/* Few enough to be counted in bytes. */
static void count_kids(const struct ld_node *k, size_t start, size_t n, uint8_t *restrict out)
{
	uint8_t yes[LD_BLOCK] = {0}, maybe[LD_BLOCK] = {0}, need = (uint8_t)k->n;
	for (size_t j = 0; j < k->nkids; j++) {
		ld_node_run(&k->kids[j], start, n, out);
		for (size_t i = 0; i < n; i++) {
			yes[i] = (uint8_t)(yes[i] + (out[i] == LD_TRUE));
			maybe[i] = (uint8_t)(maybe[i] + (out[i] != LD_FALSE));
		}
	}
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)((yes[i] >= need) + (maybe[i] >= need));
}

static void run_at_least(const struct ld_node *k, size_t start, size_t n, uint8_t *restrict out)
{
	uint16_t yes[LD_BLOCK] = {0}, maybe[LD_BLOCK] = {0}, need = (uint16_t)k->n;
	if (k->nkids < UINT8_MAX) {
		count_kids(k, start, n, out);
		return;
	}
	for (size_t j = 0; j < k->nkids; j++) {
		ld_node_run(&k->kids[j], start, n, out);
		for (size_t i = 0; i < n; i++) {
			yes[i] = (uint16_t)(yes[i] + (out[i] == LD_TRUE));
			maybe[i] = (uint16_t)(maybe[i] + (out[i] != LD_FALSE));
		}
	}
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)((yes[i] >= need) + (maybe[i] >= need));
}

static void run_many(const struct ld_node *k, size_t start, size_t n, uint8_t *restrict out)
{
	uint8_t kid[LD_BLOCK];
	if (!k->nkids)
		memset(out, k->kind == LD_NODE_ALL ? LD_TRUE : LD_FALSE, n);
	for (size_t j = 0; j < k->nkids; j++) {
		ld_node_run(&k->kids[j], start, n, j ? kid : out);
		if (j && k->kind == LD_NODE_ALL)
			ld_bytes_min(out, kid, n);
		else if (j)
			ld_bytes_max(out, kid, n);
	}
}

static void run_func(const struct ld_node *k, size_t start, size_t n, uint8_t *restrict out)
{
	const uint8_t *restrict state = k->state + start;
	for (size_t i = 0; i < n; i++)
		out[i] = state[i] == LD_FAILED ? LD_UNKNOWN : state[i];
}

void ld_node_run(const struct ld_node *node, size_t start, size_t n, uint8_t *restrict out)
{
	switch (node->kind) {
	case LD_NODE_ALL:
	case LD_NODE_ANY:
		run_many(node, start, n, out);
		break;
	case LD_NODE_NOT:
		ld_node_run(&node->kids[0], start, n, out);
		negate(out, n);
		break;
	case LD_NODE_AT_LEAST:
		run_at_least(node, start, n, out);
		break;
	case LD_NODE_FUNC:
		run_func(node, start, n, out);
		break;
	default:
		run_leaf(node, start, n, out);
	}
}

struct span {
	void (*block)(void *ctx, size_t start, size_t n);
	void *ctx;
	size_t from, to;
};

static void *run_span(void *arg)
{
	const struct span *s = arg;
	for (size_t at = s->from; at < s->to; at += LD_BLOCK)
		s->block(s->ctx, at, s->to - at < LD_BLOCK ? s->to - at : LD_BLOCK);
	return NULL;
}

/* A thread that cannot be started costs time, not the run: its rows are done here. */
void ld_rows_run(
	size_t nrows, unsigned jobs, void (*block)(void *ctx, size_t start, size_t n), void *ctx)
{
	size_t blocks = (nrows + LD_BLOCK - 1) / LD_BLOCK, n = jobs < THREADS ? jobs : THREADS;
	struct span spans[THREADS];
	pthread_t threads[THREADS];
	bool started[THREADS] = {false};
	n = n > blocks ? blocks : n;
	for (size_t i = 0; i < n; i++) {
		size_t from = blocks * i / n * LD_BLOCK, to = blocks * (i + 1) / n * LD_BLOCK;
		spans[i] = (struct span){block, ctx, from, to < nrows ? to : nrows};
	}
	for (size_t i = 1; i < n; i++)
		started[i] = pthread_create(&threads[i], NULL, run_span, &spans[i]) == 0;
	for (size_t i = 0; i < n; i++)
		if (!started[i])
			run_span(&spans[i]);
	for (size_t i = 1; i < n; i++)
		if (started[i])
			pthread_join(threads[i], NULL);
}
