/*
 * Measures of a list beside the poor, from exact counts to what a reader sees. A ratio of two shares is reckoned from
 * the four counts at once and rounded once, in 128 bits, so that no sum of rounded shares can contradict it. Poor
 * people are counted among those of whom it is known whether they are poor; the rest are told beside every measure.
 */
#include "report/measures.h"

#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 wide; /* products of three counts of rupiah and people */

/* ---- counts ---- */

/* A document may come from anywhere: no count of it can make a product overflow. */
enum { MOST_PEOPLE_BITS = 40, MOST_RUPIAH_BITS = 60 };

static int64_t bounded(const json_t *j, const char *key, int bits)
{
	int64_t n = ld_get_int(j, key), most = (int64_t)1 << bits;
	return n < 0 ? 0 : n < most ? n : most;
}

static struct ld_head_count read_count(const json_t *j)
{
	return (struct ld_head_count){bounded(j, "workers", MOST_PEOPLE_BITS), bounded(j, "eligible", MOST_PEOPLE_BITS),
		bounded(j, "selected", MOST_PEOPLE_BITS), bounded(j, "committed", MOST_RUPIAH_BITS)};
}

struct ld_head_counts ld_get_head_counts(const json_t *counts)
{
	struct ld_head_counts n = {.all = read_count(counts),
		.poor = read_count(ld_get(counts, "poor")),
		.unknown = read_count(ld_get(counts, "unknown")),
		.known = ld_get_known(counts, "poor")};
	n.others.workers = n.all.workers - n.poor.workers - n.unknown.workers;
	n.others.eligible = n.all.eligible - n.poor.eligible - n.unknown.eligible;
	n.others.selected = n.all.selected - n.poor.selected - n.unknown.selected;
	n.others.committed = n.all.committed - n.poor.committed - n.unknown.committed;
	return n;
}

/* ---- rounding ---- */

/* above / below, halves away from zero. */
static struct ld_measure rounded(wide above, wide below)
{
	struct ld_measure m = {0};
	if (below <= 0)
		return m;
	wide size = above < 0 ? -above : above, n = (size * 2 + below) / (below * 2);
	m.known = n <= INT64_MAX;
	m.n = !m.known ? 0 : above < 0 ? -(int64_t)n : (int64_t)n;
	return m;
}

struct ld_measure ld_measure_points(int64_t a, int64_t a_of, int64_t b, int64_t b_of)
{
	if (a_of <= 0 || b_of <= 0)
		return (struct ld_measure){0};
	return rounded(((wide)a * b_of - (wide)b * a_of) * 1000, (wide)a_of * b_of);
}

struct ld_measure ld_measure_ratio(int64_t a, int64_t a_of, int64_t b, int64_t b_of)
{
	if (a_of <= 0 || b_of <= 0)
		return (struct ld_measure){0};
	return rounded((wide)a * b_of * 100, (wide)b * a_of);
}

/* ---- words ---- */

static const char undefined[] = "–";

static char point(void)
{
	/* TRANSLATORS: a number with its decimal separator; only the second character is used */
	return _("0.5")[1];
}

static const char *share(struct ld_text *t, int64_t n, int64_t all)
{
	return all > 0 && n >= 0 ? ld_say_share(t, n, all) : undefined;
}

const char *ld_say_points(struct ld_text *t, struct ld_measure m)
{
	int64_t size = m.n < 0 ? -m.n : m.n;
	const char *sign = m.n < 0 ? "−" : m.n > 0 ? "+" : "";
	return m.known ? ld_say(t, "%s%s%c%d", sign, ld_say_count(t, size / 10), point(), (int)(size % 10)) : undefined;
}

const char *ld_say_ratio(struct ld_text *t, struct ld_measure m)
{
	return m.known ? ld_say(t, "%s%c%02d", ld_say_count(t, m.n / 100), point(), (int)(m.n % 100)) : undefined;
}

const char *ld_say_group(struct ld_text *t, const json_t *row)
{
	return ld_get_known(row, "group") ? ld_say_value(t, ld_get(row, "group")) : _("(blank)");
}

static const char *definition(struct ld_text *t, const json_t *poor)
{
	const char *title = ld_say_key(t, poor, "title"), *rule = ld_say_key(t, poor, "rule"),
		   *field = ld_say_key(t, poor, "field");
	if (*rule)
		return ld_say(t, _("Poor here: workers whom the rule '%s' lets pass (%s)."), *title ? title : rule,
			ld_say_key(t, poor, "condition"));
	return ld_say(t, _("Poor here: workers whose %s is known and at most %s."), *title ? title : field,
		ld_say_count(t, ld_get_int(poor, "at_most")));
}

const char *ld_say_poor(struct ld_text *t, const json_t *balance)
{
	const json_t *poor = ld_get(balance, "poor");
	struct ld_head_counts n = ld_get_head_counts(ld_get(balance, "all"));
	if (!n.known)
		return _("Nobody can say who is poor: workers have no decile, and no rule was named. Shares stand "
			 "beside those among "
			 "all workers.");
	return ld_say(t,
		_("%s Of the %s workers of whom that is known %s are poor; of %s it is not, and they count neither as "
		  "poor nor as"
		  " not poor."),
		definition(t, poor), ld_say_count(t, n.all.workers - n.unknown.workers),
		ld_say_count(t, n.poor.workers), ld_say_count(t, n.unknown.workers));
}

/* ---- the measures ---- */

static const char *of(struct ld_text *t, int64_t n, int64_t all)
{
	return ld_say(t, _("%s of %s"), ld_say_count(t, n), ld_say_count(t, all));
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

void ld_get_measures(struct ld_text *t, const struct ld_head_counts *n, struct ld_measured ret[LD_MEASURES])
{
	int64_t poor = n->poor.workers, others = n->others.workers, on = n->poor.selected, off = n->others.selected;
	int64_t paid = n->poor.committed, all_paid = paid + n->others.committed, reach = least(n->all.selected, poor);
	ret[LD_COVERAGE] = (struct ld_measured){_("Coverage of the poor"), share(t, on, poor),
		poor ? share(t, reach, poor) : "", ld_say(t, _("poor people on the list: %s"), of(t, on, poor))};
	ret[LD_EXCLUSION] = (struct ld_measured){_("Exclusion error"), share(t, poor - on, poor),
		poor ? share(t, poor - reach, poor) : "",
		ld_say(t, _("poor people not on the list: %s"), of(t, poor - on, poor))};
	ret[LD_INCLUSION] = (struct ld_measured){_("Inclusion error"), share(t, off, on + off),
		on + off ? share(t, on + off - least(on + off, poor), on + off) : "",
		ld_say(t, _("people on the list who are not poor: %s"), of(t, off, on + off))};
	ret[LD_DIFFERENTIAL] = (struct ld_measured){_("Targeting differential"),
		ld_say_points(t, ld_measure_points(on, poor, off, others)), "",
		ld_say(t, _("percentage points: coverage of the poor (%s) less that of the others (%s)"),
			of(t, on, poor), of(t, off, others))};
	ret[LD_CGH] = (struct ld_measured){_("Coady-Grosh-Hoddinott"),
		ld_say_ratio(t, ld_measure_ratio(paid, all_paid, poor, poor + others)), "",
		ld_say(t, _("the share of the money that goes to the poor (%s) over their share of the workers (%s)"),
			share(t, paid, all_paid), share(t, poor, poor + others))};
}

/* ---- one group beside all ---- */

static struct ld_measure unless_small(struct ld_measure m, int64_t people)
{
	m.known &= people >= LD_SMALL_GROUP;
	return m;
}

void ld_get_beside(struct ld_text *t, const json_t *row, const struct ld_head_counts *all, struct ld_beside *ret)
{
	struct ld_head_counts n = ld_get_head_counts(row);
	int64_t base = all->known ? n.poor.workers : n.all.workers,
		base_of = all->known ? all->poor.workers : all->all.workers;
	int64_t size = n.all.workers;
	*ret = (struct ld_beside){.group = ld_say_group(t, row),
		.workers = ld_say_count(t, size),
		.poor = all->known ? ld_say_count(t, n.poor.workers) : "",
		.eligible = ld_say_count(t, n.all.eligible),
		.selected = ld_say_count(t, n.all.selected)};
	ret->poor_share = size < LD_SMALL_GROUP ? undefined : share(t, base, base_of);
	ret->eligible_share = size < LD_SMALL_GROUP ? undefined : share(t, n.all.eligible, all->all.eligible);
	ret->selected_share = size < LD_SMALL_GROUP ? undefined : share(t, n.all.selected, all->all.selected);
	ret->points = ld_say_points(
		t, unless_small(ld_measure_points(n.all.selected, all->all.selected, base, base_of), size));
	ret->ratio =
		ld_say_ratio(t, unless_small(ld_measure_ratio(n.all.selected, all->all.selected, base, base_of), base));
	ret->coverage = !all->known                       ? ""
			: n.poor.workers < LD_SMALL_GROUP ? undefined
							  : share(t, n.poor.selected, n.poor.workers);
}
