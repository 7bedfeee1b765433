/*
 * A programme's elements as lines of path and text: `when/umur` = `between(18, 64)`. Two elements are equal exactly when
 * their lines are, so what a reader is told and what a comparison acts on cannot come apart. A set is a line a member,
 * because what matters of forty occupations is the one that was added. A line's key says more than its text where text
 * is not everything: which of two fields of one name is read, which function stands there.
 */
#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/map.h"
#include "study/pair.h"

struct says {
	const struct ld_programme *p;
	struct ld_arena *arena;
	struct ld_lines *out;
	size_t cap;
	struct ld_map paths; /* each once */
	struct ld_buf text;
	bool failed;
};

static struct says begin(const struct ld_programme *p, struct ld_arena *arena, struct ld_lines *out)
{
	*out = (struct ld_lines){0};
	return (struct says){.p = p, .arena = arena, .out = out, .text = ld_buf_init(16 * LD_MAX_CELL)};
}

static int end(struct says *s)
{
	bool failed = s->failed || s->text.failed;
	ld_map_fini(&s->paths);
	ld_buf_fini(&s->text);
	return failed ? LINDUNG_E_NOMEM : 0;
}

/* A path that stands there already gets a number: positional conditions may repeat a field. */
static const char *unique(struct says *s, const char *path)
{
	const char *mine = path;
	for (int n = 2; mine; n++) {
		size_t before = s->paths.len;
		if (ld_map_add(&s->paths, mine, strlen(mine)) == LD_MAP_NONE)
			return NULL;
		if (s->paths.len > before)
			return mine;
		mine = ld_arena_printf(s->arena, "%s#%d", path, n);
	}
	return NULL;
}

static void add(struct says *s, bool decides, const char *path, const char *text, const char *key)
{
	if (s->out->len == s->cap) {
		size_t cap = s->cap ? 2 * s->cap : 16;
		struct ld_line *more = ld_arena_array(s->arena, cap, sizeof *more);
		if (more && s->cap)
			memcpy(more, s->out->items, s->cap * sizeof *more);
		if (!more)
			s->failed = true;
		else
			s->out->items = more, s->cap = cap;
	}
	path = path ? unique(s, path) : NULL;
	if (!path || !text || s->failed)
		s->failed = true;
	else
		s->out->items[s->out->len++] = (struct ld_line){path, text, key, decides};
}

#define SAY(s, decides, path, ...) add(s, decides, path, ld_arena_printf((s)->arena, __VA_ARGS__), NULL)

static void say_text(struct says *s, const char *path, const char *text)
{
	if (text)
		add(s, false, path, text, NULL);
}

static const char *join(struct says *s, const char *a, const char *b)
{
	const char *path = a && b ? ld_arena_printf(s->arena, "%s/%s", a, b) : NULL;
	s->failed |= !path;
	return path ? path : "";
}

/* ---- values ---- */

static const char *value(struct says *s, int field, const struct ld_value *v)
{
	ld_buf_reset(&s->text);
	ld_field_print(&s->p->fields.items[field], v, &s->text);
	return ld_arena_strdup(s->arena, ld_buf_text(&s->text));
}

static void groups(struct says *s, const char *path, int field, const struct ld_weight *g, size_t n)
{
	for (size_t i = 0; i < n; i++)
		SAY(s, true, join(s, path, value(s, field, &g[i].group)), "%" PRId64, g[i].n);
}

/* ---- conditions ---- */

static void function(struct says *s, const char *path, int func)
{
	const struct ld_func *f = &s->p->funcs[func];
	char hex[LD_SHA256_TEXT];
	const char *key = ld_arena_printf(s->arena, "%s %d %" PRId64 " %" PRId64, ld_sha256_hex(f->digest, hex), f->blanks,
		f->lo, f->hi);
	for (size_t i = 0; i < f->nreads && key; i++)
		key = ld_arena_printf(s->arena, "%s %d", key, f->reads[i]);
	s->failed |= !key;
	add(s, true, path, ld_arena_printf(s->arena, "function (%s:%d)", f->place.file ? f->place.file : "", f->place.line), key);
}

/* What ld_cond_print says behind "field = ". */
static const char *leaf_text(struct says *s, const struct ld_cond *c)
{
	ld_buf_reset(&s->text);
	ld_cond_print(c, &s->p->fields, &s->text);
	const char *text = ld_buf_text(&s->text), *name = s->p->fields.items[c->field].name;
	return ld_arena_strdup(s->arena, text + (s->text.failed ? 0 : strlen(name) + 3));
}

static void leaf(struct says *s, const char *path, const struct ld_cond *c)
{
	const char *mine = join(s, path, s->p->fields.items[c->field].name);
	bool set = c->kind == LD_COND_ONE_OF || c->kind == LD_COND_NONE_OF;
	const char *text = set ? c->kind == LD_COND_ONE_OF ? "one_of" : "none_of" : leaf_text(s, c);
	add(s, true, mine, text, text ? ld_arena_printf(s->arena, "%s @%d", text, c->field) : NULL);
	for (size_t i = 0; set && i < c->nset; i++) {
		struct ld_cond one = *c;
		one.kind = LD_COND_EQUAL;
		one.set = &c->set[i];
		one.nset = 1;
		const char *member = leaf_text(s, &one);
		add(s, true, join(s, mine, member), member, NULL);
	}
}

static void condition(struct says *s, const char *path, const struct ld_cond *c);

static void kids(struct says *s, const char *path, const struct ld_cond *c)
{
	for (size_t i = 0; i < c->nkids; i++)
		condition(s, ld_arena_printf(s->arena, "%s/%zu", path, i + 1), c->kids[i]);
}

static void entry(struct says *s, const char *path, const struct ld_cond *c)
{
	const char *mine;
	switch (c->kind) {
	case LD_COND_ALL:
		condition(s, path, c);
		break;
	case LD_COND_ANY:
		add(s, true, mine = join(s, path, "any_of"), "any_of", NULL);
		kids(s, mine, c);
		break;
	case LD_COND_NOT:
		add(s, true, mine = join(s, path, "not_"), "not_", NULL);
		condition(s, mine, c->kids[0]);
		break;
	case LD_COND_AT_LEAST_OF:
		SAY(s, true, mine = join(s, path, "at_least_of"), "%d", c->n);
		kids(s, mine, c);
		break;
	case LD_COND_FUNC:
		function(s, path, c->func);
		break;
	default:
		leaf(s, path, c);
	}
}

static void condition(struct says *s, const char *path, const struct ld_cond *c)
{
	if (!path) {
		s->failed = true;
	} else if (c && c->kind == LD_COND_ALL) {
		for (size_t i = 0; i < c->nkids; i++)
			entry(s, path, c->kids[i]);
	} else if (c) {
		entry(s, path, c);
	}
}

/* ---- elements ---- */

static const char *field_name(const struct ld_programme *p, int field)
{
	return field < 0 ? "" : p->fields.items[field].name;
}

int ld_lines_programme(const struct ld_programme *p, struct ld_arena *arena, struct ld_lines *ret)
{
	struct says s = begin(p, arena, ret);
	char day[LD_DATE_TEXT];
	say_text(&s, "id", p->id);
	say_text(&s, "title", p->title);
	SAY(&s, true, "as_of", "%s", ld_date_format(p->as_of, day));
	const struct {
		const char *path;
		int field;
	} fields[] = {{"segment", p->segment}, {"covered/from", p->covered_from}, {"covered/to", p->covered_to}};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (fields[i].field >= 0)
			add(&s, true, fields[i].path, field_name(p, fields[i].field),
				ld_arena_printf(arena, "@%d", fields[i].field));
	for (size_t i = 0; i < p->nbasis; i++)
		say_text(&s, "basis", p->basis[i]);
	return end(&s);
}

int ld_lines_field(const struct ld_programme *p, const struct ld_field *f, struct ld_arena *arena, struct ld_lines *ret)
{
	struct says s = begin(p, arena, ret);
	if (f->derive == LD_DERIVE_AGE)
		add(&s, true, "derive", ld_arena_printf(arena, "age \"%s\"", field_name(p, f->from)),
			ld_arena_printf(arena, "age @%d", f->from));
	if (f->derive == LD_DERIVE_MEMBERS) {
		add(&s, true, "derive", ld_arena_printf(arena, "members { key = \"%s\" }", field_name(p, f->from)),
			ld_arena_printf(arena, "members @%d", f->from));
		condition(&s, "derive/when", f->when);
	}
	if (f->derive == LD_DERIVE_FUNC)
		function(&s, "derive", f->func);
	return end(&s);
}

int ld_lines_rule(const struct ld_programme *p, const struct ld_rule *r, struct ld_arena *arena, struct ld_lines *ret)
{
	static const char *const policies[] = {"check", "refuse", "accept"};
	struct says s = begin(p, arena, ret);
	condition(&s, "when", r->when);
	add(&s, true, "missing", policies[r->missing], NULL);
	say_text(&s, "title", r->title);
	say_text(&s, "reason", r->reason);
	say_text(&s, "basis", r->basis);
	return end(&s);
}

static void points(struct says *s, const struct ld_points *q)
{
	switch (q->kind) {
	case LD_POINTS_CONST:
		SAY(s, true, "points", "%" PRId64, q->n);
		break;
	case LD_POINTS_PER:
		add(s, true, "points", ld_arena_printf(s->arena, "per \"%s\"", field_name(s->p, q->field)),
			ld_arena_printf(s->arena, "per @%d", q->field));
		SAY(s, true, "points/each", "%" PRId64, q->each);
		SAY(s, true, "points/up_to", "%" PRId64, q->up_to);
		break;
	case LD_POINTS_BY:
		add(s, true, "points", ld_arena_printf(s->arena, "by \"%s\"", field_name(s->p, q->field)),
			ld_arena_printf(s->arena, "by @%d", q->field));
		for (size_t i = 0; i < q->nrows; i++)
			SAY(s, true, join(s, "points", value(s, q->field, &q->rows[i].key)), "%" PRId64, q->rows[i].points);
		SAY(s, true, "points/otherwise", "%" PRId64, q->otherwise);
		break;
	case LD_POINTS_FUNC:
		function(s, "points", q->func);
		break;
	}
}

int ld_lines_score(const struct ld_programme *p, const struct ld_score *c, struct ld_arena *arena, struct ld_lines *ret)
{
	struct says s = begin(p, arena, ret);
	points(&s, &c->points);
	condition(&s, "when", c->when);
	say_text(&s, "title", c->title);
	say_text(&s, "basis", c->basis);
	return end(&s);
}

int ld_lines_order(const struct ld_programme *p, struct ld_arena *arena, struct ld_lines *ret)
{
	struct says s = begin(p, arena, ret);
	for (size_t i = 0; i < p->norder; i++) {
		const struct ld_key *k = &p->order[i];
		const char *path = ld_arena_printf(arena, "%zu", i + 1), *way = k->descending ? "desc" : "asc";
		if (k->kind == LD_KEY_LOTTERY)
			SAY(&s, true, path, "%slottery { seed = \"%s\" }", k->descending ? "desc " : "", k->seed ? k->seed : "");
		else if (k->kind == LD_KEY_SCORE)
			SAY(&s, true, path, "%s \"score\"", way);
		else
			add(&s, true, path, ld_arena_printf(arena, "%s \"%s\"", way, field_name(p, k->field)),
				ld_arena_printf(arena, "%s @%d", way, k->field));
	}
	return end(&s);
}

static void bound(struct says *s, const char *path, int by, const struct ld_bound *b)
{
	switch (b->kind) {
	case LD_BOUND_NUMBER:
		SAY(s, true, path, "%" PRId64, b->n);
		break;
	case LD_BOUND_PERCENT:
		SAY(s, true, path, "percent(%" PRId64 ")", b->n);
		break;
	case LD_BOUND_TABLE:
		groups(s, path, by, b->groups, b->ngroups);
		if (b->has_otherwise)
			SAY(s, true, join(s, path, "otherwise"), "%" PRId64, b->otherwise);
		break;
	case LD_BOUND_APPORTION:
		SAY(s, true, path, "apportion { method = \"%s\"%s }", b->method == LD_HAMILTON ? "hamilton" : "sainte-lague",
			b->by_eligible ? ", by = \"eligible\"" : "");
		if (b->n < 0)
			SAY(s, true, join(s, path, "seats"), "capacity");
		else
			SAY(s, true, join(s, path, "seats"), "%" PRId64, b->n);
		groups(s, join(s, path, "by"), by, b->groups, b->ngroups);
		break;
	case LD_BOUND_NONE:
		break;
	}
}

int ld_lines_quota(const struct ld_programme *p, const struct ld_quota *q, struct ld_arena *arena, struct ld_lines *ret)
{
	struct says s = begin(p, arena, ret);
	add(&s, true, "by", field_name(p, q->by), ld_arena_printf(arena, "@%d", q->by));
	bound(&s, "at_least", q->by, &q->at_least);
	bound(&s, "at_most", q->by, &q->at_most);
	say_text(&s, "basis", q->basis);
	return end(&s);
}

/* ---- funders ---- */

static bool pays_component(const struct ld_pays *pays, const char *component)
{
	for (size_t i = 0; i < pays->ncomponents; i++)
		if (strcmp(pays->components[i], component) == 0)
			return true;
	return false;
}

static void rate(struct says *s, const struct ld_rate_row *r)
{
	char from[LD_MONTH_TEXT], to[LD_MONTH_TEXT];
	const char *path = ld_arena_printf(s->arena, "pays/%s%s%s%s%s/%s", r->component, r->payer ? "/" : "",
		r->payer ? r->payer : "", r->segment ? "/" : "", r->segment ? r->segment : "", ld_month_format(r->from, from));
	if (r->to == INT32_MAX)
		SAY(s, true, path, "%" PRId64, r->amount);
	else
		SAY(s, true, path, "%" PRId64 " (… %s)", r->amount, ld_month_format(r->to, to));
}

static void price(struct says *s, const struct ld_funder *f)
{
	char from[LD_MONTH_TEXT];
	SAY(s, true, "from", "%s", ld_month_format(f->from, from));
	if (f->as_many)
		SAY(s, true, "months", "as_many_as_fit { up_to = %d }", f->months);
	else
		SAY(s, true, "months", "%d", f->months);
	add(s, true, "payer", f->payer ? f->payer : "", NULL);
	for (size_t i = 0; i < f->pays.ncomponents; i++)
		SAY(s, true, ld_arena_printf(s->arena, "pays/%s", f->pays.components[i]), "%s", f->pays.components[i]);
	for (size_t i = 0; f->pays.table && i < f->pays.table->nrows; i++)
		if (pays_component(&f->pays, f->pays.table->rows[i].component))
			rate(s, &f->pays.table->rows[i]);
}

static void purses(struct says *s, const struct ld_funder *f)
{
	if (f->purses == LD_PURSES_NONE)
		return;
	add(s, true, "by", field_name(s->p, f->by), ld_arena_printf(s->arena, "@%d", f->by));
	if (f->purses == LD_PURSES_EACH)
		SAY(s, true, "budget", "%" PRId64 " (each)", f->each);
	if (f->purses == LD_PURSES_SPLIT) {
		SAY(s, true, "budget/total", "%" PRId64, f->total);
		SAY(s, true, "budget/unit", "%" PRId64, f->unit);
		if (f->by_eligible)
			SAY(s, true, "budget/by", "eligible");
	}
	groups(s, f->purses == LD_PURSES_TABLE ? "budget" : "budget/by", f->by, f->groups, f->ngroups);
}

static void money(struct says *s, const struct ld_funder *f)
{
	if (f->budget >= 0)
		SAY(s, true, "budget", "%" PRId64, f->budget);
	if (f->seats >= 0)
		SAY(s, true, "seats", "%" PRId64, f->seats);
	purses(s, f);
	for (size_t i = 0; i < f->nparts; i++) {
		const char *path = ld_arena_printf(s->arena, "parts/%s", f->parts[i].id);
		SAY(s, true, join(s, path, "percent"), "%d", f->parts[i].percent);
		if (f->parts[i].budget >= 0)
			SAY(s, true, join(s, path, "budget"), "%" PRId64, f->parts[i].budget);
	}
	if (f->overtake)
		SAY(s, true, "overtake", "true");
	say_text(s, "title", f->title);
	say_text(s, "basis", f->basis);
}

int ld_lines_funder(const struct ld_programme *p, const struct ld_funder *f, enum ld_element part, struct ld_arena *arena,
	struct ld_lines *ret)
{
	struct says s = begin(p, arena, ret);
	if (part != LD_ELEMENT_PRICE && part != LD_ELEMENT_ONLY)
		money(&s, f);
	if (part != LD_ELEMENT_PRICE && part != LD_ELEMENT_MONEY)
		condition(&s, "only", f->only);
	if (part != LD_ELEMENT_ONLY && part != LD_ELEMENT_MONEY)
		price(&s, f);
	return end(&s);
}
