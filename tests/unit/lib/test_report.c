/* What a report counts of stored runs: by hand on a small office, after newer deliveries, and once persons are
 * forgotten. */
#include "office.h"

static struct office o;

/* Blasius is selected and Ana, the only one whom Boleng's floor can take; Maria and Yosef are in reserve, Petrus is
 * refused, and Agnes' decile is blank. */
static void setup(void)
{
	office_open(&o);
	lindung_result_free(office_run(&o, NULL));
}

static void teardown(void)
{
	office_fini(&o);
}

TestSuite(report, .init = setup, .fini = teardown);

static struct lindung_result *report(const char *poor)
{
	struct lindung_error err;
	struct lindung_result *r = NULL;
	ld_ok(lindung_report(o.l, &(struct lindung_report){.run = 1, .poor = poor}, &r, &err));
	return r;
}

static char *as_json(const struct lindung_result *r)
{
	struct lindung_error err;
	struct ld_buf b = ld_buf_init(1 << 20);
	ld_ok(lindung_result_write(r, &(struct lindung_render){.format = LINDUNG_JSON}, office_collect, &b, &err));
	char *text = strdup(strstr(ld_buf_text(&b), "\"funnel\""));
	ld_buf_fini(&b);
	return text;
}

static void is(const struct lindung_result *r, const char *path, int64_t want)
{
	cr_expect_eq(
		lindung_result_integer(r, path), want, "%s: %lld", path, (long long)lindung_result_integer(r, path));
}

Test(report, counts_the_way_to_the_list)
{
	struct lindung_result *r = report(NULL);
	is(r, "funnel/workers", 6);
	is(r, "funnel/rules/0/first", 1); /* Petrus is too old, and no farmer either */
	is(r, "funnel/rules/0/only", 0);
	is(r, "funnel/rules/1/first", 0);
	is(r, "funnel/rules/1/fails", 1);
	is(r, "funnel/rules/2/left", 5);
	is(r, "funnel/rules/2/undecided", 1);
	is(r, "funnel/undecided", 1);
	is(r, "funnel/selected", 2);
	is(r, "funnel/reserve", 2);
	cr_expect_str_eq(lindung_result_text(r, "funnel/held/0/by"), "money");
	is(r, "distribution/step", 5);
	is(r, "distribution/from", 5); /* Yosef, Ana, and Agnes, whose decile is worth at least nothing */
	is(r, "distribution/bins/0/selected", 1);
	is(r, "distribution/bins/0/reserve", 1);
	is(r, "distribution/bins/0/undecided", 1);
	is(r, "distribution/to", 30);
	cr_expect_eq(lindung_result_count(r, "distribution/bins"), 6);
	lindung_result_free(r);
}

Test(report, counts_the_poor_apart)
{
	struct lindung_result *r = report("1");
	is(r, "balance/poor/at_most", 1);
	is(r, "balance/all/workers", 6);
	is(r, "balance/all/poor/workers", 2);
	is(r, "balance/all/unknown/workers", 1);
	cr_expect_str_eq(lindung_result_text(r, "balance/fields/0/groups/0/group"), "Boleng");
	is(r, "balance/fields/0/groups/0/workers", 2);
	is(r, "balance/fields/0/groups/0/unknown/workers", 1);
	is(r, "balance/fields/0/groups/1/poor/selected", lindung_result_integer(r, "balance/all/poor/selected"));
	is(r, "balance/all/committed", 403200);
	lindung_result_free(r);
	r = report("informal"); /* a rule of the programme: farmers and fishers */
	cr_expect_str_eq(lindung_result_text(r, "balance/poor/rule"), "informal");
	is(r, "balance/all/poor/workers", 5);
	is(r, "balance/all/unknown/workers", 0);
	lindung_result_free(r);
}

Test(report, says_what_is_no_definition_of_the_poor)
{
	static const char *const wrong[] = {"miskn", "0", "11", ""};
	struct lindung_error err;
	struct lindung_result *r = NULL;
	for (size_t i = 0; i < 4; i++)
		ld_fails(USAGE, lindung_report(o.l, &(struct lindung_report){.run = 1, .poor = wrong[i]}, &r, &err));
	ld_fails(USAGE, lindung_report(o.l, &(struct lindung_report){.run = 1, .poor = "miskn"}, &r, &err));
	cr_expect(strstr(err.message, "did you mean 'miskin'?"), "%s", err.message);
}

Test(report, of_an_old_run_is_what_it_was)
{
	struct lindung_result *r = report(NULL);
	char *then = as_json(r);
	lindung_result_free(r);
	office_write(&o, "orang.csv",
		"nik,nama,tanggal_lahir,kecamatan,desa,pekerjaan,desil,tanggungan\n"
		"5315904105800001,Maria,1980-05-01,Welak,Galang,pns,9,0\n");
	lindung_result_free(office_import(&o, "orang.csv"));
	r = report(NULL);
	char *now = as_json(r);
	cr_expect_str_eq(now, then);
	lindung_result_free(r);
	free(then);
	free(now);
}

Test(report, of_changed_records_is_refused)
{
	struct lindung_error err;
	struct lindung_result *r = NULL;
	office_tamper(&o, "UPDATE record_orang SET desil = 2 WHERE nik = '5315904105800001'");
	ld_fails(DB_CORRUPT, lindung_report(o.l, &(struct lindung_report){.run = 1}, &r, &err));
}

Test(report, says_when_the_persons_are_forgotten)
{
	struct lindung_error err;
	struct lindung_result *r = NULL;
	ld_ok(lindung_keep(o.l, 1, &r, &err));
	lindung_result_free(r);
	setenv("SOURCE_DATE_EPOCH", "1740000000", 1);
	ld_ok(lindung_forget(o.l, "2025-01-01", 0, &r, &err));
	lindung_result_free(r);
	r = report(NULL);
	cr_expect_str_eq(lindung_result_text(r, "gone"), "persons");
	is(r, "counts/selected", 2);
	cr_expect_eq(lindung_result_count(r, "funnel"), 0);
	cr_expect_eq(lindung_result_count(r, "balance"), 0);
	struct ld_buf text = ld_buf_init(1 << 20);
	ld_ok(lindung_result_write(r, &(struct lindung_render){.format = LINDUNG_TEXT}, office_collect, &text, &err));
	cr_expect(strstr(ld_buf_text(&text), "cannot be counted any more"), "%s", ld_buf_text(&text));
	ld_buf_fini(&text);
	lindung_result_free(r);
}
