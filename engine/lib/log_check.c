/*
 * Do the log and the tables tell the same story? Each line must carry the hash of the one before and have its own, tell of
 * something that is there as it tells it, and nothing may be there without its line. A missing last line shows because what
 * it told of is still there; that both are gone shows only to who kept a receipt, which names its lines by hash. Of a line
 * only the keys it has are compared, so a later version may add some.
 */
#include "lib/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

enum { SEEN_RUN = 1, SEEN_KEEP = 2, SEEN_FORGET = 4 };

struct checker {
	struct ld_store *store;
	struct ld_run_row *runs; /* [nruns] */
	size_t nruns;
	uint8_t *of_run;         /* [nruns] what lines there are of each */
	int64_t lines;
	uint8_t last[LD_SHA256]; /* hash of the line before */
	json_t *deliveries;      /* {number: text} without a line so far */
	json_t *remains;         /* as the last `forget` says; NULL without */
	json_t *trust;           /* as the last `trust` says; NULL without */
	char *why;
	struct lindung_error *err;
	int rc;
};

static int wrong(struct checker *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static int wrong(struct checker *c, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(c->why, LD_HEAD_TEXT, fmt, ap);
	va_end(ap);
	return 1;
}

static size_t run_at(const struct checker *c, int64_t number)
{
	size_t i = 0;
	while (i < c->nruns && c->runs[i].number != number)
		i++;
	return i;
}

/* What the line says; NULL when that cannot be read. */
static json_t *text_of(struct checker *c, const struct ld_log_line *l)
{
	json_t *text = NULL;
	if (ld_json_read(l->text, &text, NULL) == LINDUNG_E_NOMEM)
		c->rc = ld_nomem(c->err);
	return text;
}

/* Everything that the line says stands in `now` as well. Frees now; NULL: memory ran out when it was made. */
static bool agrees(struct checker *c, const struct ld_log_line *l, json_t *now)
{
	json_t *then = text_of(c, l), *value;
	const char *key;
	if (!now)
		c->rc = ld_nomem(c->err);
	bool ok = json_object_size(then) > 0 && now;
	json_object_foreach(then, key, value)
		ok = ok && json_equal(value, json_object_get(now, key));
	json_decref(then);
	json_decref(now);
	return ok;
}

/* The heads alone were read; settings are in none of them. */
static int run_line(struct checker *c, const struct ld_log_line *l)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	struct ld_run_row row;
	size_t i = run_at(c, l->run);
	if (i == c->nruns)
		return wrong(c, "line %" PRId64 " tells of run %" PRId64 ", which is gone", l->line, l->run);
	c->rc = ld_store_run(c->store, l->run, false, &a, &row, c->err);
	if (c->rc < 0)
		return 1;
	if (c->of_run[i] & SEEN_RUN || strcmp(l->at, row.created_at) != 0 || !agrees(c, l, ld_log_text_run(&row)))
		return wrong(c, "run %" PRId64 " is not what line %" PRId64 " tells of it", l->run, l->line);
	c->of_run[i] |= SEEN_RUN;
	return 0;
}

static int64_t superseded(const struct checker *c, int64_t by)
{
	for (size_t i = 0; i < c->nruns; i++)
		if (c->runs[i].superseded_by == by)
			return c->runs[i].number;
	return 0;
}

static int keep_line(struct checker *c, const struct ld_log_line *l)
{
	size_t i = run_at(c, l->run);
	if (i == c->nruns)
		return wrong(c, "line %" PRId64 " tells of run %" PRId64 ", which is gone", l->line, l->run);
	const struct ld_run_row *r = &c->runs[i];
	if (c->of_run[i] & SEEN_KEEP || !r->kept_at || strcmp(l->at, r->kept_at) != 0 ||
		!agrees(c, l, ld_log_text_keep(r, superseded(c, l->run))))
		return wrong(c, "run %" PRId64 " was not kept as line %" PRId64 " tells", l->run, l->line);
	c->of_run[i] |= SEEN_KEEP;
	return 0;
}

static int import_line(struct checker *c, const struct ld_log_line *l)
{
	char number[24];
	snprintf(number, sizeof number, "%" PRId64, l->delivery);
	json_t *now = json_object_get(c->deliveries, number);
	if (!now)
		return wrong(c, "line %" PRId64 " tells of delivery %" PRId64 ", which is gone", l->line, l->delivery);
	const char *at = json_string_value(json_object_get(now, "at"));
	bool same = at && strcmp(at, l->at) == 0 && agrees(c, l, json_incref(now));
	json_object_del(c->deliveries, number);
	return same ? 0 : wrong(c, "delivery %" PRId64 " is not what line %" PRId64 " tells of it", l->delivery, l->line);
}

/* What was kept then has no line of its own. */
static void past_runs(struct checker *c, const json_t *kept, int64_t last)
{
	for (size_t i = 0; i < c->nruns && c->runs[i].number <= last; i++) {
		c->of_run[i] |= SEEN_RUN;
		for (size_t k = 0; k < json_array_size(kept); k++)
			if (json_integer_value(json_array_get(kept, k)) == c->runs[i].number && c->runs[i].kept_at)
				c->of_run[i] |= SEEN_KEEP;
	}
}

static int start_line(struct checker *c, const struct ld_log_line *l)
{
	uint8_t receipts[LD_SHA256];
	char hex[LD_SHA256_TEXT];
	const char *number;
	json_t *delivery;
	void *next;
	struct ld_log_past p = {.runs = l->run, .deliveries = l->delivery};
	c->rc = ld_log_past(c->store, &p, receipts, c->err);
	if (c->rc < 0)
		return 1;
	json_t *text = text_of(c, l);
	const char *said = json_string_value(json_object_get(text, "receipts"));
	bool same = l->line == 1 && said && strcmp(said, ld_sha256_hex(receipts, hex)) == 0;
	past_runs(c, json_object_get(text, "kept"), l->run);
	json_decref(text);
	json_object_foreach_safe(c->deliveries, next, number, delivery)
		if (strtoll(number, NULL, 10) <= l->delivery)
			json_object_del(c->deliveries, number);
	return same ? 0 : wrong(c, "what was there before the log is not what line %" PRId64 " tells of it", l->line);
}

static int any_forgotten(void *ctx, const struct ld_delivery_row *d)
{
	*(bool *)ctx |= d->forgotten_at != NULL;
	return 0;
}

static int forgotten_run(struct checker *c, const struct ld_log_line *l, const json_t *said)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	struct ld_run_row row;
	uint8_t sha[LD_SHA256];
	int64_t number = json_integer_value(json_object_get(said, "run"));
	size_t i = run_at(c, number);
	if (i == c->nruns)
		return wrong(c, "line %" PRId64 " tells of run %" PRId64 ", which is gone", l->line, number);
	c->rc = ld_store_run(c->store, number, false, &a, &row, c->err);
	if (c->rc < 0)
		return 1;
	ld_sha256(row.summary, strlen(row.summary), sha);
	json_t *now = json_pack("{s:I, s:o, s:o}", "run", (json_int_t)number, "summary", ld_log_hex(sha), "sealed",
		row.is_sealed ? ld_log_hex(row.sealed) : json_null());
	if (!now)
		c->rc = ld_nomem(c->err);
	bool same = row.forgotten_at && strcmp(row.forgotten_at, l->at) == 0 && !(c->of_run[i] & SEEN_FORGET) &&
		    json_equal(said, now);
	json_decref(now);
	c->of_run[i] |= SEEN_FORGET;
	return same ? 0 : wrong(c, "run %" PRId64 " is not as line %" PRId64 " tells that it was left", number, l->line);
}

static int forget_line(struct checker *c, const struct ld_log_line *l)
{
	json_t *text = text_of(c, l), *run;
	int stop = json_object_get(text, "remains") ? 0 : wrong(c, "line %" PRId64 " cannot be read", l->line);
	size_t i;
	json_array_foreach(json_object_get(text, "runs"), i, run)
		stop = stop ? stop : forgotten_run(c, l, run);
	json_decref(c->remains);
	c->remains = json_incref(json_object_get(text, "remains"));
	json_decref(text);
	return stop;
}

/* What remains of deliveries that lost rows is as the last line of its kind says. */
static int check_remains(struct checker *c)
{
	uint8_t now[LD_SHA256];
	char hex[LD_SHA256_TEXT];
	bool any = false;
	int rc = ld_store_deliveries(c->store, INT64_MAX, any_forgotten, &any, c->err);
	if (rc >= 0)
		rc = ld_log_remains(c->store, now, c->err);
	if (rc < 0)
		return rc;
	const char *said = json_string_value(c->remains);
	if (c->remains ? !said || strcmp(said, ld_sha256_hex(now, hex)) != 0 : any)
		wrong(c, "which deliveries lost rows is not what the log tells");
	return 0;
}

static int trust_line(struct checker *c, const struct ld_log_line *l)
{
	json_decref(c->trust);
	c->trust = json_loads(l->text, JSON_REJECT_DUPLICATES, NULL);
	return c->trust ? 0 : wrong(c, "line %" PRId64 " cannot be read", l->line);
}

/* Whose rules may decide is as the last line of its kind says. */
static int check_trust(struct checker *c)
{
	LD_CLEANUP(ld_trust_fini) struct ld_trust t = {0};
	int rc = ld_trust_load(c->store, &t, c->err);
	json_t *now = rc >= 0 ? ld_log_text_trust(&t) : NULL;
	if (rc >= 0 && !now)
		return ld_nomem(c->err);
	if (rc >= 0 && (c->trust ? !json_equal(c->trust, now) : t.n > 0))
		wrong(c, "whose rules may decide is not what the log tells");
	json_decref(now);
	return rc;
}

static int check_line(void *ctx, const struct ld_log_line *l)
{
	static const struct {
		const char *what;
		int (*check)(struct checker *c, const struct ld_log_line *l);
	} kinds[] = {{"import", import_line}, {"run", run_line}, {"keep", keep_line}, {"forget", forget_line},
		{"start", start_line}, {"trust", trust_line}};
	struct checker *c = ctx;
	uint8_t hash[LD_SHA256];
	ld_log_hash(l, hash);
	if (l->line != c->lines + 1)
		return wrong(c, "line %" PRId64 " is missing", c->lines + 1);
	if (memcmp(l->before, c->last, LD_SHA256) != 0)
		return wrong(c, "line %" PRId64 " does not carry the hash of the line before", l->line);
	if (memcmp(l->hash, hash, LD_SHA256) != 0)
		return wrong(c, "line %" PRId64 " was changed: it has not its own hash", l->line);
	memcpy(c->last, hash, LD_SHA256);
	c->lines = l->line;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(l->what, kinds[i].what) == 0)
			return kinds[i].check(c, l);
	return 0;
}

static int note_delivery(void *ctx, const struct ld_delivery_row *d)
{
	struct checker *c = ctx;
	char number[24];
	snprintf(number, sizeof number, "%" PRId64, d->number);
	json_t *text = ld_log_text_import(d);
	if (text && json_object_set_new(text, "at", ld_json_text(d->created_at)) == 0 &&
		json_object_set_new(c->deliveries, number, json_incref(text)) == 0) {
		json_decref(text);
		return 0;
	}
	json_decref(text);
	c->rc = ld_nomem(c->err);
	return 1;
}

/* What has no line: the last ones were cut off. */
static void check_rest(struct checker *c)
{
	const char *number = json_object_iter_key(json_object_iter(c->deliveries));
	if (number)
		wrong(c, "delivery %s has no line", number);
	for (size_t i = 0; i < c->nruns && !c->why[0]; i++) {
		if (!(c->of_run[i] & SEEN_RUN))
			wrong(c, "run %" PRId64 " has no line", c->runs[i].number);
		else if (c->runs[i].kept_at && !(c->of_run[i] & SEEN_KEEP))
			wrong(c, "that run %" PRId64 " was kept has no line", c->runs[i].number);
		else if (c->runs[i].forgotten_at && !(c->of_run[i] & SEEN_FORGET))
			wrong(c, "that run %" PRId64 " was forgotten has no line", c->runs[i].number);
	}
}

int ld_log_check(struct ld_store *store, int64_t *ret_lines, char ret_why[LD_HEAD_TEXT], struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	struct checker c = {.store = store, .err = err, .why = ret_why, .deliveries = json_object()};
	ret_why[0] = '\0';
	int rc = ld_store_runs(store, &a, &c.runs, &c.nruns, err);
	c.of_run = ld_arena_array(&a, c.nruns, sizeof *c.of_run);
	if (rc >= 0 && (!c.of_run || !c.deliveries))
		rc = ld_nomem(err);
	if (rc >= 0)
		rc = ld_store_deliveries(store, INT64_MAX, note_delivery, &c, err);
	if (rc >= 0 && c.rc >= 0)
		rc = ld_store_log(store, check_line, &c, err);
	rc = rc < 0 ? rc : c.rc;
	if (rc >= 0 && !ret_why[0])
		check_rest(&c);
	if (rc >= 0 && !ret_why[0])
		rc = check_remains(&c);
	if (rc >= 0 && !ret_why[0])
		rc = check_trust(&c);
	json_decref(c.trust);
	json_decref(c.remains);
	json_decref(c.deliveries);
	*ret_lines = c.lines;
	return rc;
}
