/*
 * Functions asked once for every tuple, however often a study decides. A batch is split: what is known is answered from
 * here, the rest is asked in its order. An error is an answer like any other; a function that was stopped is not called
 * again, whatever it is given. Past MOST tuples new ones are asked each time: memory is the smaller good then.
 */
#include "study/memo.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

enum { MOST = 4000000 };

static void put_value(struct ld_buf *b, const struct ld_value *v)
{
	ld_buf_add(b, &v->kind, sizeof v->kind);
	if (v->kind == LD_STR) {
		ld_buf_add(b, &v->len, sizeof v->len);
		ld_buf_add(b, v->s, v->len);
	} else if (v->kind != LD_MISSING) {
		ld_buf_add(b, &v->i, sizeof v->i);
	}
}

/* The number of the tuple, LD_MAP_NONE when it is not kept; *ret_new: nobody asked yet. */
static uint32_t number(struct ld_memo *m, int func, const struct ld_value *args, bool *ret_new)
{
	size_t n = m->p->funcs[func].nreads, before = m->keys.len;
	ld_buf_reset(&m->key);
	ld_buf_add(&m->key, &func, sizeof func);
	for (size_t i = 0; i < n; i++)
		put_value(&m->key, &args[i]);
	*ret_new = true;
	if (m->key.failed)
		return LD_MAP_NONE;
	uint32_t at = before < MOST ? ld_map_add(&m->keys, m->key.data, m->key.len)
				    : ld_map_find(&m->keys, m->key.data, m->key.len);
	*ret_new = at == LD_MAP_NONE || at >= before;
	return at;
}

static bool room(struct ld_memo *m)
{
	if (m->keys.len <= m->cap)
		return true;
	size_t cap = m->cap ? m->cap * 2 : 1024;
	while (cap < m->keys.len)
		cap *= 2;
	struct ld_answer *more = reallocarray(m->answers, cap, sizeof *more);
	if (!more)
		return false;
	m->answers = more;
	m->cap = cap;
	return true;
}

/* An answer whose texts live as long as the memo. */
static bool keep(struct ld_memo *m, const struct ld_answer *a, struct ld_answer *ret)
{
	bool ok = true;
	*ret = *a;
	if (a->kind == LD_ANSWER_VALUE && a->value.kind == LD_STR)
		ok = (ret->value.s = ld_arena_strndup(&m->arena, a->value.s, a->value.len));
	if (ok && a->kind != LD_ANSWER_VALUE && a->message)
		ok = (ret->message = ld_arena_strdup(&m->arena, a->message));
	if (ok && a->kind != LD_ANSWER_VALUE && a->file)
		ok = (ret->file = ld_arena_strdup(&m->arena, a->file));
	return ok;
}

struct batch {
	struct ld_value *args;
	struct ld_answer *answers;
	uint32_t *tuple; /* [n] number of each tuple of the batch */
	size_t *at;      /* [len] which of the batch is asked */
	size_t len;
};

static int ask(struct ld_memo *m, int func, struct batch *b, struct ld_arena *arena, struct lindung_error *err)
{
	int rc = m->under->call(m->under->ctx, func, b->args, b->len, b->answers, arena, err);
	for (size_t i = 0; rc >= 0 && i < b->len; i++) {
		uint32_t t = b->tuple[b->at[i]];
		if (b->answers[i].kind == LD_ANSWER_STOPPED)
			return keep(m, &b->answers[i], &m->stopped[func]) ? 0 : ld_nomem(err);
		if (t != LD_MAP_NONE && !keep(m, &b->answers[i], &m->answers[t]))
			return ld_nomem(err);
	}
	return rc < 0 ? rc : 0;
}

/* Which of the batch nobody asked yet. */
static bool sort_out(struct ld_memo *m, int func, const struct ld_value *args, size_t n, struct batch *b)
{
	size_t reads = m->p->funcs[func].nreads;
	for (size_t i = 0; i < n; i++) {
		bool new;
		b->tuple[i] = number(m, func, args + i * reads, &new);
		if (m->key.failed || !room(m))
			return false;
		if (!new)
			continue;
		if (reads)
			memcpy(b->args + b->len * reads, args + i * reads, reads * sizeof *args);
		b->at[b->len++] = i;
	}
	return true;
}

static int call_batch(struct ld_memo *m, int func, const struct ld_value *args, size_t n, struct ld_answer *answers,
	struct batch *b, struct ld_arena *arena, struct lindung_error *err)
{
	if (!sort_out(m, func, args, n, b))
		return ld_nomem(err);
	int rc = b->len ? ask(m, func, b, arena, err) : 0;
	for (size_t i = 0, k = 0; rc >= 0 && i < n; i++) {
		bool asked = k < b->len && b->at[k] == i;
		answers[i] = asked ? b->answers[k++] : m->answers[b->tuple[i]];
		if (answers[i].kind == LD_ANSWER_STOPPED)
			break;
	}
	return rc;
}

static int call(void *ctx, int func, const struct ld_value *args, size_t n, struct ld_answer *answers, struct ld_arena *arena,
	struct lindung_error *err)
{
	struct ld_memo *m = ctx;
	size_t reads = m->p->funcs[func].nreads;
	if (m->stopped[func].kind == LD_ANSWER_STOPPED) {
		for (size_t i = 0; i < n; i++)
			answers[i] = m->stopped[func];
		return 0;
	}
	struct batch b = {.args = calloc(n * reads + 1, sizeof *b.args), .answers = calloc(n + 1, sizeof *b.answers),
		.tuple = calloc(n + 1, sizeof *b.tuple), .at = calloc(n + 1, sizeof *b.at)};
	int rc = b.args && b.answers && b.tuple && b.at ? call_batch(m, func, args, n, answers, &b, arena, err) : ld_nomem(err);
	free(b.args);
	free(b.answers);
	free(b.tuple);
	free(b.at);
	return rc;
}

int ld_memo_init(struct ld_memo *m, const struct ld_programme *p, const struct ld_calls *under, struct lindung_error *err)
{
	*m = (struct ld_memo){.calls = {m, call}, .under = under, .p = p, .key = ld_buf_init(64 * LD_MAX_CELL)};
	m->stopped = ld_arena_array(&m->arena, p->nfuncs, sizeof *m->stopped);
	return m->stopped ? 0 : ld_nomem(err);
}

void ld_memo_fini(struct ld_memo *m)
{
	ld_map_fini(&m->keys);
	free(m->answers);
	ld_arena_fini(&m->arena);
	ld_buf_fini(&m->key);
	*m = (struct ld_memo){0};
}
