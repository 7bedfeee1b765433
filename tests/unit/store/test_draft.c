/* Decisions packed in blocks: what goes in comes out, and a block that is not as it was is told, never half read. */
#include "store_test.h"

#include <sqlite3.h>

enum { PEOPLE = 80000 }; /* more than two blocks, and more different answers than one block may name */

static struct test_db db;
static struct ld_decision *list;
static struct lindung_error err;

static int64_t any(uint64_t *r)
{
	return (int64_t)(ld_rand(r) >> ld_below(r, 64)) * (ld_below(r, 2) ? 1 : -1);
}

static void random_decision(int i, uint64_t *r, struct ld_decision *d)
{
	static const char *const texts[] = {"", "usia", "usia;desil", "umur", "money APBD;seats X", "APBD"};
	bool odd = ld_below(r, 50) == 0;
	*d = (struct ld_decision){.status = (enum ld_status)ld_below(r, 4), .is_error = ld_below(r, 2), .has_score = ld_below(r, 2),
		.rank = ld_below(r, 2) ? i + 1 : 0, .position = ld_below(r, 2) ? i + 1 : 0, .funder = texts[ld_below(r, 6)],
		.rules = texts[ld_below(r, 6)], .missing = texts[ld_below(r, 6)], .constraint = texts[ld_below(r, 6)]};
	if (d->status == LD_SELECTED) {
		d->months = (int)ld_below(r, 25);
		d->cost = odd ? any(r) : 201600;
	}
	if (d->has_score) {
		d->score = odd ? any(r) : (int64_t)ld_below(r, 100);
		d->score_low = odd ? any(r) : d->score;
		d->score_high = odd ? any(r) : d->score + (int64_t)ld_below(r, 2);
	}
	snprintf(d->nik, sizeof d->nik, "53159%011llu", (unsigned long long)i * 1000003u + ld_below(r, 1000000));
}

static bool same(const struct ld_decision *a, const struct ld_decision *b)
{
	return strcmp(a->nik, b->nik) == 0 && a->status == b->status && a->is_error == b->is_error &&
	       a->has_score == b->has_score && a->rank == b->rank && a->position == b->position && a->score == b->score &&
	       a->score_low == b->score_low && a->score_high == b->score_high && strcmp(a->funder, b->funder) == 0 &&
	       a->months == b->months && a->cost == b->cost && strcmp(a->rules, b->rules) == 0 &&
	       strcmp(a->missing, b->missing) == 0 && strcmp(a->constraint, b->constraint) == 0;
}

static int next(void *ctx, struct ld_decision *d, struct lindung_error *e)
{
	int *at = ctx;
	(void)e;
	if (*at == PEOPLE)
		return 0;
	*d = list[(*at)++];
	d->like = d->cost == 201600 || d->status != LD_SELECTED ? 0 : (uint32_t)*at; /* some say it, each of itself */
	return 1;
}

static void setup(void)
{
	uint64_t r = 4;
	struct test_source t;
	struct ld_value row[] = {str("5315904105800001")};
	struct ld_run_row head = {.programme = "p", .module = "m", .engine = "0.1.0", .as_of = 20000, .delivery = 1,
		.created_at = "2026-11-21T01:02:03Z", .workers = PEOPLE, .summary = "{}"};
	int64_t counts[4] = {0}, number;
	int at = 0;
	db_init(&db);
	source_init(&t, "orang", LD_ADDS_WORKERS, NIK, 0, (const int[]){NIK, -1});
	deliver(db.s, &t.source, false, "a.csv", row, 1, NULL, NULL);
	list = calloc(PEOPLE, sizeof *list);
	for (int i = 0; i < PEOPLE; i++) {
		random_decision(i, &r, &list[i]);
		counts[list[i].status]++;
	}
	head.refused = counts[LD_REFUSED];
	head.undecided = counts[LD_UNDECIDED];
	head.reserve = counts[LD_RESERVE];
	head.selected = counts[LD_SELECTED];
	head.eligible = head.selected + head.reserve;
	ld_ok(ld_store_begin(db.s, &err));
	ld_ok(ld_store_run_add(db.s, &head, next, &at, &number, &err));
	ld_ok(ld_store_commit(db.s, &err));
	cr_assert_eq(number, 1);
}

static void teardown(void)
{
	free(list);
	db_fini(&db);
}

TestSuite(draft, .init = setup, .fini = teardown);

struct reading {
	int at, stop;
	bool wrong;
};

static int read_one(void *ctx, const struct ld_decision *d)
{
	struct reading *n = ctx;
	n->wrong |= n->at >= PEOPLE || !same(d, &list[n->at]);
	return ++n->at == n->stop;
}

static void all_is_there(void)
{
	struct reading n = {0};
	ld_ok(ld_store_decisions(db.s, 1, read_one, &n, &err));
	cr_expect_eq(n.at, PEOPLE);
	cr_expect(!n.wrong);
}

static int64_t count(const char *sql)
{
	sqlite3 *raw;
	sqlite3_stmt *q;
	cr_assert_eq(sqlite3_open(db.path, &raw), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(raw, sql, -1, &q, NULL), SQLITE_OK, "%s", sql);
	cr_assert_eq(sqlite3_step(q), SQLITE_ROW);
	int64_t n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	sqlite3_close(raw);
	return n;
}

Test(draft, what_goes_in_comes_out_and_keep_makes_rows_of_it)
{
	struct reading some = {.stop = 40000};
	all_is_there();
	ld_ok(ld_store_decisions(db.s, 1, read_one, &some, &err));
	cr_expect(some.at == 40000 && !some.wrong);
	cr_expect(count("SELECT count(*) FROM draft") > 3, "blocks end where they are full, of workers or of answers");
	cr_expect_eq(count("SELECT sum(rows) FROM draft"), PEOPLE);
	ld_ok(ld_store_begin(db.s, &err));
	ld_ok(ld_store_keep(db.s, 1, "2026-11-22T01:02:03Z", &err));
	ld_ok(ld_store_commit(db.s, &err));
	cr_expect_eq(count("SELECT count(*) FROM draft"), 0);
	cr_expect_eq(count("SELECT count(*) FROM decision WHERE run = 1"), PEOPLE);
	struct reading n = {0};
	ld_ok(ld_store_decisions(db.s, 1, read_one, &n, &err));
	cr_expect_eq(n.at, PEOPLE);
}

Test(draft, each_worker_is_found)
{
	struct ld_arena arena = {0};
	struct ld_decision d;
	for (int i = 0; i < PEOPLE; i += 997) {
		ld_ok(ld_store_decision(db.s, 1, list[i].nik, &arena, &d, &err));
		cr_expect(same(&d, &list[i]), "%s", list[i].nik);
	}
	ld_ok(ld_store_decision(db.s, 1, list[PEOPLE - 1].nik, &arena, &d, &err));
	for (const char *const *nik = (const char *const[]){"5315900000000000", "9999999999999999", "531590", "x", NULL}; *nik; nik++)
		ld_fails(NOT_FOUND, ld_store_decision(db.s, 1, *nik, &arena, &d, &err));
	ld_arena_fini(&arena);
}

/* Change a byte of the second block; mend: the checksum says it was always so. */
static void change(sqlite3 *raw, const uint8_t *was, int len, uint64_t *r, bool mend)
{
	sqlite3_stmt *q;
	uint8_t *now = malloc((size_t)len);
	memcpy(now, was, (size_t)len);
	for (uint64_t n = 1 + ld_below(r, 3); n; n--)
		now[ld_below(r, ld_below(r, 2) ? 2000 : (uint64_t)len)] ^= (uint8_t)(1u << ld_below(r, 8));
	int most = mend && ld_below(r, 3) == 0 ? 1 + (int)ld_below(r, (uint64_t)len) : len;
	cr_assert_eq(sqlite3_prepare_v2(raw, "UPDATE draft SET content = ?1, checksum = coalesce(?2, checksum) WHERE draft = 2", -1, &q,
			     NULL), SQLITE_OK);
	sqlite3_bind_blob(q, 1, now, most, SQLITE_STATIC);
	if (mend)
		sqlite3_bind_int64(q, 2, (int64_t)ld_checksum(now, (size_t)most, 0));
	cr_assert_eq(sqlite3_step(q), SQLITE_DONE);
	sqlite3_finalize(q);
	free(now);
}

Test(draft, a_changed_block_is_told_and_never_read_past_its_end)
{
	struct ld_arena arena = {0};
	struct ld_decision d;
	sqlite3 *raw;
	sqlite3_stmt *q;
	uint64_t r = 9;
	int told = 0;
	cr_assert_eq(sqlite3_open(db.path, &raw), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(raw, "SELECT content, first FROM draft WHERE draft = 2", -1, &q, NULL), SQLITE_OK);
	cr_assert_eq(sqlite3_step(q), SQLITE_ROW);
	int len = sqlite3_column_bytes(q, 0);
	uint8_t *was = malloc((size_t)len);
	memcpy(was, sqlite3_column_blob(q, 0), (size_t)len);
	char nik[LD_NIK + 1] = "";
	ld_nik_digits((uint64_t)sqlite3_column_int64(q, 1), nik);
	sqlite3_finalize(q);
	for (int i = 0; i < 60; i++) {
		bool mend = i >= 5;
		struct reading n = {0};
		change(raw, was, len, &r, mend);
		int rc = ld_store_decisions(db.s, 1, read_one, &n, &err);
		cr_expect(rc == 0 || rc == LINDUNG_E_DB_CORRUPT);
		cr_expect(rc == LINDUNG_E_DB_CORRUPT || (mend && n.wrong));
		told += rc < 0;
		rc = ld_store_decision(db.s, 1, nik, &arena, &d, &err);
		cr_expect(mend ? rc == 0 || rc == LINDUNG_E_DB_CORRUPT || rc == LINDUNG_E_NOT_FOUND : rc == LINDUNG_E_DB_CORRUPT);
	}
	cr_expect(told > 10 && told < 60);
	free(was);
	sqlite3_close(raw);
	ld_arena_fini(&arena);
}
