/*
 * The arithmetic of a sweep: which values a range has, and what follows from two points that stand beside each other.
 * Everything is whole numbers, so that the knee is the same everywhere: the gain between two points is people for a
 * billion rupiah, rounded down, and where neither people nor money change it is 0, because more was offered and nobody
 * came.
 */
#include "study/sweep.h"

#include <inttypes.h>
#include <string.h>

#include "base/num.h"

enum { BILLION = 1000000000 };
__extension__ typedef __int128 wide;

/* ---- the range ---- */

static bool is_number(char c)
{
	return (c >= '0' && c <= '9') || c == '-';
}

/* Digits, sign and the points that set off thousands; ".." ends a number. */
static size_t number_len(const char *s)
{
	size_t n = 0;
	while (is_number(s[n]) || (s[n] == '.' && s[n + 1] >= '0' && s[n + 1] <= '9'))
		n++;
	return n;
}

static bool parse_number(const char *s, size_t n, int64_t *ret)
{
	return ld_int_parse(s, n, ret) || ld_rupiah_parse(s, n, ret);
}

static int misread(const char *text, struct lindung_error *err)
{
	return ld_fail(err, LINDUNG_E_SET, "'%.120s' is not PATH=FROM..TO:STEP, with whole numbers", text);
}

static int parse_range(const char *text, const char *from, const char *dots, struct ld_over *o, const char **ret_end,
	struct lindung_error *err)
{
	const char *to = dots + 2;
	size_t n = number_len(to);
	o->step = 1;
	if (!parse_number(from, (size_t)(dots - from), &o->from) || !parse_number(to, n, &o->to))
		return misread(text, err);
	*ret_end = to + n;
	if (to[n] == ':') {
		size_t m = number_len(to + n + 1);
		if (!parse_number(to + n + 1, m, &o->step) || o->step <= 0)
			return misread(text, err);
		*ret_end = to + n + 1 + m;
	}
	uint64_t span = o->to > o->from ? (uint64_t)o->to - (uint64_t)o->from : (uint64_t)o->from - (uint64_t)o->to;
	if (span / (uint64_t)o->step >= LD_MOST_POINTS)
		return ld_fail(err, LINDUNG_E_LIMIT, "'%.120s' has more than %d values", text, LD_MOST_POINTS);
	o->n = (size_t)(span / (uint64_t)o->step) + 1;
	return 0;
}

int ld_over_parse(const char *text, struct ld_arena *arena, struct ld_over *ret, struct lindung_error *err)
{
	struct ld_over o = {0};
	const char *equals = strchr(text, '='), *dots = equals ? strstr(equals, "..") : NULL, *from = dots, *end = NULL;
	if (!dots || equals == text)
		return misread(text, err);
	while (from > equals + 1 && (is_number(from[-1]) || (from[-1] == '.' && from < dots)))
		from--;
	int rc = parse_range(text, from, dots, &o, &end, err);
	if (rc < 0)
		return rc;
	if (strstr(end, ".."))
		return misread(text, err);
	o.path = ld_arena_strndup(arena, text, (size_t)(equals - text));
	o.before = ld_arena_strndup(arena, equals + 1, (size_t)(from - equals - 1));
	o.after = ld_arena_strdup(arena, end);
	if (!o.path || !o.before || !o.after)
		return ld_nomem(err);
	*ret = o;
	return 0;
}

int64_t ld_over_number(const struct ld_over *o, size_t i)
{
	int64_t way = (int64_t)i * o->step;
	return o->to >= o->from ? o->from + way : o->from - way;
}

const char *ld_over_value(const struct ld_over *o, size_t i, struct ld_arena *arena)
{
	return ld_arena_printf(arena, "%s%" PRId64 "%s", o->before, ld_over_number(o, i), o->after);
}

/* ---- neighbours ---- */

size_t ld_point_before(size_t i, size_t line)
{
	if (i % line)
		return i - 1;
	return i ? i - line : SIZE_MAX;
}

static int64_t divide(wide a, int64_t b)
{
	wide q = a / b;
	q -= a % b != 0 && (a < 0) != (b < 0);
	return q > INT64_MAX ? INT64_MAX : q < INT64_MIN ? INT64_MIN : (int64_t)q;
}

static void measure(struct ld_point *p, const struct ld_point *before)
{
	int64_t people = p->counts[LD_SELECTED] - before->counts[LD_SELECTED], money = p->committed - before->committed;
	p->has_before = true;
	p->has_marginal = people != 0;
	p->marginal = people ? divide(money, people) : 0;
	p->has_gain = money || !people;
	p->gain = money ? divide((wide)people * BILLION, money) : 0;
}

/* Does the line go from more money to less? Then it is walked from its end, and has the same knee. */
static bool goes_down(const struct ld_point *line, size_t n)
{
	const struct ld_point *first = line, *last = line + n - 1;
	while (first < last && first->error)
		first++;
	while (first < last && last->error)
		last--;
	return last->committed < first->committed;
}

static void find_knee(struct ld_point *line, size_t n)
{
	size_t knee = SIZE_MAX;
	int64_t most = 0;
	bool down = goes_down(line, n);
	for (size_t k = 1; k + 1 < n; k++) {
		size_t i = down ? n - 1 - k : k;
		const struct ld_point *to = &line[down ? i + 1 : i], *on = &line[down ? i : i + 1]; /* gains up to i and on from it */
		int64_t drop;
		if (line[i].error || line[i + 1].error || !to->has_gain || !on->has_gain)
			continue;
		if (!__builtin_sub_overflow(to->gain, on->gain, &drop) && drop > most) {
			most = drop;
			knee = i;
		}
	}
	if (knee != SIZE_MAX)
		line[knee].knee = true;
}

void ld_points_measure(struct ld_point *points, size_t n, size_t line)
{
	for (size_t i = 0; i < n; i++) {
		size_t before = ld_point_before(i, line);
		if (before != SIZE_MAX && !points[i].error && !points[before].error)
			measure(&points[i], &points[before]);
	}
	for (size_t i = 0; i < n; i += line)
		find_knee(points + i, line);
}
