/* A programme, and after lines "--@ NAME" further modules of the office: it loads, or says why; what loads can be checked
 * and printed, and loads to the same digest again. */
#include "fuzz_office.h"
#include "study/study.h"

static void walk(const struct ld_programme *p, struct fuzz_office *o)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf b = ld_buf_init(16 << 20);
	ld_assert(ld_study_check(p, &o->findings, &o->err) == 0);
	for (size_t i = 0; i < p->nrules; i++)
		ld_cond_print(p->rules[i].when, &p->fields, &b);
	for (size_t i = 0; i < p->nscores; i++)
		if (p->scores[i].when)
			ld_cond_print(p->scores[i].when, &p->fields, &b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_office o;
	struct ld_programme *p = NULL, *again = NULL;
	fuzz_office_open(&o, "p", data, size);
	fuzz_office_start(&o);
	int rc = ld_script_programme(o.script, "p", "kantor", NULL, 0, &o.findings, &p, &o.err);
	fuzz_said(rc, &o.err);
	if (rc == 0) {
		walk(p, &o);
		ld_assert(ld_script_programme(o.script, "p", "kantor", NULL, 0, &o.findings, &again, &o.err) == 0);
		ld_assert(memcmp(p->digest, again->digest, LD_SHA256) == 0 && p->nrules == again->nrules);
	}
	ld_programme_free(again);
	ld_programme_free(p);
	fuzz_office_close(&o);
	return 0;
}
