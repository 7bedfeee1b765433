/* Deciding a run again without its database: its receipt, read from a file, and a folder in which files are found by
 * content. */
#ifndef LD_LIB_AGAIN_H
#define LD_LIB_AGAIN_H

#include "lib/lib.h"

struct ld_receipt_file {
	uint8_t sha256[LD_SHA256];
	const char *name; /* module of a rule file; of a data file "name 1": files of one name have one number */
	int64_t delivery; /* 0: of the programme */
};

struct ld_receipt_files {
	struct ld_receipt_file *items; /* [n] */
	size_t n, cap;
};

struct ld_receipt_delivery {
	int64_t number;
	const char *source;
	bool replace;
};

struct ld_receipt {
	struct ld_arena arena;
	int64_t run;
	const char *engine, *module, *office, *limits; /* office "": none */
	bool stopped;
	uint8_t rules[LD_SHA256], data[LD_SHA256], result[LD_SHA256];
	struct ld_setting *settings; /* [nsettings] */
	size_t nsettings, csettings;
	struct ld_receipt_delivery *deliveries; /* [ndeliveries] in order */
	size_t ndeliveries, cdeliveries;
	struct ld_receipt_files files;       /* rule files of the programme */
	struct ld_receipt_files definitions; /* rule files of the sources, by delivery */
	struct ld_receipt_files data_files;  /* in the order in which they were read */
	int64_t *seen;                       /* [nseen] kept runs of other programmes that it took into account */
	size_t nseen, cseen;
	struct ld_run_window *windows; /* [nwindows] what each funder paid for */
	size_t nwindows, cwindows;
};

/** Read the text of a receipt. Lines that are not needed to decide again are passed over. Errors: USAGE (it is none),
 * NOMEM. */
int ld_receipt_parse(const char *text, size_t n, const char *file, struct ld_receipt *ret, struct lindung_error *err);
/** Errors: NOT_FOUND and LIMIT too. */
int ld_receipt_read(const char *path, struct ld_receipt *ret, struct lindung_error *err);
void ld_receipt_fini(struct ld_receipt *r);

/* ---- heap.c: a folder in which files are found by their content ---- */
struct ld_heap_file {
	uint8_t sha256[LD_SHA256];
	const char *path;             /* of the file, or of the bundle it is in */
	const struct ld_file *packed; /* in a bundle; NULL: a file of its own */
	int64_t bytes;
};

struct ld_heap {
	struct ld_arena arena;
	struct ld_heap_file *items; /* [n] */
	size_t n, cap;
	struct ld_bundle **bundles; /* [nbundles] */
	size_t nbundles, cbundles;
};

/** Every file of a folder and of the folders in it, those that bundles hold too. Errors: NOT_FOUND, IO, LIMIT, NOMEM.
 */
int ld_heap_read(const char *folder, struct ld_heap *ret, struct lindung_error *err);
/** The file of that content, or NULL. own: not one inside a bundle. */
const struct ld_heap_file *ld_heap_find(const struct ld_heap *h, const uint8_t sha256[LD_SHA256], bool own);
/** A rule file's text, under the name it has in the receipt. Errors: IO, LIMIT, NOMEM. */
int ld_heap_rules(const struct ld_heap_file *f, const char *module, struct ld_arena *arena, struct ld_file *ret,
	struct lindung_error *err);
void ld_heap_fini(struct ld_heap *h);

/* ---- seen.c: kept runs that a run took into account ---- */
struct ld_seen_run {
	struct ld_receipt receipt; /* the caller's to free */
	const char *list;          /* its decisions as exported */
};
/** Find receipts and lists of these runs; those not there stay zeroed and are counted. */
int ld_seen_find(const struct ld_heap *heap, const int64_t *runs, size_t n, struct ld_seen_run *ret,
	size_t *ret_missing, struct lindung_error *err);
/** Fill w's covers with the months they pay, and put them into its data hash. w's frame is loaded. */
int ld_seen_cover(const struct ld_seen_run *runs, size_t n, struct ld_work *w, struct lindung_error *err);

#endif
