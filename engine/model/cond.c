/*
 * A condition in the words it was written in, and which fields it reads. Printing is for people:
 * long sets are cut, and a function is named by its place, because its text is code. Nothing here
 * answers a condition: that is eval's.
 */
#include "model/cond.h"

#include "model/programme.h"

enum { SHOWN = 20 };

static void print_text(const char *s, size_t n, struct ld_buf *out)
{
	ld_buf_addc(out, '"');
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '"' || s[i] == '\\')
			ld_buf_addc(out, '\\');
		ld_buf_addc(out, s[i]);
	}
	ld_buf_addc(out, '"');
}

/* As a rule file writes it: texts, choices and dates in quotes, booleans as true and false. */
static void print_value(const struct ld_field *f, const struct ld_value *v, struct ld_buf *out)
{
	if (f->type == LD_BOOLEAN) {
		ld_buf_puts(out, v->i ? "true" : "false");
	} else if (v->kind == LD_STR) {
		print_text(v->s, v->len, out);
	} else {
		bool quoted = f->type == LD_DATE || f->type == LD_CHOICE;
		ld_buf_puts(out, quoted ? "\"" : "");
		ld_field_print(f, v, out);
		ld_buf_puts(out, quoted ? "\"" : "");
	}
}

static void print_call(
	const char *name, const struct ld_field *f, const struct ld_value *v, struct ld_buf *out)
{
	ld_buf_printf(out, "%s(", name);
	print_value(f, v, out);
	ld_buf_addc(out, ')');
}

static void print_set(
	const char *name, const struct ld_field *f, const struct ld_cond *c, struct ld_buf *out)
{
	ld_buf_printf(out, "%s { ", name);
	for (size_t i = 0; i < c->nset && i < SHOWN; i++) {
		ld_buf_puts(out, i ? ", " : "");
		print_value(f, &c->set[i], out);
	}
	if (c->nset > SHOWN)
		ld_buf_printf(out, ", … (+%zu)", c->nset - SHOWN);
	ld_buf_puts(out, " }");
}

static void print_range(const struct ld_field *f, const struct ld_cond *c, struct ld_buf *out)
{
	if (c->has_lo && c->has_hi && !c->lo_open && !c->hi_open) {
		ld_buf_puts(out, "between(");
		print_value(f, &c->lo, out);
		ld_buf_puts(out, ", ");
		print_value(f, &c->hi, out);
		ld_buf_addc(out, ')');
		return;
	}
	if (c->has_lo)
		print_call(c->lo_open ? "above" : "at_least", f, &c->lo, out);
	if (c->has_lo && c->has_hi)
		ld_buf_printf(out, ", %s = ", f->name);
	if (c->has_hi)
		print_call(c->hi_open ? "below" : "at_most", f, &c->hi, out);
}

static void print_leaf(const struct ld_cond *c, const struct ld_field *f, struct ld_buf *out)
{
	ld_buf_printf(out, "%s = ", f->name);
	switch (c->kind) {
	case LD_COND_EQUAL:
		print_value(f, &c->set[0], out);
		break;
	case LD_COND_ONE_OF:
		print_set("one_of", f, c, out);
		break;
	case LD_COND_NONE_OF:
		print_set("none_of", f, c, out);
		break;
	case LD_COND_RANGE:
		print_range(f, c, out);
		break;
	case LD_COND_STARTS_WITH:
		ld_buf_puts(out, "starts_with ");
		print_value(f, &c->set[0], out);
		break;
	case LD_COND_CONTAINS:
		ld_buf_puts(out, "contains ");
		print_value(f, &c->set[0], out);
		break;
	default:
		ld_buf_puts(out, c->kind == LD_COND_KNOWN ? "known()" : "missing()");
	}
}

static void print_entry(
	const struct ld_cond *c, const struct ld_fields *fields, struct ld_buf *out);

/* What stands between the braces of a condition table. */
static void print_entries(
	const struct ld_cond *c, const struct ld_fields *fields, struct ld_buf *out)
{
	if (c->kind != LD_COND_ALL) {
		print_entry(c, fields, out);
		return;
	}
	for (size_t i = 0; i < c->nkids; i++) {
		ld_buf_puts(out, i ? ", " : "");
		print_entry(c->kids[i], fields, out);
	}
}

static void print_table(const struct ld_cond *c, const struct ld_fields *fields, struct ld_buf *out)
{
	bool own =
		c->kind == LD_COND_ANY || c->kind == LD_COND_NOT || c->kind == LD_COND_AT_LEAST_OF;
	ld_buf_puts(out, own ? "" : "{ ");
	print_entries(c, fields, out);
	ld_buf_puts(out, own ? "" : " }");
}

static void print_list(const struct ld_cond *c, const struct ld_fields *fields, struct ld_buf *out)
{
	ld_buf_puts(out, "{ ");
	for (size_t i = 0; i < c->nkids; i++) {
		ld_buf_puts(out, i ? ", " : "");
		print_table(c->kids[i], fields, out);
	}
	ld_buf_puts(out, " }");
}

static void print_entry(const struct ld_cond *c, const struct ld_fields *fields, struct ld_buf *out)
{
	switch (c->kind) {
	case LD_COND_ALL:
		print_table(c, fields, out);
		break;
	case LD_COND_ANY:
		ld_buf_puts(out, "any_of ");
		print_list(c, fields, out);
		break;
	case LD_COND_NOT:
		ld_buf_puts(out, "not_ { ");
		print_entries(c->kids[0], fields, out);
		ld_buf_puts(out, " }");
		break;
	case LD_COND_AT_LEAST_OF:
		ld_buf_printf(out, "at_least_of(%d, ", c->n);
		print_list(c, fields, out);
		ld_buf_addc(out, ')');
		break;
	case LD_COND_FUNC:
		ld_buf_puts(out, "function");
		if (c->place.file)
			ld_buf_printf(out, " (%s:%d)", c->place.file, c->place.line);
		break;
	default:
		print_leaf(c, &fields->items[c->field], out);
	}
}

void ld_cond_print(const struct ld_cond *cond, const struct ld_fields *fields, struct ld_buf *out)
{
	print_entries(cond, fields, out);
}

void ld_cond_reads(const struct ld_cond *cond, const struct ld_func *funcs, bool *marks)
{
	if (cond->field >= 0)
		marks[cond->field] = true;
	if (cond->kind == LD_COND_FUNC && funcs)
		for (size_t i = 0; i < funcs[cond->func].nreads; i++)
			marks[funcs[cond->func].reads[i]] = true;
	for (size_t i = 0; i < cond->nkids; i++)
		ld_cond_reads(cond->kids[i], funcs, marks);
}
