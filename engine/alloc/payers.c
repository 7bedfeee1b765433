/*
 * Who may be paid by whom. Workers with the same accepting nodes and the same costs form one class, so that everything after
 * this works on classes: a regency of a hundred thousand has a few dozen of them. Whether a node is even is decided by the
 * table first (every segment a worker can have costs the same), by the workers it accepts second.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc/work.h"
#include "base/date.h"
#include "base/error.h"

struct build {
	struct work *w;
	struct payers *y;
	struct ld_arena *arena;
	size_t nwords;      /* of accept, a worker */
	uint64_t *accept;   /* [ne][nwords] bit of each declared funder */
	uint8_t *covered;   /* [ne] all who would accept are closed by coverage */
	uint32_t **node_of; /* [nfunders] NULL, or node of each group */
	const struct grouping *segments; /* of the segment field, or NULL */
	int64_t **cost;     /* [nfunders][segments + 1]; the last is for a blank; −1: no row */
	bool *flat;         /* [nfunders] structurally even */
	int64_t *flat_cost;
	bool by_segment; /* some funder is not flat */
};

/* ---- costs ---- */

static int segment_cost(const struct build *b, size_t funder, const char *segment, int64_t *ret, struct lindung_error *err)
{
	const struct ld_funder *f = &b->w->p->funders[funder];
	int rc = ld_pays_cost(&f->pays, f->from, b->y->months[funder], f->payer, segment, ret, err);
	if (rc < 0)
		ld_error_rule(err, f->id);
	return rc;
}

static void fold(struct build *b, size_t funder, int64_t cost, size_t *seen)
{
	if ((*seen)++ && b->flat_cost[funder] != cost)
		b->flat[funder] = false;
	b->flat_cost[funder] = cost;
}

/* Every segment that can be: the choices of the field, else the names in the table; and none. */
static int flatness(struct build *b, size_t funder, struct lindung_error *err)
{
	const struct ld_programme *p = b->w->p;
	const struct ld_rates *table = p->funders[funder].pays.table;
	const struct ld_field *field = p->segment < 0 ? NULL : &p->fields.items[p->segment];
	size_t seen = 0;
	int64_t cost;
	int rc = 0;
	b->flat[funder] = true;
	if (!field) {
		rc = segment_cost(b, funder, NULL, &cost, err);
		if (rc >= 0)
			fold(b, funder, cost, &seen);
		return rc;
	}
	for (size_t i = 0; i < field->nchoices; i++) {
		rc = segment_cost(b, funder, field->choices[i], &cost, err);
		if (rc < 0)
			return rc;
		fold(b, funder, cost, &seen);
	}
	for (size_t i = 0; i < table->nrows && field->type != LD_CHOICE; i++) {
		if (table->rows[i].segment && segment_cost(b, funder, table->rows[i].segment, &cost, NULL) >= 0)
			fold(b, funder, cost, &seen);
		else if (table->rows[i].segment)
			b->flat[funder] = false;
	}
	bool nobody = !seen && b->flat[funder]; /* so far: no segment that the table names */
	rc = segment_cost(b, funder, NULL, &cost, nobody ? err : NULL);
	if (rc >= 0)
		fold(b, funder, cost, &seen);
	return nobody ? rc : 0;
}

static int costs(struct build *b, struct lindung_error *err)
{
	const struct ld_programme *p = b->w->p;
	size_t n = b->segments ? b->segments->n : 0;
	for (size_t i = 0; i < p->nfunders; i++) {
		int rc = flatness(b, i, err);
		if (rc < 0)
			return rc;
		b->by_segment |= !b->flat[i];
		b->cost[i] = ld_arena_array(b->arena, n + 1, sizeof **b->cost);
		if (!b->cost[i])
			return ld_nomem(err);
		for (size_t s = 0; s <= n; s++)
			if (segment_cost(b, i, s < n ? b->segments->text[s] : NULL, &b->cost[i][s], NULL) < 0)
				b->cost[i][s] = -1;
	}
	return 0;
}

/* ---- acceptance ---- */

static int node_table(struct build *b, size_t funder)
{
	const struct ld_funder *f = &b->w->p->funders[funder];
	if (f->purses == LD_PURSES_NONE)
		return 0;
	const struct grouping *g = b->w->groupings[f->by];
	uint32_t *of = b->node_of[funder] = ld_arena_array(b->arena, g->n, sizeof *of);
	if (!of)
		return -1;
	memset(of, 0xFF, g->n * sizeof *of);
	for (size_t i = b->y->first[funder]; i < b->y->first[funder + 1]; i++)
		of[b->y->nodes[i].group] = (uint32_t)i;
	return 0;
}

static uint32_t node_for(const struct build *b, size_t funder, size_t e)
{
	const struct ld_funder *f = &b->w->p->funders[funder];
	if (f->purses == LD_PURSES_NONE)
		return (uint32_t)b->y->first[funder];
	uint32_t group = b->w->groupings[f->by]->of[e];
	return group == LD_NO_GROUP ? UINT32_MAX : b->node_of[funder][group];
}

static int accept(struct build *b, size_t funder, uint8_t *out, struct lindung_error *err)
{
	const struct work *w = b->w;
	const struct ld_funder *f = &w->p->funders[funder];
	if (node_table(b, funder))
		return ld_nomem(err);
	int rc = f->only ? ld_eval_cond(w->p, w->in->f, f->only, w->in->calls, out, NULL, err) : 0;
	for (size_t e = 0; e < w->ne && rc >= 0; e++)
		if ((!f->only || out[w->order[e]] == LD_TRUE) && node_for(b, funder, e) != UINT32_MAX)
			b->accept[e * b->nwords + funder / 64] |= (uint64_t)1 << funder % 64;
	return rc < 0 ? rc : 0;
}

/* Months of the worker's BPJS record; false when it covers nothing. One whose ends stand the wrong way round covers what lies
 * between them: it is a slip of whoever wrote it down, and nobody is to be paid for twice. */
static bool record(const struct work *w, size_t row, int32_t *ret_from, int32_t *ret_to)
{
	const struct ld_programme *p = w->p;
	struct ld_value from = {0}, to = {0};
	if (p->covered_from >= 0)
		from = ld_frame_get(w->in->f, (size_t)p->covered_from, row);
	if (p->covered_to >= 0)
		to = ld_frame_get(w->in->f, (size_t)p->covered_to, row);
	*ret_from = from.kind == LD_MISSING ? INT32_MIN : ld_month_of((int32_t)from.i);
	*ret_to = to.kind == LD_MISSING ? INT32_MAX : ld_month_of((int32_t)to.i);
	if (*ret_from > *ret_to) {
		int32_t last = *ret_from;
		*ret_from = *ret_to;
		*ret_to = last;
	}
	return from.kind != LD_MISSING || to.kind != LD_MISSING;
}

/* Take away the funders whose months meet [from, to]. */
static void close_months(struct build *b, size_t e, int32_t from, int32_t to)
{
	const struct ld_programme *p = b->w->p;
	for (size_t i = 0; i < p->nfunders; i++) {
		int32_t first = p->funders[i].from, last = first + b->y->months[i] - 1;
		if (from <= last && first <= to)
			b->accept[e * b->nwords + i / 64] &= ~((uint64_t)1 << i % 64);
	}
}

static bool accepted(const struct build *b, size_t e)
{
	uint64_t any = 0;
	for (size_t i = 0; i < b->nwords; i++)
		any |= b->accept[e * b->nwords + i];
	return any != 0;
}

static size_t first_cover(const struct ld_alloc_in *in, uint32_t row)
{
	size_t lo = 0, hi = in->ncovers;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (in->covers[mid].row < row)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void coverage(struct build *b)
{
	const struct ld_alloc_in *in = b->w->in;
	bool records = b->w->p->covered_from >= 0 || b->w->p->covered_to >= 0;
	for (size_t e = 0; e < b->w->ne && (records || in->ncovers); e++) {
		uint32_t row = b->w->order[e];
		bool before = accepted(b, e);
		int32_t from, to;
		if (records && record(b->w, row, &from, &to))
			close_months(b, e, from, to);
		for (size_t c = first_cover(in, row); c < in->ncovers && in->covers[c].row == row; c++)
			close_months(b, e, in->covers[c].from, in->covers[c].to);
		b->covered[e] = before && !accepted(b, e);
	}
}

/* ---- classes ---- */

static size_t segment_of(const struct build *b, size_t e)
{
	if (!b->segments)
		return 0;
	return b->segments->of[e] == LD_NO_GROUP ? b->segments->n : b->segments->of[e];
}

static bool is_set(const struct build *b, size_t e, size_t funder)
{
	return b->accept[e * b->nwords + funder / 64] >> funder % 64 & 1;
}

static void class_key(const struct build *b, size_t e, struct ld_buf *key)
{
	ld_buf_reset(key);
	ld_buf_addc(key, (char)b->covered[e]);
	ld_buf_add(key, &b->accept[e * b->nwords], b->nwords * sizeof *b->accept);
	uint32_t segment = (uint32_t)segment_of(b, e);
	if (b->by_segment)
		ld_buf_add(key, &segment, sizeof segment);
	for (size_t i = 0; i < b->w->p->nfunders; i++) {
		if (b->node_of[i] && is_set(b, e, i)) {
			uint32_t node = node_for(b, i, e);
			ld_buf_add(key, &node, sizeof node);
		}
	}
}

static int classify(struct build *b, uint32_t **ret_someone, struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf key = ld_buf_init(1 << 16);
	LD_CLEANUP(ld_map_fini) struct ld_map ids = {0};
	struct payers *y = b->y;
	uint32_t *someone = ld_arena_array(b->arena, b->w->ne, sizeof *someone);
	y->of = ld_arena_array(b->arena, b->w->ne, sizeof *y->of);
	if (!someone || !y->of)
		return ld_nomem(err);
	for (size_t e = 0; e < b->w->ne; e++) {
		class_key(b, e, &key);
		uint32_t id = key.failed ? LD_MAP_NONE : ld_map_add(&ids, ld_buf_text(&key), key.len);
		if (id == LD_MAP_NONE)
			return ld_nomem(err);
		if (id == y->nclasses)
			someone[y->nclasses++] = (uint32_t)e;
		y->of[e] = id;
	}
	*ret_someone = someone;
	return 0;
}

static int fill_class(struct build *b, uint32_t class, uint32_t e, struct lindung_error *err)
{
	struct payers *y = b->y;
	struct class *c = &y->classes[class];
	*c = (struct class){.first = y->nitems, .covered = b->covered[e], .word = LD_MAP_NONE};
	for (size_t i = 0; i < b->w->p->nfunders; i++) {
		if (!is_set(b, e, i))
			continue;
		int64_t cost = b->flat[i] ? b->flat_cost[i] : b->cost[i][segment_of(b, e)];
		if (cost < 0) {
			size_t s = segment_of(b, e);
			return segment_cost(b, i, s < b->segments->n ? b->segments->text[s] : NULL, &cost, err);
		}
		y->items[y->nitems++] = (struct item){.node = node_for(b, i, e), .owner = class, .cost = cost};
		c->n++;
	}
	return 0;
}

static int fill_classes(struct build *b, const uint32_t *someone, struct lindung_error *err)
{
	struct payers *y = b->y;
	size_t n = 0;
	for (uint32_t c = 0; c < y->nclasses; c++)
		for (size_t i = 0; i < b->w->p->nfunders; i++)
			n += is_set(b, someone[c], i);
	y->classes = ld_arena_array(b->arena, y->nclasses, sizeof *y->classes);
	y->items = ld_arena_array(b->arena, n, sizeof *y->items);
	if (!y->classes || !y->items)
		return ld_nomem(err);
	int rc = 0;
	for (uint32_t c = 0; c < y->nclasses && rc >= 0; c++)
		rc = fill_class(b, c, someone[c], err);
	return rc;
}

/* ---- even or not ---- */

static int64_t money_places(const struct ld_funder *f, const struct node *n)
{
	int64_t places = n->budget == LD_NO_LIMIT || !n->cost ? LD_NO_LIMIT : ld_capacity(n->budget, n->cost);
	for (size_t i = 0; i < f->nparts; i++) {
		int64_t share = ld_part_share(f, i, n->cost);
		int64_t own = f->parts[i].budget < 0 || !share ? LD_NO_LIMIT : ld_capacity(f->parts[i].budget, share);
		places = own < places ? own : places;
	}
	return places;
}

static void evenness(const struct build *b)
{
	struct payers *y = b->y;
	for (size_t i = 0; i < y->nnodes; i++) {
		y->nodes[i].even = b->flat[y->nodes[i].funder];
		y->nodes[i].cost = y->nodes[i].even ? b->flat_cost[y->nodes[i].funder] : -1;
	}
	for (size_t i = 0; i < y->nitems; i++) { /* −1: nobody yet; −2: people differ */
		struct node *n = &y->nodes[y->items[i].node];
		if (!n->even && n->cost != y->items[i].cost)
			n->cost = n->cost == -1 ? y->items[i].cost : -2;
	}
	for (size_t i = 0; i < y->nnodes; i++) {
		struct node *n = &y->nodes[i];
		n->even = n->cost >= 0;
		if (!n->even)
			continue;
		int64_t money = money_places(&b->w->p->funders[n->funder], n);
		n->seats_smaller = n->seats < money;
		n->places = n->seats_smaller ? n->seats : money;
	}
}

bool ld_alloc_places(const struct payers *y, int64_t *ret)
{
	int64_t sum = 0;
	for (size_t i = 0; i < y->nnodes; i++) {
		if (!y->nodes[i].even)
			return false;
		if (__builtin_add_overflow(sum, y->nodes[i].places, &sum))
			sum = LD_NO_LIMIT;
	}
	*ret = sum;
	return true;
}

static int arrays(struct build *b, size_t nrows, uint8_t **ret_out)
{
	size_t nf = b->w->p->nfunders;
	b->nwords = (nf + 63) / 64;
	b->accept = ld_arena_array(b->arena, b->w->ne * b->nwords, sizeof *b->accept);
	b->covered = ld_arena_array(b->arena, b->w->ne, 1);
	b->node_of = ld_arena_array(b->arena, nf, sizeof *b->node_of);
	b->cost = ld_arena_array(b->arena, nf, sizeof *b->cost);
	b->flat = ld_arena_array(b->arena, nf, sizeof *b->flat);
	b->flat_cost = ld_arena_array(b->arena, nf, sizeof *b->flat_cost);
	*ret_out = ld_arena_array(b->arena, nrows, 1);
	return b->accept && b->covered && b->node_of && b->cost && b->flat && b->flat_cost && *ret_out ? 0 : -1;
}

int ld_alloc_payers(struct work *w, int months, struct ld_arena *arena, struct payers *y, struct lindung_error *err)
{
	struct build b = {.w = w, .y = y, .arena = arena};
	uint8_t *out = NULL;
	uint32_t *someone = NULL;
	b.segments = w->p->segment < 0 ? NULL : w->groupings[w->p->segment];
	if (arrays(&b, w->in->f->nrows, &out))
		return ld_nomem(err);
	int rc = ld_alloc_nodes(w, months, arena, y, err);
	if (rc >= 0)
		rc = costs(&b, err);
	for (size_t i = 0; i < w->p->nfunders && rc >= 0; i++)
		rc = accept(&b, i, out, err);
	if (rc < 0)
		return rc;
	coverage(&b);
	rc = classify(&b, &someone, err);
	if (rc >= 0)
		rc = fill_classes(&b, someone, err);
	if (rc >= 0)
		evenness(&b);
	y->flat = !b.by_segment;
	return rc;
}
