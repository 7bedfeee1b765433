/*
 * The decisions of a run that is not kept, as blocks of bytes. Many drafts are made for one decree, and a row of a table
 * costs more than the decision itself, so rows for those who read with SQL are written when a run is kept (decision.c). A
 * block holds up to 32,768 workers in nik order: first the different answers in it (status, funder, lists of rules), each
 * once, then of every worker the number of the answer, the step from the nik before, and the numbers that are the worker's
 * own. All numbers are LEB128, of either sign zigzag. A block is read only when its checksum is right.
 */
#include <stdlib.h>
#include <string.h>

#include "store/run.h"

enum { BLOCK_ROWS = 1 << 15, SLOTS = 1 << 12, MAX_ANSWERS = SLOTS / 2, MAX_BLOCK = 1 << 30 };

/* What an answer says of the numbers of its workers; the lowest two bits are the status. */
enum { IS_ERROR = 4, HAS_SCORE = 8, HAS_RANK = 16, HAS_POSITION = 32, HAS_RANGE = 64, FLAGS = 128 };

struct answer {
	uint8_t flags;
	int months;
	int64_t cost;
	const char *texts[4]; /* funder, rules, missing, constraint */
};

/* ---- writing ---- */

struct writer {
	struct ld_store *s;
	sqlite3_stmt *q;
	int64_t run;
	struct answer answers[MAX_ANSWERS];
	uint16_t slots[SLOTS]; /* index + 1 by hash */
	size_t nanswers;
	struct liked { /* of decisions that say whom they are like: the block at hand and the number in it */
		uint32_t block, number;
	} *liked;
	uint32_t nliked, block;
	struct ld_buf head, rows;
	int64_t n;
	uint64_t first, last; /* niks */
};

static void writer_free(struct writer **w)
{
	if (!*w)
		return;
	ld_buf_fini(&(*w)->head);
	ld_buf_fini(&(*w)->rows);
	sqlite3_finalize((*w)->q);
	free((*w)->liked);
	free(*w);
}

static uint8_t *put(uint8_t *p, uint64_t v)
{
	for (; v >= 128; v >>= 7)
		*p++ = (uint8_t)(v | 128);
	*p++ = (uint8_t)v;
	return p;
}

static uint8_t *put_signed(uint8_t *p, int64_t v)
{
	return put(p, (uint64_t)v << 1 ^ (uint64_t)(v >> 63));
}

static struct answer answer_of(const struct ld_decision *d)
{
	bool ranged = d->has_score && (d->score_low != d->score || d->score_high != d->score);
	int flags = (int)d->status | (d->is_error ? IS_ERROR : 0) | (d->has_score ? HAS_SCORE : 0) |
		    (d->rank ? HAS_RANK : 0) | (d->position ? HAS_POSITION : 0) | (ranged ? HAS_RANGE : 0);
	return (struct answer){.flags = (uint8_t)flags, .months = d->months, .cost = d->cost,
		.texts = {d->funder ? d->funder : "", d->rules ? d->rules : "", d->missing ? d->missing : "",
			d->constraint ? d->constraint : ""}};
}

static bool same(const struct answer *a, const struct answer *b)
{
	return a->flags == b->flags && a->months == b->months && a->cost == b->cost && a->texts[0] == b->texts[0] &&
	       a->texts[1] == b->texts[1] && a->texts[2] == b->texts[2] && a->texts[3] == b->texts[3];
}

static size_t hash(const struct answer *a)
{
	uint64_t h = a->flags + ((uint64_t)a->months << 8) + (uint64_t)a->cost * 0x9e3779b97f4a7c15u;
	for (int i = 0; i < 4; i++)
		h = (h ^ (uint64_t)(uintptr_t)a->texts[i]) * 0x9e3779b97f4a7c15u;
	return (size_t)(h >> 40);
}

static void put_answer(struct ld_buf *b, const struct answer *a)
{
	uint8_t bytes[32], *p = bytes;
	*p++ = a->flags;
	p = put(p, (uint64_t)a->months);
	p = put_signed(p, a->cost);
	ld_buf_add(b, bytes, (size_t)(p - bytes));
	for (int i = 0; i < 4; i++) {
		size_t len = strlen(a->texts[i]);
		ld_buf_add(b, bytes, (size_t)(put(bytes, len) - bytes));
		ld_buf_add(b, a->texts[i], len + 1);
	}
}

/* The number of the answer; texts are told apart by where they stand, so one that stands twice only costs bytes. */
static uint64_t answer_number(struct writer *w, const struct answer *a)
{
	size_t i = hash(a) % SLOTS;
	while (w->slots[i] && !same(&w->answers[w->slots[i] - 1], a))
		i = (i + 1) % SLOTS;
	if (!w->slots[i]) {
		w->answers[w->nanswers++] = *a;
		w->slots[i] = (uint16_t)w->nanswers;
		put_answer(&w->head, a);
	}
	return w->slots[i] - 1u;
}

/* Room for what is like the decision; NULL: out of memory. */
static struct liked *liked(struct writer *w, uint32_t like)
{
	if (like >= w->nliked) {
		uint32_t n = like < UINT32_MAX / 2 ? like * 2 + 64 : UINT32_MAX;
		struct liked *more = reallocarray(w->liked, n, sizeof *more);
		if (!more)
			return NULL;
		memset(more + w->nliked, 0, (n - w->nliked) * sizeof *more);
		w->liked = more;
		w->nliked = n;
	}
	return &w->liked[like];
}

/* The number of what the decision says. Negative: out of memory. */
static int number_of(struct writer *w, const struct ld_decision *d, struct answer *a)
{
	struct liked *l = d->like ? liked(w, d->like) : NULL;
	if (d->like && !l)
		return -1;
	*a = answer_of(d);
	if (!l)
		return (int)answer_number(w, a);
	if (l->block != w->block || w->answers[l->number].flags != a->flags) {
		l->number = (uint32_t)answer_number(w, a);
		l->block = w->block;
	}
	return (int)l->number;
}

static int end_block(struct writer *w, struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf b = ld_buf_init(MAX_BLOCK);
	uint8_t count[10];
	if (!w->n)
		return 0;
	ld_buf_add(&b, count, (size_t)(put(count, w->nanswers) - count));
	ld_buf_add(&b, w->head.data, w->head.len);
	ld_buf_add(&b, w->rows.data, w->rows.len);
	if (b.failed || w->head.failed || w->rows.failed)
		return ld_nomem(err);
	int rc = ld_sql_run(w->s, w->q, err, "iiiib", w->run, (int64_t)w->first, w->n,
		(int64_t)ld_checksum(b.data, b.len, 0), b.data, (int)b.len);
	ld_buf_reset(&w->head);
	ld_buf_reset(&w->rows);
	memset(w->slots, 0, sizeof w->slots);
	w->nanswers = 0;
	w->n = 0;
	w->last = 0;
	w->block++;
	return rc;
}

static int add(struct writer *w, const struct ld_decision *d, struct lindung_error *err)
{
	uint8_t bytes[7 * 10], *p = bytes;
	uint64_t nik = 0;
	ld_assert(ld_nik_number(d->nik, LD_NIK, &nik));
	struct answer a;
	if (w->n == BLOCK_ROWS || w->nanswers == MAX_ANSWERS) {
		int rc = end_block(w, err);
		if (rc < 0)
			return rc;
	}
	int number = number_of(w, d, &a);
	if (number < 0)
		return ld_nomem(err);
	if (!w->n++)
		w->first = nik;
	p = put(p, (uint64_t)number);
	p = put(p, nik - w->last);
	w->last = nik;
	if (a.flags & HAS_RANK)
		p = put(p, (uint64_t)d->rank);
	if (a.flags & HAS_POSITION)
		p = put(p, (uint64_t)d->position);
	if (a.flags & HAS_SCORE)
		p = put_signed(p, d->score);
	if (a.flags & HAS_RANGE) {
		p = put_signed(p, d->score_low);
		p = put_signed(p, d->score_high);
	}
	ld_buf_add(&w->rows, bytes, (size_t)(p - bytes));
	return 0;
}

int ld_draft_add(struct ld_store *s, int64_t run, int (*next)(void *ctx, struct ld_decision *d, struct lindung_error *err),
	void *ctx, struct lindung_error *err)
{
	LD_CLEANUP(writer_free) struct writer *w = calloc(1, sizeof *w);
	struct ld_decision d = {0};
	if (!w)
		return ld_nomem(err);
	w->s = s;
	w->run = run;
	w->block = 1;
	w->head = w->rows = ld_buf_init(MAX_BLOCK);
	int rc = ld_sql_prepare(s, &w->q, err, "INSERT INTO draft(run, first, rows, checksum, content)"
		" VALUES (?1, ?2, ?3, ?4, ?5)");
	while (rc >= 0 && (rc = next(ctx, &d, err)) > 0) {
		rc = add(w, &d, err);
		d = (struct ld_decision){0};
	}
	return rc < 0 ? rc : end_block(w, err);
}

/* ---- reading ---- */

struct reader {
	const uint8_t *p, *end;
	struct answer *answers; /* [nanswers] texts point into the block */
	size_t nanswers;
	bool bad;
};

static uint64_t get(struct reader *r)
{
	uint64_t v = 0;
	for (int shift = 0; shift < 64 && r->p < r->end; shift += 7) {
		uint8_t b = *r->p++;
		v |= (uint64_t)(b & 127) << shift;
		if (b < 128)
			return v;
	}
	r->bad = true;
	return 0;
}

static int64_t get_signed(struct reader *r)
{
	uint64_t v = get(r);
	return (int64_t)(v >> 1 ^ (0 - (v & 1)));
}

static const char *get_text(struct reader *r)
{
	uint64_t len = get(r);
	const char *text = (const char *)r->p;
	if (r->bad || len >= (uint64_t)(r->end - r->p) || memchr(text, 0, len + 1) != text + len) {
		r->bad = true;
		return "";
	}
	r->p += len + 1;
	return text;
}

static void get_answer(struct reader *r, struct answer *ret)
{
	uint64_t months;
	*ret = (struct answer){.flags = r->p < r->end ? *r->p++ : FLAGS};
	months = get(r);
	ret->cost = get_signed(r);
	for (int i = 0; i < 4; i++)
		ret->texts[i] = get_text(r);
	r->bad |= ret->flags >= FLAGS || months > INT32_MAX;
	ret->months = (int)months;
}

/* Begin to read a block; answers are freed by the caller. */
static int open_block(struct reader *r, struct lindung_error *err)
{
	uint64_t n = get(r);
	r->bad |= n > MAX_ANSWERS;
	r->nanswers = r->bad ? 0 : (size_t)n;
	r->answers = calloc(r->nanswers + 1, sizeof *r->answers);
	if (!r->answers)
		return ld_nomem(err);
	for (size_t i = 0; i < r->nanswers && !r->bad; i++)
		get_answer(r, &r->answers[i]);
	return 0;
}

/* The next worker; nik: the one before. */
static bool get_row(struct reader *r, uint64_t *nik, struct ld_decision *d)
{
	uint64_t number = get(r), step = get(r);
	if (r->bad || number >= r->nanswers || !step || *nik + step > 9999999999999999u || *nik + step < *nik)
		return false;
	const struct answer *a = &r->answers[number];
	*d = (struct ld_decision){.status = (enum ld_status)(a->flags & 3), .is_error = a->flags & IS_ERROR,
		.has_score = a->flags & HAS_SCORE, .months = a->months, .cost = a->cost, .funder = a->texts[0],
		.rules = a->texts[1], .missing = a->texts[2], .constraint = a->texts[3]};
	*nik += step;
	ld_nik_digits(*nik, d->nik);
	if (a->flags & HAS_RANK)
		d->rank = (int64_t)get(r);
	if (a->flags & HAS_POSITION)
		d->position = (int64_t)get(r);
	if (a->flags & HAS_SCORE)
		d->score = d->score_low = d->score_high = get_signed(r);
	if (a->flags & HAS_RANGE) {
		d->score_low = get_signed(r);
		d->score_high = get_signed(r);
	}
	return !r->bad;
}

static int damaged(struct ld_store *s, int64_t run, struct lindung_error *err)
{
	return ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s': the decisions of run %lld are damaged", s->path, (long long)run);
}

/* The rows of one block: checksum and content of the statement. */
static int read_block(struct ld_store *s, int64_t run, sqlite3_stmt *q, uint64_t *last,
	int (*row)(void *ctx, const struct ld_decision *), void *ctx, struct lindung_error *err)
{
	struct ld_decision d;
	const uint8_t *content = sqlite3_column_blob(q, 1);
	size_t len = (size_t)sqlite3_column_bytes(q, 1);
	uint64_t nik = 0;
	if (!content && ld_sql_starved(s))
		return ld_nomem(err);
	if (!content || (int64_t)ld_checksum(content, len, 0) != sqlite3_column_int64(q, 0))
		return damaged(s, run, err);
	struct reader r = {.p = content, .end = content + len};
	int rc = open_block(&r, err), stop = 0;
	while (r.p < r.end && rc >= 0 && !stop)
		if (!get_row(&r, &nik, &d) || nik <= *last)
			rc = damaged(s, run, err);
		else
			stop = row(ctx, &d);
	*last = nik;
	free(r.answers);
	return rc < 0 ? rc : stop != 0;
}

int ld_draft_rows(struct ld_store *s, int64_t run, int (*row)(void *ctx, const struct ld_decision *), void *ctx,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	uint64_t last = 0;
	int any = 0, stop = 0;
	int rc = ld_sql_prepare(s, &q, err, "SELECT checksum, content FROM draft WHERE run = ?1 ORDER BY first");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", run);
	while (rc >= 0 && !stop && (rc = ld_sql_step(s, q, err)) > 0) {
		any = 1;
		rc = read_block(s, run, q, &last, row, ctx, err);
		stop = rc > 0;
	}
	return rc < 0 ? rc : any;
}

struct wanted {
	const char *nik;
	struct ld_arena *arena;
	struct ld_decision *ret;
	int found; /* 1; negative: no memory */
};

static int match(void *ctx, const struct ld_decision *d)
{
	struct wanted *w = ctx;
	int c = strcmp(d->nik, w->nik);
	if (c < 0)
		return 0;
	if (c == 0)
		w->found = ld_decision_dup(d, w->arena, w->ret) ? 1 : LINDUNG_E_NOMEM;
	return 1;
}

int ld_draft_find(struct ld_store *s, int64_t run, const char *nik, struct ld_arena *arena, struct ld_decision *ret,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	struct wanted w = {.nik = nik, .arena = arena, .ret = ret};
	uint64_t last = 0, number;
	if (!ld_nik_number(nik, strlen(nik), &number))
		return 0;
	int rc = ld_sql_prepare(s, &q, err, "SELECT checksum, content FROM draft WHERE run = ?1 AND first <= ?2"
		" ORDER BY first DESC LIMIT 1");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "ii", run, (int64_t)number);
	if (rc >= 0)
		rc = ld_sql_step(s, q, err);
	if (rc > 0)
		rc = read_block(s, run, q, &last, match, &w, err);
	return rc < 0 ? rc : w.found < 0 ? ld_nomem(err) : w.found;
}

int ld_draft_delete(struct ld_store *s, int64_t run, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "DELETE FROM draft WHERE run = ?1");
	return rc < 0 ? rc : ld_sql_run(s, q, err, "i", run);
}
