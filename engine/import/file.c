/*
 * One file of a delivery: find the header, map each row, hand it to the store or to quarantine,
 * count. Whether a spreadsheet ruined a column of numbers is known only at the file's end; then the
 * file fails, and with it the transaction, so nothing of it stays. Rows above the header are no
 * rows; below it each row that is not blank counts once.
 */
#include "import/file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"

enum { HEADER_ROWS = 30, PROGRESS_ROWS = 65536 };

struct reading {
	struct ld_import_job *job;
	struct ld_import_file *file;
	int fd;
	struct stat before; /* the file as it was hashed */
	int64_t total;
	bool counting;   /* only which keys stand twice */
	int64_t seen;    /* rows above the header */
	int first_fault; /* code of the first row above the header that could not be read */
	int64_t first_fault_line;
	/* A cell above the header that may be the key's column misspelt. */
	char near[LD_MAX_NAME + 1];
};

static const char *key_column(const struct reading *r)
{
	const struct ld_mapping *key = &r->job->in->source->maps[r->job->mapper.key];
	return key->ncolumns ? key->columns[0] : "";
}

static int no_header(const struct reading *r, struct lindung_error *err)
{
	int rc, wanted = r->job->in->source->header_row;
	const char *column = key_column(r);
	if (wanted)
		rc = ld_fail(err, LINDUNG_E_HEADER,
			"line %d is not the header: it lacks the key's column '%s'", wanted,
			column);
	else if (r->first_fault)
		rc = ld_fail(err, LINDUNG_E_HEADER,
			"no row has the key's column '%s'; line %lld could not be read [%s]",
			column, (long long)r->first_fault_line, lindung_code_name(r->first_fault));
	else
		rc = ld_fail(err, LINDUNG_E_HEADER,
			"none of the first %d rows has the key's column '%s'", HEADER_ROWS, column);
	if (r->near[0])
		ld_error_suggest(err, r->near);
	return rc;
}

/* Remember what may have been meant as the key's column. */
static void note_near(struct reading *r, const struct ld_csv_row *row)
{
	for (size_t i = 0; i < row->ncells && !r->near[0]; i++) {
		const char *text = row->cells[i].text;
		if (row->cells[i].len <= LD_MAX_NAME && ld_nearest(key_column(r), &text, 1))
			ld_visible_copy(text, row->cells[i].len, r->near, sizeof r->near);
	}
}

static int note_ignored(struct ld_import_job *job, struct lindung_error *err)
{
	const struct ld_mapper *m = &job->mapper;
	for (size_t i = 0; i < m->nheaders; i++)
		if (!m->used[i] && m->headers[i][0] &&
			ld_map_add(&job->ignored, m->headers[i], strlen(m->headers[i])) ==
				LD_MAP_NONE)
			return ld_nomem(err);
	return 0;
}

/* A row before the header is known: is it the header? */
static int above(struct reading *r, const struct ld_csv_row *row, struct lindung_error *err)
{
	int wanted = r->job->in->source->header_row;
	if (row->fault && !r->first_fault) {
		r->first_fault = row->fault;
		r->first_fault_line = row->line;
	}
	if (wanted && row->line < wanted)
		return 0;
	if (!wanted && ++r->seen > HEADER_ROWS)
		return no_header(r, err);
	if (row->fault || (wanted && row->line > wanted) ||
		!ld_mapper_is_header(&r->job->mapper, row)) {
		note_near(r, row);
		return wanted ? no_header(r, err) : 0;
	}
	int rc = ld_mapper_header(&r->job->mapper, row, err);
	if (!rc)
		rc = note_ignored(r->job, err);
	if (rc)
		return ld_error_at(err, r->file->name, (int)row->line);
	return (int)row->ncells;
}

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

static int quarantine(struct reading *r, const struct ld_bad_row *bad, struct lindung_error *err)
{
	int rc = ld_store_quarantine(r->job->delivery, bad, err);
	if (rc < 0)
		return rc;
	r->file->quarantined++;
	return keep_for_printing(r->job, r->file->name, bad, err);
}

/* Both places of a key that stands twice, so that the office can see which row was meant. */
static int keep_repeat(struct reading *r, int64_t line, struct lindung_error *err)
{
	struct ld_import_job *job = r->job;
	struct ld_import_result *out = job->result;
	const struct ld_value *key = &job->values[job->mapper.key];
	struct ld_import_repeat it = {.file = r->file->name, .line = line};
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

static int store(struct reading *r, int64_t line, struct lindung_error *err)
{
	bool unchanged;
	int rc = ld_store_row(r->job->delivery, line, r->job->values, &unchanged, err);
	if (rc < 0)
		return rc;
	if (unchanged)
		r->file->unchanged++;
	else
		r->file->stored++;
	return keep_repeat(r, line, err);
}

static void watch_for_ruin(struct ld_import_job *job, const struct ld_csv_row *row)
{
	const struct ld_source *s = job->in->source;
	for (size_t i = 0; i < s->nmaps; i++) {
		int cell = job->mapper.columns[i];
		if (s->fields.items[s->maps[i].field].format != LD_FORMAT_ANY && cell >= 0 &&
			(size_t)cell < row->ncells)
			ld_ruin_add(&job->ruin[i], row->cells[cell].text, row->cells[cell].len);
	}
}

static int progress(const struct reading *r, struct lindung_error *err)
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

static const char *key_of(const struct reading *r)
{
	return r->job->values[r->job->mapper.key].s;
}

static int count_key(struct reading *r, int kind, const struct ld_bad_row *bad, struct lindung_error *err)
{
	struct ld_import_job *job = r->job;
	if (kind == LD_ROW_GOOD)
		return ld_twice_add(&job->twice, key_of(r), job->values, job->in->source->nmaps, err);
	return bad->key ? ld_twice_add(&job->twice, bad->key, NULL, 0, err) : 0;
}

/* A good row: is its key one that stands in the file with other values too? */
static int doubt_key(struct reading *r, const struct ld_csv_row *row, struct ld_bad_row *bad)
{
	int64_t rows = ld_twice_rows(&r->job->twice, key_of(r));
	return rows ? ld_mapper_doubt(&r->job->mapper, row, key_of(r), rows, bad) : LD_ROW_GOOD;
}

static int below(struct reading *r, const struct ld_csv_row *row, struct lindung_error *err)
{
	struct ld_bad_row bad;
	int kind = ld_mapper_row(&r->job->mapper, row, r->job->values, &bad, err);
	if (kind < 0)
		return kind;
	if (kind == LD_ROW_BLANK)
		return 0;
	if (r->counting)
		return count_key(r, kind, &bad, err);
	if (kind == LD_ROW_GOOD && r->job->in->source->once)
		kind = doubt_key(r, row, &bad);
	watch_for_ruin(r->job, row);
	r->file->read++;
	int rc = kind == LD_ROW_GOOD ? store(r, row->line, err) : quarantine(r, &bad, err);
	return rc ? rc : progress(r, err);
}

static int on_row(void *ctx, const struct ld_csv_row *row, struct lindung_error *err)
{
	struct reading *r = ctx;
	return r->job->mapper.nheaders ? below(r, row, err) : above(r, row, err);
}

static int refuse_ruined(
	const struct ld_import_job *job, const char *name, struct lindung_error *err)
{
	for (size_t i = 0; i < job->in->source->nmaps; i++) {
		const struct ld_ruin *ruin = &job->ruin[i];
		if (!ld_ruin_found(ruin))
			continue;
		ld_fail(err, LINDUNG_E_RUINED,
			"a spreadsheet ruined the numbers: of %lld, %lld end in 0 and %lld are written like 5,31501E+15; "
			"export the file again with the column as text",
			(long long)ruin->numbers, (long long)ruin->zeros, (long long)ruin->broken);
		ld_error_column(err, job->mapper.headers[job->mapper.columns[i]]);
		return ld_error_at(err, name, 0);
	}
	return 0;
}

/* The rows must come from the bytes that were hashed; hashing them once more would cost as much as
 * reading them. */
static bool is_same(int fd, const struct stat *before)
{
	struct stat now;
	return fstat(fd, &now) == 0 && now.st_size == before->st_size &&
	       now.st_mtim.tv_sec == before->st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == before->st_mtim.tv_nsec;
}

static int read_through(struct reading *r, struct lindung_error *err)
{
	struct ld_import_job *job = r->job;
	struct ld_csv_options options = {job->in->source->delimiter, job->in->source->encoding};
	ld_mapper_reset(&job->mapper);
	memset(job->ruin, 0, job->in->source->nmaps * sizeof *job->ruin);
	r->seen = 0;
	if (lseek(r->fd, 0, SEEK_SET) < 0)
		return ld_fail(err, LINDUNG_E_IO, "cannot read '%s': %s", r->file->name, strerror(errno));
	return ld_csv_read(r->fd, r->file->name, &options, on_row, r, NULL, err);
}

static int read_rows(struct reading *r, struct lindung_error *err)
{
	struct ld_import_job *job = r->job;
	int rc = 0;
	ld_twice_reset(&job->twice);
	if (job->in->source->once) {
		r->counting = true;
		rc = read_through(r, err);
		r->counting = false;
	}
	if (!rc)
		rc = read_through(r, err);
	if (rc)
		return rc;
	if (!job->mapper.nheaders)
		return no_header(r, err);
	if (!is_same(r->fd, &r->before))
		return ld_fail(err, LINDUNG_E_IO, "'%s' changed while it was read", r->file->name);
	return refuse_ruined(job, r->file->name, err);
}

/* The delivery counts the file's rows without reading them again when its bytes are those of the
 * newest one. */
static int read_new(struct reading *r, const uint8_t sha256[LD_SHA256], struct lindung_error *err)
{
	struct ld_import_job *job = r->job;
	struct ld_import_file *f = r->file;
	bool known = false;
	int rc = ld_store_file_known(job->delivery, sha256, &known, &f->read, err);
	if (rc < 0)
		return rc;
	if (known) {
		f->unchanged = f->read;
		return 0;
	}
	f->read = 0;
	rc = ld_store_file_begin(job->delivery, f->called, sha256, r->total, err);
	job->begun[job->nbegun++] = f->name;
	if (rc >= 0)
		rc = read_rows(r, err);
	if (rc < 0)
		return rc;
	ld_assert(f->read == f->stored + f->quarantined + f->unchanged);
	return ld_store_file_end(
		job->delivery, f->read, f->stored, f->quarantined, f->unchanged, err);
}

int ld_import_one(struct ld_import_job *job, struct ld_import_file *file, struct lindung_error *err)
{
	struct reading r = {.job = job, .file = file};
	int rc = ld_import_open(file->name, &r.fd, err);
	if (rc)
		return rc;
	uint8_t sha256[LD_SHA256];
	if (fstat(r.fd, &r.before))
		rc = ld_fail(
			err, LINDUNG_E_IO, "cannot read '%s': %s", file->name, strerror(errno));
	if (rc >= 0)
		rc = ld_csv_hash(r.fd, file->name, sha256, &r.total, err);
	if (rc >= 0)
		rc = read_new(&r, sha256, err);
	close(r.fd);
	return rc < 0 ? ld_error_at(err, file->name, 0) : 0;
}
