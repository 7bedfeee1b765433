/*
 * The words of the rule language, one row each. The constructors, the reference page, the editor
 * stubs and the list of globals for linters all come from these rows. To add one: a row in words.c
 * (the test `words` loads its example), the kind in internal.h, and the reader of its place in a
 * programme.
 */
#ifndef LD_SCRIPT_WORDS_H
#define LD_SCRIPT_WORDS_H

#include <stddef.h>

struct ld_word {
	const char *name;      /* "between", "field.id" */
	const char *group;     /* "programme", "conditions", "points", "order", "quotas", "money",
				  "fields", "sources", "tests" */
	const char *signature; /* "between(low, high)" */
	const char *doc;       /* one sentence */
	const char *example;   /* see ld_word_example */
};

/** All rows, by group in the order in which a newcomer reads them. */
const struct ld_word *ld_words(size_t *ret_n);

#endif
