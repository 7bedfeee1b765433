/* Any bytes: the reader must tell rows in rising lines, and neither crash nor swallow. */
#include "csv/csv.h"
#include "fuzz.h"

static int on_row(void *ctx, const struct ld_csv_row *row, struct lindung_error *err)
{
	int64_t *last = ctx;
	(void)err;
	ld_assert(row->line > *last && (row->fault != 0) == (row->reason != NULL));
	for (size_t i = 0; i < row->ncells; i++)
		ld_assert(row->cells[i].text[row->cells[i].len] == '\0');
	*last = row->line;
	return (int)(row->ncells % 8);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int64_t last = 0;
	struct lindung_error err;
	struct ld_csv_options options = {0};
	if (size)
		options.encoding = (enum ld_encoding)(data[0] % 3);
	fuzz_said(ld_csv_read_mem(data, size, "fuzz", &options, on_row, &last, NULL, &err), &err);
	return 0;
}
