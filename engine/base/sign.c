/*
 * Ed25519 as RFC 8032 has it, over the bytes themselves and not over a hash of them, so that any other program that
 * knows Ed25519 can check a signature of ours. Keys and signatures are written in lower-case hexadecimal only: one
 * value has one spelling, and a file that is read can be compared as text.
 */
#include "base/sign.h"

#include <sodium.h>

bool ld_sign_new(uint8_t seed[LD_SEED])
{
	if (sodium_init() < 0)
		return false;
	randombytes_buf(seed, LD_SEED);
	return true;
}

void ld_sign_public(const uint8_t seed[LD_SEED], uint8_t ret[LD_PUBLIC])
{
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
	crypto_sign_seed_keypair(ret, secret, seed);
	ld_wipe(secret, sizeof secret);
}

void ld_sign(const void *p, size_t n, const uint8_t seed[LD_SEED], uint8_t ret[LD_SIGNATURE])
{
	uint8_t secret[crypto_sign_SECRETKEYBYTES], key[LD_PUBLIC];
	crypto_sign_seed_keypair(key, secret, seed);
	crypto_sign_detached(ret, NULL, p, n, secret);
	ld_wipe(secret, sizeof secret);
}

bool ld_sign_fits(const void *p, size_t n, const uint8_t signature[LD_SIGNATURE], const uint8_t key[LD_PUBLIC])
{
	return crypto_sign_verify_detached(signature, p, n, key) == 0;
}

char *ld_hex(const uint8_t *p, size_t n, char *out)
{
	return sodium_bin2hex(out, 2 * n + 1, p, n);
}

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool ld_hex_parse(const char *s, size_t len, uint8_t *ret, size_t n)
{
	if (len != 2 * n)
		return false;
	for (size_t i = 0; i < len; i++)
		if (digit(s[i]) < 0)
			return false;
	for (size_t i = 0; i < n; i++)
		ret[i] = (uint8_t)(digit(s[2 * i]) << 4 | digit(s[2 * i + 1]));
	return true;
}

void ld_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}
