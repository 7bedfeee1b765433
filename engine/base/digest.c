/*
 * The hashes need no initialisation of their libraries and cannot fail for valid lengths; random bytes do. SHA-256 is
 * nettle's, which uses the processor's own instructions for it: three times libsodium's speed, and every file that is
 * imported is hashed.
 */
#include "base/digest.h"

#include <nettle/version.h>
#include <sodium.h>
#include <stdio.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

const char *ld_sodium_version(void)
{
	return sodium_version_string();
}

const char *ld_nettle_version(char out[LD_VERSION_TEXT])
{
	snprintf(out, LD_VERSION_TEXT, "%d.%d", nettle_version_major(), nettle_version_minor());
	return out;
}

void ld_sha256_init(struct ld_sha256 *h)
{
	sha256_init(&h->state);
}

void ld_sha256_add(struct ld_sha256 *h, const void *p, size_t n)
{
	sha256_update(&h->state, n, p);
}

void ld_sha256_field(struct ld_sha256 *h, const void *p, size_t n)
{
	uint8_t len[8];
	for (int i = 0; i < 8; i++)
		len[i] = (uint8_t)((uint64_t)n >> (8 * i));
	ld_sha256_add(h, len, sizeof len);
	if (n)
		ld_sha256_add(h, p, n);
}

void ld_sha256_end(struct ld_sha256 *h, uint8_t out[LD_SHA256])
{
	sha256_digest(&h->state, LD_SHA256, out);
}

void ld_sha256(const void *p, size_t n, uint8_t out[LD_SHA256])
{
	struct ld_sha256 h;
	ld_sha256_init(&h);
	ld_sha256_add(&h, p, n);
	ld_sha256_end(&h, out);
}

const char *ld_sha256_hex(const uint8_t digest[LD_SHA256], char out[LD_SHA256_TEXT])
{
	return sodium_bin2hex(out, LD_SHA256_TEXT, digest, LD_SHA256);
}

uint64_t ld_checksum(const void *p, size_t n, uint64_t before)
{
	return XXH3_64bits_withSeed(p, n, before);
}

void ld_row_digest(const void *p, size_t n, uint8_t out[LD_ROW_DIGEST])
{
	crypto_generichash(out, LD_ROW_DIGEST, p, n, NULL, 0);
}

bool ld_secret_new(uint8_t out[LD_SECRET])
{
	if (sodium_init() < 0)
		return false;
	randombytes_buf(out, LD_SECRET);
	return true;
}

void ld_secret_wipe(uint8_t secret[LD_SECRET])
{
	sodium_memzero(secret, LD_SECRET);
}

void ld_keyed_hash(const uint8_t secret[LD_SECRET], const void *p, size_t n, uint8_t out[LD_SHA256])
{
	crypto_generichash(out, LD_SHA256, p, n, secret, LD_SECRET);
}
