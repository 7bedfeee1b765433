/*
 * From a SQLite file to decision rows by hand: what an office's own C program would do, without Lindung's columns, reasons,
 * receipts or reproducibility. `plain` is the program one writes first: one connection as SQLite opens it, one INSERT a
 * row. `tuned` does what pays: connections without a mutex, each on a range of rowids in a thread of its own, fifty rows
 * an INSERT, no journal. The table `worker` is in nik order, which both use.
 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>

#include "list.h"

enum { MAX_THREADS = 16, BULK = 50, COLUMNS = 7 };

struct job {
	const char *path;
	int nrules, flags;
	sqlite3_int64 first, last;
	struct decision *all;
	bool failed;
};

static const char *const informal[] = { "petani", "buruh tani", "peternak", "nelayan", "buruh nelayan", "pekerja lepas",
	"buruh harian lepas", "buruh bangunan", "tukang", "pedagang", "wiraswasta", "ojek", "sopir", "penenun" };
static const char *const districts[] = { "Komodo", "Boleng", "Kuwus", "Kuwus Barat", "Lembor", "Lembor Selatan",
	"Macang Pacar", "Mbeliling", "Ndoso", "Pacar", "Sano Nggoang", "Welak" };

static int place_in(const char *const *words, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i], word) == 0)
			return (int)i;
	return -1;
}

static int32_t number(sqlite3_stmt *q, int column)
{
	return sqlite3_column_type(q, column) == SQLITE_NULL ? MISSING : sqlite3_column_int(q, column);
}

static const char *text(sqlite3_stmt *q, int column)
{
	return (const char *)sqlite3_column_text(q, column);
}

static int32_t day(const char *iso)
{
	return iso ? atoi(iso) * 10000 + atoi(iso + 5) * 100 + atoi(iso + 8) : MISSING;
}

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define SELECT                                                                                                          \
	"SELECT id, tanggal_lahir, jenis_kelamin, pekerjaan, kecamatan, desil, tanggungan, kepala_keluarga, disabilitas," \
	" anggota, penghasilan, pengeluaran, jamsos_aktif, tahun_ke, verifikasi FROM worker WHERE id BETWEEN ?1 AND ?2"

static bool read_row(sqlite3_stmt *q, int nrules, struct decision *all)
{
	const char *sex = text(q, 2), *work = text(q, 3), *where = text(q, 4);
	int district = where ? place_in(districts, COUNT(districts), where) : -1;
	struct worker w = { .birth = day(text(q, 1)), .woman = (int8_t)(sex ? *sex == 'P' : MISSING),
		.occupation = (int8_t)(work ? place_in(informal, COUNT(informal), work) >= 0 : MISSING),
		.district = (int8_t)(where ? district == 0 : MISSING), .decile = (int8_t)number(q, 5),
		.dependants = (int8_t)number(q, 6), .head = (int8_t)number(q, 7), .disabled = (int8_t)number(q, 8),
		.members = (int8_t)number(q, 9), .income = number(q, 10), .spending = number(q, 11),
		.covered = (int8_t)number(q, 12), .years = (int8_t)number(q, 13), .verified = (int8_t)number(q, 14) };
	if (district < 0 && where)
		return false;
	struct decision *d = &all[sqlite3_column_int64(q, 0) - 1];
	d->verdict = decide(&w, nrules);
	d->decile = (uint8_t)(w.decile < 0 ? 0 : w.decile);
	d->district = (uint8_t)(district < 0 ? 0 : district);
	if (district < 0 && d->verdict.fate == ELIGIBLE) /* nobody can be placed without the group */
		d->verdict.fate = UNDECIDED;
	return true;
}

static void *read_range(void *arg)
{
	struct job *j = arg;
	sqlite3 *db = NULL;
	sqlite3_stmt *q = NULL;
	int rc = sqlite3_open_v2(j->path, &db, j->flags, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_prepare_v2(db, SELECT, -1, &q, NULL);
	if (rc == SQLITE_OK) {
		sqlite3_bind_int64(q, 1, j->first);
		sqlite3_bind_int64(q, 2, j->last);
		while ((rc = sqlite3_step(q)) == SQLITE_ROW && read_row(q, j->nrules, j->all))
			;
	}
	j->failed = rc != SQLITE_DONE;
	sqlite3_finalize(q);
	sqlite3_close(db);
	return NULL;
}

static bool read_all(const char *path, int nrules, bool tuned, int threads, struct decision *all, sqlite3_int64 n)
{
	struct job jobs[MAX_THREADS] = { 0 };
	pthread_t ids[MAX_THREADS];
	bool good = true;
	int started = 0;
	for (; started < threads; started++) {
		jobs[started] = (struct job){ path, nrules, SQLITE_OPEN_READONLY | (tuned ? SQLITE_OPEN_NOMUTEX : 0),
			n * started / threads + 1, n * (started + 1) / threads, all, false };
		if (pthread_create(&ids[started], NULL, read_range, &jobs[started]) != 0)
			break;
	}
	good = started == threads;
	for (int t = 0; t < started; t++) {
		pthread_join(ids[t], NULL);
		good = good && !jobs[t].failed;
	}
	return good;
}

static void bind_or_null(sqlite3_stmt *q, int place, bool is, int64_t value)
{
	if (is)
		sqlite3_bind_int64(q, place, value);
	else
		sqlite3_bind_null(q, place);
}

static void bind_row(sqlite3_stmt *q, int at, size_t row, const struct decision *d)
{
	int c = at * COLUMNS;
	sqlite3_bind_int64(q, c + 1, (sqlite3_int64)row + 1);
	sqlite3_bind_int(q, c + 2, d->status);
	bind_or_null(q, c + 3, d->rank, d->rank);
	bind_or_null(q, c + 4, d->position, d->position);
	bind_or_null(q, c + 5, d->status != S_REFUSED, d->verdict.score);
	bind_or_null(q, c + 6, d->status == S_REFUSED, d->verdict.rules);
	bind_or_null(q, c + 7, d->status == S_UNDECIDED, d->verdict.rules);
}

static int insert(sqlite3 *db, const struct decision *all, size_t first, size_t last, int each)
{
	char sql[64 + BULK * 16] = "INSERT INTO decision VALUES";
	sqlite3_stmt *q = NULL;
	for (int i = 0; i < each; i++)
		strcat(sql, i ? ",(?,?,?,?,?,?,?)" : "(?,?,?,?,?,?,?)");
	int rc = sqlite3_prepare_v2(db, sql, -1, &q, NULL);
	for (size_t row = first; row + (size_t)each <= last && rc == SQLITE_OK; row += (size_t)each) {
		for (int i = 0; i < each; i++)
			bind_row(q, i, row + (size_t)i, &all[row + (size_t)i]);
		sqlite3_step(q);
		rc = sqlite3_reset(q);
	}
	sqlite3_finalize(q);
	return rc;
}

static bool write_all(const char *path, bool tuned, const struct decision *all, size_t n)
{
	sqlite3 *db = NULL;
	size_t bulk = tuned ? n / BULK * BULK : 0;
	int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | (tuned ? SQLITE_OPEN_NOMUTEX : 0),
		NULL);
	if (rc == SQLITE_OK && tuned)
		rc = sqlite3_exec(db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE",
			NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, "BEGIN; CREATE TABLE decision(worker INTEGER PRIMARY KEY, status, rank, position, score,"
			" failed, unknown)", NULL, NULL, NULL);
	if (rc == SQLITE_OK && tuned)
		rc = insert(db, all, 0, bulk, BULK);
	if (rc == SQLITE_OK)
		rc = insert(db, all, bulk, n, 1);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	sqlite3_close(db);
	return rc == SQLITE_OK;
}

static sqlite3_int64 count(const char *path)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *q = NULL;
	sqlite3_int64 n = -1;
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK
		&& sqlite3_prepare_v2(db, "SELECT max(id) FROM worker", -1, &q, NULL) == SQLITE_OK
		&& sqlite3_step(q) == SQLITE_ROW)
		n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	sqlite3_close(db);
	return n;
}

int main(int argc, char **argv)
{
	if (argc != 7) {
		fprintf(stderr, "usage: %s plain|tuned THREADS WORKERS.db DECISIONS.db RULES CAP\n", argv[0]);
		return 2;
	}
	bool tuned = strcmp(argv[1], "tuned") == 0;
	int threads = atoi(argv[2]), nrules = atoi(argv[5]);
	sqlite3_int64 n = count(argv[3]);
	struct decision *all = n > 0 && threads > 0 && threads <= MAX_THREADS ? calloc((size_t)n, sizeof *all) : NULL;
	bool good = all && read_all(argv[3], nrules, tuned, threads, all, n) && list(all, (size_t)n, (uint32_t)atoi(argv[6]))
		&& write_all(argv[4], tuned, all, (size_t)n);
	free(all);
	if (!good)
		fprintf(stderr, "%s: cannot decide '%s' into '%s'\n", argv[0], argv[3], argv[4]);
	return !good;
}
