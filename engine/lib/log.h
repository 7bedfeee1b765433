/* The texts of log lines, for those who write them and for who checks them. */
#ifndef LD_LIB_LOG_H
#define LD_LIB_LOG_H

#include "lib/lib.h"

json_t *ld_log_hex(const uint8_t digest[LD_SHA256]);
json_t *ld_log_text_run(const struct ld_run_row *r);
json_t *ld_log_text_keep(const struct ld_run_row *r, int64_t supersedes);
json_t *ld_log_text_import(const struct ld_delivery_row *d);
json_t *ld_log_text_trust(const struct ld_trust *t);

struct ld_log_past { /* what was there before the log */
	int64_t runs, deliveries; /* the last of each */
	struct ld_sha256 hash;
};
/** The hash over the receipts of all of it. */
int ld_log_past(struct ld_store *store, struct ld_log_past *p, uint8_t ret[LD_SHA256], struct lindung_error *err);
/** Give a log without lines its `start` where something was there before: what `first` is about excepted. */
int ld_log_start(struct ld_store *store, const struct ld_log_line *first, struct lindung_error *err);
/** Append the line with this text, which is freed; NULL is NOMEM. */
int ld_log_write(struct ld_store *store, struct ld_log_line *line, json_t *text, struct lindung_error *err);

#endif
