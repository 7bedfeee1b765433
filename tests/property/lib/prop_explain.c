/*
 * What `explain` tells is tried out: in small offices of a simple shape (one funder, caps, no floors) the change of a way is
 * written into the file of people, imported, and the run made again: the person is selected, or is not any more. With the
 * money that is told the person is reached, with a rupiah less not. Where the answer says that it is not certain, because
 * another cap may stand in the way, nothing is tried.
 */
#include "../../unit/lib/office.h"

#include "report/report.h"

enum { PEOPLE = 30, OFFICES = 5, COLUMNS = 6 };

static const char *const columns[COLUMNS] = {"tanggal_lahir", "kecamatan", "desa", "pekerjaan", "desil", "tanggungan"};

struct people {
	char cell[PEOPLE][COLUMNS][32];
};

static const char programme[] =
	"local r = require 'national.iuran'\n"
	"return programme { id = 'uji-2024', title = 'Uji', region = '53.15', as_of = '2024-09-03', basis = { 'Perda' },\n"
	"  eligibility = {\n"
	"    rule { 'usia', basis = 'Perda', when = { umur = between(18, 64) }, reason = 'umur {umur}' },\n"
	"    rule { 'informal', basis = 'Perda', when = { any_of { { pekerjaan = one_of { 'petani', 'nelayan' } }, { desil = 1 } } }, reason = 'x' },\n"
	"    rule { 'miskin', basis = 'Perda', when = { desil = at_most(6) }, reason = 'desil {desil}' },\n"
	"  },\n"
	"  priority = {\n"
	"    score { 'desil', points = by('desil', { [1] = 15, [2] = 9, [3] = 5 }) },\n"
	"    score { 'tanggungan', points = per('tanggungan', { each = 4, up_to = 5 }) },\n"
	"    score { 'nelayan', points = 3, when = { pekerjaan = 'nelayan' } },\n"
	"  },\n"
	"  order = { desc 'score', %s lottery { seed = 'undian' } },\n"
	"  %s\n"
	"  funders = { funder { 'APBD', budget = %d, %s pays = rate { r.table, 'JKK', 'JKM' },\n"
	"                       from = '2024-01', months = 12, basis = 'Perda' } },\n"
	"}\n";

static const char *random_cell(uint64_t *r, int column)
{
	static const char *const jobs[] = {"petani", "nelayan", "pns"}, *const places[] = {"Komodo", "Boleng", "Sano"};
	static char out[32];
	if (column > 2 && ld_below(r, 9) == 0)
		return "";
	switch (column) {
	case 0:
		snprintf(out, sizeof out, "19%02d-05-01", (int)(50 + ld_below(r, 50)));
		return out;
	case 1:
		return places[ld_below(r, 3)];
	case 3:
		return jobs[ld_below(r, 3)];
	case 4:
		snprintf(out, sizeof out, "%d", (int)(1 + ld_below(r, 8)));
		return out;
	case 5:
		snprintf(out, sizeof out, "%d", (int)ld_below(r, 6));
		return out;
	default:
		return "x";
	}
}

static const char *nik_of(int person)
{
	static char out[20];
	snprintf(out, sizeof out, "53159001058%05d", person + 1);
	return out;
}

static void deliver(struct office *o, const struct people *p)
{
	struct ld_buf b = ld_buf_init(1 << 20);
	struct lindung_error err;
	struct lindung_result *r = NULL;
	ld_buf_puts(&b, "nik,nama,tanggal_lahir,kecamatan,desa,pekerjaan,desil,tanggungan\n");
	for (int i = 0; i < PEOPLE; i++) {
		ld_buf_printf(&b, "%s,Warga", nik_of(i));
		for (int c = 0; c < COLUMNS; c++)
			ld_buf_printf(&b, ",%s", p->cell[i][c]);
		ld_buf_puts(&b, "\n");
	}
	office_write(o, "orang.csv", ld_buf_text(&b));
	ld_buf_fini(&b);
	const char *const files[] = {office_path(o, "orang.csv")};
	ld_ok(lindung_import(o->l, &(struct lindung_import){.source = "orang", .files = files, .nfiles = 1, .replace = 1}, &r, &err));
	lindung_result_free(r);
}

static struct lindung_result *explain(struct office *o, int person)
{
	struct lindung_error err;
	struct lindung_result *r = NULL;
	ld_ok(lindung_explain(o->l, nik_of(person), 0, &r, &err));
	return r;
}

static bool is_status(struct office *o, int person, const char *status)
{
	struct lindung_result *r = explain(o, person);
	bool same = strcmp(lindung_result_text(r, "status"), status) == 0;
	lindung_result_free(r);
	return same;
}

/* The value that a change names, as the file has it. */
static void write_value(const json_t *change, char out[32])
{
	const json_t *range = json_array_get(json_object_get(change, "ranges"), 0);
	const json_t *word = json_array_get(json_object_get(change, "one_of"), 0), *v = json_object_get(change, "to");
	if (!json_is_integer(v))
		v = json_object_get(range, "at_least");
	if (!json_is_integer(v))
		v = json_object_get(range, "at_most");
	if (json_is_string(word))
		snprintf(out, 32, "%s", json_string_value(word));
	else
		snprintf(out, 32, "%lld", (long long)json_integer_value(v));
}

static const char *text_at(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));
	cr_assert(s, "%s", key);
	return s;
}

static int column_of(const char *field)
{
	for (int c = 0; c < COLUMNS; c++)
		if (strcmp(columns[c], field) == 0)
			return c;
	cr_assert(false, "no column %s", field);
	return 0;
}

/* Make the changes of one way true and decide again. */
static void try_way(struct office *o, const struct people *p, int person, const json_t *way, size_t number, uint64_t seed)
{
	struct people changed = *p;
	const char *to = text_at(way, "to");
	const json_t *changes = json_object_get(way, "changes");
	for (size_t i = 0; i < json_array_size(changes); i++) {
		const json_t *c = json_array_get(changes, i);
		write_value(c, changed.cell[person][column_of(text_at(c, "field"))]);
	}
	deliver(o, &changed);
	lindung_result_free(office_run(o, NULL));
	bool in = is_status(o, person, "selected");
	if (strcmp(to, "eligible") == 0)
		cr_assert(in || is_status(o, person, "reserve"), "seed %lu person %d way %zu", seed, person, number);
	else
		cr_assert_eq(in, strcmp(to, "selected") == 0, "seed %lu person %d way %zu to %s", seed, person, number, to);
}

static void try_money(struct office *o, int person, int64_t budget, int64_t more, uint64_t seed)
{
	for (int less = 0; less < 2; less++) {
		char setting[80];
		snprintf(setting, sizeof setting, "funders/APBD/budget=%lld", (long long)(budget + more - less));
		const char *settings[] = {setting, NULL};
		lindung_result_free(office_run(o, settings));
		cr_assert_eq(is_status(o, person, "selected"), !less, "seed %lu person %d with %s", seed, person, setting);
	}
}

struct tried {
	int ways[3], money; /* to eligible, selected, reserve */
};

static void try_person(struct office *o, const struct people *p, int person, int64_t budget, bool simple, struct tried *n,
	uint64_t seed)
{
	struct lindung_result *r = explain(o, person);
	const json_t *ways = json_object_get(r->doc, "would_flip"), *standing = json_object_get(r->doc, "standing");
	int64_t more = json_integer_value(json_object_get(standing, "more_money"));
	bool certain = !json_is_object(standing) || json_is_true(json_object_get(standing, "exact"));
	cr_assert(certain || !simple, "seed %lu person %d", seed, person);
	cr_assert(!json_is_object(json_object_get(r->doc, "flip")) || json_is_true(json_object_get(json_object_get(r->doc, "flip"), "exact")));
	for (size_t i = 0; i < json_array_size(ways) && i < 2 && certain; i++) {
		const json_t *way = json_array_get(ways, i);
		const char *to = text_at(way, "to");
		try_way(o, p, person, way, i, seed);
		n->ways[*to == 'e' ? 0 : *to == 's' ? 1 : 2]++;
	}
	if (json_array_size(ways) && certain)
		deliver(o, p);
	bool exact = json_is_true(json_object_get(standing, "money_exact"));
	if (more && exact)
		try_money(o, person, budget, more, seed);
	n->money += more && exact;
	lindung_result_free(office_run(o, NULL));
	lindung_result_free(r);
}

static void try_office(uint64_t seed, struct tried *n)
{
	struct office o;
	struct people p;
	uint64_t r = seed;
	int64_t budget = 201600 * (int64_t)(3 + ld_below(&r, 5)); /* one draw a line: compilers order those of one as they like */
	budget += (int64_t)ld_below(&r, 200000);
	char text[4096];
	office_init(&o);
	const char *born = strstr(office_fields, "title = 'Tanggal lahir'");
	snprintf(text, sizeof text, "%.*sfixed = true, %s", (int)(born - office_fields), office_fields, born);
	office_write(&o, "rules/fields.lua", text);
	bool by_desil = ld_below(&r, 2);
	static const char *const quotas[] = {"", "quotas = { quota { by = 'kecamatan', at_most = 3, basis = 'SK' } },",
		"quotas = { quota { by = 'umur', at_most = 1, basis = 'SK' } },",
		"quotas = { quota { by = 'kecamatan', at_most = 2, basis = 'SK' }, quota { by = 'umur', at_most = 1, basis = 'SK' } },"};
	static const char *const more[] = {"", "", "seats = 6,", "only = { pekerjaan = 'petani' },"};
	bool capped = ld_below(&r, 2);
	size_t caps = capped ? ld_below(&r, 4) : 0, shape = ld_below(&r, 4);
	snprintf(text, sizeof text, programme, by_desil ? "asc 'desil'," : "", quotas[caps], (int)budget, more[shape]);
	office_write(&o, "rules/uji/2024.lua", text);
	for (int i = 0; i < PEOPLE; i++)
		for (int c = 0; c < COLUMNS; c++)
			snprintf(p.cell[i][c], sizeof p.cell[i][c], "%s", random_cell(&r, c));
	deliver(&o, &p);
	lindung_result_free(office_run(&o, NULL));
	for (int i = 0; i < PEOPLE; i += 2)
		try_person(&o, &p, i, budget, caps < 2 && shape < 3, n, seed);
	office_fini(&o);
}

Test(explain, what_is_told_comes_true_when_it_is_done)
{
	struct tried n = {0};
	const char *one = getenv("LD_SEED"), *count = getenv("LINDUNG_OFFICES");
	for (uint64_t seed = 1; seed <= (count ? strtoull(count, NULL, 10) : OFFICES) && !one; seed++)
		try_office(seed * 31, &n);
	if (one)
		try_office(strtoull(one, NULL, 10), &n);
	cr_assert(one || (n.ways[0] > 2 && n.ways[1] > 2 && n.ways[2] > 2 && n.money > 2), "tried %d %d %d, money %d", n.ways[0], n.ways[1],
		n.ways[2], n.money);
}
