/*
 * A decision as a row of CSV. These bytes are what the receipt's result hash is made of and what
 * other programs load, so they are written in one place and never change shape. A million rows are
 * hashed in every run: numbers are formatted by hand into one small buffer, and a row costs two or
 * three adds.
 */
#include "model/decision.h"

#include <string.h>

static const char *const names[] = {"refused", "undecided", "reserve", "selected"};

const char *ld_status_name(enum ld_status status)
{
	return names[status];
}

void ld_decision_header(struct ld_buf *out)
{
	ld_buf_puts(out, "nik,status,rank,position,score,score_low,score_high,funder,months,cost,"
			 "rules,missing,constraint\n");
}

/* Digits of v; returns the end. */
static char *put_number(char *p, int64_t v)
{
	char digits[20];
	size_t n = 0;
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	do
		digits[n++] = (char)('0' + u % 10);
	while ((u /= 10) != 0);
	if (v < 0)
		*p++ = '-';
	while (n)
		*p++ = digits[--n];
	return p;
}

static char *put_cell(char *p, bool known, int64_t v)
{
	if (known)
		p = put_number(p, v);
	*p++ = ',';
	return p;
}

static bool is_plain(const char *s)
{
	return s[strcspn(s, ",\"\r\n")] == '\0' && !strchr("=+-@\t\r", s[0]);
}

/* Ids and group names: quoted where CSV needs it, and never a formula for a spreadsheet. */
static void put_text(struct ld_buf *out, const char *s)
{
	if (!*s)
		return;
	if (is_plain(s)) {
		ld_buf_puts(out, s);
		return;
	}
	ld_buf_addc(out, '"');
	if (strchr("=+-@\t\r", s[0]))
		ld_buf_addc(out, '\'');
	for (; *s; s++) {
		if (*s == '"')
			ld_buf_addc(out, '"');
		ld_buf_addc(out, *s);
	}
	ld_buf_addc(out, '"');
}

char *ld_decision_own(const struct ld_decision *d, char *p)
{
	const char *status = names[d->status];
	size_t n = strlen(status);
	memcpy(p, d->nik, LD_NIK);
	p += LD_NIK;
	*p++ = ',';
	memcpy(p, status, n);
	p += n;
	*p++ = ',';
	p = put_cell(p, d->rank > 0, d->rank);
	p = put_cell(p, d->position > 0, d->position);
	p = put_cell(p, d->has_score, d->score);
	p = put_cell(p, d->has_score, d->score_low);
	return put_cell(p, d->has_score, d->score_high);
}

void ld_decision_rest(const struct ld_decision *d, struct ld_buf *out)
{
	char cells[2 * 21], *p;
	put_text(out, d->funder);
	ld_buf_addc(out, ',');
	p = put_cell(cells, d->status == LD_SELECTED, d->months);
	p = put_cell(p, d->status == LD_SELECTED, d->cost);
	ld_buf_add(out, cells, (size_t)(p - cells));
	put_text(out, d->rules);
	ld_buf_addc(out, ',');
	put_text(out, d->missing);
	ld_buf_addc(out, ',');
	put_text(out, d->constraint);
	ld_buf_addc(out, '\n');
}

void ld_decision_row(const struct ld_decision *d, struct ld_buf *out)
{
	char own[LD_DECISION_OWN];
	ld_buf_add(out, own, (size_t)(ld_decision_own(d, own) - own));
	ld_decision_rest(d, out);
}
