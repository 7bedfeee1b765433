/* A page: what a document says is text and nothing else, words are the reader's, charts fit their width, and what is not
 * known is not drawn as 0. */
#include "ld_test.h"

#include <string.h>

#include "report/html.h"

static char *page_of(const char *doc)
{
	static struct ld_buf page;
	json_error_t e;
	json_t *j = json_loads(doc, 0, &e);
	cr_assert(j, "%s", e.text);
	ld_buf_fini(&page);
	page = ld_buf_init(1 << 22);
	cr_assert_eq(ld_report_html(j, "report", &page), 0);
	json_decref(j);
	return page.data;
}

/* What one call writes. */
#define WRITES(call, want)                                                                                             \
	do {                                                                                                           \
		struct ld_buf out = ld_buf_init(1 << 16);                                                              \
		struct ld_text text = {.out = &out}, *t = &text;                                                       \
		call;                                                                                                  \
		cr_expect_str_eq(ld_buf_text(&out), want);                                                             \
		ld_arena_fini(&text.arena);                                                                            \
		ld_buf_fini(&out);                                                                                     \
	} while (0)

Test(html, arguments_are_text_wherever_they_stand)
{
	WRITES(ld_html(t, "<p id=\"%s\">%s %d%%</p>", "\"><script>", "<b> & 'c'", -5),
		"<p id=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt; &amp; &#39;c&#39; -5%</p>");
	WRITES(ld_html(t, "%s", ""), "");
	WRITES(ld_html(t, "%s", "&amp;"), "&amp;amp;");
}

Test(html, what_cannot_be_seen_is_marked)
{
	WRITES(ld_html(t, "%s", "a\xe2\x80\xae"
				"b\xe2\x80\xa8"
				"c\x1b"
				"d\xff"
				"e\nf\tg"),
		"a\xef\xbf\xbd"
		"b\xef\xbf\xbd"
		"c\xef\xbf\xbd"
		"d\xef\xbf\xbd"
		"e f g");
}

Test(html, lengths_stay_between_nothing_and_all)
{
	struct ld_buf out = ld_buf_init(1 << 16);
	struct ld_text t = {.out = &out};
	cr_expect_str_eq(ld_html_percent(&t, 1, 3), "33.33%");
	cr_expect_str_eq(ld_html_percent(&t, 0, 3), "0.00%");
	cr_expect_str_eq(ld_html_percent(&t, -1, 3), "0.00%");
	cr_expect_str_eq(ld_html_percent(&t, 4, 3), "100.00%");
	cr_expect_str_eq(ld_html_percent(&t, 1, 0), "0.00%");
	cr_expect_str_eq(ld_html_percent(&t, INT64_MAX - 1, INT64_MAX), "99.99%");
	cr_expect_eq(ld_html_sum((int64_t[LD_HTML_FILLS]){INT64_MAX, 1, -5, 2}), INT64_MAX);
	cr_expect_eq(ld_html_sum((int64_t[LD_HTML_FILLS]){3, -1, 4, 0}), 7);
	ld_arena_fini(&t.arena);
	ld_buf_fini(&out);
}

Test(html, a_column_without_values_is_left_out)
{
	const struct ld_html_column columns[] = {{"a", false}, {"b", true}, {"c", true}};
	struct ld_buf out = ld_buf_init(1 << 16);
	struct ld_text t = {.out = &out};
	struct ld_html_table table = ld_html_table_init(&t, columns, 3);
	ld_html_table_put(&table, "none", "nothing");
	cr_expect_str_eq(ld_buf_text(&out), "");
	ld_html_table_add(&table, LD_HTML_ROW, (const char *[]){"x", NULL, "1"}, "why");
	ld_html_table_add(&table, LD_HTML_TOTAL, (const char *[]){"all", "", "1"}, NULL);
	ld_html_table_put(&table, "some", "A & B");
	cr_expect_str_eq(ld_buf_text(&out),
		"<div class=\"scroll short\" role=\"region\" aria-labelledby=\"some-c\" tabindex=\"0\">\n<table id=\"some\">\n"
		"<caption id=\"some-c\"><span>A &amp; B</span></caption>\n"
		"<thead><tr><th scope=\"col\">a</th><th scope=\"col\" class=\"n\">c</th></tr></thead>\n<tbody>\n"
		"<tr class=\"row\"><th scope=\"row\"><bdi>x</bdi><small>why</small></th><td class=\"n\">1</td></tr>\n"
		"<tr class=\"total\"><th scope=\"row\"><bdi>all</bdi></th><td class=\"n\">1</td></tr>\n</tbody>\n</table>\n</div>\n");
	ld_arena_fini(&t.arena);
	ld_buf_fini(&out);
}

Test(html, what_is_null_is_not_drawn)
{
	const char *page = page_of("{\"run\": 3, \"programme\": \"p\", \"counts\": {\"workers\": 10, \"selected\": 0}, \"funders\": "
				   "[{\"id\": \"CSR\", \"budget\": null, \"people\": 2, \"committed\": 7, \"remainder\": null}], "
				   "\"funnel\": null, \"distribution\": null, \"gone\": \"persons\"}");
	cr_expect(strstr(page, "no limit"));
	cr_expect(!strstr(page, "Rp0"));
	cr_expect(strstr(page, "The persons of this run were forgotten"));
	cr_expect(!strstr(page, "funnel-bars") && !strstr(page, "scores-bins"));
}

Test(html, the_list_ends_at_the_bin_of_the_lowest_score_on_it)
{
	static const char doc[] = "{\"distribution\": {\"from\": 0, \"to\": 39, \"step\": 1, \"width\": 10, \"bins\": ["
				  "{\"at\": 0, \"selected\": 0, \"reserve\": 9, \"undecided\": 1}, {\"at\": 10, \"selected\": 0, "
				  "\"reserve\": 4, \"undecided\": 0}, {\"at\": 20, \"selected\": 3, \"reserve\": 1, \"undecided\": 0}, "
				  "{\"at\": 30, \"selected\": 2, \"reserve\": 0, \"undecided\": 0}]}, \"cutoff\": {\"score\": 25}}";
	const char *page = page_of(doc), *mark = strstr(strstr(page, "id=\"scores-bins-t\""), "<line class=\"mark\" x1=\"");
	cr_expect(mark && strncmp(mark + strlen("<line class=\"mark\" x1=\""), "50.00%", 6) == 0);
	cr_expect(strstr(page, "<bdi>20 to 29</bdi>"));
}

Test(html, other_kinds_have_no_page)
{
	struct ld_buf out = ld_buf_init(1 << 10);
	json_t *doc = json_object();
	cr_expect_eq(ld_report_html(doc, "verify", &out), LINDUNG_E_USAGE);
	cr_expect_eq(out.len, 0);
	json_decref(doc);
	ld_buf_fini(&out);
}

Test(html, a_page_that_does_not_fit_fails)
{
	struct ld_buf out = ld_buf_init(1000);
	json_t *doc = json_object();
	cr_expect_eq(ld_report_html(doc, "report", &out), LINDUNG_E_NOMEM);
	json_decref(doc);
	ld_buf_fini(&out);
}
