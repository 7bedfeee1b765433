/* What the files of the façade share: the handle, finding rules, one run's work in memory, and its
 * document. */
#ifndef LD_LIB_LIB_H
#define LD_LIB_LIB_H

#include <jansson.h>
#include <lindung/lindung.h>

#include "alloc/alloc.h"
#include "bundle/bundle.h"
#include "bundle/keys.h"
#include "store/store.h"
#include "worker/worker.h"

#define LD_ENGINE "lindung " LINDUNG_VERSION

struct lindung {
	char *database;     /* NULL without */
	char *roots_text;   /* the text that roots point into */
	const char **roots; /* [nroots] folders for `require`, the installed one last */
	size_t nroots;
	unsigned jobs;
	struct ld_worker_options worker; /* limits of rules */
	char *who; /* for the log */
	int (*progress)(void *ctx, const char *what, int64_t rows, int64_t done, int64_t total);
	void *progress_ctx;
	struct ld_trust trust; /* whose signatures rules need */
	bool require_signed;
	struct ld_store *store; /* opened when first needed */
	enum ld_store_mode mode;
};

/** The database, opened in at least this mode. It stays the handle's. */
int ld_lib_store(struct lindung *l, enum ld_store_mode mode, struct ld_store **ret,
	struct lindung_error *err);
/** "2026-11-21T01:02:03Z": the wall clock, or SOURCE_DATE_EPOCH where it is set. Stands in heads
 * only, never in results. */
const char *ld_lib_now(char out[24]);
/** FORGOTTEN where the run's persons were. */
int ld_lib_remembered(const struct ld_run_row *run, struct lindung_error *err);
/** Tell progress; CANCELLED when the caller wants to stop. */
int ld_lib_progress(struct lindung *l, const char *what, int64_t rows, int64_t done, int64_t total,
	struct lindung_error *err);

/* ---- where.c: what RULES, a source and an office mean ---- */
struct ld_where {
	struct ld_arena arena;
	const char *module; /* "5315_manggarai_barat.2024" */
	const char *office; /* "5315_manggarai_barat", or NULL */
	const char *path;   /* of the file, when it was given or found */
	struct ld_dirs dirs;
	struct ld_bundle bundle; /* instead of dirs; office NULL: rules are folders */
	const char *bundle_path;
	struct ld_memory memory;
	struct ld_loader loader; /* over dirs or memory; dies with this struct, which must not move */
};

/** A file (anything with '/' or ending in ".lua") or a module name. Errors: NOT_FOUND, NOMEM. */
int ld_where_rules(const struct lindung *l, const char *rules, struct ld_where *ret,
	struct lindung_error *err);
/** A source by name or by its file; ret->module is its name. office: an office's folder or NULL. */
int ld_where_source(const struct lindung *l, const char *source, const char *office,
	struct ld_where *ret, struct lindung_error *err);
void ld_where_fini(struct ld_where *w);
/** The first root that has this file: path in arena, NULL when none has. Errors: NOMEM. */
int ld_where_root_file(const struct lindung *l, const char *name, struct ld_arena *arena,
	const char **ret, struct lindung_error *err);
struct ld_regency {
	const char *name; /* of the region; NULL when unknown */
	bool unlisted;    /* there is a list of regions, and this is no regency or city (level 2) of it */
};
/** A region ("53.15", or NULL) in data/wilayah.csv of the roots; text in arena. Errors: NOMEM. */
int ld_where_regency(const struct lindung *l, const char *region, struct ld_arena *arena,
	struct ld_regency *ret, struct lindung_error *err);

/* ---- bundled.c: a bundle where rules or an office are expected ---- */
/** A bundle, or a file in one as if it were a folder: "kantor.bundle/2025.lua". */
bool ld_bundled_is(const char *rules);
/** Errors: BUNDLE, SIGNATURE, NOT_FOUND, USAGE (several programmes), LIMIT, IO, NOMEM. */
int ld_bundled_rules(const char *rules, struct ld_where *w, struct lindung_error *err);
int ld_bundled_source(const char *source, const char *bundle, struct ld_where *w, struct lindung_error *err);
/** The same as ld_folder_rules. */
int ld_bundled_all(const char *bundle, bool tests, struct ld_arena *a, const char ***ret, size_t *ret_n,
	struct lindung_error *err);

/* ---- trust.c: whose rules may decide ---- */
/** The rules must be signed by one of these keys; who says whose wish that is. Errors: UNSIGNED, UNTRUSTED. */
int ld_trust_check(const struct ld_where *w, const struct ld_trust *t, const char *who, struct lindung_error *err);
/** The keys the database trusts, added to t; none: it requires nothing. */
int ld_trust_load(struct ld_store *store, struct ld_trust *t, struct lindung_error *err);
/** What the handle asks for. */
int ld_trust_handle(const struct lindung *l, const struct ld_where *w, struct lindung_error *err);
/** What the database asks for. */
int ld_trust_database(struct ld_store *store, const struct ld_where *w, struct lindung_error *err);
/** The public key that signed the rules, in hexadecimal, in arena; NULL when they are not signed. Errors: NOMEM. */
int ld_trust_signer(const struct ld_where *w, struct ld_arena *arena, const char **ret, struct lindung_error *err);
/** May a stored run be kept in this database? signer NULL: nobody signed its rules. Errors: UNSIGNED, UNTRUSTED. */
int ld_trust_stored(struct ld_store *store, const struct ld_run_row *run, struct lindung_error *err);

/* ---- folder.c: a folder where a file of rules is expected ---- */
bool ld_folder_is(const char *path);
/** Its programmes, and its test files too where `tests`: paths in byte order, in arena. Errors:
 * NOT_FOUND (none), NOMEM. */
int ld_folder_rules(const struct lindung *l, const char *folder, bool tests, struct ld_arena *a,
	const char ***ret, size_t *ret_n, struct lindung_error *err);
/** Its only programme. Errors: NOT_FOUND, USAGE (several), NOMEM. */
int ld_folder_programme(const struct lindung *l, const char *folder, struct ld_arena *a,
	const char **ret, struct lindung_error *err);

/* ---- beside.c: files of an office that nobody reads ---- */
/** Do the cases of where->module, a test, test the rules beside it? p: what they test. Errors: ELSEWHERE. */
int ld_beside_cases(const struct ld_where *where, const struct ld_programme *p, struct lindung_error *err);
/** A finding for each module of another folder that was read although the office has a file of its name. */
int ld_beside_programme(const struct ld_where *where, const struct ld_programme *p, struct ld_findings *found,
	struct lindung_error *err);

/* ---- decisions.c and said.c: outcomes and allocation to the rows that are stored ---- */
struct ld_said { /* of a worker besides nik, places and score; few differ, and each is kept once */
	const char *rules, *missing; /* lists joined by ";"; equal lists are one text */
	uint32_t verdict;            /* index in the allocation's */
	bool is_error;
};

struct ld_decisions {
	struct ld_map lists;  /* owns the texts */
	struct ld_said *said; /* [nsaid] */
	size_t nsaid;
	struct ld_decision *like; /* [nsaid] all of a decision but what is a worker's own */
	uint16_t *of;         /* [nrows] index in said; NULL: too many are said, and they are in `wide` */
	uint32_t *wide;
	int64_t *refused_by;  /* [nrules] workers each rule refuses */
	int64_t *missing_by;  /* [fields] undecided workers it must be looked up for */
	int64_t counts[4];    /* a status each, enum ld_status */
	int64_t errors;
};

/* ---- stored.c: the decisions of a stored run in memory ---- */
struct ld_stored {
	struct ld_map texts; /* owns the texts of the items */
	struct ld_decision *items; /* [n] in nik order */
	size_t n, cap;
	uint8_t result[LD_SHA256]; /* of the bytes of `export --as decisions` */
};
/** Into a zeroed one; fini is due also after a failure. */
int ld_stored_load(struct ld_store *store, int64_t run, struct ld_stored *ret, struct lindung_error *err);
void ld_stored_fini(struct ld_stored *s);

static inline uint32_t ld_decisions_said(const struct ld_decisions *d, size_t row)
{
	return d->of ? d->of[row] : d->wide[row];
}

struct ld_work;
int ld_decisions_init(struct ld_decisions *d, const struct ld_work *w, struct lindung_error *err);
void ld_decisions_fini(struct ld_decisions *d);
/** What those of whom something is said have in common. */
void ld_decisions_like(const struct ld_work *w, const struct ld_said *said, struct ld_decision *ret);
/** Row of the frame as a decision; its texts live as long as the work. */
void ld_decisions_get(const struct ld_work *w, size_t row, struct ld_decision *ret);
/** SHA-256 of the bytes of `export --as decisions`. */
int ld_decisions_hash(const struct ld_work *w, uint8_t ret[LD_SHA256], struct lindung_error *err);
/** The same of the decisions as they are stored. */
int ld_decisions_stored(
	struct ld_store *store, int64_t run, uint8_t ret[LD_SHA256], struct lindung_error *err);

/* ---- work.c: one programme on one state of the data ---- */
enum ld_phase { LD_PHASE_LOAD, LD_PHASE_EVALUATE, LD_PHASE_ALLOCATE, LD_PHASE_STORE, LD_PHASES };

struct ld_work {
	struct ld_arena arena;
	struct ld_worker *worker;
	const char *limits, *walls; /* of the worker, in words */
	struct ld_programme *p;
	struct ld_calls calls;
	const char *office;  /* the office folder's own name; NULL without */
	const char *signer;  /* public key of the bundle the rules came from, in hexadecimal; NULL: none */
	int64_t delivery;    /* the last it sees */
	unsigned jobs;       /* threads, as evaluation was given them */
	bool cached;         /* workers may come from columns that an earlier run kept, not from the records */
	const int64_t *seen; /* [nseen] kept runs it takes into account */
	size_t nseen;
	struct ld_constant *constants; /* [nconstants] values that sources gave, for the receipt */
	size_t nconstants;
	struct ld_quarantine_count *quarantined; /* [nquarantined] sources with rows there that count */
	size_t nquarantined;
	struct ld_regency regency; /* for the document */
	struct ld_frame *f;
	struct ld_outcomes *o;
	struct ld_cover *covers;
	size_t ncovers;
	struct ld_allocation *a;
	struct ld_decisions d;
	uint8_t data[LD_SHA256], result[LD_SHA256];
	double seconds[LD_PHASES];
};

/* The steps in order; each fills its part of w, which must be zeroed before the first. ld_work_fini
 * frees any state. */
int ld_work_load(struct ld_work *w, const struct ld_worker_options *options,
	const struct ld_loader *loader, const char *module, const char *office,
	const struct ld_setting *settings, size_t nsettings, struct ld_findings *findings,
	struct lindung_error *err);
/** The same for RULES and --set texts as a person gave them; where must outlive w. */
int ld_work_open(struct ld_work *w, const struct lindung *l, const char *rules,
	const char *const *settings, struct ld_where *where, struct ld_findings *findings,
	struct lindung_error *err);
/** The programme of a stored run, from the files that the database keeps, under the limits it ran
 * with. `run` stays borrowed. Errors: DB_CORRUPT when the files are not those of its receipt. */
int ld_work_reload(struct ld_work *w, const struct lindung *l, const struct ld_run_row *run,
	struct lindung_error *err);
/** Data digest, frame, outcomes. also: a further field to load, or NULL. */
int ld_work_evaluate(struct ld_work *w, struct ld_store *store, unsigned jobs,
	const char *const *also, struct lindung_error *err);
/** Frame and outcomes of a few workers alone, as they would be among all; no digest. */
int ld_work_evaluate_of(struct ld_work *w, struct ld_store *store, const char *const *niks, size_t n,
	struct lindung_error *err);
/** The months in which kept runs that were seen pay the workers. */
int ld_work_covers(struct ld_work *w, struct ld_store *store, struct lindung_error *err);
/** Covers, allocation, decisions, result hash. */
int ld_work_allocate(struct ld_work *w, struct ld_store *store, struct lindung_error *err);
struct ld_alloc_in ld_work_alloc_in(const struct ld_work *w);
/** The receipt's data hash: the deliveries' chain digest and the seen runs. redigest: from the rows
 * themselves. */
int ld_work_data(struct ld_store *store, int64_t delivery, const int64_t *seen, size_t nseen,
	bool redigest, uint8_t ret[LD_SHA256], struct lindung_error *err);
/** What a kept run says of already covered months: its people, and the months of each funder. */
void ld_work_hash_seen(struct ld_sha256 *h, const uint8_t rules[LD_SHA256], const uint8_t result[LD_SHA256],
	const struct ld_run_window *windows, size_t nwindows);
void ld_work_fini(struct ld_work *w);
/** Seconds of a clock that only goes forward. */
double ld_work_clock(void);

/* ---- certificate.c ---- */
/** The facts by which a stored run's list can be checked, as JSON. ret_rows: eligible workers. */
int ld_certificate(const struct lindung *l, struct ld_store *store, const struct ld_run_row *run,
	int (*write)(void *ctx, const char *p, size_t n), void *ctx, int64_t *ret_rows, struct lindung_error *err);

/* ---- lookups.c ---- */
/** The visits that blanks are worth, as CSV. ret_rows: persons. */
int ld_lookups(const struct lindung *l, struct ld_store *store, const struct ld_run_row *run,
	int (*write)(void *ctx, const char *p, size_t n), void *ctx, int64_t *ret_rows, struct lindung_error *err);

/* ---- head.c: what of a run's head follows from its work ---- */
/** All but number, clock and summary. Borrows from w. */
int ld_head_make(struct ld_work *w, struct ld_run_row *ret);
/** The first thing in which a stored head is not what the work makes; false: there is none. Before
 * allocation only what the programme alone decides is compared. */
enum { LD_HEAD_TEXT = 300 };
bool ld_head_differs(const struct ld_run_row *row, const struct ld_work *w, char ret[LD_HEAD_TEXT]);

/* ---- difference.c ---- */
/** In words, the first difference of two documents in the order of `now`; false: they are equal. */
bool ld_json_differs(json_t *then, json_t *now, struct ld_buf *ret);

/* ---- the document of a run: document.c and its parts ---- */
/** Fields it needs besides those of the rules, for ld_work_evaluate. */
extern const char *const ld_document_fields[];
/** Everything that is stored: no number, no clock. Fills w->constants, quarantined and regency. */
int ld_document_make(const struct lindung *l, struct ld_store *store, struct ld_work *w,
	json_t **ret, struct lindung_error *err);
json_t *ld_document_funders(const struct ld_work *w);
json_t *ld_document_groups(const struct ld_work *w);
json_t *ld_document_published(const struct ld_work *w, const struct ld_reconciled *r);
json_t *ld_document_table(const struct ld_work *w, const char *field);
json_t *ld_document_refused_by(const struct ld_work *w);
/** Fields to look up, and how many of those who hang on each could come onto the list. */
int ld_document_missing_by(const struct ld_work *w, json_t **ret, struct lindung_error *err);
json_t *ld_document_failures(const struct ld_work *w);
json_t *ld_document_bound_by(const struct ld_work *w);
json_t *ld_document_cutoff(const struct ld_work *w);
json_t *ld_document_warnings(const struct ld_work *w, const struct ld_reconciled *r);
/** Say of every group that a table of the programme names and no worker has. */
void ld_warn_groups(const struct ld_work *w, json_t **list);
void ld_warn(json_t **list, const char *code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/** Put the head of a stored run into its document: run, created_at, kept_at, superseded_by, and behind
 * it what is known of the run besides: kept_by, forgotten_at, its lines of the log, what sealed it. */
int ld_document_head(struct ld_store *store, json_t *doc, const struct ld_run_row *row,
	struct lindung_error *err);
/** Append to a list; a NULL item is the failure of its making. On failure *list is freed and NULL.
 */
void ld_list_add(json_t **list, json_t *item);

/* ---- log.c, log_check.c: the log of deciding commands ---- */
/** Append a line, in the transaction of what it tells of. */
int ld_log_import(const struct lindung *l, struct ld_store *store, int64_t delivery, struct lindung_error *err);
int ld_log_run(const struct lindung *l, struct ld_store *store, const struct ld_run_row *run,
	struct lindung_error *err);
/** run as it is after it was kept. supersedes 0: no run. */
int ld_log_keep(const struct lindung *l, struct ld_store *store, const struct ld_run_row *run, int64_t supersedes,
	struct lindung_error *err);
int ld_log_trust(const struct lindung *l, struct ld_store *store, const struct ld_trust *t, struct lindung_error *err);
/** ret_why "" when every line is as it was written and nothing lacks one; else the first fault. */
int ld_log_check(struct ld_store *store, int64_t *ret_lines, char ret_why[LD_HEAD_TEXT], struct lindung_error *err);

/** The hash over what remains of all deliveries that lost rows. (forget.c) */
int ld_log_remains(struct ld_store *store, uint8_t ret[LD_SHA256], struct lindung_error *err);
/** Is there a month that both pay for? (forget.c) */
bool ld_windows_overlap(const struct ld_run_row *a, const struct ld_run_row *b);

/* ---- show.c: stored runs ---- */
/** The document that a run stored. Errors: NOMEM, DB_CORRUPT. */
int ld_show_summary(const struct ld_run_row *row, json_t **ret, struct lindung_error *err);
/** The document of a stored run, head filled in. */
int ld_show_document(struct ld_store *store, const struct ld_run_row *row, json_t **ret,
	struct lindung_error *err);

/* ---- receipt.c ---- */
/** Append the receipt of a run (with its files) as text: docs/receipt.md. */
int ld_receipt_make(struct ld_store *store, const struct ld_run_row *r, struct ld_buf *ret,
	struct lindung_error *err);
/** The run that a receipt is of; 0: the text is no receipt. */
int64_t ld_receipt_run(const char *receipt);
/** 1: every line of it stands in the receipt of today; 0: ret_why names the first that does not. */
int ld_receipt_check(struct ld_store *store, const struct ld_run_row *r, const char *receipt,
	char ret_why[LD_HEAD_TEXT], struct lindung_error *err);
/** Where the lottery's seed came from: "rules", "--set"; NULL without a seed. */
const char *ld_receipt_seed_source(const struct ld_run_row *r, const char *seed);

#endif
