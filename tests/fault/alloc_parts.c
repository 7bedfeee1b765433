/*
 * The parts of the engine that need no database, called as the engine calls them: a table read from bytes, evaluation on
 * one thread and on two, the list and its certificate on random small worlds. Whole runs come by the same code, but with
 * few workers and one shape of programme.
 */
#include "alloc_world.h"

#include "alloc_sweep.h"
#include "csv/csv.h"

static void put(struct sweep_out *out, const void *p, size_t n)
{
	cr_assert_eq(sweep_write(out, p, n), 0);
}

/* ---- CSV ---- */

static int add_row(void *ctx, const struct ld_csv_row *row, struct lindung_error *err)
{
	(void)err;
	put(ctx, &row->line, sizeof row->line);
	for (size_t i = 0; i < row->ncells; i++)
		put(ctx, row->cells[i].text, row->cells[i].len);
	return row->line == 1 ? (int)row->ncells : 0;
}

static int read_csv(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	static const char text[] = "nama;alamat\r\nMaria;\"Jalan \"\"Satu\"\"\r\nKomodo\"\r\nYos\xe9;x\r\nterlalu;banyak;sel\r\n"
		"\"tidak tertutup;1\r\nAna;2\r\n";
	const struct ld_csv_options options = {.encoding = LD_WINDOWS1252};
	(void)handle;
	out->len = 0;
	int rc = ld_csv_read_mem(text, sizeof text - 1, "uji.csv", &options, add_row, out, NULL, err);
	return rc < 0 ? rc : 0;
}

Test(parts, csv)
{
	sweep(&(struct sweep){.name = "csv", .call = read_csv}, 200);
}

/* ---- evaluation ---- */

enum { ROWS = 5000 }; /* three blocks, so that two threads have work */

static struct ld_world *w;
static struct ld_rule rules[2];
static struct ld_cond conds[4];
static struct ld_cond *kids[] = {&conds[2], &conds[3]};
static struct ld_value one[1];
static struct ld_score scores[1];
static struct ld_points_row points[2];
static unsigned jobs;
static struct ld_outcomes *outcomes;

/* Two rules and a score over the frame of a small world. */
static void eval_open(void)
{
	uint64_t s = 9;
	w = ld_world_new(ROWS);
	ld_random_workers(w, &s);
	struct lindung_error err;
	ld_ok(ld_frame_seal(w->f, &err));
	one[0] = ld_i(1);
	conds[2] = (struct ld_cond){.kind = LD_COND_EQUAL, .field = F_LAKI, .func = -1, .set = one, .nset = 1};
	conds[3] = (struct ld_cond){.kind = LD_COND_RANGE, .field = F_TAG, .func = -1, .has_hi = true, .hi = ld_i(3)};
	conds[0] = (struct ld_cond){.kind = LD_COND_ANY, .field = -1, .func = -1, .kids = kids, .nkids = 2};
	conds[1] = (struct ld_cond){.kind = LD_COND_RANGE, .field = F_NILAI, .func = -1, .has_lo = true,
		.lo = {.kind = LD_F64, .f = 0.5}};
	rules[0] = (struct ld_rule){.id = "satu", .when = &conds[0]};
	rules[1] = (struct ld_rule){.id = "dua", .when = &conds[1]};
	points[0] = (struct ld_points_row){ld_i(1), 5};
	points[1] = (struct ld_points_row){ld_i(2), 7};
	scores[0] = (struct ld_score){.id = "s",
		.points = {.kind = LD_POINTS_BY, .field = F_TAG, .func = -1, .rows = points, .nrows = 2}};
	w->p.rules = rules;
	w->p.nrules = 2;
	w->p.scores = scores;
	w->p.nscores = 1;
}

static int eval(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	(void)handle, (void)out;
	return ld_eval(&w->p, w->f, NULL, jobs, &outcomes, err);
}

static void tell_outcomes(struct sweep_out *out)
{
	put(out, outcomes->fate, ROWS * sizeof *outcomes->fate);
	put(out, outcomes->low.data, ROWS * outcomes->low.size);
	ld_outcomes_free(outcomes);
}

Test(parts, evaluation)
{
	eval_open();
	for (jobs = 1; jobs <= 2; jobs++)
		sweep(&(struct sweep){.name = jobs == 1 ? "one thread" : "two threads", .call = eval, .tell = tell_outcomes}, 60);
	ld_world_free(w);
}

/* ---- the list and its certificate ---- */

static struct ld_allocation *list;
static struct ld_decision *decisions;

static int make_list(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	(void)handle, (void)out;
	return ld_alloc(&w->in, &list, err);
}

/* A list, and another of the same workers in another order. */
static int make_again(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	struct ld_alloc_memo *memo = NULL;
	struct ld_allocation *before = NULL;
	size_t norder = w->p.norder;
	(void)handle, (void)out;
	int rc = ld_alloc_memo_new(&memo, err);
	w->p.norder = 0;
	if (rc >= 0)
		rc = ld_alloc_again(memo, &w->in, &before, err);
	w->p.norder = norder;
	if (rc >= 0)
		rc = ld_alloc_again(memo, &w->in, &list, err);
	ld_allocation_free(before);
	ld_alloc_memo_free(memo);
	return rc;
}

static void tell_list(struct sweep_out *out)
{
	put(out, list->ranks, list->nrows * sizeof *list->ranks);
	put(out, list->places, (list->neligible + 2) * sizeof *list->places);
	for (const struct ld_verdict *v = list->verdicts; v < list->verdicts + list->nverdicts; v++) {
		int64_t numbers[] = {v->status, v->funder, v->cost, (int64_t)v->people};
		put(out, numbers, sizeof numbers);
		put(out, v->constraint, strlen(v->constraint));
	}
	ld_allocation_free(list);
}

static int certify(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	struct ld_arena arena = {0};
	struct ld_check *checks;
	(void)handle;
	out->len = 0;
	int n = ld_verify(&w->in, decisions, &arena, &checks, err);
	for (int i = 0; i < n; i++) {
		cr_assert(checks[i].ok, "%s: %s", checks[i].id, checks[i].detail);
		put(out, checks[i].id, strlen(checks[i].id));
		put(out, checks[i].detail, strlen(checks[i].detail));
	}
	ld_arena_fini(&arena);
	return n < 0 ? n : 0;
}

static int reconcile(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	static struct ld_published published[] = {{.people = 2, .amount = 34}};
	struct ld_arena arena = {0};
	struct ld_reconciled *r;
	(void)handle;
	out->len = 0;
	w->p.published = published;
	w->p.npublished = 1;
	int rc = ld_reconcile(&w->p, list, &arena, &r, err);
	if (rc >= 0)
		put(out, &r->cost, sizeof r->cost);
	ld_arena_fini(&arena);
	return rc;
}

Test(parts, figures)
{
	struct lindung_error err;
	w = ld_world_new(2);
	ld_world_funder(w, "APBD", 34, 1);
	ld_ok(ld_frame_seal(w->f, &err));
	ld_ok(ld_alloc(&w->in, &list, &err));
	sweep(&(struct sweep){.name = "figures", .call = reconcile}, 200);
	ld_allocation_free(list);
	sweep(&(struct sweep){.name = "again", .call = make_again, .tell = tell_list}, 1000);
	ld_ok(ld_alloc(&w->in, &list, &err));
	ld_allocation_free(list);
	ld_world_free(w);
}

/* People who are moved between some funders; places for most of them. */
static void moves(size_t rows, uint64_t seed)
{
	static char ids[MAX_FUNDERS][4];
	uint64_t s = seed;
	struct lindung_error err;
	w = ld_world_new(rows);
	for (size_t i = 0; i < rows; i++)
		ld_world_set(w, i, F_TAG, ld_i(ld_below(&s, 8)));
	uint32_t n = 6 + ld_below(&s, 15), most = (uint32_t)rows / n + 2;
	for (uint32_t i = 0; i < n; i++) {
		snprintf(ids[i], sizeof ids[i], "D%u", i % 100);
		ld_world_earmark(w, ld_world_funder(w, ids[i], 17 * (1 + ld_below(&s, most)), 1), ld_below(&s, 255) + 1);
	}
	ld_ok(ld_frame_seal(w->f, &err));
	sweep(&(struct sweep){.name = "moves", .call = make_list, .tell = tell_list}, 1000);
	ld_world_free(w);
}

/* The final placing asks for memory too: in the first in a way that leads nowhere, in the second in ways that do. */
Test(parts, moves)
{
	moves(90, 13);
	moves(900, 5);
}

Test(parts, lists)
{
	uint64_t s = 4;
	struct lindung_error err;
	for (int made = 0; made < 60;) {
		struct ld_allocation *a = NULL;
		w = ld_world_random(&s);
		if (ld_alloc(&w->in, &a, &err) >= 0) { /* some worlds have quotas that cannot hold */
			made++;
			decisions = ld_world_decisions(w, a);
			sweep(&(struct sweep){.name = "list", .call = make_list, .tell = tell_list}, 200);
			if (made % 10 == 0)
				sweep(&(struct sweep){.name = "again", .call = make_again, .tell = tell_list}, 200);
			sweep(&(struct sweep){.name = "certificate", .call = certify}, 200);
			free(decisions);
		}
		ld_allocation_free(a);
		ld_world_free(w);
	}
}
