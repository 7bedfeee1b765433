/* Signatures against published vectors, and files of keys. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bundle/keys.h"
#include "ld_test.h"

/* RFC 8032, 7.1, TEST 2 and TEST 3. */
Test(keys, signatures_are_those_of_the_rfc)
{
	static const struct {
		const char *seed, *key, *message, *signature;
	} vectors[] = {
		{"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
			"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "\x72",
			"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
			"085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
		{"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
			"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "\xaf\x82",
			"6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
			"18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
	};
	for (size_t i = 0; i < 2; i++) {
		uint8_t seed[LD_SEED], key[LD_PUBLIC], made[LD_SIGNATURE];
		char hex[LD_SIGNATURE_TEXT];
		size_t n = strlen(vectors[i].message);
		cr_assert(ld_hex_parse(vectors[i].seed, 64, seed, LD_SEED));
		ld_sign_public(seed, key);
		cr_expect_str_eq(ld_hex(key, LD_PUBLIC, hex), vectors[i].key);
		ld_sign(vectors[i].message, n, seed, made);
		cr_expect_str_eq(ld_hex(made, LD_SIGNATURE, hex), vectors[i].signature);
		cr_expect(ld_sign_fits(vectors[i].message, n, made, key));
		made[5] ^= 1;
		cr_expect(!ld_sign_fits(vectors[i].message, n, made, key));
	}
}

static char folder[] = "/tmp/lindung-keys.XXXXXX";

static const char *in_folder(const char *name, char out[200])
{
	snprintf(out, 200, "%s/%s", folder, name);
	return out;
}

static void remove_folder(void)
{
	static const char *const names[] = {"dinas", "dinas.pub", "other.pub", "text"};
	char path[200];
	for (size_t i = 0; i < 4; i++)
		unlink(in_folder(names[i], path));
	rmdir(folder);
}

Test(keys, a_pair_signs_and_is_trusted)
{
	struct lindung_error err;
	struct ld_arena a = {0};
	struct ld_secret secret;
	struct ld_trust trust = {0};
	const char *file;
	struct ld_trusted made;
	char path[200];
	uint8_t key[LD_PUBLIC];
	struct stat st;
	cr_assert_not_null(mkdtemp(folder));
	in_folder("dinas", path);
	ld_ok(ld_key_make(path, "Dinas Belu", &a, &file, &made, &err));
	ld_fails(KEY_FILE, ld_key_make(path, NULL, &a, &file, &made, &err));
	cr_assert(stat(path, &st) == 0);
	cr_expect_eq(st.st_mode & 07777, 0600u);
	ld_ok(ld_secret_read(path, &secret, &err));
	cr_expect_str_eq(secret.name, "Dinas Belu");
	ld_sign_public(secret.seed, key);
	cr_expect_arr_eq(key, made.key, LD_PUBLIC);
	ld_ok(ld_trust_add(&trust, folder, &err));
	cr_assert_eq(trust.n, 1u);
	cr_assert_not_null(ld_trust_find(&trust, key));
	cr_expect_str_eq(ld_trust_find(&trust, key)->name, "Dinas Belu");
	key[0] ^= 1;
	cr_expect_null(ld_trust_find(&trust, key));
	/* a secret that others may read is none, and a public key is no secret */
	chmod(path, 0640);
	ld_fails(KEY_FILE, ld_secret_read(path, &secret, &err));
	chmod(path, 0600);
	ld_fails(KEY_FILE, ld_trust_add(&trust, path, &err));
	chmod(file, 0600);
	ld_fails(KEY_FILE, ld_secret_read(file, &secret, &err));
	chmod(file, 0646);
	ld_fails(KEY_FILE, ld_trust_add(&trust, file, &err));
	/* the public key of a new pair is there already: then there is no secret either */
	in_folder("other.pub", path);
	cr_assert(close(open(path, O_CREAT | O_WRONLY, 0644)) == 0);
	in_folder("other", path);
	ld_fails(KEY_FILE, ld_key_make(path, NULL, &a, &file, &made, &err));
	cr_expect(access(path, F_OK) != 0);
	ld_secret_fini(&secret);
	ld_trust_fini(&trust);
	ld_arena_fini(&a);
	remove_folder();
}

#define KEY "3dea455f6f90ff0e7a067e6d47250a57d5739bcead01030eabc9bef0d7ab3054"

Test(keys, a_list_of_keys)
{
	struct lindung_error err;
	struct ld_trust trust = {0};
	static const char good[] = "# from the province\r\n\r\nlindung-public-key ed25519 " KEY " Dinas\r\n"
				   "lindung-public-key ed25519 " KEY "\n";
	static const char *const bad[] = {"", "# nothing\n", "lindung-public-key ed25519 3dea\n",
		"lindung-public-key rsa " KEY " x\n", "lindung-secret-key ed25519 " KEY " x\n",
		"lindung-public-key ed25519 " KEY "x\n", "lindung-public-key ed25519 " KEY " \x1b[2J\n",
		"lindung-public-key ed25519 " KEY " x\nsomething else\n"};
	ld_ok(ld_trust_parse(&trust, good, sizeof good - 1, "t", &err));
	cr_expect_eq(trust.n, 1u);
	cr_expect_str_eq(trust.items[0].name, "Dinas");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		cr_expect_eq(ld_trust_parse(&trust, bad[i], strlen(bad[i]), "t", &err), LINDUNG_E_KEY_FILE, "%zu", i);
	ld_trust_fini(&trust);
}
