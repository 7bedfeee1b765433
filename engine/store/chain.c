/*
 * The chain digest: one SHA-256 a delivery over the one before, what the source's definition said, every file and every
 * row. It is always made from what the tables hold; `deep` makes the rows' part anew from their cells and from nothing
 * that was computed earlier, so a changed cell shows. Names of files and times are no part of it: the same data delivered
 * elsewhere give the same digest.
 */
#include <string.h>

#include "store/delivery.h"

static void add_int(struct ld_sha256 *h, int64_t v)
{
	uint8_t bytes[8];
	for (int i = 0; i < 8; i++)
		bytes[i] = (uint8_t)((uint64_t)v >> (8 * i));
	ld_sha256_add(h, bytes, sizeof bytes);
}

void ld_chain_row(struct ld_sha256 *h, int64_t line, const uint8_t digest[LD_ROW_DIGEST])
{
	add_int(h, line);
	ld_sha256_add(h, digest, LD_ROW_DIGEST);
}

static void add_text(struct ld_sha256 *h, const char *text)
{
	ld_sha256_field(h, text ? text : "", text ? strlen(text) : 0);
}

void ld_chain_bad(struct ld_sha256 *h, const struct ld_bad_row *bad)
{
	add_int(h, bad->line);
	add_text(h, bad->column);
	add_text(h, bad->value);
	add_text(h, bad->code);
	add_text(h, bad->reason);
	add_text(h, bad->key);
}

/* Every cell of the rows that q gives, kinds included. */
static int add_cells(struct ld_store *s, struct ld_sha256 *h, sqlite3_stmt *q, struct lindung_error *err)
{
	int rc;
	while ((rc = ld_sql_step(s, q, err)) > 0) {
		add_int(h, sqlite3_column_count(q));
		for (int c = 0; c < sqlite3_column_count(q); c++) {
			int type = sqlite3_column_type(q, c);
			const void *p = type == SQLITE_NULL ? "" : sqlite3_column_blob(q, c);
			int n = sqlite3_column_bytes(q, c);
			if (n && !p)
				return ld_nomem(err);
			add_int(h, type);
			ld_sha256_field(h, p, (size_t)n);
		}
	}
	return rc;
}

static int add_query(struct ld_store *s, struct ld_sha256 *h, int64_t delivery, const char *sql, const char *source,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, sql, source);
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", delivery);
	return rc < 0 ? rc : add_cells(s, h, q, err);
}

/* One stored row as it was encoded when it came in; the columns of q from `cells` on are fields by name. */
static int redigest_row(sqlite3_stmt *q, int cells, struct ld_buf *b, uint8_t ret[LD_ROW_DIGEST],
	struct lindung_error *err)
{
	ld_buf_reset(b);
	for (int c = cells; c < sqlite3_column_count(q); c++) {
		const char *name = sqlite3_column_name(q, c);
		if (!name)
			return ld_nomem(err);
		switch (sqlite3_column_type(q, c)) {
		case SQLITE_NULL:
			break;
		case SQLITE_INTEGER:
			ld_row_encode_int(b, name, sqlite3_column_int64(q, c));
			break;
		case SQLITE_FLOAT:
			ld_row_encode_double(b, name, sqlite3_column_double(q, c));
			break;
		default: {
			const void *p = sqlite3_column_blob(q, c);
			ld_row_encode_text(b, name, p ? p : "", (size_t)sqlite3_column_bytes(q, c));
		}
		}
	}
	if (b->failed)
		return ld_nomem(err);
	ld_row_digest(b->data ? b->data : "", b->len, ret);
	return 0;
}

/* The fields of the source's table, in byte order, as a list for SELECT. */
static int field_list(struct ld_store *s, const char *source, struct ld_buf *b, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "SELECT name FROM pragma_table_info('record_%q') WHERE name GLOB '[a-z]*'"
					    " ORDER BY name", source);
	while (rc >= 0 && (rc = ld_sql_row(s, q, err)) > 0)
		ld_buf_printf(b, ", \"%s\"", ld_sql_text(q, 0));
	return rc < 0 ? rc : b->failed ? ld_nomem(err) : 0;
}

static int redigest_rows(struct ld_store *s, const char *source, int64_t file, int64_t delivery, int64_t first,
	int64_t last, uint8_t ret[LD_SHA256], struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	LD_CLEANUP(ld_buf_fini) struct ld_buf text = ld_buf_init(64 << 20), fields = ld_buf_init(1 << 20);
	struct ld_sha256 h;
	ld_sha256_init(&h);
	int rc = field_list(s, source, &fields, err);
	if (rc >= 0)
		rc = ld_sql_prepare(s, &q, err, "SELECT _line, _digest%s FROM \"record_%w\" NOT INDEXED WHERE _record BETWEEN ?1"
			" AND ?2 AND _file = ?3 AND _delivery = ?4 ORDER BY _record", ld_buf_text(&fields), source);
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "iiii", first, last, file, delivery);
	while (rc >= 0 && (rc = ld_sql_step(s, q, err)) > 0) {
		uint8_t digest[LD_ROW_DIGEST], stored[LD_ROW_DIGEST];
		rc = redigest_row(q, 2, &text, digest, err);
		ld_chain_row(&h, sqlite3_column_int64(q, 0), digest);
		if (!ld_sql_digest(q, 1, stored, LD_ROW_DIGEST) || memcmp(stored, digest, LD_ROW_DIGEST) != 0)
			add_text(&h, "the stored digest differs");
	}
	ld_buf_fini(&fields);
	ld_sha256_end(&h, ret);
	return rc;
}

static int redigest_bad(struct ld_store *s, int64_t file, uint8_t ret[LD_SHA256], struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	struct ld_sha256 h;
	ld_sha256_init(&h);
	int rc = ld_sql_prepare(s, &q, err, "SELECT line, \"column\", value, code, reason, key FROM quarantine"
					    " WHERE file = ?1 ORDER BY quarantine");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", file);
	while (rc >= 0 && (rc = ld_sql_row(s, q, err)) > 0)
		ld_chain_bad(&h, &(struct ld_bad_row){sqlite3_column_int64(q, 0), ld_sql_text(q, 1), ld_sql_text(q, 2),
			ld_sql_text(q, 3), ld_sql_text(q, 4), ld_sql_text(q, 5)});
	ld_sha256_end(&h, ret);
	return rc;
}

static int add_files(struct ld_store *s, struct ld_sha256 *h, int64_t delivery, const char *source, bool deep,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "SELECT file, first, last, sha256, rows, bad, bytes, read, stored, quarantined,"
					    " unchanged FROM file WHERE delivery = ?1 ORDER BY file");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", delivery);
	while (rc >= 0 && (rc = ld_sql_step(s, q, err)) > 0) {
		uint8_t content[LD_SHA256] = {0}, rows[LD_SHA256] = {0}, bad[LD_SHA256] = {0};
		ld_sql_digest(q, 3, content, LD_SHA256);
		ld_sql_digest(q, 4, rows, LD_SHA256);
		ld_sql_digest(q, 5, bad, LD_SHA256);
		if (deep)
			rc = redigest_rows(s, source, sqlite3_column_int64(q, 0), delivery, sqlite3_column_int64(q, 1),
				sqlite3_column_int64(q, 2), rows, err);
		if (deep && rc >= 0)
			rc = redigest_bad(s, sqlite3_column_int64(q, 0), bad, err);
		ld_sha256_field(h, content, LD_SHA256);
		ld_sha256_field(h, rows, LD_SHA256);
		ld_sha256_field(h, bad, LD_SHA256);
		for (int c = 6; c <= 10; c++)
			add_int(h, sqlite3_column_int64(q, c));
	}
	return rc;
}

/* Records that no file vouches for must not count either. */
static int add_strays(struct ld_store *s, struct ld_sha256 *h, int64_t delivery, const char *source,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int64_t strays = 0;
	int rc = ld_sql_prepare(s, &q, err, "SELECT (SELECT count(*) FROM \"record_%w\" NOT INDEXED WHERE _delivery = ?1)"
					    " - (SELECT sum(stored) FROM file WHERE delivery = ?1)", source);
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", delivery);
	if (rc >= 0)
		rc = ld_sql_number(s, q, 0, &strays, err);
	if (strays)
		add_int(h, strays);
	return rc;
}

int ld_chain_delivery(struct ld_store *s, int64_t delivery, const uint8_t before[LD_SHA256], bool deep,
	uint8_t ret[LD_SHA256], struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	struct ld_sha256 h;
	ld_sha256_init(&h);
	ld_sha256_field(&h, before, LD_SHA256);
	int rc = ld_sql_prepare(s, &q, err, "SELECT source FROM delivery WHERE delivery = ?1");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", delivery);
	if (rc >= 0)
		rc = ld_sql_row(s, q, err);
	if (rc < 0)
		return rc;
	const char *source = ld_sql_text(q, 0);
	rc = add_query(s, &h, delivery, "SELECT source, mode, adds, key, precedence, definition, duplicates FROM delivery"
					" WHERE delivery = ?1", NULL, err);
	if (rc >= 0)
		rc = add_query(s, &h, delivery, "SELECT field, type, role, value FROM delivery_field WHERE delivery = ?1"
						" ORDER BY position", NULL, err);
	if (rc >= 0)
		rc = add_query(s, &h, delivery, "SELECT module, sha256 FROM delivery_definition WHERE delivery = ?1"
						" ORDER BY position", NULL, err);
	if (rc >= 0)
		rc = add_files(s, &h, delivery, source, deep, err);
	if (rc >= 0)
		rc = add_query(s, &h, delivery, "SELECT c.record, r._digest FROM carried AS c CROSS JOIN \"record_%w\" AS r"
						" ON r._record = c.record WHERE c.delivery = ?1 ORDER BY c.record", source, err);
	if (rc >= 0 && deep)
		rc = add_strays(s, &h, delivery, source, err);
	if (rc >= 0)
		ld_sha256_end(&h, ret);
	return rc;
}

int ld_store_data_digest(struct ld_store *s, int64_t delivery, uint8_t ret[LD_SHA256], struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	if (!delivery) {
		memset(ret, 0, LD_SHA256);
		return 0;
	}
	int rc = ld_sql_prepare(s, &q, err, "SELECT digest FROM delivery WHERE delivery = ?1");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", delivery);
	if (rc >= 0)
		rc = ld_sql_row(s, q, err);
	if (rc < 0)
		return rc;
	if (!rc)
		return ld_fail(err, LINDUNG_E_NOT_FOUND, "there is no delivery %lld", (long long)delivery);
	if (!ld_sql_digest(q, 0, ret, LD_SHA256))
		return ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s': delivery %lld has no digest", s->path,
			(long long)delivery);
	return 0;
}

int ld_chain_remains(struct ld_store *s, int64_t delivery, uint8_t ret[LD_SHA256], struct lindung_error *err)
{
	uint8_t own[LD_SHA256];
	int rc = ld_store_data_digest(s, delivery, own, err);
	return rc < 0 ? rc : ld_chain_delivery(s, delivery, own, true, ret, err);
}

/* A delivery that lost rows cannot be made again: what is left of it must be as it was left, the chain up to it as it was,
 * and then the chain goes on from its own digest. */
static int pass_forgotten(struct ld_store *s, int64_t delivery, const uint8_t want[LD_SHA256], uint8_t chain[LD_SHA256],
	struct lindung_error *err)
{
	uint8_t remains[LD_SHA256], before[LD_SHA256] = {0};
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "SELECT digest FROM delivery WHERE delivery < ?1 ORDER BY delivery DESC LIMIT 1");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", delivery);
	if (rc >= 0)
		rc = ld_sql_step(s, q, err);
	if (rc > 0)
		ld_sql_digest(q, 0, before, LD_SHA256);
	if (rc >= 0)
		rc = ld_chain_remains(s, delivery, remains, err);
	if (rc < 0)
		return rc;
	bool same = memcmp(before, chain, LD_SHA256) == 0 && memcmp(remains, want, LD_SHA256) == 0;
	rc = ld_store_data_digest(s, delivery, chain, err);
	for (int i = 0; !same && i < LD_SHA256; i++) /* so that nothing that follows is right */
		chain[i] ^= 0xff;
	return rc;
}

int ld_store_data_redigest(struct ld_store *s, int64_t delivery, uint8_t ret[LD_SHA256], struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	uint8_t chain[LD_SHA256] = {0}, remains[LD_SHA256];
	int rc = ld_store_check(s, err);
	if (rc >= 0)
		rc = ld_sql_prepare(s, &q, err, "SELECT d.delivery, g.remains FROM delivery AS d LEFT JOIN forgotten AS g"
						" ON g.delivery = d.delivery WHERE d.delivery <= ?1 ORDER BY d.delivery");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", delivery);
	while (rc >= 0 && (rc = ld_sql_row(s, q, err)) > 0)
		rc = ld_sql_digest(q, 1, remains, LD_SHA256)
			? pass_forgotten(s, sqlite3_column_int64(q, 0), remains, chain, err)
			: ld_chain_delivery(s, sqlite3_column_int64(q, 0), chain, true, chain, err);
	if (rc >= 0)
		memcpy(ret, chain, LD_SHA256);
	return rc;
}
