/* A growing byte buffer that always has a cap and remembers its first failure. */
#ifndef LD_BASE_BUF_H
#define LD_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct ld_buf {
	char *data; /* NUL-terminated once anything was added */
	size_t len, cap, max;
	bool failed; /* an add did not fit or memory ran out; later adds do nothing */
};

/** An empty buffer that may grow to max bytes. There is no constructor without a cap. */
struct ld_buf ld_buf_init(size_t max);
void ld_buf_add(struct ld_buf *b, const void *p, size_t n);
/** Room for n more bytes, which the caller writes and then counts in len; NULL: it failed. */
char *ld_buf_room(struct ld_buf *b, size_t n);
void ld_buf_addc(struct ld_buf *b, char c);
void ld_buf_puts(struct ld_buf *b, const char *s);
void ld_buf_printf(struct ld_buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/** Empty it, keep the memory, forget the failure. */
void ld_buf_reset(struct ld_buf *b);
void ld_buf_fini(struct ld_buf *b);
/** The text, never NULL. */
const char *ld_buf_text(const struct ld_buf *b);

#endif
