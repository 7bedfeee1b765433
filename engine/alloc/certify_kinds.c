/*
 * The certificate's own kinds of workers: those whom the same purses accept at the same costs are one kind, with a pair for
 * each purse. Who is already covered, and by which months, is judged here, worker by worker.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc/certify.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"
#include "base/limits.h"

int ld_cert_months_of(const struct cert *c, size_t funder)
{
	return c->p->funders[funder].as_many ? c->months : c->p->funders[funder].months;
}

static bool meets(int32_t a, int32_t b, int32_t from, int32_t to)
{
	return a <= b && a <= to && from <= b;
}

bool ld_cert_covers(const struct cert *c, size_t rank, size_t funder)
{
	int32_t from = c->p->funders[funder].from, to = from + ld_cert_months_of(c, funder) - 1;
	struct ld_value dari = {0}, sampai = {0};
	if (c->p->covered_from >= 0)
		dari = ld_frame_get(c->in->f, (size_t)c->p->covered_from, c->row[rank]);
	if (c->p->covered_to >= 0)
		sampai = ld_frame_get(c->in->f, (size_t)c->p->covered_to, c->row[rank]);
	int32_t a = dari.kind ? ld_month_of((int32_t)dari.i) : INT32_MIN;
	int32_t b = sampai.kind ? ld_month_of((int32_t)sampai.i) : INT32_MAX;
	if ((dari.kind || sampai.kind) && meets(a < b ? a : b, a < b ? b : a, from, to))
		return true;
	size_t lo = 0, hi = c->in->ncovers;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (c->in->covers[mid].row < c->row[rank])
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < c->in->ncovers && c->in->covers[lo].row == c->row[rank]; lo++)
		if (meets(c->in->covers[lo].from, c->in->covers[lo].to, from, to))
			return true;
	return false;
}

static uint32_t purse_of(const struct cert *c, size_t rank, size_t funder)
{
	const struct ld_funder *f = &c->p->funders[funder];
	if (!(c->only[rank * c->nwords + funder / 64] >> funder % 64 & 1))
		return CERT_NONE;
	if (f->purses == LD_PURSES_NONE)
		return (uint32_t)c->first_node[funder];
	const struct cert_groups *g = c->groups[f->by];
	size_t lo = c->first_node[funder], hi = c->first_node[funder + 1], end = hi;
	if (g->of[rank] == CERT_NONE)
		return CERT_NONE;
	while (lo < hi) { /* purses stand in byte order of their groups */
		size_t mid = (lo + hi) / 2;
		if (strcmp(g->ids.keys[c->nodes[mid].group].text, g->ids.keys[g->of[rank]].text) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < end && c->nodes[lo].group == g->of[rank] ? (uint32_t)lo : CERT_NONE;
}

struct price { /* costs already asked for, by segment text; "" stands for none */
	struct ld_map segments;
	int64_t *cost; /* [segments][nfunders]; −1 not asked */
	size_t cap;
};

static int price(struct cert *c, struct price *t, size_t rank, size_t funder, int64_t *ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf text = ld_buf_init(LD_MAX_CELL);
	size_t nf = c->p->nfunders;
	if (c->p->segment >= 0) {
		struct ld_value v = ld_frame_get(c->in->f, (size_t)c->p->segment, c->row[rank]);
		ld_field_print(&c->p->fields.items[c->p->segment], &v, &text);
	}
	uint32_t s = text.failed ? LD_MAP_NONE : ld_map_add(&t->segments, ld_buf_text(&text), text.len);
	if (s == LD_MAP_NONE)
		return ld_nomem(err);
	if (t->segments.len > t->cap) {
		size_t cap = t->cap * 2 + 4;
		int64_t *cost = realloc(t->cost, cap * nf * sizeof *cost);
		if (!cost)
			return ld_nomem(err);
		memset(cost + t->cap * nf, 0xFF, (cap - t->cap) * nf * sizeof *cost);
		t->cost = cost;
		t->cap = cap;
	}
	int64_t *slot = &t->cost[s * nf + funder];
	const struct ld_funder *f = &c->p->funders[funder];
	int rc = *slot >= 0 ? 0
			    : ld_pays_cost(&f->pays, f->from, ld_cert_months_of(c, funder), f->payer,
				      text.len ? ld_buf_text(&text) : NULL, slot, err);
	if (rc >= 0)
		*ret = *slot;
	return rc < 0 ? rc : 0;
}

/* A worker's kind as bytes: covered everywhere, then each accepting node with its cost. */
static int describe(struct cert *c, struct price *t, size_t rank, struct ld_buf *out, struct lindung_error *err)
{
	bool would = false, does = false;
	ld_buf_reset(out);
	ld_buf_addc(out, 0);
	for (size_t i = 0; i < c->p->nfunders; i++) {
		struct cert_pair pair = {.node = purse_of(c, rank, i)};
		if (pair.node == CERT_NONE)
			continue;
		would = true;
		if (ld_cert_covers(c, rank, i))
			continue;
		does = true;
		int rc = price(c, t, rank, i, &pair.cost, err);
		if (rc < 0)
			return rc;
		ld_buf_add(out, &pair, sizeof pair);
	}
	if (out->failed)
		return ld_nomem(err);
	out->data[0] = would && !does;
	return 0;
}

static int collect(struct cert *c, struct price *t, struct ld_map *ids, struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf text = ld_buf_init(1 << 16);
	c->kind = ld_arena_array(&c->tried, c->n, sizeof *c->kind);
	if (!c->kind)
		return ld_nomem(err);
	for (size_t e = 0; e < c->n; e++) {
		int rc = describe(c, t, e, &text, err);
		if (rc < 0)
			return rc;
		c->kind[e] = ld_map_add(ids, text.data, text.len);
		if (c->kind[e] == LD_MAP_NONE)
			return ld_nomem(err);
	}
	return 0;
}

static int make_kinds(struct cert *c, const struct ld_map *ids, struct lindung_error *err)
{
	size_t total = 0;
	for (size_t i = 0; i < ids->len; i++)
		total += ids->keys[i].len / sizeof(struct cert_pair);
	c->nkinds = ids->len;
	c->npairs = 0;
	c->kinds = ld_arena_array(&c->tried, c->nkinds, sizeof *c->kinds);
	c->pairs = ld_arena_array(&c->tried, total, sizeof *c->pairs);
	c->at = ld_arena_array(&c->tried, total, sizeof *c->at);
	if (!c->kinds || !c->pairs || !c->at)
		return ld_nomem(err);
	for (uint32_t k = 0; k < c->nkinds; k++) {
		const struct ld_map_key *key = &ids->keys[k];
		size_t n = key->len / sizeof(struct cert_pair);
		c->kinds[k] = (struct cert_kind){.first = c->npairs, .n = n, .covered = key->text[0]};
		memcpy(c->pairs + c->npairs, key->text + 1, n * sizeof *c->pairs);
		for (size_t i = 0; i < n; i++) {
			c->pairs[c->npairs].kind = k;
			c->nodes[c->pairs[c->npairs++].node].n++;
		}
	}
	size_t first = 0;
	for (size_t i = 0; i < c->nnodes; i++) {
		c->nodes[i].first = first;
		first += c->nodes[i].n;
		c->nodes[i].n = 0;
	}
	for (uint32_t i = 0; i < c->npairs; i++) {
		struct cert_node *n = &c->nodes[c->pairs[i].node];
		c->at[n->first + n->n++] = i;
	}
	return 0;
}

int ld_cert_kinds(struct cert *c, struct lindung_error *err)
{
	LD_CLEANUP(ld_map_fini) struct ld_map ids = {0};
	struct price t = {0};
	int rc = collect(c, &t, &ids, err);
	if (rc >= 0)
		rc = make_kinds(c, &ids, err);
	ld_map_fini(&t.segments);
	free(t.cost);
	return rc;
}
