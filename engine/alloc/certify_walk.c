/*
 * The certificate's proof that nobody was passed over. The list itself says who pays for whom, so no list is made again:
 * walking in the order of serving, the payers of those served so far are a placing, and a search from somebody who was not
 * served must end in nodes that are full of people who can go nowhere else. Full and closed stays so, hence each node is
 * found dead once. Payers are proved the same way: from every earlier funder a worker could have had, the search must fail.
 */
#include <string.h>

#include "alloc/certify.h"
#include "base/error.h"
#include "base/num.h"

/* ---- quotas ---- */

const struct cert_quota *ld_cert_full(const struct cert *c, size_t rank)
{
	for (size_t i = 0; i < c->p->nquotas; i++) {
		const struct cert_quota *q = &c->quotas[i];
		uint32_t g = q->by->of[rank];
		if (g != CERT_NONE && q->most[g] >= 0 && q->count[g] >= q->most[g])
			return q;
	}
	return NULL;
}

bool ld_cert_lifts(const struct cert *c, size_t rank)
{
	bool lifts = false;
	for (size_t i = 0; i < c->p->nquotas && !lifts; i++) {
		uint32_t g = c->quotas[i].by->of[rank];
		lifts = g != CERT_NONE && c->quotas[i].count[g] < c->quotas[i].least[g];
	}
	return lifts;
}

void ld_cert_count(struct cert *c, size_t rank)
{
	for (size_t i = 0; i < c->p->nquotas; i++)
		if (c->quotas[i].by->of[rank] != CERT_NONE)
			c->quotas[i].count[c->quotas[i].by->of[rank]]++;
}

/* ---- even nodes ---- */

static void reach(struct cert *c, uint32_t node, uint32_t by, uint32_t *nfound)
{
	c->nodes[node].seen = c->search;
	c->nodes[node].by = by;
	c->nodes[node].tried = 0;
	c->queue[(*nfound)++] = node;
}

/* A node not seen yet that somebody who stands here could have instead. While payers are proved (past_dead), people only
 * leave, so a pair that nobody stands for any more is struck off the node's list. */
static uint32_t onward(struct cert *c, uint32_t node, bool past_dead, uint32_t *nfound)
{
	struct cert_node *n = &c->nodes[node];
	while (n->tried < n->n) {
		size_t at = n->first + n->tried;
		const struct cert_pair *here = &c->pairs[c->at[at]];
		const struct cert_kind *k = &c->kinds[here->kind];
		if (!here->flow && past_dead) {
			c->at[at] = c->at[n->first + --n->n];
			continue;
		}
		for (size_t j = k->first; here->flow && j < k->first + k->n; j++) {
			const struct cert_node *to = &c->nodes[c->pairs[j].node];
			if (!to->even || to->seen == c->search || (to->dead && !past_dead))
				continue;
			reach(c, c->pairs[j].node, node, nfound);
			return c->pairs[j].node;
		}
		n->tried++;
	}
	return CERT_NONE;
}

/* People at a node are node->people; its pairs say of which kinds. Is there a way from the queue to a free node? */
static bool way_out(struct cert *c, uint32_t starts, bool past_dead, uint32_t *ret_seen)
{
	uint32_t nfound = starts;
	for (uint32_t i = 0; i < starts; i++) {
		uint32_t node = c->queue[i];
		while (node != CERT_NONE) {
			if (c->nodes[node].people < c->nodes[node].places)
				return true;
			uint32_t to = onward(c, node, past_dead, &nfound);
			node = to != CERT_NONE ? to : c->nodes[node].by;
		}
	}
	*ret_seen = nfound;
	return false;
}

/* Can the even funders place one more of this kind beside all who were served so far? */
static bool even_room(struct cert *c, uint32_t kind)
{
	const struct cert_kind *k = &c->kinds[kind];
	uint32_t tail = 0, seen = 0;
	c->search++;
	for (size_t i = k->first; i < k->first + k->n; i++) {
		struct cert_node *n = &c->nodes[c->pairs[i].node];
		if (!n->even || n->dead)
			continue;
		reach(c, c->pairs[i].node, CERT_NONE, &tail);
	}
	if (!tail || way_out(c, tail, false, &seen))
		return tail;
	for (uint32_t i = 0; i < seen; i++)
		c->nodes[c->queue[i]].dead = true;
	return false;
}

/* ---- uneven nodes ---- */

bool ld_cert_lacks(const struct cert *c, const struct cert_node *n, int64_t cost)
{
	const struct ld_funder *f = &c->p->funders[n->funder];
	bool lacks = n->budget != CERT_ENDLESS && n->spent > n->budget - cost;
	for (size_t i = 0; i < f->nparts; i++)
		lacks = lacks || (f->parts[i].budget >= 0 && n->parts[i] > f->parts[i].budget - ld_part_share(f, i, cost));
	return lacks;
}

void ld_cert_spend(struct cert *c, struct cert_node *n, int64_t cost)
{
	n->people++;
	if (!ld_add(n->spent, cost, &n->spent))
		n->spent = INT64_MAX;
	for (size_t i = 0; i < c->p->funders[n->funder].nparts; i++)
		n->parts[i] += ld_part_share(&c->p->funders[n->funder], i, cost);
}

/* The uneven node that must take the worker now, as a pair, or CERT_NONE; those that lack the money close. */
static uint32_t uneven_for(struct cert *c, size_t rank)
{
	const struct cert_kind *k = &c->kinds[c->kind[rank]];
	for (size_t i = k->first; i < k->first + k->n; i++) {
		struct cert_node *n = &c->nodes[c->pairs[i].node];
		if (n->even || rank > n->closed)
			continue;
		bool lacks = ld_cert_lacks(c, n, c->pairs[i].cost);
		if (lacks && !c->p->funders[n->funder].overtake)
			n->closed = (uint32_t)rank;
		if (!lacks && n->people < n->seats)
			return (uint32_t)i;
	}
	return CERT_NONE;
}

/* ---- the walk ---- */

static void admit(struct cert *c, size_t rank)
{
	struct cert_pair *pair = &c->pairs[c->payer[rank]];
	struct cert_node *n = &c->nodes[pair->node];
	ld_cert_count(c, rank);
	if (n->even) {
		pair->flow++;
		ld_cert_spend(c, n, pair->cost);
		return;
	}
	if (even_room(c, c->kind[rank]))
		ld_cert_wrong(c, CERT_PAYERS, "rank %zu is paid by '%s' though the even funders can place them", rank + 1,
			c->p->funders[n->funder].id);
	else if (uneven_for(c, rank) != c->payer[rank])
		ld_cert_wrong(c, CERT_PAYERS, "rank %zu is not for '%s' to pay", rank + 1, c->p->funders[n->funder].id);
	ld_cert_spend(c, n, pair->cost);
}

static bool could_be_served(struct cert *c, size_t rank)
{
	return even_room(c, c->kind[rank]) || uneven_for(c, rank) != CERT_NONE;
}

static int words(struct cert *c, size_t rank, const struct cert_quota *full, struct ld_buf *out)
{
	const struct cert_kind *k = &c->kinds[c->kind[rank]];
	ld_buf_reset(out);
	if (k->covered)
		ld_buf_puts(out, "already covered");
	else if (full)
		ld_buf_printf(out, "cap %s=%s", full->q->id, full->by->ids.keys[full->by->of[rank]].text);
	else if (!k->n)
		ld_buf_puts(out, "no funder accepts");
	for (size_t i = k->first; !k->covered && !full && i < k->first + k->n; i++) {
		const struct cert_node *n = &c->nodes[c->pairs[i].node];
		bool money = n->even ? !n->by_seats : rank > n->closed || ld_cert_lacks(c, n, c->pairs[i].cost);
		ld_buf_printf(out, "%s%s %s", i > k->first ? ";" : "", money ? "money" : "seats", c->p->funders[n->funder].id);
	}
	return out->failed ? -1 : 0;
}

static void first_pass(struct cert *c)
{
	for (size_t e = 0; e < c->n; e++) {
		if (!ld_cert_lifts(c, e))
			continue;
		if (c->payer[e] != CERT_NONE) {
			c->floor[e] = true;
			admit(c, e);
		} else if (!c->kinds[c->kind[e]].covered && !ld_cert_full(c, e) && could_be_served(c, e)) {
			ld_cert_wrong(c, CERT_FLOORS, "rank %zu lifts a floor that is short and could be placed", e + 1);
		}
	}
}

int ld_cert_walk(struct cert *c, struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf text = ld_buf_init(1 << 18);
	first_pass(c);
	for (size_t e = 0; e < c->n; e++) {
		if (c->payer[e] != CERT_NONE) {
			if (!c->floor[e])
				admit(c, e);
			continue;
		}
		const struct cert_quota *full = ld_cert_full(c, e);
		if (!c->kinds[c->kind[e]].covered && !full && could_be_served(c, e))
			ld_cert_wrong(c, CERT_PASSED_OVER, "rank %zu could be placed with all who stand above", e + 1);
		if (words(c, e, full, &text))
			return ld_nomem(err);
		if (strcmp(ld_buf_text(&text), c->d[c->row[e]].constraint) != 0)
			ld_cert_wrong(c, CERT_PASSED_OVER, "rank %zu is bound by '%s', not '%s'", e + 1, ld_buf_text(&text),
				c->d[c->row[e]].constraint);
	}
	return 0;
}

/* ---- payers ---- */

/* Could the worker, who stands at `own` now, have `node` and all who come after still be placed? */
static bool could_have(struct cert *c, uint32_t node, struct cert_node *own)
{
	uint32_t start = 0, seen = 0;
	if (c->nodes[node].cut && c->nodes[node].cut != own->cut)
		return false;
	own->people--;
	c->search++;
	reach(c, node, CERT_NONE, &start);
	bool could = way_out(c, start, true, &seen);
	own->people++;
	c->cuts += !could;
	for (uint32_t i = 0; i < seen && !could; i++)
		c->nodes[c->queue[i]].cut = c->cuts;
	return could;
}

void ld_cert_payers(struct cert *c)
{
	for (size_t e = 0; e < c->n; e++) {
		if (c->payer[e] == CERT_NONE)
			continue;
		struct cert_pair *own = &c->pairs[c->payer[e]];
		struct cert_node *n = &c->nodes[own->node];
		struct cert_kind *k = &c->kinds[own->kind];
		if (!n->even)
			continue;
		own->flow--;
		for (; k->first + k->ruled < c->payer[e]; k->ruled++) {
			uint32_t node = c->pairs[k->first + k->ruled].node;
			if (!c->nodes[node].even || !could_have(c, node, n))
				continue;
			ld_cert_wrong(c, CERT_PAYERS, "rank %zu is paid by '%s', but '%s' is declared before and has a place",
				e + 1, c->p->funders[n->funder].id, c->p->funders[c->nodes[node].funder].id);
			break;
		}
		n->people--;
		n->places -= n->places == CERT_ENDLESS ? 0 : 1;
	}
}

/* ---- one funder from the beginning ---- */

/* 1 served, 0 no place or no money; then *ret_money says which. */
static bool serve(struct cert *c, size_t rank, bool *ret_money)
{
	const struct cert_kind *k = &c->kinds[c->kind[rank]];
	const struct cert_pair *pair = &c->pairs[k->first];
	if (!k->n)
		return false;
	struct cert_node *n = &c->nodes[pair->node];
	bool even_full = n->even && n->people >= n->places;
	bool lacks = n->even ? even_full && !n->by_seats : rank > n->closed || ld_cert_lacks(c, n, pair->cost);
	if (lacks && !n->even && rank < n->closed && !c->p->funders[0].overtake)
		n->closed = (uint32_t)rank;
	*ret_money = lacks;
	if (lacks || even_full || n->people >= n->seats)
		return false;
	ld_cert_spend(c, n, pair->cost);
	ld_cert_count(c, rank);
	return true;
}

bool ld_cert_money_binds(struct cert *c)
{
	bool money = false, binds = false;
	memset(c->floor, 0, c->n * sizeof *c->floor);
	for (size_t e = 0; e < c->n; e++)
		if (ld_cert_lifts(c, e) && !ld_cert_full(c, e))
			c->floor[e] = serve(c, e, &money);
	for (size_t e = 0; e < c->n; e++) {
		if (c->floor[e] || ld_cert_full(c, e))
			continue;
		money = false;
		binds |= !serve(c, e, &money) && money;
	}
	return binds;
}
