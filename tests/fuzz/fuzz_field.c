/* The first byte chooses a field, the rest is a cell. What is read is a value of the field, printed and read again it is
 * the same one, and what a private cell holds is not in the message. */
#include "fuzz.h"
#include "base/utf8.h"
#include "model/field.h"

static const char *const choices[] = {"petani", "nelayan", "buruh tani", "L"};
static const struct ld_field fields[] = {
	{.name = "nik", .type = LD_ID, .format = LD_FORMAT_NIK, .is_private = true},
	{.name = "no_kk", .type = LD_ID, .format = LD_FORMAT_KK, .is_private = true},
	{.name = "nama", .type = LD_TEXT, .is_private = true},
	{.name = "kode_desa", .type = LD_ID},
	{.name = "desa", .type = LD_TEXT},
	{.name = "tanggungan", .type = LD_INTEGER},
	{.name = "desil", .type = LD_INTEGER, .has_lo = true, .has_hi = true, .lo = {.kind = LD_I64, .i = 1},
		.hi = {.kind = LD_I64, .i = 10}},
	{.name = "luas", .type = LD_NUMBER},
	{.name = "bobot", .type = LD_NUMBER, .is_private = true, .has_hi = true, .hi = {.kind = LD_F64, .f = 0.5}},
	{.name = "penghasilan", .type = LD_MONEY},
	{.name = "gaji", .type = LD_MONEY, .is_private = true, .has_lo = true, .lo = {.kind = LD_I64, .i = 100000}},
	{.name = "disabilitas", .type = LD_BOOLEAN},
	{.name = "tanggal_lahir", .type = LD_DATE},
	{.name = "pekerjaan", .type = LD_CHOICE, .choices = choices, .nchoices = 4},
};

static size_t longest_run(const char *s)
{
	size_t longest = 0;
	while (*s) {
		size_t n = strspn(s, "0123456789");
		longest = n > longest ? n : longest;
		s += n ? n : 1;
	}
	return longest;
}

static void check_value(const struct ld_field *f, const struct ld_value *v)
{
	struct lindung_error err;
	struct ld_value again;
	LD_CLEANUP(ld_buf_fini) struct ld_buf b = ld_buf_init(1 << 20), c = ld_buf_init(1 << 20);
	ld_assert(ld_field_check(f, v, &err) == 0);
	ld_field_print(f, v, &b);
	ld_assert(ld_field_parse(f, ld_buf_text(&b), b.len, &again, &err) == 0);
	ld_assert(ld_value_equal(v, &again));
	ld_field_print(f, &again, &c);
	ld_assert(strcmp(ld_buf_text(&b), ld_buf_text(&c)) == 0 && ld_utf8_visible(ld_buf_text(&b), b.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	const struct ld_field *f = &fields[data[0] % (sizeof fields / sizeof *fields)];
	struct lindung_error err = {0};
	struct ld_value v = {.kind = LD_MISSING};
	char *text = fuzz_text(data + 1, size - 1), line[1024];
	int rc = ld_field_parse(f, text, size - 1, &v, &err);
	fuzz_said(rc, &err);
	if (rc == 0)
		check_value(f, &v);
	lindung_error_format(&err, line, sizeof line);
	ld_assert(rc == 0 || ld_utf8_visible(line, strlen(line)));
	ld_assert(rc == 0 || !f->is_private || longest_run(line) < 7); /* the lower bound of 'gaji' has six digits */
	free(text);
	return 0;
}
