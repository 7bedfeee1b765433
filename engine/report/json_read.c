/*
 * JSON back from text: the documents that runs stored. jansson's own reader cannot be used where memory may run out: it
 * passes over an allocation that failed while it collects a word, goes on with half of it, and aborts or reads past its
 * end. This one builds the same values, says which of the two went wrong, and refuses what jansson refuses: keys given
 * twice, NUL, text that is not UTF-8, whole numbers past 64 bits.
 */
#include "report/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/utf8.h"

enum { DEPTH = 64 };

struct reader {
	const char *p;
	int depth;
	bool starved;
	const char *wrong; /* what was expected; NULL: nothing is wrong */
};

static json_t *value(struct reader *r);

static void *expected(struct reader *r, const char *what)
{
	r->wrong = r->wrong ? r->wrong : what;
	return NULL;
}

static void *made(struct reader *r, void *p)
{
	r->starved |= !p;
	return p;
}

static char next(struct reader *r)
{
	r->p += strspn(r->p, " \t\r\n");
	return *r->p;
}

/* ---- texts ---- */

static bool hex(const char *p, unsigned *ret)
{
	char digits[5] = "";
	if (strspn(p, "0123456789abcdefABCDEF") < 4)
		return false;
	memcpy(digits, p, 4);
	*ret = (unsigned)strtoul(digits, NULL, 16);
	return true;
}

/* \uXXXX, two of them where the first is half of a pair. Returns where it ends, NULL: it is none. */
static const char *unicode(const char *p, char **out)
{
	unsigned c, low;
	if (!hex(p, &c) || !c)
		return NULL;
	p += 4;
	if (c >= 0xD800 && c < 0xDC00) {
		if (p[0] != '\\' || p[1] != 'u' || !hex(p + 2, &low) || low < 0xDC00 || low > 0xDFFF)
			return NULL;
		c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
		p += 6;
	}
	int more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	static const unsigned char first[] = {0, 0xC0, 0xE0, 0xF0};
	*(*out)++ = (char)(first[more] | c >> 6 * more);
	while (more--)
		*(*out)++ = (char)(0x80 | (c >> 6 * more & 0x3F));
	return p;
}

static const char *escape(const char *p, char **out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	if (*p == 'u')
		return unicode(p + 1, out);
	const char *at = *p ? strchr(from, *p) : NULL;
	if (at)
		*(*out)++ = to[at - from];
	return at ? p + 1 : NULL;
}

/* Up to the closing quote, as written: never fewer bytes than it means. */
static size_t length(const char *p)
{
	size_t n = 0;
	while (p[n] && p[n] != '"')
		n += p[n] == '\\' && p[n + 1] ? 2 : 1;
	return n;
}

/* From the opening quote: its bytes, to be freed. */
static char *text(struct reader *r, size_t *ret_n)
{
	const char *p = r->p + 1;
	char *bytes = made(r, malloc(length(p) + 1)), *out = bytes;
	while (bytes && p && *p != '"') {
		if (*p == '\\')
			p = escape(p + 1, &out);
		else if ((unsigned char)*p < 0x20)
			p = NULL;
		else
			*out++ = *p++;
	}
	if (!bytes || !p || !ld_utf8_valid(bytes, (size_t)(out - bytes))) {
		free(bytes);
		return expected(r, "a text");
	}
	*ret_n = (size_t)(out - bytes);
	r->p = p + 1;
	return bytes;
}

static json_t *string(struct reader *r)
{
	size_t n;
	char *bytes = text(r, &n);
	json_t *j = bytes ? made(r, json_stringn_nocheck(bytes, n)) : NULL;
	free(bytes);
	return j;
}

/* ---- numbers ---- */

static json_t *number(struct reader *r)
{
	const char *p = r->p + (*r->p == '-'), *whole = p;
	int64_t i;
	p += strspn(p, "0123456789");
	if (p == whole || (*whole == '0' && p > whole + 1))
		return expected(r, "a value");
	const char *end = p;
	if (*end == '.')
		end += 1 + strspn(end + 1, "0123456789");
	if ((*end == 'e' || *end == 'E') && end[-1] != '.') {
		end += 1 + (end[1] == '+' || end[1] == '-');
		end += strspn(end, "0123456789");
	}
	if (end > p && !(end[-1] >= '0' && end[-1] <= '9'))
		return expected(r, "a number");
	const char *start = r->p;
	r->p = end;
	if (end > p) {
		double v = strtod(start, NULL); /* the program never leaves LC_NUMERIC "C" */
		return isfinite(v) ? made(r, json_real(v)) : expected(r, "a number that is finite");
	}
	if (!ld_int_parse(start, (size_t)(end - start), &i))
		return expected(r, "a number of 64 bits");
	return made(r, json_integer(i));
}

/* ---- lists and objects ---- */

static json_t *list(struct reader *r)
{
	json_t *j = made(r, json_array());
	r->p++;
	bool more = j && next(r) != ']';
	while (more) {
		json_t *item = value(r);
		if (!item || json_array_append_new(j, item) < 0) {
			r->starved |= item != NULL;
			json_decref(j);
			return NULL;
		}
		more = next(r) == ',';
		r->p += more;
	}
	if (j && *r->p++ == ']')
		return j;
	json_decref(j);
	return expected(r, "',' or ']'");
}

/* "key": value into j. */
static bool member(struct reader *r, json_t *j)
{
	size_t n;
	char *key = next(r) == '"' ? text(r, &n) : expected(r, "a key");
	json_t *item = NULL;
	if (key && json_object_getn(j, key, n))
		expected(r, "each key once");
	else if (key && next(r) != ':')
		expected(r, "':'");
	else if (key && r->p++)
		item = value(r);
	bool ok = item && json_object_setn_new_nocheck(j, key, n, item) == 0;
	r->starved |= item && !ok;
	free(key);
	return ok;
}

static json_t *object(struct reader *r)
{
	json_t *j = made(r, json_object());
	r->p++;
	bool more = j && next(r) != '}';
	while (more) {
		if (!member(r, j)) {
			json_decref(j);
			return NULL;
		}
		more = next(r) == ',';
		r->p += more;
	}
	if (j && *r->p++ == '}')
		return j;
	json_decref(j);
	return expected(r, "',' or '}'");
}

static json_t *word(struct reader *r, const char *name, json_t *j)
{
	size_t n = strlen(name);
	if (strncmp(r->p, name, n) != 0)
		return expected(r, "a value");
	r->p += n;
	return j;
}

static json_t *value(struct reader *r)
{
	json_t *j = NULL;
	if (++r->depth > DEPTH)
		return expected(r, "fewer levels");
	switch (next(r)) {
	case '{':
		j = object(r);
		break;
	case '[':
		j = list(r);
		break;
	case '"':
		j = string(r);
		break;
	case 't':
		j = word(r, "true", json_true());
		break;
	case 'f':
		j = word(r, "false", json_false());
		break;
	case 'n':
		j = word(r, "null", json_null());
		break;
	default:
		j = number(r);
	}
	r->depth--;
	return j;
}

int ld_json_read(const char *s, json_t **ret, struct lindung_error *err)
{
	struct reader r = {.p = s};
	json_t *j = value(&r);
	if (j && next(&r)) {
		json_decref(j);
		j = expected(&r, "the end");
	}
	if (!j)
		return r.starved ? ld_nomem(err)
				 : ld_fail(err, LINDUNG_E_DB_CORRUPT, "%s is expected at byte %zu", r.wrong, (size_t)(r.p - s));
	*ret = j;
	return 0;
}
