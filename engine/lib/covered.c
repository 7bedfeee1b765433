/*
 * By whom a worker is covered already, for explain: the kept runs that the run saw and that pay the
 * worker for a month of one of the programme's funders, then the BPJS record when it names such a
 * month. That this closed every funder was decided by the selection; here is only said who it was.
 */
#include "lib/explain.h"

#include "base/date.h"

static bool in_window(const struct ld_programme *p, int32_t from, int32_t to)
{
	for (size_t i = 0; i < p->nfunders && from <= to; i++) {
		const struct ld_funder *f = &p->funders[i];
		if (from < f->from + f->months && to >= f->from)
			return true;
	}
	return false;
}

static json_t *month(int32_t m)
{
	char text[LD_MONTH_TEXT];
	return json_string(ld_month_format(m, text));
}

static void add_run(struct why *y, int64_t number, json_t **list)
{
	struct ld_run_row run;
	struct ld_decision d;
	int rc = ld_store_run(y->store, number, false, &y->arena, &run, y->err);
	if (rc >= 0)
		rc = ld_store_decision(y->store, number, y->nik, &y->arena, &d, y->err);
	if (rc < 0) { /* a person whom that run did not know is not paid by it */
		y->rc = rc == LINDUNG_E_NOT_FOUND ? y->rc : rc;
		return;
	}
	for (size_t i = 0; i < run.nwindows && d.status == LD_SELECTED && *list; i++) {
		const struct ld_run_window *w = &run.windows[i];
		if (strcmp(w->funder, d.funder) == 0 &&
			in_window(y->w->p, w->from, w->from + (int32_t)d.months - 1))
			ld_list_add(list, json_pack("{s:I, s:o, s:o, s:o, s:I}", "run",
						  (json_int_t)number, "programme",
						  ld_json_text(run.programme), "funder",
						  ld_json_text(d.funder), "from", month(w->from),
						  "months", (json_int_t)d.months));
	}
}

/* A record with one blank end is open there; with both it covers nothing. */
static void add_record(struct why *y, json_t **list)
{
	const struct ld_programme *p = y->w->p;
	struct ld_value ends[2] = {{0}, {0}};
	const int fields[2] = {p->covered_from, p->covered_to};
	bool *marks = ld_arena_array(&y->arena, p->fields.len, sizeof *marks);
	for (int i = 0; i < 2 && marks; i++) {
		if (fields[i] < 0)
			continue;
		marks[fields[i]] = true;
		ends[i] = ld_frame_get(y->w->f, (size_t)fields[i], y->row);
	}
	if (!marks) {
		y->rc = ld_nomem(y->err);
		return;
	}
	bool from = ends[0].kind != LD_MISSING, to = ends[1].kind != LD_MISSING;
	if ((from || to) && in_window(p, from ? ld_month_of((int32_t)ends[0].i) : INT32_MIN,
				    to ? ld_month_of((int32_t)ends[1].i) : INT32_MAX))
		ld_list_add(list, json_pack("{s:o}", "values", ld_explain_values(y, marks)));
}

json_t *ld_explain_covered(struct why *y, const char *constraint)
{
	json_t *list = json_array();
	if (!constraint || strcmp(constraint, "already covered") != 0)
		return list;
	for (size_t i = 0; i < y->w->nseen && list && y->rc >= 0; i++)
		add_run(y, y->w->seen[i], &list);
	if (list && y->rc >= 0)
		add_record(y, &list);
	return list;
}
