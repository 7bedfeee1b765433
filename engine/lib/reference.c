/*
 * lindung_reference: pages of the reference as Markdown, made from the tables that the engine
 * itself works with, so that they cannot say something else than it does. A test compares them with
 * the pages in docs/.
 */
#include "lib/lib.h"

#include <string.h>

#include "base/limits.h"
#include "script/words.h"

static const struct {
	const char *name, *code, *meaning;
	int number, exit;
} errors[] = {
#define LD_ERROR(name, number, code, exit, meaning) {#name, code, meaning, number, exit},
#include <lindung/errors.def>
#undef LD_ERROR
};

static void put_errors(struct ld_buf *b)
{
	ld_buf_puts(b, "# Error codes\n\n| code | exit | meaning |\n|---|---|---|\n");
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
		ld_buf_printf(b, "| `%s` | %d | %s |\n", errors[i].code, errors[i].exit,
			errors[i].meaning);
}

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
	ld_buf_puts(b, "# The words of the rule language\n\n");
	for (size_t i = 0; i < n; i++) {
		if (!i || strcmp(w[i].group, w[i - 1].group) != 0)
			ld_buf_printf(
				b, "## %c%s\n\n", w[i].group[0] - ('a' - 'A'), w[i].group + 1);
		put_word(b, &w[i]);
	}
}

int lindung_reference(struct lindung *l, const char *what,
	int (*write)(void *ctx, const char *p, size_t n), void *ctx, struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf b = ld_buf_init(1 << 22);
	(void)l;
	if (strcmp(what, "language") == 0)
		put_language(&b);
	else if (strcmp(what, "errors") == 0)
		put_errors(&b);
	else
		return ld_fail(err, LINDUNG_E_USAGE,
			"there is no reference of '%s'; the library has language and errors", what);
	if (b.failed)
		return ld_nomem(err);
	return write(ctx, b.data, b.len) == 0
		       ? 0
		       : ld_fail(err, LINDUNG_E_IO, "the reference could not be written");
}
