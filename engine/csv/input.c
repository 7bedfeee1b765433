/*
 * Bytes of a file or of memory with their physical lines, their number and their hash. The buffer
 * holds one row whole, so that reading can go back to the line after the one on which a bad row
 * began. A line ends at LF, CR or CR LF; the place of the next LF is remembered, for a file of bare
 * CRs would otherwise be searched to its end for each line.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "csv/internal.h"

enum { CHUNK = 256 * 1024 };

int ld_csv_input_init(struct ld_csv_input *in, struct lindung_error *err)
{
	in->cap = LD_MAX_ROW + CHUNK;
	in->buf = malloc(in->cap);
	if (!in->buf)
		return ld_nomem(err);
	ld_sha256_init(&in->hash);
	return 0;
}

void ld_csv_input_fini(struct ld_csv_input *in)
{
	free(in->buf);
	in->buf = NULL;
}

static ssize_t take(struct ld_csv_input *in, char *to, size_t room)
{
	if (in->fd >= 0) {
		ssize_t n;
		do
			n = read(in->fd, to, room);
		while (n < 0 && errno == EINTR);
		return n;
	}
	size_t n = in->mem_len < room ? in->mem_len : room;
	if (n)
		memcpy(to, in->mem, n);
	in->mem += n;
	in->mem_len -= n;
	return (ssize_t)n;
}

/* While the file's first bytes are still here they may tell what it is. */
static int refuse_nul(const struct ld_csv_input *in, struct lindung_error *err)
{
	int rc = in->bytes == (int64_t)in->end ? ld_csv_sniff_kind(in->buf, in->end, in->name, err)
					       : 0;
	return rc ? rc
		  : ld_fail(err, LINDUNG_E_ENCODING,
			    "'%s' holds NUL bytes, so it is no text; save it again as 'CSV UTF-8'",
			    in->name);
}

/* One more read into the buffer: 1, 0 when the file ended or the buffer is full. */
static int fill(struct ld_csv_input *in, struct lindung_error *err)
{
	if (in->start) {
		memmove(in->buf, in->buf + in->start, in->end - in->start);
		in->end -= in->start;
		in->start = 0;
	}
	in->has_lf = false;
	if (in->eof || in->end == in->cap)
		return 0;
	char *to = in->buf + in->end;
	ssize_t n = take(in, to, in->cap - in->end);
	if (n < 0)
		return ld_fail(
			err, LINDUNG_E_IO, "cannot read '%s': %s", in->name, strerror(errno));
	in->eof = n == 0;
	in->end += (size_t)n;
	in->bytes += n;
	if (in->bytes > LD_MAX_FILE)
		return ld_fail(err, LINDUNG_E_LIMIT, "'%s' is larger than %lld bytes", in->name,
			LD_MAX_FILE);
	if (n && memchr(to, '\0', (size_t)n))
		return refuse_nul(in, err);
	if (in->hashes)
		ld_sha256_add(&in->hash, to, (size_t)n);
	return n > 0;
}

int ld_csv_input_want(struct ld_csv_input *in, size_t want, struct lindung_error *err)
{
	while (in->end - in->start < want) {
		int rc = fill(in, err);
		if (rc <= 0)
			return rc;
	}
	return 0;
}

/* The first line feed of [at, to); when there is none the one known behind `to` stays. */
static void find_lf(struct ld_csv_input *in, size_t at, size_t to)
{
	const char *lf = memchr(in->buf + at, '\n', to - at);
	if (lf || to == in->end)
		in->lf = lf ? (size_t)(lf - in->buf) : in->end;
	in->lf_from = at;
	in->has_lf = true;
}

/* The end of the line that begins at `at`; 0: not in the buffer. A CR that ends the buffer may have
 * its LF to come. */
static size_t line_end(struct ld_csv_input *in, size_t at)
{
	if (!in->has_lf || at > in->lf)
		find_lf(in, at, in->end);
	else if (at < in->lf_from)
		find_lf(in, at, in->lf_from);
	const char *p = memchr(in->buf + at, '\r', in->lf - at);
	if (!p)
		return in->lf < in->end ? in->lf + 1 : 0;
	size_t cr = (size_t)(p - in->buf);
	if (cr + 1 == in->end)
		return in->eof ? in->end : 0;
	return cr + 1 == in->lf ? in->lf + 1 : cr + 1;
}

int ld_csv_input_line(
	struct ld_csv_input *in, size_t from, size_t *ret_len, struct lindung_error *err)
{
	for (;;) {
		size_t at = in->start + from;
		size_t end = at < in->end ? line_end(in, at) : 0;
		if (!end && in->eof && at < in->end)
			end = in->end;
		if (end) {
			*ret_len = end - at;
			return from + *ret_len > LD_MAX_ROW ? 2 : 1;
		}
		if (in->end - in->start > LD_MAX_ROW)
			return 2;
		if (in->eof)
			return 0;
		int rc = fill(in, err);
		if (rc < 0)
			return rc;
	}
}

int ld_csv_input_skip_line(struct ld_csv_input *in, struct lindung_error *err)
{
	for (;;) {
		size_t end = in->start < in->end ? line_end(in, in->start) : 0;
		if (end || in->eof) {
			in->start = end ? end : in->end;
			return 0;
		}
		/* Keep a last CR: its LF may follow. */
		in->start =
			in->end > in->start && in->buf[in->end - 1] == '\r' ? in->end - 1 : in->end;
		int rc = fill(in, err);
		if (rc < 0)
			return rc;
	}
}

int ld_csv_hash(int fd, const char *name, uint8_t sha256[LD_SHA256], int64_t *ret_bytes,
	struct lindung_error *err)
{
	char *buf = malloc(CHUNK);
	if (!buf)
		return ld_nomem(err);
	struct ld_csv_input in = {.fd = fd, .name = name};
	struct ld_sha256 hash;
	ld_sha256_init(&hash);
	int64_t bytes = 0;
	ssize_t n;
	while ((n = take(&in, buf, CHUNK)) > 0 && (bytes += n) <= LD_MAX_FILE)
		ld_sha256_add(&hash, buf, (size_t)n);
	free(buf);
	if (n < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return ld_fail(err, LINDUNG_E_IO, "cannot read '%s': %s", name, strerror(errno));
	if (bytes > LD_MAX_FILE)
		return ld_fail(
			err, LINDUNG_E_LIMIT, "'%s' is larger than %lld bytes", name, LD_MAX_FILE);
	ld_sha256_end(&hash, sha256);
	*ret_bytes = bytes;
	return 0;
}
