/* The annex of a decree: order, sub-totals, columns that an office does not have. */
#include "ld_test.h"

#include <string.h>

#include "report/annex.h"

static struct ld_field items[] = {
	{.name = "nik", .type = LD_ID, .format = LD_FORMAT_NIK},
	{.name = "nama", .type = LD_TEXT},
	{.name = "kecamatan", .type = LD_TEXT},
	{.name = "desa", .type = LD_TEXT},
	{.name = "desil", .type = LD_INTEGER},
};
static const struct ld_fields fields = {items, 5};

static const struct {
	const char *nik, *nama, *kecamatan, *desa;
} people[] = {
	{"5315904105800001", "Maria", "Komodo", "Gorontalo"},
	{"5315904105800002", "=Yosef", "Boleng", "Mbuit"},
	{"5315904105800003", "Agnes, Sr", "Komodo", "Batu Cermin"},
	{"5315904105800004", "Blasius", NULL, NULL},
	{"5315904105800005", "Petrus", "Komodo", "Gorontalo"},
};

static struct ld_frame *frame_of_people(void)
{
	struct lindung_error err;
	bool marks[5] = {false, true, true, true, false};
	struct ld_frame *f = NULL;
	ld_ok(ld_frame_new(&fields, marks, 5, &f, &err));
	for (size_t i = 0; i < 5; i++) {
		const char *const texts[] = {
			people[i].nik, people[i].nama, people[i].kecamatan, people[i].desa};
		for (size_t k = 0; k < 4; k++) {
			struct ld_value v = {0};
			if (texts[k])
				v = (struct ld_value){.kind = LD_STR,
					.len = (uint32_t)strlen(texts[k]),
					.s = texts[k]};
			ld_ok(ld_frame_set(f, k, i, &v, &err));
		}
	}
	ld_ok(ld_frame_seal(f, &err));
	return f;
}

static int collect(void *ctx, const char *p, size_t n)
{
	ld_buf_add(ctx, p, n);
	return 0;
}

Test(annex, groups_by_kecamatan_and_desa_with_totals)
{
	struct lindung_error err;
	struct ld_frame *f = frame_of_people();
	struct ld_decision d[5];
	static const int64_t positions[] = {2, 4, 1, 3, 5};
	for (size_t i = 0; i < 5; i++) {
		d[i] = (struct ld_decision){.status = LD_SELECTED,
			.position = positions[i],
			.funder = "APBD",
			.months = 12,
			.cost = 201600};
		memcpy(d[i].nik, people[i].nik, LD_NIK);
	}
	struct ld_annex in = {.frame = f, .selected = d, .n = 5};
	struct ld_buf b = ld_buf_init(1 << 16);
	ld_ok(ld_report_annex(&in, collect, &b, &err));
	cr_expect_str_eq(ld_buf_text(&b),
		"No,Nama,NIK,Desa/Kelurahan,Kecamatan,Penanggung,Bulan,Iuran\n"
		"1,'=Yosef,5315904105800002,Mbuit,Boleng,APBD,12,201600\n"
		",Jumlah desa Mbuit: 1 orang,,,,,12,201600\n"
		",Jumlah kecamatan Boleng: 1 orang,,,,,12,201600\n"
		"2,\"Agnes, Sr\",5315904105800003,Batu Cermin,Komodo,APBD,12,201600\n"
		",Jumlah desa Batu Cermin: 1 orang,,,,,12,201600\n"
		"3,Maria,5315904105800001,Gorontalo,Komodo,APBD,12,201600\n"
		"4,Petrus,5315904105800005,Gorontalo,Komodo,APBD,12,201600\n"
		",Jumlah desa Gorontalo: 2 orang,,,,,24,403200\n"
		",Jumlah kecamatan Komodo: 3 orang,,,,,36,604800\n"
		"5,Blasius,5315904105800004,,,APBD,12,201600\n"
		",Jumlah desa (kosong): 1 orang,,,,,12,201600\n"
		",Jumlah kecamatan (kosong): 1 orang,,,,,12,201600\n"
		",Jumlah seluruhnya: 5 orang,,,,,60,1008000\n");
	ld_buf_fini(&b);
	ld_frame_free(f);
}

static int refuse(void *ctx, const char *p, size_t n)
{
	(void)ctx, (void)p, (void)n;
	return 1;
}

Test(annex, a_full_disk_is_an_error)
{
	struct lindung_error err;
	struct ld_frame *f = frame_of_people();
	struct ld_annex in = {.frame = f};
	ld_fails(IO, ld_report_annex(&in, refuse, NULL, &err));
	ld_frame_free(f);
}
