/* Lines "PATH=VALUE" as --set on a programme that has a thing of every kind: refused with a reason, or a programme. */
#include "fuzz_office.h"

static const char programme[] =
	"local b = require 'national.bpu'\n"
	"return programme { id = 'uji', title = 'Uji', region = '53.15', as_of = '2024-09-03', basis = { 'Perda 5' },\n"
	"  eligibility = {\n"
	"    rule { 'usia', when = { umur = between(18, 64) }, reason = 'umur {umur}' },\n"
	"    rule { 'miskin', basis = 'x', when = { any_of { { desil = at_most(2) }, { disabilitas = true } } } },\n"
	"    rule { 'tempat', missing = 'accept', when = { kecamatan = one_of { 'Komodo', 'Boleng' },\n"
	"      not_ { pekerjaan = 'pns' }, at_least_of(1, { { desil = 1 }, { umur = above(30) } }) } },\n"
	"    rule { 'fungsi', when = { reads = { 'umur' }, when = function(w) return w.umur > 20 end } },\n"
	"  },\n"
	"  priority = {\n"
	"    score { 'desil', points = by('desil', { [1] = 15, [2] = 5, otherwise = 1 }) },\n"
	"    score { 'tanggungan', points = per('tanggungan', { each = 5, up_to = 6 }) },\n"
	"    score { 'kk', points = 30, when = { kepala_keluarga = true } },\n"
	"  },\n"
	"  order = { desc 'score', asc 'umur', lottery { seed = 'undian' } },\n"
	"  quotas = { quota { by = 'kecamatan', at_least = 1, at_most = percent(50) },\n"
	"    quota { by = 'desa', at_most = { Gorontalo = 2, otherwise = 5 } } },\n"
	"  funders = { funder { 'APBD', budget = rupiah '403.200', pays = rate { b.table, 'JKK', 'JKM' }, from = '2024-01',\n"
	"      months = 12, only = { desil = at_most(2) } },\n"
	"    funder { 'CSR', seats = 3, pays = rate { b.table, 'JKM' }, from = '2024-01', months = 6 } },\n"
	"  published = { title = 'SK', people = 3, amount = 403200 },\n"
	"}\n";

enum { MOST = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_office o;
	struct ld_setting settings[MOST];
	struct ld_programme *p = NULL;
	size_t n = 0;
	char *text = fuzz_text(data, size);
	fuzz_office_open(&o, "", NULL, 0);
	fuzz_add(&o, "p", programme, sizeof programme - 1);
	fuzz_office_start(&o);
	for (char *save, *line = strtok_r(text, "\n", &save); line && n < MOST; line = strtok_r(NULL, "\n", &save)) {
		char *equals = strchr(line, '=');
		if (!equals)
			continue;
		*equals = '\0';
		settings[n++] = (struct ld_setting){.path = line, .value = equals + 1};
	}
	int rc = ld_script_programme(o.script, "p", NULL, settings, n, &o.findings, &p, &o.err);
	fuzz_said(rc, &o.err);
	ld_assert(n || rc == 0);
	if (rc == 0)
		ld_assert(p->nsettings == n && (!n || strcmp(p->settings[0].path, settings[0].path) == 0));
	ld_programme_free(p);
	fuzz_office_close(&o);
	free(text);
	return 0;
}
