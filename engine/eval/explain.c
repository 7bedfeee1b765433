/*
 * What one worker is told: which fields to look up, why a rule refuses, what a score gives. Reads
 * what ld_eval found and walks the trees; only a single score calls functions again. Ids that name
 * a person are masked in reasons, because a reason travels where the document's own masking does
 * not reach.
 */
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "eval/plan.h"

struct blanks {
	struct ld_walk walk;
	bool *marks;
	size_t n;
};

static void mark_blank(struct blanks *b, int field)
{
	const struct ld_column *c = &b->walk.f->cols[field];
	bool blank = field && ld_column_blank(c, b->walk.row);
	if (!blank || (c->broken && c->broken[b->walk.row]) || b->marks[field])
		return;
	b->marks[field] = true;
	b->n++;
}

static void visit(void *ctx, const struct ld_cond *leaf)
{
	struct blanks *b = ctx;
	if (leaf->kind != LD_COND_FUNC) {
		mark_blank(b, leaf->field);
		return;
	}
	const struct ld_func *fn = &b->walk.p->funcs[leaf->func];
	int64_t points;
	if (ld_walk_func(&b->walk, leaf->func, &points) != LD_UNKNOWN)
		return; /* it failed: nothing to look up */
	for (size_t i = 0; i < fn->nreads; i++)
		mark_blank(b, fn->reads[i]);
}

size_t ld_eval_missing(const struct ld_programme *p, const struct ld_frame *f,
	const struct ld_outcomes *o, size_t row, bool *marks)
{
	struct blanks b = {
		.walk = {.p = p, .f = f, .row = row, .called = o->called}, .marks = marks};
	memset(marks, 0, p->fields.len * sizeof *marks);
	if (o->fate[row] != LD_FATE_UNDECIDED)
		return 0;
	for (size_t r = 0; r < p->nrules; r++) {
		uint8_t answer = LD_FALSE;
		if (p->rules[r].missing == LD_MISSING_CHECK)
			ld_outcomes_rule(o, r, row, 1, &answer);
		if (answer == LD_UNKNOWN)
			ld_walk_hangs(&b.walk, p->rules[r].when, visit, &b);
	}
	for (size_t g = 0; g < o->ngroups; g++)
		mark_blank(&b, o->groups[g]);
	return b.n;
}

static void put_value(const struct ld_frame *f, size_t field, size_t row, struct ld_buf *out)
{
	const struct ld_field *d = &f->fields->items[field];
	struct ld_value v = ld_frame_get(f, field, row);
	if (v.kind == LD_MISSING) {
		ld_buf_puts(out, "(kosong)");
	} else if (d->type == LD_ID && (d->is_private || d->format != LD_FORMAT_ANY)) {
		for (uint32_t i = 0; i < v.len; i++)
			ld_buf_addc(out, i < 4 ? v.s[i] : '*');
	} else {
		ld_field_print(d, &v, out);
	}
}

void ld_eval_reason(const struct ld_programme *p, const struct ld_frame *f, const struct ld_rule *r,
	size_t row, struct ld_buf *out)
{
	if (!r->reason) {
		ld_cond_print(r->when, &p->fields, out);
		return;
	}
	for (const char *s = r->reason; *s;) {
		size_t plain = strcspn(s, "{"), n = s[plain] ? strcspn(s + plain + 1, "{}") : 0;
		char name[LD_MAX_NAME + 1];
		int field = -1;
		ld_buf_add(out, s, plain);
		s += plain;
		if (!*s)
			break;
		if (n <= LD_MAX_NAME && s[n + 1] == '}') {
			memcpy(name, s + 1, n);
			name[n] = '\0';
			field = ld_field_find(&p->fields, name);
		}
		if (field < 0) { /* braces that name no field are text */
			ld_buf_addc(out, *s++);
			continue;
		}
		put_value(f, (size_t)field, row, out);
		s += n + 2;
	}
}

/* What the points are, or could be, on one row. */
static void points_of_row(
	struct ld_walk *w, const struct ld_points *points, int64_t *lo, int64_t *hi)
{
	int64_t n = 0;
	if (points->kind == LD_POINTS_FUNC) {
		if (ld_walk_func(w, points->func, &n) == LD_TRUE)
			*lo = *hi = n;
	} else if (points->kind != LD_POINTS_CONST) {
		struct ld_value v = ld_frame_get(w->f, (size_t)points->field, w->row);
		if (v.kind != LD_MISSING)
			*lo = *hi = ld_points_of(points, &v);
	}
}

int ld_eval_score(const struct ld_programme *p, const struct ld_frame *f, const struct ld_score *s,
	const struct ld_calls *calls, size_t row, int64_t *ret_low, int64_t *ret_high,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena scratch = {0};
	struct ld_walk w = {
		.p = p, .f = f, .row = row, .calls = calls, .arena = &scratch, .err = err};
	int64_t lo, hi;
	int rc = ld_points_range(p, &s->points, &lo, &hi, err);
	if (rc)
		return rc;
	enum ld_truth when = s->when ? ld_walk_cond(&w, s->when) : LD_TRUE;
	if (when != LD_FALSE)
		points_of_row(&w, &s->points, &lo, &hi);
	if (w.rc)
		return w.rc;
	if (when != LD_TRUE) {
		lo = when == LD_FALSE || lo > 0 ? 0 : lo;
		hi = when == LD_FALSE || hi < 0 ? 0 : hi;
	}
	*ret_low = lo;
	*ret_high = hi;
	return 0;
}

int ld_eval_row(const struct ld_programme *p, const struct ld_frame *f, const struct ld_cond *cond,
	const struct ld_calls *calls, size_t row, enum ld_truth *ret, bool *ret_failed,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena scratch = {0};
	struct ld_walk w = {
		.p = p, .f = f, .row = row, .calls = calls, .arena = &scratch, .err = err};
	enum ld_truth truth = ld_walk_cond(&w, cond);
	bool failed = ret_failed && truth == LD_UNKNOWN && !w.rc && ld_walk_failed(&w, cond);
	if (w.rc)
		return w.rc;
	*ret = truth;
	if (ret_failed)
		*ret_failed = failed;
	return 0;
}
