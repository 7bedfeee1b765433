/* Any bytes as a receipt: refused, or read into texts and numbers that are within their bounds. */
#include "fuzz.h"
#include "lib/again.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lindung_error err;
	struct ld_receipt r;
	char *text = fuzz_text(data, size);
	int rc = ld_receipt_parse(text, size, "fuzz", &r, &err);
	fuzz_said(rc, &err);
	free(text);
	if (rc < 0)
		return 0;
	ld_assert(r.run > 0 && r.module && r.office && r.limits && r.engine);
	for (size_t i = 0; i < r.nsettings; i++)
		ld_assert(r.settings[i].path && r.settings[i].value);
	for (size_t i = 0; i < r.nwindows; i++)
		ld_assert(r.windows[i].months > 0 && r.windows[i].funder);
	for (size_t i = 0; i < r.data_files.n; i++)
		ld_assert(r.data_files.items[i].delivery > 0 && *r.data_files.items[i].name);
	ld_receipt_fini(&r);
	return 0;
}
