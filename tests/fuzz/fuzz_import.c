/* A file for the source of the small office, imported into its database: refused as a whole, which leaves nothing, or every
 * row counts once (read = stored + quarantined + unchanged); the same file again changes nothing. */
#include "fuzz_database.h"

static int64_t count(const struct lindung_result *r, const char *key)
{
	return lindung_result_integer(r, key);
}

static int import(struct lindung *l, const char *path, int replace, struct lindung_result **ret)
{
	struct lindung_error err;
	const char *const files[] = {path};
	*ret = NULL;
	int rc = lindung_import(l,
		&(struct lindung_import){.source = "orang", .files = files, .nfiles = 1, .replace = replace}, ret, &err);
	fuzz_said(rc, &err);
	ld_assert(rc < 0 || count(*ret, "read") == count(*ret, "stored") + count(*ret, "quarantined") + count(*ret, "unchanged"));
	return rc;
}

static int64_t quarantined(struct lindung *l)
{
	struct lindung_error err;
	struct lindung_result *r;
	ld_assert(lindung_quarantine(l, 0, &r, &err) == 0);
	int64_t n = (int64_t)lindung_result_count(r, "quarantine");
	lindung_result_free(r);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct fuzz_database *base = fuzz_database();
	struct lindung_result *first, *second;
	char path[240];
	snprintf(path, sizeof path, "%s/kiriman.csv", base->folder);
	FILE *f = fopen(path, "wb");
	ld_assert(f && fwrite(data, 1, size, f) == size && fclose(f) == 0);
	fuzz_database_write(base->bytes, base->size);
	struct lindung *l = fuzz_database_open();
	int64_t before = quarantined(l);
	int rc = import(l, path, size % 2, &first);
	if (rc < 0) {
		ld_assert(quarantined(l) == before);
	} else {
		ld_assert(import(l, path, 0, &second) == 0);
		ld_assert(count(second, "read") == count(first, "read") && count(second, "unchanged") == count(first, "read"));
		ld_assert(count(second, "delivery") == 0);
		lindung_result_free(second);
	}
	lindung_result_free(first);
	lindung_close(l);
	return 0;
}
