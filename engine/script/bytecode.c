/*
 * What a compiled function can do, told from its code: whether it can change a variable outside itself, and whether it
 * must come to an end before the hook would count for the first time, because it neither loops nor calls. The code is what
 * Lua's own compiler made of text and its own dump writes, never an author's bytes. Of a Lua that writes another format
 * everything is feared.
 */
#include <string.h>

#include "script/internal.h"

/* Of Lua 5.4's instructions: the number in the low seven bits, a jump's distance above them. */
enum { SETUPVAL = 10, CONCAT = 53, JMP = 56, EQ = 57, TESTSET = 67, RETURN = 70, RETURN1 = 72, SETLIST = 78, CLOSURE = 79,
	EXTRAARG = 82 };
enum { OPCODE = 0x7F, JUMP = 7, NOWHERE = (1 << 24) - 1 };
enum { MOST = 16 << 20 }; /* bytes of a dump: far more than a file of rules can make */

struct dump {
	const unsigned char *p, *end;
	bool bad;
};

static const unsigned char *skip(struct dump *d, size_t n)
{
	const unsigned char *p = d->p;
	d->bad |= n > (size_t)(d->end - d->p);
	d->p += d->bad ? 0 : n;
	return p;
}

/* Seven bits a byte, the highest first; the last byte is marked. */
static size_t number(struct dump *d)
{
	size_t n = 0;
	while (!d->bad && d->p < d->end && n <= MOST) {
		n = n << 7 | (*d->p & 0x7F);
		if (*d->p++ & 0x80)
			return n;
	}
	d->bad = true;
	return 0;
}

/* The instructions of the function: everything that stands before them is skipped. */
static const unsigned char *code(struct dump *d, size_t *ret_n)
{
	static const char head[] = LUA_SIGNATURE "\x54\x00\x19\x93\r\n\x1a\n\x04\x08\x08";
	const unsigned char *begin = skip(d, sizeof head - 1 + 8 + 8); /* a number of each kind follows */
	d->bad |= d->bad || memcmp(begin, head, sizeof head - 1) != 0;
	skip(d, 1); /* how many upvalues */
	size_t name = number(d);
	skip(d, name ? name - 1 : 0);
	number(d); /* lines */
	number(d);
	skip(d, 3);
	*ret_n = number(d);
	return skip(d, *ret_n * sizeof(uint32_t));
}

static bool goes_on(uint32_t instruction)
{
	unsigned op = instruction & OPCODE;
	if (op == JMP)
		return instruction >> JUMP >= NOWHERE;
	return op <= CONCAT || (op >= EQ && op <= TESTSET) || (op >= RETURN && op <= RETURN1) || op == SETLIST || op == EXTRAARG;
}

static int put(lua_State *L, const void *p, size_t n, void *out)
{
	(void)L;
	ld_buf_add(out, p, n);
	return ((struct ld_buf *)out)->failed;
}

struct ld_bytecode ld_bytecode_read(lua_State *L, int fn)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf dumped = ld_buf_init(MOST);
	struct ld_bytecode what = {.brief = true};
	size_t n;
	lua_pushvalue(L, fn); /* fn */
	int rc = lua_dump(L, put, &dumped, 1);
	lua_pop(L, 1); /* */
	struct dump d = {(const unsigned char *)ld_buf_text(&dumped), NULL, rc != 0};
	d.end = d.p + dumped.len;
	const unsigned char *p = code(&d, &n);
	if (d.bad)
		return (struct ld_bytecode){.sets = true};
	what.brief = n < LD_HOOK_EVERY;
	for (size_t i = 0; i < n; i++) {
		uint32_t instruction;
		memcpy(&instruction, p + i * sizeof instruction, sizeof instruction);
		unsigned op = instruction & OPCODE;
		what.sets |= op == SETUPVAL || op == CLOSURE;
		what.brief &= goes_on(instruction);
	}
	return what;
}
