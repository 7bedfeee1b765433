/* Rule files in memory for the tests of script/: fields and a contribution table, and one call that loads a text. */
#ifndef LD_RULES_TEST_H
#define LD_RULES_TEST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ld_test.h"
#include "script/script.h"
#include "worker/wire.h"

static const char test_fields[] =
	"return {\n"
	"  field.id \"nik\" { title = \"NIK\", private = true },\n"
	"  field.id \"id_keluarga\" { title = \"Keluarga\" },\n"
	"  field.date \"tanggal_lahir\" { title = \"Tanggal lahir\" },\n"
	"  field.integer \"umur\" { title = \"Umur\", range = { 0, 120 }, derive = age \"tanggal_lahir\" },\n"
	"  field.choice \"jenis_kelamin\" { \"L\", \"P\", title = \"Jenis kelamin\" },\n"
	"  field.text \"pekerjaan\" { title = \"Pekerjaan\" },\n"
	"  field.text \"kecamatan\" { title = \"Kecamatan\" },\n"
	"  field.integer \"desil\" { title = \"Desil\", range = { 1, 10 } },\n"
	"  field.money \"pengeluaran\" {}, field.integer \"anggota\" {}, field.integer \"tanggungan\" {},\n"
	"  field.boolean \"kepala_keluarga\" {}, field.boolean \"disabilitas\" {}, field.boolean \"jamsos_aktif\" {},\n"
	"  field.number \"luas\" {},\n"
	"  field.date \"jamsos_dari\" {}, field.date \"jamsos_sampai\" {},\n"
	"  field.choice \"segmen\" { \"transport\", \"lain\" },\n"
	"}\n";

static const char test_bpu[] =
	"return { table = dated_table { \"bpu\",\n"
	"  { \"JKK\", from = \"2015-07\", amount = 10000 }, { \"JKM\", from = \"2015-07\", amount = 6800 },\n"
	"  { \"JHT\", from = \"2015-07\", to = \"2024-12\", amount = 20000 } } }\n";

static const char test_common[] =
	"return {\n"
	"  working_age = rule { \"usia-kerja\", open = true, when = { umur = between(18, 64) }, reason = \"umur {umur}\" },\n"
	"  not_covered = rule { \"belum-terlindungi\", when = { jamsos_aktif = false } },\n"
	"}\n";

enum { TEST_FILES = 12 };

/* What one test loads: modules by name, the first ones always there. */
struct office {
	struct ld_file files[TEST_FILES];
	struct ld_memory memory;
	struct ld_loader loader;
	struct ld_script *script;
	struct ld_findings findings;
	struct lindung_error err;
};

static inline void office_add(struct office *o, const char *module, const char *text)
{
	cr_assert(o->memory.nfiles < TEST_FILES);
	struct ld_file *f = &o->files[o->memory.nfiles++];
	*f = (struct ld_file){.module = module, .path = module, .text = text, .len = strlen(text)};
}

static inline void office_open(struct office *o)
{
	memset(o, 0, sizeof *o);
	o->memory.files = o->files;
	office_add(o, "fields", test_fields);
	office_add(o, "national.bpu", test_bpu);
	office_add(o, "national.eligibility", test_common);
	o->loader = ld_loader_memory(&o->memory);
	cr_assert_eq(ld_script_new(&o->loader, NULL, &o->script, &o->err), 0);
}

static inline void office_close(struct office *o)
{
	ld_script_free(o->script);
	ld_findings_fini(&o->findings);
}

/* What goes through the channel of the process that runs rules comes out the same, and the other side finds it whole. */
static inline void office_wire(struct ld_programme *p)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena arena = {0};
	struct ld_programme *copy = calloc(1, sizeof *copy);
	struct ld_wire a = ld_wire_writer(), b = ld_wire_writer(), in;
	ld_pack_programme(&a, p);
	cr_assert(!a.out.failed);
	in = ld_wire_reader(a.out.data, a.out.len, &arena);
	ld_pack_programme(&in, copy);
	cr_assert(ld_wire_done(&in), "%zu bytes are left", (size_t)(in.end - in.p));
	const char *why = ld_proof_programme(copy);
	cr_assert_null(why, "%s", why);
	ld_pack_programme(&b, copy);
	cr_assert(a.out.len == b.out.len && memcmp(a.out.data, b.out.data, a.out.len) == 0);
	ld_wire_fini(&a);
	ld_wire_fini(&b);
	free(copy);
}

/* Load the module "p" of this text; the error, if any, is in o->err. */
static inline int office_load(struct office *o, const char *text, const struct ld_setting *set, size_t nset,
	struct ld_programme **ret)
{
	office_add(o, "p", text);
	int rc = ld_script_programme(o->script, "p", NULL, set, nset, &o->findings, ret, &o->err);
	if (rc >= 0)
		office_wire(*ret);
	return rc;
}

static inline const char *office_said(const struct office *o)
{
	static char text[1024];
	lindung_error_format(&o->err, text, sizeof text);
	return text;
}

#endif
