/*
 * What a rule tells those whom it refuses against what it asks: a limit that was moved in the condition and not in the
 * reason makes a letter that is wrong. The numbers of a reason are looked for among the limits of its condition. Only a
 * number that plainly is none is told of, as a note: numbers of laws, dates and years are passed over.
 */
#include <ctype.h>
#include <string.h>

#include "base/num.h"
#include "study/check.h"

struct limits {
	const struct ld_programme *p;
	int64_t said;   /* the number that is looked for */
	bool any, fits; /* is there a limit; is it one of them */
};

static void compare(struct limits *l, const struct ld_value *v, int64_t beyond)
{
	if (v->kind == LD_I64) {
		l->any = true;
		l->fits |= v->i == l->said || v->i + beyond == l->said;
	} else if (v->kind == LD_F64) {
		l->any = true;
		l->fits |= v->f == (double)l->said;
	}
}

/* "at most 2" may be told as "from 3 on". */
static void look(struct limits *l, const struct ld_cond *c)
{
	for (size_t i = 0; i < c->nkids; i++)
		look(l, c->kids[i]);
	if (c->kind == LD_COND_FUNC)
		l->any = l->fits = true; /* its limits are not seen */
	enum ld_type type = c->field >= 0 ? l->p->fields.items[c->field].type : LD_TEXT;
	if (type != LD_INTEGER && type != LD_MONEY && type != LD_NUMBER)
		return;
	if (c->has_lo)
		compare(l, &c->lo, c->lo_open ? 1 : -1);
	if (c->has_hi)
		compare(l, &c->hi, c->hi_open ? -1 : 1);
	for (size_t i = 0; i < c->nset; i++)
		compare(l, &c->set[i], 0);
}

/* Digits, thousands set apart by dots; the end behind them. false: no number that can be compared. */
static bool number_at(const char *s, int64_t *ret, const char **ret_end)
{
	char digits[20];
	size_t n = 0, i = 0;
	for (; isdigit((unsigned char)s[i]) || (s[i] == '.' && isdigit((unsigned char)s[i + 1])); i++)
		if (s[i] != '.' && n < sizeof digits)
			digits[n++] = s[i];
	*ret_end = s + i;
	return n < sizeof digits && ld_int_parse(digits, n, ret);
}

static bool follows(const char *s, const char *word)
{
	size_t n = strlen(word);
	return strncmp(s, word, n) == 0 && !isalnum((unsigned char)s[n]);
}

/* "Perda 5", "Pasal 3": a word with a capital before it, which does not begin the sentence; "3 September" behind it. */
static bool is_of_a_name(const char *text, const char *at, const char *end)
{
	const char *word = at;
	if (end[0] == ' ' && isupper((unsigned char)end[1]))
		return true;
	if (at - text < 2 || at[-1] != ' ')
		return false;
	for (word = at - 1; word > text && word[-1] != ' ';)
		word--;
	return word > text && isupper((unsigned char)*word);
}

static bool is_apart(const char *text, const char *at, const char *end)
{
	static const char joints[] = "/-.,:%";
	bool before = at > text && (strchr(joints, at[-1]) || (isalnum((unsigned char)at[-1]) && !(at - text > 1 && strncmp(at - 2, "Rp", 2) == 0)));
	return !before && !isalpha((unsigned char)*end) && !(strchr(joints, *end) && isdigit((unsigned char)end[*end != 0])) && *end != '%';
}

/* The first number of the reason that is no limit; false when there is none. */
static bool find(struct limits *l, const struct ld_rule *r, const char **ret, size_t *ret_n)
{
	bool inside = false;
	for (const char *s = r->reason, *end; *s; s = end) {
		end = s + 1;
		inside = *s == '{' ? true : *s == '}' ? false : inside;
		if (inside || !isdigit((unsigned char)*s))
			continue;
		bool is_number = number_at(s, &l->said, &end);
		if (!is_number || (l->said >= 1900 && l->said < 2200) || !is_apart(r->reason, s, end) || is_of_a_name(r->reason, s, end))
			continue;
		const char *unit = end + (*end == ' ');
		int64_t times = follows(unit, "ribu") || follows(unit, "rb") ? 1000 : follows(unit, "juta") || follows(unit, "jt") ? 1000000 : 1;
		l->any = l->fits = false;
		if (!ld_mul(l->said, times, &l->said))
			continue;
		look(l, r->when);
		*ret = s;
		*ret_n = (size_t)(end - s);
		if (l->any && !l->fits)
			return true;
	}
	return false;
}

int ld_checking_reasons(struct ld_checking *c)
{
	int rc = 0;
	for (size_t i = 0; i < c->p->nrules && rc >= 0; i++) {
		const struct ld_rule *r = &c->p->rules[i];
		struct limits l = {.p = c->p};
		const char *at;
		size_t n;
		if (!r->reason || !find(&l, r, &at, &n))
			continue;
		LD_CLEANUP(ld_buf_fini) struct ld_buf said = ld_buf_init(64);
		ld_buf_add(&said, at, n);
		rc = said.failed ? ld_nomem(c->err) : LD_SAY(c, LD_NOTE, "REASON", r->place, "rule '%s': its reason says '%s', which is no limit of its condition", r->id,
			ld_buf_text(&said));
	}
	return rc;
}
