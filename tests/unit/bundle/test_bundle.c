/* The reader of bundles: what is written is read, and nothing else is. */
#include "small.h"

Test(bundle, what_is_written_is_read)
{
	struct lindung_error err;
	struct ld_buf out;
	struct ld_bundle b;
	enum ld_bundle_kind kind;
	uint8_t key[LD_PUBLIC];
	small_bytes(small_seed, &out);
	ld_ok(ld_bundle_parse(out.data, out.len, "k", &b, &err));
	ld_sign_public(small_seed, key);
	cr_expect_eq(b.signature, LD_SIGNED);
	cr_expect_arr_eq(b.signer, key, LD_PUBLIC);
	cr_expect_str_eq(b.office, "kantor");
	cr_assert_eq(b.nfiles, 5u);
	const struct ld_file *f = ld_bundle_find(&b, "kantor.2025", &kind);
	cr_assert_not_null(f);
	cr_expect_eq(kind, LD_BUNDLE_PROGRAMME);
	cr_expect_str_eq(f->path, "kantor/2025.lua");
	cr_expect_eq(f->len, 9u);
	cr_expect_arr_eq(f->text, "return 1\n", 9);
	cr_expect_null(ld_bundle_find(&b, "kantor.2026", NULL));
	struct ld_buf again = ld_buf_init(1 << 20);
	ld_ok(ld_bundle_write(&b, small_seed, &again, &err));
	cr_assert_eq(again.len, out.len);
	cr_expect_arr_eq(again.data, out.data, out.len);
	ld_buf_fini(&again);
	ld_buf_fini(&out);
	ld_bundle_fini(&b);
}

/* One changed bit anywhere: refused, or known to be no longer what was signed. */
Test(bundle, no_changed_byte_passes)
{
	struct ld_buf out;
	size_t refused = 0, bad = 0;
	small_bytes(small_seed, &out);
	for (size_t i = 0; i < out.len; i++) {
		struct lindung_error err;
		struct ld_bundle b = {0};
		out.data[i] ^= 1;
		if (ld_bundle_parse(out.data, out.len, "k", &b, &err) < 0)
			refused++;
		else if (b.signature == LD_BADLY_SIGNED)
			bad++;
		else
			cr_assert_fail("byte %zu was changed and nobody noticed", i);
		ld_bundle_fini(&b);
		out.data[i] ^= 1;
	}
	cr_expect_gt(refused, 0u);
	cr_expect_gt(bad, 0u);
	ld_buf_fini(&out);
}

/* A cut bundle is refused; only cut exactly before its signature it is a whole one that nobody signed. */
Test(bundle, no_cut_passes)
{
	struct ld_buf out, bare;
	size_t whole = 0;
	small_bytes(small_seed, &out);
	small_bytes(NULL, &bare);
	for (size_t n = 0; n < out.len; n++) {
		struct lindung_error err;
		struct ld_bundle b = {0};
		if (ld_bundle_parse(out.data, n, "k", &b, &err) < 0) {
			cr_assert_eq(err.code, LINDUNG_E_BUNDLE);
			continue;
		}
		whole++;
		cr_expect_eq(n, bare.len);
		cr_expect_eq(b.signature, LD_UNSIGNED);
		ld_bundle_fini(&b);
	}
	cr_expect_eq(whole, 1u);
	ld_buf_fini(&out);
	ld_buf_fini(&bare);
}

/* Signed by another key with the first one's name left in: that is not the first one's signature. */
Test(bundle, a_signature_belongs_to_its_key)
{
	struct lindung_error err;
	struct ld_buf mine, other;
	struct ld_bundle b;
	uint8_t seed[LD_SEED] = {3};
	small_bytes(small_seed, &mine);
	small_bytes(seed, &other);
	cr_assert_eq(mine.len, other.len);
	memcpy(other.data + other.len - 195, mine.data + mine.len - 195, 65); /* "KEY " of "KEY SIGNATURE\n" */
	ld_ok(ld_bundle_parse(other.data, other.len, "k", &b, &err));
	cr_expect_eq(b.signature, LD_BADLY_SIGNED);
	ld_bundle_fini(&b);
	ld_buf_fini(&mine);
	ld_buf_fini(&other);
}

#define EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define HEAD "lindung bundle 1\noffice kantor\n"

Test(bundle, one_spelling_only)
{
	static const char *const refused[] = {
		"",
		"lindung bundle 2\noffice kantor\nfiles 0\n\n",
		"lindung bundle 1\r\noffice kantor\r\nfiles 0\r\n\r\n",
		"lindung bundle 1\noffice \nfiles 0\n\n",
		"lindung bundle 1\noffice ../x\nfiles 0\n\n",
		"lindung bundle 1\noffice a.b\nfiles 0\n\n",
		HEAD "files 00\n\n",
		HEAD "files -1\n\n",
		HEAD "files 999999999999\n\n",
		HEAD "files 18446744073709551616\n\n",
		HEAD "files 1\n\n",
		HEAD "files 0\n",
		HEAD "files 0\n\n\n",
		HEAD "files 0\n\nsignature ed25519 x y\n",
		HEAD "files 1\nfile 00 " EMPTY " a a.lua\n\n",
		HEAD "files 1\nfile +0 " EMPTY " a a.lua\n\n",
		HEAD "files 1\nfile 0  " EMPTY " a a.lua\n\n",
		HEAD "files 1\nfile 99999999 " EMPTY " a a.lua\n\n",
		HEAD "files 1\nplan 0 " EMPTY " a a.lua\n\n",
		HEAD "files 1\nfile 0 E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855 a a.lua\n\n",
		HEAD "files 1\nfile 0 " EMPTY " a /etc/passwd\n\n",
		HEAD "files 1\nfile 0 " EMPTY " a ../a.lua\n\n",
		HEAD "files 1\nfile 0 " EMPTY " a x/../a.lua\n\n",
		HEAD "files 1\nfile 0 " EMPTY " a x//a.lua\n\n",
		HEAD "files 1\nfile 0 " EMPTY " a \n\n",
		HEAD "files 1\nfile 0 " EMPTY " a \x1b[2J.lua\n\n",
		HEAD "files 1\nfile 0 " EMPTY " a \xe2\x80\xae.lua\n\n",
		HEAD "files 1\nfile 0 " EMPTY " a/b a.lua\n\n",
		HEAD "files 1\nfile 0 " EMPTY " .a a.lua\n\n",
		HEAD "files 1\nfile 0 " EMPTY " a..b a.lua\n\n",
		HEAD "files 2\nfile 0 " EMPTY " b b.lua\nfile 0 " EMPTY " a a.lua\n\n",
		HEAD "files 2\nfile 0 " EMPTY " a b.lua\nfile 0 " EMPTY " a a.lua\n\n",
		HEAD "files 2\nfile 0 " EMPTY " a x.lua\n"
		     "file 1 6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b b x.lua\n\n1",
		HEAD "files 1\nprogramme 0 " EMPTY " other.2025 a.lua\n\n",
		HEAD "files 1\nprogramme 0 " EMPTY " kantor.a.b a.lua\n\n",
		HEAD "files 1\nsource 0 " EMPTY " simple a.lua\n\n",
		HEAD "files 1\nfile 1 " EMPTY " a a.lua\n\nx",
	};
	struct lindung_error err;
	struct ld_bundle b;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		int rc = ld_bundle_parse(refused[i], strlen(refused[i]), "k", &b, &err);
		cr_expect_eq(rc, LINDUNG_E_BUNDLE, "%zu: %s", i, refused[i]);
	}
	static const char good[] = HEAD "files 2\nfile 0 " EMPTY " a x.lua\nfile 0 " EMPTY " b x.lua\n\n";
	ld_ok(ld_bundle_parse(good, sizeof good - 1, "k", &b, &err));
	cr_expect_eq(b.nfiles, 2u);
	ld_bundle_fini(&b);
}

Test(bundle, a_name_that_cannot_be_read_is_not_written)
{
	struct lindung_error err;
	struct ld_file f = small_file("fields", "a\nb.lua", "");
	uint8_t kind = LD_BUNDLE_FILE;
	struct ld_bundle b = {.office = "kantor", .files = &f, .kinds = &kind, .nfiles = 1};
	struct ld_buf out = ld_buf_init(1 << 20);
	ld_fails(BUNDLE, ld_bundle_write(&b, NULL, &out, &err));
	ld_buf_fini(&out);
}
