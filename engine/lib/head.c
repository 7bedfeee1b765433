/*
 * The head of a run as it follows from its work: what `run` stores, and what `verify` and `keep`
 * hold a stored head against. Number, clocks, and whether the run was kept or superseded follow
 * from nothing and are not compared.
 */
#include "lib/lib.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"

static const struct ld_run_window *windows(struct ld_work *w)
{
	struct ld_run_window *list = ld_arena_array(&w->arena, w->p->nfunders, sizeof *list);
	for (size_t k = 0; list && k < w->p->nfunders; k++)
		list[k] = (struct ld_run_window){.funder = w->p->funders[k].id,
			.from = w->p->funders[k].from,
			.months = w->a->funders[k].months};
	return list;
}

int ld_head_make(struct ld_work *w, struct ld_run_row *ret)
{
	const int64_t *n = w->d.counts;
	*ret = (struct ld_run_row){.programme = w->p->id,
		.title = w->p->title,
		.module = w->p->module,
		.office = w->office,
		.signer = w->signer,
		.region = w->p->region,
		.engine = LD_ENGINE,
		.as_of = w->p->as_of,
		.delivery = w->delivery,
		.workers = (int64_t)w->f->nrows,
		.eligible = n[LD_SELECTED] + n[LD_RESERVE],
		.selected = n[LD_SELECTED],
		.reserve = n[LD_RESERVE],
		.refused = n[LD_REFUSED],
		.undecided = n[LD_UNDECIDED],
		.errors = w->d.errors,
		.undrawn = ld_programme_undrawn(w->p),
		.stopped = ld_worker_stopped(w->worker),
		.limits = w->limits,
		.walls = w->walls,
		.settings = w->p->settings,
		.nsettings = w->p->nsettings,
		.windows = windows(w),
		.nwindows = w->p->nfunders,
		.seen = w->seen,
		.nseen = w->nseen,
		.files = w->p->files,
		.nfiles = w->p->nfiles};
	memcpy(ret->rules, w->p->digest, LD_SHA256);
	memcpy(ret->data, w->data, LD_SHA256);
	memcpy(ret->result, w->result, LD_SHA256);
	return ret->windows ? 0 : LINDUNG_E_NOMEM;
}

static bool text(char *ret, const char *what, const char *then, const char *now)
{
	then = then ? then : "";
	now = now ? now : "";
	if (strcmp(then, now) == 0)
		return false;
	snprintf(ret, LD_HEAD_TEXT, "its %s is '%.80s', and '%.80s' by its rules", what, then, now);
	return true;
}

static bool number(char *ret, const char *what, int64_t then, int64_t now)
{
	if (then == now)
		return false;
	snprintf(ret, LD_HEAD_TEXT, "its %s is %" PRId64 ", and %" PRId64 " when run again", what,
		then, now);
	return true;
}

static bool window(char *ret, const struct ld_run_window *then, const struct ld_work *w, size_t k)
{
	const struct ld_funder *f = &w->p->funders[k];
	char a[LD_MONTH_TEXT], b[LD_MONTH_TEXT];
	int months = w->a ? w->a->funders[k].months : f->months;
	bool open = !w->a && f->as_many && then->months <= f->months;
	if (text(ret, "funder", then->funder, f->id))
		return true;
	if (then->from == f->from && (then->months == months || open))
		return false;
	snprintf(ret, LD_HEAD_TEXT, "it says that %.60s pays %d months from %s, and %d from %s by its rules",
		f->id, then->months, ld_month_format(then->from, a), months,
		ld_month_format(f->from, b));
	return true;
}

static bool counts(char *ret, const struct ld_run_row *row, const struct ld_work *w)
{
	const int64_t *n = w->d.counts;
	return number(ret, "count of workers", row->workers, (int64_t)w->f->nrows) ||
	       number(ret, "count of eligible", row->eligible, n[LD_SELECTED] + n[LD_RESERVE]) ||
	       number(ret, "count of selected", row->selected, n[LD_SELECTED]) ||
	       number(ret, "count of reserve", row->reserve, n[LD_RESERVE]) ||
	       number(ret, "count of refused", row->refused, n[LD_REFUSED]) ||
	       number(ret, "count of undecided", row->undecided, n[LD_UNDECIDED]) ||
	       number(ret, "count of errors", row->errors, w->d.errors);
}

bool ld_head_differs(const struct ld_run_row *row, const struct ld_work *w, char ret[LD_HEAD_TEXT])
{
	const struct ld_programme *p = w->p;
	char then[LD_DATE_TEXT], now[LD_DATE_TEXT];
	if (text(ret, "programme", row->programme, p->id) ||
		text(ret, "title", row->title, p->title) ||
		text(ret, "region", row->region, p->region) ||
		text(ret, "date", ld_date_format(row->as_of, then), ld_date_format(p->as_of, now)))
		return true;
	if (row->undrawn != ld_programme_undrawn(p)) {
		snprintf(ret, LD_HEAD_TEXT, "it says that its lottery has %s seed, and by its rules it has %s",
			row->undrawn ? "no" : "a", row->undrawn ? "one" : "none");
		return true;
	}
	if (number(ret, "number of funders", (int64_t)row->nwindows, (int64_t)p->nfunders))
		return true;
	for (size_t k = 0; k < p->nfunders; k++)
		if (window(ret, &row->windows[k], w, k))
			return true;
	return w->a && counts(ret, row, w);
}
