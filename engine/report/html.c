/*
 * The shell of a page, the one way markup is written, and the small pieces that all pages use. What a page says is
 * decided in the other html_*.c files. ld_html takes markup from its format alone, which is a literal of ours, and
 * escapes every argument for text and quoted attributes at once: no renderer can forget to, and none has to know where
 * it writes.
 */
#include "report/html.h"

#include <stdarg.h>
#include <string.h>

static const struct kind {
	const char *name;
	void (*put)(struct ld_text *t);
} kinds[] = {
	{"report", ld_html_report},
	{"compare", ld_html_compare},
	{"sweep", ld_html_sweep},
};

int ld_report_html(const json_t *doc, const char *kind, struct ld_buf *out)
{
	struct ld_text t = {.out = out, .doc = doc};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].name, kind) == 0) {
			kinds[i].put(&t);
			ld_arena_fini(&t.arena);
			return out->failed ? LINDUNG_E_NOMEM : 0;
		}
	return LINDUNG_E_USAGE;
}

/* ---- writing ---- */

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return "&#39;";
	}
}

static void put_text(struct ld_text *t, const char *s)
{
	s = ld_say_safe(t, s);
	for (size_t n; *s; s += n) {
		n = strcspn(s, "&<>\"'");
		ld_buf_add(t->out, s, n);
		if (s[n])
			ld_buf_puts(t->out, entity(s[n++]));
	}
}

void ld_html(struct ld_text *t, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	while (*fmt) {
		size_t n = strcspn(fmt, "%");
		ld_buf_add(t->out, fmt, n);
		fmt += n;
		if (!*fmt)
			break;
		switch (fmt[1]) {
		case 's':
			put_text(t, va_arg(ap, const char *));
			break;
		case 'd':
			ld_buf_printf(t->out, "%d", va_arg(ap, int));
			break;
		default:
			ld_assert(fmt[1] == '%');
			ld_buf_addc(t->out, '%');
		}
		fmt += 2;
	}
	va_end(ap);
}

/* ---- the page ---- */

static bool shown(const struct ld_text *t, const struct ld_html_section *s)
{
	return !s->has || s->has(t);
}

static void put_contents(struct ld_text *t, const struct ld_html_page *page)
{
	ld_html(t, "<nav aria-label=\"%s\"><ul>\n", _("Contents"));
	for (size_t i = 0; i < page->nsections; i++)
		if (shown(t, &page->sections[i]))
			ld_html(t, "<li><a href=\"#%s\">%s</a></li>\n", page->sections[i].id,
				_(page->sections[i].title));
	ld_html(t, "</ul></nav>\n");
}

static void put_sections(struct ld_text *t, const struct ld_html_page *page)
{
	for (size_t i = 0; i < page->nsections; i++) {
		const struct ld_html_section *s = &page->sections[i];
		if (!shown(t, s))
			continue;
		ld_html(t, "<section id=\"%s\" aria-labelledby=\"%s-h\">\n<h2 id=\"%s-h\">%s</h2>\n", s->id, s->id,
			s->id, _(s->title));
		s->put(t);
		ld_html(t, "</section>\n");
	}
}

/* Areas are filled by these, so that they differ on paper without colours. */
static void put_patterns(struct ld_text *t)
{
	ld_html(t, "<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>\n"
		   "<pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
		   "patternTransform=\"rotate(45)\">"
		   "<rect class=\"back\" width=\"6\" height=\"6\"/><rect class=\"ink\" width=\"2\" "
		   "height=\"6\"/></pattern>\n"
		   "<pattern id=\"dots\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
		   "<rect class=\"back\" width=\"6\" height=\"6\"/><circle class=\"ink\" cx=\"3\" cy=\"3\" "
		   "r=\"1.3\"/></pattern>\n"
		   "</defs></svg>\n");
}

void ld_html_page(struct ld_text *t, const struct ld_html_page *page)
{
	/* TRANSLATORS: the code of the language itself, for the browser: "id" in Indonesian */
	ld_html(t, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", _("en"));
	ld_html(t, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
		   "'unsafe-inline'\">\n"
		   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		   "<meta name=\"color-scheme\" content=\"light dark\">\n"
		   "<meta name=\"referrer\" content=\"no-referrer\">\n");
	ld_html(t, "<title>%s</title>\n<style>\n", page->title);
	for (const char *const *line = ld_html_style; *line; line++)
		ld_buf_printf(t->out, "%s\n", *line);
	ld_html(t, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">%s</a>\n", _("Skip to the content"));
	put_patterns(t);
	ld_html(t, "<header>\n");
	page->head(t);
	ld_html(t, "</header>\n");
	put_contents(t, page);
	ld_html(t, "<main id=\"main\" tabindex=\"-1\">\n");
	put_sections(t, page);
	ld_html(t, "</main>\n<footer>\n");
	page->foot(t);
	ld_html(t, "</footer>\n</body>\n</html>\n");
}

/* ---- small pieces ---- */

void ld_html_figures_begin(struct ld_text *t)
{
	ld_html(t, "<dl class=\"figures\">\n");
}

void ld_html_figure(struct ld_text *t, const char *label, const char *value, const char *remark)
{
	ld_html(t, "<div><dt>%s</dt><dd><b>%s</b>", label, value);
	if (*remark)
		ld_html(t, " <small>%s</small>", remark);
	ld_html(t, "</dd></div>\n");
}

void ld_html_figures_end(struct ld_text *t)
{
	ld_html(t, "</dl>\n");
}

void ld_html_paragraph(struct ld_text *t, const char *s)
{
	if (*s)
		ld_html(t, "<p>%s</p>\n", s);
}

void ld_html_notice(struct ld_text *t, const char *s)
{
	ld_html(t, "<p class=\"notice\">%s</p>\n", s);
}

void ld_html_heading(struct ld_text *t, const char *s)
{
	ld_html(t, "<h3>%s</h3>\n", s);
}
