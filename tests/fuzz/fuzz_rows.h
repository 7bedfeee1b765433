/* Bytes of a file read by a source's mapping, without a database: what every row must be. */
#ifndef LD_FUZZ_ROWS_H
#define LD_FUZZ_ROWS_H

#include "base/utf8.h"
#include "fuzz.h"
#include "import/map.h"

enum { FUZZ_MAPS = 512 };

static inline void fuzz_good(const struct ld_source *s, const struct ld_value *values)
{
	struct lindung_error err;
	for (size_t i = 0; i < s->nmaps; i++)
		ld_assert(ld_field_check(&s->fields.items[s->maps[i].field], &values[i], &err) == 0);
}

static inline int fuzz_row(void *ctx, const struct ld_csv_row *row, struct lindung_error *err)
{
	struct ld_mapper *m = ctx;
	static struct ld_value values[FUZZ_MAPS];
	struct ld_bad_row bad = {0};
	if (!m->nheaders) {
		if (!ld_mapper_is_header(m, row))
			return 0;
		int rc = ld_mapper_header(m, row, err);
		return rc ? rc : (int)row->ncells;
	}
	int kind = ld_mapper_row(m, row, values, &bad, err);
	if (kind == LD_ROW_GOOD) {
		ld_assert(!row->fault && values[m->key].kind != LD_MISSING);
		fuzz_good(m->source, values);
	} else if (kind == LD_ROW_BAD) {
		ld_assert(bad.line == row->line && bad.code && bad.reason && *bad.reason);
		ld_assert(ld_utf8_visible(bad.reason, strlen(bad.reason)));
		ld_assert(!bad.value || ld_utf8_visible(bad.value, strlen(bad.value)));
		ld_assert(!bad.column || ld_utf8_visible(bad.column, strlen(bad.column)));
	}
	return kind < 0 ? kind : 0;
}

static inline void fuzz_rows(const struct ld_source *s, const void *data, size_t size)
{
	struct lindung_error err = {0};
	struct ld_mapper m;
	struct ld_csv_options options = {s->delimiter, s->encoding};
	if (s->nmaps > FUZZ_MAPS)
		return;
	int rc = ld_mapper_init(&m, s, &err);
	if (rc == 0)
		rc = ld_csv_read_mem(data, size, "fuzz.csv", &options, fuzz_row, &m, NULL, &err);
	fuzz_said(rc, &err);
	ld_mapper_fini(&m);
}

#endif
