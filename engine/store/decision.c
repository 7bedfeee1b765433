/*
 * The decisions of a run, in nik order, written once: of a draft as draft.c packs them, of a kept run a row a worker. What a
 * worker has not (a rank, a score, a funder) is NULL in a row, for those who read with SQL, and zero or "" for us.
 */
#include "store/run.h"

#include <string.h>

#define COLUMNS                                                                                                         \
	"nik, status, error, rank, position, score, score_low, score_high, funder, months, cost, rules, missing,"       \
	" \"constraint\""

int ld_bind_number(sqlite3_stmt *q, int at, bool known, int64_t v)
{
	return known ? sqlite3_bind_int64(q, at, v) : sqlite3_bind_null(q, at);
}

int ld_bind_text(sqlite3_stmt *q, int at, const char *text)
{
	return text && *text ? sqlite3_bind_text(q, at, text, -1, SQLITE_STATIC) : sqlite3_bind_null(q, at);
}

static int bind(sqlite3_stmt *q, const struct ld_decision *d)
{
	bool paid = d->status == LD_SELECTED;
	int rc = sqlite3_bind_text(q, 2, d->nik, LD_NIK, SQLITE_STATIC);
	rc |= sqlite3_bind_text(q, 3, ld_status_name(d->status), -1, SQLITE_STATIC);
	rc |= sqlite3_bind_int(q, 4, d->is_error);
	rc |= ld_bind_number(q, 5, d->rank, d->rank);
	rc |= ld_bind_number(q, 6, d->position, d->position);
	rc |= ld_bind_number(q, 7, d->has_score, d->score);
	rc |= ld_bind_number(q, 8, d->has_score, d->score_low);
	rc |= ld_bind_number(q, 9, d->has_score, d->score_high);
	rc |= ld_bind_text(q, 10, d->funder);
	rc |= ld_bind_number(q, 11, paid, d->months);
	rc |= ld_bind_number(q, 12, paid, d->cost);
	rc |= ld_bind_text(q, 13, d->rules);
	rc |= ld_bind_text(q, 14, d->missing);
	rc |= ld_bind_text(q, 15, d->constraint);
	return rc;
}

/* What a run's decisions must be, whoever makes them. */
struct checked {
	int (*next)(void *ctx, struct ld_decision *d, struct lindung_error *err);
	void *ctx;
	char last[LD_NIK + 1];
	int64_t counts[4];
};

static int next_checked(void *ctx, struct ld_decision *d, struct lindung_error *err)
{
	struct checked *c = ctx;
	int rc = c->next(c->ctx, d, err);
	if (rc <= 0)
		return rc;
	ld_assert(strlen(d->nik) == LD_NIK && strcmp(c->last, d->nik) < 0);
	ld_assert(d->status == LD_SELECTED || (!d->cost && !d->months));
	memcpy(c->last, d->nik, sizeof c->last);
	c->counts[d->status]++;
	return rc;
}

int ld_decisions_add(struct ld_store *s, int64_t run, const struct ld_run_row *row,
	int (*next)(void *ctx, struct ld_decision *d, struct lindung_error *err), void *ctx, struct lindung_error *err)
{
	struct checked c = {.next = next, .ctx = ctx};
	int rc = ld_draft_add(s, run, next_checked, &c, err);
	if (rc < 0)
		return rc;
	ld_assert(c.counts[LD_SELECTED] == row->selected && c.counts[LD_RESERVE] == row->reserve);
	ld_assert(c.counts[LD_REFUSED] == row->refused && c.counts[LD_UNDECIDED] == row->undecided);
	return 0;
}

struct keeping {
	struct ld_store *s;
	sqlite3_stmt *q;
	struct lindung_error *err;
	int rc;
};

static int keep_row(void *ctx, const struct ld_decision *d)
{
	struct keeping *k = ctx;
	if (bind(k->q, d) != SQLITE_OK)
		k->rc = ld_sql_fail(k->s, sqlite3_errcode(k->s->db), k->err);
	else
		k->rc = ld_sql_step(k->s, k->q, k->err);
	sqlite3_reset(k->q);
	return k->rc < 0;
}

int ld_decisions_keep(struct ld_store *s, int64_t run, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "INSERT INTO decision(run, " COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
		" ?9, ?10, ?11, ?12, ?13, ?14, ?15)");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", run);
	struct keeping k = {.s = s, .q = q, .err = err};
	if (rc >= 0)
		rc = ld_draft_rows(s, run, keep_row, &k, err);
	if (rc >= 0 && k.rc < 0)
		rc = k.rc;
	return rc < 0 ? rc : ld_draft_delete(s, run, err);
}

bool ld_status_named(const char *name, enum ld_status *ret)
{
	for (int i = LD_REFUSED; i <= LD_SELECTED; i++)
		if (strcmp(ld_status_name((enum ld_status)i), name) == 0) {
			*ret = (enum ld_status)i;
			return true;
		}
	return false;
}

static int read_row(struct ld_store *s, sqlite3_stmt *q, struct ld_decision *ret, struct lindung_error *err)
{
	struct ld_decision d = {.is_error = sqlite3_column_int(q, 2), .rank = sqlite3_column_int64(q, 3),
		.position = sqlite3_column_int64(q, 4), .has_score = sqlite3_column_type(q, 5) != SQLITE_NULL,
		.score = sqlite3_column_int64(q, 5), .score_low = sqlite3_column_int64(q, 6),
		.score_high = sqlite3_column_int64(q, 7), .funder = ld_sql_text(q, 8), .months = sqlite3_column_int(q, 9),
		.cost = sqlite3_column_int64(q, 10), .rules = ld_sql_text(q, 11), .missing = ld_sql_text(q, 12),
		.constraint = ld_sql_text(q, 13)};
	const char *nik = ld_sql_text(q, 0);
	if (strlen(nik) != LD_NIK || !ld_status_named(ld_sql_text(q, 1), &d.status))
		return ld_sql_starved(s) ? ld_nomem(err)
			: ld_fail(err, LINDUNG_E_DB_CORRUPT, "database '%s': a decision has no nik or status", s->path);
	memcpy(d.nik, nik, sizeof d.nik);
	*ret = d;
	return 0;
}

bool ld_decision_dup(const struct ld_decision *d, struct ld_arena *arena, struct ld_decision *ret)
{
	struct ld_decision own = *d;
	const char **texts[] = {&own.funder, &own.rules, &own.missing, &own.constraint};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!(*texts[i] = ld_arena_strdup(arena, *texts[i])))
			return false;
	*ret = own;
	return true;
}

int ld_store_decisions(struct ld_store *s, int64_t run, int (*row)(void *ctx, const struct ld_decision *), void *ctx,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	struct ld_decision d;
	int rc = ld_draft_rows(s, run, row, ctx, err);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = ld_sql_prepare(s, &q, err, "SELECT " COLUMNS " FROM decision WHERE run = ?1 ORDER BY nik");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "i", run);
	while (rc >= 0 && (rc = ld_sql_step(s, q, err)) > 0) {
		rc = read_row(s, q, &d, err);
		if (rc >= 0 && row(ctx, &d))
			break;
	}
	return rc < 0 ? rc : 0;
}

int ld_store_decision(struct ld_store *s, int64_t run, const char *nik, struct ld_arena *arena, struct ld_decision *ret,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	struct ld_decision d;
	char mask[LD_NIK + 1];
	int rc = ld_draft_find(s, run, nik, arena, ret, err);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = ld_sql_prepare(s, &q, err, "SELECT " COLUMNS " FROM decision WHERE run = ?1 AND nik = ?2");
	if (rc >= 0)
		rc = ld_sql_bind(s, q, err, "it", run, nik);
	if (rc >= 0)
		rc = ld_sql_row(s, q, err);
	if (rc < 0)
		return rc;
	if (!rc)
		return ld_fail(err, LINDUNG_E_NOT_FOUND, "worker '%s' is not in run %lld", ld_nik_mask(nik, mask), (long long)run);
	rc = read_row(s, q, &d, err);
	if (rc < 0)
		return rc;
	return ld_decision_dup(&d, arena, ret) ? 0 : ld_nomem(err);
}
