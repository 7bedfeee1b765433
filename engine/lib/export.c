/*
 * A run's lists as files: the decisions that programs load, the annex that a decree carries, and the
 * receipt that is filed with it.
 * Bytes are handed on as they are made, so a million rows take no memory. The decisions' hash is
 * counted on the way and must be the one in the receipt; a file that fails this is reported as a
 * damaged database, after which a caller must throw it away.
 */
#include "lib/lib.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/annex.h"
#include "report/report.h"

enum { BLOCK = 1 << 16 };

/* Where bytes go: hashed, counted, then to the caller. */
struct sink {
	int (*write)(void *ctx, const char *p, size_t n);
	void *ctx;
	struct ld_sha256 hash;
	struct ld_buf buf;
	int64_t rows;
	bool refused; /* the caller did not take them */
};

static int pass(void *ctx, const char *p, size_t n)
{
	struct sink *s = ctx;
	ld_sha256_add(&s->hash, p, n);
	s->refused |= n && s->write(s->ctx, p, n) != 0;
	return s->refused ? -1 : 0;
}

static int flush(struct sink *s)
{
	int rc = s->buf.failed ? -1 : pass(s, s->buf.data, s->buf.len);
	ld_buf_reset(&s->buf);
	return rc;
}

static int put_decision(void *ctx, const struct ld_decision *d)
{
	struct sink *s = ctx;
	ld_decision_row(d, &s->buf);
	s->rows++;
	return s->buf.failed ? -1 : s->buf.len < BLOCK ? 0 : flush(s);
}

static int decisions(struct lindung *l, struct ld_store *store, const struct ld_run_row *run, struct sink *s,
	uint8_t sha[LD_SHA256], struct lindung_error *err)
{
	(void)l;
	s->buf = ld_buf_init(BLOCK * 16);
	ld_decision_header(&s->buf);
	int rc = ld_store_decisions(store, run->number, put_decision, s, err);
	bool full = s->buf.failed || (rc >= 0 && flush(s) < 0);
	ld_buf_fini(&s->buf);
	if (s->refused)
		return ld_fail(err, LINDUNG_E_IO, "the file could not be written");
	if (full)
		return ld_nomem(err);
	if (rc < 0)
		return rc;
	ld_sha256_end(&s->hash, sha);
	if (memcmp(sha, run->result, LD_SHA256) != 0)
		return ld_fail(err, LINDUNG_E_DB_CORRUPT,
			"the decisions stored with run %" PRId64 " are not those of its receipt",
			run->number);
	return 0;
}

/* ---- annex ---- */

struct selected {
	struct ld_decision *items;
	size_t n, cap;
	struct ld_map funders; /* owns the names that the items point at */
	bool failed;           /* memory ran out */
};

static int keep_selected(void *ctx, const struct ld_decision *d)
{
	struct selected *s = ctx;
	if (d->status != LD_SELECTED)
		return 0;
	if (s->n == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 1024;
		struct ld_decision *more = reallocarray(s->items, cap, sizeof *more);
		s->failed = !more;
		if (!more)
			return -1;
		s->items = more;
		s->cap = cap;
	}
	uint32_t name = ld_map_add(&s->funders, d->funder, strlen(d->funder));
	s->failed = name == LD_MAP_NONE;
	if (s->failed)
		return -1;
	s->items[s->n] = *d;
	s->items[s->n].funder = s->funders.keys[name].text;
	s->items[s->n].rules = s->items[s->n].missing = s->items[s->n].constraint = "";
	s->n++;
	return 0;
}

static int annex_frame(struct ld_store *store, const struct ld_work *w, struct ld_frame **ret,
	struct lindung_error *err)
{
	const struct ld_fields *fields = &w->p->fields;
	bool *marks = calloc(fields->len, sizeof *marks);
	for (int k = 0; marks && k < LD_ANNEX_FIELDS; k++) {
		int field = ld_field_find(fields, ld_annex_fields[k]);
		if (field > 0)
			marks[field] = true;
	}
	int rc =
		marks ? ld_store_frame(store, fields, marks, w->delivery, ret, err) : ld_nomem(err);
	free(marks);
	return rc;
}

/* An annex becomes part of a decree: its list is the receipt's, and everybody on it is in the data. */
static int check_people(struct ld_store *store, const struct ld_run_row *run, const struct selected *people,
	const struct ld_frame *frame, struct lindung_error *err)
{
	uint8_t sha[LD_SHA256];
	int rc = people->failed ? ld_nomem(err) : ld_decisions_stored(store, run->number, sha, err);
	if (rc < 0)
		return rc;
	bool whole = people->n == (size_t)run->selected && memcmp(sha, run->result, LD_SHA256) == 0;
	for (size_t i = 0; i < people->n && whole; i++)
		whole = ld_frame_find(frame, people->items[i].nik) != SIZE_MAX;
	return whole ? 0 : ld_fail(err, LINDUNG_E_DB_CORRUPT,
				   "the decisions stored with run %" PRId64 " are not those of its receipt or its data",
				   run->number);
}

static int annex(struct lindung *l, struct ld_store *store, const struct ld_run_row *run, struct sink *s,
	uint8_t sha[LD_SHA256], struct lindung_error *err)
{
	struct selected people = {0};
	struct ld_frame *frame = NULL;
	struct ld_work w = {0};
	int rc = ld_work_reload(&w, l, run, err);
	if (rc >= 0)
		rc = annex_frame(store, &w, &frame, err);
	if (rc >= 0)
		rc = ld_store_decisions(store, run->number, keep_selected, &people, err);
	if (rc >= 0 && people.failed)
		rc = ld_nomem(err);
	if (rc >= 0)
		rc = check_people(store, run, &people, frame, err);
	struct ld_annex in = {.frame = frame, .selected = people.items, .n = people.n};
	if (rc >= 0)
		rc = ld_report_annex(&in, pass, s, err);
	s->rows = (int64_t)people.n;
	if (rc >= 0)
		ld_sha256_end(&s->hash, sha);
	free(people.items);
	ld_map_fini(&people.funders);
	ld_frame_free(frame);
	ld_work_fini(&w);
	return rc;
}

/* ---- receipt ---- */

static int receipt(struct lindung *l, struct ld_store *store, const struct ld_run_row *run, struct sink *s,
	uint8_t sha[LD_SHA256], struct lindung_error *err)
{
	(void)l;
	LD_CLEANUP(ld_buf_fini) struct ld_buf text = ld_buf_init(BLOCK * 256);
	int rc = ld_receipt_make(store, run, &text, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < text.len; i++)
		s->rows += text.data[i] == '\n';
	if (pass(s, text.data, text.len) < 0)
		return ld_fail(err, LINDUNG_E_IO, "the file could not be written");
	ld_sha256_end(&s->hash, sha);
	return 0;
}

/* ---- certificate ---- */

static int certificate(struct lindung *l, struct ld_store *store, const struct ld_run_row *run, struct sink *s,
	uint8_t sha[LD_SHA256], struct lindung_error *err)
{
	int rc = ld_certificate(l, store, run, pass, s, &s->rows, err);
	if (rc >= 0)
		ld_sha256_end(&s->hash, sha);
	return rc;
}

/* ---- lookups ---- */

static int lookups(struct lindung *l, struct ld_store *store, const struct ld_run_row *run, struct sink *s,
	uint8_t sha[LD_SHA256], struct lindung_error *err)
{
	int rc = ld_lookups(l, store, run, pass, s, &s->rows, err);
	if (rc >= 0)
		ld_sha256_end(&s->hash, sha);
	return rc;
}

/* ---- the call ---- */

static int answer(const struct ld_run_row *run, const char *as, const struct sink *s,
	const uint8_t sha[LD_SHA256], struct lindung_result **ret, struct lindung_error *err)
{
	char text[LD_SHA256_TEXT];
	bool nobody = strcmp(as, "receipt") == 0 || strcmp(as, "certificate") == 0;
	json_t *personal = strcmp(as, "annex") == 0
				   ? json_pack("[s, s, s, s]", "Nama", "NIK", "Tanggal Lahir", "Alamat")
			   : strcmp(as, "lookups") == 0 ? json_pack("[s, s]", "NIK", "Nama")
			   : nobody ? json_array()
				    : json_pack("[s]", "nik");
	return ld_result_new("export",
		json_pack("{s:I, s:s, s:I, s:s, s:o}", "run", (json_int_t)run->number, "as", as,
			"rows", (json_int_t)s->rows, "sha256", ld_sha256_hex(sha, text), "personal",
			personal),
		0, ret, err);
}

static const struct form {
	const char *as;
	int (*make)(struct lindung *l, struct ld_store *store, const struct ld_run_row *run, struct sink *s,
		uint8_t sha[LD_SHA256], struct lindung_error *err);
} forms[] = {{"decisions", decisions}, {"annex", annex}, {"receipt", receipt}, {"certificate", certificate}, {"lookups", lookups}};

enum { FORMS = sizeof forms / sizeof *forms };

static const struct form *form_of(const char *as, struct lindung_error *err)
{
	const char *names[FORMS];
	for (size_t i = 0; i < FORMS; i++) {
		if (strcmp(forms[i].as, as) == 0)
			return &forms[i];
		names[i] = forms[i].as;
	}
	ld_fail(err, LINDUNG_E_USAGE, "there is no export '%s'; there are decisions, annex, receipt, certificate and lookups", as);
	ld_error_suggest(err, ld_nearest(as, names, FORMS));
	return NULL;
}

int lindung_export(struct lindung *l, int64_t run, const char *as,
	int (*write)(void *ctx, const char *p, size_t n), void *ctx, struct lindung_result **ret,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	struct sink s = {.write = write, .ctx = ctx};
	const struct form *form = form_of(as, err);
	uint8_t sha[LD_SHA256];
	struct ld_store *store;
	struct ld_run_row row;
	if (!form)
		return LINDUNG_E_USAGE;
	ld_sha256_init(&s.hash);
	int rc = ld_lib_store(l, LD_STORE_READ, &store, err);
	if (rc >= 0)
		rc = ld_store_begin(store, err);
	if (rc < 0)
		return rc;
	rc = ld_store_run(store, run, form->make != decisions && form->make != receipt, &a, &row, err);
	if (rc >= 0 && form->make != receipt)
		rc = ld_lib_remembered(&row, err);
	if (rc >= 0)
		rc = form->make(l, store, &row, &s, sha, err);
	ld_store_rollback(store);
	return rc < 0 || !ret ? rc : answer(&row, as, &s, sha, ret, err);
}
