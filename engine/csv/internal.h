/* Between the files of this folder: bytes with physical lines, and what is told from the first of
 * them. */
#ifndef LD_CSV_INTERNAL_H
#define LD_CSV_INTERNAL_H

#include "base/limits.h"
#include "csv/csv.h"

enum { LD_CSV_SNIFF = 64 * 1024 };

struct ld_csv_input {
	const char *name; /* for messages */
	int fd;           /* −1: from memory */
	const char *mem;
	size_t mem_len;
	char *buf;         /* [cap] */
	size_t start, end; /* what is read and not yet taken */
	size_t cap;
	size_t lf_from, lf; /* the first line feed at or after lf_from, or end */
	bool has_lf;        /* the two are known; a read forgets them */
	bool eof;
	int64_t bytes; /* read so far */
	bool hashes;   /* keep the hash */
	struct ld_sha256 hash;
};

int ld_csv_input_init(struct ld_csv_input *in, struct lindung_error *err);
void ld_csv_input_fini(struct ld_csv_input *in);
/** At least `want` bytes from start on, unless the file ends before or the buffer is full. */
int ld_csv_input_want(struct ld_csv_input *in, size_t want, struct lindung_error *err);
/** The physical line that begins `from` bytes after start: its length with its end (LF, CR or CR
 * LF; none at the end of the file). Returns 1, 0 when nothing is left, 2 when from + length pass
 * LD_MAX_ROW, or a negative code. */
int ld_csv_input_line(
	struct ld_csv_input *in, size_t from, size_t *ret_len, struct lindung_error *err);
/** Take everything up to the end of the physical line that begins at start, however long. */
int ld_csv_input_skip_line(struct ld_csv_input *in, struct lindung_error *err);

/** Refuse what is no CSV by its first bytes, with what to do instead. */
int ld_csv_sniff_kind(const char *s, size_t n, const char *name, struct lindung_error *err);
/** The separator among , ; | TAB on whose number most of the lines agree; then the one with more
 * columns. */
char ld_csv_sniff_delimiter(const char *s, size_t n);

/** Bytes to UTF-8; out has room for 3 × n. Returns the length, or SIZE_MAX at a byte that the
 * encoding does not have. */
size_t ld_csv_decode(enum ld_encoding encoding, const char *s, size_t n, char *out);

#endif
