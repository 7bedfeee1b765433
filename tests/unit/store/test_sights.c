/* Keys and where they were met, against a list that is searched from its start. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "ld_test.h"
#include "store/sights.h"

enum { KEYS = 3000 };

static struct lindung_error err;

/* Alike but for their length, their zeros, their last digit, or not digits at all. */
static void key_of(uint64_t *s, char out[40])
{
	static const struct {
		const char *before, *after;
		int digits;
	} shapes[] = {{"", "", 0}, {"0", "", 0}, {"00", "", 0}, {"5315904105", "", 6}, {"05315904105", "", 6}, {"9999999999", "", 7},
		{"99999999999", "", 7}, {"", " ", 0}, {"kk", "", 0}, {"-", "", 0}};
	uint32_t k = ld_below(s, sizeof shapes / sizeof *shapes);
	snprintf(out, 40, "%s%0*u%s", shapes[k].before, shapes[k].digits, ld_below(s, 200), shapes[k].after);
}

Test(sights, a_key_is_found_where_it_was_put_and_no_other)
{
	static char keys[KEYS][40];
	static int64_t lines[KEYS];
	struct ld_sights sights = {0};
	uint64_t s = 7;
	size_t n = 0;
	for (int64_t line = 1; line <= 8000; line++) {
		char key[40];
		struct ld_sight *sight;
		size_t at = 0;
		key_of(&s, key);
		while (at < n && strcmp(keys[at], key) != 0)
			at++;
		ld_sights_expect(&sights, key, strlen(key));
		ld_ok(ld_sights_find(&sights, key, strlen(key), &sight, &err));
		cr_assert_eq((int64_t)sight->line, at < n ? lines[at] : 0, "%s", key);
		cr_assert_eq((int64_t)sight->file, at < n ? lines[at] % 7 : 0);
		n += at == n;
		cr_assert(n < KEYS);
		strcpy(keys[at], key);
		lines[at] = line + (1LL << 33);
		sight->line = (uint64_t)lines[at];
		sight->file = (uint64_t)(lines[at] % 7);
	}
	cr_expect_eq(sights.len, n);
	cr_expect(n > 1500);
	ld_sights_fini(&sights);
}
