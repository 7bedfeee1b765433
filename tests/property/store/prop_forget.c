/*
 * Which rows of data are forgotten, on random deliveries of three sources (workers, facts of workers, facts of households),
 * with random moments that still count: exactly those that a plain model of "what counts when" does not need are gone, and
 * at every moment that counts the workers and what waits in quarantine are the same as before, to the value.
 */
#include "../../unit/store/store_test.h"

#include <sqlite3.h>

enum { PEOPLE = 9, DELIVERIES = 9, SOURCES = 3, ROWS = (DELIVERIES + 1) * PEOPLE, TRIALS = 40, KEY = 32 };

struct row { /* one stored record */
	int source, key;
	int64_t delivery;
	int version;
	bool needed;
};

struct model {
	struct row rows[ROWS], bads[ROWS]; /* bads: in quarantine */
	int nrows, nbads;
	int source[DELIVERIES + 2], name[DELIVERIES + 2]; /* of each delivery and its file */
	int64_t start[SOURCES];                           /* the last delivery anew */
	int current[SOURCES][PEOPLE];                /* index of the row that counts, −1 */
	int as_of[DELIVERIES + 2][SOURCES][PEOPLE];  /* after each delivery */
	bool carried[DELIVERIES + 2][ROWS];
	int day[DELIVERIES + 2], last;               /* last: the newest delivery */
};

static struct test_db db;
static struct lindung_error err;
static struct test_source sources[SOURCES];

static void key_text(int source, int key, char out[KEY])
{
	if (source == 2)
		snprintf(out, KEY, "keluarga-%d", key % 4);
	else
		snprintf(out, KEY, "53159041058%05d", key + 1);
}

/* ---- a delivery, in the database and in the model ---- */

/* Has a row in quarantine, which no file under its name and no row behind it took the place of, the last word? */
static bool doubted(const struct model *m, int source, int key)
{
	for (int i = 0; i < m->nbads; i++) {
		const struct row *b = &m->bads[i];
		bool open = b->source == source && b->key == key && b->delivery >= m->start[source];
		for (int64_t d = b->delivery + 1; d <= m->last; d++)
			open &= m->source[d] != source || m->name[d] != m->name[b->delivery];
		for (int k = 0; k < m->nrows; k++)
			open &= m->rows[k].source != source || m->rows[k].key != key || m->rows[k].delivery <= b->delivery;
		if (open)
			return true;
	}
	return false;
}

/* Of a source with absent values a row that answers one in quarantine is stored also when it repeats what was before that. */
static void model_row(struct model *m, int source, int key, int64_t delivery, int version, bool replace, const int *before)
{
	int had = before[key];
	bool answers = sources[source].source.nabsent && !replace && doubted(m, source, key);
	if (had >= 0 && m->rows[had].version == version && !answers) {
		m->current[source][key] = had;
		m->carried[delivery][had] |= replace;
		return;
	}
	m->rows[m->nrows] = (struct row){source, key, delivery, version, false};
	m->current[source][key] = m->nrows++;
}

static void give_version(struct ld_delivery *d, int source, int line, int key, int version)
{
	char id[KEY], name[24], family[24];
	key_text(source, key, id);
	snprintf(name, sizeof name, "orang%dv%d", key, version);
	snprintf(family, sizeof family, "keluarga-%d", (key + version) % 4);
	struct ld_value people[] = {str(id), str(family), str(name)}, facts[] = {str(id), i64(version)},
		homes[] = {str(id), i64(version * 1000)};
	give_row(d, line, source == 0 ? people : source == 1 ? facts : homes);
}

static int64_t give(struct model *m, uint64_t *s, int source, bool replace, int day)
{
	struct ld_delivery *d;
	char at[24], name[24];
	uint8_t sha[LD_SHA256];
	bool taken[PEOPLE] = {false};
	int before[PEOPLE], bad = 0, rows = 0, had = m->nrows;
	int64_t number = m->last + 1, duplicates, stored = 0;
	snprintf(at, sizeof at, "2025-01-%02dT00:00:00Z", day);
	m->source[number] = source;
	m->name[number] = (int)ld_below(s, 3);
	m->start[source] = replace ? number : m->start[source];
	snprintf(name, sizeof name, "f%d.csv", m->name[number]);
	memcpy(before, m->current[source], sizeof before);
	for (int k = 0; replace && k < PEOPLE; k++)
		m->current[source][k] = -1;
	ld_ok(ld_store_begin(db.s, &err));
	ld_ok(ld_store_delivery_begin(db.s, &sources[source].source, replace, at, &d, &err));
	ld_sha256(&number, sizeof number, sha);
	ld_ok(ld_store_file_begin(d, name, sha, 1, &err));
	for (int i = 0; i < PEOPLE; i++) {
		int key = (int)ld_below(s, source == 2 ? 4 : PEOPLE), version = (int)ld_below(s, source == 1 ? 2 : 3);
		if (taken[key])
			continue;
		taken[key] = true;
		rows++;
		if (ld_below(s, 6) == 0) {
			char id[KEY];
			key_text(source, key, id);
			ld_ok(ld_store_quarantine(d, &(struct ld_bad_row){i + 2, "x", id, "DATE", "r", id}, &err));
			m->bads[m->nbads++] = (struct row){.source = source, .key = key, .delivery = number};
			bad++;
			continue;
		}
		give_version(d, source, i + 2, key, version);
		model_row(m, source, key, number, version, replace, before);
	}
	stored = m->nrows - had;
	ld_ok(ld_store_file_end(d, rows, stored, bad, rows - bad - stored, &err));
	ld_ok(ld_store_delivery_end(d, &number, &duplicates, &err));
	ld_ok(ld_store_commit(db.s, &err));
	m->last = (int)number;
	m->day[number] = day;
	memcpy(m->as_of[number], m->current, sizeof m->current);
	return number;
}

/* ---- what is seen at a moment ---- */

static int add_bad(void *ctx, const struct ld_quarantine_row *q)
{
	ld_buf_printf(ctx, "%d:%d:%s:%s ", (int)q->delivery, (int)q->line, q->file, q->value);
	return 0;
}

static void see(int64_t moment, struct ld_buf *out)
{
	struct ld_frame *f = NULL;
	struct ld_arena a = {0};
	struct ld_quarantine_count *counts;
	size_t n;
	int rc = ld_store_frame(db.s, &fields, all_fields, moment, &f, &err);
	if (rc == LINDUNG_E_NO_DATA)
		ld_buf_puts(out, "nobody ");
	else
		ld_ok(rc);
	for (size_t row = 0; f && row < f->nrows; row++) {
		ld_buf_printf(out, "%.16s", f->nik[row]);
		for (size_t k = 1; k < NFIELDS; k++) {
			struct ld_value v = ld_frame_get(f, k, row);
			ld_buf_addc(out, ' ');
			ld_field_print(&items[k], &v, out);
		}
		ld_buf_addc(out, '\n');
	}
	ld_frame_free(f);
	ld_ok(ld_store_quarantine_counts(db.s, moment, &a, &counts, &n, &err));
	for (size_t i = 0; i < n; i++)
		ld_buf_printf(out, "%s %d ", counts[i].source, (int)counts[i].rows);
	ld_arena_fini(&a);
	cr_assert(!out->failed);
}

/* ---- the property ---- */

static void need(struct model *m, const int *rows)
{
	for (int k = 0; k < PEOPLE; k++)
		if (rows[k] >= 0)
			m->rows[rows[k]].needed = true;
}

/* By the words of docs/personal-data.md alone. */
static int64_t mark_needed(struct model *m, const int64_t *moments, size_t n, int day)
{
	int64_t left = 0;
	for (size_t i = 0; i < n; i++)
		for (int s = 0; s < SOURCES; s++)
			need(m, m->as_of[moments[i] == INT64_MAX ? m->last : moments[i]][s]);
	for (int i = 0; i < m->nrows; i++) {
		m->rows[i].needed |= m->day[m->rows[i].delivery] >= day;
		for (int d = 1; d <= m->last; d++)
			m->rows[i].needed |= m->day[d] >= day && m->carried[d][i];
		left += m->rows[i].needed;
	}
	return left;
}

static bool stored(sqlite3 *raw, const struct row *r)
{
	char id[KEY], sql[160];
	sqlite3_stmt *q;
	key_text(r->source, r->key, id);
	snprintf(sql, sizeof sql, "SELECT count(*) FROM record_%s WHERE _delivery = %d AND %s = '%s'",
		sources[r->source].source.name, (int)r->delivery, r->source == 2 ? "id_keluarga" : "nik", id);
	cr_assert_eq(sqlite3_prepare_v2(raw, sql, -1, &q, NULL), SQLITE_OK, "%s", sqlite3_errmsg(raw));
	cr_assert_eq(sqlite3_step(q), SQLITE_ROW);
	int n = sqlite3_column_int(q, 0);
	sqlite3_finalize(q);
	return n > 0;
}

static void check_rows(const struct model *m, uint64_t seed)
{
	sqlite3 *raw;
	cr_assert_eq(sqlite3_open(db.path, &raw), SQLITE_OK);
	for (int i = 0; i < m->nrows; i++)
		cr_assert_eq(stored(raw, &m->rows[i]), m->rows[i].needed, "seed %llu: row %d of delivery %d of source %d",
			(unsigned long long)seed, m->rows[i].key, (int)m->rows[i].delivery, m->rows[i].source);
	sqlite3_close(raw);
}

static void check_chain(const struct model *m, uint64_t seed)
{
	uint8_t a[LD_SHA256], b[LD_SHA256];
	for (int d = 1; d <= m->last; d++) {
		ld_ok(ld_store_data_digest(db.s, d, a, &err));
		ld_ok(ld_store_data_redigest(db.s, d, b, &err));
		cr_assert(memcmp(a, b, LD_SHA256) == 0, "seed %llu: the chain up to delivery %d", (unsigned long long)seed, d);
	}
}

static size_t choose_moments(const struct model *m, uint64_t *s, int64_t *moments)
{
	size_t n = 0;
	moments[n++] = INT64_MAX;
	for (int d = 1; d <= m->last; d++)
		if (ld_below(s, 4) == 0)
			moments[n++] = d;
	return n;
}

static void forget_once(uint64_t seed, int64_t *moments, size_t n, int day)
{
	struct ld_buf before[DELIVERIES + 2], after = ld_buf_init(1 << 20), bad = ld_buf_init(1 << 20);
	struct ld_forgotten counts;
	char date[24];
	snprintf(date, sizeof date, "2025-01-%02d", day);
	for (size_t i = 0; i < n; i++) {
		before[i] = ld_buf_init(1 << 20);
		see(moments[i], &before[i]);
	}
	ld_ok(ld_store_quarantined(db.s, 0, add_bad, &bad, &err));
	ld_ok(ld_store_forget_begin(db.s, &err));
	ld_ok(ld_store_forget_rows(db.s, date, moments, n, "2026-01-01T00:00:00Z", &counts, &err));
	ld_ok(ld_store_commit(db.s, &err));
	ld_ok(ld_store_rewrite(db.s, &err));
	for (size_t i = 0; i < n; i++) {
		ld_buf_reset(&after);
		see(moments[i], &after);
		cr_assert_str_eq(ld_buf_text(&after), ld_buf_text(&before[i]), "seed %llu, moment %lld", (unsigned long long)seed,
			(long long)moments[i]);
		ld_buf_fini(&before[i]);
	}
	ld_buf_reset(&after);
	ld_ok(ld_store_quarantined(db.s, 0, add_bad, &after, &err));
	cr_assert_str_eq(ld_buf_text(&after), ld_buf_text(&bad), "seed %llu", (unsigned long long)seed);
	ld_buf_fini(&after);
	ld_buf_fini(&bad);
}

static int trial(uint64_t seed)
{
	static struct model m;
	uint64_t s = seed;
	int64_t moments[DELIVERIES + 2];
	int day = 1;
	m = (struct model){0};
	memset(m.current, 0xff, sizeof m.current);
	memset(m.as_of, 0xff, sizeof m.as_of);
	db_init(&db);
	for (int i = 0; i < DELIVERIES; i++) {
		int source = i ? (int)ld_below(&s, SOURCES) : 0;
		give(&m, &s, source, ld_below(&s, 2), day += (int)ld_below(&s, 3));
	}
	size_t n = choose_moments(&m, &s, moments);
	int before = 1 + (int)ld_below(&s, (uint32_t)day + 2);
	int64_t left = mark_needed(&m, moments, n, before);
	forget_once(seed, moments, n, before);
	check_rows(&m, seed);
	check_chain(&m, seed);
	/* later, when fewer runs are open; then a new delivery goes on as always */
	size_t fewer = 1 + ld_below(&s, (uint32_t)n);
	for (int i = 0; i < m.nrows; i++)
		m.rows[i].needed = false;
	mark_needed(&m, moments, fewer, before);
	forget_once(seed, moments, fewer, before);
	check_rows(&m, seed);
	give(&m, &s, 0, ld_below(&s, 2), day + 1);
	check_chain(&m, seed);
	db_fini(&db);
	return m.nrows > left;
}

Test(forget, takes_what_nothing_counts_and_nothing_else)
{
	const char *more = getenv("LINDUNG_TRIALS");
	int trials = more ? atoi(more) : TRIALS, some = 0;
	source_init(&sources[0], "orang", LD_ADDS_WORKERS, NIK, 1, (const int[]){NIK, KK, NAMA, -1});
	source_init(&sources[1], "bantuan", LD_ADDS_FACTS, NIK, 2, (const int[]){NIK, DIFABEL, -1});
	source_init(&sources[2], "rumah", LD_ADDS_FACTS, KK, 3, (const int[]){KK, UPAH, -1});
	sources[1].absent[sources[1].source.nabsent++] = (struct ld_mapping){.field = DIFABEL, .value = i64(0)};
	for (int i = 0; i < trials; i++)
		some += trial((uint64_t)i + 1);
	cr_expect_gt(some, trials / 4, "%d of %d trials had something to forget", some, trials);
}
