/* The words of the rule language as people read them: rows of words.def without what their constructors do. */
#include "script/words.h"

static const struct ld_word words[] = {
#define W(name, group, kind, shape, signature, doc, example) {name, group, signature, doc, example}
#include "script/words.def"
};

const struct ld_word *ld_words(size_t *ret_n)
{
	*ret_n = sizeof words / sizeof *words;
	return words;
}
