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

enum { FORM = 3, MAX_CONTENT = 240 << 20 }; /* of the bytes below; less than SQLite may hold in a cell */

struct shape { /* the beginning of a content; then the texts of the dictionary, each ended by NUL, then the cells: none, of size
		  0, where all are blank */
	uint32_t form;
	uint8_t kind, size, pad[2];
	int64_t base;
	uint64_t nrows, ntexts, text_bytes;
};

struct cache {
	struct ld_store *s;
	const struct ld_fields *fields;
	const struct ld_programme *p; /* that says what fields are derived from; NULL: all of it is marked */
	int64_t delivery;
	uint8_t data[LD_SHA256]; /* of the deliveries and the joins */
	sqlite3_stmt *find;
	sqlite3_blob *blob; /* the content that was found last */
};

static void cache_fini(struct cache *c)
{
	sqlite3_finalize(c->find);
	sqlite3_blob_close(c->blob);
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
		rc = ld_sql_prepare(c->s, &c->find, err, "SELECT cached, checksum, length(content) FROM cached WHERE form = ?1 AND delivery = ?2");
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

/* ---- reading: straight from the pages to where it is wanted ---- */

/* A content that was found, up to its cells. */
struct found {
	struct shape shape;
	char *texts; /* [shape.text_bytes] */
	int64_t checksum;
};

static void found_fini(struct found *f)
{
	free(f->texts);
}

static int read_part(struct cache *c, void *to, size_t n, size_t at, struct lindung_error *err)
{
	int rc = n ? sqlite3_blob_read(c->blob, to, (int)n, (int)at) : SQLITE_OK;
	return rc == SQLITE_OK ? 0 : ld_sql_fail(c->s, rc, err);
}

static int open_content(struct cache *c, int64_t row, struct lindung_error *err)
{
	int rc = c->blob ? sqlite3_blob_reopen(c->blob, row)
			 : sqlite3_blob_open(c->s->db, "main", "cached", "content", row, 0, &c->blob);
	return rc == SQLITE_OK ? 0 : ld_sql_fail(c->s, rc, err);
}

/* Are the parts as long as they say? */
static bool fits(const struct shape *s, size_t len)
{
	len -= sizeof *s;
	return s->form == FORM && s->size <= 8 && s->nrows <= LD_MAX_WORKERS && s->text_bytes <= len &&
	       s->ntexts <= s->text_bytes && s->nrows * s->size == len - s->text_bytes;
}

/* 1: there is a content of the column; 0: none, or none of this form. */
static int find(struct cache *c, size_t field, struct found *ret, struct lindung_error *err)
{
	uint8_t form[LD_SHA256];
	form_of(c, field, form);
	sqlite3_reset(c->find);
	int rc = ld_sql_bind(c->s, c->find, err, "bi", form, (int)sizeof form, c->delivery);
	if (rc >= 0)
		rc = ld_sql_step(c->s, c->find, err);
	if (rc <= 0)
		return rc;
	ret->checksum = sqlite3_column_int64(c->find, 1);
	size_t len = (size_t)sqlite3_column_int64(c->find, 2);
	rc = len < sizeof ret->shape ? 0 : open_content(c, sqlite3_column_int64(c->find, 0), err);
	if (rc < 0 || len < sizeof ret->shape)
		return rc;
	rc = read_part(c, &ret->shape, sizeof ret->shape, 0, err);
	if (rc < 0 || !fits(&ret->shape, len))
		return rc;
	ret->texts = malloc(ret->shape.text_bytes + 1);
	if (!ret->texts)
		return ld_nomem(err);
	rc = read_part(c, ret->texts, ret->shape.text_bytes, sizeof ret->shape, err);
	return rc < 0 ? rc : 1;
}

/* 1: the cells, and all of it is as it was written; 0: it is not. */
static int read_cells(struct cache *c, const struct found *f, void *to, struct lindung_error *err)
{
	const struct shape *s = &f->shape;
	int rc = read_part(c, to, s->nrows * s->size, sizeof *s + s->text_bytes, err);
	uint64_t sum = ld_checksum(f->texts, s->text_bytes, ld_checksum(s, sizeof *s, 0));
	return rc < 0 ? rc : (int64_t)ld_checksum(to, s->nrows * s->size, sum) == f->checksum;
}

static int read_dict(const struct found *f, struct ld_column *col, struct lindung_error *err)
{
	if (col->kind != LD_COL_CODE)
		return 1;
	col->dict = calloc(1, sizeof *col->dict);
	int rc = col->dict ? ld_map_fill(col->dict, f->texts, f->shape.text_bytes, f->shape.ntexts) : -1;
	return rc < 0 ? ld_nomem(err) : rc;
}

/* One that is all blank, of which no cell is kept: only where it is to be computed is there a column at all. */
static int read_blank(struct cache *c, const struct found *found, struct ld_frame *f, size_t field, struct lindung_error *err)
{
	const struct ld_field *d = &c->fields->items[field];
	int rc = read_cells(c, found, NULL, err);
	if (rc <= 0 || found->shape.kind != ld_frame_kind(d))
		return rc < 0 ? rc : 0;
	if (d->derive != LD_DERIVE_NONE && ld_column_init(&f->cols[field], d, f->nrows))
		return ld_nomem(err);
	return 1;
}

/* 1: the column is the cached one; 0: there is none. */
static int read_column(struct cache *c, struct ld_frame *f, size_t field, struct lindung_error *err)
{
	LD_CLEANUP(found_fini) struct found found = {0};
	int rc = find(c, field, &found, err);
	const struct shape *s = &found.shape;
	if (rc <= 0 || s->nrows != f->nrows)
		return rc < 0 ? rc : 0;
	if (!s->size)
		return read_blank(c, &found, f, field, err);
	struct ld_column col = {.kind = (enum ld_col_kind)s->kind, .sealed = true, .size = s->size, .base = s->base};
	col.data = malloc((f->nrows + 1) * s->size);
	rc = col.data ? read_cells(c, &found, col.data, err) : ld_nomem(err);
	if (rc > 0)
		rc = read_dict(&found, &col, err);
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

static bool put_niks(struct ld_frame *f, const uint64_t *niks)
{
	uint64_t last = 0;
	for (size_t i = 0; i < f->nrows; last = niks[i++]) {
		if (niks[i] <= last || niks[i] > 9999999999999999u)
			return false;
		ld_nik_digits(niks[i], f->nik[i]);
	}
	return true;
}

/* A frame of the cached workers, without any column; *ret stays NULL when there are none. */
static int read_niks(struct cache *c, struct ld_frame **ret, struct lindung_error *err)
{
	LD_CLEANUP(found_fini) struct found found = {0};
	struct ld_frame *f = NULL;
	int rc = find(c, 0, &found, err);
	if (rc <= 0 || found.shape.size != sizeof(uint64_t) || !found.shape.nrows)
		return rc < 0 ? rc : 0;
	uint64_t *niks = malloc(found.shape.nrows * sizeof *niks);
	bool *none = calloc(c->fields->len, sizeof *none);
	rc = niks && none ? read_cells(c, &found, niks, err) : ld_nomem(err);
	if (rc > 0) {
		int made = ld_frame_new(c->fields, none, (size_t)found.shape.nrows, &f, err);
		rc = made < 0 ? made : rc;
	}
	if (rc > 0 && put_niks(f, niks))
		*ret = f;
	else
		ld_frame_free(f);
	free(niks);
	free(none);
	return rc < 0 ? rc : 0;
}

/* ---- writing ---- */

static int write_content(struct cache *c, size_t field, const struct shape *s, const struct ld_map *texts, const void *cells,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	LD_CLEANUP(ld_buf_fini) struct ld_buf b = ld_buf_init(SIZE_MAX / 2);
	uint8_t form[LD_SHA256];
	form_of(c, field, form);
	ld_buf_add(&b, s, sizeof *s);
	for (size_t i = 0; i < s->ntexts; i++)
		ld_buf_add(&b, texts->keys[i].text, texts->keys[i].len + 1);
	uint64_t sum = b.failed ? 0 : ld_checksum(b.data, sizeof *s, 0);
	sum = b.failed ? 0 : ld_checksum(b.data + sizeof *s, s->text_bytes, sum);
	ld_buf_add(&b, cells, s->nrows * s->size);
	if (b.failed || b.len > MAX_CONTENT)
		return b.failed ? ld_nomem(err) : 0;
	int rc = ld_sql_prepare(c->s, &q, err, "INSERT OR REPLACE INTO cached(delivery, form, checksum, content)"
		" VALUES (?1, ?2, ?3, ?4)");
	return rc < 0 ? rc : ld_sql_run(c->s, q, err, "ibib", c->delivery, form, (int)sizeof form,
		(int64_t)ld_checksum(cells, s->nrows * s->size, sum), b.data, (int)b.len);
}

static int write_column(struct cache *c, const struct ld_frame *f, size_t field, struct lindung_error *err)
{
	const struct ld_column *col = &f->cols[field];
	struct shape s = {.form = FORM, .kind = (uint8_t)col->kind, .size = col->size, .base = col->base, .nrows = f->nrows,
		.ntexts = col->dict ? col->dict->len : 0};
	if (ld_column_all_blank(col, f->nrows))
		s.size = 0, s.ntexts = 0;
	for (size_t i = 0; i < s.ntexts; i++)
		s.text_bytes += col->dict->keys[i].len + 1;
	return write_content(c, field, &s, col->dict, col->data, err);
}

static int write_niks(struct cache *c, const struct ld_frame *f, struct lindung_error *err)
{
	struct shape s = {.form = FORM, .kind = LD_COL_WHOLE, .size = sizeof(uint64_t), .nrows = f->nrows};
	uint64_t *niks = malloc((f->nrows + 1) * sizeof *niks);
	if (!niks)
		return ld_nomem(err);
	for (size_t i = 0; i < f->nrows; i++)
		ld_assert(ld_nik_number(f->nik[i], LD_NIK, &niks[i]));
	int rc = write_content(c, 0, &s, NULL, niks, err);
	free(niks);
	return rc;
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

/* What is cached of the marked columns; lacking: the rest. From the last to the first, because a field is derived from fields
 * before it: whether they are needed is known by then. */
static int read_all(struct cache *c, bool *marks, bool *lacking, size_t *ret_lacking, struct ld_frame **f,
	struct lindung_error *err)
{
	int rc = read_niks(c, f, err);
	*ret_lacking = 0;
	for (size_t i = c->fields->len; i-- > 1 && rc >= 0;) {
		int got = marks[i] && *f ? read_column(c, *f, i, err) : 0;
		lacking[i] = marks[i] && !got;
		*ret_lacking += lacking[i];
		if (c->p && marks[i] && (!got || ld_column_any_blank(&(*f)->cols[i], (*f)->nrows)))
			ld_programme_derives(c->p, i, marks);
		rc = got < 0 ? got : rc;
	}
	sqlite3_reset(c->find);
	sqlite3_blob_close(c->blob);
	c->blob = NULL;
	return rc;
}

/* The cached workers were not those of the records: nothing of the cache is right, and all is read that might be needed. */
static int merge_again(struct cache *c, bool *marks, bool *lacking, struct ld_frame **f, struct lindung_error *err)
{
	bool other;
	size_t len = c->fields->len;
	if (c->p)
		ld_programme_sources(c->p, marks);
	if (memcmp(marks, lacking, len * sizeof *marks) == 0)
		return 0;
	memcpy(lacking, marks, len * sizeof *marks);
	return merge(c, lacking, f, &other, err);
}

static int columns(struct cache *c, bool *marks, bool *lacking, struct ld_frame **f, struct lindung_error *err)
{
	bool other = false;
	size_t n = 0;
	int rc = cache_init(c, err);
	if (rc >= 0)
		rc = ld_store_cache_little(c->s, err);
	if (rc >= 0)
		rc = read_all(c, marks, lacking, &n, f, err);
	ld_store_cache(c->s, 0, NULL);
	if (rc >= 0 && (n || !*f))
		rc = merge(c, lacking, f, &other, err);
	if (rc >= 0 && other)
		rc = merge_again(c, marks, lacking, f, err);
	if (rc >= 0 && c->s->writable && c->s->begun_file && (n || other))
		rc = keep(c, *f, lacking, other, err);
	return rc;
}

static int read_frame(struct cache *c, const bool *asked, struct ld_frame **ret, struct lindung_error *err)
{
	struct ld_frame *f = NULL;
	size_t len = c->fields->len;
	bool *marks = calloc(2 * len, sizeof *marks);
	if (marks)
		memcpy(marks, asked, len * sizeof *marks);
	int rc = marks ? columns(c, marks, marks + len, &f, err) : ld_nomem(err);
	free(marks);
	cache_fini(c);
	if (rc < 0) {
		ld_frame_free(f);
		return rc;
	}
	*ret = f;
	return 0;
}

int ld_store_columns(struct ld_store *s, const struct ld_fields *fields, const bool *marks, int64_t delivery,
	struct ld_frame **ret, struct lindung_error *err)
{
	struct cache c = {.s = s, .fields = fields, .delivery = delivery};
	return read_frame(&c, marks, ret, err);
}

int ld_store_columns_for(struct ld_store *s, const struct ld_programme *p, const bool *marks, int64_t delivery,
	struct ld_frame **ret, struct lindung_error *err)
{
	struct cache c = {.s = s, .fields = &p->fields, .p = p, .delivery = delivery};
	return read_frame(&c, marks, ret, err);
}
