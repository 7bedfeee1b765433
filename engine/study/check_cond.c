/*
 * What can be said of one condition: that nothing meets it, that every known value does, that an entry of it could as
 * well be left out. The innermost part that explains it is named, once: a rule that can never hold because of one of
 * its entries is told of by that entry. A threshold outside a field's declared range is told of instead of what follows
 * from it.
 */
#include "study/check.h"

#include <string.h>

int ld_checking_ask(
	struct ld_checking *c, const struct ld_owner *o, bool eligible, const struct ld_need *needs, size_t n)
{
	enum ld_found found;
	size_t npass = eligible ? c->p->nrules : 0;
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	struct ld_need *all = ld_arena_array(&a, npass + n, sizeof *all);
	if (!all)
		return ld_nomem(c->err);
	if (npass)
		memcpy(all, c->pass, npass * sizeof *all);
	if (n)
		memcpy(all + npass, needs, n * sizeof *all);
	int rc = ld_solve(&c->solver, all, npass + n, &found, c->err);
	if (rc < 0)
		return rc;
	if (found == LD_NOT_KNOWN && !c->open++)
		c->open_at = o->place, c->open_id = o->id;
	return found != LD_NOBODY;
}

struct ld_cond ld_cond_equal(int field, struct ld_value *value)
{
	return (struct ld_cond){.kind = LD_COND_EQUAL, .field = field, .func = -1, .set = value, .nset = 1};
}

const char *ld_cond_words(const struct ld_cond *cond, const struct ld_fields *fields, struct ld_buf *out)
{
	enum { WORDS = 160 };
	ld_buf_reset(out);
	ld_cond_print(cond, fields, out);
	if (out->len > WORDS) {
		size_t end = WORDS;
		while (end && ((unsigned char)out->data[end] & 0xC0) == 0x80)
			end--;
		out->len = end;
		ld_buf_puts(out, "…");
	}
	return ld_buf_text(out);
}

static struct ld_place place_of(const struct ld_owner *o, const struct ld_cond *n)
{
	return n->place.file ? n->place : o->place;
}

/* ---- ends of ranges ---- */

static int check_end(struct ld_checking *c, const struct ld_owner *o, const struct ld_cond *n,
	const struct ld_value *end, bool *ret_outside)
{
	const struct ld_field *f = &c->p->fields.items[n->field];
	LD_CLEANUP(ld_buf_fini) struct ld_buf value = ld_buf_init(4096), range = ld_buf_init(4096);
	bool low = f->has_lo && ld_value_cmp(end, &f->lo) < 0, high = f->has_hi && ld_value_cmp(end, &f->hi) > 0;
	if (!low && !high)
		return 0;
	*ret_outside = true;
	ld_field_print(f, end, &value);
	if (f->has_lo)
		ld_field_print(f, &f->lo, &range);
	ld_buf_puts(&range, "..");
	if (f->has_hi)
		ld_field_print(f, &f->hi, &range);
	return LD_SAY(c, LD_WARNING, "OUTSIDE", place_of(o, n), "%s '%s': %s lies outside the range %s of '%s'",
		o->what, o->id, ld_buf_text(&value), ld_buf_text(&range), f->name);
}

static int check_ends(struct ld_checking *c, const struct ld_owner *o, const struct ld_cond *n, bool *ret_outside)
{
	int rc = 0;
	if (n->kind == LD_COND_RANGE && n->has_lo)
		rc = check_end(c, o, n, &n->lo, ret_outside);
	if (n->kind == LD_COND_RANGE && n->has_hi && rc >= 0)
		rc = check_end(c, o, n, &n->hi, ret_outside);
	return rc;
}

/* ---- never and always ---- */

enum fate { ORDINARY, NEVER, ALWAYS };

static int fate_of(struct ld_checking *c, const struct ld_owner *o, const struct ld_cond *n, enum fate *ret)
{
	struct ld_need need = {n, LD_CAN_TRUE};
	int can = n->kind == LD_COND_FUNC ? 1 : ld_checking_ask(c, o, false, &need, 1);
	*ret = ORDINARY;
	if (can < 0)
		return can;
	if (!can) {
		*ret = NEVER;
		return 0;
	}
	need.answers = LD_CAN_FALSE;
	can = n->kind == LD_COND_FUNC ? 1 : ld_checking_ask(c, o, false, &need, 1);
	if (can == 0)
		*ret = ALWAYS;
	return can < 0 ? can : 0;
}

static int say_fate(struct ld_checking *c, const struct ld_owner *o, const struct ld_cond *n, enum fate fate)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf words = ld_buf_init(1 << 20);
	struct ld_need blank = {n, LD_CAN_UNKNOWN};
	const char *text = ld_cond_words(n, &c->p->fields, &words);
	if (words.failed)
		return ld_nomem(c->err);
	if (fate == NEVER)
		return LD_SAY(c, LD_WARNING, "NEVER_TRUE", place_of(o, n), "%s '%s': no values can meet `%s`", o->what,
			o->id, text);
	int open = ld_checking_ask(c, o, false, &blank, 1);
	if (open < 0)
		return open;
	return LD_SAY(c, LD_WARNING, "ALWAYS_TRUE", place_of(o, n), "%s '%s': %s meet `%s`", o->what, o->id,
		open ? "all known values" : "all workers", text);
}

/* ---- entries that could be left out ---- */

/* All of it answers the same without kid i, for every worker: it is never below the others of an all, never above those
 * of an any. */
static int adds_nothing(
	struct ld_checking *c, const struct ld_owner *o, const struct ld_cond *n, const bool *gone, size_t i)
{
	bool all = n->kind == LD_COND_ALL;
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	struct ld_need *needs = ld_arena_array(&a, n->nkids, sizeof *needs);
	int can = 0;
	if (!needs)
		return ld_nomem(c->err);
	for (int step = 0; step < 2 && can == 0; step++) {
		unsigned mine = all ? (step ? LD_CAN_UNKNOWN : LD_CAN_FALSE) : (step ? LD_CAN_UNKNOWN : LD_CAN_TRUE);
		unsigned theirs = all ? (step ? LD_CAN_TRUE : LD_CAN_TRUE | LD_CAN_UNKNOWN)
				      : (step ? LD_CAN_FALSE : LD_CAN_FALSE | LD_CAN_UNKNOWN);
		size_t m = 0;
		needs[m++] = (struct ld_need){n->kids[i], mine};
		for (size_t k = 0; k < n->nkids; k++)
			if (k != i && !gone[k])
				needs[m++] = (struct ld_need){n->kids[k], theirs};
		can = ld_checking_ask(c, o, false, needs, m);
	}
	return can < 0 ? can : !can;
}

static int check_entries(struct ld_checking *c, const struct ld_owner *o, const struct ld_cond *n)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf words = ld_buf_init(1 << 20);
	size_t left = n->nkids;
	bool *gone = ld_arena_array(&c->arena, n->nkids, sizeof *gone);
	if (!gone)
		return ld_nomem(c->err);
	if (n->kind != LD_COND_ALL && n->kind != LD_COND_ANY)
		return 0;
	for (size_t i = n->nkids; i-- > 0 && left > 1;) {
		int rc = adds_nothing(c, o, n, gone, i);
		if (rc < 0)
			return rc;
		if (!rc)
			continue;
		gone[i] = true;
		left--;
		const char *text = ld_cond_words(n->kids[i], &c->p->fields, &words);
		rc = LD_SAY(c, LD_WARNING, "UNREACHED", place_of(o, n->kids[i]),
			"%s '%s': `%s` adds nothing to the %s beside it", o->what, o->id, text,
			n->kind == LD_COND_ALL ? "conditions" : "alternatives");
		if (rc < 0 || words.failed)
			return ld_nomem(c->err);
	}
	return 0;
}

/* Would an entry of that fate alone make the whole so? */
static bool explains(const struct ld_cond *n, enum fate kid, enum fate whole)
{
	if (n->kind == LD_COND_NOT)
		return kid != ORDINARY;
	return kid == whole &&
	       ((n->kind == LD_COND_ALL && whole == NEVER) || (n->kind == LD_COND_ANY && whole == ALWAYS));
}

static int check_part(
	struct ld_checking *c, const struct ld_owner *o, const struct ld_cond *n, enum fate *ret, bool *ret_outside)
{
	bool explained = false, plain = true;
	int rc = fate_of(c, o, n, ret);
	for (size_t i = 0; i < n->nkids && rc >= 0; i++) {
		enum fate kid = ORDINARY;
		bool outside = false;
		rc = check_part(c, o, n->kids[i], &kid, &outside);
		explained |= explains(n, kid, *ret);
		plain &= kid == ORDINARY && !outside;
	}
	if (rc >= 0)
		rc = check_ends(c, o, n, ret_outside);
	if (rc < 0 || *ret_outside || explained)
		return rc;
	if (*ret != ORDINARY)
		return say_fate(c, o, n, *ret);
	return plain ? check_entries(c, o, n) : 0;
}

int ld_checking_cond(struct ld_checking *c, const struct ld_owner *o, const struct ld_cond *cond, bool *ret_odd)
{
	enum fate fate = ORDINARY;
	bool outside = false;
	int rc = check_part(c, o, cond, &fate, &outside);
	if (rc >= 0)
		*ret_odd = fate != ORDINARY;
	return rc;
}
