/* Runs and decisions come back as they were given; what may be kept. */
#include "store_test.h"

static struct test_db db;
static struct lindung_error err;
static bool rule_stopped; /* in the runs that run() makes */

static void setup(void)
{
	struct test_source people;
	db_init(&db);
	source_init(&people, "p3ke", LD_ADDS_WORKERS, NIK, 1, (const int[]){NIK, -1});
	deliver(db.s, &people.source, false, "x.csv", (struct ld_value[]){str("5315904105800001")}, 1, NULL, NULL);
}

static void teardown(void)
{
	db_fini(&db);
}

TestSuite(runs, .init = setup, .fini = teardown);

struct list {
	const struct ld_decision *items;
	size_t n, at;
};

static int next(void *ctx, struct ld_decision *d, struct lindung_error *e)
{
	struct list *l = ctx;
	(void)e;
	if (l->at == l->n)
		return 0;
	*d = l->items[l->at++];
	return 1;
}

/* A run that pays the numbered people (ended by 0) by "APBD" for months from a month on. */
static int64_t run(const char *programme, const int *people, int32_t from, int months, const int64_t *seen, size_t nseen)
{
	struct ld_decision d[8];
	struct list l = {d, 0, 0};
	for (; *people; people++) {
		d[l.n] = (struct ld_decision){.status = LD_SELECTED, .rank = (int64_t)l.n + 1, .position = (int64_t)l.n + 1,
			.funder = "APBD", .months = months, .cost = 16800, .rules = "", .missing = "", .constraint = ""};
		strcpy(d[l.n++].nik, nik_text(*people));
	}
	struct ld_run_window w = {"APBD", from, months};
	struct ld_run_row r = {.programme = programme, .module = "m", .engine = "0.1.0", .as_of = 20000, .delivery = 1,
		.created_at = "2026-11-21T01:02:03Z", .workers = (int64_t)l.n, .eligible = (int64_t)l.n, .selected = (int64_t)l.n,
		.summary = "{}", .windows = &w, .nwindows = 1, .seen = seen, .nseen = nseen, .stopped = rule_stopped};
	int64_t number;
	ld_ok(ld_store_begin(db.s, &err));
	ld_ok(ld_store_run_add(db.s, &r, next, &l, &number, &err));
	ld_ok(ld_store_commit(db.s, &err));
	return number;
}

static int keep(int64_t number)
{
	ld_ok(ld_store_begin(db.s, &err));
	int rc = ld_store_keep(db.s, number, "2026-11-22T00:00:00Z", &err);
	if (rc < 0) {
		struct lindung_error said = err;
		ld_store_rollback(db.s);
		err = said;
		return rc;
	}
	ld_ok(ld_store_commit(db.s, &err));
	return 0;
}

static int count(void *ctx, const struct ld_decision *d)
{
	(void)d;
	++*(int *)ctx;
	return 0;
}

Test(runs, come_back_whole)
{
	static const struct ld_decision d[] = {
		{.nik = "5315904105800001", .status = LD_REFUSED, .funder = "", .rules = "usia;desil", .missing = "", .constraint = ""},
		{.nik = "5315904105800002", .status = LD_UNDECIDED, .is_error = true, .has_score = true, .score = -5, .score_low = -5,
			.score_high = 0, .funder = "", .rules = "usia", .missing = "umur", .constraint = ""},
		{.nik = "5315904105800003", .status = LD_RESERVE, .rank = 2, .funder = "", .rules = "", .missing = "",
			.constraint = "money APBD;seats X"},
		{.nik = "5315904105800004", .status = LD_SELECTED, .has_score = true, .score = 15, .score_low = 15, .score_high = 15,
			.rank = 1, .position = 1, .funder = "APBD", .months = 12, .cost = 201600, .rules = "", .missing = "",
			.constraint = ""},
	};
	struct list l = {d, 4, 0};
	struct ld_setting settings[] = {{"funders/APBD/budget", "1"}, {"a", ""}};
	struct ld_run_window windows[] = {{"APBD", 2024 * 12, 12}, {"A", 2024 * 12 + 11, 1}};
	struct ld_file files[] = {{.module = "a.b", .path = "a/b.lua", .text = "return 1", .len = 8}, {.module = "c", .path = "c.lua", .text = "", .len = 0}};
	ld_sha256("return 1", 8, files[0].sha256);
	ld_sha256("", 0, files[1].sha256);
	const char *signer = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
	struct ld_run_row in = {.programme = "contoh-2024", .title = "Iuran", .module = "m", .office = "o", .region = "53.15",
		.engine = "0.1.0", .as_of = 19969, .delivery = 1, .created_at = "2026-11-21T01:02:03Z", .rules = {1}, .data = {2},
		.result = {3}, .workers = 4, .eligible = 2, .selected = 1, .reserve = 1, .refused = 1, .undecided = 1, .errors = 1,
		.undrawn = true, .summary = "{\"run\":1}", .settings = settings, .nsettings = 2, .windows = windows, .nwindows = 2,
		.files = files, .nfiles = 2, .stopped = true, .limits = "instructions=9", .walls = "seccomp", .signer = signer};
	struct ld_run_row r;
	struct ld_arena arena = {0};
	int64_t number;
	ld_fails(NOT_FOUND, ld_store_run(db.s, 0, true, &arena, &r, &err));
	ld_ok(ld_store_begin(db.s, &err));
	ld_ok(ld_store_run_add(db.s, &in, next, &l, &number, &err));
	ld_ok(ld_store_commit(db.s, &err));
	cr_assert_eq(number, 1);
	ld_ok(ld_store_run(db.s, 0, true, &arena, &r, &err));
	cr_expect_eq(r.number, 1);
	cr_expect_str_eq(r.programme, in.programme);
	cr_expect_str_eq(r.summary, in.summary);
	cr_expect_str_eq(r.office, "o");
	cr_expect_eq(r.as_of, in.as_of);
	cr_expect_null(r.kept_at);
	cr_expect(r.undrawn && r.workers == 4 && r.eligible == 2 && r.errors == 1 && r.refused == 1);
	cr_expect(r.stopped && !r.is_sealed && !r.kept_by && !r.forgotten_at);
	cr_expect_str_eq(r.limits, in.limits);
	cr_expect_str_eq(r.walls, in.walls);
	cr_expect_str_eq(r.signer, signer);
	cr_expect_arr_eq(r.data, in.data, LD_SHA256);
	cr_assert(r.nsettings == 2 && r.nwindows == 2 && r.nfiles == 2 && r.nseen == 0);
	cr_expect_str_eq(r.settings[1].path, "a");
	cr_expect_eq(r.windows[1].from, 2024 * 12 + 11);
	cr_expect_str_eq(r.files[0].text, "return 1");
	cr_expect_eq(r.files[1].len, 0);
	struct ld_run_row *heads;
	size_t n;
	ld_ok(ld_store_runs(db.s, &arena, &heads, &n, &err));
	cr_expect(n == 1 && heads[0].number == 1);
	for (size_t i = 0; i < 4; i++) {
		struct ld_decision got;
		struct ld_buf a = ld_buf_init(4096), b = ld_buf_init(4096);
		ld_ok(ld_store_decision(db.s, 1, d[i].nik, &arena, &got, &err));
		ld_decision_row(&d[i], &a);
		ld_decision_row(&got, &b);
		cr_expect_str_eq(ld_buf_text(&a), ld_buf_text(&b));
		cr_expect_eq(got.is_error, d[i].is_error);
		ld_buf_fini(&a);
		ld_buf_fini(&b);
	}
	struct ld_decision got;
	ld_fails(NOT_FOUND, ld_store_decision(db.s, 1, "5315904105800009", &arena, &got, &err));
	cr_expect_null(strstr(err.message, "5315904105800009"), "no nik in a message: %s", err.message);
	int all = 0;
	ld_ok(ld_store_decisions(db.s, 1, count, &all, &err));
	cr_expect_eq(all, 4);
	ld_fails(KEEP, keep(1));
	ld_fails(NOT_FOUND, keep(7));
	ld_arena_fini(&arena);
}

struct paid {
	char text[256];
};

static int note(void *ctx, const char *nik, int32_t from, int32_t to)
{
	struct paid *p = ctx;
	size_t n = strlen(p->text);
	snprintf(p->text + n, sizeof p->text - n, "%d:%d-%d ", atoi(nik + 11), from, to);
	return 0;
}

Test(runs, keeping_supersedes_the_same_programme)
{
	int64_t *kept;
	size_t n;
	struct ld_arena arena = {0};
	struct ld_run_row r;
	int64_t a = run("p", (const int[]){1, 2, 0}, 24288, 3, NULL, 0), b = run("p", (const int[]){2, 0}, 24288, 3, NULL, 0);
	ld_ok(keep(a));
	ld_ok(keep(a));
	ld_ok(keep(b));
	ld_ok(ld_store_run(db.s, a, false, &arena, &r, &err));
	cr_expect_eq(r.superseded_by, b);
	ld_fails(KEEP, keep(a));
	ld_ok(ld_store_kept(db.s, "q", &arena, &kept, &n, &err));
	cr_expect(n == 1 && kept[0] == b);
	ld_ok(ld_store_kept(db.s, "p", &arena, &kept, &n, &err));
	cr_expect_eq(n, 0);
	struct paid p = {""};
	ld_ok(ld_store_paid(db.s, (const int64_t[]){b, a}, 2, note, &p, &err));
	cr_expect_str_eq(p.text, "1:24288-24290 2:24288-24290 2:24288-24290 ");
	ld_arena_fini(&arena);
}

Test(runs, nobody_is_paid_twice)
{
	int64_t a = run("p", (const int[]){1, 2, 0}, 24288, 3, NULL, 0);
	int64_t overlap = run("q", (const int[]){2, 3, 0}, 24290, 1, NULL, 0);
	int64_t after = run("r", (const int[]){1, 2, 0}, 24291, 2, NULL, 0);
	int64_t before = run("s", (const int[]){1, 2, 0}, 24286, 2, NULL, 0);
	int64_t others = run("t", (const int[]){4, 5, 0}, 24288, 3, NULL, 0);
	ld_ok(keep(a));
	ld_fails(KEEP, keep(overlap));
	cr_expect(strstr(err.message, "pays 1 of its people"), "%s", err.message);
	ld_ok(keep(after));
	ld_ok(keep(before));
	ld_ok(keep(others));
	int64_t knew = run("q", (const int[]){3, 0}, 24290, 1, &a, 1);
	ld_ok(keep(knew));
	int64_t again = run("p", (const int[]){1, 2, 3, 0}, 24288, 3, (const int64_t[]){after, before, others}, 3);
	ld_fails(KEEP, keep(again));
}

Test(runs, of_a_rule_that_was_stopped_is_no_decree)
{
	rule_stopped = true;
	int64_t a = run("p", (const int[]){1, 0}, 24288, 3, NULL, 0);
	ld_fails(KEEP, keep(a));
	cr_expect(strstr(err.message, "was stopped"), "%s", err.message);
}
