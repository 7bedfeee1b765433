/* Memory of one phase: lists that grow in it. */
#include "ld_test.h"

#include <stdint.h>

#include "base/arena.h"

Test(arena, a_list_grows_and_keeps_its_items)
{
	struct ld_arena a = {0};
	size_t cap = 0;
	int *list = NULL;
	for (int i = 0; i < 1000; i++) {
		list = ld_arena_grow(&a, list, (size_t)i, &cap, sizeof *list);
		cr_assert(list && cap > (size_t)i);
		list[i] = i;
	}
	for (int i = 0; i < 1000; i++)
		cr_assert_eq(list[i], i);
	ld_arena_fini(&a);
}

Test(arena, a_list_that_cannot_grow_stays_as_it_is)
{
	struct ld_arena a = {0};
	size_t cap = SIZE_MAX / 2;
	int one = 1;
	cr_expect_null(ld_arena_grow(&a, &one, cap, &cap, sizeof one));
	cr_expect_eq(cap, SIZE_MAX / 2);
	ld_arena_fini(&a);
}
