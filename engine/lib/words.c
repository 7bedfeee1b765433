/*
 * lindung_words: the words of the rule language as Markdown, made from the table that the engine itself works with, so that
 * the page cannot say something else than it does. A test compares it with docs/words.md.
 */
#include "lib/lib.h"

#include <string.h>

#include "script/words.h"

static void put_word(struct ld_buf *b, const struct ld_word *w)
{
	ld_buf_printf(b, "### `%s`\n\n```lua\n%s\n```\n\n%s\n\n", w->name, w->signature, w->doc);
	if (w->example && *w->example)
		ld_buf_printf(b, "Example:\n\n```lua\n%s\n```\n\n", w->example);
}

static void put_language(struct ld_buf *b)
{
	size_t n;
	const struct ld_word *w = ld_words(&n);
	ld_buf_puts(b, "# The words of the rule language\n\nMade by `lindung help --words`; change engine/script/words.def.\n\n");
	for (size_t i = 0; i < n; i++) {
		if (!i || strcmp(w[i].group, w[i - 1].group) != 0)
			ld_buf_printf(
				b, "## %c%s\n\n", w[i].group[0] - ('a' - 'A'), w[i].group + 1);
		put_word(b, &w[i]);
	}
}

int lindung_words(int (*write)(void *ctx, const char *p, size_t n), void *ctx, struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf b = ld_buf_init(1 << 22);
	put_language(&b);
	if (b.failed)
		return ld_nomem(err);
	return write(ctx, b.data, b.len) == 0 ? 0 : ld_fail(err, LINDUNG_E_IO, "the words could not be written");
}
