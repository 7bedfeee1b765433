/*
 * Rule files in, plain data out: the only door to Lua. Two calls matter: *files -> programme* (and its relatives for
 * sources, fields and cases) and *function k over tuples -> answers*. Nothing Lua shows through this header. The
 * library makes these calls in a process of its own (worker/worker.h); loaders and digests are for both sides.
 */
#ifndef LD_SCRIPT_SCRIPT_H
#define LD_SCRIPT_SCRIPT_H

#include <stdatomic.h>

#include "base/limits.h"
#include "eval/eval.h"
#include "model/cases.h"
#include "model/finding.h"
#include "model/source.h"

/* Where modules come from: directories for a fresh run, the database for a replay. */
struct ld_loader {
	void *ctx;
	/* Find a module ("national.bpu", "fields", "5315_manggarai_barat.2024") or a CSV of cases ("contoh.csv" beside
	 * module `beside`). ret: text and path are copied into arena. Returns 0, LINDUNG_E_MODULE when there is none. */
	int (*find)(void *ctx, const char *name, const char *beside, struct ld_arena *arena, struct ld_file *ret,
		struct lindung_error *err);
};

struct ld_script;

/** A fresh contained virtual machine. The loader is borrowed; limits NULL: the default ones. Errors: NOMEM. */
int ld_script_new(const struct ld_loader *loader, const struct ld_limits *limits, struct ld_script **ret,
	struct lindung_error *err);
void ld_script_free(struct ld_script *s);
/** Signs of life: *beat grows while rules run, *tuple is the one being called. */
void ld_script_watch(struct ld_script *s, _Atomic uint64_t *beat, _Atomic uint32_t *tuple);
/** "Lua 5.4.4". ret_bare: a build without the first wall. */
void ld_script_version(char *out, size_t size, bool *ret_bare);

/** Load a programme module, apply settings, check everything that can be checked without data. Faults go to findings
 *  (every one that can be told apart, warnings too), the first of them to err. One programme a script.
 *  `office` is the module prefix of the office's folder ("5315_manggarai_barat") whose fields.lua extends the national
 *  one, or NULL. */
int ld_script_programme(struct ld_script *s, const char *module, const char *office, const struct ld_setting *settings,
	size_t nsettings, struct ld_findings *findings, struct ld_programme **ret, struct lindung_error *err);
#define LD_RETURNS "the file returns "
/** Was the error of a load that the file returns something else than was asked for? */
bool ld_script_other(const struct lindung_error *err);
/** Load sources/NAME.lua (module "sources.NAME", the office's own first). */
int ld_script_source(struct ld_script *s, const char *name, const char *office, struct ld_findings *findings,
	struct ld_source **ret, struct lindung_error *err);
/** Load a test module (…_test) with the programme it tests. */
int ld_script_cases(struct ld_script *s, const char *module, const char *office, struct ld_findings *findings,
	struct ld_cases **ret, struct lindung_error *err);
/** The calls of the programme loaded last; ctx is the script. */
struct ld_calls ld_script_calls(struct ld_script *s);

bool ld_module_name_valid(const char *name);
/** SHA-256 over files (module, content) and settings: what receipts call "rules". */
void ld_files_digest(const struct ld_file *files, size_t nfiles, const struct ld_setting *settings,
	size_t nsettings, uint8_t ret[LD_SHA256]);

/** A loader over directories: the office's folder first (module prefix = its own folder name, and bare names), then the
 *  roots in order. Paths are borrowed. */
struct ld_dirs {
	const char *office_dir; /* NULL without */
	const char *const *roots;
	size_t nroots;
};
struct ld_loader ld_loader_dirs(const struct ld_dirs *dirs);
/** The module of these folders that a wrong name was perhaps meant to be, in the arena; NULL when none is near. */
const char *ld_module_nearest(const struct ld_dirs *dirs, const char *name, struct ld_arena *arena);
/** A loader over files already in memory (a replay's). */
struct ld_memory {
	const struct ld_file *files;
	size_t nfiles;
};
struct ld_loader ld_loader_memory(const struct ld_memory *memory);

#endif
