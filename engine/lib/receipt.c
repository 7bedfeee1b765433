/*
 * A run's receipt as text, a `key: value` a line: everything that must be equal for two people to speak of the same run,
 * and the lines of the log that tell of it. It names no person, and its bytes stay the same for as long as the run does
 * (being kept adds lines at its end, being forgotten changes none), so that what was filed with a decree can be held
 * against the database years later.
 */
#include "lib/lib.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "report/report.h"

enum { MOST = 16 << 20 };

/* One line; what would break it becomes a blank. */
static void put(struct ld_buf *b, const char *key, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static void put_line_of(struct ld_buf *b, const char *key, const char *text, bool mask)
{
	size_t at = b->len;
	ld_buf_printf(b, "%s:%s", key, *text ? " " : "");
	if (mask)
		ld_report_mask_text(text, strlen(text), b);
	else
		ld_buf_puts(b, text);
	for (; at < b->len; at++)
		if ((unsigned char)b->data[at] < 0x20 || b->data[at] == 0x7f)
			b->data[at] = ' ';
	ld_buf_addc(b, '\n');
}

static void put(struct ld_buf *b, const char *key, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;
	va_start(ap, fmt);
	int n = vasprintf(&text, fmt, ap);
	va_end(ap);
	b->failed |= n < 0;
	if (n >= 0) {
		put_line_of(b, key, text, true);
		free(text);
	}
}

/* The seed of a lottery is a number that was drawn in public, and the run cannot be made again without all of it. */
static void put_setting(struct ld_buf *b, const struct ld_setting *s)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf text = ld_buf_init(MOST);
	size_t n = strlen(s->path);
	ld_buf_printf(&text, "%s=%s", s->path, s->value);
	put_line_of(b, "setting", ld_buf_text(&text), n < 5 || strcmp(s->path + n - 5, "/seed") != 0);
	b->failed |= text.failed;
}

/* Digits in a hash are no id. */
static void put_hash(struct ld_buf *b, const char *key, const uint8_t digest[LD_SHA256], const char *of)
{
	char hex[LD_SHA256_TEXT];
	ld_buf_printf(b, "%s: %s%s", key, ld_sha256_hex(digest, hex), *of ? " " : "");
	ld_report_mask_text(of, strlen(of), b);
	ld_buf_addc(b, '\n');
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

const char *ld_receipt_seed_source(const struct ld_run_row *r, const char *seed)
{
	if (!seed || !*seed)
		return NULL;
	for (size_t i = 0; i < r->nsettings; i++) {
		const char *path = r->settings[i].path, *end = strrchr(path, '/');
		if (strncmp(path, "order/", 6) == 0 && strcmp(end, "/seed") == 0)
			return "--set";
	}
	return "rules";
}

static void put_rules(struct ld_buf *b, const struct ld_run_row *r, const json_t *doc)
{
	const char *seed = json_string_value(json_object_get(json_object_get(doc, "receipt"), "seed"));
	put_hash(b, "rules", r->rules, "");
	for (size_t i = 0; i < r->nfiles; i++)
		put_hash(b, "rule-file", r->files[i].sha256, r->files[i].module);
	for (size_t i = 0; i < r->nsettings; i++)
		put_setting(b, &r->settings[i]);
	put_line_of(b, "seed", or_empty(seed), false);
	put(b, "seed-source", "%s", or_empty(ld_receipt_seed_source(r, seed)));
	put(b, "limits", "%s", or_empty(r->limits));
	put(b, "walls", "%s", or_empty(r->walls));
	put(b, "stopped", "%s", r->stopped ? "yes" : "no");
	put(b, "signer", "%s", "");
	if (r->signer) { /* a key is a number, and no id */
		b->len--;
		ld_buf_printf(b, " %s\n", r->signer);
	}
}

struct files {
	struct ld_buf *b;
	struct ld_map names;
};

/* A file's name may name people, so it has a number; files of one name have one, because a corrected file comes in the place
 * of the one of its name. */
static int put_file(void *ctx, const struct ld_data_file *f)
{
	struct files *files = ctx;
	char of[200];
	uint32_t name = ld_map_add(&files->names, f->name, strlen(f->name));
	files->b->failed |= name == LD_MAP_NONE;
	snprintf(of, sizeof of, "%s, delivery %" PRId64 ", %" PRId64 " bytes, name %" PRIu32, f->source, f->delivery, f->bytes,
		name + 1);
	put_hash(files->b, "data-file", f->sha256, of);
	return 0;
}

static void files_fini(struct files *files)
{
	ld_map_fini(&files->names);
}

static int put_delivery(void *ctx, const struct ld_delivery_row *d)
{
	put(ctx, "delivered", "%" PRId64 ", %s, %s", d->number, d->source, d->mode);
	return 0;
}

static int put_definition(void *ctx, const struct ld_definition_file *f)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf of = ld_buf_init(4096);
	ld_buf_printf(&of, "%s, delivery %" PRId64, f->module, f->delivery);
	put_hash(ctx, "source-file", f->sha256, ld_buf_text(&of));
	((struct ld_buf *)ctx)->failed |= of.failed;
	return 0;
}

static int put_data(struct ld_buf *b, struct ld_store *store, const struct ld_run_row *r, struct lindung_error *err)
{
	put_hash(b, "data", r->data, "");
	put(b, "delivery", "%" PRId64, r->delivery);
	for (size_t i = 0; i < r->nseen; i++)
		put(b, "seen", "%" PRId64, r->seen[i]);
	LD_CLEANUP(files_fini) struct files files = {.b = b};
	int rc = ld_store_deliveries(store, r->delivery, put_delivery, b, err);
	if (rc >= 0)
		rc = ld_store_definition_files(store, r->delivery, put_definition, b, err);
	return rc < 0 ? rc : ld_store_data_files(store, r->delivery, put_file, &files, err);
}

static void put_result(struct ld_buf *b, const struct ld_run_row *r, const json_t *doc)
{
	const struct {
		const char *key;
		int64_t n;
	} counts[] = {{"workers", r->workers}, {"eligible", r->eligible}, {"selected", r->selected}, {"reserve", r->reserve},
		{"refused", r->refused}, {"undecided", r->undecided}, {"errors", r->errors}};
	const json_t *funders = json_object_get(doc, "funders");
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		put(b, counts[i].key, "%" PRId64, counts[i].n);
	for (size_t i = 0; i < r->nwindows; i++) {
		const struct ld_run_window *w = &r->windows[i];
		const json_t *f = json_array_get(funders, i);
		char month[LD_MONTH_TEXT];
		put(b, "funder", "%s, %d months from %s, %" PRId64 " people, %" PRId64 " rupiah", w->funder, w->months,
			ld_month_format(w->from, month), (int64_t)json_integer_value(json_object_get(f, "people")),
			(int64_t)json_integer_value(json_object_get(f, "committed")));
	}
	put_hash(b, "result", r->result, "");
}

struct lines {
	struct ld_buf *b;
	int64_t run;
	const char *what;
};

static int put_line(void *ctx, const struct ld_log_line *l)
{
	struct lines *n = ctx;
	char of[40];
	if (l->run != n->run || strcmp(l->what, n->what) != 0)
		return 0;
	snprintf(of, sizeof of, "line %" PRId64, l->line);
	put_hash(n->b, n->what[0] == 'k' ? "kept-log" : "log", l->hash, of);
	return 0;
}

static void put_head(struct ld_buf *b, const struct ld_run_row *r)
{
	char date[LD_DATE_TEXT];
	put(b, "lindung-receipt", "1");
	put(b, "run", "%" PRId64, r->number);
	put(b, "programme", "%s", r->programme);
	put(b, "title", "%s", or_empty(r->title));
	put(b, "module", "%s", r->module);
	put(b, "office", "%s", or_empty(r->office));
	put(b, "region", "%s", or_empty(r->region));
	put(b, "as-of", "%s", ld_date_format(r->as_of, date));
	put(b, "made", "%s", r->created_at);
	put(b, "engine", "%s", r->engine);
}

int ld_receipt_make(struct ld_store *store, const struct ld_run_row *r, struct ld_buf *ret, struct lindung_error *err)
{
	json_t *doc = NULL;
	struct lines lines = {ret, r->number, "run"};
	int rc = ld_show_document(store, r, &doc, err);
	if (rc < 0)
		return rc;
	put_head(ret, r);
	put_rules(ret, r, doc);
	rc = put_data(ret, store, r, err);
	put_result(ret, r, doc);
	json_decref(doc);
	if (rc >= 0)
		rc = ld_store_log(store, put_line, &lines, err);
	if (rc >= 0 && r->kept_at) {
		put(ret, "kept", "%s", r->kept_at);
		put(ret, "kept-by", "%s", or_empty(r->kept_by));
		if (r->is_sealed)
			put_hash(ret, "sealed", r->sealed, "");
		lines.what = "keep";
		rc = ld_store_log(store, put_line, &lines, err);
	}
	return rc >= 0 && ret->failed ? ld_nomem(err) : rc;
}

/* ---- held against what somebody kept ---- */

static bool has_line(const char *text, const char *line, size_t n)
{
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, "\n");
		if (len == n && memcmp(p, line, n) == 0)
			return true;
		p += len + (p[len] == '\n');
	}
	return false;
}

int64_t ld_receipt_run(const char *receipt)
{
	const char *line = strstr(receipt, "\nrun: ");
	return strncmp(receipt, "lindung-receipt: 1\n", 19) == 0 && line ? strtoll(line + 6, NULL, 10) : 0;
}

int ld_receipt_check(struct ld_store *store, const struct ld_run_row *r, const char *receipt, char ret_why[LD_HEAD_TEXT],
	struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf now = ld_buf_init(MOST);
	size_t lines = 0;
	int rc = ld_receipt_make(store, r, &now, err);
	if (rc < 0)
		return rc;
	for (const char *p = receipt; *p; lines++) {
		size_t n = strcspn(p, "\n"), text = n && p[n - 1] == '\r' ? n - 1 : n;
		if (text && !has_line(ld_buf_text(&now), p, text)) {
			snprintf(ret_why, LD_HEAD_TEXT, "the receipt says '%.*s', and the database does not",
				text > 200 ? 200 : (int)text, p);
			return 0;
		}
		p += n + (p[n] == '\n');
	}
	snprintf(ret_why, LD_HEAD_TEXT, "%zu lines of the receipt, all as the database has them", lines);
	return 1;
}
