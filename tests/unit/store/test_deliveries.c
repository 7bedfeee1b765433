/* What a delivery stores, what it finds unchanged, and what no longer counts. */
#include "store_test.h"

static struct test_db db;
static struct test_source people;
static const char a[] = "5315904105800001", b[] = "5315904105800002", c[] = "5315904105800003";

static void setup(void)
{
	db_init(&db);
	source_init(&people, "p3ke", LD_ADDS_WORKERS, NIK, 10, (const int[]){NIK, UMUR, KERJA, -1});
}

static void teardown(void)
{
	db_fini(&db);
}

TestSuite(deliveries, .init = setup, .fini = teardown);

static struct ld_frame *frame_at(int64_t delivery)
{
	struct lindung_error err;
	struct ld_frame *f = NULL;
	ld_ok(ld_store_frame(db.s, &fields, all_fields, delivery, &f, &err));
	return f;
}

static int64_t age(const char *nik, int64_t delivery)
{
	struct ld_frame *f = frame_at(delivery);
	size_t row = ld_frame_find(f, nik);
	struct ld_value v = row == SIZE_MAX ? i64(-2) : ld_frame_get(f, UMUR, row);
	int64_t ret = v.kind == LD_MISSING ? -1 : v.i;
	ld_frame_free(f);
	return ret;
}

Test(deliveries, rows_come_back_in_nik_order)
{
	int64_t stored, twice;
	cr_expect_eq(deliver(db.s, &people.source, false, "x.csv", (struct ld_value[]){str(b), i64(40), i64(1), str(a), i64(30), none},
		2, &stored, &twice), 1);
	cr_expect_eq(stored, 2);
	cr_expect_eq(twice, 0);
	struct ld_frame *f = frame_at(1);
	cr_assert_eq(f->nrows, 2);
	cr_expect_eq(memcmp(f->nik[0], a, 16), 0);
	cr_expect_eq(ld_frame_get(f, UMUR, 0).i, 30);
	cr_expect_eq(ld_frame_get(f, KERJA, 0).kind, LD_MISSING);
	cr_expect_eq(ld_frame_get(f, KERJA, 1).i, 1);
	ld_frame_free(f);
}

Test(deliveries, a_known_file_leaves_no_trace)
{
	struct ld_value rows[] = {str(a), i64(30), none};
	int64_t stored;
	cr_expect_eq(deliver(db.s, &people.source, false, "x.csv", rows, 1, NULL, NULL), 1);
	cr_expect_eq(deliver(db.s, &people.source, false, "x.csv", rows, 1, &stored, NULL), 0);
	cr_expect_eq(deliver(db.s, &people.source, true, "x.csv", rows, 1, &stored, NULL), 0);
	people.source.digest[0] ^= 1; /* the code book was corrected: the file must be read again */
	cr_expect_eq(deliver(db.s, &people.source, false, "x.csv", rows, 1, &stored, NULL), 2);
	cr_expect_eq(stored, 0);
}

Test(deliveries, only_changed_rows_are_stored)
{
	int64_t stored;
	deliver(db.s, &people.source, false, "x.csv", (struct ld_value[]){str(a), i64(30), none, str(b), i64(40), none}, 2, NULL, NULL);
	deliver(db.s, &people.source, false, "y.csv", (struct ld_value[]){str(a), none, i64(2), str(b), i64(40), none}, 2, &stored, NULL);
	cr_expect_eq(stored, 1);
	cr_expect_eq(age(a, 1), 30);
	cr_expect_eq(age(a, 2), -1, "the newest row counts whole, its blanks too");
	cr_expect_eq(age(b, 2), 40);
}

Test(deliveries, an_old_value_given_again_is_new)
{
	deliver(db.s, &people.source, false, "x.csv", (struct ld_value[]){str(a), i64(30), none}, 1, NULL, NULL);
	deliver(db.s, &people.source, false, "y.csv", (struct ld_value[]){str(a), i64(31), none}, 1, NULL, NULL);
	deliver(db.s, &people.source, false, "x.csv", (struct ld_value[]){str(a), i64(30), none}, 1, NULL, NULL);
	cr_expect_eq(age(a, 2), 31);
	cr_expect_eq(age(a, 3), 30);
}

Test(deliveries, replace_drops_who_is_not_named)
{
	int64_t stored;
	deliver(db.s, &people.source, false, "x.csv", (struct ld_value[]){str(a), i64(30), none, str(b), i64(40), none}, 2, NULL, NULL);
	cr_expect_eq(deliver(db.s, &people.source, true, "y.csv", (struct ld_value[]){str(b), i64(40), none, str(c), i64(50), none}, 2,
		&stored, NULL), 2);
	cr_expect_eq(stored, 1, "a row like the one that counted keeps its first place");
	cr_expect_eq(age(a, 1), 30);
	cr_expect_eq(age(a, 2), -2);
	cr_expect_eq(age(b, 2), 40);
	cr_expect_eq(age(c, 2), 50);
	struct ld_arena arena = {0};
	struct ld_origin o;
	struct lindung_error err;
	ld_ok(ld_store_origin(db.s, b, &fields, UMUR, 2, &arena, &o, &err));
	cr_expect_str_eq(o.file, "x.csv");
	cr_expect_eq(o.line, 3);
	ld_ok(ld_store_origin(db.s, a, &fields, UMUR, 2, &arena, &o, &err));
	cr_expect_null(o.source);
	ld_arena_fini(&arena);
}

Test(deliveries, the_last_of_a_key_counts)
{
	int64_t stored, twice;
	deliver(db.s, &people.source, false, "x.csv",
		(struct ld_value[]){str(a), i64(30), none, str(b), i64(40), none, str(a), i64(31), none, str(a), i64(32), none}, 4, &stored, &twice);
	cr_expect_eq(stored, 4);
	cr_expect_eq(twice, 1);
	cr_expect_eq(age(a, 1), 32);
	deliver(db.s, &people.source, false, "y.csv",
		(struct ld_value[]){str(a), i64(32), none, str(a), i64(33), none, str(a), i64(33), none}, 3, &stored, &twice);
	cr_expect_eq(stored, 1);
	cr_expect_eq(twice, 1);
	cr_expect_eq(age(a, 2), 33);
}

Test(deliveries, no_workers_is_said)
{
	struct lindung_error err;
	struct ld_frame *f = NULL;
	ld_fails(NO_DATA, ld_store_frame(db.s, &fields, all_fields, 0, &f, &err));
	cr_expect_null(f);
}
