/*
 * Charts of a page as inline SVG: the frame, the legend and horizontal bars. Lengths across are percents and heights
 * are pixels, so a chart fits a phone and a sheet of paper while its words keep their size. Every number a chart shows
 * stands in a table beside it, and what a chart shows is said in its title and description.
 */
#include "report/html.h"

#include <string.h>

#include "base/num.h"
#include "base/utf8.h"

enum { ROW = 46, TEXT_AT = 16, BAR_AT = 23, BAR = 15 };
/* Of labels: pixels, and tenths of a pixel for a wide and for a common letter. */
enum { PHONE = 358, GAP = 10, WIDE = 76, NARROW = 66 };

const char *const ld_html_fill_class[LD_HTML_FILLS] = {"solid", "hatch", "dots", "hollow"};

const char *ld_html_percent(struct ld_text *t, int64_t n, int64_t of)
{
	int64_t parts = of <= 0 || n <= 0 ? 0 : n >= of ? 10000 : ld_muldiv(n, 10000, of);
	return ld_say(t, "%d.%02d%%", (int)(parts / 100), (int)(parts % 100));
}

int64_t ld_html_sum(const int64_t parts[LD_HTML_FILLS])
{
	int64_t sum = 0;
	for (size_t f = 0; f < LD_HTML_FILLS; f++)
		if (parts[f] > 0 && __builtin_add_overflow(sum, parts[f], &sum))
			return INT64_MAX;
	return sum;
}

void ld_html_chart_begin(struct ld_text *t, const struct ld_html_chart *chart, int height)
{
	ld_html(t,
		"<svg class=\"chart\" width=\"100%%\" height=\"%d\" role=\"img\" aria-labelledby=\"%s-t\" "
		"aria-describedby=\"%s-d\">\n",
		height, chart->id, chart->id);
	ld_html(t, "<title id=\"%s-t\">%s</title>\n<desc id=\"%s-d\">%s</desc>\n", chart->id, chart->title, chart->id,
		chart->text);
}

void ld_html_chart_end(struct ld_text *t)
{
	ld_html(t, "</svg>\n");
}

void ld_html_legend(struct ld_text *t, const char *const words[LD_HTML_FILLS], const char *mark)
{
	ld_html(t, "<ul class=\"legend\">\n");
	for (size_t f = 0; f < LD_HTML_FILLS; f++)
		if (words[f])
			ld_html(t,
				"<li><svg width=\"22\" height=\"13\" aria-hidden=\"true\"><rect class=\"%s\" x=\"1\" "
				"y=\"1\" width=\"20\" height=\"11\"/></svg> %s</li>\n",
				ld_html_fill_class[f], words[f]);
	if (mark)
		ld_html(t,
			"<li><svg width=\"22\" height=\"13\" aria-hidden=\"true\"><line class=\"mark\" x1=\"11\" "
			"x2=\"11\" y1=\"0\" y2=\"13\"/></svg> %s</li>\n",
			mark);
	ld_html(t, "</ul>\n");
}

/* What is left of a phone's width beside the value is the label's: longer ones end in "…", and where letters are wider
 * than most the rest is cut off, for one word must not run into the other. */
static void put_label(struct ld_text *t, const struct ld_html_bar *bar, int top)
{
	int taken = (int)ld_utf8_width(bar->value, strlen(bar->value)) * WIDE / 10 + GAP;
	int room = taken < PHONE * 2 / 3 ? PHONE - taken : PHONE / 3;
	ld_html(t, "<svg x=\"0\" y=\"%d\" width=\"%s\" height=\"%d\"><text x=\"0\" y=\"%d\">%s</text></svg>\n", top,
		ld_html_percent(t, room, PHONE), BAR_AT, TEXT_AT, ld_say_clipped(t, bar->label, room * 10 / NARROW));
	ld_html(t, "<text class=\"n\" x=\"100%%\" y=\"%d\">%s</text>\n", top + TEXT_AT, bar->value);
}

static void put_bar(struct ld_text *t, const struct ld_html_bar *bar, int top, int64_t full)
{
	int64_t at = 0, parts[LD_HTML_FILLS] = {0};
	put_label(t, bar, top);
	ld_html(t, "<rect class=\"rail\" x=\"0\" y=\"%d\" width=\"100%%\" height=\"%d\"/>\n", top + BAR_AT, BAR);
	for (size_t f = 0; f < LD_HTML_FILLS; f++) {
		parts[f] = bar->parts[f];
		if (parts[f] <= 0)
			continue;
		ld_html(t, "<rect class=\"%s\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\"/>\n", ld_html_fill_class[f],
			ld_html_percent(t, at, full), top + BAR_AT, ld_html_percent(t, parts[f], full), BAR);
		at = ld_html_sum(parts);
	}
	if (bar->mark >= 0)
		ld_html(t, "<line class=\"mark\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>\n",
			ld_html_percent(t, bar->mark, full), ld_html_percent(t, bar->mark, full), top + BAR_AT - 3,
			top + BAR_AT + BAR + 3);
}

static int64_t longest(const struct ld_html_bar *bars, size_t n)
{
	int64_t most = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t sum = ld_html_sum(bars[i].parts), end = bars[i].mark > sum ? bars[i].mark : sum;
		most = end > most ? end : most;
	}
	return most;
}

void ld_html_bars(
	struct ld_text *t, const struct ld_html_chart *chart, const struct ld_html_bar *bars, size_t n, int64_t full)
{
	full = full > 0 ? full : longest(bars, n);
	ld_html_chart_begin(t, chart, ROW * (int)n);
	for (size_t i = 0; i < n; i++)
		put_bar(t, &bars[i], ROW * (int)i, full);
	ld_html_chart_end(t);
}
