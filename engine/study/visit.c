/*
 * What a visit to a village could change. A worker could come onto the list when, at the best that the blanks could be, some
 * funder that may accept them has room left or pays somebody ranked behind them, no cap of a group stands against it, or a
 * floor of their group is short. All of it is read off the finished list, without deciding again: a bound that passes nobody
 * over.
 */
#include "study/visit.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "study/flip.h"

struct node { /* a funder, or one purse of it */
	const char *group; /* NULL: no purse */
	bool room;
	uint32_t line; /* rank of the last it pays; 0: nobody */
};

struct visits {
	const struct ld_alloc_in *in;
	const struct ld_allocation *a;
	struct ld_arena arena;
	struct node **nodes; /* [nfunders] */
	size_t *nnodes;
	uint8_t **accepts;     /* [nfunders] NULL: everybody */
	uint32_t *group_lines; /* [a->ngroups] rank of the last selected of each */
	struct node pool;      /* all even funders together: people may be moved between them */
	size_t npool;
	struct ld_buf text;
	struct lindung_error *err;
};

/* The text by which groups are known; NULL: blank (or no memory: text.failed). */
static const char *group_text(struct visits *v, int field, size_t row)
{
	struct ld_value value = ld_frame_get(v->in->f, (size_t)field, row);
	if (value.kind == LD_MISSING)
		return NULL;
	ld_buf_reset(&v->text);
	ld_field_print(&v->in->p->fields.items[field], &value, &v->text);
	return v->text.failed ? NULL : ld_buf_text(&v->text);
}

struct asked_group {
	size_t quota;
	const char *text;
};

static int cmp_group(const void *key, const void *item)
{
	const struct asked_group *k = key;
	const struct ld_group_result *g = item;
	return k->quota != g->quota ? (k->quota > g->quota) - (k->quota < g->quota) : strcmp(k->text, g->group);
}

static const struct ld_group_result *group_of(const struct visits *v, size_t quota, const char *text)
{
	struct asked_group key = {quota, text};
	return v->a->ngroups ? bsearch(&key, v->a->groups, v->a->ngroups, sizeof *v->a->groups, cmp_group) : NULL;
}

static int cmp_purse(const void *key, const void *item)
{
	return strcmp(key, ((const struct node *)item)->group);
}

static struct node *purse_of(const struct visits *v, size_t funder, const char *text)
{
	return v->nnodes[funder] ? bsearch(text, v->nodes[funder], v->nnodes[funder], sizeof **v->nodes, cmp_purse) : NULL;
}

/* ---- what the list left ---- */

/* Does what is left pay one more? Nobody costs less than the least that anybody cost, and who was paid nothing for costs
 * something. */
static bool has_room(const struct visits *v, size_t funder, int64_t people, int64_t remainder)
{
	const struct ld_funder *f = &v->in->p->funders[funder];
	int64_t least = INT64_MAX;
	if (f->seats >= 0 && people >= f->seats)
		return false;
	if (remainder < 0)
		return true;
	for (size_t i = 0; i < v->a->nverdicts; i++)
		if (v->a->verdicts[i].funder == (int)funder && v->a->verdicts[i].cost < least)
			least = v->a->verdicts[i].cost;
	if (v->a->funders[funder].even && least < INT64_MAX)
		return remainder >= least;
	return remainder > 0;
}

static int make_nodes(struct visits *v)
{
	size_t n = v->in->p->nfunders;
	v->nodes = ld_arena_array(&v->arena, n, sizeof *v->nodes);
	v->nnodes = ld_arena_array(&v->arena, n, sizeof *v->nnodes);
	if (!v->nodes || !v->nnodes)
		return ld_nomem(v->err);
	for (size_t i = 0; i < n; i++) {
		const struct ld_funder_result *r = &v->a->funders[i];
		bool purses = v->in->p->funders[i].purses != LD_PURSES_NONE;
		v->nnodes[i] = purses ? r->npurses : 1;
		v->nodes[i] = ld_arena_array(&v->arena, v->nnodes[i], sizeof **v->nodes);
		if (!v->nodes[i])
			return ld_nomem(v->err);
		for (size_t k = 0; purses && k < r->npurses; k++)
			v->nodes[i][k] = (struct node){
				r->purses[k].group, has_room(v, i, r->purses[k].people, r->purses[k].remainder), 0};
		if (!purses) /* what is left in uneven parts nobody reckons here: there may be room */
			v->nodes[i][0].room = r->even ? r->people < r->places
					      : v->in->p->funders[i].nparts || has_room(v, i, r->people, r->remainder);
		v->npool += r->even;
	}
	return 0;
}

static int mark_selected(struct visits *v, size_t row)
{
	const struct ld_programme *p = v->in->p;
	uint32_t rank = ld_allocation_rank(v->a, row);
	int funder = ld_allocation_verdict(v->a, row)->funder;
	bool purses = p->funders[funder].purses != LD_PURSES_NONE;
	const char *purse = purses ? group_text(v, p->funders[funder].by, row) : NULL;
	struct node *n = purse ? purse_of(v, (size_t)funder, purse) : purses ? NULL : v->nodes[funder];
	if (v->text.failed || !n)
		return ld_nomem(v->err);
	n->line = rank > n->line ? rank : n->line;
	for (size_t q = 0; q < p->nquotas; q++) {
		const char *text = p->quotas[q].at_most.kind == LD_BOUND_NONE ? NULL : group_text(v, p->quotas[q].by, row);
		const struct ld_group_result *g = text ? group_of(v, q, text) : NULL;
		if (g && rank > v->group_lines[g - v->a->groups])
			v->group_lines[g - v->a->groups] = rank;
	}
	return v->text.failed ? ld_nomem(v->err) : 0;
}

static int read_list(struct visits *v)
{
	const struct ld_programme *p = v->in->p;
	int rc = make_nodes(v);
	v->group_lines = ld_arena_array(&v->arena, v->a->ngroups, sizeof *v->group_lines);
	v->accepts = ld_arena_array(&v->arena, p->nfunders, sizeof *v->accepts);
	if (rc < 0 || !v->group_lines || !v->accepts)
		return ld_nomem(v->err);
	for (size_t i = 0; i < v->a->neligible && rc >= 0; i++)
		if (v->a->places[i + 1].position)
			rc = mark_selected(v, v->a->order[i]);
	for (size_t i = 0; i < p->nfunders && rc >= 0; i++) {
		for (size_t k = 0; k < v->nnodes[i] && v->a->funders[i].even; k++) {
			v->pool.room |= v->nodes[i][k].room;
			v->pool.line = v->nodes[i][k].line > v->pool.line ? v->nodes[i][k].line : v->pool.line;
		}
		if (!p->funders[i].only)
			continue;
		v->accepts[i] = ld_arena_alloc(&v->arena, v->in->f->nrows + 1);
		rc = v->accepts[i] ? ld_eval_cond(p, v->in->f, p->funders[i].only, v->in->calls, v->accepts[i], NULL, v->err)
				   : ld_nomem(v->err);
	}
	return rc;
}

/* ---- one worker at their best ---- */

/* Could the worker stand before the one of a rank? */
static bool before(const struct visits *v, size_t row, uint32_t rank)
{
	const struct ld_programme *p = v->in->p;
	const struct ld_outcomes *o = v->in->o;
	if (!rank)
		return false;
	size_t line = v->a->order[rank - 1];
	bool descending = true, first = true;
	for (size_t i = 0; i < p->norder; i++) {
		if (p->order[i].kind == LD_KEY_SCORE && first) {
			descending = p->order[i].descending; /* a second key of the score decides nothing */
			first = false;
		} else if (p->order[i].kind == LD_KEY_FIELD && ld_frame_get(v->in->f, (size_t)p->order[i].field, row).kind == LD_MISSING) {
			return true;
		}
	}
	int64_t best = descending ? ld_outcomes_high(o, row) : ld_outcomes_score(o, row);
	return ld_study_before(p, v->in->f, row, best, line, ld_outcomes_score(o, line));
}

/* Ranked in a group whose cap is full, behind all of it? ret_short: a floor of the worker's groups may lack people; it is served
 * before the rest, and then only a cap of nobody stands against it. */
static bool capped(struct visits *v, size_t row, bool *ret_short)
{
	const struct ld_programme *p = v->in->p;
	bool behind = false;
	*ret_short = false;
	for (size_t q = 0; q < p->nquotas; q++) {
		const char *text = group_text(v, p->quotas[q].by, row);
		const struct ld_group_result *g = text ? group_of(v, q, text) : NULL;
		*ret_short |= p->quotas[q].at_least.kind != LD_BOUND_NONE && (!g || (g->at_least >= 0 && g->selected < g->at_least));
		if (g && g->at_most == 0)
			return true;
		behind |= g && g->at_most >= 0 && g->selected >= g->at_most && !before(v, row, v->group_lines[g - v->a->groups]);
	}
	return behind && !*ret_short;
}

/* One purse; of a group that nobody is eligible in yet there is none, and there will be where each group has one. */
static bool purse_pays(struct visits *v, size_t row, size_t funder, bool floor)
{
	const struct ld_funder *f = &v->in->p->funders[funder];
	const char *text = group_text(v, f->by, row);
	const struct node *mine = text ? purse_of(v, funder, text) : NULL;
	if (text && !mine)
		return f->purses != LD_PURSES_TABLE;
	for (size_t k = 0; k < v->nnodes[funder]; k++) {
		const struct node *n = &v->nodes[funder][k];
		if ((!mine || n == mine) && (n->room || floor || before(v, row, n->line)))
			return true;
	}
	return !text && f->purses != LD_PURSES_TABLE;
}

static bool payable(struct visits *v, size_t row, size_t funder, bool floor)
{
	if (v->accepts[funder] && v->accepts[funder][row] == LD_FALSE)
		return false;
	if (v->a->funders[funder].even && v->npool > 1)
		return v->pool.room || floor || before(v, row, v->pool.line);
	if (v->in->p->funders[funder].purses != LD_PURSES_NONE)
		return purse_pays(v, row, funder, floor);
	return v->nodes[funder][0].room || floor || before(v, row, v->nodes[funder][0].line);
}

static enum ld_visit judge(struct visits *v, size_t row)
{
	bool floor;
	if (capped(v, row, &floor))
		return LD_VISIT_KEEPS;
	for (size_t i = 0; i < v->in->p->nfunders; i++)
		if (payable(v, row, i, floor))
			return LD_VISIT_COULD;
	return LD_VISIT_KEEPS;
}

static bool hangs_on_blank(const struct visits *v, size_t row)
{
	size_t nfailures;
	const struct ld_outcomes *o = v->in->o;
	enum ld_status status = ld_allocation_verdict(v->a, row)->status;
	if (status == LD_RESERVE)
		return ld_outcomes_score(o, row) < ld_outcomes_high(o, row);
	return status == LD_UNDECIDED && (ld_outcomes_failed(o, row, &nfailures), !nfailures);
}

int ld_study_visits(const struct ld_alloc_in *in, const struct ld_allocation *a, uint8_t *ret, struct lindung_error *err)
{
	struct visits v = {.in = in, .a = a, .err = err, .text = ld_buf_init(LD_MAX_CELL)};
	int rc = read_list(&v);
	for (size_t row = 0; row < in->f->nrows && rc >= 0; row++)
		ret[row] = hangs_on_blank(&v, row) ? judge(&v, row) : LD_VISIT_NONE;
	if (rc >= 0 && v.text.failed)
		rc = ld_nomem(err);
	ld_buf_fini(&v.text);
	ld_arena_fini(&v.arena);
	return rc < 0 ? rc : 0;
}

/* ---- which fields ---- */

static int score_blanks(const struct ld_alloc_in *in, size_t row, bool *reads, bool *marks, struct lindung_error *err)
{
	const struct ld_programme *p = in->p;
	int rc = 0;
	for (size_t i = 0; i < p->nscores && rc >= 0; i++) {
		int64_t low, high;
		memset(reads, 0, p->fields.len * sizeof *reads);
		rc = ld_eval_score(p, in->f, &p->scores[i], in->calls, row, &low, &high, err);
		if (rc < 0 || low == high)
			continue;
		ld_score_reads(p, &p->scores[i], reads);
		for (size_t k = 1; k < p->fields.len; k++)
			marks[k] |= reads[k] && ld_frame_get(in->f, k, row).kind == LD_MISSING;
	}
	return rc;
}

int ld_study_visit_fields(const struct ld_alloc_in *in, const struct ld_allocation *a, size_t row, bool *marks,
	struct lindung_error *err)
{
	if (ld_allocation_verdict(a, row)->status != LD_RESERVE) {
		ld_eval_missing(in->p, in->f, in->o, row, marks);
		return 0;
	}
	bool *reads = calloc(in->p->fields.len, sizeof *reads);
	memset(marks, 0, in->p->fields.len * sizeof *marks);
	int rc = reads ? score_blanks(in, row, reads, marks, err) : ld_nomem(err);
	free(reads);
	return rc;
}
