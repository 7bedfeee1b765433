/*
 * Sources: how a file's columns become fields. Codes are texts of cells and their values are of the
 * field's own type; a code whose value is unknown says that nobody knows. A mapping is a column's
 * name, or a table with the column's names first.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/text.h"
#include "base/utf8.h"
#include "script/internal.h"

static const char *const source_keys[] = {"title", "vintage", "adds", "key", "precedence",
	"encoding", "delimiter", "header_row", "map", "absent",
	"once", "in_order"};
static const char *const map_keys[] = {
	"codes", "format", "blank", "strip", "before", "optional", "always"};

static int read_codes(const struct ld_item *it, struct ld_mapping *m)
{
	lua_State *L = it->L;
	struct ld_item codes = *it;
	char what[LD_DESCRIBE];
	int top = lua_gettop(L), rc = 0;
	if (ld_item_get(it, "codes") == LUA_TNIL) {
		lua_settop(L, top);
		return 0;
	}
	if (!ld_open_plain(L, -1)) {
		rc = ld_item_fault(it, LINDUNG_E_TYPE, NULL, "'codes' is %s, not a table",
			ld_describe(L, -1, what));
		lua_settop(L, top);
		return rc;
	}
	codes.t = lua_gettop(L);
	size_t n;
	const char **names = ld_text_keys(it->s, codes.t, &n);
	struct ld_code *list = ld_out_array(it->s, n, sizeof *list);
	size_t len = 0;
	lua_pushnil(L);
	for (; lua_next(L, codes.t); lua_pop(L, 1))
		if (lua_type(L, -2) != LUA_TSTRING)
			rc = ld_item_fault(it, LINDUNG_E_TYPE, NULL,
				"the code %s is not a text; write [\"1\"] for the cell 1",
				ld_describe(L, -2, what));
	for (size_t i = 0; i < n; i++) {
		struct ld_value v;
		ld_item_get(&codes, names[i]);
		int got = ld_read_value(&codes, lua_gettop(L), m->field, true, &v);
		lua_pop(L, 1);
		if (got) {
			rc = got;
		} else if (strcmp(names[i], "otherwise") == 0) {
			m->has_otherwise = true;
			m->otherwise = v;
		} else {
			list[len].code = ld_out_text(it->s, names[i], strlen(names[i]));
			list[len++].value = v;
		}
	}
	lua_settop(L, top);
	for (size_t i = 0; i < len; i++)
		for (size_t k = 0; k < i; k++)
			if (strcasecmp(list[i].code, list[k].code) == 0)
				rc = ld_item_fault(it, LINDUNG_E_DUPLICATE, NULL,
					"the codes '%s' and '%s' are one: case does not count",
					list[k].code, list[i].code);
	m->codes = list;
	m->ncodes = len;
	return rc;
}

static int check_formats(const struct ld_item *it, const struct ld_mapping *m)
{
	const struct ld_field *f = &it->s->fields->items[m->field];
	if (m->nformats && f->type != LD_DATE)
		return ld_item_fault(it, LINDUNG_E_TYPE, NULL,
			"'format' is for dates; field '%s' is %s", f->name, ld_type_name(f->type));
	for (size_t i = 0; i < m->nformats; i++) {
		const char *s = m->formats[i];
		bool day = strstr(s, "dd") || strchr(s, 'd'),
		     month = strstr(s, "mm") || strstr(s, "mon") || strchr(s, 'm');
		if (!day || !month || !strstr(s, "yyyy"))
			return ld_item_fault(it, LINDUNG_E_DATE, NULL,
				"the date format '%.40s' lacks its dd, mm or yyyy", s);
	}
	return 0;
}

/* { "column", "alias", … }: the positional values. */
static int read_columns(const struct ld_item *it, struct ld_mapping *m)
{
	lua_State *L = it->L;
	size_t n = ld_list_len(L, it->t);
	char what[LD_DESCRIBE];
	const char **names = ld_out_array(it->s, n, sizeof *names);
	for (size_t i = 0; i < n; i++) {
		bool text = lua_rawgeti(L, it->t, (lua_Integer)i + 1) == LUA_TSTRING &&
			    lua_rawlen(L, -1) > 0;
		if (text && !ld_utf8_visible(lua_tostring(L, -1), lua_rawlen(L, -1)))
			return ld_item_fault(it, LINDUNG_E_TEXT, NULL, "a column's name holds characters that cannot be seen");
		if (text)
			names[i] = ld_out_text(it->s, lua_tostring(L, -1), lua_rawlen(L, -1));
		else
			ld_item_fault(it, LINDUNG_E_TYPE, NULL, "a column's name is %s, not a text",
				ld_describe(L, -1, what));
		lua_pop(L, 1);
		if (!text)
			return -1;
	}
	m->columns = names;
	m->ncolumns = n;
	return 0;
}

static int check_value(const struct ld_item *it, const struct ld_mapping *m)
{
	struct lindung_error err = {0};
	if (m->value.kind == LD_MISSING ||
		!ld_field_check(&it->s->fields->items[m->field], &m->value, &err))
		return 0;
	return ld_item_fault(
		it, err.code, err.suggestion[0] ? err.suggestion : NULL, "%s", err.message);
}

static int read_details(const struct ld_item *it, struct ld_mapping *m)
{
	lua_State *L = it->L;
	bool bad = ld_item_keys(it, map_keys, sizeof map_keys / sizeof *map_keys, SIZE_MAX) < 0;
	m->always = ld_item_get(it, "always") != LUA_TNIL;
	if (m->always) {
		bad |= ld_read_value(it, lua_gettop(L), m->field, false, &m->value) < 0 ||
		       check_value(it, m) < 0;
		lua_pop(L, 1);
		if (ld_list_len(L, it->t))
			bad |= ld_item_fault(it, LINDUNG_E_TYPE, NULL,
				       "a field that is 'always' the same has no column") < 0;
		return bad ? -1 : 0;
	}
	lua_pop(L, 1);
	bad |= read_columns(it, m) < 0 || read_codes(it, m) < 0;
	bad |= ld_item_texts(it, "format", &m->formats, &m->nformats) < 0 ||
	       ld_item_texts(it, "blank", &m->blanks, &m->nblanks) < 0;
	bad |= ld_item_text(it, "strip", &m->strip) < 0 ||
	       ld_item_text(it, "before", &m->before) < 0;
	bad |= ld_item_bool(it, "optional", &m->optional) < 0;
	if (!bad && !m->ncolumns)
		bad = ld_item_fault(it, LINDUNG_E_REQUIRED, NULL, "field '%s' has no column",
			      it->s->fields->items[m->field].name) < 0;
	if (!bad && check_formats(it, m) < 0)
		bad = true;
	return bad ? -1 : 0;
}

/* The mapping at the top of the stack. */
static int read_mapping(const struct ld_item *source, const char *name, struct ld_mapping *ret)
{
	lua_State *L = source->L;
	struct ld_mapping m = {.place = source->place};
	struct ld_item it = *source;
	char what[LD_DESCRIBE];
	int top = lua_gettop(L), rc = 0;
	if ((m.field = ld_read_field(source, name)) < 0)
		return m.field;
	it.s->owner_what = "field";
	it.s->owner = it.s->fields->items[m.field].name;
	if (lua_type(L, top) == LUA_TSTRING && !ld_utf8_visible(lua_tostring(L, top), lua_rawlen(L, top))) {
		rc = ld_item_fault(source, LINDUNG_E_TEXT, NULL, "a column's name holds characters that cannot be seen");
	} else if (lua_type(L, top) == LUA_TSTRING) {
		const char **columns = ld_out_array(it.s, 1, sizeof *columns);
		columns[0] = ld_out_text(it.s, lua_tostring(L, top), lua_rawlen(L, top));
		m.columns = columns;
		m.ncolumns = 1;
	} else if (!ld_open_plain(L, top)) {
		rc = ld_item_fault(source, LINDUNG_E_TYPE, NULL,
			"is mapped from %s, not a column or { \"column\", … }",
			ld_describe(L, top, what));
	} else {
		it.t = lua_gettop(L);
		rc = read_details(&it, &m);
	}
	lua_settop(L, top);
	it.s->owner_what = it.s->owner = NULL;
	*ret = m;
	return rc;
}

static int by_field(const void *a, const void *b)
{
	const struct ld_mapping *x = a, *y = b;
	return (x->field > y->field) - (x->field < y->field);
}

static int read_map(const struct ld_item *it, struct ld_source *src)
{
	lua_State *L = it->L;
	int top = lua_gettop(L), rc = 0;
	if (ld_item_get(it, "map") == LUA_TNIL || !ld_open_plain(L, -1)) {
		lua_settop(L, top);
		return ld_item_fault(it, LINDUNG_E_REQUIRED, NULL,
			"'map' must be given: { field = \"column\", … }");
	}
	struct ld_item map = *it;
	map.t = lua_gettop(L);
	size_t n;
	const char **names = ld_text_keys(it->s, map.t, &n);
	if (ld_item_keys(&map, names, n, 0) < 0)
		rc = -1;
	if (!n)
		rc = ld_item_fault(it, LINDUNG_E_EMPTY, NULL, "'map' names no field");
	src->maps = ld_out_array(it->s, n, sizeof *src->maps);
	for (size_t i = 0; i < n; i++) {
		ld_item_get(&map, names[i]);
		if (read_mapping(it, names[i], &src->maps[src->nmaps]) < 0)
			rc = -1;
		else
			src->nmaps++;
		lua_settop(L, map.t);
	}
	qsort(src->maps, src->nmaps, sizeof *src->maps, by_field);
	lua_settop(L, top);
	return rc;
}

static int read_absent(const struct ld_item *it, struct ld_source *src)
{
	lua_State *L = it->L;
	int top = lua_gettop(L), rc = 0;
	if (ld_item_get(it, "absent") == LUA_TNIL) {
		lua_settop(L, top);
		return 0;
	}
	if (!ld_open_plain(L, -1)) {
		lua_settop(L, top);
		return ld_item_fault(
			it, LINDUNG_E_TYPE, NULL, "'absent' is not a table of field = value");
	}
	struct ld_item map = *it;
	map.t = lua_gettop(L);
	size_t n;
	const char **names = ld_text_keys(it->s, map.t, &n);
	if (ld_item_keys(&map, names, n, 0) < 0)
		rc = -1;
	if (n && src->adds == LD_ADDS_WORKERS)
		rc = ld_item_fault(it, LINDUNG_E_TYPE, NULL,
			"only a source that adds facts says what absent workers are");
	src->absent = ld_out_array(it->s, n, sizeof *src->absent);
	for (size_t i = 0; i < n; i++) {
		struct ld_mapping m = {.place = it->place, .always = true};
		ld_item_get(&map, names[i]);
		if ((m.field = ld_read_field(it, names[i])) < 0 ||
			ld_read_value(&map, lua_gettop(L), m.field, false, &m.value) < 0 ||
			check_value(it, &m) < 0)
			rc = -1;
		else
			src->absent[src->nabsent++] = m;
		lua_settop(L, map.t);
	}
	qsort(src->absent, src->nabsent, sizeof *src->absent, by_field);
	lua_settop(L, top);
	return rc;
}

static bool maps_field(const struct ld_source *src, int field)
{
	for (size_t i = 0; i < src->nmaps; i++)
		if (src->maps[i].field == field && !src->maps[i].always)
			return true;
	return false;
}

static int read_key(const struct ld_item *it, struct ld_source *src)
{
	const char *key = NULL;
	int rc = ld_item_text(it, "key", &key);
	src->key = 0;
	if (rc < 0)
		return rc;
	if (rc > 0 && (src->key = ld_read_field(it, key)) < 0)
		return src->key;
	const struct ld_field *f = &it->s->fields->items[src->key];
	if (f->type != LD_ID)
		return ld_item_fault(it, LINDUNG_E_TYPE, NULL,
			"the key must be an id; field '%s' is %s", f->name, ld_type_name(f->type));
	if (src->adds == LD_ADDS_WORKERS && src->key != 0)
		return ld_item_fault(it, LINDUNG_E_TYPE, "nik",
			"a source that adds workers has the key \"nik\"");
	if (src->nmaps && !maps_field(src, src->key))
		return ld_item_fault(it, LINDUNG_E_REQUIRED, NULL,
			"'map' has no column for the key '%s'", f->name);
	return 0;
}

/* { "first", "second", … }: pairs of mapped fields of one type that has an order. */
static int read_in_order(const struct ld_item *it, struct ld_source *src)
{
	const char *const *names = NULL;
	size_t n = 0;
	int rc = ld_item_texts(it, "in_order", &names, &n);
	if (rc <= 0)
		return rc;
	if (!n || n % 2)
		return ld_item_fault(it, LINDUNG_E_TYPE, NULL, "'in_order' is { \"first field\", \"second field\" }");
	size_t *pairs = ld_out_array(it->s, n, sizeof *pairs);
	enum ld_type type = LD_ID;
	for (size_t i = 0; i < n; i++) {
		int field = ld_read_field(it, names[i]);
		if (field < 0)
			return field;
		const struct ld_field *f = &it->s->fields->items[field];
		if (!maps_field(src, field))
			return ld_item_fault(it, LINDUNG_E_REQUIRED, NULL, "'map' has no column for '%s' of 'in_order'", f->name);
		while (src->maps[pairs[i]].field != field)
			pairs[i]++;
		if (i % 2 && f->type != type)
			return ld_item_fault(it, LINDUNG_E_TYPE, NULL, "'in_order' compares fields of one type; '%s' is %s and '%s' is %s",
				names[i - 1], ld_type_name(type), names[i], ld_type_name(f->type));
		type = f->type;
		if (type != LD_DATE && type != LD_INTEGER && type != LD_NUMBER && type != LD_MONEY)
			return ld_item_fault(it, LINDUNG_E_TYPE, NULL, "'in_order' is for numbers, amounts and dates; field '%s' is %s",
				f->name, ld_type_name(type));
	}
	src->in_order = pairs;
	src->nin_order = n;
	return 1;
}

static int read_delimiter(const struct ld_item *it, struct ld_source *src)
{
	const char *d = NULL;
	int rc = ld_item_get(it, "delimiter") == LUA_TNIL ? 0 : 1; /* a TAB is no visible text */
	d = lua_type(it->L, -1) == LUA_TSTRING ? lua_tostring(it->L, -1) : NULL;
	if (rc && (!d || strlen(d) != 1 || !strchr(",;|\t", *d)))
		rc = ld_item_fault(it, LINDUNG_E_TYPE, NULL,
			"'delimiter' is one of \",\", \";\", \"|\" and \"\\t\"");
	else if (rc)
		src->delimiter = *d;
	lua_pop(it->L, 1);
	return rc;
}

int ld_read_source(struct ld_script *s, int idx, struct ld_source *src)
{
	static const char *const adds[] = {"workers", "facts"}, *const encodings[] = {"utf-8",
									"latin1", "windows-1252"};
	struct ld_item it;
	int64_t precedence = 100, header = 0;
	int what = 0, encoding = 0;
	ld_item_open(s, idx, (struct ld_place){NULL, 0}, &it);
	s->owner_what = s->owner = NULL;
	src->place = it.place;
	bool bad = ld_item_id(&it, "source", &src->name) < 0;
	bad |= ld_item_keys(&it, source_keys, sizeof source_keys / sizeof *source_keys, 1) < 0;
	bad |= ld_item_text(&it, "title", &src->title) < 0 ||
	       ld_item_text(&it, "vintage", &src->vintage) < 0;
	bad |= ld_item_require(&it, "adds", ld_item_word(&it, "adds", adds, 2, &what)) < 0;
	src->adds = (enum ld_adds)what;
	bad |= ld_item_integer(&it, "precedence", 0, 1000000, &precedence) < 0;
	src->precedence = (int)precedence;
	bad |= ld_item_word(&it, "encoding", encodings, 3, &encoding) < 0;
	src->encoding = (enum ld_encoding)encoding;
	bad |= ld_item_integer(&it, "header_row", 1, 10000, &header) < 0;
	src->header_row = (int)header;
	bad |= read_delimiter(&it, src) < 0;
	bad |= read_map(&it, src) < 0;
	bad |= read_absent(&it, src) < 0;
	bad |= ld_item_bool(&it, "once", &src->once) < 0;
	bad |= read_in_order(&it, src) < 0;
	bad |= read_key(&it, src) < 0;
	lua_settop(s->L, it.t - 1);
	return bad ? -1 : 0;
}
