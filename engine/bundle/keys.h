/*
 * Files of keys. A public one has a line a key, `lindung-public-key ed25519 HEX NAME`; a secret one has one line,
 * `lindung-secret-key ed25519 HEX NAME`. Blank lines and lines that begin with '#' are remarks.
 */
#ifndef LD_BUNDLE_KEYS_H
#define LD_BUNDLE_KEYS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/sign.h"

struct ld_trusted {
	uint8_t key[LD_PUBLIC];
	const char *name; /* as the key's owner called it, "" without */
};

struct ld_trust { /* a zeroed one is empty and ready */
	struct ld_arena arena;
	struct ld_trusted *items; /* [n] */
	size_t n, cap;
};

/** Add the keys of a file, or of every "*.pub" in a folder in byte order. Errors: KEY_FILE (nothing to read, no key in
 * it, or everybody may write it), NOMEM. */
int ld_trust_add(struct ld_trust *t, const char *path, struct lindung_error *err);
/** Add the keys in a text of public keys; `file` is for messages. */
int ld_trust_parse(struct ld_trust *t, const char *text, size_t n, const char *file, struct lindung_error *err);
const struct ld_trusted *ld_trust_find(const struct ld_trust *t, const uint8_t key[LD_PUBLIC]);
void ld_trust_fini(struct ld_trust *t);

struct ld_secret {
	uint8_t seed[LD_SEED];
	char name[128];
};
/** Read a secret key. Errors: KEY_FILE (none, or others than its owner may read it). */
int ld_secret_read(const char *path, struct ld_secret *ret, struct lindung_error *err);
void ld_secret_fini(struct ld_secret *s);
/** Make a pair: the secret in a new file `path` (0600), the public one in a new file `path`.pub. Neither is written
 * over. name NULL: the file's own. ret_file and the name in ret live in arena. Errors: KEY_FILE, NOMEM. */
int ld_key_make(const char *path, const char *name, struct ld_arena *arena, const char **ret_file,
	struct ld_trusted *ret, struct lindung_error *err);

#endif
