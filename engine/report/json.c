/*
 * A document as JSON: one line, keys in the order in which the document was built, UTF-8 as it is,
 * but for characters that a terminal obeys or does not show: these are escaped, and mean the same.
 * Nothing is chosen or left out here; what programs rely on is decided where the document is made.
 */
#include "report/report.h"

#include "base/utf8.h"

static void put_character(const char *s, size_t n, uint32_t c, struct ld_buf *out)
{
	if (ld_utf8_visible(s, n))
		ld_buf_add(out, s, n);
	else if (c >= 0x10000)
		ld_buf_printf(out, "\\u%04x\\u%04x", 0xd7c0u + (c >> 10), 0xdc00u + (c & 0x3ff));
	else
		ld_buf_printf(out, "\\u%04x", c);
}

/* jansson escapes the controls below U+0020 itself and never cuts a character in two. */
static int add(const char *p, size_t n, void *ctx)
{
	struct ld_buf *out = ctx;
	if (ld_utf8_visible(p, n)) {
		ld_buf_add(out, p, n);
		return out->failed ? -1 : 0;
	}
	for (size_t i = 0, len; i < n; i += len) {
		uint32_t c = 0;
		len = ld_utf8_next(p + i, n - i, &c);
		ld_assert(len);
		put_character(p + i, len, c, out);
	}
	return out->failed ? -1 : 0;
}

static int collect(const char *p, size_t n, void *ctx)
{
	struct ld_buf *out = ctx;
	ld_buf_add(out, p, n);
	return out->failed ? -1 : 0;
}

char *ld_json_dumps(const json_t *doc)
{
	struct ld_buf out = ld_buf_init(LD_MAX_REPORT);
	if (json_dump_callback(doc, collect, &out, JSON_COMPACT | JSON_ENCODE_ANY) == 0 && !out.failed)
		return out.data;
	ld_buf_fini(&out);
	return NULL;
}

int ld_report_json(const json_t *doc, struct ld_buf *out)
{
	if (json_dump_callback(
		    doc, add, out, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15)) != 0)
		return LINDUNG_E_NOMEM;
	ld_buf_addc(out, '\n');
	return 0;
}
