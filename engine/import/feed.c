/*
 * Rows on their way from the reader of a file to the database, some hundred at a time. Reading, checking and digesting a
 * row costs about what storing it does, so the two sides work at once: the reader in a thread of its own, which takes no
 * signal, the database in the caller's. A few batches go round, so memory does not grow with the file. Rows that were read
 * before something failed are stored first: which of two failures is told does not depend on the threads.
 */
#include "import/feed.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

enum { BATCHES = 4, TEXT = 64 * 1024, AHEAD = 4 };

struct batch {
	struct ld_fed_row *rows; /* [in->rows] */
	struct ld_value *values; /* [in->rows × nmaps] */
	size_t n;
	char *text; /* of the rows; it does not move while any row points into it */
	size_t len, cap;
};

struct ld_feed {
	const struct ld_feed_in *in;
	struct batch batches[BATCHES];
	struct lindung_error err; /* of the reader */
	int rc;
	bool apart;
	/* under the lock */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	uint64_t filled, taken;
	bool stop, ended; /* the taker wants no more; the reader gives no more */
};

/* ---- one batch ---- */

static size_t bytes_of(const char *text)
{
	return text ? strlen(text) + 1 : 0;
}

static size_t text_of(const struct ld_feed *f, const struct ld_fed_row *row)
{
	size_t n = 0;
	if (!row->values)
		return bytes_of(row->bad.value) + bytes_of(row->bad.reason) + bytes_of(row->bad.key);
	for (size_t i = 0; i < f->in->nmaps; i++)
		if (row->values[i].kind == LD_STR)
			n += row->values[i].len + (size_t)1;
	return n;
}

static const char *keep(struct batch *b, const char *text, size_t n)
{
	char *to = b->text + b->len;
	if (!text)
		return NULL;
	memcpy(to, text, n);
	b->len += n;
	return to;
}

static void keep_row(const struct ld_feed *f, struct batch *b, const struct ld_fed_row *row)
{
	struct ld_fed_row *to = &b->rows[b->n];
	struct ld_value *values = b->values + b->n++ * f->in->nmaps;
	*to = *row;
	to->bad.value = keep(b, row->bad.value, bytes_of(row->bad.value));
	to->bad.reason = keep(b, row->bad.reason, bytes_of(row->bad.reason));
	to->bad.key = keep(b, row->bad.key, bytes_of(row->bad.key));
	if (!row->values)
		return;
	to->values = values;
	memcpy(values, row->values, f->in->nmaps * sizeof *values);
	for (size_t i = 0; i < f->in->nmaps; i++)
		if (values[i].kind == LD_STR)
			values[i].s = keep(b, values[i].s, values[i].len + (size_t)1);
}

static int take_batch(struct ld_feed *f, struct batch *b, struct lindung_error *err)
{
	int rc = 0;
	for (size_t i = 0; i < b->n && rc >= 0; i++) {
		if (f->in->expect && i + AHEAD < b->n)
			f->in->expect(f->in->take_ctx, &b->rows[i + AHEAD]);
		rc = f->in->take(f->in->take_ctx, &b->rows[i], err);
	}
	b->n = b->len = 0;
	return rc < 0 ? rc : 0;
}

/* ---- the reader's side ---- */

static struct batch *current(struct ld_feed *f)
{
	return &f->batches[f->filled % BATCHES];
}

/* Waits for a free batch. */
static int hand_over(struct ld_feed *f, struct lindung_error *err)
{
	if (!f->apart)
		return take_batch(f, current(f), err);
	pthread_mutex_lock(&f->lock);
	f->filled++;
	pthread_cond_signal(&f->changed);
	while (f->filled - f->taken == BATCHES && !f->stop)
		pthread_cond_wait(&f->changed, &f->lock);
	bool stop = f->stop;
	pthread_mutex_unlock(&f->lock);
	return stop ? ld_fail(err, LINDUNG_E_CANCELLED, "the rows are not wanted any more") : 0;
}

static int make_room(struct batch *b, size_t n, struct lindung_error *err)
{
	if (n <= b->cap)
		return 0;
	char *text = realloc(b->text, n);
	if (!text)
		return ld_nomem(err);
	b->text = text;
	b->cap = n;
	return 0;
}

int ld_feed_row(struct ld_feed *f, const struct ld_fed_row *row, struct lindung_error *err)
{
	size_t n = text_of(f, row);
	struct batch *b = current(f);
	if (b->n == f->in->rows || (b->n && b->cap - b->len < n)) {
		int rc = hand_over(f, err);
		if (rc < 0)
			return rc;
		b = current(f);
	}
	if (!b->n) {
		int rc = make_room(b, n > TEXT ? n : TEXT, err);
		if (rc < 0)
			return rc;
	}
	keep_row(f, b, row);
	return 0;
}

/* The rows that a failure left behind are handed over too. */
static int read_all(struct ld_feed *f, struct lindung_error *err)
{
	struct lindung_error later = {0};
	int rc = f->in->read(f->in->read_ctx, f, err);
	if (!current(f)->n)
		return rc;
	int last = hand_over(f, &later);
	if (last < 0 && !f->apart) {
		*err = later;
		return last;
	}
	return rc;
}

static void *reader(void *ctx)
{
	struct ld_feed *f = ctx;
	f->rc = read_all(f, &f->err);
	pthread_mutex_lock(&f->lock);
	f->ended = true;
	pthread_cond_signal(&f->changed);
	pthread_mutex_unlock(&f->lock);
	return NULL;
}

/* ---- the taker's side ---- */

static int take_all(struct ld_feed *f, struct lindung_error *err)
{
	int rc = 0;
	pthread_mutex_lock(&f->lock);
	for (;;) {
		while (f->filled == f->taken && !f->ended)
			pthread_cond_wait(&f->changed, &f->lock);
		if (f->filled == f->taken)
			break;
		pthread_mutex_unlock(&f->lock);
		rc = take_batch(f, &f->batches[f->taken % BATCHES], err);
		pthread_mutex_lock(&f->lock);
		f->taken++;
		f->stop = rc < 0;
		pthread_cond_signal(&f->changed);
		if (rc < 0)
			break;
	}
	pthread_mutex_unlock(&f->lock);
	return rc;
}

/* No signal of the host's may run its handler there. */
static bool start(struct ld_feed *f, pthread_t *ret)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	f->apart = true;
	if (pthread_create(ret, NULL, reader, f) != 0)
		f->apart = false;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return f->apart;
}

static int run(struct ld_feed *f, struct lindung_error *err)
{
	pthread_t thread;
	if (!f->in->apart || !start(f, &thread))
		return read_all(f, err);
	int rc = take_all(f, err);
	pthread_join(thread, NULL);
	if (rc < 0 || f->rc >= 0)
		return rc;
	*err = f->err;
	return f->rc;
}

static int init(struct ld_feed *f, struct lindung_error *err)
{
	size_t batches = f->in->apart ? BATCHES : 1;
	pthread_mutex_init(&f->lock, NULL);
	pthread_cond_init(&f->changed, NULL);
	for (size_t i = 0; i < batches; i++) {
		struct batch *b = &f->batches[i];
		b->rows = calloc(f->in->rows, sizeof *b->rows);
		b->values = reallocarray(NULL, f->in->rows, f->in->nmaps * sizeof *b->values);
		if (!b->rows || !b->values)
			return ld_nomem(err);
	}
	return 0;
}

static void fini(struct ld_feed *f)
{
	for (size_t i = 0; i < BATCHES; i++) {
		free(f->batches[i].rows);
		free(f->batches[i].values);
		free(f->batches[i].text);
	}
	pthread_cond_destroy(&f->changed);
	pthread_mutex_destroy(&f->lock);
}

int ld_feed_run(const struct ld_feed_in *in, struct lindung_error *err)
{
	struct ld_feed f = {.in = in};
	int rc = init(&f, err);
	if (rc >= 0)
		rc = run(&f, err);
	fini(&f);
	return rc;
}
