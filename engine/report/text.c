/*
 * Text for people: which renderer a document has, and the lines that all of them write. What a
 * document says is decided in the other text_*.c files, how words and numbers look in text_words.c.
 * Colour is only emphasis: nothing is lost without it.
 */
#include "report/text.h"

#include <string.h>

#include "base/utf8.h"

enum { WIDTH = 100, NARROWEST = 40 };

static const struct kind {
	const char *name;
	void (*put)(struct ld_text *t);
} kinds[] = {
	{"run", ld_text_run},
	{"show", ld_text_show},
	{"report", ld_text_report},
	{"explain", ld_text_explain},
	{"letter", ld_text_letter},
	{"check", ld_text_check},
	{"test", ld_text_test},
	{"import", ld_text_import},
	{"quarantine", ld_text_quarantine},
	{"compare", ld_text_compare},
	{"sweep", ld_text_sweep},
	{"runs", ld_text_runs},
	{"keep", ld_text_keep},
	{"log", ld_text_log},
	{"forget", ld_text_forget},
	{"verify", ld_text_verify},
	{"replay", ld_text_replay},
	{"export", ld_text_export},
	{"new", ld_text_new},
	{"stubs", ld_text_stubs},
	{"doctor", ld_text_doctor},
	{"bundle", ld_text_bundle},
	{"key", ld_text_key},
	{"trust", ld_text_trust},
};

int ld_report_text(
	const json_t *doc, const char *kind, const struct lindung_render *how, struct ld_buf *out)
{
	struct ld_text t = {
		.out = out,
		.doc = doc,
		.width = how->columns <= 0          ? WIDTH
			 : how->columns < NARROWEST ? NARROWEST
						    : how->columns,
		.colour = how->colour,
	};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].name, kind) == 0) {
			kinds[i].put(&t);
			ld_arena_fini(&t.arena);
			return out->failed ? LINDUNG_E_NOMEM : 0;
		}
	return LINDUNG_E_USAGE;
}

/* ---- reading ---- */

const json_t *ld_get(const json_t *object, const char *key)
{
	return json_object_get(object, key);
}

const char *ld_get_text(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));
	return s ? s : "";
}

int64_t ld_get_int(const json_t *object, const char *key)
{
	const json_t *j = json_object_get(object, key);
	return json_is_boolean(j) ? json_is_true(j) : json_integer_value(j);
}

bool ld_get_known(const json_t *object, const char *key)
{
	const json_t *j = json_object_get(object, key);
	return j && !json_is_null(j);
}

/* ---- writing ---- */

const char *ld_paint(const struct ld_text *t, enum ld_paint paint)
{
	static const char *const codes[] = {
		"\033[0m", "\033[1m", "\033[2m", "\033[32m", "\033[31m"};
	return t->colour ? codes[paint] : "";
}

void ld_put(struct ld_text *t, const char *s)
{
	ld_buf_puts(t->out, s);
}

void ld_put_heading(struct ld_text *t, const char *s)
{
	ld_buf_printf(t->out, "\n%s%s%s\n", ld_paint(t, LD_BOLD), s, ld_paint(t, LD_PLAIN));
}

/* Words of s from column `at` on; later lines begin behind `indent` spaces. */
static void wrap(struct ld_text *t, int indent, int at, const char *s)
{
	bool first = true;
	while (*s) {
		size_t n = strcspn(s, " ");
		int w = (int)ld_utf8_width(s, n);
		if (!first && at + 1 + w > t->width) {
			ld_buf_printf(t->out, "\n%*s", indent, "");
			at = indent;
		} else if (!first) {
			ld_buf_addc(t->out, ' ');
			at++;
		}
		ld_buf_add(t->out, s, n);
		at += w;
		first = false;
		s += n;
		s += strspn(s, " ");
	}
	ld_buf_addc(t->out, '\n');
}

void ld_put_lines(struct ld_text *t, int indent, const char *s)
{
	ld_buf_printf(t->out, "%*s", indent, "");
	wrap(t, indent, indent, s);
}

void ld_put_labelled(struct ld_text *t, int indent, int column, const char *label, const char *s)
{
	int w = (int)ld_utf8_width(label, strlen(label));
	int gap = w + 2 > column ? 2 : column - w;
	ld_buf_printf(t->out, "%*s%s%*s", indent, "", label, gap, "");
	wrap(t, indent + column, indent + w + gap, s);
}
