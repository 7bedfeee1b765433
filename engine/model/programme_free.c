/* A programme owns one arena with all its lists, texts and conditions: freeing it is one call. */
#include <stdlib.h>

#include "model/programme.h"

void ld_programme_free(struct ld_programme *p)
{
	if (!p)
		return;
	ld_arena_fini(&p->arena);
	free(p);
}
