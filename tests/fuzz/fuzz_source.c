/* A source, and after a line "--@ rows" a file for it: the source loads, or says why; by what loads the file is read. */
#include "fuzz_office.h"
#include "fuzz_rows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_office o;
	struct ld_source *s = NULL;
	size_t len;
	fuzz_office_open(&o, "sources.p", data, size);
	fuzz_office_start(&o);
	int rc = ld_script_source(o.script, "p", NULL, &o.findings, &s, &o.err);
	fuzz_said(rc, &o.err);
	const char *rows = fuzz_office_part(&o, "rows", &len);
	if (rc == 0 && rows)
		fuzz_rows(s, rows, len);
	ld_source_free(s);
	fuzz_office_close(&o);
	return 0;
}
