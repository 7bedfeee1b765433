/*
 * Charts with two axes: a histogram, and a line through points. As in html_chart.c places across are percents, so a
 * line is a row of short ones, the only kind of line SVG can draw from percents. Few words stand at the axes: on a
 * phone more would run into each other; the table beside the chart has them all.
 */
#include "report/html.h"

#include <string.h>

#include "base/num.h"

enum { TOP = 40, PLOT = 190, FOOT = 24, MOST_TICKS = 5, PHONE = 44, INSET = 400, WHOLE = 10000 };

/* A round number that is at least n: 1, 2, 2.5 or 5 times a power of ten. */
static int64_t round_up(int64_t n)
{
	for (int64_t ten = 1;; ten *= 10) {
		if (n <= ten)
			return ten;
		if (n <= 2 * ten)
			return 2 * ten;
		if (ten >= 10 && n <= ten / 10 * 25)
			return ten / 10 * 25;
		if (n <= 5 * ten)
			return 5 * ten;
		if (ten >= INT64_MAX / 100)
			return n;
	}
}

static int height(int64_t n, int64_t full)
{
	return n <= 0 ? 0 : (int)ld_muldiv(n < full ? n : full, PLOT, full);
}

/* Lines at a half and at the whole of the scale, and the base. */
static void put_grid(struct ld_text *t)
{
	for (int i = 0; i < 3; i++) {
		int y = TOP + PLOT * i / 2;
		ld_html(t, "<line class=\"%s\" x1=\"0\" x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>\n", i < 2 ? "grid" : "base", y,
			y);
	}
}

/* Their numbers, over what is drawn. */
static void put_scale(struct ld_text *t, int64_t full)
{
	ld_html(t, "<text class=\"tick\" x=\"0\" y=\"%d\">%s</text>\n", TOP - 5, ld_say_count(t, full));
	if (full % 2 == 0)
		ld_html(t, "<text class=\"tick\" x=\"0\" y=\"%d\">%s</text>\n", TOP + PLOT / 2 - 5,
			ld_say_count(t, full / 2));
}

/* A word under the axis, kept inside at both ends. */
static void put_tick(struct ld_text *t, int64_t at, int64_t of, const char *word)
{
	const char *anchor = at * 20 < of ? "start" : at * 20 > of * 19 ? "end" : "middle";
	ld_html(t, "<text class=\"tick %s\" x=\"%s\" y=\"%d\">%s</text>\n", anchor, ld_html_percent(t, at, of),
		TOP + PLOT + 17, word);
}

/* Where a word of half a phone's width must stand to be inside. */
static const char *beside(int64_t at, int64_t of)
{
	return at * 20 < of * 7 ? "start" : at * 20 > of * 13 ? "end" : "middle";
}

static void put_mark(struct ld_text *t, int64_t at, int64_t of, const char *word)
{
	const char *x = ld_html_percent(t, at, of);
	ld_html(t, "<line class=\"mark\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>", x, x, TOP - 20, TOP + PLOT);
	ld_html(t, "<text class=\"%s\" x=\"%s\" y=\"%d\">%s</text>\n", beside(at, of), x, TOP - 25, word);
}

static void put_bin(struct ld_text *t, const struct ld_html_bin *bin, size_t i, size_t n, int64_t full)
{
	int64_t parts[LD_HTML_FILLS] = {0};
	/* a hair of room at each side */
	const char *x = ld_html_percent(t, (int64_t)i * 20 + 1, (int64_t)n * 20),
		   *width = ld_html_percent(t, 18, (int64_t)n * 20);
	for (size_t f = 0; f < LD_HTML_FILLS; f++) {
		int below = height(ld_html_sum(parts), full);
		parts[f] = bin->parts[f];
		int above = height(ld_html_sum(parts), full);
		if (parts[f] > 0 && above == below) /* few are not none */
			above = below + 1;
		if (above > below)
			ld_html(t, "<rect class=\"%s\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\"/>\n",
				ld_html_fill_class[f], x, TOP + PLOT - above, width, above - below);
	}
}

void ld_html_histogram(struct ld_text *t, const struct ld_html_chart *chart, const struct ld_html_bin *bins, size_t n,
	size_t mark, const char *mark_label)
{
	int64_t most = 1;
	size_t every = (n + MOST_TICKS - 1) / MOST_TICKS;
	for (size_t i = 0; i < n; i++)
		most = ld_html_sum(bins[i].parts) > most ? ld_html_sum(bins[i].parts) : most;
	int64_t full = most == 1 ? 1 : round_up(most);
	ld_html_chart_begin(t, chart, TOP + PLOT + FOOT);
	for (size_t i = 0; i < n; i++)
		put_bin(t, &bins[i], i, n, full);
	put_grid(t);
	put_scale(t, full);
	for (size_t i = 0; i < n; i += every)
		put_tick(t, n > 1 ? (int64_t)i : 1, (int64_t)n, bins[i].label);
	if (mark < n)
		put_mark(t, (int64_t)mark, (int64_t)n, mark_label);
	ld_html_chart_end(t);
}

/* ---- a line ---- */

/* Where x lies between the ends, in parts of WHOLE, inside both edges. */
static int64_t across(const struct ld_html_point *points, size_t n, int64_t x)
{
	int64_t span, from;
	if (__builtin_sub_overflow(points[n - 1].x, points[0].x, &span) ||
		__builtin_sub_overflow(x, points[0].x, &from) || span <= 0 || from < 0)
		return WHOLE / 2;
	return INSET + ld_muldiv(from < span ? from : span, WHOLE - 2 * INSET, span);
}

static int down(int64_t y, int64_t full)
{
	return TOP + PLOT - height(y, full);
}

static void put_step(struct ld_text *t, const struct ld_html_point *points, size_t n, size_t i, int64_t full)
{
	if (points[i - 1].known && points[i].known)
		ld_html(t, "<line class=\"curve\" x1=\"%s\" y1=\"%d\" x2=\"%s\" y2=\"%d\"/>\n",
			ld_html_percent(t, across(points, n, points[i - 1].x), WHOLE), down(points[i - 1].y, full),
			ld_html_percent(t, across(points, n, points[i].x), WHOLE), down(points[i].y, full));
}

static void put_point(struct ld_text *t, const struct ld_html_point *p, int64_t at, int64_t full)
{
	if (!p->known)
		return;
	const char *x = ld_html_percent(t, at, WHOLE);
	int y = down(p->y, full);
	ld_html(t, "<circle class=\"%s\" cx=\"%s\" cy=\"%d\" r=\"%d\"/>\n", p->mark ? "point marked" : "point", x, y,
		p->mark ? 6 : 3);
	if (p->mark)
		ld_html(t, "<text class=\"%s\" x=\"%s\" y=\"%d\">%s: %s</text>\n", beside(at, WHOLE), x, y - 11,
			p->x_label, p->y_label);
}

/* As many words as have room beside each other on a phone, which has room for PHONE letters. */
static size_t ticks_of(const struct ld_html_point *points, size_t n)
{
	size_t longest = 0;
	for (size_t i = 0; i < n; i++)
		longest = strlen(points[i].x_label) > longest ? strlen(points[i].x_label) : longest;
	size_t fit = PHONE / (longest + 2);
	return fit > MOST_TICKS ? MOST_TICKS : fit > 2 ? fit : 2;
}

void ld_html_curve(struct ld_text *t, const struct ld_html_chart *chart, const struct ld_html_point *points, size_t n,
	int64_t least)
{
	int64_t most = least > 1 ? least : 1;
	size_t ticks = ticks_of(points, n), every = (n + ticks - 1) / ticks;
	for (size_t i = 0; i < n; i++)
		most = points[i].known && points[i].y > most ? points[i].y : most;
	int64_t full = round_up(most);
	ld_html_chart_begin(t, chart, TOP + PLOT + FOOT);
	put_grid(t);
	for (size_t i = 1; i < n; i++)
		put_step(t, points, n, i, full);
	for (size_t i = 0; i < n; i++)
		put_point(t, &points[i], across(points, n, points[i].x), full);
	put_scale(t, full);
	for (size_t i = 0; i < n; i += every)
		put_tick(t, across(points, n, points[i].x), WHOLE, points[i].x_label);
	ld_html_chart_end(t);
}
