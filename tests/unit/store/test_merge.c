/*
 * The merge against a naive one over random histories: four sources (two of workers, facts by nik, facts by household),
 * added and replaced in any order, their precedence changed on the way. Every past delivery is asked for again at the end,
 * values and origins.
 */
#include "store_test.h"

#include <sqlite3.h>

enum { SOURCES = 4, DELIVERIES = 10, ROWS = 8, NIKS = 7, KKS = 3, KEYS = NIKS + KKS };

static const struct kind {
	const char *name;
	enum ld_adds adds;
	int key;
	int map[7];
} kinds[SOURCES] = {
	{"p3ke", LD_ADDS_WORKERS, NIK, {UMUR, NIK, KK, KERJA, -1}},
	{"dtsen", LD_ADDS_WORKERS, NIK, {NIK, NAMA, KK, UMUR, SKOR, -1}},
	{"bpjs", LD_ADDS_FACTS, NIK, {NIK, DIFABEL, UMUR, LAHIR, KK, -1}},
	{"rumah", LD_ADDS_FACTS, KK, {UPAH, KK, UMUR, NAMA, -1}},
};
static const char *const kks[KKS] = {"5315900101100001", "5315900101100002", "rumah-3"};
static const char *const names[] = {"Ina", "Yosef Ndarung", ""};

struct row {
	bool known;
	struct ld_value v[NFIELDS];
	int delivery, line; /* its first place */
};

struct state { /* of one source after a delivery */
	bool imported;
	int precedence;
	struct ld_value absent[NFIELDS];
	struct row rows[KEYS];
};

struct history {
	struct state at[DELIVERIES + 1][SOURCES];
	char file[DELIVERIES + 1][16];
	int n;
};

static int key_number(const struct ld_value *v)
{
	for (int i = 0; i < KKS; i++)
		if (strcmp(v->s, kks[i]) == 0)
			return NIKS + i;
	return atoi(v->s + 11);
}

static bool equal(const struct ld_value *a, const struct ld_value *b)
{
	if (a->kind != b->kind)
		return false;
	return a->kind == LD_MISSING || ld_value_equal(a, b);
}

static struct ld_value random_value(uint64_t *r, int field)
{
	if (ld_below(r, 3) == 0)
		return none;
	switch (field) {
	case KK:
		return str(kks[ld_below(r, KKS)]);
	case NAMA:
		return str(names[ld_below(r, 2)]);
	case KERJA:
		return i64(ld_below(r, 3));
	case DIFABEL:
		return i64(ld_below(r, 2));
	case SKOR:
		return f64((double)ld_below(r, 4) / 3 - 0.5);
	default:
		return i64(ld_below(r, 4));
	}
}

/* ---- the naive side ---- */

static void oracle_deliver(struct history *h, int source, const struct test_source *t, bool replace,
	const struct ld_value *rows, int nrows)
{
	int d = ++h->n;
	memcpy(h->at[d], h->at[d - 1], sizeof h->at[d]);
	const struct state *before = &h->at[d - 1][source];
	struct state *now = &h->at[d][source];
	bool own[KEYS] = {false};
	now->imported = true;
	now->precedence = t->source.precedence;
	for (int i = 0; i < NFIELDS; i++)
		now->absent[i] = none;
	for (size_t i = 0; i < t->source.nabsent; i++)
		now->absent[t->absent[i].field] = t->absent[i].value;
	if (replace)
		memset(now->rows, 0, sizeof now->rows);
	for (int i = 0; i < nrows; i++) {
		struct row row = {.known = true, .delivery = d, .line = i + 2};
		int key = -1;
		for (size_t m = 0; m < t->source.nmaps; m++) {
			const struct ld_value *v = &rows[(size_t)i * t->source.nmaps + m];
			row.v[t->maps[m].field] = *v;
			if (t->maps[m].field == t->source.key)
				key = key_number(v);
		}
		const struct row *old = own[key] ? &now->rows[key] : &before->rows[key];
		bool same = old->known;
		for (int f = 0; f < NFIELDS && same; f++)
			same = equal(&old->v[f], &row.v[f]);
		now->rows[key] = same ? *old : row;
		own[key] = true;
	}
}

struct answer {
	struct ld_value v;
	int source, delivery, line; /* source −1: none; delivery 0: an absent value */
};

static bool maps(int source, int field)
{
	const int *m = kinds[source].map;
	while (*m >= 0 && *m != field)
		m++;
	return *m >= 0;
}

static bool has_rows(const struct state *st)
{
	bool any = false;
	for (int i = 0; i < KEYS; i++)
		any |= st->rows[i].known;
	return any;
}

/* Of a blank: the first row with its column. */
static struct answer oracle(const struct history *h, int d, int nik, int field, bool households)
{
	bool done[SOURCES] = {false};
	struct answer blank = {none, -1, 0, 0};
	for (int k = 0; k < SOURCES; k++) {
		int best = -1;
		for (int s = 0; s < SOURCES; s++)
			if (!done[s] && h->at[d][s].imported &&
				(best < 0 || h->at[d][s].precedence < h->at[d][best].precedence ||
					(h->at[d][s].precedence == h->at[d][best].precedence && strcmp(kinds[s].name, kinds[best].name) < 0)))
				best = s;
		if (best < 0)
			break;
		done[best] = true;
		const struct state *st = &h->at[d][best];
		int key = nik;
		if (kinds[best].key != NIK) {
			struct ld_value kk = households ? oracle(h, d, nik, kinds[best].key, false).v : none;
			if (kk.kind == LD_MISSING)
				continue;
			key = key_number(&kk);
		}
		const struct row *row = &st->rows[key];
		if (row->known && row->v[field].kind != LD_MISSING)
			return (struct answer){row->v[field], best, row->delivery, row->line};
		if (row->known && maps(best, field) && blank.source < 0)
			blank = (struct answer){none, best, row->delivery, row->line};
		if (!row->known && kinds[best].adds == LD_ADDS_FACTS && st->absent[field].kind != LD_MISSING && has_rows(st))
			return (struct answer){st->absent[field], best, 0, 0};
	}
	return blank;
}

static bool is_worker(const struct history *h, int d, int nik)
{
	return h->at[d][0].rows[nik].known || h->at[d][1].rows[nik].known;
}

/* ---- the columns that a run keeps for the next ---- */

/* A byte of one cached column is another, or a column is gone. */
static void damage(const struct test_db *db, uint64_t *r)
{
	sqlite3 *raw;
	char *sql = sqlite3_mprintf("CREATE TEMP TABLE one AS SELECT cached AS c, %llu %% length(content) AS at FROM cached"
		" ORDER BY cached * %llu %% 997 LIMIT 1; %s", (unsigned long long)ld_below(r, 1000),
		(unsigned long long)ld_below(r, 997), ld_below(r, 3) ? "UPDATE cached SET content = CAST(substr(content, 1, at) ||"
		" char((unicode(substr(content, at + 1, 1)) + 1) % 128) || substr(content, at + 2) AS BLOB) FROM one WHERE cached = c"
		: "DELETE FROM cached WHERE cached = (SELECT c FROM one)");
	cr_assert_eq(sqlite3_open(db->path, &raw), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(raw, sql, NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(raw));
	cr_assert_eq(sqlite3_close(raw), SQLITE_OK);
	sqlite3_free(sql);
}

/* Merged, or from what is cached, or both; kept for the next or not. */
static int load(const struct test_db *db, const bool *marks, int d, uint64_t *r, struct ld_frame **ret, struct lindung_error *ret_err)
{
	struct lindung_error err;
	uint64_t how = ld_below(r, 5);
	if (how == 0)
		return ld_store_frame(db->s, &fields, marks, d, ret, ret_err);
	if (how == 1)
		damage(db, r);
	ld_ok(ld_store_begin(db->s, &err));
	int rc = ld_store_columns(db->s, &fields, marks, d, ret, ret_err);
	if (how == 2 || rc < 0)
		ld_store_rollback(db->s);
	else
		ld_ok(ld_store_commit(db->s, &err));
	return rc;
}

/* ---- comparing ---- */

static void compare_frame(const struct test_db *db, const struct history *h, int d, uint64_t *r, uint64_t seed)
{
	struct lindung_error err;
	struct ld_frame *f = NULL;
	bool marks[NFIELDS];
	size_t n = 0;
	for (int i = 0; i < NFIELDS; i++)
		marks[i] = ld_below(r, 4) != 0;
	for (int k = 0; k < NIKS; k++)
		n += is_worker(h, d, k);
	if (!n) {
		ld_fails(NO_DATA, load(db, marks, d, r, &f, &err));
		return;
	}
	ld_ok(load(db, marks, d, r, &f, &err));
	cr_assert_eq(f->nrows, n, "seed %llu", (unsigned long long)seed);
	size_t row = 0;
	for (int k = 0; k < NIKS; k++) {
		if (!is_worker(h, d, k))
			continue;
		cr_assert_eq(memcmp(f->nik[row], nik_text(k), LD_NIK), 0);
		for (int i = 1; i < NFIELDS; i++) {
			struct ld_value got = ld_frame_get(f, (size_t)i, row), want = marks[i] ? oracle(h, d, k, i, true).v : none;
			cr_assert(equal(&got, &want), "seed %llu delivery %d nik %d field %s", (unsigned long long)seed, d, k,
				items[i].name);
			cr_assert(marks[i] || f->cols[i].kind == LD_COL_NONE);
		}
		row++;
	}
	ld_frame_free(f);
}

/* What a programme asks for; what a derived field is computed from is there wherever it has a blank. */
static void compare_asked(const struct test_db *db, const struct history *h, int d, uint64_t *r, uint64_t seed)
{
	struct lindung_error err;
	struct ld_frame *f = NULL;
	struct ld_field derived[NFIELDS];
	bool asked[NFIELDS], blank = false;
	memcpy(derived, items, sizeof derived);
	derived[UMUR].derive = LD_DERIVE_MEMBERS;
	derived[UMUR].from = KK;
	struct ld_programme p = {.fields = {derived, NFIELDS}};
	for (int i = 0; i < NFIELDS; i++)
		asked[i] = ld_below(r, 3) == 0;
	if (ld_below(r, 3) == 0)
		damage(db, r);
	if (ld_store_columns_for(db->s, &p, asked, d, &f, &err) < 0) {
		cr_assert_eq(err.code, LINDUNG_E_NO_DATA);
		return;
	}
	for (int k = 0; k < NIKS && asked[UMUR]; k++)
		blank |= is_worker(h, d, k) && oracle(h, d, k, UMUR, true).v.kind == LD_MISSING;
	asked[KK] |= blank;
	for (int i = 1; i < NFIELDS; i++)
		for (size_t row = 0, k = 0; row < f->nrows && (asked[i] || f->cols[i].kind != LD_COL_NONE); row++, k++) {
			while (!is_worker(h, d, (int)k))
				k++;
			struct ld_value got = ld_frame_get(f, (size_t)i, row), want = oracle(h, d, (int)k, i, true).v;
			cr_assert(equal(&got, &want), "seed %llu delivery %d nik %zu field %s", (unsigned long long)seed, d, k,
				items[i].name);
		}
	ld_frame_free(f);
}

static bool same_household(const struct history *h, int d, int a, int b)
{
	struct ld_value x = oracle(h, d, a, KK, true).v, y = oracle(h, d, b, KK, true).v;
	return x.kind != LD_MISSING && equal(&x, &y);
}

/* Who is asked for by number, and whoever is counted with them where their age is counted over the household. */
static void compare_few(struct ld_store *s, const struct history *h, int d, uint64_t *r, uint64_t seed)
{
	struct lindung_error err;
	struct ld_frame *f = NULL;
	struct ld_field counting[NFIELDS];
	memcpy(counting, items, sizeof counting);
	if (ld_below(r, 2))
		counting[UMUR].derive = LD_DERIVE_MEMBERS, counting[UMUR].from = KK;
	struct ld_fields of = {counting, NFIELDS};
	const char *niks[3];
	int asked[3];
	for (size_t i = 0; i < 3; i++)
		niks[i] = nik_text(asked[i] = (int)ld_below(r, NIKS));
	ld_ok(ld_store_frame_of(s, &of, all_fields, d, niks, 3, &f, &err));
	for (int k = 0; k < NIKS; k++) {
		size_t row = ld_frame_find(f, nik_text(k));
		bool wanted = false;
		for (size_t i = 0; i < 3; i++)
			wanted |= k == asked[i] || (counting[UMUR].derive && same_household(h, d, k, asked[i]) &&
				oracle(h, d, asked[i], UMUR, true).v.kind == LD_MISSING && is_worker(h, d, asked[i]));
		cr_assert(row != SIZE_MAX || !wanted || !is_worker(h, d, k), "seed %llu delivery %d nik %d",
			(unsigned long long)seed, d, k);
		cr_assert(row == SIZE_MAX || is_worker(h, d, k));
		for (int i = 1; i < NFIELDS && row != SIZE_MAX; i++) {
			struct ld_value got = ld_frame_get(f, (size_t)i, row), want = oracle(h, d, k, i, true).v;
			cr_assert(equal(&got, &want), "seed %llu delivery %d nik %d field %s", (unsigned long long)seed, d, k,
				items[i].name);
		}
	}
	ld_frame_free(f);
}

static void compare_origin(struct ld_store *s, const struct history *h, int d, int nik, int field, uint64_t seed)
{
	struct lindung_error err;
	struct ld_arena arena = {0};
	struct ld_origin o;
	struct answer want = {none, -1, 0, 0};
	if (is_worker(h, d, nik))
		want = oracle(h, d, nik, field, true);
	ld_ok(ld_store_origin(s, nik_text(nik), &fields, field, d, &arena, &o, &err));
	if (want.source < 0) {
		cr_assert_null(o.source, "seed %llu", (unsigned long long)seed);
	} else {
		cr_assert_str_eq(o.source, kinds[want.source].name);
		if (want.delivery)
			cr_assert_str_eq(o.file, h->file[want.delivery]);
		else
			cr_assert_null(o.file);
		cr_assert_eq(o.line, want.line, "seed %llu", (unsigned long long)seed);
	}
	ld_arena_fini(&arena);
}

static void compare_digest(struct ld_store *s, int d)
{
	struct lindung_error err;
	uint8_t chain[LD_SHA256], again[LD_SHA256];
	ld_ok(ld_store_data_digest(s, d, chain, &err));
	ld_ok(ld_store_data_redigest(s, d, again, &err));
	cr_assert_arr_eq(chain, again, LD_SHA256);
}

/* ---- histories ---- */

/* Half of the rows repeat what counts now. */
static void random_row(const struct state *now, const struct test_source *t, struct ld_value *row, uint64_t *r)
{
	static char niks[NIKS][LD_NIK + 1];
	int key = (int)ld_below(r, t->source.key == NIK ? NIKS : KKS);
	const struct row *old = &now->rows[t->source.key == NIK ? key : NIKS + key];
	bool repeat = old->known && ld_below(r, 2);
	if (t->source.key == NIK)
		snprintf(niks[key], sizeof niks[key], "%s", nik_text(key));
	for (size_t m = 0; m < t->source.nmaps; m++) {
		int f = t->maps[m].field;
		if (f == t->source.key)
			row[m] = str(f == NIK ? niks[key] : kks[key]);
		else
			row[m] = repeat ? old->v[f] : random_value(r, f);
	}
}

static void random_delivery(struct ld_store *s, struct history *h, struct test_source *sources, uint64_t *r)
{
	int k = (int)ld_below(r, SOURCES), nrows = (int)ld_below(r, ROWS);
	struct test_source *t = &sources[k];
	struct ld_value rows[ROWS * NFIELDS];
	bool replace = ld_below(r, 4) == 0;
	if (ld_below(r, 5) == 0) { /* the office edits the source's file */
		t->source.precedence = (int)ld_below(r, 4);
		t->source.nabsent = 0;
		for (int f = UMUR; f < NFIELDS && kinds[k].adds == LD_ADDS_FACTS; f += 2)
			if (ld_below(r, 2))
				t->absent[t->source.nabsent++] = (struct ld_mapping){.field = f, .value = random_value(r, f)};
		uint64_t edit = ld_rand(r);
		memcpy(t->source.digest, &edit, sizeof edit);
	}
	for (int i = 0; i < nrows; i++)
		random_row(&h->at[h->n][k], t, &rows[(size_t)i * t->source.nmaps], r);
	snprintf(h->file[h->n + 1], sizeof h->file[0], "%d.csv", (int)ld_below(r, 1000));
	if (deliver(s, &t->source, replace, h->file[h->n + 1], rows, (size_t)nrows, NULL, NULL))
		oracle_deliver(h, k, t, replace, rows, nrows);
}

static void play(uint64_t seed)
{
	struct test_db db;
	struct history h = {.n = 0};
	struct test_source sources[SOURCES];
	uint64_t r = seed;
	db_init(&db);
	for (int k = 0; k < SOURCES; k++)
		source_init(&sources[k], kinds[k].name, kinds[k].adds, kinds[k].key, (int)ld_below(&r, 3), kinds[k].map);
	for (int i = 0; i < DELIVERIES; i++)
		random_delivery(db.s, &h, sources, &r);
	for (int d = 0; d <= h.n; d++) {
		for (int i = 0; i < 3; i++)
			compare_frame(&db, &h, d, &r, seed);
		compare_asked(&db, &h, d, &r, seed);
		compare_few(db.s, &h, d, &r, seed);
		compare_digest(db.s, d);
		for (int i = 0; i < 8; i++)
			compare_origin(db.s, &h, d, (int)ld_below(&r, NIKS), 1 + (int)ld_below(&r, NFIELDS - 1), seed);
	}
	db_fini(&db);
}

Test(merge, equals_the_naive_one_over_random_histories)
{
	const char *seed = getenv("LD_SEED");
	for (uint64_t i = 1; i <= 50 && !seed; i++)
		play(i);
	if (seed)
		play(strtoull(seed, NULL, 10));
}
