/*
 * A look at the tokens of a source for what Lua passes over in silence: a key given twice in one
 * constructor, and a hole in a list (`{ 1, nil, 2 }`). Commas twice in a row are no Lua anyway. It
 * knows strings, comments and brackets, nothing of expressions: an entry is `name =` or `["text"]
 * =` or `[number] =` after `{`, `,` or `;` of a brace; everything else in a brace is positional.
 */
#include "script/internal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"

enum { DEEPEST = 200 };

enum token { T_END, T_NAME, T_TEXT, T_NUMBER, T_OTHER };

struct lexer {
	const char *p, *end;
	int line;
	enum token kind;
	int at;         /* line of the token */
	char text[128]; /* of names, short texts and numbers; other tokens: one or two characters */
	bool exact;     /* text holds the whole token */
};

static size_t long_bracket(const struct lexer *x, const char *p)
{
	const char *q = p + 1;
	while (q < x->end && *q == '=')
		q++;
	return q < x->end && *q == '[' ? (size_t)(q - p) + 1 : 0;
}

/* LF, CR, or CR LF as one. */
static bool ends_line(const struct lexer *x)
{
	return *x->p == '\n' || (*x->p == '\r' && !(x->p + 1 < x->end && x->p[1] == '\n'));
}

static void skip_long(struct lexer *x, size_t open)
{
	size_t level = open - 2;
	for (x->p += open; x->p < x->end; x->p++) {
		x->line += ends_line(x);
		if (*x->p != ']')
			continue;
		const char *q = x->p + 1;
		size_t n = 0;
		while (q < x->end && *q == '=')
			q++, n++;
		if (n == level && q < x->end && *q == ']') {
			x->p = q + 1;
			return;
		}
	}
}

static void skip_blank(struct lexer *x)
{
	while (x->p < x->end) {
		if (isspace((unsigned char)*x->p)) {
			x->line += ends_line(x);
			x->p++;
		} else if (x->end - x->p >= 2 && x->p[0] == '-' && x->p[1] == '-') {
			x->p += 2;
			size_t open = x->p < x->end && *x->p == '[' ? long_bracket(x, x->p) : 0;
			if (open)
				skip_long(x, open);
			else
				while (x->p < x->end && *x->p != '\n' && *x->p != '\r')
					x->p++;
		} else {
			return;
		}
	}
}

static void put(struct lexer *x, size_t *n, char c)
{
	if (c && *n + 1 < sizeof x->text)
		x->text[(*n)++] = c;
	else
		x->exact = false;
}

/* Behind a backslash: a byte by name or number. The escapes of code points, blanks and line ends are left to Lua. */
static void escape(struct lexer *x, size_t *n)
{
	static const char names[] = "abfnrtv\\\"'", bytes[] = "\a\b\f\n\r\t\v\\\"'";
	const char *at = *x->p ? strchr(names, *x->p) : NULL;
	size_t digits = strspn(x->p, "0123456789");
	char number[4] = "";
	if (at) {
		put(x, n, bytes[at - names]);
		x->p++;
	} else if (digits) {
		digits = digits < 3 ? digits : 3;
		memcpy(number, x->p, digits);
		put(x, n, (char)atoi(number));
		x->p += digits;
	} else if (*x->p == 'x' && strspn(x->p + 1, "0123456789abcdefABCDEF") >= 2) {
		memcpy(number, x->p + 1, 2);
		put(x, n, (char)strtol(number, NULL, 16));
		x->p += 3;
	} else {
		x->exact = false;
		x->line += ends_line(x);
		x->p++;
	}
}

static void text(struct lexer *x)
{
	char quote = *x->p++;
	size_t n = 0;
	while (x->p < x->end && *x->p != quote && *x->p != '\n') {
		if (*x->p == '\\' && x->p + 1 < x->end) {
			x->p++;
			escape(x, &n);
		} else {
			put(x, &n, *x->p++);
		}
	}
	x->p += x->p < x->end && *x->p == quote;
	x->text[n] = '\0';
}

static void next(struct lexer *x)
{
	skip_blank(x);
	x->at = x->line;
	x->exact = true;
	x->text[0] = '\0';
	if (x->p >= x->end) {
		x->kind = T_END;
		return;
	}
	unsigned char c = (unsigned char)*x->p;
	size_t n = 0, open;
	if (isalpha(c) || c == '_') {
		x->kind = T_NAME;
		while (x->p < x->end && (isalnum((unsigned char)*x->p) || *x->p == '_'))
			put(x, &n, *x->p++);
	} else if (isdigit(c)) {
		x->kind = T_NUMBER;
		while (x->p < x->end && (isalnum((unsigned char)*x->p) || *x->p == '.'))
			put(x, &n, *x->p++);
	} else if (c == '"' || c == '\'') {
		x->kind = T_TEXT;
		text(x);
		return;
	} else if (c == '[' && (open = long_bracket(x, x->p))) {
		x->kind = T_TEXT;
		x->exact = false;
		skip_long(x, open);
		return;
	} else {
		x->kind = T_OTHER;
		put(x, &n, *x->p++);
		bool twin = x->p < x->end &&
			    ((*x->p == '=' && strchr("=<>~", c)) || (c == ':' && *x->p == ':'));
		if (twin)
			put(x, &n, *x->p++);
	}
	x->text[n] = '\0';
}

static bool is(const struct lexer *x, const char *s)
{
	return x->kind == T_OTHER && strcmp(x->text, s) == 0;
}

struct key {
	int depth, line;
	char name[136];
};

struct scan {
	struct lexer x;
	const struct ld_file *file;
	struct key *keys; /* of the open braces, innermost last */
	size_t nkeys, ckeys;
	struct {
		char close;
		bool nil_seen; /* a positional nil, an error once something positional follows */
		int nil_line;
	} open[DEEPEST];
	int depth;
	struct lindung_error err;
};

static bool fail(struct scan *s, int code, int line)
{
	s->err.code = code;
	return ld_error_at(&s->err, s->file->path, line), false;
}

static bool add_key(struct scan *s, const char *name, int line)
{
	for (size_t i = s->nkeys; i > 0 && s->keys[i - 1].depth == s->depth; i--)
		if (strcmp(s->keys[i - 1].name, name) == 0) {
			ld_fail(&s->err, LINDUNG_E_DUPLICATE,
				"the key '%s' is given twice; first in line %d",
				name[0] == '#' ? name + 1 : name, s->keys[i - 1].line);
			return fail(s, LINDUNG_E_DUPLICATE, line);
		}
	if (s->nkeys == s->ckeys) {
		size_t cap = s->ckeys ? s->ckeys * 2 : 64;
		struct key *keys = realloc(s->keys, cap * sizeof *keys);
		if (!keys)
			return ld_nomem(&s->err), false;
		s->keys = keys;
		s->ckeys = cap;
	}
	struct key *k = &s->keys[s->nkeys++];
	k->depth = s->depth;
	k->line = line;
	strcpy(k->name, name);
	return true;
}

/* At the first token of an entry: remember its key, or what kind of positional value it is. Moves
 * past the key only. */
static bool entry(struct scan *s)
{
	struct lexer *x = &s->x;
	struct lexer ahead = *x;
	char name[136];
	int line = x->at;
	if (x->kind == T_NAME && strcmp(x->text, "nil") != 0) {
		next(&ahead);
		if (!is(&ahead, "="))
			goto positional;
		strcpy(name, x->text);
		bool whole = x->exact;
		*x = ahead;
		next(x);
		return !whole || add_key(s, name, line);
	}
	if (is(x, "[")) {
		next(&ahead);
		bool plain = (ahead.kind == T_TEXT || ahead.kind == T_NUMBER) && ahead.exact;
		bool number = ahead.kind == T_NUMBER;
		strcpy(name, number ? "#" : "");
		strcat(name, ahead.text);
		next(&ahead);
		if (!plain || !is(&ahead, "]"))
			return true; /* [expression] = …: read on from the bracket */
		*x = ahead;
		next(x);
		return add_key(s, name, line);
	}
	if (x->kind == T_NAME) { /* nil */
		next(&ahead);
		if (is(&ahead, ",") || is(&ahead, ";") || is(&ahead, "}")) {
			s->open[s->depth - 1].nil_seen = true;
			s->open[s->depth - 1].nil_line = line;
			next(x);
			return true;
		}
	}
positional:
	if (s->open[s->depth - 1].nil_seen) {
		ld_fail(&s->err, LINDUNG_E_HOLE,
			"the list has a hole: nil stands before other values");
		return fail(s, LINDUNG_E_HOLE, s->open[s->depth - 1].nil_line);
	}
	return true;
}

static bool in_brace(const struct scan *s)
{
	return s->depth > 0 && s->open[s->depth - 1].close == '}';
}

static bool push(struct scan *s, char close)
{
	if (s->depth == DEEPEST) {
		ld_fail(&s->err, LINDUNG_E_LIMIT, "brackets are nested more than %d deep", DEEPEST);
		return fail(s, LINDUNG_E_LIMIT, s->x.at);
	}
	s->open[s->depth].close = close;
	s->open[s->depth].nil_seen = false;
	s->depth++;
	return true;
}

static void pop(struct scan *s)
{
	while (s->nkeys && s->keys[s->nkeys - 1].depth == s->depth)
		s->nkeys--;
	s->depth--;
}

static bool step(struct scan *s)
{
	struct lexer *x = &s->x;
	bool open_brace = is(x, "{"), separator = in_brace(s) && (is(x, ",") || is(x, ";"));
	/* inside a function body the separators belong to its statements, until its `end` */
	if (x->kind == T_NAME) {
		bool opens = !strcmp(x->text, "function") || !strcmp(x->text, "do") ||
			     !strcmp(x->text, "then") || !strcmp(x->text, "repeat");
		bool closes = !strcmp(x->text, "end") || !strcmp(x->text, "until") ||
			      !strcmp(x->text, "elseif");
		bool both = !strcmp(x->text, "else");
		if ((closes || both) && s->depth && s->open[s->depth - 1].close == 'e')
			pop(s);
		if ((opens || both) && !push(s, 'e'))
			return false;
		next(x);
		return true;
	}
	if (is(x, "(") || is(x, "[") || open_brace) {
		if (!push(s, open_brace ? '}' : is(x, "(") ? ')' : ']'))
			return false;
	} else if ((is(x, ")") || is(x, "]") || is(x, "}")) && s->depth) {
		pop(s);
	}
	next(x);
	if ((open_brace || separator) && x->kind != T_END && !is(x, "}"))
		return entry(s);
	return true;
}

void ld_scan(lua_State *L, const struct ld_file *file)
{
	struct scan s = {
		.x = {.p = file->text, .end = file->text + file->len, .line = 1}, .file = file};
	bool ok = true;
	next(&s.x);
	while (ok && s.x.kind != T_END)
		ok = step(&s);
	free(s.keys); /* nothing above raises, so the heap is safe */
	if (!ok)
		ld_raise_error(L, &s.err);
}
