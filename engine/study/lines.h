/* Inside study/: an element being said as lines. lines_cond.c has the means and conditions, lines.c the elements. */
#ifndef LD_STUDY_LINES_H
#define LD_STUDY_LINES_H

#include "base/map.h"
#include "study/pair.h"

struct ld_says {
	const struct ld_programme *p;
	struct ld_arena *arena;
	struct ld_lines *out;
	size_t cap;
	struct ld_map paths; /* each once */
	struct ld_buf text;
	bool failed;
};

struct ld_says ld_lines_begin(const struct ld_programme *p, struct ld_arena *arena, struct ld_lines *out);
/** Errors: NOMEM, of anything since the beginning. */
int ld_lines_end(struct ld_says *s);
/** One line; key NULL: the text. NULL for path or text is the failure of its making. Returns the path it got, under which
 *  what belongs to it stands; never NULL. */
const char *ld_lines_add(struct ld_says *s, bool decides, const char *path, const char *text, const char *key);
#define SAY(s, decides, path, ...) ld_lines_add(s, decides, path, ld_arena_printf((s)->arena, __VA_ARGS__), NULL)
/** A text that decides nothing; NULL: there is none. */
void ld_lines_text(struct ld_says *s, const char *path, const char *text);
/** "a/b", never NULL. */
const char *ld_lines_join(struct ld_says *s, const char *a, const char *b);
const char *ld_lines_value(struct ld_says *s, int field, const struct ld_value *v);
void ld_lines_groups(struct ld_says *s, const char *path, int field, const struct ld_weight *g, size_t n);
void ld_lines_func(struct ld_says *s, const char *path, int func);
/** c NULL: no line. */
void ld_lines_cond(struct ld_says *s, const char *path, const struct ld_cond *c);

#endif
