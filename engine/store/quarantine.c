/* Bad rows as they came, and the list of those whose deliveries still count. */
#include "store/delivery.h"

#include <string.h>

int ld_store_quarantine(struct ld_delivery *d, const struct ld_bad_row *bad, struct lindung_error *err)
{
	ld_assert(d->file);
	ld_chain_bad(&d->bads, bad);
	if (bad->key && d->source->nabsent && ld_map_add(&d->doubted, bad->key, strlen(bad->key)) == LD_MAP_NONE)
		return ld_nomem(err);
	return ld_sql_run(d->store, d->bad, err, "iittttt", d->file, bad->line, bad->column, bad->value, bad->code,
		bad->reason, bad->key);
}

/* f of d is not brought again, under the same name, by a later delivery of the source up to `last`. */
#define NOT_AGAIN(last) "(f.name = '-' OR NOT EXISTS (SELECT 1 FROM delivery AS n JOIN file AS g ON g.delivery = n.delivery" \
	" WHERE n.source = d.source AND n.delivery > d.delivery AND n.delivery <= " last \
	" AND g.name = f.name))"

/* Are all rows that the delivery sent to quarantine still there? */
static int check_remembered(struct ld_store *s, int64_t delivery, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int64_t gone = 0;
	int rc = ld_sql_prepare(s, &q, err, "SELECT EXISTS (SELECT 1 FROM forgotten WHERE delivery = ?1)"
		" AND (SELECT sum(quarantined) FROM file WHERE delivery = ?1)"
		" > (SELECT count(*) FROM quarantine WHERE file IN (SELECT file FROM file WHERE delivery = ?1))");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", delivery);
	if (rc >= 0)
		rc = ld_sql_number(s, q, 0, &gone, err);
	if (rc < 0 || !gone)
		return rc;
	return ld_fail(err, LINDUNG_E_FORGOTTEN, "rows of delivery %lld were forgotten", (long long)delivery);
}

/*
 * A source's deliveries count from its last --replace on; of them a file that a later delivery brought again, corrected,
 * under the same name is out of the list. Standard input has no name.
 */
int ld_store_quarantined(struct ld_store *s, int64_t delivery, int (*row)(void *ctx, const struct ld_quarantine_row *),
	void *ctx, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = delivery ? check_remembered(s, delivery, err) : 0;
	if (rc >= 0)
		rc = ld_sql_prepare(s, &q, err,
		"SELECT d.delivery, q.line, d.source, f.name, q.\"column\", q.value, q.code, q.reason, q.key"
		" FROM delivery AS d CROSS JOIN file AS f ON f.delivery = d.delivery CROSS JOIN quarantine AS q ON q.file = f.file"
		" WHERE CASE ?1 WHEN 0 THEN d.delivery >= coalesce((SELECT max(n.delivery) FROM delivery AS n"
		"   WHERE n.source = d.source AND n.mode = 'replace'), 1) ELSE d.delivery = ?1 END"
		" AND (?1 <> 0 OR " NOT_AGAIN("9223372036854775807") ")"
		" ORDER BY f.file, q.line, q.quarantine");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", delivery);
	while (rc >= 0 && (rc = ld_sql_step(s, q, err)) > 0) {
		struct ld_quarantine_row r = {sqlite3_column_int64(q, 0), sqlite3_column_int64(q, 1), ld_sql_text(q, 2),
			ld_sql_text(q, 3), ld_sql_text(q, 4), ld_sql_text(q, 5), ld_sql_text(q, 6), ld_sql_text(q, 7),
			(const char *)sqlite3_column_text(q, 8)};
		if (row(ctx, &r))
			break;
	}
	return rc < 0 ? rc : 0;
}

/* A row that came behind the one in quarantine is the newer word on its key. */
int ld_quarantine_keys(struct ld_store *s, const char *source, const char *by, const struct ld_set *set, const char *key,
	sqlite3_stmt **ret, struct lindung_error *err)
{
	int rc = ld_sql_prepare(s, ret, err,
		"SELECT DISTINCT q.key FROM delivery AS d CROSS JOIN file AS f ON f.delivery = d.delivery"
		" CROSS JOIN quarantine AS q ON q.file = f.file WHERE d.source = ?1 AND d.delivery BETWEEN ?2 AND ?3"
		" AND f.quarantined > 0 AND " NOT_AGAIN("?3") " AND q.key IS NOT NULL AND (?4 IS NULL OR q.key = ?4)"
		" AND NOT EXISTS (SELECT 1 FROM \"record_%w\" AS r WHERE r.\"%w\" = q.key AND r._delivery BETWEEN ?2 AND ?3"
		"  AND (r._file, r._line) > (q.file, q.line))", source, by);
	return rc < 0 ? rc : ld_sql_bind(s, *ret, err, "tiit", source, set->start, set->last, key);
}

int ld_quarantine_files(struct ld_store *s, const char *source, const struct ld_set *set, const char *into, sqlite3_stmt **ret,
	struct lindung_error *err)
{
	int rc = ld_sql_prepare(s, ret, err, "%s SELECT f.file FROM delivery AS d CROSS JOIN file AS f ON f.delivery = d.delivery"
		" WHERE d.source = ?1 AND d.delivery BETWEEN ?2 AND ?3 AND " NOT_AGAIN("?3"), into);
	return rc < 0 ? rc : ld_sql_bind(s, *ret, err, "tii", source, set->start, set->last);
}

int ld_store_quarantine_counts(struct ld_store *s, int64_t delivery, struct ld_arena *arena,
	struct ld_quarantine_count **ret, size_t *ret_n, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL, *count = NULL;
	int64_t sources = 0;
	size_t n = 0;
	int rc = ld_sql_prepare(s, &count, err, "SELECT count(DISTINCT source) FROM delivery");
	if (rc >= 0)
		rc = ld_sql_number(s, count, 0, &sources, err);
	if (rc >= 0)
		rc = ld_sql_prepare(s, &q, err,
			"SELECT d.source, sum(f.quarantined) FROM delivery AS d CROSS JOIN file AS f ON f.delivery = d.delivery"
			" WHERE d.delivery BETWEEN coalesce((SELECT max(n.delivery) FROM delivery AS n WHERE n.source = d.source"
			"  AND n.mode = 'replace' AND n.delivery <= ?1), 1) AND ?1 AND f.quarantined > 0 AND " NOT_AGAIN("?1")
			" GROUP BY d.source ORDER BY d.source");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", delivery);
	if (rc < 0)
		return rc;
	struct ld_quarantine_count *items = ld_arena_array(arena, (size_t)sources, sizeof *items);
	if (!items)
		return ld_nomem(err);
	while ((rc = ld_sql_row(s, q, err)) > 0) {
		items[n].rows = sqlite3_column_int64(q, 1);
		if (!ld_sql_dup(q, 0, arena, &items[n++].source))
			return ld_nomem(err);
	}
	if (rc < 0)
		return rc;
	*ret = items;
	*ret_n = n;
	return 0;
}
