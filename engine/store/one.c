/*
 * The merged values of a few workers, by look-ups in the indexes of the sources' keys: what the frame's merge gives everyone,
 * for those who are asked for. A field counted over a household needs its other members too, whom no index leads to: they are
 * looked for in every source that has the household's key as a column. Where that would not find them all, because the key
 * comes through another household source or is given to the absent, the whole frame is read instead.
 */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "store/merge.h"

struct asked {
	struct ld_store *s;
	const struct ld_fields *fields;
	const bool *marks;
	struct ld_merge_sources sources;
	struct ld_map niks; /* whom to load */
	size_t searched;    /* households of the first so many of them were looked for */
	bool whole;
};

/* One source for one frame. */
struct teller {
	const struct ld_merge_source *src;
	struct ld_counted counted;
	sqlite3_stmt *row;
	int *fields; /* [nfields] field of each column of the statement */
	size_t nfields;
};

static void teller_fini(struct teller *t)
{
	ld_counted_fini(&t->counted);
	ld_sql_fini(&t->row);
	free(t->fields);
}

static int teller_init(struct asked *a, const struct ld_merge_source *src, const struct ld_frame *to, struct teller *ret,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf list = ld_buf_init(1 << 20);
	*ret = (struct teller){.src = src, .fields = calloc(a->fields->len, sizeof *ret->fields)};
	if (!ret->fields)
		return ld_nomem(err);
	for (size_t i = 1; i < a->fields->len; i++) {
		int has = to->cols[i].kind == LD_COL_NONE ? 0
							  : ld_schema_has_column(a->s, src->name, a->fields->items[i].name, err);
		if (has < 0)
			return has;
		if (has) {
			ret->fields[ret->nfields++] = (int)i;
			ld_buf_printf(&list, ", \"%s\"", a->fields->items[i].name);
		}
	}
	if (list.failed)
		return ld_nomem(err);
	int rc = ld_counted_init(a->s, src->name, src->key, &ret->counted, err);
	return rc < 0 ? rc
		      : ld_sql_prepare(a->s, &ret->row, err, "SELECT _record%s FROM \"record_%w\" WHERE _record = ?1",
				ld_buf_text(&list), src->name);
}

static int give(struct asked *a, const struct ld_merge_source *src, struct ld_frame *to, int field, size_t row,
	const struct ld_cell *cell, int64_t record, struct lindung_error *err)
{
	struct ld_value v;
	int rc = ld_cell_value(&a->fields->items[field], cell, &v, err);
	if (rc < 0)
		return ld_merge_misfit(a->s, src, record, err);
	return v.kind == LD_MISSING ? 0 : ld_frame_set(to, (size_t)field, row, &v, err);
}

static bool blank(const struct ld_frame *f, int field, size_t row)
{
	return f->cols[field].kind != LD_COL_NONE && ld_column_blank(&f->cols[field], row);
}

static int give_record(struct asked *a, struct teller *t, struct ld_frame *to, size_t row, int64_t record,
	struct lindung_error *err)
{
	int rc = ld_sql_bind(a->s, t->row, err, "i", record);
	if (rc >= 0)
		rc = ld_sql_row(a->s, t->row, err);
	bool found = rc > 0;
	for (size_t i = 0; i < t->nfields && found && rc >= 0; i++) {
		struct ld_cell cell;
		if (!blank(to, t->fields[i], row))
			continue;
		rc = ld_cell_read(t->row, (int)i + 1, &cell, err);
		if (rc >= 0 && cell.kind != SQLITE_NULL)
			rc = give(a, t->src, to, t->fields[i], row, &cell, record, err);
	}
	sqlite3_reset(t->row);
	return rc < 0 ? rc : 0;
}

/* The source does not name the worker. */
static int give_absent(struct asked *a, const struct ld_merge_source *src, struct ld_frame *to, size_t row,
	struct lindung_error *err)
{
	int rc = 0;
	for (size_t i = 0; i < src->nabsent && rc >= 0; i++)
		if (blank(to, src->absent[i].field, row))
			rc = give(a, src, to, src->absent[i].field, row, &src->absent[i].value, 0, err);
	return rc;
}

/* 1: the worker's newest row of the source waits in quarantine. */
static int in_quarantine(struct asked *a, const struct ld_merge_source *src, const char *key, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = src->nabsent ? ld_quarantine_keys(a->s, src->name, src->key, &src->set, key, &q, err) : 0;
	return rc < 0 || !q ? rc : ld_sql_row(a->s, q, err);
}

static int tell(struct asked *a, struct teller *t, const struct ld_value *key, struct ld_frame *to, size_t row,
	struct lindung_error *err)
{
	uint8_t digest[LD_ROW_DIGEST];
	int64_t record;
	LD_CLEANUP(ld_buf_fini) struct ld_buf text = ld_buf_init(1 << 20);
	if (key->kind != LD_STR)
		return 0;
	ld_buf_add(&text, key->s, key->len);
	if (text.failed)
		return ld_nomem(err);
	int rc = in_quarantine(a, t->src, ld_buf_text(&text), err);
	if (rc)
		return rc < 0 ? rc : 0;
	rc = ld_counted_find(a->s, &t->counted, &t->src->set, ld_buf_text(&text), text.len, &record, digest, err);
	if (rc < 0)
		return rc;
	return rc ? give_record(a, t, to, row, record, err) : give_absent(a, t->src, to, row, err);
}

/* Fill `to` from every source; of households only when their keys are known. */
static int tell_all(struct asked *a, const struct ld_frame *keys, struct ld_frame *to, struct lindung_error *err)
{
	int rc = 0;
	for (size_t i = 0; i < a->sources.len && rc >= 0; i++) {
		const struct ld_merge_source *src = &a->sources.items[i];
		struct teller t;
		if (src->key_field != 0 && !keys)
			continue;
		rc = teller_init(a, src, to, &t, err);
		for (size_t row = 0; row < to->nrows && rc >= 0; row++) {
			struct ld_value key = ld_frame_get(src->key_field ? keys : to, (size_t)src->key_field, row);
			rc = tell(a, &t, &key, to, row, err);
		}
		teller_fini(&t);
	}
	return rc;
}

/* ---- who ---- */

static int by_nik(const void *x, const void *y)
{
	return memcmp(x, y, LD_NIK);
}

static int is_worker(struct asked *a, const char *nik, struct lindung_error *err)
{
	int rc = 0;
	for (size_t i = 0; i < a->sources.len && rc == 0; i++) {
		const struct ld_merge_source *src = &a->sources.items[i];
		struct ld_counted c = {0};
		uint8_t digest[LD_ROW_DIGEST];
		int64_t record;
		if (!src->workers)
			continue;
		rc = ld_counted_init(a->s, src->name, src->key, &c, err);
		if (rc >= 0)
			rc = ld_counted_find(a->s, &c, &src->set, nik, LD_NIK, &record, digest, err);
		ld_counted_fini(&c);
	}
	return rc;
}

static int add_nik(struct asked *a, const char *nik, size_t len, struct lindung_error *err)
{
	if (len != LD_NIK || strspn(nik, "0123456789") < LD_NIK || ld_map_find(&a->niks, nik, len) != LD_MAP_NONE)
		return 0;
	int rc = is_worker(a, nik, err);
	if (rc > 0 && ld_map_add(&a->niks, nik, len) == LD_MAP_NONE)
		rc = ld_nomem(err);
	return rc;
}

static int new_frame(struct asked *a, const bool *marks, struct ld_frame **ret, struct lindung_error *err)
{
	int rc = ld_frame_new(a->fields, marks, a->niks.len, ret, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < a->niks.len; i++)
		memcpy((*ret)->nik[i], a->niks.keys[i].text, LD_NIK);
	qsort((*ret)->nik, a->niks.len, sizeof *(*ret)->nik, by_nik);
	return 0;
}

/* The columns that household sources join on, as they are without them. */
static int join_keys(struct asked *a, struct ld_frame **ret, struct lindung_error *err)
{
	bool *marks = calloc(a->fields->len, sizeof *marks);
	int rc = marks ? 0 : ld_nomem(err);
	for (size_t i = 0; i < a->sources.len && rc >= 0; i++) {
		const struct ld_merge_source *src = &a->sources.items[i];
		if (src->key_field < 0 || ld_type_kind(a->fields->items[src->key_field].type) != LD_STR)
			a->whole = true; /* where it is said what is wrong with it */
		else
			marks[src->key_field] = src->key_field > 0;
	}
	if (rc >= 0 && !a->whole)
		rc = new_frame(a, marks, ret, err);
	free(marks);
	return rc < 0 || a->whole ? rc : tell_all(a, NULL, *ret, err);
}

static int load(struct asked *a, struct ld_frame **ret, struct lindung_error *err)
{
	struct ld_frame *keys = NULL;
	int rc = join_keys(a, &keys, err);
	if (rc >= 0 && !a->whole)
		rc = new_frame(a, a->marks, ret, err);
	if (rc >= 0 && !a->whole)
		rc = tell_all(a, keys, *ret, err);
	ld_frame_free(keys);
	return rc;
}

/* ---- households ---- */

/* Those whose row in a source has the key. A row that no longer counts does no harm: who it names is merged like anyone. */
static int add_mates(struct asked *a, const struct ld_merge_source *src, const char *field, const struct ld_value *key,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(a->s, &q, err, "SELECT DISTINCT nik FROM \"record_%w\" WHERE \"%w\" = ?1", src->name, field);
	if (rc >= 0 && sqlite3_bind_text(q, 1, key->s, (int)key->len, SQLITE_STATIC) != SQLITE_OK)
		return ld_nomem(err);
	while (rc >= 0 && (rc = ld_sql_row(a->s, q, err)) > 0)
		rc = add_nik(a, ld_sql_text(q, 0), (size_t)sqlite3_column_bytes(q, 0), err);
	return rc;
}

static bool gives_absent(const struct ld_merge_source *src, int field)
{
	for (size_t i = 0; i < src->nabsent; i++)
		if (src->absent[i].field == field)
			return true;
	return false;
}

static int mates_by(struct asked *a, int field, const struct ld_value *key, struct lindung_error *err)
{
	const char *name = a->fields->items[field].name;
	int rc = 0;
	for (size_t i = 0; i < a->sources.len && rc >= 0; i++) {
		const struct ld_merge_source *src = &a->sources.items[i];
		int has = src->key_field == field ? 0 : ld_schema_has_column(a->s, src->name, name, err);
		a->whole |= gives_absent(src, field) || (has > 0 && src->key_field != 0);
		rc = has > 0 && !a->whole ? add_mates(a, src, name, key, err) : has;
	}
	return rc;
}

/* Households of those who are not looked at yet, by every field that counts over one. */
static int add_households(struct asked *a, const struct ld_frame *f, struct lindung_error *err)
{
	size_t had = a->niks.len;
	int rc = 0;
	for (size_t i = 0; i < a->fields->len && rc >= 0; i++) {
		const struct ld_field *d = &a->fields->items[i];
		if (d->derive != LD_DERIVE_MEMBERS || !a->marks[i])
			continue;
		a->whole |= a->fields->items[d->from].derive != LD_DERIVE_NONE; /* its value is not known here */
		for (size_t n = a->searched; n < had && !a->whole && rc >= 0; n++) {
			size_t row = ld_frame_find(f, a->niks.keys[n].text);
			struct ld_value key = ld_frame_get(f, (size_t)d->from, row);
			if (blank(f, (int)i, row) && key.kind == LD_STR)
				rc = mates_by(a, d->from, &key, err);
		}
	}
	a->searched = had;
	return rc;
}

static int load_households(struct asked *a, struct ld_frame **ret, struct lindung_error *err)
{
	for (;;) {
		struct ld_frame *f = NULL;
		int rc = load(a, &f, err);
		if (rc >= 0 && !a->whole)
			rc = add_households(a, f, err);
		if (rc >= 0 && !a->whole && a->searched == a->niks.len) {
			*ret = f;
			return 0;
		}
		ld_frame_free(f);
		if (rc < 0 || a->whole)
			return rc;
	}
}

int ld_store_frame_of(struct ld_store *s, const struct ld_fields *fields, const bool *marks, int64_t delivery,
	const char *const *niks, size_t n, struct ld_frame **ret, struct lindung_error *err)
{
	struct asked a = {.s = s, .fields = fields, .marks = marks};
	struct ld_frame *f = NULL;
	int rc = ld_merge_load(s, fields, delivery, &a.sources, err);
	for (size_t i = 0; i < n && rc >= 0; i++)
		rc = add_nik(&a, niks[i], strlen(niks[i]), err);
	if (rc >= 0)
		rc = load_households(&a, &f, err);
	if (rc >= 0 && !a.whole)
		rc = ld_frame_seal(f, err);
	bool whole = rc >= 0 && a.whole;
	ld_map_fini(&a.niks);
	ld_merge_fini(&a.sources);
	if (whole)
		return ld_store_frame(s, fields, marks, delivery, ret, err);
	if (rc < 0) {
		ld_frame_free(f);
		return rc;
	}
	*ret = f;
	return 0;
}
