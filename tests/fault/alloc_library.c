/*
 * The calls that decide, while memory runs out: import, check, test, run and what is asked of a run; and what is written of
 * their answers. Papers, keys and folders are in alloc_papers.c.
 */
#include "alloc_office.h"

#define IMPORT(more)                                                                                                   \
	lindung_import(l,                                                                                              \
		&(struct lindung_import){.source = "orang", .files = (const char *const[]){source()}, .nfiles = 1, more}, \
		&r, err)
#define RUN lindung_run(l, &(struct lindung_run){.rules = "uji.2024", .settings = settings}, &r, err)

static const char eligible[] = "5315904105800001", undecided[] = "5315904105800004", failed[] = "5315904105800007";

CALL(import, IMPORT(.strict = 1))
CALL(replace, IMPORT(.replace = 1))
CALL(quarantine, lindung_quarantine(l, 0, &r, err))
CALL(check, lindung_check(l, "uji.2024", NULL, &r, err))
CALL(test, lindung_test(l, "uji.2024", &r, err))
CALL(test_mutate, lindung_test_with(l, &(struct lindung_test){.rules = "ubah.2024", .mutate = 1}, &r, err))

static int take_spreadsheet(void *ctx, const char *file, const char *text, size_t len, struct lindung_error *err)
{
	(void)ctx;
	(void)err;
	cr_assert(strstr(file, "kasus.csv") && memmem(text, len, "tolak:usia", 10));
	return 0;
}
CALL(test_accept, lindung_test_with(l, &(struct lindung_test){.rules = "terima.2024", .accept = take_spreadsheet}, &r, err))
static struct lindung *ran; /* the handle of the last run */
CALL(run, (ran = l, RUN))

/* What was told, and what was stored of it. */
static void tell_run(struct sweep_out *out)
{
	struct lindung_error err = {0};
	tell(out);
	ld_ok(lindung_show(ran, 1, &answered, &err));
	tell(out);
}
CALL(explain, lindung_explain(l, eligible, 0, &r, err))
CALL(explain_undecided, lindung_explain(l, undecided, 1, &r, err))
CALL(explain_failed, lindung_explain(l, failed, 1, &r, err))
CALL(runs, lindung_runs(l, &r, err))
CALL(show, lindung_show(l, 1, &r, err))
CALL(report, lindung_report(l, &(struct lindung_report){.run = 1}, &r, err))
CALL(report_poor, lindung_report(l, &(struct lindung_report){.run = 1, .poor = "miskin"}, &r, err))
CALL(keep, lindung_keep(l, 1, &r, err))
CALL(verify, lindung_verify(l, 1, &r, err))
CALL(replay, lindung_replay(l, 1, &r, err))
static const char *const changed[] = {"eligibility/usia/when/umur=between(18, 50)", "priority/tanggungan/points/each=6",
	"funders/APBD/months=11", NULL};
CALL(compare, lindung_compare(l, &(struct lindung_compare){.a = "run:1", .b = "uji.2024", .settings = changed, .people = 1},
	&r, err))
CALL(points, lindung_sweep(l, &(struct lindung_sweep){.rules = "uji.2024", .people = 1,
	.over = (const char *const[]){"eligibility/usia/when/umur=between(18, 50..60:10)", "funders/APBD/months=11..12", NULL}},
	&r, err))
CALL(decisions, (out->len = 0, lindung_export(l, 1, "decisions", sweep_write, out, &r, err)))
CALL(annex, (out->len = 0, lindung_export(l, 1, "annex", sweep_write, out, &r, err)))

CALL(check_folder, lindung_check(l, office_path(&o, "rules/uji"), NULL, &r, err))
CALL(test_folder, lindung_test(l, office_path(&o, "rules/uji"), &r, err))
CALL(run_folder, lindung_run(l, &(struct lindung_run){.rules = office_path(&o, "rules/uji")}, &r, err))
CALL(import_path, lindung_import(l,
	&(struct lindung_import){.source = office_path(&o, "rules/sources/orang.lua"),
		.files = (const char *const[]){source()}, .nfiles = 1}, &r, err))

TestSuite(library_data, .init = setup_data, .fini = teardown);
TestSuite(library_run, .init = setup_run, .fini = teardown);

SWEEP(library_data, import, forget_database, 20)
SWEEP(library_data, replace, restore_database, 20)
SWEEP_WARM(library_data, quarantine, 30)
SWEEP(library_data, check, NULL, 20)
SWEEP(library_data, test, NULL, 20)
SWEEP(library_data, test_mutate, NULL, 20)
SWEEP(library_data, test_accept, NULL, 20)
Test(library_data, run)
{
	sweep(&(struct sweep){"run", restore_database, open_office, call_run, tell_run, close_office}, 40);
}
SWEEP(library_data, check_folder, NULL, 12)
SWEEP(library_data, test_folder, NULL, 12)
SWEEP(library_data, run_folder, restore_database, 12)
SWEEP(library_data, import_path, restore_database, 12)
SWEEP_WARM(library_run, explain, 30)
SWEEP_WARM(library_run, explain_undecided, 30)
SWEEP_WARM(library_run, explain_failed, 30)
SWEEP(library_run, runs, NULL, 20)
SWEEP_WARM(library_run, show, 30)
SWEEP_WARM(library_run, report, 30)
SWEEP_WARM(library_run, report_poor, 20)
SWEEP(library_run, keep, restore_database, 25)
SWEEP_WARM(library_run, verify, 30)
SWEEP_WARM(library_run, replay, 30)
SWEEP_WARM(library_run, compare, 20)
SWEEP_WARM(library_run, points, 20)
SWEEP_WARM(library_run, decisions, 30)
SWEEP_WARM(library_run, annex, 30)

static const struct written written[] = {{call_import, LINDUNG_TEXT}, {call_quarantine, LINDUNG_TEXT}, {call_quarantine, LINDUNG_CSV},
	{call_check, LINDUNG_TEXT}, {call_check, LINDUNG_SARIF}, {call_test, LINDUNG_TEXT}, {call_test, LINDUNG_JUNIT}, {call_show, LINDUNG_TEXT},
	{call_show, LINDUNG_JSON}, {call_explain, LINDUNG_TEXT}, {call_explain_undecided, LINDUNG_TEXT},
	{call_explain_failed, LINDUNG_TEXT}, {call_runs, LINDUNG_TEXT}, {call_runs, LINDUNG_CSV}, {call_keep, LINDUNG_TEXT},
	{call_report, LINDUNG_TEXT}, {call_verify, LINDUNG_TEXT}, {call_replay, LINDUNG_TEXT}, {call_compare, LINDUNG_TEXT}, {call_points, LINDUNG_TEXT},
	{call_report_poor, LINDUNG_HTML}, {call_compare, LINDUNG_HTML}, {call_points, LINDUNG_HTML}};

Test(library_run, written)
{
	sweep_written(written, sizeof written / sizeof *written);
}
