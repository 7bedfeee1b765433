/*
 * The limits of rules as text: what `--limit` says, and the line of the receipt that says it again. Sizes are whole
 * numbers, so that the line is the same on every machine.
 */
#include "base/limits.h"

#include <inttypes.h>
#include <string.h>

#include "base/num.h"
#include "base/text.h"

const struct ld_limits ld_limits_default = {
#define LD_LIMIT(member, name, value, least, most, what) .member = (value),
	LD_LIMITS(LD_LIMIT)
#undef LD_LIMIT
};

static const struct limit {
	const char *name, *what;
	size_t offset;
	int64_t least, most;
} rows[] = {
#define LD_LIMIT(member, name, value, least, most, what) {name, what, offsetof(struct ld_limits, member), least, most},
	LD_LIMITS(LD_LIMIT)
#undef LD_LIMIT
};

enum { NROWS = sizeof rows / sizeof *rows };

static int64_t *slot(struct ld_limits *l, const struct limit *row)
{
	return (int64_t *)(void *)((char *)l + row->offset);
}

static const struct limit *find(const char *name, size_t n)
{
	for (size_t i = 0; i < NROWS; i++)
		if (strlen(rows[i].name) == n && memcmp(rows[i].name, name, n) == 0)
			return &rows[i];
	return NULL;
}

static int set(struct ld_limits *l, const char *text, size_t len, struct lindung_error *err)
{
	const char *equals = memchr(text, '=', len), *names[NROWS];
	size_t n = equals ? (size_t)(equals - text) : len;
	const struct limit *row = find(text, n);
	int64_t v;
	char given[80];
	if (!row) {
		for (size_t i = 0; i < NROWS; i++)
			names[i] = rows[i].name;
		size_t k = n < sizeof given ? n : sizeof given - 1;
		memcpy(given, text, k);
		given[k] = 0;
		ld_fail(err, LINDUNG_E_USAGE, "there is no limit '%s'", given);
		const char *nearest = ld_nearest(given, names, NROWS);
		return nearest ? ld_error_suggest(err, nearest) : LINDUNG_E_USAGE;
	}
	if (!equals || !ld_int_parse(equals + 1, len - n - 1, &v) || v < row->least || v > row->most)
		return ld_fail(err, LINDUNG_E_USAGE, "the limit '%s' (%s) is a whole number from %" PRId64 " to %" PRId64,
			row->name, row->what, row->least, row->most);
	*slot(l, row) = v;
	return 0;
}

int ld_limits_set(struct ld_limits *l, const char *text, struct lindung_error *err)
{
	return set(l, text, strlen(text), err);
}

void ld_limits_print(const struct ld_limits *l, struct ld_buf *out)
{
	struct ld_limits now = *l, usual = ld_limits_default;
	const char *between = "";
	for (size_t i = 0; i < NROWS; i++) {
		if (*slot(&now, &rows[i]) == *slot(&usual, &rows[i]))
			continue;
		ld_buf_printf(out, "%s%s=%" PRId64, between, rows[i].name, *slot(&now, &rows[i]));
		between = ";";
	}
}

int ld_limits_parse(struct ld_limits *l, const char *text, struct lindung_error *err)
{
	int rc = 0;
	*l = ld_limits_default;
	for (const char *p = text; *p && rc >= 0;) {
		size_t n = strcspn(p, ";");
		rc = set(l, p, n, err);
		p += n + (p[n] == ';');
	}
	return rc;
}
