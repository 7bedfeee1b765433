/*
 * Conditions over blocks of rows, three-valued: and = min, or = max, not = 2 − x on bytes. Loops
 * are free of branches on plain arrays, so that compilers use vector instructions; a blank turns an
 * answer to unknown after the test, by its mark. GCC 12 vectorises loops of unknown length only
 * with the costs it assumes at -O3, hence the pragma (clang needs none).
 */
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#pragma GCC optimize("O3")
#endif

#include <pthread.h>
#include <string.h>

#include "base/error.h"
#include "eval/plan.h"

enum { THREADS = 64, SMALL_SET = 12 };

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

/* marks are 0 or 1: where 1 the answer becomes LD_UNKNOWN. */
static void blank(uint8_t *restrict a, const uint8_t *restrict marks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		a[i] = (uint8_t)((a[i] & (uint8_t)(marks[i] - 1)) | marks[i]);
}

#define RANGE_KERNEL(name, type)                                                                   \
	static void name(                                                                          \
		const type *restrict d, type lo, type hi, uint8_t *restrict out, size_t n)         \
	{                                                                                          \
		for (size_t i = 0; i < n; i++)                                                     \
			out[i] = (uint8_t)(((d[i] >= lo) & (d[i] <= hi)) << 1);                    \
	}
RANGE_KERNEL(range_u8, uint8_t)
RANGE_KERNEL(range_i32, int32_t)
RANGE_KERNEL(range_i64, int64_t)
RANGE_KERNEL(range_f64, double)
RANGE_KERNEL(range_code, uint32_t)

#define TABLE_KERNEL(name, type)                                                                   \
	static void name(const type *restrict d, const uint8_t *restrict table,                    \
		uint8_t *restrict out, size_t n)                                                   \
	{                                                                                          \
		for (size_t i = 0; i < n; i++)                                                     \
			out[i] = table[d[i]];                                                      \
	}
TABLE_KERNEL(table_u8, uint8_t)
TABLE_KERNEL(table_code, uint32_t)

/* Few members: compare with each of them; many: search in their order. */
#define SET_KERNEL(name, type, wide)                                                               \
	static void name(const type *restrict d, const wide *restrict set, size_t nset,            \
		uint8_t *restrict out, size_t n)                                                   \
	{                                                                                          \
		memset(out, 0, n);                                                                 \
		for (size_t k = 0; k < nset && nset <= SMALL_SET; k++) {                           \
			type member = (type)set[k];                                                \
			for (size_t i = 0; i < n; i++)                                             \
				out[i] |= (uint8_t)((d[i] == member) << 1);                        \
		}                                                                                  \
		for (size_t i = 0; i < n && nset > SMALL_SET; i++) {                               \
			size_t lo = 0, hi = nset;                                                  \
			while (lo < hi) {                                                          \
				size_t mid = lo + (hi - lo) / 2;                                   \
				if (set[mid] < (wide)d[i])                                         \
					lo = mid + 1;                                              \
				else                                                               \
					hi = mid;                                                  \
			}                                                                          \
			out[i] = (uint8_t)((lo < nset && set[lo] == (wide)d[i]) << 1);             \
		}                                                                                  \
	}
SET_KERNEL(set_i32, int32_t, int64_t)
SET_KERNEL(set_i64, int64_t, int64_t)
SET_KERNEL(set_f64, double, double)

static void run_range(const struct ld_node *k, size_t start, uint8_t *restrict out, size_t n)
{
	const void *d = k->col->data;
	switch (k->col->kind) {
	case LD_COL_U8:
		range_u8((const uint8_t *)d + start, (uint8_t)k->lo, (uint8_t)k->hi, out, n);
		break;
	case LD_COL_I32:
		range_i32((const int32_t *)d + start, (int32_t)k->lo, (int32_t)k->hi, out, n);
		break;
	case LD_COL_I64:
		range_i64((const int64_t *)d + start, k->lo, k->hi, out, n);
		break;
	case LD_COL_F64:
		range_f64((const double *)d + start, k->flo, k->fhi, out, n);
		break;
	case LD_COL_CODE:
		range_code((const uint32_t *)d + start, (uint32_t)k->lo, (uint32_t)k->hi, out, n);
		break;
	case LD_COL_NONE:
		memset(out, LD_UNKNOWN, n);
	}
}

static void run_set(const struct ld_node *k, size_t start, uint8_t *restrict out, size_t n)
{
	const void *d = k->col->data;
	if (k->col->kind == LD_COL_I32)
		set_i32((const int32_t *)d + start, k->ints, k->nset, out, n);
	else if (k->col->kind == LD_COL_I64)
		set_i64((const int64_t *)d + start, k->ints, k->nset, out, n);
	else
		set_f64((const double *)d + start, k->floats, k->nset, out, n);
}

static void run_table(const struct ld_node *k, size_t start, uint8_t *restrict out, size_t n)
{
	if (k->col->kind == LD_COL_U8)
		table_u8((const uint8_t *)k->col->data + start, k->table, out, n);
	else
		table_code((const uint32_t *)k->col->data + start, k->table, out, n);
}

static void run_nik(const struct ld_node *k, size_t start, uint8_t *restrict out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct ld_value v = ld_frame_get(k->frame, 0, start + i);
		out[i] = ld_leaf_test(k->cond, &v) ? LD_TRUE : LD_FALSE;
	}
}

/* known() and missing(): the marks themselves are the answer. */
static void run_marks(const struct ld_node *k, size_t start, uint8_t *restrict out, size_t n)
{
	const uint8_t *m = k->col->missing;
	uint8_t known = k->kind == LD_NODE_KNOWN ? LD_TRUE : LD_FALSE;
	for (size_t i = 0; i < n; i++)
		out[i] = m && m[start + i] ? (uint8_t)(2 - known) : known;
}

static void run_leaf(const struct ld_node *k, size_t start, size_t n, uint8_t *restrict out)
{
	switch (k->kind) {
	case LD_NODE_RANGE:
		run_range(k, start, out, n);
		break;
	case LD_NODE_TABLE:
		run_table(k, start, out, n);
		break;
	case LD_NODE_SET:
		run_set(k, start, out, n);
		break;
	case LD_NODE_NIK:
		run_nik(k, start, out, n);
		break;
	case LD_NODE_KNOWN:
	case LD_NODE_MISSING:
		run_marks(k, start, out, n);
		break;
	case LD_NODE_BLANK:
		memset(out, LD_UNKNOWN, n);
		break;
	default:
		memset(out, k->yes ? LD_TRUE : LD_FALSE, n);
	}
	if (k->negate)
		negate(out, n);
	if (k->col && k->col->missing && k->kind != LD_NODE_KNOWN && k->kind != LD_NODE_MISSING)
		blank(out, k->col->missing + start, n);
	if (k->col && k->col->broken)
		blank(out, k->col->broken + start, n);
}

static void run_at_least(const struct ld_node *k, size_t start, size_t n, uint8_t *restrict out)
{
	uint16_t yes[LD_BLOCK] = {0}, maybe[LD_BLOCK] = {0}, need = (uint16_t)k->n;
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
	memset(out, k->kind == LD_NODE_ALL ? LD_TRUE : LD_FALSE, n);
	for (size_t j = 0; j < k->nkids; j++) {
		ld_node_run(&k->kids[j], start, n, kid);
		if (k->kind == LD_NODE_ALL)
			ld_bytes_min(out, kid, n);
		else
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
