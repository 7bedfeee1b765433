/*
 * What the log says of each deciding command. A line's text is a JSON object made from the stored row, so that log_check.c
 * can make it again and compare. Runs and deliveries of a database that is older than the log have no lines; the first line
 * then is a `start`, which holds one hash over all their receipts.
 */
#include "lib/log.h"

#include <stdlib.h>
#include <string.h>

#include "report/report.h"

json_t *ld_log_hex(const uint8_t digest[LD_SHA256])
{
	char text[LD_SHA256_TEXT];
	return json_string(ld_sha256_hex(digest, text));
}

/* A text without national ids: --set may name anything. */
static json_t *masked(const char *s)
{
	if (!s)
		return json_null();
	LD_CLEANUP(ld_buf_fini) struct ld_buf b = ld_buf_init(1 << 20);
	ld_report_mask_text(s, strlen(s), &b);
	return b.failed ? NULL : ld_json_text(ld_buf_text(&b));
}

static json_t *settings(const struct ld_run_row *r)
{
	json_t *list = json_array();
	for (size_t i = 0; i < r->nsettings && list; i++) {
		LD_CLEANUP(ld_buf_fini) struct ld_buf b = ld_buf_init(1 << 20);
		ld_buf_printf(&b, "%s=%s", r->settings[i].path, r->settings[i].value);
		ld_list_add(&list, b.failed ? NULL : masked(ld_buf_text(&b)));
	}
	return list;
}

json_t *ld_log_text_run(const struct ld_run_row *r)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:I, s:b, s:o, s:o, s:o, s:o}", "programme", masked(r->programme),
		"engine", masked(r->engine), "rules", ld_log_hex(r->rules), "data", ld_log_hex(r->data), "result", ld_log_hex(r->result),
		"delivery", (json_int_t)r->delivery, "stopped", r->stopped, "limits", masked(r->limits ? r->limits : ""),
		"walls", masked(r->walls ? r->walls : ""), "signer", masked(r->signer), "settings", settings(r));
}

json_t *ld_log_text_keep(const struct ld_run_row *r, int64_t supersedes)
{
	return json_pack("{s:o, s:o, s:o, s:o}", "result", ld_log_hex(r->result), "sealed",
		r->is_sealed ? ld_log_hex(r->sealed) : json_null(), "by", masked(r->kept_by), "supersedes",
		supersedes ? json_integer(supersedes) : json_null());
}

json_t *ld_log_text_import(const struct ld_delivery_row *d)
{
	return json_pack("{s:s, s:s, s:o}", "source", d->source, "mode", d->mode, "data", ld_log_hex(d->digest));
}

json_t *ld_log_text_trust(const struct ld_trust *t)
{
	char hex[LD_PUBLIC_TEXT];
	json_t *keys = json_array();
	for (size_t i = 0; i < t->n && keys; i++)
		ld_list_add(&keys, json_string(ld_hex(t->items[i].key, LD_PUBLIC, hex)));
	return json_pack("{s:o}", "keys", keys);
}

/* ---- writing ---- */

int ld_log_write(struct ld_store *store, struct ld_log_line *line, json_t *text, struct lindung_error *err)
{
	char *dump = text ? ld_json_dumps(text) : NULL;
	json_decref(text);
	if (!dump)
		return ld_nomem(err);
	line->text = dump;
	int rc = ld_store_log_add(store, line, err);
	free(dump);
	return rc;
}

int ld_log_run(const struct lindung *l, struct ld_store *store, const struct ld_run_row *run, struct lindung_error *err)
{
	struct ld_log_line line = {.at = run->created_at, .who = l->who, .what = "run", .run = run->number};
	int rc = ld_log_start(store, &line, err);
	return rc < 0 ? rc : ld_log_write(store, &line, ld_log_text_run(run), err);
}

int ld_log_keep(const struct lindung *l, struct ld_store *store, const struct ld_run_row *run, int64_t supersedes,
	struct lindung_error *err)
{
	struct ld_log_line line = {.at = run->kept_at, .who = l->who, .what = "keep", .run = run->number};
	int rc = ld_log_start(store, &line, err);
	return rc < 0 ? rc : ld_log_write(store, &line, ld_log_text_keep(run, supersedes), err);
}

int ld_log_trust(const struct lindung *l, struct ld_store *store, const struct ld_trust *t, struct lindung_error *err)
{
	char now[24];
	struct ld_log_line line = {.at = ld_lib_now(now), .who = l->who, .what = "trust"};
	int rc = ld_log_start(store, &line, err);
	return rc < 0 ? rc : ld_log_write(store, &line, ld_log_text_trust(t), err);
}

struct import {
	const struct lindung *l;
	struct ld_store *store;
	struct lindung_error *err;
	int64_t number;
	int rc;
};

static int write_import(void *ctx, const struct ld_delivery_row *d)
{
	struct import *i = ctx;
	struct ld_log_line line = {.at = d->created_at, .who = i->l->who, .what = "import", .delivery = d->number};
	if (d->number != i->number)
		return 0;
	i->rc = ld_log_start(i->store, &line, i->err);
	if (i->rc >= 0)
		i->rc = ld_log_write(i->store, &line, ld_log_text_import(d), i->err);
	return 1;
}

int ld_log_import(const struct lindung *l, struct ld_store *store, int64_t delivery, struct lindung_error *err)
{
	struct import i = {l, store, err, delivery, 0};
	int rc = ld_store_deliveries(store, delivery, write_import, &i, err);
	return rc < 0 ? rc : i.rc;
}

/* ---- what was there before there was a log ---- */

static int add_delivery(void *ctx, const struct ld_delivery_row *d)
{
	struct ld_log_past *p = ctx;
	ld_sha256_field(&p->hash, d->digest, LD_SHA256);
	return 0;
}

/* The hash over the receipts of all before. */
int ld_log_past(struct ld_store *store, struct ld_log_past *p, uint8_t ret[LD_SHA256], struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	struct ld_run_row *runs;
	size_t n;
	ld_sha256_init(&p->hash);
	int rc = ld_store_deliveries(store, p->deliveries, add_delivery, p, err);
	if (rc >= 0)
		rc = ld_store_runs(store, &a, &runs, &n, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < n; i++) {
		if (runs[i].number > p->runs)
			continue;
		ld_sha256_field(&p->hash, runs[i].rules, LD_SHA256);
		ld_sha256_field(&p->hash, runs[i].data, LD_SHA256);
		ld_sha256_field(&p->hash, runs[i].result, LD_SHA256);
	}
	ld_sha256_end(&p->hash, ret);
	return 0;
}

static int any_line(void *ctx, const struct ld_log_line *l)
{
	(void)l;
	*(bool *)ctx = true;
	return 1;
}

/* The newest run and delivery, but for the one that the line is about, and which runs are kept, but for that. */
static int find_past(struct ld_store *store, const struct ld_log_line *line, struct ld_log_past *p, json_t **kept,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	struct ld_run_row *runs;
	size_t n;
	int rc = ld_store_last_delivery(store, &p->deliveries, err);
	if (rc >= 0)
		rc = ld_store_runs(store, &a, &runs, &n, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < n; i++)
		if (runs[i].kept_at && !(strcmp(line->what, "keep") == 0 && runs[i].number == line->run))
			ld_list_add(kept, json_integer(runs[i].number));
	p->runs = n ? runs[n - 1].number : 0;
	p->runs -= strcmp(line->what, "run") == 0;
	p->deliveries -= strcmp(line->what, "import") == 0;
	return *kept ? 0 : ld_nomem(err);
}

static int write_start(struct ld_store *store, const struct ld_log_line *first, json_t **kept, struct lindung_error *err)
{
	struct ld_log_past p = {0};
	uint8_t receipts[LD_SHA256];
	int rc = find_past(store, first, &p, kept, err);
	if (rc < 0 || (!p.runs && !p.deliveries))
		return rc;
	rc = ld_log_past(store, &p, receipts, err);
	struct ld_log_line line = {.at = first->at, .who = first->who, .what = "start", .run = p.runs, .delivery = p.deliveries};
	return rc < 0 ? rc : ld_log_write(store, &line, json_pack("{s:o, s:O}", "receipts", ld_log_hex(receipts), "kept", *kept),
		err);
}

int ld_log_start(struct ld_store *store, const struct ld_log_line *first, struct lindung_error *err)
{
	bool any = false;
	int rc = ld_store_log(store, any_line, &any, err);
	if (rc < 0 || any)
		return rc;
	json_t *kept = json_array();
	rc = kept ? write_start(store, first, &kept, err) : ld_nomem(err);
	json_decref(kept);
	return rc;
}

/* ---- what people see ---- */

static json_t *number(int64_t n)
{
	return n ? json_integer(n) : json_null();
}

static int add_line(void *ctx, const struct ld_log_line *l)
{
	json_t **list = ctx, *detail = NULL;
	if (ld_json_read(l->text, &detail, NULL) == LINDUNG_E_NOMEM) {
		json_decref(*list);
		*list = NULL;
		return -1;
	}
	ld_list_add(list, json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "line", (json_int_t)l->line, "at",
				 ld_json_text(l->at), "who", ld_json_text(l->who), "what", ld_json_text(l->what), "run",
				 number(l->run), "delivery", number(l->delivery), "detail", detail ? detail : json_null(), "before",
				 ld_log_hex(l->before), "hash", ld_log_hex(l->hash)));
	return *list ? 0 : -1;
}

int lindung_log(struct lindung *l, struct lindung_result **ret, struct lindung_error *err)
{
	struct ld_store *store;
	json_t *list = NULL;
	int rc = ld_lib_store(l, LD_STORE_READ, &store, err);
	if (rc >= 0 && (list = json_array()))
		rc = ld_store_log(store, add_line, &list, err);
	if (rc < 0) {
		json_decref(list);
		return rc;
	}
	return ld_result_new("log", list ? json_pack("{s:o}", "lines", list) : NULL, 0, ret, err);
}
