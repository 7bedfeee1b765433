/*
 * The taker's side of one file: is it known, then its rows, each to the store or to quarantine and
 * counted once. A file is hashed before it is read only when it has as many bytes as the one it
 * would have to equal, else while it is read.
 */
#include "import/file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"

enum {
	PROGRESS_ROWS = 65536,
	BATCH = 256,     /* rows: what they hold fits a core's cache */
	APART = 1 << 20, /* bytes from which on a second thread pays */
};

struct taking {
	struct ld_import_job *job;
	struct ld_import_file *file;
	int fd;
	int64_t total;
	uint8_t sha256[LD_SHA256]; /* of total bytes, once hashed */
};

static int keep_for_printing(struct ld_import_job *job, const char *file,
	const struct ld_bad_row *bad, struct lindung_error *err)
{
	struct ld_import_result *out = job->result;
	struct ld_arena *a = &out->arena;
	if (out->nquarantine == LD_IMPORT_KEPT)
		return 0;
	struct ld_quarantine_row q = {.delivery = ld_store_delivery_number(job->delivery),
		.line = bad->line,
		.source = ld_arena_strdup(a, job->in->source->name),
		.file = file,
		.column = ld_arena_strdup(a, bad->column),
		.value = ld_arena_strdup(a, bad->value),
		.code = bad->code,
		.reason = ld_arena_strdup(a, bad->reason)};
	if (!q.source || !q.column || !q.value || !q.reason)
		return ld_nomem(err);
	job->quarantine[out->nquarantine++] = q;
	return 0;
}

static int quarantine(struct taking *r, const struct ld_bad_row *bad, struct lindung_error *err)
{
	int rc = ld_store_quarantine(r->job->delivery, bad, err);
	if (rc < 0)
		return rc;
	r->file->quarantined++;
	return keep_for_printing(r->job, r->file->name, bad, err);
}

/* Both places of a key that stands twice, so that the office can see which row was meant. */
static int keep_repeat(struct taking *r, const struct ld_fed_row *row, struct lindung_error *err)
{
	struct ld_import_job *job = r->job;
	struct ld_import_result *out = job->result;
	const struct ld_value *key = &row->values[job->mapper.key];
	struct ld_import_repeat it = {.file = r->file->name, .line = row->line};
	size_t file;
	if (out->nrepeated == LD_IMPORT_REPEATS ||
		!ld_store_row_repeats(job->delivery, &file, &it.instead_of_line))
		return 0;
	it.instead_of_file = job->begun[file];
	it.key = ld_arena_strndup(&out->arena, key->s, key->len);
	if (!it.key)
		return ld_nomem(err);
	out->repeated[out->nrepeated++] = it;
	return 0;
}

static int store(struct taking *r, const struct ld_fed_row *row, struct lindung_error *err)
{
	bool unchanged;
	int rc = ld_store_row(r->job->delivery, row->line, row->values, row->digest, &unchanged, err);
	if (rc < 0)
		return rc;
	if (unchanged)
		r->file->unchanged++;
	else
		r->file->stored++;
	return keep_repeat(r, row, err);
}

static int progress(const struct taking *r, struct lindung_error *err)
{
	const struct ld_import_in *in = r->job->in;
	if (!in->progress || r->file->read % PROGRESS_ROWS)
		return 0;
	int64_t at = lseek(r->fd, 0, SEEK_CUR);
	if (in->progress(in->ctx, r->file->name, r->file->read, at < 0 ? 0 : at, r->total))
		return ld_fail(err, LINDUNG_E_CANCELLED,
			"the import was stopped; nothing of it was stored");
	return 0;
}

static int take(void *ctx, const struct ld_fed_row *row, struct lindung_error *err)
{
	struct taking *r = ctx;
	r->file->read++;
	int rc = row->values ? store(r, row, err) : quarantine(r, &row->bad, err);
	return rc < 0 ? rc : progress(r, err);
}

static void expect(void *ctx, const struct ld_fed_row *row)
{
	const struct taking *r = ctx;
	if (row->values)
		ld_store_row_expect(r->job->delivery, row->values);
}

static int take_rows(struct taking *r, struct ld_import_reader *reader, struct lindung_error *err)
{
	const struct ld_import_in *in = r->job->in;
	const struct ld_feed_in feed = {
		.nmaps = in->source->nmaps,
		.rows = in->batch ? in->batch : BATCH,
		.apart = in->jobs != 1 && (in->batch || r->total >= APART),
		.read = ld_import_read,
		.read_ctx = reader,
		.take = take,
		.expect = expect,
		.take_ctx = r,
	};
	ld_twice_reset(&r->job->twice);
	int rc = in->source->once ? ld_import_count(reader, err) : 0;
	return rc < 0 ? rc : ld_feed_run(&feed, err);
}

static int read_new(struct taking *r, struct ld_import_reader *reader, struct lindung_error *err)
{
	struct ld_import_job *job = r->job;
	struct ld_import_file *f = r->file;
	int rc = ld_store_file_begin(job->delivery, f->called, reader->hashed ? r->sha256 : NULL, r->total, err);
	job->begun[job->nbegun++] = f->name;
	if (rc >= 0)
		rc = take_rows(r, reader, err);
	if (rc >= 0 && !reader->hashed)
		rc = ld_store_file_content(job->delivery, reader->info.sha256, reader->info.bytes, err);
	if (rc < 0)
		return rc;
	ld_assert(f->read == f->stored + f->quarantined + f->unchanged);
	return ld_store_file_end(
		job->delivery, f->read, f->stored, f->quarantined, f->unchanged, err);
}

/* The delivery counts the file's rows without reading them again when its bytes are those of the
 * newest one. */
static int is_known(struct taking *r, struct ld_import_reader *reader, bool *ret, struct lindung_error *err)
{
	int64_t newest;
	int rc = ld_store_file_newest(r->job->delivery, &newest, err);
	*ret = false;
	if (rc <= 0 || (S_ISREG(reader->before.st_mode) && reader->before.st_size != newest))
		return rc;
	rc = ld_csv_hash(r->fd, r->file->name, r->sha256, &r->total, err);
	reader->hashed = true;
	return rc < 0 ? rc : ld_store_file_known(r->job->delivery, r->sha256, ret, &r->file->unchanged, err);
}

int ld_import_one(struct ld_import_job *job, struct ld_import_file *file, struct lindung_error *err)
{
	struct taking r = {.job = job, .file = file};
	struct ld_import_reader reader = {.job = job, .name = file->name};
	bool known;
	int rc = ld_import_open(file->name, &r.fd, err);
	if (rc)
		return rc;
	reader.fd = r.fd;
	if (fstat(r.fd, &reader.before))
		rc = ld_fail(
			err, LINDUNG_E_IO, "cannot read '%s': %s", file->name, strerror(errno));
	r.total = reader.before.st_size;
	if (rc >= 0)
		rc = is_known(&r, &reader, &known, err);
	if (rc >= 0 && known)
		file->read = file->unchanged;
	else if (rc >= 0)
		rc = read_new(&r, &reader, err);
	close(r.fd);
	return rc < 0 ? ld_error_at(err, file->name, 0) : 0;
}
