/*
 * The one total order of the eligible. Every key becomes one or more words of 64 bits whose unsigned order is the key's
 * order; a radix sort from the last word to the first, over rows that stand in nik order already, needs no comparison and
 * leaves ties to the nik. Bytes that are the same for everyone cost nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc/work.h"
#include "base/error.h"

struct words {
	const struct ld_alloc_in *in;
	uint32_t *rows; /* [n] the eligible in nik order */
	size_t n;
	uint32_t *at, *spare; /* [n] permutation of rows */
	uint64_t *word;       /* [n] the word sorted by now */
};

static void sort_byte(struct words *w, int shift)
{
	size_t start[256] = {0}, sum = 0;
	for (size_t i = 0; i < w->n; i++)
		start[w->word[i] >> shift & 255]++;
	for (size_t b = 0; b < 256; b++) {
		size_t count = start[b];
		start[b] = sum;
		sum += count;
	}
	for (size_t i = 0; i < w->n; i++)
		w->spare[start[w->word[w->at[i]] >> shift & 255]++] = w->at[i];
	uint32_t *at = w->at;
	w->at = w->spare;
	w->spare = at;
}

static void sort_word(struct words *w)
{
	uint64_t some = 0, all = UINT64_MAX;
	for (size_t i = 0; i < w->n; i++) {
		some |= w->word[i];
		all &= w->word[i];
	}
	for (int shift = 0; shift < 64; shift += 8)
		if ((some ^ all) >> shift & 255)
			sort_byte(w, shift);
}

static uint64_t word_of(int64_t v)
{
	return (uint64_t)v ^ (uint64_t)1 << 63;
}

static uint64_t word_of_number(double f)
{
	uint64_t bits;
	f += 0.0; /* −0 is 0 */
	memcpy(&bits, &f, sizeof bits);
	return bits >> 63 ? ~bits : bits ^ (uint64_t)1 << 63;
}

static void sort_score(struct words *w, bool descending)
{
	for (size_t i = 0; i < w->n; i++) {
		uint64_t v = word_of(w->in->o->score[w->rows[i]]);
		w->word[i] = descending ? ~v : v;
	}
	sort_word(w);
}

static uint64_t field_word(const struct ld_frame *f, size_t field, size_t row, bool *ret_blank)
{
	const struct ld_column *c = &f->cols[field];
	*ret_blank = false;
	if (!field)
		return row; /* rows are in nik order */
	struct ld_value v = ld_frame_get(f, field, row);
	*ret_blank = v.kind == LD_MISSING;
	if (*ret_blank)
		return 0;
	if (c->kind == LD_COL_CODE)
		return (uint64_t)ld_column_value(c, row); /* dictionaries are in byte order */
	return v.kind == LD_F64 ? word_of_number(v.f) : word_of(v.i);
}

static void sort_field(struct words *w, size_t field, bool descending)
{
	bool blank;
	for (size_t i = 0; i < w->n; i++) {
		uint64_t v = field_word(w->in->f, field, w->rows[i], &blank);
		w->word[i] = blank ? 0 : descending ? ~v : v;
	}
	sort_word(w);
	for (size_t i = 0; i < w->n; i++) {
		field_word(w->in->f, field, w->rows[i], &blank);
		w->word[i] = blank;
	}
	sort_word(w);
}

static int sort_lottery(struct words *w, const char *seed, bool descending, struct lindung_error *err)
{
	uint8_t (*hash)[LD_SHA256] = malloc(w->n * sizeof *hash);
	struct ld_sha256 prefix;
	if (!hash)
		return ld_nomem(err);
	ld_sha256_init(&prefix);
	ld_sha256_add(&prefix, seed, strlen(seed));
	ld_sha256_add(&prefix, ":", 1);
	for (size_t i = 0; i < w->n; i++) {
		struct ld_sha256 h = prefix;
		ld_sha256_add(&h, w->in->f->nik[w->rows[i]], LD_NIK);
		ld_sha256_end(&h, hash[i]);
	}
	for (size_t part = LD_SHA256; part; part -= 8) {
		for (size_t i = 0; i < w->n; i++) {
			uint64_t v = 0;
			for (size_t b = part - 8; b < part; b++)
				v = v << 8 | hash[i][b];
			w->word[i] = descending ? ~v : v;
		}
		sort_word(w);
	}
	free(hash);
	return 0;
}

static int sort_key(struct words *w, const struct ld_key *k, struct lindung_error *err)
{
	if (k->kind == LD_KEY_SCORE)
		sort_score(w, k->descending);
	else if (k->kind == LD_KEY_FIELD)
		sort_field(w, (size_t)k->field, k->descending);
	else if (k->seed && k->seed[0])
		return sort_lottery(w, k->seed, k->descending, err);
	return 0;
}

static size_t eligible(const struct ld_outcomes *o, uint32_t *rows)
{
	size_t n = 0;
	for (size_t row = 0; row < o->nrows; row++) {
		if (o->fate[row] != LD_FATE_ELIGIBLE)
			continue;
		if (rows)
			rows[n] = (uint32_t)row;
		n++;
	}
	return n;
}

int ld_alloc_order(const struct ld_alloc_in *in, struct ld_arena *arena, uint32_t **ret_order, size_t *ret_n,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena work = {0};
	struct words w = {.in = in, .n = eligible(in->o, NULL)};
	uint32_t *order = ld_arena_array(arena, w.n, sizeof *order);
	w.rows = ld_arena_array(&work, w.n, sizeof *w.rows);
	w.at = ld_arena_array(&work, w.n, sizeof *w.at);
	w.spare = ld_arena_array(&work, w.n, sizeof *w.spare);
	w.word = ld_arena_array(&work, w.n, sizeof *w.word);
	if (!order || !w.rows || !w.at || !w.spare || !w.word)
		return ld_nomem(err);
	eligible(in->o, w.rows);
	for (size_t i = 0; i < w.n; i++)
		w.at[i] = (uint32_t)i;
	for (size_t k = in->p->norder; k-- > 0;) {
		int rc = sort_key(&w, &in->p->order[k], err);
		if (rc < 0)
			return rc;
	}
	for (size_t i = 0; i < w.n; i++)
		order[i] = w.rows[w.at[i]];
	*ret_order = order;
	*ret_n = w.n;
	return 0;
}
