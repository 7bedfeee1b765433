/*
 * What is said of each worker beside numbers: of the refused every failing rule, of the undecided the rules without an answer,
 * those that failed among them, and the fields to look up. Few combinations occur, so each is made once and rows point at it.
 * The failing rules of a row are bits, made for a block of rows at a time, eight rules a byte; the bytes that are not 0 are a
 * path in a tree, in the order of the rules. Only the undecided are looked at one by one.
 */
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#pragma GCC optimize("O3") /* as in kernel.c */
#endif

#include "lib/lib.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

enum { OCTET = 8 };

struct node { /* the rules on the way from the root; nodes[0], the root, is the empty list */
	uint32_t parent, octet; /* which eight rules, and which of them: number × 256 + bits */
	uint32_t said; /* the last that was said with this list, + 1 */
	const char *text; /* NULL: not made yet */
};

struct maker {
	const struct ld_work *w;
	struct ld_decisions *d;
	struct ld_buf list;
	uint8_t *answers; /* [nrules][LD_BLOCK] of the block at hand, before policies */
	uint8_t *octets;  /* [noctets][LD_BLOCK] rules that refuse, of the refused */
	size_t noctets;
	uint32_t *paid;   /* [nverdicts] the last that was said of an eligible worker with it, + 1 */
	bool *marks;    /* [fields] */
	size_t failure; /* the first of the row at hand, in w->o->failures */
	struct node *nodes;
	size_t nnodes, nodes_cap;
	uint32_t *children; /* node + 1 by hash of parent and octet */
	size_t nchildren;
	uint32_t *firsts;   /* [noctets × 256] the same of the root's children, by octet */
	uint32_t *slots;    /* said + 1 by hash */
	size_t nslots, said_cap;
};

/* ---- sets of what was said ---- */

static size_t hash(uint64_t a, uint64_t b)
{
	return (size_t)((a * 0x9e3779b97f4a7c15u ^ b) * 0xd6e8feb86659fd93u >> 24);
}

static size_t slot_of(const struct maker *m, const struct ld_said *s)
{
	size_t i = hash((uint64_t)(uintptr_t)s->rules ^ (uint64_t)(uintptr_t)s->missing << 1, s->verdict * 2u + s->is_error);
	for (;; i++) {
		i &= m->nslots - 1;
		const struct ld_said *t = m->slots[i] ? &m->d->said[m->slots[i] - 1] : NULL;
		if (!t || (t->rules == s->rules && t->missing == s->missing && t->verdict == s->verdict &&
				  t->is_error == s->is_error))
			return i;
	}
}

static bool grow_said(struct maker *m)
{
	size_t cap = m->said_cap ? m->said_cap * 2 : 256;
	uint32_t *slots = calloc(cap * 2, sizeof *slots);
	struct ld_said *said = slots ? reallocarray(m->d->said, cap, sizeof *said) : NULL;
	if (!said) {
		free(slots);
		return false;
	}
	free(m->slots);
	m->d->said = said;
	m->said_cap = cap;
	m->slots = slots;
	m->nslots = cap * 2;
	for (size_t i = 0; i < m->d->nsaid; i++)
		slots[slot_of(m, &said[i])] = (uint32_t)i + 1;
	return true;
}

/* Two bytes hold the numbers of most lists. */
static bool widen(struct ld_decisions *d, size_t nrows)
{
	d->wide = malloc((nrows + 1) * sizeof *d->wide);
	for (size_t row = 0; d->wide && row < nrows; row++)
		d->wide[row] = d->of[row];
	free(d->of);
	d->of = NULL;
	return d->wide;
}

static bool put(struct ld_decisions *d, size_t row, uint32_t said, size_t nrows)
{
	if (d->of && said > UINT16_MAX && !widen(d, nrows))
		return false;
	if (d->of)
		d->of[row] = (uint16_t)said;
	else
		d->wide[row] = said;
	return true;
}

static bool say(struct maker *m, size_t row, const struct ld_said *s)
{
	if (!s->rules || !s->missing || (m->d->nsaid == m->said_cap && !grow_said(m)))
		return false;
	size_t i = slot_of(m, s);
	if (!m->slots[i]) {
		m->d->said[m->d->nsaid] = *s;
		m->slots[i] = (uint32_t)++m->d->nsaid;
	}
	return put(m->d, row, m->slots[i] - 1, m->w->f->nrows);
}

static void join(struct ld_buf *b, const char *name)
{
	if (b->len)
		ld_buf_addc(b, ';');
	ld_buf_puts(b, name);
}

/* The list made in m->list, once for all that share it. NULL: out of memory. */
static const char *intern(struct maker *m)
{
	if (m->list.failed)
		return NULL;
	if (!m->list.len)
		return "";
	uint32_t i = ld_map_add(&m->d->lists, m->list.data, m->list.len);
	return i == LD_MAP_NONE ? NULL : m->d->lists.keys[i].text;
}

/* ---- the refused ---- */

static size_t child_slot(const struct maker *m, uint32_t parent, uint32_t octet)
{
	for (size_t i = hash(parent, octet);; i++) {
		i &= m->nchildren - 1;
		const struct node *n = m->children[i] ? &m->nodes[m->children[i] - 1] : NULL;
		if (!n || (n->parent == parent && n->octet == octet))
			return i;
	}
}

static bool grow_nodes(struct maker *m)
{
	size_t cap = m->nodes_cap ? m->nodes_cap * 2 : 256;
	uint32_t *children = calloc(cap * 2, sizeof *children);
	struct node *nodes = children ? reallocarray(m->nodes, cap, sizeof *nodes) : NULL;
	if (!nodes) {
		free(children);
		return false;
	}
	free(m->children);
	m->nodes = nodes;
	m->nodes_cap = cap;
	m->children = children;
	m->nchildren = cap * 2;
	for (size_t i = 1; i < m->nnodes; i++)
		children[child_slot(m, nodes[i].parent, nodes[i].octet)] = (uint32_t)i + 1;
	return true;
}

/* The node of the list with some rules more; 0: out of memory. */
static uint32_t child(struct maker *m, uint32_t parent, uint32_t octet)
{
	if (!parent && m->firsts[octet])
		return m->firsts[octet] - 1;
	size_t i = child_slot(m, parent, octet);
	if (m->children[i])
		return m->children[i] - 1;
	if (m->nnodes == m->nodes_cap) {
		if (!grow_nodes(m))
			return 0;
		i = child_slot(m, parent, octet);
	}
	m->nodes[m->nnodes] = (struct node){.parent = parent, .octet = octet};
	m->children[i] = (uint32_t)++m->nnodes;
	if (!parent)
		m->firsts[octet] = m->children[i];
	return m->children[i] - 1;
}

static void join_path(struct maker *m, uint32_t node)
{
	if (!node)
		return;
	uint32_t octet = m->nodes[node].octet;
	join_path(m, m->nodes[node].parent);
	for (uint32_t i = 0; i < OCTET; i++)
		if (octet >> i & 1)
			join(&m->list, m->w->p->rules[(octet >> OCTET) * OCTET + i].id);
}

static bool say_refused(struct maker *m, size_t row, uint32_t node)
{
	struct node *n = &m->nodes[node];
	if (n->said)
		return put(m->d, row, n->said - 1, m->w->f->nrows);
	if (!n->text) {
		ld_buf_reset(&m->list);
		join_path(m, node);
		n->text = intern(m);
	}
	if (!say(m, row, &(struct ld_said){.rules = n->text, .missing = "", .verdict = LD_VERDICT_REFUSED}))
		return false;
	n->said = ld_decisions_said(m->d, row) + 1;
	return true;
}

/* Of the refused (1 in `is`) the bit of a rule that refuses them. */
static void mark_refused(struct maker *m, size_t rule, const uint8_t *restrict is, size_t n)
{
	const uint8_t *restrict raw = m->answers + rule * LD_BLOCK;
	uint8_t *restrict octet = m->octets + rule / OCTET * LD_BLOCK;
	bool strict = ld_rule_answer(&m->w->p->rules[rule], LD_UNKNOWN) == LD_FALSE;
	uint8_t least = strict ? LD_TRUE : LD_UNKNOWN; /* that does not refuse */
	unsigned bit = rule % OCTET, refused = 0;
	for (size_t i = 0; i < n; i++) {
		uint8_t no = (uint8_t)((raw[i] < least) & is[i]);
		octet[i] = (uint8_t)(octet[i] | no << bit);
		refused += no;
	}
	m->d->refused_by[rule] += refused;
}

/* rows: the n refused of the block, 1 in `is`. */
static bool refused(struct maker *m, size_t start, const uint8_t *is, const uint16_t *rows, size_t n)
{
	memset(m->octets, 0, m->noctets * LD_BLOCK);
	for (size_t r = 0; r < m->w->p->nrules; r++)
		mark_refused(m, r, is, LD_BLOCK);
	for (size_t i = 0; i < n; i++) {
		uint32_t node = 0;
		for (size_t k = 0; k < m->noctets; k++) {
			uint32_t bits = m->octets[k * LD_BLOCK + rows[i]];
			if (bits && !(node = child(m, node, (uint32_t)k << OCTET | bits)))
				return false;
		}
		if (!say_refused(m, start + rows[i], node))
			return false;
	}
	m->d->counts[LD_REFUSED] += (int64_t)n;
	return true;
}

/* ---- the undecided ---- */

static size_t failures_end(const struct maker *m, size_t row)
{
	size_t i = m->failure;
	while (i < m->w->o->nfailures && m->w->o->failures[i].row == row)
		i++;
	return i;
}

static bool has_failed(const struct maker *m, size_t end, const char *id)
{
	for (size_t i = m->failure; i < end; i++)
		if (strcmp(m->w->o->failures[i].owner, id) == 0)
			return true;
	return false;
}

static bool is_rule(const struct ld_programme *p, const char *id)
{
	for (size_t i = 0; i < p->nrules; i++)
		if (strcmp(p->rules[i].id, id) == 0)
			return true;
	return false;
}

/* Unknown and failed rules in rule order, then failed scores and fields. */
static const char *unanswered(struct maker *m, size_t row, size_t end)
{
	const struct ld_programme *p = m->w->p;
	ld_buf_reset(&m->list);
	for (size_t i = 0; i < p->nrules; i++)
		if (ld_rule_answer(&p->rules[i], (enum ld_truth)m->answers[i * LD_BLOCK + row % LD_BLOCK]) == LD_UNKNOWN ||
			has_failed(m, end, p->rules[i].id))
			join(&m->list, p->rules[i].id);
	for (size_t i = m->failure; i < end; i++)
		if (!is_rule(p, m->w->o->failures[i].owner))
			join(&m->list, m->w->o->failures[i].owner);
	return intern(m);
}

static const char *blanks(struct maker *m, size_t row)
{
	const struct ld_fields *fields = &m->w->p->fields;
	ld_buf_reset(&m->list);
	ld_eval_missing(m->w->p, m->w->f, m->w->o, row, m->marks);
	for (size_t i = 0; i < fields->len; i++) {
		if (!m->marks[i])
			continue;
		m->d->missing_by[i]++;
		join(&m->list, fields->items[i].name);
	}
	return intern(m);
}

static bool undecided(struct maker *m, size_t row)
{
	while (m->failure < m->w->o->nfailures && m->w->o->failures[m->failure].row < row)
		m->failure++;
	size_t end = failures_end(m, row);
	struct ld_said s = {.verdict = ld_allocation_said(m->w->a, row), .is_error = end > m->failure};
	s.rules = unanswered(m, row, end);
	s.missing = blanks(m, row);
	m->d->errors += s.is_error;
	return say(m, row, &s);
}

/* ---- all ---- */

static bool eligible(struct maker *m, size_t row, uint32_t verdict)
{
	if (m->paid[verdict])
		return put(m->d, row, m->paid[verdict] - 1, m->w->f->nrows);
	if (!say(m, row, &(struct ld_said){.rules = "", .missing = "", .verdict = verdict}))
		return false;
	m->paid[verdict] = ld_decisions_said(m->d, row) + 1;
	return true;
}

static bool block(struct maker *m, size_t start, size_t n)
{
	const struct ld_allocation *a = m->w->a;
	uint16_t rows[2][LD_BLOCK]; /* refused; others: told apart without a branch, since nobody can foretell which comes */
	uint8_t is_refused[LD_BLOCK] = {0};
	size_t len[2] = {0};
	bool ok = true;
	for (size_t i = 0; i < m->w->p->nrules; i++)
		ld_outcomes_rule(m->w->o, i, start, n, m->answers + i * LD_BLOCK);
	for (size_t i = 0; i < n; i++) {
		bool other = a->ranks[start + i] != 0;
		is_refused[i] = !other;
		rows[other][len[other]++] = (uint16_t)i;
	}
	for (size_t i = 0; i < len[true] && ok; i++) {
		uint32_t verdict = ld_allocation_said(a, start + rows[true][i]);
		m->d->counts[a->verdicts[verdict].status]++;
		ok = verdict == LD_VERDICT_UNDECIDED ? undecided(m, start + rows[true][i])
						     : eligible(m, start + rows[true][i], verdict);
	}
	return ok && refused(m, start, is_refused, rows[false], len[false]);
}

static bool maker_init(struct maker *m)
{
	struct ld_decisions *d = m->d;
	d->of = calloc(m->w->f->nrows + 1, sizeof *d->of);
	d->refused_by = calloc(m->w->p->nrules + 1, sizeof *d->refused_by);
	d->missing_by = calloc(m->w->p->fields.len + 1, sizeof *d->missing_by);
	m->marks = calloc(m->w->p->fields.len + 1, sizeof *m->marks);
	m->answers = calloc(m->w->p->nrules + 1, LD_BLOCK);
	m->noctets = (m->w->p->nrules + OCTET - 1) / OCTET;
	m->octets = calloc(m->noctets + 1, LD_BLOCK);
	m->firsts = calloc((m->noctets + 1) << OCTET, sizeof *m->firsts);
	m->paid = calloc(m->w->a->nverdicts + 1, sizeof *m->paid);
	m->list = ld_buf_init((size_t)(LD_MAX_RULES + LD_MAX_FIELDS) * (LD_MAX_NAME + 1));
	m->nnodes = 1;
	if (!d->of || !d->refused_by || !d->missing_by || !m->marks || !m->answers || !m->octets || !m->firsts || !m->paid ||
		!grow_nodes(m))
		return false;
	m->nodes[0] = (struct node){.text = ""};
	return true;
}

static bool like_init(struct maker *m)
{
	struct ld_decisions *d = m->d;
	d->like = calloc(d->nsaid + 1, sizeof *d->like);
	for (size_t i = 0; i < d->nsaid && d->like; i++) {
		ld_decisions_like(m->w, &d->said[i], &d->like[i]);
		d->like[i].like = (uint32_t)i + 1;
	}
	return d->like;
}

int ld_decisions_init(struct ld_decisions *d, const struct ld_work *w, struct lindung_error *err)
{
	struct maker m = {.w = w, .d = d};
	size_t rows = w->f->nrows;
	bool ok = maker_init(&m);
	for (size_t at = 0; ok && at < rows; at += LD_BLOCK)
		ok = block(&m, at, rows - at < LD_BLOCK ? rows - at : LD_BLOCK);
	ok = ok && like_init(&m);
	ld_buf_fini(&m.list);
	free(m.marks);
	free(m.answers);
	free(m.octets);
	free(m.firsts);
	free(m.paid);
	free(m.nodes);
	free(m.children);
	free(m.slots);
	return ok ? 0 : ld_nomem(err);
}

void ld_decisions_fini(struct ld_decisions *d)
{
	ld_map_fini(&d->lists);
	free(d->said);
	free(d->like);
	free(d->of);
	free(d->wide);
	free(d->refused_by);
	free(d->missing_by);
}
