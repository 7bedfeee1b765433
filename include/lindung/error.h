/*
 * Errors as values: what a failed call says, with its place.
 * Every function of this library that can fail returns 0 or a positive count, or a negative LINDUNG_E_ code; then, and
 * only then, the caller's struct lindung_error is filled.
 */
#ifndef LINDUNG_ERROR_H
#define LINDUNG_ERROR_H

#include <stddef.h>

#if defined(__GNUC__)
#define LINDUNG_API __attribute__((visibility("default")))
#else
#define LINDUNG_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum lindung_code {
#define LD_ERROR(name, number, code, exit, meaning) LINDUNG_E_##name = -(number),
#include <lindung/errors.def>
#undef LD_ERROR
};

/* Fixed size, no heap: it can be filled when memory has run out. Unset text is "", unset line is 0. */
struct lindung_error {
	int code;            /* LINDUNG_E_…, negative */
	int line;            /* 1-based line in file */
	char message[480];   /* what is wrong, the subject quoted; no place, no full stop */
	char suggestion[120]; /* the nearest right name, if there is one */
	char file[240];
	char column[80];     /* of a data file */
	char rule[80];       /* id of a rule, score, quota or funder */
};

/** The stable code in capitals, "MONEY"; "UNKNOWN" for a number that is no code. */
LINDUNG_API const char *lindung_code_name(int code);
/** What the code means, one clause in English. */
LINDUNG_API const char *lindung_code_meaning(int code);
/** The program's exit code for an error code: 2, 3, 4 or 5. */
LINDUNG_API int lindung_code_exit(int code);
/** One line: "cannot read 'Rp1,5jt' as rupiah: padan.csv line 1042, column 'penghasilan' [MONEY]". Returns its length,
 *  as snprintf does. */
LINDUNG_API int lindung_error_format(const struct lindung_error *err, char *out, size_t size);

#ifdef __cplusplus
}
#endif
#endif
