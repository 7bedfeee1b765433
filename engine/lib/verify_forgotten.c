/*
 * verify for a run whose persons were forgotten. Nobody can be decided on again; what is left of the decisions is held
 * against the seal's hash, which the receipt and the log have, and then against the run's head, summary and rules: totals,
 * money, places, quotas, purses, order. A draft leaves no decisions, so of it only rules, data and log are checked.
 */
#include "lib/verify.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "report/report.h"

struct tally { /* of a group of a quota or a purse */
	int64_t eligible, selected, reserve, committed;
};

struct left {
	struct ld_verify *v;
	struct ld_sha256 hash;
	int64_t n[4], errors, rank, position;
	bool by_score, descending, scored; /* the order's first key is the score; a score was seen */
	int64_t score;
	struct ld_map keys;     /* "funder\n" + id, "quota\n" + id + "\n" + group, "purse\n" + id + "\n" + group */
	struct tally *tallies;  /* [keys.cap] */
	size_t cap;
	const char *disorder;   /* what is wrong with the order, or NULL */
	bool bad_groups, nomem;
};

static struct tally *tally_of(struct left *l, const char *kind, const char *id, const char *group)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf key = ld_buf_init(1 << 20);
	ld_buf_printf(&key, "%s\n%s\n%s", kind, id, group);
	size_t had = l->keys.len;
	uint32_t at = key.failed ? LD_MAP_NONE : ld_map_add(&l->keys, key.data, key.len);
	if (at != LD_MAP_NONE && l->cap < l->keys.len) {
		size_t cap = l->cap ? l->cap * 2 : 64;
		struct tally *more = reallocarray(l->tallies, cap, sizeof *more);
		at = more ? at : LD_MAP_NONE;
		l->tallies = more ? more : l->tallies;
		l->cap = more ? cap : l->cap;
	}
	if (at == LD_MAP_NONE) {
		l->nomem = true;
		return NULL;
	}
	if (l->keys.len > had)
		l->tallies[at] = (struct tally){0};
	return &l->tallies[at];
}

static void add_to(struct tally *t, const struct ld_sealed *r)
{
	t->selected += r->status == LD_SELECTED;
	t->reserve += r->status == LD_RESERVE;
	t->eligible = t->selected + t->reserve;
	if (!ld_add(t->committed, r->cost, &t->committed))
		t->committed = -1;
}

/* A row's place is given by its rank; those without come behind, ordered by nothing that tells of them. */
static void check_place(struct left *l, const struct ld_sealed *r)
{
	bool eligible = r->status == LD_SELECTED || r->status == LD_RESERVE;
	if (eligible != (r->rank > 0) || (eligible && r->rank != ++l->rank))
		l->disorder = "ranks are given twice, left out or to who is not eligible";
	if (r->position != (r->status == LD_SELECTED ? ++l->position : 0))
		l->disorder = "positions do not follow the ranks";
	if (!eligible || !l->by_score)
		return;
	if (l->scored && (l->descending ? r->score > l->score : r->score < l->score))
		l->disorder = "a score stands above another against the order";
	l->scored = true;
	l->score = r->score;
}

static void add_groups(struct left *l, const struct ld_sealed *r)
{
	const struct ld_programme *p = l->v->w.p;
	json_t *groups = NULL;
	int rc = ld_json_read(r->groups, &groups, NULL);
	l->nomem |= rc == LINDUNG_E_NOMEM;
	l->bad_groups |= rc < 0;
	for (size_t i = 0; i < p->nquotas && groups; i++) {
		const char *g = json_string_value(json_object_get(groups, p->fields.items[p->quotas[i].by].name));
		struct tally *t = g ? tally_of(l, "quota", p->quotas[i].id, g) : NULL;
		if (t)
			add_to(t, r);
	}
	for (size_t i = 0; i < p->nfunders && groups && r->status == LD_SELECTED; i++) {
		const struct ld_funder *f = &p->funders[i];
		if (strcmp(f->id, r->funder) != 0)
			continue;
		const char *g = f->purses == LD_PURSES_NONE ? NULL
				: json_string_value(json_object_get(groups, p->fields.items[f->by].name));
		struct tally *whole = tally_of(l, "funder", f->id, "");
		if (whole)
			add_to(whole, r);
		struct tally *purse = g ? tally_of(l, "purse", f->id, g) : NULL;
		if (purse)
			add_to(purse, r);
	}
	json_decref(groups);
}

static int add_row(void *ctx, const struct ld_sealed *r)
{
	struct left *l = ctx;
	ld_seal_hash_add(&l->hash, r);
	l->n[r->status]++;
	l->errors += r->is_error;
	check_place(l, r);
	add_groups(l, r);
	return l->nomem ? -1 : 0;
}

/* ---- against the summary ---- */

static int64_t number(const json_t *o, const char *key)
{
	return json_integer_value(json_object_get(o, key));
}

static const char *text(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));
	return s ? s : "";
}

static void check_counts(struct left *l)
{
	const struct ld_run_row *r = &l->v->run;
	const int64_t *n = l->n;
	bool ok = r->selected == n[LD_SELECTED] && r->reserve == n[LD_RESERVE] && r->refused == n[LD_REFUSED] &&
		  r->undecided == n[LD_UNDECIDED] && r->errors == l->errors &&
		  r->eligible == n[LD_SELECTED] + n[LD_RESERVE] &&
		  r->workers == n[LD_SELECTED] + n[LD_RESERVE] + n[LD_REFUSED] + n[LD_UNDECIDED];
	ld_verify_check(l->v, "counts", ok, "%" PRId64 " selected, %" PRId64 " in reserve, %" PRId64 " refused, %" PRId64
		" undecided", n[LD_SELECTED], n[LD_RESERVE], n[LD_REFUSED], n[LD_UNDECIDED]);
}

static bool purses_agree(struct left *l, const json_t *funder)
{
	const json_t *purses = json_object_get(funder, "purses");
	for (size_t i = 0; i < json_array_size(purses); i++) {
		const json_t *p = json_array_get(purses, i), *budget = json_object_get(p, "budget");
		struct tally *t = tally_of(l, "purse", text(funder, "id"), text(p, "group"));
		if (!t || t->selected != number(p, "people") || t->committed != number(p, "committed") ||
			(json_is_integer(budget) && t->committed > json_integer_value(budget)))
			return false;
	}
	return true;
}

static void check_money(struct left *l, const json_t *doc)
{
	const json_t *funders = json_object_get(doc, "funders");
	const char *wrong = NULL;
	int64_t total = 0, people = 0;
	for (size_t i = 0; i < json_array_size(funders) && !wrong; i++) {
		const json_t *f = json_array_get(funders, i), *budget = json_object_get(f, "budget");
		struct tally *t = tally_of(l, "funder", text(f, "id"), "");
		if (!t || t->selected != number(f, "people") || t->committed != number(f, "committed") ||
			(json_is_integer(budget) && t->committed > json_integer_value(budget)) || !purses_agree(l, f) ||
			!ld_add(total, t->committed, &total))
			wrong = text(f, "id");
		people += t ? t->selected : 0;
	}
	if (wrong || people != l->v->run.selected)
		ld_verify_check(l->v, "totals", false, "the money of '%s' is not what its people cost", wrong ? wrong : "");
	else
		ld_verify_check(l->v, "totals", true, "%" PRId64 " rupiah committed by %zu funders, within their budgets", total,
			json_array_size(funders));
}

static void check_quotas(struct left *l, const json_t *doc)
{
	const json_t *groups = json_object_get(doc, "groups");
	const char *wrong = NULL, *group = "";
	for (size_t i = 0; i < json_array_size(groups) && !wrong; i++) {
		const json_t *g = json_array_get(groups, i), *most = json_object_get(g, "at_most");
		struct tally *t = tally_of(l, "quota", text(g, "quota"), text(g, "group"));
		group = text(g, "group");
		if (!t || t->eligible != number(g, "eligible") || t->selected != number(g, "selected") ||
			t->reserve != number(g, "reserve") || (json_is_integer(most) && t->selected > json_integer_value(most)))
			wrong = text(g, "quota");
	}
	if (wrong || l->bad_groups)
		ld_verify_check(l->v, "quotas", false, "the places of %s '%s' are not those of its people", wrong ? wrong : "", group);
	else
		ld_verify_check(l->v, "quotas", true, "%zu groups with the places of their people, within their caps",
			json_array_size(groups));
}

/* Summary and rules are there; the rows left are all read. */
static int check_left(struct left *l, struct lindung_error *err)
{
	json_t *doc = NULL;
	if (l->nomem || ld_json_read(l->v->run.summary, &doc, NULL) == LINDUNG_E_NOMEM)
		return ld_nomem(err);
	check_counts(l);
	check_money(l, doc);
	check_quotas(l, doc);
	json_decref(doc);
	if (l->disorder)
		ld_verify_check(l->v, "order", false, "%s", l->disorder);
	else
		ld_verify_check(l->v, "order", true, "%" PRId64 " in order", l->rank);
	return l->nomem ? ld_nomem(err) : 0;
}

static int check_sealed(struct ld_verify *v, struct lindung_error *err)
{
	struct left l = {.v = v};
	uint8_t root[LD_SHA256];
	ld_seal_hash_init(&l.hash);
	const struct ld_key *first = v->w.p->norder ? &v->w.p->order[0] : NULL;
	l.by_score = first && first->kind == LD_KEY_SCORE && v->w.p->nscores;
	l.descending = first && first->descending;
	int rc = ld_store_sealed(v->store, v->run.number, add_row, &l, err);
	if (rc >= 0 && l.nomem)
		rc = ld_nomem(err);
	if (rc >= 0) {
		ld_sha256_end(&l.hash, root);
		ld_verify_hash(v, "seal", v->run.sealed, root);
		rc = check_left(&l, err);
	}
	ld_map_fini(&l.keys);
	free(l.tallies);
	return rc;
}

int ld_verify_forgotten(struct ld_verify *v, const struct lindung *l, struct lindung_error *err)
{
	int rc = ld_verify_made(v, "rules", ld_work_reload(&v->w, l, &v->run, err), err);
	if (rc <= 0)
		return rc;
	ld_verify_check(v, "rules", true, "the stored rule files are those of the receipt");
	if (v->run.kept_at && !v->run.is_sealed)
		ld_verify_check(v, "seal", false, "there is none");
	else if (v->run.kept_at)
		rc = ld_verify_made(v, "seal", check_sealed(v, err), err);
	if (rc >= 0)
		ld_verify_skip(v, "fresh-run", "not re-decided: forgotten");
	return rc;
}
