/* CSV in and out. The only folder that includes <csv.h> (libcsv). */
#ifndef LD_CSV_CSV_H
#define LD_CSV_CSV_H

#include "base/buf.h"
#include "base/error.h"
#include "model/source.h"

struct ld_csv_cell {
	const char *text; /* NUL-terminated; UTF-8 once decoded; not trimmed when quoted */
	size_t len;
};

struct ld_csv_row {
	const struct ld_csv_cell *cells;
	size_t ncells;
	int64_t line;  /* physical line on which the row begins, 1-based */
	int fault;     /* 0, or the code of what is wrong with the row: QUOTE, ENCODING, LIMIT */
	const char *reason; /* of the fault */
	size_t fault_cell;  /* 1-based cell that is not in the encoding, 0: not known */
};

struct ld_csv_options {
	char delimiter;             /* 0: found in the first lines among , ; | TAB */
	enum ld_encoding encoding;
};

struct ld_csv_info {
	char delimiter;
	bool bom;
	int64_t bytes;
	uint8_t sha256[LD_SHA256]; /* of the file's bytes */
};

/* What is called for each row; the row lives until it returns. 0: go on. A negative code: stop, err is kept.
 * A positive number: go on, and rows have that many cells from here on, so that a row over several lines that has
 * not, or whose lines look like rows of their own, is a quote that swallows rows: fault QUOTE. */
typedef int ld_csv_row_fn(void *ctx, const struct ld_csv_row *row, struct lindung_error *err);

/** Read a whole file, a row a call, in constant memory. Blank lines are passed over. After a row whose quotes do
 *  not fit reading goes on at the next physical line, so that no row is swallowed; a row with a fault has no cells.
 *  A UTF-8 byte order mark wins over the declared encoding. Refused as a whole: UTF-16, NUL bytes, workbooks and
 *  web pages, a file past LD_MAX_FILE, no row at all. Errors: IO, ENCODING, CSV, LIMIT, NOMEM, and what `row`
 *  returned. name is for messages. ret may be NULL: then the bytes are not hashed either. */
int ld_csv_read(int fd, const char *name, const struct ld_csv_options *options, ld_csv_row_fn *row, void *ctx,
	struct ld_csv_info *ret, struct lindung_error *err);
/** The same from memory. */
int ld_csv_read_mem(const void *data, size_t len, const char *name, const struct ld_csv_options *options,
	ld_csv_row_fn *row, void *ctx, struct ld_csv_info *ret, struct lindung_error *err);
/** The version of libcsv. */
const char *ld_csv_version(void);
/** The file's SHA-256 and size without parsing; the offset is back at the start afterwards. */
int ld_csv_hash(int fd, const char *name, uint8_t sha256[LD_SHA256], int64_t *ret_bytes, struct lindung_error *err);

struct ld_csv_edit {
	int64_t line; /* on which the row begins */
	size_t cell;  /* from 0 */
	const char *text;
};
/** A file with the text of some cells replaced, at most one a row, edits ascending by line; every other byte stays. The cell
 *  keeps its quotes and blanks, and gets quotes where it needs them. Errors: CSV (something else would be read
 *  differently then), those of reading, NOMEM. */
int ld_csv_replace(const char *data, size_t len, const char *name, const struct ld_csv_edit *edits, size_t n,
	struct ld_buf *out, struct lindung_error *err);

/** Append one cell of a written CSV: quoted where needed; text that a spreadsheet would run (= + - @ TAB CR and
 *  their full-width forms first) is disarmed with a leading apostrophe unless it is a plain number. The same after
 *  ';', TAB and line breaks inside the text: a spreadsheet that splits at ';' does not see our quotes. */
void ld_csv_put(struct ld_buf *out, const char *text, size_t len);

#endif
