/*
 * An office's rules, sources and tests as one file, signed or not. docs/bundles.md has the format. The bytes come from
 * anywhere, so the reader believes nothing: every size has a cap, every name is checked, and of one content there is
 * only one way to write it.
 */
#ifndef LD_BUNDLE_BUNDLE_H
#define LD_BUNDLE_BUNDLE_H

#include "base/buf.h"
#include "base/error.h"
#include "base/sign.h"
#include "model/programme.h"

/* Why a file is in the bundle: it can be asked for by a person, or only by other files. */
enum ld_bundle_kind { LD_BUNDLE_FILE, LD_BUNDLE_PROGRAMME, LD_BUNDLE_SOURCE, LD_BUNDLE_TEST };
enum ld_bundle_signature { LD_UNSIGNED, LD_SIGNED, LD_BADLY_SIGNED };

struct ld_bundle {
	struct ld_arena arena;
	const char *office; /* module prefix and folder name: "5304_belu" */
	struct ld_file
		*files; /* [nfiles] in byte order of their modules, each once; a table of cases has its file's name */
	uint8_t *kinds; /* [nfiles] enum ld_bundle_kind */
	size_t nfiles;
	enum ld_bundle_signature signature;
	uint8_t signer[LD_PUBLIC]; /* unless unsigned */
	uint8_t sha256[LD_SHA256]; /* of all bytes before the signature */
};

const char *ld_bundle_kind_name(enum ld_bundle_kind kind);
/** Is there a file whose first bytes say that it is a bundle? */
bool ld_bundle_is(const char *path);
/** Bytes to files. A signature that does not fit is no error here: signature says so, and then the files are not
 * checked against their digests. name is for messages. Errors: BUNDLE, LIMIT, NOMEM. */
int ld_bundle_parse(const void *p, size_t n, const char *name, struct ld_bundle *ret, struct lindung_error *err);
/** The same of a file. Errors: NOT_FOUND and IO too. */
int ld_bundle_read(const char *path, struct ld_bundle *ret, struct lindung_error *err);
/** Files to bytes, signed when there is a seed. files must be as ret of the reader: sorted, each module once.
 *  Errors: BUNDLE (a name that cannot stand in one), LIMIT, NOMEM. */
int ld_bundle_write(const struct ld_bundle *b, const uint8_t *seed, struct ld_buf *out, struct lindung_error *err);
/** The file of a module, NULL when there is none; ret_kind may be NULL. */
const struct ld_file *ld_bundle_find(const struct ld_bundle *b, const char *module, enum ld_bundle_kind *ret_kind);
void ld_bundle_fini(struct ld_bundle *b);

/** Names that may stand in a bundle: modules and files of cases; paths of folders and files without "..". */
bool ld_bundle_module_valid(const char *s, size_t n);
bool ld_bundle_path_valid(const char *s, size_t n);

#endif
