/*
 * What a run should not let pass in silence: people told apart only by their number, a lottery
 * nobody has drawn, floors that money or people could not fill, published figures that do not add
 * up, rules that failed. Warnings change no result; each has a stable code and one sentence.
 */
#include "lib/lib.h"

#include <inttypes.h>

#include "report/report.h"

void ld_warn(json_t **list, const char *code, const char *fmt, ...)
{
	char text[800];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (*list)
		ld_list_add(
			list, json_pack("{s:s, s:o}", "code", code, "message", ld_json_text(text)));
}

/* ---- ties ---- */

/* Equal values have equal cells, numbers with a fraction too: the frame keeps one zero and one mark of a blank. */
static bool same_value(const struct ld_frame *f, int field, uint32_t a, uint32_t b)
{
	const struct ld_column *c = &f->cols[field];
	return c->kind == LD_COL_NONE || ld_column_cell(c, a) == ld_column_cell(c, b);
}

/* Equal in every declared key. A drawn lottery and the nik tell everyone apart. */
static bool is_tie(const struct ld_work *w, uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < w->p->norder; i++) {
		const struct ld_key *k = &w->p->order[i];
		if (k->kind == LD_KEY_LOTTERY && k->seed && *k->seed)
			return false;
		if (k->kind == LD_KEY_SCORE && ld_outcomes_score(w->o, a) != ld_outcomes_score(w->o, b))
			return false;
		if (k->kind == LD_KEY_FIELD && !(k->field > 0 && same_value(w->f, k->field, a, b)))
			return false;
	}
	return true;
}

/* Walk the order in stretches of equal workers; count those on both sides of the list in stretches
 * that it splits. */
static void warn_ties(const struct ld_work *w, json_t **list)
{
	const uint32_t *order = w->a->order;
	int64_t selected = 0, reserve = 0;
	for (size_t i = 0, end; i < w->a->neligible; i = end) {
		int64_t in = 0, out = 0;
		for (end = i; end < w->a->neligible &&
			      (end == i || is_tie(w, order[end - 1], order[end]));
			end++) {
			in += w->a->places[end + 1].position != 0;
			out += w->a->places[end + 1].position == 0;
		}
		if (in && out) {
			selected += in;
			reserve += out;
		}
	}
	if (selected)
		ld_warn(list, "TIES",
			"%" PRId64 " selected and %" PRId64
			" in reserve are equal in every declared key: only the nik told them "
			"apart",
			selected, reserve);
}

/* ---- the rest ---- */

static void warn_floors(const struct ld_work *w, json_t **list)
{
	for (size_t i = 0; i < w->a->ngroups; i++) {
		const struct ld_group_result *g = &w->a->groups[i];
		if (g->short_because)
			ld_warn(list, "FLOOR", "floor %s=%s %" PRId64 "/%" PRId64 ": %s",
				w->p->quotas[g->quota].id, g->group, g->selected, g->at_least,
				g->short_because);
	}
}

static void warn_published(const struct ld_work *w, const struct ld_reconciled *r, json_t **list)
{
	for (size_t i = 0; i < w->p->npublished; i++, r++) {
		bool both = r->published->people >= 0 && r->published->amount >= 0;
		if (!r->agrees && (both || r->cost < 0))
			ld_warn(list, "PUBLISHED", "the published figures%s%s do not agree with %s",
				r->published->title ? " of " : "",
				r->published->title ? r->published->title : "",
				r->cost < 0 ? "what the run commits" : "each other");
	}
}

json_t *ld_document_warnings(const struct ld_work *w, const struct ld_reconciled *r)
{
	json_t *list = json_array();
	if (w->regency.unlisted)
		ld_warn(&list, "REGION_UNKNOWN",
			"the list of regions has no regency '%s'; this database is now that "
			"region's",
			w->p->region);
	if (ld_programme_undrawn(w->p))
		ld_warn(&list, "SEED",
			"the lottery has no seed, so the run cannot be kept: --set "
			"order/lottery/seed=…");
	if (w->d.errors)
		ld_warn(&list, "RULE", "rules failed on %" PRId64 " workers, who stay undecided",
			w->d.errors);
	for (size_t i = 0; i < w->nquarantined; i++)
		ld_warn(&list, "QUARANTINE",
			"source '%s': %" PRId64
			" rows in quarantine; people in them may be missing or outdated",
			w->quarantined[i].source, w->quarantined[i].rows);
	warn_ties(w, &list);
	warn_floors(w, &list);
	ld_warn_groups(w, &list);
	warn_published(w, r, &list);
	return list;
}
