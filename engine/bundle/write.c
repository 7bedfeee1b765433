/* A bundle to bytes: the one way of writing it that the reader accepts. What it writes, it reads again before it hands
 * it out, so that no office sends a file that another cannot open. */
#include "bundle/bundle.h"

#include <string.h>

#include "base/limits.h"

static void put_lines(const struct ld_bundle *b, struct ld_buf *out)
{
	char hash[LD_SHA256_TEXT];
	ld_buf_printf(out, "lindung bundle 1\noffice %s\nfiles %zu\n", b->office, b->nfiles);
	for (size_t i = 0; i < b->nfiles; i++) {
		const struct ld_file *f = &b->files[i];
		ld_buf_printf(out, "%s %zu %s %s %s\n", ld_bundle_kind_name(b->kinds[i]), f->len,
			ld_sha256_hex(f->sha256, hash), f->module, f->path);
	}
	ld_buf_addc(out, '\n');
	for (size_t i = 0; i < b->nfiles; i++)
		ld_buf_add(out, b->files[i].text, b->files[i].len);
}

static void put_signature(const uint8_t seed[LD_SEED], struct ld_buf *out)
{
	uint8_t key[LD_PUBLIC], bytes[LD_SIGNATURE];
	char key_text[LD_PUBLIC_TEXT], text[LD_SIGNATURE_TEXT];
	ld_sign_public(seed, key);
	ld_sign(out->data, out->len, seed, bytes);
	ld_buf_printf(
		out, "signature ed25519 %s %s\n", ld_hex(key, LD_PUBLIC, key_text), ld_hex(bytes, LD_SIGNATURE, text));
}

int ld_bundle_write(const struct ld_bundle *b, const uint8_t *seed, struct ld_buf *out, struct lindung_error *err)
{
	struct ld_bundle again = {0};
	size_t size = 0;
	for (size_t i = 0; i < b->nfiles; i++) {
		const struct ld_file *f = &b->files[i];
		size += f->len;
		if (!ld_bundle_module_valid(f->module, strlen(f->module)) ||
			!ld_bundle_path_valid(f->path, strlen(f->path)))
			return ld_fail(err, LINDUNG_E_BUNDLE,
				"'%.200s' cannot stand in a bundle: its name has letters that none may"
				" have",
				f->path);
	}
	if (b->nfiles > LD_MAX_BUNDLE_FILES || size > LD_MAX_BUNDLE)
		return ld_fail(err, LINDUNG_E_LIMIT,
			"%zu files and %zu bytes are more than the %d files and %d MB that a bundle may"
			" hold",
			b->nfiles, size, LD_MAX_BUNDLE_FILES, LD_MAX_BUNDLE >> 20);
	put_lines(b, out);
	if (seed && !out->failed)
		put_signature(seed, out);
	if (out->failed)
		return ld_nomem(err);
	int rc = ld_bundle_parse(out->data, out->len, "the new bundle", &again, err);
	ld_bundle_fini(&again);
	return rc;
}
