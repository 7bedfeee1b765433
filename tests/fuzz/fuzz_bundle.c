/* Any bytes as a bundle: refused, or read into files that are written again as the same bytes. */
#include <string.h>

#include "bundle/bundle.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lindung_error err;
	struct ld_bundle b = {0};
	if (ld_bundle_parse(data, size, "fuzz", &b, &err) < 0)
		return 0;
	size_t total = 0;
	for (size_t i = 0; i < b.nfiles; i++) {
		ld_assert(b.files[i].text[b.files[i].len] == '\0');
		total += b.files[i].len;
	}
	ld_assert(total <= size);
	if (b.signature != LD_BADLY_SIGNED) {
		struct ld_buf again = ld_buf_init(1 << 26);
		ld_assert(ld_bundle_write(&b, NULL, &again, &err) >= 0);
		ld_assert(again.len <= size && memcmp(again.data, data, again.len) == 0);
		ld_buf_fini(&again);
	}
	ld_bundle_fini(&b);
	return 0;
}
