/* What a load read: the list of files that goes into the result, sorted by module name, because the order in
 * which rule files require one another means nothing. */
#include <stdlib.h>
#include <string.h>

#include "script/internal.h"

static int by_module(const void *a, const void *b)
{
	const struct ld_file *x = a, *y = b;
	return strcmp(x->module, y->module);
}

struct ld_file *ld_out_files(struct ld_script *s, size_t *ret_n)
{
	struct ld_file *files = ld_out_array(s, s->nfiles, sizeof *files);
	for (size_t i = 0; i < s->nfiles; i++) {
		files[i] = s->files[i];
		files[i].module = ld_out_text(s, s->files[i].module, strlen(s->files[i].module));
		files[i].path = ld_out_place(s, (struct ld_place){s->files[i].path, 1}).file;
		files[i].text = ld_out_text(s, s->files[i].text, s->files[i].len);
	}
	qsort(files, s->nfiles, sizeof *files, by_module);
	*ret_n = s->nfiles;
	return files;
}
