/* Ed25519 signatures: libsodium behind four words. A secret key is its 32-byte seed; everything else follows from it.
 */
#ifndef LD_BASE_SIGN_H
#define LD_BASE_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LD_SEED = 32, LD_PUBLIC = 32, LD_PUBLIC_TEXT = 65, LD_SIGNATURE = 64, LD_SIGNATURE_TEXT = 129 };

/** A new secret from the machine's random numbers. false: there are none. */
bool ld_sign_new(uint8_t seed[LD_SEED]);
void ld_sign_public(const uint8_t seed[LD_SEED], uint8_t ret[LD_PUBLIC]);
void ld_sign(const void *p, size_t n, const uint8_t seed[LD_SEED], uint8_t ret[LD_SIGNATURE]);
bool ld_sign_fits(const void *p, size_t n, const uint8_t signature[LD_SIGNATURE], const uint8_t key[LD_PUBLIC]);

/** Lower-case hexadecimal of n bytes, NUL-terminated, into out [2n + 1]. Returns out. */
char *ld_hex(const uint8_t *p, size_t n, char *out);
/** Exactly 2n lower-case hexadecimal digits to n bytes. */
bool ld_hex_parse(const char *s, size_t len, uint8_t *ret, size_t n);
/** Zeros that no compiler leaves out. */
void ld_wipe(void *p, size_t n);

#endif
