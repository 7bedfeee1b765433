/*
 * Lua's patterns, matched by code of our own that counts its steps: the library's matcher can
 * backtrack for ever in one C call, where no hook runs. Same language and results as Lua 5.4's
 * string library: classes, sets, %b, %f, captures, positions. Steps count like instructions, so a
 * pattern stops where a loop would.
 */
#include "script/internal.h"

#include <ctype.h>
#include <string.h>

enum { DEEPEST = 180, UNCLOSED = -1, POSITION = -2, MAX_CAPTURES = 32 };

static const char *end_of_class(struct ld_match *m, const char *p)
{
	if (*p++ == '%') {
		if (p >= m->p_end)
			luaL_error(m->L, "malformed pattern (ends with '%%')");
		return p + 1;
	}
	if (p[-1] != '[')
		return p;
	if (p < m->p_end && *p == '^')
		p++;
	do { /* a ']' that stands first is itself */
		if (p >= m->p_end)
			luaL_error(m->L, "malformed pattern (missing ']')");
		if (*p++ == '%')
			p++;
	} while (p >= m->p_end || *p != ']');
	return p + 1;
}

static bool in_class(int c, int class)
{
	bool in;
	switch (tolower(class)) {
	case 'a':
		in = isalpha(c);
		break;
	case 'c':
		in = iscntrl(c);
		break;
	case 'd':
		in = isdigit(c);
		break;
	case 'g':
		in = isgraph(c);
		break;
	case 'l':
		in = islower(c);
		break;
	case 'p':
		in = ispunct(c);
		break;
	case 's':
		in = isspace(c);
		break;
	case 'u':
		in = isupper(c);
		break;
	case 'w':
		in = isalnum(c);
		break;
	case 'x':
		in = isxdigit(c);
		break;
	case 'z': /* an old name that Lua still knows */
		in = !c;
		break;
	default:
		return class == c;
	}
	return isupper(class) ? !in : in;
}

/* p at '[', end at the closing ']'. */
static bool in_set(int c, const char *p, const char *end)
{
	bool want = true;
	if (p[1] == '^') {
		want = false;
		p++;
	}
	while (++p < end) {
		if (*p == '%') {
			p++;
			if (in_class(c, (unsigned char)*p))
				return want;
		} else if (p[1] == '-' && p + 2 < end) {
			if ((unsigned char)*p <= c && c <= (unsigned char)p[2])
				return want;
			p += 2;
		} else if ((unsigned char)*p == c) {
			return want;
		}
	}
	return !want;
}

static bool single(struct ld_match *m, const char *s, const char *p, const char *ep)
{
	if (++m->steps >= 1000) {
		ld_charge(m->L, m->steps);
		m->steps = 0;
	}
	if (s >= m->src_end)
		return false;
	int c = (unsigned char)*s;
	switch (*p) {
	case '.':
		return true;
	case '%':
		return in_class(c, (unsigned char)p[1]);
	case '[':
		return in_set(c, p, ep - 1);
	default:
		return (unsigned char)*p == c;
	}
}

static const char *balanced(struct ld_match *m, const char *s, const char *p)
{
	if (p + 1 >= m->p_end)
		luaL_error(m->L, "malformed pattern (missing arguments to '%%b')");
	if (s >= m->src_end || *s != *p)
		return NULL;
	int open = 1;
	for (const char *q = s + 1; q < m->src_end; q++) {
		if ((++m->steps & 1023) == 0)
			ld_charge(m->L, 1024);
		if (*q == p[1]) {
			if (--open == 0)
				return q + 1;
		} else if (*q == *p) {
			open++;
		}
	}
	return NULL;
}

static const char *longest(struct ld_match *m, const char *s, const char *p, const char *ep)
{
	ptrdiff_t i = 0;
	while (single(m, s + i, p, ep))
		i++;
	for (; i >= 0; i--) {
		const char *r = ld_match(m, s + i, ep + 1);
		if (r)
			return r;
	}
	return NULL;
}

static const char *shortest(struct ld_match *m, const char *s, const char *p, const char *ep)
{
	for (;;) {
		const char *r = ld_match(m, s, ep + 1);
		if (r)
			return r;
		if (!single(m, s, p, ep))
			return NULL;
		s++;
	}
}

static const char *open_capture(struct ld_match *m, const char *s, const char *p, ptrdiff_t what)
{
	if (m->level >= MAX_CAPTURES)
		luaL_error(m->L, "too many captures");
	m->capture[m->level].init = s;
	m->capture[m->level].len = what;
	m->level++;
	const char *r = ld_match(m, s, p);
	if (!r)
		m->level--;
	return r;
}

static const char *close_capture(struct ld_match *m, const char *s, const char *p)
{
	int l = m->level - 1;
	while (l >= 0 && m->capture[l].len != UNCLOSED)
		l--;
	if (l < 0)
		luaL_error(m->L, "invalid pattern capture");
	m->capture[l].len = s - m->capture[l].init;
	const char *r = ld_match(m, s, p);
	if (!r)
		m->capture[l].len = UNCLOSED;
	return r;
}

static const char *back_reference(struct ld_match *m, const char *s, int digit)
{
	int l = digit - '1';
	if (l < 0 || l >= m->level || m->capture[l].len == UNCLOSED)
		luaL_error(m->L, "invalid capture index %%%d", l + 1);
	if (m->capture[l].len == POSITION) /* a place is no text to find again */
		return NULL;
	size_t len = (size_t)m->capture[l].len;
	ld_charge(m->L, len / 8);
	if ((size_t)(m->src_end - s) >= len && memcmp(m->capture[l].init, s, len) == 0)
		return s + len;
	return NULL;
}

static bool frontier(struct ld_match *m, const char *s, const char *p, const char *ep)
{
	int before = s == m->src ? '\0' : (unsigned char)s[-1];
	int after = s == m->src_end ? '\0' : (unsigned char)*s;
	return !in_set(before, p, ep - 1) && in_set(after, p, ep - 1);
}

/* One item with its suffix; sets *s and *p and returns true when the loop goes on, else *ret is the
 * answer. */
static bool item(struct ld_match *m, const char **s, const char **p, const char **ret)
{
	const char *ep = end_of_class(m, *p);
	char suffix = ep < m->p_end ? *ep : '\0';
	*ret = NULL;
	if (suffix == '*' || suffix == '-') {
		*ret = suffix == '*' ? longest(m, *s, *p, ep) : shortest(m, *s, *p, ep);
		return false;
	}
	bool matches = single(m, *s, *p, ep);
	if (suffix == '+') {
		*ret = matches ? longest(m, *s + 1, *p, ep) : NULL;
		return false;
	}
	if (suffix == '?') {
		if (matches && (*ret = ld_match(m, *s + 1, ep + 1)))
			return false;
		*p = ep + 1;
		return true;
	}
	if (!matches)
		return false;
	*s += 1;
	*p = ep;
	return true;
}

/* The items that begin with '%' and are no class: true when *s and *p moved on, else *ret is the
 * answer. */
static bool special(struct ld_match *m, const char **s, const char **p, const char **ret)
{
	*ret = NULL;
	if ((*p)[1] == 'b') {
		*s = balanced(m, *s, *p + 2);
		*p += 4;
		return *s != NULL;
	}
	if ((*p)[1] == 'f') {
		const char *set = *p + 2;
		if (set >= m->p_end || *set != '[')
			luaL_error(m->L, "missing '[' after '%%f' in pattern");
		const char *ep = end_of_class(m, set);
		*p = ep;
		return frontier(m, *s, set, ep);
	}
	*s = back_reference(m, *s, (unsigned char)(*p)[1]);
	*p += 2;
	return *s != NULL;
}

const char *ld_match(struct ld_match *m, const char *s, const char *p)
{
	const char *ret = NULL;
	if (++m->depth > DEEPEST)
		luaL_error(m->L, "pattern too complex");
	while (p < m->p_end) {
		bool on;
		if (*p == '(') {
			bool position = p + 1 < m->p_end && p[1] == ')';
			ret = position ? open_capture(m, s, p + 2, POSITION)
				       : open_capture(m, s, p + 1, UNCLOSED);
			on = false;
		} else if (*p == ')') {
			ret = close_capture(m, s, p + 1);
			on = false;
		} else if (*p == '$' && p + 1 == m->p_end) {
			ret = s == m->src_end ? s : NULL;
			on = false;
		} else if (*p == '%' && p + 1 < m->p_end &&
			   (p[1] == 'b' || p[1] == 'f' || isdigit((unsigned char)p[1]))) {
			on = special(m, &s, &p, &ret);
		} else {
			on = item(m, &s, &p, &ret);
		}
		if (!on) {
			m->depth--;
			return ret;
		}
	}
	m->depth--;
	return s;
}
