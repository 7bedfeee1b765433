/*
 * What lines are made with, and conditions as lines. A set is a line a member, because what matters of forty occupations
 * is the one that was added; a path that stands there already gets a number, because positional conditions may repeat a
 * field, and what belongs to it stands under its number, or a branch that moves from one any_of to another would be no
 * difference. A line's key says more than its text where text is not everything: which of two fields of one name is read,
 * which function stands there.
 */
#include "study/lines.h"

#include <inttypes.h>
#include <string.h>

#include "base/limits.h"

struct ld_says ld_lines_begin(const struct ld_programme *p, struct ld_arena *arena, struct ld_lines *out)
{
	*out = (struct ld_lines){0};
	return (struct ld_says){.p = p, .arena = arena, .out = out, .text = ld_buf_init(16 * LD_MAX_CELL)};
}

int ld_lines_end(struct ld_says *s)
{
	bool failed = s->failed || s->text.failed;
	ld_map_fini(&s->paths);
	ld_buf_fini(&s->text);
	return failed ? LINDUNG_E_NOMEM : 0;
}

/* A path that stands there already gets a number: positional conditions may repeat a field. */
static const char *unique(struct ld_says *s, const char *path)
{
	const char *mine = path;
	for (int n = 2; mine; n++) {
		size_t before = s->paths.len;
		if (ld_map_add(&s->paths, mine, strlen(mine)) == LD_MAP_NONE)
			return NULL;
		if (s->paths.len > before)
			return mine;
		mine = ld_arena_printf(s->arena, "%s#%d", path, n);
	}
	return NULL;
}

const char *ld_lines_add(struct ld_says *s, bool decides, const char *path, const char *text, const char *key)
{
	if (s->out->len == s->cap) {
		size_t cap = s->cap ? 2 * s->cap : 16;
		struct ld_line *more = ld_arena_array(s->arena, cap, sizeof *more);
		if (more && s->cap)
			memcpy(more, s->out->items, s->cap * sizeof *more);
		if (!more)
			s->failed = true;
		else
			s->out->items = more, s->cap = cap;
	}
	path = path ? unique(s, path) : NULL;
	if (!path || !text || s->failed)
		s->failed = true;
	else
		s->out->items[s->out->len++] = (struct ld_line){path, text, key, decides};
	return path ? path : "";
}

void ld_lines_text(struct ld_says *s, const char *path, const char *text)
{
	if (text)
		ld_lines_add(s, false, path, text, NULL);
}

const char *ld_lines_join(struct ld_says *s, const char *a, const char *b)
{
	const char *path = a && b ? ld_arena_printf(s->arena, "%s/%s", a, b) : NULL;
	s->failed |= !path;
	return path ? path : "";
}

/* ---- values ---- */

const char *ld_lines_value(struct ld_says *s, int field, const struct ld_value *v)
{
	ld_buf_reset(&s->text);
	ld_field_print(&s->p->fields.items[field], v, &s->text);
	s->failed |= s->text.failed; /* the next reset forgets it */
	return ld_arena_strdup(s->arena, ld_buf_text(&s->text));
}

void ld_lines_groups(struct ld_says *s, const char *path, int field, const struct ld_weight *g, size_t n)
{
	for (size_t i = 0; i < n; i++)
		SAY(s, true, ld_lines_join(s, path, ld_lines_value(s, field, &g[i].group)), "%" PRId64, g[i].n);
}

/* ---- conditions ---- */

void ld_lines_func(struct ld_says *s, const char *path, int func)
{
	const struct ld_func *f = &s->p->funcs[func];
	char hex[LD_SHA256_TEXT];
	const char *key = ld_arena_printf(s->arena, "%s %d %" PRId64 " %" PRId64, ld_sha256_hex(f->digest, hex), f->blanks,
		f->lo, f->hi);
	for (size_t i = 0; i < f->nreads && key; i++)
		key = ld_arena_printf(s->arena, "%s %d", key, f->reads[i]);
	s->failed |= !key;
	ld_lines_add(s, true, path, ld_arena_printf(s->arena, "function (%s:%d)", f->place.file ? f->place.file : "", f->place.line), key);
}

/* What ld_cond_print says behind "field = ". */
static const char *leaf_text(struct ld_says *s, const struct ld_cond *c)
{
	ld_buf_reset(&s->text);
	ld_cond_print(c, &s->p->fields, &s->text);
	const char *text = ld_buf_text(&s->text), *name = s->p->fields.items[c->field].name;
	return ld_arena_strdup(s->arena, text + (s->text.failed ? 0 : strlen(name) + 3));
}

static void leaf(struct ld_says *s, const char *path, const struct ld_cond *c)
{
	const char *mine = ld_lines_join(s, path, s->p->fields.items[c->field].name);
	bool set = c->kind == LD_COND_ONE_OF || c->kind == LD_COND_NONE_OF;
	const char *text = set ? c->kind == LD_COND_ONE_OF ? "one_of" : "none_of" : leaf_text(s, c);
	mine = ld_lines_add(s, true, mine, text, text ? ld_arena_printf(s->arena, "%s @%d", text, c->field) : NULL);
	for (size_t i = 0; set && i < c->nset; i++) {
		struct ld_cond one = *c;
		one.kind = LD_COND_EQUAL;
		one.set = &c->set[i];
		one.nset = 1;
		const char *member = leaf_text(s, &one);
		ld_lines_add(s, true, ld_lines_join(s, mine, member), member, NULL);
	}
}

static void kids(struct ld_says *s, const char *path, const struct ld_cond *c)
{
	for (size_t i = 0; i < c->nkids; i++)
		ld_lines_cond(s, ld_arena_printf(s->arena, "%s/%zu", path, i + 1), c->kids[i]);
}

static void entry(struct ld_says *s, const char *path, const struct ld_cond *c)
{
	switch (c->kind) {
	case LD_COND_ALL:
		ld_lines_cond(s, path, c);
		break;
	case LD_COND_ANY:
		kids(s, ld_lines_add(s, true, ld_lines_join(s, path, "any_of"), "any_of", NULL), c);
		break;
	case LD_COND_NOT:
		ld_lines_cond(s, ld_lines_add(s, true, ld_lines_join(s, path, "not_"), "not_", NULL), c->kids[0]);
		break;
	case LD_COND_AT_LEAST_OF:
		kids(s, SAY(s, true, ld_lines_join(s, path, "at_least_of"), "%d", c->n), c);
		break;
	case LD_COND_FUNC:
		ld_lines_func(s, path, c->func);
		break;
	default:
		leaf(s, path, c);
	}
}

void ld_lines_cond(struct ld_says *s, const char *path, const struct ld_cond *c)
{
	if (!path) {
		s->failed = true;
	} else if (c && c->kind == LD_COND_ALL) {
		for (size_t i = 0; i < c->nkids; i++)
			entry(s, path, c->kids[i]);
	} else if (c) {
		entry(s, path, c);
	}
}
