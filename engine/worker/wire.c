/*
 * The primitives of the wire: whole numbers of 64 bits little-endian, texts with their length. Reading stops at the first
 * fault: from then on every value is zero, so that callers need no check between two values.
 */
#include "worker/wire.h"

#include <endian.h>
#include <string.h>

#include "base/utf8.h"

struct ld_wire ld_wire_writer(void)
{
	return (struct ld_wire){.out = ld_buf_init(LD_MAX_FRAME)};
}

struct ld_wire ld_wire_reader(const void *p, size_t n, struct ld_arena *arena)
{
	return (struct ld_wire){.reading = true, .p = p, .end = (const unsigned char *)p + n, .arena = arena};
}

void ld_wire_fini(struct ld_wire *w)
{
	if (!w->reading)
		ld_buf_fini(&w->out);
}

bool ld_wire_done(const struct ld_wire *w)
{
	return !w->bad && w->p == w->end;
}

void ld_wire_bytes(struct ld_wire *w, void *p, size_t n)
{
	if (!w->reading) {
		ld_buf_add(&w->out, p, n);
		return;
	}
	if (w->bad || n > (size_t)(w->end - w->p)) {
		w->bad = true;
		memset(p, 0, n);
		return;
	}
	if (n)
		memcpy(p, w->p, n);
	w->p += n;
}

unsigned char *ld_wire_span(struct ld_wire *w, size_t n)
{
	union {
		const unsigned char *in;
		unsigned char *out;
	} span = {.in = w->p};
	if (!w->reading) {
		char *room = ld_buf_room(&w->out, n);
		w->out.len += room ? n : 0;
		return (unsigned char *)room;
	}
	if (w->bad || n > (size_t)(w->end - w->p)) {
		w->bad = true;
		return NULL;
	}
	w->p += n;
	return span.out;
}

void ld_wire_i64(struct ld_wire *w, int64_t *v)
{
	uint64_t x = w->reading ? 0 : htole64((uint64_t)*v);
	if (!w->reading) {
		ld_buf_add(&w->out, &x, sizeof x);
		return;
	}
	if (w->bad || w->end - w->p < (ptrdiff_t)sizeof x) {
		w->bad = true;
	} else {
		memcpy(&x, w->p, sizeof x);
		w->p += sizeof x;
	}
	*v = (int64_t)le64toh(x);
}

/* One number of any size within lo … hi; reading gives lo where it is not. */
static int64_t number(struct ld_wire *w, int64_t v, int64_t lo, int64_t hi)
{
	ld_wire_i64(w, &v);
	if (w->reading && (v < lo || v > hi)) {
		w->bad = true;
		v = lo;
	}
	return v;
}

void ld_wire_int(struct ld_wire *w, int *v, int lo, int hi)
{
	*v = (int)number(w, *v, lo, hi);
}

void ld_wire_i32(struct ld_wire *w, int32_t *v, int32_t lo, int32_t hi)
{
	*v = (int32_t)number(w, *v, lo, hi);
}

void ld_wire_bool(struct ld_wire *w, bool *v)
{
	unsigned char b = w->reading ? 0 : *v;
	ld_wire_bytes(w, &b, 1);
	w->bad |= w->reading && b > 1;
	*v = b == 1;
}

void ld_wire_f64(struct ld_wire *w, double *v)
{
	int64_t bits = 0;
	if (!w->reading)
		memcpy(&bits, v, sizeof bits);
	ld_wire_i64(w, &bits);
	if (w->reading)
		memcpy(v, &bits, sizeof bits);
}

/* Length 0 is NULL, else one more than the bytes. */
static void bytes(struct ld_wire *w, const char **v, size_t *n)
{
	int64_t len = number(w, !w->reading && *v ? (int64_t)*n + 1 : 0, 0, LD_MAX_FRAME);
	if (!w->reading) {
		if (*v)
			ld_buf_add(&w->out, *v, *n);
		return;
	}
	*v = NULL;
	*n = 0;
	if (!len || w->bad)
		return;
	if (len - 1 > w->end - w->p) {
		w->bad = true;
		return;
	}
	*v = ld_arena_strndup(w->arena, (const char *)w->p, (size_t)len - 1);
	w->nomem |= !*v;
	w->bad |= !*v;
	*n = *v ? (size_t)len - 1 : 0;
	w->p += len - 1;
}

void ld_wire_blob(struct ld_wire *w, const char **v, size_t *n)
{
	bytes(w, v, n);
}

void ld_wire_text(struct ld_wire *w, const char **v)
{
	size_t n = !w->reading && *v ? strlen(*v) : 0;
	bytes(w, v, &n);
	if (w->reading && *v && (memchr(*v, 0, n) || !ld_utf8_valid(*v, n))) {
		w->bad = true;
		*v = NULL;
	}
}

void ld_wire_path(struct ld_wire *w, const char **v)
{
	size_t n = !w->reading && *v ? strlen(*v) : 0;
	bytes(w, v, &n);
	if (!w->reading || !*v)
		return;
	for (size_t i = 0; i < n; i++)
		w->bad |= (unsigned char)(*v)[i] < ' ';
	if (w->path && strcmp(w->path, *v) == 0)
		*v = w->path;
	w->path = *v;
}

void ld_wire_said(struct ld_wire *w, const char **v)
{
	size_t n = !w->reading && *v ? strlen(*v) : 0;
	bytes(w, v, &n);
	if (!w->reading || !*v)
		return;
	union {
		const char *in;
		char *out;
	} text = {.in = *v};
	for (size_t i = 0; i < n;) {
		uint32_t c;
		size_t k = ld_utf8_next(text.out + i, n - i, &c);
		if (!k || !ld_utf8_visible(text.out + i, k)) {
			k = k ? k : 1;
			memset(text.out + i, '?', k);
		}
		i += k;
	}
}

void ld_wire_name(struct ld_wire *w, const char **v)
{
	ld_wire_text(w, v);
	if (w->reading && !*v) {
		w->bad = true;
		*v = "";
	}
}

void *ld_wire_list(struct ld_wire *w, const void *items, size_t *n, size_t size, size_t max)
{
	union {
		const void *in;
		void *out;
	} list = {.in = items};
	int64_t len = number(w, w->reading ? 0 : (int64_t)*n, 0, (int64_t)max);
	if (!w->reading)
		return list.out;
	*n = 0;
	if (w->bad || len > w->end - w->p) { /* an item takes a byte at least */
		w->bad = true;
		return NULL;
	}
	if (!len)
		return NULL;
	list.out = ld_arena_array(w->arena, (size_t)len, size);
	w->nomem |= !list.out;
	w->bad |= !list.out;
	*n = list.out ? (size_t)len : 0;
	return list.out;
}

void ld_wire_names(struct ld_wire *w, const char *const **items, size_t *n, size_t max)
{
	const char **list = ld_wire_list(w, *items, n, sizeof *list, max);
	for (size_t i = 0; i < *n; i++)
		ld_wire_name(w, &list[i]);
	*items = list;
}
