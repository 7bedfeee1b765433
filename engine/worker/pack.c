/*
 * The parts that programmes, sources and cases are made of: values, places, fields, functions, conditions. An index is
 * held against the number of fields or functions that was read before it; what an index or a value means is proof.c's.
 */
#include <endian.h>
#include <string.h>

#include "base/limits.h"
#include "worker/wire.h"

enum { DEEPEST = 4 * LD_MAX_DEPTH }; /* a nest of conditions on the wire: recursion must end whatever the bytes say */

void ld_pack_value(struct ld_wire *w, struct ld_value *v)
{
	ld_wire_enum(w, &v->kind, LD_STR);
	if (v->kind == LD_I64) {
		ld_wire_i64(w, &v->i);
	} else if (v->kind == LD_F64) {
		ld_wire_f64(w, &v->f);
	} else if (v->kind == LD_STR) {
		size_t n = v->len;
		ld_wire_blob(w, &v->s, &n);
		w->bad |= w->reading && !v->s;
		v->len = (uint32_t)n;
	}
	if (w->bad)
		*v = (struct ld_value){0};
}

static struct ld_value *nth(struct ld_value *first, size_t i, size_t step)
{
	return (struct ld_value *)(void *)((char *)first + i * step);
}

static void number(struct ld_wire *w, struct ld_value *v, unsigned char *kind, unsigned char *bits)
{
	uint64_t x;
	if (w->reading) {
		w->bad |= *kind > LD_STR;
		memcpy(&x, bits, sizeof x);
		x = le64toh(x);
		v->kind = *kind;
		v->len = v->kind == LD_STR && x <= UINT32_MAX ? (uint32_t)x : 0;
		w->bad |= v->kind == LD_STR && x != v->len;
		v->i = v->kind == LD_MISSING || v->kind == LD_STR ? 0 : (int64_t)x;
	} else {
		*kind = (unsigned char)v->kind;
		x = htole64(v->kind == LD_MISSING ? 0 : v->kind == LD_STR ? v->len : (uint64_t)v->i);
		memcpy(bits, &x, sizeof x);
	}
}

static void text(struct ld_wire *w, struct ld_value *v)
{
	if (!w->reading) {
		ld_buf_add(&w->out, v->s, v->len);
		return;
	}
	const char *s = (const char *)ld_wire_span(w, v->len);
	if (s && !w->lends) {
		s = ld_arena_strndup(w->arena, s, v->len);
		w->nomem |= !s;
		w->bad |= !s;
	}
	v->s = s;
}

void ld_pack_values(struct ld_wire *w, struct ld_value *first, size_t n, size_t step)
{
	bool texts = false;
	unsigned char *kinds = ld_wire_span(w, n * (1 + sizeof(uint64_t)));
	for (size_t i = 0; kinds && i < n; i++) {
		struct ld_value *v = nth(first, i, step);
		number(w, v, kinds + i, kinds + n + i * sizeof(uint64_t));
		texts |= v->kind == LD_STR;
	}
	for (size_t i = 0; texts && !w->bad && i < n; i++)
		if (nth(first, i, step)->kind == LD_STR)
			text(w, nth(first, i, step));
	for (size_t i = 0; w->bad && i < n; i++)
		*nth(first, i, step) = (struct ld_value){0};
}

void ld_pack_place(struct ld_wire *w, struct ld_place *p)
{
	ld_wire_path(w, &p->file);
	ld_wire_int(w, &p->line, 0, INT32_MAX);
}

void ld_pack_field(struct ld_wire *w, int *field, bool absent)
{
	ld_wire_int(w, field, absent ? -1 : 0, w->reading ? (int)w->nfields - 1 : INT32_MAX);
}

void ld_pack_field_where(struct ld_wire *w, int *field, bool there)
{
	if (there)
		ld_pack_field(w, field, false);
	else if (w->reading)
		*field = -1;
}

void ld_pack_func_where(struct ld_wire *w, int *func, bool there)
{
	if (there)
		ld_wire_int(w, func, 0, w->reading ? (int)w->nfuncs - 1 : INT32_MAX);
	else if (w->reading)
		*func = -1;
}

static void range(struct ld_wire *w, bool *has_lo, bool *has_hi, struct ld_value *lo, struct ld_value *hi)
{
	ld_wire_bool(w, has_lo);
	ld_wire_bool(w, has_hi);
	ld_pack_value(w, lo);
	ld_pack_value(w, hi);
}

static void field(struct ld_wire *w, struct ld_field *f)
{
	ld_wire_name(w, &f->name);
	ld_wire_text(w, &f->title);
	ld_wire_text(w, &f->unit);
	ld_wire_enum(w, &f->type, LD_CHOICE);
	ld_wire_enum(w, &f->format, LD_FORMAT_KK);
	ld_wire_bool(w, &f->is_private);
	ld_wire_bool(w, &f->is_fixed);
	range(w, &f->has_lo, &f->has_hi, &f->lo, &f->hi);
	ld_wire_names(w, &f->choices, &f->nchoices, 255);
	ld_wire_enum(w, &f->derive, LD_DERIVE_FUNC);
	ld_pack_field_where(w, &f->from, f->derive == LD_DERIVE_AGE || f->derive == LD_DERIVE_MEMBERS);
	ld_pack_cond(w, &f->when);
	ld_pack_func_where(w, &f->func, f->derive == LD_DERIVE_FUNC);
	ld_pack_place(w, &f->place);
}

void ld_pack_fields(struct ld_wire *w, struct ld_fields *f)
{
	f->items = ld_wire_list(w, f->items, &f->len, sizeof *f->items, LD_MAX_FIELDS);
	w->nfields = f->len;
	for (size_t i = 0; i < f->len; i++)
		field(w, &f->items[i]);
}

/* Functions stand before the fields, because fields name them; what they read is held against LD_MAX_FIELDS here and
 * against the fields by proof.c. */
static void func(struct ld_wire *w, struct ld_func *f)
{
	ld_wire_enum(w, &f->kind, LD_FUNC_FIELD);
	ld_wire_name(w, &f->owner);
	ld_pack_place(w, &f->place);
	f->reads = ld_wire_list(w, f->reads, &f->nreads, sizeof *f->reads, LD_MAX_FIELDS);
	for (size_t i = 0; i < f->nreads; i++)
		ld_wire_int(w, &f->reads[i], 0, LD_MAX_FIELDS - 1);
	ld_wire_bool(w, &f->blanks);
	ld_wire_i64(w, &f->lo);
	ld_wire_i64(w, &f->hi);
	if (f->kind == LD_FUNC_FIELD)
		ld_wire_int(w, &f->field, 0, LD_MAX_FIELDS - 1);
	else if (w->reading)
		f->field = -1;
	ld_wire_bytes(w, f->digest, sizeof f->digest);
}

void ld_pack_funcs(struct ld_wire *w, struct ld_func **funcs, size_t *nfuncs)
{
	*funcs = ld_wire_list(w, *funcs, nfuncs, sizeof **funcs, UINT16_MAX);
	w->nfuncs = *nfuncs;
	for (size_t i = 0; i < *nfuncs; i++)
		func(w, &(*funcs)[i]);
}

static void cond(struct ld_wire *w, struct ld_cond *c)
{
	ld_wire_enum(w, &c->kind, LD_COND_FUNC);
	ld_pack_place(w, &c->place);
	ld_pack_field_where(w, &c->field, c->kind >= LD_COND_EQUAL && c->kind <= LD_COND_MISSING);
	ld_pack_func_where(w, &c->func, c->kind == LD_COND_FUNC);
	ld_wire_int(w, &c->n, 0, LD_MAX_SET);
	range(w, &c->has_lo, &c->has_hi, &c->lo, &c->hi);
	ld_wire_bool(w, &c->lo_open);
	ld_wire_bool(w, &c->hi_open);
	c->set = ld_wire_list(w, c->set, &c->nset, sizeof *c->set, LD_MAX_SET);
	for (size_t i = 0; i < c->nset; i++)
		ld_pack_value(w, &c->set[i]);
	c->kids = ld_wire_list(w, c->kids, &c->nkids, sizeof *c->kids, LD_MAX_SET);
	for (size_t i = 0; i < c->nkids; i++)
		ld_pack_cond(w, &c->kids[i]);
}

void ld_pack_cond(struct ld_wire *w, struct ld_cond **c)
{
	bool there = *c != NULL;
	ld_wire_bool(w, &there);
	if (w->reading)
		*c = NULL;
	if (!there)
		return;
	if (w->reading) {
		*c = w->depth < DEEPEST ? ld_arena_alloc(w->arena, sizeof **c) : NULL;
		w->nomem |= w->depth < DEEPEST && !*c;
		w->bad |= !*c;
	}
	w->depth++;
	if (*c)
		cond(w, *c);
	w->depth--;
}
