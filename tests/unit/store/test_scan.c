/*
 * Rows by the hundred thousand, read by several connections at once: what they give is what one
 * gives, and what the rows themselves say. A source wider than one statement.
 */
#include "store_test.h"

enum { ROWS = 200000, PEOPLE = 90000, WIDE = 230 };

/* cr_assert for what is asked a million times. */
#define must(what)                                                                                 \
	do {                                                                                       \
		if (!(what))                                                                       \
			cr_assert(false, "%s", #what);                                             \
	} while (0)

static struct test_db db;
static struct lindung_error err;
static const int map[] = {UMUR, NIK, KK, KERJA, UPAH, SKOR, LAHIR, -1};

/* Of a row: whose it is and what it says. */
static int person(uint64_t row)
{
	return (int)(row * 7919 % PEOPLE);
}

static struct ld_value said(uint64_t row, int field)
{
	uint64_t r = row * 64 + (uint64_t)field;
	uint64_t any = ld_rand(&r);
	static char text[32];
	if (any % 5 == 0)
		return none;
	any >>= 8;
	switch (field) {
	case KK:
		snprintf(text, sizeof text, "rumah %d", (int)(any % 50000));
		return str(text);
	case KERJA:
		return i64((int64_t)(any % 3));
	case UPAH:
		return i64((int64_t)(any % 3 ? any % 4000000 : any >> 8));
	case SKOR:
		return f64((double)(any % 1000) / 7);
	case LAHIR:
		return i64((int64_t)(any % 30000) - 20000);
	default:
		return i64((int64_t)(any % 151));
	}
}

static void give_rows(struct ld_delivery *d, uint64_t from, uint64_t to)
{
	for (uint64_t row = from; row < to; row++) {
		char kk[32] = "";
		struct ld_value values[7];
		for (int m = 0; map[m] >= 0; m++)
			values[m] = map[m] == NIK ? str(nik_text(person(row))) : said(row, map[m]);
		if (values[2].kind == LD_STR) {
			strcpy(kk, values[2].s);
			values[2].s = kk;
		}
		give_row(d, (int64_t)(row - from) + 2, values);
	}
}

static void begin(bool replace, struct test_source *t, const char *name, struct ld_delivery **ret)
{
	uint8_t sha[LD_SHA256];
	ld_sha256(name, strlen(name), sha);
	ld_ok(ld_store_begin(db.s, &err));
	ld_ok(ld_store_delivery_begin(
		db.s, &t->source, replace, "2026-11-21T01:02:03Z", ret, &err));
	ld_ok(ld_store_file_begin(*ret, name, sha, 1, &err));
}

static void end(struct ld_delivery *d, int64_t rows, int64_t stored)
{
	int64_t number, duplicates;
	ld_ok(ld_store_file_end(d, rows, stored, 0, rows - stored, &err));
	ld_ok(ld_store_delivery_end(d, &number, &duplicates, &err));
	ld_ok(ld_store_commit(db.s, &err));
}

/* The frame as so many jobs read it, inside a transaction that has not written. */
static int read_with(unsigned threads, const struct ld_fields *of, struct ld_frame **ret)
{
	ld_store_jobs(db.s, threads);
	struct lindung_error other;
	ld_ok(ld_store_begin(db.s, &other));
	int rc = ld_store_frame(db.s, of, all_fields, 1, ret, &err);
	ld_store_rollback(db.s);
	return rc;
}

/* newest[person]: the last of their rows, + 1. */
static size_t newest_rows(uint64_t *newest)
{
	size_t n = 0;
	for (uint64_t row = 0; row < ROWS; row++)
		newest[person(row)] = row + 1;
	for (int p = 0; p < PEOPLE; p++)
		n += newest[p] != 0;
	return n;
}

static void compare(const struct ld_frame *f, const uint64_t *newest)
{
	size_t at = 0;
	for (int p = 0; p < PEOPLE; p++) {
		if (!newest[p])
			continue;
		must(memcmp(f->nik[at], nik_text(p), LD_NIK) == 0);
		for (int m = 0; map[m] >= 0; m++) {
			struct ld_value want = said(newest[p] - 1, map[m]),
					got = ld_frame_get(f, (size_t)map[m], at);
			if (map[m] != NIK)
				must(want.kind == got.kind &&
					(!want.kind || ld_value_equal(&want, &got)));
		}
		at++;
	}
}

static void same_frames(const struct ld_frame *a, const struct ld_frame *b)
{
	must(a->nrows == b->nrows && memcmp(a->nik, b->nik, a->nrows * LD_NIK) == 0);
	for (size_t i = 1; i < NFIELDS; i++) {
		const struct ld_column *x = &a->cols[i], *y = &b->cols[i];
		cr_assert(x->kind == y->kind && x->size == y->size && x->base == y->base, "%s",
			items[i].name);
		cr_assert_eq(memcmp(x->data, y->data, a->nrows * x->size), 0, "%s", items[i].name);
		cr_assert(x->kind != LD_COL_CODE || x->dict->len == y->dict->len);
		for (size_t k = 0; x->kind == LD_COL_CODE && k < x->dict->len; k++)
			must(strcmp(x->dict->keys[k].text, y->dict->keys[k].text) == 0);
	}
}

static void deliver_rows(void)
{
	struct test_source t;
	struct ld_delivery *d = NULL;
	db_init(&db);
	source_init(&t, "p3ke", LD_ADDS_WORKERS, NIK, 0, map);
	begin(false, &t, "x.csv", &d);
	give_rows(d, 0, ROWS);
	end(d, ROWS, ROWS);
}

static void check_rows(const uint64_t *newest, size_t n)
{
	static const unsigned threads[] = {2, 3, 8, 50};
	struct ld_frame *one = NULL, *many = NULL;
	ld_ok(read_with(1, &fields, &one));
	cr_assert_eq(one->nrows, n);
	compare(one, newest);
	for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
		ld_ok(read_with(threads[i], &fields, &many));
		same_frames(one, many);
		ld_frame_free(many);
	}
	ld_frame_free(one);
}

/* Of several that no longer fit, the same one is told whoever reads: the newest row that counts,
 * its first field. */
static void check_misfit(const uint64_t *newest)
{
	struct ld_frame *f = NULL;
	struct ld_field changed[NFIELDS];
	uint64_t line = 0;
	int field = 0;
	memcpy(changed, items, sizeof changed);
	changed[UMUR].hi = i64(149);
	changed[UPAH].has_hi = true;
	changed[UPAH].hi = i64(1LL << 55);
	struct ld_fields now = {changed, NFIELDS};
	for (uint64_t row = ROWS; row-- > 0 && !line;) {
		if (newest[person(row)] != row + 1)
			continue;
		struct ld_value umur = said(row, UMUR), upah = said(row, UPAH);
		bool old = umur.kind && umur.i > 149, rich = upah.kind && upah.i > 1LL << 55;
		line = old || rich ? row + 2 : 0;
		field = old ? UMUR : UPAH;
	}
	cr_assert(line && line < ROWS);
	for (unsigned threads = 1; threads <= 3; threads++) {
		ld_fails(FIELD_CHANGED, read_with(threads, &now, &f));
		cr_expect_eq(err.line, (int)line);
		cr_expect(strstr(err.message, items[field].name), "%s", err.message);
	}
}

/* What the transaction has written no other connection sees: then one reads all. */
static void check_written(void)
{
	struct ld_frame *f = NULL;
	struct test_source t;
	struct ld_delivery *d = NULL;
	int64_t number, duplicates;
	ld_store_jobs(db.s, 4);
	source_init(&t, "p3ke", LD_ADDS_WORKERS, NIK, 0, map);
	begin(false, &t, "y.csv", &d);
	struct ld_value row[] = {i64(77), str(nik_text(PEOPLE + 1)), none, none, none, none, none};
	give_row(d, 2, row);
	ld_ok(ld_store_file_end(d, 1, 1, 0, 0, &err));
	ld_ok(ld_store_delivery_end(d, &number, &duplicates, &err));
	ld_ok(ld_store_frame(db.s, &fields, all_fields, number, &f, &err));
	size_t at = ld_frame_find(f, nik_text(PEOPLE + 1));
	cr_assert_neq(at, SIZE_MAX);
	cr_assert_eq(ld_frame_get(f, UMUR, at).i, 77);
	ld_store_rollback(db.s);
	ld_frame_free(f);
}

Test(scan, many_connections_read_what_one_reads)
{
	uint64_t *newest = calloc(PEOPLE, sizeof *newest);
	deliver_rows();
	check_rows(newest, newest_rows(newest));
	check_misfit(newest);
	check_written();
	free(newest);
	db_fini(&db);
}

Test(scan, a_source_wider_than_one_statement)
{
	struct ld_field all[WIDE] = {items[NIK]};
	struct ld_mapping maps[WIDE] = {0};
	struct ld_fields of = {all, WIDE};
	struct test_source t;
	struct ld_frame *f = NULL;
	char names[WIDE][8], nik[LD_NIK + 1];
	bool marks[WIDE];
	struct ld_value values[3 * WIDE];
	db_init(&db);
	for (int i = 0; i < WIDE; i++) {
		snprintf(names[i], sizeof names[i], "f%d", i);
		if (i)
			all[i] = (struct ld_field){
				.name = names[i], .type = i % 3 ? LD_INTEGER : LD_TEXT};
		maps[i].field = i;
		marks[i] = true;
	}
	for (int i = 0; i < 3 * WIDE; i++) {
		int field = i % WIDE;
		values[i] = !field ? str(i / WIDE ? nik_text(i / WIDE) : strcpy(nik, nik_text(0)))
			    : i % 7 == 0 ? none
			    : field % 3  ? i64(i)
					 : str(names[field]);
	}
	source_init(&t, "lebar", LD_ADDS_WORKERS, NIK, 0, (const int[]){-1});
	t.source.maps = maps;
	t.source.nmaps = WIDE;
	t.source.fields = of;
	deliver(db.s, &t.source, false, "x.csv", values, 3, NULL, NULL);
	ld_ok(ld_store_frame(db.s, &of, marks, 1, &f, &err));
	cr_assert_eq(f->nrows, 3);
	for (int i = 0; i < 3 * WIDE; i++) {
		struct ld_value got = ld_frame_get(f, (size_t)(i % WIDE), (size_t)(i / WIDE));
		if (i % WIDE)
			cr_assert(got.kind == values[i].kind &&
					  (!got.kind || ld_value_equal(&got, &values[i])),
				"%d", i);
	}
	ld_frame_free(f);
	db_fini(&db);
}
