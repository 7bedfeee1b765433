/* Inside store/: the open delivery and the rows that count. */
#ifndef LD_STORE_DELIVERY_H
#define LD_STORE_DELIVERY_H

#include "base/date.h"
#include "base/limits.h"
#include "base/map.h"
#include "store/sights.h"
#include "store/sql.h"

/* What counts of a source as of a delivery: rows delivered in [start, last], and of older ones those carried into start. */
struct ld_set {
	int64_t start, last;
};

/** The set of a source as of a delivery (INT64_MAX: now); start 0 when it has none. */
int ld_set_load(struct ld_store *s, const char *source, int64_t delivery, struct ld_set *ret, struct lindung_error *err);

/* Finds the newest row of a key that counts. */
struct ld_counted {
	sqlite3_stmt *own, *carried;
};
int ld_counted_init(struct ld_store *s, const char *source, const char *key, struct ld_counted *ret,
	struct lindung_error *err);
/** 1: found, with its record and digest; 0: none. key must live until the next call. */
int ld_counted_find(struct ld_store *s, struct ld_counted *c, const struct ld_set *set, const char *key, size_t len,
	int64_t *ret_record, uint8_t digest[LD_ROW_DIGEST], struct lindung_error *err);
void ld_counted_fini(struct ld_counted *c);

struct ld_cell_form { /* how the cells of one map are encoded and bound */
	const struct ld_field *field;
	char head[LD_MAX_NAME + 2]; /* name, NUL, kind */
	size_t head_len;
	size_t room; /* most bytes of one that is encoded, without those of a text as it came */
	char date[LD_DATE_TEXT]; /* that is bound */
};
void ld_row_form(const struct ld_field *field, struct ld_cell_form *ret);

struct ld_delivery {
	struct ld_store *store;
	const struct ld_source *source;
	int64_t number;
	bool replace;
	struct ld_set before; /* what counted when it began */
	bool same_definition;
	size_t key;    /* the map that gives the key */
	size_t *order; /* [nmaps] maps by name of their fields: the order of the row digest */
	struct ld_cell_form *forms; /* [nmaps] */
	int64_t instead_of_file, instead_of_line; /* of the last row; line 0: its key is new here */
	int64_t newest_file, first_file, next_record;
	int64_t duplicates;
	struct ld_sights sights;
	struct ld_map doubted; /* of a source with absent values: keys that stood in quarantine; a row of theirs is never a repetition */
	struct ld_counted counted;
	sqlite3_stmt *insert, *carry, *bad;
	/* the open file */
	int64_t file, first, stored, unchanged, bad_lines, last_bad;
	struct ld_sha256 rows, bads;
};

void ld_delivery_free(struct ld_delivery *d);

/** The keys of a source's rows in quarantine that count as of a set's last delivery and that no row behind them answers, each
 *  once. by: the field that is its key; key: one, or NULL for all. */
int ld_quarantine_keys(struct ld_store *s, const char *source, const char *by, const struct ld_set *set, const char *key,
	sqlite3_stmt **ret, struct lindung_error *err);

/** The files of a source whose rows in quarantine count as of a set's last delivery; `into` is "INSERT INTO …" or "". */
int ld_quarantine_files(struct ld_store *s, const char *source, const struct ld_set *set, const char *into, sqlite3_stmt **ret,
	struct lindung_error *err);

/** The encoding that row digests are over: name, kind and bytes of one cell that is not blank. */
void ld_row_encode_int(struct ld_buf *b, const char *field, int64_t v);
void ld_row_encode_double(struct ld_buf *b, const char *field, double v);
void ld_row_encode_text(struct ld_buf *b, const char *field, const char *s, size_t n);
/** What the chain holds of a row and of a bad row. */
void ld_chain_row(struct ld_sha256 *h, int64_t line, const uint8_t digest[LD_ROW_DIGEST]);
void ld_chain_bad(struct ld_sha256 *h, const struct ld_bad_row *bad);
/** The chain digest of a delivery from what is stored: deep reads every row again. */
int ld_chain_delivery(struct ld_store *s, int64_t delivery, const uint8_t before[LD_SHA256], bool deep,
	uint8_t ret[LD_SHA256], struct lindung_error *err);
/** A digest over what is left of a delivery of which rows were forgotten. */
int ld_chain_remains(struct ld_store *s, int64_t delivery, uint8_t ret[LD_SHA256], struct lindung_error *err);

/** Store files by content. */
int ld_blob_add(struct ld_store *s, const struct ld_file *file, struct lindung_error *err);
/** Bind a known value as it is stored: integers, REAL, ISO dates, words of choices; NULL when missing. */
int ld_value_bind(sqlite3_stmt *q, int at, const struct ld_field *field, const struct ld_value *v);

#endif
