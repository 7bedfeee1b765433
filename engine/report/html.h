/*
 * What the pages for a browser share: the shell with its styles, sections, tables and charts. A page is one file that
 * loads nothing and runs nothing. Words and numbers are those of text.h, and so are the buffer and its one failure.
 * Markup is written by ld_html alone, whose formats are literals and whose arguments are always escaped: what a
 * document says can become text of a page and nothing else.
 */
#ifndef LD_REPORT_HTML_H
#define LD_REPORT_HTML_H

#include "report/text.h"

/** Markup with %s for text (also between the double quotes of an attribute), %d for an int, %% for itself. What cannot
 * be seen becomes U+FFFD. */
void ld_html(struct ld_text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* ---- the page: html.c ---- */
struct ld_html_section {
	const char *id;                       /* static, unique in the page: also the first part of all ids in it */
	const char *title;                    /* N_(), translated where it is written */
	bool (*has)(const struct ld_text *t); /* NULL: always */
	void (*put)(struct ld_text *t);       /* what stands under the heading */
};
struct ld_html_page {
	const char *title;               /* of the tab */
	void (*head)(struct ld_text *t); /* what stands in the header: an h1 and lines */
	void (*foot)(struct ld_text *t); /* paragraphs of the footer */
	const struct ld_html_section *sections;
	size_t nsections;
};
void ld_html_page(struct ld_text *t, const struct ld_html_page *page);
extern const char *const ld_html_style[]; /* html_style.c: lines, then NULL */

/** A number in large type with what it counts and a remark ("" for none), between _begin and _end. */
void ld_html_figures_begin(struct ld_text *t);
void ld_html_figure(struct ld_text *t, const char *label, const char *value, const char *remark);
void ld_html_figures_end(struct ld_text *t);
/** A paragraph; nothing for "". */
void ld_html_paragraph(struct ld_text *t, const char *s);
/** Something that must not be overlooked. */
void ld_html_notice(struct ld_text *t, const char *s);
/** A heading inside a section. */
void ld_html_heading(struct ld_text *t, const char *s);

/* ---- tables: a column without values is left out (html_table.c) ---- */
enum ld_html_row { LD_HTML_ROW, LD_HTML_PART, LD_HTML_TOTAL }; /* a part is indented */
struct ld_html_column {
	const char *head; /* translated */
	bool number;      /* to the right */
};
struct ld_html_table {
	struct ld_text *t;
	const struct ld_html_column *columns;
	size_t ncolumns, nrows, cap;
	struct ld_html_line *rows;
};
struct ld_html_table ld_html_table_init(struct ld_text *t, const struct ld_html_column *columns, size_t n);
/** n cells; the first is the row's heading, under which note stands (NULL or "": none). */
void ld_html_table_add(struct ld_html_table *table, enum ld_html_row kind, const char *const *cells, const char *note);
/** id is the table's own, unique in the page. Nothing for a table without rows. */
void ld_html_table_put(struct ld_html_table *table, const char *id, const char *caption);

/* ---- charts: html_chart.c, html_plot.c. Each has its numbers in a table beside it. ---- */
struct ld_html_chart {
	const char *id;    /* unique in the page */
	const char *title; /* what it shows; also said to those who do not see it */
	const char *text;  /* in a sentence or two, what one sees in it */
};
/* How an area is filled: told apart without colour too. */
enum ld_html_fill { LD_HTML_SOLID, LD_HTML_HATCH, LD_HTML_DOTS, LD_HTML_HOLLOW, LD_HTML_FILLS };
/** The words for the fills and the mark, NULL where one is not used. */
void ld_html_legend(struct ld_text *t, const char *const words[LD_HTML_FILLS], const char *mark);

struct ld_html_bar {
	const char *label, *value;    /* above it, to the left and to the right */
	int64_t parts[LD_HTML_FILLS]; /* drawn one after the other, in the order of the fills */
	int64_t mark;                 /* a line at this amount; negative: none */
};
/** Horizontal bars; full is the amount of the whole width, 0: that of the longest. */
void ld_html_bars(
	struct ld_text *t, const struct ld_html_chart *chart, const struct ld_html_bar *bars, size_t n, int64_t full);

struct ld_html_bin {
	const char *label; /* of its left edge */
	int64_t parts[LD_HTML_FILLS];
};
/** Columns side by side. mark: a line at the left edge of this bin; n or more: none. */
void ld_html_histogram(struct ld_text *t, const struct ld_html_chart *chart, const struct ld_html_bin *bins, size_t n,
	size_t mark, const char *mark_label);

struct ld_html_point {
	int64_t x, y;
	const char *x_label, *y_label; /* as they are written */
	bool known;                    /* false: a gap */
	bool mark;                     /* shown large, with both labels */
};
/** A line through points of rising x. least: the scale reaches at least so far up. */
void ld_html_curve(struct ld_text *t, const struct ld_html_chart *chart, const struct ld_html_point *points, size_t n,
	int64_t least);

/** n of `of` as a length of SVG, "12.34%", from 0% to 100%. */
const char *ld_html_percent(struct ld_text *t, int64_t n, int64_t of);
/** Parts added up, at most INT64_MAX; negative ones count nothing. */
int64_t ld_html_sum(const int64_t parts[LD_HTML_FILLS]);
void ld_html_chart_begin(struct ld_text *t, const struct ld_html_chart *chart, int height);
void ld_html_chart_end(struct ld_text *t);
extern const char *const ld_html_fill_class[LD_HTML_FILLS];

/* ---- one a kind ---- */
void ld_html_report(struct ld_text *t);
void ld_html_compare(struct ld_text *t);
void ld_html_sweep(struct ld_text *t);
/* parts of the report */
void ld_html_money(struct ld_text *t);
void ld_html_published(struct ld_text *t);
void ld_html_funnel(struct ld_text *t);
void ld_html_held_back(struct ld_text *t);
void ld_html_scores(struct ld_text *t);
void ld_html_places(struct ld_text *t);
void ld_html_blanks(struct ld_text *t);
void ld_html_balance(struct ld_text *t); /* html_balance.c */

#endif
