/*
 * The certificate of a finished list: eleven checks of decisions as they are stored, by code that shares nothing with the
 * selection but the frame, the outcomes and the money functions. Each check says what was counted or the first thing that
 * is wrong. Workers are named by rank here, never by nik.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/certify.h"
#include "base/error.h"
#include "base/num.h"

static const char *const names[CERT_CHECKS] = {"eligible", "order", "accepted", "covered", "budgets", "seats", "caps",
	"floors", "passed-over", "payers", "totals"};

void ld_cert_wrong(struct cert *c, enum cert_check check, const char *fmt, ...)
{
	char text[400];
	va_list ap;
	if (!c->ok[check])
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	c->ok[check] = false;
	c->detail[check] = ld_arena_strdup(c->arena, text);
	c->nomem |= !c->detail[check];
}

static void right(struct cert *c, enum cert_check check, int64_t n, const char *what)
{
	if (!c->ok[check])
		return;
	c->detail[check] = ld_arena_printf(c->arena, "%lld %s", (long long)n, what);
	c->nomem |= !c->detail[check];
}

/* ---- eligible and order ---- */

static bool fate_fits(const struct cert *c, size_t row)
{
	enum ld_status s = c->d[row].status;
	if (c->in->o->fate[row] == LD_FATE_ELIGIBLE)
		return s == LD_SELECTED || s == LD_RESERVE;
	return s == (c->in->o->fate[row] == LD_FATE_REFUSED ? LD_REFUSED : LD_UNDECIDED);
}

/* Rows by the ranks the list gives them; false when those are no ranking. */
static bool by_rank(struct cert *c)
{
	size_t nrows = c->in->f->nrows;
	for (size_t row = 0; row < nrows; row++) {
		if (memcmp(c->d[row].nik, c->in->f->nik[row], LD_NIK) != 0 || !fate_fits(c, row))
			ld_cert_wrong(c, CERT_ELIGIBLE, "row %zu: '%s' is not what the rules say", row + 1,
				ld_status_name(c->d[row].status));
		c->n += c->in->o->fate[row] == LD_FATE_ELIGIBLE;
	}
	c->row = ld_arena_array(&c->own, c->n, sizeof *c->row);
	if (!c->row)
		return false;
	memset(c->row, 0xFF, c->n * sizeof *c->row);
	for (size_t row = 0; row < nrows; row++) {
		int64_t rank = c->d[row].rank;
		bool eligible = c->in->o->fate[row] == LD_FATE_ELIGIBLE;
		if (!eligible && rank)
			ld_cert_wrong(c, CERT_ORDER, "row %zu has rank %lld without being eligible", row + 1, (long long)rank);
		if (!eligible)
			continue;
		if (rank < 1 || (uint64_t)rank > c->n || c->row[rank - 1] != UINT32_MAX)
			ld_cert_wrong(c, CERT_ORDER, "rank %lld is given twice or is none", (long long)rank);
		else
			c->row[rank - 1] = (uint32_t)row;
	}
	return c->ok[CERT_ORDER];
}

static void ticket(const struct cert *c, const char *seed, size_t row, uint8_t out[LD_SHA256])
{
	struct ld_sha256 h;
	ld_sha256_init(&h);
	ld_sha256_add(&h, seed, strlen(seed));
	ld_sha256_add(&h, ":", 1);
	ld_sha256_add(&h, c->in->f->nik[row], LD_NIK);
	ld_sha256_end(&h, out);
}

/* < 0: a stands above b by this key. */
static int compare(const struct cert *c, const struct ld_key *k, size_t a, size_t b)
{
	const struct ld_outcomes *o = c->in->o;
	uint8_t x[LD_SHA256], y[LD_SHA256];
	int way = 0;
	if (k->kind == LD_KEY_LOTTERY) {
		if (!k->seed || !*k->seed)
			return 0;
		ticket(c, k->seed, a, x);
		ticket(c, k->seed, b, y);
		way = memcmp(x, y, LD_SHA256);
	} else if (k->kind == LD_KEY_SCORE) {
		way = ld_outcomes_score(o, a) < ld_outcomes_score(o, b) ? -1 : ld_outcomes_score(o, a) > ld_outcomes_score(o, b);
	} else {
		struct ld_value v = ld_frame_get(c->in->f, (size_t)k->field, a), w = ld_frame_get(c->in->f, (size_t)k->field, b);
		if (v.kind == LD_MISSING || w.kind == LD_MISSING)
			return (v.kind == LD_MISSING) - (w.kind == LD_MISSING);
		way = ld_value_cmp(&v, &w);
	}
	return k->descending ? -way : way;
}

static void check_order(struct cert *c)
{
	int64_t position = 0;
	for (size_t e = 0; e < c->n; e++) {
		const struct ld_decision *d = &c->d[c->row[e]];
		int way = 0;
		for (size_t k = 0; e && k < c->p->norder && !way; k++)
			way = compare(c, &c->p->order[k], c->row[e - 1], c->row[e]);
		if (e && (way > 0 || (!way && c->row[e - 1] > c->row[e])))
			ld_cert_wrong(c, CERT_ORDER, "rank %zu stands above rank %zu against the order", e, e + 1);
		if (d->position != (d->status == LD_SELECTED ? ++position : 0))
			ld_cert_wrong(c, CERT_ORDER, "rank %zu has position %lld", e + 1, (long long)d->position);
	}
	for (size_t row = 0; row < c->in->f->nrows; row++)
		if (c->in->o->fate[row] != LD_FATE_ELIGIBLE && c->d[row].position)
			ld_cert_wrong(c, CERT_ORDER, "row %zu has a position without being eligible", row + 1);
}

/* ---- who pays, what, how long ---- */

static size_t funder_named(const struct cert *c, const char *id)
{
	size_t i = 0;
	while (i < c->p->nfunders && strcmp(c->p->funders[i].id, id) != 0)
		i++;
	return i;
}

static void find_payer(struct cert *c, size_t e)
{
	const struct ld_decision *d = &c->d[c->row[e]];
	const struct cert_kind *k = &c->kinds[c->kind[e]];
	size_t funder = funder_named(c, d->funder);
	for (size_t i = k->first; i < k->first + k->n; i++)
		if (c->nodes[c->pairs[i].node].funder == funder)
			c->payer[e] = (uint32_t)i;
	if (c->payer[e] == CERT_NONE && funder < c->p->nfunders && ld_cert_covers(c, e, funder))
		ld_cert_wrong(c, CERT_COVERED, "rank %zu is already covered in months of '%s'", e + 1, d->funder);
	else if (c->payer[e] == CERT_NONE)
		ld_cert_wrong(c, CERT_ACCEPTED, "rank %zu is not accepted by '%s'", e + 1, d->funder);
	else if (d->cost != c->pairs[c->payer[e]].cost || d->months != ld_cert_months_of(c, funder) || *d->constraint)
		ld_cert_wrong(c, CERT_TOTALS, "rank %zu costs %lld for %d months, not %lld for %d", e + 1,
			(long long)c->pairs[c->payer[e]].cost, ld_cert_months_of(c, funder), (long long)d->cost, d->months);
}

static void check_payers(struct cert *c)
{
	for (size_t e = 0; e < c->n; e++) {
		c->payer[e] = CERT_NONE;
		if (c->d[c->row[e]].status == LD_SELECTED)
			find_payer(c, e);
	}
	for (size_t row = 0; row < c->in->f->nrows; row++) {
		const struct ld_decision *d = &c->d[row];
		if (d->status != LD_SELECTED && (d->cost || d->months || *d->funder))
			ld_cert_wrong(c, CERT_TOTALS, "row %zu is not selected but has a funder, months or a cost", row + 1);
		if (d->status != LD_SELECTED && d->status != LD_RESERVE && *d->constraint)
			ld_cert_wrong(c, CERT_TOTALS, "row %zu is not eligible but has a constraint", row + 1);
	}
}

/* ---- budgets, seats, caps ---- */

static void check_node(struct cert *c, const struct cert_node *n, int64_t people, int64_t spent, const int64_t *parts)
{
	const struct ld_funder *f = &c->p->funders[n->funder];
	bool over = n->budget != CERT_ENDLESS && spent > n->budget;
	for (size_t i = 0; i < f->nparts; i++)
		over = over || (f->parts[i].budget >= 0 && parts[i] > f->parts[i].budget);
	if (over)
		ld_cert_wrong(c, CERT_BUDGETS, "'%s' spends %lld, more than it has", f->id, (long long)spent);
	if (people > n->seats)
		ld_cert_wrong(c, CERT_SEATS, "'%s' takes %lld people for %lld seats", f->id, (long long)people,
			(long long)n->seats);
}

static void check_money(struct cert *c)
{
	int64_t people = 0, total = 0;
	for (size_t e = 0; e < c->n; e++) {
		if (c->payer[e] == CERT_NONE)
			continue;
		const struct cert_pair *pair = &c->pairs[c->payer[e]];
		ld_cert_count(c, e);
		ld_cert_spend(c, &c->nodes[pair->node], pair->cost);
		people++;
		if (!ld_add(total, pair->cost, &total))
			ld_cert_wrong(c, CERT_TOTALS, "the costs add up to more than an amount can be");
	}
	for (size_t i = 0; i < c->nnodes; i++)
		check_node(c, &c->nodes[i], c->nodes[i].people, c->nodes[i].spent, c->nodes[i].parts);
	right(c, CERT_TOTALS, total, "rupiah committed");
	right(c, CERT_ACCEPTED, people, "selected");
	right(c, CERT_COVERED, people, "selected, none covered already");
	right(c, CERT_BUDGETS, (int64_t)c->nnodes, "budgets kept");
	right(c, CERT_SEATS, (int64_t)c->nnodes, "numbers of seats kept");
}

static void check_caps(struct cert *c)
{
	int64_t groups = 0, shorts = 0;
	for (size_t i = 0; i < c->p->nquotas; i++) {
		const struct cert_quota *q = &c->quotas[i];
		for (size_t g = 0; g < q->by->nsorted; g++) {
			groups++;
			shorts += q->count[g] < q->least[g];
			if (q->most[g] >= 0 && q->count[g] > q->most[g])
				ld_cert_wrong(c, CERT_CAPS, "quota '%s' has %lld of '%s', more than %lld", q->q->id,
					(long long)q->count[g], q->by->ids.keys[g].text, (long long)q->most[g]);
		}
	}
	right(c, CERT_CAPS, groups, "groups within their caps");
	right(c, CERT_FLOORS, shorts, "floors short, truly bound");
}

/* What counting left behind, before the walk counts again. */
static void forget(struct cert *c)
{
	for (size_t i = 0; i < c->nnodes; i++) {
		c->nodes[i].people = c->nodes[i].spent = 0;
		memset(c->nodes[i].parts, 0, c->p->funders[c->nodes[i].funder].nparts * sizeof *c->nodes[i].parts);
		c->nodes[i].closed = UINT32_MAX;
	}
	for (size_t i = 0; i < c->p->nquotas; i++)
		memset(c->quotas[i].count, 0, c->quotas[i].by->nsorted * sizeof *c->quotas[i].count);
	memset(c->floor, 0, c->n * sizeof *c->floor);
}

/* ---- all of it ---- */

static int settle_months(struct cert *c, struct lindung_error *err)
{
	int most = 0;
	for (size_t i = 0; i < c->p->nfunders; i++)
		if (c->p->funders[i].as_many)
			most = c->p->funders[i].months;
	int rc = ld_cert_settle_months(c, most, err);
	while (rc >= 0 && most > 1 && ld_cert_money_binds(c))
		rc = ld_cert_settle_months(c, --most, err);
	if (rc >= 0)
		forget(c);
	return rc;
}

static int examine(struct cert *c, struct lindung_error *err)
{
	bool ranked = by_rank(c);
	if (!c->row)
		return ld_nomem(err);
	right(c, CERT_ELIGIBLE, (int64_t)c->n, "eligible");
	if (!ranked || !c->ok[CERT_ELIGIBLE])
		return 0;
	check_order(c);
	c->payer = ld_arena_array(&c->own, c->n, sizeof *c->payer);
	c->floor = ld_arena_array(&c->own, c->n, sizeof *c->floor);
	int rc = c->payer && c->floor ? ld_cert_read(c, err) : ld_nomem(err);
	if (rc >= 0)
		rc = settle_months(c, err);
	if (rc < 0)
		return rc;
	c->queue = ld_arena_array(&c->own, c->nnodes, sizeof *c->queue);
	if (!c->queue)
		return ld_nomem(err);
	check_payers(c);
	check_money(c);
	check_caps(c);
	right(c, CERT_ORDER, (int64_t)c->n, "in order");
	if (!c->ok[CERT_ACCEPTED] || !c->ok[CERT_COVERED] || !c->ok[CERT_BUDGETS] || !c->ok[CERT_SEATS])
		return 0;
	forget(c);
	rc = ld_cert_walk(c, err);
	if (rc >= 0)
		ld_cert_payers(c);
	right(c, CERT_PASSED_OVER, (int64_t)c->n, "eligible, none passed over");
	right(c, CERT_PAYERS, (int64_t)c->n, "eligible, each with the determined payer");
	return rc;
}

int ld_verify(const struct ld_alloc_in *in, const struct ld_decision *decisions, struct ld_arena *arena,
	struct ld_check **ret_checks, struct lindung_error *err)
{
	struct cert c = {.in = in, .p = in->p, .d = decisions, .arena = arena};
	struct ld_check *checks = ld_arena_array(arena, CERT_CHECKS, sizeof *checks);
	for (int i = 0; i < CERT_CHECKS; i++)
		c.ok[i] = true;
	int rc = checks ? examine(&c, err) : ld_nomem(err);
	if (rc >= 0 && c.nomem)
		rc = ld_nomem(err);
	for (size_t i = 0; c.groups && i < c.p->fields.len; i++)
		if (c.groups[i])
			ld_map_fini(&c.groups[i]->ids);
	ld_arena_fini(&c.tried);
	ld_arena_fini(&c.own);
	for (int i = 0; i < CERT_CHECKS && rc >= 0; i++) {
		/* A check that could not be made because an earlier one failed is not passed. */
		checks[i] = (struct ld_check){names[i], c.ok[i] && c.detail[i],
			c.detail[i] ? c.detail[i] : "not examined, the list is wrong before that"};
	}
	if (rc < 0)
		return rc;
	*ret_checks = checks;
	return CERT_CHECKS;
}
