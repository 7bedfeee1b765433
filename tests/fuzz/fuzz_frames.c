/* Any bytes as what the process that runs rules says: refused, or a programme that can be printed and evaluated, a source,
 * cases, answers. The first byte says which. */
#include "base/date.h"
#include "eval/eval.h"
#include "fuzz.h"
#include "study/study.h"
#include "worker/internal.h"

/* No script is there: every function fails. */
static int fails(void *ctx, int func, const struct ld_value *args, size_t n, struct ld_answer *answers, struct ld_arena *arena,
	struct lindung_error *err)
{
	(void)ctx, (void)func, (void)args, (void)arena, (void)err;
	for (size_t i = 0; i < n; i++)
		answers[i] = (struct ld_answer){.kind = LD_ANSWER_ERROR, .code = LINDUNG_E_RULE, .message = "none"};
	return 0;
}

/* Two workers of whom nothing is known: everything that a hostile programme names is walked through. */
static void use(struct ld_programme *p)
{
	struct lindung_error err;
	struct ld_findings findings = {0};
	struct ld_frame *f = NULL;
	struct ld_outcomes *o = NULL;
	struct ld_calls calls = {.call = fails};
	bool *marks = calloc(p->fields.len, sizeof *marks);
	ld_assert(marks);
	char day[LD_DATE_TEXT], month[LD_MONTH_TEXT];
	ld_programme_uses(p, marks);
	ld_date_format(p->as_of, day); /* as the run's document does */
	for (size_t i = 0; i < p->nfunders; i++)
		ld_month_format(p->funders[i].from, month);
	fuzz_said(ld_study_check(p, &findings, &err), &err);
	ld_assert(ld_frame_new(&p->fields, marks, 2, &f, &err) >= 0);
	memcpy(f->nik[0], "5315900101900001", LD_NIK);
	memcpy(f->nik[1], "5315900101900002", LD_NIK);
	fuzz_said(ld_eval(p, f, &calls, 1, &o, &err), &err);
	ld_outcomes_free(o);
	ld_frame_free(f);
	ld_findings_fini(&findings);
	free(marks);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ld_arena arena = {0};
	struct lindung_error err = {0};
	struct ld_findings findings = {0};
	struct ld_programme p = {0};
	struct ld_cases c = {.programme = &p};
	struct ld_source s = {0};
	struct ld_answer answers[8] = {0};
	struct ld_walls walls = {0};
	if (!size)
		return 0;
	struct ld_wire w = ld_wire_reader(data + 1, size - 1, &arena);
	switch (data[0] % 6) {
	case 0:
		ld_pack_programme(&w, &p);
		if (ld_wire_done(&w) && !ld_proof_programme(&p))
			use(&p);
		break;
	case 1:
		ld_pack_source(&w, &s);
		if (ld_wire_done(&w))
			ld_proof_source(&s);
		break;
	case 2:
		ld_pack_cases(&w, &c);
		if (ld_wire_done(&w) && !ld_proof_cases(&c))
			use(&p);
		break;
	case 3:
		ld_pack_answers(&w, answers, 8);
		break;
	case 4:
		ld_pack_findings(&w, &findings);
		ld_pack_error(&w, &err);
		break;
	default:
		ld_pack_walls(&w, &walls);
	}
	ld_findings_fini(&findings);
	ld_arena_fini(&arena);
	return 0;
}
