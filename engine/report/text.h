/*
 * What the text renderers share: words in the reader's language, numbers as they are written there,
 * tables. Text is made of strings that live in one arena and go to one buffer; when memory runs out
 * the buffer is marked failed and the rest does nothing, so that renderers need no error paths.
 */
#ifndef LD_REPORT_TEXT_H
#define LD_REPORT_TEXT_H

#include <libintl.h>
#include <stdint.h>

#include "base/arena.h"
#include "report/report.h"

#define _(text) dgettext("lindung", text)
#define N_(text) text

struct ld_text {
	struct ld_buf *out;
	struct ld_arena arena;
	const json_t *doc;
	int width;
	bool colour;
};

/* ---- reading the document: "" and 0 and NULL where there is nothing ---- */
const char *ld_get_text(const json_t *object, const char *key);
int64_t ld_get_int(const json_t *object, const char *key);
const json_t *ld_get(const json_t *object, const char *key);
/** Present and not null. */
bool ld_get_known(const json_t *object, const char *key);

/* ---- strings, in the arena, never NULL ---- */
const char *ld_say(struct ld_text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/** Text of the document made harmless: what cannot be seen becomes U+FFFD, line breaks become
 * spaces. */
const char *ld_say_safe(struct ld_text *t, const char *s);
/** Text of at most so many columns, "…" at its end when it was cut. */
const char *ld_say_clipped(struct ld_text *t, const char *s, int columns);
/** Its first n bytes, made harmless. */
const char *ld_say_start(struct ld_text *t, const char *s, int n);
/** The text under a key, made harmless. */
const char *ld_say_key(struct ld_text *t, const json_t *object, const char *key);
/** A JSON scalar as a reader expects it: text, grouped number, yes or no, "?" for null. */
const char *ld_say_value(struct ld_text *t, const json_t *value);
/** Items of a list, each through ld_say_value, joined. */
const char *ld_say_list(struct ld_text *t, const json_t *list, const char *separator);
const char *ld_say_count(struct ld_text *t, int64_t n);             /* "1,234" or "1.234" */
const char *ld_say_rupiah(struct ld_text *t, int64_t amount);       /* "Rp1,234" or "Rp1.234" */
/** The number under a key; NULL where there is none. */
const char *ld_say_known_count(struct ld_text *t, const json_t *object, const char *key);
const char *ld_say_known_rupiah(struct ld_text *t, const json_t *object, const char *key);
const char *ld_say_share(struct ld_text *t, int64_t n, int64_t of); /* "12.3%"; "" of nothing */
/** n of `of` as a bar of at most so many columns; "" of nothing. */
const char *ld_say_bar(struct ld_text *t, int64_t n, int64_t of, int columns);
const char *ld_say_date(struct ld_text *t, const char *iso);        /* "3 September 2024" */
const char *ld_say_time(struct ld_text *t, const char *iso); /* "3 September 2024, 01:02 UTC" */
const char *ld_say_months(
	struct ld_text *t, const char *from, int64_t months); /* "January to June 2024" */
/** "cap kecamatan=Komodo;money APBD" in the reader's words. */
const char *ld_say_constraint(struct ld_text *t, const char *constraint);
const char *ld_say_place(
	struct ld_text *t, const json_t *object); /* "file.csv line 12" from file and line, "" */

/* ---- what more than one form of a document says ---- */
/* of a run's document as a whole */
const char *ld_say_office(struct ld_text *t);  /* programme, region, day */
const char *ld_say_state(struct ld_text *t);   /* "Run 1, a draft until it is kept" */
const char *ld_say_caution(struct ld_text *t); /* the rules were not contained; "" */
extern const char *const ld_stopped;           /* N_(): a rule of the run was stopped */
enum { LD_GROUNDS = 8, LD_CUTOFF_LINES = 3, LD_MONEY_KEYS = 4 };
/** Labels and texts of what the run stands on; "" where there is nothing. */
void ld_get_grounds(struct ld_text *t, const char *ret[LD_GROUNDS][2]);
/** Why something cannot be counted any more; "" where nothing is forgotten. */
const char *ld_say_gone(struct ld_text *t);
/** Sentences on the line between list and reserve, "" where there is nothing to say. */
void ld_get_cutoff(struct ld_text *t, const char *ret[LD_CUTOFF_LINES]);
/* of one of its rows */
const char *ld_say_failure(struct ld_text *t, const json_t *failure);
const char *ld_say_filled(struct ld_text *t, const json_t *group);   /* "full", "short: …", NULL */
const char *ld_say_funder(struct ld_text *t, const json_t *funder);  /* months, places, seats, basis */
const char *ld_say_unsplit(struct ld_text *t, const json_t *funder); /* money of a split that reached no purse */
const char *ld_say_published(struct ld_text *t, const json_t *p);    /* the figures */
const char *ld_say_implied(struct ld_text *t, const json_t *p);      /* what they imply */
/** Budget, people, committed and remainder of all funders; not known when one of them has none. */
void ld_get_money(const json_t *funders, int64_t sum[LD_MONEY_KEYS], bool known[LD_MONEY_KEYS]);
struct ld_ranked {
	const json_t *row;
	int64_t n; /* what the rows are ranked by */
	size_t place;
};
/** The rows of a list, the largest first, as many as the list has; NULL when memory ran out. */
const struct ld_ranked *ld_get_ranked(struct ld_text *t, const json_t *list, const char *key);

/* of a comparison */
enum { LD_CHANGES = 5 };
extern const char *const ld_change_keys[LD_CHANGES]; /* "enters", … as in the document */
const char *ld_say_side(struct ld_text *t, const json_t *side);
const char *ld_say_element(struct ld_text *t, const json_t *difference); /* "rule miskin" */
const char *ld_say_step(struct ld_text *t, const json_t *step);
const char *ld_say_status(struct ld_text *t, const char *status);
const char *ld_say_signed(struct ld_text *t, int64_t n); /* "+1,234", "−1", "=" */
const char *ld_say_places(struct ld_text *t, const json_t *ranks, const char *key);
const char *ld_say_over(struct ld_text *t, const json_t *over); /* of a sweep: "funders/APBD/months = 6..12:1" */
/** Path and words of a line, with those behind it that are members of one set which came or went; returns how many lines. */
size_t ld_get_difference(struct ld_text *t, const json_t *lines, size_t at, const char *ret[2]);
/** Of an element without lines: other data, or other kept runs. */
const char *ld_say_data_differs(struct ld_text *t, const json_t *difference);

/* ---- writing ---- */
void ld_put(struct ld_text *t, const char *s);
void ld_put_heading(struct ld_text *t, const char *s); /* behind a blank line */
/** Wrapped at the width, each line behind `indent` spaces. */
void ld_put_lines(struct ld_text *t, int indent, const char *s);
/** "Label  text": the text wrapped behind a label of `column` columns. */
void ld_put_labelled(struct ld_text *t, int indent, int column, const char *label, const char *s);
enum ld_paint { LD_PLAIN, LD_BOLD, LD_DIM, LD_GOOD, LD_BAD };
const char *ld_paint(const struct ld_text *t, enum ld_paint paint); /* "" without colour */

/* ---- tables: a column without values is left out ---- */
enum ld_align { LD_LEFT, LD_RIGHT, LD_WRAP }; /* at most one column wraps */
struct ld_column {
	const char *head; /* translated; NULL: none */
	enum ld_align align;
	bool tight; /* one space before it instead of two */
};
struct ld_table {
	struct ld_text *t;
	const struct ld_column *columns;
	size_t ncolumns, nrows, cap;
	int indent;
	struct ld_table_row *rows;
};
struct ld_table ld_table_init(
	struct ld_text *t, int indent, const struct ld_column *columns, size_t n);
/** n cells of text that is safe already. */
void ld_table_add(struct ld_table *table, enum ld_paint paint, const char *const *cells);
/** A remark under the last row, wrapped. */
void ld_table_note(struct ld_table *table, const char *note);
void ld_table_put(struct ld_table *table);

/* ---- one a kind ---- */
void ld_text_run(struct ld_text *t);
void ld_text_show(struct ld_text *t);
void ld_text_report(struct ld_text *t);
void ld_text_funnel(struct ld_text *t);  /* what is left after each rule */
void ld_text_balance(struct ld_text *t); /* the list beside the poor */
void ld_text_money(struct ld_text *t);   /* funders and published figures */
void ld_text_reasons(struct ld_text *t); /* why refused, what to look up, what held back, cut-off */
void ld_text_groups(struct ld_text *t);  /* quotas and the table by place */
void ld_text_receipt(struct ld_text *t); /* the last line */
void ld_text_explain(struct ld_text *t);
void ld_text_letter(struct ld_text *t);  /* the answer to one worker as a letter */
/** What a change of `would_flip` asks for: "would have to be at most 2". */
const char *ld_say_needed(struct ld_text *t, const json_t *change);
void ld_text_flip(struct ld_text *t); /* what would change the answer, and how far it was */
void ld_text_check(struct ld_text *t);
void ld_text_test(struct ld_text *t);
void ld_text_import(struct ld_text *t);
void ld_text_quarantine(struct ld_text *t);
void ld_text_compare(struct ld_text *t);
void ld_text_sweep(struct ld_text *t);
void ld_text_runs(struct ld_text *t);
void ld_text_keep(struct ld_text *t);
void ld_text_log(struct ld_text *t);
void ld_text_forget(struct ld_text *t);
void ld_text_verify(struct ld_text *t);
void ld_text_replay(struct ld_text *t);
void ld_text_export(struct ld_text *t);
void ld_text_new(struct ld_text *t);
void ld_text_stubs(struct ld_text *t);
void ld_text_doctor(struct ld_text *t);
void ld_text_bundle(struct ld_text *t);
void ld_text_key(struct ld_text *t);
void ld_text_trust(struct ld_text *t);

#endif
