/* The table of findings: codes stand once, in order, are no error's, and docs/errors.md has a section for each. */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/finding.h"

static const char *const codes[] = {
#define N_(text) text
#define LD_FINDING(code, meaning) code,
#include "model/findings.def"
#undef LD_FINDING
};
static const char *const errors[] = {
#define LD_ERROR(name, number, code, exit, meaning) code,
#include <lindung/errors.def>
#undef LD_ERROR
};

Test(findings, the_book_has_a_section_for_each)
{
	FILE *book = fopen(LINDUNG_SOURCE "/docs/errors.md", "r");
	char *text = NULL;
	size_t size = 0;
	cr_assert(book && getdelim(&text, &size, '\0', book) > 0);
	fclose(book);
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		char head[80];
		snprintf(head, sizeof head, "\n#### %s\n", codes[i]);
		cr_expect(strstr(text, head), "no section for %s", codes[i]);
		cr_expect(i == 0 || strcmp(codes[i - 1], codes[i]) < 0, "%s is not in order", codes[i]);
		for (size_t k = 0; k < sizeof errors / sizeof *errors; k++)
			cr_expect_str_neq(codes[i], errors[k]);
	}
	free(text);
}

Test(findings, are_sorted_by_file_and_line_and_said_once)
{
	static const struct {
		const char *file;
		int line;
		const char *message;
	} said[] = {{"b", 7, "x"}, {"a", 2, "x"}, {"b", 3, "y"}, {"b", 7, "w"}, {"b", 3, "y"}, {"a", 1, "x"}, {"b", 3, "v"}, {"a", 2, "x"}},
	  sorted[] = {{"b", 3, "y"}, {"b", 3, "v"}, {"b", 7, "x"}, {"b", 7, "w"}, {"a", 1, "x"}, {"a", 2, "x"}};
	struct ld_findings f = {0};
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		cr_assert_eq(ld_findings_add(&f, LD_NOTE, "TIES", said[i].file, said[i].line, NULL, "%s", said[i].message), 0);
	ld_findings_sort(&f);
	cr_assert_eq(f.len, sizeof sorted / sizeof *sorted);
	for (size_t i = 0; i < f.len; i++) {
		cr_expect_str_eq(f.items[i].file, sorted[i].file);
		cr_expect_eq(f.items[i].line, sorted[i].line);
		cr_expect_str_eq(f.items[i].message, sorted[i].message, "%zu", i);
	}
	ld_findings_fini(&f);
}

/* What is said is kept in parts too, so that it can be said in another language. */
Test(findings, a_message_is_kept_in_parts)
{
	struct ld_findings f = {0};
	cr_assert_eq(ld_findings_add(&f, LD_NOTE, "TIES", "a", 1, NULL, "'%s' has %d of %zu, %" PRId64 " and %.3s%%", "x%dy", -3, (size_t)7,
			     INT64_MIN, "abcdef"), 0);
	const struct ld_finding *x = &f.items[0];
	static const char *const parts[] = {"x%dy", "-3", "7", "-9223372036854775808", "abc"};
	cr_expect_str_eq(x->message, "'x%dy' has -3 of 7, -9223372036854775808 and abc%");
	cr_expect_str_eq(x->form, "'%s' has %s of %s, %s and %s%%");
	cr_assert_eq(x->nargs, 5);
	for (size_t i = 0; i < x->nargs; i++)
		cr_expect_str_eq(x->args[i], parts[i]);
	cr_assert_eq(ld_findings_add(&f, LD_NOTE, "TIES", "a", 1, NULL, "%s%s", "only ", "an author's words"), 0);
	cr_expect_null(f.items[1].form);
	ld_findings_fini(&f);
}
