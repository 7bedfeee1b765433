/*
 * The measures of a list beside the poor, by hand: 1,000 people on a list of 30,000 workers of whom 21,072 are poor,
 * 8,542 are not and 386 unknown; what is not defined; halves; amounts near the end of what an integer holds.
 */
#include "report/measures.h"

#include <criterion/criterion.h>
#include <string.h>

static struct ld_text open_text(struct ld_buf *out)
{
	*out = ld_buf_init(1 << 16);
	return (struct ld_text){.out = out, .width = 100};
}

static void close_text(struct ld_text *t)
{
	ld_arena_fini(&t->arena);
	ld_buf_fini(t->out);
}

static json_t *count(json_int_t workers, json_int_t eligible, json_int_t selected, json_int_t committed)
{
	return json_pack("{s:I, s:I, s:I, s:I}", "workers", workers, "eligible", eligible, "selected", selected,
		"committed", committed);
}

static json_t *counts(json_t *all, json_t *poor, json_t *unknown)
{
	json_object_set_new(all, "poor", poor ? poor : json_null());
	json_object_set_new(all, "unknown", unknown ? unknown : json_null());
	return all;
}

#define SAYS(got, want) cr_expect_str_eq(got, want)

Test(measures, of_a_whole_list)
{
	struct ld_buf out;
	struct ld_text t = open_text(&out);
	/* of the poor 900 at 12 months and of the others 80 at 6; of the unknown 20 */
	json_t *j = counts(count(30000, 4144, 1000, 900 * 201600 + 80 * 100800 + 20 * 201600),
		count(21072, 3900, 900, 900 * 201600), count(386, 44, 20, 20 * 201600));
	struct ld_head_counts n = ld_get_head_counts(j);
	struct ld_measured m[LD_MEASURES];
	cr_expect_eq(n.others.workers, 8542);
	cr_expect_eq(n.others.selected, 80);
	ld_get_measures(&t, &n, m);
	SAYS(m[LD_COVERAGE].value, "4.3%");   /* 900 / 21,072 = 0.04271 */
	SAYS(m[LD_COVERAGE].best, "4.7%");    /* 1,000 / 21,072 = 0.04746 */
	SAYS(m[LD_EXCLUSION].value, "95.7%"); /* 20,172 / 21,072 = 0.95729 */
	SAYS(m[LD_EXCLUSION].best, "95.3%");
	SAYS(m[LD_INCLUSION].value, "8.2%"); /* 80 / 980 = 0.08163 */
	SAYS(m[LD_INCLUSION].best, "0.0%");
	SAYS(m[LD_DIFFERENTIAL].value, "+3.3"); /* 0.042711 − 0.009365 = 0.033345 */
	SAYS(m[LD_CGH].value,
		"1.35"); /* (181,440,000 / 189,504,000) / (21,072 / 29,614) = 0.957447 / 0.711555 = 1.34557 */
	json_decref(j);
	close_text(&t);
}

Test(measures, a_list_longer_than_the_poor_are_many)
{
	struct ld_buf out;
	struct ld_text t = open_text(&out);
	json_t *j = counts(count(100, 60, 50, 500), count(20, 15, 10, 100), count(0, 0, 0, 0));
	struct ld_head_counts n = ld_get_head_counts(j);
	struct ld_measured m[LD_MEASURES];
	ld_get_measures(&t, &n, m);
	SAYS(m[LD_COVERAGE].best, "100.0%");
	SAYS(m[LD_EXCLUSION].best, "0.0%");
	SAYS(m[LD_INCLUSION].best, "60.0%"); /* 50 places for 20 poor people */
	SAYS(m[LD_DIFFERENTIAL].value, "0.0");
	SAYS(m[LD_CGH].value, "1.00");
	json_decref(j);
	close_text(&t);
}

Test(measures, without_a_base_are_not_defined)
{
	struct ld_buf out;
	struct ld_text t = open_text(&out);
	json_t *j = counts(count(9, 0, 0, 0), count(0, 0, 0, 0), count(9, 0, 0, 0));
	struct ld_head_counts n = ld_get_head_counts(j);
	struct ld_measured m[LD_MEASURES];
	ld_get_measures(&t, &n, m);
	for (int i = 0; i < LD_MEASURES; i++) {
		SAYS(m[i].value, "–");
		SAYS(m[i].best, "");
	}
	cr_expect(!ld_measure_points(1, 0, 1, 2).known && !ld_measure_points(1, 2, 1, 0).known);
	cr_expect(!ld_measure_ratio(1, 2, 0, 2).known, "a ratio to nothing");
	json_decref(j);
	close_text(&t);
}

Test(measures, round_halves_away_from_zero_and_once)
{
	struct ld_buf out;
	struct ld_text t = open_text(&out);
	SAYS(ld_say_points(&t, ld_measure_points(1, 2000, 0, 1)), "+0.1");
	SAYS(ld_say_points(&t, ld_measure_points(0, 1, 1, 2000)), "−0.1");
	SAYS(ld_say_points(&t, ld_measure_points(1, 3, 1, 3)), "0.0");
	SAYS(ld_say_points(&t, ld_measure_points(1, 6, 1, 8)), "+4.2"); /* 16.7 − 12.5, not 4.1 or 4.17 twice rounded */
	SAYS(ld_say_ratio(&t, ld_measure_ratio(1, 8, 1, 1)), "0.13");   /* 0.125 */
	SAYS(ld_say_ratio(&t, ld_measure_ratio(3000, 1, 1, 1)), "3,000.00");
	int64_t people = UINT32_MAX;
	SAYS(ld_say_ratio(&t, ld_measure_ratio(INT64_MAX, INT64_MAX, people, people)), "1.00");
	SAYS(ld_say_points(&t, ld_measure_points(people, people, 0, people)), "+100.0");
	close_text(&t);
}

Test(measures, of_a_small_group_no_share_is_said)
{
	struct ld_buf out;
	struct ld_text t = open_text(&out);
	json_t *whole = counts(count(1000, 300, 100, 0), count(500, 250, 100, 0), count(0, 0, 0, 0));
	struct ld_head_counts all = ld_get_head_counts(whole);
	struct ld_beside b;
	json_t *row = counts(count(9, 4, 3, 0), count(5, 4, 3, 0), count(0, 0, 0, 0));
	ld_get_beside(&t, row, &all, &b);
	SAYS(b.workers, "9");
	SAYS(b.selected, "3");
	SAYS(b.group, "(blank)");
	SAYS(b.poor_share, "–");
	SAYS(b.selected_share, "–");
	SAYS(b.points, "–");
	SAYS(b.ratio, "–");
	SAYS(b.coverage, "–");
	json_decref(row);
	row = counts(
		count(40, 4, 3, 0), count(9, 4, 3, 0), count(0, 0, 0, 0)); /* enough people, too few of them poor */
	json_object_set_new(row, "group", json_true());
	ld_get_beside(&t, row, &all, &b);
	SAYS(b.group, "yes");
	SAYS(b.selected_share, "3.0%");
	SAYS(b.poor_share, "1.8%");
	SAYS(b.points, "+1.2");
	SAYS(b.ratio, "–");
	SAYS(b.coverage, "–");
	json_decref(row);
	json_decref(whole);
	close_text(&t);
}

Test(measures, without_the_poor_stand_beside_all_workers)
{
	struct ld_buf out;
	struct ld_text t = open_text(&out);
	json_t *whole = counts(count(1000, 300, 100, 0), NULL, NULL), *row = counts(count(400, 100, 50, 0), NULL, NULL);
	struct ld_head_counts all = ld_get_head_counts(whole);
	struct ld_beside b;
	ld_get_beside(&t, row, &all, &b);
	SAYS(b.poor, "");
	SAYS(b.poor_share, "40.0%");
	SAYS(b.points, "+10.0");
	SAYS(b.ratio, "1.25");
	SAYS(b.coverage, "");
	json_decref(row);
	json_decref(whole);
	close_text(&t);
}
