/* A line "KIND" and a document: the page of it, read by a small reader that shares nothing with the writer, is elements and
 * attributes of the template alone, each closed where it should be, ids that stand once, and text that hides no markup. */
#include "base/map.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "report/report.h"

static const char *const kinds[] = {"report", "compare", "sweep", "run"};
static const char elements[] = " html head meta title style body a svg defs pattern rect circle line text desc header footer nav main "
			       "section h1 h2 h3 p bdi b small span ul li dl dt dd div table caption thead tbody tr th td ";
static const char attributes[] =
	" lang charset http-equiv name content class href width height aria-hidden aria-label aria-labelledby aria-describedby id "
	"patternUnits patternTransform x y x1 x2 y1 y2 cx cy r role tabindex scope ";

struct reader {
	const char *at, *end;
	char open[64][16];
	size_t depth;
	struct ld_map ids;
};

static bool listed(const char *list, const char *word, size_t n)
{
	char padded[40];
	ld_assert(n && n < 32);
	snprintf(padded, sizeof padded, " %.*s ", (int)n, word);
	return strstr(list, padded);
}

static size_t word(const struct reader *r)
{
	size_t n = 0;
	while (r->at + n < r->end && !strchr(" />=\"", r->at[n]))
		n++;
	return n;
}

static void read_entity(struct reader *r)
{
	static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
	for (size_t i = 0; i < 5; i++)
		if (strncmp(r->at, known[i], strlen(known[i])) == 0) {
			r->at += strlen(known[i]);
			return;
		}
	ld_assert(!"an ampersand that begins no entity");
}

static void read_attribute(struct reader *r)
{
	const char *name = r->at;
	size_t n = word(r);
	ld_assert(listed(attributes, name, n));
	r->at += n;
	ld_assert(r->at[0] == '=' && r->at[1] == '"');
	const char *value = r->at += 2;
	while (*r->at != '"') {
		ld_assert(r->at < r->end && *r->at != '<' && *r->at != '>');
		if (*r->at == '&')
			read_entity(r);
		else
			r->at++;
	}
	if (n == 4 && memcmp(name, "href", 4) == 0)
		ld_assert(*value == '#');
	if (n == 2 && memcmp(name, "id", 2) == 0) {
		uint32_t before = (uint32_t)r->ids.len;
		ld_assert(ld_map_add(&r->ids, value, (size_t)(r->at - value)) == before);
	}
	r->at++;
}

static void read_tag(struct reader *r)
{
	bool closing = *++r->at == '/';
	r->at += closing;
	const char *name = r->at;
	size_t n = word(r);
	ld_assert(listed(elements, name, n) && n < sizeof r->open[0]);
	r->at += n;
	if (closing) {
		ld_assert(r->depth-- && strlen(r->open[r->depth]) == n && memcmp(r->open[r->depth], name, n) == 0 && *r->at == '>');
		r->at++;
		return;
	}
	while (*r->at == ' ') {
		r->at++;
		read_attribute(r);
	}
	bool ends = *r->at == '/' || (n == 4 && memcmp(name, "meta", 4) == 0);
	r->at += *r->at == '/';
	ld_assert(*r->at++ == '>');
	if (n == 5 && memcmp(name, "style", 5) == 0) {
		r->at = strstr(r->at, "</style>");
		ld_assert(r->at);
	}
	if (!ends) {
		ld_assert(r->depth < 64);
		snprintf(r->open[r->depth++], sizeof r->open[0], "%.*s", (int)n, name);
	}
}

static void check_page(const char *s, size_t n)
{
	static const char first[] = "<!DOCTYPE html>\n";
	struct reader r = {.at = s + strlen(first), .end = s + n};
	ld_assert(strncmp(s, first, strlen(first)) == 0);
	while (r.at < r.end) {
		ld_assert(*r.at != '>');
		if (*r.at == '<')
			read_tag(&r);
		else if (*r.at == '&')
			read_entity(&r);
		else
			r.at++;
	}
	ld_assert(!r.depth);
	ld_map_fini(&r.ids);
	for (const char *line = s; line < s + n; line += strcspn(line, "\n") + 1)
		ld_assert(ld_utf8_visible(line, strcspn(line, "\n")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *line = memchr(data, '\n', size);
	size_t head = line ? (size_t)(line - data) : size;
	json_t *doc = line ? json_loadb((const char *)line + 1, size - head - 1, JSON_DECODE_ANY, NULL) : NULL;
	if (!doc)
		return 0;
	char *kind = fuzz_text(data, head);
	struct ld_buf page = ld_buf_init(LD_MAX_REPORT);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (strcmp(kind, kinds[i]) != 0)
			continue;
		int rc = ld_report_html(doc, kind, &page);
		ld_assert(rc == 0 || rc == LINDUNG_E_USAGE);
		if (rc == 0)
			check_page(ld_buf_text(&page), page.len);
	}
	ld_buf_fini(&page);
	json_decref(doc);
	free(kind);
	return 0;
}
