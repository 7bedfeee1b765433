/* What a check says about rules: a list of findings, in order of discovery. */
#ifndef LD_MODEL_FINDING_H
#define LD_MODEL_FINDING_H

#include "base/arena.h"
#include "base/error.h"

enum ld_severity { LD_NOTE, LD_WARNING, LD_FAULT };

struct ld_finding {
	const char *code; /* of errors.def, or of a check: "TIES" */
	enum ld_severity severity;
	const char *file;
	int line;
	const char *message, *suggestion; /* suggestion may be NULL */
	const char *form;         /* the message with a %s for each arg, for translation; NULL: it is all the author's words */
	const char *const *args; /* [nargs] */
	size_t nargs;
};

enum { LD_MAX_ARGS = 8 }; /* of a message */

struct ld_findings {
	struct ld_arena arena;
	struct ld_finding *items;
	size_t len, cap;
};

/** Add one; past LD_MAX_FINDINGS it is dropped. A zeroed struct ld_findings is empty and ready. */
int ld_findings_add(struct ld_findings *f, enum ld_severity severity, const char *code, const char *file, int line,
	const char *suggestion, const char *fmt, ...) __attribute__((format(printf, 7, 8)));
/** Add an error as a fault. */
int ld_findings_add_error(struct ld_findings *f, const struct lindung_error *err);
/** The first fault as an error (0 when there is none). */
int ld_findings_error(const struct ld_findings *f, struct lindung_error *err);
/** By file (in order of first mention) and line, else as they were; what was said twice is said once. */
void ld_findings_sort(struct ld_findings *f);
/** What a code means, in English: of findings.def or errors.def; "" for another. */
const char *ld_code_meaning(const char *code);
void ld_findings_fini(struct ld_findings *f);

#endif
