/*
 * From what was decided in memory to the rows that are stored, hashed and exported. A million rows are hashed in every run: what
 * workers have in common is printed once and copied.
 */
#include "lib/lib.h"

#include <stdlib.h>
#include <string.h>

#include "base/hashing.h"

void ld_decisions_like(const struct ld_work *w, const struct ld_said *said, struct ld_decision *ret)
{
	const struct ld_verdict *v = &w->a->verdicts[said->verdict];
	*ret = (struct ld_decision){.status = v->status, .is_error = said->is_error, .funder = "", .rules = said->rules,
		.missing = said->missing, .constraint = v->constraint};
	ret->has_score = w->p->nscores && ret->status != LD_REFUSED;
	if (ret->status == LD_SELECTED) {
		ld_assert(v->funder >= 0 && (size_t)v->funder < w->p->nfunders);
		ret->funder = w->p->funders[v->funder].id;
		ret->months = w->a->funders[v->funder].months;
		ret->cost = v->cost;
	}
}

/* What is the worker's own; *ret has the rest already. */
static void get_own(const struct ld_work *w, size_t row, struct ld_decision *ret)
{
	memcpy(ret->nik, w->f->nik[row], LD_NIK);
	if (ret->has_score) {
		ret->score = ld_outcomes_score(w->o, row);
		ret->score_low = ret->score;
		ret->score_high = ld_outcomes_high(w->o, row);
	}
	ret->rank = ld_allocation_rank(w->a, row);
	ret->position = ld_allocation_position(w->a, row);
}

void ld_decisions_get(const struct ld_work *w, size_t row, struct ld_decision *ret)
{
	*ret = w->d.like[ld_decisions_said(&w->d, row)];
	get_own(w, row, ret);
}

/* ---- the bytes of the export ---- */

struct end { /* the text that ends the rows of whom the same is said */
	size_t at, len;
};

struct printer {
	const struct ld_work *w;
	struct end *said; /* [nsaid] */
	struct ld_buf ends;
	struct ld_hashing hashing;
};

static bool printer_init(struct printer *p)
{
	size_t n = p->w->d.nsaid, longest = 0;
	p->ends = ld_buf_init(SIZE_MAX / 2);
	p->said = calloc(n + 1, sizeof *p->said);
	for (size_t i = 0; p->said && i < n; i++) {
		struct end *t = &p->said[i];
		t->at = p->ends.len;
		ld_decision_rest(&p->w->d.like[i], &p->ends);
		t->len = p->ends.len - t->at;
		longest = t->len > longest ? t->len : longest;
	}
	return p->said && !p->ends.failed && ld_hashing_init(&p->hashing, p->w->jobs > 1, LD_DECISION_OWN + longest) >= 0;
}

static void print_rows(struct printer *p)
{
	const struct ld_decisions *d = &p->w->d;
	char *at = ld_hashing_room(&p->hashing), *full = at + LD_HASHING_BLOCK;
	for (size_t row = 0; row < p->w->f->nrows; row++) {
		uint32_t said = ld_decisions_said(d, row);
		const struct end *t = &p->said[said];
		get_own(p->w, row, &d->like[said]);
		at = ld_decision_own(&d->like[said], at);
		memcpy(at, p->ends.data + t->at, t->len);
		at += t->len;
		if (at >= full) {
			ld_hashing_take(&p->hashing, (size_t)(at - (full - LD_HASHING_BLOCK)));
			at = ld_hashing_room(&p->hashing);
			full = at + LD_HASHING_BLOCK;
		}
	}
	ld_hashing_take(&p->hashing, (size_t)(at - (full - LD_HASHING_BLOCK)));
}

int ld_decisions_hash(const struct ld_work *w, uint8_t ret[LD_SHA256], struct lindung_error *err)
{
	struct printer p = {.w = w};
	LD_CLEANUP(ld_buf_fini) struct ld_buf head = ld_buf_init(1 << 10);
	bool ok = printer_init(&p);
	ld_decision_header(&head);
	if (ok && !head.failed) {
		memcpy(ld_hashing_room(&p.hashing), head.data, head.len);
		ld_hashing_take(&p.hashing, head.len);
		print_rows(&p);
		ld_hashing_end(&p.hashing, ret);
	}
	ok &= !head.failed;
	ld_hashing_fini(&p.hashing);
	ld_buf_fini(&p.ends);
	free(p.said);
	return ok ? 0 : ld_nomem(err);
}

/* ---- as they are stored ---- */

struct stored {
	struct ld_buf row;
	struct ld_sha256 hash;
};

static int add_stored(void *ctx, const struct ld_decision *d)
{
	struct stored *s = ctx;
	ld_buf_reset(&s->row);
	ld_decision_row(d, &s->row);
	ld_sha256_add(&s->hash, s->row.data, s->row.len);
	return s->row.failed;
}

int ld_decisions_stored(
	struct ld_store *store, int64_t run, uint8_t ret[LD_SHA256], struct lindung_error *err)
{
	struct stored s = {.row = ld_buf_init(1 << 24)};
	ld_sha256_init(&s.hash);
	ld_decision_header(&s.row);
	ld_sha256_add(&s.hash, s.row.data, s.row.len);
	int rc = s.row.failed ? 0 : ld_store_decisions(store, run, add_stored, &s, err);
	if (rc >= 0 && s.row.failed)
		rc = ld_nomem(err);
	ld_buf_fini(&s.row);
	if (rc >= 0)
		ld_sha256_end(&s.hash, ret);
	return rc < 0 ? rc : 0;
}
