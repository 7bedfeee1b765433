/*
 * A document as JSON: one line, keys in the order in which the document was built, UTF-8 as it is.
 * Nothing is chosen or left out here; what programs rely on is decided where the document is made.
 */
#include "report/report.h"

static int add(const char *p, size_t n, void *ctx)
{
	struct ld_buf *out = ctx;
	ld_buf_add(out, p, n);
	return out->failed ? -1 : 0;
}

int ld_report_json(const json_t *doc, struct ld_buf *out)
{
	if (json_dump_callback(
		    doc, add, out, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15)) != 0)
		return LINDUNG_E_NOMEM;
	ld_buf_addc(out, '\n');
	return 0;
}
