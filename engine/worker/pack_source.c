/* A source on the wire: how columns become fields. Files and the digest are the reader's own. */
#include "base/limits.h"
#include "worker/wire.h"

enum { MAX_CODES = 100000 };

static void mapping(struct ld_wire *w, struct ld_mapping *m)
{
	ld_pack_field(w, &m->field, false);
	ld_wire_names(w, &m->columns, &m->ncolumns, LD_MAX_SET);
	ld_wire_bool(w, &m->optional);
	ld_wire_bool(w, &m->always);
	ld_pack_value(w, &m->value);
	struct ld_code *codes = ld_wire_list(w, m->codes, &m->ncodes, sizeof *codes, MAX_CODES);
	for (size_t i = 0; i < m->ncodes; i++) {
		ld_wire_name(w, &codes[i].code);
		ld_pack_value(w, &codes[i].value);
	}
	m->codes = codes;
	ld_wire_bool(w, &m->has_otherwise);
	ld_pack_value(w, &m->otherwise);
	ld_wire_names(w, &m->formats, &m->nformats, LD_MAX_SET);
	ld_wire_names(w, &m->blanks, &m->nblanks, LD_MAX_SET);
	ld_wire_text(w, &m->strip);
	ld_wire_text(w, &m->before);
	ld_pack_place(w, &m->place);
}

static void mappings(struct ld_wire *w, struct ld_mapping **maps, size_t *n)
{
	*maps = ld_wire_list(w, *maps, n, sizeof **maps, LD_MAX_FIELDS);
	for (size_t i = 0; i < *n; i++)
		mapping(w, &(*maps)[i]);
}

static void in_order(struct ld_wire *w, struct ld_source *s)
{
	size_t *pairs = ld_wire_list(w, s->in_order, &s->nin_order, sizeof *pairs, 2 * LD_MAX_FIELDS);
	for (size_t i = 0; i < s->nin_order; i++) {
		int at = (int)pairs[i];
		ld_wire_int(w, &at, 0, w->reading ? (int)s->nmaps - 1 : INT32_MAX);
		pairs[i] = (size_t)at;
	}
	s->in_order = pairs;
}

void ld_pack_source(struct ld_wire *w, struct ld_source *s)
{
	int delimiter = (unsigned char)s->delimiter;
	w->nfuncs = INT16_MAX; /* of fields that functions derive: a source calls none */
	ld_pack_fields(w, &s->fields);
	ld_wire_name(w, &s->name);
	ld_wire_text(w, &s->title);
	ld_wire_text(w, &s->vintage);
	ld_wire_enum(w, &s->adds, LD_ADDS_FACTS);
	ld_pack_field(w, &s->key, false);
	ld_wire_int(w, &s->precedence, INT32_MIN, INT32_MAX);
	ld_wire_enum(w, &s->encoding, LD_WINDOWS1252);
	ld_wire_int(w, &delimiter, 0, 127);
	s->delimiter = (char)delimiter;
	ld_wire_int(w, &s->header_row, 0, INT32_MAX);
	mappings(w, &s->maps, &s->nmaps);
	mappings(w, &s->absent, &s->nabsent);
	ld_wire_bool(w, &s->once);
	in_order(w, s);
	ld_pack_place(w, &s->place);
}
