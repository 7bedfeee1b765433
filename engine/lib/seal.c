/*
 * The seal of a kept run: one hash over a salted digest of every decision and, beside each, what the digest cannot show
 * once its salt is destroyed: status, place, score, money and groups. A person's salt is made of the run's secret and the
 * nik, so that without the secret nobody can try niks; the order is that of the list, and of those who are in none that of
 * the digests, so that no order of niks remains. Groups by a private field or an id are themselves hidden by the secret.
 */
#include "lib/seal.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "report/report.h"

bool ld_seal_hides(const struct ld_programme *p, int field)
{
	return field >= 0 && (p->fields.items[field].is_private || p->fields.items[field].type == LD_ID);
}

void ld_seal_pseudonym(const uint8_t secret[LD_SECRET], const char *text, char ret[LD_PSEUDONYM])
{
	uint8_t hash[LD_SHA256];
	char hex[LD_SHA256_TEXT];
	ld_keyed_hash(secret, text, strlen(text), hash);
	snprintf(ret, LD_PSEUDONYM, "#%.16s", ld_sha256_hex(hash, hex));
}

void ld_seal_groups(const struct ld_programme *p, bool *marks)
{
	for (size_t i = 0; i < p->nquotas; i++)
		marks[p->quotas[i].by] = true;
	for (size_t i = 0; i < p->nfunders; i++)
		if (p->funders[i].purses != LD_PURSES_NONE)
			marks[p->funders[i].by] = true;
}

/* ---- one decision ---- */

/* false: memory ran out. */
static bool digest(const struct ld_seal *s, const struct ld_decision *d, struct ld_buf *row, uint8_t ret[LD_SHA256])
{
	uint8_t salt[LD_SHA256];
	struct ld_sha256 h;
	ld_buf_reset(row);
	ld_decision_row(d, row);
	if (row->failed)
		return false;
	ld_keyed_hash(s->secret, d->nik, LD_NIK, salt);
	ld_sha256_init(&h);
	ld_sha256_field(&h, salt, sizeof salt);
	ld_sha256_field(&h, row->data, row->len);
	ld_sha256_end(&h, ret);
	return true;
}

static json_t *group(const struct ld_seal *s, size_t field, size_t row, struct ld_buf *text)
{
	char hidden[LD_PSEUDONYM];
	struct ld_value v = ld_frame_get(s->f, field, row);
	if (v.kind == LD_MISSING)
		return json_null();
	ld_buf_reset(text);
	ld_field_print(&s->p->fields.items[field], &v, text);
	if (text->failed)
		return NULL;
	if (!ld_seal_hides(s->p, (int)field))
		return ld_json_text(ld_buf_text(text));
	ld_seal_pseudonym(s->secret, ld_buf_text(text), hidden);
	return json_string(hidden);
}

/* {"kecamatan":"Komodo"}; NULL when memory ran out. */
static const char *groups_of(struct ld_seal *s, size_t row)
{
	json_t *object = json_object();
	for (size_t k = 0; k < s->p->fields.len && object; k++) {
		if (!s->marks[k] || json_object_set_new(object, s->p->fields.items[k].name, group(s, k, row, &s->text)) == 0)
			continue;
		json_decref(object);
		object = NULL;
	}
	free(s->groups);
	s->groups = object ? ld_json_dumps(object) : NULL;
	json_decref(object);
	return s->groups;
}

/* "cap QUOTA=GROUP" without the group where that is hidden. */
static const char *constraint_of(struct ld_seal *s, const char *constraint)
{
	ld_buf_reset(&s->constraint);
	ld_seal_constraint(s->p, constraint, &s->constraint);
	return s->constraint.failed ? NULL : ld_buf_text(&s->constraint);
}

void ld_seal_constraint(const struct ld_programme *p, const char *constraint, struct ld_buf *out)
{
	while (*constraint) {
		size_t n = strcspn(constraint, ";"), shown = n;
		for (size_t i = 0; i < p->nquotas; i++) {
			size_t id = strlen(p->quotas[i].id);
			if (ld_seal_hides(p, p->quotas[i].by) && n > id + 5 && strncmp(constraint, "cap ", 4) == 0 &&
				strncmp(constraint + 4, p->quotas[i].id, id) == 0 && constraint[4 + id] == '=')
				shown = 4 + id;
		}
		ld_buf_add(out, constraint, shown);
		constraint += n;
		if (*constraint)
			ld_buf_addc(out, *constraint++);
	}
}

int ld_seal_get(struct ld_seal *s, size_t place, struct ld_sealed *ret, struct lindung_error *err)
{
	const struct ld_decision *d = &s->d[s->order[place].row];
	bool eligible = d->rank > 0;
	*ret = (struct ld_sealed){.status = d->status, .is_error = d->is_error, .has_score = eligible && d->has_score,
		.rank = d->rank, .position = d->position, .score = eligible ? d->score : 0, .funder = d->funder,
		.months = d->months, .cost = d->cost, .constraint = constraint_of(s, d->constraint),
		.groups = groups_of(s, s->order[place].row)};
	memcpy(ret->digest, s->order[place].digest, LD_SHA256);
	return ret->constraint && ret->groups ? 0 : ld_nomem(err);
}

/* ---- all of them ---- */

static int by_place(const void *a, const void *b, void *ctx)
{
	const struct ld_seal_place *x = a, *y = b;
	const struct ld_seal *s = ctx;
	const struct ld_decision *d = &s->d[x->row], *e = &s->d[y->row];
	bool ranked = d->rank > 0;
	if (ranked != (e->rank > 0))
		return ranked ? -1 : 1;
	if (ranked && d->rank != e->rank)
		return d->rank < e->rank ? -1 : 1;
	if (!ranked && d->status != e->status)
		return d->status > e->status ? -1 : 1;
	return memcmp(x->digest, y->digest, LD_SHA256);
}

int ld_seal_init(struct ld_seal *s, const struct ld_stored *decisions, const struct ld_programme *p,
	const struct ld_frame *f, const uint8_t secret[LD_SECRET], struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf row = ld_buf_init(1 << 24);
	*s = (struct ld_seal){.d = decisions->items, .n = decisions->n, .p = p, .f = f, .text = ld_buf_init(LD_MAX_CELL),
		.constraint = ld_buf_init(1 << 20)};
	memcpy(s->secret, secret, LD_SECRET);
	s->marks = calloc(p->fields.len, sizeof *s->marks);
	s->order = calloc(s->n + 1, sizeof *s->order);
	if (!s->marks || !s->order)
		return ld_nomem(err);
	ld_seal_groups(p, s->marks);
	if (f && f->nrows != s->n)
		return ld_fail(err, LINDUNG_E_DB_CORRUPT, "the run has %zu decisions for %zu workers", s->n, f->nrows);
	for (size_t i = 0; i < s->n; i++) {
		if (f && memcmp(f->nik[i], s->d[i].nik, LD_NIK) != 0)
			return ld_fail(err, LINDUNG_E_DB_CORRUPT, "decision %zu is of another worker than the data name", i + 1);
		s->order[i].row = (uint32_t)i;
		if (!digest(s, &s->d[i], &row, s->order[i].digest))
			return ld_nomem(err);
	}
	qsort_r(s->order, s->n, sizeof *s->order, by_place, s);
	return 0;
}

void ld_seal_fini(struct ld_seal *s)
{
	ld_secret_wipe(s->secret);
	ld_buf_fini(&s->text);
	ld_buf_fini(&s->constraint);
	free(s->groups);
	free(s->marks);
	free(s->order);
	*s = (struct ld_seal){0};
}

/* ---- the hash over all ---- */

void ld_seal_hash_init(struct ld_sha256 *h)
{
	static const char name[] = "lindung seal 1";
	ld_sha256_init(h);
	ld_sha256_field(h, name, sizeof name - 1);
}

void ld_seal_hash_add(struct ld_sha256 *h, const struct ld_sealed *r)
{
	const int64_t numbers[] = {r->status, r->is_error, r->rank, r->position, r->has_score, r->score, r->months, r->cost};
	uint8_t bytes[sizeof numbers];
	for (size_t i = 0; i < sizeof numbers; i++)
		bytes[i] = (uint8_t)((uint64_t)numbers[i / 8] >> (i % 8 * 8));
	ld_sha256_field(h, r->digest, LD_SHA256);
	ld_sha256_field(h, bytes, sizeof bytes);
	ld_sha256_field(h, r->funder, strlen(r->funder));
	ld_sha256_field(h, r->constraint, strlen(r->constraint));
	ld_sha256_field(h, r->groups, strlen(r->groups));
}

int ld_seal_root(struct ld_seal *s, uint8_t ret[LD_SHA256], struct lindung_error *err)
{
	struct ld_sha256 h;
	struct ld_sealed row;
	int rc = 0;
	ld_seal_hash_init(&h);
	for (size_t i = 0; i < s->n && rc >= 0; i++) {
		rc = ld_seal_get(s, i, &row, err);
		if (rc >= 0)
			ld_seal_hash_add(&h, &row);
	}
	if (rc >= 0)
		ld_sha256_end(&h, ret);
	return rc;
}

int ld_seal_frame(struct ld_store *store, const struct ld_programme *p, int64_t delivery, struct ld_frame **ret,
	struct lindung_error *err)
{
	bool *marks = calloc(p->fields.len, sizeof *marks), any = false;
	if (!marks)
		return ld_nomem(err);
	ld_seal_groups(p, marks);
	for (size_t i = 0; i < p->fields.len; i++)
		any |= marks[i];
	int rc = any ? ld_store_frame(store, &p->fields, marks, delivery, ret, err) : 0;
	free(marks);
	return rc;
}
