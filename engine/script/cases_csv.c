/*
 * Spreadsheets of cases: name (nama), expect (harapan), then a column a field. A blank cell is the base worker's
 * value, `?` is unknown. The rows are collected first and judged afterwards: nothing may raise
 * while the CSV reader holds memory.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "base/text.h"
#include "csv/csv.h"
#include "script/internal.h"

struct grid_row {
	struct grid_row *next;
	int64_t line;
	size_t ncells;
	const char **cells;
};

struct grid {
	struct ld_arena *arena;
	struct grid_row *first, **last;
};

static int keep_row(void *ctx, const struct ld_csv_row *row, struct lindung_error *err)
{
	struct grid *g = ctx;
	if (row->fault)
		return ld_fail(err, row->fault, "%s",
			row->reason ? row->reason : "the row cannot be read");
	struct grid_row *r = ld_arena_alloc(g->arena, sizeof *r);
	if (!r || !(r->cells = ld_arena_array(g->arena, row->ncells, sizeof *r->cells)))
		return ld_nomem(err);
	r->line = row->line;
	r->ncells = row->ncells;
	for (size_t i = 0; i < row->ncells; i++) {
		const char *s = row->cells[i].text;
		size_t n = row->cells[i].len;
		while (n && (*s == ' ' || *s == '\t'))
			s++, n--;
		while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
			n--;
		if (!(r->cells[i] = ld_arena_strndup(g->arena, s, n)))
			return ld_nomem(err);
	}
	*g->last = r;
	g->last = &r->next;
	return 0;
}

/* Split `a;b` into names of the result. */
static void split(struct ld_script *s, const char *text, struct ld_case *c)
{
	size_t n = *text ? 1 : 0;
	for (const char *p = text; *p; p++)
		n += *p == ';';
	const char **names = ld_out_array(s, n, sizeof *names);
	for (size_t i = 0; i < n; i++) {
		size_t len = strcspn(text, ";");
		names[i] = ld_out_text(s, text, len);
		text += len + (text[len] == ';');
	}
	c->names = names;
	c->nnames = n;
}

/* layak, layak:15, tolak:id;id, periksa:field;field */
static int read_expect(
	const struct ld_item *it, const struct ld_programme *p, const char *text, struct ld_case *c)
{
	size_t n = strcspn(text, ":");
	const char *rest = text[n] ? text + n + 1 : "";
	if (n == 5 && strncasecmp(text, "layak", 5) == 0) {
		c->expect = LD_EXPECT_ELIGIBLE;
		c->has_score = text[n] == ':';
		if (c->has_score && !ld_int_parse(rest, strlen(rest), &c->score))
			return ld_item_fault(it, LINDUNG_E_INTEGER, NULL,
				"'%.60s': the score is no whole number", text);
		return 0;
	}
	bool refused = n == 5 && strncasecmp(text, "tolak", 5) == 0;
	if (!refused && !(n == 7 && strncasecmp(text, "periksa", 7) == 0))
		return ld_item_fault(it, LINDUNG_E_CASES, NULL,
			"'%.60s' is not layak, layak:15, tolak:rule;… or periksa:field;…", text);
	c->expect = refused ? LD_EXPECT_REFUSED : LD_EXPECT_UNDECIDED;
	split(it->s, rest, c);
	if (!c->nnames)
		return ld_item_fault(it, LINDUNG_E_EMPTY, NULL, "'%.60s' names nothing: write %s", text,
			refused ? "tolak:rule;…" : "periksa:field;…");
	return ld_check_expected(it, p, c);
}

static int by_field(const void *a, const void *b)
{
	const struct ld_case_value *x = a, *y = b;
	return (x->field > y->field) - (x->field < y->field);
}

/* One cell over the base's value of its field. */
static int set_cell(const struct ld_item *it, int field, const char *text, struct ld_case *c)
{
	struct lindung_error err = {0};
	struct ld_value v = {0};
	if (!*text)
		return 0;
	if (strcmp(text, "?") != 0 &&
		ld_field_parse(&it->s->fields->items[field], text, strlen(text), &v, &err) < 0)
		return ld_item_fault(
			it, err.code, err.suggestion[0] ? err.suggestion : NULL, "%s", err.message);
	if (v.kind == LD_STR)
		v.s = ld_out_text(it->s, v.s, v.len);
	for (size_t i = 0; i < c->nvalues; i++)
		if (c->values[i].field == field) {
			c->values[i].value = v;
			return 0;
		}
	c->values[c->nvalues++] = (struct ld_case_value){field, v};
	return 0;
}

struct header {
	int *fields; /* [n] of each column; −1 the name, −2 what is expected */
	size_t n;
};

static int read_header(const struct ld_item *it, const struct grid_row *row, struct header *ret)
{
	int rc = 0;
	bool name = false, expect = false;
	struct header h = {ld_out_array(it->s, row->ncells, sizeof *h.fields), row->ncells};
	for (size_t i = 0; i < row->ncells; i++) {
		const char *s = row->cells[i];
		bool is_name = strcmp(s, "name") == 0 || strcmp(s, "nama") == 0;
		if (is_name || strcmp(s, "expect") == 0 || strcmp(s, "harapan") == 0) {
			h.fields[i] = is_name ? -1 : -2;
			name |= is_name;
			expect |= !is_name;
			continue;
		}
		h.fields[i] = ld_field_find(it->s->fields, s);
		if (h.fields[i] < 0)
			rc = ld_item_fault(it, LINDUNG_E_NAME, ld_field_nearest(it->s->fields, s),
				"the column '%.60s' is no field", s);
		for (size_t k = 0; k < i && h.fields[i] >= 0; k++)
			if (h.fields[k] == h.fields[i])
				rc = ld_item_fault(it, LINDUNG_E_DUPLICATE, NULL,
					"the column '%.60s' stands twice", s);
	}
	if (!name || !expect)
		rc = ld_item_fault(it, LINDUNG_E_HEADER, NULL, "the header lacks the column %s: it is name (or nama), expect (or harapan), "
			"then fields",
			name ? "'expect' (or 'harapan')" : "'name' (or 'nama')");
	*ret = h;
	return rc;
}

static int read_row(const struct ld_item *it, const struct header *h, const struct grid_row *row,
	const struct ld_case *base, struct ld_cases *ret)
{
	struct ld_script *s = it->s;
	struct ld_case c = {.place = it->place};
	int rc = 0;
	s->owner = NULL;
	if (row->ncells != h->n)
		return ld_item_fault(it, LINDUNG_E_COLUMNS, NULL,
			"the row has %zu cells, the header %zu", row->ncells, h->n);
	c.values = ld_out_array(s, base->nvalues + h->n, sizeof *c.values);
	if (base->nvalues)
		memcpy(c.values, base->values, base->nvalues * sizeof *c.values);
	c.nvalues = base->nvalues;
	for (size_t i = 0; i < h->n; i++)
		if (h->fields[i] == -1)
			s->owner = c.name = ld_out_text(s, row->cells[i], strlen(row->cells[i]));
	for (size_t i = 0; i < h->n; i++) {
		if (h->fields[i] == -2)
			rc |= read_expect(it, ret->programme, row->cells[i], &c);
		else if (h->fields[i] >= 0)
			rc |= set_cell(it, h->fields[i], row->cells[i], &c);
	}
	qsort(c.values, c.nvalues, sizeof *c.values, by_field);
	*ld_cases_add(s, ret) = c;
	return rc;
}

int ld_read_case_table(
	struct ld_script *s, int idx, struct ld_place at, const char *module, struct ld_cases *ret)
{
	static const char *const keys[] = {"base"};
	lua_State *L = s->L;
	struct ld_item it;
	struct ld_case base = {0};
	struct ld_file file;
	struct lindung_error err = {0};
	char what[LD_DESCRIBE];
	int top = lua_gettop(L);
	s->owner_what = "table_of_cases";
	s->owner = NULL;
	ld_item_open(s, idx, at, &it);
	if (ld_item_keys(&it, keys, 1, 1) < 0)
		return -1;
	if (lua_rawgeti(L, it.t, 1) != LUA_TSTRING)
		return ld_item_fault(&it, LINDUNG_E_TYPE, NULL,
			"begins with %s, not the name of a CSV file", ld_describe(L, -1, what));
	const char *name = lua_tostring(L, -1);
	size_t n = strlen(name);
	if (n < 5 || strcmp(name + n - 4, ".csv") != 0)
		return ld_item_fault(
			&it, LINDUNG_E_MODULE, NULL, "'%.80s' is not the name of a CSV file", name);
	if (ld_item_get(&it, "base") != LUA_TNIL &&
		ld_read_worker(&it, lua_gettop(L), &base.values, &base.nvalues) < 0)
		return -1;
	if (s->loader->find(s->loader->ctx, name, module, &s->arena, &file, &err) < 0)
		return ld_fault_error(s, it.place, &err);
	struct grid g = {.arena = &s->arena};
	g.last = &g.first;
	if (ld_csv_read_mem(file.text, file.len, file.path, &(struct ld_csv_options){0}, keep_row, &g, NULL, &err) < 0)
		return ld_fault_error(s, it.place, &err);
	struct ld_item row = it;
	struct header h;
	row.place.file = ld_out_text(s, file.path, strlen(file.path));
	s->owner_what = "case";
	row.place.line = g.first ? (int)g.first->line : 1;
	if (!g.first || read_header(&row, g.first, &h) < 0)
		return -1;
	int rc = 0;
	for (const struct grid_row *r = g.first->next; r; r = r->next) {
		row.place.line = (int)r->line;
		rc |= read_row(&row, &h, r, &base, ret);
	}
	lua_settop(L, top);
	return rc;
}
