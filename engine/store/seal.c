/*
 * The secret of a kept run, and, once its persons are forgotten, what is left of its decisions: a row a decision in the
 * order of the seal. What the rows mean and how they are hashed is the caller's.
 */
#include <string.h>

#include "store/run.h"

int ld_store_seal(struct ld_store *s, int64_t run, const char *kept_by, const uint8_t secret[LD_SECRET],
	const uint8_t sealed[LD_SHA256], struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL, *insert = NULL;
	ld_assert(s->writable && s->begun_file);
	int rc = ld_sql_prepare(s, &q, err, "UPDATE run SET kept_by = ?2, sealed = ?3 WHERE run = ?1");
	if (rc >= 0)
		rc = ld_sql_run(s, q, err, "itb", run, kept_by, sealed, LD_SHA256);
	if (rc >= 0)
		rc = ld_sql_prepare(s, &insert, err, "INSERT INTO seal(run, secret) VALUES (?1, ?2)");
	return rc < 0 ? rc : ld_sql_run(s, insert, err, "ib", run, secret, LD_SECRET);
}

int ld_store_secret(struct ld_store *s, int64_t run, uint8_t ret[LD_SECRET], struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "SELECT secret FROM seal WHERE run = ?1");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", run);
	if (rc >= 0)
		rc = ld_sql_step(s, q, err);
	return rc <= 0 ? rc : ld_sql_digest(q, 0, ret, LD_SECRET);
}

#define COLUMNS "digest, status, error, rank, position, score, funder, months, cost, \"constraint\", groups"

static int add_one(struct ld_store *s, sqlite3_stmt *q, int64_t place, const struct ld_sealed *r, struct lindung_error *err)
{
	bool paid = r->status == LD_SELECTED;
	int rc = sqlite3_bind_int64(q, 2, place);
	rc |= sqlite3_bind_blob(q, 3, r->digest, LD_SHA256, SQLITE_STATIC);
	rc |= sqlite3_bind_text(q, 4, ld_status_name(r->status), -1, SQLITE_STATIC);
	rc |= sqlite3_bind_int(q, 5, r->is_error);
	rc |= ld_bind_number(q, 6, r->rank, r->rank);
	rc |= ld_bind_number(q, 7, r->position, r->position);
	rc |= ld_bind_number(q, 8, r->has_score, r->score);
	rc |= ld_bind_text(q, 9, r->funder);
	rc |= ld_bind_number(q, 10, paid, r->months);
	rc |= ld_bind_number(q, 11, paid, r->cost);
	rc |= ld_bind_text(q, 12, r->constraint);
	rc |= sqlite3_bind_text(q, 13, r->groups, -1, SQLITE_STATIC);
	if (rc != SQLITE_OK)
		return ld_sql_fail(s, sqlite3_errcode(s->db), err);
	rc = ld_sql_step(s, q, err);
	sqlite3_reset(q);
	return rc;
}

int ld_store_sealed_add(struct ld_store *s, int64_t run,
	int (*next)(void *ctx, struct ld_sealed *r, struct lindung_error *err), void *ctx, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	struct ld_sealed r;
	ld_assert(s->writable && s->begun_file);
	int64_t place = 0;
	int rc = ld_sql_prepare(s, &q, err, "INSERT INTO sealed(run, place, " COLUMNS ")"
					    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", run);
	while (rc >= 0 && (rc = next(ctx, &r, err)) > 0)
		rc = add_one(s, q, ++place, &r, err);
	return rc;
}

int ld_store_sealed(struct ld_store *s, int64_t run, int (*row)(void *ctx, const struct ld_sealed *), void *ctx,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "SELECT " COLUMNS " FROM sealed WHERE run = ?1 ORDER BY place");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", run);
	while (rc >= 0 && (rc = ld_sql_step(s, q, err)) > 0) {
		struct ld_sealed r = {.is_error = sqlite3_column_int(q, 2), .rank = sqlite3_column_int64(q, 3),
			.position = sqlite3_column_int64(q, 4), .has_score = sqlite3_column_type(q, 5) != SQLITE_NULL,
			.score = sqlite3_column_int64(q, 5), .funder = ld_sql_text(q, 6), .months = sqlite3_column_int(q, 7),
			.cost = sqlite3_column_int64(q, 8), .constraint = ld_sql_text(q, 9), .groups = ld_sql_text(q, 10)};
		if (!ld_sql_digest(q, 0, r.digest, LD_SHA256) || !ld_status_named(ld_sql_text(q, 1), &r.status))
			return ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s': what is left of a decision has no digest or status",
				s->path);
		if (row(ctx, &r))
			break;
	}
	return rc < 0 ? rc : 0;
}
