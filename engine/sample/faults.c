/*
 * The faults that spreadsheets of real offices carry, one at most in a row: numbers that a
 * spreadsheet rounded or dressed up, dates of every order, words where codes belong, rows twice,
 * rows torn. Whole ruined columns are left out, because a file with one is refused as a whole. The
 * order of the list is part of the sample's bytes.
 */
#include "sample/internal.h"

#include <stdio.h>
#include <string.h>

/* What a fault does to a cell: the cell's text in, the faulty text out. */
struct edit {
	int col;
	char was[LD_CELL], to[LD_CELL * 2];
};

static void nik_fault(struct edit *e, struct ld_rng *rng)
{
	char *to = e->to;
	const char *was = e->was;
	size_t n = sizeof(e->to);
	switch (ld_rng_below(rng, 17)) {
	case 0:
		snprintf(to, n, "%.1s.%.5sE+15", was, was + 1);
		break;
	case 1:
		snprintf(to, n, "%.1s,%.5sE+15", was, was + 1);
		break;
	case 2:
		snprintf(to, n, "%s.0", was);
		break;
	case 3:
		snprintf(to, n, "'%s", was);
		break;
	case 4:
		snprintf(to, n, " %s ", was);
		break;
	case 5:
		snprintf(to, n, "%s\xc2\xa0", was);
		break;
	case 6:
		snprintf(to, n, "%.6s.%.6s.%s", was, was + 6, was + 12);
		break;
	case 7:
		snprintf(to, n, "%.6s-%.6s-%s", was, was + 6, was + 12);
		break;
	case 8:
		snprintf(to, n, "%.15s", was);
		break;
	case 9:
		snprintf(to, n, "%s%d", was, ld_rng_below(rng, 10));
		break;
	case 10:
		snprintf(to, n, "%.12sO%s", was, was + 13);
		break;
	case 11:
		snprintf(to, n, "%.11s", was + 5);
		break; /* a BPJS number */
	case 12:
		snprintf(to, n, "%s", ld_rng_chance(rng, 5000) ? "0" : "-");
		break;
	case 13:
		snprintf(to, n, "%s",
			ld_rng_chance(rng, 5000) ? "9999999999999999" : "0000000000000000");
		break;
	case 14:
		snprintf(to, n, "0%.4s012001%05d", was, ld_rng_below(rng, 99999));
		break; /* made by village software */
	case 15:       /* the other sex's day: a number, but not this person's */
		snprintf(to, n, "%s", was);
		to[6] = (char)(to[6] < '4' ? to[6] + 4 : to[6] - 4);
		break;
	default:
		to[0] = '\0';
	}
}

static void name_fault(struct edit *e, struct ld_rng *rng)
{
	const char *was = e->was;
	switch (ld_rng_below(rng, 8)) {
	case 0:
		snprintf(e->to, sizeof(e->to), "H. %s", was);
		break;
	case 1:
		snprintf(e->to, sizeof(e->to), "%s (alm.)", was);
		break;
	case 2:
		snprintf(e->to, sizeof(e->to), "  %s", was);
		break;
	case 3:
		snprintf(e->to, sizeof(e->to), "%s  S.Pd.", was);
		break;
	case 4:
		snprintf(e->to, sizeof(e->to), "O'%s", was);
		break;
	case 5:
		snprintf(e->to, sizeof(e->to), "%s\xc3\x83\xc2\xa9", was);
		break; /* mojibake */
	case 6:
		snprintf(e->to, sizeof(e->to), "%s\x92", was);
		break; /* a quote of Windows-1252 */
	default:
		snprintf(e->to, sizeof(e->to), "=%s", was); /* a spreadsheet would run it */
	}
}

static void date_fault(struct edit *e, struct ld_rng *rng)
{
	static const char *const months[] = {
		"Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"};
	int y = 1970, m = 1, d = 1;
	if (sscanf(e->was, "%4d-%2d-%2d", &y, &m, &d) != 3 &&
		sscanf(e->was, "%2d/%2d/%4d", &d, &m, &y) != 3)
		return;
	size_t n = sizeof(e->to);
	switch (ld_rng_below(rng, 8)) {
	case 0:
		snprintf(e->to, n, "%d-%d-%02d", d, m, y % 100);
		break;
	case 1:
		snprintf(e->to, n, "%d %s %d", d, months[(m + 11) % 12], y);
		break;
	case 2:
		snprintf(e->to, n, "%d", 25569 + (y - 1970) * 365 + m * 30 + d);
		break; /* a serial of days */
	case 3:
		snprintf(e->to, n, "1900-01-01");
		break;
	case 4:
		snprintf(e->to, n, "00-00-0000");
		break;
	case 5:
		snprintf(e->to, n, "%02d/%02d/%04d 0:00:00", d, m, y);
		break;
	case 6:
		snprintf(e->to, n, "%d/%d/%d", m, d, y);
		break;
	default:
		snprintf(e->to, n, "#N/A");
	}
}

static const char *pick(struct ld_rng *rng, const char *const *list, int n)
{
	return list[ld_rng_below(rng, n)];
}

#define PICK(rng, ...)                                                                             \
	pick(rng, (const char *const[]){__VA_ARGS__},                                              \
		(int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)))

static void word_fault(struct edit *e, const struct ld_layout *l, struct ld_rng *rng)
{
	size_t n = sizeof(e->to);
	if (e->col == l->sex)
		snprintf(e->to, n, "%s", PICK(rng, "LK", "Pr", "m", "1", "laki laki", "?"));
	else if (e->col == l->job)
		snprintf(e->to, n, "%s",
			PICK(rng, "petani/nelayan", "wirasuwasta", "IRT", "PETANI", "#REF!",
				"tani"));
	else if (e->col == l->decile)
		snprintf(e->to, n, "%s", PICK(rng, "0", "1 (satu)", "4+", "-", "11", "I"));
	else if (e->col == l->desa)
		snprintf(e->to, n, "%s%s", PICK(rng, "Ds. ", "Desa ", "Kel. "), e->was);
	else if (e->col == l->money)
		snprintf(e->to, n, "%s",
			PICK(rng, "Rp 1.200.000,-", "1,200,000", "Rp1,2jt", "850.000", "-500000"));
	else if (e->col == l->flag)
		snprintf(e->to, n, "%s", PICK(rng, "\xe2\x88\x9a", "TRUE", "Y", "1", "x"));
}

enum ld_fault_act ld_sample_fault(
	const struct ld_layout *l, struct ld_cells *row, struct ld_rng *rng)
{
	static const enum ld_fault_act acts[] = {LD_ACT_TWICE, LD_ACT_TWO_NUMBERS,
		LD_ACT_BLANK_LINE, LD_ACT_RAGGED, LD_ACT_OPEN_QUOTE, LD_ACT_SUBTOTAL};
	int kind = ld_rng_below(rng, 20);
	int where[] = {l->nik, l->nik, l->nik, l->nik, l->born, l->born, l->born, l->name, l->name,
		l->sex, l->job, l->decile, l->desa, l->money, l->flag};
	struct edit e = {.col = kind < 15 ? where[kind] : -1};
	if (kind >= 15)
		return acts[ld_rng_below(rng, 6)];
	if (e.col < 0)
		return LD_ACT_NONE;
	memcpy(e.was, row->cell[e.col].text, sizeof(e.was));
	memcpy(e.to, e.was, sizeof(e.was));
	if (e.col == l->nik && e.was[0])
		nik_fault(&e, rng);
	else if (e.col == l->name)
		name_fault(&e, rng);
	else if (e.col == l->born)
		date_fault(&e, rng);
	else
		word_fault(&e, l, rng);
	ld_cell_set(row, e.col, e.to);
	return LD_ACT_NONE;
}
