/* A source owns one arena with its mappings, fields and texts: freeing it is one call. */
#include <stdlib.h>

#include "model/source.h"

void ld_source_free(struct ld_source *s)
{
	if (!s)
		return;
	ld_arena_fini(&s->arena);
	free(s);
}
