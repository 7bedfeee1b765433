/*
 * The database of one regency: deliveries and records (append-only), quarantine, runs, decisions, rule files by content.
 * The only folder that includes <sqlite3.h>. Every writer is one transaction begun IMMEDIATE.
 */
#ifndef LD_STORE_STORE_H
#define LD_STORE_STORE_H

#include "frame/frame.h"
#include "model/decision.h"
#include "model/programme.h"
#include "model/source.h"

struct ld_store;

/** The version of SQLite that is linked. */
const char *ld_store_version(void);

enum ld_store_mode { LD_STORE_READ, LD_STORE_WRITE, LD_STORE_CREATE };

/** Open; CREATE makes the file (mode 0600) and schema when there is none, WRITE and CREATE migrate an older schema.
 *  Errors: DB, DB_BUSY, DB_FOREIGN, DB_NEWER, DB_CORRUPT, DB_READONLY, NOT_FOUND (no file, not CREATE). */
int ld_store_open(const char *path, enum ld_store_mode mode, struct ld_store **ret, struct lindung_error *err);
/** A new database in memory, which goes with ld_store_close. Errors: DB, NOMEM. */
int ld_store_open_memory(struct ld_store **ret, struct lindung_error *err);
void ld_store_close(struct ld_store *s);

/** How many threads may read at once; one when it is not said. No answer depends on it. */
void ld_store_jobs(struct ld_store *s, unsigned jobs);

/** One transaction; writers begin IMMEDIATE, LD_STORE_READ gives a consistent snapshot. Calls below that write must stand
 *  inside one (asserted). Rollback is safe to call always. */
#define ld_store_begin(s, err) ld_store_begin_at(s, __FILE__, __LINE__, err)
int ld_store_begin_at(struct ld_store *s, const char *file, int line, struct lindung_error *err);
int ld_store_commit(struct ld_store *s, struct lindung_error *err);
void ld_store_rollback(struct ld_store *s);
/** No transaction hangs on from a rollback that found no memory. Errors: NOMEM, it still does. */
int ld_store_idle(struct ld_store *s, struct lindung_error *err);

/** The region the database holds: claims it when none is set, fails with REGION when another is. */
int ld_store_region(struct ld_store *s, const char *region, struct lindung_error *err);

/** The public keys by which rules must be signed, as text in arena; *ret stays as it is when none are. */
int ld_store_trusted(struct ld_store *s, struct ld_arena *arena, const char **ret, struct lindung_error *err);
/** Set them; NULL: rules need no signature. */
int ld_store_trust(struct ld_store *s, const char *keys, struct lindung_error *err);

/* ---- deliveries ---- */
struct ld_delivery; /* one open import; owned by the store until finished or rolled back */

/** Start a delivery: the source's definition (name, adds, key, precedence, absent values, files by content) is stored with
 *  it. replace: rows of older deliveries of this source no longer count. created_at: UTC text "2026-11-21T01:02:03Z". */
int ld_store_delivery_begin(struct ld_store *s, const struct ld_source *source, bool replace, const char *created_at,
	struct ld_delivery **ret, struct lindung_error *err);
int64_t ld_store_delivery_number(const struct ld_delivery *d);

/** The bytes of the file that one must equal to be known. 1: there is one; 0: no file can be known. */
int ld_store_file_newest(struct ld_delivery *d, int64_t *ret_bytes, struct lindung_error *err);
/** Was the newest stored file of this source byte-identical? Then the caller counts all its rows as unchanged.
 *  ret_rows: how many rows it had read. */
int ld_store_file_known(struct ld_delivery *d, const uint8_t sha256[LD_SHA256], bool *ret, int64_t *ret_rows,
	struct lindung_error *err);
/** sha256 NULL: it is told with the number of bytes before the file's end. */
int ld_store_file_begin(struct ld_delivery *d, const char *name, const uint8_t sha256[LD_SHA256], int64_t bytes,
	struct lindung_error *err);
int ld_store_file_content(struct ld_delivery *d, const uint8_t sha256[LD_SHA256], int64_t bytes, struct lindung_error *err);
/** What two rows have alike when all their values are. values is [source->nmaps] in the order of source->maps. Reads nothing
 *  of the delivery that changes, so that another thread may call it; text is the caller's, to be used again. */
int ld_store_row_digest(const struct ld_delivery *d, const struct ld_value *values, struct ld_buf *text,
	uint8_t ret[LD_ROW_DIGEST], struct lindung_error *err);
/** One good row, with its digest; the key's value must be known.
 *  ret_unchanged: the newest counted row of this key is the same in every value, so nothing was stored. */
int ld_store_row(struct ld_delivery *d, int64_t line, const struct ld_value *values, const uint8_t digest[LD_ROW_DIGEST],
	bool *ret_unchanged, struct lindung_error *err);
/** A row that is given soon. Changes nothing. */
void ld_store_row_expect(const struct ld_delivery *d, const struct ld_value *values);
/** Does the row just given repeat a key of this delivery? Then it counts instead of the one on that line of the delivery's
 *  file number ret_file, counting from 0 the files that were begun. */
bool ld_store_row_repeats(const struct ld_delivery *d, size_t *ret_file, int64_t *ret_line);
struct ld_bad_row {
	int64_t line;
	const char *column, *value, *code, *reason; /* as text; value may be cut */
	const char *key; /* as good rows have it; NULL: could not be read */
};
int ld_store_quarantine(struct ld_delivery *d, const struct ld_bad_row *bad, struct lindung_error *err);
/** Close the file with its counts (asserts read = stored + quarantined + unchanged). */
int ld_store_file_end(struct ld_delivery *d, int64_t read, int64_t stored, int64_t quarantined, int64_t unchanged,
	struct lindung_error *err);
/** Close the delivery: indexes, the chain digest. A delivery in which every file was known leaves no trace:
 *  ret_number 0. duplicates: keys that stand more than once among its own rows (the last one counts). */
int ld_store_delivery_end(struct ld_delivery *d, int64_t *ret_number, int64_t *ret_duplicates,
	struct lindung_error *err);

struct ld_quarantine_row {
	int64_t delivery, line;
	const char *source, *file, *column, *value, *code, *reason;
	const char *key; /* NULL: it could not be read */
};
/** Rows in quarantine of the deliveries that still count (delivery 0) or of one delivery, in order of file and line. Of
 *  files of one name in several deliveries of a source only the last counts. */
int ld_store_quarantined(struct ld_store *s, int64_t delivery, int (*row)(void *ctx, const struct ld_quarantine_row *),
	void *ctx, struct lindung_error *err);

struct ld_quarantine_count {
	const char *source;
	int64_t rows;
};
/** How many rows in quarantine count as of a delivery, for each source that has any, by name. Text in arena. */
int ld_store_quarantine_counts(struct ld_store *s, int64_t delivery, struct ld_arena *arena,
	struct ld_quarantine_count **ret, size_t *ret_n, struct lindung_error *err);

/* ---- what is known of deliveries, and the log ---- */
struct ld_delivery_row {
	int64_t number;
	const char *source, *mode, *created_at, *forgotten_at; /* mode "add", "replace"; forgotten_at NULL: every row is there */
	uint8_t digest[LD_SHA256], remains[LD_SHA256]; /* remains: of the rows left, when some were forgotten */
};
/** Deliveries up to one, oldest first. Text lives until the next call of `row`; row returns 0 to go on. */
int ld_store_deliveries(struct ld_store *s, int64_t last, int (*row)(void *ctx, const struct ld_delivery_row *), void *ctx,
	struct lindung_error *err);
struct ld_data_file {
	int64_t delivery, bytes;
	const char *source, *name;
	uint8_t sha256[LD_SHA256];
};
/** Their files, in the same way. */
int ld_store_data_files(struct ld_store *s, int64_t last, int (*row)(void *ctx, const struct ld_data_file *), void *ctx,
	struct lindung_error *err);
struct ld_definition_file {
	int64_t delivery;
	const char *module;
	uint8_t sha256[LD_SHA256];
};
/** The rule files that their sources were read with, in the same way. */
int ld_store_definition_files(struct ld_store *s, int64_t last, int (*row)(void *ctx, const struct ld_definition_file *),
	void *ctx, struct lindung_error *err);

struct ld_log_line {
	int64_t line;                /* 1, 2, …; given */
	const char *at, *who, *what; /* what: the command, "run" */
	int64_t run, delivery;       /* it tells of; 0: of none */
	const char *text;            /* what decided and what came of it, as JSON; no personal data */
	uint8_t before[LD_SHA256], hash[LD_SHA256]; /* of the line before, of this one; given */
};
/** Append a line, in the transaction of what it tells of. */
int ld_store_log_add(struct ld_store *s, const struct ld_log_line *line, struct lindung_error *err);
/** All lines, oldest first. Text lives until the next call of `row`; row returns 0 to go on. */
int ld_store_log(struct ld_store *s, int (*row)(void *ctx, const struct ld_log_line *), void *ctx,
	struct lindung_error *err);
/** The hash a line must have: over everything in it but that. */
void ld_log_hash(const struct ld_log_line *line, uint8_t ret[LD_SHA256]);

/* ---- reading workers ---- */

/** The newest delivery, 0 when there is none. */
int ld_store_last_delivery(struct ld_store *s, int64_t *ret, struct lindung_error *err);
/** Chain digest of all deliveries up to one: over source definitions, file hashes and row digests. The receipt's "data". */
int ld_store_data_digest(struct ld_store *s, int64_t delivery, uint8_t ret[LD_SHA256], struct lindung_error *err);
/** Read every page of the file and see that it is one of a whole database. Errors: DB_CORRUPT, with what SQLite found first. */
int ld_store_check(struct ld_store *s, struct lindung_error *err);
/** Recompute the chain digest from the stored rows themselves, after ld_store_check; slow, for verify and keep. */
int ld_store_data_redigest(struct ld_store *s, int64_t delivery, uint8_t ret[LD_SHA256], struct lindung_error *err);
/** The merged workers as of a delivery, marked fields only, sealed. A source gives its `absent` values to workers whom none
 *  of its rows names, not even one in quarantine that counts, and only when it has rows. Errors: NO_DATA, FIELD_CHANGED (a stored value does
 *  not fit the field as declared now, with source, file and line). */
int ld_store_frame(struct ld_store *s, const struct ld_fields *fields, const bool *marks, int64_t delivery,
	struct ld_frame **ret, struct lindung_error *err);
/** The same, from columns that an earlier call kept where there are some, and kept for the next inside a writing transaction.
 *  Then a column that is blank all over may be left out: it reads the same. For drafts and studies: what must rest on the
 *  records alone is read by ld_store_frame. */
int ld_store_columns(struct ld_store *s, const struct ld_fields *fields, const bool *marks, int64_t delivery,
	struct ld_frame **ret, struct lindung_error *err);
/** The same for the fields that a programme asks for: of what derived fields are computed from, no more than they need. */
int ld_store_columns_for(struct ld_store *s, const struct ld_programme *p, const bool *marks, int64_t delivery,
	struct ld_frame **ret, struct lindung_error *err);
/** The same for those of the niks who are workers, by key, and for whoever counts in a household with them; rows of others may
 *  be in it as well. A nik that is no worker's has no row. */
int ld_store_frame_of(struct ld_store *s, const struct ld_fields *fields, const bool *marks, int64_t delivery,
	const char *const *niks, size_t n, struct ld_frame **ret, struct lindung_error *err);
struct ld_origin {
	const char *source, *file; /* file NULL: the source's `absent` value */
	int64_t line;
};
/** Where the merged value of a worker's field came from; of a blank that is not derived, the first row in precedence whose
 *  column is blank. ret->source is NULL when there is none of either. Text in arena. */
int ld_store_origin(struct ld_store *s, const char *nik, const struct ld_fields *fields, int field, int64_t delivery,
	struct ld_arena *arena, struct ld_origin *ret, struct lindung_error *err);

/** When a source's data are of, as its newest delivery up to one said; *ret NULL: it did not. Text in arena. */
int ld_store_vintage(struct ld_store *s, const char *source, int64_t delivery, struct ld_arena *arena, const char **ret,
	struct lindung_error *err);

struct ld_constant { /* a value that a source's definition gave, not a file */
	const char *source, *field, *value; /* value as files show it; NULL: blank */
	bool absent; /* for workers that the source does not name; else for all its rows */
};
/** The constants of all sources as of a delivery, in order of the sources' precedence. Text in arena. */
int ld_store_constants(struct ld_store *s, int64_t delivery, struct ld_arena *arena, struct ld_constant **ret,
	size_t *ret_n, struct lindung_error *err);

/* ---- rule files and runs ---- */
struct ld_run_window { /* one a funder: what it paid for */
	const char *funder;
	int32_t from;
	int months;
};

struct ld_run_row { /* the run's head */
	int64_t number;
	const char *programme, *title, *module, *office, *region, *engine;
	int32_t as_of;
	int64_t delivery;          /* the last it saw */
	const char *created_at, *kept_at; /* kept_at NULL: a draft */
	int64_t superseded_by;     /* 0: not */
	uint8_t rules[LD_SHA256], data[LD_SHA256], result[LD_SHA256];
	int64_t workers, eligible, selected, reserve, refused, undecided, errors;
	bool undrawn;              /* a lottery without a seed: cannot be kept */
	bool stopped;              /* a rule was stopped by a clock or a signal: cannot be kept, replay may differ */
	const char *limits, *walls; /* of rules where not the default, "a=1;b=2", and what contained them; NULL is "" */
	const char *signer;        /* public key in hex of the bundle the rules came from; NULL: none */
	const char *kept_by, *forgotten_at; /* NULL: not */
	bool is_sealed;
	uint8_t sealed[LD_SHA256]; /* of a kept run: over its salted digests */
	const char *summary;       /* the JSON that `run` printed */
	const struct ld_setting *settings;
	size_t nsettings;
	const struct ld_run_window *windows;
	size_t nwindows;
	const int64_t *seen;       /* [nseen] kept runs it took into account */
	size_t nseen;
	const struct ld_file *files;
	size_t nfiles;
};

/** Store a run with everything in row (number is given) and its decisions, one call a worker in nik order: next returns 1
 *  and fills *d, 0 at the end, negative on failure. Its texts must live until the call returns. */
int ld_store_run_add(struct ld_store *s, const struct ld_run_row *row,
	int (*next)(void *ctx, struct ld_decision *d, struct lindung_error *err), void *ctx, int64_t *ret_number,
	struct lindung_error *err);
/** A run whole, text in arena; files carry their content when with_files. NOT_FOUND when there is none. number 0: newest. */
int ld_store_run(struct ld_store *s, int64_t number, bool with_files, struct ld_arena *arena, struct ld_run_row *ret,
	struct lindung_error *err);
/** Heads of all runs, oldest first (summary, files, settings not filled). */
int ld_store_runs(struct ld_store *s, struct ld_arena *arena, struct ld_run_row **ret, size_t *ret_n,
	struct lindung_error *err);
/** The run's decisions in nik order. Text lives until the next call of `row`. row returns 0 to go on. */
int ld_store_decisions(struct ld_store *s, int64_t run, int (*row)(void *ctx, const struct ld_decision *), void *ctx,
	struct lindung_error *err);
/** One decision; NOT_FOUND when the worker was not among the run's. Text in arena. */
int ld_store_decision(struct ld_store *s, int64_t run, const char *nik, struct ld_arena *arena, struct ld_decision *ret,
	struct lindung_error *err);
/** Kept, not superseded runs of other programmes than `programme`, ascending. */
int ld_store_kept(struct ld_store *s, const char *programme, struct ld_arena *arena, int64_t **ret, size_t *ret_n,
	struct lindung_error *err);
/** Months paid by given kept runs, as (nik, first month, last month), in nik order. */
int ld_store_paid(struct ld_store *s, const int64_t *runs, size_t nruns,
	int (*row)(void *ctx, const char *nik, int32_t from, int32_t to), void *ctx, struct lindung_error *err);
/** Mark as the decree; supersedes the kept run of the same programme. Errors: NOT_FOUND, KEEP (a lottery without seed;
 *  another programme was kept since that pays the same person for a month; superseded already). */
int ld_store_keep(struct ld_store *s, int64_t run, const char *kept_at, struct lindung_error *err);
/** With it: in whose name, the secret of its seal, and the hash over the seal. */
int ld_store_seal(struct ld_store *s, int64_t run, const char *kept_by, const uint8_t secret[LD_SECRET],
	const uint8_t sealed[LD_SHA256], struct lindung_error *err);
/** 1: the secret of the run's seal; 0: it has none, or none any more. */
int ld_store_secret(struct ld_store *s, int64_t run, uint8_t ret[LD_SECRET], struct lindung_error *err);

struct ld_sealed { /* what is left of a decision whose person was forgotten; texts "" where there is none */
	uint8_t digest[LD_SHA256];
	enum ld_status status;
	bool is_error, has_score;
	int64_t rank, position, score;
	const char *funder;
	int months;
	int64_t cost;
	const char *constraint, *groups; /* groups: of quotas and purses, as a JSON object */
};
/** Store them in the order of the seal: next returns 1 and fills *r, 0 at the end, negative on failure. */
int ld_store_sealed_add(struct ld_store *s, int64_t run,
	int (*next)(void *ctx, struct ld_sealed *r, struct lindung_error *err), void *ctx, struct lindung_error *err);
/** In that order. Text lives until the next call of `row`; row returns 0 to go on. */
int ld_store_sealed(struct ld_store *s, int64_t run, int (*row)(void *ctx, const struct ld_sealed *), void *ctx,
	struct lindung_error *err);

/* ---- forgetting: the caller says which moments and runs still count ---- */
struct ld_forgotten {
	int64_t records, quarantined; /* rows destroyed */
	int64_t deliveries;           /* that lost some */
	int64_t left;                 /* records of before the day that still count */
};
/** Begin the transaction of a forgetting; it also notes that the file is to be written anew. */
int ld_store_forget_begin(struct ld_store *s, struct lindung_error *err);
/** Destroy rows of deliveries made before a day ("2026-01-01") that count as of none of the moments, which are deliveries
 *  (INT64_MAX: now). at: UTC text of now. */
int ld_store_forget_rows(struct ld_store *s, const char *before, const int64_t *moments, size_t n, const char *at,
	struct ld_forgotten *ret, struct lindung_error *err);
/** Destroy a run's decisions and secret; its summary becomes this one. */
int ld_store_forget_run(struct ld_store *s, int64_t run, const char *summary, const char *at, struct lindung_error *err);
/** Was the file not yet written anew after a forgetting? */
int ld_store_rewrite_due(struct ld_store *s, bool *ret, struct lindung_error *err);
/** Write the file anew, so that no byte of what was deleted is left in it or beside it. Outside a transaction. Errors: DB_BUSY
 *  (another program reads the database), DB_FULL. */
int ld_store_rewrite(struct ld_store *s, struct lindung_error *err);

#endif
