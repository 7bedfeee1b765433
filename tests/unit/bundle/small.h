/* A small office, as a bundle and as bytes, for the tests of bundles. */
#ifndef LD_TEST_SMALL_H
#define LD_TEST_SMALL_H

#include <string.h>

#include "bundle/bundle.h"
#include "ld_test.h"

static const uint8_t small_seed[LD_SEED] = {7, 1, 9};

static struct ld_file small_file(const char *module, const char *path, const char *text)
{
	struct ld_file f = {.module = module, .path = path, .text = text, .len = strlen(text)};
	ld_sha256(text, f.len, f.sha256);
	return f;
}

/* Signed when seed is not NULL. */
static void small_bytes(const uint8_t *seed, struct ld_buf *out)
{
	struct lindung_error err;
	struct ld_file files[] = {small_file("2025_kasus.csv", "kantor/2025_kasus.csv", "name,expect\n"),
		small_file("fields", "fields.lua", "return fields {}\n"),
		small_file("kantor.2025", "kantor/2025.lua", "return 1\n"),
		small_file("kantor.2025_test", "kantor/2025_test.lua", "return 2\n"),
		small_file("sources.simple", "sources/simple.lua", "")};
	uint8_t kinds[] = {LD_BUNDLE_FILE, LD_BUNDLE_FILE, LD_BUNDLE_PROGRAMME, LD_BUNDLE_TEST, LD_BUNDLE_SOURCE};
	struct ld_bundle b = {.office = "kantor", .files = files, .kinds = kinds, .nfiles = 5};
	*out = ld_buf_init(1 << 20);
	ld_ok(ld_bundle_write(&b, seed, out, &err));
}

#endif
