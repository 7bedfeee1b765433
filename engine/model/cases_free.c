/* Cases own their arena and the programme they test. */
#include "model/cases.h"

#include <stdlib.h>

void ld_cases_free(struct ld_cases *c)
{
	if (!c)
		return;
	ld_programme_free(c->programme);
	ld_arena_fini(&c->arena);
	free(c);
}
