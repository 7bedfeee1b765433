/* Filling struct lindung_error: the first failure speaks, callers above only add the place. */
#ifndef LD_BASE_ERROR_H
#define LD_BASE_ERROR_H

#include <lindung/error.h>

/** Fill err (which may be NULL) and return code, so that a failing function ends in `return ld_fail(…)`. */
int ld_fail(struct lindung_error *err, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/** Memory ran out: the one failure that needs no words. */
int ld_nomem(struct lindung_error *err);
/** Add the place, unless one is known already. Returns err->code. */
int ld_error_at(struct lindung_error *err, const char *file, int line);
int ld_error_column(struct lindung_error *err, const char *column);
int ld_error_rule(struct lindung_error *err, const char *rule);
int ld_error_suggest(struct lindung_error *err, const char *name);

/** An invariant that guards money or memory: always on. Prints where and aborts. */
#define ld_assert(cond) ((cond) ? (void)0 : ld_broken(#cond, __FILE__, __LINE__))
_Noreturn void ld_broken(const char *what, const char *file, int line);

/** Cleanup at the end of the scope: `LD_CLEANUP(ld_buf_fini) struct ld_buf b = …`. Never across a Lua long jump. */
#define LD_CLEANUP(fini) __attribute__((cleanup(fini)))

#endif
