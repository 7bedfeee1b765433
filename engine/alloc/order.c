/*
 * The one total order of the eligible. Every key becomes an unsigned number whose order is the key's, counted from the
 * smallest there is, so that most orders fit beside the row's number into one word of 64 bits; a radix sort of these words,
 * from the last bits to the first, over rows that stand in nik order already, needs no comparison and leaves ties to the
 * nik. Of a lottery's ticket the first 32 bits are sorted; the few that share them are told apart by the whole.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc/work.h"
#include "base/digest.h"
#include "base/error.h"

enum { DIGIT = 11, TICKET = 32 };

struct sort {
	const struct ld_alloc_in *in;
	size_t n;
	uint64_t *word, *spare; /* [n] bits of keys above the row's number */
	unsigned row_bits, bits; /* bits of keys in it so far */
};

struct key { /* a key of the order with the span of its numbers */
	const struct ld_key *k;
	const struct ld_column *c; /* NULL: the nik or a lottery */
	uint64_t low, high;
	struct ld_sha256 seed;
};

enum { BLOCK = 512 };

struct block { /* numbers of some words */
	uint64_t number[BLOCK];
	bool blank[BLOCK];
	size_t n;
};

/* ---- sorting ---- */

static void sort_digit(struct sort *s, unsigned shift, unsigned bits)
{
	uint32_t start[1 << DIGIT] = {0}, sum = 0, mask = (1u << bits) - 1;
	for (size_t i = 0; i < s->n; i++)
		start[s->word[i] >> shift & mask]++;
	for (uint32_t b = 0; b <= mask; b++) {
		uint32_t count = start[b];
		start[b] = sum;
		sum += count;
	}
	for (size_t i = 0; i < s->n; i++)
		s->spare[start[s->word[i] >> shift & mask]++] = s->word[i];
	uint64_t *word = s->word;
	s->word = s->spare;
	s->spare = word;
}

static uint64_t row_of(const struct sort *s, size_t i)
{
	return s->word[i] & (((uint64_t)1 << s->row_bits) - 1);
}

/* By all bits of keys in the words; these are forgotten then. */
static void sort_words(struct sort *s)
{
	unsigned passes = (s->bits + DIGIT - 1) / DIGIT;
	for (unsigned i = 0, done = 0; i < passes; i++) {
		unsigned bits = (s->bits - done + passes - i - 1) / (passes - i);
		sort_digit(s, s->row_bits + done, bits);
		done += bits;
	}
	s->bits = 0;
}

static void drop_keys(struct sort *s)
{
	for (size_t i = 0; i < s->n; i++)
		s->word[i] = row_of(s, i);
}

/* ---- numbers of keys ---- */

static uint64_t signed_word(int64_t v)
{
	return (uint64_t)v ^ (uint64_t)1 << 63;
}

static uint64_t double_word(double f)
{
	uint64_t bits;
	memcpy(&bits, &f, sizeof bits);
	return bits >> 63 ? ~bits : bits ^ (uint64_t)1 << 63;
}

static void ticket(const struct sort *s, const struct key *k, uint64_t row, uint8_t ret[LD_SHA256])
{
	struct ld_sha256 h = k->seed;
	ld_sha256_add(&h, s->in->f->nik[row], LD_NIK);
	ld_sha256_end(&h, ret);
}

/* Of any key; false: a blank. */
static bool number(const struct sort *s, const struct key *k, uint64_t row, uint64_t *ret)
{
	uint8_t hash[LD_SHA256];
	if (k->k->kind == LD_KEY_LOTTERY) {
		ticket(s, k, row, hash);
		*ret = (uint64_t)hash[0] << 24 | (uint64_t)hash[1] << 16 | (uint64_t)hash[2] << 8 | hash[3];
	} else if (!k->c) {
		*ret = row; /* rows are in nik order */
	} else if (ld_column_blank(k->c, row)) {
		return false;
	} else if (k->c->kind == LD_COL_F64) {
		*ret = double_word(((const double *)k->c->data)[row]);
	} else {
		*ret = signed_word(ld_column_value(k->c, row));
	}
	return true;
}

/* Those of the words i, i + 1, …; a blank is 0. Cells of narrow columns stand in the order of their values. */
static void numbers(const struct sort *s, const struct key *k, size_t i, struct block *b)
{
	unsigned size = k->c && k->c->kind != LD_COL_F64 ? k->c->size : 0;
	b->n = s->n - i < BLOCK ? s->n - i : BLOCK;
	if (size == 1)
		for (size_t j = 0; j < b->n; j++)
			b->number[j] = ((const uint8_t *)k->c->data)[row_of(s, i + j)];
	else if (size == 2)
		for (size_t j = 0; j < b->n; j++)
			b->number[j] = ((const uint16_t *)k->c->data)[row_of(s, i + j)];
	else if (size == 4)
		for (size_t j = 0; j < b->n; j++)
			b->number[j] = ((const uint32_t *)k->c->data)[row_of(s, i + j)];
	else
		for (size_t j = 0; j < b->n; j++) {
			b->number[j] = 0;
			b->blank[j] = !number(s, k, row_of(s, i + j), &b->number[j]);
		}
	for (size_t j = 0; j < b->n && size && size < 8; j++)
		b->blank[j] = !b->number[j];
}

static void span(const struct sort *s, struct key *k, bool *ret_any, bool *ret_blank)
{
	uint64_t low = UINT64_MAX, high = 0;
	struct block b;
	bool blank = false;
	for (size_t i = 0; i < s->n; i += b.n) {
		numbers(s, k, i, &b);
		for (size_t j = 0; j < b.n; j++) {
			blank |= b.blank[j];
			low = b.number[j] < low && !b.blank[j] ? b.number[j] : low;
			high = b.number[j] > high ? b.number[j] : high;
		}
	}
	*ret_blank = blank;
	*ret_any = low <= high;
	k->low = *ret_any ? low : 0;
	k->high = high;
}

static unsigned width(uint64_t most)
{
	return most ? 64 - (unsigned)__builtin_clzll(most) : 0;
}

/* ---- keys, from the last to the first ---- */

/* Bits [from, from + n) of the key, counted from the first there is; blanks stand behind the last, whatever the direction. */
static void put_bits(struct sort *s, const struct key *k, unsigned from, unsigned n)
{
	uint64_t mask = ((uint64_t)1 << n) - 1;
	unsigned shift = s->row_bits + s->bits;
	struct block b;
	for (size_t i = 0; i < s->n; i += b.n) {
		numbers(s, k, i, &b);
		for (size_t j = 0; j < b.n; j++) {
			uint64_t v = k->k->descending ? k->high - b.number[j] : b.number[j] - k->low;
			v = b.blank[j] ? k->high - k->low + 1 : v;
			s->word[i + j] |= (v >> from & mask) << shift;
		}
	}
}

/* Put `bits` bits of the key above those that the words have, sorting first where they are full. */
static void put_key(struct sort *s, const struct key *k, unsigned bits)
{
	for (unsigned done = 0; done < bits;) {
		unsigned room = 64 - s->row_bits - s->bits;
		if (!room) {
			sort_words(s);
			drop_keys(s);
			continue;
		}
		unsigned take = bits - done < room ? bits - done : room;
		put_bits(s, k, done, take);
		s->bits += take;
		done += take;
	}
}

static void sort_key(struct sort *s, struct key *k)
{
	bool any, blank;
	span(s, k, &any, &blank);
	if (any)
		put_key(s, k, width(k->high - k->low + blank));
}

/* Of two with the same first bits, does the later have the better ticket? */
static bool is_better(const struct sort *s, const struct key *k, size_t later, size_t earlier)
{
	uint8_t a[LD_SHA256], b[LD_SHA256];
	ticket(s, k, row_of(s, later), a);
	ticket(s, k, row_of(s, earlier), b);
	int way = memcmp(a, b, LD_SHA256);
	return k->k->descending ? way > 0 : way < 0;
}

static void sort_lottery(struct sort *s, struct key *k)
{
	ld_sha256_init(&k->seed);
	ld_sha256_add(&k->seed, k->k->seed, strlen(k->k->seed));
	ld_sha256_add(&k->seed, ":", 1);
	k->high = UINT32_MAX;
	put_key(s, k, TICKET);
	sort_words(s);
	for (size_t i = 1; i < s->n; i++) {
		for (size_t j = i; j && s->word[j] >> s->row_bits == s->word[j - 1] >> s->row_bits; j--) {
			if (!is_better(s, k, j, j - 1))
				break;
			uint64_t word = s->word[j];
			s->word[j] = s->word[j - 1];
			s->word[j - 1] = word;
		}
	}
	drop_keys(s);
}

static bool is_drawn(const struct ld_key *k)
{
	return k->kind == LD_KEY_LOTTERY && k->seed && k->seed[0];
}

/* No two have the same ticket, so nothing hangs on keys behind a lottery. */
static size_t keys_that_count(const struct ld_programme *p)
{
	size_t n = 0;
	while (n < p->norder)
		if (is_drawn(&p->order[n++]))
			break;
	return n;
}

/* NULL: the nik, by which rows stand already. */
static const struct ld_column *column_of(const struct ld_alloc_in *in, const struct ld_key *k)
{
	return k->kind == LD_KEY_SCORE ? &in->o->low : k->field ? &in->f->cols[k->field] : NULL;
}

static void sort_all(struct sort *s)
{
	const struct ld_programme *p = s->in->p;
	for (size_t i = keys_that_count(p); i-- > 0;) {
		struct key k = {.k = &p->order[i]};
		if (is_drawn(k.k)) {
			sort_lottery(s, &k);
		} else if (k.k->kind != LD_KEY_LOTTERY) {
			k.c = column_of(s->in, k.k);
			sort_key(s, &k);
		}
	}
	sort_words(s);
}

/* ---- the eligible ---- */

static struct ld_fingerprint made_from(const struct ld_alloc_in *in)
{
	struct ld_fingerprint f = {0};
	ld_fingerprint_add(&f, in->o->fate, in->f->nrows);
	for (size_t i = 0; i < keys_that_count(in->p); i++) {
		const struct ld_key *k = &in->p->order[i];
		const int32_t what[] = {k->kind, k->descending, k->field};
		ld_fingerprint_add(&f, what, sizeof what);
		if (is_drawn(k)) {
			ld_fingerprint_add(&f, k->seed, strlen(k->seed));
			ld_fingerprint_add(&f, in->f->nik, in->f->nrows * sizeof *in->f->nik);
		} else if (k->kind != LD_KEY_LOTTERY && column_of(in, k)) {
			ld_fingerprint_column(&f, column_of(in, k), in->f->nrows);
		}
	}
	return f;
}

static size_t count_eligible(const struct ld_outcomes *o)
{
	size_t n = 0;
	for (size_t row = 0; row < o->nrows; row++)
		n += o->fate[row] == LD_FATE_ELIGIBLE;
	return n;
}

static int make(const struct ld_alloc_in *in, struct order *ret)
{
	struct sort s = {.in = in, .n = count_eligible(in->o), .row_bits = width(in->f->nrows)};
	uint64_t *words = malloc((2 * s.n + 1) * sizeof *words);
	ret->rows = ld_arena_array(&ret->arena, s.n, sizeof *ret->rows);
	if (!words || !ret->rows) {
		free(words);
		return -1;
	}
	s.word = words;
	s.spare = words + s.n;
	for (size_t row = 0, i = 0; row < in->o->nrows; row++)
		if (in->o->fate[row] == LD_FATE_ELIGIBLE)
			words[i++] = row;
	sort_all(&s);
	for (size_t i = 0; i < s.n; i++)
		ret->rows[i] = (uint32_t)row_of(&s, i);
	ret->n = s.n;
	free(words);
	return 0;
}

int ld_alloc_order(const struct ld_alloc_in *in, bool once, struct order *o, struct lindung_error *err)
{
	struct ld_fingerprint from = once ? (struct ld_fingerprint){0} : made_from(in);
	if (o->made && ld_fingerprint_equal(&o->from, &from))
		return 0;
	ld_alloc_order_fini(o);
	if (make(in, o))
		return ld_nomem(err);
	o->from = from;
	o->made = true;
	return 1;
}

void ld_alloc_order_fini(struct order *o)
{
	ld_arena_fini(&o->arena);
	*o = (struct order){0};
}
