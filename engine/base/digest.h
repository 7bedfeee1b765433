/* SHA-256 for what people compare, BLAKE2b for rows and for salts: nettle and libsodium behind a few words. */
#ifndef LD_BASE_DIGEST_H
#define LD_BASE_DIGEST_H

#include <nettle/sha2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LD_SHA256 = 32, LD_SHA256_TEXT = 65, LD_ROW_DIGEST = 16, LD_SECRET = 32 };

struct ld_sha256 {
	struct sha256_ctx state;
};

enum { LD_VERSION_TEXT = 24 };
/** The versions of the libraries that are linked. */
const char *ld_sodium_version(void);
const char *ld_nettle_version(char out[LD_VERSION_TEXT]);

void ld_sha256_init(struct ld_sha256 *h);
void ld_sha256_add(struct ld_sha256 *h, const void *p, size_t n);
/** Length, then bytes: so that no two different lists of fields feed the same bytes. */
void ld_sha256_field(struct ld_sha256 *h, const void *p, size_t n);
void ld_sha256_end(struct ld_sha256 *h, uint8_t out[LD_SHA256]);
void ld_sha256(const void *p, size_t n, uint8_t out[LD_SHA256]);
/** 64 lower-case hexadecimal digits. Returns out. */
const char *ld_sha256_hex(const uint8_t digest[LD_SHA256], char out[LD_SHA256_TEXT]);
/** XXH3: tells a page that went wrong, not one that was made so. before: of the bytes that stand before, else 0. */
uint64_t ld_checksum(const void *p, size_t n, uint64_t before);
void ld_row_digest(const void *p, size_t n, uint8_t out[LD_ROW_DIGEST]);

/** Bytes that nobody can guess; false when the system has none. */
bool ld_secret_new(uint8_t out[LD_SECRET]);
void ld_secret_wipe(uint8_t secret[LD_SECRET]);
/** A hash that nobody can make without the secret (BLAKE2b-256, keyed). */
void ld_keyed_hash(const uint8_t secret[LD_SECRET], const void *p, size_t n, uint8_t out[LD_SHA256]);

#endif
