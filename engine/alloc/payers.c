/*
 * Who may be paid by whom. Kinds of workers with the same accepting nodes and the same costs form one class, so that everything
 * after this works on classes: a regency of a hundred thousand has a few dozen of them. Whether a node is even is decided by the
 * table first (every segment a worker can have costs the same), by the workers it accepts second.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc/work.h"
#include "base/error.h"

struct build {
	struct work *w;
	struct payers *y;
	struct ld_arena *arena;
	size_t nwords;       /* of accept, a kind */
	uint64_t *accept;    /* [nkinds][nwords] bit of each declared funder */
	bool *covered;       /* [nkinds] all who would accept are closed by coverage */
	uint32_t **node_of;  /* [nfunders] NULL, or node of each group */
	const struct grouping *segments; /* of the segment field, or NULL */
	int64_t **cost;      /* [nfunders][segments + 1]; the last is for a blank; −1: no row */
	bool *flat;          /* [nfunders] structurally even */
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
	const struct grouping *g = ld_alloc_grouping(b->w, f->by);
	uint32_t *of = b->node_of[funder] = ld_arena_array(b->arena, g->n, sizeof *of);
	if (!of)
		return -1;
	memset(of, 0xFF, g->n * sizeof *of);
	for (size_t i = b->y->first[funder]; i < b->y->first[funder + 1]; i++)
		of[b->y->nodes[i].group] = (uint32_t)i;
	return 0;
}

/* The group of all workers of a kind, by a field that purses group by or that names the segment. */
static uint32_t group_of(const struct build *b, const struct grouping *g, uint32_t kind)
{
	return ld_alloc_group_of(b->w, g, b->w->cells->cell[kind]);
}

static uint32_t node_for(const struct build *b, size_t funder, uint32_t kind)
{
	const struct ld_funder *f = &b->w->p->funders[funder];
	if (f->purses == LD_PURSES_NONE)
		return (uint32_t)b->y->first[funder];
	uint32_t group = group_of(b, ld_alloc_grouping(b->w, f->by), kind);
	return group == LD_NO_GROUP ? UINT32_MAX : b->node_of[funder][group];
}

static void accept(struct build *b, uint32_t kind)
{
	const struct cells *c = b->w->cells;
	size_t bit = 0; /* of the next funder that has an `only` */
	for (size_t i = 0; i < b->w->p->nfunders; i++) {
		bool only = true;
		if (b->w->p->funders[i].only) {
			only = c->only[kind * c->nwords + bit / 32] >> bit % 32 & 1;
			bit++;
		}
		if (only && node_for(b, i, kind) != UINT32_MAX)
			b->accept[kind * b->nwords + i / 64] |= (uint64_t)1 << i % 64;
	}
}

static bool accepted(const struct build *b, uint32_t kind)
{
	uint64_t any = 0;
	for (size_t i = 0; i < b->nwords; i++)
		any |= b->accept[kind * b->nwords + i];
	return any != 0;
}

/* Take away the funders whose months meet those of the cover. */
static void close_months(struct build *b, uint32_t kind, const struct cover *c)
{
	const struct ld_programme *p = b->w->p;
	for (size_t i = 0; i < p->nfunders; i++) {
		int32_t first = p->funders[i].from, last = first + b->y->months[i] - 1;
		if (c->from <= last && first <= c->to)
			b->accept[kind * b->nwords + i / 64] &= ~((uint64_t)1 << i % 64);
	}
}

static void close_covered(struct build *b, uint32_t kind)
{
	bool before = accepted(b, kind);
	for (uint32_t c = b->w->cells->cover[kind]; c; c = b->w->cells->covers[c - 1].before)
		close_months(b, kind, &b->w->cells->covers[c - 1]);
	b->covered[kind] = before && !accepted(b, kind);
}

/* ---- classes ---- */

static size_t segment_of(const struct build *b, uint32_t kind)
{
	uint32_t group = b->segments ? group_of(b, b->segments, kind) : 0;
	return group == LD_NO_GROUP ? b->segments->n : group;
}

static bool is_set(const struct build *b, uint32_t kind, size_t funder)
{
	return b->accept[kind * b->nwords + funder / 64] >> funder % 64 & 1;
}

static void class_key(const struct build *b, uint32_t kind, struct ld_buf *key)
{
	ld_buf_reset(key);
	ld_buf_addc(key, (char)b->covered[kind]);
	ld_buf_add(key, &b->accept[kind * b->nwords], b->nwords * sizeof *b->accept);
	uint32_t segment = (uint32_t)segment_of(b, kind);
	if (b->by_segment)
		ld_buf_add(key, &segment, sizeof segment);
	for (size_t i = 0; i < b->w->p->nfunders; i++) {
		if (b->node_of[i] && is_set(b, kind, i)) {
			uint32_t node = node_for(b, i, kind);
			ld_buf_add(key, &node, sizeof node);
		}
	}
}

static int classify(struct build *b, uint32_t **ret_someone, struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf key = ld_buf_init(1 << 16);
	LD_CLEANUP(ld_map_fini) struct ld_map ids = {0};
	struct payers *y = b->y;
	size_t nkinds = b->w->cells->nkinds;
	uint32_t *someone = ld_arena_array(b->arena, nkinds, sizeof *someone);
	y->of = ld_arena_array(b->arena, nkinds, sizeof *y->of);
	if (!someone || !y->of)
		return ld_nomem(err);
	for (uint32_t kind = 0; kind < nkinds; kind++) {
		accept(b, kind);
		close_covered(b, kind);
		class_key(b, kind, &key);
		uint32_t id = key.failed ? LD_MAP_NONE : ld_map_add(&ids, ld_buf_text(&key), key.len);
		if (id == LD_MAP_NONE)
			return ld_nomem(err);
		if (id == y->nclasses)
			someone[y->nclasses++] = kind;
		y->of[kind] = id;
	}
	*ret_someone = someone;
	return 0;
}

static int fill_class(struct build *b, uint32_t class, uint32_t kind, struct lindung_error *err)
{
	struct payers *y = b->y;
	struct class *c = &y->classes[class];
	*c = (struct class){.first = y->nitems, .covered = b->covered[kind], .word = LD_MAP_NONE};
	for (size_t i = 0; i < b->w->p->nfunders; i++) {
		if (!is_set(b, kind, i))
			continue;
		size_t s = segment_of(b, kind);
		int64_t cost = b->flat[i] ? b->flat_cost[i] : b->cost[i][s];
		if (cost < 0)
			return segment_cost(b, i, s < b->segments->n ? b->segments->text[s] : NULL, &cost, err);
		y->items[y->nitems++] = (struct item){.node = node_for(b, i, kind), .owner = class, .cost = cost};
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

static int arrays(struct build *b)
{
	size_t nf = b->w->p->nfunders, nkinds = b->w->cells->nkinds;
	b->nwords = (nf + 63) / 64;
	b->accept = ld_arena_array(b->arena, nkinds * b->nwords, sizeof *b->accept);
	b->covered = ld_arena_array(b->arena, nkinds, sizeof *b->covered);
	b->node_of = ld_arena_array(b->arena, nf, sizeof *b->node_of);
	b->cost = ld_arena_array(b->arena, nf, sizeof *b->cost);
	b->flat = ld_arena_array(b->arena, nf, sizeof *b->flat);
	b->flat_cost = ld_arena_array(b->arena, nf, sizeof *b->flat_cost);
	return b->accept && b->covered && b->node_of && b->cost && b->flat && b->flat_cost ? 0 : -1;
}

int ld_alloc_payers(struct work *w, int months, struct ld_arena *arena, struct payers *y, struct lindung_error *err)
{
	struct build b = {.w = w, .y = y, .arena = arena};
	uint32_t *someone = NULL;
	b.segments = w->p->segment < 0 ? NULL : ld_alloc_grouping(w, w->p->segment);
	if (arrays(&b))
		return ld_nomem(err);
	int rc = ld_alloc_nodes(w, months, arena, y, err);
	if (rc >= 0)
		rc = costs(&b, err);
	for (size_t i = 0; i < w->p->nfunders && rc >= 0; i++)
		rc = node_table(&b, i) ? ld_nomem(err) : 0;
	if (rc >= 0)
		rc = classify(&b, &someone, err);
	if (rc >= 0)
		rc = fill_classes(&b, someone, err);
	if (rc >= 0)
		evenness(&b);
	y->flat = !b.by_segment;
	return rc;
}
