/* Any bytes as a number, an amount, an id, a name and as text: what one reader says, the others must not contradict. */
#include <math.h>

#include "base/nik.h"
#include "base/num.h"
#include "base/text.h"
#include "base/utf8.h"
#include "fuzz.h"

static void amount(int64_t i)
{
	char out[LD_RUPIAH_TEXT];
	int64_t again;
	ld_rupiah_format(i, '.', out);
	ld_assert(i == INT64_MIN || (ld_rupiah_parse(out, strlen(out), &again) && again == i));
}

static void numbers(const char *s, size_t n)
{
	int64_t i;
	double d;
	if (ld_int_parse(s, n, &i)) {
		ld_assert(n >= 64 || (ld_number_parse(s, n, &d) && d == (double)i));
		amount(i);
	}
	if (ld_number_parse(s, n, &d))
		ld_assert(isfinite(d));
	if (ld_rupiah_parse(s, n, &i)) {
		ld_assert(i != INT64_MIN);
		amount(i);
	}
}

static void characters(const char *s, size_t n)
{
	size_t at = 0, step;
	uint32_t c;
	while ((step = ld_utf8_next(s + at, n - at, &c))) {
		ld_assert(c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF));
		at += step;
	}
	ld_assert(ld_utf8_valid(s, n) == (at == n));
	ld_assert(!ld_utf8_visible(s, n) || at == n);
	ld_assert(ld_utf8_width(s, n) <= n);
}

static void names(const char *s)
{
	static const char *const known[] = {"umur", "desil", "pekerjaan", "kecamatan", "kepala_keluarga"};
	char masked[LD_NIK + 1];
	const char *near = ld_nearest(s, known, 5);
	size_t shown = strnlen(s, 4);
	for (size_t i = 0; i < 5; i++) {
		ld_assert(ld_distance(s, known[i]) == ld_distance(known[i], s));
		ld_assert(strcmp(s, known[i]) != 0 || near == known[i]);
	}
	ld_nik_mask(s, masked);
	ld_assert(strlen(masked) == strnlen(s, LD_NIK) && strspn(masked + shown, "*") == strlen(masked + shown));
	ld_assert(!ld_field_name_valid(s) || ld_id_valid(s));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	numbers(text, size);
	characters(text, size);
	names(text);
	if (!ld_nik_fault(text, size))
		ld_assert(size == LD_NIK && text[0] != '0' && strspn(text, "0123456789") == LD_NIK);
	ld_assert(ld_kk_fault(text, size) || !ld_nik_fault(text, size)); /* every possible KK is a possible NIK */
	free(text);
	return 0;
}
