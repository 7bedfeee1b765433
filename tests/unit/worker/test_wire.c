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
