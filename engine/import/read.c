/*
 * The reader's side of one file: find the header, map each row, say what is wrong with it, and feed
 * it to whoever stores it. Whether a spreadsheet ruined a column of numbers is known only at the
 * file's end; then the file fails, and with it the transaction, so nothing of it stays. Rows above
 * the header are no rows. While rows are fed everything here may be running in a thread of its own.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"
#include "import/file.h"

enum { HEADER_ROWS = 30 };

static const char *key_column(const struct ld_import_reader *r)
{
	const struct ld_mapping *key = &r->job->in->source->maps[r->job->mapper.key];
	return key->ncolumns ? key->columns[0] : "";
}

static int no_header(const struct ld_import_reader *r, struct lindung_error *err)
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
static void note_near(struct ld_import_reader *r, const struct ld_csv_row *row)
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
static int above(struct ld_import_reader *r, const struct ld_csv_row *row, struct lindung_error *err)
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
		return ld_error_at(err, r->name, (int)row->line);
	return (int)row->ncells;
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

static const char *key_of(const struct ld_import_reader *r)
{
	return r->job->values[r->job->mapper.key].s;
}

static int count_key(struct ld_import_reader *r, int kind, const struct ld_bad_row *bad, struct lindung_error *err)
{
	struct ld_import_job *job = r->job;
	if (kind == LD_ROW_GOOD)
		return ld_twice_add(&job->twice, key_of(r), job->values, job->in->source->nmaps, err);
	return bad->key ? ld_twice_add(&job->twice, bad->key, NULL, 0, err) : 0;
}

/* A good row: is its key one that stands in the file with other values too? */
static int doubt_key(struct ld_import_reader *r, const struct ld_csv_row *row, struct ld_bad_row *bad)
{
	int64_t rows = ld_twice_rows(&r->job->twice, key_of(r));
	return rows ? ld_mapper_doubt(&r->job->mapper, row, key_of(r), rows, bad) : LD_ROW_GOOD;
}

static int feed_row(struct ld_import_reader *r, const struct ld_csv_row *row, int kind, const struct ld_bad_row *bad,
	struct lindung_error *err)
{
	struct ld_import_job *job = r->job;
	struct ld_fed_row fed = {.line = row->line};
	if (kind == LD_ROW_BAD) {
		fed.bad = *bad;
		return ld_feed_row(r->feed, &fed, err);
	}
	fed.values = job->values;
	int rc = ld_store_row_digest(job->delivery, job->values, &job->text, fed.digest, err);
	return rc < 0 ? rc : ld_feed_row(r->feed, &fed, err);
}

static int below(struct ld_import_reader *r, const struct ld_csv_row *row, struct lindung_error *err)
{
	struct ld_bad_row bad;
	int kind = ld_mapper_row(&r->job->mapper, row, r->job->values, &bad, err);
	if (kind < 0)
		return kind;
	if (kind == LD_ROW_BLANK)
		return 0;
	if (!r->feed)
		return count_key(r, kind, &bad, err);
	if (kind == LD_ROW_GOOD && r->job->in->source->once)
		kind = doubt_key(r, row, &bad);
	watch_for_ruin(r->job, row);
	return feed_row(r, row, kind, &bad, err);
}

static int on_row(void *ctx, const struct ld_csv_row *row, struct lindung_error *err)
{
	struct ld_import_reader *r = ctx;
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

/* The rows must come from the bytes that were hashed or counted before. */
static bool is_same(int fd, const struct stat *before)
{
	struct stat now;
	return fstat(fd, &now) == 0 && now.st_size == before->st_size &&
	       now.st_mtim.tv_sec == before->st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == before->st_mtim.tv_nsec;
}

static int read_through(struct ld_import_reader *r, struct ld_csv_info *ret, struct lindung_error *err)
{
	struct ld_import_job *job = r->job;
	struct ld_csv_options options = {job->in->source->delimiter, job->in->source->encoding};
	ld_mapper_reset(&job->mapper);
	memset(job->ruin, 0, job->in->source->nmaps * sizeof *job->ruin);
	r->seen = 0;
	if (lseek(r->fd, 0, SEEK_SET) < 0)
		return ld_fail(err, LINDUNG_E_IO, "cannot read '%s': %s", r->name, strerror(errno));
	return ld_csv_read(r->fd, r->name, &options, on_row, r, ret, err);
}

int ld_import_count(struct ld_import_reader *r, struct lindung_error *err)
{
	r->feed = NULL;
	return read_through(r, NULL, err);
}

int ld_import_read(void *reader, struct ld_feed *feed, struct lindung_error *err)
{
	struct ld_import_reader *r = reader;
	r->feed = feed;
	int rc = read_through(r, r->hashed ? NULL : &r->info, err);
	if (rc)
		return rc;
	if (!r->job->mapper.nheaders)
		return no_header(r, err);
	if (!is_same(r->fd, &r->before))
		return ld_fail(err, LINDUNG_E_IO, "'%s' changed while it was read", r->name);
	return refuse_ruined(r->job, r->name, err);
}
