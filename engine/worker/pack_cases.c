/* Test cases, findings, errors and answers on the wire. */
#include <string.h>

#include "base/limits.h"
#include "worker/wire.h"

enum { MAX_CASES = 1000000 };

static void one_case(struct ld_wire *w, struct ld_case *c)
{
	ld_wire_name(w, &c->name);
	ld_pack_place(w, &c->place);
	c->values = ld_wire_list(w, c->values, &c->nvalues, sizeof *c->values, LD_MAX_FIELDS);
	for (size_t i = 0; i < c->nvalues; i++) {
		ld_pack_field(w, &c->values[i].field, false);
		ld_pack_value(w, &c->values[i].value);
	}
	ld_wire_enum(w, &c->expect, LD_EXPECT_UNDECIDED);
	ld_wire_bool(w, &c->has_score);
	ld_wire_i64(w, &c->score);
	ld_wire_names(w, &c->names, &c->nnames, LD_MAX_SET);
}

void ld_pack_cases(struct ld_wire *w, struct ld_cases *c)
{
	ld_pack_programme(w, c->programme);
	c->items = ld_wire_list(w, c->items, &c->len, sizeof *c->items, MAX_CASES);
	for (size_t i = 0; i < c->len; i++)
		one_case(w, &c->items[i]);
}

void ld_pack_fixed(struct ld_wire *w, char *text, size_t size)
{
	const char *s = text;
	ld_wire_said(w, &s);
	if (!w->reading)
		return;
	size_t n = s ? strlen(s) : 0;
	n = n < size ? n : size - 1;
	memcpy(text, s ? s : "", n);
	memset(text + n, 0, size - n);
}

void ld_pack_error(struct ld_wire *w, struct lindung_error *err)
{
	ld_wire_int(w, &err->code, INT16_MIN, 0);
	ld_wire_int(w, &err->line, 0, INT32_MAX);
	ld_pack_fixed(w, err->message, sizeof err->message);
	ld_pack_fixed(w, err->suggestion, sizeof err->suggestion);
	ld_pack_fixed(w, err->file, sizeof err->file);
	ld_pack_fixed(w, err->column, sizeof err->column);
	ld_pack_fixed(w, err->rule, sizeof err->rule);
}

void ld_pack_findings(struct ld_wire *w, struct ld_findings *f)
{
	size_t n = f->len;
	struct ld_finding *items = ld_wire_list(w, f->items, &n, sizeof *items, LD_MAX_FINDINGS);
	for (size_t i = 0; i < n; i++) {
		struct ld_finding *item = &items[i];
		ld_wire_name(w, &item->code);
		ld_wire_enum(w, &item->severity, LD_FAULT);
		ld_wire_path(w, &item->file);
		ld_wire_int(w, &item->line, 0, INT32_MAX);
		ld_wire_said(w, &item->message);
		ld_wire_said(w, &item->suggestion);
		if (w->reading && !w->bad &&
			ld_findings_add(f, item->severity, item->code, item->file, item->line, item->suggestion, "%s",
				item->message ? item->message : "") < 0)
			w->bad = w->nomem = true;
	}
}

static void failed(struct ld_wire *w, struct ld_answer *a)
{
	ld_wire_int(w, &a->code, INT16_MIN, -1);
	ld_wire_said(w, &a->message);
	ld_wire_path(w, &a->file);
	ld_wire_int(w, &a->line, 0, INT32_MAX);
	if (w->reading && a->code != LINDUNG_E_INSTRUCTIONS)
		a->code = LINDUNG_E_RULE;
}

void ld_pack_answers(struct ld_wire *w, struct ld_answer *answers, size_t n)
{
	bool any = false;
	unsigned char *kinds = ld_wire_span(w, n);
	for (size_t i = 0; kinds && i < n; i++) {
		if (!w->reading)
			kinds[i] = (unsigned char)answers[i].kind;
		else
			answers[i] = (struct ld_answer){.kind = kinds[i] == LD_ANSWER_ERROR};
		w->bad |= w->reading && kinds[i] > LD_ANSWER_ERROR;
		any |= answers[i].kind == LD_ANSWER_ERROR;
	}
	ld_pack_values(w, &answers->value, n, sizeof *answers);
	for (size_t i = 0; any && i < n; i++)
		if (answers[i].kind == LD_ANSWER_ERROR)
			failed(w, &answers[i]);
}
