/*
 * fields.lua into struct ld_fields: the national declarations in their order, then the office's,
 * where an equal name takes the place of the national one (same type) and a new name stands behind.
 * Derivations are read in a second pass, when all names are known, and may only read fields
 * declared before them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "script/internal.h"

static const char *const keys[] = {
	"title", "unit", "range", "private", "fixed", "format", "derive", "reads", "blanks", "when"};

static const char *const types[] = {
	"id", "text", "integer", "number", "money", "boolean", "date", "choice"};

static int read_choices(const struct ld_item *it, struct ld_field *f)
{
	lua_State *L = it->L;
	size_t n = ld_list_len(L, it->t) - 2;
	if (f->type != LD_CHOICE)
		return n ? ld_item_fault(it, LINDUNG_E_NAME, NULL,
				   "a field of type %s has no list of choices",
				   ld_type_name(f->type))
			 : 0;
	if (!n || n > 255)
		return ld_item_fault(it, n ? LINDUNG_E_LIMIT : LINDUNG_E_EMPTY, NULL,
			"a choice has 1 to 255 values, not %zu", n);
	const char **choices = ld_out_array(it->s, n, sizeof *choices);
	for (size_t i = 0; i < n; i++) {
		bool text = lua_rawgeti(L, it->t, (lua_Integer)i + 3) == LUA_TSTRING;
		if (text)
			choices[i] = ld_out_text(it->s, lua_tostring(L, -1), lua_rawlen(L, -1));
		lua_pop(L, 1);
		if (!text || !*choices[i])
			return ld_item_fault(
				it, LINDUNG_E_TYPE, NULL, "choice %zu is not a text", i + 1);
		for (size_t k = 0; k < i; k++)
			if (strcmp(choices[k], choices[i]) == 0)
				return ld_item_fault(it, LINDUNG_E_DUPLICATE, NULL,
					"the choice '%s' is given twice", choices[i]);
	}
	f->choices = choices;
	f->nchoices = n;
	return 0;
}

/* range = { low, high }; either may be left out by naming: { low = … } or { high = … }. */
static int read_range(const struct ld_item *it, int index)
{
	static const char *const own[] = {"low", "high"};
	lua_State *L = it->L;
	struct ld_field *f = &it->s->fields->items[index];
	struct ld_item r = *it;
	int top = lua_gettop(L), rc = 0;
	if (ld_item_get(it, "range") == LUA_TNIL) {
		lua_settop(L, top);
		return 0;
	}
	bool ordered = f->type == LD_INTEGER || f->type == LD_NUMBER || f->type == LD_MONEY ||
		       f->type == LD_DATE;
	if (!ordered || !ld_open_plain(L, -1)) {
		lua_settop(L, top);
		return ld_item_fault(it, LINDUNG_E_TYPE, NULL,
			"'range' is { low, high } of numbers, money or dates");
	}
	r.t = lua_gettop(L);
	if ((rc = ld_item_keys(&r, own, 2, 2)) >= 0) {
		rc = 0;
		for (int i = 0; i < 2 && !rc; i++) {
			if (lua_rawgeti(L, r.t, i + 1) == LUA_TNIL) {
				lua_pop(L, 1);
				if (ld_item_get(&r, own[i]) == LUA_TNIL)
					continue;
			}
			rc = ld_read_value(&r, lua_gettop(L), index, false, i ? &f->hi : &f->lo);
			*(i ? &f->has_hi : &f->has_lo) = !rc;
		}
	}
	lua_settop(L, top);
	if (!rc && f->has_lo && f->has_hi && ld_value_cmp(&f->lo, &f->hi) > 0)
		return ld_item_fault(it, LINDUNG_E_RANGE, NULL, "the range is inverted");
	return rc;
}

static int read_format(const struct ld_item *it, struct ld_field *f)
{
	static const char *const formats[] = {"any", "nik", "kk"};
	int format = strcmp(f->name, "nik") == 0 ? LD_FORMAT_NIK : LD_FORMAT_ANY;
	int rc = ld_item_word(it, "format", formats, 3, &format);
	if (rc > 0 && f->type != LD_ID)
		return ld_item_fault(it, LINDUNG_E_TYPE, NULL, "only a field.id has a format");
	f->format = f->type == LD_ID ? (enum ld_format)format : LD_FORMAT_ANY;
	return rc;
}

/* The declaration at idx, without what names other fields. */
static int read_field(struct ld_script *s, int idx, struct ld_place at, struct ld_field *ret)
{
	lua_State *L = s->L;
	struct ld_item it;
	char what[LD_DESCRIBE];
	s->owner_what = "field";
	s->owner = NULL;
	if (!ld_is(L, idx, LD_K_FIELD))
		return ld_fault(s, at, LINDUNG_E_TYPE, NULL,
			"fields.lua returns a list of fields, not %s", ld_describe(L, idx, what));
	ld_item_open(s, idx, at, &it);
	struct ld_field f = {.place = it.place, .from = -1, .func = -1};
	lua_rawgeti(L, it.t, 1);
	lua_rawgeti(L, it.t, 2);
	f.name = ld_out_text(s, lua_tostring(L, -2), strlen(lua_tostring(L, -2)));
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i], lua_tostring(L, -1)) == 0)
			f.type = (enum ld_type)i;
	s->owner = f.name;
	bool reserved = strcmp(f.name, "when") == 0 || strcmp(f.name, "reads") == 0 ||
			strcmp(f.name, "blanks") == 0 || strcmp(f.name, "score") == 0 ||
			strcmp(f.name, "otherwise") == 0;
	bool bad = false;
	if (reserved || !ld_field_name_valid(f.name))
		bad = ld_item_fault(&it, LINDUNG_E_NAME, NULL,
			      reserved ? "'%s' is a word of the language and no field name"
				       : "'%s' is no field name: small letters, digits and '_', a "
					 "letter first, no word of Lua",
			      f.name) < 0;
	bad |= ld_item_keys(&it, keys, sizeof keys / sizeof *keys, SIZE_MAX) < 0;
	bad |= ld_item_text(&it, "title", &f.title) < 0 || ld_item_text(&it, "unit", &f.unit) < 0;
	bad |= ld_item_bool(&it, "private", &f.is_private) < 0 || ld_item_bool(&it, "fixed", &f.is_fixed) < 0;
	bad |= read_format(&it, &f) < 0 || read_choices(&it, &f) < 0;
	lua_settop(L, it.t - 1);
	*ret = f;
	return bad ? -1 : 1;
}

static int derive_members(const struct ld_item *field, int idx, struct ld_field *f)
{
	static const char *const own[] = {"key", "when"};
	struct ld_item it;
	const char *key = NULL;
	ld_item_open(field->s, idx, field->place, &it);
	int rc = ld_item_keys(&it, own, 2, 0);
	f->derive = LD_DERIVE_MEMBERS;
	if (rc < 0 || (rc = ld_item_require(&it, "key", ld_item_text(&it, "key", &key))) < 0 ||
		(f->from = ld_read_field(&it, key)) < 0)
		return -1;
	if (f->type != LD_INTEGER)
		return ld_item_fault(field, LINDUNG_E_TYPE, NULL,
			"members counts: the field must be an integer");
	return ld_read_when(&it, "when", &f->when);
}

static int derive_age(const struct ld_item *field, int idx, struct ld_field *f)
{
	struct ld_item it;
	ld_item_open(field->s, idx, field->place, &it);
	lua_rawgeti(it.L, it.t, 1);
	f->derive = LD_DERIVE_AGE;
	if ((f->from = ld_read_field(&it, lua_tostring(it.L, -1))) < 0)
		return -1;
	f->is_fixed |= field->s->fields->items[f->from].is_fixed;
	if (field->s->fields->items[f->from].type != LD_DATE || f->type != LD_INTEGER)
		return ld_item_fault(field, LINDUNG_E_TYPE, NULL, "age makes an integer of a date");
	return 0;
}

/* A text made from one that names a person may name them too. */
static bool carries_private(const struct ld_script *s, const struct ld_field *f)
{
	const struct ld_func *fn = &s->funcs[f->func];
	for (size_t i = 0; i < fn->nreads && (f->type == LD_TEXT || f->type == LD_ID); i++)
		if (s->fields->items[fn->reads[i]].is_private)
			return true;
	return false;
}

/* What a field is computed from, once all names are known; the field at `index` of the list. */
static int read_derive(struct ld_script *s, int idx, int index)
{
	lua_State *L = s->L;
	struct ld_item it;
	struct ld_field *f = &s->fields->items[index];
	char what[LD_DESCRIBE];
	int rc = 0;
	s->owner_what = "field";
	s->owner = f->name;
	s->fields_limit = index;
	ld_item_open(s, idx, f->place, &it);
	it.place = f->place;
	rc = read_range(&it, index);
	int type = ld_item_get(&it, "derive"), top = lua_gettop(L);
	if (rc < 0) {
		;
	} else if (type == LUA_TFUNCTION) {
		f->derive = LD_DERIVE_FUNC;
		rc = f->func = ld_read_func(&it, top, LD_FUNC_FIELD);
		if (rc >= 0) {
			s->funcs[f->func].field = index;
			f->is_private |= carries_private(s, f);
		}
	} else if (ld_is(L, top, LD_K_AGE)) {
		rc = derive_age(&it, top, f);
	} else if (ld_is(L, top, LD_K_MEMBERS)) {
		rc = derive_members(&it, top, f);
	} else if (type != LUA_TNIL) {
		rc = ld_item_fault(&it, LINDUNG_E_TYPE, NULL,
			"'derive' is %s, not age, members {…} or a function",
			ld_describe(L, top, what));
	}
	lua_settop(L, it.t - 1);
	s->fields_limit = LD_MAX_FIELDS;
	return rc < 0 ? rc : 0;
}

/* Where declarations come from while they are merged: objects stands on the Lua stack, one a field.
 */
struct merge {
	struct ld_fields *fields;
	int objects; /* table: index + 1 -> the field's object */
};

static int add_field(
	struct ld_script *s, int idx, struct ld_place at, struct merge *m, size_t before)
{
	struct ld_field f;
	int rc = read_field(s, idx, at, &f);
	if (rc < 0)
		return rc;
	int known = ld_field_find(m->fields, f.name);
	size_t at_index = known >= 0 ? (size_t)known : m->fields->len;
	if (known >= 0 && (size_t)known >= before)
		return ld_fault(s, f.place, LINDUNG_E_DUPLICATE, NULL,
			"is declared twice; first in line %d", m->fields->items[known].place.line);
	if (known >= 0 && m->fields->items[known].type != f.type)
		return ld_fault(s, f.place, LINDUNG_E_TYPE, NULL,
			"is %s in the shared fields and cannot become %s",
			ld_type_name(m->fields->items[known].type), ld_type_name(f.type));
	if (at_index >= (size_t)s->limits.fields)
		return ld_fault(s, f.place, LINDUNG_E_LIMIT, NULL,
			"is one more than the %d that may be declared (limit fields)", (int)s->limits.fields);
	f.is_private |= known >= 0 && m->fields->items[known].is_private; /* an office cannot take the mark away */
	f.is_fixed |= known >= 0 && m->fields->items[known].is_fixed;
	m->fields->items[at_index] = f;
	m->fields->len += known < 0;
	lua_pushvalue(s->L, idx);
	lua_rawseti(s->L, m->objects, (lua_Integer)at_index + 1);
	return 0;
}

/* Merge one module's list. */
static int merge_module(struct ld_script *s, const char *name, struct merge *m)
{
	lua_State *L = s->L;
	int top = lua_gettop(L), rc = 0;
	size_t before = m->fields->len;
	char what[LD_DESCRIBE];
	ld_load_module(L, name); /* result */
	struct ld_place at = {s->files[s->nfiles - 1].path, 1};
	at = ld_out_place(s, at);
	if (!ld_is(L, top + 1, LD_K_FIELDS) && !ld_open_plain(L, top + 1)) {
		s->owner_what = NULL;
		rc = ld_fault(s, at, LINDUNG_E_TYPE, NULL,
			"the module '%s' returns %s, not a list of fields", name,
			ld_describe(L, top + 1, what));
		lua_settop(L, top);
		return rc;
	}
	if (ld_is(L, top + 1, LD_K_FIELDS))
		ld_open_table(L, top + 1); /* result list */
	int list = lua_gettop(L);
	size_t n = ld_list_len(L, list);
	for (size_t i = 1; i <= n; i++) {
		lua_rawgeti(L, list, (lua_Integer)i);
		if (add_field(s, lua_gettop(L), at, m, before) < 0)
			rc = -1;
		lua_settop(L, list);
	}
	lua_settop(L, top);
	return rc;
}

int ld_read_fields(struct ld_script *s, struct ld_fields *ret)
{
	lua_State *L = s->L;
	int top = lua_gettop(L), rc = 0;
	struct ld_file file;
	char office[300];
	ret->items = ld_out_array(s, LD_MAX_FIELDS, sizeof *ret->items);
	ret->len = 0;
	s->fields = ret;
	s->fields_limit = LD_MAX_FIELDS;
	lua_newtable(L);
	struct merge m = {ret, top + 1};
	bool national = ld_find_module(L, "fields", &file), own = false;
	if (s->office && strlen(s->office) < 200) {
		strcpy(office, s->office);
		strcat(office, ".fields");
		struct ld_file theirs;
		own = ld_find_module(L, office, &theirs) &&
		      !(national && strcmp(theirs.path, file.path) == 0);
	}
	if (!national && !own)
		ld_raise(L, LINDUNG_E_MODULE, NULL,
			"there is no fields.lua that declares the workers' fields");
	if (national)
		rc |= merge_module(s, "fields", &m);
	if (own)
		rc |= merge_module(s, office, &m);
	for (size_t i = 0; i < ret->len; i++) {
		lua_rawgeti(L, m.objects, (lua_Integer)i + 1);
		rc |= read_derive(s, lua_gettop(L), (int)i);
		lua_pop(L, 1);
	}
	s->owner_what = s->owner = NULL;
	if (!rc && (!ret->len || strcmp(ret->items[0].name, "nik") != 0 ||
			   ret->items[0].format != LD_FORMAT_NIK))
		rc = ld_fault(s, ld_out_place(s, (struct ld_place){s->files[0].path, 1}),
			LINDUNG_E_REQUIRED, NULL,
			"the first field must be field.id \"nik\", the worker's key");
	lua_settop(L, top);
	return rc ? -1 : 0;
}
