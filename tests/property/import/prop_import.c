/*
 * Random deliveries of files with the faults of spreadsheets, twice: a row at a time in one thread, and in batches read by a
 * second one. Both databases must be the same to the cell (records, quarantine, counts, digests), both answers and refusals
 * the same word for word. What is stored, unchanged and given twice must be what a plain model of "the newest row of a key
 * counts" says, and the digests must be those that are made again from the stored cells.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../unit/import/sheet.h"
#include "import/import.h"
#include "ld_test.h"

enum { PEOPLE = 25, MOST_ROWS = 60, DELIVERIES = 6, FILES = 3, TRIALS = 60 };

static struct lindung_error err;
static char folder[] = "/tmp/prop_import.XXXXXX";

struct side {
	const char *name;
	struct ld_store *store;
	struct ld_import_result result;
	struct lindung_error err;
	int rc;
};

static const char *path_of(const char *name)
{
	static char out[8][80];
	static int at;
	at = (at + 1) % 8;
	snprintf(out[at], sizeof out[at], "%s/%s", folder, name);
	return out[at];
}

/* For SQLite: no power fails here. */
__attribute__((visibility("default"))) int fsync(int fd)
{
	return fd < 0;
}

__attribute__((visibility("default"))) int fdatasync(int fd)
{
	return fd < 0;
}

/* ---- files ---- */

static void add_row(uint64_t *s, struct ld_buf *b)
{
	static const char *const names[] = {"Siti", "Budi", "\"Ana, Ana\"", "\"I \"\"W\"\" N\"", "\"Jl.\nLama\"", "Ren\xC3\xA9", "  Yos  ", ""};
	static const char *const dates[] = {"17/08/1945", "1945-08-17", "3 mei 1970", "00-00-0000", "", "31/12/1999 0:00:00"};
	static const char *const sexes[] = {"L", "P", "perempuan", "Laki-laki", "?"};
	static const char *const jobs[] = {"petani", "nelayan", "-", "", "lainnya"};
	ld_buf_printf(b, "53159041058%05u,%s,%s,%s,%s,%u", ld_below(s, PEOPLE) + 1, names[ld_below(s, 8)], dates[ld_below(s, 6)],
		sexes[ld_below(s, 5)], jobs[ld_below(s, 5)], ld_below(s, 3));
}

static void add_fault(uint64_t *s, struct ld_buf *b)
{
	static const char *const faults[] = {"", ",,,,,", "Jumlah,,,,,3", "nik,nama,tanggal_lahir,jenis_kelamin,pekerjaan,desil",
		"5315904105800001,S", "5315904105800001,S,31/02/1999,P,petani,2", "5315904105800002,S,,X,petani,77",
		"5.31501E+15,S,,P,petani,2", "5315904105800003,\"S,,P,petani,2", "5315904105800003,S \"x\" y,,P,petani,2",
		"5315904105800004,S\xE2\x80\x8B,,P,petani,2", "5315904105800005,\xFFS,,P,petani,2", "531590,S,,P,petani,2",
		"5315904105800006,S,01/02/2003,P,tukang sulap,2,lebih"};
	ld_buf_puts(b, faults[ld_below(s, sizeof faults / sizeof *faults)]);
}

static void write_file(const char *path, uint64_t *s)
{
	static const char *const ends[] = {"\n", "\r\n", "\r"};
	struct ld_buf b = ld_buf_init(1 << 20);
	const char *end = ends[ld_below(s, 3)];
	uint32_t rows = ld_below(s, MOST_ROWS), faulty = ld_below(s, 5);
	ld_buf_printf(&b, "%s%snik,nama,tanggal_lahir,jenis_kelamin,pekerjaan,%s%s", ld_below(s, 4) ? "" : "DAFTAR", end,
		ld_below(s, 40) ? "desil" : "dasil", end);
	for (uint32_t i = 0; i < rows; i++) {
		if (ld_below(s, 10) < faulty)
			add_fault(s, &b);
		else
			add_row(s, &b);
		ld_buf_puts(&b, end);
	}
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	cr_assert(fd >= 0 && write(fd, b.data, b.len) == (ssize_t)b.len);
	close(fd);
	ld_buf_fini(&b);
}

/* ---- the model ---- */

struct model {
	char *now[PEOPLE + 10];    /* what counts of each person, as text */
	char *before[PEOPLE + 10]; /* … when a --replace began */
	bool seen[PEOPLE + 10], twice[PEOPLE + 10];
	char *newest; /* the newest file */
	int64_t stored, unchanged, duplicates;
};

static void give(struct model *m, int who, const char *text)
{
	const char *old = m->now[who] || m->seen[who] ? m->now[who] : m->before[who];
	bool same = old && strcmp(old, text) == 0;
	m->duplicates += m->seen[who] && !m->twice[who];
	m->twice[who] = m->seen[who];
	m->seen[who] = true;
	m->unchanged += same;
	m->stored += !same;
	char *copy = strdup(text);
	free(m->now[who]);
	m->now[who] = copy;
}

/* false: nothing in it can be new. */
static bool model_file(struct model *m, const struct ld_source *source, const char *path, bool replace)
{
	static char text[1 << 20];
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, text, sizeof text - 1);
	close(fd);
	text[n] = '\0';
	if (!replace && m->newest && strcmp(m->newest, text) == 0)
		return false;
	free(m->newest);
	m->newest = strdup(text);
	char *lines = strdup(sheet_read(source, text)), *line, *rest = lines;
	while ((line = strsep(&rest, "\n"))) {
		char *nik = strchr(line, ' ');
		if (nik && strncmp(nik + 1, "53159041058", 11) == 0 && strlen(nik) > 17 && nik[17] == ' ')
			give(m, atoi(nik + 12), nik);
	}
	free(lines);
	return true;
}

static void model_begin(struct model *m, bool replace)
{
	m->stored = m->unchanged = m->duplicates = 0;
	memset(m->seen, 0, sizeof m->seen);
	memset(m->twice, 0, sizeof m->twice);
	for (int i = 0; i < PEOPLE + 10; i++) {
		free(m->before[i]);
		m->before[i] = NULL;
		if (!replace)
			continue;
		m->before[i] = m->now[i];
		m->now[i] = NULL;
	}
}

/* ---- both sides ---- */

static int add_text(void *out, int n, char **cells, char **names)
{
	(void)names;
	for (int i = 0; i < n; i++)
		ld_buf_printf(out, "%s|", cells[i] ? cells[i] : "NULL");
	ld_buf_addc(out, '\n');
	return 0;
}

/* Every cell of every table. */
static void dump(const struct side *side, struct ld_buf *out)
{
	sqlite3 *raw;
	sqlite3_stmt *q;
	char sql[4096];
	cr_assert_eq(sqlite3_open(path_of(side->name), &raw), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(raw, "SELECT m.name, group_concat('typeof(\"' || c.name || '\") || quote(\"' || c.name || '\")')"
		" FROM sqlite_schema AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table' GROUP BY m.name ORDER BY m.name",
		-1, &q, NULL), SQLITE_OK);
	while (sqlite3_step(q) == SQLITE_ROW) {
		ld_buf_printf(out, "%s\n", (const char *)sqlite3_column_text(q, 0));
		snprintf(sql, sizeof sql, "SELECT %s FROM \"%s\"", sqlite3_column_text(q, 1), sqlite3_column_text(q, 0));
		cr_assert_eq(sqlite3_exec(raw, sql, add_text, out, NULL), SQLITE_OK, "%s", sqlite3_errmsg(raw));
	}
	sqlite3_finalize(q);
	cr_assert_eq(sqlite3_exec(raw, "PRAGMA integrity_check", add_text, out, NULL), SQLITE_OK);
	cr_assert(strstr(ld_buf_text(out) + out->len - 4, "ok|\n"));
	sqlite3_close(raw);
	cr_assert(!out->failed);
}

static void answer(const struct side *side, struct ld_buf *out)
{
	const struct ld_import_result *r = &side->result;
	if (side->rc < 0) {
		char said[1024];
		lindung_error_format(&side->err, said, sizeof said);
		ld_buf_puts(out, said);
		return;
	}
	ld_buf_printf(out, "%d %d\n", (int)r->delivery, (int)r->duplicates);
	for (size_t i = 0; i < r->nfiles; i++)
		ld_buf_printf(out, "%s %d %d %d %d\n", r->files[i].name, (int)r->files[i].read, (int)r->files[i].stored,
			(int)r->files[i].quarantined, (int)r->files[i].unchanged);
	for (size_t i = 0; i < r->nrepeated; i++)
		ld_buf_printf(out, "%s %s %d %s %d\n", r->repeated[i].key, r->repeated[i].file, (int)r->repeated[i].line,
			r->repeated[i].instead_of_file, (int)r->repeated[i].instead_of_line);
	for (size_t i = 0; i < r->nquarantine; i++)
		ld_buf_printf(out, "%d %s %s %s %s\n", (int)r->quarantine[i].line, r->quarantine[i].column, r->quarantine[i].value,
			r->quarantine[i].code, r->quarantine[i].reason);
	for (size_t i = 0; i < r->nignored; i++)
		ld_buf_printf(out, "%s\n", r->ignored[i]);
}

static void deliver(struct side *side, struct ld_import_in in, unsigned jobs, size_t batch)
{
	in.jobs = jobs;
	in.batch = batch;
	side->rc = ld_import(side->store, &in, &side->result, &side->err);
}

static void check_model(struct model *m, const struct ld_import_in *in, const struct side *side, uint64_t seed)
{
	int64_t stored = 0, unchanged = 0;
	model_begin(m, in->replace);
	for (size_t i = 0; i < in->npaths; i++) {
		const struct ld_import_file *f = &side->result.files[i];
		bool known = !model_file(m, in->source, in->paths[i], in->replace);
		stored += f->stored;
		unchanged += known ? f->unchanged - f->read : f->unchanged;
	}
	cr_assert_eq(stored, m->stored, "seed %llu", (unsigned long long)seed);
	cr_assert_eq(unchanged, m->unchanged, "seed %llu", (unsigned long long)seed);
	cr_assert_eq(side->result.duplicates, m->duplicates, "seed %llu", (unsigned long long)seed);
}

static void check_same(const struct side *a, const struct side *b, uint64_t seed)
{
	struct ld_buf one = ld_buf_init(1 << 24), two = ld_buf_init(1 << 24);
	answer(a, &one);
	answer(b, &two);
	cr_assert_str_eq(ld_buf_text(&one), ld_buf_text(&two), "seed %llu", (unsigned long long)seed);
	ld_buf_reset(&one);
	ld_buf_reset(&two);
	dump(a, &one);
	dump(b, &two);
	cr_assert_str_eq(ld_buf_text(&one), ld_buf_text(&two), "seed %llu", (unsigned long long)seed);
	ld_buf_fini(&one);
	ld_buf_fini(&two);
}

static void check_chain(const struct side *side, uint64_t seed)
{
	int64_t last;
	uint8_t was[LD_SHA256], is[LD_SHA256];
	ld_ok(ld_store_last_delivery(side->store, &last, &err));
	ld_ok(ld_store_data_digest(side->store, last, was, &err));
	ld_ok(ld_store_data_redigest(side->store, last, is, &err));
	cr_assert(memcmp(was, is, LD_SHA256) == 0, "seed %llu", (unsigned long long)seed);
}

static void open_side(struct side *side, const char *name)
{
	*side = (struct side){.name = name};
	ld_ok(ld_store_open(path_of(name), LD_STORE_CREATE, &side->store, &err));
}

static void close_side(struct side *side)
{
	char path[100];
	ld_store_close(side->store);
	snprintf(path, sizeof path, "%s", path_of(side->name));
	unlink(path);
}

/* Returns how many deliveries said something new. */
static int trial(uint64_t seed)
{
	struct model m = {0};
	struct side plain, fast;
	struct ld_source source = sheet_source();
	uint64_t s = seed;
	int new = 0;
	source.encoding = ld_below(&s, 4) ? LD_UTF8 : LD_LATIN1;
	source.once = ld_below(&s, 4) == 0;
	open_side(&plain, "plain.db");
	open_side(&fast, "fast.db");
	for (int k = 0; k < DELIVERIES; k++) {
		const char *const paths[FILES] = {path_of("a.csv"), path_of("b.csv"), path_of("c.csv")};
		struct ld_import_in in = {.source = &source, .paths = paths, .npaths = 1 + ld_below(&s, FILES),
			.replace = ld_below(&s, 3) == 0, .created_at = "2026-11-21T01:02:03Z"};
		for (size_t i = 0; i < in.npaths; i++)
			if (k == 0 || ld_below(&s, 5))
				write_file(paths[i], &s);
		deliver(&plain, in, 1, 1);
		deliver(&fast, in, 2, 1 + ld_below(&s, 20));
		check_same(&plain, &fast, seed);
		if (fast.rc >= 0 && fast.result.delivery && !source.once)
			check_model(&m, &in, &fast, seed);
		new += fast.rc >= 0 && fast.result.delivery;
		if (plain.rc >= 0)
			ld_import_result_fini(&plain.result);
		if (fast.rc >= 0)
			ld_import_result_fini(&fast.result);
	}
	if (new)
		check_chain(&fast, seed);
	close_side(&plain);
	close_side(&fast);
	model_begin(&m, true);
	model_begin(&m, false);
	free(m.newest);
	return new;
}

Test(prop_import, the_same_in_one_thread_and_two_and_as_the_model_says)
{
	const char *asked = getenv("LINDUNG_IMPORTS");
	int trials = asked ? atoi(asked) : TRIALS, new = 0;
	cr_assert(mkdtemp(folder));
	for (int i = 0; i < trials; i++)
		new += trial((uint64_t)i);
	cr_expect(new > 2 * trials, "%d deliveries said something new", new);
	for (int i = 0; i < FILES; i++)
		unlink(path_of((const char *const[]){"a.csv", "b.csv", "c.csv"}[i]));
	rmdir(folder);
}
