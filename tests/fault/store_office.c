/*
 * Databases to start from are made once and kept as bytes. One is of the oldest schema, one is what a killed program left:
 * its last delivery stands in the write-ahead log only.
 */
#include "store_office.h"

#include <sys/wait.h>

#include "store_old.h"

enum { PEOPLE = 160 };

static struct office o;
static struct kept {
	char *bytes;
	size_t len;
} kept[BASES][2]; /* the database and its log */
static const char *const ends[] = {"", "-wal", "-shm", "-journal"};

static int import(struct lindung *l, const char *file, int replace, struct ld_buf *out, struct lindung_error *err)
{
	char path[128];
	struct lindung_result *r = NULL;
	snprintf(path, sizeof path, "%s/%s", o.root, file);
	const char *const files[] = {path};
	int rc = lindung_import(l, &(struct lindung_import){.source = "orang", .files = files, .nfiles = 1, .replace = replace}, &r,
		err);
	if (rc >= 0)
		ld_buf_printf(out, "read %lld stored %lld bad %lld", (long long)lindung_result_integer(r, "read"),
			(long long)lindung_result_integer(r, "stored"), (long long)lindung_result_integer(r, "quarantined"));
	lindung_result_free(r);
	return rc;
}

static int import_first(struct lindung *l, struct ld_buf *out, struct lindung_error *err)
{
	return import(l, "orang.csv", 0, out, err);
}

static int import_add(struct lindung *l, struct ld_buf *out, struct lindung_error *err)
{
	return import(l, "lagi.csv", 0, out, err);
}

static int import_replace(struct lindung *l, struct ld_buf *out, struct lindung_error *err)
{
	return import(l, "lagi.csv", 1, out, err);
}

static int answer(int rc, struct lindung_result *r, enum lindung_format format, struct ld_buf *out, struct lindung_error *err)
{
	if (rc >= 0)
		rc = lindung_result_write(r, &(struct lindung_render){.format = format}, office_collect, out, err);
	lindung_result_free(r);
	return rc;
}

static int decide(struct lindung *l, struct ld_buf *out, struct lindung_error *err)
{
	struct lindung_result *r = NULL;
	int rc = lindung_run(l, &(struct lindung_run){.rules = "uji.2024"}, &r, err);
	if (rc >= 0)
		ld_buf_puts(out, lindung_result_text(r, "receipt/result"));
	lindung_result_free(r);
	return rc;
}

static int keep(struct lindung *l, struct ld_buf *out, struct lindung_error *err)
{
	struct lindung_result *r = NULL;
	int rc = lindung_keep(l, 1, &r, err);
	return answer(rc, r, LINDUNG_JSON, out, err);
}

static int export(struct lindung *l, struct ld_buf *out, struct lindung_error *err)
{
	return lindung_export(l, 1, "decisions", office_collect, out, NULL, err);
}

static int annex(struct lindung *l, struct ld_buf *out, struct lindung_error *err)
{
	return lindung_export(l, 1, "annex", office_collect, out, NULL, err);
}

static int quarantine(struct lindung *l, struct ld_buf *out, struct lindung_error *err)
{
	struct lindung_result *r = NULL;
	int rc = lindung_quarantine(l, 0, &r, err);
	return answer(rc, r, LINDUNG_CSV, out, err);
}

static int show(struct lindung *l, struct ld_buf *out, struct lindung_error *err)
{
	struct lindung_result *r = NULL;
	int rc = lindung_show(l, 1, &r, err);
	return answer(rc, r, LINDUNG_JSON, out, err);
}

static int verify(struct lindung *l, struct ld_buf *out, struct lindung_error *err)
{
	struct lindung_result *r = NULL;
	int rc = lindung_verify(l, 1, &r, err);
	return answer(rc, r, LINDUNG_JSON, out, err);
}

static int explain(struct lindung *l, struct ld_buf *out, struct lindung_error *err)
{
	struct lindung_result *r = NULL;
	int rc = lindung_explain(l, "5315904105800005", 1, &r, err);
	return answer(rc, r, LINDUNG_JSON, out, err);
}

struct command commands[] = {
	{"import", BASE_NONE, import_first},
	{"import --add", BASE_PEOPLE, import_add},
	{"import --replace", BASE_PEOPLE, import_replace},
	{"import after a kill", BASE_LEFT_OVER, import_first},
	{"run", BASE_PEOPLE, decide},
	{"keep", BASE_RUN, keep},
	{"run on an old schema", BASE_OLD, decide},
	{"quarantine after a kill", BASE_LEFT_OVER, quarantine},
	{"export --as decisions", BASE_RUN, export},
	{"export --as annex", BASE_RUN, annex},
	{"show", BASE_RUN, show},
	{"explain", BASE_RUN, explain},
	{"verify", BASE_RUN, verify},
};
const size_t ncommands = sizeof commands / sizeof *commands;

long commands_count(const char *variable, long plain, long sanitized)
{
	const char *asked = getenv(variable);
	long n = asked ? atol(asked) : SANITIZED ? sanitized : plain;
	cr_assert_gt(n, 0, "%s is a number", variable);
	return n;
}

/* ---- databases to start from ---- */

const char *commands_db(void)
{
	static char path[96];
	snprintf(path, sizeof path, "%s/uji.db", o.root);
	return path;
}

static void file_name(size_t end, char out[128])
{
	snprintf(out, 128, "%s%s", commands_db(), ends[end]);
}

static void clear(void)
{
	char name[128];
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		file_name(i, name);
		unlink(name);
	}
}

static void keep_base(enum base base)
{
	char name[128];
	for (size_t i = 0; i < 2; i++) {
		struct stat st;
		file_name(i, name);
		FILE *f = fopen(name, "rb");
		if (!f || fstat(fileno(f), &st) != 0)
			continue;
		struct kept *k = &kept[base][i];
		k->len = (size_t)st.st_size;
		k->bytes = malloc(k->len + 1);
		cr_assert(k->bytes && fread(k->bytes, 1, k->len, f) == k->len);
		fclose(f);
	}
}

void commands_restore(enum base base)
{
	char name[128];
	clear();
	for (size_t i = 0; i < 2; i++) {
		const struct kept *k = &kept[base][i];
		if (!k->bytes)
			continue;
		file_name(i, name);
		FILE *f = fopen(name, "wb");
		cr_assert(f && fwrite(k->bytes, 1, k->len, f) == k->len && fclose(f) == 0);
	}
}

static void write_people(const char *name, int from, int to, int bad)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf b = ld_buf_init(1 << 20);
	ld_buf_puts(&b, "nik,nama,tanggal_lahir,kecamatan,desa,pekerjaan,desil,tanggungan\n");
	for (int i = from; i < to; i++) {
		static const char *const jobs[] = {"petani", "nelayan", "pns"};
		ld_buf_printf(&b, "531590410580%04d,Orang bernama panjang nomor %d,1980-05-01,Kecamatan %d,Desa %d,%s,", i, i, i % 2,
			i % 17, i % 11 == bad ? "tidak ada" : jobs[i % 3]);
		if (i % 7)
			ld_buf_printf(&b, "%d", i % 4 + 1);
		ld_buf_printf(&b, ",%d\n", i % 6);
	}
	office_write(&o, name, ld_buf_text(&b));
}

struct lindung *commands_open(void)
{
	return office_handle(&o);
}

static void act(int (*what)(struct lindung *l, struct ld_buf *out, struct lindung_error *err))
{
	struct lindung_error err;
	struct ld_buf out = ld_buf_init(1 << 20);
	struct lindung *l = commands_open();
	ld_ok(what(l, &out, &err));
	lindung_close(l);
	ld_buf_fini(&out);
}

/* A delivery by a program that is killed as soon as it is told that it is stored. */
static void leave_over(void)
{
	int status;
	pid_t child = fork();
	if (!child) {
		struct lindung_error err;
		struct ld_buf out = ld_buf_init(1 << 20);
		struct lindung *l = commands_open();
		_exit(import_replace(l, &out, &err) < 0);
	}
	waitpid(child, &status, 0);
	cr_assert_eq(status, 0);
}

static void make_bases(void)
{
	char old[128];
	act(import_first);
	keep_base(BASE_PEOPLE);
	snprintf(old, sizeof old, "%s/old.db", o.root);
	old_database(commands_db(), old, 1);
	clear();
	cr_assert_eq(rename(old, commands_db()), 0);
	keep_base(BASE_OLD);
	commands_restore(BASE_PEOPLE);
	act(decide);
	keep_base(BASE_RUN);
	commands_restore(BASE_PEOPLE);
	leave_over();
	keep_base(BASE_LEFT_OVER);
	cr_assert(kept[BASE_LEFT_OVER][1].len > 0, "the delivery stands in the log");
}

void commands_init(void)
{
	struct lindung_error err;
	office_init(&o);
	lindung_close(o.l);
	o.l = NULL;
	write_people("orang.csv", 1, PEOPLE, 3);
	write_people("lagi.csv", PEOPLE / 2, PEOPLE * 3 / 2, 5);
	make_bases();
	for (size_t i = 0; i < ncommands; i++) {
		struct command *c = &commands[i];
		c->says = ld_buf_init(1 << 20);
		commands_restore(c->base);
		state_of(commands_db(), c->name, &c->before);
		commands_restore(c->base);
		struct lindung *l = commands_open();
		ld_ok(c->act(l, &c->says, &err));
		lindung_close(l);
		state_of(commands_db(), c->name, &c->after);
		cr_assert_eq(state_same(&c->before, &c->after), i >= WRITING, "%s", c->name);
		cr_assert_eq(c->before.version < c->after.version, c->base == BASE_NONE || c->base == BASE_OLD, "%s", c->name);
	}
}

void commands_fini(void)
{
	for (size_t i = 0; i < ncommands; i++)
		ld_buf_fini(&commands[i].says);
	for (size_t i = 0; i < BASES; i++)
		for (size_t k = 0; k < 2; k++)
			free(kept[i][k].bytes);
	office_fini(&o);
}
