/* Messages that are cut, bent or invented: each is refused or read as something whole. */
#include "office.h"
#include "worker/internal.h"

static struct ld_wire programme_bytes(struct office *o)
{
	struct lindung_error err = {0};
	struct ld_wire w = ld_wire_writer();
	ld_ok(office_load(o, "return desil ~= 3", &err));
	ld_pack_programme(&w, o->programme);
	return w;
}

/* Was it refused? */
static bool read_back(const void *p, size_t n)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena arena = {0};
	struct ld_programme copy = {0};
	struct ld_wire in = ld_wire_reader(p, n, &arena);
	ld_pack_programme(&in, &copy);
	return !ld_wire_done(&in) || ld_proof_programme(&copy);
}

Test(wire, cut)
{
	struct office o = {0};
	struct ld_wire w = programme_bytes(&o);
	cr_assert_not(read_back(w.out.data, w.out.len));
	for (size_t n = 0; n < w.out.len; n++)
		cr_assert(read_back(w.out.data, n), "%zu of %zu bytes", n, w.out.len);
	ld_buf_addc(&w.out, 0);
	cr_assert(read_back(w.out.data, w.out.len), "a byte too many");
	ld_wire_fini(&w);
	office_close(&o);
}

Test(wire, bent)
{
	struct office o = {0};
	struct ld_wire w = programme_bytes(&o);
	uint64_t seed = 7;
	size_t refused = 0, tried = 0;
	for (size_t i = 0; i < w.out.len; i++) {
		char was = w.out.data[i];
		for (int k = 0; k < 3; k++, tried++) {
			w.out.data[i] = (char)ld_below(&seed, 256);
			refused += read_back(w.out.data, w.out.len);
		}
		w.out.data[i] = was;
	}
	cr_assert(refused > tried / 2, "%zu of %zu", refused, tried);
	ld_wire_fini(&w);
	office_close(&o);
}

/* A nest of conditions without end must not end the stack. */
Test(wire, deep)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena arena = {0};
	struct ld_cond leaf = {.kind = LD_COND_ALL, .field = -1, .func = -1}, *chain = &leaf;
	struct ld_cond *kids[2000];
	struct ld_cond nest[2000];
	for (int i = 0; i < 2000; i++) {
		kids[i] = chain;
		nest[i] = (struct ld_cond){.kind = LD_COND_ALL, .field = -1, .func = -1, .kids = &kids[i], .nkids = 1};
		chain = &nest[i];
	}
	struct ld_wire w = ld_wire_writer();
	ld_pack_cond(&w, &chain);
	struct ld_wire in = ld_wire_reader(w.out.data, w.out.len, &arena);
	struct ld_cond *back = NULL;
	ld_pack_cond(&in, &back);
	cr_assert(in.bad && !in.nomem);
	ld_wire_fini(&w);
}

/* A list says how long it is before its items come: memory is not given on its word. */
Test(wire, counts)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena arena = {0};
	struct ld_wire w = ld_wire_writer();
	int64_t n = 1 << 20;
	ld_wire_i64(&w, &n);
	struct ld_wire in = ld_wire_reader(w.out.data, w.out.len, &arena);
	size_t len = 0;
	cr_assert_null(ld_wire_list(&in, NULL, &len, 64, 1 << 24));
	cr_assert(in.bad && len == 0 && arena.used == 0);
	ld_wire_fini(&w);
}

Test(wire, messages_show_nothing_unseen)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena arena = {0};
	struct ld_answer a = {.kind = LD_ANSWER_ERROR, .code = LINDUNG_E_NIK, .message = "a\033[2Jb\xE2\x80\xAE\xFF", .line = 3}, b = {0};
	struct ld_wire w = ld_wire_writer();
	ld_pack_answers(&w, &a, 1);
	struct ld_wire in = ld_wire_reader(w.out.data, w.out.len, &arena);
	ld_pack_answers(&in, &b, 1);
	cr_assert(ld_wire_done(&in));
	cr_assert_str_eq(b.message, "a?[2Jb????");
	cr_assert_eq(b.code, LINDUNG_E_RULE);
	ld_wire_fini(&w);
}

enum { MANY = 50 };

static void random_values(struct ld_value *v, size_t n, uint64_t *seed)
{
	static const char *const texts[] = {"", "a", "petani penggarap", "\0\xFF"};
	for (size_t i = 0; i < n; i++) {
		v[i] = (struct ld_value){.kind = ld_below(seed, LD_STR + 1)};
		if (v[i].kind == LD_STR) {
			v[i].s = texts[ld_below(seed, 4)];
			v[i].len = v[i].s == texts[3] ? 2 : (uint32_t)strlen(v[i].s);
		} else if (v[i].kind != LD_MISSING) {
			v[i].i = (int64_t)ld_rand(seed);
		}
	}
}

static void same_values(const struct ld_value *a, const struct ld_value *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		cr_assert(a[i].kind == b[i].kind && a[i].len == b[i].len);
		cr_assert(a[i].kind == LD_STR ? memcmp(a[i].s, b[i].s, a[i].len) == 0 : a[i].i == b[i].i);
	}
}

/* Arguments: a field after the other, with texts lent or copied; cut anywhere they are refused. */
Test(wire, values)
{
	uint64_t seed = 11;
	for (size_t round = 0; round < 40; round++) {
		LD_CLEANUP(ld_arena_fini) struct ld_arena arena = {0};
		size_t n = ld_below(&seed, MANY), nreads = 1 + ld_below(&seed, 3);
		struct ld_value args[MANY * 3], back[MANY * 3];
		random_values(args, n * nreads, &seed);
		struct ld_wire w = ld_wire_writer();
		ld_pack_args(&w, args, n, nreads);
		for (size_t len = round % 2 ? w.out.len : 0; len <= w.out.len; len++) {
			char *bytes = malloc(len + 1); /* so that a sanitizer sees the end */
			memcpy(bytes, ld_buf_text(&w.out), len);
			struct ld_wire in = ld_wire_reader(bytes, len, &arena);
			in.lends = round % 2;
			memset(back, 0xEE, sizeof back);
			ld_pack_args(&in, back, n, nreads);
			cr_assert_eq(ld_wire_done(&in), len == w.out.len);
			if (len == w.out.len)
				same_values(args, back, n * nreads);
			else if (n)
				cr_assert_eq(back[n * nreads - 1].kind, LD_MISSING);
			free(bytes);
		}
		ld_wire_fini(&w);
	}
}

static void random_answers(struct ld_answer *a, size_t n, uint64_t *seed)
{
	memset(a, 0, n * sizeof *a);
	for (size_t i = 0; i < n; i++) {
		if (ld_below(seed, 4))
			random_values(&a[i].value, 1, seed);
		else
			a[i] = (struct ld_answer){.kind = LD_ANSWER_ERROR, .code = LINDUNG_E_RULE, .message = "salah", .file = "p.lua",
				.line = (int)ld_below(seed, 100)};
	}
}

/* Answers come back as they were; bent, they are refused or are answers all the same. */
Test(wire, answers)
{
	uint64_t seed = 12;
	for (size_t round = 0; round < 20; round++) {
		LD_CLEANUP(ld_arena_fini) struct ld_arena arena = {0};
		size_t n = ld_below(&seed, MANY);
		struct ld_answer a[MANY], back[MANY];
		random_answers(a, n, &seed);
		struct ld_wire w = ld_wire_writer();
		ld_pack_answers(&w, a, n);
		for (size_t i = 0; i <= w.out.len; i++) {
			LD_CLEANUP(ld_arena_fini) struct ld_arena scratch = {0};
			struct ld_wire in = ld_wire_reader(w.out.data, w.out.len, &scratch);
			char was = i < w.out.len ? w.out.data[i] : 0;
			if (i < w.out.len)
				w.out.data[i] = (char)ld_below(&seed, 256);
			ld_pack_answers(&in, back, n);
			for (size_t k = 0; ld_wire_done(&in) && k < n; k++) {
				cr_assert(back[k].kind == LD_ANSWER_VALUE || (back[k].kind == LD_ANSWER_ERROR &&
					(back[k].code == LINDUNG_E_RULE || back[k].code == LINDUNG_E_INSTRUCTIONS)));
				cr_assert(back[k].value.kind <= LD_STR && (back[k].value.kind != LD_STR || back[k].value.s));
			}
			if (i < w.out.len)
				w.out.data[i] = was;
		}
		struct ld_wire in = ld_wire_reader(w.out.data, w.out.len, &arena);
		ld_pack_answers(&in, back, n);
		cr_assert(ld_wire_done(&in));
		for (size_t k = 0; k < n; k++) {
			cr_assert_eq(back[k].kind, a[k].kind);
			same_values(&a[k].value, &back[k].value, 1);
			cr_assert(a[k].kind == LD_ANSWER_VALUE || (back[k].line == a[k].line && strcmp(back[k].message, "salah") == 0));
		}
		ld_wire_fini(&w);
	}
}
