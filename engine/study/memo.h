/* Answers of functions, kept: a function is pure, so a study that decides a hundred times asks it once a tuple. */
#ifndef LD_STUDY_MEMO_H
#define LD_STUDY_MEMO_H

#include "base/map.h"
#include "eval/eval.h"

struct ld_memo {
	struct ld_calls calls; /* to be called instead */
	const struct ld_calls *under;
	const struct ld_programme *p; /* how many fields each function reads */
	struct ld_map keys;           /* function and tuple, as bytes */
	struct ld_answer *answers;    /* [keys.len] */
	size_t cap;
	struct ld_answer *stopped; /* [p->nfuncs] of functions that are not called any more; kind VALUE: it was not stopped */
	struct ld_arena arena;     /* of texts */
	struct ld_buf key;
};

/** p and under are borrowed; *m must not move. Errors: NOMEM. */
int ld_memo_init(struct ld_memo *m, const struct ld_programme *p, const struct ld_calls *under, struct lindung_error *err);
void ld_memo_fini(struct ld_memo *m);

#endif
