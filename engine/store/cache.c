/*
 * Merged columns of the workers, kept in the database so that the next run on the same data need not merge them again. A
 * column is found by what it was made of: the chain digest of the deliveries and the declarations of its field and of the
 * fields that households join on. Nothing rests on it: what is missing, damaged or of another form is merged from the
 * records, and what becomes a decree is decided from the records anyway. Columns of one delivery are kept, the newest used.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "store/merge.h"

enum { FORM = 1, MAX_CONTENT = 240 << 20 }; /* of the bytes below; less than SQLite may hold in a cell */

struct shape { /* the beginning of a content; then the texts of the dictionary, each ended by NUL, then the cells */
	uint32_t form;
	uint8_t kind, size, pad[2];
	int64_t base;
	uint64_t nrows, ntexts, text_bytes;
};

struct cache {
	struct ld_store *s;
	const struct ld_fields *fields;
	int64_t delivery;
	uint8_t data[LD_SHA256]; /* of the deliveries and the joins */
	sqlite3_stmt *find;
};

static void cache_fini(struct cache *c)
{
	sqlite3_finalize(c->find);
}

/* ---- what a column is made of ---- */

static void hash_value(struct ld_sha256 *h, bool known, int64_t v)
{
	uint8_t bytes[9] = {known};
	for (int i = 0; i < 8 && known; i++)
		bytes[i + 1] = (uint8_t)((uint64_t)v >> (8 * i));
	ld_sha256_field(h, bytes, sizeof bytes);
}

/* Numbers by their bits. */
static int64_t bits_of(const struct ld_field *f, const struct ld_value *v)
{
	int64_t bits;
	if (f->type != LD_NUMBER)
		return v->i;
	memcpy(&bits, &v->f, sizeof bits);
	return bits;
}

static void hash_field(struct ld_sha256 *h, const struct ld_field *f)
{
	ld_sha256_field(h, f->name, strlen(f->name));
	hash_value(h, true, f->type);
	hash_value(h, true, f->format);
	hash_value(h, f->has_lo, bits_of(f, &f->lo));
	hash_value(h, f->has_hi, bits_of(f, &f->hi));
	hash_value(h, true, (int64_t)f->nchoices);
	for (size_t i = 0; i < f->nchoices; i++)
		ld_sha256_field(h, f->choices[i], strlen(f->choices[i]));
}

static int cache_init(struct cache *c, struct lindung_error *err)
{
	struct ld_merge_sources sources = {0};
	struct ld_sha256 h;
	int rc = ld_store_data_digest(c->s, c->delivery, c->data, err);
	if (rc >= 0)
		rc = ld_merge_load(c->s, c->fields, c->delivery, &sources, err);
	ld_sha256_init(&h);
	hash_value(&h, true, FORM);
	ld_sha256_field(&h, c->data, sizeof c->data);
	for (size_t i = 0; i < sources.len && rc >= 0; i++)
		if (sources.items[i].key_field > 0)
			hash_field(&h, &c->fields->items[sources.items[i].key_field]);
	ld_sha256_end(&h, c->data);
	ld_merge_fini(&sources);
	if (rc >= 0)
		rc = ld_sql_prepare(c->s, &c->find, err, "SELECT checksum, content FROM cached WHERE form = ?1 AND delivery = ?2");
	return rc;
}

/* Field 0 stands for the niks. */
static void form_of(const struct cache *c, size_t field, uint8_t ret[LD_SHA256])
{
	struct ld_sha256 h;
	ld_sha256_init(&h);
	ld_sha256_field(&h, c->data, sizeof c->data);
	hash_field(&h, &c->fields->items[field]);
	ld_sha256_end(&h, ret);
}

/* ---- reading ---- */

/* 1: the content of a column, which lives until the statement is reset; 0: there is none that is whole. */
static int find(struct cache *c, size_t field, const uint8_t **ret, size_t *ret_len, struct lindung_error *err)
{
	uint8_t form[LD_SHA256];
	form_of(c, field, form);
	sqlite3_reset(c->find);
	int rc = ld_sql_bind(c->s, c->find, err, "bi", form, (int)sizeof form, c->delivery);
	if (rc >= 0)
		rc = ld_sql_step(c->s, c->find, err);
	if (rc <= 0)
		return rc;
	const uint8_t *content = sqlite3_column_blob(c->find, 1);
	size_t len = (size_t)sqlite3_column_bytes(c->find, 1);
	if (!content && ld_sql_starved(c->s))
		return ld_nomem(err);
	if (len < sizeof(struct shape) || (int64_t)ld_checksum(content, len) != sqlite3_column_int64(c->find, 0))
		return 0;
	*ret = content;
	*ret_len = len;
	return 1;
}

/* The parts of a content, when they are as long as they say. */
static bool parts_of(const uint8_t *p, size_t len, struct shape *ret, const char **ret_texts, const uint8_t **ret_cells)
{
	struct shape s;
	memcpy(&s, p, sizeof s);
	len -= sizeof s;
	if (s.form != FORM || s.size > 8 || s.nrows > LD_MAX_WORKERS || s.text_bytes > len || s.ntexts > s.text_bytes ||
		s.nrows * s.size != len - s.text_bytes)
		return false;
	*ret = s;
	*ret_texts = (const char *)p + sizeof s;
	*ret_cells = p + sizeof s + s.text_bytes;
	return true;
}

/* 1: the column is the cached one; 0: there is none. */
static int read_column(struct cache *c, struct ld_frame *f, size_t field, struct lindung_error *err)
{
	const uint8_t *p, *cells;
	const char *texts;
	struct shape s;
	size_t len;
	int rc = find(c, field, &p, &len, err);
	if (rc <= 0 || !parts_of(p, len, &s, &texts, &cells) || s.nrows != f->nrows)
		return rc < 0 ? rc : 0;
	struct ld_column col = {.kind = (enum ld_col_kind)s.kind, .sealed = true, .size = s.size, .base = s.base};
	col.data = malloc((f->nrows + 1) * s.size + 1);
	if (col.kind == LD_COL_CODE)
		col.dict = calloc(1, sizeof *col.dict);
	if (!col.data || (col.kind == LD_COL_CODE && !col.dict))
		rc = ld_nomem(err);
	else
		memcpy(col.data, cells, f->nrows * s.size);
	if (rc >= 0 && col.dict) {
		rc = ld_map_fill(col.dict, texts, s.text_bytes, s.ntexts);
		rc = rc < 0 ? ld_nomem(err) : rc;
	}
	if (rc > 0 && !ld_column_sound(&col, &c->fields->items[field], f->nrows))
		rc = 0;
	if (rc <= 0) {
		ld_column_fini(&col);
		return rc;
	}
	ld_column_fini(&f->cols[field]);
	f->cols[field] = col;
	return 1;
}

/* A frame of the cached workers, without any column; *ret stays NULL when there are none. */
static int read_niks(struct cache *c, struct ld_frame **ret, struct lindung_error *err)
{
	const uint8_t *p, *cells;
	const char *texts;
	struct shape s;
	size_t len;
	uint64_t nik, last = 0;
	int rc = find(c, 0, &p, &len, err);
	if (rc <= 0 || !parts_of(p, len, &s, &texts, &cells) || s.size != 8 || !s.nrows)
		return rc < 0 ? rc : 0;
	bool *none = calloc(c->fields->len, sizeof *none);
	struct ld_frame *f = NULL;
	rc = none ? ld_frame_new(c->fields, none, (size_t)s.nrows, &f, err) : ld_nomem(err);
	free(none);
	for (size_t i = 0; rc >= 0 && i < f->nrows; i++, last = nik) {
		memcpy(&nik, cells + i * 8, 8);
		if (nik <= last || nik > 9999999999999999u) {
			ld_frame_free(f);
			return 0;
		}
		ld_nik_digits(nik, f->nik[i]);
	}
	if (rc >= 0)
		*ret = f;
	return rc;
}

/* ---- writing ---- */

static int write_content(struct cache *c, size_t field, struct ld_buf *b, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	uint8_t form[LD_SHA256];
	form_of(c, field, form);
	if (b->failed || b->len > MAX_CONTENT)
		return b->failed ? ld_nomem(err) : 0;
	int rc = ld_sql_prepare(c->s, &q, err, "INSERT OR REPLACE INTO cached(delivery, form, checksum, content)"
		" VALUES (?1, ?2, ?3, ?4)");
	return rc < 0 ? rc : ld_sql_run(c->s, q, err, "ibib", c->delivery, form, (int)sizeof form,
		(int64_t)ld_checksum(b->data, b->len), b->data, (int)b->len);
}

static int write_column(struct cache *c, const struct ld_frame *f, size_t field, struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf b = ld_buf_init(SIZE_MAX / 2);
	const struct ld_column *col = &f->cols[field];
	struct shape s = {.form = FORM, .kind = (uint8_t)col->kind, .size = col->size, .base = col->base, .nrows = f->nrows,
		.ntexts = col->dict ? col->dict->len : 0};
	for (size_t i = 0; i < s.ntexts; i++)
		s.text_bytes += col->dict->keys[i].len + 1;
	ld_buf_add(&b, &s, sizeof s);
	for (size_t i = 0; i < s.ntexts; i++)
		ld_buf_add(&b, col->dict->keys[i].text, col->dict->keys[i].len + 1);
	ld_buf_add(&b, col->data, f->nrows * col->size);
	return write_content(c, field, &b, err);
}

static int write_niks(struct cache *c, const struct ld_frame *f, struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf b = ld_buf_init(SIZE_MAX / 2);
	struct shape s = {.form = FORM, .kind = LD_COL_WHOLE, .size = 8, .nrows = f->nrows};
	uint64_t nik;
	ld_buf_add(&b, &s, sizeof s);
	for (size_t i = 0; i < f->nrows; i++) {
		ld_assert(ld_nik_number(f->nik[i], LD_NIK, &nik));
		ld_buf_add(&b, &nik, sizeof nik);
	}
	return write_content(c, 0, &b, err);
}

int ld_cache_drop(struct ld_store *s, int64_t but, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "DELETE FROM cached WHERE delivery <> ?1");
	return rc < 0 ? rc : ld_sql_run(s, q, err, "i", but);
}

/* ---- both ---- */

static void move_columns(struct ld_frame *to, struct ld_frame *from, const bool *marks)
{
	for (size_t i = 1; i < to->fields->len; i++) {
		if (!marks[i])
			continue;
		ld_column_fini(&to->cols[i]);
		to->cols[i] = from->cols[i];
		from->cols[i] = (struct ld_column){0};
	}
}

/* Merge the marked columns; into *f when it has the same workers, else *f becomes what was merged. */
static int merge(struct cache *c, const bool *marks, struct ld_frame **f, bool *ret_other, struct lindung_error *err)
{
	struct ld_frame *merged = NULL;
	int rc = ld_store_frame(c->s, c->fields, marks, c->delivery, &merged, err);
	if (rc < 0)
		return rc;
	*ret_other = !*f || (*f)->nrows != merged->nrows || memcmp((*f)->nik, merged->nik, merged->nrows * LD_NIK) != 0;
	if (*ret_other) {
		ld_frame_free(*f);
		*f = merged;
		return 0;
	}
	move_columns(*f, merged, marks);
	ld_frame_free(merged);
	return 0;
}

static int keep(struct cache *c, const struct ld_frame *f, const bool *fresh, bool niks, struct lindung_error *err)
{
	int rc = niks ? ld_cache_drop(c->s, c->delivery, err) : 0;
	if (rc >= 0 && niks)
		rc = write_niks(c, f, err);
	for (size_t i = 1; i < c->fields->len && rc >= 0; i++)
		if (fresh[i])
			rc = write_column(c, f, i, err);
	return rc;
}

/* What is cached of the marked columns; lacking: the rest. */
static int read_all(struct cache *c, const bool *marks, bool *lacking, size_t *ret_lacking, struct ld_frame **f,
	struct lindung_error *err)
{
	int rc = read_niks(c, f, err);
	*ret_lacking = 0;
	for (size_t i = 1; i < c->fields->len && rc >= 0; i++) {
		int got = marks[i] && *f ? read_column(c, *f, i, err) : 0;
		lacking[i] = marks[i] && !got;
		*ret_lacking += lacking[i];
		rc = got < 0 ? got : rc;
	}
	sqlite3_reset(c->find);
	return rc;
}

int ld_store_columns(struct ld_store *s, const struct ld_fields *fields, const bool *marks, int64_t delivery,
	struct ld_frame **ret, struct lindung_error *err)
{
	LD_CLEANUP(cache_fini) struct cache c = {.s = s, .fields = fields, .delivery = delivery};
	struct ld_frame *f = NULL;
	bool *lacking = calloc(fields->len, sizeof *lacking), other = false;
	size_t n = 0;
	int rc = lacking ? cache_init(&c, err) : ld_nomem(err);
	if (rc >= 0)
		rc = read_all(&c, marks, lacking, &n, &f, err);
	if (rc >= 0 && (n || !f))
		rc = merge(&c, lacking, &f, &other, err);
	/* The cached workers were not those of the records: nothing of the cache is right. */
	if (rc >= 0 && other && memcmp(marks, lacking, fields->len * sizeof *marks) != 0) {
		memcpy(lacking, marks, fields->len * sizeof *marks);
		rc = merge(&c, lacking, &f, &other, err);
		other = true;
	}
	if (rc >= 0 && s->writable && s->begun_file && (n || other))
		rc = keep(&c, f, lacking, other, err);
	free(lacking);
	if (rc < 0) {
		ld_frame_free(f);
		return rc;
	}
	*ret = f;
	return 0;
}
