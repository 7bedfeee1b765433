/*
 * What goes between the engine and the process that runs rules, as bytes: one walk over a struct both writes and reads
 * it, so that the two cannot differ. Reading trusts nothing: every count is held against a cap and against the bytes
 * that are left, every enum and index against its range.
 */
#ifndef LD_WORKER_WIRE_H
#define LD_WORKER_WIRE_H

#include "base/buf.h"
#include "eval/eval.h"
#include "model/cases.h"
#include "model/finding.h"
#include "model/source.h"

enum { LD_MAX_FRAME = 64 << 20 }; /* bytes of one message: a hundred times the largest programme of the tests */

struct ld_wire {
	bool reading;
	bool bad;   /* reading: these bytes mean nothing; values read afterwards are zero */
	bool nomem; /* memory ran out; set with bad */
	struct ld_buf out;
	const unsigned char *p, *end;
	struct ld_arena *arena; /* of what is read */
	const char *path;       /* the last path read: places share it */
	size_t nfields, nfuncs; /* indexes that may be read */
	int depth;              /* of the condition being read */
	bool lends;             /* texts of ld_pack_values are not copied: they live as long as these bytes */
};

struct ld_wire ld_wire_writer(void);
struct ld_wire ld_wire_reader(const void *p, size_t n, struct ld_arena *arena);
void ld_wire_fini(struct ld_wire *w);
/** Reading came to the end of the bytes without a fault. */
bool ld_wire_done(const struct ld_wire *w);

void ld_wire_i64(struct ld_wire *w, int64_t *v);
/** A whole number within lo … hi. */
void ld_wire_int(struct ld_wire *w, int *v, int lo, int hi);
void ld_wire_i32(struct ld_wire *w, int32_t *v, int32_t lo, int32_t hi);
void ld_wire_bool(struct ld_wire *w, bool *v);
void ld_wire_f64(struct ld_wire *w, double *v);
void ld_wire_bytes(struct ld_wire *w, void *p, size_t n);
/** The next n bytes, to be written or read before anything else is: NULL where there are none. */
unsigned char *ld_wire_span(struct ld_wire *w, size_t n);
/** Text that may be NULL, holds no NUL and is UTF-8. */
void ld_wire_text(struct ld_wire *w, const char **v);
/** The same of a file's path: any bytes but controls. */
void ld_wire_path(struct ld_wire *w, const char **v);
/** What a message says: reading puts '?' for every byte that is no visible character. */
void ld_wire_said(struct ld_wire *w, const char **v);
/** Text that is never NULL. */
void ld_wire_name(struct ld_wire *w, const char **v);
/** Bytes of any kind with their length. */
void ld_wire_blob(struct ld_wire *w, const char **v, size_t *n);
/** The length of a list of at most max items of `size` bytes; reading gives room for them, zeroed, NULL for
 * none. */
void *ld_wire_list(struct ld_wire *w, const void *items, size_t *n, size_t size, size_t max);
void ld_wire_names(struct ld_wire *w, const char *const **items, size_t *n, size_t max);
/** An enum: at most `last`. */
#define ld_wire_enum(w, field, last)                                                                                  \
	do {                                                                                                          \
		int as_int = (int)*(field);                                                                           \
		ld_wire_int(w, &as_int, 0, (int)(last));                                                              \
		*(field) = (__typeof__(*(field)))as_int;                                                              \
	} while (0)

/* ---- pack.c: what programmes, sources and cases share ---- */
void ld_pack_value(struct ld_wire *w, struct ld_value *v);
/** n values, each `step` bytes after the one before: all kinds, then all numbers, then all texts. */
void ld_pack_values(struct ld_wire *w, struct ld_value *first, size_t n, size_t step);
void ld_pack_place(struct ld_wire *w, struct ld_place *p);
void ld_pack_fields(struct ld_wire *w, struct ld_fields *f);
void ld_pack_funcs(struct ld_wire *w, struct ld_func **funcs, size_t *nfuncs);
/** A condition that may be NULL. */
void ld_pack_cond(struct ld_wire *w, struct ld_cond **c);
/** An index of a field, or -1 where it may be absent. */
void ld_pack_field(struct ld_wire *w, int *field, bool absent);
/** An index that is sent only where it means something; else reading gives -1. */
void ld_pack_field_where(struct ld_wire *w, int *field, bool there);
void ld_pack_func_where(struct ld_wire *w, int *func, bool there);

/* ---- pack_programme.c, pack_source.c, pack_cases.c: all but files, settings and digests, which the reading side
 * makes from what it handed out itself ---- */
void ld_pack_programme(struct ld_wire *w, struct ld_programme *p);
void ld_pack_source(struct ld_wire *w, struct ld_source *s);
void ld_pack_cases(struct ld_wire *w, struct ld_cases *c);
/** A message in an array of fixed size. */
void ld_pack_fixed(struct ld_wire *w, char *text, size_t size);
void ld_pack_error(struct ld_wire *w, struct lindung_error *err);
void ld_pack_findings(struct ld_wire *w, struct ld_findings *f);
/** Answers of one call: [n] given by the caller. */
void ld_pack_answers(struct ld_wire *w, struct ld_answer *answers, size_t n);

/* ---- proof.c: what the loader promises of its result, checked again on the side that trusts nothing ---- */
/** NULL, or what is wrong. */
const char *ld_proof_programme(const struct ld_programme *p);
const char *ld_proof_source(const struct ld_source *s);
const char *ld_proof_cases(const struct ld_cases *c);

#endif
