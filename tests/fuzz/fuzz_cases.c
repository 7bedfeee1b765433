/* A spreadsheet of cases (or after "--@ p_test" and "--@ p" another test file and programme): read and run, or refused
 * with its line. Where all cases hold the programme is changed all over; and a row's answer is rewritten, or refused. */
#include "csv/csv.h"
#include "fuzz_office.h"
#include "study/study.h"

static const char tests[] =
	"local p = require 'p'\n"
	"local fisher = worker { umur = 35, pekerjaan = 'nelayan', desil = 1, kecamatan = 'Komodo', tanggungan = 2 }\n"
	"return cases(p) {\n"
	"  case { 'nelayan', fisher, expect = eligible { score = 25 } },\n"
	"  case { 'tua', fisher { umur = 65 }, expect = refused { 'usia' } },\n"
	"  case { 'kosong', fisher { desil = unknown }, expect = undecided { 'desil' } },\n"
	"  table_of_cases { 'kasus.csv', base = fisher } }\n";
static const char programme[] =
	"return programme { id = 'uji', title = 'Uji', region = '53.15', as_of = '2024-09-03', basis = { 'Perda 5' },\n"
	"  eligibility = { rule { 'usia', when = { umur = between(18, 64) } }, rule { 'miskin', when = { desil = at_most(2) } },\n"
	"    rule { 'bukan-pns', missing = 'accept', when = { not_ { pekerjaan = 'pns' } } } },\n"
	"  priority = { score { 'desil', points = by('desil', { [1] = 15, [2] = 5 }) },\n"
	"    score { 'tanggungan', points = per('tanggungan', { each = 5, up_to = 6 }) } } }\n";

static void change(struct ld_test_result *r, struct lindung_error *err)
{
	struct ld_mutation *m = NULL;
	if (r->failed)
		return;
	ld_assert(ld_study_mutate(r->worlds, &m, err) == 0);
	ld_assert(m->caught + m->missed.len == m->changes);
	ld_mutation_free(m);
}

/* The second cell of the last row gets an answer that may need quotes. */
static void rewrite(const uint8_t *data, size_t size, const struct ld_cases *cases)
{
	struct lindung_error err = {0};
	struct ld_buf out = ld_buf_init(1 << 24);
	struct ld_csv_edit edit = {cases->items[cases->len - 1].place.line, 1, "tolak:usia;miskin"};
	int rc = ld_csv_replace((const char *)data, size, "kasus.csv", &edit, 1, &out, &err);
	fuzz_said(rc, &err);
	ld_buf_fini(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_office o;
	struct ld_cases *cases = NULL;
	struct ld_test_result *result = NULL;
	fuzz_office_open(&o, "kasus.csv", data, size);
	fuzz_add(&o, "p_test", tests, sizeof tests - 1);
	fuzz_add(&o, "p", programme, sizeof programme - 1);
	fuzz_office_start(&o);
	int rc = ld_script_cases(o.script, "p_test", NULL, &o.findings, &cases, &o.err);
	fuzz_said(rc, &o.err);
	if (rc == 0) {
		struct ld_calls calls = ld_script_calls(o.script);
		ld_assert(ld_study_test(cases, &calls, &result, &o.err) == 0);
		ld_assert(result->len == cases->len && result->failed <= result->len);
		change(result, &o.err);
		rewrite(data, size, cases);
	}
	ld_test_result_free(result);
	ld_cases_free(cases);
	fuzz_office_close(&o);
	return 0;
}
